"""The named steps that make a clean table dirty, as years of work with a CRM do.

A sheet is a table of words: one column per column of the file, and beside them `WHAT` (what is wrong with the row,
"" for nothing) and `OF` (the index of the row that it repeats). Every step draws from a generator of its own name, so a
new step changes no earlier one.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

WHAT, OF = "_what", "_of"
TRUTH = ["file", "row", "id", "what", "of_row"]
FIRST = tuple(
    "Annika Bastian Carla Dörte Emil Florian Gesa Henrik Imke Jonas Katrin Lennart Maren Nils Oda Philipp Rieke Sören "
    "Tjark Ulrike Volker Wiebke Yannick Zoë Łukasz Małgorzata Thùy Đức Agnieszka Hải".split()
)
LAST = tuple(
    "Ahlers Brandt Claasen Dührkop Ellerbrock Fehling Görtz Hagedorn Ihde Jürgens Kröger Lüders Möhring Niebuhr "
    "Oltmanns Petersen Quast Rüther Schäfer Tietjen Uhlig Vogt Wübbena Zander Żak Wójcik Nguyễn Trần Kowalski Phạm".split()
)
MEANINGS = {
    "first": "First name, invented.",
    "last": "Last name, invented.",
    "email": "Address, invented; some cells hold two.",
    "phone": "Telephone number, invented.",
    "late_score": "A score that was changed again AFTER the outcome was known.",
    "late_score_at": "When that score was changed last.",
    "opened_at": "When the last letter was opened; no figure needs it.",
    "notes": "Notes as they were typed and pasted.",
    "name": "Name of the deal.",
    "pipeline": "Name of the pipeline.",
    "activity_id": "Number of the activity.",
    "converted": "1 once the person asked for an offer.",
    "currency": "Code of the currency.",
    "close_date": "The day on which somebody hoped to close the deal.",
}
NOTES = (
    "<p>Rang twice. <b>Wants a quote</b> &amp; a site visit.</p>",
    "<div>Asked for the price list<br>and for a reference of our size</div>",
    "Spoke to the owner.\nCall again after the harvest.",
    "<p>Not before spring &ndash; budget is closed</p>",
    'Said: "too dear", wants a second offer',
)


def draws(seed: int, step: str) -> np.random.Generator:
    """Return the generator of a named step."""
    return np.random.default_rng([seed, zlib.crc32(step.encode())])


def sheet(columns: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Return a sheet in which nothing is wrong yet; what is blank becomes ""."""
    words = pd.DataFrame({name: values.astype("object") for name, values in columns.items()}).fillna("").astype("str")
    return words.assign(**{WHAT: "", OF: -1})


def invented(ids: pd.Series, firms: pd.Series, rng: np.random.Generator, phones: Sequence[str]) -> pd.DataFrame:
    """Return an invented person per row: first, last, email and phone; no address is there twice."""
    first, last = rng.choice(FIRST, len(ids)), rng.choice(LAST, len(ids))
    plain = pd.Series(first + "." + last).str.lower().str.normalize("NFKD")
    plain = plain.str.replace("ł", "l").str.replace("đ", "d").str.encode("ascii", "ignore").str.decode("ascii")
    domain = firms.fillna("post").str.lower().str.replace(r"[^a-z]+", "-", regex=True).str.strip("-").reset_index(drop=True)
    again = (plain + domain).groupby(plain + domain).cumcount().map(lambda n: str(n + 1) if n else "")
    numbers = rng.permutation(len(phones) * 1000)[: len(ids)]
    made = pd.DataFrame({
        "first": first, "last": last, "email": plain + again + "@" + domain + ".invalid",
        "phone": [f"{phones[n // 1000]}{n % 1000:03d}" for n in numbers],
    })
    return made.set_axis(ids.index)


def clean_rows(table: pd.DataFrame) -> pd.Index:
    """Return the rows with which nothing is wrong so far."""
    return table.index[table[WHAT] == ""]


def repeat(table: pd.DataFrame, rows: Sequence[int], what: str, changes: Mapping[str, Sequence[str]],
           rng: np.random.Generator) -> pd.DataFrame:
    """Insert copies of rows somewhere below the originals, with other words in some columns."""
    copies = table.loc[rows].assign(**changes, **{WHAT: what, OF: list(rows)})
    place = [rng.uniform(table.index.get_loc(row) + 1, len(table)) for row in rows]
    return _inserted(table, copies, place)


def insert(table: pd.DataFrame, rows: pd.DataFrame, what: str, rng: np.random.Generator) -> pd.DataFrame:
    """Insert rows of our own anywhere; columns they do not have are blank."""
    full = rows.reindex(columns=table.columns, fill_value="").assign(**{WHAT: what, OF: -1})
    return _inserted(table, full, rng.uniform(0, len(table), len(rows)))


def _inserted(table: pd.DataFrame, rows: pd.DataFrame, place: Sequence[float]) -> pd.DataFrame:
    rows = rows.set_axis(range(int(table.index.max()) + 1, int(table.index.max()) + 1 + len(rows)))
    order = np.argsort(np.concatenate([np.arange(len(table)), np.asarray(place)]), kind="stable")
    return pd.concat([table, rows]).iloc[order]


def spoil(table: pd.DataFrame, column: str, words: Sequence[str], count: int, what: str,
          rng: np.random.Generator) -> pd.DataFrame:
    """Replace filled cells of sound rows by words that say nothing."""
    sound = table.index[(table[WHAT] == "") & (table[column] != "")]
    rows = rng.choice(sound, count, replace=False)
    table = table.copy()
    table.loc[rows, column] = rng.choice(words, count)
    table.loc[rows, WHAT] = what
    return table


def dashes(table: pd.DataFrame, columns: Sequence[str], words: Sequence[str], share: float,
           rng: np.random.Generator) -> pd.DataFrame:
    """Write words for "nothing" into part of the blank cells of some columns, as other people before us did."""
    table = table.copy()
    for column in columns:
        chosen = (table[column] == "") & (table[WHAT] != "blank") & (rng.random(len(table)) < share)
        table.loc[chosen, column] = rng.choice(words, int(chosen.sum()))
    return table


def late_score(score: pd.Series, status: pd.Series, rng: np.random.Generator) -> pd.Series:
    """Return a score that somebody kept changing after the outcome was known: it looks far too good."""
    known = status.map({"won": 38, "open": 26, "sql": 20, "lost": 12, "no need": -15, "not ready": -18,
                        "disqualified": -30, "unreached": -12, "rejected": -20}).fillna(0)
    return (score + known + rng.normal(0, 4, len(score))).clip(0, 100).round(1)


def notes(count: int, rng: np.random.Generator, share: float) -> np.ndarray:
    """Return notes as people type and paste them: with HTML, line breaks and quotation marks; "" for most rows."""
    return np.where(rng.random(count) < share, rng.choice(NOTES, count), "")


def truth(table: pd.DataFrame, file: str, id_column: str) -> pd.DataFrame:
    """Return one line per dirty row: file, row as a spreadsheet counts it, id, what is wrong, and of which row."""
    rows = pd.Series(range(2, len(table) + 2), index=table.index)
    dirty = table[table[WHAT] != ""]
    of = dirty[OF].map(rows).map(lambda row: "" if pd.isna(row) else str(int(row)))
    made = pd.DataFrame({"file": file, "row": rows[dirty.index], "id": dirty[id_column], "what": dirty[WHAT], "of_row": of})
    return made[TRUTH]


def write(table: pd.DataFrame, path: Path, headers: Mapping[str, str], footer: Sequence[str] = (), *,
          delimiter: str = ",", encoding: str = "utf-8", quote_all: bool = False) -> None:
    """Write a sheet as a CRM would, under other headers, with a footer of lines written as they are."""
    import csv

    words = table.drop(columns=[WHAT, OF]).rename(columns=dict(headers))
    text = words.to_csv(index=False, sep=delimiter, lineterminator="\n",
                        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL)
    path.write_bytes((text + "".join(line + "\n" for line in footer)).encode(encoding))
