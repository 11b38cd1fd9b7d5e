"""Programs that take a seat: what they hand in is allowed, and it shows what the workshop is about."""

import numpy as np
import pytest

from smkt_helpers.company_file import company
from smkt_helpers.decisions import DECISIONS, SEATS
from smkt_helpers.workshop import rounds
from smkt_helpers.workshop.bots import bot_sheet, bot_steps, own_number, random_prediction, random_sheet, together
from smkt_helpers.workshop.formats import names, read_format
from smkt_helpers.workshop.rounds import PREDICTIONS
from tests.workshop.helpers import next_open, opened, played


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("seat", SEATS)
def test_sheets_name_only_what_the_seat_decides_and_change_something(name, seat):
    format = read_format(name)
    today = company(format.company).today
    for sheet in (own_number(format, seat), together(format, seat)):
        assert set(sheet) <= set(format.of_seat(seat))
        assert today.replace(**sheet) != today
    assert set(together(format, seat)) == set(format.of_seat(seat))


def test_the_bot_learns_after_two_quarters():
    format = read_format("half-day")
    assert [bot_sheet(format, "sales", counted) == own_number(format, "sales") for counted in range(4)] == [
        True, True, False, False]  # fmt: skip


def test_the_bots_plans_begin_with_each_quarter_that_counts():
    format = read_format("half-day")
    now = opened(people=2, tables=1, format=format)
    for _quarter in range(3):
        now = next_open(played(now))
    steps = bot_steps(now)
    assert [week for week, _plan in steps] == [0, 13, 26]
    assert steps[0][1] == steps[1][1] != steps[2][1]
    assert steps[2][1]["handoff"] == "shared_crm"


def test_random_sheets_are_allowed_and_differ():
    format, chance = read_format("half-day"), np.random.default_rng(3)
    sheets = [random_sheet(format, seat, chance) for seat in SEATS for _time in range(40)]
    for sheet in sheets:
        for name, value in sheet.items():
            assert DECISIONS[name].check(value) == value
            if DECISIONS[name].kind == "number":
                steps = (value - DECISIONS[name].low) / DECISIONS[name].step
                assert steps == pytest.approx(round(steps))
    assert len({str(sheet) for sheet in sheets}) > 70
    assert {random_prediction(chance) for _time in range(40)} == set(PREDICTIONS)


def test_a_random_sheet_can_be_handed_in():
    now = opened(format=read_format("short"))
    sheet = random_sheet(now.format, "sales", np.random.default_rng(1))
    assert rounds.decide(now, 1, "sales", sheet).entries[1, "sales"].votes == {"": sheet}
