"""A whole workshop is played with nothing but the printed pages, and comes out as `simulate` says."""

import re

import pytest

import smkt_helpers as smkt
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.four_parties import NAMES
from smkt_helpers.metrics import show
from smkt_helpers.workshop.bots import CHASES, TOGETHER
from smkt_helpers.workshop.paper import happened
from smkt_helpers.workshop.paper import play as paper_play
from tests.workshop.helpers import small
from tests.workshop.paper_reader import Reader, rows

FORMAT = small()
COMPANY = smkt.company(FORMAT.company)
MARKETS, CLEAR = 2, 40_000.0
IDS = ("contribution", "wins", "speed_median", *(f"satisfied_{party}" for party in NAMES))
# What three tables write on their slips in each quarter: marketing, sales, and who says yes to the agreement.
SLIPS = {
    "practice": [("B", "2", "", ""), ("A", "1", "yes", ""), ("C", "3", "yes", "yes")],
    "first": [("A", "1", "", ""), ("A", "2", "", "yes"), ("C", "3", "yes", "yes")],
    "swapped": [("B", "2", "yes", ""), ("C", "3", "yes", "yes"), None],
    "last": [("C", "3", "yes", "yes"), ("A", "3", "", ""), ("B", "1", "yes", "yes")],
}


@pytest.fixture(scope="module")
def pages():
    found = paper_play.outcomes(FORMAT, COMPANY, MARKETS)
    told = lambda round: happened(FORMAT, round)  # noqa: E731
    return paper_play.paper_play(FORMAT, COMPANY, found, CLEAR, told)


def by_hand(pages):
    """Play by the printed rules: return what stands on the board, by quarter and table."""
    quarters = pages.split("data-round=")[1:]
    board, before = [], [("B", "2", "no")] * 3
    for page, slips in zip(quarters, SLIPS.values(), strict=True):
        lines = {line["Marketing, sales, agreed"]: line for line in rows(page, "What ")}
        # A slip that is missing counts as in the quarter before; the agreement holds only if both say yes.
        ways = [
            before[table] if slip is None else (*slip[:2], "yes" if slip[2] == slip[3] == "yes" else "no")
            for table, slip in enumerate(slips)
        ]
        board.append([lines[", ".join(way)] for way in ways])
        # What was written in the practice quarter is thrown away.
        before = ways if len(board) > 1 else before
    return board


def simulated(quarter, marketing, sales, agreed):
    """Return the same cell by `simulate` alone, without anything of the papers."""
    own, both = {**CHASES["marketing"], **CHASES["sales"]}, TOGETHER.values()
    decided = {"marketing": ("budget", "threshold"), "sales": ("first_call", "touches")}
    seats = {"A": own, "1": own, "C": both, "3": both}
    changes = {
        name: seats[key][name]
        for seat, key in (("marketing", marketing), ("sales", sales)) if key in seats
        for name in decided[seat] if name in seats[key]
    }  # fmt: skip
    plan = COMPANY.today.replace(**changes)
    if agreed:
        plan = plan.replace(tracked=TOGETHER["tracked"], handoff=TOGETHER["handoff"])
    practice = quarter == 0
    place = max(quarter - 1, 0)
    steps = [(0, plan)] if place == 0 else [(0, COMPANY.today), (13 * place, plan)]
    shocks = [smkt.Shock("outage", 13 + 4)] if place >= 1 else []
    history = smkt.simulate(
        COMPANY, steps, seed=FORMAT.seed + practice, weeks=13 * (place + 1), replications=MARKETS, shocks=shocks
    )
    return smkt.metrics.values(history.tables(13 * place), IDS).mean()


def test_the_whole_workshop_on_paper_is_what_simulate_says(pages):
    board = by_hand(pages)
    assert [len(quarter) for quarter in board] == [3] * 4
    # The third table handed in nothing in the quarter after the swap: it goes on as C, 3, yes.
    ways = [
        [("B", "2", False), ("A", "1", False), ("C", "3", True)],
        [("A", "1", False), ("A", "2", False), ("C", "3", True)],
        [("B", "2", False), ("C", "3", True), ("C", "3", True)],
        [("C", "3", True), ("A", "3", False), ("B", "1", True)],
    ]
    for quarter, tables in enumerate(ways):
        for table, way in enumerate(tables):
            expected = simulated(quarter, *way)
            printed = list(board[quarter][table].values())[1:]
            assert [cell.replace("\u00a0", " ") for cell in printed] == [
                show(id, expected[id], COMPANY.currency) for id in (*IDS[:3], *paper_play.PARTIES)
            ], (quarter, table)


def test_every_line_of_every_quarter_is_there_once(pages):
    for page in pages.split("data-round=")[1:]:
        lines = [line["Marketing, sales, agreed"] for line in rows(page, "What ")]
        assert len(lines) == len(set(lines)) == 18


def test_the_page_says_what_to_read_aloud_only_where_something_happens(pages):
    text = Reader(pages).text
    assert text.count("Read aloud with the results") == 1
    assert "The CRM is down (week 5)" in text


def test_the_cards_name_the_decisions_behind_each_letter(pages):
    text = Reader(pages).text
    values = [DECISIONS["threshold"].show(plan["threshold"]) for plan in (CHASES["marketing"], TOGETHER)]
    values += [DECISIONS["touches"].show(plan["touches"]) for plan in (CHASES["sales"], TOGETHER)]
    for value in values:
        assert value in text
    assert text.count("nothing changes") == 2


def test_the_rules_fit_on_one_page_and_name_the_amount_of_clearly(pages):
    first = pages.split('<section class="sheet">')[1].replace("\u00a0", " ")
    assert first.count("<li>") == len(paper_play.INSTRUCTIONS)
    assert "“Clearly” means by more than EUR 40,000" in first
    assert not re.search(r"\{\w+\}", first)


def test_progress_is_told_to_the_last_cell():
    seen = []
    quick = small(agenda=[{"kind": "round", "minutes": 10}])
    paper_play.outcomes(quick, COMPANY, 1, lambda done, total: seen.append((done, total)))
    assert sorted(seen) == [(done, 18) for done in range(1, 19)]
