"""Deals with old customers: renewals and further sales are told apart, and what is not known is said."""

from __future__ import annotations

import smkt_helpers as smkt

HEAD = "Deal ID,Deal Name,Deal Type,Deal Stage,Amount,Create Date,Close Date\n"


def read(folder, *lines):
    text = HEAD + "".join(f"{place},{line},Closed Won,5,2026-01-02,2026-02-03\n" for place, line in enumerate(lines))
    (folder / "deals.csv").write_text(text, encoding="utf-8")
    return smkt.read_crm(folder / "deals.csv")


def test_existing_business_counts_as_a_renewal_and_that_is_said(tmp_path):
    tables, report = read(tmp_path, "A,New Business", "B,Existing Business", "C renewal with upgrade,existingbusiness")
    assert list(tables.deals["kind"]) == ["new", "renewal", "renewal"]
    assert any(one.startswith("2 deals with old customers count as renewals: “Existing") for one in report.warnings)


def test_an_upsell_is_no_renewal_by_its_type_or_its_name(tmp_path):
    tables, report = read(tmp_path, "A,Upsell", "B - upgrade to 50 seats,Existing Business", "C: Erweiterung,Renewal")
    assert list(tables.deals["kind"].isna()) == [True, True, False]
    assert any("1 deal with an old customer is called an upgrade or the like" in one for one in report.warnings)


def test_plain_renewals_are_not_questioned(tmp_path):
    _tables, report = read(tmp_path, "A,Renewal", "B,New Business")
    assert not any("old customer" in one for one in report.warnings)
