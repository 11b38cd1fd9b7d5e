"""A card on the screen, used the way a learner uses it."""

import asyncio
from dataclasses import dataclass, replace

import ipywidgets as widgets
import pytest

from smkt_helpers import screen
from smkt_helpers.practice import view as v
from smkt_helpers.practice.checks import Outcome, judged
from smkt_helpers.practice.fields import Field
from smkt_helpers.practice.kinds import Given
from smkt_helpers.practice.store import ProgressFile, write_json
from smkt_helpers.practice.view import Memory, card_view
from tests.helpers import assert_named, find, press, shown_text
from tests.practice.sample import CARDS, GIVEN, SHARE, STEPS, WHO


class Clock:
    """Each look is a second later, unless it stands still."""

    def __init__(self, step=1.0):
        self.time, self.step = 0.0, step

    def __call__(self):
        self.time += self.step
        return self.time


@pytest.fixture
def file(tmp_path):
    return ProgressFile(tmp_path)


def show(card, file, **options):
    memory = Memory(lambda: file.progress, file.update, lambda: file.unsaved)
    return card_view(card, GIVEN, memory, **{"clock": Clock(), **options}).box


def record(card, file):
    return file.progress.card(card.lesson, card.id)


def answer(box, text):
    find(box, "Your answer").value = text
    press(box, "Check")


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_every_control_has_a_name_and_a_tooltip(card, file):
    assert_named(show(card, file))


def test_a_card_shows_its_task_with_figures_and_time(file):
    text = shown_text(show(SHARE, file))
    assert "150 of 1,200 leads were won." in text
    assert "sales' desk; about 4 minutes" in text
    assert "Not started" in text


def test_an_answer_that_a_busy_browser_sends_after_the_press_counts(file, monkeypatch):
    monkeypatch.setattr(v, "LATE_SECONDS", 0)

    async def hurried():
        box = show(SHARE, file)
        answer(box, "50")
        find(box, "Your answer").value = "12.5"
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return box

    assert "Right. Yes: 12.5%." in shown_text(asyncio.run(hurried()))


def test_wrong_then_known_wrong_then_right(file):
    box = show(SHARE, file)
    answer(box, "50")
    assert "Not yet. Divide won by leads." in shown_text(box)
    answer(box, "800")
    assert "Not yet. That is 1,200 divided by 150." in shown_text(box)
    answer(box, "0,125")
    assert "Partly right. Nearly: now in percent." in shown_text(box)
    answer(box, "12,5 %")
    assert "Right. Yes: 12.5%." in shown_text(box)
    kept = record(SHARE, file)
    assert (kept.state, kept.answer, kept.tries) == ("right", "12,5 %", 4)
    assert file.progress.lesson("07").seats == {"sales": 1}


def test_blank_and_nonsense_cost_nothing(file):
    box = show(SHARE, file)
    press(box, "Check")
    assert "Not started" in shown_text(box)
    answer(box, "no idea")
    assert "not a number we can read" in shown_text(box)
    assert record(SHARE, file).tries == 0


def test_enter_checks_too(file):
    box = show(SHARE, file)
    typed = find(box, "Your answer")
    typed.value = "12.5"
    typed._handle_custom_msg({"event": "submit"}, [])
    assert record(SHARE, file).state == "right"


def test_an_unclear_number_is_asked_about_and_the_habit_remembered(file):
    card = replace(SHARE, control=replace(SHARE.control, high=5000))
    box = show(card, file)
    answer(box, "1,234")
    assert "Does “1,234” mean 1234" in shown_text(box)
    assert record(card, file).tries == 0
    assert_named(box)
    press(box, "I mean 1 point 234")
    assert file.progress.number_style == "1.234,5"
    assert record(card, file).tries == 1
    with pytest.raises(AssertionError, match="no control"):
        find(box, "I mean")
    answer(box, "1.500")
    assert "Does" not in shown_text(box)


def test_hints_come_one_by_one_and_then_the_solution_opens(file):
    box = show(SHARE, file)
    assert find(box, "Show the solution").disabled
    for n, hint in enumerate(("Look at the two counts.", "Divide 150 by 1,200.", "3 of 60"), start=1):
        assert hint not in shown_text(box)
        press(box, f"Hint ({n} of 3)")
        assert hint in shown_text(box)
        assert record(SHARE, file).hints_used == n
    press(box, "All hints are shown")
    assert record(SHARE, file).hints_used == 3
    press(box, "Show the solution")
    assert "150 / 1,200 = 12.5%" in shown_text(box)
    assert record(SHARE, file).solution_seen


def test_the_solution_opens_after_two_tries_or_when_right(file):
    box = show(SHARE, file)
    answer(box, "1")
    assert find(box, "Show the solution").disabled
    answer(box, "2")
    assert not find(box, "Show the solution").disabled
    box = show(WHO, file)
    answer(box, "b")
    assert not find(box, "Show the solution").disabled


def test_double_clicks_are_harmless(file):
    box = show(SHARE, file, clock=Clock(step=0.01))
    find(box, "Your answer").value = "50"
    press(box, "Check")
    press(box, "Check")
    assert record(SHARE, file).tries == 1
    press(box, "Hint")
    press(box, "Hint")
    assert record(SHARE, file).hints_used == 1


@pytest.mark.parametrize(("card", "given"), [(SHARE, "50"), (SHARE, "12.5"), (WHO, "m"), (WHO, "b")])
def test_a_reopened_card_looks_as_it_was_left(card, given, file):
    box = show(card, file)
    answer(box, given)
    press(box, "Hint")
    again = show(card, ProgressFile(file.home))
    assert find(again, "Your answer").value == given
    assert shown_text(again) == shown_text(box)


def test_an_order_is_answered_and_restored(file):
    box = show(STEPS, file)
    for place, key in enumerate(("won", "call", "lead"), start=1):
        find(box, f"Place {place}").value = key
    press(box, "Check")
    assert "You told it from its end." in shown_text(box)
    again = show(STEPS, ProgressFile(file.home))
    assert [find(again, f"Place {n}").value for n in (1, 2, 3)] == ["won", "call", "lead"]
    assert shown_text(again) == shown_text(box)


def test_a_solved_card_stays_solved_when_the_figures_change(file):
    answer(show(SHARE, file), "12.5")
    memory = Memory(lambda: file.progress, file.update)
    text = shown_text(card_view(SHARE, {"leads": 100, "won": 50}, memory).box)
    assert "Right. You solved this card before; since then the figures have changed." in text
    assert "50 of 100" in text


def test_start_this_card_again(file):
    box = show(SHARE, file)
    assert find(box, "Start this card again").disabled
    answer(box, "12.5")
    press(box, "Hint")
    press(box, "Start this card again")
    assert find(box, "Your answer").value == ""
    text = shown_text(box)
    assert "Not started" in text
    assert "Hint 1" not in text
    assert record(SHARE, file).first_right


@pytest.mark.parametrize(
    ("card", "strange"),
    [(WHO, ["b"]), (WHO, "gone"), (STEPS, "won"), (STEPS, ["x", {}, 1]), (SHARE, {"a": 1}), (SHARE, 12.5)],
)
def test_a_strange_answer_in_the_file_does_not_break_the_card(card, strange, tmp_path):
    kept = {"state": "not yet", "answer": strange, "tries": 1}
    data = {"format": 1, "kit": "0.1.0", "lessons": {"07": {"cards": {card.id: kept}}}}
    write_json(tmp_path / "progress.json", data)
    box = show(card, ProgressFile(tmp_path))
    assert card.title in shown_text(box)
    press(box, "Check")
    assert "Not started" in shown_text(box)


def test_work_that_cannot_be_saved_is_told_on_the_card(file, monkeypatch):
    box = show(SHARE, file)
    with monkeypatch.context() as patch:
        patch.setattr("smkt_helpers.practice.store.write_json", _full)
        answer(box, "12.5")
    assert "Right." in shown_text(box)
    assert "cannot be saved" in shown_text(box)
    press(box, "Hint")
    assert "cannot be saved" not in shown_text(box)
    assert ProgressFile(file.home).progress.card("07", SHARE.id).state == "right"


def _full(*_arguments):
    raise OSError(28, "No space left on device")


def test_a_check_that_breaks_is_shown_not_swallowed(file):
    def breaks(facts, answer):
        raise ZeroDivisionError("in the check")

    box = show(replace(WHO, check=judged(breaks, "b"), known_wrong=()), file)
    find(box, "Your answer").value = "s"
    with pytest.raises(AssertionError, match="Something went wrong in our code"):
        press(box, "Check")
    assert record(WHO, file).tries == 0


def test_texts_and_facts_are_escaped(file):
    card = replace(SHARE, task="{who} sold {won}", facts=lambda given: {**GIVEN, "share": 12.5, "who": "<b>Bo</b>"})
    box = show(card, file)
    assert any("&lt;b&gt;Bo" in one.value for one in box.children if isinstance(one, widgets.HTML))


def test_a_new_kind_of_answer_is_one_declaration_and_one_view(file):
    @dataclass(frozen=True)
    class Tick:
        def read(self, raw, style=None):
            return Given(raw or None)

        def same(self, one, other):
            return one == other

    def tick_field(control, facts):
        tick = widgets.Checkbox()
        shown = screen.labelled(tick, "Your answer", "Tick it.")
        return Field(shown, lambda: tick.value, lambda kept: setattr(tick, "value", bool(kept)))

    check = judged(lambda facts, answer: Outcome("right", "Yes."), True)
    card = replace(SHARE, control=Tick(), check=check, known_wrong=())
    box = show(card, file, views={**v.VIEWS, Tick: tick_field})
    assert_named(box)
    answer(box, True)
    assert "Right. Yes." in shown_text(box)
