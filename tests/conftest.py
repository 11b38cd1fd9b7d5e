"""What every test shares: its own home for progress, and property tests free of luck and of time limits."""

import os
import tempfile
from pathlib import Path

import hypothesis
import pytest

hypothesis.settings.register_profile("gate", deadline=None, derandomize=True, max_examples=50)
hypothesis.settings.register_profile("full", deadline=None, max_examples=500)
hypothesis.settings.load_profile("full" if os.environ.get("SMKT_FULL") == "1" else "gate")


@pytest.fixture(scope="session")
def homes(tmp_path_factory):
    """Return one folder for all homes: pytest numbers its own, and reads through all of them for each new one."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def own_home(homes, monkeypatch):
    """Keep a test away from the progress of whoever runs it, and from that of the other tests."""
    home = Path(tempfile.mkdtemp(dir=homes))
    monkeypatch.setenv("SMKT_HOME", str(home))
    return home
