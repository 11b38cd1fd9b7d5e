"""The funnel: who owns which stage, and what is lost where marketing hands over to sales."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import GROUND, INK, QUIET, STYLE, Picture, round_up, svg_of
from smkt_helpers.words import N_, _, ngettext, number

STAGES = (
    # metric, owner, name, what it means
    ("leads", "marketing", N_("Leads"), N_("people who asked")),
    ("mql", "marketing", N_("Passed on (MQL)"), N_("marketing says: good lead")),
    ("sal", "sales", N_("Taken on (SAL)"), N_("sales says: I will call")),
    ("sql", "sales", N_("Real need (SQL)"), N_("the talk found a need now")),
    ("opportunities", "sales", N_("Opportunities"), N_("asked for an offer")),
    ("wins", "sales", N_("Won"), N_("new customers")),
)
OWNER_WORDS = {"marketing": N_("Marketing"), "sales": N_("Sales")}
HANDOFF = 1.5  # between the second and the third bar


def _funnel_frame() -> tuple[Figure, Axes]:
    figure = Figure(figsize=(6.3, 4.0))
    return figure, figure.add_axes((0.335, 0.02, 0.505, 0.89))


def _bare(ax: Axes) -> None:
    ax.set(xlabel="", ylabel="", xticks=[], yticks=[])
    ax.set_ylim(len(STAGES) - 0.5, -0.5)
    ax.patch.set_visible(False)
    ax.spines[:].set_visible(False)


def _funnel_ground() -> Figure:
    """Return what never changes: the stages' names, whose they are, and the line of the handoff."""
    figure, ax = _funnel_frame()
    _bare(ax)
    row = ax.get_yaxis_transform()
    for owner, first, last in (("marketing", 0, 1), ("sales", 2, len(STAGES) - 1)):
        ax.fill(
            [-0.655, 1.31, 1.31, -0.655],
            [first - 0.48, first - 0.48, last + 0.48, last + 0.48],
            transform=row,
            color=screen.PALETTE[owner],
            alpha=0.09,
            linewidth=0,
            clip_on=False,
        )
        ax.text(
            -0.62,
            (first + last) / 2,
            _(OWNER_WORDS[owner]),
            transform=row,
            rotation=90,
            ha="center",
            va="center",
            weight="bold",
            color=screen.PALETTE[owner],
        )
    for place, (_metric, _owner, name, meaning) in enumerate(STAGES):
        ax.text(-0.02, place - 0.17, _(name), transform=row, ha="right", va="center", weight="bold")
        ax.text(-0.02, place + 0.21, _(meaning), transform=row, ha="right", va="center", size=8.5, color=QUIET)
    ax.plot(
        [-0.655, 1.31],
        [HANDOFF, HANDOFF],
        transform=row,
        color=INK,
        linewidth=1.2,
        linestyle=(0, (5, 3)),
        clip_on=False,
    )
    return figure


class FunnelPicture:
    """The funnel of one quarter: who owns which stage, and where marketing hands over to sales."""

    def __init__(self) -> None:
        with matplotlib.rc_context(STYLE):
            self._ground = svg_of(_funnel_ground())
            self.figure, self.axes = _funnel_frame()
            self.figure.patch.set_visible(False)
            self.bars = self.axes.barh(
                range(len(STAGES)),
                [0.0] * len(STAGES),
                height=0.62,
                color=[screen.PALETTE[owner] for _metric, owner, *_rest in STAGES],
            )
            self._add_words()
            _bare(self.axes)
        self.limit = 0.0

    def _add_words(self) -> None:
        ax, places = self.axes, range(len(STAGES))
        row = ax.get_yaxis_transform()
        self.outlines = ax.barh(
            places,
            [0.0] * len(STAGES),
            height=0.78,
            facecolor="none",
            edgecolor=INK,
            linewidth=1.1,
            linestyle=(0, (2, 1.5)),
            zorder=3,
        )
        self.handoff = ax.text(
            1.29,
            HANDOFF,
            "",
            transform=row,
            ha="right",
            va="center",
            size=8.5,
            zorder=4,
            bbox={"facecolor": GROUND, "edgecolor": INK, "linewidth": 0.8, "boxstyle": "round,pad=0.3"},
        )
        self.numbers = [ax.text(0, place, "", va="center", ha="left", weight="bold", zorder=4) for place in places]
        self.others = [
            ax.text(1.29, place, "", transform=row, va="center", ha="right", color=QUIET, zorder=4) for place in places
        ]
        self.title = self.figure.text(0.02, 0.963, "", va="center", weight="bold")
        self.key = self.figure.text(0.985, 0.963, "", va="center", ha="right", size=8.5, color=QUIET)

    def draw(
        self,
        now: Mapping[str, float],
        before: Mapping[str, float] | None = None,
        *,
        before_name: str = "",
        title: str = "",
        hold: bool = False,
    ) -> Picture:
        """Draw the counts and return the picture.

        Parameters
        ----------
        now, before : mapping of metric id to count
            The ids of `STAGES`; a count may be NaN. `before` is drawn as a dashed outline.
        before_name : str
            What the outline is, for example "last run"; already translated.
        title : str
            Already translated.
        hold : bool
            Keep the axis as it is, so that bars stay comparable while a slider moves.
        """
        with matplotlib.rc_context(STYLE):
            counts = [float(now[metric]) for metric, *_rest in STAGES]
            others = [float(before[metric]) for metric, *_rest in STAGES] if before else [math.nan] * len(STAGES)
            most = max([value for value in (*counts, *others) if not math.isnan(value)], default=0.0)
            if not self.limit or not hold and not 0.45 * self.limit <= 1.2 * most <= self.limit:
                self.limit = round_up(1.25 * most)
                self.axes.set_xlim(0, self.limit)
            for place, (count, other) in enumerate(zip(counts, others, strict=True)):
                self._place(place, count, other)
            self.title.set_text(title or _("From enquiry to customer"))
            self.key.set_text(_("outline and right-hand number: {name}").format(name=before_name) if before else "")
            self.handoff.set_text(_handoff_words(counts))
            return Picture(
                svg_of(self.figure, self._ground),
                funnel_sentence(now, before, before_name),
                _funnel_rows(now, before, before_name),
                _("How many people reached each stage in the quarter."),
            )

    def _place(self, place: int, count: float, other: float) -> None:
        self.bars[place].set_width(0.0 if math.isnan(count) else min(count, self.limit))
        self.outlines[place].set_width(0.0 if math.isnan(other) else min(other, self.limit))
        self.outlines[place].set_visible(not math.isnan(other))
        end = max(value for value in (count, other, 0.0) if not math.isnan(value))
        off_axis = not math.isnan(count) and count > self.limit
        self.numbers[place].set_text(("▶ " if off_axis else "") + number(count))
        self.numbers[place].set_x(0.8 * self.limit if off_axis else min(end, 0.84 * self.limit) + 0.02 * self.limit)
        self.numbers[place].set_color(GROUND if off_axis or end > 0.86 * self.limit else INK)
        self.others[place].set_text("" if math.isnan(other) else number(other))


def _handoff_words(counts: Sequence[float]) -> str:
    passed, taken = counts[1], counts[2]
    if math.isnan(passed) or math.isnan(taken):
        return _("handoff")
    return _("handoff: {passed} passed on, {taken} taken on").format(passed=number(passed), taken=number(taken))


def funnel_sentence(now: Mapping[str, float], before: Mapping[str, float] | None = None, before_name: str = "") -> str:
    """Return what a funnel shows, computed from its counts; `before_name` is for example "last run"."""
    said = _("{leads} people asked; marketing passed {mql} on, sales took {sal} on and won {wins} customers.").format(
        **{metric: number(now[metric]) for metric in ("leads", "mql", "sal", "wins")}
    )
    if not before:
        return said
    change = (
        round(float(now["wins"])) - round(float(before["wins"]))
        if not (math.isnan(now["wins"]) or math.isnan(before["wins"]))
        else None
    )
    if change is None:
        return said
    if change == 0:
        return said + " " + _("That is as many customers as in the {before}.").format(before=before_name)
    if change > 0:
        added = ngettext(
            "That is {n} customer more than in the {before}.",
            "That is {n} customers more than in the {before}.",
            change,
        )
    else:
        added = ngettext(
            "That is {n} customer fewer than in the {before}.",
            "That is {n} customers fewer than in the {before}.",
            -change,
        )
    return said + " " + added.format(n=number(abs(change)), before=before_name)


def _funnel_rows(
    now: Mapping[str, float], before: Mapping[str, float] | None, before_name: str
) -> tuple[Mapping[str, str], ...]:
    rows = []
    for metric, owner, name, _meaning in STAGES:
        row = {_("Stage"): _(name), _("Owner"): _(OWNER_WORDS[owner]), _("People"): number(now[metric])}
        if before:
            row[before_name] = number(before[metric])
        rows.append(row)
    return tuple(rows)


def funnel(
    now: Mapping[str, float], before: Mapping[str, float] | None = None, *, before_name: str = "", title: str = ""
) -> Picture:
    """Return a funnel drawn once; see `FunnelPicture.draw`."""
    return FunnelPicture().draw(now, before, before_name=before_name, title=title)
