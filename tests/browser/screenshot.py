"""Take a picture of a lesson as a learner sees it, for the README.

    python -m tests.browser.screenshot notebooks/01-two-teams-one-goal.ipynb docs/lesson.png

It opens a copy of the kit with the kit's own command, lets the lesson run, and saves what can be seen.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from smkt_helpers.errors import KitError
from tests.browser import helpers


def arguments(words: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.browser.screenshot", description="Take a picture of a lesson."
    )
    parser.add_argument("notebook", help="path inside the kit, for example notebooks/00-start-here.ipynb")
    parser.add_argument("picture", type=Path, help="where to save the picture (PNG)")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=720)
    parser.add_argument("--scroll-to", default=None, help="words that the picture is to show")
    parser.add_argument("--hide-files", action="store_true", help="close the list of files on the left")
    return parser.parse_args(words)


def take(options: argparse.Namespace) -> Path:
    """Open the notebook, let it run and save the picture."""
    path = helpers.find_browser()
    if path is None:
        raise KitError("There is no Chromium or Chrome on this computer, so no picture can be taken.")
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as folder,
        helpers.running_lab(Path(folder), options.notebook, theme=options.theme) as lab,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=list(helpers.BROWSER_FLAGS))
        page = browser.new_page(
            viewport={"width": options.width, "height": options.height}, locale="en-GB", device_scale_factor=1
        )
        helpers.open_notebook(page, lab, options.notebook)
        helpers.wait_ran(page)
        if options.hide_files:
            helpers.hide_files(page)
        if options.scroll_to:
            page.get_by_text(options.scroll_to).first.scroll_into_view_if_needed()
        page.wait_for_timeout(1000)
        return helpers.screenshot(page, options.picture.resolve())


def main(words: list[str] | None = None) -> int:
    try:
        print(take(arguments(words)))
    except KitError as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
