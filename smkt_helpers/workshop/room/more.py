"""What a trainer needs now and then: an event of one's own, the papers, and an engine that is ready."""

from __future__ import annotations

import threading
from collections.abc import Callable
from html import escape
from pathlib import Path

import ipywidgets as widgets

from smkt_helpers import engine, screen
from smkt_helpers.company_file import company as company_named
from smkt_helpers.desk.pace import Pace
from smkt_helpers.desk.run import engine_ready
from smkt_helpers.events import SHOCKS
from smkt_helpers.words import _
from smkt_helpers.workshop import paper
from smkt_helpers.workshop.debriefing.files import file_link
from smkt_helpers.workshop.formats import QUARTER, Format
from smkt_helpers.workshop.paper.times import read_clock
from smkt_helpers.workshop.room.figures import papers_folder, write_pages
from smkt_helpers.workshop.store import Ledger


class More:
    """Lets something unexpected happen in the quarter that is being decided.

    Parameters
    ----------
    ledger : Ledger
    after : callable
        Called after a change.

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(self, ledger: Ledger, after: Callable[[], None]) -> None:
        self.ledger, self._after = ledger, after
        self._trouble, self._said = screen.html(), screen.html()
        self.kind = widgets.Dropdown(options=[(_(words), kind) for kind, words in SHOCKS.items()])
        self.week = widgets.BoundedIntText(value=4, min=1, max=QUARTER)
        add = screen.button(_("Let it happen"), _("Nobody in the room is told before."), self.inject, self._trouble)
        self.widget = screen.box(
            [
                screen.labelled(self.kind, _("What happens"), _("The room learns of it with the results.")),
                screen.labelled(self.week, _("In week"), _("A quarter has the weeks 1 to 13.")),
                screen.row(add),
                self._trouble,
                self._said,
            ],
            "smkt-card",
        )

    def inject(self) -> None:
        """Let it happen at all tables."""
        shock = {"kind": self.kind.value, "week": self.week.value - 1}
        self.ledger.do("inject", shock=shock)
        self._said.value = screen.notice("good", _("It will happen in this quarter; “Take back” undoes it."))
        self._after()


class Papers:
    """Writes everything to print, and the slides: the same files as ``workshop paper``.

    Parameters
    ----------
    wanted : callable
        Returns the format and the room; a `KitError` from it is shown.
    folder : Path, optional
        By default the folder `papers` beside the notebooks.

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(self, wanted: Callable[[], tuple[Format, paper.Room]], folder: Path | None = None) -> None:
        self._wanted, self._folder = wanted, papers_folder() if folder is None else folder
        self._made: dict[str, str] = {}
        self._trouble, self._said = screen.html(), screen.html()
        # The tables for playing on paper take long; meanwhile the clock of a workshop runs on.
        self._pace = Pace(lambda: None, self._show, self._prepare, self._failed)
        self.begins = screen.named(
            widgets.Text(value="09:00"), _("The workshop begins at"), _("For the clock times on the run sheet.")
        )
        self.begins.add_class("smkt-labelled")
        write = screen.button(
            _("Write the papers"), _("Takes about a minute; you can go on meanwhile."), self.write, self._trouble
        )
        self.widget = screen.box([screen.row(self.begins, write), self._trouble, self._said])

    def write(self) -> None:
        """Write the papers, unless they are being written already."""
        if self._pace.pending:
            return
        # Everything that can be wrong is looked at before the long work.
        self._asked = (*self._wanted(), read_clock(self.begins.value))
        write_pages(self._folder, {})
        self._said.value = screen.notice("info", _("The papers are being written; this takes about a minute."))
        self._pace.touched()

    def _prepare(self) -> Callable[[], None]:
        format, room, begins = self._asked

        def make() -> None:
            self._made = paper.pages(format, begins, room)

        return make

    def _show(self) -> bool:
        write_pages(self._folder, self._made)
        links = "".join(
            f"<li>{escape(_(words))}: {file_link(file, 'text/html', self._made[file])}</li>"
            for file, words in paper.FILES.items()
        )
        said = _(
            "The papers are in {folder}. Open {first} there with a double-click: it says what to print how often. Or "
            "save single pages from here:"
        ).format(folder=self._folder, first=paper.INDEX)
        self._said.value = screen.notice("good", said) + f"<ul>{links}</ul>"
        return True

    def _failed(self, problem: Exception) -> None:
        self._said.value = screen.trouble(problem)


def warm_up(company: str) -> None:
    """Get the engine ready in the background, so that nobody waits for the first quarter."""
    if not engine_ready():
        threading.Thread(target=engine.warm, args=(company_named(company),), daemon=True).start()
