"""environment.yml: conda and Binder get the versions that the lock has."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
NAMED = ("jupyterlab", "ipywidgets", "pandas", "seaborn", "nbval", "pytest")


@pytest.fixture
def environment():
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def test_the_six_named_packages_have_the_versions_of_the_lock(environment):
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = [line for line in environment["dependencies"] if isinstance(line, str) and "=" in line]
    conda = dict(line.split("=") for line in pinned)
    assert conda.pop("python") == "3.12"
    assert conda == {name: re.search(rf"(?m)^{name}==(\S+)", lock)[1] for name in NAMED}


def test_everything_else_comes_from_the_list_and_the_folder(environment):
    assert environment["name"] == "smarketing-kit"
    assert environment["channels"] == ["conda-forge"]
    assert "pip" in environment["dependencies"]
    assert environment["dependencies"][-1] == {"pip": ["-r requirements.txt", "-e ."]}
    assert (ROOT / "requirements.txt").exists()


@pytest.mark.full
def test_binder_understands_the_folder(tmp_path):
    """Needs the network: Binder's own program writes the recipe it would build."""
    uv, tool = [sys.executable, "-m", "uv"], tmp_path / "tool"
    python = tool / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run([*uv, "venv", "-q", tool], check=True)
    subprocess.run([*uv, "pip", "install", "-q", "--python", python, "jupyter-repo2docker"], check=True)
    source = tmp_path / "kit"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".venv", ".git"))
    done = subprocess.run([python, "-m", "repo2docker", "--no-build", "--debug", "."], cwd=source,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
    assert "FROM " in done.stdout
    assert 'env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"' in done.stdout
