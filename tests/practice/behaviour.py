"""What every practice card must do, whoever wrote it.

Used here with cards made for tests, and for every ``exercises/lesson*/cards.py`` there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smkt_helpers.practice.answers import COMMA_GROUPS
from smkt_helpers.practice.card import Card, card_facts, fill, judge, texts, try_card, wrong_answer
from smkt_helpers.practice.kinds import Number, Reflection

NONSENSE = ("?", 12.5, True, [], ["?"], [{}], {"?": "?"}, {"?": {}}, {"": None})


def assert_card_behaves(card: Card, given: Mapping[str, Any]) -> None:
    """Check a card untouched, wrong in each known way, and right."""
    facts = card_facts(card, given)
    for text in (*texts(card), card.cut_when_late, card.trainer_notes):
        assert fill(text, facts).strip(), f"{card.id}: a text is empty"

    assert try_card(card, given, None).state == "not started", f"{card.id}: untouched is not wrong"
    if isinstance(card.control, Number):
        assert try_card(card, given, "  ").state == "not started", f"{card.id}: blank is not wrong"
        nonsense = try_card(card, given, "a lot")
        assert (nonsense.state, nonsense.counts) == ("not yet", False), f"{card.id}: nonsense is no try"

    else:
        for raw in NONSENSE:
            outcome = judge(card, facts, raw)
            assert not outcome.counts, f"{card.id}: {raw!r} is no try, but gets “{outcome.sentence}”"

    right = card.check.example(facts)
    outcome = try_card(card, given, as_typed(right), style=COMMA_GROUPS)
    assert outcome.state == "right", f"{card.id}: its own example {right!r} gets “{outcome.sentence}”"

    can_be_wrong = not isinstance(card.control, Reflection)
    assert card.known_wrong or not can_be_wrong, f"{card.id}: think of a mistake people make, and a reply to it"
    for wrong in card.known_wrong:
        answer = wrong_answer(wrong, facts)
        read = card.control.read(answer)
        assert read.value is not None, f"{card.id}: “{wrong.name}” ({answer!r}) cannot be answered: {read.sentence}"
        outcome = judge(card, facts, answer)
        told = f"{card.id}: “{wrong.name}” ({answer!r}) gets {outcome.state}, “{outcome.sentence}”"
        assert outcome.state == wrong.state, told
        assert outcome.sentence == fill(wrong.reply, facts), told


def as_typed(answer: Any) -> Any:
    """Return an answer the way it comes from the screen: a number as typed text."""
    return f"{answer:,.4f}" if isinstance(answer, float | int) else answer
