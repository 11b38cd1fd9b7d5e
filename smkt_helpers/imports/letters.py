"""How the letters of a text file are stored: Unicode where it is, else one of three Windows code pages."""

from __future__ import annotations

import codecs
import itertools
import re
import unicodedata
from collections import Counter

from smkt_helpers.errors import KitError
from smkt_helpers.words import _, number

# The longer mark first: UTF-32 begins as UTF-16 does.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# The letters that each code page was made for. The commonest page first: it wins where nothing tells them apart.
_MADE_FOR = {
    "cp1252": "äöüßàâæçèéêëîïôœùûÿáíñóúãõåøìò",
    "cp1250": "ąćęłńóśźżáčďéěíňřšťúůýžĺľŕôäöüßőűăâîşđ",
    "cp1258": "ăâđêôơưàáèéùúíóýảãạẻẽẹìỉĩịòỏõọủũụỳỷỹỵấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự₫",
}
# Marks that every page has, and that say nothing about a language.
_COMMON = "€‚„…†‡‰‘’“”•–—™\u00a0¤¦§¨©«¬\u00ad®°±´µ¶·¸»×÷¡¿£¥"
_WORD_WITH_HIGH_BYTES = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
_WORDS_LOOKED_AT = 50_000


def decoded(data: bytes, name: str, encoding: str) -> tuple[str, str, list[str]]:
    """Turn the bytes of a text file into letters.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name, for sentences.
    encoding : str
        How the letters are stored; blank to find out.

    Returns
    -------
    text : str
        All letters, without a byte order mark.
    encoding : str
        The encoding that was used.
    notes : list of str
        What was guessed, one sentence each.

    Raises
    ------
    KitError
        If the file holds no text, or its letters cannot be read.
    """
    notes: list[str] = []
    used = encoding or next((found for mark, found in _MARKS if data.startswith(mark)), "") or _without_mark(data)
    try:
        text = data.decode(used)
    except LookupError:
        raise KitError(
            _("There is no encoding called “{encoding}”; for example “utf-8” or “cp1250”.").format(encoding=encoding)
        ) from None
    except UnicodeError as error:
        if encoding or used != "utf-8":
            raise KitError(
                _("The letters of {file} cannot be read as {encoding}; save it again as “CSV UTF-8”.").format(
                    file=name, encoding=used
                )
            ) from None
        _refuse_two_encodings(data, name, error)
        text, used, notes = _from_code_page(data, name)
    _refuse_no_text(text, name)
    return text.removeprefix("\ufeff"), used, notes


def _without_mark(data: bytes) -> str:
    """Tell UTF-16 without a mark by its zero bytes, which stand at every second place."""
    start = data[:2000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > 0.3 * len(start) / 2 and even * 4 < odd:
        return "utf-16-le"
    if even > 0.3 * len(start) / 2 and odd * 4 < even:
        return "utf-16-be"
    return "utf-8"


def _refuse_two_encodings(data: bytes, name: str, error: UnicodeError) -> None:
    """Refuse a file that is UTF-8 but for a few places: read as anything else, all its other letters would break."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", errors="ignore")) - broken
    if whole > 5 * broken:
        line = data[: getattr(error, "start", 0)].count(b"\n") + 1
        raise KitError(
            _(
                "{file} is stored as UTF-8, but a letter in line {line} is not; the file was cut off or two files were "
                "put together, so export it again."
            ).format(file=name, line=number(line))
        )


def _refuse_no_text(text: str, name: str) -> None:
    """Refuse bytes that are no text in any encoding."""
    start = text[:10_000]
    odd = len(re.findall(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]", start))
    if "\0" in text or odd > 0.05 * len(start):
        raise KitError(_("{file} holds no text; export the list as CSV or Excel instead.").format(file=name))


def _from_code_page(data: bytes, name: str) -> tuple[str, str, list[str]]:
    """Read bytes in the code page whose own letters they give most often; say what the next best would give."""
    found = itertools.islice(_WORD_WITH_HIGH_BYTES.finditer(data), _WORDS_LOOKED_AT)
    words = b"\n".join(match.group() for match in found)
    texts = {}
    for page in _MADE_FOR:
        try:
            data.decode(page)
            # Vietnamese is stored as letter plus tone; only together they are a letter that can be looked up.
            text = unicodedata.normalize("NFC", words.decode(page))
        except UnicodeDecodeError:
            continue
        if text not in texts.values():
            texts[page] = text
    if not texts:
        raise KitError(_("The letters of {file} cannot be read; save it again as “CSV UTF-8”.").format(file=name))
    fits = {page: _fit(text, page) for page, text in texts.items()}
    equal = [page for page in fits if fits[page] == max(fits.values())]
    looks = _coherence(words, equal) if len(equal) > 1 else {}
    best, *others = sorted(texts, key=lambda page: (-fits[page], -looks.get(page, 0.0)))
    return data.decode(best), best, [_why(texts[best], texts[other], best, other) for other in others[:1]]


def _fit(text: str, page: str) -> int:
    """Count the words that somebody may write whom a page was made for, less those that nobody would."""
    good = set(_MADE_FOR[page]) | set(_MADE_FOR[page].upper())
    fit = 0
    for word, count in Counter(text.split("\n")).items():
        letters = {letter for letter in word if not letter.isascii()} - set(_COMMON)
        inside = any(two.isupper() and one.islower() for one, two in itertools.pairwise(word) if not two.isascii())
        # A letter that stands alone may be the sign of a currency in another page, as "£" and "Ł".
        if letters and (len(word) > 1 or not word.isalpha()):
            fit += count if letters <= good and not inside else -count
    return fit


def _coherence(words: bytes, pages: list[str]) -> dict[str, float]:
    """Return how much the words look like a language in each page, where their letters do not decide."""
    from charset_normalizer import from_bytes

    return {match.encoding: match.coherence for match in from_bytes(words[:20_000], cp_isolation=pages)}


def _why(text: str, other_text: str, page: str, other: str) -> str:
    """Say which letters were found, and what another page would make of them: no words, because they may be names."""
    # Vietnamese tones are letters of their own in the other pages, so that only the words have the same places.
    pairs = [
        (ours, theirs)
        for ours, theirs in zip(text.split("\n"), other_text.split("\n"), strict=True)
        if ours != theirs
    ]
    ours = Counter(letter for one, two in pairs for letter in one if not letter.isascii() and letter not in two)
    theirs = Counter(letter for one, two in pairs for letter in two if not letter.isascii() and letter not in one)

    def shown(letters: Counter) -> str:
        return ", ".join(letter for letter, _count in letters.most_common(3)) or "–"

    return _(
        "Its letters were read as {page}, which gives {letters}; {other} would give {others}. If letters look wrong, "
        "save the file again as “CSV UTF-8” or give the encoding."
    ).format(page=page, letters=shown(ours), other=other, others=shown(theirs))
