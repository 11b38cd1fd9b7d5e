"""The control room: the one screen from which a trainer leads a workshop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from html import escape

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.errors import KitError
from smkt_helpers.practice.store import now as clock_now
from smkt_helpers.words import _
from smkt_helpers.workshop import paper, rehearsal
from smkt_helpers.workshop.actions import Action
from smkt_helpers.workshop.facts import where_words
from smkt_helpers.workshop.formats import Format
from smkt_helpers.workshop.phones.doors import door_of
from smkt_helpers.workshop.remote import RemoteStore, default_store
from smkt_helpers.workshop.room.cues import cue, meanwhile, next_step
from smkt_helpers.workshop.room.figures import SeatFigures
from smkt_helpers.workshop.room.form import SheetForm
from smkt_helpers.workshop.room.more import More, Papers, warm_up
from smkt_helpers.workshop.room.people import PeopleCard
from smkt_helpers.workshop.room.phones import Frames, PhonesCard
from smkt_helpers.workshop.room.projector import projector
from smkt_helpers.workshop.room.setup import StartScreen
from smkt_helpers.workshop.room.sheets import next_missing, place_name
from smkt_helpers.workshop.room.stage import Pulse, Stage, clock_words, live, room_style, shown
from smkt_helpers.workshop.room.words import entry_words, missing_notice, sheets_table
from smkt_helpers.workshop.state import Workshop, due
from smkt_helpers.workshop.store import Ledger, Store
from smkt_helpers.workshop.waiting import Phones

__all__ = ["ControlRoom", "control_room", "projector"]
PAUSE = 1.0  # seconds in which another press of the same button is taken for a double click
_STEP = "step"


def control_room(store: Store | None = None) -> widgets.VBox:
    """Show the control room in a notebook.

    Parameters
    ----------
    store : Store, optional
        Where workshops are kept; by default on this computer.

    Returns
    -------
    widgets.VBox
    """
    return live(ControlRoom(store or default_store()))


class ControlRoom:
    """The control room; see `control_room`.

    Parameters
    ----------
    store : Store
    pause : float
        Seconds in which another press of the same button does nothing.

    Attributes
    ----------
    widget : widgets.VBox
    ledger : Ledger or None
        The workshop that is led.
    """

    def __init__(self, store: Store, pause: float = PAUSE) -> None:
        self.store, self._pause = store, pause
        self.ledger: Ledger | None = None
        self.live: Pulse | None = None
        self._pressed: dict[str, float] = {}
        self._named: Action | None = None
        self._seen: Workshop | None = None
        self._seen_phones: Phones | None = None
        self._trouble, self.alarm = screen.html(), screen.html()
        self.start = StartScreen(store, self.open)
        self.widget = screen.box([], "smkt-room")
        self._to_start()
        # A kernel that was restarted in the middle shows the same place again.
        recent = store.listed()[:1]
        if recent:
            ledger = store.open(recent[0].id)
            phase = ledger.now.phase
            if phase not in ("lobby", "closed") or phase == "lobby" and door_of(store, ledger.id) is not None:
                self.open(ledger)

    def open(self, ledger: Ledger) -> None:
        """Lead a workshop."""
        self.ledger, self._seen = ledger, None
        self._build()
        self.refresh()
        warm_up(ledger.now.format.company)

    def _to_start(self) -> None:
        self.ledger = None
        self.start.refresh()
        self.widget.children = [screen.style(), room_style(), self.start.widget]

    # Building

    def _build(self) -> None:
        self._head, self._clock, self._cue, self._said = (screen.html() for _piece in range(4))
        self._clock.add_class("smkt-clock")
        self._step = self._button("–", "–", self._once(_STEP, self.step))
        self._step.button_style = "primary"
        step = screen.row(self._step)
        step.add_class("smkt-next-step")
        self.stage = Stage(self._trouble)
        self._undo = self._button(_("Take back"), "–", self._once("undo", self.take_back))
        self._reopen = self._button(
            _("Re-open the sheets"), _("Take sheets again; possible until the quarter is played."), self.reopen
        )
        longer = self._once("more", self.longer)
        self._longer = self._button(_("2 more minutes"), _("Give the teams more time to decide."), longer)
        bots = self._once("bots", self.bots_step)
        self._bots = self._button(_("Bots: next step"), _("Let the bots take the next step."), bots)
        self._bots_all = self._button(_("Bots: play to the end"), _("Takes less than a minute."), self.bots_play)
        away = self._button(_("All workshops"), _("Back to the first screen; everything is saved."), self._to_start)
        show = self.stage.show_button()
        # The one whose name changes comes last, so that no other button moves under the hand.
        buttons = (self._reopen, self._longer, self._bots, self._bots_all, show, away, self._undo)
        self.form = SheetForm(self.ledger, self.refresh, self._pause)
        self.people = PeopleCard(self.ledger, self.refresh, partial(self._once, "people"))
        self.phones = PhonesCard(self.ledger, self.refresh, partial(self._once, "phones"))
        self.frames = Frames(self.ledger)
        # Whatever the phones are in trouble with, the clock and the sheets go on.
        phone_alarm = screen.html()
        self._beat_phones = screen.guard(self.phones.beat, phone_alarm)
        self.more = More(self.ledger, self.refresh)
        self.papers = Papers(self._format_and_room)
        self.figures = SeatFigures(self.ledger)
        self._missing, self._table = screen.html(), screen.html()
        self._show_people = self._tick(_("Change who sits where"), _("Late joiners, leavers, names, seats."))
        self._show_more = self._tick(_("Something unexpected happens"), _("An event of your own in this quarter."))
        self._show_figures = self._tick(_("Figures for each seat"), _("To show at a table, or to print."))
        self._show_phones = self._tick(_("Phones"), _("Address and code, the door, messages."))
        self._ticks = screen.row(self._show_people, self._show_phones, self._show_more, self._show_figures)
        alarms = (self._trouble, self.alarm, phone_alarm, self.phones.news)
        main = screen.box(
            [self._head, step, *alarms, self._cue, screen.row(*buttons), self._said],
            "smkt-card",
        )
        self.widget.children = [
            screen.style(),
            room_style(),
            main,
            widgets.HBox([self._clock, self._missing]),
            self.form.widget,
            self._table,
            self._ticks,
            self.phones.widget,
            self.frames.widget,
            self.people.widget,
            self.papers.widget,
            self.more.widget,
            self.figures.widget,
            self.stage.widget,
        ]

    # What the trainer does

    def step(self) -> None:
        """Take the next step of the workshop, the one that the big button names."""
        shown = next_step(self._seen)
        self.ledger.refresh()
        try:
            # Somebody else may have gone on meanwhile; only what the button said is done.
            if next_step(self.ledger.now) == shown:
                self._do(shown)
        finally:
            self.refresh()

    def _do(self, step: str) -> None:
        if step == "tables":
            self.ledger.do("seat_all", tables=self.people.tables.value)
        elif step == "lock":
            self._nothing_unsaved()
            self.ledger.do("go", phase="locked")
        elif step == "play":
            self._said.value = screen.notice("info", _("The quarter is being played."))
            self.ledger.play()
        else:
            phases = {"open": "open", "reveal": "revealed", "debrief": "debrief", "close": "closed", "over": "closed"}
            self.ledger.do("go", phase=phases.get(step, "brief"))
        self._said.value = ""

    def _nothing_unsaved(self) -> None:
        unsaved = self.form.unsaved()
        if unsaved:
            self.form.show(unsaved[0], focus=True)
            raise KitError(
                _("Something is typed for {seats} and not saved. Press Enter in a box of it, or clear it.").format(
                    seats="; ".join(place_name(*place) for place in unsaved)
                )
            )

    def take_back(self) -> None:
        """Take back the entry that the button names, and no other."""
        last = self.ledger.undo(self._named.number) if self._named is not None else None
        said = _("Nothing was taken back, as something else was done meanwhile. Read what the button names now.")
        if last is not None:
            said = _("Taken back: {entry}.").format(entry=entry_words(self.ledger.now, last))
        self._said.value = screen.notice("info", said)
        if last is not None and last.kind == "decide" and not last.data.get("person"):
            self.form.show((last.data["table"], last.data["seat"]), focus=True)
        self.refresh()

    def reopen(self) -> None:
        """Take sheets again."""
        self.ledger.do("go", phase="open")
        self.refresh()

    def longer(self) -> None:
        """Give the quarter two more minutes."""
        self.ledger.do("extend", minutes=2)
        self.refresh()

    def bots_step(self) -> None:
        """Let a rehearsal take its next step."""
        rehearsal.step(self.ledger)
        self.refresh()

    def bots_play(self) -> None:
        """Let a rehearsal go on to its end."""
        while self.ledger.now.phase != "closed":
            self._said.value = screen.notice(
                "info", _("The bots play: {quarter}.").format(quarter=where_words(self.ledger.now))
            )
            rehearsal.step(self.ledger)
            self.refresh()
        self._said.value = screen.notice("good", _("The rehearsal is over. Look at it in the debrief notebook."))
        self.refresh()

    # Showing

    def beat(self) -> None:
        """Look once a second: the clock, what was entered elsewhere, and whether the time is over."""
        if self.ledger is None:
            return
        self.ledger.refresh()
        self._beat_phones()
        if due(self.ledger.now, clock_now()) and not self.form.unsaved():
            self.ledger.do("go", phase="locked")
        self.refresh()

    def refresh(self) -> None:
        """Show where the workshop stands; draws only what has changed."""
        now, clock = self.ledger.now, clock_now()
        left = clock_words(now, clock)
        if self._clock.value != left:
            self._clock.value = left
        phones = self.form.phones = self.people.phones = self.phones.phones
        self.stage.draw(now, self.ledger.title, clock, phones)
        self._show_undo(now)
        if now != self._seen or phones != self._seen_phones:
            self._show(now)
        self._seen, self._seen_phones = now, phones

    def _show(self, now: Workshop) -> None:
        before = self._seen
        new_phase = before is None or (before.phase, before.round) != (now.phase, now.round)
        if new_phase:
            # Whoever changed it: a press that was meant for the step before must not take this one.
            self._pressed[_STEP] = time.monotonic()
        bots = rehearsal.is_rehearsal(now)
        where = where_words(now)
        mark = f" <em>{escape(_('played by bots'))}</em>" if bots else ""
        self._head.value = f"<h2>{escape(self.ledger.title)}{mark}</h2><p><strong>{escape(where)}</strong></p>"
        next = cue(now, self.phones.in_use)
        self._step.description, self._step.tooltip = next.press, next.happens
        self._step.disabled = now.phase == "closed"
        happens = " ".join(filter(None, (meanwhile(now, self.phones.in_use), next.happens)))
        self._cue.value = (
            screen.paragraphs(happens)
            + screen.notice("info", next.say, word=_("Say"), icon="❝")
            + screen.notice("info", next.watch, word=_("Watch"), icon="◉")
        )
        shown(self._reopen, now.phase == "locked" and now.round not in now.results)
        shown(self._longer, bool(self._clock.value))
        shown(self._bots, bots and now.phase != "closed")
        shown(self._bots_all, bots and now.phase != "closed")
        self._missing.value = missing_notice(now, self.phones.phones)
        self._table.value = sheets_table(now)
        self._show_form(now, new_phase)
        self.people.refresh()
        self._show_cards()

    def _show_undo(self, now: Workshop) -> None:
        self._named = last = self.ledger.last
        self._undo.disabled = last is None
        if last is None:
            self._undo.description, self._undo.tooltip = _("Take back"), _("Nothing can be taken back now.")
        else:
            self._undo.description = _("Take back: {entry}").format(entry=entry_words(now, last))
            self._undo.tooltip = _("As often as you like, until the quarter has been played.")

    def _show_form(self, now: Workshop, new_phase: bool) -> None:
        shown(self.form.widget, now.phase == "open")
        if new_phase:
            # Where the trainer's hands are needed next; a long page scrolls there.
            self.form.forget()
            missing = next_missing(now, phones=self.phones.phones)
            self.form.show(missing, focus=True) if now.phase == "open" else self._step.focus()
        elif now.phase == "open" and self.form.place is None:
            self.form.show(next_missing(now, phones=self.phones.phones))

    def _show_cards(self) -> None:
        now = self.ledger.now
        shown(self._ticks, now.phase != "closed")
        shown(self._show_more, now.phase in ("brief", "open"))
        shown(self.people.widget, now.phase == "lobby" or self._show_people.value and now.phase != "closed")
        shown(self._show_people, now.phase != "lobby")
        rehearses = rehearsal.is_rehearsal(now)
        phones = now.phase == "lobby" or self._show_phones.value or now.phase == "closed" and self.phones.in_use
        shown(self._show_phones, now.phase != "lobby" and not rehearses)
        shown(self.phones.widget, phones and not rehearses)
        shown(self.frames.widget, rehearses and now.phase != "closed" and not isinstance(self.store, RemoteStore))
        shown(self.more.widget, self._show_more.value and now.phase in ("brief", "open"))
        shown(self.papers.widget, now.phase == "lobby" and bool(now.tables))
        shown(self._show_figures, bool(now.tables))
        shown(self.figures.widget, self._show_figures.value and bool(now.tables))
        if self._show_figures.value:
            self.figures.refresh()

    def _format_and_room(self) -> tuple[Format, paper.Room]:
        now = self.ledger.now
        return now.format, paper.room_for(len(now.tables), sum(bool(one.here and one.table) for one in now.people))

    def _tick(self, name: str, help: str) -> widgets.Checkbox:
        made = screen.named(widgets.Checkbox(indent=False), name, help)
        made.observe(screen.guard(lambda _change: self._show_cards(), self._trouble), "value")
        return made

    def _once(self, button: str, action: Callable[[], None]) -> Callable[[], None]:
        """Return an action that a double click does once: the second press comes before anybody can have read on."""

        def act() -> None:
            if time.monotonic() - self._pressed.get(button, -math.inf) < self._pause:
                return
            try:
                action()
            finally:
                self._pressed[button] = time.monotonic()

        return act

    def _button(self, name: str, help: str, action: Callable[[], None]) -> widgets.Button:
        return screen.button(name, help, action, self._trouble)
