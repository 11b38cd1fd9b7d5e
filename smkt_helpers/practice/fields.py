"""The part of a card that takes the answer: one view for each kind of answer.

A field knows how to show itself, how to say what the learner has entered, and how to show an answer that
was kept. It judges nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.company_file import company
from smkt_helpers.decisions import plain
from smkt_helpers.practice.checks import Facts
from smkt_helpers.practice.decide import Decide, decided
from smkt_helpers.practice.kinds import Choice, Number, Order, Rate, Reflection, Sort, Text
from smkt_helpers.practice.text import fill
from smkt_helpers.words import _, number

ENTER_SECONDS = 0.2
LATE_SECONDS = 0.7  # nobody has read a reply and changed the answer so soon


@dataclass(frozen=True)
class Field:
    """The part of a card that takes the answer."""

    widget: widgets.Widget
    read: Callable[[], Any]
    write: Callable[[Any], None]
    on_enter: Callable[[Callable[[], None]], None] = lambda act: None


def number_field(control: Number, facts: Facts) -> Field:
    """Return a box for a typed number."""
    # Sent when it is left or Enter is pressed: letter by letter, a busy kernel would judge half a number.
    typed = widgets.Text(placeholder=_("Type a number"), continuous_update=False)
    question = _("Your answer, in {unit}").format(unit=_(control.unit)) if control.unit else _("Your answer")
    shown = screen.labelled(typed, question, _("Type a number, then press Enter or the button “Check”."))

    def write(answer: Any) -> None:
        typed.value = answer if isinstance(answer, str) else ""

    def on_enter(act: Callable[[], None]) -> None:
        # The browser tells of the Enter key before it sends what was typed.
        typed.on_msg(
            lambda _widget, content, _buffers: soon(act, ENTER_SECONDS) if content.get("event") == "submit" else None
        )

    return Field(shown, lambda: typed.value, write, on_enter)


def soon(act: Callable[[], None], seconds: float) -> None:
    """Act some seconds from now; at once where no loop runs that could wait."""
    try:
        asyncio.get_running_loop().call_later(seconds, act)
    except RuntimeError:
        act()


def choice_field(control: Choice, facts: Facts) -> Field:
    """Return a list to pick one sentence from."""
    picked = widgets.Dropdown(options=_lines(control.options, facts))
    shown = screen.labelled(picked, _("Your answer"), _("Pick one line, then press the button “Check”."))

    def write(answer: Any) -> None:
        picked.value = answer if answer in list(control.options) else ""

    return Field(shown, lambda: picked.value, write)


def order_field(control: Order, facts: Facts) -> Field:
    """Return one list per place, from first to last."""
    places = [widgets.Dropdown(options=_lines(control.items, facts)) for _key in control.items]
    for place, picked in enumerate(places, start=1):
        screen.named(picked, _("Place {n}").format(n=place), _("Pick what comes at place {n}.").format(n=place))
        picked.layout.width = "auto"
    hint = screen.html(screen.paragraphs(_("Use every line once, then press the button “Check”.")))

    def write(answer: Any) -> None:
        keys = list(answer) if isinstance(answer, list | tuple) else []
        for picked, key in zip(places, keys + [None] * len(places), strict=False):
            picked.value = key if key in list(control.items) else ""

    return Field(widgets.VBox([hint, *places]), lambda: [picked.value for picked in places], write)


def sort_field(control: Sort, facts: Facts) -> Field:
    """Return one list of baskets per item."""
    told = _("Choose where each line belongs, then press the button “Check”.")
    lines = _lines(control.baskets, facts)
    return _one_list_each(control.items, lines, facts, told, _("Choose where this line belongs."))


def rate_field(control: Rate, facts: Facts) -> Field:
    """Return one scale per item; each line shows the number and its meaning."""
    told = _("Choose a number for each line, then press the button “Check”.")
    lines = [(f"{key}: {words}" if key else words, key) for words, key in _lines(control.scale, facts)]
    return _one_list_each(control.items, lines, facts, told, _("Choose a number for this line."))


def _one_list_each(items: Mapping[str, str], lines: list[tuple[str, str]], facts: Facts, told: str, help: str) -> Field:
    lists = {}
    for key, words in items.items():
        lists[key] = picked = widgets.Dropdown(options=lines)
        screen.named(picked, fill(words, facts), help)
        picked.add_class("smkt-labelled")

    def write(answer: Any) -> None:
        kept = answer if isinstance(answer, Mapping) else {}
        for key, picked in lists.items():
            value = str(kept.get(key, ""))
            picked.value = value if value in dict(lines).values() else ""

    def read() -> dict[str, str]:
        return {key: picked.value for key, picked in lists.items() if picked.value}

    return Field(widgets.VBox([screen.html(screen.paragraphs(told)), *lists.values()]), read, write)


def text_field(control: Text, facts: Facts) -> Field:
    """Return a box for some sentences."""
    typed = widgets.Textarea(
        rows=6, placeholder=_("Write here"), continuous_update=False, layout=widgets.Layout(width="100%")
    )
    help = _("At least {n} words; then press the button “Check”.").format(n=number(control.least_words))
    shown = screen.labelled(typed, _("Your answer"), help)

    def write(answer: Any) -> None:
        typed.value = answer if isinstance(answer, str) else ""

    return Field(shown, lambda: typed.value, write)


def decide_field(control: Decide, facts: Facts) -> Field:
    """Return the desk itself; the answer is what it shows when it is checked."""
    # Drawing needs the plotting packages, which a card without a desk can do without.
    from smkt_helpers.desk import desk

    quarter = desk(
        company(control.company),
        control.seat,
        start=control.plan,
        controls=control.decisions,
        seed=control.seed,
        weeks=control.weeks,
        replications=control.replications,
    )
    told = screen.html(screen.paragraphs(_("Decide at the desk, look at what comes of it, then press “Check” below.")))

    def read() -> dict[str, Any]:
        return {name: plain(name, quarter.plan[name]) for name in control.decisions}

    def write(answer: Any) -> None:
        kept = control.read(answer).value
        target = control.plan if kept is None else decided(control.plan, kept)
        changed = quarter.plan.differences(target)
        for name in changed:
            quarter.set(control.seat, name, target[name])
        if not changed:
            quarter.show()

    return Field(widgets.VBox([told, quarter.widget]), read, write)


def _lines(options: Mapping[str, str], facts: Facts) -> list[tuple[str, str]]:
    """Return what a list offers: an empty line first, then each key with its words."""
    return [(_("Choose ..."), ""), *((fill(words, facts), key) for key, words in options.items())]


VIEWS: Mapping[type, Callable[[Any, Facts], Field]] = {
    Number: number_field,
    Choice: choice_field,
    Order: order_field,
    Sort: sort_field,
    Rate: rate_field,
    Text: text_field,
    Reflection: text_field,
    Decide: decide_field,
}
