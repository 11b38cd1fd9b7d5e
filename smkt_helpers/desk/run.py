"""Playing a plan in many markets, in steps short enough to show progress and to be dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from smkt_helpers import engine
from smkt_helpers.companies import Company
from smkt_helpers.history import History, simulate
from smkt_helpers.metrics import board_of, values
from smkt_helpers.plan import Plan


@dataclass(frozen=True)
class Run:
    """A plan played in many markets.

    Attributes
    ----------
    company : Company
    plan : Plan
    seed, weeks : int
    values : pandas.DataFrame
        One row per market, one column per metric id.
    board : pandas.DataFrame
        The scoreboard over all markets; see `smkt_helpers.metrics.scoreboard`.
    programs : tuple of str
        Seats in which a program sat.
    moved : dict
        How far the programs moved their decisions from the plan by the last week, on average: `points` of the
        threshold and `discount` as a share.
    """

    company: Company
    plan: Plan
    seed: int
    weeks: int
    values: pd.DataFrame
    board: pd.DataFrame
    programs: tuple[str, ...] = ()
    moved: dict[str, float] = field(default_factory=dict)

    def history(self) -> History:
        """Play all markets once more and return them whole; a run keeps only its figures, to stay small."""
        return simulate(
            self.company,
            self.plan,
            seed=self.seed,
            weeks=self.weeks,
            replications=len(self.values),
            programs=self.programs,
        )

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


def play_one(
    company: Company, plan: Plan, ids: Sequence[str], *, seed: int, weeks: int, programs: Sequence[str] = ()
) -> dict[str, float]:
    """Play one market and return its metrics, quickly: for a picture that follows a slider.

    Before the engine is compiled it runs uncompiled, so that nobody waits.
    """
    history = simulate(
        company,
        plan,
        seed=seed,
        weeks=weeks,
        replications=1,
        programs=programs,
        log=False,
        use_compiled=engine_ready(),
    )
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
    programs : sequence of str
        Seats in which a program sits.

    Attributes
    ----------
    done : int
        Markets played so far.
    run : Run or None
    """

    def __init__(
        self,
        company: Company,
        plan: Plan,
        ids: Sequence[str],
        *,
        seed: int,
        weeks: int,
        replications: int,
        programs: Sequence[str] = (),
    ) -> None:
        self.company, self.plan, self.ids = company, plan, tuple(ids)
        self.seed, self.weeks, self.replications = seed, weeks, replications
        self.programs = tuple(programs)
        self.done, self.run = 0, None
        self._moved: list[tuple[float, float]] = []
        self._parts: list[pd.DataFrame] = []

    def step(self) -> None:
        """Do the next bit of work, about a tenth of a second."""
        if self.done < self.replications:
            count = min(self.replications - self.done, 5 if engine.compiled() else 1)
            part = simulate(
                self.company,
                self.plan,
                seed=self.seed,
                weeks=self.weeks,
                replications=count,
                programs=self.programs,
                first_replication=self.done,
                log=False,
            )
            self._moved += [(one.weeks.points[-1], one.weeks.discount[-1]) for one in part.played]
            self._parts.append(values(part.tables(), self.ids))
            self.done += count
        else:
            runs = pd.concat(self._parts)
            means = [float(np.mean(column)) for column in zip(*self._moved, strict=True)]
            moved = dict(zip(("points", "discount"), means, strict=True))
            self.run = Run(self.company, self.plan, self.seed, self.weeks, runs, board_of(runs), self.programs, moved)

    def finish(self) -> Run:
        """Do all the work that is left and return the run."""
        while self.run is None:
            self.step()
        return self.run
