"""Times that carry a zone become the company's local time; what daylight saving does to the others is said."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from smkt_helpers.errors import KitError
from smkt_helpers.words import _, ngettext, number


def in_local_time(
    times: np.ndarray, *, offset: np.ndarray, clock: np.ndarray, counts: np.ndarray, name: str, zone: str
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return times as the company's clocks showed them, and what was done in sentences.

    Parameters
    ----------
    times : array of datetime64[s], shape (n,)
        As they are written.
    offset : array of float, shape (n,)
        Minutes east of UTC that the cells carry; nan if they carry none.
    clock : array of bool, shape (n,)
        Whether a cell holds a time of day; a mere date is never moved.
    counts : array of int, shape (n,)
        How many rows hold each of them.
    name : str
        The header, for sentences.
    zone : str
        Time zone of the company, "" if it is not known.

    Raises
    ------
    KitError
        If there is no such zone, or if the cells come from several zones and no zone is given.
    """
    carried = ~np.isnan(offset)
    naive = ~carried & clock & ~np.isnat(times)
    if not zone:
        return times, _as_written(offset, carried, naive, counts, name)
    place = _zone(zone)
    notes = []
    local = pd.DatetimeIndex(times)
    moved = local.tz_localize(place, nonexistent=pd.Timedelta(hours=1), ambiguous=True).tz_localize(None)
    skipped = naive & (moved != local)
    doubled = naive & local.tz_localize(place, nonexistent="shift_forward", ambiguous="NaT").isna() & ~local.isna()
    result = np.where(skipped, moved.to_numpy(), times)
    if carried.any():
        minutes = np.where(carried, offset, 0).astype(np.int64).astype("timedelta64[m]")
        there = pd.DatetimeIndex(times - minutes).tz_localize("UTC").tz_convert(place).tz_localize(None)
        result = np.where(carried, there.to_numpy(), result)
        count = int(counts[carried].sum())
        notes.append(
            ngettext(
                "{count} time carries a time zone; it was turned to local time in {zone}.",
                "{count} times carry a time zone; they were turned to local time in {zone}.",
                count,
            ).format(count=number(count), zone=zone)
        )
    if skipped.any():
        count = int(counts[skipped].sum())
        notes.append(
            ngettext(
                "{count} time fell into the hour that daylight saving skips; it was moved by an hour.",
                "{count} times fell into the hour that daylight saving skips; they were moved by an hour.",
                count,
            ).format(count=number(count))
        )
    if doubled.any():
        count = int(counts[doubled].sum())
        notes.append(
            ngettext(
                "{count} time fell into the hour that comes twice when daylight saving ends; it was kept as written.",
                "{count} times fell into the hour that comes twice when daylight saving ends; they were kept as "
                "written.",
                count,
            ).format(count=number(count))
        )
    return result.astype("datetime64[s]"), tuple(notes)


def _zone(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise KitError(
            _("There is no time zone “{zone}”; write it like Europe/Berlin or Asia/Ho_Chi_Minh.").format(zone=zone)
        ) from None


def _as_written(
    offset: np.ndarray, carried: np.ndarray, naive: np.ndarray, counts: np.ndarray, name: str
) -> tuple[str, ...]:
    """Say what it means that clocks are kept as written; refuse if that would mix the clocks of several places."""
    if not carried.any():
        return ()
    offsets = np.unique(offset[carried])
    # One place has two offsets if it has daylight saving; more, or none beside some, are several places.
    if naive.any() or offsets[-1] - offsets[0] > 60:
        raise KitError(
            _(
                "The times in column “{column}” come from several time zones. Say in which one the company works, for "
                "example with the zone Europe/Berlin, so that they can be compared."
            ).format(column=name)
        )
    count = int(counts[carried].sum())
    if not offsets.any():
        sentence = ngettext(
            "{count} time is written in UTC and was kept so; give the company's time zone, or its hours of the day are "
            "not those of its people.",
            "{count} times are written in UTC and were kept so; give the company's time zone, or their hours of the "
            "day are not those of its people.",
            count,
        )
    else:
        sentence = ngettext(
            "{count} time carries a time zone; its clock was kept as written.",
            "{count} times carry a time zone; their clocks were kept as written.",
            count,
        )
    return (sentence.format(count=number(count)),)
