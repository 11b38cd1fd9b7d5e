from __future__ import annotations

from functools import cache

import pytest

from smkt_helpers.case.parts import PARTS
from smkt_helpers.case.question import asked


@pytest.fixture(scope="session")
def question():
    """Return a question that is quickly answered."""
    return asked(markets=2, weeks=26)


@pytest.fixture(scope="session")
def found(question):
    """Return a function that computes a part of the case, once."""
    # All assumptions of a company take too long to be tried in every test run.
    few = {"vanish": {"paths": ("deal.win", "team.selling_share", "contact.reachable"), "looked_at": 2}}
    return cache(lambda id: PARTS[id].compute(question, **few.get(id, {})))


@pytest.fixture(scope="session")
def headline(found):
    return found("headline")
