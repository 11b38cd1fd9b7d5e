"""Find a lesson's practice cards in ``exercises/lessonNN/cards.py``.

Such a file defines ``CARDS``, a tuple of `Card`, and ``given()``, a function that computes what the
cards need (tables, a history) and returns it as a dict by name. ``TITLE`` may hold the lesson's title,
``SURPRISE`` one sentence on what surprises in the lesson, and ``surprise(market)`` then says whether it
happens in the market of that number.
"""

from __future__ import annotations

import importlib.util
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from smkt_helpers.errors import KitError
from smkt_helpers.practice.card import Card
from smkt_helpers.words import _

KIT_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class LessonCards:
    """The cards of one lesson, the function that computes what they need, and the lesson's surprise."""

    lesson: str
    title: str
    cards: tuple[Card, ...]
    given: Callable[[], Mapping[str, Any]]
    path: Path
    surprise_words: str = ""
    surprise: Callable[[int], bool] | None = None

    def card(self, card_id: str) -> Card:
        """Return one card; raise `KitError` naming the cards there are."""
        for card in self.cards:
            if card.id == card_id:
                return card
        raise KitError(
            _("Lesson {lesson} has no card “{card}”; its cards are: {cards}.").format(
                lesson=self.lesson, card=card_id, cards=", ".join(card.id for card in self.cards) or _("none")
            )
        )


def lesson_name(lesson: str | int) -> str:
    """Return a lesson's two digits; raise `KitError` for anything else."""
    name = f"{lesson:02d}" if isinstance(lesson, int) else str(lesson).strip()
    if len(name) != 2 or not name.isascii() or not name.isdigit():
        raise KitError(_("“{lesson}” is not a lesson; write two digits, like “01”.").format(lesson=lesson))
    return name


def lessons(root: Path | str | None = None) -> tuple[str, ...]:
    """Return the lessons that have practice cards, in order."""
    found = Path(root or KIT_ROOT).glob("exercises/lesson[0-9][0-9]/cards.py")
    return tuple(sorted(path.parent.name[-2:] for path in found))


def load_cards(lesson: str | int, root: Path | str | None = None) -> LessonCards:
    """Load a lesson's cards.

    Parameters
    ----------
    lesson : str or int
        ``"01"`` or 1.
    root : path, optional
        The kit's folder; by default the one this package stands in.

    Raises
    ------
    KitError
        When the file is missing, cannot be run, or does not declare what it should.
    """
    name = lesson_name(lesson)
    path = Path(root or KIT_ROOT) / "exercises" / f"lesson{name}" / "cards.py"
    if not path.is_file():
        raise KitError(
            _(
                "The practice cards of lesson {lesson} are missing: there is no file {path}. "
                "Get the whole kit again; your progress is kept elsewhere and stays."
            ).format(lesson=name, path=path)
        )
    module = _run(path, f"smkt_exercises_lesson{name}")
    cards, given = getattr(module, "CARDS", None), getattr(module, "given", None)
    if not isinstance(cards, tuple) or not all(isinstance(card, Card) for card in cards):
        raise KitError(_("{path} must define CARDS, a tuple of Card.").format(path=path))
    if not callable(given):
        raise KitError(_("{path} must define given(), which computes what the cards need.").format(path=path))
    ids = [card.id for card in cards]
    for card in cards:
        if card.lesson != name:
            raise KitError(
                _("{path}: card {card} says it belongs to lesson {other}.").format(
                    path=path, card=card.id, other=card.lesson
                )
            )
        if ids.count(card.id) > 1:
            raise KitError(_("{path}: two cards are called {card}.").format(path=path, card=card.id))
    words, surprise = getattr(module, "SURPRISE", ""), getattr(module, "surprise", None)
    if bool(words) != callable(surprise):
        raise KitError(_("{path} must define SURPRISE and surprise(market) together, or neither.").format(path=path))
    return LessonCards(name, getattr(module, "TITLE", ""), cards, given, path, words, surprise)


def _run(path: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except KitError as problem:
        raise KitError(_("{path}: {problem}").format(path=path, problem=problem)) from problem
    except Exception as problem:
        raise KitError(
            _("{path}, line {line}, cannot be run: {problem}.").format(
                path=path, line=_line(problem, path), problem=f"{type(problem).__name__}: {problem}"
            )
        ) from problem
    return module


def _line(problem: Exception, path: Path) -> int | str:
    """Return the last line of the file that took part in the problem."""
    if isinstance(problem, SyntaxError) and problem.lineno:
        return problem.lineno
    frames = traceback.extract_tb(problem.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(path)]
    return lines[-1] if lines else "?"
