"""The house rules for notebooks, as one function that returns every breach as a sentence."""

from __future__ import annotations

import ast
import io
import json
import re
import sys
from pathlib import Path
from unittest import mock

import nbformat
import nbstripout

from smkt_helpers.lab.saving import KERNEL, LANGUAGE

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("notebooks", "exercises")
HEADING = re.compile(r"^(#{1,6})\s+\S")
FENCE = re.compile(r"^\s*(```|~~~)")
MARKDOWN_IMAGE = re.compile(r"!\[([^\]]*)\]")
HTML_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
HTML_ALT = re.compile(r"\balt\s*=\s*(\"[^\"]*[^\"\s][^\"]*\"|'[^']*[^'\s][^']*')", re.IGNORECASE)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
# A run or an editor may leave these; each of them would make two clones differ.
LEFTOVERS = ("widgets", "signature", "vscode", "toc")


def find_notebooks(root: Path = ROOT) -> list[Path]:
    """Return all notebooks of the kit."""
    found = [path for folder in FOLDERS for path in (root / folder).rglob("*.ipynb")]
    return sorted(path for path in found if ".ipynb_checkpoints" not in path.parts)


def is_lesson(notebook) -> bool:
    """Tell whether a notebook is a lesson, which learners use without seeing code."""
    return "smarketing" in notebook.get("metadata", {})


def problems(notebook) -> list[str]:
    """Return one sentence for each house rule that a notebook breaks."""
    found = format_problems(notebook) + code_problems(notebook) + prose_problems(notebook)
    if is_lesson(notebook):
        found += lesson_problems(notebook)
    return found


def format_problems(notebook) -> list[str]:
    """Check format, cell ids, kernel and that no trace of a run is stored."""
    found = []
    if (notebook.get("nbformat"), notebook.get("nbformat_minor")) != (4, 5):
        found.append("The notebook is not stored in format 4.5.")
    try:
        nbformat.validate(nbformat.from_dict(notebook), relax_add_props=False)
    except nbformat.ValidationError as error:
        found.append(f"The notebook is not valid: {error.message}.")
    ids = [cell.get("id") for cell in notebook["cells"]]
    if None in ids or len(set(ids)) != len(ids):
        found.append("Each cell needs an id of its own.")
    metadata = notebook.get("metadata", {})
    if metadata.get("kernelspec") != KERNEL:
        found.append(f"The kernel must be written as {KERNEL}.")
    if metadata.get("language_info") != LANGUAGE:
        found.append(f"The language must be written as {LANGUAGE}.")
    found += [
        f"The notebook's metadata hold {key!r}, left by a run or an editor." for key in LEFTOVERS if key in metadata
    ]
    for number, cell in enumerate(notebook["cells"], 1):
        if cell.get("outputs"):
            found.append(f"Cell {number} holds an output.")
        if cell.get("execution_count") is not None:
            found.append(f"Cell {number} holds a run number.")
        if {"execution", "trusted"} & set(cell.get("metadata", {})):
            found.append(f"Cell {number} holds traces of a run in its metadata.")
    return found


def code_problems(notebook) -> list[str]:
    """Check that notebooks only import and call, and define nothing."""
    found = []
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] != "code":
            continue
        if any(line.lstrip().startswith(("%", "!")) for line in cell["source"].splitlines()):
            found.append(f"Cell {number} uses a % or ! command, which learners cannot read and some systems not run.")
            continue
        try:
            tree = ast.parse(cell["source"])
        except SyntaxError as error:
            found.append(f"Cell {number} is not valid Python: {error.msg}.")
            continue
        names = [type(node).__name__ for node in ast.walk(tree) if isinstance(node, DEFINITIONS)]
        if names:
            found.append(f"Cell {number} defines something ({', '.join(names)}); definitions belong in the package.")
    return found


def prose_lines(source: str) -> list[str]:
    """Return the lines of a Markdown cell that are not inside a code block."""
    lines, fenced = [], False
    for line in source.splitlines():
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            lines.append(line)
    return lines


def prose_problems(notebook) -> list[str]:
    """Check the order of headings and that every picture has words."""
    found, levels = [], []
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] != "markdown":
            continue
        lines = prose_lines(cell["source"])
        levels += [(number, len(match[1])) for line in lines if (match := HEADING.match(line))]
        text = "\n".join(lines)
        if any(not alt.strip() for alt in MARKDOWN_IMAGE.findall(text)):
            found.append(f"Cell {number} has a picture without words.")
        if any(not HTML_ALT.search(tag) for tag in HTML_IMAGE.findall(text)):
            found.append(f"Cell {number} has a picture without words.")
    if not levels or levels[0][1] != 1:
        found.append("The first heading must be a title of level 1.")
    if sum(level == 1 for _, level in levels) > 1:
        found.append("There may be only one heading of level 1.")
    for (_, above), (number, level) in zip(levels, levels[1:], strict=False):
        if level > above + 1:
            found.append(f"Cell {number} jumps from a heading of level {above} to one of level {level}.")
    return found


def lesson_problems(notebook) -> list[str]:
    """Check what a lesson needs, so that nobody has to see or touch code."""
    found = []
    mark = notebook["metadata"]["smarketing"]
    if not (isinstance(mark, dict) and mark.get("run_on_open") is True):
        found.append('A lesson\'s metadata must be {"smarketing": {"run_on_open": true}}.')
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] != "code":
            continue
        metadata = cell.get("metadata", {})
        if metadata.get("jupyter", {}).get("source_hidden") is not True or "hide-input" not in metadata.get("tags", []):
            found.append(f"Cell {number} shows its code: it needs jupyter.source_hidden and the tag hide-input.")
        first = cell["source"].partition("\n")[0]
        if not re.match(r"^# [^\W\d_].*\w.* \w", first):
            found.append(f"Cell {number} must begin with a comment in plain words; its first line is all that is seen.")
    texts = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    first_text = re.sub(r"[*_`]", "", texts[0]) if texts else ""
    if not ("15 seconds" in first_text and "Run All Cells" in first_text):
        found.append('The first text must say what to click ("Run All Cells") if nothing appears within 15 seconds.')
    return found


def stripped(*paths: Path) -> bool:
    """Ask nbstripout, the tool that the wider world uses, whether nothing of a run is stored in any of the files."""
    words = ["nbstripout", "--verify", "--keep-id", *map(str, paths)]
    # In this process, because it takes seconds to begin another one; it prints what it would write.
    with mock.patch.multiple(sys, argv=words, stdin=None, stdout=io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
        try:
            nbstripout.main()
        except SystemExit as end:
            return not end.code
    return True


def saved_by_jupyter(text: str) -> bool:
    """Tell whether the file looks as Jupyter writes it, so that opening and saving it changes no byte."""
    return nbformat.writes(nbformat.from_dict(json.loads(text))).rstrip("\n") == text.rstrip("\n") and text.endswith(
        "\n"
    )
