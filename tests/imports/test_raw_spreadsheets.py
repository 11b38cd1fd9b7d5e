"""Spreadsheets of every kind, by what is in them and not by their names."""

import datetime
import io
import struct
import zipfile

import openpyxl
import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.imports.raw import read_raw

ROWS = [["Lead ID", "Created", "Amount"], ["L1", datetime.datetime(2026, 2, 18, 19, 58), 1200.0], ["L2", None, 3.5]]


def workbook(*sheets):
    """Return a workbook as bytes, from pairs of a name and rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def read(tmp_path):
    def read(content, name="export.xlsx", **given):
        path = tmp_path / name
        path.write_bytes(content)
        return read_raw(path, **given)

    return read


def refused(read, content, **given):
    with pytest.raises(KitError) as told:
        read(content, **given)
    return str(told.value)


def rows_of(found):
    return found.table.to_numpy().tolist()


def test_a_sheet_is_read_word_by_word(read):
    found = read(workbook(("Leads", ROWS)))
    assert list(found.table.columns) == ["Lead ID", "Created", "Amount"]
    assert rows_of(found) == [["L1", "2026-02-18T19:58:00", "1200"], ["L2", "", "3.5"]]
    assert list(found.table.index) == [2, 3]
    assert (found.encoding, found.delimiter, found.sheet) == ("", "", "Leads")
    assert found.notes == ()


@pytest.mark.parametrize("name", ["export.csv", "export.xls", "export"])
def test_the_content_counts_and_not_the_name(read, name):
    assert rows_of(read(workbook(("Leads", ROWS)), name=name))[0][0] == "L1"
    assert rows_of(read(b"a;b\n1;2\n", name="export.xlsx")) == [["1", "2"]]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([True, False], ["TRUE", "FALSE"]),
        ([123.0, 1.5, 0, -2.25], ["123", "1.5", "0", "-2.25"]),
        ([123456789012, "00Q0012"], ["123456789012", "00Q0012"]),
        ([datetime.date(2026, 2, 18)], ["2026-02-18"]),
        (
            [datetime.datetime(2026, 2, 18, 0, 0), datetime.datetime(2026, 2, 18, 19, 58, 31)],
            ["2026-02-18T00:00:00", "2026-02-18T19:58:31"],
        ),
        ([datetime.time(9, 30)], ["09:30:00"]),
        ([datetime.timedelta(hours=26, minutes=5)], ["26:05:00"]),
        (["  padded\u00a0", "e\u0301"], ["padded", "é"]),
    ],
)
def test_cells_of_every_kind(read, cells, expected):
    rows = [["id", "value"], *([f"L{row}", cell] for row, cell in enumerate(cells))]
    assert [row[1] for row in rows_of(read(workbook(("S", rows))))] == expected


def test_the_fullest_sheet_is_read_and_named(read):
    data = workbook(("Cover", [["Our report"]]), ("Leads", ROWS), ("Empty", []))
    found = read(data)
    assert found.sheet == "Leads"
    assert any("2 sheets" in note and "“Leads”" in note for note in found.notes)


def test_a_sheet_may_be_asked_for(read):
    data = workbook(("Leads", ROWS), ("Deals", [["Deal", "Amount"], ["D1", 5]]))
    assert rows_of(read(data, sheet="Deals")) == [["D1", "5"]]
    told = refused(read, data, sheet="Nothing")
    assert "“Nothing”" in told
    assert "“Leads”, “Deals”" in told


def test_a_report_with_title_filters_totals_and_notice(read):
    rows = [
        [None, "My Leads"],
        [None, "Filtered By", "All leads"],
        [],
        [None, "Lead ID", "Firm", "Status", "Amount"],
        [None, "L1", "A", "Open", 100],
        [None, "L2", "B", "Open", 200],
        [None, "Total", None, None, 300],
        [None, "Confidential Information - Do Not Distribute"],
    ]
    found = read(workbook(("Report", rows)))
    assert list(found.table.columns) == ["Lead ID", "Firm", "Status", "Amount"]
    assert list(found.table.index) == [5, 6]
    assert found.dropped == {"footer": (7, 8)}
    assert any("3 lines above the header" in note for note in found.notes)


def test_empty_and_header_only(read):
    assert "empty" in refused(read, workbook(("Leads", [])))
    assert "no rows" in refused(read, workbook(("Leads", ROWS[:1])))


def test_a_lone_cell_far_away_is_refused_before_it_fills_the_memory(read):
    book = openpyxl.load_workbook(io.BytesIO(workbook(("Leads", ROWS))))
    book.active["XFD1048576"] = "x"
    file = io.BytesIO()
    book.save(file)
    told = refused(read, file.getvalue())
    assert "1,048,576" in told
    # The same file if it does not state its own size.
    bare = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(bare, "w") as new:
        for member in old.namelist():
            new.writestr(member, old.read(member).replace(b'<dimension ref="A1:XFD1048576"', b'<dimension ref=""'))
    assert "1,048,576" in refused(read, bare.getvalue())


def test_a_file_that_unpacks_without_end_is_refused(read, monkeypatch):
    from smkt_helpers.imports import raw

    monkeypatch.setattr(raw, "UNPACKED_MEGABYTES_LIMIT", 0)
    assert "once unpacked" in refused(read, workbook(("Leads", ROWS)))


def test_damaged_files_are_refused(read):
    data = workbook(("Leads", ROWS))
    assert "damaged" in refused(read, data[: len(data) // 2])
    for place in range(0, len(data), 97):
        try:
            read(data[:place] + b"\xff\x00\xff" + data[place + 3 :])
        except KitError as told:
            assert "export.xlsx" in str(told)


def compound(name, content):
    """Return an old Office file (a compound file) with one stream of at least 4,096 bytes."""
    content = content.ljust(4096, b"\0")
    content += b"\0" * (-len(content) % 512)
    sectors = len(content) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))

    def entry(name, kind, child, start, size):
        text = name.encode("utf-16-le") + b"\0\0"
        return struct.pack(
            "<64sHBBIII16sIQQIQ", text, len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, b"", 0, 0, 0, start, size
        )

    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0,
        4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0,
    )  # fmt: skip
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(content))
    return header + struct.pack("<128I", *table) + directory.ljust(512, b"\0") + content


def record(kind, content):
    return struct.pack("<HH", kind, len(content)) + content


def old_excel(rows):
    """Return the stream of an Excel 97 file with one sheet of texts and numbers."""
    name = b"Leads"
    start = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    end = record(0x0A, b"")
    cells = b""
    for row, line in enumerate(rows):
        for column, cell in enumerate(line):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                cells += record(0x204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
            else:
                cells += record(0x203, place + struct.pack("<d", cell))
    sheet = record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0)) + cells + end
    bound = 4 + 4 + 2 + 2 + len(name)
    offset = len(start) + bound + len(end)
    return start + record(0x85, struct.pack("<IHBB", offset, 0, len(name), 0) + name) + end + sheet


def test_an_old_excel_file(read):
    found = read(compound("Workbook", old_excel([["id", "Größe"], ["L1", 1200.0], ["L2", 3.5]])), name="export.xls")
    assert list(found.table.columns) == ["id", "Größe"]
    assert rows_of(found) == [["L1", "1200"], ["L2", "3.5"]]
    assert found.sheet == "Leads"


def test_a_file_with_a_password(read):
    assert "password" in refused(read, compound("EncryptedPackage", b"secret"))


OPEN_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Leads"><table:table-row>
<table:table-cell office:value-type="string"><text:p>id</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>created</text:p></table:table-cell>
</table:table-row><table:table-row>
<table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2026-02-18T19:58:00"><text:p>-</text:p></table:table-cell>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


def test_an_open_document(read):
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
        packed.writestr("content.xml", OPEN_DOCUMENT.replace("\n", ""))
    found = read(file.getvalue(), name="export.ods")
    assert list(found.table.columns) == ["id", "created"]
    assert rows_of(found) == [["7", "2026-02-18T19:58:00"]]
