"""Each assumption alone at both ends of its range: first all of them quickly, then the most dangerous ones.

Playing every assumption for a year in many markets would take many minutes. So each is moved to both ends of its range
for half a year in one market first; those that press the effect down most are played again, for the whole year and in
more markets.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from smkt_helpers.case.question import Question
from smkt_helpers.companies import Assumption
from smkt_helpers.comparison import sensitivity as search
from smkt_helpers.comparison.doubt import ranged
from smkt_helpers.comparison.pairs import paired
from smkt_helpers.comparison.runs import (
    SEATS,
    Block,
    Cancel,
    Progress,
    StoppedError,
    Study,
    asked,
    on_all_cores,
    play_all,
    play_block,
    study_of,
    work_off,
)
from smkt_helpers.errors import KitError
from smkt_helpers.plan import by_week

GLANCED_WEEKS = 26     # a glance at a whole year takes half as long again and finds the same numbers
SCREENED_IN = 1     # markets in which all assumptions are tried
LOOKED_AT = 8     # assumptions that are played again in more markets
MOST_MARKETS = 8     # more would take too long for a page
SEARCHES = 60     # steps of progress that are kept for the searches, however many there are
SEARCH = 10     # steps of one search; nobody knows before how many it takes
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
    `break_even` are values at which the effect is gone, by path. `screened` assumptions were glanced at, in
    `SCREENED_IN` market of the question `glanced`, and `crossed` of them turned the effect there; those looked at again
    were played in `markets`.
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
        As in `compare`; progress counts markets that were played under both plans.

    Raises
    ------
    KitError
        If no number of the company carries a range, or it was stopped.
    """
    markets = min(MOST_MARKETS, question.markets)
    chosen = {one.path: one for one in ranged(question.company) if paths is None or one.path in paths}
    effect = effect_in(question, markets)
    # Down is the direction in which a gain vanishes; for a loss it is up.
    sign = -1.0 if effect["difference"] < 0 else 1.0
    glances, looks = 2 * len(chosen) * SCREENED_IN, 2 * min(looked_at, len(chosen)) * markets
    total = glances + looks + SEARCHES

    def told(before: int) -> Progress | None:
        return None if progress is None else lambda done, _total: progress(before + done, total)

    first = [_end(glanced(question), one, end, SCREENED_IN) for one in chosen.values() for end in ENDS]
    screened = pd.Series([(other - one)[METRIC].mean() for one, other in _played(first, told(0), cancel)],
                         index=_names(first))  # fmt: skip
    worst = (sign * screened).groupby("path", sort=False).min().sort_values(kind="stable")
    second = [_end(question, chosen[path], end, markets) for path in worst.index[:looked_at] for end in ENDS]
    lines = [paired(one, other).loc[METRIC, ["difference", "low", "high"]].astype("float64")
             for one, other in _played(second, told(glances), cancel)]  # fmt: skip
    ends = pd.DataFrame(lines, index=_names(second)).assign(value=[one.value for one in second])
    left = (sign * ends["difference"]).groupby("path", sort=False).min().sort_values(kind="stable")
    ends = ends.loc[list(left.index)]
    crossing = {path: chosen[path] for path in left.index[left <= 0]}
    gone = _break_even(question, crossing, effect, ends, markets, told(glances + looks), cancel)
    return Vanish(effect, ends, gone, len(chosen), int((worst <= 0).sum()), markets)


def glanced(question: Question) -> Question:
    """Return what the quick look at all assumptions plays: a shorter time."""
    return replace(question, weeks=min(GLANCED_WEEKS, question.weeks))


def effect_in(question: Question, markets: int) -> pd.Series:
    """Return the change by the chosen practices in some markets: a line of `comparison.paired`."""
    return paired(*play_all(_study(question, None), _plans(question), markets)).loc[METRIC]


def _study(question: Question, cancel: Cancel | None) -> Study:
    return study_of(question.company, question.seed, question.weeks, (METRIC,), (), SEATS, True, cancel=cancel)


def _plans(question: Question) -> tuple:
    return tuple(by_week(question.plan(way)) for way in ("today", "chosen"))


def _end(question: Question, one: Assumption, end: str, markets: int) -> End:
    value = getattr(one, end)
    value = round(value) if isinstance(one.value, int) else value
    return End(one.path, end, value, moved(question, one.path, value), markets)


def moved(question: Question, path: str, value: float | int) -> Question:
    """Return the question with one more number changed."""
    return replace(question, changed=(*(pair for pair in question.changed if pair[0] != path), (path, value)))


def _names(ends: list[End]) -> pd.MultiIndex:
    return pd.MultiIndex.from_tuples([(one.path, one.end) for one in ends], names=["path", "end"])


def _played(ends: list[End], progress: Progress | None, cancel: Cancel | None) -> list[tuple[pd.DataFrame, ...]]:
    """Return today's and the chosen practices' runs at each end, one after the other; blank where it cannot be played.

    Raises
    ------
    StoppedError
        If it was stopped: a part of the ends would not tell which assumption is the most dangerous one.
    """
    pieces = [(place, block) for place, end in enumerate(ends) for block in _blocks(end, cancel)]
    blocks = [block for _place, block in pieces]
    done = work_off(play_block, blocks, [1] * len(blocks), progress=progress, cancel=cancel,
                    on_all_cores=on_all_cores(True)) if blocks else []  # fmt: skip
    if asked(cancel) or len(done) < len(pieces):
        raise StoppedError
    blank = (pd.DataFrame({METRIC: [math.nan]}),) * 2
    runs = []
    for place in range(len(ends)):
        parts = [tables for (at, _block), tables in zip(pieces, done, strict=True) if at == place]
        runs.append(tuple(pd.concat(part) for part in zip(*parts, strict=True)) if parts else blank)
    return runs


def _blocks(end: End, cancel: Cancel | None) -> list[Block]:
    """Return the markets of an end, each by itself, so that progress moves; none where the end cannot be played."""
    try:
        study = _study(end.question, cancel)
    except KitError:
        return []
    plans = _plans(end.question)
    return [Block(study, plans, market, 1) for market in range(end.markets)]


def _break_even(question: Question, crossing: dict[str, Assumption], effect: pd.Series, ends: pd.DataFrame,
                markets: int, progress: Progress | None, cancel: Cancel | None) -> pd.Series:
    """Search for the values at which the effect is gone, one assumption after the other."""
    found, study = {}, _study(question, None)
    for place, (path, one) in enumerate(crossing.items()):
        steps = itertools.count(1)

        def told(_done: int, _total: int, place: int = place, steps: Iterator[int] = steps) -> None:
            if progress is not None:
                progress(int(SEARCHES * (place + min(1.0, next(steps) / SEARCH)) / len(crossing)), SEARCHES)

        asked_for = search.Question(study, *_plans(question), markets, one, effect["difference"],
                                    {"progress": told, "cancel": cancel})  # fmt: skip
        there = {getattr(one, end): ends.loc[(path, end), "difference"] for end in ENDS}
        found[path] = search.nearest_break_even(asked_for, there)[1]
    return pd.Series(found, dtype="float64").dropna()
