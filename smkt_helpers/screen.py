"""The pieces every screen of the kit is built from: notices, labels, small tables, pictures with words.

Functions that return text return safe HTML: everything handed in is escaped, except pictures drawn by
the kit. Colours come from JupyterLab's theme, so light and dark both read well; meaning never hangs on
colour alone.
"""

from __future__ import annotations

import base64
import functools
import logging
import re
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from importlib import resources
from typing import Any

import ipywidgets as widgets

from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _

# Fixed meaning everywhere. Chosen so that they stay apart for colour-blind eyes and reach a contrast of
# 3:1 on JupyterLab's light and dark ground; for text use the theme's own colours.
PALETTE = {
    "marketing": "#435AFF",
    "sales": "#C8540A",
    "customer": "#10A67B",
    "money": "#A4479E",
}

# kind: (icon, word); the style sheet has a class for each. None wears one of the four colours above.
NOTICES = {
    "info": ("ℹ", N_("Note")),
    "good": ("✔", N_("Good")),
    "warn": ("▲", N_("Look here")),
    "wrong": ("✖", N_("Not working")),
}

TROUBLE_CLASS = "smkt-trouble"

# ipywidgets' own arrow is black and cannot be seen in the dark; this grey has 3:1 on both grounds.
_ARROW = (
    "url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 18 18'%3E"
    "%3Cpath d='M5 7.2l4 4 4-4' fill='none' stroke='%23808080' stroke-width='2'/%3E%3C/svg%3E\")"
)

_STYLE = "<style>\n{sheet}</style>".format(
    sheet=resources.files("smkt_helpers").joinpath("style.css").read_text(encoding="utf-8").replace("ARROW", _ARROW)
)

# A cell of up to this many characters, such as "15 minutes", stays on one line.
SHORT = 12
_SHORT = ' class="smkt-short"'
# An amount is not parted from its currency at the end of a line.
_AMOUNT = re.compile(r"\b([A-Z]{3}) (?=[-−]?\d)")


def style() -> widgets.HTML:
    """Return the kit's one style sheet as an invisible widget; put it first in every box you show."""
    return widgets.HTML(_STYLE, layout=widgets.Layout(display="none"))


def page(markup: str) -> str:
    """Return HTML that carries its own style sheet, for output that is no widget."""
    return f'{_STYLE}<div class="smkt">{markup}</div>'


def html(markup: str = "") -> widgets.HTML:
    """Return a widget that shows safe HTML made by this module."""
    return widgets.HTML(markup)


def box(children: Iterable[widgets.Widget], *classes: str) -> widgets.VBox:
    """Return a column that carries the style sheet; `classes` may add ``"smkt-card"``."""
    column = widgets.VBox([style(), *children])
    for name in ("smkt", *classes):
        column.add_class(name)
    return column


def paragraphs(text: str) -> str:
    """Turn plain text into HTML: an empty line parts paragraphs, ``**word**`` is strong."""
    return "".join(f"<p>{_marked(part)}</p>" for part in re.split(r"\n\s*\n", text.strip()))


def _marked(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", inline(text))


def notice(kind: str, text: str, word: str | None = None, icon: str | None = None) -> str:
    """Return a notice as HTML: an icon, a word and a sentence.

    Parameters
    ----------
    kind : {"info", "good", "warn", "wrong"}
    text : str
        Plain text, translated; ``**word**`` is strong.
    word, icon : str, optional
        Instead of the usual ones; the word already translated.
    """
    usual_icon, usual_word = NOTICES[kind]
    return (
        f'<div class="smkt-notice smkt-{kind}" role="status">'
        f'<p><span aria-hidden="true">{escape(icon or usual_icon)}</span> '
        f"<strong>{escape(word or _(usual_word))}.</strong> {_marked(text)}</p></div>"
    )


def trouble(problem: BaseException) -> str:
    """Return what to show when something raised: one sentence, and details to copy.

    A `KitError` is a mistake the user can mend, so its own sentence is shown. Anything else is ours.
    """
    if isinstance(problem, KitError):
        return notice("warn", str(problem))
    sentence = _("Something went wrong in our code; your answers are safe.")
    return f'<div class="{TROUBLE_CLASS}">{notice("wrong", sentence)}{details_of(problem)}</div>'


def details_of(problem: BaseException) -> str:
    """Return the technical details of a problem, folded away and easy to copy."""
    report = "".join(traceback.format_exception(problem))
    return folded(_("Details to copy for whoever helps you"), f'<pre tabindex="0">{escape(report)}</pre>')


def folded(summary: str, markup: str) -> str:
    """Return HTML behind a line that opens it."""
    return f"<details><summary>{escape(summary)}</summary>{markup}</details>"


def guard(callback: Callable[..., Any], place: widgets.HTML) -> Callable[..., Any]:
    """Wrap a widget callback so that it never fails silently.

    Parameters
    ----------
    callback : callable
        What a click or a change calls.
    place : widgets.HTML
        Where to show a problem; it is emptied by the next call that works.

    Returns
    -------
    callable
        Calls `callback`; when that raises, shows the sentence and the details and returns None.
    """

    @functools.wraps(callback)
    def guarded(*args: Any, **named: Any) -> Any:
        try:
            result = callback(*args, **named)
        except Exception as problem:
            if not isinstance(problem, KitError):
                logging.getLogger("smkt").error("A callback raised.", exc_info=problem)
            place.value = trouble(problem)
            return None
        if place.value:
            place.value = ""
        return result

    return guarded


def labelled(control: widgets.Widget, question: str, help: str) -> widgets.VBox:
    """Give a control its name, its tooltip and a line of help, and return them as a column.

    Parameters
    ----------
    control : widget
        A box, a dropdown, a tick box. Prefer a number box to a slider: sliders have no accessible name.
    question : str
        Its name, read out by a screen reader and shown above it.
    help : str
        One sentence; the tooltip, and also written below for those who use no mouse.
    """
    named(control, question, help)
    control.add_class("smkt-labelled")
    return widgets.VBox([control, html(f'<span class="smkt-quiet">{inline(help)}</span>')])


def named(control: widgets.Widget, name: str, help: str) -> widgets.Widget:
    """Give a control its name and tooltip without anything around it, and return it."""
    control.description = name
    control.tooltip = help
    if hasattr(control.style, "description_width"):
        control.style.description_width = "initial"
    return control


def button(name: str, help: str, action: Callable[[], Any], place: widgets.HTML) -> widgets.Button:
    """Return a button whose action is guarded; problems show in `place`."""
    made = named(widgets.Button(), name, help)
    made.on_click(guard(lambda _button: action(), place))
    return made


def row(*controls: widgets.Widget) -> widgets.HBox:
    """Return controls side by side; they wrap on a narrow screen."""
    return widgets.HBox(controls, layout=widgets.Layout(flex_flow="row wrap"))


def data_table(rows: Sequence[Mapping[str, Any]], caption: str) -> str:
    """Return a small table as HTML.

    Parameters
    ----------
    rows : sequence of mapping
        One mapping per row, all with the same keys; the keys are the column heads, the first column
        names the rows. Values are shown as they are, so format them first.
    caption : str
        One sentence that says what the table shows.
    """
    if not rows:
        return f"<p>{inline(caption)} {escape(_('There is nothing to list yet.'))}</p>"
    heads = list(rows[0])
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in heads)
    lines = []
    for row in rows:
        first, *others = (_AMOUNT.sub("\\1\u00a0", str(row[name])) for name in heads)
        cells = "".join(f"<td{_short(cell)}>{escape(cell)}</td>" for cell in others)
        lines.append(f'<tr><th scope="row"{_short(first)}>{escape(first)}</th>{cells}</tr>')
    return (
        f"<table><caption>{inline(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table>"
    )


def _short(cell: str) -> str:
    return _SHORT if len(cell) <= SHORT else ""


def picture(svg: str, alt: str, table: str = "") -> str:
    """Return a picture with its words as HTML.

    Parameters
    ----------
    svg : str
        Drawn by the kit; a leading XML declaration is dropped.
    alt : str
        One sentence that says what is seen; read out and also shown below.
    table : str
        The same figures from `data_table`, folded away.
    """
    drawing = svg[max(svg.find("<svg"), 0) :]
    more = folded(_("The same as a table"), table) if table else ""
    return (
        f'<figure><div role="img" aria-label="{escape(alt, quote=True)}">{drawing}</div>'
        f'<figcaption class="smkt-quiet">{inline(alt)}</figcaption>{more}</figure>'
    )


def saving_link(name: str, content: bytes, kind: str) -> str:
    """Return a link that carries a file itself, so that it works from wherever the page was opened.

    Parameters
    ----------
    name : str
        Under which the file is saved.
    content : bytes
    kind : str
        Media type, such as "text/html;charset=utf-8".
    """
    carried = base64.b64encode(content).decode("ascii")
    return f'<a download="{escape(name)}" href="data:{escape(kind)};base64,{carried}">{escape(name)}</a>'


def inline(text: str) -> str:
    """Return plain text as safe HTML; line breaks stay."""
    return escape(unparted(text), quote=False).replace("\n", "<br>")


def unparted(text: str) -> str:
    """Return plain text in which no line ends between an amount and its currency."""
    return _AMOUNT.sub("\\1\u00a0", text)
