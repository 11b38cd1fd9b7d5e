"""Figures of what was imported: the scoreboard with what is missing, and the months with the young ones marked."""

from __future__ import annotations

from collections import Counter
from typing import Any

from smkt_helpers import screen
from smkt_helpers.crm import Tables
from smkt_helpers.imports.cohorts import cohort_rows, cohorts
from smkt_helpers.imports.report import ImportReport, column_row, reason_words
from smkt_helpers.metrics import METRICS, scoreboard, show
from smkt_helpers.words import _, date, ngettext, number


def read_html(report: ImportReport) -> str:
    """Return what an import did: a line per file, what looks odd, and the whole report folded away."""
    rows = [
        {
            _("File"): file.name,
            _("Rows read"): number(file.read),
            _("Kept"): number(file.kept),
            _("Left out, and why"): left_out(file.dropped),
        }
        for file in report.files
    ]
    said = _("The period that counts begins on {start} and ends before {end}.").format(
        start=date(report.start.date()), end=date(report.end.date())
    )
    parts = [screen.data_table(rows, _("What was read, and what was left out.")), screen.paragraphs(said)]
    parts += [screen.notice("warn", one.replace("**", "∗∗")) for one in report.warnings]
    parts.append(screen.folded(_("The whole report: every column, every row that was left out"), report.to_html()))
    return "".join(parts)


def left_out(dropped: Any) -> str:
    """Return in words how many rows were left out for which reason; "nothing" if none was.

    Parameters
    ----------
    dropped : mapping of str to sequence of int
        As in `FileReport`.
    """
    counted = Counter({reason: len(rows) for reason, rows in dropped.items()})
    if not counted:
        return _("nothing")
    return "; ".join(f"{number(n)}: {reason_words(reason)}" for reason, n in counted.most_common())


def columns_html(report: ImportReport, file: str) -> str:
    """Return what each column of a file that is read was taken for, and how its cells were read."""
    found = next(one for one in report.files if one.name == file)
    rows = [column_row(found.object, one) for one in found.columns if one["field"]]
    return screen.data_table(rows, _("The columns of {file} that are read.").format(file=file))


def board_html(tables: Tables) -> str:
    """Return the scoreboard: the figures there are, and those there are not, each with the reason."""
    board = scoreboard(tables)
    there = board[board["value"].notna()]
    missing = board[board["value"].isna()]
    known = [
        {
            _("Figure"): line["metric"],
            _("Value"): show(METRICS[id], line["value"], tables.currency).strip(),
            _("In plain words"): _(METRICS[id].sentence),
        }
        for id, line in there.iterrows()
    ]
    unknown = [
        {_("Figure"): line["metric"], _("Not available because"): line["not available because"]}
        for _id, line in missing.iterrows()
    ]
    said = ngettext(
        "{n} figure cannot be worked out from these files.",
        "{n} figures cannot be worked out from these files.",
        len(unknown),
    )
    head = screen.data_table(known, _("What your files tell."))
    if not unknown:
        return head
    return head + screen.data_table(unknown, said.format(n=number(len(unknown))))


def months_html(tables: Tables) -> str:
    """Return how far people got by the month in which they wrote, with the months marked that are too young."""
    board = cohorts(tables)
    if board.empty:
        return screen.paragraphs(_("Nobody wrote in the period that counts."))
    rows = cohort_rows(board)
    young = int((~board["mature"]).sum())
    table = screen.data_table(rows, _("Of those who wrote in a month, how many came how far, all on one clock."))
    if not young:
        return table
    said = ngettext(
        "{n} month is too young to judge. Read its figures, and do not compare them yet.",
        "{n} months are too young to judge. Read their figures, and do not compare them yet.",
        young,
    )
    return table + screen.notice("info", said.format(n=number(young)), word=_("Young months"), icon="◔")
