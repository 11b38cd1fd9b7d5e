"""What each seat may see: the last quarter, or before the first one the usual quarter; to show or to print."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.company_file import company as company_named
from smkt_helpers.decisions import SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.history import simulate
from smkt_helpers.lab.places import kit_root
from smkt_helpers.metric_list import FIGURES
from smkt_helpers.metrics import METRICS, show, values
from smkt_helpers.words import _, number
from smkt_helpers.workshop import paper
from smkt_helpers.workshop.facts import shown_rounds, table_name
from smkt_helpers.workshop.formats import QUARTER
from smkt_helpers.workshop.paper.page import page
from smkt_helpers.workshop.people import OTHER
from smkt_helpers.workshop.room.sheets import place_name
from smkt_helpers.workshop.state import Workshop
from smkt_helpers.workshop.store import Ledger
from smkt_helpers.workshop.views import styled
from smkt_helpers.workshop.views.seat import SEATS as SEAT_NAMES
from smkt_helpers.workshop.views.seat import seat_sheet

FILE = "figures.html"
MARKETS = 8  # over which the figures before the first quarter are averaged


def papers_folder() -> Path:
    """Return where the control room writes what is to be printed: beside the notebooks."""
    return kit_root() / "papers"


def write_pages(folder: Path, made: dict[str, str]) -> None:
    """Write pages into a folder, or raise a `KitError` when that is not possible."""
    try:
        paper.write(folder, made)
    except KitError as problem:
        raise KitError(
            _(
                "The pages cannot be written into {folder}; look whether the disk is full or the folder is locked, "
                "then press again."
            ).format(folder=folder)
        ) from problem


def usual_figures(now: Workshop) -> Mapping[str, float]:
    """Return what a quarter brings when the company works as today: means over markets that the room does not play."""
    history = simulate(
        company_named(now.format.company), now.start, seed=now.format.seed, weeks=QUARTER, replications=MARKETS,
        first_replication=1, log=False,
    )  # fmt: skip
    ids = [id for part in FIGURES.values() for id in part]
    return values(history.tables(), ids).mean().to_dict()


def start_sheet(now: Workshop, table: int, seat: str, usual: Mapping[str, float]) -> str:
    """Return what a seat knows before its first quarter, as safe HTML; `usual` is from `usual_figures`."""
    title = _("{table}: {seat}").format(table=table_name(table), seat=_(SEAT_NAMES[seat]))
    said = _(
        "Before the first quarter: what a quarter usually brings as the company works today (the average of {n} other "
        "markets)."
    ).format(n=number(MARKETS))
    parts = [(_("Your figures"), seat), (_("What both teams see"), "both")]
    if now.start["dashboard"]:
        parts.append((_("What the other team sees"), OTHER[seat]))
    currency = company_named(now.format.company).currency
    tables = [
        screen.data_table(
            [{_("Figure"): _(METRICS[id].name), _("Usually"): show(id, usual[id], currency)} for id in FIGURES[part]],
            caption,
        )
        for caption, part in parts
    ]
    return f'<div class="smkt-seat"><h2>{escape(title)}</h2><p>{escape(said)}</p>{"".join(tables)}</div>'


class SeatFigures:
    """Shows the figures of one seat, and writes those of all seats as a page to print.

    Parameters
    ----------
    ledger : Ledger
    folder : Path, optional
        Where the page is written; by default the folder `papers` of the kit.

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(self, ledger: Ledger, folder: Path | None = None) -> None:
        self.ledger = ledger
        self._usual: Mapping[str, float] | None = None
        self._folder = papers_folder() if folder is None else folder
        self._trouble, self._said, self._sheet = screen.html(), screen.html(), screen.html()
        self.which = widgets.Dropdown(options=self._places())
        self.which.observe(screen.guard(lambda _change: self.refresh(), self._trouble), "value")
        write = screen.button(
            _("Write all sheets to print"), _("A page for each table and seat."), self.write, self._trouble
        )
        help = _("Own figures, and the other team's only where the table has a shared dashboard.")
        self.widget = screen.box(
            [
                screen.labelled(self.which, _("What this seat may see"), help),
                screen.row(write),
                self._trouble,
                self._said,
                self._sheet,
            ],
            "smkt-card",
        )

    def refresh(self) -> None:
        """Show the seat that is chosen as it stands now."""
        places, chosen = self._places(), self.which.value
        if list(self.which.options) != places:
            self.which.options = places
            self.which.value = chosen if chosen in dict(places).values() else (places[0][1] if places else None)
        self._sheet.value = styled(self._sheet_of(*self.which.value)) if self.which.value else ""

    def write(self) -> Path:
        """Write the figures of all seats as a page and return its place."""
        sheets = [self._sheet_of(*place) for _name, place in self._places()]
        write_pages(self._folder, {FILE: page(self.ledger.title, *sheets)})
        file = self._folder / FILE
        self._said.value = screen.notice("good", _("Written: {file}. Open it and print.").format(file=file))
        return file

    def _sheet_of(self, table: int, seat: str) -> str:
        now = self.ledger.now
        if any(table in now.results[round].tables for round in shown_rounds(now, practice=True)):
            return seat_sheet(now, table, seat)
        if self._usual is None:
            self._usual = usual_figures(now)
        return start_sheet(now, table, seat, self._usual)

    def _places(self) -> list[tuple[str, tuple[int, str]]]:
        return [(place_name(table, seat), (table, seat)) for table in self.ledger.now.tables for seat in SEATS]
