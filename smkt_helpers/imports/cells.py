"""What the parts that read the words of one column share, and the two simplest of them: switches and ids.

Times are read by `dates.read_times`, numbers and money by `numbers.read_numbers` and `numbers.read_money`. All look at
each different word once, so that 500,000 rows take about a second, and none of them guesses: what cannot be
read is left blank and listed with its row, and what can be read in two ways is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from smkt_helpers.errors import KitError
from smkt_helpers.words import _, ngettext, number

BLANKS = frozenset(
    {"", "-", "--", "---", "–", "—", ".", "?", "n/a", "n.a.", "#n/a", "#n/v", "nan", "nat", "null", "nil", "undefined"}
    | {"none", "-none-", "--none--", "(none)", "select", "--select--", "please select", "(no value)", "no value"}
    | {"blank", "(blank)", "empty", "(empty)", "not set", "(not set)", "not available", "not applicable", "unassigned"}
    | {"k. a.", "k.a.", "k.a", "keine angabe", "keine angaben", "nicht angegeben", "kein wert", "(kein wert)", "leer"}
    | {"(leer)", "bitte wählen", "bitte auswählen", "auswählen", "keine", "ohne"}
    | {"brak", "(brak)", "brak danych", "brak wartości", "(brak wartości)", "nie dotyczy", "n.d.", "nie podano"}
    | {"wybierz", "puste", "(puste)"}
    | {
        "không có",
        "(không có)",
        "không có giá trị",
        "không áp dụng",
        "chưa có",
        "trống",
        "(trống)",
        "chọn",
        "vui lòng chọn",
    }
)
"""Words that CRM exports write for "nothing here", as `folded` gives them; "NA" may be a firm or North America."""

_YES = frozenset({"yes", "y", "true", "t", "1", "1.0", "x", "✓", "✔", "on", "checked"}) | frozenset(
    {"ja", "j", "wahr", "tak", "prawda", "có", "đúng", "oui", "si", "sí"}
)
_NO = frozenset({"no", "n", "false", "f", "0", "0.0", "✗", "✘", "off", "unchecked"}) | frozenset(
    {"nein", "falsch", "nie", "fałsz", "không", "sai", "non"}
)


class Ambiguous(KitError):  # noqa: N818
    """A column that can be read in two ways, so that a person has to say which.

    Attributes
    ----------
    column : str
        The header.
    formats : tuple of (str, str)
        What can be given back as format, and what it means in words.
    what : str
        "dates" or "numbers".
    """

    def __init__(self, sentence: str, *, column: str, formats: tuple[tuple[str, str], ...], what: str) -> None:
        super().__init__(sentence)
        self.column, self.formats, self.what = column, formats, what


@dataclass(frozen=True, eq=False)
class Read:
    """The values of one column, and how its words were read.

    Attributes
    ----------
    values : pandas.Series
        Values with the index of the words; what is blank or cannot be read is missing.
    format : str
        How the words were read, to be given back as the format of the same column.
    said : str
        The same for people.
    filled, supported : int
        Cells that are not blank, and those of them that can be read in this way only.
    unreadable : Mapping of int to str
        Row number and words of the cells that could not be read; addresses and phone numbers are masked.
    notes : tuple of str
        What a person should know, one sentence each.
    currency : str
        Code of the currency that the cells or the header name; "" if they name none.
    """

    values: pd.Series
    format: str
    said: str
    filled: int
    supported: int
    unreadable: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    currency: str = ""


def folded(text: str) -> str:
    r"""Return words as they are compared: without case, accents in one form, one kind of space.

    >>> folded(" Không\u202fCÓ ")
    'không có'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return " ".join(text.casefold().split())


def masked(text: str) -> str:
    """Return words with everything hidden that looks like an e-mail address or a phone number.

    >>> masked("ask an@example.com or +49 30 1234567"), masked("31.02.2026")
    ('ask … or …', '31.02.2026')
    """
    text = re.sub(r"[^\s<>(),;:]+@[^\s<>(),;:]+", "…", text)
    # A date has the digits of a phone number; it is what the person has to see.
    date = r"\b(?P<date>\d{1,2}([./-])\d{1,2}\2\d{2,4}|\d{4}([./-])\d{1,2}\3\d{1,2})(?!\d)"
    phone = r"\+?\(?\d(?:[\s()/.-]*\d){6,}"
    return re.sub(f"{date}|{phone}", lambda found: found["date"] or "…", text)


@dataclass(frozen=True, eq=False)
class Distinct:
    """The different words of a column: `codes` says for each row which of `texts` it holds."""

    index: pd.Index
    codes: np.ndarray
    texts: list[str]

    def counts(self) -> np.ndarray:
        """Return how many rows hold each of the words."""
        return np.bincount(self.codes, minlength=len(self.texts))

    def row(self, which: int) -> int:
        """Return the row number of the first cell with these words."""
        return int(self.index[int((self.codes == which).argmax())])

    def spread(self, values: np.ndarray) -> pd.Series:
        """Return one value per row from one value per different word."""
        return pd.Series(values[self.codes], index=self.index)

    def unreadable(self, bad: np.ndarray) -> dict[int, str]:
        """Return row number and masked words of the cells whose words are marked, in the order of the rows."""
        places = np.flatnonzero(bad[self.codes])
        words = {which: masked(self.texts[which]) for which in set(self.codes[places].tolist())}
        return {int(self.index[place]): words[int(self.codes[place])] for place in places}


def distinct(words: pd.Series) -> Distinct:
    """Return the different words of a column; a missing cell counts as blank words."""
    codes, texts = pd.factorize(words.fillna("").to_numpy(dtype=object))
    return Distinct(words.index, codes, texts.tolist())


def is_blank(words: pd.Series) -> pd.Series:
    """Say for each cell whether it holds nothing or only a word that stands for nothing.

    Parameters
    ----------
    words : pandas.Series of str, shape (n_rows,)

    Returns
    -------
    pandas.Series of bool, shape (n_rows,)
    """
    cells = distinct(words)
    return cells.spread(np.array([folded(text) in BLANKS for text in cells.texts], dtype=bool))


def none_read(name: str, cells: Distinct, bad: np.ndarray, sentence: str) -> KitError:
    """Return the refusal of a column in which no cell can be read; it quotes the first one."""
    which = int(np.flatnonzero(bad)[0])
    return KitError(sentence.format(column=name, row=number(cells.row(which)), words=masked(cells.texts[which])))


def read_switch(words: pd.Series, *, name: str) -> Read:
    """Read a column of yes and no, in any of the kit's languages.

    Parameters
    ----------
    words : pandas.Series of str, shape (n_rows,)
    name : str
        The header, for sentences.

    Returns
    -------
    Read
        Its values are True, False or None.

    Raises
    ------
    KitError
        If cells are filled and none of them says yes or no.
    """
    cells = distinct(words)
    known = {**dict.fromkeys(BLANKS), **dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
    plain = [folded(text) for text in cells.texts]
    meant = np.array([known.get(text) for text in plain], dtype=object)
    blank = np.array([text in BLANKS or text == "na" for text in plain], dtype=bool)
    bad = ~blank & np.array([text not in known for text in plain], dtype=bool)
    read = ~blank & ~bad
    counts = cells.counts()
    if bad.any() and not read.any():
        raise none_read(
            name,
            cells,
            bad,
            _(
                "Column “{column}” should say yes or no, but none of its cells does; row {row} holds “{words}”. "
                "Correct it, or leave this column out."
            ),
        )
    return Read(
        values=cells.spread(meant).astype(object),
        format="yes/no",
        said=_said_switch([cells.texts[i] for i in np.flatnonzero(read)], meant[read]),
        filled=int(counts[~blank].sum()),
        supported=int(counts[read].sum()),
        unreadable=cells.unreadable(bad),
    )


def _said_switch(texts: list[str], meant: np.ndarray) -> str:
    """Return in words which cells mean yes and which no."""
    yes = ", ".join(f"“{text}”" for text, value in zip(texts, meant, strict=True) if value)
    no = ", ".join(f"“{text}”" for text, value in zip(texts, meant, strict=True) if not value)
    if yes and no:
        return _("{yes} as yes, {no} as no").format(yes=yes, no=no)
    if yes:
        return _("{yes} as yes").format(yes=yes)
    return _("{no} as no").format(no=no) if no else _("nothing but blanks")


def read_ids(words: pd.Series, *, name: str) -> Read:
    """Read a column of ids as words, mending "123.0" to "123".

    Parameters
    ----------
    words : pandas.Series of str, shape (n_rows,)
    name : str
        The header, for sentences.

    Returns
    -------
    Read
        Its values are words, missing where blank.

    Raises
    ------
    KitError
        If a spreadsheet has rounded an id to something like 1.2E+09.
    """
    cells = distinct(words)
    blank = np.array([folded(text) in BLANKS for text in cells.texts], dtype=bool)
    rounded = ["+" in text and bool(re.fullmatch(r"\d(?:[.,]\d+)?[eE]\+\d{2,}", text.strip())) for text in cells.texts]
    if any(rounded):
        which = rounded.index(True)
        raise KitError(
            _(
                "Column “{column}” holds “{words}” in row {row}: a spreadsheet rounded the id, and it cannot be "
                "brought back. Export the file again, and format this column as text before anything is saved."
            ).format(column=name, words=cells.texts[which], row=number(cells.row(which)))
        )
    cut = [re.fullmatch(r"(\d+)[.,]0+", text) if text.endswith("0") else None for text in map(str.strip, cells.texts)]
    # Ids are compared letter by letter: the same letters must not differ by how their accents are stored.
    plain = [
        match.group(1) if match else unicodedata.normalize("NFC", text.strip())
        for text, match in zip(cells.texts, cut, strict=True)
    ]
    counts = cells.counts()
    mended = int(counts[np.array([match is not None for match in cut], dtype=bool)].sum())
    notes = []
    if mended:
        notes.append(
            ngettext(
                "{count} id in column “{column}” had lost its form as text, such as 123.0; it was read as 123.",
                "{count} ids in column “{column}” had lost their form as text, such as 123.0; they were read as 123.",
                mended,
            ).format(count=number(mended), column=name)
        )
    notes += _cut_digits(name, cells, blank)
    values = np.array([None if empty else text for text, empty in zip(plain, blank, strict=True)], dtype=object)
    filled = int(counts[~blank].sum())
    return Read(
        values=cells.spread(values).astype("str"),
        format="id",
        said=_("words, letter by letter"),
        filled=filled,
        supported=filled,
        notes=tuple(notes),
    )


def _cut_digits(name: str, cells: Distinct, blank: np.ndarray) -> list[str]:
    """Return a note if a spreadsheet seems to have cut long ids to its 15 digits."""
    filled = [text for text, empty in zip(cells.texts, blank, strict=True) if not empty]
    long = [text for text in filled if len(text) > 15 and text.isdecimal()]
    if len(long) < 3 or any(text[15:].strip("0") for text in long):
        return []
    return [
        _(
            "All ids of 16 and more digits in column “{column}” end in 0: a spreadsheet seems to have cut their last "
            "digits, so different ones may look the same."
        ).format(column=name)
    ]
