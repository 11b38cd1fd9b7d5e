"""start.py: what a learner meets on the first day, with every way in which the set-up can fail.

The installing programs are replaced by a stand-in, so that nothing here needs the network. The last
tests run the real thing.
"""

import ast
import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import start

ROOT = Path(start.__file__).parent
# What the programs really wrote when these things happened to them.
UV_NO_NETWORK = """error: Request failed after 3 retries in 8.8s
  cause: error sending request for url
  cause: client error (Connect)
  cause: dns error
  cause: failed to lookup address information: Temporary failure in name resolution"""
PIP_NO_NETWORK = """WARNING: Retrying (Retry(total=1, connect=None, read=None)) after
connection broken by 'NewConnectionError('<HTTPSConnection object>: Failed to establish a new connection:
[Errno -3] Temporary failure in name resolution')': /simple/uv/
ERROR: No matching distribution found for uv==0.13.9"""
PIP_PROXY = "ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy'))"
UV_HASH = "error: Failed to download `six==1.17.0`\n  cause: Hash mismatch for `six==1.17.0`"
PIP_HASH = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."
UV_DISK = "error: failed to copy file: No space left on device (os error 28)"
WINDOWS_DISK = "OSError: [Errno 28] There is not enough space on the disk (os error 112)"
UV_READ_ONLY = "error: failed to create directory: Read-only file system (os error 30)"
WINDOWS_IN_USE = "PermissionError: [WinError 5] Access is denied: 'python.exe'"
UV_CERTIFICATE = "invalid peer certificate: UnknownIssuer"
DEBIAN_NO_VENV = "The virtual environment was not created successfully because ensurepip is not\navailable."
PIP_NOT_TRUSTED = """WARNING: The repository located at 10.0.0.1 is not a trusted or secure host and is being ignored.
ERROR: No matching distribution found for uv==0.13.9"""
UV_NO_WHEEL = "cause: Because pyyaml==6.0.3 has no usable wheels and you require pyyaml==6.0.3"


class FakePrograms:
    """Stands in for pip, uv and the rest: remembers what was asked and fails where it is told to."""

    def __init__(self, kit):
        self.kit, self.asked, self.failing = kit, [], {}

    def name(self, command):
        words = [str(word) for word in command]
        for word, name in (("venv", "venv"), ("sync", "uv sync"), ("--editable", "kit"),
                           ("--warm", "doctor")):
            if word in words:
                return name
        return "pip lock" if "requirements.lock" in words else "uv"

    def __call__(self, command, **_):
        name = self.name(command)
        self.asked.append(name)
        # Nothing may stand there as ready while work is still going on.
        assert not start.stamp_file(self.kit).exists()
        failure = self.failing.get(name)
        if isinstance(failure, BaseException):
            raise failure
        if name == "venv" and not failure:
            (self.kit / ".venv").mkdir()
        return SimpleNamespace(returncode=int(failure is not None), stdout=(failure or "fine").encode())


@pytest.fixture
def kit(tmp_path):
    """Make a kit as it comes out of a ZIP: no git, and a folder name with a space and an accent."""
    folder = tmp_path / "Smarketing für Zoë"
    (folder / "smkt_helpers" / "lab" / "labextension").mkdir(parents=True)
    (folder / "smkt_helpers" / "lab" / "labextension" / "package.json").write_text("{}")
    for name in ("start.py", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    yield folder
    start.log_file(folder).unlink(missing_ok=True)
    start.log_file(folder).with_suffix(".busy").unlink(missing_ok=True)


@pytest.fixture
def programs(kit, monkeypatch):
    fake = FakePrograms(kit)
    monkeypatch.setattr(start.subprocess, "run", fake)
    monkeypatch.setattr(start, "python_version", lambda _: "3.12" if (kit / ".venv").is_dir() else None)
    monkeypatch.setattr(start, "NEEDED_BYTES", 0)
    return fake


def setup_(kit):
    return start.main(["setup"], kit=kit)


# ------------------------------------------------------------------------------------------ the good way

def test_the_first_set_up_takes_its_steps_in_order_and_the_second_does_nothing(kit, programs, capsys):
    assert setup_(kit) == 0
    assert programs.asked == ["venv", "uv", "uv sync", "kit", "doctor"]
    assert "The kit is ready." in capsys.readouterr().out
    programs.asked.clear()
    assert setup_(kit) == 0
    assert programs.asked == []
    assert capsys.readouterr().out == ""


def test_opening_hands_over_to_the_kit_with_the_words_that_were_typed(kit, programs, monkeypatch):
    calls = []
    monkeypatch.setattr(start, "hand_over", lambda _, command: calls.append(command) or 7)
    assert start.main(["--no-browser"], kit=kit) == 7
    assert calls[0][1:] == ["-m", "smkt_helpers", "open", "--no-browser"]
    assert start.main(["test", "--full", "--", "-k", "plan"], kit=kit) == 7
    assert calls[1][1:] == ["-m", "tests.gate", "--full", "--", "-k", "plan"]


def test_a_new_lock_is_installed_into_the_folder_that_is_there(kit, programs):
    setup_(kit)
    (kit / "requirements.lock").write_text("uv==1 \\\n    --hash=sha256:00\n", encoding="utf-8")
    programs.asked.clear()
    assert setup_(kit) == 0
    assert programs.asked == ["uv", "uv sync", "kit", "doctor"]
    assert start.state(kit) == "ready"


def test_a_changed_extension_is_installed_again(kit, programs):
    setup_(kit)
    (kit / "smkt_helpers" / "lab" / "labextension" / "package.json").write_text('{"changed": true}')
    assert start.state(kit) == "update"


def test_a_moved_folder_is_set_up_again(kit, programs, tmp_path):
    setup_(kit)
    moved = kit.rename(tmp_path / "moved")
    assert start.state(moved) == "make"


def test_another_python_behind_the_folder_means_a_new_folder(kit, programs, monkeypatch):
    setup_(kit)
    monkeypatch.setattr(start, "python_version", lambda _: "3.13")
    assert start.state(kit) == "make"


@pytest.mark.parametrize("stamp", ["", "{", "[]", '{"python": "3.12"}'])
def test_a_half_made_folder_is_made_again_without_a_question(kit, programs, stamp):
    (kit / ".venv").mkdir()
    (kit / ".venv" / "left over").write_text("")
    if stamp:
        start.stamp_file(kit).write_text(stamp)
    assert setup_(kit) == 0
    assert not (kit / ".venv" / "left over").exists()
    assert start.state(kit) == "ready"


def test_the_kit_is_ready_also_when_the_simulation_could_not_be_prepared(kit, programs, capsys):
    programs.failing["doctor"] = "numba is missing"
    assert setup_(kit) == 0
    assert "does not matter" in capsys.readouterr().out
    assert start.state(kit) == "ready"


# ------------------------------------------------------------------------------------------- what fails

@pytest.mark.parametrize(("output", "kind", "says"), [
    (UV_NO_NETWORK, "network", "HTTPS_PROXY"),
    (PIP_NO_NETWORK, "network", "HTTPS_PROXY"),
    (PIP_PROXY, "proxy", "HTTPS_PROXY"),
    (UV_CERTIFICATE, "certificate", "SSL_CERT_FILE"),
    (UV_HASH, "hash", "not installed"),
    (PIP_HASH, "hash", "not installed"),
    (UV_DISK, "disk", "Free about 2 GB"),
    (WINDOWS_DISK, "disk", "Free about 2 GB"),
    (UV_READ_ONLY, "permission", "yours to change"),
    (WINDOWS_IN_USE, "permission", "Close every window"),
    (DEBIAN_NO_VENV, "venv", "python3-venv"),
    (PIP_NOT_TRUSTED, "index", "PIP_INDEX_URL"),
    (UV_NO_WHEEL, "wheel", "does not exist ready-made"),
    ("Segmentation fault", "other", "Nothing is lost"),
])
def test_each_failure_is_told_in_a_sentence_and_can_be_tried_again(kit, programs, capsys, output, kind, says):
    assert start.explain(output)[0] == kind
    for step in ("uv", "uv sync", "pip lock"):
        programs.failing[step] = output
    assert setup_(kit) == 1
    told = capsys.readouterr().out
    assert says in told and "Traceback" not in told
    assert output.splitlines()[0] in start.log_file(kit).read_text(encoding="utf-8")
    assert not start.stamp_file(kit).exists()
    programs.failing.clear()
    assert setup_(kit) == 0


def test_where_uv_finds_no_way_pip_is_tried(kit, programs):
    programs.failing["uv sync"] = UV_CERTIFICATE
    assert setup_(kit) == 0
    assert programs.asked == ["venv", "uv", "uv sync", "pip lock", "kit", "doctor"]


@pytest.mark.parametrize("output", [UV_HASH, UV_DISK, UV_READ_ONLY])
def test_what_pip_would_meet_as_well_is_told_at_once(kit, programs, output):
    programs.failing["uv sync"] = output
    assert setup_(kit) == 1
    assert "pip lock" not in programs.asked


def test_an_update_without_network_keeps_what_was_installed(kit, programs):
    setup_(kit)
    (kit / ".venv" / "a package").write_text("")
    lock = kit / "requirements.lock"
    lock.write_text(lock.read_text(encoding="utf-8") + "# newer\n", encoding="utf-8")
    programs.failing.update({"uv sync": UV_NO_NETWORK, "pip lock": PIP_NO_NETWORK})
    assert setup_(kit) == 1
    programs.failing.clear()
    programs.asked.clear()
    assert setup_(kit) == 0
    assert "venv" not in programs.asked
    assert (kit / ".venv" / "a package").exists()


@pytest.mark.parametrize("step", ["venv", "uv sync", "kit", "doctor"])
def test_ctrl_c_leaves_a_folder_that_the_next_start_makes_again(kit, programs, capsys, step):
    programs.failing[step] = KeyboardInterrupt()
    assert setup_(kit) == 130
    assert "Nothing is lost" in capsys.readouterr().out
    assert start.state(kit) == "make"


@pytest.mark.parametrize(("version", "word"), [((3, 6), "old"), ((3, 10), "old"), ((3, 15), "new")])
def test_a_python_that_does_not_fit_is_named_with_the_way_out(version, word):
    with pytest.raises(start.StartError, match=f"too {word}.*3.11 to 3.14.*python.org"):
        start.check_python(version, which=lambda name: None)
    with pytest.raises(start.StartError, match="python3.12 start.py"):
        start.check_python(version, which=lambda name: name if name == "python3.12" else None)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 9)])
def test_a_python_that_fits_is_accepted(version):
    assert start.check_python(version) is None


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_names_the_package(missing):
    with pytest.raises(start.StartError, match="apt install python3-venv"):
        start.check_parts(find=lambda name: None if name == missing else object())


def test_a_full_disk_is_seen_before_anything_is_downloaded(kit):
    with pytest.raises(start.StartError, match="disk is full"):
        start.check_folder(kit, disk_usage=lambda _: SimpleNamespace(free=10_000_000))


def test_a_read_only_folder_is_named_before_anything_is_done(kit, programs, monkeypatch, capsys):
    def refuse(dir):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), dir)
    monkeypatch.setattr(start.tempfile, "TemporaryFile", refuse)
    assert setup_(kit) == 1
    assert "copy it to your own documents" in capsys.readouterr().out
    assert programs.asked == []


def test_a_folder_too_deep_for_windows_is_named(kit):
    deep = kit / ("x" * 95)
    deep.mkdir()
    with pytest.raises(start.StartError, match="shorter"):
        start.check_folder(deep, disk_usage=lambda _: SimpleNamespace(free=10**12), windows=True)


def test_a_start_file_without_its_kit_asks_to_unzip(kit, programs, capsys):
    (kit / "requirements.lock").unlink()
    assert setup_(kit) == 1
    assert "Unzip the whole kit" in capsys.readouterr().out


def test_a_second_window_waits_for_the_first(kit, programs, capsys):
    with start.only_one(kit):
        assert setup_(kit) == 1
    assert "another window" in capsys.readouterr().out
    assert programs.asked == []
    assert setup_(kit) == 0


def test_a_folder_in_use_is_named(kit, programs, monkeypatch, capsys):
    (kit / ".venv").mkdir()

    def refuse(_):
        raise PermissionError(13, "in use")
    monkeypatch.setattr(start.shutil, "rmtree", refuse)
    assert setup_(kit) == 1
    assert "Close every window of the kit" in capsys.readouterr().out


def test_a_link_in_the_place_of_the_folder_is_replaced_and_its_target_kept(kit, programs, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("keep")
    (kit / ".venv").symlink_to(elsewhere)
    assert setup_(kit) == 0
    assert (elsewhere / "mine.txt").read_text() == "keep"
    assert not (kit / ".venv").is_symlink()


def test_the_kits_own_python_is_not_asked_to_replace_itself(kit, programs, monkeypatch, capsys):
    monkeypatch.setattr(start.sys, "prefix", str(kit / ".venv"))
    assert setup_(kit) == 1
    assert "new terminal window" in capsys.readouterr().out


def test_a_mistake_in_start_py_itself_shows_no_traceback(kit, programs, monkeypatch, capsys):
    monkeypatch.setattr(start, "install_kit", lambda _: 1 / 0)
    assert setup_(kit) == 1
    assert "Traceback" not in capsys.readouterr().out
    assert "ZeroDivisionError" in start.log_file(kit).read_text(encoding="utf-8")


def test_an_unknown_word_shows_the_commands(kit, capsys):
    assert start.main(["instal"], kit=kit) == 2
    told = capsys.readouterr().out
    assert '"instal"' in told and "python3 start.py setup" in told
    assert start.main(["--help"], kit=kit) == 0


def test_a_word_too_many_is_named(kit, programs, capsys):
    assert start.main(["setup", "quickly"], kit=kit) == 2
    assert '"quickly"' in capsys.readouterr().out
    assert programs.asked == []


@pytest.mark.parametrize("lock", ["", "numpy==2.0 \\\n"])
def test_a_damaged_lock_asks_to_unzip_again(kit, programs, capsys, lock):
    (kit / "requirements.lock").write_text(lock, encoding="utf-8")
    assert setup_(kit) == 1
    assert "requirements.lock is damaged" in capsys.readouterr().out


def test_the_installed_package_points_to_its_folder_without_naming_it(kit):
    """An accent in the folder's name, written into this file, keeps some Pythons from starting."""
    packages = kit / ".venv" / ("Lib" if os.name == "nt" else "lib/python3.12") / "site-packages"
    packages.mkdir(parents=True)
    link = packages / "_editable_impl_smarketing_kit.pth"
    link.write_text(str(kit), encoding="utf-8")
    start.point_back(kit)
    written = link.read_text(encoding="ascii").strip()
    assert (packages / written).resolve() == kit.resolve()


def test_a_reader_who_stops_reading_is_no_mistake(kit, monkeypatch):
    def gone(*_arguments, **_named):
        raise BrokenPipeError

    monkeypatch.setattr("builtins.print", gone)
    assert start.main(["--help"], kit=kit) == 0

# ------------------------------------------------------------------------------------------ the file itself

def test_an_old_python_can_read_the_file():
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_it_needs_nothing_but_python():
    tree = ast.parse((ROOT / "start.py").read_text(encoding="utf-8"))
    names = {alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import)
             for alias in node.names}
    names |= {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names


def test_the_python_it_asks_for_is_the_one_the_package_asks_for():
    assert f'requires-python = ">={start.dotted(start.OLDEST_PYTHON)}"' in (
        ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_windows_keeps_its_python_elsewhere(monkeypatch):
    kit = Path("kit")
    monkeypatch.setattr(start.os, "name", "nt")
    place = start.venv_python(kit)
    monkeypatch.undo()
    assert place == kit / ".venv" / "Scripts" / "python.exe"


def test_the_double_click_files_start_the_same_file():
    windows = (ROOT / "start.bat").read_bytes()
    assert b"start.py %*" in windows
    assert windows.count(b"\n") == windows.count(b"\r\n"), "cmd needs Windows line endings"
    mac = ROOT / "start.command"
    assert 'python3 start.py "$@"' in mac.read_text(encoding="utf-8")
    if os.name != "nt":
        assert os.access(mac, os.X_OK), "a double-click needs the file to be executable"
        assert subprocess.run(["sh", "-n", mac]).returncode == 0


def test_what_leads_the_kits_python_astray_is_left_out(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PYTHONHOME", "/elsewhere")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:8080")
    kept = start.clean_environment()
    assert "PYTHONPATH" not in kept and "PYTHONHOME" not in kept
    assert kept["HTTPS_PROXY"] == "http://proxy:8080"


def test_ctrl_c_is_left_to_the_program_that_was_opened(tmp_path):
    """A first Ctrl-C makes JupyterLab ask whether to stop, so start.py must go on waiting."""
    if os.name == "nt":
        pytest.skip("Windows has no signal that only these two processes receive")
    program = ("import os, signal, time\n"
               "signal.signal(signal.SIGINT, lambda *_: None)\n"
               "os.kill(os.getppid(), signal.SIGINT)\n"
               "time.sleep(1)\n"
               "raise SystemExit(5)\n")
    code = ("import pathlib, sys, start\n"
            f"sys.exit(start.hand_over(pathlib.Path('.'), [sys.executable, '-c', {program!r}]))")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, start_new_session=True)
    assert done.returncode == 5


# ---------------------------------------------------------------------------------------- the real thing

@pytest.mark.slow
def test_a_real_start_without_any_network_ends_in_a_sentence(kit):
    env = dict(os.environ, HTTPS_PROXY="http://127.0.0.1:9", HTTP_PROXY="http://127.0.0.1:9",
               PIP_CONFIG_FILE=os.devnull, PIP_NO_CACHE_DIR="1")
    env = {name: value for name, value in env.items() if name.lower() not in
           ("pip_find_links", "pip_index_url", "pip_extra_index_url", "no_proxy")}
    done = subprocess.run([sys.executable, "start.py"], cwd=kit, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 1
    assert "HTTPS_PROXY" in done.stdout and "Nothing is lost" in done.stdout
    assert "Traceback" not in done.stdout
    assert not start.stamp_file(kit).exists()


@pytest.mark.full
def test_a_fresh_copy_is_set_up_and_starts_again_without_network(tmp_path):
    """Needs the network: the whole kit in a folder with a space and an accent, twice."""
    copy = tmp_path / "Smarketing für Zoë"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", ".git", "__pycache__", ".*_cache"))
    assert subprocess.run([sys.executable, "start.py", "setup"], cwd=copy).returncode == 0
    assert json.loads(start.stamp_file(copy).read_text(encoding="utf-8"))["folder"] == str(copy)
    python = start.venv_python(copy)
    offline = dict(start.clean_environment(), HTTPS_PROXY="http://127.0.0.1:9", UV_OFFLINE="1")
    again = subprocess.run([sys.executable, "start.py", "setup"], cwd=copy, env=offline,
                           stdout=subprocess.PIPE, text=True)
    assert (again.returncode, again.stdout) == (0, "")
    code = "import smkt_helpers; print(smkt_helpers.__path__[0])"
    where = subprocess.run([python, "-c", code], cwd=tmp_path, env=offline, encoding="utf-8",
                           stdout=subprocess.PIPE).stdout.strip()
    assert where == str(copy / "smkt_helpers")
    assert (copy / ".venv/share/jupyter/labextensions/smarketing-kit/package.json").exists()
