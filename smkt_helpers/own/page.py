"""The page of a lesson on which somebody's own export is read, shown, fitted and played with.

The parts know each other: what the form reads, the scoreboard, the months and the fit show. A refused import changes
none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.own import sample
from smkt_helpers.own.figures import board_html, months_html, read_html
from smkt_helpers.own.form import SAMPLE, Form, Reading
from smkt_helpers.own.twin import TwinView
from smkt_helpers.words import _


class Page:
    """What a learner does with an export of his or her own; see `smkt_helpers.own.workspace`.

    Parameters
    ----------
    lesson : smkt_helpers.practice.lesson.Lesson

    Attributes
    ----------
    reading : Reading or None
        What was imported last.
    twin : TwinView
    """

    def __init__(self, lesson: Any) -> None:
        self.lesson = lesson
        self.reading: Reading | None = None
        self.twin = TwinView(lesson, lambda: self.reading.tables if self.reading else None)
        self._parts: list[tuple[Callable[[Reading], str], widgets.HTML]] = []

    def form(self) -> widgets.VBox:
        """Return the form that imports."""
        return Form(self.lesson, self._read).widget

    def report(self) -> widgets.VBox:
        """Return what the last import did."""
        return self._shown(_report_html, _("Here you will see what was read."))

    def board(self) -> widgets.VBox:
        """Return the scoreboard of the last import."""
        return self._shown(lambda reading: board_html(reading.tables), _("Here you will see your scoreboard."))

    def months(self) -> widgets.VBox:
        """Return the months of the last import."""
        return self._shown(lambda reading: months_html(reading.tables), _("Here you will see your months."))

    def fitting(self) -> widgets.VBox:
        """Return the ways to fit a company."""
        return self.twin.fitting()

    def what_if(self) -> widgets.VBox:
        """Return the changes that can be tried on the fitted company."""
        return self.twin.what_if()

    def _read(self, reading: Reading) -> None:
        # Everything is worked out before anything is shown: a problem half-way must not leave two imports mixed.
        before, self.reading = self.reading, reading
        try:
            fresh = [make(reading) for make, _place in self._parts]
        except Exception:
            self.reading = before
            raise
        for html, (_make, place) in zip(fresh, self._parts, strict=True):
            place.value = html

    def _shown(self, make: Callable[[Reading], str], nothing: str) -> widgets.VBox:
        hint = _("Nothing has been imported yet. Use the form above, or press “Use the sample” in it.")
        place = screen.html(make(self.reading) if self.reading else screen.paragraphs(f"{nothing} {hint}"))
        self._parts.append((make, place))
        return screen.box([place], "smkt-card")


def _report_html(reading: Reading) -> str:
    return read_html(reading.report, sample.named_days() if reading.name == _(SAMPLE) else "")
