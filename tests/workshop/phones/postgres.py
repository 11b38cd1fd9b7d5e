"""A PostgreSQL of a test's own: found or installed, started as somebody without rights, stopped at the end."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock

PROGRAMS = Path("/usr/lib/postgresql")
TRIES = 3
OWNER = "postgres"  # the user whom the package makes
INSTALL = ("apt-get", "-qq", "-o", "Dpkg::Use-Pty=0")


@pytest.fixture(scope="session")
def cluster():
    """Return a function that makes an empty database and returns its address."""
    try:
        # Several workers of a test run may get here at once, and must not meet a half-installed one.
        with FileLock(Path(tempfile.gettempdir()) / "smkt-postgres.lock"):
            programs = found() or installed()
    except (OSError, subprocess.SubprocessError) as problem:
        programs, why = None, str(problem)
    else:
        why = f"there is none under {PROGRAMS}, and only root can install it"
    if programs is None:
        sentence = f"PostgreSQL cannot be tested here: {why}."
        if os.environ.get("SMKT_REQUIRE_BROWSER") == "1":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with running(programs) as fresh:
        yield fresh


@pytest.fixture
def postgres(cluster):
    """Return the address of an empty database."""
    return cluster()


def is_root() -> bool:
    """Return whether we may install something; nobody may on Windows."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def found() -> Path | None:
    """Return the folder of the newest PostgreSQL on this computer."""
    folders = [path.parent for path in PROGRAMS.glob("*/bin/initdb")]
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


def installed() -> Path | None:
    """Install PostgreSQL and return its folder; None where we may not."""
    if not is_root() or shutil.which("apt-get") is None:
        return None
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for tried in range(TRIES):
        try:
            for what in (["update"], ["install", "-y", "--no-install-recommends", "postgresql"]):
                subprocess.run([*INSTALL, *what], env=quiet, check=True, capture_output=True, text=True)
            break
        except subprocess.CalledProcessError:
            if tried == TRIES - 1:
                raise
    return found()


@contextlib.contextmanager
def running(programs: Path) -> Iterator[Callable[[], str]]:
    """Run a server on loopback with a password, until the end; yield a function that makes an empty database."""
    who = {"user": OWNER} if is_root() else {}
    folder = Path(tempfile.mkdtemp(prefix="smkt-postgres-"))
    password, port = secrets.token_hex(16), free_port()
    try:
        secret = folder / "password"
        secret.write_text(password, encoding="utf-8")
        if who:
            for path in (folder, secret):
                shutil.chown(path, OWNER)
        data = folder / "data"
        run = {"check": True, "cwd": folder, "stdout": subprocess.DEVNULL, **who}
        subprocess.run([programs / "initdb", "--pgdata", data, "--username", "kit", "--auth", "scram-sha-256",
                        "--pwfile", secret, "--encoding", "UTF8", "--no-sync"], **run)  # fmt: skip
        settings = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
        control = [programs / "pg_ctl", "--pgdata", data, "--wait", "--log", folder / "log"]
        subprocess.run([*control, "--options", settings, "start"], **run)
        try:
            yield lambda: _new(f"postgresql://kit:{password}@127.0.0.1:{port}")
        finally:
            subprocess.run([*control, "--mode", "immediate", "stop"], **run)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """Return a port of this computer that nobody uses."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def _new(server: str) -> str:
    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"
