"""The four parties side by side, the least content first: how content each is, and what it suffers from."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from smkt_helpers.crm import Tables
from smkt_helpers.metrics import METRICS, board_of, show, values
from smkt_helpers.satisfaction import NAMES, PARTS, Part
from smkt_helpers.words import _

COLUMNS = ("party", "value", "low", "high", "because")


def parties(tables: Tables) -> pd.DataFrame:
    """Return how content sales, marketing, management and customers are, the least content first.

    Parameters
    ----------
    tables : Tables

    Returns
    -------
    pandas.DataFrame
        Indexed by party, with the columns `party` (its name), `value` (0 to 100, mean of the runs; NaN when it is
        not known), `low` and `high` (10% and 90% quantile of the runs; NaN with fewer than two), and `because`: a
        sentence on what takes away most. Unknown parties stand last.
    """
    board = board_of(values(tables, [f"satisfied_{party}" for party in PARTS]))
    table = pd.DataFrame({
        "party": [_(NAMES[party]) for party in PARTS],
        **{name: board[name].to_numpy() for name in ("value", "low", "high")},
        "because": [_because(tables, party) for party in PARTS],
    }, index=pd.Index(list(PARTS), name="id"), columns=list(COLUMNS))
    return table.sort_values("value", kind="stable", na_position="last")


def _because(tables: Tables, party: str) -> str:
    metric = METRICS[f"satisfied_{party}"]
    if np.isnan(metric.function(tables)).all():
        return _(metric.undefined)
    part, points = min(((part, _mean(part.points(tables))) for part in PARTS[party]),
                       key=lambda pair: math.inf if math.isnan(pair[1]) else pair[1])
    words = {"figure": _(METRICS[part.id].name), "value": _shown(part, _mean(part.value(tables)), tables),
             "good": _shown(part, part.good, tables)}
    if points >= 99.5:
        return _("Nothing takes anything away.")
    value = _mean(part.value(tables))
    if value >= part.good if part.good > part.bad else value <= part.good:
        return _("On average {figure} is {value}, which is good; it is not as good in every run.").format(**words)
    if words["value"] == words["good"]:
        return _("Hardly anything: {figure} is {value}, about as good as it should be.").format(**words)
    sentence = _("{figure} is {value}; {good} or more would be good.") if part.good > part.bad else _(
        "{figure} is {value}; {good} or less would be good.")
    # With most of the points given, it would be too much to call it trouble.
    return sentence.format(**words) if points > 50 else _(part.trouble) + " " + sentence.format(**words)


def _mean(runs: np.ndarray) -> float:
    known = runs[~np.isnan(runs)]
    return float(known.mean()) if len(known) else math.nan


def _shown(part: Part, value: float, tables: Tables) -> str:
    return show(part.id, value, tables.currency)
