"""The model of docs/model.md once more, written from that page alone, as a process model in SimPy.

It exists to be compared with the engine: two programs written apart that agree on every lead are
unlikely to share a mistake. So it is written for reading, follows the page's order and words, and
shares no code with the engine.

`clock` and `weeks` hold sections 1 and 3; `marketing`, `reps`, `customers` and `monday` the rules of
sections 4 and 5; `run` what they share. Processes: `marketing.days` (midnights, Monday rounds and
arrivals), one `reps.work` for each rep, `reps.picking`, and one for each task that waits for its
moment and for each lead that comes back one day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smkt_helpers.companies import Company
from smkt_helpers.events import Override, Shock
from smkt_helpers.market import Market
from smkt_helpers.plan import Plan
from tests.reference import marketing, monday, reps
from tests.reference.people import OUTCOMES
from tests.reference.run import Run
from tests.reference.weeks import weeks_of

WEEKLY = ("busy", "trust", "throttled", "goal", "points", "discount")


@dataclass(frozen=True)
class Played:
    """What a run gives.

    Attributes
    ----------
    leads : dict of str to ndarray of shape (n,)
        Each name of `OUTCOMES`. `state` holds a `State`; times are calendar minutes and NaN when
        something never happened; `waited` is in working minutes; `rep` counts from 0, -1 for nobody.
    renewals : list of tuple
        Lead, calendar minute, paid; in order of time.
    weekly : dict of str to ndarray of shape (weeks,)
        Each name of `WEEKLY`.
    visited : frozenset of str
        Rules that were used and leave no trace in the outcomes.
    """

    leads: dict[str, np.ndarray]
    renewals: list[tuple[int, float, bool]]
    weekly: dict[str, np.ndarray]
    visited: frozenset[str]


def simulate_reference(
    company: Company,
    market: Market,
    plans_by_week: Sequence[Plan],
    shocks: Sequence[Shock] = (),
    overrides: Mapping[int, Override] | None = None,
    programs: Sequence[str] = (),
    warm_up: int = 0,
) -> Played:
    """Play one run and return what became of each potential lead.

    Parameters
    ----------
    company : Company
    market : Market
        One replication of `smkt_helpers.market.draw`, n potential leads.
    plans_by_week : sequence of Plan
        The plan in force in each week of the run, warm-up included.
    shocks : sequence of Shock
        Their weeks are played weeks.
    overrides : mapping of int to Override, optional
        A person's decisions by number of the lead.
    programs : sequence of str
        Seats in which a program sits: "marketing", "sales".
    warm_up : int
        Weeks before the first played one.

    Returns
    -------
    Played
    """
    weeks = weeks_of(company, plans_by_week, shocks, warm_up)
    run = Run(company, market, weeks, overrides or {}, programs)
    monday.open_first_week(run)
    run.env.process(marketing.days(run))
    run.env.process(reps.picking(run))
    for rep in run.reps:
        run.env.process(reps.work(run, rep))
    run.env.run()
    return Played(
        leads={name: np.array([getattr(lead, name) for lead in run.leads]) for name in OUTCOMES},
        renewals=sorted(run.renewals),
        weekly={name: np.array(getattr(run, name), dtype=float) for name in WEEKLY},
        visited=frozenset(run.visited),
    )
