from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.case.blocks import Folded, blocks_html, figures_of, section_html
from smkt_helpers.case.question import asked
from smkt_helpers.case.told import shares as part
from smkt_helpers.practices import PRACTICES


@pytest.fixture(scope="module")
def shared(found):
    return found("shares")


def with_bars(shared, bars):
    """Return the same with other intervals: by practice its low and high end; all others are unclear."""
    table = shared.waterfall.table.assign(low=-10.0, mean=0.0, high=10.0)
    for id, (low, high) in bars.items():
        table.loc[id, ["low", "mean", "high"]] = low, (low + high) / 2, high
    return dataclasses.replace(shared, waterfall=dataclasses.replace(shared.waterfall, table=table))


def test_the_bars_are_those_of_the_waterfall_and_add_up(question, shared, headline):
    board = smkt.waterfall(question.company, question.plan("today"), question.practices, weeks=question.weeks,
                           markets=question.markets, seed=question.seed)  # fmt: skip
    pd.testing.assert_frame_equal(shared.waterfall.table, board.table)
    shown = {figure.id: figure for figure in figures_of(part.section(question, shared))}
    bars = [shown[f"shares.{id}.gives"] for id in question.practices]
    assert [bar.value for bar in bars] == list(board.table["mean"])
    assert shown["shares.total"].value == pytest.approx(sum(bar.value for bar in bars))
    line = headline.board.loc["contribution"]
    assert (shown["shares.total"].value, shown["shares.total"].low) == pytest.approx((line["difference"], line["low"]))


def test_hours_are_those_of_the_next_step(question, shared):
    board = smkt.next_step(question.company, question.plan("today"), question.practices, weeks=question.weeks,
                           markets=2, seed=question.seed)  # fmt: skip
    shown = {figure.id: figure for figure in figures_of(part.section(question, shared))}
    assert shown["shares.meeting.hours"].value == board.loc["meeting", "hours"]
    assert shown["shares.meeting.hours"].value > 0


def test_every_practice_says_how_it_acts():
    assert list(part.ACTS) == list(PRACTICES)


def test_each_bar_opens_to_its_mechanism_and_its_cost(question, shared):
    opened = {one.summary: blocks_html(one.blocks) for one in part.section(question, shared).blocks
              if isinstance(one, Folded)}  # fmt: skip
    assert len(opened) == len(question.practices)
    words = next(text for summary, text in opened.items() if summary.startswith("One shared CRM"))
    assert "nothing waits for a list" in words and "Licences and care, every week" in words
    assert "a file every morning" in words and "one shared CRM, at once" in words


def test_what_is_clear_and_what_is_not(question, shared):
    clear = with_bars(shared, {"shared_crm": (50.0, 150.0), "meeting": (-80.0, -20.0)})
    told = part.message(question, clear).text()
    assert "“One shared CRM” gives most: +EUR 100 on average (+EUR 50 to +EUR 150)" in told
    page = section_html(part.section(question, clear))
    assert "One shared CRM: gains" in page and "A weekly smarketing meeting: loses" in page


def test_what_a_practice_adds_to_all_the_others(question, shared):
    others = [id for id in question.practices if id != "owners"]
    without = question.with_changes(practices=others).plan("chosen")
    board = smkt.compare(question.company, without, question.plan("chosen"), weeks=question.weeks, seed=question.seed,
                         replications=question.markets, metrics=["contribution"])  # fmt: skip
    last = {one.id: one for one in figures_of(part.section(question, shared))}["shares.owners.last"]
    line = board.loc["contribution"]
    assert (last.value, last.low, last.high) == pytest.approx((line["difference"], line["low"], line["high"]))


def test_a_practice_that_the_others_are_better_without_is_named(question, shared):
    amounts = pd.DataFrame(100.0, index=shared.last.index, columns=shared.last.columns).assign(meeting=[-50.0, -51.0])
    told = part.section(question, dataclasses.replace(with_bars(shared, {"meeting": (5.0, 9.0)}), last=amounts))
    assert "Without “A weekly smarketing meeting” more would be left" in told.message.text()
    assert "It depends on what else is done" in section_html(told)


def test_when_no_practice_is_clear_none_is_called_the_best(question, shared):
    told = part.message(question, with_bars(shared, {})).text()
    assert "no single one clearly gives" in told and "gives most" not in told


def test_many_practices_still_fit_into_one_picture(question, shared):
    ids = list(PRACTICES)
    parts = pd.DataFrame([[float(place + market) for place in range(len(ids))] for market in (0, 3)], columns=ids)
    table = pd.DataFrame({"mean": parts.mean()})
    many = dataclasses.replace(shared, waterfall=dataclasses.replace(shared.waterfall, table=table, parts=parts))
    names, drawn = part._drawn(many)
    assert len(names) == part.MOST_BARS and names[-1] == "All others together"
    assert drawn.sum(axis=1).tolist() == parts.sum(axis=1).tolist()


def test_a_company_of_another_currency():
    other = asked("webshop", practices=["shared_crm", "owners"], markets=1, weeks=4)
    page = section_html(part.section(other, part.compute(other)))
    assert "GBP" in page and "EUR" not in page


def test_stopping_leaves_nothing_half_done(question):
    with pytest.raises(smkt.KitError, match="stopped"):
        part.compute(question, cancel=lambda: True)
