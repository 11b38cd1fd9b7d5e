"""Codes, doors, messages and the secrets of phones."""

import pytest
import sqlalchemy as sql

from smkt_helpers.errors import KitError
from smkt_helpers.workshop.phones import doors
from smkt_helpers.workshop.store import Store
from smkt_helpers.workshop.tables import phones
from tests.workshop.helpers import small


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def id(store):
    return store.begin(small(), "Room 4").id


def test_a_code_is_six_letters_of_thirty_one_that_are_not_mixed_up(store, id):
    door = doors.open_door(store, id)
    assert len(set(doors.LETTERS)) == 31
    assert not set(doors.LETTERS) & set("01OIL")
    assert len(door.code) == 6
    assert set(door.code) <= set(doors.LETTERS)


def test_a_code_opens_its_door_however_it_is_typed(store, id):
    code = doors.open_door(store, id).code
    for typed in (code, code.lower(), f" {code[:3]}-{code[3:]} "):
        assert doors.door_at(store, typed).workshop == id
    assert doors.door_at(store, "") is None
    assert doors.door_at(store, code[:-1]) is None


def test_a_code_is_good_while_the_door_is_open(store, id):
    code = doors.open_door(store, id).code
    assert not doors.lock_door(store, id).open
    assert doors.door_at(store, code) is None
    assert doors.open_door(store, id).code == code
    assert doors.door_at(store, code).workshop == id


def test_two_workshops_have_two_codes_even_if_chance_gives_the_same(store, id, monkeypatch):
    letters = iter("AAAAAA" + "AAAAAA" + "BBBBBB")
    monkeypatch.setattr(doors.secrets, "choice", lambda _letters: next(letters))
    assert doors.open_door(store, id).code == "AAAAAA"
    assert doors.open_door(store, store.begin(small()).id).code == "BBBBBB"


def test_every_change_can_be_seen_by_the_version(store, id):
    seen = [doors.open_door(store, id), doors.say(store, id, "  Five  minutes\nleft "), doors.lock_door(store, id)]
    doors.forget_phones(store, id, "p1")
    seen.append(doors.door_of(store, id))
    assert [one.version for one in seen] == [1, 2, 3, 4]
    assert [one.message for one in seen] == ["", "Five minutes left", "Five minutes left", "Five minutes left"]


def test_a_message_may_not_be_endless_and_needs_a_door(store, id):
    with pytest.raises(KitError, match="not been let in"):
        doors.say(store, id, "Hello")
    doors.open_door(store, id)
    with pytest.raises(KitError, match="at most 300 letters"):
        doors.say(store, id, "x" * 301)


def test_a_secret_has_192_bits_and_only_its_hash_is_kept(store, id):
    first, second = (doors.give_secret(store, id, "p1") for _phone in range(2))
    assert doors.SECRET_BYTES * 8 == 192
    assert first != second
    with store.engine.connect() as connection:
        kept = connection.execute(sql.select(phones)).all()
    assert len(kept) == 2
    assert first not in str(kept)
    assert doors.owner_of(store, doors.hash_of(first)) == (id, "p1")
    assert doors.owner_of(store, first) is None


def test_who_is_sent_out_has_no_phone_any_more(store, id):
    doors.open_door(store, id)
    secrets = {person: doors.give_secret(store, id, person) for person in ("p1", "p2")}
    assert doors.with_phone(store, id) == {"p1", "p2"}
    doors.forget_phones(store, id, "p1")
    assert doors.owner_of(store, doors.hash_of(secrets["p1"])) is None
    assert doors.owner_of(store, doors.hash_of(secrets["p2"])) == (id, "p2")
    assert doors.with_phone(store, id) == {"p2"}


def test_a_deleted_workshop_takes_its_door_and_its_phones_along(store, id):
    other = store.begin(small()).id
    for one in (id, other):
        doors.open_door(store, one)
        doors.give_secret(store, one, "p1")
    store.purge(id)
    assert doors.door_of(store, id) is None
    assert doors.with_phone(store, id) == frozenset()
    assert doors.door_of(store, other) is not None
    assert doors.with_phone(store, other) == {"p1"}
