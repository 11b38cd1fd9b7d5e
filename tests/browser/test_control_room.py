"""A trainer leads a quarter in the browser: names, two sheets by keyboard, results for the room, and a restart."""

from __future__ import annotations

import pytest

from smkt_helpers.decisions import DECISIONS
from smkt_helpers.workshop import formats
from smkt_helpers.workshop.room import sheets as room_sheets
from smkt_helpers.workshop.store import FILE, Store, file_url
from tests.browser import accessible, helpers, learner

expect = pytest.importorskip("playwright.sync_api").expect

CONTROL_ROOM = "notebooks/trainer/control-room.ipynb"
FIRST_NOTEBOOK = CONTROL_ROOM
NAMES = "Anna, marketing\nBen, sales\nChi, marketing\nDora, sales"


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def next_step(page, name, then):
    """Press the big button once the last press has had its second, and see the name of the next one."""
    page.wait_for_timeout(1100)
    press(page, name)
    expect(page.get_by_role("button", name=then, exact=True)).to_be_visible()


def focused(page, label):
    """See that the box of this name has the focus."""
    expect(page.get_by_label(label, exact=True).locator("visible=true")).to_be_focused()


def numbers(seat):
    """Return the decisions of a seat's sheet into which a number is typed."""
    mine = formats.read_format("manager-demo").of_seat(seat)
    return [name for name in mine if DECISIONS[name].kind in ("number", "whole")]


def test_a_quarter_is_led_by_keyboard_and_survives_a_restart(page, watched):
    (first, second), (third, *_others) = numbers("marketing"), numbers("sales")
    helpers.open_notebook(page, watched, CONTROL_ROOM)
    helpers.wait_ran(page)
    helpers.hide_files(page)
    page.get_by_label("Format", exact=True).select_option(label="Manager demo, 40 minutes")
    page.get_by_label("Title", exact=True).fill("Sales day")
    page.get_by_label("Who takes part", exact=True).fill(NAMES)
    expect(page.get_by_text("4 people: 2 from marketing, 2 from sales.")).to_be_visible()
    press(page, "Begin this workshop")
    expect(page.get_by_role("button", name="Start the briefing: quarter 1", exact=True)).to_be_visible()
    assert accessible.serious(page) == []

    next_step(page, "Start the briefing: quarter 1", then="Open quarter 1")
    next_step(page, "Open quarter 1", then="Sheets are in")

    # Two sheets: a wrong value first, then nothing but keys until all are in.
    focused(page, DECISIONS[first].label)
    for word in ("nonsense", "Tab", room_sheets.typed(DECISIONS[second], DECISIONS[second].high), "Enter"):
        page.keyboard.press(word) if word in ("Tab", "Enter") else page.keyboard.type(word)
    expect(page.get_by_text(f"Type {room_sheets.allowed(DECISIONS[first])}.")).to_be_visible()
    focused(page, DECISIONS[first].label)
    page.keyboard.press("Control+a")
    page.keyboard.type(room_sheets.typed(DECISIONS[first], DECISIONS[first].high))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Table 1, sales: Ben, Dora")).to_be_visible()
    assert accessible.serious(page) == []
    focused(page, DECISIONS[third].label)
    page.keyboard.type(room_sheets.typed(DECISIONS[third], DECISIONS[third].high))
    page.keyboard.press("Enter")
    expect(page.get_by_text("All sheets are in.", exact=False).first).to_be_visible()

    store = Store(file_url(watched.home / FILE))
    kept = store.open(store.listed()[0].id)
    values = {place: dict(entry.votes[""]) for place, entry in kept.now.entries.items()}
    high = {name: DECISIONS[name].high for name in (first, second, third)}
    assert values == {(1, "marketing"): {first: high[first], second: high[second]}, (1, "sales"): {third: high[third]}}

    # A double click takes one step.
    page.wait_for_timeout(1100)
    page.get_by_role("button", name="Sheets are in", exact=True).dblclick()
    expect(page.get_by_role("button", name="Play and get ready", exact=True)).to_be_visible()
    kept.refresh()
    assert (kept.now.phase, dict(kept.now.results)) == ("locked", {})
    next_step(page, "Play and get ready", then="Show the results")
    next_step(page, "Show the results", then="Start the briefing: quarter 2, seats swap")

    # The room sees the results over the whole window, and Escape comes back.
    press(page, "Show to the room")
    stage = page.locator(".smkt-stage")
    expect(stage).to_be_visible()
    expect(stage).to_contain_text("Contribution")
    assert stage.bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 720}
    helpers.screenshot(page, "control-room-results")
    before = stage.inner_text()
    page.keyboard.press("ArrowRight")
    expect(stage).not_to_have_text(before)
    page.keyboard.press("Escape")
    expect(stage).to_be_hidden()

    learner.restart(page)
    expect(page.get_by_role("heading", name="Sales day")).to_be_visible()
    next_step(page, "Start the briefing: quarter 2, seats swap", then="Open quarter 2")
    next_step(page, "Open quarter 2", then="Sheets are in")
    expect(page.get_by_text("Table 1, marketing: Ben, Dora")).to_be_visible()
