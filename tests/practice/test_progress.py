"""The pure changes of a learner's progress."""

import json
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smkt_helpers.errors import KitError
from smkt_helpers.practice import progress as p
from smkt_helpers.practice.progress import CardProgress, Progress, from_json, seat_counts, summary, to_json

NOW, LATER = "2026-01-05T09:00:00+00:00", "2026-01-06T09:00:00+00:00"

lessons = st.sampled_from(["01", "02"])
cards = st.sampled_from(["a", "b"])


def change_of(name, **arguments):
    return st.builds(partial, st.just(getattr(p, name)), **arguments)


CHANGES = st.one_of(
    change_of("with_home", home=st.sampled_from(p.HOMES)),
    change_of("with_number_style", style=st.sampled_from([None, *p.NUMBER_STYLES])),
    change_of("lesson_started", lesson=lessons, now=st.just(NOW)),
    change_of("lesson_finished", lesson=lessons, now=st.just(LATER)),
    change_of("predicted", lesson=lessons, question=st.text(), choice=st.text()),
    change_of("plan_kept", lesson=lessons, desk=cards, values=st.dictionaries(st.text(), st.integers() | st.text())),
    change_of("seat_practised", lesson=lessons, seat=st.sampled_from(["marketing", "sales"])),
    change_of(
        "tried",
        lesson=lessons,
        card=cards,
        answer=st.text() | st.lists(st.text()) | st.none(),
        state=st.sampled_from(p.STATES[1:]),
        now=st.just(NOW),
        seat=st.sampled_from(["marketing", "sales", "both"]),
    ),
    change_of("hint_shown", lesson=lessons, card=cards, hints=st.integers(1, 3)),
    change_of("solution_shown", lesson=lessons, card=cards),
    change_of("card_again", lesson=lessons, card=cards),
    change_of("lesson_again", lesson=lessons),
)


def after(*changes):
    progress = Progress()
    for change in changes:
        progress = change(progress)
    return progress


@given(st.lists(CHANGES))
def test_whatever_a_learner_does_survives_the_file(changes):
    progress = after(*changes)
    assert from_json(json.loads(json.dumps(to_json(progress, "0.1.0")))) == progress


@given(st.lists(CHANGES))
def test_a_summary_tells_no_time_hint_or_wrong_answer_unless_ticked(changes):
    progress = after(*changes)
    text = json.dumps(summary(progress))
    for word in (
        "started_at",
        "finished_at",
        "first_right",
        "hints",
        "solution",
        "tries",
        "answer",
        "not yet",
        NOW,
    ):
        assert word not in text
    ticked = json.dumps(summary(progress, p.SHARED_EXTRAS))
    assert not progress.lessons or "started_at" in ticked


def tried(answer, state, now=NOW, seat="both"):
    return partial(p.tried, lesson="01", card="a", answer=answer, state=state, now=now, seat=seat)


def test_tries_are_counted_once_per_answer():
    progress = after(tried("1", "not yet"), tried("1", "not yet"), tried("2", "not yet"))
    assert progress.card("01", "a").tries == 2


def test_right_stays_right_while_exploring():
    progress = after(tried("5", "right"), tried("6", "not yet", LATER))
    assert progress.card("01", "a") == CardProgress("right", "5", 1, first_right=NOW)


def test_of_two_right_answers_the_newest_is_kept_and_costs_nothing():
    progress = after(tried("a thought", "right"), tried("a better thought", "right", LATER))
    assert progress.card("01", "a") == CardProgress("right", "a better thought", 1, first_right=NOW)


def test_the_first_mark_of_a_learner_stays():
    progress = after(partial(p.with_learner, mark="ab"), partial(p.with_learner, mark="cd"))
    assert progress.learner == "ab"


def test_start_again_forgets_all_but_that_it_was_learnt():
    progress = after(tried("5", "right"), partial(p.card_again, lesson="01", card="a"))
    assert progress.card("01", "a") == CardProgress(first_right=NOW)
    again = tried("5", "right", LATER)(progress)
    assert again.card("01", "a").first_right == NOW


def test_the_first_prediction_stays():
    first = partial(p.predicted, lesson="01", question="q", choice="up")
    second = partial(p.predicted, lesson="01", question="q", choice="down")
    assert after(first, second).lesson("01").predictions == {"q": "up"}


def test_practice_is_counted_per_seat_and_read_from_home():
    progress = after(
        tried("5", "right", seat="sales"),
        tried("5", "right", seat="sales"),
        partial(p.seat_practised, lesson="02", seat="marketing"),
        partial(p.seat_practised, lesson="02", seat="sales"),
    )
    assert seat_counts(progress) == {"own": 0, "other": 3}
    assert seat_counts(p.with_home(progress, "marketing")) == {"own": 1, "other": 2}
    assert seat_counts(p.with_home(progress, "sales")) == {"own": 2, "other": 1}


def test_starting_one_lesson_again_leaves_the_others():
    progress = after(tried("5", "right"), partial(p.lesson_started, lesson="02", now=NOW))
    assert list(p.lesson_again(progress, "01").lessons) == ["02"]


@pytest.mark.parametrize(
    "change",
    [
        partial(p.with_home, home="finance"),
        partial(p.with_number_style, style="1 234"),
        tried("1", "wrong"),
        lambda progress: summary(progress, ("everything",)),
    ],
)
def test_values_that_are_not_allowed_are_refused(change):
    with pytest.raises(KitError, match="must be one of"):
        change(Progress())


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ([], "the file"),
        ({"lessons": []}, "lessons"),
        ({"lessons": {"01": []}}, "lessons.01"),
        ({"lessons": {"01": {"cards": {"a": {"state": "wrong"}}}}}, "lessons.01.cards.a.state"),
        ({"lessons": {"01": {"cards": {"a": {"state": ["right"]}}}}}, "lessons.01.cards.a.state"),
        ({"lessons": {"01": {"cards": {"a": {"tries": "two"}}}}}, "lessons.01.cards.a.tries"),
        ({"lessons": {"01": {"seats": {"sales": True}}}}, "lessons.01.seats.sales"),
        ({"lessons": {"01": {"plans": {"desk": 3}}}}, "lessons.01.plans.desk"),
        ({"lessons": {"01": {"started": 5}}}, "lessons.01.started"),
        ({"home": 3}, "home"),
    ],
)
def test_a_file_that_does_not_fit_is_named_where(data, part):
    with pytest.raises(KitError, match=part):
        from_json(data)
