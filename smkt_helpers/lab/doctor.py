"""Checks the set-up and says in plain words what is wrong: ``python -m smkt_helpers doctor``.

The same checks run in the first cell of every lesson, so they are quick: nothing heavy is imported, and
the engine is compiled only when ``--warm`` asks for it.
"""

from __future__ import annotations

import argparse
import csv
import importlib.metadata
import importlib.util
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from smkt_helpers.errors import KitError
from smkt_helpers.lab import launch, places
from smkt_helpers.words import _, ngettext

OLDEST_PYTHON = (3, 11)
KERNEL = "python3"
SAMPLE_COMPANY = "irrigation"


@dataclass(frozen=True)
class Check:
    """One thing that was checked; ``sentence`` says what was found and, if it is wrong, what to do."""

    name: str
    ok: bool
    sentence: str


def checks() -> tuple[Check, ...]:
    """Check the set-up.

    Returns
    -------
    tuple of Check
        One per subject, always all of them and always in the same order. Never raises.
    """
    subjects = (
        ("python", _python),
        ("packages", _packages),
        ("jupyterlab", _jupyterlab),
        ("kernel", _kernel),
        ("extension", _extension),
        ("engine", _engine),
        ("datasets", _datasets),
        ("progress", _progress),
    )
    return tuple(_careful(name, check) for name, check in subjects)


def _careful(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except KitError as problem:
        return Check(name, False, str(problem))
    except Exception as problem:
        return Check(
            name,
            False,
            _("The check of {name} itself failed ({problem}); please run start.py again.").format(
                name=name, problem=f"{type(problem).__name__}: {problem}"
            ),
        )


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        text = _("Python {version} is too old; the kit needs {oldest} or newer, please install that.")
        return Check("python", False, text.format(version=version, oldest=oldest))
    return Check("python", True, _("Python {version} is fine.").format(version=version))


def requirements(root: Path | None = None) -> list[str]:
    """Return what the kit needs, as written in its pyproject.toml or, without that file, as installed.

    Raises
    ------
    KitError
        Neither of both can be read.
    """
    path = (places.kit_root() if root is None else root) / "pyproject.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))["project"]["dependencies"]
    except (OSError, ValueError, KeyError):
        pass
    try:
        return importlib.metadata.requires(places.APP_NAME) or []
    except importlib.metadata.PackageNotFoundError:
        raise KitError(
            _("The list of needed packages ({file}) cannot be read; please unpack the kit anew.").format(file=path)
        ) from None


def unmet(needed: Iterable[str]) -> list[str]:
    """Return those of ``needed`` that are missing or of an unsupported version, with what was found.

    Parameters
    ----------
    needed
        Requirements as in a pyproject.toml, for example ``"pandas>=3.1,<4"``.
    """
    from packaging.requirements import Requirement

    found = []
    for text in needed:
        need = Requirement(text)
        if need.marker is not None and not need.marker.evaluate({"extra": ""}):
            continue
        try:
            version = importlib.metadata.version(need.name)
        except importlib.metadata.PackageNotFoundError:
            found.append(_("{package} is missing").format(package=need.name))
            continue
        if not need.specifier.contains(version, prereleases=True):
            found.append(
                _("{package} is {version} and should be {wanted}").format(
                    package=need.name, version=version, wanted=need.specifier
                )
            )
    return found


def _packages() -> Check:
    needed = requirements()
    wrong = unmet(needed)
    if wrong:
        text = _("Some packages do not fit: {list}; please run start.py, which installs the right ones.")
        return Check("packages", False, text.format(list="; ".join(wrong)))
    text = ngettext("{count} package is there and fits.", "All {count} packages are there and fit.", len(needed))
    return Check("packages", True, text.format(count=len(needed)))


def _jupyterlab() -> Check:
    try:
        version = launch.jupyterlab_version()
    except KitError as problem:
        return Check("jupyterlab", False, str(problem))
    return Check("jupyterlab", True, _("JupyterLab {version} is fine.").format(version=version))


def _kernel() -> Check:
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")
    try:
        spec = KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel:
        text = _("Jupyter finds no kernel named {kernel}; please run start.py, which installs it.")
        return Check("kernel", False, text.format(kernel=KERNEL))
    program = spec.argv[0] if spec.argv else ""
    # "python" stands for the Python that JupyterLab itself runs in.
    same = program in ("python", "python3") or Path(program).parent == Path(sys.executable).parent
    if not same:
        text = _(
            "Notebooks would run in another Python ({other}); "
            "please remove the kernel description in {folder}, then run start.py."
        )
        return Check("kernel", False, text.format(other=program, folder=spec.resource_dir))
    return Check("kernel", True, _("Notebooks run in the kernel {kernel}, in this Python.").format(kernel=KERNEL))


def _extension() -> Check:
    package = json.loads((places.EXTENSION / "package.json").read_text(encoding="utf-8"))
    entry = places.EXTENSION / package["jupyterlab"]["_build"]["load"]
    settings = [places.SETTINGS / name for name in ("overrides.json", "page_config.json")]
    missing = [path.name for path in (entry, *settings) if not path.is_file()]
    if missing:
        text = _("Lessons cannot start by themselves, because {files} is missing; please unpack the kit anew.")
        return Check("extension", False, text.format(files=", ".join(missing)))
    return Check("extension", True, _("Lessons start by themselves when they are opened."))


def _engine() -> Check:
    if importlib.util.find_spec("numba") is None:
        # Slower, but nothing is missing: the same source runs uncompiled.
        return Check("engine", True, _("Numba is not installed: everything works, long runs just take longer."))
    source = places.kit_root() / "smkt_helpers"
    cache = Path(os.environ.get("NUMBA_CACHE_DIR") or source / "__pycache__")
    existing = cache if cache.exists() else cache.parent
    if not os.access(existing, os.W_OK):
        text = _("The engine works, but its compiled form cannot be kept in {folder}, so each start takes longer.")
        return Check("engine", True, text.format(folder=cache))
    kept = any(cache.glob("**/engine.*.nbi"))
    text = (
        _("The simulation is compiled and ready.")
        if kept
        else _("The simulation is not compiled yet; the first long run does it once, in a few seconds.")
    )
    return Check("engine", True, text)


def _datasets() -> Check:
    folder = places.kit_root() / "datasets"
    companies = sorted((folder / "companies").glob("*.toml"))
    # Those of the dirty sets are not as they should be, which is their purpose.
    tables = sorted(path for path in folder.glob("*/*.csv") if not path.parent.name.endswith("-dirty"))
    if not companies:
        text = _("There is no company in {folder}; please unpack the kit anew.")
        return Check("datasets", False, text.format(folder=folder / "companies"))
    for path in (*companies, *tables):
        try:
            if path.suffix == ".toml":
                tomllib.loads(path.read_text(encoding="utf-8"))
            else:
                with path.open(encoding="utf-8", newline="") as file:
                    next(csv.reader(file))
        except (OSError, ValueError, StopIteration, csv.Error):
            text = _("{file} cannot be read; please unpack the kit anew. Your progress is kept elsewhere.")
            return Check("datasets", False, text.format(file=path))
    count = len(companies) + len(tables)
    text = ngettext("The sample data can be read: {count} file.", "The sample data can be read: {count} files.", count)
    return Check("datasets", True, text.format(count=count))


def _progress() -> Check:
    folder = places.user_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as problem:
        text = _("Your progress cannot be saved in {folder} ({reason}); you can work, but it will be forgotten.")
        return Check("progress", False, text.format(folder=folder, reason=problem.strerror or problem))
    return Check("progress", True, _("Your progress is kept in {folder}.").format(folder=folder))


def warm() -> Check:
    """Compile the engine now, so that no learner waits for it; never raises."""
    try:
        from smkt_helpers import engine
        from smkt_helpers.company_file import company

        compiled = engine.warm(company(SAMPLE_COMPANY))
    except Exception as problem:
        text = _("The simulation could not be compiled ({problem}); it is done at the first run instead.")
        return Check("warm", False, text.format(problem=f"{type(problem).__name__}: {problem}"))
    if not compiled:
        return Check("warm", True, _("Numba is not installed, so there is nothing to compile."))
    return Check("warm", True, _("The simulation was compiled."))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``doctor``."""
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON, for programs"))
    parser.add_argument("--warm", action="store_true", help=_("compile the simulation now"))


def run(args: argparse.Namespace) -> int:
    """Run ``doctor``; return 0 when all is well and 1 when something is wrong."""
    found = ((warm(),) if args.warm else ()) + checks()
    well = all(check.ok for check in found)
    if args.json:
        report = {"ok": well, "checks": [asdict(check) for check in found]}
        print(json.dumps(report, indent=2, ensure_ascii=False))
        return 0 if well else 1
    for check in found:
        print(f"{_('fine ') if check.ok else _('WRONG')}  {check.sentence}")
    print()
    print(_("All is well.") if well else _("Please mend what is marked WRONG, from top to bottom."))
    return 0 if well else 1
