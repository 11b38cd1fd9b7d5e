"""What the page remembers until tomorrow: one small readable file in the user's own folder, never a row of data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from smkt_helpers.case.question import AGREEMENT, SAMPLE, Question, asked
from smkt_helpers.errors import KitError
from smkt_helpers.practice.store import READ_AS, folder, write_json
from smkt_helpers.words import _

FILE = "alignment-case.json"
COMPANIES = "companies"
FORMAT = 1
NUMBERS = ("markets", "weeks", "seed", "one_off", "margin")


class Kept:
    """The choices of one person, and what was typed into the forms.

    Parameters
    ----------
    home : path, optional
        The folder; by default the user's own.

    Attributes
    ----------
    problem : str
        Why the newest choice could not be written, as a sentence; empty when all is kept.
    number_style : None
        How this person writes numbers is not known here; the forms ask for it.
    now : Kept
        The forms of the lessons look for `number_style` here.
    """

    number_style = None

    def __init__(self, home: Path | str | None = None) -> None:
        self.home = Path(home) if home else folder()
        self.path = self.home / FILE
        self.problem = ""
        self._values = self._read()

    @property
    def now(self) -> Kept:
        """Return itself."""
        return self

    def remembered(self, name: str) -> dict[str, Any]:
        """Return what a form kept; empty when it was never used."""
        found = self._mapping("forms").get(name)
        return dict(found) if isinstance(found, Mapping) else {}

    def remember(self, name: str, values: Mapping[str, Any]) -> None:
        """Keep what was typed into a form, as plain JSON values."""
        self._write(forms={**self._mapping("forms"), name: dict(values)})

    def question(self) -> tuple[Question, str]:
        """Return the question that was asked last, and a sentence when that is not possible any more."""
        kept = self._values
        try:
            numbers = {name: kept[name] for name in NUMBERS if name in kept}
            return asked(str(kept.get("company", SAMPLE)), kept.get("practices", AGREEMENT), self._mapping("changed"),
                         **numbers), ""  # fmt: skip
        except (KitError, OSError, TypeError) as problem:
            said = _("What you chose the last time cannot be shown ({problem}), so the page shows the company that "
                     "comes with the kit. Nothing was deleted.")  # fmt: skip
            return asked(), said.format(problem=str(problem).rstrip("."))

    def keep(self, question: Question) -> None:
        """Keep a question."""
        self._write(company=question.named, practices=list(question.practices), changed=dict(question.changed),
                    **{name: getattr(question, name) for name in NUMBERS})  # fmt: skip

    def forget(self) -> None:
        """Forget every choice; companies that were made stay in their folder."""
        self._values = {}
        self._write()

    def place_for(self, name: str, content: bytes | None = None) -> Path:
        """Return where a company's file goes: a name that no other content has, in the user's own folder.

        Parameters
        ----------
        name : str
        content : bytes, optional
            What will be written there; a file that holds the same is used again.

        Raises
        ------
        KitError
            If the folder cannot be written.
        """
        stem = re.sub(r"[^\w-]+", "-", Path(name).stem).strip("-")[:40] or "company"
        place = self.home / COMPANIES
        try:
            place.mkdir(parents=True, exist_ok=True)
            path, again = place / f"{stem}.toml", 2
            while path.exists() and (content is None or path.read_bytes() != content):
                path, again = place / f"{stem}-{again}.toml", again + 1
            if content is not None:
                path.write_bytes(content)
        except OSError as problem:
            said = _("The folder {folder} cannot be written ({reason}). Make room or allow writing there, then press "
                     "again.")  # fmt: skip
            raise KitError(said.format(folder=place, reason=problem.strerror or problem)) from problem
        return path

    def _mapping(self, name: str) -> dict[str, Any]:
        found = self._values.get(name)
        return dict(found) if isinstance(found, Mapping) else {}

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self.path.read_text(encoding=READ_AS))
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) and found.get("format") == FORMAT else {}

    def _write(self, **values: Any) -> None:
        # Whatever happens on the disk, the page goes on with what is in memory.
        self._values = {**self._values, **values, "format": FORMAT}
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            write_json(self.path, self._values)
        except OSError as problem:
            self.problem = _("Your choices cannot be kept in {folder} ({reason}); this page goes on without.").format(
                folder=self.home, reason=problem.strerror or problem
            )
        else:
            self.problem = ""
