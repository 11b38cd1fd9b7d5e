"""The screen of a practice card.

The widget holds no state of its own: whatever the learner does goes to the progress file at once, and
`Shown.restore` draws everything from there again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.practice import progress as changes
from smkt_helpers.practice.answers import COMMA_GROUPS, spoken
from smkt_helpers.practice.card import HINTS, Card, card_facts, judge
from smkt_helpers.practice.checks import Facts, Outcome
from smkt_helpers.practice.fields import LATE_SECONDS, VIEWS, Field, soon
from smkt_helpers.practice.progress import CardProgress, Change, Progress
from smkt_helpers.practice.store import now
from smkt_helpers.practice.text import fill
from smkt_helpers.words import N_, _, duration

TRIES_BEFORE_SOLUTION = 2
DOUBLE_CLICK_SECONDS = 0.35

# state: (kind of notice, icon, word)
STATE_LOOKS = {
    "not started": ("info", "○", N_("Not started")),
    "not yet": ("warn", "✎", N_("Not yet")),
    "partly": ("info", "◐", N_("Partly right")),
    "right": ("good", "✔", N_("Right")),
}

SEAT_WORDS = {
    "marketing": N_("You sit at marketing's desk; about {time}."),
    "sales": N_("You sit at sales' desk; about {time}."),
    "both": N_("For both teams; about {time}."),
}


@dataclass(frozen=True)
class Memory:
    """How a screen remembers: ask for the newest progress, record a change, warn when it is not saved."""

    progress: Callable[[], Progress]
    record: Callable[[Change], None]
    unsaved: Callable[[], str] = str


@dataclass(frozen=True)
class Shown:
    """A screen and the function that draws it again from the learner's progress."""

    box: widgets.VBox
    restore: Callable[[], None]


def state_line(outcome: Outcome) -> str:
    """Return an outcome as HTML: icon, word and sentence."""
    kind, icon, word = STATE_LOOKS[outcome.state]
    return screen.notice(kind, outcome.sentence, word=_(word), icon=icon)


def solution_is_open(card: CardProgress) -> bool:
    """Say whether a learner may see the solution: solved, all hints used, or tried twice."""
    return card.done or card.hints_used >= HINTS or card.tries >= TRIES_BEFORE_SOLUTION


def recalled(card: Card, facts: Facts, record: CardProgress, style: str | None) -> Outcome:
    """Return the reply to the answer that was kept, so that a reopened card looks as it was left."""
    if record.state == "not started":
        return Outcome("not started", _("No answer yet; take your time."), counts=False)
    outcome = judge(card, facts, record.answer, style)
    if record.state == "right" and outcome.state != "right":
        return Outcome("right", _("You solved this card before; since then the figures have changed."))
    return outcome


def card_view(
    card: Card,
    given: Mapping[str, Any],
    memory: Memory,
    *,
    views: Mapping[type, Callable[[Any, Facts], Field]] = VIEWS,
    clock: Callable[[], float] = time.monotonic,
) -> Shown:
    """Return the screen of one card.

    Parameters
    ----------
    card : Card
    given : mapping of str to any
        What the card's facts are computed from.
    memory : Memory
    views : mapping of type to callable
        One view per kind of answer.
    clock : callable
        Seconds; a second press within a double click's time reveals no second hint.
    """
    facts = card_facts(card, given)
    field = views[type(card.control)](card.control, facts)
    state, ask, told, problem = screen.html(), screen.row(), screen.html(), screen.html()
    pressed = {"hint": float("-inf")}

    def record_of() -> CardProgress:
        return memory.progress().card(card.lesson, card.id)

    def keep(change: Callable[..., Progress], **values: Any) -> None:
        memory.record(partial(change, lesson=card.lesson, card=card.id, **values))

    def check() -> None:
        answer = field.read()
        outcome = judge(card, facts, answer, memory.progress().number_style)
        if outcome.counts:
            keep(changes.tried, answer=answer, state=outcome.state, now=now(), seat=card.seat)
        draw(outcome)

        # While the kernel is busy the browser holds back quick changes, but not the press of a button.
        def late() -> None:
            if field.read() != answer:
                check()

        soon(screen.guard(late, problem), LATE_SECONDS)

    def choose_reading(style: str) -> None:
        memory.record(partial(changes.with_number_style, style=style))
        check()

    def show_hint() -> None:
        if clock() - pressed["hint"] < DOUBLE_CLICK_SECONDS:
            return
        pressed["hint"] = clock()
        keep(changes.hint_shown, hints=min(record_of().hints_used + 1, HINTS))
        draw()

    def show_solution() -> None:
        keep(changes.solution_shown)
        draw()

    def again() -> None:
        keep(changes.card_again)
        restore()

    def draw(outcome: Outcome | None = None) -> None:
        record = record_of()
        if outcome is not None:
            state.value = state_line(outcome)
            ask.children = [reading_button(style, value) for style, value in outcome.readings]
        told.value = _told(card, facts, record, memory.unsaved())
        left = record.hints_used < HINTS
        hint.description = (
            _("Hint ({n} of {all})").format(n=record.hints_used + 1, all=HINTS) if left else _("All hints are shown")
        )
        solution.disabled = not solution_is_open(record)
        restart.disabled = record == CardProgress(first_right=record.first_right)

    def reading_button(style: str, value: float) -> widgets.Button:
        name = _("I mean {number}").format(number=spoken(value))
        help = (
            _("You write a comma between thousands and a point before decimals; we remember it.")
            if style == COMMA_GROUPS
            else _("You write a point between thousands and a comma before decimals; we remember it.")
        )
        return screen.button(name, help, partial(choose_reading, style), problem)

    def restore() -> None:
        record = record_of()
        field.write(record.answer)
        draw(recalled(card, facts, record, memory.progress().number_style))

    checking = screen.button(_("Check"), _("Check your answer."), check, problem)
    hint = screen.button(_("Hint"), _("Show one more hint; it is only noted for yourself."), show_hint, problem)
    solution = screen.button(
        _("Show the solution"),
        _("Opens when you solved the card, used all hints or tried twice."),
        show_solution,
        problem,
    )
    restart = screen.button(
        _("Start this card again"), _("Forget the answer and the hints of this card."), again, problem
    )
    checking.button_style = "primary"
    field.on_enter(screen.guard(check, problem))
    seat = _(SEAT_WORDS[card.seat]).format(time=duration(card.minutes_do))
    head = (
        f"<h3>{screen.inline(fill(card.title, facts))}</h3>"
        f'<p class="smkt-quiet">{screen.inline(seat)}</p>{screen.paragraphs(fill(card.task, facts))}'
    )
    restore()
    rows = (
        screen.html(head),
        field.widget,
        screen.row(checking),
        state,
        ask,
        screen.row(hint, solution, restart),
        told,
        problem,
    )
    return Shown(screen.box(rows, "smkt-card"), restore)


def _told(card: Card, facts: Facts, record: CardProgress, unsaved: str) -> str:
    """Return the hints and the solution seen so far, and a warning when work is not saved."""
    parts = [
        screen.notice("info", fill(text, facts), word=_("Hint {n}").format(n=n), icon="?")
        for n, text in enumerate(card.hints[: record.hints_used], start=1)
    ]
    if record.solution_seen:
        parts.append(f"<h3>{_('The solution')}</h3>{screen.paragraphs(fill(card.solution, facts))}")
    if unsaved:
        parts.append(screen.notice("warn", unsaved))
    return "".join(parts)
