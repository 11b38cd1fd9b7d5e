"""The pages for phones as HTML: every word is made safe, nothing stands in them that could run or reach elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import jinja2

from smkt_helpers.words import _, language
from smkt_helpers.workshop.people import HOMES, LONGEST_NAME
from smkt_helpers.workshop.phones.blocks import Block, Clock, Form, View, Words
from smkt_helpers.workshop.phones.view import mark_of
from smkt_helpers.workshop.tables import CODE_LETTERS

STATIC = Path(__file__).parent / "static"
# An amount is not parted from its currency at the end of a line.
_AMOUNT = re.compile(r"\b([A-Z]{3}) (?=[-−]?\d)")
_KINDS = {Words: "words", Clock: "clock", Form: "form"}


def page(
    view: View,
    form: str,
    left: float | None,
    trouble: str = "",
    fields: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> str:
    """Return one person's page.

    Parameters
    ----------
    view : View
    form : str
        A mark that is sent along with what is filled in, so that nothing counts twice.
    left : float or None
        Seconds to decide.
    trouble : str
        Why something was not taken.
    fields : mapping of str to str, optional
        A sentence for each field that has to be looked at.
    typed : mapping of str to str, optional
        What stands in the fields of a form that was not taken.
    """
    inside = here(view, form, left, fields, typed)
    return _made(
        "page.html", title=view.title, mark=mark_of(view), person=view.person, inside=inside, trouble=trouble,
        script=_script_words(), look=_("Look for news"),
    )  # fmt: skip


def here(
    view: View,
    form: str,
    left: float | None,
    fields: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> str:
    """Return what stands inside a page: its parts, each with a mark that differs whenever the part does."""
    parts = [(_KINDS[type(block)], block, _mark(block)) for block in view.blocks]
    top = (view.where, view.name, view.place)
    return _made(
        "here.html", view=view, top_mark=_mark(top), parts=parts, form=form, left=clock_text(left), seconds=left,
        fields=fields or {}, typed=typed or {}, more=_("What does this mean?"), choose=_("Choose one"),
    )  # fmt: skip


def door_page(form: str, code: str = "", name: str = "", home: str = "", trouble: str = "") -> str:
    """Return the page on which a stranger comes in; what was filled in before stays."""
    words = {
        "welcome": _("Join the workshop"),
        "says": _("Type the code from the screen in the room and tell us who you are."),
        "code_label": _("Code from the screen"),
        "name_label": _("Your name, as people here call you"),
        "home_label": _("Where do you work?"),
        "homes": [(key, _(words)) for key, words in HOMES.items()],
        "button": _("Come in"),
        "cookie": _("Your phone keeps one cookie until the end of the day, by which the kit knows your seat."),
    }
    return _made(
        "door.html", title=words["welcome"], form=form, code=code, name=name, home=home, trouble=trouble,
        code_letters=CODE_LETTERS, name_letters=LONGEST_NAME, **words,
    )  # fmt: skip


def sorry_page(trouble: str) -> str:
    """Return a page that says what is wrong and what to do."""
    return _made("sorry.html", title=_("This did not work"), trouble=trouble)


def clock_text(left: float | None) -> str:
    """Return the time left, for example "7:05"; empty where no clock runs.

    >>> clock_text(425.9), clock_text(-3.0)
    ('7:05', '0:00')
    """
    if left is None:
        return ""
    minutes, seconds = divmod(max(int(left), 0), 60)
    return f"{minutes}:{seconds:02d}"


def _script_words() -> Mapping[str, str]:
    """Return what the script says; it knows no words of its own."""
    return {
        "sending": _("Sending …"),
        "sent": _("Handed in. Thank you!"),
        "waiting": _("No network at the moment. Your sheet is kept on this phone and sent as soon as it works."),
        "away": _("No network at the moment. You can go on; what you type stays here."),
        "back": _("The network is back."),
        "news": _("This page has changed; it is now “{where}”."),
        "stranger": _("The kit does not know this phone any more. Load the page again and type the code."),
        "broken": _("That did not work. Load the page again, then hand in once more."),
    }


def _mark(block: Block | tuple[str, ...]) -> str:
    return hashlib.sha256(repr(block).encode()).hexdigest()[:12]


def _made(template: str, **told: object) -> str:
    return _environment().get_template(template).render(language=language(), static=_address, **told)


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["amounts"] = lambda text: _AMOUNT.sub("\\1\u00a0", text)
    return made


@cache
def _address(name: str) -> str:
    """Return the address of a file that may be kept for ever: it changes with what is in the file."""
    return f"static/{name}?{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]}"
