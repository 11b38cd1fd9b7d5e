"""Agreement means little about a rule that no case ever used: the gate's cases use them all."""

import numpy as np
import pytest

from smkt_helpers.events import SHOCKS
from tests.reference.cases import any_case
from tests.reference.people import State
from tests.reference.played import GATE, by_reference
from tests.reference.weeks import weeks_of

# Rules that leave no trace of their own in the outcomes; `Run.visited` notes them.
RULES = (
    "attempt after the twelfth",
    "bonus: marketing asks for fewer points",
    "bonus: marketing asks for more points",
    "bonus: marketing counts leads",
    "bonus: one for both",
    "bonus: sales' own",
    "conversation after the end",
    "home: no task fits before closing",
    "home: off duty",
    "leak",
    "meeting too long for today",
    "message A chosen",
    "message B chosen",
    "outage on paper",
    "outage without paper",
    "passed over",
    "person: accepts",
    "person: rank",
    "person: rejects",
    "person: score",
    "renewal decided without us",
    "return: LEAD",
    "return: NOT_READY",
    "return: REJECTED",
)


@pytest.fixture(scope="module")
def runs():
    return [by_reference(number) for number in range(GATE)]


@pytest.fixture(scope="module")
def leads(runs):
    return {name: np.concatenate([run.leads[name] for run in runs]) for name in runs[0].leads}


@pytest.fixture(scope="module")
def weeks():
    cases = [any_case(number) for number in range(GATE)]
    return [week for case in cases for week in weeks_of(case.company, case.plans, case.shocks, case.warm_up)]


def test_every_state_source_and_reason(leads):
    states, reasons = leads["state"], leads["reason"]
    assert set(states.tolist()) == set(State)
    assert set(leads["source"].tolist()) == {0, 1, 2}
    assert set(reasons[states == State.REJECTED].tolist()) == {1, 2}
    assert set(reasons[states == State.LOST].tolist()) == {1, 2, 3}
    assert {0, 3} <= set(reasons[states == State.NO_NEED].tolist())


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_without_a_trace(runs, rule):
    assert sum(rule in run.visited for run in runs) >= 1


def test_no_rule_is_noted_that_is_not_asked_for(runs):
    assert set.union(*(set(run.visited) for run in runs)) <= set(RULES)


@pytest.mark.parametrize("source", [0, 1, 2])
def test_every_source_wins_customers(leads, source):
    assert np.sum((leads["source"] == source) & (leads["state"] == State.WON)) >= 1


def test_what_happens_to_leads(leads):
    assert np.sum(leads["twice"]) > 100
    assert np.sum(leads["told"]) > 100
    assert np.sum(leads["message"]) > 100
    assert np.nanmax(leads["touches"]) >= 8
    assert set(leads["met"].tolist()) == {0, 1, 2, 3, 4}
    assert np.sum((leads["discount"] > 0) & (leads["gap"] > 0)) > 10
    assert np.sum(leads["returned"] > 0) > 50
    assert np.sum((leads["returned"] > 0) & (leads["state"] == State.WON)) >= 1


def test_customers_pay_again_and_leave(runs, leads):
    assert max(leads["renewals"]) >= 3
    assert np.sum(leads["left"] > 0) >= 10
    assert {paid for run in runs for _lead, _time, paid in run.renewals} == {True, False}


def test_what_moves_from_week_to_week(runs):
    weekly = {name: np.concatenate([run.weekly[name] for run in runs]) for name in runs[0].weekly}
    assert np.sum(weekly["throttled"]) >= 5
    assert min(weekly["points"]) < 0 < max(weekly["points"])
    assert min(weekly["discount"]) < 0 < max(weekly["discount"])
    assert np.ptp(weekly["trust"]) > 0.3


def test_the_unexpected(weeks):
    assert {shock.kind for number in range(GATE) for shock in any_case(number).shocks} == set(SHOCKS)
    assert {outage.on_paper for week in weeks for outage in week.outages} == {True, False}
    assert any(week.cutter for week in weeks)
    assert any(week.discount_limit > week.plan.sales.discount_limit for week in weeks)


def test_the_structures(weeks):
    assert {len(set(week.pods)) for week in weeks} == {0, 1, 2, 3}
    assert any(week.plan.agreement.one_department for week in weeks)
    assert any(week.plan.agreement.rotation_days == 20 for week in weeks)
    assert any(week.plan.agreement.meeting_minutes == 600 for week in weeks)
    assert {week.heard for week in weeks} == {"never", "monthly", "weekly", "daily"}
    assert {week.plan.agreement.handoff for week in weeks} == {"weekly_list", "daily_file", "shared_crm"}
