"""The control room as a trainer uses it: press, type, go on; and nothing embarrasses anybody."""

from __future__ import annotations

import asyncio
import itertools
import re
from datetime import UTC, datetime, timedelta

import ipywidgets as widgets
import pytest

from smkt_helpers.company_file import company
from smkt_helpers.errors import KitError
from smkt_helpers.workshop import paper, rehearsal
from smkt_helpers.workshop.formats import read_format
from smkt_helpers.workshop.room import stage as room_stage
from smkt_helpers.workshop.room.control import PAUSE, ControlRoom
from smkt_helpers.workshop.room.projector import Follower
from smkt_helpers.workshop.room.setup import set_up
from smkt_helpers.workshop.store import Store
from tests.helpers import assert_named, assert_no_trouble, controls, find, press, shown_text, walk


def tick(began, seconds):
    return (began + timedelta(seconds=seconds)).isoformat(timespec="seconds")


NAMES = "Anna, marketing\nBen, sales\nChi, m\nDora, Vertrieb\nEmil, finance\nFay\nGus, marketing\nHan, sales\n"


@pytest.fixture
def room(monkeypatch):
    # Every action has a second of its own, as it has when people act.
    second = itertools.count()
    began = datetime(2026, 11, 22, 9, tzinfo=UTC)
    monkeypatch.setattr("smkt_helpers.workshop.store.now", lambda: tick(began, next(second)))
    return ControlRoom(Store(), pause=0)


def begun(room, names=NAMES, tables=2, format="short", title="Sales day"):
    find(room.widget, "Format").value = format
    find(room.widget, "Title").value = title
    find(room.widget, "Who takes part").value = names
    find(room.widget, "Number of tables").value = tables
    press(room.widget, "Begin this workshop")
    return room


def step(room, name):
    """Press the big button, which must have this name."""
    assert room._step.description.startswith(name), room._step.description
    press(room.widget, room._step.description)


def opened(room):
    step(room, "Start the briefing")
    step(room, "Open quarter")
    return room


def visible(widget, hidden=False):
    """Yield what can be seen: nothing inside something that is not displayed."""
    hidden = hidden or (widget.layout is not None and widget.layout.display == "none")
    if not hidden:
        yield widget
        for child in getattr(widget, "children", ()):
            yield from visible(child)


def seen(room):
    """Return the words on the screen of the trainer, without the page for the room."""
    return " ".join(
        shown_text(one)
        for one in visible(room.widget)
        if isinstance(one, widgets.HTML) and one is not room.stage.page
    )


def names_seen(room):
    return [one.description for one in visible(room.widget) if one in controls(room.widget)]


def enter(box):
    box._handle_custom_msg({"event": "submit"}, [])


def type_sheet(room, mark, **texts):
    room.form.which.value = mark
    boxes = room.form.boxes[room.form.place[1]]
    for name, text in texts.items():
        boxes[name].value = text
    enter(boxes[name])
    assert_no_trouble(room.widget)


# Set-up


def test_the_first_screen_offers_a_new_workshop_and_every_control_has_a_name(room):
    assert "no workshop on this computer" in seen_start(room)
    choosers = [one for one in walk(room.widget) if isinstance(one, widgets.FileUpload)]
    assert choosers and all(one.description and one.tooltip for one in choosers)
    assert_named(widgets.VBox([one for one in controls(room.widget) if one not in choosers]))


def seen_start(room):
    return " ".join(shown_text(one) for one in visible(room.widget) if isinstance(one, widgets.HTML))


def test_names_propose_the_tables_and_a_chosen_number_stays(room):
    people = find(room.widget, "Who takes part")
    people.value = "".join(f"Person {place}, sales\n" for place in range(24))
    assert find(room.widget, "Number of tables").value == 4
    assert "24 people: 0 from marketing, 24 from sales." in seen_start(room)
    find(room.widget, "Number of tables").value = 5
    people.value += "One more, marketing"
    assert find(room.widget, "Number of tables").value == 5


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfName;Function\r\nJ\xc3\xbcrgen;Vertrieb\r\nMai;Marketing\r\n",
                                     b"Name;Function\nJ\xfcrgen;Vertrieb\nMai;Marketing\n"])  # fmt: skip
def test_names_come_from_a_file_in_the_ways_spreadsheets_write_it(room, content):
    room.start.file.value = [{"name": "people.csv", "content": content, "type": "", "size": len(content),
                              "last_modified": datetime.now(UTC)}]  # fmt: skip
    press(room.widget, "Begin this workshop")
    assert [(one.name, one.home) for one in room.ledger.now.people] == [("Jürgen", "sales"), ("Mai", "marketing")]


@pytest.mark.parametrize(
    ("names", "tables", "sentence"),
    [
        ("", 1, "Write who takes part"),
        ("Anna, marketing\nanna, sales", 1, "stands there twice"),
        (", sales", 1, "Line 1 has no name"),
        ("Anna\nBen\nChi", 2, "can sit at"),
    ],
)
def test_wrong_names_or_tables_begin_nothing(room, names, tables, sentence):
    find(room.widget, "Who takes part").value = names
    find(room.widget, "Number of tables").value = tables
    press(room.widget, "Begin this workshop")
    assert sentence in seen_start(room)
    assert room.store.listed() == []
    assert find(room.widget, "Who takes part").value == names


@pytest.mark.parametrize("name", ["Begin this workshop", "Rehearse with bots"])
def test_a_double_click_begins_one_workshop(room, name):
    find(room.widget, "Format").value = "short"
    find(room.widget, "Who takes part").value = NAMES
    button = find(room.widget, name)
    button.click(), button.click()
    assert len(room.store.listed()) == 1 and room.ledger is not None
    assert_no_trouble(room.widget)
    press(room.widget, "All workshops")
    find(room.widget, "Who takes part").value = NAMES
    press(room.widget, name)
    assert len(room.store.listed()) == 2, "on the way back another one can be begun"


def test_everybody_gets_a_table_and_a_seat(room):
    begun(room)
    now = room.ledger.now
    assert (now.tables, len(now.people), room.ledger.title) == ((1, 2), 8, "Sales day")
    assert all(one.name in seen(room) for one in now.people)
    assert_named(room.widget)


def test_names_are_shown_as_text(room):
    begun(room, names="<b>Anna</b>, marketing\nBen & Co, sales\n", tables=1, title="<i>Day</i>")
    opened(room)
    assert not any("<b>Anna" in one.value or "<i>Day" in one.value
                   for one in walk(room.widget) if isinstance(one, widgets.HTML))  # fmt: skip
    assert "<b>Anna</b>" in seen(room)


# The list of workshops


def test_the_newest_workshop_comes_first_and_others_can_be_opened(room):
    for title in ("First", "Second"):
        set_up(room.store, read_format("short"), title, NAMES, 2)
    again = ControlRoom(room.store, pause=0)
    assert again.ledger is None
    press(again.widget, "Go on with “Second”")
    assert again.ledger.title == "Second"
    press(again.widget, "All workshops")
    chooser = find(again.widget, "All workshops")
    chooser.value = next(id for line, id in chooser.options if line.startswith("First"))
    press(again.widget, "Open")
    assert again.ledger.title == "First"


def test_deleting_asks_first_and_a_double_click_deletes_one(room):
    for title in ("First", "Second"):
        set_up(room.store, read_format("short"), title, NAMES, 2)
    room.start.refresh()
    press(room.widget, "Delete")
    assert "Delete “Second”" in seen_start(room)
    yes = find(room.widget, "Yes, delete it")
    yes.click(), yes.click()
    assert_no_trouble(room.widget)
    assert [one.title for one in room.store.listed()] == ["First"]


def test_a_closed_workshop_is_looked_at_and_not_gone_on_with(room):
    rehearsal.rehearse(read_format("manager-demo"), ledger=rehearsal.begin(room.store, read_format("manager-demo"), 2))
    again = ControlRoom(room.store, pause=0)
    press(again.widget, "Look at “Rehearsal: Manager demo”, which is closed")
    assert again._step.disabled


def test_a_set_up_that_was_cut_short_can_be_finished(room):
    ledger = room.store.begin(read_format("short"), "Cut short")
    room.open(ledger)
    step(room, "Make the tables")
    assert "each table needs two people" in seen(room) or "nobody" in seen(room).casefold()
    for name in ("Anna", "Ben"):
        room.people.name.value = name
        press(room.widget, "Let in")
    step(room, "Make the tables")
    assert room.ledger.now.tables == (1,)
    step(room, "Start the briefing")


def test_another_choice_takes_the_question_back(room):
    for title in ("First", "Second"):
        set_up(room.store, read_format("short"), title, NAMES, 2)
    room.start.refresh()
    press(room.widget, "Delete")
    room.start.listed.value = room.start.listed.options[1][1]
    find(room.widget, "Yes, delete it").click()
    assert len(room.store.listed()) == 2


# The big button


def test_the_big_button_leads_through_a_whole_workshop(room):
    begun(room)
    pressed = []
    while room.ledger.now.phase != "closed":
        pressed.append(room._step.description)
        press(room.widget, room._step.description)
        assert len(pressed) < 40
    assert [one.rounds.index(part) for one in [room.ledger.now.format] for part in one.rounds] == [0, 1, 2]
    assert sorted(room.ledger.now.results) == [0, 1, 2]
    assert "Start the briefing: quarter 2, seats swap" in pressed
    assert room._step.disabled


def test_a_double_click_takes_one_step(room):
    begun(room)
    room._pressed.clear()
    room._pause = PAUSE
    room._step.click(), room._step.click()
    assert room.ledger.now.phase == "brief"


def test_a_double_click_takes_back_one_entry_and_gives_time_once(room):
    opened(begun(room))
    type_sheet(room, "1m", budget="120")
    type_sheet(room, "1s", touches="5")
    room._pause = PAUSE
    room._undo.click(), room._undo.click()
    room._longer.click(), room._longer.click()
    assert list(room.ledger.now.entries) == [(1, "marketing")]
    assert room.ledger.now.extra_minutes == 2


def test_a_press_meant_for_another_step_does_nothing(room):
    opened(begun(room))
    elsewhere = room.store.open(room.ledger.id)
    elsewhere.do("go", phase="locked")
    assert room._step.description == "Sheets are in"
    press(room.widget, "Sheets are in")
    assert room.ledger.now.phase == "locked" and not room.ledger.now.results
    assert room._step.description == "Play and get ready"


def test_sheets_can_be_reopened_until_the_quarter_is_played(room):
    opened(begun(room))
    step(room, "Sheets are in")
    press(room.widget, "Re-open the sheets")
    assert room.ledger.now.phase == "open"
    step(room, "Sheets are in")
    step(room, "Play and get ready")
    assert "Re-open the sheets" not in names_seen(room)


def test_taking_back_undoes_entry_after_entry_and_says_what(room):
    opened(begun(room))
    type_sheet(room, "1m", budget="120", prediction="1")
    press(room.widget, "Take back")
    assert "Taken back: the sheet of table 1, marketing." in seen(room)
    assert room.form.place == (1, "marketing")
    press(room.widget, "Take back")
    assert "the prediction of table 1, marketing" in seen(room)
    press(room.widget, "Take back")
    assert room.ledger.now.phase == "brief"


def test_what_would_be_taken_back_stands_on_the_button(room):
    opened(begun(room))
    assert "Take back: going on to “Deciding”" in names_seen(room)
    type_sheet(room, "1m", budget="120")
    assert "Take back: the sheet of table 1, marketing" in names_seen(room)
    assert_named(room.widget)


def test_after_closing_the_button_says_that_it_opens_the_workshop_again(room):
    room.open(rehearsal.rehearse(read_format("manager-demo"), ledger=rehearsal.begin(
        room.store, read_format("manager-demo"), 2)))  # fmt: skip
    press(room.widget, "Take back: closing the workshop")
    assert room.ledger.now.phase == "debrief"
    assert "Taken back: closing the workshop." in seen(room)


def test_only_what_the_button_names_is_taken_back(room):
    opened(begun(room))
    type_sheet(room, "1m", budget="120")
    room.store.open(room.ledger.id).do("decide", table=2, seat="sales", values={"touches": 5})
    press(room.widget, "Take back: the sheet of table 1, marketing")
    assert set(room.ledger.now.entries) == {(1, "marketing"), (2, "sales")}
    assert "Nothing was taken back" in seen(room)
    press(room.widget, "Take back: the sheet of table 2, sales")
    assert set(room.ledger.now.entries) == {(1, "marketing")}


def test_what_has_been_played_cannot_be_taken_back(room):
    opened(begun(room))
    step(room, "Sheets are in")
    step(room, "Play and get ready")
    assert room._undo.disabled


def test_no_figure_is_on_the_page_before_the_results_are_shown(room):
    opened(begun(room))
    step(room, "Sheets are in")
    step(room, "Play and get ready")
    figures = {f"{value:,.0f}" for one in room.ledger.now.results[0].tables.values() for value in one.values()
               if value > 1000}  # fmt: skip
    assert figures
    everything = " ".join(one.value for one in walk(room.widget) if isinstance(one, widgets.HTML))
    assert not [figure for figure in figures if figure in everything]
    step(room, "Show the results")
    wins = f"{room.ledger.now.results[0].tables[1]['wins']:.0f}"
    assert wins in shown_text(room.stage.page)


# Sheets


def test_enter_saves_a_sheet_and_goes_to_the_next_missing_one(room):
    opened(begun(room))
    assert room.form.place == (1, "marketing")
    type_sheet(room, "1m", budget="120", threshold="50,5", handoff="3", prediction="+", why="We want fewer, better")
    entry = room.ledger.now.entries[1, "marketing"]
    assert entry.votes[""] == {"budget": 1.2, "threshold": 50.5, "handoff": "shared_crm"}
    assert entry.why == "We want fewer, better"
    assert room.ledger.now.predictions[0, 1, "marketing"] == "up"
    assert room.form.place == (1, "sales")
    assert "3 sheets are missing: table 1 sales; table 2 marketing + sales." in seen(room)


def test_boxes_stand_in_the_order_of_the_paper_and_show_what_holds(room):
    opened(begun(room))
    format = room.ledger.now.format
    for seat, boxes in room.form.boxes.items():
        assert tuple(boxes) == (*format.of_seat(seat), "prediction", "why")
    today = company(format.company).today
    assert room.form.boxes["marketing"]["threshold"].placeholder == f"{today['threshold']:g}"


def test_a_wrong_value_is_marked_and_nothing_else_is_lost(room):
    opened(begun(room))
    boxes = room.form.boxes["marketing"]
    boxes["budget"].value = "999"
    boxes["threshold"].value = "50"
    enter(boxes["threshold"])
    assert room.form.place == (1, "marketing") and not room.ledger.now.entries
    assert "Type 0 to 300%." in seen(room) and "Nothing is saved yet" in seen(room)
    assert (boxes["budget"].value, boxes["threshold"].value) == ("999", "50")
    boxes["budget"].value = "99"
    assert "Type 0 to 300" not in seen(room)
    enter(boxes["budget"])
    assert room.ledger.now.entries[1, "marketing"].votes[""] == {"budget": 0.99, "threshold": 50.0}


def test_enter_pressed_twice_hands_in_one_sheet(room):
    opened(begun(room))
    boxes = room.form.boxes["marketing"]
    boxes["budget"].value = "120"
    enter(boxes["budget"])
    enter(room.form.boxes["sales"]["first_call"])
    assert list(room.ledger.now.entries) == [(1, "marketing")]
    assert "Nothing is typed here" in seen(room)


def test_a_team_that_changes_nothing_hands_in_with_a_button(room):
    opened(begun(room))
    press(room.widget, "Everything as last quarter")
    assert room.ledger.now.entries[1, "marketing"].votes[""] == {}
    assert room.form.place == (1, "sales")


def test_a_double_click_hands_in_one_sheet(room):
    opened(begun(room))
    room.form._pause = PAUSE
    for _click in range(2):
        press(room.widget, "Everything as last quarter")
    assert list(room.ledger.now.entries) == [(1, "marketing")]


def test_a_name_that_stands_twice_leaves_no_old_count(room):
    find(room.widget, "Who takes part").value = "Anna, marketing\nBen, sales"
    assert "2 people" in seen_start(room)
    find(room.widget, "Who takes part").value = "Anna, marketing\nBen, sales\nAnna, sales"
    assert "stands there twice" in seen_start(room) and "2 people" not in seen_start(room)


def test_going_to_another_sheet_keeps_what_was_typed(room):
    opened(begun(room))
    room.form.boxes["marketing"]["budget"].value = "120"
    room.form.which.value = "2s"
    assert room.form.place == (2, "sales")
    room.form.which.value = "1m"
    assert room.form.boxes["marketing"]["budget"].value == "120"
    press(room.widget, "Clear what is typed")
    assert room.form.boxes["marketing"]["budget"].value == ""


def test_an_unknown_sheet_is_named_and_nothing_is_saved(room):
    opened(begun(room))
    room.form.which.value = "9m"
    room.form.boxes["marketing"]["budget"].value = "120"
    enter(room.form.boxes["marketing"]["budget"])
    assert "There is no sheet “9m”" in seen(room)
    assert not room.ledger.now.entries


def test_a_sheet_typed_but_not_saved_stops_the_lock(room):
    opened(begun(room))
    room.form.boxes["marketing"]["budget"].value = "120"
    room.form.which.value = "2m"
    press(room.widget, "Sheets are in")
    assert room.ledger.now.phase == "open"
    assert "table 1, marketing and not saved" in seen(room)
    assert room.form.place == (1, "marketing")
    enter(room.form.boxes["marketing"]["budget"])
    step(room, "Sheets are in")
    assert room.ledger.now.phase == "locked"


def test_teams_that_disagree_are_named_at_once(room):
    opened(begun(room))
    type_sheet(room, "1m", handoff="3")
    type_sheet(room, "1s", touches="5")
    assert "stays as it was: How leads are handed over" in seen(room)


def test_seats_without_a_sheet_are_listed_when_the_sheets_are_in(room):
    opened(begun(room))
    type_sheet(room, "1m", budget="120")
    step(room, "Sheets are in")
    assert "no sheet: as last quarter" in seen(room)
    assert "Table 1, marketing" not in seen(room) and "Table 1, sales" in seen(room)


def test_a_sheet_entered_elsewhere_is_seen_and_typing_stays(room):
    opened(begun(room))
    room.form.boxes["marketing"]["budget"].value = "12"
    room.store.open(room.ledger.id).do("decide", table=2, seat="sales", values={"touches": 5})
    room.beat()
    assert "table 2 marketing." in seen(room)
    assert room.form.boxes["marketing"]["budget"].value == "12"


# People


def test_late_joiners_leavers_moves_and_names(room):
    opened(begun(room))
    card = room.people
    find(room.widget, "Change who sits where").value = True
    card.name.value, card.home.value = "Zoe", "sales"
    press(room.widget, "Let in")
    zoe = room.ledger.now.people[-1]
    assert (zoe.name, zoe.table > 0) == ("Zoe", True)

    card.person.value = zoe.id
    card.name.value, card.place.value = "Zoë", (2, "marketing")
    press(card.widget, "Save")
    moved = room.ledger.now.people[-1]
    assert (moved.name, moved.table, moved.seat(room.ledger.now.swapped)) == ("Zoë", 2, "marketing")

    card.person.value = zoe.id
    press(room.widget, "Has left")
    assert not room.ledger.now.people[-1].here
    card.person.value = zoe.id
    press(room.widget, "Is back")
    assert room.ledger.now.people[-1].here
    assert_named(room.widget)


def test_two_people_of_one_name_are_refused_in_a_sentence(room):
    begun(room)
    room.people.name.value = "anna"
    press(room.widget, "Let in")
    assert "somebody called anna already" in seen(room)
    assert len(room.ledger.now.people) == 8


def test_a_double_click_lets_one_person_in_and_shows_no_problem(room):
    opened(begun(room))
    room._pause = PAUSE
    room.people.name.value = "Zoe"
    button = find(room.widget, "Let in")
    button.click(), button.click()
    assert_no_trouble(room.widget)
    said = shown_text(room.people.widget)
    assert "Zoe is in." in said and "A name has" not in said
    assert [one.name for one in room.ledger.now.people].count("Zoe") == 1


def test_a_double_click_on_has_left_does_not_bring_the_person_back(room):
    opened(begun(room))
    room._pause = PAUSE
    room.people.person.value = room.ledger.now.people[0].id
    press(room.widget, "Has left"), press(room.widget, "Is back")
    assert not room.ledger.now.people[0].here


def test_tables_are_made_anew_before_the_first_briefing(room):
    begun(room)
    find(room.people.widget, "Number of tables").value = 3
    press(room.widget, "Make the tables anew")
    assert room.ledger.now.tables == (1, 2, 3)
    step(room, "Start the briefing")
    assert "Make the tables anew" not in names_seen(room)


def test_an_event_of_ones_own_happens_once(room):
    opened(begun(room))
    find(room.widget, "Something unexpected").value = True
    find(room.widget, "What happens").value = "viral"
    press(room.widget, "Let it happen"), press(room.widget, "Let it happen")
    assert [(one.kind, one.week) for one in room.ledger.now.shocks(0)] == [("viral", 3)]


# Time, restarts, the page for the room


def test_the_clock_runs_and_is_advice(room, monkeypatch):
    opened(begun(room))
    began = datetime.fromisoformat(room.ledger.now.opened_at)
    monkeypatch.setattr("smkt_helpers.workshop.room.control.clock_now", lambda: tick(began, 65))
    room.beat()
    assert room._clock.value == "5:55"
    press(room.widget, "2 more minutes")
    assert room._clock.value == "7:55"
    assert room_stage.clock_words(room.ledger.now, "2999-01-01T00:00:00+00:00") == "Time is up"
    monkeypatch.setattr("smkt_helpers.workshop.room.control.clock_now", lambda: "2999-01-01T00:00:00+00:00")
    room.beat()
    assert room.ledger.now.phase == "open"


def test_sheets_are_taken_in_by_themselves_only_when_asked_for(room, monkeypatch):
    find(room.widget, "Take the sheets in").value = True
    opened(begun(room))
    monkeypatch.setattr("smkt_helpers.workshop.room.control.clock_now", lambda: "2999-01-01T00:00:00+00:00")
    room.form.boxes["marketing"]["budget"].value = "120"
    room.beat()
    assert room.ledger.now.phase == "open", "a sheet that is being typed is waited for"
    enter(room.form.boxes["marketing"]["budget"])
    room.beat()
    assert room.ledger.now.phase == "locked"


@pytest.mark.parametrize("steps", range(1, 6))
def test_a_restarted_kernel_shows_the_same_place(room, steps):
    begun(room)
    for _step in range(steps):
        press(room.widget, room._step.description)
    again = ControlRoom(Store(), pause=0)
    assert again.ledger.now == room.ledger.now
    assert again._step.description == room._step.description
    # But for the clock, which runs.
    shown, before = (re.sub(r"\b\d+:\d\d\b", "", seen(one)) for one in (again, room))
    assert shown == before


def test_a_sheet_saved_before_a_restart_is_there_after_it(room):
    opened(begun(room))
    type_sheet(room, "1m", budget="120", why="Because")
    again = ControlRoom(Store(), pause=0)
    assert again.form.place == (1, "sales")
    again.form.which.value = "1m"
    assert again.form.boxes["marketing"]["budget"].value == "120"
    assert again.form.boxes["marketing"]["why"].value == "Because"


def test_a_workshop_deleted_elsewhere_is_said_in_a_sentence(room):
    begun(room)
    room.store.purge(room.ledger.id)
    press(room.widget, room._step.description)
    assert "This workshop has been deleted." in seen(room)
    press(room.widget, "All workshops")
    assert "no workshop on this computer" in seen_start(room)


def test_the_page_for_the_room_turns_its_pages(room):
    begun(room)
    press(room.widget, "Show to the room")
    assert "Please find your table" in shown_text(room.stage.page)
    room.ledger.do("go", phase="brief")
    for phase in ("open", "locked"):
        room.ledger.do("go", phase=phase)
    room.ledger.play()
    room.ledger.do("go", phase="revealed")
    room.refresh()
    first = room.stage.page.value
    press(room.widget, "Next page")
    assert room.stage.page.value != first
    press(room.widget, "Page before")
    assert room.stage.page.value == first


def test_the_second_window_follows_the_newest_workshop(room):
    window = Follower(room.store)
    assert "No workshop has begun yet" in shown_text(window.widget)
    begun(room)
    window.beat()
    assert "“Sales day”" in shown_text(window.widget)
    opened(room)
    window.beat()
    assert "0 of 4 sheets are in" in shown_text(window.widget)
    assert_named(window.widget)


def test_the_second_hand_goes_on_after_a_problem():
    calls, place = [], widgets.HTML()

    def act():
        calls.append(place.value)
        if len(calls) == 1:
            raise KitError("The disk is full.")

    async def watch():
        pulse = room_stage.Pulse(act, place, every=0)
        while len(calls) < 3:
            await asyncio.sleep(0)
        pulse._task.cancel()

    asyncio.run(watch())
    assert "The disk is full." in calls[1]
    assert calls[2] == ""


# Bots


def test_bots_play_step_by_step_and_to_the_end(room):
    find(room.widget, "Format").value = "short"
    press(room.widget, "Rehearse with bots")
    assert "played by bots" in seen(room) and len(room.ledger.now.people) == 24
    for _step in range(3):
        press(room.widget, "Bots: next step")
    assert room.ledger.now.phase == "open" and room.ledger.now.entries
    press(room.widget, "Bots: play to the end")
    assert room.ledger.now.phase == "closed"
    press(room.widget, "All workshops")
    assert room.store.listed()[0].title == "Rehearsal: Short form"


def test_bots_have_no_buttons_where_people_play(room):
    begun(room)
    assert not [name for name in names_seen(room) if name.startswith("Bots")]


def test_before_the_first_quarter_each_seat_sees_a_usual_quarter(room, tmp_path):
    opened(begun(room))
    find(room.widget, "Figures for each seat").value = True
    said = seen(room)
    assert "Table 1: Marketing's seat" in said and "Before the first quarter" in said
    assert "Cost per lead" in said and "MQLs still waiting" not in said and "nan" not in said.lower()
    room.figures._folder = tmp_path
    press(room.widget, "Write all sheets to print")
    text = (tmp_path / "figures.html").read_text(encoding="utf-8")
    assert text.count("Before the first quarter") == 4
    room.ledger.do("go", phase="locked")
    room.ledger.play()
    room.refresh()
    assert "Before the first quarter" in seen(room), "played, but not shown yet"
    step(room, "Show the results")
    assert "Before the first quarter" not in seen(room)


@pytest.fixture
def papers(monkeypatch, tmp_path):
    """Write made-up papers into a folder of this test, and return the folder and what was asked for."""
    asked = []

    def pages(format, begins, room):
        asked.append((format.id, begins, room))
        return {file: f"<p>{file}</p>" for file in (paper.INDEX, *paper.FILES)}

    monkeypatch.setattr(paper, "pages", pages)
    monkeypatch.setattr("smkt_helpers.workshop.room.more.papers_folder", lambda: tmp_path / "papers")
    return tmp_path / "papers", asked


def test_the_papers_are_written_from_the_first_screen(papers):
    folder, asked = papers
    room = ControlRoom(Store(), pause=0)
    find(room.widget, "Format").value = "short"
    find(room.widget, "Who takes part").value = NAMES
    find(room.widget, "Number of tables").value = 2
    find(room.widget, "The workshop begins at").value = "13:30"
    press(room.widget, "Write the papers")
    assert asked == [("short", 13 * 60 + 30, paper.Room(2, 8))]
    assert {one.name for one in folder.iterdir()} == {paper.INDEX, *paper.FILES}
    said = room.start.papers._said.value
    assert str(folder) in shown_text(room.start.papers._said)
    assert all(f'download="{file}"' in said for file in paper.FILES)


def test_the_papers_are_written_for_a_workshop_that_has_begun(papers):
    _folder, asked = papers
    room = begun(ControlRoom(Store(), pause=0))
    press(room.widget, "Write the papers")
    assert asked == [("short", 9 * 60, paper.Room(2, 8))]
    step(room, "Start the briefing")
    assert "Write the papers" not in names_seen(room)


@pytest.mark.parametrize(
    ("begins", "tables", "sentence"), [("nine", 2, "written like 09:00"), ("09:00", 7, "7 tables need at least 14")]
)
def test_papers_that_cannot_be_made_are_a_sentence_and_nothing_is_written(papers, begins, tables, sentence):
    folder, asked = papers
    room = ControlRoom(Store(), pause=0)
    find(room.widget, "Who takes part").value = NAMES
    find(room.widget, "Number of tables").value = tables
    find(room.widget, "The workshop begins at").value = begins
    find(room.widget, "Write the papers").click()
    assert sentence in seen_start(room)
    assert not asked and not folder.exists()


def test_a_folder_for_the_papers_that_cannot_be_written_is_a_sentence(papers):
    folder, asked = papers
    folder.write_text("here", encoding="utf-8")
    room = ControlRoom(Store(), pause=0)
    find(room.widget, "Write the papers").click()
    assert "The pages cannot be written into" in seen_start(room) and "--out" not in seen_start(room)
    assert not asked


def test_while_the_papers_are_written_a_second_click_does_nothing(papers):
    _folder, asked = papers
    room = ControlRoom(Store(), pause=0)

    async def click_twice():
        button = find(room.widget, "Write the papers")
        button.click(), button.click()
        assert "about a minute" in seen_start(room)
        while room.start.papers._pace.pending:
            await asyncio.sleep(0)

    asyncio.run(click_twice())
    assert len(asked) == 1 and "The papers are in" in seen_start(room)


def test_each_seat_s_figures_are_shown_after_the_results_and_written_to_print(room, tmp_path):
    opened(begun(room))
    room.ledger.do("go", phase="locked")
    room.ledger.play()
    room.ledger.do("go", phase="revealed")
    room.refresh()
    find(room.widget, "Figures for each seat").value = True
    assert "Table 1: Marketing's seat" in seen(room)
    assert "Cost per lead" in seen(room) and "MQLs still waiting" not in seen(room)
    find(room.widget, "What this seat may see").value = (2, "sales")
    assert "Table 2: Sales' seat" in seen(room) and "Cost per lead" not in seen(room)
    room.figures._folder = tmp_path
    press(room.widget, "Write all sheets to print")
    text = (tmp_path / "figures.html").read_text(encoding="utf-8")
    assert text.count('class="sheet"') == 4 and "http" not in text
    assert "Written:" in seen(room)
