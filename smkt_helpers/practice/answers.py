"""Numbers as people type them.

Two habits exist: ``1,234.5`` and ``1.234,5``. Most texts can only mean one number (``12,5`` or
``1.234,5``). A text such as ``1,234`` can mean two, a thousand times apart; then the learner's own
habit decides, and as long as we do not know it we ask instead of guessing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from smkt_helpers.words import _

COMMA_GROUPS = "1,234.5"
POINT_GROUPS = "1.234,5"
NUMBER_STYLES = (COMMA_GROUPS, POINT_GROUPS)

_SPACES_AND_APOSTROPHES = r"[ \u00a0\u2009\u202f'\u2019]"
_CURRENCY_CODES = "EUR|USD|GBP|CHF|VND|PLN|CZK|SEK|NOK|DKK|JPY|CNY|INR|AUD|CAD|zł|kr"
_MONEY = re.compile(rf"^({_CURRENCY_CODES})(?=[\s\d+\-.,])|(?<=[\s\d])({_CURRENCY_CODES})$", re.IGNORECASE)


@dataclass(frozen=True)
class Typed:
    """What a typed text means.

    Attributes
    ----------
    kind : {"blank", "number", "unclear", "nonsense"}
        ``"unclear"`` when the text can mean two numbers and the learner's habit is not known.
    value : float or None
        The number; only for ``"number"``.
    mark : {"", "%", "money"}
        What stood beside the number.
    sentence : str
        For ``"unclear"`` and ``"nonsense"``: what to tell the learner.
    readings : tuple of (str, float)
        For ``"unclear"``: each habit with the number it would mean.
    """

    kind: str
    value: float | None = None
    mark: str = ""
    sentence: str = ""
    readings: tuple[tuple[str, float], ...] = ()


def parse_number(text: str | None, style: str | None = None, unit: str = "") -> Typed:
    """Read a number as a person typed it.

    Parameters
    ----------
    text : str or None
        What was typed: ``"1.234,5"``, ``"1,234.5"``, ``"1 234,5"``, ``"12%"``, ``"€ 1,200"``.
    style : {"1,234.5", "1.234,5"}, optional
        The learner's habit; it decides only texts that can mean two numbers.
    unit : str
        A word that may follow the number, such as ``"leads"``.

    Returns
    -------
    Typed
        Never raises for any text.

    Examples
    --------
    >>> parse_number("1.234,5").value
    1234.5
    >>> parse_number("1,234").kind
    'unclear'
    >>> parse_number("1,234", style="1.234,5").value
    1.234
    """
    bare, mark = _without_marks((text or "").strip(), unit)
    if not bare and not mark:
        return Typed("blank")
    found = {habit: value for habit in NUMBER_STYLES if (value := _read(bare, habit)) is not None}
    if not found:
        return Typed("nonsense", sentence=_not_a_number(text))
    values = set(found.values())
    if len(values) == 1:
        return Typed("number", values.pop(), mark)
    if style in found:
        return Typed("number", found[style], mark)
    question = _("Does “{typed}” mean {whole}, or a number with decimals, {decimal}?").format(
        typed=bare, whole=spoken(max(values, key=abs)), decimal=spoken(min(values, key=abs))
    )
    return Typed("unclear", mark=mark, sentence=question, readings=tuple(found.items()))


def spoken(value: float) -> str:
    """Write a number so that both habits read it alike: no thousands mark, decimals after a word.

    >>> spoken(1234.0), spoken(1.5)
    ('1234', '1 point 5')
    """
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    whole, _gap, decimals = text.partition(".")
    return _("{whole} point {decimals}").format(whole=whole, decimals=decimals) if decimals else whole


def _without_marks(text: str, unit: str) -> tuple[str, str]:
    """Split "€ 1,200" into ("1,200", "money")."""
    text = text.replace("\u2212", "-")
    if unit and text.lower().endswith(unit.lower()):
        text = text[: len(text) - len(unit)].strip()
    if text.endswith("%"):
        return text[:-1].strip(), "%"
    without = _MONEY.sub("", text)
    without = "".join(c for c in without if unicodedata.category(c) != "Sc")
    return without.strip(), "money" if without != text else ""


def _read(text: str, style: str) -> float | None:
    """Read the text by one habit; None when it does not follow it."""
    group, point = (",", ".") if style == COMMA_GROUPS else (".", ",")
    grouped = "|".join(rf"[1-9]\d{{0,2}}({mark}\d{{3}})+" for mark in (re.escape(group), _SPACES_AND_APOSTROPHES))
    pattern = rf"([+-]?)\s?({grouped}|\d*)({re.escape(point)}\d+)?"
    match = re.fullmatch(pattern, text, re.ASCII)
    if match is None or not re.search(r"\d", text):
        return None
    sign, whole, decimals = match.group(1), match.group(2), match.groups()[-1]
    digits = re.sub(r"\D", "", whole) or "0"
    return float(f"{sign}{digits}.{decimals[1:] if decimals else '0'}")


def _not_a_number(text: str | None) -> str:
    shown = (text or "").strip()
    shown = shown if len(shown) <= 30 else shown[:29] + "…"
    return _("“{typed}” is not a number we can read; type digits only, for example 1200.").format(typed=shown)
