"""When to do what: a quick draft at every move, the full work once the hand rests.

In a notebook an event loop runs, so the full work waits for a short rest, goes on in steps, and is dropped
when something changes meanwhile. Without a loop (a script, a test) it is done at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

REST = 0.2  # seconds without a move after which a slider counts as let go


class Pace:
    """Calls `step` until it returns True, after a rest and with room for other events between two steps.

    Parameters
    ----------
    begin : callable
        Called before the first step.
    step : callable
        Does a bit of work and returns whether everything is done.
    prepare : callable
        Returns slow work that must come first, or None; it runs in a thread beside the event loop.
    failed : callable
        Called with the problem when one of them raises; the work then ends.

    Attributes
    ----------
    pending : bool
        Whether work is waiting or under way.
    """

    def __init__(
        self,
        begin: Callable[[], None],
        step: Callable[[], bool],
        prepare: Callable[[], Callable[[], object] | None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._begin, self._step, self._prepare, self._failed = begin, step, prepare, failed
        self._task: asyncio.Task | None = None
        self.pending = False

    def touched(self, moving: bool = False) -> None:
        """Drop what is under way and start anew; wait for a rest when the hand may still be moving."""
        self.drop()
        self.pending = True
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.finish()
            return
        self._task = loop.create_task(self._work(REST if moving else 0.0))

    def drop(self) -> None:
        """Stop what is under way."""
        if self._task is not None:
            self._task.cancel()
        self._task, self.pending = None, False

    def finish(self) -> None:
        """Do what is waiting now, without giving way to anything."""
        if not self.pending:
            return
        self.drop()
        try:
            slow = self._prepare()
            if slow is not None:
                slow()
            self._begin()
            while not self._step():
                pass
        except Exception as problem:
            self._failed(problem)

    async def _work(self, rest: float) -> None:
        await asyncio.sleep(rest)
        try:
            slow = self._prepare()
            if slow is not None:
                await asyncio.get_running_loop().run_in_executor(None, slow)
            self._begin()
            while not self._step():
                await asyncio.sleep(0)
        except Exception as problem:
            self._failed(problem)
        self._task, self.pending = None, False
