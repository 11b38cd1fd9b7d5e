"""How much room words take on a slide, in points, reckoned with a wide font so that narrower ones fit as well."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

LINE = 1.2     # height of a line, as a multiple of the size of its letters
CELL = 6.0     # room left and right of the words in a cell
CELL_HIGH = 3.0     # and above and below


@cache
def _font(bold: bool) -> FontProperties:
    return FontProperties(family="DejaVu Sans", size=100, weight="bold" if bold else "normal")


@cache
def width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide a text is on one line."""
    return text_to_path.get_text_width_height_descent(text, _font(bold), ismath=False)[0] * size / 100 if text else 0.0


def lines(text: str, size: float, room: float, bold: bool = False) -> int:
    """Return on how many lines a text stands; a word that is wider than the room is broken."""
    count, here = 1, 0.0
    space = width("x x", size, bold) - width("xx", size, bold)
    for word in text.split(" "):
        wide = width(word, size, bold)
        if here and here + space + wide > room:
            count, here = count + 1, 0.0
        here += wide + (space if here else 0.0)
        while here > room:
            count, here = count + 1, here - room
    return count


def height(text: str, size: float, room: float, bold: bool = False) -> float:
    """Return how high a paragraph is."""
    return lines(text, size, room, bold) * size * LINE


def columns(table: Sequence[Sequence[str]], size: float, room: float) -> list[float]:
    """Return how wide each column of a table becomes, together as wide as the room.

    Parameters
    ----------
    table : sequence of sequence of str
        The heads first; they and the first column are bold.
    """
    whole = [max(width(cell, size, True) for cell in column) + 2 * CELL for column in zip(*table, strict=True)]
    least = [max(width(word, size, True) for cell in column for word in cell.split(" ")) + 2 * CELL
             for column in zip(*table, strict=True)]  # fmt: skip
    if sum(least) >= room:
        return [room * one / sum(least) for one in least]
    spare = room - sum(least)
    if sum(whole) <= room:
        return [one + (room - sum(whole)) / len(whole) for one in whole]
    # By the root, so that one very long cell leaves something to the others.
    wants = [math.sqrt(all_of - least_of) for all_of, least_of in zip(whole, least, strict=True)]
    return [one + spare * want / sum(wants) for one, want in zip(least, wants, strict=True)]


def row_heights(table: Sequence[Sequence[str]], size: float, wide: Sequence[float]) -> list[float]:
    """Return how high each row becomes."""
    return [
        max(height(cell, size, room - 2 * CELL, True) for cell, room in zip(row, wide, strict=True)) + 2 * CELL_HIGH
        for row in table
    ]
