"""The ways to answer a practice card: declared values, without any widget.

A kind says what an answer looks like and how to read it. Each has one view in `fields.VIEWS`; a new
kind is one declaration here and one view there. A kind offers:

``read(raw, style)``
    turn what the screen hands over into a `Given` answer;
``same(answer, other)``
    say whether an answer is the same as another one.
"""

from __future__ import annotations

import numbers
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from smkt_helpers import words
from smkt_helpers.errors import KitError
from smkt_helpers.practice.answers import parse_number
from smkt_helpers.words import _, ngettext


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


@dataclass(frozen=True)
class Sort:
    """Things to put into baskets.

    Parameters
    ----------
    items : mapping of str to str
        Short key to the words shown.
    baskets : mapping of str to str
        Short key to the name of the basket.
    """

    items: Mapping[str, str]
    baskets: Mapping[str, str]

    def __post_init__(self):
        _at_least_two(self.items)
        _at_least_two(self.baskets)

    def read(self, raw: Mapping[str, str] | None, style: str | None = None) -> Given:
        """Read the basket of each item."""
        return _one_for_each(raw, self.items, self.baskets)

    def same(self, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
        """Say whether every item lies in the same basket."""
        return dict(one) == dict(other)


@dataclass(frozen=True)
class Rate:
    """Things to rate.

    Parameters
    ----------
    items : mapping of str to str
        Short key to the words shown.
    scale : mapping of str to str
        A number as text (``"1"``) to what it means, in rising order.
    """

    items: Mapping[str, str]
    scale: Mapping[str, str]

    def __post_init__(self):
        _at_least_two(self.items)
        _at_least_two(self.scale)
        if not all(str(key).isdigit() for key in self.scale):
            raise KitError(_("The keys of a scale are whole numbers as text, like “1”."))

    def read(self, raw: Mapping[str, str] | None, style: str | None = None) -> Given:
        """Read the rating of each item."""
        return _one_for_each(raw, self.items, self.scale)

    def same(self, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
        """Say whether every item is rated the same."""
        return {key: str(value) for key, value in one.items()} == {key: str(value) for key, value in other.items()}


@dataclass(frozen=True)
class Text:
    """A short text of the learner's own; `least_words` words, at most `most` characters."""

    least_words: int = 8
    most: int = 1200

    def read(self, raw: str | None, style: str | None = None) -> Given:
        """Read a text; one that is too short or too long gets a sentence and costs no try."""
        text = raw.strip() if isinstance(raw, str) else ""
        if not text:
            return Given()
        count = len(re.findall(r"\w+", text))
        if count < self.least_words:
            sentence = ngettext(
                "Write a little more: {n} word so far, at least {least} are needed.",
                "Write a little more: {n} words so far, at least {least} are needed.",
                count,
            )
            return Given(None, sentence.format(n=words.number(count), least=words.number(self.least_words)))
        if len(text) > self.most:
            sentence = _("That is {n} characters, and {most} fit in; leave out what the reader does not need.")
            return Given(None, sentence.format(n=words.number(len(text)), most=words.number(self.most)))
        return Given(text)

    def same(self, one: str, other: str) -> bool:
        """Say whether both texts have the same words in the same order."""
        return re.findall(r"\w+", one.casefold()) == re.findall(r"\w+", other.casefold())


@dataclass(frozen=True)
class Reflection(Text):
    """A thought written down for oneself; any text that is long enough is right."""


def _one_for_each(raw: Any, items: Mapping[str, str], values: Mapping[str, str]) -> Given:
    given = raw if isinstance(raw, Mapping) else {}
    placed = {key: str(given[key]) for key in items if given.get(key)}
    if not placed:
        return Given()
    missing = [key for key in items if placed.get(key) not in list(values)]
    if missing:
        sentence = ngettext(
            "{n} line is still open; choose something for each.",
            "{n} lines are still open; choose something for each.",
            len(missing),
        )
        return Given(None, sentence.format(n=words.number(len(missing))))
    return Given(placed)


def _at_least_two(options: Mapping[str, str]) -> None:
    if not isinstance(options, Mapping) or len(options) < 2 or not all(options) or not all(options.values()):
        raise KitError(_("A choice needs at least two options, each with a key and words."))
