from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.case.blocks import figures_of, section_html
from smkt_helpers.case.question import asked
from smkt_helpers.case.told import headline as part
from smkt_helpers.comparison.pairs import paired


def test_the_figures_are_those_of_compare(question, headline):
    board = smkt.compare(question.company, question.plan("today"), question.plan("chosen"), weeks=question.weeks,
                         replications=question.markets, seed=question.seed, metrics=part.PLAYED)  # fmt: skip
    pd.testing.assert_frame_equal(headline.board, board)
    shown = {figure.id: figure for figure in figures_of(part.section(question, headline))}
    for metric in ("revenue", "contribution", "wins"):
        change = shown[f"headline.{metric}.difference"]
        assert (change.value, change.low, change.high) == tuple(board.loc[metric, ["difference", "low", "high"]])
        assert shown[f"headline.{metric}.today"].value == board.loc[metric, "first"]
        assert shown[f"headline.{metric}.chosen"].value == board.loc[metric, "second"]


def shifted(headline, metric, amounts):
    """Return the headline as if the practices changed one metric by these amounts, market by market."""
    runs = dict(headline.runs)
    runs["chosen"] = runs["chosen"].assign(**{metric: runs["today"][metric] + amounts})
    return dataclasses.replace(headline, runs=runs, board=paired(runs["today"], runs["chosen"]))


def test_a_loss_is_told_as_a_loss(question, headline):
    lost = shifted(headline, "contribution", [-90_000.0, -100_000.0])
    told = part.message(question, lost).text()
    assert "leaves −EUR 95,000 against today" in told
    assert "It left less than today in 2 of 2 simulated years" in told
    assert "Contribution −EUR 95,000" in part.side_effects(question, lost)[0].said.text()


def test_what_gets_worse_is_named_only_when_it_is_clear(question, headline):
    same = shifted(headline, "contribution", [0.0, 0.0])
    for metric in part.PLAYED:
        same = shifted(same, metric, [0.0, 0.0])
    assert part.side_effects(question, same) == []
    slower = shifted(same, "speed_median", [5.0, 5.1])
    assert "first call" in part.side_effects(question, slower)[0].said.text()
    assert part.side_effects(question, shifted(same, "speed_median", [-5.0, 50.0])) == []


@pytest.mark.parametrize(("reached", "words"), [(1.4, "140% of the plan comes in"), (0.8, "")])
def test_why_management_is_less_content_is_said(question, headline, reached, words):
    told = shifted(headline, "satisfied_management", [-20.0, -20.1])
    told = shifted(shifted(told, "forecast_error", [0.1, 0.1]), "quota_reached", [0.0, 0.0])
    told.runs["chosen"]["quota_reached"] = reached
    text = part.side_effects(question, told)[0].said.text()
    assert "Management is less content because half of its points stand for how close" in text and words in text
    assert ("more than planned is a miss, too" in text) == bool(words)
    closer = shifted(told, "forecast_error", [-0.1, -0.1])
    assert "Management is less content" not in part.side_effects(question, closer)[0].said.text()


def test_a_metric_without_an_answer_is_a_dash(question, headline):
    empty = shifted(headline, "cac", [float("nan")] * 2)
    assert "–" in section_html(part.section(question, empty))


@pytest.mark.parametrize(("practices", "words"), [((), "at least one practice"), (("magic",), "magic")])
def test_a_question_that_cannot_be_asked(practices, words):
    with pytest.raises(smkt.KitError, match=words):
        asked(practices=practices)


def test_practices_that_change_nothing_are_refused(question):
    company = question.company
    already = dataclasses.replace(company, today=smkt.with_practices(company.today, ["shared_crm"]))
    with pytest.raises(smkt.KitError, match="works like that already"):
        question.with_changes(base=already, practices=("shared_crm",))


def test_a_changed_assumption_is_played_and_named(question):
    changed = question.with_changes(changed=(("contact.reachable", 0.5),))
    assert changed.company.contact.reachable == 0.5
    figures = figures_of(part.section(changed, part.compute(changed)))
    assert all("--assume contact.reachable=0.5" in one.command for one in figures if one.command)


def test_the_cost_of_goods_is_taken_off(question, headline):
    shown = {one.id: one for one in figures_of(part.section(question, headline))}
    change = headline.board["difference"]
    assert shown["headline.goods.0.3"].value == pytest.approx(change["contribution"] - 0.7 * change["revenue"])
