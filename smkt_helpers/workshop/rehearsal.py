"""A workshop played by bots, to see beforehand what the room will see."""

from __future__ import annotations

from typing import Any

import numpy as np

from smkt_helpers.decisions import SEATS
from smkt_helpers.words import _
from smkt_helpers.workshop.bots import bot_sheet, own_number, random_prediction, random_sheet, together
from smkt_helpers.workshop.formats import Format
from smkt_helpers.workshop.people import Person, tables_for
from smkt_helpers.workshop.state import Workshop
from smkt_helpers.workshop.store import Ledger, Store
from smkt_helpers.workshop.votes import TEAM

BOT = "bot"  # how the ids of people begin who are programs
MISSING = 0.1  # of the sheets; they show what happens to a team without one
Step = tuple[str, dict[str, Any]]  # kind of an action, and what it says


def rehearse(format: Format, people: int = 24, seed: int = 1, ledger: Ledger | None = None) -> Ledger:
    """Play a whole workshop with bots: a late joiner, a leaver, some missing sheets and all quarters.

    Parameters
    ----------
    format : Format
    people : int
        Two of them make a single table; three or more also have somebody come late, and somebody leave.
    seed : int
        Another one, other bots.
    ledger : Ledger, optional
        A rehearsal that has begun; by default a new one that leaves nothing on the disk.

    Returns
    -------
    Ledger
        At its end.
    """
    ledger = begin(Store("sqlite://"), format, people, seed) if ledger is None else ledger
    while ledger.now.phase != "closed":
        step(ledger, seed)
    return ledger


def begin(store: Store, format: Format, people: int = 24, seed: int = 1, mode: str = "captain") -> Ledger:
    """Begin a rehearsal: the bots have come and sit at their tables."""
    ledger = store.begin(format, _("Rehearsal: {format}").format(format=format.name), mode)
    for place in range(people):
        ledger.do("join", id=f"{BOT}{place + 1}", name=_name(place), home=SEATS[place % 2])
    ledger.do("seat_all", tables=tables_for(people))
    return ledger


def is_rehearsal(now: Workshop) -> bool:
    """Return whether a workshop is played by bots; a trainer may play along on a phone."""
    return any(_is_bot(one) for one in now.people)


def step(ledger: Ledger, seed: int = 1) -> None:
    """Let a rehearsal take its next step: hand in the sheets, play the quarter, or go on to the next phase."""
    now = ledger.now
    if now.phase == "locked" and now.round not in now.results:
        ledger.play()
        return
    for kind, data in next_actions(now, seed):
        ledger.do(kind, **data)


def next_actions(now: Workshop, seed: int = 1) -> list[Step]:
    """Return what the bots do next; nothing when the workshop is closed.

    The same state and seed give the same actions, so a rehearsal can be left and gone on with.
    """
    if now.phase == "open":
        handed_in = any(TEAM in entry.votes for entry in now.entries.values())
        sheets = [] if handed_in else _sheets(now, np.random.default_rng((seed, now.round)))
        return sheets or [("go", {"phase": "locked"})]
    if now.phase == "revealed":
        return [("go", {"phase": "debrief"})] if now.last_round else [("go", {"phase": "brief"})]
    after = {"lobby": "brief", "brief": "open", "locked": "revealed", "debrief": "closed"}
    go = [("go", {"phase": after[now.phase]})] if now.phase in after else []
    return [*_comings(now), *go]


def _comings(now: Workshop) -> list[Step]:
    """Return who comes or goes in the second briefing."""
    if now.phase != "brief" or now.round != 1 or len(now.people) < 3:
        return []
    late = (f"{BOT}{len(now.people) + 1}", _name(len(now.people)))
    found: list[Step] = []
    if not any(one.joined for one in now.people):
        found.append(("join", {"id": late[0], "name": late[1], "home": "other"}))
    if all(one.here for one in now.people):
        found.append(("leave", {"person": now.people[0].id}))
    return found


def _sheets(now: Workshop, chance: np.random.Generator) -> list[Step]:
    """Return the sheets and predictions of a quarter: each table has its own way, and some sheets are missing."""
    found: list[Step] = []
    counted = len(now.history(now.round)) - 1
    for table, seat in now.missing():
        if not all(_is_bot(one) for one in now.at(table, seat)):
            continue  # where somebody plays along, that person decides
        place = {"table": table, "seat": seat}
        answer = random_prediction(chance)
        found.append(("predict", {**place, "answer": answer}))
        missing = chance.random() < MISSING and len(now.tables) > 1
        values = random_sheet(now.format, seat, chance) if table % 4 == 0 else _sheet(now, table, seat, counted)
        if not missing:
            found.append(("decide", {**place, "values": values, "why": _reason(values)}))
    return found


def _sheet(now: Workshop, table: int, seat: str, counted: int) -> dict[str, Any]:
    way = (own_number, None, together)[table % 4 - 1]
    return bot_sheet(now.format, seat, counted) if way is None else way(now.format, seat)


def _reason(values: dict[str, Any]) -> str:
    return _("A bot decides {n} things.").format(n=len(values)) if values else _("A bot leaves everything as it is.")


def _is_bot(one: Person) -> bool:
    return one.id.startswith(BOT)


def _name(place: int) -> str:
    return _("Bot {n}").format(n=place + 1)
