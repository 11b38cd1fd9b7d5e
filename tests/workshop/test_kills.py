"""A laptop that dies, and two hands on one button: nothing told to be kept is lost, and nothing is done twice."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from smkt_helpers.workshop.actions import replayed
from smkt_helpers.workshop.formats import read_format
from smkt_helpers.workshop.store import Store, recomputed
from tests.workshop import child
from tests.workshop.child import COURSE, PLAYING

KILLS = 20 if os.environ.get("SMKT_FULL") == "1" else 2
LONGEST_WAIT = 0.15  # seconds between what a child says and its end; a quarter takes about as long to play
KIT = Path(__file__).resolve().parents[2]


def started(id, what):
    command = [sys.executable, "-m", "tests.workshop.child", id, what]
    return subprocess.Popen(command, cwd=KIT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def killed_at(id, places, wait):
    """Let a child go on until it has said so many lines, kill it shortly after, and return what it was told."""
    with started(id, "course") as running:
        told = [running.stdout.readline().strip() for _line in range(places)]
        time.sleep(wait)
        running.kill()
        told += [line.strip() for line in running.stdout if line.endswith("\n")]
    return told


def test_killed_again_and_again_a_workshop_goes_on_and_ends_as_if_nothing_had_been():
    store, chance = Store(), np.random.default_rng(7)
    id = store.begin(read_format("short"), "Killed").id
    told, lives = [], 0
    for kill in range(KILLS):
        left = len(COURSE) + 1 - len(store.open(id).actions)
        places = int(chance.integers(1, max(1, left // (KILLS - kill + 1)) + 1))
        told += killed_at(id, places, LONGEST_WAIT * chance.random())
        lives += 1
        kept = [action.number for action in store.open(id).actions]
        assert kept == list(range(1, len(kept) + 1))
        assert {int(number) for number in told if number != PLAYING} <= set(kept)
    with started(id, "course") as last:
        told += last.stdout.read().split()
    ledger = store.open(id)
    numbers = [int(number) for number in told if number != PLAYING]
    assert lives == KILLS
    assert len(numbers) == len(set(numbers))
    assert len(ledger.actions) == 1 + len(COURSE)
    assert [kind for kind, _data in COURSE] == [
        {"score": "play"}.get(action.kind, action.kind) for action in ledger.actions[1:]]  # fmt: skip
    assert Counter(action.data["round"] for action in ledger.actions if action.kind == "score") == {0: 1, 1: 1, 2: 1}
    assert ledger.now.phase == "closed"
    assert replayed(ledger.actions) == ledger.now
    unharmed = store.begin(read_format("short"), "Not killed")
    for kind, data in COURSE:
        child.do(unharmed, kind, data)
    assert {round: one.hash for round, one in ledger.now.results.items()} == {
        round: one.hash for round, one in unharmed.now.results.items()}  # fmt: skip
    assert ledger.now.locked == unharmed.now.locked
    assert all(said == again for _round, said, again in recomputed(ledger.actions))


CLICKS = [
    ("join", {"id": "p1", "name": "Anna", "home": "marketing"}),
    ("join", {"id": "p2", "name": "Bo", "home": "sales"}),
    ("seat_all", {"tables": 1}),
    ("go", {"phase": "brief"}),
    ("swap", {"to": True}),
    ("inject", {"shock": {"kind": "viral", "week": 2}}),
    ("go", {"phase": "open"}),
    ("decide", {"table": 1, "seat": "sales", "values": {"touches": 5}}),
    ("predict", {"table": 1, "seat": "sales", "answer": "up"}),
    ("undo", {"number": 10}),
    ("go", {"phase": "locked"}),
    ("play", {}),
    ("go", {"phase": "revealed"}),
]


def test_two_windows_that_click_at_once_do_everything_once():
    store = Store()
    ledger = store.begin(read_format("short"), "Twice")
    both = [started(ledger.id, "clicks") for _window in range(2)]
    try:
        assert [one.stdout.readline() for one in both] == ["ready\n"] * 2
        for kind, data in CLICKS:
            for one in both:
                one.stdin.write(json.dumps([kind, data]) + "\n")
                one.stdin.flush()
            for one in both:
                said = one.stdout.readline().strip()
                assert (one.stdout.readline().strip() if said == PLAYING else said) == "done"
            ledger.refresh()
            assert ledger.actions[-1].kind == {"play": "score"}.get(kind, kind)
    finally:
        for one in both:
            one.communicate()
    assert len(ledger.actions) == 1 + len(CLICKS)
    assert ledger.now.predictions == {}
    assert (ledger.now.phase, list(ledger.now.results)) == ("revealed", [0])
