"""The screen from which a trainer leads a workshop, and the second screen for the room."""
