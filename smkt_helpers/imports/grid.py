"""What text files and spreadsheets share: where the header stands, its names, and what is no record."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from smkt_helpers.errors import KitError
from smkt_helpers.words import _, ngettext, number

ROW_LIMIT = 2_000_000
COLUMN_LIMIT = 3_000  # the widest exports of CRM systems have about a third of it
# Titles and filters above a header take a few lines, and notices below a table too.
LOOK_AT_ROWS = 40

_TOTAL = re.compile(
    r"((grand|sub|overall)[ -]?)?totals?|(gesamt|zwischen|end)?summe|gesamt|insgesamt|suma( całkowita| końcowa)?|razem"
    r"|łącznie|ogółem|tổng|tổng (cộng|số)|cộng|count|anzahl",
)
_NOTICE = re.compile(
    r"confidential|copyright|©|\(c\)|all rights reserved|do not distribute|generated (by|on|at)"
    r"|exported (by|on|at|from)|report (generated|created|run)|created by:"
    r"|vertraulich|erstellt (von|am)|exportiert|poufne|wygenerowano"
    r"|bảo mật|xuất bởi",
)


@dataclass(frozen=True)
class Raw:
    """A file as it stands: words in cells.

    Attributes
    ----------
    name : str
        The file's name without its folder.
    table : DataFrame, one row per record
        All cells are words without outer blanks; a blank cell is ``""``. The index holds row numbers as a person counts
        them in a spreadsheet: in a plain file the header is row 1 and the first record row 2.
    encoding, delimiter : str
        How a text file is written; blank for a spreadsheet.
    sheet : str
        The sheet that was read; blank for a text file.
    notes : tuple of str
        What was detected and mended, one sentence each.
    dropped : mapping of str to tuple of int
        Row numbers by reason: ``"blank"`` rows, and the ``"footer"`` below the table (totals, notices).
    """

    name: str
    table: pd.DataFrame
    encoding: str
    delimiter: str
    sheet: str
    notes: tuple[str, ...]
    dropped: Mapping[str, tuple[int, ...]]


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """Return the position of the header among the first rows of a file.

    Titles and filters above it fill a cell or two; the header fills nearly all. An unnamed first column is allowed.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first rows, of equal or unequal length.

    Returns
    -------
    int
        Position of the header; 0 where all rows are blank.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:LOOK_AT_ROWS]]
    wide = Counter(len(row) for row, cells in zip(rows, filled, strict=False) if cells and len(row) > 1)
    # The commonest width, because a single row may be too long by a mistake; of two the one that comes first.
    width = wide.most_common(1)[0][0] if wide.total() > 1 else 1
    width = min(width, max(filled, default=0))
    for at, row in enumerate(rows[:LOOK_AT_ROWS]):
        reach = max((place for place, cell in enumerate(row, start=1) if cell.strip()), default=0)
        only_first_unnamed = reach >= width and filled[at] == reach - 1 and not row[0].strip()
        if filled[at] and (filled[at] >= 0.75 * width or only_first_unnamed):
            return at
    return next((at for at, cells in enumerate(filled) if cells), 0)


def checked_header(cells: Sequence[str], file: str) -> tuple[list[str], list[str]]:
    """Return the names of the columns, cleaned and each only once, and notes on what was changed.

    Parameters
    ----------
    cells : sequence of str
        The header as it stands.
    file : str
        The file's name, for sentences.

    Returns
    -------
    names : list of str
        One name per cell; ``""`` where the header is blank.
    notes : list of str
        One sentence per name that stood there more than once.

    Raises
    ------
    KitError
        If no column has a name, or there are too many.
    """
    names: list[str] = []
    notes = []
    plain = [" ".join(unicodedata.normalize("NFC", cell).strip("\ufeff\u200b").split()) for cell in cells]
    if len(plain) - plain.count("") > COLUMN_LIMIT:
        sentence = _("{file} has more than {limit} columns; export only those that you need.")
        raise KitError(sentence.format(file=file, limit=number(COLUMN_LIMIT)))
    if not any(plain):
        sentence = _("{file} has no line with the names of its columns; export it again with them.")
        raise KitError(sentence.format(file=file))
    # Also no copy may take a name that another column has by itself.
    taken = set(plain)
    for at, name in enumerate(plain, start=1):
        unique, copy = name, 2
        if name and name in names:
            while unique in taken:
                unique, copy = f"{name} ({copy})", copy + 1
            taken.add(unique)
            notes.append(
                _("More than one column is called “{name}”; column {place} is now “{new}”.").format(
                    name=name, place=number(at), new=unique
                )
            )
        names.append(unique)
    return names, notes


def clean_cells(table: pd.DataFrame, composed: bool) -> pd.DataFrame:
    """Return the table with outer blanks cut off; unless the letters are composed already, they are."""
    columns = {}
    for name in table.columns:
        before = table[name].tolist()
        words = list(map(str.strip, before))
        if not composed:
            words = [unicodedata.normalize("NFC", word) for word in words]
        # Most columns are clean, and a new one takes ten times as long as this look.
        columns[name] = table[name] if words == before else pd.Series(words, index=table.index, dtype="str")
    return pd.DataFrame(columns, index=table.index)


def skipped_above(rows: int, header: int) -> list[str]:
    """Return a note about lines above the header that were skipped, if there are any."""
    if not rows:
        return []
    return [
        ngettext(
            "{n} line above the header was skipped; the header is row {row}.",
            "{n} lines above the header were skipped; the header is row {row}.",
            rows,
        ).format(n=number(rows), row=number(header))
    ]


def finished(
    file: str,
    table: pd.DataFrame,
    names: Sequence[str],
    notes: Sequence[str],
    *,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> Raw:
    """Take blank rows and columns out of a table, and the totals and notices below it.

    Parameters
    ----------
    file : str
        The file's name.
    table : DataFrame of str
        Clean cells; the index holds row numbers, and columns are counted from 0.
    names : sequence of str
        One name per column, as `checked_header` returns them.
    notes : sequence of str
        What has been noted already.
    encoding, delimiter, sheet : str
        How the file is written.

    Returns
    -------
    Raw
        What is left.

    Raises
    ------
    KitError
        If there are too many rows, or none.
    """
    if len(table) > ROW_LIMIT:
        raise KitError(
            _("{file} has more than {limit} rows; export a shorter time and import that.").format(
                file=file, limit=number(ROW_LIMIT)
            )
        )
    # Unnamed and blank columns come from a needless delimiter at the end of each line.
    keep = [at for at, name in enumerate(names) if name or (table[at] != "").any()]
    table = table[keep].set_axis(_all_named([names[at] for at in keep], keep), axis=1)
    table, dropped = _without_blank_and_footer(table)
    if table.empty:
        raise KitError(_("{file} has a header but no rows below it; export it again.").format(file=file))
    return Raw(file, table, encoding, delimiter, sheet, tuple(notes), dropped)


def _all_named(names: Sequence[str], places: Sequence[int]) -> list[str]:
    """Give unnamed columns a name by their place, which no other column has."""
    taken = set(names)
    named = []
    for name, place in zip(names, places, strict=True):
        new = name or f"Column {place + 1}"
        while not name and new in taken:
            new += "*"
        named.append(new)
    return named


def _without_blank_and_footer(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, tuple[int, ...]]]:
    """Return the records, and the row numbers of the others by reason."""
    blank = (table == "").all(axis=1)
    footer = pd.Series(False, index=table.index)
    start = _footer_start(table.tail(LOOK_AT_ROWS))
    if start is not None:
        footer = (table.index >= start) & ~blank
    # Blank lines at the very end of a file are no rows to speak of.
    inside = blank & (table.index < table.index[~blank].max() if (~blank).any() else False)
    dropped = {
        "blank": tuple(int(row) for row in table.index[inside]),
        "footer": tuple(int(row) for row in table.index[footer]),
    }
    return table.loc[~(blank | footer)], {reason: rows for reason, rows in dropped.items() if rows}


def _footer_start(last: pd.DataFrame) -> int | None:
    """Return the row number at which totals and notices begin, or None."""
    rows = [[cell for cell in row if cell] for row in last.to_numpy().tolist()]
    first = None
    for at in range(len(rows) - 1, -1, -1):
        cells = rows[at]
        if _is_total(cells) or (len(cells) == 1 and _NOTICE.search(cells[0].casefold())):
            first = at
        elif len(cells) > 1:
            break
    if first is None:
        return None
    # A report's title may stand above its notices; a blank row keeps both apart from the records.
    above = first
    while above and len(rows[above - 1]) == 1 and len(last.columns) > 1:
        above -= 1
    if above and not rows[above - 1]:
        first = above
    return int(last.index[first])


def _is_total(cells: Sequence[str]) -> bool:
    """Tell whether the filled cells of a row are a word for a total and numbers."""
    if not cells:
        return False
    label = re.sub(r"\s*[:(].*$", "", cells[0].casefold())
    return bool(_TOTAL.fullmatch(label)) and all(re.fullmatch(r"[^A-Za-z]*[A-Z]{0,3}[^A-Za-z]*", c) for c in cells[1:])
