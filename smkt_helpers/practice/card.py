"""A practice card: everything about one exercise, declared in one place.

The widget, the trainer's view and the run sheet are all made from this declaration, and it works
without any of them: `try_card` answers a card in plain Python, so every card is tested untouched,
wrong in each known way, and right.

Expected answers are computed from what the lesson hands in (tables, a history), never from the
notebook's variables, so a card stays right when the data change.

Examples
--------
>>> from smkt_helpers.practice import close_to, fact
>>> card = Card(
...     id="07-share", lesson="07", title=N_("A share"), seat="both", minutes_teach=2, minutes_do=3,
...     task=N_("{won} of {leads} leads were won. What share is that?"),
...     control=Number("%", 0, 100),
...     facts=lambda given: {"won": given["won"], "leads": 40, "share": 100 * given["won"] / 40},
...     check=close_to(fact("share"), 0.5, right=N_("Yes."), otherwise=N_("Divide won by leads.")),
...     known_wrong=(KnownWrong("upside down", lambda f: 40 / f["won"], N_("Other way round.")),),
...     hints=(N_("Look at the two counts."), N_("Divide the first by the second."), N_("4 of 40 is 10%.")),
...     solution=N_("{won} / {leads} = {share:number.1}%"),
...     cut_when_late=N_("Say it aloud."), trainer_notes=N_("Ask for the two counts first."))
>>> try_card(card, {"won": 10}, "25").state
'right'
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from smkt_helpers.errors import KitError
from smkt_helpers.practice.checks import Check, Facts, Outcome
from smkt_helpers.practice.kinds import Number
from smkt_helpers.practice.text import fill, gaps
from smkt_helpers.words import N_, _

SEATS = ("marketing", "sales", "both")
HINTS = 3


@dataclass(frozen=True)
class KnownWrong:
    """A mistake people really make, and the reply that helps.

    Attributes
    ----------
    name : str
        Short name for the trainer: "counted MQLs instead of leads".
    answer : callable (facts) -> answer, or a plain answer
    reply : str
        A template; what to look at next, without giving the answer away.
    state : {"not yet", "partly"}
    when : callable (facts, answer) -> bool, optional
        Recognises the mistake in other answers too, for example in any text that blames somebody; without it
        the answer must be the same.
    """

    name: str
    answer: Any
    reply: str
    state: str = "not yet"
    when: Callable[[Facts, Any], bool] | None = None


@dataclass(frozen=True)
class Card:
    """One practice card. All texts are templates whose gaps are filled with the card's facts.

    Attributes
    ----------
    id, lesson : str
        The lesson's two digits, and a name that stays the same for ever: progress is kept under it.
    seat : {"marketing", "sales", "both"}
        Whose chair the learner sits in.
    minutes_teach, minutes_do : float
        Planned minutes, for the run sheet.
    task, solution, cut_when_late, trainer_notes : str
    control : Number, Choice, Order, Sort, Rate, Text, Reflection or Decide
    facts : callable (given) -> dict
        Computes the card's values from what the lesson hands in.
    check : Check
    known_wrong : tuple of KnownWrong
    hints : tuple of three str
        Where to look; which number; a worked example.
    on_summary : bool
        Whether the learner's own text is for others to read: it then stands on the summary to print or send.
    """

    id: str
    lesson: str
    title: str
    seat: str
    minutes_teach: float
    minutes_do: float
    task: str
    control: Any
    facts: Callable[[Mapping[str, Any]], Facts]
    check: Check
    known_wrong: tuple[KnownWrong, ...]
    hints: tuple[str, str, str]
    solution: str
    cut_when_late: str
    trainer_notes: str
    on_summary: bool = False

    def __post_init__(self):
        problem = _first_problem(self)
        if problem:
            raise KitError(_("Card {card}: {problem}").format(card=self.id or "?", problem=problem))
        for text in texts(self):
            gaps(text)


def texts(card: Card) -> tuple[str, ...]:
    """Return every template of a card, in the order a learner can meet them."""
    control = card.control
    named = ("options", "items", "baskets", "scale")
    options = [words for name in named for words in getattr(control, name, {}).values()]
    replies = tuple(wrong.reply for wrong in card.known_wrong)
    return (card.title, card.task, *options, *card.hints, *replies, card.solution)


def card_facts(card: Card, given: Mapping[str, Any]) -> Facts:
    """Compute a card's values from what the lesson hands in.

    Raises
    ------
    KitError
        When something the card needs was not handed in.
    """
    return dict(card.facts(_HandedIn(given, card=card.id)))


class _HandedIn(dict):
    """What the lesson hands in; a missing thing is named together with the card that needs it."""

    def __init__(self, given: Mapping[str, Any], card: str):
        super().__init__(given)
        self.card = card

    def __missing__(self, name: str):
        raise KitError(
            _("Card {card} needs “{missing}”, but the lesson handed in: {given}.").format(
                card=self.card, missing=name, given=", ".join(sorted(self)) or _("nothing")
            )
        )


def try_card(card: Card, given: Mapping[str, Any], answer: Any, style: str | None = None) -> Outcome:
    """Answer a card and get the reply.

    Parameters
    ----------
    card : Card
    given : mapping of str to any
        What the card's ``facts`` need, for example ``{"tables": tables}``.
    answer : str, float, list of str, or dict
        What the learner typed, picked, ordered, sorted, rated, wrote or decided.
    style : {"1,234.5", "1.234,5"}, optional
        How this learner writes numbers, when known.

    Returns
    -------
    Outcome
        Its sentence is ready to be shown.
    """
    return judge(card, card_facts(card, given), answer, style)


def judge(card: Card, facts: Facts, answer: Any, style: str | None = None) -> Outcome:
    """Do what `try_card` does, with facts that are already computed."""
    read = card.control.read(answer, style)
    if read.value is None:
        if not read.sentence:
            return Outcome("not started", _("No answer yet; take your time."), counts=False)
        return Outcome("not yet", read.sentence, counts=False, readings=read.readings)
    expected = card.check.example(facts)
    if expected is None or (isinstance(expected, float) and math.isnan(expected)):
        sentence = _("The figures of this run give no answer to this question; go on to the next card.")
        return Outcome("not started", sentence, counts=False)
    outcome = card.check.judge(facts, read.value)
    # Right wins: with some data a known mistake leads to the right figure by chance.
    if outcome.state != "right":
        for wrong in card.known_wrong:
            if _is_this(wrong, card, facts, read.value):
                outcome = Outcome(wrong.state, wrong.reply)
                break
    return Outcome(outcome.state, fill(outcome.sentence, {**facts, **outcome.more}), outcome.counts)


def _is_this(wrong: KnownWrong, card: Card, facts: Facts, answer: Any) -> bool:
    if wrong.when is not None:
        return wrong.when(facts, answer)
    return card.control.same(answer, wrong_answer(wrong, facts))


def wrong_answer(wrong: KnownWrong, facts: Facts) -> Any:
    """Return the answer a known mistake leads to with these facts."""
    return wrong.answer(facts) if callable(wrong.answer) else wrong.answer


def _first_problem(card: Card) -> str:
    """Return one sentence on what is wrong with a declaration; empty when nothing is."""
    words = (card.title, card.task, card.solution, card.cut_when_late, card.trainer_notes)
    answers = ("read", "same")
    rules = (
        (
            isinstance(card.lesson, str) and len(card.lesson) == 2 and card.lesson.isdigit(),
            N_("its lesson must be two digits, like “01”."),
        ),
        (
            isinstance(card.id, str) and card.id.startswith(f"{card.lesson}-") and len(card.id) > 3,
            N_("its id must begin with its lesson, like “01-shared-goal”."),
        ),
        (card.seat in SEATS, N_("its seat must be marketing, sales or both.")),
        (
            card.minutes_teach >= 0 and card.minutes_do > 0,
            N_("it needs minutes to teach (0 or more) and minutes to do (more than 0)."),
        ),
        (
            all(callable(getattr(card.control, name, None)) for name in answers),
            N_("its control must be one of the kinds of answer, or offer read and same like them."),
        ),
        (callable(card.facts), N_("its facts must be a function of what the lesson hands in.")),
        (
            isinstance(card.check, Check),
            N_("its check must be made with close_to, exactly, judged or another of the kit's checks."),
        ),
        (
            isinstance(card.hints, tuple) and len(card.hints) == HINTS and all(card.hints),
            N_("it needs exactly three hints: where to look, which number, a worked example."),
        ),
        (
            all(_helpful(wrong) for wrong in card.known_wrong),
            N_("each known wrong answer needs a name and a reply, and is “not yet” or “partly”."),
        ),
        (all(words), N_("title, task, solution, cut_when_late and trainer_notes must not be empty.")),
    )
    return next((_(sentence) for fine, sentence in rules if not fine), "")


def _helpful(wrong: Any) -> bool:
    named = isinstance(wrong, KnownWrong) and bool(wrong.name) and bool(wrong.reply)
    return named and wrong.state in ("not yet", "partly")


__all__ = [
    "Card",
    "HINTS",
    "KnownWrong",
    "Number",
    "SEATS",
    "card_facts",
    "fill",
    "judge",
    "texts",
    "try_card",
    "wrong_answer",
]
