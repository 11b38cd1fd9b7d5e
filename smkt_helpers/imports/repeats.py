"""Rows that stand for the same record: which of them counts, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from smkt_helpers.imports.cells import masked
from smkt_helpers.imports.report import OBJECT_WORDS, row_numbers
from smkt_helpers.imports.rows import NOT_FILLED, first_of, unique_rows
from smkt_helpers.words import _, ngettext, number

UPDATED = "updated_at"
SHOWN = 10  # rows or ids that a sentence names


def one_of_each(object: str, table: pd.DataFrame, id: str) -> tuple[pd.DataFrame, pd.DataFrame, int, list[str]]:
    """Drop rows without an id and all but one of the rows with the same id.

    The newest counts where the file says when a row was changed, else the first.

    Parameters
    ----------
    object : str
        What the rows are, for the sentence.
    table : pandas.DataFrame
    id : str
        The column with the ids.

    Returns
    -------
    kept, dropped : pandas.DataFrame
        The rows that stay are in the order in which they came.
    told : int
        Rows left out from which something was taken that the one that counts leaves blank.
    warnings : list of str
        A sentence on what they contradict each other in; nothing if they do not.
    """
    newest = UPDATED in table and table[UPDATED].notna().any()
    order = "place of a row"
    if newest:
        table = table.assign(**{order: np.arange(len(table))})
        table = table.sort_values(UPDATED, ascending=False, kind="stable", na_position="last", ignore_index=True)
    odd = _contradictions(table, id)
    table, dropped, told = unique_rows(table, id)
    if newest:
        table = table.sort_values(order, ignore_index=True).drop(columns=order)
    return table, dropped, told, _said(object, odd, newest)


def _contradictions(table: pd.DataFrame, id: str) -> dict[str, tuple[int | str, ...]]:
    """Return by column the rows that say something else than the row that counts; of several files, the ids."""
    if id not in table:
        return {}
    first = first_of(table[id]).to_numpy()
    again = first != np.arange(len(table))
    if not again.any():
        return {}
    several = "file" in table and len(table["file"].unique()) > 1
    name = table[id].map(masked, na_action="ignore") if several or "row" not in table else table["row"]
    found = {}
    for column in table.columns.difference([*NOT_FILLED, UPDATED, id, "place of a row"], sort=False):
        values = table[column]
        ours = values.take(first).set_axis(values.index)
        other = again & values.notna().to_numpy() & ours.notna().to_numpy() & values.ne(ours).to_numpy()
        if other.any():
            found[column] = tuple(dict.fromkeys(name[other]))
    return found


def _said(object: str, odd: Mapping[str, tuple[int | str, ...]], newest: bool) -> list[str]:
    if not odd:
        return []
    each = []
    for column, places in odd.items():
        if isinstance(places[0], str):
            where = ngettext("id {ids}", "ids {ids}", len(places)).format(ids=row_numbers(places, SHOWN))
        else:
            where = ngettext("row {rows}", "rows {rows}", len(places)).format(
                rows=row_numbers(tuple(sorted(map(int, places))), SHOWN)
            )
        each.append(f"{column} ({where})")
    columns = ", ".join(each)
    words = {"object": _(OBJECT_WORDS[object]), "columns": columns, "n": number(len(odd))}
    if newest:
        said = ngettext(
            "In the {object}, rows with the same id contradict each other in {n} column: {columns}. The row that was "
            "changed last counts.",
            "In the {object}, rows with the same id contradict each other in {n} columns: {columns}. The row that was "
            "changed last counts.",
            len(odd),
        )
    else:
        said = ngettext(
            "In the {object}, rows with the same id contradict each other in {n} column: {columns}. The first row "
            "counts, because nothing says which is newer; look at which is right.",
            "In the {object}, rows with the same id contradict each other in {n} columns: {columns}. The first row "
            "counts, because nothing says which is newer; look at which is right.",
            len(odd),
        )
    return [said.format(**words)]
