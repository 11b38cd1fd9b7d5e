"""The card on which a company gives the two costs that no file holds; nothing is played again for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.case.page.company_card import check_possible
from smkt_helpers.case.told.own_costs import TOLD_IN
from smkt_helpers.own.twin import figures_of
from smkt_helpers.words import N_, _, money, percent

# By name: the question, its unit and an example.
ASKED: Mapping[str, tuple[str, str, str]] = {
    "one_off": (N_("What will it cost once to begin: setting up tools, training, getting used to the new way?"),
                N_("money"), "20000"),
    "margin": (N_("Of each sale, how much is left after goods and delivery (your gross margin)?"), "%", "40"),
}  # fmt: skip


class OwnCosts:
    """A company's one-off cost and its gross margin.

    Parameters
    ----------
    case : smkt_helpers.case.page.mine.AlignmentCase

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(self, case: Any) -> None:
        self._case, self._place, self._said = case, screen.html(), screen.html()
        self._boxes = {name: widgets.Text(placeholder=example) for name, (_q, _unit, example) in ASKED.items()}
        helps = {
            "one_off": _("One amount in your currency, taken off the first year; blank: not given."),
            "margin": _("In percent, more than 0 and less than 100; blank: not given, and three margins are tried."),
        }
        self.widget = screen.box([
            screen.html(f"<h3>{screen.inline(_('Two costs that only you know'))}</h3>"),
            self._said,
            *(screen.labelled(box, _(ASKED[name][0]), helps[name]) for name, box in self._boxes.items()),
            screen.row(
                screen.button(_("Take these costs off"), _("Say the first year after these costs."), self.give,
                              self._place),
                screen.button(_("Leave both out again"), _("Show the page without these costs."), self.leave_out,
                              self._place)),
            self._place,
        ], "smkt-card", "smkt-case")  # fmt: skip
        case.on_question(self._refresh)

    def give(self) -> None:
        """Tell the page with what was typed; a blank box is not given."""
        given = figures_of({name: box.value for name, box in self._boxes.items()}, None, ASKED, needed=False)
        check_possible(given, ASKED)
        self._tell({name: given.get(name) for name in ASKED})

    def leave_out(self) -> None:
        """Tell the page without any of the two."""
        self._tell(dict.fromkeys(ASKED))

    def _tell(self, costs: dict[str, float | None]) -> None:
        self._case.tell_anew(self._case.question.with_changes(**costs), TOLD_IN)

    def _refresh(self) -> None:
        question = self._case.question
        one_off, margin = question.one_off, question.margin
        self._boxes["one_off"].value = "" if one_off is None else f"{one_off:.10g}"
        self._boxes["margin"].value = "" if margin is None else f"{100 * margin:.10g}"
        missing = _("not given")
        said = _("One-off cost: **{one_off}**. Gross margin: **{margin}**. Both are told in “What the chosen practices "
                 "are worth here” and in “Month by month”; no other figure takes them off.")  # fmt: skip
        self._said.value = screen.paragraphs(said.format(
            one_off=missing if one_off is None else money(one_off, question.currency),
            margin=missing if margin is None else percent(margin, 0 if round(100 * margin, 6).is_integer() else 1)))
