"""How a fit is made to take a moment, where the whole search is not what is tested."""

import os

import pytest

from smkt_helpers.fitting import fitted


@pytest.fixture(scope="module")
def gate():
    """Leave the longest part of the search to the full level, where these tests hold with it, too."""
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get("SMKT_FULL") != "1":
            patch.setattr(fitted, "PASSES", 0)
        yield


@pytest.fixture
def quick(monkeypatch):
    """Skip the search and play few markets, where only what is read off directly matters."""
    for name in ("FIRST", "SECOND", "LAST", "PASSES", "PEOPLE"):
        monkeypatch.setattr(fitted, name, 0)
