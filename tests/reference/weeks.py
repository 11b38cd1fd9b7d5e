"""Sections 3 and 6 of docs/model.md: what the plans and the unexpected give in each week."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from smkt_helpers.companies import Company
from smkt_helpers.events import Shock
from smkt_helpers.plan import Plan
from tests.reference.clock import Clock


@dataclass(frozen=True)
class Outage:
    """Working minutes in which the CRM is down."""

    start: float
    end: float
    on_paper: bool


@dataclass(frozen=True)
class Reach:
    """Share of each channel's people that marketing meets."""

    inside: tuple[float, ...]  # the ideal group
    outside: tuple[float, ...]


@dataclass(frozen=True)
class Week:
    """One week of the run."""

    plan: Plan
    reps: int
    blocked: float  # working minutes of meetings at the start of the week
    selling_share: float
    known: float  # b
    reach: Reach
    throttled_reach: Reach
    icp_error: float  # e
    closeness: float  # C
    told: float
    heard: str
    two_way: bool
    prepared: float  # p
    fit_weight: float
    intent_weight: float
    twice: float
    leak: float
    found: float  # share of own prospects
    pods: tuple[int, ...]  # segment of each rep on duty; empty without pods
    discount_limit: float
    stretch: float
    cutter: float  # loss of odds to win
    outages: tuple[Outage, ...]


@dataclass(frozen=True)
class Stocks:
    """What earlier weeks have left."""

    brand: float
    enablement: float
    listening: float
    closeness: float


def half(amount: float, at_half: float) -> float:
    """Return a saturating effect: 0 without, one half at `at_half`, 1 at the most."""
    return amount / (amount + at_half)


def together(*parts: float) -> float:
    """Return what independent parts give together."""
    return 1 - math.prod(1 - part for part in parts)


# Hours


def saves(company: Company, plan: Plan) -> float:
    return 1 - company.structure.merged_saves if plan.agreement.one_department else 1.0


def selling_share(company: Company, plan: Plan, reps: int) -> float:
    clock, team, a = Clock.of(company), company.team, plan.agreement
    lost = (
        60 * plan.sales.prospecting_hours
        + a.rotation_days * clock.day / 13
        + saves(company, plan) * (60 * a.codesign_hours / reps + a.owners * team.owner_minutes)
        + a.tracked * team.track_minutes
        + a.outage_clause * team.paper_minutes
        + a.dashboard * team.dashboard_minutes
    )
    return max(team.selling_share / 2, team.selling_share - lost / clock.week)


def campaign_hours(company: Company, plan: Plan) -> float:
    team, c, m, a = company.team, company.campaign, plan.marketing, plan.agreement
    save = saves(company, plan)
    each = (
        save * (a.meeting_minutes + a.owners * team.owner_minutes)
        + a.rotation_days * Clock.of(company).day / 13
        + a.dashboard * team.dashboard_minutes
    )
    hours = (
        team.marketers * team.hours_week * team.marketing_share
        - m.enablement_hours
        - m.listening_hours
        - m.nurture * c.nurture_hours
        - (c.test_hours if m.test_share > 0 else 0)
        - save * a.codesign_hours
        - team.marketers * each / 60
    )
    return max(0.0, hours)


def budget_of(company: Company, plan: Plan) -> float:
    return plan.marketing.budget * company.response.weekly_budget


def working_part(company: Company, plan: Plan) -> float:
    budget = budget_of(company, plan)
    return min(1.0, campaign_hours(company, plan) * company.campaign.hour_money / budget) if budget else 1.0


# Stocks


def meeting_of(company: Company, plan: Plan) -> float:
    return half(plan.agreement.meeting_minutes, company.together.meeting_half)


def rotation_of(company: Company, plan: Plan) -> float:
    return half(plan.agreement.rotation_days, company.together.rotation_half)


def codesign_of(company: Company, plan: Plan) -> float:
    return half(plan.agreement.codesign_hours, company.campaign.codesign_half)


def additions(company: Company, plan: Plan) -> Stocks:
    """Return what one week adds to each stock."""
    t, m = company.together, plan.marketing
    contact = together(
        t.meeting * meeting_of(company, plan),
        t.rotation * rotation_of(company, plan),
        t.codesign * codesign_of(company, plan),
        t.dashboard * plan.agreement.dashboard,
    )
    return Stocks(
        brand=working_part(company, plan) * m.brand_share * budget_of(company, plan),
        enablement=m.enablement_hours,
        listening=m.listening_hours,
        closeness=(1 - t.keep) * contact,
    )


def keeps(company: Company) -> Stocks:
    return Stocks(
        company.response.brand_keep,
        company.campaign.enablement_keep,
        company.campaign.listening_keep,
        company.together.keep,
    )


def steady(company: Company, plan: Plan) -> Stocks:
    """Return the stocks after very many weeks of the same plan."""
    kept, added = keeps(company), additions(company, plan)
    return Stocks(*(getattr(added, name) / (1 - getattr(kept, name)) for name in Stocks.__annotations__))


def next_stocks(company: Company, plan: Plan, before: Stocks) -> Stocks:
    kept, added = keeps(company), additions(company, plan)
    return Stocks(
        *(getattr(kept, name) * getattr(before, name) + getattr(added, name) for name in Stocks.__annotations__)
    )


# What people outside feel of it


def reach_of(company: Company, plan: Plan, known: float, times: float) -> Reach:
    r, m = company.response, plan.marketing
    weights = [channel.share * dict(m.mix).get(channel.id, 1.0) for channel in company.channels]
    total = sum(weights)
    money = (1 - m.brand_share) * budget_of(company, plan) * working_part(company, plan) * times
    inside, outside = [], []
    for channel, weight in zip(company.channels, weights, strict=True):
        s = money * weight / total if total else 0.0
        rest = 1 - channel.pull * known
        inside.append(1 - (1 - half(s * (1 + m.icp_focus * r.focus_gain), channel.half)) * rest)
        outside.append(1 - (1 - (1 - m.icp_focus) * half(s, channel.half)) * rest)
    return Reach(tuple(inside), tuple(outside))


def looks_outside(company: Company, week: Week, fit: float, icp: float) -> bool:
    e = week.icp_error
    return (fit + e * icp) / math.sqrt(1 + e**2) < NormalDist().inv_cdf(1 - company.response.icp_share)


def pods_of(company: Company, plan: Plan, reps: int) -> tuple[int, ...]:
    """Return the segment of each rep."""
    shares = [segment.share for segment in company.segments]
    if not plan.agreement.pods or reps < len(shares):
        return ()
    counts = [1] * len(shares)
    for _further in range(reps - len(shares)):
        claims = [share / (count + 1) for share, count in zip(shares, counts, strict=True)]
        counts[claims.index(max(claims))] += 1
    return tuple(segment for segment, count in enumerate(counts) for _rep in range(count))


def weeks_of(company: Company, plans: Sequence[Plan], shocks: Sequence[Shock], warm_up: int) -> list[Week]:
    """Return each week of the run; the shocks count their weeks from the end of the warm-up."""
    stocks, weeks = steady(company, company.today), []
    for number, plan in enumerate(plans):
        stocks = next_stocks(company, plan, stocks)
        weeks.append(_week(company, plan, stocks, shocks, number, number - warm_up))
    return weeks


def _week(company: Company, plan: Plan, stocks: Stocks, shocks: Sequence[Shock], number: int, played: int) -> Week:
    """Return week `number` of the run, which is played week `played`."""
    trouble, look, t, c = company.trouble, company.look, company.together, company.campaign
    s, a = plan.sales, plan.agreement

    def ago(kind: str, lasts: int) -> list[int]:
        """Return for each shock of a kind that still lasts how many weeks ago it began."""
        return [played - x.week for x in shocks if x.kind == kind and 0 <= played - x.week < lasts]

    away = len(ago("rep_leaves", trouble.rep_away))
    reps = max(1, company.team.reps + s.extra_reps - away)
    feedback, has_meeting = a.feedback, a.meeting_minutes > 0
    two_way = feedback != "never" or has_meeting or a.dashboard
    pressure = any(x.kind == "quarter_end" and x.week - trouble.pressure_weeks < played <= x.week for x in shocks)
    known = half(stocks.brand, company.response.brand_half)
    times = trouble.viral_times if ago("viral", 1) else 1.0
    learned = together(half(stocks.listening, c.listening_half), t.rotation * rotation_of(company, plan))
    r, prepare = company.response, company.prepare
    sales_moves = 1.0 if a.shared_definition else stocks.closeness
    qualify, structure = company.qualify, company.structure
    twice = {"weekly_list": qualify.twice_weekly, "daily_file": qualify.twice_daily, "shared_crm": 0.0}
    return Week(
        plan=plan,
        reps=reps,
        blocked=company.team.team_meeting + saves(company, plan) * a.meeting_minutes,
        selling_share=selling_share(company, plan, reps),
        known=known,
        reach=reach_of(company, plan, known, times),
        throttled_reach=reach_of(company, plan, known, times * company.throttle.to),
        icp_error=r.icp_error - (r.icp_error - r.icp_error_least) * learned,
        closeness=stocks.closeness,
        told=together(0.0 if feedback == "never" else s.writeback, t.tell * meeting_of(company, plan)),
        heard="weekly" if has_meeting and feedback in ("never", "monthly") else feedback,
        two_way=two_way,
        prepared=together(
            prepare.enablement * half(stocks.enablement, c.enablement_half),
            prepare.codesign * codesign_of(company, plan),
            prepare.history * (a.handoff == "shared_crm"),
            prepare.calendar * a.dashboard,
        ),
        fit_weight=look.sales_fit + sales_moves * (look.marketing_fit - look.sales_fit),
        intent_weight=look.sales_intent + sales_moves * (look.marketing_intent - look.sales_intent),
        twice=twice[a.handoff] + (0.0 if a.owners else structure.twice),
        leak=0.0 if a.owners else structure.leak,
        found=company.prospect.most * half(s.prospecting_hours * reps, company.prospect.half),
        pods=pods_of(company, plan, reps),
        discount_limit=max(s.discount_limit, trouble.pressure_discount) if pressure else s.discount_limit,
        stretch=max(s.stretch, trouble.pressure_stretch) if pressure else s.stretch,
        cutter=_cutter(company, ago("price_cutter", trouble.cutter_weeks), two_way),
        outages=_outages(company, plan, shocks, number, played),
    )


def _cutter(company: Company, weeks_ago: list[int], two_way: bool) -> float:
    """Return the loss of odds to win; price-cutters at the same time count as one, from the first on."""
    if not weeks_ago:
        return 0.0
    return company.trouble.cutter_win * (0.5 if max(weeks_ago) > 0 and two_way else 1.0)


def _outages(company: Company, plan: Plan, shocks: Sequence[Shock], number: int, played: int) -> tuple[Outage, ...]:
    clock = Clock.of(company)
    if plan.agreement.handoff != "shared_crm":
        return ()
    mornings = [(number * clock.workdays + x.day, x.days) for x in shocks if x.kind == "outage" and x.week == played]
    return tuple(
        Outage(day * clock.day, (day + days) * clock.day, plan.agreement.outage_clause) for day, days in mornings
    )
