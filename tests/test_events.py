"""The unexpected and a person's decisions: each does what docs/model.md says, each mistake gets a sentence."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from smkt_helpers import kernel, weekly
from smkt_helpers.errors import KitError
from smkt_helpers.events import SHOCKS, Override, Shock, checked_overrides, checked_shocks
from smkt_helpers.history import simulate
from smkt_helpers.plan import plans
from tests.invariants import played
from tests.strategies import SOON_CUSTOMERS, Case, company_named, play, small

CRM = plans.siloed.replace(handoff="shared_crm")
CASE = Case("irrigation", tuple(SOON_CUSTOMERS.items()), ((0, CRM),), seed=3, replication=0, warmup=2, weeks=8)


def refused(build: object) -> str:
    with pytest.raises(KitError) as caught:
        build()
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.endswith(".") and len(sentence) < 400
    return sentence


# --- What is taken and what is refused -----------------------------------------------------------


@pytest.mark.parametrize("kind", ["flood", "", None, 5, ["outage"], {}])
def test_an_unknown_shock_is_refused_with_the_known_ones(kind):
    sentence = refused(lambda: Shock(kind, week=1))
    assert all(known in sentence for known in SHOCKS)


@pytest.mark.parametrize("name", ["week", "day", "days"])
@pytest.mark.parametrize("value", [-1, 1.5, "two", None, True, math.nan, 10**9])
def test_a_wrong_number_of_a_shock_is_named_with_its_range(name, value):
    assert name in refused(lambda: Shock("outage", **{"week": 1, name: value}))


@pytest.mark.parametrize("more", [{"day": 2}, {"days": 3}])
def test_only_an_outage_has_days(more):
    assert "belong to an outage" in refused(lambda: Shock("viral", 2, **more))


def test_an_outage_may_fill_a_week_of_seven_days_if_the_company_works_so_long():
    week = Shock("outage", week=1, days=7)
    assert checked_shocks(company_named("webshop"), week) == (week,)
    assert "5 working days" in refused(lambda: checked_shocks(small(), week))


@pytest.mark.parametrize("kind", SHOCKS)
def test_a_shock_after_the_end_names_the_last_week(kind):
    late = [Shock(kind, week=4)]
    assert "last week played is week 3" in refused(lambda: simulate(small(), CRM, weeks=4, shocks=late))
    assert simulate(small(), CRM, weeks=5, shocks=late, use_compiled=False).shocks == tuple(late)


@pytest.mark.parametrize("lead", [10**9, 1e300])
def test_a_lead_that_no_market_can_have_is_told_with_their_number(lead):
    sentence = refused(lambda: simulate(small(), CRM, weeks=4, overrides={lead: Override(rank=1)}))
    assert "no market of this company has more than" in sentence


def test_every_lead_of_a_market_can_be_decided_about():
    last = max(max(one.index) for one in simulate(small(), CRM, weeks=4, replications=3).played)
    assert simulate(small(), CRM, weeks=4, overrides={int(last): Override(rank=1)}).overrides


def test_whole_numbers_of_any_kind_are_taken():
    assert Shock("viral", week=np.int64(3)) == Shock("viral", week=3.0) == Shock("viral", 3)


@pytest.mark.parametrize(("day", "days"), [(4, 2), (5, 1), (0, 5), (3, 2)])
def test_an_outage_ends_within_its_week(day, days):
    company = small()
    build = lambda: checked_shocks(company, [Shock("outage", week=1, day=day, days=days)])  # noqa: E731
    if day + days > company.calendar.workdays:
        assert "5 working days" in refused(build)
    else:
        assert len(build()) == 1


@pytest.mark.parametrize("shocks", ["outage", 5, ["outage"], [None], {"outage": 3}, [("outage", 3)]])
def test_what_is_no_shock_is_refused(shocks):
    assert "Shock(" in refused(lambda: simulate(small(), plans.siloed, weeks=1, shocks=shocks))


def test_shocks_may_come_one_by_one():
    shocks = [Shock("viral", week=0), Shock("rep_leaves", week=1)]
    history = simulate(small(), CRM, weeks=2, shocks=(one for one in shocks), use_compiled=False)
    assert history.shocks == tuple(shocks)


def test_shocks_are_put_in_order_and_one_needs_no_list():
    late, early = Shock("viral", week=5), Shock("outage", week=2)
    assert checked_shocks(small(), [late, early]) == (early, late)
    assert checked_shocks(small(), late) == (late,)


@pytest.mark.parametrize(
    "wrong", [{"rank": "first"}, {"rank": math.nan}, {"score": 101}, {"score": -1}, {"accept": 1}, {"accept": "yes"}]
)
def test_a_wrong_decision_about_a_lead_is_refused(wrong):
    assert next(iter(wrong)) in refused(lambda: Override(**wrong))


@pytest.mark.parametrize(
    "overrides", [{3: "call"}, {"three": Override(rank=1)}, {-1: Override()}, {1.5: Override()}, [3], 5]
)
def test_what_is_no_decision_is_refused(overrides):
    assert "Override(rank=1)" in refused(lambda: simulate(small(), plans.siloed, weeks=1, overrides=overrides))


def test_numbers_of_leads_may_come_from_a_table():
    assert checked_overrides({np.int64(4): Override(rank=1)}) == {4: Override(rank=1)}
    assert checked_overrides(None) == {}


# --- What they do --------------------------------------------------------------------------------


def terms(plan=CRM, *shocks: Shock, warmup: int = 2, weeks: int = 10) -> weekly.Weekly:
    return weekly.weekly_of(company_named("irrigation"), [plan] * weeks, shocks, warmup)


def changed(calm: weekly.Weekly, hit: weekly.Weekly) -> dict[str, list[int]]:
    """Return for each decision the weeks of the run in which it differs."""
    found = {}
    for name, values in calm._asdict().items():
        if name.startswith("outage"):
            continue
        differs = np.flatnonzero((np.asarray(values) != getattr(hit, name)).reshape(len(calm.reps), -1).any(axis=1))
        if len(differs):
            found[name] = differs.tolist()
    return found


@pytest.mark.parametrize(
    ("shock", "expected"),
    [
        (Shock("viral", week=3), {"reach": [5], "reach_low": [5]}),
        (Shock("price_cutter", week=3), {"win_shift": [5, 6, 7, 8, 9]}),
        (Shock("quarter_end", week=3), {"discount_limit": [4, 5], "said_more": []}),
        (Shock("quarter_end", week=0), {"discount_limit": [1, 2], "said_more": []}),
        (Shock("outage", week=3), {}),
        (Shock("viral", week=8), {}),
    ],
    ids=str,
)
def test_a_shock_changes_its_weeks_and_nothing_else(shock, expected):
    found = changed(terms(), terms(CRM, shock))
    if "said_more" in expected:
        assert CRM["stretch"] == company_named("irrigation").trouble.pressure_stretch
        del expected["said_more"]
    assert found == expected


def test_a_rep_who_leaves_is_missing_for_some_weeks_and_at_least_one_stays():
    away = company_named("irrigation").trouble.rep_away
    hit = terms(CRM, Shock("rep_leaves", week=1), warmup=2, weeks=14)
    assert hit.reps.tolist() == [6] * 3 + [5] * away + [6] * (14 - 3 - away)
    two = terms(CRM, Shock("rep_leaves", week=1), Shock("rep_leaves", week=2), warmup=2, weeks=6)
    assert two.reps.tolist() == [6, 6, 6, 5, 4, 4]
    alone = terms(CRM.replace(extra_reps=-5), Shock("rep_leaves", week=1))
    assert set(alone.reps.tolist()) == {1}


def test_a_price_cutter_hurts_less_from_the_second_week_on_when_the_teams_talk():
    deaf, hears = (terms(plan, Shock("price_cutter", week=0)).win_shift for plan in
                   (CRM.replace(feedback="never"), CRM.replace(feedback="weekly")))  # fmt: skip
    full = -company_named("irrigation").trouble.cutter_win
    assert deaf[2:10].tolist() == [full] * 8
    assert hears[2:10].tolist() == [full] + [full / 2] * 7


def test_an_outage_touches_only_who_shares_a_crm():
    shock = Shock("outage", week=3, day=1, days=2)
    hit = terms(CRM, shock)
    assert hit.outage_from[:-1].tolist() == [5 * 2400 + 480] and hit.outage_to[:-1].tolist() == [5 * 2400 + 3 * 480]
    assert hit.outage_slow[0] == weekly.BLOCKED
    assert len(terms(plans.siloed, shock).outage_from) == 1
    paper = terms(CRM.replace(outage_clause=True), shock)
    assert paper.outage_slow[0] == company_named("irrigation").trouble.outage_slow


def test_in_an_outage_nobody_works_and_with_a_plan_on_paper_somebody_does():
    shock = (Shock("outage", week=3, day=1, days=2),)
    begins = 7 * 1440 * 5 + 1440
    counts = []
    for clause, shocks in ((False, ()), (False, shock), (True, shock)):
        case = replace(CASE, steps=((0, CRM.replace(outage_clause=clause)),), shocks=shocks)
        start = played(case).log.start
        counts.append(int(((start >= begins) & (start < begins + 2 * 1440)).sum()))
    assert counts[1] == 0 < min(counts[0], counts[2])


def test_a_viral_week_brings_more_people_in_that_week():
    calm, hit = (played(replace(CASE, shocks=shocks)) for shocks in ((), (Shock("viral", week=3),)))
    more = np.bincount(hit.arrival_week, minlength=10) - np.bincount(calm.arrival_week, minlength=10)
    assert more[5] > 0 and (more[:5] == 0).all()


def test_a_person_decides_about_single_leads():
    base = play(CASE)[0]
    out = base.outcomes
    looked = np.flatnonzero(~np.isnan(out.looked) & (out.source == kernel.MARKETING) & np.isnan(out.returned))
    rejected = looked[out.state[looked] == kernel.REJECTED][-1]
    taken = looked[~np.isnan(out.first[looked])][-1]
    late = looked[np.argmax((out.looked - out.handed)[looked])]
    lead = np.flatnonzero(out.state == kernel.LEAD)[-1]
    own = {int(base.index[rejected]): Override(accept=True), int(base.index[taken]): Override(accept=False),
           int(base.index[late]): Override(rank=1.0), int(base.index[lead]): Override(score=100.0)}  # fmt: skip
    for one, override in own.items():
        now = play(replace(CASE, overrides=((one, override),)))[0]
        row = np.flatnonzero(now.index == one)[0]
        was = np.flatnonzero(base.index == one)[0]
        if override.accept is not None:
            assert np.isnan(now.outcomes.first[row]) != override.accept
        elif override.rank is not None:
            assert now.outcomes.looked[row] < out.looked[was]
        else:
            assert now.outcomes.score[row] == 100.0 and now.outcomes.state[row] != kernel.LEAD
