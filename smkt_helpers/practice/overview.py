"""The whole path at a glance: every lesson, its minutes, what is done, what is next."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from smkt_helpers import screen
from smkt_helpers.errors import KitError
from smkt_helpers.practice import path
from smkt_helpers.practice.card import Card
from smkt_helpers.practice.load import load_cards
from smkt_helpers.practice.progress import Progress
from smkt_helpers.words import N_, _, duration, number

LESSON_LOOKS = {
    "finished": ("✔", N_("finished")),
    "begun": ("◐", N_("begun")),
    "open": ("○", N_("not begun")),
}


@dataclass(frozen=True)
class Stop:
    """One lesson of the path, as its notebook and its cards describe it.

    Attributes
    ----------
    number : str
        Two digits.
    file : str
        The notebook's name.
    title : str
    minutes : int or None
        As the notebook's first lines say.
    cards : tuple of Card
        Empty when there are none, or when they cannot be read.
    """

    number: str
    file: str
    title: str
    minutes: int | None
    cards: tuple[Card, ...]


def stops(root: Path) -> tuple[Stop, ...]:
    """Return the lessons of the path, in order; a broken one is listed by the name of its file."""
    return tuple(_stop(file, root) for file in path.notebooks(root))


def _stop(file: Path, root: Path) -> Stop:
    name = file.name[:2]
    head = _first_lines(file)
    title = re.search(r"^# (.+)$", head, re.MULTILINE)
    minutes = re.search(r"(\d+) minutes", head)
    try:
        loaded = load_cards(name, root)
    except KitError:
        # The lesson itself tells what is wrong; the path must not break with it.
        loaded = None
    words = (
        _(loaded.title)
        if loaded and loaded.title
        else title[1].strip()
        if title
        else file.stem[2:].strip(" -_").replace("-", " ").capitalize()
    )
    return Stop(name, file.name, words, int(minutes[1]) if minutes else None, loaded.cards if loaded else ())


def _first_lines(file: Path) -> str:
    """Return the notebook's first text cell; nothing when the file cannot be read."""
    try:
        cells = json.loads(file.read_text(encoding="utf-8")).get("cells", [])
        texts = [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return ""
    return "".join(texts[0]) if texts else ""


def standing(progress: Progress, lesson: str) -> str:
    """Say where a learner is with a lesson: a key of ``LESSON_LOOKS``."""
    record = progress.lesson(lesson)
    if record.finished:
        return "finished"
    return "begun" if record.started else "open"


def cards_done(progress: Progress, cards: Sequence[Card]) -> int:
    """Count the cards that are solved or whose solution was read."""
    return sum(progress.card(card.lesson, card.id).done for card in cards)


def rows(progress: Progress, path_stops: Sequence[Stop]) -> list[dict[str, str]]:
    """Return one row per lesson for a small table."""
    own, other = _seats(progress)
    table = []
    for stop in path_stops:
        icon, word = LESSON_LOOKS[standing(progress, stop.number)]
        seats = progress.lesson(stop.number).seats
        done = _("{done} of {all}").format(done=number(cards_done(progress, stop.cards)), all=number(len(stop.cards)))
        table.append(
            {
                _("Lesson"): f"{stop.number} {stop.title}",
                _("Time"): duration(stop.minutes) if stop.minutes else "–",
                _("Where you are"): f"{icon} {_(word)}",
                _("Cards done"): done if stop.cards else "–",
                own[1]: number(seats.get(own[0], 0)),
                other[1]: number(seats.get(other[0], 0)),
            }
        )
    return table


def _seats(progress: Progress) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return both seats with the heads of their columns, the learner's own seat first."""
    if progress.home == "marketing":
        return ("marketing", _("Practice in your own seat")), ("sales", _("Practice in sales' seat"))
    if progress.home == "sales":
        return ("sales", _("Practice in your own seat")), ("marketing", _("Practice in marketing's seat"))
    return ("marketing", _("Practice in marketing's seat")), ("sales", _("Practice in sales' seat"))


def page(progress: Progress, path_stops: Sequence[Stop], next_sentence: str) -> str:
    """Return the progress page as HTML: the table, what is next, and practice in both seats."""
    table = screen.data_table(rows(progress, path_stops), _("Your way through the lessons."))
    for stop in path_stops:
        table = table.replace(escape(f"{stop.number} {stop.title}"), link(stop.file, f"{stop.number} {stop.title}"), 1)
    next_one = screen.notice("info", next_sentence, word=_("What is next"), icon="➜")
    seats = screen.paragraphs(path.seat_sentence(progress))
    return table + linked(next_one, [stop.file for stop in path_stops]) + seats


def linked(markup: str, files: Sequence[str]) -> str:
    """Return HTML in which the names of notebooks are links that open them."""
    for file in files:
        markup = markup.replace(escape(file), link(file))
    return markup


def link(file: str, words: str = "") -> str:
    """Return a link to a notebook of the path.

    JupyterLab opens it in a tab of its own by the command that the link names; any other page follows the
    address, which is beside the notebook the link stands in.
    """
    args: dict[str, Any] = {"path": f"notebooks/{file}"}
    return (
        f'<a href="{escape(file)}" target="_blank" data-commandlinker-command="docmanager:open" '
        f'data-commandlinker-args="{escape(json.dumps(args))}">{escape(words or file)}</a>'
    )
