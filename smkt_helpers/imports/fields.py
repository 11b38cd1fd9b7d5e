"""What an export can tell the kit, and which of it a header means.

A field is one piece of knowledge, such as the time a lead came in; `aliases` lists the headers that mean it. They are
compared after `fold`, so case, blanks, accents and marks between words make no difference.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smkt_helpers.crm_schema import SCHEMA
from smkt_helpers.imports.aliases import ACTIVITIES, DEALS, LEADS, SPEND
from smkt_helpers.words import _

OBJECTS = ("leads", "deals", "activities", "spend")

# Pipedrive writes the kind of record before each header: "Deal - Title".
PREFIXES = {
    "deal": "deals",
    "opportunity": "deals",
    "transakcja": "deals",
    "szansa": "deals",
    "lead": "leads",
    "person": "leads",
    "contact": "leads",
    "osoba": "leads",
    "activity": "activities",
    "task": "activities",
    "aktivitat": "activities",
    "aktywnosc": "activities",
    "organization": "companies",
    "organisation": "companies",
    "account": "companies",
    "organizacja": "companies",
    "product": "products",
    "produkt": "products",
}

# Units in which a figure is not in whole money or in minutes; "t" and "k" also before a currency, as in TEUR and k€.
_SCALED = re.compile(
    r"\b[kt]\s?(eur|usd|pln|vnd|gbp|chf|[€$£])|\b(k|t|tsd|tys|tr|thousands?|000s?|mio|mln|mn|millions?|ms|milliseconds?|s"
    r"|secs?|seconds?|sekunden|sekundy|giây|h|hours?|std|stunden|godz|godziny|giờ|days?|tage|dni|ngày)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Field:
    """One thing an export can tell.

    Attributes
    ----------
    id : str
        The kit's name for it, such as "created_at".
    object : str
        "leads", "deals", "activities" or "spend".
    kind : str
        How its cells are read: "id", "time", "date", "number", "money", "whole", "share", "switch", "text", "word"
        or "person".
    personal : bool
        Whether it may tell who somebody is; it never leaves the import as it stands.
    joins : bool
        Whether several columns may be this field; the first filled cell of a row counts.
    aliases : tuple of str
        Headers that mean it; the earlier one counts where a file has several.
    """

    id: str
    object: str
    kind: str
    personal: bool = False
    joins: bool = False
    aliases: tuple[str, ...] = ()


@functools.cache
def fold(header: str) -> str:
    """Return a header without anything that people write in different ways.

    >>> fold("Create  Date"), fold("createdate"), fold("Create_Date*")
    ('createdate', 'createdate', 'createdate')
    >>> fold("Währung"), fold("KANAŁ"), fold("Điện thoại")
    ('wahrung', 'kanal', 'dienthoai')
    """
    # Salesforce ends the names of a firm's own columns with "__c".
    plain = unicodedata.normalize("NFKD", re.sub(r"__c$", "", header.strip())).casefold()
    return "".join(letter for letter in plain.translate({ord("đ"): "d", ord("ł"): "l"}) if letter.isalnum())


def without_unit(header: str) -> str:
    """Return a header without the unit that stands in brackets at its end.

    A unit that would make the figures a thousand or sixty times as large stays, so that such a column is not mistaken.

    >>> without_unit("Amount (EUR)"), without_unit("Dauer [min]"), without_unit("Duration (seconds)")
    ('Amount', 'Dauer', 'Duration (seconds)')
    """
    unit = re.search(r"\s*[(\[]([^()\[\]]*)[)\]]\W*$", header)
    return header[: unit.start()].strip() if unit and not _SCALED.search(unit.group(1)) else header


def near(word: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return known words that a word may be a misspelling of, the nearest first; possibly none."""
    # A library of its own, only needed where something went wrong.
    from rapidfuzz import fuzz, process

    found = process.extract(word, list(known), scorer=fuzz.WRatio, processor=fold, limit=count, score_cutoff=70)
    return [one for one, _score, _place in found]


def _declared(object: str, text: str) -> list[Field]:
    fields = []
    for entry in re.split(r"\n(?=\w)", text.strip()):
        head, words = entry.split(" = ", 1)
        id, kind, *marks = head.split()
        aliases = tuple(dict.fromkeys(" ".join(word.split()) for word in words.split(",")))
        fields.append(Field(id, object, kind, "personal" in marks, "joins" in marks, aliases))
    return fields


def _of_the_kit(object: str, declared: list[Field]) -> list[Field]:
    """Return fields for the columns that only the kit's own files have.

    Elsewhere "source" is the channel and "week" the day it began: such a word belongs to the field declared above.
    """
    ids = {one.id for one in declared}
    taken = {fold(alias) for one in declared for alias in one.aliases}
    return [
        Field(column.name, object, column.kind, aliases=() if fold(column.name) in taken else (column.name,))
        for column in SCHEMA[object]
        if column.name not in ids
    ]


def _all() -> dict[tuple[str, str], Field]:
    fields = []
    for object, text in zip(OBJECTS, (LEADS, DEALS, ACTIVITIES, SPEND), strict=True):
        declared = _declared(object, text)
        fields += [*declared, *_of_the_kit(object, declared)]
    return {(one.object, one.id): one for one in fields}


FIELDS: Mapping[tuple[str, str], Field] = _all()


@dataclass(frozen=True)
class Match:
    """A column that may be a field; the lower `rank`, the surer."""

    header: str
    field: Field
    rank: tuple[int, int]


def match(header: str, object: str) -> Match | None:
    """Return the field of an object that a header means, or None if it is not known."""
    inside, rest = prefix(header)
    ways = [header, without_unit(header)]
    if inside == object:
        ways += [rest, without_unit(rest)]
    for way, words in enumerate(ways):
        if found := _by_header(object).get(fold(words)):
            field, place = found
            return Match(header, field, (way, place))
    return None


@functools.cache
def _by_header(object: str) -> dict[str, tuple[Field, int]]:
    """Return each folded header with its field and its place among that field's headers."""
    return {
        fold(alias): (field, place)
        for (of, _id), field in FIELDS.items()
        if of == object
        for place, alias in reversed(list(enumerate(field.aliases)))
    }


def prefix(header: str) -> tuple[str, str]:
    """Return the object that a header's first word names, and the rest; ("", header) if it names none.

    >>> prefix("Deal - Title"), prefix("Lead: Status"), prefix("Re-opened")
    (('deals', 'Title'), ('leads', 'Status'), ('', 'Re-opened'))
    """
    parts = re.split(r"\s+-\s+|:\s+", header, maxsplit=1)
    object = PREFIXES.get(fold(parts[0]), "")
    return (object, parts[1]) if object and len(parts) == 2 else ("", header)


def known_columns() -> str:
    """Return the page on which a person can look up every known header: a Markdown table for each kind of file."""
    lines = []
    for object in OBJECTS:
        lines += [_("### Files of {object}").format(object=object), "", _("| field | headers |"), "|---|---|"]
        for field in FIELDS.values():
            if field.object == object:
                headers = dict.fromkeys([field.id, *field.aliases])
                lines.append(f"| `{field.id}` | {', '.join(headers)} |")
        lines.append("")
    return "\n".join(lines).strip()
