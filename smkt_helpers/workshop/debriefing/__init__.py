"""The debrief: the pictures and sentences of a workshop that was played, luck, files, and what nobody tried."""
