"""Rows with the same id that say different things: which counts, and that it is said."""

from __future__ import annotations

import smkt_helpers as smkt

HEAD = "Lead ID,Create Date,Lead Status,Lead Source"
ROWS = "\n1,2026-01-12,New,fair\n2,2026-01-13,New,ads\n1,2026-01-12,Qualified,fair\n"


def read(folder, text, name="leads.csv"):
    (folder / name).write_text(text, encoding="utf-8")
    return smkt.read_crm(folder)


def test_the_first_of_two_that_contradict_counts_with_a_warning_that_names_column_and_row(tmp_path):
    tables, report = read(tmp_path, HEAD + ROWS)
    assert list(tables.leads["status"]) == ["lead", "lead"]
    (said,) = [one for one in report.warnings if "contradict" in one]
    assert said.startswith("In the leads, rows with the same id contradict each other in 1 column: status (row 4).")
    assert "The first row counts" in said


def test_the_newest_counts_where_the_file_says_when_a_row_was_changed(tmp_path):
    lines = (HEAD + ROWS).splitlines()
    days = ["Last Modified Date", "2026-02-01", "2026-02-01", "2026-02-20"]
    text = "\n".join(f"{line},{day}" for line, day in zip(lines, days, strict=True))
    tables, report = read(tmp_path, text)
    assert dict(zip(tables.leads["lead_id"], tables.leads["status"], strict=True)) == {2: "lead", 1: "sql"}
    assert any("The row that was changed last counts." in one for one in report.warnings)
    assert list(report.rows["row"]) == [2]


def test_mere_copies_and_blanks_are_no_contradiction(tmp_path):
    _tables, report = read(tmp_path, HEAD + "\n1,2026-01-12,New,fair\n1,2026-01-12,New,\n1,2026-01-12,New,fair\n")
    assert not any("contradict" in one for one in report.warnings)


def test_of_several_files_the_ids_are_named(tmp_path):
    read(tmp_path, HEAD + "\n7,2026-01-12,New,fair\n")
    _tables, report = read(tmp_path, HEAD + "\n7,2026-01-12,Qualified,fair\n", "more.csv")
    assert any("status (id 7)" in one for one in report.warnings)


def test_a_day_of_change_that_nobody_can_read_stops_nothing(tmp_path):
    _tables, report = read(tmp_path, HEAD + ",Last modified\n1,2026-01-12,New,fair,01/02/2026\n")
    assert any("Until then it is not read" in note for file in report.files for note in file.notes)
