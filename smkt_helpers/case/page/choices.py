"""The card on which the practices and the number of simulated years are chosen."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.case.question import AGREEMENT
from smkt_helpers.practices import PRACTICES
from smkt_helpers.words import _, ngettext, number

YEARS = (4, 10, 20, 40, 100)


class Choices:
    """Practices to tick.

    Parameters
    ----------
    case : smkt_helpers.case.page.mine.AlignmentCase

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(self, case: Any) -> None:
        self._case, self._place = case, screen.html()
        self._ticks = {id: self._tick(id) for id in PRACTICES}
        self._years = widgets.Dropdown(options=_years(case.question.markets))
        others = [self._ticks[id] for id in PRACTICES if id not in AGREEMENT]
        self._rest = widgets.VBox(others)
        self._rest.layout.display = "none"
        show = screen.button(_("Show the other practices"), _("Show or hide the practices beyond an agreement."),
                             self._turn, self._place)  # fmt: skip
        ask = screen.button(_("What are these worth?"), _("Compute the page with the practices that are ticked."),
                            self.ask, self._place)  # fmt: skip
        ask.button_style = "primary"
        self._told = screen.html()
        self.widget = screen.box([
            screen.html(f"<h3>{screen.inline(_('What both teams sign in an agreement'))}</h3>"),
            *(self._ticks[id] for id in AGREEMENT), screen.row(show), self._rest,
            screen.labelled(self._years, _("How many simulated years?"),
                            _("More years take longer and make the intervals narrower.")),
            screen.row(ask), self._place, self._told,
        ], "smkt-card", "smkt-case")  # fmt: skip
        case.on_question(self._refresh)

    def ask(self) -> None:
        """Ask with what is ticked."""
        chosen = tuple(id for id, tick in self._ticks.items() if tick.value)
        self._case.ask(self._case.question.with_changes(practices=chosen, markets=self._years.value))

    def _tick(self, id: str) -> widgets.Checkbox:
        one = PRACTICES[id]
        said = _("{practice}. What it costs: {cost}").format(practice=_(one.name), cost=_(one.cost))
        return screen.named(widgets.Checkbox(indent=False), said, said)

    def _turn(self) -> None:
        self._rest.layout.display = "" if self._rest.layout.display else "none"

    def _refresh(self) -> None:
        question = self._case.question
        for id, tick in self._ticks.items():
            tick.value = id in question.practices
        self._years.options = _years(question.markets)
        self._years.value = question.markets
        if any(id not in AGREEMENT for id in question.practices):
            self._rest.layout.display = ""
        count = len(question.practices)
        said = ngettext("The page shows {n} practice in {years} simulated years, added to how {company} works today.",
                        "The page shows {n} practices in {years} simulated years, added to how {company} works today.",
                        count)  # fmt: skip
        self._told.value = screen.paragraphs(said.format(n=number(count), years=number(question.markets),
                                                         company=question.base.name))  # fmt: skip


def _years(now: int) -> list[tuple[str, int]]:
    return [(number(one), one) for one in sorted({*YEARS, now})]

