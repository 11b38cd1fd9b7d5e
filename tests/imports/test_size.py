"""A larger export: nothing gets lost, and the person sees how far it is. Seconds are measured in tests/benchmarks."""

from __future__ import annotations

import smkt_helpers as smkt
from tests.benchmarks.imports import measured, write_export


def test_all_rows_of_a_larger_export_arrive(tmp_path):
    write_export(tmp_path, leads=2_000, activities=10_000)
    seen = []
    tables, report = smkt.read_crm(tmp_path, progress=lambda done, total: seen.append(done / total))
    assert {file.name: file.read for file in report.files} == {
        "leads.csv": 2_000,
        "deals.csv": 250,
        "calls.csv": 10_000,
    }
    assert len(tables.leads) + len(report.rows) == 2_000 and len(tables.activities) == 10_000
    assert tables.activities["lead_id"].isin(tables.leads["lead_id"]).all()
    assert len(seen) >= 8 and seen[-1] == 1


def test_the_benchmark_measures_what_it_says(tmp_path):
    write_export(tmp_path, leads=200, activities=500)
    found = measured(tmp_path)
    assert found["leads"] + found["rows_left_out"] == 200 and found["megabytes"] > 10
    assert 0 < found["import_seconds"] <= found["seconds"]
