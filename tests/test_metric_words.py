"""A metric's value and its change in words."""

import math

import pytest

from smkt_helpers.metric_list import METRICS
from smkt_helpers.metric_words import difference_words, show


@pytest.mark.parametrize(("id", "value", "words"), [
    ("leads", 2992.97, "2,993"), ("wins", 4.25, "4.2"), ("wins", 4.0, "4"), ("touches", 2.0, "2.0"),
    ("revenue", 239420.9, "EUR 239,421"), ("contribution", -41899.2, "−EUR 41,899"), ("win_rate", 0.354, "35%"),
    ("lead_to_won", 0.0088, "0.9%"), ("target_kept", 0.0, "0%"), ("speed_median", 0.5, "30 minutes"),
    ("speed_median", 20.67, "20.7 hours"), ("cycle", 30.6, "30.6 days"), ("cac", math.nan, "not available")])
def test_shown_as_a_person_reads_it(id, value, words):
    assert show(id, value, "EUR") == words
    assert show(METRICS[id], value, "EUR") == words


@pytest.mark.parametrize(
    ("id", "difference", "words"),
    [
        ("acceptance", 0.045, "+4.5 %-points"),
        ("revenue", -2937.4, "−EUR 2,937"),
        ("speed_median", 3.0, "+3.0 hours"),
        ("wins", -1.25, "−1.2"),
        ("leads", 440.4, "+440"),
        ("leads", 0.0, "±0.0"),
        ("wins", math.nan, "–"),
    ],
)
def test_a_difference_carries_its_sign_and_unit(id, difference, words):
    assert difference_words(METRICS[id], difference, "EUR") == words
