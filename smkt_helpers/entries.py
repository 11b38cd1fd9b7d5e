"""Whom a plan could meet, and what the plan of the week of arrival fixes for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from smkt_helpers.companies import Company
from smkt_helpers.market import WEEK, Market, People
from smkt_helpers.rules import Rules
from smkt_helpers.weekly import Weekly, code_of


class Entries(NamedTuple):
    """What the plan of the week of arrival fixes for each potential lead, before anything is played."""

    week: Sequence[int]  # of arrival
    day: Sequence[int]  # calendar day of arrival
    column: Sequence[int]  # 2 x channel, plus 1 when marketing takes it for a non-ideal customer
    visible: Sequence[float]  # working minute from which sales can see it, if it is an MQL
    twice: Sequence[bool]  # on two lists, if it is an MQL
    leaks: Sequence[bool]  # on no list, if it is an MQL


def columns_of(people: People | Market, weekly: Weekly, company: Company) -> np.ndarray:
    """Return 2 x channel of each potential lead, plus 1 when marketing takes it for a non-ideal customer."""
    error = weekly.icp_error
    if error.min() == error.max():
        spread = error[0]
    else:
        spread = error[(people.arrives // WEEK).astype(np.int64)]
    outside = (people.fit + spread * people.icp) / np.sqrt(1 + spread**2) < ndtri(1 - company.response.icp_share)
    return 2 * people.channel.astype(np.int64) + outside


def could_meet(people: People | Market, columns: np.ndarray, weekly: Weekly, company: Company) -> np.ndarray:
    """Return the positions of the leads that the plan may meet; nothing that happens in the run adds to them."""
    week = (people.arrives // WEEK).astype(np.int64)
    may = people.spend < weekly.reach[week * 2 * len(company.channels) + columns]
    may |= people.prospect < weekly.found[week]
    friendly = np.flatnonzero((people.refer < company.keep.refer) & (people.friend >= 0) & ~may)
    while len(friendly):
        known = may[people.friend[friendly]]
        may[friendly[known]] = True
        if not known.any():
            break
        friendly = friendly[~known]
    return np.flatnonzero(may)


def entries_of(market: Market, columns: np.ndarray, rules: Rules, weekly: Weekly) -> Entries:
    """Return what the plan of the week of arrival fixes for each potential lead."""
    day = (market.arrives / 1440.0).astype(np.int64)
    week = day // 7
    how = weekly.handoff[week]
    next_day = (rules.workdays * week + np.minimum(day - 7 * week + 1, rules.workdays)) * rules.day
    visible = np.where(how == code_of("handoff", "daily_file"), next_day, market.arrives_work)
    listed = how == code_of("handoff", "weekly_list")
    visible[listed] = (rules.workdays * rules.day * (week + 1))[listed]
    at_once = how == code_of("handoff", "shared_crm")
    for begins, ends in zip(weekly.outage_from[:-1], weekly.outage_to[:-1], strict=True):
        visible[at_once & (visible >= begins) & (visible < ends)] = ends
    return Entries(
        week=week,
        day=day,
        column=columns,
        visible=visible,
        twice=market.twice < weekly.twice[week],
        leaks=market.leak < weekly.leak[week],
    )
