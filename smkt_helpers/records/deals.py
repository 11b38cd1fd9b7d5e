"""The table of deals: new sales, and renewals of customers as deals of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from smkt_helpers import kernel
from smkt_helpers.crm_schema import LOST_BECAUSE
from smkt_helpers.market import WEEK
from smkt_helpers.records.rows import Rows, rep_names, time_of, words_of

if TYPE_CHECKING:
    from smkt_helpers.history import History

# More than a market has leads, so that the k-th renewal of a lead has a number of its own.
RENEWAL = 10_000_000
OPEN, WON, LOST = range(3)


def first_price(rows: Rows, row: np.ndarray) -> np.ndarray:
    """Return what the customers of some rows paid at first."""
    return np.round(np.round(rows.trait("value")[row], 2) * (1 - rows.out("discount")[row]), 2)


class _Deals:
    """The deals of all runs as arrays: first the new ones of every run, then the renewals; `order` sorts by run."""

    def __init__(self, history: History, rows: Rows) -> None:
        self.history, self.rows = history, rows

    @cached_property
    def new(self) -> np.ndarray:
        """Return the rows with an offer that was not decided before the period."""
        return np.flatnonzero(~np.isnan(self.rows.out("offered")) & ~(self.rows.out("closed") < self.rows.start))

    @cached_property
    def renewals(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return row, number of the renewal from 1, calendar minute, and whether it was paid."""
        parts = []
        for one, place in zip(self.history.played, self.rows.place, strict=True):
            lead = np.asarray(one.renewals.lead, dtype="int64")
            time, paid = np.asarray(one.renewals.time, dtype="float64"), np.asarray(one.renewals.paid, dtype=bool)
            number = _count_so_far(lead)
            shown = time >= self.rows.start
            parts.append((place[lead[shown]], number[shown], time[shown], paid[shown]))
        return tuple(np.concatenate(column) for column in zip(*parts, strict=True))

    @cached_property
    def row(self) -> np.ndarray:
        return np.concatenate([self.new, self.renewals[0]])

    @cached_property
    def order(self) -> np.ndarray:
        return np.argsort(self.rows.run[self.row], kind="stable")

    def both(self, new: np.ndarray, renewals: np.ndarray) -> np.ndarray:
        """Return one value per deal, in the order of the table."""
        return np.concatenate([np.asarray(new), np.asarray(renewals)])[self.order]

    def of_row(self, values: np.ndarray) -> np.ndarray:
        """Return for each deal the value of its lead."""
        return values[self.row][self.order]

    @cached_property
    def stage(self) -> np.ndarray:
        state = self.rows.out("state")[self.new]
        new = np.where(state == kernel.WON, WON, np.where(state == kernel.LOST, LOST, OPEN))
        return self.both(new, np.where(self.renewals[3], WON, LOST))

    @cached_property
    def closed(self) -> np.ndarray:
        return self.both(self.rows.out("closed")[self.new], self.renewals[2])

    @cached_property
    def created(self) -> np.ndarray:
        row, number, _time, _paid = self.renewals
        due = self.rows.out("closed")[row] + number * self.history.company.keep.weeks * WEEK
        return self.both(self.rows.out("offered")[self.new], due)

    @cached_property
    def value(self) -> np.ndarray:
        renewed = np.round(self.history.company.keep.share * first_price(self.rows, self.renewals[0]), 2)
        return self.both(np.round(self.rows.trait("value")[self.new], 2), renewed)

    @cached_property
    def discount(self) -> np.ndarray:
        return self.both(self.rows.out("discount")[self.new], np.zeros(len(self.renewals[0])))

    @cached_property
    def waited(self) -> np.ndarray:
        day = 60 * (self.history.company.calendar.closes - self.history.company.calendar.opens)
        return self.both(self.rows.out("waited")[self.new] / day, np.full(len(self.renewals[0]), np.nan))

    @cached_property
    def is_renewal(self) -> np.ndarray:
        return self.both(np.zeros(len(self.new), dtype="int64"), np.ones(len(self.renewals[0]), dtype="int64"))


def _count_so_far(lead: np.ndarray) -> np.ndarray:
    """Return for each entry how often its lead has occurred up to it."""
    order = np.argsort(lead, kind="stable")
    first = np.searchsorted(lead[order], lead[order])
    count = np.empty(len(lead), dtype="int64")
    count[order] = np.arange(len(lead)) - first + 1
    return count


def deals_of(history: History, rows: Rows) -> dict[str, Callable[[], Any]]:
    """Return how each column of the deals is made."""
    d = _Deals(history, rows)

    def lost_reason() -> Any:
        reason = np.where(rows.out("state")[d.new] == kernel.LOST, rows.out("reason")[d.new], 0)
        return words_of(d.both(reason, np.zeros(len(d.renewals[0]), dtype="int64")) - 1, LOST_BECAUSE)

    return {
        "replication": lambda: d.of_row(rows.run),
        "deal_id": lambda: d.of_row(rows.lead)
        + RENEWAL * d.both(np.zeros(len(d.new), dtype="int64"), d.renewals[1]),
        "lead_id": lambda: d.of_row(rows.lead),
        "created_at": lambda: time_of(history, d.created),
        "closed_at": lambda: time_of(history, d.closed),
        "stage": lambda: words_of(d.stage, ("open", "won", "lost")),
        "value": lambda: d.value,
        "discount": lambda: np.round(d.discount, 4),
        "amount": lambda: np.where(d.stage == WON, np.round(d.value * (1 - d.discount), 2), 0.0),
        "meetings": lambda: d.both(rows.out("met")[d.new].astype("int64"), np.zeros(len(d.renewals[0]), "int64")),
        "waited_days": lambda: np.round(d.waited, 3),
        "rep": lambda: rep_names(d.of_row(rows.out("rep"))),
        "lost_reason": lost_reason,
        "kind": lambda: words_of(d.is_renewal, ("new", "renewal")),
    }
