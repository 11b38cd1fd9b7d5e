"""Clock times: when each part of a workshop begins and ends."""

from __future__ import annotations

import re
from dataclasses import dataclass

from smkt_helpers.errors import KitError
from smkt_helpers.words import _
from smkt_helpers.workshop.formats import PLAYED, Format, Part


@dataclass(frozen=True)
class Slot:
    """A part of the agenda with its time.

    Attributes
    ----------
    part : Part
    begins, ends : int
        Minutes after midnight.
    round : int
        Place among the quarters that are played, from 0; -1 for other parts.
    """

    part: Part
    begins: int
    ends: int
    round: int = -1


def read_clock(text: str) -> int:
    """Return minutes after midnight.

    Raises
    ------
    KitError
        If the text is no time of the day.
    """
    found = re.fullmatch(r"\s*(\d{1,2})[:.](\d{2})\s*", str(text))
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise KitError(_("A start time is written like 09:00, from 00:00 to 23:59, not {text}.").format(text=text))
    return 60 * int(found[1]) + int(found[2])


def clock(minutes: int) -> str:
    """Return a time of the day.

    >>> clock(9 * 60 + 5)
    '09:05'
    """
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def timed(format: Format, begins: int) -> tuple[Slot, ...]:
    """Return the agenda with its times, one part after the other."""
    slots, now, played = [], begins, 0
    for part in format.agenda:
        round = played if part.kind in PLAYED else -1
        played += part.kind in PLAYED
        slots.append(Slot(part, now, now + part.minutes, round))
        now += part.minutes
    return tuple(slots)
