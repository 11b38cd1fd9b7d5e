"""The waterfall: bars that add up, fair to the orders, and honest about what was played."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from smkt_helpers import metrics
from smkt_helpers.comparison.waterfall import COLUMNS, orders_of, waterfall
from smkt_helpers.errors import KitError
from smkt_helpers.history import simulate
from smkt_helpers.plan import plans
from smkt_helpers.practices import with_practices
from tests.strategies import small

COMPANY = small()
FOUR = ["persistence", "deals_first", "shared_crm", "value_price"]
SHORT = dict(weeks=8, programs=())


def played(ids, markets, metric="contribution", base=plans.siloed):
    """Return the metric of each market, played in one go."""
    history = simulate(COMPANY, with_practices(base, ids), weeks=8, replications=markets)
    return metrics.values(history.tables(), [metric])[metric]


def test_the_bars_of_each_market_add_up_to_the_end_less_the_start():
    found = waterfall(COMPANY, plans.siloed, FOUR, markets=3, **SHORT)
    start, end = played([], 3), played(FOUR, 3)
    assert list(found.table.columns) == list(COLUMNS) and sorted(found.table.index) == sorted(FOUR)
    assert found.parts.abs().to_numpy().max() > 0
    np.testing.assert_allclose(found.parts.sum(axis=1), end - start, rtol=0, atol=1e-6)
    assert (found.start, found.end) == pytest.approx((start.mean(), end.mean()))
    assert found.table["mean"].sum() == pytest.approx(found.end - found.start)
    assert (found.table["gave"] - found.table["cost"]).to_numpy() == pytest.approx(found.table["mean"].to_numpy())
    assert (found.table["low"] <= found.table["mean"]).all() and (found.table["mean"] <= found.table["high"]).all()


def test_two_practices_share_as_the_formula_says():
    one, other = "persistence", "shared_crm"
    found = waterfall(COMPANY, plans.siloed, [other, one], markets=2, **SHORT)
    nothing, first, second, both = (played(ids, 2) for ids in ([], [one], [other], [one, other]))
    by_hand = ((first - nothing) + (both - second)) / 2
    np.testing.assert_allclose(found.parts[one], by_hand, rtol=0, atol=1e-6)
    assert found.orders == 2 and found.runs == 8, "four plans in each of two markets"


def test_a_practice_that_sets_what_is_already_set_gives_exactly_nothing():
    base = with_practices(plans.siloed, ["persistence"])
    found = waterfall(COMPANY, base, ["persistence", "shared_crm"], markets=2, **SHORT)
    assert (found.parts["persistence"] == 0).all()
    assert found.table.loc["persistence", ["mean", "gave", "cost", "lowered"]].tolist() == [0, 0, 0, 0]
    assert found.runs == 4, "two plans in each of two markets: one that occurs twice is played once"


def test_where_less_is_better_more_counts_as_worse():
    found = waterfall(COMPANY, plans.siloed, ["shared_crm"], markets=2, metric="people", **SHORT)
    row = found.table.loc["shared_crm"]
    assert row["mean"] == pytest.approx(8 * COMPANY.money.crm_week) and row["lowered"] == 1


def test_another_metric_keeps_money_beside_it():
    found = waterfall(COMPANY, plans.siloed, ["shared_crm"], markets=2, metric="wins", **SHORT)
    revenue = played(["shared_crm"], 2, "revenue") - played([], 2, "revenue")
    assert found.table.loc["shared_crm", "gave"] == pytest.approx(revenue.mean())
    assert found.table.loc["shared_crm", "cost"] == pytest.approx(8 * COMPANY.money.crm_week)


def test_an_executor_gives_the_same_bits_and_progress_counts_markets():
    told = []
    alone = waterfall(COMPANY, plans.siloed, FOUR, markets=3, **SHORT,
                      progress=lambda *both: told.append(both))
    with ThreadPoolExecutor(2) as pool:
        shared = waterfall(COMPANY, plans.siloed, FOUR, markets=3, **SHORT, executor=pool)
    pd.testing.assert_frame_equal(alone.table, shared.table, check_exact=True)
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_stopped_waterfall_says_how_many_markets_it_holds():
    stop = threading.Event()
    found = waterfall(COMPANY, plans.siloed, FOUR, markets=9, **SHORT,
                      progress=lambda done, total: stop.set() if done == 2 else None, cancel=stop.is_set)
    assert found.markets == 2 and len(found.parts) == 2 and found.runs == 2 * 8
    pd.testing.assert_frame_equal(found.table, waterfall(COMPANY, plans.siloed, FOUR, markets=2, **SHORT).table)


def test_orders_come_in_pairs_and_each_market_has_its_own():
    orders = orders_of(seed=3, market=0, count=20, pairs=3)
    assert len(orders) == 6 and all(sorted(order) == list(range(20)) for order in orders)
    assert [order[::-1] for order in orders[::2]] == list(orders[1::2])
    assert orders[:2] == orders_of(seed=3, market=0, count=20, pairs=1), "more pairs change no earlier one"
    assert orders[0] != orders_of(seed=3, market=1, count=20, pairs=1)[0]
    assert orders[0] != orders_of(seed=4, market=0, count=20, pairs=1)[0]


@pytest.mark.parametrize(("wrong", "message"), [
    ({"practices": ["magic"]}, "no practice called 'magic'"), ({"metric": "profit"}, "no metric called 'profit'"),
    ({"markets": 0}, "number of markets"), ({"pairs": 0}, "pairs of orders"), ({"weeks": 0}, "weeks must be"),
    ({"base": [(0, plans.siloed)]}, "one plan that holds for all weeks"),
    ({"metric": "lead_to_won", "weeks": 4}, "has no answer in any")])
def test_mistakes_are_told_in_a_sentence(wrong, message):
    asked = dict(company=COMPANY, base=plans.siloed, practices=["shared_crm"], markets=1, **SHORT)
    with pytest.raises(KitError, match=message):
        waterfall(**{**asked, **wrong})
