"""The practices of working as one team, declared once.

A practice is some decisions set together. The waterfall, the next best step, the lessons and the roadmap all
read this table; `docs/model.md` shows it.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, SimpleNamespace
from typing import Any

from smkt_helpers import plan
from smkt_helpers.arguments import checked_plan, listed
from smkt_helpers.decisions import SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.events import Shock
from smkt_helpers.plan import Plan
from smkt_helpers.words import N_, _


@dataclass(frozen=True)
class Trial:
    """Where a practice is tried: with it and without it in the same markets.

    `start` is "siloed", to which the practice is added, or "aligned", from which it is taken away. `beside` are
    decisions that hold in both plans, `shocks` and `programs` are as in `simulate`.
    """

    start: str = "siloed"
    beside: Mapping[str, Any] = field(default_factory=dict)
    shocks: tuple[Shock, ...] = ()
    programs: tuple[str, ...] = ()
    weeks: int = 52

    def plans(self, fields: Mapping[str, Any]) -> tuple[Plan, Plan]:
        """Return the plans without and with the decisions `fields`."""
        without = getattr(plan.plans, self.start).replace(**{name: plan.plans.siloed[name] for name in fields})
        without = without.replace(**self.beside)
        return without, without.replace(**fields)


@dataclass(frozen=True)
class Practice:
    """One practice.

    `fields` are the decisions it sets. `cost` says in words what it costs, `metric` is the id of the metric it
    should move, `lesson` teaches it. `hurts` are decisions under which it does harm: the practice overdone, or
    used where it does not belong.

    `trial` is where the metric is seen to move, and `cost_metric` (a metric, or a column of the terms) to show the
    cost. `harm_metric` gets worse when `hurts` is decided in `harm_trial`; without it the same place as `trial`.
    """

    id: str
    name: str
    fields: Mapping[str, Any]
    cost: str
    metric: str
    lesson: str
    hurts: Mapping[str, Any] = field(default_factory=dict)
    cost_metric: str = "people"
    harm_metric: str = "contribution"
    trial: Trial = Trial()
    harm_trial: Trial | None = None

    def __post_init__(self) -> None:
        for name in ("fields", "hurts"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __reduce__(self) -> tuple:
        # A mapping proxy cannot travel to another process, a dictionary can.
        kept = (getattr(self, name) for name in self.__dataclass_fields__)
        return Practice, tuple(dict(value) if isinstance(value, MappingProxyType) else value for value in kept)


ALIGNED = Trial("aligned")


_TABLE = (
    Practice(
        "ideal_customer",
        N_("Focus on the ideal customer"),
        {"icp_focus": 0.4},
        N_("Fewer people hear of us."),
        "acceptance",
        "03",
        {"icp_focus": 1.0},
        cost_metric="cost_per_lead",
        harm_metric="deal_wait",
    ),
    Practice(
        "brand",
        N_("Money for the good name"),
        {"brand_share": 0.2},
        N_("Less money for enquiries now; the name builds slowly."),
        "win_rate",
        "03",
        {"brand_share": 0.8},
        cost_metric="cost_per_lead",
        trial=ALIGNED,
    ),
    Practice(
        "second_message",
        N_("Testing a second message"),
        {"test_share": 0.3},
        N_("Hours of marketing, and some people see the worse message."),
        "sql",
        "03",
        {"test_share": 0.5},
        cost_metric="campaign_hours",
        harm_metric="leads",
        trial=ALIGNED,
        harm_trial=Trial("aligned", {"budget": 1.5}),
    ),
    Practice(
        "persistence",
        N_("Trying once more"),
        {"touches": 4},
        N_("Reps' time for attempts that nobody answers."),
        "sql",
        "04",
        {"touches": 12, "gap_days": 0.5},
        cost_metric="utilisation",
        trial=ALIGNED,
        harm_trial=Trial(),
    ),
    Practice(
        "deals_first",
        N_("Open deals first"),
        {"first_call": "deals_first"},
        N_("New leads wait longer while deals are open."),
        "deal_wait",
        "04",
        {"first_call": "deals_first"},
        cost_metric="speed_median",
        harm_metric="speed_median",
        trial=Trial("siloed", {"extra_reps": 3}),
    ),
    Practice(
        "own_leads_last",
        N_("Less own prospecting"),
        {"prospecting_hours": 0.5},
        N_("Fewer customers whom sales finds itself."),
        "deal_wait",
        "04",
        {"prospecting_hours": 0.0},
        cost_metric="own_prospects",
        harm_trial=Trial("siloed", {"budget": 0.1}),
    ),
    Practice(
        "one_definition",
        N_("One definition of a good lead"),
        {"shared_definition": True, "threshold": 58.0},
        N_("Marketing passes on fewer leads; some good ones are not called."),
        "acceptance",
        "05",
        {"shared_definition": True, "threshold": 80.0},
        cost_metric="mql",
    ),
    Practice(
        "shared_crm",
        N_("One shared CRM"),
        {"handoff": "shared_crm"},
        N_("Licences and care, every week; it can be down."),
        "called_twice",
        "05",
        {"handoff": "shared_crm"},
        cost_metric="people",
        harm_trial=Trial("siloed", shocks=tuple(Shock("outage", week, days=2) for week in range(0, 52, 3))),
    ),
    Practice(
        "tracked_promise",
        N_("A first call in time, tracked"),
        {"tracked": True},
        N_("Minutes of every rep each week; follow-ups wait."),
        "target_kept",
        "05",
        {"tracked": True, "target_hours": 0.5},
        cost_metric="together_hours",
        harm_metric="target_kept",
        trial=ALIGNED,
    ),
    Practice(
        "owners",
        N_("An owner for each step"),
        {"owners": True},
        N_("Minutes of everybody each week."),
        "untouched",
        "05",
        {"owners": True},
        cost_metric="together_hours",
        trial=ALIGNED,
        harm_trial=Trial(),
    ),
    Practice(
        "paper_plan",
        N_("A plan for days without CRM"),
        {"outage_clause": True},
        N_("Minutes of every rep each week."),
        "target_kept",
        "05",
        {"outage_clause": True},
        cost_metric="together_hours",
        trial=Trial("aligned", shocks=tuple(Shock("outage", week, days=3) for week in (2, 5, 8, 11)), weeks=13),
        harm_trial=Trial("siloed", {"handoff": "shared_crm"}),
    ),
    Practice(
        "throttle",
        N_("Less advertising while leads wait"),
        {"throttle": True},
        N_("Fewer enquiries in these weeks."),
        "backlog",
        "05",
        {"throttle": True},
        cost_metric="leads",
        harm_metric="sql",
        trial=Trial("siloed", {"feedback": "monthly"}),
        harm_trial=Trial("aligned", {"extra_reps": -2}),
    ),
    Practice(
        "feedback",
        N_("Results written back and read"),
        {"feedback": "weekly", "writeback": 0.5},
        N_("Reps' minutes after every conversation."),
        "acceptance",
        "06",
        {"feedback": "weekly", "writeback": 1.0},
        cost_metric="utilisation",
        trial=ALIGNED,
        harm_trial=Trial(),
    ),
    Practice(
        "meeting",
        N_("A weekly smarketing meeting"),
        {"meeting_minutes": 30.0},
        N_("Half an hour of everybody each Monday."),
        "acceptance",
        "06",
        {"meeting_minutes": 600.0},
        cost_metric="together_hours",
    ),
    Practice(
        "nurture",
        N_("Staying in touch with those not ready"),
        {"nurture": 0.5, "recycle": True},
        N_("Hours of marketing that are missing for campaigns."),
        "returned",
        "06",
        {"nurture": 1.0, "recycle": True, "enablement_hours": 40.0},
        cost_metric="campaign_hours",
        trial=ALIGNED,
    ),
    Practice(
        "enablement",
        N_("Helping sales to prepare"),
        {"enablement_hours": 6.0},
        N_("Hours of marketing that are missing for campaigns."),
        "sql",
        "06",
        {"enablement_hours": 60.0},
        cost_metric="campaign_hours",
        harm_trial=ALIGNED,
    ),
    Practice(
        "listening",
        N_("Marketing listens to customers"),
        {"listening_hours": 3.0},
        N_("Hours of marketing that are missing for campaigns."),
        "sal",
        "06",
        {"listening_hours": 60.0},
        cost_metric="campaign_hours",
        trial=ALIGNED,
    ),
    Practice(
        "codesign",
        N_("Campaigns planned together"),
        {"codesign_hours": 2.0},
        N_("Hours of both teams each week."),
        "trust",
        "06",
        {"codesign_hours": 20.0},
        cost_metric="together_hours",
    ),
    Practice(
        "current_targets",
        N_("Targets from current facts"),
        {"target": "revenue", "target_source": "current", "quota_source": "current"},
        N_("Last year's comfortable number is gone."),
        "forecast_error",
        "06",
        {"target": "revenue", "target_source": "current", "quota_source": "current", "quota": 1.5},
        cost_metric="discount",
        harm_metric="satisfied_sales",
        trial=Trial("aligned", programs=SEATS),
        harm_trial=Trial("aligned", {"quota": 1.5}, programs=SEATS),
    ),
    Practice(
        "honest_promise",
        N_("Promising what is kept"),
        {"promise": 0.4, "stretch": 0.0},
        N_("Some deals are not won."),
        "retention",
        "07",
        {"promise": 0.0, "stretch": 0.0},
        cost_metric="new_revenue",
    ),
    Practice(
        "value_price",
        N_("Value instead of discount"),
        {"discount_limit": 0.05},
        N_("Some deals are not won."),
        "discount_share",
        "07",
        {"discount_limit": 0.0},
        cost_metric="wins",
        harm_metric="wins",
        trial=ALIGNED,
    ),
    Practice(
        "rotation",
        N_("Days in the other team's seat"),
        {"rotation_days": 1.0},
        N_("A day of everybody each quarter."),
        "trust",
        "08",
        {"rotation_days": 20.0},
        cost_metric="together_hours",
    ),
    Practice(
        "dashboard",
        N_("One dashboard for both teams"),
        {"dashboard": True},
        N_("Licences, and minutes of everybody each week."),
        "trust",
        "08",
        {"dashboard": True},
        cost_metric="people",
        harm_metric="deal_wait",
    ),
    Practice(
        "one_bonus",
        N_("One bonus for both teams"),
        {"shared_bonus": True},
        N_("Nobody is paid for leads or discounts alone any more."),
        "discount_share",
        "08",
        {"shared_bonus": True},
        cost_metric="wins",
        harm_metric="wins",
        trial=Trial("aligned", programs=SEATS),
        harm_trial=Trial("aligned", {"quota": 1.5}, programs=SEATS),
    ),
)
PRACTICES: Mapping[str, Practice] = MappingProxyType({practice.id: practice for practice in _TABLE})


def known_practices(ids: Iterable[str]) -> list[str]:
    """Return ids of practices as a list; one id needs no list.

    Raises
    ------
    KitError
        If an id is unknown.
    """
    wanted = list(listed(ids))
    unknown = [id for id in wanted if not isinstance(id, str) or id not in PRACTICES]
    if unknown:
        raise KitError(
            _("There is no practice called {name}; the practices are {known}.").format(
                name=reprlib.repr(unknown[0]), known=", ".join(PRACTICES)
            )
        )
    return wanted


def with_practices(start: Plan, ids: Iterable[str]) -> Plan:
    """Return a plan with the decisions of some practices set, in the order of the table.

    Raises
    ------
    KitError
        If an id is unknown.
    """
    start, wanted = checked_plan(start), known_practices(ids)
    changes = {}
    for id, practice in PRACTICES.items():
        if id in wanted:
            changes |= practice.fields
    return start.replace(**changes)


plans = SimpleNamespace(**vars(plan.plans), **{id: with_practices(plan.siloed, id) for id in PRACTICES})
