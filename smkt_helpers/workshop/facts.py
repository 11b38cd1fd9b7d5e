"""What the room may know by now, as plain facts: the projector, the seats and the debrief all tell the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smkt_helpers.decisions import SEATS
from smkt_helpers.events import SHOCKS, Shock
from smkt_helpers.metric_list import PARTIES
from smkt_helpers.satisfaction import NAMES
from smkt_helpers.words import N_, _, ngettext, number
from smkt_helpers.workshop.formats import QUARTER, Format, step_minutes
from smkt_helpers.workshop.state import PHASES, Result, Workshop, plans_until

# Who stands on a scoreboard besides the tables.
MARKS: Mapping[str, str] = {
    "today": N_("As today"),  # the company as it was, nobody decides
    "bot": N_("Program"),  # in both seats
}
# A change of the contribution by this share of the earlier revenue is "clearly more" or "clearly less".
CLEAR = 0.1


def quarter_name(format: Format, round: int) -> str:
    """Return what a quarter is called, for example "Quarter 2 of 4"; a practice quarter is not counted."""
    if format.rounds[round].kind == "practice":
        return _("Practice quarter")
    counted = [place for place, part in enumerate(format.rounds) if part.kind == "round"]
    return _("Quarter {n} of {all}").format(n=number(counted.index(round) + 1), all=number(len(counted)))


def short_name(format: Format, round: int) -> str:
    """Return what a quarter is called in a picture or a table, for example "Quarter 2"."""
    if format.rounds[round].kind == "practice":
        return _("Practice")
    before = sum(part.kind == "round" for part in format.rounds[: round + 1])
    return _("Quarter {n}").format(n=number(before))


def table_name(table: int) -> str:
    """Return what a table is called."""
    return _("Table {n}").format(n=number(table))


def where_words(now: Workshop) -> str:
    """Return where a workshop stands: the quarter and the phase."""
    phase = _(PHASES[now.phase])
    if now.round < 0 or now.phase in ("debrief", "closed"):
        return phase
    return _("{quarter}: {phase}").format(quarter=quarter_name(now.format, now.round), phase=phase)


def quarter_sentence(now: Workshop) -> str:
    """Say what the quarter in play starts from."""
    if now.part.kind == "practice":
        return _("This quarter is for practice. It does not count; afterwards everything goes back to the start.")
    if len(now.history(now.round)) == 1:
        return _("{weeks} weeks, starting from how the company works today.").format(weeks=number(QUARTER))
    return _("{weeks} more weeks. They follow from everything you have decided so far.").format(weeks=number(QUARTER))


def time_sentence(now: Workshop) -> str:
    """Say how long the teams may decide once the quarter is open."""
    minutes = step_minutes(now.part, "decide")
    return ngettext(
        "When the quarter opens you have {n} minute.", "When the quarter opens you have {n} minutes.", minutes
    ).format(n=number(minutes))


def shown_rounds(now: Workshop, practice: bool = False) -> tuple[int, ...]:
    """Return the quarters whose results the room has seen, in order; the practice quarter only if asked for.

    A quarter that has been played but not revealed is not among them.
    """
    hidden = now.round if now.phase == "locked" else None
    return tuple(
        place
        for place in sorted(now.results)
        if place != hidden and (practice or now.format.rounds[place].kind == "round")
    )


def ranked(result: Result) -> list[int]:
    """Return the tables by contribution, the highest first; a table whose contribution is not known stands last."""
    found = {table: figures["contribution"] for table, figures in result.tables.items()}
    return sorted(found, key=lambda table: (math.isnan(found[table]), -found[table], table))


def place_of(result: Result, table: int) -> str:
    """Return the place of a table by contribution, for example "2" or "3, shared".

    Amounts that read the same, in thousands, share a place.
    """
    shown = {one: number(figures["contribution"] / 1000) for one, figures in result.tables.items()}
    mine = result.tables[table]["contribution"]
    if math.isnan(mine):
        return "–"
    better = sum(
        figures["contribution"] > mine and shown[one] != shown[table] for one, figures in result.tables.items()
    )
    said = _("{n}, shared") if list(shown.values()).count(shown[table]) > 1 else _("{n}")
    return said.format(n=number(better + 1))


def as_today(now: Workshop, round: int, table: int) -> bool:
    """Return whether a table has changed nothing up to a quarter, so that it plays the company as it works today."""
    return all(plan == now.start for _week, plan in plans_until(now, round, table))


def against_today(result: Result) -> str:
    """Say at how many tables more was left than in the company as it works today, on the same market."""
    mark = result.marks["today"]["contribution"]
    known = [
        figures["contribution"] for figures in result.tables.values() if not math.isnan(figures["contribution"])
    ]
    if not known or math.isnan(mark):
        return _("The tables cannot be compared with the company of today.")
    more = sum(value > mark for value in known)
    if len(result.tables) == 1:
        if known[0] == mark:
            return _("As much was left as in the company of today.")
        if more:
            return _("More was left than in the company of today.")
        return _("Less was left than in the company of today.")
    return _("More was left than in the company of today at {tables}.").format(tables=tables_words(more, len(known)))


def thousands(value: float) -> str:
    """Return an amount in thousands, without its currency."""
    return number(value / 1000)


def signed_thousands(value: float) -> str:
    """Return a change in thousands, with its sign."""
    shown = thousands(abs(value))
    return "±0" if shown == "0" else ("+" if value > 0 else "−") + shown


# How many of all, in words that read well for none, one and all


def tables_words(some: int, all: int) -> str:
    """Return how many of the tables are meant, to stand after "at".

    >>> tables_words(0, 2), tables_words(1, 2), tables_words(2, 2), tables_words(5, 5)
    ('none of the 2 tables', '1 of 2 tables', 'both tables', 'all 5 tables')
    """
    if not some:
        return ngettext("no table", "none of the {n} tables", all).format(n=number(all))
    if some < all:
        return _("{some} of {n} tables").format(some=number(some), n=number(all))
    return _("both tables") if all == 2 else ngettext("the one table", "all {n} tables", all).format(n=number(all))


def right_sentence(right: int, all: int) -> str:
    """Say how many of the predictions were right."""
    if not right:
        said = ngettext("The one prediction was wrong.", "None of the {n} predictions was right.", all)
    elif right == all:
        said = ngettext("The one prediction was right.", "All {n} predictions were right.", all)
    else:
        said = ngettext("{right} of {n} predictions was right.", "{right} of {n} predictions were right.", right)
    return said.format(right=number(right), n=number(all))


def middle_table(result: Result) -> int:
    """Return the table in the middle by contribution; of two in the middle the higher one."""
    order = ranked(result)
    known = [table for table in order if not math.isnan(result.tables[table]["contribution"])]
    return (known or order)[max(len(known) - 1, 0) // 2]


def middle(values: Sequence[float]) -> float:
    """Return the median of the values that are known; NaN when none is."""
    known = [value for value in values if not math.isnan(value)]
    return float(np.median(known)) if known else math.nan


def lowest_party(figures: Mapping[str, float]) -> tuple[str, float]:
    """Return which of the four parties is least content, and its points; an empty name when none is known."""
    known = {id: figures[id] for id in PARTIES if not math.isnan(figures[id])}
    if not known:
        return "", math.nan
    least = min(known, key=known.get)
    return least.removeprefix("satisfied_"), known[least]


def party_name(party: str) -> str:
    """Return what a party is called."""
    return _(NAMES[party])


def shock_words(shock: Shock) -> str:
    """Return what happened, and in which week of the quarter; people count weeks from 1."""
    words = {"what": _(SHOCKS[shock.kind]), "week": number(shock.week + 1)}
    if shock.kind == "outage" and shock.days > 1:
        return _("{what} (week {week}, for {days} working days)").format(days=number(shock.days), **words)
    return _("{what} (week {week})").format(**words)


def happened_sentence(now: Workshop, round: int) -> str:
    """Return what nobody had known before a quarter was played."""
    shocks = sorted(now.shocks(round), key=lambda shock: (shock.week, shock.day))
    if not shocks:
        return _("Nothing unexpected happened in this quarter.")
    return _("What nobody had told you: {events}.").format(events="; ".join(map(shock_words, shocks)))


# Predictions


@dataclass(frozen=True)
class Guess:
    """A prediction and what came: `answer` and `came` are keys of `PREDICTIONS`; `swapped` says in which seats."""

    round: int
    table: int
    seat: str
    answer: str
    came: str
    swapped: bool

    @property
    def right(self) -> bool:
        """Return whether it came as predicted."""
        return self.answer == self.came


def came(now: Workshop, round: int, table: int) -> str:
    """Return how a quarter's contribution compares with the quarter before: "up", "same", "down"; empty if unknown.

    The first quarter, and the practice quarter, are compared with the company as it works today.
    """
    result = now.results[round]
    earlier = [place for place in now.history(round)[:-1] if table in now.results[place].tables]
    before = now.results[earlier[-1]].tables[table] if earlier else result.marks["today"]
    figures = result.tables.get(table)
    if figures is None:
        return ""
    change = figures["contribution"] - before["contribution"]
    room = CLEAR * before["revenue"]
    if math.isnan(change) or math.isnan(room):
        return ""
    return "up" if change > room else "down" if change < -room else "same"


def guesses(now: Workshop, rounds: Sequence[int]) -> list[Guess]:
    """Return the predictions for some quarters that have been revealed, with what came; unknown ones are left out."""
    found = []
    for (round, table, seat), answer in now.predictions.items():
        if round in rounds and (outcome := came(now, round, table)):
            found.append(Guess(round, table, seat, answer, outcome, now.swapped_in(round)))
    return sorted(found, key=lambda one: (one.round, one.table, SEATS.index(one.seat)))


# Before and after the swap


_ONE_TABLE = {
    "up": N_(
        "On the same market, {amount} thousand {currency} more was left than when going on as before the swap."
    ),
    "down": N_(
        "On the same market, {amount} thousand {currency} less was left than when going on as before the swap."
    ),
}


def swap_sentence(result: Result, currency: str) -> str:
    """Say how the tables did against going on as before the swap, on the same market."""
    changes = [
        result.tables[table]["contribution"] - figures["contribution"] for table, figures in result.continued.items()
    ]
    known = [change for change in changes if not math.isnan(change)]
    if not known:
        return _("It is not known what going on as before the swap would have brought.")
    more, less = sum(change > 0 for change in known), sum(change < 0 for change in known)
    if len(changes) == 1:
        if not more and not less:
            return _("Exactly as much was left as when going on as before the swap.")
        said = _ONE_TABLE["up" if more else "down"]
        return _(said).format(amount=thousands(abs(known[0])), currency=currency)
    return _(
        "On the same market, more was left than when going on as before the swap at {more}, and less at {less}. In "
        "the middle: {amount} thousand {currency}."
    ).format(
        more=tables_words(more, len(known)),
        less=tables_words(less, len(known)),
        amount=signed_thousands(middle(known)),
        currency=currency,
    )


# What a debrief asks, in this order.
QUESTIONS: Mapping[str, str] = {
    "feel": N_("How do you feel?"),
    "happened": N_("What happened?"),
    "learned": N_("What did you learn?"),
    "work": N_("How does it relate to our work?"),
    "what_if": N_("What if?"),
    "next": N_("What next?"),
}
