"""What a person says about files is used for the file it is about, or it is told that it is about none."""

from __future__ import annotations

from pathlib import Path

import pytest

import smkt_helpers as smkt
from smkt_helpers.errors import KitError
from smkt_helpers.imports.given import files_of

LEADS = "Lead ID,Create Date\n1,2026-01-12\n2,2026-01-13\n"
DEALS = "Deal ID,Lead ID,Stage,Create Date,Close Date,Amount\n1,2,Handschlag,2026-01-14,2026-01-20,10\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "leads.csv").write_text(LEADS)
    (tmp_path / "deals.csv").write_text(DEALS)
    return tmp_path


def told(*paths, **options) -> str:
    with pytest.raises(KitError) as caught:
        smkt.read_crm(*paths, **options)
    return str(caught.value)


def test_a_mapping_of_stages_only_is_used_for_the_file_it_is_about(folder):
    (folder / "map.toml").write_text('object = "deals"\n[stages]\n"Handschlag" = "won"\n')
    tables, report = smkt.read_crm(folder, mapping=folder / "map.toml")
    assert list(tables.deals["stage"]) == ["won"] and [one.object for one in report.maps] == ["deals", "leads"]


def test_a_mapping_without_a_table_is_for_all_files(folder):
    (folder / "map.toml").write_text('currency = "EUR"\n[stages]\n"Handschlag" = "lost"\n')
    tables, _report = smkt.read_crm(folder, mapping=folder / "map.toml")
    assert list(tables.deals["stage"]) == ["lost"] and tables.currency == "EUR"


def test_a_mapping_about_no_file_is_told(folder):
    (folder / "map.toml").write_text('object = "spend"\ndecimal = ","\n')
    assert "A mapping for spend fits none of the files" in told(
        folder, mapping=folder / "map.toml", stages={"Handschlag": "won"}
    )


def test_files_that_excel_keeps_open_are_skipped(folder):
    (folder / "~$leads.xlsx").write_bytes(b"\x05owner")
    (folder / ".hidden.csv").write_text("x")
    assert [path.name for path in files_of((folder,))] == ["deals.csv", "leads.csv"]


def test_a_file_named_twice_is_read_once(folder):
    assert [path.name for path in files_of((folder, folder / "leads.csv"))] == ["deals.csv", "leads.csv"]


def test_a_typo_is_answered_with_the_nearest_names(folder):
    assert "Did you mean “leads.csv”?" in told(folder / "laeds.csv")
    assert told(folder / "offers.pdf").endswith("offers.pdf.")
    assert "there is no folder" in told(folder / "exprots" / "leads.csv")


def test_all_paths_that_are_wrong_are_told_at_once(folder):
    assert len(told(folder / "laeds.csv", folder / "daels.csv").splitlines()) == 2


def test_a_folder_without_tables_says_what_is_in_it(tmp_path):
    assert "is empty" in told(tmp_path)
    (tmp_path / "offer.pdf").write_bytes(b"%PDF")
    assert "no CSV or Excel file" in told(tmp_path) and "“offer.pdf”" in told(tmp_path)


def test_a_file_that_may_not_be_read_is_told(folder, monkeypatch):
    def forbidden(_path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    assert told(folder / "leads.csv") == "leads.csv cannot be read: Permission denied."


def test_of_several_files_a_question_names_its_file(folder):
    (folder / "more.csv").write_text("Lead ID,Created\n7,01/02/2026\n")
    said = told(folder, stages={"Handschlag": "won"})
    assert said.startswith("more.csv: Column “Created” can be read in two ways")
