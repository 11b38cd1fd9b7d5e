"""What a trainer may take along: figures and decisions as CSV, without names unless they are asked for."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from smkt_helpers.decisions import DECISIONS
from smkt_helpers.metrics import METRICS
from smkt_helpers.words import _
from smkt_helpers.workshop.actions import Action
from smkt_helpers.workshop.debriefing.history import decisions
from smkt_helpers.workshop.facts import short_name, shown_rounds
from smkt_helpers.workshop.state import Workshop

FIGURE_COLUMNS = ("quarter", "practice", "who", "table", "metric", "name", "unit", "value")
# How a spreadsheet recognises a formula; a name must not become one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def figures_csv(now: Workshop) -> str:
    """Return all figures that were revealed, one row per table, quarter and metric.

    The column `who` is "table"; "as_before_swap" for the same table going on as before the swap; or the name of a
    mark such as "today", which has no table.
    """
    rows = []
    for round in shown_rounds(now, practice=True):
        result = now.results[round]
        lines = [("table", table, found) for table, found in result.tables.items()]
        lines += [("as_before_swap", table, found) for table, found in result.continued.items()]
        lines += [(name, None, found) for name, found in result.marks.items()]
        quarter = short_name(now.format, round)
        practice = now.format.rounds[round].kind == "practice"
        rows += [
            (quarter, practice, who, table, id, _(METRICS[id].name), METRICS[id].unit, value)
            for who, table, found in lines
            for id, value in found.items()
        ]
    return _csv(pd.DataFrame(rows, columns=list(FIGURE_COLUMNS)).astype({"table": "Int64"}))


def decisions_csv(now: Workshop, actions: Sequence[Action], names: bool = False) -> str:
    """Return what was decided in the quarters that were revealed, one row per decision of a seat.

    Parameters
    ----------
    now : Workshop
    actions : sequence of Action
        All of the workshop.
    names : bool
        Add who sat in the seat, and their reasons.
    """
    table = decisions(actions, shown_rounds(now, practice=True))
    table.insert(0, "quarter", [short_name(now.format, round) for round in table.pop("round")])
    table.insert(5, "label", [_(DECISIONS[name].label) for name in table["decision"]])
    if names:
        for column in ("people", "why"):
            table[column] = [f"'{text}" if text.startswith(_FORMULA) else text for text in table[column]]
    else:
        table = table.drop(columns=["people", "why"])
    return _csv(table)


def _csv(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n")
