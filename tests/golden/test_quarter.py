"""A known quarter of each company comes out as it was when it was last looked at."""

from __future__ import annotations

import json

import pytest

from smkt_helpers.company_file import names
from tests.golden.quarter import FOLDER, path_of, quarter

RENEW = "if this change is meant, renew it with: python -m tests.golden.quarter"


def approx(value):
    """Return the value with room for the last digits of its fractions."""
    if isinstance(value, dict):
        return {key: approx(one) for key, one in value.items()}
    if isinstance(value, float) or (isinstance(value, list) and any(isinstance(one, float) for one in value)):
        return pytest.approx(value, rel=1e-9)
    return value


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "uncompiled"])
def test_the_quarter_is_as_it_was(name, compiled):
    known, now = json.loads(path_of(name).read_text(encoding="utf-8")), quarter(name, compiled)
    assert list(now) == list(known), RENEW
    for what, value in known.items():
        assert now[what] == approx(value), f"{name}: {what} has changed; {RENEW}"


def test_every_company_has_one_and_much_happens_in_it():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(names())
    for name in names():
        known = json.loads(path_of(name).read_text(encoding="utf-8"))
        assert min(known["states"].values()) > 0 and known["renewals"] > 0
        assert known["sources"][0] > 100 and known["sources"][2] > 0
