"""The page for the room in a second window, for a trainer with two screens."""

from __future__ import annotations

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.practice.store import now as clock_now
from smkt_helpers.words import _
from smkt_helpers.workshop.remote import default_store
from smkt_helpers.workshop.room.phones import phones_now
from smkt_helpers.workshop.room.stage import Pulse, Stage, live, room_style
from smkt_helpers.workshop.store import Ledger, Store


def projector(store: Store | None = None) -> widgets.VBox:
    """Show the page for the room in a second window; it follows the newest workshop every second.

    Parameters
    ----------
    store : Store, optional
        Where workshops are kept; by default on this computer.

    Returns
    -------
    widgets.VBox
    """
    return live(Follower(store or default_store()))


class Follower:
    """The page for the room in a window of its own; see `projector`.

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ledger: Ledger | None = None
        self.live: Pulse | None = None
        self.alarm, self._said = screen.html(), screen.html()
        self.stage = Stage(self.alarm)
        self.widget = screen.box(
            [room_style(), screen.row(self.stage.show_button()), self._said, self.alarm, self.stage.widget], "smkt-room"
        )
        self.beat()

    def beat(self) -> None:
        """Show the newest workshop as it stands now."""
        found = self.store.listed()[:1]
        if not found:
            self._said.value = screen.paragraphs(_("No workshop has begun yet; this page follows the newest one."))
            return
        if self.ledger is None or self.ledger.id != found[0].id:
            self.ledger = self.store.open(found[0].id)
            self._said.value = screen.paragraphs(_("This page follows “{title}”.").format(title=self.ledger.title))
        self.ledger.refresh()
        self.stage.draw(self.ledger.now, self.ledger.title, clock_now(), phones_now(self.store, self.ledger.id))
