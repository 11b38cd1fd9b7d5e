"""Figures of what was imported: the scoreboard with what is missing, and the months with the young ones marked."""

from __future__ import annotations

from collections import Counter
from typing import Any

from smkt_helpers import screen
from smkt_helpers.crm import Tables
from smkt_helpers.imports.cohorts import cohort_rows, cohorts, outside
from smkt_helpers.imports.report import ImportReport, column_row, days_that_count, reason_words, rule_of_days
from smkt_helpers.metrics import METRICS, scoreboard, show
from smkt_helpers.own import footing
from smkt_helpers.words import _, ngettext, number


def read_html(report: ImportReport, named: str = "") -> str:
    """Return what an import did: a line per file, what looks odd, and the whole report folded away.

    Parameters
    ----------
    report : ImportReport
    named : str
        Who named the days that count, as a sentence; "" if the rule of the import is to be told, and how to change it.
    """
    rows = [
        {
            _("File"): file.name,
            _("Rows read"): number(file.read),
            _("Kept"): number(file.kept),
            _("Left out, and why"): left_out(file.dropped),
        }
        for file in report.files
    ]
    change = _("To count other days, open “More” above the button “Import”, choose them and import again.")
    why = named or f"{rule_of_days()} {change}"
    parts = [
        screen.data_table(rows, _("What was read, and what was left out.")),
        screen.notice("info", f"{days_that_count(report)} {why}", word=_("Which days count")),
    ]
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
    caption = _("The columns of {file} that are read. docs/own-export.md says what the words under “Taken for” mean.")
    return screen.data_table(rows, caption.format(file=file))


def board_html(tables: Tables) -> str:
    """Return the scoreboard: the figures there are and what they stand on, and those there are not, with the reason."""
    board, stood = scoreboard(tables), footing.cases(tables)
    there = board[board["value"].notna()]
    missing = board[board["value"].isna()]
    known = [
        {
            _("Figure"): line["metric"],
            _("Value"): show(METRICS[id], line["value"], tables.currency).strip(),
            _("Stands on"): footing.stands_on(id, stood),
            _("In plain words"): footing.in_words(id, tables),
        }
        for id, line in there.iterrows()
    ]
    unknown = [
        {_("Figure"): line["metric"], _("Not available because"): line["not available because"]}
        for _id, line in missing.iterrows()
    ]
    head = "".join(
        screen.notice("info", one, word=word)
        for one, word in (
            (footing.two_clocks(board, tables), _("Two ways to count")),
            (footing.too_few(board, stood), _("Too few to judge")),
        )
        if one
    )
    head += screen.data_table(known, _("What your files tell. “Stands on”: of how many people or deals."))
    if not unknown:
        return head
    said = ngettext(
        "{n} figure cannot be worked out from these files.",
        "{n} figures cannot be worked out from these files.",
        len(unknown),
    )
    return head + screen.data_table(unknown, said.format(n=number(len(unknown))))


def months_html(tables: Tables) -> str:
    """Return how far people got by the month in which they wrote, with the months marked that are too young."""
    board, others = cohorts(tables), outside(tables)
    said = screen.paragraphs(others) if others else ""
    if board.empty:
        return screen.paragraphs(_("Nobody wrote on the days that count.")) + said
    rows = cohort_rows(board)
    young = int((~board["mature"]).sum())
    table = screen.data_table(rows, _("Of those who wrote in a month, how many came how far, all on one clock.")) + said
    if not young:
        return table
    said = ngettext(
        "{n} month is too young to judge. Read its figures, and do not compare them yet.",
        "{n} months are too young to judge. Read their figures, and do not compare them yet.",
        young,
    )
    return table + screen.notice("info", said.format(n=number(young)), word=_("Young months"), icon="◔")
