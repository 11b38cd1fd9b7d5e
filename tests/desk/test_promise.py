"""The builder of the agreement, used as a learner uses it."""

import math

import pytest

import smkt_helpers as smkt
from smkt_helpers.desk import promise
from smkt_helpers.practice.lesson import start
from smkt_helpers.story import handoff_agreement
from smkt_helpers.story.handoff_counts import funnel_of, quarter
from tests.helpers import assert_named, assert_no_trouble, find, press, shown_text

COMPANY = smkt.company("irrigation")
GOOD = {
    "handoff": "shared_crm",
    "shared_definition": True,
    "threshold": 58,
    "owners": True,
    "target_hours": 4,
}


@pytest.fixture
def open_lesson(tmp_path):
    return lambda: start("05", home=tmp_path, setup_check=lambda: [])


def filled(lesson, values):
    built = promise.build(lesson, COMPANY)
    for name, value in values.items():
        built.set(name, value)
    return built


def test_it_opens_at_the_siloed_quarter_and_every_control_has_a_name(open_lesson):
    built = promise.build(open_lesson(), COMPANY)
    assert_named(built.widget)
    draft = built.draft()
    assert draft.plan == smkt.plans.siloed
    was = funnel_of(quarter(COMPANY, smkt.plans.siloed, 1))
    assert draft.people["mql"] == pytest.approx(1.2 * was.counts["mql"], rel=0.01)
    assert "The agreement, as it stands" in shown_text(built.widget)


def test_the_own_team_s_promises_come_first(open_lesson):
    lesson = open_lesson()
    for home, first in (("sales", "What sales promises"), ("marketing", "What marketing promises")):
        lesson.record(lambda progress, home=home: smkt.practice.progress.with_home(progress, home=home))
        told = shown_text(promise.build(lesson, COMPANY).widget)
        assert f"Step 2. {first}" in told


def test_a_goal_and_a_rate_change_the_way_back(open_lesson):
    built = promise.build(open_lesson(), COMPANY)
    before = built.draft()
    find(built.widget, "More revenue").value = 50
    assert built.draft().people["mql"] == pytest.approx(before.people["mql"] * 1.5 / 1.2)
    assert "hours of the reps; they have" in shown_text(built.widget), "half as much again does not fit in"
    find(built.widget, "Of those passed on, taken on").value = 50
    assert built.draft().people["mql"] < before.people["mql"]
    assert_no_trouble(built.widget)


def test_a_number_out_of_range_is_refused_in_a_sentence_and_nothing_is_lost(open_lesson):
    built = promise.build(open_lesson(), COMPANY)
    box = find(built.widget, "Of those passed on, taken on")
    old, draft = box.value, built.draft()
    box.value = 99
    assert "out of range" in shown_text(built.widget)
    assert box.value == old and built.draft() == draft
    with pytest.raises(smkt.KitError, match="no line called"):
        built.set("budget", 2)


def test_played_it_tells_what_was_kept_and_what_broke(open_lesson):
    built = filled(open_lesson(), GOOD)
    press(built.widget, "Play this agreement")
    told = shown_text(built.widget)
    assert "Promise by promise" in told and "get their call in time; untracked" in told
    assert ("Reached." in told) != ("Missed." in told)
    assert "cannot be kept that way" not in told


def test_a_promise_that_the_weekly_list_cannot_keep_is_called_that(open_lesson):
    built = filled(open_lesson(), {"target_hours": 4})
    press(built.widget, "Play this agreement")
    told = shown_text(built.widget)
    assert "cannot be kept that way" in told and "✖ broken (0%)" in told


@pytest.mark.parametrize(
    ("agreed", "said", "not_said"),
    [
        ({"writeback": 0.5}, "✖ written back, never reported", "of the results ✖ broken"),
        ({"writeback": 0.5, "feedback": "weekly"}, "50% of the results", "never reported"),
        ({"writeback": 0.0}, "0% of the results – nothing to count", "never reported"),
    ],
)
def test_results_that_nobody_passes_on_are_not_called_a_broken_promise_of_the_reps(open_lesson, agreed, said, not_said):
    built = filled(open_lesson(), {**GOOD, "feedback": "never", **agreed})
    press(built.widget, "Play this agreement")
    told = shown_text(built.widget)
    assert said in told and not_said not in told
    assert ("none of it reaches marketing" in told) == (said == "✖ written back, never reported")


def test_a_change_takes_the_old_result_away(open_lesson):
    built = filled(open_lesson(), GOOD)
    press(built.widget, "Play this agreement")
    built.set("touches", 5)
    assert "Promise by promise" not in shown_text(built.widget)


def test_it_is_all_there_again_the_next_day(open_lesson):
    built = filled(open_lesson(), {**GOOD, "goal": 0.3, "sal": 0.5})
    press(built.widget, "Play this agreement")
    again = promise.build(open_lesson(), COMPANY)
    assert again.values == built.values and again.draft() == built.draft()
    assert shown_text(again.widget) == shown_text(built.widget)
    press(again.widget, "Back to the siloed quarter")
    fresh = promise.build(open_lesson(), COMPANY)
    assert fresh.values == {} and fresh.draft().plan == smkt.plans.siloed


def test_lines_that_no_longer_fit_are_left_out_with_a_word(open_lesson):
    lesson = open_lesson()
    lesson.remember("promise", {"threshold": 60, "target_hours": 9999, "strange": 1, "played": True})
    built = promise.build(lesson, COMPANY)
    assert built.values == {"threshold": 60}
    assert "no longer fit" in shown_text(built.widget)


def test_practice_counts_once_in_each_seat(open_lesson):
    lesson = open_lesson()
    built = promise.build(lesson, COMPANY)
    before = dict(lesson.now.lesson("05").seats)
    built.set("threshold", 50)
    built.set("threshold", 52)
    built.set("touches", 4)
    press(built.widget, "Play this agreement")
    after = lesson.now.lesson("05").seats
    gained = {seat: after[seat] - before.get(seat, 0) for seat in ("marketing", "sales")}
    assert gained == {"marketing": 1, "sales": 1}


def test_luck_is_shown_on_other_people(open_lesson):
    built = filled(open_lesson(), GOOD)
    press(built.widget, "Was it luck")
    assert f"In {handoff_agreement.OTHERS} other markets" in shown_text(built.widget)


@pytest.mark.parametrize(
    ("share", "word"), [(1.0, "✔ kept (100%)"), (0.6, "▲ partly (60%)"), (0.1, "✖ broken (10%)"), (math.nan, "nothing")]
)
def test_each_share_has_its_word(share, word):
    assert word in handoff_agreement.mark(share)


def test_the_sentences_go_both_ways():
    was = funnel_of(quarter(COMPANY, smkt.plans.siloed, 1))
    draft = handoff_agreement.draft_of(was, GOOD)
    paper, tracked = (quarter(COMPANY, plan, 1) for plan in (draft.plan, draft.plan.replace(tracked=True)))
    assert "Tracked, fewer people" in handoff_agreement.told(draft, was, tracked, paper)
    assert "does not help here" in handoff_agreement.told(draft, was, paper, paper)
    high = handoff_agreement.draft_of(was, {**GOOD, "goal": 1.0, "price": round(was.price)})
    low = handoff_agreement.draft_of(was, {**GOOD, "goal": 0.0})
    silent = quarter(COMPANY, smkt.plans.siloed, 1)
    assert "Missed." in handoff_agreement.told(high, was, silent, silent)
    assert "Reached." in handoff_agreement.told(low, was, silent, silent)
    nothing = handoff_agreement.written(handoff_agreement.draft_of(was, {}), was)
    assert any("own idea" in line for line in nothing["agreement"])
