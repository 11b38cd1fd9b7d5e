"""Set up and open the smarketing training kit.

  python3 start.py             set up if needed, then open the kit in your browser
  python3 start.py setup       set up only
  python3 start.py test        set up, then run the tests (--full: all of them; words after -- go to pytest)
  python3 start.py lock        for maintainers: renew requirements.lock (--upgrade: with the newest versions)

On Windows type  py start.py  instead of  python3 start.py.

Everything is installed into the folder .venv beside this file and nowhere else. The last thing the
set-up writes is a stamp into that folder; a folder without it is half-made and is made again.
This file needs nothing but Python itself, and stays readable for an old Python so that it can say so.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

KIT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 14)  # the newest one for which every package in the lock has a wheel
NEEDED_BYTES = 1_500_000_000
LONGEST_INSTALLED_PATH = 165  # characters below the kit's folder; Windows allows 259 for the whole path
COMMANDS = ("open", "setup", "test", "lock")
AGAIN = "Nothing is lost: type the same command again when this is mended."


class StartError(Exception):
    """One sentence for a person: what is wrong and what to do.

    Parameters
    ----------
    sentence : str
        What the person reads.
    kind : str, optional
        A short name of the cause, for the code that decides whether another way is worth a try.
    """

    def __init__(self, sentence, kind="other"):
        super().__init__(sentence)
        self.kind = kind


# What failing programs write, in lower case, and what it means. The first match counts.
CAUSES = (
    ("disk", ("no space left", "os error 28", "not enough space", "os error 112", "disk quota exceeded"),
     "The disk is full. Free about 2 GB, or move the kit's folder to another disk. " + AGAIN),
    ("hash", ("hash mismatch", "do not match the hashes"),
     "A downloaded package is not the one this kit was tested with, so it was not installed. "
     "Try again in another network; if it happens again, tell the people who gave you the kit. " + AGAIN),
    ("certificate", ("certificate_verify_failed", "unknownissuer", "invalid peer certificate", "sslerror"),
     "Your network's certificate is not known to Python, which is usual in company networks. Try another "
     "network, or ask your IT for the certificate file and set SSL_CERT_FILE and PIP_CERT to it. " + AGAIN),
    ("proxy", ("proxyerror", "proxy authentication", "tunnel connection failed", "unsuccessful tunnel"),
     "The proxy of your network refused the download. Ask your IT for its address and set HTTPS_PROXY "
     "to it, for example HTTPS_PROXY=http://name:port. " + AGAIN),
    ("network", ("name resolution", "name or service not known", "getaddrinfo", "dns error", "nodename nor",
                 "connection refused", "timed out", "network is unreachable", "no route to host",
                 "error sending request", "failed to fetch", "newconnectionerror", "failed to resolve",
                 "connection aborted", "connection reset", "client error (connect)", "max retries exceeded"),
     "The packages could not be downloaded: there seems to be no way to the internet. Check the connection; "
     "in a company network, ask your IT whether HTTPS_PROXY has to be set. " + AGAIN),
    ("permission", ("permission denied", "os error 13", "read-only file system", "access is denied",
                    "winerror 5"),
     "A file in the kit's folder could not be written. Close every window of the kit, check that the "
     "folder is yours to change, or copy it to your own documents. " + AGAIN),
    ("index", ("not a trusted or secure host",),
     "This computer is set to fetch packages from an address that Python does not trust. Ask your IT for the "
     "right one, or take away the setting PIP_INDEX_URL. " + AGAIN),
    ("wheel", ("has no usable wheels", "no matching distribution found", "no wheels with a matching"),
     "For this kind of computer one of the packages does not exist ready-made. Start the kit with a 64-bit "
     "Python 3.13 from python.org, or use conda with environment.yml."),
    ("venv", ("ensurepip is not", "no module named venv", "no module named ensurepip"),
     "This Python lacks the part that makes private environments. On Debian or Ubuntu type "
     "sudo apt install python3-venv  and then the same command again."),
)


# ---------------------------------------------------------------------------------------------- running

def say(text):
    """Print one line at once, also where the terminal cannot show every letter."""
    encoding = sys.stdout.encoding or "utf-8"
    with contextlib.suppress(BrokenPipeError):  # whoever reads along has seen enough
        print(text.encode(encoding, "replace").decode(encoding), flush=True)


def log_file(kit):
    """Return the file that keeps what the installing programs wrote."""
    name = hashlib.sha256(str(kit).encode("utf-8", "replace")).hexdigest()[:8]
    return Path(tempfile.gettempdir()) / ("smarketing-setup-" + name + ".log")


def clean_environment():
    """Return this environment without what would lead the kit's own Python astray."""
    astray = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "CONDA_PREFIX", "__PYVENV_LAUNCHER__",
              "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV")
    kept = {name: value for name, value in os.environ.items() if name not in astray}
    # UTF-8 also on Windows: the installed package points to a folder that may have accents in its name.
    kept.update(PYTHONUTF8="1", UV_PYTHON_DOWNLOADS="never", PIP_DISABLE_PIP_VERSION_CHECK="1",
                PIP_NO_INPUT="1", PIP_ROOT_USER_ACTION="ignore")
    return kept


def explain(output):
    """Return ``(kind, sentence)`` for what a failing program wrote."""
    text = output.lower()
    for kind, signs, sentence in CAUSES:
        if any(sign in text for sign in signs):
            return kind, sentence
    return "other", "The set-up stopped at this step. " + AGAIN


def run(kit, command):
    """Run one program quietly; raise StartError with a sentence when it fails."""
    try:
        done = subprocess.run([str(part) for part in command], cwd=str(kit), env=clean_environment(),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        output, failed = done.stdout.decode("utf-8", "replace"), done.returncode != 0
    except OSError as error:
        output, failed = str(error), True
    with contextlib.suppress(OSError), log_file(kit).open("a", encoding="utf-8") as log:
        log.write("\n$ {}\n{}".format(" ".join(str(part) for part in command), output))
    if failed:
        kind, sentence = explain(output)
        raise StartError("{}\nDetails: {}".format(sentence, log_file(kit)), kind)


def hand_over(kit, command):
    """Run one program in the foreground and return its exit code; Ctrl-C is left to the program."""
    child = subprocess.Popen([str(part) for part in command], cwd=str(kit), env=clean_environment())
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue  # the program has received it too, and may want to ask before it stops


@contextlib.contextmanager
def only_one(kit):
    """Keep a second set-up of the same folder out while one is running."""
    guard = log_file(kit).with_suffix(".busy").open("a")
    try:
        if os.name == "nt":
            import msvcrt
            msvcrt.locking(guard.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        guard.close()
        raise StartError("The kit is being set up in another window. Wait until that is done, then type "
                         "the same command again.", "busy") from None
    with guard:
        yield


# -------------------------------------------------------------------------------------- is it set up?

def venv_python(kit):
    """Return the path of the kit's own Python."""
    return kit / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint(paths):
    """Return one hash over the named files and the files below the named folders."""
    total = hashlib.sha256()
    for path in paths:
        files = sorted(found for found in path.rglob("*") if found.is_file()) if path.is_dir() else [path]
        for file in files:
            total.update(file.name.encode("utf-8") + b"\0" + file.read_bytes())
    return total.hexdigest()


def wanted_stamp(kit):
    """Return what the stamp of a finished set-up must say for this folder as it is now."""
    return {
        "folder": str(kit),
        "lock": fingerprint([kit / "requirements.lock"]),
        "package": fingerprint([kit / "pyproject.toml", kit / "smkt_helpers" / "lab" / "labextension"]),
    }


def stamp_file(kit):
    """Return the file that is written last of all."""
    return kit / ".venv" / "kit-is-ready.json"


def read_stamp(kit):
    """Return the stamp, or an empty dictionary when there is none that can be read."""
    try:
        found = json.loads(stamp_file(kit).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def python_version(python):
    """Return a Python's version such as ``"3.12"``, or None when it does not run."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        return subprocess.check_output([str(python), "-c", code], env=clean_environment(),
                                       stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL).decode().strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def state(kit):
    """Return ``"ready"``, ``"update"`` (the list of packages changed) or ``"make"`` (from the start)."""
    found, wanted = read_stamp(kit), wanted_stamp(kit)
    version = python_version(venv_python(kit))
    here = found.get("folder") == wanted["folder"] and found.get("python") == version
    if version is None or not here:
        return "make"
    return "ready" if all(found.get(name) == value for name, value in wanted.items()) else "update"


# ------------------------------------------------------------------------------- what has to be there

def dotted(version):
    """Return ``(3, 11)`` as ``"3.11"``."""
    return ".".join(str(part) for part in version)


def check_python(version=None, which=shutil.which):
    """Raise when this Python is too old or too new for the packages in the lock."""
    version = tuple((version or sys.version_info)[:2])
    if OLDEST_PYTHON <= version <= NEWEST_PYTHON:
        return
    fitting = ["python3.{}".format(minor) for minor in range(NEWEST_PYTHON[1], OLDEST_PYTHON[1] - 1, -1)]
    found = next((name for name in fitting if which(name)), None)
    remedy = ("You have a fitting one: type  {} start.py".format(found) if found else
              "Install Python {} (from python.org, or your computer's software store) and type the same "
              "command again. On Windows:  py -{} start.py".format(dotted((3, 13)), dotted((3, 13))))
    raise StartError("This is Python {}, which is too {}: the kit needs Python {} to {}. {}".format(
        dotted(version), "old" if version < OLDEST_PYTHON else "new",
        dotted(OLDEST_PYTHON), dotted(NEWEST_PYTHON), remedy), "python")


def check_parts(find=importlib.util.find_spec):
    """Raise when this Python cannot make a private environment."""
    if find("venv") is None or find("ensurepip") is None:
        raise StartError(next(sentence for kind, _, sentence in CAUSES if kind == "venv"), "venv")


def check_files(kit):
    """Raise when start.py stands alone, as it does inside a ZIP that was only looked into."""
    needed = ("requirements.lock", "pyproject.toml", "smkt_helpers/lab/labextension")
    if not all((kit / name).exists() for name in needed):
        raise StartError("Some of the kit's files are missing beside start.py. Unzip the whole kit, then "
                         "start it from the unzipped folder.", "files")


def check_folder(kit, disk_usage=shutil.disk_usage, windows=os.name == "nt"):
    """Raise when the kit's folder cannot be written, is too full, or lies too deep for Windows."""
    try:
        tempfile.TemporaryFile(dir=str(kit)).close()
    except OSError as error:
        raise as_start_error(error) from None
    if disk_usage(str(kit)).free < NEEDED_BYTES:
        raise StartError(CAUSES[0][2], "disk")
    if windows and len(str(kit)) + LONGEST_INSTALLED_PATH > 259:
        raise StartError("The kit's folder lies too deep for Windows. Move it to a place with a shorter "
                         "path, for example C:\\smarketing, and start it there.", "path")


def as_start_error(error):
    """Return a StartError that says in plain words what an OSError means."""
    kind, sentence = explain(str(error))
    return StartError(sentence if kind != "other" else "{} ({})".format(sentence, error), kind)


# ----------------------------------------------------------------------------------------- setting up

def lock_entry(lock_text, name):
    """Return the lines of one package in the lock, with its hashes."""
    lines = lock_text.splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith(name + "==")), None)
    if start is None:
        raise StartError("The file requirements.lock is damaged. Unzip the kit again, then start it from there. "
                         "Your progress is kept elsewhere and stays.", "files")
    end = next((i for i in range(start + 1, len(lines)) if not lines[i].startswith(" ")), len(lines))
    return "\n".join(lines[start:end]) + "\n"


def install_uv(kit):
    """Install the fast installer itself, in the version and with the hashes of the lock."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "uv.txt"
        lock = (kit / "requirements.lock").read_text(encoding="utf-8")
        wanted.write_text(lock_entry(lock, "uv"), encoding="utf-8")
        run(kit, [venv_python(kit), "-m", "pip", "install", "--retries", "2", "--require-hashes",
                  "--only-binary", ":all:", "-r", wanted])


def install_packages(kit):
    """Install exactly the packages of the lock: with uv, and with pip where uv finds no way."""
    python = venv_python(kit)
    try:
        install_uv(kit)
        # Compiled now, or the first lesson would take half a minute to open.
        run(kit, [python, "-m", "uv", "pip", "sync", "--compile-bytecode", "--require-hashes", "--only-binary", ":all:",
                  "--python", python, "requirements.lock"])
    except StartError as error:
        if error.kind in ("disk", "hash", "permission", "files"):
            raise
        say("      That way did not work. Trying a slower one, which takes a few minutes ...")
        # The lock names everything; what it leaves out on purpose must not be asked for again.
        run(kit, [python, "-m", "pip", "install", "--retries", "2", "--require-hashes", "--no-deps",
                  "--only-binary", ":all:", "-r", "requirements.lock"])


def install_kit(kit):
    """Install the kit's own package from its folder, so that changes in the folder count at once."""
    run(kit, [venv_python(kit), "-m", "pip", "install", "--no-index", "--no-deps", "--no-build-isolation",
              "--editable", "."])
    point_back(kit)


def point_back(kit):
    """Write the way from the installed packages to the kit's folder as ../.. and so on.

    Python before 3.13 reads it in the computer's own letters, so an accent in the folder's name could make
    the kit invisible, or keep its Python from starting at all.
    """
    packages = "Lib/site-packages" if os.name == "nt" else "lib/python*/site-packages"
    for link in (kit / ".venv").glob(packages + "/*smarketing_kit*.pth"):
        way = os.path.relpath(str(kit), str(link.parent))
        link.write_text(way.replace(os.sep, "/") + "\n", encoding="ascii")


def make_venv(kit):
    """Make a new .venv in place of a half-made, moved or outdated one."""
    check_python()
    check_parts()
    folder = kit / ".venv"
    if Path(sys.prefix).resolve() == folder.resolve():
        raise StartError("The kit has to be set up again, and the Python you used lies inside the folder "
                         "that will be replaced. Open a new terminal window and type the same command.")
    try:
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        elif folder.exists():
            shutil.rmtree(str(folder))
    except OSError:
        raise StartError("The folder .venv could not be replaced. Close every window of the kit (also "
                         "JupyterLab), then type the same command again.", "permission") from None
    run(kit, [sys.executable, "-m", "venv", folder])


def prepare_engine(kit):
    """Compile the simulation once, so that no learner waits for it; the kit also works without."""
    try:
        run(kit, [venv_python(kit), "-m", "smkt_helpers", "doctor", "--warm"])
    except StartError:
        say("      This did not work, and it does not matter: the first pictures take a little longer.")


def set_up(kit):
    """Make everything ready; do nothing when it is."""
    check_files(kit)
    if state(kit) == "ready":
        return
    check_folder(kit)
    with only_one(kit):
        todo = state(kit)
        if todo == "ready":
            return
        say("Setting up the kit in {}".format(kit))
        # While packages change there is no stamp, so that a set-up cut off in the middle counts as half-made.
        before = stamp_file(kit).read_text(encoding="utf-8") if todo == "update" else None
        if todo == "update":
            say("[1/4] The list of packages has changed; your private folder .venv stays")
            stamp_file(kit).unlink()
        else:
            say("[1/4] Making a private folder for the kit's programs (.venv)")
            make_venv(kit)
        try:
            say("[2/4] Downloading and installing the packages; the first time this takes a minute or two")
            install_packages(kit)
            say("[3/4] Installing the kit itself")
            install_kit(kit)
        except StartError:
            if before:
                stamp_file(kit).write_text(before, encoding="utf-8")
            raise
        say("[4/4] Preparing the simulation")
        prepare_engine(kit)
        stamp = dict(wanted_stamp(kit), python=python_version(venv_python(kit)))
        stamp_file(kit).write_text(json.dumps(stamp, indent=1), encoding="utf-8")
        say("The kit is ready.")


# ------------------------------------------------------------------------------------------- commands

def without_hashes(lock_text):
    """Return the text of requirements.txt for a lock: the same versions, no hashes."""
    kept = [line for line in lock_text.splitlines() if not line.startswith("    --hash=")]
    return "\n".join(line[:-2] if line.endswith(" \\") else line for line in kept) + "\n"


def renew_lock(kit, rest):
    """Write requirements.lock and requirements.txt from pyproject.toml."""
    run(kit, [venv_python(kit), "-m", "uv", "pip", "compile", "pyproject.toml", "--universal",
              "--python-version", dotted(OLDEST_PYTHON), "--all-extras", "--generate-hashes",
              "--custom-compile-command", "python3 start.py lock", "--output-file", "requirements.lock",
              *rest])
    lock = (kit / "requirements.lock").read_text(encoding="utf-8")
    with (kit / "requirements.txt").open("w", encoding="utf-8", newline="\n") as plain:
        plain.write(without_hashes(lock))
    say("requirements.lock and requirements.txt are written. The next start installs them.")
    return 0


def main(arguments, kit=KIT):
    """Do what the words after ``start.py`` ask for and return the exit code."""
    asked = bool(arguments) and not arguments[0].startswith("-")
    command, rest = (arguments[0], arguments[1:]) if asked else ("open", arguments)
    if "-h" in arguments or "--help" in arguments:
        say(__doc__)
        return 0
    unknown = command if command not in COMMANDS else rest[0] if command == "setup" and rest else None
    if unknown is not None:
        say("start.py does not know \"{}\" here. What it knows:\n\n{}".format(unknown, __doc__.split("\n", 2)[2]))
        return 2
    try:
        set_up(kit)
        if command == "open":
            return hand_over(kit, [venv_python(kit), "-m", "smkt_helpers", "open", *rest])
        if command == "test":
            return hand_over(kit, [venv_python(kit), "-m", "tests.gate", *rest])
        return renew_lock(kit, rest) if command == "lock" else 0
    except StartError as error:
        say("\n" + str(error))
    except KeyboardInterrupt:
        say("\nStopped. Nothing is lost: type the same command again when you like.")
        return 130
    except OSError as error:
        say("\n" + str(as_start_error(error)))
    except Exception:
        with contextlib.suppress(OSError), log_file(kit).open("a", encoding="utf-8") as log:
            log.write(traceback.format_exc())
        say("\nSomething went wrong in start.py itself. Please send this file to the people who gave you "
            "the kit: {}".format(log_file(kit)))
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
