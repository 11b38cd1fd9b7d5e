"""How to see it in reality: how large and how long a pilot must be to show an effect as large as here."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure as Drawing

from smkt_helpers.case.blocks import Cell, Chart, Folded, Note, Section, Table
from smkt_helpers.case.figure import Figure, Said, command, count, interval_of, of_metric, said, setting
from smkt_helpers.case.question import Question
from smkt_helpers.case.told.power import (
    DESIGNS,
    ERROR,
    MEASURED,
    RESULTS,
    SUMS,
    WANTED,
    Line,
    Lines,
    board,
    first_seen,
    recommended,
)
from smkt_helpers.charts.picture import INK, STYLE
from smkt_helpers.comparison.runs import SEATS, StoppedError
from smkt_helpers.crm import SCHEMA, Tables
from smkt_helpers.history import simulate
from smkt_helpers.metrics import values
from smkt_helpers.words import N_, _, ngettext, number, percent

DURATIONS = (4, 13, 26, 52)  # weeks: a month, a quarter, half a year, a year
BOTH = ("today", "chosen")
# The metrics as a board reads them; what each figure opens names the metric and its formula.
PLAIN: Mapping[str, str] = {
    "speed_median": N_("time to the first call"),
    "acceptance": N_("share of the leads looked at that sales accepts"),
    "untouched": N_("share of the passed-on leads that nobody calls"),
    "sql": N_("people found to have a real need"),
    "wins": N_("deals won"),
    "revenue": N_("revenue"),
}


@dataclass(frozen=True)
class Pilot:
    """Runs: a row per way, length in weeks and market (index `way`, `weeks`, `replication`), a column per metric."""

    runs: pd.DataFrame


def compute(question: Question, *, progress: Any = None, cancel: Any = None) -> Pilot:
    """Play today and the chosen practices, and count their first weeks as a pilot of that length; see `parts`."""
    durations = [one for one in DURATIONS if one <= question.weeks] or [question.weeks]
    rows: dict[tuple[str, int, int], pd.Series] = {}
    for market in range(question.markets):
        for way in BOTH:
            if cancel is not None and cancel():
                raise StoppedError
            tables = simulate(question.company, question.plan(way), seed=question.seed, weeks=question.weeks,
                              first_replication=market, programs=SEATS, log=False).tables()  # fmt: skip
            for weeks in durations:
                rows[way, weeks, market] = values(first_weeks(tables, weeks), ("leads", *MEASURED)).iloc[0]
        if progress is not None:
            progress(market + 1, question.markets)
    index = pd.MultiIndex.from_tuples(rows, names=["way", "weeks", "replication"])
    return Pilot(pd.DataFrame(list(rows.values()), index=index).sort_index())


def first_weeks(tables: Tables, weeks: int) -> Tables:
    """Return the same tables with a period that ends after so many weeks."""
    makers = {name: {one.name: partial(tables.column, name, one.name) for one in columns}
              for name, columns in SCHEMA.items()}  # fmt: skip
    return Tables(makers, start=tables.start, end=min(tables.end, tables.start + pd.Timedelta(weeks=weeks)),
                  replications=tables.replications, currency=tables.currency)  # fmt: skip


# The blocks


def section(question: Question, found: Pilot) -> Section:
    """Return the recommended pilot, the chances and how they are counted; see `parts`."""
    title = _("How to see it in reality")
    lines = {design: board(found.runs, design) for design in DESIGNS}
    halves, best = lines["halves"], recommended(lines["halves"])
    if all(math.isnan(one.chance) for one in halves.values()):
        return Section("pilot", title, _no_answer(question), (_limits(question),))
    chart, failed = _picture(halves), [_failed(question, best)] if best else []
    folded = [
        Folded(_(DESIGNS["halves"][0]), (_chances(question, halves, "halves"), _sizes(question, found, halves))),
        Folded(_(DESIGNS["before"][0]), (_before(), _chances(question, lines["before"], "before"))),
    ]
    blocks = (*([_plan(question, found, best)] if best else []), *failed, *_worse(question, halves), _meant(), chart,
              _unpaired(), _limits(question), *folded)  # fmt: skip
    return Section("pilot", title, _message(question, halves, best), blocks, (*failed, chart))


def _no_answer(question: Question) -> Said:
    return said(_("How large a pilot must be cannot be said from {markets}: luck shows only in more of "
                  "them, and a pilot needs at least two weeks."), markets=_markets(question))  # fmt: skip


def _message(question: Question, lines: Lines, best: Line | None) -> Said:
    """Say what a pilot can show, and how long money takes."""
    money = first_seen(lines, "revenue") or lines["revenue", max(weeks for _metric, weeks in lines)]
    gaps = {"money_weeks": _weeks(money), "money_chance": _chance(question, money, "halves"),
            "money_interval": _chance_interval(question, money, "halves")}  # fmt: skip
    late = _("In revenue, {money_weeks} weeks show it with a chance of {money_chance} ({money_interval}).")
    if not money.is_seen:
        late = _("In revenue, even {money_weeks} weeks show it with a chance of only {money_chance} "
                 "({money_interval}).")  # fmt: skip
    if best is None:
        return said(_("None of the lengths tried here would be likely to show that something gets better, even if the "
                      "effect is as large as here.") + " " + late, **gaps)  # fmt: skip
    early = _("A pilot can tell. If the effect is as large as here, two halves of the company side by side show it "
              "after **{weeks} weeks**, in {metric}, with a chance of **{chance}** (95% interval "
              "{interval}).")  # fmt: skip
    mine = {"metric": _(PLAIN[best.metric]), "weeks": _weeks(best), "chance": _chance(question, best, "halves"),
            "interval": _chance_interval(question, best, "halves")}  # fmt: skip
    return Said(early, mine) if best.metric == "revenue" else Said(f"{early} {late}", {**mine, **gaps})


def _plan(question: Question, found: Pilot, best: Line) -> Said:
    kind = _("It is the shortest of the lengths tried that would show a result and not only a habit; of the results "
             "that it shows, this one is nearest to money.")  # fmt: skip
    if best.metric not in RESULTS:
        kind = _("It shows a habit; none of the lengths tried would show a result.")
    return said(
        _("**The pilot that follows from this.** Draw by lot which half of the reps, with their half of the leads, "
          "works with the chosen practices; the others go on as today. Run it for {weeks} weeks, with about {leads} "
          "leads in each half, and write down before it begins which figure will decide: **{metric}**.")
        + " " + kind,
        weeks=_weeks(best), leads=_leads(question, found, best.weeks), metric=_(PLAIN[best.metric]),
    )  # fmt: skip


def _failed(question: Question, best: Line) -> Said:
    """Say which result of the recommended pilot would count against the practices."""
    words = _("The difference between the halves should be about {effect} ({metric}). **If it does not reach {least}, "
              "count that as not working:** with an effect as large as here, luck brings so little in only {error} of "
              "pilots.")  # fmt: skip
    gaps = {"effect": _effect(question, best), "metric": _(PLAIN[best.metric]), "error": _error_share(),
            "least": _amount(question, best, "least", best.least, _("Difference that a pilot should reach"),
                             _("effect here less the 5% point of t × standard error of one pilot"))}  # fmt: skip
    if abs(best.limit) > abs(best.least):
        words += " " + _("From {limit} on, the difference is clear; in between, go on for longer.")
        gaps["limit"] = _clear(question, best)
    return Said(words, gaps)


def _worse(question: Question, lines: Lines) -> list[Note]:
    """Say which figures get worse, at once or with time: nobody should be surprised by them in a pilot."""
    notes = []
    for metric in MEASURED:
        mine = [one for one in lines.values() if one.metric == metric and one.gets]
        if not any(one.gets == "worse" for one in mine):
            continue
        first, last = mine[0], mine[-1]
        words = _("**It gets worse:** {metric} changes by {last} ({interval}) in {last_weeks} weeks. Watch it in the "
                  "pilot too.")  # fmt: skip
        gaps = {"metric": _(PLAIN[metric]), "last": _effect(question, last), "last_weeks": _weeks(last),
                "interval": interval_of(_effect(question, last))}  # fmt: skip
        if first.gets != last.gets:
            words = _("**It turns with time:** {metric} changes by {first} in a pilot of {first_weeks} weeks, and by "
                      "{last} ({interval}) in one of {last_weeks} weeks. A short pilot shows only the "
                      "beginning.")  # fmt: skip
            gaps |= {"first": _effect(question, first), "first_weeks": _weeks(first)}
        notes.append(Note("warn", Said(words, gaps)))
    return notes


def _meant() -> Said:
    return said(_("How likely is a clear difference between the two halves, one that luck alone would show in {error} "
                  "of pilots? A chance of {wanted} is usually taken as enough. What changes first is how people work; "
                  "deals need time to be won, and money is spread most by luck."),
                error=_error_share(), wanted=_wanted())  # fmt: skip


def _unpaired() -> Note:
    return Note("info", said(_(
        "The other parts of this page compare the same people in two worlds, so they see a small effect at once. A "
        "company has no twin world: its two halves meet different people, and luck does not cancel out. That is why a "
        "pilot needs this long.")))  # fmt: skip


def _limits(question: Question) -> Note:
    return Note("warn", said(_(
        "Take these lengths as a rough guide. The spread comes from {markets} in which only people and "
        "luck differ. In reality season, competitors and the economy differ too, and the real effect may be smaller "
        "than here; both ask for a longer pilot. What stays the same within one company, such as how well its leads "
        "can be judged, differs between these years; so the shares may be seen sooner. The halves are computed from "
        "the whole company and were not played: a half has a queue of its own, and people talk to each other."),
        markets=_markets(question)))  # fmt: skip


def _before() -> Said:
    return said(_("Practices that need everybody, such as one shared list, can only be compared with the time before. "
                  "All people are counted then, so luck is smaller; but whatever else changed between the two periods "
                  "is taken for an effect, and no calculation can tell."))  # fmt: skip


def _lengths(lines: Lines) -> list[int]:
    return list(dict.fromkeys(weeks for _metric, weeks in lines))


def _chances(question: Question, lines: Lines, design: str) -> Table:
    rows = []
    for weeks in _lengths(lines):
        chances: list[Cell] = []
        for metric in MEASURED:
            shown = _chance(question, lines[metric, weeks], design)
            with_interval = said("{chance} ({interval})", chance=shown, interval=interval_of(shown, how=shown.how))
            chances.append(with_interval if shown.interval else shown)
        rows.append((said(_("{weeks} weeks"), weeks=_weeks(lines[MEASURED[0], weeks])), *chances))
    caption = _("Chance that a pilot of this length shows a clear difference if the effect is as large as here, with "
                "95% intervals.")  # fmt: skip
    return Table(caption, (_("Length"), *(_(PLAIN[one]) for one in MEASURED)), tuple(rows))


def _sizes(question: Question, found: Pilot, lines: Lines) -> Table:
    heads = (_("What is measured"), _("Weeks"), _("Leads in each half"), _("Difference between the halves"),
             _("95% interval"), _("Spread by luck in one pilot"), _("Clear from"))  # fmt: skip
    rows = []
    for one in lines.values():
        effect = _effect(question, one)
        spread = _amount(question, one, "error", one.error,
                         _("Standard error of the difference in one pilot"), _error_how("halves"))  # fmt: skip
        rows.append((_(PLAIN[one.metric]), _weeks(one), _leads(question, found, one.weeks), effect,
                     interval_of(effect), replace(spread, text=spread.text.replace("+", "±")),
                     _clear(question, one)))  # fmt: skip
    return Table(_("What the chances are counted from."), heads, tuple(rows))


def _picture(lines: Lines) -> Chart:
    """Return the chances as a table of colours, with the numbers in it."""
    chances = np.array([[lines[metric, weeks].chance for weeks in _lengths(lines)] for metric in MEASURED])
    names = [textwrap.fill(_(PLAIN[metric]), 34) for metric in MEASURED]
    with matplotlib.rc_context(STYLE):
        drawing = Drawing(figsize=(7.2, 3.1))
        ax = drawing.add_axes((0.38, 0.17, 0.6, 0.81))
        sns.heatmap(chances, vmin=0, vmax=2, cmap="Blues", cbar=False, linewidths=2, ax=ax)
        for (row, column), chance in np.ndenumerate(chances):
            ax.text(column + 0.5, row + 0.5, _chance_words(chance), ha="center", va="center", size=10, color=INK,
                    weight="bold" if chance >= WANTED else "normal")  # fmt: skip
        ax.set_xticklabels([number(one) for one in _lengths(lines)])
        ax.set_yticklabels(names, rotation=0, fontsize=9)
        ax.set_xlabel(_("length of the pilot in weeks"))
        ax.tick_params(length=0)
    sentence = said(_("Chance to see the effect with two halves of the company side by side; bold from {wanted} on. "
                      "The intervals are in the table below."), wanted=_wanted())  # fmt: skip
    if np.isnan(chances).any():
        sentence = said(sentence.template + " " + _("“none”: people have to be followed for longer than that."),
                        **sentence.gaps)  # fmt: skip
    return Chart(drawing, sentence)


# The figures


def _command(question: Question) -> str:
    return command(question, "report", f"--practices {','.join(question.practices)} --only pilot --json", plans=False)


def _name(one: Line, words: str) -> str:
    return _("{metric}, pilot of {weeks} weeks: {what}").format(
        metric=_(PLAIN[one.metric]), weeks=number(one.weeks), what=words)  # fmt: skip


def _error_how(design: str) -> str:
    if design == "before":
        return _("√(s² today + s² with the practices), s the standard deviation between the simulated years of this "
                 "metric in so many weeks")  # fmt: skip
    return _("√(2 × (s² today + s² with the practices)), s the standard deviation between the simulated years of this "
             "metric in so many weeks; × 2 because half as many people spread more; for counts and money half of "
             "that, because half of the company brings half")  # fmt: skip


def _chance_words(value: float) -> str:
    if math.isnan(value):
        return _("none")
    return _("over 99%") if value > 0.99 else percent(value)


def _chance(question: Question, one: Line, design: str) -> Figure:
    how = _("Probability that a two-sided t-test at 5% finds a clear difference in this direction: noncentral t with "
            "2 × weeks − 2 degrees of freedom (one figure a week in each group), shifted by effect ÷ standard error "
            "(J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd edition, 1988, chapter 2). "
            "Standard error: {error}. The interval of the chance: jackknife over the simulated years.")  # fmt: skip
    interval = "" if math.isnan(one.chance_low) else _("{low} to {high}").format(
        low=_chance_words(one.chance_low), high=_chance_words(one.chance_high))  # fmt: skip
    return Figure(f"pilot.{one.metric}.{one.weeks}.{design}.chance", _name(one, _("chance to see the effect")),
                  _chance_words(one.chance), one.chance, "simulated", how.format(error=_error_how(design)), "share",
                  one.chance_low, one.chance_high, interval, one.metric, question.seed, _command(question))  # fmt: skip


def _chance_interval(question: Question, one: Line, design: str) -> Figure:
    shown = _chance(question, one, design)
    return interval_of(replace(shown, interval=shown.interval or _("no interval from so few years")), how=shown.how)


def _effect(question: Question, one: Line) -> Figure:
    how = _("mean over the simulated years of practices less today, in the first weeks")
    if one.metric in SUMS:
        how = _("half of the mean over the simulated years of practices less today, in the first weeks, because half "
                "of the company brings half")  # fmt: skip
    return of_metric(question, f"pilot.{one.metric}.{one.weeks}.effect", one.metric, one.effect,
                     name=_name(one, _("difference between the halves")), how=how, command=_command(question),
                     is_difference=True, low=one.low, high=one.high)  # fmt: skip


def _clear(question: Question, one: Line) -> Figure:
    return _amount(question, one, "clear", one.limit, _("Smallest difference that one pilot shows clearly"),
                   _("2.5% point of t × standard error of one pilot"))  # fmt: skip


def _amount(question: Question, one: Line, id: str, value: float, name: str, how: str) -> Figure:
    return of_metric(question, f"pilot.{one.metric}.{one.weeks}.{id}", one.metric, value, name=_name(one, name),
                     how=how, command=_command(question), is_difference=True)  # fmt: skip


def _leads(question: Question, found: Pilot, weeks: int) -> Figure:
    runs = found.runs["leads"].xs(("today", weeks), level=("way", "weeks"))
    return count(f"pilot.leads.{weeks}", float(runs.mean()) / 2,
                 name=_("Leads in each half in {weeks} weeks").format(weeks=number(weeks)),
                 how=_("Half of the mean over the simulated years."), command=_command(question),
                 seed=question.seed)  # fmt: skip


def _weeks(one: Line) -> Figure:
    return setting(f"pilot.weeks.{one.weeks}", one.weeks, _("Length of a pilot in weeks"))


def _markets(question: Question) -> Figure:
    years = ngettext("{n} simulated year", "{n} simulated years", question.markets)
    return replace(setting("pilot.markets", question.markets, _("Simulated years, each with other people")),
                   text=years.format(n=number(question.markets)))  # fmt: skip


def _error_share() -> Figure:
    return _usual("error", ERROR, _("How often luck may pass for an effect, and an effect for none"))


def _wanted() -> Figure:
    return _usual("wanted", WANTED, _("Chance to see an effect that is taken as enough"))


def _usual(id: str, value: float, name: str) -> Figure:
    return Figure(f"pilot.{id}", name, percent(value), value, "setting",
                  _("It is the usual choice (J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd "
                    "edition, 1988)."), "share")  # fmt: skip
