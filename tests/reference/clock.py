"""Section 1 of docs/model.md: calendar minutes and working minutes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from smkt_helpers.companies import Company

DAY = 1440.0
WEEK = 7 * DAY


@dataclass(frozen=True)
class Clock:
    """The working hours of a company, and the way from one kind of minute to the other."""

    opens: float  # minute of the day
    day: float  # working minutes of a day (L)
    workdays: int

    @classmethod
    def of(cls, company: Company) -> Clock:
        c = company.calendar
        return cls(60 * c.opens, 60 * (c.closes - c.opens), c.workdays)

    @property
    def week(self) -> float:
        return self.workdays * self.day

    @property
    def never_closes(self) -> bool:
        return self.workdays == 7 and self.day == DAY

    def to_work(self, t: float) -> float:
        """Return the working minutes that have passed at calendar minute `t`."""
        day = math.floor(t / DAY)
        minute = t - DAY * day
        week = math.floor(day / 7)
        weekday = day - 7 * week
        if weekday >= self.workdays:
            return (week + 1) * self.week
        return week * self.week + weekday * self.day + min(max(minute - self.opens, 0.0), self.day)

    def to_calendar(self, x: float) -> float:
        """Return the calendar minute at which working minute `x` begins."""
        day = math.floor(x / self.day)
        rest = x - day * self.day
        return DAY * (7 * (day // self.workdays) + day % self.workdays) + self.opens + rest

    def week_of(self, x: float) -> int:
        return math.floor(x / self.week)

    def next_day(self, x: float) -> float:
        return (math.floor(x / self.day) + 1) * self.day

    def closing(self, x: float) -> float:
        """Return the working minute at which the day of `x` ends."""
        return math.inf if self.never_closes else self.next_day(x)
