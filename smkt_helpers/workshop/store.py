"""Workshops on disk: every action is kept before it counts.

One file (SQLite, with its write-ahead log, written through to the disk) holds all workshops of this computer. An
action is checked against everything that was done before and added in one step, so that two windows, a double
click or a kernel that stops in the middle can neither lose anything nor do it twice.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sql

from smkt_helpers import __version__
from smkt_helpers.company_file import company as company_named
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan
from smkt_helpers.practice.store import folder, now
from smkt_helpers.words import _
from smkt_helpers.workshop.actions import (
    Action,
    after,
    applied,
    begin_data,
    begun,
    replayed,
    result_data,
    taken_back,
    undoable,
    was_done,
)
from smkt_helpers.workshop.exports import exported, read_export, recomputed
from smkt_helpers.workshop.formats import Format
from smkt_helpers.workshop.state import Workshop
from smkt_helpers.workshop.tables import actions, connected, file_url, metadata, reading, writing

__all__ = ["FILE", "Ledger", "Listed", "Store", "file_url", "read_export", "recomputed"]
FILE = "workshops.sqlite"
DATABASE = "SMKT_DATABASE"  # the environment may name another database
TRIES = 20

Step = tuple[str, Mapping[str, Any]]  # kind of an action, and what it says


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
        A database address; by default the one that ``SMKT_DATABASE`` names, else a file in the folder that also
        keeps a learner's progress.
    """

    def __init__(self, url: str | None = None) -> None:
        url = url or os.environ.get(DATABASE)
        if not url:
            home = folder()
            home.mkdir(parents=True, exist_ok=True)
            url = file_url(home / FILE)
        self._titles: dict[str, str] = {}  # a title never changes, and the list is asked for every second
        self.engine = connected(url)

    def begin(self, format: Format, title: str = "", mode: str = "captain", auto_lock: bool = False,
              start: Plan | None = None) -> Ledger:
        """Begin a workshop and return its ledger."""
        data = begin_data(format, mode, auto_lock, start) | {"title": title.strip() or format.name, "kit": __version__}
        begun(data)
        return self.open(self.add([Action(1, now(), "begin", data)]))

    def add(self, told: Sequence[Action]) -> str:
        """Keep a new workshop, as its actions tell it, and return its id."""
        id = secrets.token_hex(8)
        with writing(self.engine, id) as connection:
            connection.execute(actions.insert(), [_row(id, action) for action in told])
        return id

    def told(self, id: str, after: int = 0) -> list[Action]:
        """Return the actions of a workshop that came after a number; an empty list when there is none."""
        with reading(self.engine) as connection:
            return read_actions(connection, id, after)

    def open(self, id: str) -> Ledger:
        """Return the ledger of a workshop, to go on where it stopped."""
        return Ledger(self, id)

    def listed(self) -> list[Listed]:
        """Return all workshops, the one changed last first; of two changed in the same second the later one."""
        a = actions.c
        ends = sql.select(a.workshop, sql.func.max(a.number).label("last")).group_by(a.workshop).subquery()
        first, last = actions.alias("first"), actions.alias("last")
        # SQLite numbers its rows in the order in which they were written.
        later = [sql.literal_column("last.rowid").desc()] if self.engine.dialect.name == "sqlite" else []
        query = (
            sql.select(first.c.workshop, first.c.at, last.c.at)
            .join(ends, sql.and_(ends.c.workshop == first.c.workshop, first.c.number == 1))
            .join(last, sql.and_(last.c.workshop == ends.c.workshop, last.c.number == ends.c.last))
            .order_by(last.c.at.desc(), *later)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
            new = [id for id, _begun, _changed in rows if id not in self._titles]
            if new:
                begins = sql.select(a.workshop, a.data).where(a.number == 1, a.workshop.in_(new))
                self._titles |= {id: json.loads(data)["title"] for id, data in connection.execute(begins)}
        return [Listed(id, self._titles[id], begun, changed) for id, begun, changed in rows]

    def purge(self, id: str) -> None:
        """Delete a workshop with all names in it; there is no way back.

        Raises
        ------
        KitError
            If another window keeps the file busy, so that traces may be left in it; deleting again removes them.
        """
        with writing(self.engine, id) as connection:
            for table in metadata.tables.values():
                connection.execute(table.delete().where(table.c.workshop == id))
        if self.engine.dialect.name == "sqlite" and not self._rewritten():
            raise KitError(
                _(
                    "The workshop is deleted, but another window keeps its file open, so traces of names may be left "
                    "in it. Close the other windows and delete once more."
                )
            )

    def _rewritten(self) -> bool:
        """Write the file anew, so that nothing deleted stays readable in it or in the log beside it."""
        raw = self.engine.raw_connection()
        try:
            raw.cursor().execute("VACUUM")
            busy, _in_log, _done = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
        except sqlite3.OperationalError:
            return False
        finally:
            raw.close()

    def take_in(self, text: str) -> Ledger:
        """Add a workshop that was exported, here or elsewhere, and return its ledger.

        Raises
        ------
        KitError
            If the text is no exported workshop, or cannot be replayed.
        """
        return self.open(self.add(read_export(text)))


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
        self.actions = store.told(id)
        if not self.actions:
            raise KitError(_("There is no workshop with the number {id} on this computer.").format(id=id))
        self.now = replayed(self.actions)

    @property
    def title(self) -> str:
        """Return what the workshop is called."""
        return self.actions[0].data["title"]

    @property
    def last(self) -> Action | None:
        """Return the action that `undo` would take back; None if there is none."""
        return undoable(self.actions)

    def refresh(self) -> bool:
        """Read what was done elsewhere meanwhile; return whether there was anything."""
        return self._catch_up(self.store.told(self.id, self.actions[-1].number - 1))

    def do(self, kind: str, **data: Any) -> Workshop:
        """Do something: check it, keep it, and return where the workshop stands then.

        Raises
        ------
        KitError
            If it is not allowed now, or cannot be written to the disk; then nothing has changed.
        """
        (found,) = self.do_all([[(kind, data)]])
        if isinstance(found, KitError):
            raise found
        return found

    def do_all(self, wishes: Sequence[Sequence[Step]]) -> list[Workshop | KitError]:
        """Do what several people wish, one after the other, and write it to the disk at once.

        Parameters
        ----------
        wishes : sequence of sequence of (kind, data)
            What belongs to one wish is done together or not at all.

        Returns
        -------
        list of Workshop or KitError
            For each wish where the workshop stands after it, or why it is not allowed; the others count all the same.

        Raises
        ------
        KitError
            If nothing can be written to the disk; then nothing has changed.
        """
        return self._kept(wishes)

    def undo(self, number: int | None = None) -> Action | None:
        """Take back the newest action since the last quarter was played, and return it; None if there is none.

        Parameters
        ----------
        number : int, optional
            Which action the person wishes to take back, as `last` named it; nothing happens when it is no longer the
            newest, so that a double click does not take back two.
        """
        self.refresh()
        last = self.last
        if last is None or number not in (None, last.number):
            return None
        self.do("undo", of=last.number)
        return last

    def play(self) -> Workshop:
        """Play the quarter whose sheets are in, unless it has been played already.

        Raises
        ------
        KitError
            If the sheets are not in.
        """
        self.refresh()
        for _try in range(TRIES):
            before = self.now
            if before.round in before.results:
                return before
            if before.phase != "locked":
                raise KitError(_("A quarter is played when its sheets are in."))
            from smkt_helpers.workshop import scoring  # loads what a server of pages does not need

            result = scoring.play(before, company_named(before.format.company))
            # Another window may have played it too, or opened the sheets again, while this one was reckoning.
            score = ("score", result_data(before.round, result))
            (done,) = self._kept([[score]], only_from=before) or (None,)
            if isinstance(done, KitError):
                raise done
            if done is not None:
                return done
        raise KitError(_("The sheets are being changed elsewhere all the time; try again in a moment."))

    def export(self, names: bool = False) -> str:
        """Return the whole workshop as a file to keep or to send; without names and reasons unless asked for."""
        return exported(self.actions, names)

    def _kept(
        self, wishes: Sequence[Sequence[Step]], only_from: Workshop | None = None
    ) -> list[Workshop | KitError]:
        """Do what `do_all` does; do nothing, and return an empty list, when other sheets are in than in `only_from`."""
        for _try in range(TRIES):
            try:
                with writing(self.store.engine, self.id) as connection:
                    self._catch_up(read_actions(connection, self.id, self.actions[-1].number - 1))
                    if only_from is not None and not _same_sheets(self.now, only_from):
                        return []
                    new, there, answers = [], self.now, []
                    for wish in wishes:
                        try:
                            new, there = self._with(new, there, wish)
                            answers.append(there)
                        except KitError as problem:
                            answers.append(problem)
                    if new:
                        connection.execute(actions.insert(), [_row(self.id, action) for action in new])
            except sql.exc.IntegrityError:
                continue  # somebody else was quicker; look again
            # Only what is on disk counts.
            self.actions, self.now = [*self.actions, *new], there
            return answers
        raise KitError(_("The workshop is being changed elsewhere all the time; try again in a moment."))

    def _with(
        self, new: list[Action], there: Workshop, wish: Sequence[Step]
    ) -> tuple[list[Action], Workshop]:
        """Return the actions that are new, and where the workshop stands, after one more wish."""
        if was_done([*self.actions, *new], wish):
            return new, there
        for kind, data in wish:
            known = [*self.actions, *new]
            action = Action(known[-1].number + 1, now(), kind, _as_in_the_file(data))
            after = self._after(known, there, action)
            if after != there:
                new, there = [*new, action], after
        return new, there

    def _after(self, known: Sequence[Action], there: Workshop, action: Action) -> Workshop:
        if action.kind == "undo":
            of = action.data.get("of")
            if type(of) is int and of in taken_back(known):
                return there  # a second click, perhaps in another window
            last = undoable(known)
            if last is None or last.number != of:
                raise KitError(_("There is nothing to take back; what has been played stands."))
            try:
                return replayed([*known, action])
            except KitError:
                raise KitError(_("This cannot be taken back, as others have gone on from it.")) from None
        return applied(there, action)

    def _catch_up(self, told: Sequence[Action]) -> bool:
        # From the newest known action on: when not even that one is there, the workshop has been deleted.
        known, *new = told or [None]
        if known is None:
            raise KitError(_("This workshop has been deleted."))
        if new:
            self.now = after(self.now, self.actions, new)
            self.actions = [*self.actions, *new]
        return bool(new)


def read_actions(connection: sql.Connection, id: str, after: int) -> list[Action]:
    """Return the actions of a workshop that came after a number."""
    a = actions.c
    query = sql.select(a.number, a.at, a.kind, a.data).where(a.workshop == id, a.number > after)
    rows = connection.execute(query.order_by(a.number)).all()
    return [Action(number, at, kind, json.loads(data)) for number, at, kind, data in rows]


def _same_sheets(now: Workshop, before: Workshop) -> bool:
    """Return whether a result reckoned before is one of what is in now, or has been kept already."""
    played = now.round in now.results
    return not played and (now.phase, now.round, now.locked, now.injected) == (
        before.phase, before.round, before.locked, before.injected)  # fmt: skip


def _as_in_the_file(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an action says as it will be read back, so that memory and file never differ."""
    try:
        return json.loads(json.dumps(data, allow_nan=False, default=_plain_number))
    except (TypeError, ValueError) as problem:
        raise KitError(_("This cannot be kept: {problem}.").format(problem=problem)) from None


def _plain_number(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(value)


def _row(id: str, action: Action) -> dict[str, Any]:
    data = json.dumps(action.data, ensure_ascii=False, allow_nan=False)
    return {"workshop": id, "number": action.number, "at": action.at, "kind": action.kind, "data": data}
