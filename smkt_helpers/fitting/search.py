"""Decisions that no formula gives: whom sales calls first, whether the promise is tracked, how much time there is.

One after the other is tried in the simulation while the others stay; a way of working that is not the template's
must explain the data clearly better before it is believed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from smkt_helpers.companies import Company
from smkt_helpers.engine import each
from smkt_helpers.fitting.levers import Play, bounds
from smkt_helpers.fitting.start import Draft, Mark, value_of, with_value
from smkt_helpers.fitting.targets import USED, Target, Z, distance
from smkt_helpers.words import _

HANDOFF, TIME, LEAK = "today.handoff", "team.selling_share", "structure.leak"
HANDOFFS = ("weekly_list", "daily_file", "shared_crm")
CHOICES: Mapping[str, tuple[Any, ...]] = {
    "today.first_call": ("oldest", "newest", "hottest", "deals_first"),
    "today.tracked": (False, True),
}
LEAKS = (0.01, 0.05, 0.1, 0.2, 0.35, 0.5)
FACTORS = (0.6, 0.75, 0.88, 1.14, 1.33, 1.66)
NEAR = (0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4)
PENALTY = 6.0  # what another decision than the template's has to gain: about the log of some hundred calls
SPREAD = 0.25  # how far a rep's time may be from the template's, in logs, before it costs as much as one error
LEAST_SPREAD = 0.1  # of a waiting time, in logs: the model is no finer
WATCHED = ("wait25", "wait50", "wait75", "wait90", "mql->looked", USED)


def searched(
    draft: Draft,
    targets: Sequence[Target],
    facts: frozenset[str],
    play: Play,
    passes: int,
    told: Callable[[], None],
    template: Company,
) -> Draft:
    """Return the draft with the decisions that explain speed and first looks best.

    Parameters
    ----------
    draft : Draft
    targets : sequence of Target
    facts : frozenset of str
        Paths that are known and stay.
    play : function
        Plays a company, in the same markets each time, and returns its counts.
    passes : int
        How often each decision is gone through.
    told : function
        Called after each decision.
    template : Company
        What is believed unless the data speak against it.
    """
    watched = [target for target in targets if target.id in WATCHED]
    if not any(target.id.startswith("wait") for target in watched):
        return draft

    def loss(company: Company) -> float:
        counts = play(company)
        off = sum(_unlikely(target, counts) for target in watched)
        off += PENALTY * sum(value_of(company, path) != value_of(template, path) for path in (HANDOFF, *CHOICES))
        return off + (math.log(value_of(company, TIME) / value_of(template, TIME)) / SPREAD) ** 2

    paths = [path for path in CHOICES if path not in facts]
    if LEAK not in facts and any(target.id == "mql->looked" for target in watched):
        paths.append(LEAK)
    if TIME not in facts:
        paths.append(TIME)
    # How leads are handed over moves everything else, so each way gets a search of its own.
    starts = [draft]
    if HANDOFF not in facts:
        starts = [draft.set({HANDOFF: way}, _found()) for way in HANDOFFS if way != value_of(draft.company, HANDOFF)]
        starts.insert(0, draft)
    ends = [_descended(start, paths, loss, passes, told) for start in starts]
    best = min(ends, key=lambda end: end[1])[0]
    return _settled(best, loss) if TIME in paths else best


def _settled(draft: Draft, loss: Callable[[Company], float]) -> Draft:
    """Return the draft with the mean of the times near its own, each counted as much as it is likely.

    Where several explain the waits about equally well, the best of them is the best by chance.
    """
    low, high = bounds(draft.company, TIME)
    now = value_of(draft.company, TIME)
    times = sorted({min(max(now * factor, low), high) for factor in NEAR})
    losses = np.array(each(loss, [with_value(draft.company, TIME, time) for time in times]))
    chances = np.exp((losses.min() - losses) / 2)
    return draft.set({TIME: math.exp(float(chances @ np.log(times)) / float(chances.sum()))}, _found())


def _unlikely(target: Target, counts: pd.DataFrame) -> float:
    """Return how badly a figure of the data fits in with simulated markets: twice the negative log of its chance.

    The data are one market. Where waiting times differ much from market to market, a large difference says little.
    """
    if target.unit != "hours":
        return distance(target, target.of(counts)) ** 2
    seen = np.log(np.maximum(counts[target.part].dropna(), 1e-3))
    if len(seen) < 2:
        return 400.0
    error = math.log(max(target.high, 1e-3) / max(target.low, 1e-3)) / (2 * Z)
    spread = max(math.hypot(error, float(seen.std())), LEAST_SPREAD)
    off = (math.log(max(target.value, 1e-3)) - float(seen.mean())) / spread
    return min(off**2, 400.0) + 2 * math.log(spread / LEAST_SPREAD)


def _found() -> Mark:
    return Mark("fitted", _("explains how soon people are called"))


def _descended(
    draft: Draft, paths: Sequence[str], loss: Callable[[Company], float], passes: int, told: Callable[[], None]
) -> tuple[Draft, float]:
    """Try the values of one number after the other, keep what is better, and return it with its loss."""
    least = loss(draft.company)
    for number in range(passes):
        before = draft.company
        for path in paths:
            tries = [one for one in _tries(draft.company, path, number) if one != draft.company]
            found = each(loss, tries)
            told()
            if found and min(found) < least:
                least = min(found)
                draft = draft.set({path: value_of(tries[found.index(least)], path)}, _found())
        if draft.company == before:
            break
    return draft, least


def _tries(company: Company, path: str, number: int) -> list[Company]:
    if path == LEAK:
        return [with_value(company, path, value) for value in LEAKS]
    if path in CHOICES:
        return [with_value(company, path, value) for value in CHOICES[path]]
    low, high = bounds(company, path)
    now = value_of(company, path)
    # Finer and finer: close to the hours that are just enough, waiting times change within a few percent.
    values = {min(max(now * factor ** (1 / 3**number), low), high) for factor in FACTORS}
    return [with_value(company, path, value) for value in sorted(values)]
