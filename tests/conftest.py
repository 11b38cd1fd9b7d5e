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


@pytest.fixture(scope="session")
def chromium():
    """Return the browser of this worker: two of them cannot be driven at once."""
    from tests.browser import helpers

    path = helpers.find_browser()
    if path is None:
        sentence = "There is no Chromium or Chrome on this computer, so nothing can be tested in a browser."
        if helpers.browser_is_required():
            pytest.fail(sentence)
        pytest.skip(sentence)
    sync_api = pytest.importorskip("playwright.sync_api") if not helpers.browser_is_required() else None
    if sync_api is None:
        from playwright import sync_api
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(helpers.BROWSER_FLAGS))
        yield browser
        browser.close()
