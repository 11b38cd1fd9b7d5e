"""The debrief: what it tells, how much of it is luck, who changed what, and what leaves the computer."""

import base64
import csv
import io
import json
import math
import re
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from smkt_helpers.company_file import company
from smkt_helpers.desk import board
from smkt_helpers.errors import KitError
from smkt_helpers.practices import PRACTICES
from smkt_helpers.workshop import rounds
from smkt_helpers.workshop.actions import result_data
from smkt_helpers.workshop.debriefing import export as debrief_export
from smkt_helpers.workshop.debriefing import facts as debrief_facts
from smkt_helpers.workshop.debriefing import files as debrief_files
from smkt_helpers.workshop.debriefing import history as debrief_history
from smkt_helpers.workshop.debriefing import luck as debrief_luck
from smkt_helpers.workshop.debriefing import markets as debrief_markets
from smkt_helpers.workshop.debriefing import next as debrief_next
from smkt_helpers.workshop.debriefing import page as debrief_page
from smkt_helpers.workshop.debriefing import pictures as debrief_pictures
from smkt_helpers.workshop.facts import Guess, guesses, right_sentence, shown_rounds
from smkt_helpers.workshop.formats import read_format
from smkt_helpers.workshop.store import Store
from tests.helpers import assert_named, assert_no_trouble, controls, find, press, shown_text, walk
from tests.workshop import helpers, shown
from tests.workshop.shown import opened, revealed, room, scored, until

EUR = "EUR"
WHY = "Because Zacharias said so"


def begun(tables=2, format=None, store=None):
    """Return the ledger of a workshop whose people sit at their tables."""
    ledger = (store or Store("sqlite://")).begin(format or helpers.small(), "A day")
    for place in range(2 * tables):
        ledger.do("join", id=f"p{place + 1}", name=f"Zacharias {place + 1}", home=helpers.SEATS[place % 2])
    ledger.do("seat_all", tables=tables)
    return ledger


def go(ledger, *phases):
    for phase in phases:
        ledger.do("go", phase=phase)


def reveal(ledger, **changes):
    """Lock the open quarter, keep made-up figures for it and show them."""
    go(ledger, "locked")
    ledger.do("score", **result_data(ledger.now.round, shown.result_of(ledger.now, **changes)))
    go(ledger, "revealed")


def practised(ledger):
    """Go through the practice quarter and open the first that counts."""
    go(ledger, "brief", "open")
    reveal(ledger)
    go(ledger, "brief", "open")


@pytest.fixture(scope="module")
def real():
    """Return a short workshop of three tables, really played: one works together, one for its own number, one rests."""
    ledger = begun(3, read_format("short"))
    together = {"threshold": 58.0, "icp_focus": 0.4, "first_call": "deals_first", "shared_definition": True,
                "handoff": "shared_crm", "tracked": True, "feedback": "weekly"}  # fmt: skip
    alone = {"threshold": 38.0, "budget": 1.2, "touches": 2, "bar": 60.0}
    for _quarter in range(3):
        go(ledger, "brief", "open")
        for table, values in ((1, together), (2, alone)):
            if table == 2 or ledger.now.swapped:
                for seat in helpers.SEATS:
                    mine = {name: value for name, value in values.items() if name in ledger.now.format.of_seat(seat)}
                    ledger.do("decide", table=table, seat=seat, values=mine, why=WHY)
                    ledger.do("predict", table=table, seat=seat, answer="up")
        go(ledger, "locked")
        ledger.play()
        go(ledger, "revealed")
    return ledger


# Which quarters count


def test_a_quarter_that_is_played_but_not_shown_is_not_in_the_debrief():
    now = scored(opened(until(room(), 1)), tables={1: {"wins": 7654.0}})
    assert now.round == 2 and shown_rounds(now) == (1,)
    assert shown_rounds(rounds.go(now, "revealed")) == (1, 2)
    assert "7654" not in debrief_export.figures_csv(now)
    assert "7654" in debrief_export.figures_csv(rounds.go(now, "revealed"))


def test_the_practice_quarter_does_not_count():
    now = until(room(), 3)
    assert shown_rounds(now) == (1, 2, 3) and shown_rounds(now, practice=True) == (0, 1, 2, 3)


# The sentences, both ways


def parties(**points):
    return {f"satisfied_{party}": value for party, value in points.items()}


def test_feelings_name_the_least_content_and_who_gained_and_lost():
    both = dict.fromkeys((1, 2), {"satisfied_sales": 80.0, "satisfied_customers": 5.0})
    now = revealed(opened(until(room(), 1)), tables=both)
    said = debrief_facts.feel_sentence(now, shown_rounds(now))
    assert "In Quarter 2 the least content party was Customers, with 5 of 100 points." in said
    assert "More content than in Quarter 1: Sales (+30 points)." in said
    assert "Less content than in Quarter 1: Customers (−2 points)." in said
    assert "in the middle of 2 tables" in said


def test_feelings_that_did_not_change_or_are_not_known_are_told_so():
    now = until(room(people=2, tables=1), 2)
    said = debrief_facts.feel_sentence(now, shown_rounds(now))
    assert "Since Quarter 1 nothing has changed for any party." in said and "in the middle" not in said
    unknown = until(room(), 1, tables=dict.fromkeys((1, 2), dict.fromkeys(board.PARTIES, math.nan)))
    assert "not known" in debrief_facts.feel_sentence(unknown, shown_rounds(unknown))


def test_what_happened_gives_first_and_last_quarter_beside_today_and_the_swap():
    now = revealed(opened(until(room(), 1)), tables={1: {"contribution": 1e6}, 2: {"contribution": 3e6}})
    said = debrief_facts.happened_words(now, shown_rounds(now), EUR)
    assert "Quarter 1: EUR 92,500,000 was left in the middle of the tables" in said
    assert "left at both tables" in said and "left at none of the 2 tables" in said
    assert "Quarter 2: EUR 2,000,000 was left" in said
    assert "Seats were swapped before Quarter 2." in said
    before = until(room(), 1)
    assert "swapped" not in debrief_facts.happened_words(before, shown_rounds(before), EUR)


def guess(right, swapped, seat="sales"):
    return Guess(1, 1, seat, "up", "up" if right else "down", swapped)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((1, 20), (18, 20), "clearly more often right after the swap"),
        ((18, 20), (1, 20), "clearly less often right after the swap"),
        ((3, 6), (4, 6), "With so few predictions, luck alone makes a difference as large as this."),
    ],
)
def test_predictions_before_and_after_the_swap_are_told_both_ways(before, after, said):
    found = [guess(place < right, swapped) for swapped, (right, n) in ((False, before), (True, after))
             for place in range(n)]  # fmt: skip
    told = debrief_facts.learned_sentence(found)
    assert said in told
    counted = f"Right predictions before the swap: {before[0]} of {before[1]}; after it: {after[0]} of {after[1]}"
    assert counted in told


@pytest.mark.parametrize(
    ("right", "n", "said"),
    [(20, 24, "you knew more than that"), (0, 24, "you were right less often"), (3, 8, "not clearly different")],
)
def test_predictions_are_compared_with_blind_guessing(right, n, said):
    told = debrief_facts.learned_sentence([guess(place < right, False) for place in range(n)])
    assert said in told and right_sentence(right, n) in told and "swap" not in told


def test_no_predictions_at_all_are_told():
    assert debrief_facts.learned_sentence([]) == "Nobody wrote down a prediction."


def test_work_compares_the_first_with_the_last_quarter():
    both = dict.fromkeys((1, 2), {"speed_median": 4.0, "acceptance": 0.75})
    now = revealed(opened(until(room(), 1)), tables=both)
    said = debrief_facts.work_sentence(now, shown_rounds(now), EUR)
    assert "longer than 32.4 days in Quarter 1, and longer than 4 hours in Quarter 2" in said.replace("4.0", "4")
    assert "43% of the leads it looked at in Quarter 1, and to 75% in Quarter 2" in said
    unknown = dict.fromkeys((1, 2), {"speed_median": math.nan, "acceptance": math.nan})
    nothing = until(room(), 1, tables=unknown)
    assert "is not known" in debrief_facts.work_sentence(nothing, shown_rounds(nothing), EUR)


@pytest.mark.parametrize(
    ("played", "before", "said"),
    [
        ((5e6, 5e6, 1e6), (4e6, 4e6, 4e6), "at 2 of 3 tables and less at 1 of 3 tables; +EUR 1,000,000"),
        ((1e6, 1e6, 4e6), (4e6, 4e6, 4e6), "at none of the 3 tables and less at 2 of 3 tables; −EUR 3,000,000"),
        ((4e6, 4e6, 4e6), (4e6, 4e6, 4e6), "at none of the 3 tables and less at none of the 3 tables; EUR 0"),
    ],
)
def test_what_if_is_told_both_ways(played, before, said):
    found = pd.DataFrame({"played": played, "as_before": before, "today": 0.0}, index=[1, 2, 3])
    told = debrief_facts.what_if_sentence(found, EUR)
    assert f"Against going on as before the swap, more was left {said}" in told
    assert "Against the company of today, more was left at all 3 tables" in told
    assert "This is one market" in told


def test_without_a_swap_there_is_nothing_to_go_on_from():
    now = until(room(), 1)
    found = debrief_facts.totals(now, shown_rounds(now))
    assert found["as_before"].isna().all()
    assert "swap" not in debrief_facts.what_if_sentence(found, EUR)


def test_totals_add_up_all_quarters_in_each_way():
    now = until(room(), 3)
    found = debrief_facts.totals(now, shown_rounds(now))
    assert found.loc[1].to_dict() == {"played": 3 * 92e6, "as_before": 3 * 92e6 - 4e6, "today": 3 * 91e6}


# Pictures


@pytest.mark.parametrize("tables", [1, 3, 40])
@pytest.mark.parametrize("quarters", [1, 3])
def test_every_picture_is_drawn_for_every_size_of_room(tables, quarters):
    now = until(room(people=2 * tables, tables=tables), quarters, tables={1: {"speed_median": math.nan}})
    shown_now = shown_rounds(now)
    for picture in (
        debrief_pictures.feel_picture(now, shown_now),
        debrief_pictures.happened_picture(now, shown_now, EUR),
        debrief_pictures.work_picture(now, shown_now, EUR),
        debrief_pictures.what_if_picture(debrief_facts.totals(now, shown_now), EUR),
    ):
        assert picture.svg.startswith("<svg") and picture.sentence and picture.table
        assert "nan" not in picture.html().lower().replace("finance", "")


def test_the_picture_of_what_happened_marks_swap_and_events_and_lists_every_table():
    now = until(room(), 3)
    picture = debrief_pictures.happened_picture(now, shown_rounds(now), EUR)
    assert "swap" in picture.svg and "The CRM is down" in picture.svg
    assert [row["Table"] for row in picture.table] == ["Table 1", "Table 2", "As today"]
    assert picture.table[0]["Quarter 3"] == "EUR 92,000,000"


def test_the_picture_of_predictions_counts_by_seat_before_and_after():
    found = [guess(True, False), guess(False, False), guess(True, True, "marketing")]
    picture = debrief_pictures.learned_picture(found)
    assert [(row["Who"], row["Right"], row["Predictions"]) for row in picture.table] == [
        ("sales' seat, at first", "1", "2"), ("marketing's seat, swapped", "1", "1"),
    ]  # fmt: skip


# Luck


def frame(*columns):
    return pd.DataFrame({place: column for place, column in enumerate(columns, start=1)})


ROOM = pd.Series({1: 30.0, 2: 20.0, 3: 10.0})


def test_an_order_that_always_holds_is_told_as_such():
    found = frame([3.0] * 12, [2.0] * 12, [1.0] * 12)
    said = " ".join(debrief_luck.luck_sentences(ROOM, found))
    assert "Table 1 was left with most. With the same decisions it would have come first in 12 of 12" in said
    assert "same order as here in 12 of 12 markets" in said
    assert "in 100% of the cases" in said and "Any two tables that differ here are clearly apart" in said


def test_an_order_that_never_holds_is_told_as_such():
    found = frame([1.0] * 12, [2.0] * 12, [3.0] * 12)
    said = " ".join(debrief_luck.luck_sentences(ROOM, found))
    assert "first in none of the 12 other markets" in said and "In none of the 12 markets did all" in said
    assert "in 0% of the cases" in said and "No two tables are clearly apart" in said
    assert "says little about who decided better" in said


def test_few_markets_make_no_claim_about_pairs():
    said = " ".join(debrief_luck.luck_sentences(ROOM, frame([3.0] * 2, [2.0] * 2, [1.0] * 2)))
    assert "in 2 of 2 markets" in said and "clearly apart" not in said


def test_ties_are_no_order():
    assert debrief_luck.luck_sentences(pd.Series({1: 5.0}), frame([1.0])) == []
    tied = debrief_luck.luck_sentences(pd.Series({1: 5.0, 2: 5.0}), frame([1.0], [2.0]))
    assert tied == ["All tables were left with the same, so there is no order to speak of."]
    half = debrief_luck.order_kept(pd.Series({1: 5.0, 2: 4.0}), frame([1.0, 3.0, 0.0], [1.0, 2.0, 5.0]))
    assert half[1, 2].to_list() == [0.5, 1.0, 0.0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ([5.0, 6.0, 7.0], "EUR 6 more on average than the company of today"),
        ([-5.0, -6.0, -7.0], "EUR 6 less on average than the company of today"),
        ([-5.0, 6.0, 1.0], "did not clearly differ from the company of today"),
    ],
)
def test_the_average_over_markets_is_told_every_way_with_its_interval(change, said):
    found = debrief_markets.in_markets([{("played", 1): value, ("today", 0): 0.0} for value in change])
    (told,) = debrief_luck.against_sentences(found, EUR)
    assert said in told and "95%" in told and "Over 3 markets" in told
    assert debrief_luck.against_sentences(found.head(1), EUR) == []


def test_the_room_s_own_market_comes_out_as_in_the_room(real):
    now = real.now
    counted = shown_rounds(now)
    ways = debrief_markets.ways_of(now, counted)
    assert set(ways) == {(kind, table) for kind in ("played", "as_before") for table in (1, 2, 3)} | {("today", 0)}
    found = debrief_markets.contributions(now, counted, company("irrigation"), ways, 0)
    expected = debrief_facts.totals(now, counted)
    for (kind, table), value in found.items():
        wanted = expected["today"].iloc[0] if kind == "today" else expected.loc[table, kind]
        assert value == pytest.approx(wanted, abs=0.01)
    other = debrief_markets.contributions(now, counted, company("irrigation"), ways, 1)
    assert all(other[way] != pytest.approx(found[way], abs=0.01) for way in ways)


def test_a_quarter_begun_after_the_last_result_does_not_change_the_other_markets():
    ledger = begun(2)
    practised(ledger)
    reveal(ledger)
    before = debrief_markets.ways_of(ledger.now, shown_rounds(ledger.now))
    go(ledger, "brief", "open")
    ledger.do("decide", table=1, seat="sales", values={"touches": 9})
    go(ledger, "locked")
    assert debrief_markets.ways_of(ledger.now, shown_rounds(ledger.now)) == before


def test_a_table_that_came_later_has_no_place_in_the_order():
    now = until(room(), 1)
    now = rounds.move(rounds.join(now, "p9", "Late", "sales"), "p9", 3, "sales")
    now = revealed(opened(now))
    counted = shown_rounds(now)
    assert set(debrief_markets.ways_of(now, counted)) >= {("played", 3)}
    room_s = debrief_facts.totals(now, counted)["played"]
    assert math.isnan(room_s[3])
    said = " ".join(debrief_luck.luck_sentences(room_s, frame([1.0] * 12, [2.0] * 12, [9.0] * 12)))
    assert "Table 2 was left with most" in said and "Any two tables that differ here are clearly" in said
    assert debrief_next.middle_table_of(now, counted) == 2
    assert "Table 3" in debrief_pictures.what_if_picture(debrief_facts.totals(now, counted), EUR).svg


def test_a_swap_by_hand_is_told_like_any_other():
    no_swap = [{key: value for key, value in part.items() if key != "swap"} for part in helpers.SMALL["agenda"]]
    now = until(room(format=helpers.small(agenda=no_swap)), 1)
    now = rounds.swap(rounds.go(now, "brief"))
    now = rounds.predict(rounds.go(now, "open"), 1, "sales", "same")
    now = revealed(now)
    counted = shown_rounds(now)
    assert debrief_facts.swap_round(now, counted) == 2
    assert "Seats were swapped before Quarter 2." in debrief_facts.happened_words(now, counted, EUR)
    assert [one.swapped for one in guesses(now, counted)] == [True]
    assert ("as_before", 1) in debrief_markets.ways_of(now, counted)


# What next


def test_what_a_table_had_is_not_untried_and_further_counts_too():
    ledger = begun(2)
    practised(ledger)
    ledger.do("decide", table=1, seat="sales", values={"touches": 7})
    reveal(ledger)
    now = ledger.now
    found = {one.id for one in debrief_next.untried(now, shown_rounds(now))}
    assert "persistence" not in found, "seven attempts are more than the four of the practice"
    practised_only = until(room(), 0)
    assert "persistence" in {one.id for one in debrief_next.untried(practised_only, shown_rounds(practised_only))}


def test_the_middle_table_is_the_middle_by_all_quarters():
    now = until(room(people=6, tables=3), 1)
    assert debrief_next.middle_table_of(now, shown_rounds(now)) == 2
    two = until(room(), 1)
    assert debrief_next.middle_table_of(two, shown_rounds(two)) == 2, "of two the higher one"


def in_markets(**gains):
    """Return markets in which some practices bring so much more than was played."""
    count = len(next(iter(gains.values())))
    return debrief_markets.in_markets(
        [{("played", 4): 100.0, **{(id, 4): 100.0 + gain[place] for id, gain in gains.items()}}
         for place in range(count)]  # fmt: skip
    )


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        ([9.0, 10.0, 11.0], "Nobody tried “An owner for each step”. At Table 4 it would have left EUR 10 more"),
        ([-9.0, 31.0, 8.0], "but over 3 markets that is not clear"),
        ([-9.0, -10.0, -11.0], "Nothing that nobody tried would have left more at Table 4"),
    ],
)
def test_what_nobody_tried_is_told_every_way(gain, said):
    found = in_markets(owners=gain, brand=[-50.0, -60.0, -70.0], rotation=[0.0, 0.0, 0.0])
    table = debrief_next.gains(found)
    told = debrief_next.next_sentence(table, 4, 3, EUR)
    assert said in told and "these would clearly have left more" in told
    assert list(table.index) == ["owners", "brand"], "best first, and nothing that changes nothing"
    assert debrief_next.without_effect(found) == ["Days in the other team's seat"]


def test_one_market_and_no_practice_left_make_no_claim():
    one = debrief_next.gains(in_markets(owners=[5.0]))
    assert debrief_next.next_sentence(one, 4, 1, EUR) == "One market says too little; play some more."
    assert "Every practice" in debrief_next.next_sentence(one.iloc[:0], 4, 1, EUR)


def test_a_practice_is_added_from_the_first_week_on(real):
    ways = debrief_next.next_ways(real.now, shown_rounds(real.now), 1)
    assert all(plan["owners"] for _week, plan in ways["owners", 1])
    assert not any(plan["owners"] for _week, plan in ways["played", 1])
    assert [week for week, _plan in ways["owners", 1]] == [0, 13, 26]


# Who changed what, when


def test_each_change_tells_who_when_and_why():
    ledger = begun(2)
    practised(ledger)
    ledger.do("decide", table=1, seat="sales", values={"touches": 7, "first_call": "oldest"}, why=WHY)
    ledger.do("decide", table=2, seat="sales", values={"touches": 9})
    ledger.undo()
    reveal(ledger)
    found = debrief_history.decisions(ledger.actions, shown_rounds(ledger.now))
    assert found["decision"].to_list() == ["touches"], "what stayed the same is no change, what was undone neither"
    row = found.iloc[0]
    assert (row["round"], row["table"], row["seat"], row["wished"], row["after"], row["why"]) == (
        1, 1, "sales", 7, 7, WHY,
    )  # fmt: skip
    assert row["people"] == ", ".join(one.name for one in ledger.now.at(1, "sales"))
    assert not row["swapped"]


def test_after_the_swap_the_people_are_those_who_sat_there_then():
    ledger = begun(2)
    practised(ledger)
    reveal(ledger)
    go(ledger, "brief", "open")
    ledger.do("decide", table=1, seat="sales", values={"touches": 7})
    there = ledger.now.at(1, "sales")[0]
    ledger.do("leave", person=there.id)
    # Who has left is not among those who handed the sheet in when it was played.
    reveal(ledger)
    found = debrief_history.decisions(ledger.actions, [2]).query("decision == 'touches'")
    assert found["swapped"].all() and found["people"].to_list() == [""]


def test_a_wish_of_one_seat_alone_is_told_as_not_in_force():
    ledger = begun(2)
    practised(ledger)
    ledger.do("decide", table=1, seat="sales", values={"tracked": True})
    for seat in helpers.SEATS:
        ledger.do("decide", table=2, seat=seat, values={"tracked": True})
    reveal(ledger)
    found = debrief_history.decisions(ledger.actions, shown_rounds(ledger.now))
    assert found[["table", "seat", "wished", "after"]].values.tolist() == [
        [1, "sales", True, False], [2, "marketing", True, True], [2, "sales", True, True],
    ]  # fmt: skip


def test_sheets_that_were_opened_again_count_once():
    ledger = begun(2)
    practised(ledger)
    ledger.do("decide", table=1, seat="sales", values={"touches": 7})
    go(ledger, "locked", "open")
    ledger.do("decide", table=1, seat="sales", values={"touches": 9})
    reveal(ledger)
    found = debrief_history.decisions(ledger.actions, shown_rounds(ledger.now))
    assert found["after"].to_list() == [9]


def test_an_empty_seat_that_followed_the_others_has_no_wish():
    ledger = begun(2)
    practised(ledger)
    for one in ledger.now.at(2, "sales"):
        ledger.do("leave", person=one.id)
    ledger.do("decide", table=1, seat="sales", values={"touches": 7})
    reveal(ledger)
    found = debrief_history.decisions(ledger.actions, shown_rounds(ledger.now)).query("table == 2")
    assert found[["decision", "wished", "after", "source", "people"]].values.tolist() == [
        ["touches", None, 7, "mirror", ""]
    ]


# Files


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_the_figures_are_one_row_for_each_table_quarter_and_metric(real):
    rows = rows_of(debrief_export.figures_csv(real.now))
    tables = [row for row in rows if row["who"] == "table"]
    metrics = len(real.now.results[0].tables[1])
    assert len(tables) == 3 * 3 * metrics
    assert len({(row["table"], row["quarter"], row["metric"]) for row in tables}) == len(tables)
    assert len([row for row in rows if row["who"] == "as_before_swap"]) == 2 * 3 * metrics
    wins = next(row for row in tables if (row["table"], row["quarter"], row["metric"]) == ("2", "Quarter 3", "wins"))
    assert float(wins["value"]) == real.now.results[2].tables[2]["wins"]


def test_files_hold_no_name_and_no_reason_unless_asked_for(real):
    texts = [debrief_export.figures_csv(real.now), debrief_export.decisions_csv(real.now, real.actions), real.export()]
    assert all("Zacharias" not in text for text in texts)
    asked = debrief_export.decisions_csv(real.now, real.actions, names=True)
    assert "Zacharias 1" in asked and WHY in asked
    rows = rows_of(debrief_export.decisions_csv(real.now, real.actions))
    assert {"quarter", "table", "seat", "decision", "label", "before", "wished", "after"} <= set(rows[0])
    assert len(rows) == len(debrief_history.decisions(real.actions, shown_rounds(real.now)))


def test_a_reason_never_becomes_a_formula():
    ledger = begun(2)
    practised(ledger)
    ledger.do("decide", table=1, seat="sales", values={"touches": 7}, why="=HYPERLINK(1)")
    reveal(ledger)
    (row,) = rows_of(debrief_export.decisions_csv(ledger.now, ledger.actions, names=True))
    assert row["why"] == "'=HYPERLINK(1)"


def links(widget):
    """Return the files that can be saved from a screen: name and text."""
    html = " ".join(one.value for one in walk(widget) if isinstance(getattr(one, "value", None), str))
    found = re.findall(r'download="([^"]+)" href="data:[^,]+;base64,([^"]+)"', html)
    return {name: base64.b64decode(content).decode("utf-8-sig") for name, content in found}


def test_the_links_give_what_the_tick_says_and_go_when_it_changes(real):
    made = debrief_files.take_along(lambda: real, lambda _refresh: None)
    press(made, "Make the files")
    found = links(made)
    assert sorted(name.rsplit(".", 1)[1] for name in found) == ["csv", "csv", "json"]
    assert all("Zacharias" not in text for text in found.values())
    find(made, "With names").value = True
    assert links(made) == {}, "old links would not fit the tick"
    press(made, "Make the files")
    assert sum("Zacharias" in text for text in links(made).values()) == 2


def test_without_a_workshop_each_button_says_what_to_do():
    made = debrief_files.take_along(lambda: None, lambda _refresh: None)
    press(made, "Make the files")
    assert "Choose a workshop at the top of this page first." in shown_text(made)


def uploaded(content):
    return ({"name": "a.json", "type": "application/json", "size": len(content), "content": memoryview(content),
             "last_modified": datetime.now(UTC)},)  # fmt: skip


def test_a_workshop_comes_in_again_and_what_is_none_gets_a_sentence(real):
    store = Store("sqlite://")
    came = []
    made = debrief_files.bring_in(store, came.append)
    upload = find(made, "Bring in")
    upload.value = uploaded(real.export(names=True).encode())
    assert came[0].now == real.now and len(store.listed()) == 1
    for wrong in (b"nothing", b"\xff\xfe\x00", json.dumps({"file": "other"}).encode()):
        upload.value = uploaded(wrong)
        assert "no workshop that was exported" in shown_text(made)
    assert len(store.listed()) == 1


def test_deleting_asks_a_second_time(real):
    store = Store("sqlite://")
    one = begun(store=store)
    gone = []
    made = debrief_files.delete(store, lambda: one, lambda: gone.append(True))
    press(made, "Delete this workshop")
    assert "Delete “A day” with all names" in shown_text(made) and len(store.listed()) == 1
    press(made, "No, keep it")
    assert len(store.listed()) == 1 and "Delete “A day”" not in shown_text(made)
    press(made, "Delete this workshop")
    press(made, "Yes, delete it")
    assert store.listed() == [] and gone == [True]


def test_a_yes_to_one_workshop_does_not_delete_another():
    store = Store("sqlite://")
    chosen = [begun(store=store)]
    made = debrief_files.delete(store, lambda: chosen[0], lambda: None)
    press(made, "Delete this workshop")
    chosen[0] = begun(store=store)
    press(made, "Yes, delete it")
    assert len(store.listed()) == 2 and "nothing was deleted" in shown_text(made)


# The page


def sections(page):
    return [page.choose(), page.feel(), page.happened(), page.learned(), page.work(), page.what_if(), page.luck(),
            page.next(), page.files()]  # fmt: skip


def test_with_nothing_stored_the_page_says_what_to_do():
    shown_sections = sections(debrief_page.debrief())
    assert "No workshop is stored on this computer yet." in shown_text(shown_sections[0])
    assert find(shown_sections[0], "Rehearse with bots").layout.display != "none"
    for section in shown_sections[1:-1]:
        assert "There is nothing to show yet." in shown_text(section)
        assert_no_trouble(section)
    press(shown_sections[6], "Play the same decisions")
    assert "choose a workshop with results" in shown_text(shown_sections[6])


def test_every_control_has_a_name(real):
    page = debrief_page.Debrief(real.store)
    for section in sections(page):
        for control in controls(section):
            # A button for files looks like any button, but is none to the helper.
            if type(control).__name__ == "FileUpload":
                assert control.description.strip() and control.tooltip.strip()
            else:
                assert_named(control)


def test_the_newest_workshop_is_shown_and_another_can_be_chosen(real):
    store = Store("sqlite://")
    first = store.take_in(real.export(names=True))
    begun(store=store)
    page = debrief_page.Debrief(store)
    choose, feel, *_rest = sections(page)
    assert "No quarter of this workshop has been revealed yet" in shown_text(choose)
    find(choose, "Which workshop?").value = first.id
    assert "Short form: 3 tables, 3 quarters revealed." in shown_text(choose)
    assert "least content party" in shown_text(feel)


def test_names_and_reasons_are_shown_only_with_the_tick(real):
    page = debrief_page.Debrief(real.store)
    work = page.work()
    find(work, "Which table?").value = 1
    assert "Who changed what, and when: Table 1." in shown_text(work) and "Zacharias" not in shown_text(work)
    find(work, "With names").value = True
    assert "Zacharias" in shown_text(work) and WHY in shown_text(work)
    assert "sales, swapped" in shown_text(work)


def test_luck_and_what_nobody_tried_are_played_on_the_page(real, monkeypatch):
    monkeypatch.setattr(debrief_luck, "MARKETS", 2)
    monkeypatch.setattr(debrief_next, "MARKETS", 2)
    few = [PRACTICES["owners"], PRACTICES["rotation"]]
    monkeypatch.setattr(debrief_next, "untried", lambda now, counted: few)
    page = debrief_page.Debrief(real.store)
    luck, next_one = page.luck(), page.next()
    assert "No other market has been played yet." in shown_text(luck)
    press(luck, "Play the same decisions")
    said = shown_text(luck)
    assert "2 of 2 done." in said and "of 2 other markets" in said and "Over 2 markets" in said
    assert "Practices that no table tried: An owner for each step" in shown_text(next_one)
    press(next_one, "Try them")
    assert "these would clearly have left more" in shown_text(next_one) or "Without any effect" in shown_text(next_one)
    assert len(page.markets) == 2 and len(page.tried) == 2


def test_many_tables_are_played_in_parts_and_come_out_the_same(real, monkeypatch):
    monkeypatch.setattr(debrief_luck, "MARKETS", 2)
    found = []
    for step in (24, 2):
        monkeypatch.setattr(debrief_page, "STEP", step)
        page = debrief_page.Debrief(real.store)
        luck = page.luck()
        press(luck, "Play the same decisions")
        assert "2 of 2 done." in shown_text(luck)
        found.append(page.markets)
    assert found[0] == found[1] and len(found[0]) == 2


def test_another_workshop_begins_without_the_markets_of_the_last(real, monkeypatch):
    monkeypatch.setattr(debrief_luck, "MARKETS", 1)
    page = debrief_page.Debrief(real.store)
    luck = page.luck()
    press(luck, "Play the same decisions")
    assert len(page.markets) == 1
    page.look_at(real.id)
    assert page.markets == [] and "No other market has been played yet." in shown_text(luck)


def test_what_was_done_meanwhile_is_read_again():
    ledger = begun()
    practised(ledger)
    page = debrief_page.Debrief(ledger.store)
    choose, feel, *_rest = sections(page)
    assert "nothing to show" in shown_text(feel)
    reveal(ledger)
    press(choose, "Read again")
    assert "least content party" in shown_text(feel)


def test_a_workshop_deleted_here_gives_way_to_the_next():
    store = Store("sqlite://")
    begun(store=store)
    page = debrief_page.Debrief(store)
    choose, *_rest, files = sections(page)
    press(files, "Delete this workshop")
    press(files, "Yes, delete it")
    assert page.ledger is None and "No workshop is stored" in shown_text(choose)


def test_bots_can_rehearse_so_that_there_is_something_to_look_at(monkeypatch):
    monkeypatch.setattr(debrief_page, "REHEARSED", "manager-demo")
    monkeypatch.setattr(debrief_page, "BOTS", 4)
    page = debrief_page.debrief()
    choose, feel, *_rest = sections(page)
    press(choose, "Rehearse with bots")
    assert page.ledger.now.phase == "closed" and page.ledger.title.startswith("Rehearsal")
    assert "least content party" in shown_text(feel)
    assert len(Store().listed()) == 1


def test_a_damaged_workshop_is_told_in_a_sentence():
    with pytest.raises(KitError, match="no workshop with the number"):
        Store("sqlite://").open("nothing")


def test_predictions_of_a_real_workshop_are_all_compared(real):
    found = guesses(real.now, shown_rounds(real.now))
    assert len(found) == len(real.now.predictions) > 0
    assert {one.swapped for one in found} == {False, True}
    assert np.mean([one.right for one in found]) == sum(one.came == "up" for one in found) / len(found)


# What people wrote on their phones


def test_answers_from_the_phones_are_shown_without_names_and_as_text():
    store = Store("sqlite://")
    ledger = begun(format=helpers.small(agenda=[{"kind": "round", "minutes": 10}]), store=store)
    go(ledger, "brief", "open")
    reveal(ledger)
    go(ledger, "debrief")
    ledger.do("answer", person="p2", question="learned", text="Zebras wait")
    ledger.do("answer", person="p1", question="learned", text="<b>Ask</b> first")
    ledger.do("answer", person="p1", question="next", text="Call sooner")
    page = debrief_page.Debrief(store)
    learned, following = shown_text(page.learned()), shown_text(page.next())
    assert "2 answers from the phones: What did you learn" in learned
    assert learned.index("<b>Ask</b> first") < learned.index("Zebras wait")
    assert "1 answer from the phones: What will you do differently" in following
    assert "Call sooner" in following
    assert "Zacharias" not in learned + following
    assert "Zebras" not in ledger.export()
    assert "Zebras" in ledger.export(names=True)


def test_a_workshop_on_paper_shows_no_answers():
    store = Store("sqlite://")
    ledger = begun(store=store)
    go(ledger, "brief", "open")
    reveal(ledger)
    page = debrief_page.Debrief(store)
    assert "phones" not in shown_text(page.learned()) + shown_text(page.next())
