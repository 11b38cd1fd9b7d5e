"""Many runs of one study: played in blocks, here or by somebody else's workers, told about, and stoppable.

A block is a piece of work that can be sent to another process or machine: a function of a module and one plain
argument. Results are put together in the order of the blocks, so it does not matter who played them, or when.
"""

from __future__ import annotations

import contextlib
import gc
import os
import reprlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from smkt_helpers import engine
from smkt_helpers import metrics as registry
from smkt_helpers.arguments import (
    checked_call,
    checked_company,
    checked_executor,
    checked_names,
    checked_programs,
    checked_seed,
    checked_switch,
    checked_weeks,
)
from smkt_helpers.companies import Company
from smkt_helpers.decisions import SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.events import checked_shocks
from smkt_helpers.history import simulate
from smkt_helpers.plan import Plan, by_week
from smkt_helpers.practices import PRACTICES, Practice, known_practices
from smkt_helpers.records import WARMUP
from smkt_helpers.words import N_, _

BLOCK = 5     # markets in a block, at most
AT_ONCE = 40     # times that a market is played in a block, at most: so that stopping does not take long
IN_MEMORY = 400_000     # people who could be met, in the runs in memory at a time
ASK_AGAIN = 0.2     # seconds between two questions to `cancel` while others work
Plans = Plan | Sequence[tuple[int, Plan]]
Steps = tuple[tuple[int, Plan], ...]
Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]


class StoppedError(KitError):
    """Somebody cancelled while a block was being played, so it is not finished."""

    def __init__(self) -> None:
        super().__init__(_("It was stopped before the first result was there, so there is nothing to show."))


@dataclass(frozen=True)
class Study:
    """What all runs of a study share; `metrics` are ids."""

    company: Company
    seed: int
    weeks: int
    metrics: tuple[str, ...]
    shocks: tuple = ()
    programs: tuple[str, ...] = SEATS
    use_compiled: bool = True
    cancel: Cancel | None = None     # asked before a market is played; None when other processes may do the work

    def block(self, plans: int) -> int:
        """Return how many markets are played at a time, each under so many plans.

        So that they fit into the memory of a small computer, and a block takes no more than a few seconds.
        """
        people = engine.people_in(self.company, WARMUP + self.weeks)
        return max(1, min(BLOCK, IN_MEMORY // people, AT_ONCE // plans))

    def figures(self, plan: Plans, begin: int, runs: int) -> pd.DataFrame:
        """Return the metrics of `runs` markets from number `begin` on: one row per market, one column per metric."""
        if asked(self.cancel):
            raise StoppedError
        history = simulate(
            self.company, plan, seed=self.seed, weeks=self.weeks, replications=runs, first_replication=begin,
            shocks=self.shocks, programs=self.programs, log=False, use_compiled=self.use_compiled)
        return registry.values(history.tables(), self.metrics)


@dataclass(frozen=True)
class Block:
    """Some markets to be played under each of some plans."""

    study: Study
    plans: tuple[Steps, ...]
    begin: int
    runs: int


def play_block(block: Block) -> tuple[pd.DataFrame, ...]:
    """Return the metrics of a block's markets, one table per plan."""
    return tuple(block.study.figures(plan, block.begin, block.runs) for plan in block.plans)


def play_all(study: Study, plans: Iterable[Plans], runs: int, **ways: Any) -> list[pd.DataFrame]:
    """Play `runs` markets under each plan.

    Parameters
    ----------
    study : Study
    plans : iterable of Plan or list of (from_week, Plan)
    runs : int
        Number of markets, numbered from 0.
    **ways
        `executor`, `progress` and `cancel`, as in `work_off`.

    Returns
    -------
    list of pandas.DataFrame
        One table per plan: a row per market that was played under all plans, a column per metric.
    """
    steps = tuple(by_week(plan) for plan in plans)
    size = study.block(len(steps))
    blocks = [Block(study, steps, begin, min(size, runs - begin)) for begin in range(0, runs, size)]
    done = work_off(play_block, blocks, [block.runs for block in blocks], **ways)
    return [pd.concat(parts) for parts in zip(*done, strict=True)]


def work_off(work: Callable[[Any], Any], items: Sequence[Any], sizes: Sequence[int], *,
             executor: Executor | None = None, progress: Progress | None = None,
             cancel: Cancel | None = None, on_all_cores: bool = False) -> list[Any]:
    """Return `work(item)` for every item that was done before somebody cancelled.

    Parameters
    ----------
    work : callable
        A function of a module, so that it can be sent to another process. It may raise `StoppedError`.
    items : sequence
    sizes : sequence of int
        How much each item counts for `progress`.
    executor : concurrent.futures.Executor, optional
        Who does the work; without it this process, one item after the other.
    progress : callable, optional
        Called with what is done and what there is in all, after each item.
    cancel : callable, optional
        Asked between items; True stops the work. What an executor is already working on is finished and kept.
    on_all_cores : bool
        Without an executor, work on as many items at once as there are cores.

    Returns
    -------
    list
        Results in the order of the items.

    Raises
    ------
    KitError
        If it was stopped before anything was done, or the executor, `progress` or `cancel` failed; what was not
        begun by then is not done any more.
    """
    check_helpers(executor, progress, cancel)
    done: dict[int, Any] = {}
    total = sum(sizes)

    def keep(place: int, result: Any) -> None:
        done[place] = result
        if progress is not None:
            with _blamed(N_("progress, the function that is told how far the work is, failed: {problem}. Mend it, or "
                            "leave it out.")):
                progress(sum(sizes[one] for one in done), total)

    with _old_objects_left_alone():
        if executor is None and not on_all_cores:
            for place, item in enumerate(items):
                if asked(cancel):
                    break
                try:
                    keep(place, work(item))
                except StoppedError:
                    # Inside other work only all items together have a meaning.
                    if cancel is None:
                        raise
                    break
        elif not asked(cancel):
            is_given = executor is not None
            with contextlib.nullcontext(executor) if is_given else ThreadPoolExecutor(os.cpu_count()) as workers:
                _send(work, items, workers, keep, cancel, is_given)
    if not done:
        raise StoppedError
    return [done[place] for place in sorted(done)]


@contextlib.contextmanager
def _old_objects_left_alone() -> Iterator[None]:
    # Every run makes many small objects; looking each time through all that the libraries hold costs a fifth.
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _send(work: Callable[[Any], Any], items: Sequence[Any], workers: Executor, keep: Callable[[int, Any], None],
          cancel: Cancel | None, is_given: bool) -> None:
    # A mistake of our own code is told as it is; one that somebody else's executor brings is told as the executor's.
    blamed = _blamed if is_given else contextlib.nullcontext
    places: dict[Future, int] = {}
    waiting: set[Future] = set()
    try:
        with blamed(EXECUTOR):
            for place, item in enumerate(items):
                future = workers.submit(work, item)
                if not isinstance(future, Future):
                    raise TypeError(f"submit gave {reprlib.repr(future)}, and not a concurrent.futures.Future")
                places[future] = place
                waiting.add(future)
        while waiting:
            finished, waiting = wait(waiting, timeout=ASK_AGAIN, return_when=FIRST_COMPLETED)
            for future in sorted(finished, key=places.__getitem__):
                with contextlib.suppress(StoppedError):
                    with blamed(EXECUTOR):
                        result = future.result()
                        if result is None:
                            raise ValueError("there was no result")
                    keep(places[future], result)
            if cancel is not None and asked(cancel):
                waiting = {future for future in waiting if not future.cancel()}
                cancel = None
    finally:
        for future in waiting:
            future.cancel()


EXECUTOR = N_("The executor did not play a block of markets: {problem}. Nothing of this study is kept; mend the "
              "executor, or leave it out.")


@contextlib.contextmanager
def _blamed(sentence: str) -> Iterator[None]:
    """Turn whatever goes wrong inside into a `KitError` that says who failed."""
    try:
        yield
    except KitError:
        raise
    except Exception as problem:
        said = f"{type(problem).__name__}: {problem}" if str(problem) else type(problem).__name__
        raise KitError(_(sentence).format(problem=said.rstrip("."))) from problem


def asked(cancel: Cancel | None) -> bool:
    """Return whether somebody wants the work to stop."""
    if cancel is None:
        return False
    with _blamed(N_("cancel, the function that is asked whether to stop, failed: {problem}. Mend it, or leave it "
                    "out.")):
        return bool(cancel())


def on_all_cores(use_compiled: bool) -> bool:
    """Return whether it helps to work on several items at once: the compiled engine lets go of Python's lock."""
    return use_compiled and engine.compiled() is not None


def check_helpers(executor: Any, progress: Any, cancel: Any) -> None:
    """Raise a `KitError` if one of those who help with the work cannot be what it should be."""
    checked_executor(executor)
    checked_call("progress", progress)
    checked_call("cancel", cancel)


def study_of(company: Company, seed: int, weeks: int, metrics: Iterable[str], shocks: Iterable,
             programs: Iterable[str], use_compiled: bool, *, executor: Executor | None = None,
             progress: Progress | None = None, cancel: Cancel | None = None) -> Study:
    """Return what all runs share, or raise a `KitError` for what cannot be played."""
    check_helpers(executor, progress, cancel)
    company, weeks = checked_company(company), checked_weeks(weeks)
    chosen = [registry.metric(id).id for id in checked_names(metrics, METRICS)]
    return Study(
        company, checked_seed(seed), weeks, tuple(dict.fromkeys(chosen)), checked_shocks(company, shocks, weeks),
        checked_programs(programs), checked_switch("use_compiled", use_compiled), cancel if executor is None else None)


METRICS = N_("Name the metrics by their ids, at least one, for example revenue, and not {value}.")
METRIC = N_("Name one metric by its id, for example revenue, and not {value}.")


def checked_metric(metric: str) -> str:
    """Return the id of one metric, or raise a `KitError`."""
    if not isinstance(metric, str):
        raise KitError(_(METRIC).format(value=reprlib.repr(metric)))
    return registry.metric(metric).id


def half_interval(changes: pd.DataFrame) -> pd.Series:
    """Return half the width of the 95% interval of each column's mean, from Student's t; NaN below two runs."""
    runs = changes.notna().sum()
    runs = runs.where(runs > 1)
    return stdtrit(runs - 1, 0.975) * changes.std() / np.sqrt(runs)


def chosen_practices(practices: Iterable[str] | None) -> tuple[Practice, ...]:
    """Return some practices, or all of them, in the order of the table.

    Raises
    ------
    KitError
        If an id is unknown or there is none at all.
    """
    ids = list(PRACTICES) if practices is None else known_practices(practices)
    if not ids:
        raise KitError(_("Name at least one practice; the practices are {known}.").format(known=", ".join(PRACTICES)))
    return tuple(practice for id, practice in PRACTICES.items() if id in ids)
