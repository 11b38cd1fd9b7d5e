"""What each practice moves, what it costs, and where it hurts: measured, one line per practice.

Each practice is tried in single markets, with it and without it, all else the same. The bar: what a person reads
on the scoreboard changes in at least 8 of 10 single markets, the cost can be seen, and there is a setting at which
the practice does harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from smkt_helpers import metrics as registry
from smkt_helpers.arguments import checked_call, checked_company, checked_markets, checked_seed
from smkt_helpers.companies import Company
from smkt_helpers.comparison.runs import half_interval
from smkt_helpers.history import simulate
from smkt_helpers.measures_people import weekly_mean
from smkt_helpers.plan import Plan
from smkt_helpers.practices import PRACTICES, Practice, Trial
from smkt_helpers.words import N_, _, number

MARKETS = 10
# Columns of the terms that show a cost and are no metric of their own.
COLUMNS: Mapping[str, str] = {"campaign_hours": N_("Marketing's hours left for campaigns, a week")}


@dataclass(frozen=True)
class Line:
    """One practice: `moved` of `markets` single markets showed another figure of its metric.

    `change`, `cost` and `harm` are mean differences of `metric`, `cost_metric` and `harm_metric` (with less without),
    each with half of its 95% interval.
    """

    id: str
    metric: str
    without: float
    change: float
    change_half: float
    moved: int
    markets: int
    cost_metric: str
    cost: float
    cost_half: float
    harm_metric: str
    harm: float
    harm_half: float


def name_of(figure: str) -> str:
    """Return a figure's name as a person reads it."""
    return _(COLUMNS[figure]) if figure in COLUMNS else _(registry.metric(figure).name)


def show(figure: str, value: float, currency: str) -> str:
    """Return a figure as the scoreboard shows it."""
    return number(value, 1) if figure in COLUMNS else registry.show(figure, value, currency)


def figures(company: Company, plan: Plan, trial: Trial, ids: Iterable[str], seed: int, markets: int) -> pd.DataFrame:
    """Play a plan where a practice is tried; return one row per market, one column per figure."""
    tables = simulate(
        company, plan, seed=seed, weeks=trial.weeks, replications=markets, shocks=trial.shocks,
        programs=trial.programs, log=False,
    ).tables()  # fmt: skip
    ids = list(dict.fromkeys(ids))
    found = registry.values(tables, [id for id in ids if id not in COLUMNS])
    return found.assign(**{id: weekly_mean(id)(tables) for id in ids if id in COLUMNS})


def line_of(company: Company, practice: Practice, seed: int = 1, markets: int = MARKETS) -> Line:
    """Measure one practice."""
    def difference(trial: Trial, fields: Mapping[str, Any], ids: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
        without, used = trial.plans(fields)
        return tuple(figures(company, one, trial, ids, seed, markets) for one in (without, used))

    metric, cost = practice.metric, practice.cost_metric
    before, after = difference(practice.trial, practice.fields, [metric, cost])
    change = after - before
    half = half_interval(change)
    shown = [[show(metric, value, company.currency) for value in table[metric]] for table in (before, after)]
    hurt_before, hurt_after = difference(practice.harm_trial or practice.trial, practice.hurts, [practice.harm_metric])
    harm = hurt_after - hurt_before
    return Line(
        practice.id,
        metric,
        float(before[metric].mean()),
        float(change[metric].mean()),
        float(half[metric]),
        int(np.sum([one != other for one, other in zip(*shown, strict=True)])),
        markets,
        cost,
        float(change[cost].mean()),
        float(half[cost]),
        practice.harm_metric,
        float(harm[practice.harm_metric].mean()),
        float(half_interval(harm)[practice.harm_metric]),
    )


def practice_table(
    company: Company,
    seed: int = 1,
    markets: int = MARKETS,
    progress: Callable[[int, int], None] | None = None,
) -> list[Line]:
    """Measure every practice of the table, in its order.

    Parameters
    ----------
    company : Company
    seed : int
        Which markets.
    markets : int
        Number of single markets for each practice.
    progress : callable, optional
        Called with the practices done and the practices in all.

    Raises
    ------
    KitError
        If a number is out of range.
    """
    company, seed, markets = checked_company(company), checked_seed(seed), checked_markets(markets)
    checked_call("progress", progress)
    lines = []
    for practice in PRACTICES.values():
        lines.append(line_of(company, practice, seed, markets))
        if progress:
            progress(len(lines), len(PRACTICES))
    return lines
