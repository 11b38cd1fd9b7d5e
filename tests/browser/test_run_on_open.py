"""A lesson runs by itself when it is opened, other notebooks do not, and the menu always works."""

from __future__ import annotations

import nbformat
import pytest

from smkt_helpers.lab.saving import KERNEL, LANGUAGE
from tests.browser import helpers

LESSON = "notebooks/scratch/lesson.ipynb"
PLAIN = "notebooks/scratch/plain.ipynb"
ELSEWHERE = "elsewhere/lesson.ipynb"
CRASHING = "notebooks/scratch/crashing.ipynb"
FIRST_NOTEBOOK = LESSON

# Each run adds a line to a file beside the notebook, so that runs can be counted.
COUNTING = """# Nothing to type here - this cell counts how often it ran
import os
with open({name!r}, "a") as ran: ran.write(str(os.getpid()) + "\\n")
import ipywidgets
ipywidgets.Button(description="Press me", tooltip="A button of the lesson")"""
LAST = "# Nothing to type here - this is the end\nprint('the end is reached')"
CRASH = "# Nothing to type here - this cell kills its kernel\nimport os; os.kill(os.getpid(), 9)"


def notebook(first, flagged):
    folded = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
    words = "\n\n".join(["Some words to read before the end of this lesson can be seen."] * 40)
    return nbformat.v4.new_notebook(
        metadata={
            "kernelspec": dict(KERNEL),
            "language_info": dict(LANGUAGE),
            **({"smarketing": {"run_on_open": True}} if flagged else {}),
        },
        cells=[
            nbformat.v4.new_markdown_cell("# A small lesson", id="title"),
            nbformat.v4.new_code_cell(first, id="first", metadata=folded),
            nbformat.v4.new_markdown_cell(words, id="words"),
            nbformat.v4.new_code_cell(LAST, id="last", metadata=folded),
        ],
    )


def prepare_kit(folder):
    for path, first, flagged in (
        (LESSON, COUNTING.format(name="lesson.txt"), True),
        (PLAIN, COUNTING.format(name="plain.txt"), False),
        (ELSEWHERE, COUNTING.format(name="lesson.txt"), True),
        (CRASHING, COUNTING.format(name="crashing.txt") + "\n" + CRASH, True),
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook(first, flagged), folder / path)


def runs(lab, path):
    """Return the process numbers of the kernels that ran this notebook, one per run."""
    ran = (lab.folder / path).with_suffix(".txt")
    return ran.read_text().split() if ran.exists() else []


def wait_runs(page, lab, path, count):
    for _ in range(120):
        if len(runs(lab, path)) >= count:
            break
        page.wait_for_timeout(250)
    helpers.wait_idle(page)
    # A run too many would follow within the extension's second of grace.
    page.wait_for_timeout(2500)
    helpers.wait_idle(page)
    assert len(runs(lab, path)) == count


@pytest.fixture
def fresh(lab):
    """Forget the runs of earlier tests."""
    for ran in lab.folder.rglob("*.txt"):
        ran.unlink()
    return lab


def test_a_lesson_runs_once_by_itself_and_its_file_stays_as_it_was(page, fresh):
    lab = fresh
    before = (lab.folder / LESSON).read_bytes()

    helpers.open_notebook(page, lab, LESSON)
    helpers.wait_ran(page)

    wait_runs(page, lab, LESSON, 1)
    assert page.get_by_role("button", name="Press me").is_visible(), "the reader stays at the top"
    width = page.locator(".jp-NotebookPanel").bounding_box()["width"]
    assert width > 0.7 * page.viewport_size["width"], "an empty panel takes room from the lesson"
    helpers.screenshot(page, "run-on-open")
    page.keyboard.press("Control+s")
    page.wait_for_timeout(1500)
    assert (lab.folder / LESSON).read_bytes() == before
    assert page.problems == []
    assert page.foreign == []


def test_a_reload_a_second_tab_and_each_kind_of_restart_run_it_once_more(page, fresh):
    lab = fresh
    helpers.open_notebook(page, lab, LESSON)
    wait_runs(page, lab, LESSON, 1)

    page.reload()
    helpers.wait_notebook(page)
    wait_runs(page, lab, LESSON, 2)
    assert page.get_by_role("button", name="Press me").is_visible()

    second = page.context.new_page()
    helpers.open_notebook(second, lab, LESSON)
    wait_runs(second, lab, LESSON, 3)
    assert len(set(runs(lab, LESSON))) == 1, "both tabs share one kernel"
    second.close()

    helpers.restart_kernel(page)
    wait_runs(page, lab, LESSON, 4)
    assert len(set(runs(lab, LESSON))) == 2, "a new kernel"
    assert page.get_by_role("button", name="Press me").is_visible()

    # The menu and the extension both want to run it now; it runs once.
    helpers.menu(page, "Kernel", "Restart Kernel and Run All Cells…")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    wait_runs(page, lab, LESSON, 5)
    assert page.problems == []


def test_a_lesson_that_kills_its_kernel_is_not_started_for_ever(page, fresh):
    lab = fresh
    helpers.open_notebook(page, lab, CRASHING)
    page.locator(".jp-Dialog", has_text="Kernel Restarting").wait_for()
    page.locator(".jp-Dialog button.jp-mod-accept").click()

    wait_runs(page, lab, CRASHING, 1)


@pytest.mark.parametrize("path", [PLAIN, ELSEWHERE])
def test_other_notebooks_do_not_run_by_themselves(page, fresh, path):
    lab = fresh
    helpers.open_notebook(page, lab, path)
    helpers.wait_idle(page)
    wait_runs(page, lab, path, 0)

    helpers.run_all_by_menu(page)

    helpers.wait_ran(page)
    wait_runs(page, lab, path, 1)


@pytest.mark.parametrize("lab", [{"extension": False}], indirect=True)
def test_without_the_extension_the_menu_does_the_same(page, fresh):
    lab = fresh
    helpers.open_notebook(page, lab, LESSON)
    helpers.wait_idle(page)
    wait_runs(page, lab, LESSON, 0)

    helpers.run_all_by_menu(page)

    helpers.wait_ran(page)
    wait_runs(page, lab, LESSON, 1)
    page.keyboard.press("Control+Home")
    page.get_by_role("button", name="Press me").scroll_into_view_if_needed()
    assert page.get_by_role("button", name="Press me").is_visible()
