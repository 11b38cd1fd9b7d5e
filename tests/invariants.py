"""What must hold for every lead of every run: one state, causes before effects, work within the plan.

Each check looks at one run and returns a sentence per breach. `tests/replay.py` has those that follow the
weeks: beliefs, programs, backlog. `tests/test_invariants.py` runs them and shows that each can fail.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from smkt_helpers import engine, kernel, market, weekly
from smkt_helpers.entries import columns_of
from smkt_helpers.hours import spend_of, working_part
from smkt_helpers.kernel import (
    ANSWERED,
    DISQUALIFIED,
    LATER,
    LEAD,
    LOST,
    MARKETING,
    MEETING,
    MQL,
    NO_NEED,
    NOT_READY,
    OPEN,
    OWN_PROSPECT,
    PRICE,
    RECOMMENDED,
    REJECTED,
    REVIEW,
    SERVICE,
    SQL,
    STALE,
    TALK,
    TOUCH,
    UNREACHED,
    WAITED,
    WON,
    WORKING,
    Outcomes,
)
from smkt_helpers.rules import Rules, rules_of
from tests.strategies import Case, play

NEAR = 1e-6  # minutes: rounding of a time of some hundred thousand minutes, never a whole second
WEEK = 10080.0
TIMES = ("mql", "handed", "looked", "first", "talked", "settled", "offered", "closed")
DEALS = (SQL, NO_NEED, OPEN, WON, LOST)

# Which times a lead has in each state. One that has returned may keep some of its first life.
FILLED = {
    LEAD: "",
    MQL: "mql handed",
    STALE: "mql handed closed",
    REJECTED: "mql handed looked closed",
    WORKING: "mql handed looked first",
    UNREACHED: "mql handed looked first closed",
    NOT_READY: "mql handed looked first talked settled closed",
    DISQUALIFIED: "mql handed looked first talked settled closed",
    SQL: "mql handed looked first talked settled",
    NO_NEED: "mql handed looked first talked settled closed",
    OPEN: "mql handed looked first talked settled offered",
    WON: "mql handed looked first talked settled offered closed",
    LOST: "mql handed looked first talked settled offered closed",
}
KEPT = ("looked", "first", "talked", "settled")
FUNNEL = (  # each stage lies inside the one before
    ("MQL", lambda out: ~np.isnan(out.mql)),
    ("SAL", lambda out: ~np.isnan(out.first)),
    ("SQL", lambda out: np.isin(out.state, DEALS)),
    ("opportunity", lambda out: ~np.isnan(out.offered)),
    ("won", lambda out: out.state == WON),
)


@dataclass(frozen=True)
class Run:
    """One played run with the plan of each of its weeks."""

    case: Case
    played: engine.Played
    rules: Rules
    weekly: weekly.Weekly
    everybody: market.Market  # what could become of every potential lead

    @property
    def out(self) -> Outcomes:
        return self.played.outcomes

    @property
    def log(self) -> kernel.Log:
        return self.played.log

    @functools.cached_property
    def leads(self) -> market.Market:
        """Return what could become of the leads that were met."""
        return engine.chosen(self.everybody, self.played.index)

    @property
    def arrives(self) -> np.ndarray:
        return self.played.arrives

    @property
    def weeks(self) -> int:
        return len(self.weekly.reps)

    @property
    def week_length(self) -> float:
        return self.rules.workdays * self.rules.day

    def week_of(self, minutes: np.ndarray) -> np.ndarray:
        """Return the week of each calendar minute; a run of the last day still counts as its last week."""
        return np.minimum(np.floor(minutes / WEEK).astype(int), self.weeks - 1)

    @functools.cached_property
    def arrival_week(self) -> np.ndarray:
        return self.week_of(self.arrives)

    def work(self, minutes: np.ndarray) -> np.ndarray:
        """Return working minutes of calendar minutes."""
        return market.work_minutes(minutes, self.case.company)

    @functools.cached_property
    def picked(self) -> np.ndarray:
        """Return the week in which each row of the log was picked: a conversation's is that of its attempt."""
        week = self.week_of(self.log.start + NEAR)
        talks = np.flatnonzero(self.log.kind == TALK)
        week[talks] = week[talks - 1]
        return week

    @functools.cached_property
    def asked_again(self) -> np.ndarray:
        """Return which rows of the log belong to a lead's second life."""
        return self.log.start >= np.nan_to_num(self.out.returned, nan=np.inf)[self.log.lead]

    @functools.cached_property
    def opens_round(self) -> np.ndarray:
        """Return which rows of the log are a look with the first attempt after it, or a look that turned away."""
        looked = np.zeros(len(self.log.lead), dtype=bool)
        rows = np.flatnonzero(np.isin(self.log.kind, (REVIEW, TOUCH)))
        life = 2 * self.log.lead[rows] + self.asked_again[rows]
        looked[rows[np.unique(life, return_index=True)[1]]] = True
        return looked & (self.out.source[self.log.lead] != OWN_PROSPECT)

    @functools.cached_property
    def leaks(self) -> np.ndarray:
        """Return which leads fall between two chairs."""
        on_time = (self.out.mql == self.arrives) & (self.out.source != OWN_PROSPECT)
        return on_time & (self.leads.leak < self.weekly.leak[self.arrival_week])


def played(case: Case, use_compiled: bool = True) -> Run:
    one = play(case, use_compiled)[0]
    weeks = case.warmup + case.weeks
    in_force = weekly.plans_by_week(case.company, case.steps, case.warmup, case.weeks)
    everybody, _traits = market.draw(case.company, case.seed, case.replication, weeks)
    return Run(
        case,
        one,
        rules_of(case.company, weeks, case.programs),
        weekly.weekly_of(case.company, in_force, case.shocks, case.warmup),
        everybody,
    )


def breaches(sentence: str, bad: np.ndarray) -> list[str]:
    where = np.flatnonzero(bad)
    return [f"{sentence}: {len(where)} times, first at position {where[0]}"] if len(where) else []


def times(values: np.ndarray) -> np.ndarray:
    """Return times with those that never came after all others."""
    return np.nan_to_num(values, nan=np.inf)


# --- One state, one story ------------------------------------------------------------------------


def state_agrees_with_times(run: Run) -> list[str]:
    out, found = run.out, breaches("unknown state", ~np.isin(run.out.state, list(FILLED)))
    again, prospect = ~np.isnan(out.returned), out.source == OWN_PROSPECT
    for state, filled in FILLED.items():
        for name in TIMES:
            here, missing = out.state == state, np.isnan(getattr(out, name))
            if name in filled.split():
                if name == "handed":
                    here = here & ~run.leaks
                if name in ("mql", "handed", "looked"):
                    here = here & ~prospect
                if name == "first" and state == WORKING:
                    here = here & ~prospect
                found += breaches(f"state {state} without {name}", here & missing)
            else:
                kept = again & (name in KEPT) | (prospect & (state == WORKING) & (name == "first"))
                found += breaches(f"state {state} with {name}", here & ~missing & ~kept)
    for name in ("mql", "handed", "looked", "returned"):
        found += breaches(f"a prospect with {name}", prospect & ~np.isnan(getattr(out, name)))
    found += breaches("who leaked was handed over", run.leaks & ~np.isnan(out.handed))
    return found + breaches("who left was no customer", ~np.isnan(out.left) & (out.state != WON))


def state_agrees_with_counts(run: Run) -> list[str]:
    out, needed = run.out, run.leads.meetings
    s, waited = out.state, out.reason == WAITED
    never_done = np.isnan(out.looked) & (out.touches == 0)
    return [
        *breaches("attempts without a first touch", (out.touches > 0) == np.isnan(out.first)),
        *breaches("a rep without a task, or a task without rep", (out.rep >= 0) == never_done),
        *breaches("meetings without a qualified lead", (out.met > 0) & ~np.isin(s, DEALS)),
        *breaches("more meetings than the deal needs", out.met > needed),
        *breaches("meetings of a decided deal", ((s == WON) | (s == LOST) & ~waited) & (out.met != needed)),
        *breaches("an open deal without open meetings", (s == OPEN) & ((out.met < 1) | (out.met >= needed))),
        *breaches("no need without a meeting", (s == NO_NEED) & (out.met != np.where(waited, 0, 1))),
        *breaches("a rejection without reason", (s == REJECTED) & ~np.isin(out.reason, (1, 2))),
        *breaches("a loss without reason", (s == LOST) & ~np.isin(out.reason, (1, 2, 3))),
        *breaches("a reason out of place", (out.reason != 0) & ~np.isin(s, (REJECTED, LOST, NO_NEED))),
        *breaches("a discount without a sale", (out.discount != 0) & (s != WON)),
        *breaches("a gap without a sale", (out.gap != 0) & (s != WON)),
        *breaches("a renewal without a sale", (out.renewals != 0) & (s != WON)),
        *breaches("a negative wait", out.waited < 0),
        *breaches("more attempts than there are numbers to call", out.touches > market.TOUCHES),
        *breaches("a result told without a conversation", out.told & np.isnan(out.talked)),
        *breaches("a message to somebody not met by marketing", out.message & (out.source != MARKETING)),
    ]


def no_event_before_its_cause(run: Run) -> list[str]:
    out, log, again = run.out, run.log, ~np.isnan(run.out.returned)
    found, last, before = [], run.arrives, "arrival"
    # A stale lead is taken off the list at midnight; those of that morning's list are among them.
    opening = np.where(out.state == STALE, run.rules.opens, 0.0)
    for name in TIMES:
        now = getattr(out, name) + (opening if name == "closed" else 0.0)
        compare = ~again if name == "handed" else np.ones(len(now), dtype=bool)
        found += breaches(f"{name} before {before}", compare & (now < last - NEAR))
        last = np.where(np.isnan(now) | ~compare, last, now)
        before = name
    second = again[log.lead] & (log.end > out.returned[log.lead] + NEAR)
    return [
        *found,
        *breaches("a return before arrival", out.returned < run.arrives),
        *breaches(
            "an MQL before it came, or back", ~np.isnan(out.mql) & (out.mql != run.arrives) & (out.mql != out.returned)
        ),
        *breaches("handed over before it asked again", again & (out.handed < out.returned - NEAR)),
        *breaches("closed before it was handed over again", again & (out.closed + opening < out.handed - NEAR)),
        *breaches("work on somebody who is away", second & (log.start < out.handed[log.lead] - NEAR)),
        *breaches("work before arrival", log.start < run.arrives[log.lead] - NEAR),
        *breaches("left before the deal closed", out.left < out.closed - NEAR),
    ]


def log_agrees_with_outcomes(run: Run) -> list[str]:
    out, log, n = run.out, run.log, len(run.arrives)

    def rows(kind: int) -> np.ndarray:
        return np.bincount(log.lead[log.kind == kind], minlength=n)

    looks = np.bincount(log.lead[run.opens_round], minlength=n)
    talked = np.full(n, np.nan)
    talks = np.flatnonzero(log.kind == TALK)[::-1]
    talked[log.lead[talks]] = log.start[talks]
    answered = np.flatnonzero(log.outcome == ANSWERED)
    kept = np.isin(answered + 1, talks)
    late = run.work(log.end[answered]) + NEAR
    order = log.start[log.kind != TALK]
    return [
        *breaches("a lead of the log that was never met", log.lead < 0),
        *breaches("the clock runs back", order[1:] < order[:-1] - NEAR),
        *breaches("calls in the log", rows(TOUCH) != out.touches),
        *breaches("meetings in the log", rows(MEETING) != out.met),
        *breaches("first conversations", ~np.isclose(times(talked), times(out.talked), rtol=0, atol=0)),
        *breaches("more conversations than lives", rows(TALK) > 1 + ~np.isnan(out.returned)),
        *breaches("more looks than lives", looks > 1 + ~np.isnan(out.returned)),
        *breaches("looks without a look", (looks > 0) == np.isnan(out.looked)),
        *breaches("the end before the start", log.end < log.start),
        *breaches("a promised conversation not held", ~kept & (late < (run.weeks - 1) * run.week_length)),
    ]


def funnel_narrows(run: Run) -> list[str]:
    found, ours = [], run.out.source != OWN_PROSPECT
    cohort = run.arrival_week
    stages = [(name, pick(run.out) & ours) for name, pick in FUNNEL]
    by_marketing = run.out.source == MARKETING
    for (above, wide), (below, narrow) in itertools.pairwise(stages):
        found += breaches(f"a lead is {below} but not {above}", narrow & ~wide)
        found += breaches(
            f"a week with more {below} than {above}",
            np.bincount(cohort, narrow & by_marketing) > np.bincount(cohort, wide & by_marketing),
        )
    return found


# --- Who is met, passed on, and comes back -------------------------------------------------------


def people_are_met_as_the_plan_says(run: Run) -> list[str]:
    """Compare with who should be met: by marketing, else recommended, else found by a rep."""
    people, w, index = run.everybody, run.weekly, run.played.index
    source = np.full(len(people.arrives), -1)
    source[index] = run.out.source
    state, closed, left, gap = (np.zeros(len(source)) for _ in range(4))
    for whole, part in (
        (state, run.out.state),
        (closed, run.out.closed),
        (left, times(run.out.left)),
        (gap, run.out.gap),
    ):
        whole[index] = part
    week = run.week_of(people.arrives)
    place = week * run.rules.columns + columns_of(people, w, run.case.company)
    throttled = np.asarray(run.played.weeks.throttled, dtype=bool)[week]
    reach = np.where(throttled, w.reach_low[place], w.reach[place])
    friend = people.friend
    happy = (
        (friend >= 0) & (state[friend] == WON) & (closed[friend] <= people.arrives) & (left[friend] > people.arrives)
    )
    happy &= people.refer < run.rules.refer * (1.0 - gap[friend])
    expected = np.select(
        [people.spend < reach, happy, people.prospect < w.found[week]], [MARKETING, RECOMMENDED, OWN_PROSPECT], -1
    )
    return breaches("met by somebody else, or by nobody", source != expected)


def score_decides_who_is_an_mql(run: Run) -> list[str]:
    out, shift = run.out, run.played.weeks.points[run.arrival_week]
    needed = run.weekly.threshold[run.arrival_week] + shift
    passed = out.mql == run.arrives
    by_marketing = out.source == MARKETING
    own = {lead: one.score for lead, one in run.case.overrides if one.score is not None}
    chosen = np.array([own.get(int(lead), np.nan) for lead in run.played.index])
    return [
        *breaches("score outside 0 to 100", (out.score < 0) | (out.score > 100)),
        *breaches("threshold", by_marketing & ((out.score >= needed) != passed)),
        *breaches("a recommended lead that was not passed on", (out.source == RECOMMENDED) & ~passed),
        *breaches("another score than the person's", ~np.isnan(chosen) & (out.score != chosen)),
        *breaches("twice", out.twice != (~np.isnan(out.mql) & (run.leads.twice < run.weekly.twice[run.arrival_week]))),
    ]


def leaks_are_never_touched(run: Run) -> list[str]:
    worked = np.bincount(run.log.lead, minlength=len(run.arrives)) > 0
    return [
        *breaches("work on a lead that leaked", run.leaks & worked),
        *breaches("a lead that leaked and moved on", run.leaks & (run.out.state != MQL)),
    ]


def who_may_return_does(run: Run) -> list[str]:
    """Compare with who should return: by the way they left, in touch until they are ready (M10)."""
    out, log, lead = run.out, run.log, run.leads
    leaves = np.full(len(run.arrives), np.nan)
    share = np.zeros(len(leaves))
    stays = (out.source == MARKETING) & (out.mql != run.arrives)
    leaves[stays], share[stays] = run.arrives[stays], run.weekly.nurture[run.arrival_week[stays]]
    back = (log.outcome == LATER) & (log.kind == TALK) & (out.source[log.lead] != OWN_PROSPECT)
    turned = np.flatnonzero((log.kind == REVIEW) & ~run.asked_again)
    week, who = run.picked[turned], log.lead[turned]
    no_fit = run.weekly.look_fit[week] * lead.fit[who] <= run.weekly.look_intent[week] * lead.intent[who]
    for rows in (np.flatnonzero(back & ~run.asked_again), turned[~no_fit]):
        rows = rows[run.weekly.recycle[run.picked[rows]]]
        leaves[log.lead[rows]] = log.end[rows]
        share[log.lead[rows]] = run.weekly.nurture[run.picked[rows]]
    end = run.weeks * WEEK
    seen = np.array([kernel.seen_from(t, run.rules, run.weekly) if t < end else np.inf for t in lead.ready_at])
    expected = (seen < run.weeks * run.week_length) & (lead.nurture < share) & (leaves < lead.ready_at)
    expected &= lead.ready_at - leaves <= lead.stay
    return [
        *breaches("who should return did not, or the other way round", expected == np.isnan(out.returned)),
        *breaches("returned at another moment", ~np.isnan(out.returned) & (out.returned != lead.ready_at)),
    ]


def stale_leads_are_old(run: Run) -> list[str]:
    out, limit = run.out, run.rules.stale
    since = np.where(np.isnan(out.returned), run.arrives, out.returned)
    looks = np.flatnonzero(run.opens_round)
    asked = np.where(run.asked_again[looks], out.returned[run.log.lead[looks]], run.arrives[run.log.lead[looks]])
    monday = WEEK * run.week_of(run.log.start[looks] + NEAR)
    seen = (out.state == MQL) & (run.work(out.handed) <= (run.weeks - 1) * run.week_length)
    stale = out.state == STALE
    return [
        *breaches("taken off the list too early", stale & (out.closed - since <= limit)),
        *breaches("taken off the list on another day", stale & (out.closed % WEEK != 0)),
        *breaches(
            "looked at when it was stale",
            (monday - asked > limit) & (run.work(out.handed[run.log.lead[looks]]) < run.work(monday)),
        ),
        *breaches("left on the list", seen & ((run.weeks - 1) * WEEK - since > limit)),
    ]


# --- Work ----------------------------------------------------------------------------------------


def only_in_working_hours(run: Run) -> list[str]:
    if run.rules.never_closes:
        return []
    c, log = run.case.company.calendar, run.log
    day = np.floor((log.start + NEAR) / 1440)
    return [
        *breaches("work on a free day", day % 7 >= c.workdays),
        *breaches("work before opening", log.start < day * 1440 + 60 * c.opens - NEAR),
        *breaches("work after closing", log.end > day * 1440 + 60 * c.closes + NEAR),
    ]


def nobody_works_in_meetings_or_outages(run: Run) -> list[str]:
    start = run.work(run.log.start + NEAR)
    week = np.minimum((start // run.week_length).astype(int), run.weeks - 1)
    found = breaches("a task during the meetings", start - week * run.week_length < run.weekly.blocked[week] - NEAR)
    w = run.weekly
    for begins, ends, slow in zip(w.outage_from[:-1], w.outage_to[:-1], w.outage_slow[:-1], strict=True):
        if slow == weekly.BLOCKED:
            found += breaches("a task without the CRM", (start >= begins) & (start < ends - 2 * NEAR))
    return found


def one_task_at_a_time(run: Run) -> list[str]:
    log = run.log
    order = np.lexsort((log.start, log.rep))
    rep, start, end = log.rep[order], log.start[order], log.end[order]
    return breaches("a rep does two things at once", (rep[1:] == rep[:-1]) & (start[1:] < end[:-1] - NEAR))


def no_more_tasks_than_reps(run: Run) -> list[str]:
    # A task of a company that never closes may reach into a week with fewer reps; it counts for its own week.
    # A conversation promised for later is kept, also by a rep who has left by then.
    log = run.log
    week = run.week_of(log.start + NEAR)
    off_duty = log.rep >= run.weekly.reps[week]
    promised = off_duty & (log.kind == TALK)
    found = breaches("a task of a rep who is not on duty", off_duty & ~promised)
    for one in np.unique(week):
        counts = (week == one) & ~promised
        start, end = log.start[counts], log.end[counts]
        moments = np.sort(start)
        running = np.searchsorted(moments, moments, side="right")
        running = running - np.searchsorted(np.sort(end - NEAR), moments, side="right")
        reps = run.weekly.reps[one]
        found += breaches(f"week {one}: more tasks at once than the {reps} reps on duty", running > reps)
    return found


def pods_keep_to_their_segment(run: Run) -> list[str]:
    log, most = run.log, int(run.weekly.reps.max())
    pods = run.weekly.pods[run.picked] & (log.kind != TALK)
    pod = np.asarray(run.weekly.pod_of)[run.picked * most + log.rep]
    return breaches("a task of another group", pods & (run.leads.segment[log.lead] != pod))


def busy_minutes_are_the_log(run: Run) -> list[str]:
    log = run.log
    week = np.minimum(np.floor(run.work(log.start + NEAR) / run.week_length).astype(int), run.weeks - 1)
    minutes = np.bincount(week, log.end - log.start, minlength=run.weeks)
    return breaches("busy minutes of a week", ~np.isclose(minutes, run.played.weeks.busy, rtol=0, atol=1e-4))


def tasks_take_their_time(run: Run) -> list[str]:
    log, rules, w = run.log, run.rules, run.weekly
    lead, week, arrival = log.lead, run.picked, run.arrival_week[log.lead]
    source = run.out.source[lead]
    strange = source == OWN_PROSPECT
    call = rules.touch * np.where(run.opens_round, 1 + run.out.twice[lead], 1)
    context = np.where(strange, 0.0, np.asarray(rules.context_minutes)[w.handoff[arrival]])
    known = np.where(source == MARKETING, rules.prepare_minutes * w.prepared[arrival], 0.0)
    note = np.where(run.leads.writeback[lead] < w.written[week], rules.note, 0.0)
    lengths = {
        REVIEW: np.full(len(lead), rules.review),
        TOUCH: call + np.where(run.opens_round, rules.review, 0.0),
        TALK: (rules.talk + context) * (1 - known) + note,
        MEETING: np.full(len(lead), rules.meeting),
        SERVICE: np.full(len(lead), rules.service),
    }
    needed = np.select([log.kind == kind for kind in lengths], list(lengths.values()))
    start = run.work(log.start + NEAR)
    slow = np.ones(len(lead))
    for begins, ends, factor in zip(w.outage_from[:-1], w.outage_to[:-1], w.outage_slow[:-1], strict=True):
        slow[(start >= begins) & (start < ends - NEAR) & (log.kind != TALK)] = factor
    expected = np.minimum(needed * w.stretch[week] * slow * run.leads.effort[lead], rules.day)
    return breaches("a task of another length", ~np.isclose(log.end - log.start, expected, rtol=0, atol=1e-4))


def attempts_keep_their_distance(run: Run) -> list[str]:
    log = run.log
    calls = np.flatnonzero(log.kind == TOUCH)
    calls = calls[np.lexsort((log.start[calls], log.lead[calls]))]
    lead, start, end, week = log.lead[calls], log.start[calls], log.end[calls], run.picked[calls]
    life = 2 * lead + run.asked_again[calls]
    first = np.flatnonzero(np.r_[True, life[1:] != life[:-1]])
    number = np.arange(len(calls)) - np.repeat(first, np.diff(np.r_[first, len(calls)])) + 1
    again = number[1:] > 1
    return [
        *breaches("one attempt too many", again & (number[:-1] >= run.weekly.touches[week][:-1])),
        *breaches("an attempt too soon", again & (start[1:] < end[:-1] + run.weekly.gap[week][:-1] - NEAR)),
        *breaches("called again after an answer", again & (log.outcome[calls][:-1] == ANSWERED)),
    ]


# --- Deals and customers -------------------------------------------------------------------------


def discount_and_promise_are_as_agreed(run: Run) -> list[str]:
    out, log, w = run.out, run.log, run.weekly
    week = np.zeros(len(run.arrives), dtype=int)
    meetings = np.flatnonzero(log.kind == MEETING)
    # Several meetings of one lead stand in order, so its last one is what stays.
    week[log.lead[meetings]] = run.picked[meetings]
    prepared = np.where(out.source == MARKETING, run.rules.prepare_ask * w.prepared[run.arrival_week], 0.0)
    asked = run.leads.asked * (1.0 - prepared)
    limit = np.clip(w.discount_limit[week] + run.played.weeks.discount[week], 0.0, kernel.LONGEST_DISCOUNT)
    said = np.minimum(1.0, w.promise[run.arrival_week] + w.said_more[week])
    won, lost = out.state == WON, (out.state == LOST) & (out.reason != WAITED)
    return [
        *breaches("not the smaller of asked and limit", won & ~np.isclose(out.discount, np.minimum(asked, limit))),
        *breaches("a gap of another size", won & ~np.isclose(out.gap, np.maximum(0.0, said - run.leads.delivered))),
        *breaches("lost for the price", lost & ((out.reason == PRICE) != (asked > np.minimum(asked, limit)))),
    ]


def customers_leave_for_their_reasons(run: Run) -> list[str]:
    """Pile up each customer's reasons again: who left had enough of them, who paid had not."""
    out, rules, leads = run.out, run.rules, run.leads
    book, log = run.played.renewals, run.log
    talks = {(int(log.lead[k]), float(log.end[k])): float(log.start[k]) for k in np.flatnonzero(log.kind == SERVICE)}
    piled, paid, found = dict.fromkeys(book.lead.tolist(), 0.0), {}, []
    for lead, time, stays in zip(book.lead.tolist(), book.time.tolist(), book.paid.tolist(), strict=True):
        number = paid.get(lead, 0) + 1
        due = run.work(np.array([out.closed[lead] + number * rules.keep_minutes]))[0]
        days = rules.keep_patience / rules.day
        if (lead, time) in talks:
            days = min(days, (run.work(np.array([talks.pop((lead, time)) + NEAR]))[0] - due) / rules.day)
        rate = rules.keep_base - rules.keep_fit * leads.fit[lead] + rules.keep_gap * out.gap[lead]
        rate += 10 * rules.keep_discount * out.discount[lead] + rules.keep_wait * days
        piled[lead] += max(rules.keep_least, rate)
        if abs(piled[lead] - leads.patience[lead]) > 1e-9 and stays != (piled[lead] <= leads.patience[lead]):
            found.append(f"lead {lead}: renewal {number} decided the other way")
        if time < out.closed[lead] + number * rules.keep_minutes - NEAR:
            found.append(f"lead {lead}: renewal {number} before it was due")
        if out.left[lead] < time - NEAR or (not stays and out.left[lead] != time):
            found.append(f"lead {lead}: left at another moment than its renewal says")
        paid[lead] = paid.get(lead, 0) + stays
    counted = np.zeros(len(out.state), dtype=int)
    counted[list(paid)] = list(paid.values())
    found += breaches("renewals in the book", counted != out.renewals)
    found += breaches("left without a renewal", ~np.isnan(out.left) & ~np.isin(np.arange(len(counted)), book.lead))
    return found + [f"a customer's talk without a renewal: lead {lead}" for lead, _end in talks]


def spend_within_the_budget(run: Run) -> list[str]:
    found, company = [], run.case.company
    for plan in [company.today, *(plan for _week, plan in run.case.steps)]:
        channels, brand = spend_of(company, plan)
        budget = plan["budget"] * company.response.weekly_budget
        weights = dict(plan["mix"])
        idle = all(weights.get(channel.id, 1.0) * channel.share == 0 for channel in company.channels)
        expected = budget * plan["brand_share"] if idle else budget
        works = working_part(company, plan)
        wrong = [abs(channels.sum() + brand - expected) > NEAR, (channels < 0).any(), not 0 <= works <= 1]
        found += breaches(f"spend of {plan}", np.array(wrong))
    return found + breaches("throttling buys more", run.weekly.reach_low > run.weekly.reach + 1e-12)


CHECKS: tuple[Callable[[Run], list[str]], ...] = (
    state_agrees_with_times,
    state_agrees_with_counts,
    no_event_before_its_cause,
    log_agrees_with_outcomes,
    funnel_narrows,
    people_are_met_as_the_plan_says,
    score_decides_who_is_an_mql,
    leaks_are_never_touched,
    who_may_return_does,
    stale_leads_are_old,
    only_in_working_hours,
    nobody_works_in_meetings_or_outages,
    one_task_at_a_time,
    no_more_tasks_than_reps,
    pods_keep_to_their_segment,
    busy_minutes_are_the_log,
    tasks_take_their_time,
    attempts_keep_their_distance,
    discount_and_promise_are_as_agreed,
    customers_leave_for_their_reasons,
    spend_within_the_budget,
)
