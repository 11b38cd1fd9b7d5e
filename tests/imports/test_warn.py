"""What looks odd is said in one sentence; what looks right is not."""

from __future__ import annotations

import pandas as pd
import pytest

from smkt_helpers.imports.warn import warnings_of

NOW = pd.Timestamp("2026-06-01 12:00")
DAYS = pd.date_range("2026-01-01 09:00", periods=60, freq="33h").as_unit("s")


def leads(**changes) -> pd.DataFrame:
    made = pd.DataFrame({
        "lead_id": [str(n) for n in range(60)], "created_at": DAYS, "status": "working",
        "rep": [f"Rep {n % 5}" for n in range(60)], "person": range(60)})  # fmt: skip
    return made.assign(**changes)


def deals(**changes) -> pd.DataFrame:
    made = pd.DataFrame({
        "lead_id": ["1", "2", "3"], "created_at": DAYS[:3], "closed_at": DAYS[3:6], "amount": [1.0, 2.0, 3.0],
        "stage": ["won", "lost", "won"]})  # fmt: skip
    return made.assign(**changes)


def told(**frames: pd.DataFrame) -> str:
    return "\n".join(warnings_of(frames, NOW, NOW))


def test_good_tables_are_not_warned_about():
    assert told(leads=leads(), deals=deals()) == ""


def some(values: pd.Series, rows: int, value: object) -> pd.Series:
    values = values.copy()
    values.iloc[:rows] = value
    return values


MINUTE = some(pd.Series(DAYS), 25, pd.Timestamp("2026-02-02 08:15:07"))
DAY = some(pd.Series(DAYS).dt.floor("D"), 25, pd.Timestamp("2026-02-02"))
HALF = pd.Series(DAYS).where(lambda one: one.index < 30)
LATER = some(pd.Series(DAYS), 1, pd.Timestamp("2027-01-01"))
MONTHS = pd.date_range("2026-01-01", periods=3, freq="MS")


@pytest.mark.parametrize(("frames", "words"), [
    ({"leads": leads(created_at=MINUTE)}, "25 leads (42%) were created in the same minute, 2026-02-02 08:15"),
    ({"leads": leads(created_at=DAY)}, "25 leads (42%) were created on the same day, 2026-02-02"),
    ({"leads": leads(rep="Rep 1")}, "100% of the leads belong to one owner"),
    ({"leads": leads(mql_at=DAYS - pd.Timedelta("2D"))}, "60 leads have dates out of order"),
    ({"leads": leads(sal_at=HALF)}, "sal_at is blank for 50% of the leads"),
    ({"leads": leads(person=[0] * 3 + list(range(3, 60)))}, "2 leads are of persons who were there before"),
    ({"leads": leads(created_at=LATER)}, "1 lead was created in the future"),
    ({"deals": deals(closed_at=DAYS[:3] - pd.Timedelta("3D"))}, "2 deals were won before they were created"),
    ({"deals": deals(stage=["won", "lost", "open"])}, "1 open deal should have been closed before 2026-06-01"),
    ({"deals": deals(stage="won")}, "there is no win rate"),
    ({"deals": deals(stage="lost")}, "No deal was won"),
    ({"deals": deals(closed_at=pd.to_datetime([None, None, "2026-03-01"]))}, "1 deal won has no closing date"),
    ({"deals": deals(amount=[None, 1.0, 3.0])}, "1 deal won has no amount"),
    ({"deals": deals().drop(columns="closed_at")}, "No column says when deals were won or lost"),
    ({"leads": leads(status="disqualified"), "deals": deals()}, "2 leads are marked as turned away"),
    ({"leads": leads(), "activities": pd.DataFrame({"started_at": DAYS[30:]})}, "The activities begin on 2026-02-11"),
    ({"spend": pd.DataFrame({"week_start": MONTHS})}, "seems to be by month"),
])  # fmt: skip
def test_what_looks_odd_is_said(frames, words):
    found = warnings_of(frames, NOW, NOW)
    assert [sentence for sentence in found if words in sentence], found
    assert all(sentence.endswith(".") and "{" not in sentence for sentence in found)


def test_an_import_of_one_afternoon_is_no_spike():
    few = leads(created_at=pd.Series(DAYS[:1].repeat(60)).dt.floor("D"))
    assert "same day" not in told(leads=few)


def test_what_is_wrong_with_dates_can_be_found_by_its_row_or_its_id():
    late = DAYS - pd.Timedelta("2D")
    one_file = leads(mql_at=late, row=range(2, 62), file=0)
    assert "Rows: 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 50 more." in told(leads=one_file)
    two_files = leads(mql_at=late, row=range(2, 62), file=[0, 1] * 30)
    assert "Ids: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 50 more." in told(leads=two_files)
    early = deals(closed_at=DAYS[:3] - pd.Timedelta("3D"), row=[2, 5, 9], file=0)
    assert "2 deals were won before they were created; look at their dates. Rows: 2, 9." in told(deals=early)
