"""How content four parties are: sales, marketing, management and the customers.

Each party looks at a few metrics. A metric gives 0 points at a value we call bad and worse, 100 at a value we call
good and better, and points in between along a straight line; a party's satisfaction is the mean of its points.
The values are our choice, written here for everybody to see and to change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from smkt_helpers import measures, measures_people
from smkt_helpers.counting import Measure, view_of
from smkt_helpers.words import N_

if TYPE_CHECKING:
    from smkt_helpers.crm import Tables


@dataclass(frozen=True)
class Part:
    """One thing a party looks at: a metric, its bad and its good value, and what is said when it is bad."""

    id: str
    measure: Measure
    bad: float
    good: float
    trouble: str

    def points(self, tables: Tables) -> np.ndarray:
        """Return 0 to 100 for each run, NaN where the metric has no answer."""
        return 100 * np.clip((self.value(tables) - self.bad) / (self.good - self.bad), 0, 1)

    def value(self, tables: Tables) -> np.ndarray:
        """Return the metric for each run; counted once for all parties that look at it."""
        return view_of(tables).once(("part", self.id), lambda: self.measure(tables))


NAMES: Mapping[str, str] = {
    "sales": N_("Sales"), "marketing": N_("Marketing"), "management": N_("Management"), "customers": N_("Customers"),
}
PARTS: Mapping[str, tuple[Part, ...]] = MappingProxyType({
    "sales": (
        Part("acceptance", measures.acceptance, 0.3, 0.7, N_("Reps open leads that are not worth a call.")),
        Part("utilisation", measures.utilisation, 1.0, 0.95, N_("Reps have more to do than hours.")),
        Part("quota_reached", measures_people.quota_reached, 0.5, 1.0, N_("The quota is out of reach.")),
    ),
    "marketing": (
        Part("untouched", measures.untouched(2), 0.6, 0.1, N_("Sales does not call the leads.")),
        Part("feedback_complete", measures_people.feedback_complete, 0.0, 0.8,
             N_("Nobody tells marketing what became of its leads.")),
        Part("trust", measures_people.weekly_mean("trust"), 0.3, 0.8, N_("Reps do not believe in the leads.")),
    ),
    "management": (
        Part("margin", measures_people.margin, -0.3, 0.3, N_("Too little is left of the revenue.")),
        Part("forecast_error", measures_people.forecast_error, 0.5, 0.1,
             N_("What comes in is far from what was planned.")),
    ),
    "customers": (
        Part("speed_median", measures.speed(0.5), 72.0, 4.0, N_("People wait too long for the first call.")),
        Part("called_twice", measures_people.called_twice, 0.2, 0.0, N_("Two people call about the same thing.")),
        Part("deal_wait", measures_people.deal_wait, 5.0, 0.5, N_("Customers wait for our meetings.")),
        Part("promise_kept", measures_people.promise_kept, 0.7, 1.0, N_("What was promised is not kept.")),
        Part("retention", measures_people.retention, 0.75, 0.95, N_("Customers leave.")),
    ),
})


def satisfied(party: str) -> Measure:
    """Return a measure of one party's satisfaction, 0 to 100; NaN where less than half of its parts are known."""
    parts = PARTS[party]

    def mean(tables: Tables) -> np.ndarray:
        points = np.array([part.points(tables) for part in parts])
        known = (~np.isnan(points)).sum(axis=0)
        total = np.nansum(points, axis=0)
        return np.divide(total, known, out=np.full(len(known), np.nan), where=2 * known >= len(parts))
    return mean


def lowest(tables: Tables) -> np.ndarray:
    """Return the satisfaction of the least content party of each run; NaN where one of them is unknown."""
    return np.min([satisfied(party)(tables) for party in PARTS], axis=0)
