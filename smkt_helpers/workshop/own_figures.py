"""What one seat may see of a quarter: its own figures, and the other team's only with a shared dashboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smkt_helpers.company_file import company as company_named
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.metric_list import FIGURES, METRICS
from smkt_helpers.metric_words import difference_words, show
from smkt_helpers.words import N_, _
from smkt_helpers.workshop.facts import short_name, shown_rounds
from smkt_helpers.workshop.people import OTHER
from smkt_helpers.workshop.state import SOURCES, Workshop

UNSEEN = N_("The other team has figures of its own. Without a shared dashboard you do not see them.")
_THEIRS = {"marketing": N_("What marketing sees"), "sales": N_("What sales sees")}


@dataclass(frozen=True)
class Rows:
    """A small table in words.

    Attributes
    ----------
    caption : str
    heads : tuple of str
    lines : tuple of tuple of str
        As many cells each as there are heads; the first one names the line.
    """

    caption: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]

    def records(self) -> list[Mapping[str, str]]:
        """Return each line as a mapping from head to cell."""
        return [dict(zip(self.heads, line, strict=True)) for line in self.lines]


def last_shown(now: Workshop, table: int) -> int | None:
    """Return the last quarter that was revealed and that a table has played; None when there is none."""
    rounds = [one for one in shown_rounds(now, practice=True) if table in now.results[one].tables]
    return rounds[-1] if rounds else None


def sees_theirs(now: Workshop, round: int, table: int) -> bool:
    """Return whether a table had one dashboard for both teams in a quarter."""
    locked = now.locked.get((round, table))
    return locked is not None and bool(locked.plan["dashboard"])


def held(now: Workshop, round: int, table: int, seat: str) -> Rows:
    """Return what held for a seat in a quarter whose sheets are in."""
    locked = now.locked[round, table]
    caption = _("What held in this quarter ({how})").format(how=_(SOURCES[locked.sources[seat]]))
    lines = tuple(
        (_(DECISIONS[name].label), DECISIONS[name].show(locked.plan[name])) for name in now.format.of_seat(seat)
    )
    return Rows(caption, (_("Decision"), _("In force")), lines)


def figures(now: Workshop, round: int, table: int, seat: str) -> tuple[Rows, ...]:
    """Return all figures that a seat may see of a quarter that was revealed, against the quarter before."""
    found = [
        _figures(now, round, table, FIGURES[seat], _("Your figures")),
        _figures(now, round, table, FIGURES["both"], _("What both teams see")),
    ]
    if sees_theirs(now, round, table):
        found.append(_figures(now, round, table, FIGURES[OTHER[seat]], _(_THEIRS[OTHER[seat]])))
    return tuple(found)


def _figures(now: Workshop, round: int, table: int, ids: Sequence[str], caption: str) -> Rows:
    currency = company_named(now.format.company).currency
    brought = now.results[round].tables[table]
    before = [one for one in now.history(round)[:-1] if table in now.results[one].tables]
    heads, lines = [_("Figure"), _("Now")], []
    if before:
        heads.append(_("Against {quarter}").format(quarter=short_name(now.format, before[-1])))
    for id in ids:
        line = [_(METRICS[id].name), show(id, brought[id], currency)]
        if before:
            old = now.results[before[-1]].tables[table][id]
            line.append(difference_words(METRICS[id], brought[id] - old, currency))
        lines.append(tuple(line))
    return Rows(caption, tuple(heads), tuple(lines))
