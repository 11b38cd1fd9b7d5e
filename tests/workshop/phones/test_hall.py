"""Wishes that come at once: together on the disk, each answered for itself, none twice."""

import asyncio

import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.workshop.phones import doors, hall
from smkt_helpers.workshop.phones.hall import Hall
from smkt_helpers.workshop.store import Ledger, Store
from tests.workshop.helpers import SEATS, small

PEOPLE = 12


@pytest.fixture
def ledger():
    store = Store()
    ledger = store.begin(small(), "Room 4", mode="median")
    doors.open_door(store, ledger.id)
    for place in range(PEOPLE):
        ledger.do("join", id=f"p{place}", name=f"Name {place}", home=SEATS[place % 2])
    ledger.do("seat_all", tables=2)
    ledger.do("go", phase="brief")
    ledger.do("go", phase="open")
    return ledger


def in_hall(ledger, work):
    """Run some work with the hall of a workshop."""

    async def run():
        room = Hall(ledger.store, ledger.id)
        room.start()
        try:
            return await work(room)
        finally:
            await room.stop()

    return asyncio.run(run())


def sheet(now, person, once, **values):
    one = next(one for one in now.people if one.id == person)
    place = {"table": one.table, "seat": one.seat(now.swapped), "person": person}
    return [("decide", {**place, "values": values, "once": once})]


def test_everybody_at_once_is_written_together_and_all_of_it_is_there(ledger, monkeypatch):
    strokes = []
    do_all = Ledger.do_all
    monkeypatch.setattr(Ledger, "do_all", lambda self, wishes: strokes.append(len(wishes)) or do_all(self, wishes))

    async def all_at_once(room):
        wishes = [room.do(sheet(room.now, f"p{place}", f"m{place}")) for place in range(PEOPLE)]
        return await asyncio.gather(*wishes)

    in_hall(ledger, all_at_once)
    assert sum(strokes) == PEOPLE
    assert len(strokes) < PEOPLE
    ledger.refresh()
    handed = [action.data["person"] for action in ledger.actions if action.kind == "decide"]
    assert sorted(handed) == sorted(f"p{place}" for place in range(PEOPLE))


def test_one_that_is_not_allowed_takes_no_other_along(ledger):
    async def some_wrong(room):
        wishes = [
            room.do(sheet(room.now, "p0", "m0", budget=1.2)),
            room.do(sheet(room.now, "p1", "m1", touches=99)),
            room.do([("decide", {"table": 1, "seat": "marketing", "values": {}, "person": "p1"})]),
            room.do([("nonsense", {})]),
            room.do([("decide", {"table": object()})]),
            room.do(sheet(room.now, "p3", "m3", touches=4)),
        ]
        return await asyncio.gather(*wishes, return_exceptions=True)

    answers = in_hall(ledger, some_wrong)
    assert [isinstance(one, KitError) for one in answers] == [False, True, True, True, True, False]
    ledger.refresh()
    assert [one.data["person"] for one in ledger.actions if one.kind == "decide"] == ["p0", "p3"]


def test_something_broken_takes_no_other_along(ledger, monkeypatch):
    do_all = Ledger.do_all

    def breaks(self, wishes):
        if any("m1" in str(wish) for wish in wishes):
            raise ZeroDivisionError
        return do_all(self, wishes)

    monkeypatch.setattr(Ledger, "do_all", breaks)

    async def three(room):
        wishes = [room.do(sheet(room.now, f"p{place}", f"m{place}")) for place in range(3)]
        return await asyncio.gather(*wishes, return_exceptions=True)

    answers = in_hall(ledger, three)
    assert [isinstance(one, ZeroDivisionError) for one in answers] == [False, True, False]


def test_what_belongs_together_is_done_together_or_not_at_all(ledger):
    async def half_wrong(room):
        steps = sheet(room.now, "p1", "m1", touches=4)
        wrong = ("predict", {"table": 1, "seat": "sales", "answer": "sideways", "once": "m1"})
        with pytest.raises(KitError, match="sideways"):
            await room.do([*steps, wrong])

    in_hall(ledger, half_wrong)
    ledger.refresh()
    assert ledger.now.entries == {}


def test_a_form_that_comes_twice_counts_once_even_if_it_was_taken_back(ledger):
    async def twice(room):
        steps = sheet(room.now, "p1", "m1", touches=4)
        await asyncio.gather(room.do(steps), room.do(steps))
        return room.has("m1"), room.has("m2")

    assert in_hall(ledger, twice) == (True, False)
    ledger.refresh()
    assert sum(action.kind == "decide" for action in ledger.actions) == 1


def test_an_old_form_that_comes_again_does_not_overrule_a_newer_one(ledger):
    async def late(room):
        old = sheet(room.now, "p1", "old", touches=4)
        for steps in (old, sheet(room.now, "p1", "new", touches=5), old):
            await room.do(steps)

    in_hall(ledger, late)
    ledger.refresh()
    (entry,) = ledger.now.entries.values()
    assert entry.votes["p1"]["touches"] == 5


def test_what_the_trainer_does_is_seen(ledger, monkeypatch):
    monkeypatch.setattr(hall, "LOOK_SECONDS", 0.01)

    async def locked(room):
        before = room.version
        ledger.do("go", phase="locked")
        while room.now.phase != "locked":
            await asyncio.sleep(0.01)
        with pytest.raises(KitError, match="Sheets are taken while"):
            await room.do(sheet(room.now, "p1", "m1"))
        return before, room.version

    before, after = in_hall(ledger, locked)
    assert before != after


def test_a_message_is_seen_and_a_deleted_workshop_too(ledger):
    async def told(room):
        doors.say(ledger.store, ledger.id, "Stand up")
        await room.look()
        seen = room.door.message
        ledger.store.purge(ledger.id)
        await room.look()
        return seen, room.gone

    assert in_hall(ledger, told) == ("Stand up", True)


def test_the_server_takes_the_sheets_in_when_the_control_room_has_stopped(monkeypatch):
    store = Store()
    ledger = store.begin(small(), "Room 4", auto_lock=True)
    doors.open_door(store, ledger.id)
    for place in range(2):
        ledger.do("join", id=f"p{place}", name=f"Name {place}", home=SEATS[place])
    ledger.do("seat_all", tables=1)
    ledger.do("go", phase="brief")
    ledger.do("go", phase="open")
    monkeypatch.setattr(hall, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(hall, "clock_now", lambda: "2099-01-01T00:00:00+00:00")

    async def wait(room):
        while room.now.phase != "locked":
            await asyncio.sleep(0.01)

    in_hall(ledger, wait)
    ledger.refresh()
    assert ledger.now.phase == "locked"
