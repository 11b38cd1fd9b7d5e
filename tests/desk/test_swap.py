"""The seat swap, driven as a learner drives it: guess, sit down, decide, compare, come back."""

import functools

import pytest

import smkt_helpers as smkt
from smkt_helpers.desk import swap
from smkt_helpers.practice.progress import with_home
from smkt_helpers.story import swap as story
from tests.helpers import assert_named, assert_no_trouble, find, press, shown_text
from tests.story.test_swap import run

COMPANY = smkt.company("irrigation")


def lesson_of(home=None):
    lesson = smkt.start("08", setup_check=list)
    if home:
        lesson.record(functools.partial(with_home, home=home))
    return lesson


def seats_of(lesson):
    return swap.seat_swap(lesson, COMPANY, markets=4)


def guess(seats, *keys):
    asked = seats.predict()
    for question, key in zip(asked.children, keys, strict=True):
        find(question, "").value = key
        press(question, "This is my prediction")
    return asked


@pytest.mark.parametrize(
    ("home", "own", "other"),
    [("marketing", "marketing", "sales"), ("sales", "sales", "marketing"), ("other", "marketing", "sales")],
)
def test_the_own_chair_comes_first_then_the_other_one(home, own, other):
    seats = seats_of(lesson_of(home))
    assert [seats.stage(name).seat for name in swap.STAGES] == [own, other, "both", other]
    assert seats.stage("own").programs == (other,) and seats.stage("together").programs == ()


def test_sitting_down_says_what_one_is_paid_for_and_deciding_says_who_paid():
    lesson = lesson_of("marketing")
    seats = seats_of(lesson)
    room = seats.desk("own")
    assert "paid for" not in shown_text(room)
    press(room, "Sit down at marketing's desk")
    goal = f"{COMPANY.targets.mqls * story.WEEKS:,.0f}"
    assert f"your goal for the quarter is {goal}" in shown_text(room)
    assert_named(room)
    seats.quarters["own"].set("marketing", "threshold", 30.0)
    assert_no_trouble(room)
    assert "Since you sat down. Marketing qualified leads (MQL) rose" in shown_text(room)
    assert lesson.now.lesson("08").seats["marketing"] == 1


def test_sitting_down_twice_sets_one_desk_up():
    seats = seats_of(lesson_of())
    room = seats.desk("own")
    button = find(room, "Sit down")
    button.click()
    first = seats.quarters["own"]
    button.click()
    assert seats.quarters["own"] is first


def test_both_seats_count_as_practice():
    lesson = lesson_of("sales")
    seats = seats_of(lesson)
    for name, seat, decision, value in (
        ("own", "sales", "discount_limit", 0.25),
        ("other", "marketing", "threshold", 40.0),
    ):
        press(seats.desk(name), "Sit down")
        seats.quarters[name].set(seat, decision, value)
    assert dict(lesson.now.lesson("08").seats) == {"sales": 1, "marketing": 1}


def test_what_was_decided_is_there_again_and_the_load_begins_with_what_was_decided_together():
    lesson = lesson_of()
    seats = seats_of(lesson)
    press(seats.desk("together"), "Sit down at both desks")
    seats.quarters["together"].set("marketing", "threshold", 55.0)

    again = seats_of(smkt.start("08", setup_check=list))
    assert again.plan(again.stage("together"))["threshold"] == 55
    assert find(again.desk("together"), "Go on at both desks")
    load = again.stage("load")
    assert (load.start["threshold"], load.start["extra_reps"]) == (55, -swap.MISSING_REPS)


def test_together_is_told_by_the_least_content_and_the_deals():
    seats = seats_of(lesson_of())
    room = seats.desk("together")
    press(room, "Sit down at both desks")
    seats.quarters["together"].set("sales", "writeback", 0.0)
    told = shown_text(room).split("Since you sat down")[1]
    assert "Satisfaction of the least content" in told and "Deals won" in told


def test_four_quarters_are_compared_and_idle_desks_are_named():
    seats = seats_of(lesson_of("marketing"))
    four = seats.four()
    press(four, "Show my four quarters")
    told = shown_text(four)
    assert "changed nothing at marketing's desk, sales' desk" in told
    assert all(name in told for name in ("Everybody keeps to it", "You as marketing", "Together", "Under load"))
    assert "Make your guesses" in told, "nothing was guessed yet"


def test_guesses_are_scored_against_what_the_programs_did():
    lesson = lesson_of("marketing")
    seats = seats_of(lesson)
    stages = {seats.stage(name).seat: seats.stage(name) for name in ("own", "other")}
    came = [
        swap.direction(seats.run(stages["marketing"].start, ("sales",)), "discount"),
        swap.direction(seats.run(stages["sales"].start, ("marketing",)), "points"),
    ]
    wrong = next(key for key in swap.DIRECTIONS if key != came[1])
    shared = seats.run(story.AGREED.replace(shared_bonus=True), story.BOTH)
    guess(seats, came[0], wrong, swap.direction(shared, "discount"))
    four = seats.four()
    press(four, "Show my four quarters")
    assert "2 of 3 came true" in shown_text(four)


@pytest.mark.parametrize(("points", "expected"), [(-3.0, "lower"), (0.4, "same"), (-0.4, "same"), (2.0, "higher")])
def test_a_small_move_counts_as_planned(points, expected):
    assert swap.direction(run(moved=(points, 0.0)), "points") == expected


@pytest.mark.parametrize(
    ("hits", "made", "said"),
    [(0, 0, "Make your guesses"), (3, 3, "All your guesses came true"), (1, 3, "1 of 3"), (0, 2, "None came true")],
)
def test_guesses_are_told_in_words(hits, made, said):
    assert said in swap.guesses_notice(hits, made)


def test_a_kept_decision_that_no_longer_fits_does_not_stop_anybody():
    lesson = lesson_of("marketing")
    lesson.remember("swap own marketing", {"threshold": "a lot", "budget": 1.2})
    seats = seats_of(lesson)
    plan = seats.plan(seats.stage("own"))
    assert (plan["threshold"], plan["budget"]) == (story.AGREED["threshold"], 1.2)
    room = seats.desk("own")
    press(room, "Go on at marketing's desk")
    assert "no longer fits" in shown_text(room)
