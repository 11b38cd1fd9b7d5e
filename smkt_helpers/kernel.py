"""The loop of the engine: one run, event by event, in one plain function that Numba can compile.

It is seen from the sales reps' side: the rep who has been free longest picks up the next task by the priority rule;
the world (arrivals, due tasks, Mondays) is brought up to that moment first, so the clock never runs back. The rules
are written in docs/model.md, section 4.

The loop is plain Python on lists. When Numba is installed the *same source* is compiled; both give the same bits.
Everything the compiled code calls stands in this one file, because Numba's cache does not notice a change in another.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from typing import NamedTuple

from smkt_helpers.market import MEETINGS, TOUCHES

# Where a lead stands. The order is the order of the funnel only for reading; code compares by name.
LEAD, MQL, STALE, REJECTED, WORKING, UNREACHED, NOT_READY, DISQUALIFIED, SQL, NO_NEED, OPEN, WON, LOST = range(1, 14)
# How it was met.
MARKETING, RECOMMENDED, OWN_PROSPECT = range(3)
# What a rep did.
REVIEW, TOUCH, TALK, MEETING, SERVICE = range(5)
# How it ended.
DONE, NO_ANSWER, ANSWERED, QUALIFIED, NOT_QUALIFIED, LATER, RENEWED, LEFT = range(8)
# Why a lead was turned away, and why a deal was lost.
NO_FIT, NO_INTEREST = 1, 2
COMPETITOR, PRICE, WAITED = 1, 2, 3
OLDEST, NEWEST, HOTTEST, DEALS_FIRST = range(4)
WEEKLY_LIST, DAILY_FILE, SHARED_CRM = range(3)
NEVER, MONTHLY, WEEKLY, DAILY = range(4)
FRESH, CALL, DEAL = range(3)
LEVELS = 10
BEFORE_ALL = 1e9
BEFORE_EVEN_THAT = 1e12
AFTER_ALL = 1e300
NOT_YET = math.nan
LONGEST_DISCOUNT = 0.6
BEHIND_PROMISES = 5.0  # working days by which calls rank behind promised first looks
GOAL_WEEKS, QUOTA_WEEKS, MONTH_WEEKS = 8, 13, 4
ENOUGH_LOOKS = 5
# Results of conversations: all of them, and by the message the lead saw. In `learned` those that marketing has
# received stand first, then those that wait.
KNOWN, A, GOOD_A, B, GOOD_B, KINDS = range(6)


class Own(NamedTuple):
    """A person's decisions about single leads, one value per lead; all empty when there are none."""

    rank: Sequence[float]  # NaN: none
    accept: Sequence[int]  # -1: none
    score: Sequence[float]  # NaN: none


class Outcomes(NamedTuple):
    """What happened to each potential lead (docs/model.md, section 7). Times are calendar minutes; NaN: never."""

    state: Sequence[int]  # 0: never met
    source: Sequence[int]
    score: Sequence[float]
    mql: Sequence[float]
    handed: Sequence[float]
    returned: Sequence[float]
    twice: Sequence[bool]
    looked: Sequence[float]
    reason: Sequence[int]  # rejection (states REJECTED) or loss (LOST, NO_NEED)
    first: Sequence[float]
    touches: Sequence[int]
    talked: Sequence[float]  # start of the first conversation
    settled: Sequence[float]  # end of the last conversation
    offered: Sequence[float]  # opportunity created
    closed: Sequence[float]  # left the pipeline, won or not
    told: Sequence[bool]
    message: Sequence[bool]
    discount: Sequence[float]
    gap: Sequence[float]
    renewals: Sequence[int]
    left: Sequence[float]
    waited: Sequence[float]  # working minutes the customer waited for meetings
    met: Sequence[int]  # meetings held
    rep: Sequence[int]


class Log(NamedTuple):
    """What reps did, in order of picking up; `count[0]` rows are used."""

    count: Sequence[int]
    lead: Sequence[int]
    kind: Sequence[int]
    rep: Sequence[int]
    start: Sequence[float]
    end: Sequence[float]
    outcome: Sequence[int]


class Renewals(NamedTuple):
    """Renewals decided, in order; `count[0]` rows are used."""

    count: Sequence[int]
    lead: Sequence[int]
    time: Sequence[float]
    paid: Sequence[bool]


class Weeks(NamedTuple):
    """What each week of the run leaves behind."""

    busy: Sequence[float]  # working minutes of all reps, meetings not included
    trust: Sequence[float]  # mean belief of the reps on duty
    throttled: Sequence[bool]
    goal: Sequence[float]  # quota of the week, money
    points: Sequence[float]  # marketing's program
    discount: Sequence[float]  # sales' program


def to_work(t, rules):
    """Return the working minutes before calendar minute `t`; infinite when that is long after the run."""
    day = int(t // 1440.0)
    if day >= len(rules.before) - 1:
        return math.inf
    return min(rules.before[day] + max(t - 1440.0 * day - rules.opens, 0.0), rules.before[day + 1])


def earliest(x, need, rules, weekly):
    """Return the first working minute from `x` on at which a task of `need` minutes can run."""
    length = rules.workdays * rules.day
    while True:
        week = int(x // length)
        if week >= rules.weeks:
            return x
        x = max(x, week * length + weekly.blocked[week])
        for k in range(len(weekly.outage_from) - 1):
            if weekly.outage_slow[k] == 0.0 and weekly.outage_from[k] <= x < weekly.outage_to[k]:
                x = weekly.outage_to[k]
        if int(x // length) != week:
            continue
        closing = (math.floor(x / rules.day) + 1) * rules.day
        if rules.never_closes or x + need <= closing:
            return x
        x = closing


def key_of(kind, rule, promised, due, since, score, rules):
    """Return the sort key of a waiting task; the smallest goes first. Of a fresh MQL, `due` is when it asked."""
    if rule == HOTTEST:
        return -score
    if kind == FRESH:
        if rule == NEWEST:
            return -since
        return due if promised < 0.0 else to_work(since + promised, rules)
    if rule == NEWEST:
        return due
    if kind == DEAL:
        return due - BEFORE_ALL if rule == DEALS_FIRST else due
    return due if promised < 0.0 else due + BEHIND_PROMISES * rules.day


def seen_from(t, rules, weekly):
    """Return the working minute from which sales can see somebody who asks again at calendar minute `t`."""
    day = int(t // 1440.0)
    week = day // 7
    how = weekly.handoff[week]
    if how == WEEKLY_LIST:
        return rules.workdays * rules.day * (week + 1)
    if how == DAILY_FILE:
        return (rules.workdays * week + min(day - 7 * week + 1, rules.workdays)) * rules.day
    x = to_work(t, rules)
    for k in range(len(weekly.outage_from) - 1):
        if weekly.outage_from[k] <= x < weekly.outage_to[k]:
            x = weekly.outage_to[k]
    return x


def may_return(i, t, leads, due, future, end, rules, weekly):
    """Put lead `i`, kept in touch since it left at `t`, on the list of those who ask again when ready, if so (M10)."""
    ready_at = leads.ready_at[i]
    if t < ready_at < end and ready_at - t <= leads.stay[i]:
        due[i] = seen_from(ready_at, rules, weekly)
        heapq.heappush(future, (due[i], i))


def piles_up(rules, fit, gap, given, days):
    """Return what a renewal adds to a customer's reasons to leave (M13)."""
    rate = (
        rules.keep_base
        - rules.keep_fit * fit
        + rules.keep_gap * gap
        + rules.keep_discount * 10.0 * given
        + rules.keep_wait * days
    )
    return max(rules.keep_least, rate)


def mean_of_last(values, week, weeks, otherwise):
    """Return the mean of up to `weeks` values before `week`."""
    first = max(0, week - weeks)
    if first == week:
        return otherwise
    total = 0.0
    for w in range(first, week):
        total += values[w]
    return total / (week - first)


def goal_of(current, usual, luck, values, week, weeks):
    """Return a week's goal: the mean of the last weeks, or what last year's average says (docs/model.md, section 5)."""
    return mean_of_last(values, week, weeks, usual) if current else usual * luck


def clip(value, low, high):
    """Return `value` kept between two limits."""
    return max(low, min(high, value))


def points_of(points, chases, sees, mqls, goal, looked, accepted, rules):
    """Return marketing's shift of the threshold after a week (docs/model.md, section 5)."""
    step, most = rules.points_step, rules.points_most
    if chases:
        return clip(points - step if mqls < goal else points + step, -most, 0.0)
    if not sees or looked < ENOUGH_LOOKS:
        return points
    if accepted < rules.accepted_low * looked:
        points = points + step
    elif accepted > rules.accepted_high * looked:
        points = points - step
    return clip(points, -most, most)


def discount_of(discount, shared_bonus, revenue, goal, rules):
    """Return sales' shift of the highest discount after a week (docs/model.md, section 5)."""
    step, most = rules.discount_step, rules.discount_most
    moved = discount + step if revenue < goal else discount - step
    if shared_bonus:
        return clip(moved, -most, 0.0)
    return clip(moved, 0.0, most)


def levels_of(belief, tracked):
    """Return how many of the ten levels a rep cares for (M9)."""
    return min(LEVELS, max(1, int(math.ceil(LEVELS * max(belief, tracked)))))


def noise_after(known, rules):
    """Return the error of the score after so many results (M3)."""
    gain = (rules.noise_open - rules.noise_closed) * rules.noise_half / (rules.noise_half + known)
    return rules.noise_closed + gain


def to_midnight(day, until, learned, results, rules, weekly):
    """Bring what marketing has learned from the start of calendar day `day` to the start of day `until` (M3)."""
    while day < until:
        for kind in range(KINDS):
            learned[KINDS + kind] += results[kind][day]
        day += 1
        if day % 7 == 0:
            learned[KNOWN] *= rules.memory
        often = weekly.heard[day // 7]
        if often == DAILY or (often == WEEKLY and day % 7 == 0) or (often == MONTHLY and day % 28 == 0):
            for kind in range(KINDS):
                learned[kind] += learned[KINDS + kind]
                learned[KINDS + kind] = 0.0


def sort_again(heaps, kind, rule, promised, in_pods, due, since, leads, out, own, rules):
    """Sort waiting tasks of one kind by another rule, and into other pods."""
    n = len(out.state)
    levels = LEVELS if kind == FRESH else 1
    moved = [(0, n)]
    for place in range(len(heaps)):
        heap = heaps[place]
        for item in heap:
            if item[1] < n:
                moved.append((place % levels, item[1]))
        heap.clear()
        heap.append((math.inf, n))
    for k in range(1, len(moved)):
        level, i = moved[k]
        key = key_of(kind, rule, promised, due[i], since[i], out.score[i], rules)
        if kind == FRESH and len(own.rank) > 0 and not math.isnan(own.rank[i]):
            key = own.rank[i] - BEFORE_EVEN_THAT
        heapq.heappush(heaps[(leads.segment[i] if in_pods else 0) * levels + level], (key, i))


def play(rules, weekly, entries, leads, own, out, log, renewals, weeks):
    """Play one replication: fill `out`, `log`, `renewals` and `weeks`."""
    # Names of our own for what the loop reads most: uncompiled, each dot costs time.
    day_length = rules.day
    week_length = rules.workdays * day_length
    never_closes = rules.never_closes
    decay = rules.decay
    oldest_age = len(decay) - 1
    arrives, arrives_work, effort, contact = leads.arrives, leads.arrives_work, leads.effort, leads.contact
    signal, score_noise, threshold, spend = leads.signal, leads.score_noise, weekly.threshold, leads.spend
    friend, refer, prospect, level_of = leads.friend, leads.refer, leads.prospect, leads.level
    arrival_week, arrival_day, twice, leaks = entries.week, entries.day, entries.twice, entries.leaks
    column, columns = entries.column, rules.columns
    visible = entries.visible
    state, score, touches, first, source = out.state, out.score, out.touches, out.first, out.source
    message = out.message
    sees, nurture, reach, reach_low, found = leads.message, leads.nurture, weekly.reach, weekly.reach_low, weekly.found
    service_length = rules.service
    patience, stale = rules.patience, rules.stale
    luck_mqls, luck_revenue, luck_message = leads.luck[0], leads.luck[1], leads.luck[2]

    n = len(arrives_work)
    last_week = rules.weeks
    horizon = last_week * week_length
    before_end = horizon * (1.0 - 2.0**-52)
    end_of_run = last_week * 10080.0
    with_own = len(own.rank) > 0
    # When a task becomes due; for a fresh MQL the working minute at which it asked. `since`: its calendar minute.
    due = [0.0] * n
    since = [0.0] * n
    loss = [0.0] * n
    before = [0] * n  # attempts before it asked again
    piled = [0.0] * n
    # Results by the calendar day on which the conversation ended, and what has become of them.
    results = [[0] * (7 * last_week + 8) for _kind in range(KINDS)]
    learned = [0.0] * (2 * KINDS)
    # Reps by the moment from which they are free, then by number. The last entry of this and the other heaps is
    # never reached, so that none is ever empty.
    most_reps = max(weekly.reps)
    free = [(0.0, r) for r in range(most_reps)]
    free.append((math.inf, most_reps))
    idle = [(0.0, 0)]
    idle.clear()
    belief = [rules.trust_start] * most_reps
    levels = [1] * most_reps
    # Tasks that can be done now, by queue (pod) and for fresh MQLs by level; and those that become due later.
    never = (math.inf, n)
    pools = rules.segments
    calls = [[never] for _queue in range(pools)]
    meetings = [[never] for _queue in range(pools)]
    fresh = [[never] for _queue in range(pools * LEVELS)]
    future = [never]
    fresh_waiting = 0
    # The day and the week of the clock, and the plan in force.
    working_day = 0
    closing = day_length
    shift = rules.shift[0]
    week = 0
    reps = weekly.reps[0]
    stretch = weekly.stretch[0]
    meeting_end = weekly.blocked[0]
    rule = weekly.rule[0]
    promised = weekly.promised[0]
    tracked = weekly.tracked[0]
    in_pods = weekly.pods[0]
    shared = weekly.shared[0]
    bar = weekly.threshold[0] - rules.tolerance if shared else weekly.bar[0]
    attempts, gap, limit = weekly.touches[0], weekly.gap[0], weekly.discount_limit[0]
    throttled = False
    points_shift = 0.0
    discount_shift = 0.0
    chosen_b = False
    share_b = weekly.test_share[0]
    for r in range(most_reps):
        levels[r] = levels_of(belief[r], tracked)
    next_monday = week_length if last_week > 1 else math.inf
    outage = 0
    outage_from, outage_to = weekly.outage_from[0], weekly.outage_to[0]
    # What the programs count, by week.
    mqls = [0] * last_week
    looked = [0] * last_week
    accepted = [0] * last_week
    money = [0.0] * last_week
    weeks.trust[0] = rules.trust_start
    mql_goal = goal_of(weekly.mqls_current[0], rules.usual_mqls, luck_mqls, mqls, 0, GOAL_WEEKS)
    revenue_goal = goal_of(weekly.quota_current[0], rules.usual_revenue, luck_revenue, money, 0, QUOTA_WEEKS)
    revenue_goal *= weekly.quota[0]
    weeks.goal[0] = revenue_goal
    # Leads on lists that sales cannot see yet. They become visible in this order; one that does not, because
    # the handoff was changed, goes to `future`.
    listed = [n]
    listed.clear()
    unread = 0
    next_listed = math.inf
    last_listed = 0.0
    keep_log = len(log.lead) > 0
    rows = 0
    renewed = 0
    clock = 0.0
    news = False  # something to do has come since the idle reps looked
    next_lead = 0
    next_arrival = arrives_work[0] if n > 0 else math.inf
    today = 0
    noise = rules.noise_open
    spread = math.sqrt(rules.signal_spread + noise * noise)
    over = False

    while not over:
        moment = free[0][0]
        if len(idle) > 0:
            # Comparing by hand: uncompiled, a call of min costs as much as the rest of this pass.
            if next_arrival < moment:
                moment = next_arrival
            if next_listed < moment:
                moment = next_listed
            if future[0][0] < moment:
                moment = future[0][0]
            if next_monday < moment:
                moment = next_monday
        moved = moment > clock
        if moved:
            clock = moment
        if clock >= horizon:
            clock = AFTER_ALL
            over = True
        now = clock

        while True:
            until = now if now < next_monday else next_monday
            while next_arrival <= until and arrival_week[next_lead] <= week:
                i = next_lead
                next_lead += 1
                next_arrival = arrives_work[next_lead] if next_lead < n else math.inf
                w = arrival_week[i]
                place = w * columns + column[i]
                reached = reach_low[place] if throttled else reach[place]
                how_met = MARKETING
                if spend[i] >= reached:
                    f = friend[i]
                    t = arrives[i]
                    if (
                        f >= 0
                        and state[f] == WON
                        and out.closed[f] <= t
                        and not out.left[f] <= t
                        and refer[i] < rules.refer * (1.0 - out.gap[f])
                    ):
                        how_met = RECOMMENDED
                    elif prospect[i] < found[w]:
                        how_met = OWN_PROSPECT
                    else:
                        continue
                source[i] = how_met
                if today < arrival_day[i]:
                    to_midnight(today, arrival_day[i], learned, results, rules, weekly)
                    today = arrival_day[i]
                    noise = noise_after(learned[KNOWN], rules)
                    spread = math.sqrt(rules.signal_spread + noise * noise)
                points = 50.0 + 15.0 * (signal[i] + noise * score_noise[i]) / spread
                if points < 0.0:
                    points = 0.0
                elif points > 100.0:
                    points = 100.0
                if with_own and not math.isnan(own.score[i]):
                    points = own.score[i]
                score[i] = points
                since[i] = arrives[i]
                if how_met == OWN_PROSPECT:
                    news = True
                    state[i] = WORKING
                    due[i] = arrives_work[i]
                    heapq.heappush(
                        calls[leads.segment[i] if in_pods else 0],
                        (key_of(CALL, rule, promised, due[i], since[i], points, rules), i),
                    )
                    continue
                if how_met == MARKETING:
                    message[i] = sees[i] < share_b
                    if points < threshold[w] + points_shift:
                        state[i] = LEAD
                        if nurture[i] < weekly.nurture[w]:
                            may_return(i, arrives[i], leads, due, future, end_of_run, rules, weekly)
                        continue
                    mqls[w] += 1
                state[i] = MQL
                out.mql[i] = arrives[i]
                if leaks[i]:
                    continue
                seen = visible[i]
                due[i] = arrives_work[i]
                if seen <= until:
                    news = True
                    key = key_of(FRESH, rule, promised, due[i], since[i], points, rules)
                    level = level_of[i] if how_met == MARKETING else 0
                    if with_own and not math.isnan(own.rank[i]):
                        key, level = own.rank[i] - BEFORE_EVEN_THAT, 0
                    heapq.heappush(fresh[(leads.segment[i] if in_pods else 0) * LEVELS + level], (key, i))
                    fresh_waiting += 1
                elif seen >= last_listed:
                    listed.append(i)
                    last_listed = seen
                    next_listed = visible[listed[unread]]
                else:
                    heapq.heappush(future, (seen, i))
            # What comes at the end of the run or later is never seen in it.
            seen_until = until if until < horizon else before_end
            while next_listed <= seen_until or future[0][0] <= seen_until:
                if next_listed <= seen_until:
                    i = listed[unread]
                    unread += 1
                    next_listed = visible[listed[unread]] if unread < len(listed) else math.inf
                else:
                    i = heapq.heappop(future)[1]
                news = True
                stage = state[i]
                queue = leads.segment[i] if in_pods else 0
                if stage == SQL or stage == OPEN:
                    heapq.heappush(
                        meetings[queue], (key_of(DEAL, rule, promised, due[i], since[i], score[i], rules), i)
                    )
                elif stage == WORKING or stage == WON:
                    heapq.heappush(calls[queue], (key_of(CALL, rule, promised, due[i], since[i], score[i], rules), i))
                else:
                    if stage != MQL:
                        state[i] = MQL
                        t = leads.ready_at[i]
                        out.returned[i] = t
                        if math.isnan(out.mql[i]):
                            out.mql[i] = t
                        out.handed[i] = due[i] + rules.shift[min(int(due[i] // day_length), len(rules.shift) - 1)]
                        out.reason[i] = 0
                        out.closed[i] = NOT_YET
                        since[i] = t
                        due[i] = to_work(t, rules)
                        before[i] = touches[i]
                    key = key_of(FRESH, rule, promised, due[i], since[i], score[i], rules)
                    level = level_of[i] if source[i] == MARKETING else 0
                    if with_own and not math.isnan(own.rank[i]):
                        key, level = own.rank[i] - BEFORE_EVEN_THAT, 0
                    heapq.heappush(fresh[queue * LEVELS + level], (key, i))
                    fresh_waiting += 1
            if now < next_monday:
                break

            # The Monday round.
            news = True
            week += 1
            monday = week * 10080.0
            next_monday = (week + 1) * week_length if week + 1 < last_week else math.inf
            if today < 7 * week:
                to_midnight(today, 7 * week, learned, results, rules, weekly)
                today = 7 * week
                noise = noise_after(learned[KNOWN], rules)
                spread = math.sqrt(rules.signal_spread + noise * noise)
            reps = weekly.reps[week]
            for heap in fresh:
                if len(heap) > 1:
                    kept = 0
                    for item in heap:
                        i = item[1]
                        if i < n and monday - since[i] > stale:
                            state[i] = STALE
                            out.closed[i] = monday
                            fresh_waiting -= 1
                        else:
                            heap[kept] = item
                            kept += 1
                    if kept < len(heap):
                        while len(heap) > kept:
                            heap.pop()
                        heapq.heapify(heap)
            throttled = weekly.throttle[week] and fresh_waiting > rules.throttle_level * reps
            if rules.marketing_program:
                points_shift = points_of(
                    points_shift,
                    weekly.chases_leads[week],
                    weekly.two_way[week],
                    mqls[week - 1],
                    mql_goal,
                    looked[week - 1],
                    accepted[week - 1],
                    rules,
                )
            if rules.sales_program:
                discount_shift = discount_of(
                    discount_shift,
                    weekly.shared_bonus[week],
                    mean_of_last(money, week, MONTH_WEEKS, 0.0),
                    revenue_goal,
                    rules,
                )
            mql_goal = goal_of(weekly.mqls_current[week], rules.usual_mqls, luck_mqls, mqls, week, GOAL_WEEKS)
            revenue_goal = goal_of(
                weekly.quota_current[week], rules.usual_revenue, luck_revenue, money, week, QUOTA_WEEKS
            )
            revenue_goal *= weekly.quota[week]
            tested_a, good_a, tested_b, good_b = learned[A], learned[GOOD_A], learned[B], learned[GOOD_B]
            if weekly.test_share[week] > 0.0 and min(tested_a, tested_b) >= rules.test_least:
                chosen_b = good_b * tested_a > good_a * tested_b
            share_b = 1.0 - weekly.test_share[week] if chosen_b else weekly.test_share[week]
            for r in range(reps):
                belief[r] += weekly.closer[week] * (1.0 - belief[r])
            trust = 0.0
            for r in range(reps):
                trust += belief[r]
            weeks.trust[week] = trust / reps
            weeks.throttled[week] = throttled
            weeks.goal[week] = revenue_goal
            weeks.points[week] = points_shift
            weeks.discount[week] = discount_shift
            stretch = weekly.stretch[week]
            meeting_end = week * week_length + weekly.blocked[week]
            shared = weekly.shared[week]
            bar = threshold[week] + points_shift - rules.tolerance if shared else weekly.bar[week]
            attempts, gap, limit = weekly.touches[week], weekly.gap[week], weekly.discount_limit[week]
            tracked = weekly.tracked[week]
            for r in range(most_reps):
                levels[r] = levels_of(belief[r], tracked)
            if weekly.rule[week] != rule or weekly.promised[week] != promised or weekly.pods[week] != in_pods:
                rule, promised, in_pods = weekly.rule[week], weekly.promised[week], weekly.pods[week]
                sort_again(calls, CALL, rule, promised, in_pods, due, since, leads, out, own, rules)
                sort_again(meetings, DEAL, rule, promised, in_pods, due, since, leads, out, own, rules)
                sort_again(fresh, FRESH, rule, promised, in_pods, due, since, leads, out, own, rules)

        if over:
            break
        while outage_to <= now:
            outage += 1
            outage_from, outage_to = weekly.outage_from[outage], weekly.outage_to[outage]
        # Idle reps would find nothing again if nothing new has come; but in an outage they go home.
        if moved and (news or outage_from <= now):
            news = False
            while len(idle) > 0:
                heapq.heappush(free, idle.pop())
        while now >= closing:
            working_day += 1
            closing = (working_day + 1) * day_length
            shift = rules.shift[working_day]

        start_free, rep = free[0]
        if start_free > now:
            continue
        if rep >= reps:
            heapq.heapreplace(free, ((week + 1) * week_length, rep))
            continue
        if now < meeting_end:
            heapq.heapreplace(free, (meeting_end, rep))
            continue
        slow = 1.0
        if outage_from <= now:
            slow = weekly.outage_slow[outage]
            if slow == 0.0:
                heapq.heapreplace(free, (outage_to, rep))
                continue

        queue = weekly.pod_of[week * most_reps + rep] if in_pods else 0
        best = calls[queue][0]
        if fresh_waiting > 0:
            for place in range(queue * LEVELS, queue * LEVELS + levels[rep]):
                item = fresh[place][0]
                if item < best:
                    best = item
        in_deal = meetings[queue][0] < best
        i = meetings[queue][0][1] if in_deal else best[1]
        if i == n:
            idle.append(heapq.heappop(free))
            continue
        late = False
        if in_deal:
            late = now - due[i] > patience
            need = min(rules.meeting * stretch * slow * effort[i], day_length)
            if now + need > closing and not late and not never_closes and best[1] != n:
                in_deal = False
                i = best[1]
        stage = state[i]
        t_now = now + shift
        if in_deal:
            if late:
                heapq.heappop(meetings[queue])
                state[i] = NO_NEED if stage == SQL else LOST
                out.reason[i] = WAITED
                out.waited[i] += now - due[i]
                out.closed[i] = t_now
                continue
        elif stage == MQL:
            length = rules.review + (2.0 if twice[i] else 1.0) * rules.touch
            need = min(length * stretch * slow * effort[i], day_length)
        elif stage == WON:
            late = now - due[i] > rules.keep_patience
            need = 0.0 if late else min(service_length * stretch * slow * effort[i], day_length)
        else:
            need = min(rules.touch * stretch * slow * effort[i], day_length)
        if now + need > closing and not never_closes:
            heapq.heapreplace(free, (closing, rep))
            continue

        event = TOUCH
        outcome = DONE
        if in_deal:
            heapq.heappop(meetings[queue])
        elif stage == MQL:
            level = level_of[i] if source[i] == MARKETING else 0
            if with_own and not math.isnan(own.rank[i]):
                level = 0
            heapq.heappop(fresh[queue * LEVELS + level])
            fresh_waiting -= 1
            if math.isnan(out.looked[i]):
                out.looked[i] = t_now
            looked[week] += 1
            points = (
                50.0
                + weekly.look_fit[week] * leads.fit[i]
                + weekly.look_intent[week] * leads.intent[i]
                + weekly.look_noise[week] * leads.look_noise[i]
                + weekly.look_score[week] * score_noise[i]
            )
            takes = points >= bar
            if with_own and own.accept[i] >= 0:
                takes = own.accept[i] == 1
            if takes:
                accepted[week] += 1
                stage = WORKING
                state[i] = WORKING
                loss[i] = float(decay[min(int(t_now - since[i]), oldest_age)])
            else:
                need = min(rules.review * stretch * slow * effort[i], day_length)
                state[i] = REJECTED
                fits_worse = weekly.look_fit[week] * leads.fit[i] <= weekly.look_intent[week] * leads.intent[i]
                out.reason[i] = NO_FIT if fits_worse else NO_INTEREST
                event = REVIEW
        else:
            heapq.heappop(calls[queue])
        end = now + need
        t_end = t_now + need
        if not (stage == WON and late):
            out.rep[i] = rep
            weeks.busy[week] += need

        if event == REVIEW:
            out.closed[i] = t_end
            if (
                out.reason[i] == NO_INTEREST
                and weekly.recycle[week]
                and math.isnan(out.returned[i])
                and nurture[i] < weekly.nurture[week]
            ):
                may_return(i, t_end, leads, due, future, end_of_run, rules, weekly)
        elif stage == WORKING:
            attempt = touches[i]
            touches[i] = attempt + 1
            if math.isnan(first[i]):
                first[i] = t_now
            annoyed = rules.twice_annoys if twice[i] and source[i] != OWN_PROSPECT else 0.0
            margin = float(contact[i * TOUCHES + attempt]) - rules.speed_contact * loss[i] - annoyed
            if source[i] == OWN_PROSPECT:
                margin -= rules.prospect_contact
            if margin > 0.0:
                outcome = ANSWERED
            else:
                outcome = NO_ANSWER
                allowed = attempts
                if source[i] == MARKETING:
                    allowed = 1 + int((attempts - 1) * max(belief[rep], tracked) + 0.5)
                if attempt + 1 - before[i] < allowed and attempt + 1 < TOUCHES:
                    due[i] = to_work(t_end + gap, rules)
                    heapq.heappush(future, (due[i], i))
                else:
                    state[i] = UNREACHED
                    out.closed[i] = t_end
        elif stage == WON:
            event = SERVICE
            wait = min(now - due[i], rules.keep_patience) / day_length
            piled[i] += piles_up(rules, leads.fit[i], out.gap[i], out.discount[i], wait)
            stays = piled[i] <= leads.patience[i]
            renewals.lead[renewed] = i
            renewals.time[renewed] = t_end
            renewals.paid[renewed] = stays
            renewed += 1
            if stays:
                outcome = RENEWED
                out.renewals[i] += 1
                due[i] = max(end, to_work(out.closed[i] + (out.renewals[i] + 1) * rules.keep_minutes, rules))
                heapq.heappush(future, (due[i], i))
            else:
                outcome = LEFT
                out.left[i] = t_end
            if late:
                continue
        else:
            event = MEETING
            out.waited[i] += now - due[i]
            held = out.met[i] + 1
            out.met[i] = held
            if held == 1:
                if leads.need[i] > 0.0:
                    stage = OPEN
                    state[i] = OPEN
                    out.offered[i] = t_end
                else:
                    stage = NO_NEED
                    state[i] = NO_NEED
                    out.closed[i] = t_end
            if stage == OPEN and held == leads.meetings[i]:
                w = arrival_week[i]
                asked = leads.asked[i]
                if source[i] == MARKETING:
                    asked = asked * (1.0 - rules.prepare_ask * weekly.prepared[w])
                given = min(asked, clip(limit + discount_shift, 0.0, LONGEST_DISCOUNT))
                said = min(1.0, weekly.promise[w] + weekly.said_more[week])
                margin = (
                    leads.win[i]
                    + rules.brand_win * weekly.brand[w]
                    + rules.promise_win * (said - rules.promise_usual)
                    + 10.0 * (rules.discount_gain * given - rules.discount_refused * (asked - given))
                    - rules.win_wait * out.waited[i] / day_length
                    - (rules.twice_annoys if twice[i] and source[i] != OWN_PROSPECT else 0.0)
                    + weekly.win_shift[week]
                )
                out.closed[i] = t_end
                if margin > 0.0:
                    state[i] = WON
                    out.discount[i] = given
                    out.gap[i] = max(0.0, said - leads.delivered[i])
                    money[week] += leads.value[i] * (1.0 - given)
                    due[i] = to_work(t_end + rules.keep_minutes, rules)
                    heapq.heappush(future, (due[i], i))
                else:
                    state[i] = LOST
                    out.reason[i] = PRICE if asked > given else COMPETITOR
            elif stage == OPEN:
                due[i] = to_work(t_end + float(leads.gaps[i * MEETINGS + held]), rules)
                heapq.heappush(future, (due[i], i))

        if keep_log:
            log.lead[rows] = i
            log.kind[rows] = event
            log.rep[rows] = rep
            log.start[rows] = t_now
            log.end[rows] = t_end
            log.outcome[rows] = outcome
            rows += 1
        if outcome != ANSWERED:
            heapq.heapreplace(free, (end, rep))
            continue

        w = arrival_week[i]
        by_marketing = source[i] == MARKETING
        length = rules.talk
        margin = leads.qualify[i] - rules.speed_qualify * loss[i]
        if source[i] == OWN_PROSPECT:
            margin -= rules.prospect_qualify
        else:
            how = weekly.handoff[w]
            length += rules.context_minutes[how]
            margin -= rules.context_odds[how]
            if twice[i]:
                margin -= rules.twice_annoys
        if by_marketing:
            length *= 1.0 - rules.prepare_minutes * weekly.prepared[w]
            margin += rules.prepare_qualify * weekly.prepared[w]
            if message[i]:
                margin += luck_message
        elif source[i] == RECOMMENDED:
            margin += rules.refer_qualify
        if in_pods:
            margin += rules.pods_qualify
        if leads.writeback[i] < weekly.written[week]:
            length += rules.note
        told = leads.writeback[i] < weekly.told[week]
        need = min(length * stretch * effort[i], day_length)
        start = earliest(end, need, rules, weekly)
        heapq.heapreplace(free, (start + need, rep))
        if start >= horizon:
            continue
        talk_week = int(start // week_length)
        weeks.busy[talk_week] += need
        # A conversation that follows at once begins on the evening side of a day's limit, never the next morning.
        t_start = t_end if start == end else start + rules.shift[int(start // day_length)]
        t_end = t_start + need
        if math.isnan(out.talked[i]):
            out.talked[i] = t_start
        out.settled[i] = t_end
        good = 0
        if leads.ready_at[i] > t_start:
            state[i] = NOT_READY
            outcome = LATER
            out.closed[i] = t_end
            if (
                weekly.recycle[week]
                and source[i] != OWN_PROSPECT
                and math.isnan(out.returned[i])
                and nurture[i] < weekly.nurture[week]
            ):
                may_return(i, t_end, leads, due, future, end_of_run, rules, weekly)
        elif margin > 0.0:
            good = 1
            state[i] = SQL
            outcome = QUALIFIED
            due[i] = to_work(t_end + float(leads.gaps[i * MEETINGS]), rules)
            heapq.heappush(future, (due[i], i))
        else:
            state[i] = DISQUALIFIED
            outcome = NOT_QUALIFIED
            out.closed[i] = t_end
        if told:
            out.told[i] = True
            day = min(int(t_end // 1440.0), 7 * last_week + 7)
            results[KNOWN][day] += 1
            if by_marketing:
                results[B if message[i] else A][day] += 1
                results[GOOD_B if message[i] else GOOD_A][day] += good
        if by_marketing and outcome != LATER:
            belief[rep] += rules.trust_rate * (good - belief[rep])
            levels[rep] = levels_of(belief[rep], tracked)
        if keep_log:
            log.lead[rows] = i
            log.kind[rows] = TALK
            log.rep[rows] = rep
            log.start[rows] = t_start
            log.end[rows] = t_end
            log.outcome[rows] = outcome
            rows += 1
    log.count[0] = rows
    renewals.count[0] = renewed


HELPERS = (
    to_work,
    earliest,
    key_of,
    seen_from,
    may_return,
    piles_up,
    mean_of_last,
    goal_of,
    clip,
    points_of,
    discount_of,
    levels_of,
    noise_after,
    to_midnight,
    sort_again,
)
