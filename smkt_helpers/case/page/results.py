"""Answers to the last questions, so that going back to one shows it at once."""

from __future__ import annotations

import threading
from collections import OrderedDict

from smkt_helpers.case.page.place import Answer
from smkt_helpers.case.question import Question

QUESTIONS = 8     # the answers to one question take some megabytes


class Results:
    """Answers by question and part; of the questions, the ones used last are kept."""

    def __init__(self, questions: int = QUESTIONS) -> None:
        self._most, self._kept = questions, OrderedDict[Question, dict[str, Answer]]()
        self._lock = threading.Lock()     # answers are put in from the thread that computes them

    def get(self, question: Question, part: str) -> Answer | None:
        """Return an answer, or None when there is none yet."""
        with self._lock:
            return self._kept.get(question, {}).get(part)

    def put(self, question: Question, part: str, answer: Answer) -> None:
        """Keep an answer."""
        with self._lock:
            self._kept.setdefault(question, {})[part] = answer
            self._kept.move_to_end(question)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def tables(self, question: Question) -> dict[str, object]:
        """Return the tables of every part that has been answered."""
        with self._lock:
            return {part: answer.found for part, answer in self._kept.get(question, {}).items()}
