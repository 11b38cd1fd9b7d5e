"""A plan: what marketing decides, what sales decides and what both have agreed.

The decisions themselves are declared in `decisions`.
"""

from __future__ import annotations

import dataclasses
import itertools
import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from smkt_helpers.decisions import DECISIONS, PARTS, SEATS, Agreement, Decision, MarketingPlan, SalesPlan, as_number
from smkt_helpers.errors import KitError
from smkt_helpers.words import _


@dataclass(frozen=True)
class Plan:
    """All decisions of both teams; unchangeable, so a plan can be compared, stored and reused."""

    marketing: MarketingPlan = MarketingPlan()
    sales: SalesPlan = SalesPlan()
    agreement: Agreement = Agreement()

    def __post_init__(self) -> None:
        for owner, part in PARTS.items():
            if not isinstance(getattr(self, owner), part):
                raise KitError(
                    _(
                        "A plan is made of a MarketingPlan, a SalesPlan and an Agreement. To change single decisions, "
                        "write for example Plan().replace(threshold=60)."
                    )
                )
        for name, decision in DECISIONS.items():
            part = getattr(self, decision.owner)
            object.__setattr__(part, name, decision.check(getattr(part, name)))

    def __getitem__(self, name: str) -> Any:
        return getattr(getattr(self, _decision(name).owner), name)

    def replace(self, **changes: Any) -> Plan:
        """Return a copy with some decisions changed.

        Raises
        ------
        KitError
            If a name is unknown or a value is out of its range.
        """
        parts = {owner: {} for owner in PARTS}
        for name, value in changes.items():
            decision = _decision(name)
            parts[decision.owner][name] = decision.check(value)
        return Plan(**{owner: dataclasses.replace(getattr(self, owner), **values) for owner, values in parts.items()})

    def values(self) -> dict[str, Any]:
        """Return every decision by name."""
        return {name: self[name] for name in DECISIONS}

    def differences(self, other: Plan) -> tuple[str, ...]:
        """Return the names of the decisions in which two plans differ."""
        return tuple(name for name in DECISIONS if self[name] != other[name])


def _decision(name: str) -> Decision:
    if not isinstance(name, str) or name not in DECISIONS:
        raise KitError(
            _("There is no decision called {name!r}; the decisions are {known}.").format(
                name=name, known=", ".join(DECISIONS)
            )
        )
    return DECISIONS[name]


def by_week(plan: Plan | Sequence[tuple[int, Plan]]) -> tuple[tuple[int, Plan], ...]:
    """Return a plan, or a list of (from_week, plan), as weeks in rising order that start at 0.

    Raises
    ------
    KitError
        If the list is empty, does not start at week 0, or has weeks out of order.
    """
    if isinstance(plan, Plan):
        return ((0, plan),)
    steps = tuple(plan) if isinstance(plan, list | tuple) else ()
    if not steps or any(
        not isinstance(step, tuple | list) or len(step) != 2 or not isinstance(step[1], Plan) for step in steps
    ):
        raise KitError(
            _("A plan is one Plan, or a list of (from_week, Plan) pairs; this is something else: {plan}.").format(
                plan=reprlib.repr(plan)
            )
        )
    weeks = [as_number(week) for week, _plan in steps]
    whole = all(week is not None and week == int(week) for week in weeks)
    if not whole or weeks[0] != 0 or any(later <= earlier for earlier, later in itertools.pairwise(weeks)):
        raise KitError(
            _("The weeks of a list of plans are whole numbers that start at 0 and rise; these are {weeks}.").format(
                weeks=[week for week, _plan in steps]
            )
        )
    return tuple((int(week), step) for week, step in steps)


def agreed(plan: Plan, wishes: Mapping[str, Mapping[str, Any]]) -> Plan:
    """Return the plan after both seats have said what they wish to agree on.

    Parameters
    ----------
    plan : Plan
    wishes : mapping of seat to mapping of decision to value
        What each seat submitted. A seat that is silent on a decision wishes what is in force, and so does a seat
        that is missing here altogether: nobody can agree for somebody else.

    Returns
    -------
    Plan
        A decision of both teams changes only where marketing and sales wish the same; the old one stays otherwise.
        Decisions of one team alone are not touched.

    Raises
    ------
    KitError
        If a seat or a decision is unknown or a value is out of its range.
    """
    if not isinstance(plan, Plan):
        raise KitError(
            _("An agreement changes one plan, for example smkt.plans.siloed, not {plan}.").format(
                plan=reprlib.repr(plan)
            )
        )
    if not isinstance(wishes, Mapping) or not all(isinstance(wished, Mapping) for wished in wishes.values()):
        raise KitError(
            _(
                'What the seats wish is written like {{"marketing": {{"tracked": True}}, "sales": '
                '{{"tracked": True}}}}, not {wishes}.'
            ).format(wishes=reprlib.repr(wishes))
        )
    unknown = [seat for seat in wishes if seat not in SEATS]
    if unknown:
        raise KitError(
            _("There is no seat called {seat!r}; the seats are {known}.").format(
                seat=unknown[0], known=", ".join(SEATS)
            )
        )
    checked = {
        seat: {name: _decision(name).check(value) for name, value in wishes.get(seat, {}).items()} for seat in SEATS
    }
    changes = {}
    for name, decision in DECISIONS.items():
        wanted = {wished.get(name, plan[name]) for wished in checked.values()}
        if decision.owner == "agreement" and len(wanted) == 1:
            changes[name] = wanted.pop()
    return plan.replace(**changes)


siloed = Plan()
aligned = Plan().replace(
    icp_focus=0.4,
    threshold=58,
    brand_share=0.2,
    nurture=0.5,
    enablement_hours=6,
    listening_hours=3,
    promise=0.4,
    target="revenue",
    target_source="current",
    first_call="deals_first",
    touches=4,
    writeback=0.5,
    stretch=0.0,
    prospecting_hours=0.5,
    quota_source="current",
    shared_definition=True,
    handoff="shared_crm",
    tracked=True,
    feedback="weekly",
    meeting_minutes=30,
    recycle=True,
    throttle=True,
    outage_clause=True,
    codesign_hours=2,
    owners=True,
    rotation_days=1,
    shared_bonus=True,
    dashboard=True,
)
plans = SimpleNamespace(siloed=siloed, aligned=aligned)
