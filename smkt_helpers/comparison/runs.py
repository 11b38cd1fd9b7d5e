"""Many runs of one study: played in blocks, here or by somebody else's workers, told about, and stoppable.

A block is a piece of work that can be sent to another process or machine: a function of a module and one plain
argument. Results are put together in the order of the blocks, so it does not matter who played them, or when.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from smkt_helpers import engine
from smkt_helpers import metrics as registry
from smkt_helpers.companies import Company
from smkt_helpers.decisions import SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.history import simulate
from smkt_helpers.plan import Plan, by_week
from smkt_helpers.practices import PRACTICES, Practice
from smkt_helpers.records import WARMUP
from smkt_helpers.words import _

BLOCK = 10     # runs in memory at a time, at most
IN_MEMORY = 400_000     # people who could be met, in the runs in memory at a time
MOST_RUNS = 10_000
ASK_AGAIN = 0.2     # seconds between two questions to `cancel` while others work
Plans = Plan | Sequence[tuple[int, Plan]]
Steps = tuple[tuple[int, Plan], ...]
Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]


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

    @property
    def block(self) -> int:
        """Return how many markets are played at a time, so that they fit into the memory of a small computer."""
        return max(1, min(BLOCK, IN_MEMORY // engine.people_in(self.company, WARMUP + self.weeks)))

    def figures(self, plan: Plans, begin: int, runs: int) -> pd.DataFrame:
        """Return the metrics of `runs` markets from number `begin` on: one row per market, one column per metric."""
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
    size = study.block
    blocks = [Block(study, steps, begin, min(size, runs - begin)) for begin in range(0, runs, size)]
    done = work_off(play_block, blocks, [block.runs for block in blocks], **ways)
    return [pd.concat(parts) for parts in zip(*done, strict=True)]


def work_off(work: Callable[[Any], Any], items: Sequence[Any], sizes: Sequence[int], *,
             executor: Executor | None = None, progress: Progress | None = None,
             cancel: Cancel | None = None) -> list[Any]:
    """Return `work(item)` for every item that was done before somebody cancelled.

    Parameters
    ----------
    work : callable
        A function of a module, so that it can be sent to another process.
    items : sequence
    sizes : sequence of int
        How much each item counts for `progress`.
    executor : concurrent.futures.Executor, optional
        Who does the work; without it this process, one item after the other.
    progress : callable, optional
        Called with what is done and what there is in all, after each item.
    cancel : callable, optional
        Asked between items; True stops the work. What is already being worked on is finished and kept.

    Returns
    -------
    list
        Results in the order of the items.

    Raises
    ------
    KitError
        If it was stopped before anything was done.
    """
    done: dict[int, Any] = {}
    total = sum(sizes)

    def keep(place: int, result: Any) -> None:
        done[place] = result
        if progress is not None:
            progress(sum(sizes[one] for one in done), total)

    if executor is None:
        for place, item in enumerate(items):
            if cancel is not None and cancel():
                break
            keep(place, work(item))
    elif cancel is None or not cancel():
        _send(work, items, executor, keep, cancel)
    if not done:
        raise KitError(_("It was stopped before the first result was there, so there is nothing to show."))
    return [done[place] for place in sorted(done)]


def _send(work: Callable[[Any], Any], items: Sequence[Any], executor: Executor,
          keep: Callable[[int, Any], None], cancel: Cancel | None) -> None:
    places = {executor.submit(work, item): place for place, item in enumerate(items)}
    waiting = set(places)
    try:
        while waiting:
            finished, waiting = wait(waiting, timeout=ASK_AGAIN, return_when=FIRST_COMPLETED)
            for future in sorted(finished, key=places.__getitem__):
                keep(places[future], future.result())
            if cancel is not None and cancel():
                waiting = {future for future in waiting if not future.cancel()}
                cancel = None
    finally:
        for future in waiting:
            future.cancel()


@contextlib.contextmanager
def threads(executor: Executor | None, use_compiled: bool) -> Iterator[Executor | None]:
    """Give the executor, or one thread per core where that helps: the compiled engine lets go of Python's lock."""
    if executor is not None or not use_compiled or engine.compiled() is None:
        yield executor
        return
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        yield pool


def study_of(company: Company, seed: int, weeks: int, metrics: Iterable[str], shocks: Sequence,
             programs: Sequence[str], use_compiled: bool) -> Study:
    """Return what all runs share, or raise a `KitError` for an unknown metric; `simulate` checks the rest."""
    chosen = [registry.metric(id).id for id in ([metrics] if isinstance(metrics, str) else metrics)]
    return Study(company, seed, weeks, tuple(dict.fromkeys(chosen)), _listed(shocks), _listed(programs), use_compiled)


def _listed(items: Any) -> tuple:
    # A single shock or seat counts as a list of one.
    return tuple(items) if isinstance(items, list | tuple) else (items,)


def check_count(count: Any, sentence: str, least: int = 1, most: int = MOST_RUNS) -> int:
    """Return a whole number from `least` to `most`, or raise a `KitError` with a sentence that names the three."""
    if isinstance(count, bool) or not isinstance(count, (int, np.integer)) or not least <= count <= most:
        raise KitError(sentence.format(value=count, least=least, most=most))
    return int(count)


def check_runs(runs: Any) -> int:
    """Return the number of markets, or raise a `KitError`."""
    return check_count(
        runs, _("The number of runs must be a whole number of at least {least} and at most {most}, not {value!r}."))


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
    ids = list(PRACTICES) if practices is None else [practices] if isinstance(practices, str) else list(practices)
    unknown = [str(id) for id in ids if id not in PRACTICES]
    if unknown:
        raise KitError(_("There is no practice called {name!r}; the practices are {known}.").format(
            name=unknown[0], known=", ".join(PRACTICES)))
    if not ids:
        raise KitError(_("Name at least one practice; the practices are {known}.").format(known=", ".join(PRACTICES)))
    return tuple(practice for id, practice in PRACTICES.items() if id in ids)
