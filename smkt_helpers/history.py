"""A played history: from the engine's outcomes to the CRM tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import ndtri

from smkt_helpers import engine
from smkt_helpers.companies import Company
from smkt_helpers.crm import LOST_BECAUSE, REJECTED_BECAUSE, STATUS, Tables
from smkt_helpers.errors import KitError
from smkt_helpers.market import WEEK, uniforms
from smkt_helpers.plan import Plan, by_week
from smkt_helpers.words import _

WARMUP = 26
MOST_WEEKS = 260
OUTCOME_WORDS = ("done", "no answer", "answered", "qualified", "not qualified", "not ready")
KIND_WORDS = ("look", "call", "conversation", "meeting")


@dataclass(frozen=True)
class History:
    """What happened to one company under one plan, in one or more markets.

    `played` holds one record of the engine per replication. `tables()` gives what a CRM would show.
    """

    company: Company
    steps: tuple[tuple[int, Plan], ...]
    seed: int
    weeks: int
    played: tuple[engine.Played, ...] = field(repr=False)

    @property
    def replications(self) -> int:
        """Number of runs."""
        return len(self.played)

    def tables(self) -> Tables:
        """Return the CRM tables; each is made when it is first asked for."""
        return self._tables

    @cached_property
    def _tables(self) -> Tables:
        makers = {
            "leads": lambda: _leads(self),
            "activities": lambda: _activities(self),
            "deals": lambda: _deals(self),
            "customers": lambda: _customers(self),
            "spend": lambda: _spend(self),
            "terms": lambda: _terms(self),
        }
        start = pd.Timestamp(self.company.start)
        return Tables(
            makers,
            start=start,
            end=start + pd.Timedelta(weeks=self.weeks),
            replications=self.replications,
            currency=self.company.currency,
        )

    @cached_property
    def _shown(self) -> _Rows:
        return _rows(self)


def simulate(
    company: Company,
    plan: Plan | Sequence[tuple[int, Plan]],
    seed: int = 1,
    weeks: int = 13,
    replications: int = 1,
    shocks: Sequence = (),
    overrides: Mapping | None = None,
    *,
    first_replication: int = 0,
    log: bool = True,
    use_compiled: bool = True,
) -> History:
    """Play a company for some weeks under a plan.

    Parameters
    ----------
    company : Company
    plan : Plan or list of (from_week, Plan)
        Weeks are counted from 0; before that, 26 weeks are played under the company's `today` plan.
    seed : int
        Which market. The same seed gives the same people to every plan.
    weeks : int
        Weeks to play, 13 is one quarter.
    replications : int
        Number of markets to play.
    first_replication : int
        Number of the first market, to go on where an earlier call stopped.
    log : bool
        Keep what each rep did; without it `tables().activities` holds marketing's touches only.
    use_compiled : bool
        Use Numba when it is installed. The result is the same without, only slower.

    Returns
    -------
    History

    Raises
    ------
    KitError
        If a number is out of range.
    """
    if not isinstance(company, Company):
        raise KitError(
            _('simulate needs a company, for example smkt.company("irrigation"), not {value!r}.').format(value=company)
        )
    steps = by_week(plan)
    for name, value, low, high in (
        ("seed", seed, 0, 2**53),
        ("weeks", weeks, 1, MOST_WEEKS),
        ("replications", replications, 1, 10_000),
        ("first_replication", first_replication, 0, 2**31),
        ("first_replication", first_replication, 0, 2**31),
    ):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= high:
            raise KitError(
                _("{name} must be a whole number from {low} to {high}, not {value!r}.").format(
                    name=name, low=low, high=high, value=value
                )
            )
    for _week, step in steps:
        unknown = sorted(set(dict(step["mix"])) - {channel.id for channel in company.channels})
        if unknown:
            raise KitError(
                _("The channel mix names {names}; {company} has {known}.").format(
                    names=", ".join(unknown),
                    company=company.name,
                    known=", ".join(channel.id for channel in company.channels),
                )
            )
    if shocks or overrides:
        raise KitError(_("This version of the kit plays no shocks and no decisions for single leads yet."))
    played = engine.run(
        company,
        steps,
        seed=int(seed),
        warmup=WARMUP,
        weeks=int(weeks),
        replications=range(first_replication, first_replication + int(replications)),
        log=log,
        use_compiled=use_compiled,
    )
    return History(company=company, steps=steps, seed=int(seed), weeks=int(weeks), played=tuple(played))


@dataclass(frozen=True)
class _Rows:
    """The leads that reach into the period, over all runs: one array per column, `n` rows."""

    run: np.ndarray
    lead: np.ndarray
    arrives: np.ndarray
    out: engine.Outcomes
    traits: Mapping[str, np.ndarray]
    content: tuple[np.ndarray, ...]
    keep: tuple[np.ndarray, ...]


CONTENT_COLUMNS = 10


def _rows(history: History) -> _Rows:
    start = WARMUP * WEEK
    parts, keeps = [], []
    for one in history.played:
        arrives = one.arrives
        out = one.outcomes
        keep = np.flatnonzero((arrives >= start) | ((out.state > engine.LEAD) & ~(out.closed < start)))
        keeps.append(keep)
        chosen = one.index[keep]
        content = [
            uniforms(
                history.seed,
                "content",
                column,
                one.replication,
                1 + int(one.index[-1]) if len(one.index) else 0,
            )[chosen]
            for column in range(CONTENT_COLUMNS)
        ]
        parts.append(
            (
                np.full(len(keep), one.replication),
                chosen,
                arrives[keep],
                engine.Outcomes(*(values[keep] for values in out)),
                {name: values[keep] for name, values in one.traits._asdict().items()},
                content,
            )
        )

    def joined(pick) -> np.ndarray:
        return np.concatenate([pick(part) for part in parts])

    return _Rows(
        run=joined(lambda p: p[0]),
        lead=joined(lambda p: p[1]),
        arrives=joined(lambda p: p[2]),
        out=engine.Outcomes(*(joined(lambda p, k=k: p[3][k]) for k in range(len(engine.Outcomes._fields)))),
        traits={name: joined(lambda p, name=name: p[4][name]) for name in parts[0][4]},
        content=tuple(joined(lambda p, k=k: p[5][k]) for k in range(CONTENT_COLUMNS)),
        keep=tuple(keeps),
    )


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


def _readable(company: Company, traits: Mapping[str, np.ndarray], u: Sequence[np.ndarray]) -> dict[str, object]:
    """Return what a person would see of each lead. It hints at fit and interest, it never states them."""
    w = company.words
    fit, intent = traits["fit"], traits["intent"]
    firms = [f"{first}{last}" for first in w.firm_first for last in w.firm_last]
    seems_fit = (fit + 0.8 * ndtri(u[2])) / 1.28
    seems_keen = intent + 0.7 * ndtri(u[5])
    mood = np.where(seems_keen > 0.7, 0, np.where(seems_keen > -0.3, 1, 2))
    groups = (w.hot, w.warm, w.cold)
    offsets = np.array([0, len(w.hot), len(w.hot) + len(w.warm)])
    lengths = np.array([len(group) for group in groups])
    message = offsets[mood] + np.minimum((u[6] * lengths[mood]).astype("int64"), lengths[mood] - 1)
    sector = np.clip(
        np.searchsorted(np.linspace(-1.2, 1.2, max(1, len(w.sectors) - 1)), -seems_fit), 0, len(w.sectors) - 1
    )
    return {
        "firm": _words(_pick(u[0], len(firms)), firms),
        "sector": _words(sector, w.sectors),
        "size": np.maximum(1, np.round(np.exp(2.6 + 0.5 * fit + 0.7 * ndtri(u[3])))).astype("int64"),
        "role": _words(_pick(np.clip(u[4] - 0.12 * fit, 0, 0.999), len(w.roles)), w.roles),
        "message": _words(message, [text for group in groups for text in group]),
        "pages": np.maximum(1, np.round(np.exp(1.0 + 0.4 * intent + 0.5 * ndtri(u[7])))).astype("int64"),
    }


def _leads(history: History) -> pd.DataFrame:
    rows, company = history._shown, history.company
    out, traits = rows.out, rows.traits
    state = out.state
    mql = state > engine.LEAD
    channels = company.channels
    sal = ~np.isnan(out.first)
    sql_at = np.where(
        np.isin(state, (engine.SQL, engine.NO_NEED, engine.OPEN, engine.WON, engine.LOST)),
        out.settled,
        np.nan,
    )
    return pd.DataFrame(
        {
            "replication": rows.run,
            "lead_id": rows.lead,
            "created_at": _time(history, rows.arrives),
            "channel": _words(traits["channel"], [c.name for c in channels]),
            "temperature": pd.Categorical([c.temperature for c in channels]).take(traits["channel"]),
            "segment": _words(traits["segment"], [s.name for s in company.segments]),
            **_readable(company, traits, rows.content),
            "score": np.floor(10 * out.score) / 10,
            "status": _words(state - 1, STATUS),
            "mql_at": _time(history, np.where(mql, rows.arrives, np.nan)),
            "handed_at": _time(history, out.handed),
            "looked_at": _time(history, out.looked),
            "sal_at": _time(history, out.first),
            "reject_reason": _words(np.where(state == engine.REJECTED, out.reason, 0) - 1, REJECTED_BECAUSE),
            "first_touch_at": _time(history, out.first),
            "touches": out.touches,
            "reached_at": _time(history, out.talked),
            "sql_at": _time(history, sql_at),
            "opportunity_at": _time(history, out.offered),
            "closed_at": _time(history, out.closed),
            "rep": _words(out.rep, _reps(rows.out.rep)),
            "called_twice": out.twice & sal,
        }
    )


def _reps(numbers: np.ndarray) -> list[str]:
    return [_("Rep {n}").format(n=k + 1) for k in range(int(numbers.max(initial=-1)) + 1)]


def _deals(history: History) -> pd.DataFrame:
    rows = history._shown
    is_deal = ~np.isnan(rows.out.offered)
    out = engine.Outcomes(*(values[is_deal] for values in rows.out))
    value = np.round(rows.traits["value"][is_deal], 2)
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


def _customers(history: History) -> pd.DataFrame:
    deals = history.tables().deals
    won = deals[deals["stage"] == "won"]
    rows = history._shown
    is_won = rows.out.state == engine.WON
    company = history.company
    return pd.DataFrame(
        {
            "replication": won["replication"].to_numpy(),
            "customer_id": won["deal_id"].to_numpy(),
            "lead_id": won["lead_id"].to_numpy(),
            "since": won["closed_at"].to_numpy(),
            "segment": _words(rows.traits["segment"][is_won], [s.name for s in company.segments]),
            "channel": _words(rows.traits["channel"][is_won], [c.name for c in company.channels]),
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
    names = [channel.name for channel in history.company.channels] + ["brand"]
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


def _activities(history: History) -> pd.DataFrame:
    rows = history._shown
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
    turned_away = len(OUTCOME_WORDS)
    outcome = np.where(kind == engine.REVIEW, turned_away, outcome)
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
            "outcome": _words(outcome, (*OUTCOME_WORDS, "turned away")),
        }
    )
    marketing = _marketing_touches(history, rows, [c.name for c in company.channels])
    for name in ("person", "kind", "channel", "outcome"):
        sales[name] = sales[name].astype("str" if name != "channel" else "object")
    both = pd.concat([marketing, sales], ignore_index=True)
    return both.sort_values(["replication", "lead_id", "started_at"], kind="stable", ignore_index=True)


def _marketing_touches(history: History, rows: _Rows, channels: Sequence[str]) -> pd.DataFrame:
    """Return what people saw before they wrote: up to two ads of any channel, a visit, and the form itself."""
    u = rows.content
    everyone = np.arange(len(rows.lead))
    potential = np.cumsum([c.potential for c in history.company.channels])
    other = np.searchsorted(potential[:-1] / potential[-1], u[8], side="right")
    days = 1440.0
    groups = (
        ("ad seen", everyone, rows.traits["channel"], rows.arrives - days * (0.1 + 14 * u[9])),
        ("ad seen", everyone[u[6] < 0.5], other, rows.arrives - days * (1 + 30 * u[5])),
        ("visit", everyone[u[7] < 0.7], rows.traits["channel"], rows.arrives - days * 2 * u[3]),
        ("form", everyone, rows.traits["channel"], rows.arrives),
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
