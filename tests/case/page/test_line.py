"""Work beside the page: told in order, stopped at once, and nothing is told of what was stopped."""

import asyncio
import time

from smkt_helpers.case.page.line import Line


def heard(work, tasks=("one", "two")):
    """Work off tasks without a loop and return what was told."""
    told = []
    Line(work, told.append).begin(tasks)
    return [(news.kind, news.task, news.outcome) for news in told if news.kind != "step"]


def test_tasks_are_done_one_after_the_other():
    assert heard(lambda task, progress, cancel: task.upper()) == [
        ("begun", "one", None), ("done", "one", "ONE"), ("begun", "two", None), ("done", "two", "TWO"),
        ("rest", None, None),
    ]  # fmt: skip


def test_a_task_that_fails_does_not_keep_the_others_from_being_done():
    problem = ValueError("no")

    def work(task, progress, cancel):
        if task == "one":
            raise problem
        return task

    assert [news[0] for news in heard(work)] == ["begun", "failed", "begun", "done", "rest"]
    assert heard(work)[1][2] is problem


def test_progress_is_told():
    told = []
    Line(lambda task, progress, cancel: progress(3, 20), told.append).begin(["one"])
    assert [(news.done, news.all) for news in told if news.kind == "step"] == [(3, 20)]


def test_a_new_question_stops_the_old_one_and_the_page_reacts_meanwhile():
    told, turns = [], []

    def work(task, progress, cancel):
        while task == "long" and not cancel():
            time.sleep(0.01)
        return task

    async def ask():
        line = Line(work, lambda news: told.append((news.kind, news.task)))
        line.begin(["long"])
        while ("begun", "long") not in told:
            await asyncio.sleep(0)
            turns.append("the page reacts")
        line.begin(["short"])
        while line.busy:
            await asyncio.sleep(0.01)

    asyncio.run(ask())
    assert turns
    assert told == [("begun", "long"), ("begun", "short"), ("done", "short"), ("rest", None)]


def test_stop_tells_nothing_more():
    told = []

    def work(task, progress, cancel):
        while not cancel():
            time.sleep(0.01)

    async def ask():
        line = Line(work, lambda news: told.append(news.kind))
        line.begin(["one", "two"])
        while not told:
            await asyncio.sleep(0)
        line.stop()
        assert not line.busy
        await asyncio.sleep(0.1)

    asyncio.run(ask())
    assert told == ["begun"]
