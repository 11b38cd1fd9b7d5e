"""Playing a plan in many markets, in steps short enough to show progress and to be dropped."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from smkt_helpers import engine
from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.history import History, simulate
from smkt_helpers.metrics import scoreboard, values
from smkt_helpers.plan import Plan


@dataclass(frozen=True)
class Run:
    """A plan played in many markets.

    Attributes
    ----------
    plan : Plan
    history : History
    values : pandas.DataFrame
        One row per market, one column per metric id.
    board : pandas.DataFrame
        The scoreboard over all markets; see `smkt_helpers.metrics.scoreboard`.
    """

    plan: Plan
    history: History
    values: pd.DataFrame
    board: pd.DataFrame

    @property
    def tables(self) -> Tables:
        """The CRM tables of all markets."""
        return self.history.tables()

    def means(self) -> dict[str, float]:
        """Return each metric's mean over the markets."""
        return self.board["value"].to_dict()

    def one(self) -> dict[str, float]:
        """Return each metric in the first market alone."""
        return self.values.iloc[0].to_dict()


def engine_ready() -> bool:
    """Return whether a run needs no compiling now; asking does not start it."""
    if engine.compiled.cache_info().currsize == 0:
        return False
    kernel = engine.compiled()
    return kernel is None or bool(kernel.signatures)


def play_one(company: Company, plan: Plan, ids: Sequence[str], *, seed: int, weeks: int) -> dict[str, float]:
    """Play one market and return its metrics, quickly: for a picture that follows a slider.

    Before the engine is compiled it runs uncompiled, so that nobody waits.
    """
    history = simulate(company, plan, seed=seed, weeks=weeks, replications=1, use_compiled=engine_ready())
    return values(history.tables(), ids).iloc[0].to_dict()


class Playing:
    """A run in the making: call `step` until `run` is there.

    Parameters
    ----------
    company : Company
    plan : Plan
    ids : sequence of str
        Metrics to work out.
    seed, weeks, replications : int
        See `smkt_helpers.history.simulate`.

    Attributes
    ----------
    done : int
        Markets played so far.
    run : Run or None
    """

    def __init__(
        self, company: Company, plan: Plan, ids: Sequence[str], *, seed: int, weeks: int, replications: int
    ) -> None:
        self.company, self.plan, self.ids = company, plan, tuple(ids)
        self.seed, self.weeks, self.replications = seed, weeks, replications
        self.done, self.run = 0, None
        self._parts: list[History] = []
        self._history: History | None = None

    def step(self) -> None:
        """Do the next bit of work, about a tenth of a second."""
        if self.done < self.replications:
            count = min(self.replications - self.done, 10 if engine.compiled() else 1)
            self._parts.append(
                simulate(
                    self.company,
                    self.plan,
                    seed=self.seed,
                    weeks=self.weeks,
                    replications=count,
                    first_replication=self.done,
                )
            )
            self.done += count
        elif self._history is None:
            played = tuple(one for part in self._parts for one in part.played)
            self._history = dataclasses.replace(self._parts[0], played=played)
            _ = self._history.tables().leads
        else:
            tables = self._history.tables()
            self.run = Run(self.plan, self._history, values(tables, self.ids), scoreboard(tables, self.ids))

    def finish(self) -> Run:
        """Do all the work that is left and return the run."""
        while self.run is None:
            self.step()
        return self.run
