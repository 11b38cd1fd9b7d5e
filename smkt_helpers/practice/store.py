"""The learner's progress file: one readable JSON, written whole after each action.

Rules that keep work safe:

* A write goes to a temporary file first and then takes the old one's place, so a crash leaves either
  the old or the new file, never half of one.
* Each action reads the file again, applies its change and writes, under a lock: two open notebooks
  add to each other's work.
* A damaged file is moved aside with a time stamp. A file from a newer kit is left alone, and work
  goes on in a second file beside it. When the folder cannot be written, work goes on in memory and
  is written with the first action that succeeds.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs
from filelock import FileLock

from smkt_helpers import __version__
from smkt_helpers.errors import KitError
from smkt_helpers.practice.progress import FORMAT, Change, Progress, from_json, lesson_again, to_json
from smkt_helpers.words import _

APP = "smarketing-kit"
HOME_VARIABLE = "SMKT_HOME"
FILE = "progress.json"
LOCK_SECONDS = 3
READ_AS = "utf-8-sig"  # some editors put an invisible mark at the beginning of a file

# One function per old format, from that format's JSON to the next one's.
MIGRATIONS: Mapping[int, Callable[[dict], dict]] = {}


def folder() -> Path:
    """Return the folder of the learner's progress; the variable ``SMKT_HOME`` overrides it."""
    chosen = os.environ.get(HOME_VARIABLE)
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir(APP, appauthor=False))


def now() -> str:
    """Return the present time, readable and in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class ProgressFile:
    """One learner's progress on disk.

    Parameters
    ----------
    home : path, optional
        The folder; by default `folder()`.
    kit : str, optional
        The kit's version, as it is noted in the file.
    migrations : mapping of int to callable
        How to bring an old format forward.

    Attributes
    ----------
    progress : Progress
        The newest state we know.
    notices : list of str
        Sentences the learner should read, such as "the file was damaged". Nothing here ever raises for
        a bad file or folder: learning goes on.
    """

    def __init__(self, home: Path | str | None = None, kit: str | None = None, migrations=MIGRATIONS):
        self.home = Path(home) if home else folder()
        self.path = self.home / FILE
        self.kit = kit or __version__
        self.progress = Progress()
        self.notices: list[str] = []
        self._migrations = migrations
        self._waiting: tuple[Change, ...] = ()
        self._problem = ""
        self._reload()

    @property
    def unsaved(self) -> str:
        """Why the newest work is not in the file yet, as a sentence; empty when all is saved."""
        return self._problem if self._waiting else ""

    def update(self, change: Change) -> Progress:
        """Apply one change to the newest state and write it."""
        changed = change(self.progress)
        self._waiting = (*self._waiting, change)
        try:
            with self._lock():
                before = newest = self._read()
                if before is None:
                    # The file vanished or broke while the lesson was open; what we still know goes into a new one.
                    newest = changed
                else:
                    for waiting in self._waiting:
                        newest = waiting(newest)
                if newest != before:
                    write_json(self.path, to_json(newest, self.kit))
        except OSError as problem:
            self.progress = changed
            self._problem = _cannot_save(self.home, problem)
        else:
            self.progress, self._waiting = newest, ()
        return self.progress

    def start_over(self, lesson: str | None = None) -> Path | None:
        """Begin everything, or one lesson, afresh and keep the old file with the date in its name.

        Parameters
        ----------
        lesson : str, optional
            Two digits; without it everything begins afresh.

        Returns
        -------
        Path or None
            Where the old work is kept; None when there was none.

        Raises
        ------
        KitError
            When the folder cannot be written; nothing is changed then.
        """
        try:
            with self._lock():
                before = self._read()
                if before is None:
                    before = self.progress
                else:
                    for waiting in self._waiting:
                        before = waiting(before)
                kept = None
                if before != Progress():
                    kept = _free_name(self.path, "until")
                    write_json(kept, to_json(before, self.kit))
                after = lesson_again(before, lesson) if lesson else Progress()
                write_json(self.path, to_json(after, self.kit))
        except OSError as problem:
            raise KitError(
                _("Nothing was changed, because the folder {folder} cannot be written ({reason}).").format(
                    folder=self.home, reason=problem.strerror or problem
                )
            ) from problem
        self.progress, self._waiting = after, ()
        return kept

    def _lock(self) -> FileLock:
        self.home.mkdir(parents=True, exist_ok=True)
        return FileLock(self.path.with_suffix(".lock"), timeout=LOCK_SECONDS)

    def _reload(self) -> None:
        try:
            with self._lock():
                self.progress = self._read() or Progress()
        except OSError as problem:
            self._notice(_cannot_save(self.home, problem))
            with suppress(OSError, KitError, ValueError, RecursionError, _NewerFormatError):
                self.progress = self._understand(json.loads(self.path.read_text(encoding=READ_AS)))

    def _read(self) -> Progress | None:
        """Return what the file holds, None when there is none; only while holding the lock, as it may be moved."""
        if not self.path.exists():
            return None
        beside = self.home / f"progress-format{FORMAT}.json"
        try:
            return self._understand(json.loads(self.path.read_text(encoding=READ_AS)))
        except _NewerFormatError:
            if self.path == beside:
                return self._set_aside()
            self.path = beside
            self._notice(
                _(
                    "Your progress was saved by a newer version of the kit. That file is left as it is, "
                    "and this older kit keeps your work in a second file, {file}; update the kit to see "
                    "everything again."
                ).format(file=self.path.name)
            )
            return self._read()
        except (ValueError, RecursionError, IsADirectoryError):
            return self._set_aside()

    def _set_aside(self) -> None:
        kept = _move_aside(self.path, "damaged")
        place = {"file": kept.name, "folder": self.home}
        if self.progress == Progress():
            sentence = _(
                "Your progress file could not be read, so we start fresh. The old file is kept as "
                "{file} in {folder}; nothing was deleted."
            )
        else:
            sentence = _(
                "Your progress file was damaged while this lesson was open. We go on with what we remember; "
                "the damaged file is kept as {file} in {folder}."
            )
        self._notice(sentence.format(**place))

    def _understand(self, data: Any) -> Progress:
        """Turn JSON values into progress, bringing an older format forward."""
        if not isinstance(data, dict) or not isinstance(data.get("format"), int):
            raise KitError(_("This is not a progress file."))
        if data["format"] > FORMAT:
            raise _NewerFormatError
        while data["format"] < FORMAT:
            if data["format"] not in self._migrations:
                raise KitError(_("This kit cannot read a progress file of format {format}.").format(**data))
            data = self._migrations[data["format"]](data)
        progress = from_json(data)
        if _version(data.get("kit")) < _version(self.kit):
            self._notice(
                _("The kit is newer ({new}) than your progress file ({old}); your work has been taken along.").format(
                    new=self.kit, old=data.get("kit", "?")
                )
            )
        return progress

    def _notice(self, sentence: str) -> None:
        if sentence not in self.notices:
            self.notices.append(sentence)


class _NewerFormatError(Exception):
    """The file was written by a kit that knows a newer format."""


def write_json(path: Path, data: Any) -> None:
    """Write JSON so that the file is whole at every moment, even if the machine stops.

    Raises
    ------
    OSError
        When the folder cannot be written; the old file is then untouched.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".tmp")
    try:
        # Half a letter, as a broken paste may leave it, is written the way JSON spells it.
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            json.dump(data, file, indent=2, ensure_ascii=False)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _move_aside(path: Path, why: str) -> Path:
    kept = _free_name(path, why)
    path.rename(kept)
    return kept


def _free_name(path: Path, why: str) -> Path:
    """Return a name beside the file, with a time stamp, that nobody uses yet."""
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    kept = path.with_name(f"{path.stem}-{why}-{stamp}.json")
    again = 2
    while kept.exists():
        kept = path.with_name(f"{path.stem}-{why}-{stamp}-{again}.json")
        again += 1
    return kept


def _version(text: Any) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", str(text))[:3])


def _cannot_save(home: Path, problem: OSError) -> str:
    return _(
        "Your work cannot be saved in {folder} at the moment ({reason}). Go on; we keep it here and try "
        "again with each of your next steps. Make room or allow writing there before you close the lesson."
    ).format(folder=home, reason=problem.strerror or problem)
