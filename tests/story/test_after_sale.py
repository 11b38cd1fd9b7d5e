"""Lesson 07: who is left a year later is counted and told both ways, and one person's path is told as it was."""

import dataclasses

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.story import after_sale, after_sale_path
from tests.helpers import assert_named, assert_no_trouble, find, press, shown_text

COMPANY = smkt.company("irrigation")
WORDS = {"more": "more", "same": "about as many", "fewer": "fewer"}


@pytest.fixture(scope="module")
def runs():
    return after_sale.quarters(COMPANY, replications=1)


@pytest.fixture(scope="module")
def both():
    return {
        name: smkt.simulate(COMPANY, plan, seed=1, weeks=78).tables()
        for name, (_words, plan) in after_sale_path.PLANS.items()
    }


def pair(runs, **pushed):
    careful = dataclasses.replace(runs["careful"], won=50.0, stayed=40.0, paid=1000.0)
    return {"careful": careful, "pushed": dataclasses.replace(careful, **pushed)}


# A quarter and the year after it


def test_the_customers_of_a_quarter_are_followed(runs):
    tables = smkt.simulate(COMPANY, after_sale.CAREFUL, seed=1, weeks=65).tables()
    won = tables.customers[tables.customers["since"].between(tables.start, tables.start + pd.Timedelta(weeks=13))]
    careful = runs["careful"]
    assert careful.won == len(won)
    assert careful.stayed == won["left_at"].isna().sum()
    assert careful.there[2] <= careful.won and careful.there[-1] == careful.stayed
    deals = tables.deals[tables.deals["lead_id"].isin(won["lead_id"]) & (tables.deals["stage"] == "won")]
    assert careful.paid == pytest.approx(deals["amount"].sum())
    assert 0 < careful.retention <= 1 and 0 < careful.renewal < careful.first


def test_only_three_decisions_differ_and_only_for_a_quarter():
    assert set(after_sale.CAREFUL.differences(after_sale.PUSHED)) == {"promise", "discount_limit", "stretch"}
    assert after_sale.plan_of("pushed")[1] == (13, after_sale.CAREFUL)
    told = shown_text(after_sale.push())
    assert "35%" in told and "90%" in told and "40%" in told


@pytest.mark.parametrize(
    ("pushed", "left", "said"),
    [
        ({"won": 60.0, "stayed": 30.0}, "fewer", ["10.0 customers more", "10.0 fewer: more customers left again"]),
        ({"won": 60.0, "stayed": 50.0}, "more", ["10.0 customers more", "still has 10.0 more"]),
        ({"won": 60.0, "stayed": 42.0}, "same", ["still has 2.0 more"]),
        ({"won": 45.0, "stayed": 30.0}, "fewer", ["5.0 customers fewer in its quarter", "it has 10.0 fewer."]),
    ],
)
def test_who_is_left_is_told_all_ways(runs, pushed, left, said):
    both = pair(runs, **pushed)
    assert after_sale.what_is_left(both) == left
    assert all(words in after_sale.left_sentence(both) for words in said)
    assert after_sale.surprising(both) == (pushed["won"] > 50 and pushed["stayed"] < 40)


@pytest.mark.parametrize(
    ("pushed", "said"),
    [
        ({"paid": 1100.0, "stayed": 30.0}, "EUR 100 more. But there are fewer"),
        ({"paid": 1100.0, "stayed": 50.0}, "also paid EUR 100 more"),
        ({"paid": 900.0, "stayed": 30.0}, "Even the money is gone already"),
        ({"paid": 900.0, "stayed": 50.0}, "have paid EUR 100 less."),
    ],
)
def test_the_money_is_told_all_ways(runs, pushed, said):
    assert said in after_sale.money_sentence(pair(runs, **pushed), "EUR")


def test_the_picture_says_what_its_tables_say(runs):
    told = shown_text(after_sale.next_year(COMPANY, runs))
    for one in runs.values():
        assert f"{one.stayed:,.1f}" in told and f"EUR {one.paid:,.0f}" in told.replace("\xa0", " ")
    assert after_sale.left_sentence(runs) in told


def test_the_guess_is_answered_once_it_is_made(runs):
    started = smkt.start("07", setup_check=list)
    answer = after_sale.guess_answered(started, WORDS, runs)
    assert "Make your guess" in shown_text(answer)
    find(asked := started.predict("left", "How many?", WORDS), "How many").value = "more"
    press(asked, "This is my prediction")
    assert after_sale.left_sentence(runs) in shown_text(answer)
    assert ("what happened" in shown_text(answer)) == (after_sale.what_is_left(runs) == "more")


def test_renewals_to_come_are_summed_up_as_in_the_metric():
    assert after_sale.renewals_to_come(0.5) == pytest.approx(1.0, abs=1e-5)
    assert after_sale.renewals_to_come(1.0) == after_sale.MOST_RENEWALS


# One path


def test_a_path_holds_every_touch_once_and_in_order(both):
    for tables in both.values():
        for lead in after_sale_path.people(both["siloed"], both["aligned"]).values():
            steps = after_sale_path.steps_of(tables, lead)
            assert [step.at for step in steps] == sorted(step.at for step in steps)
            touches = (tables.activities["lead_id"] == lead).sum()
            deals = ((tables.deals["lead_id"] == lead) & (tables.deals["kind"] == "new")).sum()
            twice = tables.leads.loc[tables.leads["lead_id"] == lead, "called_twice"].any()
            assert len(steps) == touches + deals + twice
            assert sum(map(len, after_sale_path.merged(steps))) == len(steps)


def test_every_kind_of_touch_in_a_year_and_a_half_can_be_told(both):
    for tables in both.values():
        found = tables.activities[["kind", "outcome"]].drop_duplicates()
        for kind, outcome in found.itertuples(index=False):
            assert (kind, outcome) in after_sale_path.TOLD or (kind, "") in after_sale_path.TOLD
        assert set(tables.leads["status"]) <= set(after_sale_path.ENDS)


def test_people_are_what_their_line_says(both):
    chosen = after_sale_path.people(both["siloed"], both["aligned"])
    assert 3 <= len(chosen) <= 6 and len(set(chosen.values())) == len(chosen)
    lead = {words.partition(": ")[2]: number for words, number in chosen.items()}
    assert after_sale_path.end_of(both["siloed"], lead["bought, and left within a year"]) == after_sale_path.GONE
    touches = both["siloed"].activities.set_index("lead_id")
    assert set(touches.loc[lead["nobody called; as one team a customer"], "team"]) == {"marketing"}
    twice = both["siloed"].leads.set_index("lead_id").loc[lead["on two lists, called twice"]]
    assert twice["called_twice"]


@pytest.mark.parametrize("market", range(1, 6))
def test_there_is_somebody_to_look_at_in_every_market(market):
    tables = [
        smkt.simulate(COMPANY, plan, seed=market, weeks=78).tables() for _words, plan in after_sale_path.PLANS.values()
    ]
    assert len(after_sale_path.people(*tables)) >= 3


def test_who_was_never_met_has_no_steps_and_a_plain_end(both):
    assert after_sale_path.steps_of(both["siloed"], -1) == []
    assert after_sale_path.end_of(both["siloed"], -1) == after_sale_path.ABSENT
    drawn = after_sale_path.picture(both, -1)
    assert "never heard of us" in drawn.sentence and drawn.table == ()


def test_a_learner_looks_at_one_person_after_the_other(both):
    box = after_sale.path(COMPANY)
    assert_named(box)
    who = find(box, "Whose path")
    assert after_sale_path.leavers_sentence(both) in shown_text(box)
    for _words, lead in who.options:
        who.value = lead
        assert_no_trouble(box)
        told = shown_text(box)
        for tables in both.values():
            assert after_sale_path.end_of(tables, lead) in told


def test_how_many_left_is_counted(both):
    said = after_sale_path.leavers_sentence(both)
    customers = both["siloed"].customers
    won = customers[customers["since"] >= both["siloed"].start]
    assert f"{won['left_at'].notna().sum()} of the {len(won)} customers won" in said


def test_being_on_two_lists_is_seen_in_the_path(both):
    lead = next(n for w, n in after_sale_path.people(*both.values()).items() if "on two lists" in w)
    assert "two of us call" in after_sale_path.picture(both, lead).svg
    assert "As one team it is 0." in shown_text(after_sale.called_twice(COMPANY, replications=1))
