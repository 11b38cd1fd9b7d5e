"""From what a phone sends to what is done: every field checked, and a sentence for each that cannot be taken."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from smkt_helpers.decisions import DECISIONS
from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _, ngettext, number
from smkt_helpers.workshop.facts import quarter_name
from smkt_helpers.workshop.people import Person
from smkt_helpers.workshop.phones.sheet import ANSWERS, DECIDES, PREDICTION, WHY
from smkt_helpers.workshop.room.sheets import read_value
from smkt_helpers.workshop.rounds import LONGEST_REASON
from smkt_helpers.workshop.state import PREDICTIONS, QUESTIONS, Workshop
from smkt_helpers.workshop.store import Step


class FormError(KitError):
    """A form that cannot be taken as it is.

    Attributes
    ----------
    fields : mapping of str to str
        A sentence for each field that has to be looked at, by its name.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        said = ngettext(
            "Nothing is handed in yet: look at the marked place. Everything you wrote is still there.",
            "Nothing is handed in yet: look at the {n} marked places. Everything you wrote is still there.",
            len(fields),
        )
        super().__init__(said.format(n=number(len(fields))))
        self.fields = dict(fields)


def name_of(text: str) -> str:
    """Return a name without signs that nobody sees, so that no two names look the same on the screen.

    >>> name_of("An\u200bna"), name_of("\uff21nna")
    ('Anna', 'Anna')
    """
    seen = (one for one in text if one not in _UNSEEN)
    kept = "".join(one for one in seen if one.isspace() or unicodedata.category(one) not in _NO_LETTERS)
    return unicodedata.normalize("NFKC", kept)


_NO_LETTERS = ("Cc", "Cf", "Co", "Cs")  # control signs, joiners and turns of direction, private ones, halves
# Fillers, and what chooses between shapes: letters and marks in name only.
_FILLERS = (0x34F, 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0)
_UNSEEN = frozenset(map(chr, (*_FILLERS, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def steps_of(now: Workshop, person: str, posted: Mapping[str, str]) -> list[Step]:
    """Return what is done when somebody hands in a sheet.

    Parameters
    ----------
    now : Workshop
    person : str
    posted : mapping of str to str
        The fields of the form. A decision left blank stays as it holds now.

    Returns
    -------
    list of (kind, data)
        The sheet and the prediction.

    Raises
    ------
    FormError
        If a field cannot be read, is out of range or is missing.
    KitError
        If this sheet does not count now: another quarter, another seat, or nobody in the room.
    """
    one = here(now, person)
    seat = one.seat(now.swapped)
    _counts_now(now, one, posted)
    values, wrong = _values(now, one, posted)
    prediction = posted.get(PREDICTION, "")
    if prediction not in PREDICTIONS:
        wrong[PREDICTION] = _("Choose one of the three.")
    why = _text(posted.get(WHY, ""), WHY, wrong)
    if wrong:
        raise FormError(wrong)
    place = {"table": one.table, "seat": seat}
    return [
        ("decide", {**place, "values": values, "person": one.id, "why": why}),
        ("predict", {**place, "answer": prediction}),
    ]


def answers_of(now: Workshop, person: str, posted: Mapping[str, str]) -> list[Step]:
    """Return what is done when somebody answers the questions of the debrief; see `steps_of`."""
    one = here(now, person)
    if now.phase != "debrief":
        raise KitError(_("The questions can be answered during the debrief only."))
    wrong: dict[str, str] = {}
    texts = {key: _text(posted.get(ANSWERS + key, ""), ANSWERS + key, wrong) for key in QUESTIONS}
    if not any(texts.values()) and not any((one.id, key) in now.answers for key in QUESTIONS):
        wrong[ANSWERS + next(iter(QUESTIONS))] = _("Write a sentence here, or below.")
    if wrong:
        raise FormError(wrong)
    return [("answer", {"person": one.id, "question": key, "text": text}) for key, text in texts.items()]


def here(now: Workshop, person: str) -> Person:
    """Return somebody who is in the room, or raise a `KitError`."""
    one = next((one for one in now.people if one.id == person and one.here), None)
    if one is None:
        raise KitError(_("You are no longer in the room. Ask the trainer."))
    return one


def _counts_now(now: Workshop, one: Person, posted: Mapping[str, str]) -> None:
    """Raise a `KitError` unless this is the sheet that this person fills in now."""
    if not one.table:
        raise KitError(_("You are watching and have no sheet. If you would rather play, tell the trainer."))
    said, seat = posted.get("round", ""), posted.get("seat", "")
    if not said or not seat:
        raise KitError(_("This sheet does not say where it belongs. Load the page again and fill it in once more."))
    if said != str(now.round):
        raise KitError(_("This sheet is of another quarter, whose sheets are in. It cannot be changed any more."))
    if now.phase == "brief":
        raise KitError(_("The quarter is not open yet. Your sheet stays on your phone; hand it in when the time runs."))
    if now.phase != "open":
        raise KitError(_("Too late: the sheets of this quarter are in ({quarter}).").format(
            quarter=quarter_name(now.format, now.round)))  # fmt: skip
    if seat != one.seat(now.swapped):
        raise KitError(_(_OTHER_SEAT[one.seat(now.swapped)]))


_OTHER_SEAT: Mapping[str, str] = {
    "marketing": N_("You are marketing now, and this sheet is not marketing's. Fill in the one on this page."),
    "sales": N_("You are sales now, and this sheet is not sales'. Fill in the one on this page."),
}


def _values(now: Workshop, one: Person, posted: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the decisions of a sheet, and a sentence for each that cannot be read."""
    names = now.format.of_seat(one.seat(now.swapped))
    strange = [name for name in posted if name.startswith(DECIDES) and name.removeprefix(DECIDES) not in names]
    if strange:
        raise KitError(_("This sheet holds what your seat does not decide. Load the page again and fill it in again."))
    held = now.in_force(one.table)
    values, wrong = {}, {}
    for name in names:
        try:
            value = read_value(DECISIONS[name], posted.get(DECIDES + name, ""))
        except KitError as problem:
            wrong[DECIDES + name] = str(problem)
            continue
        values[name] = held[name] if value is None else value
    return values, wrong


def _text(text: str, name: str, wrong: dict[str, str]) -> str:
    """Return what was written, with one sign for the end of a line, as a phone counts; too much goes into `wrong`."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_REASON:
        said = _("Write at most {most} letters; these are {n}.")
        wrong[name] = said.format(most=number(LONGEST_REASON), n=number(len(text)))
    return text
