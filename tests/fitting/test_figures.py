"""What is counted in somebody's data, and what the data are taken to tell."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, poisson

import smkt_helpers as smkt
from smkt_helpers.crm import SCHEMA, Tables, completed
from smkt_helpers.fitting import facts, targets
from smkt_helpers.fitting.figures import figures, known_of, new_deals
from tests.benchmarks.fitting import thinned
from tests.strategies import small

START = pd.Timestamp("2026-01-05")
COMPANY = small()


def tables(leads, deals=(), weeks=10, **frames):
    """Return tables of these rows; other columns and tables are blank."""
    blank = {"lead_id": range(len(leads)), "replication": 0, "called_twice": False, "touches": 0, "channel": "fair"}
    made = pd.DataFrame([{"status": "lead", **row} for row in leads]).assign(**{
        name: value for name, value in blank.items() if not any(name in row for row in leads)})
    sold = pd.DataFrame([{"deal_id": number, "replication": 0, "discount": 0.0, "meetings": 0, **row}
                         for number, row in enumerate(deals)],
                        columns=[one.name for one in SCHEMA["deals"]])
    empty = {name: pd.DataFrame(columns=[one.name for one in SCHEMA[name]]) for name in SCHEMA}
    every = {**empty, "leads": made, "deals": sold, **frames}
    return Tables({name: (lambda name=name: completed(name, every[name])) for name in every},
                  start=START, end=START + pd.Timedelta(weeks=weeks), replications=1, currency="EUR")


def day(number, hour=10):
    return START + pd.Timedelta(days=number, hours=hour)


def counted(data):
    known = known_of(data, 10**6, 100)
    return known, figures(data, known).iloc[0]


def test_a_lead_counts_in_every_stage_before_the_one_it_reached():
    data = tables([
        {"created_at": day(0)},
        {"created_at": day(1), "mql_at": day(1), "status": "mql"},
        {"created_at": day(2), "mql_at": day(2), "sql_at": day(5), "status": "sql"},
        {"created_at": day(3), "sql_at": day(6), "status": "sql"},     # nobody wrote down that it was passed on
    ])
    known, counts = counted(data)
    assert known.stages == ("lead", "mql", "sql")
    assert (counts["lead"], counts["mql"], counts["sql"]) == (4, 3, 2)


def test_a_stage_is_known_from_the_words_of_the_status_alone():
    data = tables([{"created_at": day(k), "status": word}
                   for k, word in enumerate(["lead", "mql", "stale", "rejected", "unreached", "disqualified", "won"])])
    known, counts = counted(data)
    assert known.stages == ("lead", "mql", "looked", "sal", "reached", "opportunity")
    assert [counts[stage] for stage in known.stages] == [7, 6, 4, 3, 2, 1]


def test_who_is_not_ready_to_buy_is_no_sign_against_the_conversation():
    words = ["not ready"] * 12 + ["disqualified"] * 3 + ["sql"] * 9
    rows = [{"created_at": day(k), "status": word} for k, word in enumerate(words)]
    known, counts = counted(tables(rows))
    assert (counts["reached"], counts["not_ready"], counts["ready"]) == (24, 12, 12)
    table = pd.DataFrame([counts])
    found = {one.id: one.value for one in targets.from_counts(table, known, ())}
    assert found["ready->sql"] == pytest.approx(9 / 12)
    assert "reached->sql" not in found
    few, counts = counted(tables(rows[9:]))
    found = {one.id: one.value for one in targets.from_counts(pd.DataFrame([counts]), few, ())}
    assert found["reached->sql"] == pytest.approx(9 / 15)


def test_leads_from_before_the_period_are_not_counted():
    _known, counts = counted(tables([{"created_at": day(-3)}, {"created_at": day(3)}, {"created_at": day(80)}]))
    assert counts["lead"] == 1


def test_own_prospects_are_no_leads_and_are_counted_apart():
    data = tables([{"created_at": day(1), "channel": "own prospect"}, {"created_at": day(1), "channel": "fair"},
                   {"created_at": day(1), "channel": "recommendation"}])
    _known, counts = counted(data)
    assert (counts["lead"], counts["prospects"], counts["recommended"], counts["channel:fair"]) == (2, 1, 1, 1)


def test_waiting_starts_when_the_person_asked_again():
    data = tables([{"created_at": day(1), "returned_at": day(8), "first_touch_at": day(8, 13), "touches": 1},
                   {"created_at": day(2), "first_touch_at": day(2, 15), "touches": 2}])
    _known, counts = counted(data)
    assert counts["wait50"] == pytest.approx(4.0)     # 3 and 5 hours
    assert (counts["touched"], counts["touches"]) == (2, 3)


def test_where_renewals_are_not_marked_later_deals_of_a_customer_are_renewals():
    leads = [{"created_at": day(-60), "opportunity_at": day(-40), "status": "won"},
             {"created_at": day(1), "opportunity_at": day(5), "status": "won"}]
    deals = [{"lead_id": 0, "created_at": day(10), "closed_at": day(10), "stage": "won", "value": 100.0},
             {"lead_id": 1, "created_at": day(5), "closed_at": day(9), "stage": "won", "value": 900.0},
             {"lead_id": 1, "created_at": day(40), "closed_at": day(41), "stage": "lost", "value": 100.0}]
    data = tables(leads, deals)
    known, counts = counted(data)
    assert new_deals(data, known).tolist() == [False, True, False]
    assert (counts["closed"], counts["won"], counts["value"]) == (1, 1, 900.0)
    assert (counts["due"], counts["renewed"]) == (2, 1)


def test_a_deal_without_a_person_counts_as_a_new_one():
    deals = [{"lead_id": np.nan, "created_at": day(k), "closed_at": day(k), "stage": "won", "value": 1.0}
             for k in (3, 4)]
    _known, counts = counted(tables([{"created_at": day(1)}], deals))
    assert (counts["closed"], counts["won"]) == (2, 2)


def test_of_long_data_the_last_weeks_are_used():
    data = tables([{"created_at": day(7 * week, hour)} for week in range(40) for hour in (9, 10)], weeks=40)
    known = known_of(data, most_leads=20, most_weeks=52)
    assert known.weeks == 10
    assert figures(data, known)["lead"].iloc[0] == 20


def test_a_simulation_and_its_thinned_export_give_the_same_counts():
    data = smkt.simulate(COMPANY, COMPANY.today, seed=3, weeks=13).tables()
    plain = thinned(data)
    known = known_of(plain, 10**6, 100)
    hours = ["used", "paid"]     # in the weekly terms, which a plain export does not have
    pd.testing.assert_frame_equal(figures(plain, known).drop(columns=hours), figures(data, known).drop(columns=hours))


def test_intervals_are_the_exact_ones():
    found = targets.share("", "", "", 7, 40)
    exact = binomtest(7, 40).proportion_ci(method="exact")
    assert (found.low, found.high) == (pytest.approx(exact.low), pytest.approx(exact.high))
    month = targets.monthly("", 12, targets.MONTH, "")
    assert poisson.sf(11, month.low) == pytest.approx(0.025)
    assert poisson.cdf(12, month.high) == pytest.approx(0.025)
    assert targets.share("", "", "", 0, 9).low == 0 and targets.share("", "", "", 9, 9).high == 1


@pytest.mark.parametrize("handoff", ["weekly_list", "daily_file", "shared_crm"])
def test_the_handoff_shows_in_how_soon_the_first_are_called(handoff):
    company = small(people=300.0, **{"team.reps": 4})
    plan = company.today.replace(handoff=handoff)
    company = dataclasses.replace(company, today=plan)
    for export in (lambda one: one, thinned):
        data = export(smkt.simulate(company, plan, seed=2, weeks=13).tables())
        assert facts.handoff_of(data, known_of(data, 10**6, 100), company.calendar) == handoff


def test_the_highest_discount_is_read_off_the_deals_and_blank_where_there_is_none():
    company = small(people=300.0, **{"team.reps": 4})
    plan = company.today.replace(discount_limit=0.07)
    data = smkt.simulate(company, plan, seed=2, weeks=26).tables()
    known = known_of(data, 10**6, 100)
    assert facts.discount_of(data, known) == pytest.approx(0.07)
    one = [{"created_at": day(1)}]
    assert facts.discount_of(tables(one), known_of(tables(one), 10, 100)) is None


def test_small_channels_are_counted_together_and_a_blank_one_gets_a_name():
    leads = [{"created_at": day(1), "channel": "fair"}] * 300 + [{"created_at": day(2), "channel": None}] * 20
    leads += [{"created_at": day(3), "channel": "tiny"}, {"created_at": day(3), "channel": "brand"}]
    leads += [{"created_at": day(3), "channel": "brand"}] * 30
    data = tables([dict(row) for row in leads])
    known = known_of(data, 10**6, 100)
    counts = figures(facts.renamed(data, facts.one_name(data, known)), known).iloc[0]
    channels = {name: value for name, value in counts.items() if name.startswith("channel:")}
    assert channels == {"channel:fair": 300, "channel:not known": 20, "channel:other channels": 1,
                        "channel:brand ads": 31}
