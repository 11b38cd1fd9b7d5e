"""The scoreboard: every metric for every run, and how a person reads it.

A metric gives one number per run, and none where there is no answer; its own words then say why. The metrics are
declared in `metric_list`.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from smkt_helpers.counting import run_numbers
from smkt_helpers.crm import Tables
from smkt_helpers.errors import KitError
from smkt_helpers.metric_list import METRICS, UNITS, Metric
from smkt_helpers.metric_words import metric, show
from smkt_helpers.words import _

__all__ = ["COLUMNS", "METRICS", "UNITS", "Metric", "board_of", "metric", "scoreboard", "show", "values"]

COLUMNS = ("metric", "value", "low", "high", "unit", "owner", "not available because")


def values(tables: Tables, ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Return every metric for every run.

    Parameters
    ----------
    tables : Tables
    ids : iterable of str, optional
        Which metrics, in which order; without it all of them.

    Returns
    -------
    pandas.DataFrame
        One row per run (index `replication`), one column of floats per metric id; NaN where there is no
        answer.

    Raises
    ------
    KitError
        If an id is unknown.
    """
    if not isinstance(tables, Tables):
        raise KitError(_("Metrics need CRM tables, for example history.tables(), not {kind}.").format(
            kind=type(tables).__name__))
    chosen = [metric(id) for id in (METRICS if ids is None else [ids] if isinstance(ids, str) else ids)]
    return pd.DataFrame({one.id: one.function(tables) for one in chosen},
                        index=pd.Index(run_numbers(tables), name="replication"))


def scoreboard(tables: Tables, ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Return the scoreboard: every metric's mean over the runs, and the band in which most runs lie.

    Parameters
    ----------
    tables : Tables
    ids : iterable of str, optional
        Which metrics, in which order; without it all of them.

    Returns
    -------
    pandas.DataFrame
        Indexed by metric id, with the columns `metric` (its name), `value` (mean of the runs that have an
        answer), `low` and `high` (10% and 90% quantile of these runs; NaN with fewer than two), `unit`,
        `owner` and `not available because` (a sentence where `value` is NaN, else empty).

    Raises
    ------
    KitError
        If an id is unknown.
    """
    return board_of(values(tables, ids))


def board_of(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the scoreboard of what `values` returned; see `scoreboard`."""
    counted = runs.count()
    band = runs.where(runs.notna() & (counted > 1)).quantile([0.1, 0.9])
    board = pd.DataFrame({
        "metric": [_(METRICS[id].name) for id in runs], "value": runs.mean(),
        "low": band.loc[0.1], "high": band.loc[0.9],
        "unit": [METRICS[id].unit for id in runs], "owner": [METRICS[id].owner for id in runs],
        "not available because": ["" if counted[id] else _(METRICS[id].undefined) for id in runs],
    }, index=pd.Index(list(runs), name="id"), columns=list(COLUMNS))
    return board
