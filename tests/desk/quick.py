"""A small quarter, so that a test of the desks takes a moment."""

from smkt_helpers.company_file import company
from smkt_helpers.desk import Quarter

QUICK = {"weeks": 4, "replications": 4}


class Notebook:
    """A memory that lives as long as the test."""

    def __init__(self, values=None):
        self.values = dict(values or {})
        self.saved = 0

    def save(self, values):
        self.values, self.saved = dict(values), self.saved + 1

    def load(self):
        return self.values


def quarter(**options):
    """Return a quarter that has been played once."""
    made = Quarter(company("irrigation"), **{**QUICK, **options})
    made.show()
    return made
