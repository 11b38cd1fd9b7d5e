"""The engine: which potential outcomes come true under a plan.

One event loop seen from the sales reps' side: the rep who has been free longest picks up the next task
by the priority rule; the world (arrivals, due follow-ups, meetings) is brought up to that moment first,
so the clock never runs back. The rules are written in docs/model.md, section 3.

The loop is plain Python on lists. When Numba is installed the *same source* is compiled; both give the
same bits. Everything the compiled code calls stands in this one file, because Numba's cache does not
notice a change in another file.
"""

from __future__ import annotations

import functools
import heapq
import math
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from smkt_helpers import market as _market
from smkt_helpers.companies import Company
from smkt_helpers.market import MEETINGS, TOUCHES, WEEK, Market
from smkt_helpers.plan import DECISIONS, Plan

# Where a lead stands. The order is the order of the funnel only for reading; code compares by name.
LEAD, MQL, STALE, REJECTED, WORKING, UNREACHED, NOT_READY, DISQUALIFIED, SQL, NO_NEED, OPEN, WON, LOST = range(1, 14)
# What a rep did.
REVIEW, TOUCH, TALK, MEETING = range(4)
# How it ended.
DONE, NO_ANSWER, ANSWERED, QUALIFIED, NOT_QUALIFIED, LATER = range(6)
# Why a deal was lost.
COMPETITOR, PRICE, WAITED = 1, 2, 3
OLDEST, NEWEST, HOTTEST, DEALS_FIRST = range(4)
WEEKLY_LIST, DAILY_FILE, SHARED_CRM = range(3)
NEVER, MONTHLY, WEEKLY, DAILY = range(4)
BEFORE_ALL = 1e9
AFTER_ALL = 1e300
NOT_YET = math.nan


class Rules(NamedTuple):
    """The company's numbers as the loop uses them: minutes of clock, log odds, points."""

    day: float
    workdays: int
    opens: float
    before: Sequence[float]  # working minutes before each calendar day, and after the last one
    shift: Sequence[float]  # what to add to a working minute of each working day to get its calendar minute
    never_closes: bool
    weeks: int
    columns: int
    review: float
    touch: float
    talk: float
    meeting: float
    context_minutes: Sequence[float]
    context_odds: Sequence[float]
    twice_share: Sequence[float]
    twice_annoys: float
    speed_contact: float
    speed_qualify: float
    stale: float
    patience: float
    win_wait: float
    discount_gain: float
    discount_refused: float
    brand_win: float
    noise_open: float
    noise_closed: float
    noise_half: float
    memory: float
    signal_spread: float
    tolerance: float
    decay: Sequence[float]


class Weekly(NamedTuple):
    """The plan, one value per week of the run; `reach` holds `columns` values per week."""

    reps: Sequence[int]
    blocked: Sequence[float]
    rule: Sequence[int]
    touches: Sequence[int]
    gap: Sequence[float]
    bar: Sequence[float]
    discount_limit: Sequence[float]
    writeback: Sequence[float]
    shared: Sequence[bool]
    handoff: Sequence[int]
    feedback: Sequence[int]
    threshold: Sequence[float]
    brand: Sequence[float]
    reach: Sequence[float]


class Entries(NamedTuple):
    """What the plan of the week of arrival fixes for each potential lead, before anything is played."""

    week: Sequence[int]  # of arrival
    day: Sequence[int]  # calendar day of arrival
    visible: Sequence[float]  # working minute from which sales can see it, if it is an MQL
    twice: Sequence[bool]  # on two lists, if it is an MQL


class Outcomes(NamedTuple):
    """What happened to each potential lead. Times are calendar minutes of the run; NaN: never."""

    state: Sequence[int]  # 0: never met
    score: Sequence[float]
    twice: Sequence[bool]
    handed: Sequence[float]
    looked: Sequence[float]
    reason: Sequence[int]  # rejection (states REJECTED) or loss (LOST, NO_NEED)
    first: Sequence[float]
    touches: Sequence[int]
    talked: Sequence[float]  # start of the conversation
    settled: Sequence[float]  # end of the conversation
    offered: Sequence[float]  # opportunity created
    closed: Sequence[float]  # left the pipeline, won or not
    discount: Sequence[float]
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


def to_work(t, rules):
    """Return the working minutes before calendar minute `t`; infinite when that is after the run."""
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
        closing = (math.floor(x / rules.day) + 1) * rules.day
        if rules.never_closes or x + need <= closing:
            return x
        x = closing


def key_of(i, rule, state, due, score, leads):
    """Return the sort key of a waiting task; the smallest goes first."""
    if rule == HOTTEST:
        return -score
    if state == MQL:
        return -leads.arrives[i] if rule == NEWEST else leads.arrives_work[i]
    if rule == DEALS_FIRST and (state == SQL or state == OPEN):
        return due - BEFORE_ALL
    return due


def sort_again(heap, rule, state, due, score, leads):
    """Sort waiting tasks by another rule."""
    for j in range(len(heap)):
        i = heap[j][1]
        if i < len(state):
            heap[j] = (key_of(i, rule, state[i], due[i], score[i], leads), i)
    heapq.heapify(heap)


def play(rules, weekly, entries, leads, out, log, busy):
    """Play one replication: fill `out`, `log` and `busy` (working minutes used per week)."""
    # Names of our own for what the loop reads most: uncompiled, each dot costs time.
    day_length = rules.day
    week_length = rules.workdays * day_length
    never_closes = rules.never_closes
    workdays = rules.workdays
    decay = rules.decay
    oldest_age = len(decay) - 1
    arrives, arrives_work, effort, contact = leads.arrives, leads.arrives_work, leads.effort, leads.contact
    signal, score_noise, threshold = leads.signal, leads.score_noise, weekly.threshold
    arrival_week, arrival_day, twice = entries.week, entries.day, entries.twice
    # When a task becomes due; for a new lead, when sales can see it.
    due = entries.visible
    state, score, touches, first = out.state, out.score, out.touches, out.first
    meeting_length, touch_length, review_length = rules.meeting, rules.touch, rules.review
    patience, stale = rules.patience, rules.stale

    n = len(arrives_work)
    horizon = rules.weeks * week_length
    told = [0] * (7 * rules.weeks + 8)
    # Reps by the moment from which they are free, then by number.
    free = [(0.0, r) for r in range(max(weekly.reps))]
    # Tasks that can be done now, and those that become due later: (key, lead), smallest first. The last entry
    # of each is never reached, so that none is ever empty.
    never = (math.inf, n)
    calls = [never]
    meetings = [never]
    future = [never]
    # The day and the week of the clock, and the plan in force.
    working_day = 0
    closing = day_length
    shift = rules.shift[0]
    week = 0
    reps = weekly.reps[0]
    meeting_end = weekly.blocked[0]
    rule = weekly.rule[0]
    shared = weekly.shared[0]
    bar = weekly.threshold[0] - rules.tolerance if shared else weekly.bar[0]
    attempts, gap, limit = weekly.touches[0], weekly.gap[0], weekly.discount_limit[0]
    # Leads on lists that sales cannot see yet. They become visible in this order; one that does not, because
    # the handoff was changed, goes to `future`.
    listed = [n]
    listed.clear()
    unread = 0
    next_listed = math.inf
    last_listed = 0.0
    keep_log = len(log.lead) > 0
    rows = 0
    clock = 0.0
    next_lead = 0
    next_arrival = arrives_work[0] if n > 0 else math.inf
    today = 0
    results_waiting = 0.0
    known = 0.0
    noise = rules.noise_open
    spread = math.sqrt(rules.signal_spread + noise * noise)
    over = False

    while not over:
        since, rep = free[0]
        if since > clock:
            clock = since
        if clock >= horizon:
            clock = AFTER_ALL
            over = True
        now = clock

        while next_arrival <= now:
            i = next_lead
            next_lead += 1
            next_arrival = arrives_work[next_lead] if next_lead < n else math.inf
            while today < arrival_day[i]:
                results_waiting += told[today]
                today += 1
                if today % 7 == 0:
                    known *= rules.memory
                often = weekly.feedback[today // 7]
                if often == DAILY or (often == WEEKLY and today % 7 == 0) or (often == MONTHLY and today % 28 == 0):
                    known += results_waiting
                    results_waiting = 0.0
                noise = rules.noise_closed + (rules.noise_open - rules.noise_closed) * rules.noise_half / (
                    rules.noise_half + known
                )
                spread = math.sqrt(rules.signal_spread + noise * noise)
            points = 50.0 + 15.0 * (signal[i] + noise * score_noise[i]) / spread
            if points < 0.0:
                points = 0.0
            elif points > 100.0:
                points = 100.0
            score[i] = points
            if points < threshold[arrival_week[i]]:
                state[i] = LEAD
                continue
            state[i] = MQL
            if due[i] <= now:
                heapq.heappush(calls, (key_of(i, rule, MQL, due[i], points, leads), i))
            elif due[i] >= last_listed:
                listed.append(i)
                last_listed = due[i]
                next_listed = due[listed[unread]]
            else:
                heapq.heappush(future, (due[i], i))
        if over:
            break
        while next_listed <= now:
            i = listed[unread]
            unread += 1
            next_listed = due[listed[unread]] if unread < len(listed) else math.inf
            heapq.heappush(calls, (key_of(i, rule, MQL, due[i], score[i], leads), i))
        while future[0][0] <= now:
            i = heapq.heappop(future)[1]
            item = (key_of(i, rule, state[i], due[i], score[i], leads), i)
            if state[i] == SQL or state[i] == OPEN:
                heapq.heappush(meetings, item)
            else:
                heapq.heappush(calls, item)

        while now >= closing:
            working_day += 1
            closing = (working_day + 1) * day_length
            shift = rules.shift[working_day]
            if working_day % workdays == 0:
                week += 1
                reps = weekly.reps[week]
                meeting_end = week * week_length + weekly.blocked[week]
                shared = weekly.shared[week]
                bar = weekly.threshold[week] - rules.tolerance if shared else weekly.bar[week]
                attempts, gap, limit = weekly.touches[week], weekly.gap[week], weekly.discount_limit[week]
                if weekly.rule[week] != rule:
                    rule = weekly.rule[week]
                    sort_again(calls, rule, state, due, score, leads)
                    sort_again(meetings, rule, state, due, score, leads)

        in_deal = meetings[0] < calls[0]
        i = meetings[0][1] if in_deal else calls[0][1]
        if i == n:
            clock = min(horizon, next_arrival, next_listed, future[0][0])
            continue
        if rep >= reps:
            heapq.heapreplace(free, ((week + 1) * week_length, rep))
            continue
        if now < meeting_end:
            heapq.heapreplace(free, (meeting_end, rep))
            continue
        late = False
        if in_deal:
            late = now - due[i] > patience
            if now + meeting_length * effort[i] > closing and not late and not never_closes and calls[0][1] != n:
                in_deal = False
                i = calls[0][1]
        stage = state[i]
        t_now = now + shift
        if in_deal:
            if late:
                heapq.heappop(meetings)
                state[i] = NO_NEED if stage == SQL else LOST
                out.reason[i] = WAITED
                out.waited[i] += now - due[i]
                out.closed[i] = t_now
                continue
            need = meeting_length * effort[i]
        elif stage == MQL:
            if t_now - arrives[i] > stale:
                heapq.heappop(calls)
                state[i] = STALE
                out.closed[i] = t_now
                continue
            need = (review_length + (2.0 if twice[i] else 1.0) * touch_length) * effort[i]
        else:
            need = touch_length * effort[i]
        if now + need > closing and not never_closes:
            heapq.heapreplace(free, (closing, rep))
            continue

        event = TOUCH
        outcome = DONE
        out.rep[i] = rep
        if in_deal:
            heapq.heappop(meetings)
        else:
            heapq.heappop(calls)
        if stage == MQL:
            out.looked[i] = t_now
            if (leads.sales_shared[i] if shared else leads.sales_own[i]) >= bar:
                stage = WORKING
                state[i] = WORKING
                first[i] = t_now
            else:
                need = review_length * effort[i]
                state[i] = REJECTED
                out.reason[i] = leads.reason_shared[i] if shared else leads.reason_own[i]
                event = REVIEW
        end = now + need
        t_end = t_now + need
        busy[week] += need

        if event == REVIEW:
            out.closed[i] = t_end
        elif stage == WORKING:
            attempt = touches[i]
            touches[i] = attempt + 1
            annoyed = rules.twice_annoys if twice[i] else 0.0
            loss = float(decay[min(int(first[i] - arrives[i]), oldest_age)])
            if float(contact[i * TOUCHES + attempt]) - rules.speed_contact * loss - annoyed > 0.0:
                outcome = ANSWERED
            else:
                outcome = NO_ANSWER
                if attempt + 1 < attempts:
                    due[i] = to_work(t_end + gap, rules)
                    heapq.heappush(future, (due[i], i))
                else:
                    state[i] = UNREACHED
                    out.closed[i] = t_end
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
                asked = leads.asked[i]
                given = min(asked, limit)
                margin = (
                    leads.win[i]
                    + rules.brand_win * weekly.brand[arrival_week[i]]
                    + 10.0 * (rules.discount_gain * given - rules.discount_refused * (asked - given))
                    - rules.win_wait * out.waited[i] / day_length
                    - (rules.twice_annoys if twice[i] else 0.0)
                )
                out.closed[i] = t_end
                if margin > 0.0:
                    state[i] = WON
                    out.discount[i] = given
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

        how = weekly.handoff[arrival_week[i]]
        need = (rules.talk + rules.context_minutes[how]) * effort[i]
        start = earliest(end, need, rules, weekly)
        heapq.heapreplace(free, (start + need, rep))
        if start >= horizon:
            continue
        talk_week = int(start // week_length)
        busy[talk_week] += need
        # A conversation that follows at once begins on the evening side of a day's limit, never the next morning.
        t_start = t_end if start == end else start + rules.shift[int(start // day_length)]
        t_end = t_start + need
        out.talked[i] = t_start
        out.settled[i] = t_end
        if leads.ready_at[i] > t_start:
            state[i] = NOT_READY
            outcome = LATER
            out.closed[i] = t_end
        elif leads.qualify[i] - rules.speed_qualify * loss - rules.context_odds[how] - annoyed > 0.0:
            state[i] = SQL
            outcome = QUALIFIED
            due[i] = to_work(t_end + float(leads.gaps[i * MEETINGS]), rules)
            heapq.heappush(future, (due[i], i))
        else:
            state[i] = DISQUALIFIED
            outcome = NOT_QUALIFIED
            out.closed[i] = t_end
        if leads.writeback[i] < weekly.writeback[talk_week]:
            told[min(int(t_end // 1440.0), len(told) - 1)] += 1
        if keep_log:
            log.lead[rows] = i
            log.kind[rows] = TALK
            log.rep[rows] = rep
            log.start[rows] = t_start
            log.end[rows] = t_end
            log.outcome[rows] = outcome
            rows += 1
    log.count[0] = rows


@functools.lru_cache(maxsize=1)
def compiled():
    """Return `play` compiled by Numba, or None when Numba is not installed."""
    try:
        import numba
        from numba.extending import register_jitable
    except ImportError:
        return None
    for helper in (to_work, earliest, key_of, sort_again):
        register_jitable(helper)
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy")(play)
    except RuntimeError:  # a read-only installation has no place for the cache
        return numba.njit(nogil=True, error_model="numpy")(play)


def warm(company: Company) -> bool:
    """Compile the engine, so that nobody waits for it later; return whether Numba is there."""
    if compiled() is None:
        return False
    run(company, ((0, company.today),), seed=1, warmup=0, weeks=1, replications=[0])
    return True


def rules_of(company: Company, weeks: int) -> Rules:
    """Return the company's numbers in the form of the loop; tasks are stretched by the selling share."""
    c, m, q, d, k, look = (
        company.calendar,
        company.minutes,
        company.qualify,
        company.deal,
        company.contact,
        company.look,
    )
    share = company.team.selling_share
    day = 60.0 * (c.closes - c.opens)
    calendar_days = np.arange(7 * weeks + 1)
    before = (c.workdays * (calendar_days // 7) + np.minimum(calendar_days % 7, c.workdays)) * day
    working_days = np.arange(c.workdays * weeks + 1)
    midnight = 1440.0 * (7 * (working_days // c.workdays) + working_days % c.workdays)
    shift = midnight + 60.0 * c.opens - working_days * day
    return Rules(
        day=day,
        workdays=c.workdays,
        opens=60.0 * c.opens,
        before=before,
        shift=shift,
        never_closes=c.workdays == 7 and day == 1440.0,
        weeks=weeks,
        columns=2 * len(company.channels),
        review=m.review / share,
        touch=m.touch / share,
        talk=m.talk / share,
        meeting=m.meeting / share,
        context_minutes=np.array([m.context_weekly, m.context_daily, 0.0]) / share,
        context_odds=np.array([q.context_weekly, q.context_daily, 0.0]),
        twice_share=np.array([q.twice_weekly, q.twice_daily, 0.0]),
        twice_annoys=q.twice_annoys,
        speed_contact=k.speed_contact,
        speed_qualify=k.speed_qualify,
        stale=k.stale_days * 1440.0,
        patience=d.patience * day,
        win_wait=d.win_wait,
        discount_gain=d.discount_gain,
        discount_refused=d.discount_refused,
        brand_win=company.response.brand_win,
        noise_open=look.noise_open,
        noise_closed=look.noise_closed,
        noise_half=look.noise_half,
        memory=look.memory,
        signal_spread=look.marketing_fit**2 + look.marketing_intent**2,
        tolerance=look.tolerance,
        decay=_decay(k.speed_power, k.speed_minutes, k.stale_days),
    )


@functools.lru_cache(maxsize=8)
def _decay(power: float, minutes: float, days: float) -> np.ndarray:
    """Return the loss of log odds by age of the interest in whole minutes (docs/model.md, M7)."""
    return power * np.log1p(np.arange(int(days * 1440) + 2) / minutes)


def plans_by_week(company: Company, steps: Sequence[tuple[int, Plan]], warmup: int, weeks: int) -> list[Plan]:
    """Return the plan in force in each week of the run: `today` in the warm-up, then the steps."""
    in_force = [company.today] * warmup
    for week in range(weeks):
        in_force.append([plan for start, plan in steps if start <= week][-1])
    return in_force


def spend_of(company: Company, plan: Plan) -> tuple[np.ndarray, float]:
    """Return the week's money per channel, shape (channels,), and the week's brand money."""
    budget = plan["budget"] * company.response.weekly_budget
    weights = dict(plan["mix"])
    shares = np.array([channel.share * weights.get(channel.id, 1.0) for channel in company.channels])
    if shares.sum() == 0:
        return shares, budget * plan["brand_share"]
    return budget * (1 - plan["brand_share"]) * shares / shares.sum(), budget * plan["brand_share"]


def weekly_of(company: Company, in_force: Sequence[Plan]) -> Weekly:
    """Return the plan in the form of the loop, with brand and reach worked out (docs/model.md, M1 and M2)."""
    half = np.array([channel.half for channel in company.channels])
    pull = np.array([channel.pull for channel in company.channels])
    r = company.response
    stock = spend_of(company, company.today)[1] / (1 - r.brand_keep)
    brand, reach = [], []
    for plan in in_force:
        money, brand_money = spend_of(company, plan)
        stock = r.brand_keep * stock + brand_money
        known = stock / (stock + r.brand_half)
        focus = plan["icp_focus"]
        closer = money * (1 + focus * r.focus_gain)
        inside = 1 - (1 - closer / (closer + half)) * (1 - pull * known)
        outside = 1 - (1 - (1 - focus) * money / (money + half)) * (1 - pull * known)
        brand.append(known)
        reach.append(np.column_stack([inside, outside]).ravel())

    def choice(name: str) -> np.ndarray:
        order = [key for key, _words in DECISIONS[name].options]
        return np.array([order.index(plan[name]) for plan in in_force], dtype=np.int64)

    def values(name: str, dtype: type = np.float64) -> np.ndarray:
        return np.array([plan[name] for plan in in_force], dtype=dtype)

    return Weekly(
        reps=np.maximum(1, company.team.reps + values("extra_reps", np.int64)),
        blocked=np.full(len(in_force), float(company.team.team_meeting)),
        rule=choice("first_call"),
        touches=values("touches", np.int64),
        gap=values("gap_days") * 1440.0,
        bar=values("bar"),
        discount_limit=values("discount_limit"),
        writeback=values("writeback"),
        shared=values("shared_definition", np.bool_),
        handoff=choice("handoff"),
        feedback=choice("feedback"),
        threshold=values("threshold"),
        brand=np.array(brand),
        reach=np.concatenate(reach),
    )


def entries_of(market: Market, rules: Rules, weekly: Weekly) -> Entries:
    """Return what the plan of the week of arrival fixes for each potential lead."""
    day = (market.arrives / 1440.0).astype(np.int64)
    week = day // 7
    how = weekly.handoff[week]
    next_day = (rules.workdays * week + np.minimum(day - 7 * week + 1, rules.workdays)) * rules.day
    visible = np.where(how == DAILY_FILE, next_day, market.arrives_work)
    visible[how == WEEKLY_LIST] = (rules.workdays * rules.day * (week + 1))[how == WEEKLY_LIST]
    return Entries(
        week=week,
        day=day,
        visible=visible,
        twice=market.twice < rules.twice_share[how],
    )


def _empty_outcomes(n: int) -> Outcomes:
    whole = {"state", "reason", "touches", "met", "rep"}
    zero = {"score", "discount", "waited"}
    arrays = {}
    for name in Outcomes._fields:
        if name == "twice":
            arrays[name] = np.zeros(n, dtype=np.bool_)
        elif name in whole:
            arrays[name] = np.full(n, -1 if name == "rep" else 0, dtype=np.int64)
        else:
            arrays[name] = np.zeros(n) if name in zero else np.full(n, NOT_YET)
    return Outcomes(**arrays)


def _empty_log(rows: int) -> Log:
    whole = {"count", "lead", "kind", "rep", "outcome"}
    return Log(
        **{
            name: np.empty(1 if name == "count" else rows, dtype=np.int64 if name in whole else np.float64)
            for name in Log._fields
        }
    )


def _listed(group: NamedTuple) -> NamedTuple:
    return type(group)(*(value.tolist() if isinstance(value, np.ndarray) else value for value in group))


def play_market(
    rules: Rules, weekly: Weekly, market: Market, *, log: bool = True, use_compiled: bool = True
) -> tuple[Outcomes, Log, np.ndarray]:
    """Play one replication and return outcomes per potential lead, the log, and busy minutes per week."""
    met = could_meet(market, rules, weekly)
    out, book, busy = play_met(rules, weekly, chosen(market, met), log=log, use_compiled=use_compiled)
    return _spread(out, met, len(market.arrives)), book._replace(lead=met[book.lead]), busy


def play_met(
    rules: Rules, weekly: Weekly, market: Market, *, log: bool = True, use_compiled: bool = True
) -> tuple[Outcomes, Log, np.ndarray]:
    """Do what `play_market` does, for a market in which everybody is met (see `could_meet` and `chosen`)."""
    entries = entries_of(market, rules, weekly)
    visible = entries.visible.copy()
    out = _empty_outcomes(len(visible))
    book = _empty_log(len(visible) * (int(weekly.touches.max()) + 2 + MEETINGS) if log else 0)
    busy = np.zeros(rules.weeks)
    kernel = compiled() if use_compiled else None
    if kernel is not None:
        kernel(rules, weekly, entries, market, out, book, busy)
    else:
        # What the loop reads again and again is faster as a list; the rest may stay an array.
        kept = out._replace(**{name: getattr(out, name).tolist() for name in READ_BACK})
        plain_rules = _listed(rules._replace(decay=None))._replace(decay=rules.decay)
        often = market._replace(**{name: getattr(market, name).tolist() for name in READ_OFTEN})
        play(plain_rules, _listed(weekly), _listed(entries), often, kept, book, busy)
        out = kept._replace(
            **{name: np.array(getattr(kept, name), dtype=getattr(out, name).dtype) for name in READ_BACK}
        )
    is_mql = out.state > LEAD
    handed = visible + rules.shift[np.minimum(visible // rules.day, len(rules.shift) - 1).astype(np.int64)]
    out = out._replace(twice=entries.twice & is_mql, handed=np.where(is_mql, handed, NOT_YET))
    return out, _cut(book), busy


READ_BACK = ("state", "score", "first", "touches")
READ_OFTEN = ("arrives", "arrives_work", "signal", "score_noise", "sales_own", "sales_shared", "effort")


def _spread(out: Outcomes, index: np.ndarray, n: int) -> Outcomes:
    """Return outcomes of the leads at `index` as outcomes of all `n` potential leads."""
    wide = _empty_outcomes(n)
    for column, values in zip(wide, out, strict=True):
        column[index] = values
    return wide


def _cut(log: Log) -> Log:
    rows = int(log.count[0])
    return Log(log.count, *(column[:rows].copy() for column in log[1:]))


KEPT_DRAWS = 24


@functools.lru_cache(maxsize=KEPT_DRAWS)
def _drawn(company: Company, seed: int, replication: int, weeks: int) -> tuple[Market, _market.Traits]:
    return _market.draw(company, seed, replication, weeks)


class Played(NamedTuple):
    """One replication after the run: only the leads that were met."""

    replication: int
    index: np.ndarray  # position among the potential leads
    arrives: np.ndarray  # calendar minute of the run
    traits: _market.Traits
    outcomes: Outcomes
    log: Log  # log.lead counts within the met leads
    busy: np.ndarray


def could_meet(market: Market | _market.People, rules: Rules, weekly: Weekly) -> np.ndarray:
    """Return the positions of the leads that the plan's spend can reach; nothing a plan does adds to them."""
    week = (market.arrives // WEEK).astype(np.int64)
    return np.flatnonzero(market.spend < weekly.reach[week * rules.columns + market.column])


def chosen(market: Market, index: np.ndarray) -> Market:
    """Return the market of the leads at `index` only."""
    wide = {"contact": TOUCHES, "gaps": MEETINGS}
    return Market(
        *(
            values.reshape(-1, wide[name])[index].ravel() if name in wide else values[index]
            for name, values in market._asdict().items()
        )
    )


def _one(
    company: Company,
    seed: int,
    replication: int,
    rules: Rules,
    weekly: Weekly,
    log: bool,
    use_compiled: bool,
    keep_draws: bool,
) -> Played:
    if keep_draws:
        everybody, traits = _drawn(company, seed, replication, rules.weeks)
        index = could_meet(everybody, rules, weekly)
        market, traits = chosen(everybody, index), _market.Traits(*(values[index] for values in traits))
    else:
        everybody = _market.people(company, seed, replication, rules.weeks)
        index = could_meet(everybody, rules, weekly)
        attempts = int(weekly.touches.max())
        market, traits = _market.draw_some(company, seed, replication, everybody, index, attempts)
    out, book, busy = play_met(rules, weekly, market, log=log, use_compiled=use_compiled)
    return Played(replication, index, market.arrives, traits, out, book, busy)


def each(work: Callable[[Any], Any], items: Iterable[Any], use_compiled: bool = True) -> list[Any]:
    """Return `work(item)` for every item; on all cores when the engine is compiled, which lets go of Python's lock."""
    items = list(items)
    if len(items) < 2 or not use_compiled or compiled() is None:
        return [work(item) for item in items]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(work, items))


def play_all(rules: Rules, weekly: Weekly, markets: Sequence[Market], *, log: bool = True) -> list[tuple]:
    """Play several markets that are already drawn; see `play_met`."""
    return each(lambda market: play_met(rules, weekly, market, log=log), markets)


def run(
    company: Company,
    steps: Sequence[tuple[int, Plan]],
    *,
    seed: int,
    warmup: int,
    weeks: int,
    replications: Iterable[int],
    log: bool = True,
    use_compiled: bool = True,
) -> list[Played]:
    """Play the markets numbered `replications` under the plans of `steps` and return one `Played` each."""
    rules = rules_of(company, warmup + weeks)
    weekly = weekly_of(company, plans_by_week(company, steps, warmup, weeks))
    replications = list(replications)
    # Few markets are kept, so that moving a slider draws nothing anew; of many, only those met are worked out.
    keep_draws = len(replications) <= KEPT_DRAWS
    return each(
        lambda number: _one(company, seed, number, rules, weekly, log, use_compiled, keep_draws),
        replications,
        use_compiled,
    )
