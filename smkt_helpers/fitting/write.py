"""A company as a TOML file that `smkt.company(path)` reads; every line says where its number comes from."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from smkt_helpers.companies import LISTS, SECTIONS, Assumption, Company
from smkt_helpers.decisions import DECISIONS, plain
from smkt_helpers.errors import KitError
from smkt_helpers.words import _

HEAD = """# A company fitted to data. Each line says where its number comes from; basis is "fitted" (so that the
# simulation shows the company's own figures), "fact" (as given, or read off the data), "evidence" (a published figure)
# or "choice" (assumed). low and high: the range in which the true value may lie.
"""


def write_company(company: Company, path: str | Path) -> None:
    """Write a company as a TOML file.

    Parameters
    ----------
    company : Company
        With one assumption for each of its numbers, as `fit` and `smkt.company` return it.
    path : str or Path
        Must end in ``.toml``; a file that is there is replaced.

    Raises
    ------
    KitError
        If the path has another ending or cannot be written; a file that was there stays as it was.
    """
    path = Path(path)
    if path.suffix != ".toml":
        raise KitError(_("A company is written to a file that ends in .toml, not to {path}.").format(path=path.name))
    text = text_of(company)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(name, path)
    except OSError as error:
        raise KitError(_("{path} cannot be written: {problem}.").format(path=path, problem=error.strerror)) from None


def text_of(company: Company) -> str:
    """Return the company as the text of a TOML file."""
    return HEAD + "\n" + "\n".join(_lines(company)) + "\n"


def _lines(company: Company) -> Iterator[str]:
    notes = {one.path: one for one in company.assumptions}
    for name in ("id", "name", "sells", "currency"):
        yield f"{name} = {_value(getattr(company, name))}"
    yield f"start = {company.start.isoformat()}"
    yield "\n[words]"
    for one in dataclasses.fields(company.words):
        yield f"{one.name} = {_value(list(getattr(company.words, one.name)))}"
    own = {stage: word for stage, word in dataclasses.asdict(company.stages).items() if word}
    if own:
        yield "\n[stages]"
        yield from (f"{stage} = {_value(word)}" for stage, word in own.items())
    for section, cls in SECTIONS.items():
        yield f"\n[{section}]"
        for one in dataclasses.fields(cls):
            path = f"{section}.{one.name}"
            yield _line(one.name, getattr(getattr(company, section), one.name), notes.get(path))
    for section, cls in LISTS.items():
        for row in getattr(company, section):
            yield f"\n[{section}.{_key(row.id)}]"
            for one in dataclasses.fields(cls):
                value = getattr(row, one.name)
                if one.metadata:
                    yield _line(one.name, value, notes.get(f"{section}.{row.id}.{one.name}"))
                elif one.name != "id":
                    yield f"{one.name} = {_value(value)}"
    yield "\n[today]"
    for name in DECISIONS:
        yield f"{name} = {_value(plain(name, company.today[name]))}"


def _line(name: str, value: Any, note: Assumption | None) -> str:
    basis, why = (note.basis, note.why) if note else ("choice", _("not said"))
    parts = [f"value = {_value(value)}"]
    if note and note.low is not None and note.high is not None:
        parts += [f"low = {_value(note.low)}", f"high = {_value(note.high)}"]
    return f"{name} = {{ {', '.join(parts)}, basis = {_value(basis)}, why = {_value(why)} }}"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, str):
        # TOML's basic strings are JSON's, except for one sign that JSON leaves as it is.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


def _key(word: str) -> str:
    return word if re.fullmatch(r"[A-Za-z0-9_-]+", word) else _value(word)
