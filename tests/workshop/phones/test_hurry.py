"""People in a hurry, bad luck and bad intentions: everything at once, the disk away, forms that come back."""

import asyncio
import re

import httpx
import pytest
from starlette.requests import ClientDisconnect

from smkt_helpers.errors import KitError
from smkt_helpers.workshop.phones import doors, guard, hall
from smkt_helpers.workshop.phones.app import COOKIE, make
from smkt_helpers.workshop.store import Ledger
from tests.workshop.phones.site import BASE, Phone, Site, client_of

MARK, OTHER_MARK = "m" * 22, "n" * 22


@pytest.fixture
def site():
    made = Site()
    yield made
    made.close()


def all_at_once(forms):
    """Send several forms to the door in the same moment, each from a browser of its own."""

    async def run():
        site = make()
        way = httpx.ASGITransport(site)

        async def send(form):
            async with httpx.AsyncClient(transport=way, base_url=BASE, headers={"Origin": BASE}) as browser:
                return await browser.post("/join", data=form)

        async with site.app.router.lifespan_context(site.app):
            return await asyncio.gather(*(send(form) for form in forms))

    return asyncio.run(run())


def refuse(*_args, **_named):
    raise KitError("The disk is full.")


# All at once


def test_pressing_join_twice_at_once_gives_both_answers_to_the_same_person(site):
    form = {"code": site.code, "name": "Zoe", "home": "sales", "form": MARK}
    answers = all_at_once([form] * 8)
    assert {one.status_code for one in answers} == {303}
    site.ledger.refresh()
    (zoe,) = (one for one in site.ledger.now.people if one.name == "Zoe")
    owners = {doors.owner_of(site.store, doors.hash_of(one.cookies[COOKIE])) for one in answers}
    assert owners == {(site.ledger.id, zoe.id)}


def test_of_many_codes_tried_at_once_no_more_are_answered_than_one_after_the_other(site):
    form = {"code": "222222", "name": "Eve", "home": "sales", "form": MARK}
    answers = all_at_once([form] * (2 * guard.WRONG_BY_ADDRESS))
    assert sum("opens no door" in one.text for one in answers) == guard.WRONG_BY_ADDRESS


# Names


def test_a_name_that_looks_like_anothers_is_that_name(site):
    assert Phone(site).join("Änna").status_code == 303
    for twin in ("Än\u200bna", "A\u0308nna", "Änna\u3164", "\u202eÄnna", "Änna\ufe0f", "Ä\uff4ena", "A\u200b\u0308nna"):
        answer = Phone(site).join(twin)
        assert (answer.status_code, "already" in answer.text) == (422, True)


@pytest.mark.parametrize("nothing", ["\u200b", "\ufeff", "\u3164", "\x07", "\u2800 \u00ad"])
def test_a_name_that_nobody_sees_is_none(site, nothing):
    answer = Phone(site).join(nothing)
    assert (answer.status_code, "1 to 60 letters, not 0" in answer.text) == (422, True)


# Forms that come back


def test_who_is_sent_out_does_not_come_in_again_with_the_old_form(site):
    phone = Phone(site)
    phone.join("Zoe", mark=MARK)
    zoe = site.person(phone)
    site.ledger.do("leave", person=zoe.id)
    doors.forget_phones(site.store, site.ledger.id, zoe.id)
    phone.cookie = ""
    again = phone.join("Zoe", mark=MARK)
    assert (again.status_code, phone.cookie) == (422, "")
    assert "Ask the trainer" in again.text


def test_who_has_left_comes_in_again_as_somebody_new(site):
    phone = Phone(site)
    phone.join("Zoe", mark=MARK)
    before = site.person(phone)
    site.ledger.do("leave", person=before.id)
    site.phones[0].get()  # the server sees it
    assert phone.join("Zoe", mark=OTHER_MARK).status_code == 303
    assert site.person(phone).here
    assert site.person(phone).id != before.id


def test_a_phone_that_is_forgotten_while_it_asks_is_forgotten(site, monkeypatch):
    phone = Phone(site)
    phone.join("Zoe")
    zoe, look, mine = site.person(phone), doors.owner_of, doors.hash_of(phone.cookie)

    def forgotten_meanwhile(store, secret_hash):
        found = look(store, secret_hash)
        doors.forget_phones(store, site.ledger.id, zoe.id)
        site.phones[0].get()  # the server sees the door anew
        return found

    site.phones[0].get()
    site.phones[0].get()
    with monkeypatch.context() as patch:
        patch.setattr(doors, "owner_of", lambda store, key: (look if key != mine else forgotten_meanwhile)(store, key))
        phone.get()
    assert not phone.get("/state").json()["here"]


# The disk or the database is away


def test_who_was_let_in_but_given_no_secret_comes_in_the_next_time(site, monkeypatch):
    phone = Phone(site)
    with monkeypatch.context() as patch:
        patch.setattr(doors, "give_secret", refuse)
        answer = phone.join("Zoe")
    assert answer.status_code == 422
    assert "The disk is full." in answer.text
    mark = re.search(r'name="form" value="([\w-]+)"', answer.text)[1]
    assert phone.join("Zoe", mark=mark).status_code == 303
    assert site.person(phone).name == "Zoe"


def test_a_sheet_that_the_disk_does_not_take_comes_back_as_it_was_typed(site, monkeypatch):
    site.go("brief", "open")
    phone = site.phones[0]
    mark = phone.mark()
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "do_all", refuse)
        answer = phone.sheet(mark=mark, d_budget="123", why="We think so")
    assert answer.status_code == 503
    assert 'value="123"' in answer.text
    assert "We think so" in answer.text


@pytest.mark.parametrize("part", [(doors, "owner_of"), (doors, "door_of"), (hall, "Ledger")])
def test_a_database_that_is_away_makes_nobody_a_stranger(site, monkeypatch, part):
    site.close()
    site.client = client_of(make())  # a server that knows nobody yet
    phone = site.phones[0]
    with monkeypatch.context() as patch:
        patch.setattr(*part, refuse)
        for path in ("/", "/state", "/here"):
            assert phone.get(path).status_code == 503
        assert phone.send("POST", "/sheet", data={}, headers={"Accept": "application/json"}).status_code == 503
    assert phone.get("/state").json()["here"]


def test_whoever_waits_when_a_workshop_is_deleted_is_told(site, monkeypatch):
    async def wait():
        room = hall.Hall(site.store, site.ledger.id)
        room.start()
        waits = [asyncio.create_task(room.do([("rename", {"person": "none", "name": "A"})])) for _place in range(3)]
        await asyncio.sleep(0)
        await room.stop()
        late = asyncio.create_task(room.do([]))
        return await asyncio.wait_for(asyncio.gather(*waits, late, return_exceptions=True), 60)

    told = asyncio.run(wait())
    assert [type(one) for one in told] == [hall.NotKeptError] * 4


def test_news_are_seen_after_something_went_wrong_while_looking(site, monkeypatch):
    look, broken = hall.Hall._look, ["once"]

    def shaky(room):
        if broken:
            raise RuntimeError(broken.pop())
        look(room)

    async def wait():
        room = hall.Hall(site.store, site.ledger.id)
        room.start()
        doors.say(site.store, site.ledger.id, "Stand up")
        while room.door.message != "Stand up":
            await asyncio.sleep(0.01)
        await room.stop()

    monkeypatch.setattr(hall, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(hall.Hall, "_look", shaky)
    asyncio.run(asyncio.wait_for(wait(), 60))
    assert not broken


def test_a_phone_that_hangs_up_in_the_middle_leaves_no_trace(site):
    async def hang_up():
        raise ClientDisconnect

    async def nobody(_message):
        raise AssertionError("there is nobody to answer")

    async def app(_scope, receive, _send):
        await receive()

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    asyncio.run(guard.Guarded(app)(scope, hang_up, nobody))
