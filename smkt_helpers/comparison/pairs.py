"""Two ways of working, compared on the same markets.

Both plans meet the same people in each run, so luck cancels out of the difference and a few dozen runs show
what thousands of independent ones would.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from smkt_helpers import metrics as registry
from smkt_helpers.arguments import checked_markets
from smkt_helpers.companies import Company
from smkt_helpers.comparison.runs import SEATS, Cancel, Plans, Progress, half_interval, play_all, study_of
from smkt_helpers.decisions import as_number
from smkt_helpers.errors import KitError
from smkt_helpers.words import _

HEADLINES = (
    "leads", "mql", "sal", "wins", "revenue", "spend", "people", "contribution", "cac", "lead_to_won",
    "acceptance", "speed_median", "target_kept", "untouched", "utilisation")
COLUMNS = ("metric", "first", "second", "difference", "low", "high", "q10", "q50", "q90", "lost", "runs", "needed")
SIGNS = {"up": 1.0, "down": -1.0, "none": math.nan}


def compare(company: Company, first: Plans, second: Plans, weeks: int = 52, replications: int = 200,
            seed: int = 1, metrics: Iterable[str] = HEADLINES, *, shocks: Sequence = (),
            programs: Sequence[str] = SEATS, precision: float = 0.1, executor: Executor | None = None,
            progress: Progress | None = None, cancel: Cancel | None = None,
            use_compiled: bool = True) -> pd.DataFrame:
    """Play two plans in the same markets and say how much the second one changes.

    Whole ways of working are compared: a program sits in both seats and adjusts its decisions every week by its
    bonus. With ``programs=()`` both plans are played exactly as they are written.

    Parameters
    ----------
    company : Company
    first, second : Plan or list of (from_week, Plan)
    weeks, replications, seed : int
        As in `simulate`.
    metrics : iterable of str
        Ids of the metrics to compare.
    shocks, programs : sequence
        As in `simulate`, for both plans.
    precision : float
        Half the width of the 95% interval that is good enough, as a share of the mean difference.
    executor : concurrent.futures.Executor, optional
        Who plays the blocks of runs; without it this process. The result is the same, bit for bit.
    progress : callable, optional
        Called with the runs done and the runs in all, after each block of runs.
    cancel : callable, optional
        Asked again and again, for example ``threading.Event().is_set``; True stops the work, and the table is made
        from the blocks done so far. Without an executor a block at work is given up; an executor finishes it.
    use_compiled : bool
        As in `simulate`.

    Returns
    -------
    pandas.DataFrame
        As `paired` returns it.

    Raises
    ------
    KitError
        If a number is out of range, a metric is unknown, it was stopped before the first block was done, or the
        executor, `progress` or `cancel` failed.
    """
    ways = {"executor": executor, "progress": progress, "cancel": cancel}
    study = study_of(company, seed, weeks, metrics, shocks, programs, use_compiled, **ways)
    _check_precision(precision)
    one, other = play_all(study, (first, second), checked_markets(replications), **ways)
    return paired(one, other, precision)


def paired(first: pd.DataFrame, second: pd.DataFrame, precision: float = 0.1) -> pd.DataFrame:
    """Compare two sets of runs, run by run.

    Parameters
    ----------
    first, second : pandas.DataFrame
        As `metrics.values` returns them, with the same runs and metrics.
    precision : float
        As in `compare`.

    Returns
    -------
    pandas.DataFrame
        Indexed by metric id, with the columns `metric` (its name), `first` and `second` (means), `difference`
        (mean of second less first), `low` and `high` (95% interval of that mean, from Student's t; NaN with
        fewer than two runs), `q10`, `q50` and `q90` (quantiles of the difference over the runs), `lost` (share of
        runs in which the second was worse; NaN if neither direction of this metric is better), `runs`, and
        `needed`: how many more runs it takes until the interval is as narrow as `precision` asks (0 when it is;
        NaN with fewer than two runs, or when the mean difference is 0 and the runs differ). A run in which one of
        the two has no answer is left out.

    Raises
    ------
    KitError
        If the runs or metrics of the two differ, or the precision is not above 0.
    """
    _check_precision(precision)
    if not first.index.equals(second.index) or list(first) != list(second):
        raise KitError(_("Only the same runs and the same metrics can be compared with each other."))
    change = second - first
    both = change.notna()
    runs = both.sum()
    half = half_interval(change)
    quantiles = change.quantile([0.1, 0.5, 0.9])
    return pd.DataFrame({
        "metric": [_(registry.metric(id).name) for id in change],
        "first": first.where(both).mean(), "second": second.where(both).mean(), "difference": change.mean(),
        "low": change.mean() - half, "high": change.mean() + half,
        "q10": quantiles.loc[0.1], "q50": quantiles.loc[0.5], "q90": quantiles.loc[0.9],
        "lost": lost_share(change), "runs": runs,
        "needed": [runs_needed(change[id].dropna().to_numpy(), precision) for id in change],
    }, index=pd.Index(list(change), name="id"), columns=list(COLUMNS))


def lost_share(change: pd.DataFrame) -> pd.Series:
    """Return the share of rows in which each metric got worse; NaN where neither direction is better.

    Parameters
    ----------
    change : pandas.DataFrame
        One column per metric id; blanks are left out.
    """
    sign = pd.Series({id: SIGNS[registry.metric(id).good] for id in change}, dtype="float64")
    rows = change.notna().sum()
    return ((change * sign < 0).sum() / rows.where(rows > 0)).where(sign.notna())


def runs_needed(changes: np.ndarray, precision: float) -> float:
    """Return how many more runs the wanted precision takes, if further runs spread like these.

    Parameters
    ----------
    changes : numpy.ndarray
        Differences, shape (runs,).
    precision : float
        Half the width of the 95% interval, as a share of the mean.
    """
    runs = len(changes)
    if runs < 2:
        return math.nan
    spread, wanted = float(np.std(changes, ddof=1)), precision * abs(float(np.mean(changes)))

    def half(count: float) -> float:
        return float(stdtrit(count - 1, 0.975)) * spread / math.sqrt(count)

    if half(runs) <= wanted:
        return 0.0
    if wanted == 0:
        return math.nan
    # The normal interval is a little too narrow; Student's t needs a few runs more.
    count = max(runs + 1, math.ceil((1.959964 * spread / wanted) ** 2))
    while half(count) > wanted:
        count += 1
    return float(count - runs)


def _check_precision(precision: Any) -> None:
    value = as_number(precision)
    if value is None or value <= 0:
        raise KitError(_("The precision must be a share above 0, for example 0.1 for 10%, not {value!r}.").format(
            value=precision))


def bars(names: Sequence[str], metric: str, change: pd.DataFrame, revenue: pd.DataFrame,
         contribution: pd.DataFrame) -> pd.DataFrame:
    """Sum up what each of several practices changed.

    Parameters
    ----------
    names : sequence of str
        The practices, as a person reads them.
    metric : str
        Id of the metric that `change` is counted in.
    change, revenue, contribution : pandas.DataFrame
        One row per market, one column per practice: its part of the metric, of the revenue, of the contribution.

    Returns
    -------
    pandas.DataFrame
        Indexed as the columns of `change`, with `practice`, `mean`, `low` and `high` (95% interval of that mean),
        `gave` (mean of the revenue), `cost` (the rest, in money), `lowered` (share of markets in which the metric
        got worse, or lower where neither direction is better) and `runs` (markets with an answer).
    """
    half, played = half_interval(change), change.notna().sum()
    worse = change > 0 if SIGNS[registry.metric(metric).good] < 0 else change < 0
    return pd.DataFrame({
        "practice": names, "mean": change.mean(), "low": change.mean() - half, "high": change.mean() + half,
        "gave": revenue.mean(), "cost": (revenue - contribution).mean(),
        "lowered": worse.sum() / played.where(played > 0), "runs": played,
    }, index=change.columns)
