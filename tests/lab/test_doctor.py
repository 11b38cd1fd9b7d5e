from __future__ import annotations

import argparse
import json
import sys

import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.lab import doctor, places

NAMES = ["python", "packages", "jupyterlab", "kernel", "extension", "engine", "datasets", "progress"]


def found(name):
    return {check.name: check for check in doctor.checks()}[name]


def run(**options):
    return doctor.run(argparse.Namespace(**{"json": False, "warm": False, **options}))


def test_a_good_set_up_is_fine_in_all_points(capsys):
    assert [check.name for check in doctor.checks()] == NAMES
    assert [check for check in doctor.checks() if not check.ok] == []
    assert run() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "All is well."


def test_json_is_for_programs(capsys):
    assert run(json=True) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is True
    assert [check["name"] for check in report["checks"]] == NAMES
    assert all(check["sentence"].endswith(".") for check in report["checks"])


def test_each_wrong_point_has_one_sentence_and_all_are_shown(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(places, "kit_root", lambda: tmp_path)
    (tmp_path / "pyproject.toml").write_text("[project]\ndependencies = ['numpy']", encoding="utf-8")
    blocked = tmp_path / "a file"
    blocked.touch()
    monkeypatch.setenv("SMKT_HOME", str(blocked))
    assert run() == 1
    said = capsys.readouterr().out
    assert "There is no company in" in said
    assert "Your progress cannot be saved in" in said
    assert said.count("WRONG ") == 2
    assert said.splitlines()[-1] == "Please mend what is marked WRONG, from top to bottom."


def test_an_old_python_is_named(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    assert found("python") == doctor.Check(
        "python", False, "Python 3.10.4 is too old; the kit needs 3.11 or newer, please install that."
    )


def test_missing_and_unfitting_packages_are_named():
    assert doctor.unmet(["numpy>=1", "no-such-package-here>=2", "pandas>=999,<1000"]) == [
        "no-such-package-here is missing",
        f"pandas is {__import__('pandas').__version__} and should be <1000,>=999",
    ]


def test_packages_for_other_systems_or_extras_do_not_count():
    assert doctor.unmet(["no-such-package; python_version < '3'", "no-such-package; extra == 'fast'"]) == []


def test_without_the_list_of_packages_there_is_a_sentence(monkeypatch, tmp_path):
    def missing(name):
        raise doctor.importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(doctor.importlib.metadata, "requires", missing)
    with pytest.raises(KitError, match="please unpack the kit anew"):
        doctor.requirements(tmp_path)


def test_a_kernel_of_another_python_is_named(monkeypatch, tmp_path):
    kernel = tmp_path / "kernels" / "python3"
    kernel.mkdir(parents=True)
    spec = {
        "argv": [str(tmp_path / "bin" / "python"), "-m", "ipykernel"],
        "display_name": "Python 3",
        "language": "python",
    }
    (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    check = found("kernel")
    assert not check.ok
    assert str(tmp_path / "bin" / "python") in check.sentence


def test_a_missing_extension_file_is_named(monkeypatch, tmp_path):
    (tmp_path / "package.json").write_text(
        (places.EXTENSION / "package.json").read_text(encoding="utf-8"), encoding="utf-8"
    )
    monkeypatch.setattr(places, "EXTENSION", tmp_path)
    check = found("extension")
    assert not check.ok
    assert "remoteEntry.js is missing" in check.sentence


def test_a_missing_numba_is_no_mistake(monkeypatch):
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: None)
    check = found("engine")
    assert check.ok
    assert "Numba is not installed" in check.sentence


@pytest.mark.parametrize("name", ["companies/broken.toml", "sample/broken.csv"])
def test_a_broken_data_file_is_named(monkeypatch, tmp_path, name):
    path = tmp_path / "datasets" / name
    path.parent.mkdir(parents=True)
    (tmp_path / "datasets" / "companies").mkdir(exist_ok=True)
    (tmp_path / "datasets" / "companies" / "good.toml").write_text("name = 'x'", encoding="utf-8")
    path.write_bytes(b"\xff\xfe broken [")
    monkeypatch.setattr(places, "kit_root", lambda: tmp_path)
    check = found("datasets")
    assert not check.ok
    assert "cannot be read" in check.sentence and path.name in check.sentence


def test_a_check_that_breaks_is_a_sentence_and_not_a_traceback(monkeypatch):
    def broken():
        raise RuntimeError("unexpected")

    monkeypatch.setattr(doctor, "_kernel", broken)
    check = found("kernel")
    assert not check.ok
    assert "RuntimeError: unexpected" in check.sentence


def test_warming_that_breaks_is_a_sentence(monkeypatch):
    def broken(_company):
        raise RuntimeError("no compiler")

    monkeypatch.setattr("smkt_helpers.engine.warm", broken)
    check = doctor.warm()
    assert not check.ok
    assert "could not be compiled" in check.sentence


def test_warming_compiles_the_engine(capsys):
    assert run(warm=True, json=True) == 0
    first = json.loads(capsys.readouterr().out)["checks"][0]
    assert first["name"] == "warm" and first["ok"]
