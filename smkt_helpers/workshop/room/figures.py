"""What each seat may see of the last quarter: to show one team at the laptop, or to print for all of them."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.decisions import SEATS
from smkt_helpers.lab.places import kit_root
from smkt_helpers.words import _
from smkt_helpers.workshop import paper
from smkt_helpers.workshop.paper.page import page
from smkt_helpers.workshop.room.sheets import place_name
from smkt_helpers.workshop.state import Workshop
from smkt_helpers.workshop.store import Ledger
from smkt_helpers.workshop.views import styled
from smkt_helpers.workshop.views.seat import seat_sheet

FILE = "figures.html"


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
        self._folder = kit_root() / "papers" if folder is None else folder
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
        self._sheet.value = styled(seat_sheet(self.ledger.now, *self.which.value)) if self.which.value else ""

    def write(self) -> Path:
        """Write the figures of all seats as a page and return its place."""
        now: Workshop = self.ledger.now
        sheets = [seat_sheet(now, *place) for _name, place in self._places()]
        paper.write(self._folder, {FILE: page(self.ledger.title, *sheets)})
        file = self._folder / FILE
        self._said.value = screen.notice("good", _("Written: {file}. Open it and print.").format(file=file))
        return file

    def _places(self) -> list[tuple[str, tuple[int, str]]]:
        return [(place_name(table, seat), (table, seat)) for table in self.ledger.now.tables for seat in SEATS]
