"""A company, read from a TOML file.

The file holds one section per dataclass below. A value is written as an inline table, so that every
number says where it comes from::

    reachable = { value = 0.85, low = 0.7, high = 0.95, basis = "choice", why = "..." }

`basis` is "evidence" (a published figure, with its source in `why`), "choice" (ours) or "fact" (a plain
property of the company, such as its opening hours). `low` and `high` give the range in which the true
value may lie. An optional section [stages] holds the company's own words for the stages, such as ``mql = "hot lead"``.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import os
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from smkt_helpers.companies import LISTS, SECTIONS, Assumption, Company, Stages, Words, checked, fits_together
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan
from smkt_helpers.words import _

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "datasets" / "companies"
BASES = ("evidence", "choice", "fact", "fitted")


def _assumption(item: Any, cls: type, name: str, path: str, file: str) -> Assumption:
    known = {"value", "basis", "why", "low", "high"}
    if isinstance(item, dict) and (unknown := sorted(set(item) - known)):
        raise KitError(
            _("{file}: {path} does not know {names}; it has {known}.").format(
                file=file, path=path, names=", ".join(unknown), known=", ".join(sorted(known))
            )
        )
    good = isinstance(item, dict) and "value" in item and item.get("basis") in BASES
    if not good or not isinstance(item.get("why"), str) or not item["why"].strip():
        raise KitError(
            _(
                '{file}: write {path} as {{ value = ..., basis = "evidence", "choice", "fact" or "fitted", '
                'why = "..." }}.'
            ).format(file=file, path=path)
        )
    meta = {f.name: f.metadata for f in dataclasses.fields(cls)}.get(name, {})
    low, high = item.get("low"), item.get("high")
    for bound in (low, high):
        if bound is not None:
            checked(cls, name, bound, path, file)
    value = checked(cls, name, item["value"], path, file)
    if not isinstance(value, tuple) and not (value if low is None else low) <= value <= (
        value if high is None else high
    ):
        raise KitError(
            _("{file}: {path} is {value}, outside its own range from {low} to {high}.").format(
                file=file, path=path, value=value, low=low, high=high
            )
        )
    return Assumption(
        path=path,
        value=value,
        basis=item["basis"],
        why=item["why"],
        unit=meta.get("unit", ""),
        help=meta.get("help", ""),
        low=low,
        high=high,
    )


def _section(table: Any, cls: type, path: str, file: str, notes: list[Assumption]) -> Any:
    _is_section(table, path, file)
    values = {}
    for name, item in table.items():
        words = {f.name for f in dataclasses.fields(cls) if not f.metadata}
        if name in words:
            if not isinstance(item, str) or not item:
                raise KitError(
                    _("{file}: {path} must be a word, not {value!r}.").format(
                        file=file, path=f"{path}.{name}", value=item
                    )
                )
            values[name] = item
            continue
        note = _assumption(item, cls, name, f"{path}.{name}", file)
        notes.append(note)
        values[name] = note.value
    missing = [f.name for f in dataclasses.fields(cls) if f.name not in values]
    if missing:
        raise KitError(_("{file}: [{path}] lacks {missing}.").format(file=file, path=path, missing=", ".join(missing)))
    return cls(**values)


def _is_section(table: Any, path: str, file: str) -> None:
    if table is None:
        raise KitError(_("{file}: the section [{path}] is missing.").format(file=file, path=path))
    if not isinstance(table, dict):
        raise KitError(
            _("{file}: {path} must be a section, written as [{path}] on a line alone.").format(file=file, path=path)
        )


def _row(key: str, row: Any, cls: type, path: str, file: str, notes: list[Assumption]) -> Any:
    if not isinstance(row, dict) or "id" in row:
        raise KitError(
            _("{file}: write [{path}] as a section of its own, without an id inside.").format(file=file, path=path)
        )
    return _section({"id": key, **row}, cls, path, file, notes)


def _told_apart(words: Sequence[str], path: str, file: str) -> None:
    twice = sorted({word for word in words if words.count(word) > 1})
    if twice:
        raise KitError(
            _("{file}: {path} has {words} more than once; each must be different.").format(
                file=file, path=path, words=", ".join(twice)
            )
        )


def parse(table: dict[str, Any], file: str = "company") -> Company:
    """Return the company that a parsed TOML table describes.

    Raises
    ------
    KitError
        One sentence naming the file, the place and what is allowed there.
    """
    notes: list[Assumption] = []
    sections = {name: _section(table.get(name), cls, name, file, notes) for name, cls in SECTIONS.items()}
    lists = {}
    for name, cls in LISTS.items():
        rows = table.get(name)
        _is_section(rows or None, name, file)
        lists[name] = tuple(_row(key, row, cls, f"{name}.{key}", file, notes) for key, row in rows.items())
        _told_apart([row.name for row in lists[name]], f"{name}.*.name", file)
    words = {}
    for name in ("id", "name", "sells", "currency"):
        if not isinstance(table.get(name), str) or not table[name].strip():
            raise KitError(_("{file}: {path} is missing or empty.").format(file=file, path=name))
        words[name] = table[name]
    words["words"] = _words(table.get("words"), file)
    start = table.get("start")
    if type(start) is not datetime.date or start.weekday() != 0:
        raise KitError(_("{file}: start must be a Monday, written as 2026-01-05.").format(file=file))
    known = set(words) | set(SECTIONS) | set(LISTS) | {"start", "today", "stages"}
    unknown = sorted(set(table) - known)
    if unknown:
        raise KitError(_("{file}: {names} is not known here.").format(file=file, names=", ".join(unknown)))
    company = Company(
        **words,
        start=start,
        **sections,
        **lists,
        today=_today(table.get("today", {}), file),
        stages=_stages(table.get("stages", {}), file),
        assumptions=tuple(notes),
    )
    fits_together(company, file)
    return company


def _words(table: Any, file: str) -> Words:
    known = [f.name for f in dataclasses.fields(Words)]
    lists = table if isinstance(table, dict) else {}
    for name in known:
        if not isinstance(lists.get(name), list) or not lists[name]:
            raise KitError(_("{file}: [words] {path} must list at least one word.").format(file=file, path=name))
        if not all(isinstance(word, str) and word.strip() for word in lists[name]):
            raise KitError(
                _('{file}: [words] {path} must list words in quotation marks, such as "owner".').format(
                    file=file, path=name
                )
            )
        _told_apart(lists[name], f"words.{name}", file)
    unknown = sorted(set(lists) - set(known))
    if unknown:
        raise KitError(
            _("{file}: [words] does not know {names}; it has {known}.").format(
                file=file, names=", ".join(unknown), known=", ".join(known)
            )
        )
    _told_apart([word for name in ("hot", "warm", "cold") for word in lists[name]], "words", file)
    _told_apart([f"{one}{two}" for one in lists["firm_first"] for two in lists["firm_last"]], "words.firm", file)
    return Words(**{name: tuple(lists[name]) for name in known})


def _stages(table: Any, file: str) -> Stages:
    _is_section(table, "stages", file)
    known = [f.name for f in dataclasses.fields(Stages)]
    if unknown := sorted(set(table) - set(known)):
        raise KitError(
            _("{file}: [stages] does not know {names}; the stages are {known}.").format(
                file=file, names=", ".join(unknown), known=", ".join(known)
            )
        )
    for name, word in table.items():
        if not isinstance(word, str) or not word.strip():
            raise KitError(
                _('{file}: [stages] {name} must be your own word in quotation marks, such as "hot lead".').format(
                    file=file, name=name
                )
            )
    own = {name: word.strip() for name, word in table.items()}
    _told_apart(list(own.values()), "stages", file)
    return Stages(**own)


def _today(table: dict[str, Any], file: str) -> Plan:
    if not isinstance(table, dict):
        raise KitError(_("{file}: today must be a section, written as [today].").format(file=file))
    unknown = sorted(set(table) - set(DECISIONS))
    if unknown:
        raise KitError(
            _("{file}: [today] has no decision called {names}; the decisions are {known}.").format(
                file=file, names=", ".join(unknown), known=", ".join(DECISIONS)
            )
        )
    try:
        return Plan().replace(**table)
    except KitError as error:
        raise KitError(_("{file}: [today] {problem}").format(file=file, problem=error)) from None


def names() -> tuple[str, ...]:
    """Return the ids of the companies shipped with the kit."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def company(name: str | Path) -> Company:
    """Return a company by its id, or from a path to a TOML file.

    Raises
    ------
    KitError
        If there is no such company, or the file cannot be read.
    """
    path = Path(str(name))
    if path.suffix != ".toml":
        path = FOLDER / f"{name}.toml"
        # Not path.exists(), which fails for a name too long to be a file.
        if not os.path.exists(path):
            raise KitError(
                _(
                    "There is no company called {name!r}; the kit has {known}. Your own company is a path to a "
                    "TOML file."
                ).format(name=str(name), known=", ".join(names()))
            )
    return _read(path, path.stat().st_mtime_ns if os.path.exists(path) else 0)


def _plain(problem: str) -> str:
    """Return what the TOML reader says about a section that stands twice in words for people."""
    found = re.search(r"Cannot declare \((.*?),?\) twice", problem)
    if not found:
        return problem
    section = ".".join(re.findall(r"'([^']*)'", found[1]))
    return problem.replace(found[0], _("the section [{path}] stands there twice").format(path=section))


@functools.lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> Company:
    try:
        # Some editors put an invisible mark at the beginning of a file; "-sig" skips it.
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise KitError(_("There is no file {path} that can be read.").format(path=path)) from None
    except UnicodeDecodeError:
        raise KitError(
            _("{file} is not a readable TOML file: its letters are not in UTF-8; save it again as UTF-8.").format(
                file=path.name
            )
        ) from None
    except RecursionError:
        raise KitError(
            _("{file} is not a readable TOML file: too many brackets lie inside each other.").format(file=path.name)
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise KitError(
            _("{file} is not a readable TOML file: {problem}.").format(file=path.name, problem=_plain(str(error)))
        ) from None
    except ValueError:
        # Python itself refuses whole numbers of thousands of digits.
        raise KitError(
            _("{file} is not a readable TOML file: one of its numbers has far too many digits.").format(file=path.name)
        ) from None
    return parse(table, path.name)
