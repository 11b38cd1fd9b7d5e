"""Lesson 03: figures agree with the metrics, and every sentence is told whichever way a run went."""

import numpy as np
import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.practice.load import load_cards
from smkt_helpers.practice.text import fill
from smkt_helpers.story import marketing_desk as desk
from smkt_helpers.story import two_messages as messages
from smkt_helpers.story.untidy import NAMES, untidy
from tests.helpers import find, press, shown_text

COMPANY, SILOED = smkt.company("irrigation"), smkt.plans.siloed
GUESSES = {"many": "many", "some": "some", "same": "same", "fewer": "fewer", "crash": "crash"}


@pytest.fixture(scope="module")
def sent():
    return desk.play_more(COMPANY, SILOED, replications=4)


@pytest.fixture(scope="module")
def year():
    return desk.channel_year(COMPANY, SILOED, weeks=13, replications=2)


def board(**values):
    base = {"spend": 100.0, "mql": 100.0, "sal": 40.0, "leads": 120.0, "deal_wait": 2.0, "wins": 40.0}
    return pd.Series({**base, "revenue": 1000.0, "contribution": 10.0, **values})


def of(before, after):
    return desk.Sent(COMPANY, (before, before, before, after), 1)


# Sending more


def test_each_way_of_sending_changes_what_its_name_says(sent):
    now, points, money, both = sent.boards
    assert points["spend"] == now["spend"] < money["spend"] == both["spend"]
    assert points["leads"] == pytest.approx(now["leads"], rel=0.02) and money["leads"] > now["leads"]
    assert now["mql"] < min(points["mql"], money["mql"]) and both["mql"] > max(points["mql"], money["mql"])


def test_sending_more_is_shown_with_its_figures_and_words_for_the_picture(sent):
    told = shown_text(desk.send_more(sent))
    assert "Deals won" in told and "The same 4 markets" in told
    for one in (sent.boards[0], sent.boards[-1]):
        assert f"EUR {one['spend']:,.0f}" in told and f"{one['mql']:,.0f}" in told
    markup = "".join(child.value for child in desk.send_more(sent).children)
    assert 'role="img"' in markup and 'aria-label="Leads passed on rose by' in markup


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (
            board(mql=150.0, deal_wait=5.0, revenue=900.0, spend=150.0),
            ["grew by 50%", "5.0 working days", "fell by EUR 100"],
        ),
        (
            board(mql=150.0, deal_wait=1.0, revenue=1200.0),
            ["did not wait longer", "1.0 working days", "rose by EUR 200"],
        ),
    ],
)
def test_what_sales_and_the_company_see_is_told_both_ways(after, said):
    told = desk.sales_sees(of(board(), after))
    assert all(words in told for words in said)


def test_a_list_that_did_not_grow_is_not_said_to_have_grown():
    assert "grew" not in desk.sales_sees(of(board(), board(mql=90.0)))


@pytest.mark.parametrize(("change", "said"), [(0.12, "rose by 12%"), (-0.03, "fell by 3%"), (0.001, "as they were")])
def test_a_change_in_words(change, said):
    assert said in desk.moved(change)


def test_the_guess_is_answered_from_the_run_and_only_once_it_is_made(sent):
    lesson = smkt.start("03", setup_check=list)
    told = desk.more_guessed(lesson, GUESSES, sent)
    assert "Make your guess" in shown_text(told)
    asked = lesson.predict("more", "How many deals?", GUESSES)
    find(asked, "How many").value = "many"
    press(asked, "This is my prediction")
    assert "came out differently" in shown_text(told)
    assert f"to {sent.boards[-1]['wins']:.1f}" in shown_text(told)


@pytest.mark.parametrize(
    ("wins", "hit"), [(52.0, "many"), (44.0, "some"), (40.0, "same"), (33.0, "fewer"), (20.0, "crash")]
)
def test_each_guess_can_be_the_right_one(wins, hit):
    lesson = smkt.start("03", setup_check=list)
    told = desk.more_guessed(lesson, GUESSES, of(board(), board(wins=wins)))
    asked = lesson.predict("more", "How many deals?", GUESSES)
    find(asked, "How many").value = hit
    press(asked, "This is my prediction")
    assert "That is what happened" in shown_text(told)


def test_the_right_guess_is_neither_the_first_nor_the_last_line_in_nearly_every_market():
    hits = []
    for seed in range(1, 11):
        played = desk.play_more(COMPANY, SILOED, seed=seed, replications=5, ways=(desk.WAYS[0], desk.WAYS[-1]))
        change = played.boards[1]["wins"] / played.boards[0]["wins"] - 1
        hits.append(next(key for key, least in desk.GUESS_FROM.items() if change >= least))
    assert hits.count("fewer") >= 9


# Channels and brand


def test_channels_add_up_to_the_metrics(year):
    tables = smkt.simulate(COMPANY, SILOED, weeks=13, replications=2, log=False).tables()
    figures = smkt.scoreboard(tables, ("spend", "leads"))["value"]
    spend = tables.spend
    brand = spend.loc[(spend["channel"] == "brand") & (spend["week"] >= 0), "amount"].sum() / 2
    recommended = (
        (tables.leads["created_at"] >= tables.start) & (tables.leads["source"] == "recommendation")
    ).sum() / 2
    assert year["spend"].sum() == pytest.approx(figures["spend"] - brand)
    assert year["leads"].sum() == pytest.approx(figures["leads"] - recommended)
    assert (year["per_lead"] * year["leads"]).sum() == pytest.approx(year["spend"].sum())
    assert (year["customers"] < year["mql"]).all() and (year["mql"] <= year["leads"]).all()


def test_a_channel_without_customers_has_no_cost_per_customer(year):
    none = year.assign(customers=0.0, per_customer=np.nan)
    assert "Too few people bought" in desk.cheap_and_dear(COMPANY, none)
    assert "–" in shown_text(desk.channel_table(COMPANY, none))


def test_channels_are_told_both_ways():
    lines = pd.DataFrame(
        {"name": ["ads", "fairs"], "per_lead": [10.0, 90.0], "per_customer": [5000.0, 3000.0]}, index=["ads", "fairs"]
    )
    told = desk.cheap_and_dear(COMPANY, lines)
    assert "**ads**" in told and "EUR 5,000" in told and "cheaper lead is the dearer customer" in told
    straight = lines.assign(per_customer=[3000.0, 5000.0])
    assert "also made the cheapest customers" in desk.cheap_and_dear(COMPANY, straight)


def test_brand_money_is_told_from_the_run():
    told = shown_text(desk.brand_table(COMPANY, SILOED, replications=1, shares=(0.0, 0.4)))
    assert "With 40% instead of 0% for the brand, leads fell by" in told
    little, much = pd.Series({"leads": 100.0, "wins": 10.0}), pd.Series({"leads": 100.0, "wins": 8.0})
    assert "leads stayed as they were and deals won fell by 20%" in desk.brand_says(little, much, 0, 0.4)


# Two messages


def test_the_first_weeks_of_a_test_are_part_of_the_later_ones():
    test = desk.message_test(COMPANY, SILOED)
    assert list(test.index) == list(messages.TEST_WEEKS)
    for name in ("talked_a", "need_a", "talked_b", "need_b"):
        assert test[name].is_monotonic_increasing
    assert (test["luck"].diff().dropna() < 0).all(), "more people, less chance"
    told = shown_text(desk.message_table(test))
    assert "4,000 times" in told and "2 weeks" in told and "52 weeks" in told


def test_chance_agrees_with_the_textbook():
    """Fisher's exact test asks for differences as unlikely as this one; with equal groups that is the same question."""
    from scipy.stats import fisher_exact

    exact = fisher_exact([[30, 20], [20, 30]]).pvalue
    assert messages.judged(50, 30, 50, 20)["chance"] == pytest.approx(exact, abs=0.02)
    assert messages.judged(50, 25, 50, 25)["chance"] == 1


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((200, 120, 200, 60), "message **A** is ahead"),
        ((200, 60, 200, 120), "message **B** is ahead"),
        ((20, 9, 20, 7), "not shown"),
        ((0, 0, 20, 7), "seen by nobody"),
    ],
)
def test_a_test_is_told_whichever_way_it_went(counts, said):
    line = {**dict(zip(("talked_a", "need_a", "talked_b", "need_b"), counts, strict=True)), **messages.judged(*counts)}
    assert said in messages.message_says(pd.DataFrame([line], index=[13]), 13)


@pytest.mark.parametrize(("last", "small"), [(0.01, True), (0.3, False)])
def test_what_became_of_the_first_difference_is_told_both_ways(last, small):
    told = messages.later_says(pd.DataFrame({"difference": [0.2, last]}, index=[2, 52]))
    assert ("Small groups make big differences" in told) == small and "20.0 points" in told


def test_two_equal_messages_are_compared_with_the_learner_s_quarter():
    told = shown_text(desk.same_words(COMPANY, SILOED, replications=3, shown=0.0))
    assert "in 3 other markets" in told and "In 3 of the 3" in told
    assert "In none of the 2" in messages.same_words_say(np.array([0.01, 0.02]), 0.5)


# The cards of the lesson


@pytest.mark.parametrize(
    ("counts", "right"), [((200, 120, 200, 60), "a"), ((200, 60, 200, 120), "b"), ((20, 9, 20, 7), "unclear")]
)
def test_the_card_about_the_messages_has_the_answer_of_the_data(counts, right):
    card = load_cards("03").card("03-two-messages")
    line = {**dict(zip(("talked_a", "need_a", "talked_b", "need_b"), counts, strict=True)), **messages.judged(*counts)}
    facts = card.facts({"test": pd.DataFrame([line], index=[13])})
    assert card.check.example(facts) == right


@pytest.fixture(scope="module")
def board_card():
    card = load_cards("03").card("03-answer-the-board")
    return card, card.facts({})


@pytest.mark.parametrize(
    "answer",
    [
        {"threshold": 48.0, "icp_focus": 0.6},
        {"threshold": 52.0, "icp_focus": 0.4},
        {"threshold": 44.0, "icp_focus": 0.8},
    ],
)
def test_the_board_can_be_answered_by_more_than_one_plan(board_card, answer):
    card, facts = board_card
    assert facts["wins"] < facts["target"] <= facts["example"]
    assert facts["taken_on"] < facts["least"] <= facts["example_taken_on"]
    assert card.check.judge(facts, answer).state == "right"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("threshold", (40.0, 44.0, 48.0, 52.0, 54.0, 56.0, 58.0, 62.0)),
        ("icp_focus", (0.6, 0.8, 1.0)),
        ("brand_share", (0.4, 0.6, 0.8)),
        ("enablement_hours", (20.0, 40.0, 50.0)),
    ],
)
def test_no_single_decision_answers_the_board(board_card, name, values):
    card, facts = board_card
    assert [value for value in values if card.check.judge(facts, {name: value}).state == "right"] == []


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        ({"threshold": 48.0}, "partly", "that is enough. But sales takes on 46 of 100 leads"),
        ({"threshold": 58.0}, "partly", "that is enough. But 3"),
        ({"threshold": 40.0}, "partly", "What else keeps the list short and good?"),
        ({"icp_focus": 0.4}, "not yet", "think of the reps' hours"),
    ],
)
def test_the_board_s_card_says_which_of_its_two_wishes_is_open(board_card, answer, state, said):
    card, facts = board_card
    outcome = card.check.judge(facts, answer)
    assert outcome.state == state and said in fill(outcome.sentence, {**facts, **outcome.more})


# The untidy export of the analysts' track


def test_the_untidy_export_holds_every_lead_and_is_untidy_as_it_says():
    leads = smkt.simulate(COMPANY, SILOED).tables().leads
    export = untidy(leads)
    assert list(export.columns) == list(NAMES.values())
    assert len(export) == len(leads) + 65
    assert export["Lead No."].str.startswith("TEST").sum() == 5
    numbers = export.loc[~export["Lead No."].str.startswith("TEST"), "Lead No."].astype(int)
    assert set(numbers) == set(leads["lead_id"])
    assert export["Score"].str.contains(",").all()
    assert export["Created On "].str.match(r"\d\d\.\d\d\.\d{4}").mean() == pytest.approx(1 / 3, abs=0.05)
