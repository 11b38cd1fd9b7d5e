"""One table in three dialects of three systems imports to the same tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.crm import SCHEMA

LEADS = pd.DataFrame({
    "lead_id": range(101, 161),
    "created_at": pd.date_range("2026-02-02 07:58", periods=60, freq="31h"),
    "channel": ["search", "fair"] * 30,
    "status": ["lead", "mql", "working", "disqualified"] * 15,
    "score": [n + 0.5 for n in range(60)],
    "mql_at": pd.date_range("2026-02-03 19:58", periods=60, freq="31h")})  # fmt: skip
DEALS = pd.DataFrame({
    "deal_id": range(1, 21),
    "lead_id": range(101, 161, 3),
    "created_at": pd.date_range("2026-02-10 13:05", periods=20, freq="40h"),
    "closed_at": pd.date_range("2026-03-10 16:40", periods=20, freq="40h"),
    "stage": ["won", "lost"] * 10,
    "amount": [1234.0 + 1111.25 * n for n in range(20)]})  # fmt: skip
GERMAN = {
    "lead_id": "Lead-Nr  ", "created_at": "Erstellt am ", "channel": "Kanal\u00a0", "status": "Lead-Status ",
    "score": "Punkte ", "mql_at": "MQL am ", "deal_id": "Deal-ID ", "closed_at": "Abschlussdatum ",
    "stage": "Deal-Phase ", "amount": "Betrag "}  # fmt: skip
ENGLISH = {
    "lead_id": "Lead ID", "created_at": "Create Date", "channel": "Lead Source", "status": "Lead Status",
    "score": "Lead Score", "mql_at": "MQL Date", "deal_id": "Deal ID", "closed_at": "Close Date", "stage": "Deal Stage",
    "amount": "Amount"}  # fmt: skip
STATUS = {"lead": "Neu", "mql": "MQL", "working": "In Bearbeitung", "disqualified": "Disqualifiziert",
          "won": "Gewonnen", "lost": "Verloren"}  # fmt: skip
US_STATUS = {"lead": "New", "mql": "MQL", "working": "Working - Contacted", "disqualified": "Unqualified",
             "won": "Closed Won", "lost": "Closed Lost"}  # fmt: skip


def times(table: pd.DataFrame, form: str) -> pd.DataFrame:
    made = {name: table[name].dt.strftime(form) for name in table if name.endswith("_at")}
    return table.assign(**made)


def iso(table: pd.DataFrame, path: Path) -> None:
    times(table, "%Y-%m-%dT%H:%M:%S").to_csv(path, index=False)


def german(table: pd.DataFrame, path: Path) -> None:
    words = {name: table[name].map(STATUS) for name in ("status", "stage") if name in table}
    numbers = {name: table[name].map(lambda one: f"{one:_.2f}".replace(".", ",").replace("_", "."))
               for name in ("score", "amount") if name in table}  # fmt: skip
    made = times(table, "%d.%m.%Y %H:%M").assign(**words, **numbers).rename(columns=GERMAN)
    path.write_text("\ufeff" + made.to_csv(index=False, sep=";", lineterminator="\r\n"), encoding="utf-8", newline="")


def american(table: pd.DataFrame, path: Path) -> None:
    def clock(one: pd.Timestamp) -> str:
        half = "AM" if one.hour < 12 else "PM"
        return f"{one.month}/{one.day}/{one.year} {one.hour % 12 or 12}:{one.minute:02} {half}"

    made = {name: table[name].map(clock) for name in table if name.endswith("_at")}
    made |= {name: table[name].map(US_STATUS) for name in ("status", "stage") if name in table}
    if "amount" in table:
        made["amount"] = table["amount"].map(lambda one: f"${one:,.2f}")
    table.assign(**made).rename(columns=ENGLISH).to_csv(path, index=False, encoding="utf-16")


@pytest.fixture(scope="module")
def imported(tmp_path_factory) -> dict:
    found = {}
    for write in (iso, german, american):
        folder = tmp_path_factory.mktemp(write.__name__)
        write(LEADS, folder / "leads.csv")
        write(DEALS, folder / "deals.csv")
        found[write.__name__] = smkt.read_crm(folder)
    return found


@pytest.mark.parametrize("dialect", ["german", "american"])
def test_all_dialects_give_the_same_tables_and_scoreboard(imported, dialect):
    (plain, report), (other, other_report) = imported["iso"], imported[dialect]
    for name in SCHEMA:
        pd.testing.assert_frame_equal(getattr(plain, name), getattr(other, name))
    assert (report.start, report.end) == (other_report.start, other_report.end)
    pd.testing.assert_frame_equal(smkt.scoreboard(plain), smkt.scoreboard(other))


def test_the_tables_hold_what_was_written(imported):
    tables, report = imported["iso"]
    assert len(tables.leads) == 60 and len(tables.deals) == 20
    assert list(tables.leads["lead_id"]) == list(LEADS["lead_id"])
    assert tables.deals["amount"].sum() == pytest.approx(DEALS.loc[DEALS["stage"] == "won", "amount"].sum())
    assert imported["american"][0].currency == "USD" and tables.currency == ""
    assert report.rows.empty and all(file.read == file.kept for file in report.files)


def test_the_report_tells_each_dialect(imported):
    german_files = imported["german"][1].files
    assert {file.delimiter for file in german_files} == {";"} and {file.encoding for file in german_files} == {"utf-8"}
    said = imported["american"][1].columns.set_index(["file", "column"])["read as"]
    assert "month" in said["leads.csv", "Create Date"] and "day" in said["leads.csv", "Create Date"]
