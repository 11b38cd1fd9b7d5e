"""Sections M12 and M13: meetings, the deal, renewals."""

from __future__ import annotations

import math
from collections.abc import Generator

from smkt_helpers.market import MEETINGS
from tests.reference.clock import WEEK
from tests.reference.people import COMPETITOR, PRICE, WAITED, Lead, State
from tests.reference.run import Run


def task(run: Run, lead: Lead, now: float, minutes: float) -> Generator:
    """Hold the meeting or the renewal that waits, in some working minutes from `now` on."""
    run.work(minutes, now)
    ends = run.clock.to_calendar(now) + minutes
    if lead.task == "meeting":
        meet(run, lead, now, ends)
        yield from run.until(now + minutes)
        return
    renew(run, lead, now, ends)
    yield from run.until(now + minutes)
    next_renewal(run, lead)


# Meetings


def plan_meeting(run: Run, lead: Lead, after: float) -> None:
    """Let the next meeting be due a gap after calendar minute `after`."""
    gap = run.market.gaps[lead.number * MEETINGS + lead.met]
    run.plan_task(lead, "meeting", run.clock.to_work(after + gap))


def lose_patience(run: Run, lead: Lead) -> None:
    lead.waited += run.env.now - lead.due
    lead.state = State.LOST if lead.met else State.NO_NEED
    lead.reason, lead.closed = WAITED, run.clock.to_calendar(run.env.now)


def meet(run: Run, lead: Lead, now: float, ends: float) -> None:
    lead.waited += now - lead.due
    lead.met += 1
    if lead.met == 1:
        if run.market.need[lead.number] <= 0:
            lead.state, lead.closed = State.NO_NEED, ends
            return
        lead.state, lead.offered = State.OPEN, ends
    if lead.met < run.market.meetings[lead.number]:
        plan_meeting(run, lead, ends)
    else:
        decide(run, lead, run.clock.week_of(now), ends)


def decide(run: Run, lead: Lead, number: int, ends: float) -> None:
    """Let the customer decide at calendar minute `ends`, by the decisions of week `number`."""
    company, m, week = run.company, run.market, run.weeks[number]
    deal, promise, arrival = company.deal, company.promise, run.weeks[lead.week]
    asked = m.asked[lead.number] * (1 - company.prepare.ask * run.prepared(lead))
    given = min(asked, min(max(week.discount_limit + run.discount[number], 0.0), 0.6))
    said = min(1.0, arrival.plan.marketing.promise + week.stretch)
    margin = (
        m.win[lead.number]
        + company.response.brand_win * arrival.known
        + promise.win * (said - promise.usual)
        + 10 * (deal.discount_gain * given - deal.discount_refused * (asked - given))
        - deal.win_wait * lead.waited / run.clock.day
        - run.annoyed(lead)
        - week.cutter
    )
    lead.closed = ends
    if margin <= 0:
        lead.state, lead.reason = State.LOST, PRICE if given < asked else COMPETITOR
        return
    lead.state, lead.discount = State.WON, given
    lead.gap = max(0.0, said - m.delivered[lead.number])
    run.revenue[number] += m.value[lead.number] * (1 - given)
    next_renewal(run, lead)


# Renewals


def next_renewal(run: Run, lead: Lead) -> None:
    """Plan the next renewal of a customer who has not left, once the one before is decided."""
    if not math.isnan(lead.left):
        return
    due = lead.closed + (lead.renewals + 1) * run.company.keep.weeks * WEEK
    run.plan_task(lead, "renewal", max(run.clock.to_work(due), run.env.now))


def decide_alone(run: Run, lead: Lead) -> None:
    """Let a customer for whom nobody had time decide about the renewal."""
    run.visited.add("renewal decided without us")
    renew(run, lead, run.env.now, run.clock.to_calendar(run.env.now))
    next_renewal(run, lead)


def renew(run: Run, lead: Lead, start: float, ends: float) -> None:
    keep = run.company.keep
    days = min((start - lead.due) / run.clock.day, keep.patience)
    rate = (
        keep.base
        - keep.fit * run.market.fit[lead.number]
        + keep.gap * lead.gap
        + keep.discount * 10 * lead.discount
        + keep.wait * days
    )
    lead.piled += max(keep.least, rate)
    paid = lead.piled <= run.market.patience[lead.number]
    run.renewals.append((lead.number, ends, paid))
    if paid:
        lead.renewals += 1
    else:
        lead.left = ends
