"""The CRM tables as files for other programs: whole, harmless, and read back as they were."""

from __future__ import annotations

import datetime
import json
import os

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smkt_helpers import export
from smkt_helpers.__main__ import main
from smkt_helpers.crm import SCHEMA, Tables
from smkt_helpers.crm_csv import read_csv
from smkt_helpers.errors import KitError
from smkt_helpers.export import write_tables
from smkt_helpers.formulas import neutral, restored
from smkt_helpers.history import simulate
from smkt_helpers.imports.read import read_crm
from smkt_helpers.metrics import values
from smkt_helpers.plan import plans
from tests.strategies import small

FORMULAS = ["=1+1", "+49 30 1", "-", "@SUM(A1)", "\t=1", "\n=1", "one\r\ntwo\r", "'=1", "''-2"]
FORMULAS += ["'quoted'", "a=b", "#N/A", "plain"]
READ_BACK = [text.replace("\r\n", "\n").replace("\r", "\n") for text in FORMULAS]
NAMES = sorted(f"{name}.csv" for name in SCHEMA)


def tables_of(frames: dict[str, pd.DataFrame], like: Tables) -> Tables:
    makers = {name: (lambda table=table: table) for name, table in frames.items()}
    return Tables(makers, start=like.start, end=like.end, replications=like.replications, currency=like.currency)


@pytest.fixture(scope="module")
def history() -> Tables:
    return simulate(small(people=150.0), plans.aligned, seed=2, weeks=4).tables()


@pytest.fixture(scope="module")
def made(history) -> Tables:
    """A short history in which people typed formulas into the form."""
    frames = {name: getattr(history, name) for name in SCHEMA}
    typed = [FORMULAS[place % len(FORMULAS)] for place in range(len(frames["leads"]))]
    frames["leads"] = frames["leads"].assign(message=pd.Series(typed, index=frames["leads"].index, dtype="object"))
    return tables_of(frames, history)


def files(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_six_files_that_the_kit_reads_back(history, tmp_path):
    written = write_tables(history, tmp_path / "new" / "2026.10")
    assert sorted(path.name for path in written) == files(tmp_path / "new" / "2026.10") == NAMES
    for name in SCHEMA:
        back = read_csv(name, tmp_path / "new" / "2026.10" / f"{name}.csv")
        for column in SCHEMA[name]:
            was, now = getattr(history, name)[column.name], back[column.name]
            if column.kind == "number":
                was = was.round(column.digits)
            now, was = now.astype("object").where(now.notna(), None), was.astype("object").where(was.notna(), None)
            assert now.to_list() == was.to_list(), f"{name}.{column.name}"


def test_the_import_gives_every_text_back(made, tmp_path):
    frames = {name: getattr(made, name) for name in SCHEMA}
    for name in ("leads", "activities", "customers", "spend"):
        table = frames[name]
        frames[name] = table.assign(channel=table["channel"].astype("object").replace({"search ads": "=search"}))
    risky = tables_of(frames, made)
    write_tables(risky, tmp_path)
    imported, _report = read_crm(tmp_path, currency=made.currency, start=made.start, end=made.end)
    for name in ("leads", "customers", "spend"):
        assert "=search" in set(frames[name]["channel"])
        assert set(getattr(imported, name)["channel"].dropna()) == set(frames[name]["channel"].dropna()), name
    pd.testing.assert_frame_equal(values(imported), values(risky))


def test_no_text_of_a_csv_file_begins_like_a_formula(made, tmp_path):
    write_tables(made, tmp_path)
    for name, columns in SCHEMA.items():
        plain = pd.read_csv(tmp_path / f"{name}.csv", dtype="str", keep_default_na=False)
        for column in columns:
            if column.kind == "text":
                assert not plain[column.name].str.match(r"[=+\-@\t\r\n]").any(), f"{name}.{column.name}"
    assert "'=1+1" in set(pd.read_csv(tmp_path / "leads.csv", dtype="str")["message"])


@given(st.lists(st.text(alphabet="'=+-@\t\r\na1 ", max_size=5), max_size=8))
def test_every_text_comes_back(texts):
    words = pd.Series([*texts, None], dtype="object")
    back = restored(neutral(words))
    assert back.to_list()[:-1] == texts and pd.isna(back.iloc[-1])


def test_a_workbook_holds_dates_numbers_and_harmless_texts(made, tmp_path):
    path = tmp_path / "quarter.xlsx"
    assert write_tables(made, path) == [path]
    assert files(tmp_path) == ["quarter.xlsx"]
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [*SCHEMA, "columns"]
    for name, columns in SCHEMA.items():
        rows = list(book[name].iter_rows())
        assert [cell.value for cell in rows[0]] == [column.name for column in columns]
        assert len(rows) == len(getattr(made, name)) + 1
        assert not [cell for row in rows for cell in row if cell.data_type in ("f", "e")], "a formula or an error"
    first = dict(zip((column.name for column in SCHEMA["leads"]), list(book["leads"].values)[1], strict=True))
    was = made.leads.iloc[0]
    assert isinstance(first["created_at"], datetime.datetime)
    assert abs(first["created_at"] - was["created_at"].to_pydatetime()) < datetime.timedelta(seconds=1)
    assert first["lead_id"] == was["lead_id"] and isinstance(first["score"], float)
    assert [row[10].value for row in list(book["leads"].iter_rows())[1 : len(FORMULAS) + 1]] == READ_BACK


def test_a_workbook_explains_every_column(made, tmp_path):
    write_tables(made, tmp_path / "quarter.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "quarter.xlsx")["columns"].values)[1:]
    assert [row[:2] for row in rows] == [(name, column.name) for name in SCHEMA for column in SCHEMA[name]]
    assert all(row[2] and row[4] and row[5] in ("yes", "no") for row in rows)


def test_signs_that_no_workbook_can_hold_are_left_out(made, tmp_path):
    leads = made.leads.assign(message="ring\x07 me")
    frames = {name: getattr(made, name) for name in SCHEMA} | {"leads": leads}
    write_tables(tables_of(frames, made), tmp_path / "quarter.xlsx")
    assert openpyxl.load_workbook(tmp_path / "quarter.xlsx")["leads"]["K2"].value == "ring me"


def test_too_many_rows_for_excel(made, tmp_path, monkeypatch):
    monkeypatch.setattr(export, "MOST_ROWS", len(made.leads))
    with pytest.raises(KitError, match=r"leads has .* rows, and a sheet of Excel holds .*; export CSV files instead"):
        write_tables(made, tmp_path / "quarter.xlsx")
    assert files(tmp_path) == []


def test_a_text_too_long_for_excel(made, tmp_path):
    leads = made.leads.assign(message="a" * 40_000)
    frames = {name: getattr(made, name) for name in SCHEMA} | {"leads": leads}
    with pytest.raises(KitError, match=r"leads\.message: the text in row 1 is longer than the 32,767 letters"):
        write_tables(tables_of(frames, made), tmp_path / "quarter.xlsx")
    assert files(tmp_path) == []


def test_tables_that_break_the_schema_write_nothing(made, tmp_path):
    frames = {name: getattr(made, name) for name in SCHEMA} | {"leads": made.leads.assign(status="unknown")}
    with pytest.raises(KitError, match="status"):
        write_tables(tables_of(frames, made), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_when_a_file_cannot_be_replaced_all_stay_as_they_were(made, tmp_path, monkeypatch):
    for name in NAMES:
        (tmp_path / name).write_text("mine")
    (tmp_path / "notes.txt").write_text("mine too")
    really = os.replace

    def locked(old, new):
        if str(new) == str(tmp_path / "leads.csv") and "new" in str(old):
            raise PermissionError(13, "Permission denied", str(old), None, str(new))
        really(old, new)

    monkeypatch.setattr(os, "replace", locked)
    with pytest.raises(KitError, match=r"leads\.csv cannot be written: Permission denied\. If it is open"):
        write_tables(made, tmp_path)
    assert files(tmp_path) == sorted([*NAMES, "notes.txt"])
    assert {(tmp_path / name).read_text() for name in NAMES} == {"mine"}


def test_files_of_before_are_replaced_and_others_stay(made, tmp_path):
    (tmp_path / "leads.csv").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    write_tables(made, tmp_path)
    assert len(read_csv("leads", tmp_path / "leads.csv")) == len(made.leads)
    assert files(tmp_path) == sorted([*NAMES, "notes.txt"])


@pytest.mark.parametrize("name", ["quarter.csv", "quarter.xls"])
def test_a_name_that_is_neither_folder_nor_workbook(made, tmp_path, name):
    with pytest.raises(KitError, match=r"names no folder; give a folder for six CSV files, or a name that ends in"):
        write_tables(made, tmp_path / name)
    assert files(tmp_path) == []


def test_a_file_where_the_folder_should_be(made, tmp_path):
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(KitError, match=r"taken cannot be written"):
        write_tables(made, tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "mine"


def test_the_command_plays_and_writes(tmp_path, capsys):
    assert main(["export", str(tmp_path / "out"), "--weeks", "2"]) == 0
    told = capsys.readouterr().out
    assert files(tmp_path / "out") == NAMES
    leads = read_csv("leads", tmp_path / "out" / "leads.csv")
    assert f"leads: {len(leads):,} rows" in told and str(tmp_path / "out" / "leads.csv") in told


def test_the_command_as_json_writes_a_workbook(tmp_path, capsys):
    path = tmp_path / "quarter.xlsx"
    assert main(["export", str(path), "--weeks", "2", "--set", "threshold=70", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"] == [str(path)]
    sheets = openpyxl.load_workbook(path)
    assert told["rows"] == {name: sheets[name].max_row - 1 for name in SCHEMA}


def test_the_command_needs_a_place(capsys):
    assert main(["export"]) == 2
    assert "PATH" in capsys.readouterr().err
