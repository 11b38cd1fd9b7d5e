"""Potential leads, and which of them a week's plan would reach (M1 and M2 of docs/model.md)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum

from smkt_helpers.companies import Company
from smkt_helpers.plan import Plan

NEVER = math.nan


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
    """One potential lead: what has happened to it, and the task that waits for a rep."""

    number: int
    state: int = State.NEVER_MET
    score: float = NEVER
    handed: float = NEVER       # calendar minutes: visible to sales,
    looked: float = NEVER       # looked at,
    first: float = NEVER        # first attempt,
    talked: float = NEVER       # conversation begins,
    settled: float = NEVER      # conversation ends,
    offered: float = NEVER      # opportunity created,
    closed: float = NEVER       # won, lost or given up
    reason: int = 0
    touches: int = 0
    discount: float = 0.0
    waited: float = 0.0         # working minutes
    met: int = 0                # meetings held
    rep: int = -1
    twice: bool = False
    arrives: float = NEVER
    arrives_work: float = NEVER
    handoff: str = ""
    annoyed: float = 0.0
    loss: float = 0.0
    known: float = 0.0          # the brand in the week of arrival
    task: str = ""              # look, follow-up or meeting
    due: float = NEVER          # working minute


OUTCOMES = tuple(field.name for field in fields(Lead))[1:17]


@dataclass(frozen=True)
class Week:
    """What a week's plan and the brand make of the market."""

    known: float
    inside: tuple[float, ...]       # reach of each channel in the ideal group
    outside: tuple[float, ...]


def weeks_of(company: Company, plans: Sequence[Plan]) -> list[Week]:
    """Return reach and brand of each week of the run."""
    r = company.response
    today = company.today.marketing
    stock = today.brand_share * today.budget * r.weekly_budget / (1 - r.brand_keep)
    result = []
    for plan in plans:
        m = plan.marketing
        budget = m.budget * r.weekly_budget
        stock = r.brand_keep * stock + m.brand_share * budget
        known = stock / (stock + r.brand_half)
        weights = [channel.share * dict(m.mix).get(channel.id, 1.0) for channel in company.channels]
        inside, outside = [], []
        for channel, weight in zip(company.channels, weights, strict=True):
            money = (1 - m.brand_share) * budget * weight / sum(weights) if sum(weights) else 0.0
            focused = money * (1 + m.icp_focus * r.focus_gain)
            rest = 1 - channel.pull * known
            inside.append(1 - (1 - focused / (focused + channel.half)) * rest)
            outside.append(1 - (1 - (1 - m.icp_focus) * money / (money + channel.half)) * rest)
        result.append(Week(known, tuple(inside), tuple(outside)))
    return result
