"""The table of activities: every touch of either team, in order of time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from smkt_helpers import engine, kernel
from smkt_helpers.records.rows import MARKETING, PROSPECT, Rows, channels_of, rep_names, time_of, words_of

if TYPE_CHECKING:
    from smkt_helpers.history import History

KINDS: Mapping[int, str] = {
    kernel.REVIEW: "look",
    kernel.TOUCH: "call",
    kernel.TALK: "conversation",
    kernel.MEETING: "meeting",
    kernel.SERVICE: "renewal",
}
OUTCOMES: Mapping[int, str] = {
    kernel.DONE: "done",
    kernel.NO_ANSWER: "no answer",
    kernel.ANSWERED: "answered",
    kernel.QUALIFIED: "qualified",
    kernel.NOT_QUALIFIED: "not qualified",
    kernel.LATER: "not ready",
    kernel.RENEWED: "renewed",
    kernel.LEFT: "left",
}
DAY = 1440.0


def activities_of(history: History, rows: Rows) -> pd.DataFrame:
    """Return the activities of both teams, in order of time for each lead."""
    both = pd.concat([_marketing(history, rows), _sales(history, rows)], ignore_index=True)
    return both.sort_values(["replication", "lead_id", "started_at"], kind="stable", ignore_index=True)


def _sales(history: History, rows: Rows) -> pd.DataFrame:
    pieces = []
    for one, place in zip(history.played, rows.place, strict=True):
        log = one.log
        row = place[log.lead]
        shown = row >= 0
        pieces.append([row[shown], *(np.asarray(values)[shown] for values in log[2:])])
        if len(log.lead):
            pieces.append(_decided_alone(one, place))
    row, kind, rep, start, end, outcome = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    said = np.array([OUTCOMES[code] for code in sorted(OUTCOMES)])[outcome.astype("int64")]
    # A look that accepts is part of the first call, so a look by itself turned the lead away.
    said = np.where(kind == kernel.REVIEW, "turned away", said)
    return pd.DataFrame(
        {
            "replication": rows.run[row],
            "lead_id": rows.lead[row],
            "team": "sales",
            "person": pd.Series(rep_names(rep)).astype(object),
            "kind": np.array([KINDS[code] for code in sorted(KINDS)], dtype=object)[kind.astype("int64")],
            "channel": None,
            "started_at": time_of(history, start),
            "ended_at": time_of(history, end),
            "minutes": np.round(end - start, 2),
            "outcome": said.astype(object),
        }
    )


def _decided_alone(one: engine.Played, place: np.ndarray) -> list[np.ndarray]:
    """Return the renewals for which nobody had time, so that the customer decided without us."""
    lead, time = np.asarray(one.renewals.lead, dtype="int64"), np.asarray(one.renewals.time, dtype="float64")
    paid = np.asarray(one.renewals.paid, dtype=bool)
    service = np.asarray(one.log.kind) == kernel.SERVICE
    # Lead and moment together name a renewal; a complex number holds both.
    served = np.asarray(one.log.lead)[service] + 1j * np.asarray(one.log.end)[service]
    alone = (place[lead] >= 0) & ~np.isin(lead + 1j * time, served)
    row = place[lead[alone]]
    return [
        row,
        np.full(len(row), kernel.SERVICE),
        np.full(len(row), -1),
        time[alone],
        time[alone],
        np.where(paid[alone], kernel.RENEWED, kernel.LEFT),
    ]


def _marketing(history: History, rows: Rows) -> pd.DataFrame:
    """Return what people saw before they wrote: up to two ads of any channel, a visit, and the form itself."""
    source = rows.out("source")
    potential = np.cumsum([c.potential for c in history.company.channels])
    other = np.searchsorted(potential[:-1] / potential[-1], rows.content(8), side="right")
    names = [channel.name for channel in history.company.channels]
    own = channels_of(history.company, rows)
    second = words_of(other, names)
    by_ads, wrote = source == MARKETING, source != PROSPECT
    groups = (
        ("ad seen", by_ads, own, rows.arrives - DAY * (0.1 + 14 * rows.content(9))),
        ("ad seen", by_ads & (rows.content(6) < 0.5), second, rows.arrives - DAY * (1 + 30 * rows.content(5))),
        ("visit", wrote & (rows.content(7) < 0.7), own, rows.arrives - DAY * 2 * rows.content(3)),
        ("form", wrote, own, rows.arrives),
        ("asked again", ~np.isnan(rows.out("returned")), own, rows.out("returned")),
    )
    parts = []
    for kind, condition, channel, when in groups:
        who = np.flatnonzero(condition)
        parts.append(
            pd.DataFrame(
                {
                    "replication": rows.run[who],
                    "lead_id": rows.lead[who],
                    "team": "marketing",
                    "person": "marketing",
                    "kind": kind,
                    "channel": np.asarray(channel.take(who), dtype=object),
                    "started_at": time_of(history, when[who]),
                    "ended_at": time_of(history, when[who]),
                    "minutes": 0.0,
                    "outcome": "done",
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
