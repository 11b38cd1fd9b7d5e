"""The page, as a manager uses it: asks, changes, goes back, stops, and takes away."""

import asyncio
import re

import pytest

from smkt_helpers.case.blocks import Section
from smkt_helpers.case.figure import said, setting
from smkt_helpers.case.page import mine, take_away
from smkt_helpers.case.page.kept import Kept
from smkt_helpers.case.page.mine import AlignmentCase
from smkt_helpers.case.parts import PARTS
from smkt_helpers.case.question import AGREEMENT, asked
from smkt_helpers.errors import KitError
from tests.helpers import assert_named, find, press, shown_text, walk

REACHED = "contact.reachable"


class Part:
    """A part that is computed at once and says what it was asked."""

    def __init__(self, id, calls):
        self.id, self.calls, self.problem = id, calls, None

    def compute(self, question, *, progress=None, cancel=None):
        self.calls.append((self.id, question.markets, dict(question.changed)))
        if self.problem:
            raise self.problem
        progress(1, 2)
        return question

    def section(self, question, found):
        text = "{name} with {years} years, {practices} practices, reached {reached}."
        reached = str(question.company.contact.reachable)
        gaps = {"name": self.id, "practices": str(len(question.practices)), "reached": reached}
        years = setting(f"{self.id}.years", question.markets, "Simulated years")
        return Section(self.id, self.id, said(text, years=years, **gaps), ())


@pytest.fixture
def calls(monkeypatch):
    """Let parts take no time; return what they were asked for."""
    made = []
    for id in PARTS:
        monkeypatch.setitem(PARTS, id, Part(id, made))
    return made


@pytest.fixture
def case(calls):
    return AlignmentCase()


def text(case, part):
    return shown_text(case._places[part].widget)


def opened(case):
    """Run every cell of the notebook."""
    for id in PARTS:
        case.part(id)
    return case.company(), case.choices(), case.assumptions(), case.files()


def test_the_first_cells_show_a_first_look_before_anything_else_is_computed(case, calls):
    for id in ("honesty", "today", "headline"):
        case.part(id)
    assert calls == [("headline", 3, {})]
    assert "A first look at 3 simulated years." in text(case, "headline")
    case.part("doubt")
    assert calls[1:4] == [("today", 20, {}), ("headline", 20, {}), ("honesty", 20, {})]
    assert sorted(part for part, _markets, _changed in calls[1:]) == sorted(PARTS)
    assert "A first look" not in text(case, "headline")
    assert "headline with 20" in text(case, "headline")


def test_a_changed_assumption_shows_a_first_look_and_then_the_whole_page(case, calls):
    _company, _choices, changes, _files = opened(case)
    del calls[:]
    find(changes, "Which number?").value = REACHED
    find(changes, "Its value").value = 0.5
    assert calls[0] == ("headline", 3, {REACHED: 0.5})
    assert ("headline", 20, {REACHED: 0.5}) in calls[1:3]
    assert len(calls) == 1 + len(PARTS)
    assert "reached 0.5" in text(case, "doubt")
    assert "headline with 20" in shown_text(changes) and "reached 0.5" in shown_text(changes)
    assert "The whole page is computed with these values." in shown_text(changes)


def test_going_back_computes_nothing(case, calls):
    _company, _choices, changes, _files = opened(case)
    find(changes, "Which number?").value = REACHED
    find(changes, "Its value").value = 0.5
    del calls[:]
    press(changes, "Put this one back")
    assert calls == [] and "reached 0.5" not in text(case, "doubt")
    assert "No number is changed" in shown_text(changes)


def test_an_impossible_value_is_a_sentence_and_the_page_stays(case, calls):
    _company, _choices, changes, _files = opened(case)
    find(changes, "Which number?").value = REACHED
    before = text(case, "headline")
    find(changes, "Its value").value = 7.0
    assert "The page still shows the last values that are possible." in shown_text(changes)
    assert text(case, "headline") == before and case.question.changed == ()
    press(changes, "Put all back")
    assert "last values" not in shown_text(changes)


def test_a_number_is_found_by_words(case):
    changes = opened(case)[2]
    find(changes, "Search for a number by words").value = "REACHED at"
    few = find(changes, "Which number?").options
    assert 0 < len(few) < 20 and f"{len(few)} number" in shown_text(changes)
    find(changes, "Search for a number by words").value = "xyzzy"
    assert "try fewer words" in shown_text(changes)
    find(changes, "Try this value").click()
    assert "Choose a number in the list first." in shown_text(changes)


def test_other_practices_are_asked_for_and_kept_until_tomorrow(case, calls):
    choices = opened(case)[1]
    find(choices, "An owner for each step").value = False
    find(choices, "Helping sales to prepare").value = True
    find(choices, "How many simulated years?").value = 10
    press(choices, "What are these worth?")
    wanted = {*AGREEMENT, "enablement"} - {"owners"}
    assert set(case.question.practices) == wanted and case.question.markets == 10
    assert "with 10" in text(case, "vanish")
    again = AlignmentCase()
    assert again.question == case.question


def test_without_a_practice_there_is_a_sentence(case):
    choices = opened(case)[1]
    for tick in walk(choices):
        if type(tick).__name__ == "Checkbox":
            tick.value = False
    find(choices, "What are these worth?").click()
    assert "Choose at least one practice" in shown_text(choices)
    assert case.question.practices == AGREEMENT


def test_a_part_that_fails_says_so_and_keeps_the_last_good_answer(case, calls):
    _company, _choices, changes, _files = opened(case)
    PARTS["doubt"].problem = KitError("There is no answer for this company.")
    find(changes, "Which number?").value = REACHED
    find(changes, "Its value").value = 0.5
    assert "There is no answer for this company." in text(case, "doubt")
    assert "Below is still the last answer that could be computed." in text(case, "doubt")
    assert "doubt with 20" in text(case, "doubt") and "reached 0.5" in text(case, "pilot")
    assert "11 of 12 parts are computed." in shown_text(_choices)
    PARTS["doubt"].problem = None
    press(_choices, "Go on")
    assert "reached 0.5" in text(case, "doubt") and "All 12 parts are computed." in shown_text(_choices)


def test_stop_and_go_on_while_the_page_computes(calls, monkeypatch):
    slow = Part("doubt", calls)

    def compute(question, *, progress, cancel):
        while slow.problem is None and not cancel():
            progress(3, 20)
        return question

    slow.compute = compute
    monkeypatch.setitem(PARTS, "doubt", slow)

    async def use():
        case = AlignmentCase()
        choices = opened(case)[1]
        while "step 3 of 20" not in text(case, "doubt"):
            await asyncio.sleep(0.01)
        assert "parts are done. You can read and ask meanwhile." in shown_text(choices)
        assert 'role="status"' in case._places["doubt"]._status.value
        press(choices, "Stop")
        assert "Stopped; press “Go on” to compute this part." in text(case, "doubt")
        slow.problem = "go"
        press(choices, "Go on")
        while "All 12 parts are computed." not in shown_text(choices):
            await asyncio.sleep(0.01)
        assert "doubt with 20" in text(case, "doubt")

    asyncio.run(use())


@pytest.fixture
def written(monkeypatch, tmp_path):
    """Let the files be made at once; return what they were made from."""
    made = []

    def write(question, found, folder, progress=None, cancel=None):
        made.append((question, sorted(found)))
        folder.mkdir(exist_ok=True)
        (folder / "report.html").write_text("<p>a report</p>", encoding="utf-8")
        return [folder / "report.html"]

    monkeypatch.setattr("smkt_helpers.case.paper.files.write", write)
    monkeypatch.setattr(take_away, "files_folder", lambda: tmp_path / "away")
    return made


def test_the_files_are_made_of_what_the_page_shows(case, written, tmp_path):
    files = opened(case)[3]
    press(files, "Make report, slides and numbers")
    assert written == [(case.question, sorted(PARTS))]
    assert str(tmp_path / "away") in shown_text(files)
    links = next(one.value for one in walk(files) if "download=" in str(getattr(one, "value", "")))
    assert re.search(r'download="report.html" href="data:text/html;base64,', links)
    case.ask(case.question.with_changes(practices=("meeting",)))
    assert "download=" not in "".join(str(getattr(one, "value", "")) for one in walk(files))


def test_files_that_cannot_be_written_are_a_sentence(case, written, monkeypatch):
    def full(*_arguments, **_ways):
        raise KitError("The disk is full; make room and press again.")

    monkeypatch.setattr("smkt_helpers.case.paper.files.write", full)
    files = opened(case)[3]
    press(files, "Make report, slides and numbers")
    assert "The disk is full; make room and press again." in shown_text(files)


def test_every_control_has_a_name_and_a_tooltip(case):
    company, choices, changes, files = opened(case)
    for card in (choices, changes, files):
        assert_named(card)


def test_a_page_that_is_loaded_again_computes_nothing_again(calls):
    mine._of_this_kernel.cache_clear()
    try:
        opened(mine.alignment_case())
        del calls[:]
        again = mine.alignment_case()
        opened(again)
        assert calls == [] and "doubt with 20" in text(again, "doubt")
    finally:
        mine._of_this_kernel.cache_clear()


def test_what_cannot_be_opened_any_more_is_said(calls):
    kept = Kept()
    kept.keep(asked(markets=2))
    kept._write(company="gone.toml")
    company = AlignmentCase().company()
    assert "What you chose the last time cannot be shown" in shown_text(company)


def test_the_headline_on_the_page_is_that_of_compare(own_home):
    import smkt_helpers as smkt

    Kept().keep(asked(markets=2))
    case = AlignmentCase(parts=("headline",))
    case.part("headline")
    question = case.question
    board = smkt.compare(question.company, question.plan("today"), question.plan("chosen"), metrics=["contribution"],
                         weeks=52, replications=2, seed=1)  # fmt: skip
    # The page shows three digits; what opens behind them has all.
    assert f"{board.loc['contribution', 'difference']:,.2f}" in text(case, "headline")
