"""What the state at the end of a history is still worth: deals under way, customers, a good name.

A team that squeezes the last weeks (no money for the brand, high discounts, big promises) looks well at the end
and has nothing left. The run-off shows it: the same markets go on without any advertising.
"""

from __future__ import annotations

import numpy as np

from smkt_helpers.arguments import checked_weeks
from smkt_helpers.counting import HOUR, view_of
from smkt_helpers.errors import KitError
from smkt_helpers.history import MOST_WEEKS, History, simulate
from smkt_helpers.words import _

RUN_OFF = 26


def end_value(history: History, weeks: int = RUN_OFF) -> np.ndarray:
    """Return the revenue that a history still brings after its end, without any more advertising.

    The same people, reps and customers go on for some weeks under the company's plan of today with a budget of 0.
    The past does not change.

    Parameters
    ----------
    history : History
    weeks : int
        Weeks to go on.

    Returns
    -------
    numpy.ndarray
        Money, shape (replications,), in rising run number: new deals won and renewals paid in these weeks.

    Raises
    ------
    KitError
        If the history would become longer than a history may be.
    """
    if not isinstance(history, History):
        raise KitError(
            _("A history is needed here, as smkt.simulate returns it, not {kind}.").format(kind=type(history).__name__))
    weeks = checked_weeks(weeks)
    if history.weeks + weeks > MOST_WEEKS:
        raise KitError(_("A history has at most {most} weeks; after {played} weeks another {weeks} do not fit.").format(
            most=MOST_WEEKS, played=history.weeks, weeks=weeks))
    after = history.company.today.replace(budget=0.0)
    longer = simulate(
        history.company, [*history.steps, (history.weeks, after)], seed=history.seed, weeks=history.weeks + weeks,
        replications=history.replications, shocks=history.shocks,
        overrides=history.overrides, programs=history.programs,
        first_replication=history.played[0].replication, log=False)
    view = view_of(longer.tables())
    later = view.times("deals", "closed_at") >= history.weeks * 7 * 24 * HOUR
    won = later & view.within("deals", "closed_at") & view.reads("deals", "stage", "won")
    return view.total("deals", won, view.numbers("deals", "amount"))
