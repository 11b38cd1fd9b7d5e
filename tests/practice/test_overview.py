"""The progress page: every lesson of the path, wherever one stands."""

import json
import re

import pytest

from smkt_helpers import practice
from smkt_helpers.practice.load import KIT_ROOT
from smkt_helpers.practice.overview import stops
from tests.helpers import find, press, shown_text
from tests.practice.sample import lesson_root


@pytest.fixture
def root(tmp_path):
    return lesson_root(tmp_path / "kit")


def begin(root, lesson="07"):
    return practice.start(lesson, root=root, setup_check=list)


def test_a_new_learner_sees_the_whole_path_and_the_first_step(root):
    text = shown_text(begin(root).overview())
    assert "07 After the sale – ◐ begun 0 of 3 0 0" in text
    assert "08 Swap seats – ○ not begun – 0 0" in text
    assert "What is next. Next: the practice card “How many were won?” in this lesson." in text


def test_it_follows_every_step_and_names_the_next_file_as_a_link(root):
    lesson = begin(root)
    page = lesson.overview()
    home = lesson.home()
    find(home, "Where do you work?").value = "sales"
    box = lesson.card("07-share")
    find(box, "Your answer").value = "12.5"
    press(box, "Check")
    assert "07 After the sale – ◐ begun 1 of 3 1 0" in shown_text(page)
    assert "Practice in your own seat Practice in marketing's seat" in shown_text(page)
    press(lesson.next_step(), "I have finished this lesson")
    for card in ("07-who", "07-steps"):
        box = lesson.card(card)
        for wrong in ("m", "s") if card == "07-who" else ():
            find(box, "Your answer").value = wrong
            press(box, "Check")
        for keys in (("won", "call", "lead"), ("call", "won", "lead")) if card == "07-steps" else ():
            for place, key in enumerate(keys, start=1):
                find(box, f"Place {place}").value = key
            press(box, "Check")
        press(box, "Show the solution")
    assert "07 After the sale – ✔ finished 3 of 3" in shown_text(page)
    assert "Next: open 08-swap-seats.ipynb in the list" in shown_text(page)
    (target,) = re.findall(r'open <a href="([^"]+)"', " ".join(getattr(child, "value", "") for child in page.children))
    assert (root / "notebooks" / target).is_file()


def test_work_done_in_another_notebook_is_shown_when_asked(root):
    page, other = begin(root, "08").overview(), begin(root)
    box = other.card("07-share")
    find(box, "Your answer").value = "12.5"
    press(box, "Check")
    assert "0 of 3" in shown_text(page)
    press(page, "Show the newest")
    assert "1 of 3" in shown_text(page)


def test_links_of_the_next_step_open_the_notebook_in_lab(root):
    step = begin(root, "08").next_step()
    markup = " ".join(child.value for child in step.children if hasattr(child, "value"))
    (args,) = re.findall(r'data-commandlinker-args="([^"]+)"', markup)
    path = json.loads(args.replace("&quot;", '"'))["path"]
    assert (root / path).is_file()


def test_a_broken_lesson_does_not_break_the_page(root):
    (root / "exercises" / "lesson07" / "cards.py").write_text("CARDS = 1 / 0")
    (root / "notebooks" / "08-swap-seats.ipynb").write_text("half a no")
    text = shown_text(begin(root, "08").overview())
    assert "07 After the sale – ○ not begun –" in text
    assert "08 Swap seats – ◐ begun –" in text


def test_the_kits_own_lessons_have_titles_minutes_and_cards():
    for stop in stops(KIT_ROOT):
        assert stop.cards, stop.file
        assert stop.minutes, f"{stop.file}: the first text cell says how many minutes it takes"
        assert not stop.title[0].isdigit(), stop.file
