"""Practice cards: declare them, check answers, keep progress, show them.

``card``, ``checks``, ``kinds``, ``decide``, ``answers``, ``text``
    declarations and checks, without widgets or disk;
``progress``, ``store``
    what a learner has done, and the file it is kept in;
``load``
    finds ``exercises/lessonNN/cards.py``;
``fields``, ``view``, ``lesson``, ``hook``
    the screen.

Widgets are loaded only when a lesson starts, so that a server can use the cards without them.
"""

from smkt_helpers.practice.card import Card, KnownWrong, try_card
from smkt_helpers.practice.checks import (
    Check,
    Outcome,
    close_to,
    exactly,
    fact,
    in_order,
    judged,
    mentions,
    rated,
    sorted_into,
    thought,
)
from smkt_helpers.practice.decide import Decide, decided, played
from smkt_helpers.practice.kinds import Choice, Number, Order, Rate, Reflection, Sort, Text
from smkt_helpers.words import N_, ngettext


def start(lesson, **options):
    """Start a lesson in a notebook; see `smkt_helpers.practice.lesson.start`."""
    from smkt_helpers.practice.lesson import start as start_lesson

    return start_lesson(lesson, **options)


__all__ = [
    "Card",
    "Check",
    "Choice",
    "Decide",
    "KnownWrong",
    "N_",
    "Number",
    "Order",
    "Outcome",
    "Rate",
    "Reflection",
    "Sort",
    "Text",
    "close_to",
    "decided",
    "exactly",
    "fact",
    "in_order",
    "judged",
    "mentions",
    "ngettext",
    "played",
    "rated",
    "sorted_into",
    "start",
    "thought",
    "try_card",
]
