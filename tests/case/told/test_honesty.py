"""The honesty panel: no claim stronger than its source, and what the simulation says equals `compare`."""

from __future__ import annotations

import dataclasses
import math
import re
import shlex
from pathlib import Path

import pytest

from smkt_helpers.__main__ import main
from smkt_helpers.case import blocks
from smkt_helpers.case.figure import text_of
from smkt_helpers.case.question import asked
from smkt_helpers.case.told import honesty
from smkt_helpers.claims import CLAIMS
from smkt_helpers.comparison.pairs import compare

EVIDENCE = (Path(__file__).parents[3] / "docs" / "evidence.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def found(question):
    return honesty.compute(question)


def claims_table(question, found):
    tables = [one for one in honesty.section(question, found).blocks if isinstance(one, blocks.Table)]
    return {id: row for id, row in zip(CLAIMS, tables[-1].rows, strict=True)}


def revenue_of(found, **numbers):
    """Return the same with another gain of revenue."""
    board = found.board.copy()
    for name, value in numbers.items():
        board.loc["revenue", name] = value
    return dataclasses.replace(found, board=board)


def test_the_page_says_first_that_it_confirms_nobodys_percentage(question, found):
    section = honesty.section(question, found)
    choices = sum(one.basis == "choice" for one in question.company.assumptions)
    assert "cannot confirm anybody’s percentage" in section.message.text()
    assert f"{choices} of the {len(question.company.assumptions)} numbers" in section.message.text()
    note = next(block for block in section.blocks if isinstance(block, blocks.Note))
    assert note.said.text().startswith("No study shows that alignment of marketing and sales causes growth.")


def test_the_bases_are_counted_and_add_up(question, found):
    table = next(one for one in honesty.section(question, found).blocks if isinstance(one, blocks.Table))
    assert sum(row[1].value for row in table.rows) == len(question.company.assumptions)


def test_a_changed_assumption_is_counted_as_changed():
    question = asked(changed={"contact.reachable": 0.8}, markets=1, weeks=8)
    counted = honesty.counts(question)
    assert counted["changed"] == 1 and counted["choice"] == honesty.counts(asked())["choice"] - 1


@pytest.mark.parametrize("id", CLAIMS)
def test_every_figure_of_a_source_stands_on_the_evidence_page(id):
    for figure in re.findall(r"\d[\d,.]*%|\d,\d{3}|\d{3} firms|\b(?:19|20)\d\d\b|1\.25 million", CLAIMS[id].held):
        assert figure.strip(".,") in EVIDENCE, f"“{figure}” is not on the evidence page"


def test_what_the_simulation_says_equals_a_comparison(question, found, capsys):
    board = compare(question.company, question.plan("today"), question.plan("chosen"), question.weeks,
                    question.markets, question.seed, honesty.MEASURED)
    figures = {one.id: one for one in blocks.figures_of(honesty.section(question, found))}
    line = board.loc["revenue"]
    assert figures["honesty.growth.here"].value == pytest.approx(line["difference"] / line["first"])
    assert figures["honesty.untouched.change"].value == pytest.approx(board.loc["untouched", "difference"])
    main(shlex.split(figures["honesty.retention.today"].command)[3:])
    assert figures["honesty.retention.today"].text in capsys.readouterr().out


def test_every_number_can_be_traced(question, found):
    figures = blocks.figures_of(honesty.section(question, found))
    assert all(one.id.startswith("honesty.") and one.how for one in figures)
    assert all(one.command for one in figures if one.basis == "simulated")
    for row in claims_table(question, found).values():
        for cell in row:
            words = [cell] if isinstance(cell, str) else [cell.template, *cell.gaps.values()]
            for bare in (one for one in words if isinstance(one, str)):
                assert not re.search(r"\d", re.sub(r"\{\w+\}|95%", "", bare)), bare


def test_a_gain_that_luck_may_explain_is_called_that(question, found):
    unclear = revenue_of(found, first=100.0, difference=5.0, low=-20.0, high=30.0)
    assert "cannot be told from no change" in claims_table(question, unclear)["growth"][3].text()
    clear = revenue_of(found, first=100.0, difference=25.0, low=20.0, high=30.0)
    said = claims_table(question, clear)["growth"][3].text()
    assert "+25%" in said and "confirms no claim" in said
    loss = revenue_of(found, first=100.0, difference=-25.0, low=-30.0, high=-20.0)
    assert "−25%" in claims_table(question, loss)["growth"][3].text()
    none = revenue_of(found, first=0.0)
    assert "no revenue today" in claims_table(question, none)["growth"][3]
    alone = revenue_of(found, low=math.nan, high=math.nan)
    assert "One market says nothing about luck" in claims_table(question, alone)["growth"][3].text()


def test_the_price_of_waiting_is_told_as_an_assumption(question, found):
    cell = claims_table(question, found)["minutes"][3]
    assert cell.text().startswith("Assumed here, not found")
    # Written out once by hand: (1 + 30/21) / (1 + 5/21) to the power of 0.38 times 0.3.
    reach = next(one for one in cell.figures() if one.id.endswith("reach"))
    assert reach.value == pytest.approx(((51 / 21) / (26 / 21)) ** (0.38 * 0.3)) and reach.basis == "choice"
    none = question.with_changes(changed=(("contact.speed_contact", 0.0),))
    reach = next(one for one in claims_table(none, found)["minutes"][3].figures() if one.id.endswith("reach"))
    assert reach.value == 1


def test_the_simulation_says_nothing_where_it_knows_nothing(question, found):
    assert text_of(claims_table(question, found)["aligned"][3]).startswith("Nothing.")


def test_the_web_shop_works_too():
    question = asked("webshop", markets=1, weeks=10)
    assert "Bowl & Burrow" in honesty.section(question, honesty.compute(question)).message.text()
