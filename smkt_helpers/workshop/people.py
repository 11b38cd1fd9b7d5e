"""Who is in the room, and who sits where."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from smkt_helpers.decisions import SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _, number

HOMES: Mapping[str, str] = {"marketing": N_("marketing"), "sales": N_("sales"), "other": N_("another department")}
OTHER = {"marketing": "sales", "sales": "marketing"}
AT_A_TABLE = 6  # a marketing team and a sales team of three
MOST_PEOPLE = 400
LONGEST_NAME = 60
# What people write for a function, in small letters, by its first letters.
_WRITTEN = {
    "marketing": ("m", "marketing", "mkt", "growth", "brand", "communication"),
    "sales": ("s", "sales", "vertrieb", "account", "business development"),
}


@dataclass(frozen=True)
class Person:
    """Somebody in the room.

    Attributes
    ----------
    id : str
    name : str
    home : str
        Own function, a key of `HOMES`.
    table : int
        From 1; 0 for somebody who watches.
    first_seat : str
        The seat before the swap; empty for somebody who watches.
    here : bool
        False after leaving.
    joined : int
        The quarter in which the person came, 0 from the start.
    watches : bool
        Wishes to watch only; is given no seat when the tables are made.
    """

    id: str
    name: str
    home: str
    table: int = 0
    first_seat: str = ""
    here: bool = True
    joined: int = 0
    watches: bool = False

    def seat(self, swapped: bool) -> str:
        """Return the seat the person has now; empty for somebody who watches."""
        return OTHER[self.first_seat] if swapped and self.first_seat else self.first_seat


def tables_for(people: int) -> int:
    """Return how many tables so many people make: six at each, as nearly as it goes."""
    return max(1, round(people / AT_A_TABLE))


def seated(people: Sequence[Person], tables: int) -> tuple[Person, ...]:
    """Give everybody a table and a seat.

    Parameters
    ----------
    people : sequence of Person
    tables : int

    Returns
    -------
    tuple of Person
        In the same order. Tables differ by one person at most, and so do the two seats of a table. People sit in
        the seat of their own function as far as there is room, and each function is spread over all tables.

    Raises
    ------
    KitError
        If nobody is there, or there are more tables than pairs of people can fill.
    """
    if not people:
        raise KitError(_("Nobody is here yet who could sit at a table."))
    most = max(1, len(people) // 2)
    if type(tables) is not int or not 1 <= tables <= most:
        raise KitError(
            _("Here are {people} to play, who can sit at 1 to {most} tables, not {tables}: a table needs two.").format(
                people=number(len(people)), most=number(most), tables=tables
            )
        )
    homes = Counter(person.home for person in people)
    free = _places(len(people), tables, homes["sales"] - homes["marketing"])
    taken: dict[str, tuple[int, str]] = {}
    left = []
    for seat in SEATS:
        mine = [place for place in free if place[1] == seat]
        at_home = [person for person in people if person.home == seat]
        taken |= {person.id: place for person, place in zip(at_home, mine, strict=False)}
        left += mine[len(at_home) :]
    waiting = [person for person in people if person.id not in taken]
    taken |= {person.id: place for person, place in zip(waiting, left, strict=True)}
    return tuple(replace(one, table=taken[one.id][0], first_seat=taken[one.id][1]) for one in people)


def _places(people: int, tables: int, more_sales: int) -> list[tuple[int, str]]:
    """Return the places, table after table in turns, so that the first ones are spread over all tables.

    `more_sales` is by how many people sales is stronger than marketing: the odd place of a table goes to whoever is
    still stronger, to both in turns when they are even.
    """
    found = []
    for table in range(1, tables + 1):
        size = people // tables + (table <= people % tables)
        marketing, odd = divmod(size, 2)
        if odd and more_sales <= 0:
            marketing += 1
        more_sales += odd * (1 if more_sales <= 0 else -1)
        found += [(turn, table, "marketing") for turn in range(marketing)]
        found += [(turn, table, "sales") for turn in range(size - marketing)]
    return [(table, seat) for _turn, table, seat in sorted(found)]


def best_place(people: Sequence[Person], home: str, swapped: bool) -> tuple[int, str]:
    """Return table and first seat for somebody who comes late: where fewest people sit, the own function if possible.

    Parameters
    ----------
    people : sequence of Person
        Those already in the room.
    home : str
    swapped : bool
        Whether the seats have been swapped: a late joiner then starts in the seat of the other function.
    """
    here = Counter((one.table, one.first_seat) for one in people if one.here and one.table)
    # A table that everybody has left is no place to sit alone, unless there is no other.
    tables = sorted({table for table, _seat in here} or {one.table for one in people if one.table}) or [1]
    at_table = {table: sum(here[table, seat] for seat in SEATS) for table in tables}
    wanted = home if home in SEATS else SEATS[0]
    return min(
        ((table, seat) for table in tables for seat in SEATS),
        key=lambda place: (at_table[place[0]], here[place], place[1] != wanted, place[0]),
    )


def home_of(text: str) -> str:
    """Return the function that somebody wrote down: "marketing", "sales" or "other".

    >>> home_of("Mktg"), home_of("Vertrieb"), home_of("Finance"), home_of("S")
    ('marketing', 'sales', 'other', 'sales')
    """
    said = text.strip().casefold()
    for home, words in _WRITTEN.items():
        if said in words or any(len(word) > 1 and said.startswith(word) for word in words):
            return home
    return "other"


def read_people(text: str) -> list[tuple[str, str]]:
    """Return names and functions from lines typed or from a CSV file.

    Parameters
    ----------
    text : str
        One person a line: the name, then a comma, semicolon or tab, then the function. A line of heads is left
        out, and so are empty lines.

    Returns
    -------
    list of (name, home)

    Raises
    ------
    KitError
        If a line has no name, a name stands there twice, or there are too many.
    """
    lines = text.lstrip("\ufeff").replace("\t", ",").replace(";", ",").splitlines()
    found: list[tuple[str, str]] = []
    for place, cells in enumerate(csv.reader(io.StringIO("\n".join(lines))), start=1):
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if place == 1 and cells[0].casefold() in ("name", "names", "nickname", "person"):
            continue
        if not cells[0]:
            raise KitError(_("Line {place} has no name; write a name, a comma and the function.").format(place=place))
        found.append((checked_name(cells[0]), home_of(cells[1] if len(cells) > 1 else "")))
    twice = [name for name, count in Counter(name.casefold() for name, _home in found).items() if count > 1]
    if twice:
        shown = next(name for name, _home in found if name.casefold() == twice[0])
        raise KitError(
            _("The name {name} stands there twice; add a letter, so that you can tell the two apart.").format(
                name=shown
            )
        )
    if len(found) > MOST_PEOPLE:
        raise KitError(
            _("A workshop has room for {most} people, and these are {n}.").format(
                most=number(MOST_PEOPLE), n=number(len(found))
            )
        )
    return found


def checked_name(text: str) -> str:
    """Return a name without needless blanks, or raise a `KitError` when it is empty or too long."""
    name = " ".join(str(text).split())
    if not name or len(name) > LONGEST_NAME:
        raise KitError(
            _("A name has 1 to {most} letters, not {n}.").format(most=number(LONGEST_NAME), n=number(len(name)))
        )
    return name
