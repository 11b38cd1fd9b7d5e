"""Random runs: a company, plans by week, the unexpected, a person's decisions, programs."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from smkt_helpers import market
from smkt_helpers.companies import Company, Segment
from smkt_helpers.company_file import company as company_named
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.events import SHOCKS, Override, Shock, checked_shocks
from smkt_helpers.plan import Plan, plans

SEED = 20251121  # of the random plans and companies

ROUND_THE_CLOCK = {"calendar.opens": 0.0, "calendar.closes": 24.0, "team.hours_week": 168.0}
ALWAYS_OPEN = {**ROUND_THE_CLOCK, "calendar.workdays": 7}
# Customers within weeks, who have friends and renewals within weeks
SOON_CUSTOMERS = {
    "keep.weeks": 2,
    "keep.friend_weeks": 4,
    "keep.refer": 1.0,
    "keep.base": 0.3,
    "deal.gap_days": 1.0,
    "deal.win": 0.9,
    "deal.need": 0.9,
    "qualify.base": 0.9,
    "qualify.ready": 0.9,
    "minutes.meeting": 30.0,
    "minutes.service": 30.0,
}
SOON_CALLED = {"handoff": "shared_crm", "bar": 25.0, "touches": 6, "owners": True, "budget": 0.5, "extra_reps": 2}
TELLS = {"writeback": 1.0, "test_share": 0.5, "bar": 25.0, "threshold": 35.0}

# What makes one case differ from the next: numbers of the company, and decisions in most of its plans.
VARIANTS = (
    ({}, {}),
    ({"team.team_meeting": 400.0, "team.reps": 3, **SOON_CUSTOMERS}, SOON_CALLED),
    (  # a meeting longer than a day
        {**SOON_CUSTOMERS, "team.team_meeting": 600.0, "deal.patience": 1.0, "team.reps": 3},
        {"meeting_minutes": 600.0, "handoff": "shared_crm", "bar": 25.0},
    ),
    ({"team.selling_share": 0.3, "team.reps": 4, "throttle.level": 0.2, "throttle.to": 0.1}, {"throttle": True}),
    ({**ALWAYS_OPEN, "team.team_meeting": 300.0, "team.reps": 4, **SOON_CUSTOMERS}, SOON_CALLED),
    (
        {
            "calendar.opens": 7.5,
            "calendar.closes": 18.25,
            "calendar.workdays": 6,
            "team.hours_week": 64.5,
            "team.reps": 2,
        },
        {},
    ),
    (
        {**ROUND_THE_CLOCK, "calendar.workdays": 5, "team.team_meeting": 0.0, "team.reps": 1, "trust.rate": 0.5},
        {"one_department": True, "rotation_days": 20.0, "target_source": "current", "shared_bonus": False},
    ),
    (
        {"calendar.opens": 10.0, "calendar.closes": 14.0, "team.selling_share": 0.9, "team.reps": 3, **SOON_CUSTOMERS},
        {**SOON_CALLED, "shared_bonus": True, "discount_limit": 0.01},
    ),
    (
        {
            "contact.stale_days": 1.5,
            "contact.speed_power": 1.0,
            "contact.speed_contact": 1.0,
            "deal.patience": 1.5,
            "deal.gap_days": 1.0,
            "team.reps": 1,
            "trust.start": 0.05,
            "qualify.ready": 0.9,
        },
        {"first_call": "newest", "bar": 25.0},
    ),
    (
        {
            "calendar.workdays": 7,
            "team.hours_week": 56.0,
            "deal.meetings": (0.1, 0.2, 0.3, 0.4),
            "deal.gap_days": 1.0,
            "team.reps": 6,
        },
        {"pods": True},
    ),
    ({**ALWAYS_OPEN, "team.team_meeting": 0.0, "team.reps": 1, "throttle.level": 0.2}, {"throttle": True}),
    (
        {
            **SOON_CUSTOMERS,
            "keep.base": 0.0,
            "keep.fit": 0.3,
            "keep.least": 0.2,
            "keep.patience": 1.0,
            "keep.weeks": 1,
            "minutes.service": 110.0,
            "team.reps": 2,
        },
        {"handoff": "shared_crm", "bar": 25.0},
    ),
    (
        {
            "campaign.test_least": 3,
            "campaign.message_sigma": 2.0,
            "prospect.most": 1.0,
            "qualify.base": 0.9,
            "qualify.ready": 0.6,
        },
        {**TELLS, "feedback": "daily", "handoff": "shared_crm", "prospecting_hours": 10.0},
    ),
    (
        {"prospect.most": 1.0, "structure.leak": 0.4, "structure.twice": 0.5, "team.reps": 8, **SOON_CUSTOMERS},
        {"owners": False, "first_call": "deals_first"},
    ),
    (
        {"trust.start": 1.0, "trust.rate": 0.3, "trust.tracked": 0.3, "trust.together": 0.5, "together.keep": 0.2},
        {"dashboard": True},
    ),
    (
        {
            "campaign.test_least": 2,
            "campaign.message_sigma": 2.0,
            "nurture.stay_days": 400.0,
            "qualify.ready_days": 10.0,
            "qualify.ready": 0.1,
        },
        {**TELLS, "nurture": 1.0, "recycle": True, "feedback": "weekly", "discount_limit": 0.35},
    ),
    (  # many attempts, again after the return
        {
            "contact.first": 0.03,
            "contact.step": 0.0,
            "contact.speed_power": 0.0,
            "qualify.ready": 0.05,
            "qualify.ready_days": 20.0,
            "nurture.stay_days": 400.0,
            "team.reps": 12,
            "trust.start": 1.0,
            "trust.rate": 0.0,
        },
        {**TELLS, "touches": 12, "gap_days": 0.5, "handoff": "shared_crm", "nurture": 1.0, "recycle": True, "bar": 0.0},
    ),
)
SEGMENTS = (
    (1.0,),
    (0.6, 0.4),
    (0.5, 0.3, 0.2),
)
CHANGES_OFTEN = ("handoff", "throttle", "recycle", "pods", "tracked", "feedback", "test_share", "nurture")


@dataclass(frozen=True)
class Case:
    """A market and all that meets it."""

    company: Company
    plans: tuple[Plan, ...]  # one per week, warm-up included
    warm_up: int
    shocks: tuple[Shock, ...]
    overrides: dict[int, Override]
    programs: tuple[str, ...]
    seed: int
    replication: int

    @property
    def weeks(self) -> int:
        return len(self.plans)

    def market(self) -> market.Market:
        return market.draw(self.company, self.seed, self.replication, self.weeks)[0]


def any_value(rng: np.random.Generator, name: str, channels: list[str], near: Plan):
    """Return a value of one decision: anywhere in its range, or not far from that of a plan."""
    decision = DECISIONS[name]
    if name == "extra_reps":
        return int(rng.integers(-5, 4))
    if decision.kind == "switch":
        return bool(rng.integers(2))
    if decision.kind == "choice":
        return decision.options[rng.integers(len(decision.options))][0]
    if decision.kind == "mix":
        named = [channel for channel in channels if rng.random() < 0.5]
        return tuple((channel, float(rng.choice([0.0, 0.5, 2.0, 10.0]))) for channel in named)
    width = decision.high - decision.low
    value = rng.uniform(decision.low, decision.high)
    if rng.random() < 0.7:
        value = np.clip(rng.normal(near[name], width / 8), decision.low, decision.high)
    steps = round((value - decision.low) / decision.step)  # as a slider gives it
    value = min(decision.low + steps * decision.step, decision.high)
    return int(value) if decision.kind == "whole" else float(value)


def any_plan(rng: np.random.Generator, company: Company, decisions: dict) -> Plan:
    """Return a plan: all decisions random, or most of them those of a known plan; mostly with some decisions."""
    channels = [channel.id for channel in company.channels]
    near = (plans.siloed, plans.aligned)[rng.integers(2)]
    share = rng.choice([0.3, 1.0])
    changed = [name for name in DECISIONS if rng.random() < share or name in CHANGES_OFTEN]
    values = {name: any_value(rng, name, channels, near) for name in changed}
    return near.replace(**values) if rng.random() < 0.25 else near.replace(**{**values, **decisions})


def any_numbers(rng: np.random.Generator, company: Company, but: Collection[str]) -> dict[str, float]:
    """Return each number that the company file gives a range to, drawn from its range."""
    whole = {"keep.weeks", "keep.friend_weeks", "trouble.rep_away", "trouble.cutter_weeks", "trouble.pressure_weeks"}
    return {
        item.path: rng.integers(item.low, item.high + 1) if item.path in whole else rng.uniform(item.low, item.high)
        for item in company.assumptions
        if item.low is not None and item.path not in but
    }


def any_company(rng: np.random.Generator, number: int) -> Company:
    base = company_named("irrigation")
    variant, decisions = VARIANTS[number % len(VARIANTS)]
    company = base.replace(**variant)
    if rng.random() < 0.5:
        numbers = any_numbers(rng, base, but={*variant, "team.selling_share"})  # its smallest leaves no time for a task
        company = company.replace(**numbers)
    shares = SEGMENTS[rng.integers(len(SEGMENTS))]
    segments = tuple(Segment(f"group{n}", f"group {n}", share, 3000.0 * (n + 1), 0.5) for n, share in enumerate(shares))
    size = rng.uniform(0.2, 0.7)  # of the market, so that one case takes about a second
    company = dataclasses.replace(company, segments=segments, today=any_plan(rng, base, decisions))
    potential = {f"channels.{c.id}.potential": c.potential * size for c in company.channels}
    return company.replace(**potential, **{"targets.mqls": 120 * size / 2, "targets.revenue": 20_000 * size})


def any_shock(rng: np.random.Generator, company: Company, weeks: int) -> Shock:
    day = int(rng.integers(company.calendar.workdays))
    days = int(rng.integers(1, min(5, company.calendar.workdays - day) + 1))
    kind, week = str(rng.choice(list(SHOCKS))), int(rng.integers(weeks))
    return Shock(kind, week, day, days) if kind == "outage" else Shock(kind, week)


def any_override(rng: np.random.Generator) -> Override:
    return Override(
        rank=float(rng.integers(5)) if rng.random() < 0.5 else None,
        accept=bool(rng.integers(2)) if rng.random() < 0.5 else None,
        score=float(rng.uniform(0, 100)) if rng.random() < 0.5 else None,
    )


def any_case(number: int) -> Case:
    rng = np.random.default_rng([SEED, number])
    company = any_company(rng, number)
    warm_up, played = int(rng.integers(4)), int(rng.integers(8, 13))
    changes = sorted(rng.choice(np.arange(1, played), size=rng.integers(1, 5), replace=False).tolist())
    decisions = VARIANTS[number % len(VARIANTS)][1]
    steps = [any_plan(rng, company, decisions) for _ in range(len(changes) + 1)]
    by_week = [steps[np.searchsorted(changes, week, side="right")] for week in range(played)]
    potential = int(sum(channel.potential for channel in company.channels) * (warm_up + played) * 0.8)
    return Case(
        company=company,
        plans=(company.today,) * warm_up + tuple(by_week),
        warm_up=warm_up,
        shocks=checked_shocks(company, [any_shock(rng, company, played) for _ in range(rng.integers(9))]),
        overrides={int(lead): any_override(rng) for lead in rng.integers(potential, size=20)},
        programs=((), ("marketing",), ("sales",), ("marketing", "sales"), ("marketing", "sales"))[rng.integers(5)],
        seed=int(rng.integers(1000)),
        replication=int(rng.integers(50)),
    )
