"""A progress file somebody has edited, or that an older kit has left: every screen still opens, nothing is lost."""

import json

import pytest

from smkt_helpers import practice
from tests.helpers import controls, find, press, shown_text
from tests.practice.sample import lesson_root

RIGHT = {"state": "right", "answer": "12.5", "tries": 1, "first_right": "2026-01-05T10:00:00+00:00"}


@pytest.fixture
def root(tmp_path):
    return lesson_root(tmp_path / "kit")


def put(home, lessons, **more):
    data = {"format": 1, "kit": "0.1.0", "lessons": lessons, **more}
    (home / "progress.json").write_text(json.dumps(data), encoding="utf-8")


def every_screen(root):
    lesson = practice.start("07", root=root, setup_check=list)
    share = lesson.share()
    for tick in controls(share):
        if tick.description.startswith("Add"):
            tick.value = True
    press(share, "Write my summary")
    screens = [lesson.welcome(), lesson.home(), lesson.overview(), lesson.progress(), lesson.next_step(), share]
    screens += [lesson.card(card.id) for card in lesson.cards]
    screens.append(lesson.predict("up", "Up or down?", {"up": "Up", "down": "Down"}))
    return lesson, " ".join(map(shown_text, screens))


@pytest.mark.parametrize(
    "odd",
    [
        {"42": {"finished": "2026-01-05T10:00:00+00:00"}},
        {"not a lesson": {}},
        {"07": {"cards": {"07-gone": {"state": "right", "answer": {"a": 1}, "tries": 3}, "07-share": RIGHT}}},
        {"07": {"started": "yesterday", "finished": "soon", "cards": {"07-share": RIGHT}}},
        {"07": {"cards": {"07-share": {**RIGHT, "tries": -4, "hints_used": -2}}}},
        {"07": {"cards": {"07-share": {**RIGHT, "hints_used": 99}}}},
        {"07": {"cards": {"07-share": {**RIGHT, "extra": [1, 2]}}, "mood": "good"}},
        {"07": {"predictions": {"up": "sideways"}, "plans": {"quarter": {"bar": "high"}}, "seats": {"boss": 2}}},
        {"07": {"cards": {"07-who": {"state": "partly", "answer": ["won", "call"], "tries": 2}}}},
        {"07": {"cards": {"07-steps": {"state": "not yet", "answer": {"bar": 5}, "tries": 2}}}},
    ],
)
def test_what_fits_is_used_and_every_screen_opens(root, own_home, odd):
    put(own_home, {"01": {"cards": {"01-way": RIGHT}}, **odd})
    lesson, text = every_screen(root)
    assert "Something went wrong" not in text
    assert lesson.store.notices == []
    assert lesson.now.card("01", "01-way").first_right == RIGHT["first_right"]
    kept = json.loads((own_home / "progress.json").read_text())
    assert set(odd) <= set(kept["lessons"])


@pytest.mark.parametrize(
    "odd",
    [
        {"07": []},
        {"07": {"cards": {"07-share": "right"}}},
        {"07": {"cards": {"07-share": {**RIGHT, "tries": "three"}}}},
        {"07": {"cards": {"07-share": {**RIGHT, "state": "perfect"}}}},
        {"07": {"seats": {"sales": "often"}}},
        {"07": {"finished": True}},
        {"07": {"plans": {"quarter": 3}}},
    ],
)
def test_what_cannot_be_understood_is_kept_aside_and_told(root, own_home, odd):
    put(own_home, odd)
    lesson, text = every_screen(root)
    assert "Something went wrong" not in text
    assert "could not be read, so we start fresh" in text
    (aside,) = own_home.glob("progress-damaged-*.json")
    assert json.loads(aside.read_text())["lessons"] == odd
    box = lesson.card("07-share")
    find(box, "Your answer").value = "12.5"
    press(box, "Check")
    assert practice.start("07", root=root).now.card("07", "07-share").state == "right"


def test_a_mark_that_is_no_text_is_not_taken(root, own_home):
    put(own_home, {}, learner=5)
    assert "we start fresh" in every_screen(root)[1]
