"""The two desks: marketing and sales decide about the same quarter and see what comes of it.

``quarter``
    the whole screen: seats, pictures, scoreboard, memory;
``panel``, ``control``, ``look``
    one seat's desk, one decision of it, made from the plan's declarations, and the style of both;
``game``, ``run``, ``pace``
    the runs of a quarter, playing one in many markets, and when to do it while a hand moves;
``board``
    the scoreboard and what changed, in words;
``memory``
    what a desk remembers between two sittings;
``lead_cards``, ``inbox``, ``promise``, ``swap``, ``claim``
    activities of single lessons, loaded when a notebook first asks for one;
``timing``
    how long a key press takes until the new picture is ready.
"""

import importlib
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

from smkt_helpers.companies import Company
from smkt_helpers.desk.game import Result
from smkt_helpers.desk.memory import LessonMemory, Memory
from smkt_helpers.desk.panel import CONTROLS
from smkt_helpers.desk.quarter import Quarter
from smkt_helpers.plan import Plan, siloed

ACTIVITIES = ("lead_cards", "inbox", "promise", "swap", "claim")


def __getattr__(name: str) -> ModuleType:
    if name not in ACTIVITIES:
        raise AttributeError(f"smkt.desk has no {name!r}.")
    return importlib.import_module(f"smkt_helpers.desk.{name}")


def lesson_quarter(
    lesson: Any,
    company: Company,
    start: Plan = siloed,
    *,
    controls: Mapping[str, Sequence[str]] | None = None,
    seed: int = 1,
    weeks: int = 13,
    replications: int = 20,
    name: str = "quarter",
) -> Quarter:
    """Return a quarter with both desks that belongs to a lesson.

    The learner's own desk comes first, decisions are kept in the learner's progress, and each seat in which
    something was decided counts once as practice.

    Parameters
    ----------
    lesson : smkt_helpers.practice.lesson.Lesson
    company : Company
    start : Plan
    controls : mapping of seat to names of decisions, optional
    seed, weeks, replications : int
        See `smkt_helpers.history.simulate`.
    name : str
        Tells two quarters of one lesson apart.
    """
    seat = "sales" if lesson.now.home == "sales" else "marketing"
    game = {"controls": controls, "seed": seed, "weeks": weeks, "replications": replications}
    quarter = Quarter(company, start, seat=seat, memory=LessonMemory(lesson, name), **game)
    counted = set()

    def count(_result: Result) -> None:
        if quarter.seat not in counted:
            counted.add(quarter.seat)
            lesson.practised(quarter.seat)

    quarter.on_change(count)
    return quarter


def desk(
    company: Company,
    seat: str,
    *,
    start: Plan = siloed,
    controls: Sequence[str] = (),
    seed: int = 1,
    weeks: int = 13,
    replications: int = 20,
    memory: Memory | None = None,
    partner: bool = False,
) -> Quarter:
    """Return a quarter with one desk only.

    Parameters
    ----------
    company : Company
    seat : {"marketing", "sales"}
    start : Plan
        The plan to begin with; what the desk does not control stays as it is there.
    controls : sequence of str
        At most five decisions; without any the usual ones of the seat.
    seed, weeks, replications : int
        See `smkt_helpers.history.simulate`.
    memory : Memory, optional
        Keeps the decisions between two sittings.
    partner : bool
        Let a program sit in the other seat; it moves its decisions each week by what it is paid for.

    Returns
    -------
    Quarter
        With `.widget`, `.plan` and `.seat`; `.show()` returns the widget and draws it.
    """
    return Quarter(
        company,
        start,
        seat=seat,
        seats=(seat,),
        controls={seat: controls} if controls else None,
        seed=seed,
        weeks=weeks,
        replications=replications,
        memory=memory,
        partner=partner,
    )


__all__ = ["CONTROLS", "LessonMemory", "Memory", "Quarter", "Result", "desk", "lesson_quarter"]
