"""Two ways of working, compared on the same markets.

Both plans meet the same people in each run, so luck cancels out of the difference and a few dozen runs show
what thousands of independent ones would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from smkt_helpers import metrics as registry
from smkt_helpers.companies import Company
from smkt_helpers.errors import KitError
from smkt_helpers.history import simulate
from smkt_helpers.plan import Plan
from smkt_helpers.words import _

BLOCK = 20     # runs in memory at a time
HEADLINES = (
    "leads", "mql", "sal", "wins", "revenue", "spend", "people", "contribution", "cac", "lead_to_won",
    "acceptance", "speed_median", "target_kept", "untouched", "utilisation")
Plans = Plan | Sequence[tuple[int, Plan]]
COLUMNS = ("metric", "first", "second", "difference", "low", "high", "lost", "runs")


def compare(company: Company, first: Plans, second: Plans, weeks: int = 52, replications: int = 200,
            seed: int = 1, metrics: Iterable[str] = HEADLINES, *,
            progress: Callable[[int, int], None] | None = None, use_compiled: bool = True) -> pd.DataFrame:
    """Play two plans in the same markets and say how much the second one changes.

    Parameters
    ----------
    company : Company
    first, second : Plan or list of (from_week, Plan)
    weeks, replications, seed : int
        As in `simulate`.
    metrics : iterable of str
        Ids of the metrics to compare.
    progress : callable, optional
        Called with the runs done and the runs in all, after each block of runs.
    use_compiled : bool
        As in `simulate`.

    Returns
    -------
    pandas.DataFrame
        As `paired` returns it.

    Raises
    ------
    KitError
        If a number is out of range or a metric is unknown.
    """
    chosen = [registry.metric(id).id for id in ([metrics] if isinstance(metrics, str) else metrics)]
    if isinstance(replications, bool) or not isinstance(replications, (int, np.integer)) or replications < 1:
        raise KitError(_("The number of runs must be a whole number of at least 1, not {value!r}.").format(
            value=replications))
    parts: tuple[list[pd.DataFrame], list[pd.DataFrame]] = ([], [])
    for begin in range(0, replications, BLOCK):
        runs = min(BLOCK, replications - begin)
        for plan, part in zip((first, second), parts, strict=True):
            history = simulate(company, plan, seed=seed, weeks=weeks, replications=runs,
                               first_replication=begin, use_compiled=use_compiled)
            part.append(registry.values(history.tables(), chosen))
        if progress is not None:
            progress(begin + runs, replications)
    return paired(pd.concat(parts[0]), pd.concat(parts[1]))


def paired(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Compare two sets of runs, run by run.

    Parameters
    ----------
    first, second : pandas.DataFrame
        As `metrics.values` returns them, with the same runs and metrics.

    Returns
    -------
    pandas.DataFrame
        Indexed by metric id, with the columns `metric` (its name), `first` and `second` (means), `difference`
        (mean of second less first), `low` and `high` (95% interval of that mean, from Student's t; NaN with
        fewer than two runs), `lost` (share of runs in which the second was worse; NaN if neither direction of
        this metric is better) and `runs`. A run in which one of the two has no answer is left out.

    Raises
    ------
    KitError
        If the runs or metrics of the two differ.
    """
    if not first.index.equals(second.index) or list(first) != list(second):
        raise KitError(_("Only the same runs and the same metrics can be compared with each other."))
    change = second - first
    both = change.notna()
    runs = both.sum()
    half = stdtrit(np.maximum(runs - 1, 1), 0.975) * change.std() / np.sqrt(runs.where(runs > 1))
    signs = {"up": 1.0, "down": -1.0, "none": np.nan}
    sign = pd.Series({id: signs[registry.metric(id).good] for id in change})
    lost = ((change * sign < 0).sum() / runs.where(runs > 0)).where(sign.notna())
    return pd.DataFrame({
        "metric": [_(registry.metric(id).name) for id in change],
        "first": first.where(both).mean(), "second": second.where(both).mean(), "difference": change.mean(),
        "low": change.mean() - half, "high": change.mean() + half, "lost": lost, "runs": runs,
    }, index=pd.Index(list(change), name="id"), columns=list(COLUMNS))
