"""How long a manager waits on the alignment case, in a real browser: ``python -m tests.benchmarks.case``.

Seconds from the address to the first words and to the first complete picture (a new kernel each time); from a changed
assumption to its effect on the headline. Measure on a
quiet machine.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import helpers
from tests.browser.measure import memory

CASE = "notebooks/manager/alignment-case.ipynb"
CHANGE = "[data-figure='headline.contribution.difference'] > summary"
TIMES = 3


def opened(page, lab) -> dict[str, float]:
    """Open the page with a new kernel."""
    helpers.end_sessions(lab)
    page.goto("about:blank")
    began = time.perf_counter()
    page.goto(lab.address(CASE))
    page.wait_for_function("() => document.querySelector('.smkt')", timeout=helpers.LONG)
    words = time.perf_counter() - began
    page.locator(CHANGE).first.wait_for(timeout=helpers.LONG)
    card = page.locator(".smkt-case", has=page.locator(CHANGE))
    card.locator("figure svg").first.wait_for(timeout=helpers.LONG)
    return {"first words, s": words, "first complete picture, s": time.perf_counter() - began}


def changed(page, value: str) -> float:
    """Change an assumption and return the seconds until the headline shows another number."""
    page.get_by_label("Which number?").select_option(label="People who can be reached at all")
    helpers.wait_calm(page)     # until the number's own value has come, or it would overwrite what is typed
    box = page.get_by_label("Its value")
    box.fill(value)
    before = page.locator(CHANGE).first.inner_text()
    began = time.perf_counter()
    box.press("Enter")
    page.wait_for_function("([where, before]) => document.querySelector(where)?.innerText !== before",
                           arg=[CHANGE, before], timeout=helpers.LONG)  # fmt: skip
    return time.perf_counter() - began


def main() -> None:
    """Measure and print JSON."""
    with (
        tempfile.TemporaryDirectory() as folder,
        helpers.running_lab(Path(folder), CASE) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=helpers.find_browser(), args=list(helpers.BROWSER_FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 720}, locale="en-GB")
        for _time in range(TIMES):
            print(json.dumps({name: round(value, 1) for name, value in opened(page, lab).items()}), flush=True)
        page.get_by_role("button", name="Stop", exact=True).first.click()
        page.wait_for_timeout(3000)
        for value in ("0.8", "0.7", "0.6"):
            print(json.dumps({"changed assumption to headline, s": round(changed(page, value), 2)}), flush=True)
            page.get_by_role("button", name="Stop", exact=True).first.click()
            page.wait_for_timeout(3000)
        print(json.dumps({"kernel, MB": round(memory(Path(folder)))}), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
