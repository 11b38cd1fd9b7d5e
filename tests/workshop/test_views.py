"""What the room sees in each phase, and what it must not see yet."""

import math
import re
from dataclasses import replace
from importlib import resources

import pytest

from smkt_helpers.events import SHOCKS
from smkt_helpers.workshop import facts as views_facts
from smkt_helpers.workshop import rounds, views
from smkt_helpers.workshop.views import results as views_results
from smkt_helpers.workshop.views import seat as views_seat
from smkt_helpers.workshop.waiting import Phones
from tests.workshop import helpers, shown
from tests.workshop.shown import opened, revealed, room, scored, until, words

OUTAGE = SHOCKS["outage"]
SWAP = 2  # the quarter before which seats are swapped in the small format
# What the made-up figures of `shown` look like on a page.
FIGURES = ("91,000", "92,000", "93,000", "755,000", "8,431", "32.4 days", "6,543", "4,567", "98,765")


def seen(now, **options):
    """Return everything a person can read on all pages of a phase."""
    return " ".join(
        words(views.projector(now, "A day", page=page, **options))
        for page in range(len(views.pages(now, options.get("phones"))))
    )


def test_the_lobby_says_who_sits_where():
    now = rounds.join(room(), "p9", "Late Lea", "sales", watch=True)
    said = seen(now)
    for expected in ("A day", "Welcome", "Table 1", "Table 2", "Marketing: Person 1", "Sales: Person 2", "Late Lea"):
        assert expected in said


def test_an_empty_lobby_and_one_without_tables_say_something_kind():
    assert "We begin in a moment." in seen(helpers.lobby(0))
    assert "1 person is here." in seen(helpers.lobby(1))
    assert "3 people are here." in seen(helpers.lobby(3))


def test_every_table_of_a_large_lobby_is_on_exactly_one_page():
    now = room(people=240, tables=40)
    pages = [views.projector(now, "A day", page=page) for page in range(len(views.pages(now)))]
    found = [int(table) for page in pages for table in re.findall(r"<h3>Table (\d+)</h3>", page)]
    assert sorted(found) == list(range(1, 41))
    assert "Page 1 of 7" in words(pages[0]), "names this long need room for six tables a page"
    short = rounds.rename(room(people=2, tables=1), "p1", "Al")
    assert len(views.pages(short)) == 1


def test_the_briefing_tells_what_a_quarter_is():
    practice = rounds.go(room(), "brief")
    assert "does not count" in seen(practice) and "Practice quarter" in seen(practice)
    first = rounds.go(until(room(), 0), "brief")
    assert "Quarter 1 of 3" in seen(first) and "starting from how the company works today" in seen(first)
    assert "When the quarter opens you have 5 minutes." in seen(first)
    assert "swapped" not in seen(first)
    second = rounds.go(until(room(), 1), "brief")
    assert "Quarter 2 of 3" in seen(second) and "They follow from everything you have decided" in seen(second)
    assert "whoever decided for marketing now decides for sales" in seen(second)
    third = rounds.go(until(room(), 2), "brief")
    assert "You still sit in the other seat." in seen(third) and "whoever decided" not in seen(third)


def test_while_tables_decide_the_room_sees_the_clock_and_who_is_missing():
    now = opened(room())
    assert "7:30" in seen(now, clock="7:30") and "Time left" not in seen(now)
    assert "0 of 4 sheets are in" in seen(now) and "Still deciding" not in seen(now)
    now = rounds.decide(now, 1, "marketing", {"threshold": 60.0})
    assert "1 of 4 sheets are in" in seen(now)
    assert "1: sales 2: both" in seen(now)
    for table, seat in now.missing():
        now = rounds.decide(now, table, seat, {})
    assert "4 of 4 sheets are in" in seen(now) and "Everybody has handed in" in seen(now)


DOOR = Phones("http://192.168.1.20:8000", "ABC234", True, frozenset({"p1", "p2"}))


def test_with_an_open_door_the_room_sees_how_to_come_in():
    now = helpers.lobby(3)
    said = seen(now, phones=DOOR)
    assert "192.168.1.20:8000" in said and "ABC234" in said and "3 people are here." in said
    assert "ABC234" not in seen(now, phones=replace(DOOR, open=False)) and "ABC234" not in seen(now)
    seated = rounds.seat_all(now, 1)
    assert views.pages(seated, DOOR) == ("Who sits where", "Come in"), "whoever comes late still finds the door"
    assert views.pages(rounds.go(seated, "brief"), DOOR) == ("Briefing",)


def test_phones_and_paper_are_counted_apart():
    now = opened(room(mode="median"))
    assert "0 of 2 phones have handed in" in seen(now, phones=DOOR)
    assert "0 of 2 paper sheets are in" in seen(now, phones=DOOR)
    assert "Everybody hands in on their own phone" in seen(now, phones=DOOR)
    one = now.people[0]
    now = rounds.decide(now, one.table, one.first_seat, {}, person=one.id)
    assert "1 of 2 phones have handed in" in seen(now, phones=DOOR)


def test_with_a_captain_the_sheets_are_counted():
    now = opened(room())
    assert "0 of 4 sheets are in" in seen(now, phones=DOOR) and "One of each team hands in" in seen(now, phones=DOOR)


def test_an_empty_seat_is_nobody_to_wait_for():
    now = opened(rounds.leave(room(), "p2"))
    assert "of 3 sheets" in seen(now)


def test_when_the_sheets_are_in_the_room_sees_what_it_expects():
    now = opened(room())
    for seat, answer in (("marketing", "up"), ("sales", "down")):
        now = rounds.predict(now, 1, seat, answer)
    now = rounds.go(rounds.decide(now, 1, "sales", {}), "locked")
    said = seen(now)
    assert "3 seats handed in no sheet and go on as before." in said
    assert "clearly more than last quarter 1" in said and "about the same 0" in said


def test_an_empty_seat_that_follows_the_others_is_told():
    now = opened(rounds.leave(room(), "p2"))
    now = rounds.decide(now, 2, "sales", {"touches": 4})
    assert "1 empty seat does what most other tables do." in seen(rounds.go(now, "locked"))


@pytest.mark.parametrize("phase", ["open", "locked", "played", "brief"])
def test_no_figure_of_a_quarter_is_seen_before_its_reveal(phase):
    now = opened(until(room(tables=2), 1))
    if phase == "brief":
        now = rounds.go(until(room(tables=2), 1), "brief")
    elif phase == "locked":
        now = rounds.go(now, "locked")
    elif phase == "played":
        now = scored(now)
        assert now.round in now.results
    for page in range(len(views.pages(now)) + 1):
        html = views.projector(now, "A day", "5:00", page=page, table=1)
        assert [figure for figure in FIGURES if figure in words(html)] == []
        assert 'style="' not in html, "a bar tells as much as its figure"


def test_the_figures_looked_for_above_are_those_that_are_shown():
    said = seen(revealed(opened(room(tables=2))))
    assert [figure for figure in FIGURES if figure not in said] == []


def test_what_happens_is_told_only_after_the_reveal():
    now = until(room(), SWAP - 1)
    assert OUTAGE not in seen(rounds.go(now, "brief"))
    now = opened(now)
    assert OUTAGE not in seen(now)
    now = scored(now)
    assert OUTAGE not in seen(now)
    now = rounds.go(now, "revealed")
    assert f"What nobody had told you: {OUTAGE} (week 5)." in seen(now)


def test_what_the_trainer_let_happen_is_told_as_well():
    now = rounds.inject(opened(room()), {"kind": "viral", "week": 2})
    assert SHOCKS["viral"] not in seen(now)
    assert f"{SHOCKS['viral']} (week 3)" in seen(revealed(now))
    quiet = until(room(), 0)
    assert "Nothing unexpected happened in this quarter." in seen(quiet)


def test_names_and_titles_cannot_break_the_page():
    now = room()
    now = rounds.rename(now, "p1", "<b>Anna</b> & Co")
    html = views.projector(now, "<i>Day</i>")
    assert "<b>" not in html and "<i>" not in html
    assert "<b>Anna</b> & Co" in words(html) and "<i>Day</i>" in words(html)
    watching = rounds.move(now, "p1", 0, "")
    assert "<b>" not in views.projector(watching, "A day")


# The scoreboard


@pytest.mark.parametrize("tables", [1, 10, 40])
def test_every_table_stands_once_on_the_scoreboard_and_today_on_every_page(tables):
    now = revealed(opened(room(people=2 * tables, tables=tables)))
    names = views.pages(now)
    boards = [place for place, name in enumerate(names) if name == "Scoreboard"]
    found = []
    for page in boards:
        html = views.projector(now, "A day", page=page)
        rows = re.findall(r'<tr><td>([^<]*)</td><th scope="row">(\d+)</th>', html)
        assert 1 <= len(rows) <= views_results.ROWS
        assert words(html).count("As today") == 1
        assert words(html).count("Program") == (1 if tables == 1 else 0)
        found += rows
    # A higher number earns more, so the last table comes first.
    assert found == [(str(place), str(table)) for place, table in enumerate(range(tables, 0, -1), start=1)]


def test_tables_that_did_equally_well_share_a_place():
    same = {"contribution": 5e6}
    now = revealed(opened(room(people=6, tables=3)), tables={1: same, 2: same})
    html = views.projector(now, "A day")
    assert re.findall(r'<tr><td>([^<]*)</td><th scope="row">(\d+)</th>', html) == [
        ("1", "3"), ("2, shared", "1"), ("2, shared", "2"),
    ]  # fmt: skip


def test_amounts_that_read_the_same_share_a_place():
    now = revealed(opened(room()), tables={1: {"contribution": 5_000_400.0}, 2: {"contribution": 4_999_600.0}})
    html = views.projector(now, "A day")
    assert re.findall(r'<tr><td>([^<]*)</td><th scope="row">', html) == ["1, shared", "1, shared"]


def test_a_table_that_changed_nothing_says_so_beside_the_row_as_today():
    today = {"contribution": 91e6}
    now = rounds.decide(opened(room()), 2, "sales", {"touches": 9})
    now = revealed(now, tables={1: today, 2: today})
    rows = [words(row) for row in re.findall(r"<tr.*?</tr>", views.projector(now, "A day"))]
    assert "1, shared 1 91,000 as today, nothing changed" in rows
    assert sum("nothing changed" in row for row in rows) == 1


@pytest.mark.parametrize(
    ("right", "all", "said"),
    [
        (0, 1, "The one prediction was wrong."),
        (1, 1, "The one prediction was right."),
        (0, 3, "None of the 3 predictions was right."),
        (1, 3, "1 of 3 predictions was right."),
        (2, 3, "2 of 3 predictions were right."),
        (3, 3, "All 3 predictions were right."),
    ],
)
def test_how_many_predictions_were_right_reads_well_for_none_one_and_all(right, all, said):
    assert views_facts.right_sentence(right, all) == said


def test_missing_values_stand_last_and_have_words():
    gone = {"contribution": math.nan, "speed_median": math.nan, **{id: math.nan for id in views_facts.PARTIES}}
    now = revealed(opened(room()), tables={2: gone})
    html = views.projector(now, "A day")
    assert re.findall(r'<tr><td>([^<]*)</td><th scope="row">(\d+)</th>', html) == [("1", "1"), ("–", "2")]
    assert "nobody called" in words(html)
    assert "nan" not in seen(now).lower()
    assert "More was left than in the company of today at the one table." in words(html)


def test_a_quarter_without_any_figure_can_be_shown():
    gone = {id: math.nan for id in shown.BASE}
    now = revealed(opened(room()), tables={1: gone, 2: gone}, today=gone)
    said = seen(now)
    assert "cannot be compared with the company of today" in said and "nan" not in said.lower()


@pytest.mark.parametrize(
    ("contributions", "said"),
    [
        ({1: 99e6, 2: 99e6}, "More was left than in the company of today at both tables."),
        ({1: 99e6, 2: 2e6}, "More was left than in the company of today at 1 of 2 tables."),
        ({1: 1e6, 2: 2e6}, "More was left than in the company of today at none of the 2 tables."),
    ],
)
def test_the_room_against_today_is_told_both_ways(contributions, said):
    changes = {table: {"contribution": value} for table, value in contributions.items()}
    assert said in seen(revealed(opened(room()), tables=changes))


@pytest.mark.parametrize(("amount", "said"), [(99e6, "More was"), (1e6, "Less was"), (91e6, "As much was")])
def test_a_single_table_against_today_is_told_every_way(amount, said):
    now = revealed(opened(room(people=2, tables=1)), tables={1: {"contribution": amount}})
    assert f"{said} left" in seen(now)


def test_a_practice_quarter_says_that_it_does_not_count():
    practice = until(room(), 0)
    assert "Practice quarter: Results" in seen(practice) and "it does not count" in seen(practice)
    assert "does not count" not in seen(until(room(), 1))


def test_the_least_content_party_is_named_in_words():
    assert "Customers 7" in seen(until(room(), 1))


# The handoff, what was expected, the swap


def test_the_handoff_is_the_middle_table_s_or_the_one_chosen():
    now = revealed(opened(room(people=6, tables=3)), tables={3: {"mql": 222.0, "sal": 111.0}})
    page = views.pages(now).index("The handoff")
    middle = words(views.projector(now, "A day", page=page))
    assert "Table 2, in the middle of the room" in middle
    assert "The handoff: 6,543 passed on, 4,567 taken on" in middle
    chosen = words(views.projector(now, "A day", page=page, table=3))
    assert "Table 3 " in chosen and "in the middle" not in chosen
    assert "The handoff: 222 passed on, 111 taken on" in chosen
    assert "Table 2, in the middle" in words(views.projector(now, "A day", page=page, table=99))


def test_predictions_are_compared_with_what_came():
    now = until(room(), 1)
    now = opened(now)
    now = rounds.predict(now, 1, "marketing", "up")
    now = rounds.predict(now, 2, "marketing", "down")
    now = rounds.predict(now, 2, "sales", "up")
    # Table 1 has 100 of 755 million more than in the quarter before, table 2 as much as before.
    now = revealed(now, tables={1: {"contribution": 192e6}})
    said = words(views.projector(now, "A day", page=views.pages(now).index("What you expected")))
    assert "1 of 3 predictions was right." in said
    assert "Expected by marketing 1 0 1 1 of 2" in said and "Expected by sales 1 0 0 0 of 1" in said
    assert "Tables where it came so 1 1 0" in said


def test_without_predictions_there_is_no_page_about_them():
    assert "What you expected" not in views.pages(until(room(), 1))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(0.0, 80e6, "up"), (0.0, 75e6, "same"), (0.0, -75e6, "same"), (0.0, -80e6, "down"), (0.0, math.nan, "")],
)
def test_clearly_more_is_more_than_a_tenth_of_the_revenue_before(before, after, expected):
    now = until(room(), 1, tables={1: {"contribution": before}})
    now = revealed(opened(now), tables={1: {"contribution": after}})
    assert views_facts.came(now, 2, 1) == expected


def test_the_first_quarter_is_compared_with_today():
    now = until(room(), 1, tables={1: {"contribution": 91e6 + 80e6}, 2: {"contribution": 91e6}})
    assert [views_facts.came(now, 1, table) for table in (1, 2)] == ["up", "same"]


def test_only_after_a_swap_the_room_sees_it_beside_going_on_as_before():
    assert "Before and after the swap" not in views.pages(until(room(), SWAP - 1))
    now = until(room(), SWAP)
    said = words(views.projector(now, "A day", page=views.pages(now).index("Before and after the swap")))
    assert "left than when going on as before the swap at both tables, and less at none of the 2 tables." in said
    assert "In the middle: +2,000 thousand EUR" in said
    assert "1 90,000 92,000 +2,000" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (3e6, "3,000 thousand EUR more was left"),
        (-3e6, "3,000 thousand EUR less was left"),
        (0.0, "Exactly as much was left"),
        (math.nan, "It is not known"),
    ],
)
def test_a_single_table_s_swap_is_told_every_way(change, said):
    now = scored(opened(until(room(people=2, tables=1), SWAP - 1)))
    result = now.results[SWAP]
    before = result.tables[1]["contribution"] - change
    changed = shown.replace(result, continued={1: {"contribution": before}})
    assert said in views_results.swap_sentence(changed, "EUR")


def test_forty_tables_after_a_swap_are_spread_over_pages():
    now = until(room(people=80, tables=40), SWAP)
    pages = [place for place, name in enumerate(views.pages(now)) if name == "Before and after the swap"]
    found = []
    for page in pages:
        found += re.findall(r'<tr><th scope="row">(\d+)</th>', views.projector(now, "A day", page=page))
    assert [int(one) for one in found] == list(range(1, 41))


def test_a_table_that_came_after_the_swap_does_not_break_the_page():
    now = until(room(), SWAP)
    now = rounds.join(now, "p9", "Late", "sales")
    now = rounds.move(now, "p9", 3, "sales")
    assert 3 in now.tables and "Table" in seen(now)
    later = revealed(opened(now))
    assert 3 in later.results[3].tables and "93" in seen(later)
    assert views_facts.came(later, 3, 3) in ("up", "same", "down")


# The end, and the pager


def test_the_debrief_asks_six_questions_and_the_end_says_thank_you():
    now = rounds.go(until(room(), 3), "debrief")
    said = seen(now)
    assert all(question in said for question in views_facts.QUESTIONS.values())
    assert len(views_facts.QUESTIONS) == 6
    assert "Thank you!" in seen(rounds.go(now, "closed"))


@pytest.mark.parametrize(("asked", "shown_page"), [(-5, "Page 1 of"), (0, "Page 1 of"), (99, "Page 2 of 2")])
def test_a_page_that_is_not_there_is_the_first_or_the_last(asked, shown_page):
    now = until(room(), 1)
    assert len(views.pages(now)) == 2
    assert shown_page in words(views.projector(now, "A day", page=asked))


def test_letters_are_never_smaller_than_28_pixels():
    sheet = resources.files("smkt_helpers.workshop.views").joinpath("workshop.css").read_text(encoding="utf-8")
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    sizes = re.findall(r"(\.smkt-wall[^{}]*)\{[^}]*?font-size:\s*([^;]+);", sheet)
    assert ("clamp(28px" in size for _rule, size in sizes)
    assert sum("clamp(28px" in size for _rule, size in sizes) == 1
    screen_only = [(rule, size) for rule, size in sizes if size != "14pt"]
    assert all(size.startswith("clamp") or float(size.removesuffix("em")) >= 1 for _rule, size in screen_only)


# A seat's own sheet


def test_a_seat_sees_its_own_figures_and_not_the_other_s():
    now = until(room(), 1)
    mine = words(views_seat.seat_sheet(now, 1, "sales"))
    assert "Table 1: Sales' seat" in mine and "Quarter 1 of 3" in mine
    assert "4,567" in mine and "8,431" in mine
    assert "98,765" not in mine and "6,543" not in mine
    assert "Without a shared dashboard you do not see them." in mine
    theirs = words(views_seat.seat_sheet(now, 1, "marketing"))
    assert "98,765" in theirs and "4,567" not in theirs


def test_with_a_shared_dashboard_a_seat_sees_both():
    decided = {**helpers.SMALL["decisions"], "agreement": ["dashboard"]}
    now = room(format=helpers.small(decisions=decided))
    now = revealed(shown.sheets(opened(now), dashboard=True))
    said = words(views_seat.seat_sheet(now, 1, "sales"))
    assert "98,765" in said and "What marketing sees" in said
    one_alone = opened(room(format=helpers.small(decisions=decided)))
    one_alone = revealed(rounds.decide(one_alone, 1, "sales", {"dashboard": True}))
    assert "98,765" not in words(views_seat.seat_sheet(one_alone, 1, "sales"))


def test_a_seat_sees_no_figure_that_has_not_been_revealed():
    assert "No quarter has been played yet" in words(views_seat.seat_sheet(opened(room()), 1, "sales"))
    hidden = scored(opened(until(room(), 1)), tables={1: {"wins": 7777.0}})
    said = words(views_seat.seat_sheet(hidden, 1, "sales"))
    assert "7,777" not in said and "8,431" in said and "Quarter 1 of 3" in said


def test_a_seat_sees_what_changed_since_the_quarter_before_and_what_held():
    now = until(room(), 1)
    now = revealed(rounds.decide(opened(now), 1, "sales", {"touches": 6}), tables={1: {"sal": 4667.0}})
    said = words(views_seat.seat_sheet(now, 1, "sales"))
    assert "Against Quarter 1" in said and "4,667 +100" in said
    assert "Attempts per lead 6 attempts" in said and "What held in this quarter (decided)" in said
    assert "as last quarter" in words(views_seat.seat_sheet(now, 2, "sales"))
