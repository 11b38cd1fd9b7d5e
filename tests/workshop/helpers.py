"""Small workshops for tests."""

from smkt_helpers.company_file import company
from smkt_helpers.workshop import rounds
from smkt_helpers.workshop.formats import format_of
from smkt_helpers.workshop.rounds import Result

SEATS = ("marketing", "sales")
SMALL = {
    "name": "Small",
    "hours": "1 hour",
    "company": "irrigation",
    "seed": 5,
    "decisions": {
        "marketing": ["budget", "threshold"],
        "sales": ["first_call", "touches"],
        "agreement": ["tracked", "handoff"],
    },
    "agenda": [
        {"kind": "brief", "minutes": 5},
        {"kind": "practice", "minutes": 10},
        {"kind": "round", "minutes": 10},
        {"kind": "round", "minutes": 10, "swap": True, "shocks": [{"kind": "outage", "week": 4}]},
        {"kind": "round", "minutes": 10},
        {"kind": "debrief", "minutes": 10},
    ],
}
NO_PRACTICE = {**SMALL, "agenda": [part for part in SMALL["agenda"] if part["kind"] != "practice"]}


def small(**changes):
    """Return a small format with some fields changed."""
    return format_of("small", {**SMALL, **changes}, "small.toml")


def lobby(people=4, format=None, **settings):
    """Return a workshop to which people p1, p2, ... have come, in turns from marketing and from sales."""
    format = format or small()
    now = rounds.begin(format, company(format.company).today, **settings)
    for place in range(people):
        now = rounds.join(now, f"p{place + 1}", f"Person {place + 1}", SEATS[place % 2])
    return now


def opened(people=4, tables=2, **settings):
    """Return a workshop whose first quarter is open."""
    now = rounds.seat_all(lobby(people, **settings), tables)
    return rounds.go(rounds.go(now, "brief"), "open", "2026-01-01T10:00:00+00:00")


def made_up(now, value=1.0):
    """Return a result for the tables that play."""
    return Result({table: {"revenue": value} for table in now.playing()}, {"today": {"revenue": 0.0}}, hash="made up")


def played(now):
    """Return the workshop after the quarter that is open was locked, played with made-up figures and shown."""
    now = rounds.go(now, "locked")
    return rounds.go(rounds.score(now, now.round, made_up(now)), "revealed")


def next_open(now):
    """Return the workshop with its next quarter open."""
    return rounds.go(rounds.go(now, "brief"), "open")
