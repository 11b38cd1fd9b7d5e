"""The tables of the weeks: marketing's spend, and the terms: what was agreed, hours, prices and goals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from smkt_helpers import weekly
from smkt_helpers.companies import BRAND
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.hours import Hours, blocked_of, hours_of, spend_of, tools_of
from smkt_helpers.plan import Plan
from smkt_helpers.records.rows import WARMUP, words_of

if TYPE_CHECKING:
    from smkt_helpers.history import History


class Weeks:
    """The played weeks of all runs: what the plan gives is the same in every run, what happened is not."""

    def __init__(self, history: History, from_week: int = 0) -> None:
        self.history, self.company = history, history.company
        self.first, self.before = from_week, WARMUP + from_week
        self.count, self.runs = history.weeks - from_week, len(history.played)
        self.in_force = weekly.plans_by_week(history.company, history.steps, WARMUP, history.weeks)
        self.plans = self.in_force[self.before :]

    @cached_property
    def reps(self) -> np.ndarray:
        """Return the reps on duty in each played week."""
        return weekly.reps_by_week(self.company, self.in_force, self.history.shocks, WARMUP)[self.before :]

    def by_plan(self, value_of: Callable[[Plan], Any]) -> list[Any]:
        """Return a value per played week; weeks with the same plan share it."""
        return weekly.by_plan(self.plans, value_of)

    @cached_property
    def hours(self) -> list[Hours]:
        """Return what each played week's plan does with hours."""
        return weekly.by_rep_plan(self.plans, self.reps, lambda plan, n: hours_of(self.company, plan, n))

    def tile(self, values: Sequence | np.ndarray) -> np.ndarray:
        """Return values per week once for each run."""
        return np.tile(np.asarray(values), self.runs)

    def plan(self, name: str) -> np.ndarray:
        """Return one decision per week and run."""
        return self.tile(self.by_plan(lambda plan: plan[name]))

    def happened(self, name: str) -> np.ndarray:
        """Return one of the engine's weekly records, for the played weeks of all runs."""
        return np.concatenate([np.asarray(getattr(one.weeks, name))[self.before :] for one in self.history.played])

    @property
    def run(self) -> np.ndarray:
        """Return each row's replication."""
        return np.repeat([one.replication for one in self.history.played], self.count)

    @property
    def monday(self) -> np.ndarray:
        """Return the day on which each row's week begins."""
        first = np.datetime64(self.company.start, "s")
        days = 7 * (self.first + np.arange(self.count))
        return self.tile(first + days.astype("timedelta64[D]").astype("timedelta64[s]"))


def spend_table(weeks: Weeks) -> dict[str, Callable[[], Any]]:
    """Return how each column of the spend is made."""
    company = weeks.company
    names = [channel.name for channel in company.channels] + [BRAND]

    def each(values: np.ndarray) -> np.ndarray:
        return np.repeat(values, len(names))

    def amount() -> np.ndarray:
        money = np.array(weeks.by_plan(lambda plan: np.append(*spend_of(company, plan))))
        money = np.tile(money, (weeks.runs, 1))
        # In a throttled week the ads are cut, the money for the good name is not.
        money[:, :-1] *= np.where(weeks.happened("throttled"), company.throttle.to, 1.0)[:, None]
        return np.round(money.ravel(), 2)

    return {
        "replication": lambda: each(weeks.run),
        "week": lambda: each(weeks.tile(np.arange(weeks.count))),
        "week_start": lambda: pd.Series(each(weeks.monday)),
        "channel": lambda: words_of(np.tile(np.arange(len(names)), weeks.count * weeks.runs), names),
        "amount": amount,
    }


def terms_table(weeks: Weeks) -> dict[str, Callable[[], Any]]:
    """Return how each column of the terms is made."""
    company, team = weeks.company, weeks.company.team

    def fixed(value: float) -> Callable[[], np.ndarray]:
        return lambda: np.full(weeks.count * weeks.runs, float(value))

    def number(name: str) -> Callable[[], np.ndarray]:
        return lambda: weeks.plan(name).astype("float64")

    def known(name: str, digits: int) -> Callable[[], np.ndarray]:
        return lambda: np.round(weeks.happened(name).astype("float64"), digits)

    def hours(*names: str) -> Callable[[], np.ndarray]:
        return lambda: np.round(
            weeks.tile([float(sum(getattr(one, name) for name in names)) for one in weeks.hours]), 3
        )

    def used() -> np.ndarray:
        week = company.calendar.workdays * (company.calendar.closes - company.calendar.opens)
        meetings = weeks.by_plan(lambda plan: min(blocked_of(company, plan) / 60, week))
        return np.round(weeks.happened("busy") / 60 + weeks.tile(weeks.reps * np.array(meetings)), 3)

    return {
        "replication": lambda: weeks.run,
        "week": lambda: weeks.tile(np.arange(weeks.count)),
        "week_start": lambda: pd.Series(weeks.monday),
        "reps": lambda: weeks.tile(weeks.reps),
        "rep_hours": lambda: weeks.tile(weeks.reps * team.hours_week),
        "rep_hours_used": used,
        "marketer_hours": fixed(team.marketers * team.hours_week),
        "rep_hour_price": fixed(company.money.rep_hour),
        "marketer_hour_price": fixed(company.money.marketer_hour),
        "tools": lambda: weeks.tile(weeks.by_plan(lambda plan: float(tools_of(company, plan)))),
        "target_hours": number("target_hours"),
        "threshold": number("threshold"),
        "handoff": lambda: pd.Categorical(
            weeks.plan("handoff"), [key for key, _words in DECISIONS["handoff"].options]
        ),
        "shared_definition": lambda: weeks.plan("shared_definition"),
        "meeting_minutes": number("meeting_minutes"),
        "tracked": lambda: weeks.plan("tracked"),
        "throttled": lambda: weeks.happened("throttled").astype(bool),
        "trust": known("trust", 4),
        "brand": lambda: np.round(weeks.tile(weekly.brand_of(company, weeks.in_force)[weeks.before :]), 4),
        "goal_revenue": known("goal", 2),
        "points": known("points", 2),
        "discount_moved": known("discount", 4),
        "together_hours": hours("together_sales", "together_marketing"),
        "prospecting_hours": hours("prospecting"),
        "preparing_hours": hours("preparing"),
        "campaign_hours": hours("campaign"),
    }
