"""The first screen of the control room: go on with a workshop, begin one, or rehearse with bots."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from html import escape

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.errors import KitError
from smkt_helpers.words import _, date, duration, ngettext, number
from smkt_helpers.workshop import paper, rehearsal
from smkt_helpers.workshop.formats import Format, names, read_format
from smkt_helpers.workshop.people import Person, read_people, seated, tables_for
from smkt_helpers.workshop.room.more import Papers
from smkt_helpers.workshop.room.people import offer
from smkt_helpers.workshop.room.stage import shown
from smkt_helpers.workshop.state import MODES
from smkt_helpers.workshop.store import Ledger, Listed, Store


def set_up(
    store: Store,
    format: Format,
    title: str,
    text: str,
    tables: int | None,
    auto_lock: bool = False,
    mode: str = "captain",
) -> Ledger:
    """Begin a workshop with its people at their tables.

    Parameters
    ----------
    store : Store
    format : Format
    title : str
    text : str
        One person a line: name, comma, function.
    tables : int or None
        None when people come in with their phones: then the tables are made once they are in.
    auto_lock : bool
        Take the sheets in when the time for deciding and for typing in is over.
    mode : str
        A key of `MODES`.

    Raises
    ------
    KitError
        If the names or the number of tables will not do; then nothing has begun.
    """
    people = read_people(text)
    if tables is not None:
        if not people:
            raise KitError(_("Write who takes part, one name a line; first names or numbers are enough."))
        seated([Person(str(place), name, home) for place, (name, home) in enumerate(people)], tables)
    ledger = store.begin(format, title, mode, auto_lock)
    for name, home in people:
        ledger.do("join", id=secrets.token_hex(4), name=name, home=home)
    if tables is not None:
        ledger.do("seat_all", tables=tables)
    return ledger


class StartScreen:
    """The list of workshops and the form for a new one.

    Parameters
    ----------
    store : Store
    opened : callable
        Called with the ledger of the workshop that was opened or begun.

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(self, store: Store, opened: Callable[[Ledger], None]) -> None:
        self.store, self._opened = store, opened
        self._left = False
        self._trouble = screen.html()
        self._newest: Listed | None = None
        self._on = self._button("–", _("Go on where this workshop stopped."), self._go_on)
        self._on.button_style = "primary"
        self._on_words = screen.html()
        self._list_box = self._listing()
        big = screen.row(self._on)
        big.add_class("smkt-next-step")
        self.widget = screen.box(
            [self._on_words, big, self._trouble, self._list_box, self._form()],
        )
        self.refresh()

    def refresh(self) -> None:
        """Show the workshops that are on this computer now."""
        self._left = False
        found = self.store.listed()
        self._newest = found[0] if found else None
        shown = "" if found else "none"
        self._on.layout.display = self._list_box.layout.display = shown
        self._question.layout.display = "none"
        if self._newest is not None:
            over = self.store.open(self._newest.id).now.phase == "closed"
            name = _("Look at “{title}”, which is closed") if over else _("Go on with “{title}”")
            self._on.description = name.format(title=self._newest.title)
            said = _("Changed last on {day}.").format(day=_when(self._newest.changed))
            self._on_words.value = screen.paragraphs(said)
        else:
            self._on_words.value = screen.paragraphs(_("There is no workshop on this computer yet; begin one here."))
        lines = [(_("{title} (begun {day})").format(title=one.title, day=_when(one.begun)), one.id) for one in found]
        offer(self.listed, lines)

    # The list

    def _listing(self) -> widgets.VBox:
        self.listed = screen.named(widgets.Dropdown(), _("All workshops"), _("The one changed last comes first."))
        self.listed.add_class("smkt-labelled")
        self.listed.observe(screen.guard(lambda _change: self._hide_question(), self._trouble), "value")
        open = self._button(_("Open"), _("Go on with this workshop."), lambda: self._leave(self._ledger()))
        ask = self._button(_("Delete …"), _("Asks once more before anything is deleted."), self._ask)
        self._asked = screen.html()
        self._question = widgets.VBox(
            [self._asked, screen.row(self._button(_("Yes, delete it"), _("There is no way back."), self._delete))]
        )
        return screen.box([self.listed, screen.row(open, ask), self._question], "smkt-card")

    def _ledger(self) -> Ledger:
        return self.store.open(self.listed.value)

    def _ask(self) -> None:
        sentence = _("Delete “{title}” with all names and everything that was decided? There is no way back.")
        self._asked.value = screen.notice("warn", sentence.format(title=self._ledger().title))
        self._question.layout.display = ""

    def _hide_question(self) -> None:
        self._question.layout.display = "none"

    def _delete(self) -> None:
        # A second click finds the question gone and must not delete the next one.
        if self._question.layout.display == "none":
            return
        self.store.purge(self.listed.value)
        self.refresh()

    def _go_on(self) -> None:
        self._leave(self.store.open(self._newest.id))

    def _leave(self, ledger: Ledger) -> None:
        self._opened(ledger)
        self._left = True

    # A new workshop

    def _form(self) -> widgets.VBox:
        formats = [read_format(name) for name in names()]
        self.format = widgets.Dropdown(
            options=[(_("{name}, {hours}").format(name=_(one.name), hours=_(one.hours)), one.id) for one in formats]
        )
        self.title = widgets.Text(placeholder=_("For example: Sales day, Munich"))
        self.people = widgets.Textarea(rows=8, placeholder=_("Anna, marketing\nBen, sales\nChi, finance"))
        self.tables = widgets.BoundedIntText(min=1, max=200)
        self.auto_lock, self.with_phones = widgets.Checkbox(indent=False), widgets.Checkbox(indent=False)
        self.mode = widgets.Dropdown(options=[(_(words).capitalize(), mode) for mode, words in MODES.items()])
        self.file = widgets.FileUpload(accept=".csv,.txt", multiple=False)
        self._count, self._about = screen.html(), screen.html()
        screen.named(self.file, _("Take the names from a CSV file"), _("A column of names and a column of functions."))
        screen.named(
            self.auto_lock,
            _("Take the sheets in by itself when the time is over"),
            _("The minutes for typing in go by first. Without it the clock is advice and you decide."),
        )
        self.with_phones.observe(screen.guard(lambda _change: self._with_or_without(), self._trouble), "value")
        self._proposed = 1
        self.people.observe(screen.guard(lambda _change: self._propose(), self._trouble), "value")
        self.file.observe(screen.guard(lambda _change: self._take_file(), self._trouble), "value")
        self.format.observe(screen.guard(lambda _change: self._describe(), self._trouble), "value")
        self._describe()
        begin = self._button(_("Begin this workshop"), _("Everybody gets a table and a seat."), self.begin)
        bots = _("A workshop of its own, played by programs; delete it when you like.")
        rehearse = self._button(_("Rehearse with bots"), bots, self.rehearse)
        self.papers = Papers(self._format_and_room)
        head = screen.html(f"<h2>{escape(_('A new workshop'))}</h2>")
        people_help = _("One a line: the name, a comma, the function. First names or numbers are enough.")
        phones_help = _(
            "Then they type their names themselves; write below only who plays on paper. The tables are made once "
            "everybody is in."
        )
        mode_help = _(
            "The captain's sheet is made for paper: what a team hands in last counts. The middle of all votes is made "
            "for phones: of numbers the middle counts, of choices the most frequent, and a sheet that you type for a "
            "team counts before its votes."
        )
        self._tables = screen.labelled(self.tables, _("Number of tables"), _("Six people at a table work best."))
        return screen.box(
            [
                head,
                screen.labelled(self.format, _("Format"), _("How long it takes and what is played.")),
                self._about,
                screen.labelled(self.title, _("Title"), _("Stands on the page for the room; may be empty.")),
                screen.labelled(self.with_phones, _("People come in with their phones"), phones_help),
                screen.labelled(self.people, _("Who takes part"), people_help),
                screen.row(self.file),
                self._count,
                self._tables,
                screen.labelled(self.mode, _("How a team decides"), mode_help),
                self.auto_lock,
                screen.row(begin, rehearse),
                self.papers.widget,
            ],
            "smkt-card",
        )

    def begin(self) -> None:
        """Begin the workshop that is described in the form; a second click does nothing."""
        if self._left:
            return
        format = read_format(self.format.value)
        tables = None if self.with_phones.value else self.tables.value
        ledger = set_up(
            self.store, format, self.title.value, self.people.value, tables, self.auto_lock.value, self.mode.value
        )
        self.people.value = self.title.value = ""
        self._leave(ledger)

    def rehearse(self) -> None:
        """Begin a rehearsal with as many bots as there are names, or 24; a second click does nothing."""
        if self._left:
            return
        count = len(read_people(self.people.value)) or 24
        self._leave(rehearsal.begin(self.store, read_format(self.format.value), count, mode=self.mode.value))

    def _format_and_room(self) -> tuple[Format, paper.Room]:
        people = len(read_people(self.people.value))
        return read_format(self.format.value), paper.room_for(self.tables.value, people or None)

    def _with_or_without(self) -> None:
        with_phones = self.with_phones.value
        shown(self._tables, not with_phones)
        self.mode.value = "median" if with_phones else "captain"

    def _propose(self) -> None:
        # While a line cannot be read, an old count would contradict the message.
        self._count.value = ""
        people = read_people(self.people.value)
        functions = [home for _name, home in people]
        said = ngettext("{n} person: {marketing} from marketing, {sales} from sales.",
                        "{n} people: {marketing} from marketing, {sales} from sales.", len(people))  # fmt: skip
        counts = {home: number(functions.count(home)) for home in ("marketing", "sales")}
        self._count.value = screen.paragraphs(said.format(n=number(len(people)), **counts)) if people else ""
        # A number that the trainer has chosen stays.
        if self.tables.value == self._proposed:
            self.tables.value = tables_for(len(people))
        self._proposed = tables_for(len(people))

    def _take_file(self) -> None:
        if not self.file.value:
            return
        content = bytes(self.file.value[0]["content"])
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")  # as spreadsheets on Windows write it
        self.people.value = text.replace("\r\n", "\n").strip()

    def _describe(self) -> None:
        format = read_format(self.format.value)
        counted = sum(part.kind == "round" for part in format.rounds)
        said = ngettext(
            "{n} quarter that counts, {minutes} in all.", "{n} quarters that count, {minutes} in all.", counted
        )
        self._about.value = screen.paragraphs(said.format(n=number(counted), minutes=duration(format.minutes)))

    def _button(self, name: str, help: str, action: Callable[[], None]) -> widgets.Button:
        return screen.button(name, help, action, self._trouble)


def _when(text: str) -> str:
    """Return a noted time as day, hours and minutes where the trainer is."""
    at = datetime.fromisoformat(text).astimezone()
    return _("{day}, {time}").format(day=date(at.date()), time=f"{at:%H:%M}")
