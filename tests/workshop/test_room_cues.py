"""The big button: it names every step of every format, and going by it leads to the end."""

from __future__ import annotations

import pytest

from smkt_helpers.workshop import formats, rehearsal
from smkt_helpers.workshop.room import cues as room_cues
from smkt_helpers.workshop.room.cues import CUES, cue, cue_in_general, meanwhile, next_step
from smkt_helpers.workshop.store import Store


@pytest.mark.parametrize("name", formats.names())
def test_every_step_of_a_format_has_a_cue_without_gaps(name):
    ledger = rehearsal.begin(Store("sqlite://"), formats.read_format(name), people=6)
    steps, pressed = [], []
    while ledger.now.phase != "closed":
        steps.append(next_step(ledger.now))
        pressed.append(cue(ledger.now).press)
        said = " ".join(vars(cue(ledger.now)).values()) + meanwhile(ledger.now)
        assert "{" not in said
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


@pytest.mark.parametrize("key", CUES)
def test_every_cue_stands_on_paper_without_gaps(key):
    general = cue_in_general(key)
    assert all(text and "{" not in text for text in vars(general).values())
