"""One lesson on the screen: ``lesson = smkt.start("01")``.

A lesson notebook calls nothing but the methods of this value. Each returns a widget that draws itself
from the learner's progress file, so a notebook that is opened again shows everything as it was left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.errors import KitError
from smkt_helpers.practice import overview, path
from smkt_helpers.practice import progress as changes
from smkt_helpers.practice.answers import NUMBER_STYLES
from smkt_helpers.practice.card import Card
from smkt_helpers.practice.hook import install_error_hook
from smkt_helpers.practice.load import KIT_ROOT, LessonCards, lesson_name, load_cards
from smkt_helpers.practice.progress import Change, Progress
from smkt_helpers.practice.sharing import share_view
from smkt_helpers.practice.store import ProgressFile, now
from smkt_helpers.practice.view import Memory, card_view
from smkt_helpers.words import N_, _

HOME_WORDS = {
    "marketing": N_("In marketing"),
    "sales": N_("In sales"),
    "other": N_("Somewhere else"),
}


def start(
    lesson: str | int,
    *,
    root: Path | str | None = None,
    home: Path | str | None = None,
    setup_check: Callable[[], Iterable[str]] | None = None,
) -> Lesson:
    """Start a lesson in a notebook.

    Parameters
    ----------
    lesson : str or int
        ``"01"`` or 1.
    root : path, optional
        The kit's folder; by default the one this package stands in.
    home : path, optional
        The folder of the learner's progress; by default the user's own data folder, or ``SMKT_HOME``.
    setup_check : callable, optional
        Returns one sentence per thing that is wrong with the set-up; by default the kit's doctor.

    Returns
    -------
    Lesson

    Raises
    ------
    KitError
        When the lesson's cards cannot be loaded.
    """
    install_error_hook()
    name, root = lesson_name(lesson), Path(root or KIT_ROOT)
    # A lesson may have no cards at all; asking it for one then says which file is missing.
    has_cards = (root / "exercises" / f"lesson{name}" / "cards.py").is_file()
    started = Lesson(name, load_cards(name, root) if has_cards else None, ProgressFile(home), root, setup_check)
    started.record(partial(changes.lesson_started, lesson=name, now=now()))
    return started


class Lesson:
    """A started lesson; see `start`.

    Attributes
    ----------
    number : str
        Two digits.
    cards : tuple of Card
    store : ProgressFile
    """

    def __init__(
        self,
        number: str,
        loaded: LessonCards | None,
        store: ProgressFile,
        root: Path,
        setup_check: Callable[[], Iterable[str]] | None = None,
    ):
        self.number = number
        self.store = store
        self.cards: tuple[Card, ...] = loaded.cards if loaded else ()
        self._loaded = loaded
        self._root = root
        self._setup_check = setup_check or doctor_sentences
        self._given: Mapping[str, Any] | None = None
        self._after_record: list[Callable[[], None]] = []
        self._after_start_over: list[Callable[[], None]] = []

    # What other screens of the kit use

    @cached_property
    def stops(self) -> tuple[overview.Stop, ...]:
        """The lessons of the path, in order."""
        return overview.stops(self._root)

    @property
    def now(self) -> Progress:
        """The newest progress we know."""
        return self.store.progress

    def record(self, change: Change) -> None:
        """Apply a change to the learner's progress, save it and refresh what shows progress."""
        self.store.update(change)
        if self.cards and path.next_card(self.now, self.cards) is None and not self._record.finished:
            self.store.update(partial(changes.lesson_finished, lesson=self.number, now=now()))
        for refresh in self._after_record:
            refresh()

    def remember(self, desk: str, values: Mapping[str, Any]) -> None:
        """Keep the decisions taken at a desk, as plain JSON values."""
        self.record(partial(changes.plan_kept, lesson=self.number, desk=desk, values=values))

    def remembered(self, desk: str) -> dict[str, Any]:
        """Return the decisions kept for a desk; empty when it was never used."""
        return dict(self._record.plans.get(desk, {}))

    def practised(self, seat: str) -> None:
        """Count one practice in a seat, for example a quarter played at sales' desk."""
        self.record(partial(changes.seat_practised, lesson=self.number, seat=seat))

    def on_record(self, call: Callable[[], None]) -> None:
        """Call a function whenever something was recorded, so that what it shows stays up to date."""
        self._after_record.append(call)

    def prediction(self, question: str) -> str | None:
        """Return the key of what the learner predicted, or None."""
        return self._record.predictions.get(question)

    # What a notebook shows

    def welcome(self) -> widgets.VBox:
        """Return the greeting: is everything set up, what was found again, what is next."""
        title = _(self._loaded.title) if self._loaded and self._loaded.title else ""
        head = f"<h2>{screen.inline(title)}</h2>" if title else ""
        try:
            wrong = list(self._setup_check())
        except Exception as problem:  # a broken check must not keep anybody from learning
            checked = screen.notice("warn", _("The set-up could not be checked.")) + screen.details_of(problem)
        else:
            checked = "".join(screen.notice("warn", sentence) for sentence in wrong) or screen.notice(
                "good", _("Everything is set up.")
            )
        greeting = screen.html()
        hello = path.welcome_sentence(self.now, self.number)

        def refresh() -> None:
            # A folder that cannot be written is told by both, in the same words.
            notices = dict.fromkeys([*self.store.notices, *filter(None, [self.store.unsaved])])
            told = "".join(screen.notice("warn", sentence) for sentence in notices)
            words = (hello, path.done_sentence(self.now, self.cards), self._next_sentence())
            greeting.value = told + self._linked(screen.paragraphs("\n\n".join(words)))

        refresh()
        self._after_record.append(refresh)
        return screen.box([screen.html(head + checked), greeting], "smkt-card")

    def home(self) -> widgets.VBox:
        """Return the questions about the learner: own function, and the way of writing numbers."""
        place, saved = screen.html(), screen.html()
        where = widgets.Dropdown(options=[(_("Choose ..."), ""), *((_(w), k) for k, w in HOME_WORDS.items())])
        style = widgets.Dropdown(options=[(_("Ask me when it matters"), ""), *((s, s) for s in NUMBER_STYLES)])

        def restore() -> None:
            where.value, style.value = self.now.home or "", self.now.number_style or ""
            saved.value = ""

        def keep_home(change: Mapping[str, Any]) -> None:
            if change["new"] not in ("", self.now.home):
                self.record(partial(changes.with_home, home=change["new"]))
                saved.value = screen.notice("good", _("Kept. Your seat comes first, then the other team's."))

        def keep_style(change: Mapping[str, Any]) -> None:
            chosen = change["new"] or None
            if chosen != self.now.number_style:
                self.record(partial(changes.with_number_style, style=chosen))
                saved.value = screen.notice("good", _("Kept. We read your numbers this way from now on."))

        restore()
        where.observe(screen.guard(keep_home, place), "value")
        style.observe(screen.guard(keep_style, place), "value")
        self._after_start_over.append(restore)
        asked = (
            screen.labelled(where, _("Where do you work?"), _("It only decides which desk comes first.")),
            screen.labelled(
                style, _("How do you write numbers?"), _("So that 1,234 means to us what it means to you.")
            ),
        )
        return screen.box([*asked, saved, place], "smkt-card")

    def predict(self, question_id: str, question: str, options: Mapping[str, str]) -> widgets.VBox:
        """Return a question to predict before anything is played; the first answer stays.

        Parameters
        ----------
        question_id : str
            The prediction is kept under this name.
        question : str
            Translated.
        options : mapping of str to str
            Key to translated words.
        """
        place, told = screen.html(), screen.html()
        picked = widgets.Dropdown(options=[(_("Choose ..."), ""), *((words, key) for key, words in options.items())])

        def keep() -> None:
            if not picked.value:
                raise KitError(_("Pick one line first; a guess is fine."))
            if self.prediction(question_id) not in options:
                self.record(
                    partial(
                        changes.predicted,
                        lesson=self.number,
                        question=question_id,
                        choice=picked.value,
                        options=tuple(options),
                    )
                )
            restore()

        def restore() -> None:
            kept = self.prediction(question_id)
            known = kept in options
            picked.value = kept if known else ""
            picked.disabled = keeping.disabled = known
            told.value = screen.notice("info", options[kept], word=_("Your prediction"), icon="◆") if known else ""

        keeping = screen.button(_("This is my prediction"), _("Keep your prediction; it stays as it is."), keep, place)
        shown = screen.labelled(picked, question, _("Guess before you look; it is not graded."))
        restore()
        self._after_start_over.append(restore)
        return screen.box([shown, screen.row(keeping), told, place], "smkt-card")

    def card(self, card_id: str, **given: Any) -> widgets.VBox:
        """Return the screen of one practice card.

        Parameters
        ----------
        card_id : str
        **given
            What the card's facts are computed from; by default what the lesson's ``given()`` returns.

        Raises
        ------
        KitError
            When there is no such card, or it needs something that was not handed in.
        """
        loaded = self._loaded or load_cards(self.number, self._root)
        card = loaded.card(card_id)
        if not given and self._given is None:
            self._given = loaded.given()
        memory = Memory(lambda: self.now, self.record, lambda: self.store.unsaved)
        shown = card_view(card, given or self._given, memory)
        self._after_start_over.append(shown.restore)
        return shown.box

    def next_step(self) -> widgets.VBox:
        """Return what comes next, with a button to call the lesson finished."""
        told, place = screen.html(), screen.html()

        def refresh() -> None:
            finished = self._record.finished is not None
            next_one = screen.notice("info", self._next_sentence(), word=_("What is next"), icon="➜")
            told.value = self._linked(next_one) + (
                screen.notice("good", _("You finished this lesson.")) if finished else ""
            )
            finish.layout.display = "none" if finished else ""

        def done() -> None:
            self.record(partial(changes.lesson_finished, lesson=self.number, now=now()))

        finish = screen.button(
            _("I have finished this lesson"), _("Note in your progress that you are through."), done, place
        )
        refresh()
        self._after_record.append(refresh)
        return screen.box([told, screen.row(finish), place], "smkt-card")

    def progress(self) -> widgets.VBox:
        """Return what is done in this lesson, and practice in each seat."""
        told = screen.html()

        def refresh() -> None:
            table = screen.data_table(path.card_rows(self.now, self.cards), _("Your cards in this lesson."))
            words = screen.paragraphs(path.seat_sentence(self.now) + "\n\n" + self._next_sentence())
            told.value = table + self._linked(words)

        refresh()
        self._after_record.append(refresh)
        return screen.box([told], "smkt-card")

    def overview(self) -> widgets.VBox:
        """Return the progress page: every lesson of the path, what is done and what is next."""
        told, place = screen.html(), screen.html()

        def refresh() -> None:
            told.value = overview.page(self.now, self.stops, self._next_sentence())

        # Work done in another notebook is in the file; reading it is what every change begins with.
        help = _("Read your progress anew, after you have worked in another lesson.")
        again = screen.button(_("Show the newest"), help, lambda: self.record(lambda progress: progress), place)
        refresh()
        self._after_record.append(refresh)
        return screen.box([told, screen.row(again), place], "smkt-card")

    def share(self) -> widgets.VBox:
        """Return a summary to print or send; time, hints and answers only when ticked."""
        return share_view(self, self._root)

    def start_over(self) -> widgets.VBox:
        """Return the way to start this lesson or everything again; the old work is kept as a copy."""
        told, place = screen.html(), screen.html()
        scope = widgets.Dropdown(options=[(_("This lesson"), "lesson"), (_("All lessons"), "all")])

        def ask() -> None:
            sure.layout.display = ""
            told.value = screen.notice("warn", _("The answers go back to the beginning; a copy is kept. Really?"))

        def keep() -> None:
            sure.layout.display, told.value = "none", ""

        def begin() -> None:
            if sure.layout.display == "none":
                return  # the second half of a double click
            kept = self.store.start_over(self.number if scope.value == "lesson" else None)
            keep()
            self.record(partial(changes.lesson_started, lesson=self.number, now=now()))
            for restore in self._after_start_over:
                restore()
            told.value = screen.notice("good", _restarted(kept))

        first = screen.button(_("Start again ..."), _("You are asked once more before anything happens."), ask, place)
        sure = screen.row(
            screen.button(_("Yes, start again"), _("Keep a copy and begin afresh."), begin, place),
            screen.button(_("No, keep my work"), _("Change nothing."), keep, place),
        )
        keep()
        shown = screen.labelled(scope, _("What do you want to start again?"), _("A dated copy of your work is kept."))
        return screen.box([shown, screen.row(first), told, sure, place], "smkt-card")

    @property
    def _record(self) -> changes.LessonProgress:
        return self.now.lesson(self.number)

    def _linked(self, markup: str) -> str:
        return overview.linked(markup, [file.name for file in path.notebooks(self._root)])

    def _next_sentence(self) -> str:
        return path.next_sentence(self.now, self.number, self.cards, path.notebooks(self._root))


def doctor_sentences() -> Sequence[str]:
    """Return one sentence per thing the kit's doctor finds wrong; none when there is no doctor."""
    try:
        from smkt_helpers.lab import doctor
    except ImportError:
        return []
    return [check.sentence for check in doctor.checks() if not check.ok]


def _restarted(kept: Path | None) -> str:
    if kept is None:
        return _("You are at the beginning again.")
    return _("You are at the beginning again. Your earlier work is kept as {file} in {folder}.").format(
        file=kept.name, folder=kept.parent
    )
