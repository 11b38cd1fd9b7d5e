"""The ways to answer a practice card: declared values, without any widget.

A kind says what an answer looks like and how to read it. Each has one view in `view.VIEWS`; a new
kind is one declaration here and one view there. A kind offers:

``read(raw, style)``
    turn what the screen hands over into a `Given` answer;
``same(answer, other)``
    say whether an answer is the same as another one.
"""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from smkt_helpers import words
from smkt_helpers.errors import KitError
from smkt_helpers.practice.answers import parse_number
from smkt_helpers.words import _


@dataclass(frozen=True)
class Given:
    """An answer as it was understood.

    Attributes
    ----------
    value : any
        The answer, ready to be checked; None when there is none to check.
    sentence : str
        What to tell the learner when the answer cannot be checked; empty for a blank.
    readings : tuple of (str, float)
        The numbers an unclear text can mean, each with its habit of writing.
    """

    value: Any = None
    sentence: str = ""
    readings: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Number:
    """A number typed by the learner.

    Parameters
    ----------
    unit : str
        Shown beside the box: ``"%"``, ``"EUR"``, ``"leads"``. In a ``"%"`` card 12 means 12%.
    low, high : float
        What is possible at all; anything outside gets a sentence and costs no try.
    """

    unit: str
    low: float
    high: float

    def __post_init__(self):
        if not self.low < self.high:
            raise KitError(
                _("A number answer needs low below high, but low is {low} and high is {high}.").format(
                    low=self.low, high=self.high
                )
            )

    def read(self, raw: str | float | None, style: str | None = None) -> Given:
        """Read a typed text (or a plain number) in the learner's habit of writing."""
        if isinstance(raw, numbers.Real):
            value, mark = float(raw), ""
        else:
            typed = parse_number(raw if isinstance(raw, str) else None, style, unit=_(self.unit))
            if typed.kind != "number":
                return Given(None, typed.sentence, typed.readings)
            value, mark = typed.value, typed.mark
        if mark == "%" and self.unit != "%":
            unit = _(self.unit) or _("numbers")
            return Given(None, _("This answer is counted in {unit}, not in percent.").format(unit=unit))
        if not self.low <= value <= self.high:
            low, high = (words.number(x, 0 if x == round(x) else 1) for x in (self.low, self.high))
            sentence = _("Only a number from {low} to {high} is possible here.").format(low=low, high=high)
            return Given(None, sentence)
        return Given(value)

    def same(self, one: float, other: float) -> bool:
        """Say whether the first is the other as a person would round it (33.3 for 33.333...)."""
        decimals = max(0, -Decimal(repr(float(one))).normalize().as_tuple().exponent)
        distance = abs(one - other)
        return distance <= 1e-9 or (distance <= 0.5 * 10**-decimals and distance <= 0.02 * abs(other))


@dataclass(frozen=True)
class Choice:
    """One of several sentences; `options` maps a short key to the sentence shown."""

    options: Mapping[str, str]

    def __post_init__(self):
        _at_least_two(self.options)

    def read(self, raw: str | None, style: str | None = None) -> Given:
        """Read the key of the option that was picked."""
        if raw in (None, ""):
            return Given()
        return Given(raw) if raw in list(self.options) else Given(None, _("Please pick one of the options."))

    def same(self, one: str, other: str) -> bool:
        """Say whether both are the same option."""
        return one == other


@dataclass(frozen=True)
class Order:
    """Things to put in order; `items` maps a short key to the words shown, not in the right order."""

    items: Mapping[str, str]

    def __post_init__(self):
        _at_least_two(self.items)

    def read(self, raw: Sequence[str | None] | None, style: str | None = None) -> Given:
        """Read the keys from first to last; places still empty hold nothing."""
        placed = [key for key in raw if key] if isinstance(raw, list | tuple) else []
        if not placed:
            return Given()
        if len(placed) != len(self.items) or any(key not in placed for key in self.items):
            sentence = _("Each line must be used exactly once; look for one that is missing or twice.")
            return Given(None, sentence)
        return Given(tuple(placed))

    def same(self, one: Sequence[str], other: Sequence[str]) -> bool:
        """Say whether both orders are the same."""
        return tuple(one) == tuple(other)


def _at_least_two(options: Mapping[str, str]) -> None:
    if not isinstance(options, Mapping) or len(options) < 2 or not all(options) or not all(options.values()):
        raise KitError(_("A choice needs at least two options, each with a key and words."))
