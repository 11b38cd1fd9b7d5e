"""What lesson 07 shows: a quarter that is won with promises and discounts, and who is still a customer a year later.

Both quarters are played on the same people. Only what was promised and taken off the price differs, and only in that
one quarter; before and after it both companies are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import ipywidgets as widgets
import matplotlib
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import INK, QUIET, STYLE, Picture, round_up, svg_of
from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.history import simulate
from smkt_helpers.metrics import scoreboard
from smkt_helpers.plan import Plan, aligned
from smkt_helpers.story.after_sale_path import called_twice, path
from smkt_helpers.story.guess import guess_checked
from smkt_helpers.words import N_, _, money, number, percent

__all__ = [
    "CAREFUL",
    "PUSHED",
    "Quarter",
    "called_twice",
    "guess_answered",
    "next_year",
    "path",
    "push",
    "quarter",
    "quarters",
    "what_is_left",
]

SEED, MARKETS = 1, 3
QUARTER, WEEKS = 13, 65  # the quarter, and the year after it
STEPS = (0, 6, 13, 26, 39, 52, 65)
SAME = 0.1  # fewer customers of difference than one in ten are "about as many"

CAREFUL = aligned
PUSHED = aligned.replace(promise=0.9, stretch=0.4, discount_limit=0.35)
WAYS = {"careful": N_("The careful quarter"), "pushed": N_("The pushed quarter")}


def plan_of(way: str) -> list[tuple[int, Plan]]:
    """Return the plan by week: "careful" throughout, or "pushed" in the first quarter and careful afterwards."""
    return [(0, PUSHED), (QUARTER, CAREFUL)] if way == "pushed" else [(0, CAREFUL)]


@dataclass(frozen=True)
class Quarter:
    """The customers won in the first quarter of a history, on average per market.

    Attributes
    ----------
    won, stayed : float
        How many were won, and how many of them are still customers at the end.
    there : tuple of float
        How many were customers at the end of each week of `STEPS`.
    first, renewal : float
        Mean first price; mean amount of a renewal they paid, NaN without any.
    retention : float
        Share of their renewals that were paid; NaN if none was decided.
    paid : float
        What they have paid until the end.
    discount : float
        What was taken off the first price, as a share of the list price.
    kept : float
        How much of what was promised they saw kept.
    recommended : float
        People that customers, these and others, recommended until the end.
    """

    won: float
    stayed: float
    there: tuple[float, ...]
    first: float
    renewal: float
    retention: float
    paid: float
    discount: float
    kept: float
    recommended: float


def quarter(company: Company, way: str, *, seed: int = SEED, replications: int = MARKETS) -> Quarter:
    """Play the quarter and the year after it, and follow the customers who were won in the quarter."""
    plan = plan_of(way)
    # One market after the other: several at once would take much memory.
    runs = [
        followed(simulate(company, plan, seed=seed, weeks=WEEKS, first_replication=number_of, log=False).tables())
        for number_of in range(replications)
    ]
    values = {one.name: np.nanmean([getattr(run, one.name) for run in runs], axis=0) for one in fields(Quarter)}
    return Quarter(**{name: tuple(mean.tolist()) if mean.ndim else float(mean) for name, mean in values.items()})


def followed(tables: Tables) -> Quarter:
    """Follow the customers won in the first 13 weeks of a single run to its end."""
    since, left = tables.customers["since"], tables.customers["left_at"]
    ours = (since >= tables.start) & (since < tables.start + pd.Timedelta(weeks=QUARTER))
    won = tables.customers[ours]
    moments = [tables.start + pd.Timedelta(weeks=week) for week in STEPS]
    there = tuple(float(((since[ours] < at) & ~(left[ours] < at)).sum()) for at in moments)
    deals = tables.deals[tables.deals["lead_id"].isin(won["lead_id"])]
    bought = deals[deals["stage"] == "won"]
    renewals = deals[(deals["kind"] == "renewal") & (deals["stage"] != "open")]
    paid = renewals[renewals["stage"] == "won"]
    first = bought[bought["kind"] == "new"]
    return Quarter(
        won=float(len(won)),
        stayed=there[-1],
        there=there,
        first=float(won["amount"].mean()),
        renewal=float(paid["amount"].mean()),
        retention=len(paid) / len(renewals) if len(renewals) else np.nan,
        paid=float(bought["amount"].sum()),
        discount=1 - float(first["amount"].sum() / first["value"].sum()) if len(first) else np.nan,
        kept=float(won["kept"].mean()),
        recommended=float(scoreboard(tables, ("recommended",)).loc["recommended", "value"]),
    )


def quarters(company: Company, *, seed: int = SEED, replications: int = MARKETS) -> dict[str, Quarter]:
    """Play the careful and the pushed quarter on the same people, each with the year after it."""
    return {way: quarter(company, way, seed=seed, replications=replications) for way in WAYS}


def what_is_left(runs: Mapping[str, Quarter]) -> str:
    """Say whether the pushed quarter left "more", "same" (within a tenth) or "fewer" customers a year later."""
    careful, pushed = runs["careful"].stayed, runs["pushed"].stayed
    if abs(pushed - careful) <= SAME * careful:
        return "same"
    return "more" if pushed > careful else "fewer"


def surprising(runs: Mapping[str, Quarter]) -> bool:
    """Say whether the pushed quarter won more customers, and fewer of them are left a year later."""
    careful, pushed = runs["careful"], runs["pushed"]
    return pushed.won > careful.won and pushed.stayed < careful.stayed


def push() -> widgets.VBox:
    """Show what is decided differently in the pushed quarter."""
    rows = [
        {
            _("Decision"): _(DECISIONS[name].label),
            _(WAYS["careful"]): DECISIONS[name].show(CAREFUL[name]),
            _(WAYS["pushed"]): DECISIONS[name].show(PUSHED[name]),
        }
        for name in CAREFUL.differences(PUSHED)
    ]
    return screen.box([screen.html(screen.data_table(rows, _("Three decisions differ, for 13 weeks.")))], "smkt-card")


def next_year(company: Company, runs: Mapping[str, Quarter]) -> widgets.VBox:
    """Show the customers of both quarters from their first week to a year after the quarter."""
    drawn = Picture(
        _drawing(runs),
        _lines_sentence(runs),
        tuple(
            {
                _("After week"): number(week),
                **{_(words): number(runs[way].there[place], 1) for way, words in WAYS.items()},
            }
            for place, week in enumerate(STEPS)
        ),
        _("Customers won in the quarter who are still customers; averages over {n} markets.").format(n=number(MARKETS)),
    )
    table = screen.data_table(_facts_rows(runs, company.currency), _("The customers of each quarter, a year later."))
    told = f"{left_sentence(runs)}\n\n{money_sentence(runs, company.currency)}"
    return screen.box([screen.html(drawn.html() + screen.paragraphs(told) + table)], "smkt-card")


def _drawing(runs: Mapping[str, Quarter]) -> str:
    looks = {"careful": ("customer", "-", "o"), "pushed": ("money", (0, (5, 2)), "s")}
    most = round_up(1.15 * max(max(one.there) for one in runs.values()))
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(6.3, 3.2))
        axes = figure.add_axes((0.07, 0.17, 0.63, 0.7))
        upper = max(runs, key=lambda way: runs[way].stayed)
        axes.axvspan(0, QUARTER, color=QUIET, alpha=0.12, linewidth=0)
        axes.text(QUARTER / 2, 0.98 * most, _("the quarter"), ha="center", va="top", size=8.5, color=QUIET)
        for way, (colour, line, mark) in looks.items():
            values = runs[way].there
            look = {"color": screen.PALETTE[colour], "linestyle": line, "marker": mark}
            axes.plot(STEPS, values, linewidth=2, clip_on=False, **look)
            axes.annotate(
                f"{_(WAYS[way])}\n{number(values[-1])}",
                (STEPS[-1], values[-1]),
                (9, 0),
                textcoords="offset points",
                va="bottom" if way == upper else "top",
                weight="bold",
                color=INK,
                annotation_clip=False,
            )
        axes.set(xlim=(0, WEEKS), ylim=(0, most), xticks=(0, 13, 26, 39, 52, 65))
        axes.set_xlabel(_("weeks"))
        for side in ("right", "top"):
            axes.spines[side].set_visible(False)
        figure.text(0.02, 0.93, _("Customers of one quarter, and who is still there"), weight="bold")
        return svg_of(figure)


def _lines_sentence(runs: Mapping[str, Quarter]) -> str:
    careful, pushed = runs["careful"], runs["pushed"]
    return _(
        "Two lines over 65 weeks: the pushed quarter wins {pushed_won} customers, of whom {pushed_left} are left at "
        "the end; the careful one wins {careful_won}, of whom {careful_left} are left."
    ).format(
        pushed_won=number(pushed.won),
        pushed_left=number(pushed.stayed),
        careful_won=number(careful.won),
        careful_left=number(careful.stayed),
    )


def _facts_rows(runs: Mapping[str, Quarter], currency: str) -> list[dict[str, str]]:
    shown: Sequence[tuple[str, Any]] = (
        (_("Customers won"), lambda one: number(one.won, 1)),
        (_("First price, on average"), lambda one: money(one.first, currency)),
        (_("Taken off the list price"), lambda one: percent(one.discount)),
        (_("How much of the promise they saw kept"), lambda one: percent(one.kept)),
        (_("Of 100 renewals due, paid"), lambda one: number(100 * one.retention)),
        (_("Still customers"), lambda one: number(one.stayed, 1)),
        (_("Paid so far, all together"), lambda one: money(one.paid, currency)),
        (_("People recommended to us, by all customers"), lambda one: number(one.recommended)),
    )
    return [{_("What"): words, **{_(name): figure(runs[way]) for way, name in WAYS.items()}} for words, figure in shown]


def left_sentence(runs: Mapping[str, Quarter]) -> str:
    """Say how many customers each quarter won and how many are left, in either direction."""
    careful, pushed = runs["careful"], runs["pushed"]
    more = pushed.won - careful.won
    if more > 0:
        won = _("The push won {n} customers more in its quarter.").format(n=number(more, 1))
    else:
        won = _("The push won {n} customers fewer in its quarter: even the quarter itself did not gain.").format(
            n=number(-more, 1)
        )
    gap = pushed.stayed - careful.stayed
    if gap >= 0:
        later = _("A year after the quarter ended it still has {n} more.")
    elif more > 0:
        later = _("A year after the quarter ended it has {n} fewer: more customers left again than the push had won.")
    else:
        later = _("A year after the quarter ended it has {n} fewer.")
    return f"{won} {later.format(n=number(abs(gap), 1))}"


def money_sentence(runs: Mapping[str, Quarter], currency: str) -> str:
    """Say what the customers of each quarter have paid so far, and what comes next, in either direction."""
    careful, pushed = runs["careful"], runs["pushed"]
    gap, stayed = pushed.paid - careful.paid, pushed.stayed - careful.stayed
    if gap > 0 > stayed:
        said = _(
            "So far the pushed quarter's customers have paid {money} more. But there are fewer of them to pay from "
            "now on, so this advantage shrinks with every renewal."
        )
    elif gap > 0:
        said = _("So far the pushed quarter's customers have also paid {money} more.")
    elif stayed < 0:
        said = _(
            "Even the money is gone already: the pushed quarter's customers have paid {money} less, and there are "
            "fewer of them to pay from now on."
        )
    else:
        said = _("So far the pushed quarter's customers have paid {money} less.")
    return said.format(money=money(abs(gap), currency))


def guess_answered(lesson: Any, words: Mapping[str, str], runs: Mapping[str, Quarter]) -> widgets.VBox:
    """Compare the lesson's guess (more, as many, fewer customers left) with the run, once there is one."""
    return guess_checked(lesson, "left", what_is_left(runs), words, left_sentence(runs))


MOST_RENEWALS = 20  # as in the metric "lifetime value"


def renewals_to_come(retention: float) -> float:
    """Return how many renewals a customer pays on average, if always the same share stays; at most 20 count."""
    return float(sum(retention**k for k in range(1, MOST_RENEWALS + 1)))
