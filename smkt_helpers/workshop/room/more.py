"""What a trainer needs now and then: an event of one's own, and an engine that is ready."""

from __future__ import annotations

import threading
from collections.abc import Callable

import ipywidgets as widgets

from smkt_helpers import engine, screen
from smkt_helpers.company_file import company as company_named
from smkt_helpers.desk.run import engine_ready
from smkt_helpers.events import SHOCKS
from smkt_helpers.words import _
from smkt_helpers.workshop.formats import QUARTER
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


def warm_up(company: str) -> None:
    """Get the engine ready in the background, so that nobody waits for the first quarter."""
    if not engine_ready():
        threading.Thread(target=engine.warm, args=(company_named(company),), daemon=True).start()
