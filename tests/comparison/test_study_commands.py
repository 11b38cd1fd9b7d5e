"""The commands that play many markets: for a person, for a program, and what a mistake looks like."""

import json
import os
import signal

import pytest

from smkt_helpers.__main__ import main
from smkt_helpers.practices import PRACTICES

SHORT = ("--weeks", "4", "--markets", "2")


def told(capsys, *command):
    assert main(list(command)) == 0
    return capsys.readouterr()


def test_compare_says_how_many_markets_are_still_needed(capsys):
    said = told(capsys, "compare", *SHORT)
    assert "Markets still needed" in said.out and "Second worse in" in said.out
    board = json.loads(told(capsys, "compare", "--weeks", "4", "--replications", "2", "--json").out)
    assert {"q10", "q50", "q90", "lost", "needed"} <= set(board["revenue"]) and board["revenue"]["runs"] == 2


def test_compare_shows_both_doubts(capsys):
    said = told(capsys, "compare", *SHORT, "--doubt", "2")
    assert "Luck: 8 of 10 markets" in said.out and "Assumptions: 8 of 10 draws" in said.out
    assert "Drawn companies with an answer: 2." in said.out


def test_waterfall_prints_start_bars_end_and_the_number_of_runs(capsys):
    said = told(capsys, "waterfall", *SHORT, "--practices", "shared_crm, persistence")
    lines = said.out.splitlines()
    assert lines[1].startswith("Without the practices") and lines[-2].startswith("With all of them")
    assert {PRACTICES[id].name for id in ("shared_crm", "persistence")} == {line.split("  ")[0] for line in lines[2:-2]}
    assert lines[-1] == "Average over 2 markets, 2 orders in each; 8 runs in all."
    assert "markets" in said.err, "progress is told on the error stream"


def test_waterfall_as_json_adds_up(capsys):
    found = json.loads(told(capsys, "waterfall", *SHORT, "--practices", "shared_crm,persistence", "--fixed",
                            "--metric", "revenue", "--json").out)
    bars = sum(row["mean"] for row in found["table"].values())
    assert bars == pytest.approx(found["end"] - found["start"], abs=0.01)
    assert (found["metric"], found["markets"], found["orders"], found["runs"]) == ("revenue", 2, 2, 8)


def test_sensitivity_names_the_range_and_the_effects(capsys):
    said = told(capsys, "sensitivity", *SHORT, "--assumptions", "money.crm_week,contact.reachable")
    assert "Effect at the low end" in said.out and "money.crm_week" in said.out
    board = json.loads(told(capsys, "sensitivity", *SHORT, "--assumptions", "money.crm_week", "--json").out)
    assert board["money.crm_week"]["effect_low"] > board["money.crm_week"]["effect_high"]


def test_next_step_ranks_and_says_when_nothing_is_left(capsys):
    board = json.loads(told(capsys, "next-step", *SHORT, "--plan", "siloed", "--practices",
                            "shared_crm,persistence", "--json").out)
    gains = [row["gain"] for row in board.values()]
    assert set(board) == {"shared_crm", "persistence"} and gains == sorted(gains, reverse=True)
    taken = told(capsys, "next-step", *SHORT, "--plan", "siloed", "--set", "handoff=shared_crm", "--practices",
                 "shared_crm")
    assert taken.out == "The plan already has all of these practices.\n"


@pytest.mark.parametrize("name", ["compare", "waterfall", "sensitivity", "next-step"])
def test_each_has_help(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert {"--json", "--seed", "--weeks", "--markets"} <= set(capsys.readouterr().out.replace(",", " ").split())


@pytest.mark.parametrize(("command", "says"), [
    (("waterfall", "--practices", "magic"), "no practice called 'magic'"),
    (("waterfall", "--metric", "profit"), "no metric called 'profit'"),
    (("next-step", "--markets", "0"), "number of runs"),
    (("sensitivity", "--assumptions", "contact.luck"), "contact.luck"),
    (("compare", "--precision", "0"), "precision must be a share above 0"),
    (("compare", "--doubt", "-1"), "number of drawn companies")])
def test_a_mistake_is_one_sentence(capsys, command, says):
    assert main([*command, "--weeks", "4"]) == 2
    printed = capsys.readouterr()
    assert says in printed.err and "Traceback" not in printed.err and printed.out == ""


def test_ctrl_c_prints_what_is_done_and_gives_ctrl_c_back(capsys, monkeypatch):
    from smkt_helpers.comparison import runs

    usual, play = signal.getsignal(signal.SIGINT), runs.play_block

    def pressed(block):
        os.kill(os.getpid(), signal.SIGINT)
        return play(block)

    monkeypatch.setattr(runs, "BLOCK", 1)
    monkeypatch.setattr(runs, "play_block", pressed)
    said = told(capsys, "next-step", "--weeks", "4", "--markets", "5", "--plan", "siloed", "--practices",
                "shared_crm", "--json")
    assert json.loads(said.out)["shared_crm"]["runs"] == 1
    assert "Stopped early" in said.err
    assert signal.getsignal(signal.SIGINT) is usual
