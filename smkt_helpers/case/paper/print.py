"""A web page as PDF, printed by a browser that is installed; nothing of it needs the network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from smkt_helpers.words import _

SECONDS = 120     # a slow computer needs ten for a long report; afterwards something hangs
NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge",
         "microsoft-edge-stable", "brave-browser", "chrome", "msedge")  # fmt: skip
# Below each folder where Windows keeps programs, and where a Mac does.
ON_WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe",
              r"Chromium\Application\chrome.exe", r"BraveSoftware\Brave-Browser\Application\brave.exe")  # fmt: skip
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
ON_MAC = ("Google Chrome", "Microsoft Edge", "Chromium", "Brave Browser")
MAC_FOLDERS = (Path("/Applications"), Path.home() / "Applications")
_FLAGS = ("--headless=new", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions",
          "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
          "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
          "--generate-pdf-document-outline")  # fmt: skip


def find_browser() -> Path | None:
    """Return the program of an installed Chrome, Edge or Chromium; None when there is none in the usual places."""
    return next((path for path in _places() if path.is_file()), None)


def _places() -> Iterator[Path]:
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    for variable in WINDOWS_FOLDERS:
        if folder := os.environ.get(variable):
            yield from (Path(folder, *name.split("\\")) for name in ON_WINDOWS)
    for folder in MAC_FOLDERS:
        yield from (folder / f"{name}.app" / "Contents" / "MacOS" / name for name in ON_MAC)


def print_page(page: Path, pdf: Path) -> bool:
    """Print a web page that is a file, and say whether that worked.

    Parameters
    ----------
    page : Path
    pdf : Path
        Where the PDF goes. Its folder also holds the browser's own files meanwhile: some browsers may write only into
        folders of the user that have a usual name.

    Returns
    -------
    bool
        False when no browser was found, or none could print; then there is no PDF.
    """
    pdf.unlink(missing_ok=True)     # an old one would look like success
    browser = find_browser()
    if browser is None:
        return False
    # Where the system forbids a browser to fence itself in, it prints our own file without the fence.
    return any(_printed(browser, page, pdf, more) for more in ((), ("--no-sandbox",)))


def _printed(browser: Path, page: Path, pdf: Path, more: tuple[str, ...]) -> bool:
    with tempfile.TemporaryDirectory(dir=pdf.parent, prefix="browser-", ignore_cleanup_errors=True) as own:
        line = [str(browser), *_FLAGS, *more, f"--user-data-dir={own}", f"--print-to-pdf={pdf}", page.as_uri()]
        try:
            subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
    return pdf.is_file() and pdf.read_bytes()[:5] == b"%PDF-"


def how_to_print() -> str:
    """Return how a person prints the report."""
    return _("To get a PDF, open the report in a browser, press Ctrl+P (on a Mac Cmd+P), and choose “Save as PDF”.")
