"""Fill the gaps of a card's texts with formatted facts.

A gap names a fact and, if wanted, how to write it: ``{wins}``, ``{rate:percent.1}``,
``{revenue:money}``. Only names of facts are allowed, so a text can never reach into an object.
"""

from __future__ import annotations

import numbers
import string
from collections.abc import Mapping
from typing import Any

from smkt_helpers import words
from smkt_helpers.errors import KitError
from smkt_helpers.words import _

WAYS = ("number", "percent", "money", "duration", "date", "text")


def gaps(template: str) -> tuple[tuple[str, str], ...]:
    """Return the gaps of a template as (fact, way of writing); raise `KitError` when one is malformed."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        raise KitError(
            _("The text “{text}” has a brace without a partner; write {{{{ for a real brace.").format(text=template)
        ) from None
    found = []
    for _literal, name, way, _conversion in parts:
        if name is None:
            continue
        kind, _dot, digits = (way or "").partition(".")
        if not name.isidentifier() or (way and kind not in WAYS) or (digits and not digits.isdigit()):
            raise KitError(
                _(
                    "The text “{text}” has a gap we cannot fill: {gap}. "
                    "Write a fact's name, then perhaps a colon and one of {ways}."
                ).format(text=template, gap=f"{{{name}:{way}}}", ways=", ".join(WAYS))
            )
        found.append((name, way or ""))
    return tuple(found)


def fill(template: str, facts: Mapping[str, Any]) -> str:
    """Translate a template and fill its gaps.

    Parameters
    ----------
    template : str
        A whole sentence or several, marked with ``N_`` where it is declared.
    facts : mapping of str to any
        Values by name. ``{x:money}`` also needs the fact ``currency``.

    Raises
    ------
    KitError
        When the template asks for a fact that is not there.

    Examples
    --------
    >>> fill("{rate:percent} of {leads} leads", {"rate": 0.25, "leads": 1200})
    '25% of 1,200 leads'
    """
    text = _(template)
    needed = gaps(text)
    missing = [name for name, _way in needed if name not in facts]
    if missing:
        raise KitError(
            _("The text “{text}” asks for {missing}, but the facts are: {facts}.").format(
                text=template, missing=", ".join(missing), facts=", ".join(sorted(facts)) or _("none")
            )
        )
    pieces = []
    for literal, name, way, _conversion in string.Formatter().parse(text):
        pieces.append(literal)
        if name is not None:
            pieces.append(shown(facts[name], way or "", facts.get("currency", "")))
    return "".join(pieces)


def shown(value: Any, way: str = "", currency: str = "") -> str:
    """Write one fact for a person; a missing figure becomes a dash."""
    kind, _dot, digits = way.partition(".")
    if kind == "text" or (not kind and not isinstance(value, numbers.Number)):
        return str(value)
    if kind == "date":
        return words.date(value)
    if kind == "duration":
        return words.duration(value)
    if kind == "percent":
        return words.percent(value, int(digits or 0))
    if kind == "money":
        return words.money(value, currency, int(digits or 0))
    whole = isinstance(value, numbers.Integral) or value == round(value) if value == value else True
    return words.number(value, int(digits) if digits else (0 if whole else 1))
