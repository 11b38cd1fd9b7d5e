"""How likely a pilot is to show an effect: the statistics of comparing two groups of other people.

A company has no twin world with the same people, so what counts is the spread between simulated years with other
people, and not the much smaller one of the same people under two plans.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import nct, t

from smkt_helpers.case.told.halves import Stage
from smkt_helpers.comparison.pairs import SIGNS
from smkt_helpers.comparison.runs import half_interval
from smkt_helpers.metrics import METRICS
from smkt_helpers.words import N_

HABITS = ("speed_median", "acceptance", "untouched")
RESULTS = ("sql", "wins", "revenue")  # the later, the nearer to money
MEASURED = (*HABITS, *RESULTS)
SUMS = frozenset(RESULTS)  # half of the company brings half of them
ERROR, WANTED = 0.05, 0.8
# No higher chance is claimed: few people work in a pilot, and its weeks are not as independent as they are taken here.
MOST_CLAIMED = 0.95
FEWEST = 3  # simulated years, to say how sure a chance is
MOST_SHIFT = 30.0  # a larger one is seen for certain
# How many times the variance of the whole company in one period: half as many people spread by twice that.
DESIGNS: Mapping[str, tuple[str, float]] = {
    "halves": (N_("Two halves side by side"), 2.0),
    "before": (N_("The whole company, before against after"), 1.0),
}
Lines = Mapping[tuple[str, int], "Line"]


@dataclass(frozen=True)
class Line:
    """What one stage of a pilot would show in one metric, at one length.

    `effect` (group with the practices less the other, with its 95% interval `low` to `high`) and `error` (standard
    error of that difference in one pilot) are in the metric's unit; `chance` to see it, with its 95% interval, and
    `chance_of_half` to see an effect that is half as large.
    """

    stage: Stage
    metric: str
    weeks: int
    effect: float
    low: float
    high: float
    error: float
    chance: float
    chance_low: float
    chance_high: float
    chance_of_half: float

    @property
    def is_seen(self) -> bool:
        """Whether it is likely enough to be seen."""
        return self.chance >= WANTED

    @property
    def gets(self) -> str:
        """Whether the metric clearly gets "better" or "worse" here; "" when that is open."""
        sign = SIGNS[METRICS[self.metric].good]
        low, high = sorted((sign * self.low, sign * self.high))
        return "better" if low > 0 else "worse" if high < 0 else ""

    @property
    def limit(self) -> float:
        """The smallest difference that such a pilot would show clearly, in the direction of the effect."""
        return math.copysign(t.ppf(1 - ERROR / 2, freedom(self.weeks)) * self.error, self.effect)

    @property
    def least(self) -> float:
        """The difference that only one pilot in twenty fails to reach if the effect is as large as here."""
        return self._reached_with(1.0)

    @property
    def least_of_half(self) -> float:
        """The difference that only one pilot in twenty fails to reach if the effect is half as large as here."""
        return self._reached_with(0.5)

    @property
    def missed_by_half(self) -> float:
        """The share of pilots that fail to reach `least` if the effect is half as large as here."""
        missing = math.copysign(1, self.effect) * (self.least - 0.5 * self.effect)
        return float(t.cdf(missing / self.error, freedom(self.weeks)))

    def _reached_with(self, part: float) -> float:
        luck = t.ppf(1 - ERROR, freedom(self.weeks)) * self.error
        return part * self.effect - math.copysign(luck, self.effect)


def freedom(weeks: int) -> int:
    """Return the degrees of freedom of a pilot: two groups with one figure a week each."""
    return 2 * weeks - 2


def power(shift: float, freedom: float) -> float:
    """Return the chance that a two-sided t-test finds a clear difference in the direction of the true one.

    Parameters
    ----------
    shift : float
        True difference ÷ standard error of the difference that is measured, 0 or more.
    freedom : float
        Degrees of freedom: with two groups of n figures each, 2n - 2.

    Returns
    -------
    float
        From the noncentral t distribution (J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd
        edition, 1988, chapter 2); NaN below one degree of freedom or without a shift.
    """
    if math.isnan(shift) or freedom < 1:
        return math.nan
    return float(nct.sf(t.ppf(1 - ERROR / 2, freedom), freedom, min(shift, MOST_SHIFT)))


def line(runs: pd.DataFrame, stage: Stage, metric: str, weeks: int) -> Line:
    """Return what a pilot would show.

    Parameters
    ----------
    runs : pandas.DataFrame
        Indexed by `way` (that of the stage among them), `weeks` and `replication`, a column per metric.
    stage : Stage
    metric : str
    weeks : int

    Returns
    -------
    Line
        With NaN where fewer than two simulated years have an answer; intervals of chances need three.
    """
    both = pd.DataFrame({group: runs[metric].xs((way, weeks), level=("way", "weeks"))
                         for group, way in (("without", stage.first), ("with", stage.second))})  # fmt: skip
    both, times = both.dropna(), DESIGNS[stage.design][1]
    part = 0.5 if stage.design == "halves" and metric in SUMS else 1.0
    pairs = both.to_numpy(dtype=float)
    effect, error = (part * one for one in _effect_and_error(pairs, times))
    half = part * float(half_interval((both["with"] - both["without"]).to_frame()).iloc[0])
    shifts = _shifts(pairs, times)
    chances = [power(max(shift, 0.0), freedom(weeks)) for shift in (*shifts, shifts[0] / 2)]
    return Line(stage, metric, weeks, effect, effect - half, effect + half, error, *chances)


def _effect_and_error(pairs: np.ndarray, times: float) -> tuple[float, float]:
    """Return both for an array with a row per market: the metric without and with the practices."""
    if len(pairs) < 2:
        return float((pairs[0, 1] - pairs[0, 0]) if len(pairs) else math.nan), math.nan
    return float((pairs[:, 1] - pairs[:, 0]).mean()), math.sqrt(times * float(pairs.var(axis=0, ddof=1).sum()))


def _shifts(pairs: np.ndarray, times: float) -> tuple[float, float, float]:
    """Return effect ÷ standard error, without sign, and its 95% interval.

    The interval is made by leaving out one market after the other (jackknife).
    """
    effect, error = _effect_and_error(pairs, times)
    if not error > 0:
        return math.nan, math.nan, math.nan
    shift = abs(effect) / error
    left_out = [np.delete(pairs, one, axis=0) for one in range(len(pairs))] if len(pairs) >= FEWEST else []
    parts = [_effect_and_error(one, times) for one in left_out]
    if not parts or not all(one > 0 for _effect, one in parts):
        return shift, math.nan, math.nan
    others = np.array([math.copysign(1, effect) * one / other for one, other in parts])
    # A ratio spreads more upwards than downwards, so its logarithm is taken where there is one.
    is_one_sided = bool(shift > 0 and (others > 0).all())
    spread = np.log(others).var() if is_one_sided else others.var()
    half = float(t.ppf(0.975, len(others) - 1)) * math.sqrt((len(others) - 1) * float(spread))
    if is_one_sided:
        return shift, shift * math.exp(-half), shift * math.exp(min(half, MOST_SHIFT))
    return shift, shift - half, shift + half


def board(runs: pd.DataFrame, stage: Stage) -> dict[tuple[str, int], Line]:
    """Return the lines of every metric and length, by both; see `line`."""
    return {(metric, int(weeks)): line(runs, stage, metric, weeks)
            for metric in MEASURED for weeks in runs.index.unique("weeks")}  # fmt: skip


def recommended(lines: Lines) -> Line | None:
    """Return the shortest pilot that would show a result getting better, else a habit; None when none would.

    Of several that one length shows, the one nearest to money is taken.
    """
    for metrics in (RESULTS, HABITS):
        good = [one for one in lines.values() if one.metric in metrics and one.is_seen and one.gets == "better"]
        if good:
            return min(good, key=lambda one: (one.weeks, -MEASURED.index(one.metric)))
    return None


def first_seen(lines: Lines, metric: str) -> Line | None:
    """Return the shortest pilot that would show a metric change, for better or worse; None when none would."""
    return next((one for one in lines.values() if one.metric == metric and one.is_seen), None)
