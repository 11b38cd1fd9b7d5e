"""What the debrief tells: the figures of a stored workshop, and one sentence for each question, computed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from smkt_helpers.metric_list import PARTIES
from smkt_helpers.metrics import show
from smkt_helpers.words import N_, _, money, number
from smkt_helpers.workshop.facts import (
    Guess,
    middle,
    party_name,
    right_sentence,
    short_name,
    tables_words,
)
from smkt_helpers.workshop.state import Workshop

CHANCE = 1 / 3  # of a prediction made blindly to be right


def as_of(now: Workshop, round: int) -> Workshop:
    """Return a workshop as it stood when a quarter had just been revealed."""
    return replace(now, round=round, phase="revealed", swapped=now.swapped_in(round))


def figures(now: Workshop, id: str, rounds: Sequence[int]) -> pd.DataFrame:
    """Return a metric by quarter (rows) and table (columns); NaN where it is not known."""
    tables = sorted({table for round in rounds for table in now.results[round].tables})
    rows = [[now.results[round].tables.get(table, {}).get(id, math.nan) for table in tables] for round in rounds]
    return pd.DataFrame(rows, index=list(rounds), columns=tables, dtype=float)


def mark(now: Workshop, id: str, rounds: Sequence[int], name: str = "today") -> pd.Series:
    """Return a metric of a mark, such as "today", by quarter; NaN where there is none."""
    found = [now.results[round].marks.get(name, {}).get(id, math.nan) for round in rounds]
    return pd.Series(found, index=list(rounds), dtype=float)


def swap_round(now: Workshop, rounds: Sequence[int]) -> int | None:
    """Return the first quarter that was played in swapped seats after one in the first seats; None without a swap."""
    for earlier, later in zip(rounds, rounds[1:], strict=False):
        if now.swapped_in(later) != now.swapped_in(earlier):
            return later
    return None


def totals(now: Workshop, rounds: Sequence[int]) -> pd.DataFrame:
    """Return the contribution of all quarters together.

    Returns
    -------
    pandas.DataFrame
        Indexed by table, with the columns `played`, `as_before` (the table going on as before the swap; NaN without
        a swap) and `today` (the same for all).
    """
    played = figures(now, "contribution", rounds)
    before = pd.DataFrame(
        [
            [now.results[round].continued.get(table, {}).get("contribution", math.nan) for table in played]
            if now.results[round].continued
            else played.loc[round].to_list()
            for round in rounds
        ],
        index=played.index,
        columns=played.columns,
        dtype=float,
    )
    swapped = any(now.results[round].continued for round in rounds)
    return pd.DataFrame(
        {
            "played": played.sum(skipna=False),
            "as_before": before.sum(skipna=False) if swapped else math.nan,
            "today": mark(now, "contribution", rounds).sum(skipna=False),
        }
    )


# How do you feel?


def party_middles(now: Workshop, rounds: Sequence[int]) -> pd.DataFrame:
    """Return how content each party is at the table in the middle: quarters in rows, parties in columns."""
    return pd.DataFrame(
        {
            id.removeprefix("satisfied_"): [middle(line) for line in figures(now, id, rounds).to_numpy()]
            for id in PARTIES
        },
        index=list(rounds),
    )


def feel_sentence(now: Workshop, rounds: Sequence[int]) -> str:
    """Say which party was least content in the last quarter, and whose points rose and fell since the first."""
    table = party_middles(now, rounds)
    last = table.iloc[-1].dropna()
    if last.empty:
        return _("How content the four parties were is not known for the last quarter.")
    least = last.idxmin()
    said = [
        _("In {quarter} the least content party was {party}, with {points} of 100 points.").format(
            quarter=short_name(now.format, rounds[-1]), party=party_name(least), points=number(last[least])
        )
    ]
    if len(rounds) > 1:
        change = (table.iloc[-1] - table.iloc[0]).dropna().round()
        first = short_name(now.format, rounds[0])
        for words, found in ((_MORE, change[change > 0]), (_LESS, change[change < 0])):
            if len(found):
                named = ", ".join(
                    _("{party} ({points} points)").format(party=party_name(party), points=_signed(by))
                    for party, by in found.sort_values(key=abs, ascending=False).items()
                )
                said.append(_(words).format(quarter=first, parties=named))
        if not change.any():
            said.append(_("Since {quarter} nothing has changed for any party.").format(quarter=first))
    return " ".join([*said, *_middle_of(now, rounds)])


_MORE = N_("More content than in {quarter}: {parties}.")
_LESS = N_("Less content than in {quarter}: {parties}.")


# What happened?


def happened_words(now: Workshop, rounds: Sequence[int], currency: str) -> str:
    """Say what was left in the first and the last quarter, beside the company of today."""
    played, today = figures(now, "contribution", rounds), mark(now, "contribution", rounds)
    said = []
    for round in dict.fromkeys((rounds[0], rounds[-1])):
        values = played.loc[round].dropna()
        if values.empty or math.isnan(today[round]):
            continue
        words = _("{quarter}: {amount} was left; as today it would have been {today}.")
        if len(values) > 1:
            words = _(
                "{quarter}: {amount} was left in the middle of the tables; as today it would have been {today}. More "
                "than that was left at {tables}."
            )
        said.append(
            words.format(
                quarter=short_name(now.format, round),
                amount=money(middle(values), currency),
                today=money(today[round], currency),
                tables=tables_words(int((values > today[round]).sum()), len(values)),
            )
        )
    swap = swap_round(now, rounds)
    if swap is not None:
        said.append(_("Seats were swapped before {quarter}.").format(quarter=short_name(now.format, swap)))
    return " ".join(said) or _("What was left is not known.")


# What did you learn?


def right_counts(found: Sequence[Guess]) -> dict[tuple[str, bool], tuple[int, int]]:
    """Return, by seat and by whether seats were swapped, how many predictions were right, of how many."""
    return {
        (seat, swapped): (sum(one.right for one in mine), len(mine))
        for swapped in (False, True)
        for seat in ("marketing", "sales")
        if (mine := [one for one in found if one.seat == seat and one.swapped == swapped])
    }


def learned_sentence(found: Sequence[Guess]) -> str:
    """Say how many predictions were right before and after the swap, and whether that is more than luck."""
    if not found:
        return _("Nobody wrote down a prediction.")
    parts = {swapped: [one.right for one in found if one.swapped == swapped] for swapped in (False, True)}
    if not parts[False] or not parts[True]:
        right = sum(one.right for one in found)
        return f"{right_sentence(right, len(found))} {_against_chance(right, len(found))}"
    before, after = parts[False], parts[True]
    said = _("Right predictions before the swap: {a} of {b}; after it: {c} of {d}.").format(
        a=number(sum(before)), b=number(len(before)), c=number(sum(after)), d=number(len(after))
    )
    share = sum(before + after) / len(before + after)
    error = math.sqrt(share * (1 - share) * (1 / len(before) + 1 / len(after)))
    change = sum(after) / len(after) - sum(before) / len(before)
    if abs(change) <= 2 * error:
        verdict = _("With so few predictions, luck alone makes a difference as large as this.")
    elif change > 0:
        verdict = _("That is clearly more often right after the swap.")
    else:
        verdict = _("That is clearly less often right after the swap.")
    return f"{said} {verdict} {_against_chance(sum(before + after), len(before + after))}"


def _against_chance(right: int, n: int) -> str:
    error = math.sqrt(CHANCE * (1 - CHANCE) / n)
    difference = right / n - CHANCE
    if difference > 2 * error:
        return _("Who guesses blindly is right in 1 of 3; you knew more than that.")
    if difference < -2 * error:
        return _("Who guesses blindly is right in 1 of 3; you were right less often.")
    return _("Who guesses blindly is right in 1 of 3; this is not clearly different from that.")


# How does it relate to our work?


def work_sentence(now: Workshop, rounds: Sequence[int], currency: str) -> str:
    """Say how long leads waited for a call and how many sales accepted, in the first and the last quarter."""
    said = []
    for id, words in _WORK.items():
        middles = {round: middle(line) for round, line in zip(rounds, figures(now, id, rounds).to_numpy(), strict=True)}
        first, last = middles[rounds[0]], middles[rounds[-1]]
        if math.isnan(first) or math.isnan(last):
            continue
        said.append(
            _(words[0] if len(rounds) > 1 else words[1]).format(
                first=show(id, first, currency),
                last=show(id, last, currency),
                a=short_name(now.format, rounds[0]),
                b=short_name(now.format, rounds[-1]),
            )
        )
    if not said:
        return _("How long leads waited and how many were accepted is not known.")
    return " ".join([*said, *_middle_of(now, rounds)])


_WORK: Mapping[str, tuple[str, str]] = {
    "speed_median": (
        N_("Half of those who were called had waited longer than {first} in {a}, and longer than {last} in {b}."),
        N_("Half of those who were called had waited longer than {first} in {a}."),
    ),
    "acceptance": (
        N_("Sales said yes to {first} of the leads it looked at in {a}, and to {last} in {b}."),
        N_("Sales said yes to {first} of the leads it looked at in {a}."),
    ),
}


# What if?


def what_if_sentence(found: pd.DataFrame, currency: str) -> str:
    """Say how the tables did against going on as before the swap, and against today, all quarters together.

    Parameters
    ----------
    found : pandas.DataFrame
        From `totals`.
    """
    said = []
    for column, many, one in _OTHERWISE:
        change = (found["played"] - found[column]).dropna()
        if change.empty:
            continue
        if len(change) > 1:
            said.append(
                _(many).format(
                    more=tables_words(int((change > 0).sum()), len(change)),
                    less=tables_words(int((change < 0).sum()), len(change)),
                    amount=signed_money(middle(change), currency),
                )
            )
        else:
            said.append(_(one).format(amount=signed_money(change.iloc[0], currency)))
    said.append(_("This is one market; more markets say how much of it was luck."))
    return " ".join(said)


_OTHERWISE = (
    (
        "as_before",
        N_(
            "Against going on as before the swap, more was left at {more} and less at {less}; {amount} in the "
            "middle."
        ),
        N_("Against going on as before the swap: {amount}."),
    ),
    (
        "today",
        N_(
            "Against the company of today, more was left at {more} and less at {less}; {amount} in the middle."
        ),
        N_("Against the company of today: {amount}."),
    ),
)


def _middle_of(now: Workshop, rounds: Sequence[int]) -> list[str]:
    count = len(now.results[rounds[-1]].tables)
    return [_("These are the figures in the middle of {n} tables.").format(n=number(count))] if count > 1 else []


def _signed(value: float) -> str:
    shown = number(abs(value))
    return "±0" if shown == "0" else ("+" if value > 0 else "−") + shown


def signed_money(value: float, currency: str) -> str:
    """Return an amount with its sign; nothing has none."""
    shown = money(abs(value), currency)
    return shown if shown == money(0, currency) else ("+" if value > 0 else "−") + shown


def written(now: Workshop, question: str) -> list[str]:
    """Return what people wrote on their phones to a question, a key of `QUESTIONS`; in an order that names nobody."""
    return sorted((text for (_person, asked), text in now.answers.items() if asked == question), key=str.casefold)
