"""Where a workshop stands: what follows from it without anything being done."""

import pytest

from smkt_helpers.workshop import rounds
from smkt_helpers.workshop.state import before_swap, due, plans_until, seconds_left
from tests.workshop.helpers import NO_PRACTICE, lobby, next_open, opened, played, small


def at(minutes, seconds=0):
    return f"2026-01-01T10:{minutes:02}:{seconds:02}+00:00"


def test_the_clock_runs_while_the_quarter_is_open():
    now = opened()
    # Five of the ten minutes of this quarter are for deciding.
    assert seconds_left(now, at(4)) == 60
    assert seconds_left(now, "2026-01-01T11:04:00+01:00") == 60
    assert seconds_left(rounds.extend(now, 5), at(4)) == 360
    assert seconds_left(now, at(6)) == -60
    assert seconds_left(rounds.go(now, "locked"), at(4)) is None


@pytest.mark.parametrize(("auto_lock", "minutes", "is_due"), [(True, 5, False), (True, 6, True), (False, 30, False)])
def test_only_a_trainer_who_wished_it_gives_the_phase_to_the_clock(auto_lock, minutes, is_due):
    # Five minutes to decide, and one to type in the last sheets.
    assert due(opened(auto_lock=auto_lock), at(minutes)) is is_due


def test_more_time_is_more_time_to_decide():
    longer = rounds.extend(opened(auto_lock=True), 2)
    assert not due(longer, at(7, 59)) and due(longer, at(8))


def test_a_workshop_kept_with_less_time_than_there_is_to_decide_can_still_be_read():
    shorter = rounds.extend(opened(), -9)
    assert seconds_left(shorter, at(0)) < 0


def test_sheets_opened_again_are_not_taken_in_by_the_clock():
    again = rounds.go(rounds.go(opened(auto_lock=True), "locked"), "open", at(30))
    assert seconds_left(again, at(50)) is None
    assert not due(again, at(50))


def test_missing_are_the_seats_with_people_and_without_a_sheet():
    now = rounds.leave(opened(), "p4")
    assert now.missing() == ((1, "marketing"), (1, "sales"), (2, "marketing"))
    assert rounds.decide(now, 1, "sales", {}).missing() == ((1, "marketing"), (2, "marketing"))


def test_a_quarter_follows_from_all_that_count():
    now = opened()
    assert [now.history(one) for one in range(4)] == [(0,), (1,), (1, 2), (1, 2, 3)]


def test_the_plans_of_a_table_by_week():
    now = next_open(played(opened()))
    now = next_open(played(rounds.decide(now, 1, "sales", {"touches": 5})))
    now = rounds.go(rounds.decide(now, 1, "sales", {"touches": 6}), "locked")
    assert [(week, plan["touches"]) for week, plan in plans_until(now, 2, 1)] == [(0, 5), (13, 6)]
    assert [(week, plan["touches"]) for week, plan in plans_until(now, 1, 1)] == [(0, 5)]


def test_a_table_that_comes_later_had_worked_as_the_company_does_today():
    now = next_open(played(next_open(played(opened()))))
    now = rounds.go(rounds.decide(rounds.move(now, "p1", 3, "sales"), 3, "sales", {"touches": 9}), "locked")
    assert [plan["touches"] for _week, plan in plans_until(now, 2, 3)] == [now.start["touches"], 9]


def test_a_table_without_people_for_a_quarter_goes_on_as_it_was():
    format = small(agenda=NO_PRACTICE["agenda"])
    now = rounds.decide(opened(people=6, tables=3, format=format), 3, "sales", {"touches": 9})
    now = rounds.go(played(now), "brief")
    for id in ("p5", "p6"):
        now = rounds.move(now, id, 1, "sales")
    now = played(rounds.go(now, "open"))
    now = rounds.go(next_open(rounds.move(now, "p5", 3, "sales")), "locked")
    assert now.results.keys() == {0, 1}
    assert 3 not in now.results[1].tables
    assert [plan["touches"] for _week, plan in plans_until(now, 2, 3)] == [9, 9, 9]


def test_the_swap_of_the_format_is_seen():
    now = opened()
    assert before_swap(now) is None
    now = next_open(played(now))
    assert before_swap(now) is None
    now = next_open(played(now))
    assert before_swap(now) == 1
    now = next_open(played(now))
    assert before_swap(now) == 1
    assert [now.swapped_in(one) for one in range(4)] == [False, False, True, True]


def test_a_swap_by_hand_is_seen_too():
    now = played(opened(format=small(agenda=NO_PRACTICE["agenda"])))
    back = rounds.go(rounds.swap(rounds.go(now, "brief")), "open")
    assert before_swap(back) is None
    now = rounds.go(rounds.swap(rounds.go(played(back), "brief")), "open")
    assert before_swap(now) == 1


def test_opening_again_forgets_in_which_seats_the_sheets_came_in():
    now = rounds.go(rounds.swap(rounds.go(rounds.seat_all(lobby(), 1), "brief")), "open")
    locked = rounds.go(now, "locked")
    assert locked.second_seats == (0,)
    assert rounds.go(rounds.go(locked, "open"), "locked").second_seats == (0,)
