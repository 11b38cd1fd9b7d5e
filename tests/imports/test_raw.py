"""A file as it stands: every way an export may be written, and a sentence for what is no table."""

import codecs
import csv
import io
import unicodedata
import zipfile

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smkt_helpers.errors import KitError
from smkt_helpers.imports import raw
from smkt_helpers.imports.raw import read_raw

PLAIN = "Lead ID,Company,Status\nL1,Müller GmbH,Open\nL2,Łódź Sp. z o.o.,Closed\nL3,Công ty Cổ phần,Open\n"


@pytest.fixture
def read(tmp_path):
    def read(content, **given):
        path = tmp_path / "export.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_raw(path, **given)

    return read


def rows_of(found):
    return found.table.to_numpy().tolist()


def refused(read, content, **given):
    """Return the one sentence with which a file is refused."""
    with pytest.raises(KitError) as told:
        read(content, **given)
    assert "Traceback" not in str(told.value)
    return str(told.value)


def test_a_plain_file_is_read_word_by_word(read):
    found = read(PLAIN)
    assert list(found.table.columns) == ["Lead ID", "Company", "Status"]
    assert rows_of(found)[2] == ["L3", "Công ty Cổ phần", "Open"]
    assert list(found.table.index) == [2, 3, 4]
    assert (found.name, found.encoding, found.delimiter, found.sheet) == ("export.csv", "utf-8", ",", "")
    assert found.notes == ()
    assert found.dropped == {}


def test_words_that_look_like_numbers_or_blanks_stay_words(read):
    assert rows_of(read("a,b,c,d\n007,1.50,NA,null\n"))[0] == ["007", "1.50", "NA", "null"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end(read, end):
    assert rows_of(read(PLAIN.replace("\n", end)))[0] == ["L1", "Müller GmbH", "Open"]


def test_mixed_line_ends(read):
    found = read("a,b\n1,2\r\n3,4\r5,6\n")
    assert rows_of(found) == [["1", "2"], ["3", "4"], ["5", "6"]]
    assert list(found.table.index) == [2, 3, 4]


@pytest.mark.parametrize(
    ("before", "encoding", "expected"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
        (b"", "utf-16-le", "utf-16-le"),
        (b"", "utf-16-be", "utf-16-be"),
    ],
)
def test_every_unicode(read, before, encoding, expected):
    found = read(before + PLAIN.encode(encoding))
    assert found.encoding == expected
    assert list(found.table.columns)[0] == "Lead ID"
    assert rows_of(found)[2] == ["L3", "Công ty Cổ phần", "Open"]


def as_windows_writes_vietnamese(text):
    """Encode as cp1258 does: a vowel, then its tone as a letter of its own."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    parts = []
    for letter in text:
        whole = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in whole if mark in tones)
        vowel = unicodedata.normalize("NFC", "".join(mark for mark in whole if mark not in tones))
        parts.append(vowel.encode("cp1258") + tone.encode("cp1258"))
    return b"".join(parts)


@pytest.mark.parametrize(
    ("words", "bytes_of", "page"),
    [
        (["Größe", "Straße", "Übergabe"], lambda text: text.encode("cp1252"), "cp1252"),
        (["señor", "año", "compañía"], lambda text: text.encode("cp1252"), "cp1252"),
        (["£19.75", "£5,000"], lambda text: text.encode("cp1252"), "cp1252"),
        (["Société", "où", "garçon"], lambda text: text.encode("cp1252"), "cp1252"),
        (["Łódź", "Spółka", "Święty"], lambda text: text.encode("cp1250"), "cp1250"),
        (["Kraków", "Wrocław", "Gdańsk"], lambda text: text.encode("cp1250"), "cp1250"),
        (["Müller", "Größe", "Żak"], lambda text: text.encode("cp1250"), "cp1250"),
        (["Nguyễn", "Đặng", "Trạng thái"], as_windows_writes_vietnamese, "cp1258"),
        (["12.000.000 ₫", "5.000 ₫", "-"], as_windows_writes_vietnamese, "cp1258"),
    ],
)
def test_old_code_pages_are_told_apart_by_their_letters(read, words, bytes_of, page):
    text = "Lead ID;Company\n" + "".join(f"{row};{word}\n" for row, word in enumerate(words))
    found = read(bytes_of(text))
    assert [row[1] for row in rows_of(found)] == words
    assert found.encoding == page


def test_a_guess_that_matters_is_told_and_can_be_corrected(read):
    data = "id;name\n1;Łódź\n2;Gdańsk\n".encode("cp1250")
    assert any("cp1250" in note and "Ł" in note and "cp1252" in note for note in read(data).notes)
    assert rows_of(read(data, encoding="cp1252"))[0] == ["1", "£ódŸ"]


def test_the_note_on_letters_never_quotes_a_whole_name(read):
    notes = " ".join(read("id;name\n1;Wrocławska\n2;Żurawiński\n".encode("cp1250")).notes)
    assert "ł" in notes
    assert "Wroc" not in notes
    assert "uraw" not in notes


def test_nothing_is_said_where_all_code_pages_agree(read):
    assert not any("letters" in note for note in read("id;name\n1;Müller\n".encode("cp1252")).notes)


def test_letters_taken_apart_are_put_together(read):
    found = read(unicodedata.normalize("NFD", PLAIN))
    assert rows_of(found)[2][1] == "Công ty Cổ phần"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_every_delimiter_is_found(read, mark):
    found = read(f'id{mark}amount{mark}note\n1{mark}1.5{mark}"a{mark}b"\n2{mark}2.5{mark}c\n')
    assert found.delimiter == mark
    assert rows_of(found) == [["1", "1.5", f"a{mark}b"], ["2", "2.5", "c"]]


def test_decimal_commas_are_no_delimiters(read):
    found = read("id;amount;share\n1;2,5;0,5\n2;3,75;0,25\n3;1,0;0,1\n")
    assert found.delimiter == ";"
    assert rows_of(found)[0] == ["1", "2,5", "0,5"]
    assert "Semicolons" in " ".join(found.notes)


@pytest.mark.parametrize("line", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n"])
def test_a_line_that_names_the_delimiter_is_obeyed_and_not_counted(read, line):
    found = read(line + "a;b,c\n1;2,3\n")
    assert list(found.table.columns) == ["a", "b,c"]
    assert list(found.table.index) == [2]


def test_a_given_delimiter_counts(read):
    assert rows_of(read("a;b^c\n1;2^3\n", delimiter="^")) == [["1;2", "3"]]
    assert "one character" in refused(read, PLAIN, delimiter=";;")


def test_an_unknown_or_wrong_encoding_is_named(read):
    assert "“nonsense”" in refused(read, PLAIN, encoding="nonsense")
    assert "hex" in refused(read, PLAIN, encoding="hex")
    assert "ascii" in refused(read, PLAIN, encoding="ascii")


def test_a_cell_may_hold_line_ends_and_counts_as_one_row(read):
    found = read('id,note,x\n1,"two\nlines",a\n2,"",b\n3,"say ""hi""",c\n')
    assert rows_of(found) == [["1", "two\nlines", "a"], ["2", "", "b"], ["3", 'say "hi"', "c"]]
    assert list(found.table.index) == [2, 3, 4]


def test_outer_blanks_go_also_those_that_do_not_break(read):
    assert rows_of(read('a,b\n  x\u00a0,"\u202fy "\n'))[0] == ["x", "y"]


def test_names_are_cleaned_and_told_apart(read):
    found = read('\ufeff Name ,Name,"First\nname",Name (2),name\n1,2,3,4,5\n')
    assert list(found.table.columns) == ["Name", "Name (3)", "First name", "Name (2)", "name"]
    assert any("“Name (3)”" in note and "column 2" in note for note in found.notes)


def test_unnamed_columns_are_kept_if_they_hold_something(read):
    found = read(",b,c,\n1,2,3,\n4,5,6,\n")
    assert list(found.table.columns) == ["Column 1", "b", "c"]
    assert rows_of(found) == [["1", "2", "3"], ["4", "5", "6"]]


def test_a_delimiter_at_the_end_of_each_line_does_no_harm(read):
    assert rows_of(read("a,b,c\n1,2,3,\n4,5,6,,\n")) == [["1", "2", "3"], ["4", "5", "6"]]


def test_short_rows_are_filled_and_told(read):
    found = read("a,b,c\n1,2\n3,4,\n5,6,7\n")
    assert rows_of(found) == [["1", "2", ""], ["3", "4", ""], ["5", "6", "7"]]
    assert [note for note in found.notes if "fewer values" in note and "(2)" in note]


@pytest.mark.parametrize("row", ["4,5,6,7", "4,5,6,,,,,8"])
def test_long_rows_are_refused_with_their_line(read, row):
    told = refused(read, f'a,b,c\n1,"two\nlines",3\n{row}\n')
    assert "Row 3" in told
    assert "line 4" in told


def test_a_long_row_is_found_far_below(read):
    assert "Row 5,002" in refused(read, "a,b\n" + "1,2\n" * 5000 + "1,2,3\n")
    assert "Row 50,002" in refused(read, "a,b\n" + "1,2\n" * 50_000 + "1,2,3,4,5\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n1,2\n3,"four\n5,6\n7,8\n', 3),
        ('a,b\n1,2\n3,"four\n5,"six"\n7,8\n', 3),
        ('a,b,c\n1,"abc\n2,"def",x\n', 2),
        ('a,b\n1,"2\n', 2),
        ('"a,b\n1,2\n3,4\n', 1),
        ("a,b\n" + "1,2\n" * 40_000 + '3,"four\n' + "5,6\n" * 40_000, 40_002),
    ],
)
def test_a_quotation_mark_that_is_never_closed_is_refused_where_it_opens(read, text, line):
    told = refused(read, text)
    assert "quotation mark" in told
    assert f"line {line:,} " in told


def test_a_quotation_mark_amid_words_is_kept_and_told(read):
    found = read('id,note,x\n1,5" pipe,a\n2,"6" pipe",b\n3,,\n')
    assert rows_of(found)[0] == ["1", '5" pipe', "a"]
    assert rows_of(found)[1][2] == "b"
    assert any("quotation mark" in note and "(3)" in note for note in found.notes)


SALESFORCE_END = (
    '\n\n"My Leads"\n"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."\n'
    '"Confidential Information - Do Not Distribute"\n"Generated By:  Someone  2/18/2026 7:58 PM"\n"Our Company"\n'
)


def test_the_notices_of_salesforce_are_left_out_and_listed(read):
    found = read('"Lead ID","Company"\n"L1","A"\n"L2","B"' + SALESFORCE_END)
    assert rows_of(found) == [["L1", "A"], ["L2", "B"]]
    assert found.dropped["footer"] == (5, 6, 7, 8, 9)
    assert found.dropped["blank"] == (4,)


@pytest.mark.parametrize(
    "row", ["Total,,300", "Gesamt,,300", "Suma:,,300", "Tổng cộng,,300", "Grand Totals (12 records),,", "Total,,EUR 30"]
)
def test_total_rows_are_left_out_and_listed(read, row):
    found = read(f"id,firm,amount\n1,A,100\n2,B,200\n{row}\n")
    assert list(found.table.index) == [2, 3]
    assert found.dropped == {"footer": (4,)}


@pytest.mark.parametrize("row", ["Total,Open,300", "Total Energies,,300", "L3,Total,300", "Copyright Ltd,Open,1"])
def test_a_record_that_only_sounds_like_a_total_stays(read, row):
    assert rows_of(read(f"id,status,amount\n1,Open,100\n{row}\n"))[-1] == row.split(",")


def test_titles_and_filters_above_the_header_are_skipped_and_told(read):
    found = read("Leads of this quarter\nFilter: Status,Open\n\nid,firm,status,rep\n1,A,Open,R\n2,B,Open,R\n")
    assert list(found.table.columns) == ["id", "firm", "status", "rep"]
    assert list(found.table.index) == [5, 6]
    assert any("3 lines above the header" in note and "row 4" in note for note in found.notes)


def test_sparse_records_are_not_taken_for_titles(read):
    header = ",".join(f"c{number}" for number in range(20))
    found = read(header + "\n" + ("x" + "," * 19 + "\n") * 60)
    assert list(found.table.columns)[0] == "c0"
    assert len(found.table) == 60


def test_blank_rows_keep_the_count_of_the_others(read):
    found = read("a,b\n1,2\n\n,\n3,4\n\n\n")
    assert list(found.table.index) == [2, 5]
    assert found.dropped == {"blank": (3, 4)}


@pytest.mark.parametrize("content", ["", "  \n\n", "\ufeff"])
def test_an_empty_file(read, content):
    assert "empty" in refused(read, content)


@pytest.mark.parametrize("content", ["a,b,c\n", "a,b,c", "a,b,c\n,,\n\n"])
def test_a_header_only(read, content):
    assert "no rows" in refused(read, content)


def test_a_file_without_any_name(read):
    assert "names of its columns" in refused(read, ",,\n,,\n")


def zipped(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        (b"GIF89a...", "picture"),
        (zipped(leads_csv="a,b\n", deals_csv="c,d\n"), "unpack"),
        (zipped(word__document_xml="<x/>"), "unpack"),
        (b"\x1f\x8b\x08\0\0\0", "packed"),
        (b"7z\xbc\xaf\x27\x1c", "packed"),
        (b"PK\x03\x04 and then nonsense", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"nonsense" * 100, "damaged"),
        (b"SQLite format 3\0", "database"),
        (b"\n<html><body><table><tr><td>1</td></tr></table></body></html>", "web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook></Workbook>", "web page"),
        ("<table><tr><td>1</td></tr></table>".encode("utf-16"), "web page"),
        (b'[{"id": 1}]', "JSON"),
        (b'{"leads": []}', "JSON"),
        (b"{\\rtf1 hello}", "text document"),
        (b"BEGIN:VCARD\nN:A\n", "address cards"),
        (b"a,b\n1,\0\n", "no text"),
        (bytes(range(1, 9)) * 50, "no text"),
        (b"a,b\n1,\x81\x83\x90\n", "cannot be read"),
        ("id,name\n1,Größe Straße Łódź\n".encode() * 20 + b"2,M\xfcller\n", "line 41"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(read, content, said):
    told = refused(read, content)
    assert said in told
    assert "export.csv" in told


def test_a_file_that_is_not_there_and_a_folder(tmp_path):
    with pytest.raises(KitError, match="There is no file"):
        read_raw(tmp_path / "nothing.csv")
    with pytest.raises(KitError, match="folder"):
        read_raw(tmp_path)
    with pytest.raises(KitError):
        read_raw(str(tmp_path / "a\0b.csv"))


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(raw.MEGABYTES_LIMIT * 1_000_000 + 1)
    monkeypatch.setattr(type(path), "read_bytes", lambda _path: pytest.fail("the file was read"))
    with pytest.raises(KitError, match="200 MB"):
        read_raw(path)


def test_too_many_rows_are_refused(read, monkeypatch):
    from smkt_helpers.imports import grid, text_file

    monkeypatch.setattr(grid, "ROW_LIMIT", 3)
    monkeypatch.setattr(text_file, "ROW_LIMIT", 3)
    assert len(read("a,b\n1,2\n1,2\n1,2\n").table) == 3
    assert "more than 3 rows" in refused(read, "a,b\n" + "1,2\n" * 6)


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=6) | st.sampled_from(
    ["", "two\nlines", 'a "word"', "1,5", "a;b", "Total", "x\ty", "Nguyễn", "e\u0301"]
)


def clean(word):
    return unicodedata.normalize("NFC", word.strip())


@given(
    cells=st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(words, min_size=width, max_size=width), min_size=1, max_size=8)
    ),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_comes_back(tmp_path_factory, cells, delimiter, end, quoting, encoding):
    header = [f"column {number}" for number in range(len(cells[0]))]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows([header, *cells])
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    try:
        found = read_raw(path, delimiter=delimiter)
    except KitError as told:
        assert "no rows" in str(told)
        return
    assume("footer" not in found.dropped)
    assert list(found.table.columns) == header
    expected = {row: [clean(word) for word in line] for row, line in enumerate(cells, start=2)}
    assert dict(zip(found.table.index, rows_of(found), strict=True)) == {
        row: line for row, line in expected.items() if any(line)
    }


simple = st.text("abcdefgäłạ0123456789 .,;|-", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(
    cells=st.lists(st.tuples(simple, simple, simple), min_size=2, max_size=12),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
def test_the_delimiter_is_found_in_any_table(tmp_path_factory, cells, delimiter):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([("id", "firm", "status"), *cells])
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(text.getvalue().encode())
    found = read_raw(path)
    assert found.delimiter == delimiter
    assert rows_of(found) == [list(row) for row in cells]


@given(
    st.binary(max_size=300)
    | st.text('ab1,;\t|"\n\r =.\ufeffé', max_size=80).map(str.encode)
    | st.tuples(st.sampled_from([b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"sep="]), st.binary()).map(b"".join)
)
def test_any_bytes_give_a_table_or_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(content)
    try:
        found = read_raw(path)
    except KitError as told:
        assert str(told)
        return
    assert found.table.columns.is_unique
    assert len(found.table) > 0
    assert not found.table.isna().to_numpy().any()
