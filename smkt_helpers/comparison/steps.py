"""The next best step: which practice to take up first, given those already taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor

import pandas as pd

from smkt_helpers import metrics as registry
from smkt_helpers.arguments import checked_markets, checked_plan
from smkt_helpers.companies import Company
from smkt_helpers.comparison.pairs import SIGNS, bars
from smkt_helpers.comparison.runs import (
    SEATS,
    Cancel,
    Progress,
    checked_metric,
    chosen_practices,
    play_all,
    study_of,
)
from smkt_helpers.plan import Plan
from smkt_helpers.practices import with_practices
from smkt_helpers.words import _

COLUMNS = ("practice", "gain", "low", "high", "gave", "cost", "hours", "lowered", "runs")


def next_step(company: Company, plan: Plan, practices: Iterable[str] | None = None, weeks: int = 52,
              markets: int = 20, seed: int = 1, metric: str = "contribution", *, shocks: Sequence = (),
              programs: Sequence[str] = SEATS, executor: Executor | None = None, progress: Progress | None = None,
              cancel: Cancel | None = None, use_compiled: bool = True) -> pd.DataFrame:
    """Add each practice that the plan does not have yet, alone, and say what it would change.

    Whole ways of working are compared: a program sits in both seats and adjusts its decisions every week by its
    bonus. With ``programs=()`` every plan is played exactly as it is written.

    Parameters
    ----------
    company : Company
    plan : Plan
        How the company works now.
    practices : iterable of str, optional
        Ids of the practice table; without it all of them. One whose decisions the plan already has is left out.
    weeks : int
        As in `simulate`.
    markets : int
        Number of markets; all plans meet the same people in each.
    seed : int
        Names the markets.
    metric : str
        Id of the metric that decides which step is best.
    shocks, programs : sequence
        As in `simulate`, for every plan.
    executor, progress, cancel
        As in `compare`; progress counts markets.
    use_compiled : bool
        As in `simulate`.

    Returns
    -------
    pandas.DataFrame
        Indexed by practice id, best first, with the columns `practice` (its name), `gain` (mean change of the
        metric), `low` and `high` (95% interval of that mean, from Student's t), `gave` (change of revenue), `cost`
        (the rest: change of revenue less change of contribution, in money), `hours` (change of the metric
        `together_hours`, a week), `lowered` (share of markets in which the metric got worse, or lower where neither
        direction is better) and `runs`. Empty when every practice is taken.

    Raises
    ------
    KitError
        If a number is out of range, a practice or metric is unknown, or it was stopped before the first block
        was done.
    """
    ways = {"executor": executor, "progress": progress, "cancel": cancel}
    plan, metric = checked_plan(plan), checked_metric(metric)
    sign = SIGNS[registry.metric(metric).good]
    study = study_of(
        company, seed, weeks, (metric, "revenue", "contribution", "together_hours"), shocks, programs, use_compiled,
        **ways)
    runs = checked_markets(markets)
    found = [(one, with_practices(plan, [one.id])) for one in chosen_practices(practices)]
    steps = [(one, changed) for one, changed in found if changed != plan]
    ids = pd.Index([one.id for one, _changed in steps], name="id", dtype="str")
    if not steps:
        return pd.DataFrame(index=ids, columns=list(COLUMNS))
    base, *others = play_all(study, (plan, *(changed for _one, changed in steps)), runs, **ways)

    def changes(id: str) -> pd.DataFrame:
        return pd.DataFrame({key: other[id] - base[id] for key, other in zip(ids, others, strict=True)})

    names = [_(one.name) for one, _changed in steps]
    table = bars(names, metric, changes(metric), changes("revenue"), changes("contribution"))
    table = table.rename(columns={"mean": "gain"}).assign(hours=changes("together_hours").mean())[list(COLUMNS)]
    return table.sort_values("gain", ascending=sign < 0, kind="stable")
