"""One seat's desk: its controls, what each of them does, and what is fixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.companies import Company
from smkt_helpers.decisions import DECISIONS, Decision
from smkt_helpers.desk.control import Changed, Control
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan
from smkt_helpers.words import N_, _, number

MOST_CONTROLS = 5
CONTROLS = {
    "marketing": ("budget", "icp_focus", "brand_share", "threshold"),
    "sales": ("first_call", "touches", "gap_days", "bar", "discount_limit"),
}
SEATS = {"marketing": N_("marketing's desk"), "sales": N_("sales' desk")}
TEAMS = {"marketing": N_("Marketing"), "sales": N_("Sales")}
OTHER = {"marketing": "sales", "sales": "marketing"}


def checked_controls(seat: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names if this seat may have these controls.

    Raises
    ------
    KitError
        If a decision is unknown or belongs to the other seat, or there are too many.
    """
    names = tuple(names)
    mine = [name for name, decision in DECISIONS.items() if decision.owner in (seat, "agreement")]
    wrong = [name for name in names if name not in mine]
    if wrong:
        raise KitError(
            _("{seat} cannot decide {names}; it can decide {known}.").format(
                seat=_(TEAMS[seat]), names=", ".join(map(str, wrong)), known=", ".join(mine)
            )
        )
    if len(set(names)) != len(names) or len(names) > MOST_CONTROLS:
        raise KitError(
            _("A desk has at most {most} different controls, and {names} are {n}.").format(
                most=number(MOST_CONTROLS), names=", ".join(names), n=number(len(names))
            )
        )
    return names


class Panel:
    """The controls of one seat.

    Parameters
    ----------
    company : Company
    seat : {"marketing", "sales"}
    names : sequence of str
        At most five decisions of this seat or of both teams.
    plan : Plan
    changed : callable
        Called with the name, the value, and whether a slider may still be moving.
    place : widgets.HTML
        Where problems are shown.

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(
        self, company: Company, seat: str, names: Sequence[str], plan: Plan, changed: Changed, place: widgets.HTML
    ) -> None:
        self.seat, self.names = seat, checked_controls(seat, names)
        self.controls = {
            name: Control(DECISIONS[name], plan[name], changed, place, company.channels) for name in self.names
        }
        self._wishes, self._fixed = screen.html(), screen.html()
        self.widget = widgets.VBox(
            [
                *(control.widget for control in self.controls.values()),
                self._wishes,
                screen.html(_helps(self.names)),
                self._fixed,
            ]
        )
        self.widget.add_class("smkt-panel")
        self.widget.add_class(f"smkt-{seat}")

    def show(self, plan: Plan, wishes: Mapping[str, Mapping[str, Any]]) -> None:
        """Show the plan in force; a decision of both teams shows what this seat wishes.

        Parameters
        ----------
        plan : Plan
        wishes : mapping of seat to mapping of decision to value
        """
        for name, control in self.controls.items():
            control.show(wishes[self.seat].get(name, plan[name]))
        _update(
            self._wishes,
            "".join(
                f'<p class="smkt-quiet">{screen.inline(sentence)}</p>'
                for name in self.names
                if DECISIONS[name].owner == "agreement" and (sentence := _wish_sentence(name, plan, wishes))
            ),
        )
        _update(self._fixed, _fixed(self.seat, self.names, plan))


def _update(place: widgets.HTML, markup: str) -> None:
    # Writing the same again would close what a learner has unfolded.
    if place.value != markup:
        place.value = markup


def _wish_sentence(name: str, plan: Plan, wishes: Mapping[str, Mapping[str, Any]]) -> str:
    decision = DECISIONS[name]
    shown = {seat: decision.show(wishes[seat].get(name, plan[name])) for seat in TEAMS}
    if not any(name in wished for wished in wishes.values()):
        # Nobody has asked for anything, so there is nothing to tell.
        return ""
    if shown["marketing"] == shown["sales"] and not all(name in wished for wished in wishes.values()):
        # Where one seat has said nothing (in solo play: is never asked), it is not quoted either.
        return _("{label}: nobody objects, so {value} is in force.").format(
            label=_(decision.label), value=shown["sales"]
        )
    if shown["marketing"] == shown["sales"]:
        return _("{label}: both teams want {value}, so it is in force.").format(
            label=_(decision.label), value=shown["sales"]
        )
    return _(
        "{label}: marketing wants {marketing}, sales wants {sales}; until both agree, {value} stays in force."
    ).format(label=_(decision.label), value=decision.show(plan[name]), **shown)


def _helps(names: Sequence[str]) -> str:
    rows = [{_("Decision"): _(DECISIONS[name].label), _("What it does"): _(DECISIONS[name].help)} for name in names]
    return screen.folded(_("What these controls do"), screen.data_table(rows, _("The decisions of this desk.")))


def _fixed(seat: str, names: Sequence[str], plan: Plan) -> str:
    parts = []
    for owner, caption, idle in (
        (seat, _("What your team has decided before."), _("Your team does none of this:")),
        ("agreement", _("What both teams have agreed."), _("There is no agreement on:")),
    ):
        left = [decision for name, decision in DECISIONS.items() if decision.owner == owner and name not in names]
        rows = [
            {_("Decision"): _(decision.label), _("Fixed at"): decision.show(plan[decision.name])}
            for decision in left
            if not _idle(decision, plan)
        ]
        parts.append(screen.data_table(rows, caption) if rows else "")
        nothing = "".join(f"<li>{screen.inline(_(one.label))}</li>" for one in left if _idle(one, plan))
        parts.append(f'{screen.paragraphs(idle)}<ul class="smkt-list">{nothing}</ul>' if nothing else "")
    return screen.folded(_("What is fixed here"), "".join(parts))


def _idle(decision: Decision, plan: Plan) -> bool:
    """Return whether a decision is to do nothing: a switch at no, a number at 0, results never told."""
    value = plan[decision.name]
    return value == "never" if decision.kind == "choice" else decision.kind != "mix" and not value


def decisions_of(seat: str, names: Sequence[str], plan: Plan) -> str:
    """Return what a seat has decided, as a table for the other seat to read."""
    rows = [{_("Decision"): _(DECISIONS[name].label), _("Set to"): DECISIONS[name].show(plan[name])} for name in names]
    return screen.data_table(rows, _("What {team} has decided.").format(team=_(TEAMS[seat])))
