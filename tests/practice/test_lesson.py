"""A whole lesson: started, worked through, closed, opened again, started over."""

import json

import pytest

from smkt_helpers import practice
from smkt_helpers.errors import KitError
from tests.helpers import assert_named, controls, find, press, shown_text
from tests.practice.sample import lesson_root


@pytest.fixture
def start(tmp_path):
    root = lesson_root(tmp_path / "kit")
    return lambda lesson="07", **options: practice.start(lesson, root=root, **{"setup_check": list, **options})


def solve(lesson):
    share, who, steps = (lesson.card(card.id) for card in lesson.cards)
    find(share, "Your answer").value = "12.5"
    press(share, "Check")
    find(who, "Your answer").value = "b"
    press(who, "Check")
    for place, key in enumerate(("lead", "call", "won"), start=1):
        find(steps, f"Place {place}").value = key
    press(steps, "Check")


def test_every_screen_names_its_controls(start):
    lesson = start()
    for screen in (
        lesson.home(),
        lesson.predict("up", "Up or down?", {"up": "Up", "down": "Down"}),
        lesson.card("07-share"),
        lesson.next_step(),
        lesson.share(),
        lesson.start_over(),
    ):
        assert_named(screen)
    assert controls(lesson.welcome()) == controls(lesson.progress()) == []


def test_the_first_welcome(start):
    lesson = start()
    text = shown_text(lesson.welcome())
    assert find(lesson.home(), "Where do you work?").label == "Choose ..."
    assert "After the sale" in text
    assert "Everything is set up." in text
    assert "You are at the beginning of this lesson" in text
    assert "Next: the practice card “How many were won?” in this lesson." in text


def test_welcome_tells_what_is_wrong_with_the_set_up_in_its_words(start):
    text = shown_text(start(setup_check=lambda: ["Numba is missing, so it runs slowly."]).welcome())
    assert "Look here. Numba is missing, so it runs slowly." in text
    assert "Everything is set up" not in text


def test_a_broken_set_up_check_keeps_nobody_from_learning(start):
    text = shown_text(start(setup_check=lambda: 1 / 0).welcome())
    assert "The set-up could not be checked." in text
    assert "Next: the practice card" in text


def test_welcome_tells_of_a_damaged_file(start, own_home):
    (own_home / "progress.json").write_text("{")
    assert "we start fresh" in shown_text(start().welcome())


def test_a_lesson_is_found_again_as_it_was_left(start):
    solve_first = start().card("07-share")
    find(solve_first, "Your answer").value = "12.5"
    press(solve_first, "Check")
    lesson = start()
    assert "Welcome back. Everything you did in this lesson is here again. 1 of 3 practice" in shown_text(
        lesson.welcome()
    )
    assert "“Who decides?”" in shown_text(lesson.next_step())
    assert "How many were won? right sales' desk" in shown_text(lesson.progress())


def test_screens_that_show_progress_follow_every_step(start):
    lesson = start()
    welcome, progress, step, share = lesson.welcome(), lesson.progress(), lesson.next_step(), lesson.share()
    solve(lesson)
    assert "3 of 3 practice cards are done" in shown_text(welcome)
    assert "open 08-swap-seats.ipynb" in shown_text(step)
    assert "You finished this lesson." in shown_text(step)
    assert "You practised 2 times at the two desks." in shown_text(progress)
    assert "07 After the sale ✔ finished 3 of 3" in shown_text(share)
    assert lesson.now.lesson("07").finished


def test_home_and_habit_are_asked_and_kept(start):
    lesson = start()
    home = lesson.home()
    find(home, "Where do you work?").value = "sales"
    find(home, "How do you write numbers?").value = "1.234,5"
    assert "Kept." in shown_text(home)
    again = start()
    assert (again.now.home, again.now.number_style) == ("sales", "1.234,5")
    assert find(again.home(), "Where do you work?").value == "sales"
    solve(again)
    assert "1 in your own seat, 1 in the other team's seat." in shown_text(again.progress())


def test_a_prediction_is_kept_and_cannot_be_bettered(start):
    lesson = start()
    options = {"up": "It goes up", "down": "It goes down"}
    box = lesson.predict("sales", "More leads: what happens to sales?", options)
    press(box, "This is my prediction")
    assert "Pick one line first" in shown_text(box)
    assert lesson.prediction("sales") is None
    find(box, "More leads").value = "up"
    press(box, "This is my prediction")
    assert "Your prediction. It goes up" in shown_text(box)
    again = start()
    assert again.prediction("sales") == "up"
    box = again.predict("sales", "More leads: what happens to sales?", options)
    assert find(box, "More leads").disabled
    assert find(box, "This is my prediction").disabled


def test_a_prediction_whose_line_is_gone_can_be_made_again(start):
    lesson = start()
    box = lesson.predict("sales", "What happens?", {"gone": "An old line"})
    find(box, "What happens?").value = "gone"
    press(box, "This is my prediction")
    box = start().predict("sales", "What happens?", {"up": "It goes up"})
    find(box, "What happens?").value = "up"
    press(box, "This is my prediction")
    assert "Your prediction. It goes up" in shown_text(box)
    assert start().prediction("sales") == "up"


def test_two_windows_of_one_lesson_keep_the_first_prediction(start):
    options = {"up": "It goes up", "down": "It goes down"}
    boxes = [start().predict("sales", "What happens?", options) for _ in range(2)]
    for box, key in zip(boxes, options, strict=True):
        find(box, "What happens?").value = key
        press(box, "This is my prediction")
    assert "It goes up" in shown_text(boxes[1])


def test_desks_remember_their_plans_and_count_practice(start):
    lesson = start()
    assert lesson.remembered("marketing") == {}
    lesson.remember("marketing", {"threshold": 60})
    lesson.practised("marketing")
    assert start().remembered("marketing") == {"threshold": 60}
    assert start().now.lesson("07").seats == {"marketing": 1}


def test_a_card_takes_what_it_is_handed(start):
    text = shown_text(start().card("07-share", leads=10, won=5))
    assert "5 of 10 leads" in text
    with pytest.raises(KitError, match="needs “won”"):
        start().card("07-share", leads=10)


def test_a_card_that_is_not_there(start):
    with pytest.raises(KitError, match="its cards are: 07-share"):
        start().card("07-nothing")


def test_a_lesson_may_have_no_cards(start):
    lesson = start("08")
    step = lesson.next_step()
    press(step, "I have finished this lesson")
    assert "You finished this lesson." in shown_text(step)
    assert "Next: open 07-after-the-sale.ipynb" in shown_text(step), "the lesson before this one is still open"
    with pytest.raises(KitError, match="cards of lesson 08 are missing"):
        lesson.card("08-any")


def test_a_summary_for_a_trainer_holds_only_what_is_ticked(start):
    lesson = start()
    box = lesson.card("07-share")
    find(box, "Your answer").value = "50"
    press(box, "Check")
    press(box, "Hint")
    share = lesson.share()
    assert "07 After the sale ◐ begun 0 of 3" in shown_text(share)
    for word in ("50", "Hints", "Tries", "Begun 20"):
        assert word not in shown_text(share)
    for name in ("Add hints I used", "Add all my answers", "Add when I worked"):
        find(share, name).value = True
    assert "Card Result First solved Hints Solution read Tries Last answer" in shown_text(share)
    assert "How many were won? open – 1 no 1 50" in shown_text(share)
    assert "Begun 20" in shown_text(share)


def test_start_over_asks_and_can_be_declined(start):
    lesson = start()
    solve(lesson)
    over = lesson.start_over()
    press(over, "Start again")
    assert "Really?" in shown_text(over)
    press(over, "No, keep my work")
    assert lesson.now.card("07", "07-share").state == "right"
    assert "Really?" not in shown_text(over)


def test_a_double_click_on_start_again_keeps_one_copy_and_names_it(start, own_home):
    lesson = start()
    solve(lesson)
    over = lesson.start_over()
    press(over, "Start again")
    yes = next(one for one in controls(over) if one.description == "Yes, start again")
    yes.click()
    yes.click()
    (copy,) = own_home.glob("progress-until-*.json")
    assert copy.name in shown_text(over)


def test_damage_is_told_while_the_lesson_is_open(start, own_home):
    lesson = start()
    welcome = lesson.welcome()
    (own_home / "progress.json").write_text("oops")
    lesson.practised("sales")
    assert "was damaged while this lesson was open" in shown_text(welcome)


@pytest.mark.parametrize(("scope", "home"), [("lesson", "sales"), ("all", None)])
def test_start_over_sets_every_screen_back_and_keeps_a_copy(start, own_home, scope, home):
    lesson = start()
    asked = lesson.home()
    find(asked, "Where do you work?").value = "sales"
    guess = lesson.predict("q", "What happens?", {"up": "Up", "down": "Down"})
    find(guess, "What happens?").value = "up"
    press(guess, "This is my prediction")
    card = lesson.card("07-share")
    find(card, "Your answer").value = "12.5"
    press(card, "Check")

    over = lesson.start_over()
    find(over, "What do you want").value = scope
    press(over, "Start again")
    press(over, "Yes, start again")

    assert "Your earlier work is kept as progress-until-20" in shown_text(over)
    assert find(card, "Your answer").value == ""
    assert "Not started" in shown_text(card)
    assert not find(guess, "What happens?").disabled
    assert find(asked, "Where do you work?").value == (home or "")
    assert lesson.now.home == home
    (copy,) = own_home.glob("progress-until-*.json")
    kept = json.loads(copy.read_text(encoding="utf-8"))
    assert kept["lessons"]["07"]["cards"]["07-share"]["state"] == "right"
