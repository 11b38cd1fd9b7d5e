"""Phones that are programs: they join, look every two seconds and hand in as the pages' own script does."""

from __future__ import annotations

import asyncio
import contextlib
import html
import importlib.util
import random
import re
import ssl
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np

from smkt_helpers.decisions import DECISIONS, SEATS
from smkt_helpers.words import _
from smkt_helpers.workshop.bots import random_prediction, random_sheet
from smkt_helpers.workshop.room.sheets import typed
from smkt_helpers.workshop.state import Workshop

# At each request httpx asks for a package that may be missing, and would look through all folders for it each time.
if importlib.util.find_spec("sniffio") is None:
    sys.modules["sniffio"] = None
# As in static/phone.js.
LOOK_SECONDS = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 15.0  # seconds before another try; the first is doubled each time
PATIENCE = 8.0  # seconds for one answer
JITTER = 0.2  # of each pause
CONNECTIONS = 2  # of one phone
Sheet = Mapping[str, Any]


_FIELD = re.compile(r'<(?:input|textarea)\b[^>]*?\sname="([^"]*)"(?:[^>]*?\svalue="([^"]*)")?')


def fields_of(page: str) -> Mapping[str, str]:
    """Return what the fields of a page's forms hold, by name; of several with one name the last."""
    # A parser of HTML would keep this computer busier than the server that it looks at.
    return {name: html.unescape(value) for name, value in _FIELD.findall(page)}


@dataclass
class Crowd:
    """What all phones of a rehearsal share.

    Attributes
    ----------
    address : str
        Of the server.
    pause : float
        Seconds between two looks of a phone; with fewer all other pauses are shorter, too.
    shaky : bool
        The server is killed now and then, so no answer is no error.
    sheets : mapping of str to (votes, prediction)
        What each hands in this quarter, by name.
    gun : asyncio.Event
        Set when everybody may hand in.
    spread : float
        Seconds over which they do so.
    troubles : list of str
        What went wrong.
    tls : ssl.SSLContext
        Made once: one for each phone would take seconds.
    """

    address: str
    pause: float = LOOK_SECONDS
    shaky: bool = False
    sheets: Mapping[str, tuple[Sheet, str]] = field(default_factory=dict)
    gun: asyncio.Event = field(default_factory=asyncio.Event)
    spread: float = 0.0
    troubles: list[str] = field(default_factory=list)
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)


class Phone:
    """One phone.

    Parameters
    ----------
    crowd : Crowd
    name : str
        The nickname.

    Attributes
    ----------
    seen : list of (float, str)
        When it showed something new, by the clock of this process, and the mark by which the server calls it.
    kept : dict of int to mapping of str to value
        The acknowledged decisions by quarter.
    waited : list of float
        Seconds from a press of the button to its acknowledgement.
    refused : list of str
        What the server said to sheets that it did not take.
    """

    def __init__(self, crowd: Crowd, name: str) -> None:
        self.crowd, self.name = crowd, name
        self.chance = random.Random(name)
        parts = urlsplit(crowd.address)
        self.client = httpx.AsyncClient(
            base_url=crowd.address,
            headers={"Origin": f"{parts.scheme}://{parts.netloc}"},
            verify=crowd.tls,
            limits=httpx.Limits(max_connections=CONNECTIONS),
            timeout=PATIENCE,
            trust_env=False,
        )
        self.page: Mapping[str, str] = {}
        self.seen: list[tuple[float, str]] = []
        self.kept: dict[int, Sheet] = {}
        self.waited: list[float] = []
        self.refused: list[str] = []
        self._tag, self._looking = "", False
        self._handing_in: dict[int, asyncio.Task] = {}

    async def join(self, code: str, home: str) -> None:
        """Come in through the door."""
        door = fields_of((await self._ask("GET", code)).text)
        sheet = {"code": code, "name": self.name, "home": home, "form": door.get("form", "")}
        answer = await self._ask("POST", "join", data=sheet)
        if answer.status_code != 303:
            self._trouble("join", answer)
        await self.read(".")

    async def live(self) -> None:
        """Look every two seconds, show what is new, and hand in what is asked for; until cancelled."""
        failures = 0
        try:
            while True:
                await self._pause(min(LOOK_SECONDS * 2**failures, LONGEST_PAUSE))
                try:
                    await self.look()
                    failures = 0
                except httpx.TransportError as problem:
                    failures += 1
                    self._unreached("state", problem)
        finally:
            for task in self._handing_in.values():
                task.cancel()

    async def look(self) -> None:
        """Ask whether there is anything new, and fetch it."""
        if self._looking:
            return
        self._looking = True
        try:
            answer = await self._ask("GET", "state", headers={"If-None-Match": self._tag} if self._tag else {})
            if answer.status_code == 304:
                return
            if answer.status_code != 200 or not answer.json()["here"]:
                self._trouble("state", answer)
            elif await self.read("here"):
                self._tag = answer.headers["ETag"]
                self.seen.append((time.perf_counter(), answer.json()["mark"]))
                self._think()
        finally:
            self._looking = False

    async def read(self, part: str) -> bool:
        """Fetch the page, or the part of it that changes; return whether it came."""
        answer = await self._ask("GET", part)
        if answer.status_code != 200:
            self._trouble(part, answer)
            return False
        self.page = fields_of(answer.text)
        return True

    @property
    def round(self) -> int | None:
        """Return the quarter whose sheet the page asks for; None when it asks for none."""
        said = self.page.get("round", "")
        return int(said) if said and any(name.startswith("d_") for name in self.page) else None

    @property
    def shown(self) -> str:
        """Return by which mark the server calls what is shown now."""
        return self.seen[-1][1] if self.seen else ""

    @property
    def done(self) -> bool:
        """Return whether what the page asks for has been answered."""
        task = self._handing_in.get(-1 if self.round is None else self.round)
        return task is not None and task.done()

    def _think(self) -> None:
        """Begin to fill in a sheet that has just appeared."""
        if self.round is not None and self.round not in self._handing_in:
            self._handing_in[self.round] = asyncio.create_task(self._press(self.round, self.page))

    async def _press(self, round: int, page: Mapping[str, str]) -> None:
        await self.crowd.gun.wait()
        await asyncio.sleep(self.chance.random() * self.crowd.spread)
        await self.hand_in(round, page)

    async def hand_in(self, round: int, page: Mapping[str, str]) -> bool:
        """Press the button; return whether the sheet was taken."""
        votes, prediction = self.crowd.sheets[self.name]
        posted = {name: page.get(name, "") for name in ("round", "seat", "form")}
        posted |= {f"d_{name}": typed(DECISIONS[name], value) for name, value in votes.items()}
        posted |= {"prediction": prediction, "why": _("{name} thinks so.").format(name=self.name)}
        began = time.perf_counter()
        answer = await self._sent(posted)
        if answer.status_code == 200:
            self.waited.append(time.perf_counter() - began)
            self.kept[round] = votes
            self._tag = ""
            with contextlib.suppress(httpx.TransportError):  # it looks again soon
                await self.look()
        elif answer.status_code == 409:
            self.refused.append(answer.json()["trouble"])
        else:
            self._trouble("sheet", answer)
        return answer.status_code == 200

    async def _sent(self, posted: Mapping[str, str]) -> httpx.Response:
        """Send a sheet until there is an answer; it carries a mark, so the same again does no harm."""
        tries = 0
        while True:
            try:
                return await self._ask("POST", "sheet", data=posted, headers={"Accept": "application/json"})
            except httpx.TransportError as problem:
                self._unreached("sheet", problem)
            tries += 1
            await self._pause(min(FIRST_PAUSE * 2**tries, LONGEST_PAUSE))

    async def _ask(self, method: str, part: str, **asked: Any) -> httpx.Response:
        for _connection in range(CONNECTIONS):
            # A server may close a connection just when it is used again; a browser then takes another one, too.
            with contextlib.suppress(httpx.RemoteProtocolError, httpx.ReadError):
                return await self.client.request(method, part, **asked)
        return await self.client.request(method, part, **asked)

    def _unreached(self, part: str, problem: Exception) -> None:
        if not self.crowd.shaky:
            self.crowd.troubles.append(f"{part}: {problem!r}")

    async def _pause(self, seconds: float) -> None:
        quicker = self.crowd.pause / LOOK_SECONDS
        await asyncio.sleep(seconds * quicker * self.chance.uniform(1 - JITTER, 1 + JITTER))

    def _trouble(self, part: str, answer: httpx.Response) -> None:
        self.crowd.troubles.append(f"{part}: {answer.status_code} {answer.text[:200]}")


def sheets(now: Workshop, turn: int = 0) -> dict[str, tuple[Sheet, str]]:
    """Return what everybody hands in this quarter, by name; it follows from turn, quarter, table, seat and place."""
    found = {}
    for table in now.tables:
        held = now.in_force(table)
        for side, seat in enumerate(SEATS):
            said = random_prediction(np.random.default_rng((turn, now.round, table, side)))
            for place, person in enumerate(now.at(table, seat)):
                chance = np.random.default_rng((turn, now.round, table, side, place))
                votes = {name: held[name] for name in now.format.of_seat(seat)}
                found[person.name] = (votes | random_sheet(now.format, seat, chance), said)
    return found
