"""Where a learner stands on the path, in words: what is done and what is next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from smkt_helpers.practice.card import Card
from smkt_helpers.practice.progress import Progress, seat_counts
from smkt_helpers.words import N_, _, ngettext

STATE_WORDS = {
    "not started": N_("not started"),
    "not yet": N_("begun"),
    "partly": N_("partly right"),
    "right": N_("right"),
}
SEAT_NAMES = {
    "marketing": N_("marketing's desk"),
    "sales": N_("sales' desk"),
    "both": N_("both"),
}


def notebooks(root: Path) -> tuple[Path, ...]:
    """Return the notebooks of the onboarding path, in order."""
    return tuple(sorted((root / "notebooks").glob("[0-9][0-9]*.ipynb")))


def next_card(progress: Progress, cards: Sequence[Card]) -> Card | None:
    """Return the first card that is not done yet."""
    return next((card for card in cards if not progress.card(card.lesson, card.id).done), None)


def next_sentence(progress: Progress, lesson: str, cards: Sequence[Card], files: Sequence[Path]) -> str:
    """Say what to do next.

    Parameters
    ----------
    progress : Progress
    lesson : str
        Two digits.
    cards : sequence of Card
        The lesson's cards.
    files : sequence of Path
        The notebooks of the path, in order.
    """
    card = next_card(progress, cards)
    if card is not None:
        return _("Next: the practice card “{title}” in this lesson.").format(title=_(card.title))
    open_ones = [file for file in files if file.name[:2] != lesson and not progress.lesson(file.name[:2]).finished]
    later = [file for file in open_ones if file.name[:2] > lesson] or open_ones
    if later:
        return _("This lesson's cards are done. Next: open {file} in the list of files on the left.").format(
            file=later[0].name
        )
    return _("You have finished every lesson there is. Come back to any of them whenever you like.")


def welcome_sentence(progress: Progress, lesson: str) -> str:
    """Greet the learner and say whether earlier work was found again."""
    record = progress.lesson(lesson)
    if record.cards or record.predictions or record.plans:
        return _("Welcome back. Everything you did in this lesson is here again.")
    return _("Welcome. You are at the beginning of this lesson; everything you do is kept as you go.")


def done_sentence(progress: Progress, cards: Sequence[Card]) -> str:
    """Count the cards that are done; empty for a lesson without cards."""
    if not cards:
        return ""
    done = sum(progress.card(card.lesson, card.id).done for card in cards)
    return ngettext(
        "{done} of {all} practice card is done.", "{done} of {all} practice cards are done.", len(cards)
    ).format(done=done, all=len(cards))


def card_rows(progress: Progress, cards: Sequence[Card]) -> list[dict[str, str]]:
    """Return one row per card for a small table."""
    rows = []
    for card in cards:
        record = progress.card(card.lesson, card.id)
        word = _("solution read") if record.solution_seen and not record.first_right else _(STATE_WORDS[record.state])
        rows.append({_("Card"): _(card.title), _("Where you are"): word, _("Seat"): _(SEAT_NAMES[card.seat])})
    return rows


def seat_sentence(progress: Progress) -> str:
    """Say how often the learner practised in each seat."""
    counts = seat_counts(progress)
    if progress.home not in ("marketing", "sales"):
        return ngettext(
            "You practised {n} time at the two desks.",
            "You practised {n} times at the two desks.",
            counts["other"],
        ).format(n=counts["other"])
    return _(
        "Practice in all lessons so far, a desk or a card counting once each: {own} in your own seat, "
        "{other} in the other team's seat."
    ).format(**counts)
