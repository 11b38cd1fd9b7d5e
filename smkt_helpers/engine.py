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
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from smkt_helpers import market as _market
from smkt_helpers.company import Company
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
NOT_YET = math.nan


class Rules(NamedTuple):
    """The company's numbers as the loop uses them: minutes of clock, log odds, points."""

    day: float
    workdays: int
    opens: float
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


class Outcomes(NamedTuple):
    """What happened to each potential lead. Times are calendar minutes of the run; NaN: never."""

    state: Sequence[int]        # 0: never met
    score: Sequence[float]
    handoff: Sequence[int]      # the handoff in force when the lead came
    twice: Sequence[bool]
    handed: Sequence[float]
    looked: Sequence[float]
    reason: Sequence[int]       # rejection (states REJECTED) or loss (LOST, NO_NEED)
    first: Sequence[float]
    touches: Sequence[int]
    talked: Sequence[float]     # start of the conversation
    settled: Sequence[float]    # end of the conversation
    offered: Sequence[float]    # opportunity created
    closed: Sequence[float]     # left the pipeline, won or not
    discount: Sequence[float]
    waited: Sequence[float]     # working minutes the customer waited for meetings
    met: Sequence[int]          # meetings held
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
    """Return the working minutes before calendar minute `t`."""
    day = math.floor(t / 1440.0)
    minute = t - 1440.0 * day
    week = day // 7
    weekday = day - 7 * week
    if weekday >= rules.workdays:
        return rules.workdays * (week + 1) * rules.day
    return (rules.workdays * week + weekday) * rules.day + min(max(minute - rules.opens, 0.0), rules.day)


def to_calendar(x, rules, ends):
    """Return the calendar minute of working minute `x`; `ends` puts a day's limit in the evening."""
    day = math.floor(x / rules.day)
    rest = x - day * rules.day
    if ends and rest == 0.0 and day > 0:
        day -= 1
        rest = rules.day
    return 1440.0 * (7 * (day // rules.workdays) + day % rules.workdays) + rules.opens + rest


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


def key_of(i, rule, state, due, leads, out):
    """Return the sort key of a waiting task; the smallest goes first."""
    if rule == HOTTEST:
        return -out.score[i]
    if state == MQL:
        return -leads.arrives[i] if rule == NEWEST else leads.arrives_work[i]
    if rule == DEALS_FIRST and (state == SQL or state == OPEN):
        return due[i] - BEFORE_ALL
    return due[i]


def play(rules, weekly, leads, out, log, busy):
    """Play one replication: fill `out`, `log` and `busy` (working minutes used per week)."""
    n = len(leads.arrives)
    week_length = rules.workdays * rules.day
    horizon = rules.weeks * week_length
    days = 7 * rules.weeks
    state = out.state
    due = [0.0] * n
    free = [0.0] * max(weekly.reps)
    told = [0] * (days + 8)
    calls = [(0.0, 0)]
    meetings = [(0.0, 0)]
    future = [(0.0, 0)]
    calls.clear()
    meetings.clear()
    future.clear()
    heap_rule = weekly.rule[0]
    keep_log = len(log.lead) > 0
    rows = 0
    clock = 0.0
    next_lead = 0
    today = 0
    waiting_results = 0.0
    known = 0.0
    noise = rules.noise_open
    spread = math.sqrt(rules.signal_spread + noise * noise)
    over = False

    while not over:
        rep = 0
        for r in range(1, len(free)):
            if free[r] < free[rep]:
                rep = r
        now = max(free[rep], clock)
        if now >= horizon:
            now = math.inf
            over = True
        clock = now

        while next_lead < n and leads.arrives_work[next_lead] <= now:
            i = next_lead
            next_lead += 1
            arrived = leads.arrives[i]
            week = int(arrived // 10080.0)
            if leads.spend[i] >= weekly.reach[week * rules.columns + leads.column[i]]:
                continue
            arrival_day = int(arrived // 1440.0)
            while today < arrival_day:
                waiting_results += told[today]
                today += 1
                if today % 7 == 0:
                    known *= rules.memory
                often = weekly.feedback[today // 7]
                if often == DAILY or (often == WEEKLY and today % 7 == 0) or (often == MONTHLY and today % 28 == 0):
                    known += waiting_results
                    waiting_results = 0.0
                noise = rules.noise_closed + (rules.noise_open - rules.noise_closed) * rules.noise_half / (
                    rules.noise_half + known)
                spread = math.sqrt(rules.signal_spread + noise * noise)
            points = 50.0 + 15.0 * (leads.signal[i] + noise * leads.score_noise[i]) / spread
            points = min(max(points, 0.0), 100.0)
            out.score[i] = points
            how = weekly.handoff[week]
            out.handoff[i] = how
            if points < weekly.threshold[week]:
                state[i] = LEAD
                continue
            state[i] = MQL
            out.twice[i] = leads.twice[i] < rules.twice_share[how]
            visible = leads.arrives_work[i]
            if how == WEEKLY_LIST:
                visible = (week + 1) * week_length
            elif how == DAILY_FILE:
                weekday = arrival_day - 7 * week
                visible = (rules.workdays * week + min(weekday + 1, rules.workdays)) * rules.day
            due[i] = visible
            out.handed[i] = to_calendar(visible, rules, False)
            heapq.heappush(future, (visible, i))
        if over:
            break
        while len(future) > 0 and future[0][0] <= now:
            _when, i = heapq.heappop(future)
            item = (key_of(i, heap_rule, state[i], due, leads, out), i)
            if state[i] == SQL or state[i] == OPEN:
                heapq.heappush(meetings, item)
            else:
                heapq.heappush(calls, item)

        if len(calls) == 0 and len(meetings) == 0:
            clock = horizon
            if next_lead < n:
                clock = min(clock, leads.arrives_work[next_lead])
            if len(future) > 0:
                clock = min(clock, future[0][0])
            continue

        week = int(now // week_length)
        if rep >= weekly.reps[week]:
            free[rep] = (week + 1) * week_length
            continue
        if now < week * week_length + weekly.blocked[week]:
            free[rep] = week * week_length + weekly.blocked[week]
            continue
        if weekly.rule[week] != heap_rule:
            heap_rule = weekly.rule[week]
            for heap in (calls, meetings):
                for j in range(len(heap)):
                    i = heap[j][1]
                    heap[j] = (key_of(i, heap_rule, state[i], due, leads, out), i)
                heapq.heapify(heap)

        closing = (math.floor(now / rules.day) + 1) * rules.day
        in_deal = len(calls) == 0 or (len(meetings) > 0 and meetings[0] < calls[0])
        i = meetings[0][1] if in_deal else calls[0][1]
        if in_deal and len(calls) > 0 and not rules.never_closes and (
                now + rules.meeting * leads.effort[i] > closing and now - due[i] <= rules.patience):
            in_deal = False
            i = calls[0][1]
        stage = state[i]
        t_now = to_calendar(now, rules, False)
        if stage == MQL and t_now - leads.arrives[i] > rules.stale:
            heapq.heappop(calls)
            state[i] = STALE
            out.closed[i] = t_now
            continue
        if in_deal and now - due[i] > rules.patience:
            heapq.heappop(meetings)
            state[i] = NO_NEED if stage == SQL else LOST
            out.reason[i] = WAITED
            out.waited[i] += now - due[i]
            out.closed[i] = t_now
            continue
        effort = leads.effort[i]
        if in_deal:
            need = rules.meeting * effort
        elif stage == MQL:
            need = (rules.review + (2.0 if out.twice[i] else 1.0) * rules.touch) * effort
        else:
            need = rules.touch * effort
        if not rules.never_closes and now + need > closing:
            free[rep] = closing
            continue
        if in_deal:
            heapq.heappop(meetings)
        else:
            heapq.heappop(calls)
        out.rep[i] = rep
        event = TOUCH
        outcome = DONE

        if stage == MQL:
            out.looked[i] = t_now
            if weekly.shared[week]:
                accepted = leads.sales_shared[i] >= weekly.threshold[week] - rules.tolerance
                reason = leads.reason_shared[i]
            else:
                accepted = leads.sales_own[i] >= weekly.bar[week]
                reason = leads.reason_own[i]
            if not accepted:
                need = rules.review * effort
                state[i] = REJECTED
                out.reason[i] = reason
                event = REVIEW
            else:
                state[i] = WORKING
                stage = WORKING
                out.first[i] = t_now

        end = now + need
        t_end = to_calendar(end, rules, True)
        free[rep] = end
        busy[week] += need
        if event == REVIEW:
            out.closed[i] = t_end
        elif stage == WORKING:
            attempt = out.touches[i]
            out.touches[i] = attempt + 1
            annoyed = rules.twice_annoys if out.twice[i] else 0.0
            age = out.first[i] - leads.arrives[i]
            loss = rules.decay[min(int(age), len(rules.decay) - 1)]
            if leads.contact[i * TOUCHES + attempt] - rules.speed_contact * loss - annoyed > 0.0:
                outcome = ANSWERED
            else:
                outcome = NO_ANSWER
                if out.touches[i] < weekly.touches[week]:
                    due[i] = to_work(t_end + weekly.gap[week], rules)
                    heapq.heappush(future, (due[i], i))
                else:
                    state[i] = UNREACHED
                    out.closed[i] = t_end
        else:
            event = MEETING
            out.waited[i] += now - due[i]
            out.met[i] += 1
            if out.met[i] == 1:
                if leads.need[i] > 0.0:
                    state[i] = OPEN
                    stage = OPEN
                    out.offered[i] = t_end
                else:
                    state[i] = NO_NEED
                    stage = NO_NEED
                    out.closed[i] = t_end
            if stage == OPEN and out.met[i] == leads.meetings[i]:
                asked = leads.asked[i]
                given = min(asked, weekly.discount_limit[week])
                annoyed = rules.twice_annoys if out.twice[i] else 0.0
                margin = (leads.win[i] + rules.brand_win * weekly.brand[int(leads.arrives[i] // 10080.0)]
                          + 10.0 * (rules.discount_gain * given - rules.discount_refused * (asked - given))
                          - rules.win_wait * out.waited[i] / rules.day - annoyed)
                out.closed[i] = t_end
                if margin > 0.0:
                    state[i] = WON
                    out.discount[i] = given
                else:
                    state[i] = LOST
                    out.reason[i] = PRICE if asked > given else COMPETITOR
            elif stage == OPEN:
                due[i] = to_work(t_end + leads.gaps[i * MEETINGS + out.met[i]], rules)
                heapq.heappush(future, (due[i], i))

        if keep_log:
            log.lead[rows] = i
            log.kind[rows] = event
            log.rep[rows] = rep
            log.start[rows] = t_now
            log.end[rows] = t_end
            log.outcome[rows] = outcome
            rows += 1

        if outcome == ANSWERED:
            how = out.handoff[i]
            need = (rules.talk + rules.context_minutes[how]) * effort
            start = earliest(end, need, rules, weekly)
            free[rep] = start + need
            if start >= horizon:
                continue
            end = start + need
            week = int(start // week_length)
            busy[week] += need
            t_start = to_calendar(start, rules, False)
            t_end = to_calendar(end, rules, True)
            out.talked[i] = t_start
            out.settled[i] = t_end
            annoyed = rules.twice_annoys if out.twice[i] else 0.0
            loss = rules.decay[min(int(out.first[i] - leads.arrives[i]), len(rules.decay) - 1)]
            if leads.ready_at[i] > t_start:
                state[i] = NOT_READY
                outcome = LATER
                out.closed[i] = t_end
            elif leads.qualify[i] - rules.speed_qualify * loss - rules.context_odds[how] - annoyed > 0.0:
                state[i] = SQL
                outcome = QUALIFIED
                due[i] = to_work(t_end + leads.gaps[i * MEETINGS], rules)
                heapq.heappush(future, (due[i], i))
            else:
                state[i] = DISQUALIFIED
                outcome = NOT_QUALIFIED
                out.closed[i] = t_end
            if leads.writeback[i] < weekly.writeback[week]:
                told[min(int(t_end // 1440.0), days + 7)] += 1
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
    for helper in (to_work, to_calendar, earliest, key_of):
        register_jitable(helper)
    try:
        return numba.njit(cache=True, nogil=True)(play)
    except RuntimeError:  # a read-only installation has no place for the cache
        return numba.njit(nogil=True)(play)


def warm(company: Company) -> bool:
    """Compile the engine, so that nobody waits for it later; return whether Numba is there."""
    if compiled() is None:
        return False
    run(company, ((0, company.today),), seed=1, warmup=0, weeks=1, replications=[0])
    return True


def rules_of(company: Company, weeks: int) -> Rules:
    """Return the company's numbers in the form of the loop; tasks are stretched by the selling share."""
    c, m, q, d, k, look = (company.calendar, company.minutes, company.qualify, company.deal, company.contact,
                           company.look)
    share = company.team.selling_share
    day = 60.0 * (c.closes - c.opens)
    ages = np.arange(int(k.stale_days * 1440) + 2)
    return Rules(
        day=day, workdays=c.workdays, opens=60.0 * c.opens, never_closes=c.workdays == 7 and day == 1440.0, weeks=weeks,
        columns=2 * len(company.channels),
        review=m.review / share, touch=m.touch / share, talk=m.talk / share, meeting=m.meeting / share,
        context_minutes=np.array([m.context_weekly, m.context_daily, 0.0]) / share,
        context_odds=np.array([q.context_weekly, q.context_daily, 0.0]),
        twice_share=np.array([q.twice_weekly, q.twice_daily, 0.0]), twice_annoys=q.twice_annoys,
        speed_contact=k.speed_contact, speed_qualify=k.speed_qualify, stale=k.stale_days * 1440.0,
        patience=d.patience * day, win_wait=d.win_wait, discount_gain=d.discount_gain,
        discount_refused=d.discount_refused, brand_win=company.response.brand_win,
        noise_open=look.noise_open, noise_closed=look.noise_closed, noise_half=look.noise_half, memory=look.memory,
        signal_spread=look.marketing_fit**2 + look.marketing_intent**2, tolerance=look.tolerance,
        decay=k.speed_power * np.log1p(ages / k.speed_minutes))


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
        rule=choice("first_call"), touches=values("touches", np.int64), gap=values("gap_days") * 1440.0,
        bar=values("bar"), discount_limit=values("discount_limit"), writeback=values("writeback"),
        shared=values("shared_definition", np.bool_), handoff=choice("handoff"), feedback=choice("feedback"),
        threshold=values("threshold"), brand=np.array(brand), reach=np.concatenate(reach))


def _empty_outcomes(n: int) -> Outcomes:
    whole = {"state", "handoff", "reason", "touches", "met", "rep"}
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
    return Log(**{name: np.empty(1 if name == "count" else rows, dtype=np.int64 if name in whole else np.float64)
                  for name in Log._fields})


def _listed(group: NamedTuple) -> NamedTuple:
    return type(group)(*(value.tolist() if isinstance(value, np.ndarray) else value for value in group))


def play_market(rules: Rules, weekly: Weekly, market: Market, *, log: bool = True,
                use_compiled: bool = True) -> tuple[Outcomes, Log, np.ndarray]:
    """Play one replication and return outcomes per potential lead, the log, and busy minutes per week."""
    n = len(market.arrives)
    out = _empty_outcomes(n)
    rows = n * (int(weekly.touches.max()) + 2 + MEETINGS) if log else 0
    book = _empty_log(rows)
    busy = np.zeros(rules.weeks)
    kernel = compiled() if use_compiled else None
    if kernel is not None:
        kernel(rules, weekly, market, out, book, busy)
        return out, _cut(book), busy
    out, busy = _listed(out), busy.tolist()
    book = Log(*([0] * (1 if name == "count" else rows) for name in Log._fields))
    play(_listed(rules), _listed(weekly), _listed(market), out, book, busy)
    dtypes = [array.dtype for array in _empty_outcomes(0)]
    out = Outcomes(*(np.array(values, dtype=dtype) for values, dtype in zip(out, dtypes)))
    return out, _cut(Log(*(np.array(values) for values in book))), np.array(busy)


def _cut(log: Log) -> Log:
    rows = int(log.count[0])
    return Log(log.count, *(column[:rows].copy() for column in log[1:]))


@functools.lru_cache(maxsize=64)
def _drawn(company: Company, seed: int, replication: int, weeks: int) -> tuple[Market, _market.Traits]:
    return _market.draw(company, seed, replication, weeks)


class Played(NamedTuple):
    """One replication after the run: only the leads that were met."""

    replication: int
    index: np.ndarray           # position among the potential leads
    arrives: np.ndarray         # calendar minute of the run
    traits: _market.Traits
    outcomes: Outcomes
    log: Log                    # log.lead counts within the met leads
    busy: np.ndarray


def could_meet(market: Market, rules: Rules, weekly: Weekly) -> np.ndarray:
    """Return the positions of the leads that the plan's spend can reach; nothing a plan does adds to them."""
    week = (market.arrives // WEEK).astype(np.int64)
    return np.flatnonzero(market.spend < weekly.reach[week * rules.columns + market.column])


def chosen(market: Market, index: np.ndarray) -> Market:
    """Return the market of the leads at `index` only."""
    wide = {"contact": TOUCHES, "gaps": MEETINGS}
    return Market(*(values.reshape(-1, wide[name])[index].ravel() if name in wide else values[index]
                    for name, values in market._asdict().items()))


def _one(company: Company, seed: int, replication: int, rules: Rules, weekly: Weekly, log: bool,
         use_compiled: bool) -> Played:
    market, traits = _drawn(company, seed, replication, rules.weeks)
    index = could_meet(market, rules, weekly)
    out, book, busy = play_market(rules, weekly, chosen(market, index), log=log, use_compiled=use_compiled)
    return Played(replication, index, market.arrives[index],
                  _market.Traits(*(values[index] for values in traits)), out, book, busy)


def run(company: Company, steps: Sequence[tuple[int, Plan]], *, seed: int, warmup: int, weeks: int,
        replications: Iterable[int], log: bool = True, use_compiled: bool = True) -> list[Played]:
    """Play the markets numbered `replications` under the plans of `steps` and return one `Played` each."""
    replications = list(replications)
    rules = rules_of(company, warmup + weeks)
    weekly = weekly_of(company, plans_by_week(company, steps, warmup, weeks))

    def one(replication: int) -> Played:
        return _one(company, seed, replication, rules, weekly, log, use_compiled)

    if len(replications) == 1 or not use_compiled or compiled() is None:
        return [one(replication) for replication in replications]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(one, replications))
