from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.case.blocks import Note, figures_of, section_html
from smkt_helpers.case.question import asked
from smkt_helpers.case.told import doubt as part


@pytest.fixture(scope="module")
def doubted(question):
    return part.compute(question, draws=3)


def with_line(doubted, metric="contribution", **values):
    """Return the same with other figures of one metric, from enough years and companies to speak of them."""
    board = doubted.board.assign(markets=20, draws=40, companies=40)
    for name, value in values.items():
        board.loc[metric, name] = value
    return dataclasses.replace(doubted, board=board)


USUAL = {"difference": 500.0, "low": 400.0, "high": 600.0, "luck_q10": 100.0, "luck_q50": 480.0, "luck_q90": 900.0,
         "luck_lost": 0.05, "doubt_q10": 0.0, "doubt_q50": 450.0, "doubt_q90": 900.0, "doubt_lost": 0.1,
         "doubt_below": 0.55}  # fmt: skip


def test_the_figures_are_those_of_the_command(question, doubted):
    board = smkt.doubt(question.company, question.plan("today"), question.plan("chosen"), weeks=question.weeks,
                       replications=question.markets, draws=3, seed=question.seed,
                       metrics=part.MEASURED)  # fmt: skip
    pd.testing.assert_frame_equal(doubted.board, board)
    enough = with_line(doubted)
    shown = {figure.id: figure for figure in figures_of(part.section(question, enough))}
    for metric in ("revenue", "contribution", "wins", "speed_median"):
        assert shown[f"doubt.{metric}.difference"].value == board.loc[metric, "difference"]
        assert shown[f"doubt.{metric}.doubt.middle"].value == board.loc[metric, "doubt_q50"]
        assert shown[f"doubt.{metric}.luck.lost"].value == board.loc[metric, "luck_lost"]
    assert shown["doubt.revenue.difference"].command.endswith("--doubt 3")


def test_too_few_years_tell_no_range(question, doubted):
    told = section_html(part.section(question, doubted))
    assert "too few to say" in told
    assert "nobody can say yet which doubt is the larger one" in told


def test_what_a_company_with_hardly_any_deals_says_is_not_told(question, doubted):
    ids = {figure.id for figure in figures_of(part.section(question, with_line(doubted)))}
    assert not {"doubt.cac.doubt.middle", "doubt.cac.doubt.spread"} & ids


@pytest.mark.parametrize(("values", "words"), [
    ({}, "move the answer about as much"),
    ({"doubt_q10": -2000.0}, "What we do not know about the company moves the answer more"),
    ({"luck_q10": -2000.0}, "Luck moves the answer more"),
])  # fmt: skip
def test_which_doubt_moves_more(question, doubted, values, words):
    assert words in part.which_moves_more(question, with_line(doubted, **USUAL | values)).text()


def test_the_middle_is_the_more_honest_number_only_when_it_differs(question, doubted):
    same = part.message(question, with_line(doubted, **USUAL)).text()
    assert "in 1 of 20 simulated years" in same and "in 4 of 40 imagined companies" in same
    assert "honest" not in same and "+EUR 450" in same
    other = part.message(question, with_line(doubted, **USUAL | {"doubt_q50": 100.0})).text()
    assert "The more honest single number is the middle of the imagined companies, +EUR 100, and not the +EUR 500" in (
        other
    )


@pytest.mark.parametrize(("below", "words"), [(0.9, "lies above that of 80%"), (0.1, "lies below that of 80%"),
                                              (0.5, "")])  # fmt: skip
def test_a_company_unlike_most_is_warned_of(question, doubted, below, words):
    board = with_line(doubted, **USUAL | {"doubt_below": below}).board
    board.loc[board.index != "contribution", "doubt_below"] = 0.5
    blocks = part.section(question, dataclasses.replace(doubted, board=board)).blocks
    notes = [block.said.text() for block in blocks if isinstance(block, Note)]
    assert len(notes) == bool(words)
    assert all(words in note and "Do not quote its figure without theirs" in note for note in notes)


@pytest.mark.full
def test_a_company_of_another_currency():
    other = asked("webshop", practices=["shared_crm"], markets=1, weeks=4)
    section = part.section(other, part.compute(other, draws=1))
    assert "GBP" in section.message.text()
    assert "EUR" not in section_html(section)


def test_stopping_leaves_nothing_half_done(question):
    with pytest.raises(smkt.KitError, match="stopped"):
        part.compute(question, draws=1, cancel=lambda: True)
