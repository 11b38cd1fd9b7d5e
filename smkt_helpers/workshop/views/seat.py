"""What one seat may see of the last quarter: its own figures, and the other team's only with a shared dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from smkt_helpers import screen
from smkt_helpers.company_file import company as company_named
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.desk.board import FIGURES, difference_words
from smkt_helpers.metrics import METRICS, show
from smkt_helpers.words import N_, _
from smkt_helpers.workshop.people import OTHER
from smkt_helpers.workshop.state import SOURCES, Workshop
from smkt_helpers.workshop.views.facts import quarter_name, short_name, shown_rounds, table_name

SEATS = {"marketing": N_("Marketing's seat"), "sales": N_("Sales' seat")}
_THEIRS = {"marketing": N_("What marketing sees"), "sales": N_("What sales sees")}


def seat_sheet(now: Workshop, table: int, seat: str) -> str:
    """Return a seat's figures of the last quarter that was revealed, as safe HTML to show or to print.

    Parameters
    ----------
    now : Workshop
    table : int
    seat : {"marketing", "sales"}
        The other team's figures are there only when the plan of that quarter has a shared dashboard.
    """
    title = _("{table}: {seat}").format(table=table_name(table), seat=_(SEATS[seat]))
    rounds = [one for one in shown_rounds(now, practice=True) if table in now.results[one].tables]
    if not rounds:
        said = _("No quarter has been played yet, so there are no figures.")
        return f'<div class="smkt-seat"><h2>{escape(title)}</h2><p>{escape(said)}</p></div>'
    last = rounds[-1]
    locked = now.locked.get((last, table))
    parts = [f"<h2>{escape(title)}</h2><p>{escape(quarter_name(now.format, last))}</p>"]
    if locked is not None:
        parts.append(_decided(now, last, table, seat))
    parts.append(_figures(now, last, table, FIGURES[seat], _("Your figures")))
    parts.append(_figures(now, last, table, FIGURES["both"], _("What both teams see")))
    if locked is not None and locked.plan["dashboard"]:
        parts.append(_figures(now, last, table, FIGURES[OTHER[seat]], _(_THEIRS[OTHER[seat]])))
    else:
        said = _("The other team has figures of its own. Without a shared dashboard you do not see them.")
        parts.append(f"<p>{escape(said)}</p>")
    return f'<div class="smkt-seat">{"".join(parts)}</div>'


def _decided(now: Workshop, round: int, table: int, seat: str) -> str:
    locked = now.locked[round, table]
    rows = [
        {_("Decision"): _(DECISIONS[name].label), _("In force"): DECISIONS[name].show(locked.plan[name])}
        for name in now.format.of_seat(seat)
    ]
    caption = _("What held in this quarter ({how})").format(how=_(SOURCES[locked.sources[seat]]))
    return screen.data_table(rows, caption)


def _figures(now: Workshop, round: int, table: int, ids: Sequence[str], caption: str) -> str:
    company = company_named(now.format.company)
    figures = now.results[round].tables[table]
    before = [one for one in now.history(round)[:-1] if table in now.results[one].tables]
    rows = []
    for id in ids:
        row = {_("Figure"): _(METRICS[id].name), _("Now"): show(id, figures[id], company.currency)}
        if before:
            old = now.results[before[-1]].tables[table][id]
            head = _("Against {quarter}").format(quarter=short_name(now.format, before[-1]))
            row[head] = difference_words(METRICS[id], figures[id] - old, company.currency)
        rows.append(row)
    return screen.data_table(rows, caption)
