"""What every picture shares: its words, its style, and the way to SVG."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib.figure import Figure

from smkt_helpers import screen

GROUND, INK, QUIET, LINE = "#ffffff", "#1a1a1a", "#4d4d4d", "#8c8c8c"
# What seaborn calls "white", written out because loading seaborn takes longer than drawing a picture.
# Text stays text in the SVG: small, sharp in print, and found by a search.
STYLE = {
    "axes.axisbelow": True,
    "axes.labelcolor": ".15",
    "xtick.color": ".15",
    "ytick.color": ".15",
    "xtick.bottom": False,
    "ytick.left": False,
    "lines.solid_capstyle": "round",
    "patch.edgecolor": "w",
    "patch.force_edgecolor": True,
    "grid.color": ".8",
    "svg.fonttype": "none",
    "svg.hashsalt": "smarketing",
    "font.family": "DejaVu Sans",
    "font.size": 10.0,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "figure.facecolor": GROUND,
    "axes.facecolor": GROUND,
}


@dataclass(frozen=True)
class Picture:
    """A drawing with its words.

    Attributes
    ----------
    svg : str
    sentence : str
        What is seen, computed from the figures.
    table : tuple of mapping
        The same figures, formatted; rows for `screen.data_table`.
    caption : str
        One sentence that says what the table shows.
    """

    svg: str
    sentence: str
    table: tuple[Mapping[str, str], ...]
    caption: str

    def html(self, *, table: bool = True) -> str:
        """Return the picture with its sentence, and its table folded away unless `table` is False."""
        return screen.picture(self.svg, self.sentence, self.table_html() if table else "")

    def table_html(self) -> str:
        """Return the figures as a table."""
        return screen.data_table(self.table, self.caption)


def svg_of(figure: Figure, under: str = "") -> str:
    """Return a figure as one SVG element, without header, dates and names that could clash on a page.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    under : str
        An SVG of the same size from this function, to lie below: parts that never change need to be drawn once.
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", text, flags=re.DOTALL)
    # A style sheet inside a picture would reach the whole page; the same on the picture itself does not.
    text = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", text, flags=re.DOTALL)
    text = text.replace("<svg", '<svg style="stroke-linejoin: round; stroke-linecap: butt"', 1)
    # Matplotlib's own names ("text_1") would appear once per picture on a page; clip paths keep theirs.
    text = re.sub(r' id="[A-Za-z0-9.]+_\d+"', "", text)
    # Matplotlib measures with its own font; Verdana is as wide and found where that one is missing.
    text = text.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")
    text = re.sub(r"\s*\n\s*", "\n", text)
    if not under:
        return text
    return under[: under.rindex("</svg>")] + text[text.index(">") + 1 :]


def round_up(value: float) -> float:
    """Return the next value of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten, for the end of an axis."""
    if not value > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * power >= value * (1 - 1e-9))
