"""Phones hand in while the trainer takes the sheets in: the board is what was acknowledged, always."""

from __future__ import annotations

import asyncio
import os
import random
import time
from dataclasses import dataclass

import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.workshop import rounds
from smkt_helpers.workshop.phones import hall
from smkt_helpers.workshop.phones.app import make
from smkt_helpers.workshop.phones.crowd import sheets
from smkt_helpers.workshop.phones.rehearse import Rehearsal, Wishes, taken_in
from smkt_helpers.workshop.store import Ledger, file_url
from tests.workshop.phones.postgres import cluster, postgres  # noqa: F401
from tests.workshop.phones.site import Site, client_of

FULL = os.environ.get("SMKT_FULL") == "1"
PEOPLE = 12
LONGEST = 0.12  # seconds within which all press the button, and the trainer another one


@dataclass
class Pressed:
    """One press of the button."""

    began: float
    taken: bool


async def pressed(phone, seconds):
    await asyncio.sleep(seconds)
    began = time.perf_counter()
    return Pressed(began, await phone.hand_in(phone.round, phone.page))


async def raced(url, times):
    """Race so many times; return all presses of one kind and the other."""
    chance, taken, refused = random.Random(times), 0, 0
    rehearsal = Rehearsal(Wishes(PEOPLE, rounds=1, burst=True, polling=0), url)
    async with rehearsal.doing():
        await rehearsal.come_in()
        await rehearsal.trainer("go", phase="brief")
        opened = await rehearsal.trainer("go", phase="open")
        early, *others, late = rehearsal.phones
        for turn in range(times):
            rehearsal.crowd.sheets = sheets(opened, turn)
            await asyncio.gather(*(phone.read("here") for phone in rehearsal.phones))
            assert (await pressed(early, 0)).taken
            racing = [asyncio.create_task(pressed(phone, chance.random() * LONGEST)) for phone in others]
            await asyncio.sleep(chance.random() * LONGEST)
            now = await rehearsal.trainer("go", phase="locked")
            locked = time.perf_counter()
            found = [*await asyncio.gather(*racing), await pressed(late, 0)]
            assert not any(one.taken for one in found if one.began > locked)
            await asyncio.to_thread(rehearsal.ledger.refresh)
            assert rehearsal.ledger.now == now  # nothing came in after the sheets
            check(rehearsal, opened, now)
            taken += 1 + sum(one.taken for one in found)
            refused += sum(not one.taken for one in found)
            await rehearsal.trainer("go", phase="open")
    assert not rehearsal.crowd.troubles
    rehearsal.store.engine.dispose()
    return taken, refused


def check(rehearsal, opened, now):
    """Compare the board with what the phones were told."""
    kept = {phone.name: phone.kept[0] for phone in rehearsal.phones if phone.kept}
    names = {one.id: one.name for one in now.people}
    there, _twice = taken_in(rehearsal.ledger)
    assert {names[person]: votes for (_round, person), votes in there.items()} == kept
    # The tables play what follows from these sheets and from no others.
    for one in opened.people:
        if one.name in kept:
            opened = rounds.decide(opened, one.table, one.seat(opened.swapped), kept[one.name], one.id)
    assert rounds.go(opened, "locked").locked == now.locked


def test_the_board_is_what_was_acknowledged_in_a_file(tmp_path):
    times = 50 if FULL else 3
    taken, refused = asyncio.run(raced(file_url(tmp_path / "race.sqlite"), times))
    assert taken + refused == PEOPLE * times
    assert min(taken, refused) >= times


def test_the_board_is_what_was_acknowledged_in_postgresql(postgres):  # noqa: F811
    times = 50 if FULL else 2
    taken, refused = asyncio.run(raced(postgres, times))
    assert taken + refused == PEOPLE * times
    assert min(taken, refused) >= times


# Two servers of one workshop, of which one knows less


@pytest.fixture
def two(monkeypatch):
    """Return a site, and a second server that looks for news only when it has to."""
    site = Site()
    monkeypatch.setattr(hall, "LOOK_SECONDS", 3600)
    site.first, site.second = site.client, client_of(make())
    site.client = site.second
    for phone in site.phones:
        assert phone.get().status_code == 200
    site.client = site.first
    yield site
    site.second.__exit__(None, None, None)
    site.close()


def decisions(site):
    site.ledger.refresh()
    return [one.data["values"] for one in site.ledger.actions if one.kind == "decide"]


def test_a_server_refuses_nothing_before_it_has_looked(two):
    two.ledger.do("go", phase="brief")
    two.ledger.do("go", phase="open")
    mark = two.phones[0].mark()
    two.client = two.second
    assert two.phones[0].sheet(mark=mark, d_budget="120").status_code == 303
    assert [one["budget"] for one in decisions(two)] == [1.2]


def test_a_sheet_sent_again_to_another_server_after_the_lock_is_acknowledged_and_counts_once(two):
    two.go("brief", "open")
    mark = two.phones[0].mark()
    assert two.phones[0].sheet(mark=mark, d_budget="120").status_code == 303
    two.ledger.refresh()
    two.ledger.do("go", phase="locked")
    two.client = two.second
    assert two.phones[0].sheet(mark=mark, d_budget="120").status_code == 303
    late = two.phones[0].sheet(mark="another-mark-of-22-chars", d_budget="80")
    assert late.status_code == 409
    assert [one["budget"] for one in decisions(two)] == [1.2]


def test_a_database_that_does_not_answer_for_a_moment_costs_nobody_a_sheet(two, monkeypatch):
    two.go("brief", "open")
    mark, scripted = two.phones[0].mark(), {"Accept": "application/json"}

    def busy(*_wishes):
        raise KitError("The file of the workshops cannot be read or written just now.")

    with monkeypatch.context() as broken:
        broken.setattr(Ledger, "do_all", busy)
        answer = two.phones[0].sheet(mark=mark, headers=scripted, d_budget="120")
        assert answer.status_code == 503
        assert "just now" in answer.json()["trouble"]
    assert two.phones[0].sheet(mark=mark, headers=scripted, d_budget="120").status_code == 200
    assert [one["budget"] for one in decisions(two)] == [1.2]
