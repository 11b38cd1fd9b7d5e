"""The decisions: every one is checked, every message says what is wrong and what is allowed."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smkt_helpers.decisions import DECISIONS, OWNERS, PARTS, Agreement, MarketingPlan, SalesPlan
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan, by_week, plans
from tests import strategies
from tests.strategies import small

NUMBERS = [d for d in DECISIONS.values() if d.kind in ("number", "whole")]
CHOICES = [d for d in DECISIONS.values() if d.kind == "choice"]
SWITCHES = [d for d in DECISIONS.values() if d.kind == "switch"]


def refused(name: str, value: object) -> str:
    """Return the one sentence with which a value is refused."""
    with pytest.raises(KitError) as caught:
        Plan().replace(**{name: value})
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.endswith("."), sentence
    return sentence


def ids(decision: object) -> str:
    return decision.name


# --- Declarations --------------------------------------------------------------------------------

@pytest.mark.parametrize("decision", DECISIONS.values(), ids=ids)
def test_every_decision_is_declared_in_full(decision):
    assert decision.owner in OWNERS
    assert decision.kind in ("number", "whole", "choice", "switch", "mix")
    assert decision.label and decision.label[0].isupper() and not decision.label.endswith(".")
    assert len(decision.help.split()) >= 5 and decision.help.endswith(".")
    assert decision.check(decision.default) == decision.default
    if decision.kind in ("number", "whole"):
        assert decision.low < decision.high and decision.step > 0
        steps = (decision.high - decision.low) / decision.step
        assert steps == pytest.approx(round(steps)), "the highest value cannot be reached in steps"
    if decision.kind == "choice":
        assert len(dict(decision.options)) == len(decision.options) >= 2
        assert all(words for _key, words in decision.options)


def test_labels_and_names_are_unique():
    assert len({decision.label for decision in DECISIONS.values()}) == len(DECISIONS)
    assert sum(len(dataclasses.fields(part)) for part in PARTS.values()) == len(DECISIONS)


# --- Values that are taken -----------------------------------------------------------------------

@pytest.mark.parametrize("decision", NUMBERS, ids=ids)
def test_the_limits_themselves_are_allowed(decision):
    for value in (decision.low, decision.high):
        stored = Plan().replace(**{decision.name: value})[decision.name]
        assert stored == value and type(stored) is (int if decision.kind == "whole" else float)


@pytest.mark.parametrize("decision", NUMBERS, ids=ids)
def test_numbers_of_numpy_are_numbers(decision):
    for kind in (np.int64, np.float64):
        value = kind(round(decision.high))
        if decision.low <= value <= decision.high:
            stored = Plan().replace(**{decision.name: value})[decision.name]
            assert stored == value and type(stored) is (int if decision.kind == "whole" else float)


@pytest.mark.parametrize("decision", CHOICES, ids=ids)
def test_every_option_is_allowed(decision):
    for key, words in decision.options:
        assert Plan().replace(**{decision.name: key})[decision.name] == key
        assert decision.show(key) == words


def test_a_mix_is_stored_in_one_order():
    plan = Plan().replace(mix={"search": 2, "email": 0.5})
    assert plan["mix"] == (("email", 0.5), ("search", 2.0))
    assert plan == Plan().replace(mix=(("search", 2.0), ("email", 0.5)))
    assert hash(plan) == hash(Plan().replace(mix=[("email", 0.5), ("search", 2.0)]))


# --- Values that are refused ---------------------------------------------------------------------

@pytest.mark.parametrize("decision", NUMBERS, ids=ids)
def test_below_and_above_the_range_is_refused_with_the_range(decision):
    for value in (decision.low - decision.step, decision.high + decision.step, -1e9, 1e9, math.inf, -math.inf):
        sentence = refused(decision.name, value)
        assert decision.name in sentence and decision.label in sentence
        if math.isfinite(value):
            percent = decision.unit == "%"      # typed as a share, so the range is told as shares
            for limit in (decision.low, decision.high):
                assert (f"{limit:g}" if percent else decision.show(limit)) in sentence


@pytest.mark.parametrize("decision", NUMBERS, ids=ids)
@pytest.mark.parametrize("value", [math.nan, "much", "5", None, [1], {}, True, 1j, np.array([1.0, 2.0]), 10**400],
                         ids=["nan", "word", "digits", "none", "list", "dict", "switch", "complex", "array", "huge"])
def test_what_is_no_number_is_refused(decision, value):
    assert decision.label in refused(decision.name, value)


@pytest.mark.parametrize("decision", [d for d in NUMBERS if d.kind == "whole"], ids=ids)
def test_half_a_person_is_refused(decision):
    assert "whole number" in refused(decision.name, 1.5)


@pytest.mark.parametrize("decision", CHOICES, ids=ids)
@pytest.mark.parametrize("value", ["somehow", "", None, 3, True, ["oldest"], {"oldest": 1}])
def test_an_unknown_choice_is_refused_with_the_choices(decision, value):
    sentence = refused(decision.name, value)
    assert decision.label in sentence
    assert all(key in sentence for key, _words in decision.options)


@pytest.mark.parametrize("decision", SWITCHES, ids=ids)
@pytest.mark.parametrize("value", ["yes", 1, 0.0, None, []])
def test_a_switch_takes_yes_or_no_only(decision, value):
    sentence = refused(decision.name, value)
    assert decision.label in sentence and "yes" in sentence and "no" in sentence


@pytest.mark.parametrize("value", [5, "search", None, ["search"], {"search": "much"}, {"search": None},
                                   {"search": math.nan}, {"search": math.inf}])
def test_what_is_no_mix_is_refused(value):
    assert "one weight per channel" in refused("mix", value)


@pytest.mark.parametrize("weight", [-0.1, 10.5, 1e9])
def test_a_weight_out_of_range_is_refused(weight):
    sentence = refused("mix", {"search": weight})
    assert "between 0 and 10" in sentence


def test_an_unknown_decision_is_refused_with_the_known_ones():
    sentence = refused("treshold", 40)
    assert "'treshold'" in sentence
    assert all(name in sentence for name in DECISIONS)
    with pytest.raises(KitError, match="treshold"):
        Plan()["treshold"]


def test_a_wrong_value_is_refused_however_it_comes_in():
    for build in (lambda: Plan(5), lambda: Plan(marketing=SalesPlan()),
                  lambda: Plan(marketing=MarketingPlan(threshold=500)), lambda: Plan(sales=SalesPlan(touches=99)),
                  lambda: Plan(agreement=Agreement(handoff="pigeon"))):
        with pytest.raises(KitError):
            build()


# --- Plans ---------------------------------------------------------------------------------------

@given(strategies.plans(small()), strategies.plans(small()))
def test_differences_are_what_replace_needs(first, second):
    names = first.differences(second)
    assert names == second.differences(first)
    assert first.replace(**{name: second[name] for name in names}) == second
    assert first.differences(first) == ()
    assert all(first[name] == second[name] for name in DECISIONS if name not in names)


@given(strategies.plans(small()))
def test_values_make_the_plan_again(plan):
    assert list(plan.values()) == list(DECISIONS)
    again = Plan().replace(**plan.values())
    assert again == plan and hash(again) == hash(plan)


def test_replace_leaves_the_old_plan_as_it_was():
    plan = Plan()
    assert plan.replace(threshold=60)["threshold"] == 60
    assert plan["threshold"] == DECISIONS["threshold"].default
    with pytest.raises(dataclasses.FrozenInstanceError):
        plan.marketing = MarketingPlan(threshold=1)


def test_the_ready_made_plans():
    assert plans.siloed == Plan()
    changed = plans.siloed.differences(plans.aligned)
    assert {"shared_definition", "handoff", "feedback"} <= set(changed)
    # Same people and same money: only the way of working differs.
    assert not {"budget", "extra_reps"} & set(changed)


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=ids)
def test_values_are_shown_with_their_unit(decision):
    text = decision.show(decision.default)
    assert text
    if decision.unit == "%":
        assert text.endswith("%")
    elif decision.unit:
        assert text.endswith(decision.unit)


def test_show_speaks_plainly():
    assert DECISIONS["budget"].show(1.25) == "125%"
    assert DECISIONS["gap_days"].show(0.5) == "0.5 days"
    assert DECISIONS["touches"].show(3) == "3 attempts"
    assert DECISIONS["shared_definition"].show(True) == "yes"
    assert DECISIONS["mix"].show(()) == "as usual"
    assert DECISIONS["mix"].show((("search", 2.0),)) == "search × 2"


# --- Plans by week -------------------------------------------------------------------------------

def test_one_plan_holds_from_week_0():
    assert by_week(plans.siloed) == ((0, plans.siloed),)


@given(st.sets(st.integers(1, 50), max_size=5))
def test_rising_weeks_are_taken(later):
    steps = [(week, plans.siloed) for week in (0, *sorted(later))]
    assert by_week(steps) == tuple(steps)
    assert by_week(tuple(steps)) == tuple(steps)


@pytest.mark.parametrize("weeks", [[1], [0, 0], [0, 5, 3], [0, -1], [-1, 0]])
def test_weeks_that_do_not_start_at_0_and_rise_are_refused(weeks):
    with pytest.raises(KitError, match="start at 0 and rise"):
        by_week([(week, plans.siloed) for week in weeks])


@pytest.mark.parametrize("plan", [
    [], [plans.siloed], [(0, "siloed")], [(0, plans.siloed, 1)], [None], None, 5, "siloed", {0: plans.siloed},
    [(0, plans.siloed), ("4", plans.aligned)], [(0, plans.siloed), (1.5, plans.aligned)],
    [(0, plans.siloed), (math.nan, plans.aligned)]])
def test_what_is_no_list_of_plans_is_refused(plan):
    with pytest.raises(KitError) as caught:
        by_week(plan)
    assert len(str(caught.value)) < 300, "a whole plan in an error message helps nobody"
