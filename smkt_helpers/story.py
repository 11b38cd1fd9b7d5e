"""What a run tells, in words: sentences computed from the learner's own figures, in both directions.

Lessons show these beside the cards. No sentence here says what ought to have happened; each looks at
the figures first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import pandas as pd

from smkt_helpers import screen
from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.history import simulate
from smkt_helpers.metrics import METRICS, scoreboard, show
from smkt_helpers.plan import DECISIONS, Plan
from smkt_helpers.words import N_, _, money, number, percent

MARKETING_REPORT = ("leads", "mql", "spend", "cost_per_lead")
SALES_REPORT = ("acceptance", "rejected_fit", "rejected_interest", "utilisation", "wins")
NOBODYS_REPORT = ("untouched", "speed_median", "cac", "contribution")
SHARED = ("wins", "revenue", "contribution", "untouched", "speed_median", "acceptance")


def meet(company: Company) -> widgets.VBox:
    """Introduce a company: what it sells, who works there, how people find it."""
    channels = [
        {
            _("Channel"): channel.name,
            _("What to expect"): _TEMPERATURE[channel.temperature],
            _("Part of the money for enquiries"): percent(channel.share),
        }
        for channel in company.channels
    ]
    text = _(
        "**{name}** makes {sells}. {marketers} people work in marketing and {reps} in sales. The usual marketing "
        "budget is {budget} a week. The company is invented; its file says of each number whether it is evidence, our "
        "choice or a fact of the story."
    ).format(
        name=company.name,
        sells=company.sells,
        marketers=number(company.team.marketers),
        reps=number(company.team.reps),
        budget=money(company.response.weekly_budget, company.currency),
    )
    return screen.box(
        [
            screen.html(
                screen.paragraphs(text)
                + screen.data_table(channels, _("How people find {name}.").format(name=company.name))
            )
        ],
        "smkt-card",
    )


_TEMPERATURE = {
    "cold": N_("cold: many people, most are just looking"),
    "warm": N_("warm: they know they have a problem"),
    "qualified": N_("qualified: they ask for exactly this"),
}


def both_reports(company: Company, tables: Tables) -> widgets.VBox:
    """Show one quarter as marketing reports it, as sales reports it, and what neither report says."""
    board = scoreboard(tables, (*MARKETING_REPORT, *SALES_REPORT, *NOBODYS_REPORT))
    parts = [
        _report(board, MARKETING_REPORT, _("Marketing's report"), company.currency),
        screen.paragraphs(_marketing_says(board)),
        _report(board, SALES_REPORT, _("Sales' report"), company.currency),
        screen.paragraphs(_sales_says(board)),
        _report(board, NOBODYS_REPORT, _("What is in neither report"), company.currency),
        screen.paragraphs(_company_sees(board, company.currency)),
    ]
    return screen.box([screen.html("".join(parts))], "smkt-card")


def _report(board: pd.DataFrame, ids: Sequence[str], caption: str, currency: str) -> str:
    rows = [
        {
            _("What"): board.loc[name, "metric"],
            _("Figure"): show(METRICS[name], board.loc[name, "value"], currency),
            _("In words"): _(METRICS[name].sentence),
        }
        for name in ids
    ]
    return screen.data_table(rows, caption)


def _marketing_says(board: pd.DataFrame) -> str:
    return _("“We passed on {mql} leads. If sales only called them!”").format(mql=number(board.loc["mql", "value"]))


def _sales_says(board: pd.DataFrame) -> str:
    turned_away = board.loc["rejected_fit", "value"] + board.loc["rejected_interest", "value"]
    return _(
        "“{busy} of our paid hours went into leads, deals and meetings. Of every 100 leads we opened, {away} were not "
        "worth a call. If marketing only sent better ones!”"
    ).format(busy=percent(board.loc["utilisation", "value"]), away=number(100 * turned_away))


def _company_sees(board: pd.DataFrame, currency: str) -> str:
    left = board.loc["contribution", "value"]
    never = _("Of every 100 leads passed on, {never} were not called within two weeks.").format(
        never=number(100 * board.loc["untouched", "value"])
    )
    if left < 0:
        return (
            never
            + " "
            + _("After ads, people and tools the quarter **cost** the company {money}.").format(
                money=money(-left, currency)
            )
        )
    return never + " " + _("After ads, people and tools the quarter left {money}.").format(money=money(left, currency))


def prediction_checked(kept: str | None, hit: str, words: Mapping[str, str], told: str) -> str:
    """Compare a prediction with what the run shows.

    Parameters
    ----------
    kept : str or None
        The key the learner picked; None when nothing was predicted yet, and then nothing is told.
    hit : str
        The key that came out.
    words : mapping of str to str
        The options as they were shown.
    told : str
        A sentence with the result, already filled.

    Returns
    -------
    str
        HTML.
    """
    if kept is None:
        return screen.notice(
            "info", _("Make your guess near the top of this page first; then the answer appears here.")
        )
    if kept == hit:
        said = _("You predicted: {words}. That is what happened.")
        return screen.notice("good", told + " " + said.format(words=words[kept]))
    said = _("You predicted: {words}. It came out differently.")
    return screen.notice("warn", told + " " + said.format(words=words[kept]), word=_("A surprise"))


def as_one_team(
    company: Company, first: Plan, second: Plan, *, seed: int = 1, weeks: int = 13, replications: int = 20
) -> widgets.VBox:
    """Play two plans on the same people and say what changed, whichever way it went."""
    tables = [
        simulate(company, plan, seed=seed, weeks=weeks, replications=replications).tables() for plan in (first, second)
    ]
    boards = [scoreboard(one, SHARED) for one in tables]
    rows = []
    for name in SHARED:
        metric = METRICS[name]
        before, after = (board.loc[name, "value"] for board in boards)
        rows.append(
            {
                _("What"): boards[0].loc[name, "metric"],
                _("Each for itself"): show(metric, before, company.currency),
                _("As one team"): show(metric, after, company.currency),
                _("So"): _direction(metric.good, before, after),
            }
        )
    caption = _("The same people, the same reps and the same budget, in {n} markets (average of each).").format(
        n=number(replications)
    )
    return screen.box(
        [
            screen.html(
                screen.data_table(rows, caption)
                + screen.paragraphs(_verdict(boards, company.currency))
                + screen.folded(
                    _("What they decided differently"),
                    screen.data_table(_changed(first, second), _("The decisions that differ.")),
                )
            )
        ],
        "smkt-card",
    )


def _direction(good: str, before: float, after: float) -> str:
    if good == "none" or pd.isna(before) or pd.isna(after):
        return "–"
    if abs(after - before) <= 0.005 * max(abs(before), abs(after)):
        return _("= about the same")
    return _("▲ better") if (after > before) == (good == "up") else _("▼ worse")


def _verdict(boards: Sequence[pd.DataFrame], currency: str) -> str:
    revenue = [board.loc["revenue", "value"] for board in boards]
    change = revenue[1] / revenue[0] - 1
    if change >= 0:
        said = _("Revenue rose by {change}, from {before} to {after}.")
    else:
        said = _("Revenue fell by {change}, from {before} to {after}.")
    said = said.format(
        change=percent(abs(change)), before=money(revenue[0], currency), after=money(revenue[1], currency)
    )
    return (
        said
        + " "
        + _(
            "The size of this figure follows from assumptions we chose, so do not quote it. Look at what it is made "
            "of: who was called, how soon, and who was turned away."
        )
    )


def _changed(first: Plan, second: Plan) -> list[dict[str, str]]:
    return [
        {
            _("Decision"): _(DECISIONS[name].label),
            _("Each for itself"): DECISIONS[name].show(first[name]),
            _("As one team"): DECISIONS[name].show(second[name]),
        }
        for name in first.differences(second)
    ]


CALLED_FROM = {"most": 80.5, "many": 59.5, "half": 39.5, "few": -1.0}


def called_of_hundred(lesson: Any, words: Mapping[str, str], tables: Tables) -> widgets.VBox:
    """Compare lesson 01's guess (how many of 100 leads passed on are called) with the quarter, once there is one."""
    called = 100 * (1 - float(scoreboard(tables, ("untouched",)).loc["untouched", "value"]))
    hit = next(key for key, least in CALLED_FROM.items() if called >= least)
    told = _("Of every 100 leads passed on, {called} were called within two weeks.").format(called=number(called))
    answer = screen.html()

    def refresh() -> None:
        answer.value = prediction_checked(lesson.prediction("called"), hit, words, told)

    refresh()
    lesson.on_record(refresh)
    return screen.box([answer])
