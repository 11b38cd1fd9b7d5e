"""Is it worth 20%? The claim and its sources, the learner's own runs, and how far each of them carries."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import matplotlib
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import INK, LINE, QUIET, STYLE, Picture, svg_of
from smkt_helpers.claims import CLAIMS as EVERY_CLAIM
from smkt_helpers.companies import Company
from smkt_helpers.comparison.runs import half_interval
from smkt_helpers.history import simulate
from smkt_helpers.metrics import values
from smkt_helpers.plan import Plan, aligned, siloed
from smkt_helpers.practices import PRACTICES
from smkt_helpers.story.guess import line_of, prediction_checked
from smkt_helpers.words import N_, _, money, ngettext, number, percent

CLAIM = 0.20
SEED, WEEKS = 1, 52
SEATS = ("marketing", "sales")
FOR_A_BAR = 5  # fewer points need no bar that holds most of them
AT_ONCE = 2  # markets in memory
ENOUGH = 10  # markets from which on the guess is compared

# The claims of this lesson.
CLAIMS = tuple(EVERY_CLAIM[id] for id in ("growth", "retention", "business"))

WAYS = {
    "all": N_("from today's way of working to one team, with everything this course has shown (aligned)"),
    "crm": N_("today's way of working, and only a shared CRM added"),
    "owners": N_("today's way of working, and only a named owner for each step added"),
    "definition": N_("today's way of working, and only one definition of a good lead added"),
    "outer": N_("from each team for itself (siloed) to one team: the largest step there is here"),
}
SPREAD_FROM = {"over100": 1.0, "to100": 0.5, "to50": 0.25, "to25": 0.1, "under10": -math.inf}
SHARED_OUT = ("own_leads_last", "one_definition", "shared_crm", "owners", "feedback", "honest_promise")


def plans_of(company: Company, way: str) -> tuple[Plan, Plan]:
    """Return the two plans that a comparison is about; `way` is one of `WAYS`."""
    today = company.today
    return {
        "all": (today, aligned),
        "crm": (today, today.replace(**PRACTICES["shared_crm"].fields)),
        "owners": (today, today.replace(**PRACTICES["owners"].fields)),
        "definition": (today, today.replace(**PRACTICES["one_definition"].fields)),
        "outer": (siloed, aligned),
    }[way]


def gains(company: Company, first: Plan, second: Plan, begin: int, markets: int, seed: int = SEED) -> pd.DataFrame:
    """Play a year under two plans on the same people and return what the second one brings more.

    A program sits in both seats, because two whole ways of working are compared.

    Parameters
    ----------
    company : Company
    first, second : Plan
    begin, markets : int
        Number of the first market, and how many are played.
    seed : int

    Returns
    -------
    pandas.DataFrame
        One row per market: `revenue` (gain as a share of the first plan's) and `contribution` (gain in money).
    """
    parts = []
    # A few markets at a time, so that a year of many of them fits into the memory of a small computer.
    for start in range(begin, begin + markets, AT_ONCE):
        count = min(AT_ONCE, begin + markets - start)
        one, other = (_year(company, plan, start, count, seed) for plan in (first, second))
        gained = {"revenue": other["revenue"] / one["revenue"] - 1}
        parts.append(pd.DataFrame({**gained, "contribution": other["contribution"] - one["contribution"]}))
    return pd.concat(parts)


def _year(company: Company, plan: Plan, begin: int, markets: int, seed: int) -> pd.DataFrame:
    ways = {"seed": seed, "weeks": WEEKS, "programs": SEATS, "log": False}
    history = simulate(company, plan, replications=markets, first_replication=begin, **ways)
    return values(history.tables(), ("revenue", "contribution"))


# Sentences


def answer_sentence(found: pd.DataFrame, currency: str) -> str:
    """Say what the markets played so far show, and whether the claim lies among them."""
    shares = found["revenue"]
    count = len(shares)
    if count < 2:
        return _("One market alone says {gain}. Play more of them before you believe it.").format(
            gain=signed(shares.iloc[0])
        )
    half = float(half_interval(found)["revenue"])
    mean = float(shares.mean())
    said = [
        _(
            "In {n} markets the revenue of a year changes by {mean} on average. Single markets lie between {low} and "
            "{high}."
        ).format(n=number(count), mean=signed(mean), low=signed(shares.min()), high=signed(shares.max())),
        _(
            "The **95% interval** of the average reaches from {low} to {high}: with other markets, the average would "
            "mostly lie there. It says nothing about a single year of a single firm."
        ).format(low=signed(mean - half), high=signed(mean + half)),
        lost_sentence(found),
        _("After ads, people and tools, {gain} a year are left on average beyond what was left before.").format(
            gain=money(found["contribution"].mean(), currency)
        ),
        claim_sentence(mean - half, mean + half),
    ]
    return "\n\n".join(said)


def lost_sentence(found: pd.DataFrame) -> str:
    """Say in how many markets the second way of working lost."""
    lost, count = int((found["revenue"] < 0).sum()), len(found)
    if not lost:
        return _("It lost in none of the {all} markets, which is not a promise for the next one.").format(
            all=number(count)
        )
    said = ngettext(
        "It lost in {n} of {all} markets: the same decisions, other people, less revenue than before.",
        "It lost in {n} of {all} markets: the same decisions, other people, less revenue than before.",
        lost,
    )
    return said.format(n=number(lost), all=number(count))


def claim_sentence(low: float, high: float) -> str:
    """Say where the claimed 20% lie against an interval of this simulation, and what that is worth."""
    if low > CLAIM:
        where = _("The claimed 20% lie below this interval.")
    elif high < CLAIM:
        where = _("The claimed 20% lie above this interval.")
    else:
        where = _("The claimed 20% lie inside this interval.")
    caution = _(
        "This neither confirms nor refutes the claim: the size follows from assumptions of this kit, and the source "
        "measured something else."
    )
    return f"{where} {caution}"


def signed(share: float, digits: int = 0) -> str:
    """Return a change as a percentage with its sign."""
    if math.isnan(share):
        return percent(share)
    return ("+" if share >= 0 else "−") + percent(abs(share), digits)


def board_sentence(way: str, found: pd.DataFrame | None, drawn: Sequence[float]) -> str:
    """Say what may be told to the board, from what the learner has played.

    Parameters
    ----------
    way : str
        One of `WAYS`.
    found : pandas.DataFrame or None
        As `gains` returns it; None when nothing was played.
    drawn : sequence of float
        Gains of the companies drawn so far; may be empty.
    """
    if found is None or len(found) < 2:
        return _("Play some markets above; then the sentence for the board appears here.")
    half, mean = float(half_interval(found)["revenue"]), float(found["revenue"].mean())
    said = [
        _(
            "“We looked at this: {way}. In a model of our company, played in {n} markets, a year's revenue changes by "
            "{low} to {high} on average; it lost in {lost} of these {n} markets."
        ).format(
            way=_(WAYS[way]),
            n=number(len(found)),
            low=signed(mean - half),
            high=signed(mean + half),
            lost=number(int((found["revenue"] < 0).sum())),
        )
    ]
    if len(drawn) > 1:
        low, high = np.quantile(drawn, [0.1, 0.9])
        said.append(
            _("If the assumptions are off as far as we think possible, it is {low} to {high}.").format(
                low=signed(low), high=signed(high)
            )
        )
    else:
        said.append(_("How far our assumptions move this, we have not looked at yet."))
    said.append(_("It is a model, not a measurement.”"))
    return " ".join(said)


def doubt_sentence(lucky: Sequence[float], drawn: Sequence[float]) -> str:
    """Say whether the luck of the market or our own assumptions move the answer more.

    Parameters
    ----------
    lucky : sequence of float
        Gains of single markets, the company as it is.
    drawn : sequence of float
        Gains of companies drawn from the ranges of the assumptions, each the average of a few markets.
    """
    low, high = np.quantile(drawn, [0.1, 0.9])
    lost = float(np.mean(np.asarray(drawn) < 0))
    said = [
        _(
            "We drew {n} companies, each with other numbers from the ranges we think possible. 8 of 10 gain between "
            "{low} and {high}, the middle one {middle}; {lost} of them lose."
        ).format(
            n=number(len(drawn)),
            low=signed(low),
            high=signed(high),
            middle=signed(float(np.median(drawn))),
            lost=percent(lost),
        )
    ]
    if len(lucky) < 2:
        said.append(_("Play some markets above; then you can compare this with luck."))
        return " ".join(said)
    luck_low, luck_high = np.quantile(lucky, [0.1, 0.9])
    said.append(
        _("With the company as it is, 8 of 10 markets gain between {low} and {high}: that is luck.").format(
            low=signed(luck_low), high=signed(luck_high)
        )
    )
    if high - low > luck_high - luck_low:
        said.append(
            _("**What we do not know about the company moves the answer more than luck.** More runs do not help.")
        )
    else:
        said.append(_("Here luck moves the answer more than our assumptions do."))
    return " ".join(said)


def practices_sentence(table: pd.DataFrame, markets: int, currency: str) -> str:
    """Say which practice gave most and which took away, in the learner's own runs."""
    best, worst = table["mean"].idxmax(), table["mean"].idxmin()
    said = [
        _("Averaged over {n} markets, “{practice}” moved the revenue of a year most: {gain}.").format(
            n=number(markets), practice=table.loc[best, "practice"], gain=_money(table.loc[best, "mean"], currency)
        )
    ]
    if table.loc[worst, "mean"] < 0:
        said.append(
            _("“{practice}” lowered it: {gain}. That a practice costs revenue does not make it wrong.").format(
                practice=table.loc[worst, "practice"], gain=_money(table.loc[worst, "mean"], currency)
            )
        )
    else:
        said.append(_("None of them lowered it."))
    unclear = [line["practice"] for _id, line in table.iterrows() if not line["low"] > 0 and not line["high"] < 0]
    if unclear:
        said.append(
            _("With so few markets it is not clear in which direction these work: {practices}.").format(
                practices=", ".join(unclear)
            )
        )
    return " ".join(said)


def _money(amount: float, currency: str) -> str:
    return ("+" if amount >= 0 else "−") + money(abs(amount), currency)


# Pictures and tables


def gains_picture(lines: Mapping[str, Sequence[float]], caption: str) -> Picture:
    """Return gains as points on one line each, with the claimed 20% and no change marked.

    Parameters
    ----------
    lines : mapping of str to sequence of float
        The name of each line, translated, and its gains as shares.
    caption : str
        Says what the table beside the picture shows.
    """
    height = 1.25 + 0.75 * len(lines)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7.2, height))
        ax = figure.add_axes((0.24, 0.6 / height, 0.72, (height - 1.0) / height))
        for place, gained in enumerate(lines.values()):
            _line_of_points(ax, place, np.asarray(gained, dtype=float))
        ends = [100 * CLAIM, 0.0, *(100 * share for gained in lines.values() for share in gained)]
        room = 0.08 * max(max(ends) - min(ends), 20)
        ax.set(xlim=(min(ends) - room, max(ends) + room), ylim=(len(lines) - 0.4, -0.75))
        ax.set_xlabel(_("change of a year's revenue, in percent"))
        ax.set_yticks(range(len(lines)), list(lines))
        # Both lines end below the words above them.
        reach = (len(lines) - 0.4, -0.57)
        ax.vlines(0, *reach, color=LINE, linewidth=1)
        ax.vlines(100 * CLAIM, *reach, color=screen.PALETTE["money"], linewidth=1.6, linestyles=(0, (5, 3)))
        ax.text(100 * CLAIM, -0.62, _("claimed: 20%"), ha="center", va="bottom", size=9, color=QUIET)
        sns.despine(ax=ax, left=True)
        return Picture(svg_of(figure), _points_sentence(lines), tuple(_points_rows(lines)), caption)


def _line_of_points(ax: Any, place: int, gained: np.ndarray) -> None:
    if not len(gained):
        return
    if len(gained) >= FOR_A_BAR:
        low, high = np.quantile(100 * gained, [0.1, 0.9])
        ax.plot([low, high], [place, place], color=screen.PALETTE["customer"], linewidth=9, alpha=0.4, zorder=1)
    ax.plot(100 * gained, np.full(len(gained), place), "o", color=INK, markersize=5, alpha=0.6, zorder=2)
    ax.plot([100 * gained.mean()], [place + 0.27], "^", color=screen.PALETTE["sales"], markersize=9, zorder=3)


def _points_sentence(lines: Mapping[str, Sequence[float]]) -> str:
    said = [
        _("{line}: from {low} to {high}, {mean} on average (triangle).").format(
            line=line, low=signed(min(gained)), high=signed(max(gained)), mean=signed(float(np.mean(gained)))
        )
        for line, gained in lines.items()
        if len(gained)
    ]
    if any(len(gained) >= FOR_A_BAR for gained in lines.values()):
        said.append(_("The bar holds 8 of 10 points."))
    return " ".join([*said, _("The dashed line is the claimed 20%.")])


def _points_rows(lines: Mapping[str, Sequence[float]]) -> list[dict[str, str]]:
    return [
        {
            _("What"): line,
            _("Points"): number(len(gained)),
            _("Lowest"): signed(min(gained)),
            _("8 of 10 between"): _("{low} and {high}").format(
                low=signed(float(np.quantile(gained, 0.1))), high=signed(float(np.quantile(gained, 0.9)))
            )
            if len(gained) >= FOR_A_BAR
            else "–",
            _("Highest"): signed(max(gained)),
            _("Average"): signed(float(np.mean(gained))),
            _("Lost"): percent(float(np.mean(np.asarray(gained) < 0))),
        }
        for line, gained in lines.items()
        if len(gained)
    ]


def practices_rows(table: pd.DataFrame, currency: str) -> list[dict[str, str]]:
    """Return one row per practice, what it gave and what it cost."""
    return [
        {
            _("Practice"): line["practice"],
            _("Its part of the revenue"): _money(line["mean"], currency),
            _("95% interval"): _("{low} to {high}").format(
                low=_money(line["low"], currency), high=_money(line["high"], currency)
            ),
            _("What it cost besides"): money(line["cost"], currency),
        }
        for _id, line in table.sort_values("mean", ascending=False).iterrows()
    ]


# What the notebook shows


def claims() -> widgets.VBox:
    """Show what is said, what its source holds and what it cannot carry."""
    rows = [
        {
            _("What is said"): _(one.said),
            _("What the source holds"): _(one.held),
            _("What it cannot carry"): _(one.weak),
        }
        for one in CLAIMS
    ]
    return screen.box([screen.html(screen.data_table(rows, _("Three claims and their sources.")))], "smkt-card")


def first_look(company: Company, markets: int = 3) -> widgets.VBox:
    """Show the year before and after in a few single markets."""
    found = gains(company, *plans_of(company, "all"), 0, markets)
    picture = gains_picture(
        {_("{n} markets").format(n=number(markets)): found["revenue"].tolist()}, _("The gain in each single market.")
    )
    each = ", ".join(signed(share) for share in found["revenue"])
    said = _("The same two ways of working, the same year, {n} different markets: {each}.").format(
        n=number(markets), each=each
    )
    return screen.box([screen.html(picture.html() + screen.paragraphs(said))], "smkt-card")


def assumptions(company: Company) -> widgets.VBox:
    """Show how many numbers of the company rest on evidence, how many are our choice, and some that carry weight."""
    counts = {basis: sum(one.basis == basis for one in company.assumptions) for basis in ("evidence", "fact", "choice")}
    said = _(
        "The company is made of {all} values. {evidence} rest on a study or on public data; {fact} say what this "
        "invented company is like; **{choice} are our choice**. {ranged} carry a range: how far we think they may be "
        "off."
    ).format(
        all=number(len(company.assumptions)),
        evidence=number(counts["evidence"]),
        fact=number(counts["fact"]),
        choice=number(counts["choice"]),
        ranged=number(sum(one.low is not None for one in company.assumptions)),
    )
    shown = [one for one in company.assumptions if one.path in WEIGHTY]
    rows = [
        {
            _("Value"): one.help or one.path,
            _("We chose"): f"{one.value:g}",
            _("It could be"): _("{low} to {high}").format(low=f"{one.low:g}", high=f"{one.high:g}"),
            _("Rests on"): _("evidence") if one.basis == "evidence" else _("choice"),
            _("Why"): one.why,
        }
        for one in shown
    ]
    table = screen.data_table(rows, _("Some of them, with the reason that stands in the company's file."))
    return screen.box([screen.html(screen.paragraphs(said) + table)], "smkt-card")


WEIGHTY = ("team.selling_share", "trust.start", "deal.win", "structure.leak", "qualify.ready", "prepare.history")


def guess_answer(kept: str | None, words: Mapping[str, str], shares: Sequence[float]) -> str:
    """Compare the guess (how far the best and the worst market lie apart) with the learner's markets, as HTML."""
    if len(shares) < ENOUGH:
        return screen.notice(
            "info", _("Play at least {n} markets; then the answer to your guess appears here.").format(n=number(ENOUGH))
        )
    apart = max(shares) - min(shares)
    hit = line_of(SPREAD_FROM, apart)
    told = _("Between the best and the worst of {n} markets lie {points} percentage points.").format(
        n=number(len(shares)), points=number(100 * apart)
    )
    return prediction_checked(kept, hit, words, told)
