from __future__ import annotations

import pytest

import smkt_helpers as smkt
from smkt_helpers.case.blocks import figures_of
from smkt_helpers.case.told import otherwise as part
from smkt_helpers.comparison.pairs import paired


def test_the_figures_are_those_of_compare(question, found):
    ways = {"weeks": question.weeks, "replications": question.markets, "seed": question.seed}
    board = smkt.compare(question.company, question.plan("today"), question.plan("rep"), metrics=part.MEASURED, **ways)
    line = board.loc["contribution"]
    shown = {figure.id: figure for figure in figures_of(part.section(question, found("otherwise")))}
    rep = shown["otherwise.rep.contribution"]
    assert (rep.value, rep.low, rep.high) == (line["difference"], line["low"], line["high"])
    # One more rep costs his or her hours and nothing else.
    assert shown["otherwise.rep.cost"].value == pytest.approx(shown["otherwise.rep.pay"].value)
    assert shown["otherwise.ads.planned"].value == pytest.approx(shown["otherwise.rep.pay"].value)


def test_more_advertising_than_a_plan_may_hold_is_said(question, found):
    small = question.company.replace(**{"response.weekly_budget": 100.0})
    capped = question.with_changes(base=small)
    assert "Advertising cannot take as much" in part.section(capped, found("otherwise")).blocks[0].text()


@pytest.mark.parametrize(
    ("gains", "words"),
    [
        ({"chosen": (900, 910), "rep": (10, 20), "ads": (30, 40)}, "the chosen practices leave more"),
        ({"chosen": (10, 20), "rep": (900, 910), "ads": (30, 40)}, "one more rep leaves more"),
        ({"chosen": (10, 20), "rep": (30, 40), "ads": (900, 910)}, "more advertising leaves more"),
        ({"chosen": (900, 100), "rep": (10, 20), "ads": (30, 40)}, "cannot be told apart"),
        ({"chosen": (-90, -91), "rep": (-10, -11), "ads": (-30, -31)}, "none of the three"),
    ],
)
def test_the_message_names_the_winner_only_when_it_is_one(question, found, gains, words):
    runs = dict(found("otherwise").runs)
    for way, amounts in gains.items():
        runs[way] = runs["today"].assign(contribution=runs["today"]["contribution"] + list(amounts))
    boards = {way: paired(runs["today"], runs[way]) for way in part.OTHERS}
    assert words in part.section(question, part.Otherwise(runs, boards)).message.text()


def test_hours_are_priced_with_the_dearer_hour(question, found):
    dear = question.company.replace(**{"money.marketer_hour": 500.0})
    shown = {one.id: one for one in figures_of(part.section(question.with_changes(base=dear), found("otherwise")))}
    hours = shown["otherwise.chosen.hours"].value
    assert shown["otherwise.chosen.paid"].value == pytest.approx(hours * 500.0 * question.weeks)
