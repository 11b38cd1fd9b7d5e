"""The lessons themselves, in a real browser: worked through as a learner does, left, and found again.

Right and wrong answers come from the cards' own declarations, and the desks' figures from the same
quarter played here, so these tests stay right when the data change.
"""

from __future__ import annotations

import json
from functools import cache

import pytest

import smkt_helpers as smkt
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.desk import lesson_quarter
from smkt_helpers.metrics import METRICS, show
from smkt_helpers.practice.card import Number, card_facts, fill, try_card, wrong_answer
from smkt_helpers.practice.load import load_cards
from smkt_helpers.practice.progress import Progress
from tests.browser import helpers

expect = pytest.importorskip("playwright.sync_api").expect
Axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe
expect.set_options(timeout=60 * helpers.SECONDS)

START, LESSON = "notebooks/00-start-here.ipynb", "notebooks/01-two-teams-one-goal.ipynb"
FIRST_NOTEBOOK = LESSON
WITHOUT_EXTENSION = pytest.mark.parametrize("lab", [{"extension": False}], indirect=True)


@pytest.fixture
def newcomer(lab):
    """Give the kit to somebody who has never used it."""
    helpers.end_sessions(lab)
    for kept in lab.home.glob("**/*"):
        if kept.is_file():
            kept.unlink()
    return lab


@pytest.fixture
def watched(page, newcomer):
    """Look over the learner's shoulder: nothing breaks, nothing is fetched, no file changes."""
    files = {path: (newcomer.folder / path).read_bytes() for path in (START, LESSON)}
    yield newcomer
    assert helpers.errors_shown(page) == []
    assert page.locator(".smkt-trouble").all_inner_texts() == []
    helpers.menu(page, "File", "Save Notebook")
    page.wait_for_timeout(1500)
    for path, content in files.items():
        assert (newcomer.folder / path).read_bytes() == content, f"{path} is not as it was shipped"
    assert page.problems == []
    assert page.foreign == []


# What the kit itself says is right, wrong and shown


@cache
def lesson_cards(lesson):
    loaded = load_cards(lesson)
    return loaded, loaded.given()


def declared(card_id):
    """Return a card and its facts."""
    loaded, given = lesson_cards(card_id[:2])
    return loaded.card(card_id), card_facts(loaded.card(card_id), given)


def right(card_id):
    """Return a right answer as it is typed or picked, and the reply to it."""
    card, facts = declared(card_id)
    return replied(card_id, card.check.example(facts), "right")


def wrong(card_id, name):
    """Return a known wrong answer and the reply to it."""
    card, facts = declared(card_id)
    mistake = next(one for one in card.known_wrong if one.name == name)
    return replied(card_id, wrong_answer(mistake, facts), mistake.state)


def replied(card_id, answer, state):
    card, _facts = declared(card_id)
    if isinstance(card.control, Number):
        answer = f"{answer:.2f}"
    outcome = try_card(card, lesson_cards(card.lesson)[1], answer)
    assert outcome.state == state
    return answer, outcome.sentence.replace("**", "")


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


def box(page, title):
    """Return the box on the page that has this heading."""
    return page.locator(".smkt-card", has=page.get_by_role("heading", name=title, exact=True))


def card_box(page, card_id):
    card, facts = declared(card_id)
    return box(page, fill(card.title, facts))


def give(page, card_id, answer, click="click"):
    """Type or pick an answer and press Check."""
    card, facts = declared(card_id)
    shown = card_box(page, card_id)
    if isinstance(card.control, Number):
        shown.get_by_role("textbox").fill(answer)
    else:
        for place, key in enumerate(answer, start=1):
            shown.get_by_label(f"Place {place}", exact=True).select_option(label=fill(card.control.items[key], facts))
    getattr(shown.get_by_role("button", name="Check", exact=True), click)()


def predict(page, words):
    guess = page.get_by_label("how many will sales call")
    guess.select_option(label=words)
    page.get_by_role("button", name="This is my prediction").click()
    expect(guess).to_be_disabled()


def desk(page):
    return page.locator(".smkt-desk")


def number_box(page, name):
    return desk(page).locator(".smkt-number", has_text=DECISIONS[name].label).locator("input")


def slider(page, name):
    return desk(page).locator(".smkt-slide", has_text=DECISIONS[name].label).get_by_role("slider")


def tab_to(page, target):
    """Press Tab until the target has the focus."""
    for _press in range(40):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the Tab key does not lead there")


def move(page, target, *keys):
    """Walk to a control of the desk with the Tab key, and press keys there."""
    desk(page).get_by_role("button", name="Back to the start").focus()
    tab_to(page, target)
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


def restart(page):
    """Restart the kernel from the menu and wait until the lesson has drawn everything anew."""
    page.evaluate("() => document.querySelectorAll('.smkt').forEach(node => { node.dataset.before = 'restart'; })")
    helpers.restart_kernel(page)
    page.wait_for_function(
        "() => document.querySelector('.smkt') && !document.querySelector('.smkt[data-before]')",
        timeout=helpers.LONG,
    )
    helpers.wait_ran(page)


def expect_keys_to_stay_inside(page):
    """Use keys at a list and at a button that JupyterLab would otherwise take for its own: none may touch a cell."""
    cells = page.locator(".jp-NotebookPanel:visible .jp-Cell").count()
    place = card_box(page, "01-way").get_by_label("Place 1", exact=True)
    place.focus()
    for key in ("ArrowDown", "ArrowDown", "d", "d", "x", "a"):
        page.keyboard.press(key)
    expect(place).to_be_focused()
    expect(place.locator("option:checked")).not_to_have_text("Choose ...")
    check = card_box(page, "01-hours").get_by_role("button", name="Check", exact=True)
    check.focus()
    for key in ("d", "d", "x", "a", "Enter"):
        page.keyboard.press(key)
    expect(check).to_be_focused()
    assert page.locator(".jp-NotebookPanel:visible .jp-Cell").count() == cells


def kept(lab):
    """Return what the learner's own file says."""
    (path,) = [path for path in lab.home.glob("**/*.json")]
    return json.loads(path.read_text(encoding="utf-8"))


# For everybody


def unfold_everything(page):
    """Show all that a lesson keeps folded away."""
    for name in ("Show what the other team sees", "Show the pictures as tables"):
        for tick in page.get_by_label(name).all():
            tick.check()
    for card in page.locator(".smkt-card", has=page.get_by_role("button", name="Check", exact=True)).all():
        card.get_by_role("button", name="Show the solution").click()
    page.evaluate("() => document.querySelectorAll('.smkt details').forEach(one => { one.open = true; })")
    page.wait_for_timeout(1000)


def expect_accessible(page):
    """Check our own parts of the page, with everything unfolded, against the rules of axe-core."""
    unfold_everything(page)
    found = Axe().run(page, context={"include": [[".smkt"]]})
    serious = [rule for rule in found.response["violations"] if rule["impact"] in ("serious", "critical")]
    assert [(rule["id"], rule["help"], [node["html"] for node in rule["nodes"]]) for rule in serious] == []
    assert found.response["passes"], "the rules found nothing to look at"


# Lesson 01


def work_through_lesson_01(page):
    """Predict, answer the cards and decide at both desks; return what is to be found again."""
    expect(box(page, "Two teams, one goal")).to_contain_text("Welcome. You are at the beginning")
    expect(page.get_by_text("Make your guess near the top")).to_be_visible()
    predict(page, "60 to 80")
    expect(page.get_by_text("You predicted: 60 to 80.")).to_be_visible()

    answer, reply = wrong("01-way", "sales accepts before marketing passes on")
    give(page, "01-way", answer)
    expect(card_box(page, "01-way")).to_contain_text(reply)
    answer, reply = right("01-way")
    give(page, "01-way", answer)
    expect(card_box(page, "01-way")).to_contain_text(reply)

    hours, (card, facts) = card_box(page, "01-hours"), declared("01-hours")
    answer, reply = wrong("01-hours", "hours per call")
    give(page, "01-hours", answer, click="dblclick")
    expect(hours).to_contain_text(reply)
    expect(hours.get_by_role("button", name="Show the solution")).to_be_disabled()
    hours.get_by_role("button", name="Hint").dblclick()
    expect(hours).to_contain_text(fill(card.hints[0], facts))
    expect(hours.get_by_role("button", name="Hint (2 of 3)")).to_be_visible()
    answer, reply = right("01-hours")
    give(page, "01-hours", answer, click="dblclick")
    expect(hours).to_contain_text(reply)

    # Begun and left: a wrong answer is found again too.
    answer, reply = wrong("01-never-called", "counted those who were called")
    give(page, "01-never-called", answer)
    expect(card_box(page, "01-never-called")).to_contain_text(reply)

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
    for card_id in ("01-way", "01-hours"):
        expect(card_box(page, card_id)).to_contain_text(right(card_id)[1])
    hours, (card, facts) = card_box(page, "01-hours"), declared("01-hours")
    expect(hours.get_by_role("textbox")).to_have_value(right("01-hours")[0])
    expect(hours).to_contain_text(fill(card.hints[0], facts))
    expect(hours).not_to_contain_text(fill(card.hints[1], facts))
    answer, reply = wrong("01-never-called", "counted those who were called")
    expect(card_box(page, "01-never-called").get_by_role("textbox")).to_have_value(answer)
    expect(card_box(page, "01-never-called")).to_contain_text(reply)
    expect_desks_as_left(page)


def expect_desks_as_left(page):
    expect(desk(page)).to_contain_text("You sit at sales' desk")
    decisions = {"threshold": siloed("threshold") - 3, "touches": siloed("touches") + 1}
    expect(number_box(page, "touches")).to_have_value(f"{decisions['touches']}")
    expect(score(page, "wins")).to_have_text(figure("wins", **decisions))


def test_lesson_01_is_worked_through_left_and_found_again(page, watched):
    lab = watched
    helpers.open_notebook(page, lab, LESSON)
    helpers.wait_ran(page)

    expect_keys_to_stay_inside(page)
    work_through_lesson_01(page)
    tries = {name: card["tries"] for name, card in kept(lab)["lessons"]["01"]["cards"].items()}
    assert tries == {"01-way": 2, "01-hours": 2, "01-never-called": 1}, "a double click is one try"

    page.reload()
    helpers.wait_notebook(page)
    helpers.wait_ran(page)
    expect_lesson_01_as_left(page)
    helpers.screenshot(page, "lesson-01-resumed")

    restart(page)
    expect_lesson_01_as_left(page)

    # And the work goes on.
    answer, reply = right("01-never-called")
    give(page, "01-never-called", answer)
    expect(card_box(page, "01-never-called")).to_contain_text(reply)
    expect(box(page, "Two teams, one goal")).to_contain_text("3 of 3 practice cards are done.")
    desk(page).get_by_role("button", name="Swap seats: go to marketing's desk").click()
    expect(number_box(page, "threshold")).to_have_value(f"{siloed('threshold') - 3:g}")
    desk(page).get_by_role("button", name="Back to the start").click()
    expect(score(page, "mql")).to_have_text(figure("mql"))
    expect_accessible(page)


# Lesson 00


def test_lesson_00_remembers_who_you_are_and_what_you_answered(page, watched):
    lab = watched
    helpers.open_notebook(page, lab, START)
    helpers.wait_ran(page)
    expect(box(page, "Start here")).to_contain_text("Everything is set up.")
    expect(page.get_by_role("row", name="search ads")).to_be_visible()

    page.get_by_label("Where do you work?").select_option(label="In sales")
    expect(page.get_by_text("Kept. Your seat comes first")).to_be_visible()
    first, (card, facts) = card_box(page, "00-first"), declared("00-first")
    give(page, "00-first", "", click="click")
    expect(first).to_contain_text("No answer yet; take your time.")
    answer, reply = wrong("00-first", "upside down")
    give(page, "00-first", answer)
    expect(first).to_contain_text(reply)
    for hint in card.hints:
        first.get_by_role("button", name="Hint").click()
        expect(first).to_contain_text(fill(hint, facts))
        page.wait_for_timeout(500)  # a quicker second press counts as a double click
    answer, reply = right("00-first")
    give(page, "00-first", answer)
    expect(first).to_contain_text(reply)
    expect(box(page, "Start here")).to_contain_text("1 of 1 practice card is done.")

    restart(page)
    expect(box(page, "Start here")).to_contain_text("Welcome back.")
    expect(page.get_by_label("Where do you work?").locator("option:checked")).to_have_text("In sales")
    expect(first).to_contain_text(reply)
    expect(page.get_by_role("row", name=fill(card.title, facts))).to_contain_text("right")

    expect_accessible(page)


# Without the comfort of lessons that run by themselves


@WITHOUT_EXTENSION
def test_without_the_extension_lesson_01_runs_from_the_menu_and_is_found_again(page, watched):
    lab = watched
    helpers.open_notebook(page, lab, LESSON)
    helpers.wait_idle(page)
    assert page.locator(".smkt").count() == 0
    expect(page.get_by_text("open the menu Run at the top and click Run All Cells")).to_be_visible()

    helpers.run_all_by_menu(page)
    helpers.wait_ran(page)
    answer, reply = wrong("01-hours", "hours per call")
    give(page, "01-hours", answer)
    expect(card_box(page, "01-hours")).to_contain_text(reply)
    answer, reply = right("01-hours")
    give(page, "01-hours", answer)
    expect(card_box(page, "01-hours")).to_contain_text(reply)
    decide_at_both_desks(page)

    page.reload()
    # JupyterLab itself may ask before it lets somebody leave; the kit keeps answers elsewhere and at once.
    page.problems[:] = [problem for problem in page.problems if problem != "asked: beforeunload"]
    helpers.wait_notebook(page)
    helpers.wait_idle(page)
    helpers.run_all_by_menu(page)
    expect(box(page, "Two teams, one goal")).to_contain_text("Welcome back.")
    helpers.wait_ran(page)
    expect(card_box(page, "01-hours")).to_contain_text(right("01-hours")[1])
    expect_desks_as_left(page)
