"""Sentences about a run are computed, and tell it both ways."""

import pytest

import smkt_helpers as smkt
from smkt_helpers import story
from tests.helpers import find, press, shown_text

COMPANY = smkt.company("irrigation")
WORDS = {"most": "more than 80", "many": "60 to 80", "half": "40 to 59", "few": "fewer than 40"}


@pytest.fixture(scope="module")
def siloed():
    return smkt.simulate(COMPANY, smkt.plans.siloed, seed=1).tables()


def test_a_company_is_introduced_with_its_own_figures():
    told = shown_text(story.meet(COMPANY))
    assert COMPANY.name in told and COMPANY.sells in told
    assert all(channel.name in told for channel in COMPANY.channels)


def test_both_reports_show_the_figures_of_the_run(siloed):
    told = shown_text(story.both_reports(COMPANY, siloed))
    board = smkt.scoreboard(siloed)
    assert f"{board.loc['mql', 'value']:,.0f} leads" in told
    assert "Marketing's report" in told and "Sales' report" in told and "neither" in told


@pytest.mark.parametrize(("price", "words"), [(5000.0, "cost"), (0.0, "left")])
def test_the_quarter_is_told_whichever_way_it_went(price, words):
    firm = COMPANY.replace(**{"money.rep_hour": price, "money.marketer_hour": price})
    tables = smkt.simulate(firm, firm.today, seed=1).tables()
    assert words in shown_text(story.both_reports(firm, tables)).split("quarter")[-1]


@pytest.mark.parametrize(
    ("first", "second", "verb"),
    [(smkt.plans.siloed, smkt.plans.aligned, "rose"), (smkt.plans.aligned, smkt.plans.siloed, "fell")],
)
def test_one_team_against_two_is_told_both_ways(first, second, verb):
    box = story.as_one_team(COMPANY, first, second, seed=1, replications=3)
    assert f"Revenue {verb} by" in shown_text(box)


def test_a_prediction_is_told_only_once_it_is_made(siloed):
    lesson = smkt.start("01", setup_check=list)
    told = story.called_of_hundred(lesson, WORDS, siloed)
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
    assert says in story.prediction_checked(kept, "half", WORDS, "Told.")
