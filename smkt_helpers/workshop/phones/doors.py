"""Who may come in: the code on the projector, the door, and the secret that a phone keeps."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql

from smkt_helpers.errors import KitError
from smkt_helpers.words import _, number
from smkt_helpers.workshop.remote import RemoteStore
from smkt_helpers.workshop.store import Store
from smkt_helpers.workshop.tables import CODE_LETTERS, doors, phones, reading, writing

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31, none of which is easily taken for another
SECRET_BYTES = 24
LONGEST_MESSAGE = 300
TRIES = 20


@dataclass(frozen=True)
class Door:
    """Where phones come in.

    Attributes
    ----------
    workshop : str
        Id of the workshop.
    code : str
        What people type, or read from the QR code.
    open : bool
        Whether somebody may come in now; whoever is in stays in.
    message : str
        What the trainer tells everybody; empty for nothing.
    version : int
        Grows with every change.
    """

    workshop: str
    code: str
    open: bool
    message: str
    version: int


def door_of(store: Store, workshop: str) -> Door | None:
    """Return the door of a workshop; None when it never had one."""
    if isinstance(store, RemoteStore):
        return _read(store.ask(f"workshops/{workshop}/door"))
    return _one(store, doors.c.workshop == workshop)


def door_at(store: Store, code: str) -> Door | None:
    """Return the open door to which a code belongs; None when there is none. Small letters and blanks do no harm."""
    return _one(store, sql.and_(doors.c.code == plain_code(code), doors.c.open.is_(True)))


def plain_code(text: str) -> str:
    """Return a code as it is stored from how somebody typed it.

    >>> plain_code(" abc-23z ")
    'ABC23Z'
    """
    return "".join(letter for letter in text.upper() if letter.isalnum())


def open_door(store: Store, workshop: str) -> Door:
    """Open the door of a workshop, with a code of its own, and return it."""
    if isinstance(store, RemoteStore):
        return _read(store.ask(f"workshops/{workshop}/door", {"what": "open"}))
    for _try in range(TRIES):
        code = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LETTERS))
        try:
            return _changed(store, workshop, code, open=True)
        except sql.exc.IntegrityError:
            continue  # another workshop has this code
    raise KitError(_("No free code was found; try again."))


def lock_door(store: Store, workshop: str) -> Door:
    """Let nobody else in; whoever is in stays in."""
    if isinstance(store, RemoteStore):
        return _read(store.ask(f"workshops/{workshop}/door", {"what": "lock"}))
    return _changed(store, workshop, open=False)


def say(store: Store, workshop: str, message: str) -> Door:
    """Show a message on every phone; an empty one takes the last away."""
    message = " ".join(message.split())
    if len(message) > LONGEST_MESSAGE:
        raise KitError(_("A message has at most {most} letters.").format(most=number(LONGEST_MESSAGE)))
    if isinstance(store, RemoteStore):
        return _read(store.ask(f"workshops/{workshop}/door", {"what": "say", "message": message}))
    return _changed(store, workshop, message=message)


def give_secret(store: Store, workshop: str, person: str) -> str:
    """Return a new secret by which a phone shows whose it is; only its hash is kept here."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = {"secret_hash": hash_of(secret), "workshop": workshop, "person": person}
    with writing(store.engine, workshop) as connection:
        connection.execute(phones.insert().values(row))
    return secret


def owner_of(store: Store, secret_hash: str) -> tuple[str, str] | None:
    """Return the workshop and the person to whom a phone belongs; None for a stranger."""
    query = sql.select(phones.c.workshop, phones.c.person).where(phones.c.secret_hash == secret_hash)
    with reading(store.engine) as connection:
        row = connection.execute(query).one_or_none()
    return (row.workshop, row.person) if row is not None else None


def forget_phones(store: Store, workshop: str, person: str) -> None:
    """Let no phone of a person in any more."""
    if isinstance(store, RemoteStore):
        store.ask(f"workshops/{workshop}/forget", {"person": person})
        return
    with writing(store.engine, workshop) as connection:
        connection.execute(phones.delete().where(phones.c.workshop == workshop, phones.c.person == person))
    _changed(store, workshop)


def with_phone(store: Store, workshop: str) -> frozenset[str]:
    """Return the ids of all people who came with a phone."""
    if isinstance(store, RemoteStore):
        return frozenset(store.ask(f"workshops/{workshop}/phones")["people"])
    query = sql.select(phones.c.person).where(phones.c.workshop == workshop).distinct()
    with reading(store.engine) as connection:
        return frozenset(connection.execute(query).scalars())


def hash_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _read(answer: Mapping[str, Any]) -> Door | None:
    """Return a door as a hosted server tells it."""
    return Door(**answer["door"]) if answer["door"] else None


def _one(store: Store, where: Any) -> Door | None:
    with reading(store.engine) as connection:
        row = connection.execute(sql.select(doors).where(where)).one_or_none()
    return Door(**row._mapping) if row is not None else None


def _changed(store: Store, workshop: str, code: str = "", **values: Any) -> Door:
    with writing(store.engine, workshop) as connection:
        mine = doors.c.workshop == workshop
        row = connection.execute(sql.select(doors).where(mine)).one_or_none()
        if row is None:
            if not code:
                raise KitError(_("Phones have not been let into this workshop yet."))
            new = Door(workshop, code, True, "", 1)
            connection.execute(doors.insert().values(**vars(new)))
            return new
        old = Door(**row._mapping)
        new = Door(**{**vars(old), **values, "version": old.version + 1})
        connection.execute(doors.update().where(mine).values(**vars(new)))
        return new
