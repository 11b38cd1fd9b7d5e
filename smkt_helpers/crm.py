"""The CRM tables: one schema, checked.

Everything after the simulation reads these six tables and nothing else, so a metric works the same on a
simulated quarter, on the shipped sample and on a real export.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from smkt_helpers.crm_schema import KEYS, SCHEMA, Column
from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _, number

__all__ = ["KEYS", "SCHEMA", "Column", "Tables", "completed", "problems"]

def problems(name: str, table: pd.DataFrame) -> list[str]:
    """Return one sentence per way in which a table breaks the schema; an empty list means it is good."""
    if name not in SCHEMA:
        return [
            _("There is no table called {name!r}; the tables are {known}.").format(name=name, known=", ".join(SCHEMA))
        ]
    found = []
    known = [column.name for column in SCHEMA[name]]
    missing = [column for column in known if column not in table.columns]
    if missing:
        found.append(_("{table}: the column {columns} is missing.").format(table=name, columns=", ".join(missing)))
    extra = [str(column) for column in table.columns if column not in known]
    if extra:
        found.append(
            _("{table}: the column {columns} is not known; the columns are {known}.").format(
                table=name, columns=", ".join(extra), known=", ".join(known)
            )
        )
    twice = sorted({str(column) for column in table.columns[table.columns.duplicated()]})
    if twice:
        return [
            *found,
            _("{table}: the column {columns} is there more than once.").format(table=name, columns=", ".join(twice)),
        ]
    for column in SCHEMA[name]:
        if column.name in table.columns:
            found += _column_problems(name, column, table[column.name])
    key = KEYS.get(name)
    if not found and key and (again := table.duplicated(["replication", key])).any():
        sentence = _("{table}.{column}: row {row} holds {value}, which is there more than once in a run.")
        column = next(one for one in SCHEMA[name] if one.name == key)
        found.append(_say(sentence, name, column, table[key], again))
    return found


def completed(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with a blank column wherever one is missing that may be blank.

    An export from elsewhere knows less than a simulation; what it does not hold is unknown, not an error.
    """
    missing = [column for column in SCHEMA.get(name, ()) if column.empty and column.name not in table.columns]
    if not missing:
        return table
    known = table.assign(**{column.name: _blank(column, table.index) for column in missing})
    order = [column.name for column in SCHEMA[name] if column.name in known.columns]
    return known[order + [column for column in known.columns if column not in order]]


def _blank(column: Column, index: pd.Index) -> pd.Series:
    kinds = {"whole": "float64", "number": "float64", "time": "datetime64[s]", "date": "datetime64[s]"}
    return pd.Series(None, index=index, dtype=kinds.get(column.kind, "object"))


def _column_problems(table: str, column: Column, values: pd.Series) -> list[str]:
    blank = values.isna()
    wrong = _wrong_kind(column, values) & ~blank
    if blank.any() and not column.empty:
        sentence = _("{table}.{column}: row {row} is blank; this column must be filled.")
        return [_say(sentence, table, column, values, blank)]
    if wrong.any():
        sentence = _("{table}.{column} must hold {words}; row {row} holds {value}.")
        return [_say(sentence, table, column, values, wrong, words=_(KINDS[column.kind]))]
    if column.options and (unknown := ~(values.isin(column.options) | blank)).any():
        sentence = _("{table}.{column}: row {row} holds {value}; allowed is {known}.")
        return [_say(sentence, table, column, values, unknown, known=", ".join(column.options))]
    if column.low is not None and (below := values < column.low).any():
        sentence = _("{table}.{column}: row {row} holds {value}; the least allowed is {low}.")
        return [_say(sentence, table, column, values, below.fillna(False), low=number(column.low))]
    if column.high is not None and (above := values > column.high).any():
        sentence = _("{table}.{column}: row {row} holds {value}; the most allowed is {high}.")
        return [_say(sentence, table, column, values, above.fillna(False), high=number(column.high))]
    return []


def _say(sentence: str, table: str, column: Column, values: pd.Series, bad: pd.Series, **words: str) -> str:
    rows = int(bad.sum())
    first = int(bad.to_numpy().argmax())
    said = sentence.format(
        table=table, column=column.name, row=number(first + 1), value=f"“{values.iloc[first]}”", **words
    )
    if rows == 1:
        return said
    return said + " " + _("{rows} rows in all are like this.").format(rows=number(rows))


KINDS = {
    "whole": N_("whole numbers"),
    "number": N_("numbers"),
    "switch": N_("yes or no"),
    "time": N_("dates with times"),
    "date": N_("dates"),
    "text": N_("words"),
}


def _wrong_kind(column: Column, values: pd.Series) -> pd.Series:
    """Return which filled values are not of the column's kind."""
    if column.kind in ("whole", "number"):
        if pd.api.types.is_bool_dtype(values):
            return pd.Series(True, index=values.index)
        amounts = pd.to_numeric(values, errors="coerce").astype("float64").to_numpy()
        wrong = ~np.isfinite(amounts)
        if column.kind == "whole":
            wrong |= amounts != np.floor(amounts)
        if not pd.api.types.is_numeric_dtype(values):
            wrong |= np.array([isinstance(value, str) for value in values], dtype=bool)
        return pd.Series(wrong, index=values.index)
    if column.kind == "switch":
        return pd.Series([not isinstance(value, bool | np.bool_) for value in values], index=values.index)
    if column.kind in ("time", "date") and not pd.api.types.is_datetime64_any_dtype(values):
        return pd.Series([not isinstance(value, datetime.date) for value in values], index=values.index)
    return pd.Series(False, index=values.index)


class Tables:
    """The six tables of one or more runs; each is made when it is first asked for.

    Attributes
    ----------
    leads, activities, deals, customers, spend, terms : pandas.DataFrame
        As described in `SCHEMA`; each has a `replication` column.
    start, end : pandas.Timestamp
        The period that counts. Rows from before `start` are there only as far as they reach into it.
    replications : int
    currency : str
    """

    def __init__(
        self,
        makers: Mapping[str, Callable[[], pd.DataFrame] | Mapping[str, Callable[[], Any]]],
        *,
        start: pd.Timestamp,
        end: pd.Timestamp,
        replications: int,
        currency: str,
    ) -> None:
        self._makers = dict(makers)
        self._columns: dict[tuple[str, str], pd.Series] = {}
        self.start, self.end = start, end
        self.replications, self.currency = replications, currency

    def column(self, table: str, name: str) -> pd.Series:
        """Return one column, without making the others where they can be made one by one."""
        maker = self._makers[table]
        if callable(maker):
            return getattr(self, table)[name]
        if (table, name) not in self._columns:
            self._columns[table, name] = pd.Series(maker[name](), name=name)
        return self._columns[table, name]

    def _made(self, table: str) -> pd.DataFrame:
        maker = self._makers[table]
        if callable(maker):
            return completed(table, maker())
        return pd.DataFrame({name: self.column(table, name) for name in maker})

    @cached_property
    def leads(self) -> pd.DataFrame:
        """One row per person who wrote, was recommended or was found by sales."""
        return self._made("leads")

    @cached_property
    def activities(self) -> pd.DataFrame:
        """One row per touch of either team."""
        return self._made("activities")

    @cached_property
    def deals(self) -> pd.DataFrame:
        """One row per offer asked for, and per renewal decided."""
        return self._made("deals")

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row per customer who had not left before the period."""
        return self._made("customers")

    @cached_property
    def spend(self) -> pd.DataFrame:
        """One row per week and channel."""
        return self._made("spend")

    @cached_property
    def terms(self) -> pd.DataFrame:
        """One row per week: what was agreed, and hours."""
        return self._made("terms")

    def check(self) -> None:
        """Check all tables against the schema.

        Raises
        ------
        KitError
            All problems found, one sentence each.
        """
        found = [problem for name in SCHEMA for problem in problems(name, getattr(self, name))]
        found = found or self._references()
        if found:
            raise KitError("\n".join(found))

    def _references(self) -> list[str]:
        """Return one sentence per way in which the tables do not fit together."""
        found = []
        known = pd.MultiIndex.from_frame(self.leads[["replication", "lead_id"]])
        for name in ("activities", "deals", "customers"):
            table = getattr(self, name)
            lost = ~pd.MultiIndex.from_frame(table[["replication", "lead_id"]]).isin(known)
            lost &= table["lead_id"].notna().to_numpy()
            if lost.any():
                found.append(
                    _("{table}.lead_id: {value} is not among the leads.").format(
                        table=name, value=table.loc[lost, "lead_id"].iloc[0]
                    )
                )
        return found
