"""The formats of a workshop: what is played when, and what each seat decides."""

from __future__ import annotations

import dataclasses
import functools
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smkt_helpers.arguments import MOST_WEEKS, checked_seed
from smkt_helpers.company_file import ROOT
from smkt_helpers.company_file import company as company_named
from smkt_helpers.decisions import DECISIONS, SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.events import Shock, checked_shocks
from smkt_helpers.words import N_, _, number

FOLDER = ROOT / "datasets" / "workshops"
QUARTER = 13  # weeks of one round

# What a part of the agenda is called on the run sheet.
KINDS: Mapping[str, str] = {
    "brief": N_("Welcome and rules"),
    "practice": N_("Practice quarter; it does not count"),
    "reset": N_("Reset: everything back to the start"),
    "round": N_("A quarter"),
    "meeting": N_("A real smarketing meeting"),
    "break": N_("Break"),
    "debrief": N_("Debrief"),
    "quiz": N_("Quiz and commitments"),
}
PLAYED = ("practice", "round")
# How the minutes of a quarter are shared out, in twentieths: the one declaration behind the clock, the button that
# names the next step, the page for the room, the slides and the run sheet.
STEPS: Mapping[str, tuple[int, str]] = {
    "brief": (2, N_("Briefing")),
    "decide": (9, N_("Teams decide, predict and hand in")),
    "enter": (3, N_("The last sheets are typed in; the quarter is played")),
    "reveal": (6, N_("Results: look, then talk at the table")),
}


@dataclass(frozen=True)
class Part:
    """One part of the agenda.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    minutes : int
    swap : bool
        Before this quarter the teams swap seats.
    shocks : tuple of Shock
        What happens in this quarter; weeks count from its beginning.
    """

    kind: str
    minutes: int
    swap: bool = False
    shocks: tuple[Shock, ...] = ()


@dataclass(frozen=True)
class Format:
    """A format of the workshop.

    Attributes
    ----------
    id, name, hours : str
    company : str
        Id of the company.
    seed : int
        Which market; all tables meet the same people.
    decisions : mapping of str to tuple of str
        What is decided by "marketing", by "sales" and by both together ("agreement").
    agenda : tuple of Part
    """

    id: str
    name: str
    hours: str
    company: str
    seed: int
    decisions: Mapping[str, tuple[str, ...]]
    agenda: tuple[Part, ...]

    @property
    def rounds(self) -> tuple[Part, ...]:
        """Return the quarters that are played, in order; a practice quarter comes first."""
        return tuple(part for part in self.agenda if part.kind in PLAYED)

    @property
    def minutes(self) -> int:
        """Return how long the workshop takes."""
        return sum(part.minutes for part in self.agenda)

    def of_seat(self, seat: str) -> tuple[str, ...]:
        """Return what a seat writes on its sheet: its own decisions, then those of both teams."""
        return (*self.decisions[seat], *self.decisions["agreement"])


def shared_out(minutes: int, weights: Sequence[float]) -> list[int]:
    """Share whole minutes out by weight; the parts add up to the whole.

    >>> shared_out(15, [5, 5, 10, 5, 5])
    [3, 3, 5, 2, 2]
    """
    exact = [minutes * weight / sum(weights) for weight in weights]
    found = [math.floor(one) for one in exact]
    most_missing = sorted(range(len(exact)), key=lambda place: found[place] - exact[place])
    for place in most_missing[: minutes - sum(found)]:
        found[place] += 1
    return found


def steps_of(part: Part) -> list[tuple[str, int]]:
    """Return the steps of a quarter, keys of `STEPS`, with their minutes."""
    minutes = shared_out(part.minutes, [weight for weight, _words in STEPS.values()])
    return list(zip(STEPS, minutes, strict=True))


def step_minutes(part: Part, step: str) -> int:
    """Return the minutes of one step of a quarter.

    >>> step_minutes(Part("round", 20), "decide")
    9
    """
    return dict(steps_of(part))[step]


def names() -> tuple[str, ...]:
    """Return the ids of the formats that come with the kit, the longest first."""
    found = [read_format(path.stem) for path in FOLDER.glob("*.toml")]
    return tuple(one.id for one in sorted(found, key=lambda one: -one.minutes))


@functools.lru_cache(maxsize=16)
def read_format(name: str | Path) -> Format:
    """Return a format.

    Parameters
    ----------
    name : str or path
        Id of a format that comes with the kit, or a path to a TOML file.

    Raises
    ------
    KitError
        If there is no such file, or something in it is wrong.
    """
    path = Path(name)
    path = path if path.suffix == ".toml" else FOLDER / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.toml")))
        raise KitError(
            _("There is no format called {name}; the formats are {known}.").format(name=name, known=known)
        )
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise KitError(_("{file} cannot be read: {problem}.").format(file=path.name, problem=problem)) from None
    return format_of(path.stem, data, path.name)


def data_of(format: Format) -> dict[str, Any]:
    """Return a format as it stands in a TOML file; `format_of` reads it back."""
    agenda = []
    for part in format.agenda:
        item: dict[str, Any] = {"kind": part.kind, "minutes": part.minutes}
        if part.swap:
            item["swap"] = True
        if part.shocks:
            item["shocks"] = [dataclasses.asdict(shock) for shock in part.shocks]
        agenda.append(item)
    return {
        "name": format.name,
        "hours": format.hours,
        "company": format.company,
        "seed": format.seed,
        "decisions": {owner: list(names) for owner, names in format.decisions.items()},
        "agenda": agenda,
    }


def format_of(id: str, data: Mapping[str, Any], file: str) -> Format:
    """Return a format from what stands in its file, or raise a `KitError` that says what is wrong in it."""
    owners = (*SEATS, "agreement")
    for name, kind in _FIELDS.items():
        if not isinstance(data.get(name), kind) or not data[name] and kind is not int:
            raise KitError(_("{file}: {name} is missing or not what it should be.").format(file=file, name=name))
    unknown = sorted(set(data) - set(_FIELDS)) + sorted(set(data["decisions"]) - set(owners))
    if unknown:
        raise KitError(_("{file}: {name} is not known here.").format(file=file, name=unknown[0]))
    decided = {owner: _decisions(owner, data["decisions"].get(owner), file) for owner in owners}
    agenda = tuple(_part(item, place, data["company"], file) for place, item in enumerate(data["agenda"], start=1))
    played = [part for part in agenda if part.kind in PLAYED]
    if not any(part.kind == "round" for part in played):
        raise KitError(_("{file}: the agenda has no quarter to play; add a part of the kind round.").format(file=file))
    if len(played) > MOST_WEEKS // QUARTER:
        raise KitError(
            _("{file}: a workshop has at most {most} quarters.").format(file=file, most=number(MOST_WEEKS // QUARTER))
        )
    if any(part.kind == "practice" for part in played[1:]):
        raise KitError(_("{file}: a practice quarter can only be the first one.").format(file=file))
    if played[0].swap:
        raise KitError(_("{file}: seats cannot be swapped before anybody has sat in them.").format(file=file))
    return Format(
        id, data["name"], data["hours"], data["company"], checked_seed(data["seed"]), decided, agenda
    )


_FIELDS = {"name": str, "hours": str, "company": str, "seed": int, "decisions": dict, "agenda": list}


def _decisions(owner: str, names: Any, file: str) -> tuple[str, ...]:
    mine = [name for name, decision in DECISIONS.items() if decision.owner == owner and decision.kind != "mix"]
    wrong = [name for name in names if name not in mine] if isinstance(names, list) else [str(names)]
    if wrong or len(set(names)) != len(names):
        raise KitError(
            _("{file}: under {owner} write a list of different decisions out of {known}, not {wrong}.").format(
                file=file, owner=owner, known=", ".join(mine), wrong=", ".join(map(str, wrong or names))
            )
        )
    return tuple(names)


def _part(item: Any, place: int, company: str, file: str) -> Part:
    known = {"kind", "minutes", "swap", "shocks"}
    good = (
        isinstance(item, dict)
        and set(item) <= known
        and item.get("kind") in list(KINDS)
        and type(item.get("minutes")) is int
        and 1 <= item["minutes"] <= 480
        and isinstance(item.get("swap", False), bool)
        and isinstance(item.get("shocks", []), list)
        and (item["kind"] in PLAYED or not item.get("swap") and not item.get("shocks"))
    )
    if not good:
        raise KitError(
            _(
                "{file}: part {place} of the agenda needs a kind out of {known} and minutes from 1 to 480; only a "
                "quarter may have swap and shocks."
            ).format(file=file, place=number(place), known=", ".join(KINDS))
        )
    try:
        shocks = tuple(shock_of(shock, company) for shock in item.get("shocks", []))
    except KitError as problem:
        raise KitError(
            _("{file}: part {place} of the agenda: {problem}").format(file=file, place=number(place), problem=problem)
        ) from None
    return Part(item["kind"], item["minutes"], item.get("swap", False), shocks)


def shock_of(item: Any, company: str) -> Shock:
    """Return what happens in a quarter from how it is written down.

    Parameters
    ----------
    item : mapping
        The fields of a `Shock`; weeks count from the beginning of the quarter.
    company : str
        Id of the company, whose calendar it must fit.

    Raises
    ------
    KitError
        If it is written otherwise, or lies outside the quarter.
    """
    try:
        shock = Shock(**item)
    except TypeError:
        raise KitError(_('What happens is written like {{ kind = "outage", week = 4 }}.')) from None
    return checked_shocks(company_named(company), shock, QUARTER)[0]
