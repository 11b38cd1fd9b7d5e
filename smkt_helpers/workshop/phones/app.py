"""The pages for phones: who comes in, what they see, what they hand in."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from smkt_helpers import __version__
from smkt_helpers.errors import KitError
from smkt_helpers.practice.store import now as clock_now
from smkt_helpers.words import _
from smkt_helpers.workshop.actions import ONCE
from smkt_helpers.workshop.phones import doors, form, pages
from smkt_helpers.workshop.phones.control import Control
from smkt_helpers.workshop.phones.guard import MOST_BYTES, Guarded, Guesses, OnlyHere, fields_of, unreadable
from smkt_helpers.workshop.phones.hall import Hall, NotKeptError
from smkt_helpers.workshop.phones.view import View, mark_of, view_of
from smkt_helpers.workshop.remote import TOKEN
from smkt_helpers.workshop.state import Workshop, seconds_left
from smkt_helpers.workshop.store import DATABASE, Step, Store

COOKIE = "seat"
COOKIE_SECONDS = 16 * 3600
INSTANCE, REHEARSAL = "SMKT_INSTANCE", "SMKT_REHEARSAL"
ANYWHERE = "SMKT_CONTROL_ANYWHERE"
MOST_CONTROL_BYTES = 8_000_000  # of what a trainer sends: a whole workshop to take in
FOREVER = "public, max-age=31536000, immutable"
_MARK = re.compile(r"[\w-]{16,64}", re.ASCII)


def make(
    url: str | None = None, *, instance: str = "", rehearsal: bool = False, token: str = "", anywhere: bool = False
) -> Guarded:
    """Return the application.

    Parameters
    ----------
    url : str, optional
        Address of the database; by default the file of this computer.
    instance : str
        By which whoever started the server knows it again.
    rehearsal : bool
        Also show the pages under ``/frame/1/``, ``/frame/2/`` and so on, each a phone of its own, on this computer.
    token : str
        With it a trainer's control room may lead workshops through this server; without one nobody may.
    anywhere : bool
        Let the trainer do so from another computer.
    """
    site = Site(Store(url), instance)
    routes = [*site.routes()]
    if rehearsal:
        routes.insert(0, Mount("/frame/{n:int}", app=OnlyHere(Starlette(routes=site.routes()))))
    if token:
        control = Starlette(routes=Control(site.store, token, anywhere).routes(), max_body_size=MOST_CONTROL_BYTES)
        routes.insert(0, Mount("/control", app=control))
    app = Starlette(
        routes=routes,
        exception_handlers={HTTPException: _sorry, KitError: _not_now, Exception: _our_fault},
        lifespan=site.lifespan,
        max_body_size=MOST_BYTES,
    )
    return Guarded(app, frames=rehearsal)


def make_default() -> Guarded:
    """Return the application as the environment describes it; each worker of a server calls this."""
    return make(
        os.environ.get(DATABASE) or None,
        instance=os.environ.get(INSTANCE, ""),
        rehearsal=os.environ.get(REHEARSAL) == "1",
        token=os.environ.get(TOKEN, ""),
        anywhere=os.environ.get(ANYWHERE) == "1",
    )


@dataclass(frozen=True)
class Seat:
    """Whose phone asks."""

    hall: Hall
    person: str

    @property
    def here(self) -> bool:
        """Return whether this person has not left."""
        return any(one.id == self.person and one.here for one in self.hall.now.people)

    def view(self) -> View:
        """Return what this person sees now."""
        return view_of(self.hall.now, self.person, self.hall.title, self.hall.door.message)

    def left(self) -> float | None:
        """Return the seconds left to decide."""
        return seconds_left(self.hall.now, clock_now())


class Site:
    """All workshops with a door, for the phones.

    Parameters
    ----------
    store : Store
    instance : str
    """

    def __init__(self, store: Store, instance: str) -> None:
        self.store, self.instance = store, instance
        self._halls: dict[str, Hall] = {}
        self._owners: dict[str, tuple[int, str, str]] = {}  # by the hash of a secret: version of the door, and whose
        self._shown: dict[tuple[str, str], tuple[tuple, View, str]] = {}  # by workshop and person
        self._guesses = Guesses()

    def routes(self) -> Sequence[BaseRoute]:
        """Return all routes."""
        return [
            Route("/", self.here_or_door),
            Route("/state", self.state),
            Route("/here", self.here),
            Route("/join", self.join, methods=["POST"]),
            Route("/sheet", self.sheet, methods=["POST"]),
            Route("/debrief", self.debrief, methods=["POST"]),
            Route("/health", self.health),
            Mount("/static", _Lasting(directory=pages.STATIC)),
            Route("/{code}", self.here_or_door),
        ]

    @contextlib.asynccontextmanager
    async def lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        """Stop writing only after everything that was acknowledged is written."""
        yield
        await asyncio.gather(*(hall.stop() for hall in self._halls.values()))

    # What is shown

    async def here_or_door(self, request: Request) -> Response:
        """Show a person's page, or the door to a stranger."""
        code, seat = _code_in(request), await self._seat(request)
        if seat is None:
            return HTMLResponse(pages.door_page(_new_mark(), code=code))
        await seat.hall.look()  # the sheet that sends somebody back here may have come in at another server
        return HTMLResponse(pages.page(self._view(seat)[0], _new_mark(), seat.left()))

    async def here(self, request: Request) -> Response:
        """Return the parts of a person's page."""
        seat = await self._seat(request)
        if seat is None:
            return PlainTextResponse("", 403)
        await seat.hall.look()
        return HTMLResponse(pages.here(self._view(seat)[0], _new_mark(), seat.left()))

    async def state(self, request: Request) -> Response:
        """Say whether anything has changed; every phone asks every two seconds."""
        seat = await self._seat(request)
        if seat is None:
            return JSONResponse({"mark": "", "left": None, "here": False})
        mark = self._view(seat)[1]
        tag = f'"{mark}"'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return JSONResponse({"mark": mark, "left": seat.left(), "here": True}, headers={"ETag": tag})

    async def health(self, _request: Request) -> Response:
        """Say which server this is."""
        return JSONResponse({"kit": __version__, "instance": self.instance})

    def _view(self, seat: Seat) -> tuple[View, str]:
        """Return what a person sees now, with its mark; made once for all who ask until something changes."""
        key, version = (seat.hall.id, seat.person), seat.hall.version
        known = self._shown.get(key)
        if known is None or known[0] != version:
            view = seat.view()
            known = self._shown[key] = (version, view, mark_of(view))
        return known[1:]

    # What is handed in

    async def join(self, request: Request) -> Response:
        """Let somebody in who knows the code."""
        posted: Mapping[str, str] = {}
        made = ""
        try:
            posted = await fields_of(request)
            made = _mark_in(posted)
            hall = await self._at_the_door(request, posted.get("code", ""))
            person = await self._person(request, hall, made, posted)
            secret = await asyncio.to_thread(doors.give_secret, self.store, hall.id, person)
        except KitError as problem:
            told = {name: posted.get(name, "")[:60] for name in ("code", "name", "home")}
            # With the same mark: whoever is in already, but was not given a secret, is the same person next time.
            return HTMLResponse(pages.door_page(made or _new_mark(), **told, trouble=str(problem)), 422)
        answer = _back(request)
        answer.set_cookie(
            COOKIE,
            secret,
            max_age=COOKIE_SECONDS,
            path=_root(request),
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return answer

    async def _at_the_door(self, request: Request, code: str) -> Hall:
        """Return the workshop whose open door has this code."""
        address, clock = request.client.host if request.client else "", time.monotonic()
        many = KitError(_("Too many wrong codes were typed. Wait a minute, then type the code from the screen."))
        if not self._guesses.allowed(address, clock):
            raise many
        door = await asyncio.to_thread(doors.door_at, self.store, code)
        if not self._guesses.allowed(address, clock):
            raise many  # of many codes tried at once no more are answered than one after the other
        hall = await self._hall(door.workshop) if door is not None else None
        if hall is None:
            self._guesses.wrong(address, clock)
            raise KitError(
                _("This code opens no door. Look at the screen in the room for the code; perhaps the trainer has "
                  "locked the door.")
            )  # fmt: skip
        return hall

    async def _person(self, request: Request, hall: Hall, made: str, posted: Mapping[str, str]) -> str:
        """Return the id of somebody who comes in; whoever presses twice, or is in already, comes in once."""
        mine = await self._seat(request)
        if mine is not None and mine.hall is hall and mine.here:
            return mine.person
        once = _hash(made)
        # The id follows from the mark, so that of two presses at once both mean the same person.
        named = {"id": once, "name": form.name_of(posted.get("name", "")), "home": posted.get("home", "")}
        now = await hall.do([("join", {**named, ONCE: once})])
        return form.here(now, once).id

    async def sheet(self, request: Request) -> Response:
        """Take a sheet."""
        return await self._taken(request, form.steps_of)

    async def debrief(self, request: Request) -> Response:
        """Take the answers to the questions of the debrief."""
        return await self._taken(request, form.answers_of)

    async def _taken(
        self, request: Request, read: Callable[[Workshop, str, Mapping[str, str]], Sequence[Step]]
    ) -> Response:
        seat, scripted = await self._seat(request), "application/json" in request.headers.get("accept", "")
        if seat is None:
            said = _("The kit does not know this phone any more. Type the code from the screen to come in again.")
            return JSONResponse({"trouble": said}, 403) if scripted else _back(request)
        try:
            posted = await fields_of(request)
            once = _hash(_mark_in(posted), *(f"{name}={value}" for name, value in sorted(posted.items())))
            if not seat.hall.has(once):
                steps = await seat.hall.asked(once, lambda now: read(now, seat.person, posted), form.FormError)
                await seat.hall.do([(kind, {**data, ONCE: once}) for kind, data in steps])
        except form.FormError as problem:
            return self._refused(seat, scripted, 422, str(problem), problem.fields, posted)
        except NotKeptError as problem:
            return self._refused(seat, scripted, 503, str(problem), {}, posted)  # a script sends it again by itself
        except KitError as problem:
            return self._refused(seat, scripted, 409, str(problem), {})
        if scripted:
            return JSONResponse({"form": _new_mark()})  # it looks for its page afterwards, when nobody else waits
        return _back(request)

    def _refused(
        self, seat: Seat, scripted: bool, status: int, trouble: str, fields: Mapping[str, str],
        typed: Mapping[str, str] | None = None,
    ) -> Response:
        if scripted:
            return JSONResponse({"trouble": trouble, "fields": dict(fields), "form": _new_mark()}, status)
        shown = pages.page(self._view(seat)[0], _new_mark(), seat.left(), trouble, fields, typed)
        return HTMLResponse(shown, status)

    # Whose phone it is

    async def _seat(self, request: Request) -> Seat | None:
        """Return whose phone asks; None for a stranger."""
        secret = request.cookies.get(COOKIE, "")
        if not secret:
            return None
        key = doors.hash_of(secret)
        known = self._owners.get(key)
        if known is not None:
            hall = await self._hall(known[1])
            if hall is not None and hall.door.version == known[0]:
                return Seat(hall, known[2])
        # Taken before looking: a phone that is forgotten meanwhile must be looked for again.
        versions = {id: hall.door.version for id, hall in self._halls.items() if not hall.gone}
        found = await asyncio.to_thread(doors.owner_of, self.store, key)
        hall = await self._hall(found[0]) if found is not None else None
        if hall is None:
            self._owners.pop(key, None)
            return None
        if not any(one.id == found[1] for one in hall.now.people):
            await hall.look()  # another server let this person in a moment ago
        if hall.id in versions:
            self._owners[key] = (versions[hall.id], *found)
        return Seat(hall, found[1])

    async def _hall(self, workshop: str) -> Hall | None:
        """Return a workshop; None when it has been deleted."""
        hall = self._halls.get(workshop)
        if hall is None:
            if await asyncio.to_thread(doors.door_of, self.store, workshop) is None:
                return None
            hall = await asyncio.to_thread(Hall, self.store, workshop)
            if workshop in self._halls:
                return self._halls[workshop]  # somebody else was quicker
            self._halls[workshop] = hall
            hall.start()
        if hall.gone:
            self._halls.pop(workshop, None)
            await hall.stop()
            return None
        return hall


class _Lasting(StaticFiles):
    """Files whose address changes with their content."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        answer = super().file_response(*args, **kwargs)
        answer.headers["Cache-Control"] = FOREVER
        return answer


def _new_mark() -> str:
    return secrets.token_urlsafe(16)


def _mark_in(posted: Mapping[str, str]) -> str:
    made = posted.get("form", "")
    if not _MARK.fullmatch(made):
        raise unreadable()
    return made


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _code_in(request: Request) -> str:
    typed = request.path_params.get("code", "")
    code = doors.plain_code(typed)
    if typed and len(code) != doors.CODE_LETTERS:
        raise HTTPException(404)
    return code


def _root(request: Request) -> str:
    return f"{request.scope.get('root_path', '')}/"


def _back(request: Request) -> RedirectResponse:
    return RedirectResponse(_root(request), 303)


async def _sorry(_request: Request, problem: HTTPException) -> Response:
    said = {
        404: _("There is no such page. Go to the address on the screen in the room."),
        405: _("There is no such page. Go to the address on the screen in the room."),
        413: _("This is too long. Write less and send it again."),
    }
    told = said.get(problem.status_code, _("This cannot be read. Go to the address on the screen in the room."))
    return HTMLResponse(pages.sorry_page(told), problem.status_code)


async def _not_now(_request: Request, problem: KitError) -> Response:
    return HTMLResponse(pages.sorry_page(str(problem)), 503)


async def _our_fault(_request: Request, _problem: Exception) -> Response:
    said = _("Something went wrong in our code. What you handed in before is safe; load the page again.")
    return HTMLResponse(pages.sorry_page(said), 500)

