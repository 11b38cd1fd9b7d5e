"""A call of 125000 milliseconds took two minutes, and what cannot be minutes is not read as minutes."""

from __future__ import annotations

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.errors import KitError
from smkt_helpers.imports.durations import read_minutes


def column(*cells: str) -> pd.Series:
    return pd.Series(cells, index=range(2, len(cells) + 2), dtype="str")


@pytest.mark.parametrize(("name", "cells", "minutes"), [
    ("Duration", ["12", "3.5"], [12, 3.5]),
    ("hs_call_duration", ["150000", "30000"], [2.5, 0.5]),
    ("Call duration (ms)", ["90000", "0"], [1.5, 0]),
    ("Dauer in Sekunden", ["90", "30"], [1.5, 0.5]),
    ("Duration (s)", ["90"], [1.5]),
    ("Duration in hours", ["0,5"], [30]),
    ("Call duration", ["0:02:30", "1:00:00"], [2.5, 60]),
])  # fmt: skip
def test_the_unit_of_the_header_counts(name, cells, minutes):
    assert read_minutes(column(*cells), name=name).values.tolist() == pytest.approx(minutes)


def test_numbers_too_large_for_minutes_are_not_read_and_the_way_out_is_said():
    with pytest.raises(KitError, match="Call duration \\(ms\\)"):
        read_minutes(column("125000", "30000", "0"), name="Call duration")


def test_long_ones_are_read_and_doubted():
    read = read_minutes(column("240", "300", "20"), name="Duration")
    assert read.values.tolist() == [240, 300, 20] and "seconds" in read.notes[0]
    assert not read_minutes(column("240", "300", "20"), name="Duration (min)").notes


def test_hours_and_minutes_of_pipedrive_and_not_of_others():
    read = read_minutes(column("00:45", "01:30", "long"), name="Activity - Duration", system="Pipedrive")
    assert read.values.tolist()[:2] == [45, 90] and dict(read.unreadable) == {4: "long"}
    with pytest.raises(KitError):
        read_minutes(column("00:45"), name="Duration")


def test_an_import_goes_on_without_them(tmp_path):
    (tmp_path / "leads.csv").write_text("Lead ID,Create Date\n1,2026-01-05\n")
    text = "Activity ID,Lead ID,Activity Type,Activity Date,Call duration\n1,1,Call,2026-01-06 09:00,125000\n"
    (tmp_path / "calls.csv").write_text(text)
    tables, report = smkt.read_crm(tmp_path)
    assert tables.activities["minutes"].isna().all()
    assert any("too large for minutes" in note for file in report.files for note in file.notes)
