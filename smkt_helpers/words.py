"""Every word and number a user reads passes through here.

Three ideas:

* ``_("...")`` translates a sentence, ``ngettext`` a plural. English is the source; a language is a
  folder of catalogues under ``smkt_helpers/locale`` and never a fork. Sentences stay whole, with
  named gaps: ``_("{count} leads wait").format(count=...)``.
* ``N_("...")`` marks a sentence that is declared now (a label of a decision, say) and translated
  later, when it is shown.
* ``number``, ``money``, ``percent``, ``duration`` and ``date`` are the only formatters.
"""

from __future__ import annotations

import functools
import gettext as _gettext
import math
import os
from datetime import date as _date
from pathlib import Path

DOMAIN = "smkt"
LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGE_VARIABLE = "SMKT_LANGUAGE"


@functools.cache
def _catalogue(language: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, LOCALE_DIR, languages=[language], fallback=True)


def language() -> str:
    """Return the code of the language in use, for example ``"en"``."""
    return os.environ.get(LANGUAGE_VARIABLE, "en")


def _(text: str) -> str:
    """Translate one whole sentence into the language in use."""
    return _catalogue(language()).gettext(text)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a sentence that depends on a count."""
    return _catalogue(language()).ngettext(singular, plural, n)


def N_(text: str) -> str:
    """Mark a sentence for translation where it is declared; ``_`` translates it where it is shown."""
    return text


def number(value: float, digits: int = 0) -> str:
    """Format a number with thousands separators and a proper minus sign; a missing value becomes a dash.

    >>> number(12345.678, 1)
    '12,345.7'
    >>> number(-0.4), number(-1200)
    ('0', '−1,200')
    """
    if value is None or math.isnan(value):
        return "–"
    text = f"{abs(value):,.{digits}f}"
    return "−" + text if value < 0 and float(text.replace(",", "")) else text


def money(value: float, currency: str, digits: int = 0) -> str:
    """Format an amount with its currency code.

    >>> money(1234.5, "EUR"), money(-20, "EUR")
    ('EUR 1,234', '−EUR 20')
    """
    if value is None or math.isnan(value):
        return "–"
    sign = "−" if number(value, digits).startswith("−") else ""
    return f"{sign}{currency} {number(abs(value), digits)}"


def percent(share: float, digits: int = 0) -> str:
    """Format a share between 0 and 1 as a percentage.

    >>> percent(0.256, 1)
    '25.6%'
    """
    return "–" if share is None or math.isnan(share) else f"{number(100 * share, digits)}%"


def duration(minutes: float) -> str:
    """Format minutes in the largest unit a person would use.

    >>> duration(95)
    '1.6 hours'
    >>> duration(60)
    '1 hour'
    """
    if minutes is None or math.isnan(minutes):
        return "–"
    if abs(minutes) < 60:
        return ngettext("{n} minute", "{n} minutes", abs(round(minutes))).format(n=number(minutes))
    if abs(minutes) < 48 * 60:
        hours = number(minutes / 60, 1)
        return ngettext("{n} hour", "{n} hours", 1 if hours == "1.0" else 2).format(n="1" if hours == "1.0" else hours)
    return _("{n} days").format(n=number(minutes / 1440, 1))


def date(day: _date) -> str:
    """Format a calendar day so that nobody can mistake day for month.

    >>> date(_date(2026, 1, 5))
    '2026-01-05'
    """
    return day.isoformat()
