"""Words of the smaller columns: only a renewal is a renewal."""

from __future__ import annotations

import numpy as np
import pytest

import smkt_helpers as smkt

OF_RENEWALS = ["retention", "renewal_revenue", "ltv"]


@pytest.fixture
def board(tmp_path):
    """Return a function that reads a deal won as new business and a second deal, and gives the figures."""

    def read(kind: str, stage: str):
        text = (
            "Record ID,Deal Stage,Amount,Create Date,Close Date,Deal Type\n"
            "1,Closed Won,1000,2026-01-20,2026-02-10,New Business\n"
            f"2,{stage},300,2026-01-26,2026-02-15,{kind}\n"
        )
        path = tmp_path / "deals.csv"
        path.write_text(text, encoding="utf-8", newline="")
        tables, report = smkt.read_crm(path)
        return smkt.scoreboard(tables), report

    return read


@pytest.mark.parametrize(
    "kind",
    ["Service", "Wartung", "Upsell", "Existing Customer - Upgrade", "Existing Customer - Replacement",
     "Bestandskunde", "obecny klient", "khách hàng cũ"],
)  # fmt: skip
@pytest.mark.parametrize(("stage", "won"), [("Closed Lost", 1), ("Closed Won", 2)])
def test_another_sale_to_a_customer_is_no_renewal(board, kind, stage, won):
    figures, report = board(kind, stage)
    assert figures.loc[OF_RENEWALS, "value"].isna().all()
    assert (figures.loc[OF_RENEWALS, "not available because"] != "").all()
    assert figures.loc["wins", "value"] == won
    assert figures.loc["win_rate", "value"] == 0.5 or stage == "Closed Won"  # unknown without a lost deal
    assert kind in report.text()


@pytest.mark.parametrize("kind", ["Renewal", "Vertragsverlängerung", "odnowienie", "gia hạn", "Existing Business"])
def test_a_renewal_paid_is_one(board, kind):
    figures, _report = board(kind, "Closed Won")
    assert figures.loc["wins", "value"] == 1 and figures.loc["renewal_revenue", "value"] == 300
    assert figures.loc["retention", "value"] == 1


def test_a_lost_job_of_an_old_customer_alone_tells_nothing_of_renewals(board):
    figures, _report = board("Existing Business", "Closed Lost")
    assert np.isnan(figures.loc[OF_RENEWALS, "value"].astype("float64")).all()
    assert figures.loc["wins", "value"] == 1
