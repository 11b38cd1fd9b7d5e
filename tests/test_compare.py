"""Two plans on the same markets: what a paired comparison must give."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from smkt_helpers import metrics
from smkt_helpers.company_file import company
from smkt_helpers.comparison import COLUMNS, HEADLINES, compare, paired
from smkt_helpers.errors import KitError
from smkt_helpers.history import simulate
from smkt_helpers.plan import plans

COMPANY = company("irrigation")
MORE_REPS = plans.siloed.replace(extra_reps=2)


def table(**columns):
    made = pd.DataFrame(columns)
    return made.rename_axis("replication")


def test_identical_plans_differ_by_exactly_nothing():
    result = compare(COMPANY, plans.siloed, plans.siloed, weeks=6, replications=2)
    assert list(result.columns) == list(COLUMNS) and list(result.index) == list(HEADLINES)
    known = result[result["runs"] == 2]
    assert {"revenue", "contribution"} <= set(known.index)
    assert (known[["difference", "low", "high"]] == 0).all(axis=None)
    assert set(known["lost"].dropna()) == {0}


def test_swapping_the_plans_turns_the_sign():
    one = compare(COMPANY, plans.siloed, MORE_REPS, weeks=8, replications=3)
    other = compare(COMPANY, MORE_REPS, plans.siloed, weeks=8, replications=3)
    pd.testing.assert_series_equal(one["first"], other["second"], check_names=False)
    np.testing.assert_allclose(one["difference"], -other["difference"])
    np.testing.assert_allclose(one["low"], -other["high"])
    assert one.loc["people", "lost"] == 1 and other.loc["people", "lost"] == 0


def test_blocks_change_nothing_and_progress_is_told(monkeypatch):
    at_once = compare(COMPANY, plans.siloed, plans.aligned, weeks=4, replications=5)
    monkeypatch.setattr("smkt_helpers.comparison.runs.BLOCK", 2)
    told = []
    in_blocks = compare(COMPANY, plans.siloed, plans.aligned, weeks=4, replications=5,
                        progress=lambda done, total: told.append((done, total)))
    pd.testing.assert_frame_equal(at_once, in_blocks)
    assert told == [(2, 5), (4, 5), (5, 5)]


def test_the_same_markets_make_the_interval_narrower():
    runs = 12
    first, second = (metrics.values(simulate(COMPANY, plan, weeks=13, replications=runs).tables(),
                                    ["wins", "revenue"]) for plan in (plans.siloed, MORE_REPS))
    result = paired(first, second)
    unpaired = 2 * 2.07 * np.sqrt((first.var() + second.var()) / runs)      # t with 22 degrees of freedom
    assert (result["high"] - result["low"] < unpaired).all()


def test_the_interval_and_the_lost_share_by_hand():
    result = paired(table(revenue=[10.0, 10, 10, 10], cac=[1.0, 1, 1, 1], spend=[1.0, 1, 1, 1]),
                    table(revenue=[12.0, 9, 13, 10], cac=[2.0, 0, 2, 2], spend=[2.0, 2, 2, 2]))
    half = 3.182446 * np.std([2, -1, 3, 0], ddof=1) / 2                     # t with 3 degrees of freedom
    assert result.loc["revenue", ["difference", "low", "high", "lost", "runs"]].tolist() == pytest.approx(
        [1, 1 - half, 1 + half, 1 / 4, 4])
    assert result.loc["cac", "lost"] == 3 / 4
    assert math.isnan(result.loc["spend", "lost"])


def test_runs_without_an_answer_are_left_out():
    result = paired(table(win_rate=[0.5, np.nan, 0.2], cycle=[np.nan] * 3),
                    table(win_rate=[0.7, 0.1, np.nan], cycle=[1.0] * 3))
    assert result.loc["win_rate", ["first", "second", "difference", "runs"]].tolist() == pytest.approx(
        [0.5, 0.7, 0.2, 1])
    assert result.loc["win_rate", ["low", "high"]].isna().all()
    assert result.loc["cycle", "runs"] == 0
    assert result.loc["cycle", ["first", "second", "difference", "low", "high", "lost"]].isna().all()


@pytest.mark.parametrize(("wrong", "message"), [
    ({"replications": 0}, "number of markets"), ({"replications": 2.5}, "number of markets"),
    ({"replications": True}, "number of markets"), ({"weeks": 0}, "weeks must be"),
    ({"metrics": ["profit"]}, "no metric called 'profit'")])
def test_mistakes_are_told_in_a_sentence(wrong, message):
    with pytest.raises(KitError, match=message):
        compare(COMPANY, plans.siloed, plans.aligned, **wrong)


def test_only_the_same_runs_are_compared():
    with pytest.raises(KitError, match="same runs"):
        paired(table(wins=[1.0, 2]), table(wins=[1.0]))


def test_quantiles_and_runs_still_needed_by_hand():
    changes = [1.0, 2, 3, 4, 5]
    first, second = table(revenue=[0.0] * 5, wins=[7.0] * 5), table(revenue=changes, wins=[7.0] * 5)
    result = paired(first, second, precision=0.1)
    assert result.loc["revenue", ["q10", "q50", "q90"]].tolist() == pytest.approx([1.4, 3, 4.6])
    spread = np.std(changes, ddof=1)
    total = 5 + result.loc["revenue", "needed"]
    # Student's t with some hundred degrees of freedom: as many as it takes, and not one more.
    for count, enough in ((total, True), (total - 1, False)):
        assert (stats.t.ppf(0.975, count - 1) * spread / math.sqrt(count) <= 0.1 * 3) is np.bool_(enough)
    assert result.loc["wins", "needed"] == 0, "what never differs is known exactly"
    assert paired(first, second, precision=2).loc["revenue", "needed"] == 0


def test_runs_still_needed_cannot_always_be_said():
    around_zero = paired(table(wins=[1.0, 2, 3]), table(wins=[2.0, 2, 2]))
    assert math.isnan(around_zero.loc["wins", "needed"])
    one_run = paired(table(wins=[1.0]), table(wins=[2.0]))
    assert math.isnan(one_run.loc["wins", "needed"])
    none_at_all = paired(table(cycle=[np.nan, np.nan]), table(cycle=[1.0, 2]))
    assert math.isnan(none_at_all.loc["cycle", "needed"])


@pytest.mark.parametrize("precision", [0, -0.1, math.nan, "narrow", None])
def test_a_precision_is_a_share_above_nothing(precision):
    with pytest.raises(KitError, match="precision must be a share above 0"):
        paired(table(wins=[1.0, 2]), table(wins=[1.0, 2]), precision)
