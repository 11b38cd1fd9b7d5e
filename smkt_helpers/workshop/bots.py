"""Programs that take a seat: for rehearsals, for a single table, and for whoever did not come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from smkt_helpers.decisions import DECISIONS, SEATS
from smkt_helpers.plan import Plan
from smkt_helpers.practices import plans
from smkt_helpers.workshop.formats import QUARTER, Format
from smkt_helpers.workshop.rounds import PREDICTIONS, Workshop

# What a team does that looks at its own number only.
CHASES: Mapping[str, Mapping[str, Any]] = {
    "marketing": {"threshold": 38.0, "budget": 1.2},
    "sales": {"bar": 60.0, "touches": 2, "prospecting_hours": 4.0},
}
# What two teams do that work as one. A format asks for a part of what the aligned plan decides; with that part alone
# its high threshold would leave the reps with too few leads to call.
TOGETHER = plans.aligned.replace(threshold=48.0)


def own_number(format: Format, seat: str) -> dict[str, Any]:
    """Return the decisions of a team that chases its own number, as far as the format asks for them."""
    return {name: value for name, value in CHASES[seat].items() if name in format.decisions[seat]}


def together(format: Format, seat: str) -> dict[str, Any]:
    """Return the decisions of a team that works as one with the other, as far as the format asks for them."""
    return {name: TOGETHER[name] for name in format.of_seat(seat)}


def bot_sheet(format: Format, seat: str, counted: int) -> dict[str, Any]:
    """Return what the bot hands in: two quarters for its own number, then as one team.

    Parameters
    ----------
    format : Format
    seat : str
    counted : int
        How many quarters have counted before this one.
    """
    return own_number(format, seat) if counted < 2 else together(format, seat)


def bot_steps(now: Workshop) -> list[tuple[int, Plan]]:
    """Return the plans of a table at which the bot sits in both seats, by week."""
    return steps_with(now, lambda seat, counted: bot_sheet(now.format, seat, counted))


def steps_with(now: Workshop, sheet: Callable[[str, int], Mapping[str, Any]]) -> list[tuple[int, Plan]]:
    """Return the plans of a table by week; `sheet` gives what a seat hands in after so many quarters that counted."""
    steps, plan = [], now.start
    for counted, _round in enumerate(now.history(now.round)):
        for seat in SEATS:
            plan = plan.replace(**sheet(seat, counted))
        steps.append((QUARTER * counted, plan))
    return steps


def random_sheet(format: Format, seat: str, chance: np.random.Generator) -> dict[str, Any]:
    """Return decisions drawn from all that are allowed: some of them, within their ranges and on their steps."""
    found = {}
    for name in format.of_seat(seat):
        decision = DECISIONS[name]
        if chance.random() < 0.4:
            continue
        if decision.kind in ("number", "whole"):
            steps = int(round((decision.high - decision.low) / decision.step))
            value = decision.low + decision.step * int(chance.integers(steps + 1))
            found[name] = decision.check(round(min(value, decision.high), 8))
        else:
            options = [True, False] if decision.kind == "switch" else [key for key, _words in decision.options]
            found[name] = options[int(chance.integers(len(options)))]
    return found


def random_prediction(chance: np.random.Generator) -> str:
    """Return a prediction drawn from all that are allowed."""
    return list(PREDICTIONS)[int(chance.integers(len(PREDICTIONS)))]
