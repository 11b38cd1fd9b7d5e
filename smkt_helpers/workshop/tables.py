"""What is kept of workshops in a database: the one place where its tables are declared."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from smkt_helpers.errors import KitError
from smkt_helpers.words import _

WAIT_SECONDS = 10
CODE_LETTERS = 6
metadata = sql.MetaData()
# Everything done in a workshop, in its order.
actions = sql.Table(
    "actions",
    metadata,
    sql.Column("workshop", sql.String(32), primary_key=True),
    sql.Column("number", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("at", sql.String(40), nullable=False),
    sql.Column("kind", sql.String(20), nullable=False),
    sql.Column("data", sql.Text, nullable=False),
)
# Where phones come in. `version` grows with every change.
doors = sql.Table(
    "doors",
    metadata,
    sql.Column("workshop", sql.String(32), primary_key=True),
    sql.Column("code", sql.String(CODE_LETTERS), nullable=False, unique=True),
    sql.Column("open", sql.Boolean, nullable=False),
    sql.Column("message", sql.Text, nullable=False),
    sql.Column("version", sql.Integer, nullable=False),
)
# Which phone belongs to whom. The secret itself is kept on the phone only.
phones = sql.Table(
    "phones",
    metadata,
    sql.Column("secret_hash", sql.String(64), primary_key=True),
    sql.Column("workshop", sql.String(32), nullable=False, index=True),
    sql.Column("person", sql.String(60), nullable=False),
)


def connected(url: str) -> sql.Engine:
    """Return an engine for a database address, with all tables made.

    Raises
    ------
    KitError
        If the address is none, or there is no such database.
    """
    for short in ("postgresql://", "postgres://"):
        if url.startswith(short):
            url = f"postgresql+psycopg://{url.removeprefix(short)}"
    try:
        engine = sql.create_engine(url, **({} if url.startswith("sqlite") else {"pool_pre_ping": True}))
    except (sql.exc.ArgumentError, ModuleNotFoundError) as problem:
        raise KitError(
            _("The address of the database is like postgresql://name:password@computer/name, or sqlite:///file; this "
              "one cannot be used ({problem}).").format(problem=problem)
        ) from None  # fmt: skip
    if engine.dialect.name == "sqlite":
        sql.event.listen(engine, "connect", _as_we_need_it)
        sql.event.listen(engine, "begin", _locked_or_not)
    with plain_words():
        _make(engine)
    return engine


def _make(engine: sql.Engine) -> None:
    # Several servers may start on an empty database at once.
    if engine.dialect.name == "sqlite":
        metadata.create_all(engine)
        return
    with engine.begin() as connection:
        connection.execute(sql.select(sql.func.pg_advisory_xact_lock(0)))
        metadata.create_all(connection)


@contextlib.contextmanager
def reading(engine: sql.Engine) -> Iterator[sql.Connection]:
    """Read without holding up whoever writes."""
    with plain_words(), engine.connect().execution_options(reads=True) as connection:
        yield connection


@contextlib.contextmanager
def writing(engine: sql.Engine, workshop: str) -> Iterator[sql.Connection]:
    """Write as the only one who writes to a workshop: looking at what is there and adding to it are one step."""
    with plain_words(), engine.begin() as connection:
        if engine.dialect.name != "sqlite":
            key = sql.func.hashtextextended(workshop, 0)
            connection.execute(sql.select(sql.func.pg_advisory_xact_lock(key)))
        yield connection


@contextlib.contextmanager
def plain_words() -> Iterator[None]:
    """Say in one sentence that the disk or the database does not do its part."""
    try:
        yield
    except sql.exc.IntegrityError:
        raise
    except sql.exc.DBAPIError as problem:
        raise KitError(
            _(
                "The file of the workshops cannot be read or written just now ({problem}); nothing has changed. Look "
                "whether the disk is full or another program holds the file, then try again."
            ).format(problem=problem.orig)
        ) from problem


def file_url(path: Path) -> str:
    """Return the address of a database file."""
    return sql.URL.create("sqlite", database=str(path)).render_as_string()


def _as_we_need_it(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={1000 * WAIT_SECONDS}", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _locked_or_not(connection: sql.Connection) -> None:
    # Reading and adding must be one step, or two windows could both think they are first.
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
