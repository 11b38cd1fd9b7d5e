"""A server of a rehearsal's own: it may be killed at any moment, and is started again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

import httpx
import psutil

from smkt_helpers.errors import KitError
from smkt_helpers.words import _
from smkt_helpers.workshop.phones import process
from smkt_helpers.workshop.phones.process import HERE
from smkt_helpers.workshop.store import DATABASE

PATIENCE = 60.0  # seconds for a start


class Server:
    """The phones' server in a process of its own, to be killed and started again.

    Parameters
    ----------
    database : str
    workers : int

    Attributes
    ----------
    address : str
    back : list of float
        Seconds from each kill until the server answered again.
    """

    def __init__(self, database: str, workers: int = 1) -> None:
        self.database, self.workers = database, workers
        self.port = _free_port()
        self.address = f"http://{HERE}:{self.port}/"
        self.back: list[float] = []
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it; it answers a little later."""
        # Beside a server that may serve a real workshop: nothing is written down about this one.
        code = f"from {process.__name__} import serve; serve({HERE!r}, {self.port}, workers={self.workers})"
        self._process = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, DATABASE: self.database})

    async def ready(self) -> None:
        """Wait until it answers."""
        began = time.monotonic()
        async with httpx.AsyncClient(base_url=self.address, trust_env=False) as client:
            while time.monotonic() < began + PATIENCE:
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get("health")).status_code == 200:
                        return
                if self._process is None or self._process.poll() is not None:
                    break
                await asyncio.sleep(0.02)
        raise KitError(_("The server for the phones does not start; what it said stands above."))

    async def kill_and_start(self) -> None:
        """Kill it without warning, start it again at the same address, and note how long it was away."""
        began = time.perf_counter()
        self.stop()
        self.start()
        await self.ready()
        self.back.append(time.perf_counter() - began)

    def stop(self) -> None:
        """Stop it without warning, as a flat battery does."""
        if self._process is None:
            return
        for one in self._processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        self._process.wait()
        self._process = None

    def measured(self) -> tuple[float, float]:
        """Return the seconds it has reckoned since its start, and the bytes of memory it holds now."""
        seconds, memory = 0.0, 0.0
        for one in self._processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                times = one.cpu_times()
                seconds, memory = seconds + times.user + times.system, memory + one.memory_info().rss
        return seconds, memory

    def _processes(self) -> Sequence[psutil.Process]:
        """Return all processes of it, the one that would replace the others first."""
        try:
            first = psutil.Process(self._process.pid if self._process else -1)
            return [first, *first.children(recursive=True)]
        except (psutil.NoSuchProcess, ValueError):
            return []


def _free_port() -> int:
    with socket.socket() as door:
        door.bind((HERE, 0))
        return door.getsockname()[1]
