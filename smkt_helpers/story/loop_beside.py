"""Two figures of lesson 06 that surprise: more is left than in lesson 01, and management is less content."""

from __future__ import annotations

import ipywidgets as widgets
import pandas as pd

from smkt_helpers import screen
from smkt_helpers.companies import Company
from smkt_helpers.history import simulate
from smkt_helpers.metrics import board_of, scoreboard, values
from smkt_helpers.plan import Plan, aligned, siloed
from smkt_helpers.satisfaction import PARTS
from smkt_helpers.story.loop import AGREED, MARKETS, SEED, WEEKS
from smkt_helpers.words import N_, _, money, number, percent

# The quarter is the one of lesson 01, so that its figure is found again.
QUARTER, YEAR = {"weeks": 13, "replications": 20}, {"weeks": 52, "replications": MARKETS}


def beside_one_team(company: Company) -> widgets.VBox:
    """Say why the agreement without a loop leaves another amount than "as one team" of lesson 01."""
    same_line = aligned.replace(threshold=AGREED["threshold"])
    quarter = {
        name: _left(company, plan, QUARTER)
        for name, plan in (("agreed", AGREED), ("team", aligned), ("team_same_line", same_line))
    }
    year = {name: _left(company, plan, YEAR) for name, plan in (("agreed", AGREED), ("team", aligned))}
    return screen.box([screen.html(screen.paragraphs(one_team_sentence(quarter, year, company.currency)))])


def _left(company: Company, plan: Plan, played: dict[str, int]) -> float:
    tables = simulate(company, plan, seed=SEED, log=False, **played).tables()
    return float(scoreboard(tables, ("contribution",)).loc["contribution", "value"])


def one_team_sentence(quarter: dict[str, float], year: dict[str, float], currency: str) -> str:
    """Say which of the two leaves more in a quarter and in a year, and how much of it one decision explains.

    Parameters
    ----------
    quarter, year : dict of str to float
        Contribution of the agreement (`agreed`) and of lesson 01's one team (`team`); for the quarter also of one team
        with the points of the agreement (`team_same_line`).
    currency : str
    """
    said = [
        _(
            "**And lesson 01?** “As one team” left {team} in its quarter. In the same quarter the agreement of this "
            "page leaves {agreed}, without any loop."
        ).format(team=money(quarter["team"], currency), agreed=money(quarter["agreed"], currency))
    ]
    gap = quarter["agreed"] - quarter["team"]
    if gap > 0 and quarter["team_same_line"] - quarter["team"] > gap / 2:
        said.append(
            _(
                "Most of the difference is one number: one team passes leads on from {team} points, this agreement "
                "from {agreed}. With {agreed} points one team too would have left {left} in that quarter."
            ).format(
                team=number(aligned["threshold"]),
                agreed=number(AGREED["threshold"]),
                left=money(quarter["team_same_line"], currency),
            )
        )
    words = {"team": money(year["team"], currency), "agreed": money(year["agreed"], currency)}
    if year["team"] > year["agreed"]:
        last = _(
            "Over a whole year one team leaves more: {team} against {agreed}. Results that come back, and staying in "
            "touch with people who are not ready, need time before they pay."
        )
    else:
        last = _("Over a whole year, too, one team leaves no more than this agreement: {team} against {agreed}.")
    return " ".join((*said, last.format(**words)))


def management_sees(company: Company) -> widgets.VBox:
    """Say why management is more or less content at the desk of lesson 06 than with siloed teams."""
    figures = {name: _management(company, plan) for name, plan in (("siloed", siloed), ("agreed", AGREED))}
    return screen.box([screen.html(screen.paragraphs(management_sentence(figures["siloed"], figures["agreed"])))])


def _management(company: Company, plan: Plan) -> pd.Series:
    tables = simulate(company, plan, seed=SEED, weeks=WEEKS, replications=MARKETS, log=False).tables()
    board = board_of(values(tables, ("satisfied_management", "quota_reached")))["value"]
    return pd.concat([board, pd.Series({part.id: part.points(tables).mean() for part in PARTS["management"]})])


# By whether more or less than the plan came in.
_MISSED = {
    True: N_(
        "What came in was {reached} of the plan, because the plan is still last year's average. To whoever plans, that "
        "is a miss too, though a pleasant one. Among the suggestions below is one that changes it."
    ),
    False: N_(
        "What came in was {reached} of the plan, which is still last year's average. Among the suggestions below is "
        "one that changes it."
    ),
}


def management_sentence(before: pd.Series, now: pd.Series) -> str:
    """Say what management's points are made of under both ways of working, and which part fell.

    Parameters
    ----------
    before, now : pandas.Series
        `satisfied_management`, the points (0 to 100) of its parts `margin` and `forecast_error`, and `quota_reached`.
    """
    said = [
        _(
            "**Why is management not more content?** At the start of this desk it has {now} of 100 points; siloed "
            "teams have {before}. The points are the average of two things: what is left of the revenue gives {margin} "
            "points instead of {margin_before}, and how close the revenue of new deals comes to the plan gives {plan} "
            "instead of {plan_before}."
        )
        if now["satisfied_management"] <= before["satisfied_management"]
        else _(
            "Management has {now} of 100 points at the start of this desk; siloed teams have {before}. What is left of "
            "the revenue gives {margin} points instead of {margin_before}, and how close the revenue of new deals "
            "comes to the plan gives {plan} instead of {plan_before}."
        )
    ]
    if now["forecast_error"] < before["forecast_error"]:
        said.append(_(_MISSED[bool(now["quota_reached"] > 1)]))
    words = {
        "now": number(now["satisfied_management"]),
        "before": number(before["satisfied_management"]),
        "margin": number(now["margin"]),
        "margin_before": number(before["margin"]),
        "plan": number(now["forecast_error"]),
        "plan_before": number(before["forecast_error"]),
        "reached": percent(now["quota_reached"]),
    }
    return " ".join(said).format(**words)
