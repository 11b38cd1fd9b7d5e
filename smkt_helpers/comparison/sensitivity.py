"""Which single assumption would make the effect vanish: each number over its own range, all others as given."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from scipy.optimize import brentq

from smkt_helpers import metrics as registry
from smkt_helpers.arguments import checked_markets, listed
from smkt_helpers.companies import Assumption, Company
from smkt_helpers.comparison.doubt import ranged
from smkt_helpers.comparison.runs import (
    SEATS,
    Cancel,
    Plans,
    Progress,
    Steps,
    StoppedError,
    Study,
    asked,
    checked_metric,
    play_all,
    study_of,
    work_off,
)
from smkt_helpers.errors import KitError
from smkt_helpers.history import simulate
from smkt_helpers.plan import by_week
from smkt_helpers.words import _, ngettext, number

COLUMNS = ("assumption", "unit", "basis", "value", "low", "high", "effect_low", "effect", "effect_high", "break_even",
           "remaining", "problem")
# A break-even value is searched to this part of the range: what a few markets can tell is coarser still.
FINE = 50
TRIES = 2.5     # values tried per assumption: both ends, and a search where the effect changes its sign


@dataclass(frozen=True)
class Question:
    """One assumption to vary.

    `effect` is the mean difference at its own value; `ways` are those of `work_off`, for somebody who waits for this
    one assumption.
    """

    study: Study
    first: Steps
    second: Steps
    markets: int
    assumption: Assumption
    effect: float
    ways: Mapping[str, Any] = field(default_factory=dict)

    def at(self, value: float) -> float:
        """Return the mean difference at another value of the assumption; NaN if no such company is possible."""
        if isinstance(self.assumption.value, int):
            value = round(value)
        if value == self.assumption.value:
            return self.effect
        try:
            company = self.study.company.replace(**{self.assumption.path: value})
        except KitError:
            return math.nan
        study = replace(self.study, company=company)
        return effect_of(study, self.first, self.second, self.markets, **self.ways)


def sensitivity(company: Company, first: Plans, second: Plans, metric: str = "contribution", weeks: int = 52,
                markets: int = 10, seed: int = 1, assumptions: Iterable[str] | None = None, *,
                shocks: Sequence = (), programs: Sequence[str] = SEATS, executor: Executor | None = None,
                progress: Progress | None = None, cancel: Cancel | None = None,
                use_compiled: bool = True) -> pd.DataFrame:
    """Vary one assumption at a time and look for the value at which both plans come out the same.

    Whole ways of working are compared: a program sits in both seats and adjusts its decisions every week by its
    bonus. With ``programs=()`` both plans are played exactly as they are written.

    Parameters
    ----------
    company : Company
    first, second : Plan or list of (from_week, Plan)
    metric : str
        Id of the metric whose difference is watched.
    weeks : int
        As in `simulate`.
    markets : int
        Markets in which each value is tried: the same ones for all, so that they differ by the assumption alone.
    seed : int
        Names the markets.
    assumptions : iterable of str, optional
        Paths of the numbers to vary, for example "contact.reachable"; without it every number with a range.
    shocks, programs : sequence
        As in `simulate`, for both plans.
    executor, progress, cancel
        As in `compare`; a block is one assumption, and progress counts assumptions.
    use_compiled : bool
        As in `simulate`.

    Returns
    -------
    pandas.DataFrame
        Indexed by the path of the assumption, with the columns `assumption` (what it means), `unit`, `basis`,
        `value`, `low` and `high` (its range), `effect_low`, `effect` and `effect_high` (mean difference at the low
        end, at the value and at the high end), `break_even` (the value nearest to the company's own at which the
        mean difference changes its sign; NaN if it never does at the ends), `remaining` (the smallest effect at an
        end, as a share of the effect; below 0 when the sign changes) and `problem` (a sentence where an end of
        the range cannot be played, else empty). First the numbers with a break-even value, the shortest way to it
        (as a part of the way to that end of the range) first; then the others, the smallest `remaining` first.

    Raises
    ------
    KitError
        If a number is out of range, a metric or an assumption is unknown, or it was stopped before the first
        assumption was done.
    """
    ways = {"executor": executor, "progress": progress, "cancel": cancel}
    study = study_of(company, seed, weeks, checked_metric(metric), shocks, programs, use_compiled, **ways)
    markets = checked_markets(markets)
    steps = by_week(first), by_week(second)
    chosen = chosen_assumptions(company, assumptions)
    effect = effect_of(study, *steps, markets)
    if math.isnan(effect):
        raise KitError(_("{metric} has no answer under one of the plans in these markets, so there is no effect to "
                         "vary.").format(metric=_(registry.metric(metric).name)))
    questions = [Question(study, *steps, markets, one, effect) for one in chosen]
    rows = work_off(answer, questions, [1] * len(questions), **ways)
    table = pd.DataFrame(rows, columns=["path", *COLUMNS, "way"])
    table = table.sort_values(["way", "remaining", "path"], na_position="last", ignore_index=True)
    return table.set_index("path")[list(COLUMNS)]


def verdict(board: pd.DataFrame, metric: str) -> str:
    """Say in words what would make the difference vanish.

    Parameters
    ----------
    board : pandas.DataFrame
        As `sensitivity` returns it.
    metric : str
        The id it was asked for.
    """
    name = _(registry.metric(metric).name)
    enough = board[board["break_even"].notna()]
    if (board["effect"] == 0).all():
        return _("Both plans come out the same in {metric}, so there is no difference that could vanish.").format(
            metric=name)
    if enough.empty:
        return _("{metric}: none of the {count} numbers, changed alone within its range, makes the difference "
                 "vanish.").format(metric=name, count=number(len(board)))
    first = enough.iloc[0]
    return ngettext(
        "{metric}: {count} of {all} numbers, changed alone, can make the difference vanish: {path} at {there} "
        "instead of {here}.",
        "{metric}: {count} of {all} numbers, changed alone, can make the difference vanish; the nearest is {path} "
        "at {there} instead of {here}.", len(enough),
    ).format(metric=name, count=number(len(enough)), all=number(len(board)), path=enough.index[0],
             there=f"{first['break_even']:.3g}", here=f"{first['value']:.3g}")


def effect_of(study: Study, first: Steps, second: Steps, markets: int, **ways: Any) -> float:
    """Return the mean difference of the study's only metric; NaN if no market has an answer.

    Raises
    ------
    StoppedError
        If it was stopped: the mean of a part of the markets would be another number.
    """
    one, other = play_all(study, (first, second), markets, **ways)
    if asked(ways.get("cancel")):
        raise StoppedError
    return float((other - one).iloc[:, 0].mean())


def answer(question: Question) -> dict[str, object]:
    """Return one row of the table of `sensitivity`, with `way`: how far the break-even value is."""
    one, effect = question.assumption, question.effect
    ends = {end: question.at(end) for end in (one.low, one.high)}
    way, break_even = nearest_break_even(question, ends)
    known = [there for there in ends.values() if not math.isnan(there)]
    remaining = min((there / effect for there in known), default=math.nan) if effect else math.nan
    lost = [end for end, there in ends.items() if math.isnan(there)]
    return {
        "path": one.path, "assumption": _(one.help), "unit": _(one.unit), "basis": one.basis, "value": one.value,
        "low": one.low, "high": one.high, "effect_low": ends[one.low], "effect": effect,
        "effect_high": ends[one.high], "break_even": break_even, "remaining": remaining, "way": way,
        "problem": _("At {values} the company cannot be played or the metric has no answer.").format(
            values=", ".join(f"{end:g}" for end in lost)) if lost else "",
    }


def nearest_break_even(question: Question, ends: Mapping[float, float]) -> tuple[float, float]:
    """Search for the value nearest to the company's own at which the effect is gone.

    Parameters
    ----------
    question : Question
    ends : mapping of float to float
        The effect at each end of the range, NaN where it cannot be played.

    Returns
    -------
    tuple of float
        How far it is, as a part of the way to that end of the range, and the value; both NaN where there is none.
    """
    one = question.assumption
    found = [(abs(value - one.value) / abs(end - one.value), value)
             for end, there in ends.items() if (value := _break_even(question, end, there)) is not None]
    return min(found, default=(math.nan, math.nan))


def _break_even(question: Question, end: float, there: float) -> float | None:
    """Return a value between the assumption's own and an end of its range at which the effect is 0."""
    one, here = question.assumption, question.effect
    if end == one.value or math.isnan(there) or here == 0 or here * there > 0:
        return None
    if there == 0:
        return float(end)

    def effect(value: float) -> float:
        found = question.at(value)
        if math.isnan(found):
            raise ArithmeticError
        return found

    try:
        # The mean over markets moves in small jumps; a finer search would only find the jump more exactly.
        root = brentq(effect, one.value, end, xtol=(one.high - one.low) / FINE, rtol=1e-12)
    except ArithmeticError:
        return None
    return float(round(root) if isinstance(one.value, int) else root)


def minutes_needed(company: Company, first: Plans, second: Plans, metric: str, weeks: int, markets: int, seed: int,
                   assumptions: Iterable[str] | None = None, *, programs: Sequence[str] = SEATS) -> float:
    """Return about how many minutes `sensitivity` will take here, by the clock of one market under both plans.

    Raises
    ------
    KitError
        As `sensitivity`, before anything is played.
    """
    study = study_of(company, seed, weeks, checked_metric(metric), (), programs, True)
    markets, count = checked_markets(markets), len(chosen_assumptions(company, assumptions))
    steps = by_week(first), by_week(second)
    # Loading the compiled engine takes its time only once.
    simulate(company, company.today, seed=study.seed, weeks=1, log=False)
    begin = time.perf_counter()
    effect_of(study, *steps, 1)
    return (1 + TRIES * count) * markets * (time.perf_counter() - begin) / 60


def chosen_assumptions(company: Company, paths: Iterable[str] | None) -> tuple[Assumption, ...]:
    """Return some numbers of a company that carry a range, or all of them.

    Raises
    ------
    KitError
        If a name is unknown or there is none at all.
    """
    found = ranged(company)
    if paths is None:
        return found
    wanted = listed(paths)
    words = {"name": company.id, "example": found[0].path}
    if not wanted:
        raise KitError(_("Name at least one number of the company {name} that has a range, for example {example}; "
                         "the names stand in its TOML file.").format(**words))
    known = [one.path for one in found]
    unknown = [str(path) for path in wanted if path not in known]
    if unknown:
        raise KitError(_("{paths}: the company {name} has no number of this name with a range; an example of one "
                         "that it has is {example}, and the names stand in its TOML file.").format(
            paths=", ".join(unknown), **words))
    return tuple(one for one in found if one.path in wanted)
