"""The screen on which a learner chooses what to share and writes a summary to print or send."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.practice import progress as changes
from smkt_helpers.practice import summary as summaries
from smkt_helpers.practice.store import now
from smkt_helpers.words import N_, _

if TYPE_CHECKING:
    from smkt_helpers.practice.lesson import Lesson

TICKS = {
    "texts": N_("Add what I wrote for others to read"),
    "time": N_("Add when I worked"),
    "hints": N_("Add hints I used"),
    "answers": N_("Add all my answers, wrong ones too"),
}


def share_view(lesson: Lesson, root: Path) -> widgets.VBox:
    """Return what a learner may share: the ticks, the whole text before it is written, and the files.

    Parameters
    ----------
    lesson : Lesson
    root : Path
        The kit's folder; the files go into a folder in it, or beside the progress when it cannot be written.
    """
    told, written, place = screen.html(), screen.html(), screen.html()
    name = widgets.Text(placeholder=_("You may leave this empty"))
    asked = screen.labelled(
        name, _("Your name on the summary"), _("Only if you wish; without it no name stands there.")
    )
    # Texts for others were written to be shared; everything else only when it is asked for.
    ticks = {key: widgets.Checkbox(value=key == "texts", indent=False) for key in TICKS}

    def chosen() -> list[str]:
        return [key for key, tick in ticks.items() if tick.value]

    def summary() -> dict[str, Any]:
        return summaries.shared(lesson.now, lesson.stops, now(), name.value, chosen())

    def refresh(_change: Any = None) -> None:
        has_texts = bool(summaries.texts(lesson.now, lesson.stops))
        ticks["texts"].layout.display = "" if has_texts else "none"
        told.value = (
            screen.paragraphs(_("This is what the summary holds:"))
            + (f"<blockquote>{summaries.body(summary(), lesson.stops, level=3)}</blockquote>")
            + screen.paragraphs(
                _(
                    "The file for a trainer also says which of the cards you began are solved, and carries a random "
                    "mark, so that two files of yours are not taken for two people."
                )
            )
        )

    def write() -> None:
        lesson.record(partial(changes.with_learner, mark=secrets.token_hex(4)))
        folders = (root / summaries.FOLDER, lesson.store.home / summaries.FOLDER)
        written.value = _written(summaries.write(summary(), lesson.stops, folders))

    for key, tick in ticks.items():
        screen.named(tick, _(TICKS[key]), _("Tick to add this to the summary; nothing is sent anywhere."))
        tick.observe(screen.guard(refresh, place), "value")
    name.observe(screen.guard(refresh, place), "value")
    help = _("Write the summary into two files on this computer: a page to print, and the same for a trainer.")
    button = screen.button(_("Write my summary"), help, write, place)
    # JupyterLab's own Print takes the file of a lesson, in which no output is stored.
    on_paper = _(
        "To print the summary or a whole lesson, open it and choose Print in the browser's own menu "
        "(three dots or lines at the top right)."
    )
    paper = screen.html(screen.paragraphs(on_paper))
    refresh()
    lesson.on_record(refresh)
    return screen.box(
        [asked, screen.row(*ticks.values()), told, screen.row(button), paper, written, place], "smkt-card"
    )


def _written(files: Sequence[Path]) -> str:
    """Say where the files are, with a link to save each of them elsewhere."""
    html, data = files
    sentence = _("Your summary is in the folder {folder}. Nothing was sent.").format(folder=html.parent)
    lines = (
        (_("A page to print or to read; open it with a double-click:"), html, "text/html"),
        (_("The same for a trainer, who can put a whole class together from these:"), data, "application/json"),
    )
    items = "".join(
        f"<li>{escape(words)} {screen.saving_link(file.name, file.read_bytes(), kind)}</li>"
        for words, file, kind in lines
    )
    return screen.notice("good", sentence) + f"<ul>{items}</ul>"
