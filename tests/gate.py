"""The gate that every change passes: ``python3 start.py test`` prepares everything and runs this.

Four stages: style, unit tests, every notebook, a real browser. With ``--full`` also the tests marked
``full``, which need long runs or the network. Words after ``--`` go to pytest. The learner's own
progress and Jupyter settings are never touched: all of them point to a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

KIT = Path(__file__).resolve().parent.parent
NO_TESTS_FOUND = 5
OWN_FOLDERS = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "SMKT_HOME")


@dataclass(frozen=True)
class Result:
    """What one stage found."""

    name: str
    passed: int
    failed: int
    skipped: int
    seconds: float

    def line(self) -> str:
        """Return the stage's line of the summary."""
        return (f"{self.name:<10} {self.passed:>5} passed {self.failed:>5} failed {self.skipped:>5} skipped"
                f" {self.seconds:>7.1f} s")


def environment(base: dict[str, str], folder: Path, full: bool) -> dict[str, str]:
    """Return the environment of the tests: no window, and every personal file in `folder`."""
    env = dict(base, MPLBACKEND="Agg", JUPYTER_PLATFORM_DIRS="1")
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # or every kernel and every command would read the whole kit anew
    env.update({name: str(folder / name.lower()) for name in OWN_FOLDERS})
    if full:
        env["SMKT_FULL"] = "1"
    if env.get("CI", "").lower() in ("1", "true"):
        env["SMKT_REQUIRE_BROWSER"] = "1"
    return env


def counts(report: Path) -> tuple[int, int, int]:
    """Return how many tests passed, failed and were skipped according to a JUnit file."""
    suites = list(ElementTree.parse(report).getroot().iter("testsuite"))

    def total(name: str) -> int:
        return sum(int(suite.get(name, 0)) for suite in suites)

    failed, skipped = total("failures") + total("errors"), total("skipped")
    return max(total("tests") - failed - skipped, 0), failed, skipped


def judge(code: int, found: tuple[int, int, int], may_be_empty: bool) -> tuple[int, int, int]:
    """Count a pytest run that broke, or found nothing, as a failure of its own."""
    passed, failed, skipped = found
    broke = code not in (0, NO_TESTS_FOUND) and not failed
    empty = code == NO_TESTS_FOUND and not may_be_empty
    return passed, failed + int(broke or empty), skipped


def run_pytest(name: str, words: list[str], env: dict[str, str], extra: list[str]) -> Result:
    """Run pytest once and return its counts."""
    print(f"\n=== {name}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *words, *extra]
        code = subprocess.run(command, cwd=KIT, env=env).returncode
        found = counts(report) if report.exists() else (0, 0, 0)
    return Result(name, *judge(code, found, bool(extra)), time.monotonic() - began)


def style(env: dict[str, str]) -> Result:
    """Check the style of every Python file and notebook."""
    print("\n=== style", flush=True)
    began = time.monotonic()
    failed = subprocess.run([sys.executable, "-m", "ruff", "check", "."], cwd=KIT, env=env).returncode != 0
    return Result("style", int(not failed), int(failed), 0, time.monotonic() - began)


def notebooks(kit: Path = KIT) -> list[str]:
    """Return every notebook of the kit, relative to its folder."""
    found = [path for room in ("notebooks", "exercises") for path in (kit / room).glob("**/*.ipynb")]
    return sorted(str(path.relative_to(kit)) for path in found if ".ipynb_checkpoints" not in path.parts)


def browser_tests(kit: Path = KIT) -> list[str]:
    """Return where tests that need a browser stand, so that pytest need not read all the others for them."""
    room = kit / "tests" / "browser"
    marked = [path for path in (kit / "tests").rglob("test_*.py") if "mark.browser" in path.read_text(encoding="utf-8")]
    return [str(path.relative_to(kit)) for path in (room, *sorted(marked)) if path == room or path.parent != room]


def require(browser: Result, required: bool) -> Result:
    """Where a browser is required, count a skipped browser test as a failed one."""
    if not (required and browser.skipped):
        return browser
    print("A browser is required here (SMKT_REQUIRE_BROWSER): a skipped browser test counts as failed.")
    return Result(browser.name, browser.passed, browser.failed + browser.skipped, 0, browser.seconds)


def summary(results: list[Result]) -> str:
    """Return the closing lines; the last one sums all stages."""
    passed, failed, skipped = (sum(getattr(result, name) for result in results)
                               for name in ("passed", "failed", "skipped"))
    lines = [result.line() for result in results]
    return "\n".join([*lines, f"{passed} passed, {failed} failed, {skipped} skipped"])


def run(full: bool, extra: list[str]) -> int:
    """Run all stages, print the summary and return the exit code."""
    not_full = "" if full else " and not full"
    no_notebooks = ["-p", "no:nbval"]  # which only reads notebooks, and takes long to load
    with tempfile.TemporaryDirectory(prefix="smarketing-test-") as folder:
        env = environment(dict(os.environ), Path(folder), full)
        results = [style(env), run_pytest("unit", ["tests", "-m", "not browser" + not_full, "-n", "auto",
                                                   "--dist", "worksteal", *no_notebooks], env, extra)]
        if notebooks():
            lax = ["-p", "tests.kernels", "--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout", "300"]
            # The cells of a notebook need each other, so a notebook stays with whoever began it.
            results.append(run_pytest("notebooks", [*notebooks(), *lax, "-n", "auto", "--dist", "loadfile"],
                                      env, extra))
        # Two at a time, each with a kit and a browser of its own; more would want the memory of a large computer. The
        # tests of a file share a kit, which takes longer to open than most of them take.
        browser = run_pytest("browser", [*browser_tests(), "-m", "browser" + not_full, "-rs", "-n", "2",
                                         "--dist", "loadfile", *no_notebooks], env, extra)
        results.append(require(browser, env.get("SMKT_REQUIRE_BROWSER") == "1"))
    print("\n" + summary(results), flush=True)
    return int(any(result.failed for result in results))


def main(arguments: list[str]) -> int:
    """Read the command line and run."""
    own, extra = arguments, []
    if "--" in arguments:
        own, extra = arguments[:arguments.index("--")], arguments[arguments.index("--") + 1:]
    parser = argparse.ArgumentParser(prog="start.py test", description="Run the kit's tests.")
    parser.add_argument("--full", action="store_true", help="also the long tests, and those on the network")
    return run(parser.parse_args(own).full, extra)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
