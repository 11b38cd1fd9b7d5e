"""Twenty leads rated twice, as a learner does it; and agreement against worked examples."""

import math

import numpy as np
import pytest

import smkt_helpers as smkt
from smkt_helpers.desk import lead_cards as screen_of
from smkt_helpers.desk import lead_looks as looks
from tests.helpers import assert_named, find, press, shown_text, walk

COMPANY = smkt.company("irrigation")
COUNT = 4


class Clock:
    """Each look is a second later, unless it stands still."""

    def __init__(self, step=1.0):
        self.time, self.step = 0.0, step

    def __call__(self):
        self.time += self.step
        return self.time


@pytest.fixture(scope="module")
def drawn():
    return looks.draw_cards(COMPANY)


@pytest.fixture
def lesson():
    return smkt.start("03", setup_check=list)


def open_cards(lesson, **options):
    return screen_of.LeadCards(lesson, COMPANY, **{"count": COUNT, "clock": Clock(), **options})


def rate(cards, *levels):
    for level in levels:
        press(cards.widget, f"{level}:")


# The leads


def test_twenty_real_leads_are_drawn_across_all_scores(drawn):
    assert len(drawn) == len({card.lead for card in drawn}) == 20
    quarter = smkt.simulate(COMPANY, smkt.plans.siloed).tables().leads.set_index("lead_id")
    for card in drawn:
        row = quarter.loc[card.lead]
        assert (card.firm, card.message, card.score) == (row["firm"], row["message"], row["score"])
    scores = sorted(card.score for card in drawn)
    assert scores[0] < 36 < 60 < scores[-1]
    assert {card.takes for card in drawn} == {True, False}
    assert "need" in {card.found for card in drawn}


def test_what_a_call_finds_does_not_depend_on_who_took_the_lead(drawn):
    assert any(card.found == "need" and not card.takes for card in drawn) or any(
        card.found != "need" and card.takes for card in drawn
    ), "the reps' look is not the truth"


# Agreement


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([[20, 5], [10, 15]], 0.4),  # seen 0.7, by chance 0.5
        ([[45, 15], [25, 15]], 0.1304),
        ([[25, 35], [5, 35]], 0.2593),
        ([[10, 0], [0, 10]], 1.0),
        ([[0, 10], [10, 0]], -1.0),
    ],
)
def test_kappa_against_examples_worked_by_hand(table, expected):
    first, second = [], []
    for one, row in enumerate(table):
        for other, count in enumerate(row):
            first += [one] * count
            second += [other] * count
    assert looks.kappa(first, second, (0, 1)) == pytest.approx(expected, abs=1e-4)
    # With two levels every disagreement is equally far.
    assert looks.kappa(first, second, (0, 1), weighted=True) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("table", "expected"), [([[20, 5], [10, 15]], 25.0), ([[10, 0], [0, 10]], 10.0), ([[20, 0], [0, 0]], 20.0)]
)
def test_what_chance_alone_gives_against_examples_worked_by_hand(table, expected):
    """Shuffled again and again, the second rating comes to the same."""
    pairs = [(one, other) for one in (0, 1) for other in (0, 1) for _each in range(table[one][other])]
    first, second = [one for one, _other in pairs], [other for _one, other in pairs]
    assert looks.same_by_chance(first, second, (0, 1)) == expected
    rng = np.random.default_rng(1)
    shuffled = [(np.array(first) == rng.permutation(second)).sum() for _try in range(2000)]
    assert np.mean(shuffled) == pytest.approx(expected, abs=0.3)


def look(takes, score, n=4):
    return [looks.LeadCard(i, f"Firm {i}", "x", 1, "x", "x", 1, "x", float(score[i]), takes[i], "no") for i in range(n)]


@pytest.mark.parametrize(
    ("takes", "said"),
    [
        # The two highest of five scores count as good; chance: (2 x 2 + 3 x 3) / 5 = 2.6 of 5.
        ((False, False, False, True, True), ("about 5 of 5", "2.6 leads", "2.4 / 2.4 = 1.00")),
        ((True, True, False, False, False), ("about 1 of 5", "1.6 leads fewer", "−1.6 / 2.4 = −0.67")),
    ],
)
def test_kappa_is_explained_in_numbers_of_leads_both_ways(takes, said):
    cards = look(takes, (10, 20, 30, 40, 50), 5)
    ratings = {seat: {str(card.lead): 3 for card in cards} for seat in looks.SEATS}
    told = looks.kappa_sentence(cards, ratings)
    assert all(words in told for words in said)
    value = looks.agreement_table(cards, ratings)[-1]["Kappa"]
    assert f"= {value}." in told, "the sum comes to the figure of the table"


def test_a_near_miss_counts_less_when_weighted():
    first = [1, 2, 3, 4, 5] * 4
    near = [min(5, one + 1) for one in first]
    assert looks.kappa(first, near, looks.LEVELS, weighted=True) > looks.kappa(first, near, looks.LEVELS)


def test_independent_ratings_agree_no_more_than_by_chance():
    rng = np.random.default_rng(3)
    first, second = rng.integers(1, 6, 20_000), rng.integers(1, 6, 20_000)
    assert abs(looks.kappa(first, second, looks.LEVELS, weighted=True)) < 0.03


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.9, "nearly the same"),
        (0.7, "good deal"),
        (0.5, "some"),
        (0.3, "little"),
        (0.1, "hardly more"),
        (-0.2, "less than by chance"),
        (math.nan, "cannot be said"),
    ],
)
def test_kappa_in_words(value, words):
    assert words in looks.agreement_words(value)


def test_scores_become_fifths():
    assert looks.fifths([50.0, 10.0, 90.0, 30.0, 70.0]) == [3, 1, 5, 2, 4]
    assert sorted(looks.fifths(list(range(20)))) == [level for level in looks.LEVELS for _four in range(4)]


# What it costs


def test_what_is_turned_away_agrees_with_the_metrics():
    rows = looks.turned_away(COMPANY, replications=2)
    tables = smkt.simulate(COMPANY, smkt.plans.siloed, replications=2, log=False).tables()
    figures = smkt.scoreboard(tables, ("mql", "wins"))["value"]
    assert rows[0]["wins"] == figures["wins"]
    assert rows[0]["passed"] == pytest.approx(figures["mql"], rel=0.01)
    assert rows[0]["points"] == rows[1]["points"] < rows[2]["points"]
    assert all(0 < row["away"] < row["opened"] and row["hours"] > 0 for row in rows)


@pytest.mark.parametrize(
    ("wins", "said"),
    [(20.0, ("fewer deals are won", "not more than now")), (50.0, ("50.0 deals are won", "more than now."))],
)
def test_one_definition_is_told_both_ways(wins, said):
    row = {"name": "x", "points": 36, "passed": 100, "opened": 80, "away": 40, "hours": 5, "wins": 40.0}
    after = {**row, "away": 10, "wins": wins}
    told = screen_of.cost_sentence([row, after, after])
    assert all(words in told for words in said) and "40 in a quarter are turned away" in told


def test_the_cost_is_shown_as_a_table(monkeypatch):
    row = {"name": "x", "points": 36, "passed": 100, "opened": 0, "away": 0, "hours": 0, "wins": 40.0}
    monkeypatch.setattr(screen_of, "turned_away", lambda *_given, **_named: [row, row, row])
    told = shown_text(screen_of.cost(COMPANY))
    assert "Opened by a rep" in told and "0 (–)" in told


# On the screen


def test_a_lead_is_shown_without_its_score_and_every_control_has_a_name(lesson):
    cards = open_cards(lesson)
    assert_named(cards.widget)
    text = shown_text(cards.widget)
    first = cards.cards[0]
    assert f"Lead 1 of {COUNT}" in text and first.firm in text and first.message in text
    assert f"{first.score:.0f} points" not in text and "taken on" not in text


def test_from_the_first_rating_to_both_looks_side_by_side(lesson):
    cards = open_cards(lesson)
    rate(cards, 5, 4, 2, 1)
    assert "swap chairs" in shown_text(cards.widget) and "sales' desk" in shown_text(cards.widget)
    assert lesson.now.lesson("03").seats == {"marketing": 1}
    rate(cards, 1, 2, 4, 5)
    text = shown_text(cards.widget)
    assert "Both looks, side by side" in text and "By chance alone" in text
    assert "called kappa" in text and "When called" in text
    assert all(card.firm in text for card in cards.cards)
    assert lesson.now.lesson("03").seats == {"marketing": 1, "sales": 1}


def test_sales_meets_the_same_people_in_another_order(drawn, lesson):
    cards = open_cards(lesson, count=20)
    for _lead in range(20):
        rate(cards, 3)
    seen = []
    for _lead in range(20):
        seen.append(next(card.lead for card in cards.cards if card.firm in shown_text(cards.widget)))
        rate(cards, 3)
    assert sorted(seen) == sorted(card.lead for card in drawn) and seen != [card.lead for card in drawn]
    text = shown_text(cards.widget)
    assert "the same rating in both chairs" in text and "cannot be said" in text


def test_after_a_restart_it_goes_on_where_it_was_left(lesson):
    rate(open_cards(lesson), 5, 4, 2)
    again = open_cards(smkt.start("03", setup_check=list))
    assert f"Lead 4 of {COUNT}" in shown_text(again.widget)
    rate(again, 1)
    assert [again.ratings()["marketing"][str(card.lead)] for card in again.cards] == [5, 4, 2, 1]


def test_the_last_rating_can_be_taken_back_also_across_the_chairs(lesson):
    cards = open_cards(lesson)
    assert find(cards.widget, "Back one lead").disabled
    rate(cards, 5, 4, 2, 1, 3)
    press(cards.widget, "Back one lead")
    assert cards.seat() == "sales" and not cards.ratings()["sales"]
    press(cards.widget, "Back one lead")
    assert cards.seat() == "marketing" and f"Lead 4 of {COUNT}" in shown_text(cards.widget)


def test_starting_again_forgets_the_ratings_and_counts_no_practice_twice(lesson):
    cards = open_cards(lesson)
    rate(cards, *[3] * 2 * COUNT)
    press(cards.widget, "Start the leads again")
    assert f"Lead 1 of {COUNT}" in shown_text(cards.widget)
    rate(cards, *[3] * 2 * COUNT)
    assert lesson.now.lesson("03").seats == {"marketing": 1, "sales": 1}


def test_a_double_click_rates_one_lead(lesson):
    cards = open_cards(lesson, clock=Clock(step=0.05))
    rate(cards, 5, 5)
    assert len(cards.ratings()["marketing"]) == 1


def test_starting_the_lesson_over_empties_the_leads_too(lesson):
    cards = open_cards(lesson)
    rate(cards, 5, 4)
    box = lesson.start_over()
    press(box, "Start again")
    press(box, "Yes, start again")
    assert f"Lead 1 of {COUNT}" in shown_text(cards.widget)


@pytest.mark.parametrize("strange", [{"marketing": "x"}, {"marketing": {"no lead": 5}}, {"counted": 3}, {"sales": [1]}])
def test_a_strange_file_breaks_nothing(lesson, strange):
    lesson.remember("lead_cards", strange)
    cards = open_cards(lesson)
    rate(cards, *[4] * 2 * COUNT)
    assert "Both looks" in shown_text(cards.widget)


def test_when_all_are_rated_only_back_and_again_can_be_pressed(lesson):
    cards = open_cards(lesson)
    rate(cards, *[4] * 2 * COUNT)
    assert cards.seat() is None
    cards.rate(5)
    assert all(value == 4 for value in cards.ratings()["sales"].values())
    assert find(cards.widget, "Back one lead").disabled is False
    scale = next(one for one in walk(cards.widget) if find(cards.widget, "3:") in getattr(one, "children", ()))
    assert scale.layout.display == "none"
