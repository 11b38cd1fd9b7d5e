"""Blanks, switches and ids as CRM exports write them."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smkt_helpers.errors import KitError
from smkt_helpers.imports.cells import is_blank, masked, read_ids, read_switch

FIRST_ROW = 2


def column(*cells):
    """Return cells as `read_raw` gives them: words, with the row numbers of a spreadsheet."""
    return pd.Series(cells, index=range(FIRST_ROW, FIRST_ROW + len(cells)), dtype="str")


@pytest.mark.parametrize(
    "word", ["", "-", "N/A", "n/a", "Select", "(No value)", "None", "NULL", "k. A.", "Brak", "Không có", "(leer)"]
)
def test_words_that_stand_for_nothing_are_blank(word):
    assert is_blank(column(word, unicodedata.normalize("NFD", word))).all()


@pytest.mark.parametrize("word", ["0", "NA", "no", "Nowak", "Selectron GmbH", "unknown"])
def test_words_that_may_mean_something_are_not_blank(word):
    assert not is_blank(column(word)).any()


def test_a_switch_is_read_in_all_languages_and_blanks_stay_blank():
    cells = ["Yes", "Ja", "Tak", "Có", "TRUE", "1", "No", "Nein", "Nie", "Không", "false", "0", "", "Không có", "NA"]
    read = read_switch(column(*cells), name="Converted")
    assert read.values.tolist() == [True] * 6 + [False] * 6 + [None] * 3
    assert (read.format, read.filled, read.supported) == ("yes/no", 12, 12)


def test_a_switch_is_read_however_its_accents_are_stored():
    words = column(*(unicodedata.normalize("NFD", word) for word in ("Có", "Không", "không có", "fałsz")))
    assert read_switch(words, name="Converted").values.tolist() == [True, False, None, False]


def test_what_is_neither_yes_nor_no_is_left_blank_and_listed_without_an_address():
    read = read_switch(column("yes", "maybe", "ask an@example.com"), name="Converted")
    assert read.values.tolist() == [True, None, None]
    assert read.unreadable == {3: "maybe", 4: "ask …"}
    assert (read.filled, read.supported) == (3, 1)


def test_a_column_without_any_yes_or_no_is_refused_with_its_first_row():
    with pytest.raises(KitError, match="“Converted” should say yes or no.*row 3 holds “call …”"):
        read_switch(column("", "call +84 912 345 678"), name="Converted")


def test_ids_lose_what_a_spreadsheet_added_and_it_is_said():
    read = read_ids(column("123.0", "00Q5e000001", " A-7 ", "", "-", "1.0.1"), name="Lead ID")
    assert read.values.tolist()[:3] == ["123", "00Q5e000001", "A-7"]
    assert read.values.isna().tolist() == [False, False, False, True, True, False]
    assert read.filled == 4
    assert "1 id in column “Lead ID”" in read.notes[0]


def test_ids_that_differ_only_in_how_accents_are_stored_are_the_same():
    read = read_ids(column("Mỹ-1", unicodedata.normalize("NFD", "Mỹ-1")), name="Lead ID")
    assert len(set(read.values)) == 1


@pytest.mark.parametrize("word", ["1.2E+09", "1,2E+09", "5e+11"])
def test_rounded_ids_are_refused_since_they_cannot_be_brought_back(word):
    with pytest.raises(KitError, match="row 3: a spreadsheet rounded the id"):
        read_ids(column("17", word), name="Lead ID")


def test_ids_cut_to_fifteen_digits_are_pointed_out():
    cut = [f"{number}0000" for number in range(123_456_789_012_340, 123_456_789_012_344)]
    assert "cut their last digits" in read_ids(column(*cut), name="Lead ID").notes[0]
    assert not read_ids(column(*cut, "1234567890123456789"), name="Lead ID").notes


def test_addresses_and_phone_numbers_are_hidden_and_dates_are_not():
    assert masked("Anna <anna@firma.example>; +49 (30) 123-4567") == "Anna <…>; …"
    assert masked("31.02.2026 call 0912345678") == "31.02.2026 call …"
    assert masked("12.000.000 x") == "… x"
    assert masked("row 12") == "row 12"


@given(st.lists(st.text(), max_size=8))
def test_any_words_are_read_or_refused(cells):
    for read in (read_switch, read_ids):
        try:
            found = read(column(*cells), name="Any")
        except KitError:
            continue
        assert len(found.values) == len(cells)
        assert found.filled <= len(cells)


@given(st.lists(st.from_regex(r"[A-Za-z]\w{0,12}", fullmatch=True), min_size=1))
def test_ids_with_a_letter_come_back_as_they_are(cells):
    cells = [cell for cell in map(lambda text: unicodedata.normalize("NFC", text), cells)]
    read = read_ids(column(*cells), name="Lead ID")
    kept = ~is_blank(column(*cells))
    assert read.values[kept].tolist() == column(*cells)[kept].tolist()
