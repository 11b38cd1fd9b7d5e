"""The rules: who may do what when, and what a table plays."""

import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.workshop import rounds
from tests.workshop.helpers import NO_PRACTICE, lobby, made_up, next_open, opened, played, small


def seats(now):
    return {one.id: (one.table, one.seat(now.swapped)) for one in now.people}


def plan_of(now, table=1):
    return now.locked[now.round, table].plan


def quarters(count, **settings):
    """Return a workshop without a practice quarter, some quarters played, the next one open."""
    now = opened(format=small(agenda=NO_PRACTICE["agenda"]), **settings)
    for _quarter in range(count):
        now = next_open(played(now))
    return now


# Phases


def test_a_workshop_goes_through_its_phases_to_the_end():
    now, seen = opened(), ["lobby", "brief", "open"]
    for _quarter in range(3):
        now = next_open(played(now))
    now = rounds.go(rounds.go(played(now), "debrief"), "closed")
    assert (now.phase, now.round, sorted(now.results), seen[-1]) == ("closed", 3, [0, 1, 2, 3], "open")


@pytest.mark.parametrize("phase", ["closed", "revealed", "lobby", "debrief", "party", None, []])
def test_another_way_is_refused_and_the_right_one_named(phase):
    with pytest.raises(KitError, match="From “Deciding” the workshop goes on to “Sheets are in”"):
        rounds.go(opened(), phase)


def test_going_where_it_is_changes_nothing():
    now = opened()
    assert rounds.go(now, "open", "later") is now


def test_nothing_follows_the_last_quarter_but_the_debrief():
    now = played(quarters(2))
    with pytest.raises(KitError, match="the last quarter"):
        rounds.go(now, "brief")
    with pytest.raises(KitError, match="the last quarter"):
        rounds.go(rounds.go(now, "debrief"), "brief")


def test_a_workshop_begins_when_somebody_sits_at_a_table():
    with pytest.raises(KitError, match="make the tables first"):
        rounds.go(lobby(), "brief")


def test_a_quarter_is_shown_after_it_was_played_and_not_opened_again():
    now = rounds.go(opened(), "locked")
    with pytest.raises(KitError, match="play it before"):
        rounds.go(now, "revealed")
    with pytest.raises(KitError, match="cannot be changed any more"):
        rounds.go(rounds.score(now, 0, made_up(now)), "open")


def test_opened_again_a_quarter_takes_sheets_and_has_no_clock():
    now = rounds.decide(opened(auto_lock=True), 1, "sales", {"touches": 5})
    again = rounds.go(rounds.go(now, "locked"), "open", "2026-01-01T12:00:00+00:00")
    assert (again.locked, again.opened_at, again.entries) == ({}, "", now.entries)
    changed = rounds.go(rounds.decide(again, 1, "sales", {"touches": 6}), "locked")
    assert plan_of(changed)["touches"] == 6


def test_there_is_one_result_for_a_quarter():
    now = rounds.go(opened(), "locked")
    done = rounds.score(now, 0, made_up(now))
    with pytest.raises(KitError, match="its result stands"):
        rounds.score(done, 0, made_up(now, 2.0))
    with pytest.raises(KitError, match="when its sheets are in"):
        rounds.score(opened(), 0, made_up(now))
    with pytest.raises(KitError, match="when its sheets are in"):
        rounds.score(now, 1, made_up(now))


def test_a_result_is_of_the_tables_whose_sheets_are_in():
    now = rounds.go(opened(), "locked")
    with pytest.raises(KitError, match="does not belong to these tables"):
        rounds.score(now, 0, made_up(rounds.go(opened(people=2, tables=1), "locked")))
    moved = rounds.move(now, "p1", 3, "sales")
    assert rounds.score(moved, 0, made_up(now)).results[0].tables.keys() == {1, 2}


# People


def test_tables_are_made_only_before_the_first_briefing():
    with pytest.raises(KitError, match="move single people"):
        rounds.seat_all(opened(), 1)


def test_who_watches_or_has_left_gets_no_seat():
    now = rounds.join(lobby(6), "w", "Watcher", "sales", watch=True)
    now = rounds.leave(rounds.seat_all(now, 3), "p6")
    now = rounds.seat_all(now, 2)
    assert seats(now)["w"] == seats(now)["p6"] == (0, "")
    assert now.tables == (1, 2)


def test_who_comes_back_sits_down_where_there_is_room():
    now = rounds.seat_all(rounds.leave(lobby(5), "p5"), 2)
    assert seats(rounds.come_back(now, "p5"))["p5"] == (1, "marketing")
    left = rounds.leave(now, "p1")
    assert seats(rounds.come_back(left, "p1")) == seats(now)


def test_a_late_joiner_sits_at_once_and_a_watcher_does_not():
    now = rounds.join(rounds.leave(opened(), "p3"), "late", "Late", "marketing")
    assert seats(now)["late"] == seats(opened())["p3"]
    assert seats(rounds.join(now, "w", "Watcher", "other", watch=True))["w"] == (0, "")


def test_late_after_the_swap_one_begins_in_the_other_seat():
    now = rounds.swap(rounds.go(rounds.seat_all(lobby(4), 1), "brief"))
    assert seats(rounds.join(now, "late", "Late", "marketing"))["late"] == (1, "sales")


def test_the_same_id_joins_once():
    now = lobby()
    assert rounds.join(now, "p1", "Somebody", "sales") is now


@pytest.mark.parametrize(("arguments", "sentence"), [
    (("x", "person 1", "sales"), "somebody called person 1"),
    (("x", "", "sales"), "1 to 60 letters"),
    (("x", "Xenia", "finance"), "The function of Xenia"),
    (("x", "Xenia", []), "The function of Xenia"),
    (("", "Xenia", "sales"), "a short id"),
    ((7, "Xenia", "sales"), "a short id"),
])  # fmt: skip
def test_who_cannot_join_hears_why(arguments, sentence):
    with pytest.raises(KitError, match=sentence):
        rounds.join(lobby(), *arguments)


def test_a_name_is_free_again_when_its_bearer_has_left_until_both_are_here():
    now = rounds.leave(lobby(), "p1")
    now = rounds.join(now, "new", "Person 1", "sales")
    with pytest.raises(KitError, match="somebody else called Person 1"):
        rounds.come_back(now, "p1")
    assert rounds.come_back(rounds.rename(now, "new", "Nora"), "p1").people[0].here
    with pytest.raises(KitError, match="add a letter"):
        rounds.rename(now, "p2", "person 3")


def test_who_moves_in_mid_quarter_votes_once_and_a_captains_sheet_stays():
    for mode, left in (("median", {"p3"}), ("captain", {"p1", "p3"})):
        now = opened(6, tables=1, mode=mode)
        for person in ("p3", "p1"):
            now = rounds.decide(now, 1, "marketing", {"budget": 1.5}, person)
        moved = rounds.move(now, "p1", 2, "marketing")
        assert set(moved.entries[1, "marketing"].votes) == left
        assert moved.entries[1, "marketing"].last == ("p3" if mode == "median" else "p1")
        assert rounds.move(now, "p1", 1, "marketing").entries == now.entries
    alone = rounds.decide(opened(mode="median"), 1, "marketing", {}, "p1")
    assert rounds.move(alone, "p1", 0, "").entries == {}


def test_people_move_to_a_table_to_a_new_one_or_away_from_all():
    now = rounds.move(opened(), "p1", 3, "sales")
    assert now.tables == (1, 2, 3)
    assert seats(now)["p1"] == (3, "sales")
    assert seats(rounds.move(now, "p1", 0, ""))["p1"] == (0, "")
    with pytest.raises(KitError, match="1 to 3, or to a new one"):
        rounds.move(now, "p1", 5, "sales")
    with pytest.raises(KitError, match="no seat called 'boss'"):
        rounds.move(now, "p1", 1, "boss")
    with pytest.raises(KitError, match="Nobody in this workshop has the number p9"):
        rounds.move(now, "p9", 1, "sales")


def test_after_the_swap_a_seat_is_meant_as_it_is_now():
    now = rounds.swap(rounds.go(rounds.seat_all(lobby(), 2), "brief"))
    assert seats(rounds.move(now, "p1", 2, "sales"))["p1"] == (2, "sales")


def test_a_closed_workshop_stays_as_it_is():
    now = rounds.go(rounds.go(played(opened()), "debrief"), "closed")
    for does in (lambda: rounds.join(now, "x", "X", "sales"), lambda: rounds.rename(now, "p1", "Q"),
                 lambda: rounds.leave(now, "p1"), lambda: rounds.swap(now)):  # fmt: skip
        with pytest.raises(KitError):
            does()


# The swap


def test_the_format_swaps_the_seats_before_its_quarter():
    now = quarters(0)
    after = next_open(played(now))
    assert (now.swapped, after.swapped) == (False, True)
    assert all(seats(now)[id] == (table, "sales" if seat == "marketing" else "marketing")
               for id, (table, seat) in seats(after).items())  # fmt: skip


def test_a_swap_by_hand_with_a_wish_is_safe_from_double_clicks():
    now = rounds.go(rounds.seat_all(lobby(), 2), "brief")
    assert rounds.swap(rounds.swap(now, to=True), to=True).swapped
    assert not rounds.swap(rounds.swap(now)).swapped
    with pytest.raises(KitError, match="in the briefing"):
        rounds.swap(opened())


# Decisions


def test_what_is_handed_in_is_played_and_what_is_not_stays():
    now = rounds.decide(opened(), 1, "marketing", {"threshold": 50})
    now = rounds.decide(now, 1, "sales", {"touches": 5})
    found = rounds.go(now, "locked")
    assert plan_of(found).differences(now.start) == ("threshold", "touches")
    assert found.locked[0, 1].sources == {"marketing": "entered", "sales": "entered"}
    assert plan_of(found, 2) == now.start
    assert found.locked[0, 2].sources == {"marketing": "carried", "sales": "carried"}


def test_a_decision_holds_until_another_one_and_the_practice_quarter_leaves_nothing():
    now = next_open(played(rounds.decide(opened(), 1, "sales", {"touches": 9})))
    assert now.in_force(1) == now.start
    now = next_open(played(rounds.decide(now, 1, "sales", {"touches": 5})))
    assert now.entries == {}
    now = rounds.go(rounds.decide(now, 1, "marketing", {"budget": 1.5}), "locked")
    assert (plan_of(now)["touches"], plan_of(now)["budget"]) == (5, 1.5)


@pytest.mark.parametrize(("marketing", "sales", "tracked"), [
    ({"tracked": True}, {"tracked": True}, True), ({"tracked": True}, {}, False), ({}, {"tracked": True}, False),
    ({"tracked": True}, None, False), ({"tracked": True}, {"tracked": False}, False), (None, None, False),
])  # fmt: skip
def test_what_both_agree_on_changes_only_when_both_say_the_same(marketing, sales, tracked):
    now = opened()
    for seat, values in (("marketing", marketing), ("sales", sales)):
        now = now if values is None else rounds.decide(now, 1, seat, values)
    assert plan_of(rounds.go(now, "locked"))["tracked"] is tracked


def test_an_empty_seat_does_what_most_other_tables_decided():
    now = rounds.leave(opened(people=6, tables=3), "p6")
    for table, touches in ((1, 5), (2, 7)):
        now = rounds.decide(now, table, "sales", {"touches": touches, "first_call": "hottest"})
    found = rounds.go(now, "locked")
    assert found.locked[0, 3].sources == {"marketing": "carried", "sales": "mirror"}
    assert (plan_of(found, 3)["touches"], plan_of(found, 3)["first_call"]) == (6, "hottest")


def test_an_empty_seat_with_nothing_to_look_at_stays_as_it_was():
    found = rounds.go(rounds.leave(opened(), "p2"), "locked")
    assert found.locked[0, 1].sources["sales"] == "carried"
    assert plan_of(found) == found.start


def test_what_somebody_decided_before_leaving_counts():
    now = rounds.decide(opened(), 1, "sales", {"touches": 5}, person="p2")
    assert plan_of(rounds.go(rounds.leave(now, "p2"), "locked"))["touches"] == 5


@pytest.mark.parametrize(("arguments", "sentence"), [
    ((3, "sales", {}), "no table 3; the tables are 1, 2"),
    (("1", "sales", {}), "no table 1"),
    ((True, "sales", {}), "no table True"),
    ((1, "boss", {}), "no seat called 'boss'"),
    ((1, "sales", {"budget": 1.0}), "sales does not decide budget here; it decides first_call"),
    ((1, "sales", {"prospecting_hours": 1.0}), "does not decide prospecting_hours"),
    ((1, "sales", {"touches": 99}), "out of range"),
    ((1, "sales", None), "is written like"),
    ((1, "sales", {}, "p1"), "Only who sits in this seat"),
    ((1, "sales", {}, "", "x" * 501), "at most 500 letters"),
    ((1, "sales", {}, "", None), "at most 500 letters"),
])  # fmt: skip
def test_what_is_wrong_with_a_sheet_is_said(arguments, sentence):
    with pytest.raises(KitError, match=sentence):
        rounds.decide(opened(), *arguments)


def test_sheets_are_taken_only_while_the_quarter_is_open():
    with pytest.raises(KitError, match="while the quarter is open"):
        rounds.decide(rounds.go(opened(), "locked"), 1, "sales", {})


def test_a_prediction_counts_until_the_quarter_was_played():
    now = rounds.predict(rounds.go(rounds.predict(opened(), 1, "sales", "up"), "locked"), 1, "sales", "down")
    assert now.predictions == {(0, 1, "sales"): "down"}
    with pytest.raises(KitError, match="before the quarter"):
        rounds.predict(rounds.score(now, 0, made_up(now)), 1, "sales", "up")
    with pytest.raises(KitError, match="one of up, same, down"):
        rounds.predict(opened(), 1, "sales", "perhaps")


# What happens besides


def test_what_the_trainer_lets_happen_happens_once():
    now = rounds.inject(opened(), {"kind": "viral", "week": 3})
    assert rounds.inject(now, {"kind": "viral", "week": 3}) is now
    assert [shock.kind for shock in now.shocks(0)] == ["viral"]
    assert now.shocks(1) == ()


@pytest.mark.parametrize("shock", [
    {"kind": "viral", "week": 13}, {"kind": "rain", "week": 1}, {"week": 1}, "viral", None, {"kind": "outage"},
    {"kind": "outage", "week": 1, "day": 3, "days": 3}, {"kind": "viral", "week": 1, "weeks": 2},
])  # fmt: skip
def test_what_cannot_happen_is_refused(shock):
    with pytest.raises(KitError):
        rounds.inject(opened(), shock)


def test_time_is_added_in_whole_minutes():
    now = rounds.extend(rounds.extend(opened(), 5), -2)
    assert now.extra_minutes == 3
    for minutes in (0.5, True, "5", -13, 480):
        with pytest.raises(KitError, match="minutes"):
            rounds.extend(now, minutes)


def test_the_ways_to_decide_are_two():
    with pytest.raises(KitError, match="captain, median"):
        lobby(mode="dictator")
