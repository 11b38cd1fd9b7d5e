"""Where a part of the page is shown: its content, and above it one line that says how far that is."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from smkt_helpers import screen
from smkt_helpers.case.blocks import said_html, section_html
from smkt_helpers.case.parts import PARTS
from smkt_helpers.case.question import Question
from smkt_helpers.errors import KitError
from smkt_helpers.words import _, ngettext, number


@dataclass(frozen=True)
class Answer:
    """What a part brought: its tables, the part as safe HTML, and its message as safe HTML."""

    found: Any
    markup: str
    message: str


def answer_of(part: str, question: Question, found: Any) -> Answer:
    """Turn the tables of a part into what is shown."""
    section = PARTS[part].section(question, found)
    return Answer(found, section_html(section), said_html(section.message))


class Place:
    """One part on the page.

    Attributes
    ----------
    widget : widgets.VBox
    message : widgets.HTML
        The part's message alone, to be shown elsewhere too.
    """

    def __init__(self) -> None:
        self._status, self._content, self.message = screen.html(), screen.html(), screen.html()
        self._draft = ""     # says that a first look is shown; empty when it is not
        self.widget = screen.box([self._status, self._content], "smkt-card", "smkt-case")

    def waiting(self) -> None:
        """Say that this part has yet to be computed."""
        said = _("This part waits its turn.")
        self._status.value = status(f"{self._age()} {said}".strip(), is_read_out=False)

    def working(self, done: int = 0, all: int = 0) -> None:
        """Say that this part is being computed, and how far that is."""
        said = _("Being computed ...")
        if all:
            said = _("Being computed, step {done} of {all}.").format(done=number(done), all=number(all))
        self._status.value = status(f"{self._age()} {said}".strip())

    def draft(self, answer: Answer, markets: int) -> None:
        """Show a first look that more simulated years will refine."""
        said = ngettext("A first look at {n} simulated year.", "A first look at {n} simulated years.", markets)
        self._draft = said.format(n=number(markets))
        self._show(answer)
        self._status.value = status(self._draft)

    def words(self, answer: Answer) -> None:
        """Show what can be said before anything is computed."""
        self._show(answer)
        self._status.value = status(_("What the simulation says will follow below."))

    def ready(self, answer: Answer) -> None:
        """Show the answer."""
        self._draft = ""
        self._show(answer)
        self._status.value = ""

    def stopped(self) -> None:
        """Say that this part was stopped before it was done."""
        said = _("Stopped; press “Go on” to compute this part.")
        self._status.value = status(f"{self._age()} {said}".strip(), is_read_out=False)

    def failed(self, problem: Exception) -> None:
        """Say what went wrong; the last good answer stays."""
        if not isinstance(problem, KitError):
            logging.getLogger("smkt").error("A part of the case raised.", exc_info=problem)
        stays = _("Below is still the last answer that could be computed.") if self._content.value else ""
        self._status.value = screen.trouble(problem) + (status(stays, is_read_out=False) if stays else "")

    def asked_anew(self) -> None:
        """Take what is shown for the answer to an earlier question."""
        self._draft = ""

    def _age(self) -> str:
        older = _("Below is still the answer to the question before.") if self._content.value else ""
        return self._draft or older

    def _show(self, answer: Answer) -> None:
        self._content.value, self.message.value = answer.markup, f'<div class="smkt-said">{answer.message}</div>'


def status(sentence: str, is_read_out: bool = True) -> str:
    """Return a quiet line; a screen reader reads it out when it changes, if wanted."""
    role = ' role="status"' if is_read_out else ""
    return f'<p class="smkt-quiet"{role}>{screen.inline(sentence)}</p>'
