"""A server and a trainer's computer that die in bad moments: nothing acknowledged is lost, or counts twice."""

import asyncio
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from smkt_helpers.workshop.phones.rehearse import Rehearsal, Wishes
from smkt_helpers.workshop.store import DATABASE, file_url, recomputed
from tests.workshop.phones.postgres import cluster, postgres  # noqa: F401
from tests.workshop.phones.without import hash_without_phones

FULL = os.environ.get("SMKT_FULL") == "1"
KILLS = 20 if FULL else 2
LATEST = 0.3  # seconds for which a trainer's computer plays before it dies; a quarter takes about as long
KIT = Path(__file__).resolve().parents[3]
TRAINER = """
import sys
from smkt_helpers.workshop import scoring
from smkt_helpers.workshop.store import Store
ledger = Store().open(sys.argv[1])
print("ready", flush=True)
ledger.play()
"""


class WithDyingTrainer(Rehearsal):
    """A rehearsal in which the trainer's computer dies while it plays each quarter, and another one takes over."""

    def __init__(self, wishes, database):
        super().__init__(wishes, database)
        self.chance = random.Random(1)

    async def play(self):
        await asyncio.to_thread(self.die)
        self.ledger = self.store.open(self.ledger.id)
        await super().play()

    def die(self):
        environment = {**os.environ, DATABASE: self.database}
        command = [sys.executable, "-c", TRAINER, self.ledger.id]
        with subprocess.Popen(command, cwd=KIT, env=environment, text=True, stdout=subprocess.PIPE) as trainer:
            assert trainer.stdout.readline() == "ready\n"
            try:
                trainer.wait(LATEST * self.chance.random())
            except subprocess.TimeoutExpired:
                trainer.kill()


def killed(wishes, database):
    """Rehearse with all these deaths and look at what is left."""
    rehearsal = WithDyingTrainer(wishes, database)
    told = asyncio.run(rehearsal.played())
    assert told["troubles"] == []
    assert (told["kills"], told["errors"], told["lost"], told["doubled"]) == (wishes.kills, 0, 0, 0)
    assert told["acknowledged"] == wishes.participants * wishes.rounds
    assert told["result_hash"] == hash_without_phones(wishes)
    ledger = rehearsal.store.open(rehearsal.ledger.id)
    scores = Counter(action.data["round"] for action in ledger.actions if action.kind == "score")
    assert scores == dict.fromkeys(range(wishes.rounds), 1)
    assert all(said == again for _round, said, again in recomputed(ledger.actions))
    rehearsal.store.engine.dispose()


def test_killed_in_every_moment_nothing_is_lost_in_a_file(tmp_path):
    wishes = Wishes(12, rounds=4 if FULL else 1, burst=True, kills=KILLS, polling=0, pause=0.5)
    killed(wishes, file_url(tmp_path / "kills.sqlite"))


@pytest.mark.full
def test_killed_in_every_moment_nothing_is_lost_in_postgresql(postgres):  # noqa: F811
    killed(Wishes(12, rounds=4, burst=True, kills=KILLS, polling=0, pause=0.5), postgres)
