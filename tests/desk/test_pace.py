"""Drafts at once, full work after a rest, and nothing lost or hidden."""

import asyncio

import pytest

from smkt_helpers.desk.pace import Pace


class Work:
    def __init__(self, steps=3, slow=None, broken=None):
        self.log, self.steps, self.slow, self.broken = [], steps, slow, broken
        self.pace = Pace(self.begin, self.step, self.prepare, lambda problem: self.log.append(str(problem)))

    def prepare(self):
        return self.slow

    def begin(self):
        self.left = self.steps
        self.log.append("begin")

    def step(self):
        if self.broken:
            raise RuntimeError(self.broken)
        self.left -= 1
        if not self.left:
            self.log.append("done")
        return not self.left


def test_without_a_loop_everything_is_done_at_once():
    work = Work()
    work.pace.touched(moving=True)
    assert (work.log, work.pace.pending) == (["begin", "done"], False)


def test_many_moves_make_one_run():
    work = Work()

    async def drag():
        for _move in range(20):
            work.pace.touched(moving=True)
            await asyncio.sleep(0)
        assert work.log == []
        while work.pace.pending:
            await asyncio.sleep(0.01)

    asyncio.run(drag())
    assert work.log == ["begin", "done"]


def test_a_move_drops_work_under_way_and_other_events_come_between_its_steps():
    work = Work(steps=50)

    async def interrupt():
        work.pace.touched()
        for _turn in range(5):
            await asyncio.sleep(0)
        assert work.log == ["begin"]
        work.pace.touched()
        while work.pace.pending:
            await asyncio.sleep(0)

    asyncio.run(interrupt())
    assert work.log == ["begin", "begin", "done"]


def test_who_needs_the_result_now_gets_it_now():
    work = Work()

    async def ask():
        work.pace.touched(moving=True)
        work.pace.finish()
        assert work.log == ["begin", "done"]
        await asyncio.sleep(0.3)

    asyncio.run(ask())
    assert work.log == ["begin", "done"]


@pytest.mark.parametrize("loop", [True, False])
def test_slow_preparation_comes_first(loop):
    work = Work()
    work.slow = lambda: work.log.append("slow")

    async def run():
        work.pace.touched()
        while work.pace.pending:
            await asyncio.sleep(0.01)

    asyncio.run(run()) if loop else work.pace.touched()
    assert work.log == ["slow", "begin", "done"]


@pytest.mark.parametrize("loop", [True, False])
def test_a_problem_is_told_and_ends_the_work(loop):
    work = Work(broken="the engine stopped")

    async def run():
        work.pace.touched()
        while work.pace.pending:
            await asyncio.sleep(0.01)

    asyncio.run(run()) if loop else work.pace.touched()
    assert work.log == ["begin", "the engine stopped"]
    assert not work.pace.pending
