"""Which table a file holds, and which field each of its columns is: found from the headers, and always said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from smkt_helpers.errors import KitError
from smkt_helpers.imports.fields import FIELDS, OBJECTS, fold, match, near
from smkt_helpers.imports.mapping import ColumnMap, wrong_columns
from smkt_helpers.imports.objects import OtherTableError, listed, no_headers, object_of, of_the_kit, shown, system_of
from smkt_helpers.words import N_, _

if TYPE_CHECKING:
    from smkt_helpers.imports.raw import Raw


@dataclass(frozen=True)
class Detected:
    """What a file turned out to be.

    Attributes
    ----------
    map : ColumnMap
        Complete: written to a mapping file and given back, it leads to the same again.
    notes : tuple of str
        What was found and why, one sentence each.
    questions : tuple of str
        What only a person can say, one sentence each; until then the columns named there are not read.
    unused : tuple of str
        Headers of columns that are not read.
    """

    map: ColumnMap
    notes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


# A table that tells nothing but this is a list of addresses.
ABOUT_PEOPLE = frozenset("lead_id name first_name last_name email phone firm sector size role rep updated_at".split())
NEEDED = {
    "leads": ((("created_at",), N_("{file}: no column says when a lead came in.")),),
    "deals": (
        (("stage", "status"), N_("{file}: no column says whether a deal is open, won or lost.")),
        (("created_at", "closed_at"), N_("{file}: no column says when a deal began or ended.")),
    ),
    "activities": (
        (("lead_id",), N_("{file}: no column says which lead an activity belongs to.")),
        (("started_at",), N_("{file}: no column says when an activity took place.")),
    ),
    "spend": (
        (("week_start",), N_("{file}: no column says for which day or week money was spent.")),
        (("amount",), N_("{file}: no column says how much was spent.")),
    ),
}


def detect(raw: Raw, given: ColumnMap | None = None) -> Detected:
    """Find out what a file holds and what its columns are.

    Parameters
    ----------
    raw : Raw
        The file; only its headers are looked at, and which columns are empty.
    given : ColumnMap, optional
        What a person has said; it is never overruled.

    Returns
    -------
    Detected

    Raises
    ------
    KitError
        If it is a table of something else, if it may be one of two tables, if a header that was given is not there,
        or if a column is missing without which nothing can be counted.
    """
    given = given or ColumnMap("")
    headers = [str(header) for header in raw.table.columns]
    no_headers(raw.name, headers)
    whole = of_the_kit(headers)
    system = "the kit" if whole else given.system or system_of(headers)
    if given.object:
        object, notes = given.object, []
    elif whole:
        object, notes = whole, [_("{file} is the kit's own table of {object}.").format(file=raw.name, object=whole)]
    else:
        object, notes = object_of(raw.name, headers, system)
    if system and not whole:
        notes.append(_("Its columns are named as {system} names them.").format(system=system))
    _all_there(raw.name, headers, given)
    if object in OBJECTS and (wrong := wrong_columns(given.columns, object)):
        raise KitError("\n".join(wrong))
    if whole == object:
        columns = {header: header for header in headers if header not in given.ignored} | dict(given.columns)
        said, questions = [], {}
    else:
        free = [header for header in headers if header not in {*given.columns, *given.ignored}]
        columns, said, questions = _columns(raw, object, free, given)
    _nothing_missing(raw.name, object, columns, headers, questions)
    return Detected(
        map=replace(given, object=object, system=system, columns=columns),
        notes=(*notes, *said),
        questions=tuple(questions.values()),
        unused=tuple(header for header in headers if header not in columns),
    )


def _columns(
    raw: Raw, object: str, free: Sequence[str], given: ColumnMap
) -> tuple[dict[str, str], list[str], dict[str, str]]:
    """Return what each column is, notes, and a question for each field that several columns may be."""
    columns = dict(given.columns)
    notes: list[str] = []
    questions: dict[str, str] = {}
    matches = [found for header in free if (found := match(header, object))]
    for field in dict.fromkeys(one.field for one in matches):
        found = sorted((one for one in matches if one.field == field), key=lambda one: one.rank)
        # An empty column tells nothing, so it takes no other column's place.
        found = [one for one in found if raw.table[one.header].ne("").any()] or found
        said = [header for header, id in given.columns.items() if id == field.id]
        names = [one.header for one in found]
        if said:
            continue
        if field.joins:
            columns |= dict.fromkeys(names, field.id)
            if len(names) > 1:
                notes.append(
                    _(
                        "{columns} are read together as “{field}”; in each row the first one that is filled counts."
                    ).format(columns=listed(names), field=field.id)
                )
        elif len(found) > 1 and found[0].rank == found[1].rank:
            questions[field.id] = _(
                "{file}: {columns} may each be “{field}”, and none of them is read until you say which: write "
                '"HEADER" = "{field}" under [columns] in a mapping file.'
            ).format(file=raw.name, columns=listed(names), field=field.id)
        else:
            columns[names[0]] = field.id
            if len(names) > 1:
                notes.append(
                    _("{column} is read as “{field}”; {others} may be that too, and is not read.").format(
                        column=listed(names[:1]), field=field.id, others=listed(names[1:])
                    )
                )
    return columns, notes, questions


def _all_there(file: str, headers: Sequence[str], given: ColumnMap) -> None:
    """Refuse what a person said about headers that the file does not have."""
    found = []
    for header in given.columns:
        if header not in headers:
            closest = near(header, headers)
            hint = (
                _("did you mean {columns}?").format(columns=listed(closest)) if closest else _("look at its spelling.")
            )
            found.append(
                _("{file} has no column {column}; {hint}").format(file=file, column=listed([header]), hint=hint)
            )
    if found:
        raise KitError("\n".join(found))


def _nothing_missing(
    file: str, object: str, columns: Mapping[str, str], headers: Sequence[str], questions: Mapping[str, str]
) -> None:
    """Refuse a table that lacks what nothing can be counted without."""
    found = []
    for ids, sentence in NEEDED.get(object, ()):
        if set(ids) & set(columns.values()):
            continue
        asked = [questions[id] for id in ids if id in questions]
        if asked:
            found += asked
            continue
        free = [header for header in headers if header not in columns]
        words = [alias for id in ids for alias in FIELDS[object, id].aliases]
        closest = sorted(free, key=lambda header: -_alike(header, words))[:3]
        found.append(" ".join([_(sentence).format(file=file), _remedy(closest, ids[0])]))
    if found:
        # Nothing in such a table is about a lead: beside a table of leads it is no reason to stop.
        only_people = object == "leads" and columns and set(columns.values()) <= ABOUT_PEOPLE and not questions
        raise OtherTableError("\n".join(found), object) if only_people else KitError("\n".join(found))


def _remedy(closest: Sequence[str], id: str) -> str:
    if not closest:
        return _("Add such a column to the export.")
    return _(
        "Nearest to it: {columns}; if one of these is it, write {example} under [columns] in a mapping file, else add "
        "such a column to the export."
    ).format(columns=listed(closest), example=f'"{shown(closest[0])}" = "{id}"')


def _alike(header: str, words: Sequence[str]) -> float:
    from rapidfuzz import fuzz, process

    best = process.extractOne(header, words, scorer=fuzz.WRatio, processor=fold)
    return best[1] if best else 0.0
