"""How the answer to a practice card is judged: plain functions of the card's facts and the answer.

Each function returns a `Check`. The replies are templates; `card.judge` fills their gaps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smkt_helpers.errors import KitError
from smkt_helpers.practice.text import fill
from smkt_helpers.words import _

STATES = ("not started", "not yet", "partly", "right")

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """The reply to one answer.

    Attributes
    ----------
    state : {"not started", "not yet", "partly", "right"}
    sentence : str
        One sentence on what to look at next.
    counts : bool
        Whether this was a try; an empty or unreadable answer is none.
    readings : tuple of (str, float)
        When we must ask which number was meant: each habit of writing with its number.
    more : mapping of str to any
        Values that only this reply needs for its gaps, for example what an answer led to.
    """

    state: str
    sentence: str
    counts: bool = True
    readings: tuple[tuple[str, float], ...] = ()
    more: Facts = field(default_factory=dict)

    def __post_init__(self):
        if self.state not in STATES:
            raise KitError(
                _("“{state}” is not a state of a card; use one of {states}.").format(
                    state=self.state, states=", ".join(STATES)
                )
            )


@dataclass(frozen=True)
class Check:
    """How a card judges an answer; make one with one of the functions below.

    Attributes
    ----------
    judge : callable (facts, answer) -> Outcome
        The outcome's sentence may hold gaps; `try_card` fills them.
    example : callable (facts) -> answer
        A right answer, used by tests and by the trainer's view.
    """

    judge: Callable[[Facts, Any], Outcome]
    example: Callable[[Facts], Any]


def fact(name: str) -> Callable[[Facts], Any]:
    """Return a function that looks one fact up: ``close_to(fact("share"), 0.5, ...)``."""
    return lambda facts: facts[name]


def close_to(
    expected: Callable[[Facts], float],
    tolerance: float,
    *,
    right: str,
    otherwise: str,
    nearly: float = 0,
    partly: str = "",
) -> Check:
    """Check a number against an expected one.

    Parameters
    ----------
    expected : callable (facts) -> float, or a float
    tolerance : float
        Largest distance that is still right, in the unit of the answer.
    right, otherwise : str
        The replies, as templates.
    nearly : float
        Largest distance that is *partly* right; 0 for none.
    partly : str
        The reply to an answer that is partly right.
    """
    expect = _function(expected)

    def judge(facts: Facts, answer: float) -> Outcome:
        distance = abs(answer - expect(facts))
        if distance <= tolerance + 1e-9:
            return Outcome("right", right)
        return Outcome("partly", partly) if partly and distance <= nearly else Outcome("not yet", otherwise)

    return Check(judge, lambda facts: float(expect(facts)))


def exactly(expected: Any, *, right: str, otherwise: str) -> Check:
    """Check a choice: one option, or a function of the facts that names it, is right."""
    expect = _function(expected)
    return Check(
        lambda facts, answer: Outcome("right", right) if answer == expect(facts) else Outcome("not yet", otherwise),
        expect,
    )


def in_order(expected: Sequence[str], *, right: str, partly: str, otherwise: str) -> Check:
    """Check an order; it is partly right when the first and the last stand where they belong."""
    expect = _function(expected)

    def judge(facts: Facts, answer: Sequence[str]) -> Outcome:
        wanted, got = tuple(expect(facts)), tuple(answer)
        if got == wanted:
            return Outcome("right", right)
        ends = (got[0], got[-1]) == (wanted[0], wanted[-1])
        return Outcome("partly", partly) if ends else Outcome("not yet", otherwise)

    return Check(judge, lambda facts: tuple(expect(facts)))


def judged(judge: Callable[[Facts, Any], Outcome], example: Any) -> Check:
    """Check with a function of your own; `example` is a right answer or a function that makes one."""
    return Check(judge, _function(example))


def sorted_into(expected: Any, *, right: str, partly: str, otherwise: str) -> Check:
    """Check a sorting; it is partly right when at least half of the items lie where they belong.

    Parameters
    ----------
    expected : mapping of item to basket, or callable (facts) -> mapping
    right, partly, otherwise : str
        The replies; they may use ``{placed}`` (items in the right basket) and ``{all}``.
    """
    expect = _function(expected)

    def judge(facts: Facts, answer: Mapping[str, str]) -> Outcome:
        wanted = expect(facts)
        placed = sum(answer[item] == basket for item, basket in wanted.items())
        return _share_right(placed, len(wanted), right, partly, otherwise)

    return Check(judge, lambda facts: dict(expect(facts)))


def rated(expected: Any, within: float = 1, *, right: str, partly: str, otherwise: str) -> Check:
    """Check ratings; each may be off by `within`, and it is partly right when at least half are that close.

    Parameters
    ----------
    expected : mapping of item to rating, or callable (facts) -> mapping
        A rating is a number or a key of the scale.
    within : float
        Largest distance that is still right, in steps of the scale.
    right, partly, otherwise : str
        The replies; they may use ``{placed}`` (items rated close enough) and ``{all}``.
    """
    expect = _function(expected)

    def judge(facts: Facts, answer: Mapping[str, str]) -> Outcome:
        wanted = expect(facts)
        placed = sum(abs(float(answer[item]) - float(rating)) <= within for item, rating in wanted.items())
        return _share_right(placed, len(wanted), right, partly, otherwise)

    return Check(judge, lambda facts: {item: f"{float(rating):.0f}" for item, rating in expect(facts).items()})


def _share_right(placed: int, count: int, right: str, partly: str, otherwise: str) -> Outcome:
    found = {"placed": placed, "all": count}
    if placed == count:
        return Outcome("right", right, more=found)
    if 2 * placed >= count:
        return Outcome("partly", partly, more=found)
    return Outcome("not yet", otherwise, more=found)


def mentions(
    points: Mapping[str, tuple[str, Sequence[str]]],
    need: int | None = None,
    *,
    right: str,
    partly: str,
    otherwise: str,
    example: Any = None,
) -> Check:
    """Check a short text against a list of points it should touch.

    A point is touched when one of its word stems begins a word of the text, whatever the case. This cannot tell
    good sense from nonsense: the replies should ask the learner to read the text once more.

    Parameters
    ----------
    points : mapping of name to (words, stems)
        What the point is called when it is missing, and the stems that show it; both may hold gaps, so that a
        stem can be a fact such as ``"{name}"``.
    need : int, optional
        How many points make the text right; all of them by default. Half of them are partly right.
    right, partly, otherwise : str
        The replies; they may use ``{missing}`` (the points not found, in words), ``{found}`` and ``{needed}``.
    example : str or callable (facts) -> str, optional
        A right text; without it one is made of the points' words and first stems.
    """
    needed = len(points) if need is None else need
    if not points or not 1 <= needed <= len(points):
        raise KitError(_("A text needs points to look for, and “need” lies between 1 and their number."))
    if any(isinstance(stems, str) or not stems for _words, stems in points.values()):
        raise KitError(_("Each point needs its words and a list of word stems, like (“price”, “cost”)."))

    def judge(facts: Facts, answer: str) -> Outcome:
        text = answer.casefold()
        missing = [
            fill(words, facts) for words, stems in points.values() if not any(_begins(s, text, facts) for s in stems)
        ]
        found = len(points) - len(missing)
        more = {"missing": "; ".join(missing), "found": found, "needed": needed}
        if found >= needed:
            return Outcome("right", right, more=more)
        return Outcome(*(("partly", partly) if 2 * found >= needed else ("not yet", otherwise)), more=more)

    def made(facts: Facts) -> str:
        return " ".join(f"{fill(words, facts)}: {fill(stems[0], facts)}." for words, stems in points.values())

    return Check(judge, made if example is None else _function(example))


def _begins(stem: str, text: str, facts: Facts) -> bool:
    return re.search(rf"(?<!\w){re.escape(fill(stem, facts).casefold())}", text) is not None


def thought(*, right: str, example: Any) -> Check:
    """Check a reflection: any text that is long enough is right.

    Parameters
    ----------
    right : str
        What to say to whoever wrote something down.
    example : str or callable (facts) -> str
        One possible text, for tests and for the trainer.
    """
    return Check(lambda facts, answer: Outcome("right", right), _function(example))


def _function(value: Any) -> Callable[[Facts], Any]:
    return value if callable(value) else lambda facts: value
