"""One afternoon at sales' inbox: who waits, what each order of calling leads to, and which order is the best.

Nothing here knows a screen. An afternoon and an order of calls always give the same result, so an order can be kept
as a list of numbers and played again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from smkt_helpers.companies import Company
from smkt_helpers.desk.inbox_people import People, answers, has_need, people_of, pick
from smkt_helpers.history import History, simulate
from smkt_helpers.market import WEEK
from smkt_helpers.plan import Plan, siloed
from smkt_helpers.records import WARMUP
from smkt_helpers.words import N_

DAY = 1440.0
THURSDAY = 3
WEEKS = 13
MOST = 16
HOURS = 2.0
WAITED_DAYS = 7
SOON = 5.0
# The leads come in at once, so that some of them are fresh; all else is each team for itself.
PLAN = siloed.replace(handoff="shared_crm")

# How far a lead came, in order.
STAGES = {
    "silent": N_("no answer"),
    "talk": N_("talked, no need now"),
    "need": N_("real need (SQL)"),
    "offer": N_("asked for an offer"),
    "won": N_("bought"),
}
RANK = {stage: place for place, stage in enumerate(STAGES)}
MOODS = ("cold", "warm", "hot")

RULES = {
    "first_come": N_("First come, first served: who waited longest"),
    "freshest": N_("Freshest first"),
    "hottest": N_("Most points first"),
    "reading": N_("What they wrote first, then points"),
    "best": N_("The best possible order, known only afterwards"),
}


@dataclass(frozen=True)
class Afternoon:
    """An inbox and the time to work through it.

    Attributes
    ----------
    company : Company
    week : int
        Played week, from 0.
    opens : float
        Calendar minute of the run at which the time begins.
    minutes : float
        How long it lasts. The last conversation may take longer.
    records : tuple of mapping
        What a person sees of each lead: one row of the table of leads by column, in the order in which they wrote.
    people : People
        What calls to them would lead to, in the same order.
    waiting : int
        How many wait in all; the inbox shows some of them.
    """

    company: Company = field(repr=False)
    week: int
    opens: float
    minutes: float
    records: tuple[Mapping[str, Any], ...] = field(repr=False)
    people: People = field(repr=False)
    waiting: int

    @property
    def leads(self) -> tuple[int, ...]:
        """Return the numbers of the leads, in the order in which they wrote."""
        return tuple(int(lead) for lead in self.people.lead)


@dataclass(frozen=True)
class Call:
    """One call: its row in the inbox, minutes of the afternoon, age of the interest, and how far the lead came."""

    row: int
    start: float
    end: float
    age: float
    stage: str
    ready: bool
    amount: float = 0.0


def thursdays(company: Company, seed: int = 1, *, plan: Plan = PLAN, weeks: int = WEEKS) -> tuple[Afternoon, ...]:
    """Return the inboxes of a quarter's Thursdays, two hours before closing; the first week is left out.

    Parameters
    ----------
    company : Company
    seed : int
        Which market.
    plan : Plan
        How the company works meanwhile.
    weeks : int
    """
    history = simulate(company, plan, seed=seed, weeks=weeks, log=False)
    begins = 60.0 * (company.calendar.closes - HOURS)
    lists = [(week, *_waiting(history, week, begins)) for week in range(1, weeks)]
    # Everybody at once, because each drawing goes through the whole market.
    people = people_of(history, [lead for _week, shown, _count in lists for lead in shown["lead_id"]])
    found, first = [], 0
    for week, shown, count in lists:
        rows, first = np.arange(first, first + len(shown)), first + len(shown)
        if len(shown) > 1:
            moment = (WARMUP + week) * WEEK + THURSDAY * DAY + begins
            records = tuple(shown.to_dict("records"))
            found.append(Afternoon(company, week, moment, 60 * HOURS, records, pick(people, rows), count))
    return tuple(found)


def _waiting(history: History, week: int, begins: float) -> tuple[pd.DataFrame, int]:
    """Return the leads that the inbox shows on a week's Thursday, and how many wait in all."""
    tables = history.tables()
    moment = tables.start + pd.Timedelta(weeks=week, days=THURSDAY, minutes=begins)
    leads = tables.leads
    listed = (leads["source"] == "marketing") & (leads["handed_at"] <= moment) & leads["returned_at"].isna()
    unseen = (leads["created_at"] > moment - pd.Timedelta(days=WAITED_DAYS)) & ~(leads["looked_at"] <= moment)
    waiting = leads[listed & unseen].sort_values("created_at", kind="stable")
    return waiting.iloc[_spread(waiting["firm"].tolist())], len(waiting)


def _spread(firms: Sequence[str]) -> list[int]:
    """Return rows spread over a list, the first and the last among them; no name of a firm comes twice."""
    rows: dict[str, int] = {}
    for place in np.linspace(0, len(firms) - 1, min(MOST, len(firms))).round().astype(int):
        near = sorted(range(len(firms)), key=lambda row: abs(row - place))
        row = next((row for row in near if firms[row] not in rows), None)
        if row is not None:
            rows[firms[row]] = row
    return sorted(rows.values())


def mood_of(company: Company, message: str) -> str:
    """Return how a message sounds: "hot", "warm" or "cold"."""
    return next((mood for mood in ("hot", "warm") if message in getattr(company.words, mood)), "cold")


def call(afternoon: Afternoon, row: int, start: float) -> Call:
    """Return what one call leads to when it starts so many minutes into the afternoon."""
    people, now = pick(afternoon.people, [row]), afternoon.opens + start
    age = now - people.wrote[0]
    end = start + people.touch_minutes[0]
    ready = bool(people.ready_at[0] <= afternoon.opens + end)
    if not answers(people, age)[0]:
        return Call(row, start, end, age, "silent", ready)
    stage, amount = "talk", 0.0
    if has_need(people, age, afternoon.opens + end)[0]:
        stage = "need"
        if people.asks_offer[0]:
            stage = "won" if people.buys[0] else "offer"
            amount = float(people.amount[0]) if stage == "won" else 0.0
    return Call(row, start, end + float(people.talk_minutes[0]), age, stage, ready, amount)


def fits(afternoon: Afternoon, row: int, start: float) -> bool:
    """Return whether an attempt to reach a lead can still end in time."""
    return start + afternoon.people.touch_minutes[row] <= afternoon.minutes


def play(afternoon: Afternoon, order: Sequence[int]) -> tuple[Call, ...]:
    """Call leads (rows of the inbox) in an order, until no time is left for the next one."""
    done: list[Call] = []
    for row in order:
        start = done[-1].end if done else 0.0
        if not fits(afternoon, row, start):
            break
        done.append(call(afternoon, row, start))
    return tuple(done)


def order_by(afternoon: Afternoon, rule: str) -> tuple[int, ...]:
    """Return the rows of the inbox in the order of one of `RULES`."""
    if rule == "best":
        return best_order(afternoon)
    records = afternoon.records
    scores = np.array([record["score"] for record in records])
    moods = np.array([MOODS.index(mood_of(afternoon.company, record["message"])) for record in records])
    # The records stand in the order in which they wrote.
    place = np.arange(len(records))
    keys = {
        "first_come": (place,),
        "freshest": (-place,),
        "hottest": (place, -scores),
        "reading": (place, -scores, -moods),
    }
    return tuple(int(row) for row in np.lexsort(keys[rule]))


def counts(calls: Sequence[Call]) -> dict[str, float]:
    """Return an afternoon's `calls`, `talks`, `needs`, `offers` and `sales`, and the `money` of the sales."""
    ranks = [RANK[one.stage] for one in calls]
    reached = {name: sum(rank >= RANK[stage] for rank in ranks) for name, stage in _COUNTED.items()}
    return {"calls": len(calls), **reached, "money": sum(one.amount for one in calls)}


_COUNTED = {"talks": "talk", "needs": "need", "offers": "offer", "sales": "won"}


def best_order(afternoon: Afternoon) -> tuple[int, ...]:
    """Return the order with the most real needs, then the most money, then the most conversations.

    It looks at what each call would lead to and tries all orders, so nobody could have known it. Calls that reach
    nobody only cost time and are never part of it; whoever is left comes after them, in the order in which they wrote.
    """
    rows = [row for row in range(len(afternoon.leads)) if call(afternoon, row, 0.0).stage != "silent"]
    best: tuple[tuple[float, ...], tuple[int, ...]] = ((-1.0,), ())

    def go_on(done: tuple[int, ...], start: float, so_far: tuple[float, float, float]) -> None:
        nonlocal best
        if so_far > best[0]:
            best = (so_far, done)
        for row in rows:
            if row in done or not fits(afternoon, row, start):
                continue
            made = call(afternoon, row, start)
            if made.stage != "silent":
                needs, money, talks = so_far
                gained = (needs + (RANK[made.stage] >= RANK["need"]), money + made.amount, talks + 1)
                go_on((*done, row), made.end, gained)

    go_on((), 0.0, (0, 0, 0))
    return (*best[1], *(row for row in range(len(afternoon.leads)) if row not in best[1]))


def first_calls(afternoon: Afternoon) -> tuple[Call, ...]:
    """Return for each row what the call would lead to if it were the first one of the afternoon."""
    return tuple(call(afternoon, row, 0.0) for row in range(len(afternoon.leads)))


def most_points(afternoon: Afternoon) -> int:
    """Return the row of the lead with the most points; of equals, who waited longest."""
    return order_by(afternoon, "hottest")[0]


def hottest_was_best(afternoon: Afternoon) -> bool:
    """Return whether no other first call leads further than the one to the lead with the most points."""
    ranks = [RANK[one.stage] for one in first_calls(afternoon)]
    return ranks[most_points(afternoon)] == max(ranks)


def cold_already(afternoon: Afternoon) -> tuple[int, ...]:
    """Return the rows of those who would have come further five minutes after they wrote than they do now."""
    return _colder(afternoon, afternoon.people.wrote + SOON, afternoon.opens)


def gone_cold(afternoon: Afternoon, called: Sequence[int]) -> tuple[int, ...]:
    """Return the rows of those not called who come less far the next morning than at the beginning of the afternoon."""
    tomorrow = DAY * (afternoon.opens // DAY + 1) + 60.0 * afternoon.company.calendar.opens
    return tuple(row for row in _colder(afternoon, afternoon.opens, tomorrow) if row not in called)


def _colder(afternoon: Afternoon, earlier: np.ndarray | float, later: float) -> tuple[int, ...]:
    people = afternoon.people

    def comes(moment: np.ndarray | float) -> np.ndarray:
        age = moment - people.wrote
        talks = answers(people, age)
        # Who was not ready then may be so now; that is no matter of speed.
        return talks.astype(int) + (talks & has_need(people, age, later + people.touch_minutes))

    return tuple(int(row) for row in np.flatnonzero(comes(later) < comes(earlier)))
