"""A file as it stands: the words of its cells, and everything that was detected or mended on the way."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

from smkt_helpers.errors import KitError
from smkt_helpers.imports.excel_file import excel_table, excel_tables
from smkt_helpers.imports.grid import Raw
from smkt_helpers.imports.text_file import text_table
from smkt_helpers.words import N_, _, number

__all__ = ["Raw", "read_raw", "read_sheets"]

MEGABYTES_LIMIT = 200
UNPACKED_MEGABYTES_LIMIT = 2000


def read_raw(path: str | Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Raw:
    """Read a CSV, XLSX, XLS or ODS file, whatever its name says; what is not given is detected.

    Parameters
    ----------
    path : str or Path
        The file.
    encoding : str
        How the letters of a text file are stored, for example ``"cp1250"``.
    delimiter : str
        The one character between the values of a text file.
    sheet : str
        The name of the sheet of a spreadsheet.

    Returns
    -------
    Raw
        The words of all cells.

    Raises
    ------
    KitError
        If the file is no table, is too large or damaged, or if what was given does not fit it.
    """
    path = Path(path)
    data = _bytes_of(path)
    if _is_spreadsheet(data, path.name):
        return excel_table(data, path.name, sheet)
    return text_table(data, path.name, encoding, delimiter)


def read_sheets(path: str | Path) -> list[Raw | KitError]:
    """Read a file with all its sheets, the fullest one first; a text file has one.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    list of Raw or KitError
        For a sheet that is no table, what is wrong with it.

    Raises
    ------
    KitError
        If the file is no table, is too large or damaged.
    """
    path = Path(path)
    data = _bytes_of(path)
    if _is_spreadsheet(data, path.name):
        return excel_tables(data, path.name)
    return [text_table(data, path.name, "", "")]


def _bytes_of(path: Path) -> bytes:
    """Return what a file holds; its size is looked at before."""
    try:
        if path.is_dir():
            raise KitError(_("{file} is a folder; name one file in it.").format(file=path.name))
        if path.stat().st_size > MEGABYTES_LIMIT * 1_000_000:
            raise KitError(
                _("{file} is larger than {limit} MB; export a shorter time and import that.").format(
                    file=path.name, limit=number(MEGABYTES_LIMIT)
                )
            )
        data = path.read_bytes()
    except KitError:
        raise
    except FileNotFoundError:
        raise KitError(_("There is no file {path}.").format(path=path)) from None
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or _("its name holds a forbidden character")
        raise KitError(_("{file} cannot be read: {problem}.").format(file=path.name, problem=problem)) from None
    if not data.strip():
        raise KitError(_("{file} is empty; export it again.").format(file=path.name))
    return data


# How files begin that people take for a table, and what to do instead.
_NO_TABLES = (
    (rb"%PDF", N_("{file} is a PDF; export the list as CSV or Excel instead.")),
    (rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|RIFF", N_("{file} is a picture or a film; export the list as CSV.")),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!|BZh\d|\xfd7zXZ", N_("{file} is a packed file; unpack it and import the file in it.")),
    (rb"SQLite format 3", N_("{file} is a database; export its table as CSV.")),
    (rb"\{\\rtf", N_("{file} is a text document; export the list as CSV or Excel instead.")),
    (rb"BEGIN:V", N_("{file} holds address cards or appointments; export the list as CSV or Excel instead.")),
    (rb"[\[{]\s*[\"{\[\]}]", N_("{file} is written as JSON; export the list as CSV or Excel instead.")),
    (
        rb"(?i)<(!doctype|html|\?xml|table|head|body|meta|style)\b|MIME-Version:",
        N_("{file} is a web page, whatever its name says; open it in Excel, save it as XLSX and import that."),
    ),
)


def _is_spreadsheet(data: bytes, name: str) -> bool:
    """Tell a spreadsheet from a text file by how it begins; refuse what is neither."""
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        _check_zip(data, name)
        return True
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return True
    # Web pages and JSON may be stored in any encoding and begin with blanks.
    start = data[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    for pattern, sentence in _NO_TABLES:
        if re.match(pattern, data[:400], re.DOTALL) or re.match(pattern, start):
            raise KitError(_(sentence).format(file=name))
    return False


def _check_zip(data: bytes, name: str) -> None:
    """Refuse a ZIP file that is no spreadsheet, or one that would not fit into memory once unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            inside = packed.infolist()
            names = {member.filename for member in inside}
            is_open = "mimetype" in names and b"spreadsheet" in packed.read("mimetype")[:200]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zipfile.zlib.error):
        raise KitError(_("{file} is damaged; export or download it again.").format(file=name)) from None
    if not is_open and not any(entry.startswith("xl/workbook") for entry in names):
        raise KitError(
            _("{file} is a packed file and no spreadsheet; unpack it and import the tables in it one by one.").format(
                file=name
            )
        )
    if sum(member.file_size for member in inside) > UNPACKED_MEGABYTES_LIMIT * 1_000_000:
        raise KitError(
            _("{file} is larger than {limit} MB once unpacked; export a shorter time and import that.").format(
                file=name, limit=number(UNPACKED_MEGABYTES_LIMIT)
            )
        )
