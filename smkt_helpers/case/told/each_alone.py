"""Each assumption alone at both ends of its range: first all of them quickly, then the most dangerous ones.

Playing every assumption in many markets would take minutes. So each is moved to both ends of its range in one market
first; those that press the effect down most are played again in more markets.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pandas as pd

from smkt_helpers.case.question import Question
from smkt_helpers.companies import Assumption
from smkt_helpers.comparison.doubt import ranged
from smkt_helpers.comparison.pairs import paired
from smkt_helpers.comparison.runs import (
    SEATS,
    Cancel,
    Progress,
    StoppedError,
    asked,
    on_all_cores,
    play_all,
    study_of,
    work_off,
)
from smkt_helpers.comparison.sensitivity import sensitivity
from smkt_helpers.errors import KitError

SCREENED_IN = 1     # markets in which all assumptions are tried
LOOKED_AT = 8     # assumptions that are played again in more markets
MOST_MARKETS = 8     # more would take too long for a page
METRIC = "contribution"
ENDS = ("low", "high")


@dataclass(frozen=True)
class End:
    """A question whose assumption stands at one end of its range."""

    path: str
    end: str
    value: float | int
    question: Question
    markets: int


@dataclass(frozen=True)
class Vanish:
    """What was found.

    `effect` is a line of `comparison.paired` for the company as it is. `ends` is indexed by the path of the assumption
    and its end ("low", "high"), with that line for each end that can be played, the most dangerous assumption first.
    `break_even` are values at which the effect is gone, by path. `screened` assumptions were tried in `SCREENED_IN`
    market, `crossed` of them turned the effect there; those looked at again were played in `markets`.
    """

    effect: pd.Series
    ends: pd.DataFrame
    break_even: pd.Series
    screened: int
    crossed: int
    markets: int

    @property
    def paths(self) -> list[str]:
        """Paths of the assumptions that were looked at again, the most dangerous first."""
        return list(dict.fromkeys(self.ends.index.get_level_values("path")))


def compute(question: Question, *, looked_at: int = LOOKED_AT, paths: tuple[str, ...] | None = None,
            progress: Progress | None = None, cancel: Cancel | None = None) -> Vanish:
    """Move each assumption to both ends of its range, and look closer at the most dangerous ones; see `parts`.

    Parameters
    ----------
    question : Question
    looked_at : int
        How many assumptions are played again in more markets.
    paths : tuple of str, optional
        Only these assumptions are tried; without it every number that carries a range.
    progress, cancel : callable, optional
        As in `compare`.

    Raises
    ------
    KitError
        If no number of the company carries a range, or it was stopped.
    """
    markets = min(MOST_MARKETS, question.markets)
    chosen = [one for one in ranged(question.company) if paths is None or one.path in paths]
    effect = effect_in(question, markets)
    # Down is the direction in which a gain vanishes; for a loss it is up.
    sign = -1.0 if effect["difference"] < 0 else 1.0
    first = [_end(question, one, end, SCREENED_IN) for one in chosen for end in ENDS]
    steps = 2 * (len(chosen) + markets * min(looked_at, len(chosen)))

    def told(before: int, each: int) -> Progress | None:
        return None if progress is None else lambda done, _total: progress(before + each * done, steps)

    screened = _played(first, told(0, 1), cancel)
    worst = (sign * screened["difference"]).groupby("path", sort=False).min().sort_values(kind="stable")
    dangerous = list(worst.index[:looked_at])
    by_path = {one.path: one for one in chosen}
    second = [_end(question, by_path[path], end, markets) for path in dangerous for end in ENDS]
    ends = _played(second, told(len(first), markets), cancel)
    left = (sign * ends["difference"]).groupby("path", sort=False).min().sort_values(kind="stable")
    crossing = list(left.index[left <= 0])
    return Vanish(effect, ends.loc[list(left.index)], _break_even(question, crossing, markets, cancel), len(chosen),
                  int((worst <= 0).sum()), markets)  # fmt: skip


def effect_in(question: Question, markets: int) -> pd.Series:
    """Return the change by the chosen practices in some markets: a line of `comparison.paired`."""
    study = study_of(question.company, question.seed, question.weeks, (METRIC,), (), SEATS, True)
    plans = [question.plan("today"), question.plan("chosen")]
    return paired(*play_all(study, plans, markets)).loc[METRIC]


def effect_at(end: End) -> pd.Series:
    """Return the change at one end of a range; NaN where that cannot be played."""
    try:
        return effect_in(end.question, end.markets)[["difference", "low", "high"]].astype("float64")
    except KitError:
        return pd.Series({"difference": math.nan, "low": math.nan, "high": math.nan})


def _end(question: Question, one: Assumption, end: str, markets: int) -> End:
    value = getattr(one, end)
    value = round(value) if isinstance(one.value, int) else value
    return End(one.path, end, value, moved(question, one.path, value), markets)


def moved(question: Question, path: str, value: float | int) -> Question:
    """Return the question with one more number changed."""
    return replace(question, changed=(*(pair for pair in question.changed if pair[0] != path), (path, value)))


def _played(ends: list[End], progress: Progress | None, cancel: Cancel | None) -> pd.DataFrame:
    done = work_off(effect_at, ends, [1] * len(ends), progress=progress, cancel=cancel,
                    on_all_cores=on_all_cores(True))  # fmt: skip
    # A part of the ends would not tell which assumption is the most dangerous one.
    if asked(cancel) or len(done) < len(ends):
        raise StoppedError
    names = pd.MultiIndex.from_tuples([(one.path, one.end) for one in ends], names=["path", "end"])
    return pd.DataFrame(done, index=names).assign(value=[one.value for one in ends])


def _break_even(question: Question, paths: list[str], markets: int, cancel: Cancel | None) -> pd.Series:
    if not paths:
        return pd.Series(dtype="float64")
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        board = sensitivity(question.company, question.plan("today"), question.plan("chosen"), METRIC, question.weeks,
                            markets, question.seed, paths, executor=workers, cancel=cancel)  # fmt: skip
    if asked(cancel):
        raise StoppedError
    return board["break_even"].dropna()
