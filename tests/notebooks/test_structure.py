"""Every notebook keeps the house rules, and the rules notice when one is broken."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest
from nbformat.v4.rwbase import rejoin_lines

from smkt_helpers.lab.saving import KERNEL, LANGUAGE
from tests.notebooks import structure

NOTEBOOKS = structure.find_notebooks()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[str(path.relative_to(structure.ROOT)) for path in NOTEBOOKS])
def test_a_notebook_keeps_the_house_rules(path):
    text = path.read_text(encoding="utf-8")
    assert structure.problems(json_of(text)) == []
    assert structure.saved_by_jupyter(text), "save it once in JupyterLab, or with nbformat.write"


def test_no_notebook_holds_traces_of_a_run():
    # All at once, because the tool takes seconds to begin.
    assert structure.stripped(*NOTEBOOKS), [path.name for path in NOTEBOOKS if not structure.stripped(path)]


def json_of(text):
    # Not nbformat.reads(), which would mend what is to be found.
    return rejoin_lines(nbformat.from_dict(json.loads(text)))


# The checker itself, on notebooks made here.


def good_lesson():
    return nbformat.v4.new_notebook(
        metadata={
            "kernelspec": dict(KERNEL),
            "language_info": dict(LANGUAGE),
            "smarketing": {"run_on_open": True},
        },
        cells=[
            nbformat.v4.new_markdown_cell(
                "# A lesson\n\nIt starts by itself. If nothing appears within 15 seconds, "
                "click **Run**, then **Run All Cells**.",
                id="title",
            ),
            nbformat.v4.new_code_cell(
                "# Nothing to type here - this cell sets up the lesson\nimport smkt_helpers as smkt",
                id="set-up",
                metadata={"jupyter": {"source_hidden": True}, "tags": ["hide-input"]},
            ),
            nbformat.v4.new_markdown_cell(
                "## A part\n\n![Two teams at one table](table.png)\n\n### A detail", id="part"
            ),
        ],
    )


def plain_notebook():
    notebook = good_lesson()
    del notebook.metadata["smarketing"]
    notebook.cells[1].metadata = nbformat.from_dict({})
    notebook.cells[0].source = "# The analysts' track"
    return notebook


def test_good_notebooks_pass():
    assert structure.problems(good_lesson()) == []
    assert structure.problems(plain_notebook()) == []


def set_source(number, source):
    def change(notebook):
        notebook.cells[number].source = source

    return change


def code_with(line):
    return set_source(1, f"# Nothing to type here - a cell\n{line}")


def old_format(notebook):
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]


def same_ids(notebook):
    notebook.cells[2].id = notebook.cells[1].id


def other_kernel(notebook):
    notebook.metadata.kernelspec.name = "my-env"


def other_language(notebook):
    notebook.metadata.language_info["version"] = "3.12.1"


def with_output(notebook):
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="hello")]


def with_run_number(notebook):
    notebook.cells[1].execution_count = 3


def with_widget_state(notebook):
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}


def with_timing(notebook):
    notebook.cells[1].metadata["execution"] = {"iopub.status.busy": "now"}


def open_code(notebook):
    del notebook.cells[1].metadata["jupyter"]


def without_tag(notebook):
    notebook.cells[1].metadata["tags"] = []


def not_run_on_open(notebook):
    notebook.metadata["smarketing"] = {}


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (old_format, "format 4.5"),
        (same_ids, "an id of its own"),
        (other_kernel, "The kernel must be"),
        (other_language, "The language must be"),
        (with_output, "Cell 2 holds an output"),
        (with_run_number, "Cell 2 holds a run number"),
        (with_widget_state, "'widgets', left by a run"),
        (with_timing, "Cell 2 holds traces of a run"),
        (code_with("def helper(): pass"), "Cell 2 defines something (FunctionDef)"),
        (code_with("class Team: pass"), "Cell 2 defines something (ClassDef)"),
        (code_with("sorted([1], key=lambda x: x)"), "Cell 2 defines something (Lambda)"),
        (code_with("%matplotlib inline"), "Cell 2 uses a %"),
        (code_with("1 +"), "Cell 2 is not valid Python"),
        (open_code, "Cell 2 shows its code"),
        (without_tag, "Cell 2 shows its code"),
        (set_source(1, "import smkt_helpers as smkt"), "Cell 2 must begin with a comment"),
        (set_source(1, "# ---\nimport smkt_helpers as smkt"), "Cell 2 must begin with a comment"),
        (set_source(0, "# A lesson"), "15 seconds"),
        (set_source(0, "# A lesson\n\nIf nothing appears within 15 seconds, wait."), "15 seconds"),
        (not_run_on_open, "run_on_open"),
        (set_source(0, "## A lesson\n\nAfter 15 seconds: Run All Cells"), "title of level 1"),
        (set_source(2, "# Another title"), "only one heading of level 1"),
        (set_source(2, "### Too deep"), "jumps from a heading of level 1 to one of level 3"),
        (set_source(2, "## A part\n\n![](table.png)"), "Cell 3 has a picture without words"),
        (set_source(2, "## A part\n\n<img src='table.png'>"), "Cell 3 has a picture without words"),
        (set_source(2, "## A part\n\n<img src='table.png' alt=' '>"), "Cell 3 has a picture without words"),
    ],
)
@pytest.mark.filterwarnings("ignore::nbformat.warnings.DuplicateCellId")
def test_a_broken_rule_is_noticed_and_nothing_else(break_it, sentence):
    notebook = good_lesson()
    break_it(notebook)
    found = structure.problems(notebook)
    assert any(sentence in problem for problem in found), found
    # A notebook in an old format breaks two rules at once: format and ids.
    assert len(found) == (2 if break_it is old_format else 1), found


def test_signs_inside_a_code_block_are_no_headings():
    notebook = good_lesson()
    notebook.cells[2].source = "## A part\n\n```\n# not a heading\n![](no picture)\n```"
    assert structure.problems(notebook) == []


def test_every_notebook_is_found_and_copies_made_by_jupyter_are_not(tmp_path):
    for name in ("notebooks/a.ipynb", "notebooks/trainer/b.ipynb", "exercises/lesson02/pandas.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    copy_folder = tmp_path / "notebooks" / ".ipynb_checkpoints"
    copy_folder.mkdir()
    (copy_folder / "a-checkpoint.ipynb").touch()
    assert [path.name for path in structure.find_notebooks(tmp_path)] == [
        "pandas.ipynb",
        "a.ipynb",
        "b.ipynb",
    ]


def test_nbstripout_and_the_layout_are_checked_on_files(tmp_path):
    path = tmp_path / "lesson.ipynb"
    nbformat.write(good_lesson(), path)
    assert structure.stripped(path)
    assert structure.saved_by_jupyter(path.read_text(encoding="utf-8"))

    played = copy.deepcopy(good_lesson())
    with_output(played)
    nbformat.write(played, path)
    clean = tmp_path / "clean.ipynb"
    nbformat.write(good_lesson(), clean)
    assert not structure.stripped(clean, path)

    path.write_text(json.dumps(good_lesson()), encoding="utf-8")
    assert not structure.saved_by_jupyter(path.read_text(encoding="utf-8"))
