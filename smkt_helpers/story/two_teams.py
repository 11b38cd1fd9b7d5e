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
from smkt_helpers.decisions import DECISIONS, OWNERS
from smkt_helpers.history import simulate
from smkt_helpers.metrics import METRICS, scoreboard, show
from smkt_helpers.plan import Plan
from smkt_helpers.story.guess import guess_checked, line_of
from smkt_helpers.words import N_, _, money, ngettext, number, percent

MARKETING_REPORT = ("leads", "mql", "spend", "cost_per_lead")
SALES_REPORT = ("acceptance", "rejected_fit", "rejected_interest", "utilisation", "wins")
NOBODYS_REPORT = ("untouched", "speed_median", "revenue", "spend", "people", "contribution", "cac")
SHARED = ("wins", "revenue", "contribution", "untouched", "speed_median", "acceptance", "satisfied_lowest")


def meet(company: Company) -> widgets.VBox:
    """Introduce a company: what it sells, who works there, how people find it."""
    channels = [
        {
            _("Channel"): channel.name,
            _("What to expect"): _TEMPERATURE[channel.temperature],
            _("Share of the ad budget"): percent(channel.share),
        }
        for channel in company.channels
    ]
    text = _(
        "**{name}** makes {sells}. {marketers} people work in marketing and {reps} in sales. The usual marketing "
        "budget is {budget} a week. The company is invented."
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
        screen.paragraphs(_company_sees(board, tables)),
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
        "“{busy} of our paid hours went into leads, customers and meetings. Of every 100 leads we opened, {away} were "
        "not worth a call. If marketing only sent better ones!”"
    ).format(busy=percent(board.loc["utilisation", "value"]), away=number(100 * turned_away))


def fate_of_leads(tables: Tables) -> dict[str, int]:
    """Count what became, within two weeks, of the leads passed on early enough to have had two weeks.

    Whom sales found itself is not among them: nobody passed these people on.

    Returns
    -------
    dict
        `leads` (all people who asked), `mql` (passed on), `called`, `never` (not called), and of these `away` (opened
        and turned away), `unopened`, `lost` (part of the unopened: never seen by sales) and `bought` (part of `never`:
        brought by marketing's ads, not recommended). One run only.
    """
    leads = tables.leads
    limit = leads["created_at"] + pd.Timedelta(weeks=2)
    mine = (leads["created_at"] >= tables.start) & (limit <= tables.end) & (leads["source"] != "own prospect")
    passed_on = mine & (leads["mql_at"] <= limit)
    never = passed_on & ~(leads["first_touch_at"] <= limit)
    away = never & (leads["looked_at"] <= limit)
    unopened = never & ~away
    counted = {
        "leads": mine,
        "mql": passed_on,
        "called": passed_on & ~never,
        "never": never,
        "away": away,
        "unopened": unopened,
        "lost": unopened & leads["handed_at"].isna(),
        "bought": never & (leads["source"] != "recommendation"),
    }
    return {name: int(rows.sum()) for name, rows in counted.items()}


def _company_sees(board: pd.DataFrame, tables: Tables) -> str:
    currency, fate, left = tables.currency, fate_of_leads(tables), board.loc["contribution", "value"]
    words = {name: number(count) for name, count in fate.items()}
    cost = money(fate["bought"] * board.loc["cost_per_lead", "value"], currency)
    said = [
        _("Of {mql} leads that had two weeks' time, {called} were called.").format(**words),
        _("A rep opened {away} others and turned them away.").format(**words),
        unopened_sentence(fate),
        "" if _told(tables) else _("Marketing was told about none of this."),
        _("The ads that brought the people who were not called cost about {cost}.").format(cost=cost),
    ]
    if left < 0:
        end = _("After ads, people and tools the quarter **cost** the company {money}.").format(
            money=money(-left, currency)
        )
    else:
        end = _("After ads, people and tools the quarter left {money}.").format(money=money(left, currency))
    return " ".join(filter(None, said)) + "\n\n" + end


def _told(tables: Tables) -> bool:
    # Before the quarter began, another plan was in force.
    return bool(tables.leads.loc[tables.leads["created_at"] >= tables.start, "result_told"].any())


def unopened_sentence(fate: Mapping[str, int]) -> str:
    """Say how many leads nobody had opened, and why; nothing when there are none."""
    if not fate["unopened"]:
        return ""
    said = [
        ngettext("{n} lead was still unopened.", "{n} leads were still unopened.", fate["unopened"]).format(
            n=number(fate["unopened"])
        )
    ]
    if fate["lost"]:
        lost = ngettext(
            "{n} of them was lost on the way: it never got onto sales' list.",
            "{n} of them were lost on the way: they never got onto sales' list.",
            fate["lost"],
        )
        said.append(lost.format(n=number(fate["lost"])))
    if left := fate["unopened"] - fate["lost"]:
        lay = ngettext(
            "{n} lay on the list: no rep had time for it or thought it worth a look.",
            "{n} lay on the list: no rep had time for them or thought them worth a look.",
            left,
        )
        said.append(lay.format(n=number(left)))
    return " ".join(said)


def as_one_team(
    company: Company, first: Plan, second: Plan, *, seed: int = 1, weeks: int = 13, replications: int = 20
) -> widgets.VBox:
    """Play two plans on the same market, and between them the second one without its agreement; say what changed."""
    desks = Plan(marketing=second.marketing, sales=second.sales, agreement=first.agreement)
    boards = [
        scoreboard(
            simulate(company, plan, seed=seed, weeks=weeks, replications=replications, log=False).tables(), SHARED
        )
        for plan in (first, desks, second)
    ]
    rows = []
    for name in SHARED:
        shown = [show(METRICS[name], board.loc[name, "value"], company.currency) for board in boards]
        rows.append(
            {
                _("What"): boards[0].loc[name, "metric"],
                _("Each for itself"): shown[0],
                _("One team's decisions, but no agreement"): shown[1],
                _("As one team"): shown[2],
                _("One team against each for itself"): _direction(
                    METRICS[name].good, boards[0].loc[name, "value"], boards[2].loc[name, "value"]
                ),
            }
        )
    caption = _("The same market, the same reps and the same budget, played {n} times (average).").format(
        n=number(replications)
    )
    changes = screen.data_table(_changed(first, second), _("The decisions that differ."))
    return screen.box(
        [
            screen.html(
                screen.data_table(rows, caption)
                + screen.paragraphs(_verdict(boards, company.currency))
                + screen.folded(_("What they decided differently"), changes)
            )
        ],
        "smkt-card",
    )


def _direction(good: str, before: float, after: float) -> str:
    if good == "none" or pd.isna(before) or pd.isna(after):
        return "–"
    if abs(after - before) <= 0.005 * max(abs(before), abs(after)):
        return _("= about the same")
    return _("✔ better") if (after > before) == (good == "up") else _("✖ worse")


# By whether the decisions at the desks, and then the agreement, raised revenue.
_PARTS = {
    (True, True): N_("The decisions at the two desks alone raised it by {desks}, the agreement by another {agreed}."),
    (False, True): N_(
        "The decisions at the two desks alone would have lowered it by {desks}. They pay only together with the "
        "agreement, which adds {agreed}."
    ),
    (True, False): N_(
        "The decisions at the two desks alone raised it by {desks}; the agreement took {agreed} of it away again."
    ),
    (False, False): N_(
        "The decisions at the two desks alone lowered it by {desks}, the agreement by another {agreed}."
    ),
}


def _verdict(boards: Sequence[pd.DataFrame], currency: str) -> str:
    alone, desks, team = (board.loc["revenue", "value"] for board in boards)
    change = team / alone - 1
    if change >= 0:
        said = _("Revenue rose by {change}, from {before} to {after}.")
    else:
        said = _("Revenue fell by {change}, from {before} to {after}.")
    said = said.format(change=percent(abs(change)), before=money(alone, currency), after=money(team, currency))
    parts = _(_PARTS[bool(desks >= alone), bool(team >= desks)]).format(
        desks=money(abs(desks - alone), currency), agreed=money(abs(team - desks), currency)
    )
    caution = _(
        "The size of these figures follows from assumptions we chose, so do not quote them. Look at what they are made "
        "of: who was called, how soon, how many were accepted, and who is content with it."
    )
    return f"{said} {parts}\n\n{caution}"


def _changed(first: Plan, second: Plan) -> list[dict[str, str]]:
    return [
        {
            _("Decision"): _(DECISIONS[name].label),
            _("Whose"): _(OWNERS[DECISIONS[name].owner]),
            _("Each for itself"): DECISIONS[name].show(first[name]),
            _("As one team"): DECISIONS[name].show(second[name]),
        }
        for name in first.differences(second)
    ]


LOWER = {"threshold": 12.0, "bar": 14.0}


def to_try(start: Plan) -> widgets.VBox:
    """Suggest what to try at the two desks of lesson 01, in the figures of the plan they begin with."""
    words = {}
    for name, by in LOWER.items():
        decision = DECISIONS[name]
        words |= {
            name: _(decision.label),
            f"{name}_old": decision.show(start[name]),
            f"{name}_new": decision.show(max(decision.low, start[name] - by)),
        }
    text = _(
        "Three things to try. Press **Back to the start** between them, or the changes pile up.\n\n"
        "**1.** At marketing's desk, lower “{threshold}” from {threshold_old} to {threshold_new}, so that more leads "
        "are passed on. What happens to the deals won?\n\n"
        "**2.** At sales' desk, lower “{bar}” from {bar_old} to {bar_new}, so that more leads are called. What happens "
        "to the deals won, to the use of the reps' hours, and to the time to the first call?\n\n"
        "**3.** Find changes that raise the **contribution** (what is left after ads, people and tools). How far do "
        "you come with each desk alone, and with both?"
    )
    return screen.box([screen.html(screen.paragraphs(text.format(**words)))])


CALLED_FROM = {"most": 80.5, "many": 59.5, "half": 39.5, "some": 19.5, "few": -1.0}


def called_of_hundred(lesson: Any, words: Mapping[str, str], tables: Tables) -> widgets.VBox:
    """Compare lesson 01's guess (how many of 100 leads passed on are called) with the quarter, once there is one."""
    called = 100 * (1 - float(scoreboard(tables, ("untouched",)).loc["untouched", "value"]))
    hit = line_of(CALLED_FROM, called)
    told = _("Of every 100 leads passed on, {called} were called within two weeks.").format(called=number(called))
    return guess_checked(lesson, "called", hit, words, told)
