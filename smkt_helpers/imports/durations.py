"""How long something took: minutes, whatever unit the header names, and times such as 0:12:30."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from smkt_helpers.errors import KitError
from smkt_helpers.imports.cells import Read, is_blank
from smkt_helpers.imports.numbers import read_numbers
from smkt_helpers.words import _, number

# Minutes per unit, by the words of a header.
_UNITS = (
    (1 / 60_000, re.compile(r"\b(ms|milliseconds?|millisekunden|milisekundy|hs_call_duration)\b")),
    (1 / 60, re.compile(r"\b(secs?|seconds?|sek|sekunden|sekundy|sekundach|giây)\b|[(\[]s[)\]]")),
    (60.0, re.compile(r"\b(hours?|std|stunden|godz|godziny|godzinach|giờ)\b|[(\[]h[)\]]")),
)
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::([0-5]\d))?")
DAY = 1440  # minutes; hardly any call or meeting is longer
MANY = 0.05
LONG = 180  # minutes; half of all conversations are not longer


def read_minutes(words: pd.Series, *, name: str, decimal: str = "", system: str = "") -> Read:
    """Read a column of durations as minutes.

    Parameters
    ----------
    words : pandas.Series of str, shape (n_rows,)
    name : str
        The header; "ms", "seconds" or "hours" in it say what the numbers are.
    decimal : str
        As in `read_numbers`.
    system : str
        Pipedrive writes hours and minutes, "00:45"; elsewhere two numbers may be minutes and seconds.

    Raises
    ------
    KitError
        If the numbers cannot be minutes and the header names no other unit, or no cell is a number.
    """
    clock = _by_clock(words, hours_first=system == "Pipedrive")
    if clock is not None:
        return clock
    read = read_numbers(words, name=name, decimal=decimal)
    header = name.casefold()
    for minutes, unit in _UNITS:
        if found := unit.search(header):
            said = _("{unit} as in the header, turned into minutes").format(unit=found[0].strip("()[]"))
            return replace(read, values=read.values * minutes, said=said)
    known = read.values[read.values > 0]
    if (known > DAY).mean() > MANY:
        raise KitError(
            _(
                "“{column}” holds numbers such as {value}, too large for minutes; name the column “{column} (ms)” or "
                "“{column} (seconds)”, whichever it is."
            ).format(column=name, value=number(known.max()))
        )
    if len(known) and known.median() > LONG and not re.search(r"\bmin", header):
        long = _("Half of “{column}” are above {value}; if these are seconds, name the column “{column} (seconds)”.")
        return replace(read, notes=(*read.notes, long.format(column=name, value=number(known.median()))))
    return read


def _by_clock(words: pd.Series, *, hours_first: bool) -> Read | None:
    """Return the minutes of times such as 0:12:30; None if the column holds none."""
    filled = words[~is_blank(words)]
    made = {}
    for word in filled.unique():
        found = _CLOCK.fullmatch(word)
        if found and (found[3] is not None or hours_first):
            made[word] = int(found[1]) * 60 + int(found[2]) + int(found[3] or 0) / 60
    if not made:
        return None
    bad = filled[~filled.isin(list(made))]
    return Read(
        values=words.map(made).astype("float64"),
        format="clock",
        said=_("hours, minutes and seconds") if not hours_first else _("hours and minutes"),
        filled=len(filled),
        supported=len(filled) - len(bad),
        unreadable=_shown(bad),
    )


def _shown(bad: pd.Series) -> dict[int, str]:
    from smkt_helpers.imports.cells import masked

    return {int(row): masked(word) for row, word in bad.items()}
