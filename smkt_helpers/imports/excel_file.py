"""A spreadsheet as a table of words: old and new Excel files, and OpenDocument."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import pandas as pd

from smkt_helpers.errors import KitError
from smkt_helpers.imports.apart import CELLS_LIMIT, Unreadable, cells_of
from smkt_helpers.imports.grid import Raw, checked_header, clean_cells, finished, header_row, skipped_above
from smkt_helpers.words import _, ngettext, number

_CELL = re.compile(rb'\bc r="([A-Z]{1,3})(\d{1,7})[^>]*[^/]>')
_DIMENSION = re.compile(rb'dimension ref="[A-Z]+\d+:([A-Z]{1,3})(\d{1,7})"')


def excel_table(data: bytes, name: str, sheet: str) -> Raw:
    """Read one sheet of a spreadsheet.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for sentences.
    sheet : str
        Name of the sheet; blank for the fullest one.

    Returns
    -------
    Raw
        The words of all cells.

    Raises
    ------
    KitError
        If the file is damaged or protected, or has no such sheet.
    """
    _refuse_far_cells(data, name)
    sheets = _filled_sheets(data, name, sheet)
    fullest = max(sheets, key=lambda one: one.filled)
    notes = []
    if len(sheets) > 1:
        notes.append(
            _("Of {n} sheets the fullest one was read: “{sheet}”.").format(n=number(len(sheets)), sheet=fullest.name)
        )
    return _table(fullest, name, notes)


def excel_tables(data: bytes, name: str) -> list[Raw | KitError]:
    """Read every sheet of a spreadsheet that holds anything, the fullest one first.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for sentences; where there are several sheets, the name of each stands beside it.

    Returns
    -------
    list of Raw or KitError
        For a sheet that is no table, what is wrong with it.
    """
    _refuse_far_cells(data, name)
    sheets = sorted(_filled_sheets(data, name, ""), key=lambda one: -one.filled)
    found: list[Raw | KitError] = []
    for one in sheets:
        called = name if len(sheets) == 1 else _("{file} (sheet {sheet})").format(file=name, sheet=one.name)
        try:
            found.append(_table(one, called, []))
        except KitError as problem:
            found.append(problem)
    return found


@dataclass(frozen=True, eq=False)
class _Sheet:
    name: str
    cells: list[list[object]]
    filled: int


def _table(sheet: _Sheet, name: str, notes: list[str]) -> Raw:
    cells = sheet.cells
    top = [[_word(cell, whole=False) for cell in row] for row in cells[:50]]
    at = header_row(top)
    names, renamed = checked_header(top[at], name)
    rows = cells[at + 1 :]
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    table = pd.DataFrame(
        {place: pd.Series(_column(column), dtype="str") for place, column in enumerate(columns)},
        index=None if rows else pd.RangeIndex(0),
    )
    table.index = pd.RangeIndex(at + 2, at + 2 + len(table))
    notes = [*notes, *skipped_above(at, at + 1), *renamed]
    return finished(name, clean_cells(table, composed=False), names, notes, sheet=sheet.name)


def _filled_sheets(data: bytes, name: str, sheet: str) -> list[_Sheet]:
    """Return the sheets that hold anything, or the one that is asked for."""
    try:
        sheets = cells_of(data, sheet)
    except Unreadable as problem:
        raise KitError(_why(problem, data, name, sheet)) from None
    counted = [_Sheet(other, cells, sum(len(row) - row.count("") for row in cells)) for other, cells in sheets]
    found = [one for one in counted if one.filled]
    if not found:
        raise KitError(_("{file} is empty; export it again.").format(file=name))
    return found


def _why(problem: Unreadable, data: bytes, name: str, sheet: str) -> str:
    """Return in words why a spreadsheet cannot be read, and what to do."""
    if problem.why == "no sheet":
        return _("{file} has no sheet “{sheet}”; its sheets are {names}.").format(
            file=name, sheet=sheet, names=", ".join(f"“{other}”" for other in problem.about)
        )
    if problem.why == "far":
        return _too_far(name, *problem.about)
    # The library says so only in some cases; the name of the part that holds what is locked tells it too.
    if problem.why == "password" or "EncryptedPackage".encode("utf-16-le") in data:
        return _("{file} is protected by a password; save it without one.").format(file=name)
    if problem.why == "broke off":
        return _(
            "{file} is damaged, or has cells far outside its table; open it, and save the table alone as XLSX or CSV."
        ).format(file=name)
    return _("{file} is damaged, locked or no spreadsheet at all; save it again as XLSX or CSV.").format(file=name)


def _too_far(name: str, rows: int, columns: int) -> str:
    return ngettext(
        "A sheet of {file} has cells down to row {row} and across {n} column; delete what lies outside the table.",
        "A sheet of {file} has cells down to row {row} and across {n} columns; delete what lies outside the table.",
        columns,
    ).format(file=name, row=number(rows), n=number(columns))


def _refuse_far_cells(data: bytes, name: str) -> None:
    """Refuse an XLSX sheet whose filled cells lie so far apart that it would not fit into memory."""
    # Only before the library reads it: without memory it ends the whole program.
    for start, pieces in _sheet_parts(data):
        stated = _DIMENSION.search(start)
        if stated and int(stated.group(2)) * _column_number(stated.group(1)) <= CELLS_LIMIT:
            continue
        # What a sheet states of itself may be missing, and may count cells that are only coloured.
        rows = columns = 0
        for piece in pieces:
            found = _CELL.findall(piece)
            rows = max(rows, max((int(row) for _letters, row in found), default=0))
            columns = max(columns, max(map(_column_number, {letters for letters, _row in found}), default=0))
        if rows * columns > CELLS_LIMIT:
            raise KitError(_too_far(name, rows, columns))


def _sheet_parts(data: bytes) -> Iterator[tuple[bytes, Iterator[bytes]]]:
    """Give the beginning of each sheet inside an XLSX file, and the whole of it in pieces."""
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            for member in packed.namelist():
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member):
                    with packed.open(member) as start, packed.open(member) as whole:
                        yield start.read(4000), _pieces(whole)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, zipfile.zlib.error, EOFError):
        return


def _pieces(file: zipfile.ZipExtFile) -> Iterator[bytes]:
    """Give a file in pieces that end with a whole tag."""
    rest = b""
    while chunk := file.read(4_000_000):
        whole, mark, after = (rest + chunk).rpartition(b">")
        yield whole + mark
        rest = after


def _column_number(letters: bytes) -> int:
    """Return the number of a column such as ``AB``, counted from 1."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return column


def _column(cells: Sequence[object]) -> list[str]:
    """Return the cells of one column as words."""
    # A time at midnight reads as a day; among times it stays one.
    whole = any(type(cell) is datetime.datetime for cell in cells)
    return [cell if type(cell) is str else _word(cell, whole) for cell in cells]


def _word(cell: object, whole: bool) -> str:
    """Return a cell as a word that reads the same everywhere; if `whole`, days have a time too."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        # Excel keeps times as parts of a day, so that seconds arrive a hair off.
        near = cell.replace(microsecond=0)
        return (near + datetime.timedelta(seconds=cell.microsecond >= 500_000)).isoformat()
    if isinstance(cell, datetime.date):
        return cell.isoformat() + ("T00:00:00" if whole else "")
    if isinstance(cell, datetime.time):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, datetime.timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return "" if cell is None else str(cell)
