"""What an import did: every file, every column, every row that was left out, and what looks odd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import escape
from typing import TYPE_CHECKING

from smkt_helpers.imports.fields import FIELDS
from smkt_helpers.imports.objects import shown
from smkt_helpers.imports.rows import REASONS
from smkt_helpers.words import N_, _, date, ngettext, number

if TYPE_CHECKING:
    import pandas as pd

    from smkt_helpers.imports.mapping import ColumnMap

SHOWN_ROWS = 20
SHOWN_COLUMNS = 8
FORMATTED = ("time", "date", "money", "number", "whole", "share")
OBJECT_WORDS = {
    "leads": N_("leads"),
    "deals": N_("deals"),
    "activities": N_("activities"),
    "spend": N_("marketing spend"),
    "customers": N_("customers"),
    "terms": N_("weekly terms"),
}


@dataclass(frozen=True)
class FileReport:
    """What became of one file.

    Attributes
    ----------
    name, object, system : str
        File name, which table it holds, and the system it comes from ("" if unknown).
    encoding, delimiter : str
        "" for a spreadsheet.
    read, kept : int
        Rows below the header, and those in the tables; the difference is in `dropped`.
    dropped : mapping of str to tuple of int
        Reason, a key of `rows.REASONS`, to row numbers.
    columns : tuple of mapping
        One per column of the file: `column` (header), `field` ("" if it is not read), `read as`, `filled`,
        `supported` (cells that can be read only this way), `unreadable`.
    notes : tuple of str
    """

    name: str
    object: str
    system: str
    encoding: str
    delimiter: str
    read: int
    kept: int
    dropped: Mapping[str, tuple[int, ...]]
    columns: tuple[Mapping[str, object], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Attributes
    ----------
    files : tuple of FileReport
    start, end : pandas.Timestamp
        The period that counts.
    notes, warnings : tuple of str
        What was worked out or replaced, and what looks odd; one sentence each.
    columns : pandas.DataFrame
        One row per column of a file: `file`, `column`, `field`, `read as`, `filled`, `supported`, `unreadable`.
    rows : pandas.DataFrame
        One row per row left out: `file`, `row`, `reason`.
    maps : tuple of ColumnMap
        What was understood of each file; saved and given back, they import the same again.
    """

    files: tuple[FileReport, ...]
    start: pd.Timestamp
    end: pd.Timestamp
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    columns: pd.DataFrame
    rows: pd.DataFrame
    maps: tuple[ColumnMap, ...]

    def text(self) -> str:
        """Return the report as plain text."""
        parts = [_period(self)]
        for file in self.files:
            lines = [*_dropped_lines(file), *file.notes, *_columns_read(file)]
            parts.append("\n".join([heading(file), *_bullets(lines)]))
        if self.notes:
            parts.append("\n".join([_("What was worked out or replaced:"), *_bullets(self.notes)]))
        if self.warnings:
            parts.append("\n".join([_("What to look at before you trust the figures:"), *_bullets(self.warnings)]))
        return "\n\n".join(parts) + "\n"

    def to_html(self) -> str:
        """Return the report as HTML that carries its own styles; everything from the files is escaped."""
        from smkt_helpers import screen

        parts = [f"<h2>{escape(_('What was imported'))}</h2>", screen.paragraphs(_period(self))]
        parts += [screen.notice("warn", _plain(sentence)) for sentence in self.warnings]
        parts.append(_list(_("What was worked out or replaced"), self.notes))
        for file in self.files:
            parts.append(f"<h3>{screen.inline(heading(file))}</h3>")
            parts.append(_list("", [*_dropped_lines(file), *file.notes]))
            if file.columns:
                caption = _("Columns of {file}. docs/own-export.md says what the words under “Taken for” mean.")
                rows = [column_row(file.object, one) for one in file.columns]
                parts.append(screen.data_table(rows, caption.format(file=file.name)))
        return screen.page("".join(parts))

    def _repr_html_(self) -> str:
        return self.to_html()


def heading(file: FileReport) -> str:
    """Return one sentence on a file: what it is, and how many rows were read and kept."""
    said = ngettext(
        "{file}: {object}, {read} row read, {kept} kept.", "{file}: {object}, {read} rows read, {kept} kept.", file.read
    )
    return said.format(
        file=file.name, object=_(OBJECT_WORDS[file.object]), read=number(file.read), kept=number(file.kept)
    )


def row_numbers(rows: tuple[int | str, ...], most: int = SHOWN_ROWS) -> str:
    """Return row numbers for people, the first twenty or `most` and how many more there are.

    >>> row_numbers((2, 3, 9))
    '2, 3, 9'
    """
    first = ", ".join(str(row) for row in rows[:most])
    if len(rows) <= most:
        return first
    return _("{rows} and {more} more").format(rows=first, more=number(len(rows) - most))


def reason_words(reason: str, other: str = "") -> str:
    """Return in words why a row was left out; `other` names the row that stands for it."""
    return _(REASONS[reason]).format(other=other or _("another row"))


def _dropped_lines(file: FileReport) -> list[str]:
    lines = []
    for reason, rows in file.dropped.items():
        said = ngettext("Left out ({reason}): row {rows}.", "Left out ({reason}): {n} rows: {rows}.", len(rows))
        lines.append(said.format(n=number(len(rows)), reason=reason_words(reason), rows=row_numbers(rows)))
    return lines


def _columns_read(file: FileReport) -> list[str]:
    """Return what the columns were taken for, how dates and figures were read, and which columns were not read."""
    read = [one for one in file.columns if one["field"]]
    lines = []
    if read:
        each = ", ".join(f"“{shown(str(one['column']))}” {one['field']}" for one in read)
        lines.append(_("Columns and what they were taken for: {columns}.").format(columns=each))
    for one in read:
        field = FIELDS.get((file.object, str(one["field"])))
        if field and field.kind in FORMATTED and one["filled"]:
            said = _("“{column}” was read as: {how}; {proof} of {filled} cells can be read only this way.")
            counts = {"proof": number(one["supported"]), "filled": number(one["filled"])}
            lines.append(said.format(column=shown(str(one["column"])), how=one["read as"], **counts))
    if unread := [shown(str(one["column"])) for one in file.columns if not one["field"] and one["filled"]]:
        said = ngettext("{n} column is not read: {columns}.", "{n} columns are not read: {columns}.", len(unread))
        names = ", ".join(f"“{name}”" for name in unread[:SHOWN_COLUMNS])
        names += ", ..." if len(unread) > SHOWN_COLUMNS else ""
        lines.append(said.format(n=number(len(unread)), columns=names))
    return lines


def column_row(object: str, one: Mapping[str, object]) -> dict[str, str]:
    """Return what a person reads of one column: what it was taken for, how it was read, and what proves it."""
    field = FIELDS.get((object, str(one["field"])))
    return {
        _("Column"): str(one["column"]),
        _("Taken for"): str(one["field"]) or _("not read"),
        _("Read as"): str(one["read as"]),
        _("Filled"): number(one["filled"]),
        _("Readable only this way"): number(one["supported"]) if field and field.kind in FORMATTED else "",
        _("Not readable"): number(one["unreadable"]),
    }


def days_that_count(report: ImportReport) -> str:
    """Return the first and the last day of which anything is counted."""
    return _("What happened from {start} to {last}, both days included, is counted.").format(
        start=date(report.start.date()), last=date((report.end - timedelta(seconds=1)).date())
    )


def rule_of_days() -> str:
    """Return how an import finds the days that count where nobody has named them."""
    return _(
        "Unless you name other days, the kit counts from the first day of the month after the oldest lead or deal, "
        "because the month in which an export begins is seldom whole; where that would leave less than eight weeks, it "
        "counts from the beginning. The last day is the last one on which anything happened in the files."
    )


def _period(report: ImportReport) -> str:
    change = _(
        "To count other days, open “More” above the button “Import” on the page of lesson 10, or add --start and --end "
        "in a terminal, such as --start {start} --end {end}; --end is the first day that no longer counts."
    ).format(start=date(report.start.date()), end=date(report.end.date()))
    return f"{days_that_count(report)} {rule_of_days()} {change}"


def _bullets(sentences) -> list[str]:
    return [f"- {sentence}" for sentence in sentences]


def _list(head: str, sentences) -> str:
    from smkt_helpers import screen

    if not sentences:
        return ""
    items = "".join(f"<li>{screen.inline(sentence)}</li>" for sentence in sentences)
    return (f"<h3>{escape(head)}</h3>" if head else "") + f"<ul>{items}</ul>"


def _plain(sentence: str) -> str:
    # Two stars would be read as strong words; a file may well hold them.
    return sentence.replace("**", "∗∗")
