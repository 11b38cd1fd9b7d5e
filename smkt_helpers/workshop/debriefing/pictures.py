"""The pictures of the debrief, each with its sentence and its figures."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence

import matplotlib
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import GROUND, INK, LINE, QUIET, STYLE, Picture, svg_of
from smkt_helpers.events import SHOCKS
from smkt_helpers.metric_list import PARTIES
from smkt_helpers.metrics import METRICS, show
from smkt_helpers.satisfaction import NAMES
from smkt_helpers.story.swap import MARKS as PARTY_MARKS
from smkt_helpers.words import N_, _, money, number
from smkt_helpers.workshop.debriefing import facts
from smkt_helpers.workshop.facts import Guess, middle, short_name, table_name
from smkt_helpers.workshop.state import Workshop

WIDTH = 7.6
Rows = tuple[Mapping[str, str], ...]


def feel_picture(now: Workshop, rounds: Sequence[int]) -> Picture:
    """Return how content the four parties were, quarter by quarter, in the middle of the tables."""
    table = facts.party_middles(now, rounds)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 3.6))
        ax = figure.add_axes((0.1, 0.2, 0.68, 0.74))
        for party in table:
            mark, colour = PARTY_MARKS[party]
            ax.plot(range(len(rounds)), table[party], marker=mark, color=colour, linewidth=2, markersize=8)
        _names_at_the_end(ax, table)
        ax.set(ylim=(0, 104), ylabel=_("points, 100 is fully content"))
        _quarters(ax, now, rounds)
        caption = _("How content the parties were: the middle of the tables, and from the lowest to the highest.")
        return Picture(svg_of(figure), facts.feel_sentence(now, rounds), _party_rows(now, rounds), caption)


def _names_at_the_end(ax: Axes, table: pd.DataFrame) -> None:
    """Write each line's name beside its last point, moved apart where two would cover each other."""
    last = table.iloc[-1].dropna().sort_values()
    height = -math.inf
    for party, value in last.items():
        height = max(value, height + 7)
        ax.annotate(
            _(NAMES[party]),
            (len(table) - 1, value),
            xytext=(len(table) - 0.9, height),
            va="center",
            size=9.5,
            color=INK,
            annotation_clip=False,
        )


def _party_rows(now: Workshop, rounds: Sequence[int]) -> Rows:
    found = {id: facts.figures(now, id, rounds) for id in PARTIES}
    return tuple(
        {
            _("Quarter"): short_name(now.format, round),
            **{
                _(METRICS[id].name): _band([value for value in table.loc[round] if not math.isnan(value)])
                for id, table in found.items()
            },
        }
        for round in rounds
    )


def _band(values: Sequence[float]) -> str:
    if not values:
        return _("not available")
    if len(values) == 1:
        return number(values[0])
    return _("{middle} ({low} to {high})").format(
        middle=number(middle(values)), low=number(min(values)), high=number(max(values))
    )


def happened_picture(now: Workshop, rounds: Sequence[int], currency: str) -> Picture:
    """Return what was left at each table, quarter by quarter, with the swap and what happened marked."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 4.0))
        ax = figure.add_axes((0.11, 0.25, 0.68, 0.66))
        _table_lines(ax, now, rounds, "contribution", 1000)
        ax.set_ylabel(_("contribution, thousand {currency}").format(currency=currency))
        ax.axhline(0, color=LINE, linewidth=0.8, zorder=0)
        _quarters(ax, now, rounds, events=True)
        caption = _("What was left in each quarter.")
        sentence = facts.happened_words(now, rounds, currency)
        return Picture(svg_of(figure), sentence, _table_rows(now, rounds, "contribution", currency), caption)


def work_picture(now: Workshop, rounds: Sequence[int], currency: str) -> Picture:
    """Return how long leads waited for the first call, and how many sales accepted, quarter by quarter."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 3.4))
        left, right = figure.add_axes((0.1, 0.22, 0.27, 0.6)), figure.add_axes((0.52, 0.22, 0.27, 0.6))
        _table_lines(left, now, rounds, "speed_median", 1, names=False)
        # A few tables let people wait for weeks: equal steps up the axis are equal factors, not equal hours.
        left.set_yscale("symlog", linthresh=1)
        ticks = (0, 1, 4, 24, 72, 168, 672)
        left.set_yticks(ticks, [number(tick) for tick in ticks])
        left.set_yticks([], minor=True)
        left.set_ylim(0, 1.3 * max(24.0, *facts.figures(now, "speed_median", rounds).max().fillna(0)))
        left.set_ylabel(_("hours"))
        _table_lines(right, now, rounds, "acceptance", 0.01)
        right.set(ylim=(0, 104))
        right.set_ylabel(_("percent"))
        for ax, id in ((left, "speed_median"), (right, "acceptance")):
            ax.set_title("\n".join(textwrap.wrap(_(METRICS[id].name), 30)), size=9.5, loc="left", weight="bold")
            _quarters(ax, now, rounds, short=True)
        rows = _table_rows(now, rounds, "speed_median", currency) + _table_rows(now, rounds, "acceptance", currency)
        return Picture(
            svg_of(figure), facts.work_sentence(now, rounds, currency), rows, _("The handoff at each table.")
        )


def _table_lines(
    ax: Axes, now: Workshop, rounds: Sequence[int], id: str, unit: float, names: bool = True
) -> None:
    """Draw a metric of every table, of their middle and of the company of today."""
    found, today = facts.figures(now, id, rounds) / unit, facts.mark(now, id, rounds) / unit
    across = range(len(rounds))
    many = found.shape[1] > 1
    if many:
        for table in found:
            ax.plot(across, found[table], color=LINE, linewidth=1, marker=".", markersize=4, alpha=0.8, zorder=1)
    middles = [middle(line) for line in found.to_numpy()]
    ax.plot(across, middles, color=INK, linewidth=2.6, marker="o", markersize=6, zorder=3)
    ax.plot(across, today, color=screen.PALETTE["money"], linewidth=1.8, linestyle=(0, (4, 2)), marker="D",
            markersize=5, zorder=2)  # fmt: skip
    if not names:
        return
    lines = [(_("middle of the tables") if many else _("your table"), {"color": INK, "linewidth": 2.6, "marker": "o"})]
    if many:
        lines.append((_("each table"), {"color": LINE, "linewidth": 1, "marker": "."}))
    lines.append((_("as today"), {"color": screen.PALETTE["money"], "linestyle": (0, (4, 2)), "marker": "D"}))
    handles = [matplotlib.lines.Line2D([], [], **look) for _name, look in lines]
    ax.legend(handles, [textwrap.fill(name, 13) for name, _look in lines], loc="center left",
              bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=9)  # fmt: skip


def _quarters(ax: Axes, now: Workshop, rounds: Sequence[int], events: bool = False, short: bool = False) -> None:
    """Name the quarters below, with what happened in them, and mark the swap."""
    names = []
    for place, round in enumerate(rounds):
        lines = [number(place + 1) if short else short_name(now.format, round)]
        if events:
            for shock in now.shocks(round):
                lines += textwrap.wrap(_(SHOCKS[shock.kind]), 16)
        names.append("\n".join(lines))
    ax.set_xticks(range(len(rounds)), names)
    ax.set_xlim(-0.35, len(rounds) - 0.65)
    if short:
        ax.set_xlabel(_("quarter"))
    swap = facts.swap_round(now, rounds)
    if swap is not None:
        where = list(rounds).index(swap) - 0.5
        ax.axvline(where, color=INK, linewidth=1.2, linestyle=(0, (1, 2)))
        ax.annotate(
            _("swap"), (where, 1), xycoords=("data", "axes fraction"), xytext=(3, -2), textcoords="offset points",
            va="top", size=9, color=QUIET,
        )  # fmt: skip
    sns.despine(ax=ax)


def _table_rows(now: Workshop, rounds: Sequence[int], id: str, currency: str) -> Rows:
    found = facts.figures(now, id, rounds)
    rows = [(table_name(table), found[table]) for table in found]
    rows.append((_("As today"), facts.mark(now, id, rounds)))
    return tuple(
        {
            _("Figure"): _(METRICS[id].name),
            _("Table"): name,
            **{short_name(now.format, round): show(id, line[round], currency) for round in rounds},
        }
        for name, line in rows
    )


def learned_picture(found: Sequence[Guess]) -> Picture:
    """Return how many predictions were right, by seat, before and after the swap."""
    counts = facts.right_counts(found)
    names = [_(_WHEN[swapped, seat]) for seat, swapped in counts]
    shares = [100 * right / n for right, n in counts.values()]
    height = 0.9 + 0.5 * max(len(counts), 1)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, height))
        ax = figure.add_axes((0.3, 0.5 / height, 0.62, (height - 0.85) / height))
        colours = [screen.PALETTE[seat] for seat, _swapped in counts]
        ax.barh(range(len(counts)), shares, height=0.6, color=colours, edgecolor=INK, linewidth=0.6)
        for place, ((right, n), share) in enumerate(zip(counts.values(), shares, strict=True)):
            ax.text(share + 1, place, _("{right} of {n}").format(right=number(right), n=number(n)), va="center")
        ax.axvline(100 * facts.CHANCE, color=INK, linestyle=(0, (4, 2)), linewidth=1.2)
        ax.text(100 * facts.CHANCE, -0.62, _("by guessing"), ha="center", va="bottom", size=9, color=QUIET)
        ax.set(xlim=(0, 112), ylim=(len(counts) - 0.5, -0.6), xlabel=_("right, in percent"))
        ax.set_xticks(range(0, 101, 20))
        ax.set_yticks(range(len(counts)), names)
        sns.despine(ax=ax)
        rows = tuple(
            {_("Who"): name, _("Right"): number(right), _("Predictions"): number(n)}
            for name, (right, n) in zip(names, counts.values(), strict=True)
        )
        return Picture(svg_of(figure), facts.learned_sentence(found), rows, _("Predictions and what came."))


_WHEN: Mapping[tuple[bool, str], str] = {
    (False, "marketing"): N_("marketing's seat, at first"),
    (False, "sales"): N_("sales' seat, at first"),
    (True, "marketing"): N_("marketing's seat, swapped"),
    (True, "sales"): N_("sales' seat, swapped"),
}


def what_if_picture(found: pd.DataFrame, currency: str) -> Picture:
    """Return what each table was left with, beside what two other ways would have left it with.

    Parameters
    ----------
    found : pandas.DataFrame
        From `debrief_facts.totals`.
    """
    found = found.sort_values("played", ascending=False, kind="stable", na_position="last")
    height = 1.1 + 0.3 * len(found)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, height))
        ax = figure.add_axes((0.12, 0.5 / height, 0.85, (height - 0.95) / height))
        for place, line in enumerate((found / 1000).itertuples()):
            ends = [value for value in (line.played, line.as_before) if not math.isnan(value)]
            ax.plot(ends, [place] * len(ends), color=INK, linewidth=1.6, zorder=1)
            ax.plot([line.today], [place], "D", color=screen.PALETTE["money"], markersize=6, zorder=2)
            ax.plot([line.as_before], [place], "o", markerfacecolor=GROUND, markeredgecolor=INK, markersize=8, zorder=3)
            ax.plot([line.played], [place], "o", color=INK, markersize=8, zorder=4)
        ax.set_yticks(range(len(found)), [table_name(table) for table in found.index])
        ax.set(ylim=(len(found) - 0.5, -0.5))
        ax.set_xlabel(_("contribution of all quarters, thousand {currency}").format(currency=currency))
        ax.axvline(0, color=LINE, linewidth=0.8, zorder=0)
        sns.despine(ax=ax, left=True)
        keys = [(_("as played"), {"marker": "o", "color": INK})]
        if found["as_before"].notna().any():
            keys.append((_("as before the swap"), {"marker": "o", "color": INK, "markerfacecolor": GROUND}))
        keys.append((_("as today"), {"marker": "D", "color": screen.PALETTE["money"]}))
        handles = [matplotlib.lines.Line2D([], [], linestyle="", markersize=8, **look) for _name, look in keys]
        figure.legend(handles, [name for name, _look in keys], loc="upper left", ncols=3, frameon=False, fontsize=9.5)
        rows = tuple(
            {
                _("Table"): table_name(line.Index),
                _("As played"): money(line.played, currency),
                _("As before the swap"): money(line.as_before, currency),
                _("As today"): money(line.today, currency),
            }
            for line in found.itertuples()
        )
        caption = _("What was left in all quarters together.")
        return Picture(svg_of(figure), facts.what_if_sentence(found, currency), rows, caption)
