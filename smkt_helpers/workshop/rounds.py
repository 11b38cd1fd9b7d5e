"""The rules of the workshop: a state, an action, the next state.

The trainer owns the phase; the clock is advice. Nothing here reads a clock, a file or a screen, so a workshop can
be played again from its actions and comes out the same. An action that is not allowed raises a `KitError` that
says why and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from smkt_helpers.decisions import DECISIONS, SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.events import Shock
from smkt_helpers.plan import Plan, agreed
from smkt_helpers.words import N_, _, number
from smkt_helpers.workshop import people as room
from smkt_helpers.workshop.formats import QUARTER, Format, Part
from smkt_helpers.workshop.people import Person
from smkt_helpers.workshop.votes import Entry, decided, most_wished

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
        Lock the quarter when its time is over.
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
        When this quarter was opened, as the action said; empty before.
    extra_minutes : int
        Minutes added to this quarter.
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

    @property
    def part(self) -> Part:
        """Return the quarter in play."""
        return self.format.rounds[max(self.round, 0)]

    @property
    def tables(self) -> tuple[int, ...]:
        """Return the tables at which somebody has sat."""
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

    def in_force(self, table: int) -> Plan:
        """Return the plan that holds for a table until it decides anew."""
        for earlier in range(self.round - 1, -1, -1):
            if self.format.rounds[earlier].kind == "round" and (earlier, table) in self.locked:
                return self.locked[earlier, table].plan
        return self.start

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


# Actions. Each is a function of the state and of what the action says.


def begin(format: Format, start: Plan, mode: str = "captain", auto_lock: bool = False) -> Workshop:
    """Return a workshop to which nobody has come yet."""
    if mode not in MODES:
        raise KitError(_("How a team decides is one of {known}, not {mode}.").format(known=", ".join(MODES), mode=mode))
    return Workshop(format, start, mode, auto_lock)


def join(now: Workshop, id: str, name: str, home: str, watch: bool = False) -> Workshop:
    """Let somebody in; after the tables are made, at the table and seat with the fewest people."""
    _not_closed(now)
    name = room.checked_name(name)
    if home not in room.HOMES:
        raise KitError(
            _("The function of {name} is one of {known}, not {home}.").format(
                name=name, known=", ".join(room.HOMES), home=home
            )
        )
    if any(one.id == id for one in now.people):
        return now
    if any(one.here and one.name.casefold() == name.casefold() for one in now.people):
        raise KitError(_("There is somebody called {name} already; add a letter to the name.").format(name=name))
    if len(now.people) >= room.MOST_PEOPLE:
        raise KitError(_("A workshop has room for {most} people.").format(most=number(room.MOST_PEOPLE)))
    person = Person(id, name, home, joined=max(now.round, 0))
    if now.tables and not watch:
        table, seat = room.best_place(now.people, home, now.swapped)
        person = replace(person, table=table, first_seat=seat)
    return replace(now, people=(*now.people, person))


def seat_all(now: Workshop, tables: int) -> Workshop:
    """Make the tables anew for everybody who is here."""
    if now.phase != "lobby":
        raise KitError(_("Tables are made before the first briefing; later, move single people."))
    here = [one for one in now.people if one.here]
    if len(here) == 1 and tables == 1:
        given = {here[0].id: replace(here[0], table=1, first_seat=here[0].home if here[0].home in SEATS else SEATS[0])}
    else:
        given = {one.id: one for one in room.seated(here, tables)}
    return replace(now, people=tuple(given.get(one.id, one) for one in now.people))


def move(now: Workshop, person: str, table: int, seat: str) -> Workshop:
    """Give somebody another place; table 0 is for watching."""
    _not_closed(now)
    one = _person(now, person)
    if table == 0:
        return _with_person(now, replace(one, table=0, first_seat=""))
    if table not in now.tables and table != max(now.tables, default=0) + 1:
        raise KitError(
            _("There is no table {table}; the tables are 1 to {last}.").format(
                table=table, last=number(max(now.tables, default=1))
            )
        )
    _known_seat(seat)
    return _with_person(now, replace(one, table=table, first_seat=room.OTHER[seat] if now.swapped else seat))


def leave(now: Workshop, person: str) -> Workshop:
    """Let somebody go; what they decided stays."""
    return _with_person(now, replace(_person(now, person), here=False))


def come_back(now: Workshop, person: str) -> Workshop:
    """Let somebody who had left sit down again."""
    one = _person(now, person)
    if any(other.here and other.id != one.id and other.name.casefold() == one.name.casefold() for other in now.people):
        raise KitError(_("There is somebody else called {name} now; rename one of the two.").format(name=one.name))
    return _with_person(now, replace(one, here=True))


def rename(now: Workshop, person: str, name: str) -> Workshop:
    """Give somebody another name."""
    one, name = _person(now, person), room.checked_name(name)
    if any(other.id != one.id and other.here and other.name.casefold() == name.casefold() for other in now.people):
        raise KitError(_("There is somebody called {name} already; add a letter to the name.").format(name=name))
    return _with_person(now, replace(one, name=name))


def go(now: Workshop, phase: str, at: str = "") -> Workshop:
    """Go on to another phase.

    Going where the workshop already is changes nothing, so a double click does no harm.
    """
    if phase == now.phase:
        return now
    if phase not in FOLLOWING[now.phase]:
        raise KitError(
            _("From “{here}” the workshop goes on to {there}, not to “{phase}”.").format(
                here=_(PHASES[now.phase]),
                there=" / ".join(f"“{_(PHASES[one])}”" for one in FOLLOWING[now.phase]) or _("nothing; it is over"),
                phase=_(PHASES.get(phase, phase)),
            )
        )
    return _GO.get(phase, _just_go)(replace(now, phase=phase), now, at)


def _just_go(new: Workshop, old: Workshop, at: str) -> Workshop:
    return new


def _to_brief(new: Workshop, old: Workshop, at: str) -> Workshop:
    if not old.tables:
        raise KitError(_("Nobody sits at a table yet; make the tables first."))
    if old.phase in ("revealed", "debrief") and old.last_round:
        raise KitError(_("That was the last quarter of this format; go on to the debrief."))
    new = replace(new, round=old.round + 1, entries={}, opened_at="", extra_minutes=0)
    return replace(new, swapped=not old.swapped) if new.part.swap else new


def _to_open(new: Workshop, old: Workshop, at: str) -> Workshop:
    if old.phase == "brief":
        return replace(new, opened_at=at)
    if old.round in old.results:
        raise KitError(_("This quarter has been played; its sheets cannot be changed any more."))
    kept = {key: value for key, value in old.locked.items() if key[0] != old.round}
    return replace(new, locked=kept)


def _to_locked(new: Workshop, old: Workshop, at: str) -> Workshop:
    return replace(new, locked={**old.locked, **{(old.round, table): _lock(old, table) for table in old.tables}})


def _to_revealed(new: Workshop, old: Workshop, at: str) -> Workshop:
    if old.round not in old.results:
        raise KitError(_("The quarter has not been played yet; play it before you show it."))
    return new


_GO: Mapping[str, Callable[[Workshop, Workshop, str], Workshop]] = {
    "brief": _to_brief,
    "open": _to_open,
    "locked": _to_locked,
    "revealed": _to_revealed,
}


def swap(now: Workshop) -> Workshop:
    """Swap seats at all tables, besides what the format says."""
    if now.phase not in ("lobby", "brief"):
        raise KitError(_("Seats are swapped between two quarters, in the briefing."))
    return replace(now, swapped=not now.swapped)


def decide(
    now: Workshop, table: int, seat: str, values: Mapping[str, Any], person: str = "", why: str = ""
) -> Workshop:
    """Hand in what a seat decides; what is not named stays as handed in before, or as last quarter.

    Parameters
    ----------
    now : Workshop
    table : int
    seat : str
    values : mapping of str to value
        Decisions of this seat and of both teams; empty for "everything as it is".
    person : str
        Id of who hands in; empty for the sheet of the whole team.
    why : str
        Their reason, in their words.
    """
    if now.phase != "open":
        raise KitError(_("Sheets are taken while the quarter is open; now it is not."))
    _known_table(now, table)
    _known_seat(seat)
    mine = now.format.of_seat(seat)
    wrong = [name for name in values if name not in mine]
    if wrong:
        raise KitError(
            _("{seat} does not decide {names} here; it decides {known}.").format(
                seat=_(room.HOMES[seat]), names=", ".join(map(str, wrong)), known=", ".join(mine)
            )
        )
    if person and person not in [one.id for one in now.at(table, seat)]:
        raise KitError(_("Only who sits in this seat at this table can decide for it."))
    checked = {name: DECISIONS[name].check(value) for name, value in values.items()}
    entry = now.entries.get((table, seat), Entry())
    return replace(now, entries={**now.entries, (table, seat): entry.given(person, checked, why)})


def predict(now: Workshop, table: int, seat: str, answer: str) -> Workshop:
    """Say what the quarter will bring, before anybody knows."""
    if now.phase not in ("open", "locked") or now.round in now.results:
        raise KitError(_("A prediction counts only before the quarter has been played."))
    _known_table(now, table)
    _known_seat(seat)
    if answer not in PREDICTIONS:
        raise KitError(
            _("A prediction is one of {known}, not {answer}.").format(known=", ".join(PREDICTIONS), answer=answer)
        )
    return replace(now, predictions={**now.predictions, (now.round, table, seat): answer})


def inject(now: Workshop, shock: Mapping[str, Any]) -> Workshop:
    """Let something unexpected happen in this quarter."""
    if now.phase not in ("brief", "open"):
        raise KitError(_("Something can happen in a quarter until its sheets are in."))
    try:
        made = Shock(**shock)
    except TypeError:
        raise KitError(_('What happens is written like {{"kind": "outage", "week": 4}}.')) from None
    if made.week >= QUARTER:
        raise KitError(_("A quarter has the weeks 0 to {last}.").format(last=QUARTER - 1))
    return replace(now, injected={**now.injected, now.round: (*now.injected.get(now.round, ()), made)})


def extend(now: Workshop, minutes: int) -> Workshop:
    """Give this quarter more minutes, or fewer."""
    if now.phase != "open" or not isinstance(minutes, int):
        raise KitError(_("Time can be added while the quarter is open, in whole minutes."))
    if not 1 <= now.part.minutes + now.extra_minutes + minutes <= 480:
        raise KitError(_("A quarter takes 1 to 480 minutes."))
    return replace(now, extra_minutes=now.extra_minutes + minutes)


def score(now: Workshop, round: int, result: Result) -> Workshop:
    """Keep what a quarter brought; a second result for the same quarter is refused."""
    if round in now.results:
        raise KitError(_("This quarter has been played already; its result stands."))
    if now.phase != "locked" or round != now.round:
        raise KitError(_("A quarter is played when its sheets are in."))
    if sorted(result.tables) != list(now.tables):
        raise KitError(_("The result does not belong to these tables."))
    return replace(now, results={**now.results, round: result})


# What is behind them


def _lock(now: Workshop, table: int) -> Locked:
    """Return what a table plays: what was handed in, and for the rest what holds already."""
    before = now.in_force(table)
    wishes, sources = {}, {}
    for seat in SEATS:
        entry = now.entries.get((table, seat))
        if entry is not None:
            wishes[seat], sources[seat] = decided(entry, before, now.mode), "entered"
        elif now.at(table, seat):
            wishes[seat], sources[seat] = {}, "carried"
        else:
            wishes[seat] = _mirrored(now, table, seat)
            sources[seat] = "mirror" if wishes[seat] else "carried"
    own = {name: value for seat in SEATS for name, value in wishes[seat].items() if DECISIONS[name].owner == seat}
    both = {
        seat: {name: value for name, value in wishes[seat].items() if DECISIONS[name].owner == "agreement"}
        for seat in SEATS
    }
    return Locked(agreed(before.replace(**own), both), sources)


def _mirrored(now: Workshop, table: int, seat: str) -> dict[str, Any]:
    """Return what most other tables decided in a seat that nobody sits in here."""
    others = [
        decided(entry, now.in_force(other), now.mode)
        for (other, one), entry in now.entries.items()
        if one == seat and other != table
    ]
    return most_wished(others, now.in_force(table))


def _person(now: Workshop, id: str) -> Person:
    _not_closed(now)
    found = next((one for one in now.people if one.id == id), None)
    if found is None:
        raise KitError(_("Nobody in this workshop has the number {id}.").format(id=id))
    return found


def _with_person(now: Workshop, changed: Person) -> Workshop:
    return replace(now, people=tuple(changed if one.id == changed.id else one for one in now.people))


def _not_closed(now: Workshop) -> None:
    if now.phase == "closed":
        raise KitError(_("This workshop is closed; nothing can be changed any more."))


def _known_table(now: Workshop, table: int) -> None:
    if table not in now.tables:
        raise KitError(
            _("There is no table {table}; the tables are {known}.").format(
                table=table, known=", ".join(map(str, now.tables))
            )
        )


def _known_seat(seat: str) -> None:
    if seat not in SEATS:
        raise KitError(
            _("There is no seat called {seat!r}; the seats are {known}.").format(seat=seat, known=", ".join(SEATS))
        )


def plans_until(now: Workshop, round: int, table: int) -> Sequence[tuple[int, Plan]]:
    """Return the plans of a table by week, for the quarters that a quarter follows from."""
    return tuple(
        (QUARTER * place, now.locked[one, table].plan if (one, table) in now.locked else now.start)
        for place, one in enumerate(now.history(round))
    )
