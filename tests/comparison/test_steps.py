"""The next best step: single changes, best first."""

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from smkt_helpers.comparison import compare
from smkt_helpers.comparison.steps import COLUMNS, next_step
from smkt_helpers.errors import KitError
from smkt_helpers.plan import plans
from smkt_helpers.practices import PRACTICES, with_practices
from tests.strategies import small

COMPANY = small()
THREE = ["persistence", "shared_crm", "value_price"]
SHORT = dict(weeks=8)


def test_each_step_is_the_paired_comparison_with_that_practice_alone():
    found = next_step(COMPANY, plans.siloed, THREE, markets=3, **SHORT)
    assert list(found.columns) == list(COLUMNS) and sorted(found.index) == sorted(THREE)
    assert found["gain"].is_monotonic_decreasing and (found["runs"] == 3).all()
    for id, row in found.iterrows():
        pair = compare(COMPANY, plans.siloed, with_practices(plans.siloed, [id]), replications=3,
                       metrics=("contribution", "revenue"), **SHORT)
        assert row[["gain", "low", "high"]].tolist() == pytest.approx(
            pair.loc["contribution", ["difference", "low", "high"]].tolist())
        assert row["gave"] == pytest.approx(pair.loc["revenue", "difference"])
        assert row["gave"] - row["cost"] == pytest.approx(row["gain"])
        assert row["lowered"] == pair.loc["contribution", "lost"]


def test_where_less_is_better_the_smallest_comes_first():
    found = next_step(COMPANY, plans.siloed, THREE, markets=2, metric="people", **SHORT)
    assert found["gain"].is_monotonic_increasing
    assert found.loc["shared_crm", "lowered"] == 1


def test_hours_spent_together_stand_beside_the_money():
    found = next_step(COMPANY, plans.siloed, ["shared_crm", "meeting"], markets=2, **SHORT)
    pair = compare(COMPANY, plans.siloed, with_practices(plans.siloed, ["meeting"]), replications=2,
                   metrics="together_hours", **SHORT)
    assert found.loc["meeting", "hours"] == pytest.approx(pair.loc["together_hours", "difference"])
    assert found.loc["meeting", "hours"] > 0 == found.loc["shared_crm", "hours"]


def test_practices_already_taken_are_left_out():
    taken = with_practices(plans.siloed, ["persistence"])
    assert sorted(next_step(COMPANY, taken, THREE, markets=1, **SHORT).index) == ["shared_crm", "value_price"]
    everything = with_practices(plans.siloed, PRACTICES)
    nothing_left = next_step(COMPANY, everything, markets=1, **SHORT)
    assert nothing_left.empty and list(nothing_left.columns) == list(COLUMNS)


def test_an_executor_gives_the_same_bits(monkeypatch):
    monkeypatch.setattr("smkt_helpers.comparison.runs.BLOCK", 1)
    told = []
    alone = next_step(COMPANY, plans.siloed, THREE, markets=3, **SHORT, progress=lambda *both: told.append(both))
    with ThreadPoolExecutor(2) as pool:
        shared = next_step(COMPANY, plans.siloed, THREE, markets=3, **SHORT, executor=pool)
    pd.testing.assert_frame_equal(alone, shared, check_exact=True)
    assert told == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(("wrong", "message"), [
    ({"practices": ["magic"]}, "no practice called 'magic'"), ({"metric": "profit"}, "no metric called 'profit'"),
    ({"markets": 2.5}, "number of markets"), ({"plan": [(0, plans.siloed)]}, "one plan that holds for all weeks"),
    ({"cancel": lambda: True}, "stopped before")])
def test_mistakes_are_told_in_a_sentence(wrong, message):
    with pytest.raises(KitError, match=message):
        next_step(**{**dict(company=COMPANY, plan=plans.siloed, practices=THREE, markets=1, **SHORT), **wrong})
