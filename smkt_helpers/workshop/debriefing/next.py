"""What next: the practices that nobody tried, and what they would have brought at the table in the middle."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from smkt_helpers.comparison.runs import half_interval
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.plan import Plan
from smkt_helpers.practices import PRACTICES, Practice, with_practices
from smkt_helpers.words import _, money, number
from smkt_helpers.workshop.debriefing.facts import signed_money, totals
from smkt_helpers.workshop.debriefing.markets import Steps, Way, ways_of
from smkt_helpers.workshop.facts import table_name
from smkt_helpers.workshop.state import Workshop

MARKETS = 6


def untried(now: Workshop, rounds: Sequence[int]) -> list[Practice]:
    """Return the practices that no table had in any of these quarters, in the order of the practice table."""
    plans = [now.start] + [one.plan for (round, _table), one in now.locked.items() if round in rounds]
    return [one for one in PRACTICES.values() if not any(_has(plan, one, now.start) for plan in plans)]


def _has(plan: Plan, practice: Practice, start: Plan) -> bool:
    """Return whether a plan has a practice; a number counts that moved at least as far."""
    return all(_reached(name, plan[name], wanted, start[name]) for name, wanted in practice.fields.items())


def _reached(name: str, value: object, wanted: object, start: object) -> bool:
    if value == wanted:
        return True
    if DECISIONS[name].kind not in ("number", "whole") or wanted == start:
        return False
    return value >= wanted if wanted > start else value <= wanted


def on_the_sheets(now: Workshop, practice: Practice) -> bool:
    """Return whether the sheets of a format asked for everything that a practice changes."""
    asked = {name for names in now.format.decisions.values() for name in names}
    return set(practice.fields) <= asked


def middle_table_of(now: Workshop, rounds: Sequence[int]) -> int:
    """Return the table in the middle by what was left in all quarters; of two the higher one."""
    there = sorted(now.results[rounds[-1]].tables)
    played = totals(now, rounds)["played"].reindex(there).dropna().sort_values(ascending=False, kind="stable")
    if played.empty:
        return there[0]
    return int(played.index[(len(played) - 1) // 2])


def with_practice(steps: Steps, id: str) -> Steps:
    """Return plans by week with one more practice from the first week on."""
    return tuple((week, with_practices(plan, [id])) for week, plan in steps)


def next_ways(now: Workshop, rounds: Sequence[int], table: int) -> dict[Way, Steps]:
    """Return a table's plans as played, and with each practice that nobody tried, keyed by ("practice", place)."""
    steps = ways_of(now, rounds)["played", table]
    found = untried(now, rounds)
    return {("played", table): steps} | {
        (one.id, table): with_practice(steps, one.id) for one in found
    }


def gains(found: pd.DataFrame) -> pd.DataFrame:
    """Return what each practice would have changed, best first.

    Parameters
    ----------
    found : pandas.DataFrame
        From `in_markets`, with the ways of `next_ways`.

    Returns
    -------
    pandas.DataFrame
        Indexed by practice id, with the columns `gain` (mean over the markets), `low` and `high` (95% interval of
        that mean; NaN with one market).
    """
    flat = found.droplevel("table", axis=1)
    changes = flat.drop(columns="played").sub(flat["played"], axis=0)
    # What changes nothing here has no place in an order; `without_effect` names it.
    changes = changes.loc[:, (changes != 0).any()]
    half = half_interval(changes) if len(changes) > 1 else pd.Series(math.nan, index=changes.columns)
    mean = changes.mean()
    table = pd.DataFrame({"gain": mean, "low": mean - half, "high": mean + half})
    return table.sort_values("gain", ascending=False, kind="stable")


def without_effect(found: pd.DataFrame) -> list[str]:
    """Return the practices that changed nothing in any market, by name."""
    flat = found.droplevel("table", axis=1)
    same = (flat.drop(columns="played").sub(flat["played"], axis=0) == 0).all()
    return [_(PRACTICES[id].name) for id in same.index[same]]


def next_sentence(table: pd.DataFrame, where: int, markets: int, currency: str) -> str:
    """Say which practice that nobody tried would have brought most, and whether that is clear.

    Parameters
    ----------
    table : pandas.DataFrame
        From `gains`.
    where : int
        At which table.
    markets : int
    currency : str
    """
    if table.empty:
        return _("Every practice of the kit was tried at one table or another.")
    best = table.iloc[0]
    words = {
        "practice": _(PRACTICES[table.index[0]].name),
        "table": table_name(where),
        "amount": money(abs(best["gain"]), currency),
        "low": money(best["low"], currency),
        "high": money(best["high"], currency),
        "n": number(markets),
    }
    if math.isnan(best["low"]):
        return _("One market says too little; play some more.")
    if best["low"] > 0:
        said = _(
            "Nobody tried “{practice}”. At {table} it would have left {amount} more (95% interval {low} to {high}, "
            "over {n} markets)."
        )
    elif best["gain"] > 0:
        said = _(
            "Of what nobody tried, “{practice}” comes out best at {table}, with {amount} more; but over {n} markets "
            "that is not clear (95% interval {low} to {high})."
        )
    else:
        said = _("Nothing that nobody tried would have left more at {table}, on average over {n} markets.")
    clear, harm = int((table["low"] > 0).sum()), int((table["high"] < 0).sum())
    rest = _(
        "Of all {all} that nobody tried, these would clearly have left more: {clear}; and clearly less: {harm}. For "
        "the others it is not clear. Where so many are looked at, one may seem clear by luck."
    ).format(clear=number(clear), all=number(len(table)), harm=number(harm))
    return f"{said.format(**words)} {rest}"


def next_rows(now: Workshop, table: pd.DataFrame, currency: str) -> list[dict[str, str]]:
    """Return one row per practice that nobody tried, formatted, best first."""
    rows = []
    for id, line in table.iterrows():
        low, high = signed_money(line["low"], currency), signed_money(line["high"], currency)
        rows.append(
            {
                _("Practice"): _(PRACTICES[id].name),
                _("More or less left, on average"): signed_money(line["gain"], currency),
                _("95% interval"): "–" if math.isnan(line["low"]) else _("{low} to {high}").format(low=low, high=high),
                _("On your sheets"): _("yes") if on_the_sheets(now, PRACTICES[id]) else _("no"),
                _("What it costs"): _(PRACTICES[id].cost),
            }
        )
    return rows
