"""Which rows of an export are no records of their own, and why: tests, repeats, rows without a date or an id.

Every table here has, beside its own columns, `file` (place of its file among those read) and `row` (number of the
row as a spreadsheet counts). Nothing is left out without a line in a table of dropped rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from smkt_helpers.imports.fields import fold
from smkt_helpers.imports.people import LEFT_OUT
from smkt_helpers.words import N_, ngettext, number

# Why a row was left out; {other} is the row that stands for it.
REASONS: Mapping[str, str] = {
    "blank": N_("the row is blank"),
    "footer": N_("a total or a footer, not a record"),
    "no id": N_("it has no id"),
    "test record": N_("it is a test record"),
    "no date": N_("it has no date"),
    "date unreadable": N_("its date cannot be read"),
    "same id": N_("same id as {other}"),
    "same person": N_("same person, same day as {other}"),
    "no lead": N_("its lead is not in the export"),
    "planned": N_("it is planned or called off, so it has not happened"),
    "other currency": N_("it is in another currency"),
    "no amount": N_("it has no amount that can be read"),
}
DROPPED = ("file", "row", "reason", "other_file", "other_row")

_TEST_WORD = re.compile(r"\b(?:test|asdf|xxx|demo)\b", re.IGNORECASE)
# A deal may well be about a test or a demo; a test deal is called nothing else.
_TEST_DEAL = re.compile(r"(?:test|asdf|xxx|demo)(?:[\s_-]*(?:deal|opportunity|record|\d+))*", re.IGNORECASE)
_TEST_MAIL = re.compile(r"@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|mailinator\.\w+|[\w-]+\.test)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@,;<>\"'()]+@[^\s@,;<>\"'()]+\.[^\s@,;<>\"'()]+")
FEWEST_DIGITS = 7  # of a phone number; fewer are an extension
FEW = 5  # different words; a list of choices may hold each of them once
# What a repeated row never gives to the one that stands for it: where it stood, who it was, and what comes as a pair.
NOT_FILLED = frozenset({"file", "row", "dated_badly", "currency", "person", "updated_at", *LEFT_OUT} - {"message"})
LAST_DIGITS = 9  # what is alike in +49 170 1234567 and 0170 1234567


def nothing_dropped() -> pd.DataFrame:
    """Return a table of dropped rows without any."""
    return pd.DataFrame({name: pd.Series(dtype="object" if name == "reason" else "Int64") for name in DROPPED})


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """Return several tables of dropped rows as one."""
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def drop(
    table: pd.DataFrame, bad: np.ndarray | pd.Series, reason: str, other: pd.Series | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part a table into rows kept and rows dropped.

    Parameters
    ----------
    table : pandas.DataFrame
        With `file` and `row`.
    bad : array of bool, shape (rows,)
    reason : str
        Key of `REASONS`.
    other : pandas.Series of int, optional
        For each row the place in the table of the row that stands for it.

    Returns
    -------
    kept, dropped : pandas.DataFrame
        The rows that stay, numbered anew, and a table with the columns of `DROPPED`.
    """
    bad = np.asarray(bad, dtype=bool)
    if not bad.any():
        return table, nothing_dropped()
    gone = pd.DataFrame({"file": table["file"], "row": table["row"], "reason": reason})[bad]
    for name in ("file", "row"):
        gone[f"other_{name}"] = pd.NA if other is None else table[name].to_numpy()[other.to_numpy()[bad]]
    return table[~bad].reset_index(drop=True), gone.astype({name: "Int64" for name in DROPPED if name != "reason"})


def test_records(table: pd.DataFrame) -> np.ndarray:
    """Return which leads or deals are somebody's test, by name, firm or e-mail address."""
    found = np.zeros(len(table), dtype=bool)
    for column in ("name", "first_name", "last_name", "firm"):
        if column in table:
            pattern = _TEST_DEAL if "stage" in table or "deal_id" in table else _TEST_WORD
            found |= _holds(table[column], pattern, whole=pattern is _TEST_DEAL)
    if "email" in table:
        found |= _holds(table["email"], _TEST_MAIL, whole=False)
    return found


def _holds(words: pd.Series, pattern: re.Pattern, *, whole: bool) -> np.ndarray:
    """Return which cells hold a pattern; each distinct cell is looked at once."""
    distinct = words.dropna().unique()
    look = pattern.fullmatch if whole else pattern.search
    hits = [word for word in distinct if look(word.strip())]
    return words.isin(hits).to_numpy()


def first_of(keys: pd.Series) -> pd.Series:
    """Return for each row the place of the first row with the same key; a blank key is like no other."""
    place = pd.Series(np.arange(len(keys)), index=keys.index)
    first = place.groupby(keys, sort=False).transform("min")
    return first.fillna(place).astype("int64")


def same_person(leads: pd.DataFrame, key: bytes) -> pd.Series:
    """Return for each lead the place of the first lead of the same person.

    A person is known by any of the e-mail addresses of a cell, else by the phone number; both are compared only as
    hashes.

    Parameters
    ----------
    leads : pandas.DataFrame
        May have `email` and `phone`.
    key : bytes
        Random, forgotten after the import, so that no hash can be looked up later.
    """
    from hashlib import blake2b

    def hashed(word: str) -> bytes:
        return blake2b(word.encode(), key=key, digest_size=16).digest()

    marks = _marks(leads)
    if marks.empty:
        return pd.Series(np.arange(len(leads)), index=leads.index)
    known = {mark: hashed(mark) for mark in marks["mark"].unique()}
    marks["mark"] = marks["mark"].map(known)
    marks["first"] = marks.groupby("mark", sort=False)["place"].transform("min")
    first = marks.groupby("place")["first"].min().reindex(range(len(leads)))
    return first.fillna(pd.Series(range(len(leads)))).astype("int64").set_axis(leads.index)


def _marks(leads: pd.DataFrame) -> pd.DataFrame:
    """Return by what people are known: one row per lead's place and address, or phone number where no address is."""
    none = pd.Series(None, index=leads.index, dtype="object")
    mails = leads.get("email", none).map(_addresses, na_action="ignore")
    phones = leads.get("phone", none).map(_phone, na_action="ignore")
    either = mails.where(mails.map(bool, na_action="ignore").eq(True), phones)
    marks = pd.DataFrame({"place": np.arange(len(leads)), "mark": either.to_numpy()}).explode("mark")
    return marks.dropna().reset_index(drop=True)


def _addresses(cell: str) -> list[str]:
    return sorted({found.lower().rstrip(".") for found in _ADDRESS.findall(cell)})


def _phone(cell: str) -> list[str]:
    digits = re.sub(r"\D", "", re.split(r"[;,]|\bext\b", cell)[0])
    return [digits[-LAST_DIGITS:]] if len(digits) >= FEWEST_DIGITS else []


def filled(table: pd.DataFrame, first: pd.Series) -> tuple[pd.DataFrame, int]:
    """Fill what the first of repeated rows leave blank with what the later ones tell.

    Parameters
    ----------
    table : pandas.DataFrame
    first : pandas.Series of int
        As `first_of` gives it.

    Returns
    -------
    table : pandas.DataFrame
    told : int
        Later rows from which something was taken.
    """
    places = first.to_numpy()
    again = places != np.arange(len(table))
    if "currency" in table:
        # An amount means nothing beside another currency.
        again &= table["currency"].eq(table["currency"].to_numpy()[places]).to_numpy()
    told = np.zeros(len(table), dtype=bool)
    if not again.any():
        return table, 0
    for column in table.columns.difference(NOT_FILLED, sort=False):
        values = table[column]
        blank = values.isna().to_numpy()
        givers = np.flatnonzero(again & ~blank & blank[places])
        takers, earliest = np.unique(places[givers], return_index=True)
        if len(takers):
            values = values.copy()
            values.iloc[takers] = values.iloc[givers[earliest]].to_numpy()
            table = table.assign(**{column: values})
            told[givers[earliest]] = True
    return table, int(told.sum())


def unique_rows(table: pd.DataFrame, id: str) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Drop rows without an id and later rows with an id that was there before; a table without ids stays.

    Returns
    -------
    kept, dropped : pandas.DataFrame
    told : int
        Later rows that told something which the first one left blank; it is in `kept`.
    """
    if id not in table:
        return table, nothing_dropped(), 0
    table, no_id = drop(table, table[id].isna(), "no id")
    first = first_of(table[id])
    table, told = filled(table, first)
    table, twice = drop(table, first.to_numpy() != np.arange(len(table)), "same id", first)
    return table, together(no_id, twice), told


def _full_names(leads: pd.DataFrame) -> pd.Series:
    """Return for each lead the name of the person, blank unless it has two words; "Miller, Ann" is Ann Miller."""
    none = pd.Series(None, index=leads.index, dtype="object")
    first, last, whole = (leads.get(name, none).astype("object") for name in ("first_name", "last_name", "name"))
    names = whole.where(first.isna() | last.isna(), first + " " + last)

    def plain(name: str) -> str | None:
        # A title or a middle initial does not make somebody else.
        words = sorted({fold(word) for word in re.split(r"[\s,]+", name) if not word.endswith(".")} - {""})
        return " ".join(words) if len(words) > 1 else None

    known = {name: plain(name) for name in names.dropna().unique()}
    return pd.Series([known.get(name) for name in names], index=leads.index, dtype="object")


def unique_people(leads: pd.DataFrame, key: bytes) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str], list[str]]:
    """Drop leads of a person who is there already on the same day under another id.

    Two full names on one address, such as info@..., are two people.

    Returns
    -------
    kept : pandas.DataFrame
        With a column `person`: place of the first lead of the same person, also where it came on another day.
    dropped : pandas.DataFrame
    instead : dict of str to str
        Id of a dropped lead to the id of the one kept.
    notes : list of str
        How many were told apart by their names, and how many told something that the first one left blank.
    """
    leads = leads.assign(person=same_person(leads, key))
    days = leads["created_at"].dt.floor("D").astype("str")
    same = leads["person"].astype("str") + " " + days
    names = _full_names(leads)
    shared = names.groupby(same, sort=False).transform("nunique").gt(1)
    address = first_of(same)
    first = first_of(same.where(~shared, same + " " + names.where(names.notna(), "")))
    own = np.arange(len(leads))
    apart = (address.to_numpy() != own) & (first.to_numpy() == own)
    # Otherwise they would count as one person who came back on another day.
    leads["person"] = leads["person"].where(first.eq(address), first)
    leads, told = filled(leads, first)
    again = first.to_numpy() != np.arange(len(leads))
    instead = {}
    if "lead_id" in leads:
        ids = leads["lead_id"].to_numpy()
        instead = dict(zip(ids[again], ids[first.to_numpy()[again]], strict=True))
    kept, dropped = drop(leads, again, "same person", first)
    notes = taken_over(told)
    if count := int(apart.sum()):
        said = ngettext(
            "{n} lead has the address or phone number of another one of the same day, but not the name; both are kept.",
            "{n} leads have the address or phone number of another one of the same day, but not the name; all are "
            "kept.",
            count,
        )
        notes.append(said.format(n=number(count)))
    return kept, dropped, instead, notes


def taken_over(told: int) -> list[str]:
    """Return a note on repeated rows that were not mere copies."""
    if not told:
        return []
    said = ngettext(
        "{n} repeated row told something that the first row left blank; it was taken over.",
        "{n} repeated rows told something that the first row left blank; it was taken over.",
        told,
    )
    return [said.format(n=number(told))]


def dated(table: pd.DataFrame, column: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Drop rows without a date in a column, or with one that cannot be read, as `dated_badly` says of each row."""
    blank = table[column].isna().to_numpy() if column in table else np.ones(len(table), dtype=bool)
    badly = table["dated_badly"].to_numpy(dtype=bool) & blank
    wrong = drop(table, badly, "date unreadable")[1]
    none = drop(table, blank & ~badly, "no date")[1]
    return table[~blank].reset_index(drop=True), together(wrong, none)


def choices(words: Mapping[str, int], longest: int) -> list[str]:
    """Return the words that look like those of a list of choices: short, and coming up again and again.

    Anything else may be a sentence about somebody.

    Parameters
    ----------
    words : mapping of str to int
        With the number of rows.
    longest : int
        Single words that one of them may have.
    """
    return [word for word, rows in words.items() if (rows > 1 or len(words) <= FEW) and len(word.split()) <= longest]


def quoted(words: Mapping[str, int], most: int, longest: int = 4) -> str:
    """Return words nobody knows, each with its number of rows, for a sentence; what is no choice is only counted.

    Parameters
    ----------
    words
        As in `choices`.
    most : int
        How many to show at most.
    longest
        As in `choices`.
    """
    from smkt_helpers.imports.cells import masked

    short = choices(words, longest)
    shown = [f"“{masked(word)}” ({number(words[word])})" for word in short[:most]]
    if more := len(short) - len(shown):
        shown.append(ngettext("{n} more", "{n} more", more).format(n=number(more)))
    if hidden := len(words) - len(short):
        said = ngettext(
            "{n} text that is not shown, because it may be about somebody",
            "{n} texts that are not shown, because they may be about somebody",
            hidden,
        )
        shown.append(said.format(n=number(hidden)))
    return ", ".join(shown)


def meant(words: pd.Series, meanings: Mapping[str, str]) -> tuple[pd.Series, dict[str, int]]:
    """Translate words by a table of folded words.

    Returns
    -------
    pandas.Series
        Ours, blank where the word is not known.
    dict of str to int
        Words that are not known, with the number of rows.
    """
    distinct = words.dropna().unique()
    known = {word: meanings[fold(word)] for word in distinct if fold(word) in meanings}
    ours = words.map(known)
    strange = words[words.notna() & ours.isna()].value_counts()
    return ours.astype("object"), {str(word): int(count) for word, count in strange.items()}
