"""What can be read off somebody's tables directly, before anything is simulated."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from smkt_helpers.companies import BRAND, Calendar
from smkt_helpers.counting import view_of
from smkt_helpers.crm import Tables
from smkt_helpers.crm_schema import SOURCES
from smkt_helpers.fitting.figures import Known, began, new_deals, values_of
from smkt_helpers.words import _

MOST_CHANNELS = 12
SMALL_CHANNEL = 0.005  # of all leads; smaller ones are put together
LEAST_DEALS = 20  # in a segment, to give it values of its own
COLUMNS = ("recommended", "prospects")  # in which they are counted
EARLY = 0.03  # share of leads that a list would have made wait, from which we believe there is none


@dataclass(frozen=True)
class Prices:
    """What the weekly terms say about people and their hours; 0 where nothing is known."""

    rep_hour: float = 0.0
    marketer_hour: float = 0.0
    hours_week: float = 0.0
    marketers: int = 0


@dataclass(frozen=True)
class Group:
    """A group of customers: its share of the people, and the log-normal values of its deals."""

    name: str
    share: float
    median: float
    sigma: float
    deals: int


@dataclass(frozen=True)
class Facts:
    """What is known of a company without simulating it; empty or 0 where nothing is known.

    `channels` gives leads a week by name, `money` the weekly spend by name, `decisions` what the plan of today is
    known to say, and `total` the leads a week of the numbers form. `alone` says which people come by themselves:
    "recommendation", "own prospect"; None where the data are no tables.
    """

    reps: int
    currency: str
    start: datetime.date
    channels: Mapping[str, float] = field(default_factory=dict)
    temperatures: Mapping[str, str] = field(default_factory=dict)
    total: float = 0.0
    alone: frozenset[str] | None = None
    groups: tuple[Group, ...] = ()
    deal_value: float = 0.0
    marketers: int = 0
    spend: float = 0.0
    brand: float = 0.0
    money: Mapping[str, float] = field(default_factory=dict)
    prices: Prices = Prices()
    decisions: Mapping[str, Any] = field(default_factory=dict)
    mqls: float = 0.0
    revenue: float = 0.0


def one_name(tables: Tables, known: Known) -> dict[Any, str]:
    """Return for each channel of the data the name it is counted under: small ones are put together."""
    leads = tables.leads[_recent(tables, known, tables.leads["created_at"])]
    counts = leads["channel"].astype(object).value_counts()
    counts = counts[~counts.index.isin(SOURCES[1:])]
    large = set(counts[counts >= SMALL_CHANNEL * counts.sum()].index[:MOST_CHANNELS])
    names = {}
    for word in tables.leads["channel"].dropna().astype(object).unique():
        if word in SOURCES[1:]:
            names[word] = word
        elif word in large:
            names[word] = _("brand ads") if str(word) == BRAND else str(word)
        else:
            names[word] = _("other channels")
    return names


def renamed(tables: Tables, names: Mapping[Any, str]) -> Tables:
    """Return tables whose leads carry these channel names."""
    channel = tables.leads["channel"].astype(object).map(names)
    leads = tables.leads.assign(channel=channel.where(tables.leads["channel"].notna(), _("not known")))
    others = ("activities", "deals", "customers", "terms")
    makers = {name: (lambda name=name: getattr(tables, name)) for name in others}
    known = {**names, BRAND: BRAND}
    spend = tables.spend.assign(
        channel=tables.spend["channel"].astype(object).map(lambda word: known.get(word, word))
    )
    return Tables(
        makers | {"leads": lambda: leads, "spend": lambda: spend},
        start=tables.start,
        end=tables.end,
        replications=tables.replications,
        currency=tables.currency,
    )


def _recent(tables: Tables, known: Known, times: pd.Series) -> np.ndarray:
    since = tables.start + pd.Timedelta(seconds=known.since)
    when = pd.to_datetime(times)
    return ((when >= since) & (when < tables.end)).to_numpy()


def monday(day: datetime.date) -> datetime.date:
    """Return the first Monday from a day on."""
    return day + datetime.timedelta(days=-day.weekday() % 7)


def groups_of(tables: Tables, known: Known) -> tuple[Group, ...]:
    """Return the groups of customers with the values of their offers; one group where nobody tells them apart."""
    begun = began(view_of(tables))
    chosen = new_deals(tables, known) & (begun >= known.since)
    new = tables.deals[chosen]
    value = pd.Series(values_of(tables)[chosen], index=new.index)
    log = np.log(value.where(value > 0))
    everybody = log.dropna()
    if everybody.empty:
        return ()
    keys = ["replication", "lead_id"]
    leads = tables.leads[_recent(tables, known, tables.leads["created_at"])]
    segment = tables.leads.set_index(keys)["segment"].astype(object)
    segment = segment[~segment.index.duplicated()]
    of_deal = segment.reindex(pd.MultiIndex.from_frame(new[keys].fillna(-1))).to_numpy()
    counts = leads["segment"].astype(object).value_counts()
    found = []
    for name in counts.index:
        mine = log[of_deal == name].dropna()
        if len(mine) >= LEAST_DEALS:
            found.append(Group(str(name), float(counts[name]), *_log_normal(mine), len(mine)))
    if not found or sum(group.share for group in found) < 0.5 * len(leads):
        return (Group(_("customers"), 1.0, *_log_normal(everybody), len(everybody)),)
    total = sum(group.share for group in found)
    return tuple(Group(one.name, one.share / total, one.median, one.sigma, one.deals) for one in found)


def _log_normal(log: pd.Series) -> tuple[float, float]:
    return math.exp(float(log.mean())), min(3.0, float(log.std(ddof=1))) if len(log) > 1 else 0.5


def handoff_of(tables: Tables, known: Known, calendar: Calendar) -> str:
    """Return how leads are handed over, from how soon the first of them are called; "" if nobody knows.

    A list once a week cannot be worked before the next Monday, a file not before the next morning.
    """
    column = "handed_at" if ("leads", "handed_at") in known else "first_touch_at"
    if ("leads", column) not in known:
        return ""
    leads = tables.leads[_recent(tables, known, tables.leads["created_at"])]
    created, called = pd.to_datetime(leads["created_at"]), pd.to_datetime(leads[column])
    hour = created.dt.hour + created.dt.minute / 60
    # Only who asked while somebody still had two hours to answer shows whether answers come at once.
    in_time = (created.dt.day_of_week < calendar.workdays) & (hour >= calendar.opens) & (hour < calendar.closes - 2)
    chosen = in_time & called.notna() & (leads["source"].astype(object) != SOURCES[2])
    chosen &= leads["channel"].astype(object) != SOURCES[2]
    if chosen.sum() < 20:
        return ""
    created, called = created[chosen], called[chosen]
    if (called.dt.normalize() == created.dt.normalize()).mean() > EARLY:
        return "shared_crm"
    monday_after = created.dt.normalize() + pd.to_timedelta(7 - created.dt.day_of_week, unit="D")
    return "daily_file" if (called < monday_after).mean() > EARLY else "weekly_list"


def discount_of(tables: Tables, known: Known) -> float | None:
    """Return the highest usual discount of won deals, or None where the data hold no discounts."""
    deals = tables.deals[new_deals(tables, known)]
    won = deals[(deals["stage"].astype(object) == "won").to_numpy()]
    given = 1 - won["amount"].astype("float64") / won["value"].astype("float64")
    given = given[(given > 0.001) & (given < 1)]
    if len(given) < 10:
        return None
    return float(np.clip(round(float(given.quantile(0.9)), 2), 0.0, 0.35))


TERMS = {
    "threshold": "threshold",
    "handoff": "handoff",
    "shared_definition": "shared_definition",
    "meeting_minutes": "meeting_minutes",
    "tracked": "tracked",
    "target_hours": "target_hours",
}


def terms_of(tables: Tables, known: Known) -> tuple[dict[str, Any], Prices]:
    """Return the decisions and prices that the weekly terms hold, as they are in the last week."""
    terms = tables.terms
    if terms.empty:
        return {}, Prices()
    last = terms.sort_values("week_start").iloc[-1]
    decisions = {}
    for column, decision in TERMS.items():
        if pd.notna(last[column]) and (("terms", column) in known or column in ("tracked", "meeting_minutes")):
            value = last[column]
            decisions[decision] = bool(value) if column in ("shared_definition", "tracked") else value
    reps, paid, spent = (_or_zero(last[name]) for name in ("reps", "rep_hours", "prospecting_hours"))
    if reps and pd.notna(last["prospecting_hours"]):
        decisions["prospecting_hours"] = round(2 * spent / reps) / 2
    hours = paid / reps if reps else 0.0
    return decisions, Prices(
        _or_zero(last["rep_hour_price"]),
        _or_zero(last["marketer_hour_price"]),
        hours,
        round(_or_zero(last["marketer_hours"]) / hours) if hours else 0,
    )


def _or_zero(value: Any) -> float:
    return 0.0 if pd.isna(value) else float(value)


def reps_of(tables: Tables) -> int:
    """Return how many reps the data name, 0 if none: those who had something to do in the last half of the time."""
    terms = tables.terms
    if not terms.empty and _or_zero(terms.sort_values("week_start")["reps"].iloc[-1]) > 0:
        return int(terms.sort_values("week_start")["reps"].iloc[-1])
    half = tables.start + (tables.end - tables.start) / 2
    leads, deals = tables.leads, tables.deals
    recent = [
        leads.loc[pd.to_datetime(leads["created_at"]) >= half, "rep"],
        deals.loc[pd.to_datetime(deals["created_at"]) >= half, "rep"],
    ]
    return int(pd.concat([part.astype(object) for part in recent]).nunique())


def spend_of(tables: Tables, known: Known) -> dict[str, float]:
    """Return the weekly money by channel; empty if the data hold no spend."""
    spend = tables.spend
    if spend.empty or not (spend["amount"].astype("float64") > 0).any():
        return {}
    inside = spend[_recent(tables, known, spend["week_start"])]
    weeks = inside[["replication", "week_start"]].drop_duplicates().shape[0]
    sums = inside.groupby(inside["channel"].astype(object))["amount"].sum() / max(weeks, 1)
    return {str(name): float(value) for name, value in sums.items() if value > 0}


def facts_of(tables: Tables, known: Known, calendar: Calendar, counts: pd.DataFrame) -> Facts:
    """Return what the tables tell directly; the channels of `tables` are named as in `one_name`."""
    total = counts.sum()
    weeks = float(total["weeks"])
    channels = {
        column.removeprefix("channel:"): float(total[column]) / weeks
        for column in counts
        if column.startswith("channel:") and total[column] > 0
    }
    decisions, prices = terms_of(tables, known)
    handoff = handoff_of(tables, known, calendar)
    if handoff and "handoff" not in decisions:
        decisions["handoff"] = handoff
    limit = discount_of(tables, known)
    if limit is not None:
        decisions["discount_limit"] = limit
    temperature = tables.leads.groupby(tables.leads["channel"].astype(object))["temperature"].agg(
        lambda words: next(iter(words.astype(object).mode()), "")
    )
    deals = tables.deals
    won = deals[(deals["stage"].astype(object) == "won").to_numpy() & new_deals(tables, known)]
    paid = won.loc[_recent(tables, known, won["closed_at"]), "amount"].astype("float64").sum()
    money = spend_of(tables, known)
    return Facts(
        reps=reps_of(tables),
        currency=tables.currency,
        start=monday(tables.start.date()),
        channels=channels,
        alone=frozenset(word for word, column in zip(SOURCES[1:], COLUMNS, strict=True) if total[column]),
        temperatures={str(name): word for name, word in temperature.items() if word},
        groups=groups_of(tables, known),
        spend=sum(money.values()),
        brand=money.get(BRAND, 0.0),
        money={name: value for name, value in money.items() if name != BRAND},
        marketers=prices.marketers,
        prices=prices,
        decisions=decisions,
        mqls=float(total["mql"]) / weeks if "mql" in total else float(total["lead"]) / weeks,
        revenue=float(paid) / weeks,
    )
