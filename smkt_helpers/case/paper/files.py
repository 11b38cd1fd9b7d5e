"""Everything that is taken away, in one folder: report, slides, numbers, and the company."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from smkt_helpers.case.figure import table_of
from smkt_helpers.case.paper.deck import write_deck
from smkt_helpers.case.paper.print import how_to_print, print_page
from smkt_helpers.case.paper.report import report
from smkt_helpers.case.paper.slides import slides
from smkt_helpers.case.paper.taken import COMPANY_FILE, Taken, line, taken, value_at
from smkt_helpers.case.parts import PARTS
from smkt_helpers.case.question import Question
from smkt_helpers.comparison.runs import Cancel, Progress, StoppedError
from smkt_helpers.errors import KitError
from smkt_helpers.fitting.write import HEAD, text_of
from smkt_helpers.formulas import neutral
from smkt_helpers.words import _, date

REPORT, PDF, DECK, SLIDES, NUMBERS = "report.html", "report.pdf", "slides.pptx", "slides.html", "numbers.csv"
DIGITS = 9     # of a number in the file of numbers: a few more than are shown
_PLUS = re.compile(r"(?<!\S)\+")
STEP = 100     # how much each part counts for `progress`


def write(question: Question, found: Mapping[str, Any], folder: str | Path, progress: Progress | None = None,
          cancel: Cancel | None = None, only: Iterable[str] | None = None) -> list[Path]:
    """Write everything that is taken away into a folder; nothing is left half-written.

    Parameters
    ----------
    question : Question
    found : mapping
        By id of a part: what its `compute` returned for this question. What is missing is computed.
    folder : str or Path
        Made if needed; files of an earlier report in it are replaced.
    progress : callable, optional
        Called with what is done and what there is in all.
    cancel : callable, optional
        Asked between steps; True stops the work.
    only : iterable of str, optional
        Ids of the parts to write; by default all.

    Returns
    -------
    list of Path
        Without the PDF where no browser is installed that can print it; `without_pdf` says so.

    Raises
    ------
    KitError
        One sentence: it was stopped, or the folder cannot be written. What was there before stays.
    """
    folder = checked_folder(folder)
    return write_taken(taken(question, computed(question, found, progress, cancel, only)), folder, cancel)


def write_taken(case: Taken, folder: str | Path, cancel: Cancel | None = None) -> list[Path]:
    """Write everything that is taken away, of parts that are computed; as `write`."""
    folder = Path(folder)
    with _blamed(folder), _beside(folder) as new:
        _write_all(case, new, cancel)
        return _moved(new, folder)


def computed(question: Question, found: Mapping[str, Any], progress: Progress | None = None,
             cancel: Cancel | None = None, only: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the tables of the parts, computing those that are missing.

    Parameters
    ----------
    question, found, progress, cancel, only
        As in `write`.

    Returns
    -------
    dict
        By id of the part; a part that this company gives no answer to holds the `KitError` that says why.
    """
    ids = tuple(PARTS) if only is None else checked_parts(only)
    missing = [id for id in ids if id not in found]
    total, made = STEP * (len(missing) + 1), dict(found)     # writing the files counts like one more part

    for place, id in enumerate(missing):
        def told(done: int, all: int, before: int = STEP * place) -> None:
            if progress is not None:
                progress(before + (STEP * done // all if all else 0), total)

        told(0, 1)
        _go_on(cancel)
        try:
            made[id] = PARTS[id].compute(question, progress=told, cancel=cancel)
        except StoppedError:
            raise
        except KitError as problem:
            made[id] = problem
        # A part that was stopped half-way returns what it has.
        _go_on(cancel)
    if progress is not None:
        progress(STEP * len(missing), total)
    return {id: made[id] for id in ids}


def checked_parts(only: Iterable[str]) -> tuple[str, ...]:
    """Return parts in the order of the page; raises a `KitError` for an unknown one or none at all."""
    wanted = [*only]
    unknown = [id for id in wanted if id not in PARTS]
    if unknown or not wanted:
        raise KitError(_("There is no part {names}; the parts are: {known}.").format(
            names=", ".join(map(repr, unknown)) or "''", known=", ".join(PARTS)))  # fmt: skip
    return tuple(id for id in PARTS if id in wanted)


def checked_folder(folder: str | Path) -> Path:
    """Return a folder in which files can be written; raises a `KitError` before any long work is done in vain."""
    folder = Path(folder)
    with _blamed(folder), _beside(folder):
        if folder.exists():
            tempfile.TemporaryFile(dir=folder).close()
    return folder


def without_pdf(paths: Iterable[Path]) -> str:
    """Return the sentence that says why there is no PDF among the files, and how to get one; empty when there is."""
    if any(path.name == PDF for path in paths):
        return ""
    return _("There is no report.pdf, because no Chrome, Edge or Chromium that prints was found here. {how}").format(
        how=how_to_print())  # fmt: skip


def _go_on(cancel: Cancel | None) -> None:
    if cancel is not None and cancel():
        raise StoppedError


def _write_all(case: Taken, folder: Path, cancel: Cancel | None) -> None:
    _write_text(folder / REPORT, report(case))
    _write_text(folder / SLIDES, slides(case))
    write_deck(case, folder / DECK)
    # Spreadsheets take a file for UTF-8 only when it begins with this mark.
    table = numbers(case).to_csv(index=False, lineterminator="\n", float_format=f"%.{DIGITS}g")
    _write_text(folder / NUMBERS, "\ufeff" + table)
    _write_text(folder / COMPANY_FILE, company_text(case))
    _go_on(cancel)
    if not print_page(folder / REPORT, folder / PDF):
        (folder / PDF).unlink(missing_ok=True)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def numbers(case: Taken, neutralised: bool = True) -> pd.DataFrame:
    """Return every figure as a line; `neutralised` so that a spreadsheet takes no text for a formula.

    For that, what is shown goes without its plus signs; `value` has the sign.
    """
    asked = case.question
    table = table_of(list(case.figures.values())).assign(
        company=asked.base.name, practices=",".join(asked.practices),
        changed=" ".join(f"{path}={value}" for path, value in asked.changed),
        simulated_years=asked.markets, weeks=asked.weeks, date=date(case.day),
    )  # fmt: skip
    table["seed"] = table["seed"].astype("Int64")     # some figures have none, and a seed is no fraction
    table.insert(0, "number", range(1, len(table) + 1))
    if not neutralised:
        return table
    table["shown"] = [_PLUS.sub("", text) if text.startswith("+") else text for text in table["shown"]]
    words = [name for name in table.columns if not pd.api.types.is_numeric_dtype(table[name])]
    return table.assign(**{name: neutral(table[name]) for name in words})


def company_text(case: Taken) -> str:
    """Return the company with its changed numbers as a TOML file, so that the commands of the report find it."""
    asked = case.question
    changed = dict(asked.changed)
    notes = tuple(
        _changed(one, value_at(asked.base, one.path), changed[one.path]) if one.path in changed else one
        for one in asked.company.assumptions
    )
    told = [_("The company of an alignment case, for the commands that its report names."), line(case),
            _("Practices that were added to today: {names}").format(names=", ".join(asked.practices))]  # fmt: skip
    head = "".join(f"# {' '.join(text.split())}\n" for text in told)
    return head + "\n" + text_of(replace(asked.company, assumptions=notes)).removeprefix(HEAD).lstrip("\n")


def _changed(note: Any, before: Any, now: Any) -> Any:
    why = _("Changed for an alignment case; before, it was {before}. {why}").format(before=before, why=note.why)
    # A file whose value lies outside its own range cannot be read.
    low = note.low if note.low is None else min(note.low, now)
    high = note.high if note.high is None else max(note.high, now)
    return replace(note, value=now, basis="choice", why=why, low=low, high=high)


# Nothing half-written


@contextlib.contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """Give a folder beside another one, which is gone afterwards."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Absolute, since a browser is told where it is; a usual name, since some browsers see no hidden folders.
    new = Path(tempfile.mkdtemp(dir=folder.parent.resolve(), prefix=f"{folder.name}-being-written-"))
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _moved(new: Path, folder: Path) -> list[Path]:
    names = [name for name in (REPORT, PDF, DECK, SLIDES, NUMBERS, COMPANY_FILE) if (new / name).exists()]
    folder.mkdir(exist_ok=True)
    for name in names:
        # On Windows a file that is open elsewhere cannot be replaced; better to know before the first one is.
        if (folder / name).exists():
            with (folder / name).open("r+b"):
                pass
    for name in names:
        os.replace(new / name, folder / name)
    if PDF not in names:
        (folder / PDF).unlink(missing_ok=True)     # one of an earlier report would not fit the rest
    return [folder / name for name in names]


@contextlib.contextmanager
def _blamed(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        where = Path(problem.filename).name if isinstance(problem.filename, str) else folder.name
        raise KitError(
            _("The report cannot be written to {folder} ({where}: {problem}). Make room there, close its files, or "
              "choose another folder; what was there before is still there.").format(
                folder=folder, where=where, problem=problem.strerror or problem)
        ) from problem  # fmt: skip
