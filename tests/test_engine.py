"""The engine as a whole: cause and effect in time, the same bits compiled and not, and what must be monotone.

Rules within one run are in test_invariants.py, closed forms in test_closed_forms.py.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from smkt_helpers import engine, market
from smkt_helpers.plan import Plan, plans
from tests import strategies
from tests.strategies import PLANS, Case, cases, small

PHASES = (Phase.generate, Phase.shrink)
WEEK = 10080.0


@st.composite
def other_plan(draw: st.DrawFn) -> Plan:
    return draw(strategies.plans(small()))


def play(case: Case, use_compiled: bool = True, replications: tuple[int, ...] = ()) -> list[engine.Played]:
    return engine.run(case.company, case.steps, seed=case.seed, warmup=case.warmup, weeks=case.weeks,
                      replications=replications or (case.replication,), use_compiled=use_compiled)


def assert_same(ours: engine.Played, theirs: engine.Played) -> None:
    """Check that two runs agree bit by bit."""
    np.testing.assert_array_equal(ours.index, theirs.index)
    np.testing.assert_array_equal(ours.busy, theirs.busy)
    for group in ("outcomes", "log"):
        for name, mine in getattr(ours, group)._asdict().items():
            np.testing.assert_array_equal(mine, getattr(getattr(theirs, group), name), err_msg=f"{group}.{name}")


def assert_same_past(ours: engine.Played, theirs: engine.Played, moment: float) -> None:
    """Check that two runs agree on everything that happened before a calendar minute."""
    mine, yours = ours.arrives < moment, theirs.arrives < moment
    assert ours.index[mine].tolist() == theirs.index[yours].tolist()
    a, b = ours.outcomes, theirs.outcomes
    for name in ("score", "twice"):      # settled on arrival
        np.testing.assert_array_equal(getattr(a, name)[mine], getattr(b, name)[yours], err_msg=name)
    for name in ("handed", "looked", "first", "talked", "settled", "offered", "closed"):
        first, second = (np.where(np.nan_to_num(times, nan=np.inf) < moment, times, np.nan)
                         for times in (getattr(a, name)[mine], getattr(b, name)[yours]))
        np.testing.assert_array_equal(first, second, err_msg=name)
    early, same = ours.log.start < moment, theirs.log.start < moment
    rows = [np.lexsort((log.rep[past], log.lead[past], log.start[past]))
            for log, past in ((ours.log, early), (theirs.log, same))]
    for name in ("kind", "rep", "start", "end", "outcome"):
        np.testing.assert_array_equal(getattr(ours.log, name)[early][rows[0]],
                                      getattr(theirs.log, name)[same][rows[1]], err_msg=f"log {name}")
    np.testing.assert_array_equal(ours.index[ours.log.lead[early][rows[0]]],
                                  theirs.index[theirs.log.lead[same][rows[1]]], err_msg="log lead")


def causality(how_many: int) -> None:
    @settings(max_examples=how_many, suppress_health_check=list(HealthCheck), phases=PHASES)
    @given(cases(), st.data())
    def check(case: Case, data: st.DataObject) -> None:
        week = data.draw(st.integers(1, case.weeks - 1), label="changed from week")
        plan = data.draw(other_plan(), label="to")
        changed = (*(step for step in case.steps if step[0] < week), (week, plan))
        assert_same_past(play(case)[0], play(replace(case, steps=changed))[0], WEEK * (case.warmup + week))

    check()


def test_a_later_decision_changes_nothing_before_it():
    causality(40)


@pytest.mark.full
@pytest.mark.slow
def test_a_later_decision_changes_nothing_before_it_on_many_plans():
    causality(PLANS)


def test_a_later_decision_changes_something_after_it():
    company = small()
    case = Case("irrigation", (), ((0, plans.siloed),), seed=3, replication=0, warmup=4, weeks=8)
    changed = replace(case, steps=((0, plans.siloed), (4, plans.aligned)))
    assert company == case.company
    ours, theirs = play(case)[0], play(changed)[0]
    with pytest.raises(AssertionError):
        assert_same_past(ours, theirs, WEEK * 10)


@settings(max_examples=20, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(cases(), st.integers(1, 8))
def test_a_longer_run_has_the_same_past(case, more):
    ours, theirs = play(case)[0], play(replace(case, weeks=case.weeks + more))[0]
    assert_same_past(ours, theirs, WEEK * (case.warmup + case.weeks))


@settings(max_examples=10, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(cases())
def test_a_run_does_not_depend_on_the_runs_beside_it(case):
    alone = play(case, replications=(1,))[0]
    first, second, third = play(case, replications=(0, 1, 2))
    assert_same(alone, second)
    assert first.replication == 0 and third.replication == 2
    assert not np.array_equal(first.arrives, third.arrives)


def test_the_plan_of_a_step_holds_from_its_week_on():
    a, b = plans.siloed, plans.aligned
    in_force = engine.plans_by_week(small(), ((0, a), (3, b)), 2, 5)
    assert in_force == [small().today] * 2 + [a] * 3 + [b] * 2


# --- Compiled and uncompiled ---------------------------------------------------------------------

def same_bits(how_many: int) -> None:
    @settings(max_examples=how_many, suppress_health_check=list(HealthCheck), phases=PHASES)
    @given(cases())
    def check(case: Case) -> None:
        assert_same(play(case)[0], play(case, use_compiled=False)[0])

    check()


def test_compiled_and_uncompiled_give_the_same_bits():
    pytest.importorskip("numba")
    same_bits(40)


@pytest.mark.full
@pytest.mark.slow
def test_compiled_and_uncompiled_give_the_same_bits_on_many_plans():
    pytest.importorskip("numba")
    same_bits(PLANS)


def test_the_same_bits_in_the_company_as_shipped():
    pytest.importorskip("numba")
    company = strategies.company_named("irrigation")
    steps = ((0, plans.siloed), (5, plans.aligned))
    ours, theirs = (engine.run(company, steps, seed=1, warmup=6, weeks=8, replications=[0], use_compiled=how)[0]
                    for how in (True, False))
    assert_same(ours, theirs)


@pytest.fixture
def no_numba(monkeypatch):
    """A machine on which Numba cannot be imported."""
    engine.compiled.cache_clear()
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setitem(sys.modules, "numba.extending", None)
    yield
    monkeypatch.undo()
    engine.compiled.cache_clear()


def test_without_numba_everything_works(no_numba):
    case = Case("irrigation", (), ((0, plans.aligned),), seed=3, replication=0, warmup=2, weeks=4)
    assert engine.compiled() is None
    assert not engine.warm(case.company)
    together = play(case, replications=(0, 1))
    assert_same(together[0], play(case, use_compiled=False)[0])
    assert (together[1].outcomes.state == engine.WON).any()


def test_with_numba_the_engine_is_compiled_ahead():
    pytest.importorskip("numba")
    assert engine.warm(small())


def test_a_run_without_its_log_is_the_same_run():
    rules = engine.rules_of(small(), 8)
    weekly = engine.weekly_of(small(), [plans.aligned] * 8)
    people = market.draw(small(), 5, 0, 8)[0]
    for how in (True, False):
        (out, log, busy), (bare, none, minutes) = (
            engine.play_market(rules, weekly, people, log=keep, use_compiled=how) for keep in (True, False))
        assert len(log.lead) > 0 and len(none.lead) == 0
        np.testing.assert_array_equal(busy, minutes)
        for name in out._fields:
            np.testing.assert_array_equal(getattr(out, name), getattr(bare, name), err_msg=name)


def test_a_market_nobody_meets_is_a_run_without_events():
    plan = Plan().replace(budget=0.0)
    company = small().replace(**{f"channels.{c.id}.pull": 0.0 for c in small().channels})
    for how in (True, False):
        one = engine.run(company, ((0, plan),), seed=1, warmup=0, weeks=4, replications=[0], use_compiled=how)[0]
        assert len(one.index) == len(one.outcomes.state) == len(one.log.lead) == 0
        assert not one.busy.any()


# --- Monotone ------------------------------------------------------------------------------------

def quiet(case: Case, **changes: object) -> Case:
    """Return the case without feedback, which would let a later lead's score depend on earlier ones."""
    return replace(case, steps=tuple((week, plan.replace(feedback="never", **changes)) for week, plan in case.steps))


@settings(max_examples=30, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(cases(), st.floats(0, 3), st.floats(0, 3))
def test_more_budget_never_removes_a_lead(case, one, other):
    less, more = sorted((one, other))
    poor, rich = (set(play(quiet(case, budget=budget))[0].index.tolist()) for budget in (less, more))
    assert poor <= rich


@settings(max_examples=30, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(cases(), st.floats(0, 100), st.floats(0, 100))
def test_a_higher_threshold_never_adds_an_mql(case, one, other):
    low, high = sorted((one, other))
    easy, hard = (play(quiet(case, threshold=threshold))[0] for threshold in (low, high))
    assert easy.index.tolist() == hard.index.tolist()
    assert not ((hard.outcomes.state > engine.LEAD) & (easy.outcomes.state == engine.LEAD)).any()


def test_budget_and_threshold_do_change_something():
    case = quiet(Case("irrigation", (), ((0, Plan()),), seed=3, replication=0, warmup=2, weeks=8))
    poor, rich = (play(quiet(case, budget=budget))[0] for budget in (0.5, 2.0))
    assert len(poor.index) < len(rich.index)
    easy, hard = (play(quiet(case, threshold=threshold))[0] for threshold in (30, 70))
    assert (easy.outcomes.state > engine.LEAD).sum() > (hard.outcomes.state > engine.LEAD).sum()


@pytest.mark.parametrize("feedback", ["monthly", "weekly", "daily"])
def test_results_told_to_marketing_make_the_score_better(feedback):
    # The score's distance from what it would show without error, over leads of the last weeks.
    def error(plan: Plan) -> float:
        company = small(people=300.0)
        sums = []
        for one in engine.run(company, ((0, plan),), seed=11, warmup=0, weeks=20, replications=range(4)):
            people = engine.chosen(market.draw(company, 11, one.replication, 20)[0], one.index)
            late = one.arrives > 12 * WEEK
            sums.append(np.corrcoef(one.outcomes.score[late], people.signal[late])[0, 1])
        return 1 - float(np.mean(sums))

    base = plans.aligned.replace(writeback=1.0)
    assert error(base.replace(feedback=feedback)) < 0.8 * error(base.replace(feedback="never"))


# --- Two clocks ----------------------------------------------------------------------------------

def next_work(work: float, rules: engine.Rules) -> float:
    """Return the calendar minute at which working minute `work` begins; a day's end is the next morning."""
    return work + rules.shift[int(work // rules.day)]


@settings(max_examples=200)
@given(st.sampled_from(strategies.CALENDARS), st.floats(0, 29 * WEEK))
def test_the_clocks_agree(changes, minute):
    company = small(**changes)
    rules = engine.rules_of(company, 30)
    work = engine.to_work(minute, rules)
    assert work == pytest.approx(float(market.work_minutes(np.array([minute]), company)[0]), abs=1e-6)
    moment = next_work(work, rules)
    assert moment >= minute - 1e-6
    assert engine.to_work(moment, rules) == pytest.approx(work, abs=1e-6)
    assert engine.to_work((minute + moment) / 2, rules) == pytest.approx(work, abs=1e-6)     # no work between


def test_friday_evening_and_monday_morning_are_the_same_working_minute():
    rules = engine.rules_of(small(), 4)
    friday_evening, monday_morning = 4 * 1440 + 17 * 60.0, WEEK + 9 * 60.0
    week = 5 * 480.0
    assert engine.to_work(friday_evening, rules) == engine.to_work(monday_morning, rules) == week
    assert engine.to_work(WEEK - 600.0, rules) == week      # Sunday
    assert next_work(week, rules) == monday_morning


def test_after_the_run_there_is_no_work():
    rules = engine.rules_of(small(), 4)
    assert engine.to_work(4 * WEEK - 1, rules) == 4 * 5 * 480.0
    assert engine.to_work(4 * WEEK + 1, rules) == float("inf")
