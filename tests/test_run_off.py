"""The run-off: what the state at the end is still worth."""

from __future__ import annotations

import numpy as np
import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.events import Shock
from smkt_helpers.history import MOST_WEEKS, simulate
from smkt_helpers.plan import plans
from smkt_helpers.run_off import end_value
from tests.strategies import small

COMPANY = small(people=150.0)


def by_hand(history, weeks):
    """Return the revenue of the weeks after the end, row by row, from a longer history without advertising."""
    after = history.company.today.replace(budget=0.0)
    longer = simulate(history.company, [*history.steps, (history.weeks, after)], seed=history.seed,
                      weeks=history.weeks + weeks, replications=history.replications, shocks=history.shocks,
                      programs=history.programs, first_replication=history.played[0].replication)
    deals = longer.tables().deals
    end = history.tables().end
    return [sum(row.amount for row in deals[deals["replication"] == one.replication].itertuples()
                if row.stage == "won" and row.closed_at >= end) for one in history.played]


@pytest.mark.parametrize("more", [{}, {"programs": ("marketing", "sales")}, {"shocks": (Shock("rep_leaves", week=2),)}],
                         ids=["plain", "programs", "shock"])
def test_it_is_the_revenue_of_the_weeks_after_the_end(more):
    history = simulate(COMPANY, plans.aligned, seed=5, weeks=6, replications=3, first_replication=4, **more)
    found = end_value(history, weeks=8)
    assert found.shape == (3,) and (found > 0).all()
    np.testing.assert_allclose(found, by_hand(history, 8))


def test_the_history_itself_is_left_alone():
    history = simulate(COMPANY, plans.siloed, seed=5, weeks=5)
    before = history.tables().deals.copy()
    end_value(history, weeks=4)
    assert before.equals(simulate(COMPANY, plans.siloed, seed=5, weeks=5).tables().deals)


def test_whoever_stops_the_advertising_at_the_end_leaves_less():
    stop = [(0, plans.siloed), (9, plans.siloed.replace(budget=0.0))]
    on, off = (end_value(simulate(COMPANY, plan, seed=2, weeks=13, replications=8)).mean()
               for plan in (plans.siloed, stop))
    assert off < on


def test_too_long_a_history_is_refused():
    history = simulate(small(people=40.0), plans.siloed, weeks=MOST_WEEKS - 1, log=False)
    with pytest.raises(KitError, match="260"):
        end_value(history)


@pytest.mark.parametrize(("wrong", "says"), [(None, "A history is needed"), ("history", "A history is needed")])
def test_what_is_no_history_is_refused(wrong, says):
    with pytest.raises(KitError, match=says):
        end_value(wrong)
