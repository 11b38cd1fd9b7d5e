"""Exports as hurried people make them: every sentence is right, and nobody is named in any of them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.__main__ import main
from smkt_helpers.crm import SCHEMA
from smkt_helpers.errors import KitError

DAYS = [datetime(2026, 1, 5, 9) + timedelta(hours=31 * place) for place in range(30)]
SECRETS = ("Anna", "Schmidt", "Klein", "Wójcik", "Nguyễn", "acme.de", "170 1234", "601 234", "<script", "onerror")


@pytest.fixture
def write(tmp_path):
    """Return a function that writes lines of cells as a file and gives its path."""

    def made(name: str, *lines: list, mark: str = ",", encoding: str = "utf-8") -> Path:
        quoted = [mark.join('"' + str(cell).replace('"', '""') + '"' for cell in line) for line in lines]
        (tmp_path / name).write_bytes(("\r\n".join(quoted) + "\r\n").encode(encoding))
        return tmp_path / name

    return made


def said_by(tables, report) -> str:
    """Return everything an import hands over, but for the page's own style sheet."""
    page = report.to_html()
    page = page[: page.find("<style")] + page[page.rfind("</style>") :]
    frames = "".join(getattr(tables, name).to_csv() for name in SCHEMA)
    return report.text() + page + report.columns.to_csv() + report.rows.to_csv() + frames


def nobody_in(text: str) -> None:
    for secret in SECRETS:
        assert secret not in text, f"{secret}: {text[max(0, text.find(secret) - 80) :][:160]}"


def hubspot(write) -> list[Path]:
    contacts = [["Record ID", "First Name", "Last Name", "Email", "Phone Number", "Contact owner", "Lead Status",
                 "Lifecycle Stage", "Create Date", "Original Source", "Associated Company", "Message"]]  # fmt: skip
    calls = [["Call ID", "Activity date", "Activity assigned to", "Call outcome", "Call duration", "Call notes",
              "Associated Contact IDs", "Activity type"]]  # fmt: skip
    deals = [["Record ID", "Deal Name", "Deal Stage", "Deal owner", "Close Date", "Create Date", "Amount", "Currency",
              "Closed Lost Reason", "Associated Contact", "Associated Contact IDs"]]  # fmt: skip
    for place, day in enumerate(DAYS):
        when = day.strftime("%Y-%m-%d %H:%M")
        contacts.append([3010 + place, "Anna", "Schmidt", f"p{place}@acme.de", f"+49 170 12345{place:02}", "Eva Klein",
                         ["New", "Connected", "Bad timing", ""][place % 4], "Lead", when, "Paid Search", "acme.de",
                         "<p>Call me, Anna Schmidt</p>"])  # fmt: skip
        calls.append([5000 + place, when, "Eva Klein", "Connected", place * 9000, "<div>spoke to Anna</div>",
                      3010 + place, "Call"])  # fmt: skip
        closed = (day + timedelta(days=20)).strftime("%Y-%m-%d %H:%M")
        deals.append([9000 + place, "Schmidt - New Deal", ["Contract Sent", "Closed Won", "Closed Lost"][place % 3],
                      "Eva Klein", closed, when, 1000 + place, "EUR",
                      f"Anna Schmidt said no {place}" if place % 3 == 2 else "", f"Anna Schmidt (p{place}@acme.de)",
                      3010 + place])  # fmt: skip
    return [write(name, *lines, encoding="utf-8-sig") for name, lines in
            (("contacts.csv", contacts), ("calls.csv", calls), ("deals.csv", deals))]  # fmt: skip


def test_hubspot_names_nobody_in_report_tables_or_json(write, capsys):
    paths = hubspot(write)
    tables, report = smkt.read_crm(*paths)
    nobody_in(said_by(tables, report))
    assert main(["import", *map(str, paths), "--json"]) == 0
    nobody_in(capsys.readouterr().out)
    assert [file.kept for file in report.files] == [30, 30, 30]
    assert "10 texts that are not shown" in report.text()
    # When an open deal should close is no event; the last one is a deal lost or won.
    closed = max(DAYS[place] for place in range(30) if place % 3) + timedelta(days=20)
    assert f"should have been closed before {closed:%Y-%m-%d}, the last day" in "\n".join(report.warnings)


def test_the_deals_of_salesforce_are_found_by_what_a_converted_lead_names(write):
    leads = [["Lead ID", "First Name", "Last Name", "Email", "Lead Status", "Create Date", "Converted Date",
              "Opportunity ID", "Lead Owner"]]  # fmt: skip
    chances = [["Opportunity ID", "Opportunity Owner", "Opportunity Name", "Stage", "Amount", "Close Date",
                "Created Date"]]  # fmt: skip
    for place, day in enumerate(DAYS):
        won = place % 3 == 0
        leads.append([f"00Q{place:03}", "Anna", "Schmidt", f"p{place}@acme.de", "Closed - Converted" if won else "New",
                      f"{day:%m/%d/%Y}", f"{day:%m/%d/%Y}" if won else "", f"006{place:03}" if won else "",
                      "Eva Klein"])  # fmt: skip
        if won:
            chances.append([f"006{place:03}", "Eva Klein", "Schmidt pumps", "Closed Won", "1,000.50",
                            f"{day + timedelta(days=20):%m/%d/%Y}", f"{day:%m/%d/%Y}"])  # fmt: skip
    leads += [["", "", "", "", "", "", "", "", ""], ["Confidential Information - Do Not Distribute", *[""] * 8],
              ["Generated By: Eva Klein 5/22/2026", *[""] * 8]]  # fmt: skip
    tables, report = smkt.read_crm(write("leads.csv", *leads), write("opps.csv", *chances))
    nobody_in(said_by(tables, report))
    assert tables.leads["status"].eq("won").sum() == 10 and tables.deals["lead_id"].notna().all()
    assert "The leads of 10 deals were found in the table of leads, which names their deals." in report.notes
    assert len(report.rows[report.rows["reason"].str.contains("footer")]) == 2


def test_pipedrive_reads_what_is_done_and_leaves_what_is_planned(tmp_path, write):
    people = [["Person - ID", "Person - Name", "Person - Email - Work", "Person - Owner", "Person - Person created"]]
    people += [[7000 + place, "Anna Schmidt", f"p{place}@acme.de", "Eva Klein", f"{day:%Y-%m-%d %H:%M:%S}"]
               for place, day in enumerate(DAYS)]  # fmt: skip
    book = openpyxl.Workbook()
    book.active.append(["Activity - ID", "Activity - Subject", "Activity - Type", "Activity - Due date",
                        "Activity - Duration", "Activity - Done", "Activity - Marked as done time",
                        "Activity - Person ID", "Person - Name"])  # fmt: skip
    for place, day in enumerate(DAYS):
        book.active.append([place, "Call Anna", "Call", day.date(), "00:15", "Done" if place % 2 else "To do",
                            day if place % 2 else None, 7000 + place, "Anna Schmidt"])  # fmt: skip
    book.save(tmp_path / "activities.xlsx")
    tables, report = smkt.read_crm(write("people.csv", *people), tmp_path / "activities.xlsx")
    nobody_in(said_by(tables, report))
    assert report.files[1].dropped == {"planned": tuple(range(2, 32, 2))}
    assert tables.activities["minutes"].eq(15).all()


@pytest.mark.parametrize(("encoding", "mark", "lines"), [
    ("cp1252", ";", [["Lead-Nr", "Firma", "Ansprechpartner", "E-Mail", "Quelle", "Eingang", "Status", "Bearbeiter"],
                     ["L-1", "Müller KG", "Anna Schmidt", "a@acme.de", "Messe", "18.02.2026 09:05", "In Bearbeitung",
                      "Eva Klein"]]),
    ("cp1250", ";", [["Numer leada", "Firma", "Osoba kontaktowa", "Telefon", "Źródło", "Data utworzenia", "Status"],
                     ["1", "Łódź sp. z o.o.", "Ewa Wójcik", "+48 601 234 567", "Targi", "18.02.2026", "W toku"]]),
    ("utf-8", ",", [["Mã lead", "Họ và tên", "Số điện thoại", "Công ty", "Nguồn", "Ngày tạo", "Trạng thái"],
                    ["1", "Nguyễn Văn B", "0901234567", "Công ty A", "Hội chợ", "18/02/2026 09:05", "Đang liên hệ"]]),
])  # fmt: skip
def test_plain_lists_of_other_languages(write, encoding, mark, lines):
    tables, report = smkt.read_crm(write("leads.csv", *lines, mark=mark, encoding=encoding))
    nobody_in(said_by(tables, report))
    assert list(tables.leads["status"]) == ["working"] and list(tables.leads["firm"]) == ["Firm 1"]
    assert tables.leads["created_at"][0].date().isoformat() == "2026-02-18"


def test_forty_columns_that_nobody_needs_are_counted_and_named(write):
    heads = ["Record ID", "Create Date", *(f"Custom field {place}" for place in range(40))]
    _tables, report = smkt.read_crm(write("wide.csv", heads, [1, "2026-01-05", *["x"] * 40]), object="leads")
    assert "40 columns are not read: “Custom field 0”" in report.text()


def test_the_text_says_how_dates_were_read_also_in_two_orders(write):
    lines = [["Lead ID", "Created", "MQL date"], *([place, f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}"]
             for place, day in enumerate(DAYS))]  # fmt: skip
    text = smkt.read_crm(write("leads.csv", *lines))[1].text()
    assert "“Created” was read as: day/month/year" in text and "“MQL date” was read as: month/day/year" in text


def test_the_way_out_of_two_readings_can_be_typed_as_it_stands(write, capsys):
    path = write("leads.csv", ["Lead ID", "Create Date"], [1, "01/02/2026"])
    assert main(["import", str(path)]) == 2
    said = capsys.readouterr().err
    assert '--date "Create Date=%d/%m/%Y"' in said and 'dates={"Create Date": "%d/%m/%Y"}' in said
    assert main(["import", str(path), "--date", "Create Date=%d/%m/%Y", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["report"]["files"][0]["kept"] == 1


def test_a_list_without_headers_shows_nobody_also_when_its_table_is_named(write):
    path = write("list.csv", ["Anna Schmidt", "anna@acme.de", "2026-01-05"], ["Bo", "bo@acme.de", "2026-01-06"])
    for options in ({}, {"object": "leads"}):
        with pytest.raises(KitError, match="seems to hold values and no headers") as caught:
            smkt.read_crm(path, **options)
        nobody_in(str(caught.value))


def test_a_status_full_of_sentences_is_counted_and_not_told(write):
    lines = [["Lead ID", "Create Date", "Lead Status"]]
    lines += [[place, "2026-01-05", f"waiting for Anna Schmidt to call about her offer {place}"] for place in range(30)]
    tables, report = smkt.read_crm(write("leads.csv", *lines))
    nobody_in(said_by(tables, report))
    assert "30 texts that are not shown" in report.text()


def test_a_firm_called_script_stays_a_name(write):
    path = write("leads.csv", ["Lead ID", "Create Date", "Company", "Lead Status", "<img src=x onerror=alert(1)>"],
                 [1, "2026-01-05", "<script>alert(1)</script>", "<i>bad</i>", "y"])  # fmt: skip
    tables, report = smkt.read_crm(path, keep=("firm",))
    page = report.to_html()
    assert "<script>alert" not in page and "<img" not in page and "<i>bad" not in page
    assert list(tables.leads["firm"]) == ["<script>alert(1)</script>"]


def test_deals_alone_say_what_is_missing_once(write):
    lines = [["Deal ID", "Lead ID", "Stage", "Amount (EUR)", "Create Date", "Close Date"]]
    lines += [[place, place, "Won", 5, f"{day:%Y-%m-%d}", f"{day:%Y-%m-%d}"] for place, day in enumerate(DAYS)]
    _tables, report = smkt.read_crm(write("deals.csv", *lines))
    assert [one for one in report.warnings if "lead" in one and "lost" not in one] == [
        "No table of leads was given, so nobody can be followed from enquiry to sale; export it too."
    ]


def test_a_call_before_the_lead_was_created_is_said(write):
    leads = write("leads.csv", ["Lead ID", "Create Date"], [1, "2026-01-09 10:00"], [2, "2026-01-05 10:00"])
    calls = write("calls.csv", ["Activity ID", "Lead ID", "Activity Type", "Activity Date"],
                  [1, 1, "Call", "2026-01-07 10:00"], [2, 2, "Call", "2026-01-05 09:00"])  # fmt: skip
    _tables, report = smkt.read_crm(leads, calls)
    assert any(one.startswith("1 lead was called on a day before") for one in report.warnings)


def test_lifecycle_alone_gives_a_status(write):
    words = ["Subscriber", "Marketing Qualified Lead", "Opportunity", "Customer"]
    lines = [["Record ID", "Email", "Lifecycle Stage", "Create Date"],
             *([place, f"p{place}@acme.de", word, "2026-01-05"] for place, word in enumerate(words))]  # fmt: skip
    tables, _report = smkt.read_crm(write("contacts.csv", *lines))
    assert list(tables.leads["status"]) == ["lead", "mql", "open", "won"]


def test_times_with_offsets_and_in_utc_are_said(write):
    lines = [["Lead ID", "Created At"], [1, "2026-01-05T09:00:00Z"], [2, "2026-07-05T09:00:00Z"]]
    path = write("leads.csv", *lines)
    _tables, report = smkt.read_crm(path)
    assert "written in UTC" in report.text()
    tables, _report = smkt.read_crm(path, zone="Europe/Berlin")
    assert list(tables.leads["created_at"]) == [pd.Timestamp("2026-01-05 10:00"), pd.Timestamp("2026-07-05 11:00")]


def test_titles_in_merged_cells_above_the_table_are_skipped(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "Lead report of Eva Klein"
    sheet.merge_cells("A1:D1")
    sheet.append([])
    sheet.append(["Lead ID", "Company", "Created", "E-mail"])
    for place, day in enumerate(DAYS):
        sheet.append([place, "acme.de", day, f"p{place}@acme.de"])
    sheet.append(["Total", None, None, 30])
    book.save(tmp_path / "report.xlsx")
    tables, report = smkt.read_crm(tmp_path / "report.xlsx")
    nobody_in(said_by(tables, report))
    assert report.files[0].kept == 30 and report.files[0].dropped == {"footer": (34,)}
