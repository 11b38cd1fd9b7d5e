"""Lesson 05: the screen on which an agreement is written backwards from a goal, promised both ways, then played."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets as widgets

from smkt_helpers import screen
from smkt_helpers.companies import Company
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.desk.control import Control
from smkt_helpers.desk.look import desk_style
from smkt_helpers.errors import KitError
from smkt_helpers.plan import siloed
from smkt_helpers.story.handoff import fates_picture
from smkt_helpers.story.handoff_agreement import (
    PROMISES,
    TITLES,
    Draft,
    draft_of,
    expected,
    figures_of,
    luck,
    told,
    verdicts,
    written,
)
from smkt_helpers.story.handoff_counts import STAGE_WORDS, STAGES, fates, funnel_of, quarter, waits
from smkt_helpers.words import _, duration, money, number

FULL = 0.95  # share of the reps' hours above which work begins to wait


class Builder:
    """The screen on which an agreement is written and played.

    Parameters
    ----------
    lesson : smkt_helpers.practice.lesson.Lesson
    company : Company
    seed : int

    Attributes
    ----------
    widget : widgets.VBox
    values : dict
        What the learner has changed, as it is kept in the progress file.
    """

    NAME = "promise"

    def __init__(self, lesson: Any, company: Company, seed: int = 1) -> None:
        self._lesson, self.company, self._seed = lesson, company, seed
        self._was = funnel_of(quarter(company, siloed, seed))
        self._figures = figures_of(self._was, company.currency)
        self._declared = {**self._figures, **{n: DECISIONS[n] for group in PROMISES.values() for n in group}}
        self.values, self._lost = self._fitting(lesson.remembered(self.NAME))
        self._counted: set[str] = set()
        self._build()
        self._refresh()
        if lesson.remembered(self.NAME).get("played") and not self._lost:
            screen.guard(self._played, self._place)()

    def set(self, name: str, value: Any) -> None:
        """Write something into the agreement, as if by its control.

        Raises
        ------
        KitError
            If there is no such line, or the value is out of its range.
        """
        if name not in self._declared:
            raise KitError(_("This agreement has no line called “{name}”.").format(name=name))
        self._changed(name, self._declared[name].check(value), False)

    def draft(self) -> Draft:
        """Return the agreement as it stands."""
        return draft_of(self._was, self.values, self.company.currency)

    def play(self) -> None:
        """Play the agreement on the same people, untracked and tracked, and show what was kept."""
        self._played()
        self._save(True)
        for seat in ("marketing", "sales"):
            self._count(seat)

    def _fitting(self, kept: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        good, lost = {}, False
        for name, value in kept.items():
            if name in self._declared:
                try:
                    good[name] = self._declared[name].check(value)
                except KitError:
                    lost = True
        return good, lost

    def _build(self) -> None:
        self._place, self._back, self._paper, self._result = (screen.html() for _piece in range(4))
        self._luck = screen.html()
        self._controls = {
            name: Control(one, self.values.get(name, self._start(name)), self._changed, self._place)
            for name, one in self._declared.items()
        }
        for control in self._controls.values():
            if hasattr(control, "slider"):
                # Every change is kept in the progress file, so wait until the hand lets go.
                control.slider.continuous_update = False
        own = "sales" if self._lesson.now.home == "sales" else "marketing"
        other = "marketing" if own == "sales" else "sales"
        heads = [self._titled(_("Step 1. Back from the goal"), self._figures)]
        heads += [
            self._titled(_("Step 2. {title}").format(title=_(TITLES[own])), PROMISES[own]),
            self._titled(_("Step 3. {title}").format(title=_(TITLES[other])), PROMISES[other]),
            self._titled(_("Step 4. {title}").format(title=_(TITLES["agreement"])), PROMISES["agreement"]),
        ]
        sides = []
        for head, right in zip(heads, (self._back, None, None, self._paper), strict=True):
            row = widgets.HBox([head] if right is None else [head, right])
            row.add_class("smkt-side")
            sides.append(row)
        play = screen.button(
            _("Play this agreement"), _("Play it on the same people, once untracked and once tracked."), self.play,
            self._place,
        )  # fmt: skip
        other_markets = screen.button(
            _("Was it luck? Play other markets"), _("Play the same agreement with other people; takes a moment."),
            self._show_luck, self._place,
        )  # fmt: skip
        again = screen.button(
            _("Back to the siloed quarter"), _("Take back every line of the agreement."), self.restart, self._place
        )
        told_lost = (
            screen.notice("info", _("Some lines you kept no longer fit this kit and stand as in the siloed quarter."))
            if self._lost
            else ""
        )
        self.widget = screen.box(
            (
                desk_style(), screen.html(told_lost), *sides, screen.row(play, again), self._place, self._result,
                screen.row(other_markets), self._luck,
            ),
            "smkt-card", "smkt-desk",
        )  # fmt: skip

    def _start(self, name: str) -> Any:
        return self._figures[name].default if name in self._figures else siloed[name]

    def _titled(self, title: str, names: Iterable[str]) -> widgets.VBox:
        head = screen.html(f"<h3>{screen.inline(title)}</h3>")
        column = widgets.VBox([head, *(self._controls[name].widget for name in names)])
        column.add_class("smkt-panel")
        return column

    def _changed(self, name: str, value: Any, moving: bool) -> None:
        self.values = {**self.values, name: value}
        self._controls[name].show(value)
        self._result.value = self._luck.value = ""
        self._refresh()
        self._save(False)
        seat = next((seat for seat in ("marketing", "sales") if name in PROMISES[seat]), None)
        if seat:
            self._count(seat)

    def restart(self) -> None:
        """Take back every line; the agreement stands as in the siloed quarter."""
        self.values = {}
        for name, control in self._controls.items():
            control.show(self._start(name))
        self._result.value = self._luck.value = ""
        self._refresh()
        self._save(False)

    def _count(self, seat: str) -> None:
        if seat not in self._counted:
            self._counted.add(seat)
            self._lesson.practised(seat)

    def _save(self, played: bool) -> None:
        self._lesson.remember(self.NAME, {**self.values, "played": played})

    def _refresh(self) -> None:
        draft, was = self.draft(), self._was
        rows = [
            {
                _("Step back"): _(STAGE_WORDS[stage]),
                _("Siloed quarter"): number(was.counts[stage]),
                _("The goal needs"): number(math.ceil(draft.people[stage] - 1e-9)),
                _("Each week"): number(draft.people[stage] / was.weeks, 1),
            }
            for stage in reversed(STAGES)
        ]
        caption = _("{goal} from people who ask us, back to the number of leads.").format(
            goal=money(draft.goal, self.company.currency)
        )
        self._back.value = screen.data_table(rows, caption) + self._hours_said(draft)
        lines = written(draft, was)
        self._paper.value = f"<h3>{screen.inline(_('The agreement, as it stands'))}</h3>" + "".join(
            f'<p><strong>{screen.inline(_(TITLES[who]))}</strong></p><ul class="smkt-list">'
            + "".join(f"<li>{screen.inline(line)}</li>" for line in lines[who])
            + "</ul>"
            for who in PROMISES
        )

    def _hours_said(self, draft: Draft) -> str:
        words = {"need": number(draft.hours), "paid": number(self._was.paid)}
        if draft.hours > self._was.paid:
            said = _(
                "This would take {need} hours of the reps; they have {paid}. More people will not do it alone. Which "
                "rate could a better agreement change?"
            )
        elif draft.hours > FULL * self._was.paid:
            said = _(
                "This would take {need} of the reps' {paid} hours, nearly every one. Without slack work waits. Which "
                "rate could a better agreement change?"
            )
        else:
            return screen.notice(
                "good", _("This would take {need} of the reps' {paid} hours: it fits in.").format(**words)
            )
        return screen.notice("warn", said.format(**words))

    def _played(self) -> None:
        draft, was = self.draft(), self._was
        paper, tracked = (
            quarter(self.company, plan, self._seed) for plan in (draft.plan, draft.plan.replace(tracked=True))
        )
        hours = draft.plan["target_hours"]
        picture = fates_picture(
            [
                (_("Each for itself"), fates(quarter(self.company, siloed, self._seed), hours)),
                (_("Agreed, nobody tracks"), fates(paper, hours)),
                (_("Agreed and tracked"), fates(tracked, hours)),
            ],
            hours,
        )
        usual = _("The usual wait for the first call: {paper} untracked, {tracked} tracked.").format(
            paper=duration(60 * waits(paper)), tracked=duration(60 * waits(tracked))
        )
        self._result.value = (
            f"<h3>{screen.inline(_('What was kept, and what broke'))}</h3>"
            + picture.html()
            + screen.data_table(verdicts(draft, was, paper, tracked), _("Promise by promise, on the same people."))
            + screen.paragraphs(usual + "\n\n" + told(draft, was, paper, tracked))
            + screen.data_table(expected(draft, was, tracked), _("The rates you wrote the agreement with."))
        )

    def _show_luck(self) -> None:
        self._luck.value = screen.notice("info", luck(self.company, self.draft(), self._seed), word=_("Luck"))


def build(lesson: Any, company: Company, seed: int = 1) -> Builder:
    """Return the builder of the agreement for a lesson; `.widget` is what to show."""
    return Builder(lesson, company, seed)


def show(lesson: Any, company: Company, seed: int = 1) -> widgets.VBox:
    """Show the builder of the agreement in a notebook."""
    return build(lesson, company, seed).widget
