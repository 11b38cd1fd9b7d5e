"""What a lesson tells beside its cards: sentences, tables and pictures computed from the learner's own runs.

One module per lesson, named by its topic (two for lesson 06); each is loaded when a notebook first asks for it:
``smkt.story.two_teams.both_reports(...)``.
"""

from __future__ import annotations

import importlib
from types import ModuleType

TOPICS = (
    "two_teams",
    "one_language",
    "marketing_desk",
    "sales_desk",
    "handoff",
    "loop",
    "loop_beside",
    "after_sale",
    "swap",
    "worth",
)


def __getattr__(name: str) -> ModuleType:
    if name not in TOPICS:
        raise AttributeError(f"smkt.story has no {name!r}; it has {', '.join(TOPICS)}.")
    return importlib.import_module(f"smkt_helpers.story.{name}")


def __dir__() -> list[str]:
    return list(TOPICS)
