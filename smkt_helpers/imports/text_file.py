"""A text file as a table of words: which mark stands between its values, and whether its rows are whole."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from smkt_helpers.errors import KitError
from smkt_helpers.imports.grid import ROW_LIMIT, Raw, checked_header, clean_cells, finished, header_row, skipped_above
from smkt_helpers.imports.letters import decoded
from smkt_helpers.words import N_, _, ngettext, number

SAMPLE_LETTERS = 100_000
# Enough for the detection, which slows down quickly with the length of what it is shown.
DETECTION_LETTERS = 10_000
DELIMITERS = {
    ",": "",
    ";": N_("Semicolons stand between its values."),
    "\t": N_("Tabs stand between its values."),
    "|": N_("Upright bars stand between its values."),
}
_SEP_LINE = re.compile(r'"?sep=([^\r\n"])"?[ \t]*(\r\n|\n|\r|$)', re.IGNORECASE)


@dataclass(frozen=True)
class _Head:
    """The first rows of a file, and where in the text each of them ends."""

    rows: list[list[str]]
    ends: list[int]


def text_table(data: bytes, name: str, encoding: str, delimiter: str) -> Raw:
    """Read a text file.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for sentences.
    encoding, delimiter : str
        How it is written; blank to find out.

    Returns
    -------
    Raw
        The words of all cells.

    Raises
    ------
    KitError
        If the file is no table.
    """
    text, encoding, notes = decoded(data, name, encoding)
    if not text.strip():
        raise KitError(_("{file} is empty; export it again.").format(file=name))
    named = _SEP_LINE.match(text)
    if named:
        # Spreadsheets do not show this line, so that it does not count as a row either.
        text = text[named.end() :]
    if delimiter and (len(delimiter) != 1 or delimiter in '"\r\n '):
        raise KitError(_("The delimiter has to be one character, for example “;”."))
    delimiter = delimiter or (named.group(1) if named and named.group(1) != '"' else "") or _delimiter(text)
    head = _head(text, delimiter)
    if not head.rows:
        raise _open_quote(name, 1)
    at = header_row(head.rows)
    names, renamed = checked_header(head.rows[at], name)
    # A mark that opens in the header and is never closed would make a header of the whole file.
    list(_rows(text[: head.ends[at]].encode("utf-8", errors="replace"), delimiter, name, 1))
    body = text[head.ends[at] :].encode("utf-8", errors="replace")
    composed = unicodedata.is_normalized("NFC", text)
    line = text[: head.ends[at]].count("\n") + 1
    del text
    table, mended = _body(body, delimiter, name, len(names), max(len(row) for row in head.rows), at + 2, line)
    said = DELIMITERS.get(delimiter, "")
    notes += ([_(said)] if said else []) + skipped_above(at, at + 1) + renamed + mended
    return finished(name, clean_cells(table, composed), names, notes, encoding=encoding, delimiter=delimiter)


def _head(text: str, delimiter: str) -> _Head:
    """Read the first rows; the last one is left out where the sample may have cut it."""
    file = io.StringIO(text[:SAMPLE_LETTERS], newline="")
    rows, ends = [], []
    try:
        for row in csv.reader(file, delimiter=delimiter, skipinitialspace=True):
            rows.append(row)
            ends.append(file.tell())
    except csv.Error:
        pass
    cut = len(text) > SAMPLE_LETTERS
    return _Head(rows[:-1], ends[:-1]) if cut else _Head(rows, ends)


def _delimiter(text: str) -> str:
    """Return the mark between the values: the one that gives rows of one width right from the first line."""
    fits = {}
    for mark in DELIMITERS:
        rows = [row for row in _head(text, mark).rows if len(row) > 1]
        if rows:
            at = header_row(rows)
            wide = sum(len(row) == len(rows[at]) for row in rows) / len(rows)
            fits[mark] = (wide >= 0.9, -at)
    best = [mark for mark in fits if fits[mark] == max(fits.values())]
    if len(best) == 1 and fits[best[0]][0]:
        return best[0]
    if not best:
        return ","
    import clevercsv

    found = clevercsv.Detector().detect(text[:DETECTION_LETTERS], delimiters=best)
    return found.delimiter if found and found.delimiter in best else best[0]


def _body(
    body: bytes, delimiter: str, name: str, width: int, widest: int, first_row: int, first_line: int
) -> tuple[pd.DataFrame, list[str]]:
    """Read the rows below the header; refuse those that are too long, and note those that are too short."""
    options = {
        "header": None, "index_col": False, "dtype": "str", "delimiter": delimiter, "skipinitialspace": True,
        "keep_default_na": False, "na_values": [], "skip_blank_lines": False, "nrows": ROW_LIMIT + 1,
    }  # fmt: skip
    # One column more than any row of the sample has, because pandas cuts off without a word what goes beyond.
    columns = max(width, widest) + 1
    try:
        table = pd.read_csv(io.BytesIO(body), names=range(columns), **options)
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        table = None
    beyond = table is None or (table[list(range(width, columns))] != "").to_numpy().any()
    lines = body.count(b"\n") + body.count(b"\r") - body.count(b"\r\n") + (not body.endswith((b"\n", b"\r")))
    notes: list[str] = []
    # A row that is too short ends in blanks, and one that swallowed others spans several lines.
    if beyond or (body and (len(table) != lines or (table[width - 1] == "").any())):
        notes = _checked_rows(body, delimiter, name, width, first_row, first_line)
    if table is None:
        table = pd.read_csv(io.BytesIO(body), names=range(width), usecols=range(width), **options)
    table = table[list(range(width))]
    table.index = pd.RangeIndex(first_row, first_row + len(table))
    return table, notes


def _checked_rows(
    body: bytes, delimiter: str, name: str, width: int, first_row: int, first_line: int
) -> list[str]:
    """Look at the length and the quotation marks of every row, which takes longer than to read them."""
    short, stray, row = [], [], first_row
    for row, (line, cells, is_stray) in enumerate(_rows(body, delimiter, name, first_line), start=first_row):
        if any(cell.strip() for cell in cells[width:]):
            raise KitError(
                _("Row {row} of {file} (line {line}) has {seen} values, but the header names {expected}.").format(
                    file=name, row=number(row), line=number(line), seen=number(len(cells)), expected=number(width)
                )
            )
        if is_stray:
            stray.append(row)
        if 1 < len(cells) < width:
            short.append(row)
    notes = []
    if short:
        notes.append(
            ngettext(
                "{n} row has fewer values than the header ({rows}); the rest of it stays blank.",
                "{n} rows have fewer values than the header ({rows}); the rest of them stays blank.",
                len(short),
            ).format(n=number(len(short)), rows=_some(short))
        )
    if stray:
        notes.append(
            ngettext(
                "{n} row has a quotation mark amid its words ({rows}); look whether it was read as it should.",
                "{n} rows have a quotation mark amid their words ({rows}); look whether they were read as they should.",
                len(stray),
            ).format(n=number(len(stray)), rows=_some(stray))
        )
    return notes


def _some(rows: list[int]) -> str:
    """Return the first row numbers of many."""
    return ", ".join(number(row) for row in rows[:3]) + ("…" if len(rows) > 3 else "")


def _rows(body: bytes, delimiter: str, name: str, first_line: int) -> Iterator[tuple[int, list[str], bool]]:
    """Give the line, the cells and whether a quotation mark is astray, row by row."""
    last = [""]

    def lines() -> Iterator[str]:
        for line in io.TextIOWrapper(io.BytesIO(body), "utf-8", newline=""):
            last[0] = line
            yield line

    reader = csv.reader(lines(), delimiter=delimiter, skipinitialspace=True, strict=True)
    while True:
        before = reader.line_num
        try:
            yield first_line + before, next(reader), False
        except StopIteration:
            return
        except csv.Error:
            # A mark that is astray within its line does no harm to the rows below; any other swallows them.
            cells = next(csv.reader([last[0], "", "\n"], delimiter=delimiter, skipinitialspace=True))
            if reader.line_num != before + 1 or cells[-1].endswith(("\n", "\r")):
                raise _open_quote(name, first_line + before) from None
            yield first_line + before, cells, True


def _open_quote(name: str, line: int) -> KitError:
    return KitError(
        _("A quotation mark that opens in line {line} of {file} is never closed as it should; mend that line.").format(
            file=name, line=number(line)
        )
    )
