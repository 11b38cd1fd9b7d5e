"""Pictures of the sample, with their words."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import INK, QUIET, STYLE, Picture, svg_of
from smkt_helpers.words import _, number

STEP = 10  # points in one bar


def scores_picture(scores: Mapping[str, pd.Series], needed: pd.Series) -> Picture:
    """Return how scores lie for those with whom a need was found, and for the others.

    Parameters
    ----------
    scores : mapping of str to pandas.Series
        Name of the score to its points, 0 to 100.
    needed : pandas.Series of bool
        Same index: whether sales found a real need.
    """
    groups = {_("solid: a real need"): needed, _("dashed: the others"): ~needed}
    colours = (screen.PALETTE["customer"], QUIET)
    edges = np.arange(0, 101, STEP)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7.2, 2.6))
        for place, (name, points) in enumerate(scores.items()):
            ax = figure.add_axes((0.08 + 0.48 * place, 0.2, 0.42, 0.64))
            for (group, inside), colour, line in zip(groups.items(), colours, ("-", (0, (4, 2))), strict=True):
                shares = 100 * np.histogram(points[inside], edges)[0] / max(int(inside.sum()), 1)
                ax.step([*edges], [*shares, shares[-1]], where="post", color=colour, linewidth=2, linestyle=line)
                height = 0.92 if group == next(iter(groups)) else 0.8
                ax.text(0.03, height, group, transform=ax.transAxes, size=9, color=INK)
            ax.set(xlim=(0, 100), ylim=(0, None))
            ax.set_title(name, size=10, loc="left")
            ax.set_xlabel(_("points"))
            ax.set_ylabel(_("of 100 people") if place == 0 else "")
            sns.despine(ax=ax)
        return Picture(
            svg_of(figure),
            _sentence(scores, needed),
            tuple(_rows(scores, needed)),
            _("Middle score (half have more) of both groups."),
        )


def _sentence(scores: Mapping[str, pd.Series], needed: pd.Series) -> str:
    said = [
        _(
            "{score}: half of those with a real need have more than {high} points, half of the others more than {low}."
        ).format(score=name, high=number(points[needed].median()), low=number(points[~needed].median()))
        for name, points in scores.items()
    ]
    return " ".join(said)


def _rows(scores: Mapping[str, pd.Series], needed: pd.Series) -> list[dict[str, str]]:
    return [
        {
            _("Score"): name,
            _("With a real need"): number(points[needed].median()),
            _("The others"): number(points[~needed].median()),
        }
        for name, points in scores.items()
    ]
