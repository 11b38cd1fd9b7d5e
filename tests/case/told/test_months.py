from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from smkt_helpers.case.blocks import Folded
from smkt_helpers.case.question import asked
from smkt_helpers.case.told import headline, months
from smkt_helpers.comparison.runs import StoppedError


def test_the_months_add_up_to_the_time_played(question, found):
    played = headline.played(question, months.BOTH, months.SHOWN)
    for way, table in found("months").runs.items():
        first = table[table.index.get_level_values("month") <= months.months_a_year(question)]
        summed = first[list(months.SHOWN)].groupby(level="replication").sum()
        pd.testing.assert_frame_equal(summed, played[way], check_names=False, rtol=1e-12)


def changed(amounts):
    """Return months in which the practices change the contribution of each month by this much, market by market."""
    numbers = [(market, month) for market, row in enumerate(amounts) for month in range(1, len(row) + 1)]
    index = pd.MultiIndex.from_tuples(numbers, names=["replication", "month"])
    zero = pd.DataFrame(0.0, index=index, columns=list(months.MEASURED))
    rising = index.get_level_values("month") / 100
    zero = zero.assign(utilisation=rising, speed_median=rising)
    return months.Months({"today": zero, "chosen": zero.assign(contribution=[x for row in amounts for x in row])})


def test_years_that_do_not_pay_back_are_counted(question):
    year = months.months_a_year(question)
    told = months.section(question, changed([[-1.0] * year + [5.0] * year] * 3)).message.text()
    assert "3 of 3 simulated years had not paid back" in told and "Do not multiply" not in told


def test_a_second_year_that_brings_less_is_said(question):
    year = months.months_a_year(question)
    told = months.section(question, changed([[9.0] * year + [1.0] * year] * 3)).message.text()
    assert "The second year leaves +EUR 7 (" in told and "Do not multiply the first year" in told


def test_a_worse_beginning_and_a_fading_gain_are_said(question):
    blocks = months.section(question, changed([[-50.0, -60.0, -50.0, 900.0, 900.0, 900.0, 0.0, 0.0, 0.0]] * 2)).blocks
    said = " ".join(one.text() if isinstance(one, months.Said) else one.said.text()
                    for one in blocks if isinstance(one, months.Said | months.Note))  # fmt: skip
    assert "clearly less than today" in said and "The gain fades" in said and "take the hours" in said


def test_every_month_is_told_in_two_tables_that_fit_beside_the_list_of_files(question, found):
    told = months.section(question, found("months"))
    today, change = next(block for block in told.blocks if isinstance(block, Folded)).blocks
    assert (len(today.heads), len(change.heads)) == (5, 6)
    assert len(today.rows) == len(change.rows) == len(found("months").changes("contribution").columns)
    parts, added = [row[4].value for row in change.rows], [row[5].value for row in change.rows]
    assert added[-1] == pytest.approx(sum(parts)) and today.rows[0][4].value != parts[0]


def test_it_can_be_stopped(question):
    with pytest.raises(StoppedError):
        months.compute(question, cancel=lambda: True)


def test_a_shorter_last_month_and_another_currency():
    question = asked("webshop", markets=1, weeks=6)
    question = question.with_changes(base=dataclasses.replace(question.base, currency="PLN"))
    told = months.section(question, months.compute(question))
    assert "PLN" in told.message.text()
