"""From what a phone sends to what is done; what cannot be taken is refused field by field."""

import pytest

from smkt_helpers.decisions import DECISIONS
from smkt_helpers.errors import KitError
from smkt_helpers.workshop import rounds
from smkt_helpers.workshop.actions import DOES
from smkt_helpers.workshop.phones.form import FormError, answers_of, steps_of
from smkt_helpers.workshop.phones.sheet import sheet
from tests.workshop import helpers
from tests.workshop.shown import opened, room, until

GOOD = {"round": "0", "seat": "marketing", "prediction": "up", "form": "x" * 20}


def steps(now, person="p1", **posted):
    return steps_of(now, person, {**GOOD, **posted})


def refused(now, person="p1", **posted):
    """Return the sentence by which a sheet is refused as a whole."""
    with pytest.raises(KitError) as problem:
        steps(now, person, **posted)
    assert not isinstance(problem.value, FormError)
    return str(problem.value)


def wrong(now, person="p1", **posted):
    """Return the sentences for the fields that cannot be taken."""
    with pytest.raises(FormError) as problem:
        steps(now, person, **posted)
    return problem.value.fields


def test_a_sheet_becomes_a_decision_and_a_prediction_that_the_rules_take():
    now = opened(room())
    found = steps(now, d_budget="150", d_handoff="1", why=" They wait ")
    assert found == [
        ("decide", {"table": 1, "seat": "marketing", "person": "p1", "why": "They wait",
                    "values": {"budget": 1.5, "threshold": now.start["threshold"], "tracked": False,
                               "handoff": "weekly_list"}}),
        ("predict", {"table": 1, "seat": "marketing", "answer": "up"}),
    ]  # fmt: skip
    for kind, data in found:
        now = DOES[kind](now, **data)
    assert now.predictions == {(0, 1, "marketing"): "up"}


@pytest.mark.parametrize(
    ("typed", "budget"), [("120", 1.2), ("120 %", 1.2), ("112,5", 1.125), ("112.5", 1.125), ("  ", 1.0), ("0", 0.0)]
)
def test_a_number_is_read_as_people_write_it_and_a_blank_is_as_before(typed, budget):
    assert steps(opened(room()), d_budget=typed)[0][1]["values"]["budget"] == budget


@pytest.mark.parametrize("typed", ["301", "-1", "lots", "1,200", "nan", "1e400", "0.5"])
def test_what_cannot_be_read_or_is_out_of_range_is_said_at_its_field(typed):
    assert wrong(opened(room()), d_budget=typed) == {"d_budget": "Type 0 to 300%."}


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_done():
    found = wrong(opened(room()), d_budget="x", d_handoff="9", d_tracked="perhaps", prediction="", why="y" * 501)
    assert sorted(found) == ["d_budget", "d_handoff", "d_tracked", "prediction", "why"]
    assert found["prediction"] == "Choose one of the three." and "at most 500" in found["why"]


def test_a_reason_may_have_lines_and_counts_as_a_phone_counts():
    told = "a\r\n" * 250
    assert steps(opened(room()), why=told)[0][1]["why"] == ("a\n" * 250).strip()


def test_a_sheet_that_does_not_say_where_it_belongs_is_refused():
    now = opened(room())
    for blank in ({"round": ""}, {"seat": ""}, {"round": "", "seat": ""}):
        assert "does not say where it belongs" in refused(now, **blank)


def test_a_late_sheet_is_refused_and_so_is_one_of_another_quarter():
    now = opened(room())
    assert "Too late" in refused(rounds.go(now, "locked"))
    later = opened(until(room(), 0))
    assert "another quarter, whose sheets are in" in refused(later)
    assert "another quarter" in refused(later, round="7") and "another quarter" in refused(later, round="one")
    assert "not open yet" in refused(rounds.go(room(), "brief"))


def test_after_the_swap_the_old_seats_sheet_is_refused():
    now = opened(until(room(), 1))
    said = refused(now, round="2")
    assert said == "You are sales now, and this sheet is not sales'. Fill in the one on this page."
    assert steps(now, round="2", seat="sales")[0][1]["seat"] == "sales"


def test_nobody_decides_for_another_seat_or_without_one():
    now = opened(room())
    assert "what your seat does not decide" in refused(now, d_touches="5")
    assert "You are sales now" in refused(now, "p2")
    watching = rounds.join(now, "w", "Wanda", "other", watch=True)
    assert "You are watching" in refused(watching, "w")
    assert "no longer in the room" in refused(rounds.leave(now, "p1"))
    assert "no longer in the room" in refused(now, "nobody")


def test_every_decision_of_every_seat_can_be_handed_in_as_it_stands():
    owned = {owner: [one.name for one in DECISIONS.values() if one.owner == owner and one.kind != "mix"]
             for owner in ("marketing", "sales", "agreement")}  # fmt: skip
    now = opened(room(format=helpers.small(decisions=owned)))
    for one in now.people[:2]:
        seat = one.seat(False)
        form = sheet(now, one)
        posted = {field.name: field.value for group in form.groups for field in group.fields}
        posted |= {"round": "0", "seat": seat, "prediction": "up"}
        values = steps_of(now, one.id, posted)[0][1]["values"]
        assert values == {name: now.start[name] for name in now.format.of_seat(seat)}


# The questions of the debrief


def debriefing():
    return rounds.go(until(room(), 3), "debrief")


def test_both_answers_are_kept_and_can_be_taken_back():
    now = debriefing()
    for posted in ({"a_learned": " They wait ", "a_next": ""}, {"a_learned": "", "a_next": ""}):
        for kind, data in answers_of(now, "p1", posted):
            now = DOES[kind](now, **data)
        assert now.answers == ({("p1", "learned"): "They wait"} if posted["a_learned"] else {})


def test_an_answer_that_is_missing_or_too_long_is_said_at_its_field():
    for posted, field in (({}, "a_learned"), ({"a_next": "x" * 501}, "a_next")):
        with pytest.raises(FormError) as problem:
            answers_of(debriefing(), "p1", posted)
        assert list(problem.value.fields) == [field]
    with pytest.raises(KitError, match="during the debrief only"):
        answers_of(opened(room()), "p1", {"a_learned": "x"})
