"""Who is waited for: people with a phone one by one, teams on paper by their sheet."""

from __future__ import annotations

import pytest

from smkt_helpers.workshop import rounds
from smkt_helpers.workshop.waiting import Phones, still_deciding, waiting
from tests.workshop.helpers import opened


def phones(*people):
    return Phones("http://192.168.1.20:8000", "ABC234", True, frozenset(people))


def names(found):
    return [one.id for one in found]


def test_without_phones_sheets_are_counted():
    now = rounds.decide(opened(), 1, "marketing", {})
    found = waiting(now)
    assert (found.of_people, found.of_sheets) == (0, 4)
    assert found.sheets == ((1, "sales"), (2, "marketing"), (2, "sales"))
    assert still_deciding(now) == found.sheets


def test_with_a_captain_a_team_is_counted_by_its_sheet_whoever_hands_it_in():
    now = opened(people=8)
    one = now.at(1, "marketing")[0]
    now = rounds.decide(now, 1, "marketing", {}, person=one.id)
    found = waiting(now, phones(*names(now.people)))
    assert (found.of_people, found.of_sheets, len(found.sheets)) == (0, 4, 3)


def test_where_all_votes_count_everybody_with_a_phone_is_counted():
    now = opened(people=8, mode="median")
    first, second = now.at(1, "marketing")
    now = rounds.decide(now, 1, "marketing", {}, person=first.id)
    found = waiting(now, phones(first.id, second.id))
    assert (found.of_people, names(found.people)) == (2, [second.id])
    assert (found.of_sheets, (1, "marketing") in found.sheets) == (3, False)
    assert still_deciding(now, phones(first.id, second.id))[0] == (1, "marketing")
    now = rounds.decide(now, 1, "marketing", {}, person=second.id)
    assert not waiting(now, phones(first.id, second.id)).people


def test_of_a_team_with_one_phone_and_a_sheet_the_phone_is_waited_for_until_the_sheet_is_typed():
    now = opened(people=8, mode="median")
    with_phone = now.at(1, "sales")[0]
    assert names(waiting(now, phones(with_phone.id)).people) == [with_phone.id]
    now = rounds.decide(now, 1, "sales", {"touches": 5})
    found = waiting(now, phones(with_phone.id))
    assert (found.people, found.of_people, found.of_sheets) == ((), 1, 3)


@pytest.mark.parametrize("mode", ["captain", "median"])
def test_nobody_is_waited_for_when_all_have_handed_in_or_left(mode):
    now = opened(mode=mode)
    everybody = phones(*names(now.people))
    gone, *others = now.people
    now = rounds.leave(now, gone.id)
    for one in others:
        assert not waiting(now, everybody).nobody
        now = rounds.decide(now, one.table, one.first_seat, {}, person=one.id)
    assert waiting(now, everybody).nobody and still_deciding(now, everybody) == ()


def test_a_door_invites_only_when_it_is_open_and_there_is_a_server():
    assert phones().inviting and phones().link == "http://192.168.1.20:8000/ABC234"
    assert not Phones("", "ABC234", True).inviting and not Phones("http://192.168.1.20:8000", "ABC234", False).inviting
