"""Small steps that a person takes in JupyterLab, for tests and screenshots.

Waiting is always for something a person could see: the notebook, or the word "Idle" at the bottom.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
# Everything a learner's copy needs, and nothing else: a lesson that secretly uses a test file must fail.
KIT_PARTS = ("smkt_helpers", "notebooks", "exercises", "datasets", "docs", "pyproject.toml")
SECONDS = 1000
LONG = 120 * SECONDS


@dataclass(frozen=True)
class Lab:
    """A running kit: where it listens, and the folder it shows."""

    url: str
    token: str
    folder: Path
    home: Path

    def address(self, notebook: str) -> str:
        """Return the address of a notebook, as the kit prints it."""
        return f"{self.url}/lab/tree/{notebook}?reset&token={self.token}"


def find_browser() -> str | None:
    """Return the path of the system's Chromium or Chrome."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    return None


def browser_is_required() -> bool:
    """Tell whether a missing browser is a failure (in CI) and not a reason to skip."""
    return os.environ.get("SMKT_REQUIRE_BROWSER") == "1" or os.environ.get("CI", "").lower() in ("1", "true")


def copy_kit(target: Path) -> Path:
    """Copy what a learner gets into ``target``, so that tests never touch the real notebooks."""
    for part in KIT_PARTS:
        source = ROOT / part
        if source.is_dir():
            # Compiled files come along (with their times), so that nothing is compiled anew.
            shutil.copytree(source, target / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        elif source.exists():
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / part)
    (target / "notebooks").mkdir(parents=True, exist_ok=True)
    return target


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def jupyter_folders(base: Path) -> dict[str, str]:
    """Return environment variables that keep a run away from the person's own files."""
    names = {
        "SMKT_HOME": "home",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
    }
    folders = {variable: base / name for variable, name in names.items()}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return {variable: str(folder) for variable, folder in folders.items()}


def switch_extension_off(base: Path) -> None:
    """Disable the run-on-open extension the way a company's IT department would."""
    config = base / "config" / "labconfig"
    config.mkdir(parents=True, exist_ok=True)
    (config / "page_config.json").write_text('{"disabledExtensions": {"smarketing-kit": true}}', encoding="utf-8")


def use_theme(base: Path, theme: str) -> None:
    """Choose JupyterLab's light or dark theme, as a person's own setting."""
    settings = base / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True, exist_ok=True)
    name = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}[theme]
    (settings / "themes.jupyterlab-settings").write_text(f'{{"theme": "{name}"}}', encoding="utf-8")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except urllib.error.HTTPError as error:
        return error.code == 403
    except OSError:
        return False


@contextlib.contextmanager
def running_lab(base: Path, notebook: str, extension: bool = True, theme: str = "light") -> Iterator[Lab]:
    """Open the kit with its own command in a copy of its folder, and close it again.

    Parameters
    ----------
    base
        An empty folder for everything; the copy is ``base/"kit"``, made here unless it is there already.
    notebook
        The notebook to show first.
    extension
        Whether lessons run when they are opened.
    theme
        ``"light"`` or ``"dark"``.
    """
    folder = base / "kit"
    if not folder.exists():
        copy_kit(folder)
    variables = jupyter_folders(base)
    if not extension:
        switch_extension_off(base)
    use_theme(base, theme)
    port = free_port()
    command = [sys.executable, "-m", "smkt_helpers", "open", notebook, "--no-browser", "--port", str(port)]
    said = base / "said.txt"
    with said.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **variables, "PYTHONUNBUFFERED": "1"},
            stdout=output,
            stderr=output,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        while not _answers(f"{url}/api"):
            if process.poll() is not None:
                raise AssertionError(f"the kit did not open; it said: {said.read_text(encoding='utf-8')}")
        token = re.search(r"token=(\w+)", said.read_text(encoding="utf-8"))
        assert token, "the kit did not say its address"
        yield Lab(url, token.group(1), folder, base / "home")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def end_sessions(lab: Lab) -> None:
    """Shut down every kernel, so that the next notebook starts afresh."""
    listed = urllib.request.Request(f"{lab.url}/api/sessions?token={lab.token}")
    with urllib.request.urlopen(listed, timeout=60) as answer:
        sessions = json.load(answer)
    for session in sessions:
        address = f"{lab.url}/api/sessions/{session['id']}?token={lab.token}"
        urllib.request.urlopen(urllib.request.Request(address, method="DELETE"), timeout=60).close()


def open_notebook(page, lab: Lab, path: str) -> None:
    """Open a notebook by its address and wait until it can be seen."""
    page.goto(lab.address(path))
    wait_notebook(page)


def wait_notebook(page) -> None:
    """Wait until a notebook with at least one cell can be seen."""
    page.locator(".jp-NotebookPanel:visible .jp-Notebook .jp-Cell").first.wait_for(timeout=LONG)


def wait_idle(page) -> None:
    """Wait until the kernel has nothing to do: the status bar says Idle and no cell waits."""
    page.locator(".jp-StatusBar-Widget", has_text="| Idle").wait_for(timeout=LONG)


CALM = """
    const idle = document.querySelector('.jp-StatusBar-Widget').textContent.includes('| Idle');
    if (!idle) window.smktIdleSince = undefined;
    else window.smktIdleSince ??= Date.now();
    return idle && Date.now() - window.smktIdleSince > 1500;
"""


def wait_calm(page) -> None:
    """Wait until the kernel has been idle for a moment: between two clicks it is idle only for an instant."""
    page.evaluate("() => { window.smktIdleSince = undefined; }")
    page.wait_for_function(f"() => {{ {CALM} }}", timeout=LONG, polling=100)


def wait_ran(page) -> None:
    """Wait until the visible notebook has run: by itself, or after somebody chose Run All Cells.

    A lesson that runs by itself says when it is done. Otherwise wait for an output and for a kernel that
    stays idle for a moment: between two cells it is idle only for an instant.
    """
    page.wait_for_function(
        f"""() => {{
            const shown = node => node.offsetParent !== null;
            const panel = [...document.querySelectorAll('.jp-NotebookPanel')].find(shown);
            if (!panel || !panel.querySelector('.jp-OutputArea-output')) return false;
            const state = panel.dataset.smktRun;
            if (state) return state !== 'running';
            {CALM}
        }}""",
        timeout=LONG,
        polling=100,
    )
    wait_idle(page)


def errors_shown(page) -> list[str]:
    """Return the error messages that cells of the visible notebook show."""
    shown = page.locator(".jp-NotebookPanel:visible .jp-OutputArea-output[data-mime-type*='error']")
    return shown.all_inner_texts()


def screenshot(page, name: str | Path) -> Path:
    """Save what can be seen; a bare name goes to ``test-results``, which git ignores."""
    path = Path(name)
    if path.parent == Path():
        path = ROOT / "test-results" / path.with_suffix(".png")
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    return path


def menu(page, *names: str) -> None:
    """Click through JupyterLab's menu, for example ``menu(page, "Run", "Run All Cells")``."""
    first, *rest = names
    page.locator("#jp-MainMenu .lm-MenuBar-item", has_text=re.compile(f"^{first}$")).click()
    for name in rest:
        label = page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{re.escape(name)}$"))
        label.last.click()


def run_all_by_menu(page) -> None:
    """Choose Run > Run All Cells, the way the first text of a lesson describes."""
    menu(page, "Run", "Run All Cells")


def restart_kernel(page) -> None:
    """Choose Kernel > Restart Kernel... and confirm."""
    menu(page, "Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.locator(".jp-Dialog").wait_for(state="detached")


def hide_files(page) -> None:
    """Close the list of files on the left, so that the lesson has the whole width."""
    if page.locator("#jp-left-stack").is_visible():
        page.keyboard.press("Control+b")
        page.locator("#jp-left-stack").wait_for(state="hidden")
