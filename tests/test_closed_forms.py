"""The real engine against formulas from books: queues, thinning, attempts, belief, returns, renewals.

Each test plays many markets from a named seed and asks that the formula lies in the 99.9% interval of the
runs' mean. Every interval must also be narrow, or it would prove nothing.
"""

from __future__ import annotations

import functools
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from smkt_helpers import engine, kernel, market, weekly
from smkt_helpers.entries import columns_of
from smkt_helpers.kernel import LEAD, MARKETING, RECOMMENDED, UNREACHED, WON
from smkt_helpers.market import MEETINGS, TOUCHES, Market
from smkt_helpers.plan import Plan
from smkt_helpers.rules import rules_of
from tests.strategies import company_named, small

SEED = 20260105
ALWAYS_OPEN = {
    "calendar.opens": 0.0,
    "calendar.closes": 24.0,
    "calendar.workdays": 7,
    "team.hours_week": 168.0,
    "team.team_meeting": 0.0,
}
# Reps who believe in every lead, and customers who recommend nobody.
SIMPLE = {"trust.start": 1.0, "trust.rate": 0.0, "keep.refer": 0.0, "contact.stale_days": 300.0}
QUICK = {
    "minutes.review": 0.1,
    "minutes.touch": 0.1,
    "minutes.talk": 0.1,
    "minutes.meeting": 0.1,
    "minutes.service": 0.1,
    "minutes.note": 0.0,
}
MANY_REPS = {**ALWAYS_OPEN, **SIMPLE, **QUICK, "team.reps": 60, "contact.speed_power": 0.0, "look.tolerance": 50.0}
# Every lead is met, is an MQL, is handed over at once, is accepted, and gets one attempt.
STRAIGHT_TO_THE_REPS = Plan().replace(
    threshold=0,
    bar=0,
    handoff="shared_crm",
    shared_definition=True,
    touches=1,
    first_call="oldest",
    feedback="never",
    owners=True,
    prospecting_hours=0,
)


# --- A queue made by hand ------------------------------------------------------------------------


@functools.cache
def drawn() -> Market:
    """Return a market as the kit draws it, to learn in which types it keeps its numbers."""
    return market.draw(small(), SEED, 0, 1)[0]


def queue(arrives: np.ndarray, effort: np.ndarray, signal: np.ndarray | None = None) -> Market:
    """Return leads that come at given minutes, whose only attempt takes `effort` service times and reaches nobody."""
    n = len(arrives)
    zeros, whole, never = np.zeros(n), np.zeros(n, dtype=np.int64), np.full(n, -np.inf)
    ones = zeros + 1
    people = Market(
        arrives=arrives,
        arrives_work=arrives,
        channel=whole,
        segment=whole,
        spend=zeros,
        fit=zeros,
        intent=zeros,
        icp=zeros,
        signal=zeros if signal is None else signal,
        score_noise=zeros,
        look_noise=zeros,
        effort=effort,
        ready_at=arrives,
        twice=ones,
        leak=ones,
        level=whole,
        writeback=ones,
        contact=np.full(n * TOUCHES, -np.inf),
        qualify=never,
        need=never,
        win=never,
        asked=zeros,
        meetings=whole + 1,
        gaps=np.ones(n * MEETINGS),
        value=ones,
        nurture=ones,
        stay=zeros,
        delivered=zeros,
        patience=ones,
        friend=whole - 1,
        refer=ones,
        prospect=ones,
        message=ones,
        luck=np.array([1.0, 1.0, 0.0]),
    )
    # In other types of numbers the engine would be compiled once more, which takes longer than all these tests.
    return Market(*(values.astype(like.dtype) for values, like in zip(people, drawn(), strict=True)))


def play_queue(
    people: Market, *, reps: int, service: float, weeks: int, plan: Plan = STRAIGHT_TO_THE_REPS, compiled: bool = True
) -> kernel.Outcomes:
    """Play a queue in a company that never closes; a service of `service` minutes times the lead's effort."""
    company = small(**{**ALWAYS_OPEN, **SIMPLE, "team.reps": reps})
    rules = rules_of(company, weeks)._replace(
        review=0.0, touch=service, noise_open=0.0, noise_closed=0.0, stale=math.inf
    )
    terms = weekly.weekly_of(company, [plan] * weeks)
    terms = terms._replace(reach=np.ones_like(terms.reach), stretch=np.ones_like(terms.stretch))
    out, _log, _renewals, left = engine.play_market(company, rules, terms, people, use_compiled=compiled)
    assert set(out.state[out.first < np.inf].tolist()) == {UNREACHED}
    assert left.busy.sum() == pytest.approx(service * people.effort[~np.isnan(out.first)].sum())
    return out


def poisson_arrivals(rng: np.random.Generator, rate: float, minutes: float) -> np.ndarray:
    times = np.cumsum(rng.exponential(1 / rate, int(rate * minutes * 1.2 + 100)))
    assert times[-1] > minutes
    return times[times < minutes]


def interval(values: list[float]) -> tuple[float, float]:
    """Return the 99.9% interval of the mean of independent runs."""
    mean, error = np.mean(values), stats.sem(values)
    width = stats.t.ppf(0.9995, len(values) - 1) * error
    return mean - width, mean + width


def assert_agrees(values: list[float], formula: float, precision: float) -> None:
    low, high = interval(values)
    assert (high - low) / 2 <= precision * formula, f"too few runs to tell: {low:.4g} to {high:.4g}"
    assert low <= formula <= high, f"{formula:.4g} by the formula, {low:.4g} to {high:.4g} by the engine"


def erlang_c(servers: int, load: float) -> float:
    """Return the share of customers who wait in M/M/c, for a load of rate x mean service."""
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / math.factorial(k) for k in range(servers)) + last)


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "uncompiled"])
def test_one_rep_and_a_lead_every_ten_minutes_that_takes_twelve(compiled):
    arrives = np.arange(200) * 10.0
    out = play_queue(queue(arrives, np.ones(200)), reps=1, service=12.0, weeks=1, compiled=compiled)
    np.testing.assert_allclose(out.first - arrives, np.arange(200) * 2.0, atol=1e-9)
    np.testing.assert_allclose(out.closed - out.first, 12.0, atol=1e-9)


def test_two_reps_share_such_a_queue():
    arrives = np.arange(200) * 10.0
    out = play_queue(queue(arrives, np.ones(200)), reps=2, service=12.0, weeks=1)
    np.testing.assert_allclose(out.first, arrives, atol=1e-9)
    assert out.rep[:6].tolist() == [0, 1, 0, 1, 0, 1]


@pytest.mark.parametrize(("reps", "load"), [(1, 0.7), (2, 1.6), (4, 3.2)])
def test_wait_in_a_queue_is_erlangs(reps, load):
    rng, service, weeks, settle = np.random.default_rng([SEED, reps]), 20.0, 30, 3 * 10080.0
    rate = load / service
    waits, waiting, share = [], [], []
    for _ in range(60):
        arrives = poisson_arrivals(rng, rate, (weeks - 1) * 10080.0)
        out = play_queue(queue(arrives, rng.exponential(1.0, len(arrives))), reps=reps, service=service, weeks=weeks)
        wait = (out.first - arrives)[arrives > settle]
        waits.append(wait.mean())
        share.append((wait > 1e-9).mean())
        moments = np.arange(settle, arrives[-1], 60.0)  # look at the list once an hour
        waiting.append(np.mean(np.searchsorted(arrives, moments) - np.searchsorted(np.sort(out.first), moments)))
    must_wait = erlang_c(reps, load)
    mean_wait = must_wait * service / (reps - load)
    assert_agrees(share, must_wait, 0.03)
    assert_agrees(waits, mean_wait, 0.08)
    assert_agrees(waiting, rate * mean_wait, 0.08)  # Little: length = rate x wait
    assert_agrees([w / x for w, x in zip(waiting, waits, strict=True)], rate, 0.02)


def test_two_classes_wait_as_cobham_says():
    rng, service, weeks, settle = np.random.default_rng([SEED, 10]), 20.0, 30, 3 * 10080.0
    load_high, load_low = 0.3, 0.5
    load = load_high + load_low
    plan = STRAIGHT_TO_THE_REPS.replace(first_call="hottest")
    high, low = [], []
    for _ in range(60):
        arrives = poisson_arrivals(rng, load / service, (weeks - 1) * 10080.0)
        first_class = rng.random(len(arrives)) < load_high / load
        people = queue(arrives, rng.exponential(1.0, len(arrives)), signal=np.where(first_class, 1.0, -1.0))
        out = play_queue(people, reps=1, service=service, weeks=weeks, plan=plan)
        assert len(np.unique(out.score)) == 2
        wait, settled = out.first - arrives, arrives > settle
        high.append(wait[first_class & settled].mean())
        low.append(wait[~first_class & settled].mean())
    remaining = load * service  # of the task in hand, exponential
    assert_agrees(high, remaining / (1 - load_high), 0.05)
    assert_agrees(low, remaining / ((1 - load_high) * (1 - load)), 0.12)


def test_tasks_of_equal_length_wait_half_as_long():
    rng, service, weeks, load = np.random.default_rng([SEED, 20]), 20.0, 30, 0.8
    waits = []
    for _ in range(60):
        arrives = poisson_arrivals(rng, load / service, (weeks - 1) * 10080.0)
        out = play_queue(queue(arrives, np.ones(len(arrives))), reps=1, service=service, weeks=weeks)
        waits.append((out.first - arrives)[arrives > 3 * 10080.0].mean())
    assert_agrees(waits, load * service / (2 * (1 - load)), 0.06)  # Pollaczek and Khinchine


# --- Spend thins the list ------------------------------------------------------------------------


def reach_by_hand(company, plan: Plan) -> np.ndarray:
    """Return the share met per channel inside and outside the ideal group, brand at rest, as docs/model.md says."""
    r = company.response
    budget = plan["budget"] * r.weekly_budget
    weights = {c.id: c.share * dict(plan["mix"]).get(c.id, 1.0) for c in company.channels}
    # Marketing's hours that are left for campaigns put a part of the money to use.
    t, hours = company.team, plan["enablement_hours"] + plan["nurture"] * company.campaign.nurture_hours
    campaign = t.marketers * t.hours_week * t.marketing_share - hours
    works = min(1.0, campaign * company.campaign.hour_money / budget)
    budget *= works
    stock = budget * plan["brand_share"] / (1 - r.brand_keep)
    known, focus = stock / (stock + r.brand_half), plan["icp_focus"]
    rows = []
    for channel in company.channels:
        money = budget * (1 - plan["brand_share"]) * weights[channel.id] / sum(weights.values())
        more = money * (1 + focus * r.focus_gain)
        away = 1 - channel.pull * known
        rows.append(
            (
                1 - (1 - more / (more + channel.half)) * away,
                1 - (1 - (1 - focus) * money / (money + channel.half)) * away,
            )
        )
    return np.array(rows)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"budget": 0.4},
        {"icp_focus": 0.7},
        {"brand_share": 0.5, "mix": {"search": 3.0, "email": 0.0}},
        {"budget": 2.5},
        {"enablement_hours": 50, "nurture": 0.5},
    ],
    ids=["as usual", "less", "focused", "brand and search", "more than hours can use", "hours used elsewhere"],
)
def test_as_many_are_met_as_spend_reaches(changes):
    company = company_named("irrigation")
    plan = Plan().replace(**changes)
    weeks = 20
    company = company_today(company, plan)
    met, all_people = np.zeros(2 * len(company.channels)), np.zeros(2 * len(company.channels))
    terms = weekly.weekly_of(company, [plan] * weeks)
    for one in engine.run(company, ((0, plan),), seed=SEED, warmup=0, weeks=weeks, replications=range(10), log=False):
        column = columns_of(market.draw(company, SEED, one.replication, weeks)[0], terms, company)
        met += np.bincount(column[one.index[one.outcomes.source == MARKETING]], minlength=len(met))
        all_people += np.bincount(column, minlength=len(met))
    for column, share in enumerate(reach_by_hand(company, plan).ravel()):
        found = stats.binomtest(int(met[column]), int(all_people[column]), share)
        assert found.pvalue > 0.001 / len(met), f"column {column}: {found.statistic:.4f} met, {share:.4f} expected"


def company_today(company, plan: Plan):
    """Return the company with the plan as its own, so that its brand is at rest from the first week on."""
    return replace(company, today=plan)


# --- Attempts ------------------------------------------------------------------------------------


def shares_reached(changes: dict[str, float], runs: int = 6) -> tuple[np.ndarray, int]:
    """Return the share of accepted leads reached by attempt 1 to 12, time to reply and capacity being no matter."""
    company = company_named("irrigation").replace(**{**MANY_REPS, **changes})
    plan = STRAIGHT_TO_THE_REPS.replace(touches=12, gap_days=0.5)
    weeks, reached, tried = 6, np.zeros(12), 0
    for one in engine.run(company, ((0, plan),), seed=SEED, warmup=0, weeks=weeks, replications=range(runs)):
        done = one.arrives < 10080.0 * (weeks - 1)  # time for twelve attempts
        out = one.outcomes
        assert not np.isnan(out.first[done]).any()
        answered = done & ~np.isnan(out.talked)
        assert (out.touches[done & ~answered] == 12).all()
        reached += np.bincount(out.touches[answered], minlength=13)[1:]
        tried += int(done.sum())
    return reached.cumsum(), tried


def assert_shares(reached: np.ndarray, tried: int, expected: np.ndarray) -> None:
    assert tried > 5000
    for attempt, share in enumerate(expected):
        found = stats.binomtest(int(reached[attempt]), tried, share)
        assert found.pvalue > 0.001 / 12, f"by attempt {attempt + 1}: {found.statistic:.4f} against {share:.4f}"


def test_equal_attempts_are_geometric():
    reached, tried = shares_reached(
        {"contact.step": 0.0, "contact.intent": 0.0, "contact.first": 0.3, "contact.reachable": 1.0}
    )
    assert_shares(reached, tried, 1 - 0.7 ** np.arange(1, 13))


def test_who_cannot_be_reached_is_never_reached():
    reached, tried = shares_reached(
        {"contact.step": 0.0, "contact.intent": 0.0, "contact.first": 0.3, "contact.reachable": 0.6}
    )
    assert_shares(reached, tried, 0.6 * (1 - 0.7 ** np.arange(1, 13)))


def logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def test_attempts_that_tire_follow_their_product():
    reached, tried = shares_reached({"contact.intent": 0.0, "contact.first": 0.4, "contact.step": 0.3})
    reachable = company_named("irrigation").contact.reachable
    chance = logistic(math.log(0.4 / 0.6) - 0.3 * np.arange(12))
    assert_shares(reached, tried, reachable * (1 - np.cumprod(1 - chance)))


def test_attempts_average_over_interest():
    company = company_named("irrigation")
    # One channel only, so that interest is one normal distribution, whatever is spent.
    others = {f"channels.{c.id}.potential": 0.0 for c in company.channels if c.id != "search"}
    reached, tried = shares_reached({**others, "contact.intent": 0.9, "contact.step": 0.2}, runs=60)
    search = next(c for c in company.channels if c.id == "search")
    points, weights = np.polynomial.hermite_e.hermegauss(60)
    first = math.log(company.contact.first / (1 - company.contact.first))
    chance = logistic(first + 0.9 * (search.intent + points[:, None]) - 0.2 * np.arange(12))
    missed = np.cumprod(1 - chance, axis=1)
    expected = company.contact.reachable * (1 - weights @ missed / weights.sum())
    assert_shares(reached, tried, expected)


@pytest.mark.parametrize("hours", [0.0, 2.0, 48.0])
def test_the_price_of_waiting_for_the_first_call(hours):
    """A first attempt after a fixed wait succeeds as the damped speed curve says."""
    company = small(
        people=3000.0,
        **{
            **MANY_REPS,
            "contact.intent": 0.0,
            "contact.reachable": 1.0,
            "contact.speed_power": 0.5,
            "contact.speed_contact": 1.0,
        },
    )
    weeks = 4
    people = market.draw(company, SEED, 0, weeks)[0]
    rules = rules_of(company, weeks)._replace(review=0.0, touch=1e-6, talk=1e-6, meeting=1e-6)
    terms = weekly.weekly_of(company, [STRAIGHT_TO_THE_REPS] * weeks)
    terms = terms._replace(reach=np.ones_like(terms.reach))
    # The lead is known to sales only later: its interest is older than its arrival on the list.
    late = people._replace(arrives=people.arrives - 60 * hours) if hours else people
    late = late._replace(arrives=np.maximum(late.arrives, 0.0))
    out = engine.play_market(company, rules, terms, late).outcomes
    known = (people.arrives > 60 * hours) & ~np.isnan(out.first)
    np.testing.assert_allclose((out.first - late.arrives)[known], 60 * hours, atol=1.0)
    first, k = company.contact.first, company.contact
    # The age counts in whole minutes, and rounding of the two clocks may take one minute off.
    chance = first / (first + (1 - first) * (1 + 60 * hours / k.speed_minutes) ** k.speed_power)
    answered = int((~np.isnan(out.talked[known])).sum())
    found = stats.binomtest(answered, int(known.sum()), chance)
    assert found.pvalue > 0.001, f"{found.statistic:.4f} against {chance:.4f}"


# --- Who is called at all ------------------------------------------------------------------------


def marketing_leads(
    changes: dict[str, object], plan: Plan, weeks: int = 6, runs: int = 4
) -> tuple[kernel.Outcomes, np.ndarray]:
    """Return outcomes and moments of arrival of the leads met by marketing, up to a week before the end."""
    company = company_named("irrigation").replace(**{**MANY_REPS, **changes})
    parts = []
    for one in engine.run(company, ((0, plan),), seed=SEED, warmup=0, weeks=weeks, replications=range(runs)):
        early = (one.arrives < 10080.0 * (weeks - 1)) & (one.outcomes.source == MARKETING)
        parts.append((*(values[early] for values in one.outcomes), one.arrives[early]))
    *columns, arrives = (np.concatenate(values) for values in zip(*parts, strict=True))
    return kernel.Outcomes(*columns), arrives


def assert_share(happened: np.ndarray, share: float) -> None:
    found = stats.binomtest(int(happened.sum()), len(happened), share)
    assert len(happened) > 1000
    assert found.pvalue > 0.001, f"{found.statistic:.4f} against {share:.4f}"


@pytest.mark.parametrize(("belief", "share"), [(0.0, 0.1), (0.25, 0.3), (0.5, 0.5), (0.61, 0.7), (1.0, 1.0)])
def test_reps_pass_over_what_they_do_not_believe_in(belief, share):
    out, _arrives = marketing_leads({"trust.start": belief}, STRAIGHT_TO_THE_REPS)
    assert_share(~np.isnan(out.first), share)


def test_a_tracked_promise_is_a_least_belief():
    plan = STRAIGHT_TO_THE_REPS.replace(tracked=True)
    out, _arrives = marketing_leads({"trust.start": 0.1, "trust.tracked": 0.75}, plan)
    assert_share(~np.isnan(out.first), 0.8)


@pytest.mark.parametrize("belief", [0.0, 0.5, 1.0])
def test_belief_scales_the_attempts(belief):
    changes = {"trust.start": belief, "contact.reachable": 0.01, "contact.first": 0.01, "contact.step": 3.0}
    out, _arrives = marketing_leads(changes, STRAIGHT_TO_THE_REPS.replace(touches=9, gap_days=0.5))
    given_up = out.touches[out.state == UNREACHED]
    assert len(given_up) > 100 and set(given_up.tolist()) == {1 + round(8 * belief)}


@pytest.mark.parametrize("leak", [0.0, 0.15])
def test_steps_without_an_owner_leak(leak):
    out, _arrives = marketing_leads({"structure.leak": leak}, STRAIGHT_TO_THE_REPS.replace(owners=False))
    assert_share(np.isnan(out.handed), leak)
    assert (np.isnan(out.handed) == np.isnan(out.first)).all()


def test_as_many_return_as_stay_in_touch_until_they_are_ready():
    """Ready at a rate, out of touch at another: the first of two exponential clocks, up to the end of the run."""
    weeks, share = 20, 0.6
    company = company_named("irrigation").replace(
        **{**MANY_REPS, "nurture.stay_days": 40.0, "qualify.ready": 0.2, "qualify.ready_days": 60.0}
    )
    plan = STRAIGHT_TO_THE_REPS.replace(threshold=100, nurture=share)
    rate, fades = 1 / (60 * 1440), 1 / (40 * 1440)
    returned, expected, variance = 0, 0.0, 0.0
    for one in engine.run(company, ((0, plan),), seed=SEED, warmup=0, weeks=weeks, replications=range(6)):
        people = engine.chosen(market.draw(company, SEED, one.replication, weeks)[0], one.index)
        out = one.outcomes
        waits = (people.ready_at > one.arrives) & (out.mql != one.arrives) & (out.source == MARKETING)
        chance = share * rate / (rate + fades) * (1 - np.exp(-(rate + fades) * (10080 * weeks - one.arrives[waits])))
        returned += int((~np.isnan(out.returned[waits])).sum())
        expected += chance.sum()
        variance += (chance * (1 - chance)).sum()
        assert np.isnan(out.returned[(out.state == LEAD) | ~waits]).all()
    assert returned > 300 and abs(returned - expected) < 3.3 * math.sqrt(variance), f"{returned} of {expected:.0f}"


# --- Customers -----------------------------------------------------------------------------------


def test_renewals_are_geometric_when_nothing_but_time_matters():
    base, weeks, followed = 0.2, 26, 6
    nothing = dict.fromkeys(("keep.fit", "keep.gap", "keep.discount", "keep.wait", "keep.least"), 0.0)
    sure = {"qualify.ready": 0.99, "qualify.base": 0.99, "deal.need": 0.99, "deal.win": 0.9, "deal.gap_days": 0.5}
    company = company_named("irrigation").replace(
        **{**MANY_REPS, **nothing, **sure, "keep.weeks": 2, "keep.base": base}
    )
    paid = []
    for one in engine.run(
        company, ((0, STRAIGHT_TO_THE_REPS),), seed=SEED, warmup=0, weeks=weeks, replications=range(4)
    ):
        out = one.outcomes
        early = (out.state == WON) & (out.closed < 10080.0 * (weeks - 2 * followed - 1))
        paid.append(out.renewals[early])
        left = early & ~np.isnan(out.left)
        moment = out.closed[left] + 10080.0 * 2 * (out.renewals[left] + 1)
        np.testing.assert_allclose(out.left[left], moment, atol=60.0)
    renewals = np.concatenate(paid)
    for number in range(1, followed + 1):
        assert_share(renewals >= number, math.exp(-base * number))


def test_friends_come_as_often_as_customers_are_content():
    """A friend of a customer, whom marketing does not meet, comes with the share `refer`, less the gap."""
    weeks = 20
    sure = {
        "qualify.ready": 0.99,
        "qualify.base": 0.99,
        "deal.need": 0.99,
        "deal.win": 0.9,
        "deal.gap_days": 0.2,
        "keep.weeks": 100,
        "keep.refer": 0.6,
        "keep.friend_weeks": 6,
        "promise.delivered": 0.3,
        "promise.delivered_sigma": 0.0,
    }
    company = company_named("irrigation").replace(**{**MANY_REPS, **sure})
    plan = STRAIGHT_TO_THE_REPS.replace(promise=0.8, stretch=0.0)
    came, could = 0, 0
    for one in engine.run(company, ((0, plan),), seed=SEED, warmup=0, weeks=weeks, replications=range(6)):
        people = market.draw(company, SEED, one.replication, weeks)[0]
        source, won = np.full(len(people.arrives), -1), np.full(len(people.arrives), np.inf)
        source[one.index] = one.outcomes.source
        won[one.index] = np.where(one.outcomes.state == WON, one.outcomes.closed, np.inf)
        asked = (people.friend >= 0) & (won[people.friend] <= people.arrives) & (source != MARKETING)
        came += int((source[asked] == RECOMMENDED).sum())
        could += int(asked.sum())
    found = stats.binomtest(came, could, 0.6 * (1 - 0.5))
    assert could > 1000 and found.pvalue > 0.001, f"{found.statistic:.4f} of {could}"
