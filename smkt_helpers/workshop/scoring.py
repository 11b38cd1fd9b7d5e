"""What a quarter brought: the same `simulate` and the same metrics as everywhere, for every table."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from smkt_helpers import engine
from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.events import Shock
from smkt_helpers.history import History, simulate
from smkt_helpers.metrics import values
from smkt_helpers.plan import Plan
from smkt_helpers.records import makers_of
from smkt_helpers.workshop.bots import bot_steps
from smkt_helpers.workshop.formats import QUARTER
from smkt_helpers.workshop.state import Result, Workshop, before_swap, plans_until

__all__ = [
    "METRICS", "before_swap", "figures", "figures_of_all", "hash_of", "history_of", "play", "runs", "seed_of",
    "shocks_of",
]  # fmt: skip
# What the desks show of a quarter. Written out here, so that scoring needs no pictures.
METRICS = (
    "leads", "mql", "sal", "sql", "opportunities", "wins", "revenue", "contribution", "acceptance", "speed_median",
    "untouched", "spend", "cost_per_lead", "backlog", "utilisation", "cac", "trust", "satisfied_sales",
    "satisfied_marketing", "satisfied_management", "satisfied_customers",
)  # fmt: skip
Steps = Sequence[tuple[int, Plan]]
OF_THE_PLAN = ("spend", "terms")  # tables that say what was planned; the others say what happened


def play(now: Workshop, company: Company, *, use_compiled: bool = True) -> Result:
    """Play the quarter in which a workshop stands, at all tables whose sheets are in.

    Parameters
    ----------
    now : Workshop
        Its sheets are in.
    company : Company
    use_compiled : bool
        Use Numba when it is installed; the result is the same without.

    Returns
    -------
    Result
        With "today" as a mark: the company as it was, without anybody deciding. A single table also meets "bot", a
        program in both seats.
    """
    playing, before = now.playing(), before_swap(now)
    ways: dict[tuple[str, object], Steps] = {("table", table): plans_until(now, now.round, table) for table in playing}
    if before is not None:
        ways |= {("continued", table): plans_until(now, before, table) for table in playing}
    ways["mark", "today"] = [(0, now.start)]
    if len(playing) == 1:
        ways["mark", "bot"] = bot_steps(now)
    played = figures_of_all(now, company, list(ways.values()), use_compiled=use_compiled)
    found = dict(zip(ways, played, strict=True))

    def of(kind: str) -> dict:
        return {who: found[one, who] for one, who in found if one == kind}

    parts = (of("table"), of("mark"), of("continued"))
    return Result(*parts, hash_of(*parts))


def figures(
    now: Workshop, company: Company, steps: Steps, *, markets: int = 1, first_market: int = 0
) -> Mapping[str, float]:
    """Return the metrics of the quarter in which a workshop stands, played with the plans of one table.

    Parameters
    ----------
    now : Workshop
    company : Company
    steps : list of (from_week, Plan)
    markets, first_market : int
        In which markets; the figures are their means. The room plays in market 0.
    """
    found = runs(now, company, steps, markets=markets, first_market=first_market).mean()
    return {name: float(value) for name, value in found.items()}


def runs(
    now: Workshop,
    company: Company,
    steps: Steps,
    *,
    markets: int = 1,
    first_market: int = 0,
    ids: Sequence[str] = METRICS,
) -> pd.DataFrame:
    """Return what `figures` returns for each market by itself; `ids` are the metrics.

    Returns
    -------
    pandas.DataFrame
        One row per market (index `replication`), one column of floats per metric id.
    """
    history = history_of(now, company, steps, markets=markets, first_market=first_market)
    return values(history.tables(history.weeks - QUARTER), ids)


def figures_of_all(
    now: Workshop, company: Company, ways: Sequence[Steps], *, use_compiled: bool = True
) -> list[Mapping[str, float]]:
    """Return what `figures` returns for each of several ways to decide, in the market in which the room plays.

    The metrics of all are counted at once, and who decided the same is played once: a room with 40 tables waits.
    """
    short = [_without_repeats(steps) for steps in ways]
    distinct = list(dict.fromkeys(short))
    histories = engine.each(
        lambda steps: history_of(now, company, steps, use_compiled=use_compiled), distinct, use_compiled
    )
    found = values(_side_by_side(histories, histories[0].weeks - QUARTER), METRICS).to_dict("records")
    by_steps = dict(zip(distinct, found, strict=True))
    return [by_steps[steps] for steps in short]


def seed_of(now: Workshop) -> int:
    """Return which market is played; the practice quarter has one of its own, so that nobody learns the real one."""
    return now.format.seed + (now.part.kind == "practice")


def shocks_of(now: Workshop) -> tuple[Shock, ...]:
    """Return what has happened up to the end of this quarter; weeks count from the first one."""
    return tuple(
        Shock(shock.kind, shock.week + QUARTER * place, shock.day, shock.days)
        for place, round in enumerate(now.history(now.round))
        for shock in now.shocks(round)
    )


def hash_of(*parts: Mapping) -> str:
    """Return a short text that is the same for the same figures."""
    plain = [
        {str(who): {id: None if math.isnan(value) else f"{value:.9g}" for id, value in one.items()}
         for who, one in part.items()}
        for part in parts
    ]  # fmt: skip
    text = json.dumps(plain, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def history_of(
    now: Workshop,
    company: Company,
    steps: Steps,
    *,
    markets: int = 1,
    first_market: int = 0,
    use_compiled: bool = True,
) -> History:
    """Return the history up to the end of a quarter, played with the plans of one table; see `figures`."""
    return simulate(
        company,
        list(steps),
        seed=seed_of(now),
        weeks=QUARTER * len(now.history(now.round)),
        replications=markets,
        first_replication=first_market,
        shocks=shocks_of(now),
        log=False,
        use_compiled=use_compiled,
    )


def _without_repeats(steps: Steps) -> tuple[tuple[int, Plan], ...]:
    """Return the weeks in which the plan changes, so that the same decisions read the same."""
    return tuple(step for place, step in enumerate(steps) if place == 0 or step[1] != steps[place - 1][1])


def _side_by_side(histories: Sequence[History], from_week: int) -> Tables:
    """Return the tables of several histories of one market each as if they were runs of one, numbered from 0."""
    numbered = [
        dataclasses.replace(history, played=(history.played[0]._replace(replication=place),))
        for place, history in enumerate(histories)
    ]
    whole = dataclasses.replace(numbered[0], played=tuple(history.played[0] for history in numbered))
    first = whole.tables(from_week)
    made = dict(makers_of(whole, from_week))
    # What happened is in `played`; what was planned each history has to say by itself.
    each = [makers_of(history, from_week) for history in numbered]
    for table in OF_THE_PLAN:
        made[table] = {column: _joined([one[table][column] for one in each]) for column in each[0][table]}
    return Tables(made, start=first.start, end=first.end, replications=len(numbered), currency=first.currency)


def _joined(parts: Sequence[Callable[[], Any]]) -> Callable[[], pd.Series]:
    return lambda: pd.concat([pd.Series(make()) for make in parts], ignore_index=True)
