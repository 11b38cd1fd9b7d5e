"""One sentence instead of a long report, while the cell still counts as failed."""

import os
import subprocess
import sys

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat import v4

import smkt_helpers.practice.load as load
from smkt_helpers.errors import KitError
from smkt_helpers.practice.hook import explain, install_error_hook


def raised(code):
    try:
        exec(compile(code, "<cell>", "exec"), {})
    except Exception as problem:
        return problem
    raise AssertionError("the code did not raise")


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("lesson.welcome()", "This cell needs “lesson”, which another cell makes first."),
        ("import nowhere_at_all", "a Python without “nowhere_at_all”"),
        ("import smkt_helpers.nowhere_at_all", "a Python without “smkt_helpers.nowhere_at_all”"),
        ("import smkt_helpers.screen as s; s.confetti", "notebook and the kit do not fit"),
        ("import smkt_helpers as smkt; smkt.confetti", "notebook and the kit do not fit"),
        ("from smkt_helpers import confetti", "notebook and the kit do not fit"),
        ("open('no/such/file.csv')", "There is no file “no/such/file.csv”."),
        ("1 / 0", "This cell stopped with ZeroDivisionError: division by zero"),
        ("(", "Line 1 of this cell cannot be read as Python"),
    ],
)
def test_what_a_learner_can_meet_gets_a_sentence(code, part):
    assert part in explain(raised(code))


def test_a_mistake_of_the_user_keeps_its_own_sentence():
    assert explain(KitError("Weeks must be at least 1.")) == "Weeks must be at least 1."


def test_a_mistake_of_ours_is_owned():
    with pytest.raises(AttributeError) as caught:
        load.LessonCards.card(None, "x")
    assert explain(caught.value) == "Something went wrong in our code; your answers are safe."


def test_without_a_notebook_nothing_is_installed():
    assert install_error_hook() is False


def test_in_a_notebook_the_error_goes_out_short(capsys):
    shell = InteractiveShell()
    assert install_error_hook(shell) is True
    result = shell.run_cell("lesson.welcome()")
    assert isinstance(result.error_in_exec, NameError)
    told = capsys.readouterr().out
    assert "This cell needs “lesson”" in told
    assert "Traceback" not in told


@pytest.mark.slow
def test_a_notebook_that_fails_still_fails_its_test(tmp_path):
    notebook = v4.new_notebook(
        cells=[
            v4.new_code_cell("from smkt_helpers.practice.hook import install_error_hook\ninstall_error_hook();"),
            v4.new_code_cell("lesson.welcome()"),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, tmp_path / "fails.ipynb")
    command = [sys.executable, "-m", "pytest", "-p", "nbval.plugin", "-p", "no:cacheprovider", "--nbval-lax",
               "--nbval-current-env"]
    done = subprocess.run(
        [*command, "-c", "/dev/null", "--rootdir", str(tmp_path), str(tmp_path / "fails.ipynb")],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(load.KIT_ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )
    assert "1 failed, 1 passed" in done.stdout
    assert "This cell needs “lesson”" in done.stdout
