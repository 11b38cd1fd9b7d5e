"""Texts that a spreadsheet would take for a formula and carry out; anybody can type one into a form."""

from __future__ import annotations

import re

import pandas as pd

__all__ = ["RISKY", "neutral", "restored"]

# A text that itself begins with an apostrophe before such a sign gets one more, so that every text comes back.
RISKY = re.compile(r"'*[=+\-@\t\r\n]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n]")


def neutral(words: pd.Series) -> pd.Series:
    """Return texts with an apostrophe before those that a spreadsheet would take for a formula.

    Parameters
    ----------
    words : pandas.Series of str
        Blanks stay blank.

    Returns
    -------
    pandas.Series
    """
    risky = [word for word in words.dropna().unique() if RISKY.match(str(word))]
    return words.astype("object").where(~words.isin(risky), "'" + words.astype("str")) if risky else words


def restored(words: pd.Series) -> pd.Series:
    """Return texts as they were before `neutral`.

    Parameters
    ----------
    words : pandas.Series of str

    Returns
    -------
    pandas.Series
    """
    escaped = [word for word in words.dropna().unique() if _ESCAPED.match(str(word))]
    return words.astype("object").where(~words.isin(escaped), words.astype("str").str[1:]) if escaped else words
