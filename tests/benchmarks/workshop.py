"""How long a full room waits: ``python -m tests.benchmarks.workshop``.

Measured in the last quarter of the half day, when each table had decided everything at random in every quarter, with
what each would have seen without the swap: the longest that a room ever waits.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from smkt_helpers import engine
from smkt_helpers.company_file import company
from smkt_helpers.decisions import SEATS
from smkt_helpers.workshop import bots, scoring
from smkt_helpers.workshop.actions import result_data
from smkt_helpers.workshop.formats import read_format
from smkt_helpers.workshop.rounds import PREDICTIONS
from smkt_helpers.workshop.store import Ledger, Store, file_url
from tests.workshop.helpers import made_up

TURNS = 5


def seconds(work: Callable[[], object], turns: int = TURNS) -> float:
    """Return the median seconds that something takes."""
    found = []
    for _turn in range(turns):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def full_room(store: Store, tables: int) -> Ledger:
    """Return the ledger of a workshop of so many tables of six whose last quarter is locked."""
    ledger, chance = store.begin(read_format("half-day")), np.random.default_rng(1)
    for place in range(6 * tables):
        ledger.do("join", id=f"p{place}", name=f"Name {place}", home=SEATS[place % 2])
    ledger.do("seat_all", tables=tables)
    last = len(ledger.now.format.rounds) - 1
    for quarter in range(last + 1):
        ledger.do("go", phase="brief")
        ledger.do("go", phase="open")
        for table in ledger.now.tables:
            for seat in SEATS:
                ledger.do("decide", table=table, seat=seat, why="We think that it will help us to reach more people",
                          values=bots.random_sheet(ledger.now.format, seat, chance))  # fmt: skip
                ledger.do("predict", table=table, seat=seat, answer=list(PREDICTIONS)[table % 3])
        ledger.do("go", phase="locked")
        if quarter < last:
            ledger.do("score", **result_data(quarter, made_up(ledger.now)))
            ledger.do("go", phase="revealed")
    return ledger


def figures() -> dict[str, float]:
    """Return what was measured, by what it is."""
    firm = company("irrigation")
    engine.warm(firm)
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        store = Store(file_url(Path(folder) / "bench.sqlite"))
        for tables in (10, 20, 40):
            ledger = full_room(store, tables)
            found[f"score {tables} tables, s"] = seconds(lambda ledger=ledger: scoring.play(ledger.now, firm))
        found["actions in the ledger of 40 tables"] = len(ledger.actions)
        found["open it again, s"] = seconds(lambda: store.open(ledger.id))
        ledger.do("go", phase="open")
        touches = iter(range(1, 13))
        found["keep one sheet, s"] = seconds(
            lambda: ledger.do("decide", table=1, seat="sales", values={"touches": next(touches)}), 12
        )
        found["undo, s"] = seconds(ledger.undo)
        store.engine.dispose()
    return found


if __name__ == "__main__":
    for what, value in figures().items():
        print(f"{what:<40} {value:>10,.3f}")
