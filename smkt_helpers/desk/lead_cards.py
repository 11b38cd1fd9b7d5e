"""The screen of the lead cards: twenty leads, rated as marketing, then as sales, and both looks side by side."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import numpy as np

from smkt_helpers import screen
from smkt_helpers.companies import Company
from smkt_helpers.desk.lead_looks import (
    COUNT,
    LEVELS,
    SEATS,
    LeadCard,
    agreement_table,
    draw_cards,
    kappa_sentence,
    turned_away,
    who_was_right,
)
from smkt_helpers.plan import Plan, siloed
from smkt_helpers.words import N_, _, number, percent

DOUBLE_CLICK_SECONDS = 0.35

QUESTIONS = {
    "marketing": N_(
        "As **marketing**: how promising is this lead? Does the firm suit us, does the person want something?"
    ),
    "sales": N_("As **sales**: would you call this person today? You have one hour, and each call costs a part of it."),
}
SCALE = {
    "marketing": (
        N_("not at all"),
        N_("rather not"),
        N_("perhaps"),
        N_("promising"),
        N_("very promising"),
    ),
    "sales": (N_("never"), N_("rather not"), N_("if time is left"), N_("today"), N_("at once")),
}
HEADS = {"marketing": N_("You sit at marketing's desk"), "sales": N_("You sit at sales' desk")}
FOUND = {
    "need": N_("a real need"),
    "later": N_("not ready yet"),
    "no": N_("no need for it"),
    "nobody": N_("nobody reached"),
}


class LeadCards:
    """The screen: one lead at a time, five buttons, first as marketing, then as sales; see `lead_cards`."""

    def __init__(
        self,
        lesson: Any,
        company: Company,
        plan: Plan = siloed,
        *,
        seed: int = 1,
        count: int = COUNT,
        name: str = "lead_cards",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lesson, self._name = lesson, name
        self._clock, self._pressed = clock, -math.inf
        self.cards = draw_cards(company, plan, seed=seed, count=count)
        # Sales meets the same people in another order, so that nobody rates from memory.
        mixed = np.random.default_rng(seed).permutation(len(self.cards))
        self._orders = {"marketing": self.cards, "sales": tuple(self.cards[i] for i in mixed)}
        self._place, self._head, self._shown, self._told = (screen.html() for _piece in range(4))
        self._buttons = [self._rating_button(level) for level in LEVELS]
        self._scale = screen.row(*self._buttons)
        self._back = screen.button(_("Back one lead"), _("Take back the last rating."), self.back, self._place)
        help = _("Forget all ratings and begin with the first lead.")
        self._again = screen.button(_("Start the leads again"), help, self.restart, self._place)
        rows = (self._head, self._shown, self._scale, screen.row(self._back, self._again), self._told, self._place)
        self.widget = screen.box(rows, "smkt-card")
        lesson.on_record(self._draw)
        self._draw()

    def ratings(self) -> dict[str, dict[str, int]]:
        """Return the ratings kept so far, by seat and lead number; whatever is strange in the file is left out."""
        kept = self._lesson.remembered(self._name)
        known = {str(card.lead) for card in self.cards}
        found: dict[str, dict[str, int]] = {}
        for seat in SEATS:
            given = kept.get(seat)
            given = given if isinstance(given, Mapping) else {}
            found[seat] = {lead: value for lead, value in given.items() if lead in known and value in LEVELS}
        return found

    def seat(self) -> str | None:
        """Return the seat whose turn it is; None when both are done."""
        ratings = self.ratings()
        return next((seat for seat in SEATS if len(ratings[seat]) < len(self.cards)), None)

    def rate(self, level: int) -> None:
        """Rate the lead that is shown; nothing happens when all are rated, or at the second half of a double click."""
        seat, now = self.seat(), self._clock()
        if seat is None or now - self._pressed < DOUBLE_CLICK_SECONDS:
            return
        self._pressed = now
        ratings = self.ratings()
        ratings[seat][str(self._next(seat, ratings).lead)] = level
        self._keep(ratings)
        if len(ratings[seat]) == len(self.cards):
            self._count(seat)

    def back(self) -> None:
        """Take back the last rating."""
        ratings = self.ratings()
        for seat in reversed(SEATS):
            rated = [str(card.lead) for card in self._orders[seat] if str(card.lead) in ratings[seat]]
            if rated:
                del ratings[seat][rated[-1]]
                self._keep(ratings)
                return

    def restart(self) -> None:
        """Forget all ratings."""
        self._keep({seat: {} for seat in SEATS})

    def _keep(self, ratings: Mapping[str, Mapping[str, int]]) -> None:
        counted = self._lesson.remembered(self._name).get("counted", [])
        self._lesson.remember(self._name, {**ratings, "counted": counted})

    def _count(self, seat: str) -> None:
        kept = self._lesson.remembered(self._name)
        counted = kept.get("counted") if isinstance(kept.get("counted"), list) else []
        if seat not in counted:
            self._lesson.remember(self._name, {**kept, "counted": [*counted, seat]})
            self._lesson.practised(seat)

    def _next(self, seat: str, ratings: Mapping[str, Mapping[str, int]]) -> LeadCard:
        return next(card for card in self._orders[seat] if str(card.lead) not in ratings[seat])

    def _rating_button(self, level: int) -> widgets.Button:
        return screen.button(str(level), _("Rate this lead."), lambda: self.rate(level), self._place)

    def _draw(self) -> None:
        ratings, seat = self.ratings(), self.seat()
        done = sum(len(given) for given in ratings.values())
        self._back.disabled = self._again.disabled = not done
        self._scale.layout.display = "none" if seat is None else ""
        if seat is None:
            self._head.value = f"<h3>{screen.inline(_('Both looks, side by side'))}</h3>"
            self._shown.value, self._told.value = "", self._result(ratings)
            return
        place = _("Lead {n} of {all}").format(n=number(len(ratings[seat]) + 1), all=number(len(self.cards)))
        self._head.value = f"<h3>{screen.inline(_(HEADS[seat]))}</h3>" + screen.paragraphs(_(QUESTIONS[seat]))
        self._shown.value = lead_html(self._next(seat, ratings), place)
        for button, level, words in zip(self._buttons, LEVELS, SCALE[seat], strict=True):
            button.description = _("{level}: {words}").format(level=level, words=_(words))
        swapped = seat == "sales" and not ratings["sales"]
        self._told.value = (
            screen.notice("info", _("All rated as marketing. Now swap chairs: the same people, in another order."))
            if swapped
            else ""
        )

    def _result(self, ratings: Mapping[str, Mapping[str, int]]) -> str:
        caption = _("How often two looks say the same, how often chance alone would, and what lies between.")
        table = screen.data_table(agreement_table(self.cards, ratings), caption)
        few = _("Twenty leads are few: with another twenty these figures could look quite different.")
        return (
            table
            + screen.paragraphs(kappa_sentence(self.cards, ratings))
            + screen.paragraphs(f"{apart_sentence(self.cards, ratings)}\n\n{few}")
            + screen.paragraphs(who_was_right(self.cards, ratings))
            + screen.folded(_("All leads, with every look"), _all_leads(self.cards, ratings))
        )


def lead_html(card: LeadCard, place: str) -> str:
    """Return one lead as a person would see it."""
    rows = [
        {_("What"): _("Firm"), _("This lead"): card.firm},
        {_("What"): _("Grows or does"), _("This lead"): card.sector},
        {_("What"): _("People who work there"), _("This lead"): number(card.size)},
        {_("What"): _("Who wrote"), _("This lead"): card.role},
        {_("What"): _("Found us through"), _("This lead"): card.channel},
        {_("What"): _("Pages read on our website"), _("This lead"): number(card.pages)},
        {_("What"): _("Wrote"), _("This lead"): _("“{words}”").format(words=card.message)},
    ]
    return screen.data_table(rows, place)


def apart_sentence(cards: Sequence[LeadCard], ratings: Mapping[str, Mapping[str, int]]) -> str:
    """Name the lead about which the learner's two looks differ most."""
    apart = [ratings["marketing"][str(card.lead)] - ratings["sales"][str(card.lead)] for card in cards]
    most = int(np.argmax(np.abs(apart)))
    if apart[most] == 0:
        return _("You gave every lead the same rating in both chairs. In most companies two people sit there.")
    words = {
        "firm": cards[most].firm,
        "marketing": number(ratings["marketing"][str(cards[most].lead)]),
        "sales": number(ratings["sales"][str(cards[most].lead)]),
    }
    return _(
        "Your two looks differ most about {firm}: {marketing} as marketing, {sales} as sales. And this was one person "
        "in two chairs."
    ).format(**words)


def _all_leads(cards: Sequence[LeadCard], ratings: Mapping[str, Mapping[str, int]]) -> str:
    rows = [
        {
            _("Firm"): card.firm,
            _("You as marketing"): number(ratings["marketing"][str(card.lead)]),
            _("You as sales"): number(ratings["sales"][str(card.lead)]),
            _("Marketing's score"): number(card.score),
            _("The reps' look"): _("taken on") if card.takes else _("turned away"),
            _("When called"): _(FOUND[card.found]),
        }
        for card in sorted(cards, key=lambda card: -card.score)
    ]
    return screen.data_table(rows, _("The leads, the highest score first."))


def lead_cards(lesson: Any, company: Company, plan: Plan = siloed, *, seed: int = 1) -> widgets.VBox:
    """Return the screen with twenty leads to rate, first as marketing, then as sales.

    Every rating is kept at once in the learner's progress; each chair counts once as practice when all are rated.
    """
    return LeadCards(lesson, company, plan, seed=seed).widget


def cost(company: Company, plan: Plan = siloed, *, seed: int = 1) -> widgets.VBox:
    """Return what it costs that the two teams look differently, computed from quarters with and without agreement."""
    return screen.box([screen.html(cost_html(turned_away(company, plan, seed=seed)))], "smkt-card")


def cost_html(rows: Sequence[Mapping[str, float | str]]) -> str:
    """Show what `turned_away` counted, and say it in words."""
    shown = [
        {
            _("Way of working"): _(row["name"]),
            _("Points needed"): number(row["points"]),
            _("Passed on"): number(row["passed"]),
            _("Opened by a rep"): number(row["opened"]),
            _("Turned away"): _("{away} ({share})").format(
                away=number(row["away"]), share=percent(row["away"] / row["opened"] if row["opened"] else math.nan)
            ),
            _("Hours spent on reading those"): number(row["hours"]),
            _("Deals won"): number(row["wins"], 1),
        }
        for row in rows
    ]
    caption = _("What the disagreement costs in one quarter, the average of 8 markets.")
    return screen.data_table(shown, caption) + screen.paragraphs(cost_sentence(rows))


def cost_sentence(rows: Sequence[Mapping[str, float | str]]) -> str:
    """Say what disagreement costs, and whether agreeing on the definition alone wins more deals."""
    now, same, higher = rows
    said = _(
        "Of the leads that marketing found good and a rep opened, {away} in a quarter are turned away; reading them "
        "takes the reps {hours} hours."
    ).format(away=number(now["away"]), hours=number(now["hours"]))
    words = {"away": number(same["away"]), "wins": number(same["wins"], 1), "before": number(now["wins"], 1)}
    if same["wins"] < now["wins"]:
        more = _(
            "With one definition at the same points only {away} are turned away, and yet fewer deals are won: {wins} "
            "instead of {before}. Now sales calls almost everybody on a list that is still too long."
        )
    else:
        more = _("With one definition at the same points {away} are turned away, and {wins} deals are won ({before}).")
    words |= {"points": number(higher["points"]), "hours": number(higher["hours"]), "then": number(higher["wins"], 1)}
    if higher["wins"] > now["wins"]:
        last = _("Agreed at {points} points, reading takes {hours} hours, and {then} deals are won, more than now.")
    else:
        last = _(
            "Agreed at {points} points, reading takes {hours} hours, and {then} deals are won, not more than now. In "
            "this kit agreeing on the definition saves hours; alone it does not sell more. What else belongs to it is "
            "the work of Friday, in lesson 05."
        )
    return " ".join((said, more.format(**words), last.format(**words)))
