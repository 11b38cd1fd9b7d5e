"""The rehearsal itself: that its phones do what people do, and that it would notice a loss."""

import argparse
import asyncio
import json

import pytest

from smkt_helpers.decisions import DECISIONS
from smkt_helpers.errors import KitError
from smkt_helpers.workshop.phones import crowd, rehearse
from smkt_helpers.workshop.phones.crowd import sheets
from smkt_helpers.workshop.phones.mortal import Server
from smkt_helpers.workshop.phones.rehearse import MOMENTS, Rehearsal, Wishes, kills_of
from smkt_helpers.workshop.store import file_url
from tests.workshop.helpers import opened
from tests.workshop.phones.without import hash_without_phones


def arguments(*words):
    parser = argparse.ArgumentParser()
    rehearse.add_arguments(parser)
    return parser.parse_args(words)


def test_the_command_plays_a_workshop_with_a_swap_and_says_what_it_found(capsys):
    asked = "--participants 4 --rounds 2 --format short --burst --polling 1 --json"
    assert rehearse.run(arguments(*asked.split())) == 0
    told = json.loads(capsys.readouterr().out)
    assert {name: told[name] for name in ("participants", "rounds", "errors", "acknowledged", "lost", "doubled")} == {
        "participants": 4, "rounds": 2, "errors": 0, "acknowledged": 8, "lost": 0, "doubled": 0}  # fmt: skip
    assert told["result_hash"] == hash_without_phones(Wishes(4, rounds=2, format="short"))
    measured = ("submit_p50_s", "submit_p95_s", "reveal_p95_s", "server_mb", "server_cpu_share", "phones_cpu_share")
    assert all(told[name] > 0 for name in measured)


GOOD = {"participants": 4, "rounds": 2, "acknowledged": 8, "errors": 0, "lost": 0, "doubled": 0, "kills": 0,
        "submit_p50_s": 0.11, "submit_p95_s": 0.44, "reveal_p95_s": 2.2, "server_mb": 90.2, "back_s": 0.0,
        "troubles": []}  # fmt: skip


def test_a_person_reads_sentences(monkeypatch, capsys):
    monkeypatch.setattr(rehearse, "rehearsed", lambda wishes: GOOD)
    assert rehearse.run(arguments()) == 0
    assert capsys.readouterr().out.splitlines() == [
        "4 phones handed in 8 sheets in 2 quarters.",
        "Half of them had their answer within 0.11 seconds, 19 of 20 within 0.44; the results stood on 19 of 20 phones "
        "within 2.20 seconds.",
        "The server needed at most 90 megabytes of memory.",
        "No sheet was lost, none counts twice, and there were no errors.",
    ]


def test_a_loss_is_said_and_is_a_failure(monkeypatch, capsys):
    bad = {**GOOD, "lost": 1, "errors": 1, "kills": 3, "back_s": 2.0, "troubles": ["here: 500 Oh"]}
    monkeypatch.setattr(rehearse, "rehearsed", lambda wishes: bad)
    assert rehearse.run(arguments()) == 1
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "It was killed 3 times and was back within 2.00 seconds.",
        "Not all is well: 1 acknowledged sheets are lost, 0 count twice, and there were 1 errors.",
        "here: 500 Oh",
    ]


@pytest.fixture
def two_phones(tmp_path):
    """Return a rehearsal of two people at one table whose first sheets are in; nothing has gone over a network."""
    made = Rehearsal(Wishes(2, rounds=1), file_url(tmp_path / "two.sqlite"))
    for place, phone in enumerate(made.phones):
        made.ledger.do("join", id=f"p{place}", name=phone.name, home=("marketing", "sales")[place])
    made.ledger.do("seat_all", tables=1)
    made.ledger.do("go", phase="brief")
    now = made.ledger.do("go", phase="open")
    for one in now.people:
        votes, _said = sheets(now)[one.name]
        place = {"table": 1, "seat": one.first_seat, "person": one.id}
        made.ledger.do("decide", values=votes, **place)
        next(phone for phone in made.phones if phone.name == one.name).kept[0] = votes
    made.ledger.do("go", phase="locked")
    yield made
    made.store.engine.dispose()


def test_a_sheet_that_is_there_is_not_lost(two_phones):
    told = two_phones.told()
    assert (told["acknowledged"], told["lost"], told["doubled"]) == (2, 0, 0)


def test_an_acknowledged_sheet_that_differs_or_is_missing_is_lost(two_phones):
    first, second = two_phones.phones
    first.kept[0] = {**first.kept[0], "threshold": 99.0}
    second.kept[1] = second.kept[0]
    assert two_phones.told()["lost"] == 2


def test_a_sheet_that_counts_twice_is_noticed(two_phones):
    two_phones.ledger.do("go", phase="open")
    two_phones.ledger.do("decide", table=1, seat="marketing", values={"threshold": 51.0}, person="p0")
    two_phones.ledger.do("go", phase="locked")
    told = two_phones.told()
    assert (told["doubled"], told["lost"]) == (1, 1)


def test_everybody_hands_in_something_else_and_the_same_each_time():
    now = opened(12, 2)
    found = sheets(now)
    assert found == sheets(opened(12, 2))
    assert found != sheets(now, turn=1)
    assert sorted(found) == sorted(one.name for one in now.people)
    for one in now.people:
        votes, _said = found[one.name]
        assert tuple(votes) == now.format.of_seat(one.seat(False))
        assert all(DECISIONS[name].check(value) == value for name, value in votes.items())
    assert len({str(votes) for votes, _said in found.values()}) == 12


@pytest.mark.parametrize("kills", [0, 1, 3, 7, 20])
def test_every_kill_has_its_moment_and_moments_take_turns(kills):
    wishes = Wishes(12, rounds=4, kills=kills)
    counts = [kills_of(wishes, moment, round) for round in range(4) for moment in MOMENTS]
    assert sum(counts) == kills
    assert max(counts) - min(counts) <= 1


def test_a_page_is_read_as_a_browser_reads_it():
    page = ('<input type="hidden" name="form" value="abc"><input id="d_x" name="d_x" type="text" value="1 &amp; 2">'
            '<textarea id="why" name="why" rows="3"></textarea><p name="no">')  # fmt: skip
    assert crowd.fields_of(page) == {"form": "abc", "d_x": "1 & 2", "why": ""}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"participants": 1}, "2 to 400"),
        ({"participants": 401}, "2 to 400"),
        ({"rounds": 6}, "5 quarters"),
        ({"rounds": 0}, "5 quarters"),
        ({"workers": 0}, "1 to 16"),
        ({"workers": 2}, "--database"),
        ({"kills": -1}, "0 or more"),
        ({"format": "none"}, "no format called none"),
    ],
)
def test_what_cannot_be_rehearsed_is_said_before_anything_starts(wrong, says):
    with pytest.raises(KitError, match=says):
        Wishes(**wrong)


def test_a_server_that_cannot_start_is_told_in_one_sentence(monkeypatch, tmp_path):
    server = Server(f"sqlite:///{tmp_path}/none/there.sqlite")
    server.start()
    with pytest.raises(KitError, match="does not start"):
        asyncio.run(server.ready())
    server.stop()
