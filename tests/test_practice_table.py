"""The practice table: each practice can be tried, and (at full count) moves, costs and hurts."""

import pickle

import pytest

import smkt_helpers as smkt
from smkt_helpers import practice_table as table
from smkt_helpers.metrics import METRICS
from smkt_helpers.practices import PRACTICES, with_practices

COMPANY = smkt.company("irrigation")
KNOWN = {*METRICS, *table.COLUMNS}


@pytest.mark.parametrize("practice", PRACTICES.values(), ids=list(PRACTICES))
def test_a_practice_can_be_tried(practice):
    assert {practice.metric, practice.cost_metric, practice.harm_metric} <= KNOWN
    without, used = practice.trial.plans(practice.fields)
    assert set(without.differences(used)) == set(practice.fields) - {
        name for name in practice.fields if without[name] == practice.fields[name]
    }
    assert used != without
    assert practice.hurts, "say where it hurts"
    harmless, harmful = (practice.harm_trial or practice.trial).plans(practice.hurts)
    assert harmless != harmful


def test_all_practices_but_the_second_message_make_the_aligned_plan():
    ids = [id for id in PRACTICES if id not in ("second_message", "value_price")]
    assert with_practices(smkt.plans.siloed, ids) == smkt.plans.aligned


def test_a_practice_travels_to_another_process():
    for practice in PRACTICES.values():
        assert pickle.loads(pickle.dumps(practice)) == practice


def test_one_line():
    line = table.line_of(COMPANY, PRACTICES["one_definition"], seed=4, markets=3)
    assert line.moved == line.markets == 3
    assert line.change > 0 and line.cost < 0 and line.harm < 0
    assert line.change_half < line.change


@pytest.mark.full
def test_every_practice_moves_its_metric_costs_and_hurts():
    for line in table.practice_table(COMPANY, seed=31):
        assert line.moved >= 8, line
        assert abs(line.cost) > line.cost_half, line
        worse = {"up": -1, "down": 1, "none": -1}[METRICS[line.harm_metric].good]
        assert worse * line.harm > 0, line
