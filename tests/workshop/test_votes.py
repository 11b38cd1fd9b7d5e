"""From single votes to a team's decision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smkt_helpers.decisions import DECISIONS
from smkt_helpers.plan import plans
from smkt_helpers.workshop.votes import Entry, decided, most_wished

OLD = plans.siloed


def entry(*votes):
    found = Entry()
    for person, values, why in votes:
        found = found.given(person, values, why)
    return found


def test_what_is_left_out_stays_as_the_same_person_gave_it_before():
    found = entry(("anna", {"budget": 1.2}, "more"), ("anna", {"threshold": 50.0}, ""))
    assert decided(found, OLD, "captain") == {"budget": 1.2, "threshold": 50.0}
    assert found.why == "more"


def test_with_a_captain_the_newest_sheet_counts():
    found = entry(("", {"budget": 2.0}, ""), ("anna", {"budget": 1.2}, "a"), ("bo", {"budget": 0.8}, "b"))
    assert decided(found, OLD, "captain") == {"budget": 0.8}
    assert decided(found.given("", {}, ""), OLD, "captain") == {"budget": 2.0}


def test_without_a_captain_the_middle_of_all_votes_counts():
    found = entry(("a", {"touches": 2}, ""), ("b", {"touches": 9}, ""), ("c", {"touches": 4}, ""))
    assert decided(found, OLD, "median") == {"touches": 4}


def test_without_a_captain_the_sheet_of_the_whole_team_goes_before_single_votes():
    found = entry(("", {"touches": 2}, ""), ("b", {"touches": 9}, ""))
    assert decided(found, OLD, "median") == {"touches": 2}


def test_who_leaves_a_decision_out_votes_for_what_holds():
    votes = [{"touches": 9}, {}, {}]
    assert most_wished(votes, OLD) == {"touches": OLD["touches"]}


@pytest.mark.parametrize(("wished", "found"), [
    (["hottest", "hottest", "newest"], "hottest"), (["hottest", "newest"], OLD["first_call"]),
])  # fmt: skip
def test_of_words_the_most_frequent_counts_and_a_tie_changes_nothing(wished, found):
    assert most_wished([{"first_call": one} for one in wished], OLD) == {"first_call": found}


@given(st.lists(st.integers(0, 60), min_size=1, max_size=9))
def test_the_middle_lies_on_the_decisions_own_step_and_among_the_votes(steps):
    wished = [round(0.05 * step, 8) for step in steps]
    found = most_wished([{"budget": one} for one in wished], OLD)["budget"]
    assert min(wished) <= found <= max(wished)
    assert found == DECISIONS["budget"].check(round(0.05 * round(found / 0.05), 8))


def test_nobody_wishes_nothing():
    assert most_wished([], OLD) == {}
