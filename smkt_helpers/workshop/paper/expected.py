"""What a trainer may expect: contribution by quarter under four ways of playing, computed by the same `simulate`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from smkt_helpers import engine
from smkt_helpers.charts.picture import INK, STYLE, Picture, svg_of
from smkt_helpers.companies import Company
from smkt_helpers.plan import Plan
from smkt_helpers.words import N_, _, money, number
from smkt_helpers.workshop import scoring
from smkt_helpers.workshop.bots import bot_sheet, own_number, steps_with, together
from smkt_helpers.workshop.facts import CLEAR, short_name
from smkt_helpers.workshop.formats import Format
from smkt_helpers.workshop.state import Workshop

MARKETS = 8
WAYS: Mapping[str, str] = {
    "together": N_("as one team from the first quarter"),
    "bot": N_("own number for two quarters, then as one team"),
    "today": N_("nobody changes anything"),
    "own": N_("each team its own number to the end"),
}
_LOOK = {"together": ("o", "-"), "bot": ("s", "--"), "today": ("D", ":"), "own": ("^", "-.")}


def played(
    format: Format, company: Company, round: int, steps: Sequence[tuple[int, Plan]], ids: Sequence[str], markets: int
) -> pd.DataFrame:
    """Return metrics of one quarter in some markets, with everything that the format lets happen.

    Parameters
    ----------
    format : Format
    company : Company
    round : int
        Place among `format.rounds`.
    steps : list of (from_week, Plan)
    ids : sequence of str
        Which metrics.
    markets : int
        The first one is the market that the room plays.

    Returns
    -------
    pandas.DataFrame
        One row per market, one column per metric.
    """
    now = Workshop(format, company.today, round=round)
    return scoring.runs(now, company, steps, markets=markets, ids=ids)


def steps_of(format: Format, company: Company, way: str, round: int) -> list[tuple[int, Plan]]:
    """Return the plans of one of the `WAYS` by week, up to a quarter."""
    sheets = {
        "own": lambda seat, _place: own_number(format, seat),
        "together": lambda seat, _place: together(format, seat),
        "bot": lambda seat, place: bot_sheet(format, seat, place),
        "today": lambda seat, _place: {},
    }
    return steps_with(Workshop(format, company.today, round=round), sheets[way])


def expected(format: Format, company: Company, markets: int = MARKETS) -> pd.DataFrame:
    """Return the contribution of each quarter that counts, under each of the `WAYS`.

    Returns
    -------
    pandas.DataFrame
        One row per quarter (index: its place among `format.rounds`), one column per way: the mean of the markets,
        in the company's currency.
    """
    counted = [place for place, part in enumerate(format.rounds) if part.kind == "round"]
    cells = [(round, way) for round in counted for way in WAYS]

    def mean(cell: tuple[int, str]) -> float:
        round, way = cell
        found = played(format, company, round, steps_of(format, company, way, round), ["contribution"], markets)
        return float(found["contribution"].mean())

    found = dict(zip(cells, engine.each(mean, cells), strict=True))
    return pd.DataFrame({way: [found[round, way] for round in counted] for way in WAYS}, index=counted)


def round_amount(amount: float) -> float:
    """Return an amount to the nearest thousand: what is expected is not known to the last coin."""
    return 1000.0 * round(amount / 1000)


def clearly(company: Company, format: Format) -> float:
    """Return by how much a first quarter must differ to be "clearly" more or less, to the nearest 5,000."""
    first = next(place for place, part in enumerate(format.rounds) if part.kind == "round")
    revenue = played(format, company, first, [(0, company.today)], ["revenue"], 1)["revenue"].iloc[0]
    return 5000.0 * max(1, round(CLEAR * float(revenue) / 5000))


def picture(format: Format, company: Company, curves: pd.DataFrame, markets: int = MARKETS) -> Picture:
    """Return what `expected` found as a picture with its words."""
    names = [short_name(format, round) for round in curves.index]
    rows = tuple(
        {
            _("Quarter"): name,
            **{_(words): money(round_amount(curves.loc[round, way]), company.currency) for way, words in WAYS.items()},
        }
        for name, round in zip(names, curves.index, strict=True)
    )
    totals = {way: float(curves[way].sum()) for way in WAYS}
    best = max(totals, key=totals.get)
    least = min(totals, key=totals.get)
    sentence = _(
        "Contribution by quarter, mean of {markets} markets. Over all quarters most is left when the tables play "
        "“{best}” ({most}), least when they play “{least}” ({lowest}). Your room plays one market and will differ."
    ).format(
        markets=number(markets),
        best=_(WAYS[best]),
        most=money(round_amount(totals[best]), company.currency),
        least=_(WAYS[least]),
        lowest=money(round_amount(totals[least]), company.currency),
    )
    caption = _("Expected contribution of each quarter, mean of {markets} markets.").format(markets=number(markets))
    return Picture(_drawn(names, curves, company.currency), sentence, rows, caption)


def _drawn(names: Sequence[str], curves: pd.DataFrame, currency: str) -> str:
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7.2, 2.9))
        ax = figure.add_axes((0.07, 0.13, 0.4, 0.78))
        places = np.arange(len(names))
        for way, words in WAYS.items():
            marker, dashes = _LOOK[way]
            ax.plot(places, curves[way] / 1000, dashes, marker=marker, color=INK, label=_(words))
        # One market's worth of quarters may be a single point.
        ax.set_xlim(-0.3, len(names) - 0.7)
        ax.set_xticks(places, names)
        ax.axhline(0, color=INK, linewidth=0.6)
        ax.set_title(_("Contribution, thousand {currency}").format(currency=currency), loc="left", fontsize=10)
        ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, handlelength=3.2, fontsize=9)
        sns.despine(ax=ax)
        return svg_of(figure)
