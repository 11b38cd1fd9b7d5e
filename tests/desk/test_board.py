"""The scoreboard says better and worse by the metric's own direction, and never more than the runs show."""

import dataclasses
import math

import pandas as pd
import pytest

from smkt_helpers.company_file import company
from smkt_helpers.desk import board
from smkt_helpers.desk.run import Playing
from smkt_helpers.metrics import METRICS
from smkt_helpers.plan import siloed

SOFT = siloed.replace(threshold=42)
STRICT = siloed.replace(threshold=80, handoff="shared_crm")

GAME = {"seed": 1, "weeks": 4, "replications": 4}


def played(plan):
    return Playing(company("irrigation"), plan, board.ALL, **GAME).finish()


@pytest.fixture(scope="module")
def runs():
    return played(SOFT), played(STRICT)


def frame(id, *values):
    return pd.DataFrame({id: list(values)})


@pytest.mark.parametrize(
    ("id", "now", "before", "kind"),
    [
        ("wins", (12, 13, 12), (10, 10, 10), board.BETTER),
        ("wins", (8, 7, 8), (10, 10, 10), board.WORSE),
        ("untouched", (0.2, 0.21, 0.2), (0.4, 0.4, 0.4), board.BETTER),
        ("untouched", (0.6, 0.61, 0.6), (0.4, 0.4, 0.4), board.WORSE),
        ("spend", (9, 9, 9), (5, 5, 5), board.MORE),
        ("spend", (3, 3, 3), (5, 5, 5), board.LESS),
        ("wins", (10, 10, 10), (10, 10, 10), board.SAME),
        ("wins", (20, 5, 11), (10, 10, 10), board.UNCLEAR),
        ("wins", (math.nan,) * 3, (10, 10, 10), board.NONE),
        ("wins", (math.nan, 12, 13), (10, 10, 10), board.BETTER),
    ],
)
def test_a_change_is_judged_by_the_metric_s_direction(id, now, before, kind):
    assert board.change(METRICS[id], frame(id, *now), frame(id, *before)).kind == kind


def test_a_change_turned_round_is_the_opposite(runs):
    first, second = runs
    opposite = {board.BETTER: board.WORSE, board.WORSE: board.BETTER, board.MORE: board.LESS, board.LESS: board.MORE}
    for id in board.ALL:
        there = board.change(METRICS[id], second.values, first.values)
        back = board.change(METRICS[id], first.values, second.values)
        assert back.kind == opposite.get(there.kind, there.kind)
        assert back.difference == pytest.approx(-there.difference, nan_ok=True)


def test_the_table_says_why_a_figure_is_not_available(runs):
    first, _second = runs
    nothing = first.board.copy()
    nothing.loc["cac", "value"] = math.nan
    nothing.loc["cac", "not available because"] = METRICS["cac"].undefined
    changed = dataclasses.replace(first, values=first.values.assign(cac=math.nan), board=nothing)
    markup = board.table(("cac",), "Figures", changed, first, first)
    assert "Customer acquisition cost (CAC) is not available, because: It needs deals won" in markup
    assert "– not available" in markup


def test_the_first_run_is_compared_with_siloed_teams_only(runs):
    first, second = runs
    assert "first run" in board.table(("wins",), "Figures", second, None, first)
    assert "first run" not in board.table(("wins",), "Figures", second, first, first)


@pytest.mark.parametrize(
    ("id", "by", "said"),
    [
        ("wins", 3.0, "Deals won rose from 20 to 23, which is better."),
        ("wins", -3.0, "Deals won fell from 20 to 17, which is worse."),
        ("backlog", 3.0, "MQLs still waiting rose from 20 to 23, which is worse."),
        ("backlog", -3.0, "MQLs still waiting fell from 20 to 17, which is better."),
        ("spend", 3.0, "Marketing spend rose from EUR 20 to EUR 23."),
        ("spend", -3.0, "Marketing spend fell from EUR 20 to EUR 17."),
        ("wins", 0.0, "Deals won is the same: 20."),
        (
            "wins",
            math.nan,
            "Deals won cannot be compared, because one of the two figures is not available.",
        ),
    ],
)
def test_the_sentences_follow_the_figures_in_both_directions(runs, id, by, said):
    def with_value(value):
        first = runs[0]
        line = first.board.copy()
        line.loc[id, "value"] = value
        return dataclasses.replace(first, values=first.values.assign(**{id: value}), board=line)

    assert board.sentences(with_value(20.0 + by), with_value(20.0), (id,)) == [said]


def test_the_sentence_of_the_decisions_names_what_changed(runs):
    first, second = runs
    said = board.decisions_sentence(second, first)
    assert "Lead score needed (MQL threshold): 42 points → 80 points" in said
    assert "How leads are handed over: a list once a week → one shared CRM, at once" in said
    assert board.decisions_sentence(first, first) == ""


def test_the_strips_carry_what_the_board_says(runs):
    first, second = runs
    for strip, id in zip(board.strips(second, first, first), board.HEADLINES, strict=True):
        assert strip.value == pytest.approx(second.board.loc[id, "value"])
        assert strip.last == strip.siloed == pytest.approx(first.board.loc[id, "value"])
        assert strip.verdict.split(" ", 1)[1] in board.VERDICTS.values()


def test_the_four_parties_stand_in_order_and_the_unknown_last(runs):
    first = runs[0]
    line = first.board.copy()
    for id, value in zip(board.PARTIES, (50.0, 20.0, math.nan, 30.0), strict=True):
        line.loc[id, "value"] = value
    order = board.lowest_first(dataclasses.replace(first, board=line))
    assert order == ("satisfied_marketing", "satisfied_customers", "satisfied_sales", "satisfied_management")
