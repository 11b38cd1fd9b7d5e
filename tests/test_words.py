"""Every formatter, and that sentences come through the one function."""

import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smkt_helpers import words


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (words.number(12345.678, 1), "12,345.7"),
        (words.number(-0.2), "0"),
        (words.number(math.nan), "–"),
        (words.number(None), "–"),
        (words.money(1234567, "EUR"), "EUR 1,234,567"),
        (words.money(math.nan, "EUR"), "–"),
        (words.percent(0.256, 1), "25.6%"),
        (words.percent(math.nan), "–"),
        (words.duration(1), "1 minute"),
        (words.duration(59), "59 minutes"),
        (words.duration(95), "1.6 hours"),
        (words.duration(60), "1 hour"),
        (words.duration(62), "1 hour"),
        (words.duration(64), "1.1 hours"),
        (words.duration(48 * 60), "2.0 days"),
        (words.date(datetime.date(2026, 1, 5)), "2026-01-05"),
    ],
)
def test_formatters(shown, expected):
    assert shown == expected


@given(st.floats(-1e12, 1e12), st.integers(0, 4))
def test_a_formatted_number_reads_back(value, digits):
    text = words.number(value, digits)
    assert float(text.replace(",", "").replace("−", "-")) == pytest.approx(value, abs=0.5 * 10**-digits + 1e-3)


def test_an_unknown_language_falls_back_to_english(monkeypatch):
    monkeypatch.setenv(words.LANGUAGE_VARIABLE, "xx")
    assert words._("Check") == "Check"
    assert words.ngettext("{n} lead", "{n} leads", 2) == "{n} leads"
    assert words.N_("Check") == "Check"
