"""The commands that print figures: for a person, and as JSON for a program."""

import json
import math

import pytest

from smkt_helpers import words
from smkt_helpers.__main__ import main

SHORT = ("--weeks", "4", "--replications", "2")


def told(capsys, *command):
    assert main(list(command)) == 0
    return capsys.readouterr().out


def test_play_prints_one_line_per_figure_with_its_unit(capsys):
    lines = told(capsys, "play", "--plan", "siloed", *SHORT).splitlines()
    assert lines[0].startswith("Figure") and "Average" in lines[0]
    assert any(line.startswith("Revenue") and "EUR" in line for line in lines)
    assert lines[-1] == "4 weeks, 2 markets from seed 1, plans as they are written."


def test_play_as_json_has_no_nan(capsys):
    board = json.loads(told(capsys, "play", *SHORT, "--json"))
    assert board["wins"]["unit"] == "deals"
    undefined = [figures for figures in board.values() if figures["value"] is None]
    assert all(figures["not available because"] for figures in undefined)
    assert undefined, "four weeks are too short to follow leads for eight"


def test_play_changes_a_decision(capsys):
    usual = json.loads(told(capsys, "play", *SHORT, "--json"))["mql"]["value"]
    strict = json.loads(told(capsys, "play", *SHORT, "--json", "--set", "threshold=70"))["mql"]["value"]
    assert strict < usual


def test_play_changes_the_channel_mix(capsys):
    usual = json.loads(told(capsys, "play", *SHORT, "--json"))["leads"]["value"]
    none = json.loads(told(capsys, "play", *SHORT, "--json", "--set", "mix=search:0, social : 0"))["leads"]["value"]
    assert none < usual


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("threshold", "NAME=VALUE"),
        ("threshold=abc", "threshold"),
        ("nonsense=1", "no decision"),
        ("touches=99", "12 attempts"),
        ("budget=150%", "where 1 is 100%"),
        ("mix=search", "mix=search:2"),
        ("mix=search:lots", "one weight per channel"),
        ("mix=newspaper:2", "newspaper"),
    ],
)
def test_a_wrong_change_is_one_sentence(capsys, word, says):
    assert main(["play", *SHORT, "--set", word]) == 2
    assert says in capsys.readouterr().err


def test_compare_shows_shares_in_points_and_who_was_worse(capsys):
    printed = told(capsys, "compare", *SHORT)
    assert "95% interval" in printed
    assert "points" in next(line for line in printed.splitlines() if line.startswith("MQLs not called"))


def test_compare_of_a_plan_with_itself_is_zero(capsys):
    board = json.loads(told(capsys, "compare", "--first", "siloed", "--second", "siloed", *SHORT, "--json"))
    assert board["revenue"]["difference"] == 0


def test_a_negative_time_is_told_in_the_same_unit():
    assert words.duration(-6000) == "−4.2 days" and words.duration(-90) == "−1.5 hours"


@pytest.mark.full
def test_bench_gives_every_figure(capsys):
    figures = json.loads(told(capsys, "bench", "--json"))
    assert set(figures) == {
        "compiled_ratio",
        "uncompiled_ratio",
        "us_per_lead_compiled",
        "us_per_lead_uncompiled",
        "us_per_lead_reference",
        "seconds_200x2000",
        "cpu_seconds_million",
        "peak_mb",
        "import_seconds",
        "key_to_picture_ms",
    }
    assert all(value is not None and math.isfinite(value) for value in figures.values())
    # The import costs so little more than NumPy's that the difference of two times may come out below zero.
    assert all(value > 0 for name, value in figures.items() if name != "import_seconds")


def test_a_number_of_the_company_is_changed(capsys):
    usual = json.loads(told(capsys, "play", *SHORT, "--json"))["people"]["value"]
    more = json.loads(told(capsys, "play", *SHORT, "--json", "--assume", "team.reps=12"))["people"]["value"]
    assert more > usual


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("team.reps", "team.reps=8"),
        ("team.reps=many", "team.reps=8"),
        ("team.reps=0", "team.reps"),
        ("team.reps=1.5", "team.reps"),
        ("nonsense=1", "nonsense"),
        ("contact.reachable=nan", "contact.reachable"),
    ],
)
def test_a_wrong_number_of_the_company_is_one_sentence(capsys, word, says):
    assert main(["play", *SHORT, "--assume", word]) == 2
    said = capsys.readouterr().err
    assert says in said and "Traceback" not in said


def test_compare_adds_practices_to_the_second_plan(capsys):
    from smkt_helpers import company, compare, with_practices

    plan = company("irrigation").today
    second = with_practices(plan, ["shared_crm", "owners"])
    board = compare(company("irrigation"), plan, second, weeks=4, replications=2)
    same = ("--first", "today", "--second", "today")
    said = json.loads(told(capsys, "compare", *same, "--practices", "shared_crm,owners", *SHORT, "--json"))
    assert said["people"]["difference"] == pytest.approx(board.loc["people", "difference"])
    assert main(["compare", *same, "--practices", "magic", *SHORT]) == 2
    assert "magic" in capsys.readouterr().err
