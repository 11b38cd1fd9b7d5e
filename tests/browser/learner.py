"""What a learner does with any lesson in the browser: guess, answer cards of every kind, press what can be pressed.

Right and wrong answers come from the cards' own declarations, so nothing here knows a figure.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from smkt_helpers.decisions import DECISIONS
from smkt_helpers.practice.card import card_facts, fill, try_card, wrong_answer
from smkt_helpers.practice.decide import Decide
from smkt_helpers.practice.kinds import Choice, Number, Order, Rate, Reflection, Sort, Text
from smkt_helpers.practice.load import load_cards
from tests.browser import helpers

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect
expect.set_options(timeout=60 * helpers.SECONDS)

STATE_WORDS = {"not started": "Not started.", "not yet": "Not yet.", "partly": "Partly right.", "right": "Right."}
PREDICTION = "This is my prediction"


@dataclass(frozen=True)
class Lesson:
    """A lesson as the kit ships it: its two digits and the path of its notebook."""

    name: str
    path: str


def lessons(root: Path = helpers.ROOT) -> list[Lesson]:
    """Return every lesson that has a notebook and cards."""
    found = sorted((root / "notebooks").glob("[0-9][0-9]-*.ipynb"))
    return [
        Lesson(file.name[:2], f"notebooks/{file.name}")
        for file in found
        if (root / "exercises" / f"lesson{file.name[:2]}" / "cards.py").is_file()
    ]


# What the kit itself says is right, wrong and shown


@cache
def _loaded(name: str, root: Path):
    loaded = load_cards(name, root)
    return loaded, loaded.given()


@dataclass(frozen=True)
class Task:
    """A card with its facts, found on a page."""

    page: Any
    card: Any
    facts: Any
    given: Any

    @property
    def box(self):
        """Return the card's box on the page; a summary that quotes the card has no Check."""
        checked = self.page.get_by_role("button", name="Check", exact=True, include_hidden=True)  # also on paper
        return box(self.page, fill(self.card.title, self.facts)).filter(has=checked)

    @property
    def right(self):
        """Return a right answer."""
        return self.card.check.example(self.facts)

    @property
    def mistakes(self) -> dict[str, Any]:
        """Return the known wrong answers by name."""
        return {one.name: wrong_answer(one, self.facts) for one in self.card.known_wrong}

    def words(self, text: str) -> str:
        """Return a text of the card as it stands on the screen."""
        return fill(text, self.facts)

    def reply(self, answer) -> tuple[str, str]:
        """Return the state an answer leads to and the sentence that is shown."""
        if isinstance(self.card.control, Number):
            answer = typed(answer)
        outcome = try_card(self.card, self.given, answer)
        return outcome.state, outcome.sentence.replace("**", "")


def tasks(page, lesson: str, root: Path = helpers.ROOT) -> list[Task]:
    """Return the cards of a lesson in their order."""
    loaded, given = _loaded(lesson, root)
    return [Task(page, card, card_facts(card, given), given) for card in loaded.cards]


def typed(number) -> str:
    """Return a number as a person types it."""
    return number if isinstance(number, str) else f"{number:.2f}"


# What can be seen


def box(page, title: str):
    """Return the box on the page that has this heading."""
    return page.locator(".smkt-card", has=page.get_by_role("heading", name=title, exact=True))


def kept(lab) -> dict[str, Any]:
    """Return what the learner's own file says."""
    return json.loads((lab.home / "progress.json").read_text(encoding="utf-8"))


def expect_reply(task: Task, answer) -> None:
    """See the reply that this answer gets."""
    state, sentence = task.reply(answer)
    expect(task.box).to_contain_text(STATE_WORDS[state])
    expect(task.box).to_contain_text(sentence)


def expect_finished(page, lab, lesson: str) -> None:
    """See that the lesson is finished, on the page and in the learner's file."""
    expect(page.get_by_text("You finished this lesson.")).to_be_visible()
    record = kept(lab)["lessons"][lesson]
    assert record["finished"]
    states = {name: card["state"] for name, card in record["cards"].items()}
    assert states == {card.id: "right" for card in _loaded(lesson, lab.folder)[0].cards}


def expect_unbroken(page) -> None:
    """See no error message and none of our own troubles."""
    assert helpers.errors_shown(page) == []
    assert page.locator(".smkt-trouble").all_inner_texts() == []


# What is done


def guess_everything(page) -> int:
    """Make every prediction of the page with its second line; return how many there were."""
    made = 0
    for button in page.get_by_role("button", name=PREDICTION, exact=True).all():
        if button.is_enabled():
            guess = button.locator("xpath=ancestor::*[contains(@class, 'smkt-card')][1]").locator("select")
            guess.select_option(index=2)
            button.click()
            expect(guess).to_be_disabled()
            made += 1
    return made


def enter(task: Task, answer) -> None:
    """Type, pick or decide an answer, without checking it."""
    shown, control = task.box, task.card.control
    match control:
        case Number():
            shown.get_by_role("textbox").fill(typed(answer))
        case Choice():
            words = task.words(control.options[answer]) if answer else "Choose ..."
            shown.get_by_label("Your answer", exact=True).select_option(label=words)
        case Order():
            for place, key in enumerate(answer, start=1):
                shown.get_by_label(f"Place {place}", exact=True).select_option(label=task.words(control.items[key]))
        case Sort() | Rate():
            for key, value in answer.items():
                words = basket_words(task, value)
                shown.get_by_label(task.words(control.items[key]), exact=True).select_option(label=words)
        case Text():  # a reflection is one too
            shown.get_by_role("textbox").fill(answer)
        case Decide():
            for name, value in answer.items():
                _decide(shown, name, value)
        case _:
            raise AssertionError(f"nobody has told the learner how to answer a {type(control).__name__}")


def basket_words(task: Task, value: str) -> str:
    """Return what the list of a `Sort` or `Rate` card shows for a basket or a rating."""
    control = task.card.control
    if isinstance(control, Sort):
        return task.words(control.baskets[value])
    return f"{value}: {task.words(control.scale[value])}"


def _decide(shown, name: str, value) -> None:
    decision = DECISIONS[name]
    if decision.kind in ("number", "whole"):
        number = round(value * (100 if decision.unit == "%" else 1), 6)
        place = number_box(shown, name)
        place.fill(f"{number:g}")
        place.press("Enter")
    elif decision.kind in ("choice", "switch"):
        place = shown.locator(".smkt-control", has_text=decision.label).locator("select")
        place.select_option(label=decision.show(value))
    else:
        raise AssertionError(f"nobody has told the learner how to decide a {decision.kind}")


def number_box(shown, name: str):
    """Return the number box of a decision at a desk."""
    return shown.locator(".smkt-number", has_text=DECISIONS[name].label).locator("input")


def check(task: Task, click: str = "click") -> None:
    """Press Check; `click` may be ``"dblclick"``."""
    getattr(task.box.get_by_role("button", name="Check", exact=True), click)()


def answer(task: Task, given, click: str = "click") -> None:
    """Give an answer, press Check and see the reply."""
    enter(task, given)
    check(task, click)
    expect_reply(task, given)


def say_finished(page) -> None:
    """Press the closing button, where it is still shown: a lesson whose cards are all solved is finished by itself."""
    button = page.get_by_role("button", name="I have finished this lesson")
    if button.count() and button.first.is_visible():
        button.first.click()


def talk_nonsense(task: Task) -> None:
    """Check the untouched card, then one with an answer that makes no sense, each with a double click."""
    shown, control = task.box, task.card.control
    check(task, "dblclick")
    untouched = "The desk stands as it did at the start" if isinstance(control, Decide) else "No answer yet"
    expect(shown).to_contain_text(untouched)
    match control:
        case Number():
            enter(task, "a lot, <b>really</b>")
        case Order():
            first = task.words(next(iter(control.items.values())))
            for place in shown.locator("select").all():
                place.select_option(label=first)
        case Sort() | Rate():
            shown.locator("select").first.select_option(index=1)
        case Text():
            enter(task, "?")
        case Decide():
            numbers = shown.locator(".smkt-number input")
            if not numbers.count():
                return
            numbers.first.fill("-987654")
            numbers.first.press("Enter")
            expect(shown).to_contain_text("is out of range")
            return
        case _:
            return  # a list lets nobody pick nonsense
    check(task, "dblclick")
    expect(shown).to_contain_text("Not yet.")


def can_be_wrong(task: Task) -> bool:
    """Say whether a wrong answer to this card is known."""
    return bool(task.card.known_wrong) and not isinstance(task.card.control, Reflection)


def press_everything(page) -> int:
    """Press twice, quickly, every button that belongs to no card and to no prediction; return how many."""
    pressed = 0
    cards = page.locator(".smkt-card", has=page.get_by_role("button", name="Check", exact=True))
    of_cards = cards.get_by_role("button")
    inside = set(of_cards.evaluate_all("nodes => nodes.map(node => node.dataset.mine = 'card')"))
    assert inside <= {"card"}
    for button in page.locator(".jp-NotebookPanel:visible .smkt .widget-button:not([data-mine])").all():
        name = button.inner_text()
        if name in (PREDICTION, "I have finished this lesson") or not (button.is_visible() and button.is_enabled()):
            continue
        # What the press before did may disable it at any moment; a hand that is on its way presses all the same,
        # unless the button is gone by then.
        try:
            button.dblclick(force=True)
        except sync_api.Error:
            if button.is_visible():
                raise
            continue
        pressed += 1
    helpers.wait_calm(page)
    return pressed


def restart(page) -> None:
    """Restart the kernel from the menu and wait until the lesson has drawn everything anew."""
    page.evaluate("() => document.querySelectorAll('.smkt').forEach(node => { node.dataset.before = 'restart'; })")
    helpers.restart_kernel(page)
    page.wait_for_function(
        "() => document.querySelector('.smkt') && !document.querySelector('.smkt[data-before]')",
        timeout=helpers.LONG,
    )
    helpers.wait_ran(page)


def reload(page) -> None:
    """Load the page anew and wait until the lesson has run."""
    page.reload()
    helpers.wait_notebook(page)
    helpers.wait_ran(page)


def follow_to(page, link, file: str) -> None:
    """Click a link in the lesson and see the notebook it leads to."""
    link.click()
    expect(page.locator("#jp-main-statusbar")).to_contain_text(file)
    helpers.wait_notebook(page)
    expect(page.locator(".jp-NotebookPanel:visible h1")).to_be_visible()


# By keyboard alone


def tab_to(page, target, most: int = 60) -> None:
    """Press Tab until the target has the focus."""
    for _press in range(most):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the Tab key does not lead there")


def pick_by_keys(page, target, words: str) -> None:
    """Walk to a list with the Tab key and choose a line with the arrows."""
    tab_to(page, target)
    lines = [" ".join(line.split()) for line in target.locator("option").all_text_contents()]
    page.keyboard.press("Home")
    for _step in range(lines.index(" ".join(words.split()))):
        page.keyboard.press("ArrowDown")
    expect(target.locator("option:checked")).to_have_text(words)


def answer_by_keys(task: Task, given) -> None:
    """Answer a card with the keyboard alone, from the first Tab to the reply."""
    page, shown, control = task.page, task.box, task.card.control
    label = shown.get_by_label
    match control:
        case Number():
            tab_to(page, shown.get_by_role("textbox"))
            page.keyboard.type(typed(given))
            page.keyboard.press("Enter")
            expect_reply(task, given)
            return
        case Choice():
            pick_by_keys(page, label("Your answer", exact=True), task.words(control.options[given]))
        case Order():
            for place, key in enumerate(given, start=1):
                pick_by_keys(page, label(f"Place {place}", exact=True), task.words(control.items[key]))
        case Sort() | Rate():
            for key, words in control.items.items():
                pick_by_keys(page, label(task.words(words), exact=True), basket_words(task, given[key]))
        case Text():
            tab_to(page, shown.get_by_role("textbox"))
            page.keyboard.type(given)
        case Decide():
            for name, value in given.items():
                tab_to(page, number_box(shown, name))
                page.keyboard.press("Control+a")
                page.keyboard.type(f"{value:g}")
                page.keyboard.press("Enter")
    tab_to(page, shown.get_by_role("button", name="Check", exact=True))
    page.keyboard.press("Enter")
    expect_reply(task, given)
