"""What every test shares: its own home for progress, and property tests free of luck and of time limits."""

import os

import hypothesis
import pytest

hypothesis.settings.register_profile("gate", deadline=None, derandomize=True, max_examples=50)
hypothesis.settings.register_profile("full", deadline=None, max_examples=500)
hypothesis.settings.load_profile("full" if os.environ.get("SMKT_FULL") == "1" else "gate")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory, monkeypatch):
    """Keep a test away from the progress of whoever runs it, and from that of the other tests."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("SMKT_HOME", str(home))
    return home
