"""A workshop as a list of actions: it can be played again, and the newest can be taken back."""

import json
import math

import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.plan import plans
from smkt_helpers.workshop.actions import (
    DOES,
    Action,
    after,
    applied,
    begin_data,
    begun,
    replayed,
    result_data,
    result_of,
    undoable,
)
from smkt_helpers.workshop.rounds import Result
from tests.workshop.helpers import lobby, made_up, small

BEGIN = begin_data(small())


def actions(*told):
    """Return actions, numbered from the beginning of the workshop."""
    said = [("begin", BEGIN), *told]
    return [Action(number, f"2026-01-01T10:00:{number:02}+00:00", kind, data)
            for number, (kind, data) in enumerate(said, start=1)]  # fmt: skip


JOINED = (
    ("join", {"id": "p1", "name": "Anna", "home": "marketing"}),
    ("join", {"id": "p2", "name": "Bo", "home": "sales"}),
    ("seat_all", {"tables": 1}),
    ("go", {"phase": "brief"}),
    ("go", {"phase": "open"}),
)


def test_the_beginning_says_all_that_is_needed_to_play_it_anywhere():
    again = begun(json.loads(json.dumps(begin_data(small(), "median", True, plans.aligned))))
    assert (again.format, again.start, again.mode, again.auto_lock) == (small(), plans.aligned, "median", True)


def test_opening_a_quarter_notes_when():
    assert replayed(actions(*JOINED)).opened_at == "2026-01-01T10:00:06+00:00"


def test_what_was_taken_back_does_not_count():
    told = actions(*JOINED, ("undo", {"of": 6}), ("undo", {"of": 5}))
    assert replayed(told) == replayed(told[:4])
    assert undoable(told).number == 4


def test_nothing_is_taken_back_once_a_quarter_was_played():
    result = result_data(0, made_up(replayed(actions(*JOINED, ("go", {"phase": "locked"})))))
    told = actions(*JOINED, ("go", {"phase": "locked"}), ("score", result))
    assert undoable(told) is None
    assert undoable(actions()) is None
    more = [*told, Action(9, "", "go", {"phase": "revealed"})]
    assert undoable(more).number == 9


def test_new_actions_lead_where_a_replay_leads():
    told = actions(*JOINED, ("undo", {"of": 6}))
    for place in range(1, len(told)):
        assert after(replayed(told[:place]), told[:place], told[place:]) == replayed(told)


def test_a_result_is_read_back_from_what_is_written():
    result = Result({1: {"cac": math.nan, "wins": 3.0}}, {"today": {"wins": 1.5}}, {1: {"wins": 2.0}}, "abc")
    again = result_of(json.loads(json.dumps(result_data(0, result), allow_nan=False)))
    assert math.isnan(again.tables[1]["cac"])
    assert (again.tables[1]["wins"], again.marks, again.continued, again.hash) == (
        3.0, result.marks, result.continued, "abc")  # fmt: skip


@pytest.mark.parametrize("missing", ["id", "format", "start", "mode", "auto_lock"])
def test_a_beginning_that_lacks_something_is_refused(missing):
    with pytest.raises(KitError, match="not complete"):
        begun({name: value for name, value in BEGIN.items() if name != missing})


@pytest.mark.parametrize(("kind", "data", "sentence"), [
    ("dance", {}, "no action called dance"),
    ("begin", BEGIN, "no action called begin"),
    (None, {}, "no action called None"),
    ("join", {"id": "p9"}, "The action join is not complete"),
    ("join", {"id": "p9", "name": "N", "home": "sales", "age": 3}, "The action join is not complete"),
    ("seat_all", {"now": 1, "tables": 1}, "The action seat_all is not complete"),
    ("score", {"round": 0}, "result of a quarter is not complete"),
    ("score", {"round": 0, "tables": {"x": {}}, "marks": {}, "continued": {}, "hash": ""}, "is not complete"),
    ("score", {"round": 0, "tables": [], "marks": {}, "continued": {}, "hash": ""}, "is not complete"),
])  # fmt: skip
def test_an_action_that_makes_no_sense_is_refused(kind, data, sentence):
    now = lobby()
    with pytest.raises(KitError, match=sentence):
        applied(now, Action(2, "", kind, data))


def test_a_list_that_does_not_begin_is_no_workshop():
    for told in ([], actions(*JOINED)[1:]):
        with pytest.raises(KitError, match="does not begin"):
            replayed(told)


def test_every_rule_that_people_can_call_is_an_action():
    assert set(DOES) == {"join", "seat_all", "move", "leave", "come_back", "rename", "go", "swap", "decide",
                         "predict", "answer", "inject", "extend"}  # fmt: skip
