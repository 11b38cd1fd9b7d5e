"""The gate's cases, each played once by the reference, which takes a hundred times as long as the engine."""

from __future__ import annotations

import functools

from tests.reference.cases import any_case
from tests.reference.reference import Played, simulate_reference

GATE = 25


# Here and not in a test module: pytest reads those under names of its own, and each would have a cache of its own.
@functools.cache
def by_reference(number: int) -> Played:
    case = any_case(number)
    return simulate_reference(
        case.company, case.market(), case.plans, case.shocks, case.overrides, case.programs, case.warm_up
    )
