"""The dirty sets, imported, tell what the clean ones tell, but for the rows that the report says were left out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.crm import SCHEMA, Tables
from smkt_helpers.crm_csv import read_csv
from smkt_helpers.imports.report import ImportReport
from smkt_helpers.metrics import METRICS, values

FOLDER = Path(__file__).resolve().parents[2] / "datasets"
SETS = {
    "irrigation": ("2025-07-07", "2025-10-06", "EUR"),
    "webshop": ("2025-09-01", "2025-12-01", "GBP"),
}
LOST = ("no date", "date unreadable")  # what costs a lead; all other dirty rows are no records of their own
# The shop's CRM has no list of customers: what only that list knows cannot be compared.
OF_CUSTOMERS = ("customers", "promise_kept", "satisfied_customers", "satisfied_lowest")


@dataclass(frozen=True)
class Case:
    name: str
    truth: pd.DataFrame
    expected: Tables
    imported: Tables
    report: ImportReport


def _clean(name: str) -> Tables:
    frames = {table: read_csv(table, FOLDER / name / f"{table}.csv") for table in SCHEMA}
    return _tables(frames, name)


def _tables(frames: dict[str, pd.DataFrame], name: str) -> Tables:
    start, end, currency = SETS[name]
    makers = {table: (lambda frame=frame: frame) for table, frame in frames.items()}
    return Tables(makers, start=pd.Timestamp(start), end=pd.Timestamp(end), replications=1, currency=currency)


def _expected(name: str, truth: pd.DataFrame) -> Tables:
    """Return the clean tables, to the minute, without what the dirty set has lost."""
    clean = _clean(name)
    frames = {table: getattr(clean, table) for table in SCHEMA}
    lost = _clean_rows(name, "leads", truth[truth["what"].isin(LOST)]["id"])
    foreign = _clean_rows(name, "deals", truth[truth["what"] == "other currency"]["id"])
    leads, deals, activities = frames["leads"], frames["deals"], frames["activities"]
    frames["leads"] = leads[~leads["lead_id"].isin(lost)]
    frames["activities"] = activities[~activities["lead_id"].isin(lost)]
    deals = deals[~deals["deal_id"].isin(foreign)]
    # A deal whose lead is lost still counts as a deal.
    frames["deals"] = deals.assign(lead_id=deals["lead_id"].where(~deals["lead_id"].isin(lost)))
    for table, columns in SCHEMA.items():
        times = [column.name for column in columns if column.kind == "time"]
        frames[table] = frames[table].assign(**{time: frames[table][time].dt.floor("min") for time in times})
    return _tables(frames, name)


def _clean_rows(name: str, table: str, ids: pd.Series) -> set[int]:
    """Return the numbers that ids of a dirty file have in the clean table."""
    if name == "irrigation":
        return set(ids.astype(int))
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    return {sum(digits.index(digit) * 62**place for place, digit in enumerate(reversed(id[-5:]))) for id in ids}


@pytest.fixture(scope="module", params=list(SETS))
def case(request) -> Case:
    name = request.param
    start, end, currency = SETS[name]
    dirty = FOLDER / f"{name}-dirty"
    # The weekly terms, and the irrigation maker's list of customers, never were in the CRM.
    own = ["terms.csv", "customers.csv"] if name == "irrigation" else ["terms.csv"]
    imported, report = smkt.read_crm(
        dirty, *(FOLDER / name / file for file in own), mapping=sorted(dirty.glob("*.toml")),
        currency=currency, start=start, end=end,
    )  # fmt: skip
    truth = pd.read_csv(FOLDER / "truth" / f"{name}-dirty.csv", dtype="str", keep_default_na=False)
    return Case(name, truth, _expected(name, truth), imported, report)


def test_every_metric_is_that_of_the_clean_set(case):
    ids = [id for id in METRICS if case.name == "irrigation" or id not in OF_CUSTOMERS]
    expected, imported = (values(tables, ids).iloc[0] for tables in (case.expected, case.imported))
    wrong = {
        id: (expected[id], imported[id])
        for id in ids
        if not np.isclose(expected[id], imported[id], rtol=1e-6, atol=1e-9, equal_nan=True)
    }
    assert not wrong, "expected and imported"
    assert expected.notna().sum() > 45


def test_the_report_lists_exactly_the_rows_that_are_dirty(case):
    for file in case.report.files:
        told = {(row, reason) for reason, rows in file.dropped.items() for row in rows if reason != "no lead"}
        truth = case.truth[case.truth["file"] == file.name]
        assert told == set(zip(truth["row"].astype(int), truth["what"], strict=True)), file.name
        assert file.read == file.kept + sum(map(len, file.dropped.values()))


def test_what_belonged_to_lost_leads_is_told(case):
    lost = _clean_rows(case.name, "leads", case.truth[case.truth["what"].isin(LOST)]["id"])
    assert len(case.imported.leads) == len(_clean(case.name).leads) - len(lost)
    activities = next(file for file in case.report.files if file.object == "activities")
    assert len(activities.dropped["no lead"]) > 0
    orphans = int(case.imported.deals["lead_id"].isna().sum())
    assert orphans == int(case.expected.deals["lead_id"].isna().sum())
    assert orphans == 0 or any("not in the export" in warning for warning in case.report.warnings)


def test_the_score_is_the_one_of_the_day_of_the_enquiry(case):
    expected = case.expected.leads.sort_values("lead_id")["score"]
    assert list(case.imported.leads.sort_values("lead_id")["score"]) == pytest.approx(list(expected))


def test_nobody_can_be_recognised(case):
    told = case.report.text() + case.report.to_html()
    for table in SCHEMA:
        frame = getattr(case.imported, table)
        told += " ".join(str(word) for column in frame.select_dtypes("object") for word in frame[column].unique())
    dirty = FOLDER / f"{case.name}-dirty"
    file, delimiter = ("contacts.csv", ";") if case.name == "irrigation" else ("leads.csv", ",")
    people = pd.read_csv(dirty / file, sep=delimiter, encoding="utf-8-sig", dtype="str").rename(columns=str.strip)
    for column in ("Email", "Last Name", "Phone" if case.name == "webshop" else "Phone Number"):
        words = {word for word in people[column].dropna() if len(word) > 6}
        assert len(words) > 10
        for word in words:
            assert word not in told, f"{column} “{word}” left the import"


def test_stages_of_ones_own_are_asked_for():
    with pytest.raises(smkt.KitError, match="“Auftrag erteilt”"):
        smkt.read_crm(FOLDER / "irrigation-dirty" / "deals.csv", currency="EUR")


def test_two_currencies_are_never_added():
    with pytest.raises(smkt.KitError, match="EUR: 5, GBP: 1,558"):
        smkt.read_crm(FOLDER / "webshop-dirty" / "opportunities.csv")


def test_without_a_mapping_the_score_is_the_one_that_knows_too_much():
    imported, report = smkt.read_crm(FOLDER / "irrigation-dirty" / "contacts.csv")
    read = report.columns.set_index("column")["field"]
    assert read["Lead Score"] == "score" and read["Punkte bei Eingang"] == ""
    assert imported.leads["score"].notna().all()
