"""The learner's guess beside what came out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.words import _


def line_of(least: Mapping[str, float], value: float) -> str:
    """Return the key of the line a figure belongs to; `least` gives the smallest figure of each, largest first."""
    return next(key for key, start in least.items() if value >= start)


def prediction_checked(kept: str | None, hit: str, words: Mapping[str, str], told: str) -> str:
    """Compare a prediction with what the run shows.

    Parameters
    ----------
    kept : str or None
        The key the learner picked; None when nothing was predicted yet, and then nothing is told.
    hit : str
        The key that came out.
    words : mapping of str to str
        The options as they were shown.
    told : str
        A sentence with the result, already filled.

    Returns
    -------
    str
        HTML.
    """
    if kept not in words:
        return screen.notice(
            "info", _("Make your guess near the top of this page first; then the answer appears here.")
        )
    if kept == hit:
        said = _("You predicted: {words}. That is what happened.")
        return screen.notice("good", told + " " + said.format(words=words[kept]))
    said = _("You predicted: {words}. It came out differently.")
    return screen.notice("warn", told + " " + said.format(words=words[kept]), word=_("A surprise"))


def guess_checked(lesson: Any, question: str, hit: str, words: Mapping[str, str], told: str) -> widgets.VBox:
    """Return what `prediction_checked` says about the guess at a question, kept up to date as the learner guesses.

    Parameters
    ----------
    lesson : smkt_helpers.practice.lesson.Lesson
    question : str
        The name under which the guess is kept.
    hit, words, told
        As in `prediction_checked`.
    """
    answer = screen.html()

    def refresh() -> None:
        answer.value = prediction_checked(lesson.prediction(question), hit, words, told)

    refresh()
    lesson.on_record(refresh)
    return screen.box([answer])
