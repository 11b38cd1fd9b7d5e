"""Lesson 04's sentences, tables and pictures are computed from the runs, and tell them both ways."""

import numpy as np
import pytest

import smkt_helpers as smkt
from smkt_helpers.desk.inbox_day import RULES, hottest_was_best, thursdays
from smkt_helpers.practice.load import load_cards
from smkt_helpers.story import sales_desk, sales_desk_counts
from tests.helpers import find, press, shown_text

COMPANY = smkt.company("irrigation")
GUESSES = {"most": "10 to 12", "many": "7 to 9", "some": "4 to 6", "few": "1 to 3", "none": "on none"}


@pytest.fixture(scope="module")
def afternoons():
    return thursdays(COMPANY, 1)


@pytest.fixture(scope="module")
def people():
    return sales_desk_counts.passed_on(COMPANY, 1)


@pytest.fixture(scope="module")
def quarter():
    return smkt.simulate(COMPANY, smkt.plans.siloed, seed=1).tables()


def test_the_lesson_shows_twelve_afternoons_as_its_prose_says(afternoons):
    assert len(afternoons) == 12


def test_the_picture_has_a_sentence_and_a_table_with_every_afternoon(afternoons):
    text = shown_text(sales_desk.twelve_thursdays(afternoons))
    hits = sum(map(hottest_was_best, afternoons))
    assert f"On {hits} of 12 afternoons nobody would have come further" in text
    assert all(words in text for words in RULES.values())
    assert text.count("The lead with the most points") == 1, "the head of the table"


def test_the_best_order_has_the_most_needs_of_all(afternoons):
    totals = sales_desk.rule_totals(afternoons)
    assert max(totals, key=lambda rule: (totals[rule]["needs"], rule == "best")) == "best"


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        ((6, 9, 11, 16), ["found more real needs: 11 against 9", "not worthless", "Nobody comes near the 16"]),
        ((6, 9, 7, 16), ["found fewer real needs than points alone: 7 against 9"]),
        ((9, 9, 9, 16), ["as many real needs as points alone: 9", "no more than first come"]),
        ((6, 9, 16, 16), ["as many as the best possible one, 16"]),
    ],
)
def test_the_orders_are_told_all_ways(monkeypatch, needs, said):
    names = ("first_come", "hottest", "reading", "best")
    totals = {name: {"needs": count} for name, count in zip(names, needs, strict=True)}
    monkeypatch.setattr(sales_desk, "rule_totals", lambda _afternoons: totals)
    text = sales_desk._rules_say(())
    assert all(words in text for words in said)


@pytest.mark.parametrize("guess", ["most", "few"])
def test_the_guess_is_answered_from_the_afternoons(afternoons, guess):
    lesson = smkt.start("04", setup_check=list)
    told = sales_desk.best_call_guessed(lesson, GUESSES, afternoons)
    assert "Make your guess" in shown_text(told)
    asked = lesson.predict("best", "On how many?", GUESSES)
    find(asked, "On how many").value = guess
    press(asked, "This is my prediction")
    hits = sum(map(hottest_was_best, afternoons))
    right = next(key for key, least in sales_desk.BEST_FROM.items() if hits >= least)
    assert ("That is what happened" in shown_text(told)) == (guess == right)


def test_every_count_has_one_line_to_guess():
    assert set(sales_desk.BEST_FROM) == set(GUESSES)
    lines = [next(key for key, least in sales_desk.BEST_FROM.items() if hits >= least) for hits in range(13)]
    assert set(lines) == set(GUESSES)


def test_sooner_reaches_more_of_the_same_people(people):
    rows = sales_desk_counts.speed_rows(people)
    talks = [row["talks"] for row in rows]
    assert talks == sorted(talks, reverse=True) and talks[0] > talks[-1]
    text = shown_text(sales_desk.speed(people))
    assert f"{100 * rows[0]['needs']:.1f} of 100 show a real need" in text


def test_without_an_effect_of_speed_waiting_costs_nothing():
    slow = COMPANY.replace(**{"contact.speed_contact": 0.0, "contact.speed_qualify": 0.0})
    text = shown_text(sales_desk.speed(sales_desk_counts.passed_on(slow, 1)))
    assert "In this market waiting cost nothing" in text


def test_attempts_add_up_and_grow_dearer(people):
    rows = sales_desk_counts.attempt_rows(people, COMPANY)
    assert rows[0]["tried"] == len(people.lead)
    for one, following in zip(rows, rows[1:], strict=False):
        assert following["tried"] == one["tried"] - round(one["tried"] * one["share"])
        assert one["so_far"] < following["so_far"] <= 1
    assert rows[0]["minutes"] < rows[-1]["minutes"]


def test_attempts_agree_with_the_sources_the_prose_names(people):
    rows = sales_desk_counts.attempt_rows(people, COMPANY)
    assert 0.7 < rows[2]["so_far"] < 0.9 and 0.9 < rows[5]["so_far"] < 0.98


@pytest.mark.parametrize(
    ("minutes", "new", "stop"), [((15, 20, 28), 25, 2), ((15, 20, 28), 10, 1), ((15, 20, 28), 99, 3)]
)
def test_one_stops_before_the_first_attempt_that_is_dearer_than_somebody_new(minutes, new, stop):
    rows = [{"attempt": place, "minutes": cost} for place, cost in enumerate(minutes, 1)]
    assert sales_desk_counts.stop_after(rows, new) == stop


def test_the_table_of_attempts_names_the_price_of_somebody_new(people):
    text = shown_text(sales_desk.persistence(people, COMPANY))
    assert f"{sales_desk_counts.somebody_new(people, COMPANY):.0f} minutes is what one conversation costs" in text


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_little_s_law_holds_on_the_list(seed):
    found = sales_desk_counts.little(smkt.simulate(COMPANY, smkt.plans.siloed, seed=seed, log=False).tables())
    assert found["by_law"] == pytest.approx(found["measured"], rel=0.1)
    assert found["waiting"] / found["left_day"] == pytest.approx(found["by_law"])


def test_the_backlog_is_told_with_the_figures_of_the_quarter(quarter):
    found = sales_desk_counts.little(quarter)
    text = shown_text(sales_desk.backlog(quarter))
    assert f"{found['waiting']:.0f} leads lay" in text and f"{found['by_law']:.1f} days" in text


@pytest.mark.parametrize(
    ("high", "said"),
    [
        (
            {"wins_high": 61, "anyway": 61, "revenue_high": 90.0, "renewals_high": 40.0},
            ["no deal that would not have come anyway", "Now it brought EUR 10 less", "renewals brought EUR 10 less"],
        ),
        (
            {"wins_high": 62, "anyway": 61, "revenue_high": 130.0, "renewals_high": 60.0},
            ["It brought 1 deal more", "Now it brought EUR 30 more", "renewals brought EUR 10 more"],
        ),
        ({"wins_high": 69, "anyway": 61, "revenue_high": 130.0, "renewals_high": 60.0}, ["It brought 8 deals more"]),
    ],
)
def test_the_discount_is_told_both_ways(high, said):
    text = sales_desk.discount_sentence({"revenue": 100.0, "renewals": 50.0, **high}, "EUR")
    assert all(words in text for words in said)


def test_the_quarters_end_compares_the_same_people():
    found = sales_desk_counts.quarter_ends(COMPANY, 4, markets=4)
    assert found["anyway"] == found["wins"] <= found["wins_high"], "a higher discount loses no deal of these weeks"
    assert found["discount_high"] > found["discount"]
    assert "35%" in shown_text(sales_desk.quarter_end(COMPANY, 4, markets=2))


# The cards' own promises


def test_the_five_calls_stand_in_the_same_order_in_other_markets():
    """The solution explains one order; it must not hang on a single market."""
    cards = load_cards("04")
    first = cards.card("04-whom-first")
    order = first.facts(cards.given())["order"]
    assert order == ("offer", "fresh", "old", "draw", "tried")


def test_the_desk_cannot_be_solved_by_one_decision_alone():
    cards = load_cards("04")
    card = cards.card("04-same-reps")
    facts = card.facts({})
    example = card.check.example(facts)
    assert card.check.judge(facts, example).state == "right"
    for name, value in example.items():
        if value != smkt.plans.siloed[name]:
            assert card.check.judge(facts, {name: value}).state != "right"


def test_moods_are_read_from_the_companys_own_messages():
    given = load_cards("04").given()
    assert set(np.unique(given["moods"])) == {"hot", "warm", "cold"}
