"""Who sits where, and whoever comes late, leaves, moves or was written wrongly."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.decisions import OWNERS, SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.words import _, number
from smkt_helpers.workshop.people import HOMES, tables_for
from smkt_helpers.workshop.phones.doors import forget_phones
from smkt_helpers.workshop.room.sheets import place_name
from smkt_helpers.workshop.state import Workshop
from smkt_helpers.workshop.store import Ledger
from smkt_helpers.workshop.waiting import Phones

NEW = ""  # nobody in the list of people: a new person
WATCH = (0, "")


def seats_table(now: Workshop) -> str:
    """Return who sits where as HTML."""
    rows = []
    for table in now.tables:
        names = {seat: ", ".join(one.name for one in now.at(table, seat)) or "–" for seat in SEATS}
        rows.append({_("Table"): number(table), **{_(OWNERS[seat]): names[seat] for seat in SEATS}})
    caption = _("Who sits where now: the seats are swapped.") if now.swapped else _("Who sits where now.")
    watching = [one.name for one in now.people if one.here and not one.table]
    said = _("Not at a table: {names}.").format(names=", ".join(watching)) if watching else ""
    return screen.data_table(rows, caption) + (screen.paragraphs(said) if said else "")


class PeopleCard:
    """Changes who is in the room.

    Parameters
    ----------
    ledger : Ledger
    after : callable
        Called after a change.
    once : callable
        Makes of an action one that a double click does once.

    Attributes
    ----------
    widget : widgets.VBox
    phones : Phones or None
        Who came with a phone.
    """

    def __init__(
        self,
        ledger: Ledger,
        after: Callable[[], None],
        once: Callable[[Callable[[], None]], Callable[[], None]] = lambda action: action,
    ) -> None:
        self.ledger, self._after, self._once = ledger, after, once
        self.phones: Phones | None = None
        self._quiet, self._proposed, self._told_of = False, 1, ledger.now.people
        self._trouble, self._seats, self._said = screen.html(), screen.html(), screen.html()
        self.tables = widgets.BoundedIntText(min=1, max=200)
        screen.labelled(self.tables, _("Number of tables"), _("Six people at a table work best."))
        again = self._button(_("Make the tables anew"), _("Everybody gets a new place."), self._make_tables)
        self._making = screen.row(self.tables, again)

        self.person, self.name, self.place = widgets.Dropdown(), widgets.Text(), widgets.Dropdown()
        self.home = widgets.Dropdown(options=[(_(words), home) for home, words in HOMES.items()])
        for control, name, help in (
            (self.person, _("Who"), _("Somebody in the room, or somebody new.")),
            (self.name, _("Name"), _("As it stands on the page for the room.")),
            (self.home, _("Own function"), _("Where the person works.")),
            (self.place, _("Sits at"), _("Table and seat; a new table gets the next number.")),
        ):
            screen.named(control, name, help).add_class("smkt-labelled")
        self.person.observe(screen.guard(lambda _change: self._chosen(), self._trouble), "value")
        self._save = self._button(_("Save"), _("Save name and seat of this person."), self.save)
        self._leave = self._button(_("Has left"), _("What the person decided stays."), self.leave)
        self._back = self._button(_("Is back"), _("The person sits down again."), self.come_back)
        out = _("The person leaves and the phone is not known any more. Lock the door if it shall not come in again.")
        self._out = self._button(_("Send out, with the phone"), out, self.send_out)
        self.widget = screen.box(
            [
                self._seats,
                self._making,
                screen.html(f"<h3>{_('Somebody comes, goes, moves or has another name')}</h3>"),
                screen.row(self.person, self.name, self.home, self.place),
                screen.row(self._save, self._leave, self._back, self._out),
                self._trouble,
                self._said,
            ],
            "smkt-card",
            "smkt-people",
        )
        self.refresh()
        self._chosen()

    def refresh(self) -> None:
        """Show the people as they are now; what is being typed stays."""
        now = self.ledger.now
        self._seats.value = seats_table(now)
        self._making.layout.display = "" if now.phase == "lobby" else "none"
        here = sum(one.here for one in now.people)
        # A number that the trainer has chosen stays while people come in.
        proposed = max(now.tables, default=tables_for(here))
        if self.tables.value == self._proposed:
            self.tables.value = proposed
        self._proposed = proposed
        lines = [(_("Somebody new"), NEW)]
        for one in sorted(now.people, key=lambda one: (not one.here, one.name.casefold())):
            gone = "" if one.here else _("has left")
            lines.append((f"{one.name} ({gone})" if gone else one.name, one.id))
        places = [(place_name(table, seat).capitalize(), (table, seat)) for table in now.tables for seat in SEATS]
        new = max(now.tables, default=0) + 1
        places += [(_("New: {seat}").format(seat=place_name(new, seat)), (new, seat)) for seat in SEATS]
        places.append((_("Nowhere, only watches"), WATCH))
        self._quiet = True
        try:
            offer(self.person, lines)
            offer(self.place, places)
        finally:
            self._quiet = False
        if now.people != self._told_of:
            self._told_of, self._said.value = now.people, ""  # what was said may not hold any more
        self._show_ways()

    def save(self) -> None:
        """Let somebody new in, or keep another name or seat of the person chosen."""
        now, one = self.ledger.now, self._person()
        if one is None:
            id = secrets.token_hex(4)
            self.ledger.do("join", id=id, name=self.name.value, home=self.home.value)
            self.name.value = ""
            new = next(person for person in self.ledger.now.people if person.id == id)
            self._done(_("{name} is in.").format(name=new.name))
            return
        if self.name.value != one.name:
            self.ledger.do("rename", person=one.id, name=self.name.value)
        if self.place.value != _place(one, now):
            table, seat = self.place.value
            self.ledger.do("move", person=one.id, table=table, seat=seat)
        self._done(_("Saved."))

    def leave(self) -> None:
        """Let the person chosen go."""
        one = self._chosen_person()
        self.ledger.do("leave", person=one.id)
        self._done(_("{name} has left; what was decided stays.").format(name=one.name))

    def send_out(self) -> None:
        """Let the person chosen go, and the phone too."""
        one = self._chosen_person()
        self.ledger.do("leave", person=one.id)
        forget_phones(self.ledger.store, self.ledger.id, one.id)
        self._done(_("{name} has left, and the phone is not known any more.").format(name=one.name))

    def come_back(self) -> None:
        """Let the person chosen sit down again."""
        one = self._chosen_person()
        self.ledger.do("come_back", person=one.id)
        self._done(_("{name} is back.").format(name=one.name))

    def _make_tables(self) -> None:
        self.ledger.do("seat_all", tables=self.tables.value)
        self._done(_("The tables are made anew."))

    def _person(self):
        return next((one for one in self.ledger.now.people if one.id == self.person.value), None)

    def _chosen_person(self):
        one = self._person()
        if one is None:
            raise KitError(_("Choose who it is, in the list “Who”."))
        return one

    def _chosen(self) -> None:
        if self._quiet:
            return
        one = self._person()
        self._said.value = ""
        self._save.description = _("Let in") if one is None else _("Save")
        self.name.value = "" if one is None else one.name
        self.home.layout.display = "" if one is None else "none"
        self.place.layout.display = "none" if one is None else ""
        self._show_ways()
        if one is not None:
            self.place.value = _place(one, self.ledger.now)

    def _show_ways(self) -> None:
        """Show what can be done with the person chosen; somebody may have come or gone by another button."""
        one = self._person()
        self._leave.layout.display = "" if one is not None and one.here else "none"
        self._back.layout.display = "none" if one is None or one.here else ""
        has_phone = one is not None and one.here and self.phones is not None and one.id in self.phones.people
        self._out.layout.display = "" if has_phone else "none"

    def _done(self, sentence: str) -> None:
        self.refresh()
        self._chosen()
        self._said.value = screen.notice("good", sentence)
        self._after()

    def _button(self, name: str, help: str, action: Callable[[], None]) -> widgets.Button:
        return screen.button(name, help, self._once(action), self._trouble)


def offer(chooser: widgets.Dropdown, lines: list[tuple[str, object]]) -> None:
    """Offer other lines in a list; what is chosen stays if it is still among them, else the first line is chosen."""
    if tuple(lines) == chooser.options:
        return
    chosen, values = chooser.value, [value for _words, value in lines]
    chooser.options = lines
    # Without this a list that was made empty would stay without a choice.
    chooser.value = chosen if chosen in values else values[0] if values else None


def _place(one, now: Workshop) -> tuple[int, str]:
    return (one.table, one.seat(now.swapped)) if one.table else WATCH
