"""What the fitted company has to reproduce: figures of somebody's data, each with its 95% interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import betaincinv, gammaincinv, stdtrit

from smkt_helpers.fitting.figures import QUANTILES, Known, pooled
from smkt_helpers.words import N_, _, number, percent

MONTH = 52 / 12  # weeks
Z = 1.96
LEADS, WAIT, RENEWED, USED, GIVEN_UP, TOUCHES, DAYS = (
    "leads",
    "wait50",
    "renewed",
    "used",
    "given_up",
    "touches",
    "days",
)
WON = "won"
LATER = "not_ready"
READY = "ready"
VALUE = "value"

STAGE_NAMES = {
    "lead": N_("leads"),
    "mql": N_("passed to sales (MQL)"),
    "looked": N_("looked at by sales"),
    "sal": N_("accepted by sales (SAL)"),
    "reached": N_("reached"),
    READY: N_("reached and ready to buy"),
    "sql": N_("with a real need (SQL)"),
    "opportunity": N_("who asked for an offer"),
}
NAMES = {
    LEADS: N_("Leads a month"),
    "recommended": N_("Recommended people a month"),
    "prospects": N_("Own prospects of sales a month"),
    "wait25": N_("Hours from the enquiry to the first call: a quarter wait less"),
    WAIT: N_("Hours from the enquiry to the first call: half wait less (median)"),
    "wait75": N_("Hours from the enquiry to the first call: three quarters wait less"),
    "wait90": N_("Hours from the enquiry to the first call: nine in ten wait less"),
    TOUCHES: N_("Attempts per lead that was called"),
    GIVEN_UP: N_("Attempts per lead that nobody reached"),
    DAYS: N_("Days from a qualified conversation to the decision (median)"),
    LATER: N_("Of those reached: not ready to buy yet"),
    VALUE: N_("Price of an offer before discount, on average"),
    WON: N_("Offers decided that are won"),
    RENEWED: N_("Renewals that are paid"),
    USED: N_("Paid hours of the reps that are used"),
}


@dataclass(frozen=True)
class Target:
    """One figure to reproduce.

    `part` and `whole` are columns of `figures`; `unit` is "share", "month" (a count a month), "hours", "days",
    "attempts" or "money". `count` is how many cases the figure rests on, `low` and `high` its 95% interval.
    """

    id: str
    part: str
    whole: str
    unit: str
    value: float
    low: float
    high: float
    count: float

    @property
    def name(self) -> str:
        """Return what people read."""
        if self.id.startswith("channel:"):
            return _("Leads a month from {channel}").format(channel=self.id.removeprefix("channel:"))
        if self.id in NAMES:
            return _(NAMES[self.id])
        return _("Of {whole}: {part}").format(whole=_(STAGE_NAMES[self.whole]), part=_(STAGE_NAMES[self.part]))

    def show(self, value: float) -> str:
        """Return a value of this figure as a person reads it."""
        if math.isnan(value):
            return number(value)
        if self.unit == "share":
            return percent(value, 1)
        return number(value, 0 if abs(value) >= 1000 else 1)

    def of(self, counts: pd.DataFrame) -> float:
        """Return the figure of simulated counts, over all runs."""
        if self.unit in ("hours", "days"):
            return float(counts[self.part].mean())
        if self.part not in counts:
            return 0.0
        value = pooled(counts, self.part, self.whole)
        return value * MONTH if self.unit == "month" else value

    def interval(self, counts: pd.DataFrame) -> tuple[float, float]:
        """Return the 95% interval of the simulated mean over runs, of Student's t."""
        value, runs = self.of(counts), len(counts)
        if runs < 2 or math.isnan(value):
            return math.nan, math.nan
        if self.unit in ("hours", "days"):
            spread = counts[self.part].std()
        else:
            part = counts[self.part] if self.part in counts else 0 * counts[self.whole]
            scale = MONTH if self.unit == "month" else 1.0
            mean = counts[self.whole].mean()
            spread = scale * (part - value / scale * counts[self.whole]).std() / mean if mean else math.nan
        half = float(stdtrit(runs - 1, 0.975) * spread / math.sqrt(runs))
        return value - half, value + half

    def holds(self, value: float) -> bool:
        """Return whether a simulated value lies in the data's interval."""
        return bool(self.low <= value <= self.high)


def share(id: str, part: str, whole: str, hits: float, cases: float) -> Target:
    """Return a share with its exact binomial interval (Clopper and Pearson)."""
    low = float(betaincinv(hits, cases - hits + 1, 0.025)) if hits > 0 else 0.0
    high = float(betaincinv(hits + 1, cases - hits, 0.975)) if hits < cases else 1.0
    return Target(id, part, whole, "share", hits / cases, low, high, cases)


def monthly(id: str, hits: float, weeks: float, part: str) -> Target:
    """Return a count a month with its exact Poisson interval."""
    scale = MONTH / weeks
    low = float(gammaincinv(hits, 0.025)) if hits > 0 else 0.0
    return Target(
        id, part, "weeks", "month", hits * scale, low * scale, float(gammaincinv(hits + 1, 0.975)) * scale, hits
    )


def middle(id: str, unit: str, counts: pd.DataFrame, cases: float) -> Target:
    """Return a quantile of times, with the bounds that `figures` found for it."""
    value, low, high = (float(counts[column].mean()) for column in (id, f"{id}_low", f"{id}_high"))
    return Target(id, id, "", unit, value, min(low, value), max(high, value), cases)


def usual_wait(hours: float, cases: float, spread: float) -> Target:
    """Return a median of waiting times of which only the median is known; `spread` is their log-normal sigma."""
    half = Z * math.sqrt(math.pi / 2 / cases) * spread
    return Target(WAIT, WAIT, "", "hours", hours, hours * math.exp(-half), hours * math.exp(half), cases)


def mean_count(id: str, part: str, whole: str, total: float, cases: float) -> Target:
    """Return attempts per lead; the interval takes the attempts after the first one as counted by chance."""
    value = total / cases
    half = Z * math.sqrt(max(value - 1, 0.05) / cases)
    return Target(id, part, whole, "attempts", value, value - half, value + half, cases)


def value_target(value: float, offers: float, relative: float) -> Target:
    """Return the mean value of an offer; `relative` is the spread of single values, as a share of the mean."""
    half = Z * relative * value / math.sqrt(max(offers, 1.0))
    return Target(VALUE, VALUE, "offers", "money", value, value - half, value + half, offers)


def relative_spread(parts: Sequence[tuple[float, float, float]]) -> float:
    """Return the spread of values drawn from several log-normal groups (share, median, sigma), relative to the mean."""
    first = sum(share * median * math.exp(sigma**2 / 2) for share, median, sigma in parts)
    second = sum(share * median**2 * math.exp(2 * sigma**2) for share, median, sigma in parts)
    return math.sqrt(max(second / first**2 - 1, 0.0))


def from_counts(counts: pd.DataFrame, known: Known, groups: Sequence[tuple[float, float, float]]) -> list[Target]:
    """Return every figure that the data tell, in the order of the way from lead to customer.

    Parameters
    ----------
    counts : pandas.DataFrame
        What `figures` returned of the data.
    known : Known
    groups : sequence of tuple
        Share, median and sigma of the values of each group of customers.
    """
    total = counts.sum()
    weeks = float(total["weeks"])
    found = [monthly(LEADS, float(total["lead"]), weeks, "lead")]
    for column in counts:
        if column.startswith("channel:") or column in ("recommended", "prospects") and total[column] > 0:
            found.append(monthly(column, float(total[column]), weeks, column))
    later = "reached" in known.stages and total["not_ready"] >= 10
    for whole, part in known.links:
        # Who buys only later is no sign against the conversation, so where they are known they are counted apart.
        whole = READY if later and (whole, part) == ("reached", "sql") else whole
        if total[whole] > 0:
            found.append(share(f"{whole}->{part}", part, whole, float(total[part]), float(total[whole])))
    if later:
        found.append(share(LATER, "not_ready", "reached", float(total["not_ready"]), float(total["reached"])))
    found += _calls(counts, known)
    if total["offers"] > 1 and groups:
        mean, offers = float(total["value"] / total["offers"]), float(total["offers"])
        found.append(value_target(mean, offers, relative_spread(groups)))
    if total["closed"] > 0:
        found.append(share(WON, WON, "closed", float(total["won"]), float(total["closed"])))
    if total["decided"] >= 10 and counts["days"].notna().any() and counts["days"].mean() > 0:
        found.append(middle(DAYS, "days", counts, float(total["decided"])))
    if total["due"] >= 10:
        found.append(share(RENEWED, RENEWED, "due", float(total["renewed"]), float(total["due"])))
    if total["paid"] > 0 and total["used"] > 0:
        value = float(total["used"] / total["paid"])
        # Hours used follow the leads, so they are about as uncertain as these.
        error = Z * value / math.sqrt(max(float(total["lead"]), 1.0))
        found.append(Target(USED, "used", "paid", "share", value, value - error, value + error, weeks))
    return found


def _calls(counts: pd.DataFrame, known: Known) -> list[Target]:
    total, found = counts.sum(), []
    if ("leads", "first_touch_at") in known and total["touched"] >= 10 and counts[WAIT].mean() > 0:
        for quantile in QUANTILES:
            id = f"wait{round(100 * quantile)}"
            if counts[id].mean() > 0:
                found.append(middle(id, "hours", counts, float(total["touched"])))
    if ("leads", "touches") in known and total["touched"] > 0:
        found.append(
            mean_count(TOUCHES, "touches", "touched", float(total["touches"]), float(total["touched"]))
        )
        if total["given_up"] >= 10:
            found.append(
                mean_count(
                    GIVEN_UP, "given_up_touches", "given_up", float(total["given_up_touches"]), float(total["given_up"])
                )
            )
    return found


def distance(target: Target, value: float) -> float:
    """Return how far a simulated value is from the data, in standard errors of the data; at most 20."""
    if math.isnan(value):
        return 20.0
    if target.unit in ("hours", "days"):
        error = max(math.log(max(target.high, 1e-3) / max(target.low, 1e-3)) / (2 * Z), 0.1)
        off = abs(math.log(max(value, 1e-3) / target.value)) / error
    else:
        error = max((target.high - target.low) / (2 * Z), 0.02 * abs(target.value), 1e-9)
        off = abs(value - target.value) / error
    return float(np.clip(off, 0.0, 20.0))
