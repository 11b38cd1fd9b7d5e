"""The commands that play many markets: for a person, for a program, and what a mistake looks like."""

import json
import math
import os
import re
import signal

import pandas as pd
import pytest

from smkt_helpers.__main__ import main
from smkt_helpers.comparison import HEADLINES
from smkt_helpers.practices import PRACTICES

SHORT = ("--weeks", "4", "--markets", "2")
COST = "Cost is money paid; hours cost nothing more and show in the revenue."
LAST = "4 weeks, 2 markets from seed 1, a program in each seat; --fixed plays the plans as they are written."
FIXED = "4 weeks, 2 markets from seed 1, plans as they are written."


def told(capsys, *command):
    assert main(list(command)) == 0
    return capsys.readouterr()


def test_compare_says_how_many_markets_are_needed_and_names_the_plans(capsys):
    said = told(capsys, "compare", *SHORT, "--precision", "0.125").out
    head = said.splitlines()[0]
    assert head.split()[:3] == ["Figure", "siloed", "aligned"] and head.endswith("Second worse in  Markets for ±12.5%")
    assert "a dash where neither more nor less is better. Of twenty 95% intervals one is wrong by luck." in said
    board = json.loads(told(capsys, "compare", "--weeks", "4", "--replications", "2", "--json").out)
    assert {"q10", "q50", "q90", "lost", "needed"} <= set(board["revenue"]) and board["revenue"]["runs"] == 2


@pytest.mark.parametrize(("second", "head"), [
    (("siloed",), "siloed again"), (("siloed", "--set", "touches=4"), "siloed, changed")])
def test_a_plan_compared_with_itself_keeps_both_columns(capsys, second, head):
    lines = told(capsys, "compare", *SHORT, "--second", *second).out.splitlines()
    assert lines[0].startswith("Figure") and f"siloed  {head}  " in re.sub("  +", "  ", lines[0])


def needed(capsys, monkeypatch, **figures):
    """Return the last column of a comparison whose contribution came out like this."""
    board = pd.DataFrame([{"metric": "Contribution", "first": 1.0, "second": 2.0, "difference": 1.0, "low": 0.5,
                           "high": 1.5, "q10": 0.0, "q90": 2.0, "lost": 0.5, "runs": 20, **figures}],
                         index=["contribution"])
    monkeypatch.setattr("smkt_helpers.compare", lambda *_asked, **_ways: board)
    return told(capsys, "compare", *SHORT).out.splitlines()[1].split()[-1]


def test_the_markets_for_a_precision_are_counted_in_all(capsys, monkeypatch):
    assert needed(capsys, monkeypatch, needed=1500.0) == "1,520"
    assert needed(capsys, monkeypatch, needed=0.0) == "enough"
    assert needed(capsys, monkeypatch, needed=math.nan) == "–"


def test_compare_shows_both_doubts(capsys):
    said = told(capsys, "compare", *SHORT, "--doubt", "2")
    assert "Luck: 8 of 10 markets" in said.out and "Assumptions: 8 of 10 draws" in said.out
    assert "2 of 2 drawn companies were played" in said.out
    assert "Each drawn company is played in 4 markets, so some luck is in it." in said.out
    assert said.out.splitlines()[-1].startswith("4 weeks, 2 markets from seed 1, a program in each seat;")


def test_doubt_warns_where_the_company_is_unlike_the_drawn_ones_and_gives_no_absurd_range(capsys, monkeypatch):
    usual = {"difference": 5.0, "low": 4.0, "high": 6.0, "luck_q10": 1.0, "luck_q50": 5.0, "luck_q90": 9.0,
             "luck_lost": 0.0, "markets": 10, "doubt_q10": 1.0, "doubt_q50": 3.0, "doubt_q90": 7777.0,
             "doubt_below": 0.9, "doubt_lost": 0.1, "draws": 10, "companies": 10, "impossible": 0}
    rows = {"contribution": {"metric": "Contribution", **usual}, "cac": {"metric": "Cost", **usual},
            "wins": {"metric": "Deals won", **usual, "doubt_below": 0.2},
            "leads": {"metric": "Leads", **usual, "doubt_below": 0.5}}
    board = pd.DataFrame.from_dict(rows, orient="index")
    monkeypatch.setattr("smkt_helpers.doubt", lambda *_asked, **_ways: board)
    said = told(capsys, "compare", *SHORT, "--doubt", "10").out
    assert "lies above most of the drawn ones in: Contribution. Do not quote its figure without theirs." in said
    assert "lies below most of the drawn ones in: Deals won. Do not quote its figure without theirs." in said
    contribution, cost = said.splitlines()[1:3]
    assert "EUR 1 to EUR 7,777" in contribution
    assert "7,777" not in cost and "0%  not available  not available  10%" in re.sub("  +", "  ", cost)
    assert "Cost is not available for drawn companies: of one with hardly any deals it says nothing." in said


def test_waterfall_prints_start_bars_end_and_the_number_of_runs(capsys):
    said = told(capsys, "waterfall", *SHORT, "--practices", "shared_crm, persistence")
    lines = said.out.splitlines()
    assert lines[1].startswith("Without the practices") and lines[-4].startswith("With all of them")
    assert {PRACTICES[id].name for id in ("shared_crm", "persistence")} == {line.split("  ")[0] for line in lines[2:-4]}
    assert lines[-3:] == ["Average over 2 markets, 2 orders in each; 8 runs in all.", COST, LAST]
    assert "markets" in said.err, "progress is told on the error stream"


def test_waterfall_as_json_adds_up(capsys):
    found = json.loads(told(capsys, "waterfall", *SHORT, "--practices", "shared_crm,persistence", "--fixed",
                            "--metric", "revenue", "--json").out)
    bars = sum(row["mean"] for row in found["table"].values())
    assert bars == pytest.approx(found["end"] - found["start"], abs=0.01)
    assert (found["metric"], found["markets"], found["orders"], found["runs"]) == ("revenue", 2, 2, 8)


def test_waterfall_says_what_the_aligned_plan_has_not_and_what_a_negative_cost_is(capsys):
    said = told(capsys, "waterfall", *SHORT, "--practices", "second_message,value_price,enablement").out
    assert "a test of a second message and a discount of at most 5%, the plan aligned does not." in said
    costs = [line for line in said.splitlines() if line.startswith("Helping sales to prepare")]
    assert ("A negative cost is money not spent" in said) == any("−EUR " in line.split("  ")[-2] for line in costs)


def test_sensitivity_names_the_range_and_the_effects(capsys):
    said = told(capsys, "sensitivity", *SHORT, "--assumptions", "money.crm_week,contact.reachable", "--fixed")
    assert "Effect at the low end" in said.out and "money.crm_week" in said.out
    assert said.err.startswith("2 assumptions, about 1 minute.")
    assert said.out.splitlines()[-2:] == ["Changed alone. All of them at once: compare --doubt.", FIXED]
    board = json.loads(told(capsys, "sensitivity", *SHORT, "--assumptions", "money.crm_week", "--json").out)
    assert board["money.crm_week"]["effect_low"] > board["money.crm_week"]["effect_high"]


def test_next_step_ranks_and_says_when_nothing_is_left(capsys):
    board = json.loads(told(capsys, "next-step", *SHORT, "--plan", "siloed", "--practices",
                            "shared_crm,persistence", "--json").out)
    gains = [row["gain"] for row in board.values()]
    assert [row["hours"] for row in board.values()] == [0, 0]
    assert set(board) == {"shared_crm", "persistence"} and gains == sorted(gains, reverse=True)
    taken = told(capsys, "next-step", *SHORT, "--plan", "siloed", "--set", "handoff=shared_crm", "--practices",
                 "shared_crm")
    assert taken.out == "The plan already has all of these practices.\n"


def test_next_step_says_what_it_was_measured_from(capsys):
    said = told(capsys, "next-step", *SHORT, "--plan", "siloed", "--set", "touches=4", "--practices", "meeting").out
    head, row, *rest = said.splitlines()
    assert "Hours a week" in head and row.startswith("A weekly smarketing meeting")
    assert rest == [
        "Gain of taking up only this practice, from the plan siloed with touches=4, in Contribution over 4 weeks. It "
        "may turn with what else you do: see waterfall.", COST, LAST]


@pytest.mark.parametrize("name", ["compare", "waterfall", "sensitivity", "next-step"])
def test_each_has_help(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert {"--json", "--seed", "--weeks", "--markets"} <= set(capsys.readouterr().out.replace(",", " ").split())


@pytest.mark.parametrize(("command", "says"), [
    (("waterfall", "--practices", "magic"), "no practice called 'magic'"),
    (("waterfall", "--metric", "profit"), "no metric called 'profit'"),
    (("next-step", "--markets", "0"), "number of markets"),
    (("sensitivity", "--assumptions", "contact.luck"), "contact.luck"),
    (("compare", "--precision", "0"), "precision must be a share above 0"),
    (("compare", "--doubt", "-1"), "number of drawn companies")])
def test_a_mistake_is_one_sentence(capsys, command, says):
    assert main([*command, "--weeks", "4"]) == 2
    printed = capsys.readouterr()
    assert says in printed.err and "Traceback" not in printed.err and printed.out == ""


@pytest.mark.parametrize(("command", "says"), [
    (("compare", "--weeks", "5.5"), "argument --weeks: this needs a whole number, not 5.5."),
    (("compare", "--first", "nosuch"), "no plan called nosuch; the plans are siloed, aligned, today."),
    (("compare", "--precision", "much"), "this needs a share such as 0.1, not much."),
    (("compare", "--doubt", "2", "--precision", "0"), "--precision belongs to a comparison without --doubt"),
    (("compare", "extra"), "it does not know extra."),
    (("waterfall", "--practices", ","), "Name at least one practice"),
    (("next-step", "--practices", ""), "Name at least one practice"),
    (("sensitivity", "--assumptions", ","), "Name at least one number of the company irrigation"),
    (("waterfall", "--seed", "-1"), "seed must be a whole number from 0"),
    (("compare", "--doubt", "5", "--seed", "-1"), "seed must be a whole number from 0"),
    (("bench", "--seed", "-1"), "seed must be a whole number from 0"),
    (("bench", "--plausibility", "--markets", "0"), "number of markets must be"),
    (("bench", "--plausibility", "--markets", "-3"), "number of markets must be"),
    (("practices", "--markets", "0"), "number of markets must be"),
    (("funnel", "--markets", "10001"), "number of markets must be"),
    (("play", "--markets", "0"), "number of markets must be")])
def test_a_slip_is_one_sentence_and_nothing_is_played(capsys, monkeypatch, command, says):
    monkeypatch.setattr("smkt_helpers.engine.run", lambda *_asked, **_ways: pytest.fail("something was played"))
    assert main(list(command)) == 2
    printed = capsys.readouterr()
    assert says in printed.err and printed.out == ""


@pytest.mark.parametrize("name", ["play", "compare", "waterfall", "sensitivity", "next-step", "funnel", "practices"])
def test_the_option_is_called_markets_everywhere_and_its_old_name_is_not_shown(name, capsys):
    with pytest.raises(SystemExit):
        main([name, "--help"])
    said = capsys.readouterr().out
    assert "--markets" in said and "--replications" not in said
    assert "interval" not in said and "half width" not in said


def test_few_markets_give_no_range_of_8_of_10(capsys):
    said = told(capsys, "compare", *SHORT)
    head, *lines = said.out.splitlines()
    begin = head.index("8 of 10 markets")
    assert all(not line[begin:begin + len("8 of 10 markets")].strip() for line in lines[:len(HEADLINES)])
    assert lines[len(HEADLINES)] == "The range of 8 of 10 markets is told from 10 markets on."
    assert lines[-1] == LAST
    enough = told(capsys, "compare", "--weeks", "4", "--markets", "10").out.splitlines()
    assert " to " in next(line for line in enough if line.startswith("Leads"))[begin:]
    assert "8 of 10 markets: the range without the lowest and the highest tenth." in enough
    assert enough[-1] == LAST.replace("2 markets", "10 markets")


def test_figures_as_json_say_what_was_planned_and_played(capsys):
    rows = (("compare",), ("next-step", "--practices", "shared_crm", "--plan", "siloed"),
            ("sensitivity", "--assumptions", "money.crm_week"))
    for command in rows:
        for row in json.loads(told(capsys, *command, *SHORT, "--json").out).values():
            assert row["planned"] == row["played"] == (1 if command[0] == "sensitivity" else 2)
    found = json.loads(told(capsys, "waterfall", *SHORT, "--practices", "shared_crm", "--json").out)
    assert found["planned"] == found["played"] == 2


def test_one_market_is_told_in_the_singular(capsys):
    one = ("--weeks", "4", "--markets", "1")
    assert "Average over 1 market, 2 orders" in told(capsys, "waterfall", *one, "--practices", "shared_crm").out
    assert "4 weeks, 1 market from seed 1" in told(capsys, "compare", *one).out
    assert "1 week, 1 market from seed 1" in told(capsys, "play", "--weeks", "1", "--markets", "1").out
    assert "Average over 52 weeks of 1 market." in told(capsys, "funnel", "--markets", "1").out


def test_sensitivity_gives_meaning_and_unit(capsys):
    said = told(capsys, "sensitivity", *SHORT, "--assumptions", "contact.reachable").out
    row = next(line for line in said.splitlines() if line.startswith("contact.reachable"))
    assert "0.88 share" in row and row.endswith("People who can be reached at all.")


def test_practices_have_names_and_units_and_json_has_no_nan(capsys, monkeypatch):
    two = {id: PRACTICES[id] for id in ("ideal_customer", "second_message")}
    monkeypatch.setattr("smkt_helpers.practice_table.PRACTICES", two)
    lines = told(capsys, "practices", "--markets", "1").out.splitlines()
    assert lines[0].startswith("Focus on the ideal customer (ideal_customer), other figure in ")
    assert lines[0].endswith(" of 1 market")
    assert re.fullmatch(r"  moves: Acceptance by sales: [+−][\d.]+ points", lines[1])
    assert re.fullmatch(r"  costs: Cost per lead: [+−]EUR \d+\.\d\d", lines[2])
    assert lines[3].startswith("  hurts when: icp_focus 100%") and "siloed" in lines[3] and "`" not in lines[3]
    assert re.fullmatch(r"  costs: Marketing's hours left for campaigns, a week: [+−][\d.]+ hours", lines[7])

    def no_nan(word):
        raise AssertionError(word)

    found = json.loads(told(capsys, "practices", "--markets", "1", "--json").out, parse_constant=no_nan)
    assert [line["change_half"] for line in found] == [None, None]
    assert "±" in told(capsys, "practices", "--markets", "2").out


def test_plausibility_tells_what_each_figure_means(capsys, monkeypatch):
    from smkt_helpers.plausibility import DEFINITIONS
    from smkt_helpers.plausibility_figures import Row

    rows = [Row("auc_open", 0.71, 0.70, 0.72)], [Row("lift", 0.2, math.nan, math.nan)]
    monkeypatch.setattr("smkt_helpers.plausibility.plausibility", lambda *_asked: rows)
    said = told(capsys, "bench", "--plausibility").out
    lines = [line.split() for line in said.splitlines()]
    place = lines.index(["auc_open", "0.710", "0.700", "0.720", "0.58", "0.66", "OUTSIDE"])
    assert " ".join(lines[place + 1]) == DEFINITIONS["auc_open"]
    assert ["lift", "0.200", "–", "–"] in lines
    assert "A wide limit tests little; docs/model.md, section 9, says what each is for." in said
    found = json.loads(told(capsys, "bench", "--plausibility", "--json").out)
    assert found["reported"][0]["ci_low"] is None


def pressing(monkeypatch, times):
    """Let somebody press Ctrl+C when a block has been played so many times."""
    from smkt_helpers.comparison import runs

    left, play = iter(range(times, -1, -1)), runs.play_block

    def pressed(block):
        found = play(block)
        if next(left, -1) == 1:
            os.kill(os.getpid(), signal.SIGINT)
        return found

    monkeypatch.setattr(runs, "BLOCK", 1)
    for module in ("runs", "doubt"):
        monkeypatch.setattr(f"smkt_helpers.comparison.{module}.play_block", pressed)


def test_ctrl_c_is_answered_at_once_and_prints_what_is_done(capsys, monkeypatch):
    usual = signal.getsignal(signal.SIGINT)
    pressing(monkeypatch, 2)
    said = told(capsys, "next-step", "--weeks", "4", "--markets", "5", "--plan", "siloed", "--practices",
                "shared_crm", "--json")
    row = json.loads(said.out)["shared_crm"]
    assert (row["runs"], row["played"], row["planned"]) == (2, 2, 5)
    assert "Stopping; this takes a moment. Press Ctrl+C again to stop at once." in said.err
    assert "Stopped early: these are the figures of 2 of 5 markets." in said.err
    assert signal.getsignal(signal.SIGINT) is usual


def test_ctrl_c_before_the_drawn_companies_says_that_they_were_not_played(capsys, monkeypatch):
    pressing(monkeypatch, 2)
    said = told(capsys, "compare", *SHORT, "--doubt", "3")
    assert "0 of 3 drawn companies were played" in said.out
    assert "Stopped early: 2 of 14 runs were played" in said.err


def test_ctrl_c_in_the_last_block_stops_nothing(capsys, monkeypatch):
    pressing(monkeypatch, 2)
    said = told(capsys, "compare", *SHORT)
    assert "Stopped early" not in said.err and said.out.splitlines()[-1] == LAST


def test_ctrl_c_leaves_a_table_that_says_how_many_markets_it_holds(capsys, monkeypatch):
    pressing(monkeypatch, 2)
    said = told(capsys, "compare", "--weeks", "4", "--markets", "5").out
    assert "4 weeks, 2 of 5 markets from seed 1," in said.splitlines()[-1]
