"""How each figure is counted: one function per metric, over the CRM tables, for all runs at once.

Every measure takes `Tables` and returns one float per run, in rising run number, NaN where it has
no answer. Some functions are given a choice first and return such a measure. Names, units and meanings are in
`metrics`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from smkt_helpers.crm import Tables
from smkt_helpers.errors import KitError
from smkt_helpers.words import _

HOUR, DAY, WEEK = 3600.0, 86400.0, 604800.0
STAGES = ("lead", "mql", "sal", "sql", "opportunity", "won")
STAGE_TIMES = {"mql": "mql_at", "sal": "sal_at", "sql": "sql_at", "opportunity": "opportunity_at"}
Measure = Callable[[Tables], np.ndarray]


class _View:
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
        stamps = pd.to_datetime(self._tables.column(table, column)).to_numpy().astype("datetime64[s]")
        seconds = (stamps - self._start).astype("float64")
        seconds[np.isnat(stamps)] = np.nan
        return seconds

    def within(self, table: str, column: str) -> np.ndarray:
        """Return the rows whose time lies in the period."""
        return self.once((table, column, "in"), lambda: self.inside(self.times(table, column)))

    def inside(self, seconds: np.ndarray) -> np.ndarray:
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
        return self.once((table, column, "kept"), lambda: (
            self.count(table, ~np.isnan(self.times(table, column)))
            + self.count("terms", np.ones(len(self.run("terms")), dtype=bool)) > 0))

    def won_at(self) -> np.ndarray:
        """Return for each lead the time at which it was won, NaN for all others."""
        return self.once(("leads", "won_at"), lambda: np.where(
            self.reads("leads", "status", "won"), self.times("leads", "closed_at"), np.nan))


def _run_numbers(tables: Tables) -> np.ndarray:
    # Terms and spend are small and name every run of a simulation. Where they do not, the other tables are
    # asked, and a run without a single row still counts as a run.
    found: set[int] = set()
    for name in ("terms", "spend", "deals", "leads"):
        if len(found) < tables.replications:
            found |= {int(one) for one in getattr(tables, name)["replication"].unique()}
    spare = (one for one in range(tables.replications + len(found)) if one not in found)
    missing = [next(spare) for _one in range(tables.replications - len(found))]
    return np.array(sorted([*found, *missing]), dtype="int64")


def _reads(values: pd.Series, word: str) -> np.ndarray:
    if isinstance(values.dtype, pd.CategoricalDtype):
        known = values.cat.categories
        code = known.get_loc(word) if word in known else -2
        return values.cat.codes.to_numpy() == code
    return values.eq(word).fillna(False).to_numpy(dtype=bool)


def _view(tables: Tables) -> _View:
    # What is made is kept with the tables, so that it lives exactly as long as they do; the view itself is not,
    # or the two would hold each other, and their memory would come back much later.
    return _View(tables, vars(tables).setdefault("_made_for_metrics", {}))


def run_numbers(tables: Tables) -> np.ndarray:
    """Return the numbers of the runs, rising: whole numbers of shape (replications,)."""
    return _view(tables).runs


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)


def events(table: str, column: str) -> Measure:
    """Return a measure that counts the rows whose time lies in the period."""
    def count(tables: Tables) -> np.ndarray:
        view = _view(tables)
        return np.where(view.kept(table, column), view.count(table, view.within(table, column)), np.nan)
    return count


def _deals_closed(view: _View, stage: str) -> np.ndarray:
    return view.within("deals", "closed_at") & view.reads("deals", "stage", stage)


def wins(tables: Tables) -> np.ndarray:
    """Count the deals won."""
    view = _view(tables)
    return np.where(view.kept("deals", "created_at"), view.count("deals", _deals_closed(view, "won")), np.nan)


def _of_wins(column: str) -> Measure:
    def total(tables: Tables) -> np.ndarray:
        view = _view(tables)
        amounts = view.total("deals", _deals_closed(view, "won"), view.numbers("deals", column))
        return np.where(view.kept("deals", "created_at"), amounts, np.nan)
    return total


revenue, _list_price = _of_wins("amount"), _of_wins("value")


def discount(tables: Tables) -> np.ndarray:
    """Add up what was taken off the list price of the deals won."""
    return _list_price(tables) - revenue(tables)


def discount_share(tables: Tables) -> np.ndarray:
    """Return the discount as a share of the list price of the deals won."""
    return _ratio(discount(tables), _list_price(tables))


def win_rate(tables: Tables) -> np.ndarray:
    """Return the share of wins among the deals closed."""
    view = _view(tables)
    won, lost = (view.count("deals", _deals_closed(view, stage)) for stage in ("won", "lost"))
    return _ratio(won, won + lost)


def pipeline(tables: Tables) -> np.ndarray:
    """Add up the list prices of the deals open at the end."""
    view = _view(tables)
    still = (view.times("deals", "created_at") < view.end) & ~(view.times("deals", "closed_at") < view.end)
    amounts = view.total("deals", still, view.numbers("deals", "value"))
    return np.where(view.kept("deals", "created_at"), amounts, np.nan)


def _weekly(view: _View, table: str, amounts: np.ndarray) -> np.ndarray:
    inside = view.within(table, "week_start")
    return np.where(view.count(table, inside) > 0, view.total(table, inside, amounts), np.nan)


def spend(tables: Tables) -> np.ndarray:
    """Add up marketing's spend, brand included."""
    view = _view(tables)
    return _weekly(view, "spend", view.numbers("spend", "amount"))


def people(tables: Tables) -> np.ndarray:
    """Add up the cost of all paid hours and of the shared tools."""
    view = _view(tables)
    cost = view.numbers("terms", "tools")
    for team in ("rep", "marketer"):
        cost = cost + view.numbers("terms", f"{team}_hours") * view.numbers("terms", f"{team}_hour_price")
    return _weekly(view, "terms", cost)


def contribution(tables: Tables) -> np.ndarray:
    """Return revenue less spend, people and tools."""
    return revenue(tables) - spend(tables) - people(tables)


def cost_per_lead(tables: Tables) -> np.ndarray:
    """Return the spend for one lead."""
    return _ratio(spend(tables), events("leads", "created_at")(tables))


def cac(tables: Tables) -> np.ndarray:
    """Return spend, people and tools for one deal won."""
    return _ratio(spend(tables) + people(tables), wins(tables))


def utilisation(tables: Tables) -> np.ndarray:
    """Return the share of the reps' paid hours that was used."""
    view = _view(tables)
    used = _weekly(view, "terms", view.numbers("terms", "rep_hours_used"))
    return _ratio(used, _weekly(view, "terms", view.numbers("terms", "rep_hours")))


def _followed(view: _View, weeks: int) -> dict[str, np.ndarray]:
    """Return for each stage the leads of the cohort that reached it, and every stage before it, in time."""
    return view.once(("followed", weeks), lambda: _follow(view, weeks))


def _follow(view: _View, weeks: int) -> dict[str, np.ndarray]:
    created = view.times("leads", "created_at")
    reached = [(created >= 0) & (created + weeks * WEEK <= view.end)]
    for stage in STAGES[1:]:
        when = view.won_at() if stage == "won" else view.times("leads", STAGE_TIMES[stage])
        reached.append(reached[-1] & (when <= created + weeks * WEEK))
    return dict(zip(STAGES, reached, strict=True))


def cohort(tables: Tables, follow_weeks: int) -> pd.DataFrame:
    """Count how far the people got who enquired early enough to be followed for some weeks.

    Parameters
    ----------
    tables : Tables
    follow_weeks : int
        Weeks after the enquiry; what happens later does not count.

    Returns
    -------
    pandas.DataFrame
        One row per run, one column per stage of `STAGES`; no stage is larger than the one before it.
    """
    view = _view(tables)
    reached = _followed(view, follow_weeks)
    return pd.DataFrame({stage: view.count("leads", mask).astype("int64") for stage, mask in reached.items()},
                        index=pd.Index(view.runs, name="replication"))


def conversion(whole: str, part: str, weeks: int) -> Measure:
    """Return a measure of the cohort's share that got from one stage to the next within some weeks."""
    def share(tables: Tables) -> np.ndarray:
        view = _view(tables)
        reached = _followed(view, weeks)
        kept = view.kept("deals", "created_at") if part == "won" else view.kept("leads", STAGE_TIMES[part])
        counts = _ratio(view.count("leads", reached[part]), view.count("leads", reached[whole]))
        return np.where(kept, counts, np.nan)
    return share


def acceptance(tables: Tables) -> np.ndarray:
    """Return the share of MQLs accepted among those looked at."""
    view = _view(tables)
    looked = view.within("leads", "looked_at")
    accepted = looked & ~np.isnan(view.times("leads", "sal_at"))
    return _ratio(view.count("leads", accepted), view.count("leads", looked))


def rejected(reason: str) -> Measure:
    """Return a measure of the share of MQLs turned away for a reason, among those looked at."""
    def share(tables: Tables) -> np.ndarray:
        view = _view(tables)
        looked = view.within("leads", "looked_at")
        turned_away = looked & view.reads("leads", "reject_reason", reason)
        return _ratio(view.count("leads", turned_away), view.count("leads", looked))
    return share


def speed(share: float) -> Measure:
    """Return a measure of the hours from enquiry to first attempt: the median for 0.5."""
    def hours(tables: Tables) -> np.ndarray:
        view = _view(tables)
        waited = (view.times("leads", "first_touch_at") - view.times("leads", "created_at")) / HOUR
        return view.quantile("leads", view.within("leads", "first_touch_at"), waited, share)
    return hours


def _targets(view: _View) -> np.ndarray:
    """Return for each lead the seconds promised in the week in which it became an MQL, else NaN."""
    inside = view.within("terms", "week_start")
    weeks = math.ceil(view.end / WEEK)
    promised = np.full((len(view.runs), weeks + 1), np.nan)
    week = (view.times("terms", "week_start")[inside] // WEEK).astype("int64")
    promised[view.run("terms")[inside], week] = view.numbers("terms", "target_hours")[inside] * HOUR
    mql_week = np.where(view.within("leads", "mql_at"), view.times("leads", "mql_at") // WEEK, weeks)
    return promised[view.run("leads"), mql_week.astype("int64")]


def target_kept(tables: Tables) -> np.ndarray:
    """Return the share of MQLs first tried within the promised time, among those due."""
    view = _view(tables)
    due = view.times("leads", "created_at") + _targets(view)
    touched = view.times("leads", "first_touch_at")
    in_time = touched <= due
    missed = ~in_time & (due < view.end)
    return _ratio(view.count("leads", in_time), view.count("leads", in_time | missed))


def touches(tables: Tables) -> np.ndarray:
    """Return the attempts for one lead that was tried."""
    view = _view(tables)
    touched = view.within("leads", "first_touch_at")
    attempts = view.total("leads", touched, view.numbers("leads", "touches"))
    return _ratio(attempts, view.count("leads", touched))


def untouched(weeks: int) -> Measure:
    """Return a measure of the share of the cohort's MQLs that nobody tried to reach."""
    def share(tables: Tables) -> np.ndarray:
        view = _view(tables)
        mql = _followed(view, weeks)["mql"]
        touched = view.times("leads", "first_touch_at") <= view.times("leads", "created_at") + weeks * WEEK
        never = _ratio(view.count("leads", mql & ~touched), view.count("leads", mql))
        return np.where(view.kept("leads", "first_touch_at"), never, np.nan)
    return share


def backlog(tables: Tables) -> np.ndarray:
    """Count the MQLs that nobody has looked at when the period ends."""
    view = _view(tables)
    waiting = view.times("leads", "mql_at") < view.end
    for done in ("looked_at", "first_touch_at", "closed_at"):
        waiting = waiting & ~(view.times("leads", done) < view.end)
    return np.where(view.kept("leads", "mql_at"), view.count("leads", waiting), np.nan)


def cycle(tables: Tables) -> np.ndarray:
    """Return the median days from enquiry to sale of the leads won."""
    view = _view(tables)
    days = (view.won_at() - view.times("leads", "created_at")) / DAY
    return view.quantile("leads", view.inside(view.won_at()), days, 0.5)
