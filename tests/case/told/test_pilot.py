"""How a pilot would show the effect: counted from the same runs as the headline, and told in every case."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from smkt_helpers.case.blocks import Note, blocks_html, figures_of
from smkt_helpers.case.figure import Said
from smkt_helpers.case.question import asked
from smkt_helpers.case.told import headline, pilot
from smkt_helpers.comparison.runs import StoppedError
from smkt_helpers.history import simulate
from smkt_helpers.metrics import values


def with_values(found, **pairs):
    """Return the same pilot with other values: by metric what each market has today and with the practices.

    Without a pair, a metric is the same in both worlds.
    """
    markets = len(next(iter(pairs.values()))[0])
    weeks = found.runs.index.unique("weeks")
    index = pd.MultiIndex.from_product([pilot.BOTH, weeks, range(markets)], names=found.runs.index.names)
    still = list(range(50, 50 + markets))
    columns = {metric: pairs.get(metric, (still, still)) for metric in ("leads", *pilot.MEASURED)}
    data = {metric: np.concatenate([np.tile(side, len(weeks)) for side in pair]) for metric, pair in columns.items()}
    return pilot.Pilot(pd.DataFrame(data, index=index, dtype="float64").sort_index())


def told(question, found):
    section = pilot.section(question, found)
    said = [one.said if isinstance(one, Note) else one for one in section.blocks if isinstance(one, Note | Said)]
    return " ".join(one.text() for one in (section.message, *said))


def test_the_whole_time_is_counted_as_in_the_headline(question, found):
    played = headline.played(question, pilot.BOTH, pilot.MEASURED)
    for way, table in played.items():
        mine = found("pilot").runs.loc[(way, 26), list(pilot.MEASURED)]
        pd.testing.assert_frame_equal(mine, table, check_names=False)


def test_the_first_weeks_are_those_of_a_shorter_play(question):
    asked_for = ("leads", "speed_median", "untouched", "sql", "wins", "revenue")
    long, short = (simulate(question.company, question.plan("chosen"), weeks=weeks).tables() for weeks in (26, 13))
    pd.testing.assert_frame_equal(values(pilot.first_weeks(long, 13), asked_for), values(short, asked_for))


def test_the_recommended_pilot_says_what_counts_against_it(question, found):
    same, more = [90.0, 100.0, 110.0, 100.0], [190.0, 200.0, 210.0, 200.0]
    text = told(question, with_values(found("pilot"), wins=(same, more)))
    assert "show it after 4 weeks, in deals won" in text and "Draw by lot" in text
    assert "The difference between the halves should be about +50 (deals won)" in text
    assert "If it does not reach +" in text and "not only a habit" in text
    assert "In revenue, even 26 weeks show it with a chance of only" in text


def test_a_pilot_that_shows_only_habits_or_nothing_says_so(question, found):
    slow, fast = [20.0, 21.0, 20.0, 22.0], [2.0, 2.5, 2.0, 2.2]
    assert "none of the lengths tried would show a result" in told(
        question, with_values(found("pilot"), speed_median=(slow, fast)))  # fmt: skip
    nothing = told(question, with_values(found("pilot"), wins=([1, 2, 3], [2, 3, 1])))
    assert "None of the lengths tried here would be likely" in nothing and "Draw by lot" not in nothing


def test_what_gets_worse_or_turns_with_time_is_said(question, found):
    slow, fast = [20.0, 21.0, 20.0, 22.0], [2.0, 2.5, 2.0, 2.2]
    worse = with_values(found("pilot"), speed_median=(fast, slow))
    assert "It gets worse: time to the first call changes by +18" in told(question, worse)
    turned = worse.runs.copy()
    turned.loc[("chosen", 4), "speed_median"] = 0.5
    assert "It turns with time: time to the first call changes by −1" in told(question, pilot.Pilot(turned))


def test_without_a_spread_there_is_a_sentence(question, found):
    one = with_values(found("pilot"), wins=([1], [2]))
    section = pilot.section(question.with_changes(markets=1), one)
    assert "cannot be said from 1 simulated year:" in section.message.text() and not section.on_slide


def test_it_can_be_stopped(question):
    with pytest.raises(StoppedError):
        pilot.compute(question, cancel=lambda: True)


def test_the_web_shop_and_another_currency():
    question = asked("webshop", markets=2, weeks=26)
    question = question.with_changes(base=dataclasses.replace(question.base, currency="PLN"))
    section = pilot.section(question, pilot.compute(question))
    assert "PLN" in blocks_html(section.blocks)
    assert all(one.id.startswith("pilot.") for one in figures_of(section))
