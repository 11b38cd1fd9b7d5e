"""Ways of working beside each other: a point for each simulated year, a diamond for their mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from smkt_helpers.charts.picture import INK, LINE

APART = 0.18  # of a row, up and down at most


def draw_years(ax: Axes, runs: pd.DataFrame, colours: Sequence[str]) -> None:
    """Draw one row per column, the first on top, and a line at 0.

    Drawn without seaborn, which takes longer to load than everything else a first picture needs.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    runs : pandas.DataFrame
        A row per simulated year; the names of the columns are written beside the rows.
    colours : sequence of str
        One per column.
    """
    # Moved up or down a little, so that equal years do not hide each other; always the same way, so that a picture
    # drawn again is the same picture.
    moved = np.random.default_rng(1).uniform(-APART, APART, runs.shape)
    for place, (name, colour) in enumerate(zip(runs, colours, strict=True)):
        ax.scatter(runs[name], place + moved[:, place], s=16, color=colour, alpha=0.6, linewidth=0, zorder=3)
    rows = range(runs.shape[1])
    ax.plot(runs.mean().to_numpy(), rows, "D", color=INK, markersize=7, zorder=5)
    ax.axvline(0, color=LINE, linewidth=1)
    ax.set(yticks=rows, yticklabels=list(runs), ylim=(len(rows) - 0.5, -0.5))
    ax.spines[["top", "right", "left"]].set_visible(False)
