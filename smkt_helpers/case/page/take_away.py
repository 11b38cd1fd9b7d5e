"""The card from which report, slides and numbers are taken away."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from smkt_helpers import screen
from smkt_helpers.case.page.place import status
from smkt_helpers.case.question import Question
from smkt_helpers.lab.places import kit_root
from smkt_helpers.words import N_, _, number

FOLDER = "alignment-case"
# What a file is good for, by its ending.
GOOD_FOR: Mapping[str, str] = {
    "report.html": N_("The report, to read and to print:"),
    "report.pdf": N_("The same report as PDF:"),
    "slides.pptx": N_("The slides, to change and to show:"),
    "slides.html": N_("The same slides for a browser:"),
    "numbers.csv": N_("Every number with its source, for a spreadsheet:"),
    "company.toml": N_("The company with all its numbers, for analysts:"),
}


def files_folder() -> Path:
    """Return where the files are written: beside the notebooks, where the control room's papers lie too."""
    return kit_root() / "papers" / FOLDER


class TakeAway:
    """One button and what it makes.

    Parameters
    ----------
    case : smkt_helpers.case.page.mine.AlignmentCase
    folder : path, optional
        Where the files are written.

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(self, case: Any, folder: Path | None = None) -> None:
        self._folder = folder or files_folder()
        self._place, self._status, self._links = screen.html(), screen.html(), screen.html()
        self._make = screen.button(
            _("Make report, slides and numbers"), _("What is still missing on this page is computed first."),
            case.make_files, self._place)  # fmt: skip
        self._make.button_style = "primary"
        self.widget = screen.box([screen.row(self._make), self._place, self._status, self._links],
                                 "smkt-card", "smkt-case")  # fmt: skip
        case.on_question(self._refresh)

    def write(self, question: Question, found: Mapping[str, Any], progress: Callable[[int, int], None],
              cancel: Callable[[], bool]) -> Sequence[Path]:
        """Write the files; called beside the page."""
        from smkt_helpers.case.paper import files

        return files.write(question, found, self._folder, progress=progress, cancel=cancel)

    def waiting(self) -> None:
        """Say that the page is computed first."""
        self._status.value = status(_("The files are made as soon as the whole page is computed."))

    def working(self, done: int = 0, all: int = 0) -> None:
        """Say how far the files are."""
        said = _("Making the files, step {done} of {all}.") if all else _("Making the files ...")
        self._status.value = status(said.format(done=number(done), all=number(all)))

    def ready(self, paths: Sequence[Path]) -> None:
        """Give links to the files and name their folder."""
        from smkt_helpers.case.paper.files import without_pdf

        said = _("Done. The files lie in the folder {folder}; a click on a name saves a copy elsewhere.")
        missing = without_pdf(paths)
        self._status.value = screen.notice("good", said.format(folder=self._folder))
        self._links.value = (screen.notice("info", missing) if missing else "") + links_html(paths)

    def failed(self, problem: Exception) -> None:
        """Say why there are no files."""
        self._status.value = screen.trouble(problem)

    def stopped(self) -> None:
        """Say that the files were not made."""
        if self._status.value:
            self._status.value = status(_("Stopped. Press the button to make the files."))

    def _refresh(self) -> None:
        # Links made for another question would hand out what is not asked for.
        self._links.value = self._status.value = ""


def links_html(paths: Sequence[Path]) -> str:
    """Return a link for each file that saves it, with what it is good for."""
    items = []
    for path in paths:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        link = screen.saving_link(path.name, path.read_bytes(), kind)
        items.append(f"<li>{screen.inline(_(GOOD_FOR.get(path.name, '')))} {link}</li>")
    return f"<ul>{''.join(items)}</ul>"
