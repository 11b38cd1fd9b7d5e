"""Measure what a learner waits for, lesson by lesson, in a real browser.

    python -m tests.browser.measure            (all lessons)
    python -m tests.browser.measure 01 05

For each lesson: seconds from the address to the first words of ours, to the first picture or table, and until
everything has run, with a kernel of its own; the kernel's memory then; and where there is a desk with a slider,
the median milliseconds from a key press to the new headline picture. Measure on a quiet machine.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from tests.browser import helpers, learner

PRESSES = 15
FIRST_PICTURE = "() => document.querySelector('.smkt figure svg, .smkt table')"
# The picture that follows a key; the observer keeps the moment, so that asking for it costs nothing.
WATCH = """view => {
    window.smktDrawn = null;
    new MutationObserver(() => { window.smktDrawn ??= performance.now(); }).observe(
        view.querySelector('figure').closest('.widget-html'), {childList: true, subtree: true});
    view.ownerDocument.addEventListener('keydown', () => {
        window.smktPressed = performance.now(); window.smktDrawn = null; }, true);
}"""


def memory(folder: Path) -> float:
    """Return the memory of the kernels started from a folder, in MB."""
    found = 0
    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or ())
        if "ipykernel_launcher" in words and str(folder) in words:
            found += process.memory_info().rss
    return found / 2**20


def key_to_picture(page) -> float | None:
    """Return the median milliseconds from a key at the first slider to its picture; None without a desk."""
    desk = page.locator(".smkt-desk").first
    if not desk.count() or not desk.locator(".smkt-view figure").count():
        return None
    desk.locator(".smkt-view").first.evaluate(WATCH)
    handle = desk.get_by_role("slider").first
    handle.focus()
    took = []
    for place in range(PRESSES):
        page.keyboard.press("ArrowLeft" if place % 2 else "ArrowRight")
        page.wait_for_function("() => window.smktDrawn !== null", timeout=30 * helpers.SECONDS)
        took.append(page.evaluate("() => window.smktDrawn - window.smktPressed"))
        page.wait_for_timeout(1500)  # until everything that follows the key is done
    return statistics.median(took)


def measured(page, lab, folder: Path, lesson: learner.Lesson) -> dict[str, object]:
    """Open a lesson with a new kernel and return its figures."""
    helpers.end_sessions(lab)
    page.goto("about:blank")
    began = time.perf_counter()
    page.goto(lab.address(lesson.path))
    page.wait_for_function("() => document.querySelector('.smkt')", timeout=helpers.LONG)
    words = time.perf_counter() - began
    page.wait_for_function(FIRST_PICTURE, timeout=helpers.LONG)
    picture = time.perf_counter() - began
    helpers.wait_ran(page)
    done = time.perf_counter() - began
    page.wait_for_timeout(5000)
    key = key_to_picture(page)
    return {
        "lesson": lesson.name,
        "first words, s": round(words, 1),
        "first picture or table, s": round(picture, 1),
        "all has run, s": round(done, 1),
        "key to picture, ms": key and round(key),
        "kernel, MB": round(memory(folder)),
    }


def main(names: list[str]) -> None:
    """Measure the lessons named, or all, and print one line of JSON each."""
    chosen = [lesson for lesson in learner.lessons() if not names or lesson.name in names]
    with (
        tempfile.TemporaryDirectory() as folder,
        helpers.running_lab(Path(folder), chosen[0].path) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=helpers.find_browser(), args=list(helpers.BROWSER_FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 720}, locale="en-GB")
        for lesson in chosen:
            print(json.dumps(measured(page, lab, Path(folder), lesson)), flush=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
