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
from smkt_helpers.model_page import LIMITS

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
    for row in (*found["rows"], *found["reported"]):
        assert set(row) == {"id", "value", "ci_low", "ci_high"}
        assert row["ci_low"] <= row["value"] <= row["ci_high"]


@pytest.mark.full
def test_every_line_lies_within_its_limits():
    rows, _reported = table.plausibility(COMPANY, seed=20_261, lifts=False)
    outside = [
        (row.id, row.value)
        for row in rows
        for low, high in [LIMITS[row.id]]
        if (low is not None and row.value < low) or (high is not None and row.value > high)
    ]
    assert not outside
