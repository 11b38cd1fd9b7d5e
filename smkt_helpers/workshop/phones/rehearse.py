"""A rehearsal of the whole room: a real server, phones that are programs, and a trainer.

``python -m smkt_helpers workshop rehearse`` says how long the room waits, and whether everything that was acknowledged
is there afterwards. It uses this computer only.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import json
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from smkt_helpers.decisions import SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.words import _, duration, ngettext, number
from smkt_helpers.workshop import rounds
from smkt_helpers.workshop.actions import applied, begun
from smkt_helpers.workshop.formats import read_format
from smkt_helpers.workshop.people import MOST_PEOPLE, tables_for
from smkt_helpers.workshop.phones.crowd import LOOK_SECONDS, Crowd, Phone, Sheet, sheets
from smkt_helpers.workshop.phones.doors import door_of, open_door
from smkt_helpers.workshop.phones.mortal import Server
from smkt_helpers.workshop.phones.view import mark_of, view_of
from smkt_helpers.workshop.state import Workshop
from smkt_helpers.workshop.store import Ledger, Store, file_url

PATIENCE = 120.0  # seconds for everybody to get somewhere
SPREAD = 8.0  # seconds over which people hand in, when not all at once
MOMENTS = ("burst", "play", "reveal")
LATEST_KILL = 0.6  # seconds after such a moment has begun
TOLD = 5  # troubles that are told in words


@dataclass(frozen=True)
class Wishes:
    """What to rehearse.

    Attributes
    ----------
    participants, rounds : int
    burst : bool
        All hand in in the same second.
    kills : int
        How often the server is killed, in turns in the burst, while a quarter is played and in the reveal.
    database : str
        Its address; empty for a file that is deleted afterwards.
    workers : int
        Processes of the server.
    polling : float
        Seconds for which all phones only look, to see what that costs.
    format : str
        Id of the format.
    pause : float
        Seconds between two looks of a phone.
    """

    participants: int = 60
    rounds: int = 4
    burst: bool = False
    kills: int = 0
    database: str = ""
    workers: int = 1
    polling: float = 10.0
    format: str = "half-day"
    pause: float = LOOK_SECONDS

    def __post_init__(self) -> None:
        if not 2 <= self.participants <= MOST_PEOPLE:
            raise KitError(_("A rehearsal has 2 to {most} participants.").format(most=number(MOST_PEOPLE)))
        most = len(read_format(self.format).rounds)
        if not 1 <= self.rounds <= most:
            raise KitError(_("This format has {most} quarters; rehearse 1 to {most} of them.").format(
                most=number(most)))
        if not 1 <= self.workers <= 16:
            raise KitError(_("A server has 1 to 16 workers."))
        if self.workers > 1 and not self.database:
            raise KitError(_("Several workers need a database that they can share; name one with --database."))
        if self.kills < 0 or self.polling < 0:
            raise KitError(_("Numbers of kills and seconds are 0 or more."))


class Rehearsal:
    """A workshop that programs play on phones; see the top of this module.

    Parameters
    ----------
    wishes : Wishes
    database : str
        Its address.
    """

    def __init__(self, wishes: Wishes, database: str) -> None:
        self.wishes, self.database, self.store = wishes, database, Store(database)
        # The control room is a process of its own, too: while it plays a quarter the phones go on.
        self._room = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        self.ledger = self.store.begin(read_format(wishes.format), _("Rehearsal on phones"), "median")
        self.server = Server(database, wishes.workers)
        self.crowd = Crowd(self.server.address, pause=wishes.pause, shaky=bool(wishes.kills),
                           spread=0.0 if wishes.burst else SPREAD)  # fmt: skip
        self.phones = [Phone(self.crowd, _("Phone {n}").format(n=place + 1)) for place in range(wishes.participants)]
        self.reveals: list[float] = []
        self.wanted: dict[tuple[int, str], Sheet] = {}
        self.figures: dict[str, float] = {}
        self._memory = 0.0
        self._chance = random.Random(wishes.kills)

    async def played(self) -> dict[str, Any]:
        """Play everything and return what `rehearsed` returns."""
        async with self.doing():
            await self.come_in()
            async with self.living():
                for round in range(self.wishes.rounds):
                    await self._quarter(round)
                await self.trainer("go", phase="debrief")
                await self.trainer("go", phase="closed")
        return self.told()

    @contextlib.asynccontextmanager
    async def doing(self) -> AsyncIterator[None]:
        """Let the server run."""
        watching = asyncio.create_task(self._watch_memory())
        self._room.submit(play)
        try:
            self.server.start()
            await self.server.ready()
            yield
        finally:
            watching.cancel()
            for phone in self.phones:
                await phone.client.aclose()
            self.server.stop()
            self._room.shutdown()

    @contextlib.asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """Let all phones look and hand in by themselves."""
        living = [asyncio.create_task(phone.live()) for phone in self.phones]
        try:
            yield
        finally:
            for task in living:
                task.cancel()
            found = await asyncio.gather(*living, return_exceptions=True)
            self.crowd.troubles += [repr(problem) for problem in found if isinstance(problem, Exception)]

    async def play(self) -> None:
        """Play the quarter whose sheets are in."""
        await asyncio.get_running_loop().run_in_executor(self._room, play, self.database, self.ledger.id)
        await asyncio.to_thread(self.ledger.refresh)

    async def trainer(self, kind: str, **data: Any) -> Workshop:
        """Do what the control room does when the trainer presses a button."""
        return await asyncio.to_thread(self.ledger.do, kind, **data)

    async def come_in(self) -> None:
        """Let everybody in and make the tables."""
        door = await asyncio.to_thread(open_door, self.store, self.ledger.id)
        # One after the other, so that everybody gets the same place each time.
        for place, phone in enumerate(self.phones):
            await phone.join(door.code, SEATS[place % 2])
        await asyncio.to_thread(self.ledger.refresh)
        await self.trainer("seat_all", tables=tables_for(self.wishes.participants))

    async def _quarter(self, round: int) -> None:
        self.crowd.gun.clear()
        await self.trainer("go", phase="brief")
        now = await self.trainer("go", phase="open")
        self.crowd.sheets = sheets(now)
        self.wanted |= {(round, name): votes for name, (votes, _said) in self.crowd.sheets.items()}
        await self._all(lambda phone: phone.round == round, _("have the sheet"))
        if round == 0 and self.wishes.polling:
            await self._only_look()
        killing, before = asyncio.create_task(self._kill("burst", round)), self._reckoned()
        self.crowd.gun.set()
        await self._all(lambda phone: phone.done, _("have handed in"))
        await killing
        for name, now, earlier in zip(("server_burst_s", "phones_burst_s"), self._reckoned(), before, strict=True):
            self.figures[name] = max(self.figures.get(name, 0.0), now - earlier)
        await self.trainer("go", phase="locked")
        killing = asyncio.create_task(self._kill("play", round))
        await self.play()
        await killing
        marks = self._marks(rounds.go(self.ledger.now, "revealed"))
        await self.trainer("go", phase="revealed")
        shown = time.perf_counter()
        killing = asyncio.create_task(self._kill("reveal", round))
        await self._all(lambda phone: phone.shown == marks[phone.name], _("show the result"))
        await killing
        self.reveals += [phone.seen[-1][0] - shown for phone in self.phones]

    def _marks(self, now: Workshop) -> Mapping[str, str]:
        """Return the mark of the page that everybody should see, by name."""
        message = door_of(self.store, self.ledger.id).message
        return {one.name: mark_of(view_of(now, one.id, self.ledger.title, message)) for one in now.people}

    async def _only_look(self) -> None:
        """Note what it costs when all phones only look."""
        await asyncio.sleep(self.wishes.pause)
        began, before = time.perf_counter(), self._reckoned()
        await asyncio.sleep(self.wishes.polling)
        seconds = time.perf_counter() - began
        server, phones = (now - earlier for now, earlier in zip(self._reckoned(), before, strict=True))
        self.figures |= {"server_cpu_share": server / seconds, "phones_cpu_share": phones / seconds}

    def _reckoned(self) -> tuple[float, float]:
        """Return the seconds that the server, and that the phones in this process, have reckoned so far."""
        return self.server.measured()[0], time.process_time()

    async def _kill(self, moment: str, round: int) -> None:
        for _kill in range(kills_of(self.wishes, moment, round)):
            await asyncio.sleep(self._chance.random() * LATEST_KILL)
            await self.server.kill_and_start()

    async def _watch_memory(self) -> None:
        while True:
            self._memory = max(self._memory, self.server.measured()[1])
            await asyncio.sleep(0.5)

    def told(self) -> dict[str, Any]:
        """Return what was measured; see `rehearsed`."""
        self.ledger.refresh()
        taken, twice = taken_in(self.ledger)
        names = {one.id: one.name for one in self.ledger.now.people}
        there = {(round, names[person]): votes for (round, person), votes in taken.items()}
        kept = {(round, phone.name): votes for phone in self.phones for round, votes in phone.kept.items()}
        waited = [seconds for phone in self.phones for seconds in phone.waited]
        refused = [f"{phone.name}: {said}" for phone in self.phones for said in phone.refused]
        troubles = [*self.crowd.troubles, *refused]
        return {
            "participants": self.wishes.participants,
            "rounds": len(self.ledger.now.results),
            "errors": len(troubles),
            "submit_p50_s": _share(waited, 50),
            "submit_p95_s": _share(waited, 95),
            "reveal_p95_s": _share(self.reveals, 95),
            "server_mb": round(self._memory / 1e6, 1),
            **{name: round(value, 3) for name, value in self.figures.items()},
            "acknowledged": len(kept),
            "lost": sum(there.get(place) != votes for place, votes in kept.items()),
            "doubled": twice,
            "result_hash": hash_of(self.ledger),
            "kills": len(self.server.back),
            "back_s": round(max(self.server.back, default=0.0), 2),
            "troubles": troubles[:TOLD],
        }

    async def _all(self, found: Callable[[Phone], bool], what: str) -> None:
        """Wait until something is so on every phone."""
        end = time.monotonic() + PATIENCE
        while not all(map(found, self.phones)):
            if time.monotonic() > end:
                missing = sum(not found(phone) for phone in self.phones)
                raise KitError(_("{n} phones still do not {what} after {seconds}. {troubles}").format(
                    n=number(missing), what=what, seconds=duration(PATIENCE / 60),
                    troubles=" ".join(self.crowd.troubles[:TOLD])))  # fmt: skip
            await asyncio.sleep(0.05)


def rehearsed(wishes: Wishes) -> dict[str, Any]:
    """Rehearse and return what was measured.

    Returns
    -------
    dict
        `errors`: answers that should not be; `submit_p50_s`, `submit_p95_s`: from a press of the button to its
        acknowledgement; `reveal_p95_s`: from the trainer's press until a phone shows the result; `server_mb`: the
        largest memory of the server; `server_cpu_share`, `phones_cpu_share`: share of a core while all phones only
        look; `acknowledged` sheets; `lost`: those that are not in the workshop afterwards, or differ; `doubled`: sheets
        that were taken more than once; `result_hash`: the same for the same results; `kills`; `back_s`: the longest
        time until the server answered after a kill; `troubles`: the first errors in words.
    """
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="smkt-rehearsal-", ignore_cleanup_errors=True))
        rehearsal = Rehearsal(wishes, wishes.database or file_url(Path(folder) / "rehearsal.sqlite"))
        try:
            return asyncio.run(rehearsal.played())
        finally:
            if wishes.database:
                rehearsal.store.purge(rehearsal.ledger.id)
            rehearsal.store.engine.dispose()


def play(database: str = "", workshop: str = "") -> None:
    """Play the quarter whose sheets are in; without a workshop only load what that needs."""
    from smkt_helpers.workshop import scoring  # noqa: F401

    if workshop:
        store = Store(database)
        store.open(workshop).play()
        store.engine.dispose()


def kills_of(wishes: Wishes, moment: str, round: int) -> int:
    """Return how often the server is killed in one of the `MOMENTS` of a quarter."""
    turns = ((MOMENTS[kill % len(MOMENTS)], kill // len(MOMENTS) % wishes.rounds) for kill in range(wishes.kills))
    return sum(turn == (moment, round) for turn in turns)


def taken_in(ledger: Ledger) -> tuple[dict[tuple[int, str], Sheet], int]:
    """Return what each person had handed in when the sheets were taken in, and how many handed in more than once.

    Returns
    -------
    votes : dict of (quarter, id of a person) to mapping of str to value
        With all decisions of the seat.
    twice : int
    """
    now, found, counts = begun(ledger.actions[0].data), {}, Counter()
    for action in ledger.actions[1:]:
        if action.kind == "go" and action.data["phase"] == "locked":
            for (table, seat), entry in now.entries.items():
                held = now.in_force(table)
                before = {name: held[name] for name in now.format.of_seat(seat)}
                found |= {(now.round, person): before | dict(vote) for person, vote in entry.votes.items()}
        now = applied(now, action)
        if action.kind == "decide":
            counts[now.round, action.data["person"]] += 1
    return found, sum(count > 1 for count in counts.values())


def hash_of(ledger: Ledger) -> str:
    """Return a short text that is the same for the same results of all quarters."""
    every = [ledger.now.results[round].hash for round in sorted(ledger.now.results)]
    return hashlib.sha256(" ".join(every).encode()).hexdigest()[:16]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``workshop rehearse``."""
    usual = Wishes()
    parser.add_argument("--participants", type=int, default=usual.participants, help=_("how many phones"))
    parser.add_argument("--rounds", type=int, default=usual.rounds, help=_("how many quarters"))
    parser.add_argument("--format", default=usual.format, help=_("id of a format, or a TOML file"))
    parser.add_argument("--burst", action="store_true", help=_("all hand in in the same second"))
    parser.add_argument("--kill", type=int, nargs="?", const=len(MOMENTS), default=0, metavar="N",
                        help=_("kill the server N times, when it hurts most; usually {n} times").format(
                            n=number(len(MOMENTS))))  # fmt: skip
    parser.add_argument("--database", default="", metavar="URL", help=_("the database; usually a file of its own"))
    parser.add_argument("--workers", type=int, default=usual.workers, help=_("processes of the server"))
    parser.add_argument("--polling", type=float, default=usual.polling, metavar="SECONDS",
                        help=_("how long all phones only look, to see what that costs"))  # fmt: skip
    parser.add_argument("--json", action="store_true", help=_("print JSON"))


def run(args: argparse.Namespace) -> int:
    """Rehearse and say what was measured; the exit code is 1 when anything went wrong."""
    told = rehearsed(Wishes(args.participants, args.rounds, args.burst, args.kill, args.database, args.workers,
                            args.polling, args.format))  # fmt: skip
    print(json.dumps(told, indent=2, ensure_ascii=False) if args.json else "\n".join(_sentences(told)))
    return int(bool(told["errors"] or told["lost"] or told["doubled"]))


def _sentences(told: Mapping[str, Any]) -> Sequence[str]:
    """Return what was measured as a person reads it."""

    def seconds(name: str) -> str:
        return number(told[name], 2)

    said = [
        ngettext("{people} phones handed in {sheets} sheets in {quarters} quarter.",
                 "{people} phones handed in {sheets} sheets in {quarters} quarters.", told["rounds"]).format(
            people=number(told["participants"]), sheets=number(told["acknowledged"]), quarters=number(told["rounds"])),
        _("Half of them had their answer within {half} seconds, 19 of 20 within {most}; the results stood on 19 of 20 "
          "phones within {shown} seconds.").format(
            half=seconds("submit_p50_s"), most=seconds("submit_p95_s"), shown=seconds("reveal_p95_s")),
        _("The server needed at most {memory} megabytes of memory.").format(memory=number(told["server_mb"])),
    ]  # fmt: skip
    if told["kills"]:
        said.append(_("It was killed {n} times and was back within {seconds} seconds.").format(
            n=number(told["kills"]), seconds=seconds("back_s")))  # fmt: skip
    if told["errors"] or told["lost"] or told["doubled"]:
        said.append(_("Not all is well: {lost} acknowledged sheets are lost, {twice} count twice, and there were "
                      "{errors} errors.").format(
            lost=number(told["lost"]), twice=number(told["doubled"]), errors=number(told["errors"])))  # fmt: skip
        said += told["troubles"]
    else:
        said.append(_("No sheet was lost, none counts twice, and there were no errors."))
    return said


def _share(seconds: Sequence[float], percent: int) -> float:
    """Return the seconds within which so many percent of all waits ended; 0 when there are none."""
    return round(float(np.percentile(seconds, percent)), 3) if seconds else 0.0
