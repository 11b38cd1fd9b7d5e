"""The engine against the reference model: the same market and plans, the same fate for every lead."""

import functools
import os
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pytest

from smkt_helpers import engine, market
from smkt_helpers.companies import Company
from smkt_helpers.company_file import company as company_named
from smkt_helpers.plan import DECISIONS, Plan
from tests.reference.clock import Clock
from tests.reference.people import OUTCOMES, State
from tests.reference.reference import simulate_reference

SEED = 20251121     # of the random plans and companies
GATE, FULL = 25, 120
CASES = [pytest.param(number, marks=[pytest.mark.full] if number >= GATE else [])
         for number in range(FULL if os.environ.get("SMKT_FULL") == "1" else GATE)]

# What makes one company differ from the next: each case takes the next one of these.
ROUND_THE_CLOCK = {"calendar.opens": 0.0, "calendar.closes": 24.0, "team.hours_week": 168.0}
VARIANTS = (
    {},
    {"team.team_meeting": 400.0, "team.reps": 3},
    {"team.team_meeting": 600.0, "team.reps": 2},       # longer than a day
    {"team.selling_share": 0.22, "team.reps": 4},
    {**ROUND_THE_CLOCK, "calendar.workdays": 7, "team.team_meeting": 300.0, "team.reps": 4},   # never closes
    {"calendar.opens": 7.5, "calendar.closes": 18.25, "calendar.workdays": 6, "team.hours_week": 64.5, "team.reps": 2},
    {**ROUND_THE_CLOCK, "calendar.workdays": 5, "team.team_meeting": 0.0, "team.reps": 1},
    {"calendar.opens": 10.0, "calendar.closes": 14.0, "team.selling_share": 0.9, "team.reps": 3},
    {"contact.stale_days": 3.0, "deal.patience": 1.5, "deal.gap_days": 1.0, "team.reps": 1},
    {"calendar.workdays": 7, "team.hours_week": 56.0, "deal.meetings": (0.1, 0.2, 0.3, 0.4), "team.reps": 2},
    {**ROUND_THE_CLOCK, "calendar.workdays": 7, "team.team_meeting": 0.0, "team.reps": 1},
)


@dataclass(frozen=True)
class Case:
    """A market and the plans that meet it."""

    company: Company
    plans: tuple[Plan, ...]     # one per week
    seed: int
    replication: int

    @property
    def weeks(self) -> int:
        return len(self.plans)

    def market(self) -> market.Market:
        return market.draw(self.company, self.seed, self.replication, self.weeks)[0]


def any_value(rng: np.random.Generator, name: str, channels: list[str]):
    """Return a value of one decision: anywhere in its range, or not far from its default."""
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
    if rng.random() < 0.6:
        value = np.clip(rng.normal(decision.default, width / 8), decision.low, decision.high)
    steps = round((value - decision.low) / decision.step)      # as a slider gives it
    value = min(decision.low + steps * decision.step, decision.high)
    return int(value) if decision.kind == "whole" else float(value)


def any_plan(rng: np.random.Generator, company: Company) -> Plan:
    channels = [channel.id for channel in company.channels]
    return Plan().replace(**{name: any_value(rng, name, channels) for name in DECISIONS})


def any_numbers(rng: np.random.Generator, company: Company, but: Collection[str]) -> dict[str, float]:
    """Return each number that the company file gives a range to, drawn from its range."""
    return {item.path: rng.uniform(item.low, item.high) for item in company.assumptions
            if item.low is not None and item.path not in but}


def any_case(number: int) -> Case:
    rng = np.random.default_rng([SEED, number])
    base = company_named("irrigation")
    company = base.replace(**VARIANTS[number % len(VARIANTS)])
    if rng.random() < 0.5:
        company = company.replace(**any_numbers(rng, base, but=VARIANTS[number % len(VARIANTS)]))
    size = rng.uniform(0.15, 0.5)       # of the market, so that one case takes well under a second
    company = company.replace(**{f"channels.{c.id}.potential": c.potential * size for c in company.channels})
    weeks = int(rng.integers(8, 15))
    changes = sorted(rng.choice(np.arange(1, weeks), size=rng.integers(1, 5), replace=False).tolist())
    plans = [base.today] + [any_plan(rng, company) for _ in changes]
    by_week = [plans[np.searchsorted(changes, week, side="right")] for week in range(weeks)]
    return Case(company, tuple(by_week), int(rng.integers(1000)), int(rng.integers(50)))


@functools.cache
def by_reference(number: int) -> dict[str, np.ndarray]:
    case = any_case(number)
    return simulate_reference(case.company, case.market(), case.plans, case.weeks)


def by_engine(case: Case, compiled: bool) -> dict[str, np.ndarray]:
    rules = engine.rules_of(case.company, case.weeks)
    weekly = engine.weekly_of(case.company, case.plans)
    outcomes, _log, _busy = engine.play_market(rules, weekly, case.market(), use_compiled=compiled)
    return {name: np.asarray(getattr(outcomes, name), dtype=float) for name in OUTCOMES}


def differences(ours: dict[str, np.ndarray], theirs: dict[str, np.ndarray]) -> list[str]:
    """Return one line for each lead and outcome on which two runs disagree.

    Somebody who is never met has no score; what stands in its place does not matter.
    """
    lines = []
    for name in OUTCOMES:
        engine_has, reference_has = ours[name].astype(float), theirs[name].astype(float)
        differ = ~np.isclose(engine_has, reference_has, rtol=0, atol=1e-6, equal_nan=True)
        if name == "score":
            differ &= theirs["state"] != State.NEVER_MET
        lines += [f"lead {lead}: {name} is {engine_has[lead]} (engine), {reference_has[lead]} (reference)"
                  for lead in np.flatnonzero(differ)]
    return lines


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "uncompiled"])
@pytest.mark.parametrize("number", CASES)
def test_engine_and_reference_agree_on_every_lead(number, compiled):
    found = differences(by_engine(any_case(number), compiled), by_reference(number))
    assert not found, f"{len(found)} differences, the first ones:\n" + "\n".join(found[:20])


def test_the_cases_reach_every_state_and_reason():
    """Agreement means little about a rule that no case ever used."""
    runs = [by_reference(number) for number in range(GATE)]
    states = np.concatenate([run["state"] for run in runs])
    reasons = np.concatenate([run["reason"] for run in runs])
    assert set(states.tolist()) == set(State)
    assert set(reasons[states == State.REJECTED].tolist()) == {1, 2}
    assert set(reasons[states == State.LOST].tolist()) == {1, 2, 3}
    assert {0, 3} <= set(reasons[states == State.NO_NEED].tolist())
    assert any(run["twice"].any() for run in runs)
    assert max(run["touches"].max() for run in runs) > 3
    assert max(run["met"].max() for run in runs) == 4


def test_the_clock_of_the_reference_by_hand():
    clock = Clock.of(company_named("irrigation").replace(**{"team.team_meeting": 60.0}))     # 9 to 17, 5 days
    tuesday_noon, friday_night, next_monday = 1440 + 720, 4 * 1440 + 1380, 7 * 1440 + 540
    assert clock.to_work(tuesday_noon) == 480 + 180
    assert clock.to_work(friday_night) == clock.to_work(next_monday) == 2400
    assert clock.to_calendar(480 + 180) == clock.end_to_calendar(480 + 180) == tuesday_noon
    assert clock.to_calendar(2400) == next_monday
    assert clock.end_to_calendar(2400) == 4 * 1440 + 17 * 60
    assert clock.after_team_meeting(2430) == 2460
    assert clock.closing(2430) == 2880


def test_a_difference_is_found():
    theirs = by_reference(0)
    touched = int(np.flatnonzero(~np.isnan(theirs["first"]))[0])
    ours = {name: values.copy() for name, values in theirs.items()}
    ours["first"][touched] += 0.001
    ours["talked"][np.flatnonzero(np.isnan(ours["talked"]))[0]] = 0.0
    assert not differences(theirs, theirs)
    assert [line.split(" is ")[0].split(": ")[1] for line in differences(ours, theirs)] == ["first", "talked"]
