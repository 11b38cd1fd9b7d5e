"""The short form: a handful of figures."""

import pytest

import smkt_helpers as smkt
from smkt_helpers.fitting import fitted, numbers

GOOD = dict(leads_per_month=300, mql_share=0.5, mql_to_sql=0.12, win_rate=0.3, deal_value=9000, reps=4,
            response_hours=22)


@pytest.fixture(scope="module")
def found(gate):
    return smkt.fit(**GOOD, marketers=2, spend_per_month=13_000, name="Greenhouse Ltd")


def test_the_company_shows_the_figures_it_was_given(found):
    table = found.report.targets
    assert table["inside"].all(), found.report.text()
    assert table.loc["leads", "target"] == 300
    assert table.loc["lead->mql", "simulated"] == pytest.approx(0.5, abs=0.03)
    assert table.loc["won", "simulated"] == pytest.approx(0.3, abs=0.06)


def test_what_was_given_is_a_fact_of_the_company(found):
    company = found.company
    assert (company.name, company.team.reps, company.team.marketers) == ("Greenhouse Ltd", 4, 2)
    assert company.response.weekly_budget == pytest.approx(3000)
    moved = found.report.moved
    assert moved.loc["team.reps", "kind"] == "fact"
    assert moved.loc["deal.win", "kind"] == "fitted"
    assert moved.loc["channels.fair.half", "kind"] == "assumed"


def test_every_number_says_where_it_comes_from(found):
    notes = {one.path: one for one in found.company.assumptions}
    assert notes["team.reps"].basis == "fact"
    assert notes["deal.win"].basis == "fitted"
    assert notes["deal.win"].low < notes["deal.win"].value < notes["deal.win"].high
    assert "taken over from" in notes["trust.start"].why


def test_the_plan_of_today_is_the_companys(found):
    assert found.plan == found.company.today
    assert smkt.simulate(found.company, found.plan, weeks=2).weeks == 2


def test_the_report_is_words_and_safe_html(found):
    text, page = found.report.text(), found.report.to_html()
    assert "Leads a month: 300.0" in text
    assert "How strongly a late call hurts" in text
    assert "<table>" in page and "Leads a month" in page


def test_all_mistakes_are_told_at_once():
    with pytest.raises(smkt.KitError) as problem:
        smkt.fit(leads_per_month=0, mql_share=1.2, win_rate=float("nan"), deal_value=-5, reps=0, response_hours="soon")
    said = str(problem.value).splitlines()
    assert len(said) == 7
    assert "mql_to_sql is missing" in said[0]
    for word in ("leads_per_month", "mql_share", "win_rate", "deal_value", "reps", "response_hours"):
        assert sum(line.startswith(word) for line in said) == 1


@pytest.mark.parametrize("wrong", [dict(win_rate=120), dict(win_rate=0), dict(mql_share=1), dict(reps=2.5),
                                   dict(reps=True), dict(leads_per_month=3), dict(marketers=0),
                                   dict(spend_per_month=-1), dict(currency="euro"), dict(leads_per_month=10**9)])
def test_what_cannot_be_is_refused_in_one_sentence(wrong):
    with pytest.raises(smkt.KitError) as problem:
        smkt.fit(**{**GOOD, **wrong})
    assert len(str(problem.value).splitlines()) == 1


def test_figures_beside_tables_are_refused(found):
    with pytest.raises(smkt.KitError, match="not both"):
        smkt.fit(smkt.simulate(found.company, found.plan, weeks=8).tables(), win_rate=0.2)


def test_something_that_is_no_table_is_refused():
    with pytest.raises(smkt.KitError, match="CRM tables"):
        smkt.fit("leads.csv")


def test_another_currency_scales_the_prices_that_nobody_gave(quick):
    template = smkt.company("irrigation")
    company = smkt.fit(**{**GOOD, "deal_value": 180_000_000}, currency="VND").company
    assert company.currency == "VND"
    assert company.money.rep_hour / template.money.rep_hour > 1000
    assert sum(row.share for row in company.segments) == pytest.approx(1)


def test_progress_rises_to_the_end(monkeypatch):
    monkeypatch.setattr(fitted, "PASSES", 0)
    monkeypatch.setattr(fitted, "PEOPLE", 0)
    seen = []
    smkt.fit(**GOOD, progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _total in seen] == sorted(done for done, _total in seen)
    assert seen[-1][0] == seen[-1][1] and len({total for _done, total in seen}) == 1


def test_needed_figures_all_have_a_meaning():
    assert set(numbers.NEEDED) <= set(numbers.MEANING)
