from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.lab import launch, places


@pytest.fixture
def kit(tmp_path):
    (tmp_path / "my kit é" / "notebooks").mkdir(parents=True)
    root = tmp_path / "my kit é"
    for name in ("00-start-here.ipynb", "a b.ipynb"):
        (root / "notebooks" / name).touch()
    return root


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def option(command, name):
    return next(part.partition("=")[2] for part in command if part.startswith(f"--{name}="))


def test_the_command_opens_the_first_lesson_for_this_computer_only(kit):
    command = launch.command(root=kit)
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert option(command, "ServerApp.ip") == "127.0.0.1"
    assert option(command, "ServerApp.root_dir") == str(kit)
    assert option(command, "LabApp.default_url") == "/lab/tree/notebooks/00-start-here.ipynb?reset"
    assert not any("token" in part.lower() for part in command), "others could read it in the list of programs"


def test_what_the_command_points_to_exists(kit):
    command = launch.command(root=kit)
    extensions = Path(option(command, "LabApp.extra_labextensions_path"))
    package = json.loads((extensions / "smarketing-kit" / "package.json").read_text(encoding="utf-8"))
    assert (extensions / package["name"] / package["jupyterlab"]["_build"]["load"]).is_file()
    settings = Path(option(command, "LabApp.app_settings_dir"))
    assert {path.name for path in settings.glob("*.json")} == {"overrides.json", "page_config.json"}


def test_a_notebook_name_with_a_space_becomes_an_address(kit):
    command = launch.command("notebooks/a b.ipynb", root=kit)
    assert option(command, "LabApp.default_url") == "/lab/tree/notebooks/a%20b.ipynb?reset"


def test_jupyter_does_not_open_a_browser_when_it_should_not(kit):
    assert option(launch.command(browser=False, root=kit), "ServerApp.open_browser") == "False"
    assert option(launch.command(browser=True, root=kit), "ServerApp.open_browser") == "True"


def test_a_missing_notebook_is_named(kit):
    with pytest.raises(KitError, match="no notebook notebooks/99.ipynb"):
        launch.command("notebooks/99.ipynb", root=kit)


def test_a_notebook_outside_the_kit_is_not_opened(kit):
    outside = kit.parent / "outside.ipynb"
    outside.touch()
    with pytest.raises(KitError, match="outside the kit's folder"):
        launch.notebook_path(str(outside), kit)


def test_a_taken_port_is_passed_over(monkeypatch, taken_port):
    monkeypatch.setattr(launch, "USUAL_PORT", taken_port)
    assert launch.free_port() > taken_port


def test_a_wanted_port_that_is_taken_is_a_sentence(taken_port):
    with pytest.raises(KitError, match=f"Port {taken_port} cannot be used"):
        launch.free_port(taken_port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_an_impossible_port_is_a_sentence(port):
    with pytest.raises(KitError, match="from 1 to 65535"):
        launch.free_port(port)


def test_without_any_free_port_there_is_a_sentence(monkeypatch):
    monkeypatch.setattr(launch, "port_is_free", lambda port: False)
    with pytest.raises(KitError, match="All ports from 8888 to 8937 are in use"):
        launch.free_port()


def test_a_missing_jupyterlab_is_a_sentence(monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    with pytest.raises(KitError, match="not installed in this Python; please run start.py"):
        launch.jupyterlab_version()


@pytest.mark.parametrize("version", ["4.5.9", "4.7.0", "5.0", "4.60.1"])
def test_an_unsupported_jupyterlab_is_a_sentence(monkeypatch, version):
    monkeypatch.setattr(importlib.metadata, "version", lambda name: version)
    with pytest.raises(KitError, match=f"JupyterLab {version} and the kit needs 4.6"):
        launch.jupyterlab_version()


def test_the_supported_jupyterlab_is_the_pinned_one():
    project = tomllib.loads((places.kit_root() / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = [need for need in project["dependencies"] if need.startswith("jupyterlab")]
    assert pins == [f"jupyterlab=={launch.SUPPORTED_JUPYTERLAB}.*"]


def test_notebooks_use_the_package_beside_them(kit, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    variables = launch.environment("secret", kit)
    assert variables["PYTHONPATH"].split(os.pathsep) == [str(kit), "/elsewhere"]
    assert variables["JUPYTER_TOKEN"] == "secret"


def options(**changes):
    values = {"notebook": launch.FIRST_NOTEBOOK, "port": None, "no_browser": True, **changes}
    return argparse.Namespace(**values)


@pytest.fixture
def started(monkeypatch, kit):
    """Replace the start of JupyterLab by a note of what would have been started."""
    notes = {"code": 0, "commands": [], "browser": []}

    class Process:
        def __init__(self, command, **kwargs):
            notes["commands"].append(command)
            notes["env"] = kwargs["env"]

        def wait(self):
            return notes["code"]

        def terminate(self):
            notes["terminated"] = True

    monkeypatch.setattr(places, "kit_root", lambda: kit)
    monkeypatch.setattr(subprocess, "Popen", Process)
    monkeypatch.setattr(launch.signal, "signal", lambda *_: None)
    monkeypatch.setattr(launch, "already_open", lambda root: None)
    monkeypatch.setattr(launch.webbrowser, "open", notes["browser"].append)
    return notes


def test_opening_says_the_address_with_the_token(started, capsys):
    assert launch.open_kit(options()) == 0
    said = capsys.readouterr().out
    token = started["env"]["JUPYTER_TOKEN"]
    port = option(started["commands"][0], "ServerApp.port")
    assert f"http://127.0.0.1:{port}/lab/tree/notebooks/00-start-here.ipynb?reset&token={token}" in said
    assert len(token) >= 32
    assert launch.open_kit(options()) == 0
    assert started["env"]["JUPYTER_TOKEN"] != token, "each start has its own"


def test_another_port_than_the_usual_one_is_said(started, monkeypatch, taken_port, capsys):
    monkeypatch.setattr(launch, "USUAL_PORT", taken_port)
    launch.open_kit(options())
    assert f"Port {taken_port} is in use by another program, so the kit uses port" in capsys.readouterr().out


def test_a_jupyterlab_that_ends_by_itself_is_explained(started, capsys):
    started["code"] = 1
    assert launch.open_kit(options()) == 1
    said = capsys.readouterr().err
    assert "jupyterlab.log" in said and "doctor" in said


def test_ctrl_c_ends_kindly(started, monkeypatch, capsys):
    answers = iter([KeyboardInterrupt, 0])

    def wait(self):
        answer = next(answers)
        if answer is KeyboardInterrupt:
            raise KeyboardInterrupt
        return answer

    monkeypatch.setattr(subprocess.Popen, "wait", wait)
    assert launch.open_kit(options()) == 0
    assert "Your progress is kept" in capsys.readouterr().out.splitlines()[-1]


def test_a_second_start_shows_the_running_kit(started, monkeypatch, capsys):
    monkeypatch.setattr(launch, "already_open", lambda root: (8899, "abc"))
    assert launch.open_kit(options(no_browser=False)) == 0
    link = "http://127.0.0.1:8899/lab/tree/notebooks/00-start-here.ipynb?reset&token=abc"
    assert link in capsys.readouterr().out
    assert started["browser"] == [link]
    assert started["commands"] == []


def test_a_running_kit_is_found_and_a_dead_or_broken_note_is_not(kit, monkeypatch, tmp_path, taken_port):
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(runtime))
    (runtime / "jpserver-1.json").write_text("{half a", encoding="utf-8")
    (runtime / "jpserver-2.json").write_text("[]", encoding="utf-8")
    assert launch.already_open(kit) is None

    def note(port, folder):
        return json.dumps({"port": port, "token": "abc", "root_dir": str(folder)})

    (runtime / "jpserver-3.json").write_text(note(taken_port, tmp_path), encoding="utf-8")
    assert launch.already_open(kit) is None, "another folder"
    (runtime / "jpserver-4.json").write_text(note(taken_port, kit), encoding="utf-8")
    assert launch.already_open(kit) == (taken_port, "abc")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = free.getsockname()[1]
    (runtime / "jpserver-4.json").write_text(note(dead, kit), encoding="utf-8")
    assert launch.already_open(kit) is None, "nobody listens there any more"


def test_an_unwritable_home_does_not_stop_the_kit(started, monkeypatch, tmp_path):
    blocked = tmp_path / "a file"
    blocked.touch()
    monkeypatch.setenv("SMKT_HOME", str(blocked))
    assert launch.open_kit(options()) == 0
