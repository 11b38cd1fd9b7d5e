"""The two costs that only the company knows: said where they were given, and as before where they were not."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.__main__ import main
from smkt_helpers.case.blocks import figures_of, section_html
from smkt_helpers.case.parts import PARTS
from smkt_helpers.case.told import headline, own_costs

CHANGE = pd.Series([100_000.0, 140_000.0]), pd.Series([200_000.0, 300_000.0])


def test_without_them_nothing_is_said_of_them(question, found):
    assert own_costs.sentence(question, "headline", *CHANGE) is None
    section = headline.section(question, found("headline"))
    page = section_html(section)
    assert "three gross margins" in page and "as you gave it" not in page and "one-off" not in page
    assert "setting up and moving to new tools" in own_costs.not_counted(question).said.text()


@pytest.mark.parametrize(("costs", "mean", "words"), [
    ({"margin": 0.4}, -30_000, "Of each sale 40% is left after goods and delivery"),
    ({"one_off": 20_000.0}, 100_000, "After your one-off cost of EUR 20,000"),
    ({"margin": 0.4, "one_off": 20_000.0}, -50_000, "and after your one-off cost of EUR 20,000"),
])
def test_what_was_given_is_taken_off_and_said(question, costs, mean, words):
    told = own_costs.sentence(question.with_changes(**costs), "headline", *CHANGE)
    figure = next(one for one in told.figures() if one.id == "headline.own")
    assert words in told.text() and figure.value == pytest.approx(mean) and figure.low < mean < figure.high
    assert {one.basis for one in told.figures()} == {"given", "simulated"}


def test_the_table_shows_the_margin_that_was_given_or_tries_three(question):
    tried = own_costs.after_goods(question, *CHANGE)
    assert [row[0].text for row in tried.rows] == ["30%", "50%", "70%"]
    own = own_costs.after_goods(question.with_changes(margin=0.425, one_off=5.0), *CHANGE)
    assert [row[0].text for row in own.rows] == ["42.5%"] and "one-off cost is taken off, too" in own.caption
    assert own.rows[0][1].value == pytest.approx(120_000 - 0.575 * 250_000 - 5)
    both = own_costs.not_counted(question.with_changes(margin=0.425, one_off=5.0)).said.text()
    assert "All other figures leave them out" in both


def test_the_months_say_whether_the_first_year_pays_it_back(question, found):
    tables = found("months")
    dear = question.with_changes(one_off=1e9)
    page = section_html(PARTS["months"].section(dear, tables))
    assert "nothing was left over by the end of the first year" in page
    shown = {one.id: one for one in figures_of(PARTS["months"].section(dear, tables))}
    assert shown["months.own.never"].value == question.markets
    assert shown["months.own"].value < -9e8


def test_the_command_makes_the_figure_again(question, found, capsys):
    asked = question.with_changes(margin=0.4, one_off=20_000.0)
    message = headline.message(asked, found("headline"))
    figure = next(one for one in message.figures() if one.id == "headline.own")
    assert main(figure.command.split()[3:]) == 0
    again = {one["id"]: one for one in json.loads(capsys.readouterr().out)["figures"]}
    assert (again["headline.own"]["value"], again["headline.own"]["low"]) == (figure.value, figure.low)
    assert again["headline.one_off"]["rests_on"] == "given"


@pytest.mark.parametrize(("costs", "words"), [
    ({"margin": 40}, "more than 0 and at most 1"), ({"margin": 0}, "gross margin"), ({"margin": "x"}, "gross margin"),
    ({"one_off": -1}, "one-off cost must be an amount of money"), ({"one_off": float("inf")}, "one-off cost"),
])
def test_a_cost_that_cannot_be_is_a_sentence(question, costs, words):
    with pytest.raises(smkt.KitError, match=words):
        question.with_changes(**costs)
