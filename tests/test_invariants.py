"""What must hold in every run, whatever the plans: exact rules, checked on random plans of small companies.

Each check looks at one run and returns a sentence per breach. The last tests break a good run on
purpose, to show that each check can see what it is there for.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from smkt_helpers import engine, market
from smkt_helpers.company_file import names
from smkt_helpers.engine import (
    DISQUALIFIED,
    LEAD,
    LOST,
    MEETING,
    MQL,
    NO_NEED,
    NOT_READY,
    OPEN,
    REJECTED,
    REVIEW,
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
from smkt_helpers.plan import Plan
from tests.strategies import PLANS, Case, cases

PHASES = (Phase.generate, Phase.shrink)
NEAR = 1e-6     # minutes: rounding of a time of some hundred thousand minutes, never a whole second
TIMES = ("handed", "looked", "first", "talked", "settled", "offered", "closed")

# Which times a lead has in each state.
FILLED = {
    LEAD: "", MQL: "handed", STALE: "handed closed", REJECTED: "handed looked closed",
    WORKING: "handed looked first", UNREACHED: "handed looked first closed",
    NOT_READY: "handed looked first talked settled closed",
    DISQUALIFIED: "handed looked first talked settled closed",
    SQL: "handed looked first talked settled", NO_NEED: "handed looked first talked settled closed",
    OPEN: "handed looked first talked settled offered",
    WON: "handed looked first talked settled offered closed",
    LOST: "handed looked first talked settled offered closed",
}
FUNNEL = (     # each stage lies inside the one before
    ("MQL", lambda out: out.state > LEAD),
    ("SAL", lambda out: ~np.isnan(out.first)),
    ("SQL", lambda out: np.isin(out.state, (SQL, NO_NEED, OPEN, WON, LOST))),
    ("opportunity", lambda out: ~np.isnan(out.offered)),
    ("won", lambda out: out.state == WON),
)


@dataclass(frozen=True)
class Run:
    """One played run with the plan of each of its weeks."""

    case: Case
    played: engine.Played
    weekly: engine.Weekly
    leads: market.Market        # what could become of the leads that were met

    @property
    def out(self) -> Outcomes:
        return self.played.outcomes

    @property
    def arrives(self) -> np.ndarray:
        return self.played.arrives

    @property
    def day(self) -> float:
        c = self.case.company.calendar
        return 60 * (c.closes - c.opens)

    @property
    def never_closes(self) -> bool:
        return self.case.company.calendar.workdays == 7 and self.day == 1440

    def week_of(self, minutes: np.ndarray) -> np.ndarray:
        """Return the week of each calendar minute; a run of the last day still counts as its last week."""
        return np.minimum(np.floor(minutes / 10080).astype(int), self.case.warmup + self.case.weeks - 1)


def played(case: Case, use_compiled: bool = True) -> Run:
    one = engine.run(case.company, case.steps, seed=case.seed, warmup=case.warmup, weeks=case.weeks,
                     replications=[case.replication], use_compiled=use_compiled)[0]
    in_force = engine.plans_by_week(case.company, case.steps, case.warmup, case.weeks)
    everyone, _traits = market.draw(case.company, case.seed, case.replication, case.warmup + case.weeks)
    return Run(case, one, engine.weekly_of(case.company, in_force), engine.chosen(everyone, one.index))


def breaches(sentence: str, bad: np.ndarray) -> list[str]:
    where = np.flatnonzero(bad)
    return [f"{sentence}: {len(where)} times, first at position {where[0]}"] if len(where) else []


def state_agrees_with_times(run: Run) -> list[str]:
    out, found = run.out, breaches("unknown state", ~np.isin(run.out.state, list(FILLED)))
    for state, filled in FILLED.items():
        here = out.state == state
        for name in TIMES:
            wrong = np.isnan(getattr(out, name)) == (name in filled.split())
            found += breaches(f"state {state}: {name}", here & wrong)
    return found


def state_agrees_with_counts(run: Run) -> list[str]:
    out, needed = run.out, run.leads.meetings
    s, waited = out.state, out.reason == WAITED
    deal = np.isin(s, (SQL, NO_NEED, OPEN, WON, LOST))
    return [
        *breaches("attempts without a first touch", (out.touches > 0) == np.isnan(out.first)),
        *breaches("a rep without a look, or a look without rep", (out.rep >= 0) == np.isnan(out.looked)),
        *breaches("meetings without a qualified lead", (out.met > 0) & ~deal),
        *breaches("more meetings than the deal needs", out.met > needed),
        *breaches("meetings of a decided deal", ((s == WON) | (s == LOST) & ~waited) & (out.met != needed)),
        *breaches("an open deal without open meetings", (s == OPEN) & ((out.met < 1) | (out.met >= needed))),
        *breaches("no need without a meeting", (s == NO_NEED) & (out.met != np.where(waited, 0, 1))),
        *breaches("a rejection without reason", (s == REJECTED) & ~np.isin(out.reason, (1, 2))),
        *breaches("a loss without reason", (s == LOST) & ~np.isin(out.reason, (1, 2, 3))),
        *breaches("a reason out of place", (out.reason != 0) & ~np.isin(s, (REJECTED, LOST, NO_NEED))),
        *breaches("a discount without a sale", (out.discount != 0) & (s != WON)),
        *breaches("a negative wait", out.waited < 0),
    ]


def no_event_before_its_cause(run: Run) -> list[str]:
    before, last, found = "arrival", run.arrives, []
    for name in TIMES:
        now = getattr(run.out, name)
        found += breaches(f"{name} before {before}", now < last - NEAR)
        last, before = np.where(np.isnan(now), last, now), name
    return found


def log_agrees_with_outcomes(run: Run) -> list[str]:
    out, log, n = run.out, run.played.log, len(run.arrives)

    def rows(kind: int) -> np.ndarray:
        return np.bincount(log.lead[log.kind == kind], minlength=n)

    return [
        *breaches("a lead of the log that was never met", log.lead < 0),
        *breaches("calls in the log", rows(TOUCH) != out.touches),
        *breaches("meetings in the log", rows(MEETING) != out.met),
        *breaches("conversations in the log", rows(TALK) != ~np.isnan(out.talked)),
        *breaches("looks in the log", rows(REVIEW) != (out.state == REJECTED)),
        *breaches("the end before the start", log.end < log.start),
    ]


def only_in_working_hours(run: Run) -> list[str]:
    if run.never_closes:
        return []
    c, log = run.case.company.calendar, run.played.log
    day = np.floor((log.start + NEAR) / 1440)
    return [
        *breaches("work on a free day", day % 7 >= c.workdays),
        *breaches("work before opening", log.start < day * 1440 + 60 * c.opens - NEAR),
        *breaches("work after closing", log.end > day * 1440 + 60 * c.closes + NEAR),
    ]


def one_task_at_a_time(run: Run) -> list[str]:
    log = run.played.log
    order = np.lexsort((log.start, log.rep))
    rep, start, end = log.rep[order], log.start[order], log.end[order]
    return breaches("a rep does two things at once", (rep[1:] == rep[:-1]) & (start[1:] < end[:-1] - NEAR))


def no_more_tasks_than_reps(run: Run) -> list[str]:
    # A task of a company that never closes may reach into a week with fewer reps; it counts for its own week.
    # A conversation promised for the next morning is kept, also by a rep who has left by then.
    log = run.played.log
    week = run.week_of(log.start + NEAR)
    off_duty = log.rep >= run.weekly.reps[week]
    promised = off_duty & (log.kind == TALK)
    found = breaches("a task of a rep who is not on duty", off_duty & ~promised)
    for one in np.unique(week):
        counts = (week == one) & ~promised
        start, end = log.start[counts], log.end[counts]
        moments = np.sort(start)
        running = (np.searchsorted(moments, moments, side="right")
                   - np.searchsorted(np.sort(end - NEAR), moments, side="right"))
        found += breaches(f"week {one}: more tasks at once than the {run.weekly.reps[one]} reps on duty",
                          running > run.weekly.reps[one])
    return found


def attempts_within_the_plan(run: Run) -> list[str]:
    log = run.played.log
    calls = np.flatnonzero(log.kind == TOUCH)
    calls = calls[np.lexsort((log.start[calls], log.lead[calls]))]
    lead, start, end = log.lead[calls], log.start[calls], log.end[calls]
    week = run.week_of(start + NEAR)
    first = np.flatnonzero(np.r_[True, lead[1:] != lead[:-1]])
    number = np.arange(len(calls)) - np.repeat(first, np.diff(np.r_[first, len(calls)])) + 1
    allowed, gap = run.weekly.touches[week], run.weekly.gap[week]
    again = number[1:] > 1
    last = np.r_[lead[1:] != lead[:-1], True]
    return [
        *breaches("one attempt too many", again & (number[:-1] >= allowed[:-1])),
        *breaches("an attempt too soon", again & (start[1:] < end[:-1] + gap[:-1] - NEAR)),
        *breaches("given up too early", last & (number < allowed) & (run.out.state[lead] == UNREACHED)),
    ]


def discount_within_asked_and_limit(run: Run) -> list[str]:
    log, won = run.played.log, run.out.state == WON
    asked = run.leads.asked
    limit = np.zeros(len(won))
    meetings = np.flatnonzero(log.kind == MEETING)
    # Several meetings of one lead stand in order, so its last one is what stays.
    limit[log.lead[meetings]] = run.weekly.discount_limit[run.week_of(log.start[meetings] + NEAR)]
    given = run.out.discount
    return [
        *breaches("more discount than the limit", won & (given > limit)),
        *breaches("more discount than asked for", won & (given > asked)),
        *breaches("not the smaller of both", won & (given != np.minimum(asked, limit))),
    ]


def score_decides_who_is_an_mql(run: Run) -> list[str]:
    needed = run.weekly.threshold[run.week_of(run.arrives)]
    return [
        *breaches("score outside 0 to 100", (run.out.score < 0) | (run.out.score > 100)),
        *breaches("threshold", (run.out.score >= needed) == (run.out.state == LEAD)),
    ]


def funnel_narrows(run: Run) -> list[str]:
    found = []
    cohort = run.week_of(run.arrives)
    stages = [(name, pick(run.out)) for name, pick in FUNNEL]
    for (above, wide), (below, narrow) in itertools.pairwise(stages):
        found += breaches(f"a lead is {below} but not {above}", narrow & ~wide)
        found += breaches(f"a week with more {below} than {above}",
                          np.bincount(cohort, narrow) > np.bincount(cohort, wide))
    return found


def busy_minutes_are_the_log(run: Run) -> list[str]:
    log = run.played.log
    minutes = np.bincount(run.week_of(log.start + NEAR), log.end - log.start, minlength=len(run.played.busy))
    return breaches("busy minutes of a week", ~np.isclose(minutes, run.played.busy, rtol=0, atol=1e-5))


def tasks_take_their_time(run: Run) -> list[str]:
    log, rules = run.played.log, engine.rules_of(run.case.company, len(run.weekly.reps))
    list_of = run.weekly.handoff[run.week_of(run.arrives)][log.lead]
    # An accepting look and the first attempt are one task; somebody on two lists is called twice at first.
    first = log.start == run.out.first[log.lead]
    call = np.where(first, rules.review + (1 + run.out.twice[log.lead]) * rules.touch, rules.touch)
    talk = rules.talk + np.asarray(rules.context_minutes)[list_of]
    lengths = {REVIEW: rules.review, TOUCH: call, TALK: talk, MEETING: rules.meeting}
    needed = np.select([log.kind == kind for kind in lengths], list(lengths.values()))
    expected = needed * run.leads.effort[log.lead]
    return breaches("a task of another length", ~np.isclose(log.end - log.start, expected, rtol=0, atol=1e-5))


def team_meeting_is_free(run: Run) -> list[str]:
    c = run.case.company.calendar
    start = market.work_minutes(run.played.log.start, run.case.company)
    since_monday = start - run.week_of(run.played.log.start + NEAR) * c.workdays * run.day
    meeting = run.case.company.team.team_meeting
    return breaches("a task during the team meeting", since_monday < meeting - NEAR)


def stale_leads_are_old(run: Run) -> list[str]:
    limit = 1440 * run.case.company.contact.stale_days
    out = run.out
    kept = out.closed - run.arrives
    return [
        *breaches("taken off the list too early", (out.state == STALE) & (kept <= limit - NEAR)),
        *breaches("looked at when it was stale", out.looked - run.arrives > limit + NEAR),
    ]


def spend_within_the_budget(run: Run) -> list[str]:
    found = []
    for plan in [run.case.company.today, *(plan for _week, plan in run.case.steps)]:
        channels, brand = engine.spend_of(run.case.company, plan)
        budget = plan["budget"] * run.case.company.response.weekly_budget
        weights = dict(plan["mix"])
        idle = all(weights.get(channel.id, 1.0) * channel.share == 0 for channel in run.case.company.channels)
        expected = budget * plan["brand_share"] if idle else budget
        wrong = [abs(channels.sum() + brand - expected) > NEAR, (channels < 0).any()]
        found += breaches(f"spend of {plan}", np.array(wrong))
    return found


CHECKS: tuple[Callable[[Run], list[str]], ...] = (
    state_agrees_with_times, state_agrees_with_counts, no_event_before_its_cause, log_agrees_with_outcomes,
    only_in_working_hours, one_task_at_a_time, no_more_tasks_than_reps, attempts_within_the_plan,
    discount_within_asked_and_limit, score_decides_who_is_an_mql, funnel_narrows, busy_minutes_are_the_log,
    tasks_take_their_time, team_meeting_is_free, stale_leads_are_old, spend_within_the_budget)


def all_breaches(run: Run) -> list[str]:
    return [f"{check.__name__}: {sentence}" for check in CHECKS for sentence in check(run)]


def hold_on(name: str, how_many: int) -> None:
    @settings(max_examples=how_many, suppress_health_check=list(HealthCheck), phases=PHASES)
    @given(cases(name))
    def hold(case: Case) -> None:
        found = all_breaches(played(case))
        assert not found, "\n".join(found)

    hold()


@pytest.mark.parametrize("name", names())
def test_every_run_keeps_the_rules(name):
    hold_on(name, 40)


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_every_run_keeps_the_rules_on_many_plans(name):
    hold_on(name, PLANS)


def test_the_plans_reach_every_state_and_reason():
    """A rule that no run ever used would be kept by any engine."""
    states, lost, reps, touches = set(), set(), set(), set()

    @settings(max_examples=150, suppress_health_check=list(HealthCheck), phases=PHASES)
    @given(cases())
    def look(case: Case) -> None:
        out = played(case).out
        states.update(out.state.tolist())
        lost.update(out.reason[out.state == LOST].tolist())
        reps.update(out.rep.tolist())
        touches.update(out.touches.tolist())

    look()
    assert states == set(FILLED)
    assert lost == {1, 2, 3}
    assert max(reps) >= 3 and max(touches) >= 4


# --- Each check sees a breach -------------------------------------------------------------------

def good_run() -> Run:
    plan = Plan().replace(
        threshold=20, bar=30, touches=4, gap_days=1.0, handoff="daily_file", first_call="deals_first")
    changes = {"people": 110.0, "deal.gap_days": 2.0, "qualify.base": 0.95, "deal.need": 0.95,
               "contact.stale_days": 5.0}
    return played(Case("irrigation", tuple(changes.items()), ((0, plan),), seed=7, replication=0, warmup=2,
                       weeks=10))


def broken_outcome(name: str, pick: Callable[[Outcomes], np.ndarray], value: float) -> Callable[[Run], Run]:
    """Return a change of one outcome of the first lead that `pick` chooses."""
    def change(run: Run) -> Run:
        column = getattr(run.out, name).copy()
        column[np.flatnonzero(pick(run.out))[0]] = value
        return replace(run, played=run.played._replace(outcomes=run.out._replace(**{name: column})))
    return change


def broken_log(name: str, kind: int, shift: float) -> Callable[[Run], Run]:
    """Return a change of one entry of the log: the middle row of a kind."""
    def change(run: Run) -> Run:
        column = getattr(run.played.log, name).copy()
        rows = np.flatnonzero(run.played.log.kind == kind)
        column[rows[len(rows) // 2]] += shift
        return replace(run, played=run.played._replace(log=run.played.log._replace(**{name: column})))
    return change


def without_limits(**weekly: object) -> Callable[[Run], Run]:
    """Return a change of the plan after the run: what was allowed is not allowed any more."""
    def change(run: Run) -> Run:
        every_week = {name: np.full(len(run.weekly.reps), value) for name, value in weekly.items()}
        return replace(run, weekly=run.weekly._replace(**every_week))
    return change


def is_state(state: int) -> Callable[[Outcomes], np.ndarray]:
    return lambda out: out.state == state


def later_company(**changes: object) -> Callable[[Run], Run]:
    return lambda run: replace(run, case=replace(run.case, changes=(*run.case.changes, *changes.items())))


BREAKS = [
    ("a won deal called open", broken_outcome("state", is_state(WON), OPEN), state_agrees_with_times),
    ("a state nobody knows", broken_outcome("state", is_state(MQL), 0), state_agrees_with_times),
    ("a forgotten closing", broken_outcome("closed", is_state(LOST), np.nan), state_agrees_with_times),
    ("an attempt out of nothing", broken_outcome("touches", is_state(MQL), 1), state_agrees_with_counts),
    ("a meeting too many", broken_outcome("met", is_state(WON), 9), state_agrees_with_counts),
    ("a discount for nobody", broken_outcome("discount", is_state(MQL), 0.1), state_agrees_with_counts),
    ("a call before the look", broken_outcome("first", is_state(UNREACHED), 1.0), no_event_before_its_cause),
    ("a call too few in the log", broken_outcome("touches", is_state(WON), 12), log_agrees_with_outcomes),
    ("work at night", broken_log("start", TALK, -720.0), only_in_working_hours),
    ("overtime", broken_log("end", MEETING, 600.0), only_in_working_hours),
    ("two things at once", broken_log("end", TALK, 1000.0), one_task_at_a_time),
    ("a rep nobody employs", broken_log("rep", MEETING, 5), no_more_tasks_than_reps),
    ("a team that shrank", without_limits(reps=1), no_more_tasks_than_reps),
    ("fewer attempts allowed", without_limits(touches=2), attempts_within_the_plan),
    ("longer gaps asked for", without_limits(gap=3 * 1440.0), attempts_within_the_plan),
    ("more attempts asked for", without_limits(touches=5), attempts_within_the_plan),
    ("a lower limit", without_limits(discount_limit=0.01), discount_within_asked_and_limit),
    ("a higher limit", without_limits(discount_limit=0.35), discount_within_asked_and_limit),
    ("a higher threshold", without_limits(threshold=60.0), score_decides_who_is_an_mql),
    ("a score above 100", broken_outcome("score", is_state(MQL), 100.5), score_decides_who_is_an_mql),
    ("a won deal never accepted", broken_outcome("first", is_state(WON), np.nan), funnel_narrows),
    ("minutes from nowhere", broken_log("end", TALK, 1.0), busy_minutes_are_the_log),
    ("a conversation cut short", broken_log("end", TALK, -1.0), tasks_take_their_time),
    ("a longer team meeting", later_company(**{"team.team_meeting": 300.0}), team_meeting_is_free),
    ("a longer patience with old leads", later_company(**{"contact.stale_days": 9.0}), stale_leads_are_old),
    ("a shorter one", later_company(**{"contact.stale_days": 1.0}), stale_leads_are_old),
]


@pytest.mark.parametrize(("change", "check"), [pytest.param(*entry[1:], id=entry[0]) for entry in BREAKS])
def test_a_broken_run_is_noticed(change, check):
    run = good_run()
    assert not all_breaches(run)
    assert check(change(run))


def test_spend_above_the_budget_is_noticed(monkeypatch):
    run = good_run()
    assert not spend_within_the_budget(run)
    real = engine.spend_of
    monkeypatch.setattr(engine, "spend_of", lambda *of: (real(*of)[0] * 1.01, real(*of)[1]))
    assert spend_within_the_budget(run)


def test_every_check_is_seen_to_fail():
    assert {check for _name, _change, check in BREAKS} | {spend_within_the_budget} == set(CHECKS)
