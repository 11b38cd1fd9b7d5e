"""The reference's clock against a calendar on the wall."""

from smkt_helpers.company_file import company
from tests.reference.clock import Clock


def test_working_minutes_by_hand():
    clock = Clock.of(company("irrigation"))  # 9 to 17, 5 days
    tuesday_noon, friday_night, next_monday = 1440 + 720, 4 * 1440 + 1380, 7 * 1440 + 540
    assert clock.to_work(tuesday_noon) == 480 + 180
    assert clock.to_work(friday_night) == clock.to_work(next_monday) == 2400
    assert clock.to_calendar(480 + 180) == tuesday_noon
    assert clock.to_calendar(2400) == next_monday
    assert clock.closing(2430) == clock.next_day(2430) == 2880
    assert clock.week_of(2399.9) == 0 and clock.week_of(2400) == 1
    assert not clock.never_closes


def test_a_company_that_never_closes():
    hours = {"calendar.opens": 0.0, "calendar.closes": 24.0, "calendar.workdays": 7, "team.hours_week": 168.0}
    clock = Clock.of(company("irrigation").replace(**hours))
    assert clock.never_closes
    assert clock.closing(1439.0) == float("inf")
    assert clock.to_work(10_000.5) == clock.to_calendar(10_000.5) == 10_000.5
