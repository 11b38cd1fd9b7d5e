from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import types
from pathlib import Path

import pytest

from smkt_helpers import __main__ as main_module
from smkt_helpers.errors import KitError
from smkt_helpers.lab import places

main = main_module.main


@pytest.fixture
def command(monkeypatch):
    """Put a small command called ``echo`` into the table; its ``run`` can be replaced."""
    module = types.ModuleType("smkt_helpers.echo")
    module.add_arguments = lambda parser: parser.add_argument("--loud", action="store_true")
    module.run = lambda args: print("LOUD" if args.loud else "quiet") or 0
    monkeypatch.setitem(sys.modules, "smkt_helpers.echo", module)
    monkeypatch.setitem(main_module.COMMANDS, "echo", ("smkt_helpers.echo", "Say something."))
    return module


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["help"]])
def test_alone_it_prints_every_command(words, capsys):
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "python -m smkt_helpers open" in said
    for name, (_, sentence) in main_module.COMMANDS.items():
        assert f"  {name}" in said and sentence in said


def test_a_command_gets_its_options(command, capsys):
    assert main(["echo", "--loud"]) == 0
    assert capsys.readouterr().out == "LOUD\n"


def test_a_command_decides_the_exit_code(command):
    command.run = lambda args: 1
    assert main(["echo"]) == 1


def test_a_mistake_the_user_can_mend_is_one_sentence(command, capsys):
    def run(args):
        raise KitError("The file plan.toml has no week; please add one.")

    command.run = run
    assert main(["echo"]) == 2
    caught = capsys.readouterr()
    assert caught.err == "The file plan.toml has no week; please add one.\n"
    assert caught.out == ""


def test_a_mistake_of_ours_is_not_hidden(command):
    def run(args):
        raise RuntimeError("a bug")

    command.run = run
    with pytest.raises(RuntimeError):
        main(["echo"])


def test_stopping_is_no_traceback(command, capsys):
    def run(args):
        raise KeyboardInterrupt

    command.run = run
    assert main(["echo"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_output_that_does_not_fit_on_the_disk_is_a_sentence(command, monkeypatch, capsys, tmp_path):
    class Full(io.StringIO):
        def flush(self):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["echo"]) == 1
    said = capsys.readouterr().err
    assert said == (
        "The output could not be written (No space left on device); make room, or write it to another place.\n"
    )


def test_another_problem_with_a_file_is_not_hidden(command):
    def run(args):
        raise PermissionError(errno.EACCES, "Permission denied")

    command.run = run
    with pytest.raises(PermissionError):
        main(["echo"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_from_a_terminal():
    done = from_a_terminal("play", "--weeks", "1", "--markets", "1", stdout=open("/dev/full", "w"))
    assert done.returncode == 1 and done.stderr.startswith("The output could not be written (")
    assert done.stderr.count("\n") == 1


def test_letters_that_a_terminal_cannot_show_are_a_sentence():
    done = from_a_terminal("glossary", "--print", stdout=subprocess.PIPE, PYTHONIOENCODING="ascii")
    assert done.returncode == 1 and "PYTHONIOENCODING" in done.stderr and "Traceback" not in done.stderr


def from_a_terminal(*words, stdout, **variables):
    """Run a command as somebody types it."""
    return subprocess.run(
        [sys.executable, "-m", "smkt_helpers", *words],
        cwd=places.kit_root(), stdout=stdout, stderr=subprocess.PIPE, text=True, env={**os.environ, **variables},
    )  # fmt: skip


def test_an_unknown_command_names_the_known_ones(capsys):
    assert main(["opne"]) == 2
    said = capsys.readouterr().err
    assert "There is no command opne" in said and "open, doctor" in said


def test_an_unknown_option_ends_with_2(command, capsys):
    assert main(["echo", "--soft"]) == 2
    said = capsys.readouterr().err
    assert "--soft" in said and "Add --help" in said
    assert said.count("\n") == 1, "one sentence, not the list of all options"


def test_a_command_that_is_not_there_is_a_sentence(monkeypatch, capsys):
    monkeypatch.setitem(main_module.COMMANDS, "later", ("smkt_helpers.no_such_module", "Comes later."))
    assert main(["later"]) == 2
    assert capsys.readouterr().err == "The command later is not part of this copy of the kit.\n"


def test_a_missing_package_is_named(monkeypatch, tmp_path, capsys):
    (tmp_path / "needs_a_package.py").write_text("import no_such_package_here\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(main_module.COMMANDS, "needy", ("needs_a_package", "Needs a package."))
    assert main(["needy"]) == 2
    assert "needs the package no_such_package_here; please run start.py" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["open", "doctor"])
def test_each_command_has_help(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert main_module.COMMANDS[name][1] in capsys.readouterr().out


def test_from_a_terminal():
    done = subprocess.run(
        [sys.executable, "-m", "smkt_helpers", "open", "notebooks/no-such.ipynb"],
        cwd=places.kit_root(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "There is no notebook notebooks/no-such.ipynb" in done.stderr
    assert "Traceback" not in done.stderr
