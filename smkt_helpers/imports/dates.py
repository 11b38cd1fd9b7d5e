"""Words become times: one order of day, month and year per column, decided by its cells or asked.

A cell such as 18.02.2026 decides for its column, since there is no month 18; a column without any such cell is
refused as ambiguous, and so is one whose cells decide against each other.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from smkt_helpers.imports import date_order, date_words
from smkt_helpers.imports.cells import Read, none_read
from smkt_helpers.imports.date_order import COUNTED, Column
from smkt_helpers.imports.zones import in_local_time
from smkt_helpers.words import _, ngettext, number

_MISSING = np.iinfo(np.int64).min


def read_times(words: pd.Series, *, name: str, format: str = "", zone: str = "") -> Read:
    """Read a column of dates or times.

    Parameters
    ----------
    words : pandas.Series of str, shape (n_rows,)
    name : str
        The header, for sentences; it also says whether plain numbers may be dates.
    format : str
        The order to read by, such as "%d.%m.%Y %H:%M", "dd/mm/yyyy", "excel serial", "unix s" or "unix ms"; found
        from the cells if blank. Marks and clock may differ from it, the order may not.
    zone : str
        Time zone of the company, such as "Europe/Berlin"; cells that carry a zone are turned to its local time.

    Returns
    -------
    Read
        Its values are datetime64[s] in local time.

    Raises
    ------
    Ambiguous
        If all cells can be read in two orders.
    KitError
        If two orders are mixed, if no cell can be read, or if the format or zone is none.
    """
    column = date_order.taken_apart(words, name)
    order = date_order.order_of(format) if format else date_order.order_found(column)
    seconds, placeholder = _seconds_of_days(column, order)
    counted = order in COUNTED
    read = (seconds[column.day_of] != _MISSING) & (~column.has_clock | ((column.clock >= 0) & (not counted)))
    bad = ~column.blank & ~read
    if bad.any() and not read.any() and not placeholder.any():
        raise none_read(name, column.cells, bad, _no_dates(format))
    moment = np.where(read, seconds[column.day_of] + np.maximum(column.clock, 0), 0)
    times = moment.astype("datetime64[s]")
    times[~read] = np.datetime64("NaT")
    counts = column.cells.counts()
    # Counted seconds and thousandths are UTC by definition; Excel's days are local.
    offset = np.zeros(len(read)) if order in ("unix s", "unix ms") else column.offset
    local, zone_notes = in_local_time(
        times,
        offset=np.where(read, offset, np.nan),
        clock=column.has_clock | (counted & (moment % 86_400 != 0)),
        counts=counts,
        name=name,
        zone=zone,
    )
    example = _example(column, order, read)
    return Read(
        values=column.cells.spread(local),
        format=_format(column, order, read),
        said=_said(column, order, example, read),
        filled=int(counts[~column.blank].sum()),
        supported=int(counts[read & _supporting(column, order)[column.day_of]].sum()),
        unreadable=column.cells.unreadable(bad),
        notes=(*_notes(column, order, read, bad & placeholder[column.day_of]), *zone_notes),
    )


def _seconds_of_days(column: Column, order: str) -> tuple[np.ndarray, np.ndarray]:
    """Return seconds since 1970 of each day, and which days stand for "no date"."""
    seconds = np.full(len(column.days), _MISSING, dtype=np.int64)
    placeholder = np.zeros(len(column.days), dtype=bool)
    letters = {"name": "dmy", "compact": "ymd"}.get(order, order)
    low, high = (
        np.datetime64(f"{year}", "s").astype(int) for year in (date_words.FIRST_YEAR, date_words.LAST_YEAR + 1)
    )
    for which, day in enumerate(column.days):
        if order in COUNTED:
            found = date_words.seconds_of(day.parts[0], order) if day.shape == "number" else None
            if found is not None and low <= found < high:
                seconds[which] = found
            placeholder[which] = day.shape == "number" and seconds[which] == _MISSING
        elif (found := date_order.number_in(day, order) if order else None) is not None:
            seconds[which] = 86_400 * found
        elif day.shape in ("parts", "year first", "compact", "name"):
            own = {"parts": "dmy", "name": "dmy"}.get(day.shape, "ymd")
            placeholder[which] = date_words.is_placeholder(
                day.parts, letters if order and date_order.fits(day, order) else own
            )
    return seconds, placeholder


def _supporting(column: Column, order: str) -> np.ndarray:
    """Say for each day whether it can be read in this order only."""
    if order in ("dmy", "mdy"):
        return np.array([set(date_order.orders_that_read(day)) - {"ymd"} == {order} for day in column.days], dtype=bool)
    return np.ones(len(column.days), dtype=bool)


def _no_dates(format: str) -> str:
    if format:
        return _(
            "No cell of column “{column}” can be read in the way that was given; row {row} holds “{words}”. Give "
            "another way, or leave this column out."
        )
    return _(
        "Column “{column}” should hold dates, but none of its cells can be read as one; row {row} holds “{words}”. "
        "Correct it, or leave this column out."
    )


def _example(column: Column, order: str, read: np.ndarray) -> str:
    """Return the words of a cell that shows the format best: one that decides, with a clock if there are any."""
    if not read.any():
        return ""
    worth = read * (1 + 2 * _supporting(column, order)[column.day_of] + column.has_clock)
    return column.cells.texts[int(worth.argmax())].strip()


def _format(column: Column, order: str, read: np.ndarray) -> str:
    """Return the format to be given back."""
    if order in COUNTED or not order:
        return order
    text = date_order.directives(column, order)
    if not (read & column.has_clock).any():
        return text
    half = (read & column.half).any()
    seconds = ":%S" if (read & column.with_seconds).any() else ""
    offset = "%z" if (read & ~np.isnan(column.offset)).any() else ""
    return f"{text} {'%I:%M' if half else '%H:%M'}{seconds}{' %p' if half else ''}{offset}"


def _said(column: Column, order: str, example: str, read: np.ndarray) -> str:
    """Return the format in words."""
    if not order or not example:
        return _("nothing but blanks")
    if order in COUNTED:
        return _(COUNTED[order]).format(example=example)
    words = date_order.order_in_words(order, date_order.mark(column, order))
    if not (read & column.has_clock).any():
        return _("{order}, as in {example}").format(order=words, example=example)
    if (read & column.half).any():
        return _("{order}, 12 hours with AM and PM, as in {example}").format(order=words, example=example)
    return _("{order}, 24 hours, as in {example}").format(order=words, example=example)


def _notes(column: Column, order: str, read: np.ndarray, placeholder: np.ndarray) -> tuple[str, ...]:
    """Return what a person should know about years and halves of the day."""
    counts, notes = column.cells.counts(), []
    if placeholder.any():
        count = int(counts[placeholder].sum())
        notes.append(
            ngettext(
                "{count} cell holds a year before {low} or after {high}, which stands for “no date”; it was left "
                "blank.",
                "{count} cells hold a year before {low} or after {high}, which stands for “no date”; they were left "
                "blank.",
                count,
            ).format(count=number(count), low=date_words.FIRST_YEAR, high=date_words.LAST_YEAR)
        )
    if order and order not in COUNTED:
        letters = {"name": "dmy", "compact": "ymd"}.get(order, order)
        short = [
            len(day.parts[letters.index("y")]) == 2 if date_order.fits(day, order) else False for day in column.days
        ]
        if (read & np.array(short, dtype=bool)[column.day_of]).any():
            notes.append(_("Years of two digits were read as 1990 to 2089."))
    if order and (read & column.half).any():
        # A clock of 13 hours and more is plain without AM and PM.
        count = int(counts[read & column.has_clock & ~column.half & (column.clock < 13 * 3600)].sum())
        if count:
            notes.append(
                ngettext(
                    "{count} time says neither AM nor PM; it was read as a time of 24 hours.",
                    "{count} times say neither AM nor PM; they were read as times of 24 hours.",
                    count,
                ).format(count=number(count))
            )
    return tuple(notes)
