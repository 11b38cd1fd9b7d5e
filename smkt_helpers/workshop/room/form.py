"""The boxes of one paper sheet on the screen: Tab moves on, Enter saves and goes to the next missing sheet."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from functools import partial
from html import escape

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.decisions import DECISIONS, SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.practice.fields import ENTER_SECONDS, soon
from smkt_helpers.words import N_, _
from smkt_helpers.workshop.room import sheets
from smkt_helpers.workshop.room.sheets import PREDICTION
from smkt_helpers.workshop.state import PREDICTIONS, Place, Workshop
from smkt_helpers.workshop.store import Ledger
from smkt_helpers.workshop.votes import TEAM
from smkt_helpers.workshop.waiting import Phones, with_phone_at

ASK_PREDICTION = N_("They predict for their contribution")
WHY = "why"  # the box for the reason, which is checked by nobody


class SheetForm:
    """The boxes of the sheet that is being entered.

    Parameters
    ----------
    ledger : Ledger
    after : callable
        Called when a sheet was saved.
    pause : float
        Seconds after a save in which a button is not taken again.

    Attributes
    ----------
    widget : widgets.VBox
    place : (table, seat) or None
        Whose sheet is shown.
    phones : Phones or None
        Who hands in with a phone and is not waited for here.
    """

    def __init__(self, ledger: Ledger, after: Callable[[], None], pause: float = 0) -> None:
        self.ledger, self._after, self._pause = ledger, after, pause
        self._saved_at = -math.inf
        self.place: Place | None = None
        self.phones: Phones | None = None
        self._drafts: dict[Place, dict[str, str]] = {}
        self._quiet = self._waiting = False
        self._trouble, self._head, self._said = screen.html(), screen.html(), screen.html()
        which = _("Sheet")
        help = _("Type a table and the first letter of the team to go to its sheet.")
        example = _("{mark} = {seat}").format(
            mark=sheets.mark_of((3, SEATS[0])), seat=sheets.place_name(3, SEATS[0])
        )
        self.which = self._box(which, help, self._go)
        self.boxes = {seat: self._row(seat) for seat in SEATS}
        self._problems = {seat: {name: screen.html() for name in boxes} for seat, boxes in self.boxes.items()}
        as_before = screen.button(
            _("Everything as last quarter"),
            _("Hand in this sheet without a change."),
            self._once(partial(self.save, unchanged=True)),
            self._trouble,
        )
        save = screen.button(
            _("Save this sheet"), _("The same as pressing Enter in a box."), self._once(self.save), self._trouble
        )
        clear = screen.button(
            _("Clear what is typed"), _("Go back to what was saved for this sheet."), self.clear, self._trouble
        )
        self.widget = screen.box(
            [
                self._head,
                widgets.HBox(
                    [_field(self.which, example), *self._fields()],
                    layout=widgets.Layout(flex_flow="row wrap"),
                ),
                screen.row(save, as_before, clear),
                self._trouble,
                self._said,
            ],
            "smkt-sheet",
        )

    @property
    def _now(self) -> Workshop:
        return self.ledger.now

    def show(self, place: Place | None, focus: bool = False) -> None:
        """Show a sheet, with what was handed in or typed for it; None for "all sheets are in"."""
        self.place = place
        for seat, fields in self._seat_fields.items():
            for field in fields:
                field.layout.display = "" if place is not None and place[1] == seat else "none"
        if place is None:
            said = _("All sheets are in. To look at one again, type its mark.")
            if self.phones is not None and self.phones.people:
                said = _("No paper sheet is missing. To type one for a team, type its mark into the box “Sheet”.")
            self._head.value = f"<h3>{escape(said)}</h3>"
            self._put(self.which, "")
            if focus:
                self.which.focus()
            return
        table, seat = place
        names = ", ".join(one.name for one in self._now.at(table, seat)) or _("nobody sits here")
        title = _("{seat}: {names}").format(seat=sheets.place_name(table, seat).capitalize(), names=names)
        self._head.value = f"<h3>{escape(title)}</h3>{self._beside_phones(place)}"
        held = self._now.in_force(table)
        texts = self._drafts.get(place) or self._saved(place)
        for name, box in self.boxes[seat].items():
            self._put(box, texts.get(name, ""))
            self._problems[seat][name].value = ""
            if name in DECISIONS:
                box.placeholder = sheets.typed(DECISIONS[name], held[name])
        self._put(self.which, sheets.mark_of(place))
        if focus:
            next(iter(self.boxes[seat].values())).focus()

    def save(self, unchanged: bool = False) -> None:
        """Hand in the sheet that is shown and go on to the next missing one.

        Raises
        ------
        KitError
            If a box cannot be read; it is marked, and everything typed stays.
        """
        place = self._named()
        texts = self._texts()
        if unchanged:
            texts = {name: text if name in (PREDICTION, WHY) else "" for name, text in texts.items()}
        elif not any(texts.values()) and TEAM not in self._votes(place):
            raise KitError(
                _("Nothing is typed here. If this team changes nothing, press “Everything as last quarter”.")
            )
        read = sheets.read_sheet(self._now, *place, texts)
        self._mark(read.problems)
        if read.problems:
            first = next(name for name in self.boxes[place[1]] if name in read.problems)
            self.boxes[place[1]][first].focus()
            raise KitError(_("Nothing is saved yet: look at the marked boxes. Everything you typed is still there."))
        # The prediction first, so that taking back the last entry takes back the sheet.
        if read.prediction:
            self.ledger.do("predict", table=place[0], seat=place[1], answer=read.prediction)
        self.ledger.do("decide", table=place[0], seat=place[1], values=dict(read.values), why=texts.get(WHY, ""))
        self._drafts.pop(place, None)
        self._said.value = self._saved_words(place)
        self.show(sheets.next_missing(self._now, place, self.phones), focus=True)
        self._after()
        self._saved_at = time.monotonic()

    def clear(self) -> None:
        """Forget what was typed and not saved."""
        if self.place is not None:
            self._drafts.pop(self.place, None)
            self.show(self.place, focus=True)

    def unsaved(self) -> list[Place]:
        """Return the sheets with something typed and not saved."""
        return [place for place, texts in sorted(self._drafts.items()) if texts != self._saved(place)]

    def forget(self) -> None:
        """Forget everything typed; another quarter begins."""
        self._drafts.clear()
        self._said.value = self._trouble.value = ""

    # Building

    def _box(self, name: str, help: str, changed: Callable[[dict], None]) -> widgets.Text:
        # Sent when it is left; the mark of a sheet at once, so that its boxes are there before the Tab key is pressed.
        box = screen.named(widgets.Text(continuous_update=changed == self._go), name, help)
        box.observe(screen.guard(changed, self._trouble), "value")
        enter = screen.guard(self._enter if changed == self._go else self.save, self._trouble)
        box.on_msg(lambda _widget, content, _buffers: self._soon(enter) if content.get("event") == "submit" else None)
        return box

    def _row(self, seat: str) -> dict[str, widgets.Text]:
        boxes = {}
        for name in sheets.boxes_of(self._now, seat):
            label = _(DECISIONS[name].label) if name in DECISIONS else _(ASK_PREDICTION)
            help = _(DECISIONS[name].help) if name in DECISIONS else _("What the team expects of this quarter.")
            boxes[name] = self._box(label, help, self._typed)
        boxes[WHY] = self._box(_("Their reason"), _("In their words; you may leave it out."), self._typed)
        return boxes

    def _fields(self) -> list[widgets.VBox]:
        """Make the boxes of both seats with their hints; `show` shows those of one seat."""
        self._seat_fields: dict[str, list[widgets.VBox]] = {}
        for seat, boxes in self.boxes.items():
            self._seat_fields[seat] = fields = []
            for name, box in boxes.items():
                field = _field(box, _hint(name), self._problems[seat][name])
                if name in DECISIONS and DECISIONS[name].owner == "agreement":
                    field.add_class("smkt-both")
                fields.append(field)
        return [field for fields in self._seat_fields.values() for field in fields]

    # While typing

    def _put(self, box: widgets.Text, text: str) -> None:
        self._quiet = True
        try:
            box.value = text
        finally:
            self._quiet = False

    def _texts(self) -> dict[str, str]:
        return {name: box.value for name, box in self.boxes[self.place[1]].items()}

    def _saved(self, place: Place) -> dict[str, str]:
        entry = self._now.entries.get(place)
        return {**sheets.texts_of(self._now, *place), WHY: entry.why if TEAM in self._votes(place) else ""}

    def _votes(self, place: Place) -> Mapping[str, Mapping]:
        entry = self._now.entries.get(place)
        return entry.votes if entry is not None else {}

    def _beside_phones(self, place: Place) -> str:
        """Return what a sheet typed here means for a team with phones; empty for a team on paper."""
        if not with_phone_at(self._now, *place, self.phones):
            return ""
        said = _("This team has phones. A sheet saved here is the sheet of the whole team and counts before their "
                 "votes; the votes stay on their phones.")  # fmt: skip
        if self._now.mode == "captain":
            said = _("This team has phones. The sheet that is handed in last counts, here or on a phone.")
        return screen.notice("info", said)

    def _typed(self, _change: dict) -> None:
        if not self._quiet and self.place is not None:
            self._drafts[self.place] = texts = self._texts()
            self._mark(sheets.read_sheet(self._now, *self.place, texts).problems)

    def _soon(self, act: Callable[[], None]) -> None:
        """Act once when what was typed has arrived as well: the browser tells of the Enter key first."""
        if self._waiting:
            return

        def now() -> None:
            self._waiting = False
            act()

        self._waiting = True
        soon(now, ENTER_SECONDS)

    def _once(self, act: Callable[[], None]) -> Callable[[], None]:
        """Return an action that a double click does once: the second press would hand in the sheet shown next."""

        def unless_just_saved() -> None:
            if time.monotonic() - self._saved_at >= self._pause:
                act()

        return unless_just_saved

    def _mark(self, problems: Mapping[str, str]) -> None:
        for name, place in self._problems[self.place[1]].items():
            said = screen.notice("warn", problems[name]) if name in problems else ""
            if place.value != said:
                place.value = said

    def _go(self, _change: dict) -> None:
        place = sheets.place_of(self._now, self.which.value)
        if not self._quiet and place not in (None, self.place):
            self.show(place)

    def _enter(self) -> None:
        if self.which.value.strip() or self.place is not None:
            self.show(self._named(), focus=True)

    def _named(self) -> Place:
        place = sheets.place_of(self._now, self.which.value)
        if place is None:
            example = sheets.mark_of((self._now.tables[0], SEATS[0]))
            raise KitError(
                _("There is no sheet “{mark}”; type a table and the first letter of a team, such as {example}.").format(
                    mark=self.which.value, example=example
                )
            )
        return place

    def _saved_words(self, place: Place) -> str:
        said = _("Saved: {seat}.").format(seat=sheets.place_name(*place))
        open = sheets.not_agreed(self._now, place[0])
        if open:
            labels = ", ".join(_(DECISIONS[name].label) for name in open)
            said += " " + _("The two teams do not say the same, so this stays as it was: {decisions}.").format(
                decisions=labels
            )
        return screen.notice("info" if open else "good", said)


def _hint(name: str) -> str:
    if name == PREDICTION:
        return sheets.numbered(tuple(PREDICTIONS.items()))
    return sheets.allowed(DECISIONS[name]) if name in DECISIONS else ""


def _field(box: widgets.Text, hint: str, problem: widgets.HTML | None = None) -> widgets.VBox:
    box.add_class("smkt-labelled")
    below = screen.html(f'<span class="smkt-quiet">{screen.inline(hint)}</span>')
    field = widgets.VBox([box, below] if problem is None else [box, below, problem])
    field.add_class("smkt-field")
    return field
