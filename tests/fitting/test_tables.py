"""A company fitted to somebody's tables."""

import dataclasses

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.fitting import fitted
from tests.benchmarks.fitting import CASES, inside, measured, thinned

CASE = CASES["a file every morning, 4 reps"]()


def played(company=CASE.company, seed=7, weeks=26):
    return smkt.simulate(company, company.today, seed=seed, weeks=weeks, log=False).tables()


@pytest.fixture(scope="module")
def data():
    return thinned(played())


@pytest.fixture(scope="module")
def found(gate, data):
    return smkt.fit(data, reps=4)


def test_a_known_company_is_found_again(data, found):
    assert all(inside(data, found.company).values()), found.report.text()
    assert found.plan["touches"] == 5
    assert found.plan["handoff"] == "daily_file"
    assert found.company.team.reps == 4
    assert found.company.deal.win == pytest.approx(0.4, abs=0.1)
    people = sum(one.potential for one in found.company.channels)
    assert people == pytest.approx(sum(one.potential for one in CASE.company.channels), rel=0.1)


def test_channels_keep_their_names_and_ids(found):
    assert {one.id: one.name for one in found.company.channels} == {
        one.id: one.name for one in CASE.company.channels}
    assert {f"channel:{one.name}" for one in found.company.channels} <= set(found.report.targets.index)


def test_what_the_data_cannot_tell_is_said(found):
    said = "\n".join(found.report.unknown)
    for word in ("not ready to buy", "trust", "late call", "marketing spends", "busy"):
        assert word in said, word


def test_numbers_with_a_range_can_be_doubted(found):
    from smkt_helpers.comparison.doubt import companies_in_doubt

    assert companies_in_doubt(found.company, 5, 1).companies


def test_it_can_be_written_and_read_back(found, tmp_path):
    path = tmp_path / "own.toml"
    found.write(path)
    again = smkt.company(path)
    assert again == found.company
    assert again.assumptions == found.company.assumptions


@pytest.mark.full
def test_the_same_data_give_the_same_company(data, found, monkeypatch):
    for name in ("SECOND", "LAST", "PASSES"):
        monkeypatch.setattr(fitted, name, 0)
    once, again = smkt.fit(data, reps=4), smkt.fit(data, reps=4)
    assert once.company == again.company
    pd.testing.assert_frame_equal(once.report.targets, again.report.targets)


def test_full_tables_tell_facts_that_stay(quick):
    company = CASE.company
    plan = company.today.replace(threshold=50, tracked=True, handoff="shared_crm", meeting_minutes=30)
    company = dataclasses.replace(company, today=plan)
    fit = smkt.fit(played(company, weeks=13))
    for name in ("threshold", "tracked", "handoff", "meeting_minutes", "target_hours", "prospecting_hours"):
        assert fit.plan[name] == plan[name], name
    assert (fit.company.team.reps, fit.company.team.marketers) == (4, 3)
    assert fit.company.response.weekly_budget == pytest.approx(company.response.weekly_budget)
    for mine, theirs in zip(sorted(fit.company.channels, key=lambda one: one.id),
                            sorted(company.channels, key=lambda one: one.id), strict=True):
        assert mine.share == pytest.approx(theirs.share, abs=0.01)


def test_an_unknown_channel_is_an_average_one_and_brings_its_leads(quick, data):
    leads = data.leads.assign(channel=data.leads["channel"].astype(object).replace({"trade fairs": "Hội chợ"}))
    frames = {name: (lambda name=name: getattr(data, name)) for name in
              ("activities", "deals", "customers", "spend", "terms")}
    renamed = type(data)({**frames, "leads": lambda: leads}, start=data.start, end=data.end, replications=1,
                         currency="EUR")
    fit = smkt.fit(renamed, reps=4)
    new = next(one for one in fit.company.channels if one.name == "Hội chợ")
    assert new.id == "hoi_cho"
    table = fit.report.targets.loc["channel:Hội chợ"]
    assert table["simulated"] == pytest.approx(table["target"], rel=0.15)


def test_a_bound_that_stops_a_number_is_told():
    leads = pd.DataFrame({"created_at": pd.date_range("2026-01-05 10:00", periods=800, freq="150min")})
    leads = leads.assign(lead_id=range(800), replication=0, called_twice=False, touches=1, channel="fair",
                         status="disqualified", mql_at=leads["created_at"], reached_at=leads["created_at"])
    leads.loc[::2, "status"] = "sql"
    blank = thinned(played(weeks=8))
    frames = {name: (lambda name=name: getattr(blank, name).iloc[:0]) for name in
              ("activities", "deals", "customers", "spend", "terms")}
    everybody = type(blank)({**frames, "leads": lambda: smkt_completed(leads)}, start=pd.Timestamp("2026-01-05"),
                            end=pd.Timestamp("2026-03-30"), replications=1, currency="EUR")
    fit = smkt.fit(everybody, reps=9)
    assert any("could not be moved beyond" in note for note in fit.report.notes), fit.report.text()
    assert any("lie outside" in note for note in fit.report.notes)


def smkt_completed(leads):
    from smkt_helpers.crm import completed

    return completed("leads", leads)


@pytest.mark.parametrize(("weeks", "keep", "said"), [(5, 10**6, "whole weeks"), (13, 30, "leads in the last 13 weeks")])
def test_too_few_data_are_refused(weeks, keep, said):
    tables = played(weeks=weeks)
    few = tables.leads[tables.leads["created_at"] >= tables.start].iloc[:keep]
    frames = {name: (lambda name=name: getattr(tables, name)) for name in
              ("activities", "deals", "customers", "spend", "terms")}
    with pytest.raises(smkt.KitError, match=said):
        smkt.fit(type(tables)({**frames, "leads": lambda: few}, start=tables.start, end=tables.end, replications=1,
                              currency="EUR"))


def test_data_that_name_no_reps_ask_for_them(data):
    frames = {name: (lambda name=name: getattr(data, name)) for name in
              ("activities", "deals", "customers", "spend", "terms")}
    nobody = type(data)({**frames, "leads": lambda: data.leads.assign(rep=None)}, start=data.start, end=data.end,
                        replications=1, currency="EUR")
    with pytest.raises(smkt.KitError, match="how many people sell"):
        smkt.fit(nobody)


@pytest.mark.full
@pytest.mark.parametrize("name", list(CASES))
@pytest.mark.parametrize("export", [lambda tables: tables, thinned], ids=["everything", "thinned"])
def test_the_bars_hold_over_twenty_halves_of_a_year(name, export):
    table = measured(CASES[name](), 20, export)
    stages = [column for column in table if "->" in column]
    assert (table[stages].sum() >= 17).all(), table[stages].sum()
    assert table["in_markets"].sum() >= 15
    assert table["in_mean"].sum() >= 15
