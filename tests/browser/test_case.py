"""A manager opens the alignment case: a first picture, a changed assumption, a traced number, a report to take away."""

from __future__ import annotations

import json
import re

import pytest

from smkt_helpers.own.twin import ASKED
from tests.browser import helpers, learner
from tests.browser.accessible import cut_off, expect_accessible
from tests.browser.learner import expect
from tests.own import exports

CASE = "notebooks/manager/alignment-case.ipynb"
FIRST_NOTEBOOK = CASE
REACHED = "People who can be reached at all"
# A quarter and two simulated years are enough to see how the page behaves.
SMALL = {"format": 1, "markets": 2, "weeks": 13}


def remember(lab, **choices):
    """Let the page open as somebody left it yesterday."""
    (lab.home / "alignment-case.json").write_text(json.dumps({**SMALL, **choices}), encoding="utf-8")


def few_doubts(lab):
    """Return a company file of which only a few numbers are in doubt, so that all parts are computed quickly."""
    text = (lab.folder / "datasets" / "companies" / "irrigation.toml").read_text(encoding="utf-8")
    lines = [
        line if line.startswith(("reachable =", "win =")) else re.sub(r",?\s*\b(low|high) = [-\d.e_]+", "", line)
        for line in text.splitlines()
    ]
    path = lab.home / "few.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def card(page, button):
    """Return the card that has this button."""
    found = page.get_by_role("button", name=button, exact=True, include_hidden=True)
    return page.locator(".smkt-case", has=found)


def press(page, button):
    page.get_by_role("button", name=button, exact=True).click()


def figure(page, id):
    """Return a number on the page; the first of this name."""
    return page.locator(f"[data-figure='{id}']").first


def change(page, number, value):
    """Change a number of the company by keyboard."""
    page.get_by_label("Which number?").select_option(label=number)
    box = page.get_by_label("Its value")
    box.fill(value)
    box.press("Enter")


def test_a_manager_opens_asks_what_if_and_takes_a_report_away(page, watched, tmp_path):
    remember(watched, company=few_doubts(watched))
    helpers.open_notebook(page, watched, CASE)
    expect(figure(page, "headline.contribution.difference")).to_be_visible(timeout=helpers.LONG)
    helpers.wait_ran(page)
    assert page.locator(".smkt-case figure svg").count() >= 1
    learner.expect_unbroken(page)

    # A number opens where it comes from, by keyboard, and nothing of it is cut off.
    expect(page.get_by_text("All 12 parts are computed.")).to_be_attached(timeout=helpers.LONG)
    before = figure(page, "headline.contribution.difference").locator("summary").inner_text()
    for id in ("headline.contribution.difference", "headline.cac.lost"):
        summary = figure(page, id).locator("summary")
        summary.focus()
        page.keyboard.press("Enter")
        expect(figure(page, id).locator(".smkt-trace")).to_contain_text("python -m smkt_helpers compare --company")
        expect(figure(page, id).locator(".smkt-trace")).to_be_visible()
    assert cut_off(page) == []
    helpers.screenshot(page, "alignment-case-trace")

    change(page, REACHED, "0.8")
    expect(page.get_by_text("The whole page is computed with these values.")).to_be_visible()
    expect(figure(page, "headline.contribution.difference").locator("summary")).not_to_have_text(before)
    change(page, REACHED, "7")
    expect(page.get_by_text("The page still shows the last values that are possible.")).to_be_visible()

    press(page, "Make report, slides and numbers")
    away = card(page, "Make report, slides and numbers")
    expect(away).to_contain_text("Done. The files lie in the folder", timeout=helpers.LONG)
    learner.expect_unbroken(page)
    assert (watched.folder / "papers" / "alignment-case" / "slides.pptx").is_file()
    with page.expect_download() as saving:
        away.get_by_role("link", name="report.html", exact=True).click()
    saving.value.save_as(tmp_path / "report.html")
    report = page.context.new_page()
    report.goto((tmp_path / "report.html").as_uri())
    expect(report.get_by_role("heading", level=1)).to_be_visible()
    changed = report.get_by_role("row", name=re.compile("Assumptions that were changed"))
    expect(changed.first).to_contain_text(re.compile(rf"{REACHED}.*0\.8", re.DOTALL))
    report.close()
    assert json.loads((watched.home / "alignment-case.json").read_text())["changed"] == {"contact.reachable": 0.8}


@pytest.mark.full
def test_an_export_becomes_the_company_of_the_page_and_bad_input_changes_nothing(page, watched, tmp_path):
    remember(watched)
    files = exports.written(tmp_path, leads=exports.leads(), deals=exports.deals())
    wrong = tmp_path / "note.csv"
    wrong.write_text("%PDF-1.7\n", encoding="utf-8")
    helpers.open_notebook(page, watched, CASE)
    helpers.wait_ran(page)
    whose = card(page, "Start over")
    expect(whose).to_contain_text("This page is about Tropfgut Irrigation")

    press(page, "My company: seven figures I know")
    for question, _unit, usual in ASKED.values():
        whose.get_by_label(question, exact=True).fill(usual)
    whose.get_by_label("Of 100 offers that are decided, how many do you win?").fill("120")
    press(page, "Fit a company to these figures")
    expect(whose).to_contain_text("You typed 120; it must be more than 0 and less than 100.")
    expect(whose).to_contain_text("This page is about Tropfgut Irrigation")

    press(page, "My company: an export of our CRM")
    press(page, "Choose the files")
    for chosen, said in (([wrong], "is a PDF"), (files, "rows of leads.csv, deals.csv were imported.")):
        with page.expect_file_chooser() as chooser:
            whose.get_by_role("button", name="Choose files").click()
        chooser.value.set_files([str(path) for path in chosen])
        whose.get_by_role("button", name="Import", exact=True).click()
        expect(whose).to_contain_text(said)
        expect(whose).to_contain_text("This page is about Tropfgut Irrigation")
    whose.get_by_label("How many people sell, if your files do not tell?").fill("6")
    press(page, "Fit a company to this export")
    expect(whose.get_by_text("How well the fitted company matches")).to_be_visible(timeout=helpers.LONG)
    learner.expect_unbroken(page)
    helpers.screenshot(page, "alignment-case-fitted")

    kept = json.loads((watched.home / "alignment-case.json").read_text())["company"]
    assert kept.endswith("your-company.toml")
    learner.restart(page)
    expect(whose).to_contain_text("This page is about Your company")
    expect(whose).to_contain_text("How well the fitted company matches")
    press(page, "Start over")
    expect(whose).to_contain_text("This page is about Tropfgut Irrigation")


@pytest.mark.full
def test_everybody_can_read_the_page(page, watched):
    remember(watched, company=few_doubts(watched))
    helpers.open_notebook(page, watched, CASE)
    helpers.wait_ran(page)
    expect(page.get_by_text("All 12 parts are computed.")).to_be_attached(timeout=helpers.LONG)
    expect_accessible(page)
    assert cut_off(page) == []
