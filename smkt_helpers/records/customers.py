"""The table of customers: all who had not left before the period began."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from smkt_helpers import kernel
from smkt_helpers.records.deals import first_price
from smkt_helpers.records.rows import Rows, channels_of, time_of, words_of

if TYPE_CHECKING:
    from smkt_helpers.history import History


def customers_of(history: History, rows: Rows) -> dict[str, Callable[[], Any]]:
    """Return how each column of the customers is made."""
    company = history.company

    def row() -> np.ndarray:
        return np.flatnonzero((rows.out("state") == kernel.WON) & ~(rows.out("left") < rows.start))

    return {
        "replication": lambda: rows.run[row()],
        "customer_id": lambda: rows.lead[row()],
        "lead_id": lambda: rows.lead[row()],
        "since": lambda: time_of(history, rows.out("closed")[row()]),
        "segment": lambda: words_of(rows.trait("segment")[row()], [s.name for s in company.segments]),
        "channel": lambda: channels_of(company, rows).take(row()),
        "amount": lambda: first_price(rows, row()),
        "left_at": lambda: time_of(history, rows.out("left")[row()]),
        "renewals": lambda: rows.out("renewals")[row()].astype("int64"),
        "kept": lambda: np.round(1 - np.clip(rows.out("gap")[row()], 0, 1), 4),
    }
