"""The model of docs/model.md once more, written from that page alone, as a process model in SimPy.

It exists to be compared with the engine: two programs written apart that agree on every lead are
unlikely to share a mistake. So it is written for reading, follows the page's order and words, and
shares no code with the engine. Simulated time is the working clock; `Clock` turns it into the
calendar and back.

Processes: `days` (midnights, and the arrivals of each day), `becomes_due` (one for each task that
waits for its moment), `rep` (one each) and `picking`, which follows the page's seven steps.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Generator, Sequence

import numpy as np
import simpy

from smkt_helpers.companies import Company
from smkt_helpers.market import MEETINGS, TOUCHES, Market
from smkt_helpers.plan import Plan
from tests.reference.clock import DAY, WEEK, Clock
from tests.reference.people import OUTCOMES, Lead, State, weeks_of

COMPETITOR, PRICE, WAITED = 1, 2, 3


class Run:
    """One run: the market it meets, the clock, the reps and the tasks that wait for them."""

    def __init__(self, company: Company, market: Market, plans: Sequence[Plan], weeks: int) -> None:
        self.company, self.plans = company, plans
        self.market = Market(*(column.tolist() for column in market))
        self.clock = Clock.of(company)
        self.end = weeks * self.clock.week
        self.days_of_run = 7 * weeks
        self.weeks = weeks_of(company, plans)
        self.staff = [max(1, company.team.reps + plan.sales.extra_reps) for plan in plans]
        self.leads = [Lead(number) for number in range(len(market.arrives))]
        self.results: Counter[int] = Counter()      # written back, by the day on which the conversation ends
        self.learned = 0.0                          # K
        self.rule = "oldest"                        # by which the two queues are sorted
        self.calls: list[tuple[float, int, Lead]] = []
        self.meetings: list[tuple[float, int, Lead]] = []
        self.free: list[tuple[float, int, simpy.Event]] = []
        self.env = simpy.Environment()
        self.bell = self.env.event()

    def play(self) -> None:
        self.env.process(self.days())
        self.env.process(self.picking())
        for number in range(max(self.staff)):
            self.env.process(self.rep(number))
        self.env.run()

    def until(self, moment: float) -> Generator:
        """Wait until exactly `moment`.

        now + (moment - now) may miss the moment by a rounding error, and with it the opening of a day.
        It cannot once `now` is at least half of `moment`, because the difference is then exact.
        """
        if self.env.now < moment / 2:
            yield self.env.timeout(0.75 * moment - self.env.now)
        if self.env.now < moment:
            yield self.env.timeout(moment - self.env.now)

    # M3, M4, M5: from the market to sales

    def days(self) -> Generator:
        """Let each day begin with what marketing learns at midnight, then let its leads arrive."""
        waiting = 0
        comers = iter(self.comers())
        lead = next(comers, None)
        for day in range(self.days_of_run):
            yield from self.until(self.clock.to_work(day * DAY))
            if day > 0:
                waiting = self.midnight(day, waiting)
            while lead is not None and lead.arrives < (day + 1) * DAY:
                yield from self.until(lead.arrives_work)
                self.arrive(lead)
                lead = next(comers, None)

    def midnight(self, day: int, waiting: int) -> int:
        """Let marketing learn (or forget); return the results that still wait to be told."""
        waiting += self.results[day - 1]
        monday = day % 7 == 0
        if monday:
            self.learned *= self.company.look.memory
        feedback = self.plans[day // 7].agreement.feedback
        if feedback == "daily" or feedback == "weekly" and monday or feedback == "monthly" and day % 28 == 0:
            self.learned += waiting
            return 0
        return waiting

    def comers(self) -> Generator[Lead]:
        """Return the leads that are met, in order of arrival."""
        m = self.market
        for lead in self.leads:
            week = self.weeks[int(m.arrives[lead.number] // WEEK)]
            channel, is_outside = divmod(m.column[lead.number], 2)
            if m.spend[lead.number] < (week.outside if is_outside else week.inside)[channel]:
                lead.arrives, lead.arrives_work = m.arrives[lead.number], m.arrives_work[lead.number]
                lead.known = week.known
                yield lead

    def arrive(self, lead: Lead) -> None:
        m, look = self.market, self.company.look
        noise = look.noise_closed + (look.noise_open - look.noise_closed) * look.noise_half / (
            look.noise_half + self.learned)
        view = m.signal[lead.number] + noise * m.score_noise[lead.number]
        points = 50 + 15 * view / math.sqrt(look.marketing_fit**2 + look.marketing_intent**2 + noise**2)
        lead.score = min(max(points, 0.0), 100.0)
        plan = self.plans[int(lead.arrives // WEEK)]
        if lead.score < plan.marketing.threshold:
            lead.state = State.LEAD
        else:
            self.hand_over(lead, plan.agreement.handoff)

    def hand_over(self, lead: Lead, handoff: str) -> None:
        q = self.company.qualify
        lead.state, lead.handoff = State.MQL, handoff
        day = int(lead.arrives // DAY)
        visible = lead.arrives_work
        lead.handed = self.clock.to_calendar(visible)
        if handoff != "shared_crm":
            day += 1
            while day % 7 != 0 and (handoff == "weekly_list" or day % 7 >= self.clock.workdays):
                day += 1
            lead.handed = day * DAY + self.clock.opens
            visible = self.clock.to_work(lead.handed)
            share = q.twice_weekly if handoff == "weekly_list" else q.twice_daily
            lead.twice = self.market.twice[lead.number] < share
            lead.annoyed = q.twice_annoys if lead.twice else 0.0
        self.plan_task(lead, "look", visible)

    # M6: who does what, when

    def plan_task(self, lead: Lead, task: str, due: float) -> None:
        lead.task, lead.due = task, due
        if due < self.end:
            self.env.process(self.becomes_due(lead))

    def becomes_due(self, lead: Lead) -> Generator:
        yield from self.until(lead.due)
        heapq.heappush(self.queue_of(lead), (self.key(lead), lead.number, lead))
        self.ring()

    def queue_of(self, lead: Lead) -> list:
        return self.meetings if lead.task == "meeting" else self.calls

    def key(self, lead: Lead) -> float:
        """Return what the waiting tasks are sorted by, under the rule in force."""
        if self.rule == "hottest":
            return -lead.score
        if lead.task != "look":
            return lead.due
        return -lead.arrives if self.rule == "newest" else lead.arrives_work

    def ring(self) -> None:
        if not self.bell.triggered:
            self.bell.succeed()

    def rep(self, number: int) -> Generator:
        while True:
            turn = self.env.event()
            heapq.heappush(self.free, (self.env.now, number, turn))
            self.ring()
            duty = yield turn
            yield from duty

    def picking(self) -> Generator:
        """Give the reps their next duties, longest free first, whenever a rep or a task is new."""
        while True:
            yield self.bell
            while self.env.peek() == self.env.now:      # whatever else happens now counts as waiting
                yield self.env.timeout(0)
            self.bell = self.env.event()
            if self.env.now >= self.end:
                return
            while self.free and (self.calls or self.meetings):
                _, number, turn = self.free[0]
                duty = self.pick(number)
                if duty is not None:
                    heapq.heappop(self.free)
                    turn.succeed(duty)

    def pick(self, number: int) -> Generator | None:
        """Return what the rep does next, or None when nothing is left to do."""
        now, clock = self.env.now, self.clock
        week = clock.week_of(now)
        if number >= self.staff[week]:
            return self.until((week + 1) * clock.week)
        if clock.after_team_meeting(now) > now:
            return self.until(clock.after_team_meeting(now))
        self.sort_by(self.plans[week].sales.first_call)
        while self.calls or self.meetings:
            queue = self.first_queue()
            lead = queue[0][2]
            if lead.task == "meeting" and now - lead.due > self.company.deal.patience * clock.day:
                heapq.heappop(queue)
                self.lose_patience(lead)
                continue
            if lead.task == "meeting" and now + self.length(lead) > clock.closing(now) and self.calls:
                queue = self.calls
                lead = queue[0][2]
            age = clock.to_calendar(now) - lead.arrives
            if lead.task == "look" and age > self.company.contact.stale_days * DAY:
                heapq.heappop(queue)
                self.close(lead, State.STALE, clock.to_calendar(now))
                continue
            if now + self.length(lead) > clock.closing(now):
                return self.until(clock.next_day(now))
            heapq.heappop(queue)
            lead.rep = number
            duty = {"look": self.look, "follow-up": self.attempt, "meeting": self.meet}[lead.task]
            return duty(lead, now, self.plans[week])
        return None

    def sort_by(self, rule: str) -> None:
        if rule == self.rule:
            return
        self.rule = rule
        for queue in (self.calls, self.meetings):
            queue[:] = [(self.key(lead), number, lead) for _, number, lead in queue]
            heapq.heapify(queue)

    def first_queue(self) -> list:
        """Return the queue whose first task goes first."""
        if not (self.calls and self.meetings):
            return self.calls or self.meetings
        if self.rule == "deals_first":
            return self.meetings
        return min(self.calls, self.meetings, key=lambda queue: queue[0][:2])

    def length(self, lead: Lead) -> float:
        minutes = self.company.minutes
        if lead.task == "meeting":
            return self.stretched(minutes.meeting, lead)
        if lead.task == "follow-up":
            return self.stretched(minutes.touch, lead)
        return self.stretched(minutes.review + minutes.touch * (2 if lead.twice else 1), lead)

    def stretched(self, minutes: float, lead: Lead) -> float:
        """Return the working minutes that a task takes with this lead, administration included."""
        return minutes / self.company.team.selling_share * self.market.effort[lead.number]

    def lose_patience(self, lead: Lead) -> None:
        lead.waited += self.env.now - lead.due
        lead.reason = WAITED
        self.close(lead, State.LOST if lead.met else State.NO_NEED, self.clock.to_calendar(self.env.now))

    def close(self, lead: Lead, state: State, moment: float) -> None:
        lead.state, lead.closed = state, moment

    # What a rep does with a lead; `now` is the moment of the pick, `plan` the one in force then

    def look(self, lead: Lead, now: float, plan: Plan) -> Generator:
        m = self.market
        shared = plan.agreement.shared_definition
        lead.looked = self.clock.to_calendar(now)
        points = (m.sales_shared if shared else m.sales_own)[lead.number]
        bar = plan.marketing.threshold - self.company.look.tolerance if shared else plan.sales.bar
        if points >= bar:
            yield from self.attempt(lead, now, plan)
            return
        lead.reason = (m.reason_shared if shared else m.reason_own)[lead.number]
        end = now + self.stretched(self.company.minutes.review, lead)
        yield from self.until(end)
        self.close(lead, State.REJECTED, self.clock.end_to_calendar(end))

    def attempt(self, lead: Lead, now: float, plan: Plan) -> Generator:
        contact = self.company.contact
        lead.state = State.WORKING
        if lead.touches == 0:
            lead.first = self.clock.to_calendar(now)
            age = min(math.floor(lead.first - lead.arrives), math.floor(contact.stale_days * DAY) + 1)
            lead.loss = contact.speed_power * math.log(1 + age / contact.speed_minutes)
        end = now + self.length(lead)
        margin = self.market.contact[lead.number * TOUCHES + lead.touches]
        lead.touches += 1
        yield from self.until(end)
        if margin - contact.speed_contact * lead.loss - lead.annoyed > 0:
            yield from self.converse(lead, now, end)
        elif lead.touches < plan.sales.touches:
            self.plan_task_after(lead, "follow-up", end, plan.sales.gap_days * DAY)
        else:
            self.close(lead, State.UNREACHED, self.clock.end_to_calendar(end))

    def plan_task_after(self, lead: Lead, task: str, end: float, gap: float) -> None:
        self.plan_task(lead, task, self.clock.to_work(self.clock.end_to_calendar(end) + gap))

    def converse(self, lead: Lead, now: float, reached: float) -> Generator:
        clock, m, q, minutes = self.clock, self.market, self.company.qualify, self.company.minutes
        context, lost_context = {
            "shared_crm": (0.0, 0.0), "daily_file": (minutes.context_daily, q.context_daily),
            "weekly_list": (minutes.context_weekly, q.context_weekly)}[lead.handoff]
        length = self.stretched(minutes.talk + context, lead)
        start = clock.after_team_meeting(reached)
        while start + length > clock.closing(start):
            start = clock.after_team_meeting(clock.next_day(start))
        yield from self.until(start)
        if start >= self.end:
            return
        lead.talked, lead.settled = clock.to_calendar(start), clock.end_to_calendar(start + length)
        if m.writeback[lead.number] < self.plans[clock.week_of(start)].sales.writeback:
            self.results[int(lead.settled // DAY)] += 1
        yield from self.until(start + length)
        loss = self.company.contact.speed_qualify * lead.loss
        if m.ready_at[lead.number] > lead.talked:
            self.close(lead, State.NOT_READY, lead.settled)
        elif m.qualify[lead.number] - loss - lost_context - lead.annoyed > 0:
            lead.state = State.SQL
            self.plan_meeting(lead, start + length)
        else:
            self.close(lead, State.DISQUALIFIED, lead.settled)

    def plan_meeting(self, lead: Lead, end: float) -> None:
        self.plan_task_after(lead, "meeting", end, self.market.gaps[lead.number * MEETINGS + lead.met])

    def meet(self, lead: Lead, now: float, plan: Plan) -> Generator:
        lead.waited += now - lead.due
        lead.met += 1
        end = now + self.length(lead)
        yield from self.until(end)
        if lead.met == 1:
            if self.market.need[lead.number] <= 0:
                self.close(lead, State.NO_NEED, self.clock.end_to_calendar(end))
                return
            lead.state = State.OPEN
            lead.offered = self.clock.end_to_calendar(end)
        if lead.met < self.market.meetings[lead.number]:
            self.plan_meeting(lead, end)
        else:
            self.decide(lead, plan.sales.discount_limit, self.clock.end_to_calendar(end))

    def decide(self, lead: Lead, limit: float, moment: float) -> None:
        deal = self.company.deal
        asked = self.market.asked[lead.number]
        given = min(asked, limit)
        margin = (self.market.win[lead.number] + self.company.response.brand_win * lead.known
                  + 10 * (deal.discount_gain * given - deal.discount_refused * (asked - given))
                  - deal.win_wait * lead.waited / self.clock.day - lead.annoyed)
        if margin > 0:
            lead.discount = given
            self.close(lead, State.WON, moment)
        else:
            lead.reason = PRICE if given < asked else COMPETITOR
            self.close(lead, State.LOST, moment)


def simulate_reference(company: Company, market: Market, plans_by_week: Sequence[Plan],
                       weeks: int) -> dict[str, np.ndarray]:
    """Play one run and return what became of each potential lead.

    Parameters
    ----------
    company : Company
    market : Market
        One replication of `smkt_helpers.market.draw`, n potential leads.
    plans_by_week : sequence of Plan
        The plan in force in each week of the run, warm-up included.
    weeks : int
        Length of the run, warm-up included.

    Returns
    -------
    dict of str to ndarray of shape (n,)
        Each name of `OUTCOMES`. `state` holds a `State`; times are calendar minutes and NaN when
        something never happened; `waited` is in working minutes; `rep` counts from 0, -1 for nobody.
    """
    run = Run(company, market, plans_by_week, weeks)
    run.play()
    return {name: np.array([getattr(lead, name) for lead in run.leads]) for name in OUTCOMES}
