"""A metric's value and its change in words; nothing here counts, so a small program can use it too."""

from __future__ import annotations

import math
import re

from smkt_helpers.errors import KitError
from smkt_helpers.metric_list import METRICS, Metric
from smkt_helpers.words import _, duration, money, number, percent


def metric(id: str) -> Metric:
    """Return one metric.

    Raises
    ------
    KitError
        If there is none with this id.
    """
    if id not in METRICS:
        raise KitError(_("There is no metric called {id!r}; the metrics are {known}.").format(
            id=id, known=", ".join(METRICS)))
    return METRICS[id]


def show(id: str | Metric, value: float, currency: str) -> str:
    """Return a metric's value as a person reads it, with its unit.

    Parameters
    ----------
    id : str or Metric
    value : float
        NaN for "not available".
    currency : str
        Code of the currency, for amounts of money.
    """
    unit = (id if isinstance(id, Metric) else metric(id)).unit
    if value is None or math.isnan(value):
        return _("not available")
    if unit == "money":
        return money(value, currency)
    if unit == "share":
        return percent(value, 1 if 0 < abs(value) < 0.1 else 0)
    if unit in ("hours", "days"):
        return duration(value * (60 if unit == "hours" else 1440))
    if unit == "points":
        return number(value)
    # A mean over runs: "4.3 deals" says more than "4", while "312 leads" needs no decimal.
    return number(value, 1 if unit == "attempts" or abs(value) < 20 and value != round(value) else 0)


def difference_words(metric: Metric, difference: float, currency: str) -> str:
    """Return a difference with its sign and unit; shares differ by percentage points."""
    if math.isnan(difference):
        return "–"
    size = abs(difference)
    if metric.unit == "share":
        shown = number(100 * size, 1)
    elif metric.unit in ("leads", "deals", "attempts"):
        shown = number(size, 1 if size < 20 else 0)
    else:
        shown = show(metric, size, currency)
    # What is too small to be seen has no direction to be seen either.
    sign = "±" if not re.search("[1-9]", shown) else "+" if difference > 0 else "−"
    return _("{difference} %-points").format(difference=sign + shown) if metric.unit == "share" else sign + shown
