"""The limits of the plausibility table, what each of them is for, and how a person reads a measured line.

A limit says where nobody would believe the figure any more. Some are tight because a source gives the figure; others
are wide on purpose and only catch a simulation that has gone wrong. `PURPOSES` says which is which, so that nobody
takes a wide limit for a proof.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from smkt_helpers.plausibility_figures import Row
from smkt_helpers.words import N_, _, number


@dataclass(frozen=True)
class Limit:
    """Lowest and highest value that can be believed (None: any), and what the limit is for."""

    low: float | None
    high: float | None
    purpose: str


_SOURCE_TIGHT = N_("Tight: two sources agree on this figure.")
_TURNING = N_("A direction only: the size is not judged.")

LIMITS: Mapping[str, Limit] = {
    "touch3": Limit(0.80, 0.90, _SOURCE_TIGHT),
    "touch6": Limit(0.94, 0.98, _SOURCE_TIGHT),
    "more_leads": Limit(
        None, 1.25,
        N_("Wide: it only excludes that twice the people bring more than a quarter more wins. It does not test that "
           "more leads hurt; the measured figure has to show that."),
    ),
    "channel_spread": Limit(3, 7, N_("Around the 5.4 of one real funnel; what a channel brings is our choice.")),
    "cycle_skew": Limit(2, 4, N_("Around the 3.3 of one real funnel: most sales are quick, some take very long.")),
    "untouched_siloed": Limit(
        0.30, 0.60,
        N_("Our own idea of a neglected list. It cannot be compared with the studies, which count leads never called; "
           "that share is reported below the table as never_called_siloed."),
    ),
    "touches_siloed": Limit(1.3, 2.0, N_("Around the 1.6 of one vendor.")),
    "accept_siloed": Limit(0.30, 0.45, N_("Around the worst group of one survey, 36%.")),
    "accept_aligned": Limit(0.60, 0.75, N_("Up to the best group of the same survey, 75%.")),
    "auc_open": Limit(0.58, 0.66, N_("Our choice: without results the score is a little better than a coin.")),
    "auc_closed": Limit(0.74, 0.82, N_("Our choice: with results it is good, and far from perfect.")),
    "lead_to_won": Limit(
        0.01, 0.13,
        N_("Very wide, up to the 10.5% of one real funnel: it only excludes a company without customers, or one in "
           "which everybody buys."),
    ),
    "use_siloed": Limit(0.85, 1.05, N_("Reps are busy and never work much more than they are paid for.")),
    "discount_q1": Limit(1.00, None, _TURNING),
    "discount_q8": Limit(None, 1.00, _TURNING),
    "meeting_30": Limit(1.00, None, _TURNING),
    "meeting_600": Limit(None, 1.00, _TURNING),
    "outage": Limit(0, 0, N_("Exact: whoever was due in the outage was missed, and nobody else because of it.")),
    "merged": Limit(None, 0.999, _TURNING),
    "one_lead": Limit(
        None, 40, N_("Wide: it only excludes that one lead shakes the whole run.")
    ),
}  # fmt: skip


def inside(row: Row) -> bool:
    """Return whether a measured value lies within its limits; on a limit counts as within."""
    limit = LIMITS[row.id]
    return (limit.low is None or row.value >= limit.low) and (limit.high is None or row.value <= limit.high)


def shown(row: Row) -> dict[str, str]:
    """Return a measured line as a person reads it, by the head of its column.

    A line of the table also shows its limits and whether the value lies within them; a figure that is only reported
    has none.
    """
    digits = 0 if abs(row.value) >= 1000 else 3
    cells = {
        "id": row.id,
        _("value"): _figure(row.value, digits),
        _("95% from"): _figure(row.ci_low, digits),
        _("to"): _figure(row.ci_high, digits),
    }
    if row.id not in LIMITS:
        return cells
    limit = LIMITS[row.id]
    return cells | {
        _("lowest"): limit_shown(limit.low),
        _("highest"): limit_shown(limit.high),
        _("so it is"): _("inside") if inside(row) else _("OUTSIDE"),
    }


def limit_shown(value: float | None) -> str:
    """Return a limit as a person reads it; a dash where there is none."""
    return "–" if value is None else f"{value:g}"


def _figure(value: float, digits: int) -> str:
    return number(value, digits) if math.isfinite(value) else "–"
