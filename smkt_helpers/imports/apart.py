"""The cells of a spreadsheet, read by a program of its own.

With a damaged file the library that reads spreadsheets may end the program it runs in, or never come back. So all
but XLSX files, with which neither has been seen, are read by a short-lived second program. This file is that program:
it imports nothing of the kit, to start at once.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

# The library lays out a sheet as one block from the first filled cell to the last.
CELLS_LIMIT = 40_000_000
MEMORY_LIMIT = 4_000_000_000  # bytes; without it a damaged file can fill the whole computer
SECONDS_LIMIT = 120  # a sheet of a million rows takes about a tenth of it

Sheets = list[tuple[str, list[list[object]]]]


class Unreadable(Exception):  # noqa: N818
    """A spreadsheet that cannot be read.

    Attributes
    ----------
    why : str
        "password", "damaged", "far", "no sheet" or "broke off".
    about : tuple
        For "far" the rows and columns of the sheet, for "no sheet" the names of those that are there.
    """

    def __init__(self, why: str, *about: object) -> None:
        super().__init__(why, *about)
        self.why, self.about = why, about


def cells_of(data: bytes, sheet: str = "") -> Sheets:
    """Return the name and the cells of each sheet, or of the one that is asked for.

    Parameters
    ----------
    data : bytes
        The file.
    sheet : str
        Name of a sheet; blank for all.

    Returns
    -------
    list of (str, list of list)
        Cells are words, numbers, switches, dates and times; a blank one is "".

    Raises
    ------
    Unreadable
        Whatever the file holds: no file ends this program.
    """
    if _is_xlsx(data):
        return _cells(data, sheet)
    try:
        done = subprocess.run(
            # Without -P the modules beside this file would take the place of Python's own, such as "numbers".
            [sys.executable, "-P", str(Path(__file__).resolve())],
            input=pickle.dumps((data, sheet)),
            capture_output=True,
            timeout=SECONDS_LIMIT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("broke off") from None
    if done.returncode:
        raise Unreadable("broke off")
    found, problem = pickle.loads(done.stdout)  # noqa: S301 - written by this same file
    if problem:
        raise Unreadable(*problem)
    return found


def _is_xlsx(data: bytes) -> bool:
    """Say whether a file is nothing but XLSX; the library would try to read it as the other kinds too."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return "xl/workbook.xml" in names and not names & {"xl/workbook.bin", "content.xml"}


def _cells(data: bytes, sheet: str) -> Sheets:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    found = []
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            names = list(book.sheet_names)
            if sheet and sheet not in names:
                raise Unreadable("no sheet", *names)
            for name in [sheet] if sheet else names:
                one = book.get_sheet_by_name(name)
                if one.total_height * one.total_width > CELLS_LIMIT:
                    raise Unreadable("far", one.total_height, one.total_width)
                found.append((name, one.to_python(skip_empty_area=False)))
    except PasswordError:
        raise Unreadable("password") from None
    except (CalamineError, OSError, ValueError, OverflowError):
        raise Unreadable("damaged") from None
    except MemoryError:
        raise Unreadable("broke off") from None
    except BaseException as error:
        # The library's own failures are no errors to Python, which would let them pass every "except Exception".
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("damaged") from None
    return found


def _main() -> None:
    data, sheet = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by this same file
    # Not every system can limit the memory; there the file ends this program later.
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    try:
        answer: tuple[object, object] = (_cells(data, sheet), None)
    except Unreadable as problem:
        answer = (None, (problem.why, *problem.about))
    pickle.dump(answer, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    _main()
