"""Any lesson, in a real browser, from opening to the last card: by a careful learner, a clumsy one, and by keyboard.

The gate takes a few lessons; ``start.py test --full`` takes all of them.
"""

from __future__ import annotations

import inspect
import json

import nbformat
import pytest

from smkt_helpers.lab.saving import KERNEL, LANGUAGE
from tests.browser import accessible, helpers, learner
from tests.practice import sample

# It stays quick; the sample lesson below has every kind of card, and lesson 01 has tests of its own.
CAREFUL_IN_GATE = ("00",)
CLUMSY_IN_GATE = ()     # the careful learner and the keyboard go through the same cards
SAMPLE = learner.Lesson("97", "notebooks/97-every-kind-of-card.ipynb")
FIRST_NOTEBOOK = "notebooks/00-start-here.ipynb"
FOLDED = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}


def of_gate(names):
    """Return every lesson as a parameter; those not named run only with --full."""
    return [
        pytest.param(lesson, id=lesson.name, marks=() if lesson.name in names else pytest.mark.full)
        for lesson in learner.lessons()
    ]


def prepare_kit(folder):
    """Add a lesson that has one card of every kind there is."""
    room = folder / "exercises" / "lesson97"
    room.mkdir(parents=True)
    source = inspect.getsource(sample).replace('"07', '"97')
    (room / "cards.py").write_text(f"{source}\n\ndef given():\n    return dict(GIVEN)\n", encoding="utf-8")
    cells = [nbformat.v4.new_markdown_cell("# Every kind of card", id="title")]
    sources = [
        'import smkt_helpers as smkt\nlesson = smkt.start("97")\nlesson.progress()',
        *(f'lesson.card("{card.id.replace("07", "97", 1)}")' for card in sample.CARDS),
        "lesson.next_step()",
    ]
    for place, text in enumerate(sources):
        words = f"# Nothing to type here - this is cell {place}\n{text}"
        cells.append(nbformat.v4.new_code_cell(words, id=f"cell-{place}", metadata=FOLDED))
    metadata = {"kernelspec": dict(KERNEL), "language_info": dict(LANGUAGE), "smarketing": {"run_on_open": True}}
    nbformat.write(nbformat.v4.new_notebook(metadata=metadata, cells=cells), folder / SAMPLE.path)


def opened(page, lab, lesson):
    """Open a lesson and let it run."""
    helpers.open_notebook(page, lab, lesson.path)
    helpers.wait_ran(page)
    learner.expect_unbroken(page)
    return learner.tasks(page, lesson.name, lab.folder)


@pytest.mark.parametrize("lesson", of_gate(CAREFUL_IN_GATE))
def test_a_careful_learner_finishes_the_lesson_and_everybody_can_use_its_page(page, watched, lesson):
    tasks = opened(page, watched, lesson)
    assert accessible.cut_off(page) == []

    guessed = learner.guess_everything(page)
    assert guessed or lesson.name == "00", "a lesson asks for a guess before it shows anything"
    for task in tasks:
        learner.answer(task, task.right)
    learner.say_finished(page)

    learner.expect_finished(page, watched, lesson.name)
    accessible.expect_accessible(page)
    # Twice as large is what a browser's zoom makes of the page: half as much room for everything.
    page.set_viewport_size({"width": 640, "height": 360})
    helpers.hide_files(page)
    page.wait_for_timeout(500)
    assert accessible.cut_off(page) == []


@pytest.mark.parametrize("lesson", of_gate(CLUMSY_IN_GATE))
def test_a_clumsy_learner_finishes_the_lesson_too(page, watched, lesson):
    lab = watched
    tasks = opened(page, lab, lesson)

    for task in tasks:
        learner.talk_nonsense(task)
        task.box.get_by_role("button", name="Hint").dblclick()
        learner.expect(task.box).to_contain_text(task.words(task.card.hints[0]))
        learner.expect(task.box).not_to_contain_text(task.words(task.card.hints[1]))
        if learner.can_be_wrong(task):
            learner.answer(task, next(iter(task.mistakes.values())), click="dblclick")
    learner.guess_everything(page)
    learner.press_everything(page)
    first, *others = tasks
    learner.answer(first, first.right, click="dblclick")

    # The file is spoilt while the lesson is open: what the lesson still knows goes into a new one.
    (lab.home / "progress.json").write_text('{"format": 1, "lessons": {oops', encoding="utf-8")
    learner.answer(first, first.right)
    learner.expect(page.get_by_text("was damaged while this lesson was open").first).to_be_visible()
    assert learner.kept(lab)["lessons"][lesson.name]["cards"][first.card.id]["state"] == "right"

    # And it is edited by hand, with things in it that cannot be.
    edited = learner.kept(lab)
    record = edited["lessons"][lesson.name]
    record["cards"][first.card.id]["hints_used"] = -40
    record["cards"]["no-such-card"] = {"state": "right", "answer": {"a": [1]}}
    record["predictions"] = dict.fromkeys(record["predictions"], "no such line")
    record["plans"] = {name: {"threshold": "many", "?": None} for name in [*record["plans"], "no such desk"]}
    edited["lessons"]["77"] = {"cards": {}}
    edited["what is this"] = 5
    (lab.home / "progress.json").write_text(json.dumps(edited), encoding="utf-8")
    learner.reload(page)
    learner.expect_unbroken(page)
    learner.expect_reply(first, first.right)

    learner.restart(page)
    learner.guess_everything(page)
    for task in others:
        learner.answer(task, task.right, click="dblclick")
    learner.say_finished(page)
    states = {name: card["state"] for name, card in learner.kept(lab)["lessons"][lesson.name]["cards"].items()}
    assert {task.card.id: states[task.card.id] for task in tasks} == {task.card.id: "right" for task in tasks}
    assert learner.kept(lab)["lessons"][lesson.name]["finished"]


def test_a_card_of_every_kind_is_finished_by_keyboard_alone(page, watched):
    tasks = opened(page, watched, SAMPLE)
    kinds = {type(task.card.control).__name__ for task in tasks}
    assert kinds == {"Number", "Choice", "Order", "Sort", "Rate", "Text", "Reflection", "Decide"}

    for task in tasks:
        learner.answer_by_keys(task, task.right)

    learner.expect_finished(page, watched, SAMPLE.name)


def test_a_lesson_on_paper_shows_all_of_itself_and_no_buttons(page, watched):
    tasks = opened(page, watched, SAMPLE)
    button = tasks[0].box.get_by_role("button", name="Check", exact=True)
    menu, picture = page.locator("#jp-MainMenu"), tasks[-1].box.locator("figure svg").first
    height = "() => document.documentElement.scrollHeight"
    assert page.evaluate(height) <= page.viewport_size["height"], "on the screen only a part of a lesson can be seen"

    page.emulate_media(media="print")

    assert (button.is_visible(), menu.is_visible(), picture.is_visible()) == (False, False, True)
    bottom = picture.bounding_box()["y"]
    assert page.evaluate(height) > bottom > 2 * page.viewport_size["height"]
    page.emulate_media(media="screen")
    assert (button.is_visible(), menu.is_visible()) == (True, True)
