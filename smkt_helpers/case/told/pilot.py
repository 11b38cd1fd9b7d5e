"""How to see it in reality: how large and how long a pilot must be to show an effect as large as here."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure as Drawing

from smkt_helpers.case.blocks import Block, Chart, Folded, Note, Section, Table
from smkt_helpers.case.figure import Figure, Said, interval_of, said
from smkt_helpers.case.question import Question
from smkt_helpers.case.told import pilot_figures as shown
from smkt_helpers.case.told.halves import WHOLE, Stage, altogether, split, stages, ways
from smkt_helpers.case.told.pilot_figures import PLAIN
from smkt_helpers.case.told.power import MEASURED, RESULTS, WANTED, Line, Lines, board, first_seen, recommended
from smkt_helpers.charts.picture import INK, STYLE
from smkt_helpers.comparison.runs import SEATS, StoppedError
from smkt_helpers.crm import SCHEMA, Tables
from smkt_helpers.history import simulate
from smkt_helpers.metrics import values
from smkt_helpers.practices import PRACTICES
from smkt_helpers.words import _, number

DURATIONS = (4, 13, 26, 52)  # weeks: a month, a quarter, half a year, a year


@dataclass(frozen=True)
class Pilot:
    """Runs: a row per way, length in weeks and market (index `way`, `weeks`, `replication`), a column per metric."""

    runs: pd.DataFrame


def compute(question: Question, *, progress: Any = None, cancel: Any = None) -> Pilot:
    """Play today, what everybody has to get, and all chosen practices, and count their first weeks; see `parts`."""
    durations = [one for one in DURATIONS if one <= question.weeks] or [question.weeks]
    rows: dict[tuple[str, int, int], pd.Series] = {}
    for market in range(question.markets):
        played: dict[Any, Tables] = {}
        for way, plan in ways(question).items():
            if cancel is not None and cancel():
                raise StoppedError
            # Without a practice for everybody, or with no other, two of the ways are the same.
            key = next((known for known in played if known == plan), plan)
            if key not in played:
                played[key] = simulate(question.company, plan, seed=question.seed, weeks=question.weeks,
                                       first_replication=market, programs=SEATS, log=False).tables()  # fmt: skip
            for weeks in durations:
                rows[way, weeks, market] = values(first_weeks(played[key], weeks), ("leads", *MEASURED)).iloc[0]
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


def section(question: Question, found: Pilot) -> Section:
    """Return the recommended pilot, what its result would mean, the chances and how they are counted; see `parts`."""
    title = _("How to see it in reality")
    boards = {stage: board(found.runs, stage) for stage in stages(question)}
    if all(math.isnan(one.chance) for lines in boards.values() for one in lines.values()):
        return Section("pilot", title, _no_answer(question), (_limits(question),))
    chart, told, meant = _picture(boards), [], []
    for stage, lines in boards.items():
        best = recommended(lines)
        if best:
            told.append(_plan(question, found, stage, best, is_staged=len(boards) > 1))
            meant.append(_meaning(question, best))
            told.append(meant[-1])
    worse = _worse(question, board(found.runs, altogether(question)))
    folded = [Folded(_heading(stage), (*([_before()] if stage.design == "before" else []), _chances(question, lines),
                                       _sizes(question, found, lines))) for stage, lines in boards.items()]  # fmt: skip
    blocks: list[Block] = [_who(question), *told, *worse, _asked(), chart, _unpaired(), _limits(question), *folded]
    return Section("pilot", title, _message(question, boards), tuple(blocks), (*meant[:1], chart))


def _no_answer(question: Question) -> Said:
    return said(_("How large a pilot must be cannot be said from {markets}: luck shows only in more of "
                  "them, and a pilot needs at least two weeks."), markets=shown.markets(question))  # fmt: skip


# What is recommended


def _message(question: Question, boards: Mapping[Stage, Lines]) -> Said:
    """Say what each stage can show, and how long money takes."""
    words, gaps = [], {}
    if len(boards) > 1:
        words.append(_("**A pilot needs two stages**, because some of the chosen practices cannot be given to half of "
                       "the people."))  # fmt: skip
    for stage, lines in boards.items():
        best = recommended(lines)
        words.append(_stage_words(stage, is_seen=best is not None, is_staged=len(boards) > 1))
        gaps |= _gaps(question, best, stage.id) if best else {}
    if not gaps:
        words = [_("None of the lengths tried here would be likely to show that something gets better, even if the "
                   "effect is as large as here.")]  # fmt: skip
    stage, lines = next(iter(boards.items()))
    best = recommended(lines)
    if best is None or best.metric != "revenue":
        money = first_seen(lines, "revenue") or lines["revenue", max(weeks for _metric, weeks in lines)]
        gaps |= _gaps(question, money, "money")
        words.append(_money_words(is_seen=money.is_seen, is_staged=len(boards) > 1))
    return Said(" ".join(words), gaps)


def _money_words(*, is_seen: bool, is_staged: bool) -> str:
    if is_seen and is_staged:
        return _("In revenue, {money_weeks} weeks of the first stage show it with a chance of {money_chance} "
                 "({money_interval}).")  # fmt: skip
    if is_seen:
        return _("In revenue, {money_weeks} weeks show it with a chance of {money_chance} ({money_interval}).")
    if is_staged:
        return _("In revenue, even {money_weeks} weeks of the first stage show it with a chance of only {money_chance} "
                 "({money_interval}).")  # fmt: skip
    return _("In revenue, even {money_weeks} weeks show it with a chance of only {money_chance} ({money_interval}).")


def _stage_words(stage: Stage, *, is_seen: bool, is_staged: bool) -> str:
    if stage.id == "everybody" and is_seen:
        words = _("Nobody can give these practices to half of the people, so everybody gets them: "
                  "**{everybody_weeks} weeks**, compared with as many before them, show an effect as large as here, in "
                  "{everybody_metric}, with a chance of **{everybody_chance}** (95% interval {everybody_interval}; "
                  "{everybody_half} if the true effect is half as large).")  # fmt: skip
        staged = _("First everybody gets these: **{everybody_weeks} weeks**, compared with as many before them, show "
                   "an effect as large as here, in {everybody_metric}, with a chance of **{everybody_chance}** (95% "
                   "interval {everybody_interval}; {everybody_half} if the true effect is half as large).")  # fmt: skip
        return staged if is_staged else words
    if stage.id == "everybody":
        return _("First everybody gets these; none of the lengths tried would be likely to show what that brings.")
    if is_seen:
        words = _("A pilot can tell. Two halves of the company side by side show an effect as large as here after "
                  "**{halves_weeks} weeks**, in {halves_metric}, with a chance of **{halves_chance}** (95% interval "
                  "{halves_interval}; {halves_half} if the true effect is half as large).")  # fmt: skip
        staged = _("Then half of the reps get the others: two halves side by side show what these add after "
                   "**{halves_weeks} weeks**, in {halves_metric}, with a chance of **{halves_chance}** (95% interval "
                   "{halves_interval}; {halves_half} if the true effect is half as large).")  # fmt: skip
        return staged if is_staged else words
    return _("What the others add is too little for two halves to show in any of the lengths tried.")


def _gaps(question: Question, one: Line, prefix: str) -> dict[str, Figure | str]:
    gaps = {"weeks": shown.weeks(one), "metric": _(PLAIN[one.metric]), "chance": shown.chance(question, one),
            "interval": shown.chance_interval(question, one), "half": shown.chance_of_half(question, one)}  # fmt: skip
    # Only what the money sentence shows.
    wanted = ("weeks", "chance", "interval") if prefix == "money" else tuple(gaps)
    return {f"{prefix}_{name}": gaps[name] for name in wanted}


def _who(question: Question) -> Table:
    """Say which practices can be given to half of the people, and why the others cannot."""
    whole, rest = split(question)
    rows = [(_(PRACTICES[id].name), _("everybody"), _(WHOLE[id])) for id in whole]
    rows += [(_(PRACTICES[id].name), _("half of the reps"), _("it is how a rep works, or what happens to one lead"))
             for id in rest]  # fmt: skip
    return Table(_("Who can be given each practice in a pilot."), (_("Practice"), _("Given to"), _("Because")),
                 tuple(rows))  # fmt: skip


def _plan(question: Question, found: Pilot, stage: Stage, best: Line, *, is_staged: bool) -> Said:
    kind = _("It is the shortest of the lengths tried that would show a result and not only a habit; of the results "
             "that it shows, this one is nearest to money.")  # fmt: skip
    if best.metric not in RESULTS:
        kind = _("It shows a habit; none of the lengths tried would show a result.")
    words = _("**{title}.** Draw by lot which half of the reps, with their half of the leads, also works with: "
              "{practices}. The other half goes on without. Run it for {weeks} weeks, with about {leads} leads in "
              "each half, and write down before it begins which figure will decide: **{metric}**.")  # fmt: skip
    if stage.design == "before":
        words = _("**{title}.** Give to everybody: {practices}. Run it for {weeks} weeks, with about {leads} leads, "
                  "and compare them with as many weeks before; the same weeks of the year before help to tell the "
                  "season apart. Write down before it begins which figure will decide: **{metric}**.")  # fmt: skip
    title = _("The pilot that follows from this")
    if is_staged:
        title = _("First stage: everybody") if stage.design == "before" else _("Second stage: two halves")
    return said(f"{words} {kind}", title=title, weeks=shown.weeks(best), metric=_(PLAIN[best.metric]),
                practices="; ".join(_(PRACTICES[id].name) for id in stage.practices),
                leads=shown.leads(question, found.runs, best))  # fmt: skip


def _meaning(question: Question, best: Line) -> Said:
    """Say what a result means, without condemning practices that do half as much."""
    words = [_("The difference should be about {effect} ({metric}). **If it stays short of {least}, the effect is "
               "smaller than here; that alone does not mean that nothing works:** if the practices do as much as here, "
               "{most} of such pilots reach it, and if they do half as much, {missed} stay short of it.")]  # fmt: skip
    gaps = {"effect": shown.effect(question, best), "metric": _(PLAIN[best.metric]),
            "least": shown.least(question, best), "most": shown.nearly_all(),
            "missed": shown.missed_by_half(question, best)}  # fmt: skip
    if best.least_of_half * best.effect > 0:
        words.append(_("Count it as not working if it stays short of {least_of_half}: even practices that do half as "
                       "much reach that in {most} of such pilots."))  # fmt: skip
        gaps["least_of_half"] = shown.least_of_half(question, best)
    else:
        words.append(_("Such a pilot cannot tell “half as much” from “nothing”: where the difference is near zero, go "
                       "on for longer before you give up."))  # fmt: skip
    if abs(best.limit) > abs(best.least):
        words.append(_("From {limit} on, the difference is clear."))
        gaps["limit"] = shown.clear(question, best)
    return Said(" ".join(words), gaps)


def _worse(question: Question, lines: Lines) -> list[Note]:
    """Say which figures get worse, at once or with time: nobody should be surprised by them in a pilot."""
    notes = []
    for metric in MEASURED:
        mine = [one for one in lines.values() if one.metric == metric and one.gets]
        if not any(one.gets == "worse" for one in mine):
            continue
        first, last = mine[0], mine[-1]
        words = _("**It gets worse:** with all chosen practices, {metric} changes by {last} ({interval}) in "
                  "{last_weeks} weeks. Watch it in the pilot too.")  # fmt: skip
        gaps = {"metric": _(PLAIN[metric]), "last": shown.effect(question, last), "last_weeks": shown.weeks(last),
                "interval": interval_of(shown.effect(question, last))}  # fmt: skip
        if first.gets != last.gets:
            words = _("**It turns with time:** with all chosen practices, {metric} changes by {first} in a pilot of "
                      "{first_weeks} weeks, and by {last} ({interval}) in one of {last_weeks} weeks. A short pilot "
                      "shows only the beginning.")  # fmt: skip
            gaps |= {"first": shown.effect(question, first), "first_weeks": shown.weeks(first)}
        notes.append(Note("warn", Said(words, gaps)))
    return notes


# How it is counted


def _asked() -> Said:
    return said(_("What is asked here: how likely is a difference so clear that, without any effect, only {error} of "
                  "pilots would show one? A chance of {wanted} is usually taken as enough. What changes first is how "
                  "people work; deals need time to be won, and money is spread most by luck."),
                error=shown.error_share(), wanted=shown.wanted())  # fmt: skip


def _unpaired() -> Note:
    return Note("info", said(_(
        "The other parts of this page compare the same people in two worlds, so they see a small effect at once. A "
        "company has no twin world: its two groups meet different people, and luck does not cancel out. That is why a "
        "pilot needs this long.")))  # fmt: skip


def _limits(question: Question) -> Note:
    return Note("warn", said(_(
        "Take these lengths as a rough guide; no chance above {most} is claimed. They take each week as independent "
        "of the one before, though what began in one week goes on in the next, and with only {reps} one strong rep can "
        "decide; neither is in the chances. The spread comes from {markets} in which only people and luck differ. In "
        "reality season, competitors and the economy differ too, and the real effect may be smaller than here; all of "
        "this asks for a longer pilot. The halves are computed from the whole company and were not played: a half has "
        "a queue of its own, and people talk to each other. What a second stage adds is counted as if it began on the "
        "first day."), most=shown.most_claimed(), reps=shown.reps(question),
        markets=shown.markets(question)))  # fmt: skip


def _before() -> Said:
    return said(_("Practices that everybody has to get can only be compared with the time before. All people are "
                  "counted then, so luck is smaller; but whatever else changed between the two periods is taken for an "
                  "effect, and no calculation can tell."))  # fmt: skip


def _heading(stage: Stage) -> str:
    return _("The whole company, before against after") if stage.design == "before" else _("Two halves side by side")


def _lengths(lines: Lines) -> list[int]:
    return list(dict.fromkeys(weeks for _metric, weeks in lines))


def _chances(question: Question, lines: Lines) -> Table:
    rows = []
    for weeks in _lengths(lines):
        cells = []
        for metric in MEASURED:
            one = lines[metric, weeks]
            whole, half = shown.chance(question, one), shown.chance_of_half(question, one)
            template = _("{chance} ({interval}); {half}") if whole.interval else _("{chance}; {half}")
            cells.append(said(template, chance=whole, half=half, interval=shown.chance_interval(question, one)))
        rows.append((said(_("{weeks} weeks"), weeks=shown.weeks(lines[MEASURED[0], weeks])), *cells))
    caption = _("Chance that a pilot of this length shows a clear difference if the effect is as large as here, with "
                "its 95% interval; and after the semicolon if the true effect is half as large.")  # fmt: skip
    return Table(caption, (_("Length"), *(_(PLAIN[one]) for one in MEASURED)), tuple(rows))


def _sizes(question: Question, found: Pilot, lines: Lines) -> Table:
    heads = (_("What is measured"), _("Weeks"), _("Leads in each group"), _("Difference"), _("95% interval"),
             _("Spread by luck in one pilot"), _("Clear from"))  # fmt: skip
    rows = []
    for one in lines.values():
        effect = shown.effect(question, one)
        rows.append((_(PLAIN[one.metric]), shown.weeks(one), shown.leads(question, found.runs, one), effect,
                     interval_of(effect), shown.spread(question, one), shown.clear(question, one)))  # fmt: skip
    return Table(_("What the chances are counted from."), heads, tuple(rows))


def _picture(boards: Mapping[Stage, Lines]) -> Chart:
    """Return the chances of each stage as a table of colours, with the numbers in it."""
    each, below = 2.15, 0.5
    height, is_open = below + each * len(boards), False
    with matplotlib.rc_context(STYLE):
        drawing = Drawing(figsize=(7.2, height))
        for place, (stage, lines) in enumerate(boards.items()):
            chances = np.array([[lines[metric, weeks].chance for weeks in _lengths(lines)] for metric in MEASURED])
            is_open = is_open or bool(np.isnan(chances).any())
            bottom = below + each * (len(boards) - 1 - place)
            ax = drawing.add_axes((0.38, bottom / height, 0.6, (each - 0.32) / height))
            sns.heatmap(chances, vmin=0, vmax=2, cmap="Blues", cbar=False, linewidths=2, ax=ax)
            for (row, column), chance in np.ndenumerate(chances):
                ax.text(column + 0.5, row + 0.5, shown.chance_words(chance), ha="center", va="center", size=10,
                        color=INK, weight="bold" if chance >= WANTED else "normal")  # fmt: skip
            ax.set_title(_heading(stage), loc="left", fontsize=10, color=INK)
            ax.set_xticklabels([number(one) for one in _lengths(lines)])
            ax.set_yticklabels([textwrap.fill(_(PLAIN[one]), 34) for one in MEASURED], rotation=0, fontsize=10,
                               linespacing=0.95)  # two lines of a name fit into a row
            ax.tick_params(length=0, labelbottom=place == len(boards) - 1)
        ax.set_xlabel(_("length of the pilot in weeks"))
    sentence = said(_("Chance to see an effect as large as here; bold from {wanted} on. The intervals, and the chances "
                      "if the effect is half as large, are in the tables below."), wanted=shown.wanted())  # fmt: skip
    if is_open:
        sentence = said(sentence.template + " " + _("“none”: people have to be followed for longer than that."),
                        **sentence.gaps)  # fmt: skip
    return Chart(drawing, sentence)
