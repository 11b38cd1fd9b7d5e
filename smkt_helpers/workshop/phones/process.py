"""The server of the phones as a process of its own: start it, find it again, stop it.

It outlives the notebook's kernel. A small file beside the workshops says where it listens and by which mark it is
known again, so that a restarted kernel finds it, and so that no other program is ever taken for it.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import psutil
from filelock import FileLock

from smkt_helpers.errors import KitError
from smkt_helpers.lab.launch import port_is_free
from smkt_helpers.lab.places import kit_root
from smkt_helpers.practice.store import folder, write_json
from smkt_helpers.words import _, number
from smkt_helpers.workshop.store import DATABASE

EVERYWHERE, HERE = "0.0.0.0", "127.0.0.1"
PORT, PORTS_TO_TRY = 8000, 50
START_SECONDS, STOP_SECONDS, ANSWER_SECONDS = 40.0, 8.0, 2.0
LOCK_SECONDS = 60
CONNECTIONS = 4096  # 400 people with a few tabs each
APP = "smkt_helpers.workshop.phones.app:make_default"
# A server that is started by a helper which ends at once belongs to nobody: what stops the kernel, and all its
# children on Windows, leaves it alone.
_LET_GO = """
import subprocess, sys
log = open(sys.argv[1], "a")
apart = {"start_new_session": True}
if sys.platform == "win32":
    apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
server = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=log, stderr=log, **apart)
server.returncode = 0
print(server.pid)
"""


@dataclass(frozen=True)
class Server:
    """A server that was started.

    Attributes
    ----------
    pid, port : int
    host : str
        Where it listens: `EVERYWHERE`, or `HERE` for a rehearsal.
    instance : str
        A mark by which it is known again.
    address : str
        The address of this computer that the room was given last; empty before.
    """

    pid: int
    port: int
    host: str
    instance: str
    address: str = ""

    @property
    def rehearsal(self) -> bool:
        """Return whether it is a rehearsal's, which only this computer sees."""
        return self.host == HERE

    @property
    def url(self) -> str:
        """Return its address on this computer."""
        return f"http://{HERE}:{self.port}"


def recorded(rehearsal: bool = False) -> Server | None:
    """Return the server that was started last and not stopped since, dead or alive; None when there is none."""
    try:
        return Server(**json.loads(_record(rehearsal).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def keep(server: Server) -> None:
    """Write down which server there is, for other windows and for a kernel that is restarted."""
    path = _record(server.rehearsal)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(path, asdict(server))
    except OSError as problem:
        raise KitError(
            _("The folder {folder} cannot be written ({problem}), so the phones cannot be let in. Make room, or let "
              "SMKT_HOME name another folder.").format(folder=path.parent, problem=problem.strerror or problem)
        ) from None  # fmt: skip


def lives(server: Server) -> bool:
    """Return whether the process of a server is there; quick enough to be asked every second."""
    try:
        process = psutil.Process(server.pid)
        # The number of a process is given to another one some day; the mark is not.
        return process.status() != psutil.STATUS_ZOMBIE and server.instance in process.cmdline()
    except psutil.Error:
        return False


def answers(server: Server, seconds: float = ANSWER_SECONDS) -> bool:
    """Return whether a server answers, and is the one that was started."""
    import httpx

    try:
        # Not by way of a company's proxy: it is this computer.
        said = httpx.get(f"{server.url}/health", timeout=seconds, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return False
    return isinstance(said, dict) and said.get("instance") == server.instance


def found(rehearsal: bool = False) -> Server | None:
    """Return the server that runs; None when there is none."""
    server = recorded(rehearsal)
    return server if server is not None and lives(server) and answers(server) else None


def start(url: str, rehearsal: bool = False, port: int | None = None) -> Server:
    """Return the server that runs, started now unless it runs already.

    Parameters
    ----------
    url : str
        Address of the database.
    rehearsal : bool
        For phones in frames, seen by this computer only.
    port : int, optional
        By default the one used last, else the first free one from `PORT` upwards.

    Raises
    ------
    KitError
        If no port is free, or the server ends by itself or does not answer.
    """
    host = HERE if rehearsal else EVERYWHERE
    with _lock(rehearsal):
        running = found(rehearsal)
        if running is not None:
            return running
        last = recorded(rehearsal)
        if last is not None:
            _end(last)
        for candidate in _ports(port or (last.port if last is not None else PORT), only=port is not None):
            if not (port_is_free(candidate, HERE) and port_is_free(candidate, host)):
                continue
            server = _started(url, host, candidate, secrets.token_hex(8))
            if _came_up(server):
                keep(server)
                return server
            _end(server)
            if port_is_free(candidate, host):  # it was not the port
                raise KitError(_troubled(rehearsal))
    raise KitError(
        _("All ports from {first} to {last} are in use. Close some other programs and try again.").format(
            first=PORT, last=PORT + PORTS_TO_TRY - 1)
    )  # fmt: skip


def revived(url: str, rehearsal: bool = False) -> Server | None:
    """Start a server again that died without being stopped, at the same address; do not wait until it answers.

    Returns
    -------
    Server or None
        The one that runs now; None when none was started before, or somebody has stopped it.
    """
    with _lock(rehearsal):
        last = recorded(rehearsal)
        if last is None or lives(last):
            return last
        server = _started(url, last.host, last.port, last.instance)
        server = replace(server, address=last.address)
        keep(server)
        return server


def stop(rehearsal: bool = False) -> None:
    """Stop the server that was started, and no other program; nothing that was acknowledged is lost."""
    with _lock(rehearsal):
        server = recorded(rehearsal)
        if server is not None:
            _end(server)
        _record(rehearsal).unlink(missing_ok=True)


def serve(host: str, port: int, instance: str = "", rehearsal: bool = False, workers: int = 1) -> None:
    """Serve the phones until somebody stops this process; the database is named by the environment."""
    import uvicorn

    from smkt_helpers.workshop.phones import app

    _allow_connections()
    # Each worker of a server makes the application for itself.
    os.environ[app.INSTANCE], os.environ[app.REHEARSAL] = instance, "1" if rehearsal else ""
    uvicorn.run(
        APP,
        factory=True,
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
    )


def _allow_connections() -> None:
    """Let every phone keep its connections open; a Mac allows a program 256 files unless it asks for more."""
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS if hard == resource.RLIM_INFINITY else min(CONNECTIONS, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def log_file() -> Path:
    """Return the file with the servers' own words."""
    return folder() / "phones.log"


def _record(rehearsal: bool) -> Path:
    return folder() / ("phones-rehearsal.json" if rehearsal else "phones.json")


def _lock(rehearsal: bool) -> FileLock:
    # Two windows must not start two servers.
    path = _record(rehearsal).with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(path, timeout=LOCK_SECONDS)


def _ports(first: int, only: bool) -> list[int]:
    if only:
        return [first]
    return [first, *(one for one in range(PORT, PORT + PORTS_TO_TRY) if one != first)]


def _started(url: str, host: str, port: int, instance: str) -> Server:
    command = [sys.executable, "-m", "smkt_helpers", "workshop", "serve", "--host", host, "--port", str(port)]
    command += ["--instance", instance, *(["--rehearsal"] if host == HERE else [])]
    paths = [str(kit_root()), os.environ.get("PYTHONPATH", "")]
    # The address of a database may hold a password, which the command line would show to everybody here.
    environment = {**os.environ, DATABASE: url, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    log_file().parent.mkdir(parents=True, exist_ok=True)
    helper = [sys.executable, "-I", "-S", "-c", _LET_GO, str(log_file()), *command]
    done = subprocess.run(helper, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise KitError(_("The server of the phones cannot be started: {problem}").format(
            problem=(done.stderr.strip().splitlines() or [""])[-1]))  # fmt: skip
    return Server(int(done.stdout), port, host, instance)


def _came_up(server: Server) -> bool:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and lives(server):
        if answers(server):
            return True
        time.sleep(0.1)
    return False


def _end(server: Server) -> None:
    """End a server's process; another program that has its number now is left alone."""
    if not lives(server):
        return
    try:
        process = psutil.Process(server.pid)
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(STOP_SECONDS)
    except psutil.NoSuchProcess:
        return
    except psutil.Error as problem:
        raise KitError(
            _("The server of the phones (process {pid}) cannot be stopped: {problem}. Restart this computer.").format(
                pid=server.pid, problem=problem)
        ) from None  # fmt: skip


def _troubled(rehearsal: bool) -> str:
    return _("The server of the phones did not start within {seconds} seconds; its own words are in {file}.").format(
        seconds=number(START_SECONDS), file=log_file()
    )
