"""A spreadsheet that is meant to do harm is answered with one sentence, and this program goes on."""

from __future__ import annotations

import io
import struct
import subprocess
import zipfile
from datetime import datetime

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from smkt_helpers.errors import KitError
from smkt_helpers.imports import apart
from smkt_helpers.imports.raw import read_raw
from tests.imports.test_raw_spreadsheets import compound, record

DAY = 44609.83194444444  # 2026-02-18 19:58, counted from 1904
ROWS = [["Lead ID", "Created"], ["L1", DAY]]


def part(kind: int, content: bytes) -> bytes:
    """Return a record of an XLSB file."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, rest = b"", len(content)
    while rest > 0x7F:
        size, rest = size + bytes([rest & 0x7F | 0x80]), rest >> 7
    return head + size + bytes([rest]) + content


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(cells: list[tuple[int, int, object]], *, since_1904: bool = False) -> bytes:
    """Return an XLSB file with one sheet of texts and times, each with its row and its column."""
    book = part(0x99, struct.pack("<III", since_1904, 0, 0) + wide(""))
    book += part(0x8F, b"") + part(0x9C, struct.pack("<II", 0, 1) + wide("rId1") + wide("Leads")) + part(0x90, b"")
    styles = [part(0x2F, struct.pack("<HHHHHBBHH", 0, form, 0, 0, 0, 0, 0, 0, 0)) for form in (0, 22)]
    sheet = part(0x94, struct.pack("<IIII", 0, 1, 0, 1)) + part(0x91, b"")
    for row in sorted({row for row, _column, _cell in cells}):
        sheet += part(0, struct.pack("<IIHBBI", row, 0, 300, 0, 0, 0) + bytes(5))
        for _row, column, cell in (one for one in cells if one[0] == row):
            if isinstance(cell, str):
                sheet += part(6, struct.pack("<II", column, 0) + wide(cell))
            else:
                sheet += part(5, struct.pack("<IId", column, 1, cell))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(
            "xl/_rels/workbook.bin.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
            'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
            'Target="worksheets/sheet1.bin"/></Relationships>',
        )
        packed.writestr("xl/workbook.bin", part(0x83, b"") + book + part(0x84, b""))
        packed.writestr("xl/styles.bin", part(0x269, struct.pack("<I", 2)) + b"".join(styles) + part(0x26A, b""))
        packed.writestr("xl/worksheets/sheet1.bin", part(0x81, b"") + sheet + part(0x92, b"") + part(0x82, b""))
    return file.getvalue()


def xls(rows: list[list], *, since_1904: bool) -> bytes:
    """Return an Excel 97 file with one sheet of texts and times."""
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + record(0x22, struct.pack("<H", since_1904))
    for form in (0, 22):
        start += record(0xE0, struct.pack("<HHHBBBBIIH", 0, form, 0, 0, 0, 0, 0, 0, 0, 0))
    end, cells, name = record(0x0A, b""), b"", b"Leads"
    for row, line in enumerate(rows):
        for column, cell in enumerate(line):
            if isinstance(cell, str):
                words = cell.encode("utf-16-le")
                cells += record(0x204, struct.pack("<HHHHB", row, column, 0, len(cell), 1) + words)
            else:
                cells += record(0x203, struct.pack("<HHHd", row, column, 1, cell))
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0)) + cells + end
    place = struct.pack("<IHBB", len(start) + 12 + len(name) + len(end), 0, len(name), 0) + name
    return compound("Workbook", start + record(0x85, place) + end + sheet)


def placed(rows: list[list]) -> list[tuple[int, int, object]]:
    return [(row, column, cell) for row, line in enumerate(rows) for column, cell in enumerate(line)]


@pytest.fixture
def read(tmp_path):
    def read(data: bytes, name: str):
        (tmp_path / name).write_bytes(data)
        return read_raw(tmp_path / name)

    return read


def test_a_cell_far_away_does_not_end_this_program(read):
    """The library asks for the memory of 17 thousand million cells at once, and ends the program without it."""
    with pytest.raises(KitError, match="^far.xlsb is damaged, or has cells far outside its table; open it"):
        read(xlsb([*placed(ROWS), (1048575, 16383, "x")]), "far.xlsb")


def test_a_failure_inside_the_library_is_a_sentence(read):
    """A sheet without a relation is not foreseen by the library, and its failure is no error to Python."""
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsb(placed(ROWS)))) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'"rId1"', b'"rId9"'))
    with pytest.raises(KitError, match="^bad.xlsb is damaged"):
        read(broken.getvalue(), "bad.xlsb")


def test_a_file_that_is_never_read_to_its_end_is_a_sentence(read, monkeypatch):
    def never(*_args, timeout, **_options):
        raise subprocess.TimeoutExpired("reader", timeout)

    monkeypatch.setattr(apart.subprocess, "run", never)
    with pytest.raises(KitError, match="^endless.xlsb is damaged, or has cells far outside"):
        read(xlsb(placed(ROWS)), "endless.xlsb")


def test_too_many_columns_are_a_sentence(read):
    with pytest.raises(KitError, match="^wide.csv has more than 3,000 columns; export only those that you need.$"):
        read(b"a," * 4000 + b"b\n" + b"1," * 4000 + b"2\n", "wide.csv")


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "xls"])
def test_days_counted_from_1904_are_the_right_days(read, kind):
    if kind == "xlsx":
        book, file = openpyxl.Workbook(), io.BytesIO()
        book.epoch = CALENDAR_MAC_1904
        book.active.append(ROWS[0])
        book.active.append(["L1", datetime(2026, 2, 18, 19, 58)])
        book.save(file)
        data = file.getvalue()
    else:
        data = xlsb(placed(ROWS), since_1904=True) if kind == "xlsb" else xls(ROWS, since_1904=True)
    assert read(data, f"old.{kind}").table.to_numpy().tolist() == [["L1", "2026-02-18T19:58:00"]]


def test_days_counted_from_1900_are_the_right_days(read):
    for name, data in (("a.xlsb", xlsb(placed(ROWS))), ("a.xls", xls(ROWS, since_1904=False))):
        assert read(data, name).table.to_numpy().tolist() == [["L1", "2022-02-17T19:58:00"]]
