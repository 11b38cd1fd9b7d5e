"""What a desk remembers between two sittings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan


class Memory(Protocol):
    """Keeps one desk's values, plain enough for JSON."""

    def save(self, values: Mapping[str, Any]) -> None:
        """Keep the values."""

    def load(self) -> Mapping[str, Any]:
        """Return the values kept, empty when there are none."""


class LessonMemory:
    """A desk's memory in the learner's progress.

    Parameters
    ----------
    lesson : smkt_helpers.practice.lesson.Lesson
    name : str
        Tells two desks of one lesson apart.
    """

    def __init__(self, lesson: Any, name: str = "quarter") -> None:
        self._lesson, self._name = lesson, name

    def save(self, values: Mapping[str, Any]) -> None:
        """Keep the values."""
        self._lesson.remember(self._name, values)

    def load(self) -> Mapping[str, Any]:
        """Return the values kept, empty when there are none."""
        return self._lesson.remembered(self._name)


def fitting(plan: Plan, values: Mapping[str, Any], names: tuple[str, ...]) -> tuple[dict[str, Any], list[str]]:
    """Return those remembered values that this plan accepts, and the names of those it does not."""
    good, bad = {}, []
    for name in names:
        if name in values:
            try:
                good[name] = plan.replace(**{name: values[name]})[name]
            except KitError:
                bad.append(name)
    return good, bad
