"""The same decisions in other markets: what is left in all quarters together, one market after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from smkt_helpers import engine
from smkt_helpers.companies import Company
from smkt_helpers.metrics import values
from smkt_helpers.plan import Plan
from smkt_helpers.workshop.debriefing.facts import as_of
from smkt_helpers.workshop.scoring import history_of
from smkt_helpers.workshop.state import Workshop, before_swap, plans_until

Steps = tuple[tuple[int, Plan], ...]
Way = tuple[str, int]  # "played", "as_before" or a practice with a table, or "today" with 0


def ways_of(now: Workshop, rounds: Sequence[int]) -> dict[Way, Steps]:
    """Return the plans of each table by week, as played and as before the swap, and those of today."""
    then = as_of(now, rounds[-1])
    tables = sorted(then.results[rounds[-1]].tables)
    ways: dict[Way, Steps] = {("played", table): tuple(plans_until(then, then.round, table)) for table in tables}
    before = before_swap(then)
    if before is not None:
        ways |= {("as_before", table): tuple(plans_until(then, before, table)) for table in tables}
    return ways | {("today", 0): ((0, now.start),)}


def contributions(
    now: Workshop, rounds: Sequence[int], company: Company, ways: Mapping[Way, Steps], market: int
) -> dict[Way, float]:
    """Return what each way leaves in all quarters together, in one market; the room played in market 0."""
    then = as_of(now, rounds[-1])
    distinct = list(dict.fromkeys(ways.values()))

    def left(steps: Steps) -> float:
        history = history_of(then, company, steps, first_market=market)
        return float(values(history.tables(), ["contribution"])["contribution"].iloc[0])

    # The first one draws the market, which is kept for all others who meet it.
    first, *others = distinct
    found = dict(zip(distinct, [left(first), *engine.each(left, others)], strict=True))
    return {way: found[steps] for way, steps in ways.items()}


def in_markets(found: Sequence[Mapping[Way, float]]) -> pd.DataFrame:
    """Return what was played so far: markets in rows, ways (kind, table) in columns."""
    table = pd.DataFrame(list(found))
    table.columns = pd.MultiIndex.from_tuples(table.columns, names=["way", "table"])
    return table
