"""Sensitivity: a planted break-even value is found, and what cannot be played is said."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from smkt_helpers.comparison import compare
from smkt_helpers.comparison.doubt import ranged
from smkt_helpers.comparison.sensitivity import COLUMNS, sensitivity, verdict
from smkt_helpers.errors import KitError
from smkt_helpers.plan import plans
from tests.comparison.test_doubt import COMPANY, CRM, with_ranges

SHORT = dict(weeks=8, markets=2)
PRICE = COMPANY.money.crm_week


@pytest.fixture(scope="module")
def effect():
    """Return what the shared CRM brings in 8 weeks; it costs its price in each, so that is a straight line."""
    pair = compare(COMPANY, plans.siloed, CRM, weeks=8, replications=2, metrics="contribution")
    assert pair.loc["contribution", "difference"] > 0
    return pair.loc["contribution", "difference"]


def test_the_planted_break_even_is_found(effect):
    break_even = PRICE + effect / 8
    high = break_even + 500
    board = sensitivity(with_ranges(money__crm_week=(0.0, high)), plans.siloed, CRM, **SHORT)
    row = board.loc["money.crm_week"]
    assert list(board.columns) == list(COLUMNS)
    assert row["break_even"] == pytest.approx(break_even, abs=high / 200)
    assert row[["effect_low", "effect", "effect_high"]].tolist() == pytest.approx(
        [effect + 8 * PRICE, effect, effect - 8 * (high - PRICE)])
    assert row["remaining"] == pytest.approx(row["effect_high"] / row["effect"]) and row["remaining"] < 0
    assert row["problem"] == ""
    assert verdict(board, "contribution").startswith(
        "Contribution: 1 of 1 numbers, changed alone, can make the difference vanish: money.crm_week at")


def test_without_a_change_of_sign_there_is_no_break_even(effect):
    board = sensitivity(with_ranges(money__crm_week=(0.0, PRICE + effect / 16)), plans.siloed, CRM, **SHORT)
    row = board.loc["money.crm_week"]
    assert pd.isna(row["break_even"]) and row["remaining"] == pytest.approx(0.5)
    assert "none of the 1 numbers" in verdict(board, "contribution")


def test_the_nearest_to_nothing_comes_first(effect):
    company = with_ranges(money__crm_week=(0.0, PRICE + effect / 4), money__rep_hour=(10.0, 90.0),
                          money__marketer_hour=(10.0, 90.0))
    board = sensitivity(company, plans.siloed, CRM, **SHORT)
    assert board.index[0] == "money.crm_week"
    rest = board.iloc[1:]
    assert rest["break_even"].isna().all() and rest["remaining"].is_monotonic_increasing
    assert board.loc["money.rep_hour", "remaining"] == pytest.approx(1), "both plans pay the same reps"


def test_a_whole_number_stays_whole():
    more_reps = plans.siloed.replace(extra_reps=1)
    board = sensitivity(with_ranges(team__reps=(1, 4)), plans.siloed, more_reps, "wins", **SHORT)
    row = board.loc["team.reps"]
    assert pd.isna(row["break_even"]) or row["break_even"] in (1, 2, 3, 4)
    assert row["value"] == 2


def test_an_end_that_cannot_be_played_is_said():
    row = sensitivity(with_ranges(team__hours_week=(30.0, 50.0)), plans.siloed, CRM, **SHORT).loc["team.hours_week"]
    assert pd.isna(row["effect_low"]) and not pd.isna(row["effect_high"])
    assert "At 30 the company cannot be played" in row["problem"]


def test_two_equal_plans_have_nothing_that_could_vanish():
    board = sensitivity(with_ranges(contact__reachable=(0.7, 0.9)), CRM, CRM, **SHORT)
    assert (board[["effect_low", "effect", "effect_high"]] == 0).all(axis=None)
    assert board[["break_even", "remaining"]].isna().all(axis=None)
    assert verdict(board, "contribution").startswith("Both plans come out the same in Contribution")


def test_an_executor_gives_the_same_bits_and_progress_counts_assumptions():
    company, told = with_ranges(money__crm_week=(0.0, 900.0), contact__reachable=(0.7, 0.9)), []
    alone = sensitivity(company, plans.siloed, CRM, **SHORT, progress=lambda *both: told.append(both))
    with ThreadPoolExecutor(2) as pool:
        shared = sensitivity(company, plans.siloed, CRM, **SHORT, executor=pool)
    pd.testing.assert_frame_equal(alone, shared, check_exact=True)
    assert told == [(1, 2), (2, 2)]


def test_stopped_it_shows_the_assumptions_tried_until_then():
    stop = threading.Event()
    board = sensitivity(COMPANY, plans.siloed, CRM, **SHORT, progress=lambda done, total: stop.set(),
                        cancel=stop.is_set)
    assert list(board.index) == [ranged(COMPANY)[0].path]


@pytest.mark.parametrize(("wrong", "message"), [
    ({"assumptions": ["contact.luck"]}, "contact.luck: the company irrigation has no number"),
    ({"assumptions": ["team.marketers"]}, "no number of this name with a range"),
    ({"metric": "profit"}, "no metric called 'profit'"), ({"markets": 0}, "number of markets"),
    ({"metric": "lead_to_won", "weeks": 4}, "no answer under one of the plans"),
])
def test_mistakes_are_told_in_a_sentence(wrong, message):
    asked = dict(company=COMPANY, first=plans.siloed, second=CRM, **SHORT)
    with pytest.raises(KitError, match=message):
        sensitivity(**{**asked, **wrong})
