"""How much of the room's result was luck: the same decisions in other markets, said in words."""

from __future__ import annotations

import math
from collections.abc import Mapping

import matplotlib
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import GROUND, INK, LINE, STYLE, Picture, svg_of
from smkt_helpers.comparison.runs import half_interval
from smkt_helpers.words import N_, _, money, ngettext, number, percent
from smkt_helpers.workshop.facts import table_name

MARKETS = 30  # other markets, besides the one in which the room played
ENOUGH = 10  # markets before two tables may be called clearly apart
SURE = 0.9  # of the markets in which the better of two tables must lead for that


def luck_sentences(room: pd.Series, found: pd.DataFrame) -> list[str]:
    """Say how far the order of the room is luck.

    Parameters
    ----------
    room : pandas.Series
        What each table was left with in the room, by table.
    found : pandas.DataFrame
        The same in other markets: markets in rows, tables in columns.
    """
    # A table that came later has no sum of all quarters, so it has no place in the order.
    room = room.reindex(list(found)).dropna()
    found, markets = found[room.index], len(found)
    if len(room) < 2 or not markets:
        return []
    first = room.index[room == room.max()]
    said = []
    if len(first) == 1:
        wins = int((found[first[0]] == found.max(axis=1)).sum())
        words = ngettext(
            "In this room {table} was left with most. With the same decisions it would have come first in {wins} of "
            "{n} other market.",
            "In this room {table} was left with most. With the same decisions it would have come first in {wins} of "
            "{n} other markets.",
            markets,
        )
        if not wins:
            words = ngettext(
                "In this room {table} was left with most. With the same decisions it would not have come first in the "
                "other market.",
                "In this room {table} was left with most. With the same decisions it would have come first in none of "
                "the {n} other markets.",
                markets,
            )
        said.append(words.format(table=table_name(first[0]), wins=number(wins), n=number(markets)))
    pairs = order_kept(room, found)
    same = int((pairs == 1).all(axis=1).sum()) if pairs.shape[1] else 0
    if not pairs.shape[1]:
        return [*said, _("All tables were left with the same, so there is no order to speak of.")]
    words = _("All tables stood in the same order as here in {same} of {n} markets.")
    if not same:
        words = ngettext(
            "In the other market the tables stood in another order than here.",
            "In none of the {n} markets did all tables stand in the same order as here.",
            markets,
        )
    said.append(words.format(same=number(same), n=number(markets)))
    said.append(
        _(
            "Of any two tables, the one ahead here was also ahead elsewhere in {share} of the cases; a coin gives 50%."
        ).format(share=percent(float(pairs.to_numpy().mean())))
    )
    if markets < ENOUGH:
        return said
    clear = int((pairs.mean() >= SURE).sum())
    words = _(
        "Pairs of tables that are clearly apart: {clear} of {n}; there the one ahead here is ahead in at least 9 of 10 "
        "markets. Between the others, this room's order says little about who decided better."
    )
    if not clear:
        words = _(
            "No two tables are clearly apart, which would mean that the one ahead here is ahead in at least 9 of 10 "
            "markets. So this room's order says little about who decided better."
        )
    elif clear == pairs.shape[1]:
        words = _(
            "Any two tables that differ here are clearly apart: the one ahead here is ahead in at least 9 of 10 "
            "markets."
        )
    said.append(words.format(clear=number(clear), n=number(pairs.shape[1])))
    return said


def order_kept(room: pd.Series, found: pd.DataFrame) -> pd.DataFrame:
    """Return, for each two tables that differ in the room, where their order is the same: 1, 0, or 0.5 for a tie."""
    pairs = {}
    for place, a in enumerate(found):
        for b in list(found)[place + 1 :]:
            here = math.copysign(1, room[a] - room[b])
            if room[a] != room[b]:
                pairs[a, b] = 0.5 + 0.5 * here * np.sign(found[a] - found[b])
    return pd.DataFrame(pairs, index=found.index)


def against_sentences(found: pd.DataFrame, currency: str) -> list[str]:
    """Say what the tables' decisions brought on average over the markets, against both other ways.

    Parameters
    ----------
    found : pandas.DataFrame
        From `in_markets`.
    """
    if len(found) < 2:
        return []
    played = found["played"].mean(axis=1)
    said = []
    for kind, words in _AGAINST.items():
        if kind in found:
            change = (played - found[kind].mean(axis=1)).to_frame()
            half = float(half_interval(change).iloc[0])
            mean = float(change.iloc[:, 0].mean())
            verdict = "more" if mean > half else "less" if mean < -half else "unclear"
            said.append(
                _(words[verdict]).format(
                    amount=money(abs(mean), currency),
                    low=money(mean - half, currency),
                    high=money(mean + half, currency),
                    n=number(len(found)),
                )
            )
    return said


_AGAINST: Mapping[str, Mapping[str, str]] = {
    "as_before": {
        "more": N_(
            "Over {n} markets the tables were left with {amount} more on average than by going on as before the swap "
            "(95% interval {low} to {high})."
        ),
        "less": N_(
            "Over {n} markets the tables were left with {amount} less on average than by going on as before the swap "
            "(95% interval of the difference {low} to {high})."
        ),
        "unclear": N_(
            "Over {n} markets the tables did not clearly differ from going on as before the swap (95% interval of the "
            "difference {low} to {high})."
        ),
    },
    "today": {
        "more": N_(
            "Over {n} markets the tables were left with {amount} more on average than the company of today (95% "
            "interval {low} to {high})."
        ),
        "less": N_(
            "Over {n} markets the tables were left with {amount} less on average than the company of today (95% "
            "interval of the difference {low} to {high})."
        ),
        "unclear": N_(
            "Over {n} markets the tables did not clearly differ from the company of today (95% interval of the "
            "difference {low} to {high})."
        ),
    },
}


def luck_picture(room: pd.Series, found: pd.DataFrame, currency: str) -> Picture:
    """Return what each table would have been left with in other markets, beside what it was left with here.

    Parameters
    ----------
    room : pandas.Series
        By table.
    found : pandas.DataFrame
        Markets in rows, tables in columns.
    """
    means = found.mean().sort_values(ascending=False, kind="stable")
    height = 1.15 + 0.32 * len(means)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7.6, height))
        ax = figure.add_axes((0.12, 0.5 / height, 0.85, (height - 1.0) / height))
        for place, table in enumerate(means.index):
            others = found[table] / 1000
            ax.plot(others, [place] * len(others), "|", color=INK, markersize=9, alpha=0.55, zorder=1)
            ax.plot([means[table] / 1000], [place], "^", color=screen.PALETTE["sales"], markersize=9, zorder=3)
            ax.plot([room.get(table, math.nan) / 1000], [place], "o", markerfacecolor=GROUND, markeredgecolor=INK,
                    markersize=9, zorder=2)  # fmt: skip
        ax.set_yticks(range(len(means)), [table_name(table) for table in means.index])
        ax.set(ylim=(len(means) - 0.5, -0.5))
        ax.set_xlabel(_("contribution of all quarters, thousand {currency}").format(currency=currency))
        ax.axvline(0, color=LINE, linewidth=0.8, zorder=0)
        sns.despine(ax=ax, left=True)
        keys = (
            (_("another market"), {"marker": "|", "color": INK}),
            (_("their average"), {"marker": "^", "color": screen.PALETTE["sales"]}),
            (_("this room"), {"marker": "o", "color": INK, "markerfacecolor": GROUND}),
        )
        handles = [matplotlib.lines.Line2D([], [], linestyle="", markersize=9, **look) for _name, look in keys]
        figure.legend(handles, [name for name, _look in keys], loc="upper left", ncols=3, frameon=False, fontsize=9.5)
        rows = tuple(
            {
                _("Table"): table_name(table),
                _("Average of the markets"): money(means[table], currency),
                _("Lowest"): money(found[table].min(), currency),
                _("Highest"): money(found[table].max(), currency),
                _("In this room"): money(room.get(table, math.nan), currency),
            }
            for table in means.index
        )
        caption = _("The same decisions in {n} other markets.").format(n=number(len(found)))
        said = " ".join(luck_sentences(room, found)) or caption
        return Picture(svg_of(figure), said, rows, caption)
