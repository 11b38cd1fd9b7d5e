"""The big button: it names every step of every format, and going by it leads to the end."""

from __future__ import annotations

import re

import pytest

from smkt_helpers.company_file import company
from smkt_helpers.workshop import formats, rehearsal, rounds, views
from smkt_helpers.workshop.paper.lead import step_rows
from smkt_helpers.workshop.paper.slides import slides
from smkt_helpers.workshop.paper.times import timed
from smkt_helpers.workshop.room import cues as room_cues
from smkt_helpers.workshop.room.cues import CUES, cue, cue_in_general, meanwhile, next_step
from smkt_helpers.workshop.room.stage import clock_words
from smkt_helpers.workshop.state import due
from smkt_helpers.workshop.store import Store
from tests.workshop.shown import opened, revealed, room, until, words


@pytest.mark.parametrize("name", formats.names())
def test_every_step_of_a_format_has_a_cue_without_gaps(name):
    ledger = rehearsal.begin(Store("sqlite://"), formats.read_format(name), people=6)
    steps, pressed = [], []
    while ledger.now.phase != "closed":
        steps.append(next_step(ledger.now))
        pressed.append(cue(ledger.now).press)
        for phones in (False, True):
            said = " ".join(vars(cue(ledger.now, phones)).values()) + meanwhile(ledger.now, phones)
            assert "{" not in said
        assert cue(ledger.now, phones=True).press == pressed[-1], "the button is the same"
        rehearsal.step(ledger)
    assert next_step(ledger.now) == "over"
    quarters = len(ledger.now.format.rounds)
    for step in ("open", "play", "reveal"):
        assert steps.count(step) == quarters
    assert steps.count("swap") == sum(part.swap for part in ledger.now.format.rounds)
    assert steps[-2:] == ["debrief", "close"]
    assert any("seats swap" in one for one in pressed)


def test_the_names_of_quarters_do_not_count_the_practice_quarter():
    format = formats.read_format("half-day")
    names = [room_cues.quarter_words(format, place) for place in range(len(format.rounds))]
    assert names == ["the practice quarter", "quarter 1", "quarter 2", "quarter 3", "quarter 4"]


def test_what_the_agenda_has_in_between_is_said():
    format = formats.read_format("half-day")
    between = [[part.kind for part in room_cues.before(format, place)] for place in range(len(format.rounds))]
    assert between == [["brief"], ["reset"], [], ["break"], ["meeting"]]


DECIDE = {"half-day": [7, 9, 9, 9, 9], "short": [7, 7, 7], "manager-demo": [5, 5]}
QUARTERS = [(name, place) for name in formats.names() for place in range(len(DECIDE[name]))]


def on_the_run_sheet(format, place):
    """Return the minutes of the four steps of a quarter as the run sheet prints them."""
    slot = next(slot for slot in timed(format, 0) if slot.round == place)
    return [int(row["Minutes"]) for row in step_rows(slot)]


def at(minutes):
    return f"2026-01-01T10:{minutes:02}:00+00:00"


@pytest.mark.parametrize(("name", "place"), QUARTERS)
def test_a_quarter_is_as_long_on_the_screens_as_on_paper(name, place):
    format = formats.read_format(name)
    brief, decide, enter, reveal = on_the_run_sheet(format, place)
    assert decide == DECIDE[name][place]

    now = rounds.go(until(room(format=format), place - 1), "brief")
    assert f"the clock starts: {decide} minutes." in cue(now).happens
    assert f"You have {decide} minutes." in cue(now).say
    assert meanwhile(now) == f"Briefing: {minutes_words(brief)}."
    assert f"When the quarter opens you have {decide} minutes." in words(views.projector(now, "A day"))

    now = opened(until(room(format=format, auto_lock=True), place - 1))
    assert clock_words(now, at(0)) == f"{decide}:00"
    assert clock_words(now, at(decide)) == "Time is up"
    assert f"{minutes_words(enter)} to type in the last sheets" in meanwhile(now)
    assert not due(now, at(decide + enter - 1)) and due(now, at(decide + enter))

    now = revealed(now)
    assert meanwhile(now).startswith(f"Results: {minutes_words(reveal)} to look and talk.")
    assert f"Look, then talk: {minutes_words(reveal)}." in words(views.projector(now, "A day"))


def minutes_words(minutes):
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


@pytest.mark.parametrize("name", formats.names())
def test_the_slides_give_each_quarter_the_time_that_the_clock_gives(name):
    format = formats.read_format(name)
    shown = words(slides(format, company(format.company), timed(format, 540)))
    assert [int(found) for found in re.findall(r"hand in. You have (\d+) minutes", shown)] == DECIDE[name]


def test_the_last_sheets_are_typed_in_by_the_trainer_or_the_time_for_it_ends_by_itself():
    format = formats.read_format("short")
    now = opened(room(format=format))
    assert meanwhile(now) == "When the time is up: 2 minutes to type in the last sheets and play the quarter."
    now = opened(room(format=format, auto_lock=True))
    assert meanwhile(now).endswith("2 minutes to type in the last sheets; then they are taken in by themselves.")
    assert meanwhile(now, phones=True).endswith("hand in; then the sheets are taken in by themselves.")
    again = rounds.go(rounds.go(now, "locked"), "open", at(9))
    assert meanwhile(again) == "", "sheets that were opened again have no clock"


def test_after_the_last_quarter_there_is_time_for_its_results_too():
    now = until(room(format=formats.read_format("manager-demo")), 1)
    assert meanwhile(now) == "Results: 3 minutes to look and talk."


@pytest.mark.parametrize("key", CUES)
def test_every_cue_stands_on_paper_without_gaps(key):
    general = cue_in_general(key)
    assert all(text and "{" not in text for text in vars(general).values())
