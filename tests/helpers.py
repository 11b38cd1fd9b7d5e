"""What tests of screens share: walk a widget tree, read what a learner reads, press what they press."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import ipywidgets as widgets

from smkt_helpers.screen import TROUBLE_CLASS

# Layout and display pieces: nothing to operate, so they need no name.
SILENT = (widgets.Box, widgets.HTML, widgets.Label, widgets.Image, widgets.Output)
# These reach the page without an accessible name, whatever their description says.
NAMELESS = (widgets.IntSlider, widgets.FloatSlider, widgets.RadioButtons, widgets.ToggleButtons)


def walk(widget: widgets.Widget) -> Iterator[widgets.Widget]:
    """Yield a widget and everything inside it, in reading order."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def controls(widget: widgets.Widget) -> list[widgets.Widget]:
    """Return everything a person can operate."""
    return [one for one in walk(widget) if not isinstance(one, SILENT)]


def assert_named(widget: widgets.Widget) -> None:
    """Check that every control has a name and a tooltip, and that no control is of a nameless kind."""
    found = controls(widget)
    assert found, "there is no control in this screen"
    for control in found:
        kind = type(control).__name__
        assert control.description.strip(), f"a {kind} has no name"
        assert (control.tooltip or "").strip(), f"{kind} “{control.description}” has no tooltip"
        if not isinstance(control, widgets.Button):
            assert control.style.description_width == "initial", f"the name of {kind} may be cut off"
        if isinstance(control, NAMELESS):
            assert any(
                not isinstance(other, NAMELESS) and other.description == control.description
                for other in found
            ), f"a {kind} needs a number box or a dropdown of the same name beside it"


def shown_text(widget: widgets.Widget) -> str:
    """Return the words a person can read in a screen, without marks of layout."""
    pieces = [
        one.value for one in walk(widget) if isinstance(one, widgets.HTML) and one.layout.display != "none"
    ]
    text = re.sub(r"<style>.*?</style>", " ", " ".join(pieces), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text))).strip()


def find(widget: widgets.Widget, name: str) -> widgets.Widget:
    """Return the control whose name begins with `name`."""
    found = [one for one in controls(widget) if one.description.startswith(name)]
    assert found, f"no control “{name}”; there are {[one.description for one in controls(widget)]}"
    return found[0]


def press(widget: widgets.Widget, name: str) -> None:
    """Press a button, and fail when it is disabled or shows that our code went wrong."""
    button = find(widget, name)
    assert not button.disabled, f"“{name}” cannot be pressed"
    button.click()
    assert_no_trouble(widget)


def assert_no_trouble(widget: widgets.Widget) -> None:
    """Fail when a guarded callback raised."""
    for one in walk(widget):
        if isinstance(one, widgets.HTML) and TROUBLE_CLASS in one.value:
            raise AssertionError(shown_text(one))
