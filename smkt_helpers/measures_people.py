"""How figures about the two teams and the customers are counted: trust, feedback, returns, renewals, promises, goals.

As in `measures`, each takes `Tables` and returns one float per run, NaN where it has no answer. A plain CRM export
holds few of these facts; then the figure is unknown, never 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from smkt_helpers.counting import Measure, View, ratio, view_of
from smkt_helpers.measures import contribution, deals_closed, revenue, weekly

if TYPE_CHECKING:
    from smkt_helpers.crm import Tables

MOST_RENEWALS = 20


def weekly_mean(column: str) -> Measure:
    """Return a measure of the mean of a column of the terms over the weeks of the period."""
    def mean(tables: Tables) -> np.ndarray:
        view = view_of(tables)
        return view.mean("terms", view.within("terms", "week_start"), view.numbers("terms", column))
    return mean


def _known(view: View, recorded: np.ndarray, figure: np.ndarray) -> np.ndarray:
    """Return a figure where the run records such a thing, or everything; else NaN."""
    return np.where((recorded > 0) | view.full(), figure, np.nan)


def returned(tables: Tables) -> np.ndarray:
    """Count the people who asked again in the period."""
    view = view_of(tables)
    recorded = view.count("leads", view.filled("leads", "returned_at"))
    return _known(view, recorded, view.count("leads", view.within("leads", "returned_at")))


def came_by(source: str) -> Measure:
    """Return a measure that counts the people who came by one source in the period."""
    def count(tables: Tables) -> np.ndarray:
        view = view_of(tables)
        mine = view.within("leads", "created_at") & view.reads("leads", "source", source)
        return _known(view, np.zeros(len(view.runs)), view.count("leads", mine))
    return count


def feedback_complete(tables: Tables) -> np.ndarray:
    """Return the share of people talked to of whom marketing was told the result."""
    view = view_of(tables)
    talked = view.within("leads", "reached_at") & view.filled("leads", "result_told")
    return ratio(view.count("leads", talked & view.yes("leads", "result_told")), view.count("leads", talked))


def called_twice(tables: Tables) -> np.ndarray:
    """Return the share of people called for the first time who are on two lists and get called twice."""
    view = view_of(tables)
    called = view.within("leads", "first_touch_at") & view.asked() & view.filled("leads", "called_twice")
    return ratio(view.count("leads", called & view.yes("leads", "called_twice")), view.count("leads", called))


def deal_wait(tables: Tables) -> np.ndarray:
    """Return the mean working days for which the customers of the deals closed waited for us."""
    view = view_of(tables)
    closed = view.within("deals", "closed_at") & view.new()
    return view.mean("deals", closed, view.numbers("deals", "waited_days"))


def _renewed(view: View, stage: str) -> np.ndarray:
    return deals_closed(view, stage) & view.reads("deals", "kind", "renewal")


def retention(tables: Tables) -> np.ndarray:
    """Return the share of renewals paid among those decided."""
    view = view_of(tables)
    paid, lost = (view.count("deals", _renewed(view, stage)) for stage in ("won", "lost"))
    return np.where(_renewals_told(view), ratio(paid, paid + lost), np.nan)


def _renewals_told(view: View) -> np.ndarray:
    """Return for each run whether the data tell of renewals: some was paid, or it is a simulation."""
    # An export with one lost job of an old customer does not show that customers decide whether to stay.
    paid = view.count("deals", view.reads("deals", "kind", "renewal") & view.reads("deals", "stage", "won"))
    return paid + _simulated(view) > 0


def _simulated(view: View) -> np.ndarray:
    return view.count("terms", view.filled("terms", "trust"))


def _amounts_of(view: View, kind: str) -> np.ndarray:
    mine = deals_closed(view, "won") & view.reads("deals", "kind", kind)
    return view.known_total("deals", mine, view.numbers("deals", "amount"))


def new_revenue(tables: Tables) -> np.ndarray:
    """Add up the amounts of the deals won that are marked as new."""
    view = view_of(tables)
    return _known(view, view.count("deals", view.reads("deals", "kind", "new")), _amounts_of(view, "new"))


def renewal_revenue(tables: Tables) -> np.ndarray:
    """Add up the amounts of the renewals paid."""
    view = view_of(tables)
    return np.where(_renewals_told(view), _amounts_of(view, "renewal"), np.nan)


def lifetime_value(tables: Tables) -> np.ndarray:
    """Return what a customer won now may pay: the first price, and renewals as long as customers stay now."""
    view = view_of(tables)
    won = deals_closed(view, "won")
    amounts = view.numbers("deals", "amount")
    first = view.mean("deals", won & view.new(), amounts)
    again = view.mean("deals", won & view.reads("deals", "kind", "renewal"), amounts)
    share = retention(tables)
    expected = sum(share**k for k in range(1, MOST_RENEWALS + 1))
    # Where every renewal was refused, nothing was paid and nothing more is expected.
    return first + np.where(share == 0, 0.0, again * expected)


def customers(tables: Tables) -> np.ndarray:
    """Count the customers who have not left when the period ends."""
    view = view_of(tables)
    ours = (view.times("customers", "since") < view.end) & ~(view.times("customers", "left_at") < view.end)
    # A CRM export has no list of customers: those it tells of are only the ones won in it.
    listed = view.filled("customers", "left_at") | view.filled("customers", "renewals")
    return np.where(view.count("customers", listed) + _simulated(view) > 0, view.count("customers", ours), np.nan)


def promise_kept(tables: Tables) -> np.ndarray:
    """Return how much of what was promised the customers won in the period saw kept."""
    view = view_of(tables)
    return view.mean("customers", view.within("customers", "since"), view.numbers("customers", "kept"))


def _goal(view: View) -> np.ndarray:
    return weekly(view, "terms", view.numbers("terms", "goal_revenue"))


def quota_reached(tables: Tables) -> np.ndarray:
    """Return the revenue of new deals as a share of what was asked for."""
    return ratio(new_revenue(tables), _goal(view_of(tables)))


def forecast_error(tables: Tables) -> np.ndarray:
    """Return how far the revenue of new deals missed what was asked for, as a share of it."""
    return np.abs(quota_reached(tables) - 1)


def margin(tables: Tables) -> np.ndarray:
    """Return the contribution as a share of the revenue."""
    return ratio(contribution(tables), revenue(tables))
