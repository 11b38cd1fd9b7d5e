"""Two sources of doubt, kept apart: the luck of the market, and what we do not know about the company.

Market luck: the company as it is, in other markets. Assumption doubt: every number of the company that carries a
range is drawn from it, all at once, and each such company is played in the same few markets, so that the luck of
the market is the same for all of them. The companies are spread evenly over the ranges by a Latin hypercube
(M. D. McKay, R. J. Beckman and W. J. Conover, Technometrics, 1979).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from smkt_helpers.arguments import MOST_MARKETS, checked_company, checked_markets, checked_seed, checked_whole
from smkt_helpers.companies import Assumption, Company
from smkt_helpers.comparison.pairs import HEADLINES, lost_share, paired
from smkt_helpers.comparison.runs import (
    SEATS,
    Block,
    Cancel,
    Plans,
    Progress,
    play_block,
    study_of,
    work_off,
)
from smkt_helpers.decisions import as_number
from smkt_helpers.errors import KitError
from smkt_helpers.plan import by_week
from smkt_helpers.words import N_, _

COLUMNS = ("metric", "difference", "low", "high", "luck_q10", "luck_q50", "luck_q90", "luck_lost", "markets",
           "doubt_q10", "doubt_q50", "doubt_q90", "doubt_below", "doubt_lost", "draws", "companies", "impossible")
MARKETS_EACH = 4
FEWEST = 10     # with fewer markets or companies "8 of 10" would say more than anybody knows
NOT_DRAWN = ("cac",)     # of a drawn company with hardly any deals the figure is absurd
NEAR_END = 0.8     # above, or below, such a share of the drawn companies
MOST_FEW = 10
FEW = N_("The number of markets per drawn company must be a whole number from {least} to {most}, not {value}.")
DRAWS = N_("The number of drawn companies must be a whole number from {least} to {most}, not {value}.")


@dataclass(frozen=True)
class Marked:
    """A block, and whether it is played with the company as it is: for the luck of the market."""

    block: Block
    is_luck: bool


@dataclass(frozen=True)
class Drawn:
    """Companies drawn from the ranges, and the number of draws that no company can be made of."""

    companies: tuple[Company, ...]
    impossible: int


def doubt(company: Company, first: Plans, second: Plans, weeks: int = 52, replications: int = 50, draws: int = 100,
          seed: int = 1, metrics: Iterable[str] = HEADLINES, *, few: int = MARKETS_EACH, shocks: Sequence = (),
          programs: Sequence[str] = SEATS, executor: Executor | None = None, progress: Progress | None = None,
          cancel: Cancel | None = None, use_compiled: bool = True) -> pd.DataFrame:
    """Compare two plans and say how far luck, and how far our own assumptions, could move the answer.

    Whole ways of working are compared: a program sits in both seats and adjusts its decisions every week by its
    bonus. With ``programs=()`` both plans are played exactly as they are written.

    Parameters
    ----------
    company : Company
    first, second : Plan or list of (from_week, Plan)
    weeks : int
        As in `simulate`.
    replications : int
        Markets for the luck of the market.
    draws : int
        Companies drawn from the ranges of the assumptions.
    seed : int
        Names the markets, and the draw of the companies.
    metrics : iterable of str
        Ids of the metrics to compare.
    few : int
        Markets in which each drawn company is played: the same ones for all.
    shocks, programs : sequence
        As in `simulate`, for both plans.
    executor, progress, cancel
        As in `compare`. The markets are played first, the drawn companies after them.
    use_compiled : bool
        As in `simulate`.

    Returns
    -------
    pandas.DataFrame
        Indexed by metric id. From the company as it is: `metric` (its name), `difference`, `low`, `high` (95%
        interval of the mean), `luck_q10`, `luck_q50`, `luck_q90` (quantiles over markets), `luck_lost` (share of
        markets in which the second plan was worse), `markets`. From the drawn companies, each counting with its
        mean difference over the few markets: `doubt_q10`, `doubt_q50`, `doubt_q90`, `doubt_below` (share of
        companies whose difference is smaller than that of the company as it is), `doubt_lost` (share of companies
        for which the second plan is worse), `draws` (companies with an answer), `companies` (companies
        that were played before it was stopped) and `impossible` (draws left out because their numbers do not fit
        together). Figures of the part that was stopped are NaN.

    Raises
    ------
    KitError
        If a number is out of range, a metric is unknown, no number of the company carries a range, or it was
        stopped before the first block was done.
    """
    ways = {"executor": executor, "progress": progress, "cancel": cancel}
    study = study_of(company, seed, weeks, metrics, shocks, programs, use_compiled, **ways)
    runs, few = checked_markets(replications), checked_whole(few, FEW, 1, MOST_FEW)
    drawn = companies_in_doubt(company, draws, seed)
    plans = (by_week(first), by_week(second))
    size = study.block(len(plans))
    blocks = [Block(study, plans, begin, min(size, runs - begin)) for begin in range(0, runs, size)]
    blocks += [Block(replace(study, company=one), plans, 0, few) for one in drawn.companies]
    marked = [Marked(block, block.study is study) for block in blocks]
    done = work_off(play_marked, marked, [block.runs for block in blocks], **ways)
    luck = [tables for is_luck, tables in done if is_luck]
    others = [tables for is_luck, tables in done if not is_luck]
    empty = pd.DataFrame(columns=list(study.metrics), dtype="float64")
    board = paired(*(pd.concat(parts) for parts in zip(*luck, strict=True))) if luck else paired(empty, empty)
    # A single row of means per company; where few markets have no answer, the others speak.
    means = pd.DataFrame([(other - one).mean() for one, other in others], columns=list(study.metrics))
    quantiles = means.quantile([0.1, 0.5, 0.9])
    return pd.DataFrame({
        "metric": board["metric"], "difference": board["difference"], "low": board["low"], "high": board["high"],
        "luck_q10": board["q10"], "luck_q50": board["q50"], "luck_q90": board["q90"], "luck_lost": board["lost"],
        "markets": board["runs"],
        "doubt_q10": quantiles.loc[0.1], "doubt_q50": quantiles.loc[0.5], "doubt_q90": quantiles.loc[0.9],
        "doubt_below": _below(means, board["difference"]),
        "doubt_lost": lost_share(means), "draws": means.notna().sum(), "companies": len(others),
        "impossible": drawn.impossible,
    }, index=board.index, columns=list(COLUMNS))


def _below(means: pd.DataFrame, difference: pd.Series) -> pd.Series:
    """Return the share of drawn companies below the company as it is; NaN where one of the two has no answer."""
    answers = means.notna().sum()
    return ((means < difference).sum() / answers.where(answers > 0)).where(difference.notna())


def play_marked(marked: Marked) -> tuple[bool, tuple[pd.DataFrame, ...]]:
    """Play a block and say whether it was about the luck of the market."""
    return marked.is_luck, play_block(marked.block)


def ranged(company: Company) -> tuple[Assumption, ...]:
    """Return the numbers of a company that carry a range.

    Shares of channels and segments carry none: they have to add up to 1.

    Raises
    ------
    KitError
        If there is no such number.
    """
    found = tuple(one for one in company.assumptions
                  if one.low is not None and one.high is not None and as_number(one.value) is not None
                  and one.low < one.high)
    if not found:
        raise KitError(_("No number of the company {name} carries a range from low to high, so there is nothing to "
                         "doubt; write low and high beside the numbers you are not sure of.").format(name=company.id))
    return found


def companies_in_doubt(company: Company, draws: int, seed: int) -> Drawn:
    """Draw companies evenly from the ranges of all assumptions at once.

    Parameters
    ----------
    company : Company
    draws : int
        How many to draw; combinations that do not fit together are left out and counted.
    seed : int

    Returns
    -------
    Drawn

    Raises
    ------
    KitError
        If no number carries a range, or nothing that was drawn fits together.
    """
    # Takes long to load, and nothing else here needs it.
    from scipy.stats import qmc

    assumptions = ranged(checked_company(company))
    draws, seed = checked_whole(draws, DRAWS, 1, MOST_MARKETS), checked_seed(seed)
    places = qmc.LatinHypercube(d=len(assumptions), rng=np.random.default_rng(seed)).random(draws)
    companies = []
    for row in places:
        values = {one.path: within(one, share) for one, share in zip(assumptions, row, strict=True)}
        try:
            companies.append(company.replace(**values))
        except KitError:
            continue
    if not companies:
        raise KitError(_("None of the {draws} drawn companies is possible: the ranges of {name} do not fit "
                         "together.").format(draws=draws, name=company.id))
    return Drawn(tuple(companies), draws - len(companies))


def within(assumption: Assumption, share: float) -> float | int:
    """Return the number at a share (0 to 1) of the way through an assumption's range."""
    low, high = assumption.low, assumption.high
    if isinstance(assumption.value, int):
        return min(int(high), int(low) + math.floor(share * (int(high) - int(low) + 1)))
    return low + share * (high - low)
