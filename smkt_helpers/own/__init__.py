"""Somebody's own export: read, shown, fitted and played with, on one page.

``sample``
    the shipped export that is as untidy as real ones, and what can be learned from it;
``looks``, ``pictures``
    what the lesson shows of the sample;
``questions``
    what an import has to ask a person, and the answers;
``form``, ``job``
    choosing files, importing, answering; long work behind a button;
``figures``, ``footing``
    scoreboard and months of what was imported; on how many cases a figure stands;
``twin``, ``changes``
    a company fitted to the figures, and what another way of working would change there;
``page``
    all of these for one lesson.

Each is loaded when a notebook first asks for it.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

ROOMS = ("sample", "looks", "pictures", "questions", "job", "form", "figures", "footing", "changes", "twin", "page")


def __getattr__(name: str) -> ModuleType:
    if name not in ROOMS:
        raise AttributeError(f"smkt.own has no {name!r}; it has {', '.join(ROOMS)}.")
    return importlib.import_module(f"smkt_helpers.own.{name}")


def __dir__() -> list[str]:
    return [*ROOMS, "workspace"]


def workspace(lesson: Any) -> Any:
    """Return the page on which a learner's own export is read and used; see `smkt_helpers.own.page.Page`."""
    from smkt_helpers.own.page import Page

    return Page(lesson)
