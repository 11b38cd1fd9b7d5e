"""Words become numbers and amounts of money: one decimal mark per column, decided by its cells or asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from smkt_helpers.errors import KitError
from smkt_helpers.imports import number_words
from smkt_helpers.imports.cells import BLANKS, Ambiguous, Distinct, Read, distinct, folded, none_read
from smkt_helpers.imports.number_words import SHARED, Shape
from smkt_helpers.words import _, ngettext, number

_MARK = {".": "decimal point", ",": "decimal comma"}
_NO_MARK = "no decimal mark"


@dataclass(frozen=True, eq=False)
class _Column:
    """The cells of a column with their shapes; `shape_of` says for each different cell which one it has."""

    name: str
    cells: Distinct
    texts: list[str]
    shapes: list[Shape | None]
    shape_of: np.ndarray

    def where(self, says: Callable[[Shape], bool]) -> np.ndarray:
        """Return which of the different cells are numbers of which `says` is true."""
        return np.array([bool(shape) and says(shape) for shape in self.shapes], dtype=bool)[self.shape_of]

    def rows(self, chosen: np.ndarray) -> int:
        """Return how many rows hold the chosen cells."""
        return int(self.cells.counts()[chosen].sum())

    def first(self, chosen: np.ndarray) -> tuple[int, str]:
        """Return row number and words of the first of the chosen cells."""
        which = int(chosen.argmax())
        return self.cells.row(which), self.cells.texts[which].strip()


class Mixed(KitError):  # noqa: N818
    """Amounts in several currencies, which must never be added.

    Attributes
    ----------
    currencies : Mapping of str to int
        How many cells hold each of the currencies.
    rows : Mapping of str to tuple of int
        Their row numbers.
    """

    def __init__(self, sentence: str, *, currencies: Mapping[str, int], rows: Mapping[str, tuple[int, ...]]) -> None:
        super().__init__(sentence)
        self.currencies, self.rows = currencies, rows


def read_numbers(words: pd.Series, *, name: str, decimal: str = "") -> Read:
    """Read a column of numbers.

    Parameters
    ----------
    words : pandas.Series of str, shape (n_rows,)
    name : str
        The header, for sentences.
    decimal : str
        "." or "," (also "decimal point", "decimal comma"), if the decimal mark is known; else it is found.

    Returns
    -------
    Read
        Its values are float64. A percent sign does not change a value: 25% is 25.

    Raises
    ------
    Ambiguous
        If every mark in the column may be a decimal mark as well as one between thousands.
    KitError
        If two decimal marks are used, or no cell is a number.
    """
    return _read(_taken_apart(words, name, with_currency=False), decimal)


def read_money(words: pd.Series, *, name: str, decimal: str = "", currency: str = "") -> Read:
    """Read a column of amounts of money, with or without a currency in the cells or the header.

    Parameters
    ----------
    words : pandas.Series of str, shape (n_rows,)
    name : str
        The header, such as "Amount (EUR)".
    decimal : str
        As in `read_numbers`.
    currency : str
        Code of the currency, if it is known; it also says which dollar "$" is.

    Returns
    -------
    Read
        Its values are float64 in the one currency that `currency` of the result names ("" if nothing names one).

    Raises
    ------
    Mixed
        If cells, header and `currency` name more than one currency.
    Ambiguous, KitError
        As in `read_numbers`.
    """
    asked = currency.strip().upper()
    if asked and asked not in number_words.codes():
        raise KitError(
            _("“{currency}” is no currency; write its code of three letters, such as EUR.").format(currency=currency)
        )
    column = _taken_apart(words, name, with_currency=True)
    code, notes = _one_currency(column, asked, _currency_in(name))
    return _read(column, decimal, code, notes)


def _taken_apart(words: pd.Series, name: str, *, with_currency: bool) -> _Column:
    """Look at each different shape once."""
    cells = distinct(words)
    texts = [number_words.plain(text) for text in cells.texts]
    shape_of, shapes = pd.factorize(np.array([number_words.alike(text) for text in texts], dtype=object))
    taken = [number_words.shape(shape, with_currency=with_currency) for shape in shapes]
    return _Column(name, cells, texts, taken, shape_of)


def _currency_in(name: str) -> str:
    """Return the currency that a header names: in brackets, after "in", or as its last word; "" if none."""
    found = re.search(r"(?:[(\[]|\bin )\s*([^\W\d_]{3}|[^\w\s]|[^\W\d_]{1,4}\$?)\s*[)\]]?\s*$", name)
    if found:
        return number_words.currency_of(folded(found[1]))
    # Headers in capitals only may well end in a word that looks like a code.
    last = re.search(r"[ _-]([A-Z]{3})$", name)
    return number_words.currency_of(last[1].lower()) if last and name != name.upper() else ""


def _one_currency(column: _Column, asked: str, of_header: str) -> tuple[str, list[str]]:
    """Return the one currency of a column and what to say about it."""
    signs = [shape.currency if shape else "" for shape in column.shapes]
    named = {_code(sign, asked, of_header) for sign in signs if sign}
    unnamed = _code(of_header, asked, "") or asked or (next(iter(named)) if len(named) == 1 else "")
    of_shapes = [
        (_code(sign, asked, of_header) if sign else unnamed) if shape else ""
        for sign, shape in zip(signs, column.shapes, strict=True)
    ]
    codes = sorted(set(of_shapes) - {""})
    wanted = asked or ("" if of_header in SHARED else of_header)
    if len(codes) > 1 or (wanted and codes and codes != [wanted]):
        raise _mixed(column, of_shapes, codes, wanted)
    code = codes[0] if codes else unnamed
    notes = []
    for sign in sorted({sign for sign in [*signs, of_header] if sign in SHARED} if not asked else ()):
        notes.append(
            _(
                "“{sign}” was taken for {code}; several countries write it, so give the currency if it is another."
            ).format(sign=sign, code=code)
        )
    bare = column.rows(column.where(lambda shape: not shape.currency))
    if bare and named and not of_header:
        notes.append(
            ngettext(
                "{count} amount names no currency; it was taken for {code} like the others.",
                "{count} amounts name no currency; they were taken for {code} like the others.",
                bare,
            ).format(count=number(bare), code=code)
        )
    return code, notes


def _code(sign: str, asked: str, of_header: str) -> str:
    """Return the code that a sign stands for; a sign that several share gives way to what is known besides."""
    if sign not in SHARED:
        return sign
    return next((code for code in (asked, of_header) if code in SHARED[sign]), SHARED[sign][0])


def _mixed(column: _Column, of_shapes: list[str], codes: list[str], wanted: str) -> Mixed:
    """Return the refusal of a column in several currencies, or in another one than was asked for."""
    own = column.cells.spread(np.array(of_shapes, dtype=object)[column.shape_of])
    rows = {code: tuple(int(row) for row in own.index[own == code]) for code in codes}
    currencies = {code: len(rows[code]) for code in codes}
    listed = ", ".join(f"{code} ({number(count)})" for code, count in currencies.items())
    if len(codes) == 1:
        sentence = _("Column “{column}” holds amounts in {listed}, not in {wanted}.").format(
            column=column.name, listed=listed, wanted=wanted
        )
    else:
        sentence = _(
            "Column “{column}” mixes currencies, {listed}; they cannot be added. Choose one with currency, as in "
            "EUR, and the rows in others are left out."
        ).format(column=column.name, listed=listed)
    return Mixed(sentence, currencies=currencies, rows=rows)


def _read(column: _Column, decimal: str, currency: str = "", notes: list[str] | None = None) -> Read:
    """Decide the decimal mark of a column and read its cells by it."""
    mark = _given_mark(decimal) or _mark_found(column)
    values = number_words.values(column.texts, column.shapes, column.shape_of, mark or ".")
    blank = np.array([text in BLANKS or text == "na" for text in column.texts], dtype=bool)
    read = ~np.isnan(values)
    bad = ~blank & ~read
    if bad.any() and not read.any():
        raise none_read(
            column.name,
            column.cells,
            bad,
            _(
                "Column “{column}” should hold numbers, but none of its cells can be read as one; row {row} holds "
                "“{words}”. Correct it, or leave this column out."
            ),
        )
    proving = read & column.where(lambda shape: shape.proves == mark)
    return Read(
        values=column.cells.spread(values),
        format=_MARK.get(mark, _NO_MARK),
        said=_said(column, mark, read, proving),
        filled=column.rows(~blank),
        supported=column.rows(proving),
        unreadable=column.cells.unreadable(bad),
        notes=(*(notes or ()), *_notes(column, read)),
        currency=currency,
    )


def _given_mark(decimal: str) -> str:
    """Return the decimal mark that a person gave, as itself or by the name of a format; "" if it is to be found."""
    if decimal in ("", _NO_MARK):
        return ""
    mark = {"decimal point": ".", "decimal comma": ","}.get(decimal, decimal)
    if mark not in _MARK:
        raise KitError(_("“{decimal}” is no decimal mark; give a point or a comma.").format(decimal=decimal))
    return mark


def _mark_found(column: _Column) -> str:
    """Return the decimal mark that the cells prove; "" if no cell has any mark."""
    point, comma = (column.where(lambda shape, mark=mark: shape.proves == mark) for mark in ".,")
    if point.any() and comma.any():
        (first_row, first), (second_row, second) = sorted((column.first(point), column.first(comma)))
        raise KitError(
            _(
                "Column “{column}” mixes two decimal marks: {first} in row {first_row} and {second} in row "
                "{second_row}. Correct it in the file, or say which mark is right; the other cells are then left blank."
            ).format(
                column=column.name,
                first=first,
                first_row=number(first_row),
                second=second,
                second_row=number(second_row),
            )
        )
    if point.any() or comma.any():
        return "." if point.any() else ","
    either = column.where(lambda shape: shape.proves == "?")
    if not either.any():
        return ""
    row, words = column.first(either)
    which = int(either.argmax())
    meanings = [
        number_words.values([column.texts[which]], column.shapes, column.shape_of[[which]], mark)[0] for mark in ".,"
    ]
    raise Ambiguous(
        _(
            "Column “{column}” can be read in two ways: {words} in row {row} means {large} or a thousandth of it, and "
            "no cell decides. Say which the decimal mark is, a point or a comma, with decimal."
        ).format(column=column.name, words=words, row=number(row), large=number(max(meanings))),
        column=column.name,
        formats=(
            ("decimal point", _("the point is the decimal mark")),
            ("decimal comma", _("the comma is the decimal mark")),
        ),
        what="numbers",
    )


def _said(column: _Column, mark: str, read: np.ndarray, proving: np.ndarray) -> str:
    """Return the format in words, with a cell that shows it."""
    if not read.any():
        return _("nothing but blanks")
    which = int((proving if proving.any() else read).argmax())
    example, body = column.cells.texts[which].strip(), column.shapes[column.shape_of[which]]
    # A trailing point as in "Mio." is no mark.
    has_decimals = mark and mark in column.texts[which][body.start : body.stop]
    if mark == ".":
        shown = (
            _("a point before the decimals, as in {example}")
            if has_decimals
            else _("a comma between the thousands, as in {example}")
        )
    elif mark == ",":
        shown = (
            _("a comma before the decimals, as in {example}")
            if has_decimals
            else _("a point between the thousands, as in {example}")
        )
    else:
        shown = _("no decimals, as in {example}")
    return shown.format(example=example)


def _notes(column: _Column, read: np.ndarray) -> list[str]:
    """Return what a person should know about endings and percent signs."""
    notes = []
    ending, percent = (read & column.where(says) for says in (lambda shape: shape.ending, lambda shape: shape.percent))
    if ending.any():
        count = column.rows(ending)
        notes.append(
            ngettext(
                "{count} number is shortened, as in {example}; it was written out.",
                "{count} numbers are shortened, as in {example}; they were written out.",
                count,
            ).format(count=number(count), example=column.first(ending)[1])
        )
    if percent.any():
        count = column.rows(percent)
        notes.append(
            ngettext(
                "{count} number carries a percent sign; 25% was read as 25.",
                "{count} numbers carry a percent sign; 25% was read as 25.",
                count,
            ).format(count=number(count))
        )
    return notes
