"""Numbers and money as CRM exports write them: one decimal mark and one currency per column, or a question."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smkt_helpers.errors import KitError
from smkt_helpers.imports.cells import Ambiguous
from smkt_helpers.imports.numbers import Mixed, read_money, read_numbers

FIRST_ROW = 2


def column(*cells):
    return pd.Series(cells, index=range(FIRST_ROW, FIRST_ROW + len(cells)), dtype="str")


@pytest.mark.parametrize(
    ("cell", "value", "format"),
    [
        ("1234", 1234, "no decimal mark"),
        ("1.234,56", 1234.56, "decimal comma"),
        ("1,234.56", 1234.56, "decimal point"),
        ("1 234,56", 1234.56, "decimal comma"),
        ("1\u202f234,56", 1234.56, "decimal comma"),
        ("1\u00a0234\u00a0567", 1234567, "no decimal mark"),
        ("1'234.50", 1234.5, "decimal point"),
        ("1’234’567", 1234567, "no decimal mark"),
        ("12.000.000", 12e6, "decimal comma"),
        ("1,23,456.00", 123456, "decimal point"),
        ("0.123", 0.123, "decimal point"),
        (",5", 0.5, "decimal comma"),
        ("1.5", 1.5, "decimal point"),
        ("1234.567", 1234.567, "decimal point"),
        ("1.2E+05", 120000, "decimal point"),
        ("-5", -5, "no decimal mark"),
        ("−5", -5, "no decimal mark"),
        ("(1,234.00)", -1234, "decimal point"),
        ("3,5-", -3.5, "decimal comma"),
        ("+7", 7, "no decimal mark"),
        ("342.09K", 342090, "decimal point"),
        ("1.1M", 1.1e6, "decimal point"),
        ("2B", 2e9, "no decimal mark"),
        ("12 tys.", 12000, "no decimal mark"),
        ("12 Tsd.", 12000, "no decimal mark"),
        ("1,5 Mio.", 1.5e6, "decimal comma"),
        ("1,5 tr", 1.5e6, "decimal comma"),
        ("2 tỷ", 2e9, "no decimal mark"),
        ("25 %", 25, "no decimal mark"),
    ],
)
def test_each_way_to_write_a_number_is_read_and_can_be_given_back(cell, value, format):
    read = read_numbers(column(cell, "", "N/A"), name="Score")
    assert read.values.iloc[0] == value and read.values.iloc[1:].isna().all()
    assert (read.format, read.filled, read.unreadable) == (format, 1, {})
    assert read_numbers(column(cell, "", "N/A"), name="Score", decimal=read.format).values.equals(read.values)


def test_one_cell_decides_for_its_column():
    read = read_numbers(column("1.234", "1.234,56", "7"), name="Score")
    assert read.values.tolist() == [1234, 1234.56, 7]
    assert (read.format, read.filled, read.supported) == ("decimal comma", 3, 1)
    assert read.said == "a comma before the decimals, as in 1.234,56"
    assert read_numbers(column("1.234", "0.5"), name="Score").values.tolist() == [1.234, 0.5]


@pytest.mark.parametrize("cell", ["1.234", "999,999"])
def test_three_digits_after_a_single_mark_are_asked(cell):
    with pytest.raises(
        Ambiguous, match=f"{cell} in row 3 means .* or a thousandth of it, and no cell decides"
    ) as asked:
        read_numbers(column("12", cell), name="Score")
    assert asked.value.what == "numbers" and asked.value.column == "Score"
    values = {
        read_numbers(column(cell), name="Score", decimal=format).values.iloc[0] for format, _ in asked.value.formats
    }
    plain = float(cell.replace(",", "").replace(".", ""))
    assert values == {plain, plain / 1000}


def test_two_decimal_marks_are_refused_with_a_row_of_each():
    with pytest.raises(KitError, match="1,5 in row 2 and 1.5 in row 4") as refused:
        read_numbers(column("1,5", "1.234", "1.5"), name="Score")
    assert not isinstance(refused.value, Ambiguous)
    read = read_numbers(column("1,5", "1.5"), name="Score", decimal=",")
    assert read.values.iloc[0] == 1.5 and read.unreadable == {3: "1.5"}


@pytest.mark.parametrize(
    "cell", ["1.2.3", "12 34", "1,23,4", "--5", "5 %%", "1e999", "twelve", "12 €", "1.234.56", "1'23"]
)
def test_what_is_no_number_is_left_blank_and_listed(cell):
    read = read_numbers(column("7", cell), name="Score")
    assert read.values.isna().tolist() == [False, True] and read.unreadable == {3: cell}


def test_a_column_without_any_number_is_refused_without_an_address():
    with pytest.raises(KitError, match="“Score” should hold numbers.*row 2 holds “…”"):
        read_numbers(column("an@example.com"), name="Score")


def test_a_decimal_mark_that_is_none_is_refused():
    with pytest.raises(KitError, match="“;” is no decimal mark"):
        read_numbers(column("1"), name="Score", decimal=";")


def test_endings_and_percent_signs_are_said():
    assert read_numbers(column("25%", "0.25"), name="Share").notes == (
        "1 number carries a percent sign; 25% was read as 25.",
    )
    assert read_numbers(column("1.5k", "2k"), name="Share").notes == (
        "2 numbers are shortened, as in 1.5k; they were written out.",
    )


@pytest.mark.parametrize(
    ("cell", "value", "currency"),
    [
        ("€ 1.234,56", 1234.56, "EUR"),
        ("1.234,56 €", 1234.56, "EUR"),
        ("EUR 1234,5", 1234.5, "EUR"),
        ("1234,5EUR", 1234.5, "EUR"),
        ("12.000.000 ₫", 12e6, "VND"),
        ("12.000.000 VNĐ", 12e6, "VND"),
        ("5 tỷ đồng", 5e9, "VND"),
        ("1 234,00 zł", 1234, "PLN"),
        ("3 tys. zł", 3000, "PLN"),
        ("1,5 Mio. EUR", 1.5e6, "EUR"),
        ("$342.09K", 342090, "USD"),
        ("5k$", 5000, "USD"),
        ("US$5", 5, "USD"),
        ("($1,234.00)", -1234, "USD"),
        ("-$5", -5, "USD"),
        ("CHF 5.-", 5, "CHF"),
        ("A$7.50", 7.5, "AUD"),
        ("£9", 9, "GBP"),
    ],
)
def test_each_way_to_write_money_is_read(cell, value, currency):
    read = read_money(column(cell), name="Amount")
    assert (read.values.iloc[0], read.currency, read.unreadable) == (value, currency, {})


def test_a_sign_that_several_countries_share_is_said_and_can_be_overridden():
    read = read_money(column("$1,234.00", "5"), name="Amount")
    assert read.currency == "USD"
    assert "“$” was taken for USD" in read.notes[0] and "1 amount names no currency" in read.notes[1]
    given = read_money(column("$1,234.00"), name="Amount", currency="aud")
    assert (given.currency, given.notes) == ("AUD", ())
    assert read_money(column("$5"), name="Amount (CAD)").currency == "CAD"


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Amount (EUR)", "EUR"),
        ("Amount [€]", "EUR"),
        ("Betrag in €", "EUR"),
        ("Wartość (zł)", "PLN"),
        ("Deal - Value USD", "USD"),
        ("Giá trị (VNĐ)", "VND"),
        ("Amount in company currency", ""),
        ("Amount", ""),
        ("AMOUNT TOP", ""),
    ],
)
def test_a_header_may_name_the_currency(header, currency):
    assert read_money(column("5"), name=header).currency == currency


def test_currencies_are_never_added():
    with pytest.raises(Mixed, match=r"EUR \(2\), USD \(1\); they cannot be added") as refused:
        read_money(column("5 €", "$6", "", "7 EUR"), name="Amount")
    assert refused.value.currencies == {"EUR": 2, "USD": 1}
    assert refused.value.rows == {"EUR": (2, 5), "USD": (3,)}


def test_a_cell_without_currency_among_several_goes_by_what_is_given():
    with pytest.raises(Mixed) as refused:
        read_money(column("5 €", "$6", "7"), name="Amount", currency="EUR")
    assert refused.value.rows == {"EUR": (2, 4), "USD": (3,)}


def test_another_currency_than_the_given_one_is_refused():
    with pytest.raises(Mixed, match=r"holds amounts in USD \(1\), not in EUR") as refused:
        read_money(column("US$6"), name="Amount", currency="EUR")
    assert refused.value.rows == {"USD": (2,)}
    with pytest.raises(Mixed):
        read_money(column("6"), name="Amount (USD)", currency="EUR")
    with pytest.raises(Mixed):
        read_money(column("$6"), name="Amount (EUR)")


def test_a_currency_that_is_none_is_refused():
    with pytest.raises(KitError, match="“Taler” is no currency"):
        read_money(column("6"), name="Amount", currency="Taler")


def test_nothing_but_blanks_is_no_mistake():
    read = read_money(column("", "-", "Select"), name="Amount")
    assert read.values.isna().all() and (read.filled, read.format) == (0, "no decimal mark")


AMOUNTS = st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20)
WRITTEN = {
    "point": lambda cents: f"{cents / 100:,.2f}",
    "comma": lambda cents: f"{cents / 100:,.2f}".translate(str.maketrans(",.", ".,")),
    "narrow": lambda cents: f"{cents / 100:,.2f}".translate(str.maketrans(",.", "\u202f,")),
    "swiss": lambda cents: f"{cents / 100:,.2f}".replace(",", "’"),
    "brackets": lambda cents: f"({-cents / 100:,.2f})" if cents < 0 else f"{cents / 100:,.2f}",
    "euro": lambda cents: f"{cents / 100:,.2f} €".translate(str.maketrans(",.", ".,")),
    "dollar": lambda cents: f"${cents / 100:,.2f}".replace("$-", "-$"),
}


@given(AMOUNTS, st.sampled_from(sorted(WRITTEN)))
def test_amounts_written_and_read_back_are_equal(cents, way):
    read = read_money(column(*(WRITTEN[way](amount) for amount in cents)), name="Amount")
    assert read.values.tolist() == [amount / 100 for amount in cents]
    assert read.filled == read.supported == len(cents)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_whole_numbers_with_thousands_are_read_back_or_asked(amounts):
    cells = [f"{amount:,}".replace(",", ".") for amount in amounts]
    try:
        read = read_numbers(column(*cells), name="Score")
    except Ambiguous:
        assert all(amount < 10**6 for amount in amounts)
        return
    assert read.values.tolist() == amounts


PIECES = st.sampled_from([*"0123456789.,'-+()% eEkM$€", "000", "tr", "EUR", "\u202f", "٣", "²", "Mio."])


@given(st.lists(st.one_of(st.text(max_size=20), st.lists(PIECES, max_size=8).map("".join)), max_size=6))
def test_any_words_are_read_or_refused(cells):
    for read in (read_numbers, read_money):
        try:
            found = read(column(*cells), name="Any")
        except KitError:
            continue
        assert len(found.values) == len(cells)
        assert found.values.notna().sum() + len(found.unreadable) == found.filled
