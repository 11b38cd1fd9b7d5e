"""A workshop played by bots shows everything that can happen, and can be left and gone on with."""

from __future__ import annotations

import pytest

from smkt_helpers.workshop import formats, rehearsal
from smkt_helpers.workshop.store import Store, recomputed


@pytest.mark.parametrize("name", formats.names())
def test_a_rehearsal_plays_to_the_end(name):
    ledger = rehearsal.rehearse(formats.read_format(name), people=12)
    now = ledger.now
    assert now.phase == "closed"
    assert sorted(now.results) == list(range(len(now.format.rounds)))
    assert now.swapped
    assert [one.id for one in now.people if not one.here] == ["bot1"]
    assert [one.id for one in now.people if one.joined] == ["bot13"]
    assert rehearsal.is_rehearsal(now) and "Rehearsal" in ledger.title


def test_some_sheets_are_missing_and_tables_differ():
    now = rehearsal.rehearse(formats.read_format("half-day"), people=24).now
    sources = {source for one in now.locked.values() for source in one.sources.values()}
    assert {"entered", "carried"} <= sources
    last = now.results[max(now.results)]
    assert len({round(one["contribution"], 6) for one in last.tables.values()}) > 1


@pytest.mark.parametrize("people", [1, 2])
def test_a_single_table_meets_today_and_a_program(people):
    now = rehearsal.rehearse(formats.read_format("manager-demo"), people=people).now
    assert now.tables == (1,)
    assert all(set(one.marks) == {"today", "bot"} for one in now.results.values())


def test_it_can_be_left_at_any_step_and_comes_out_the_same():
    format = formats.read_format("short")
    store = Store()
    ledger = rehearsal.begin(store, format, people=8)
    while ledger.now.phase != "closed":
        rehearsal.step(store.open(ledger.id))
        ledger.refresh()
    at_once = rehearsal.rehearse(format, people=8).now
    assert {place: one.hash for place, one in ledger.now.results.items()} == {
        place: one.hash for place, one in at_once.results.items()
    }
    assert all(then == again for _round, then, again in recomputed(ledger.actions))


def test_another_seed_gives_other_bots():
    format = formats.read_format("short")
    one, other = (rehearsal.rehearse(format, people=24, seed=seed).now for seed in (1, 2))
    assert one.locked != other.locked


def test_a_closed_rehearsal_has_no_next_step():
    ledger = rehearsal.rehearse(formats.read_format("manager-demo"), people=2)
    actions = len(ledger.actions)
    rehearsal.step(ledger)
    assert (rehearsal.next_actions(ledger.now), len(ledger.actions)) == ([], actions)
