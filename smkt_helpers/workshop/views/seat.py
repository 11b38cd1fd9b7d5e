"""A seat's own sheet for a table's screen or for paper; what may stand on it is in `own_figures`."""

from __future__ import annotations

from html import escape

from smkt_helpers import screen
from smkt_helpers.words import N_, _
from smkt_helpers.workshop import own_figures
from smkt_helpers.workshop.facts import quarter_name, table_name
from smkt_helpers.workshop.state import Workshop

SEATS = {"marketing": N_("Marketing's seat"), "sales": N_("Sales' seat")}


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
    last = own_figures.last_shown(now, table)
    if last is None:
        said = _("No quarter has been played yet, so there are no figures.")
        return f'<div class="smkt-seat"><h2>{escape(title)}</h2><p>{escape(said)}</p></div>'
    tables = list(own_figures.figures(now, last, table, seat))
    if (last, table) in now.locked:
        tables.insert(0, own_figures.held(now, last, table, seat))
    parts = [f"<h2>{escape(title)}</h2><p>{escape(quarter_name(now.format, last))}</p>"]
    parts += [screen.data_table(one.records(), one.caption) for one in tables]
    if not own_figures.sees_theirs(now, last, table):
        parts.append(f"<p>{escape(_(own_figures.UNSEEN))}</p>")
    return f'<div class="smkt-seat">{"".join(parts)}</div>'
