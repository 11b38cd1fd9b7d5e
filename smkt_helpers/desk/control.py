"""One decision at a desk: made from its declaration, named, and never out of range without a word."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.companies import Channel
from smkt_helpers.decisions import Decision
from smkt_helpers.errors import KitError
from smkt_helpers.words import _, number

# name of the decision, new value in its stored form, whether the hand may still be moving
Changed = Callable[[str, Any, bool], None]


class Control:
    """The widgets of one decision.

    Parameters
    ----------
    decision : Decision
    value
        In the decision's stored form.
    changed : callable
        Called with the name, the new value, and True while a slider may still be moving.
    place : widgets.HTML
        Where problems are shown.
    channels : sequence of Channel
        Needed by a decision of kind "mix": one weight per channel.

    Attributes
    ----------
    widget : widgets.Widget
    box, slider : widgets.Widget
        Only of a number: where it is typed, and where it is dragged.
    """

    def __init__(
        self, decision: Decision, value: Any, changed: Changed, place: widgets.HTML, channels: Sequence[Channel] = ()
    ) -> None:
        self.decision, self._changed, self._place = decision, changed, place
        self._value, self._quiet = value, False
        self._factor = 100.0 if decision.unit == "%" else 1.0
        self._channels = tuple(channels)
        build = {
            "number": self._with_slider,
            "whole": self._with_slider,
            "choice": self._with_list,
            "switch": self._with_list,
            "mix": self._with_weights,
        }[decision.kind]
        self.widget = build()
        self.widget.add_class("smkt-control")
        self.show(value)

    @property
    def name(self) -> str:
        """What the control is called, with its unit unless the label says it already."""
        label, unit = _(self.decision.label), _(self.decision.unit) if self.decision.unit else ""
        return f"{label} ({unit})" if unit and unit.casefold() not in label.casefold() else label

    def show(self, value: Any) -> None:
        """Show a value without telling anybody."""
        self._quiet = True
        try:
            self._value = value
            self._put(value)
        finally:
            self._quiet = False

    def _observe(self, widget: widgets.Widget, react: Callable[[Any], None]) -> None:
        def changed(change: dict[str, Any]) -> None:
            if not self._quiet:
                react(change["new"])

        widget.observe(screen.guard(changed, self._place), "value")

    def _tell(self, value: Any, moving: bool) -> None:
        if value != self._value:
            self.show(value)
            self._changed(self.decision.name, value, moving)

    # A number: a slider to feel it, and a box of the same name to read, type and reach it.

    def _with_slider(self) -> widgets.Widget:
        d = self.decision
        whole = d.kind == "whole"
        low, high, step = (self._factor * d.low, self._factor * d.high, self._factor * d.step)
        self.box = widgets.IntText() if whole else widgets.FloatText(step=step)
        # A slider in steps of the decision; values typed between two steps stay as they are.
        self.slider = (
            widgets.IntSlider(min=int(low), max=int(high), readout=False)
            if whole
            else widgets.FloatSlider(min=low, max=high, step=step, readout=False)
        )
        for control, kind in ((self.box, "smkt-number"), (self.slider, "smkt-slide")):
            screen.named(control, self.name, _(d.help))
            control.add_class(kind)

        def put(value: float) -> None:
            shown = int(value) if whole else round(self._factor * value, 2)
            self.box.value, self.slider.value = shown, shown

        self._put = put
        self._observe(self.slider, lambda shown: self._tell(self._stored(shown), True))
        self._observe(self.box, self._typed)
        return widgets.VBox([self.box, self.slider])

    def _stored(self, shown: float) -> Any:
        return self.decision.check(round(shown / self._factor, 8))

    def _typed(self, shown: float) -> None:
        d = self.decision
        if math.isnan(shown) or not d.low <= round(shown / self._factor, 8) <= d.high:
            self.show(self._value)
            raise KitError(
                _("{label}: {value} is out of range. Choose {low} to {high}; until then {old} stays.").format(
                    label=_(d.label),
                    value=number(shown, 0 if float(shown).is_integer() else 2),
                    low=d.show(d.low),
                    high=d.show(d.high),
                    old=d.show(self._value),
                )
            )
        self._tell(self._stored(shown), False)

    # A choice, also yes or no.

    def _with_list(self) -> widgets.Widget:
        d = self.decision
        keys = [True, False] if d.kind == "switch" else [key for key, _words in d.options]
        chooser = widgets.Dropdown(options=[(d.show(key), key) for key in keys])
        screen.named(chooser, self.name, _(d.help))
        chooser.add_class("smkt-labelled")
        self._put = lambda value: setattr(chooser, "value", value)
        self._observe(chooser, lambda value: self._tell(value, False))
        return widgets.VBox([chooser])

    # A mix: one weight per channel.

    def _with_weights(self) -> widgets.Widget:
        d = self.decision
        boxes = {}
        for channel in self._channels:
            boxes[channel.id] = box = widgets.FloatText(step=0.5)
            screen.named(box, _("{mix}: {channel}").format(mix=_(d.label), channel=channel.name), _(d.help))
            box.add_class("smkt-number")

        def put(value: Any) -> None:
            weights = dict(value)
            for key, box in boxes.items():
                box.value = weights.get(key, 1.0)

        def typed(_shown: float) -> None:
            # A weight of 1 is the usual part, so it need not be stored.
            try:
                value = d.check({key: box.value for key, box in boxes.items() if box.value != 1.0})
            except KitError:
                self.show(self._value)
                raise
            self._tell(value, False)

        self._put = put
        for box in boxes.values():
            self._observe(box, typed)
        return widgets.VBox([screen.html(f"<strong>{screen.inline(_(d.label))}</strong>"), *boxes.values()])
