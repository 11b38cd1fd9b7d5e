"""The page on which a manager asks: one method for each of its cells.

The first cells show a first look, quickly. From then on the parts are computed one after the other beside the page,
and again whenever something else is asked.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.case.page.kept import Kept
from smkt_helpers.case.page.line import Line, News
from smkt_helpers.case.page.place import Answer, Place, answer_of, status
from smkt_helpers.case.page.results import Results
from smkt_helpers.case.parts import PARTS
from smkt_helpers.case.question import Question
from smkt_helpers.comparison.runs import StoppedError
from smkt_helpers.practice.hook import install_error_hook
from smkt_helpers.words import _, number

FIRST = "headline"     # what everybody waits for; it is computed before the page goes on
WORDS = "honesty"     # can be read before anything is computed
FIRST_MARKETS = 3
FILES = "files"


@dataclass(frozen=True)
class Task:
    """A part to compute for a question; `part` may also be `FILES`."""

    part: str
    question: Question


class AlignmentCase:
    """What stands behind the page; see `alignment_case`.

    Parameters
    ----------
    home : path, optional
        Where choices are kept; by default the user's own folder.
    parts : iterable of str
        Ids of the parts on the page.
    results : Results, optional
        Answers that are there already.

    Attributes
    ----------
    question : Question
        What is asked now.
    kept : Kept
    notice : str
        What the reader should know about what was asked the last time; mostly empty.
    """

    def __init__(self, home: Path | str | None = None, parts: Iterable[str] = PARTS,
                 results: Results | None = None) -> None:
        self.kept = Kept(home)
        self.question, self.notice = self.kept.question()
        self._places = {id: Place() for id in parts}
        self._results, self._drawing = results or Results(), threading.Lock()
        self._trouble, self._far = screen.html(), screen.html()
        self._line = Line(self._work, screen.guard(self._told, self._trouble))
        self._after_asking: list[Callable[[], None]] = []
        self._looked, self._began, self._files, self._wants_files = False, False, None, False
        self._stop = screen.button(
            _("Stop"), _("Stop computing; what is shown stays."), self.stop, self._trouble)  # fmt: skip
        self._more = screen.button(_("Go on"), _("Compute what is still missing."), self.go_on, self._trouble)
        self._progress = widgets.VBox([screen.row(self._stop, self._more), self._far, self._trouble])
        self._say_how_far()

    # The cells

    def part(self, id: str) -> widgets.VBox:
        """Return the place of a part; the first ones hold a first look, the others follow by themselves."""
        if id == FIRST:
            self._first_look(id)
        elif id == WORDS and self._results.get(self.question, id) is None:
            self._places[id].words(answer_of(id, self.question, None))
        elif FIRST in self._places and not self._looked:
            self._places[id].waiting()     # what stands above the headline must not hold it up
        else:
            self._begin_once()
        return self._places[id].widget

    def company(self) -> widgets.VBox:
        """Return the card on which the company is chosen."""
        from smkt_helpers.case.page.company_card import CompanyCard

        return CompanyCard(self).widget

    def choices(self) -> widgets.VBox:
        """Return the card on which practices are chosen, with how far the page is computed."""
        from smkt_helpers.case.page.choices import Choices

        card = Choices(self).widget
        card.children = [*card.children, self._progress]
        return card

    def assumptions(self) -> widgets.VBox:
        """Return the cards on which an assumption is changed, and on which the company's own costs are given."""
        from smkt_helpers.case.page.changes import Changes
        from smkt_helpers.case.page.own_costs import OwnCosts

        return widgets.VBox([Changes(self).widget, OwnCosts(self).widget])

    def files(self) -> widgets.VBox:
        """Return the card from which report, slides and numbers are taken away."""
        from smkt_helpers.case.page.take_away import TakeAway

        self._files = TakeAway(self)
        self._begin_once()
        return self._files.widget

    # What the cards do

    @property
    def headline(self) -> widgets.HTML:
        """The headline's message alone, kept up to date."""
        return self._places[FIRST].message

    def on_question(self, call: Callable[[], None]) -> None:
        """Call a function now, and whenever something else is asked."""
        self._after_asking.append(call)
        call()

    def ask(self, question: Question) -> None:
        """Ask something else; answers that are there are shown at once, the others follow.

        Parameters
        ----------
        question : Question
            One that was checked; see `Question.with_changes`.
        """
        if question == self.question and self._began:
            if not self._line.busy:
                self.go_on()
            return
        self.question, self.notice, self._wants_files = question, "", False
        self.kept.keep(question)
        for place in self._places.values():
            place.asked_anew()
        for call in self._after_asking:
            call()
        self._began = True
        self.go_on()

    def tell_anew(self, question: Question, parts: Iterable[str]) -> None:
        """Ask a question that plays the same markets and is only told otherwise, in some parts.

        Parameters
        ----------
        question : Question
            Differs from the one that is asked in costs that nobody plays.
        parts : iterable of str
            Ids of the parts that tell it.
        """
        changed = set(parts)
        for before, after in ((self.question, question), (self._draft(), self._draft(question))):
            for id in self._places:
                answer = self._results.get(before, id)
                if answer is not None and id in changed:
                    with self._drawing:
                        answer = answer_of(id, after, answer.found)
                if answer is not None:
                    self._results.put(after, id, answer)
        self.ask(question)

    def stop(self) -> None:
        """Stop computing; what is shown stays."""
        self._line.stop()
        self._wants_files = False
        for id in self._missing():
            self._places[id].stopped()
        if self._files:
            self._files.stopped()
        self._say_how_far()

    def go_on(self) -> None:
        """Show what is known about the question, and compute what is missing."""
        self._show_known()
        tasks = [Task(id, self.question) for id in self._missing()]
        draft = self._draft()
        if FIRST in self._missing() and self._results.get(draft, FIRST) is None and draft != self.question:
            tasks.insert(0, Task(FIRST, draft))
        if self._wants_files:
            self._files.waiting()
            tasks.append(Task(FILES, self.question))
        self._line.begin(tasks)
        self._say_how_far()

    def make_files(self) -> None:
        """Compute what is missing, then write report, slides and numbers."""
        self._wants_files = True
        self.go_on()

    # What is done beside the page

    def _draft(self, question: Question | None = None) -> Question:
        question = question or self.question
        return question.with_changes(markets=min(FIRST_MARKETS, question.markets))

    def _missing(self) -> list[str]:
        # The headline is what everybody waits for, and today stands above it.
        missing = [id for id in self._places if self._results.get(self.question, id) is None]
        return sorted(missing, key=lambda id: {"today": 0, FIRST: 1}.get(id, 2))

    def _begin_once(self) -> None:
        if not self._began:
            self._began = True
            self.go_on()

    def _first_look(self, id: str) -> None:
        self._looked = True
        draft, place = self._draft(), self._places[id]
        known = (self._results.get(one, id) for one in (self.question, draft))
        try:
            if not any(known):
                self._work(Task(id, draft), lambda done, all: None, lambda: False)
        except Exception as problem:
            place.failed(problem)
        else:
            self._show_known()

    def _show_known(self) -> None:
        first = self._draft()
        for id, place in self._places.items():
            full, draft = (self._results.get(one, id) for one in (self.question, first))
            if full is not None:
                place.ready(full)
            elif draft is not None:
                place.draft(draft, first.markets)
            else:
                place.waiting()

    def _work(self, task: Task, progress: Callable[[int, int], None], cancel: Callable[[], bool]) -> Any:
        # The pictures' style is set for the whole process, so two pictures are never drawn at once.
        if task.part == FILES:
            with self._drawing:
                return self._files.write(task.question, self._results.tables(task.question), progress, cancel)
        found = PARTS[task.part].compute(task.question, progress=progress, cancel=cancel)
        if cancel():
            raise StoppedError     # half an answer is none
        with self._drawing:
            answer = answer_of(task.part, task.question, found)
        self._results.put(task.question, task.part, answer)
        return answer

    def _told(self, news: News) -> None:
        if news.kind == "rest":
            self._say_how_far()
            return
        place = self._files if news.task.part == FILES else self._places[news.task.part]
        if news.kind == "begun":
            place.working()
        elif news.kind == "step":
            place.working(news.done, news.all)
        elif news.kind == "failed":
            place.failed(news.outcome)
        elif isinstance(news.outcome, Answer) and news.task.question != self.question:
            place.draft(news.outcome, news.task.question.markets)
        else:
            place.ready(news.outcome)
        if news.task.part == FILES and news.kind in ("done", "failed"):
            self._wants_files = False
        self._say_how_far()

    def _say_how_far(self) -> None:
        missing = self._missing()
        done, all = len(self._places) - len(missing), len(self._places)
        self._stop.disabled, self._more.disabled = not self._line.busy, self._line.busy or not missing
        if self._line.busy:
            said = _("Computing beside the page: {done} of {all} parts are done. You can read and ask meanwhile.")
        elif missing:
            said = _("{done} of {all} parts are computed.")
        else:
            said = _("All {all} parts are computed.")
        self._far.value = status(said.format(done=number(done), all=number(all)))


def alignment_case() -> AlignmentCase:
    """Return the page on which a manager asks what working as one team would be worth.

    When the page is loaded again in the same kernel, what was computed is found again, and the old page stops.
    """
    install_error_hook()
    results, opened = _of_this_kernel()
    while opened:
        opened.pop().stop()
    opened.append(AlignmentCase(results=results))
    return opened[0]


@functools.lru_cache(maxsize=1)
def _of_this_kernel() -> tuple[Results, list[AlignmentCase]]:
    return Results(), []
