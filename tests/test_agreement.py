"""The agreement rule: a decision of both teams changes only when both wish the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smkt_helpers import company_file
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan, agreed
from tests import strategies

BOTH = [name for name, decision in DECISIONS.items() if decision.owner == "agreement"]


def test_one_wish_alone_changes_nothing():
    plan = Plan()
    assert agreed(plan, {"marketing": {"handoff": "shared_crm"}, "sales": {}}) == plan


def test_the_same_wish_changes_it_and_nothing_else():
    plan = Plan()
    wishes = {"marketing": {"handoff": "shared_crm", "tracked": True}, "sales": {"handoff": "shared_crm"}}
    assert agreed(plan, wishes) == plan.replace(handoff="shared_crm")


def test_wishes_that_differ_leave_the_old_value():
    plan = Plan().replace(feedback="weekly")
    wishes = {"marketing": {"feedback": "daily"}, "sales": {"feedback": "monthly"}}
    assert agreed(plan, wishes) == plan


def test_decisions_of_one_team_are_not_touched():
    wishes = {"marketing": {"threshold": 70}, "sales": {"threshold": 70}}
    assert agreed(Plan(), wishes) == Plan()


def test_a_wish_out_of_range_gets_a_sentence():
    with pytest.raises(KitError, match="minutes a week"):
        agreed(Plan(), {"marketing": {"meeting_minutes": 5000}, "sales": {}})


COMPANY = company_file.company("irrigation")


@given(strategies.plans(COMPANY), strategies.plans(COMPANY))
def test_two_whole_plans_agree_exactly_where_they_are_equal(first, second):
    wishes = {"marketing": first.values(), "sales": second.values()}
    result = agreed(Plan(), wishes)
    for name in BOTH:
        expected = first[name] if first[name] == second[name] else Plan()[name]
        assert result[name] == expected


@given(st.sampled_from(BOTH))
def test_a_seat_that_is_missing_has_not_agreed(name):
    decision = DECISIONS[name]
    other = {"switch": lambda: not decision.default, "choice": lambda: decision.options[-1][0]}.get(
        decision.kind, lambda: decision.high
    )()
    assert agreed(Plan(), {"sales": {name: other}}) == Plan()
    assert agreed(Plan(), {"sales": {name: other}, "marketing": {name: other}})[name] == other


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        ({"boss": {"tracked": True}}, "no seat called 'boss'; the seats are marketing, sales"),
        ({"marketing": {"tracked": True}, 1: {"tracked": True}}, "no seat called 1"),
        ({"marketing": None}, "is written like"),
        (None, "is written like"),
        ([("marketing", {})], "is written like"),
        ({"marketing": {("tracked",): True}}, "no decision called"),
    ],
)
def test_wishes_that_make_no_sense_get_a_sentence(wishes, says):
    with pytest.raises(KitError, match=says):
        agreed(Plan(), wishes)


@pytest.mark.parametrize("plan", [None, [(0, Plan())], "siloed"])
def test_only_one_plan_can_be_agreed_on(plan):
    with pytest.raises(KitError, match="An agreement changes one plan"):
        agreed(plan, {"marketing": {"tracked": True}, "sales": {"tracked": True}})
