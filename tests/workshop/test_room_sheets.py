"""A paper sheet at the keyboard: read forgivingly, checked box by box, and quick to type."""

from __future__ import annotations

import dataclasses

import pytest

from smkt_helpers.company_file import company
from smkt_helpers.decisions import DECISIONS, SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.workshop import formats, rounds
from smkt_helpers.workshop.room import sheets
from smkt_helpers.workshop.room.sheets import PREDICTION
from smkt_helpers.workshop.state import PREDICTIONS
from smkt_helpers.workshop.waiting import Phones

KEY, FIELD, MOST = 0.3, 1.0, 60.0  # seconds for a key press, for a field, and for a table's two sheets


def opened(format="half-day", people=8, tables=2):
    read = formats.read_format(format)
    now = rounds.begin(read, company(read.company).today)
    for place in range(people):
        now = rounds.join(now, f"p{place}", f"Person {place}", SEATS[place % 2])
    now = rounds.seat_all(now, tables)
    return rounds.go(rounds.go(now, "brief"), "open", at="2026-11-22T09:00:00+00:00")


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("budget", "120", 1.2),
        ("budget", " 120 % ", 1.2),
        ("budget", "0", 0.0),
        ("threshold", "50,5", 50.5),
        ("threshold", "50.5", 50.5),
        ("threshold", "50 points", 50.0),
        ("touches", "3", 3),
        ("first_call", "4", "deals_first"),
        ("first_call", "h", "hottest"),
        ("first_call", "The newest", "newest"),
        ("handoff", "S", "shared_crm"),
        ("feedback", "w", "weekly"),
        ("tracked", "y", True),
        ("tracked", "Yes", True),
        ("tracked", "J", True),
        ("tracked", "1", True),
        ("tracked", "n", False),
        ("tracked", "0", False),
        ("tracked", "nein", False),
        ("tracked", "", None),
        ("budget", "   ", None),
    ],
)
def test_what_people_type_is_understood(name, typed, value):
    assert sheets.read_value(DECISIONS[name], typed) == value


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("budget", "301", "Type 0 to 300%."),
        ("budget", "1.2", "Type 0 to 300%."),
        ("budget", "a lot", "Type 0 to 300%."),
        ("threshold", "-1", "Type 0 to 100 points."),
        ("threshold", "101", "Type 0 to 100 points."),
        ("touches", "2,5", "Type 1 to 12 attempts."),
        ("first_call", "5", "Type a number from 1 to 4."),
        ("first_call", "the", "Type a number from 1 to 4."),
        ("tracked", "perhaps", "Type y for yes or n for no."),
    ],
)
def test_what_cannot_be_read_says_what_may_be_typed(name, typed, sentence):
    with pytest.raises(KitError) as caught:
        sheets.read_value(DECISIONS[name], typed)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "decision", [one for one in DECISIONS.values() if one.kind in ("number", "whole")], ids=lambda one: one.name
)
def test_every_range_has_its_unit(decision):
    assert decision.unit and sheets.allowed(decision).endswith(decision.unit)


@pytest.mark.parametrize(
    ("name", "said"),
    [("meeting_minutes", "0 to 600 minutes a week"), ("discount_limit", "0 to 35%"), ("gap_days", "0.5 to 14 days"),
     ("extra_reps", "−10 to 20 reps")],
)  # fmt: skip
def test_a_range_reads_as_people_write_it(name, said):
    assert sheets.allowed(DECISIONS[name]) == said


@pytest.mark.parametrize("name", [name for name, decision in DECISIONS.items() if decision.kind != "mix"])
def test_every_value_that_is_shown_is_read_back(name):
    decision = DECISIONS[name]
    if decision.kind in ("number", "whole"):
        values = [decision.low, decision.high, decision.default]
    elif decision.kind == "switch":
        values = [True, False]
    else:
        values = [key for key, _words in decision.options]
    for value in values:
        assert sheets.read_value(decision, sheets.typed(decision, value)) == value


@pytest.mark.parametrize(("typed", "key"), [("1", "up"), ("+", "up"), ("2", "same"), ("=", "same"), ("a", "same"),
                                            ("3", "down"), ("−", "down"), ("d", "down"), ("", "")])  # fmt: skip
def test_a_prediction_is_a_number_a_sign_or_a_letter(typed, key):
    assert sheets.read_prediction(typed) == key


def test_a_prediction_that_could_be_two_is_asked_for_again():
    with pytest.raises(KitError, match="1 to 3"):
        sheets.read_prediction("clearly")


def test_a_sheet_names_every_wrong_box_and_keeps_the_right_ones():
    texts = {"budget": "999", "threshold": "50", "handoff": "3", "tracked": "maybe", PREDICTION: "9"}
    read = sheets.read_sheet(opened(), 1, "marketing", texts)
    assert set(read.problems) == {"budget", "tracked", PREDICTION}
    assert read.values == {"threshold": 50.0, "handoff": "shared_crm"}


def test_a_box_emptied_later_goes_back_to_what_held_before():
    now = opened()
    before = now.in_force(1)["threshold"]
    now = rounds.decide(now, 1, "marketing", {"threshold": 70.0, "budget": 1.5})
    texts = sheets.texts_of(now, 1, "marketing")
    assert (texts["threshold"], texts["budget"], texts["icp_focus"]) == ("70", "150", "")
    read = sheets.read_sheet(now, 1, "marketing", {**texts, "threshold": ""})
    now = rounds.decide(now, 1, "marketing", read.values)
    assert sheets.handed_in(now, 1, "marketing")["threshold"] == before
    assert sheets.handed_in(now, 1, "marketing")["budget"] == 1.5
    assert sheets.texts_of(now, 1, "marketing")["threshold"] == ""


@pytest.mark.parametrize(
    ("typed", "place"),
    [("2m", (2, "marketing")), ("2 S", (2, "sales")), ("1, sales", (1, "sales")), ("1vertrieb", (1, "sales")),
     ("3m", None), ("m", None), ("2", None), ("2x", None), ("", None)],
)  # fmt: skip
def test_a_sheet_is_found_by_its_mark(typed, place):
    assert sheets.place_of(opened(), typed) == place


def test_marks_are_read_back():
    now = opened()
    for place in now.missing():
        assert sheets.place_of(now, sheets.mark_of(place)) == place


def test_the_next_missing_sheet_comes_round_again():
    now = opened()
    assert sheets.next_missing(now) == (1, "marketing")
    now = rounds.decide(now, 1, "sales", {})
    assert sheets.next_missing(now, (1, "marketing")) == (2, "marketing")
    assert sheets.next_missing(now, (2, "sales")) == (1, "marketing")
    for place in now.missing():
        now = rounds.decide(now, *place, {})
    assert sheets.next_missing(now, (1, "sales")) is None


def test_what_only_one_team_wishes_is_named():
    now = rounds.decide(opened(), 1, "marketing", {"handoff": "shared_crm", "tracked": True})
    assert sheets.not_agreed(now, 1) == ()  # the other sheet is not in yet
    now = rounds.decide(now, 1, "sales", {"tracked": True})
    assert sheets.not_agreed(now, 1) == ("handoff",)


def test_teams_with_a_phone_are_not_typed_in():
    now = opened()
    phones = Phones("", "", False, frozenset(one.id for one in now.at(1, "marketing")))
    assert sheets.next_missing(now, phones=phones) == (1, "sales")
    assert sheets.next_missing(now, (2, "sales"), phones) == (1, "sales")


def test_what_teams_do_not_agree_on_follows_from_their_votes():
    now = dataclasses.replace(opened(), mode="median")
    for seat, handoff in (("marketing", "shared_crm"), ("sales", "daily_file")):
        for one in now.at(1, seat):
            now = rounds.decide(now, 1, seat, {"handoff": handoff, "tracked": True}, person=one.id)
    assert sheets.not_agreed(now, 1) == ("handoff",)
    for one in now.at(1, "sales"):
        now = rounds.decide(now, 1, "sales", {"handoff": "shared_crm"}, person=one.id)
    assert sheets.not_agreed(now, 1) == ()


def longest(name):
    """Return the most that anybody has to type into a box."""
    if name == PREDICTION:
        return str(len(PREDICTIONS))
    decision = DECISIONS[name]
    if decision.kind in ("number", "whole"):
        grid = [decision.low + decision.step * place for place in range(
            round((decision.high - decision.low) / decision.step) + 1)]  # fmt: skip
        return max((sheets.typed(decision, round(value, 8)) for value in grid), key=len)
    return "1"


def typing_seconds(format):
    """Return the fields, key presses and seconds of a table: every box filled with its longest value, Tab or Enter."""
    names = [name for seat in SEATS for name in (*format.of_seat(seat), PREDICTION)]
    presses = sum(len(longest(name)) + 1 for name in names)
    return len(names), presses, KEY * presses + FIELD * len(names)


@pytest.mark.parametrize("name", formats.names())
def test_the_two_sheets_of_a_table_are_typed_within_a_minute(name):
    fields, presses, seconds = typing_seconds(formats.read_format(name))
    assert fields >= 8 and presses >= 2 * fields
    assert seconds <= MOST
