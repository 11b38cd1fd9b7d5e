"""A workbook with several tables is read sheet by sheet, and what is not read is named."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.crm import SCHEMA
from smkt_helpers.errors import KitError
from smkt_helpers.export import write_tables
from smkt_helpers.history import simulate
from smkt_helpers.imports.mapping import ColumnMap
from smkt_helpers.metrics import values
from smkt_helpers.plan import plans
from tests.strategies import small

LEADS = [["Lead ID", "Create Date", "Lead Source"], ["L1", "2026-01-12", "fair"], ["L2", "2026-01-13", "ads"]]
DEALS = [["Deal ID", "Lead ID", "Stage", "Amount (EUR)", "Create Date", "Close Date"],
         ["D1", "L2", "Won", 10, "2026-01-14", "2026-01-20"]]  # fmt: skip


@pytest.fixture
def book(tmp_path):
    """Return a function that writes a workbook and gives its path."""

    def write(**sheets: list[list]) -> Path:
        made = openpyxl.Workbook()
        made.remove(made.active)
        for name, rows in sheets.items():
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
        made.save(tmp_path / "crm.xlsx")
        return tmp_path / "crm.xlsx"

    return write


def notes(report) -> str:
    return "\n".join(note for file in report.files for note in file.notes)


def test_contacts_and_deals_in_one_workbook_are_both_read_and_joined(book):
    tables, report = smkt.read_crm(book(Contacts=LEADS, Deals=DEALS))
    assert sorted(file.name for file in report.files) == ["crm.xlsx (sheet Contacts)", "crm.xlsx (sheet Deals)"]
    assert list(tables.deals["lead_id"]) == [2.0] and len(tables.customers) == 1
    assert "several sheets; read are “Deals”, “Contacts”" in notes(report)


def test_a_cover_is_not_read_and_that_is_said(book):
    tables, report = smkt.read_crm(book(Cover=[["Our report", "for you"], ["x", "y"]], Contacts=LEADS))
    assert len(tables.leads) == 2 and "A sheet was not read. crm.xlsx (sheet Cover)" in notes(report)


def test_of_two_sheets_of_leads_the_fullest_is_read_and_the_other_named(book):
    tables, report = smkt.read_crm(book(Old=LEADS[:2], New=LEADS))
    assert len(tables.leads) == 2 and "“Old” is not" in notes(report)


def test_the_fullest_sheet_is_never_left_out_silently(book):
    companies = [["Company owner", "Company domain name", "Parent company"], *[["a", "b", "c"]] * 9]
    with pytest.raises(KitError, match="list of companies.*Delete this sheet"):
        smkt.read_crm(book(Companies=companies, Contacts=LEADS))


def test_a_mapping_of_the_deals_leaves_the_leads_alone(book):
    deals = [["Nr", "Lead ID", "Lage", "Betrag (EUR)", "Erstellt", "Geschlossen am"], *DEALS[1:]]
    said = ColumnMap("deals", columns={"Nr": "deal_id", "Lage": "stage"})
    tables, _report = smkt.read_crm(book(Contacts=LEADS, Deals=deals), mapping=said)
    assert len(tables.leads) == 2 and list(tables.deals["stage"]) == ["won"]


def test_the_kits_own_workbook_is_imported_whole(tmp_path):
    history = simulate(small(people=150.0), plans.aligned, seed=2, weeks=4).tables()
    (path,) = write_tables(history, tmp_path / "own.xlsx")
    tables, report = smkt.read_crm(path, currency=history.currency, start=history.start, end=history.end)
    for name in SCHEMA:
        assert len(getattr(tables, name)) == len(getattr(history, name)), name
    pd.testing.assert_frame_equal(values(tables), values(history), check_exact=False, rtol=1e-4)
    assert "columns" not in notes(report).split("“")[0] and "not read" not in notes(report)
