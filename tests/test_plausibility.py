"""The plausibility table: its arithmetic, its lines, and (at full count) its limits."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import smkt_helpers as smkt
from smkt_helpers import plausibility as table
from smkt_helpers import plausibility_figures as figures
from smkt_helpers.__main__ import main
from smkt_helpers.plausibility_limits import LIMITS, inside, shown

COMPANY = smkt.company("irrigation")


def test_a_share_is_the_ratio_of_totals_with_its_interval():
    row = table.share("x", [1, 2, 3], [10, 10, 10])
    assert row.value == pytest.approx(0.2)
    # Student's t with two degrees of freedom, 4.303, times the standard error 0.1 / sqrt(3).
    assert row.ci_high - row.value == pytest.approx(4.302653 * 0.1 / math.sqrt(3))
    assert row.value - row.ci_low == pytest.approx(row.ci_high - row.value)


def test_one_market_has_no_interval():
    row = table.mean("x", [3.0])
    assert row.value == 3 and math.isnan(row.ci_low) and math.isnan(row.ci_high)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=30))
def test_auc_counts_pairs(leads):
    score, good = np.array([s for s, _g in leads], dtype=float), np.array([g for _s, g in leads])
    pairs = [(a > b) + (a == b) / 2 for a in score[good] for b in score[~good]]
    found = figures.auc(score, good)
    assert math.isnan(found) if not pairs else found == pytest.approx(np.mean(pairs))


def test_every_line_has_limits_and_a_sentence():
    assert list(LIMITS) == list(table.DEFINITIONS)
    assert all(text.endswith(".") for text in table.DEFINITIONS.values())
    assert all(limit.purpose.endswith(".") for limit in LIMITS.values())


@pytest.mark.parametrize(
    ("id", "value", "verdict"),
    [("touch3", 0.8, "inside"), ("touch3", 0.79, "OUTSIDE"), ("touch3", 0.91, "OUTSIDE"),
     ("more_leads", 1.3, "OUTSIDE"), ("discount_q1", 0.99, "OUTSIDE"), ("discount_q1", 9.0, "inside"),
     ("outage", 1.0, "OUTSIDE")],
)
def test_a_line_says_whether_it_lies_within_its_limits(id, value, verdict):
    row = figures.Row(id, value, value - 1, value + 1)
    assert inside(row) == (verdict == "inside")
    assert list(shown(row).values())[-1] == verdict


def test_a_line_as_a_person_reads_it():
    row = figures.Row("more_leads", 0.7724, 0.74, math.nan)
    assert list(shown(row).values()) == ["more_leads", "0.772", "0.740", "–", "–", "1.25", "inside"]
    reported = figures.Row("contribution_gain_today", 592_123.4, 538_781.0, 645_464.0)
    assert list(shown(reported).values()) == ["contribution_gain_today", "592,123", "538,781", "645,464"]


def test_offers_are_counted_as_the_scoreboard_does():
    history = smkt.simulate(COMPANY, smkt.plans.aligned, seed=6, weeks=26, replications=2, log=False)
    found = figures.collect([history], ["win_rate", "wins"], lambda one: figures.offer_figures(one, COMPANY))
    assert found["offers_won"] == found["wins"]
    assert np.divide(found["offers_won"], found["offers"]) == pytest.approx(found["win_rate"])
    # Whoever gets as far as an offer suits the company better than the average.
    assert all(np.divide(found["offers_won_by_fit"], found["offers"]) > COMPANY.deal.win)


def test_what_is_reported_without_limits():
    silo, together = (
        {"deal_wait": [1.0, 3.0], "mql": [100, 100], "touched": [touched] * 2, "offers": [10, 10],
         "offers_won": [3, 3], "offers_won_by_fit": [3.5, 3.5]}
        for touched in (20, 60)
    )  # fmt: skip
    rows = {row.id: row.value for row in figures.reported_rows(silo, together)}
    assert rows["never_called_siloed"] == pytest.approx(0.8) and rows["never_called_aligned"] == pytest.approx(0.4)
    assert rows["win_rate_aligned"] == pytest.approx(0.3) and rows["win_rate_by_fit_siloed"] == pytest.approx(0.35)
    assert not set(rows) & set(LIMITS)


def test_nobody_is_answered_in_an_outage_without_a_plan_on_paper():
    row = table.outage_rows(table.Bench(COMPANY, seed=5, markets=2))[0]
    assert (row.value, row.ci_low, row.ci_high) == (0, 0, 0)


def test_the_outage_line_is_not_empty(monkeypatch):
    seen = []
    real = table.outage_figures
    monkeypatch.setattr(table, "outage_figures", lambda *a: seen.append(real(*a)) or seen[-1])
    table.outage_rows(table.Bench(COMPANY, seed=5, markets=2))
    assert all(found["due"] > 2 for found in seen)


def test_the_command_prints_every_line_as_json(capsys):
    assert main(["bench", "--plausibility", "--seed", "11", "--markets", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in found["rows"]] == list(table.DEFINITIONS)
    assert {"revenue_lift_aligned", "contribution_gain_today", "conversion_lift_aligned"} <= {
        row["id"] for row in found["reported"]
    }
    assert {"never_called_siloed", "win_rate_aligned"} <= {row["id"] for row in found["reported"]}
    for row in (*found["rows"], *found["reported"]):
        assert set(row) == {"id", "value", "ci_low", "ci_high"}
        assert row["ci_low"] <= row["value"] <= row["ci_high"]


@pytest.mark.full
def test_every_line_lies_within_its_limits():
    rows, _reported = table.plausibility(COMPANY, seed=20_261, lifts=False)
    assert not [(row.id, row.value) for row in rows if not inside(row)]
