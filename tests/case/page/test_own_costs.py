"""The card of the two costs, as a manager uses it."""

from __future__ import annotations

import pytest

from smkt_helpers.case.blocks import Section
from smkt_helpers.case.figure import said
from smkt_helpers.case.page.mine import AlignmentCase
from smkt_helpers.case.parts import PARTS
from tests.helpers import assert_named, find, press, shown_text


class Part:
    """A part that says which costs it was told with, and counts how often it was computed."""

    def __init__(self, id, calls):
        self.id, self.calls = id, calls

    def compute(self, question, *, progress=None, cancel=None):
        self.calls.append(self.id)
        return "played"

    def section(self, question, found):
        return Section(self.id, self.id, said(f"{self.id}: margin {question.margin}, once {question.one_off}."), ())


@pytest.fixture
def calls(monkeypatch):
    made = []
    for id in PARTS:
        monkeypatch.setitem(PARTS, id, Part(id, made))
    return made


@pytest.fixture
def page(calls):
    """Return the page with everything computed, and its card."""
    case = AlignmentCase()
    for id in PARTS:
        case.part(id)
    card = case.assumptions()
    case.files()
    calls.clear()
    return case, card


def text(case, part):
    return shown_text(case._places[part].widget)


def test_costs_are_told_and_nothing_is_played_again(page, calls):
    case, card = page
    assert "not given" in shown_text(card)
    find(card, "Of each sale").value = "42.5"
    find(card, "What will it cost").value = "20000"
    press(card, "Take these costs off")
    for part in ("headline", "months"):
        assert "margin 0.425, once 20000" in text(case, part)
    assert "EUR 20,000" in shown_text(card) and "42.5%" in shown_text(card)
    press(card, "Leave both out again")
    assert "margin None, once None" in text(case, "headline")
    assert "One-off cost: not given . Gross margin: not given" in shown_text(card)
    assert calls == []


def test_one_of_the_two_may_stay_blank(page):
    case, card = page
    find(card, "What will it cost").value = "5000"
    press(card, "Take these costs off")
    assert case.question.margin is None and case.question.one_off == 5000


@pytest.mark.parametrize(("typed", "words"), [
    ("140", "You typed 140; it must be more than 0 and less than 100"), ("a lot", "number"),
])
def test_what_cannot_be_is_a_sentence_and_the_page_stays(page, typed, words):
    case, card = page
    find(card, "Of each sale").value = typed
    find(card, "Take these costs off").click()
    assert words in shown_text(card)
    assert case.question.margin is None and find(card, "Of each sale").value == typed


def test_every_control_has_a_name(page):
    assert_named(page[1])
