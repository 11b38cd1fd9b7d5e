"""How the difference between two ways of working is shared out among the practices that make it.

A practice that is added first may give a lot and the same one added last nothing, because practices need or replace
each other. So each practice's part is averaged over orders in which the practices are taken up: its Shapley value
(L. S. Shapley, "A value for n-person games", 1953). Twenty practices have more orders than anybody can play; some
are drawn at random, each together with its reverse, so that what comes early in one comes late in the other (an
antithetic pair: A. B. Owen, "Monte Carlo theory, methods and examples", 2013, chapter 8; orders drawn at random:
J. Castro, D. Gómez and J. Tejada, Computers & Operations Research, 2009).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from smkt_helpers import metrics as registry
from smkt_helpers.arguments import checked_markets, checked_plan, checked_whole
from smkt_helpers.companies import Company
from smkt_helpers.comparison.pairs import bars
from smkt_helpers.comparison.runs import (
    SEATS,
    Cancel,
    Progress,
    Study,
    checked_metric,
    chosen_practices,
    on_all_cores,
    study_of,
    work_off,
)
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan
from smkt_helpers.practices import Practice, with_practices
from smkt_helpers.words import N_, _

COLUMNS = ("practice", "mean", "low", "high", "gave", "cost", "lowered")
ORDERS = 1_000_003     # a number that no other draw of the kit is keyed by
MOST_PAIRS = 1000
PAIRS = N_("The number of pairs of orders must be a whole number from {least} to {most}, not {value}.")


@dataclass(frozen=True)
class Waterfall:
    """What each practice gave, between a start and an end.

    `table` is indexed by practice id, in the order of the practice table, with the columns `practice` (its name),
    `mean` (its part of the metric, average over markets), `low` and `high` (95% interval of that mean over markets;
    each market has orders of its own, so that the luck of the orders is in it), `gave` (its part of the revenue),
    `cost` (the rest: its part of the revenue less its part of the contribution, in money) and `lowered` (share of
    markets in which it made the metric worse, or lower where neither direction is better).

    `start` and `end` are the means of the metric without and with all practices, `parts` each market's bars
    (a row per market, a column per practice), which add up to that market's end less its start. `orders` is the
    number of orders per market, `runs` the number of quarters, years or whatever was played in all.
    """

    metric: str
    table: pd.DataFrame
    start: float
    end: float
    parts: pd.DataFrame
    markets: int
    orders: int
    runs: int


@dataclass(frozen=True)
class Market:
    """One market in which practices, named by id, are taken up in several orders."""

    study: Study
    base: Plan
    practices: tuple[str, ...]
    orders: tuple[tuple[int, ...], ...]
    number: int


@dataclass(frozen=True)
class Shares:
    """What one market gave: `parts` has shape (practices, metrics), `start` and `end` (metrics,)."""

    number: int
    parts: np.ndarray
    start: np.ndarray
    end: np.ndarray
    runs: int


def waterfall(company: Company, base: Plan, practices: Iterable[str] | None = None, weeks: int = 52,
              markets: int = 50, seed: int = 1, metric: str = "contribution", *, pairs: int = 1,
              shocks: Sequence = (), programs: Sequence[str] = SEATS, executor: Executor | None = None,
              progress: Progress | None = None, cancel: Cancel | None = None,
              use_compiled: bool = True) -> Waterfall:
    """Share the difference between a plan and the same plan with practices out among the practices.

    Whole ways of working are compared: a program sits in both seats and adjusts its decisions every week by its
    bonus. With ``programs=()`` every plan is played exactly as it is written.

    Parameters
    ----------
    company : Company
    base : Plan
        The way of working to start from.
    practices : iterable of str, optional
        Ids of the practice table; without it all of them.
    weeks : int
        As in `simulate`.
    markets : int
        Number of markets; all runs of one market meet the same people.
    seed : int
        Names the markets, and the orders.
    metric : str
        Id of the metric to share out.
    pairs : int
        Orders are drawn in pairs, one and its reverse; so many pairs for each market. More pairs take as much
        longer as more markets, and narrow the interval less.
    shocks, programs : sequence
        As in `simulate`, for every plan.
    executor, progress, cancel
        As in `compare`; a block is one market, and progress counts markets.
    use_compiled : bool
        As in `simulate`.

    Returns
    -------
    Waterfall

    Raises
    ------
    KitError
        If a number is out of range, a practice or metric is unknown, no market has an answer, or it was stopped
        before the first market was done.
    """
    ways = {"executor": executor, "progress": progress, "cancel": cancel}
    base, metric = checked_plan(base), checked_metric(metric)
    study = study_of(
        company, seed, weeks, (metric, "revenue", "contribution"), shocks, programs, use_compiled, **ways)
    table = chosen_practices(practices)
    ids = tuple(one.id for one in table)
    pairs = checked_whole(pairs, PAIRS, 1, MOST_PAIRS)
    items = [Market(study, base, ids, orders_of(study.seed, number, len(table), pairs), number)
             for number in range(checked_markets(markets))]
    done = work_off(shares_of, items, [1] * len(items), **ways, on_all_cores=on_all_cores(use_compiled))
    return _table(study, metric, table, done, 2 * pairs)


def orders_of(seed: int, market: int, count: int, pairs: int) -> tuple[tuple[int, ...], ...]:
    """Return the orders of one market: `pairs` random orders of `count` practices, each followed by its reverse."""
    generator = np.random.default_rng([seed, ORDERS, market])
    drawn = [tuple(generator.permutation(count).tolist()) for _pair in range(pairs)]
    return tuple(order for one in drawn for order in (one, one[::-1]))


def shares_of(market: Market) -> Shares:
    """Play one market and return each practice's part; a plan that occurs twice is played once."""
    known: dict[Plan, np.ndarray] = {}

    def value(taken: Iterable[int]) -> np.ndarray:
        plan = with_practices(market.base, [market.practices[place] for place in taken])
        if plan not in known:
            known[plan] = market.study.figures(plan, market.number, 1).to_numpy()[0]
        return known[plan]

    parts = np.zeros((len(market.practices), len(market.study.metrics)))
    for order in market.orders:
        before = value(())
        for count, place in enumerate(order, start=1):
            after = value(order[:count])
            parts[place] += (after - before) / len(market.orders)
            before = after
    return Shares(market.number, parts, value(()), value(range(len(market.practices))), len(known))


def _table(study: Study, metric: str, practices: Sequence[Practice], done: Sequence[Shares], orders: int) -> Waterfall:
    ids = pd.Index([practice.id for practice in practices], name="id")
    place: Mapping[str, int] = {id: study.metrics.index(id) for id in study.metrics}
    answered = [one for one in done if not np.isnan([*one.parts[:, place[metric]], one.start[place[metric]]]).any()]
    if not answered:
        raise KitError(_("{metric} has no answer in any of these markets, so it cannot be shared out.").format(
            metric=_(registry.metric(metric).name)))

    def per_market(id: str) -> pd.DataFrame:
        return pd.DataFrame([one.parts[:, place[id]] for one in answered], columns=ids,
                            index=pd.Index([one.number for one in answered], name="replication"))

    names, parts = [_(practice.name) for practice in practices], per_market(metric)
    table = bars(names, metric, parts, per_market("revenue"), per_market("contribution"))
    return Waterfall(
        metric=metric, table=table[list(COLUMNS)], parts=parts, markets=len(answered), orders=orders,
        start=float(np.mean([one.start[place[metric]] for one in answered])),
        end=float(np.mean([one.end[place[metric]] for one in answered])),
        runs=sum(one.runs for one in done),
    )
