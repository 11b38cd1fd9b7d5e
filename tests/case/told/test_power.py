"""The statistics of a pilot: as in the tables of the source, and honest about what it does not know."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from smkt_helpers.case.told import power
from smkt_helpers.case.told.halves import Stage

HALVES = Stage("halves", "halves", "today", "chosen", ("owners",))
BEFORE = Stage("everybody", "before", "today", "chosen", ("shared_crm",))


def runs(today, chosen, weeks=13, **others):
    """Return runs with these values of "wins" by market, and of other metrics if they are given as pairs."""
    columns = {metric: (today, chosen) for metric in power.MEASURED} | others
    parts = {
        (way, weeks): pd.DataFrame({metric: pair[place] for metric, pair in columns.items()}, dtype="float64")
        for place, way in enumerate(("today", "chosen"))
    }
    return pd.concat(parts, names=["way", "weeks", "replication"])


@pytest.mark.parametrize(("size", "per_group", "chance"), [
    # J. Cohen, Statistical Power Analysis, 2nd edition, table 2.3.5 (two-sided 5%): d, n per group, power.
    (0.2, 393, 0.80), (0.5, 64, 0.80), (0.8, 26, 0.80), (0.5, 33, 0.52), (1.0, 10, 0.56),
])  # fmt: skip
def test_the_chance_is_that_of_the_source(size, per_group, chance):
    shift = size * math.sqrt(per_group / 2)
    assert power.power(shift, 2 * per_group - 2) == pytest.approx(chance, abs=0.008)


def test_extreme_shifts_are_answered():
    assert power.power(0.0, 24) == pytest.approx(power.ERROR / 2)
    assert [power.power(shift, freedom) for shift in (29.0, 500.0, math.inf) for freedom in (6, 102)] == [1.0] * 6
    assert math.isnan(power.power(math.nan, 6)) and math.isnan(power.power(3.0, 0))


def test_a_pilot_is_as_sure_as_drawn_pilots_are():
    # Two groups with one figure a week each, as the test counts them.
    weeks, effect, spread = 13, 1.2, 1.0
    drawn = np.random.default_rng(1).normal(size=(20_000, 2, weeks)) * spread
    drawn[:, 1] += effect
    means, errors = drawn.mean(axis=2), np.sqrt(drawn.var(axis=2, ddof=1).sum(axis=1) / weeks)
    from scipy.stats import t

    seen = (means[:, 1] - means[:, 0]) / errors > t.ppf(0.975, 2 * weeks - 2)
    shift = effect / math.sqrt(2 * spread**2 / weeks)
    assert power.power(shift, power.freedom(weeks)) == pytest.approx(seen.mean(), abs=0.015)


def test_the_spread_is_that_between_markets_and_not_that_of_the_twins():
    # The practices win exactly three more deals in every market: twins see that at once, a company does not.
    found = runs([10, 20, 30, 40], [13, 23, 33, 43])
    before, halves = (power.line(found, design, "wins", 13) for design in (BEFORE, HALVES))
    assert before.effect == pytest.approx(3) and before.low == pytest.approx(3)
    spread = np.std([10, 20, 30, 40], ddof=1)
    assert before.error == pytest.approx(math.sqrt(2) * spread)
    assert halves.effect == pytest.approx(1.5), "half of the company brings half of the deals"
    assert halves.error == pytest.approx(2 * spread / 2)
    assert power.line(found, HALVES, "acceptance", 13).effect == pytest.approx(3), "a share stays a share"
    assert not before.is_seen and halves.chance < before.chance < 0.1
    assert halves.chance_low < halves.chance < halves.chance_high


def test_few_markets_give_no_interval_and_one_gives_no_chance():
    two = power.line(runs([1, 2], [3, 5]), HALVES, "wins", 13)
    assert 0 < two.chance < 1 and math.isnan(two.chance_low)
    one = power.line(runs([1], [3]), HALVES, "wins", 13)
    assert math.isnan(one.chance) and one.effect == pytest.approx(1) and not one.is_seen
    silent = power.line(runs([1, 2], [3, 5], untouched=([np.nan] * 2, [0.1, 0.2])), HALVES, "untouched", 13)
    assert math.isnan(silent.chance) and math.isnan(silent.effect)


def test_a_result_is_recommended_before_a_habit_and_nothing_that_gets_worse():
    noise, same = [0.0, 1.0, 2.0, 1.0], [50.0, 51.0, 52.0, 51.0]
    more, less = [one + 60 for one in same], [one - 45 for one in same]
    # Of these metrics, three are better when they are low.
    found = runs(same, noise, sql=(same, more), wins=(same, same), revenue=(same, less))
    best = power.recommended(power.board(found, HALVES))
    assert best.metric == "sql" and best.gets == "better" and 0 < best.limit and best.least < best.effect
    habits = runs(same, less, acceptance=(same, same), sql=(same, same), wins=(same, same), revenue=(same, same))
    best = power.recommended(power.board(habits, HALVES))
    assert best.metric == "untouched" and best.effect < best.least < 0 and best.limit < 0
    assert power.recommended(power.board(runs(same, same), HALVES)) is None
    worse = power.board(runs(same, same, revenue=(same, less)), HALVES)
    assert power.recommended(worse) is None and power.first_seen(worse, "revenue").gets == "worse"


def test_half_an_effect_is_seen_less_often_and_does_not_count_as_none():
    same, more = [50.0, 51.0, 52.0, 51.0], [60.0, 61.0, 62.0, 61.0]
    one = power.line(runs(same, more), BEFORE, "wins", 13)
    assert one.chance_of_half == pytest.approx(power.power(0.5 * one.effect / one.error, power.freedom(13)))
    assert one.chance_of_half < one.chance
    assert 0 < one.least_of_half < one.least < one.effect
    # Drawn pilots of practices that do half as much as here, or all of it.
    luck = np.random.default_rng(1).standard_t(power.freedom(13), size=100_000) * one.error
    assert one.missed_by_half == pytest.approx((one.effect / 2 + luck < one.least).mean(), abs=0.01)
    assert (one.effect / 2 + luck < one.least_of_half).mean() == pytest.approx(power.ERROR, abs=0.01)
    down = power.line(runs(more, same), BEFORE, "wins", 13)
    assert down.missed_by_half == pytest.approx(one.missed_by_half) and down.least_of_half < 0
