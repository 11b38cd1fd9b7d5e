"""A quarter played at two desks: both seats act on the same people, the same weeks and the same plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import ipywidgets as widgets

from smkt_helpers import engine, screen
from smkt_helpers.arguments import (
    checked_company,
    checked_markets,
    checked_plan,
    checked_seed,
    checked_switch,
    checked_weeks,
    listed,
)
from smkt_helpers.charts import BandPicture, FunnelPicture, Picture
from smkt_helpers.companies import Company
from smkt_helpers.decisions import DECISIONS, plain
from smkt_helpers.desk import board
from smkt_helpers.desk.game import Game, Result
from smkt_helpers.desk.look import desk_style, status, tick
from smkt_helpers.desk.memory import Memory, fitting
from smkt_helpers.desk.pace import Pace
from smkt_helpers.desk.panel import CONTROLS, OTHER, SEATS, TEAMS, Panel, decisions_of
from smkt_helpers.desk.partner import before_you_start
from smkt_helpers.desk.run import engine_ready
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan, agreed, siloed
from smkt_helpers.words import _, number


class Quarter:
    """One quarter of a company, decided at marketing's and at sales' desk.

    Parameters
    ----------
    company : Company
    start : Plan
        The plan to begin with.
    seat : {"marketing", "sales"}
        Who sits down first.
    seats : sequence of str
        The seats a learner may take.
    controls : mapping of seat to names of decisions, optional
        At most five per seat. A decision of both teams changes only when both seats wish the same.
    seed, weeks, replications : int
        See `smkt_helpers.history.simulate`.
    memory : Memory, optional
        Keeps the decisions between two sittings.
    partner : bool
        Let a program sit in the seats that the learner may not take; it moves its decisions each week by what it
        is paid for. Without it the empty seat does what the plan says.

    Attributes
    ----------
    plan : Plan
    seat : str
    widget : widgets.VBox

    Raises
    ------
    KitError
        If a seat or a decision is unknown, a seat gets too many controls, or a number is out of range.
    """

    def __init__(
        self,
        company: Company,
        start: Plan = siloed,
        *,
        seat: str = "marketing",
        seats: Sequence[str] = ("marketing", "sales"),
        controls: Mapping[str, Sequence[str]] | None = None,
        seed: int = 1,
        weeks: int = 13,
        replications: int = 20,
        memory: Memory | None = None,
        partner: bool = False,
    ) -> None:
        unknown = [one for one in (seat, *seats) if not isinstance(one, str) or one not in SEATS]
        if unknown:
            raise KitError(
                _("There is no seat called {seat!r}; the seats are marketing and sales.").format(seat=unknown[0])
            )
        if seat not in seats:
            raise KitError(_("Nobody can sit at {desk} in this quarter.").format(desk=_(SEATS[seat])))
        company, start, partner = checked_company(company), checked_plan(start), checked_switch("partner", partner)
        seed, weeks, replications = checked_seed(seed), checked_weeks(weeks), checked_markets(replications)
        self.company, self.start, self.plan = company, start, start
        self.seats, self.seat = tuple(seats), seat
        chosen = {} if controls is None else controls
        if not isinstance(chosen, Mapping):
            raise KitError(
                _('The controls are written like {{"marketing": ("threshold",)}}, not {value!r}.').format(value=chosen)
            )
        self._names = {one: listed(chosen.get(one, CONTROLS[one])) for one in self.seats}
        self._memory = memory
        self._wishes: dict[str, dict[str, Any]] = {one: {} for one in SEATS}
        # What "undo" goes back to: a plan with the wishes that belonged to it.
        self._past: list[tuple[Plan, dict[str, dict[str, Any]]]] = []
        self._settled_wishes, self._keep = self._wishes, True
        self._after: list[Callable[[Result], None]] = []
        self._programs = [one for one in SEATS if partner and one not in self.seats]
        self._game = Game(company, seed, weeks, replications, self._programs)
        self._pace = Pace(lambda: self._game.begin(self.plan), self._step, self._prepare, self._failed)
        self._build()
        self._remember_back()

    # What a lesson uses

    def show(self) -> widgets.VBox:
        """Return the panel; a first picture of one market comes at once, everything else a moment later."""
        if self._game.now is None:
            screen.guard(self._draft, self._place)()
            self._pace.touched()
        return self.widget

    def result(self) -> Result:
        """Return where the quarter stands, after finishing what is still being played.

        Raises
        ------
        KitError
            If the quarter could not be played.
        """
        if self._game.now is None or self._game.now.plan != self.plan:
            self._pace.pending = True
        self._pace.finish()
        if self._game.now is None or self._game.now.plan != self.plan:
            raise KitError(_("The quarter could not be played; the desk shows why."))
        return self._result()

    def _result(self) -> Result:
        return Result(self.plan, self._game.now, self._game.last, self._game.siloed)

    def on_change(self, call: Callable[[Result], None]) -> None:
        """Call a function with the `Result` whenever the quarter has been played with a changed plan."""
        self._after.append(call)

    def play_sentence(self) -> str:
        """Return what was changed and what came of it, against the last run and against siloed teams."""
        self.result()
        return self._game.sentence()

    def set(self, seat: str, name: str, value: Any) -> None:
        """Decide something at a seat, as if by its control.

        Raises
        ------
        KitError
            If the value is out of range, the decision belongs to the other seat, or nobody can sit at this seat.
        """
        if seat not in self.seats:
            raise KitError(
                _("Nobody sits in the seat {seat!r} in this quarter; the seats are {known}.").format(
                    seat=seat, known=", ".join(self.seats)
                )
            )
        self._decide(seat, name, self.plan.replace(**{str(name): value})[name], False)

    def swap(self) -> None:
        """Sit down at the other desk; both plans stay as they are.

        Raises
        ------
        KitError
            If there is only one desk.
        """
        if len(self.seats) < 2:
            raise KitError(_("There is only one desk in this quarter."))
        self.seat = OTHER[self.seat]
        self._show_seat()
        self._show_board()
        self._save()

    def undo(self) -> None:
        """Take back the last change.

        Raises
        ------
        KitError
            If nothing has been changed yet.
        """
        if self._game.now is not None and self._game.now.plan != self.plan:
            plan, wishes = self._game.now.plan, self._settled_wishes
        elif self._past:
            plan, wishes = self._past.pop()
        else:
            raise KitError(
                _("Nothing has been changed since this page was opened; “Back to the start” takes back everything.")
            )
        self._wishes = wishes
        self._change(plan, False, keep=False)

    def restart(self) -> None:
        """Go back to the plan of the start; this too can be taken back."""
        self._wishes = {one: {} for one in SEATS}
        self._change(self.start, False)

    # Building the screen

    def _build(self) -> None:
        self._place, self._head, self._status, self._told = (screen.html() for _piece in range(4))
        self._picture, self._said, self._own, self._theirs = (screen.html() for _piece in range(4))
        self._bands, self._as_table, self._partner = screen.html(), screen.html(), screen.html()
        self._funnel: Picture | None = None
        self._band: Picture | None = None
        self.panels = {
            seat: Panel(self.company, seat, names, self.plan, self._control_moved, self._place)
            for seat, names in self._names.items()
        }
        place = self._place
        help = _("Sit down at the other team's desk. Both plans stay as they are.")
        self._swap = screen.button(_("Swap seats"), help, self.swap, place)
        help = _("Take back your last change and play the quarter again.")
        undo = screen.button(_("Undo last change"), help, self.undo, place)
        help = _("Put both desks back to the plan of the start.")
        again = screen.button(_("Back to the start"), help, self.restart, place)
        help = _("Also list the figures and decisions of the other desk.")
        self._look = tick(_("Show what the other team sees"), help, self._show_board, place)
        help = _("The same figures as in the pictures, as plain tables.")
        self._words = tick(_("Show the pictures as tables"), help, self._show_tables, place)
        buttons = (self._swap, undo, again) if len(self.seats) > 1 else (undo, again)
        self._view = widgets.VBox([self._picture, self._status])
        self._view.add_class("smkt-view")
        self._row = widgets.HBox([])
        self._row.add_class("smkt-side")
        above = (
            desk_style(),
            self._head,
            screen.row(*buttons),
            self._told,
            self._partner,
            place,
            self._row,
            self._said,
        )
        below = (self._own, self._look, self._theirs, self._bands, self._words, self._as_table)
        self.widget = screen.box((*above, *below), "smkt-card", "smkt-desk")
        self._show_seat()

    @cached_property
    def _funnel_picture(self) -> FunnelPicture:
        return FunnelPicture()

    @cached_property
    def _band_picture(self) -> BandPicture:
        return BandPicture(len(board.HEADLINES))

    def _show_seat(self) -> None:
        panel = self.panels[self.seat]
        self._show_decisions()
        self._row.children = (panel.widget, self._view)
        self._head.value = f"<h3>{screen.inline(_('You sit at {desk}').format(desk=_(SEATS[self.seat])))}</h3>"
        self._swap.description = _("Swap seats: go to {desk}").format(desk=_(SEATS[OTHER[self.seat]]))

    def _show_decisions(self) -> None:
        self.panels[self.seat].show(self.plan, self._wishes)
        told = [before_you_start(self.company, self.plan, seat) for seat in self._programs]
        self._partner.value = "".join(screen.notice("info", sentence, word=_("Your partner")) for sentence in told)

    # Deciding

    def _control_moved(self, name: str, value: Any, moving: bool) -> None:
        self._decide(self.seat, name, value, moving)

    def _decide(self, seat: str, name: str, value: Any, moving: bool) -> None:
        plan = self.plan
        if DECISIONS[name].owner == "agreement":
            self._wishes = {**self._wishes, seat: {**self._wishes[seat], name: value}}
            # A seat nobody may take is not asked: it wishes what the other one wishes.
            plan = agreed(plan, {one: self._wishes[one if one in self.seats else seat] for one in SEATS})
        elif DECISIONS[name].owner == seat:
            plan = plan.replace(**{name: value})
        else:
            raise KitError(
                _("{team} does not decide {label}.").format(team=_(TEAMS[seat]), label=_(DECISIONS[name].label))
            )
        self._change(plan, moving)

    def _change(self, plan: Plan, moving: bool, keep: bool = True) -> None:
        changed, self.plan, self._keep = plan != self.plan, plan, keep
        self._show_decisions()
        if changed:
            self._draft()
            self._pace.touched(moving)
        else:
            self._save()

    # Playing

    def _draft(self) -> None:
        """Draw one market at once; the outline is the same market before this change."""
        before = self._game.now.one() if self._game.now else None
        self._draw_funnel(
            self._game.draft(self.plan),
            before,
            _("Draft: 1 market of {n}").format(n=number(self._game.replications)),
            hold=True,
        )
        self._status.value = status(_("A draft from one market; the others follow when you let go."))

    def _draw_funnel(
        self, now: Mapping[str, float], before: Mapping[str, float] | None, title: str, hold: bool
    ) -> None:
        name = _("last run")
        self._funnel = self._funnel_picture.draw(now, before, before_name=name, title=title, hold=hold)
        self._picture.value = self._funnel.html(table=False)

    def _prepare(self) -> Callable[[], object] | None:
        # Kept before it is played, so that no decision is lost when the kernel stops meanwhile.
        self._save()
        if engine_ready():
            return None
        self._status.value = status(_("Getting the engine ready; this takes some seconds, and only now."))
        return lambda: engine.warm(self.company)

    def _step(self) -> bool:
        if self._game.step():
            done, all = self._game.progress()
            self._status.value = status(_("{done} of {all} markets played.").format(done=number(done), all=number(all)))
            return False
        changed = self._game.now is not None and self._game.now.plan != self.plan
        if changed and self._keep:
            self._past.append((self._game.now.plan, self._settled_wishes))
        self._game.settle(self.plan)
        self._settled_wishes = self._wishes
        self._show_all()
        self._save()
        if changed:
            for call in self._after:
                call(self._result())
        return True

    def _failed(self, problem: Exception) -> None:
        def again() -> None:
            raise problem

        self._status.value = ""
        screen.guard(again, self._place)()

    # Showing

    def _show_all(self) -> None:
        game = self._game
        count = number(game.replications)
        title = _("Average of {n} markets").format(n=count)
        self._draw_funnel(game.now.means(), game.last.means() if game.last else None, title, hold=False)
        self._band = self._band_picture.draw(board.strips(game.now, game.last, game.siloed))
        self._bands.value = self._band.html(table=False)
        self._said.value = screen.paragraphs(game.sentence())
        self._show_board()
        self._show_tables()
        self._status.value = status(_("All {n} markets played.").format(n=count))

    def _show_board(self) -> None:
        game = self._game
        if game.now is None:
            return
        runs = (game.now, game.last, game.siloed)
        mine, theirs = self.seat, OTHER[self.seat]
        own = board.table(board.FIGURES[mine], _("{team}: your figures").format(team=_(TEAMS[mine])), *runs)
        shared = board.table(board.FIGURES["both"], _("Figures that belong to both teams"), *runs)
        caption = _("How content the four parties are, 0 to 100 points, the least content first")
        parties = board.table(board.lowest_first(game.now), caption, *runs)
        meant = (*board.FIGURES[mine], *board.FIGURES["both"], *board.PARTIES)
        self._own.value = own + shared + parties + board.meanings(meant)
        if not self._look.value:
            self._theirs.value = ""
            return
        caption = _("{team}: what the other team sees").format(team=_(TEAMS[theirs]))
        seen = board.table(board.FIGURES[theirs], caption, *runs) + board.meanings(board.FIGURES[theirs])
        self._theirs.value = seen + decisions_of(theirs, self._names.get(theirs, CONTROLS[theirs]), self.plan)

    def _show_tables(self) -> None:
        pictures = [picture for picture in (self._funnel, self._band) if picture is not None]
        self._as_table.value = "".join(picture.table_html() for picture in pictures) if self._words.value else ""

    # Remembering

    def _remember_back(self) -> None:
        if self._memory is None:
            return
        kept = self._memory.load()
        names = tuple(name for names in self._names.values() for name in names)
        good, bad = fitting(self.plan, kept, names)
        self.plan = self.plan.replace(**good)
        for seat in self.seats:
            wished = {name: kept[f"{seat}:{name}"] for name in names if f"{seat}:{name}" in kept}
            self._wishes[seat], _old = fitting(self.plan, wished, names)
        if kept.get("seat") in self.seats:
            self.seat = kept["seat"]
        if bad:
            sentence = _("Your decision on {decisions} no longer fits this version of the kit; it is as at the start.")
            labels = ", ".join(_(DECISIONS[name].label) for name in bad)
            self._told.value = screen.notice("warn", sentence.format(decisions=labels))
        self._show_seat()

    def _save(self) -> None:
        if self._memory is None:
            return
        names = [name for names in self._names.values() for name in names]
        values = {name: plain(name, self.plan[name]) for name in names}
        wishes = {
            f"{seat}:{name}": plain(name, value)
            for seat, wished in self._wishes.items()
            for name, value in wished.items()
        }
        self._memory.save({"seat": self.seat, **values, **wishes})
