"""What all rules of a run share: market, weeks, clock, people, tasks that wait, and the records.

Simulated time is the working clock. What happens at the same working minute goes in this order:
first whatever begins or ends then (SimPy's usual order), then `ARRIVALS` (midnights and Monday
rounds among them), then `PICKS`.
"""

from __future__ import annotations

import math
from bisect import insort
from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from types import SimpleNamespace

import simpy

from smkt_helpers.companies import Company
from smkt_helpers.events import Override
from smkt_helpers.market import Market
from tests.reference.clock import DAY, WEEK, Clock
from tests.reference.people import MARKETING, Lead, Rep
from tests.reference.weeks import Week

ARRIVALS, PICKS = 2, 3
NOBODY = Override()


class Run:
    """One run: everything that changes while it is played."""

    def __init__(
        self,
        company: Company,
        market: Market,
        weeks: Sequence[Week],
        overrides: Mapping[int, Override],
        programs: Sequence[str],
    ) -> None:
        self.company, self.weeks, self.programs = company, weeks, programs
        self.overrides = overrides
        self.market = SimpleNamespace(**{name: list_of(column) for name, column in market._asdict().items()})
        self.mql_error, self.revenue_error, self.message_effect = self.market.luck
        self.clock = Clock.of(company)
        self.end = len(weeks) * self.clock.week
        self.last_midnight = len(weeks) * WEEK
        self.outages = [outage for week in weeks for outage in week.outages]
        self.leads = [Lead(number) for number in range(len(market.arrives))]
        self.reps = [Rep(number, company.trust.start) for number in range(max(week.reps for week in weeks))]
        # Tasks that wait, sorted by (key, number of the lead)
        self.fresh: list[tuple[float, int, Lead]] = []
        self.calls: list[tuple[float, int, Lead]] = []
        self.meetings: list[tuple[float, int, Lead]] = []
        self.free: list[Rep] = []
        self.in_force = 0  # week whose plan sorts the tasks
        # What marketing learns: results are (of a marketing lead, saw B, is SQL)
        self.results: dict[int, list[tuple[bool, bool, bool]]] = defaultdict(list)
        self.untold: list[tuple[bool, bool, bool]] = []
        self.learned = 0.0  # K
        self.heard = {False: 0, True: 0}  # results and SQLs by message
        self.heard_sql = {False: 0, True: 0}
        self.b_is_chosen = False
        # One number per week
        blank = [0.0] * len(weeks)
        self.mqls, self.looked, self.accepted, self.revenue = (list(blank) for _ in range(4))
        self.busy, self.trust, self.goal, self.mql_goal = (list(blank) for _ in range(4))
        self.throttled = [False] * len(weeks)
        self.points, self.discount = list(blank), list(blank)
        self.renewals: list[tuple[int, float, bool]] = []  # lead, calendar minute, paid
        self.visited: set[str] = set()
        self.env = simpy.Environment()
        self.bell = self.env.event()

    # Time

    def until(self, moment: float) -> Generator:
        """Wait until exactly `moment`.

        now + (moment - now) may miss the moment by a rounding error, and with it the opening of a day.
        It cannot once `now` is at least half of `moment`, because the difference is then exact.
        """
        if self.env.now < moment / 2:
            yield self.env.timeout(0.75 * moment - self.env.now)
        if self.env.now < moment:
            yield self.env.timeout(moment - self.env.now)

    def turn_of(self, order: int) -> simpy.Event:
        """Return an event of this moment that comes after all of a lower order."""
        event = self.env.event()
        event._ok, event._value = True, None
        self.env.schedule(event, priority=order)
        return event

    def ring(self) -> None:
        """Let the reps who are free look for something to do."""
        if not self.bell.triggered:
            self.bell.succeed()

    def week_at(self, x: float) -> Week:
        return self.weeks[self.clock.week_of(x)]

    def after_meetings(self, x: float) -> float:
        """Return `x`, or the end of the meetings in which it lies."""
        week = self.clock.week_of(x)
        if week >= len(self.weeks):
            return x
        return max(x, week * self.clock.week + min(self.weeks[week].blocked, self.clock.week))

    def after_outage(self, x: float, on_paper_too: bool) -> float:
        """Return `x`, or the end of the outage in which it lies; with a plan on paper only if asked."""
        ends = [o.end for o in self.outages if o.start <= x < o.end and (on_paper_too or not o.on_paper)]
        return self.after_outage(max(ends), on_paper_too) if ends else x

    def can_work(self, x: float) -> float:
        """Return the first moment from `x` on that lies in no meetings and no outage that stops work."""
        later = self.after_outage(self.after_meetings(x), on_paper_too=False)
        return x if later == x else self.can_work(later)

    # Tasks

    def plan_task(self, lead: Lead, task: str, due: float) -> None:
        """Let a task wait for a rep from working minute `due` on."""
        lead.task, lead.due = task, due
        if due <= self.env.now:
            self.add(lead)
            self.ring()
        elif due < self.end:
            self.env.process(self.becomes_due(lead))

    def becomes_due(self, lead: Lead) -> Generator:
        yield from self.until(lead.due)
        self.add(lead)
        self.ring()

    def queue_of(self, lead: Lead) -> list[tuple[float, int, Lead]]:
        return {"fresh": self.fresh, "meeting": self.meetings}.get(lead.task, self.calls)

    def add(self, lead: Lead) -> None:
        insort(self.queue_of(lead), (self.key(lead), lead.number, lead))

    def remove(self, lead: Lead) -> None:
        self.queue_of(lead).remove((self.key(lead), lead.number, lead))

    def sort_tasks(self, week: int) -> None:
        self.in_force = week
        for queue in (self.fresh, self.calls, self.meetings):
            queue[:] = sorted((self.key(lead), number, lead) for _, number, lead in queue)

    def key(self, lead: Lead) -> float:
        """Return what tasks are sorted by under the plan in force."""
        plan = self.weeks[self.in_force].plan
        is_fresh = lead.task == "fresh"
        if is_fresh and self.override(lead).rank is not None:
            return -1e12 + self.override(lead).rank
        if plan.sales.first_call == "hottest":
            return -lead.score
        if plan.sales.first_call == "newest":
            return -lead.since if is_fresh else lead.due
        promised = plan.agreement.tracked
        if is_fresh:
            return self.clock.to_work(lead.since + (60 * plan.agreement.target_hours if promised else 0.0))
        if promised and lead.task != "meeting":
            return lead.due + 5 * self.clock.day
        return lead.due

    # Leads

    def override(self, lead: Lead) -> Override:
        return self.overrides.get(lead.number, NOBODY)

    def prepared(self, lead: Lead) -> float:
        """Return how well prepared a rep is for what this lead was told (p)."""
        return self.weeks[lead.week].prepared if lead.source == MARKETING else 0.0

    def annoyed(self, lead: Lead) -> float:
        return self.company.qualify.twice_annoys if lead.twice else 0.0

    def stretched(self, minutes: float, lead: Lead, now: float, slow: bool = True) -> float:
        """Return the working minutes of a task with this lead that is picked `now`.

        Work goes slower in an outage with a plan on paper, unless told otherwise.
        """
        length = minutes / self.week_at(now).selling_share * self.market.effort[lead.number]
        if slow and any(o.on_paper and o.start <= now < o.end for o in self.outages):
            self.visited.add("outage on paper")
            length *= self.company.trouble.outage_slow
        return min(length, self.clock.day)

    def work(self, length: float, start: float) -> None:
        self.busy[self.clock.week_of(start)] += length

    def day_of(self, t: float) -> int:
        return math.floor(t / DAY)


def list_of(column) -> list:
    """Return a column as plain Python numbers."""
    return column.tolist() if hasattr(column, "tolist") else list(column)
