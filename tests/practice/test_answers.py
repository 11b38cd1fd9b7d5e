"""Numbers as people type them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smkt_helpers.practice.answers import COMMA_GROUPS, NUMBER_STYLES, POINT_GROUPS, parse_number, spoken


@pytest.mark.parametrize(
    ("text", "value", "mark"),
    [
        ("1200", 1200, ""),
        ("1.234,5", 1234.5, ""),
        ("1,234.5", 1234.5, ""),
        ("1 234,5", 1234.5, ""),
        ("1\u202f234,5", 1234.5, ""),
        ("1'234.5", 1234.5, ""),
        ("1 234", 1234, ""),
        ("12,5", 12.5, ""),
        ("12.5", 12.5, ""),
        ("0,125", 0.125, ""),
        ("0.125", 0.125, ""),
        (".5", 0.5, ""),
        ("1234,567", 1234.567, ""),
        ("1.234.567", 1234567, ""),
        ("1,234,567", 1234567, ""),
        ("-3", -3, ""),
        ("\u22123", -3, ""),
        ("+3", 3, ""),
        ("12%", 12, "%"),
        ("12,5 %", 12.5, "%"),
        ("€ 1200", 1200, "money"),
        ("1200 EUR", 1200, "money"),
        ("EUR1200", 1200, "money"),
        ("1200zł", 1200, "money"),
        ("-€5", -5, "money"),
        ("  7 ", 7, ""),
    ],
)
def test_texts_that_mean_one_number(text, value, mark):
    typed = parse_number(text)
    assert (typed.kind, typed.value, typed.mark) == ("number", value, mark)


@pytest.mark.parametrize("text", ["1,234", "1.234", "€ 1,200", "999.000", "-1,234"])
def test_texts_that_mean_two_numbers_are_asked_about(text):
    typed = parse_number(text)
    assert typed.kind == "unclear"
    values = [abs(value) for _style, value in typed.readings]
    assert max(values) == pytest.approx(1000 * min(values))
    assert typed.sentence.endswith("?")


def test_the_question_itself_cannot_be_misread():
    assert parse_number("1,234").sentence == ("Does “1,234” mean 1234, or a number with decimals, 1 point 234?")
    assert (spoken(1234), spoken(0.5), spoken(-2.25)) == ("1234", "0 point 5", "-2 point 25")


def test_the_learners_habit_decides():
    assert parse_number("1,234", COMMA_GROUPS).value == 1234
    assert parse_number("1,234", POINT_GROUPS).value == 1.234
    assert parse_number("1.234", COMMA_GROUPS).value == 1.234
    assert parse_number("1.234", POINT_GROUPS).value == 1234


def test_a_text_that_fits_only_the_other_habit_is_still_read():
    assert parse_number("12,5", COMMA_GROUPS).value == 12.5


@pytest.mark.parametrize("text", [None, "", "   ", "\u00a0"])
def test_blank_is_blank(text):
    assert parse_number(text).kind == "blank"


@pytest.mark.parametrize(
    "text", ["many", "12 or 13", "1,23,4", "12..5", "1e5", "5²", "½", "--3", "%", "€", "-", "1,2.3,4"]
)
def test_nonsense_gets_one_sentence(text):
    typed = parse_number(text)
    assert typed.kind == "nonsense"
    assert typed.value is None
    assert typed.sentence.count(".") >= 1
    assert text in typed.sentence


def test_a_very_long_text_is_not_repeated_whole():
    assert len(parse_number("x" * 5000).sentence) < 200


def test_the_unit_may_follow():
    assert parse_number("12 leads", unit="leads").value == 12
    assert parse_number("12 hours", unit="leads").kind == "nonsense"


@given(st.integers(-(10**9), 10**9), st.integers(0, 4), st.sampled_from(NUMBER_STYLES))
def test_a_number_written_in_a_habit_is_read_back(whole, digits, style):
    value = round(whole / 10**digits, digits)
    text = f"{value:,.{digits}f}"
    if style == POINT_GROUPS:
        text = text.translate(str.maketrans(",.", ".,"))
    assert parse_number(text, style).value == value
    asked = parse_number(text)
    assert asked.value == value if asked.kind == "number" else value in [v for _style, v in asked.readings]


@given(st.text())
def test_no_text_at_all_breaks_it(text):
    typed = parse_number(text)
    assert typed.kind in ("blank", "number", "unclear", "nonsense")
    assert (typed.value is not None) == (typed.kind == "number")
    assert typed.value is None or math.isfinite(typed.value)
    assert bool(typed.sentence) == (typed.kind in ("unclear", "nonsense"))
