"""From single votes to a team's decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from smkt_helpers.decisions import DECISIONS
from smkt_helpers.plan import Plan

TEAM = ""  # who hands in a sheet for the whole team


@dataclass(frozen=True)
class Entry:
    """What a seat handed in this quarter.

    Attributes
    ----------
    votes : mapping of str to mapping of str to value
        Decisions by who handed them in; the empty name is the sheet of the whole team.
    why : str
        Their newest reason.
    last : str
        Who handed in last.
    """

    votes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    why: str = ""
    last: str = TEAM

    def given(self, person: str, values: Mapping[str, Any], why: str) -> Entry:
        """Return the entry with one more vote; decisions not named stay as this person gave them before."""
        vote = {**self.votes.get(person, {}), **values}
        return Entry({**self.votes, person: vote}, why.strip() or self.why, person)

    def without(self, person: str) -> Entry:
        """Return the entry as if this person had not handed in."""
        votes = {name: vote for name, vote in self.votes.items() if name != person}
        last = self.last if self.last != person else next(reversed(votes), TEAM)
        return Entry(votes, self.why, last)


def decided(entry: Entry, before: Plan, mode: str) -> dict[str, Any]:
    """Return what a team decides.

    Parameters
    ----------
    entry : Entry
    before : Plan
        What holds already; a vote that leaves a decision out is a vote for it.
    mode : {"captain", "median"}
        With a captain the newest sheet counts; else the sheet of the whole team, and without one the middle of all
        votes.
    """
    if mode == "captain":
        return dict(entry.votes[entry.last])
    if TEAM in entry.votes:
        return dict(entry.votes[TEAM])
    return most_wished(list(entry.votes.values()), before)


def most_wished(votes: Sequence[Mapping[str, Any]], before: Plan) -> dict[str, Any]:
    """Return the middle of several votes.

    Of numbers the median, on the decision's own step; of words the most frequent, and what holds already when
    there is none.
    """
    names = dict.fromkeys(name for vote in votes for name in vote)
    return {name: _middle(name, [vote.get(name, before[name]) for vote in votes], before[name]) for name in names}


def _middle(name: str, wished: Sequence[Any], old: Any) -> Any:
    decision = DECISIONS[name]
    if decision.kind in ("number", "whole"):
        steps = np.floor((np.median(wished) - decision.low) / decision.step + 0.5)
        return decision.check(round(min(decision.low + decision.step * float(steps), decision.high), 8))
    (first, most), *others = Counter(wished).most_common()
    return old if any(count == most for _value, count in others) else first
