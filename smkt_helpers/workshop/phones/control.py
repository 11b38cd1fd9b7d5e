"""What a trainer far away may ask of a hosted server: the same things as a control room beside it, with a token."""

from __future__ import annotations

import asyncio
import hmac
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from smkt_helpers.errors import KitError
from smkt_helpers.words import _
from smkt_helpers.workshop.actions import Action, replayed
from smkt_helpers.workshop.phones import doors
from smkt_helpers.workshop.phones.guard import NEAR, Guesses
from smkt_helpers.workshop.store import Ledger, Store

SHORTEST_TOKEN = 24


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


def _a_time(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError(text)
    return text


class _Action(_Strict):
    number: int
    at: Annotated[str, Field(max_length=40), AfterValidator(_a_time)]  # the pages reckon with it
    kind: str = Field(max_length=20)
    data: dict[str, Any]


class Added(_Strict):
    """A new workshop."""

    actions: list[_Action] = Field(min_length=1)


class Wishes(_Strict):
    """What is to be done; what belongs to one wish is done together or not at all."""

    wishes: list[list[tuple[str, dict[str, Any]]]] = Field(max_length=1000)


class DoorWish(_Strict):
    """What is to be done with the door."""

    what: Literal["open", "lock", "say"]
    message: str = ""


class Who(_Strict):
    """Whose phones are to be forgotten."""

    person: str = Field(max_length=60)


class Nothing(_Strict):
    """Nothing more is said."""


class StrangerError(KitError):
    """Somebody asks who is not the trainer."""


class Control:
    """The trainer's side of a server.

    Parameters
    ----------
    store : Store
    token : str
        What the trainer has to know.
    anywhere : bool
        Answer other computers too; else only this one.

    Raises
    ------
    KitError
        If the token could be guessed.
    """

    def __init__(self, store: Store, token: str, anywhere: bool = False) -> None:
        if len(token) < SHORTEST_TOKEN:
            raise KitError(
                _("The trainer's token has at least {n} letters; `python -m smkt_helpers workshop token` makes "
                  "one.").format(n=SHORTEST_TOKEN)
            )  # fmt: skip
        self.store, self._token, self._anywhere = store, token.encode(), anywhere
        self._ledgers: dict[str, Ledger] = {}
        self._lock = threading.Lock()
        self._guesses = Guesses()

    def routes(self) -> Sequence[BaseRoute]:
        """Return all routes."""
        one = "/workshops/{id}"
        return [
            Route("/workshops", self._asked(self._listed)),
            Route("/workshops", self._asked(self._add, Added), methods=["POST"]),
            Route(f"{one}/actions", self._asked(self._actions)),
            Route(f"{one}/do", self._asked(self._do, Wishes), methods=["POST"]),
            Route(f"{one}/play", self._asked(self._play, Nothing), methods=["POST"]),
            Route(f"{one}/purge", self._asked(self._purge, Nothing), methods=["POST"]),
            Route(f"{one}/door", self._asked(self._door)),
            Route(f"{one}/door", self._asked(self._at_the_door, DoorWish), methods=["POST"]),
            Route(f"{one}/phones", self._asked(self._phones)),
            Route(f"{one}/forget", self._asked(self._forget, Who), methods=["POST"]),
        ]

    def _asked(
        self, does: Callable[..., dict], body: type[BaseModel] | None = None
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return a handler that lets only the trainer through and answers with JSON."""

        async def handle(request: Request) -> Response:
            try:
                self._let_through(request)
                said = [body.model_validate_json(await request.body())] if body else []
                return JSONResponse(await asyncio.to_thread(does, request, *said))
            except StrangerError as problem:
                return JSONResponse({"trouble": str(problem)}, 403)
            except KitError as problem:
                return JSONResponse({"trouble": str(problem)}, 409)
            except ValidationError:
                return JSONResponse({"trouble": _("The server does not understand this kit; update both.")}, 422)

        return handle

    def _let_through(self, request: Request) -> None:
        address, clock = request.client.host if request.client else "", time.monotonic()
        if not self._anywhere and address not in NEAR:
            raise StrangerError(_("This server is led from its own computer only."))
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
        # The right token is let through whatever else comes from its address: nobody can lock the trainer out.
        if not hmac.compare_digest(given, self._token):
            if not self._guesses.allowed(address, clock):
                raise StrangerError(_("Too many wrong tokens were sent. Wait a minute."))
            self._guesses.wrong(address, clock)
            raise StrangerError(_("The server does not accept this token. Look where you keep it, and try again."))

    # Each of these runs in a thread of its own.

    def _ledger(self, request: Request) -> Ledger:
        id = request.path_params["id"]
        if id not in self._ledgers:
            self._ledgers[id] = self.store.open(id)
        return self._ledgers[id]

    def _listed(self, _request: Request) -> dict:
        return {"workshops": [vars(one) for one in self.store.listed()]}

    def _add(self, _request: Request, said: Added) -> dict:
        told = [Action(one.number, one.at, one.kind, one.data) for one in said.actions]
        if [one.number for one in told] != list(range(1, len(told) + 1)):
            raise KitError(_("The actions of this workshop are not numbered one after the other."))
        replayed(told)
        return {"id": self.store.add(told)}

    def _actions(self, request: Request) -> dict:
        after = request.query_params.get("after", "0")
        told = self.store.told(request.path_params["id"], int(after) if after.isdecimal() and len(after) < 10 else 0)
        return {"actions": [vars(one) for one in told]}

    def _do(self, request: Request, said: Wishes) -> dict:
        with self._lock:
            answers = self._ledger(request).do_all(said.wishes)
        return {"troubles": [str(one) if isinstance(one, KitError) else None for one in answers]}

    def _play(self, request: Request, _said: Nothing) -> dict:
        # A ledger of its own, so that nobody waits for it.
        self.store.open(request.path_params["id"]).play()
        return {}

    def _purge(self, request: Request, _said: Nothing) -> dict:
        self.store.purge(request.path_params["id"])
        with self._lock:
            self._ledgers.pop(request.path_params["id"], None)
        return {}

    def _door(self, request: Request) -> dict:
        door = doors.door_of(self.store, request.path_params["id"])
        return {"door": vars(door) if door else None}

    def _at_the_door(self, request: Request, said: DoorWish) -> dict:
        id = request.path_params["id"]
        if said.what == "say":
            return {"door": vars(doors.say(self.store, id, said.message))}
        does = {"open": doors.open_door, "lock": doors.lock_door}[said.what]
        self.store.open(id)  # says so when there is no such workshop
        return {"door": vars(does(self.store, id))}

    def _phones(self, request: Request) -> dict:
        return {"people": sorted(doors.with_phone(self.store, request.path_params["id"]))}

    def _forget(self, request: Request, said: Who) -> dict:
        doors.forget_phones(self.store, request.path_params["id"], said.person)
        return {}
