"""One decision at a desk: named, in step, and never out of range without a word."""

import ipywidgets as widgets
import pytest

from smkt_helpers.company_file import company
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.desk.control import Control
from smkt_helpers.plan import Plan
from tests.helpers import assert_named, assert_no_trouble, controls, shown_text

SHOP = company("irrigation")


def made(name, **plan):
    told, place = [], widgets.HTML()
    control = Control(
        DECISIONS[name], Plan().replace(**plan)[name], lambda *told_: told.append(told_), place, SHOP.channels
    )
    return control, told, place


@pytest.mark.parametrize("name", DECISIONS)
def test_every_decision_becomes_a_control_with_a_name_and_a_tooltip(name):
    control, told, place = made(name)
    assert_named(control.widget)
    for one in controls(control.widget):
        assert one.tooltip == DECISIONS[name].help
        assert DECISIONS[name].label in one.description
    assert (told, place.value) == ([], "")


@pytest.mark.parametrize("name", [name for name, one in DECISIONS.items() if one.kind in ("number", "whole")])
def test_every_number_can_be_dragged_from_end_to_end(name):
    control, told, place = made(name)
    decision = DECISIONS[name]
    # The end it does not stand on comes first: a slider that does not move tells nothing.
    ends = [(control.slider.max, decision.high), (control.slider.min, decision.low)]
    for end, expected in ends if decision.default != decision.high else ends[::-1]:
        control.slider.value = end
        assert told[-1] == (name, expected, True)
        assert control.box.value == pytest.approx(end)
    assert_no_trouble(place)


def test_a_typed_number_moves_the_slider_and_is_told_once():
    control, told, _place = made("threshold")
    control.box.value = 57.5
    assert told == [("threshold", 57.5, False)]
    assert control.slider.value == 57.5


def test_a_share_is_shown_in_percent():
    control, told, _place = made("discount_limit")
    assert (control.box.value, control.box.description) == (10, "Highest discount (%)")
    control.box.value = 29
    assert told == [("discount_limit", 0.29, False)]


@pytest.mark.parametrize("typed", [-0.01, 100.01, 1e300, float("nan"), float("inf")])
def test_a_number_out_of_range_is_refused_with_a_sentence(typed):
    control, told, place = made("threshold", threshold=42)
    control.box.value = typed
    said = shown_text(place)
    assert "Lead score needed (MQL threshold)" in said
    assert "is out of range. Choose 0 points to 100 points; until then 42 points stays." in said
    assert (control.box.value, control.slider.value, told) == (42, 42, [])
    control.box.value = 50
    assert (place.value, told) == ("", [("threshold", 50.0, False)])


def test_a_choice_and_a_switch_are_told_in_stored_form():
    for name, value in (("first_call", "hottest"), ("shared_definition", True)):
        control, told, _place = made(name)
        (chooser,) = controls(control.widget)
        chooser.value = value
        assert told == [(name, value, False)]


def test_a_mix_has_one_box_per_channel_and_keeps_only_what_is_unusual():
    control, told, place = made("mix", mix={"search": 2})
    boxes = controls(control.widget)
    assert [box.description for box in boxes] == [f"Channel mix: {channel.name}" for channel in SHOP.channels]
    assert boxes[[channel.id for channel in SHOP.channels].index("search")].value == 2
    boxes[0].value = 3
    assert told == [("mix", tuple(sorted({"search": 2.0, SHOP.channels[0].id: 3.0}.items())), False)]
    boxes[1].value = 11
    assert "each channel's weight lies between 0 and 10" in shown_text(place)
    assert (boxes[1].value, len(told)) == (1, 1)


def test_showing_a_value_tells_nobody():
    control, told, _place = made("touches")
    control.show(5)
    assert (control.box.value, control.slider.value, told) == (5, 5, [])
