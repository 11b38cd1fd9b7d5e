"""What each person sees in each phase, and what nobody may see."""

import dataclasses
import subprocess
import sys

import pytest

from smkt_helpers.workshop import rounds
from smkt_helpers.workshop.phones.blocks import Form
from smkt_helpers.workshop.phones.form import steps_of
from smkt_helpers.workshop.phones.view import mark_of, view_of
from tests.workshop import helpers, shown
from tests.workshop.shown import opened, revealed, room, scored, until

SWAP = 2  # the quarter before which seats are swapped in the small format


def strings(part):
    """Return all words in a view, in their order."""
    if isinstance(part, str):
        return [part]
    if dataclasses.is_dataclass(part):
        return [one for field in dataclasses.fields(part) for one in strings(getattr(part, field.name))]
    return [one for inner in part for one in strings(inner)] if isinstance(part, tuple) else []


def said(now, person="p1", message=""):
    """Return what a person reads, as one text."""
    return " ".join(strings(view_of(now, person, "A day", message)))


def ids(now, person="p1"):
    return [block.id for block in view_of(now, person, "A day", "").blocks]


def fields(now, person="p1"):
    """Return the fields of the form on a person's page by name."""
    forms = [block for block in view_of(now, person, "A day", "").blocks if isinstance(block, Form)]
    return {field.name: field for form in forms for group in form.groups for field in group.fields}


def hand_in(now, person="p1", prediction="same", **posted):
    """Return the workshop after somebody handed in the sheet on their page."""
    one = next(one for one in now.people if one.id == person)
    own = {"round": str(now.round), "seat": one.seat(now.swapped), "prediction": prediction, **posted}
    for kind, data in steps_of(now, person, own):
        now = {"decide": rounds.decide, "predict": rounds.predict}[kind](now, **data)
    return now


# Who is in, and where


def test_in_the_lobby_one_is_in_and_then_sits_somewhere_with_somebody():
    waiting = helpers.lobby(6)
    assert "You are in, Person 1" in said(waiting) and "tells you where you sit" in said(waiting)
    seated = said(rounds.seat_all(waiting, 1))
    for expected in ("You sit at table 1, in marketing", "With you: Person 3, Person 5.",
                     "Across from you, in sales: Person 2, Person 4, Person 6.", "You make people ask"):  # fmt: skip
        assert expected in seated
    assert "You are alone in this team so far." in said(room(people=2, tables=1), "p2")


@pytest.mark.parametrize(
    ("phase", "expected"),
    [("brief", "explains the quarter"), ("open", "Walk around, listen and write."), ("locked", "come in a moment")],
)
def test_who_watches_has_no_sheet_but_something_to_do(phase, expected):
    now = rounds.join(room(), "w", "Wanda", "other", watch=True)
    for step in ("brief", "open", "locked"):
        now = rounds.go(now, step)
        if step == phase:
            break
    assert "You watch, Wanda" in said(now, "w") and expected in said(now, "w") and "Observer" in said(now, "w")
    assert fields(now, "w") == {}


def test_who_left_or_was_never_there_is_told_so_and_sees_nothing_else():
    now = rounds.leave(opened(room()), "p1")
    for person in ("p1", "nobody"):
        view = view_of(now, person, "A day", "A message")
        assert [block.id for block in view.blocks] == ["gone"] and "no longer in the room" in said(now, person)


def test_a_message_stands_on_every_page():
    now = room()
    now = rounds.join(now, "w", "Wanda", "other", watch=True)
    assert all("Five more minutes" in said(now, person, "Five more minutes") for person in ("p1", "w"))


def test_who_comes_late_is_welcomed_at_a_table():
    now = rounds.go(until(room(), 0), "brief")
    now = rounds.join(now, "late", "Lea", "sales")
    assert "Good that you are here" in said(now, "late") and "late" not in ids(now)
    assert "d_touches" in fields(rounds.go(now, "open"), "late") or "d_budget" in fields(rounds.go(now, "open"), "late")


# A quarter


def test_the_briefing_says_what_one_decides_and_what_holds_now():
    words = said(rounds.go(room(), "brief"))
    for expected in ("does not count", "Marketing budget", "100%", "What both teams decide together", "no",
                     "When the quarter opens you have 5 minutes."):  # fmt: skip
        assert expected in words
    assert "Attempts per lead" not in words


def test_after_the_swap_one_is_told_who_one_is_now_and_decides_for_that_seat():
    now = until(room(), SWAP - 1)
    assert "You are sales now" not in said(now)
    now = rounds.go(now, "brief")
    assert "You are sales now" in said(now) and "You are marketing now" in said(now, "p2")
    assert "d_touches" in fields(rounds.go(now, "open")) and "d_budget" in fields(rounds.go(now, "open"), "p2")
    later = rounds.go(revealed(rounds.go(now, "open")), "brief")
    assert "swap" not in ids(later), "they have sat there for a quarter"
    back = rounds.swap(later)
    assert "You are marketing again" in said(back)


def test_the_sheet_asks_for_the_own_decisions_only_and_is_filled_with_what_holds():
    mine = fields(opened(room()))
    assert list(mine) == ["d_budget", "d_threshold", "d_tracked", "d_handoff", "prediction", "why"]
    assert (mine["d_budget"].value, mine["d_budget"].unit, mine["d_budget"].hint) == ("100", "%", "0 to 300%")
    assert mine["d_budget"].keys == "decimal" and mine["d_tracked"].value == "n"
    assert dict(mine["d_handoff"].options)[mine["d_handoff"].value] == "a file every morning"
    assert mine["prediction"].value == "" and len(mine["prediction"].options) == 3


def test_a_number_that_may_be_negative_gets_a_keyboard_with_a_minus():
    format = helpers.small(decisions={**helpers.SMALL["decisions"], "sales": ["extra_reps", "touches"]})
    mine = fields(opened(room(format=format)), "p2")
    assert (mine["d_extra_reps"].keys, mine["d_touches"].keys) == ("text", "numeric")


def test_after_handing_in_the_own_sheet_stands_there_and_can_be_changed():
    now = hand_in(opened(room()), d_budget="150", d_tracked="y", prediction="up", why="They wait")
    words = said(now)
    for expected in ("Handed in", "You can change it until the sheets are taken in.", "150%",
                     "Your prediction: clearly more", "Your reason: They wait", "Hand in the change"):  # fmt: skip
        assert expected in words
    filled = {name: field.value for name, field in fields(now).items()}
    assert {"d_budget": "150", "d_tracked": "y", "prediction": "up", "why": "They wait"}.items() <= filled.items()
    again = hand_in(now, d_budget="90", prediction="down")
    assert fields(again)["d_budget"].value == "90" and fields(again)["d_tracked"].value == "n", "a blank is as before"


def test_a_team_mate_learns_that_somebody_handed_in_and_nothing_of_what():
    before = opened(room(people=6, tables=1, mode="median"))
    now = hand_in(before, "p1", d_budget="275", prediction="down", why="a secret reason")
    for person in ("p2", "p3"):  # sales across the table, and marketing beside
        words = said(now, person)
        assert "275" not in words and "secret" not in words
        assert fields(now, person) == fields(before, person)
    assert "1 of 3 in your team has handed in on a phone." in said(now, "p3")
    assert mark_of(view_of(now, "p2", "A day", "")) == mark_of(view_of(before, "p2", "A day", ""))
    both = hand_in(now, "p3", prediction="up", why="another reason")
    assert fields(both, "p1")["prediction"].value == "" and "another reason" not in said(both, "p1")
    assert "2 of 3 in your team have handed in on a phone." in said(both, "p1")


@pytest.mark.parametrize(
    ("mode", "rule", "paper"),
    [("captain", "the one that your team hands in last", "a later one from a phone counts instead"),
     ("median", "Of each number the middle counts", "That one counts now.")],
)  # fmt: skip
def test_it_is_said_how_the_teams_decision_comes_about(mode, rule, paper):
    now = opened(room(people=6, tables=1, mode=mode))
    assert rule in said(now) and "Nobody in your team has handed in yet." in said(now)
    now = rounds.decide(now, 1, "marketing", {"budget": 2.0})
    assert "That one counts now." in said(now)
    now = hand_in(now)
    assert paper in said(now)
    alone = opened(room(people=2, tables=1, mode=mode))
    assert "You decide alone for your team." in said(alone)


def test_with_a_captain_whoever_was_overtaken_is_told():
    now = hand_in(hand_in(opened(room(people=6, tables=1)), "p1"), "p3")
    assert "Somebody else of your team has handed in after you" in said(now, "p1")
    assert "Somebody else" not in said(now, "p3")


def test_the_clock_is_there_while_it_runs_and_a_changed_time_makes_a_new_mark():
    now = opened(room())
    assert "clock" in ids(now)
    longer = rounds.extend(now, 3)
    assert mark_of(view_of(now, "p1", "A day", "")) != mark_of(view_of(longer, "p1", "A day", ""))
    again = rounds.go(rounds.go(now, "locked"), "open")
    assert "clock" not in ids(again)


def test_when_the_sheets_are_in_one_sees_the_own_sheet_and_no_result():
    now = scored(hand_in(opened(room(people=6, tables=1)), d_budget="150"))
    assert "The sheets are in" in said(now) and "150%" in said(now) and fields(now) == {}
    assert "You handed in nothing yourself; your team did." in said(now, "p3")
    assert "Your team handed in nothing, so it goes on as before." in said(now, "p2")
    for person in ("p1", "p2", "p3"):
        assert "91," not in said(now, person) and "8,431" not in said(now, person)


# What came of it


def test_the_reveal_shows_the_own_table_and_seat_and_nothing_of_the_others():
    now = until(room(), 0)
    now = revealed(hand_in(opened(now), "p2", d_touches="6", prediction="same"), tables={2: {"sal": 4321.0}})
    mine = said(now, "p2")
    for expected in ("Your table's contribution: EUR 92,000,000.", "4,567", "8,431", "Attempts per lead", "6 attempts",
                     "Your team's prediction was right", "Your place among 2 tables by contribution: 2",
                     "Without a shared dashboard you do not see them."):  # fmt: skip
        assert expected in mine
    assert "98,765" not in mine and "6,543" not in mine, "marketing's figures"
    assert "4,321" not in mine and "93,000,000" not in mine, "the other table's figures"
    assert "98,765" in said(now, "p1") and "4,567" not in said(now, "p1")


def test_a_shared_dashboard_shows_the_other_teams_figures():
    decided = {**helpers.SMALL["decisions"], "agreement": ["dashboard"]}
    now = opened(room(format=helpers.small(decisions=decided)))
    assert "98,765" in said(revealed(shown.sheets(now, dashboard=True)), "p2")
    assert "98,765" not in said(revealed(rounds.decide(now, 1, "sales", {"dashboard": True})), "p2")


def test_a_wrong_prediction_is_told_kindly_and_none_is_told_as_none():
    now = revealed(hand_in(opened(room()), prediction="up"))
    assert "Your team's prediction was not right" in said(now) and "Your team expected: clearly more" in said(now)
    assert "prediction was" not in said(now, "p2")


def test_the_swap_is_compared_with_going_on_as_before():
    now = until(room(), SWAP)
    assert "On the same market, 2,000 thousand EUR more was left than when going on as before the swap." in said(now)
    assert "What nobody had told you: The CRM is down" in said(now)


def test_a_table_that_did_not_play_has_no_result():
    now = until(room(), 1)
    assert "has not played this quarter" in said(rounds.move(now, "p1", 3, "sales"))
    assert "98,765" in said(rounds.move(now, "p2", 2, "marketing"), "p2"), "the new seat's figures"


# The end


def test_in_the_debrief_two_questions_wait_and_at_the_end_there_is_something_to_keep():
    now = rounds.go(revealed(hand_in(opened(until(room(), SWAP)))), "debrief")
    assert list(fields(now)) == ["a_learned", "a_next"]
    now = rounds.answer(now, "p1", "next", "Call sooner")
    assert fields(now)["a_next"].value == "Call sooner" and "Save the change" in said(now)
    assert fields(now, "p2")["a_next"].value == ""
    closed = said(rounds.go(now, "closed"))
    for expected in ("Thank you, Person 1!", "Quarter 1", "Marketing", "Sales", "EUR 92,000,000", "Call sooner",
                     "The one prediction was right.", "take a picture"):  # fmt: skip
        assert expected in closed
    assert "Call sooner" not in said(rounds.go(now, "closed"), "p2")


def test_whoever_watched_is_asked_and_thanked_too():
    now = rounds.join(until(room(), SWAP + 1), "w", "Wanda", "other", watch=True)
    now = rounds.go(now, "debrief")
    assert list(fields(now, "w")) == ["a_learned", "a_next"]
    assert "Thank you, Wanda!" in said(rounds.go(now, "closed"), "w")


# What the server needs


def test_a_mark_stays_while_the_page_does_and_differs_when_it_does_not():
    now = opened(room())
    mark = mark_of(view_of(now, "p1", "A day", ""))
    assert mark == mark_of(view_of(rounds.extend(rounds.extend(now, 1), -1), "p1", "A day", ""))
    assert len({mark, mark_of(view_of(now, "p2", "A day", "")), mark_of(view_of(now, "p1", "A day", "Hello"))}) == 3


def test_a_server_loads_neither_pandas_nor_widgets_nor_pictures():
    asked = (
        "import sys, smkt_helpers.workshop.phones.view, smkt_helpers.workshop.phones.pages, "
        "smkt_helpers.workshop.phones.form; "
        "print(sorted({'pandas', 'seaborn', 'matplotlib', 'ipywidgets', 'scipy'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
