"""Where a workshop stands: everything that the rules change and the screens show, and what follows from it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from smkt_helpers.decisions import SEATS
from smkt_helpers.events import Shock
from smkt_helpers.plan import Plan
from smkt_helpers.words import N_
from smkt_helpers.workshop.formats import QUARTER, Format, Part, step_minutes
from smkt_helpers.workshop.people import Person
from smkt_helpers.workshop.votes import Entry

PHASES: Mapping[str, str] = {
    "lobby": N_("Welcome"),
    "brief": N_("Briefing"),
    "open": N_("Deciding"),
    "locked": N_("Sheets are in"),
    "revealed": N_("Results"),
    "debrief": N_("Debrief"),
    "closed": N_("Closed"),
}
FOLLOWING: Mapping[str, tuple[str, ...]] = {
    "lobby": ("brief",),
    "brief": ("open",),
    "open": ("locked",),
    "locked": ("open", "revealed"),
    "revealed": ("brief", "debrief"),
    "debrief": ("brief", "closed"),
    "closed": (),
}
PREDICTIONS: Mapping[str, str] = {
    "up": N_("clearly more than last quarter"),
    "same": N_("about the same"),
    "down": N_("clearly less than last quarter"),
}
# How a decision came about.
SOURCES: Mapping[str, str] = {
    "entered": N_("decided"),
    "carried": N_("no sheet: as last quarter"),
    "mirror": N_("empty seat: what most other tables decided"),
}
MODES = {"captain": N_("the captain's sheet counts"), "median": N_("the middle of all votes counts")}
# What everybody is asked in the debrief, besides what the room talks about.
QUESTIONS: Mapping[str, str] = {
    "learned": N_("What did you learn about the other team's work?"),
    "next": N_("What will you do differently from Monday on?"),
}
Place = tuple[int, str]  # table and seat


@dataclass(frozen=True)
class Locked:
    """What a table plays in one quarter.

    Attributes
    ----------
    plan : Plan
    sources : mapping of seat to str
        A key of `SOURCES` for each seat.
    """

    plan: Plan
    sources: Mapping[str, str]


@dataclass(frozen=True)
class Result:
    """What a quarter brought.

    Attributes
    ----------
    tables : mapping of int to mapping of str to float
        The metrics of each table.
    marks : mapping of str to mapping of str to float
        The same for who played along for comparison, such as "today".
    continued : mapping of int to mapping of str to float
        After a swap: what each table would have seen had it gone on as before the swap. Else empty.
    hash : str
        Says whether two computations came out the same.
    """

    tables: Mapping[int, Mapping[str, float]]
    marks: Mapping[str, Mapping[str, float]]
    continued: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    hash: str = ""


@dataclass(frozen=True)
class Workshop:
    """Where a workshop stands.

    Attributes
    ----------
    format : Format
    start : Plan
        How every table works before its first decision.
    mode : str
        A key of `MODES`.
    auto_lock : bool
        Take the sheets in without the trainer; see `due`.
    phase : str
    round : int
        Place of the quarter among `format.rounds`, from 0; -1 before the first.
    swapped : bool
    people : tuple of Person
    entries : mapping of (table, seat) to Entry
        What was handed in this quarter.
    predictions : mapping of (round, table, seat) to str
    locked : mapping of (round, table) to Locked
    injected : mapping of round to tuple of Shock
        What the trainer let happen besides the format.
    results : mapping of round to Result
    opened_at : str
        When this quarter was opened, as the action said; empty before, and when sheets were opened again.
    extra_minutes : int
        Minutes added to the time for deciding in this quarter.
    second_seats : tuple of int
        The quarters whose sheets came in while the seats were swapped.
    answers : mapping of (person, question) to str
        What people wrote in the debrief, by their id and a key of `QUESTIONS`.
    """

    format: Format
    start: Plan
    mode: str = "captain"
    auto_lock: bool = False
    phase: str = "lobby"
    round: int = -1
    swapped: bool = False
    people: tuple[Person, ...] = ()
    entries: Mapping[Place, Entry] = field(default_factory=dict)
    predictions: Mapping[tuple[int, int, str], str] = field(default_factory=dict)
    locked: Mapping[tuple[int, int], Locked] = field(default_factory=dict)
    injected: Mapping[int, tuple[Shock, ...]] = field(default_factory=dict)
    results: Mapping[int, Result] = field(default_factory=dict)
    opened_at: str = ""
    extra_minutes: int = 0
    second_seats: tuple[int, ...] = ()
    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def part(self) -> Part:
        """Return the quarter in play."""
        return self.format.rounds[max(self.round, 0)]

    @property
    def tables(self) -> tuple[int, ...]:
        """Return the tables that somebody belongs to; whoever left still belongs to a table."""
        return tuple(sorted({person.table for person in self.people if person.table}))

    @property
    def last_round(self) -> bool:
        """Return whether no quarter follows this one."""
        return self.round == len(self.format.rounds) - 1

    def at(self, table: int, seat: str) -> tuple[Person, ...]:
        """Return who sits in a seat now."""
        return tuple(
            one for one in self.people if one.here and one.table == table and one.seat(self.swapped) == seat
        )

    def swapped_in(self, round: int) -> bool:
        """Return whether the seats were swapped in a quarter: in an earlier one, or as they are in this one."""
        return self.swapped if round == self.round else round in self.second_seats

    def in_force(self, table: int) -> Plan:
        """Return the plan that holds for a table until it decides anew."""
        for earlier in range(self.round - 1, -1, -1):
            if self.format.rounds[earlier].kind == "round" and (earlier, table) in self.locked:
                return self.locked[earlier, table].plan
        return self.start

    def playing(self) -> tuple[int, ...]:
        """Return the tables whose sheets for this quarter are in."""
        return tuple(sorted(table for round, table in self.locked if round == self.round))

    def missing(self) -> tuple[Place, ...]:
        """Return the seats that somebody sits in and that have handed in nothing this quarter."""
        return tuple(
            (table, seat)
            for table in self.tables
            for seat in SEATS
            if self.at(table, seat) and (table, seat) not in self.entries
        )

    def shocks(self, round: int) -> tuple[Shock, ...]:
        """Return what happens in a quarter; weeks count from its beginning."""
        return (*self.format.rounds[round].shocks, *self.injected.get(round, ()))

    def history(self, round: int) -> tuple[int, ...]:
        """Return the quarters a quarter follows from, itself last: a practice quarter stands alone."""
        if self.format.rounds[round].kind == "practice":
            return (round,)
        return tuple(one for one in range(round + 1) if self.format.rounds[one].kind == "round")


def plans_until(now: Workshop, round: int, table: int) -> Sequence[tuple[int, Plan]]:
    """Return the plans of a table by week, for the quarters that a quarter follows from."""
    steps, plan = [], now.start
    for place, one in enumerate(now.history(round)):
        if (one, table) in now.locked:
            plan = now.locked[one, table].plan
        steps.append((QUARTER * place, plan))
    return tuple(steps)


def before_swap(now: Workshop) -> int | None:
    """Return the last quarter that was played in the first seats; None while nobody has swapped."""
    history = now.history(now.round)
    for earlier, later in itertools.pairwise(history):
        if now.swapped_in(later) != now.swapped_in(earlier):
            return earlier
    return None


def seconds_left(now: Workshop, clock: str) -> float | None:
    """Return the seconds until the time for deciding is over, negative after it; None where no clock runs.

    Parameters
    ----------
    now : Workshop
    clock : str
        The present time as actions note it: ISO 8601, with its distance from UTC.
    """
    if now.phase != "open" or not now.opened_at:
        return None
    passed = datetime.fromisoformat(clock) - datetime.fromisoformat(now.opened_at)
    return 60 * (step_minutes(now.part, "decide") + now.extra_minutes) - passed.total_seconds()


def due(now: Workshop, clock: str) -> bool:
    """Return whether the sheets should be taken in now, because the time is over and the trainer wished it so.

    The teams hand in when the clock stands at nought; then the minutes for typing in the last sheets go by.
    """
    left = seconds_left(now, clock) if now.auto_lock else None
    return left is not None and left <= -60 * step_minutes(now.part, "enter")
