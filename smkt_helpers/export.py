"""The CRM tables as files for other programs: six CSV files in a folder, or one workbook with a sheet per table.

A spreadsheet takes a text that begins with "=" for a formula and carries it out, and an export may hold such texts,
because anybody can type them into a form. Such a text is therefore written so that it stays a text, and
`formulas.restored` gives it back as it was. All line ends in texts become one kind, as neither format keeps another.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from smkt_helpers.crm import SCHEMA, Column, Tables
from smkt_helpers.crm_csv import write_csv
from smkt_helpers.errors import KitError
from smkt_helpers.formulas import RISKY, neutral
from smkt_helpers.words import N_, _, number

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["write_tables"]

MOST_ROWS = 1_048_576  # of one sheet, headers included; the file format allows no more
MOST_LETTERS = 32_767  # of one cell
FILES = (".csv", ".tsv", ".txt", ".xls", ".xlsm", ".ods")  # who types such a name means a file, not a folder
COLUMNS_SHEET = "columns"
_KINDS = {
    "whole": N_("whole number"),
    "number": N_("number"),
    "text": N_("text"),
    "time": N_("date with time"),
    "date": N_("date"),
    "switch": N_("yes or no"),
}


def write_tables(tables: Tables, path: str | Path) -> list[Path]:
    """Write the CRM tables: as six CSV files, or as a workbook where the path ends in ".xlsx".

    Files of these names that are there already are replaced; when anything goes wrong, they stay as they were.

    Parameters
    ----------
    tables : Tables
    path : str or Path
        A folder, which is made if there is none, or the name of a workbook.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    KitError
        If the tables break the schema, are too large for a workbook, or the files cannot be written.
    """
    target = Path(path)
    # Tables that are good are checked before a folder is made for them.
    tables.check()
    if target.suffix.lower() == ".xlsx":
        _fits(tables)
        with _in_place(target.parent) as folder:
            book = _workbook(tables)
            book.save(folder / target.name)
        return [target]
    if target.suffix.lower() in FILES and not target.is_dir():
        raise KitError(
            _("{path} names no folder; give a folder for six CSV files, or a name that ends in .xlsx.").format(
                path=path
            )
        )
    with _in_place(target) as folder:
        for name in SCHEMA:
            write_csv(name, _harmless(name, getattr(tables, name)), folder / f"{name}.csv")
    return [target / f"{name}.csv" for name in SCHEMA]


@contextlib.contextmanager
def _in_place(folder: Path) -> Iterator[Path]:
    """Give an empty folder to write into; what is in it at the end is moved to `folder`, all of it or nothing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Beside the files, because only on the same disk is a move done in one step.
        with tempfile.TemporaryDirectory(dir=folder, prefix=".smkt-", ignore_cleanup_errors=True) as made:
            files, old = Path(made, "new"), Path(made, "old")
            files.mkdir()
            old.mkdir()
            yield files
            _swap(files, old, folder)
    except OSError as error:
        place = error.filename2 or error.filename or folder
        raise KitError(
            _("{path} cannot be written: {problem}. If it is open in another program, close it there.").format(
                path=place, problem=error.strerror
            )
        ) from None


def _swap(files: Path, old: Path, folder: Path) -> None:
    """Move files into a folder, and those that they replace out of it; if one cannot be moved, move all back."""
    moved = []
    try:
        for file in sorted(files.iterdir()):
            place = folder / file.name
            if place.exists():
                os.replace(place, old / file.name)
            moved.append(place)
            os.replace(file, place)
    except OSError:
        for place in moved:
            place.unlink(missing_ok=True)
            if (old / place.name).exists():
                os.replace(old / place.name, place)
        raise


def _harmless(name: str, table: pd.DataFrame) -> pd.DataFrame:
    texts = [column.name for column in SCHEMA[name] if column.kind == "text"]
    return table.assign(**{text: neutral(_line_ends(table[text])) for text in texts})


def _line_ends(words: pd.Series) -> pd.Series:
    """Return texts in which a line ends in one way only."""
    other = [word for word in words.dropna().unique() if "\r" in str(word)]
    if not other:
        return words
    return words.astype("object").where(~words.isin(other), words.astype("str").str.replace(r"\r\n?", "\n", regex=True))


def _fits(tables: Tables) -> None:
    """Refuse tables that a workbook cannot hold."""
    for name in SCHEMA:
        table = getattr(tables, name)
        if len(table) >= MOST_ROWS:
            raise KitError(
                _(
                    "The table {table} has {rows} rows, and a sheet of Excel holds {most}; export CSV files instead."
                ).format(table=name, rows=number(len(table)), most=number(MOST_ROWS - 1))
            )
        for column in SCHEMA[name]:
            if column.kind == "text" and (long := table[column.name].str.len() > MOST_LETTERS).any():
                raise KitError(
                    _(
                        "{table}.{column}: the text in row {row} is longer than the {most} letters that a cell of "
                        "Excel holds; export CSV files instead."
                    ).format(
                        table=name,
                        column=column.name,
                        row=number(int(long.to_numpy().argmax()) + 1),
                        most=number(MOST_LETTERS),
                    )
                )


def _workbook(tables: Tables) -> Workbook:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, columns in SCHEMA.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append([column.name for column in columns])
        table = getattr(tables, name)
        for row in zip(*(_cells(sheet, column, table[column.name]) for column in columns), strict=True):
            sheet.append(row)
    sheet = book.create_sheet(COLUMNS_SHEET)
    sheet.append([_("table"), _("column"), _("kind"), _("unit"), _("meaning"), _("may be blank")])
    for name, columns in SCHEMA.items():
        for one in columns:
            told = [_(_KINDS[one.kind]), _(one.unit) if one.unit else "", _(one.meaning)]
            sheet.append([name, one.name, *told, _("yes") if one.empty else _("no")])
    return book


def _cells(sheet: Any, column: Column, values: pd.Series) -> list[Any]:
    """Return a column as cells of a sheet: real dates and numbers, and texts that stay texts."""
    if column.kind in ("time", "date"):
        blank = values.isna().to_list()
        moments = values.dt.to_pydatetime() if column.kind == "time" else values.dt.date
        return [None if empty else moment for empty, moment in zip(blank, moments, strict=True)]
    if column.kind == "switch":
        return values.map({True: _YES, False: _NO}).astype("object").where(values.notna(), None).to_list()
    if column.kind == "text":
        made = {word: _text(sheet, word) for word in values.dropna().unique()}
        return [made.get(word) for word in values]
    rounded = values.astype("float64").round(0 if column.kind == "whole" else column.digits)
    plain = [None if value != value else value for value in rounded.to_list()]
    return [None if value is None else int(value) for value in plain] if column.kind == "whole" else plain


# The words that the kit's own CSV files use, in every language.
_YES, _NO = "yes", "no"


def _text(sheet: Any, word: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    # Signs that no workbook can hold, such as a bell, cannot be seen either.
    plain = ILLEGAL_CHARACTERS_RE.sub("", str(word)).replace("\r\n", "\n").replace("\r", "\n")
    if not RISKY.match(plain) and not plain.startswith("#"):
        return plain
    cell = WriteOnlyCell(sheet, value=plain)
    cell.data_type = "s"
    # Excel shows an apostrophe before such a text when it is edited, and goes on taking it for a text.
    cell.quotePrefix = True
    return cell
