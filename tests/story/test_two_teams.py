"""Sentences about a run are computed, and tell it both ways."""

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.story import guess, two_teams
from tests.helpers import find, press, shown_text

COMPANY = smkt.company("irrigation")
WORDS = {"most": "more than 80", "many": "60 to 80", "half": "40 to 59", "some": "20 to 39", "few": "fewer than 20"}


@pytest.fixture(scope="module")
def siloed():
    return smkt.simulate(COMPANY, smkt.plans.siloed, seed=1).tables()


def test_a_company_is_introduced_with_its_own_figures():
    told = shown_text(two_teams.meet(COMPANY))
    assert COMPANY.name in told and COMPANY.sells in told
    assert all(channel.name in told for channel in COMPANY.channels)


def test_the_fate_of_leads_adds_up_and_agrees_with_the_metric(siloed):
    fate = two_teams.fate_of_leads(siloed)
    assert fate["called"] + fate["never"] == fate["mql"]
    assert fate["away"] + fate["unopened"] == fate["never"]
    assert 0 < fate["lost"] < fate["unopened"]
    assert fate["never"] / fate["mql"] == pytest.approx(smkt.scoreboard(siloed).loc["untouched", "value"])


def test_the_fate_of_leads_follows_the_agreement():
    fate = two_teams.fate_of_leads(smkt.simulate(COMPANY, smkt.plans.aligned, seed=1).tables())
    assert fate["lost"] == 0, "with owners nothing is lost on the way"
    assert fate["bought"] < fate["never"] or fate["never"] < fate["mql"]


@pytest.mark.parametrize(
    ("unopened", "lost", "said"),
    [
        (0, 0, []),
        (1, 0, ["1 lead was still unopened.", "1 lay on the list: no rep had time for it or"]),
        (7, 1, ["7 leads were still unopened.", "1 of them was lost on the way", "6 lay on the list"]),
        (7, 7, ["7 leads were still unopened.", "7 of them were lost on the way"]),
    ],
)
def test_unopened_leads_are_told_by_number(unopened, lost, said):
    told = two_teams.unopened_sentence({"unopened": unopened, "lost": lost})
    assert all(words in told for words in said)
    assert ("lay on the list" in told) == (unopened > lost) and ("lost on the way" in told) == (lost > 0)


def test_whether_marketing_was_told_is_computed(siloed):
    silent = "Marketing was told about none of this."
    assert silent in shown_text(two_teams.both_reports(COMPANY, siloed))
    talking = smkt.simulate(COMPANY, smkt.plans.feedback, seed=1).tables()
    assert silent not in shown_text(two_teams.both_reports(COMPANY, talking))


def test_what_to_try_is_written_in_the_figures_of_the_plan():
    said = shown_text(two_teams.to_try(smkt.plans.siloed.replace(threshold=50, bar=8)))
    assert "from 50 points to 38 points" in said and "from 8 points to 0 points" in said


def test_both_reports_show_the_figures_of_the_run(siloed):
    told = shown_text(two_teams.both_reports(COMPANY, siloed))
    board = smkt.scoreboard(siloed)
    assert f"{board.loc['mql', 'value']:,.0f} leads" in told
    assert "Marketing's report" in told and "Sales' report" in told and "neither" in told


@pytest.mark.parametrize(("price", "words"), [(5000.0, "cost"), (0.0, "left")])
def test_the_quarter_is_told_whichever_way_it_went(price, words):
    firm = COMPANY.replace(**{"money.rep_hour": price, "money.marketer_hour": price})
    tables = smkt.simulate(firm, firm.today, seed=1).tables()
    assert words in shown_text(two_teams.both_reports(firm, tables)).split("quarter")[-1]


@pytest.mark.parametrize(
    ("first", "second", "verb"),
    [(smkt.plans.siloed, smkt.plans.aligned, "rose"), (smkt.plans.aligned, smkt.plans.siloed, "fell")],
)
def test_one_team_against_two_is_told_both_ways(first, second, verb):
    box = two_teams.as_one_team(COMPANY, first, second, seed=1, replications=3)
    assert f"Revenue {verb} by" in shown_text(box)


@pytest.mark.parametrize(
    ("revenues", "said"),
    [
        ((100, 130, 180), "alone raised it by EUR 30, the agreement by another EUR 50"),
        (
            (100, 70, 180),
            "alone would have lowered it by EUR 30. They pay only together with the agreement, which adds EUR 110",
        ),
        ((100, 130, 120), "alone raised it by EUR 30; the agreement took EUR 10 of it away again"),
        ((100, 70, 60), "alone lowered it by EUR 30, the agreement by another EUR 10"),
    ],
)
def test_what_the_desks_and_the_agreement_give_is_told_all_ways(revenues, said):
    boards = [pd.DataFrame({"value": {"revenue": float(revenue)}}) for revenue in revenues]
    assert said in two_teams._verdict(boards, "EUR")


def test_a_prediction_is_told_only_once_it_is_made(siloed):
    lesson = smkt.start("01", setup_check=list)
    told = two_teams.called_of_hundred(lesson, WORDS, siloed)
    assert "Make your guess" in shown_text(told) and "100 leads" not in shown_text(told)
    find(asked := lesson.predict("called", "How many?", WORDS), "How many").value = "most"
    press(asked, "This is my prediction")
    never = float(smkt.scoreboard(siloed, ("untouched",))["value"].iloc[0])
    assert f"{100 * (1 - never):.0f} were called" in shown_text(told)
    assert "came out differently" in shown_text(told)


@pytest.mark.parametrize(
    ("kept", "says"),
    [("half", "what happened"), ("most", "came out differently"), ("a line of an older kit", "Make your guess")],
)
def test_a_prediction_is_compared_with_what_came_out(kept, says):
    assert says in guess.prediction_checked(kept, "half", WORDS, "Told.")
