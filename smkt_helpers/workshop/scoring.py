"""What a quarter brought: the same `simulate` and the same metrics as everywhere, for every table."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence

from smkt_helpers import engine
from smkt_helpers.companies import Company
from smkt_helpers.desk import board
from smkt_helpers.events import Shock
from smkt_helpers.history import simulate
from smkt_helpers.metrics import values
from smkt_helpers.plan import Plan
from smkt_helpers.workshop.bots import bot_steps
from smkt_helpers.workshop.formats import QUARTER
from smkt_helpers.workshop.rounds import Result, Workshop, plans_until

METRICS = board.ALL
Steps = Sequence[tuple[int, Plan]]


def play(now: Workshop, company: Company) -> Result:
    """Play the quarter in which a workshop stands, at all tables.

    Parameters
    ----------
    now : Workshop
        Its sheets are in.
    company : Company

    Returns
    -------
    Result
        With "today" as a mark: the company as it was, without anybody deciding. A single table also meets "bot", a
        program in both seats.
    """
    steps: dict[object, Steps] = {table: plans_until(now, now.round, table) for table in now.tables}
    before = before_swap(now)
    if before is not None:
        steps |= {("continued", table): plans_until(now, before, table) for table in now.tables}
    steps["today"] = [(0, now.start)]
    if len(now.tables) == 1:
        steps["bot"] = bot_steps(now)
    found = dict(zip(steps, engine.each(lambda one: figures(now, company, one), steps.values()), strict=True))
    tables = {table: found[table] for table in now.tables}
    marks = {name: found[name] for name in ("today", "bot") if name in found}
    continued = {table: found["continued", table] for table in now.tables} if before is not None else {}
    return Result(tables, marks, continued, hash_of(tables, marks, continued))


def before_swap(now: Workshop) -> int | None:
    """Return the last quarter that was played in the first seats; None while nobody has swapped."""
    history = now.history(now.round)
    swaps = [place for place in history if now.format.rounds[place].swap]
    earlier = [place for place in history if place < swaps[0]] if swaps else []
    return earlier[-1] if earlier else None


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
    history = simulate(
        company,
        list(steps),
        seed=seed_of(now),
        weeks=QUARTER * len(now.history(now.round)),
        replications=markets,
        first_replication=first_market,
        shocks=shocks_of(now),
        log=False,
    )
    found = values(history.tables(history.weeks - QUARTER), METRICS).mean()
    return {name: float(value) for name, value in found.items()}


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
