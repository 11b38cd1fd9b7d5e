from __future__ import annotations

import copy

import nbformat
import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager

from smkt_helpers.lab import saving


def lesson(run_on_open=True):
    return nbformat.v4.new_notebook(
        metadata={
            "kernelspec": dict(saving.KERNEL),
            "language_info": dict(saving.LANGUAGE),
            "smarketing": {"run_on_open": run_on_open},
        },
        cells=[nbformat.v4.new_markdown_cell("# A lesson", id="a"), nbformat.v4.new_code_cell("1 + 1", id="b")],
    )


def played(notebook):
    result = copy.deepcopy(notebook)
    result.cells[1].execution_count = 7
    result.cells[1].outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "2"}, execution_count=7)]
    result.cells[1].metadata["execution"] = {"iopub.status.busy": "2026-01-01"}
    result.metadata["language_info"] = {"name": "python", "version": "3.12.1"}
    result.metadata["kernelspec"]["display_name"] = "My Python"
    result.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    return result


def save_through_jupyter(folder, notebook):
    manager = FileContentsManager(root_dir=str(folder))
    manager.register_pre_save_hook(saving.before_saving)
    manager.save({"type": "notebook", "format": "json", "content": notebook}, "lesson.ipynb")
    return (folder / "lesson.ipynb").read_bytes()


@pytest.mark.filterwarnings("ignore")
def test_a_played_lesson_is_saved_byte_for_byte_as_it_was_shipped(tmp_path):
    nbformat.write(lesson(), tmp_path / "shipped.ipynb")
    assert save_through_jupyter(tmp_path, played(lesson())) == (tmp_path / "shipped.ipynb").read_bytes()


@pytest.mark.filterwarnings("ignore")
def test_what_somebody_typed_is_saved(tmp_path):
    changed = played(lesson())
    changed.cells[1].source = "1 + 2"
    assert b"1 + 2" in save_through_jupyter(tmp_path, changed)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("mark", [False, None])
def test_other_notebooks_keep_their_outputs(tmp_path, mark):
    other = played(lesson(run_on_open=False))
    if mark is None:
        del other.metadata["smarketing"]
    before = copy.deepcopy(other)
    assert not saving.strip_lesson(other)
    assert other == before
    assert b'"execution_count": 7' in save_through_jupyter(tmp_path, other)


def test_files_that_are_no_notebooks_are_left_alone():
    model = {"type": "file", "content": "some words"}
    saving.before_saving(model=model, path="a.txt", contents_manager=None)
    assert model == {"type": "file", "content": "some words"}
