"""Workshops on disk: every action is kept before it counts.

One file (SQLite, with its write-ahead log, written through to the disk) holds all workshops of this computer. An
action is checked against everything that was done before and added in one step, so that two windows, a double
click or a kernel that stops in the middle can neither lose anything nor do it twice.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from smkt_helpers import __version__
from smkt_helpers.company_file import company as company_named
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan
from smkt_helpers.practice.store import folder, now
from smkt_helpers.words import _
from smkt_helpers.workshop import scoring
from smkt_helpers.workshop.actions import (
    Action,
    applied,
    begin_data,
    begun,
    replayed,
    result_data,
    undoable,
)
from smkt_helpers.workshop.formats import Format
from smkt_helpers.workshop.rounds import Workshop

FILE = "workshops.sqlite"
EXPORT = "smarketing-workshop"  # what an exported file says it is
WAIT_SECONDS = 10
TRIES = 20

_tables = sql.MetaData()
_actions = sql.Table(
    "actions",
    _tables,
    sql.Column("workshop", sql.String(32), primary_key=True),
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("at", sql.String(40), nullable=False),
    sql.Column("kind", sql.String(20), nullable=False),
    sql.Column("data", sql.Text, nullable=False),
)


@dataclass(frozen=True)
class Listed:
    """A workshop as it stands in the list: its id, its title, and when it was begun and last changed."""

    id: str
    title: str
    begun: str
    changed: str


class Store:
    """All workshops of this computer.

    Parameters
    ----------
    url : str, optional
        A database address; by default a file in the folder that also keeps a learner's progress.
    """

    def __init__(self, url: str | None = None) -> None:
        if url is None:
            home = folder()
            home.mkdir(parents=True, exist_ok=True)
            url = file_url(home / FILE)
        self.engine = sql.create_engine(url)
        if self.engine.dialect.name == "sqlite":
            sql.event.listen(self.engine, "connect", _as_we_need_it)
            sql.event.listen(self.engine, "begin", _write_lock)
        _tables.create_all(self.engine)

    def begin(self, format: Format, title: str = "", mode: str = "captain", auto_lock: bool = False,
              start: Plan | None = None) -> Ledger:
        """Begin a workshop and return its ledger."""
        id = secrets.token_hex(8)
        data = begin_data(format, mode, auto_lock, start) | {"title": title.strip() or format.name, "kit": __version__}
        begun(data)
        with self.engine.begin() as connection:
            connection.execute(_actions.insert().values(_row(id, Action(1, now(), "begin", data))))
        return Ledger(self, id)

    def open(self, id: str) -> Ledger:
        """Return the ledger of a workshop, to go on where it stopped."""
        return Ledger(self, id)

    def listed(self) -> list[Listed]:
        """Return all workshops, the one changed last first."""
        a = _actions.c
        changed = sql.select(a.workshop, sql.func.max(a.at).label("changed")).group_by(a.workshop).subquery()
        query = sql.select(a.workshop, a.at, a.data, changed.c.changed).join(
            changed, changed.c.workshop == a.workshop).where(a.number == 1)  # fmt: skip
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        found = [Listed(id, json.loads(data)["title"], at, last) for id, at, data, last in rows]
        return sorted(found, key=lambda one: (one.changed, one.begun, one.id), reverse=True)

    def purge(self, id: str) -> None:
        """Delete a workshop with all names in it; there is no way back."""
        with self.engine.begin() as connection:
            connection.execute(_actions.delete().where(_actions.c.workshop == id))
        if self.engine.dialect.name == "sqlite":
            # What was deleted must not stay readable in the log beside the file.
            raw = self.engine.raw_connection()
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            raw.close()

    def take_in(self, text: str) -> Ledger:
        """Add a workshop that was exported, here or elsewhere, and return its ledger.

        Raises
        ------
        KitError
            If the text is no exported workshop, or cannot be replayed.
        """
        actions = read_export(text)
        id = secrets.token_hex(8)
        with self.engine.begin() as connection:
            connection.execute(_actions.insert(), [_row(id, action) for action in actions])
        return Ledger(self, id)


class Ledger:
    """One workshop: everything done in it, and where it stands.

    Parameters
    ----------
    store : Store
    id : str

    Attributes
    ----------
    actions : list of Action
    now : Workshop

    Raises
    ------
    KitError
        If there is no such workshop.
    """

    def __init__(self, store: Store, id: str) -> None:
        self.store, self.id = store, id
        with store.engine.connect() as connection:
            self.actions = self._read(connection, 0)
        if not self.actions:
            raise KitError(_("There is no workshop with the number {id} on this computer.").format(id=id))
        self.now = replayed(self.actions)

    @property
    def title(self) -> str:
        """Return what the workshop is called."""
        return self.actions[0].data["title"]

    def refresh(self) -> bool:
        """Read what was done elsewhere meanwhile; return whether there was anything."""
        with self.store.engine.connect() as connection:
            return self._catch_up(connection)

    def do(self, kind: str, **data: Any) -> Workshop:
        """Do something: check it, keep it, and return where the workshop stands then.

        Raises
        ------
        KitError
            If it is not allowed now; then nothing has changed.
        """
        for _try in range(TRIES):
            try:
                with self.store.engine.begin() as connection:
                    self._catch_up(connection)
                    action = Action(self.actions[-1].number + 1, now(), kind, data)
                    new = self._after(action)
                    if new == self.now:
                        return self.now
                    connection.execute(_actions.insert().values(_row(self.id, action)))
            except sql.exc.IntegrityError:
                continue  # somebody else was quicker; look again
            # Only what is on disk counts.
            self.actions.append(action)
            self.now = new
            return new
        raise KitError(_("The workshop is being changed elsewhere all the time; try again in a moment."))

    def undo(self) -> Action | None:
        """Take back the newest action since the last quarter was played, and return it; None if there is none."""
        self.refresh()
        last = undoable(self.actions)
        if last is not None:
            self.do("undo", of=last.number)
        return last

    def play(self) -> Workshop:
        """Play the quarter whose sheets are in, unless it has been played already."""
        self.refresh()
        if self.now.round in self.now.results:
            return self.now
        result = scoring.play(self.now, company_named(self.now.format.company))
        return self.do("score", **result_data(self.now.round, result))

    def export(self, names: bool = False) -> str:
        """Return the whole workshop as a file to keep or to send; without names and reasons unless asked for."""
        actions = [
            {"number": one.number, "at": one.at, "kind": one.kind, "data": _without_names(one, names)}
            for one in self.actions
        ]
        return json.dumps({"file": EXPORT, "version": 1, "actions": actions}, indent=1, ensure_ascii=False)

    def _after(self, action: Action) -> Workshop:
        if action.kind == "undo":
            last = undoable(self.actions)
            if last is None or last.number != action.data.get("of"):
                raise KitError(_("There is nothing to take back; what has been played stands."))
            return replayed([*self.actions, action])
        return applied(self.now, action)

    def _catch_up(self, connection: sql.Connection) -> bool:
        # From the newest known action on: when not even that one is there, the workshop has been deleted.
        known, *new = self._read(connection, self.actions[-1].number - 1) or [None]
        if known is None:
            raise KitError(_("This workshop has been deleted."))
        if new:
            self.actions += new
            self.now = replayed(self.actions)
        return bool(new)

    def _read(self, connection: sql.Connection, after: int) -> list[Action]:
        a = _actions.c
        query = sql.select(a.number, a.at, a.kind, a.data).where(a.workshop == self.id, a.number > after)
        rows = connection.execute(query.order_by(a.number)).all()
        return [Action(number, at, kind, json.loads(data)) for number, at, kind, data in rows]


def file_url(path: Path) -> str:
    """Return the address of a database file."""
    return sql.URL.create("sqlite", database=str(path)).render_as_string()


def read_export(text: str) -> list[Action]:
    """Return the actions of an exported workshop, or raise a `KitError` that says what is wrong."""
    try:
        data = json.loads(text)
        good = data["file"] == EXPORT and data["version"] == 1
        actions = [Action(one["number"], one["at"], one["kind"], one["data"]) for one in data["actions"]]
    except (ValueError, KeyError, TypeError):
        good, actions = False, []
    if not good or [one.number for one in actions] != list(range(1, len(actions) + 1)):
        raise KitError(_("This file is no workshop that was exported from the kit."))
    replayed(actions)
    return actions


def recomputed(actions: list[Action]) -> list[tuple[int, str, str]]:
    """Play every quarter of a workshop again.

    Returns
    -------
    list of (round, hash, hash)
        For each quarter played: what its result said, and what comes out now. The two are the same wherever the
        same version of the kit runs.
    """
    found = []
    for place, action in enumerate(actions):
        if action.kind == "score":
            before = replayed(actions[:place])
            again = scoring.play(before, company_named(before.format.company))
            found.append((action.data["round"], action.data["hash"], again.hash))
    return found


def _row(id: str, action: Action) -> dict[str, Any]:
    data = json.dumps(action.data, ensure_ascii=False, allow_nan=False)
    return {"workshop": id, "number": action.number, "at": action.at, "kind": action.kind, "data": data}


def _without_names(action: Action, names: bool) -> Mapping[str, Any]:
    data = dict(action.data)
    if names:
        return data
    if action.kind in ("join", "rename"):
        data["name"] = _("Person {number}").format(number=action.number)
    if action.kind == "begin":
        data["title"] = data["format"]["name"]
    data.pop("why", None)
    return data


def _as_we_need_it(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={1000 * WAIT_SECONDS}", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_lock(connection: sql.Connection) -> None:
    # Reading and adding must be one step, or two windows could both think they are first.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
