"""Every kind of bad file that people have handed over, and what becomes of it: a table that is right, or a sentence."""

from __future__ import annotations

import io
import unicodedata

import openpyxl
import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.errors import KitError
from smkt_helpers.imports import raw

HEAD = "Lead ID,Create Date,Company\n"
GOOD = HEAD + "L1,2026-01-05,Łódź AG\nL2,2026-01-06,Bär KG\n"
DAYS = "2026-01-05,2026-01-15"
DEALS = "Deal ID,Stage,Create Date,Close Date,{header}\n1,won," + DAYS + ",{cell}\n2,won," + DAYS + ",{other}\n"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for line in GOOD.splitlines():
        book.active.append(line.split(","))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def read(tmp_path):
    """Return a function that imports one file and gives its tables and what is said of it."""

    def imported(content: str | bytes, name: str = "file.csv", **options):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        tables, report = smkt.read_crm(tmp_path / name, **options)
        return tables, report.text()

    return imported


@pytest.mark.parametrize(("name", "content"), [
    ("BOM", "\ufeff" + GOOD),
    ("UTF-16", GOOD.encode("utf-16")),
    ("Windows letters of Central Europe", GOOD.replace("Bär", "Bór").encode("cp1250")),
    ("Windows letters of Western Europe", GOOD.replace("Łódź", "Größe").encode("cp1252")),
    ("Windows letters of Vietnam", GOOD.replace("Łódź", "Công").replace("Bär", "Đông").encode("cp1258", "replace")),
    ("semicolons", GOOD.replace(",", ";")),
    ("tabs", GOOD.replace(",", "\t")),
    ("bars", GOOD.replace(",", "|")),
    ("a line that names the mark", "sep=;\n" + GOOD.replace(",", ";")),
    ("mixed line ends", GOOD.replace("\n", "\r\n", 1)),
    ("a line end in a cell", GOOD.replace("Bär KG", '"Bär\nKG"')),
    ("a mark at the end of each line", GOOD.replace("\n", ",\n")),
    ("a total", GOOD + "Total,,2\n"),
    ("a notice", GOOD + "\nCopyright (c) 2026 us\nConfidential Information - Do Not Distribute\n"),
    ("a workbook called CSV", workbook()),
    ("padded names", GOOD.replace("Create Date", "  Create  Date \u00a0")),
    ("blank rows", GOOD.replace("L2", "\n,,\nL2")),
    ("letters taken apart", unicodedata.normalize("NFD", GOOD)),
    ("ids as numbers with a point", GOOD.replace("L1", "123.0").replace("L2", "124.0")),
])  # fmt: skip
def test_what_can_be_mended_gives_both_leads(read, name, content):
    tables, _said = read(content)
    assert len(tables.leads) == 2 and tables.leads["firm"].notna().all(), name
    assert list(tables.leads["created_at"]) == [pd.Timestamp("2026-01-05"), pd.Timestamp("2026-01-06")], name


def test_a_plain_file_called_a_workbook_is_read(read):
    assert len(read(GOOD, "leads.xlsx")[0].leads) == 2


@pytest.mark.parametrize(("content", "said"), [
    ("", "is empty"),
    (HEAD, "no rows below it"),
    (GOOD.replace("Bär", '"Bär'), "quotation mark"),
    ("Ticket ID,Ticket name,Ticket status\n1,a,b\n", "service tickets"),
    ("Product ID,Product name,Unit price\n1,a,2\n", "list of products"),
    ("Campaign,Delivered,Opens,Clicks,Bounces\na,1,1,1,1\n", "e-mail campaigns"),
    (GOOD.replace("L1", "1.2E+09"), "rounded the id"),
    (HEAD + "L1,03/04/2026,x\nL2,05/06/2026,y\n", "in two ways"),
    (DEALS.format(header="Amount", cell="1.234", other="5.678"), "with decimal"),
    (DEALS.format(header="Amount", cell="€ 12", other="$ 13"), "mixes currencies"),
])  # fmt: skip
def test_what_cannot_be_mended_is_a_sentence_and_nothing_is_imported(read, content, said):
    with pytest.raises(KitError, match=said):
        read(content)


def test_a_file_too_large_is_refused_before_it_is_read(read, monkeypatch):
    monkeypatch.setattr(raw, "MEGABYTES_LIMIT", 0)
    with pytest.raises(KitError, match="is larger than 0 MB"):
        read(GOOD)


@pytest.mark.parametrize(("cell", "day"), [
    ("18.02.2026", "2026-02-18"), ("2026.02.18", "2026-02-18"), ("15 Apr, 2021", "2021-04-15"),
    ("46071", "2026-02-18"), ("1771444680000", "2026-02-18"), ("18/02/2026 7:58 PM", "2026-02-18"),
])  # fmt: skip
def test_every_way_to_write_a_day(read, cell, day):
    tables, _said = read(f'Lead ID;Create Date\nL1;"{cell}"\n')
    assert tables.leads["created_at"][0].date().isoformat() == day


@pytest.mark.parametrize("cell", ["1900-01-01", "9999-12-31", "0000-00-00"])
def test_days_that_stand_for_none_leave_the_row_out_and_are_said(read, cell):
    tables, said = read(GOOD.replace("2026-01-06", cell))
    assert len(tables.leads) == 1 and "Left out (its date cannot be read): row 3." in said


def test_the_night_in_which_the_clocks_change(read):
    text = "Lead ID,Create Date\nL1,2026-03-29T00:30:00Z\nL2,2026-03-30T00:30:00Z\n"
    tables, _said = read(text, zone="Europe/Berlin")
    assert list(tables.leads["created_at"]) == [pd.Timestamp("2026-03-29 01:30"), pd.Timestamp("2026-03-30 02:30")]


@pytest.mark.parametrize(("cell", "amount"), [
    ("1.234,56", 1234.56), ("1\u202f234,56", 1234.56), ("$342.09K", 342090), ("12.000.000 ₫", 12e6),
    ("1,234.56", 1234.56),
])  # fmt: skip
def test_every_way_to_write_money(read, cell, amount):
    tables, _said = read(DEALS.format(header="Amount", cell=cell, other="").replace(",", ";").replace(
        cell.replace(",", ";"), cell))  # fmt: skip
    assert tables.deals["amount"][0] == amount and pd.isna(tables.deals["amount"][1])


def test_a_negative_amount_in_brackets_is_left_blank_and_said(read):
    tables, said = read(DEALS.format(header="Amount", cell="(5.50)", other="7.25"))
    assert pd.isna(tables.deals["amount"][0]) and "1 value of amount is not possible" in said


@pytest.mark.parametrize("cell", ["Select", "N/A", "-", "k. A.", "brak", "không có"])
def test_words_that_mean_blank_are_blank(read, cell):
    tables, _said = read(GOOD.replace("Bär KG", cell))
    assert tables.leads["firm"].isna().tolist() == [False, True]


def test_two_columns_of_one_name_are_told_apart(read):
    _tables, said = read(GOOD.replace("Company", "Company,Company").replace("AG", "AG,x").replace("KG", "KG,y"))
    assert "More than one column is called “Company”" in said


@pytest.mark.parametrize("words", [("Yes", "No"), ("Ja", "Nein"), ("Tak", "Nie"), ("Có", "Không")])
def test_yes_and_no_in_every_language(read, words):
    tables, _said = read(
        f"Lead ID,Create Date,called_twice\nL1,2026-01-05,{words[0]}\nL2,2026-01-06,{words[1]}\n", object="leads"
    )
    assert list(tables.leads["called_twice"]) == [True, False]


def test_a_cell_that_tells_of_somebody_instead_of_a_date_is_not_quoted(read):
    _tables, said = read(GOOD.replace("2026-01-06", "Anna Schmidt knows"))
    assert "1 cell of “Create Date” could not be read and is left blank, in row 3." in said and "Anna" not in said


def test_a_currency_is_asked_for_only_where_there_is_money(read):
    text = "Deal ID,Stage,Create Date,Close Date\n1,won,2026-01-05,2026-01-15\n2,lost,2026-01-05,2026-01-15\n"
    assert "currency" not in read(text)[1]
    assert "No currency is named" in read(DEALS.format(header="Amount", cell="5", other="6"))[1]
