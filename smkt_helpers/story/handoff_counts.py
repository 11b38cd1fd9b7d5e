"""What lesson 05 counts: one quarter in counts and hours, the way back from a goal, first calls, an outage.

Plain arithmetic on the CRM tables, used by the sentences of `handoff`, by the practice cards and by the builder of
`smkt_helpers.desk.promise`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.events import Shock
from smkt_helpers.history import simulate
from smkt_helpers.metrics import scoreboard
from smkt_helpers.plan import Plan, siloed
from smkt_helpers.story.two_teams import fate_of_leads
from smkt_helpers.words import N_, _, number

HOURS = 4.0
# One list, one definition, a name on every step; the first call still promised within a day, as before.
AGREED = siloed.replace(shared_definition=True, threshold=58, handoff="shared_crm", owners=True)
ON_PAPER = AGREED.replace(target_hours=HOURS)
TRACKED = ON_PAPER.replace(tracked=True)

STAGES = ("leads", "mql", "sal", "sql", "offers", "won")
STAGE_WORDS = {
    "leads": N_("People who asked us (leads)"),
    "mql": N_("Passed on by marketing (MQL)"),
    "sal": N_("Taken on by sales (SAL)"),
    "sql": N_("A real need found (SQL)"),
    "offers": N_("Asked for an offer (opportunity)"),
    "won": N_("Signed (won)"),
}
_STAGE_TIMES = dict(zip(STAGES[:5], ("created_at", "mql_at", "sal_at", "sql_at", "opportunity_at"), strict=True))


@functools.lru_cache(maxsize=6)
def quarter(company: Company, plan: Plan, seed: int = 1, shocks: tuple[Shock, ...] = ()) -> Tables:
    """Return one quarter in one market; the last few are kept, because a lesson shows some of them again."""
    return simulate(company, plan, seed=seed, shocks=shocks).tables()


@dataclass(frozen=True)
class Funnel:
    """One quarter in counts and reps' hours, of people who asked us; one run.

    Attributes
    ----------
    counts : mapping of str to int
        People who reached each of `STAGES` in these weeks.
    revenue : float
        What those who signed pay.
    hours : mapping of str to float
        Reps' hours, administration included: `mql` (looked at and turned away), `sal` (calls and conversations),
        `sql` (meetings), `other` (own prospects, customers, team meetings).
    paid : float
        Paid hours of all reps.
    weeks : int
    """

    counts: Mapping[str, int]
    revenue: float
    hours: Mapping[str, float]
    paid: float
    weeks: int

    @property
    def price(self) -> float:
        """What one of them pays on average; 0 when nobody signed."""
        return self.revenue / self.counts["won"] if self.counts["won"] else 0.0

    def rates(self) -> dict[str, float]:
        """Return for each stage but the first the share of the stage before that reached it."""
        pairs = zip(STAGES[1:], STAGES[:-1], strict=True)
        return {to: self.counts[to] / self.counts[of] if self.counts[of] else 0.0 for to, of in pairs}


def funnel_of(tables: Tables) -> Funnel:
    """Count one quarter; whom sales found itself is left out, because nobody handed these people over."""
    leads, start, end = tables.leads, tables.start, tables.end
    asked = leads["source"] != "own prospect"
    counts = {name: int((asked & leads[at].between(start, end)).sum()) for name, at in _STAGE_TIMES.items()}
    known = set(leads.loc[asked, "lead_id"])
    deals = tables.deals
    won = deals[(deals["stage"] == "won") & (deals["kind"] == "new") & deals["closed_at"].between(start, end)]
    won = won[won["lead_id"].isin(known)]
    counts["won"] = len(won)
    work = tables.activities
    work = work[(work["team"] == "sales") & work["started_at"].between(start, end) & work["lead_id"].isin(known)]
    spent = work.groupby("kind")["minutes"].sum() / 60
    hours = {
        "mql": float(spent.get("look", 0.0)),
        "sal": float(spent.get("call", 0.0) + spent.get("conversation", 0.0)),
        "sql": float(spent.get("meeting", 0.0)),
    }
    terms = tables.terms[tables.terms["week"] >= 0]
    hours["other"] = max(0.0, float(terms["rep_hours_used"].sum()) - sum(hours.values()))
    return Funnel(counts, float(won["amount"].sum()), hours, float(terms["rep_hours"].sum()), len(terms))


def needed(goal: float, price: float, rates: Mapping[str, float]) -> dict[str, float]:
    """Count backwards from a revenue goal.

    Parameters
    ----------
    goal : float
        Revenue from people who asked us, money.
    price : float
        What one of them pays on average.
    rates : mapping of str to float
        As from `Funnel.rates`; all above 0.

    Returns
    -------
    dict
        People needed at each of `STAGES`.
    """
    people = {"won": goal / price}
    for stage, before in zip(reversed(STAGES[1:]), reversed(STAGES[:-1]), strict=True):
        people[before] = people[stage] / rates[stage]
    return {stage: people[stage] for stage in STAGES}


def hours_needed(people: Mapping[str, float], was: Funnel) -> float:
    """Return the reps' hours for so many people, if each one takes as long as in the quarter `was`."""
    per = {name: was.hours[name] / max(1, was.counts[name]) for name in ("mql", "sal", "sql")}
    return was.hours["other"] + sum(per[name] * people[name] for name in per)


FATES = ("kept", "late", "away", "unopened")


def fates(tables: Tables, hours: float) -> dict[str, int]:
    """Count what became of the leads passed on, within two weeks, and whether the first call came in time.

    Returns
    -------
    dict
        `kept` (called within `hours` of the moment the person asked, nights and weekends included), `late`, `away`,
        `unopened`; they add up to `mql`. Leads that had less than two weeks' time are left out. One run only.
    """
    fate = fate_of_leads(tables)
    leads = tables.leads
    mine = (leads["mql_at"] >= tables.start) & (leads["created_at"] + pd.Timedelta(weeks=2) <= tables.end)
    mine &= (leads["created_at"] >= tables.start) & (leads["source"] != "own prospect")
    kept = int((mine & (leads["first_touch_at"] - leads["created_at"] <= pd.Timedelta(hours=hours))).sum())
    return {
        "kept": kept,
        "late": fate["called"] - kept,
        "away": fate["away"],
        "unopened": fate["unopened"],
        "mql": fate["mql"],
    }


def waits(tables: Tables) -> float:
    """Return the median hours from the enquiry to the first call."""
    return float(scoreboard(tables, ("speed_median",)).loc["speed_median", "value"])


def sooner(before: Tables, after: Tables) -> dict[str, int]:
    """Compare the first calls of the same people in two quarters.

    Returns
    -------
    dict
        `called` (people of the quarter called under both plans), and of these `sooner`, `later` and `same`. One run.
    """
    first = []
    for tables in (before, after):
        leads = tables.leads
        mine = (leads["created_at"] >= tables.start) & (leads["source"] != "own prospect")
        first.append(leads[mine & leads["first_touch_at"].notna()].set_index("lead_id")["first_touch_at"])
    both = pd.concat(first, axis=1, join="inner", keys=["before", "after"])
    found = {
        "sooner": int((both["after"] < both["before"]).sum()),
        "later": int((both["after"] > both["before"]).sum()),
    }
    return {"called": len(both), **found, "same": len(both) - sum(found.values())}


def promise_holds_only_tracked(company: Company, seed: int) -> bool:
    """Return whether the promise on paper moved no first call, and the tracked one brought them clearly forward."""
    before, paper, tracked = (
        simulate(company, plan, seed=seed, log=False).tables() for plan in (AGREED, ON_PAPER, TRACKED)
    )
    moved = sooner(before, paper)
    return moved["same"] == moved["called"] and waits(tracked) < 0.75 * waits(paper)


def lead_to_hand_over(tables: Tables) -> dict[str, Any]:
    """Return the facts of one lead worth a handoff note: from marketing, with a wish of its own, the highest score.

    Returns
    -------
    dict
        `firm`, `role`, `sector`, `size`, `channel`, `message`, `pages`, `score`, `asked` (weekday and time), `hours`
        (the promise on the website) and `stem` (first word of the firm's name).
    """
    leads = tables.leads
    real = leads["status"].isin(("won", "open", "sql")) & (leads["source"] == "marketing")
    wish = leads["message"].str.contains("offer|price|replacement", case=False, na=False)
    found = leads[real & wish & (leads["created_at"] >= tables.start)].sort_values("score", ascending=False).iloc[0]
    facts = {name: found[name] for name in ("firm", "role", "sector", "channel", "message")}
    return {
        **facts,
        "size": int(found["size"]),
        "pages": int(found["pages"]),
        "score": float(found["score"]),
        "asked": f"{_(WEEKDAYS[found['created_at'].weekday()])}, {found['created_at']:%H:%M}",
        "stem": str(found["firm"]).split()[0].lower(),
        "channel_stem": str(found["channel"]).split()[0].lower().rstrip("s'"),
        "sector_stem": str(found["sector"]).split()[0].lower(),
    }


WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip


OUTAGE = Shock("outage", week=6, day=1, days=2)


def outage_counts(company: Company, seed: int = 1) -> dict[str, Any]:
    """Play two days without the CRM, with and without a printed list, on the same people.

    Returns
    -------
    dict
        What reps did in these two days: `normal` (the CRM works), `waiting` (no list), `paper` (a list), each the
        number of calls, conversations and meetings; `minutes`: what the list costs each rep a week.
    """
    start = pd.Timestamp(company.start) + pd.Timedelta(weeks=OUTAGE.week, days=OUTAGE.day)
    end = start + pd.Timedelta(days=OUTAGE.days)
    found: dict[str, Any] = {"minutes": float(company.team.paper_minutes)}
    for name, plan, shocks in (
        ("normal", TRACKED, ()),
        ("waiting", TRACKED, (OUTAGE,)),
        ("paper", TRACKED.replace(outage_clause=True), (OUTAGE,)),
    ):
        work = quarter(company, plan, seed, shocks).activities
        done = work["kind"].isin(("call", "conversation", "meeting")) & work["started_at"].between(start, end)
        found[name] = int(done.sum())
    return found


def in_hours(hours: float) -> str:
    """Return hours in words, without a needless decimal."""
    if hours == 1:
        return _("1 hour")
    return _("{n} hours").format(n=number(hours, 0 if hours == round(hours) else 1))
