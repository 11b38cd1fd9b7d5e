"""The partner: a program in the seat that the learner does not take."""

import dataclasses

import pytest

from smkt_helpers import company_file
from smkt_helpers.desk import desk, partner
from smkt_helpers.history import simulate
from smkt_helpers.plan import Plan, siloed
from tests.helpers import find, shown_text


@pytest.fixture(scope="module")
def company():
    return company_file.company("irrigation")


def played(company, seat, plan=siloed, with_partner=True):
    quarter = desk(company, seat, start=plan, replications=3, partner=with_partner)
    return quarter.result().now, quarter


def test_a_partner_in_marketing_moves_the_threshold_and_says_so(company):
    plan = siloed.replace(threshold=60)
    run, quarter = played(company, "sales", plan)
    assert run.programs == ("marketing",)
    assert run.moved["points"] < 0 and run.moved["discount"] == 0
    alone, _quarter = played(company, "sales", plan, with_partner=False)
    assert run.means()["mql"] > alone.means()["mql"]
    said = quarter.play_sentence()
    assert "In the last week your partner in marketing asks for" in said and "the plan says 60 points" in said


def test_what_the_partner_is_paid_for_is_said_before_anything_is_played(company):
    quarter = desk(company, "sales", replications=3, partner=True, controls=("touches", "shared_bonus"))
    said = shown_text(quarter.widget)
    assert "Nobody sits in marketing's seat" in said and "paid for the number of leads" in said
    assert "In the last week" not in said
    find(quarter.widget, "One bonus for both teams").value = True
    said = shown_text(quarter.widget)
    assert "paid for revenue" in said, "it follows what is agreed"
    assert "One bonus for both teams: nobody objects, so yes is in force." in said


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (-3.0, "asks for 57 points (average of 3 markets); the plan says 60 points"),
        (0.0, "asks for 60 points, as planned"),
    ],
)
def test_where_the_partner_ended_is_told_both_ways(company, moved, said):
    run, _quarter = played(company, "sales", siloed.replace(threshold=60))
    assert said in partner.sentence(dataclasses.replace(run, moved={"points": moved, "discount": 0.0}))


def test_a_partner_in_sales_moves_the_discount_alone(company):
    run, quarter = played(company, "marketing", siloed.replace(quota=2.0))
    assert run.programs == ("sales",)
    assert run.moved["discount"] > 0 and run.moved["points"] == 0
    assert "In the last week your partner in sales gives up to" in quarter.play_sentence()


def test_a_desk_without_partner_plays_to_the_letter(company):
    run, quarter = played(company, "sales", with_partner=False)
    assert run.programs == () and run.moved == {"points": 0.0, "discount": 0.0}
    assert "partner" not in quarter.play_sentence()


def test_the_run_played_once_more_is_the_same(company):
    run, _quarter = played(company, "sales")
    again = simulate(company, siloed, replications=3, programs=("marketing",), log=False)
    assert (again.tables().leads["score"].sum()) == run.history().tables().leads["score"].sum()


@pytest.mark.parametrize(
    ("seat", "changes", "words"),
    [
        ("marketing", {}, "**number of leads**"),
        ("marketing", {"target": "revenue"}, "nobody tells it"),
        ("marketing", {"target": "revenue", "feedback": "weekly"}, "listens to sales"),
        ("marketing", {"shared_bonus": True, "dashboard": True}, "listens to sales"),
        ("sales", {}, "**its own sales**"),
        ("sales", {"shared_bonus": True}, "**one bonus**"),
    ],
)
def test_what_a_partner_is_paid_for(company, seat, changes, words):
    assert words in partner.paid_for(company, Plan().replace(**changes), seat)
