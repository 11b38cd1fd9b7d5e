"""A process of its own that works on a workshop, to be killed or raced by a test.

``python -m tests.workshop.child ID course`` goes through `COURSE` from where the workshop stands and prints the number
of each action as soon as it was told that it is kept. ``... ID clicks`` does what it reads, line by line.
"""

import json
import sys

from smkt_helpers.errors import KitError
from smkt_helpers.workshop.store import Store
from tests.workshop.helpers import SEATS

TABLES = 3
PLAYING = "playing"  # printed before a quarter is played, which takes longest


def course():
    """Return everything done in a workshop of the short form; each step is kept as one action."""
    yield from (("join", {"id": f"p{n}", "name": f"Name {n}", "home": SEATS[n % 2]}) for n in range(2 * TABLES))
    yield "seat_all", {"tables": TABLES}
    for quarter in range(3):
        yield "go", {"phase": "brief"}
        yield "go", {"phase": "open"}
        for table in range(1, TABLES + 1):
            yield "decide", {"table": table, "seat": "marketing", "values": {"threshold": 40.0 + 5 * table + quarter},
                             "why": "we think so"}  # fmt: skip
            yield "decide", {"table": table, "seat": "sales", "values": {"touches": 2 + table + quarter}}
            yield "predict", {"table": table, "seat": "sales", "answer": "up"}
        yield "decide", {"table": 1, "seat": "sales", "values": {"touches": 11}}
        yield "undo", {}
        yield "go", {"phase": "locked"}
        yield "play", {}
        yield "go", {"phase": "revealed"}
    yield "go", {"phase": "debrief"}
    yield "go", {"phase": "closed"}


COURSE = list(course())


def do(ledger, kind, data):
    """Do one step."""
    if kind == "play":
        print(PLAYING, flush=True)
        ledger.play()
    elif kind == "undo":
        ledger.undo(**data)
    else:
        ledger.do(kind, **data)


def go_through(ledger):
    """Do what is left of the course."""
    for kind, data in COURSE[len(ledger.actions) - 1 :]:
        do(ledger, kind, data)
        print(len(ledger.actions), flush=True)


def click(ledger):
    """Do what is read, and say whether it was allowed."""
    print("ready", flush=True)
    for line in sys.stdin:
        kind, data = json.loads(line)
        try:
            do(ledger, kind, data)
            print("done", flush=True)
        except KitError as problem:
            print(problem, flush=True)


if __name__ == "__main__":
    {"course": go_through, "clicks": click}[sys.argv[2]](Store().open(sys.argv[1]))
