"""Hypothesis strategies shared by tests: any plan, plans that change by week, small companies, the unexpected.

Plans are built from the declarations in `DECISIONS`, so a new decision is tried out without a word here.
"""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass

from hypothesis import strategies as st

from smkt_helpers import engine
from smkt_helpers.companies import Company
from smkt_helpers.company_file import company as company_named
from smkt_helpers.decisions import DECISIONS, Decision
from smkt_helpers.events import SHOCKS, Override, Shock
from smkt_helpers.plan import Plan
from smkt_helpers.plan import plans as known_plans

FULL = os.environ.get("SMKT_FULL") == "1"
PLANS = 1000 if FULL else 40

# Office hours as shipped, and calendars at the edges of the rules.
CALENDARS = (
    {},
    {"team.team_meeting": 400.0},
    {"team.team_meeting": 600.0},  # longer than a day
    {"calendar.opens": 7.5, "calendar.closes": 18.25, "calendar.workdays": 6, "team.hours_week": 64.5},
    {"calendar.opens": 0.0, "calendar.closes": 24.0, "calendar.workdays": 7, "team.hours_week": 168.0},
    {
        "calendar.opens": 0.0,
        "calendar.closes": 24.0,
        "calendar.workdays": 5,
        "team.team_meeting": 0.0,
        "team.hours_week": 120.0,
    },
    {"team.selling_share": 0.9, "contact.stale_days": 4.0},
    {
        "deal.patience": 1.5,
        "deal.gap_days": 1.0,
        "minutes.meeting": 180.0,
        "team.selling_share": 0.5,
        "qualify.base": 0.95,
        "deal.need": 0.95,
    },
    {"deal.meetings": (0.1, 0.2, 0.3, 0.4), "qualify.base": 0.95, "deal.gap_days": 2.0},
)

# Natures of a market in which what is rare as shipped happens often.
SOON_CUSTOMERS = {
    "keep.weeks": 2,
    "keep.friend_weeks": 3,
    "keep.refer": 0.9,
    "keep.base": 0.3,
    "deal.gap_days": 1.0,
    "deal.win": 0.8,
    "qualify.base": 0.9,
    "qualify.ready": 0.8,
    "deal.need": 0.9,
}
NATURES = (
    {},
    SOON_CUSTOMERS,
    {**SOON_CUSTOMERS, "keep.weeks": 1, "keep.patience": 1.0, "minutes.service": 100.0},
    {"qualify.ready": 0.2, "qualify.ready_days": 10.0, "nurture.stay_days": 400.0, "deal.gap_days": 2.0},
    {"throttle.level": 0.5, "throttle.to": 0.2, "campaign.test_least": 3, "campaign.message_sigma": 2.0},
    {"structure.leak": 0.3, "structure.twice": 0.3, "prospect.most": 0.8, "prospect.half": 5.0},
    {"trust.rate": 0.5, "trust.start": 0.2, "trust.together": 0.3, "together.keep": 0.2},
)


@dataclass(frozen=True)
class Case:
    """One run to play: a company, its plans by played week, the market they meet, and what else happens."""

    name: str
    changes: tuple[tuple[str, object], ...]
    steps: tuple[tuple[int, Plan], ...]
    seed: int
    replication: int
    warmup: int
    weeks: int
    shocks: tuple[Shock, ...] = ()
    overrides: tuple[tuple[int, Override], ...] = ()
    programs: tuple[str, ...] = ()

    @property
    def company(self) -> Company:
        """Return the company; a property, so that a failing case prints in a few lines."""
        return small(self.name, **dict(self.changes))


@functools.lru_cache(maxsize=200)
def small(name: str = "irrigation", people: float = 70.0, **changes: object) -> Company:
    """Return a shipped company with about `people` potential leads a week and two reps."""
    company = company_named(name)
    scale = people / sum(channel.potential for channel in company.channels)
    fewer = {f"channels.{channel.id}.potential": channel.potential * scale for channel in company.channels}
    return company.replace(**{**fewer, "team.reps": 2, **changes})


@functools.cache  # a strategy that is made again is also checked again
def values(decision: Decision, channels: tuple[str, ...]) -> st.SearchStrategy:
    """Return any allowed value of one decision; half of the numbers lie near the default."""
    if decision.kind == "switch":
        return st.booleans()
    if decision.kind == "choice":
        return st.sampled_from([key for key, _words in decision.options])
    if decision.kind == "mix":
        weights = st.sampled_from([0.0, 0.5, 1.0, 2.0, decision.high])
        return st.dictionaries(st.sampled_from(channels), weights)
    low, high = decision.low, decision.high
    if decision.name == "extra_reps":
        low, high = -3, 2  # of a company with one to four reps
    reach = (high - low) / 5
    near_low, near_high = max(low, decision.default - reach), min(high, decision.default + reach)
    if decision.kind == "whole":
        return st.integers(int(low), int(high))
    steps = st.integers(0, round((high - low) / decision.step)).map(lambda n: min(low + n * decision.step, high))
    return st.one_of(st.floats(near_low, near_high), steps)


@st.composite
def plans(draw: st.DrawFn, company: Company) -> Plan:
    """Return any plan of a company: a known one with some eight to thirty decisions changed.

    So most plans still meet, call and win somebody.
    """
    channels = tuple(channel.id for channel in company.channels)
    known = draw(st.sampled_from([known_plans.siloed, known_plans.aligned]))
    names = draw(st.lists(st.sampled_from(list(DECISIONS)), min_size=8, max_size=30, unique=True))
    return known.replace(**{name: draw(values(DECISIONS[name], channels)) for name in names})


def steps(company: Company, weeks: int) -> st.SearchStrategy[tuple[tuple[int, Plan], ...]]:
    """Return plans by week: one from week 0 on, and up to three changes later."""
    later = st.sets(st.integers(1, weeks - 1), max_size=3)
    return later.flatmap(
        lambda starts: st.tuples(*(st.tuples(st.just(start), plans(company)) for start in (0, *sorted(starts))))
    )


@st.composite
def changes(draw: st.DrawFn) -> dict[str, object]:
    """Return what `small` takes: people a week, one to four reps, one of `CALENDARS`, one of `NATURES`."""
    return {
        "people": draw(st.sampled_from([40.0, 110.0])),
        **draw(st.sampled_from(NATURES)),
        **draw(st.sampled_from(CALENDARS)),
        "team.reps": draw(st.integers(1, 4)),
    }


@st.composite
def shocks(draw: st.DrawFn, company: Company, weeks: int) -> Shock:
    """Return something unexpected in one of the played weeks."""
    workdays = company.calendar.workdays
    kind, week = draw(st.sampled_from([*sorted(SHOCKS), "outage"])), draw(st.integers(0, weeks - 1))
    if kind != "outage":
        return Shock(kind, week=week)
    day = draw(st.integers(0, workdays - 1))
    return Shock(kind, week=week, day=day, days=draw(st.integers(1, workdays - day)))


def overrides() -> st.SearchStrategy[Override]:
    """Return a person's decision about one lead."""
    return st.builds(
        Override,
        rank=st.none() | st.integers(1, 5).map(float),
        accept=st.none() | st.booleans(),
        score=st.none() | st.floats(0, 100),
    )


@st.composite
def cases(draw: st.DrawFn, name: str = "irrigation") -> Case:
    """Return a run of a small company: 2 to 4 weeks of warm-up, then 6 to 10 weeks, with all that may happen."""
    special = draw(changes())
    company = small(name, **special)
    weeks = draw(st.integers(6, 10))
    decided = draw(st.dictionaries(st.integers(0, int(6 * special["people"])), overrides(), max_size=20))
    return Case(
        name=name,
        changes=tuple(special.items()),
        steps=draw(steps(company, weeks)),
        seed=draw(st.integers(0, 2**53)),
        replication=draw(st.integers(0, 3)),
        warmup=draw(st.integers(2, 4)),
        weeks=weeks,
        shocks=tuple(draw(st.lists(shocks(company, weeks), max_size=3))),
        overrides=tuple(sorted(decided.items())),
        programs=draw(st.sampled_from([(), ("marketing",), ("sales",), ("marketing", "sales")])),
    )


def play(
    case: Case, use_compiled: bool = True, replications: tuple[int, ...] = (), **changed: object
) -> list[engine.Played]:
    """Play a case; `changed` arguments go to the engine."""
    arguments = dict(
        seed=case.seed,
        warmup=case.warmup,
        weeks=case.weeks,
        shocks=case.shocks,
        overrides=dict(case.overrides),
        programs=case.programs,
        replications=replications or (case.replication,),
        use_compiled=use_compiled,
    )
    return engine.run(case.company, case.steps, **arguments | changed)
