"""What a caller hands over, checked before anything is played: what is wrong gets one sentence.

Each check returns the value in the form in which it is used, or raises a `KitError`.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterable
from typing import Any

import numpy as np

from smkt_helpers.companies import Company
from smkt_helpers.decisions import SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan
from smkt_helpers.words import N_, _, number

MOST_WEEKS = 260
MOST_MARKETS = 10_000
MARKETS = N_("The number of markets must be a whole number from {least} to {most}, not {value}.")
SEED = N_("seed must be a whole number from {least} to {most}, not {value}.")
WEEKS = N_("weeks must be a whole number from {least} to {most}, not {value}.")


def checked_whole(value: Any, sentence: str, least: int, most: int) -> int:
    """Return a whole number from `least` to `most`; `sentence` is marked with `N_` and names the three."""
    good = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not good or not least <= value <= most:
        raise KitError(_(sentence).format(value=reprlib.repr(value), least=number(least), most=number(most)))
    return int(value)


def checked_seed(value: Any) -> int:
    """Return the number that names a market."""
    return checked_whole(value, SEED, 0, 2**53)


def checked_weeks(value: Any) -> int:
    """Return the number of weeks to play."""
    return checked_whole(value, WEEKS, 1, MOST_WEEKS)


def checked_markets(value: Any) -> int:
    """Return the number of markets to play."""
    return checked_whole(value, MARKETS, 1, MOST_MARKETS)


def checked_company(value: Any) -> Company:
    """Return the company."""
    if not isinstance(value, Company):
        raise KitError(
            _('A company is needed here, for example smkt.company("irrigation"), not {value}.').format(
                value=reprlib.repr(value)
            )
        )
    return value


def checked_plan(value: Any) -> Plan:
    """Return a plan that holds for all weeks."""
    if not isinstance(value, Plan):
        raise KitError(
            _(
                "This needs one plan that holds for all weeks, for example smkt.plans.siloed or company.today, "
                "not {value}."
            ).format(value=reprlib.repr(value))
        )
    return value


def checked_switch(name: str, value: Any) -> bool:
    """Return yes or no."""
    if not isinstance(value, bool | np.bool_):
        raise KitError(
            _("{name} is yes (True) or no (False), not {value}.").format(name=name, value=reprlib.repr(value))
        )
    return bool(value)


def checked_programs(value: Any) -> tuple[str, ...]:
    """Return the seats in which a program sits; one seat needs no list."""
    seats = listed(value)
    unknown = [seat for seat in seats if not isinstance(seat, str) or seat not in SEATS]
    if unknown:
        raise KitError(
            _("A program can sit in the seat of {known}, not of {names}.").format(
                known=", ".join(SEATS), names=", ".join(map(reprlib.repr, unknown))
            )
        )
    return tuple(seat for seat in SEATS if seat in seats)


def checked_names(value: Any, sentence: str) -> list[str]:
    """Return names as a list; one name needs no list. `sentence` is marked with `N_` and names {value}."""
    names = listed(value)
    wrong = [name for name in names if not isinstance(name, str)]
    if wrong or not names:
        raise KitError(_(sentence).format(value=reprlib.repr(wrong[0] if wrong else value)))
    return list(names)


def checked_call(name: str, value: Any) -> Any:
    """Return a function, or None for none."""
    if value is not None and not callable(value):
        raise KitError(
            _("{name} must be a function that can be called, not {value}.").format(name=name, value=reprlib.repr(value))
        )
    return value


def checked_executor(value: Any) -> Any:
    """Return who plays blocks of markets: anything with a function `submit`, or None."""
    if value is not None and not callable(getattr(value, "submit", None)):
        raise KitError(
            _(
                "executor must have a function submit, as concurrent.futures.ThreadPoolExecutor has; {value} has none."
            ).format(value=reprlib.repr(value))
        )
    return value


def listed(value: Any) -> tuple:
    """Return the items of a list, set, generator or the like, read once; anything else is a list of one."""
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return tuple(value)
    return (value,)
