"""Moving the numbers of a company, one figure at a time, until the simulation shows what the data show."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from scipy.special import expit, logit, ndtri

from smkt_helpers.companies import SECTIONS, Assumption, Company, longest_task
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.fitting.figures import STAGES
from smkt_helpers.fitting.start import Draft, Mark, value_of
from smkt_helpers.fitting.targets import DAYS, GIVEN_UP, LATER, READY, RENEWED, USED, WON, Target, Z, distance
from smkt_helpers.words import _

Play = Callable[[Company], pd.DataFrame]
Usual = Mapping[str, Assumption]
POINTS = 15.0  # points of a score for one standard deviation
STEP = 1.2  # how boldly a number is moved: people differ, so one step in log odds moves the mean by less
LEEWAY = 1.0  # standard errors by which a figure may be missed for the sake of the template
MOST_STEP = 1.5
LEAST_ODDS = 0.002  # shares are not moved closer to none and all
CLOSE = 0.02  # squared standard errors for each figure, at which there is nothing left to do


@dataclass(frozen=True)
class Lever:
    """A number that is moved for a figure.

    `scale` is "odds", "points", "log", "rate" or "attempts"; `sign` is -1 where a larger number makes the figure
    smaller; `step` is larger where people differ more.
    """

    path: str
    scale: str
    sign: float = 1.0
    step: float = STEP


# What is moved for the share that gets from the stage before to this one.
OF_STAGE: Mapping[str, tuple[Lever, ...]] = {
    "mql": (Lever("today.threshold", "points", -1.0),),
    "looked": (Lever("structure.leak", "odds", -1.0),),
    "sal": (Lever("today.bar", "points", -1.0),),
    "reached": (Lever("contact.first", "odds"),),
    "sql": (Lever("qualify.base", "odds", step=1.5),),
    "opportunity": (Lever("deal.need", "odds"),),
}
TOLERANCE = Lever("look.tolerance", "points")
BUYS_NOW = Lever("qualify.ready", "odds")
OF_FIGURE: Mapping[str, Lever] = {
    LATER: Lever("qualify.ready", "odds", -1.0),
    WON: Lever("deal.win", "odds"),
    DAYS: Lever("deal.gap_days", "log"),
    RENEWED: Lever("keep.base", "rate", -1.0),
    GIVEN_UP: Lever("today.touches", "attempts"),
    USED: Lever("team.selling_share", "log", -1.0),
    "recommended": Lever("keep.refer", "odds"),
}


def levers_for(target: Target, company: Company, facts: frozenset[str]) -> tuple[Lever, ...]:
    """Return the numbers that are moved for a figure; what is a fact is not moved.

    Parameters
    ----------
    target : Target
    company : Company
    facts : frozenset of str
        Paths of numbers that are known.
    """
    if "->" in target.id:
        found = _of_link(target, company)
    elif target.id == "prospects":
        hours = Lever("today.prospecting_hours", "log")
        found = (Lever("prospect.most", "odds"),) if hours.path in facts else (hours,)
    else:
        found = (OF_FIGURE[target.id],) if target.id in OF_FIGURE else ()
    return tuple(lever for lever in found if lever.path not in facts)


def _of_link(target: Target, company: Company) -> tuple[Lever, ...]:
    whole = "reached" if target.whole == READY else target.whole
    passed = STAGES[STAGES.index(whole) + 1 : STAGES.index(target.part) + 1]
    found = tuple(lever for stage in passed for lever in OF_STAGE[stage])
    if company.today["shared_definition"]:
        found = tuple(TOLERANCE if lever.path == "today.bar" else lever for lever in found)
    if len(passed) == 1:
        return found
    # Which of several steps is to blame cannot be told, so all of nature's are moved a little; the leads that got
    # lost on the way to sales are left as they are.
    found = tuple(lever for lever in found if lever.path not in ("structure.leak", "today.threshold"))
    return (*found, BUYS_NOW) if "sql" in passed and "reached" in passed else found


def tuned(
    draft: Draft,
    targets: Sequence[Target],
    facts: frozenset[str],
    play: Play,
    rounds: int,
    told: Callable[[], None],
    usual: Usual,
) -> Draft:
    """Move numbers in rounds until the simulated figures are the data's, and return the best that was seen.

    Parameters
    ----------
    draft : Draft
    targets : sequence of Target
    facts : frozenset of str
        Paths of numbers that must stay.
    play : function
        Plays a company, in the same markets each time, and returns its counts.
    rounds : int
    told : function
        Called after each round.
    usual : mapping of str to Assumption
        By path, what the template says of a number and in which range; see `aimed`.
    """
    moved = [(target, levers) for target in targets if (levers := levers_for(target, draft.company, facts))]
    best, least = draft, math.inf
    for turn in range(rounds + 1):
        shown = play(draft.company)
        aims = [(aimed(target, levers, draft.company, target.of(shown), usual), levers) for target, levers in moved]
        off = sum(distance(aim, aim.of(shown)) ** 2 for aim, _levers in aims)
        if off < least:
            best, least = draft, off
        if turn == rounds or least < CLOSE * max(1, len(moved)):
            break
        for aim, levers in aims:
            for lever in levers:
                draft = _pulled(draft, lever, aim, aim.of(shown), len(levers))
        told()
    return best


def aimed(target: Target, levers: Sequence[Lever], company: Company, seen: float, usual: Usual) -> Target:
    """Return a figure as it is aimed at: the data's, a little towards what the template's numbers would give.

    A figure of some hundred cases is off by chance, and who follows it to the letter fits this chance too. Both the
    figure and the template are in doubt, the one by its interval, the other by its range, so each counts as much as it
    is sure. Where the data lie beyond what both doubts allow, the template's range is taken to be wider than it says,
    so that data which clearly say something else are believed. The aim is at most a standard error from the figure.

    Parameters
    ----------
    target : Target
    levers : sequence of Lever
        What is moved for this figure.
    company : Company
        As it is now.
    seen : float
        What the simulation of it shows.
    usual : mapping of str to Assumption
        By path, what the template says of a number; one without a range says nothing.
    """
    if math.isnan(seen):
        return target
    pull = sum(_pull(lever, target, company, seen, len(levers), usual) for lever in levers) / len(levers)
    end = target.high if pull > 0 else target.low
    return dataclasses.replace(target, value=target.value + min(abs(pull), LEEWAY) / Z * (end - target.value))


def _pull(lever: Lever, target: Target, company: Company, seen: float, parts: int, usual: Usual) -> float:
    """Return by how many standard errors of its figure a number draws the aim towards the template."""
    note = usual.get(lever.path)
    if note is None or note.low is None or note.high is None or lever.scale not in SCALES:
        return 0.0
    scale = SCALES[lever.scale]
    wanted = moved(lever, float(value_of(company, lever.path)), target, seen, parts)
    low, high = interval_of(lever, wanted, target, parts, company)
    error = (scale(high) - scale(low)) / (2 * Z)
    if error <= 0:
        return 0.0
    apart = scale(note.value) - scale(wanted)
    spread = (scale(note.high) - scale(note.low)) / (2 * Z)
    both = error**2 + spread**2
    both += max(0.0, apart**2 - Z**2 * both)
    return lever.sign * error * apart / both


def _pulled(draft: Draft, lever: Lever, target: Target, seen: float, parts: int) -> Draft:
    """Return the draft with one number moved, as far as its bounds allow."""
    if math.isnan(seen):
        return draft
    low, high = bounds(draft.company, lever.path)
    value = min(max(moved(lever, float(value_of(draft.company, lever.path)), target, seen, parts), low), high)
    why = _("set by the figure “{figure}”").format(figure=target.name)
    values = {lever.path: int(value) if lever.path == "today.touches" else value}
    return draft.set(values, Mark("fitted", why))


def at_bounds(draft: Draft, targets: Sequence[Target], facts: frozenset[str]) -> list[str]:
    """Return the paths of the numbers that were moved as far as they can be."""
    paths = {lever.path for target in targets for lever in levers_for(target, draft.company, facts)}
    found = []
    for path in sorted(paths):
        low, high = bounds(draft.company, path)
        edge = 1.5 * LEAST_ODDS if high <= 1 else 1e-9
        value = value_of(draft.company, path)
        if draft.marks.get(path, Mark("", "")).kind == "fitted" and not low + edge < value < high - edge:
            found.append(path)
    return found


def moved(lever: Lever, now: float, target: Target, seen: float, parts: int) -> float:
    """Return where a number is moved to when the simulation showed `seen`; `parts` numbers share the way."""
    step = lever.step * lever.sign / parts
    if lever.scale in ("odds", "points") and target.unit == "share":
        wanted, found = (_inside(value, target.count) for value in (target.value, seen))
        if lever.scale == "points":
            return now + _limited(ndtri(wanted) - ndtri(found)) * POINTS * lever.sign / parts
        return float(expit(_odds(now) + step * _limited(logit(wanted) - logit(found))))
    if lever.scale == "rate":
        return now + math.log(max(seen, 1e-3)) - math.log(max(target.value, 1e-3))
    if lever.scale == "attempts":
        # The first attempt is always made; trust decides how many of the others are.
        return float(round(1 + max(now - 1, 0.5) * (target.value - 1) / max(seen - 1, 0.1)))
    apart = _limited(math.log(max(target.value, 1e-3)) - math.log(max(seen, 1e-3)))
    if lever.scale == "odds":
        return float(expit(_odds(now) + step * apart))
    return max(now, 1e-3) * math.exp(lever.sign * 0.8 * apart)


def _odds(value: float) -> float:
    return float(logit(min(max(value, LEAST_ODDS), 1 - LEAST_ODDS)))


def _log(value: float) -> float:
    return math.log(max(value, 1e-6))


def _inside(share: float, cases: float) -> float:
    """Return a share a little away from none and all, as far as the number of cases allows."""
    edge = 0.5 / (cases + 1)
    return min(max(share, edge), 1 - edge)


# On these scales a number is as uncertain upwards as downwards.
SCALES: Mapping[str, Callable[[float], float]] = {"odds": _odds, "log": _log, "rate": float}


def _limited(step: float) -> float:
    return min(max(float(step), -MOST_STEP), MOST_STEP)


def bounds(company: Company, path: str) -> tuple[float, float]:
    """Return the smallest and the largest value that a number of a company may have."""
    if path.startswith("today."):
        decision = DECISIONS[path.removeprefix("today.")]
        return decision.low, decision.high
    section, name = path.split(".")
    meta = next(one.metadata for one in dataclasses.fields(SECTIONS[section]) if one.name == name)
    low, high = meta["low"], meta["high"]
    if path == "team.selling_share":
        day = 60 * (company.calendar.closes - company.calendar.opens)
        low = max(low, 1.001 * longest_task(company.minutes) / day)
    return low, high


def interval_of(lever: Lever, value: float, target: Target, parts: int, company: Company) -> tuple[float, float]:
    """Return the range of a number that goes with the interval of its figure."""
    low, high = bounds(company, lever.path)
    ends = sorted(moved(lever, value, dataclasses.replace(target, value=end), target.value, parts)
                  for end in (max(target.low, 1e-6), target.high))
    return max(low, min(ends[0], value)), min(high, max(ends[1], value))


def with_intervals(draft: Draft, targets: Sequence[Target], facts: frozenset[str]) -> Draft:
    """Return the draft in which each number that was moved carries the range that the data leave it."""
    for target in targets:
        levers = levers_for(target, draft.company, facts)
        for lever in levers:
            value = float(value_of(draft.company, lever.path))
            low, high = interval_of(lever, value, target, len(levers), draft.company)
            mark = draft.marks.get(lever.path)
            if mark and mark.kind == "fitted" and lever.scale != "attempts":
                marked = dataclasses.replace(mark, low=low, high=high)
                draft = Draft(draft.company, {**draft.marks, lever.path: marked})
    return draft
