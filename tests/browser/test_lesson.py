"""Lessons 00 and 01 in a real browser: worked through as a learner does, left, and found again to the figure.

Right and wrong answers come from the cards' own declarations, and the desks' figures from the same
quarter played here, so these tests stay right when the data change.
"""

from __future__ import annotations

from functools import cache

import pytest

import smkt_helpers as smkt
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.desk import lesson_quarter
from smkt_helpers.metrics import METRICS, show
from smkt_helpers.practice.progress import Progress
from tests.browser import helpers, learner
from tests.browser.accessible import expect_accessible
from tests.browser.learner import answer, box, expect, expect_reply, kept

START, LESSON = "notebooks/00-start-here.ipynb", "notebooks/01-two-teams-one-goal.ipynb"
FIRST_NOTEBOOK = LESSON
WITHOUT_EXTENSION = pytest.mark.parametrize("lab", [{"extension": False}], indirect=True)


# What the kit itself says is right, wrong and shown


def task(page, card_id):
    """Return a card by its name."""
    return next(one for one in learner.tasks(page, card_id[:2]) if one.card.id == card_id)


class NoMemory:
    """A lesson whose desks remember nothing."""

    now = Progress()

    def remember(self, *_args):
        pass

    def remembered(self, _name):
        return {}

    def practised(self, _seat):
        pass


@cache
def figure(metric, **decisions):
    """Return what the lesson's scoreboard must say about a figure after these decisions."""
    company = smkt.company("irrigation")
    quarter = lesson_quarter(NoMemory(), company, smkt.plans.siloed)
    for name, value in decisions.items():
        quarter.set(DECISIONS[name].owner, name, value)
    return show(METRICS[metric], quarter.result().now.board.loc[metric, "value"], company.currency)


def siloed(name):
    """Return a decision of the plan that the lesson begins with."""
    return smkt.plans.siloed[name]


# What a learner does


def predict(page, words):
    guess = page.get_by_label("how many will sales call")
    guess.select_option(label=words)
    page.get_by_role("button", name="This is my prediction").click()
    expect(guess).to_be_disabled()


def desk(page):
    return page.locator(".smkt-desk")


def number_box(page, name):
    return learner.number_box(desk(page), name)


def slider(page, name):
    return desk(page).locator(".smkt-slide", has_text=DECISIONS[name].label).get_by_role("slider")


def move(page, target, *keys):
    """Walk to a control of the desk with the Tab key, and press keys there."""
    desk(page).get_by_role("button", name="Back to the start").focus()
    learner.tab_to(page, target)
    for key in keys:
        page.keyboard.press(key)


def score(page, metric, column=0):
    """Return a cell of the scoreboard: what it is now, its band, against the last run, against siloed teams."""
    row = desk(page).get_by_role("row", name=METRICS[metric].name)
    return row.locator("td").nth(column)


def titles_of_pictures(page):
    """Return the titles that the desk's funnel picture has had since this was called first."""
    return page.evaluate(
        """() => {
            const view = document.querySelector('.smkt-desk .smkt-view');
            if (!window.smktTitles) {
                const note = () => {
                    const text = view.textContent;
                    for (const title of ['Draft', 'Average'])
                        if (text.includes(title) && window.smktTitles.at(-1) !== title) window.smktTitles.push(title);
                };
                window.smktTitles = [];
                new MutationObserver(note).observe(view, {childList: true, subtree: true});
            }
            return window.smktTitles;
        }"""
    )


def expect_played(page):
    expect(desk(page)).to_contain_text("All 20 markets played.")


def expect_keys_to_stay_inside(page):
    """Use keys at a list and at a button that JupyterLab would otherwise take for its own: none may touch a cell."""
    cells = page.locator(".jp-NotebookPanel:visible .jp-Cell").count()
    place = task(page, "01-way").box.get_by_label("Place 1", exact=True)
    place.focus()
    for key in ("ArrowDown", "ArrowDown", "d", "d", "x", "a"):
        page.keyboard.press(key)
    expect(place).to_be_focused()
    expect(place.locator("option:checked")).not_to_have_text("Choose ...")
    check = task(page, "01-hours").box.get_by_role("button", name="Check", exact=True)
    check.focus()
    for key in ("d", "d", "x", "a", "Enter"):
        page.keyboard.press(key)
    expect(check).to_be_focused()
    assert page.locator(".jp-NotebookPanel:visible .jp-Cell").count() == cells


# Lesson 01


def work_through_lesson_01(page):
    """Predict, answer the cards and decide at both desks; return what is to be found again."""
    expect(box(page, "Two teams, one goal")).to_contain_text("Welcome. You are at the beginning")
    expect(page.get_by_text("Make your guess near the top")).to_be_visible()
    predict(page, "60 to 80")
    expect(page.get_by_text("You predicted: 60 to 80.")).to_be_visible()

    way = task(page, "01-way")
    answer(way, way.mistakes["sales accepts before marketing passes on"])
    answer(way, way.right)

    hours = task(page, "01-hours")
    answer(hours, hours.mistakes["hours per call"], click="dblclick")
    expect(hours.box.get_by_role("button", name="Show the solution")).to_be_disabled()
    hours.box.get_by_role("button", name="Hint").dblclick()
    expect(hours.box).to_contain_text(hours.words(hours.card.hints[0]))
    expect(hours.box.get_by_role("button", name="Hint (2 of 3)")).to_be_visible()
    answer(hours, hours.right, click="dblclick")

    # Begun and left: a wrong answer is found again too.
    never = task(page, "01-never-called")
    answer(never, never.mistakes["counted those who were called"])

    decide_at_both_desks(page)


def decide_at_both_desks(page):
    """Move marketing's slider and sales' number box with keys, and see the shared figures follow."""
    expect(desk(page)).to_contain_text("You sit at marketing's desk")
    expect_played(page)
    expect(score(page, "mql")).to_have_text(figure("mql"))
    assert titles_of_pictures(page) == []
    before = desk(page).locator("figure").first.inner_html()

    move(page, slider(page, "threshold"), "ArrowLeft", "ArrowLeft", "ArrowLeft")

    threshold = siloed("threshold") - 3
    expect(number_box(page, "threshold")).to_have_value(f"{threshold:g}")
    expect(score(page, "mql")).to_have_text(figure("mql", threshold=threshold))
    expect(score(page, "mql", 2)).to_contain_text("more")
    expect(desk(page)).to_contain_text("You changed: Lead score needed")
    assert desk(page).locator("figure").first.inner_html() != before
    assert titles_of_pictures(page)[:1] == ["Draft"], "a draft follows the key at once"
    assert titles_of_pictures(page)[-1] == "Average"

    desk(page).get_by_role("button", name="Swap seats: go to sales' desk").click()
    expect(desk(page)).to_contain_text("You sit at sales' desk")
    move(page, number_box(page, "touches"), "ArrowUp")
    expect(number_box(page, "touches")).to_have_value(f"{siloed('touches') + 1}")
    both = {"threshold": threshold, "touches": siloed("touches") + 1}
    expect(score(page, "wins")).to_have_text(figure("wins", **both))
    expect(score(page, "utilisation")).to_have_text(figure("utilisation", **both))


def expect_lesson_01_as_left(page):
    """See everything again that `work_through_lesson_01` left."""
    expect(box(page, "Two teams, one goal")).to_contain_text("Welcome back.")
    expect(box(page, "Two teams, one goal")).to_contain_text("2 of 3 practice cards are done.")
    guess = page.get_by_label("how many will sales call")
    expect(guess).to_be_disabled()
    expect(guess.locator("option:checked")).to_have_text("60 to 80")
    expect(page.get_by_text("You predicted: 60 to 80.")).to_be_visible()
    way, hours, never = (task(page, name) for name in ("01-way", "01-hours", "01-never-called"))
    expect_reply(way, way.right)
    expect_reply(hours, hours.right)
    expect(hours.box.get_by_role("textbox")).to_have_value(learner.typed(hours.right))
    expect(hours.box).to_contain_text(hours.words(hours.card.hints[0]))
    expect(hours.box).not_to_contain_text(hours.words(hours.card.hints[1]))
    wrong = never.mistakes["counted those who were called"]
    expect(never.box.get_by_role("textbox")).to_have_value(learner.typed(wrong))
    expect_reply(never, wrong)
    expect_desks_as_left(page)


def expect_desks_as_left(page):
    expect(desk(page)).to_contain_text("You sit at sales' desk")
    decisions = {"threshold": siloed("threshold") - 3, "touches": siloed("touches") + 1}
    expect(number_box(page, "touches")).to_have_value(f"{decisions['touches']}")
    expect(score(page, "wins")).to_have_text(figure("wins", **decisions))


@pytest.mark.full
def test_lesson_01_is_worked_through_left_and_found_again(page, watched):
    lab = watched
    helpers.open_notebook(page, lab, LESSON)
    helpers.wait_ran(page)

    expect_keys_to_stay_inside(page)
    work_through_lesson_01(page)
    tries = {name: card["tries"] for name, card in kept(lab)["lessons"]["01"]["cards"].items()}
    assert tries == {"01-way": 2, "01-hours": 2, "01-never-called": 1}, "a double click is one try"

    learner.reload(page)
    expect_lesson_01_as_left(page)
    helpers.screenshot(page, "lesson-01-resumed")

    learner.restart(page)
    expect_lesson_01_as_left(page)

    # And the work goes on.
    never = task(page, "01-never-called")
    answer(never, never.right)
    expect(box(page, "Two teams, one goal")).to_contain_text("3 of 3 practice cards are done.")
    desk(page).get_by_role("button", name="Swap seats: go to marketing's desk").click()
    expect(number_box(page, "threshold")).to_have_value(f"{siloed('threshold') - 3:g}")
    desk(page).get_by_role("button", name="Back to the start").click()
    expect(score(page, "mql")).to_have_text(figure("mql"))
    expect_accessible(page)


# Lesson 00


@pytest.mark.full
def test_lesson_00_remembers_who_you_are_and_what_you_answered(page, watched):
    lab = watched
    helpers.open_notebook(page, lab, START)
    helpers.wait_ran(page)
    expect(box(page, "Start here")).to_contain_text("Everything is set up.")
    expect(page.get_by_role("row", name="search ads")).to_be_visible()

    page.get_by_label("Where do you work?").select_option(label="In sales")
    expect(page.get_by_text("Kept. Your seat comes first")).to_be_visible()
    first = task(page, "00-first")
    learner.check(first)
    expect(first.box).to_contain_text("No answer yet; take your time.")
    answer(first, first.mistakes["upside down"])
    for hint in first.card.hints:
        first.box.get_by_role("button", name="Hint").click()
        expect(first.box).to_contain_text(first.words(hint))
        page.wait_for_timeout(500)  # a quicker second press counts as a double click
    answer(first, first.right)
    expect(box(page, "Start here")).to_contain_text("1 of 1 practice card is done.")

    learner.restart(page)
    expect(box(page, "Start here")).to_contain_text("Welcome back.")
    expect(page.get_by_label("Where do you work?").locator("option:checked")).to_have_text("In sales")
    expect_reply(first, first.right)
    expect(page.get_by_role("row", name="00 Start here").first).to_contain_text("finished")

    expect_accessible(page)


def test_lesson_00_leads_to_the_next_lesson_and_writes_a_summary(page, watched):
    lab = watched
    helpers.open_notebook(page, lab, START)
    helpers.wait_ran(page)

    page.get_by_label("Your name on the summary").fill("Lan")
    page.get_by_label("Your name on the summary").press("Enter")
    expect(page.get_by_text("Lan.")).to_be_visible()
    page.get_by_role("button", name="Write my summary").click()
    links = page.locator(".smkt a[download]")
    expect(links).to_have_count(2)
    for link in links.all():
        with page.expect_download() as downloaded:
            link.click()
        saved = downloaded.value.path().read_text(encoding="utf-8")
        assert "Lan" in saved
        assert saved.startswith(("<!DOCTYPE html>", "{"))

    learner.follow_to(page, page.get_by_role("link", name="01 Two teams, one goal"), "01-two-teams-one-goal.ipynb")
    helpers.wait_ran(page)
    expect(box(page, "Two teams, one goal")).to_be_visible()


# Without the comfort of lessons that run by themselves


@pytest.mark.full
@WITHOUT_EXTENSION
def test_without_the_extension_lesson_01_runs_from_the_menu_and_is_found_again(page, watched):
    lab = watched
    helpers.open_notebook(page, lab, LESSON)
    helpers.wait_idle(page)
    assert page.locator(".smkt").count() == 0
    expect(page.get_by_text("open the menu Run at the top and click Run All Cells")).to_be_visible()

    helpers.run_all_by_menu(page)
    helpers.wait_ran(page)
    hours = task(page, "01-hours")
    answer(hours, hours.mistakes["hours per call"])
    answer(hours, hours.right)
    decide_at_both_desks(page)

    page.reload()
    # JupyterLab itself may ask before it lets somebody leave; the kit keeps answers elsewhere and at once.
    page.problems[:] = [problem for problem in page.problems if problem != "asked: beforeunload"]
    helpers.wait_notebook(page)
    helpers.wait_idle(page)
    helpers.run_all_by_menu(page)
    expect(box(page, "Two teams, one goal")).to_contain_text("Welcome back.")
    helpers.wait_ran(page)
    expect_reply(hours, hours.right)
    expect_desks_as_left(page)
