"""The leads that reach into the period, over all runs, and what all tables need to name and date them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from smkt_helpers import engine, kernel
from smkt_helpers.companies import Company
from smkt_helpers.crm_schema import SOURCES
from smkt_helpers.market import WEEK, uniforms

if TYPE_CHECKING:
    from smkt_helpers.history import History

WARMUP = 26
START = WARMUP * WEEK
MARKETING, RECOMMENDED, PROSPECT = range(3)


class Rows:
    """The leads that reach into the period, over all runs; each column is joined when it is first asked for."""

    def __init__(self, history: History, from_week: int = 0) -> None:
        self.history = history
        self.start = START + from_week * WEEK
        self.keep = [_reaches_in(one, self.start) for one in history.played]
        self._made: dict[tuple[str, Any], np.ndarray] = {}

    def _joined(self, key: tuple[str, Any], pick: Callable[[engine.Played], np.ndarray]) -> np.ndarray:
        if key not in self._made:
            parts = [pick(one)[keep] for one, keep in zip(self.history.played, self.keep, strict=True)]
            self._made[key] = np.concatenate(parts)
        return self._made[key]

    @cached_property
    def run(self) -> np.ndarray:
        """Return each row's replication."""
        return np.repeat([one.replication for one in self.history.played], [len(keep) for keep in self.keep])

    @cached_property
    def place(self) -> list[np.ndarray]:
        """Return for each run the row of each lead that was met, -1 where it has none."""
        first = np.cumsum([0, *(len(keep) for keep in self.keep)])
        places = []
        for one, keep, start in zip(self.history.played, self.keep, first, strict=False):
            place = np.full(len(one.index), -1)
            place[keep] = np.arange(start, start + len(keep))
            places.append(place)
        return places

    @property
    def lead(self) -> np.ndarray:
        """Return each row's number among the potential leads of its market."""
        return self._joined(("lead", None), lambda one: one.index)

    @property
    def arrives(self) -> np.ndarray:
        """Return each row's calendar minute of arrival."""
        return self._joined(("arrives", None), lambda one: one.arrives)

    def out(self, name: str) -> np.ndarray:
        """Return one outcome of each row."""
        return self._joined(("out", name), lambda one: getattr(one.outcomes, name))

    def trait(self, name: str) -> np.ndarray:
        """Return one trait of each row."""
        return self._joined(("trait", name), lambda one: getattr(one.traits, name))

    def content(self, column: int) -> np.ndarray:
        """Return one uniform number of each row, for what a person reads."""
        seed = self.history.seed
        return self._joined(
            ("content", column),
            lambda one: _content(seed, column, one.replication, int(one.index[-1]) + 1 if len(one.index) else 0)[
                one.index
            ],
        )


def _reaches_in(one: engine.Played, start: float) -> np.ndarray:
    """Return the leads that came in the period, and of those before it the ones that still matter in it."""
    out = one.outcomes
    at_work = (out.state > kernel.LEAD) & ~(out.closed < start)
    # A lead that leaked before the period is on nobody's list, and never will be.
    at_work &= ~((out.state == kernel.MQL) & np.isnan(out.handed))
    customer = (out.state == kernel.WON) & ~(out.left < start)
    return np.flatnonzero((out.state > 0) & ((one.arrives >= start) | at_work | customer))


@lru_cache(maxsize=256)
def _content(seed: int, column: int, replication: int, n: int) -> np.ndarray:
    return uniforms(seed, "content", column, replication, n)


def time_of(history: History, minutes: np.ndarray) -> pd.Series:
    """Return calendar minutes of the run as times; NaN as blank."""
    start = np.datetime64(history.company.start, "s").astype("int64") - int(START * 60)
    blank = np.isnan(minutes)
    seconds = np.where(blank, 0, np.floor(np.where(blank, 0, minutes) * 60)).astype("int64") + start
    times = seconds.astype("datetime64[s]")
    times[blank] = np.datetime64("NaT")
    return pd.Series(times)


def words_of(codes: np.ndarray, words: Sequence[str]) -> pd.Categorical:
    """Return words for codes; a code of -1 is blank."""
    return pd.Categorical.from_codes(codes.astype("int64"), categories=list(words))


def pick(u: np.ndarray, count: int) -> np.ndarray:
    """Return whole numbers from 0 to count - 1 for uniform numbers."""
    return np.minimum((u * count).astype("int64"), count - 1)


def rep_names(numbers: np.ndarray) -> pd.Categorical:
    """Return the reps' names; blank where nobody did it."""
    return words_of(numbers, [f"Rep {k + 1}" for k in range(int(numbers.max(initial=-1)) + 1)])


def channels_of(company: Company, rows: Rows) -> pd.Categorical:
    """Return how each person came: by one of the company's channels, recommended, or found by sales."""
    names = [channel.name for channel in company.channels]
    words = list(dict.fromkeys([*names, *SOURCES[RECOMMENDED:]]))
    codes = np.array([-1, *(words.index(source) for source in SOURCES[RECOMMENDED:])])
    source = rows.out("source")
    return words_of(np.where(source == MARKETING, rows.trait("channel"), codes[source]), words)
