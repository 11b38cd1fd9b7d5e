"""Month by month: what comes in, what it costs, and what becomes of the gain in the second year."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import matplotlib
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure as Drawing

from smkt_helpers import screen
from smkt_helpers.arguments import MOST_WEEKS
from smkt_helpers.case.blocks import Chart, Folded, Note, Section, Table
from smkt_helpers.case.figure import Figure, Said, count, interval_of, of_metric, of_report, of_runs, said, setting
from smkt_helpers.case.question import WAYS, Question
from smkt_helpers.case.told import own_costs
from smkt_helpers.charts.picture import INK, LINE, QUIET, STYLE
from smkt_helpers.comparison.runs import SEATS, StoppedError
from smkt_helpers.crm import SCHEMA, Tables
from smkt_helpers.history import simulate
from smkt_helpers.metrics import METRICS, values
from smkt_helpers.words import _, ngettext, number

WEEKS = 4  # in a month: so that each holds as many working days and pays as many hours as the next
YEARS = 2  # that are played, each as long as the question says
FEW = 3  # months that are called the first or the last ones
MEASURED = ("revenue", "spend", "people", "contribution", "utilisation", "speed_median")
BOTH = ("today", "chosen")
SHOWN = ("revenue", "spend", "people", "contribution")


@dataclass(frozen=True)
class Months:
    """Runs by way: one row per market and month (index `replication`, `month` from 1), one column per metric."""

    runs: Mapping[str, pd.DataFrame]

    def changes(self, metric: str) -> pd.DataFrame:
        """Return chosen less today: a row per market, a column per month."""
        change = self.runs["chosen"][metric] - self.runs["today"][metric]
        # Each pair of market and month stands there once, so there is nothing for a pivot table to average.
        return change.unstack("month")  # noqa: PD010


def compute(question: Question, *, progress: Any = None, cancel: Any = None) -> Months:
    """Play today and the chosen practices, market by market, and count each month by itself; see `parts`."""
    found: dict[str, list[pd.DataFrame]] = {way: [] for way in BOTH}
    for market in range(question.markets):
        if cancel is not None and cancel():
            break
        for way in BOTH:
            found[way].append(_market(question, way, market))
        if progress is not None:
            progress(market + 1, question.markets)
    if not found["today"]:
        raise StoppedError
    return Months({way: pd.concat(parts) for way, parts in found.items()})


def _market(question: Question, way: str, market: int) -> pd.DataFrame:
    history = simulate(question.company, question.plan(way), seed=question.seed, weeks=played_weeks(question),
                       first_replication=market, programs=SEATS, log=False)  # fmt: skip
    parts = [values(month, MEASURED) for month in months_of(history.tables(), question.weeks)]
    numbered = pd.concat(parts, keys=range(1, len(parts) + 1), names=["month"])
    return numbered.reorder_levels([1, 0]).rename_axis(["replication", "month"])


def played_weeks(question: Question) -> int:
    """Return how many weeks are played: `YEARS` times the question's, as far as a run may go."""
    return min(YEARS * question.weeks, MOST_WEEKS)


def months_of(tables: Tables, year: int) -> Iterator[Tables]:
    """Cut tables into months of `WEEKS` weeks; the last month of a year of `year` weeks may be shorter.

    A window metric counts what lies in its period, so those that are sums add up to the whole.
    """
    makers = {name: partial(getattr, tables, name) for name in SCHEMA}
    start, begun = tables.start, 0
    while start < tables.end:
        weeks = min(WEEKS, year - begun % year)
        end = min(start + pd.Timedelta(weeks=weeks), tables.end)
        yield Tables(makers, start=start, end=end, replications=tables.replications, currency=tables.currency)
        start, begun = end, begun + weeks


def months_a_year(question: Question) -> int:
    """Return how many months the question's year has here."""
    return math.ceil(question.weeks / WEEKS)


def section(question: Question, found: Months) -> Section:
    """Return the picture, what the first months are like, and the table; see `parts`."""
    chart = _picture(question, found)
    blocks = (_meant(question), chart, _first(question, found), *_own_costs(question, found), *_last(question, found),
              Folded(_("Every month in figures"), _tables(question, found)))  # fmt: skip
    return Section("months", _("Month by month, with what it costs"), _message(question, found), blocks, (chart,))


def _command(question: Question) -> str:
    return of_report(question, "months")


def _month(question: Question, found: Months, way: str, metric: str, month: int) -> Figure:
    """Return the mean of a metric in one month under one way, or of its difference (way "change")."""
    runs = found.changes(metric)[month] if way == "change" else found.runs[way][metric].xs(month, level="month")
    name = _("{metric}, month {month}: change by the chosen practices") if way == "change" else _(
        "{metric}, month {month}: {way}")  # fmt: skip
    told = {
        "name": name.format(metric=_(METRICS[metric].name), month=number(month), way=_(WAYS.get(way, ""))),
        "how": _("counted in the {weeks} weeks of this month, mean over {n} markets").format(
            weeks=number(WEEKS), n=number(runs.notna().sum())),
        "command": _command(question),
    }  # fmt: skip
    id = f"months.{way}.{metric}.{month}"
    if way == "change":
        return of_runs(question, id, metric, runs, is_difference=True, **told)
    return of_metric(question, id, metric, runs.mean(), **told)


def _message(question: Question, found: Months) -> Said:
    """Say what each year brings, and in how many simulated years the practices had not paid back after the first."""
    changes, year = found.changes("contribution"), months_a_year(question)
    first = changes.loc[:, changes.columns <= year]
    lost = int((first.sum(axis=1) <= 0).sum())
    gaps: dict[str, Figure] = {
        "missed": count("months.never", lost, name=_("Simulated years that had not paid back after the first year"),
                        how=_("Contribution of the first year added up, with the practices less today."),
                        command=_command(question), seed=question.seed),
        "years": setting("months.markets", len(changes), _("Simulated years, each with other people")),
    }  # fmt: skip
    parts = {"first": (_("first year"), first), "second": (_("second year"), changes.loc[:, changes.columns > year])}
    for name, (words, part) in parts.items():
        if part.shape[1]:
            gaps[name] = _summed(question, f"months.{name}_year", part.sum(axis=1), words)
            gaps[f"{name}_interval"] = interval_of(gaps[name])
    text = _("The first year leaves {first} against today ({first_interval}); {missed} of {years} simulated years had "
             "not paid back by its end.")  # fmt: skip
    if "second" in gaps:
        text += " " + _("**The second year leaves {second} ({second_interval}).**")
        if gaps["second"].value < 0.75 * gaps["first"].value:
            text += " " + _("Do not multiply the first year.")
    return Said(text, gaps)


def _summed(question: Question, id: str, runs: pd.Series, words: str) -> Figure:
    return of_runs(question, id, "contribution", runs,
                   name=_("Contribution, {when}: change by the chosen practices").format(when=words),
                   how=_("sum of the months, mean over {n} markets").format(n=number(len(runs))),
                   command=_command(question), is_difference=True)  # fmt: skip


def _meant(question: Question) -> Said:
    weeks = setting("months.weeks", WEEKS, _("Weeks in a month here"))
    return said(_("A month is {weeks} weeks here, so that each holds as many working days as the next. All practices "
                  "begin on the first day. Costs are advertising, paid hours and tools, as they fall due. Today’s own "
                  "result grows, too: the model begins with half a year of history, so customers and renewals still "
                  "build up in both worlds."), weeks=weeks)  # fmt: skip


def _first(question: Question, found: Months) -> Said:
    """Say how the first three months compare with today: honest when they are worse."""
    changes = found.changes("contribution")
    few = min(FEW, changes.shape[1])
    early = changes.iloc[:, :few].sum(axis=1)
    quarter = of_runs(question, "months.first", "contribution", early,
                      name=_("Contribution of the first months: change by the chosen practices"),
                      how=_("sum of the first {n} months, mean over {runs} markets").format(
                          n=number(few), runs=number(len(early))),
                      command=_command(question), is_difference=True)  # fmt: skip
    months = setting("months.first.count", few, _("Months that are called the first ones"))
    words = _("about the same as today, within luck")
    if quarter.low > 0:
        words = _("clearly more than today")
    elif quarter.high < 0:
        words = _("clearly less than today: new habits cost hours before they bring customers")
    return said(_("The first {months} months together leave {quarter}: {words}."), months=months, quarter=quarter,
                words=words)  # fmt: skip


def _own_costs(question: Question, found: Months) -> list[Said]:
    """Say what the first year leaves after the costs that were given, and whether it pays them back."""
    if not own_costs.are_given(question):
        return []
    left, revenue = (changes.loc[:, changes.columns <= months_a_year(question)].sum(axis=1)
                     for changes in (found.changes("contribution"), found.changes("revenue")))  # fmt: skip
    first = own_costs.sentence(question, "months", left, revenue)
    lost = int((own_costs.left_after(question, left, revenue) <= 0).sum())
    missed = count("months.own.never", lost, seed=question.seed,
                   name=_("Simulated years that left nothing over after the costs you gave, after the first year"),
                   how=_("Contribution of the first year added up, with the practices less today, less these costs."),
                   command=of_report(question, "months"))  # fmt: skip
    text = _("In {missed} of {years} simulated years nothing was left over by the end of the first year. The picture "
             "and the tables leave these costs out.")  # fmt: skip
    years = setting("months.markets", len(left), _("Simulated years, each with other people"))
    return [Said(f"{first.template} {text}", {**first.gaps, "missed": missed, "years": years})]


def _last(question: Question, found: Months) -> list[Note]:
    """Say what the last months bring against the average month: who multiplies a year must know."""
    changes = found.changes("contribution")
    if changes.shape[1] <= 2 * FEW:
        return []
    last, usual = (part.mean(axis=1) for part in (changes.iloc[:, -FEW:], changes))
    figures = {}
    for name, runs, words in (
        ("last", last, _("Contribution of a month, mean of the last months: change by the chosen practices")),
        ("usual", usual, _("Contribution of a month, mean of all months: change by the chosen practices")),
    ):
        figures[name] = of_runs(question, f"months.{name}", "contribution", runs, name=words,
                                how=_("mean over the months and {n} markets").format(n=number(len(runs))),
                                command=_command(question), is_difference=True)  # fmt: skip
    gaps = {**figures, "interval": interval_of(figures["last"]),
            "months": setting("months.last.count", FEW, _("Months that are called the last ones"))}  # fmt: skip
    template = _("In the last {months} months the practices change {last} a month ({interval}), against {usual} a "
                 "month over the whole time.")  # fmt: skip
    if last.mean() >= 0.5 * usual.mean():
        return [Note("info", Said(template, gaps))]
    template += " " + _("**The gain fades.**")
    busy, wait = (_first_and_last(question, found, metric) for metric in ("utilisation", "speed_median"))
    if busy[1].value > busy[0].value and wait[1].value > wait[0].value:
        template += " " + _(
            "With the practices, reps’ hours are used to {busy_first} in the first {months} months and to {busy_last} "
            "in the last, and half of those called wait longer than {wait_first} and {wait_last}: more customers and "
            "more talks take the hours that the first calls need."
        )
        gaps |= {"busy_first": busy[0], "busy_last": busy[1], "wait_first": wait[0], "wait_last": wait[1]}
    return [Note("warn", Said(template, gaps))]


def _first_and_last(question: Question, found: Months, metric: str) -> list[Figure]:
    """Return a metric with the chosen practices, mean of the first and of the last months."""
    runs = found.runs["chosen"][metric]
    months = runs.index.get_level_values("month")
    places = {"first": months <= FEW, "last": months > months.max() - FEW}
    return [
        of_metric(question, f"months.{metric}.{place}", metric, runs[chosen].mean(),
                  name=_("{metric} with the practices, mean of months {low} to {high}").format(
                      metric=_(METRICS[metric].name), low=number(months[chosen].min()),
                      high=number(months[chosen].max())),
                  how=_("counted month by month, mean over the months and markets"), command=_command(question))
        for place, chosen in places.items()
    ]  # fmt: skip


def _tables(question: Question, found: Months) -> tuple[Table, Table]:
    """Return each month today, and what changes in it: both in one table are wider than a screen."""
    names = tuple(_(METRICS[one].name) for one in SHOWN)
    summed = found.changes("contribution").cumsum(axis=1)
    today, change = [], []
    for month in summed.columns:
        added = of_metric(question, f"months.added.{month}", "contribution", summed[month].mean(),
                          name=_("Contribution added up to the end of month {month}: change").format(
                              month=number(month)),
                          how=_("sum of the months so far, mean over {n} markets").format(n=number(len(summed))),
                          command=_command(question), is_difference=True)  # fmt: skip
        name = setting(f"months.month.{month}", month, _("Number of the month"))
        today.append((name, *(_month(question, found, "today", one, month) for one in SHOWN)))
        change.append((name, *(_month(question, found, "change", one, month) for one in SHOWN), added))
    return (
        Table(_("Each month today; means over the simulated years."), (_("Month"), *names), tuple(today)),
        Table(_("What the chosen practices change in each month; means over the simulated years."),
              (_("Month"), *names, _("Contribution added up")), tuple(change)),
    )  # fmt: skip


def _picture(question: Question, found: Months) -> Chart:
    """Return the monthly change of revenue and costs, and under it the contribution added up with its band."""
    changes = {one: found.changes(one).mean() / 1000 for one in SHOWN}
    summed = found.changes("contribution").cumsum(axis=1) / 1000
    months = summed.columns.to_numpy()
    low, high = summed.quantile(0.1), summed.quantile(0.9)
    with matplotlib.rc_context(STYLE):
        drawing = Drawing(figsize=(7.2, 4.2))
        above = drawing.add_axes((0.12, 0.61, 0.85, 0.31))
        below = drawing.add_axes((0.12, 0.12, 0.85, 0.38), sharex=above)
        above.bar(months - 0.2, changes["revenue"], 0.4, color=screen.PALETTE["money"], label=_("revenue"))
        above.bar(months + 0.2, changes["spend"] + changes["people"], 0.4, color="white", edgecolor=INK, hatch="///",
                  label=_("costs"))  # fmt: skip
        above.axhline(0, color=LINE, linewidth=1)
        above.set_title(_("change in each month, thousand {currency}").format(currency=question.currency), size=9.5,
                        loc="left", color=QUIET)  # fmt: skip
        above.legend(frameon=False, fontsize=9, loc="lower right", ncols=2, bbox_to_anchor=(1, 0.98))
        below.fill_between(months, low, high, color=screen.PALETTE["customer"], alpha=0.3, linewidth=0)
        below.plot(months, summed.mean(), "-o", color=INK, markersize=4)
        below.axhline(0, color=LINE, linewidth=1)
        below.set_title(_("contribution added up, thousand {currency}").format(currency=question.currency), size=9.5,
                        loc="left", color=QUIET)  # fmt: skip
        year = months_a_year(question)
        for ax in (above, below):
            ax.axvline(year + 0.5, color=LINE, linewidth=1, linestyle=":")
        below.set(xlabel=_("month (the dotted line ends the first year)"), xticks=months[:: 1 + len(months) // 15])
        for ax in (above, below):
            sns.despine(ax=ax)
    total = _summed(question, "months.total", 1000 * summed.iloc[:, -1], _("all months"))
    words = ngettext("Above: what changes in the {n} month. Below: the contribution added up (line) and where 8 of 10 "
                     "simulated years lie (band); at the end {total}.",
                     "Above: what changes in each of the {n} months. Below: the contribution added up (line) and where "
                     "8 of 10 simulated years lie (band); at the end {total}.", len(months))  # fmt: skip
    return Chart(drawing, said(words, n=setting("months.count", len(months), _("Months played")), total=total))
