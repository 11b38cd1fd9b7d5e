"""Hypothesis strategies shared by tests: any plan, plans that change by week, small companies.

Plans are built from the declarations in `DECISIONS`, so a new decision is tried out without a word here.
"""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass

from hypothesis import strategies as st

from smkt_helpers.companies import Company
from smkt_helpers.company_file import company as company_named
from smkt_helpers.plan import DECISIONS, Decision, Plan

FULL = os.environ.get("SMKT_FULL") == "1"
PLANS = 1000 if FULL else 40

# Office hours as shipped, and calendars at the edges of the rules.
CALENDARS = (
    {},
    {"team.team_meeting": 400.0},
    {"team.team_meeting": 600.0},       # longer than a day
    {"calendar.opens": 7.5, "calendar.closes": 18.25, "calendar.workdays": 6, "team.hours_week": 64.5},
    {"calendar.opens": 0.0, "calendar.closes": 24.0, "calendar.workdays": 7, "team.hours_week": 168.0},
    {"calendar.opens": 0.0, "calendar.closes": 24.0, "calendar.workdays": 5, "team.team_meeting": 0.0,
     "team.hours_week": 120.0},
    {"team.selling_share": 0.9, "contact.stale_days": 4.0},
    {"deal.patience": 1.5, "deal.gap_days": 1.0, "minutes.meeting": 180.0, "team.selling_share": 0.5,
     "qualify.base": 0.95, "deal.need": 0.95},
    {"deal.meetings": (0.1, 0.2, 0.3, 0.4), "qualify.base": 0.95, "deal.gap_days": 2.0},
)


@dataclass(frozen=True)
class Case:
    """One run to play: a company, its plans by played week, and the market they meet."""

    name: str
    changes: tuple[tuple[str, object], ...]
    steps: tuple[tuple[int, Plan], ...]
    seed: int
    replication: int
    warmup: int
    weeks: int

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
        low, high = -3, 2               # of a company with one to four reps
    reach = (high - low) / 5
    near_low, near_high = max(low, decision.default - reach), min(high, decision.default + reach)
    if decision.kind == "whole":
        return st.integers(int(low), int(high))
    steps = st.integers(0, round((high - low) / decision.step)).map(
        lambda n: min(low + n * decision.step, high))
    return st.one_of(st.floats(near_low, near_high), steps)


def plans(company: Company) -> st.SearchStrategy[Plan]:
    """Return any plan of a company."""
    channels = tuple(channel.id for channel in company.channels)
    fields = {name: values(decision, channels) for name, decision in DECISIONS.items()}
    return st.fixed_dictionaries(fields).map(lambda chosen: Plan().replace(**chosen))


def steps(company: Company, weeks: int) -> st.SearchStrategy[tuple[tuple[int, Plan], ...]]:
    """Return plans by week: one from week 0 on, and up to three changes later."""
    later = st.sets(st.integers(1, weeks - 1), max_size=3)
    return later.flatmap(lambda starts: st.tuples(*(
        st.tuples(st.just(start), plans(company)) for start in (0, *sorted(starts)))))


@st.composite
def changes(draw: st.DrawFn) -> dict[str, object]:
    """Return what `small` takes: people a week, one to four reps, one of `CALENDARS`."""
    return {"people": draw(st.sampled_from([40.0, 110.0])), **draw(st.sampled_from(CALENDARS)),
            "team.reps": draw(st.integers(1, 4))}


@st.composite
def cases(draw: st.DrawFn, name: str = "irrigation") -> Case:
    """Return a run of a small company: 2 to 4 weeks of warm-up, then 6 to 10 weeks."""
    special = draw(changes())
    weeks = draw(st.integers(6, 10))
    return Case(name=name, changes=tuple(special.items()), steps=draw(steps(small(name, **special), weeks)),
                seed=draw(st.integers(0, 2**53)), replication=draw(st.integers(0, 3)),
                warmup=draw(st.integers(2, 4)), weeks=weeks)
