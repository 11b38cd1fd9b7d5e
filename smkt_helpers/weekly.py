"""What the plans give in each week, before anything is played: reach, looks, promises, shocks.

docs/model.md, section 3, has every formula. The loop reads the result week by week.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from smkt_helpers.companies import Company
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.events import Shock
from smkt_helpers.hours import blocked_of, reps_of, selling_share_of, spend_of, two_way, working_part
from smkt_helpers.plan import Plan

BLOCKED = 0.0  # the "slowness" of an outage in which nobody works


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


def plans_by_week(company: Company, steps: Sequence[tuple[int, Plan]], warmup: int, weeks: int) -> list[Plan]:
    """Return the plan in force in each week of the run: `today` in the warm-up, then the steps."""
    in_force = [company.today] * warmup
    for week in range(weeks):
        in_force.append([plan for start, plan in steps if start <= week][-1])
    return in_force


def by_plan(in_force: Sequence[Plan], value: Callable[[Plan], Any]) -> list[Any]:
    """Return `value(plan)` for each week, worked out once per plan: most plans hold for many weeks."""
    keys = list(map(id, in_force))
    known = {key: value(plan) for key, plan in dict(zip(keys, in_force, strict=True)).items()}
    return list(map(known.__getitem__, keys))


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
