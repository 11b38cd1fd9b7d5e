"""A paper sheet at the keyboard: what a trainer types, read forgivingly and checked box by box."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from smkt_helpers.decisions import DECISIONS, SEATS, Decision
from smkt_helpers.errors import KitError
from smkt_helpers.practice.answers import parse_number
from smkt_helpers.words import _, number
from smkt_helpers.workshop.people import HOMES, home_of
from smkt_helpers.workshop.state import PREDICTIONS, Place, Workshop
from smkt_helpers.workshop.votes import TEAM, decided
from smkt_helpers.workshop.waiting import Phones, with_phone_at

PREDICTION = "prediction"  # the box after the decisions
_YES, _NO = ("y", "j", "1", "t", "x", "+"), ("n", "0", "f", "2", "-")
_SIGNS = {"+": "up", "=": "same", "-": "down", "−": "down", "–": "down"}


@dataclass(frozen=True)
class Read:
    """A sheet as it was understood.

    Attributes
    ----------
    values : mapping of str to value
        Decisions to hand in; a box left empty is missing here.
    prediction : str
        A key of `PREDICTIONS`, or empty.
    problems : mapping of str to str
        One sentence for each box that cannot be read.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    prediction: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


def boxes_of(now: Workshop, seat: str) -> tuple[str, ...]:
    """Return the boxes of a seat's sheet in the order of the paper: its decisions, then the prediction."""
    return (*now.format.of_seat(seat), PREDICTION)


def read_sheet(now: Workshop, table: int, seat: str, texts: Mapping[str, str]) -> Read:
    """Return what was typed into the boxes of a sheet.

    Parameters
    ----------
    now : Workshop
    table : int
    seat : str
    texts : mapping of str to str
        By decision, and `PREDICTION`. An empty box means "as last quarter".
    """
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    given = handed_in(now, table, seat)
    for name in now.format.of_seat(seat):
        try:
            value = read_value(DECISIONS[name], texts.get(name, ""))
        except KitError as problem:
            problems[name] = str(problem)
            continue
        if value is not None:
            values[name] = value
        elif name in given:
            # Emptied after it had been handed in: back to what held before.
            values[name] = now.in_force(table)[name]
    prediction = ""
    try:
        prediction = read_prediction(texts.get(PREDICTION, ""))
    except KitError as problem:
        problems[PREDICTION] = str(problem)
    return Read(values, prediction, problems)


def handed_in(now: Workshop, table: int, seat: str) -> Mapping[str, Any]:
    """Return what the sheet for the whole team says this quarter; empty when there is none."""
    entry = now.entries.get((table, seat))
    return entry.votes.get(TEAM, {}) if entry is not None else {}


def texts_of(now: Workshop, table: int, seat: str) -> dict[str, str]:
    """Return what stands in the boxes of a sheet: what was handed in this quarter, else nothing."""
    given = handed_in(now, table, seat)
    held = now.in_force(table) if given else None
    texts = {
        name: typed(DECISIONS[name], given[name]) if name in given and given[name] != held[name] else ""
        for name in now.format.of_seat(seat)
    }
    said = now.predictions.get((now.round, table, seat))
    return {**texts, PREDICTION: str(list(PREDICTIONS).index(said) + 1) if said else ""}


# One box


def read_value(decision: Decision, text: str) -> Any:
    """Return the value that somebody typed, or None for an empty box.

    Numbers take a comma or a point and need no unit; a choice is its number on the sheet or the beginning of its
    words; yes and no are y or n.

    Raises
    ------
    KitError
        With what may be typed here.
    """
    text = text.strip()
    if not text:
        return None
    if decision.kind == "switch":
        return _read_switch(text)
    if decision.kind == "choice":
        return _pick(decision.options, text)
    said = parse_number(text, unit=_(decision.unit) if decision.unit else "")
    share = decision.unit == "%"
    value = None if said.value is None else round(said.value / 100, 8) if share else said.value
    # Somebody who types 1.2 for 120% would else get 1% without noticing.
    tiny = share and value is not None and 0 < value < decision.step
    whole = value is None or decision.kind != "whole" or float(value).is_integer()
    if value is None or tiny or not whole or not decision.low <= value <= decision.high:
        raise KitError(_("Type {allowed}.").format(allowed=allowed(decision)))
    return decision.check(value)


def read_prediction(text: str) -> str:
    """Return a key of `PREDICTIONS`, or an empty text for an empty box."""
    text = text.strip()
    if not text:
        return ""
    return _SIGNS[text] if text in _SIGNS else _pick(tuple(PREDICTIONS.items()), text)


def _read_switch(text: str) -> bool:
    said = text.casefold()
    for value, words, marks in ((True, _("yes"), _YES), (False, _("no"), _NO)):
        if said in marks or words.casefold().startswith(said) or said[0] in marks and said.isalpha():
            return value
    raise KitError(_("Type y for yes or n for no."))


def _pick(options: tuple[tuple[str, str], ...], text: str) -> str:
    said = text.casefold()
    if said.isdecimal() and 1 <= int(said) <= len(options):
        return options[int(said) - 1][0]
    found = [key for key, words in options if key.startswith(said) or _(words).casefold().startswith(said)]
    if len(found) == 1:
        return found[0]
    raise KitError(_("Type a number from 1 to {last}.").format(last=number(len(options))))


def allowed(decision: Decision) -> str:
    """Return what may be typed into a decision's box, to stand under it."""
    if decision.kind == "switch":
        return _("y or n")
    if decision.kind == "choice":
        return numbered(decision.options)
    low, digits = decision.low, 0 if float(decision.low).is_integer() else 1
    shown = number(100 * low) if decision.unit == "%" else number(low, digits)
    return _("{low} to {high}").format(low=shown, high=decision.show(decision.high))


def numbered(options: tuple[tuple[str, str], ...]) -> str:
    """Return choices as they stand on the sheet: 1, 2, 3."""
    return ", ".join(
        _("{n} = {words}").format(n=number(place), words=_(words)) for place, (_key, words) in enumerate(options, 1)
    )


def typed(decision: Decision, value: Any) -> str:
    """Return what somebody would type for a value; `read_value` reads it back."""
    if decision.kind == "switch":
        return "y" if value else "n"
    if decision.kind == "choice":
        return str([key for key, _words in decision.options].index(value) + 1)
    return f"{round(100 * value, 6) if decision.unit == '%' else value:g}"


# Which sheet


def place_name(table: int, seat: str) -> str:
    """Return what a seat is called: "table 3, marketing"."""
    return _("table {n}, {team}").format(n=number(table), team=_(HOMES[seat]))


def mark_of(place: Place) -> str:
    """Return the short mark of a sheet, as it stands in its corner: "3m"."""
    return f"{place[0]}{_(HOMES[place[1]])[0].lower()}"


def place_of(now: Workshop, text: str) -> Place | None:
    """Return the sheet that a mark such as "3m" or "12 s" names; None when there is no such table."""
    match = re.fullmatch(r"\s*(\d{1,3})\s*[,;.]?\s*(\D+?)\s*", text)
    if match is None:
        return None
    table, said = int(match[1]), match[2].casefold()
    seat = next((seat for seat in SEATS if _(HOMES[seat]).casefold().startswith(said)), home_of(said))
    return (table, seat) if table in now.tables and seat in SEATS else None


def next_missing(now: Workshop, after: Place | None = None, phones: Phones | None = None) -> Place | None:
    """Return the next sheet that the trainer has to type, beginning anew after the last table; None when all are in.

    Teams with a phone hand in by themselves.
    """
    missing = [place for place in now.missing() if not with_phone_at(now, *place, phones)]
    return next((place for place in missing if after is None or place > after), missing[0] if missing else None)


def not_agreed(now: Workshop, table: int) -> tuple[str, ...]:
    """Return the decisions of both teams that stay as they were, because only one team wishes to change them."""
    if any((table, seat) not in now.entries for seat in SEATS):
        return ()
    held = now.in_force(table)
    first, second = (decided(now.entries[table, seat], held, now.mode) for seat in SEATS)
    names = now.format.decisions["agreement"]
    return tuple(name for name in names if first.get(name, held[name]) != second.get(name, held[name]))
