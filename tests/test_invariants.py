"""What must hold in every run, whatever the plans: exact rules, checked on random plans of small companies.

The checks stand in `tests/invariants.py` (each lead) and `tests/replay.py` (week by week). The last tests
break a good run on purpose, to show that each check can see what it is there for.
"""

from __future__ import annotations

import contextlib
import functools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, example, find, given, settings
from hypothesis.errors import NoSuchExample

from smkt_helpers import kernel, weekly
from smkt_helpers.company_file import names
from smkt_helpers.events import SHOCKS, Override, Shock
from smkt_helpers.hours import spend_of
from smkt_helpers.kernel import (
    LOST,
    MARKETING,
    MEETING,
    MQL,
    OPEN,
    OWN_PROSPECT,
    RECOMMENDED,
    REJECTED,
    REVIEW,
    SERVICE,
    STALE,
    TALK,
    TOUCH,
    UNREACHED,
    WON,
    Outcomes,
)
from smkt_helpers.plan import plans
from tests import invariants, replay
from tests.invariants import CHECKS, FILLED, Run, played
from tests.replay import REPLAYED
from tests.strategies import PLANS, SOON_CUSTOMERS, Case, cases

PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
EVERY = (*CHECKS, *REPLAYED)


def all_breaches(run: Run) -> list[str]:
    return [f"{check.__name__}: {sentence}" for check in EVERY for sentence in check(run)]


def without_crm(name: str) -> Case:
    """Return a run in which nobody can work for two days; drawn plans come to it too rarely to rely on."""
    plan = plans.siloed.replace(handoff="shared_crm", outage_clause=False)
    outage = Shock("outage", week=2, day=1, days=2)
    return Case(name, tuple({**SOON_CUSTOMERS, "people": 110.0}.items()), ((0, plan),), 1, 0, 2, 6, (outage,))


def hold_on(name: str, how_many: int) -> None:
    @settings(max_examples=how_many, suppress_health_check=list(HealthCheck), phases=PHASES)
    @example(without_crm(name))
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


def test_the_plans_reach_everything_that_can_happen():
    """A rule that no run ever used would be kept by any engine."""
    needed = {("state", state) for state in FILLED} | {("source", source) for source in range(3)}
    needed |= {("lost", reason) for reason in (1, 2, 3)} | {("shock", kind) for kind in SHOCKS}
    needed |= {("kind", TALK, outcome) for outcome in (kernel.QUALIFIED, kernel.NOT_QUALIFIED, kernel.LATER)}
    needed |= {("kind", SERVICE, kernel.RENEWED), ("kind", SERVICE, kernel.LEFT)}
    needed |= {("rep", 3), ("touches", 4), ("renewals", 2), "returned", "left", "leaked", "twice", "told", "message"}
    needed |= {"throttled", "points", "discount", "pods", "outage", "paper"}
    seen: Counter = Counter()

    def completes(case: Case) -> bool:
        run = played(case)
        out, log, weeks = run.out, run.log, run.played.weeks
        for name in ("state", "source", "rep", "touches", "renewals"):
            seen.update((name, value) for value in getattr(out, name).tolist())
        seen.update(("lost", reason) for reason in out.reason[out.state == LOST].tolist())
        seen.update(
            ("kind", kind, outcome) for kind, outcome in zip(log.kind.tolist(), log.outcome.tolist(), strict=True)
        )
        seen.update(("shock", shock.kind) for shock in case.shocks)
        for what, how_often in {
            "returned": (out.returned > 0).sum(), "left": (out.left > 0).sum(), "leaked": run.leaks.sum(),
            "twice": out.twice.sum(), "told": out.told.sum(), "message": out.message.sum(),
            "throttled": weeks.throttled.sum(), "points": (weeks.points != 0).sum(),
            "discount": (weeks.discount != 0).sum(), "pods": run.weekly.pods.sum(),
            "outage": (run.weekly.outage_slow[:-1] == 0).sum(), "paper": (run.weekly.outage_slow[:-1] > 0).sum(),
        }.items():  # fmt: skip
            seen[what] += int(how_often)
        return all(seen[what] for what in needed)

    completes(without_crm("irrigation"))
    # Up to 250 plans, and no more once everything was seen: to draw them takes longest.
    usual = settings(max_examples=250, suppress_health_check=list(HealthCheck), phases=[Phase.generate], database=None)
    with contextlib.suppress(NoSuchExample):
        find(cases(), completes, settings=usual, random=random.Random(7))
    assert not [what for what in needed if not seen[what]]


# --- Each check sees a breach -------------------------------------------------------------------

NATURE = {**SOON_CUSTOMERS, "people": 110.0, "team.reps": 3, "deal.gap_days": 2.0, "contact.stale_days": 5.0,
          "keep.refer": 1.0, "keep.weeks": 3, "qualify.ready": 0.5, "qualify.ready_days": 12.0,
          "nurture.stay_days": 300.0, "structure.leak": 0.2, "throttle.level": 3.0}  # fmt: skip
PLAN = plans.siloed.replace(
    threshold=35, bar=40, touches=4, gap_days=1.0, handoff="daily_file", first_call="deals_first", nurture=0.8,
    recycle=True, meeting_minutes=30, throttle=True, test_share=0.3, writeback=0.7, pods=True, discount_limit=0.12,
    promise=0.8, target_source="current")  # fmt: skip


@functools.cache
def good_run() -> Run:
    case = Case(
        "irrigation",
        tuple(NATURE.items()),
        ((0, PLAN), (4, PLAN.replace(handoff="shared_crm", pods=False, stretch=0.4))),
        seed=7,
        replication=0,
        warmup=3,
        weeks=10,
        shocks=(Shock("outage", week=6, day=1, days=2), Shock("quarter_end", week=2), Shock("viral", week=7)),
        overrides=tuple((lead, Override(rank=1.0)) for lead in range(400, 900, 25))
        + tuple((lead, Override(accept=bool(lead % 2), score=70.0)) for lead in range(405, 900, 25)),
        programs=("marketing", "sales"),
    )
    return played(case)


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
        column = getattr(run.log, name).copy()
        rows = np.flatnonzero(run.log.kind == kind)
        column[rows[len(rows) // 2]] += shift
        return replace(run, played=run.played._replace(log=run.log._replace(**{name: column})))

    return change


def broken_week(name: str, value: float) -> Callable[[Run], Run]:
    """Return a change of what the last week but one left behind."""

    def change(run: Run) -> Run:
        column = getattr(run.played.weeks, name).copy()
        column[-2] = value
        return replace(run, played=run.played._replace(weeks=run.played.weeks._replace(**{name: column})))

    return change


def broken_book(name: str, value: float) -> Callable[[Run], Run]:
    """Return a change of the first renewal that was paid."""

    def change(run: Run) -> Run:
        book = run.played.renewals
        column = getattr(book, name).copy()
        column[np.flatnonzero(book.paid)[0]] = value
        return replace(run, played=run.played._replace(renewals=book._replace(**{name: column})))

    return change


def broken_person(name: str, value: float, pick: Callable[[Outcomes], np.ndarray]) -> Callable[[Run], Run]:
    """Return a change of what could become of a lead: of the first one that `pick` chooses."""

    def change(run: Run) -> Run:
        column = getattr(run.everybody, name).copy()
        column[run.played.index[np.flatnonzero(pick(run.out))[0]]] = value
        return replace(run, everybody=run.everybody._replace(**{name: column}))

    return change


def other_plan(**changed: object) -> Callable[[Run], Run]:
    """Return a change of the plan after the run: what was allowed is not allowed any more."""

    def change(run: Run) -> Run:
        every_week = {name: np.full(len(getattr(run.weekly, name)), value) for name, value in changed.items()}
        return replace(run, weekly=run.weekly._replace(**every_week))

    return change


def other_rules(**changed: object) -> Callable[[Run], Run]:
    return lambda run: replace(run, rules=run.rules._replace(**changed))


def decided_since(pick: Callable[[Outcomes], np.ndarray], override: Override) -> Callable[[Run], Run]:
    """Return a person's decision of which the run knew nothing."""

    def change(run: Run) -> Run:
        lead = int(run.played.index[np.flatnonzero(pick(run.out))[-1]])
        return replace(run, case=replace(run.case, overrides=(*run.case.overrides, (lead, override))))

    return change


def is_state(state: int) -> Callable[[Outcomes], np.ndarray]:
    return lambda out: out.state == state


def is_source(source: int) -> Callable[[Outcomes], np.ndarray]:
    return lambda out: out.source == source


def won_by_marketing(out: Outcomes) -> np.ndarray:
    return (out.state == WON) & (out.source == MARKETING)


def called_late(out: Outcomes) -> np.ndarray:
    return (out.source == MARKETING) & (out.first - out.handed > 2 * 1440) & np.isnan(out.returned)


def came_back(out: Outcomes) -> np.ndarray:
    return ~np.isnan(out.returned) & (out.state != MQL)


BREAKS = [
    ("a won deal called open", broken_outcome("state", is_state(WON), OPEN), invariants.state_agrees_with_times),
    ("a state nobody knows", broken_outcome("state", is_state(MQL), 0), invariants.state_agrees_with_times),
    ("a forgotten closing", broken_outcome("closed", is_state(LOST), np.nan), invariants.state_agrees_with_times),
    ("a prospect on the list", broken_outcome("handed", is_source(OWN_PROSPECT), 1e5),
     invariants.state_agrees_with_times),
    ("who was no customer left", broken_outcome("left", is_state(LOST), 1e6), invariants.state_agrees_with_times),
    ("an attempt out of nothing", broken_outcome("touches", is_state(MQL), 1), invariants.state_agrees_with_counts),
    ("a meeting too many", broken_outcome("met", is_state(WON), 9), invariants.state_agrees_with_counts),
    ("a discount for nobody", broken_outcome("discount", is_state(MQL), 0.1), invariants.state_agrees_with_counts),
    ("a message to a stranger", broken_outcome("message", is_source(OWN_PROSPECT), 1),
     invariants.state_agrees_with_counts),
    ("a call before the look", broken_outcome("first", is_state(UNREACHED), 1.0), invariants.no_event_before_its_cause),
    ("back before it came", broken_outcome("returned", came_back, 1.0), invariants.no_event_before_its_cause),
    ("left before the deal", broken_outcome("left", lambda out: out.left > 0, 1.0),
     invariants.no_event_before_its_cause),
    ("a call too few in the log", broken_outcome("touches", is_state(WON), 12), invariants.log_agrees_with_outcomes),
    ("a clock that runs back", broken_log("start", TOUCH, -1000.0), invariants.log_agrees_with_outcomes),
    ("a won deal never accepted", broken_outcome("first", won_by_marketing, np.nan), invariants.funnel_narrows),
    ("recommended by nobody", broken_outcome("source", is_source(OWN_PROSPECT), RECOMMENDED),
     invariants.people_are_met_as_the_plan_says),
    ("a lead that nobody paid for", broken_person("spend", 1.0, is_source(MARKETING)),
     invariants.people_are_met_as_the_plan_says),
    ("a friend who was no customer", broken_person("friend", 0, is_source(RECOMMENDED)),
     invariants.people_are_met_as_the_plan_says),
    ("a higher threshold", other_plan(threshold=60.0), invariants.score_decides_who_is_an_mql),
    ("a score above 100", broken_outcome("score", is_state(MQL), 100.5), invariants.score_decides_who_is_an_mql),
    ("a score that nobody gave", decided_since(is_state(WON), Override(score=1.5)),
     invariants.score_decides_who_is_an_mql),
    ("work on a leak", other_plan(leak=1.0), invariants.leaks_are_never_touched),
    ("back without being in touch", broken_outcome("returned", lambda out: out.state == REJECTED, 9e4),
     invariants.who_may_return_does),
    ("nobody kept in touch", other_plan(nurture=0.0), invariants.who_may_return_does),
    ("nothing recycled", other_plan(recycle=False), invariants.who_may_return_does),
    ("a longer patience with old leads", other_rules(stale=9 * 1440.0), invariants.stale_leads_are_old),
    ("a shorter one", other_rules(stale=1440.0), invariants.stale_leads_are_old),
    ("stale on a Tuesday", broken_outcome("closed", is_state(STALE), 10080 * 11 + 1440.0),
     invariants.stale_leads_are_old),
    ("work at night", broken_log("start", TALK, -720.0), invariants.only_in_working_hours),
    ("overtime", broken_log("end", MEETING, 600.0), invariants.only_in_working_hours),
    ("a longer meeting", other_plan(blocked=300.0), invariants.nobody_works_in_meetings_or_outages),
    ("two things at once", broken_log("end", TALK, 1000.0), invariants.one_task_at_a_time),
    ("a rep nobody employs", broken_log("rep", MEETING, 5), invariants.no_more_tasks_than_reps),
    ("a team that shrank", other_plan(reps=1), invariants.no_more_tasks_than_reps),
    ("another group", other_plan(pods=True), invariants.pods_keep_to_their_segment),
    ("minutes from nowhere", broken_log("end", TALK, 1.0), invariants.busy_minutes_are_the_log),
    ("a conversation cut short", broken_log("end", TALK, -1.0), invariants.tasks_take_their_time),
    ("a quick meeting", broken_log("end", MEETING, -1.0), invariants.tasks_take_their_time),
    ("a long visit", broken_log("end", SERVICE, 1.0), invariants.tasks_take_their_time),
    ("a slow look", broken_log("end", REVIEW, 1.0), invariants.tasks_take_their_time),
    ("fewer attempts allowed", other_plan(touches=2), invariants.attempts_keep_their_distance),
    ("longer gaps asked for", other_plan(gap=3 * 1440.0), invariants.attempts_keep_their_distance),
    ("a lower limit", other_plan(discount_limit=0.01), invariants.discount_and_promise_are_as_agreed),
    ("a higher limit", other_plan(discount_limit=0.35), invariants.discount_and_promise_are_as_agreed),
    ("a smaller promise", other_plan(promise=0.1), invariants.discount_and_promise_are_as_agreed),
    ("less patience", broken_person("patience", 0.0, lambda out: out.renewals > 0),
     invariants.customers_leave_for_their_reasons),
    ("a renewal too early", broken_book("time", 5.0), invariants.customers_leave_for_their_reasons),
    ("a renewal not paid", broken_book("paid", False), invariants.customers_leave_for_their_reasons),
    ("throttling that buys more", other_plan(reach_low=1.0), invariants.spend_within_the_budget),
    ("believed less", other_rules(trust_start=0.01), replay.reps_call_whom_they_believe_in),
    ("more attempts asked for", other_plan(touches=9), replay.reps_call_whom_they_believe_in),
    ("one attempt allowed", other_plan(touches=1), replay.reps_call_whom_they_believe_in),
    ("too good a reason needed", broken_person("level", 9, called_late), replay.reps_call_whom_they_believe_in),
    ("trust from nowhere", broken_week("trust", 0.9), replay.reps_call_whom_they_believe_in),
    ("turned away, and yet called", decided_since(is_state(WON), Override(accept=False)),
     replay.a_person_goes_before_the_plan),
    ("taken, and yet turned away", decided_since(is_state(REJECTED), Override(accept=True)),
     replay.a_person_goes_before_the_plan),
    ("to be called first, and called late", decided_since(called_late, Override(rank=0.0)),
     replay.a_person_goes_before_the_plan),
    ("another quota", broken_week("goal", 1.0), replay.programs_follow_the_weeks),
    ("points out of turn", broken_week("points", 3.0), replay.programs_follow_the_weeks),
    ("a discount out of turn", broken_week("discount", 0.0331), replay.programs_follow_the_weeks),
    ("throttled without a backlog", other_rules(throttle_level=100.0), replay.advertising_is_throttled_by_the_backlog),
    ("a backlog and not throttled", other_rules(throttle_level=0.0), replay.advertising_is_throttled_by_the_backlog),
]  # fmt: skip


def test_the_good_run_is_good():
    assert not all_breaches(good_run())


@pytest.mark.parametrize(("change", "check"), [pytest.param(*entry[1:], id=entry[0]) for entry in BREAKS])
def test_a_broken_run_is_noticed(change, check):
    assert check(change(good_run()))


def test_work_in_an_outage_is_noticed():
    run = good_run()
    w = run.weekly
    assert w.outage_slow[0] == weekly.BLOCKED
    before = w._replace(outage_from=w.outage_from - 480.0, outage_to=w.outage_to - 480.0)
    assert invariants.nobody_works_in_meetings_or_outages(replace(run, weekly=before))


def test_spend_above_the_budget_is_noticed(monkeypatch):
    run = good_run()
    assert not invariants.spend_within_the_budget(run)
    real = spend_of
    monkeypatch.setattr(invariants, "spend_of", lambda *of: (real(*of)[0] * 1.01, real(*of)[1]))
    assert invariants.spend_within_the_budget(run)


def test_every_check_is_seen_to_fail():
    assert {check for _name, _change, check in BREAKS} == set(EVERY)
