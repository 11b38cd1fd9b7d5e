"""The papers of a workshop: complete, alike with the declarations, and open with the network off."""

import re

import pytest

import smkt_helpers as smkt
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.errors import KitError
from smkt_helpers.events import SHOCKS
from smkt_helpers.words import money
from smkt_helpers.workshop import paper, roles
from smkt_helpers.workshop.facts import shock_words
from smkt_helpers.workshop.formats import KINDS, PLAYED, names, read_format
from smkt_helpers.workshop.paper import expected as paper_expected
from smkt_helpers.workshop.paper import texts as paper_texts
from smkt_helpers.workshop.paper.lead import special
from smkt_helpers.workshop.paper.times import clock, read_clock, timed
from smkt_helpers.workshop.room.cues import CUES, cue_in_general
from smkt_helpers.workshop.room.sheets import allowed
from tests.workshop.paper_reader import Reader, outside, rows

TABLES = 3
# What people see who play.
PLAYERS = (
    "slides.html", "role-cards.html", "decision-sheets.html", "agenda-card.html", "quiz.html", "commitments.html"
)  # fmt: skip


# The half day takes longest; the gate leaves it to the full level, which also prints it.
OF_GATE = [pytest.param(name, marks=pytest.mark.full if name == "half-day" else ()) for name in names()]


@pytest.fixture(scope="module", params=OF_GATE)
def made(request):
    """Make the papers of every format once; one market is enough to see what stands where."""
    format = read_format(request.param)
    return format, paper.pages(format, read_clock("09:00"), paper.room_for(TABLES, None), markets=1)


def test_every_page_is_there_well_made_and_needs_no_network(made):
    _format, pages = made
    assert set(pages) == {paper.INDEX, *paper.FILES}
    for file, page in pages.items():
        assert Reader(page).problems == [], file
        assert outside(page) == [], file
        assert "nan" not in Reader(page).text.split(), file
        assert not re.search(r"\{\w+\}", Reader(page).text), f"{file} has a gap that nobody filled"


def test_the_first_page_leads_to_all_others_and_says_how_many_copies(made):
    _format, pages = made
    index = Reader(pages[paper.INDEX])
    assert index.links == [file for file in paper.FILES]
    assert f"{TABLES} copies, one for each table" in index.text
    assert f"{6 * TABLES} copies, one for each person" in index.text


def test_the_clock_times_of_the_run_sheet_add_up(made):
    format, pages = made
    lines = rows(pages["run-sheet.html"], f"{format.hours} in all.")
    assert [int(line["Minutes"]) for line in lines] == [part.minutes for part in format.agenda]
    now = read_clock("09:00")
    for line in lines:
        begins, ends = line["Time"].split("–")
        assert read_clock(begins) == now
        now += int(line["Minutes"])
        assert read_clock(ends) == now
    assert now == read_clock("09:00") + format.minutes
    assert f"09:00 to {clock(now)}" in pages["run-sheet.html"]


def test_each_quarter_is_told_with_what_happens_and_what_to_reply(made):
    format, pages = made
    told = Reader(pages["run-sheet.html"]).text
    for round, part in enumerate(format.rounds):
        for key in special(format, round):
            assert paper_texts.SHOWS[key] in told
            for mistake, reply in paper_texts.MISTAKES[key]:
                assert mistake in told and reply in told
        for shock in part.shocks:
            assert shock_words(shock) in told
            assert all(text in told for text in paper_texts.INJECTS[shock.kind])
    for question in paper_texts.QUESTIONS:
        assert question.ask in told


def test_what_happens_unexpectedly_stands_on_no_page_that_people_see(made):
    _format, pages = made
    for file in PLAYERS:
        for words in SHOCKS.values():
            assert words not in Reader(pages[file]).text, file


def test_the_sheets_ask_for_what_the_control_room_asks_in_its_order(made):
    format, pages = made
    page = pages["decision-sheets.html"]
    sheets = page.split('<section class="sheet">')[1:]
    assert len(sheets) == 2 * TABLES
    today = smkt.company(format.company).today
    quarters = len(format.rounds)
    for place, sheet in enumerate(sheets):
        seat = ("marketing", "sales")[place % 2]
        assert f"<h1>Table {place // 2 + 1}, {seat.capitalize()}</h1>" in sheet
        asked = Reader(sheet.split("</section>")[0])
        assert asked.fields == list(format.of_seat(seat))
        lines = {line[0]: line for line in asked.tables[0]}
        for name in format.of_seat(seat):
            decision = DECISIONS[name]
            assert lines[decision.label][1:3] == [allowed(decision), decision.show(today[name])]
            assert lines[decision.label][3:] == [""] * quarters
        assert lines["We predict for our contribution"][3:] == [""] * quarters
        assert asked.text.count("we do this because") == quarters
        # One double line for each swap, in the head and in every row with boxes.
        swaps = sum(part.swap for part in format.rounds)
        assert sheet.count('class="write swap"') == swaps * (len(format.of_seat(seat)) + 2)


def test_the_roles_name_every_decision_of_their_seat(made):
    format, pages = made
    told = Reader(pages["role-cards.html"]).text
    for owner in ("marketing", "sales", "agreement"):
        assert "; ".join(DECISIONS[name].label for name in format.decisions[owner]) in told
    for rule in (*paper_texts.RULES, *paper_texts.NO_BLAME):
        assert rule in told
    assert all(role.name in told for role in roles.ROLES.values())


def test_the_cue_card_holds_every_step_of_this_format(made):
    format, pages = made
    told = Reader(pages["cue-card.html"]).text
    kinds = {"practice" if part.kind == "practice" else "swap" if part.swap else "brief" for part in format.rounds}
    for key in CUES:
        here = key != "over" and (key not in ("practice", "brief", "swap") or key in kinds)
        assert (cue_in_general(key).say in told) == here, key


def test_the_meeting_takes_the_minutes_of_the_format(made):
    format, pages = made
    lines = Reader(pages["agenda-card.html"]).tables[0][1:]
    held = [part.minutes for part in format.agenda if part.kind == "meeting"]
    assert sum(int(line[1]) for line in lines) == sum(held)
    assert sum(int(line[2]) for line in lines) == 30


def test_the_slides_hold_one_for_each_quarter_and_question(made):
    format, pages = made
    told = Reader(pages["slides.html"]).text
    counted = sum(part.kind == "round" for part in format.rounds)
    for quarter in range(1, counted + 1):
        assert f"Quarter {quarter} of {counted}: what happened?" in told
    assert all(question.ask in told for question in paper_texts.QUESTIONS)
    assert told.count("Swap seats") == sum(part.swap for part in format.rounds)


def test_the_slide_at_the_swap_and_the_role_cards_say_the_same(made):
    format, pages = made
    swaps = sum(part.swap for part in format.rounds)
    assert "role card stay on the table" in roles.SWAP
    assert Reader(pages["slides.html"]).text.count(roles.SWAP) == swaps
    assert Reader(pages["role-cards.html"]).text.count(roles.SWAP) == (2 if swaps else 0)


@pytest.mark.parametrize("id", names())
def test_what_to_expect_is_what_simulate_says(id):
    format, company = read_format(id), smkt.company(read_format(id).company)
    curves = paper_expected.expected(format, company, markets=2)
    counted = [part for part in format.rounds if part.kind == "round"]
    shocks = [
        smkt.Shock(shock.kind, 13 * place + shock.week, shock.day, shock.days)
        for place, part in enumerate(counted) for shock in part.shocks
    ]  # fmt: skip
    weeks = 13 * len(counted)
    history = smkt.simulate(
        company, company.today, seed=format.seed, weeks=weeks, replications=2, shocks=shocks, log=False
    )
    last = smkt.metrics.values(history.tables(weeks - 13), ["contribution"])["contribution"].mean()
    assert curves["today"].iloc[-1] == pytest.approx(last)
    picture = paper_expected.picture(format, company, curves, 2)
    assert money(1000.0 * round(last / 1000), "EUR") in picture.table_html().replace("\u00a0", " ")
    best = curves.sum().idxmax()
    assert f"most is left when the tables play “{paper_expected.WAYS[best]}”" in picture.sentence


# Times


def test_an_evening_goes_past_midnight():
    last = timed(read_format("half-day"), read_clock("22:30"))[-1]
    assert clock(last.ends) == "02:00"


@pytest.mark.parametrize("text", ["9 o'clock", "24:00", "09:60", "", "900"])
def test_a_start_that_is_no_time_is_a_sentence(text):
    with pytest.raises(KitError, match="written like 09:00"):
        read_clock(text)


def test_a_room_is_made_of_what_is_known():
    assert paper.room_for(10, None) == paper.Room(10, 60)
    assert paper.room_for(None, 40) == paper.Room(7, 40)
    assert paper.room_for(None, None) == paper.Room(1, 6)
    assert paper.room_for(1, 1) == paper.Room(1, 1)
    for tables, people in ((0, None), (None, 0), (None, 401), (10, 12), (201, None)):
        with pytest.raises(KitError):
            paper.room_for(tables, people)


def test_every_part_shock_and_special_quarter_has_its_words():
    assert set(paper_texts.SCRIPTS) == set(KINDS) - set(PLAYED)
    assert set(paper_texts.INJECTS) == set(SHOCKS)
    assert set(paper_texts.SHOWS) == set(paper_texts.MISTAKES) == set(paper_texts.WHEN)
    for id in names():
        for round in range(len(read_format(id).rounds)):
            assert set(special(read_format(id), round)) <= set(paper_texts.SHOWS)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("here", encoding="utf-8")
    with pytest.raises(KitError, match="choose another folder"):
        paper.write(tmp_path / "file", {"a.html": ""})
