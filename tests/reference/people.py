"""Potential leads and reps: what has become of them so far."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from enum import IntEnum

NEVER = math.nan
MARKETING, RECOMMENDED, PROSPECT = 0, 1, 2
NOT_A_FIT, NO_INTEREST = 1, 2  # reasons of a rejection
COMPETITOR, PRICE, WAITED = 1, 2, 3  # reasons of a loss


class State(IntEnum):
    """Where a potential lead stands at the end of the run."""

    NEVER_MET = 0
    LEAD = 1
    MQL = 2
    STALE = 3
    REJECTED = 4
    WORKING = 5
    UNREACHED = 6
    NOT_READY = 7
    DISQUALIFIED = 8
    SQL = 9
    NO_NEED = 10
    OPEN = 11
    WON = 12
    LOST = 13


@dataclass(eq=False, slots=True)
class Lead:
    """One potential lead: its outcomes (section 7), and what the rules need to remember besides."""

    number: int
    state: int = State.NEVER_MET
    source: int = MARKETING
    score: float = 0.0
    mql: float = NEVER  # calendar minutes: becomes an MQL,
    handed: float = NEVER  # visible to sales,
    returned: float = NEVER  # came back, once that is visible,
    looked: float = NEVER  # first look,
    first: float = NEVER  # first attempt,
    talked: float = NEVER  # first conversation begins,
    settled: float = NEVER  # last conversation ends,
    offered: float = NEVER  # opportunity created,
    closed: float = NEVER  # ended,
    left: float = NEVER  # the customer left
    twice: bool = False
    reason: int = 0
    touches: int = 0
    met: int = 0  # meetings held
    told: bool = False
    message: bool = False  # saw message B
    discount: float = 0.0
    gap: float = 0.0
    renewals: int = 0
    waited: float = 0.0  # working minutes
    rep: int = -1
    # Not outcomes
    arrives: float = NEVER
    week: int = -1  # of arrival
    since: float = NEVER  # asked (again)
    tries: int = 0  # attempts since then
    loss: float = 0.0
    comes_back: bool = False
    piled: float = 0.0  # towards leaving
    task: str = ""  # fresh, follow-up, meeting or renewal
    due: float = NEVER  # working minute at which the task is visible or due


OUTCOMES = tuple(field.name for field in fields(Lead))[1:25]


@dataclass(eq=False, slots=True)
class Rep:
    """One rep: a belief, and since when free."""

    number: int
    belief: float
    free_from: float = 0.0
    turn: object = None  # the event that gives the rep something to do
