"""A hosted workshop: several workers, one database, and phones that meet another worker each time."""

import os

import psycopg

from smkt_helpers.workshop.phones.rehearse import Wishes, rehearsed
from tests.workshop.phones.postgres import cluster, postgres  # noqa: F401
from tests.workshop.phones.without import hash_without_phones

FULL = os.environ.get("SMKT_FULL") == "1"


def test_several_workers_give_the_same_results_as_none_and_leave_nothing(postgres):  # noqa: F811
    wishes = Wishes(12, rounds=4 if FULL else 1, burst=True, database=postgres, workers=3 if FULL else 2, polling=0,
                    pause=0.5)  # fmt: skip
    told = rehearsed(wishes)
    assert told["troubles"] == []
    assert (told["errors"], told["lost"], told["doubled"]) == (0, 0, 0)
    assert told["acknowledged"] == wishes.participants * wishes.rounds
    assert told["result_hash"] == hash_without_phones(wishes)
    with psycopg.connect(postgres) as connection:
        for table in ("actions", "doors", "phones"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
