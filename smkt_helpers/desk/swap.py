"""The seat swap: one quarter played four times, as one team, as the other, together and under load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets

from smkt_helpers import engine, screen
from smkt_helpers.companies import Company
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.desk import board
from smkt_helpers.desk.game import Result
from smkt_helpers.desk.look import status
from smkt_helpers.desk.memory import LessonMemory, fitting
from smkt_helpers.desk.pace import Pace
from smkt_helpers.desk.panel import OTHER, SEATS
from smkt_helpers.desk.quarter import Quarter
from smkt_helpers.desk.run import Playing, Run, engine_ready
from smkt_helpers.plan import Plan
from smkt_helpers.story import swap as story
from smkt_helpers.words import N_, _, number, percent

STAGES = ("own", "other", "together", "load")
CONTROLS = {
    "marketing": ("threshold", "budget", "icp_focus", "promise", "enablement_hours"),
    "sales": ("discount_limit", "stretch", "writeback", "prospecting_hours", "first_call"),
}
TOGETHER = {
    "marketing": ("threshold", "budget", "promise", "throttle", "dashboard"),
    "sales": ("discount_limit", "writeback", "first_call", "throttle", "dashboard"),
}
LOAD = {
    "marketing": ("threshold", "budget", "throttle", "shared_bonus"),
    "sales": ("discount_limit", "touches", "throttle", "shared_bonus"),
}
MISSING_REPS = 2
# Closer than this to the plan counts as "as planned": half a step of the program.
STEP = {"points": 0.5, "discount": 0.005}

DIRECTIONS = {"lower": N_("lower than planned"), "same": N_("about as planned"), "higher": N_("higher than planned")}
# What the program in a seat moves, by question: the seat, the decision, the name of its movement in a run.
GUESSES = {
    "sales_moves": ("sales", "discount", N_("the highest discount of the program at sales' desk")),
    "marketing_moves": ("marketing", "points", N_("the lead score asked for by the program at marketing's desk")),
    "shared_moves": ("sales", "discount", N_("the highest discount of that program when both share one bonus")),
}
QUESTIONS = {
    "sales_moves": N_(
        "You will sit at marketing's desk; a program sits at sales' desk and is paid for its quota, which is high this "
        "quarter. In the last week, its highest discount is ..."
    ),
    "marketing_moves": N_(
        "You will sit at sales' desk; a program sits at marketing's desk and is paid for the number of leads it passes "
        "on. In the last week, the lead score it asks for is ..."
    ),
    "shared_moves": N_(
        "Later, programs sit at both desks and share one bonus. In the last week, the highest discount at sales' desk "
        "is ..."
    ),
}
JOBS = {
    "marketing": N_(
        "You sit at **marketing's desk**. You are paid for leads passed on, and your goal for the quarter is "
        "{mql}. As planned you would reach {mql_now}. A program sits at sales' desk."
    ),
    "sales": N_(
        "You sit at **sales' desk**. You are paid for reaching your quota. As planned you would reach {quota_now} of "
        "it. A program sits at marketing's desk."
    ),
}
TOGETHER_JOB = N_(
    "Now **both desks are yours**, and Ines asks for one thing: make the **least content of the four parties** as "
    "content as you can, without losing deals. As planned, {deals} deals are won. What belongs to both teams changes "
    "only when both desks ask for the same."
)
LOAD_JOB = N_(
    "**Two of the six reps are away all quarter.** You sit at the desk of the other team, {desk}, and a program sits "
    "at yours. The quarter begins with what you decided together. Who can help here?"
)
NAMES = {
    "plan": N_("Everybody keeps to it"),
    "marketing": N_("You as marketing"),
    "sales": N_("You as sales"),
    "together": N_("Together"),
    "load": N_("Under load"),
}


@dataclass(frozen=True)
class Stage:
    """One of the four quarters: who sits where, what they may decide, and the plan it begins with.

    `seat` is the learner's seat, or "both". `programs` are the seats in which a program sits.
    """

    name: str
    seat: str
    start: Plan
    controls: Mapping[str, tuple[str, ...]]
    programs: tuple[str, ...]

    @property
    def key(self) -> str:
        """The name under which its decisions are kept."""
        return f"swap {self.name}" if self.seat == "both" else f"swap {self.name} {self.seat}"


class SeatSwap:
    """The four quarters of one learner; see `seat_swap`."""

    def __init__(self, lesson: Any, company: Company, markets: int = story.MARKETS) -> None:
        self.lesson, self.company, self.markets = lesson, company, markets
        self._runs: dict[tuple[Plan, tuple[str, ...]], Run] = {}
        self.quarters: dict[str, Quarter] = {}

    @property
    def home(self) -> str:
        """The seat that comes first: the learner's own, marketing for whoever works in neither team."""
        return "sales" if self.lesson.now.home == "sales" else "marketing"

    def stage(self, name: str) -> Stage:
        """Return one of the four quarters, `name` being one of `STAGES`."""
        if name == "together":
            return Stage(name, "both", story.AGREED, TOGETHER, ())
        seat = self.home if name == "own" else OTHER[self.home]
        if name != "load":
            return Stage(name, seat, story.AGREED, {seat: CONTROLS[seat]}, (OTHER[seat],))
        start = self.plan(self.stage("together")).replace(extra_reps=-MISSING_REPS)
        return Stage(name, seat, start, {seat: LOAD[seat]}, (OTHER[seat],))

    def plan(self, stage: Stage) -> Plan:
        """Return the plan of a quarter with what the learner has decided there."""
        names = tuple(name for names in stage.controls.values() for name in names)
        good, _old = fitting(stage.start, self.lesson.remembered(stage.key), names)
        return stage.start.replace(**good)

    def run(self, plan: Plan, programs: Sequence[str] = ()) -> Run:
        """Return a plan's run in all markets; what was played once is kept."""
        return self._playing(plan, tuple(programs)).finish()

    def _playing(self, plan: Plan, programs: tuple[str, ...]) -> Playing:
        made = story.playing(self.company, plan, programs, self.markets)
        made.run = self._runs.get((plan, programs))
        return made

    def _keep(self, run: Run) -> Run:
        self._runs[run.plan, run.programs] = run
        return run

    # What a notebook shows

    def predict(self) -> widgets.VBox:
        """Return the three questions about what the other side will decide."""
        options = {key: _(words) for key, words in DIRECTIONS.items()}
        return widgets.VBox([self.lesson.predict(name, _(words), options) for name, words in QUESTIONS.items()])

    def desk(self, name: str) -> widgets.VBox:
        """Return one of the four quarters; the desk is set up when its button is pressed.

        Parameters
        ----------
        name : {"own", "other", "together", "load"}
        """
        place, told, job = screen.html(), screen.html(), screen.html()
        room = widgets.VBox([])

        def sit_down() -> None:
            if room.children:
                return  # the second half of a double click
            stage = self.stage(name)
            job.value = screen.paragraphs(self._job(stage))
            quarter = self._quarter(stage)
            quarter.on_change(screen.guard(lambda result: self._after(stage, result, told), place))
            self.quarters[name] = quarter
            room.children = (quarter.show(),)
            opened.layout.display = "none"

        opened = screen.button(self._button(name), _("Set the desk up and play the quarter once."), sit_down, place)
        return screen.box([screen.row(opened), job, place, room, told], "smkt-card")

    def four(self) -> widgets.VBox:
        """Return all four quarters side by side, the least content party first, and whether the guesses came true."""
        # What a run reports stays apart from what a click reports: a click that worked empties its own place.
        place, trouble, told, said = (screen.html() for _piece in range(4))
        todo: list[Playing] = []

        def begin() -> None:
            trouble.value = ""
            todo[:] = [self._playing(plan, programs) for plan, programs in dict.fromkeys(self._all())]

        def step() -> bool:
            open_ones = [one for one in todo if one.run is None]
            if open_ones:
                open_ones[0].step()
                if open_ones[0].run is not None:
                    self._keep(open_ones[0].run)
                done = sum(one.run is not None for one in todo)
                told.value = status(
                    _("{done} of {all} quarters played.").format(done=number(done), all=number(len(todo)))
                )
                return False
            told.value = ""
            said.value = self._four_html()
            return True

        def prepare() -> Any:
            if engine_ready():
                return None
            told.value = status(_("Getting the engine ready; this takes some seconds, and only now."))
            return lambda: engine.warm(self.company)

        def failed(problem: Exception) -> None:
            told.value, trouble.value = "", screen.trouble(problem)

        pace = Pace(begin, step, prepare, failed)
        help = _("Play your four quarters in the same markets and compare them.")
        start = screen.button(_("Show my four quarters"), help, pace.touched, place)
        return screen.box([screen.row(start), told, place, trouble, said], "smkt-card")

    # Pieces

    def _button(self, name: str) -> str:
        stage = self.stage(name)
        begun = self.plan(stage) != stage.start
        if stage.seat == "both":
            return _("Go on at both desks") if begun else _("Sit down at both desks")
        words = N_("Go on at {desk}") if begun else N_("Sit down at {desk}")
        return _(words).format(desk=_(SEATS[stage.seat]))

    def _job(self, stage: Stage) -> str:
        if stage.name == "load":
            return _(LOAD_JOB).format(desk=_(SEATS[stage.seat]))
        means = self._keep(self.run(stage.start, stage.programs)).means()
        if stage.name == "together":
            return _(TOGETHER_JOB).format(deals=number(means["wins"]))
        return _(JOBS[stage.seat]).format(
            mql=number(self.company.targets.mqls * story.WEEKS),
            mql_now=number(means["mql"]),
            quota_now=percent(means["quota_reached"]),
        )

    def _quarter(self, stage: Stage) -> Quarter:
        seats = story.BOTH if stage.seat == "both" else (stage.seat,)
        quarter = Quarter(
            self.company,
            stage.start,
            seat=self.home if stage.seat == "both" else stage.seat,
            seats=seats,
            controls=stage.controls,
            seed=story.SEED,
            weeks=story.WEEKS,
            replications=self.markets,
            memory=LessonMemory(self.lesson, stage.key),
            partner=bool(stage.programs),
        )
        counted: set[str] = set()

        def count(_result: Result) -> None:
            if quarter.seat not in counted:
                counted.add(quarter.seat)
                self.lesson.practised(quarter.seat)

        quarter.on_change(count)
        return quarter

    def _after(self, stage: Stage, result: Result, told: widgets.HTML) -> None:
        # The desk does not look at every figure this lesson tells of.
        now = self._keep(self.run(result.plan, stage.programs))
        before = self._keep(self.run(stage.start, stage.programs))
        if stage.seat == "both":
            said = together_sentence(now, before)
        else:
            said = story.who_paid(now, before, stage.seat)
        told.value = screen.notice("info", said, word=_("Since you sat down"), icon="➜")

    def _seats(self) -> dict[str, Stage]:
        return {self.stage(name).seat: self.stage(name) for name in ("own", "other")}

    def _all(self) -> list[tuple[Plan, tuple[str, ...]]]:
        stages = [self.stage(name) for name in STAGES]
        wanted = [(story.AGREED, ()), (story.AGREED.replace(shared_bonus=True), story.BOTH)]
        wanted += [(stage.start, stage.programs) for stage in stages]
        return wanted + [(self.plan(stage), stage.programs) for stage in stages]

    def _four_html(self) -> str:
        mine = {stage.seat: stage for stage in self._seats().values()}
        runs = {seat: self.run(self.plan(mine[seat]), mine[seat].programs) for seat in story.BOTH}
        before = {seat: self.run(mine[seat].start, mine[seat].programs) for seat in story.BOTH}
        together, load = self.stage("together"), self.stage("load")
        shown = [
            story.Quarter(_(NAMES["plan"]), self.run(story.AGREED)),
            *(story.Quarter(_(NAMES[seat]), runs[seat]) for seat in (self.home, OTHER[self.home])),
            story.Quarter(_(NAMES["together"]), self.run(self.plan(together))),
            story.Quarter(_(NAMES["load"]), self.run(self.plan(load), load.programs)),
        ]
        caption = _("Your four quarters, and the one nobody moved in (average of {n} markets).")
        picture = story.parties_picture(shown, caption.format(n=number(self.markets)))
        said = [self._idle_sentence(mine), self._same_chair(runs, before), story.mirror_sentence(runs, before)]
        return picture.html() + screen.paragraphs("\n\n".join(filter(None, said))) + self._guesses_html(runs)

    def _idle_sentence(self, mine: Mapping[str, Stage]) -> str:
        idle = [seat for seat in story.BOTH if self.plan(mine[seat]) == mine[seat].start]
        if not idle:
            return ""
        return _("So far you have changed nothing at {desks}; the picture shows the plan there.").format(
            desks=", ".join(_(SEATS[seat]) for seat in idle)
        )

    def _same_chair(self, runs: Mapping[str, Run], before: Mapping[str, Run]) -> str:
        """Compare what the learner did in a chair with what the program did in the same chair."""
        said = []
        for seat, name, key in (("marketing", "threshold", "points"), ("sales", "discount_limit", "discount")):
            decision = DECISIONS[name]
            program = decision.show(_within(decision, story.AGREED[name] + before[OTHER[seat]].moved[key]))
            said.append(
                _(
                    "“{decision}” at {desk}: the plan says {plan}, you set {you}, and the program that sat in the same "
                    "chair ended at {it}."
                ).format(
                    desk=_(SEATS[seat]),
                    decision=_(decision.label),
                    plan=decision.show(story.AGREED[name]),
                    you=decision.show(runs[seat].plan[name]),
                    it=program,
                )
            )
        return " ".join(said)

    def _guesses_html(self, runs: Mapping[str, Run]) -> str:
        shared = self.run(story.AGREED.replace(shared_bonus=True), story.BOTH)
        played = {"sales_moves": runs["marketing"], "marketing_moves": runs["sales"], "shared_moves": shared}
        rows, hits, made = [], 0, 0
        for name, (_seat, key, what) in GUESSES.items():
            kept, came = self.lesson.prediction(name), direction(played[name], key)
            made += kept in DIRECTIONS
            hits += kept == came
            rows.append(
                {
                    _("What you foresaw"): _(what),
                    _("Your guess"): _(DIRECTIONS[kept]) if kept in DIRECTIONS else _("no guess yet"),
                    _("What happened"): _(DIRECTIONS[came]),
                }
            )
        return screen.data_table(rows, _("Your guesses about the other side.")) + guesses_notice(hits, made)


def _within(decision: Any, value: float) -> float:
    return round(min(max(value, decision.low), decision.high), 2)


def direction(run: Run, key: str) -> str:
    """Return which way a program moved its decision by the last week: "lower", "same" or "higher".

    Parameters
    ----------
    run : Run
        Played with programs.
    key : {"points", "discount"}
    """
    moved = run.moved[key]
    return "same" if abs(moved) < STEP[key] else "higher" if moved > 0 else "lower"


def guesses_notice(hits: int, made: int) -> str:
    """Return, as HTML, how well the learner foresaw the other side's decisions, in words."""
    if not made:
        return screen.notice("info", _("Make your guesses near the top of this page; then they are compared here."))
    if hits == made:
        said = _("All your guesses came true. You know what the other side is paid for; that is most of it.")
        return screen.notice("good", said)
    if hits:
        said = _("{hits} of {made} came true. Read the others again and ask: what is this chair paid for?")
    else:
        said = _("None came true. The other chair is paid for something else than you thought; look what it is.")
    return screen.notice("warn", said.format(hits=number(hits), made=number(made)), word=_("A surprise"))


def together_sentence(now: Run, before: Run) -> str:
    """Say what the decisions at both desks did to the least content party and to the deals won."""
    said = board.sentences(now, before, ("satisfied_lowest", "wins", "contribution"))
    return " ".join(filter(None, (*said, story.acceptance_sentence(now, before))))


def seat_swap(lesson: Any, company: Company, markets: int = story.MARKETS) -> SeatSwap:
    """Return the seat swap of a lesson; what the learner decides is kept in the learner's progress.

    Parameters
    ----------
    lesson : smkt_helpers.practice.lesson.Lesson
    company : Company
    markets : int
        In how many markets each quarter is played.
    """
    return SeatSwap(lesson, company, markets)
