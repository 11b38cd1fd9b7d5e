"""Sections 4, M3, M5, M10 and the test of a second message: from the market to sales."""

from __future__ import annotations

import math
from collections.abc import Generator

from tests.reference import monday
from tests.reference.clock import DAY, WEEK
from tests.reference.people import MARKETING, NEVER, PROSPECT, RECOMMENDED, Lead, State
from tests.reference.run import ARRIVALS, Run
from tests.reference.weeks import looks_outside


def days(run: Run) -> Generator:
    """Let each day begin with its midnight (on Mondays the round too), then let its leads arrive."""
    comers = iter(run.leads)
    lead = next(comers, None)
    for day in range(7 * len(run.weeks)):
        yield from run.until(run.clock.to_work(day * DAY))
        yield run.turn_of(ARRIVALS)
        if day > 0:
            midnight(run, day)
        if day > 0 and day % 7 == 0:
            monday.hold_round(run, day // 7)
        while lead is not None and run.market.arrives[lead.number] < (day + 1) * DAY:
            yield from run.until(run.market.arrives_work[lead.number])
            yield run.turn_of(ARRIVALS)
            arrive(run, lead)
            run.ring()
            lead = next(comers, None)


def midnight(run: Run, day: int) -> None:
    """Let marketing hear results, learn and forget."""
    run.untold += run.results[day - 1]
    is_monday = day % 7 == 0
    if is_monday:
        run.learned *= run.company.look.memory
    heard = run.weeks[day // 7].heard
    if heard == "daily" or heard == "weekly" and is_monday or heard == "monthly" and day % 28 == 0:
        run.learned += len(run.untold)
        for by_marketing, saw_b, is_sql in run.untold:
            if by_marketing:
                run.heard[saw_b] += 1
                run.heard_sql[saw_b] += is_sql
        run.untold = []


# Arrival


def arrive(run: Run, lead: Lead) -> None:
    lead.arrives = run.market.arrives[lead.number]
    lead.week = int(lead.arrives // WEEK)
    source = met_by(run, lead)
    if source is None:
        return
    lead.source, lead.since = source, lead.arrives
    own_score = run.override(lead).score
    lead.score = score(run, lead) if own_score is None else own_score
    if own_score is not None:
        run.visited.add("person: score")
    week = run.weeks[lead.week]
    if source == PROSPECT:
        lead.state = State.WORKING
        run.plan_task(lead, "follow-up", run.market.arrives_work[lead.number])
        return
    if source == MARKETING:
        test = week.plan.marketing.test_share
        lead.message = run.market.message[lead.number] < (1 - test if run.b_is_chosen else test)
        if lead.score < week.plan.marketing.threshold + run.points[lead.week]:
            lead.state = State.LEAD
            leave(run, lead, lead.arrives, lead.week)
            return
        run.mqls[lead.week] += 1
    become_mql(run, lead)
    if run.market.leak[lead.number] < week.leak:
        run.visited.add("leak")
        return
    lead.handed, visible = hand_over(run, lead.since)
    run.plan_task(lead, "fresh", visible)


def met_by(run: Run, lead: Lead) -> int | None:
    """Return who meets this potential lead, if anybody does."""
    m, number = run.market, lead.number
    week = run.weeks[lead.week]
    reach = week.throttled_reach if run.throttled[lead.week] else week.reach
    outside = looks_outside(run.company, week, m.fit[number], m.icp[number])
    if m.spend[number] < (reach.outside if outside else reach.inside)[m.channel[number]]:
        return MARKETING
    if m.friend[number] >= 0 and recommends(run, run.leads[m.friend[number]], lead):
        return RECOMMENDED
    return PROSPECT if m.prospect[number] < week.found else None


def recommends(run: Run, friend: Lead, lead: Lead) -> bool:
    if friend.state != State.WON or friend.closed > lead.arrives or friend.left <= lead.arrives:
        return False
    return run.market.refer[lead.number] < run.company.keep.refer * (1 - friend.gap)


def score(run: Run, lead: Lead) -> float:
    look = run.company.look
    noise = look.noise_closed + (look.noise_open - look.noise_closed) * look.noise_half / (
        look.noise_half + run.learned
    )
    view = run.market.signal[lead.number] + noise * run.market.score_noise[lead.number]
    points = 50 + 15 * view / math.sqrt(look.marketing_fit**2 + look.marketing_intent**2 + noise**2)
    return min(max(points, 0.0), 100.0)


# To sales, and back


def become_mql(run: Run, lead: Lead) -> None:
    lead.state = State.MQL
    lead.twice = run.market.twice[lead.number] < run.weeks[lead.week].twice
    if math.isnan(lead.mql):
        lead.mql = lead.since


def hand_over(run: Run, since: float) -> tuple[float, float]:
    """Return the calendar and the working minute at which sales sees who asked at calendar minute `since`."""
    clock = run.clock
    handoff = run.weeks[int(since // WEEK)].plan.agreement.handoff
    if handoff == "shared_crm":
        visible = run.after_outage(clock.to_work(since), on_paper_too=True)
        return clock.to_calendar(visible), visible
    day = run.day_of(since) + 1
    while day % 7 != 0 and (handoff == "weekly_list" or day % 7 >= clock.workdays):
        day += 1
    morning = day * DAY + clock.opens
    return morning, clock.to_work(morning)


def leave(run: Run, lead: Lead, moment: float, week: int) -> None:
    """Let a lead who leaves at calendar minute `moment` come back one day, if it will."""
    ready, number = run.market.ready_at[lead.number], lead.number
    if lead.source == PROSPECT or lead.comes_back:
        return
    in_touch = run.market.nurture[number] < run.weeks[week].plan.marketing.nurture
    if in_touch and moment < ready < run.last_midnight and ready - moment <= run.market.stay[number]:
        lead.comes_back = True
        run.env.process(come_back(run, lead, ready))


def come_back(run: Run, lead: Lead, ready: float) -> Generator:
    """Let a lead ask again; what sales would only see after the run does not happen in it."""
    handed, visible = hand_over(run, ready)
    if visible >= run.end:
        return
    yield from run.until(run.clock.to_work(ready))
    run.visited.add(f"return: {State(lead.state).name}")
    lead.since, lead.tries, lead.reason, lead.closed = ready, 0, 0, NEVER
    lead.returned, lead.handed = ready, handed
    become_mql(run, lead)
    run.plan_task(lead, "fresh", visible)
