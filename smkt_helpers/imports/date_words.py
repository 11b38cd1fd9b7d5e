"""The words of a day and of a clock, each taken apart by itself; `dates` decides what a whole column means.

A day is written in one of these *shapes*: "parts" (three numbers, the year last or only two digits long), "year first",
"compact" (20260218), "name" (with the name of a month), "number" (a count of days or seconds), or none of them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from smkt_helpers.imports.cells import folded

FIRST_YEAR, LAST_YEAR = 1990, 2100
LANGUAGES = ("en", "de", "pl", "vi")

_EPOCH = date(1970, 1, 1).toordinal()
_EXCEL_DAY_0 = date(1899, 12, 30).toordinal() - _EPOCH
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"\s?(?P<half>am|pm|a\. ?m\.|p\. ?m\.|sa|ch)?"
    r"\s?(?P<zone>z|cet|cest|mez|mesz|(?:utc|gmt)?\s?[+-]\d{1,2}(?::?\d\d)?(?![\d./-])|utc|gmt)?(?: uhr)?"
)
_CLOCK_WHOLE = re.compile(_CLOCK, re.IGNORECASE)
# Before a day a clock is read without a zone: the sign of the day would look like one.
_CLOCK_FIRST = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?:\s?(?:am|pm|sa|ch)\b)?", re.IGNORECASE)
_NAMED_ZONES = {"": 0, "z": 0, "utc": 0, "gmt": 0, "cet": 60, "mez": 60, "cest": 120, "mesz": 120}
_NUMERIC = re.compile(r"(\d{1,4}) ?([./-]) ?(\d{1,2}) ?\2 ?(\d{1,4})\.?")
_FILLERS = frozenset({"of", "the", "de", "den", "dem", "dnia", "roku", "r", "ngày", "năm"})


@dataclass(frozen=True)
class Clock:
    """A time of day: seconds since midnight, with what the words said about halves of the day and zones.

    `offset` is in minutes east of UTC, or None if the words carry none.
    """

    seconds: int
    with_seconds: bool
    half: bool
    offset: int | None


@dataclass(frozen=True)
class Day:
    """The words of a day taken apart: `shape` as in the module's text, `parts` the numbers in it, as written."""

    shape: str
    parts: tuple[str, ...] = ()
    mark: str = ""


def split(text: str) -> tuple[str, str]:
    """Return the words of the day and those of the clock; the clock is blank if there is none.

    >>> split("18.02.2026 19:58"), split("19:58, 18/02/2026")
    (('18.02.2026 ', '19:58'), ('18/02/2026', '19:58'))
    """
    colon = text.find(":")
    if colon < 1:
        return text, ""
    start = colon - 2 if colon > 1 and text[colon - 2].isdigit() else colon - 1
    if start == 0:
        first = _CLOCK_FIRST.match(text)
        return (text[first.end() :].strip(" ,"), first.group()) if first else (text, "")
    return text[:start], text[start:]


def clock(text: str) -> Clock | None:
    """Return the time of day that the words say, None if they say none.

    >>> clock("7:58 PM"), clock("25:00")
    (Clock(seconds=71880, with_seconds=False, half=True, offset=None), None)
    """
    found = _CLOCK_WHOLE.fullmatch(folded(text))
    if not found:
        return None
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    half = (found["half"] or "").replace(".", "").replace(" ", "")
    if half in ("pm", "ch") and hour < 12:
        hour += 12
    elif half in ("am", "sa") and hour >= 12:
        hour = 0 if hour == 12 else 24
    if hour > 23 or minute > 59 or second > 59:
        return None
    return Clock(3600 * hour + 60 * minute + second, bool(found["second"]), bool(half), _offset(found["zone"]))


def _offset(zone: str | None) -> int | None:
    """Return minutes east of UTC."""
    if zone is None:
        return None
    name, sign, digits = re.fullmatch(r"([a-z]*)\s?([+-]?)([\d:]*)", zone).groups()
    if not sign:
        return _NAMED_ZONES[name]
    hours, minutes = (digits.replace(":", "")[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    return (60 * int(hours) + int(minutes)) * (-1 if sign == "-" else 1)


def plain_day(text: str) -> str:
    """Return the words of a day without its weekday and without what leads on to the clock."""
    if _is_plain(text):
        return text
    text = re.sub(r"(?:(?<=\d)t|[\s,]+(?:at|um|o|godz\.?|lúc)|[\s,]+)+$", "", folded(text))
    return re.sub(rf"^(?:{_weekdays()})(?:[.,]+\s*|\s+)(?=\S)", "", text)


def _is_plain(text: str) -> bool:
    """Say at once whether the words are a plain number, of which a column may hold hundreds of thousands."""
    return text.replace(".", "", 1).isdecimal()


def day(text: str) -> Day:
    """Take the words of a day apart; `text` comes from `plain_day`.

    >>> day("18.02.2026"), day("15 apr, 2021").parts
    (Day(shape='parts', parts=('18', '02', '2026'), mark='.'), ('15', '4', '2021'))
    """
    if _is_plain(text) and len(text) != len("20260218"):
        return Day("number", (text,))
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        first, mark, second, third = numeric.groups()
        lengths = (len(first), len(third))
        if lengths[0] == 4 and lengths[1] <= 2:
            return Day("year first", (first, second, third), mark)
        if lengths[0] <= 2 and lengths[1] in (1, 2, 4):
            return Day("parts", (first, second, third), mark)
        return Day("")
    if re.fullmatch(r"(19|20|99)\d{6}", text):
        return Day("compact", (text[:4], text[4:6], text[6:]))
    if re.fullmatch(r"\d+([.,]\d+)?", text):
        return Day("number", (text.replace(",", "."),))
    return _named(text)


def _named(text: str) -> Day:
    """Take a day apart that holds the name of a month; its parts come as day, month, year."""
    months = month_names()
    text = re.sub(r"\b(?:tháng|thg|th) ?(\d{1,2})\b", r"tháng\1", text)
    words = [word for word in re.split(r"[\s.,/-]+", text) if word and word not in _FILLERS]
    if len(words) != 3:
        return Day("")
    where = 1 if words[1] in months else 0
    if words[where] not in months:
        return Day("")
    first, last = (word for place, word in enumerate(words) if place != where)
    if where == 1 and re.fullmatch(r"\d{4}", first):
        first, last = last, first
    number = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", first)
    year = re.fullmatch(r"['’]?(\d{4}|\d\d)", last)
    if not number or not year:
        return Day("")
    return Day("name", (number[1], str(months[words[where]]), year[1]), "name first" if where == 0 else "day first")


@functools.cache
def month_names() -> Mapping[str, int]:
    """Return the number of each month's name, long and short, in the kit's languages, folded and without dots."""
    from babel.dates import get_month_names

    # What German Excel writes, beside the names of the language itself.
    names = {"mrz": 3, "sept": 9, **{f"tháng{month}": month for month in range(1, 13)}}
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in get_month_names(width, context, language).items():
                    names[folded(name).rstrip(".").replace(" ", "")] = month
    return MappingProxyType(names)


@functools.cache
def _weekdays() -> str:
    """Return a pattern of the weekdays' names in the kit's languages."""
    from babel.dates import get_day_names

    names = {
        re.escape(folded(name).rstrip("."))
        for language in LANGUAGES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in get_day_names(width, context, language).values()
    }
    return "|".join(sorted(names, key=len, reverse=True))


def year_of(text: str) -> int:
    """Return the year of four digits, or of two: "90" is 1990 and "89" is 2089."""
    year = int(text)
    return year if len(text) > 2 else year + (1900 if year >= FIRST_YEAR % 100 else 2000)


def day_number(parts: tuple[str, ...], order: str) -> int | None:
    """Return the days since 1970 of three numbers in an order such as "dmy", None if there is no such day."""
    found = dict(zip(order, parts, strict=True))
    if len(found["d"]) > 2 or len(found["y"]) == 1:
        return None
    try:
        return date(year_of(found["y"]), int(found["m"]), int(found["d"])).toordinal() - _EPOCH
    except ValueError:
        return None


def is_placeholder(parts: tuple[str, ...], order: str) -> bool:
    """Say whether the year stands for "no date", as 1900 and 9999 do."""
    return not FIRST_YEAR <= year_of(dict(zip(order, parts, strict=True))["y"]) <= LAST_YEAR


def counted(text: str) -> str:
    """Return what a plain number counts: "excel serial", "unix s", "unix ms" or "" if it is no date of our time.

    >>> counted("46071.83"), counted("1771444680000"), counted("12")
    ('excel serial', 'unix ms', '')
    """
    value = float(text)
    if 30_000 <= value <= 60_000:
        return "excel serial"
    # 1990 to 2100
    if 631_152_000 <= value <= 4_133_980_799:
        return "unix s"
    return "unix ms" if 631_152_000_000 <= value <= 4_133_980_799_999 else ""


def seconds_of(text: str, what: str) -> int | None:
    """Return the seconds since 1970 of a plain number that counts `what`; None if it is beyond all calendars."""
    value = float(text)
    seconds = {"excel serial": (value + _EXCEL_DAY_0) * 86_400, "unix s": value, "unix ms": value / 1000}[what]
    # What a count of seconds can hold without losing any.
    return round(seconds) if abs(seconds) < 1e12 else None
