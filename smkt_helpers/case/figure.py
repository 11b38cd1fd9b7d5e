"""A number that knows where it comes from.

Every number that a manager may be asked about is a `Figure`: beside the text it carries its metric, how it is counted,
its interval, the seed, and the command that makes it again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from smkt_helpers import __version__
from smkt_helpers.case.question import Question
from smkt_helpers.comparison.runs import half_interval
from smkt_helpers.metric_words import difference_words
from smkt_helpers.metrics import METRICS, show
from smkt_helpers.practices import PRACTICES
from smkt_helpers.words import N_, _, ngettext, number, percent

# What a number rests on, as people read it.
BASES: Mapping[str, str] = {
    "simulated": N_("played in the simulation"),
    "choice": N_("an assumption of the kit, marked choice"),
    "evidence": N_("an assumption that rests on published evidence"),
    "fact": N_("a fact of this company (the shipped companies are invented)"),
    "fitted": N_("fitted to the company’s own figures"),
    "changed": N_("an assumption that was changed on this page"),
    "study": N_("what a source reports"),
    "setting": N_("a setting of this page"),
    "counted": N_("counted in the company’s file"),
    "given": N_("given by you"),
}


DIGITS = 3  # of a played amount of money that are shown


@dataclass(frozen=True)
class Figure:
    """A number and where it comes from.

    Attributes
    ----------
    id : str
        Names it within the case, for example "headline.revenue.difference".
    name : str
        What it is, in words, translated.
    text : str
        As it is shown, for example "+EUR 512,000".
    value : float
        The number itself; NaN where there is no answer.
    basis : str
        A key of `BASES`.
    how : str
        How it is counted: the formula in words, or the source of a study with its weakness.
    unit : str
    low, high : float
        Its 95% interval; NaN without one.
    interval : str
        The interval as it is shown; empty without one.
    metric : str
        Id of the metric, empty where there is none.
    seed : int or None
    command : str
        What to type to get it again; empty where nothing is played.
    meaning : str
        What `low` and `high` are when they are no 95% interval of a mean, translated.
    """

    id: str
    name: str
    text: str
    value: float
    basis: str
    how: str
    unit: str = ""
    low: float = math.nan
    high: float = math.nan
    interval: str = ""
    metric: str = ""
    seed: int | None = None
    command: str = ""
    meaning: str = ""

    def trace(self) -> list[tuple[str, str]]:
        """Return where it comes from: pairs of a heading and a text, for people."""
        found = [(_("What"), self.name), (_("How it is counted"), self.how), (_("Rests on"), _(BASES[self.basis]))]
        if self.interval:
            found.append((self.meaning or _("95% interval"), self.interval))
        if self.basis == "simulated" and not math.isclose(self.value, rounded(self.value), abs_tol=0.5):
            found.append((_("Exactly"), number(self.value, 2)))
        if self.metric:
            found.append((_("Metric"), self.metric))
        if self.seed is not None:
            found.append((_("Seed and version"), _("seed {seed}, kit {version}").format(
                seed=self.seed, version=__version__)))  # fmt: skip
        if self.command:
            found.append((_("To get it again"), self.command))
        return found


def options(question: Question, *, plans: bool = True, practices: bool | None = None,
            markets: int | None = None) -> str:
    """Return the options that tell a command what is asked.

    Parameters
    ----------
    question : Question
    plans : bool
        Whether the two plans of the comparison are named.
    practices : bool, optional
        Whether the chosen practices are named; by default with the plans.
    markets : int, optional
        Instead of those of the question.
    """
    said = [f"--company {_quoted(question.named)}"]
    if not question.is_written:
        said += [f"--assume {path}={value}" for path, value in question.changed]
    if plans:
        said.append("--first today --second today")
    if plans if practices is None else practices:
        said.append(f"--practices {','.join(question.practices)}")
    said.append(f"--weeks {question.weeks} --markets {markets or question.markets} --seed {question.seed}")
    return " ".join(said)


def command(question: Question, name: str, more: str = "", **ways: Any) -> str:
    """Return a command line; `name` is the command, `more` what it needs besides `options`."""
    return " ".join(filter(None, ("python -m smkt_helpers", name, options(question, **ways), more)))


def report_options(question: Question) -> str:
    """Return the options of the command `report` that tell what is asked."""
    given = [f"--{name.replace('_', '-')} {getattr(question, name)}" for name in ("one_off", "margin")
             if getattr(question, name) is not None]  # fmt: skip
    return " ".join([options(question, plans=False, practices=True), *given])


def of_report(question: Question, part: str) -> str:
    """Return the command that computes one part of the case again."""
    return f"python -m smkt_helpers report {report_options(question)} --only {part} --json"


def adding(question: Question, taken: Iterable[str], practices: Iterable[str]) -> str:
    """Return the command that adds practices, each alone, to today with those taken already."""
    changed = {name: value for id in taken for name, value in PRACTICES[id].fields.items()}
    changes = [f"--set {name}={str(value).lower() if isinstance(value, bool) else value}"
               for name, value in changed.items()]  # fmt: skip
    more = " ".join(["--plan today", *changes, f"--practices {','.join(practices)}"])
    return command(question, "next-step", more, plans=False)


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text


def rounded(amount: float) -> float:
    """Return an amount with as many digits as a simulation can stand for; the trace has all of them."""
    if not amount or not math.isfinite(amount):
        return amount
    return round(amount, DIGITS - 1 - math.floor(math.log10(abs(amount))))


def of_metric(question: Question, id: str, metric: str, value: float, *, name: str, how: str, command: str,
              is_difference: bool = False, low: float = math.nan, high: float = math.nan) -> Figure:
    """Return a played figure of a metric.

    Parameters
    ----------
    question : Question
    id : str
    metric : str
        Id of the metric.
    value : float
        In the metric's unit.
    name : str
        What it is, for example "Revenue of a year, today".
    how : str
        How it was put together from runs, for example "mean over 20 markets"; the metric's own formula is added.
    command : str
    is_difference : bool
        Whether it is a change, shown with its sign.
    low, high : float
        Its 95% interval, in the metric's unit; NaN without one.
    """
    one = METRICS[metric]

    def shown(amount: float) -> str:
        amount = rounded(amount) if one.unit == "money" else amount
        words = difference_words if is_difference else show
        return words(one, amount, question.currency)

    interval = "" if math.isnan(low) else _("{low} to {high}").format(low=shown(low), high=shown(high))
    counted = _("{metric}: {formula}; {how}.").format(metric=_(one.name), formula=_(one.formula), how=how)
    return Figure(id, name, shown(value), float(value), "simulated", counted, one.unit, float(low), float(high),
                  interval, metric, question.seed, command)  # fmt: skip


def of_runs(question: Question, id: str, metric: str, runs: pd.Series, **ways: Any) -> Figure:
    """Return the mean of some runs with its 95% interval; `ways` as in `of_metric`."""
    mean, half = float(runs.mean()), float(half_interval(runs.to_frame()).iloc[0])
    return of_metric(question, id, metric, mean, low=mean - half, high=mean + half, **ways)


def of_line(question: Question, id: str, metric: str, line: pd.Series, *, markets: float, name: str,
            command: str) -> Figure:
    """Return the mean difference of a comparison with its interval; `line` is a line of `comparison.pairs.paired`."""
    how = ngettext("mean difference to today in {n} market, the same people in both worlds",
                   "mean difference to today in {n} markets, the same people in both worlds", int(markets))
    return of_metric(question, id, metric, line["difference"], name=name, how=how.format(n=number(markets)),
                     command=command, is_difference=True, low=line["low"], high=line["high"])  # fmt: skip


def interval_of(figure: Figure, id: str = "", name: str = "", how: str = "") -> Figure:
    """Return the interval of a figure as a figure of its own, for a sentence or a cell that shows only that.

    Without more words it is the 95% interval of the mean.
    """
    return replace(figure, id=id or f"{figure.id}.interval", text=figure.interval,
                   name=name or _("95% interval of: {name}").format(name=figure.name),
                   how=how or _("{how} The interval of that mean is taken from Student’s t.").format(how=figure.how),
                   )  # fmt: skip


def share(id: str, value: float, *, name: str, how: str, command: str = "", seed: int | None = None,
          basis: str = "simulated", metric: str = "", digits: int = 0) -> Figure:
    """Return a share (0 to 1) that is shown as a percentage."""
    return Figure(id, name, percent(value, digits), float(value), basis, how, "share", metric=metric, seed=seed,
                  command=command)  # fmt: skip


def count(id: str, value: float, *, name: str, how: str, command: str = "", seed: int | None = None,
          basis: str = "simulated", unit: str = "", digits: int = 0) -> Figure:
    """Return a plain number."""
    return Figure(id, name, number(value, digits), float(value), basis, how, unit, seed=seed, command=command)


def setting(id: str, value: float, name: str) -> Figure:
    """Return a number that somebody chose for this page, such as the number of markets."""
    return Figure(id, name, number(value), float(value), "setting",
                  _("It was chosen for this page; the command’s options change it."))  # fmt: skip


def from_study(id: str, text: str, name: str, source: str, value: float = math.nan) -> Figure:
    """Return what a published source reports; `source` names it with its weakness."""
    return Figure(id, name, text, value, "study", source)


def row_of(figure: Figure) -> dict[str, object]:
    """Return a figure as a line of the file of numbers."""
    return {
        "id": figure.id, "what": figure.name, "shown": figure.text, "value": figure.value, "unit": figure.unit,
        "low": figure.low, "high": figure.high,
        "low_to_high": (figure.meaning or _("95% interval")) if figure.interval else "",
        "rests_on": figure.basis, "metric": figure.metric, "how": figure.how,
        "seed": figure.seed, "version": __version__, "command": figure.command,
    }  # fmt: skip


def table_of(figures: list[Figure]) -> pd.DataFrame:
    """Return figures as a table, one line each, the same figure once."""
    once = {figure.id: figure for figure in figures}
    return pd.DataFrame([row_of(figure) for figure in once.values()])


@dataclass(frozen=True)
class Said:
    """A sentence with figures in its gaps.

    `template` is translated already and names its gaps; `gaps` are figures or plain words. ``**word**`` is strong.
    """

    template: str
    gaps: Mapping[str, Figure | str] = field(default_factory=dict)

    def text(self) -> str:
        """Return it as plain text."""
        return self.template.format(**{name: text_of(one) for name, one in self.gaps.items()}).replace("**", "")

    def figures(self) -> list[Figure]:
        """Return its figures, in the order of its gaps."""
        return [one for one in self.gaps.values() if isinstance(one, Figure)]


def said(template: str, **gaps: Figure | str) -> Said:
    """Return a sentence with gaps; see `Said`."""
    return Said(template, gaps)


def text_of(cell: Figure | Said | str) -> str:
    """Return a cell, a figure or a sentence as plain text."""
    if isinstance(cell, Said):
        return cell.text()
    return cell.text if isinstance(cell, Figure) else cell
