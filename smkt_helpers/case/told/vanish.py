"""What would make the effect vanish: each assumption alone over its range, first all of them quickly, then the worst.

Playing every assumption in many markets would take minutes. So each is moved to both ends of its range in one market
first; those that press the effect down most are played again in more markets.
"""

from __future__ import annotations

import math
import os
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import matplotlib
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure as Drawing

from smkt_helpers import screen
from smkt_helpers.case.blocks import Cell, Chart, Note, Section, Table
from smkt_helpers.case.figure import BASES, Figure, Said, command, count, interval_of, of_metric, said, setting
from smkt_helpers.case.question import Question
from smkt_helpers.charts.picture import INK, LINE, QUIET, STYLE
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
from smkt_helpers.fitting.report import label_of, show_value
from smkt_helpers.words import _, ngettext, number, percent

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
    return End(one.path, end, value, _moved(question, one.path, value), markets)


def _moved(question: Question, path: str, value: float | int) -> Question:
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


def section(question: Question, found: Vanish) -> Section:
    """Return the message, how it was tried, the picture and the table; see `parts`."""
    chart = picture(question, found)
    blocks = (screened_how(question, found), chart, _table(question, found), _together(question))
    return Section("vanish", _("What would make this vanish"), message(question, found), blocks, (chart,))


def message(question: Question, found: Vanish) -> Said:
    """Say which single assumption would make the effect vanish, or which takes most of it away."""
    effect, gone = _effect(question, found), found.break_even
    gaps = {"effect": effect, "interval": interval_of(effect), "all": _screened(question, found)}
    if found.effect["low"] <= 0 <= found.effect["high"] or math.isnan(found.effect["low"]):
        return said(_("In so few simulated years it is not even clear that there is an effect: {effect} ({interval}). "
                      "There is nothing yet that an assumption could make vanish."), effect=effect,
                    interval=gaps["interval"])  # fmt: skip
    path = gone.index[0] if len(gone) else found.paths[0]
    here = _here(question, path)
    gaps |= {"what": _label(question, path), "here": here}
    if len(gone):
        text = ngettext("**One assumption alone can make the {effect} vanish** ({interval}): “{what}”, at {there} "
                        "instead of {here}. {all} were tried.",
                        "**{gone} assumptions, each alone, can make the {effect} vanish** ({interval}), of {all} that "
                        "were tried; the first: “{what}”, at {there} instead of {here}.", len(gone))  # fmt: skip
        return said(text, **gaps, gone=_gone(question, found), there=_there(question, found, path))
    end = _worst_end(found, path)
    rest = _at_end(question, found, path, end)
    text = _("**No assumption alone made the {effect} vanish** ({interval}); {all} were tried within their ranges. The "
             "one that takes most away: “{what}”, at {there} instead of {here}, leaves {rest} "
             "({rest_interval}).")  # fmt: skip
    return said(text, **gaps, there=_end_value(question, found, path, end), rest=rest, rest_interval=interval_of(rest))


def screened_how(question: Question, found: Vanish) -> Said:
    """Say honestly what was tried, and how."""
    once = setting("vanish.once", SCREENED_IN, _("Simulated years of the quick look"))
    crossed = count("vanish.crossed", found.crossed, name=_("Assumptions that turned the sign in the quick look"),
                    how=_("at either end of the range, in the first market"), seed=question.seed,
                    command=_all_command(question, SCREENED_IN))  # fmt: skip
    looked = setting("vanish.looked", len(found.paths), _("Assumptions played again"))
    full = Figure("vanish.full", _("The same for all assumptions"), _("the command “sensitivity”"), math.nan, "setting",
                  _("it plays all assumptions in as many years as are shown here"),
                  command=_all_command(question, found.markets))  # fmt: skip
    return said(
        _("Tried quickly: each of {all} numbers that carry a range from low to high, alone, at both ends of its range, "
          "in {once} simulated year; there the change turned its sign for {crossed} of them. One year is mostly luck, "
          "so the {looked} that pressed the change most were played again in {markets} years, and only these are "
          "shown; being fewer, they differ a little from the headline’s. A number that this quick look passed over can "
          "still matter. The full list takes minutes: {full}."),
        all=_screened(question, found), once=once, crossed=crossed, looked=looked, full=full,
        markets=setting("vanish.markets", found.markets, _("Simulated years of the closer look")))  # fmt: skip


def _together(question: Question) -> Note:
    return Note("warn", said(_(
        "Here one number at a time is wrong, and the others are right. In reality several are wrong at once, and small "
        "errors add up; “How sure is this?” moves all of them together. And where the range is a choice, so is the "
        "end at which something vanishes.")))  # fmt: skip


def _table(question: Question, found: Vanish) -> Table:
    heads = (_("Assumption"), _("Rests on"), _("Value here"), _("Change at the low end"), _("Change at the high end"),
             _("Vanishes at"))  # fmt: skip
    rows = []
    for path in found.paths:
        one = _assumption(question, path)
        rows.append((_label(question, path), _(BASES.get(_basis(question, one), one.basis)), _here(question, path),
                     _cell(question, found, path, "low"), _cell(question, found, path, "high"),
                     _there(question, found, path) if path in found.break_even.index else
                     _("not within its range")))  # fmt: skip
    caption = _("What the chosen practices change in what is left after ads, people and tools, when one assumption "
                "stands at an end of its range; with 95% intervals, the most dangerous first.")  # fmt: skip
    return Table(caption, heads, tuple(rows))


def _cell(question: Question, found: Vanish, path: str, end: str) -> Cell:
    """Return an end of the range, the change there and its interval."""
    value = _end_value(question, found, path, end)
    if math.isnan(found.ends.loc[(path, end), "difference"]):
        return said(_("at {value}: cannot be played"), value=value)
    figure = _at_end(question, found, path, end)
    return said(_("at {value}: {change} ({interval})"), value=value, change=figure, interval=interval_of(figure))


def picture(question: Question, found: Vanish) -> Chart:
    """Return the change at both ends of each range, beside the change at the company's own numbers."""
    paths = found.paths
    # A long name keeps its first part: there is little room beside a picture.
    labels = ["\n".join(textwrap.wrap(_label(question, path).partition(";")[0], 42)) for path in paths]
    # As much room for a row as its name needs.
    rooms = np.array([1.2 + label.count("\n") for label in labels])
    height = 1.15 + 0.24 * rooms.sum()
    with matplotlib.rc_context(STYLE):
        drawing = Drawing(figsize=(7.2, height))
        ax = drawing.add_axes((0.46, 0.55 / height, 0.51, 1 - 0.95 / height))
        places = np.cumsum(rooms) - rooms / 2
        looks = {"low": ("<", _("number at its low end")), "high": (">", _("number at its high end"))}
        found_at = {end: np.array([found.ends.loc[(path, end), "difference"] for path in paths]) / 1000
                    for end in looks}  # fmt: skip
        here = found.effect["difference"] / 1000
        for place, low, high in zip(places, found_at["low"], found_at["high"], strict=True):
            ax.plot([np.nanmin([low, here, high]), np.nanmax([low, here, high])], [place] * 2, color=LINE, linewidth=2)
        for end, colour in (("low", screen.PALETTE["marketing"]), ("high", screen.PALETTE["sales"])):
            marker, label = looks[end]
            ax.plot(found_at[end], places, marker, color=colour, markersize=9, markeredgecolor=INK, label=label)
        ax.axvline(here, color=INK, linestyle="--", linewidth=1.2)
        ax.axvline(0, color=INK, linewidth=1)
        ax.set_yticks(places, labels)
        ax.set_ylim(rooms.sum(), 0)
        ax.set_xlabel(_("change by the chosen practices, thousand {currency}").format(currency=question.currency))
        ax.tick_params(colors=QUIET, labelsize=9)
        ax.tick_params(axis="y", labelsize=8.5)
        ax.legend(loc="lower right", bbox_to_anchor=(1.02, 1.0), ncols=2, frameon=False, fontsize=8.5)
        sns.despine(ax=ax, left=True)
    sentence = said(
        _("Each row moves one assumption alone. The dashed line is the change with all numbers as assumed, {effect} "
          "({interval}); left of zero the chosen practices would leave less than today."),
        effect=_effect(question, found), interval=interval_of(_effect(question, found)))  # fmt: skip
    return Chart(drawing, sentence)


# Figures


def _worst_end(found: Vanish, path: str) -> str:
    there = found.ends.loc[path, "difference"]
    return str(there.idxmin() if found.effect["difference"] >= 0 else there.idxmax())


def _assumption(question: Question, path: str) -> Assumption:
    return next(one for one in question.company.assumptions if one.path == path)


def _basis(question: Question, one: Assumption) -> str:
    return "changed" if one.path in dict(question.changed) else one.basis


def _label(question: Question, path: str) -> str:
    return label_of(question.company, path)


def _value_figure(question: Question, id: str, path: str, value: float, name: str, how: str, command: str = "",
                  basis: str = "") -> Figure:
    one = _assumption(question, path)
    text = percent(value, 1) if one.unit == "share" else " ".join(
        filter(None, (show_value(path, value), _(one.unit))))  # fmt: skip
    return Figure(id, name, text, float(value), basis or _basis(question, one), how, one.unit,
                  seed=question.seed if command else None, command=command)  # fmt: skip


def _here(question: Question, path: str) -> Figure:
    one = _assumption(question, path)
    how = _("{why} (range {low} to {high}; {path} in the company’s file)").format(
        why=_(one.why), low=show_value(path, one.low), high=show_value(path, one.high), path=path)  # fmt: skip
    return _value_figure(question, f"vanish.{path}.here", path, one.value, _label(question, path), how)


def _end_value(question: Question, found: Vanish, path: str, end: str) -> Figure:
    name = _("{what}: low end of its range") if end == "low" else _("{what}: high end of its range")
    return _value_figure(question, f"vanish.{path}.{end}_value", path, found.ends.loc[(path, end), "value"],
                         name.format(what=_label(question, path)),
                         _("{path} in the company’s file").format(path=path))  # fmt: skip


def _there(question: Question, found: Vanish, path: str) -> Figure:
    made = command(question, "sensitivity", f"--assumptions {','.join(found.break_even.index)}",
                   markets=found.markets)  # fmt: skip
    return _value_figure(question, f"vanish.{path}.break_even", path, found.break_even[path],
                         _("{what}: value at which the effect is gone").format(what=_label(question, path)),
                         _("searched between the value here and the end of the range, mean over {n} markets").format(
                             n=number(found.markets)), made, "simulated")  # fmt: skip


def _at_end(question: Question, found: Vanish, path: str, end: str) -> Figure:
    line = found.ends.loc[(path, end)]
    there = _moved(question, path, _plain(line["value"], question, path))
    name = _("{what}, low end of its range: change by the chosen practices") if end == "low" else (
        _("{what}, high end of its range: change by the chosen practices"))  # fmt: skip
    return of_metric(question, f"vanish.{path}.{end}", METRIC, line["difference"],
                     name=name.format(what=_label(question, path)), how=_mean_how(found),
                     command=command(there, "compare", markets=found.markets), is_difference=True, low=line["low"],
                     high=line["high"])  # fmt: skip


def _plain(value: float, question: Question, path: str) -> float | int:
    # A table holds whole numbers as broken ones; typed into a command they have to be whole again.
    return int(value) if isinstance(_assumption(question, path).value, int) else float(value)


def _effect(question: Question, found: Vanish) -> Figure:
    line = found.effect
    return of_metric(question, "vanish.effect", METRIC, line["difference"],
                     name=_("Contribution: change by the chosen practices, all numbers as assumed"),
                     how=_mean_how(found), command=command(question, "compare", markets=found.markets),
                     is_difference=True, low=line["low"], high=line["high"])  # fmt: skip


def _mean_how(found: Vanish) -> str:
    return ngettext("mean difference to today in {n} market", "mean difference to today in {n} markets",
                    found.markets).format(n=number(found.markets))  # fmt: skip


def _all_command(question: Question, markets: int) -> str:
    return command(question, "sensitivity", markets=markets)


def _screened(question: Question, found: Vanish) -> Figure:
    return count("vanish.screened", found.screened, name=_("Assumptions that were tried"),
                 how=_("numbers of the company’s file that carry a range, each alone, at both ends"),
                 command=_all_command(question, SCREENED_IN), seed=question.seed)  # fmt: skip


def _gone(question: Question, found: Vanish) -> Figure:
    return count("vanish.gone", len(found.break_even), name=_("Assumptions that alone can make the effect vanish"),
                 how=_("of those that were played again, the ones with a value at which the mean change is zero"),
                 command=_all_command(question, found.markets), seed=question.seed)  # fmt: skip
