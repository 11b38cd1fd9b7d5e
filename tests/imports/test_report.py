"""The report hides nothing, and what a file holds cannot become part of the page."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.imports.report import row_numbers

TEXT = """Lead ID,Create Date,Lead Source,<b>Notes</b>
1,2026-01-05,<script>alert(1)</script>,x
2,2026-01-06,fair,y
2,2026-01-07,fair,z
,2026-01-08,fair,z
"""


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "leads <1>.csv"
    path.write_text(TEXT, encoding="utf-8")
    return smkt.read_crm(path)[1]


def test_the_text_names_file_rows_reasons_and_period(report):
    text = report.text()
    assert "leads <1>.csv: leads, 4 rows read, 2 kept." in text
    assert "same id as another row" in text and "Left out (same id as another row): row 4." in text
    assert "it has no id" in text
    for sentence in (*report.notes, *report.warnings, *report.files[0].notes):
        assert sentence in text


def test_the_page_escapes_everything(report):
    page = report.to_html()
    assert "<script>alert" not in page and "<b>Notes" not in page and "leads <1>" not in page
    assert "<caption>" in page and 'scope="col"' in page and "<style>" in page
    assert report._repr_html_() == page


def test_columns_and_rows_are_tables(report):
    assert list(report.columns.columns) == ["file", "column", "field", "read as", "filled", "supported", "unreadable"]
    fields = report.columns.set_index("column")["field"]
    assert fields["Create Date"] == "created_at" and fields["<b>Notes</b>"] == ""
    assert report.rows.to_dict("records") == [
        {"file": "leads <1>.csv", "row": 4, "reason": "same id as row 3"},
        {"file": "leads <1>.csv", "row": 5, "reason": "it has no id"},
    ]


def test_the_first_twenty_rows_are_listed_and_the_others_counted():
    assert row_numbers(tuple(range(2, 22))) == ", ".join(map(str, range(2, 22)))
    assert row_numbers(tuple(range(2, 53))).endswith("20, 21 and 31 more")


def test_words_with_stars_stay_words(report):
    # Two stars would be strong in a notice.
    from dataclasses import replace

    page = replace(report, warnings=("**look** here.",)).to_html()
    assert not re.search(r"<strong>look", page)


def test_a_report_without_rows_left_out_says_so_by_its_counts(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text("Lead ID,Create Date\n1,2026-01-05\n", encoding="utf-8")
    report = smkt.read_crm(path)[1]
    assert "1 row read, 1 kept" in report.text() and "Left out (" not in report.text()
    assert isinstance(report.rows, pd.DataFrame) and report.rows.empty


def test_it_is_told_how_many_cells_prove_a_format(tmp_path):
    path = tmp_path / "leads.csv"
    path.write_text("Lead ID;Create Date\n1;05.01.2026\n2;13.01.2026\n3;\n", encoding="utf-8")
    report = smkt.read_crm(path)[1]
    created = report.columns.set_index("column").loc["Create Date"]
    assert (created["supported"], created["filled"]) == (1, 2)
    assert "1 of 2 cells can be read only this way" in report.text()
    assert "Readable only this way" in report.to_html()


def test_it_is_told_what_every_stage_was_taken_for(tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text(
        "Deal ID,Deal Stage,Amount,Create Date\n1,Angebot verschickt,5,2026-01-05\n2,Closed Won,5,2026-01-06\n",
        encoding="utf-8",
    )
    report = smkt.read_crm(path, currency="EUR")[1]
    said = "The words in “Deal Stage” were taken for: “Angebot verschickt” = open, “Closed Won” = won."
    assert said in report.text() and said in report.to_html()


def test_it_says_which_days_count_why_and_how_to_count_others(tmp_path):
    path = tmp_path / "leads.csv"
    days = pd.date_range("2026-04-09", "2026-07-31", freq="D")
    rows = "".join(f"{n},{day:%Y-%m-%d}\n" for n, day in enumerate(days, start=1))
    path.write_text(f"Lead ID,Create Date\n{rows}", encoding="utf-8")
    said = smkt.read_crm(path)[1].text()
    assert "from 2026-05-01 to 2026-07-31, both days included" in said, "the last day is the one people know"
    assert "the month in which an export begins is seldom whole" in said
    assert "--start 2026-05-01 --end 2026-08-01" in said and "open “More”" in said
