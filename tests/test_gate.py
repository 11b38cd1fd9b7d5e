"""The gate's own sums: a gate that miscounts lets mistakes through."""

from pathlib import Path

import pytest

from tests import gate

MIXED = """
import pytest
def test_good(): pass
def test_bad(): assert 0
@pytest.mark.skip(reason="no browser")
def test_skipped(): pass
def test_error(missing): pass
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "tests").mkdir()
    monkeypatch.setattr(gate, "KIT", tmp_path)
    return tmp_path


def result(passed=0, failed=0, skipped=0):
    return gate.Result("unit", passed, failed, skipped, 1.0)


def run(folder, source, words=(), extra=()):
    (folder / "tests" / "test_it.py").write_text(source)
    env = dict(gate.os.environ, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    return gate.run_pytest("unit", ["-p", "no:cacheprovider", "tests", *words], env, list(extra))


def test_a_real_run_is_counted(folder):
    found = run(folder, MIXED)
    assert (found.passed, found.failed, found.skipped) == (1, 2, 1)


def test_a_run_that_finds_no_test_fails_unless_a_choice_was_made(folder):
    assert run(folder, "").failed == 1
    assert run(folder, "", extra=["-k", "nothing"]).failed == 0


def test_a_run_that_breaks_is_a_failure(folder):
    assert run(folder, "import a_module_that_does_not_exist").failed == 1
    assert run(folder, "", words=["--no-such-option"]).failed == 1


def test_the_last_line_sums_all_stages():
    lines = gate.summary([result(3, 0, 1), result(2, 1)]).splitlines()
    assert lines[-1] == "5 passed, 1 failed, 1 skipped"
    assert len(lines) == 3


@pytest.mark.parametrize(("required", "failed"), [(True, 2), (False, 0)])
def test_a_skipped_browser_fails_where_a_browser_is_required(required, failed):
    assert gate.require(result(5, 0, 2), required).failed == failed


def test_nothing_personal_is_touched():
    env = gate.environment({"PATH": "x", "SMKT_HOME": "/mine"}, Path("/tmp/t"), full=False)
    assert env["SMKT_HOME"].startswith(str(Path("/tmp/t"))) and env["PATH"] == "x"
    assert env["JUPYTER_CONFIG_DIR"].startswith(str(Path("/tmp/t")))
    assert "SMKT_FULL" not in env and "SMKT_REQUIRE_BROWSER" not in env


def test_full_and_ci_are_passed_on():
    env = gate.environment({"CI": "true"}, Path("/tmp/t"), full=True)
    assert (env["SMKT_FULL"], env["SMKT_REQUIRE_BROWSER"]) == ("1", "1")


def test_compiled_files_are_kept():
    env = gate.environment({"PYTHONDONTWRITEBYTECODE": "1"}, Path("/tmp/t"), full=False)
    assert "PYTHONDONTWRITEBYTECODE" not in env


def test_browser_tests_are_found_wherever_they_stand(tmp_path):
    for name, text in (("browser/test_a.py", "pytest.mark.browser"), ("case/test_b.py", "@pytest.mark.browser"),
                       ("case/test_c.py", "nothing of that kind")):
        (tmp_path / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / name).write_text(text)
    assert [Path(name).as_posix() for name in gate.browser_tests(tmp_path)] == ["tests/browser", "tests/case/test_b.py"]


def test_every_notebook_is_found_but_no_checkpoint(tmp_path):
    for name in ("notebooks/00.ipynb", "exercises/lesson02/pandas.ipynb",
                 "notebooks/.ipynb_checkpoints/00-checkpoint.ipynb", "elsewhere/x.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    assert [Path(name).as_posix() for name in gate.notebooks(tmp_path)] == [
        "exercises/lesson02/pandas.ipynb", "notebooks/00.ipynb"]
