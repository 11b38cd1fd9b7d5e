"""The phones in the control room: let them in, see who is missing, tell them something, start again, rehearse."""

from __future__ import annotations

import os
import re

import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.workshop import rehearsal, rounds
from smkt_helpers.workshop.phones import doors, process
from smkt_helpers.workshop.phones.addresses import Address
from smkt_helpers.workshop.remote import RemoteStore
from smkt_helpers.workshop.room import phones as room_phones
from smkt_helpers.workshop.room.control import ControlRoom
from smkt_helpers.workshop.room.projector import Follower
from smkt_helpers.workshop.room.words import entry_words, missing_notice
from smkt_helpers.workshop.store import Store
from smkt_helpers.workshop.waiting import Phones
from tests.helpers import assert_named, assert_no_trouble, find, press, shown_text
from tests.workshop import helpers
from tests.workshop.phones.test_control import ADDRESS, TOKEN, client
from tests.workshop.test_room import NAMES, begun, names_seen, room, seen, step, type_sheet

__all__ = ["room"]  # the fixture
WIFI, CABLE = Address("192.168.1.20", "Wi-Fi"), Address("10.0.0.5", "eth0")


class Servers:
    """Stands for the server: notes what it was asked, and dies when it is told to."""

    def __init__(self):
        self.alive, self.started, self.revived = set(), [], 0

    def start(self, url, rehearsal=False):
        server = process.recorded(rehearsal)
        if server is None or server.pid not in self.alive:
            self.started.append(url)
            server = process.Server(100 + len(self.started), 8000 + rehearsal,
                                    process.HERE if rehearsal else process.EVERYWHERE, "mark")  # fmt: skip
            self.alive.add(server.pid)
            process.keep(server)
        return server

    def revive(self, _url):
        self.revived += 1
        self.alive.add(process.recorded().pid)


@pytest.fixture
def servers(monkeypatch):
    made = Servers()
    monkeypatch.setattr(process, "start", made.start)
    monkeypatch.setattr(process, "revived", made.revive)
    monkeypatch.setattr(process, "lives", lambda server: server.pid in made.alive)
    monkeypatch.setattr(room_phones, "addresses", lambda: (WIFI, CABLE))
    return made


@pytest.fixture
def lobby(room, servers):
    """A control room in whose workshop nobody is yet, with the door open."""
    find(room.widget, "Format").value = "short"
    find(room.widget, "People come in with their phones").value = True
    press(room.widget, "Begin this workshop")
    press(room.widget, "Let phones in")
    return room


def come_in(room, *names):
    """Let people in as the server does it, and let the control room look."""
    ledger = Store().open(room.ledger.id)
    for place, name in enumerate(names):
        ledger.do("join", id=f"id-{name}", name=name, home=("marketing", "sales")[place % 2])
        doors.give_secret(ledger.store, ledger.id, f"id-{name}")
    room.beat()
    assert_no_trouble(room.widget)


def hand_in(room, name, **values):
    ledger = Store().open(room.ledger.id)
    one = next(one for one in ledger.now.people if one.name == name)
    place = {"table": one.table, "seat": one.seat(ledger.now.swapped)}
    ledger.do("decide", **place, values=values, person=one.id, why="")
    room.beat()


def door(room):
    return doors.door_of(room.store, room.ledger.id)


def test_with_phones_nobody_is_written_down_and_all_votes_count(room, servers):
    find(room.widget, "Format").value = "short"
    find(room.widget, "People come in with their phones").value = True
    assert "Number of tables" not in [one for one in names_seen(room)]
    assert find(room.widget, "How a team decides").value == "median"
    press(room.widget, "Begin this workshop")
    assert (room.ledger.now.mode, room.ledger.now.people, room.ledger.now.tables) == ("median", (), ())
    assert "Let phones in" in names_seen(room) and servers.started == []


def test_on_paper_a_captain_hands_in(room):
    begun(room)
    assert room.ledger.now.mode == "captain"


def test_one_press_starts_the_server_opens_the_door_and_shows_where(lobby, servers):
    code = door(lobby).code
    assert door(lobby).open and len(servers.started) == 1
    for text in (seen(lobby), shown_text(lobby.stage.page)):
        assert "192.168.1.20:8000" in text and code in text
    assert "<svg" in lobby.stage.page.value and "Point the camera" in shown_text(lobby.stage.page)
    assert "Let phones in" not in names_seen(lobby)
    assert_named(lobby.widget)


def test_whoever_begins_with_phones_is_told_to_let_them_in_and_to_show_the_code(room, servers):
    find(room.widget, "People come in with their phones").value = True
    press(room.widget, "Begin this workshop")
    assert "first press “Let phones in” below" in seen(room)
    press(room.widget, "Let phones in")
    assert "first press “Let phones in” below" not in seen(room)
    assert "“Show to the room” puts the picture and the code on the projector" in seen(room)


def test_late_comers_find_the_code_on_the_trainers_screen(lobby):
    come_in(lobby, "Anna", "Ben")
    press(lobby.widget, "Lock the door")
    opened(lobby)
    lobby._show_phones.value = True
    lobby._show_cards()
    press(lobby.widget, "Let phones in")
    assert "show it to late comers here" in seen(lobby) and door(lobby).code in seen(lobby)
    assert door(lobby).code not in shown_text(lobby.stage.page)


def test_whoever_comes_in_is_counted_and_gets_a_table(lobby):
    come_in(lobby, "Anna", "Ben", "Chi", "Dora")
    lobby.people.name.value = "Emil"
    press(lobby.widget, "Let in")
    lobby.beat()
    assert "4 people came with a phone, 1 without." in seen(lobby)
    assert "5 people are here." in shown_text(lobby.stage.page)
    step(lobby, "Make the tables")
    assert lobby.ledger.now.tables == (1,) and "Please find your table" in shown_text(lobby.stage.page)
    press(lobby.widget, "Next page")
    assert "Come in with your phone" in shown_text(lobby.stage.page), "for whoever comes late"


def test_a_chosen_number_of_tables_stays_while_people_come_in(lobby):
    lobby.people.tables.value = 3
    come_in(lobby, "Anna", "Ben", "Chi", "Dora", "Emil", "Fay")
    assert lobby.people.tables.value == 3
    step(lobby, "Make the tables")
    assert lobby.ledger.now.tables == (1, 2, 3)


def test_the_door_is_locked_and_opened_again(lobby):
    first = door(lobby).code
    press(lobby.widget, "Lock the door")
    assert not door(lobby).open and "The door is locked." in seen(lobby)
    assert "Come in with your phone" not in shown_text(lobby.stage.page)
    press(lobby.widget, "Let phones in")
    assert door(lobby).open and door(lobby).code == first and first in seen(lobby)


def test_another_network_is_shown_everywhere_and_remembered(lobby):
    lobby.phones.network.value = CABLE.ip
    assert "http://10.0.0.5:8000" in seen(lobby) and "10.0.0.5:8000" in shown_text(lobby.stage.page)
    again = ControlRoom(Store(), pause=0)
    assert again.phones.phones.address == "http://10.0.0.5:8000"


def test_a_network_that_is_gone_is_replaced(lobby, monkeypatch):
    monkeypatch.setattr(room_phones, "addresses", lambda: (CABLE,))
    for _second in range(room_phones.NETWORK_BEATS):
        lobby.beat()
    assert "http://10.0.0.5:8000" in seen(lobby)
    monkeypatch.setattr(room_phones, "addresses", lambda: ())
    for _second in range(room_phones.NETWORK_BEATS + 1):
        lobby.beat()
    assert "This computer is in no network" in seen(lobby) and process.recorded().address == CABLE.ip
    monkeypatch.setattr(room_phones, "addresses", lambda: (CABLE,))
    for _second in range(room_phones.NETWORK_BEATS):
        lobby.beat()
    assert "This computer is in no network" not in seen(lobby)


def test_without_a_network_the_door_stays_shut_and_a_sentence_says_why(room, servers, monkeypatch):
    monkeypatch.setattr(room_phones, "addresses", lambda: ())
    begun(room)
    find(room.widget, "Let phones in").click()
    assert "This computer is in no network" in seen(room) and door(room) is None


def test_a_message_is_shown_and_taken_away(lobby):
    find(lobby.widget, "Show on all phones").click()
    assert "Write the message first." in seen(lobby)
    lobby.phones.message.value = "We go on at 14:30"
    press(lobby.widget, "Show on all phones")
    assert door(lobby).message == "We go on at 14:30" and "“We go on at 14:30”" in seen(lobby)
    assert lobby.phones.message.value == ""
    press(lobby.widget, "Take the message away")
    assert door(lobby).message == "" and "On all phones now" not in seen(lobby)


def test_somebody_is_sent_out_with_the_phone(lobby):
    come_in(lobby, "Anna", "Ben")
    lobby.people.person.value = "id-Anna"
    press(lobby.widget, "Send out, with the phone")
    assert [one.here for one in lobby.ledger.now.people] == [False, True]
    assert doors.with_phone(lobby.store, lobby.ledger.id) == {"id-Ben"}
    lobby.people.person.value = "id-Ben"
    press(lobby.widget, "Has left")
    assert doors.with_phone(lobby.store, lobby.ledger.id) == {"id-Ben"}, "whoever comes back finds the phone known"


def opened(room):
    step(room, "Make the tables")
    step(room, "Start the briefing")
    step(room, "Open")


def test_who_has_not_handed_in_is_named_and_counted(lobby):
    come_in(lobby, "Anna", "Ben", "Chi", "Dora")
    opened(lobby)
    assert "4 of 4 phones have not handed in: table 1: Anna, Chi, Ben, Dora." in seen(lobby)
    hand_in(lobby, "Anna", budget=1.2)
    hand_in(lobby, "Ben")
    assert "2 of 4 phones have not handed in: table 1: Chi, Dora." in seen(lobby)
    assert "2 of 4 phones have handed in" in shown_text(lobby.stage.page)
    assert "Still deciding, by table: 1: both" in shown_text(lobby.stage.page)
    hand_in(lobby, "Chi", budget=1.4), hand_in(lobby, "Dora")
    assert "Everybody has handed in." in seen(lobby)
    assert "Everybody has handed in. Thank you!" in shown_text(lobby.stage.page)


def test_paper_and_phones_mix(lobby):
    come_in(lobby, "Anna", "Ben")
    for name in ("Emil", "Fay"):
        lobby.people.name.value = name
        press(lobby.widget, "Let in")
    lobby.people.tables.value = 2
    opened(lobby)
    on_paper = [(one.table, one.first_seat) for one in lobby.ledger.now.people if one.name in ("Emil", "Fay")]
    assert lobby.form.place in on_paper, "the trainer is led to the sheets on paper only"
    said = shown_text(lobby.stage.page)
    assert "0 of 2 phones have handed in" in said and "0 of 2 paper sheets are in" in said
    assert "2 of 2 phones have not handed in" in seen(lobby) and "2 paper sheets are missing" in seen(lobby)
    press(lobby.widget, "Everything as last quarter"), press(lobby.widget, "Everything as last quarter")
    assert sorted(lobby.ledger.now.entries) == sorted(on_paper)
    assert "No paper sheet is missing." in seen(lobby) and "paper sheets" not in missing_words(lobby)


def missing_words(room):
    return re.sub(r"<[^>]+>", "", room._missing.value)


def test_a_sheet_typed_for_a_team_with_phones_counts_before_its_votes_and_says_so(lobby):
    come_in(lobby, "Anna", "Ben", "Chi", "Dora")
    opened(lobby)
    hand_in(lobby, "Anna", budget=1.2)
    lobby.form.which.value = "1m"
    assert "counts before their votes" in seen(lobby)
    find(lobby.widget, "Save this sheet").click()
    assert "Nothing is typed here." in seen(lobby), "an empty sheet would overrule the votes"
    type_sheet(lobby, "1m", budget="140")
    assert "2 of 4 phones have not handed in: table 1: Ben, Dora." in seen(lobby)
    step(lobby, "Sheets are in")
    assert lobby.ledger.now.locked[0, 1].plan["budget"] == 1.4


def test_two_teams_of_voters_that_disagree_are_named(lobby):
    come_in(lobby, "Anna", "Ben", "Chi", "Dora")
    opened(lobby)
    hand_in(lobby, "Anna", handoff="shared_crm"), hand_in(lobby, "Chi", handoff="shared_crm")
    type_sheet(lobby, "1s", touches="5")
    assert "stays as it was: How leads are handed over" in seen(lobby)


def test_taking_back_names_whose_sheet_it_was(lobby):
    come_in(lobby, "Anna", "Ben")
    opened(lobby)
    hand_in(lobby, "Anna")
    assert lobby._undo.description == "Take back: the sheet of Anna (table 1, marketing)"
    press(lobby.widget, lobby._undo.description)
    assert lobby.ledger.now.entries == {} and lobby.form.place is None


def test_the_seats_of_one_table_are_named_as_one(lobby):
    come_in(lobby, "Anna", "Ben")
    step(lobby, "Make the tables")
    assert lobby._undo.description == "Take back: the seats at 1 table"


def test_an_answer_is_named_as_one():
    now = helpers.lobby(2)
    action = room_action("answer", person="p1", question="next", text="Listen")
    assert entry_words(now, action) == "an answer of Person 1"


def room_action(kind, **data):
    from smkt_helpers.workshop.actions import Action

    return Action(2, "2026-01-01T10:00:00+00:00", kind, data)


def test_with_a_captain_the_missing_sheet_says_who_has_the_phone():
    now = helpers.opened(4)
    phones = Phones("http://192.168.1.20:8000", "ABC234", True, frozenset({"p1", "p2"}))
    now = rounds.decide(now, 2, "marketing", {}, person=now.at(2, "marketing")[0].id)
    named = {one.id: one for one in now.people}
    said = missing_notice(now, phones)
    for id in ("p1", "p2"):
        if (named[id].table, named[id].first_seat) != (2, "marketing"):
            assert f"({named[id].name})" in said
    assert "3 sheets are missing" in said


def test_what_is_said_fits_phones(lobby):
    come_in(lobby, "Anna", "Ben")
    assert "Point the camera" in seen(lobby)
    step(lobby, "Make the tables")
    step(lobby, "Start the briefing")
    assert "press “Hand in”" in seen(lobby) and "bring me the sheet" not in seen(lobby)
    heard = []
    while lobby.ledger.now.phase != "closed":
        rehearsal.step(lobby.ledger)
        lobby.refresh()
        heard.append(seen(lobby))
    for words in ("on every phone those of its own table", "take your phone, and change seats", "Save my answers",
                  "shows the answers from the phones", "“All workshops”, then “Delete …”"):  # fmt: skip
        assert any(words in one for one in heard), words


# The server


def test_a_server_that_died_is_started_again_and_said(lobby, servers, monkeypatch):
    servers.alive.clear()
    lobby.beat()
    assert servers.revived == 1 and "is starting again; nothing that was handed in is lost" in seen(lobby)
    lobby.beat()
    assert servers.revived == 1
    monkeypatch.setattr(room_phones, "NEWS_SECONDS", 0.0)
    lobby.beat()
    assert "is starting again" not in seen(lobby)


def test_a_server_that_dies_again_and_again_is_given_up_with_a_way_out(lobby, servers):
    for _second in range(room_phones.MOST_STARTS + 3):
        servers.alive.clear()
        lobby.beat()
    assert servers.revived == room_phones.MOST_STARTS
    assert "stops again and again" in seen(lobby) and str(process.log_file()) in seen(lobby)
    press(lobby.widget, "Stop the phones"), press(lobby.widget, "Let phones in")
    lobby.beat()
    assert len(servers.alive) == 1 and "stops again and again" not in seen(lobby)


def test_what_the_trainer_has_stopped_stays_stopped(lobby, servers, monkeypatch):
    monkeypatch.setattr(process, "_end", lambda server: servers.alive.discard(server.pid))
    press(lobby.widget, "Stop the phones")
    lobby.beat()
    assert servers.revived == 0 and process.recorded() is None and not door(lobby).open
    assert "The phones are stopped" in seen(lobby)
    assert "Show on all phones" not in names_seen(lobby), "no phone would show it"
    press(lobby.widget, "Let phones in")
    assert door(lobby).open and len(servers.started) == 2


def test_when_the_workshop_is_over_the_phones_can_be_stopped(lobby, servers):
    come_in(lobby, "Anna", "Ben")
    opened(lobby)
    assert "Stop the phones" not in names_seen(lobby), "behind its tick while the workshop runs"
    ledger = Store().open(lobby.ledger.id)
    while ledger.now.phase != "closed":
        rehearsal.step(ledger)
    lobby.beat()
    assert "lock the door or stop the phones below" in seen(lobby) and "Stop the phones" in names_seen(lobby)
    servers.alive.clear()
    lobby.beat()
    assert servers.revived == 0, "nobody needs it any more"


def test_a_restarted_kernel_finds_the_server_and_the_lobby(lobby, servers):
    come_in(lobby, "Anna", "Ben")
    again = ControlRoom(Store(), pause=0)
    assert again.ledger.id == lobby.ledger.id and again.phones.phones == lobby.phones.phones
    again.beat()
    assert len(servers.started) == 1 and servers.revived == 0


def test_the_clock_and_the_sheets_go_on_whatever_the_phones_are_in_trouble_with(lobby, monkeypatch):
    come_in(lobby, "Anna", "Ben")
    opened(lobby)

    def busy(_store, _workshop):
        raise KitError("The disk is busy.")

    monkeypatch.setattr(room_phones, "door_of", busy)
    Store().open(lobby.ledger.id).do("decide", table=1, seat="sales", values={}, person="id-Ben")
    lobby.beat()
    assert "The disk is busy." in seen(lobby) and "1 of 2 phones has not handed in: table 1: Anna." in seen(lobby)


def test_a_workshop_on_paper_never_starts_a_server(room, servers):
    process.keep(process.Server(os.getpid(), 8000, process.EVERYWHERE, "of another workshop"))
    begun(room, names=NAMES)
    room.beat()
    assert servers.revived == 0 and servers.started == []


def test_the_second_window_shows_the_door_too(lobby):
    window = Follower(Store())
    assert door(lobby).code in shown_text(window.stage.page) and "192.168.1.20:8000" in shown_text(window.stage.page)


def test_a_hosted_server_is_shown_and_none_is_started_here(servers):
    far = RemoteStore(ADDRESS, TOKEN, client(Store()))
    room = ControlRoom(far, pause=0)
    find(room.widget, "People come in with their phones").value = True
    press(room.widget, "Begin this workshop")
    press(room.widget, "Let phones in")
    assert f"Address: {ADDRESS}" in seen(room) and "Stop the phones" not in names_seen(room)
    for name in ("Anna", "Ben"):
        room.people.name.value = name
        press(room.widget, "Let in")
    for _second in range(room_phones.REMOTE_BEATS):
        room.beat()
    assert "0 people came with a phone, 2 without." in seen(room)
    assert_no_trouble(room.widget)
    assert servers.started == [] and servers.revived == 0


# Rehearsal


def test_phones_side_by_side_play_along_with_the_bots(room, servers):
    find(room.widget, "Format").value = "short"
    find(room.widget, "How a team decides").value = "median"
    press(room.widget, "Rehearse with bots")
    assert "Show phones side by side" in names_seen(room) and "Let phones in" not in names_seen(room)
    press(room.widget, "Show phones side by side")
    shown = room.frames._shown.value
    code = door(room).code
    assert [f'src="http://127.0.0.1:8001/frame/{n}/{code}"' in shown for n in range(1, 5)] == [True] * 4
    assert process.recorded() is None, "nothing is on the network"
    room.store.open(room.ledger.id).do("join", id="ab12", name="The trainer", home="sales")
    room.beat()
    assert "Bots: next step" in names_seen(room), "somebody plays along, and it is a rehearsal still"
    for _step in range(3):
        press(room.widget, "Bots: next step")
    me = room.ledger.now.people[-1]
    assert room.ledger.now.phase == "open" and room.ledger.now.entries
    assert (me.table, me.first_seat) not in room.ledger.now.entries, "that seat is the trainer's"
    again = ControlRoom(Store(), pause=0)
    press(again.widget, "Put them away")
    assert process.recorded(rehearsal=True) is None
    press(room.widget, "Show phones side by side")
    press(room.widget, "Put them away")
    assert process.recorded(rehearsal=True) is None and room.frames._shown.value == ""
