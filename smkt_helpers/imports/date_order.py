"""Which order of day, month and year a whole column of dates has: its cells decide, or a person is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from smkt_helpers.errors import KitError
from smkt_helpers.imports import date_words
from smkt_helpers.imports.cells import BLANKS, Ambiguous, Distinct, distinct, folded
from smkt_helpers.imports.date_words import Day
from smkt_helpers.words import N_, _, number

COUNTED = {
    "excel serial": N_("days since 1900, as Excel counts them, as in {example}"),
    "unix s": N_("seconds since 1970, as in {example}"),
    "unix ms": N_("thousandths of a second since 1970, as in {example}"),
}
_ORDERS = {
    "dmy": N_("day{mark}month{mark}year"),
    "mdy": N_("month{mark}day{mark}year"),
    "ymd": N_("year{mark}month{mark}day"),
    "ydm": N_("year{mark}day{mark}month"),
    "dym": N_("day{mark}year{mark}month"),
    "myd": N_("month{mark}year{mark}day"),
    "name": N_("the month by its name"),
    "compact": N_("year, month and day without marks"),
}
_SAYS_DATE = re.compile(
    r"date|time|datum|zeit|tag\b|data\b|czas|dzień|ngày|giờ|thời|created|closed|since|erstellt|utworz|week|_at$|day"
)


@dataclass(frozen=True, eq=False)
class Column:
    """The words of a column taken apart; all arrays have one value for each of the different cells.

    Attributes
    ----------
    name : str
    cells : Distinct
    days : list of Day
    day_of : array of int
        Which of the days a cell holds.
    blank, has_clock : array of bool
        Whether a cell holds nothing, and whether it holds a time of day.
    clock : array of int
        Seconds since midnight, -1 where the time of day cannot be read.
    half, with_seconds : array of bool
        Whether the time of day says AM or PM, and whether it has seconds.
    offset : array of float
        Minutes east of UTC, nan if a cell carries no zone.
    """

    name: str
    cells: Distinct
    days: list[Day]
    day_of: np.ndarray
    blank: np.ndarray
    has_clock: np.ndarray
    clock: np.ndarray
    half: np.ndarray
    with_seconds: np.ndarray
    offset: np.ndarray

    @property
    def rows_of_days(self) -> np.ndarray:
        """How many rows hold each of the days."""
        return np.bincount(self.day_of, weights=self.cells.counts(), minlength=len(self.days)).astype(int)

    def words_of_day(self, which: int) -> tuple[int, str]:
        """Return row number and words of the first cell with this day."""
        cell = int((self.day_of == which).argmax())
        return self.cells.row(cell), self.cells.texts[cell].strip()


def taken_apart(words: pd.Series, name: str) -> Column:
    """Look at each different day and each different clock once."""
    cells = distinct(words)
    halves = [date_words.split(text) for text in cells.texts]
    day_of, day_texts = pd.factorize(np.array([half[0] for half in halves], dtype=object))
    clock_of, clock_texts = pd.factorize(np.array([half[1] for half in halves], dtype=object))
    plain = [date_words.plain_day(text) for text in day_texts]
    # Words such as "k. A." lose their last mark as days.
    nothing = np.array([folded(text) in BLANKS or text == "NA" for text in day_texts], dtype=bool)
    clocks = [date_words.clock(text) for text in clock_texts]
    has_clock = np.array([text != "" for text in clock_texts], dtype=bool)[clock_of]
    return Column(
        name=name,
        cells=cells,
        days=[date_words.day(text) for text in plain],
        day_of=day_of,
        blank=nothing[day_of] & ~has_clock,
        has_clock=has_clock,
        clock=np.array([clock.seconds if clock else -1 for clock in clocks], dtype=np.int64)[clock_of],
        half=np.array([bool(clock) and clock.half for clock in clocks], dtype=bool)[clock_of],
        with_seconds=np.array([bool(clock) and clock.with_seconds for clock in clocks], dtype=bool)[clock_of],
        offset=np.array([clock.offset if clock else None for clock in clocks], dtype=float)[clock_of],
    )


def order_of(format: str) -> str:
    """Return the order that a format names."""
    if format in COUNTED:
        return format
    letters = re.findall(r"%-?([dmYyBb])", format)
    if not letters:
        written = re.match(r"([dmy])\1*[^a-z]+([dmy])\2*[^a-z]+([dmy])\3*", format.casefold())
        letters = list(written.groups()) if written else []
    if sorted("m" if x in "Bb" else x.lower() for x in letters) != ["d", "m", "y"]:
        raise KitError(
            _(
                "“{format}” is no way to write dates; give for example %d.%m.%Y, %m/%d/%Y, %Y-%m-%d, excel serial or "
                "unix ms."
            ).format(format=format)
        )
    if set(letters) & set("Bb"):
        return "name"
    return "compact" if "%Y%m%d" in format else "".join(letters).lower()


def order_found(column: Column) -> str:
    """Return the one order that reads every cell which can be a date at all; "" if there is none."""
    numbers = [day for day in column.days if day.shape == "number"]
    all_serials = all(date_words.counted(day.parts[0]) == "excel serial" for day in numbers)
    may_count = all_serials or bool(_SAYS_DATE.search(folded(column.name)))
    firsts: dict[str, int] = {}
    for which, day in enumerate(column.days):
        if kind := _kind(day, may_count):
            firsts.setdefault(kind, which)
    if len(firsts) > 1:
        raise _mixed(column, *list(firsts.values())[:2])
    kind = next(iter(firsts), "")
    return _order_of_parts(column) if kind == "parts" else kind


def _kind(day: Day, may_count: bool) -> str:
    """Return what a day's words say about the order of their column; "" if they say nothing."""
    if day.shape == "number":
        return date_words.counted(day.parts[0]) if may_count else ""
    if day.shape in ("", "parts") and not orders_that_read(day):
        return ""
    if day.shape == "parts":
        return "parts"
    order = {"year first": "ymd", "compact": "compact", "name": "name"}.get(day.shape, "")
    # 1900 and 9999 stand for "no date", and may be written in another way than the dates.
    return "" if not order or number_in(day, order) is None else order


def number_in(day: Day, order: str) -> int | None:
    """Return the days since 1970 if the order reads the day, and it is none that stands for "no date"."""
    letters = {"name": "dmy", "compact": "ymd"}.get(order, order)
    if not fits(day, order) or date_words.is_placeholder(day.parts, letters):
        return None
    return date_words.day_number(day.parts, letters)


def fits(day: Day, order: str) -> bool:
    """Say whether the shape of a day's words belongs to the order."""
    if order in ("name", "compact"):
        return day.shape == order
    if order[:1] == "y" and day.shape == "year first":
        return True
    # Of three numbers the year may come first only if it has two digits, else it is the last.
    return day.shape == "parts" and (order[2:] == "y" or len(day.parts[2]) <= 2)


def orders_that_read(day: Day) -> list[str]:
    """Return the usual orders in which there is such a day."""
    return [order for order in ("dmy", "mdy", "ymd") if number_in(day, order) is not None]


def _order_of_parts(column: Column) -> str:
    """Return the order of a column of three numbers each, from the cells that can be read in one way only."""
    all_found = {which: orders_that_read(day) for which, day in enumerate(column.days) if day.shape == "parts"}
    found = {which: orders for which, orders in all_found.items() if set(orders) & {"dmy", "mdy"}}
    if not found:
        return "ymd"
    candidates = ["dmy", "mdy"]
    # Years of two digits come first only where the year changes less often than the day.
    if len({column.days[which].parts[0] for which in found}) < len({column.days[which].parts[2] for which in found}):
        candidates.append("ymd")
    left = [order for order in candidates if all(order in orders for orders in found.values())]
    if len(left) == 1:
        return left[0]
    if not left:
        against = [next(which for which, orders in found.items() if order not in orders) for order in ("mdy", "dmy")]
        raise _mixed(column, *against)
    row, words = column.words_of_day(next(iter(found)))
    formats = tuple(
        (directives(column, order), order_in_words(order, column.days[next(iter(found))].mark)) for order in left
    )
    raise Ambiguous(
        _(
            "Column “{column}” can be read in two ways: {words} in row {row} may be {first} or {second}, and no cell "
            'decides. Say which it is: --date "{column}={format}" for the command, '
            'dates={{"{column}": "{format}"}} in read_crm.'
        ).format(
            column=column.name,
            words=words,
            row=number(row),
            first=formats[0][1],
            second=formats[1][1],
            format=formats[0][0],
        ),
        column=column.name,
        formats=formats,
        what="dates",
    )


def _mixed(column: Column, one: int, other: int) -> KitError:
    """Return the refusal of a column that is written in two orders."""
    (first_row, first), (second_row, second) = sorted((column.words_of_day(one), column.words_of_day(other)))
    return KitError(
        _(
            "Column “{column}” mixes two ways to write dates: {first} in row {first_row} and {second} in row "
            "{second_row}. Correct it in the file, or say which way is right; the other cells are then left blank."
        ).format(
            column=column.name, first=first, first_row=number(first_row), second=second, second_row=number(second_row)
        )
    )


def order_in_words(order: str, mark: str) -> str:
    """Return the order as a person would say it, such as day.month.year."""
    return _(_ORDERS[order]).format(mark=mark or "-")


def mark(column: Column, order: str) -> str:
    """Return the mark that stands most often between the numbers."""
    rows = column.rows_of_days
    count: dict[str, int] = {}
    for which, day in enumerate(column.days):
        if fits(day, order):
            count[day.mark] = count.get(day.mark, 0) + int(rows[which])
    return max(count, key=count.get, default="-")


def directives(column: Column, order: str) -> str:
    """Return the order as a format of days, such as "%d.%m.%Y"."""
    if order == "name":
        return "%B %d, %Y" if mark(column, order) == "name first" else "%d %B %Y"
    if order == "compact":
        return "%Y%m%d"
    years = [dict(zip(order, day.parts, strict=True))["y"] for day in column.days if fits(day, order)]
    year = "%y" if years and all(len(text) == 2 for text in years) else "%Y"
    return mark(column, order).join({"d": "%d", "m": "%m", "y": year}[letter] for letter in order)
