"""Lesson 10 in a real browser: an export is chosen with the button, asked about, answered, and found again."""

from __future__ import annotations

import pytest

from tests.browser import helpers, learner
from tests.browser.accessible import cut_off, expect_accessible
from tests.browser.learner import expect
from tests.own import exports

LESSON = "notebooks/10-your-own-numbers.ipynb"
FIRST_NOTEBOOK = LESSON


def form(page):
    """Return the box of the form."""
    return page.locator(".smkt-card", has=page.get_by_role("button", name="Use the sample"))


def choose(page, *paths):
    """Choose files with the button, as a person does."""
    with page.expect_file_chooser() as chooser:
        form(page).get_by_role("button", name="Choose files").click()
    chooser.value.set_files([str(path) for path in paths])


def press(page, name):
    form(page).get_by_role("button", name=name, exact=True).click()


@pytest.mark.full
def test_an_export_is_uploaded_asked_about_and_counted(page, watched, tmp_path):
    lab = watched
    files = exports.written(
        tmp_path, leads=exports.leads(email="lan.nguyen@secret.invalid"), deals=exports.deals(won="Handschlag")
    )
    helpers.open_notebook(page, lab, LESSON)
    helpers.wait_ran(page)
    learner.expect_unbroken(page)
    assert cut_off(page) == []

    choose(page, *files)
    press(page, "Import")
    question = form(page).get_by_label("What does “Handschlag” mean?")
    expect(question).to_be_visible()
    expect(form(page)).to_contain_text("Not imported")
    helpers.screenshot(page, "own-export-question")
    question.select_option(label="won")
    press(page, "Import with these answers")
    expect(form(page)).to_contain_text("rows of leads.csv, deals.csv were imported.")
    expect(page.get_by_role("rowheader", name="Deals won", exact=True)).to_be_visible()
    assert "secret.invalid" not in page.locator(".jp-NotebookPanel:visible").inner_text()

    # A wrong file changes nothing of what is shown.
    wrong = tmp_path / "note.csv"
    wrong.write_text("%PDF-1.7\n", encoding="utf-8")
    choose(page, wrong)
    press(page, "Import")
    expect(form(page)).to_contain_text("is a PDF")
    expect(page.get_by_role("rowheader", name="Deals won", exact=True)).to_be_visible()
    learner.expect_unbroken(page)
    expect_accessible(page)

    # Whatever the page shows: the lesson and JupyterLab's copies of it are saved without it.
    helpers.menu(page, "File", "Save Notebook")
    page.wait_for_timeout(1500)
    kept_files = [one for folder in (lab.folder, lab.home) for one in folder.rglob("*") if one.is_file()]
    assert any(".ipynb_checkpoints" in str(one) for one in kept_files)
    for one in kept_files:
        if one.suffix in (".ipynb", ".json"):
            words = one.read_text(encoding="utf-8")
            assert "rows of leads.csv" not in words and "What was read" not in words, one

    learner.restart(page)
    expect(form(page)).to_contain_text("your data are not")
    assert learner.kept(lab)["lessons"]["10"]["plans"]["own"]["answers"] == {"stage|deals.csv|Handschlag": "won"}
    choose(page, *files)
    press(page, "Import")
    expect(form(page)).to_contain_text("rows of leads.csv, deals.csv were imported.")


@pytest.mark.full
def test_with_the_sample_everybody_reaches_the_end(page, watched):
    lab = watched
    helpers.open_notebook(page, lab, LESSON)
    helpers.wait_ran(page)
    press(page, "Use the sample")
    expect(form(page)).to_contain_text("rows of the sample were imported.")
    page.get_by_role("button", name="Fit a company to these numbers").click()
    expect(page.get_by_text("Does the fitted company show what the data show?")).to_be_visible(timeout=helpers.LONG)
    page.get_by_role("button", name="Play both plans").click()
    expect(page.get_by_text("It is a model of your figures, not your company.")).to_be_visible(timeout=helpers.LONG)
    helpers.screenshot(page, "own-export-what-if")
    assert cut_off(page) == []
