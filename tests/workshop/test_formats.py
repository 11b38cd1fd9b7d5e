"""Formats: those of the kit, and what is said about one's own that is wrong."""

import copy

import pytest

from smkt_helpers.decisions import DECISIONS
from smkt_helpers.errors import KitError
from smkt_helpers.workshop.formats import (
    FOLDER,
    STEPS,
    data_of,
    format_of,
    names,
    read_format,
    shared_out,
    shock_of,
    steps_of,
)
from tests.workshop.helpers import SMALL, small


def test_the_kit_brings_three_formats_the_longest_first():
    assert names() == ("half-day", "short", "manager-demo")


@pytest.mark.parametrize("name", names())
def test_a_format_of_the_kit_is_what_the_curriculum_asks_for(name):
    format = read_format(name)
    minutes = {"half-day": 210, "short": 90, "manager-demo": 40}[name]
    quarters = {"half-day": 5, "short": 3, "manager-demo": 2}[name]
    assert (format.minutes, len(format.rounds)) == (minutes, quarters)
    assert [part.swap for part in format.rounds].count(True) == 1
    assert all(DECISIONS[one].owner == owner for owner, those in format.decisions.items() for one in those)


@pytest.mark.parametrize("name", names())
def test_a_format_is_read_back_from_its_data(name):
    format = read_format(name)
    assert format_of(format.id, data_of(format), "again") == format


def test_minutes_are_shared_out_to_the_last_one():
    for minutes in range(1, 60):
        for weights in ([5, 5, 10, 5, 5], [2, 9, 3, 6], [1]):
            parts = shared_out(minutes, weights)
            assert sum(parts) == minutes and all(part >= 0 for part in parts)


@pytest.mark.parametrize("name", names())
def test_the_steps_of_a_quarter_fill_it(name):
    for part in read_format(name).rounds:
        steps = steps_of(part)
        assert [step for step, _minutes in steps] == list(STEPS)
        assert sum(minutes for _step, minutes in steps) == part.minutes
        assert all(minutes > 0 for _step, minutes in steps)


def test_a_seat_decides_its_own_and_what_both_agree_on():
    assert small().of_seat("sales") == ("first_call", "touches", "tracked", "handoff")


def test_ones_own_format_is_read_from_a_path(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text((FOLDER / "short.toml").read_text(encoding="utf-8"), encoding="utf-8")
    assert read_format(file).id == "mine"


def test_a_file_that_is_no_toml_is_named(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("name = ", encoding="utf-8")
    with pytest.raises(KitError, match="mine.toml cannot be read"):
        read_format(file)


def test_an_unknown_format_names_the_known_ones():
    with pytest.raises(KitError, match="half-day, manager-demo, short"):
        read_format("whole-day")


def changed(change):
    data = copy.deepcopy(SMALL)
    change(data)
    return data


WRONG = {
    "name is missing": lambda data: data.pop("name"),
    "seed is missing": lambda data: data.update(seed="5"),
    "coffee is not known": lambda data: data.update(coffee=True),
    "managers is not known": lambda data: data["decisions"].update(managers=[]),
    "under marketing write a list of different decisions": lambda data: data["decisions"].update(
        marketing=["budget", "budget"]
    ),
    "not touches": lambda data: data["decisions"].update(marketing=["touches"]),
    "not None": lambda data: data["decisions"].pop("sales"),
    "no quarter to play": lambda data: data.update(agenda=data["agenda"][:2]),
    "a practice quarter can only be the first": lambda data: data["agenda"].append({"kind": "practice", "minutes": 5}),
    "before anybody has sat": lambda data: data["agenda"][1].update(swap=True),
    "part 2 of the agenda needs a kind": lambda data: data["agenda"][1].update(kind="party"),
    "part 3 of the agenda needs a kind": lambda data: data["agenda"][2].update(minutes=True),
    "part 1 of the agenda needs a kind": lambda data: data["agenda"].__setitem__(0, "brief"),
    "only a quarter may have swap": lambda data: data["agenda"][0].update(swap=True),
    "part 4 of the agenda: There is no shock": lambda data: data["agenda"][3].update(
        shocks=[{"kind": "rain", "week": 1}]
    ),
    "part 4 of the agenda: What happens is written like": lambda data: data["agenda"][3].update(shocks=["outage"]),
    "part 4 of the agenda: The shock viral comes in week 13": lambda data: data["agenda"][3].update(
        shocks=[{"kind": "viral", "week": 13}]
    ),
    "part 4 of the agenda: The outage must end within": lambda data: data["agenda"][3].update(
        shocks=[{"kind": "outage", "week": 1, "day": 4, "days": 2}]
    ),
    "There is no company called": lambda data: data.update(company="nowhere"),
    "at most 20 quarters": lambda data: data["agenda"].extend([{"kind": "round", "minutes": 5}] * 20),
    "seed must be a whole number": lambda data: data.update(seed=-1),
}


@pytest.mark.parametrize("sentence", WRONG)
def test_what_is_wrong_in_a_format_is_said(sentence):
    with pytest.raises(KitError, match=sentence):
        format_of("small", changed(WRONG[sentence]), "small.toml")


def test_market_number_nought_is_a_market():
    assert small(seed=0).seed == 0


def test_a_shock_is_made_from_how_it_is_written_down():
    shock = shock_of({"kind": "outage", "week": 4, "days": 2}, "irrigation")
    assert (shock.kind, shock.week, shock.day, shock.days) == ("outage", 4, 0, 2)
