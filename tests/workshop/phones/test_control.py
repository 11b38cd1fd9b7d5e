"""A workshop on a hosted server, led from far away; and everybody else who tries."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from smkt_helpers.errors import KitError
from smkt_helpers.workshop import rehearsal
from smkt_helpers.workshop.formats import read_format
from smkt_helpers.workshop.phones import doors, guard
from smkt_helpers.workshop.phones.control import Control
from smkt_helpers.workshop.remote import RemoteStore
from smkt_helpers.workshop.room.control import ControlRoom
from smkt_helpers.workshop.store import Store
from tests.workshop.helpers import small

ADDRESS, TOKEN = "https://workshop.example", "a-token-that-nobody-guesses"


def client(store, address="127.0.0.1", **settings):
    app = Starlette(routes=[Mount("/control", routes=Control(store, TOKEN, **settings).routes())])
    return TestClient(app, client=(address, 5000), base_url=ADDRESS)


@pytest.fixture
def kept():
    """Return the store of the server."""
    return Store()


@pytest.fixture
def far(kept):
    """Return the store as the trainer sees it."""
    return RemoteStore(ADDRESS, TOKEN, client(kept))


def test_a_workshop_led_from_far_away_is_the_same_as_one_here(far, kept):
    there = rehearsal.rehearse(read_format("short"), 12, ledger=rehearsal.begin(far, read_format("short"), 12))
    here = rehearsal.rehearse(read_format("short"), 12)
    assert there.now == kept.open(there.id).now
    assert {round: one.hash for round, one in there.now.results.items()} == {
        round: one.hash for round, one in here.now.results.items()}  # fmt: skip
    assert [one.id for one in far.listed()] == [there.id]
    assert far.listed() == kept.listed()


def test_what_is_not_allowed_comes_back_as_the_same_sentence(far, kept):
    ledger = far.begin(small(), "Far")
    with pytest.raises(KitError) as told:
        ledger.do("go", phase="revealed")
    with pytest.raises(KitError) as here:
        kept.open(ledger.id).do("go", phase="revealed")
    assert str(told.value) == str(here.value)
    with pytest.raises(KitError, match="no workshop with the number"):
        far.open("none")
    with pytest.raises(KitError, match="A quarter is played when"):
        ledger.play()


def test_taking_back_works_from_far_away(far):
    ledger = far.begin(small(), "Far")
    ledger.do("join", id="p1", name="Anna", home="sales")
    assert ledger.undo().kind == "join"
    assert ledger.now.people == ()
    assert ledger.undo() is None


def test_what_others_do_there_is_seen_here(far, kept):
    ledger = far.begin(small(), "Far")
    kept.open(ledger.id).do("join", id="p1", name="Anna", home="sales")
    assert ledger.refresh()
    assert [one.name for one in ledger.now.people] == ["Anna"]
    kept.purge(ledger.id)
    with pytest.raises(KitError, match="deleted"):
        ledger.refresh()


def test_an_export_is_taken_in_far_away_and_purged_there(far, kept):
    ledger = far.begin(small(), "Far")
    again = far.take_in(ledger.export(names=True))
    assert len(kept.listed()) == 2
    far.purge(again.id)
    assert [one.id for one in kept.listed()] == [ledger.id]


def test_the_door_is_kept_from_far_away(far, kept):
    id = far.begin(small(), "Far").id
    assert doors.door_of(far, id) is None
    door = doors.open_door(far, id)
    assert door == doors.door_of(kept, id) == doors.door_of(far, id)
    assert doors.say(far, id, "Five minutes").message == "Five minutes"
    assert not doors.lock_door(far, id).open
    doors.give_secret(kept, id, "p1")
    assert doors.with_phone(far, id) == {"p1"}
    doors.forget_phones(far, id, "p1")
    assert doors.with_phone(far, id) == frozenset()
    with pytest.raises(KitError, match="no workshop"):
        doors.open_door(far, "none")


def test_the_control_room_leads_it_without_knowing(far, kept):
    ledger = rehearsal.begin(far, read_format("short"), 6)
    room = ControlRoom(far, pause=0.0)
    room.open(ledger)
    room.step()
    assert kept.open(ledger.id).now.phase == "brief"


# Everybody else


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {TOKEN}"},
                                    {"Authorization": f"Bearer {TOKEN}x"}])  # fmt: skip
def test_without_the_token_nothing_is_told_or_done(kept, header):
    id = kept.begin(small(), "Secret title").id
    doors.open_door(kept, id)
    http = client(kept)
    asked = [("GET", "workshops"), ("GET", f"workshops/{id}/actions"), ("GET", f"workshops/{id}/door"),
             ("GET", f"workshops/{id}/phones"), ("POST", "workshops"), ("POST", f"workshops/{id}/do"),
             ("POST", f"workshops/{id}/play"), ("POST", f"workshops/{id}/purge"), ("POST", f"workshops/{id}/door"),
             ("POST", f"workshops/{id}/forget")]  # fmt: skip
    for method, path in asked:
        answer = http.request(method, f"/control/{path}", headers=header, json={} if method == "POST" else None)
        assert answer.status_code == 403
        assert "Secret" not in answer.text
    assert len(kept.listed()) == 1


def test_every_route_is_behind_the_token(kept):
    handlers = Control(kept, TOKEN).routes()
    http = client(kept)
    for route in handlers:
        for method in route.methods - {"HEAD"}:
            path = route.path.replace("{id}", "x")
            assert http.request(method, f"/control{path}").status_code == 403


def test_another_computer_may_lead_only_where_that_was_asked_for(kept):
    with pytest.raises(KitError, match="own computer only"):
        RemoteStore(ADDRESS, TOKEN, client(kept, "10.0.0.7")).listed()
    assert RemoteStore(ADDRESS, TOKEN, client(kept, "10.0.0.7", anywhere=True)).listed() == []


def test_a_token_is_not_found_by_trying(kept):
    http = client(kept)
    for _try in range(guard.WRONG_BY_ADDRESS):
        http.get("/control/workshops", headers={"Authorization": "Bearer wrong"})
    with pytest.raises(KitError, match="Wait a minute"):
        RemoteStore(ADDRESS, "another-wrong-one-of-24-letters", http).listed()
    assert RemoteStore(ADDRESS, TOKEN, http).listed() == []  # nobody can lock the trainer out
    with pytest.raises(KitError, match="at least 24 letters"):
        Control(kept, "short")


@pytest.mark.parametrize(
    "body", ["", "[]", '{"wishes": 3}', '{"wishes": [], "more": 1}', '{"wishes": [[["go"]]]}', "{"]
)
def test_what_is_not_understood_is_said_so(kept, body):
    id = kept.begin(small()).id
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    answer = client(kept).post(f"/control/workshops/{id}/do", content=body, headers=headers)
    assert answer.status_code == 422
    assert "does not understand" in answer.json()["trouble"]


def test_a_workshop_out_of_order_or_out_of_time_is_not_taken_in(kept):
    told = [vars(one) for one in kept.begin(small()).actions]
    http, headers = client(kept), {"Authorization": f"Bearer {TOKEN}"}
    for said, status in ({"number": 5}, 409), ({"at": "rubbish"}, 422), ({"at": "2026-01-01T10:00:00"}, 422):
        answer = http.post("/control/workshops", json={"actions": [{**told[0], **said}]}, headers=headers)
        assert answer.status_code == status
    assert len(kept.listed()) == 1


@pytest.mark.parametrize("after", ["9" * 30, "9" * 5000, "-1", "x"])
def test_an_odd_number_to_go_on_from_means_all_actions(kept, after):
    id = kept.begin(small()).id
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = client(kept).get(f"/control/workshops/{id}/actions", params={"after": after}, headers=headers)
    assert len(answer.json()["actions"]) == 1


@pytest.mark.parametrize(
    "address", ["workshop.example", "ftp://workshop.example", "http://workshop.example", "", "https://"]
)
def test_an_address_without_encryption_is_none(address):
    with pytest.raises(KitError, match="begins with https"):
        RemoteStore(address, TOKEN)


def test_a_server_that_does_not_answer_or_is_another_one(kept):
    def away(_request):
        raise httpx.ConnectError("no")

    with pytest.raises(KitError, match="does not answer just now"):
        RemoteStore(ADDRESS, TOKEN, httpx.Client(transport=httpx.MockTransport(away))).listed()
    shop = httpx.MockTransport(lambda _request: httpx.Response(200, text="<h1>A shop</h1>"))
    with pytest.raises(KitError, match="no workshop server"):
        RemoteStore(ADDRESS, TOKEN, httpx.Client(transport=shop)).listed()
