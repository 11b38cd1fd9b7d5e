"""How a pilot would show the effect: counted from the same runs as the headline, and told in every case."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from smkt_helpers.case.blocks import Note, blocks_html, figures_of
from smkt_helpers.case.figure import Said
from smkt_helpers.case.question import asked
from smkt_helpers.case.told import halves, headline, pilot, power
from smkt_helpers.comparison.runs import StoppedError
from smkt_helpers.history import simulate
from smkt_helpers.metrics import values
from smkt_helpers.practices import PRACTICES


def with_values(found, is_by_halves=False, **pairs):
    """Return the same pilot with other values: by metric what each market has today and with the practices.

    Without a pair, a metric is the same in both worlds.
    """
    markets = len(next(iter(pairs.values()))[0])
    weeks = found.runs.index.unique("weeks")
    index = pd.MultiIndex.from_product([("today", "chosen"), weeks, range(markets)], names=found.runs.index.names)
    still = list(range(50, 50 + markets))
    columns = {metric: pairs.get(metric, (still, still)) for metric in ("leads", *pilot.MEASURED)}
    data = {metric: np.concatenate([np.tile(side, len(weeks)) for side in pair]) for metric, pair in columns.items()}
    runs = pd.DataFrame(data, index=index, dtype="float64")
    # Everything is brought by what everybody gets, and nothing is left for the halves; or the other way round.
    shared = runs.xs("today" if is_by_halves else "chosen", drop_level=False).rename({"today": "shared",
                                                                                      "chosen": "shared"})  # fmt: skip
    return pilot.Pilot(pd.concat([runs, shared]).sort_index())


def told(question, found):
    section = pilot.section(question, found)
    said = [one.said if isinstance(one, Note) else one for one in section.blocks if isinstance(one, Note | Said)]
    return " ".join(one.text() for one in (section.message, *said))


def test_the_whole_time_is_counted_as_in_the_headline(question, found):
    played = headline.played(question, ("today", "chosen"), pilot.MEASURED)
    for way, table in played.items():
        mine = found("pilot").runs.loc[(way, 26), list(pilot.MEASURED)]
        pd.testing.assert_frame_equal(mine, table, check_names=False)


def test_the_first_weeks_are_those_of_a_shorter_play(question):
    asked_for = ("leads", "speed_median", "untouched", "sql", "wins", "revenue")
    long, short = (simulate(question.company, question.plan("chosen"), weeks=weeks).tables() for weeks in (26, 13))
    pd.testing.assert_frame_equal(values(pilot.first_weeks(long, 13), asked_for), values(short, asked_for))


@pytest.fixture(scope="module")
def rep_only(question):
    """Return the question with practices that half of the reps can try."""
    return question.with_changes(practices=("own_leads_last", "owners"))


def test_what_cannot_be_given_to_half_of_the_people_is_never_given_to_half(question):
    together, then = halves.stages(question)
    assert (together.design, together.first, together.second) == ("before", "today", "shared")
    assert together.practices == ("shared_crm", "feedback", "meeting")
    assert (then.design, then.practices) == ("halves", ("own_leads_last", "tracked_promise", "owners"))
    assert set(halves.WHOLE) <= set(PRACTICES) and {"shared_crm", "dashboard"} <= set(halves.WHOLE)
    plans = halves.ways(question)
    assert plans["shared"]["handoff"] == "shared_crm" and not plans["shared"]["owners"] and plans["chosen"]["owners"]


def test_with_one_kind_of_practice_there_is_one_stage(question, rep_only):
    assert [one.id for one in halves.stages(rep_only)] == ["halves"]
    only = question.with_changes(practices=("shared_crm",))
    assert [one.id for one in halves.stages(only)] == ["everybody"]
    text = told(only, pilot.compute(only))
    assert "Draw by lot" not in text and "half of the reps" not in text and "two stages" not in text


def test_the_staged_pilot_says_who_gets_what_and_what_a_result_means(question, found):
    same, more = [90.0, 100.0, 110.0, 100.0], [190.0, 200.0, 210.0, 200.0]
    text = told(question, with_values(found("pilot"), wins=(same, more)))
    assert "A pilot needs two stages" in text and "First everybody gets these: 4 weeks" in text
    assert "Give to everybody: One shared CRM; Results written back and read" in text
    assert "What the others add is too little" in text and "Draw by lot" not in text
    assert "The difference should be about +100 (deals won)" in text
    assert "that alone does not mean that nothing works" in text and "if the true effect is half as large" in text
    assert "Count it as not working if it stays short of +" in text
    assert "In revenue, even 26 weeks of the first stage show it with a chance of only" in text


def test_half_of_the_reps_try_what_a_rep_can_do_alone(rep_only, question, found):
    same, more = [90.0, 100.0, 110.0, 100.0], [190.0, 200.0, 210.0, 200.0]
    second = told(question, with_values(found("pilot"), is_by_halves=True, wins=(same, more)))
    assert "none of the lengths tried would be likely to show what that brings" in second
    assert "Then half of the reps get the others" in second and "Give to everybody" not in second
    alone = told(rep_only, with_values(found("pilot"), is_by_halves=True, wins=(same, more)))
    assert "A pilot can tell. Two halves of the company side by side" in alone and "Draw by lot" in alone
    assert "The difference should be about +50 (deals won)" in alone


def test_no_chance_above_what_can_be_claimed(question, found):
    same, more = [90.0, 100.0, 110.0, 100.0], [990.0, 1000.0, 1010.0, 1000.0]
    section = pilot.section(question, with_values(found("pilot"), wins=(same, more)))
    chances = [one for one in figures_of(section) if "chance" in one.id]
    assert max(one.value for one in chances) == power.MOST_CLAIMED == 0.95
    assert "over 95%" in section.message.text() and "over 99%" not in blocks_html(section.blocks)
    assert "each week as independent" in told(question, with_values(found("pilot"), wins=(same, more)))


def test_a_weak_pilot_does_not_condemn_practices_that_do_half_as_much(question, found):
    same = [90.0, 100.0, 110.0, 100.0]
    text = told(question, with_values(found("pilot"), wins=(same, [one + 36 for one in same])))
    assert "cannot tell “half as much” from “nothing”" in text and "Count it as not working" not in text


def test_a_pilot_that_shows_only_habits_or_nothing_says_so(question, found):
    slow, fast = [20.0, 21.0, 20.0, 22.0], [2.0, 2.5, 2.0, 2.2]
    assert "none of the lengths tried would show a result" in told(
        question, with_values(found("pilot"), speed_median=(slow, fast)))  # fmt: skip
    nothing = told(question, with_values(found("pilot"), wins=([1, 2, 3], [2, 3, 1])))
    assert "None of the lengths tried here would be likely" in nothing and "Draw by lot" not in nothing


def test_what_gets_worse_or_turns_with_time_is_said(question, found):
    slow, fast = [20.0, 21.0, 20.0, 22.0], [2.0, 2.5, 2.0, 2.2]
    worse = with_values(found("pilot"), speed_median=(fast, slow))
    assert "It gets worse: with all chosen practices, time to the first call changes by +18" in told(question, worse)
    turned = worse.runs.copy()
    turned.loc[("chosen", 4), "speed_median"] = 0.5
    text = told(question, pilot.Pilot(turned))
    assert "It turns with time: with all chosen practices, time to the first call changes by −1" in text


def test_without_a_spread_there_is_a_sentence(question, found):
    one = with_values(found("pilot"), wins=([1], [2]))
    section = pilot.section(question.with_changes(markets=1), one)
    assert "cannot be said from 1 simulated year:" in section.message.text() and not section.on_slide


def test_it_can_be_stopped(question):
    with pytest.raises(StoppedError):
        pilot.compute(question, cancel=lambda: True)


@pytest.mark.full
def test_the_web_shop_and_another_currency():
    question = asked("webshop", markets=2, weeks=26)
    question = question.with_changes(base=dataclasses.replace(question.base, currency="PLN"))
    section = pilot.section(question, pilot.compute(question))
    assert "PLN" in blocks_html(section.blocks)
    assert all(one.id.startswith("pilot.") for one in figures_of(section))
