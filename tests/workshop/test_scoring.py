"""What a quarter brought: exact, the same for all who decided the same, and worth playing for."""

import dataclasses
import math
import os

import numpy as np
import pytest

from smkt_helpers.company_file import company
from smkt_helpers.decisions import SEATS
from smkt_helpers.desk import board
from smkt_helpers.engine import compiled
from smkt_helpers.workshop import rounds
from smkt_helpers.workshop.bots import own_number, random_sheet, together
from smkt_helpers.workshop.formats import names, read_format
from smkt_helpers.workshop.scoring import METRICS, figures, figures_of_all, hash_of, play, runs, seed_of, shocks_of
from smkt_helpers.workshop.state import before_swap, plans_until
from tests.workshop.helpers import NO_PRACTICE, next_open, opened, played, small

FIRM = company("irrigation")
MARKETS = 30 if os.environ.get("SMKT_FULL") == "1" else 12


def same(one, other):
    return one.keys() == other.keys() and all(
        one[id] == other[id] or math.isnan(one[id]) and math.isnan(other[id]) for id in one
    )


def after_swap(tables=3, people=6, format=None):
    """Return a workshop whose third quarter, after the swap, is locked; the last table never decided anything."""
    chance = np.random.default_rng(4)
    now = opened(people=people, tables=tables, format=format or small())
    for quarter in range(3):
        for table in now.tables[: max(1, tables - 1)]:
            for seat in SEATS:
                now = rounds.decide(now, table, seat, random_sheet(now.format, seat, chance))
        now = next_open(played(now)) if quarter < 2 else rounds.go(now, "locked")
    return now


def test_the_figures_are_those_that_the_desks_show():
    assert METRICS == board.ALL


def test_counted_together_or_one_by_one_the_figures_are_the_same():
    now = after_swap()
    result = play(now, FIRM)
    before = before_swap(now)
    assert (before, list(result.tables), list(result.continued)) == (1, [1, 2, 3], [1, 2, 3])
    for table in now.tables:
        assert same(result.tables[table], figures(now, FIRM, plans_until(now, now.round, table)))
        assert same(result.continued[table], figures(now, FIRM, plans_until(now, before, table)))
    assert same(result.marks["today"], figures(now, FIRM, [(0, now.start)]))
    assert result.marks.keys() == {"today"}


def test_a_table_that_decides_nothing_is_the_company_as_it_was():
    result = play(after_swap(), FIRM)
    assert same(result.tables[3], result.marks["today"])
    assert same(result.continued[3], result.marks["today"])
    assert not same(result.tables[1], result.marks["today"])


@pytest.mark.skipif(compiled() is None, reason="without Numba there is one way only")
def test_compiled_or_not_the_result_is_the_same():
    now = after_swap(tables=2, people=4)
    assert play(now, FIRM).hash == play(now, FIRM, use_compiled=False).hash


def test_a_single_table_meets_a_bot():
    now = rounds.go(opened(people=2, tables=1, format=small(agenda=NO_PRACTICE["agenda"])), "locked")
    result = play(now, FIRM)
    assert result.marks.keys() == {"today", "bot"}
    assert not same(result.marks["bot"], result.marks["today"])
    assert result.continued == {}


def test_the_practice_quarter_has_a_market_of_its_own():
    now = opened()
    first = next_open(played(now))
    assert seed_of(now) == seed_of(first) + 1


def test_shocks_come_in_the_quarter_they_belong_to():
    now = next_open(played(rounds.inject(next_open(played(opened())), {"kind": "viral", "week": 2})))
    assert [(shock.kind, shock.week) for shock in shocks_of(now)] == [("viral", 2), ("outage", 17)]


def test_figures_over_many_markets_are_their_mean():
    now = rounds.go(opened(), "locked")
    each = [figures(now, FIRM, [(0, now.start)], first_market=market) for market in range(3)]
    mean = figures(now, FIRM, [(0, now.start)], markets=3)
    assert mean["revenue"] == pytest.approx(np.mean([one["revenue"] for one in each]))


def test_the_same_figures_have_the_same_hash_and_others_another():
    one = {1: {"cac": math.nan, "wins": 3.0}}
    assert hash_of(one) == hash_of({1: {"wins": 3.0, "cac": float("nan")}})
    assert hash_of(one) != hash_of({1: {"cac": math.nan, "wins": 3.0001}})
    assert hash_of(one) != hash_of({2: one[1]})


def test_the_order_of_the_ways_does_not_matter():
    now = after_swap()
    ways = [plans_until(now, now.round, table) for table in now.tables]
    there, back = figures_of_all(now, FIRM, ways), figures_of_all(now, FIRM, ways[::-1])
    assert all(same(one, other) for one, other in zip(there, back[::-1], strict=True))


def quarters(name):
    """Return a format's state in each quarter that counts, and its plans by who decides."""
    format = read_format(name)
    now = rounds.begin(format, FIRM.today)
    plan = {"today": FIRM.today}
    for who, sheet in (("own", own_number), ("together", together)):
        plan[who] = FIRM.today
        for seat in SEATS:
            plan[who] = plan[who].replace(**sheet(format, seat))
    counted = [place for place, part in enumerate(format.rounds) if part.kind == "round"]
    return [dataclasses.replace(now, round=place) for place in counted], plan


def of_gate(name):
    """Return every format as a parameter; all but one are long, and run only with --full."""
    return [pytest.param(one, marks=() if one == name else pytest.mark.full) for one in names()]


@pytest.mark.parametrize("name", of_gate("half-day"))
def test_working_as_one_beats_chasing_ones_own_number_in_nine_of_ten_markets(name):
    states, plan = quarters(name)
    for now in (states[0], states[-1]):
        left = {who: runs(now, FIRM, [(0, one)], markets=MARKETS)["contribution"] for who, one in plan.items()}
        assert (left["together"] > left["own"]).mean() >= 0.9
        assert left["own"].mean() < left["today"].mean() < left["together"].mean()


@pytest.mark.parametrize("name", of_gate("manager-demo"))
def test_no_single_decision_brings_as_much_as_working_as_one(name):
    states, plan = quarters(name)
    now = states[-1]
    best = figures(now, FIRM, [(0, plan["together"])], markets=MARKETS)["contribution"]
    for one in plan["together"].differences(FIRM.today):
        alone = FIRM.today.replace(**{one: plan["together"][one]})
        assert figures(now, FIRM, [(0, alone)], markets=MARKETS)["contribution"] < best, one


@pytest.mark.parametrize("name", of_gate("short"))
def test_what_happens_in_a_quarter_is_seen_in_it(name):
    """By whom it concerns: an outage only by those who share a CRM."""
    states, plan = quarters(name)
    fewer_wins = ("wins", -1)
    seen = {"price_cutter": fewer_wins, "rep_leaves": fewer_wins, "outage": ("speed_median", 1), "viral": ("mql", 1)}
    for now in states:
        agenda = [dataclasses.replace(part, shocks=()) if part is now.part else part for part in now.format.agenda]
        quiet = dataclasses.replace(now, format=dataclasses.replace(now.format, agenda=tuple(agenda)))
        for kind in {shock.kind for shock in now.part.shocks}:
            metric, way = seen[kind]
            with_it, without = (figures(one, FIRM, [(0, plan["together"])], markets=MARKETS)[metric]
                                for one in (now, quiet))  # fmt: skip
            assert way * (with_it - without) > 0.02 * without, (kind, with_it, without)
