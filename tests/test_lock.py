"""The lock: the same packages for everybody, no addresses, ready-made for every kind of computer."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import start

ROOT = Path(start.__file__).parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PLATFORMS = ("windows", "x86_64-apple-darwin", "aarch64-apple-darwin", "x86_64-unknown-linux-gnu",
             "aarch64-unknown-linux-gnu")


@pytest.mark.parametrize("name", ["requirements.lock", "requirements.txt"])
def test_no_addresses(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted-host|file:", text)


def test_every_package_has_one_version_and_a_hash():
    entries = re.split(r"(?m)^(?=[a-z0-9])", LOCK)[1:]
    assert len(entries) > 100
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_the_list_without_hashes_is_the_same_list():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert text == start.without_hashes(LOCK)
    assert "--hash" not in text and "\\" not in text
    pins = re.findall(r"(?m)^[a-z0-9._-]+==[^\s\\]+(?: ; [^\\\n]+?)?(?= \\|$)", LOCK)
    assert re.findall(r"(?m)^[a-z0-9].*$", text) == pins


def test_every_package_that_is_asked_for_is_in_the_lock():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = re.findall(r'(?m)^  "([A-Za-z0-9._-]+)[<>=]', project)
    assert {"jupyterlab", "numba", "pytest", "uv"} <= set(asked)
    assert [name for name in asked if not re.search(rf"(?m)^{re.escape(name.lower())}==", LOCK)] == []


def test_every_package_that_the_kit_imports_is_asked_for():
    """A package that only the tests bring, or that came by accident, would be missing on other computers."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {re.match(r"[A-Za-z0-9_-]+", line)[0].replace("-", "_") for line in
             [*project["dependencies"], *project["optional-dependencies"]["fast"]]}
    part_of_jupyter = {"IPython", "jupyter_client", "jupyter_core", "packaging"}
    own = {"smkt_helpers", "tests"}
    nodes = [node for path in (ROOT / "smkt_helpers").rglob("*.py")
             for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    found = {name.split(".")[0] for name in names} - sys.stdlib_module_names
    strange = found - own - part_of_jupyter - asked
    # A package may be imported under another name than it is installed by.
    brought = {file.parts[0] for name in asked - found for file in importlib.metadata.files(name) or ()}
    assert strange - brought == set()


def test_the_lock_can_hand_out_one_package_with_its_hashes():
    entry = start.lock_entry(LOCK, "uv")
    assert entry.startswith("uv==") and entry.count("==") == 1 and "--hash=sha256:" in entry


@pytest.mark.full
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("version", [start.OLDEST_PYTHON, start.NEWEST_PYTHON])
def test_ready_made_packages_exist_for_every_kind_of_computer(platform, version, tmp_path):
    """Needs the network: asks for the wheels of the oldest and the newest Python, and installs nothing."""
    command = [sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--only-binary", ":all:",
               "--require-hashes", "--python-platform", platform, "--python-version", start.dotted(version),
               "--target", tmp_path / "nothing", "-r", "requirements.lock"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
