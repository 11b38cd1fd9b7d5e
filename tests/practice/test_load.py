"""Finding and loading a lesson's cards."""

import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.practice.load import lesson_name, lessons, load_cards
from tests.practice.sample import GIVEN, LESSON, lesson_root


def write(root, text):
    lesson = root / "exercises" / "lesson07"
    lesson.mkdir(parents=True)
    (lesson / "cards.py").write_text(text, encoding="utf-8")


def test_a_lesson_is_loaded(tmp_path):
    loaded = load_cards(7, lesson_root(tmp_path))
    assert (loaded.lesson, loaded.title, loaded.cards, loaded.given()) == (
        "07",
        "After the sale",
        LESSON,
        GIVEN,
    )
    assert loaded.card("07-who").title == "Who decides?"
    assert lessons(tmp_path) == ("07",)


def test_a_card_that_is_not_there_is_named_with_those_that_are(tmp_path):
    with pytest.raises(KitError, match="no card “07-x”; its cards are: 07-share, 07-who"):
        load_cards("07", lesson_root(tmp_path)).card("07-x")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(KitError, match="cards of lesson 07 are missing"):
        load_cards("07", tmp_path)
    assert lessons(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("CARDS = (", "line 1, cannot be run"),
        ("\nx = 1 / 0", "line 2, cannot be run: ZeroDivisionError"),
        ("import nowhere_at_all", "line 1, cannot be run: ModuleNotFoundError"),
        ("CARDS = []", "CARDS, a tuple of Card"),
        ("CARDS = (1,)", "CARDS, a tuple of Card"),
        ("CARDS = ()", r"must define given\(\)"),
        ("CARDS = ()\ngiven = dict\nSURPRISE = 'Odd.'", "SURPRISE and surprise"),
        ("CARDS = ()\ngiven = dict\ndef surprise(market): return True", "SURPRISE and surprise"),
        (
            "from tests.practice.sample import *\nCARDS = (SHARE, SHARE)\ngiven = dict",
            "two cards are called 07-share",
        ),
        (
            "from tests.practice.sample import *\nfrom dataclasses import replace\n"
            "CARDS = (replace(SHARE, id='06-a', lesson='06'),)\ngiven = dict",
            "belongs to lesson 06",
        ),
        (
            "from tests.practice.sample import *\nfrom dataclasses import replace\nreplace(SHARE, hints=())",
            r"cards.py: Card 07-share: it needs exactly three hints",
        ),
    ],
)
def test_a_broken_file_says_where(tmp_path, text, part):
    write(tmp_path, text)
    with pytest.raises(KitError, match=part):
        load_cards("07", tmp_path)


@pytest.mark.parametrize("lesson", ["1", "one", "../1", "001", "", 123, None, "٠١"])
def test_what_is_no_lesson_is_refused(lesson):
    with pytest.raises(KitError, match="two digits"):
        lesson_name(lesson)


def test_a_surprise_comes_with_its_sentence(tmp_path):
    write(
        tmp_path, "CARDS = ()\ngiven = dict\nSURPRISE = 'Odd ones lose.'\ndef surprise(market): return market % 2 == 1"
    )
    loaded = load_cards("07", tmp_path)
    assert loaded.surprise_words == "Odd ones lose."
    assert [loaded.surprise(market) for market in (1, 2)] == [True, False]
