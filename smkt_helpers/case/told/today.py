"""Where people are lost today: the way from an enquiry to a customer, and the money of the same weeks."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import matplotlib
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure as Drawing

from smkt_helpers import screen
from smkt_helpers.case.blocks import Block, Chart, Note, Section, Table
from smkt_helpers.case.figure import Figure, Said, command, count, interval_of, of_metric, options, said, share
from smkt_helpers.case.question import Question
from smkt_helpers.charts.picture import GROUND, INK, STYLE
from smkt_helpers.companies import Stages
from smkt_helpers.comparison.runs import SEATS, half_interval, work_off
from smkt_helpers.funnel_table import Worked, counted, worked
from smkt_helpers.history import simulate
from smkt_helpers.metrics import METRICS, values
from smkt_helpers.words import N_, _, number

MEASURED = ("revenue", "spend", "people", "contribution", "cac", "wins", "speed_median", "untouched", "rejected_fit",
            "rejected_interest", "utilisation")  # fmt: skip
MONEY = ("revenue", "spend", "people", "contribution", "cac", "speed_median", "untouched")
# The way of a person who asked, stage by stage: whose hands it is in.
STEPS: Mapping[str, str] = {
    "lead": "marketing",
    "mql": "marketing",
    "looked": "sales",
    "sal": "sales",
    "reached": "sales",
    "sql": "sales",
    "opportunity": "sales",
    "won": "customer",
}
# What `funnel_table.counted` calls them.
COUNTED = {"lead": "leads", "mql": "mql", "looked": "looked", "sal": "accepted", "reached": "reached", "sql": "sql",
           "opportunity": "opportunities", "won": "won_asked"}  # fmt: skip
# Stages that have no name of their own in the field.
BETWEEN = {"looked": N_("Opened by a rep"), "reached": N_("Reached: a rep talked to them")}
# Why people do not get as far as a stage.
REASONS = {
    "mql": N_("marketing does not find them good enough to pass on, or staying in touch has not made them ready yet"),
    "looked": N_("no rep opens them"),
    "sal": N_("a rep opens them and turns them away"),
    "reached": N_("a rep calls and does not reach them"),
    "sql": N_("the conversation finds no real need now"),
    "opportunity": N_("they have a need and do not ask for an offer"),
    "won": N_("the offer is lost, or still open at the end"),
}


@dataclass(frozen=True)
class Today:
    """The way of working of today: its funnel, and a row per market of its figures and of its people by stage."""

    funnel: Worked
    runs: pd.DataFrame
    people: pd.DataFrame


@dataclass(frozen=True)
class Market:
    """One market to be played as the company works today."""

    question: Question
    number: int


def compute(question: Question, **helpers: Any) -> Today:
    """Play today; see `parts`."""
    markets = [Market(question, number) for number in range(question.markets)]
    done = work_off(play, markets, [1] * len(markets), **helpers)
    counts = [one for counts, _figures in done for one in counts]
    funnel = worked(question.company, question.plan("today"), question.weeks, counts)
    people = pd.DataFrame([{stage: one[name] for stage, name in COUNTED.items()} for one in counts])
    return Today(funnel, pd.concat([figures for _counts, figures in done]), people)


def play(market: Market) -> tuple[list[dict[str, float]], pd.DataFrame]:
    """Return the counts of the funnel and the metrics of one market; the same figures that the commands make."""
    question = market.question
    history = simulate(question.company, question.plan("today"), seed=question.seed, weeks=question.weeks,
                       first_replication=market.number, programs=SEATS)  # fmt: skip
    return counted(history), values(history.tables(), MEASURED)


def section(question: Question, found: Today) -> Section:
    """Return the message, the funnel, its biggest leak, and the money; see `parts`."""
    chart = picture(question, found)
    blocks: list[Block] = [chart, *varied(question, found)]
    if biggest(found):
        blocks.append(Note("info", leak(question, found)))
    blocks += [hours(question, found), found_by_sales(question, found), basis(question), _money(question, found)]
    return Section("today", _("Where people are lost today"), message(question, found), tuple(blocks), (chart,))


def people(found: Today) -> dict[str, float]:
    """Return how many people reach each stage of `STEPS` in a week on average; only those who asked are counted."""
    counts = found.funnel.counts
    return {
        "lead": counts["leads"], "mql": counts["mql"], "looked": counts["looked"], "sal": counts["accepted"],
        "reached": found.funnel.asked["reached"], "sql": counts["sql"], "opportunity": counts["opportunities"],
        "won": found.funnel.asked["won"],
    }  # fmt: skip


def biggest(found: Today) -> str:
    """Return the stage before which most people are lost after marketing passed them on; empty if nobody is."""
    reached = people(found)
    stages = list(STEPS)
    lost = {stage: reached[before] - reached[stage] for before, stage in zip(stages[1:], stages[2:], strict=False)}
    worst = max(lost, key=lost.__getitem__)
    return worst if lost[worst] > 0 else ""


def stage_words(stages: Stages, stage: str) -> str:
    """Return what a stage is called, with the company's own word where it has one."""
    return _(BETWEEN[stage]) if stage in BETWEEN else stages.name(stage)


def message(question: Question, found: Today) -> Said:
    """Say how many of those who asked become customers, and where most are lost."""
    gaps: dict[str, Figure | str] = {stage: reached(question, found, stage) for stage in ("lead", "mql", "sal", "won")}
    gaps |= {"company": question.base.name, "period": _period(question)}
    worst = biggest(found)
    words = _("In {period} weeks **{lead} people ask {company} for something, and {won} of these become customers**. "
              "Marketing passes {mql} on, sales takes on {sal}.")  # fmt: skip
    if len(found.people) > 1:
        words = _("In {period} weeks **{lead} people ask {company} for something, and {won} of these become "
                  "customers** (means; 95% interval of the customers {interval}). Marketing passes {mql} on, sales "
                  "takes on {sal}.")  # fmt: skip
        gaps["interval"] = interval_of(reached(question, found, "won"))
    if worst:
        words += " " + _("After that handover most are lost here: {reason}.")
        gaps["reason"] = _(REASONS[worst])
    return Said(words, gaps)


def reached(question: Question, found: Today, stage: str) -> Figure:
    """Return how many people reach a stage in the period, on average."""
    how = _("Counted whenever it happened in these weeks, mean over {n} markets: the command says it for a week, this "
            "is that times {weeks} weeks. Whom sales found itself is left out.")  # fmt: skip
    value = people(found)[stage] * question.weeks
    digits = 1 if value < 20 else 0
    figure = count(f"today.people.{stage}", value, name=stage_words(question.base.stages, stage), unit=_("people"),
                   how=how.format(n=number(question.markets), weeks=number(question.weeks)),
                   command=_funnel_command(question), seed=question.seed, digits=digits)  # fmt: skip
    half = float(half_interval(found.people[[stage]]).iloc[0])
    if math.isnan(half):
        return figure
    low, high = max(0.0, value - half), value + half
    return replace(figure, low=low, high=high, interval=_("{low} to {high}").format(
        low=number(low, digits), high=number(high, digits)))  # fmt: skip


def varied(question: Question, found: Today) -> list[Said]:
    """Say that the counts are means, and between what the single years lie; nothing for a single year."""
    if len(found.people) < 2:
        return []
    gaps = {"years": count("today.markets", len(found.people), basis="setting", name=_("Simulated years"),
                           how=_("It was chosen for this page; the command’s options change it."))}  # fmt: skip
    for stage in ("lead", "won"):
        for end, value in (("low", found.people[stage].min()), ("high", found.people[stage].max())):
            name = _("{stage}, fewest in a simulated year") if end == "low" else _("{stage}, most in a simulated year")
            gaps[f"{stage}_{end}"] = count(
                f"today.people.{stage}.{end}", value, unit=_("people"), seed=question.seed,
                name=name.format(stage=stage_words(question.base.stages, stage)), command=_funnel_command(question),
                how=_("the smallest or largest count of a single market; the command says their mean"))  # fmt: skip
    return [said(_("These are means of {years} simulated years. One year is not like the other: between {lead_low} and "
                   "{lead_high} people asked, and between {won_low} and {won_high} became customers."), **gaps)]


def _people_interval(question: Question, found: Today, stage: str) -> Figure | str:
    figure = reached(question, found, stage)
    return interval_of(figure) if figure.interval else "–"


def _part(question: Question, found: Today, stage: str, of: str, id: str) -> Figure | str:
    whole, part = people(found)[of], people(found)[stage]
    if not whole:
        return "–"
    words = {"stage": stage_words(question.base.stages, stage), "of": stage_words(question.base.stages, of)}
    return share(f"today.{id}.{stage}", part / whole, name=_("{stage}, as a share of: {of}").format(**words),
                 how=_("People who reached the one stage in these weeks ÷ people who reached the other in them."),
                 command=_funnel_command(question), seed=question.seed,
                 digits=1 if part / whole < 0.1 else 0)  # fmt: skip


def _funnel_command(question: Question) -> str:
    return f"python -m smkt_helpers funnel --plan today --programs --json {options(question, plans=False)}"


def _period(question: Question) -> Figure:
    return count("today.weeks", question.weeks, basis="setting", name=_("Weeks that are counted"),
                 how=_("It was chosen for this page; the command’s options change it."))  # fmt: skip


def leak(question: Question, found: Today) -> Said:
    """Name the step after the handover at which most people are lost, with its reason as far as it is known."""
    worst = biggest(found)
    before = list(STEPS)[list(STEPS).index(worst) - 1]
    reach = people(found)
    lost = count("today.lost", (reach[before] - reach[worst]) * question.weeks, unit=_("people"),
                 name=_("People lost at the biggest leak"), command=_funnel_command(question), seed=question.seed,
                 how=_("People at the stage before, less people at this stage, in the same weeks."))  # fmt: skip
    gaps: dict[str, Figure | str] = {"lost": lost, "reason": _(REASONS[worst]),
                                     "before": stage_words(question.base.stages, before)}  # fmt: skip
    words = _(
        "**The biggest leak after the handover:** {lost} people get as far as “{before}” and no further: {reason}."
    )
    if worst == "looked":
        words += " " + _(
            "Of all leads passed on, {leaked} are on nobody’s list, {stale} lie on a list until they are too old (no "
            "hours, or nobody believes in them), and {waiting} still wait at the end."
        )
        gaps |= {name: _unseen(question, found, name) for name in ("leaked", "stale", "waiting")}
    if worst == "sal":
        known = {name: mean(question, found, name) for name in ("rejected_fit", "rejected_interest")}
        words += " " + _(
            "Of the leads that reps opened, {rejected_fit} are turned away because the firm does not suit the product, "
            "and {rejected_interest} because they seem to want nothing yet. The two teams look for different things, "
            "or see them differently."
        )
        gaps |= known
    return Said(words, gaps)


def _unseen(question: Question, found: Today, name: str) -> Figure:
    names = {"leaked": _("Leads passed on that were on nobody’s list"),
             "stale": _("Leads passed on that nobody opened in time"),
             "waiting": _("Leads passed on that still wait at the end")}  # fmt: skip
    return share(f"today.unseen.{name}", found.funnel.unseen[name], name=names[name],
                 how=_("Share of the leads passed on in these weeks."), command=_funnel_command(question),
                 seed=question.seed)  # fmt: skip


def hours(question: Question, found: Today) -> Said:
    """Say which team is short of hours."""
    names = {"reps": _("Hours the reps would need"), "marketing": _("Hours marketing would need")}
    gaps = {team: share(f"today.hours.{team}", found.funnel.needed[team], name=name, seed=question.seed,
                        command=_funnel_command(question),
                        how=_("Hours that everything which came up would take ÷ hours in which such work fits."))
            for team, name in names.items()}
    funnel = found.funnel
    gaps["used"] = mean(question, found, "utilisation")
    gaps["evening"] = share("today.hours.evening", funnel.hours["evening"] / funnel.paid, seed=question.seed,
                            name=_("Reps’ hours at the end of a day, too short for a task"),
                            command=_funnel_command(question),
                            how=_("Paid hours in which no further task could be finished ÷ paid hours."))  # fmt: skip
    words = {
        "reps": _("**What is short are the reps’ hours**, though they use only {used} of those they are paid for. Two "
                  "things hide it. In another {evening} the day is too far gone to begin a further task. And whoever "
                  "is passed over takes no time: had everybody been served, it would have taken {reps} of the hours in "
                  "which a task fits. Marketing needs {marketing} of its own hours."),
        "marketing": _("**What is short are marketing’s hours**: everything it has to do would take {marketing} of "
                       "those it has. The reps use {used} of their paid hours; to serve everybody, also those who are "
                       "passed over now, would take {reps} of the hours in which a task fits."),
        "neither": _("No team is short of hours. The reps use {used} of their paid hours; to serve everybody, also "
                     "those who are passed over now, would take {reps} of the hours in which a task fits, and "
                     "marketing needs {marketing} of its own. So more people would not close the leak."),
    }  # fmt: skip
    if funnel.binds != "reps":
        del gaps["evening"]
    return Said(words[funnel.binds], gaps)


def found_by_sales(question: Question, found: Today) -> Said:
    """Say how many customers never asked, so that the funnel and the deals won agree."""
    own = (found.funnel.counts["won"] - found.funnel.asked["won"]) * question.weeks
    figure = count("today.own", max(0.0, own), unit=_("customers"), name=_("Customers whom sales found itself"),
                   how=_("All deals won in these weeks, less those of people who had asked."),
                   command=_funnel_command(question), seed=question.seed, digits=1 if own < 20 else 0)  # fmt: skip
    return said(_("Beside them sales wins {own} customers whom it found itself; they never asked and are not in the "
                  "funnel. Together that makes the {wins} deals won."), own=figure,
                wins=mean(question, found, "wins"))  # fmt: skip


def basis(question: Question) -> Said:
    """Say how people are counted here."""
    return said(_(
        "How this is counted: every stage and every amount of money counts what happened in the same {period} weeks, "
        "whenever it began. Somebody who asked before and is called now is counted at the call; somebody who asks in "
        "the last week is called later and is not. So the stages show what flows through, and not the fate of single "
        "people."
    ), period=_period(question))  # fmt: skip


def mean(question: Question, found: Today, metric: str) -> Figure:
    """Return the mean of a metric over the markets, with its interval."""
    runs = found.runs[[metric]]
    middle, half = runs.mean()[metric], half_interval(runs)[metric]
    return of_metric(question, f"today.{metric}", metric, middle, low=middle - half, high=middle + half,
                     name=_("{metric}, today").format(metric=_(METRICS[metric].name)),
                     how=_("mean over {n} markets").format(n=number(runs[metric].notna().sum())),
                     command=command(question, "compare", f"--metrics {','.join(MEASURED)}"))  # fmt: skip


def _money(question: Question, found: Today) -> Table:
    lines = []
    for metric in MONEY:
        figure = mean(question, found, metric)
        sure: Figure | str = interval_of(figure) if figure.interval else "–"
        if figure.low == figure.high:
            sure = _("the same in every market")
        lines.append((_(METRICS[metric].name), figure, sure, _(METRICS[metric].sentence)))
    heads = (_("Figure"), _("Today"), _("95% interval of the mean"), _("What it means"))
    return Table(_("Money, speed, and leads that nobody called, in the same weeks."), heads, tuple(lines))


def _stage_table(question: Question, found: Today) -> Table:
    stages = list(STEPS)
    lines = []
    for place, stage in enumerate(stages):
        before = _part(question, found, stage, stages[place - 1], "step") if place else "–"
        lines.append((stage_words(question.base.stages, stage), reached(question, found, stage),
                      _people_interval(question, found, stage), before, _part(question, found, stage, "lead", "part"),
                      _(REASONS.get(stage, "–"))))  # fmt: skip
    heads = (_("Stage"), _("People"), _("95% interval of the mean"), _("Of the stage before"), _("Of all who asked"),
             _("Why the others are lost"))  # fmt: skip
    return Table(_("How many people get how far."), heads, tuple(lines))


def picture(question: Question, found: Today) -> Chart:
    """Return the stages as bars, from the people who asked to the customers won."""
    table = _stage_table(question, found)
    heights = [row[1].value for row in table.rows]
    texts = [_("{people}  ({part} of the stage before)").format(people=row[1].text, part=row[3].text)
             if isinstance(row[3], Figure) else row[1].text for row in table.rows]  # fmt: skip
    names = [textwrap.fill(row[0], 38) for row in table.rows]
    with matplotlib.rc_context(STYLE | {"font.size": 8.5}):
        lines = max(name.count("\n") + 1 for name in names)
        drawing = Drawing(figsize=(7.2, len(names) * max(0.42, 0.15 * lines + 0.08)))
        ax = drawing.add_axes((0.37, 0.02, 0.61, 0.96))
        colours = [screen.PALETTE[owner] for owner in STEPS.values()]
        sns.barplot(x=heights, y=names, hue=names, palette=colours, saturation=1, legend=False, errorbar=None,
                    width=0.62, ax=ax)  # fmt: skip
        room = max(heights) or 1.0
        for place, (value, text) in enumerate(zip(heights, texts, strict=True)):
            inside = value > 0.55 * room
            ax.text(value + (-0.01 if inside else 0.01) * room, place, text, va="center",
                    ha="right" if inside else "left", color="white" if inside else INK)  # fmt: skip
        handover = list(STEPS).index("looked") - 0.5
        ax.axhline(handover, color=INK, linewidth=1, linestyle=(0, (5, 3)))
        ax.text(room, handover, _("marketing hands over to sales"), ha="right", va="center",
                bbox={"facecolor": GROUND, "edgecolor": "none", "pad": 1})  # fmt: skip
        ax.set(xlabel="", ylabel="", xticks=[], xlim=(0, 1.02 * room))
        ax.tick_params(left=False)
        sns.despine(ax=ax, left=True, bottom=True)
    gaps = {stage: reached(question, found, stage) for stage in STEPS}
    words = _("{lead} people ask, {mql} are passed to sales, {looked} are opened by a rep (somebody who sells), {sal} "
              "are taken on, {reached} are reached, {sql} have a real need, {opportunity} ask for an offer and {won} "
              "buy.")  # fmt: skip
    return Chart(drawing, Said(words, gaps), table)
