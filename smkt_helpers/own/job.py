"""Long work behind a button: done beside the page, told about, and stoppable.

In a notebook the work runs in a thread, so that the page still reacts; without an event loop (a script, a test) it is
done at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.errors import KitError
from smkt_helpers.words import _, number

Tell = Callable[[int, int], None]
Work = Callable[[Tell], Any]


class _StoppedError(Exception):
    """Somebody pressed Stop; raised out of the work through its own progress."""


class Job:
    """One piece of long work and its button.

    Parameters
    ----------
    name, help : str
        Of the button; translated.
    begin : callable
        Called at the click; returns the work: a function that is called with a function to tell how far it is (done,
        all), and that returns what came of it.
    done : callable
        Called with what came of it.

    Attributes
    ----------
    widget : widgets.VBox
    button : widgets.Button
    """

    def __init__(self, name: str, help: str, begin: Callable[[], Work], done: Callable[[Any], None]) -> None:
        self._begin, self._done, self._stopped, self._outcome = begin, done, False, None
        # What the work reports stays apart from what a click reports: a click that worked empties its own place.
        self._told, self._place, self._trouble = screen.html(), screen.html(), screen.html()
        self._pace: Any = None
        self.button = screen.button(name, help, self.start, self._place)
        self._stop = screen.button(_("Stop"), _("Stop; nothing is changed."), self.stop, self._place)
        self._stop.disabled = True
        self.widget = widgets.VBox([screen.row(self.button, self._stop), self._told, self._place, self._trouble])

    @property
    def busy(self) -> bool:
        """Whether the work is under way."""
        return self._pace is not None and self._pace.pending

    def start(self, work: Work | None = None) -> None:
        """Begin, perhaps other work of the same kind; while something is under way nothing happens."""
        if self.busy:
            return  # the second half of a double click
        self._now, self._stopped = work or self._begin(), False
        self.button.disabled, self._stop.disabled, self._trouble.value = True, False, ""
        self._told.value = _status(_("At work ..."))
        # The desks load the pictures; a page that opens should not wait for them.
        from smkt_helpers.desk.pace import Pace

        self._pace = Pace(self._finished, lambda: True, lambda: self._work, self._failed)
        self._pace.touched()

    def stop(self) -> None:
        """Stop at the next step."""
        self._stopped = True

    def _work(self) -> None:
        self._outcome = self._now(self._tell)

    def _tell(self, done: int, all: int) -> None:
        if self._stopped:
            raise _StoppedError
        self._told.value = _status(_("Step {done} of {all}.").format(done=number(done), all=number(all)))

    def _finished(self) -> None:
        outcome, self._outcome = self._outcome, None
        self._rest("")
        self._done(outcome)

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, _StoppedError):
            self._rest(_status(_("Stopped. Everything is as it was.")))
            return
        if not isinstance(problem, KitError):
            logging.getLogger("smkt").error("Long work raised.", exc_info=problem)
        self._rest("")
        self._trouble.value = screen.trouble(problem)

    def _rest(self, told: str) -> None:
        self.button.disabled, self._stop.disabled, self._told.value = False, True, told


def _status(sentence: str) -> str:
    """Return a line that a screen reader reads out when it changes."""
    return f'<p class="smkt-quiet" role="status">{screen.inline(sentence)}</p>'
