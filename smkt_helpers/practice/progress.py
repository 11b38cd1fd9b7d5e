"""What one learner has done: frozen values and the pure functions that change them.

Nothing here touches a disk; `store` keeps a `Progress` in a readable JSON file. Every change is a
function from progress to progress, so two notebooks that are open at once can each apply theirs to
the newest state and lose nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from smkt_helpers.errors import KitError
from smkt_helpers.practice.answers import NUMBER_STYLES
from smkt_helpers.practice.card import HINTS
from smkt_helpers.practice.checks import STATES
from smkt_helpers.words import _

FORMAT = 1
HOMES = ("marketing", "sales", "other")
SHARED_EXTRAS = ("time", "hints", "answers")


@dataclass(frozen=True)
class CardProgress:
    """One card: the learner's last answer as typed, and what it cost.

    ``first_right`` (an ISO time) survives "start this card again": what was learnt stays learnt.
    """

    state: str = "not started"
    answer: Any = None
    tries: int = 0
    hints_used: int = 0
    solution_seen: bool = False
    first_right: str | None = None

    @property
    def done(self) -> bool:
        """Whether the learner solved it or read its solution."""
        return self.first_right is not None or self.solution_seen


@dataclass(frozen=True)
class LessonProgress:
    """One lesson: times are ISO texts; ``plans`` is what the desks remember, by desk and decision."""

    started: str | None = None
    finished: str | None = None
    predictions: Mapping[str, str] = field(default_factory=dict)
    plans: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    seats: Mapping[str, int] = field(default_factory=dict)
    cards: Mapping[str, CardProgress] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """One learner: home function, habit of writing numbers, and the lessons by their two digits.

    ``learner`` is a random mark, made with the first summary that is shared, so that a trainer can tell two
    summaries of one person from those of two people; it says nothing about who it is.
    """

    home: str | None = None
    number_style: str | None = None
    learner: str | None = None
    lessons: Mapping[str, LessonProgress] = field(default_factory=dict)

    def lesson(self, lesson: str) -> LessonProgress:
        """Return a lesson's record, empty when it was never opened."""
        return self.lessons.get(lesson, LessonProgress())

    def card(self, lesson: str, card: str) -> CardProgress:
        """Return a card's record, empty when it was never touched."""
        return self.lesson(lesson).cards.get(card, CardProgress())


Change = Callable[[Progress], Progress]


# Changes


def with_home(progress: Progress, home: str) -> Progress:
    """Set the learner's own function."""
    return replace(progress, home=_one_of(home, HOMES, "home"))


def with_number_style(progress: Progress, style: str | None) -> Progress:
    """Set how the learner writes numbers; None means: ask when it matters."""
    return replace(progress, number_style=style and _one_of(style, NUMBER_STYLES, "number_style"))


def with_learner(progress: Progress, mark: str) -> Progress:
    """Give the learner a random mark; the first one stays."""
    return progress if progress.learner else replace(progress, learner=mark)


def lesson_started(progress: Progress, lesson: str, now: str) -> Progress:
    """Note the first time a lesson was opened."""
    return _with_lesson(progress, lesson, started=progress.lesson(lesson).started or now)


def lesson_finished(progress: Progress, lesson: str, now: str) -> Progress:
    """Note the first time a lesson was finished."""
    return _with_lesson(progress, lesson, finished=progress.lesson(lesson).finished or now)


def predicted(
    progress: Progress, lesson: str, question: str, choice: str, options: Collection[str] | None = None
) -> Progress:
    """Keep a prediction; the first one stays, so that nobody predicts what is already seen.

    One that is no longer among the options, because the lesson has changed, makes room.
    """
    before = progress.lesson(lesson).predictions
    if question in before and (options is None or before[question] in options):
        return progress
    return _with_lesson(progress, lesson, predictions={**before, question: choice})


def plan_kept(progress: Progress, lesson: str, desk: str, values: Mapping[str, Any]) -> Progress:
    """Remember the decisions taken at one desk."""
    return _with_lesson(progress, lesson, plans={**progress.lesson(lesson).plans, desk: dict(values)})


def seat_practised(progress: Progress, lesson: str, seat: str) -> Progress:
    """Count one practice in a seat."""
    seats = progress.lesson(lesson).seats
    return _with_lesson(progress, lesson, seats={**seats, seat: seats.get(seat, 0) + 1})


def tried(
    progress: Progress, lesson: str, card: str, *, answer: Any, state: str, now: str, seat: str = "both"
) -> Progress:
    """Record one try at a card.

    The same answer twice (a double click) is one try, and a card that is right stays right while the
    learner goes on exploring; of several right answers, such as a text that was improved, the last is kept.
    """
    before = progress.card(lesson, card)
    if before.state == state == "right":
        return _with_card(progress, lesson, card, replace(before, answer=answer))
    if before.state == "right" or (before.tries and before.answer == answer and before.state == state):
        return progress
    after = replace(before, state=_one_of(state, STATES, "state"), answer=answer, tries=before.tries + 1)
    if state == "right" and before.first_right is None:
        after = replace(after, first_right=now)
        if seat != "both":
            progress = seat_practised(progress, lesson, seat)
    return _with_card(progress, lesson, card, after)


def hint_shown(progress: Progress, lesson: str, card: str, hints: int) -> Progress:
    """Record that this many hints of a card have been seen."""
    before = progress.card(lesson, card)
    return _with_card(progress, lesson, card, replace(before, hints_used=max(before.hints_used, hints)))


def solution_shown(progress: Progress, lesson: str, card: str) -> Progress:
    """Record that a card's solution has been seen."""
    return _with_card(progress, lesson, card, replace(progress.card(lesson, card), solution_seen=True))


def card_again(progress: Progress, lesson: str, card: str) -> Progress:
    """Start one card again."""
    return _with_card(progress, lesson, card, CardProgress(first_right=progress.card(lesson, card).first_right))


def lesson_again(progress: Progress, lesson: str) -> Progress:
    """Start one lesson again; the others stay."""
    return replace(progress, lessons={name: kept for name, kept in progress.lessons.items() if name != lesson})


# Questions


def seat_counts(progress: Progress) -> dict[str, int]:
    """Count practice in the learner's own seat and in the other one.

    For somebody who works in neither team both seats are the other one.
    """
    total = dict.fromkeys(("marketing", "sales"), 0)
    for lesson in progress.lessons.values():
        for seat, times in lesson.seats.items():
            total[seat] = total.get(seat, 0) + times
    own = total.pop(progress.home, 0) if progress.home else 0
    return {"own": own, "other": sum(total.values())}


def summary(progress: Progress, include: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what a learner may share with a trainer.

    Parameters
    ----------
    progress : Progress
    include : tuple of {"time", "hints", "answers"}
        What the learner ticked. Without it the summary holds no time, no hints and nothing that
        tells a wrong answer: a card is "done" or "open".
    """
    for extra in include:
        _one_of(extra, SHARED_EXTRAS, "include")
    shared: dict[str, Any] = {"home": progress.home, "practice": seat_counts(progress), "lessons": {}}
    for number, lesson in sorted(progress.lessons.items()):
        shared["lessons"][number] = {
            "finished": lesson.finished is not None,
            "cards": {name: _shared_card(card, include) for name, card in sorted(lesson.cards.items())},
        }
        if "time" in include:
            shared["lessons"][number] |= {"started_at": lesson.started, "finished_at": lesson.finished}
        if "answers" in include:
            shared["lessons"][number]["predictions"] = dict(lesson.predictions)
    return shared


def _shared_card(card: CardProgress, include: tuple[str, ...]) -> dict[str, Any]:
    shared: dict[str, Any] = {"result": "done" if card.first_right else "open"}
    if "time" in include:
        shared["first_right"] = card.first_right
    if "hints" in include:
        shared |= {"hints_used": card.hints_used, "solution_seen": card.solution_seen}
    if "answers" in include:
        shared |= {"state": card.state, "tries": card.tries, "answer": card.answer}
    return shared


# To and from readable JSON


def to_json(progress: Progress, kit: str) -> dict[str, Any]:
    """Return progress as plain JSON values, with the file's format and the kit's version."""
    return {
        "about": _("Progress of one learner in the smarketing training kit. It stays on this computer."),
        "format": FORMAT,
        "kit": kit,
        **asdict(progress),
    }


def from_json(data: Any) -> Progress:
    """Read progress from JSON values; raise `KitError` naming the first thing that does not fit."""
    known = _known(data, Progress, _("the file"))
    lessons = {}
    for number, raw in _mapping(known.pop("lessons", {}), "lessons").items():
        where = f"lessons.{number}"
        lesson = _known(raw, LessonProgress, where)
        cards = {
            name: _card_from(card, f"{where}.cards.{name}")
            for name, card in _mapping(lesson.pop("cards", {}), where).items()
        }
        for name in ("predictions", "plans", "seats"):
            _mapping(lesson.get(name, {}), f"{where}.{name}")
        for desk, values in lesson.get("plans", {}).items():
            _mapping(values, f"{where}.plans.{desk}")
        for question, choice in lesson.get("predictions", {}).items():
            _typed(choice, str, f"{where}.predictions.{question}")
        for seat, times in lesson.get("seats", {}).items():
            _typed(times, int, f"{where}.seats.{seat}")
        for name in ("started", "finished"):
            _typed(lesson.get(name), str | None, f"{where}.{name}")
        lessons[number] = LessonProgress(cards=cards, **lesson)
    progress = Progress(lessons=lessons)
    if known.get("home") is not None:
        progress = with_home(progress, known["home"])
    if known.get("learner") is not None:
        progress = with_learner(progress, _typed(known["learner"], str, "learner"))
    return with_number_style(progress, known.get("number_style"))


def _card_from(raw: Any, where: str) -> CardProgress:
    card = CardProgress(**_known(raw, CardProgress, where))
    _one_of(card.state, STATES, f"{where}.state")
    for name, kind in {
        "tries": int,
        "hints_used": int,
        "solution_seen": bool,
        "first_right": str | None,
    }.items():
        _typed(getattr(card, name), kind, f"{where}.{name}")
    # Counts that cannot be, written by hand, are no reason to give up the whole file.
    return replace(card, tries=max(0, card.tries), hints_used=min(max(0, card.hints_used), HINTS))


def _known(raw: Any, shape: type, where: str) -> dict[str, Any]:
    names = {one.name for one in fields(shape)}
    return {key: value for key, value in _mapping(raw, where).items() if key in names}


def _mapping(raw: Any, where: str) -> Mapping[str, Any]:
    return _typed(raw, dict, where)


def _typed(value: Any, kind: Any, where: str) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise KitError(_("“{where}” holds something unexpected.").format(where=where))
    return value


def _one_of(value: Any, allowed: tuple[str, ...], where: str) -> str:
    if value not in allowed:
        raise KitError(
            _("“{where}” must be one of {allowed}, not “{value}”.").format(
                where=where, allowed=", ".join(allowed), value=value
            )
        )
    return value


def _with_lesson(progress: Progress, lesson: str, **changes: Any) -> Progress:
    return replace(progress, lessons={**progress.lessons, lesson: replace(progress.lesson(lesson), **changes)})


def _with_card(progress: Progress, lesson: str, card: str, after: CardProgress) -> Progress:
    return _with_lesson(progress, lesson, cards={**progress.lesson(lesson).cards, card: after})
