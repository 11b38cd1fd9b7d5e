"""The claim check: a year under two ways of working, in more and more markets, and how far the answer carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
import pandas as pd

import smkt_helpers as smkt
from smkt_helpers import engine, screen
from smkt_helpers.companies import Company
from smkt_helpers.comparison.doubt import companies_in_doubt
from smkt_helpers.comparison.pairs import bars
from smkt_helpers.desk.look import status
from smkt_helpers.desk.pace import Pace
from smkt_helpers.desk.run import engine_ready
from smkt_helpers.practices import PRACTICES
from smkt_helpers.story import worth as story
from smkt_helpers.words import N_, _, ngettext, number

AT_A_TIME = 10  # markets one press of the button adds
STEP = 2  # markets played before the page may react again
COMPANIES = 20
FEW = 2  # markets for each drawn company
SHARED_MARKETS = 4
GUESS = "spread"
GUESSES = {
    "under10": N_("less than 10 percentage points"),
    "to25": N_("10 to 24"),
    "to50": N_("25 to 49"),
    "to100": N_("50 to 99"),
    "over100": N_("100 or more"),
}
QUESTION = N_(
    "Two ways of working, the same company, one year; only the market differs: other people write. You play it in {n} "
    "markets. How far do the best and the worst market's gain in revenue lie apart?"
)


class Work:
    """Long work behind a button: done in steps, told about, and stoppable; what is done by then counts.

    Parameters
    ----------
    company : Company
        For getting the engine ready.
    name, help : str
        Of the button; translated.
    begin : callable
        Called before the first step.
    step : callable
        Does a bit of work and returns what is done and what there is in all.
    show : callable
        Called after each step.

    Attributes
    ----------
    widget : widgets.VBox
    """

    def __init__(
        self,
        company: Company,
        name: str,
        help: str,
        begin: Callable[[], None],
        step: Callable[[], tuple[int, int]],
        show: Callable[[], None],
    ) -> None:
        self._company, self._do, self._show = company, step, show
        # What a run reports stays apart from what a click reports: a click that worked empties its own place.
        self._told, self._place, self._trouble = screen.html(), screen.html(), screen.html()
        self._pace = Pace(begin, self._step, self._prepare, self._failed)
        self._start = screen.button(name, help, self._begin, self._place)
        self._stop = screen.button(_("Stop"), _("Stop; what is done so far counts."), self.stop, self._place)
        self._stop.disabled = True
        self.widget = widgets.VBox([screen.row(self._start, self._stop), self._told, self._place, self._trouble])

    def _begin(self) -> None:
        if self._pace.pending:
            return  # the second half of a double click
        self._start.disabled, self._stop.disabled, self._trouble.value = True, False, ""
        self._pace.touched()

    def stop(self) -> None:
        """Stop what is under way, if anything is."""
        if not self._pace.pending:
            return
        self._pace.drop()
        self._rest()
        self._told.value = status(_("Stopped. What is done so far counts."))

    def _prepare(self) -> Callable[[], object] | None:
        if engine_ready():
            return None
        self._told.value = status(_("Getting the engine ready; this takes some seconds, and only now."))
        return lambda: engine.warm(self._company)

    def _step(self) -> bool:
        done, all = self._do()
        self._told.value = status(_("{done} of {all} done.").format(done=number(done), all=number(all)))
        self._show()
        if done < all:
            return False
        self._rest()
        return True

    def _rest(self) -> None:
        self._start.disabled, self._stop.disabled = False, True

    def _failed(self, problem: Exception) -> None:
        self._rest()
        self._told.value, self._trouble.value = "", screen.trouble(problem)


class ClaimCheck:
    """What a learner plays in lesson 09; see `claim_check`.

    Attributes
    ----------
    way : str
        Which comparison is looked at, one of `story.WAYS`.
    gains : dict of str to pandas.DataFrame
        The markets played so far, by way; see `story.gains`.
    drawn : dict of str to list of float
        Gains of the companies drawn so far, by way.
    """

    def __init__(self, lesson: Any, company: Company, at_a_time: int = AT_A_TIME) -> None:
        self.lesson, self.company, self.at_a_time = lesson, company, at_a_time
        kept = lesson.remembered("claim").get("way")
        self.way = kept if kept in story.WAYS else "all"
        self.gains: dict[str, pd.DataFrame] = {}
        self.drawn: dict[str, list[float]] = {}
        self._companies: list[Company] = []
        self._parts: list[Any] = []
        self._goal, self._goal_shared = 0, 0
        self._refresh: list[Callable[[], None]] = []
        lesson.on_record(self._refresh_all)

    def _refresh_all(self) -> None:
        for refresh in self._refresh:
            refresh()

    @property
    def shares(self) -> list[float]:
        """Gains in revenue of the markets played so far in the way looked at."""
        return self.gains[self.way]["revenue"].tolist() if self.way in self.gains else []

    # What a notebook shows

    def predict(self) -> widgets.VBox:
        """Return the guess of this lesson."""
        question = _(QUESTION).format(n=number(self.at_a_time))
        return self.lesson.predict(GUESS, question, self._words())

    def runs(self) -> widgets.VBox:
        """Return the choice of a comparison, the button that plays more markets, and what came out."""
        place, shown = screen.html(), screen.html()
        way = widgets.Dropdown(options=[(_(words), key) for key, words in story.WAYS.items()], value=self.way)

        def chosen(change: Mapping[str, Any]) -> None:
            work.stop()
            self.way = change["new"]
            self.lesson.remember("claim", {"way": self.way})

        def begin() -> None:
            self._goal = len(self.shares) + self.at_a_time

        def step() -> tuple[int, int]:
            done = len(self.shares)
            count = min(STEP, self._goal - done)
            plans = story.plans_of(self.company, self.way)
            more = story.gains(self.company, *plans, done, count)
            before = [self.gains[self.way]] if self.way in self.gains else []
            self.gains[self.way] = pd.concat([*before, more])
            return done + count, self._goal

        def show() -> None:
            shown.value = self._runs_html()

        name = _("Play {n} more markets").format(n=number(self.at_a_time))
        help = _("Play a year in further markets, under both ways of working, on the same people.")
        work = Work(self.company, name, help, begin, step, self._refresh_all)
        way.observe(screen.guard(chosen, place), "value")
        asked = screen.labelled(
            way,
            _("What is compared?"),
            _("A program sits in both seats and does what it is paid for, as in lesson 08."),
        )
        self._refresh.append(show)
        show()
        return screen.box([asked, work.widget, place, shown], "smkt-card")

    def guess(self) -> widgets.VBox:
        """Return the answer to the guess, as soon as enough markets have been played."""
        shown = screen.html()

        def show() -> None:
            kept = self.lesson.prediction(GUESS)
            shares = self.gains["all"]["revenue"].tolist() if "all" in self.gains else []
            shown.value = story.guess_answer(kept, self._words(), shares)

        self._refresh.append(show)
        show()
        return screen.box([shown])

    def doubt(self) -> widgets.VBox:
        """Return the button that draws other possible companies, and what they gain."""
        shown = screen.html()

        def begin() -> None:
            if not self._companies:
                self._companies = list(companies_in_doubt(self.company, COMPANIES, story.SEED).companies)

        def step() -> tuple[int, int]:
            done = self.drawn.setdefault(self.way, [])
            if len(done) < len(self._companies):
                one = self._companies[len(done)]
                found = story.gains(one, *story.plans_of(one, self.way), 0, FEW)
                done.append(float(found["revenue"].mean()))
            return len(done), len(self._companies)

        def show() -> None:
            drawn = self.drawn.get(self.way, [])
            nothing = screen.paragraphs(_("No companies have been drawn for this comparison yet."))
            shown.value = self._doubt_html(drawn) if len(drawn) > 1 else nothing

        name = _("Draw {n} other companies").format(n=number(COMPANIES))
        help = _("Play the same comparison with other numbers from the ranges of our assumptions; takes a while.")
        work = Work(self.company, name, help, begin, step, self._refresh_all)
        self._refresh.append(show)
        show()
        return screen.box([work.widget, shown], "smkt-card")

    def practices(self) -> widgets.VBox:
        """Return the button that shares a gain out among practices, and the shares."""
        shown = screen.html()

        def begin() -> None:
            self._goal_shared = len(self._parts) + SHARED_MARKETS

        def step() -> tuple[int, int]:
            market = len(self._parts) + 1
            self._parts.append(
                smkt.waterfall(
                    self.company, self.company.today, story.SHARED_OUT, markets=1, seed=market, metric="revenue"
                )
            )
            return market, self._goal_shared

        def show() -> None:
            if len(self._parts) > 1:
                table = shared_table(self._parts)
                caption = _("What each practice gave in a year, added to today's way of working.")
                said = story.practices_sentence(table, len(self._parts), self.company.currency)
                rows = story.practices_rows(table, self.company.currency)
                shown.value = screen.data_table(rows, caption) + screen.paragraphs(said)

        name = _("Share the gain out in {n} more markets").format(n=number(SHARED_MARKETS))
        help = _("Add six practices in changing order and see what each of them gives; takes a while.")
        work = Work(self.company, name, help, begin, step, show)
        return screen.box([work.widget, shown], "smkt-card")

    def for_the_board(self) -> widgets.VBox:
        """Return the sentence for the board, made from what has been played so far."""
        shown = screen.html()

        def show() -> None:
            said = story.board_sentence(self.way, self.gains.get(self.way), self.drawn.get(self.way, []))
            shown.value = screen.notice("info", said, word=_("Ines says"), icon="❝")

        self._refresh.append(show)
        show()
        return screen.box([shown])

    # Pieces

    def _words(self) -> dict[str, str]:
        return {key: _(words) for key, words in GUESSES.items()}

    def _runs_html(self) -> str:
        if not self.shares:
            return screen.paragraphs(_("Nothing has been played here yet."))
        found = self.gains[self.way]
        caption = _("The gain in a year's revenue, market by market.")
        name = markets_words(len(found))
        picture = story.gains_picture({name: self.shares}, caption)
        return picture.html() + screen.paragraphs(story.answer_sentence(found, self.company.currency))

    def _doubt_html(self, drawn: list[float]) -> str:
        lines = {_("luck: {n} markets").format(n=number(len(self.shares))): self.shares} if self.shares else {}
        lines[_("doubt: {n} companies").format(n=number(len(drawn)))] = drawn
        picture = story.gains_picture(lines, _("Luck of the market beside doubt about our assumptions."))
        return picture.html() + screen.paragraphs(story.doubt_sentence(self.shares, drawn))


def markets_words(count: int) -> str:
    """Return a count of markets in words."""
    return ngettext("{n} market", "{n} markets", count).format(n=number(count))


def shared_table(parts: list[Any]) -> pd.DataFrame:
    """Put the shares of single markets together.

    Parameters
    ----------
    parts : list of smkt_helpers.comparison.waterfall.Waterfall
        One market each, in revenue.

    Returns
    -------
    pandas.DataFrame
        As `smkt_helpers.comparison.pairs.bars` returns it.
    """

    def column(name: str) -> pd.DataFrame:
        return pd.DataFrame([one.table[name].to_numpy() for one in parts], columns=parts[0].table.index)

    revenue = column("gave")
    names = [_(PRACTICES[id].name) for id in revenue]
    return bars(names, "revenue", revenue, revenue, revenue - column("cost"))


def claim_check(lesson: Any, company: Company, at_a_time: int = AT_A_TIME) -> ClaimCheck:
    """Return the claim check of a lesson.

    Parameters
    ----------
    lesson : smkt_helpers.practice.lesson.Lesson
    company : Company
    at_a_time : int
        How many markets one press of the button adds.
    """
    return ClaimCheck(lesson, company, at_a_time)
