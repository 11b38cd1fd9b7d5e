"""A long random walk: whatever is tried, the rules hold, nothing is lost, and everything can be played again."""

import os
from collections import Counter

import numpy as np

from smkt_helpers.decisions import DECISIONS
from smkt_helpers.errors import KitError
from smkt_helpers.workshop import bots
from smkt_helpers.workshop.actions import DOES, replayed, result_data
from smkt_helpers.workshop.rounds import FOLLOWING, PHASES, PREDICTIONS, QUESTIONS
from smkt_helpers.workshop.store import Store
from tests.workshop.helpers import SEATS, made_up, small

STEPS = 10_000 if os.environ.get("SMKT_FULL") == "1" else 1_500
WORKSHOP = 150  # steps, then a new one is begun
GARBAGE = [None, "", "p1", "open", 0, -1, 1.0, 7, True, [], {}, {"budget": 1.0}, float("nan"), float("inf")]
# What is tried more often than the rest, so that the walk comes far.
OFTEN = {
    "lobby": {"join": 12, "seat_all": 4, "go": 3},
    "open": {"decide": 10, "predict": 2, "go": 3},
    "locked": {"score": 5, "go": 4},
}
AHEAD = {"lobby": "brief", "brief": "open", "open": "locked", "locked": "revealed", "revealed": "brief"}


class Walk:
    """Somebody who tries everything, sensible or not, in one workshop after the other."""

    def __init__(self, seed):
        self.chance = np.random.default_rng(seed)
        self.store = Store("sqlite://")
        self.tried = Counter()
        self.begin()

    def begin(self):
        mode = ("captain", "median")[int(self.chance.integers(2))]
        self.ledger = self.store.begin(small(), mode=mode)
        self.before = {}  # the state before each action, by its number

    def one_of(self, options):
        options = list(options)
        return options[int(self.chance.integers(len(options)))]

    def person(self):
        return f"p{int(self.chance.integers(1, 10))}"

    def table(self):
        return int(self.chance.integers(0, 5))

    def sheet(self, seat):
        return bots.random_sheet(self.ledger.now.format, seat, self.chance)

    def wish(self):
        """Return an action that a person might wish for; not all of them are allowed now."""
        now = self.ledger.now
        seat, other = self.one_of(SEATS), self.one_of(SEATS)
        ways = {
            "join": lambda: {"id": self.person(), "name": self.one_of("ABCDEFGHIJ"), "home": self.one_of(
                ["marketing", "sales", "other"]), "watch": bool(self.chance.random() < 0.1)},
            "seat_all": lambda: {"tables": self.table()},
            "move": lambda: {"person": self.person(), "table": self.table(), "seat": seat},
            "leave": lambda: {"person": self.person()},
            "come_back": lambda: {"person": self.person()},
            "rename": lambda: {"person": self.person(), "name": self.one_of("ABCDEFGHIJ")},
            "go": lambda: {"phase": self.one_of([*4 * [AHEAD.get(now.phase, "closed")], *PHASES])},
            "swap": lambda: self.one_of([{}, {"to": True}, {"to": False}]),
            "decide": lambda: {"table": self.table(), "seat": seat, "why": "because",
                               "values": self.sheet(self.one_of([seat, seat, seat, other])),
                               "person": self.one_of(["", "", self.person()])},
            "predict": lambda: {"table": self.table(), "seat": seat, "answer": self.one_of(PREDICTIONS)},
            "answer": lambda: {"person": self.person(), "question": self.one_of(QUESTIONS), "text": self.one_of(
                ["Call sooner", "", "Ask first"])},
            "inject": lambda: {"shock": {"kind": self.one_of(["outage", "viral", "rep_leaves", "rain"]),
                                         "week": int(self.chance.integers(15))}},
            "extend": lambda: {"minutes": int(self.chance.integers(-20, 20))},
            "score": lambda: result_data(self.one_of([now.round, now.round, now.round + 1]), made_up(now)),
            "undo": lambda: {},
        }  # fmt: skip
        often = OFTEN.get(now.phase, {"go": 5})
        weights = np.array([often.get(kind, 0.7) for kind in ways])
        kind = list(ways)[int(self.chance.choice(len(ways), p=weights / weights.sum()))]
        return kind, ways[kind]()

    def spoilt(self, data):
        """Return what an action says with one thing wrong in it, missing or too much."""
        data = dict(data)
        if data and self.chance.random() < 0.8:
            data[self.one_of(data)] = self.one_of(GARBAGE)
        elif data and self.chance.random() < 0.5:
            del data[self.one_of(data)]
        else:
            data["other"] = self.one_of(GARBAGE)
        return data

    def step(self):
        """Try one thing, and look whether all is as it should be."""
        kind, data = self.wish()
        if self.chance.random() < 0.15:
            data = self.spoilt(data)
        old, count, last = self.ledger.now, len(self.ledger.actions), self.ledger.last
        try:
            if kind == "undo" and not data:
                taken = self.ledger.undo()
                assert taken == last
            else:
                self.ledger.do(kind, **data)
        except KitError as problem:
            assert str(problem)
            assert self.ledger.now is old
            assert len(self.ledger.actions) == count
            self.tried[kind, False] += 1
            return
        new = self.ledger.now
        self.tried[kind, True] += 1
        if new is old:
            assert len(self.ledger.actions) == count
            return
        action = self.ledger.actions[-1]
        assert action.number == len(self.ledger.actions) == count + 1
        self.before[action.number] = old
        assert replayed(self.ledger.actions) == new
        if kind == "undo":
            assert new == self.before[last.number]
        else:
            check_step(kind, old, new)
        check_state(new)


def check_step(kind, old, new):
    """Check what an action may change."""
    assert new.phase == old.phase or (kind == "go" and new.phase in FOLLOWING[old.phase])
    assert {one.id for one in old.people} <= {one.id for one in new.people}
    assert kind == "score" or new.results == old.results
    if kind == "score":
        assert new.results.keys() - old.results.keys() == {old.round}
    swaps = kind == "go" and new.phase == "brief" and new.part.swap
    if kind != "swap":
        assert new.swapped == (old.swapped != swaps)
    if new.swapped != old.swapped:
        for was, then in zip(old.people, new.people, strict=True):
            assert {was.seat(old.swapped), then.seat(new.swapped)} in ({"marketing", "sales"}, {""})
    if kind == "seat_all":
        check_tables(new)
    if kind == "go" and new.phase == "locked":
        for table in new.tables:
            check_plan(old, table, new.locked[new.round, table])


def check_tables(now):
    sitting = [one for one in now.people if one.here and not one.watches]
    assert all(one.table for one in sitting)
    assert all(not one.table for one in now.people if one not in sitting)
    sizes = Counter(one.table for one in sitting)
    assert max(sizes.values()) - min(sizes.values()) <= 1
    for table in now.tables:
        assert abs(len(now.at(table, "marketing")) - len(now.at(table, "sales"))) <= 1


def wished(now, table, seat, name):
    """Return what a seat may wish for a decision: whatever was handed in, as far as it could count."""
    before = now.in_force(table)[name]
    entry = now.entries.get((table, seat))
    if entry is not None and now.mode == "captain":
        return {list(entry.votes.values())[-1].get(name, before)}
    if entry is not None:
        return among(name, [vote.get(name, before) for vote in entry.votes.values()], before)
    if now.at(table, seat):
        return {before}
    others = [one for other in now.tables if other != table and (other, seat) in now.entries
              for one in wished(now, other, seat, name)]  # fmt: skip
    return among(name, [*others, before], before)


def among(name, votes, before):
    """Return everything that lies between some votes."""
    decision = DECISIONS[name]
    if decision.kind not in ("number", "whole") or len(votes) == 1:
        return {*votes, before}
    low, high = min(votes), max(votes)
    steps = np.arange(round((high - low) / decision.step) + 1)
    return {*votes, before, *(round(low + decision.step * step, 8) for step in steps)}


def check_plan(old, table, locked):
    """Check that a table plays what it handed in, what holds already, or what most others do."""
    before = old.in_force(table)
    for seat in SEATS:
        entered, sitting = (table, seat) in old.entries, bool(old.at(table, seat))
        allowed = {"entered"} if entered else {"carried"} if sitting else {"mirror", "carried"}
        assert locked.sources[seat] in allowed
    for name in locked.plan.differences(before):
        owner = DECISIONS[name].owner
        assert name in old.format.decisions[owner]
        for seat in SEATS if owner == "agreement" else [owner]:
            assert locked.plan[name] in wished(old, table, seat, name)
    if old.mode == "captain":
        for seat in SEATS:
            if (table, seat) in old.entries:
                for name in old.format.decisions[seat]:
                    assert {locked.plan[name]} == wished(old, table, seat, name)


def check_state(now):
    """Check what always holds."""
    names = [one.name.casefold() for one in now.people if one.here]
    assert len(names) == len(set(names))
    assert all(bool(one.table) == bool(one.first_seat) and not (one.watches and one.table) for one in now.people)
    assert sorted(now.results) == sorted(set(now.results))
    assert all(round <= now.round for round in (*now.results, *(round for round, _table in now.locked)))
    if now.phase in ("lobby", "brief", "open"):
        assert not now.playing()
        assert now.round not in now.results
    else:
        assert now.playing()
    if now.phase in ("revealed", "debrief", "closed"):
        assert list(now.results) == list(range(now.round + 1))
        assert tuple(sorted(now.results[now.round].tables)) == now.playing()


def test_whatever_is_tried_the_rules_hold():
    walk, seen, done = Walk(1), set(), 0
    for step in range(1, STEPS + 1):
        walk.step()
        seen.add(walk.ledger.now.phase)
        if step % WORKSHOP == 0:
            again = walk.store.open(walk.ledger.id)
            assert (again.now, again.actions) == (walk.ledger.now, walk.ledger.actions)
            done += len(again.now.results)
            walk.begin()
    # The walk is of use only when it comes far: quarters were played, and everything both worked and was refused.
    assert done >= STEPS / WORKSHOP
    assert seen == set(PHASES)
    assert {kind for kind, worked in walk.tried if worked} == {*DOES, "score", "undo"}
    assert {kind for kind, worked in walk.tried if not worked} >= {*DOES, "score"}
