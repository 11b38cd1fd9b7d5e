"""Sections M4, M6 to M9 and the conversation: who does what, when, and what comes of it."""

from __future__ import annotations

import math
from collections.abc import Generator

from smkt_helpers.market import TOUCHES
from tests.reference import customers, marketing
from tests.reference.clock import DAY
from tests.reference.people import (
    MARKETING,
    NO_INTEREST,
    NOT_A_FIT,
    PROSPECT,
    RECOMMENDED,
    Lead,
    Rep,
    State,
)
from tests.reference.run import PICKS, Run

NOTHING, AGAIN, BUSY = "nothing", "again", "busy"


def work(run: Run, rep: Rep) -> Generator:
    """Be free, do what picking gives, be free again."""
    while True:
        rep.turn = run.env.event()
        rep.free_from = run.env.now
        run.free.append(rep)
        run.ring()
        duty = yield rep.turn
        yield from duty


def picking(run: Run) -> Generator:
    """Whenever a rep or a task is new, give the reps who are free their next duties."""
    while True:
        yield run.bell
        yield run.turn_of(PICKS)
        run.bell = run.env.event()
        if run.env.now >= run.end:
            return
        while any(pick(run, rep) != NOTHING for rep in sorted(run.free, key=lambda r: (r.free_from, r.number))):
            pass


def give(run: Run, rep: Rep, duty: Generator) -> str:
    run.free.remove(rep)
    rep.turn.succeed(duty)
    return BUSY


def pick(run: Run, rep: Rep) -> str:
    """Let a free rep look for a task; say whether anything was done."""
    now, clock = run.env.now, run.clock
    week = clock.week_of(now)
    if rep.number >= run.weeks[week].reps:
        run.visited.add("home: off duty")
        return give(run, rep, run.until((week + 1) * clock.week))
    if run.after_meetings(now) > now:
        return give(run, rep, run.until(run.after_meetings(now)))
    if run.after_outage(now, on_paper_too=False) > now:
        run.visited.add("outage without paper")
        return give(run, rep, run.until(run.after_outage(now, on_paper_too=False)))
    lead = first_task(run, rep)
    if lead is None:
        return NOTHING
    closing = clock.closing(now)
    if lead.task == "meeting" and not is_too_late(run, lead) and now + length(run, lead) > closing:
        run.visited.add("meeting too long for today")
        lead = first_task(run, rep, but_meetings=True) or lead
    if lead.task in ("meeting", "renewal") and is_too_late(run, lead):
        run.remove(lead)
        (customers.lose_patience if lead.task == "meeting" else customers.decide_alone)(run, lead)
        return AGAIN
    if now + length(run, lead) > closing:
        run.visited.add("home: no task fits before closing")
        return give(run, rep, run.until(clock.next_day(now)))
    run.remove(lead)
    lead.rep = rep.number
    return give(run, rep, duty_of(run, rep, lead))


def duty_of(run: Run, rep: Rep, lead: Lead) -> Generator:
    if lead.task == "fresh":
        return look(run, rep, lead, run.env.now)
    if lead.task == "follow-up":
        return attempt(run, rep, lead, run.env.now, length(run, lead))
    return customers.task(run, lead, run.env.now, length(run, lead))


def is_too_late(run: Run, lead: Lead) -> bool:
    """Return whether a customer has waited too long for a meeting or a renewal."""
    patience = run.company.deal.patience if lead.task == "meeting" else run.company.keep.patience
    return run.env.now - lead.due > patience * run.clock.day


def first_task(run: Run, rep: Rep, but_meetings: bool = False) -> Lead | None:
    """Return the lead whose task goes first among those that this rep finds."""
    week = run.week_at(run.env.now)
    own = {n for n in range(len(run.company.segments)) if not week.pods or week.pods[rep.number] == n}
    segment = run.market.segment

    def first(queue: list) -> list:
        return next(([item] for item in queue if segment[item[1]] in own), [])

    meetings = [] if but_meetings else first(run.meetings)
    limit = limit_of(care(run, rep, week))
    fresh = next(([item] for item in run.fresh if segment[item[1]] in own and takes(run, limit, item[2])), [])
    has_rank = fresh and run.override(fresh[0][2]).rank is not None
    if meetings and week.plan.sales.first_call == "deals_first" and not has_rank:
        return meetings[0][2]
    found = min(meetings + first(run.calls) + fresh, default=None)
    return None if found is None else found[2]


# Belief


def care(run: Run, rep: Rep, week) -> float:
    return max(rep.belief, run.company.trust.tracked) if week.plan.agreement.tracked else rep.belief


def limit_of(caring: float) -> int:
    return min(max(math.ceil(10 * caring), 1), 10)


def takes(run: Run, limit: int, lead: Lead) -> bool:
    """Return whether a rep takes this fresh MQL, and does not pass over it."""
    if lead.source != MARKETING or run.override(lead).rank is not None:
        return True
    if run.market.level[lead.number] >= limit:
        run.visited.add("passed over")
        return False
    return True


# Lengths


def attempt_minutes(run: Run, lead: Lead) -> float:
    twice_as_long = lead.twice and lead.tries == 0
    return run.company.minutes.touch * (2 if twice_as_long else 1)


def length(run: Run, lead: Lead) -> float:
    """Return the working minutes of the task that waits with this lead, if it is picked now."""
    m = run.company.minutes
    minutes = {
        "fresh": m.review + attempt_minutes(run, lead),
        "follow-up": attempt_minutes(run, lead),
        "meeting": m.meeting,
        "renewal": m.service,
    }[lead.task]
    return run.stretched(minutes, lead, run.env.now)


# What a rep does; `now` is the moment of the pick


def look(run: Run, rep: Rep, lead: Lead, now: float) -> Generator:
    number = run.clock.week_of(now)
    week = run.weeks[number]
    started = run.clock.to_calendar(now)
    if run.override(lead).rank is not None:
        run.visited.add("person: rank")
    if math.isnan(lead.looked):
        lead.looked = started
    run.looked[number] += 1
    if accepts(run, lead, number):
        run.accepted[number] += 1
        yield from attempt(run, rep, lead, now, length(run, lead))
        return
    minutes = run.stretched(run.company.minutes.review, lead, now)
    run.work(minutes, now)
    fit, intent = run.market.fit[lead.number], run.market.intent[lead.number]
    lead.reason = NOT_A_FIT if week.fit_weight * fit <= week.intent_weight * intent else NO_INTEREST
    lead.state, lead.closed = State.REJECTED, started + minutes
    if lead.reason == NO_INTEREST and week.plan.agreement.recycle:
        marketing.leave(run, lead, lead.closed, number)
    yield from run.until(now + minutes)


def accepts(run: Run, lead: Lead, number: int) -> bool:
    decided = run.override(lead).accept
    if decided is not None:
        run.visited.add("person: accepts" if decided else "person: rejects")
        return decided
    plan = run.weeks[number].plan
    if plan.agreement.shared_definition:
        bar = plan.marketing.threshold + run.points[number] - run.company.look.tolerance
    else:
        bar = plan.sales.bar
    return points(run, lead, number) >= bar


def points(run: Run, lead: Lead, number: int) -> float:
    m, n, week = run.market, lead.number, run.weeks[number]
    noise = m.look_noise[n]
    if week.plan.agreement.one_department:
        rho = run.company.structure.merged_error
        noise = rho * m.score_noise[n] + math.sqrt(1 - rho**2) * noise
    error = run.company.look.sales_error
    view = week.fit_weight * m.fit[n] + week.intent_weight * m.intent[n] + error * noise
    return 50 + 15 * view / math.sqrt(week.fit_weight**2 + week.intent_weight**2 + error**2)


def attempt(run: Run, rep: Rep, lead: Lead, now: float, minutes: float) -> Generator:
    """Try to reach the person, in a task of some working minutes that began `now`."""
    clock, contact = run.clock, run.company.contact
    week = run.week_at(now)
    started = clock.to_calendar(now)
    lead.state = State.WORKING
    if math.isnan(lead.first):
        lead.first = started
    if lead.tries == 0:
        age = min(math.floor(started - lead.since), math.floor(contact.stale_days * DAY) + 1)
        lead.loss = contact.speed_power * math.log(1 + age / contact.speed_minutes)
        if lead.source == PROSPECT:
            lead.loss = 0.0
    margin = contact_margin(run, lead)
    lead.tries += 1
    lead.touches += 1
    run.work(minutes, now)
    allowed = attempts_allowed(run, rep, lead, week)
    if margin > 0:
        yield from converse(run, rep, lead, now, now + minutes)
    elif lead.tries < allowed and lead.touches < TOUCHES:
        again = clock.to_work(started + minutes + week.plan.sales.gap_days * DAY)
        run.plan_task(lead, "follow-up", again)
        yield from run.until(now + minutes)
    else:
        lead.state, lead.closed = State.UNREACHED, started + minutes
        yield from run.until(now + minutes)


def contact_margin(run: Run, lead: Lead) -> float:
    if lead.touches >= TOUCHES:
        run.visited.add("attempt after the twelfth")
        return -math.inf
    stranger = run.company.prospect.contact if lead.source == PROSPECT else 0.0
    margin = run.market.contact[lead.number * TOUCHES + lead.touches]
    return margin - run.company.contact.speed_contact * lead.loss - run.annoyed(lead) - stranger


def attempts_allowed(run: Run, rep: Rep, lead: Lead, week) -> int:
    touches = week.plan.sales.touches
    if lead.source != MARKETING:
        return touches
    return 1 + math.floor((touches - 1) * care(run, rep, week) + 0.5)


# The conversation


def context_of(run: Run, lead: Lead) -> tuple[float, float]:
    """Return the minutes and the log odds that are lost because the lead came by a list."""
    minutes, q = run.company.minutes, run.company.qualify
    handoff = run.weeks[lead.week].plan.agreement.handoff
    if lead.source == PROSPECT or handoff == "shared_crm":
        return 0.0, 0.0
    if handoff == "daily_file":
        return minutes.context_daily, q.context_daily
    return minutes.context_weekly, q.context_weekly


def converse(run: Run, rep: Rep, lead: Lead, now: float, reached: float) -> Generator:
    """Talk with a person who is reached at working minute `reached`, by an attempt picked `now`.

    The pick already decides all of it, the rep's belief too.
    """
    clock, m, company = run.clock, run.market, run.company
    number = clock.week_of(now)
    week = run.weeks[number]
    writes = m.writeback[lead.number] < week.plan.sales.writeback
    talk = company.minutes.talk + context_of(run, lead)[0]
    minutes = talk * (1 - company.prepare.minutes * run.prepared(lead)) + writes * company.minutes.note
    minutes = run.stretched(minutes, lead, now, slow=False)
    start = first_start(run, reached, minutes)
    if start >= run.end:
        run.visited.add("conversation after the end")
        yield from run.until(start)
        return
    talked = clock.to_calendar(start)
    if math.isnan(lead.talked):
        lead.talked = talked
    lead.settled = talked + minutes
    run.work(minutes, start)
    not_ready = m.ready_at[lead.number] > talked
    is_sql = not not_ready and qualifies(run, lead, week)
    if lead.source == MARKETING and not not_ready:
        rep.belief += company.trust.rate * (is_sql - rep.belief)
    if m.writeback[lead.number] < week.told:
        lead.told = True
        run.results[run.day_of(lead.settled)].append((lead.source == MARKETING, lead.message, is_sql))
    if is_sql:
        lead.state = State.SQL
        customers.plan_meeting(run, lead, lead.settled)
    else:
        lead.state = State.NOT_READY if not_ready else State.DISQUALIFIED
        lead.closed = lead.settled
        if not_ready and week.plan.agreement.recycle:
            marketing.leave(run, lead, lead.settled, number)
    yield from run.until(start + minutes)


def first_start(run: Run, reached: float, minutes: float) -> float:
    start = run.can_work(reached)
    while start < run.end and start + minutes > run.clock.closing(start):
        start = run.can_work(run.clock.next_day(start))
    return start


def qualifies(run: Run, lead: Lead, week) -> bool:
    company = run.company
    margin = run.market.qualify[lead.number]
    margin -= company.contact.speed_qualify * lead.loss + context_of(run, lead)[1] + run.annoyed(lead)
    margin += company.prepare.qualify * run.prepared(lead)
    if lead.message:
        margin += run.message_effect
    if week.pods:
        margin += company.structure.pods_qualify
    if lead.source == RECOMMENDED:
        margin += company.keep.refer_qualify
    if lead.source == PROSPECT:
        margin -= company.prospect.qualify
    return margin > 0
