"""The inbox: the same rules as the engine, every order on the same people, and a screen used as a learner would."""

import itertools

import numpy as np
import pytest

import smkt_helpers as smkt
from smkt_helpers.desk import inbox_day as day
from smkt_helpers.desk import inbox_told as told
from smkt_helpers.desk.inbox import Inbox, lesson_inbox
from smkt_helpers.desk.inbox_people import answers, has_need, people_of
from smkt_helpers.errors import KitError
from tests.helpers import assert_named, assert_no_trouble, controls, find, press, shown_text

COMPANY = smkt.company("irrigation")
WEEK_MINUTES = 7 * 1440


@pytest.fixture(scope="module")
def afternoons():
    return day.thursdays(COMPANY, 1)


@pytest.fixture
def inbox(afternoons):
    return Inbox(afternoons)


def _calls(inbox):
    return [one for one in controls(inbox.widget) if one.description.startswith("Call ")]


def _work_off(inbox):
    while not inbox.closed:
        next(one for one in _calls(inbox) if not one.disabled).click()
        assert_no_trouble(inbox.widget)


# The same rules as the engine


@pytest.mark.parametrize("plan", [day.PLAN, smkt.plans.siloed, smkt.plans.aligned], ids=["at once", "list", "aligned"])
def test_single_calls_come_out_as_in_the_engine(plan):
    history = smkt.simulate(COMPANY, plan, seed=3)
    tables = history.tables()
    leads = tables.leads
    called = leads[
        (leads["source"] == "marketing") & leads["first_touch_at"].notna() & leads["returned_at"].isna()
        & (leads["created_at"] >= tables.start)
    ]  # fmt: skip
    people = people_of(history, called["lead_id"].to_numpy())
    age = (called["first_touch_at"] - called["created_at"]).dt.total_seconds().to_numpy() / 60
    reached = called["reached_at"].notna().to_numpy()
    picked_up = np.array([answers(people, age, attempt) for attempt in range(12)])
    touches = called["touches"].to_numpy()
    by_rule = np.array([picked_up[:count, row].any() for row, count in enumerate(touches)])
    # A conversation of the last evening may lie beyond the period.
    settled = ~called["status"].eq("working").to_numpy()
    assert (by_rule == reached)[settled].all() and reached.sum() > 50

    talked_at = people.wrote + (called["reached_at"] - called["created_at"]).dt.total_seconds().to_numpy() / 60
    need = has_need(people, age, talked_at)
    assert (need == called["sql_at"].notna().to_numpy())[reached & settled].all()
    offered = called["opportunity_at"].notna().to_numpy()
    assert people.asks_offer[offered].all()


def test_people_come_back_in_the_order_asked_for(afternoons):
    history = smkt.simulate(COMPANY, day.PLAN, seed=1, log=False)
    there = afternoons[0].leads
    back = people_of(history, tuple(reversed(there)))
    assert tuple(back.lead) == tuple(reversed(there))
    assert back.wrote.tolist() == list(reversed(afternoons[0].people.wrote.tolist()))


# An afternoon


def test_an_inbox_shows_real_leads_that_waited(afternoons):
    tables = smkt.simulate(COMPANY, day.PLAN, seed=1, log=False).tables()
    leads = tables.leads.set_index("lead_id")
    for one in afternoons:
        assert 2 <= len(one.leads) <= day.MOST and one.waiting >= len(one.leads)
        rows = leads.loc[list(one.leads)]
        moment = tables.start + (one.opens - 26 * WEEK_MINUTES) * np.timedelta64(60, "s")
        assert (moment.weekday(), moment.hour) == (3, 15)
        assert (rows["created_at"] <= moment).all() and rows["created_at"].is_monotonic_increasing
        assert not (rows["looked_at"] <= moment).any()


def test_the_clock_is_never_overrun_by_the_next_attempt(afternoons):
    for one in afternoons:
        calls = day.play(one, day.order_by(one, "first_come"))
        assert all(made.start < one.minutes for made in calls)
        assert all(later.start == earlier.end for earlier, later in itertools.pairwise(calls))


def test_each_rule_calls_everybody_at_most_once_and_as_its_name_says(afternoons):
    one = afternoons[5]
    wrote = one.people.wrote
    orders = {rule: day.order_by(one, rule) for rule in day.RULES}
    assert all(sorted(order) == list(range(len(one.leads))) for order in orders.values())
    assert wrote[orders["first_come"][0]] == wrote.min() and wrote[orders["freshest"][0]] == wrote.max()
    scores = [one.records[row]["score"] for row in orders["hottest"]]
    assert scores == sorted(scores, reverse=True)
    moods = [day.MOODS.index(day.mood_of(COMPANY, one.records[row]["message"])) for row in orders["reading"]]
    assert moods == sorted(moods, reverse=True)


def test_no_order_finds_more_than_the_best_possible(afternoons):
    draws = np.random.default_rng(4)
    for one in afternoons:
        best = day.counts(day.play(one, day.order_by(one, "best")))
        others = [day.order_by(one, rule) for rule in day.RULES]
        others += [tuple(draws.permutation(len(one.leads))) for _trial in range(30)]
        for order in others:
            found = day.counts(day.play(one, order))
            assert (found["needs"], found["money"]) <= (best["needs"], best["money"])


def test_later_is_never_better_for_somebody_who_was_ready(afternoons):
    for one in afternoons:
        for row in range(len(one.leads)):
            first, later = day.call(one, row, 0.0), day.call(one, row, 90.0)
            if first.ready:
                assert day.RANK[later.stage] <= day.RANK[first.stage]


def test_counts_add_up(afternoons):
    found = day.counts(day.play(afternoons[7], day.order_by(afternoons[7], "freshest")))
    assert found["calls"] >= found["talks"] >= found["needs"] >= found["offers"] >= found["sales"]
    assert (found["money"] > 0) == (found["sales"] > 0)


# The screen


def test_every_control_has_a_name_and_the_clock_stands_still_until_a_call(inbox):
    assert_named(inbox.widget)
    assert "It is 15:00. 2" in shown_text(inbox.widget)
    assert not inbox.calls and len({one.description for one in _calls(inbox)}) == len(_calls(inbox))


def test_a_call_moves_the_clock_and_says_what_came_of_it(inbox):
    first = _calls(inbox)[0]
    first.click()
    (made,) = inbox.calls
    text = shown_text(inbox.widget)
    assert first.disabled and "It is 15:00." not in text
    assert told.call_sentence(inbox.afternoon, made) in text


def test_the_last_call_can_be_taken_back(inbox):
    _calls(inbox)[0].click()
    press(inbox.widget, "Undo last call")
    assert not inbox.calls and "It is 15:00." in shown_text(inbox.widget)
    press(inbox.widget, "Undo last call")
    assert "Nobody has been called yet" in shown_text(inbox.widget)


def test_when_the_time_is_over_the_result_appears_beside_the_other_orders(inbox):
    _work_off(inbox)
    text = shown_text(inbox.widget)
    assert all(words in text for words in ("Your order", *day.RULES.values()))
    assert all(one.disabled for one in _calls(inbox))
    mine = day.counts(inbox.calls)
    assert f"You found {mine['needs']} real need" in text


def test_undoing_opens_a_closed_inbox_again(inbox):
    _work_off(inbox)
    press(inbox.widget, "Undo last call")
    assert not inbox.closed and "Your order" not in shown_text(inbox.widget)


def test_one_can_go_home_early_but_not_without_a_call(inbox):
    press(inbox.widget, "Go home")
    assert "Call at least one person first" in shown_text(inbox.widget) and not inbox.closed
    _calls(inbox)[3].click()
    press(inbox.widget, "Go home")
    assert inbox.closed and "Your order" in shown_text(inbox.widget)


def test_a_double_click_calls_nobody_twice(inbox):
    button = _calls(inbox)[0]
    button.click()
    button.click()
    assert len(inbox.calls) == 1 and "the next attempt is for another day" in shown_text(inbox.widget)


def test_after_the_end_nobody_can_be_called(inbox):
    _work_off(inbox)
    left = next(row for row in range(len(inbox.afternoon.leads)) if row not in {made.row for made in inbox.calls})
    with pytest.raises(KitError, match="no time left"):
        inbox.call(left)


def test_sorting_changes_the_screen_and_nothing_else(inbox):
    _calls(inbox)[0].click()
    before = inbox.calls
    find(inbox.widget, "Show first").value = "hottest"
    best = inbox.afternoon.records[day.most_points(inbox.afternoon)]["firm"]
    assert best in _calls(inbox)[0].description and inbox.calls == before


def test_time_is_only_taken_when_asked_for(afternoons):
    ticks = iter((60.0, 240.0))
    inbox = Inbox(afternoons, clock=lambda: next(ticks))
    _calls(inbox)[0].click()
    press(inbox.widget, "Go home")
    assert "You took" not in shown_text(inbox.widget)
    find(inbox.widget, "Time my decisions").value = True
    assert "You took 3 minutes" in shown_text(inbox.widget)


def test_another_thursday_has_other_people_and_the_first_follows_the_last(inbox, afternoons):
    seen = []
    for _week in afternoons:
        seen.append(inbox.afternoon.week)
        press(inbox.widget, "Another Thursday")
    assert sorted(seen) == [one.week for one in afternoons] and inbox.afternoon.week == seen[0]


def test_no_inbox_shows_two_firms_of_one_name(afternoons):
    for one in afternoons:
        names = [told.name_of(one, row) for row in range(len(one.leads))]
        assert len(set(names)) == len(names)


def test_a_market_in_which_nobody_waits_says_so():
    with pytest.raises(KitError, match="nobody waits"):
        Inbox(())


# What is kept


def test_an_afternoon_goes_on_where_it_was_left(afternoons):
    first = lesson_inbox(smkt.start("04", setup_check=list), afternoons)
    _calls(first)[2].click()
    again = lesson_inbox(smkt.start("04", setup_check=list), afternoons)
    assert again.calls == first.calls and not again.closed
    _work_off(again)
    assert lesson_inbox(smkt.start("04", setup_check=list), afternoons).closed


def test_closing_the_inbox_counts_once_as_practice_in_sales_seat(afternoons):
    lesson = smkt.start("04", setup_check=list)
    inbox = lesson_inbox(lesson, afternoons)
    before = dict(lesson.now.lesson("04").seats)
    _work_off(inbox)
    press(inbox.widget, "Undo last call")
    press(inbox.widget, "Go home")
    after = dict(lesson.now.lesson("04").seats)
    assert after["sales"] == before.get("sales", 0) + 1 and after.get("marketing") == before.get("marketing")


def test_starting_the_lesson_over_empties_the_inbox(afternoons):
    lesson = smkt.start("04", setup_check=list)
    inbox = lesson_inbox(lesson, afternoons)
    _calls(inbox)[0].click()
    again = lesson.start_over()
    press(again, "Start again")
    press(again, "Yes, start again")
    assert not inbox.calls


@pytest.mark.parametrize(
    "kept",
    [
        {"week": 8, "called": "all of them"},
        {"week": 8, "called": [1, 2, 3]},
        {"week": 8, "called": [[]]},
        {"week": "the last", "called": [0]},
    ],
)
def test_a_progress_file_edited_by_hand_starts_the_afternoon_again(afternoons, kept):
    lesson = smkt.start("04", setup_check=list)
    lesson.remember("inbox", kept)
    inbox = lesson_inbox(lesson, afternoons)
    assert not inbox.calls and "no longer fits" in shown_text(inbox.widget)


def test_a_lead_kept_twice_does_not_fit(afternoons):
    one = afternoons[0]
    assert told.kept_calls(one, {"called": [one.leads[0]] * 2}) is None
    assert told.kept_calls(one, {"called": list(one.leads)}) is None, "more calls than there is time for"


# In words, both ways


@pytest.mark.parametrize(
    ("mine", "hottest", "said"), [(2, 1, "found fewer: 1"), (0, 1, "found more: 1"), (1, 1, "found as many")]
)
def test_an_order_is_told_against_points_both_ways(mine, hottest, said):
    text = told.against_sentence({"needs": mine}, {"needs": hottest}, {"needs": 3})
    assert said in text and "3 real needs could have been found" in text


def test_the_lead_with_most_points_is_told_both_ways(afternoons):
    for one in afternoons:
        text = told.most_points_sentence(one)
        assert ("the best-looking lead was the best call" in text) == day.hottest_was_best(one)
    assert any(map(day.hottest_was_best, afternoons)) and not all(map(day.hottest_was_best, afternoons))


def test_who_goes_cold_is_told_both_ways(afternoons):
    for one in afternoons:
        text = told.cold_sentence(one, ())
        assert ("nobody is lost by waiting" in text) == (not day.gone_cold(one, ()))
        assert ("Nobody on the list had gone cold" in text) == (not day.cold_already(one))
    cold = next(one for one in afternoons if day.gone_cold(one, ()))
    assert day.gone_cold(cold, range(len(cold.leads))) == (), "who was called is not lost"
