"""A workshop as a file: the same elsewhere, without names unless asked for."""

import json

import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.workshop.exports import read_export, recomputed
from smkt_helpers.workshop.store import Store
from tests.workshop.helpers import small

NAMES = ("Zoltan", "Quentin", "Xanthippe", "Wilhelmina")


@pytest.fixture(scope="module")
def ledger():
    """Return the ledger of a workshop with names and reasons, played for real."""
    found = Store("sqlite://").begin(small(), "Visit at Zoltan's")
    for place, name in enumerate(NAMES):
        found.do("join", id=name.lower(), name=name, home=("marketing", "sales")[place % 2])
    found.do("rename", person="zoltan", name="Zoltan the Great")
    found.do("seat_all", tables=2)
    for _quarter in range(3):
        found.do("go", phase="brief")
        found.do("go", phase="open")
        found.do("decide", table=1, seat="sales", values={"touches": 5}, why="Quentin said so")
        seated = found.now.at(2, "marketing")[0].id
        found.do("decide", table=2, seat="marketing", values={"threshold": 50.0}, person=seated, why="Just because")
        found.do("leave", person="xanthippe")
        found.do("come_back", person="xanthippe")
        found.undo()
        found.do("come_back", person="xanthippe")
        found.do("go", phase="locked")
        found.play()
        found.do("go", phase="revealed")
    return found


def test_without_names_a_file_tells_nobody_who_it_was(ledger):
    text = ledger.export().casefold()
    for word in (*NAMES, "said so", "just because", "visit"):
        assert word.casefold() not in text
    assert "threshold" in text


def test_with_names_everything_is_there(ledger):
    text = ledger.export(names=True)
    assert all(word in text for word in (*NAMES, "Quentin said so", "Visit at Zoltan's"))


@pytest.mark.parametrize("names", [False, True])
def test_taken_in_elsewhere_a_workshop_comes_out_the_same(ledger, names):
    again = Store().take_in(ledger.export(names))
    assert again.now.results == ledger.now.results
    assert again.now.locked == ledger.now.locked
    assert again.now.phase == ledger.now.phase
    assert (again.now == ledger.now) is names
    assert Store().open(again.id).now == again.now


def test_played_again_every_quarter_has_the_same_hash(ledger):
    found = recomputed(Store().take_in(ledger.export()).actions)
    assert [round for round, _said, _again in found] == [0, 1, 2]
    assert all(said == again for _round, said, again in found)
    assert len({said for _round, said, _again in found}) == 3


def test_a_workshop_taken_in_goes_on(ledger):
    again = Store().take_in(ledger.export())
    assert again.do("go", phase="brief").round == 3


@pytest.mark.parametrize("text", ["", "hello", "[]", "{}", "null", '{"file": "smarketing-workshop", "version": 2}'])
def test_another_file_is_refused(text):
    with pytest.raises(KitError, match="no workshop that was exported"):
        Store().take_in(text)
    assert Store().listed() == []


def without(key):
    return lambda data: data["actions"][0]["data"].pop(key)


@pytest.mark.parametrize("change", [
    lambda data: data.pop("actions"),
    lambda data: data.update(actions=[]),
    lambda data: data.update(actions=7),
    lambda data: data["actions"].pop(3),
    lambda data: data["actions"].reverse(),
    lambda data: data["actions"][1].pop("data"),
    lambda data: data["actions"][1].update(data="x"),
    lambda data: data["actions"][1].update(at=7),
    lambda data: data["actions"][1].update(kind="dance"),
    lambda data: data["actions"][-1].update(kind="undo", data={"of": []}),
    lambda data: data["actions"][0]["data"].update(title=7),
    lambda data: data["actions"][0]["data"].update(format=7),
    lambda data: data["actions"][0]["data"]["format"].update(company="nowhere"),
    lambda data: data["actions"][0]["data"]["start"].update(budget="much"),
    without("format"), without("start"), without("id"), without("mode"), without("title"),
])  # fmt: skip
def test_a_file_changed_by_hand_is_refused_in_words(ledger, change):
    data = json.loads(ledger.export())
    change(data)
    with pytest.raises(KitError):
        read_export(json.dumps(data))
