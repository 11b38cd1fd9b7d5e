"""What a plan gives in each week, worked out by hand from docs/model.md, section 3."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from smkt_helpers import market, weekly
from smkt_helpers.entries import columns_of, could_meet
from smkt_helpers.hours import blocked_of, hours_of, selling_share_of, tools_of, working_part
from smkt_helpers.plan import Plan, plans
from tests import strategies
from tests.strategies import company_named, small

IRRIGATION = company_named("irrigation")
BARE = plans.siloed.replace(prospecting_hours=0.0)


def rested(plan: Plan):
    """Return the company with the plan as its own of today, so that every stock is at rest."""
    return replace(IRRIGATION, today=plan)


def of(plan: Plan, weeks: int = 1) -> weekly.Weekly:
    return weekly.weekly_of(rested(plan), [plan] * weeks)


# --- Hours ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sales", "marketing"),
    [
        ({}, 0.0, 0.0),
        ({"meeting_minutes": 30}, 6 * 0.5, 3 * 0.5),
        ({"rotation_days": 13}, 6 * 8.0, 3 * 8.0),
        ({"codesign_hours": 4}, 4.0, 4.0),
        ({"owners": True}, 6 * 15 / 60, 3 * 15 / 60),
        ({"dashboard": True}, 6 * 10 / 60, 3 * 10 / 60),
        ({"tracked": True}, 6 * 20 / 60, 0.0),
        ({"outage_clause": True}, 6 * 10 / 60, 0.0),
        ({"meeting_minutes": 30, "codesign_hours": 4, "one_department": True}, 6 * 0.25 + 2, 3 * 0.25 + 2),
        ({"rotation_days": 13, "one_department": True}, 6 * 8.0, 3 * 8.0),
    ],
    ids=str,
)
def test_working_together_costs_hours_of_both_teams(changes, sales, marketing):
    company = IRRIGATION.replace(
        **{"team.owner_minutes": 15, "team.dashboard_minutes": 10, "team.track_minutes": 20, "team.paper_minutes": 10,
           "structure.merged_saves": 0.5})  # fmt: skip
    hours = hours_of(company, BARE.replace(**changes), 6)
    assert hours.together_sales == pytest.approx(sales)
    assert hours.together_marketing == pytest.approx(marketing)


def test_marketings_hours_are_shared_and_campaigns_get_what_is_left():
    team, campaign = IRRIGATION.team, IRRIGATION.campaign
    paid = team.marketers * team.hours_week * team.marketing_share
    plan = BARE.replace(enablement_hours=10, listening_hours=5, nurture=0.5, test_share=0.2)
    hours = hours_of(IRRIGATION, plan, 6)
    assert hours.preparing == 15 and hours.other == pytest.approx(0.5 * campaign.nurture_hours + campaign.test_hours)
    assert hours.campaign == pytest.approx(paid - 15 - hours.other)
    assert hours_of(IRRIGATION, BARE, 6).campaign == pytest.approx(paid)
    worn_out = BARE.replace(enablement_hours=60, listening_hours=60)
    assert hours_of(IRRIGATION, worn_out, 6).campaign == 0.0
    assert working_part(IRRIGATION, worn_out) == 0.0
    assert working_part(IRRIGATION, worn_out.replace(budget=0)) == 1.0


def test_what_takes_a_reps_time_stretches_every_task():
    week, share = 5 * 8.0, IRRIGATION.team.selling_share
    assert selling_share_of(IRRIGATION, BARE, 6) == pytest.approx(share)
    assert selling_share_of(IRRIGATION, BARE.replace(prospecting_hours=4), 6) == pytest.approx(share - 4 / week)
    # Meetings are not stretched: they block the Monday morning instead.
    meeting = BARE.replace(meeting_minutes=60)
    assert selling_share_of(IRRIGATION, meeting, 6) == pytest.approx(share)
    assert blocked_of(IRRIGATION, meeting) == IRRIGATION.team.team_meeting + 60
    merged = meeting.replace(one_department=True)
    saved = 1 - IRRIGATION.structure.merged_saves
    assert blocked_of(IRRIGATION, merged) == IRRIGATION.team.team_meeting + 60 * saved
    busy = BARE.replace(prospecting_hours=20, rotation_days=20)
    assert selling_share_of(IRRIGATION, busy, 6) == pytest.approx(share / 2), "at least half stays"
    assert of(busy).stretch[0] == pytest.approx(2 / share)


# --- Stocks --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of_company", "name"),
    [
        (weekly.brand_of, "brand_share"),
        (weekly.prepared_of, "enablement_hours"),
        (weekly.icp_error_of, "listening_hours"),
        (weekly.closeness_of, "meeting_minutes"),
    ],
)
def test_a_stock_rests_under_todays_plan_and_moves_slowly(of_company, name):
    company = rested(BARE.replace(**{name: 0}))
    more = company.today.replace(**{name: 0.5 if name == "brand_share" else 20})
    flat = of_company(company, [company.today] * 30)
    assert flat == pytest.approx(np.full(30, flat[0]))
    moved = of_company(company, [company.today] * 5 + [more] * 200)
    assert moved[:5] == pytest.approx(flat[:5])
    step = np.abs(np.diff(moved[4:]))
    assert step[0] > 0 and (np.diff(step) <= 1e-12).all(), "each week moves it less"
    assert moved[-1] == pytest.approx(of_company(rested(more), [more])[0], rel=1e-3)


def test_closeness_is_what_no_way_of_meeting_leaves_out():
    t = IRRIGATION.together
    meeting, rotation = 45 / (45 + t.meeting_half), 2 / (2 + t.rotation_half)
    both = BARE.replace(meeting_minutes=45, rotation_days=2, dashboard=True)
    expected = 1 - (1 - t.meeting * meeting) * (1 - t.rotation * rotation) * (1 - t.dashboard)
    assert weekly.closeness_of(rested(both), [both])[0] == pytest.approx(expected)


def test_preparation_adds_up_and_never_passes_one():
    p, c = IRRIGATION.prepare, IRRIGATION.campaign
    plan = BARE.replace(enablement_hours=6, codesign_hours=3, handoff="shared_crm", dashboard=True)
    stock = 6 / (1 - c.enablement_keep)
    missing = (1 - p.enablement * stock / (stock + c.enablement_half)) * (1 - p.codesign * 3 / (3 + c.codesign_half))
    assert of(plan).prepared[0] == pytest.approx(1 - missing * (1 - p.history) * (1 - p.calendar))
    assert of(BARE).prepared[0] == 0.0
    company = small()

    @settings(max_examples=30)
    @given(strategies.plans(company))
    def bounded(any_plan):
        assert 0 <= weekly.prepared_of(company, [any_plan])[0] <= 1
        assert 0 <= weekly.closeness_of(company, [any_plan])[0] <= 1

    bounded()


def test_listening_sharpens_the_picture_of_the_ideal_customer():
    r, c = IRRIGATION.response, IRRIGATION.campaign
    stock = 3 / (1 - c.listening_keep)
    learned = stock / (stock + c.listening_half)
    expected = r.icp_error - (r.icp_error - r.icp_error_least) * learned
    assert of(BARE.replace(listening_hours=3)).icp_error[0] == pytest.approx(expected)
    assert of(BARE).icp_error[0] == pytest.approx(r.icp_error)


def test_a_better_picture_finds_more_of_those_who_fit():
    people = market.draw(IRRIGATION, 3, 0, 20)[0]
    ideal = people.fit > np.quantile(people.fit, 1 - IRRIGATION.response.icp_share)
    right = []
    for plan in (BARE, BARE.replace(listening_hours=20, rotation_days=5)):
        outside = columns_of(people, of(plan, 20), rested(plan)) % 2 == 1
        right.append((outside != ideal).mean())
    assert right[0] + 0.05 < right[1]


# --- The look, the handoff, what is told ---------------------------------------------------------


def test_the_look_weighs_what_each_team_believes_in():
    look = IRRIGATION.look

    def weights(plan: Plan) -> tuple[float, float]:
        terms = of(plan)
        return terms.look_fit[0] / terms.look_noise[0], terms.look_intent[0] / terms.look_noise[0]

    apart, shared = weights(BARE), weights(BARE.replace(shared_definition=True))
    assert apart == pytest.approx((look.sales_fit / look.sales_error, look.sales_intent / look.sales_error))
    assert shared == pytest.approx((look.marketing_fit / look.sales_error, look.marketing_intent / look.sales_error))
    between = weights(BARE.replace(meeting_minutes=60))
    for near, mid, far in zip(apart, between, shared, strict=True):
        assert min(near, far) < mid < max(near, far)


@pytest.mark.parametrize("merged", [False, True])
def test_the_look_has_one_scale_whatever_its_error_is_made_of(merged):
    terms = of(BARE.replace(one_department=merged))
    parts = [getattr(terms, name)[0] for name in ("look_fit", "look_intent", "look_noise", "look_score")]
    assert math.sqrt(sum(part**2 for part in parts)) == pytest.approx(15.0)
    rho = IRRIGATION.structure.merged_error if merged else 0.0
    assert parts[3] / math.hypot(parts[2], parts[3]) == pytest.approx(rho)


@pytest.mark.parametrize(
    ("changes", "heard", "two_way"),
    [
        ({}, 0, False),
        ({"feedback": "monthly"}, 1, True),
        ({"feedback": "daily"}, 3, True),
        ({"meeting_minutes": 10}, 2, True),
        ({"meeting_minutes": 10, "feedback": "monthly"}, 2, True),
        ({"meeting_minutes": 10, "feedback": "daily"}, 3, True),
        ({"dashboard": True}, 0, True),
    ],
    ids=str,
)
def test_who_hears_what_and_how_often(changes, heard, two_way):
    terms = of(BARE.replace(throttle=True, **changes))
    assert (terms.heard[0], bool(terms.two_way[0]), bool(terms.throttle[0])) == (heard, two_way, two_way)


def test_results_are_told_in_writing_or_by_word_of_mouth():
    t = IRRIGATION.together
    mouth = t.tell * 30 / (30 + t.meeting_half)
    assert of(BARE.replace(writeback=0.5)).told[0] == 0.0, "nobody reads it"
    assert of(BARE.replace(writeback=0.5, feedback="weekly")).told[0] == pytest.approx(0.5)
    assert of(BARE.replace(writeback=0.5, meeting_minutes=30)).told[0] == pytest.approx(mouth)
    both = of(BARE.replace(writeback=0.5, meeting_minutes=30, feedback="weekly")).told[0]
    assert both == pytest.approx(1 - 0.5 * (1 - mouth))


@pytest.mark.parametrize(
    ("handoff", "share"), [("weekly_list", "twice_weekly"), ("daily_file", "twice_daily"), ("shared_crm", None)]
)
def test_lists_and_missing_owners_have_two_call_one_and_nobody_another(handoff, share):
    base = getattr(IRRIGATION.qualify, share) if share else 0.0
    structure = IRRIGATION.structure
    alone, owned = (of(BARE.replace(handoff=handoff, owners=owners)) for owners in (False, True))
    assert (alone.twice[0], alone.leak[0]) == (pytest.approx(base + structure.twice), structure.leak)
    assert (owned.twice[0], owned.leak[0]) == (pytest.approx(base), 0.0)


# --- Groups, bonus, tools ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extra", "pods"), [(0, [0, 0, 0, 0, 1, 1]), (-4, [0, 1]), (-3, [0, 0, 1]), (1, [0, 0, 0, 0, 1, 1, 1]), (-5, None)]
)
def test_groups_get_reps_by_the_size_of_their_customers(extra, pods):
    assert [segment.share for segment in IRRIGATION.segments] == [0.6, 0.4]
    terms = of(BARE.replace(pods=True, extra_reps=extra))
    if pods is None:
        assert not terms.pods[0], "one rep cannot be two groups"
    else:
        # 3/5 and 2/5: the next rep goes where a rep would have most customers.
        counts = np.bincount(terms.pod_of[: len(pods)], minlength=2)
        assert terms.pods[0] and counts.sum() == len(pods) and counts.min() >= 1
        assert terms.pod_of[: len(pods)].tolist() == sorted(terms.pod_of[: len(pods)].tolist())
        share = [0.6, 0.4]
        for group in (0, 1):
            if counts[group] > 1:
                assert share[group] / counts[group] >= share[1 - group] / (counts[1 - group] + 1)


def test_a_shared_bonus_ends_the_chase_for_leads():
    assert of(BARE).chases_leads[0]
    assert not of(BARE.replace(shared_bonus=True)).chases_leads[0]
    assert not of(BARE.replace(target="revenue")).chases_leads[0]


def test_tools_cost_money_each_week():
    money = IRRIGATION.money
    assert tools_of(IRRIGATION, BARE) == 0.0
    assert tools_of(IRRIGATION, BARE.replace(handoff="shared_crm")) == money.crm_week
    assert tools_of(IRRIGATION, BARE.replace(handoff="shared_crm", dashboard=True)) == (
        money.crm_week + money.dashboard_week
    )


def test_each_week_has_the_plan_in_force():
    terms = weekly.weekly_of(IRRIGATION, [BARE] * 2 + [plans.aligned] * 3)
    assert terms.threshold.tolist() == [BARE["threshold"]] * 2 + [plans.aligned["threshold"]] * 3
    assert terms.shared.tolist() == [False] * 2 + [True] * 3
    width = 2 * len(IRRIGATION.channels)
    assert terms.reach.shape == terms.reach_low.shape == (5 * width,)
    single = weekly.weekly_of(IRRIGATION, [BARE] * 2)
    np.testing.assert_array_equal(terms.reach[: 2 * width], single.reach)


# --- Who might be met ----------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(strategies.cases())
def test_nobody_is_met_who_might_not_be(case):
    """The engine looks only at those whom the plan may meet; nobody else is ever met."""
    run = strategies.play(case)[0]
    people = market.draw(case.company, case.seed, case.replication, case.warmup + case.weeks)[0]
    in_force = weekly.plans_by_week(case.company, case.steps, case.warmup, case.weeks)
    terms = weekly.weekly_of(case.company, in_force, case.shocks, case.warmup)
    columns = columns_of(people, terms, case.company)
    may = could_meet(people, columns, terms, case.company)
    assert set(run.index.tolist()) <= set(may.tolist())
    everybody = np.arange(len(people.arrives))
    stranger = np.setdiff1d(everybody, may)
    assert (people.spend[stranger] >= terms.reach[run_place(people, terms, columns, case)[stranger]]).all()


def run_place(people, terms, columns, case):
    week = (people.arrives // market.WEEK).astype(int)
    return week * 2 * len(case.company.channels) + columns
