"""The headline: today against today plus the chosen practices, with siloed and aligned as outer marks."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.figure import Figure as Drawing

from smkt_helpers import screen
from smkt_helpers.case.blocks import Chart, Folded, Note, Section, Table
from smkt_helpers.case.figure import (
    Figure,
    Said,
    command,
    count,
    interval_of,
    of_line,
    of_metric,
    said,
    setting,
    share,
)
from smkt_helpers.case.question import WAYS, Question
from smkt_helpers.case.told import own_costs
from smkt_helpers.charts.picture import LINE, STYLE
from smkt_helpers.charts.years import draw_years
from smkt_helpers.comparison.pairs import SIGNS, paired
from smkt_helpers.comparison.runs import SEATS, play_all, study_of
from smkt_helpers.metrics import METRICS
from smkt_helpers.practices import PRACTICES
from smkt_helpers.words import _, number

MEASURED = ("revenue", "contribution", "wins", "cac", "speed_median", "untouched", "utilisation", "satisfied_lowest",
            "satisfied_customers", "satisfied_sales", "satisfied_marketing", "satisfied_management")  # fmt: skip
PLAYED = (*MEASURED, "forecast_error", "quota_reached")  # the last two say why management is less content
SHOWN = ("siloed", "today", "chosen", "aligned")
BOTH = ("today", "chosen")


@dataclass(frozen=True)
class Headline:
    """Runs of each way of working: `runs` by way, a row per market, a column per metric.

    `board` compares today with the chosen practices, as `comparison.compare` returns it.
    """

    runs: Mapping[str, pd.DataFrame]
    board: pd.DataFrame


def played(question: Question, ways: Sequence[str], metrics: Sequence[str], **helpers: Any) -> dict[str, pd.DataFrame]:
    """Play some ways of working in the question's markets.

    Parameters
    ----------
    question : Question
    ways : sequence of str
        Keys of `WAYS`.
    metrics : sequence of str
        Ids.
    **helpers
        `progress` and `cancel`, as in `compare`.

    Returns
    -------
    dict of str to pandas.DataFrame
        By way: a row per market, a column per metric; the same figures that `compare` makes.
    """
    study = study_of(question.company, question.seed, question.weeks, metrics, (), SEATS, True, **helpers)
    tables = play_all(study, [question.plan(way) for way in ways], question.markets, **helpers)
    return dict(zip(ways, tables, strict=True))


def compute(question: Question, **helpers: Any) -> Headline:
    """Play the four ways; see `parts`."""
    runs = played(question, SHOWN, PLAYED, **helpers)
    return Headline(runs, paired(runs["today"], runs["chosen"]))


def section(question: Question, found: Headline) -> Section:
    """Return the message, the picture and the table; see `parts`."""
    table = _table(question, found)
    chart = picture(question, found)
    return Section("headline", _("What the chosen practices are worth here"), message(question, found),
                   (chosen_words(question), chart, *side_effects(question, found), table,
                    own_costs.after_goods(question, *changes(found)), own_costs.not_counted(question),
                    Folded(_("Outer marks: siloed and aligned"), (_outer_marks(question, found),))),
                   (chart,))  # fmt: skip


def chosen_words(question: Question) -> Said:
    """Say which practices are added to today."""
    names = "; ".join(_(PRACTICES[id].name) for id in question.practices)
    return said(_("Added to the way {company} works today: {practices}. All else stays as it is, and the same invented "
                  "people come in both worlds."), company=question.base.name, practices=names)  # fmt: skip


def message(question: Question, found: Headline) -> Said:
    """Say what the practices change, how sure that is, and how often they lost."""
    line = found.board.loc["contribution"]
    change = difference(question, found, "contribution")
    runs = setting("headline.markets", line["runs"], _("Simulated years, each with other people"))
    lost = count("headline.contribution.years_lost", round(line["lost"] * line["runs"]),
                 name=_("Simulated years in which the chosen practices left less than today"),
                 how=_("counted in the same markets"), command=change.command, seed=question.seed)  # fmt: skip
    told = said(
        _("In a model of {company}, a year with the chosen practices leaves **{change}** against today: revenue less "
          "ads, people and tools, with the cost of goods not taken off (95% interval of the mean, luck of the market "
          "only: {interval}). It left less than today in {lost} of {runs} simulated years."),
        company=question.base.name, change=change, interval=interval_of(change), lost=lost, runs=runs)  # fmt: skip
    own = own_costs.sentence(question, "headline", *changes(found))
    return Said(f"{told.template} {own.template}", {**told.gaps, **own.gaps}) if own else told


def side_effects(question: Question, found: Headline) -> list[Note]:
    """Say what clearly gets worse, and how busy the reps are; nothing when nothing does."""
    worse = []
    for metric in MEASURED:
        sign = SIGNS[METRICS[metric].good]
        line = found.board.loc[metric]
        if max(sign * line["low"], sign * line["high"]) < 0:
            worse.append(metric)
    if not worse:
        return []
    gaps = {metric: difference(question, found, metric) for metric in worse}
    listed = "; ".join(f"{_(METRICS[metric].name)} {{{metric}}}" for metric in worse)
    busy = {f"busy_{way}": mean(question, found, way, "utilisation") for way in ("today", "chosen")}
    template = _(
        "**What gets worse:** {listed}. Reps’ hours are used to {busy_today} today and to {busy_chosen} with the "
        "practices: who answers more people with the same hours lets some of them wait longer."
    )
    # The list is put in as text, so that its own gaps are filled together with the others.
    why = _less_content(question, found) if "satisfied_management" in worse else Said("")
    template = " ".join(filter(None, (template.replace("{listed}", listed), why.template)))
    return [Note("warn", Said(template, {**gaps, **busy, **why.gaps}))]


def _less_content(question: Question, found: Headline) -> Said:
    """Say why management is less content, where the plan is the reason; empty where it is not."""
    if not found.board.loc["forecast_error", "difference"] > 0:
        return Said("")
    reached = mean(question, found, "chosen", "quota_reached")
    missed = {f"missed_{way}": mean(question, found, way, "forecast_error") for way in BOTH}
    text = _("Management is less content because half of its points stand for how close the revenue of new deals comes "
             "to the plan: it is off by {missed_today} today and by {missed_chosen} with the practices.")  # fmt: skip
    if reached.value > 1:
        text += " " + _("With them {reached_chosen} of the plan comes in, and more than planned is a miss, too.")
        return Said(text, {**missed, "reached_chosen": reached})
    return Said(text, missed)


def changes(found: Headline) -> tuple[pd.Series, pd.Series]:
    """Return what the chosen practices change in contribution and in revenue: a row per market."""
    change = found.runs["chosen"] - found.runs["today"]
    return change["contribution"], change["revenue"]


def difference(question: Question, found: Headline, metric: str) -> Figure:
    """Return the mean difference between the chosen practices and today, with its interval."""
    line = found.board.loc[metric]
    name = _("{metric}: change by the chosen practices").format(metric=_(METRICS[metric].name))
    return of_line(question, f"headline.{metric}.difference", metric, line, markets=line["runs"], name=name,
                   command=_compare(question))  # fmt: skip


def mean(question: Question, found: Headline, way: str, metric: str) -> Figure:
    """Return the mean of a metric under one way of working."""
    runs = found.runs[way][metric]
    return of_metric(question, f"headline.{metric}.{way}", metric, runs.mean(),
                     name=_("{metric}: {way}").format(metric=_(METRICS[metric].name), way=_(WAYS[way])),
                     how=_("mean over {n} markets").format(n=number(runs.notna().sum())),
                     command=_compare(question) if way in ("today", "chosen") else _outer(question),
                     )  # fmt: skip


def _compare(question: Question) -> str:
    return command(question, "compare", f"--metrics {','.join(PLAYED)}")


def _outer(question: Question) -> str:
    return command(question, "compare", f"--first siloed --second aligned --metrics {','.join(PLAYED)}", plans=False)


def _table(question: Question, found: Headline) -> Table:
    heads = (_("Figure"), _("Today"), _("With the practices"), _("Difference"), _("95% interval"), _("8 of 10 years"),
             _("Years that are worse"))  # fmt: skip
    rows = []
    for metric in MEASURED:
        line, change = found.board.loc[metric], difference(question, found, metric)
        middle = of_metric(question, f"headline.{metric}.middle", metric, line["q50"], name=change.name,
                           how=_("quantiles over the simulated years"), command=change.command, is_difference=True,
                           low=line["q10"], high=line["q90"])  # fmt: skip
        middle = replace(middle, meaning=_("8 of 10 simulated years"))
        luck = interval_of(middle, f"headline.{metric}.luck",
                           _("{name}: 8 of 10 simulated years").format(name=change.name),
                           _("{how} One in ten years lies below, one in ten above.").format(how=middle.how),
                           )  # fmt: skip
        lost = share(f"headline.{metric}.lost", line["lost"],
                     name=_("{metric}: share of simulated years that were worse than today").format(
                         metric=_(METRICS[metric].name)),
                     how=_("share of the markets"), command=change.command, seed=question.seed, metric=metric,
                     )  # fmt: skip
        rows.append((_(METRICS[metric].name), *(mean(question, found, way, metric) for way in BOTH), change,
                     interval_of(change), luck, lost))  # fmt: skip
    caption = _("A year today and with the chosen practices, on the same people; means over the simulated years.")
    return Table(caption, heads, tuple(rows))


def _outer_marks(question: Question, found: Headline) -> Table:
    """Return both ends of what the model knows: each team for itself, and one team in everything."""
    rows = [(_(METRICS[metric].name), *(mean(question, found, way, metric) for way in SHOWN if way not in BOTH))
            for metric in MEASURED]  # fmt: skip
    caption = _("Outer marks: the same year if each team worked only for itself, and as one team in everything.")
    return Table(caption, (_("Figure"), *(_(WAYS[way]) for way in SHOWN if way not in BOTH)), tuple(rows))


def picture(question: Question, found: Headline) -> Chart:
    """Return what is left after ads, people and tools under the four ways, each simulated year a point."""
    left = pd.DataFrame({textwrap.fill(_(WAYS[way]), 26): found.runs[way]["contribution"] for way in SHOWN})
    with matplotlib.rc_context(STYLE):
        drawing = Drawing(figsize=(7.2, 2.7))
        ax = drawing.add_axes((0.34, 0.21, 0.63, 0.76))
        colours = [LINE, screen.PALETTE["marketing"], screen.PALETTE["customer"], LINE]
        draw_years(ax, left / 1000, colours)
        ax.set_xlabel(_("left after ads, people and tools, in thousand {currency} a year").format(
            currency=question.currency))  # fmt: skip
    figures = {way: mean(question, found, way, "contribution") for way in SHOWN}
    sentence = said(
        _("What is left on average (diamond; each point is a simulated year): {siloed} siloed, **{today} today**, "
          "**{chosen} with the chosen practices**, {aligned} aligned in everything."), **figures)  # fmt: skip
    return Chart(drawing, sentence)
