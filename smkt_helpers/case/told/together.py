"""Which two practices pay together although neither pays alone: looked for quickly, judged in fresh years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from smkt_helpers.case.blocks import Note
from smkt_helpers.case.figure import Figure, Said, interval_of, of_metric, of_report, setting
from smkt_helpers.case.question import Question
from smkt_helpers.case.told.acts import ACTS
from smkt_helpers.comparison.runs import SEATS, Cancel, StoppedError, asked, half_interval, play_all, study_of
from smkt_helpers.plan import Plan
from smkt_helpers.practices import PRACTICES, with_practices
from smkt_helpers.words import N_, _, number

MOST_MARKETS = 8  # of the quick look; more would take too long for a page
MOST_PRACTICES = 6  # of which every pair is tried
METRIC = "contribution"
# How two practices act together, where that is more than each of them by itself.
ACT_TOGETHER: Mapping[frozenset[str], str] = {
    frozenset(("own_leads_last", "owners")): N_(
        "With an owner for each step the reps have more leads to serve; without more hours, first calls and deals wait "
        "longer. Less own prospecting frees such hours; without more leads, part of them stays unused."),
}  # fmt: skip


@dataclass(frozen=True)
class Together:
    """The best pair of the quick look.

    `ids` are its two practices, found among `tried` pairs in `markets` simulated years. `lines` comes from fresh
    years: beside the steps, what the one ("one"), the other ("other") and both ("both") add, and what both add beyond
    the sum of the two ("more"), with the columns `difference`, `low` and `high` (95% interval of the mean).
    """

    ids: tuple[str, str]
    tried: int
    markets: int
    lines: pd.DataFrame

    @property
    def is_clear(self) -> bool:
        """Whether both together clearly gain, and clearly more than the sum of each alone."""
        return bool((self.lines.loc[["both", "more"], "low"] > 0).all())


def sought(question: Question, fresh_seed: int, taken: list[str], left: list[str],
           cancel: Cancel | None = None) -> Together | None:
    """Try pairs of practices beside the steps; None with fewer than two.

    Parameters
    ----------
    question : Question
    fresh_seed : int
        Of the markets in which the best pair is judged; they have no say in which one is best.
    taken, left : list of str
        Practices that are steps, and those that are none, the most promising first.
    cancel : callable, optional
        As in `compare`.

    Raises
    ------
    StoppedError
        If it was stopped.
    """
    pairs = list(combinations(left[:MOST_PRACTICES], 2))
    if not pairs:
        return None
    steps = with_practices(question.plan("today"), taken)
    markets = min(MOST_MARKETS, question.markets)
    base, *others = _played(question, question.seed, [steps, *(with_practices(steps, pair) for pair in pairs)], markets,
                            cancel)  # fmt: skip
    _gain, place = max(((other - base).mean(), -place) for place, other in enumerate(others))
    one, other = pairs[-place]
    plans = [with_practices(steps, ids) for ids in ([], [one], [other], [one, other])]
    base, *alone, both = _played(question, fresh_seed, plans, question.markets, cancel)
    gains = pd.DataFrame({"one": alone[0] - base, "other": alone[1] - base, "both": both - base})
    gains["more"] = gains["both"] - gains["one"] - gains["other"]
    mean, half = gains.mean(), half_interval(gains)
    lines = pd.DataFrame({"difference": mean, "low": mean - half, "high": mean + half})
    return Together((one, other), len(pairs), markets, lines)


def _played(question: Question, seed: int, plans: list[Plan], markets: int, cancel: Cancel | None) -> list[pd.Series]:
    study = study_of(question.company, seed, question.weeks, (METRIC,), (), SEATS, True, cancel=cancel)
    runs = play_all(study, plans, markets, cancel=cancel)
    if asked(cancel):
        raise StoppedError
    return [one[METRIC] for one in runs]


def in_short(question: Question, found: Together | None, fresh_seed: int) -> tuple[str, dict[str, Figure | str]]:
    """Return which practices pay together as the end of a sentence, with its gaps."""
    if found is None:
        return _("it was not looked for which of them pay only together"), {}
    if not found.is_clear:
        return _("some of them pay only together, though no single pair of them explains it"), {}
    both = _figure(question, found, fresh_seed, "both", _("both together"))
    words = _("“{one}” and “{other}” together add {both} ({both_interval}), more than the sum of what each adds alone")
    return words, {**_names(found), "both": both, "both_interval": interval_of(both)}


def told(question: Question, found: Together, fresh_seed: int) -> Note:
    """Say which pair pays together and why, or that none was found."""
    names = {"one": _("“{one}” alone"), "other": _("“{other}” alone"), "both": _("both together"),
             "more": _("both together, beyond the sum of each alone")}  # fmt: skip
    figures = {line: _figure(question, found, fresh_seed, line, name.format(**_names(found)))
               for line, name in names.items()}  # fmt: skip
    gaps: dict[str, Figure | str] = {f"{line}_gain": one for line, one in figures.items()}
    gaps |= {f"{line}_interval": interval_of(one) for line, one in figures.items()} | _names(found)
    gaps |= {"tried": setting("roadmap.together.tried", found.tried, _("Pairs that were tried")),
             "years": setting("roadmap.together.years", found.markets, _("Simulated years in which pairs were tried")),
             "acts": _why(found)}  # fmt: skip
    looked = _("Looked for among {tried} pairs of the practices left out, in {years} simulated years, and judged in "
               "fresh ones beside the steps: “{one}” alone adds {one_gain} ({one_interval}), “{other}” alone "
               "{other_gain} ({other_interval}), both together {both_gain} ({both_interval}).")  # fmt: skip
    if found.is_clear:
        words = _("**“{one}” and “{other}” pay together:** {more_gain} ({more_interval}) beyond the sum of each "
                  "alone.") + " " + looked + " " + _("How they act: {acts}")  # fmt: skip
        return Note("info", Said(words, gaps))
    words = _("**No pair was found that clearly pays only together.** The best one, “{one}” with “{other}”, brings "
              "{more_gain} ({more_interval}) beyond the sum of each alone.") + " " + looked  # fmt: skip
    words += " " + _("So it may take more than two of them.")
    return Note("info", Said(words, {name: gap for name, gap in gaps.items() if name != "acts"}))


def _why(found: Together) -> str:
    """Return how the two act together, or else each of them."""
    known = ACT_TOGETHER.get(frozenset(found.ids))
    return _(known) if known else " ".join(_(ACTS[id][1]) for id in found.ids)


def _names(found: Together) -> dict[str, str]:
    return {"one": _(PRACTICES[found.ids[0]].name), "other": _(PRACTICES[found.ids[1]].name)}


def _figure(question: Question, found: Together, fresh_seed: int, line: str, name: str) -> Figure:
    how = _("mean over {n} markets of seed {seed}, which had no say in the choice, beside the steps").format(
        n=number(question.markets), seed=fresh_seed)  # fmt: skip
    shown = found.lines.loc[line]
    return of_metric(question, f"roadmap.together.{line}", METRIC, shown["difference"],
                     name=_("{one} and {other}: {what}").format(what=name, **_names(found)), how=how,
                     command=of_report(question, "roadmap"), is_difference=True, low=shown["low"],
                     high=shown["high"])  # fmt: skip
