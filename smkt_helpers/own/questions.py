"""What an import has to ask a person, each question with the answers that are possible.

An import refuses with sentences. Here the same files are looked at once more for everything that a person could say,
so that all of it can be asked at once, with lists to choose from. Answers are plain words by plain keys: they can be
kept in the learner's progress, and hold nothing of the data but headers and words of stages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from smkt_helpers.errors import KitError
from smkt_helpers.imports.cells import Ambiguous, masked
from smkt_helpers.imports.columns import STAGES, asked_of, currencies_of, read_column
from smkt_helpers.imports.fields import FIELDS, OBJECTS, match
from smkt_helpers.imports.given import Given
from smkt_helpers.imports.grid import Raw
from smkt_helpers.imports.headers import NEEDED, Detected
from smkt_helpers.imports.mapping import STAGES as MEANINGS
from smkt_helpers.imports.mapping import ColumnMap
from smkt_helpers.imports.numbers import Mixed
from smkt_helpers.imports.objects import OtherTableError, object_of, system_of
from smkt_helpers.imports.sheets import looked_at
from smkt_helpers.imports.stages import stages_of
from smkt_helpers.words import N_, _, ngettext, number

COLUMN, DATE, STAGE, DECIMAL, CURRENCY = "column", "date", "stage", "decimal", "currency"
NONE = "-"  # an answer: none of these
MOST_WORDS = 12  # of a file's stages that are asked about at a time
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "PLN", "VND", "CZK", "DKK", "SEK", "NOK", "JPY", "AUD", "CAD", "INR")
MARKS = {"decimal point": ".", "decimal comma": ","}
FIELD_WORDS = {
    "created_at": N_("when it came in"),
    "closed_at": N_("when it ended"),
    "stage": N_("whether a deal is open, won or lost"),
    "status": N_("where it stands"),
    "lead_id": N_("which lead it belongs to"),
    "started_at": N_("when it took place"),
    "week_start": N_("the day or week of the money"),
    "amount": N_("the amount"),
}
STATUS_WORDS = {
    "lead": N_("with marketing, not passed to sales"),
    "mql": N_("passed to sales, not opened yet"),
    "stale": N_("passed to sales, never opened"),
    "rejected": N_("turned away by sales at the first look"),
    "working": N_("sales is trying to reach the person"),
    "unreached": N_("sales gave up, nobody answered"),
    "not ready": N_("reached, but not ready yet"),
    "disqualified": N_("does not suit us"),
    "sql": N_("a real need was found"),
    "no need": N_("the need went away before an offer"),
    "open": N_("an offer is open"),
    "won": N_("won, a customer"),
    "lost": N_("lost"),
}
DEAL_WORDS = {"open": N_("open"), "won": N_("won"), "lost": N_("lost")}


@dataclass(frozen=True)
class Question:
    """One thing only a person can say.

    Attributes
    ----------
    key : str
        Under which the answer is kept.
    text, help : str
        The question and why it is asked, translated.
    options : tuple of (str, str)
        Each possible answer with its words, translated.
    """

    key: str
    text: str
    help: str
    options: tuple[tuple[str, str], ...]


def key_of(*parts: str) -> str:
    """Return the key of a question: its kind, then the file and what it is about.

    >>> key_of("date", "deals.csv", "Created")
    'date|deals.csv|Created'
    """
    # A header may hold the mark itself; it stands last, and is taken whole.
    return "|".join(parts)


def parted(key: str) -> tuple[str, str, str]:
    """Return kind, file and the rest of a key."""
    kind, _mark, rest = key.partition("|")
    file, _mark, about = rest.partition("|")
    return kind, file, about


def ways(
    answers: Mapping[str, str], files: Iterable[str], maps: Sequence[ColumnMap] = (), object: str = ""
) -> dict[str, Any]:
    """Return answers as the arguments of `read_crm`.

    Parameters
    ----------
    answers : mapping of str to str
        By key; those about other files are left out.
    files : iterable of str
        Names of the files that are read.
    maps : sequence of ColumnMap
        Of mapping files; what a person has answered comes on top of them.
    object : str
        What all files hold, if a person has said so.
    """
    names = set(files)
    found: dict[str, Any] = {"object": object, "dates": {}, "stages": {}}
    columns: dict[tuple[str, str], dict[str, str]] = {}
    for key, answer in answers.items():
        kind, file, about = parted(key)
        if kind in (DECIMAL, CURRENCY):
            found[kind] = answer
        elif file not in names or answer == NONE:
            continue
        elif kind == DATE:
            found["dates"][about] = answer
        elif kind == STAGE:
            found["stages"][about] = answer
        elif kind == COLUMN:
            of, _mark, field = about.partition("|")
            columns.setdefault((file, of), {})[answer] = field
    joined = [*maps]
    for (_file, of), said in columns.items():
        base = next((one for one in joined if one.object == of), ColumnMap(of))
        joined = [one for one in joined if one is not base]
        joined.append(replace(base, columns={**base.columns, **said}))
    return {**found, "mapping": joined or None}


def questions_of(
    paths: Sequence[Path],
    answers: Mapping[str, str],
    maps: Sequence[ColumnMap] = (),
    object: str = "",
    only: Iterable[str] = OBJECTS,
) -> tuple[Question, ...]:
    """Look through files for everything that a person has to say and has not said yet.

    Parameters
    ----------
    paths : sequence of Path
    answers : mapping of str to str
        What was answered already.
    maps : sequence of ColumnMap
        Of mapping files.
    object : str
        What all files hold, if a person has said so.
    only : iterable of str
        Kinds of tables that are looked at.

    Returns
    -------
    tuple of Question
        A file that cannot be read at all asks nothing: its refusal says what to do.
    """
    given = _given(ways(answers, [path.name for path in paths], maps, object), len(paths))
    found: dict[str, Question] = {}
    for path in paths:
        try:
            looked = looked_at(path, given)
        except KitError:
            continue
        for question in _of_file(path.name, looked, given, tuple(only)):
            if question.key not in answers:
                found.setdefault(question.key, question)
    return tuple(found.values())


def currency_question() -> Question:
    """Return the question that is asked when no file names a currency."""
    return Question(
        CURRENCY,
        _("In which currency are the amounts?"),
        _("No file names one."),
        tuple((code, code) for code in CURRENCIES),
    )


def _given(said: Mapping[str, Any], files: int) -> Given:
    return Given(
        maps=tuple(said["mapping"] or ()),
        files=files,
        object=said["object"],
        currency=said.get(CURRENCY, ""),
        zone="",
        dates=said["dates"],
        decimal=said.get(DECIMAL, ""),
        stages=said["stages"],
    )


def _of_file(
    file: str, looked: Sequence[tuple[Raw | None, Detected | KitError]], given: Given, only: tuple[str, ...]
) -> list[Question]:
    """Ask about every table of a file that is imported, in a workbook one of each kind.

    Parameters
    ----------
    file : str
        Name without its folder; of a sheet, the questions are about its file.
    looked : sequence of (Raw or None, Detected or KitError)
        As `sheets.looked_at` gives it.
    given : Given
    only : tuple of str
    """
    found: list[Question] = []
    kinds = set()
    for place, (raw, detected) in enumerate(looked):
        if raw is None:
            continue
        raw = replace(raw, name=file)
        headers = [str(header) for header in raw.table.columns]
        if isinstance(detected, OtherTableError) and given.files > 1:
            continue  # left aside, and the report says so
        if isinstance(detected, KitError):
            # Without its fullest sheet a workbook is refused; of the others the report names what was not read.
            found += _about_columns(raw, headers, given.of(raw, alone=len(looked) == 1)) if place == 0 else []
            continue
        map = detected.map
        if map.object in kinds or map.object not in only:
            continue
        kinds.add(map.object)
        found += [*_either(raw, headers, map), *_cells(raw, map), *_words(raw, map)]
    return found


def _about_columns(raw: Raw, headers: Sequence[str], given: ColumnMap) -> list[Question]:
    """Ask which column of a file is one that nothing can be counted without."""
    try:
        object = given.object or object_of(raw.name, headers, system_of(headers))[0]
    except KitError:
        return []  # the form has a list for what the files hold
    known = {one.field.id for header in headers if (one := match(header, object))} | set(given.columns.values())
    free = [header for header in headers if match(header, object) is None and header not in given.columns]
    found = []
    for ids, _sentence in NEEDED.get(object, ()):
        if set(ids) & known and not _several(headers, object, ids):
            continue
        choices = _several(headers, object, ids) or free
        if choices:
            found.append(_column_question(raw.name, object, ids[0], choices, must=True))
    return found


def _several(headers: Sequence[str], object: str, ids: Iterable[str]) -> list[str]:
    """Return the headers that may all be one field, and none of them more than the others."""
    for id in ids:
        found = [one for header in headers if (one := match(header, object)) and one.field.id == id]
        best = min((one.rank for one in found), default=None)
        equal = [one.header for one in found if one.rank == best]
        if len(equal) > 1 and not found[0].field.joins:
            return equal
    return []


def _either(raw: Raw, headers: Sequence[str], map: ColumnMap) -> list[Question]:
    """Ask about fields that several columns may be."""
    fields = {one.field.id for header in headers if (one := match(header, map.object))} - set(map.columns.values())
    found = []
    for id in sorted(fields):
        choices = [header for header in _several(headers, map.object, [id]) if raw.table[header].ne("").any()]
        if len(choices) > 1:
            found.append(_column_question(raw.name, map.object, id, choices, must=False))
    return found


def _column_question(file: str, object: str, id: str, choices: Sequence[str], *, must: bool) -> Question:
    meaning = _(FIELD_WORDS[id]) if id in FIELD_WORDS else id
    options = [(header, f"“{masked(header)}”") for header in choices]
    if not must:
        options.append((NONE, _("none of these")))
    return Question(
        key_of(COLUMN, file, object, id),
        _("Which column of {file} says {meaning}?").format(file=file, meaning=meaning),
        _("Nothing can be counted without it.") if must else _("Until you say, none of them is read."),
        tuple(options),
    )


def _cells(raw: Raw, map: ColumnMap) -> list[Question]:
    """Ask about columns whose cells can be read in two ways."""
    found = []
    for header, id in map.columns.items():
        field = FIELDS.get((map.object, id))
        if field is None or field.kind not in ("time", "date", "money", "number", "whole", "share"):
            continue
        try:
            read_column(raw.table[header], header, field, map)
        except KitError as problem:
            # Of other columns no answer helps, or they are only left out; the import says what to do.
            if isinstance(problem, Ambiguous) and asked_of(id, problem):
                found.append(_ambiguous(raw.name, header, problem))
            elif isinstance(problem, Mixed):
                found.append(_mixed(problem.currencies))
    named = currencies_of(raw.table, map)
    codes = {str(code): int(n) for code, n in named[named.ne("")].value_counts().items()}
    if len(codes) > 1 and not map.currency:
        found.append(_mixed(codes))
    return found


def _ambiguous(file: str, header: str, problem: Ambiguous) -> Question:
    # The import's own sentence ends with a way to say it on the command line.
    why = str(problem).partition(". ")[0] + "."
    if problem.what == "numbers":
        options = tuple((MARKS[id], words) for id, words in problem.formats)
        return Question(DECIMAL, _("How does “{column}” write numbers?").format(column=masked(header)), why, options)
    return Question(
        key_of(DATE, file, header),
        _("How does “{column}” of {file} write dates?").format(column=masked(header), file=file),
        why,
        tuple(problem.formats),
    )


def _mixed(counts: Mapping[str, int]) -> Question:
    options = [
        (code, ngettext("{code}: {n} row", "{code}: {n} rows", n).format(code=code, n=number(n)))
        for code, n in counts.items()
    ]
    return Question(
        CURRENCY,
        _("Which currency counts?"),
        _("Money in different currencies cannot be added. Rows in the others are left out, and the report names them."),
        tuple(options),
    )


def _words(raw: Raw, map: ColumnMap) -> list[Question]:
    """Ask what a firm's own words of stages mean."""
    meanings = MEANINGS.get(map.object, ())
    found = []
    for header, id in map.columns.items():
        if id not in STAGES or header not in raw.table:
            continue
        _known, unknown = stages_of(raw.table[header], map.object, map.stages)
        for word in unknown[:MOST_WORDS]:
            found.append(_stage_question(raw.name, map.object, word, int(raw.table[header].eq(word).sum()), meanings))
    return found


def _stage_question(file: str, object: str, word: str, rows: int, meanings: Sequence[str]) -> Question:
    words = DEAL_WORDS if object == "deals" else STATUS_WORDS
    options = [(one, _(words[one])) for one in meanings]
    if object != "deals":
        options.append((NONE, _("leave it blank")))
    said = ngettext("It stands in {n} row of {file}.", "It stands in {n} rows of {file}.", rows)
    return Question(
        key_of(STAGE, file, word),
        _("What does “{word}” mean?").format(word=masked(word)),
        said.format(n=number(rows), file=file),
        tuple(options),
    )
