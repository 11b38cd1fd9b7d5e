"""Who has handed in and who is waited for: people with a phone one by one, teams on paper by their sheet."""

from __future__ import annotations

from dataclasses import dataclass

from smkt_helpers.decisions import SEATS
from smkt_helpers.workshop.people import Person
from smkt_helpers.workshop.state import Place, Workshop
from smkt_helpers.workshop.votes import TEAM


@dataclass(frozen=True)
class Phones:
    """What the screens show about the phones of a workshop.

    Attributes
    ----------
    address : str
        Where people find the server, such as "http://192.168.1.20:8000"; empty while there is none.
    code : str
        What opens the door.
    open : bool
        Whether somebody may come in now.
    people : frozenset of str
        The ids of everybody who came with a phone.
    """

    address: str
    code: str
    open: bool
    people: frozenset[str] = frozenset()

    @property
    def link(self) -> str:
        """Return the address that a QR code holds: it opens the door with the code filled in."""
        return f"{self.address}/{self.code}"

    @property
    def inviting(self) -> bool:
        """Return whether there is a door that somebody could come through."""
        return self.open and bool(self.address)


@dataclass(frozen=True)
class Waiting:
    """What is counted while the tables decide.

    Attributes
    ----------
    people : tuple of Person
        Who is waited for, among those who hand in on a phone of their own.
    of_people : int
        How many do so.
    sheets : tuple of (table, seat)
        The sheets that are waited for, of teams that hand in one for all.
    of_sheets : int
        How many do so.
    """

    people: tuple[Person, ...] = ()
    of_people: int = 0
    sheets: tuple[Place, ...] = ()
    of_sheets: int = 0

    @property
    def nobody(self) -> bool:
        """Return whether everybody has handed in."""
        return not self.people and not self.sheets


def waiting(now: Workshop, phones: Phones | None = None) -> Waiting:
    """Return who is waited for.

    Where all votes count, everybody with a phone is counted, until the trainer has typed a sheet for the whole team.
    A team without a phone, and every team with a captain, is counted by its sheet.
    """
    people: list[Person] = []
    sheets: list[Place] = []
    of_people = of_sheets = 0
    for table in now.tables:
        for seat in SEATS:
            voters = voters_at(now, table, seat, phones)
            entry = now.entries.get((table, seat))
            if voters:
                votes = entry.votes if entry is not None else {}
                of_people += len(voters)
                people += [one for one in voters if one.id not in votes and TEAM not in votes]
            elif now.at(table, seat):
                of_sheets += 1
                sheets += [(table, seat)] if entry is None else []
    return Waiting(tuple(people), of_people, tuple(sheets), of_sheets)


def voters_at(now: Workshop, table: int, seat: str, phones: Phones | None) -> tuple[Person, ...]:
    """Return who in a seat has a vote of their own and a phone to hand it in."""
    return with_phone_at(now, table, seat, phones) if now.mode == "median" else ()


def with_phone_at(now: Workshop, table: int, seat: str, phones: Phones | None) -> tuple[Person, ...]:
    """Return who in a seat came with a phone."""
    return tuple(one for one in now.at(table, seat) if phones is not None and one.id in phones.people)


def still_deciding(now: Workshop, phones: Phones | None = None) -> tuple[Place, ...]:
    """Return the seats of which somebody is waited for."""
    found = waiting(now, phones)
    seats = {(one.table, one.seat(now.swapped)) for one in found.people} | set(found.sheets)
    return tuple(place for table in now.tables for seat in SEATS for place in [(table, seat)] if place in seats)
