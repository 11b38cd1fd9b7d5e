"""The CRM tables as CSV files: the same bytes on every machine, and read back as they were."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from smkt_helpers.crm import SCHEMA, Column, completed, problems
from smkt_helpers.errors import KitError
from smkt_helpers.formulas import restored
from smkt_helpers.words import _, number


def write_csv(name: str, table: pd.DataFrame, path: str | Path) -> None:
    """Write one table as CSV, the same bytes on every machine.

    Raises
    ------
    KitError
        If the table breaks the schema or the file cannot be written; then nothing is written.
    """
    found = problems(name, table)
    if found:
        raise KitError(" ".join(found))
    plain = table.copy()
    for column in SCHEMA[name]:
        if column.kind == "time":
            plain[column.name] = plain[column.name].dt.strftime("%Y-%m-%dT%H:%M:%S")
        elif column.kind == "date":
            plain[column.name] = plain[column.name].dt.strftime("%Y-%m-%d")
        elif column.kind == "switch":
            plain[column.name] = plain[column.name].map({True: "yes", False: "no"})
        elif column.kind == "whole":
            # Where some are blank they are kept as floats, which would be written as 17.0.
            plain[column.name] = plain[column.name].astype("Int64")
        elif column.kind == "number":
            plain[column.name] = plain[column.name].round(column.digits)
    text = plain.to_csv(index=False, lineterminator="\n")
    try:
        Path(path).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise KitError(_("{path} cannot be written: {problem}.").format(path=path, problem=error.strerror)) from None


def read_csv(name: str, path: str | Path) -> pd.DataFrame:
    """Read one table as `write_csv` writes it; columns that may be blank may be missing.

    Raises
    ------
    KitError
        If the file cannot be read or breaks the schema.
    """
    if name not in SCHEMA:
        raise KitError(" ".join(problems(name, pd.DataFrame())))
    try:
        # Opened here, because pandas itself would fetch an address from the internet and unpack by a file's ending.
        with open(path, encoding="utf-8-sig", newline="") as file:
            # Only an empty cell is blank: a firm may well be called "NA" or "None".
            table = pd.read_csv(file, dtype="str", keep_default_na=False, na_values=[""])
    except OSError:
        raise KitError(_("There is no file {path} that can be read.").format(path=path)) from None
    except (ValueError, UnicodeError) as error:
        raise KitError(
            _("{path} is no table of comma separated values: {problem}.").format(path=path, problem=_in_words(error))
        ) from None
    _in_columns(table, path)
    return typed_table(name, table, path)


def typed_table(name: str, table: pd.DataFrame, path: str | Path) -> pd.DataFrame:
    """Return a table of words, blank cells missing, with the kinds of the schema; `path` is for sentences.

    Raises
    ------
    KitError
        If a word is none of its column's kind, or the table breaks the schema.
    """
    for column in SCHEMA[name]:
        if column.name in table.columns:
            table[column.name] = _typed(table[column.name], column, path)
    # After the known words have become numbers and times, so that a blank column keeps its kind.
    if not table.columns.duplicated().any():
        table = completed(name, table)
    found = problems(name, table)
    if found:
        raise KitError(
            _("{path} does not fit the table {name}. {problems}").format(path=path, name=name, problems=" ".join(found))
        )
    return table


def _in_columns(table: pd.DataFrame, path: str | Path) -> None:
    """Refuse a table whose values do not stand in the columns of its first line."""
    if len(table.columns) == 1 and re.search(r"[;\t]", str(table.columns[0])):
        raise KitError(
            _(
                "{path} is no table of comma separated values: other marks stand between its values; save it again "
                "with commas."
            ).format(path=path)
        )
    # Where rows are longer than the first line, pandas takes their first value for a name and shifts the others.
    if not isinstance(table.index, pd.RangeIndex):
        raise KitError(
            _("{path} is no table of comma separated values: its rows have more values than its first line.").format(
                path=path
            )
        )


def _in_words(error: Exception) -> str:
    """Return in plain words what keeps a file from being read as a table."""
    uneven = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
    if uneven:
        expected, line, seen = uneven.groups()
        return _("line {line} has {seen} values instead of {expected}").format(line=line, seen=seen, expected=expected)
    if isinstance(error, UnicodeError):
        return _("its letters are not in UTF-8; save it again as “CSV UTF-8”")
    if isinstance(error, pd.errors.EmptyDataError):
        return _("it is empty")
    return _("a quotation mark is never closed, or the file is damaged")


def _typed(values: pd.Series, column: Column, path: str | Path) -> pd.Series:
    """Return words as the column's kind; a word that is none of it is refused with its row."""
    if column.kind == "text":
        return restored(values)
    if column.kind in ("time", "date"):
        typed = pd.to_datetime(values, format="ISO8601", errors="coerce", utc=True).dt.tz_localize(None).dt.as_unit("s")
        typed = typed.where(~values.str.contains(r"Z$|[+-]\d\d:?\d\d$", na=False) | (column.kind == "date"))
        # pandas takes words such as "now" for a time.
        typed = typed.where(values.str.match(r"\d{4}-\d\d-\d\d", na=False))
        sentence = _("{path}: {column} in row {row} holds “{value}”; write it as 2026-01-05T09:30:00, in local time.")
    elif column.kind == "switch":
        typed = values.map({"yes": True, "no": False})
        sentence = _("{path}: {column} in row {row} holds “{value}”; write yes or no.")
    else:
        typed = pd.to_numeric(values, errors="coerce")
        sentence = _("{path}: {column} in row {row} holds “{value}”; write a number such as 1234.5.")
    bad = typed.isna() & values.notna()
    if bad.any():
        row = int(bad.to_numpy().argmax())
        raise KitError(sentence.format(path=path, column=column.name, row=number(row + 1), value=values.iloc[row]))
    return typed.astype(bool) if column.kind == "switch" and values.notna().all() else typed
