"""Which of the chosen practices gives how much, by which mechanism, and what it costs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure as Drawing

from smkt_helpers import screen
from smkt_helpers.case.blocks import Chart, Folded, Note, Section, Table
from smkt_helpers.case.figure import (
    Figure,
    Said,
    adding,
    command,
    count,
    interval_of,
    of_metric,
    of_runs,
    rounded,
    said,
    setting,
)
from smkt_helpers.case.question import Question
from smkt_helpers.case.told.acts import ACTS
from smkt_helpers.charts.picture import INK, LINE, QUIET, STYLE
from smkt_helpers.comparison.runs import (
    SEATS,
    Cancel,
    Progress,
    StoppedError,
    asked,
    half_interval,
    play_all,
    study_of,
)
from smkt_helpers.comparison.steps import next_step
from smkt_helpers.comparison.waterfall import Waterfall, waterfall
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.metric_words import difference_words
from smkt_helpers.metrics import METRICS
from smkt_helpers.practices import PRACTICES, with_practices
from smkt_helpers.words import _, number

HOURS_MARKETS = 2  # hours for each other follow from the plan, so they hardly differ from market to market
MOST_BARS = 10


@dataclass(frozen=True)
class Shares:
    """What each practice gave.

    `waterfall` goes over the chosen practices; `hours` a week for each other, by practice; `last` is what each adds
    when all the others are there already: a row per market, a column per practice.
    """

    waterfall: Waterfall
    hours: pd.Series
    last: pd.DataFrame


def compute(question: Question, *, progress: Progress | None = None, cancel: Cancel | None = None) -> Shares:
    """Play the practices in several orders, and each one alone for its hours; see `parts`."""
    today = question.plan("today")
    markets = min(HOURS_MARKETS, question.markets)
    alone = next_step(question.company, today, question.practices, question.weeks, markets, question.seed,
                      cancel=cancel)  # fmt: skip
    found = waterfall(question.company, today, question.practices, question.weeks, question.markets, question.seed,
                      progress=progress, cancel=cancel)  # fmt: skip
    last = _last(question, cancel=cancel)
    # Figures of a part of the markets could not be made again by their commands.
    if asked(cancel):
        raise StoppedError
    return Shares(found, alone["hours"], last)


def _last(question: Question, **helpers: Any) -> pd.DataFrame:
    """Play all chosen practices, and all but one of them; return what each one adds to the others."""
    today, ids = question.plan("today"), question.practices
    study = study_of(question.company, question.seed, question.weeks, ("contribution",), (), SEATS, True, **helpers)
    others = [with_practices(today, [one for one in ids if one != id]) for id in ids]
    both, *without = play_all(study, [question.plan("chosen"), *others], question.markets, **helpers)
    return pd.DataFrame({id: (both - one)["contribution"] for id, one in zip(ids, without, strict=True)})


def section(question: Question, found: Shares) -> Section:
    """Return the message, the picture, the table and each practice behind a line; see `parts`."""
    chart = picture(question, found)
    opened = tuple(_opened(question, found, id) for id in _by_size(found))
    blocks = (explained(question, found), chart, _table(question, found), *_unclear_note(question, found), *opened)
    return Section("shares", _("Which practice gives how much, and what it costs"), message(question, found), blocks,
                   (chart,))  # fmt: skip


def message(question: Question, found: Shares) -> Said:
    """Say which practice gives most, and how many are clear."""
    table = found.waterfall.table
    total, largest = _total(question, found), table["mean"].idxmax()
    gaps = {"total": total, "interval": interval_of(total)}
    if table.loc[largest, "low"] > 0:
        text = _("Of the {total} by all chosen practices ({interval}), “{practice}” gives most: **{gain}** on average "
                 "({gain_interval}).")  # fmt: skip
        gain = _bar(question, found, largest)
        gaps |= {"practice": _(PRACTICES[largest].name), "gain": gain, "gain_interval": interval_of(gain)}
    elif (table["low"] > 0).any():
        text = _("All chosen practices together change {total} ({interval}).")
    else:
        text = _("All chosen practices together change {total} ({interval}), and **no single one clearly gives "
                 "more than it takes** in so few simulated years.")  # fmt: skip
    against = _against(found)
    if against:
        text += " " + _("**Without {names} more would be left:** beside the others they take more than they give.")
        gaps["names"] = _names(against)
    return said(text, **gaps)


def _against(found: Shares) -> list[str]:
    """Return the practices that clearly lower what is left when all the others are there."""
    return [id for id in found.last if _bounds(found, id)[1] < 0]


def _bounds(found: Shares, id: str) -> tuple[float, float]:
    half = float(half_interval(found.last[[id]]).iloc[0])
    mean = float(found.last[id].mean())
    return mean - half, mean + half


def _names(ids: Iterable[str]) -> str:
    return ", ".join(f"“{_(PRACTICES[id].name)}”" for id in ids)


def explained(question: Question, found: Shares) -> Said:
    """Say how the bars are made, and what they depend on."""
    return said(
        _("What a practice gives depends on what is there already: one taken up first may give much, and the same one "
          "taken up last nothing. So the bars depend on the order. In each of {markets} simulated years the practices "
          "are taken up in {orders} orders, one drawn at random and its reverse, and a bar is the average. Counted is "
          "what is left after ads, people and tools (the contribution). The bars add up to the whole difference. Their "
          "intervals hold the luck of years and orders; what our assumptions can do is told in “How sure is this?”."),
        markets=setting("shares.markets", found.waterfall.markets, _("Simulated years, each with other people")),
        orders=setting("shares.orders", found.waterfall.orders, _("Orders of the practices in each year")),
    )  # fmt: skip


def _unclear_note(question: Question, found: Shares) -> tuple[Note, ...]:
    """Say which practices nobody can judge: alone over orders, or beside all others."""
    table = found.waterfall.table
    unclear = [id for id in table.index if not (table.loc[id, "low"] > 0 or table.loc[id, "high"] < 0)]
    turning = [id for id in table.index if id not in unclear and _sign(table.loc[id, "low"], table.loc[id, "high"])
               != _sign(*_bounds(found, id))]  # fmt: skip
    notes = []
    if unclear:
        notes.append(Note("warn", said(_("Averaged over orders these are unclear, their intervals reach to both sides "
                                         "of zero: {practices}."), practices=_names(unclear))))  # fmt: skip
    if turning:
        notes.append(Note("warn", said(_("**It depends on what else is done:** {practices} clearly act in one "
                                         "direction averaged over orders, and not beside all the others. Look at both "
                                         "columns."),
                                       practices=_names(turning))))  # fmt: skip
    return tuple(notes)


def _sign(low: float, high: float) -> int:
    return 1 if low > 0 else -1 if high < 0 else 0


def _table(question: Question, found: Shares) -> Table:
    heads = (_("Practice"), _("Gives, averaged over orders"), _("95% interval"), _("Adds to all the others"),
             _("95% interval"), _("Money it costs"), _("Hours for each other, a week"))  # fmt: skip
    rows = []
    for id in _by_size(found):
        bar, last = _bar(question, found, id), _added_last(question, found, id)
        rows.append((_(PRACTICES[id].name), bar, interval_of(bar), last, interval_of(last),
                     _cost(question, found, id), _hours(question, found, id)))  # fmt: skip
    total = _total(question, found)
    rows.append((_("All together"), total, interval_of(total), "", "", "", ""))
    caption = _("What each chosen practice gives, largest first. Paid hours cost no further money: they are missing "
                "elsewhere and so lower the revenue. A negative cost is money that was not spent.")  # fmt: skip
    return Table(caption, heads, tuple(rows))


def _opened(question: Question, found: Shares, id: str) -> Folded:
    """Return what a practice is, how it acts and what it costs, behind its name."""
    practice = PRACTICES[id]
    rules, acts = ACTS[id]
    line = found.waterfall.table.loc[id]
    clear = _("gains, averaged over orders") if line["low"] > 0 else _("loses, averaged over orders") if (
        line["high"] < 0) else _("unclear")  # fmt: skip
    bar, last = _bar(question, found, id), _added_last(question, found, id)
    rule = Figure(f"shares.{id}.rules", _("{practice}: rules of the model").format(practice=_(practice.name)), rules,
                  math.nan, "setting", _("docs/model.md tells each rule with its formulas"))  # fmt: skip
    how = said(_("**How it acts:** {acts} It should move “{metric}”. (See {rules} in the description of the model.)"),
               acts=_(acts), metric=_(METRICS[practice.metric].name), rules=rule)  # fmt: skip
    cost = said(_("**What it costs:** {words} In this company {cost} in money, and {hours} of both teams for each "
                  "other, a week."),
                words=_(practice.cost), cost=_cost(question, found, id), hours=_hours(question, found, id),
                )  # fmt: skip
    gives = said(_("**What it gives here:** {bar} averaged over orders (95% interval {interval}); it lowered the "
                   "result in {lowered} of {markets} simulated years. Added to all the others: {last} "
                   "({last_interval})."),
                 bar=bar, interval=interval_of(bar), last=last, last_interval=interval_of(last),
                 lowered=_lowered(question, found, id),
                 markets=setting("shares.markets", found.waterfall.markets,
                                 _("Simulated years, each with other people")))  # fmt: skip
    summary = _("{practice}: {clear}").format(practice=_(practice.name), clear=clear)
    return Folded(summary, (how, _decided(question, id), cost, gives))


def _decided(question: Question, id: str) -> Table:
    today, heads = question.plan("today"), (_("Decision"), _("Today"), _("With the practice"))
    ways = {"today": (today, _("as the company’s file says it works today")),
            "with": (with_practices(today, [id]), _("what the practice sets; a choice of the kit"))}  # fmt: skip
    rows = []
    for field in PRACTICES[id].fields:
        decision = DECISIONS[field]
        cells = [Figure(f"shares.{id}.{field}.{way}", f"{_(decision.label)}, {head}", decision.show(plan[field]),
                        math.nan, "setting", how)
                 for (way, (plan, how)), head in zip(ways.items(), heads[1:], strict=True)]  # fmt: skip
        rows.append((_(decision.label), *cells))
    return Table(_("What it changes in the way of working."), heads, tuple(rows))


def picture(question: Question, found: Shares) -> Chart:
    """Return the waterfall: what each practice adds to today, with its interval, and all together."""
    names, parts = _drawn(found)
    means, half = parts.mean().to_numpy() / 1000, half_interval(parts).to_numpy() / 1000
    ends, total = np.cumsum(means), _total(question, found)
    rows, colours = np.arange(len(names)), [screen.PALETTE["money" if mean >= 0 else "sales"] for mean in means]
    height = 0.9 + 0.36 * (len(names) + 1)
    with matplotlib.rc_context(STYLE):
        drawing = Drawing(figsize=(7.2, height))
        ax = drawing.add_axes((0.38, 0.6 / height, 0.58, 1 - 0.65 / height))
        # What takes is hatched, so that colour does not say it alone.
        for row, mean, end, colour in zip(rows, means, ends, colours, strict=True):
            ax.barh(row, mean, left=end - mean, color=colour, height=0.6, hatch="///" if mean < 0 else "")
            ax.plot([end, end], [row, row + 1], color=LINE, linewidth=0.8)
        ax.barh(len(names), total.value / 1000, color=screen.PALETTE["customer"], height=0.6)
        spread = np.append(half, (total.high - total.value) / 1000)
        ax.errorbar(np.append(ends, total.value / 1000), np.append(rows, len(names)), xerr=np.nan_to_num(spread),
                    fmt="none", ecolor=INK, elinewidth=1.3, capsize=3)  # fmt: skip
        ax.axvline(0, color=INK, linewidth=1)
        ax.set_yticks(range(len(names) + 1), [*names, _("All together")])
        ax.set_ylim(len(names) + 0.5, -0.5)
        ax.set_xlabel(_("change against today, in thousand {currency}").format(currency=question.currency))
        ax.tick_params(colors=QUIET, labelsize=9)
        sns.despine(ax=ax, left=True)
    sentence = said(
        _("From {start} today (the line at zero) to {end} with the chosen practices: each bar is what one practice "
          "adds (filled) or takes (hatched), averaged over orders; the thin lines are 95% intervals."),
        start=_mark(question, found, "today"), end=_mark(question, found, "chosen"))  # fmt: skip
    return Chart(drawing, sentence)


def _drawn(found: Shares) -> tuple[list[str], pd.DataFrame]:
    """Return names and parts of the bars, the largest first; beyond `MOST_BARS` all others are one bar."""
    order = _by_size(found, by_amount=True)
    single = [id for id in _by_size(found) if len(order) <= MOST_BARS or id in order[: MOST_BARS - 1]]
    parts = found.waterfall.parts[single]
    names = [_(PRACTICES[id].name) for id in single]
    others = [id for id in order if id not in single]
    if others:
        parts = parts.assign(others=found.waterfall.parts[others].sum(axis=1))
        names.append(_("All others together"))
    return names, parts


def _by_size(found: Shares, *, by_amount: bool = False) -> list[str]:
    means = found.waterfall.table["mean"]
    return list((means.abs() if by_amount else means).sort_values(ascending=False, kind="stable").index)


# Figures


def _command(question: Question) -> str:
    return command(question, "waterfall", "--plan today", plans=False, practices=True)


def _named(id: str, what: str) -> str:
    return _("{practice}: {what}").format(practice=_(PRACTICES[id].name), what=what)


def _averaged(found: Shares) -> str:
    return _("mean over {n} markets, averaged over orders of taking up the practices").format(
        n=number(found.waterfall.markets))  # fmt: skip


def _bar(question: Question, found: Shares, id: str) -> Figure:
    line = found.waterfall.table.loc[id]
    return of_metric(question, f"shares.{id}.gives", "contribution", line["mean"],
                     name=_named(id, _("its part of what is left")), how=_averaged(found),
                     command=_command(question), is_difference=True, low=line["low"], high=line["high"])  # fmt: skip


def _added_last(question: Question, found: Shares, id: str) -> Figure:
    low, high = _bounds(found, id)
    others = [one for one in question.practices if one != id]
    return of_metric(question, f"shares.{id}.last", "contribution", found.last[id].mean(),
                     name=_named(id, _("what it adds to all the other chosen practices")),
                     how=_("all chosen practices less all but this one, mean over {n} markets").format(
                         n=number(len(found.last))),
                     command=adding(question, others, [id]), is_difference=True, low=low, high=high)  # fmt: skip


def _cost(question: Question, found: Shares, id: str) -> Figure:
    return amount(question, f"shares.{id}.cost", found.waterfall.table.loc[id, "cost"],
                  name=_named(id, _("money it costs")),
                  how=_("its part of the revenue less its part of what is left; {averaged}").format(
                      averaged=_averaged(found)), command=_command(question))  # fmt: skip


def _hours(question: Question, found: Shares, id: str) -> Figure | str:
    if id not in found.hours.index:
        return _("nothing new")
    markets = min(HOURS_MARKETS, question.markets)
    made = command(question, "next-step", "--plan today", plans=False, practices=True, markets=markets)  # fmt: skip
    return of_metric(question, f"shares.{id}.hours", "together_hours", found.hours[id],
                     name=_named(id, _("hours for each other, a week")),
                     how=_("change when only this practice is added to today, mean over {n} markets").format(
                         n=number(markets)), command=made, is_difference=True)  # fmt: skip


def _lowered(question: Question, found: Shares, id: str) -> Figure:
    runs = found.waterfall.markets
    return count(f"shares.{id}.lowered", round(found.waterfall.table.loc[id, "lowered"] * runs),
                 name=_named(id, _("simulated years in which it lowered what is left")),
                 how=_("of {n} markets").format(n=number(runs)), command=_command(question),
                 seed=question.seed)  # fmt: skip


def _mark(question: Question, found: Shares, way: str) -> Figure:
    value = found.waterfall.start if way == "today" else found.waterfall.end
    name = _("Contribution today") if way == "today" else _("Contribution with the chosen practices")
    return of_metric(question, f"shares.{way}", "contribution", value, name=name,
                     how=_("mean over {n} markets").format(n=number(found.waterfall.markets)),
                     command=_command(question))  # fmt: skip


def _total(question: Question, found: Shares) -> Figure:
    each = found.waterfall.parts.sum(axis=1)
    how = _("end less start, the sum of all bars; mean over {n} markets").format(n=number(found.waterfall.markets))
    return of_runs(question, "shares.total", "contribution", each, name=_("What all chosen practices together change"),
                   how=how, command=command(question, "compare"), is_difference=True)  # fmt: skip


def amount(question: Question, id: str, value: float, *, name: str, how: str, command: str) -> Figure:
    """Return a played change of money that is no metric of its own, such as a cost."""
    shown = difference_words(METRICS["contribution"], rounded(value), question.currency)
    return Figure(id, name, shown, float(value), "simulated", how, question.currency, seed=question.seed,
                  command=command)  # fmt: skip
