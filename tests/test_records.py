"""From outcomes to tables: renewals, returns, sources, throttled weeks, hours."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from smkt_helpers import kernel
from smkt_helpers.crm_schema import SOURCES
from smkt_helpers.events import Shock
from smkt_helpers.history import History, simulate
from smkt_helpers.hours import spend_of
from smkt_helpers.plan import plans
from smkt_helpers.records import WARMUP
from tests.strategies import FULL, SOON_CUSTOMERS, Case, cases, company_named, small

RELAXED = settings(max_examples=100 if FULL else 8, suppress_health_check=list(HealthCheck))
BUSY = small(people=250.0, **SOON_CUSTOMERS | {"keep.friend_weeks": 20})
OPEN_ARMS = plans.aligned.replace(nurture=1.0, prospecting_hours=2.0, test_share=0.4, extra_reps=8, budget=0.5)


def of(case: Case) -> History:
    return simulate(case.company, case.steps, seed=case.seed, weeks=case.weeks, replications=2,
                    first_replication=case.replication, shocks=case.shocks, overrides=dict(case.overrides),
                    programs=case.programs)


@pytest.fixture(scope="module")
def busy() -> History:
    """A history with many renewals, returns, recommendations and own prospects."""
    return simulate(BUSY, OPEN_ARMS, seed=3, weeks=10, replications=2)


@RELAXED
@given(cases())
def test_whatever_the_plan_the_tables_keep_the_schema(case):
    of(case).tables().check()


@RELAXED
@given(cases())
def test_renewals_are_deals_of_their_own(case):
    history = of(case)
    t = history.tables()
    new, again = (t.deals[t.deals["kind"] == kind] for kind in ("new", "renewal"))
    assert not t.deals.duplicated(["replication", "deal_id"]).any()
    assert (new["deal_id"] == new["lead_id"]).all()
    assert again["closed_at"].notna().all() and (again["created_at"] <= again["closed_at"]).all()
    assert (again["closed_at"] >= t.start).all()
    merged = again.merge(t.customers, on=["replication", "lead_id"], suffixes=("", "_first"), validate="many_to_one")
    assert len(merged) == len(again), "only customers renew"
    price = merged["amount_first"] * history.company.keep.share
    np.testing.assert_allclose(merged["value"], price, atol=0.0051)
    paid = merged["stage"] == "won"
    np.testing.assert_allclose(merged["amount"], np.where(paid, merged["value"], 0))
    assert (merged.loc[~paid, "left_at"] == merged.loc[~paid, "closed_at"]).all(), "who refuses leaves"
    number = merged["deal_id"] // 10_000_000
    due = merged["since"] + pd.to_timedelta(7 * number * history.company.keep.weeks, unit="D")
    assert ((due - merged["created_at"]).abs() <= pd.Timedelta(seconds=1)).all()
    counted = again[again["stage"] == "won"].groupby(["replication", "lead_id"]).size()
    left = t.customers.set_index(["replication", "lead_id"])
    before = left["renewals"] - counted.reindex(left.index).fillna(0)
    assert (before >= 0).all()
    assert (before[left["since"] >= t.start] == 0).all(), "a customer of the period has no earlier renewals"


@RELAXED
@given(cases())
def test_everybody_comes_from_somewhere(case):
    t = of(case).tables()
    leads = t.leads
    assert leads["source"].notna().all()
    own, by_ads = leads["source"] == "own prospect", leads["source"] == "marketing"
    assert leads.loc[own, ["mql_at", "sal_at", "looked_at", "reject_reason", "message", "returned_at"]].isna().all(
        axis=None)
    assert (leads.loc[~by_ads, "channel"].astype(str) == leads.loc[~by_ads, "source"].astype(str)).all()
    assert leads.loc[by_ads, "ad_message"].notna().all() and leads.loc[~by_ads, "ad_message"].isna().all()
    assert not (leads["result_told"] & leads["reached_at"].isna()).any()
    assert (leads["returned_at"].isna() | (leads["returned_at"] > leads["created_at"])).all()
    assert (leads["mql_at"].isna() | (leads["mql_at"] >= leads["created_at"])).all()
    ads = t.activities[t.activities["kind"] == "ad seen"][["replication", "lead_id"]].drop_duplicates()
    assert len(ads.merge(leads[by_ads], on=["replication", "lead_id"])) == len(ads)


@RELAXED
@given(cases())
def test_hours_used_are_tasks_and_meetings_and_never_more_than_the_doors_allow(case):
    history = of(case)
    t, c = history.tables().terms, history.company.calendar
    busy = np.concatenate([one.weeks.busy[WARMUP:] for one in history.played]) / 60
    open_hours = t["reps"] * c.workdays * (c.closes - c.opens)
    # A conversation promised before a rep left, or a task that runs into the next week, may add a little.
    assert (t["rep_hours_used"] <= open_hours + 24).all()
    assert (t["rep_hours_used"] >= busy - 0.001).all()
    assert (t[["campaign_hours", "preparing_hours", "together_hours", "prospecting_hours"]] >= 0).all(axis=None)
    assert t["trust"].between(0, 1).all() and t["brand"].between(0, 1).all()


def test_a_history_full_of_life_holds_it_all(busy):
    t = busy.tables()
    assert set(t.leads["source"]) == set(SOURCES)
    assert t.leads["returned_at"].notna().sum() > 20 and set(t.leads["ad_message"].dropna()) == {"A", "B"}
    assert {"renewal", "asked again"} <= set(t.activities["kind"])
    assert {"renewed", "left"} <= set(t.activities["outcome"])
    assert set(t.deals["kind"]) == {"new", "renewal"}
    assert t.customers["left_at"].notna().any() and t.customers["renewals"].max() > 2
    assert (t.customers["since"] < t.start).any(), "customers of before the period stay customers"


def test_customers_are_those_who_had_not_left_before_the_period(busy):
    t = busy.tables()
    for one in busy.played:
        out = one.outcomes
        start = WARMUP * 7 * 1440
        expected = (out.state == kernel.WON) & ~(out.left < start)
        mine = t.customers[t.customers["replication"] == one.replication]
        assert mine["customer_id"].tolist() == one.index[expected].tolist()
        assert mine["left_at"].notna().sum() == (out.left >= start).sum()
        np.testing.assert_allclose(mine["kept"], 1 - out.gap[expected], atol=1e-4)
        assert mine["renewals"].tolist() == out.renewals[expected].tolist()


def test_every_renewal_and_return_stands_in_the_activities_in_order(busy):
    t = busy.tables()
    renewals = t.activities[t.activities["kind"] == "renewal"]
    again = t.deals[t.deals["kind"] == "renewal"]
    # Those before the period are activities of customers who are still there.
    inside = renewals[renewals["ended_at"] >= t.start]
    keys = ["replication", "lead_id", "at"]
    one = inside.rename(columns={"ended_at": "at"}).sort_values(keys)
    other = again.rename(columns={"closed_at": "at"}).sort_values(keys)
    assert one[keys].values.tolist() == other[keys].values.tolist()
    assert (one["outcome"].to_numpy() == other["stage"].map({"won": "renewed", "lost": "left"}).to_numpy()).all()
    back = t.activities[t.activities["kind"] == "asked again"].set_index(["replication", "lead_id"])["started_at"]
    returned = t.leads.dropna(subset="returned_at").set_index(["replication", "lead_id"])["returned_at"]
    assert back.sort_index().equals(returned.sort_index().rename("started_at"))
    for _lead, path in t.activities.groupby(["replication", "lead_id"]):
        assert path["started_at"].is_monotonic_increasing


def test_who_nobody_had_time_for_decides_alone():
    alone = simulate(small(people=250.0, **SOON_CUSTOMERS, **{"keep.patience": 0.0}), plans.siloed, seed=3, weeks=6)
    renewals = alone.tables().activities.query("kind == 'renewal'")
    nobody = renewals[renewals["person"].isna()]
    assert len(nobody) and (nobody["minutes"] == 0).all()
    assert set(nobody["outcome"]) <= {"renewed", "left"}


def test_a_lead_turned_away_that_came_back_keeps_the_reason_until_it_is_called():
    # Two reps cannot call everybody who comes back.
    plan = OPEN_ARMS.replace(extra_reps=0, budget=1.0, throttle=False)
    leads = simulate(BUSY.replace(**{"team.reps": 2}), plan, seed=3, weeks=10, replications=4).tables().leads
    waits = leads[leads["looked_at"].notna() & leads["first_touch_at"].isna() & (leads["status"] != "rejected")]
    assert len(waits) and (waits["reject_reason"] == "no interest yet").all() and waits["returned_at"].notna().all()


def test_a_throttled_week_spends_less_on_channels_and_the_same_on_the_brand():
    company = company_named("irrigation").replace(**{"throttle.level": 0.0, "throttle.to": 0.4})
    plan = plans.aligned
    steps = [(0, plan.replace(throttle=False)), (4, plan)]
    history = simulate(company, steps, seed=1, weeks=8, replications=2)
    t = history.tables()
    assert t.terms["throttled"].tolist() == 2 * ([False] * 4 + [True] * 4)
    channels, brand = spend_of(company, plan)
    week = t.spend[t.spend["channel"] != "brand"].groupby(["replication", "week"])["amount"].sum().to_numpy()
    np.testing.assert_allclose(week, np.where(t.terms["throttled"], 0.4, 1.0) * channels.sum(), atol=0.05)
    np.testing.assert_allclose(t.spend.loc[t.spend["channel"] == "brand", "amount"], brand, atol=0.01)


def test_a_rep_who_left_is_neither_on_duty_nor_paid():
    t = simulate(BUSY, plans.siloed, weeks=6, shocks=[Shock("rep_leaves", week=2)]).tables().terms
    assert t["reps"].tolist() == [2, 2, 1, 1, 1, 1]
    assert t["rep_hours"].tolist() == [80, 80, 40, 40, 40, 40]


def test_tools_hours_and_agreements_follow_the_plan_week_by_week():
    steps = [(0, plans.siloed), (2, plans.aligned)]
    company = small()
    t = simulate(company, steps, weeks=4).tables().terms
    hours = [2 * plan["prospecting_hours"] for plan in (plans.siloed, plans.aligned)]
    assert t["tools"].tolist() == [0.0] * 2 + [company.money.crm_week + company.money.dashboard_week] * 2
    assert t["meeting_minutes"].tolist() == [0, 0] + 2 * [plans.aligned["meeting_minutes"]]
    assert t["tracked"].tolist() == [False, False, True, True]
    assert t["together_hours"].tolist()[0] == 0 and t["together_hours"].iloc[2] > 1
    preparing = plans.aligned["enablement_hours"] + plans.aligned["listening_hours"]
    assert t["preparing_hours"].tolist() == [0, 0, preparing, preparing]
    assert t["prospecting_hours"].tolist() == [hours[0]] * 2 + [hours[1]] * 2


def test_what_programs_moved_is_in_the_terms():
    still = simulate(BUSY, plans.siloed, weeks=8).tables().terms
    moved = simulate(BUSY, plans.siloed, weeks=8, programs=("marketing", "sales")).tables().terms
    assert (still[["points", "discount_moved"]] == 0).all(axis=None)
    assert (moved["points"] != 0).any() and (moved["discount_moved"] != 0).any()
    assert (moved["goal_revenue"] > 0).all()
