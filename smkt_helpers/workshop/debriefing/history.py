"""Who decided what, and when: read from the actions that were kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from smkt_helpers.decisions import DECISIONS, SEATS
from smkt_helpers.words import _
from smkt_helpers.workshop.actions import Action, applied, begun
from smkt_helpers.workshop.facts import short_name
from smkt_helpers.workshop.formats import Format
from smkt_helpers.workshop.people import HOMES
from smkt_helpers.workshop.state import SOURCES, Workshop
from smkt_helpers.workshop.votes import decided

COLUMNS = (
    "round", "table", "seat", "swapped", "decision", "before", "wished", "after", "source", "people", "why",
)  # fmt: skip


def when_played(actions: Sequence[Action]) -> dict[int, Workshop]:
    """Return, for each quarter that was played, the state at that moment: all sheets in, nothing known yet."""
    gone = {action.data["of"] for action in actions if action.kind == "undo"}
    now, found = begun(actions[0].data), {}
    for action in actions[1:]:
        if action.kind == "score":
            found[action.data["round"]] = now
        if action.kind != "undo" and action.number not in gone:
            now = applied(now, action)
    return found


def decisions(actions: Sequence[Action], rounds: Sequence[int]) -> pd.DataFrame:
    """Return what each seat changed, or wished to change, in some quarters.

    Parameters
    ----------
    actions : sequence of Action
        All of a workshop.
    rounds : sequence of int

    Returns
    -------
    pandas.DataFrame
        One row per decision that a seat wished to change or that changed for it, with the columns `round`, `table`,
        `seat`, `swapped` (whether people sat in the other team's seat), `decision` (its name), `before`, `wished`
        (None for an empty seat) and `after` (what then held), `source` (see `SOURCES`), `people` (who sat there) and
        `why` (their reason).
    """
    rows = [
        row
        for round, then in when_played(actions).items()
        if round in rounds
        for table in then.playing()
        for seat in SEATS
        for row in _of_a_seat(then, table, seat)
    ]
    # As objects: a wish that nobody had must stay None, and a yes must not become a number.
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return table.astype({"round": int, "table": int, "swapped": bool})


def _of_a_seat(then: Workshop, table: int, seat: str) -> list[dict[str, Any]]:
    before, locked = then.in_force(table), then.locked[then.round, table]
    entry = then.entries.get((table, seat))
    wishes = {} if entry is None else decided(entry, before, then.mode)
    common = {
        "round": then.round,
        "table": table,
        "seat": seat,
        "swapped": then.swapped,
        "source": locked.sources[seat],
        "people": ", ".join(one.name for one in then.at(table, seat)),
        "why": "" if entry is None else entry.why,
    }
    rows = []
    for name in then.format.of_seat(seat):
        mine = DECISIONS[name].owner == seat
        wished, after = wishes.get(name), locked.plan[name]
        # What both teams agree on stands in the row of each seat that wished it.
        changed = after != before[name] if mine else wished is not None and wished != before[name]
        if changed or (wished is not None and wished != before[name]):
            rows.append({**common, "decision": name, "before": before[name], "wished": wished, "after": after})
    return rows


def change_rows(found: pd.DataFrame, format: Format, names: bool) -> list[dict[str, str]]:
    """Return what `decisions` found as rows to show, formatted; names and reasons only if asked for."""
    rows = []
    for line in found.itertuples():
        decision = DECISIONS[line.decision]
        after = decision.show(line.after)
        if line.wished is not None and line.wished != line.after:
            after = _("{value}; the other seat did not write the same").format(value=after)
        seat = _(HOMES[line.seat])
        row = {
            _("Quarter"): short_name(format, line.round),
            _("Seat"): _("{seat}, swapped").format(seat=seat) if line.swapped else seat,
            _("Decision"): _(decision.label),
            _("Before"): decision.show(line.before),
            _("Wished"): _(SOURCES[line.source]) if line.wished is None else decision.show(line.wished),
            _("Then in force"): after,
        }
        if names:
            row |= {_("Who sat there"): line.people or _("nobody"), _("Their reason"): line.why or "–"}
        rows.append(row)
    return rows
