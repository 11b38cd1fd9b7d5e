"""Where things stand on a slide: how large its words and its picture are, and how many lines of a table fit.

All lengths are in points; a wide slide has 960 by 540. The slides for PowerPoint and for the browser share this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matplotlib.figure import Figure as Drawing
from matplotlib.text import Text

from smkt_helpers import screen
from smkt_helpers.case.blocks import Chart, Table
from smkt_helpers.case.figure import Said, text_of
from smkt_helpers.case.paper import fit
from smkt_helpers.words import ngettext, number

WIDE, HIGH, MARGIN = 960, 540, 40
ROOM = WIDE - 2 * MARGIN
TOP, OPENING_TOP = 22, 150
BOTTOM = HIGH - 50     # above the foot
GAP = 10
TITLE, CAPTION, FOOT = 28, 14, 12
MESSAGE_SIZES = (20, 18, 16, 14, 12)
TABLE_SIZES = (16, 14, 12)
MOST_MESSAGE = 150     # so that a picture or a table still has half of the slide
LEAST_LETTERS = 10     # in a picture
BESIDE = 220     # room for a sentence beside a picture
COLUMN = 240     # and for all words of a slide
MOST_ROWS = 8


@dataclass(frozen=True)
class Arranged:
    """How a slide with a picture is laid out.

    `way` is "below" (sentence below the picture), "beside" (beside it) or "column" (all words beside it); `size` is
    that of the letters of the words, `top` where the picture begins, `factor` how much it is enlarged, `letters` the
    size of the smallest letters in it.
    """

    way: str
    size: float
    top: float
    factor: float
    letters: float


def marked(said: Said) -> str:
    """Return a sentence as text with ``**strong**`` words."""
    return screen.unparted(said.template.format(**{name: text_of(one) for name, one in said.gaps.items()}))


def cells(table: Table) -> list[tuple[str, ...]]:
    """Return the words of a table, its heads first."""
    return [table.heads, *(tuple(screen.unparted(text_of(cell)) for cell in row) for row in table.rows)]


def below_title(title: str, is_opening: bool = False) -> float:
    """Return where the words below a title begin."""
    return (OPENING_TOP if is_opening else TOP) + fit.height(title, TITLE, ROOM, True) + GAP


def words_height(texts: Sequence[str], size: float, room: float = ROOM) -> float:
    """Return how high paragraphs are, with half a line between two."""
    if not texts:
        return 0.0
    return sum(fit.height(text, size, room, True) for text in texts) + (len(texts) - 1) * size * fit.LINE / 2


def words_size(texts: Sequence[str], room: float = ROOM, most: float = MOST_MESSAGE) -> float:
    """Return the largest size of letters in which texts stay below a height, or the smallest."""
    return next((size for size in MESSAGE_SIZES if words_height(texts, size, room) <= most), MESSAGE_SIZES[-1])


def picture_size(chart: Chart) -> tuple[float, float]:
    """Return how wide and high a drawing is."""
    wide, high = chart.drawing.get_size_inches()
    return 72 * wide, 72 * high


def smallest_letters(drawing: Drawing) -> float:
    """Return the size of the smallest letters in a drawing, or of none `LEAST_LETTERS`."""
    return min((text.get_fontsize() for text in drawing.findobj(Text) if text.get_text()), default=LEAST_LETTERS)


def arranged(title: str, words: Sequence[Said], chart: Chart, more: Table | None = None) -> Arranged:
    """Return the layout in which the picture is largest, with letters as large as its own can still be read.

    Parameters
    ----------
    title : str
    words : sequence of Said
    chart : Chart
    more : Table, optional
        A small table that stands below the picture and its sentence.
    """
    texts, top = [marked(one) for one in words], below_title(title)
    found: list[Arranged] = []
    for size in MESSAGE_SIZES:
        here = [_above(texts, size, top, chart, more)]
        if more is None:
            here += _column(texts, size, top, chart)
        best = max(here, key=lambda one: one.factor)
        found.append(best)
        high = words_height(texts, size)
        if best.letters >= LEAST_LETTERS and (best.way == "column" or high <= MOST_MESSAGE):
            return best
    return max(found, key=lambda one: one.factor)


def _above(texts: Sequence[str], size: float, top: float, chart: Chart, more: Table | None) -> Arranged:
    """Return the layout with the words above the picture."""
    wide, high = picture_size(chart)
    sentence = chart.sentence.text()
    top += words_height(texts, size) + (GAP if texts else 0)
    bottom = BOTTOM - (table_height(more) + GAP if more else 0)
    below = min(ROOM / wide, (bottom - top - fit.height(sentence, CAPTION, ROOM, True) - GAP) / high)
    beside = min((ROOM - BESIDE - 2 * GAP) / wide, (bottom - top) / high)
    if fit.height(sentence, CAPTION, BESIDE, True) > bottom - top:
        beside = 0.0
    way, factor = ("beside", beside) if beside > below else ("below", below)
    return Arranged(way, size, top, factor, factor * smallest_letters(chart.drawing))


def _column(texts: Sequence[str], size: float, top: float, chart: Chart) -> list[Arranged]:
    """Return the layout with all words beside the picture, unless they are too many for that."""
    wide, high = picture_size(chart)
    factor = min((ROOM - COLUMN - 2 * GAP) / wide, (BOTTOM - top) / high)
    room = WIDE - 2 * MARGIN - wide * factor - 2 * GAP
    words = words_height(texts, size, room) + GAP + fit.height(chart.sentence.text(), CAPTION, room, True)
    if not texts or words > BOTTOM - top:
        return []
    return [Arranged("column", size, top, factor, factor * smallest_letters(chart.drawing))]


def table_height(table: Table) -> float:
    """Return how high a whole table is in the smallest letters, with its caption."""
    words = cells(table)
    high = fit.row_heights(words, TABLE_SIZES[-1], fit.columns(words, TABLE_SIZES[-1], ROOM))
    return fit.height(table.caption, CAPTION, ROOM, True) + GAP + sum(high)


def fitted(whole: Table, top: float) -> tuple[Table, float, list[float], list[float]]:
    """Return a table with as many lines as fit, the size of its letters, widths of columns and heights of lines."""
    for rows in range(min(len(whole.rows), MOST_ROWS), 0, -1):
        table = shortened(whole, rows)
        words = cells(table)
        room = BOTTOM - top - fit.height(table.caption, CAPTION, ROOM, True) - GAP
        for size in TABLE_SIZES:
            wide = fit.columns(words, size, ROOM)
            high = fit.row_heights(words, size, wide)
            if sum(high) <= room:
                return table, size, wide, high
    return table, size, wide, high


def shortened(table: Table, rows: int) -> Table:
    """Return a table with at most so many lines; where some are left out its caption says that the report has them."""
    left = len(table.rows) - rows
    if left <= 0:
        return table
    more = ngettext("{n} more line is in the report.", "{n} more lines are in the report.", left).format(n=number(left))
    return replace(table, caption=f"{table.caption} {more}", rows=table.rows[:rows])
