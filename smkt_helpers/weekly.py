"""What a plan gives in each week, before anything is played: hours, reach, looks, promises.

docs/model.md, section 3, has every formula. The engine reads the result week by week; the tables take the hours
and the money from here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri

from smkt_helpers.companies import Company
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.events import Shock
from smkt_helpers.market import WEEK, Market, People
from smkt_helpers.plan import Plan

QUARTER = 13
AFTER = 2  # weeks after the run for which promises are still sorted by time
BLOCKED = 0.0  # the "slowness" of an outage in which nobody works


class Rules(NamedTuple):
    """The company's numbers as the loop uses them: minutes, log odds, points."""

    day: float
    workdays: int
    opens: float
    before: Sequence[float]  # working minutes before each calendar day, and after the last one
    shift: Sequence[float]  # what to add to a working minute of each working day to get its calendar minute
    never_closes: bool
    weeks: int
    columns: int
    segments: int
    review: float
    touch: float
    talk: float
    meeting: float
    note: float
    service: float
    context_minutes: Sequence[float]
    context_odds: Sequence[float]
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
    trust_start: float
    trust_rate: float
    prepare_minutes: float
    prepare_qualify: float
    prepare_ask: float
    promise_usual: float
    promise_win: float
    pods_qualify: float
    prospect_contact: float
    prospect_qualify: float
    test_least: float
    keep_minutes: float  # calendar minutes from one renewal to the next
    keep_least: float
    keep_base: float
    keep_fit: float
    keep_gap: float
    keep_discount: float
    keep_wait: float
    keep_patience: float  # working minutes
    refer: float
    refer_qualify: float
    usual_mqls: float
    usual_revenue: float
    throttle_level: float
    points_step: float
    points_most: float
    discount_step: float
    discount_most: float
    accepted_low: float
    accepted_high: float
    marketing_program: bool
    sales_program: bool


class Weekly(NamedTuple):
    """The plan, one value per week of the run.

    `reach` and `reach_low` (throttled) hold `columns` values per week, `pod_of` one per week and rep. Outages are
    spans of working minutes; the last one never comes.
    """

    reps: Sequence[int]
    blocked: Sequence[float]
    stretch: Sequence[float]  # clock minutes per minute of a task
    rule: Sequence[int]
    promised: Sequence[float]  # calendar minutes to the first call; below 0 when nobody tracks it
    tracked: Sequence[float]  # least care for a lead
    touches: Sequence[int]
    gap: Sequence[float]
    bar: Sequence[float]
    discount_limit: Sequence[float]
    said_more: Sequence[float]
    written: Sequence[float]
    told: Sequence[float]
    heard: Sequence[int]
    shared: Sequence[bool]
    handoff: Sequence[int]
    threshold: Sequence[float]
    look_fit: Sequence[float]
    look_intent: Sequence[float]
    look_noise: Sequence[float]
    look_score: Sequence[float]
    brand: Sequence[float]
    icp_error: Sequence[float]
    reach: Sequence[float]
    reach_low: Sequence[float]
    found: Sequence[float]
    twice: Sequence[float]
    leak: Sequence[float]
    prepared: Sequence[float]
    promise: Sequence[float]
    win_shift: Sequence[float]
    closer: Sequence[float]  # lift of the beliefs on Monday
    throttle: Sequence[bool]
    test_share: Sequence[float]
    nurture: Sequence[float]
    recycle: Sequence[bool]
    two_way: Sequence[bool]
    pods: Sequence[bool]
    pod_of: Sequence[int]
    chases_leads: Sequence[bool]
    mqls_current: Sequence[bool]
    quota: Sequence[float]
    quota_current: Sequence[bool]
    shared_bonus: Sequence[bool]
    outage_from: Sequence[float]
    outage_to: Sequence[float]
    outage_slow: Sequence[float]


class Entries(NamedTuple):
    """What the plan of the week of arrival fixes for each potential lead, before anything is played."""

    week: Sequence[int]  # of arrival
    day: Sequence[int]  # calendar day of arrival
    column: Sequence[int]  # 2 x channel, plus 1 when marketing takes it for a non-ideal customer
    visible: Sequence[float]  # working minute from which sales can see it, if it is an MQL
    twice: Sequence[bool]  # on two lists, if it is an MQL
    leaks: Sequence[bool]  # on no list, if it is an MQL


class Hours(NamedTuple):
    """What a week's plan does with hours beside leads and campaigns: hours a week of a whole team."""

    together_sales: float  # meeting, rotation, planning together, owners, dashboard, tracking, paper
    together_marketing: float
    prospecting: float
    preparing: float  # enablement and listening
    other: float  # nurture and tests
    campaign: float


def rules_of(company: Company, weeks: int, programs: Sequence[str] = ()) -> Rules:
    """Return the company's numbers in the form of the loop."""
    c, m, q, d, k, look = (
        company.calendar,
        company.minutes,
        company.qualify,
        company.deal,
        company.contact,
        company.look,
    )
    keep, program = company.keep, company.program
    day = 60.0 * (c.closes - c.opens)
    calendar_days = np.arange(7 * (weeks + AFTER) + 1)
    before = (c.workdays * (calendar_days // 7) + np.minimum(calendar_days % 7, c.workdays)) * day
    working_days = np.arange(c.workdays * (weeks + AFTER) + 1)
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
        segments=len(company.segments),
        review=m.review,
        touch=m.touch,
        talk=m.talk,
        meeting=m.meeting,
        note=m.note,
        service=m.service,
        context_minutes=np.array([m.context_weekly, m.context_daily, 0.0]),
        context_odds=np.array([q.context_weekly, q.context_daily, 0.0]),
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
        trust_start=company.trust.start,
        trust_rate=company.trust.rate,
        prepare_minutes=company.prepare.minutes,
        prepare_qualify=company.prepare.qualify,
        prepare_ask=company.prepare.ask,
        promise_usual=company.promise.usual,
        promise_win=company.promise.win,
        pods_qualify=company.structure.pods_qualify,
        prospect_contact=company.prospect.contact,
        prospect_qualify=company.prospect.qualify,
        test_least=company.campaign.test_least,
        keep_minutes=keep.weeks * WEEK,
        keep_least=keep.least,
        keep_base=keep.base,
        keep_fit=keep.fit,
        keep_gap=keep.gap,
        keep_discount=keep.discount,
        keep_wait=keep.wait,
        keep_patience=keep.patience * day,
        refer=keep.refer,
        refer_qualify=keep.refer_qualify,
        usual_mqls=company.targets.mqls,
        usual_revenue=company.targets.revenue,
        throttle_level=company.throttle.level,
        points_step=program.points,
        points_most=program.points_most,
        discount_step=program.discount,
        discount_most=program.discount_most,
        accepted_low=program.accepted_low,
        accepted_high=program.accepted_high,
        marketing_program="marketing" in programs,
        sales_program="sales" in programs,
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


def by_plan(in_force: Sequence[Plan], value: Callable[[Plan], Any]) -> list[Any]:
    """Return `value(plan)` for each week, worked out once per plan: most plans hold for many weeks."""
    known = {key: value(plan) for key, plan in {id(plan): plan for plan in in_force}.items()}
    return [known[id(plan)] for plan in in_force]


def spend_of(company: Company, plan: Plan) -> tuple[np.ndarray, float]:
    """Return the week's money per channel, shape (channels,), and the week's brand money."""
    budget = plan["budget"] * company.response.weekly_budget
    weights = dict(plan["mix"])
    shares = np.array([channel.share * weights.get(channel.id, 1.0) for channel in company.channels])
    if shares.sum() == 0:
        return shares, budget * plan["brand_share"]
    return budget * (1 - plan["brand_share"]) * shares / shares.sum(), budget * plan["brand_share"]


def tools_of(company: Company, plan: Plan) -> float:
    """Return the week's money for shared tools."""
    crm = company.money.crm_week if plan["handoff"] == "shared_crm" else 0.0
    return crm + (company.money.dashboard_week if plan["dashboard"] else 0.0)


def reps_of(company: Company, plan: Plan) -> int:
    """Return the reps of a plan, before any of them leaves."""
    return max(1, company.team.reps + plan["extra_reps"])


def two_way(plan: Plan) -> bool:
    """Return whether marketing hears from sales at all."""
    return plan["feedback"] != "never" or plan["meeting_minutes"] > 0 or plan["dashboard"]


def hours_of(company: Company, plan: Plan, reps: int) -> Hours:
    """Return what the plan does with hours beside leads, for a number of reps (docs/model.md, section 3)."""
    team, campaign = company.team, company.campaign
    day = company.calendar.closes - company.calendar.opens
    save = _save(company, plan)
    rotation = plan["rotation_days"] * day / QUARTER
    dashboard = plan["dashboard"] * team.dashboard_minutes / 60
    owners = save * plan["owners"] * team.owner_minutes / 60
    person = save * plan["meeting_minutes"] / 60 + rotation + dashboard + owners
    watching = (plan["tracked"] * team.track_minutes + plan["outage_clause"] * team.paper_minutes) / 60
    codesign = save * plan["codesign_hours"]
    preparing = plan["enablement_hours"] + plan["listening_hours"]
    other = plan["nurture"] * campaign.nurture_hours + (campaign.test_hours if plan["test_share"] > 0 else 0.0)
    together = team.marketers * person + codesign
    paid = team.marketers * team.hours_week * team.marketing_share
    return Hours(
        together_sales=reps * (person + watching) + codesign,
        together_marketing=together,
        prospecting=reps * plan["prospecting_hours"],
        preparing=preparing,
        other=other,
        campaign=max(0.0, paid - together - preparing - other),
    )


def _save(company: Company, plan: Plan) -> float:
    return 1 - company.structure.merged_saves if plan["one_department"] else 1.0


def blocked_of(company: Company, plan: Plan) -> float:
    """Return the working minutes of the week's meetings, for each rep."""
    return company.team.team_meeting + _save(company, plan) * plan["meeting_minutes"]


def selling_share_of(company: Company, plan: Plan, reps: int) -> float:
    """Return the share of a rep's clock that is left for leads, deals and customers."""
    hours = hours_of(company, plan, reps)
    meeting = reps * _save(company, plan) * plan["meeting_minutes"] / 60
    lost = (hours.together_sales - meeting + hours.prospecting) / reps
    clock = company.calendar.workdays * (company.calendar.closes - company.calendar.opens)
    return max(company.team.selling_share / 2, company.team.selling_share - lost / clock)


def working_part(company: Company, plan: Plan) -> float:
    """Return the part of the budget that campaign hours can put to use."""
    budget = plan["budget"] * company.response.weekly_budget
    if budget == 0:
        return 1.0
    return min(1.0, hours_of(company, plan, reps_of(company, plan)).campaign * company.campaign.hour_money / budget)


def _stock(keep: float, today: float, additions: Sequence[float]) -> np.ndarray:
    """Return a stock week by week: what is kept of the week before, plus the week's addition."""
    level, stock = today / (1 - keep), []
    for addition in additions:
        level = keep * level + addition
        stock.append(level)
    return np.array(stock)


def _half(amount: float | np.ndarray, half: float) -> float | np.ndarray:
    return amount / (amount + half)


def _stock_of(company: Company, in_force: Sequence[Plan], keep: float, name: str) -> np.ndarray:
    return _stock(keep, company.today[name], by_plan(in_force, lambda plan: plan[name]))


def closeness_of(company: Company, in_force: Sequence[Plan]) -> np.ndarray:
    """Return how close the two teams' pictures of a lead are, 0 to 1, week by week (M14)."""
    t = company.together

    def contact(plan: Plan) -> float:
        apart = 1 - t.meeting * _half(plan["meeting_minutes"], t.meeting_half)
        apart *= 1 - t.rotation * _half(plan["rotation_days"], t.rotation_half)
        apart *= 1 - t.codesign * _half(plan["codesign_hours"], company.campaign.codesign_half)
        return 1 - apart * (1 - t.dashboard * plan["dashboard"])

    keep = t.keep
    return _stock(keep, (1 - keep) * contact(company.today), by_plan(in_force, lambda plan: (1 - keep) * contact(plan)))


def prepared_of(company: Company, in_force: Sequence[Plan]) -> np.ndarray:
    """Return how well prepared a rep is for a conversation, 0 to 1, by the lead's week of arrival (M11)."""
    p, campaign = company.prepare, company.campaign
    stock = _stock_of(company, in_force, campaign.enablement_keep, "enablement_hours")
    codesign = np.array(by_plan(in_force, lambda plan: _half(plan["codesign_hours"], campaign.codesign_half)))
    history = np.array(by_plan(in_force, lambda plan: plan["handoff"] == "shared_crm"))
    calendar = np.array(by_plan(in_force, lambda plan: plan["dashboard"]))
    missing = (1 - p.enablement * _half(stock, campaign.enablement_half)) * (1 - p.codesign * codesign)
    return 1 - missing * (1 - p.history * history) * (1 - p.calendar * calendar)


def icp_error_of(company: Company, in_force: Sequence[Plan]) -> np.ndarray:
    """Return the error of marketing's picture of the ideal customer, week by week (M14)."""
    campaign, t, r = company.campaign, company.together, company.response
    stock = _stock_of(company, in_force, campaign.listening_keep, "listening_hours")
    rotation = np.array(by_plan(in_force, lambda plan: t.rotation * _half(plan["rotation_days"], t.rotation_half)))
    learned = 1 - (1 - _half(stock, campaign.listening_half)) * (1 - rotation)
    return r.icp_error - (r.icp_error - r.icp_error_least) * learned


def brand_of(company: Company, in_force: Sequence[Plan]) -> np.ndarray:
    """Return how well the brand is known, 0 to 1, week by week (M1)."""
    r = company.response

    def money(plan: Plan) -> float:
        return working_part(company, plan) * spend_of(company, plan)[1]

    stock = _stock(r.brand_keep, money(company.today), by_plan(in_force, money))
    return _half(stock, r.brand_half)


def _reach(company: Company, in_force: Sequence[Plan], known: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return the share of people met, inside and outside the ideal group of each channel, week after week.

    Shape (weeks x 2 x channels,); `known` and `times` have one value per week.
    """
    half = np.array([channel.half for channel in company.channels])
    pull = np.array([channel.pull for channel in company.channels])
    spent = by_plan(in_force, lambda plan: spend_of(company, plan)[0] * working_part(company, plan))
    money = np.array(spent) * times[:, None]
    focus = np.array(by_plan(in_force, lambda plan: plan["icp_focus"]))[:, None]
    closer = money * (1 + focus * company.response.focus_gain)
    missed = 1 - pull * known[:, None]
    inside = 1 - (1 - closer / (closer + half)) * missed
    outside = 1 - (1 - (1 - focus) * money / (money + half)) * missed
    return np.stack([inside, outside], axis=-1).ravel()


def _pods(company: Company, reps: int, most: int) -> list[int]:
    """Return each rep's segment; segments get reps by their share, at least one each."""
    share = [segment.share for segment in company.segments]
    count = [1] * len(share)
    for _rep in range(reps - len(share)):
        need = [part / (have + 1) for part, have in zip(share, count, strict=True)]
        count[need.index(max(need))] += 1
    order = [segment for segment, have in enumerate(count) for _rep in range(have)]
    return (order + [0] * most)[:most]


class _Effects(NamedTuple):
    """What shocks do, one value per week of the run, and the outages."""

    away: np.ndarray
    viral: np.ndarray
    cutter: np.ndarray  # 0 none, 1 the first week, 2 later
    pressure: np.ndarray
    outages: list[tuple[int, float, float]]  # week, from, to


def _effects(company: Company, shocks: Sequence[Shock], warmup: int, weeks: int) -> _Effects:
    away, cutter = np.zeros(weeks, dtype=np.int64), np.zeros(weeks, dtype=np.int64)
    viral, pressure = np.zeros(weeks, dtype=bool), np.zeros(weeks, dtype=bool)
    outages = []
    trouble, c = company.trouble, company.calendar
    day = 60.0 * (c.closes - c.opens)
    for shock in shocks:
        week = warmup + shock.week
        if week >= weeks:
            continue
        if shock.kind == "rep_leaves":
            away[week : week + trouble.rep_away] += 1
        elif shock.kind == "viral":
            viral[week] = True
        elif shock.kind == "quarter_end":
            pressure[max(0, week - trouble.pressure_weeks + 1) : week + 1] = True
        elif shock.kind == "price_cutter":
            cutter[week] = 1 if cutter[week] == 0 else cutter[week]
            later = cutter[week + 1 : week + trouble.cutter_weeks]
            later[later == 0] = 2
        else:
            begins = (week * c.workdays + shock.day) * day
            outages.append((week, begins, begins + shock.days * day))
    return _Effects(away, viral, cutter, pressure, sorted(outages))


def reps_by_week(company: Company, in_force: Sequence[Plan], shocks: Sequence[Shock], warmup: int) -> np.ndarray:
    """Return the reps on duty in each week, at least one."""
    return _on_duty(company, in_force, _effects(company, shocks, warmup, len(in_force)))


def _on_duty(company: Company, in_force: Sequence[Plan], hit: _Effects) -> np.ndarray:
    return np.maximum(1, by_plan(in_force, lambda plan: reps_of(company, plan)) - hit.away)


def by_rep_plan(in_force: Sequence[Plan], reps: np.ndarray, value: Callable[[Plan, int], Any]) -> list[Any]:
    """Return `value(plan, reps)` for each week, worked out once per plan and number of reps."""
    known: dict[tuple[int, int], Any] = {}
    keys = [(id(plan), int(n)) for plan, n in zip(in_force, reps, strict=True)]
    for key, plan in zip(keys, in_force, strict=True):
        if key not in known:
            known[key] = value(plan, key[1])
    return [known[key] for key in keys]


def code_of(name: str, option: str) -> int:
    """Return the number by which the loop knows an option of a decision: its place among the options."""
    return [key for key, _words in DECISIONS[name].options].index(option)


def weekly_of(company: Company, in_force: Sequence[Plan], shocks: Sequence[Shock] = (), warmup: int = 0) -> Weekly:
    """Return the plans of all weeks in the form of the loop; weeks of shocks count from the end of the warm-up."""
    weeks = len(in_force)
    hit = _effects(company, shocks, warmup, weeks)
    t, look, trouble = company.together, company.look, company.trouble

    def choice(name: str) -> np.ndarray:
        return np.array(by_plan(in_force, lambda plan: code_of(name, plan[name])), dtype=np.int64)

    def values(name: str, dtype: type = np.float64) -> np.ndarray:
        return np.array(by_plan(in_force, lambda plan: plan[name]), dtype=dtype)

    def yes(name: str) -> np.ndarray:
        return values(name, np.bool_)

    reps = _on_duty(company, in_force, hit)
    closeness = closeness_of(company, in_force)
    brand = brand_of(company, in_force)
    times = np.where(hit.viral, trouble.viral_times, 1.0)
    meets = _half(values("meeting_minutes"), t.meeting_half)
    feedback = values("feedback", object)
    told_weekly = (values("meeting_minutes") > 0) & np.isin(feedback, ("never", "monthly"))
    shared = yes("shared_definition")
    fit_weight = np.where(
        shared, look.marketing_fit, look.sales_fit + closeness * (look.marketing_fit - look.sales_fit)
    )
    intent_weight = np.where(
        shared, look.marketing_intent, look.sales_intent + closeness * (look.marketing_intent - look.sales_intent)
    )
    scale = 15.0 / np.sqrt(fit_weight**2 + intent_weight**2 + look.sales_error**2)
    alike = np.where(yes("one_department"), company.structure.merged_error, 0.0)
    talks = np.array(by_plan(in_force, two_way))
    twice = np.array([company.qualify.twice_weekly, company.qualify.twice_daily, 0.0])[choice("handoff")]
    unowned = ~yes("owners")
    pods = yes("pods") & (reps >= len(company.segments))
    most = int(reps.max())
    pod_of = [_pods(company, int(n), most) if pod else [0] * most for n, pod in zip(reps, pods, strict=True)]
    outages = [(*hours, in_force[week]) for week, *hours in hit.outages if in_force[week]["handoff"] == "shared_crm"]
    slow = [trouble.outage_slow if plan["outage_clause"] else BLOCKED for _from, _to, plan in outages]
    return Weekly(
        reps=reps,
        blocked=np.array(by_plan(in_force, lambda plan: blocked_of(company, plan))),
        stretch=1.0 / np.array(by_rep_plan(in_force, reps, lambda plan, n: selling_share_of(company, plan, n))),
        rule=choice("first_call"),
        promised=np.where(yes("tracked"), 60.0 * values("target_hours"), -1.0),
        tracked=np.where(yes("tracked"), company.trust.tracked, 0.0),
        touches=values("touches", np.int64),
        gap=values("gap_days") * 1440.0,
        bar=values("bar"),
        discount_limit=np.where(
            hit.pressure, np.maximum(values("discount_limit"), trouble.pressure_discount), values("discount_limit")
        ),
        said_more=np.where(hit.pressure, np.maximum(values("stretch"), trouble.pressure_stretch), values("stretch")),
        written=values("writeback"),
        told=1 - (1 - np.where(feedback == "never", 0.0, values("writeback"))) * (1 - t.tell * meets),
        heard=np.where(told_weekly, code_of("feedback", "weekly"), choice("feedback")),
        shared=shared,
        handoff=choice("handoff"),
        threshold=values("threshold"),
        look_fit=scale * fit_weight,
        look_intent=scale * intent_weight,
        look_noise=scale * look.sales_error * np.sqrt(1 - alike**2),
        look_score=scale * look.sales_error * alike,
        brand=brand,
        icp_error=icp_error_of(company, in_force),
        reach=_reach(company, in_force, brand, times),
        reach_low=_reach(company, in_force, brand, times * company.throttle.to),
        found=company.prospect.most * _half(values("prospecting_hours") * reps, company.prospect.half),
        twice=twice + np.where(unowned, company.structure.twice, 0.0),
        leak=np.where(unowned, company.structure.leak, 0.0),
        prepared=prepared_of(company, in_force),
        promise=values("promise"),
        win_shift=-trouble.cutter_win * np.where(hit.cutter == 0, 0.0, np.where((hit.cutter == 2) & talks, 0.5, 1.0)),
        closer=company.trust.together * closeness,
        throttle=yes("throttle") & talks,
        test_share=values("test_share"),
        nurture=values("nurture"),
        recycle=yes("recycle"),
        two_way=talks,
        pods=pods,
        pod_of=np.array(pod_of, dtype=np.int64).ravel(),
        chases_leads=(values("target", object) == "mqls") & ~yes("shared_bonus"),
        mqls_current=values("target_source", object) == "current",
        quota=values("quota"),
        quota_current=values("quota_source", object) == "current",
        shared_bonus=yes("shared_bonus"),
        outage_from=np.array([begins for begins, _to, _plan in outages] + [np.inf]),
        outage_to=np.array([ends for _from, ends, _plan in outages] + [np.inf]),
        outage_slow=np.array([*slow, 1.0]),
    )


def columns_of(people: People | Market, weekly: Weekly, company: Company) -> np.ndarray:
    """Return 2 x channel of each potential lead, plus 1 when marketing takes it for a non-ideal customer."""
    error = weekly.icp_error
    if error.min() == error.max():
        spread = error[0]
    else:
        spread = error[(people.arrives // WEEK).astype(np.int64)]
    outside = (people.fit + spread * people.icp) / np.sqrt(1 + spread**2) < ndtri(1 - company.response.icp_share)
    return 2 * people.channel.astype(np.int64) + outside


def could_meet(people: People | Market, columns: np.ndarray, weekly: Weekly, company: Company) -> np.ndarray:
    """Return the positions of the leads that the plan may meet; nothing that happens in the run adds to them."""
    week = (people.arrives // WEEK).astype(np.int64)
    may = people.spend < weekly.reach[week * 2 * len(company.channels) + columns]
    may |= people.prospect < weekly.found[week]
    friendly = np.flatnonzero((people.refer < company.keep.refer) & (people.friend >= 0) & ~may)
    while len(friendly):
        known = may[people.friend[friendly]]
        may[friendly[known]] = True
        if not known.any():
            break
        friendly = friendly[~known]
    return np.flatnonzero(may)


def entries_of(market: Market, columns: np.ndarray, rules: Rules, weekly: Weekly) -> Entries:
    """Return what the plan of the week of arrival fixes for each potential lead."""
    day = (market.arrives / 1440.0).astype(np.int64)
    week = day // 7
    how = weekly.handoff[week]
    next_day = (rules.workdays * week + np.minimum(day - 7 * week + 1, rules.workdays)) * rules.day
    visible = np.where(how == code_of("handoff", "daily_file"), next_day, market.arrives_work)
    listed = how == code_of("handoff", "weekly_list")
    visible[listed] = (rules.workdays * rules.day * (week + 1))[listed]
    at_once = how == code_of("handoff", "shared_crm")
    for begins, ends in zip(weekly.outage_from[:-1], weekly.outage_to[:-1], strict=True):
        visible[at_once & (visible >= begins) & (visible < ends)] = ends
    return Entries(
        week=week,
        day=day,
        column=columns,
        visible=visible,
        twice=market.twice < weekly.twice[week],
        leaks=market.leak < weekly.leak[week],
    )
