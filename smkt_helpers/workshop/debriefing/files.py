"""The files of a debrief on the screen: take along, bring in, delete for good."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.errors import KitError
from smkt_helpers.words import _
from smkt_helpers.workshop.debriefing.export import decisions_csv, figures_csv
from smkt_helpers.workshop.store import Ledger, Store


def take_along(ledger: Callable[[], Ledger | None], on_change: Callable[[Callable[[], None]], None]) -> widgets.VBox:
    """Return the button that makes the files, the tick for names, and the links.

    Parameters
    ----------
    ledger : callable
        Returns the workshop that is looked at, or None.
    on_change : callable
        Is handed a function to call when another workshop is chosen.
    """
    place, links = screen.html(), screen.html()
    tick = widgets.Checkbox(value=False, indent=False)
    screen.named(tick, _("With names and reasons"), _("Tick only if everybody in the room agrees."))

    def make() -> None:
        one = _chosen(ledger())
        one.refresh()
        stem = re.sub(r"[^\w-]+", "-", one.title).strip("-")[:40] or "workshop"
        files = (
            (f"{stem}-figures.csv", "text/csv", "\ufeff" + figures_csv(one.now)),
            (f"{stem}-decisions.csv", "text/csv", "\ufeff" + decisions_csv(one.now, one.actions, tick.value)),
            (f"{stem}.json", "application/json", one.export(names=tick.value)),
        )
        words = (
            _("The figures of all tables, for a spreadsheet:"),
            _("What was decided, for a spreadsheet:"),
            _("The whole workshop, to bring in on another computer:"),
        )
        items = "".join(f"<li>{escape(said)} {file_link(*file)}</li>" for said, file in zip(words, files, strict=True))
        links.value = f"<ul>{items}</ul>"

    def forget(_change: object = None) -> None:
        links.value = ""

    # Links made for another choice would hand out what was not asked for.
    tick.observe(screen.guard(forget, place), "value")
    on_change(forget)
    button = screen.button(_("Make the files"), _("Nothing is sent anywhere; a click on a file saves it."), make, place)
    return screen.box([screen.row(button, tick), links, place])


def bring_in(store: Store, then: Callable[[Ledger], None]) -> widgets.VBox:
    """Return the button that reads the file of a whole workshop; `then` is called with it."""
    place = screen.html()
    upload = widgets.FileUpload(accept=".json", multiple=False)
    screen.named(upload, _("Bring in a workshop"), _("A file that this kit made: it ends with .json."))

    def read(_change: object) -> None:
        if not upload.value:
            return
        content = bytes(upload.value[0]["content"])
        upload.value = ()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise KitError(_("This file is no workshop that was exported from the kit.")) from None
        then(store.take_in(text))

    upload.observe(screen.guard(read, place), "value")
    return screen.box([upload, place])


def delete(store: Store, ledger: Callable[[], Ledger | None], then: Callable[[], None]) -> widgets.VBox:
    """Return the button that deletes a workshop after a second question; `then` is called when it is gone."""
    place, question = screen.html(), screen.html()
    asked: list[str] = []

    def ask() -> None:
        one = _chosen(ledger())
        asked[:] = [one.id]
        said = _("Delete “{title}” with all names, decisions and results? There is no way back.")
        question.value = screen.notice("warn", said.format(title=one.title))
        answer.layout.display = ""

    def close() -> None:
        asked.clear()
        question.value, answer.layout.display = "", "none"

    def yes() -> None:
        one = _chosen(ledger())
        same = asked == [one.id]
        close()
        if not same:
            raise KitError(_("Another workshop is chosen by now; nothing was deleted."))
        try:
            store.purge(one.id)
        finally:
            then()

    first = screen.button(_("Delete this workshop"), _("Asks once more before anything happens."), ask, place)
    answer = screen.row(
        screen.button(_("Yes, delete it"), _("It cannot be brought back."), yes, place),
        screen.button(_("No, keep it"), _("Nothing happens."), close, place),
    )
    answer.layout.display = "none"
    return screen.box([first, question, answer, place])


def _chosen(ledger: Ledger | None) -> Ledger:
    if ledger is None:
        raise KitError(_("Choose a workshop at the top of this page first."))
    return ledger


def file_link(name: str, kind: str, text: str) -> str:
    """Return a link that carries a file of text; see `screen.saving_link`."""
    return screen.saving_link(name, text.encode("utf-8"), f"{kind};charset=utf-8")
