"""The worked funnel: hours add up, counts agree with the metrics, and it says what binds."""

import json

import pytest

import smkt_helpers as smkt
from smkt_helpers import metrics
from smkt_helpers.__main__ import main
from smkt_helpers.funnel_table import COUNTS, worked_funnel

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
    assert 1 - one.hours["unused"] / one.paid == pytest.approx(board["utilisation"], abs=0.01)


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


def test_the_command(capsys):
    assert main(["funnel", "--markets", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"siloed", "aligned"} and found["siloed"]["binds"] == "reps"
    assert main(["funnel", "--markets", "1"]) == 0
    assert "reps' hours paid" in capsys.readouterr().out
