"""Luck of the market and doubt about the assumptions, shown apart."""

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from smkt_helpers.comparison import compare
from smkt_helpers.comparison.doubt import COLUMNS, companies_in_doubt, doubt, ranged, within
from smkt_helpers.errors import KitError
from smkt_helpers.plan import plans
from tests.strategies import small

COMPANY = small()
CRM = plans.siloed.replace(handoff="shared_crm")
SHORT = dict(weeks=8)
PAIR = dict(metrics=("contribution", "people"), **SHORT)


def with_ranges(**ranges):
    """Return the small company with these ranges only; names as in ``team__reps``."""
    wanted = {name.replace("__", "."): ends for name, ends in ranges.items()}
    found = [dataclasses.replace(one, low=wanted[one.path][0], high=wanted[one.path][1])
             for one in COMPANY.assumptions if one.path in wanted]
    found = [dataclasses.replace(one, value=COMPANY.team.reps) if one.path == "team.reps" else one for one in found]
    return dataclasses.replace(COMPANY, assumptions=tuple(found))


def test_the_two_doubts_are_apart_and_the_first_is_the_paired_comparison():
    company = with_ranges(money__crm_week=(0.0, 1000.0))
    board = doubt(company, plans.siloed, CRM, replications=3, draws=40, few=1, **PAIR)
    pair = compare(company, plans.siloed, CRM, replications=3, **PAIR)
    assert list(board.columns) == list(COLUMNS)
    same = {"difference": "difference", "low": "low", "high": "high", "luck_q10": "q10", "luck_q50": "q50",
            "luck_q90": "q90", "luck_lost": "lost", "markets": "runs"}
    pd.testing.assert_frame_equal(board[list(same)], pair[list(same.values())].set_axis(list(same), axis=1))
    # The licence is paid in each of the 8 weeks and lies anywhere between 0 and 1000; luck does not move it.
    people = board.loc["people"]
    assert people["luck_q10"] == people["luck_q90"]
    assert people[["doubt_q10", "doubt_q50", "doubt_q90"]].tolist() == pytest.approx([800, 4000, 7200], abs=250)
    assert people["doubt_below"] == pytest.approx(COMPANY.money.crm_week / 1000, abs=1 / 40)
    assert people["doubt_lost"] == 1 and people["draws"] == 40 and people["impossible"] == 0


def test_the_share_of_draws_that_lose_is_counted_by_draw():
    gain = compare(COMPANY, plans.siloed, CRM, replications=1, **PAIR).loc["contribution", "difference"]
    free = gain + 8 * COMPANY.money.crm_week        # what the shared CRM brings before its price
    assert free > 0
    company = with_ranges(money__crm_week=(0.0, free / 2))      # a quarter of the range is below the break-even
    board = doubt(company, plans.siloed, CRM, replications=1, draws=40, few=1, **PAIR)
    assert board.loc["contribution", "doubt_lost"] == pytest.approx(0.75, abs=0.03)


def test_drawn_companies_spread_evenly_and_have_a_named_seed():
    company = with_ranges(contact__reachable=(0.7, 0.9), talk=(0, 1), minutes__talk=(20.0, 40.0))
    drawn = companies_in_doubt(company, 50, seed=4)
    reachable = np.array([one.contact.reachable for one in drawn.companies])
    assert sorted(np.floor((reachable - 0.7) / 0.2 * 50)) == list(range(50)), "one in each fiftieth of the range"
    assert all(20 <= one.minutes.talk <= 40 for one in drawn.companies)
    assert drawn == companies_in_doubt(company, 50, seed=4) != companies_in_doubt(company, 50, seed=5)


def test_whole_numbers_stay_whole_and_reach_both_ends():
    company = with_ranges(team__reps=(1, 4))
    reps, = ranged(company)
    assert [within(reps, share) for share in (0, 0.24, 0.26, 0.99, 1)] == [1, 1, 2, 4, 4]
    drawn = companies_in_doubt(company, 8, seed=1)
    assert sorted(one.team.reps for one in drawn.companies) == [1, 1, 2, 2, 3, 3, 4, 4]


def test_impossible_draws_are_left_out_and_counted():
    # Reps work 40 hours a week, so fewer paid hours do not fit.
    company = with_ranges(team__hours_week=(30.0, 50.0))
    board = doubt(company, plans.siloed, CRM, replications=1, draws=10, few=1, **PAIR)
    assert board.loc["people", "impossible"] == 5 and board.loc["people", "draws"] == 5
    with pytest.raises(KitError, match="None of the 10 drawn companies is possible"):
        companies_in_doubt(with_ranges(team__hours_week=(20.0, 30.0)), 10, seed=1)


def test_an_executor_gives_the_same_bits_and_progress_counts_markets():
    company, told = with_ranges(contact__reachable=(0.7, 0.9)), []
    asked = dict(replications=2, draws=4, few=2, **PAIR)
    alone = doubt(company, plans.siloed, CRM, **asked, progress=lambda *both: told.append(both))
    with ThreadPoolExecutor(2) as pool:
        shared = doubt(company, plans.siloed, CRM, **asked, executor=pool)
    pd.testing.assert_frame_equal(alone, shared, check_exact=True)
    assert told == [(2, 10), (4, 10), (6, 10), (8, 10), (10, 10)]


def test_stopped_after_the_markets_the_draws_are_not_available():
    stop = threading.Event()
    board = doubt(with_ranges(contact__reachable=(0.7, 0.9)), plans.siloed, CRM, replications=2, draws=4, few=1,
                  **PAIR, progress=lambda done, total: stop.set(), cancel=stop.is_set)
    assert (board["markets"] == 2).all() and (board["draws"] == 0).all()
    assert board[["doubt_q10", "doubt_q50", "doubt_q90", "doubt_below", "doubt_lost"]].isna().all(axis=None)


@pytest.mark.parametrize(("wrong", "message"), [
    ({"draws": 0}, "number of drawn companies"), ({"few": 0}, "markets per drawn company"),
    ({"replications": 0}, "number of markets"), ({"metrics": ["profit"]}, "no metric called 'profit'"),
    ({"company": dataclasses.replace(COMPANY, assumptions=())}, "No number of the company irrigation carries a range"),
])
def test_mistakes_are_told_in_a_sentence(wrong, message):
    with pytest.raises(KitError, match=message):
        doubt(**{**dict(company=COMPANY, first=plans.siloed, second=CRM, **SHORT), **wrong})
