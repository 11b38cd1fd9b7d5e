"""The parts of the alignment case, in the order in which a board hears them.

A part is a module of `told` with two functions:

``compute(question, *, progress=None, cancel=None)``
    plays what is needed and returns tables in a frozen dataclass; `progress` and `cancel` as in `compare`;
``section(question, found)``
    turns them into a `blocks.Section`; it plays nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from smkt_helpers.case.blocks import Section
from smkt_helpers.case.question import Question
from smkt_helpers.words import N_


@dataclass(frozen=True)
class Part:
    """One part: its module here, its title, and whether it takes longer than a few seconds."""

    id: str
    title: str
    is_slow: bool = False

    def compute(self, question: Question, **ways: Any) -> Any:
        """Return the tables of this part; see the module."""
        return self._of("compute")(question, **ways)

    def section(self, question: Question, found: Any) -> Section:
        """Return this part in blocks."""
        return self._of("section")(question, found)

    def _of(self, name: str) -> Callable[..., Any]:
        return getattr(importlib.import_module(f"smkt_helpers.case.told.{self.id}"), name)


_TABLE = (
    Part("honesty", N_("What this page can and cannot say")),
    Part("today", N_("Where people are lost today")),
    Part("headline", N_("What the chosen practices are worth here")),
    Part("doubt", N_("How sure is this?"), is_slow=True),
    Part("shares", N_("Which practice gives how much, and what it costs"), is_slow=True),
    Part("path", N_("One customer in both worlds")),
    Part("months", N_("Month by month, with what it costs")),
    Part("otherwise", N_("The same money on one more rep, or on more advertising")),
    Part("roadmap", N_("What to begin with"), is_slow=True),
    Part("vanish", N_("What would make this vanish"), is_slow=True),
    Part("assumptions", N_("What is assumed")),
    Part("pilot", N_("How to see it in reality")),
)
PARTS = {part.id: part for part in _TABLE}
