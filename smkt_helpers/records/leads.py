"""The table of leads: what became of each person, and what a person would see of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from smkt_helpers import kernel
from smkt_helpers.companies import Company
from smkt_helpers.crm_schema import REJECTED_BECAUSE, SOURCES, STATUS
from smkt_helpers.market import WEEK
from smkt_helpers.records.rows import (
    MARKETING,
    PROSPECT,
    WARMUP,
    Rows,
    channels_of,
    pick,
    rep_names,
    time_of,
    words_of,
)

if TYPE_CHECKING:
    from smkt_helpers.history import History

WITH_NEED = (kernel.SQL, kernel.NO_NEED, kernel.OPEN, kernel.WON, kernel.LOST)


def leads_of(history: History, rows: Rows) -> dict[str, Callable[[], Any]]:
    """Return how each column of the leads is made."""
    company = history.company
    words = company.words
    firms = [f"{first}{last}" for first in words.firm_first for last in words.firm_last]

    def when(name: str) -> Callable[[], pd.Series]:
        return lambda: time_of(history, rows.out(name))

    def only(condition: Callable[[], np.ndarray], name: str) -> Callable[[], pd.Series]:
        return lambda: time_of(history, np.where(condition(), rows.out(name), np.nan))

    def passed_on() -> np.ndarray:
        return ~np.isnan(rows.out("mql"))

    return {
        "replication": lambda: rows.run,
        "lead_id": lambda: rows.lead,
        "created_at": lambda: time_of(history, rows.arrives),
        "channel": lambda: channels_of(company, rows),
        "temperature": lambda: _temperature(company, rows),
        "segment": lambda: words_of(rows.trait("segment"), [s.name for s in company.segments]),
        "firm": lambda: words_of(pick(rows.content(0), len(firms)), firms),
        "sector": lambda: _sector(company, rows),
        "size": lambda: _about(2.6 + 0.5 * rows.trait("fit") + 0.7 * ndtri(rows.content(3))),
        "role": lambda: words_of(
            pick(np.clip(rows.content(4) - 0.12 * rows.trait("fit"), 0, 0.999), len(words.roles)), words.roles
        ),
        "message": lambda: _message(company, rows),
        "pages": lambda: _about(1.0 + 0.4 * rows.trait("intent") + 0.5 * ndtri(rows.content(7))),
        # Rounded down, so that nobody just below the threshold seems to reach it.
        "score": lambda: np.floor(10 * rows.out("score")) / 10,
        "status": lambda: words_of(rows.out("state") - 1, STATUS),
        "mql_at": when("mql"),
        # A list that goes out after the period is not yet known in it.
        "handed_at": only(lambda: rows.out("handed") < (WARMUP + history.weeks) * WEEK, "handed"),
        "looked_at": when("looked"),
        # What sales found itself was never marketing's to be accepted.
        "sal_at": only(passed_on, "first"),
        "reject_reason": lambda: _reject_reason(rows),
        "first_touch_at": when("first"),
        "touches": lambda: rows.out("touches").astype("int64"),
        "reached_at": when("talked"),
        "sql_at": only(lambda: np.isin(rows.out("state"), WITH_NEED), "settled"),
        "opportunity_at": when("offered"),
        "closed_at": when("closed"),
        "rep": lambda: rep_names(rows.out("rep")),
        "called_twice": lambda: rows.out("twice") & ~np.isnan(rows.out("first")),
        "source": lambda: words_of(rows.out("source"), SOURCES),
        "ad_message": lambda: words_of(
            np.where(rows.out("source") == MARKETING, rows.out("message").astype("int64"), -1), ("A", "B")
        ),
        "returned_at": when("returned"),
        "result_told": lambda: rows.out("told").astype(bool),
    }


def _reject_reason(rows: Rows) -> pd.Categorical:
    state, reason = rows.out("state"), rows.out("reason")
    # Only "no interest yet" may come back. Who did, and has not been called since, was turned away for it before.
    earlier = ~np.isnan(rows.out("looked")) & np.isnan(rows.out("first"))
    return words_of(np.where(state == kernel.REJECTED, reason, np.where(earlier, 2, 0)) - 1, REJECTED_BECAUSE)


def _temperature(company: Company, rows: Rows) -> pd.Categorical:
    by_channel = np.array([channel.temperature for channel in company.channels], dtype=object)
    source = rows.out("source")
    by_source = np.array(["", "warm", "cold"], dtype=object)[source]
    return pd.Categorical(np.where(source == MARKETING, by_channel[rows.trait("channel")], by_source))


# What a person would see of a lead. It hints at fit and interest, it never states them.


def _about(log_size: np.ndarray) -> np.ndarray:
    return np.maximum(1, np.round(np.exp(log_size))).astype("int64")


def _sector(company: Company, rows: Rows) -> pd.Categorical:
    sectors = company.words.sectors
    seems = (rows.trait("fit") + 0.8 * ndtri(rows.content(2))) / 1.28
    place = np.searchsorted(np.linspace(-1.2, 1.2, max(1, len(sectors) - 1)), -seems)
    return words_of(np.minimum(place, len(sectors) - 1), sectors)


def _message(company: Company, rows: Rows) -> pd.Categorical:
    groups = (company.words.hot, company.words.warm, company.words.cold)
    keen = rows.trait("intent") + 0.7 * ndtri(rows.content(5))
    mood = np.where(keen > 0.7, 0, np.where(keen > -0.3, 1, 2))
    lengths = np.array([len(group) for group in groups])
    first = np.cumsum(lengths) - lengths
    place = np.minimum((rows.content(6) * lengths[mood]).astype("int64"), lengths[mood] - 1)
    # Whom sales found has not written.
    wrote = rows.out("source") != PROSPECT
    return words_of(np.where(wrote, first[mood] + place, -1), [text for group in groups for text in group])


