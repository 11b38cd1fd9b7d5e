"""From the engine's outcomes to the CRM tables.

Each column of the leads is made when it is first asked for: a scoreboard reads a dozen of them, and the
readable ones (firm, message, ...) are wanted only where a person reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from smkt_helpers import engine
from smkt_helpers.companies import BRAND, Company
from smkt_helpers.crm import LOST_BECAUSE, REJECTED_BECAUSE, STATUS
from smkt_helpers.market import WEEK, uniforms
from smkt_helpers.plan import Plan

if TYPE_CHECKING:
    from smkt_helpers.history import History

WARMUP = 26
OUTCOME_WORDS = ("done", "no answer", "answered", "qualified", "not qualified", "not ready", "turned away")
KIND_WORDS = ("look", "call", "conversation", "meeting")
WITH_NEED = (engine.SQL, engine.NO_NEED, engine.OPEN, engine.WON, engine.LOST)


class Rows:
    """The leads that reach into the period, over all runs; each column is joined when it is first asked for."""

    def __init__(self, history: History) -> None:
        self.history = history
        start = WARMUP * WEEK
        self.keep = [
            np.flatnonzero(
                (one.arrives >= start) | ((one.outcomes.state > engine.LEAD) & ~(one.outcomes.closed < start))
            )
            for one in history.played
        ]
        self._made: dict[tuple[str, Any], np.ndarray] = {}

    def _joined(self, key: tuple[str, Any], pick: Callable[[engine.Played], np.ndarray]) -> np.ndarray:
        if key not in self._made:
            parts = [pick(one)[keep] for one, keep in zip(self.history.played, self.keep, strict=True)]
            self._made[key] = np.concatenate(parts)
        return self._made[key]

    @cached_property
    def run(self) -> np.ndarray:
        """Return each row's replication."""
        return np.repeat([one.replication for one in self.history.played], [len(keep) for keep in self.keep])

    @property
    def lead(self) -> np.ndarray:
        """Return each row's number among the potential leads of its market."""
        return self._joined(("lead", None), lambda one: one.index)

    @property
    def arrives(self) -> np.ndarray:
        """Return each row's calendar minute of arrival."""
        return self._joined(("arrives", None), lambda one: one.arrives)

    def out(self, name: str) -> np.ndarray:
        """Return one outcome of each row."""
        return self._joined(("out", name), lambda one: getattr(one.outcomes, name))

    def trait(self, name: str) -> np.ndarray:
        """Return one trait of each row."""
        return self._joined(("trait", name), lambda one: getattr(one.traits, name))

    def content(self, column: int) -> np.ndarray:
        """Return one uniform number of each row, for what a person reads."""
        seed = self.history.seed
        return self._joined(
            ("content", column),
            lambda one: _content(seed, column, one.replication, int(one.index[-1]) + 1 if len(one.index) else 0)[
                one.index
            ],
        )


@lru_cache(maxsize=256)
def _content(seed: int, column: int, replication: int, n: int) -> np.ndarray:
    return uniforms(seed, "content", column, replication, n)


def makers_of(history: History) -> Mapping[str, Any]:
    """Return how each table is made: a function, or for the leads one function per column."""
    rows = Rows(history)
    return {
        "leads": _leads(history, rows),
        "activities": lambda: _activities(history, rows),
        "deals": lambda: _deals(history, rows),
        "customers": lambda: _customers(history, rows),
        "spend": lambda: _spend(history),
        "terms": lambda: _terms(history),
    }


def _time(history: History, minutes: np.ndarray) -> pd.Series:
    start = np.datetime64(history.company.start, "s").astype("int64") - int(WARMUP * WEEK * 60)
    blank = np.isnan(minutes)
    seconds = np.where(blank, 0, np.floor(np.where(blank, 0, minutes) * 60)).astype("int64") + start
    times = seconds.astype("datetime64[s]")
    times[blank] = np.datetime64("NaT")
    return pd.Series(times)


def _words(codes: np.ndarray, words: Sequence[str]) -> pd.Categorical:
    """Return words for codes; a code of -1 is blank."""
    return pd.Categorical.from_codes(codes.astype("int64"), categories=list(words))


def _pick(u: np.ndarray, count: int) -> np.ndarray:
    return np.minimum((u * count).astype("int64"), count - 1)


def _leads(history: History, rows: Rows) -> dict[str, Callable[[], Any]]:
    company = history.company
    words = company.words
    firms = [f"{first}{last}" for first in words.firm_first for last in words.firm_last]

    def when(name: str) -> Callable[[], pd.Series]:
        return lambda: _time(history, rows.out(name))

    def only(condition: Callable[[], np.ndarray], minutes: Callable[[], np.ndarray]) -> Callable[[], pd.Series]:
        return lambda: _time(history, np.where(condition(), minutes(), np.nan))

    return {
        "replication": lambda: rows.run,
        "lead_id": lambda: rows.lead,
        "created_at": lambda: _time(history, rows.arrives),
        "channel": lambda: _words(rows.trait("channel"), [c.name for c in company.channels]),
        "temperature": lambda: pd.Categorical([c.temperature for c in company.channels]).take(rows.trait("channel")),
        "segment": lambda: _words(rows.trait("segment"), [s.name for s in company.segments]),
        "firm": lambda: _words(_pick(rows.content(0), len(firms)), firms),
        "sector": lambda: _sector(company, rows),
        "size": lambda: _about(2.6 + 0.5 * rows.trait("fit") + 0.7 * ndtri(rows.content(3))),
        "role": lambda: _words(
            _pick(np.clip(rows.content(4) - 0.12 * rows.trait("fit"), 0, 0.999), len(words.roles)), words.roles
        ),
        "message": lambda: _message(company, rows),
        "pages": lambda: _about(1.0 + 0.4 * rows.trait("intent") + 0.5 * ndtri(rows.content(7))),
        # Rounded down, so that nobody just below the threshold seems to reach it.
        "score": lambda: np.floor(10 * rows.out("score")) / 10,
        "status": lambda: _words(rows.out("state") - 1, STATUS),
        "mql_at": only(lambda: rows.out("state") > engine.LEAD, lambda: rows.arrives),
        # A list that goes out after the period is not yet known in it.
        "handed_at": only(lambda: rows.out("handed") < (WARMUP + history.weeks) * WEEK, lambda: rows.out("handed")),
        "looked_at": when("looked"),
        "sal_at": when("first"),
        "reject_reason": lambda: _words(
            np.where(rows.out("state") == engine.REJECTED, rows.out("reason"), 0) - 1, REJECTED_BECAUSE
        ),
        "first_touch_at": when("first"),
        "touches": lambda: rows.out("touches"),
        "reached_at": when("talked"),
        "sql_at": only(lambda: np.isin(rows.out("state"), WITH_NEED), lambda: rows.out("settled")),
        "opportunity_at": when("offered"),
        "closed_at": when("closed"),
        "rep": lambda: _words(rows.out("rep"), _reps(rows.out("rep"))),
        "called_twice": lambda: rows.out("twice") & ~np.isnan(rows.out("first")),
    }


# What a person would see of a lead. It hints at fit and interest, it never states them.


def _about(log_size: np.ndarray) -> np.ndarray:
    return np.maximum(1, np.round(np.exp(log_size))).astype("int64")


def _sector(company: Company, rows: Rows) -> pd.Categorical:
    sectors = company.words.sectors
    seems = (rows.trait("fit") + 0.8 * ndtri(rows.content(2))) / 1.28
    place = np.searchsorted(np.linspace(-1.2, 1.2, max(1, len(sectors) - 1)), -seems)
    return _words(np.minimum(place, len(sectors) - 1), sectors)


def _message(company: Company, rows: Rows) -> pd.Categorical:
    groups = (company.words.hot, company.words.warm, company.words.cold)
    keen = rows.trait("intent") + 0.7 * ndtri(rows.content(5))
    mood = np.where(keen > 0.7, 0, np.where(keen > -0.3, 1, 2))
    lengths = np.array([len(group) for group in groups])
    first = np.cumsum(lengths) - lengths
    place = np.minimum((rows.content(6) * lengths[mood]).astype("int64"), lengths[mood] - 1)
    return _words(first[mood] + place, [text for group in groups for text in group])


def _reps(numbers: np.ndarray) -> list[str]:
    return [f"Rep {k + 1}" for k in range(int(numbers.max(initial=-1)) + 1)]


def _deals(history: History, rows: Rows) -> pd.DataFrame:
    is_deal = ~np.isnan(rows.out("offered"))
    out = engine.Outcomes(*(rows.out(name)[is_deal] for name in engine.Outcomes._fields))
    value = np.round(rows.trait("value")[is_deal], 2)
    won = out.state == engine.WON
    day = 60 * (history.company.calendar.closes - history.company.calendar.opens)
    stage = np.where(won, 1, np.where(out.state == engine.LOST, 2, 0))
    return pd.DataFrame(
        {
            "replication": rows.run[is_deal],
            "deal_id": rows.lead[is_deal],
            "lead_id": rows.lead[is_deal],
            "created_at": _time(history, out.offered),
            "closed_at": _time(history, out.closed),
            "stage": _words(stage, ("open", "won", "lost")),
            "value": value,
            "discount": np.round(out.discount, 4),
            "amount": np.where(won, np.round(value * (1 - out.discount), 2), 0.0),
            "meetings": out.met,
            "waited_days": np.round(out.waited / day, 3),
            "rep": _words(out.rep, _reps(out.rep)),
            "lost_reason": _words(np.where(stage == 2, out.reason, 0) - 1, LOST_BECAUSE),
        }
    )


def _customers(history: History, rows: Rows) -> pd.DataFrame:
    deals = _deals(history, rows)
    won = deals[deals["stage"] == "won"]
    is_won = rows.out("state") == engine.WON
    company = history.company
    return pd.DataFrame(
        {
            "replication": won["replication"].to_numpy(),
            "customer_id": won["deal_id"].to_numpy(),
            "lead_id": won["lead_id"].to_numpy(),
            "since": won["closed_at"].to_numpy(),
            "segment": _words(rows.trait("segment")[is_won], [s.name for s in company.segments]),
            "channel": _words(rows.trait("channel")[is_won], [c.name for c in company.channels]),
            "amount": won["amount"].to_numpy(),
        }
    )


def _per_week(history: History) -> tuple[list[Plan], pd.DataFrame]:
    plans = engine.plans_by_week(history.company, history.steps, 0, history.weeks)
    weeks = np.arange(history.weeks)
    start = pd.Timestamp(history.company.start).as_unit("s")
    return plans, pd.DataFrame({"week": weeks, "week_start": start + pd.to_timedelta(7 * weeks, unit="D").as_unit("s")})


def _each_run(history: History, table: pd.DataFrame) -> pd.DataFrame:
    numbers = [one.replication for one in history.played]
    many = pd.concat([table] * len(numbers), ignore_index=True)
    many.insert(0, "replication", np.repeat(numbers, len(table)))
    return many


def _spend(history: History) -> pd.DataFrame:
    plans, weeks = _per_week(history)
    names = [channel.name for channel in history.company.channels] + [BRAND]
    money = np.array([np.append(*engine.spend_of(history.company, plan)) for plan in plans])
    table = weeks.loc[weeks.index.repeat(len(names))].reset_index(drop=True)
    table["channel"] = _words(np.tile(np.arange(len(names)), len(weeks)), names)
    table["amount"] = np.round(money.ravel(), 2)
    return _each_run(history, table)


def _terms(history: History) -> pd.DataFrame:
    company = history.company
    plans, table = _per_week(history)
    reps = np.array([max(1, company.team.reps + plan["extra_reps"]) for plan in plans])
    table["reps"] = reps
    table["rep_hours"] = reps * company.team.hours_week
    table["rep_hours_used"] = 0.0
    table["marketer_hours"] = company.team.marketers * company.team.hours_week
    table["rep_hour_price"] = company.money.rep_hour
    table["marketer_hour_price"] = company.money.marketer_hour
    table["tools"] = [company.money.crm_week if plan["handoff"] == "shared_crm" else 0.0 for plan in plans]
    for name in ("target_hours", "threshold"):
        table[name] = [plan[name] for plan in plans]
    table["handoff"] = pd.Categorical([plan["handoff"] for plan in plans], ["weekly_list", "daily_file", "shared_crm"])
    table["shared_definition"] = [plan["shared_definition"] for plan in plans]
    many = _each_run(history, table)
    busy = np.concatenate([one.busy[WARMUP:] for one in history.played])
    many["rep_hours_used"] = np.round(busy / 60 + many["reps"] * company.team.team_meeting / 60, 3)
    return many


def _activities(history: History, rows: Rows) -> pd.DataFrame:
    company = history.company
    position = np.concatenate([[0], np.cumsum([len(keep) for keep in rows.keep])])
    pieces = []
    for run, one in enumerate(history.played):
        place = np.full(len(one.index), -1)
        place[rows.keep[run]] = np.arange(position[run], position[run + 1])
        row = place[one.log.lead]
        shown = row >= 0
        pieces.append([row[shown], *(values[shown] for values in one.log[2:])])
    row, kind, rep, start, end, outcome = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    outcome = np.where(kind == engine.REVIEW, OUTCOME_WORDS.index("turned away"), outcome)
    reps = _reps(rep)
    sales = pd.DataFrame(
        {
            "replication": rows.run[row],
            "lead_id": rows.lead[row],
            "team": "sales",
            "person": _words(rep, reps),
            "kind": _words(kind, KIND_WORDS),
            "channel": None,
            "started_at": _time(history, start),
            "ended_at": _time(history, end),
            "minutes": np.round(end - start, 2),
            "outcome": _words(outcome, OUTCOME_WORDS),
        }
    )
    marketing = _marketing_touches(history, rows, [c.name for c in company.channels])
    for name in ("person", "kind", "channel", "outcome"):
        sales[name] = sales[name].astype("str" if name != "channel" else "object")
    both = pd.concat([marketing, sales], ignore_index=True)
    return both.sort_values(["replication", "lead_id", "started_at"], kind="stable", ignore_index=True)


def _marketing_touches(history: History, rows: Rows, channels: Sequence[str]) -> pd.DataFrame:
    """Return what people saw before they wrote: up to two ads of any channel, a visit, and the form itself."""
    everyone = np.arange(len(rows.lead))
    potential = np.cumsum([c.potential for c in history.company.channels])
    other = np.searchsorted(potential[:-1] / potential[-1], rows.content(8), side="right")
    days = 1440.0
    groups = (
        ("ad seen", everyone, rows.trait("channel"), rows.arrives - days * (0.1 + 14 * rows.content(9))),
        ("ad seen", everyone[rows.content(6) < 0.5], other, rows.arrives - days * (1 + 30 * rows.content(5))),
        ("visit", everyone[rows.content(7) < 0.7], rows.trait("channel"), rows.arrives - days * 2 * rows.content(3)),
        ("form", everyone, rows.trait("channel"), rows.arrives),
    )
    parts = [
        pd.DataFrame(
            {
                "replication": rows.run[who],
                "lead_id": rows.lead[who],
                "team": "marketing",
                "person": "marketing",
                "kind": kind,
                "channel": np.array(channels, dtype=object)[channel[who]],
                "started_at": _time(history, when[who]),
                "ended_at": _time(history, when[who]),
                "minutes": 0.0,
                "outcome": "done",
            }
        )
        for kind, who, channel, when in groups
    ]
    return pd.concat(parts, ignore_index=True)
