"""Lesson 03: what marketing's decisions bring, computed from the learner's own runs and told in both directions."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import matplotlib
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import INK, QUIET, STYLE, Picture, svg_of
from smkt_helpers.companies import Company
from smkt_helpers.history import simulate
from smkt_helpers.metrics import METRICS, scoreboard, show
from smkt_helpers.plan import Plan
from smkt_helpers.story.guess import guess_checked, line_of
from smkt_helpers.story.two_messages import SURE, message_table, message_test, same_words
from smkt_helpers.words import N_, _, money, number, percent

__all__ = [
    "MORE",
    "SURE",
    "brand_table",
    "channel_table",
    "channel_year",
    "message_table",
    "message_test",
    "more_guessed",
    "more_lowers_wins",
    "play_more",
    "same_words",
    "send_more",
]

FEWER_POINTS, MORE_MONEY = {"threshold": 16.0}, {"budget": 1.5}
MORE = {**FEWER_POINTS, **MORE_MONEY}
WAYS = (
    (N_("As now"), {}),
    (N_("Fewer points needed"), FEWER_POINTS),
    (N_("Half as much money again"), MORE_MONEY),
    (N_("Both: send more"), MORE),
)
CHANNEL_COLUMNS = ("created_at", "source", "channel", "mql_at", "status")
FIGURES = ("spend", "leads", "mql", "sal", "deal_wait", "wins", "revenue", "contribution")
LINES = (
    ("mql", N_("Leads passed on"), "marketing", "o", "-"),
    ("wins", N_("Deals won"), "sales", "s", "--"),
)

# How deals won change when more is sent, as a share of those won before; the last one is for everything below.
GUESS_FROM = {"many": 0.25, "some": 0.05, "same": -0.05, "fewer": -0.3, "crash": float("-inf")}


@dataclass(frozen=True)
class Sent:
    """One scoreboard (`FIGURES` by id) for each way of sending of `WAYS`, from the same markets."""

    company: Company
    boards: tuple[pd.Series, ...]
    markets: int


def play_more(
    company: Company, start: Plan, *, seed: int = 1, weeks: int = 13, replications: int = 8, ways=WAYS
) -> Sent:
    """Play the ways of sending more on the same markets.

    Parameters
    ----------
    company : Company
    start : Plan
        The first way; the others change it.
    seed, weeks, replications : int
        As in `simulate`.
    ways : sequence of (name, changes)
    """
    boards = [
        _played(company, start.replace(**changes), FIGURES, seed=seed, weeks=weeks, replications=replications)
        for _name, changes in ways
    ]
    return Sent(company, tuple(boards), replications)


def _played(company: Company, plan: Plan, ids: tuple[str, ...], **options: int) -> pd.Series:
    # A function of its own, so that one plan's runs are out of the memory before the next one is played.
    return scoreboard(simulate(company, plan, log=False, **options).tables(), ids)["value"]


def more_lowers_wins(company: Company, start: Plan, seed: int, replications: int = 5) -> bool:
    """Say whether sending more lowers the deals won, on average over some markets of this seed."""
    sent = play_more(company, start, seed=seed, replications=replications, ways=(WAYS[0], WAYS[-1]))
    return bool(sent.boards[1]["mql"] > sent.boards[0]["mql"] and sent.boards[1]["wins"] < sent.boards[0]["wins"])


def send_more(sent: Sent) -> widgets.VBox:
    """Show what came of sending more: a picture, a sentence, a table, and the same from sales' chair."""
    caption = _("The same {n} markets in each column, one quarter, on average.").format(n=number(sent.markets))
    rows = [
        {
            _("What"): _(METRICS[id].name),
            **{
                _(name): show(METRICS[id], board[id], sent.company.currency)
                for (name, _changes), board in zip(WAYS, sent.boards, strict=True)
            },
        }
        for id in FIGURES
    ]
    return screen.box(
        [
            screen.html(
                _more_picture(sent).html(table=False)
                + screen.data_table(rows, caption)
                + screen.paragraphs(sales_sees(sent))
            )
        ],
        "smkt-card",
    )


def _change(sent: Sent, id: str, way: int = -1) -> float:
    return float(sent.boards[way][id] / sent.boards[0][id] - 1)


def moved(change: float) -> str:
    """Say a change in words: "rose by 12%", "fell by 3%", "stayed as it was"."""
    if abs(change) < 0.005:
        return _("stayed as they were")
    said = _("rose by {share}") if change > 0 else _("fell by {share}")
    return said.format(share=percent(abs(change)))


def _more_picture(sent: Sent) -> Picture:
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(6.6, 3.1))
        ax = figure.add_axes((0.1, 0.17, 0.62, 0.72))
        for id, name, colour, mark, line in LINES:
            heights = [100 * _change(sent, id, way) for way in range(len(WAYS))]
            ax.plot(heights, marker=mark, linestyle=line, color=screen.PALETTE[colour], markersize=7, linewidth=2)
            ax.annotate(
                _(name), (len(WAYS) - 1, heights[-1]), (12, 0), textcoords="offset points", va="center", color=INK
            )
        ax.axhline(0, color=QUIET, linewidth=0.8)
        ax.set_xticks(range(len(WAYS)), [textwrap.fill(_(name), 13) for name, _changes in WAYS], size=8.5)
        ax.set_title(_("Change against now, in percent"), loc="left", size=10)
        sns.despine(ax=ax)
        svg = svg_of(figure)
    sentence = _("Leads passed on {leads}, and deals won {wins}, when more is sent.").format(
        leads=moved(_change(sent, "mql")), wins=moved(_change(sent, "wins"))
    )
    return Picture(svg, sentence, (), "")


# By whether customers with an open offer waited longer.
_CHAIR = {
    True: N_(
        "**From sales' chair:** the list grew by {list}, and no rep more came to work. Reading and calling it takes "
        "hours, and these are missing elsewhere: a customer who had asked for an offer now waited {after} working days "
        "for our meetings instead of {before}."
    ),
    False: N_(
        "**From sales' chair:** the list grew by {list}, and no rep more came to work. In these markets customers who "
        "had asked for an offer did not wait longer for our meetings: {after} working days instead of {before}."
    ),
}


def sales_sees(sent: Sent) -> str:
    """Say what sending more did to sales' working day and to the company's money."""
    before, after = sent.boards[0], sent.boards[-1]
    longer = bool(after["deal_wait"] > before["deal_wait"])
    grew = _change(sent, "mql")
    said = []
    if grew > 0:
        waits = [number(board["deal_wait"], 1) for board in (before, after)]
        said.append(_(_CHAIR[longer]).format(list=percent(grew), before=waits[0], after=waits[1]))
    cost, brought = after["spend"] - before["spend"], after["revenue"] - before["revenue"]
    words = {"cost": money(cost, sent.company.currency), "brought": money(abs(brought), sent.company.currency)}
    if brought >= 0:
        said.append(_("**For the company:** the ads cost {cost} more, and revenue rose by {brought}.").format(**words))
    else:
        said.append(_("**For the company:** the ads cost {cost} more, and revenue fell by {brought}.").format(**words))
    return "\n\n".join(said)


def more_guessed(lesson: Any, words: Mapping[str, str], sent: Sent) -> widgets.VBox:
    """Compare the guess `more` with what sending more did to the deals won, once there is a guess."""
    change = _change(sent, "wins")
    hit = line_of(GUESS_FROM, change)
    told = _("Leads passed on {leads}; deals won {wins}, from {before} to {after}.").format(
        leads=moved(_change(sent, "mql")),
        wins=moved(change),
        before=number(sent.boards[0]["wins"], 1),
        after=number(sent.boards[-1]["wins"], 1),
    )
    return guess_checked(lesson, "more", hit, words, told)


def channel_year(
    company: Company, plan: Plan, *, seed: int = 1, weeks: int = 52, replications: int = 10
) -> pd.DataFrame:
    """Return what each channel cost and brought, on average over some markets.

    Returns
    -------
    pandas.DataFrame
        One row per channel id, with `name`, `spend`, `leads`, `mql`, `customers` (leads of the period who bought in
        it), `per_lead` and `per_customer` (NaN where nobody bought); money in the company's currency.
    """
    tables = simulate(company, plan, seed=seed, weeks=weeks, replications=replications, log=False).tables()
    # Ten years of whole tables would fill the memory; these columns do not.
    leads = pd.DataFrame({name: tables.column("leads", name) for name in CHANNEL_COLUMNS})
    leads = leads[(leads["created_at"] >= tables.start) & (leads["source"] == "marketing")]
    spend = tables.spend[tables.spend["week"] >= 0].groupby("channel", observed=True)["amount"].sum()
    counted = leads.groupby("channel", observed=True)
    names = {channel.name: channel.id for channel in company.channels}
    year = pd.DataFrame(
        {
            "spend": spend,
            "leads": counted.size(),
            "mql": counted["mql_at"].count(),
            "customers": (leads["status"] == "won").groupby(leads["channel"], observed=True).sum(),
        }
    )
    year = year.reindex(list(names)).fillna(0.0) / replications
    year["per_lead"] = year["spend"] / year["leads"].where(year["leads"] > 0)
    year["per_customer"] = year["spend"] / year["customers"].where(year["customers"] > 0)
    year.insert(0, "name", year.index)
    return year.set_axis([names[name] for name in year.index])


def channel_table(company: Company, year: pd.DataFrame) -> widgets.VBox:
    """Show cost per lead beside cost per customer for each channel, and say which ones change places."""
    rows = [
        {
            _("Channel"): line["name"],
            _("Money spent"): money(line["spend"], company.currency),
            _("Leads"): number(line["leads"]),
            _("Cost per lead"): money(line["per_lead"], company.currency),
            _("Customers"): number(line["customers"], 1),
            _("Cost per customer"): money(line["per_customer"], company.currency),
        }
        for _id, line in year.sort_values("per_lead").iterrows()
    ]
    caption = _(
        "One year, the average of 10 markets, the cheapest leads first. Customers are those who wrote and signed "
        "within the year; whom sales found itself is not among them. Salaries and brand money not counted."
    )
    return screen.box(
        [screen.html(screen.data_table(rows, caption) + screen.paragraphs(cheap_and_dear(company, year)))], "smkt-card"
    )


def cheap_and_dear(company: Company, year: pd.DataFrame) -> str:
    """Say whether the order by cost per lead is the order by cost per customer."""
    sold = year[year["per_customer"].notna()]
    if len(sold) < 2:
        return _("Too few people bought in this year to compare the channels.")
    lead, customer = sold["per_lead"].rank(), sold["per_customer"].rank()
    if lead.equals(customer):
        return _("In this year the cheapest leads also made the cheapest customers, all the way down the list.")
    fell, rose = (customer - lead).idxmax(), (customer - lead).idxmin()
    words = {}
    for key, id in (("fell", fell), ("rose", rose)):
        words |= {
            key: sold.loc[id, "name"],
            f"{key}_lead": money(sold.loc[id, "per_lead"], company.currency),
            f"{key}_customer": money(sold.loc[id, "per_customer"], company.currency),
        }
    said = _(
        "Look at customers instead of leads, and one channel loses most places: **{fell}**. A lead costs {fell_lead}, "
        "a customer {fell_customer}. Another one gains most: **{rose}**. A lead costs {rose_lead}, a customer "
        "{rose_customer}."
    ).format(**words)
    if sold.loc[fell, "per_lead"] < sold.loc[rose, "per_lead"]:
        said += " " + _("Of these two the cheaper lead is the dearer customer.")
    return said


def brand_table(
    company: Company, start: Plan, *, seed: int = 1, replications: int = 7, shares=(0.0, 0.05, 0.2, 0.4)
) -> widgets.VBox:
    """Show a year with more and less of the same budget put into the good name."""
    ids = ("leads", "brand", "win_rate", "wins", "revenue")
    options = {"seed": seed, "weeks": 52, "replications": replications}
    boards = {share: _played(company, start.replace(brand_share=share), ids, **options) for share in shares}
    rows = [
        {
            _("Part of the budget for the brand"): percent(share),
            **{_(METRICS[id].name): show(METRICS[id], board[id], company.currency) for id in ids},
        }
        for share, board in boards.items()
    ]
    caption = _("One year, the same budget, the average of {n} markets.").format(n=number(replications))
    said = brand_says(boards[min(shares)], boards[max(shares)], min(shares), max(shares))
    return screen.box([screen.html(screen.data_table(rows, caption) + screen.paragraphs(said))], "smkt-card")


def brand_says(little: pd.Series, much: pd.Series, low: float, high: float) -> str:
    """Say what a year with much brand money did to leads and deals, against a year with little of it."""
    return _("With {high} instead of {low} for the brand, leads {leads} and deals won {wins} over the year.").format(
        low=percent(low),
        high=percent(high),
        leads=moved(much["leads"] / little["leads"] - 1),
        wins=moved(much["wins"] / little["wins"] - 1),
    )
