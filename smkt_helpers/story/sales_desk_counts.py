"""The figures of lesson 04: speed, persistence, the backlog and the quarter's end, counted from runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.desk.inbox_day import DAY, PLAN
from smkt_helpers.desk.inbox_people import People, answers, has_need, people_of
from smkt_helpers.history import History, simulate
from smkt_helpers.plan import Plan, siloed

AGES = (5.0, 60.0, DAY, 3 * DAY, 7 * DAY)
ATTEMPTS = 8
LAST_WEEKS = 2
QUARTER = 13
AFTERWARDS = 26
HIGH_DISCOUNT = 0.35


def passed_on(company: Company, seed: int = 1, *, plan: Plan = PLAN, weeks: int = QUARTER) -> People:
    """Return everybody whom marketing passes on in a quarter, with what a call would lead to."""
    return everybody_passed_on(simulate(company, plan, seed=seed, weeks=weeks, log=False))


def everybody_passed_on(history: History) -> People:
    """Return everybody whom marketing passed on in a history's first market, in order of their numbers."""
    tables = history.tables()
    leads = tables.leads[tables.leads["replication"] == history.played[0].replication]
    mine = (leads["source"] == "marketing") & (leads["mql_at"] >= tables.start) & leads["returned_at"].isna()
    return people_of(history, np.sort(leads.loc[mine, "lead_id"].to_numpy()))


def speed_rows(people: People) -> list[dict[str, float]]:
    """Return for each of `AGES` the shares who pick up, and who show a real need, at the first attempt."""
    rows = []
    for age in AGES:
        talks = answers(people, age)
        needs = talks & has_need(people, age, people.wrote + age)
        rows.append({"age": age, "talks": float(talks.mean()), "needs": float(needs.mean())})
    return rows


def attempt_rows(people: People, company: Company) -> list[dict[str, float]]:
    """Return what each further attempt brings, when everybody is called first a day after writing.

    Returns
    -------
    list of dict
        By attempt: `attempt` (from 1), `tried` (people not reached before), `share` (of them who pick up), `so_far`
        (share of all who pick up by attempt 12) and `minutes` of attempts per conversation.
    """
    open_still, rows, reached = np.ones(len(people.lead), dtype=bool), [], 0
    ever = sum(_reached_at(people))
    for attempt, picks_up in enumerate(_reached_at(people)[:ATTEMPTS], 1):
        tried, reached = int(open_still.sum()), reached + picks_up
        open_still &= ~answers(people, DAY, attempt - 1)
        rows.append(
            {
                "attempt": attempt,
                "tried": tried,
                "share": picks_up / max(1, tried),
                "so_far": reached / max(1, ever),
                "minutes": company.minutes.touch * tried / max(1, picks_up),
            }
        )
    return rows


def _reached_at(people: People) -> list[int]:
    open_still, found = np.ones(len(people.lead), dtype=bool), []
    for attempt in range(people.answers.shape[1]):
        now = open_still & answers(people, DAY, attempt)
        found.append(int(now.sum()))
        open_still &= ~now
    return found


def somebody_new(people: People, company: Company) -> float:
    """Return the minutes per conversation of looking at somebody new and trying once, a day after writing."""
    share = float(answers(people, DAY).mean())
    return (company.minutes.review + company.minutes.touch) / max(share, 1e-9)


def stop_after(rows: Sequence[Mapping[str, float]], new: float) -> int:
    """Return the last attempt that brings a conversation for no more minutes than somebody new does; at least 1."""
    later = [row["attempt"] for row in rows if row["attempt"] > 1 and row["minutes"] > new]
    return int(min(later) - 1) if later else int(rows[-1]["attempt"])


def little(tables: Tables) -> dict[str, float]:
    """Return how many leads wait, how many leave the list a day, and how long they stay on it.

    Returns
    -------
    dict
        `waiting` (mean number on the list), `left_day` (leave it per calendar day: opened or taken off unread),
        `by_law` (days: the first divided by the second), `measured` (days, mean of those who left), `opened_day`
        (opened per working day), `monday` (waiting on the last Monday at opening time) and `unread` (taken off
        unread in the quarter). One run only.
    """
    leads, start, end = tables.leads, tables.start, tables.end
    listed = leads[leads["handed_at"].notna() & leads["returned_at"].isna()]
    closed = listed["closed_at"].where(listed["looked_at"].isna() & (listed["status"] == "stale"))
    off = listed["looked_at"].fillna(closed)
    on = listed["handed_at"]
    days = (end - start).days
    inside = (off.fillna(end).clip(upper=end) - on.clip(lower=start)).dt.total_seconds().clip(lower=0) / 86400
    left = (off >= start) & (off < end)
    monday = end - pd.Timedelta(days=7) + pd.Timedelta(hours=9)
    opened = int((listed["looked_at"] >= start).sum())
    return {
        "waiting": float(inside.sum() / days),
        "left_day": float(left.sum() / days),
        "by_law": float(inside.sum() / max(1, left.sum())),
        "measured": float(((off - on)[left].dt.total_seconds() / 86400).mean()),
        "opened_day": opened / (5 * days / 7),
        "monday": float(((on <= monday) & ~(off <= monday)).sum()),
        "unread": float((left & listed["looked_at"].isna()).sum()),
    }


def quarter_ends(company: Company, seed: int = 1, *, markets: int = 10) -> dict[str, float]:
    """Play a quarter whose last two weeks have a high discount, and the same one without; then half a year more.

    Returns
    -------
    dict
        Sums over the markets. `wins`, `revenue`, `discount`: deals closed in the last two weeks, as usual; `wins_high`
        and so on with the high discount. `anyway`: won with it that would have been won without. `renewals` and
        `renewals_high`: what these customers pay in the half year after; `left`, `left_high`: how many leave in it.
    """
    push = [
        (0, siloed),
        (QUARTER - LAST_WEEKS, siloed.replace(discount_limit=HIGH_DISCOUNT)),
        (QUARTER, siloed),
    ]
    found, won = {}, []
    for plan, suffix in ((siloed, ""), (push, "_high")):
        tables = simulate(
            company, plan, seed=seed, weeks=QUARTER + AFTERWARDS, replications=markets, log=False
        ).tables()
        end = tables.start + pd.Timedelta(weeks=QUARTER)
        deals = tables.deals[tables.deals["stage"] == "won"]
        closed = (deals["closed_at"] >= end - pd.Timedelta(weeks=LAST_WEEKS)) & (deals["closed_at"] < end)
        last = deals[(deals["kind"] == "new") & closed]
        who = last[["replication", "lead_id"]]
        later = deals[deals["kind"] == "renewal"].merge(who)
        left = tables.customers.merge(who)["left_at"].notna().sum()
        won.append(set(who.itertuples(index=False, name=None)))
        found |= {
            f"wins{suffix}": len(last),
            f"revenue{suffix}": float(last["amount"].sum()),
            f"discount{suffix}": float((last["value"] * last["discount"]).sum()),
            f"renewals{suffix}": float(later["amount"].sum()),
            f"left{suffix}": int(left),
        }
    return found | {"anyway": len(won[0] & won[1])}
