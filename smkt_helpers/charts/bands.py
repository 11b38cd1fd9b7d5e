"""Headline figures with their bands: this run against the last run and against siloed teams."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import GROUND, INK, QUIET, STYLE, Picture, svg_of
from smkt_helpers.words import _

LONGEST_LINE = 22  # letters of a metric's name that fit beside its strip


@dataclass(frozen=True)
class Strip:
    """One metric of the band picture.

    Attributes
    ----------
    name : str
        Translated.
    good : {"up", "down", "none"}
    value, low, high : float
        The mean over the markets, and the band in which 8 of 10 of them lie; NaN when not available.
    last, siloed : float
        The same metric in the last run and under `siloed`; NaN when there is none.
    shown : mapping
        The words for "value", "low", "high", "last" and "siloed".
    verdict : str
        Against siloed, in words; see `smkt_helpers.desk.board`.
    """

    name: str
    good: str
    value: float
    low: float
    high: float
    last: float
    siloed: float
    shown: Mapping[str, str]
    verdict: str = ""


class BandPicture:
    """Small multiples: each metric with its band, against the last run and against siloed."""

    def __init__(self, count: int = 6) -> None:
        height = 0.62 + 0.56 * count
        with matplotlib.rc_context(STYLE):
            self.figure = Figure(figsize=(6.3, height))
            self.rows = []
            for place in range(count):
                bottom = (height - 0.62 - 0.56 * (place + 1) + 0.14) / height
                self.rows.append(_Row(self.figure, (0.34, bottom, 0.37, 0.34 / height)))
            _legend(self.figure, 1 - 0.2 / height, 0.22 / height)

    def draw(self, strips: Sequence[Strip]) -> Picture:
        """Draw one row per metric and return the picture; metrics beyond the prepared rows are left out."""
        with matplotlib.rc_context(STYLE):
            for row, strip in zip(self.rows, strips, strict=False):
                row.draw(strip)
            return Picture(
                svg_of(self.figure),
                band_sentence(strips),
                _band_rows(strips),
                _("Averages over the markets, and the range in which 8 of 10 markets lie."),
            )


class _Row:
    """One metric's strip: its axis only grows, so that runs stay comparable by eye."""

    def __init__(self, figure: Figure, where: tuple[float, float, float, float]) -> None:
        self.ax = ax = figure.add_axes(where)
        ax.set(xticks=[], yticks=[], ylim=(-1, 1))
        ax.spines[["top", "right", "left"]].set_visible(False)
        self.low, self.high = math.inf, -math.inf
        (self.band,) = ax.plot([], [], color=screen.PALETTE["customer"], linewidth=7, alpha=0.55, solid_capstyle="butt")
        (self.siloed,) = ax.plot(
            [], [], "D", markersize=8, markerfacecolor=GROUND, markeredgecolor=INK, markeredgewidth=1.4
        )
        (self.last,) = ax.plot(
            [], [], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.4
        )
        (self.value,) = ax.plot([], [], "o", markersize=6.5, color=INK)
        self.name = ax.text(
            -0.03, 0.66, "", transform=ax.transAxes, ha="right", va="center", weight="bold", linespacing=1.0
        )
        self.good = ax.text(-0.03, 0.02, "", transform=ax.transAxes, ha="right", va="center", size=8.5, color=QUIET)
        self.shown = ax.text(1.04, 0.66, "", transform=ax.transAxes, ha="left", va="center", weight="bold")
        self.verdict = ax.text(1.04, 0.02, "", transform=ax.transAxes, ha="left", va="center", size=8.5, color=QUIET)

    def draw(self, strip: Strip) -> None:
        points = [
            point for point in (strip.value, strip.low, strip.high, strip.last, strip.siloed) if not math.isnan(point)
        ]
        if points:
            self.low, self.high = min(self.low, *points), max(self.high, *points)
            room = 0.12 * (self.high - self.low) or abs(self.high) or 1.0
            self.ax.set_xlim(self.low - room, self.high + room)
        self.band.set_data([strip.low, strip.high], [0, 0])
        for mark, point in ((self.value, strip.value), (self.last, strip.last), (self.siloed, strip.siloed)):
            mark.set_data([point], [0])
        lines = textwrap.wrap(strip.name, LONGEST_LINE)
        self.name.set_text("\n".join(lines))
        self.name.set_size(10 if len(lines) <= 1 else 8.5)
        self.name.set_y(0.66 if len(lines) <= 1 else 0.76)
        self.good.set_text({"up": _("more is better →"), "down": _("← less is better")}.get(strip.good, ""))
        self.shown.set_text(strip.shown["value"])
        self.verdict.set_text(strip.verdict)


def _legend(figure: Figure, y: float, height: float) -> None:
    ax = figure.add_axes((0.02, y - height / 2, 0.96, height))
    ax.set(xlim=(0, 1), ylim=(-1, 1))
    ax.axis("off")
    ax.plot([0.015], [0], "o", markersize=6.5, color=INK)
    ax.text(0.035, 0, _("average now"), va="center", size=8.5)
    ax.plot([0.2, 0.26], [0, 0], color=screen.PALETTE["customer"], linewidth=7, alpha=0.55, solid_capstyle="butt")
    ax.text(0.275, 0, _("8 of 10 markets lie here"), va="center", size=8.5)
    ax.plot([0.59], [0], "o", markersize=11, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.4)
    ax.text(0.615, 0, _("last run"), va="center", size=8.5)
    ax.plot([0.765], [0], "D", markersize=8, markerfacecolor=GROUND, markeredgecolor=INK, markeredgewidth=1.4)
    ax.text(0.79, 0, _("siloed teams"), va="center", size=8.5)


def band_sentence(strips: Sequence[Strip]) -> str:
    """Return what the band picture shows about its first metric, and in how many the teams do better."""
    first = next((strip for strip in strips if not math.isnan(strip.value)), None)
    if first is None:
        return _("None of these figures is available yet.")
    said = _("{name}: {value} on average; 8 of 10 markets lie between {low} and {high}.").format(
        name=first.name, **{key: first.shown[key] for key in ("value", "low", "high")}
    )
    if math.isnan(first.siloed):
        return said
    return said + " " + _("Siloed teams reach {siloed} in the same markets.").format(siloed=first.shown["siloed"])


def _band_rows(strips: Sequence[Strip]) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {
            _("Metric"): strip.name,
            _("Average"): strip.shown["value"],
            _("Low"): strip.shown["low"],
            _("High"): strip.shown["high"],
            _("Last run"): strip.shown["last"],
            _("Siloed"): strip.shown["siloed"],
        }
        for strip in strips
    )


def bands(strips: Sequence[Strip]) -> Picture:
    """Return a band picture drawn once; see `BandPicture.draw`."""
    return BandPicture(len(strips)).draw(strips)
