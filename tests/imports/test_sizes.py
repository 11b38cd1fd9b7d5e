"""Numbers of employees: a range never becomes a number."""

import pandas as pd
import pytest

from smkt_helpers.imports.cells import masked
from smkt_helpers.imports.sizes import read_sizes

RANGES = ("11-50", "1.001-5.000", "1,001 – 5,000", "10,000+", "10.000+ employees", "> 500", "51 bis 200", "ponad 250",
          "11-50 Mitarbeiter", "trên 100", "1 to 10 employees", "under 10", "500 or more")  # fmt: skip


@pytest.mark.parametrize("words", RANGES)
def test_a_range_is_left_blank_and_named(words):
    read = read_sizes(pd.Series([words, "25", ""], index=[2, 3, 4]), name="Employees")
    assert read.values.isna().tolist() == [True, False, True] and read.values[3] == 25
    assert (read.filled, dict(read.unreadable)) == (2, {})
    assert read.notes[-1].startswith("1 cell of “Employees” holds a range, as in “" + masked(words) + "”")


def test_only_ranges_are_no_numbers_at_all():
    read = read_sizes(pd.Series(["11-50", "51-200"]), name="Employees")
    assert read.values.isna().all() and read.said == "ranges, which are left blank"


@pytest.mark.parametrize(("words", "number"), [("250", 250), ("1,250.0", 1250), ("-3", -3)])
def test_a_number_stays_a_number(words, number):
    assert read_sizes(pd.Series([words]), name="Employees").values.tolist() == [number]
