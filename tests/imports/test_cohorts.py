"""Months of enquiry: followed equally long, and young ones marked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.crm import Tables
from smkt_helpers.errors import KitError
from smkt_helpers.imports.build import derived, tables_of
from smkt_helpers.imports.cohorts import LEAST, cohort_rows, cohorts, outside

START, END = pd.Timestamp("2026-01-01"), pd.Timestamp("2026-05-01")


def imported(**columns) -> Tables:
    created = pd.Series(pd.date_range("2026-01-01", "2026-04-30", freq="D")).astype("datetime64[s]")
    leads = pd.DataFrame({"lead_id": [str(n) for n in range(len(created))], "created_at": created, "status": "mql"})
    # Everybody became an MQL after three days; of those the export knows only who did so before its end.
    mql = created + pd.Timedelta(days=3)
    leads = leads.assign(mql_at=mql.where(mql < END), **columns)
    return tables_of(derived({"leads": leads})[0], {}, start=START, end=END, currency="")


def test_old_months_are_mature_and_young_ones_are_not():
    board = cohorts(imported())
    assert list(board.index.strftime("%Y-%m")) == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert list(board["leads"]) == [31, 28, 31, 30]
    assert list(board["mature"]) == [True, True, False, False]
    assert "too young" in board["sentence"].iloc[3] and "too young" not in board["sentence"].iloc[0]


def test_a_young_month_does_not_look_bad():
    board = cohorts(imported())
    # Those who came in the last days could not yet become an MQL; they are not counted against the month.
    assert board["mql"].tolist() == [1, 1, 1, 1]


def test_stages_nobody_wrote_down_are_unknown_and_not_nought():
    board = cohorts(imported())
    assert board[["sal", "sql", "won"]].isna().all().all()
    assert {row["SAL"] for row in cohort_rows(board)} == {"–"}


def test_a_month_with_nobody_old_enough_has_no_share():
    board = cohorts(imported(sql_at=pd.NaT, closed_at=pd.NaT), by="week")
    assert np.isnan(board["mql"].iloc[-1]) and board["mql"].iloc[0] == 1


def test_by_and_runs_are_checked():
    with pytest.raises(KitError, match="month, week, quarter"):
        cohorts(imported(), by="year")
    played = smkt.simulate(smkt.company("irrigation"), smkt.plans.siloed, seed=1, weeks=2, replications=2)
    with pytest.raises(KitError, match="one run"):
        cohorts(played.tables())


def test_the_whole_period_agrees_with_the_scoreboard():
    played = smkt.simulate(smkt.company("irrigation"), smkt.plans.siloed, seed=1, weeks=26).tables()
    board = cohorts(played, by="week")
    followed = board[board["mature"]]
    share = (followed["mql"] * followed["leads"]).sum() / followed["leads"].sum()
    assert share == pytest.approx(smkt.scoreboard(played).loc["lead_to_mql", "value"], abs=0.02)


def test_a_share_of_few_people_is_shown_as_two_counts():
    few = cohorts(imported(), by="week")
    week = cohort_rows(few)[1]
    assert (week["Leads"], week["MQL"]) == ("7", "7 of 7"), "100% of 7 people looks like an achievement"
    assert "too few to judge" in week["How to read it"] and f"fewer than {LEAST}" in week["How to read it"]
    month = cohort_rows(cohorts(imported()))[0]
    assert (month["Leads"], month["MQL"]) == ("31", "100%") and "too few" not in month["How to read it"]


def test_of_a_large_month_of_which_few_could_be_followed_both_counts_are_shown():
    # 17 of the 30 leads of April came at least 14 days before the end, as the first step needs.
    assert cohort_rows(cohorts(imported()))[3]["MQL"] == "17 of 17"


def test_what_lies_on_days_that_do_not_count_is_said():
    tables = imported()
    assert outside(tables) == ""
    later = Tables({"leads": lambda: tables.leads, "deals": lambda: tables.deals, "terms": lambda: tables.terms,
                    "customers": lambda: tables.customers, "spend": lambda: tables.spend,
                    "activities": lambda: tables.activities},
                   start=pd.Timestamp("2026-02-01"), end=END, replications=1, currency="")  # fmt: skip
    assert outside(later).endswith("before 2026-02-01 or after 2026-04-30: 31 more leads.")
