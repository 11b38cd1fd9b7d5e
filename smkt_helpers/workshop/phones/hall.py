"""One workshop as the server sees it, and everybody's wishes written to the disk together.

Two hundred people press a button in the same second. What waits while the disk is busy is written with the next
stroke, all of it together; each is answered only when the disk has it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from smkt_helpers.errors import KitError
from smkt_helpers.practice.store import now as clock_now
from smkt_helpers.words import _
from smkt_helpers.workshop.actions import ONCE
from smkt_helpers.workshop.phones.doors import Door, door_of
from smkt_helpers.workshop.state import Workshop, due
from smkt_helpers.workshop.store import Ledger, Step, Store

LOOK_SECONDS = 0.25  # between two looks at what was done elsewhere, in the control room or by another server
MOST_TOGETHER = 100
SILENT_SECONDS = 30  # of the trainer, after which the server takes the sheets in by itself


class NotKeptError(KitError):
    """The disk or the database did not take what somebody wished, who may wish the same again in a moment."""


class Hall:
    """One workshop as the server sees it; see the top of this module.

    Parameters
    ----------
    store : Store
    workshop : str
        Id of a workshop that has a door.

    Attributes
    ----------
    now : Workshop
    door : Door
    version : tuple
        Differs whenever anything on any page may differ.
    gone : bool
        The workshop has been deleted.

    Raises
    ------
    KitError
        If there is no such workshop.
    """

    def __init__(self, store: Store, workshop: str) -> None:
        self.store, self._ledger = store, Ledger(store, workshop)
        self.door: Door | None = door_of(store, workshop)
        self.gone = self.door is None
        self._waiting: asyncio.Queue = asyncio.Queue()
        self._one_at_a_time = asyncio.Lock()
        self._next_look: asyncio.Task | None = None
        self._tasks: list[asyncio.Task] = []
        self._stopped = False
        self._marks: set[str | None] = set()
        self._looked_at = 0  # how many actions

    @property
    def now(self) -> Workshop:
        """Return where the workshop stands."""
        return self._ledger.now

    @property
    def id(self) -> str:
        """Return the id of the workshop."""
        return self._ledger.id

    @property
    def title(self) -> str:
        """Return what the workshop is called."""
        return self._ledger.title

    @property
    def version(self) -> tuple[int, int]:
        """Return a mark that differs whenever anything on any page may differ."""
        return self._ledger.actions[-1].number, self.door.version

    def start(self) -> None:
        """Begin to write and to look."""
        self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._watch())]

    async def stop(self) -> None:
        """Stop both; whoever still waits is told so."""
        self._stopped = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        while not self._waiting.empty():
            _tell([self._waiting.get_nowait()], [_no_more()])

    async def do(self, steps: Sequence[Step]) -> Workshop:
        """Do what one person wishes, all of it or nothing, and return once it is on the disk.

        Raises
        ------
        KitError
            If it is not allowed now, or the disk does not take it.
        """
        if self._stopped:
            raise _no_more()
        answer = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((steps, answer))
        return await answer

    def has(self, once: str) -> bool:
        """Return whether an action carried this mark, as far as is known here."""
        # Everybody who hands in asks, so each action is looked at once only.
        every = self._ledger.actions
        self._marks.update(one.data.get(ONCE) for one in every[self._looked_at :])
        self._looked_at = len(every)
        return once in self._marks

    async def asked(
        self, once: str, read: Callable[[Workshop], Sequence[Step]], final: type[Exception]
    ) -> Sequence[Step]:
        """Return what a form asks for; nothing when another server has taken it already.

        Another server may know more, so nothing is refused before looking there, but for a `final` reason.
        """
        try:
            return read(self.now)
        except final:
            raise
        except KitError:
            await self.look()
        return [] if self.has(once) else read(self.now)

    async def look(self) -> None:
        """Read what was done elsewhere before this call; who waits for it waits together."""
        if self._next_look is None:
            self._next_look = asyncio.create_task(self._look_next())
        await asyncio.shield(self._next_look)

    async def _look_next(self) -> None:
        async with self._one_at_a_time:
            self._next_look = None  # whoever asks from now on may ask for something newer
            await asyncio.to_thread(self._look)

    def _look(self) -> None:
        found = door_of(self.store, self._ledger.id)
        if found is None:
            self.gone = True
            return
        self._ledger.refresh()
        self.door = found

    async def _watch(self) -> None:
        while not self.gone:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
                if self._overdue():
                    await self.do([("go", {"phase": "locked"})])
            except Exception:
                continue  # most likely the disk was busy; nobody would see any news if it stopped looking

    def _overdue(self) -> bool:
        """Return whether the sheets should have been taken in a while ago: the control room may have stopped."""
        earlier = datetime.fromisoformat(clock_now()) - timedelta(seconds=SILENT_SECONDS)
        return due(self.now, earlier.isoformat())

    async def _write(self) -> None:
        while True:
            together = [await self._waiting.get()]
            while not self._waiting.empty() and len(together) < MOST_TOGETHER:
                together.append(self._waiting.get_nowait())
            try:
                async with self._one_at_a_time:
                    answers = await asyncio.to_thread(self._answers, [steps for steps, _answer in together])
            except asyncio.CancelledError:
                _tell(together, [_no_more() for _one in together])  # it may count; sent again it counts once
                raise
            _tell(together, answers)

    def _answers(self, wishes: Sequence[Sequence[Step]]) -> list[Workshop | Exception]:
        """Return an answer to each wish; one that breaks something takes no other along."""
        try:
            return list(self._ledger.do_all(wishes))
        except KitError as problem:
            return [NotKeptError(str(problem)) for _wish in wishes]
        except Exception as problem:
            if len(wishes) == 1:
                return [problem]
        return [self._answers([wish])[0] for wish in wishes]


def _tell(
    together: Sequence[tuple[Sequence[Step], asyncio.Future]], answers: Sequence[Workshop | Exception]
) -> None:
    for (_steps, answer), found in zip(together, answers, strict=True):
        if answer.done():
            continue  # the phone has hung up; what it wished counts all the same
        if isinstance(found, Exception):
            answer.set_exception(found)
        else:
            answer.set_result(found)


def _no_more() -> NotKeptError:
    return NotKeptError(_("The server has stopped writing to this workshop. Load the page again."))
