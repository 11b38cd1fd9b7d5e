"""From the engine's outcomes to the CRM tables.

Each column is made when it is first asked for: a scoreboard reads a dozen of them, and the readable ones
(firm, message, ...) are wanted only where a person reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smkt_helpers.records.customers import customers_of
from smkt_helpers.records.deals import deals_of
from smkt_helpers.records.leads import leads_of
from smkt_helpers.records.rows import WARMUP, Rows
from smkt_helpers.records.touches import activities_of
from smkt_helpers.records.weeks import Weeks, spend_table, terms_table

if TYPE_CHECKING:
    from smkt_helpers.history import History

__all__ = ["WARMUP", "makers_of"]


def makers_of(history: History, from_week: int = 0) -> Mapping[str, Any]:
    """Return how each table of the period from a played week on is made: a function, or one function per column."""
    rows, weeks = Rows(history, from_week), Weeks(history, from_week)
    return {
        "leads": leads_of(history, rows),
        "activities": lambda: activities_of(history, rows),
        "deals": deals_of(history, rows),
        "customers": customers_of(history, rows),
        "spend": spend_table(weeks),
        "terms": terms_table(weeks),
    }
