"""What is told to the board: a module for each part of the case, listed in `smkt_helpers.case.parts`.

Each has two functions: ``compute(question, *, progress, cancel)`` plays what is needed and returns tables,
``section(question, found)`` turns them into blocks and plays nothing. `power` holds the statistics of a pilot,
`acts` how each practice works.
"""
