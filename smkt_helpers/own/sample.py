"""The shipped export that is as untidy as real ones: its cells, and what can be learned from them.

Everything here is counted in the files of `datasets/irrigation-dirty` when it is asked for, so the lesson stays right
when the sample is made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from smkt_helpers.crm import Tables
from smkt_helpers.imports.dates import read_times
from smkt_helpers.imports.grid import Raw
from smkt_helpers.imports.mapping import read_mapping
from smkt_helpers.imports.numbers import read_numbers
from smkt_helpers.imports.raw import read_raw
from smkt_helpers.imports.read import read_crm
from smkt_helpers.imports.report import ImportReport
from smkt_helpers.practice.load import KIT_ROOT
from smkt_helpers.words import _

FOLDER = KIT_ROOT / "datasets" / "irrigation-dirty"
TRUTH = KIT_ROOT / "datasets" / "truth" / "irrigation-dirty.csv"
CREATED, OPENED = "Create Date", "Last e-mail opened"
TALKED, SHOWN_EACH = "Erstgespräch", 3
WON_BY, PROSPECT = "Gewonnen durch", "own prospect"
EARLY_SCORE, LATE_SCORE, SCORED = "Punkte bei Eingang", "Lead Score", "Lead Score zuletzt geändert"
TIMES = {
    "created_at": CREATED,
    "mql_at": "Became a Marketing Qualified Lead Date",
    "sql_at": "Became a Sales Qualified Lead Date",
    "offer_at": "Became an Opportunity Date",
    "called_at": "First outreach date",
}
WEEKS = 13
DAYS_LEFT = 3  # before the end of the data, within which it is not yet known who was called within a day
PRIOR = 5  # average leads that are added to each group, so that a small group says little
MIXES = 20  # how often the piles are mixed anew


@cache
def contacts() -> Raw:
    """Return the contacts of the sample as they stand in the file."""
    return read_raw(FOLDER / "contacts.csv")


@cache
def dirty_rows() -> pd.DataFrame:
    """Return what is wrong with rows of the contacts: one line per dirty row, with `row`, `what` and `of_row`."""
    truth = pd.read_csv(TRUTH, dtype="str", keep_default_na=False)
    truth = truth[truth["file"] == "contacts.csv"]
    numbers = {name: pd.to_numeric(truth[name]).astype("Int64") for name in ("row", "of_row")}
    return truth.assign(**numbers).set_index("row")


@cache
def people() -> pd.DataFrame:
    """Return the people of the sample who stand in it once and wrote within the quarter.

    Whom sales found itself did not write, and is left out, as the figure "leads" of the scoreboard does.

    Returns
    -------
    pandas.DataFrame
        `created_at`, `mql_at`, `sql_at`, `offer_at`, `called_at` (times), `score` (at the enquiry) and `late_score`
        (as it stands in the file).
    """
    table = contacts().table
    table = table[~table.index.isin(dirty_rows().index) & (table[WON_BY] != PROSPECT)]
    found = pd.DataFrame({name: read_times(table[header], name=header).values for name, header in TIMES.items()})
    for name, header in (("score", EARLY_SCORE), ("late_score", LATE_SCORE)):
        found[name] = read_numbers(table[header], name=header).values
    return found[(found["created_at"] >= start()) & (found["created_at"] < end())]


@cache
def start() -> pd.Timestamp:
    """Return the first day of the quarter: spend is recorded from then on."""
    spend = read_raw(FOLDER / "ad-spend.csv").table
    first = spend.columns[0]
    return read_times(spend[first], name=first).values.min()


def end() -> pd.Timestamp:
    """Return the day after the quarter."""
    return start() + pd.Timedelta(weeks=WEEKS)


# Who stands in it how often


def ten_rows() -> pd.DataFrame:
    """Return some rows of the file in which people stand more than once, in the order of the file.

    Returns
    -------
    pandas.DataFrame
        The file's own columns (index: row number), and `what` is wrong with a row ("" for nothing).
    """
    dirty = dirty_rows()
    chosen: list[int] = []
    for what, count in (("same id", 2), ("same person", 2)):
        few = dirty[dirty["what"] == what].head(count)
        chosen += [*few.index, *few["of_row"]]
    chosen.append(int(dirty.index[dirty["what"] == "test record"][0]))
    chosen.append(_colleague(chosen))
    table = contacts().table.loc[sorted(set(chosen))]
    return table.assign(what=dirty["what"].reindex(table.index).fillna(""))


def _colleague(chosen: Sequence[int]) -> int:
    """Return the row of another person of a firm that is among the chosen rows."""
    table, dirty = contacts().table, dirty_rows()
    shown = table.loc[list(chosen)]
    firms = shown.loc[shown["Company Name"] != "", "Company Name"]
    others = table[table["Company Name"].isin(firms) & ~table["Email"].isin(shown["Email"])]
    others = others[~others.index.isin([*dirty.index, *dirty["of_row"].dropna()]) & (others["Last Name"] != "")]
    return int(others.index[0])


# Dates


def date_cells(header: str) -> tuple[int, int, tuple[str, ...]]:
    """Return how many cells of a column hold a date, how many of them settle its order, and three of those that do not.

    A cell settles it when its first or second number is above 12, because there is no such month.
    """
    words = contacts().table[header]
    parts = words.str.extract(r"^(\d{1,2})[./](\d{1,2})[./]\d{4}").astype("float64").dropna()
    settles = (parts > 12).any(axis=1)
    open_ones = words[settles.index[~settles & (parts[0] != parts[1])]].str.slice(0, 10)
    return len(parts), int(settles.sum()), tuple(open_ones.unique()[:3])


# What a score knew, and when


def in_order(score: pd.Series, good: pd.Series) -> float:
    """Return of 100 pairs (one of the good, one of the others) how many a score puts in the right order.

    A coin would do it in 50, and ties count half. NaN when one of the two groups is empty.
    """
    rank = score.rank()
    yes, no = int(good.sum()), int((~good).sum())
    if not yes or not no:
        return float("nan")
    return float(100 * (rank[good].sum() - yes * (yes + 1) / 2) / (yes * no))


@dataclass(frozen=True)
class Leak:
    """How well two scores tell who turned out to need something: of 100 pairs those in the right order.

    `later` says of 100 people for how many the late score was written after the first conversation or the end.
    """

    early: float
    late: float
    later: float
    people: int
    needed: int


@cache
def leak() -> Leak:
    """Return what the score of the day of the enquiry tells, and what the one in the file seems to tell."""
    found = people().dropna(subset=["score", "late_score"])
    good = found["sql_at"].notna()
    table = contacts().table.loc[found.index]
    written = read_times(table[SCORED], name=SCORED).values
    after = (written > found["created_at"]) & good
    return Leak(
        in_order(found["score"], good),
        in_order(found["late_score"], good),
        float(100 * after.sum() / good.sum()),
        len(found),
        int(good.sum()),
    )


@dataclass(frozen=True)
class Trial:
    """How well a simple rule foretells who is called within a day: of 100 pairs those in the right order.

    `mixed` is the average over several random piles; `ordered` learns from the early days and is tested on the later
    ones. `learned` and `tested` are how many leads lie in the two piles, `called` how many of 100 were called in time.
    """

    mixed: float
    ordered: float
    learned: int
    tested: int
    called: float


@cache
def trial() -> Trial:
    """Return what mixing says about a rule, and what the order of time says about the same rule."""
    found = people()
    passed = found[(found["mql_at"] >= start()) & (found["mql_at"] < end() - pd.Timedelta(days=DAYS_LEFT))]
    passed = passed.sort_values("mql_at")
    wait = passed["called_at"] - passed["mql_at"]
    passed = passed.assign(
        called=wait <= pd.Timedelta(days=1), day=passed["mql_at"].dt.normalize(), points=passed["score"] // 10
    )
    cut = 2 * len(passed) // 3
    rng = np.random.default_rng(10)
    mixed = []
    for _mix in range(MIXES):
        order = rng.permutation(len(passed))
        mixed.append(_foretold(passed.iloc[order[:cut]], passed.iloc[order[cut:]]))
    ordered = _foretold(passed.iloc[:cut], passed.iloc[cut:])
    return Trial(float(np.mean(mixed)), ordered, cut, len(passed) - cut, float(100 * passed["called"].mean()))


def _foretold(learned: pd.DataFrame, tested: pd.DataFrame) -> float:
    """Learn from one pile how many leads of a score and of a day are called in time; say how well it fits the other.

    A group that the first pile does not hold counts as average: nobody knows a day that has not come yet.
    """
    usual = learned["called"].mean()
    told = pd.Series(0.0, index=tested.index)
    for column in ("points", "day"):
        counted = learned["called"].groupby(learned[column]).agg(["sum", "count"])
        share = (counted["sum"] + PRIOR * usual) / (counted["count"] + PRIOR)
        told += tested[column].map(np.log(share / (1 - share))).fillna(np.log(usual / (1 - usual)))
    return in_order(told, tested["called"])


def scored_rows() -> pd.DataFrame:
    """Return some people of both kinds with their two scores, and when the late one was written.

    Returns
    -------
    pandas.DataFrame
        The file's own cells (index: row number) in the columns `CREATED`, `TALKED`, `EARLY_SCORE`, `LATE_SCORE`,
        `SCORED`, and
        `needed`: whether sales found a real need. The first `SHOWN_EACH` of each kind in the quarter with whom a rep
        has talked.
    """
    table, dirty = contacts().table, dirty_rows().index
    known = table[[EARLY_SCORE, LATE_SCORE, SCORED, TALKED]].ne("").all(axis=1)
    table = table[known & ~table.index.isin(dirty) & (table[WON_BY] != PROSPECT)]
    table = table[(read_times(table[CREATED], name=CREATED).values >= start()).to_numpy()]
    needed = table[TIMES["sql_at"]].ne("")
    chosen = pd.concat([table[needed].head(SHOWN_EACH), table[~needed].head(SHOWN_EACH)]).sort_index()
    cells = chosen[[CREATED, TALKED, EARLY_SCORE, LATE_SCORE, SCORED]]
    return cells.assign(needed=needed[chosen.index])


# Young months


@dataclass(frozen=True)
class Month:
    """One month of enquiries: how many, how many asked for an offer by now, and the same on one clock for all.

    `ripe` are those who have had the days of the clock, `ripe_offers` those of them who asked within these days.
    """

    name: str
    leads: int
    offers: int
    ripe: int
    ripe_offers: int

    @property
    def by_now(self) -> float:
        """Offers for 100 leads, by the end of the data."""
        return 100 * self.offers / self.leads

    @property
    def on_clock(self) -> float:
        """Offers for 100 leads within the days of the clock."""
        return 100 * self.ripe_offers / self.ripe


CLOCK = 12  # days
LEAST = 300  # leads of a month that is shown: a few days are no month


@cache
def months() -> tuple[Month, ...]:
    """Return the months of the sample, oldest first, without the last few days that are no month."""
    found = people()
    took = found["offer_at"] - found["created_at"]
    ripe = end() - found["created_at"] >= pd.Timedelta(days=CLOCK)
    soon = took <= pd.Timedelta(days=CLOCK)
    parts = []
    for month, group in found.groupby(found["created_at"].dt.to_period("M")):
        if len(group) >= LEAST:
            inside = ripe[group.index]
            parts.append(
                Month(
                    str(month),
                    len(group),
                    int(group["offer_at"].notna().sum()),
                    int(inside.sum()),
                    int((soon[group.index] & inside).sum()),
                )
            )
    return tuple(parts)


def paths() -> tuple[Path, ...]:
    """Return the files of the sample."""
    return tuple(sorted(FOLDER.glob("*.csv")))


@cache
def reading() -> tuple[Tables, ImportReport]:
    """Import the sample with the mapping files that lie beside it: its quarter, and the report about it."""
    maps = [read_mapping(path) for path in sorted(FOLDER.glob("*.toml"))]
    stages = {word: ours for one in maps for word, ours in one.stages.items()}
    return read_crm(*paths(), mapping=maps, stages=stages, start=start(), end=end())


def named_days() -> str:
    """Return who named the days that count in the sample."""
    return _("Ines has named these days: they are the quarter of which the board asks.")
