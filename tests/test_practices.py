"""The practice table: complete, allowed, each one different from how the teams work alone."""

from __future__ import annotations

import pickle

import pytest

from smkt_helpers.crm_schema import SCHEMA
from smkt_helpers.errors import KitError
from smkt_helpers.metric_list import METRICS
from smkt_helpers.plan import DECISIONS, Plan, plans
from smkt_helpers.practices import PRACTICES, Practice, with_practices

EVERY = pytest.mark.parametrize("practice", PRACTICES.values(), ids=lambda one: one.id)


@EVERY
def test_a_practice_is_declared_in_full(practice):
    assert practice.fields and set(practice.fields) <= set(DECISIONS)
    assert practice.name[0].isupper() and not practice.name.endswith(".")
    assert practice.cost.endswith(".") and len(practice.cost.split()) >= 4
    assert practice.lesson.isdigit() and len(practice.lesson) == 2


@EVERY
def test_a_practice_changes_the_plan_of_two_teams_apart(practice):
    plan = with_practices(plans.siloed, practice.id)
    assert set(plans.siloed.differences(plan)) == set(practice.fields)
    assert all(plan[name] == value for name, value in practice.fields.items())


@EVERY
def test_a_practice_is_tried_where_it_changes_something(practice):
    without, tried = practice.trial.plans(practice.fields)
    assert set(without.differences(tried)) == set(practice.fields)


@EVERY
def test_the_harm_is_another_setting_place_or_metric(practice):
    place = practice.harm_trial or practice.trial
    helps, harms = (practice.fields, practice.trial, practice.metric), (practice.hurts, place, practice.harm_metric)
    assert practice.hurts and helps != harms
    without, overdone = place.plans(practice.hurts)
    assert without.differences(overdone)


@EVERY
def test_what_is_measured_can_be_measured(practice):
    columns = {column.name for column in SCHEMA["terms"]}
    assert {practice.metric, practice.harm_metric} <= set(METRICS)
    assert practice.cost_metric in set(METRICS) | columns


@EVERY
def test_a_practice_travels_to_another_process(practice):
    assert pickle.loads(pickle.dumps(practice)) == practice


def test_names_are_unique_and_the_ids_their_own_keys():
    assert len({practice.name for practice in PRACTICES.values()}) == len(PRACTICES)
    assert all(key == practice.id for key, practice in PRACTICES.items())


def test_all_practices_together_are_the_aligned_plan_as_far_as_it_goes():
    """What the waterfall explains is what the ready-made plan does: nothing is left out in silence."""
    together = with_practices(plans.siloed, PRACTICES)
    left = set(plans.siloed.differences(plans.aligned)) - set(plans.siloed.differences(together))
    assert not left, f"no practice sets {sorted(left)}"
    aligned = plans.aligned
    assert {name for name in together.differences(aligned)} <= {"test_share", "discount_limit"}


def test_practices_are_added_in_the_tables_order_and_do_not_touch_the_plan_given():
    ids = list(PRACTICES)
    plan = Plan()
    assert with_practices(plan, ids) == with_practices(plan, reversed(ids))
    assert with_practices(plan, []) == plan == Plan()
    assert with_practices(plan, "brand") == with_practices(plan, ["brand"])


@pytest.mark.parametrize("ids", ["magic", ["brand", "magic"], [None]])
def test_an_unknown_practice_is_refused_with_the_known_ones(ids):
    with pytest.raises(KitError) as caught:
        with_practices(Plan(), ids)
    assert all(id in str(caught.value) for id in PRACTICES)


def test_the_table_cannot_be_changed_by_accident():
    with pytest.raises(TypeError):
        PRACTICES["brand"].fields["brand_share"] = 0.9
    fields = {"budget": 2.0}
    practice = Practice("x", "X", fields, "Money.", "revenue", "01")
    fields["budget"] = 3.0
    assert practice.fields["budget"] == 2.0


@pytest.mark.parametrize(("start", "ids", "says"), [
    (None, ["brand"], "one plan that holds"), ([(0, Plan())], ["brand"], "one plan that holds"),
    (Plan(), None, "no practice called None"), (Plan(), [["brand"]], "no practice called"), (Plan(), 5, "called 5")])
def test_what_is_no_plan_or_practice_is_told_in_a_sentence(start, ids, says):
    with pytest.raises(KitError, match=says):
        with_practices(start, ids)
