"""The columns of CRM tables as plain arrays, and how rows are counted per run.

Everything that counts figures reads tables through a `View`; what it makes is kept with the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from smkt_helpers.errors import KitError
from smkt_helpers.words import _

if TYPE_CHECKING:  # what only names the figures need not load pandas
    import pandas as pd

    from smkt_helpers.crm import Tables

HOUR, DAY, WEEK = 3600.0, 86400.0, 604800.0
Measure = Callable[["Tables"], np.ndarray]


class View:
    """The columns of some tables as plain arrays, each made once: times as seconds since `start`."""

    def __init__(self, tables: Tables, made: dict) -> None:
        self._tables, self._made = tables, made
        self._start = np.datetime64(tables.start, "s")
        self.end = (np.datetime64(tables.end, "s") - self._start).astype("float64")
        self.runs = self.once(("runs",), lambda: _run_numbers(tables))

    def once(self, key: tuple, make: Callable[[], Any]) -> Any:
        """Return what was made before under this key, or make it now."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def run(self, table: str) -> np.ndarray:
        """Return each row's place in `runs`."""
        return self.once((table,), lambda: self._places(table))

    def _places(self, table: str) -> np.ndarray:
        numbers = self._column(table, "replication").astype("int64")
        places = np.searchsorted(self.runs, numbers)
        strange = numbers != self.runs[np.minimum(places, len(self.runs) - 1)]
        if strange.any():
            raise KitError(_("The table {table} holds run {run}, which the other tables do not know.").format(
                table=table, run=numbers[strange.argmax()]))
        return places

    def _column(self, table: str, column: str) -> np.ndarray:
        return self._tables.column(table, column).to_numpy()

    def numbers(self, table: str, column: str) -> np.ndarray:
        """Return a column as floats."""
        return self.once((table, column), lambda: self._column(table, column).astype("float64"))

    def times(self, table: str, column: str) -> np.ndarray:
        """Return a column of times as seconds since the start of the period, NaN where blank."""
        return self.once((table, column), lambda: self._times(table, column))

    def _times(self, table: str, column: str) -> np.ndarray:
        stamps = self._column(table, column)
        if stamps.dtype.kind != "M":
            import pandas as pd

            stamps = pd.to_datetime(stamps).to_numpy()
        stamps = stamps.astype("datetime64[s]")
        seconds = (stamps - self._start).astype("float64")
        seconds[np.isnat(stamps)] = np.nan
        return seconds

    def within(self, table: str, column: str) -> np.ndarray:
        """Return the rows whose time lies in the period."""
        return self.once((table, column, "in"), lambda: self.inside(self.times(table, column)))

    def inside(self, seconds: np.ndarray) -> np.ndarray:
        """Return which moments lie in the period."""
        return (seconds >= 0) & (seconds < self.end)

    def reads(self, table: str, column: str, word: str) -> np.ndarray:
        """Return the rows that hold a word."""
        return self.once((table, column, word), lambda: _reads(self._tables.column(table, column), word))

    def count(self, table: str, mask: np.ndarray) -> np.ndarray:
        """Count the chosen rows of each run."""
        return np.bincount(self.run(table)[mask], minlength=len(self.runs)).astype("float64")

    def total(self, table: str, mask: np.ndarray, amounts: np.ndarray) -> np.ndarray:
        """Add up the chosen rows of each run."""
        return np.bincount(self.run(table)[mask], weights=amounts[mask], minlength=len(self.runs))

    def known_total(self, table: str, mask: np.ndarray, amounts: np.ndarray) -> np.ndarray:
        """Add up the chosen rows of each run that hold a number, NaN where there are rows and none of them does."""
        blank = mask & np.isnan(amounts)
        if not blank.any():
            return self.total(table, mask, amounts)
        known = mask & ~blank
        unknown = (self.count(table, blank) > 0) & (self.count(table, known) == 0)
        return np.where(unknown, np.nan, self.total(table, known, amounts))

    def quantile(self, table: str, mask: np.ndarray, amounts: np.ndarray, share: float) -> np.ndarray:
        """Return a quantile of the chosen rows of each run, NaN where there are none."""
        run, values = self.run(table)[mask], amounts[mask]
        order = np.argsort(values)
        values = values[order[np.argsort(run[order].astype("int16"), kind="stable")]]
        size = np.bincount(run, minlength=len(self.runs))
        place = share * (size - 1)
        low = np.floor(place).astype("int64")
        first = np.cumsum(size) - size
        result = np.full(len(self.runs), np.nan)
        some = size > 0
        below = values[(first + low)[some]]
        above = values[(first + np.minimum(low + 1, size - 1))[some]]
        result[some] = below + (place - low)[some] * (above - below)
        return result

    def kept(self, table: str, column: str) -> np.ndarray:
        """Return for each run whether the data record this event at all.

        A column that is blank from top to bottom means "it never happened" where the weekly terms show that
        the data are complete, and "nobody wrote it down" in an import without them.
        """
        return self.once((table, column, "kept"), lambda: self.told(table, self.filled(table, column)))

    def told(self, table: str, rows: np.ndarray) -> np.ndarray:
        """Return for each run whether the data hold any of the chosen rows, or weekly terms and so everything."""
        complete = self.once(("complete",), lambda: self.count("terms", np.ones(len(self.run("terms")), bool)) > 0)
        return complete if complete.all() else complete | (self.count(table, rows) > 0)

    def full(self) -> np.ndarray:
        """Return for each run whether the data tell of everything the kit knows, as a simulation does.

        A plain CRM export holds no reps' survey and does not say who brought a person; there, an event that is
        never recorded is unknown.
        """
        return self.once(("full",), lambda: (
            self.count("terms", ~np.isnan(self.numbers("terms", "trust")))
            + self.count("leads", self.filled("leads", "source")) > 0))

    def filled(self, table: str, column: str) -> np.ndarray:
        """Return the rows that are not blank."""
        return self.once((table, column, "filled"), lambda: self._tables.column(table, column).notna().to_numpy())

    def yes(self, table: str, column: str) -> np.ndarray:
        """Return the rows that say yes."""
        return self.once((table, column, "yes"), lambda: self._tables.column(table, column).eq(True).to_numpy(bool))

    def mean(self, table: str, mask: np.ndarray, amounts: np.ndarray) -> np.ndarray:
        """Return the mean of the chosen rows of each run that hold a number."""
        mask = mask & ~np.isnan(amounts)
        return ratio(self.total(table, mask, amounts), self.count(table, mask))

    def asked(self) -> np.ndarray:
        """Return the leads who asked, or were recommended; whom sales found itself is not among them."""
        return self.once(("leads", "asked"), lambda: ~self.reads("leads", "source", "own prospect"))

    def new(self) -> np.ndarray:
        """Return the deals that are not renewals."""
        return self.once(("deals", "new"), lambda: ~self.reads("deals", "kind", "renewal"))

    def asked_at(self) -> np.ndarray:
        """Return for each lead when the person asked before the first attempt, for the last time."""
        return self.once(("leads", "asked_at"), lambda: np.where(
            self.times("leads", "returned_at") <= self.times("leads", "first_touch_at"),
            self.times("leads", "returned_at"), self.times("leads", "created_at")))

    def won_at(self) -> np.ndarray:
        """Return for each lead the time at which it was won, NaN for all others."""
        return self.once(("leads", "won_at"), lambda: np.where(
            self.reads("leads", "status", "won"), self.times("leads", "closed_at"), np.nan))


def _run_numbers(tables: Tables) -> np.ndarray:
    # Terms and spend are small and name every run of a simulation. Where they do not, the other tables are
    # asked, and a run without a single row still counts as a run.
    found: set[int] = set()
    for name in ("terms", "spend", "deals", "leads", "customers"):
        if len(found) < tables.replications:
            found |= {int(one) for one in tables.column(name, "replication").unique()}
    spare = (one for one in range(tables.replications + len(found)) if one not in found)
    missing = [next(spare) for _one in range(tables.replications - len(found))]
    return np.array(sorted([*found, *missing]), dtype="int64")


def _reads(values: pd.Series, word: str) -> np.ndarray:
    import pandas as pd

    if isinstance(values.dtype, pd.CategoricalDtype):
        known = values.cat.categories
        code = known.get_loc(word) if word in known else -2
        return values.cat.codes.to_numpy() == code
    return values.eq(word).fillna(False).to_numpy(dtype=bool)


def view_of(tables: Tables) -> View:
    """Return the view of some tables."""
    # What is made is kept with the tables, so that it lives exactly as long as they do; the view itself is not,
    # or the two would hold each other, and their memory would come back much later.
    return View(tables, vars(tables).setdefault("_made_for_metrics", {}))


def run_numbers(tables: Tables) -> np.ndarray:
    """Return the numbers of the runs, rising: whole numbers of shape (replications,)."""
    return view_of(tables).runs


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return part ÷ whole, NaN where the whole is nothing."""
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
