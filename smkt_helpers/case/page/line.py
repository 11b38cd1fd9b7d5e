"""Work that is done beside the page, one task after the other, so that the page still reacts.

In a notebook the tasks run in a thread of their own; without an event loop (a script, a test) they are done at once.
What they bring is told in the event loop, and nothing is told of tasks that were stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

TELL_SECONDS = 0.5     # nobody can follow more steps a second, and a screen reader not even those
# Called with how far a task is (done, all), and asked whether to stop.
Work = Callable[[Any, Callable[[int, int], None], Callable[[], bool]], Any]


@dataclass(frozen=True)
class News:
    """What happened: `kind` is "begun", "step", "done", "failed" or "rest" (nothing is left to do).

    `done` and `all` belong to a step, `outcome` is what a task brought, or the problem that ended it.
    """

    kind: str
    task: Any = None
    done: int = 0
    all: int = 0
    outcome: Any = None


class _Turn:
    """The tasks of one time; a new time begins by stopping the old one."""

    def __init__(self, tasks: Iterable[Any]) -> None:
        self.tasks, self.stopped = tuple(tasks), False


class Line:
    """Works off tasks.

    Parameters
    ----------
    work : callable
        Does one task: called with the task, with a function to tell how far it is, and with one that says whether to
        stop; it returns what came of it. What it returns after it was stopped is dropped.
    told : callable
        Called with each `News`.
    """

    def __init__(self, work: Work, told: Callable[[News], None]) -> None:
        self._work, self._told = work, told
        self._turn: _Turn | None = None

    @property
    def busy(self) -> bool:
        """Whether there is something left to do."""
        return self._turn is not None

    def begin(self, tasks: Iterable[Any]) -> None:
        """Stop what is under way and work off these tasks."""
        self.stop()
        self._turn = turn = _Turn(tasks)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._run(turn, None)
            return
        # As a daemon it does not keep a kernel alive that is shut down.
        threading.Thread(target=self._run, args=(turn, loop), daemon=True).start()

    def stop(self) -> None:
        """Stop at the next step; what is done stays done."""
        if self._turn is not None:
            self._turn.stopped = True
        self._turn = None

    def _run(self, turn: _Turn, loop: asyncio.AbstractEventLoop | None) -> None:
        last = [0.0]

        def tell(news: News) -> None:
            if loop is None:
                self._hear(turn, news)
                return
            with contextlib.suppress(RuntimeError):     # the notebook was closed meanwhile
                loop.call_soon_threadsafe(self._hear, turn, news)

        for task in turn.tasks:
            def progress(done: int, all: int, task: Any = task) -> None:
                now = time.monotonic()
                if now - last[0] >= TELL_SECONDS:
                    last[0] = now
                    tell(News("step", task, done, all))

            if turn.stopped:
                return
            tell(News("begun", task))
            try:
                news = News("done", task, outcome=self._work(task, progress, lambda: turn.stopped))
            except Exception as problem:
                news = News("failed", task, outcome=problem)
            tell(news)
        tell(News("rest"))

    def _hear(self, turn: _Turn, news: News) -> None:
        if turn.stopped:
            return
        if news.kind == "rest":
            self._turn = None
        self._told(news)
