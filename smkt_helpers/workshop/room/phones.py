"""The phones in the control room: let them in, show where, tell them something, and rehearse with them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from html import escape

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.errors import KitError
from smkt_helpers.words import _, ngettext, number
from smkt_helpers.workshop.phones import doctor, process
from smkt_helpers.workshop.phones.addresses import addresses, qr_picture
from smkt_helpers.workshop.phones.doors import Door, door_of, lock_door, open_door, say, with_phone
from smkt_helpers.workshop.remote import RemoteStore
from smkt_helpers.workshop.room.people import offer
from smkt_helpers.workshop.room.stage import shown
from smkt_helpers.workshop.store import Ledger, Store
from smkt_helpers.workshop.waiting import Phones

NETWORK_BEATS = 5  # between two looks at the networks of this computer
REMOTE_BEATS = 3  # between two questions to a server far away
NEWS_SECONDS = 20.0  # for which a server that died is spoken of
MOST_STARTS, START_WINDOW = 3, 60.0  # how often a server that dies is started again, within so many seconds
FRAMES = 4


def phones_now(store: Store, workshop: str) -> Phones | None:
    """Return what the screens show about the phones of a workshop; None when none were let in."""
    return _facts(store, door_of(store, workshop))


class PhonesCard:
    """Lets phones in and tells what there is to know about them.

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
        As they were at the last look; None when none were let in.
    news : widgets.HTML
        What the trainer should see though this card may be hidden.
    """

    def __init__(
        self,
        ledger: Ledger,
        after: Callable[[], None],
        once: Callable[[Callable[[], None]], Callable[[], None]] = lambda action: action,
    ) -> None:
        self.ledger, self._after, self._once = ledger, after, once
        self.store, self._away = ledger.store, isinstance(ledger.store, RemoteStore)
        self.phones: Phones | None = None
        self._door: Door | None = None
        self._beats = 0
        self._starts: list[float] = []  # when a server that had died was started again
        self._ips: list[str] | None = None  # of this computer; None before the first look
        self._quiet = False
        self._shown: tuple | None = None
        self._trouble, self._said, self._where, self._told, self.news = (screen.html() for _piece in range(5))
        come = _("Shows the address and a code on the page for the room. Everybody comes in with their own phone.")
        self._in = self._button(_("Let phones in"), come, self.let_in)
        self._lock = self._button(_("Lock the door"), _("Nobody else comes in; whoever is in stays in."), self.lock)
        self._stop = self._button(
            _("Stop the phones"), _("For the end of the day. What was handed in stays; paper works on."), self.stop
        )
        self.network = screen.named(widgets.Dropdown(), _("Network"), _("The one that the phones in the room are in."))
        self.network.add_class("smkt-labelled")
        self.network.observe(screen.guard(lambda _change: self._chosen(), self._trouble), "value")
        self.message = screen.named(
            widgets.Text(placeholder=_("For example: We go on at 14:30")),
            _("Message to all phones"),
            _("Stands at the top of every phone until you take it away."),
        )
        self.message.add_class("smkt-labelled")
        tell = self._button(_("Show on all phones"), _("Replaces the message before."), self.tell)
        self._hush = self._button(_("Take the message away"), _("No phone shows it any more."), self.hush)
        self._talk = widgets.VBox([self.message, screen.row(tell, self._hush)])
        helps = "".join(f"<li>{escape(one)}</li>" for one in doctor.advice())
        test = screen.paragraphs(
            _("Test it before the day, in the room itself: run `python -m smkt_helpers workshop doctor` in a terminal.")
        )
        self._help = screen.html(screen.folded(_("If a phone cannot come in"), f"<ol>{helps}</ol>{test}"))
        shown(self._help, not self._away)  # a hosted server has networks of its own
        title = screen.html(f"<h3>{escape(_('Phones'))}</h3>")
        self.widget = screen.box(
            [
                title,
                screen.row(self._in, self._lock, self._stop),
                self._trouble,
                self._said,
                self.network,
                self._where,
                self._talk,
                self._told,
                self._help,
            ],
            "smkt-card",
        )
        self.look()

    @property
    def in_use(self) -> bool:
        """Return whether phones were let in, now or earlier."""
        return self._door is not None

    # What the trainer does

    def let_in(self) -> None:
        """Start the server unless it runs, and open the door."""
        if not self._away:
            self._said.value = screen.notice("info", _("The server of the phones is starting; this takes a moment."))
            server = process.start(_url(self.store))
            self._starts, self.news.value = [], ""
            self._find_network(server)
            self._check_network()
        if self._door is None or not self._door.open:
            open_door(self.store, self.ledger.id)
        if self.ledger.now.phase == "lobby":
            self._done(_("The door is open. “Show to the room” puts the picture and the code on the projector."))
        else:
            self._done(_("The door is open. The projector does not show the code now; show it to late comers here."))

    def lock(self) -> None:
        """Let nobody else in."""
        lock_door(self.store, self.ledger.id)
        self._done(_("The door is locked. “Let phones in” opens it again, with the same code."))

    def stop(self) -> None:
        """Lock the door and stop the server."""
        if self._door is not None and self._door.open:
            lock_door(self.store, self.ledger.id)
        # Phones that listen are let go first; a screen that says nothing meanwhile invites a second press.
        self._said.value = screen.notice("info", _("The server of the phones is stopping; this takes some seconds."))
        process.stop()
        self.news.value = ""
        self._done(_("The phones are stopped; what was handed in stays. “Let phones in” starts them again."))

    def tell(self) -> None:
        """Show a message on every phone."""
        if not self.message.value.strip():
            raise KitError(_("Write the message first."))
        say(self.store, self.ledger.id, self.message.value)
        self.message.value = ""
        self._done()

    def hush(self) -> None:
        """Take the message away."""
        say(self.store, self.ledger.id, "")
        self._done()

    # Every second

    def beat(self) -> None:
        """Look at the door and the phones, and start a server again that has died."""
        self._beats += 1
        if self._away:
            if self._beats % REMOTE_BEATS == 0:
                self.look()
            return
        server = process.recorded() if self.in_use and self.ledger.now.phase != "closed" else None
        if server is not None:
            if self._beats % NETWORK_BEATS == 0:
                self._find_network(server)
            if not process.lives(server):
                self._start_again()
            elif self.news.value and time.monotonic() > self._starts[-1] + NEWS_SECONDS:
                self.news.value = ""
        self.look()
        if server is not None:
            self._check_network()

    def look(self) -> None:
        """Read what there is to know about the phones, and show it."""
        self._door = door_of(self.store, self.ledger.id)
        found = self.phones = _facts(self.store, self._door)
        here = [one.id for one in self.ledger.now.people if one.here]
        if self._shown != (found, here):
            self._where.value = _door_words(found, here)
            self._shown = (found, here)
        message = self._door.message if self._door is not None else ""
        told = screen.notice("info", _("On all phones now: “{message}”.").format(message=message)) if message else ""
        if self._told.value != told:
            self._told.value = told
        for piece, wanted in (
            (self._in, found is None or not found.inviting),
            (self._lock, found is not None and found.open),
            (self._stop, not self._away and found is not None and bool(found.address)),
            (self._talk, found is not None and bool(found.address)),
            (self._hush, bool(message)),
            (self.network, len(self.network.options) > 1),
        ):
            shown(piece, wanted)

    def _start_again(self) -> None:
        clock = time.monotonic()
        self._starts = [one for one in self._starts if one > clock - START_WINDOW]
        if len(self._starts) == MOST_STARTS:
            raise KitError(
                _("The server of the phones stops again and again; its own words are in {file}. Press “Stop the "
                  "phones” and then “Let phones in”; meanwhile the sheets can be handed in on paper.").format(
                    file=process.log_file())
            )  # fmt: skip
        self._starts.append(clock)
        process.revived(_url(self.store))
        self.news.value = screen.notice(
            "info", _("The server of the phones had stopped and is starting again; nothing that was handed in is lost.")
        )

    # Where the phones find us

    def _find_network(self, server: process.Server) -> None:
        found = addresses()
        self._quiet = True
        try:
            offer(self.network, [(one.words, one.ip) for one in found])
            self._ips = [one.ip for one in found]
            if server.address in self._ips:
                self.network.value = server.address
        finally:
            self._quiet = False
        if self._ips and server.address not in self._ips:
            self._chosen()

    def _check_network(self) -> None:
        if self._ips == []:
            raise KitError(
                _("This computer is in no network, so no phone can reach it. Connect it to the Wi-Fi of the room, or "
                  "switch its own hotspot on.")
            )  # fmt: skip

    def _chosen(self) -> None:
        server = process.recorded()
        if self._quiet or server is None or not self.network.value:
            return
        process.keep(replace(server, address=self.network.value))
        self.look()
        self._after()

    def _done(self, sentence: str = "") -> None:
        self.look()
        self._said.value = screen.notice("good", sentence) if sentence else ""
        self._after()

    def _button(self, name: str, help: str, action: Callable[[], None]) -> widgets.Button:
        return screen.button(name, help, self._once(action), self._trouble)


class Frames:
    """Phones side by side in the notebook, to rehearse with; only this computer sees them.

    Parameters
    ----------
    ledger : Ledger

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._trouble, self._shown = screen.html(), screen.html()
        show = screen.button(
            _("Show phones side by side"),
            _("Come in on some of them and play along with the bots."),
            self.show,
            self._trouble,
        )
        self._away = screen.button(_("Put them away"), _("Stops their server."), self.put_away, self._trouble)
        # A restarted kernel has lost the phones, but not their server.
        shown(self._away, process.recorded(rehearsal=True) is not None)
        self.widget = screen.box([screen.row(show, self._away), self._trouble, self._shown], "smkt-card")

    def show(self) -> None:
        """Show the phones."""
        store, id = self.ledger.store, self.ledger.id
        server = process.start(_url(store), rehearsal=True)
        door = door_of(store, id)
        if door is None or not door.open:
            door = open_door(store, id)
        frames = "".join(
            f'<iframe src="{server.url}/frame/{n}/{door.code}" title="{escape(_("Phone {n}").format(n=number(n)))}" '
            f'width="360" height="640"></iframe>'
            for n in range(1, FRAMES + 1)
        )
        self._shown.value = f'<div class="smkt-frames">{frames}</div>'
        shown(self._away, True)

    def put_away(self) -> None:
        """Take the phones away and stop their server."""
        process.stop(rehearsal=True)
        self._shown.value = ""
        shown(self._away, False)


def _door_words(phones: Phones | None, here: list[str]) -> str:
    """Return where phones come in, and how many people came with one, as HTML."""
    if phones is None:
        return screen.paragraphs(
            _("People can decide on their own phones; nothing is installed. Paper goes on working beside it.")
        )
    if not phones.address:
        return screen.paragraphs(_("The phones are stopped."))
    came = sum(one in phones.people for one in here)
    counted = ngettext("{n} person came with a phone", "{n} people came with a phone", came)
    said = _("{with_phone}, {without_phone} without.").format(
        with_phone=counted.format(n=number(came)), without_phone=number(len(here) - came)
    )
    if not phones.open:
        return screen.paragraphs(_("The door is locked. {people}").format(people=said))
    lines = (
        _("Address: **{address}**").format(address=phones.address),
        _("Code: **{code}**").format(code=phones.code),
        said,
    )
    return (
        f'<div class="smkt-door"><div class="smkt-qr" role="img" aria-label="{escape(phones.link)}">'
        f"{qr_picture(phones.link)}</div><div>{''.join(screen.paragraphs(line) for line in lines)}</div></div>"
    )


def _facts(store: Store, door: Door | None) -> Phones | None:
    if door is None:
        return None
    return Phones(_address(store), door.code, door.open, with_phone(store, door.workshop))


def _address(store: Store) -> str:
    if isinstance(store, RemoteStore):
        return store.address
    server = process.recorded()
    return f"http://{server.address}:{server.port}" if server is not None and server.address else ""


def _url(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=False)
