"""A mapping file: what a person says about the columns of an export, kept so that it need not be said again.

The file is TOML. Every part may be left out; what is not said is found from the headers, and said in the report::

    object = "deals"            # leads, deals, activities or spend
    system = "Pipedrive"        # only for the report
    decimal = ","               # the mark in 12,50
    currency = "EUR"
    zone = "Europe/Berlin"      # time zone of the company's clocks
    ignored = ["Deal - Label"]  # columns that are not to be read

    [columns]                   # header in the file = what it is
    "Deal - Angelegt" = "created_at"

    [stages]                    # word in the file = what it means here
    "Angebot verschickt" = "open"

    [dates]                     # header in the file = how its dates are written
    "Deal - Angelegt" = "%d.%m.%Y %H:%M"

One file may also speak of several tables: then each has a section of its own, named as the table, and what stands above
the first section is said of all of them. That is a line such as ``[leads]``, ``[leads.columns]`` or ``[deals.stages]``.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smkt_helpers.crm_schema import STATUS
from smkt_helpers.errors import KitError
from smkt_helpers.imports.fields import FIELDS, OBJECTS, near
from smkt_helpers.words import _

STAGES = {"leads": STATUS, "deals": ("open", "won", "lost")}
_WORDS = ("object", "system", "decimal", "currency", "zone")
_SECTIONS = ("columns", "stages", "dates")
_SHARED = ("system", "decimal", "currency", "zone")  # of several tables, said once above their sections


@dataclass(frozen=True)
class ColumnMap:
    """What the columns of one kind of export are.

    Attributes
    ----------
    object : str
        "leads", "deals", "activities" or "spend"; for the kit's own files also "customers" or "terms".
    system : str
        "HubSpot", "Salesforce", "Pipedrive", "the kit", or "" if it is not known.
    columns : mapping of str to str
        Header as in the file to field id. Where two headers are one field, the first filled cell counts.
    stages : mapping of str to str
        Word in the file to the kit's word: a lead's status, or "open", "won" or "lost" of a deal.
    dates : mapping of str to str
        Header to the id of the format its dates are written in.
    decimal, currency, zone : str
        Decimal mark, currency code and time zone; "" if nobody said.
    ignored : tuple of str
        Headers that are not to be read although they may be known.
    several : bool
        Whether its file is about several tables, of which not every import has all.
    """

    object: str
    system: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    decimal: str = ""
    currency: str = ""
    zone: str = ""
    ignored: tuple[str, ...] = ()
    several: bool = False


def read_mapping(path: str | Path) -> ColumnMap:
    """Read a mapping file about one table.

    Parameters
    ----------
    path : str or Path
        A TOML file as described at the top of this module.

    Raises
    ------
    KitError
        Every mistake in the file, one sentence each with its line or its key; also if it is about several tables.
    """
    maps = read_mappings(path)
    if len(maps) > 1:
        raise KitError(_("{file} is about several tables; name a file about one.").format(file=Path(path).name))
    return maps[0]


def read_mappings(path: str | Path) -> tuple[ColumnMap, ...]:
    """Read a mapping file about one table or several.

    Parameters
    ----------
    path : str or Path
        A TOML file as described at the top of this module.

    Returns
    -------
    tuple of ColumnMap
        One for each section that is named as a table; without such sections a single one.

    Raises
    ------
    KitError
        Every mistake in the file, one sentence each with its line or its key.
    """
    name = Path(path).name
    table = _parsed(path)
    kinds = [kind for kind in OBJECTS if kind in table]
    if not kinds:
        parts = {"": table}
    else:
        parts = {kind: table[kind] for kind in kinds}
    found = _not_apart(table, kinds)
    maps = []
    for kind, part in parts.items():
        if not isinstance(part, dict):
            found.append(_("{section} must be a section: write [{section}] on a line alone.").format(section=kind))
            continue
        shared = {key: table[key] for key in _SHARED if kind and key in table}
        told = _problems({**shared, **part, "object": kind} if kind else part)
        found += [_("[{kind}] {problem}").format(kind=kind, problem=one) if kind else one for one in told]
        maps.append({**shared, **part, **({"object": kind} if kind else {})})
    if found:
        sentences = dict.fromkeys(_("{file}: {problem}").format(file=name, problem=one) for one in found)
        raise KitError("\n".join(sentences))
    return tuple(
        ColumnMap(
            **{"object": "", **{key: one[key] for key in (*_WORDS, *_SECTIONS) if key in one}},
            ignored=tuple(one.get("ignored", ())),
            several=len(maps) > 1,
        )
        for one in maps
    )


def _not_apart(table: Mapping[str, Any], kinds: list[str]) -> list[str]:
    """Return a sentence for each line above the sections of several tables that can only be about one."""
    if not kinds:
        return []
    return [
        _("“{key}” must stand below [{kind}] or another table, because it can only be about one.").format(
            key=key, kind=kinds[0]
        )
        for key in table
        if key not in (*kinds, *_SHARED)
    ]


def _parsed(path: str | Path) -> dict[str, Any]:
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError:
        raise KitError(_("There is no mapping file {path} that can be read.").format(path=path)) from None
    except UnicodeError:
        raise KitError(_("{path} is not saved in UTF-8; save it again as UTF-8.").format(path=path)) from None
    try:
        return tomllib.loads(text)
    # A number too long or brackets too deep are no TOML mistakes to Python, but they are to a person.
    except (ValueError, RecursionError) as error:
        raise KitError(_not_toml(str(error), path)) from None


def write_mapping(map: ColumnMap, path: str | Path) -> None:
    """Write a mapping file that `read_mapping` reads back as it was.

    Raises
    ------
    KitError
        If the file cannot be written.
    """
    lines = [f"object = {_quoted(map.object)}"] if map.object else []
    _write([*lines, *_lines(map, "")], path)


def write_mappings(maps: Sequence[ColumnMap], path: str | Path) -> None:
    """Write one mapping file about several tables; of two maps of the same table the first is written.

    Raises
    ------
    KitError
        If the file cannot be written.
    """
    of = {one.object: one for one in reversed(maps) if one.object in OBJECTS}
    if len(of) < 2:
        write_mapping(of[next(iter(of))] if of else ColumnMap(""), path)
        return
    lines: list[str] = []
    for kind in OBJECTS:
        if kind in of:
            lines += ["", f"[{kind}]", *_lines(of[kind], f"{kind}.")]
    _write(lines[1:], path)


def _lines(map: ColumnMap, before: str) -> list[str]:
    lines = [f"{key} = {_quoted(getattr(map, key))}" for key in _WORDS[1:] if getattr(map, key)]
    if map.ignored:
        lines.append(f"ignored = [{', '.join(_quoted(header) for header in map.ignored)}]")
    for section in _SECTIONS:
        if rows := getattr(map, section):
            lines += [
                "",
                f"[{before}{section}]",
                *(f"{_quoted(key)} = {_quoted(value)}" for key, value in rows.items()),
            ]
    return lines


def _write(lines: Sequence[str], path: str | Path) -> None:
    try:
        Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise KitError(_("{path} cannot be written: {problem}.").format(path=path, problem=error.strerror)) from None


def _quoted(word: str) -> str:
    # JSON's way to write a word is TOML's too, but for one character.
    return json.dumps(word, ensure_ascii=False).replace("\x7f", "\\u007f")


def _not_toml(error: str, path: str | Path) -> str:
    line = re.search(r"at line (\d+)", error)
    if "end of document" in error:
        return _("{path} breaks off at its end; close the quotation mark or bracket that is open there.").format(
            path=path
        )
    if not line:
        return _("{path} holds a number or brackets that nobody can read; write words in quotation marks.").format(
            path=path
        )
    return _(
        '{path}: line {line} cannot be read; write "header in your file" = "field", both in quotation marks, each '
        "header once."
    ).format(path=path, line=line.group(1))


def _problems(table: Mapping[str, Any]) -> list[str]:
    """Return one sentence per mistake in a mapping file."""
    known = (*_WORDS, "ignored", *_SECTIONS, *OBJECTS)
    found = [
        _("“{key}” is not known here; known are {known}.").format(key=key, known=", ".join(known))
        for key in table
        if key not in known
    ]
    found += [
        _('{key} must be a word in quotation marks, as in {key} = "...".').format(key=key)
        for key in _WORDS
        if not isinstance(table.get(key, ""), str)
    ]
    ignored = table.get("ignored", [])
    if not isinstance(ignored, list) or not all(isinstance(header, str) for header in ignored):
        found.append(_('ignored must be a list of headers, as in ignored = ["Notes", "Tags"].'))
    for section in _SECTIONS:
        rows = table.get(section, {})
        if not isinstance(rows, dict):
            found.append(_("{section} must be a section: write [{section}] on a line alone.").format(section=section))
        else:
            found += [
                _("[{section}] “{key}” must stand for a word in quotation marks.").format(section=section, key=key)
                for key, value in rows.items()
                if not isinstance(value, str) or not value
            ]
    if found:
        return found
    columns, object = table.get("columns", {}), table.get("object", "")
    if columns and not object:
        return [
            _("Say which table the [columns] belong to: write object = and one of {known} in quotation marks.").format(
                known=", ".join(OBJECTS)
            )
        ]
    wrong = wrong_columns(columns, object) if object in OBJECTS else []
    return [*_wrong_words(table), *wrong, *_wrong_stages(table)]


def _wrong_words(table: Mapping[str, Any]) -> list[str]:
    import zoneinfo

    found = []
    if table.get("object", "") not in ("", *OBJECTS):
        found.append(_("object must be one of {known}.").format(known=", ".join(OBJECTS)))
    if table.get("decimal", "") not in ("", ".", ","):
        found.append(_('decimal must be "." or ",".'))
    if not re.fullmatch(r"([A-Z]{3})?", table.get("currency", "")):
        found.append(_("currency must be a code of three capital letters, such as EUR."))
    try:
        zoneinfo.ZoneInfo(table.get("zone") or "UTC")
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        found.append(_("zone “{zone}” is not known; write it as in Europe/Berlin.").format(zone=table["zone"]))
    return found


def wrong_columns(columns: Mapping[str, str], object: str) -> list[str]:
    """Return one sentence for each column that is said to be something it cannot be."""
    fields = {id: one for (of, id), one in FIELDS.items() if of == object}
    found = []
    for header, id in columns.items():
        if id not in fields:
            found.append(
                _("[columns] “{header}”: {object} have no field “{field}”; {hint}").format(
                    header=header, object=object, field=id, hint=_hint(id, fields)
                )
            )
        elif not fields[id].joins and list(columns.values()).count(id) > 1:
            found.append(
                _("[columns] “{header}”: another column is “{field}” already; only one can be.").format(
                    header=header, field=id
                )
            )
    return found


def _wrong_stages(table: Mapping[str, Any]) -> list[str]:
    ours = STAGES.get(table.get("object", ""), (*STATUS, "open", "won", "lost"))
    return [
        _("[stages] “{word}” must be one of {known}.").format(word=word, known=", ".join(dict.fromkeys(ours)))
        for word, our in table.get("stages", {}).items()
        if our not in ours
    ]


def _hint(word: str, known: Mapping[str, Any]) -> str:
    closest = near(word, known)
    if closest:
        return _("did you mean {words}?").format(words=", ".join(closest))
    return _("known are {known}.").format(known=", ".join(known))
