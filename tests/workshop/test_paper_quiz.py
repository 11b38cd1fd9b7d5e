"""The quiz: right answers follow from figures, whichever way those come out."""

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.words import number
from smkt_helpers.workshop.paper import quiz
from tests.workshop.paper_reader import Reader

COMPANY = smkt.company("irrigation")


@pytest.fixture(scope="module")
def found():
    return quiz.facts(COMPANY, markets=4)


def test_the_figures_are_those_of_simulate(found):
    plan = COMPANY.today.replace(threshold=COMPANY.today["threshold"] - 14)
    history = smkt.simulate(COMPANY, plan, seed=quiz.SEED, weeks=13, replications=4)
    pd.testing.assert_series_equal(
        found["lower"]["wins"], smkt.metrics.values(history.tables(), ["wins"])["wins"], check_index=False
    )


def test_each_question_has_one_right_answer_among_different_ones(found):
    asked = quiz.questions(COMPANY, found)
    assert len(asked) == 8
    for one in asked:
        assert 0 <= one.right < len(one.answers) <= len(quiz.LETTERS)
        assert len(set(one.answers)) == len(one.answers)
        assert one.ask.endswith("?") and one.why.endswith(".")


def test_the_right_answer_holds_the_figure(found):
    called, _lower, _own, _agreed, _luck, meeting, *_rest = quiz.questions(COMPANY, found)
    share = 100 * (1 - found["today"]["untouched"].mean())
    low, high = (float(word) for word in called.answers[called.right].replace("of 100", "").split("to"))
    assert low <= share <= high
    hours = (COMPANY.team.reps + COMPANY.team.marketers) * 13 / 2
    assert f"{hours:g} hours" in meeting.why


@pytest.mark.parametrize(("now", "key"), [(52.0, "same"), (48.0, "same"), (60.0, "more"), (40.0, "less")])
def test_a_direction_is_what_the_figures_say(found, now, key):
    made_up = {name: frame.assign(wins=50.0) for name, frame in found.items()}
    made_up["lower"] = made_up["lower"].assign(wins=now)
    one = quiz.questions(COMPANY, made_up)[1]
    assert one.answers[one.right] == quiz.DIRECTIONS[key]
    assert one.why == quiz._LOWER[key].format(now=number(now, 1), before=number(50.0, 1))


def test_the_page_to_fill_in_does_not_show_what_is_right(found):
    asked = quiz.questions(COMPANY, found)
    page, answers = (
        Reader(made).text.replace("\u00a0", " ") for made in (quiz.quiz_page(asked), quiz.answers_page(asked))
    )
    for one in asked:
        assert one.ask in page and all(answer in page for answer in one.answers)
        assert one.why not in page and one.why in answers
        assert f"{quiz.LETTERS[one.right]}  {one.answers[one.right]}" in answers
