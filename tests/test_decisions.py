"""How a decision's value reads: no decimals that say nothing, and one of a thing in the singular."""

import pytest

from smkt_helpers.decisions import DECISIONS, ONE_OF


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("target_hours", 24.0, "24 hours"),
        ("target_hours", 0.5, "0.5 hours"),
        ("target_hours", 1.0, "1 hour"),
        ("touches", 1, "1 attempt"),
        ("extra_reps", 1, "1 rep"),
        ("extra_reps", -1, "−1 reps"),
        ("gap_days", 1.0, "1 day"),
        ("gap_days", 14 / 11, "1.3 days"),
        ("prospecting_hours", 4.0, "4 hours per rep and week"),
        ("rotation_days", 1.0, "1 day per person and quarter"),
        ("threshold", 58.0, "58 points"),
    ],
)
def test_a_value_reads_like_a_person_would_say_it(name, value, text):
    assert DECISIONS[name].show(value) == text


def test_every_unit_is_known_in_the_singular():
    units = {decision.unit for decision in DECISIONS.values() if decision.unit} - {"%"}
    assert units == set(ONE_OF)
