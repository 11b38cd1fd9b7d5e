"""Sales' inbox on the screen: an afternoon, sixteen leads, and not enough time for all of them.

``inbox_people``
    what a call to each person would lead to;
``inbox_day``
    an afternoon played in any order, and the best possible order;
``inbox_told``
    what comes of it, in words.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.desk import inbox_told as told
from smkt_helpers.desk.inbox_day import Afternoon, Call, fits, order_by, play, thursdays
from smkt_helpers.desk.look import status, tick
from smkt_helpers.desk.memory import LessonMemory, Memory
from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _, duration, number

SORTS = {
    "first_come": N_("who waited longest"),
    "freshest": N_("who wrote last"),
    "hottest": N_("most points"),
}
WEEK = 8
_STYLE = """
<style>
.smkt-inbox .smkt-lead { display: flex; align-items: flex-start; gap: 10px; width: 100%; overflow: visible;
  border-bottom: 1px solid var(--jp-border-color2, #e0e0e0); padding: 5px 0; }
.smkt-inbox .smkt-lead > .widget-html { flex: 1 1 20rem; min-width: 0; margin: 0; }
.smkt-inbox .smkt-lead .widget-button { flex: 0 1 auto; max-width: 13rem; }
</style>
"""


class Inbox:
    """An inbox that a learner works through call by call.

    Parameters
    ----------
    afternoons : sequence of Afternoon
        From `thursdays`.
    week : int
        Which of them comes first.
    memory : Memory, optional
        Keeps the calls between two sittings.
    on_done : callable, optional
        Called when an afternoon is closed.
    clock : callable
        Returns seconds; only used when the learner asks to be timed.

    Attributes
    ----------
    afternoon : Afternoon
    calls : tuple of Call
    closed : bool
        Whether the result is shown.
    widget : widgets.VBox
    """

    def __init__(
        self,
        afternoons: Sequence[Afternoon],
        *,
        week: int = WEEK,
        memory: Memory | None = None,
        on_done: Callable[[], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not afternoons:
            raise KitError(_("In this market nobody waits in the inbox; choose another market."))
        self._days = {one.week: one for one in afternoons}
        self._week = week if week in self._days else afternoons[0].week
        self._memory, self._on_done, self._clock = memory, on_done, clock
        self._begun: float | None = None
        self._ended: float | None = None
        self._build()
        self.remember_back()

    # What a lesson or a test does

    @property
    def afternoon(self) -> Afternoon:
        """Return the afternoon on the screen."""
        return self._days[self._now]

    @property
    def calls(self) -> tuple[Call, ...]:
        """Return the calls made so far."""
        return play(self.afternoon, self._called)

    def call(self, row: int) -> None:
        """Call the lead in a row of the inbox.

        Raises
        ------
        KitError
            If it was called already, the inbox is closed, or no time is left.
        """
        name = told.name_of(self.afternoon, row)
        if row in self._called:
            raise KitError(_("{name} was called today; the next attempt is for another day.").format(name=name))
        if self.closed or not fits(self.afternoon, row, self._passed()):
            raise KitError(_("There is no time left today to call {name}.").format(name=name))
        if not self._called:
            self._begun = self._clock()
        self._called = (*self._called, row)
        if any(fits(self.afternoon, left, self._passed()) for left in self._left()):
            self._save()
            self._show()
        else:
            self.close()

    def undo(self) -> None:
        """Take back the last call, and open the inbox again if it was closed.

        Raises
        ------
        KitError
            If nobody has been called.
        """
        if not self._called:
            raise KitError(_("Nobody has been called yet."))
        self._called, self.closed = self._called[:-1], False
        self._save()
        self._show()

    def restart(self) -> None:
        """Begin this afternoon again."""
        self._called, self.closed, self._begun = (), False, None
        self._save()
        self._show()

    def close(self) -> None:
        """Go home and look at the result.

        Raises
        ------
        KitError
            If nobody has been called.
        """
        if not self._called:
            raise KitError(_("Call at least one person first."))
        if self.closed:
            return
        self.closed, self._ended = True, self._clock()
        self._save()
        self._show()
        if self._on_done:
            self._on_done()

    def another(self) -> None:
        """Go on to the next Thursday; after the last one the first one follows."""
        weeks = list(self._days)
        self._now = weeks[(weeks.index(self._now) + 1) % len(weeks)]
        self.restart()

    def remember_back(self) -> None:
        """Show what was kept; a fresh inbox when nothing was, or when it does not fit."""
        kept = dict(self._memory.load()) if self._memory else {}
        week = kept.get("week")
        self._now = week if isinstance(week, int) and week in self._days else self._week
        rows = told.kept_calls(self.afternoon, kept)
        self._called, self.closed = rows or (), bool(rows) and kept.get("closed") is True
        self._note.value = ""
        if rows is None:
            sentence = _("What was kept of this inbox no longer fits; the afternoon begins again.")
            self._note.value = screen.notice("warn", sentence)
        self._show()

    # Building the screen

    def _build(self) -> None:
        self._place, self._note, self._head, self._result = (screen.html() for _piece in range(4))
        place = self._place
        self._sort = widgets.Dropdown(options=[(_(words), key) for key, words in SORTS.items()], value="first_come")
        self._sort.observe(screen.guard(lambda _change: self._show_order(), place), "value")
        help = _("Only the order on the screen; you call whom you like.")
        sort = screen.labelled(self._sort, _("Show first"), help)
        help = _("Only for you: at the end you see how long you took. Nothing runs out.")
        self._timed = tick(_("Time my decisions"), help, self._show, place)
        help = _("Take back the last call; the clock goes back too.")
        undo = screen.button(_("Undo last call"), help, self.undo, place)
        help = _("Begin this afternoon again.")
        again = screen.button(_("Start this afternoon again"), help, self.restart, place)
        help = _("Stop calling and see what came of the afternoon.")
        self._end = screen.button(_("Go home: show the result"), help, self.close, place)
        help = _("The inbox of the Thursday a week later, with other people.")
        other = screen.button(_("Another Thursday"), help, self.another, place)
        self._list = widgets.VBox([])
        below = (screen.row(undo, self._end), place, self._result, screen.row(again, other))
        self.widget = screen.box(
            (widgets.HTML(_STYLE, layout=widgets.Layout(display="none")), self._note, self._head, sort)
            + (self._timed, self._list, *below),
            "smkt-card",
            "smkt-inbox",
        )
        self._rows: dict[int, tuple[widgets.HTML, widgets.Button, widgets.HBox]] = {}
        self._shown_week: int | None = None

    def _row_of(self, row: int) -> tuple[widgets.HTML, widgets.Button, widgets.HBox]:
        name = told.name_of(self.afternoon, row)
        button = screen.button(
            _("Call {name}").format(name=name),
            _("Call now; it takes some minutes of the afternoon."),
            lambda: self.call(row),
            self._place,
        )
        words = screen.html()
        line = widgets.HBox([words, button])
        line.add_class("smkt-lead")
        return words, button, line

    # Showing

    def _passed(self) -> float:
        return self.calls[-1].end if self._called else 0.0

    def _left(self) -> list[int]:
        return [row for row in range(len(self.afternoon.leads)) if row not in self._called]

    def _show(self) -> None:
        afternoon = self.afternoon
        if self._shown_week != self._now:
            self._rows = {row: self._row_of(row) for row in range(len(afternoon.leads))}
            self._shown_week = self._now
        calls, passed = self.calls, self._passed()
        made = {one.row: one for one in calls}
        for row, (words, button, _line) in self._rows.items():
            one = made.get(row)
            words.value = told.lead_html(afternoon, row, one, one.start if one else min(passed, afternoon.minutes))
            button.disabled = one is not None or self.closed or not fits(afternoon, row, passed)
        self._show_order()
        self._head.value = self._head_html(passed)
        self._end.disabled = self.closed
        result = told.result_html(afternoon, calls) if self.closed else ""
        self._result.value = (self._time_taken() + result) if result else ""

    def _show_order(self) -> None:
        order = order_by(self.afternoon, self._sort.value)
        self._list.children = [self._rows[row][2] for row in order]

    def _head_html(self, passed: float) -> str:
        afternoon = self.afternoon
        left = max(0.0, afternoon.minutes - passed)
        waiting = _("Thursday of week {week}. {all} leads wait; these {shown} are yours.").format(
            week=number(self._now + 1), all=number(afternoon.waiting), shown=number(len(afternoon.leads))
        )
        now = _("It is {now}. {left} left until {end}.").format(
            now=told.clock(afternoon, passed), left=duration(left), end=told.clock(afternoon, afternoon.minutes)
        )
        if self._called:
            now = told.call_sentence(afternoon, self.calls[-1]) + " " + now
        return f"<h3>{screen.inline(_('Your inbox'))}</h3>" + screen.paragraphs(waiting) + status(now)

    def _time_taken(self) -> str:
        if not self._timed.value or self._begun is None or self._ended is None:
            return ""
        said = _("You took {time} for these decisions.").format(time=duration((self._ended - self._begun) / 60))
        return screen.paragraphs(said)

    # Remembering

    def _save(self) -> None:
        if self._memory:
            leads = self.afternoon.leads
            called = [leads[row] for row in self._called]
            self._memory.save({"week": self._now, "called": called, "closed": self.closed})


def lesson_inbox(lesson: Any, afternoons: Sequence[Afternoon], *, week: int = WEEK, name: str = "inbox") -> Inbox:
    """Return an inbox that belongs to a lesson: it is kept in the learner's progress, and closing it is practice.

    Parameters
    ----------
    lesson : smkt_helpers.practice.lesson.Lesson
    afternoons : sequence of Afternoon
    week : int
        The Thursday to begin with.
    name : str
        Tells two inboxes of one lesson apart.
    """
    memory = LessonMemory(lesson, name)
    counted = set()

    def practised() -> None:
        if inbox.afternoon.week not in counted:
            counted.add(inbox.afternoon.week)
            lesson.practised("sales")

    inbox = Inbox(afternoons, week=week, memory=memory, on_done=practised)

    def started_over() -> None:
        if inbox.calls and not memory.load():
            inbox.remember_back()

    lesson.on_record(started_over)
    return inbox


__all__ = ["Afternoon", "Inbox", "lesson_inbox", "thursdays"]
