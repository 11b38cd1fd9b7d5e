"""Opens the kit in JupyterLab: ``python -m smkt_helpers open``.

Everything the kit needs is passed on the command line, so nothing has to be installed into Jupyter's own
folders: the extension that runs lessons (``extra_labextensions_path``), the calm settings
(``app_settings_dir``) and the hook that saves lessons without pictures (``jpserver_extensions``). A copy of
the extension in the environment's ``share/jupyter/labextensions`` does no harm; ours is found first.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote

from smkt_helpers.errors import KitError
from smkt_helpers.lab import places
from smkt_helpers.words import _

FIRST_NOTEBOOK = "notebooks/00-start-here.ipynb"
USUAL_PORT = 8888
PORTS_TO_TRY = 50
SUPPORTED_JUPYTERLAB = "4.6"
HOST = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``open``."""
    parser.add_argument("notebook", nargs="?", default=FIRST_NOTEBOOK, help=_("the notebook to show first"))
    parser.add_argument("--port", type=int, default=None, help=_("the port to use (default: the first free one)"))
    parser.add_argument("--no-browser", action="store_true", help=_("do not open the browser, only say the address"))


def run(args: argparse.Namespace) -> int:
    """Run ``open``."""
    return open_kit(args)


def jupyterlab_version() -> str:
    """Return the installed version of JupyterLab.

    Raises
    ------
    KitError
        JupyterLab is missing, or of a minor version the kit was not tested with.
    """
    try:
        version = importlib.metadata.version("jupyterlab")
    except importlib.metadata.PackageNotFoundError:
        raise KitError(
            _("JupyterLab is not installed in this Python; please run start.py, which installs it.")
        ) from None
    if version.split(".")[:2] != SUPPORTED_JUPYTERLAB.split("."):
        raise KitError(
            _(
                "This Python has JupyterLab {version} and the kit needs {supported}; "
                "please run start.py, which sets up the right one beside it."
            ).format(version=version, supported=SUPPORTED_JUPYTERLAB)
        )
    return version


def port_is_free(port: int, host: str = HOST) -> bool:
    """Tell whether a server could listen on this port of this computer."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # On POSIX a port left a moment ago counts as free, as it does for the server; on Windows this
        # option would mean "share it", so it is left out there.
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True


def free_port(wanted: int | None = None) -> int:
    """Return ``wanted``, or without a wish the first free port from the usual one upwards.

    Raises
    ------
    KitError
        The wanted port is taken or impossible, or no port is free.
    """
    if wanted is not None:
        if not 1 <= wanted <= 65535:
            raise KitError(_("A port is a number from 1 to 65535, so {port} cannot be one.").format(port=wanted))
        if not port_is_free(wanted):
            raise KitError(
                _(
                    "Port {port} cannot be used, most likely because another program has it; "
                    "please choose another one, or leave --port out and the kit finds one."
                ).format(port=wanted)
            )
        return wanted
    for port in range(USUAL_PORT, USUAL_PORT + PORTS_TO_TRY):
        if port_is_free(port):
            return port
    raise KitError(
        _(
            "All ports from {first} to {last} are in use; please close some other programs, "
            "or choose a port with --port."
        ).format(first=USUAL_PORT, last=USUAL_PORT + PORTS_TO_TRY - 1)
    )


def notebook_path(notebook: str, root: Path) -> str:
    """Return a notebook's path inside the kit, with forward slashes.

    Raises
    ------
    KitError
        The notebook does not exist or lies outside the kit's folder.
    """
    # A path may be given from the kit's folder or from where the person stands.
    for candidate in (root / notebook, Path.cwd() / notebook):
        if candidate.is_file():
            full = candidate.resolve()
            break
    else:
        raise KitError(
            _("There is no notebook {notebook} in {folder}; please check the name, or leave it out.").format(
                notebook=notebook, folder=root
            )
        )
    if not full.is_relative_to(root.resolve()):
        raise KitError(
            _("{notebook} lies outside the kit's folder {folder}; please copy it there first.").format(
                notebook=notebook, folder=root
            )
        )
    return full.relative_to(root.resolve()).as_posix()


def command(
    notebook: str = FIRST_NOTEBOOK, port: int | None = None, browser: bool = True, root: Path | None = None
) -> list[str]:
    """Return the command that opens the kit in JupyterLab.

    Parameters
    ----------
    notebook
        Path inside the kit of the notebook that is shown first.
    port
        Port to listen on; without it the first free one from 8888 upwards.
    browser
        Whether JupyterLab opens the browser itself.
    root
        The kit's folder; without it the one this package lies in.

    Returns
    -------
    list of str
        A command for ``subprocess``; run it with :func:`environment`.

    Raises
    ------
    KitError
        The port or the notebook cannot be used.
    """
    root = places.kit_root() if root is None else root
    # "-m jupyterlab" and not "-m jupyter lab": the latter starts a script that holds the address of its
    # Python, which is wrong once the folder has been moved.
    parts = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.ip={HOST}",
        f"--ServerApp.port={free_port(port)}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={root}",
        f"--ServerApp.open_browser={browser}",
        "--ServerApp.answer_yes=True",
        "--ServerApp.log_level=WARN",
        # Sandboxed browsers (the usual ones of Ubuntu) may not read the file Jupyter would show first.
        f"--ServerApp.use_redirect_file={not sys.platform.startswith('linux')}",
        "--ServerApp.jpserver_extensions=smkt_helpers.lab.saving=True",
        f"--LabApp.default_url=/lab/tree/{quote(notebook_path(notebook, root))}?reset",
        f"--LabApp.app_settings_dir={places.SETTINGS}",
        f"--LabApp.extra_labextensions_path={places.LABEXTENSIONS}",
        f"--LabApp.workspaces_dir={places.user_folder() / 'workspaces'}",
        "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.handlers.announcements.NeverCheckForUpdate",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # In containers everybody is root; the server still listens to this computer only.
        parts.append("--ServerApp.allow_root=True")
    return parts


def environment(token: str, root: Path | None = None) -> dict[str, str]:
    """Return the environment variables for :func:`command`.

    The token travels here and not on the command line, where other users of the computer could read it.
    """
    root = places.kit_root() if root is None else root
    paths = [str(root), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "JUPYTER_TOKEN": token,
        # A "python3" kernel in the person's home folder must not win over the one of this Python.
        "JUPYTER_PREFER_ENV_PATH": "1",
        # Notebooks use the package that lies beside them.
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        # On Linux each thread would keep freed memory of its own: some 20 MB of a kernel.
        "MALLOC_ARENA_MAX": "1",
    }


def address(port: int, notebook: str, token: str) -> str:
    """Return the address of a notebook for the browser."""
    # "reset" starts with this one notebook instead of everything that was open last time.
    return f"http://{HOST}:{port}/lab/tree/{quote(notebook)}?reset&token={token}"


def _running_servers() -> Iterator[dict]:
    # Only a comfort (a second double-click shows the running kit again), so any trouble means "none".
    from jupyter_core.paths import jupyter_runtime_dir

    for path in sorted(Path(jupyter_runtime_dir()).glob("jpserver-*.json")):
        try:
            info = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(info, dict):
            yield info


def already_open(root: Path) -> tuple[int, str] | None:
    """Return port and token of a JupyterLab that is already running in this folder, if there is one."""
    for info in _running_servers():
        port, token, folder = info.get("port"), info.get("token"), info.get("root_dir")
        if not (isinstance(port, int) and isinstance(folder, str) and isinstance(token, str)):
            continue
        if Path(folder).resolve() == root.resolve() and not port_is_free(port):
            return port, token
    return None


def open_kit(args: argparse.Namespace) -> int:
    """Open the kit in JupyterLab and wait until it is closed.

    Parameters
    ----------
    args
        The options declared by :func:`add_arguments`.

    Returns
    -------
    int
        0 when JupyterLab ended as it should, else its own exit code.

    Raises
    ------
    KitError
        JupyterLab is missing or unsupported, or the notebook or port cannot be used.
    """
    jupyterlab_version()
    root = places.kit_root()
    notebook = notebook_path(args.notebook, root)
    browser = not args.no_browser

    running = already_open(root) if args.port is None else None
    if running:
        link = address(running[0], notebook, running[1])
        print(_("The kit is already open on this computer: {address}").format(address=link), flush=True)
        if browser:
            webbrowser.open(link)
        return 0

    port = free_port(args.port)
    if args.port is None and port != USUAL_PORT:
        print(
            _("Port {usual} is in use by another program, so the kit uses port {port}.").format(
                usual=USUAL_PORT, port=port
            )
        )
    token = secrets.token_hex(24)
    start = command(notebook, port, browser, root)
    print(
        _(
            "JupyterLab is starting; your browser opens in a few seconds. "
            "If it does not, open this address yourself:\n\n    {address}\n\n"
            "Leave this window open while you work. To end, press Ctrl+C here; your progress is kept."
        ).format(address=address(port, notebook, token))
        if browser
        else _(
            "JupyterLab is starting at this address:\n\n    {address}\n\n"
            "Leave this window open while you work. To end, press Ctrl+C here; your progress is kept."
        ).format(address=address(port, notebook, token)),
        flush=True,
    )
    log, log_name = _open_log()
    with log:
        process = subprocess.Popen(
            start, env=environment(token, root), cwd=root, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        code, asked_to_stop = _wait(process)
    if asked_to_stop:
        print(_("The kit is closed. Your progress is kept."))
        return 0
    if code != 0:
        print(
            _(
                "JupyterLab ended by itself; its own words are in {log}, and "
                "`python -m smkt_helpers doctor` checks what is missing."
            ).format(log=log_name),
            file=sys.stderr,
        )
    return code


def _open_log() -> tuple[IO[str], str]:
    # JupyterLab's own messages would frighten more than help, so they go to a file.
    path = places.user_folder() / "jupyterlab.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("w", encoding="utf-8"), str(path)
    except OSError:
        return open(os.devnull, "w", encoding="utf-8"), os.devnull


def _wait(process: subprocess.Popen) -> tuple[int, bool]:
    def stop(_signal, _frame):
        process.terminate()

    signal.signal(signal.SIGTERM, stop)
    asked_to_stop = False
    while True:
        try:
            return process.wait(), asked_to_stop
        except KeyboardInterrupt:
            # A terminal sends Ctrl+C to JupyterLab as well, other programs do not. On Windows ending it
            # this way would be too rough, and there the terminal is the usual place.
            asked_to_stop = True
            if os.name == "posix":
                process.terminate()
