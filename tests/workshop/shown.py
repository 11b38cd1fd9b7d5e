"""Workshops with made-up figures that are easy to find again on a page."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from smkt_helpers.decisions import SEATS
from smkt_helpers.desk import board
from smkt_helpers.workshop import rounds
from smkt_helpers.workshop.rounds import Result
from smkt_helpers.workshop.scoring import before_swap
from tests.workshop import helpers

BASE = {id: 50.0 for id in board.ALL} | {
    "contribution": 91_000_000.0,
    "revenue": 755_000_000.0,
    "wins": 8431.0,
    "speed_median": 777.0,
    "acceptance": 0.4321,
    "mql": 6543.0,
    "sal": 4567.0,
    "leads": 98_765.0,
}


def figures(table=0, **changes):
    """Return the figures of one table; a higher number earns more."""
    return BASE | {"contribution": BASE["contribution"] + 1e6 * table, "satisfied_customers": 7.0} | changes


def result_of(now, tables=None, today=None):
    """Return a result for a locked quarter; `tables` changes single tables' figures."""
    tables = tables or {}
    found = {table: figures(table, **tables.get(table, {})) for table in now.playing()}
    marks = {"today": figures(0, **(today or {}))}
    if len(found) == 1:
        marks["bot"] = figures(0, contribution=1_234_000.0)
    continued = {}
    if before_swap(now) is not None:
        continued = {table: one | {"contribution": one["contribution"] - 2e6} for table, one in found.items()}
    return Result(found, marks, continued, f"made up {now.round}")


def room(people=4, tables=2, **settings):
    """Return a workshop in its lobby, everybody seated."""
    return rounds.seat_all(helpers.lobby(people, **settings), tables)


def opened(now):
    """Return the workshop with its next quarter open."""
    return rounds.go(rounds.go(now, "brief"), "open", "2026-01-01T10:00:00+00:00")


def scored(now, result=None, **changes):
    """Return the workshop with the open quarter locked and played, not shown yet."""
    now = rounds.go(now, "locked")
    return rounds.score(now, now.round, result or result_of(now, **changes))


def revealed(now, **changes):
    """Return the workshop with the open quarter locked, played and shown."""
    return rounds.go(scored(now, **changes), "revealed")


def until(now, round, **changes):
    """Return the workshop with all quarters up to this one revealed; `changes` hold for the last one."""
    while now.round < round:
        now = revealed(opened(now), **(changes if now.round + 1 == round else {}))
    return now


def sheets(now, **values):
    """Return the open quarter with a sheet from every seat that asks for some of these values."""
    for table in now.tables:
        for seat in SEATS:
            mine = {name: value for name, value in values.items() if name in now.format.of_seat(seat)}
            now = rounds.decide(now, table, seat, mine)
    return now


def without(result, table):
    """Return a result in which a table is missing."""
    return replace(result, tables={key: value for key, value in result.tables.items() if key != table})


def words(html):
    """Return what a person reads on a page."""
    html = re.sub(r"<style>.*?</style>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
