"""On how many cases a figure stands: counted again from the tables, by the figure itself where it is a share."""

import math

import pytest

import smkt_helpers as smkt
from smkt_helpers.imports.cohorts import LEAST
from smkt_helpers.metrics import METRICS
from smkt_helpers.own import footing, sample


@pytest.fixture(scope="module")
def read():
    tables = sample.reading()[0]
    return tables, smkt.scoreboard(tables), footing.cases(tables)


def test_every_share_time_and_average_that_people_are_counted_for_has_its_cases(read):
    tables, board, cases = read
    asked_of_nobody = {"margin", "quota_reached", "forecast_error", "utilisation", "trust", "brand", "target_kept"}
    needing = {one.id for one in METRICS.values() if one.unit in ("share", "days", "working days", "attempts")}
    assert needing - asked_of_nobody <= set(cases)
    assert {"speed_median", "speed_p90", "ltv", "cac", "cost_per_lead"} <= set(cases)


def test_a_share_times_its_cases_is_a_whole_number(read):
    tables, board, cases = read
    found = [id for id in cases if METRICS[id].unit == "share" and id != "discount_share" and board["value"][id] > 0]
    assert len(found) > 8
    for id in found:
        part = board["value"][id] * cases[id]
        assert math.isclose(part, round(part), abs_tol=1e-6), id


def test_figures_that_are_there_have_cases_and_those_without_cases_are_not_there(read):
    tables, board, cases = read
    for id, count in cases.items():
        if count == 0:
            assert math.isnan(board["value"][id]), id


def test_counts_and_sums_stand_for_themselves(read):
    tables, board, cases = read
    assert footing.stands_on("wins", cases) == "" and footing.stands_on("revenue", cases) == ""


def test_below_the_declared_number_it_is_said(read):
    tables, board, cases = read
    assert footing.stands_on("win_rate", {"win_rate": LEAST}) == "30"
    assert footing.stands_on("win_rate", {"win_rate": 3}) == "3: too few"
    assert footing.too_few(board, {"win_rate": LEAST}) == ""
    said = footing.too_few(board, {"win_rate": 3, "people": 2})
    assert "prove nothing: Win rate." in said, "a figure that is not there needs no warning"


def test_a_satisfaction_stands_on_the_smallest_of_what_it_is_made_of(read):
    tables, board, cases = read
    known = ("speed_median", "called_twice", "deal_wait", "retention")
    assert cases["satisfied_customers"] == min(cases[id] for id in known)


def test_without_shares_from_stage_to_stage_nothing_has_to_be_explained(read):
    tables, board, cases = read
    without = board.assign(value=board["value"].where(~board.index.isin(footing.WHOLE)))
    assert footing.two_clocks(without, tables) == ""
