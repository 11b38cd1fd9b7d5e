"""One file's columns: from words to values, each column by what it was taken for, with what could not be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from smkt_helpers.errors import KitError
from smkt_helpers.imports.cells import Ambiguous, Read, is_blank, masked, read_ids, read_switch
from smkt_helpers.imports.dates import read_times
from smkt_helpers.imports.durations import read_minutes
from smkt_helpers.imports.fields import FIELDS, Field
from smkt_helpers.imports.mapping import ColumnMap
from smkt_helpers.imports.numbers import Mixed, read_money, read_numbers
from smkt_helpers.imports.rows import choices, quoted
from smkt_helpers.imports.sizes import read_sizes
from smkt_helpers.imports.stages import stages_of
from smkt_helpers.words import _, ngettext, number

# Without these nothing can be counted, so a column that cannot be read is a reason to stop.
NEEDED = ("lead_id", "deal_id", "created_at", "started_at", "week_start", "closed_at", "value", "amount")
MOST_WORDS, LONGEST = 12, 8  # stages that a sentence shows, and of how many words; they have to be answered
STAGES = ("status", "stage", "lifecycle")
_DECIMALS = {"decimal comma": ",", "decimal point": "."}


@dataclass(frozen=True)
class Part:
    """The values of one file.

    Attributes
    ----------
    frame : pandas.DataFrame
        One column per field, and `row`, the row number in the file.
    dated_badly : pandas.Series of bool
        Rows whose date is filled and could not be read.
    map : ColumnMap
        As given, with every format that was found.
    columns : tuple of mapping
        For the report; see `FileReport`.
    notes : tuple of str
    strange : mapping of str to mapping of str to int
        Words of a stage column that nobody knows, with the number of rows.
    """

    frame: pd.DataFrame
    dated_badly: pd.Series
    map: ColumnMap
    columns: tuple[Mapping[str, object], ...]
    notes: tuple[str, ...]
    strange: Mapping[str, Mapping[str, int]]


def read_columns(table: pd.DataFrame, map: ColumnMap, keep: tuple[str, ...] = ()) -> Part:
    """Read the columns of a file.

    Parameters
    ----------
    table : pandas.DataFrame
        Words, as in `Raw`.
    map : ColumnMap
        What the columns are.
    keep : tuple of str
        "message", if messages are wanted.

    Raises
    ------
    KitError
        One sentence per column that cannot be read, or of which a person has to say how.
    """
    frame = pd.DataFrame({"row": table.index.to_numpy()}, index=table.index)
    badly = pd.Series(False, index=table.index)
    lines, notes, problems, formats, stages = [], [], [], {}, dict(map.stages)
    decimals, currencies, strange = set(), set(), {}
    foreign = currencies_of(table, map)
    for header in table.columns:
        id = map.columns.get(header, "")
        field = FIELDS.get((map.object, id))
        if field is None or (id == "message" and "message" not in keep):
            lines.append(_line(header, "", "", int((~is_blank(table[header])).sum())))
            continue
        words = table[header]
        try:
            if field.kind == "money":
                words, foreign = _one_currency(words, header, map, foreign)
            if id in STAGES:
                read, stages, unknown = _stages(words, header, map.object, stages)
                strange[id] = unknown
            else:
                read = read_column(words, header, field, map)
        except KitError as problem:
            # What can be left out is left out and said; what is asked, or needed, stops the import.
            if asked_of(id, problem):
                problems.append(problem)
            else:
                notes.append(_("{problem} Until then it is not read.").format(problem=problem))
                lines.append(_line(header, "", "", int((~is_blank(words)).sum())))
            continue
        frame[id] = frame[id].where(frame[id].notna(), read.values) if id in frame else read.values
        if id in ("created_at", "started_at", "week_start"):
            badly |= pd.Series(True, index=list(read.unreadable)).reindex(table.index, fill_value=False).astype(bool)
        if field.kind in ("time", "date") and read.filled:
            formats[header] = read.format
        decimals |= {_DECIMALS[read.format]} if read.format in _DECIMALS else set()
        currencies |= {read.currency} if read.currency else set()
        lines.append(_line(header, id, read.said, read.filled, read.supported, len(read.unreadable)))
        notes += [*read.notes, *_unreadable(header, read)]
    if problems:
        raise problems[0] if len(problems) == 1 else KitError("\n".join(map_words(problems)))
    if "value" in frame or "amount" in frame:
        known = next(iter(currencies)) if len(currencies) == 1 else map.currency
        frame["currency"] = foreign.where(foreign.ne(""), known)
    map = replace(
        map,
        stages=stages,
        dates={**map.dates, **formats},
        decimal=map.decimal or (decimals.pop() if len(decimals) == 1 else ""),
    )
    return Part(frame, badly, map, tuple(lines), tuple(dict.fromkeys(notes)), strange)


def asked_of(id: str, problem: KitError) -> bool:
    """Say whether an import stops for a column that cannot be read, or only leaves it out and says so."""
    # When a row was changed only helps to choose between repeated rows.
    return id in NEEDED or isinstance(problem, Mixed) or (_asked(problem) and id != "updated_at")


def _asked(problem: KitError) -> bool:
    """Say whether only a person can answer: a wrong order of day and month would go unseen in every figure."""
    return isinstance(problem, Ambiguous) and problem.what != "numbers"


def map_words(problems: list[KitError]) -> list[str]:
    """Return the sentences of several refusals, each once."""
    return list(dict.fromkeys(str(problem) for problem in problems))


def _line(
    header: str, field: str, said: str, filled: int, supported: int = 0, unreadable: int = 0
) -> dict[str, object]:
    found = {"column": header, "field": field, "read as": said, "filled": filled}
    return {**found, "supported": supported, "unreadable": unreadable}


def _unreadable(header: str, read: Read) -> list[str]:
    if not read.unreadable:
        return []
    row, words = next(iter(read.unreadable.items()))
    count = len(read.unreadable)
    # What somebody wrote instead of a date may well be about a person.
    if len(re.findall(r"[^\W\d_]{2,}", words)) > 1:
        said = ngettext(
            "{n} cell of “{column}” could not be read and is left blank, in row {row}.",
            "{n} cells of “{column}” could not be read and are left blank; the first is in row {row}.",
            count,
        )
        return [said.format(n=number(count), column=header, row=row)]
    said = ngettext(
        "{n} cell of “{column}” could not be read and is left blank: “{words}” in row {row}.",
        "{n} cells of “{column}” could not be read and are left blank; the first is “{words}” in row {row}.",
        count,
    )
    return [said.format(n=number(count), column=header, words=words, row=row)]


def read_column(words: pd.Series, header: str, field: Field, map: ColumnMap) -> Read:
    """Return the values of one column, read as its field and its map say; raises what the reader raises."""
    if field.kind == "id":
        return _as_words(read_ids(words, name=header))
    if field.kind in ("time", "date"):
        return read_times(words, name=header, format=map.dates.get(header, ""), zone=map.zone)
    if field.kind == "money":
        return read_money(words, name=header, decimal=map.decimal, currency=map.currency)
    if field.kind == "switch":
        return read_switch(words, name=header)
    if field.id == "size":
        return read_sizes(words, name=header, decimal=map.decimal)
    if field.id == "minutes":
        return read_minutes(words, name=header, decimal=map.decimal, system=map.system)
    if field.kind in ("number", "whole", "share"):
        read = read_numbers(words, name=header, decimal=map.decimal)
        return _as_share(read, words) if field.kind == "share" else read
    return _as_words(Read(words.where(~is_blank(words)), "", _("words"), int((~is_blank(words)).sum()), 0))


def _as_words(read: Read) -> Read:
    values = read.values.astype("object")
    return replace(read, values=values.where(values.notna(), None))


def _as_share(read: Read, words: pd.Series) -> Read:
    """Turn percentages into shares: 15% and 15 both mean 0.15, and 0.15 stays."""
    if words.str.contains("%", regex=False).any() or (read.values.abs() > 1).any():
        return replace(read, values=read.values / 100)
    return read


def _stages(
    words: pd.Series, header: str, object: str, given: Mapping[str, str]
) -> tuple[Read, dict[str, str], dict[str, int]]:
    known, unknown = stages_of(words, object, given)
    counts = words.value_counts()
    values = words.map(known).astype("object")
    said = _("{n} different words").format(n=number(len(known) + len(unknown)))
    # The kit's own files need no translation.
    notes = (_taken_for(header, known),) if any(word != ours for word, ours in known.items()) else ()
    read = Read(values.where(values.notna(), None), "", said, int((~is_blank(words)).sum()), 0, notes=notes)
    return read, {**given, **known}, {word: int(counts[word]) for word in unknown}


def _taken_for(header: str, known: Mapping[str, str]) -> str:
    """Say what every word of a column of stages was taken for, also where the kit was sure."""
    each = ", ".join(f"“{masked(word)}” = {ours}" for word, ours in known.items())
    return _("The words in “{column}” were taken for: {words}.").format(column=header, words=each)


def currencies_of(table: pd.DataFrame, map: ColumnMap) -> pd.Series:
    """Return the currency that each row names in a column of its own; "" where none does."""
    from smkt_helpers.imports.cells import folded
    from smkt_helpers.imports.number_words import currency_of

    header = next((one for one, id in map.columns.items() if id == "currency" and one in table), None)
    if header is None:
        return pd.Series("", index=table.index, dtype="object")
    codes = {word: currency_of(folded(word)) for word in table[header].unique()}
    return table[header].map(codes).fillna("").astype("object")


def _one_currency(words: pd.Series, header: str, map: ColumnMap, foreign: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Blank the amounts in other currencies where one was chosen; else amounts in several are refused."""
    codes = sorted(set(foreign) - {""})
    if not map.currency and len(codes) > 1:
        counts = {code: int((foreign == code).sum()) for code in codes}
        raise Mixed(
            _(
                "The rows of “{column}” are in several currencies ({codes}), which cannot be added; choose one with "
                "currency, and the others are left out."
            ).format(column=header, codes=", ".join(f"{code}: {number(n)}" for code, n in counts.items())),
            currencies=counts,
            rows={code: tuple(foreign.index[foreign == code]) for code in codes},
        )
    if not map.currency:
        return words, foreign
    words = words.where(foreign.isin(["", map.currency]), "")
    try:
        read_money(words, name=header, decimal=map.decimal, currency=map.currency)
    except Mixed as mixed:
        for code, rows in mixed.rows.items():
            if code != map.currency:
                foreign = foreign.where(~foreign.index.isin(rows), code)
        words = words.where(foreign.isin(["", map.currency]), "")
    return words, foreign


def out_of_range(object: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Blank numbers that the CRM tables do not allow, such as a score of 250, and say so."""
    from smkt_helpers.crm_schema import SCHEMA

    notes = []
    for column in SCHEMA.get(object, ()):
        if column.name not in frame or not pd.api.types.is_numeric_dtype(frame[column.name]):
            continue
        values = frame[column.name].astype("float64")
        bad = ~np.isfinite(values) & values.notna()
        bad |= (values < column.low) if column.low is not None else False
        bad |= (values > column.high) if column.high is not None else False
        bad |= (values % 1 != 0) & values.notna() if column.kind == "whole" else False
        if bad.any():
            frame = frame.assign(**{column.name: values.mask(bad)})
            said = ngettext(
                "{n} value of {field} is not possible and was left blank; the first is {value}.",
                "{n} values of {field} are not possible and were left blank; the first is {value}.",
                int(bad.sum()),
            )
            shown = values[bad].iloc[0]
            notes.append(said.format(n=number(int(bad.sum())), field=column.name, value=number(shown, 2)))
    return frame, notes


def one_run(frame: pd.DataFrame, file: str) -> pd.DataFrame:
    """Return a table of the kit as run 0; a table of several simulated runs is refused, since its ids repeat."""
    runs = frame["replication"].unique() if "replication" in frame else ()
    if len(runs) > 1:
        raise KitError(
            _("{file} holds {n} simulated runs; import the rows of one run only.").format(
                file=file, n=number(len(runs))
            )
        )
    return frame.assign(replication=0) if "replication" in frame else frame


def staged(deals: pd.DataFrame, strange: Mapping[str, Mapping[str, int]], file: str) -> tuple[pd.DataFrame, list[str]]:
    """Return deals with one stage each: what their status says, else their stage; a blank one is open, and said.

    Raises
    ------
    KitError
        If a deal has only words that nobody knows: whether it was won is not for the kit to guess.
    """
    none = pd.Series(None, index=deals.index, dtype="object")
    status, stage = (deals[name] if name in deals else none for name in ("status", "stage"))
    # A status says "open" of every deal that is under way, also where its stage tells more.
    joined = status.where(status.isin(["won", "lost"])).fillna(stage).fillna(status)
    if joined.isna().any() and (words := {word: n for found in strange.values() for word, n in found.items()}):
        raise KitError(
            _(
                "{file}: nobody but you can say whether deals of these stages are open, won or lost: {words}. Write "
                'each as "{word}" = "open" under [stages] in a mapping file, or give --stage "{word}=open".'
            ).format(file=file, words=quoted(words, MOST_WORDS, LONGEST), word=masked(_example(words)))
        )
    notes = []
    if blank := int(joined.isna().sum()):
        said = ngettext(
            "{n} deal has no stage; it counts as open.", "{n} deals have no stage; they count as open.", blank
        )
        notes.append(said.format(n=number(blank)))
    return deals.assign(stage=joined.fillna("open")).drop(columns="status", errors="ignore"), notes


def _example(words: Mapping[str, int]) -> str:
    return next(iter(choices(words, LONGEST)), _("WORD"))


def unknown_words(strange: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Return a note on the words of a status that nobody knows."""
    words = {word: n for found in strange.values() for word, n in found.items()}
    if not words:
        return []
    return [
        _("Where a lead stands is left blank for these words: {words}; say under [stages] what they mean.").format(
            words=quoted(words, MOST_WORDS, LONGEST)
        )
    ]
