"""A company's numbers in the form of the loop: minutes, log odds, points."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from smkt_helpers.companies import Company
from smkt_helpers.market import WEEK

AFTER = 2  # weeks after the run for which promises are still sorted by time


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
