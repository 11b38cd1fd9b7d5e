"""What a change is worth: ways of working compared on the same markets.

`runs` plays many markets, here or on other machines; `pairs` compares two ways of working; `doubt` adds what we do
not know about the company; `waterfall` shares the difference out among practices; `sensitivity` asks which single
assumption would make it vanish; `steps` ranks the practices that are still open.
"""

from smkt_helpers.comparison.pairs import COLUMNS, HEADLINES, compare, paired

__all__ = ["COLUMNS", "HEADLINES", "compare", "paired"]
