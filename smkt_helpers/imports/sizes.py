"""How many people work for a firm: a number, or a range from a list of choices, which is never made a number."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from smkt_helpers.imports.cells import Read, masked
from smkt_helpers.imports.numbers import read_numbers
from smkt_helpers.words import _, ngettext, number

_NUMBER = r"\d[\d.,'\u2019\s]*"
_WORDS = r"(?:\s*[^\W\d_]+)*"  # such as "employees"
_RANGE = re.compile(
    rf"{_NUMBER}(?:-|–|—|\bto\b|\bbis\b|\bdo\b|đến)\s*{_NUMBER}{_WORDS}"
    rf"|{_NUMBER}\+{_WORDS}|[<>≤≥]=?\s*{_NUMBER}{_WORDS}"
    rf"|(?:more than|over|less than|under|up to|at least|über|mehr als|weniger als|unter|bis zu|ab"
    rf"|ponad|powyżej|poniżej|więcej niż|mniej niż|do|trên|dưới|hơn)\s*{_NUMBER}{_WORDS}"
    rf"|{_NUMBER}(?:or more|und mehr|i więcej|trở lên){_WORDS}",
    re.IGNORECASE,
)


def read_sizes(words: pd.Series, *, name: str, decimal: str = "") -> Read:
    """Read a column of numbers of employees.

    Parameters
    ----------
    words : pandas.Series of str, shape (n_rows,)
    name : str
        The header, for sentences.
    decimal : str
        Decimal mark, "" if nobody said.

    Returns
    -------
    Read
        A range such as 11-50 or 10,000+ is left blank, and a note says so: any number would be invented.

    Raises
    ------
    KitError
        As `numbers.read_numbers`.
    """
    known = {word: _RANGE.fullmatch(word.strip()) is not None for word in words.dropna().unique()}
    ranges = words.map(known).eq(True)
    count = int(ranges.sum())
    if not count:
        return read_numbers(words, name=name, decimal=decimal)
    read = read_numbers(words.mask(ranges, ""), name=name, decimal=decimal)
    said = ngettext(
        "{n} cell of “{column}” holds a range, as in {example}, and no number; it is left blank.",
        "{n} cells of “{column}” hold ranges, as in {example}, and no numbers; they are left blank.",
        count,
    )
    example = masked(words[ranges].iloc[0].strip())
    return replace(
        read,
        said=read.said if read.filled else _("ranges, which are left blank"),
        filled=read.filled + count,
        notes=(*read.notes, said.format(n=number(count), column=name, example=f"“{example}”")),
    )
