"""Which practices can be tried by half of the people, and the stages of a pilot that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smkt_helpers.case.question import Question
from smkt_helpers.plan import Plan
from smkt_helpers.practices import with_practices
from smkt_helpers.words import N_

_ADVERTISING = N_("advertising reaches people before anybody can draw by lot in which half they belong")
_MARKETING = N_("marketing is one department: what it learns changes its work for both halves")
_PAY = N_("targets and pay hold for everybody")
# Practices that cannot be given to half of the people, by id, with the reason. All others change how a rep works or
# how a single lead is treated, so half of the reps with half of the leads can work with them.
WHOLE: Mapping[str, str] = {
    "ideal_customer": _ADVERTISING,
    "brand": N_("a company has one good name"),
    "second_message": _ADVERTISING,
    "one_definition": N_("one definition is one only when everybody uses it"),
    "shared_crm": N_("one list is one only when everybody works from it"),
    "paper_plan": N_("it holds on days on which the one list is down, and then for everybody"),
    "throttle": _ADVERTISING,
    "feedback": _MARKETING,
    "meeting": _MARKETING,
    "listening": _MARKETING,
    "codesign": _ADVERTISING,
    "current_targets": _PAY,
    "honest_promise": N_("what is advertised is promised to everybody"),
    "dashboard": N_("both teams look at the same figures"),
    "one_bonus": _PAY,
}


@dataclass(frozen=True)
class Stage:
    """One comparison of a pilot.

    Attributes
    ----------
    id : str
        "everybody", "halves", or "all" for the whole change.
    design : str
        Key of `power.DESIGNS`.
    first, second : str
        The ways of working that are compared, keys of `ways`.
    practices : tuple of str
        Ids of those that the second way has more.
    """

    id: str
    design: str
    first: str
    second: str
    practices: tuple[str, ...]


def ways(question: Question) -> dict[str, Plan]:
    """Return the plans of a pilot: "today", "shared" (with what everybody has to get) and "chosen"."""
    today = question.plan("today")
    return {"today": today, "shared": with_practices(today, split(question)[0]), "chosen": question.plan("chosen")}


def split(question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the chosen practices that everybody has to get, and those that half of the people can try.

    A practice that the company follows already is in neither.
    """
    today = question.plan("today")
    new = [id for id in question.practices if with_practices(today, [id]) != today]
    return tuple(id for id in new if id in WHOLE), tuple(id for id in new if id not in WHOLE)


def stages(question: Question) -> list[Stage]:
    """Return the stages of the pilot, in their order: one or two."""
    whole, rest = split(question)
    found = [Stage("everybody", "before", "today", "shared", whole)] if whole else []
    return found + ([Stage("halves", "halves", "shared", "chosen", rest)] if rest else [])


def altogether(question: Question) -> Stage:
    """Return the whole change, from today to all chosen practices."""
    return Stage("all", "before", "today", "chosen", question.practices)
