"""Every kind of answer on the screen: untouched, wrong, right, hint by hint, and opened again."""

from dataclasses import replace

import pytest

from smkt_helpers.company_file import company
from smkt_helpers.desk import desk
from smkt_helpers.practice import decided, played, rated
from smkt_helpers.practice.card import card_facts, fill, wrong_answer
from smkt_helpers.practice.decide import Decide
from smkt_helpers.practice.kinds import Number, Order, Rate, Sort
from smkt_helpers.practice.store import ProgressFile, write_json
from smkt_helpers.practice.view import Memory, card_view
from tests.helpers import assert_named, controls, find, press, shown_text
from tests.practice.sample import CARDS, DESK, GIVEN, NOTE, OWNERS, RATING, THOUGHT

EACH = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)


@pytest.fixture
def file(tmp_path):
    return ProgressFile(tmp_path)


def show(card, file):
    memory = Memory(lambda: file.progress, file.update, lambda: file.unsaved)
    return card_view(card, GIVEN, memory, clock=iter(range(1000)).__next__).box


def kept(card, file):
    return file.progress.card(card.lesson, card.id)


def entered(card, box):
    """Return what the card shows as the answer, read from the widgets as a person reads it."""
    control = card.control
    if isinstance(control, Order):
        return [find(box, f"Place {n}").value for n in range(1, len(control.items) + 1)]
    if isinstance(control, Sort | Rate):
        return {key: find(box, fill(words, card_facts(card, GIVEN))).value for key, words in control.items.items()}
    if isinstance(control, Decide):
        return {"bar": find(box, "Sales' own bar").value, "touches": find(box, "Attempts per lead").value}
    return find(box, "Your answer").value


def enter(card, box, answer):
    """Give an answer the way a person does, through the widgets."""
    control = card.control
    if isinstance(control, Order):
        for n, key in enumerate(answer, start=1):
            find(box, f"Place {n}").value = key
    elif isinstance(control, Sort | Rate):
        for key, value in answer.items():
            find(box, fill(control.items[key], card_facts(card, GIVEN))).value = value
    elif isinstance(control, Decide):
        names = {"bar": "Sales' own bar", "touches": "Attempts per lead"}
        for key, value in answer.items():
            find(box, names[key]).value = value
    else:
        find(box, "Your answer").value = f"{answer:.4f}" if isinstance(control, Number) else answer


def right(card):
    return card.check.example(card_facts(card, GIVEN))


@EACH
def test_every_control_has_a_name(card, file):
    assert_named(show(card, file))


@EACH
def test_untouched_is_no_try(card, file):
    box = show(card, file)
    press(box, "Check")
    press(box, "Check")
    assert kept(card, file).tries == 0
    assert "Right." not in shown_text(box)


@EACH
def test_right_and_opened_again(card, file):
    box = show(card, file)
    enter(card, box, right(card))
    press(box, "Check")
    press(box, "Check")
    assert "Right." in shown_text(box)
    assert (kept(card, file).state, kept(card, file).tries) == ("right", 1)
    again = show(card, ProgressFile(file.home))
    assert entered(card, again) == entered(card, box)
    assert "Right." in shown_text(again)


@pytest.mark.parametrize(("card", "wrong"), [(card, wrong) for card in CARDS for wrong in card.known_wrong])
def test_a_known_mistake_gets_its_reply_and_stays_after_reopening(card, wrong, file):
    box = show(card, file)
    enter(card, box, wrong_answer(wrong, card_facts(card, GIVEN)))
    press(box, "Check")
    press(box, "Check")
    reply = fill(wrong.reply, card_facts(card, GIVEN))
    assert reply in shown_text(box)
    assert (kept(card, file).state, kept(card, file).tries) == (wrong.state, 1)
    again = show(card, ProgressFile(file.home))
    assert entered(card, again) == entered(card, box)
    assert reply in shown_text(again)


@EACH
def test_hint_by_hint_then_the_solution_then_again(card, file):
    box = show(card, file)
    enter(card, box, right(card))
    press(box, "Check")
    for n in (1, 2, 3):
        press(box, f"Hint ({n} of 3)")
        assert fill(card.hints[n - 1], card_facts(card, GIVEN)) in shown_text(box)
    press(box, "Show the solution")
    assert fill(card.solution, card_facts(card, GIVEN)) in shown_text(box)
    press(box, "Start this card again")
    assert entered(card, box) == entered(card, show(card, ProgressFile(file.home.parent / "nobody")))
    assert kept(card, file).tries == 0


@EACH
@pytest.mark.parametrize("strange", ["?", 12.5, ["?"], [{}], {"?": "?"}, {"bar": "high"}, {"ad": {}, "call": "m"}])
def test_a_strange_answer_in_the_file_does_not_break_the_card(card, strange, tmp_path):
    cards = {card.id: {"state": "not yet", "answer": strange, "tries": 1}}
    write_json(tmp_path / "progress.json", {"format": 1, "kit": "0.1.0", "lessons": {"07": {"cards": cards}}})
    file = ProgressFile(tmp_path)
    box = show(card, file)
    assert card.title in shown_text(box)
    enter(card, box, right(card))
    press(box, "Check")
    assert kept(card, file).state == "right"


def test_a_card_whose_kind_changed_shows_the_new_kind_empty(file):
    box = show(OWNERS, file)
    enter(OWNERS, box, right(OWNERS))
    press(box, "Check")
    changed = replace(NOTE, id=OWNERS.id)
    again = show(changed, ProgressFile(file.home))
    assert find(again, "Your answer").value == ""
    assert "You solved this card before" in shown_text(again)


def test_a_half_sorted_card_says_how_many_lines_are_open(file):
    box = show(OWNERS, file)
    enter(OWNERS, box, {"ad": "m"})
    press(box, "Check")
    assert "3 lines are still open" in shown_text(box)
    enter(OWNERS, box, {"call": "m", "offer": "s", "page": "m"})
    press(box, "Check")
    assert "Partly right. 3 of 4 are in place." in shown_text(box)
    enter(OWNERS, box, {"ad": "s", "offer": "m"})
    press(box, "Check")
    assert "Not yet. Only 1 of 4" in shown_text(box)
    assert kept(OWNERS, file).tries == 2


def test_the_lines_of_a_sorting_are_filled_with_facts(file):
    assert "The offer for 150 people" in [control.description for control in controls(show(OWNERS, file))]


def test_a_scale_shows_number_and_meaning(file):
    options = find(show(RATING, file), "Ana").options
    assert [words for words, _key in options] == ["Choose ...", "1: not at all", "2: a little", "3: very"]


def test_ratings_may_be_off_by_what_the_card_allows():
    near = {"a": "2", "b": "2"}
    within_one = rated({"a": 3, "b": 1}, 1, right="Yes.", partly="Half.", otherwise="No.")
    assert RATING.check.judge({}, near).state == "not yet"
    assert within_one.judge({}, near).state == "right"


def test_a_text_is_told_what_is_still_missing(file):
    box = show(NOTE, file)
    find(box, "Your answer").value = "Ana is nice"
    press(box, "Check")
    assert "Write a little more: 3 words so far, at least 4 are needed." in shown_text(box)
    assert kept(NOTE, file).tries == 0
    find(box, "Your answer").value = "ANA was pleased and friendly"
    press(box, "Check")
    assert "Not yet. A stranger could not go on. Missing: what she needs; how many were won" in shown_text(box)
    find(box, "Your answer").value = "Ana needs two hoses, and is friendly"
    press(box, "Check")
    assert "Partly right. Nearly: 2 of 3. Still missing: how many were won; when to call." in shown_text(box)
    find(box, "Your answer").value = "Ana needs two hoses. Call her on Monday!"
    press(box, "Check")
    assert "Right. Yes, one can go on from here." in shown_text(box)


def test_a_stem_counts_only_at_the_beginning_of_a_word(file):
    box = show(NOTE, file)
    find(box, "Your answer").value = "Banana and underwater dreams today"
    press(box, "Check")
    assert "Not yet." in shown_text(box)


def test_a_text_that_is_too_long_is_no_try(file):
    box = show(NOTE, file)
    find(box, "Your answer").value = "Ana " * 100
    press(box, "Check")
    assert "399 characters, and 200 fit in" in shown_text(box)
    assert kept(NOTE, file).tries == 0


def test_a_mistake_is_recognised_in_other_words_too(file):
    box = show(NOTE, file)
    find(box, "Your answer").value = "As always it is RUBBISH what arrives"
    press(box, "Check")
    assert "Write what the next one can use." in shown_text(box)


def test_a_reflection_may_be_improved_and_the_newest_is_kept(file):
    box = show(THOUGHT, file)
    for text in ("I will call Mai on Monday", "I will call Mai on Monday at nine"):
        find(box, "Your answer").value = text
        press(box, "Check")
    assert kept(THOUGHT, file).answer == "I will call Mai on Monday at nine"
    assert kept(THOUGHT, file).tries == 1
    assert find(show(THOUGHT, ProgressFile(file.home)), "Your answer").value == "I will call Mai on Monday at nine"


def test_the_desk_is_part_of_the_card_and_its_figures_are_the_reply(file):
    box = show(DESK, file)
    press(box, "Check")
    assert "The desk stands as it did at the start" in shown_text(box)
    enter(DESK, box, {"bar": 0.0})
    press(box, "Check")
    taken = played(DESK.control, {"bar": 0.0}, ("sal",))["sal"]
    assert f"{taken:,.0f} taken on." in shown_text(box)
    answer = kept(DESK, file).answer
    assert set(answer) == {"bar", "touches"}
    assert answer["bar"] == 0.0


def test_the_desk_of_a_card_shows_the_averages_that_played_returns(file):
    control = DESK.control
    plan = decided(control.plan, {"bar": 20.0})
    quarter = desk(company("irrigation"), "sales", start=plan, controls=control.decisions, replications=2)
    shown = quarter.result().now.means()
    ids = ("wins", "mql", "sal", "contribution")
    assert {name: shown[name] for name in ids} == pytest.approx(played(control, {"bar": 20.0}, ids))
