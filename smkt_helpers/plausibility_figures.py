"""What is counted in each market for the plausibility table, and how figures get their intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from smkt_helpers import engine, kernel, market
from smkt_helpers import metrics as registry
from smkt_helpers.companies import Company
from smkt_helpers.history import History
from smkt_helpers.market import WEEK
from smkt_helpers.records import WARMUP
from smkt_helpers.records.rows import START

YEAR = 52
FOLLOW = 5  # weeks until a lead that nobody looks at is off the list
SCORED = 20  # markets in which the score is judged: thousands of leads in each


@dataclass(frozen=True)
class Row:
    """One figure with its 95% interval; `id` is a key of `DEFINITIONS` or names a reported lift."""

    id: str
    value: float
    ci_low: float
    ci_high: float


def share(id: str, part: Sequence[float], whole: Sequence[float]) -> Row:
    """Return the ratio of two totals over markets, with the interval of the ratio.

    Parameters
    ----------
    id : str
    part, whole : sequence of float
        One number per market, shape (markets,).
    """
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    value = part.sum() / whole.sum()
    return _around(id, value, (part - value * whole) / whole.mean())


def mean(id: str, values: Sequence[float]) -> Row:
    """Return the mean over markets, shape (markets,), with its interval."""
    values = np.asarray(values, dtype=float)
    return _around(id, values.mean(), values - values.mean())


def _around(id: str, value: float, deviations: np.ndarray) -> Row:
    runs = len(deviations)
    half = math.nan
    if runs > 1:
        half = float(stdtrit(runs - 1, 0.975)) * math.sqrt(float(np.sum(deviations**2)) / (runs - 1) / runs)
    return Row(id, float(value), float(value) - half, float(value) + half)


def auc(score: np.ndarray, good: np.ndarray) -> float:
    """Return the chance that a good one has a higher score than another; ties count half."""
    others = np.sort(score[~good])
    if not good.any() or not len(others):
        return math.nan
    below = np.searchsorted(others, score[good], "left") + np.searchsorted(others, score[good], "right")
    return float(below.mean() / 2 / len(others))


Figures = dict[str, list[float]]
Count = Callable[[engine.Played], Mapping[str, float]]


def collect(histories: Iterable[History], ids: Sequence[str] = (), count: Count | None = None) -> Figures:
    """Return figures per market: metrics by id, and what `count` takes from each market."""
    found: Figures = {}
    for history in histories:
        if ids:
            for id, values in registry.values(history.tables(), ids).items():
                found.setdefault(id, []).extend(values)
        for one in history.played if count else ():
            for id, value in count(one).items():
                found.setdefault(id, []).append(value)
    return found


def funnel_figures(one: engine.Played, weeks: int = YEAR) -> dict[str, float]:
    """Return counts of marketing's MQLs that could be followed until they fell off the list."""
    o = one.outcomes
    mql = (o.source == kernel.MARKETING) & (o.mql >= START) & (o.mql < START + (weeks - FOLLOW) * WEEK)
    looked, touched = mql & ~np.isnan(o.looked), mql & ~np.isnan(o.first)
    return {"mql": mql.sum(), "looked": looked.sum(), "touched": touched.sum(), "touches": o.touches[touched].sum()}


def offer_figures(one: engine.Played, company: Company) -> dict[str, float]:
    """Return the offers decided in the played weeks, those won, and those that would be won by fit alone.

    By fit alone: the chance that `deal.win` and `deal.win_fit` give to a firm that suits us so well, without name,
    promise, discount, waiting and calling twice.
    """
    o, deal = one.outcomes, company.deal
    decided = np.isin(o.state, (kernel.WON, kernel.LOST)) & (o.closed >= START)
    odds = market.logit(deal.win) + deal.win_fit * one.traits.fit[decided]
    return {
        "offers": decided.sum(),
        "offers_won": (decided & (o.state == kernel.WON)).sum(),
        "offers_won_by_fit": (1 / (1 + np.exp(-odds))).sum(),
    }


def cohort_figures(one: engine.Played, channels: int, weeks: int = 26) -> dict[str, float]:
    """Return leads and wins of the first `weeks` weeks, each lead followed for 26 weeks, in all and by channel."""
    o = one.outcomes
    came = (o.source != kernel.OWN_PROSPECT) & (one.arrives >= START) & (one.arrives < START + weeks * WEEK)
    won = came & (o.state == kernel.WON) & (o.closed - one.arrives <= 26 * WEEK)
    found = {"came": came.sum(), "won": won.sum()}
    ours = o.source == kernel.MARKETING
    for channel in range(channels):
        mine = ours & (one.traits.channel == channel)
        found |= {f"came_{channel}": (came & mine).sum(), f"won_{channel}": (won & mine).sum()}
    return found


def cycle_figures(one: engine.Played) -> dict[str, float]:
    """Return mean and median days from the last enquiry to the sale, of everybody won."""
    o = one.outcomes
    won = (o.state == kernel.WON) & (o.closed >= START)
    asked = np.where(np.isnan(o.returned), one.arrives, o.returned)
    days = (o.closed - asked)[won] / 1440
    return {"mean": float(np.mean(days)), "median": float(np.median(days))}


def score_figures(company: Company, seed: int, weeks: int) -> Count:
    """Return a count of how well the score separates the leads met after the warm-up, before the threshold."""
    def figures(one: engine.Played) -> dict[str, float]:
        if one.replication >= SCORED:
            return {}
        people, _traits = market.draw(company, seed, one.replication, WARMUP + weeks)
        mine = (one.outcomes.source == kernel.MARKETING) & (one.arrives >= START)
        ready = people.ready_at[one.index] <= one.arrives
        good = ready & (people.qualify[one.index] > 0)
        return {"auc": auc(one.outcomes.score[mine], good[mine])}

    return figures


def outage_figures(one: engine.Played, promise: float, begins: float, ends: float) -> dict[str, float]:
    """Return the leads whose promise fell due in an outage while nobody had answered them, and those it breached."""
    o = one.outcomes
    due = o.mql + promise
    asked = ~np.isnan(o.mql) & np.isnan(o.returned) & (o.source != kernel.OWN_PROSPECT)
    in_it = asked & (due > begins) & (due <= ends)
    answered = np.where(np.isnan(o.looked), np.inf, o.looked)
    return {"due": (in_it & ~(answered < begins)).sum(), "breached": (in_it & (answered > due)).sum()}


def reported_rows(silo: Figures, together: Figures) -> list[Row]:
    """Return what is reported of the two ways of working as they are written, without limits."""
    rows = [
        mean("deal_wait_siloed", silo["deal_wait"]),
        share("never_called_siloed", np.array(silo["mql"]) - np.array(silo["touched"]), silo["mql"]),
        share("never_called_aligned", np.array(together["mql"]) - np.array(together["touched"]), together["mql"]),
    ]
    for name, found in (("siloed", silo), ("aligned", together)):
        rows.append(share(f"win_rate_{name}", found["offers_won"], found["offers"]))
        rows.append(share(f"win_rate_by_fit_{name}", found["offers_won_by_fit"], found["offers"]))
    return rows
