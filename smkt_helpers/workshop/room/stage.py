"""The page for the room: over the whole window, live, with Escape or a button to come back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import resources
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.practice.hook import install_error_hook
from smkt_helpers.practice.store import now as clock_now
from smkt_helpers.words import _
from smkt_helpers.workshop import views
from smkt_helpers.workshop.state import Workshop, seconds_left
from smkt_helpers.workshop.waiting import Phones

# The look of the control room and of the page for the room, on top of the kit's own style sheet.
_STYLE = """<style>
.smkt.smkt-room { max-width: 76rem; }
.smkt-room .smkt { max-width: none; }
.smkt-room .smkt-next-step .widget-button { font-size: 1.35em; min-height: 56px; padding: 6px 28px; }
.smkt-room .smkt-clock { flex: 0 0 auto; padding-right: 10px; }
.smkt-room .smkt-clock .widget-html-content { font-size: 1.35rem; font-weight: 600; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.smkt-people .smkt-labelled { width: auto; margin-right: 1em; }
.smkt-room .widget-upload { width: auto; }
.smkt-sheet .smkt-field { flex: 0 0 8rem; min-width: 0; margin: 0 8px 8px 0; padding-left: 6px;
  border-left: 3px solid transparent; overflow: visible; }
.smkt-sheet .smkt-field .widget-label { min-height: 4.2em; display: flex; align-items: flex-end; }
.smkt-sheet .smkt-field .smkt-notice { font-size: .85em; padding: .15em .5em; }
.smkt-sheet .smkt-both { border-left-color: var(--jp-border-color1, #bdbdbd); }
.smkt-sheet .smkt-field .smkt-labelled > input { width: 100%; }
.smkt-sheet .smkt-field .smkt-quiet { font-size: .85em; line-height: 1.25; display: block; }
.smkt-room .smkt-door { display: flex; flex-flow: row wrap; gap: .5em 1.5em; align-items: center; }
.smkt-room .smkt-qr { width: 9rem; line-height: 0; }
.smkt-room .smkt-qr svg { width: 100%; height: auto; shape-rendering: crispEdges; }
.smkt-room .smkt-frames { display: flex; gap: 12px; overflow-x: auto; }
.smkt-room .smkt-frames iframe { flex: 0 0 auto; border: 1px solid var(--jp-border-color1, #bdbdbd);
  border-radius: 12px; background: #ffffff; }
.smkt-stage:not(:popover-open) { display: none !important; }
.smkt-stage:popover-open { display: block !important; position: fixed; inset: 0; width: 100vw; height: 100vh;
  max-width: none; margin: 0; padding: 0; border: 0; overflow: auto; background: #ffffff; color: #111111; }
.smkt-stage .smkt-corner { position: fixed; right: 10px; bottom: 8px; opacity: .9; overflow: visible; }
.smkt-stage .smkt-corner .widget-button { background: #ffffff; color: #111111; border-color: #555555; }
</style>"""


def room_style() -> widgets.HTML:
    """Return the style sheet of the control room as an invisible widget."""
    return widgets.HTML(_STYLE, layout=widgets.Layout(display="none"))


def shown(widget: widgets.Widget, wanted: bool) -> None:
    """Show a part of the screen, or hide it."""
    display = "" if wanted else "none"
    if widget.layout.display != display:
        widget.layout.display = display


def keys() -> object:
    """Return the script that shows the page for the room and listens to Escape and the arrow keys."""
    from IPython.display import Javascript

    return Javascript(resources.files("smkt_helpers.workshop.room").joinpath("stage.js").read_text(encoding="utf-8"))


def live(part: Any) -> widgets.VBox:
    """Return the widget of a screen of the workshop, and let its `beat` run once a second from now on."""
    from IPython.display import display

    install_error_hook()
    display(keys())
    part.live = Pulse(part.beat, part.alarm)
    return part.widget


class Stage:
    """What the projector shows.

    Attributes
    ----------
    widget : widgets.VBox
        Not to be seen until `show_button` is pressed; then it covers the window.
    page : widgets.HTML
    """

    def __init__(self, trouble: widgets.HTML) -> None:
        self._trouble = trouble
        self._shown: tuple | None = None
        self._place = 0
        self._now: Workshop | None = None
        self._title = ""
        self._phones: Phones | None = None
        self.page = screen.html()
        back = self._button(_("Back (Escape)"), _("Leave the page for the room."), lambda: None, "smkt-back")
        earlier = _("Or the left arrow key.")
        self._earlier = self._button(_("Page before"), earlier, lambda: self.turn(-1), "smkt-before")
        self._later = self._button(_("Next page"), _("Or the right arrow key."), lambda: self.turn(1), "smkt-after")
        corner = widgets.HBox([self._earlier, self._later, back])
        corner.add_class("smkt-corner")
        self.widget = screen.box([self.page, corner], "smkt-stage")

    def show_button(self) -> widgets.Button:
        """Return a button that shows the page over the whole window."""
        name = _("Show to the room")
        return self._button(name, _("The page for the projector covers this window; Escape comes back."),
                            lambda: None, "smkt-show")  # fmt: skip

    def draw(self, now: Workshop, title: str, clock: str, phones: Phones | None = None) -> None:
        """Draw the page anew if there is anything new on it.

        Parameters
        ----------
        now : Workshop
        title : str
        clock : str
            The present time as actions note it.
        phones : Phones, optional
        """
        # Another step of the workshop begins with its first page.
        if self._now is None or (self._now.round, self._now.phase) != (now.round, now.phase):
            self._place = 0
        self._now, self._title, self._phones = now, title, phones
        left = clock_words(now, clock)
        if self._shown == (now, title, left, self._place, phones):
            return
        pages = views.pages(now, phones)
        self._place = min(self._place, max(len(pages) - 1, 0))
        self.page.value = views.projector(now, title, left, page=self._place, phones=phones)
        self._shown = (now, title, left, self._place, phones)
        for button in (self._earlier, self._later):
            button.layout.display = "" if len(pages) > 1 else "none"

    def turn(self, by: int) -> None:
        """Show another page; after the last one comes the first."""
        if self._now is not None:
            self._place = (self._place + by) % max(len(views.pages(self._now, self._phones)), 1)
            self.draw(self._now, self._title, clock_now(), self._phones)

    def _button(self, name: str, help: str, action: Callable[[], None], mark: str) -> widgets.Button:
        made = screen.button(name, help, action, self._trouble)
        made.add_class(mark)
        return made


def clock_words(now: Workshop, clock: str) -> str:
    """Return the time that is left, such as "7:30"; empty where no clock runs."""
    left = seconds_left(now, clock)
    if left is None:
        return ""
    if left <= 0:
        return _("Time is up")
    minutes, seconds = divmod(int(left), 60)
    return f"{minutes}:{seconds:02d}"


class Pulse:
    """Calls a function again and again in the background, as long as the kernel runs.

    Parameters
    ----------
    act : callable
    place : widgets.HTML
        Where problems are shown; the next time tries again.
    every : float
        Seconds between two calls.
    """

    def __init__(self, act: Callable[[], None], place: widgets.HTML, every: float = 1.0) -> None:
        self._act, self._every = screen.guard(act, place), every
        try:
            self._task = asyncio.get_running_loop().create_task(self._beat())
        except RuntimeError:
            self._task = None  # no notebook, nobody watches

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            self._act()
