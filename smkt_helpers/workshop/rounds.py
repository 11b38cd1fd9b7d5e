"""The rules of the workshop: a state, an action, the next state.

The trainer owns the phase; the clock is advice. Nothing here reads a clock or a screen, so a workshop can be played
again from its actions and comes out the same. An action that is not allowed raises a `KitError` that says why and
changes nothing; an action that has been done already changes nothing either, so a double click does no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from smkt_helpers.decisions import DECISIONS, SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan, agreed
from smkt_helpers.words import N_, _, number
from smkt_helpers.workshop import people as room
from smkt_helpers.workshop.formats import Format, shock_of
from smkt_helpers.workshop.people import Person
from smkt_helpers.workshop.state import (
    FOLLOWING,
    MODES,
    PHASES,
    PREDICTIONS,
    QUESTIONS,
    SOURCES,
    Locked,
    Place,
    Result,
    Workshop,
    before_swap,
    due,
    plans_until,
    seconds_left,
)
from smkt_helpers.workshop.votes import Entry, decided, most_wished

__all__ = [
    "FOLLOWING", "LONGEST_REASON", "LONGEST_ROUND", "MODES", "PHASES", "PREDICTIONS", "SOURCES", "Locked", "Place",
    "Result", "Workshop", "answer", "before_swap", "begin", "come_back", "decide", "due", "extend", "go", "inject",
    "join", "leave", "move", "plans_until", "predict", "rename", "score", "seat_all", "seconds_left", "swap",
]  # fmt: skip
LONGEST_REASON = 500  # letters
LONGEST_ROUND = 480  # minutes
TWICE = N_("There is somebody called {name} already; add a letter to the name.")


def begin(format: Format, start: Plan, mode: str = "captain", auto_lock: bool = False) -> Workshop:
    """Return a workshop to which nobody has come yet."""
    if not isinstance(mode, str) or mode not in MODES:
        raise KitError(_("How a team decides is one of {known}, not {mode}.").format(known=", ".join(MODES), mode=mode))
    if not isinstance(auto_lock, bool):
        raise KitError(_("auto_lock is yes (True) or no (False), not {value}.").format(value=auto_lock))
    return Workshop(format, start, mode, auto_lock)


# Who is in the room


def join(now: Workshop, id: str, name: str, home: str, watch: bool = False) -> Workshop:
    """Let somebody in; after the tables are made, at the table and seat with the fewest people."""
    _not_closed(now)
    if not isinstance(id, str) or not 0 < len(id) <= room.LONGEST_NAME:
        raise KitError(_("Everybody in a workshop has a short id, not {id!r}.").format(id=id))
    if any(one.id == id for one in now.people):
        return now
    name = room.checked_name(name)
    if not isinstance(home, str) or home not in room.HOMES:
        raise KitError(
            _("The function of {name} is one of {known}, not {home}.").format(
                name=name, known=", ".join(room.HOMES), home=home
            )
        )
    _nobody_else(now, id, name, TWICE)
    if len(now.people) >= room.MOST_PEOPLE:
        raise KitError(_("A workshop has room for {most} people.").format(most=number(room.MOST_PEOPLE)))
    person = Person(id, name, home, joined=max(now.round, 0), watches=bool(watch))
    return replace(now, people=(*now.people, _placed(now, person)))


def seat_all(now: Workshop, tables: int) -> Workshop:
    """Make the tables anew for everybody who is here and does not only watch."""
    if now.phase != "lobby":
        raise KitError(_("Tables are made before the first briefing; later, move single people."))
    playing = [one for one in now.people if one.here and not one.watches]
    given = {one.id: one for one in room.seated(playing, tables)}
    # Who has left keeps no place at a table that may no longer be there.
    return replace(
        now, people=tuple(given.get(one.id, replace(one, table=0, first_seat="")) for one in now.people)
    )


def move(now: Workshop, person: str, table: int, seat: str) -> Workshop:
    """Give somebody another place; table 0 is for watching."""
    one = _person(now, person)
    if table == 0:
        moved = replace(one, table=0, first_seat="", watches=True)
        return _with_person(_without_vote(now, one, moved), moved)
    last = max(now.tables, default=0)
    if type(table) is not int or not 1 <= table <= last + 1:
        raise KitError(
            _("One can move to the tables 1 to {last}, or to a new one with the next number, not to {table}.").format(
                table=table, last=number(last)
            )
        )
    _known_seat(seat)
    first = room.OTHER[seat] if now.swapped else seat
    moved = replace(one, table=table, first_seat=first, watches=False)
    return _with_person(_without_vote(now, one, moved), moved)


def leave(now: Workshop, person: str) -> Workshop:
    """Let somebody go; what they decided stays."""
    return _with_person(now, replace(_person(now, person), here=False))


def come_back(now: Workshop, person: str) -> Workshop:
    """Let somebody who had left sit down again."""
    one = _person(now, person)
    if one.here:
        return now
    _nobody_else(now, one.id, one.name, N_("There is somebody else called {name} now; rename one of the two."))
    return _with_person(now, replace(_placed(now, one), here=True))


def rename(now: Workshop, person: str, name: str) -> Workshop:
    """Give somebody another name."""
    one, name = _person(now, person), room.checked_name(name)
    _nobody_else(now, one.id, name, TWICE)
    return _with_person(now, replace(one, name=name))


# The phases


def go(now: Workshop, phase: str, at: str = "") -> Workshop:
    """Go on to another phase; going where the workshop already is changes nothing."""
    if phase == now.phase:
        return now
    if phase not in FOLLOWING[now.phase]:
        wanted = _(PHASES[phase]) if isinstance(phase, str) and phase in PHASES else phase
        raise KitError(
            _("From “{here}” the workshop goes on to {there}, not to “{phase}”.").format(
                here=_(PHASES[now.phase]),
                there=" / ".join(f"“{_(PHASES[one])}”" for one in FOLLOWING[now.phase]) or _("nothing; it is over"),
                phase=wanted,
            )
        )
    return _GO.get(phase, _just_go)(replace(now, phase=phase), now, at)


def _just_go(new: Workshop, old: Workshop, at: str) -> Workshop:
    return new


def _to_brief(new: Workshop, old: Workshop, at: str) -> Workshop:
    if not old.tables:
        raise KitError(_("Nobody sits at a table yet; make the tables first."))
    if old.phase != "lobby" and old.last_round:
        raise KitError(_("That was the last quarter of this format; go on to the debrief."))
    new = replace(new, round=old.round + 1, entries={}, opened_at="", extra_minutes=0)
    return replace(new, swapped=not old.swapped) if new.part.swap else new


def _to_open(new: Workshop, old: Workshop, at: str) -> Workshop:
    if old.phase == "brief":
        return replace(new, opened_at=at)
    if old.round in old.results:
        raise KitError(_("This quarter has been played; its sheets cannot be changed any more."))
    # The time of the quarter is over or nearly so: when sheets are opened again, the trainer says when it is enough.
    return replace(
        new,
        opened_at="",
        locked={key: value for key, value in old.locked.items() if key[0] != old.round},
        second_seats=tuple(one for one in old.second_seats if one != old.round),
    )


def _to_locked(new: Workshop, old: Workshop, at: str) -> Workshop:
    return replace(
        new,
        locked={**old.locked, **{(old.round, table): _lock(old, table) for table in old.tables}},
        second_seats=(*old.second_seats, old.round) if old.swapped else old.second_seats,
    )


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


def swap(now: Workshop, to: bool | None = None) -> Workshop:
    """Swap seats at all tables, besides what the format says.

    Parameters
    ----------
    now : Workshop
    to : bool, optional
        Whether the seats are swapped afterwards, so that a double click does not swap them back; without it they
        change in any case.
    """
    if now.phase not in ("lobby", "brief"):
        raise KitError(_("Seats are swapped between two quarters, in the briefing."))
    return replace(now, swapped=not now.swapped if to is None else bool(to))


# What the tables do


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
    if not isinstance(values, Mapping):
        raise KitError(
            _('What a seat decides is written like {{"budget": 1.2}}, not {values!r}.').format(values=values)
        )
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
    if not isinstance(why, str) or len(why) > LONGEST_REASON:
        raise KitError(_("A reason is a text of at most {most} letters.").format(most=number(LONGEST_REASON)))
    checked = {name: DECISIONS[name].check(value) for name, value in values.items()}
    entry = now.entries.get((table, seat), Entry())
    return replace(now, entries={**now.entries, (table, seat): entry.given(person or "", checked, why)})


def predict(now: Workshop, table: int, seat: str, answer: str) -> Workshop:
    """Say what the quarter will bring, before anybody knows."""
    if now.phase not in ("open", "locked") or now.round in now.results:
        raise KitError(_("A prediction counts only before the quarter has been played."))
    _known_table(now, table)
    _known_seat(seat)
    if not isinstance(answer, str) or answer not in PREDICTIONS:
        raise KitError(
            _("A prediction is one of {known}, not {answer}.").format(known=", ".join(PREDICTIONS), answer=answer)
        )
    return replace(now, predictions={**now.predictions, (now.round, table, seat): answer})


def answer(now: Workshop, person: str, question: str, text: str) -> Workshop:
    """Write an answer to one of the questions of the debrief; an empty text takes it back."""
    if now.phase != "debrief":
        raise KitError(_("The questions are answered in the debrief."))
    one = _person(now, person)
    if not isinstance(question, str) or question not in QUESTIONS:
        raise KitError(_("A question is one of {known}, not {question}.").format(
            known=", ".join(QUESTIONS), question=question))
    if not isinstance(text, str) or len(text) > LONGEST_REASON:
        raise KitError(_("An answer is a text of at most {most} letters.").format(most=number(LONGEST_REASON)))
    others = {key: said for key, said in now.answers.items() if key != (one.id, question)}
    return replace(now, answers={**others, (one.id, question): text.strip()} if text.strip() else others)


def inject(now: Workshop, shock: Mapping[str, Any]) -> Workshop:
    """Let something unexpected happen in this quarter; the same thing does not happen twice."""
    if now.phase not in ("brief", "open"):
        raise KitError(_("Something can happen in a quarter until its sheets are in."))
    made = shock_of(shock, now.format.company)
    if made in now.shocks(now.round):
        return now
    return replace(now, injected={**now.injected, now.round: (*now.injected.get(now.round, ()), made)})


def extend(now: Workshop, minutes: int) -> Workshop:
    """Give the teams more minutes to decide in this quarter, or fewer; with none left the time is up at once."""
    if now.phase != "open" or type(minutes) is not int:
        raise KitError(_("Time can be added while the quarter is open, in whole minutes."))
    # The limits are those of the whole quarter, as they were for every workshop that has been kept.
    if not 1 <= now.part.minutes + now.extra_minutes + minutes <= LONGEST_ROUND:
        raise KitError(_("A quarter takes 1 to {most} minutes.").format(most=number(LONGEST_ROUND)))
    return replace(now, extra_minutes=now.extra_minutes + minutes)


def score(now: Workshop, round: int, result: Result) -> Workshop:
    """Keep what a quarter brought; a second result for the same quarter is refused."""
    if type(round) is int and round in now.results:
        raise KitError(_("This quarter has been played already; its result stands."))
    if now.phase != "locked" or round != now.round:
        raise KitError(_("A quarter is played when its sheets are in."))
    if sorted(result.tables) != list(now.playing()):
        raise KitError(_("The result does not belong to these tables."))
    return replace(now, results={**now.results, now.round: result})


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


def _placed(now: Workshop, person: Person) -> Person:
    """Return somebody with a place, where the tables are made already and the person has none and wants one."""
    if not now.tables or person.watches or person.table:
        return person
    table, seat = room.best_place(now.people, person.home, now.swapped)
    return replace(person, table=table, first_seat=seat)


def _person(now: Workshop, id: str) -> Person:
    _not_closed(now)
    found = next((one for one in now.people if one.id == id), None)
    if found is None:
        raise KitError(_("Nobody in this workshop has the number {id}.").format(id=id))
    return found


def _with_person(now: Workshop, changed: Person) -> Workshop:
    return replace(now, people=tuple(changed if one.id == changed.id else one for one in now.people))


def _without_vote(now: Workshop, one: Person, moved: Person) -> Workshop:
    """Take the vote of somebody who goes to another seat in mid-quarter out of the old one: nobody votes twice.

    A captain's sheet is the team's, and stays.
    """
    if now.mode == "captain" or (one.table, one.first_seat) == (moved.table, moved.first_seat):
        return now
    left = {place: entry.without(one.id) if one.id in entry.votes else entry for place, entry in now.entries.items()}
    return replace(now, entries={place: entry for place, entry in left.items() if entry.votes})


def _nobody_else(now: Workshop, id: str, name: str, sentence: str) -> None:
    if any(one.here and one.id != id and one.name.casefold() == name.casefold() for one in now.people):
        raise KitError(_(sentence).format(name=name))


def _not_closed(now: Workshop) -> None:
    if now.phase == "closed":
        raise KitError(_("This workshop is closed; nothing can be changed any more."))


def _known_table(now: Workshop, table: int) -> None:
    if type(table) is not int or table not in now.tables:
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
