"""What is assumed: every number of the company, with its range, what it rests on, and why."""

from __future__ import annotations

import dataclasses
import re

import pytest

from smkt_helpers.case import blocks
from smkt_helpers.case.figure import text_of
from smkt_helpers.case.question import asked
from smkt_helpers.case.told import assumptions
from smkt_helpers.company_file import company


def section_of(question):
    return assumptions.section(question, assumptions.compute(question))


@pytest.mark.parametrize("named", ["irrigation", "webshop"])
def test_every_number_of_the_company_is_there_once(named):
    question = asked(named)
    paths = [row.path for row in assumptions.rows(question)]
    assert paths == [one.path for one in question.base.assumptions]
    folded = [block for block in section_of(question).blocks if isinstance(block, blocks.Folded)]
    shown = [one.id for one in blocks.figures_in(folded)]
    assert all(shown.count(f"assumptions.{path}") == 1 for path in paths)
    assert {path.split(".")[0] for path in paths} <= set(assumptions.SECTION_WORDS)


def test_a_changed_number_shows_both_values():
    question = asked(changed={"contact.reachable": 0.8})
    row = next(row for row in assumptions.rows(question) if row.path == "contact.reachable")
    assert (row.basis, row.value, row.before) == ("changed", 0.8, 0.88)
    section = section_of(question)
    table = next(block for block in section.blocks if isinstance(block, blocks.Table))
    assert table.caption == "What was changed on this page." and text_of(table.rows[0][1]) == "80% (was 88%)"
    assert "1 was changed here" in section.message.text()
    assert "changed here" not in section_of(asked()).message.text()


def test_a_number_put_back_is_not_called_changed():
    row = next(row for row in assumptions.rows(asked(changed={"contact.reachable": 0.88})) if "reachable" in row.path)
    assert row.basis == "choice" and row.before is None


def test_the_first_ones_are_numbers_with_a_range():
    found = {row.path: row for row in assumptions.rows(asked())}
    assert 10 <= len(assumptions.MATTER) <= 14
    assert all(found[path].low is not None for path in assumptions.MATTER)
    assert not any(path.startswith("channels.") for path in assumptions.MATTER), "channels differ between companies"
    assert len(section_of(asked()).on_slide[0].rows) == assumptions.ON_SLIDE


@pytest.mark.parametrize(("path", "text"), [
    ("contact.reachable", "88%"), ("team.selling_share", "44.5%"), ("team.reps", "6 people"),
    ("money.rep_hour", "EUR 42 an hour"), ("qualify.intent", "1 (log odds)"), ("deal.win_wait", "0.06 (log odds per"),
    ("calendar.opens", "9 (hour of the day)"), ("deal.meetings", "60%, 25%, 10%, 5%"),
])
def test_values_are_shown_as_people_read_them(path, text):
    question = asked()
    row = next(row for row in assumptions.rows(question) if row.path == path)
    assert assumptions.shown(question, row, row.value).startswith(text)


def test_a_fitted_company_says_so():
    base = company("irrigation")
    notes = tuple(
        dataclasses.replace(one, basis="fitted") if one.path == "contact.reachable" else one for one in base.assumptions
    )
    question = dataclasses.replace(asked(), base=dataclasses.replace(base, assumptions=notes))
    assert "fitted to its own figures: 1." in section_of(question).message.text()
    assert next(row for row in assumptions.rows(question) if row.path == "contact.reachable").basis == "fitted"


def test_numbers_in_a_reason_are_traced_whatever_else_stands_there():
    base = company("irrigation")
    notes = tuple(
        dataclasses.replace(one, why="{about} 12% <b> of 1,400 firms") if one.path == "team.reps" else one
        for one in base.assumptions
    )
    section = section_of(dataclasses.replace(asked(), base=dataclasses.replace(base, assumptions=notes)))
    found = {one.id: one.text for one in blocks.figures_of(section)}
    assert (found["assumptions.team.reps.why.1"], found["assumptions.team.reps.why.2"]) == ("12%", "1,400")
    shown = blocks.section_html(section)
    assert "{about} " in shown and "&lt;b&gt;" in shown and "<b> of" not in shown


def test_every_number_can_be_traced():
    section = section_of(asked(changed={"contact.reachable": 0.8}))
    figures = blocks.figures_of(section)
    assert all(one.id.startswith("assumptions.") and one.how for one in figures)
    for block in section.blocks:
        tables = block.blocks if isinstance(block, blocks.Folded) else (block,)
        for table in (one for one in tables if isinstance(one, blocks.Table)):
            bare = [cell for row in table.rows for cell in row[1:] if isinstance(cell, str)]
            assert not any(re.search(r"\d", cell) for cell in bare)
