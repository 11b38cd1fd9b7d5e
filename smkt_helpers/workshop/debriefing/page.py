"""The debrief on the screen: a stored workshop, six questions, a picture and a sentence for each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.companies import Company
from smkt_helpers.company_file import company as company_named
from smkt_helpers.desk.claim import Work
from smkt_helpers.errors import KitError
from smkt_helpers.practice.hook import install_error_hook
from smkt_helpers.words import _, date, ngettext, number
from smkt_helpers.workshop import rehearsal
from smkt_helpers.workshop.debriefing import facts as debrief_facts
from smkt_helpers.workshop.debriefing import files as debrief_files
from smkt_helpers.workshop.debriefing import luck as debrief_luck
from smkt_helpers.workshop.debriefing import markets as debrief_markets
from smkt_helpers.workshop.debriefing import next as debrief_next
from smkt_helpers.workshop.debriefing import pictures as debrief_pictures
from smkt_helpers.workshop.debriefing.history import change_rows, decisions
from smkt_helpers.workshop.facts import guesses, shown_rounds, table_name
from smkt_helpers.workshop.formats import read_format
from smkt_helpers.workshop.remote import default_store
from smkt_helpers.workshop.state import QUESTIONS
from smkt_helpers.workshop.store import Ledger, Listed, Store

REHEARSED = "short"  # the format that is rehearsed when there is nothing to look at
BOTS = 18
STEP = 24  # ways to decide that are played before the page may react again


class Debrief:
    """What a trainer looks at after a workshop; see `debrief`.

    Attributes
    ----------
    store : Store
    ledger : Ledger or None
        The workshop that is looked at.
    rounds : tuple of int
        Its quarters that counted and were revealed.
    markets, tried : list of dict
        Other markets played so far, for luck and for what nobody tried; see `debrief_markets.contributions`.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ledger: Ledger | None = None
        self.rounds: tuple[int, ...] = ()
        self.markets: list[dict] = []
        self.tried: list[dict] = []
        self._ways: dict = {}
        self._parts: dict = {}
        self._refresh: list[Callable[[], None]] = []
        self._works: list[Work] = []
        found = store.listed()
        if found:
            self._open(found[0].id)

    @property
    def company(self) -> Company:
        """Return the company that was played."""
        return company_named(self.ledger.now.format.company if self.ledger else read_format(REHEARSED).company)

    def look_at(self, id: str | None) -> None:
        """Look at another workshop, or at the newest one when that one is gone."""
        for work in self._works:
            work.stop()
        found = [one.id for one in self.store.listed()]
        self.ledger, self.rounds = None, ()
        if found:
            self._open(id if id in found else found[0])
        self.markets, self.tried, self._ways, self._parts = [], [], {}, {}
        self._refresh_all()

    def _open(self, id: str) -> None:
        self.ledger = self.store.open(id)
        self.rounds = shown_rounds(self.ledger.now)

    def _refresh_all(self) -> None:
        for refresh in self._refresh:
            refresh()

    # Choosing

    def choose(self) -> widgets.VBox:
        """Return the list of stored workshops; with none, what to do about it."""
        place, told = screen.html(), screen.html()
        chooser = widgets.Dropdown()
        asked = screen.labelled(chooser, _("Which workshop?"), _("The one changed last stands first."))
        quiet = [False]

        def chosen(change: dict) -> None:
            if not quiet[0]:
                self.look_at(change["new"])

        def show() -> None:
            found = self.store.listed()
            quiet[0] = True
            chooser.options = [(_listed_name(one), one.id) for one in found]
            chooser.value = self.ledger.id if self.ledger else None
            quiet[0] = False
            asked.layout.display = "" if found else "none"
            rehearse.widget.layout.display = "none" if self.rounds else ""
            told.value = self._what_is_there()

        chooser.observe(screen.guard(chosen, place), "value")
        again = screen.button(
            _("Read again"),
            _("Take in what has been done meanwhile in the control room."),
            lambda: self.look_at(self.ledger.id if self.ledger else None),
            place,
        )
        rehearse = self._rehearsal()
        guarded = screen.guard(show, place)
        self._refresh.append(guarded)
        guarded()
        return screen.box([asked, screen.row(again), told, rehearse.widget, place], "smkt-card")

    def _what_is_there(self) -> str:
        if self.ledger is None:
            return screen.notice(
                "info",
                _(
                    "No workshop is stored on this computer yet. Lead one in the control room, bring in a file at the "
                    "end of this page, or let bots rehearse one now: you then see what this page shows."
                ),
            )
        if not self.rounds:
            return screen.notice(
                "info", _("No quarter of this workshop has been revealed yet; there is nothing to talk about so far.")
            )
        now = self.ledger.now
        said = _("{format}: {tables} tables, {quarters} quarters revealed.").format(
            format=now.format.name,
            tables=number(len(now.results[self.rounds[-1]].tables)),
            quarters=number(len(self.rounds)),
        )
        return screen.paragraphs(said)

    def _rehearsal(self) -> Work:
        """Return the button with which bots play a whole workshop, to have something to look at."""
        under_way: list[Ledger] = []
        taken: list[bool] = []
        format = read_format(REHEARSED)
        all = 6 * len(format.rounds) + 2

        def begin() -> None:
            under_way[:] = [rehearsal.begin(self.store, format, BOTS)]
            taken.clear()

        def step() -> tuple[int, int]:
            ledger = under_way[0]
            rehearsal.step(ledger)
            taken.append(True)
            return (all, all) if ledger.now.phase == "closed" else (min(len(taken), all - 1), all)

        def show() -> None:
            if under_way[0].now.phase == "closed":
                self.look_at(under_way[0].id)

        name = _("Rehearse with bots")
        help = _("Programs play a short workshop; it is stored as a rehearsal and can be deleted below.")
        return Work(self.company, name, help, begin, step, show)

    # The six questions

    def feel(self) -> widgets.VBox:
        """Return how content the four parties were."""
        return self._section(lambda: debrief_pictures.feel_picture(self.ledger.now, self.rounds).html())

    def happened(self) -> widgets.VBox:
        """Return what was left at each table, quarter by quarter."""
        return self._section(
            lambda: debrief_pictures.happened_picture(self.ledger.now, self.rounds, self.company.currency).html()
        )

    def learned(self) -> widgets.VBox:
        """Return what was predicted and what came, seat by seat, before and after the swap."""

        def draw() -> str:
            found, wrote = guesses(self.ledger.now, self.rounds), self._written("learned")
            if not found:
                return screen.paragraphs(debrief_facts.learned_sentence(found)) + wrote
            return debrief_pictures.learned_picture(found).html() + wrote

        return self._section(draw)

    def work(self) -> widgets.VBox:
        """Return the way from lead to first call, and who changed what when."""
        picture = self._section(
            lambda: debrief_pictures.work_picture(self.ledger.now, self.rounds, self.company.currency).html()
        )
        return widgets.VBox([picture, self._who_changed_what()])

    def what_if(self) -> widgets.VBox:
        """Return what going on as before the swap, and working as today, would have left."""
        return self._section(
            lambda: debrief_pictures.what_if_picture(
                debrief_facts.totals(self.ledger.now, self.rounds), self.company.currency
            ).html()
        )

    def luck(self) -> widgets.VBox:
        """Return the button that plays the same decisions in other markets, and what comes out."""

        def step() -> tuple[int, int]:
            return self._play_some("luck", self.markets, debrief_luck.MARKETS)

        def draw() -> str:
            if not self.markets:
                return screen.paragraphs(_("No other market has been played yet."))
            found = debrief_markets.in_markets(self.markets)
            room = debrief_facts.totals(self.ledger.now, self.rounds)["played"]
            picture = debrief_luck.luck_picture(room, found["played"], self.company.currency)
            more = debrief_luck.against_sentences(found, self.company.currency)
            return picture.html() + "".join(screen.paragraphs(one) for one in more)

        name = _("Play the same decisions in {n} other markets").format(n=number(debrief_luck.MARKETS))
        help = _("The same plans meet other people. It takes a while and can be stopped.")
        return self._long_work(name, help, step, draw)

    def next(self) -> widgets.VBox:
        """Return the button that plays what nobody tried, and what it would have brought."""

        def step() -> tuple[int, int]:
            return self._play_some("next", self.tried, debrief_next.MARKETS)

        def draw() -> str:
            now, currency, wrote = self.ledger.now, self.company.currency, self._written("next")
            open_ones = debrief_next.untried(now, self.rounds)
            if not self.tried or not open_ones:
                names = ", ".join(_(one.name) for one in open_ones) or _("none")
                return screen.paragraphs(_("Practices that no table tried: {names}.").format(names=names)) + wrote
            found = debrief_markets.in_markets(self.tried)
            table = debrief_next.gains(found)
            where = debrief_next.middle_table_of(now, self.rounds)
            said = debrief_next.next_sentence(table, where, len(found), currency)
            same = debrief_next.without_effect(found)
            if same:
                said += " " + _("Without any effect at this table: {names}.").format(names=", ".join(same))
            caption = _("What nobody tried, added at {table} from the first week on.").format(table=table_name(where))
            rows = debrief_next.next_rows(now, table, currency)
            return screen.paragraphs(said) + screen.data_table(rows, caption) + wrote

        name = _("Try them in {n} markets").format(n=number(debrief_next.MARKETS))
        help = _("Each practice is added alone to what the table in the middle did. It can be stopped.")
        return self._long_work(name, help, step, draw)

    # Files

    def files(self) -> widgets.VBox:
        """Return what can be taken along, brought in and deleted."""

        def came(ledger: Ledger) -> None:
            self.look_at(ledger.id)

        parts = (
            debrief_files.take_along(lambda: self.ledger, self._refresh.append),
            debrief_files.bring_in(self.store, came),
            debrief_files.delete(self.store, lambda: self.ledger, lambda: self.look_at(None)),
        )
        return screen.box(parts, "smkt-card")

    # Pieces

    def _written(self, question: str) -> str:
        """Return what people wrote on their phones, folded, as not everybody wishes to see it on the wall at once."""
        texts = debrief_facts.written(self.ledger.now, question)
        if not texts:
            return ""
        n = len(texts)
        title = ngettext("{n} answer from the phones: {question}", "{n} answers from the phones: {question}", n)
        items = "".join(f"<li>{escape(text)}</li>" for text in texts)
        return screen.folded(title.format(n=number(n), question=_(QUESTIONS[question])), f"<ul>{items}</ul>")

    def _section(self, draw: Callable[[], str]) -> widgets.VBox:
        """Return a card that is drawn anew when another workshop is chosen."""
        place, shown = screen.html(), screen.html()

        def show() -> None:
            shown.value = ""
            shown.value = draw() if self.rounds else screen.paragraphs(_("There is nothing to show yet."))

        guarded = screen.guard(show, place)
        self._refresh.append(guarded)
        guarded()
        return screen.box([shown, place], "smkt-card")

    def _long_work(
        self, name: str, help: str, step: Callable[[], tuple[int, int]], draw: Callable[[], str]
    ) -> widgets.VBox:
        section = self._section(draw)
        refresh = self._refresh[-1]
        made = Work(self.company, name, help, self._begin, step, refresh)
        self._works.append(made)
        return widgets.VBox([screen.box([made.widget], "smkt-card"), section])

    def _begin(self) -> None:
        if not self.rounds:
            raise KitError(_("There is nothing to play yet; choose a workshop with results at the top of this page."))

    def _play_some(self, key: str, done: list[dict], at_a_time: int) -> tuple[int, int]:
        """Play a few more markets; the room's own is number 0."""
        now = self.ledger.now
        if key not in self._ways:
            self._ways[key] = (
                debrief_markets.ways_of(now, self.rounds)
                if key == "luck"
                else debrief_next.next_ways(now, self.rounds, debrief_next.middle_table_of(now, self.rounds))
            )
        ways, part = self._ways[key], self._parts.setdefault(key, {})
        # A step is short enough to be stopped: several markets of few tables, or a part of one market of many.
        for _market in range(max(1, STEP // len(ways))):
            if len(done) < at_a_time:
                rest = [way for way in ways if way not in part][:STEP]
                some = {way: ways[way] for way in rest}
                part |= debrief_markets.contributions(now, self.rounds, self.company, some, len(done) + 1)
                if len(part) == len(ways):
                    done.append(dict(part))
                    part.clear()
        return len(done), at_a_time

    def _who_changed_what(self) -> widgets.VBox:
        place, shown = screen.html(), screen.html()
        chooser = widgets.Dropdown()
        asked = screen.labelled(chooser, _("Which table?"), _("At first the one in the middle."))
        tick = widgets.Checkbox(value=False, indent=False)
        screen.named(tick, _("With names and reasons"), _("Tick only if everybody at this table agrees."))
        quiet = [False]
        box = screen.box([asked, screen.row(tick), shown, place], "smkt-card")

        def draw(_change: object = None) -> None:
            if quiet[0]:
                return
            shown.value = ""
            if self.rounds and chooser.value is not None:
                found = decisions(self.ledger.actions, self.rounds)
                found = found[found["table"] == chooser.value]
                caption = _("Who changed what, and when: {table}.").format(table=table_name(chooser.value))
                shown.value = screen.data_table(change_rows(found, self.ledger.now.format, tick.value), caption)

        def show() -> None:
            quiet[0] = True
            tables = sorted(self.ledger.now.results[self.rounds[-1]].tables) if self.rounds else []
            chooser.options = [(table_name(table), table) for table in tables]
            if tables:
                chooser.value = debrief_next.middle_table_of(self.ledger.now, self.rounds)
            tick.value = False
            quiet[0] = False
            box.layout.display = "" if tables else "none"
            draw()

        chooser.observe(screen.guard(draw, place), "value")
        tick.observe(screen.guard(draw, place), "value")
        guarded = screen.guard(show, place)
        self._refresh.append(guarded)
        guarded()
        return box


def _listed_name(one: Listed) -> str:
    try:
        day = date(datetime.fromisoformat(one.changed).astimezone().date())
    except ValueError:
        day = one.changed
    return _("{title} ({day})").format(title=one.title, day=day)


def debrief(store: Store | None = None) -> Debrief:
    """Return the debrief of the workshops stored on this computer, the one changed last first.

    Parameters
    ----------
    store : Store, optional
        Where they are kept; by default the file in the learner's folder.

    Raises
    ------
    KitError
        If the file cannot be read.
    """
    install_error_hook()
    return Debrief(store or default_store())
