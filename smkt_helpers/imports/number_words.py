"""Numbers as written: digits, marks, sign, ending and currency.

Most cells of a column are written alike, "$1,234.56" like "$9,876.54", so each *shape* is taken apart once and not
each cell. What the marks mean is decided by `numbers` for a whole column; a shape only says which mark it proves to be
the decimal one, if any.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smkt_helpers.imports.cells import folded

ENDINGS: Mapping[str, float] = {
    **dict.fromkeys(("k", "tsd", "tys", "nghìn", "ngàn", "thousand", "tausend"), 1e3),
    **dict.fromkeys(("m", "mm", "mn", "mio", "mln", "tr", "triệu", "million", "millions", "millionen"), 1e6),
    **dict.fromkeys(("b", "bn", "bln", "mrd", "mld", "tỷ", "tỉ", "ty", "billion", "billions", "milliarden"), 1e9),
}
"""Endings that stand for thousands, millions and thousands of millions, in the kit's languages."""

SHARED: Mapping[str, tuple[str, ...]] = {
    "$": tuple("USD AUD CAD NZD SGD HKD TWD MXN ARS CLP COP BRL BSD BBD JMD TTD NAD FJD".split()),
    "dollar": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD"),
    "dollars": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD"),
    "£": ("GBP", "EGP", "LBP", "SYP", "GIP", "FKP"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "fr": ("CHF", "XOF", "XAF"),
}
"""Signs that several countries share; the first code is what is taken unless another one is given."""

_SIGNS: Mapping[str, str] = {
    **{"€": "EUR", "euro": "EUR", "euros": "EUR", "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD"},
    **{"nz$": "NZD", "s$": "SGD", "hk$": "HKD", "nt$": "TWD", "r$": "BRL", "mx$": "MXN", "sfr": "CHF", "zł": "PLN"},
    **{"złoty": "PLN", "złotych": "PLN", "₫": "VND", "đ": "VND", "vnđ": "VND", "đồng": "VND", "dong": "VND"},
    **{"kč": "CZK", "ft": "HUF", "₴": "UAH", "₺": "TRY", "₽": "RUB", "₹": "INR", "₩": "KRW", "฿": "THB", "₱": "PHP"},
    **{"₪": "ILS", "₦": "NGN", "rp": "IDR", "rm": "MYR", "元": "CNY", "円": "JPY", "rmb": "CNY"},
}
_DASHES = "-−–—"
_WHOLE = re.compile(r"(?P<head>[^\d.,]*)(?P<body>[.,]?\d(?:[\d.,' ]*[\d.,])?(?:e[+-]?\d+)?)(?P<tail>\D*)")
_SCIENTIFIC = re.compile(r"(\d+(?:[.,]\d+)?)e([+-]?\d{1,3})")
_PIECES = re.compile(r"[^\W\d_]*\$|[^\W\d_]+|[^\w\s]")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ′", "'"))
_ALIKE = str.maketrans("0123456789", "9999999999")


@dataclass(frozen=True)
class Shape:
    """A way in which a number is written.

    Attributes
    ----------
    start, stop : int
        Where its digits and marks stand.
    times : float
        What sign and ending make of it.
    proves : str
        The mark that is shown to be the decimal one, "?" if a mark may be either, "" if there is no mark.
    currency : str
        Code of the currency, or a sign that several share.
    percent, ending : bool
        Whether it carries a percent sign, or an ending such as "k".
    """

    start: int
    stop: int
    times: float = 1.0
    proves: str = ""
    currency: str = ""
    percent: bool = False
    ending: bool = False


def plain(text: str) -> str:
    """Return the words of a number in the form in which they are compared."""
    return folded(text) if text.isascii() else folded(text.translate(_APOSTROPHES))


def alike(text: str) -> str:
    """Return what all numbers of one shape have in common; a first digit 0 is kept, since 0.123 is no 1.234.

    >>> alike("$1,234.56"), alike("0.123")
    ('$9,999.99', '0.999')
    """
    shape = text.translate(_ALIKE)
    first = shape.find("9")
    return f"{shape[:first]}0{shape[first + 1 :]}" if first >= 0 and text[first] == "0" else shape


def shape(text: str, *, with_currency: bool = False) -> Shape | None:
    """Take the words of a number apart; None if they are no number. `text` comes from `plain`.

    >>> shape("1.234,56").proves, shape("(1 234)").times, shape("12.000.000 ₫", with_currency=True).currency
    (',', -1.0, 'VND')
    """
    found = _WHOLE.fullmatch(text)
    if not found:
        return None
    head, body, tail = found["head"], found["body"], found["tail"].strip()
    in_brackets = head.count("(") == 1 and tail.count(")") == 1
    # "5.-" and "5,–" are whole amounts, not negative ones.
    if body[-1] in ".," and tail[:1] and tail[0] in _DASHES:
        tail = tail.lstrip(_DASHES)
    pieces = _PIECES.findall(head.replace("(", "", 1) if in_brackets else head)
    pieces += _PIECES.findall(tail.replace(")", "", 1) if in_brackets else tail)
    minus = [piece for piece in pieces if piece in _DASHES]
    percent, currencies, endings = 0, set(), []
    for piece in pieces:
        ending, sign = _ending_and_sign(piece)
        if piece == "%":
            percent += 1
        elif ending is not None or (with_currency and sign):
            endings += [ending] if ending else []
            currencies |= {sign} if sign else set()
        elif piece not in _DASHES and piece not in ("+", "."):
            return None
    proves = _proven(body)
    if proves is None or len(minus) + in_brackets > 1 or max(percent, len(endings), len(currencies)) > 1:
        return None
    if currencies and not with_currency:
        return None
    return Shape(
        start=found.start("body"),
        stop=found.end("body"),
        times=(-1.0 if minus or in_brackets else 1.0) * (endings[0] if endings else 1.0),
        proves=proves,
        currency="".join(currencies),
        percent=bool(percent),
        ending=bool(endings),
    )


def _ending_and_sign(piece: str) -> tuple[float | None, str]:
    """Return what a word beside a number stands for: an ending such as "k", a currency, or both as in "k$"."""
    if piece in ENDINGS:
        return ENDINGS[piece], ""
    if sign := currency_of(piece):
        return None, sign
    if len(piece) > 1 and piece[-1] == "$" and piece[:-1] in ENDINGS:
        return ENDINGS[piece[:-1]], "$"
    return None, ""


def _proven(body: str) -> str | None:
    """Return which mark is proven to be the decimal one, "?" if a mark may be either; None if this is no number."""
    scientific = _SCIENTIFIC.fullmatch(body)
    if scientific:
        return next((mark for mark in ".," if mark in scientific[1]), "")
    grouped = re.match(r"\d{1,3}(?:([ '])\d{3})(?:\1\d{3})*(?=[.,]|$)", body)
    rest = body[grouped.end() :] if grouped else body
    if re.search("[ 'e]", rest):
        return None
    marks = re.sub(r"\d", "", rest)
    if not marks:
        return ""
    last, other = (".", ",") if marks[-1] == "." else (",", ".")
    if grouped or len(set(marks)) == 2:
        whole = rest[: rest.rindex(last)]
        return last if marks.count(last) == 1 and (grouped or _in_groups(whole, other)) else None
    if len(marks) > 1:
        return other if _in_groups(rest, last) else None
    whole, part = rest.split(last)
    return "?" if len(part) == 3 and re.fullmatch(r"[1-9]\d{0,2}", whole) else last


def _in_groups(whole: str, mark: str) -> bool:
    """Say whether a mark stands between groups of three digits, or of two as in India: 1,23,456."""
    mark = re.escape(mark)
    return bool(re.fullmatch(rf"\d{{1,3}}(?:{mark}\d{{3}})+|\d{{1,2}}(?:{mark}\d\d)+{mark}\d{{3}}", whole))


def values(texts: list[str], shapes: list[Shape | None], shape_of: np.ndarray, decimal: str) -> np.ndarray:
    """Return the numbers, nan where there is none or where its marks contradict the decimal mark.

    Parameters
    ----------
    texts : list of str, length n
        From `plain`.
    shapes : list of Shape or None
    shape_of : array of int, shape (n,)
        Which of the shapes each text has.
    decimal : str
        "." or ",".

    Returns
    -------
    array of float, shape (n,)
    """
    readable = [shape is not None and shape.proves in ("", "?", decimal) for shape in shapes]
    marks = str.maketrans({" ": None, "'": None, "," if decimal == "." else ".": None, decimal: "."})
    spans = [slice(shape.start, shape.stop) if shape else slice(0) for shape in shapes]
    times = np.array([shape.times if shape else 1.0 for shape in shapes])
    found = [
        float(text[spans[which]].translate(marks)) if readable[which] else np.nan
        for text, which in zip(texts, shape_of.tolist(), strict=True)
    ]
    result = np.array(found, dtype=float) * times[shape_of]
    # 1.1 times a million is 1,100,000.0000000002 to a computer.
    result = np.where(np.abs(times[shape_of]) > 1, np.round(result, 6), result)
    result[~(np.abs(result) < 1e300)] = np.nan
    return result


def currency_of(word: str) -> str:
    """Return the code of a currency that a folded word names, the word itself if several share it, or "".

    >>> currency_of("eur"), currency_of("$"), currency_of("hello")
    ('EUR', '$', '')
    """
    if word in SHARED:
        return word
    return _SIGNS.get(word) or (word.upper() if word.upper() in codes() and len(word) == 3 else "")


@functools.cache
def codes() -> frozenset[str]:
    """Return the codes of all currencies, such as "EUR"."""
    from babel.numbers import list_currencies

    return frozenset(list_currencies())
