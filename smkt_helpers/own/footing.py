"""On how many cases a figure of an import stands, and what a figure that looks clear does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from smkt_helpers.counting import View, view_of
from smkt_helpers.crm import Tables
from smkt_helpers.imports.cohorts import LEAST
from smkt_helpers.measures import cohort, deals_closed
from smkt_helpers.metrics import METRICS
from smkt_helpers.satisfaction import PARTS, Part
from smkt_helpers.words import _, number

# The stage whose people a share of the cohort is a share of.
WHOLE = {
    "lead_to_mql": "lead",
    "mql_to_sal": "mql",
    "sal_to_sql": "sal",
    "sql_to_opportunity": "sql",
    "opportunity_to_won": "opportunity",
    "lead_to_won": "lead",
    "untouched": "mql",
}
PARTY = "satisfied_"


def cases(tables: Tables) -> dict[str, int]:
    """Return on how many people or deals each share, middle value or average of the scoreboard stands.

    Parameters
    ----------
    tables : Tables
        Of one run, as an import gives them.

    Returns
    -------
    dict of str to int
        By metric id; what a satisfaction is made of has its own, and the smallest counts. Counts and sums are not in
        it: three deals won are three.
    """
    view = view_of(tables)
    followed = {weeks: cohort(tables, weeks).iloc[0] for weeks in {METRICS[id].follow_weeks for id in WHOLE}}
    shares = {id: int(followed[METRICS[id].follow_weeks][stage]) for id, stage in WHOLE.items()}
    rows = {id: int(np.count_nonzero(mask)) for id, mask in (_leads(view) | _deals(view)).items()}
    found = shares | rows
    parties = {PARTY + one: [found[part.id] for part in parts if found.get(part.id)] for one, parts in PARTS.items()}
    return found | {id: min(counts) for id, counts in parties.items() if counts}


def _leads(view: View) -> dict[str, np.ndarray]:
    asked = view.asked()
    looked, called = view.within("leads", "looked_at") & asked, view.within("leads", "first_touch_at") & asked
    return {
        "acceptance": looked,
        "rejected_fit": looked,
        "rejected_interest": looked,
        "speed_median": called,
        "speed_p90": called,
        "touches": called & view.filled("leads", "touches"),
        "called_twice": called & view.filled("leads", "called_twice"),
        "feedback_complete": view.within("leads", "reached_at") & view.filled("leads", "result_told"),
        "cost_per_lead": view.within("leads", "created_at") & asked & ~view.reads("leads", "source", "recommendation"),
        "cycle": view.inside(view.won_at()),
        "promise_kept": view.within("customers", "since") & view.filled("customers", "kept"),
    }


def _deals(view: View) -> dict[str, np.ndarray]:
    won, lost, new = deals_closed(view, "won"), deals_closed(view, "lost"), view.new()
    renewal = view.reads("deals", "kind", "renewal")
    return {
        "win_rate": (won | lost) & new,
        "discount_share": won & new & view.filled("deals", "discount"),
        "cac": won & new,
        "deal_wait": view.within("deals", "closed_at") & new & view.filled("deals", "waited_days"),
        "retention": (won | lost) & renewal,
        "ltv": won & new,
    }


def stands_on(id: str, cases: Mapping[str, int]) -> str:
    """Return in words how many cases a figure stands on; "" for counts and sums.

    Parameters
    ----------
    id : str
        Of a metric.
    cases : mapping of str to int
        As `cases` returns them.
    """
    if id not in cases:
        return ""
    return (_("{n}: too few") if cases[id] < LEAST else "{n}").format(n=number(cases[id]))


def too_few(board: pd.DataFrame, cases: Mapping[str, int]) -> str:
    """Return a sentence that names the figures that stand on too few cases; "" if none does.

    Parameters
    ----------
    board : pandas.DataFrame
        As `smkt_helpers.metrics.scoreboard` returns it.
    cases : mapping of str to int
    """
    there = board[board["value"].notna()]
    few = [line["metric"] for id, line in there.iterrows() if cases.get(id, LEAST) < LEAST]
    if not few:
        return ""
    said = _(
        "These figures stand on fewer than {least} people or deals and prove nothing: {figures}. With so few, luck "
        "alone may move a share by 18 points and more. Do not compare them yet; count a longer time."
    )
    return said.format(least=number(LEAST), figures=", ".join(few))


def in_words(id: str, tables: Tables) -> str:
    """Return what a figure says in plain words, with what somebody who knows only the tables must know about it."""
    metric = METRICS[id]
    said = [_(metric.sentence)]
    if metric.basis == "cohort":
        said.append(_("Only people who can be followed for {n} weeks.").format(n=number(metric.follow_weeks)))
    if parts := PARTS.get(id.removeprefix(PARTY)):
        said.append(_made_of(parts, tables))
    return " ".join(said)


def parties(board: pd.DataFrame, tables: Tables) -> list[str]:
    """Return for each satisfaction that is shown what it is made of, for a table that has no room for it."""
    said = _("{figure}: {made}")
    return [
        said.format(figure=line["metric"], made=_made_of(PARTS[id.removeprefix(PARTY)], tables))
        for id, line in board[board["value"].notna()].iterrows()
        if id.removeprefix(PARTY) in PARTS
    ]


def _made_of(parts: Sequence[Part], tables: Tables) -> str:
    known = [bool(np.isfinite(part.points(tables)).all()) for part in parts]
    names = [_(METRICS[part.id].name) for part in parts]
    said = _("Nobody was asked: these points, 0 to 100, are made of {known}.").format(
        known="; ".join(name for name, there in zip(names, known, strict=True) if there)
    )
    if all(known):
        return said
    missing = "; ".join(name for name, there in zip(names, known, strict=True) if not there)
    return f"{said} " + _("Your files do not tell: {missing}.").format(missing=missing)


def two_clocks(board: pd.DataFrame, tables: Tables) -> str:
    """Return why a share from stage to stage is not the quotient of the two counts above it; "" if none is shown."""
    if board.loc[[id for id in WHOLE if id in board.index], "value"].isna().all():
        return ""
    counts = board["value"]
    said = _(
        "Numbers of leads, offers and deals count everything that happened on the days that count, whenever these "
        "people had first written. Shares from stage to stage, such as “SQL to opportunity”, follow the people who "
        "wrote on these days, each for the same number of weeks, without those whom sales found itself. So a share is "
        "not one number divided by the other."
    )
    if counts[["sql", "opportunities", "sql_to_opportunity"]].isna().any():
        return said
    weeks = METRICS["sql_to_opportunity"].follow_weeks
    whole = cohort(tables, weeks).iloc[0]
    example = _(
        "Here: {sql} SQLs and {offers} opportunities in all; of the {followed} SQLs who could be followed for {weeks} "
        "weeks, {asked} asked for an offer in that time."
    )
    return f"{said} " + example.format(
        sql=number(counts["sql"]),
        offers=number(counts["opportunities"]),
        followed=number(whole["sql"]),
        asked=number(whole["opportunity"]),
        weeks=number(weeks),
    )
