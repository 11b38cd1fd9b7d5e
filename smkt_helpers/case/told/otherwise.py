"""The honest alternative: the same money on one more rep, or on more advertising."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.figure import Figure as Drawing

from smkt_helpers import screen
from smkt_helpers.case.blocks import Chart, Note, Section, Table
from smkt_helpers.case.figure import Figure, Said, command, count, interval_of, of_line, of_metric, rounded, said
from smkt_helpers.case.question import WAYS, Question, budget_of_a_year, rep_cost
from smkt_helpers.case.told.headline import played
from smkt_helpers.charts.picture import STYLE
from smkt_helpers.charts.years import draw_years
from smkt_helpers.comparison.pairs import paired
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.words import _, money

MEASURED = ("revenue", "spend", "people", "contribution", "together_hours")
OTHERS = ("chosen", "rep", "ads")


@dataclass(frozen=True)
class Otherwise:
    """`boards` compares today with each of `OTHERS`, as `comparison.compare` returns it; `runs` are all runs."""

    runs: Mapping[str, pd.DataFrame]
    boards: Mapping[str, pd.DataFrame]


def compute(question: Question, **helpers: Any) -> Otherwise:
    """Play today, the chosen practices, one more rep and more advertising; see `parts`."""
    runs = played(question, ("today", *OTHERS), MEASURED, **helpers)
    return Otherwise(runs, {way: paired(runs["today"], runs[way]) for way in OTHERS})


def section(question: Question, found: Otherwise) -> Section:
    """Return the table of the three uses of money; see `parts`."""
    chart, table = _picture(question, found), _table(question, found)
    blocks = (_meant(question), chart, table, Note("info", _unpaid(question, found)))
    return Section("otherwise", _("The same money on one more rep, or on more advertising"),
                   _message(question, found), blocks, (chart, table))  # fmt: skip


def _of(question: Question, way: str) -> str:
    """Return the command that compares today with a way."""
    if way == "chosen":
        return command(question, "compare")
    name = "extra_reps" if way == "rep" else "budget"
    return command(question, "compare", f"--first today --second today --set {name}={question.plan(way)[name]:.12g}",
                   plans=False)  # fmt: skip


def _change(question: Question, found: Otherwise, way: str, metric: str) -> Figure:
    line = found.boards[way].loc[metric]
    return of_line(question, f"otherwise.{way}.{metric}", metric, line, markets=line["runs"],
                   name=_("{way}: change against today").format(way=_(WAYS[way])), command=_of(question, way),
                   )  # fmt: skip


def _cost(question: Question, found: Otherwise, way: str) -> Figure:
    """Return what a way costs more in money: marketing spend, people and tools."""
    board = found.boards[way]
    value = float(board.loc["spend", "difference"] + board.loc["people", "difference"])
    how = _("Mean change of marketing spend plus mean change of people and tools, against today in the same markets.")
    return Figure(f"otherwise.{way}.cost", _("{way}: what it costs more than today").format(way=_(WAYS[way])),
                  money(rounded(value), question.currency), value, "simulated", how, "money", seed=question.seed,
                  command=_of(question, way))  # fmt: skip


def _lost(question: Question, found: Otherwise, way: str) -> Figure:
    line = found.boards[way].loc["contribution"]
    return count(f"otherwise.{way}.lost", round(line["lost"] * line["runs"]),
                 name=_("{way}: simulated years with less contribution than today").format(way=_(WAYS[way])),
                 how=_("Counted over the same markets."), command=_of(question, way), seed=question.seed)  # fmt: skip


def _table(question: Question, found: Otherwise) -> Table:
    heads = (_("Use of the money"), _("Costs more"), _("Revenue"), _("Contribution"), _("95% interval"),
             _("Years lost"))  # fmt: skip
    rows = []
    for way in OTHERS:
        left = _change(question, found, way, "contribution")
        rows.append((_(WAYS[way]), _cost(question, found, way), _change(question, found, way, "revenue"), left,
                     interval_of(left), _lost(question, found, way)))  # fmt: skip
    return Table(_("A year with each of the three, against today, in the same markets."), heads, tuple(rows))


def _meant(question: Question) -> Said:
    """Say what the alternatives are."""
    pay = Figure("otherwise.rep.pay", _("Pay of one more rep"), money(rep_cost(question), question.currency),
                 rep_cost(question), "choice", _("Paid hours a week × full cost of a rep’s hour × weeks played, all "
                 "three from the company file (team.hours_week, money.rep_hour)."), "money")  # fmt: skip
    budget = question.plan("ads")["budget"]
    ads = (budget - question.company.today["budget"]) * budget_of_a_year(question)
    more = Figure("otherwise.ads.planned", _("More money for advertising"), money(ads, question.currency), ads,
                  "choice", _("The pay of one more rep as a part of the company’s usual budget "
                  "(response.weekly_budget), added to today’s budget."), "money")  # fmt: skip
    template = _("One more rep is paid {pay} in the time played. The same money on advertising is {more}.")
    if budget >= DECISIONS["budget"].high:
        template = _("One more rep is paid {pay} in the time played. Advertising cannot take as much: {more} is the "
                     "most that a plan may add.")  # fmt: skip
    return said(template + " " + _("Nothing else changes: the new rep works and the ads are spent as today."),
                pay=pay, more=more)  # fmt: skip


def _message(question: Question, found: Otherwise) -> Said:
    left = {way: _change(question, found, way, "contribution") for way in OTHERS}
    best = max(OTHERS, key=lambda way: left[way].value)
    rows = {f"{way}_{key}": one for way in OTHERS
            for key, one in (("left", left[way]), ("interval", interval_of(left[way])),
                             ("cost", _cost(question, found, way)))}  # fmt: skip
    said_first = {
        "chosen": _("Here the chosen practices leave more than one more rep or more advertising"),
        "rep": _("Here one more rep leaves more than the chosen practices"),
        "ads": _("Here more advertising leaves more than the chosen practices"),
    }[best]
    others = [left[way] for way in OTHERS if way != best]
    if any(left[best].low <= one.high for one in others):
        said_first = _("Here the three cannot be told apart with certainty; on average the order is as follows")
    if left[best].high < 0 or left[best].value <= 0:
        said_first = _("Here none of the three leaves more than today")
    return said(
        _("{first}: practices {chosen_left} ({chosen_interval}), one more rep {rep_left} ({rep_interval}), more "
          "advertising {ads_left} ({ads_interval}) in contribution. In money they cost {chosen_cost}, {rep_cost} and "
          "{ads_cost}."), first=said_first, **rows)  # fmt: skip


def _unpaid(question: Question, found: Otherwise) -> Said:
    """Say what the practices cost in hours that nobody pays extra for, and what these would cost if they were paid."""
    line = found.boards["chosen"].loc["together_hours"]
    hours = of_metric(question, "otherwise.chosen.hours", "together_hours", line["difference"],
                      name=_("Hours a week that both teams spend together, more than today"),
                      how=_("mean difference to today"), command=_of(question, "chosen"), is_difference=True,
                      low=line["low"], high=line["high"])  # fmt: skip
    prices = question.company.money
    dearest = max(prices.rep_hour, prices.marketer_hour)
    value = float(line["difference"]) * dearest * question.weeks
    paid = Figure("otherwise.chosen.paid", _("These hours, if they were paid extra"),
                  money(rounded(value), question.currency), value, "simulated",
                  _("Hours together a week more than today × weeks played × the dearer of a rep’s "
                  "and a marketer’s hour (money.rep_hour, money.marketer_hour)."), "money", seed=question.seed,
                  command=_of(question, "chosen"))  # fmt: skip
    left = found.boards["chosen"].loc["contribution", "difference"] - max(value, 0.0)
    rest = Figure("otherwise.chosen.rest", _("Contribution after these hours were paid"),
                  money(rounded(left), question.currency), float(left), "simulated",
                  _("Mean change of contribution less the price of these hours."), "money", seed=question.seed,
                  command=_of(question, "chosen"))  # fmt: skip
    return said(
        _("The practices also take {hours} a week of people who are paid anyway. In the simulation these hours are "
          "missing elsewhere, so they cost revenue and no money. If they were paid extra they would cost {paid}, and "
          "{rest} would be left."), hours=hours, paid=paid, rest=rest)  # fmt: skip


def _picture(question: Question, found: Otherwise) -> Chart:
    changes = {textwrap.fill(_(WAYS[way]), 24): (found.runs[way] - found.runs["today"])["contribution"]
               for way in OTHERS}  # fmt: skip
    with matplotlib.rc_context(STYLE):
        drawing = Drawing(figsize=(7.2, 2.3))
        ax = drawing.add_axes((0.3, 0.25, 0.66, 0.72))
        colours = [screen.PALETTE["customer"], screen.PALETTE["sales"], screen.PALETTE["marketing"]]
        draw_years(ax, pd.DataFrame(changes) / 1000, colours)
        ax.set_xlabel(_("contribution against today, in thousand {currency}").format(
            currency=question.currency))  # fmt: skip
    sentence = said(
        _("Contribution against today on average (diamond; each point is a simulated year): practices {chosen}, one "
          "more rep {rep}, more advertising {ads}."),
        **{way: _change(question, found, way, "contribution") for way in OTHERS})  # fmt: skip
    return Chart(drawing, sentence)
