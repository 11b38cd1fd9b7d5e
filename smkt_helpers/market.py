"""The market: a fixed list of people who could become customers.

Everything about a person is drawn here, once per seed, and no decision touches it: when they come, by
which channel, how well we suit them, whether they would answer the second call, what they would pay.
A decision only chooses which of these potential outcomes come true, so two plans are always compared
on the same people.

Draws come from a counter-based generator keyed by (seed, purpose, column), with one counter block per
replication. Adding a replication, a week, a purpose or a column changes no earlier number.
docs/model.md, section 2, gives every formula.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from smkt_helpers.companies import Company, longest_task

WEEK = 7 * 1440.0
TOUCHES = 12
MEETINGS = 4
PURPOSES = (
    "arrival",
    "channel",
    "segment",
    "fit",
    "intent",
    "effort",
    "ready",
    "ready_delay",
    "reachable",
    "spend",
    "score",
    "sales_look",
    "icp",
    "twice",
    "writeback",
    "contact",
    "qualify",
    "need",
    "win",
    "ask",
    "asked",
    "meetings",
    "gap",
    "value",
    "content",
    "leak",
    "pass",
    "nurture",
    "stay",
    "delivered",
    "patience",
    "friend",
    "refer",
    "prospect",
    "message",
    "luck",
)


class Market(NamedTuple):
    """Potential outcomes of one or more replications, one row per potential lead.

    Times are minutes from the start of the run, `arrives_work` in working minutes. A *margin* is a
    linear predictor minus the logit of its uniform number: the event happens when the margin, less the
    effect of the decisions, is above 0.
    """

    arrives: np.ndarray  # (n,) calendar minute
    arrives_work: np.ndarray  # (n,) working minute
    channel: np.ndarray  # (n,)
    segment: np.ndarray  # (n,)
    spend: np.ndarray  # (n,) uniform: met by marketing when below the reach of its channel, group and week
    fit: np.ndarray  # (n,)
    intent: np.ndarray  # (n,)
    icp: np.ndarray  # (n,) standard normal: how marketing's picture of the ideal customer errs about it
    signal: np.ndarray  # (n,) what marketing's score would show without error
    score_noise: np.ndarray  # (n,) standard normal
    look_noise: np.ndarray  # (n,) standard normal, a rep's error
    effort: np.ndarray  # (n,) length of this lead's tasks, mean about 1
    ready_at: np.ndarray  # (n,) calendar minute from which the person is ready to buy
    twice: np.ndarray  # (n,) uniform: called twice when below the plan's share
    leak: np.ndarray  # (n,) uniform: called by nobody when below the plan's share
    level: np.ndarray  # (n,) 0 to 9: how good a reason a rep needs to call
    writeback: np.ndarray  # (n,) uniform: result told when below the plan's share
    contact: np.ndarray  # (n * TOUCHES,) single precision: margins to be reached at attempt 1 to 12; -inf: unreachable
    qualify: np.ndarray  # (n,) margin
    need: np.ndarray  # (n,) margin
    win: np.ndarray  # (n,) margin
    asked: np.ndarray  # (n,) discount asked for, share of the price, 0 when none
    meetings: np.ndarray  # (n,) meetings the deal needs
    gaps: np.ndarray  # (n * MEETINGS,) minutes before meeting 1 to 4, calendar
    value: np.ndarray  # (n,) price of the deal before discount
    nurture: np.ndarray  # (n,) uniform: kept in touch when below the plan's share
    stay: np.ndarray  # (n,) calendar minutes for which the person stays in touch
    delivered: np.ndarray  # (n,) part of a full promise that this customer would see kept
    patience: np.ndarray  # (n,) what must pile up before the customer leaves
    friend: np.ndarray  # (n,) row of the friend who may recommend us, always an earlier one; -1: nobody
    refer: np.ndarray  # (n,) uniform: recommended when below the share of content customers' friends
    prospect: np.ndarray  # (n,) uniform: found by a rep when below the share found
    message: np.ndarray  # (n,) uniform: sees the second message when below its share
    luck: np.ndarray  # (3,) last year's errors (MQLs, revenue), gain of the second message in log odds


class Traits(NamedTuple):
    """What the kernel does not need, one row per potential lead."""

    channel: np.ndarray
    segment: np.ndarray
    fit: np.ndarray
    intent: np.ndarray
    value: np.ndarray  # price of the deal before discount


def uniforms(seed: int, purpose: str, column: int, replication: int, n: int, single: bool = False) -> np.ndarray:
    """Return `n` uniform numbers strictly between 0 and 1; the first ones never depend on `n`.

    `single` gives single precision, half the work where nothing finer is needed.
    """
    key = np.array([seed, PURPOSES.index(purpose) * 1000 + column], dtype=np.uint64)
    generator = np.random.Generator(np.random.Philox(key=key, counter=[0, 0, replication, 0]))
    drawn = generator.random(n, dtype=np.float32 if single else np.float64)
    drawn += 2.0**-26 if single else 2.0**-55
    return drawn


def logit(p: np.ndarray | float) -> np.ndarray:
    """Return ln(p / (1 - p))."""
    return np.log(p / (1 - p))


def work_minutes(calendar_minutes: np.ndarray, company: Company) -> np.ndarray:
    """Return the working minutes passed before each calendar minute."""
    c = company.calendar
    day = np.floor(calendar_minutes / 1440)
    minute = calendar_minutes - 1440 * day
    length = 60 * (c.closes - c.opens)
    week = np.floor(day / 7)
    weekday = day - 7 * week
    before = (c.workdays * week + np.minimum(weekday, c.workdays)) * length
    return before + np.where(weekday < c.workdays, np.clip(minute - 60 * c.opens, 0, length), 0)


def _arrivals(company: Company, seed: int, replication: int, weeks: int) -> np.ndarray:
    rate = sum(channel.potential for channel in company.channels)
    expected = rate * weeks
    guess = int(expected + 8 * np.sqrt(expected) + 20)
    passed = np.cumsum(-np.log(uniforms(seed, "arrival", 0, replication, guess))) / rate
    passed = passed[passed < weeks]
    knots, share = _week_profile(company)
    whole = np.floor(passed)
    return whole * WEEK + np.interp(passed - whole, share, knots)


@functools.lru_cache(maxsize=8)
def _week_profile(company: Company) -> tuple[np.ndarray, np.ndarray]:
    c = company.calendar
    knots, weight = [0.0], [0.0]
    for day in range(7):
        work = day < c.workdays
        for until, rate in ((60 * c.opens, c.evening_rate), (60 * c.closes, 1.0), (1440.0, c.evening_rate)):
            end = 1440.0 * day + until
            weight.append(weight[-1] + (end - knots[-1]) * (rate if work else c.weekend_rate))
            knots.append(end)
    return np.array(knots), np.array(weight) / weight[-1]


def _pick(u: np.ndarray, shares: list[float]) -> np.ndarray:
    edges = np.cumsum(shares) / np.sum(shares)
    return np.searchsorted(edges[:-1], u, side="right")


class People(NamedTuple):
    """Who could be met, before anything else about them is drawn: one row per potential lead."""

    arrives: np.ndarray
    channel: np.ndarray
    fit: np.ndarray
    icp: np.ndarray
    spend: np.ndarray
    friend: np.ndarray
    refer: np.ndarray
    prospect: np.ndarray


def people(company: Company, seed: int, replication: int, weeks: int) -> People:
    """Draw what decides who is met in one replication over `weeks` weeks, warm-up included."""
    arrives = _arrivals(company, seed, replication, weeks)
    n = len(arrives)

    def u(purpose: str) -> np.ndarray:
        return uniforms(seed, purpose, 0, replication, n)

    channel = _pick(u("channel"), [c.potential for c in company.channels])
    fit = np.array([c.fit for c in company.channels])[channel] + ndtri(u("fit"))
    circle = max(1, int(sum(c.potential for c in company.channels) * company.keep.friend_weeks))
    friend = np.arange(n) - 1 - (u("friend") * circle).astype(np.int64)
    return People(
        arrives=arrives,
        channel=channel.astype(np.int16),
        fit=fit,
        icp=ndtri(u("icp")),
        spend=u("spend"),
        friend=np.maximum(friend, -1),
        refer=u("refer"),
        prospect=u("prospect"),
    )


def draw(company: Company, seed: int, replication: int, weeks: int) -> tuple[Market, Traits]:
    """Draw one replication of the market over `weeks` weeks, warm-up included.

    Returns
    -------
    tuple of (Market, Traits)
        n rows each, in order of arrival.
    """
    everybody = people(company, seed, replication, weeks)
    return draw_some(company, seed, replication, everybody, np.arange(len(everybody.arrives)))


def draw_some(
    company: Company, seed: int, replication: int, everybody: People, index: np.ndarray, attempts: int = TOUCHES
) -> tuple[Market, Traits]:
    """Draw everything else about the people at `index`; the others are never worked out.

    With fewer `attempts` nobody is reached by the later ones: enough for plans that make no more.
    """
    arrives, channel, fit = everybody.arrives[index], everybody.channel[index], everybody.fit[index]
    n = len(index)
    until = int(index[-1]) + 1 if n else 0

    def u(purpose: str, column: int = 0, single: bool = False) -> np.ndarray:
        return uniforms(seed, purpose, column, replication, until, single)[index]

    k, q, d, look = company.contact, company.qualify, company.deal, company.look
    segment = _pick(u("segment"), [s.share for s in company.segments])
    intent = np.array([c.intent for c in company.channels])[channel] + ndtri(u("intent"))

    ready = logit(u("ready")) < logit(q.ready) + q.ready_intent * intent
    ready_at = arrives + np.where(ready, 0.0, -np.log(u("ready_delay")) * q.ready_days * 1440)

    contact = np.full((n, TOUCHES), -np.inf, dtype=np.float32)
    first = (logit(k.first) + k.intent * intent).astype(np.float32)
    for attempt in range(attempts):
        contact[:, attempt] = first - np.float32(k.step * attempt) - logit(u("contact", attempt, single=True))
    contact[u("reachable") >= k.reachable] = -np.inf

    gaps = np.empty((n, MEETINGS))
    for meeting in range(MEETINGS):
        gaps[:, meeting] = 1440 * d.gap_days * np.exp(d.gap_sigma * ndtri(u("gap", meeting)))

    asks = u("ask") < d.ask
    asked = np.where(asks, d.asked_low + (d.asked_high - d.asked_low) * u("asked"), 0.0)
    sigma = company.minutes.effort_sigma
    effort = np.exp(np.clip(sigma * ndtri(u("effort")) - sigma**2 / 2, -1.0, _longest_effort(company)))
    median = np.array([s.deal for s in company.segments])[segment]
    spread = np.array([s.deal_sigma for s in company.segments])[segment]
    market = Market(
        arrives=arrives,
        arrives_work=work_minutes(arrives, company),
        channel=channel,
        segment=segment.astype(np.int16),
        spend=everybody.spend[index],
        fit=fit,
        intent=intent,
        icp=everybody.icp[index],
        signal=look.marketing_fit * fit + look.marketing_intent * intent,
        score_noise=ndtri(u("score")),
        look_noise=ndtri(u("sales_look")),
        effort=effort,
        ready_at=ready_at,
        twice=u("twice"),
        leak=u("leak", single=True).astype(np.float64),
        level=np.minimum(10 * u("pass", single=True), 9).astype(np.int8),
        writeback=u("writeback"),
        contact=contact.ravel(),
        qualify=logit(q.base) + q.fit * fit + q.intent * intent - logit(u("qualify")),
        need=logit(d.need) + d.need_fit * fit - logit(u("need")),
        win=logit(d.win) + d.win_fit * fit - logit(u("win")),
        asked=asked,
        meetings=(1 + _pick(u("meetings"), list(d.meetings))).astype(np.int8),
        gaps=gaps.ravel(),
        value=median * np.exp(spread * ndtri(u("value"))),
        nurture=u("nurture", single=True).astype(np.float64),
        stay=-np.log(u("stay")) * company.nurture.stay_days * 1440,
        delivered=company.promise.delivered + company.promise.delivered_sigma * ndtri(u("delivered")),
        patience=-np.log(u("patience")),
        friend=rows_of(everybody.friend[index], index, len(everybody.friend)),
        refer=everybody.refer[index],
        prospect=everybody.prospect[index],
        message=u("message", single=True).astype(np.float64),
        luck=_luck(company, seed, replication),
    )
    return market, Traits(channel, segment.astype(np.int16), fit, intent, market.value)


def rows_of(leads: np.ndarray, index: np.ndarray, count: int) -> np.ndarray:
    """Return the rows at which leads stand in `index`, which names some of `count` leads; -1 where they do not."""
    row = np.full(count + 1, -1)  # the last one answers for "nobody", which is -1
    row[index] = np.arange(len(index))
    return row.take(leads, mode="wrap")


def _luck(company: Company, seed: int, replication: int) -> np.ndarray:
    z = np.array([ndtri(uniforms(seed, "luck", column, replication, 1)[0]) for column in range(3)])
    error = company.targets.error
    return np.append(np.exp(error * z[:2] - error**2 / 2), company.campaign.message_sigma * z[2])


def _longest_effort(company: Company) -> float:
    """Return the log of the longest effort whose tasks still fit into one day."""
    longest = longest_task(company.minutes)
    day = 60 * (company.calendar.closes - company.calendar.opens) * company.team.selling_share
    return float(np.log(min(3.0, day / longest)))
