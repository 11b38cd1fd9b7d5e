"""Privacy: what may tell who somebody is never leaves an import.

Names, e-mail addresses, phone numbers and messages are left out; reps and firms get numbers instead of names, unless
somebody asks to keep them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection

import pandas as pd

from smkt_helpers.errors import KitError
from smkt_helpers.imports.cells import masked
from smkt_helpers.words import _, ngettext, number

KEEP = ("firm", "rep", "message")
LEFT_OUT = ("email", "phone", "name", "first_name", "last_name", "message", "person_key")
_REPS = {"leads": "rep", "deals": "rep", "activities": "person"}

_TAG = re.compile(
    r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL | re.IGNORECASE
)


def plain_text(markup: str) -> str:
    """Return what a person would read of a note that may be written in HTML.

    >>> plain_text("<p>Need <b>20</b> valves &amp; pumps</p>")
    'Need 20 valves & pumps'
    """
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def checked_keep(keep: str | Collection[str]) -> tuple[str, ...]:
    """Return what is to be kept of firms, reps and messages.

    Raises
    ------
    KitError
        If something else is asked for.
    """
    wanted = (keep,) if isinstance(keep, str) else tuple(keep)
    strange = [one for one in wanted if one not in KEEP]
    if strange:
        raise KitError(
            _(
                "keep can name {known}, not {names}; names of people, e-mail addresses and phone numbers are never "
                "kept."
            ).format(known=", ".join(KEEP), names=", ".join(map(repr, strange)))
        )
    return wanted


def without_names(
    frames: dict[str, pd.DataFrame], keep: Collection[str] = ()
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return tables in which nobody can be recognised, and one sentence per thing left out or replaced.

    Parameters
    ----------
    frames : dict of str to pandas.DataFrame
        By object: "leads", "deals", "activities".
    keep : collection of str
        Of `KEEP`.
    """
    frames, notes = dict(frames), []
    gone = [name for name in LEFT_OUT if not (name == "message" and "message" in keep)]
    left_out = sorted({name for frame in frames.values() for name in gone if name in frame and frame[name].any()})
    frames = {object: frame.drop(columns=gone, errors="ignore") for object, frame in frames.items()}
    if left_out:
        notes.append(_("Left out, because it tells who somebody is: {columns}.").format(columns=", ".join(left_out)))
    if "leads" in frames and "message" in frames["leads"]:
        words = frames["leads"]["message"]
        frames["leads"] = frames["leads"].assign(message=words.map(lambda one: masked(plain_text(one)), "ignore"))
    if "firm" not in keep and "leads" in frames and "firm" in frames["leads"]:
        firms = _numbered([frames["leads"]["firm"]], "Firm")
        frames["leads"] = frames["leads"].assign(firm=_renamed(frames["leads"]["firm"], firms))
        if firms:
            said = ngettext(
                "The name of {n} firm was replaced by a number.",
                "The names of {n} firms were replaced by numbers.",
                len(firms),
            )
            notes.append(said.format(n=number(len(firms))))
    if "rep" not in keep:
        columns = {name: column for name, column in _REPS.items() if name in frames and column in frames[name]}
        reps = _numbered([frames[name][column] for name, column in columns.items()], "Rep")
        for name, column in columns.items():
            frames[name] = frames[name].assign(**{column: _renamed(frames[name][column], reps)})
        if reps:
            said = ngettext(
                "The name of {n} colleague was replaced by a number.",
                "The names of {n} colleagues were replaced by numbers.",
                len(reps),
            )
            notes.append(said.format(n=number(len(reps))))
    return frames, notes


def _alike(words: pd.Series) -> pd.Series:
    plain = {name: " ".join(name.casefold().split()) for name in words.dropna().unique()}
    return words.map(plain)


def _numbered(columns: list[pd.Series], word: str) -> dict[str, str]:
    """Return a number for each name in order of appearance; none where all are numbers of this kind already."""
    names = list(dict.fromkeys(name for column in columns for name in _alike(column).dropna().unique()))
    if all(re.fullmatch(rf"{word.lower()} \d+", name) for name in names):
        return {}
    return {name: f"{word} {place}" for place, name in enumerate(names, start=1)}


def _renamed(words: pd.Series, numbers: dict[str, str]) -> pd.Series:
    return _alike(words).map(numbers) if numbers else words
