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

from smkt_helpers import engine, kernel, market, weekly
from smkt_helpers.company_file import names
from smkt_helpers.events import Override, Shock
from smkt_helpers.plan import Plan, plans
from smkt_helpers.rules import Rules, rules_of
from tests import strategies
from tests.strategies import PLANS, Case, cases, play, small

PHASES = (Phase.generate, Phase.shrink)
WEEK = 10080.0


def assert_same(ours: engine.Played, theirs: engine.Played) -> None:
    """Check that two runs agree bit by bit."""
    np.testing.assert_array_equal(ours.index, theirs.index)
    for group in ("outcomes", "log", "renewals", "weeks"):
        for name, mine in getattr(ours, group)._asdict().items():
            np.testing.assert_array_equal(mine, getattr(getattr(theirs, group), name), err_msg=f"{group}.{name}")


def rows_before(one: engine.Played, moment: float) -> list[tuple]:
    """Return what reps did, and what customers decided, before a calendar minute: each row with its lead."""
    log, book = one.log, one.renewals
    did = zip(log.start, log.rep, one.index[log.lead], log.kind, log.end, log.outcome, strict=True)
    renewed = zip(book.time, one.index[book.lead], book.paid, strict=True)
    return sorted(row for row in did if row[0] < moment) + sorted(row for row in renewed if row[0] < moment)


def assert_same_past(ours: engine.Played, theirs: engine.Played, moment: float) -> None:
    """Check that two runs agree on everything that happened before a calendar minute, a Monday midnight."""
    mine, yours = ours.arrives < moment, theirs.arrives < moment
    assert ours.index[mine].tolist() == theirs.index[yours].tolist()
    a, b = (
        type(out)(*(values[rows] for values in out)) for out, rows in ((ours.outcomes, mine), (theirs.outcomes, yours))
    )
    for name in ("score", "source", "message"):  # settled on arrival
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name), err_msg=name)
    # Who came back later has lost what the first life's last times were.
    back = [~np.isnan(out.returned) & (out.handed < moment) for out in (a, b)]
    np.testing.assert_array_equal(*back)
    again = ~np.isnan(a.returned) | ~np.isnan(b.returned)
    lost = dict.fromkeys(("mql", "handed", "returned", "closed"), again & ~back[0]) | {"settled": again}
    for name in ("mql", "handed", "returned", "looked", "first", "talked", "settled", "offered", "closed", "left"):
        same = ~lost[name] if name in lost else slice(None)
        first, second = (
            np.where(np.nan_to_num(times, nan=np.inf) < moment, times, np.nan)[same]
            for times in (getattr(a, name), getattr(b, name))
        )
        np.testing.assert_array_equal(first, second, err_msg=name)
    assert rows_before(ours, moment) == rows_before(theirs, moment)
    week = round(moment / WEEK)
    for name, mine in ours.weeks._asdict().items():
        # A conversation promised for later is counted in its own week.
        np.testing.assert_array_equal(mine[:week], getattr(theirs.weeks, name)[:week], err_msg=f"weeks.{name}")


def first_week(shock: Shock, company: object) -> int:
    """Return the first played week that a shock touches."""
    return shock.week - (company.trouble.pressure_weeks - 1 if shock.kind == "quarter_end" else 0)


def causality(name: str, how_many: int) -> None:
    @settings(max_examples=how_many, suppress_health_check=list(HealthCheck), phases=PHASES)
    @given(cases(name), st.data())
    def check(case: Case, data: st.DataObject) -> None:
        company, week = case.company, data.draw(st.integers(1, case.weeks - 1), label="changed from week")
        moment = WEEK * (case.warmup + week)
        ours = play(case)[0]
        everybody = market.draw(company, case.seed, case.replication, case.warmup + case.weeks)[0]
        later_lead = int(np.searchsorted(everybody.arrives, moment)) + data.draw(st.integers(0, 30), label="of lead")
        shock = data.draw(strategies.shocks(company, case.weeks), label="instead")
        shocks = [one for one in case.shocks if first_week(one, company) < week]
        shocks += [shock] if first_week(shock, company) >= week else []
        overrides = [(lead, one) for lead, one in case.overrides if lead < later_lead]
        overrides.append((later_lead, data.draw(strategies.overrides(), label="decided")))
        steps = [step for step in case.steps if step[0] < week]
        steps.append((week, data.draw(strategies.plans(company), label="to")))
        changed = replace(case, steps=tuple(steps), shocks=tuple(shocks), overrides=tuple(overrides))
        assert_same_past(ours, play(changed)[0], moment)

    check()


@pytest.mark.parametrize("name", names())
def test_a_later_decision_changes_nothing_before_it(name):
    causality(name, 25)


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_a_later_decision_changes_nothing_before_it_on_many_plans(name):
    causality(name, PLANS)


def test_a_later_decision_changes_something_after_it():
    case = Case("irrigation", (), ((0, plans.siloed),), seed=3, replication=0, warmup=4, weeks=8)
    changed = replace(case, steps=((0, plans.siloed), (4, plans.aligned)))
    ours, theirs = play(case)[0], play(changed)[0]
    with pytest.raises(AssertionError):
        assert_same_past(ours, theirs, WEEK * 10)


@pytest.mark.parametrize(
    "change",
    [
        {"shocks": (Shock("outage", week=4),)},
        {"shocks": (Shock("viral", week=4),)},
        {"shocks": (Shock("price_cutter", week=4),)},
        {"shocks": (Shock("rep_leaves", week=4),)},
        {"shocks": (Shock("quarter_end", week=5),)},
        {"programs": ("marketing",)},
        {"programs": ("sales",)},
        {"overrides": tuple((lead, Override(rank=1.0)) for lead in range(280, 400, 7))},
        {"overrides": tuple((lead, Override(accept=False)) for lead in range(280, 400, 7))},
        {"overrides": tuple((lead, Override(score=0.0)) for lead in range(280, 400, 7))},
    ],
    ids=str,
)
def test_what_else_may_happen_changes_something_too(change):
    plan = plans.siloed.replace(handoff="shared_crm")
    case = Case(
        "irrigation",
        (*strategies.SOON_CUSTOMERS.items(), ("people", 200.0)),
        ((0, plan),),
        seed=3,
        replication=0,
        warmup=4,
        weeks=8,
    )
    with pytest.raises(AssertionError):
        assert_same(play(case)[0], play(replace(case, **change))[0])


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


# --- One lead more -------------------------------------------------------------------------------


def play_people(company: object, people: market.Market, plan: Plan, overrides: dict | None = None) -> engine.Result:
    rules = rules_of(company, 8)
    return engine.play_market(company, rules, weekly.weekly_of(company, [plan] * 8), people, overrides)


def test_a_lead_changes_nothing_before_it_came():
    company = small(**strategies.SOON_CUSTOMERS)
    people = market.draw(company, 5, 0, 8)[0]
    whole = play_people(company, people, plans.siloed)
    n = len(people.arrives)
    for gone in (n - 1, n // 2, n // 4):
        stay = np.delete(np.arange(n), gone)
        fewer = play_people(company, engine.chosen(people, stay), plans.siloed)
        moment = people.arrives[gone]
        for name in ("looked", "first", "talked", "offered"):
            first, second = (
                np.where(np.nan_to_num(times, nan=np.inf) < moment, times, np.nan)
                for times in (getattr(whole.outcomes, name)[stay], getattr(fewer.outcomes, name))
            )
            np.testing.assert_array_equal(first, second, err_msg=name)
        early = whole.log.start < moment
        np.testing.assert_array_equal(whole.log.start[early], fewer.log.start[fewer.log.start < moment])
    assert (whole.outcomes.state[n // 4 :] == kernel.WON).any()


def test_a_lead_that_nobody_meets_changes_nothing_at_all():
    company = small(**strategies.SOON_CUSTOMERS)
    people = market.draw(company, 5, 0, 8)[0]
    n = len(people.arrives)
    stranger = np.flatnonzero(play_people(company, people, plans.siloed).outcomes.state == 0)[n // 20]
    stay = np.delete(np.arange(n), stranger)
    whole = play_people(company, people, plans.siloed)
    fewer = play_people(company, engine.chosen(people, stay), plans.siloed)
    for name, values in fewer.outcomes._asdict().items():
        np.testing.assert_array_equal(values, getattr(whole.outcomes, name)[stay], err_msg=name)
    for name, values in fewer.weeks._asdict().items():
        np.testing.assert_array_equal(values, getattr(whole.weeks, name), err_msg=name)


def test_the_plan_of_a_step_holds_from_its_week_on():
    a, b = plans.siloed, plans.aligned
    in_force = weekly.plans_by_week(small(), ((0, a), (3, b)), 2, 5)
    assert in_force == [small().today] * 2 + [a] * 3 + [b] * 2


# --- Compiled and uncompiled ---------------------------------------------------------------------


def same_bits(name: str, how_many: int) -> None:
    @settings(max_examples=how_many, suppress_health_check=list(HealthCheck), phases=PHASES)
    @given(cases(name))
    def check(case: Case) -> None:
        assert_same(play(case)[0], play(case, use_compiled=False)[0])

    check()


@pytest.mark.parametrize("name", names())
def test_compiled_and_uncompiled_give_the_same_bits(name):
    pytest.importorskip("numba")
    same_bits(name, 25)


@pytest.mark.full
@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_compiled_and_uncompiled_give_the_same_bits_on_many_plans(name):
    pytest.importorskip("numba")
    same_bits(name, PLANS)


@pytest.mark.parametrize("name", names())
def test_the_same_bits_in_the_company_as_shipped(name):
    pytest.importorskip("numba")
    company = strategies.company_named(name)
    steps = ((0, plans.siloed), (5, plans.aligned))
    ours, theirs = (
        engine.run(company, steps, seed=1, warmup=6, weeks=8, replications=[0], use_compiled=how)[0]
        for how in (True, False)
    )
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
    assert (together[1].outcomes.state == kernel.WON).any()


def test_with_numba_the_engine_is_compiled_ahead():
    pytest.importorskip("numba")
    assert engine.warm(small())


def test_a_run_without_its_log_is_the_same_run():
    company = small(**strategies.SOON_CUSTOMERS)
    rules = rules_of(company, 8)
    terms = weekly.weekly_of(company, [plans.aligned] * 8)
    people = market.draw(company, 5, 0, 8)[0]
    for how in (True, False):
        full, bare = (
            engine.play_market(company, rules, terms, people, log=keep, use_compiled=how) for keep in (True, False)
        )
        assert len(full.log.lead) > 0 and len(bare.log.lead) == 0
        for group in ("outcomes", "renewals", "weeks"):
            for name, values in getattr(full, group)._asdict().items():
                np.testing.assert_array_equal(values, getattr(getattr(bare, group), name), err_msg=name)


def test_a_market_nobody_meets_is_a_run_without_events():
    plan = Plan().replace(budget=0.0, prospecting_hours=0.0)
    company = small().replace(**{f"channels.{c.id}.pull": 0.0 for c in small().channels})
    for how in (True, False):
        one = engine.run(company, ((0, plan),), seed=1, warmup=0, weeks=4, replications=[0], use_compiled=how)[0]
        assert len(one.index) == len(one.outcomes.state) == len(one.log.lead) == 0
        assert not one.weeks.busy.any()


# --- Monotone ------------------------------------------------------------------------------------

QUIET = {
    "feedback": "never",
    "meeting_minutes": 0.0,
    "throttle": False,
    "nurture": 0.0,
    "recycle": False,
    "prospecting_hours": 0.0,
}


def quiet(case: Case, **changes: object) -> Case:
    """Return the case without what lets a lead depend on earlier ones.

    That is feedback, throttling, recommendations, own prospects, programs and nurture.
    """
    return replace(
        case,
        programs=(),
        changes=(*case.changes, ("keep.refer", 0.0)),
        steps=tuple((week, plan.replace(**QUIET, **changes)) for week, plan in case.steps),
    )


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
    assert not ((hard.outcomes.state > kernel.LEAD) & (easy.outcomes.state == kernel.LEAD)).any()


def test_budget_and_threshold_do_change_something():
    case = quiet(Case("irrigation", (), ((0, plans.siloed),), seed=3, replication=0, warmup=2, weeks=8))
    poor, rich = (play(quiet(case, budget=budget))[0] for budget in (0.5, 2.0))
    assert len(poor.index) < len(rich.index)
    easy, hard = (play(quiet(case, threshold=threshold))[0] for threshold in (30, 70))
    assert (easy.outcomes.state > kernel.LEAD).sum() > (hard.outcomes.state > kernel.LEAD).sum()


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

    base = plans.aligned.replace(writeback=1.0, meeting_minutes=0.0)
    assert error(base.replace(feedback=feedback)) < 0.8 * error(base.replace(feedback="never"))


# --- Two clocks ----------------------------------------------------------------------------------


def next_work(work: float, rules: Rules) -> float:
    """Return the calendar minute at which working minute `work` begins; a day's end is the next morning."""
    return work + rules.shift[int(work // rules.day)]


@settings(max_examples=200)
@given(st.sampled_from(strategies.CALENDARS), st.floats(0, 29 * WEEK))
def test_the_clocks_agree(changes, minute):
    company = small(**changes)
    rules = rules_of(company, 30)
    work = kernel.to_work(minute, rules)
    assert work == pytest.approx(float(market.work_minutes(np.array([minute]), company)[0]), abs=1e-6)
    moment = next_work(work, rules)
    assert moment >= minute - 1e-6
    assert kernel.to_work(moment, rules) == pytest.approx(work, abs=1e-6)
    assert kernel.to_work((minute + moment) / 2, rules) == pytest.approx(work, abs=1e-6)  # no work between


def test_friday_evening_and_monday_morning_are_the_same_working_minute():
    rules = rules_of(small(), 4)
    friday_evening, monday_morning = 4 * 1440 + 17 * 60.0, WEEK + 9 * 60.0
    week = 5 * 480.0
    assert kernel.to_work(friday_evening, rules) == kernel.to_work(monday_morning, rules) == week
    assert kernel.to_work(WEEK - 600.0, rules) == week  # Sunday
    assert next_work(week, rules) == monday_morning


def test_long_after_the_run_there_is_no_work():
    rules = rules_of(small(), 4)
    assert kernel.to_work(4 * WEEK - 1, rules) == 4 * 5 * 480.0
    assert kernel.to_work(4 * WEEK + 1, rules) == 4 * 5 * 480.0  # a promise may end after the run
    assert kernel.to_work(60 * WEEK, rules) == float("inf")
