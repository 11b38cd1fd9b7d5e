"""What is counted in CRM tables to fit a company: the same counts in somebody's data and in simulated tables.

Both sides are counted in the same way over equally many weeks, and columns that the data lack are not read in the
simulation either. So what the end of the data cuts off is cut off on both sides, and does not pull the fit aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from smkt_helpers.counting import DAY, HOUR, WEEK, View, ratio, view_of
from smkt_helpers.crm import SCHEMA, Tables
from smkt_helpers.crm_schema import SOURCES, STATUS

STAGES = ("lead", "mql", "looked", "sal", "reached", "sql", "opportunity")
TIMES: Mapping[str, tuple[str, ...]] = {
    "mql": ("mql_at",),
    "looked": ("looked_at",),
    # In the model a rep who accepts a lead calls at once, so who was called was accepted.
    "sal": ("sal_at", "first_touch_at"),
    "reached": ("reached_at",),
    "sql": ("sql_at",),
    "opportunity": ("opportunity_at",),
}
# The words of `status` that say how far a lead came and no farther; who has a later one came at least as far.
WORDS: Mapping[str, tuple[str, ...]] = {
    "mql": ("mql", "stale"),
    "looked": ("rejected",),
    "sal": ("working", "unreached"),
    "reached": ("not ready", "disqualified"),
    "sql": ("sql", "no need"),
    "opportunity": ("open", "won", "lost"),
}
QUANTILES = (0.25, 0.5, 0.75, 0.9)
BY_THEMSELVES = SOURCES[1:]  # recommended people and own prospects: they come by no channel that money can buy


@dataclass(frozen=True)
class Known:
    """What some tables tell at all.

    `columns` are pairs of table and column that hold anything, `stages` those of `STAGES` that the data tell apart,
    `since` the seconds after the start of the tables from which is counted, and `weeks` how many weeks follow.
    """

    columns: frozenset[tuple[str, str]]
    stages: tuple[str, ...]
    since: float
    weeks: int

    def __contains__(self, column: tuple[str, str]) -> bool:
        return column in self.columns

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Return each stage that is known with the one before it that is known."""
        return tuple(zip(self.stages[:-1], self.stages[1:], strict=True))


def known_of(tables: Tables, most_leads: int, most_weeks: int) -> Known:
    """Return what tables tell, over their last weeks: as many as hold no more than `most_leads` leads."""
    columns = frozenset(
        (name, column.name)
        for name in ("leads", "deals", "spend", "terms")
        for column in SCHEMA[name]
        if _tells(getattr(tables, name)[column.name], column.kind, column.name)
    )
    words = set(tables.leads["status"].dropna().unique())
    stages = ["lead"] + [
        stage
        for stage in STAGES[1:]
        if any(("leads", time) in columns for time in TIMES[stage]) or words & set(WORDS[stage])
    ]
    whole = int((tables.end - tables.start) / pd.Timedelta(weeks=1))
    created = pd.to_datetime(tables.leads["created_at"])
    rate = int(((created >= tables.start) & (created < tables.end)).sum()) / max(whole, 1) / tables.replications
    weeks = min(whole, most_weeks, max(8, int(most_leads / max(rate, 1e-9))))
    since = (tables.end - tables.start).total_seconds() - weeks * WEEK
    return Known(columns, tuple(stages), since, weeks)


def _tells(values: pd.Series, kind: str, name: str) -> bool:
    # A column of counts or amounts that must be filled is full of zeros where nobody knew them.
    if kind in ("number", "whole") and name not in ("replication", "lead_id", "deal_id", "week"):
        return bool((pd.to_numeric(values, errors="coerce") > 0).any())
    return bool(values.notna().any())


def figures(tables: Tables, known: Known, bounds: bool = False) -> pd.DataFrame:
    """Count what the fit looks at.

    Parameters
    ----------
    tables : Tables
    known : Known
        What the data tell; nothing else is read.
    bounds : bool
        Whether to say how far quantiles may be off by chance, in columns ending in `_low` and `_high`.

    Returns
    -------
    pandas.DataFrame
        One row per run, a count in each column: the known stages, each with those who came farther; `not_ready`
        (their status says so) and `ready` (reached, and the status does not say so); `channel:NAME`, `recommended` and
        `prospects` (leads); `touched` and their `touches`;
        `given_up` and their `given_up_touches`; `wait25` to `wait90` (hours from the enquiry to the first attempt);
        `offers` and their `value`; `won` of `closed` offers; `renewed` of `due` renewals; `decided` and `days` (median
        from a qualified conversation to the decision); `used` of the reps' `paid` hours. NaN where there is nothing to
        measure.
    """
    view = view_of(tables)
    count = _Count(view, tables, known, bounds)
    found = {"weeks": np.full(len(view.runs), float(known.weeks))}
    found |= count.funnel() | count.channels() | count.calls() | count.deals() | count.hours()
    return pd.DataFrame(found, index=pd.Index(view.runs, name="replication"))


class _Count:
    """The counts of one set of tables."""

    def __init__(self, view: View, tables: Tables, known: Known, bounds: bool) -> None:
        self.view, self.tables, self.known, self.bounds = view, tables, known, bounds
        created = view.times("leads", "created_at")
        self.came = (created >= known.since) & (created < view.end)
        self.source = self._source()
        self.asked = self.came & (self.source != SOURCES[2])
        self.status = pd.Categorical(tables.column("leads", "status"), categories=STATUS).codes

    def _source(self) -> np.ndarray:
        """Return who brought each lead; where nobody says, a channel of that name does."""
        column = "source" if ("leads", "source") in self.known else "channel"
        return np.asarray(self.tables.column("leads", column), dtype=object)

    def _times(self, column: str) -> np.ndarray:
        values = self.view.times("leads", column)
        return values if ("leads", column) in self.known else np.full(len(values), np.nan)

    def funnel(self) -> dict[str, np.ndarray]:
        """Return how many came how far; who skipped a stage on paper is counted in it."""
        flags = {}
        beyond = np.zeros(len(self.asked), dtype=bool)
        for stage in reversed(self.known.stages[1:]):
            beyond = beyond | (self.status >= STATUS.index(WORDS[stage][0]))
            for column in TIMES[stage]:
                beyond = beyond | ~np.isnan(self._times(column))
            flags[stage] = self.asked & beyond
        flags["lead"] = self.asked
        found = {stage: self.view.count("leads", flags[stage]) for stage in self.known.stages}
        later = self.asked & (self.status == STATUS.index("not ready"))
        ready = flags.get("reached", self.asked) & ~later
        return found | {"not_ready": self.view.count("leads", later), "ready": self.view.count("leads", ready)}

    def channels(self) -> dict[str, np.ndarray]:
        """Return the leads of each channel, and of those that come by themselves."""
        names = np.asarray(self.tables.column("leads", "channel"), dtype=object)
        bought = self.asked & (self.source != SOURCES[1])
        found = {
            f"channel:{name}": self.view.count("leads", bought & (names == name)) for name in pd.unique(names[bought])
        }
        return found | {
            "recommended": self.view.count("leads", self.came & (self.source == SOURCES[1])),
            "prospects": self.view.count("leads", self.came & (self.source == SOURCES[2])),
        }

    def calls(self) -> dict[str, np.ndarray]:
        """Return attempts, and how long people waited for the first one."""
        touched_at = self._times("first_touch_at")
        touched = self.asked & ~np.isnan(touched_at)
        attempts = self.view.numbers("leads", "touches")
        given_up = self.asked & (self.status == STATUS.index("unreached")) & (attempts > 0)
        waited = (touched_at - self._asked_at()) / HOUR
        waits = {}
        for share in QUANTILES:
            name = f"wait{round(100 * share)}"
            waits |= self._quantile(name, touched & (waited >= 0), waited, share)
        return waits | {
            "touched": self.view.count("leads", touched),
            "touches": self.view.total("leads", touched, np.nan_to_num(attempts)),
            "given_up": self.view.count("leads", given_up),
            "given_up_touches": self.view.total("leads", given_up, np.nan_to_num(attempts)),
        }

    def _quantile(self, name: str, chosen: np.ndarray, values: np.ndarray, share: float) -> dict[str, np.ndarray]:
        """Return a quantile of each run, and between which others it lies with 95%: those of a binomial count."""
        cases = max(1, int(chosen.sum()))
        half = 1.96 * np.sqrt(share * (1 - share) / cases)
        ends = {name: share, f"{name}_low": max(0.0, share - half), f"{name}_high": min(1.0, share + half)}
        if not self.bounds:
            ends = {name: share}
        return {key: self.view.quantile("leads", chosen, values, one) for key, one in ends.items()}

    def _asked_at(self) -> np.ndarray:
        again = self._times("returned_at")
        return np.where(again <= self._times("first_touch_at"), again, self.view.times("leads", "created_at"))

    def deals(self) -> dict[str, np.ndarray]:
        """Return the decisions, and how long they took."""
        view = self.view
        closed = view.times("deals", "closed_at")
        closed_in = (closed >= self.known.since) & (closed < view.end)
        won, lost = (closed_in & view.reads("deals", "stage", stage) for stage in ("won", "lost"))
        new = new_deals(self.tables, self.known)
        qualified = self._times("sql_at")
        qualified = np.where(np.isnan(qualified), view.times("leads", "created_at"), qualified)
        decided_at = view.times("leads", "closed_at")
        codes = (STATUS.index("won"), STATUS.index("lost"))
        decided = np.isin(self.status, codes) & (decided_at >= self.known.since) & (decided_at < view.end)
        if ("leads", "closed_at") not in self.known:
            decided_at = self._closed_of_leads(closed, closed_in & new)
            decided = ~np.isnan(decided_at)
        created = began(view)
        offered = (created >= self.known.since) & (created < view.end) & new
        value = np.nan_to_num(values_of(self.tables))
        offered &= value > 0
        return {
            "offers": view.count("deals", offered),
            "value": view.total("deals", offered, value),
            "won": view.count("deals", won & new),
            "closed": view.count("deals", (won | lost) & new),
            "renewed": view.count("deals", won & ~new),
            "due": view.count("deals", (won | lost) & ~new),
            "decided": view.count("leads", decided),
        } | self._quantile("days", decided, (decided_at - qualified) / DAY, 0.5)

    def _closed_of_leads(self, closed: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """Return for each lead when its deal was decided, NaN without one."""
        deals, leads = (_persons(self.view, self.tables, table) for table in ("deals", "leads"))
        when = pd.Series(closed, index=deals)[chosen]
        return when[~when.index.duplicated()].reindex(leads).to_numpy()

    def hours(self) -> dict[str, np.ndarray]:
        """Return the reps' hours used and paid."""
        view, week = self.view, self.view.times("terms", "week_start")
        inside = (week >= self.known.since - 1) & (week < view.end)
        return {
            "used": view.total("terms", inside, np.nan_to_num(view.numbers("terms", "rep_hours_used"))),
            "paid": view.total("terms", inside, np.nan_to_num(view.numbers("terms", "rep_hours"))),
        }


def values_of(tables: Tables) -> np.ndarray:
    """Return the price of each deal before discount, or what was paid where no price is known."""
    value, amount = (tables.column("deals", name).astype("float64") for name in ("value", "amount"))
    return value.where(value > 0, amount).to_numpy()


def began(view: View) -> np.ndarray:
    """Return when each deal began, or was closed where nobody wrote down when it began: seconds, shape (deals,)."""
    created = view.times("deals", "created_at")
    return np.where(np.isnan(created), view.times("deals", "closed_at"), created)


def new_deals(tables: Tables, known: Known) -> np.ndarray:
    """Return which deals are first sales, shape (deals,).

    Where the data do not mark renewals, a deal that comes after the person's first offer is one.
    """
    view = view_of(tables)
    if ("deals", "kind") in known:
        return view.new()
    deal, lead = _persons(view, tables, "deals"), _persons(view, tables, "leads")
    created = began(view)
    order = np.lexsort((created, deal))
    begins = np.flatnonzero(np.diff(deal[order], prepend=-1))
    first = np.zeros(len(deal), dtype=bool)
    first[order[begins]] = True
    if ("leads", "opportunity_at") not in known or not len(lead):
        return first
    by_person = np.argsort(lead, kind="stable")
    place = by_person[np.minimum(np.searchsorted(lead[by_person], deal), len(lead) - 1)]
    asked = np.where(lead[place] == deal, view.times("leads", "opportunity_at")[place], np.nan)
    return first & ~(created - asked > DAY)


def _persons(view: View, tables: Tables, table: str) -> np.ndarray:
    """Return one whole number for the person of each row, the same in all tables."""
    number = pd.to_numeric(tables.column(table, "lead_id")).to_numpy(dtype="float64", na_value=np.nan)
    nobody = np.isnan(number)
    # A deal of which nobody knows whose it is counts as somebody's first.
    own = -1 - np.arange(len(number))
    return np.where(nobody, own, view.run(table) * 2**40 + np.where(nobody, 0, number).astype("int64"))


def pooled(counts: pd.DataFrame, part: str, whole: str) -> float:
    """Return the ratio of two counts over all runs, NaN where there is nothing to divide."""
    return float(ratio(np.array([counts[part].sum()]), np.array([counts[whole].sum()]))[0])
