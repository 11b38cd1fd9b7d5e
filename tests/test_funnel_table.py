"""The worked funnel: hours add up, counts agree with the metrics, and it says what binds."""

import dataclasses
import json

import numpy as np
import pytest

import smkt_helpers as smkt
from smkt_helpers import metrics
from smkt_helpers.__main__ import main
from smkt_helpers.funnel_table import COUNTS, _evenings, worked_funnel

COMPANY = smkt.company("irrigation")
WEEKS, MARKETS, SEED = 20, 3, 8


@pytest.fixture(scope="module", params=("siloed", "aligned"))
def funnel(request):
    plan = getattr(smkt.plans, request.param)
    board = metrics.values(
        smkt.simulate(COMPANY, plan, seed=SEED, weeks=WEEKS, replications=MARKETS).tables(),
        ["mql", "sal", "wins", "leads", "utilisation"],
    ).mean()
    return worked_funnel(COMPANY, plan, SEED, MARKETS, WEEKS), board


def test_the_hours_add_up_to_those_paid(funnel):
    one, _board = funnel
    assert sum(one.hours.values()) == pytest.approx(one.paid) == pytest.approx(6 * 40)
    assert sum(one.marketing.values()) == pytest.approx(one.marketing_paid) == pytest.approx(3 * 40)
    assert min(*one.hours.values(), *one.marketing.values()) >= 0


def test_the_hours_used_are_those_of_the_scoreboard(funnel):
    one, board = funnel
    # A conversation arranged in the last minutes of one period is held in the next one.
    unused = one.hours["evening"] + one.hours["idle"]
    assert 1 - unused / one.paid == pytest.approx(board["utilisation"], abs=0.01)


def test_the_counts_are_those_of_the_scoreboard(funnel):
    one, board = funnel
    for name, id in (("mql", "mql"), ("leads", "leads"), ("won", "wins")):
        assert one.counts[name] * WEEKS == pytest.approx(board[id])
    assert list(one.counts) == list(COUNTS)


def test_the_stages_narrow(funnel):
    one, _board = funnel
    stages = [one.counts[name] for name in ("leads", "mql", "looked", "accepted")]
    assert stages == sorted(stages, reverse=True)
    assert one.counts["talks"] >= one.counts["sql"] >= one.counts["opportunities"]


def test_siloed_reps_have_more_to_do_than_hours():
    one = worked_funnel(COMPANY, smkt.plans.siloed, SEED, MARKETS)
    assert one.binds == "reps" and one.needed["reps"] > 1
    assert one.short == "looked" and one.served["looked"] < 0.8
    # Short of hours, they hardly ever sit without anything to do.
    assert one.hours["idle"] < 0.03 * one.paid < one.hours["evening"]
    assert one.searching == 6 * 4


def test_nothing_binds_where_hours_are_left():
    many = worked_funnel(COMPANY, smkt.plans.aligned.replace(extra_reps=4), SEED, 2, WEEKS)
    assert max(many.needed.values()) < 1 and many.binds == "neither"
    # There is time for every MQL now, and still some are left lying: nobody believes in them.
    assert many.unseen["stale"] > 0.02 and many.short == "looked"


def test_a_stage_is_short_only_where_a_part_is_left_undone(funnel):
    one, _board = funnel
    served = {"looked": 0.96, "meetings": 1.0, "renewals": 0.95}
    assert dataclasses.replace(one, served=served).short == "none"
    assert dataclasses.replace(one, served=served | {"renewals": 0.94}).short == "renewals"


def test_every_mql_that_nobody_looked_at_is_accounted_for(funnel):
    one, _board = funnel
    assert sum(one.unseen.values()) == pytest.approx(1 - one.served["looked"])


def test_the_end_of_a_day_is_counted_once_for_each_rep():
    day, closes = 1440.0, 17 * 60.0
    rep, start = np.array([0, 0, 1, 0]), np.array([540.0, 600.0, 540.0, day + 540])
    end = np.array([560.0, 960.0, 1020.0, day + 1000])
    assert _evenings(rep, start, end, closes) == 60 + 0 + 20
    assert _evenings(rep[:0], start[:0], end[:0], closes) == 0


def test_the_command(capsys):
    assert main(["funnel", "--markets", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"siloed", "aligned"} and found["siloed"]["binds"] == "reps"
    assert main(["funnel", "--markets", "1"]) == 0
    assert "reps' hours paid" in capsys.readouterr().out
