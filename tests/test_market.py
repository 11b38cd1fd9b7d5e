"""The market: drawn once, stable, untouched by decisions, and shaped as the company file says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from smkt_helpers import engine, kernel, market
from smkt_helpers.market import MEETINGS, PURPOSES, TOUCHES, WEEK
from smkt_helpers.plan import plans
from smkt_helpers.rules import rules_of
from tests.strategies import CALENDARS, NATURES, company_named, small

WIDE = {"contact": TOUCHES, "gaps": MEETINGS}
EVERY_CASE = (*CALENDARS, *NATURES[1:])


def rows(drawn: tuple, n: int) -> dict[str, np.ndarray]:
    """Return the first `n` people, one array per column."""
    both = {**drawn[0]._asdict(), **drawn[1]._asdict()}
    return {name: values[: n * WIDE.get(name, 1)] for name, values in both.items()}


@pytest.mark.parametrize("changes", EVERY_CASE)
def test_more_weeks_change_no_earlier_person(changes):
    company = small(**changes)
    short = market.draw(company, 5, 2, 8)
    n = len(short[0].arrives)
    for weeks in (9, 20, 60):
        longer = rows(market.draw(company, 5, 2, weeks), n)
        for name, values in rows(short, n).items():
            np.testing.assert_array_equal(values, longer[name], err_msg=f"{name} over {weeks} weeks")


def test_the_same_seed_gives_the_same_people_and_another_seed_others():
    first, again = (rows(market.draw(small(), 5, 0, 8), 100) for _ in range(2))
    other_seed, other_run = rows(market.draw(small(), 6, 0, 8), 100), rows(market.draw(small(), 5, 1, 8), 100)
    for name, values in first.items():
        np.testing.assert_array_equal(values, again[name], err_msg=name)
    for name in ("arrives", "fit", "intent", "spend", "qualify", "contact", "gaps", "value"):
        assert not np.array_equal(first[name], other_seed[name]), name
        assert not np.array_equal(first[name], other_run[name]), name


def test_no_decision_touches_the_market():
    company = small()
    before = rows(market.draw(company, 5, 0, 12), 10**6)
    for plan in (plans.siloed, plans.aligned.replace(budget=3.0, extra_reps=5)):
        for how in (True, False):
            engine.run(company, ((0, plan),), seed=5, warmup=2, weeks=10, replications=[0], use_compiled=how)
    kept = rows(
        engine._KEPT[engine.kept_draws(company, 12)](company, 5, 0, 12), 10**6
    )  # what the engine holds on to between runs
    for name, values in before.items():
        np.testing.assert_array_equal(values, kept[name], err_msg=name)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_uniform_number_has_its_place(purpose):
    base = market.uniforms(7, purpose, 0, 0, 500)
    np.testing.assert_array_equal(base, market.uniforms(7, purpose, 0, 0, 5000)[:500])
    assert ((base > 0) & (base < 1)).all()
    others = [
        market.uniforms(8, purpose, 0, 0, 500),
        market.uniforms(7, purpose, 1, 0, 500),
        market.uniforms(7, purpose, 0, 1, 500),
    ]
    others += [market.uniforms(7, other, 0, 0, 500) for other in PURPOSES if other != purpose]
    for other in others:
        assert not np.intersect1d(base, other).size


def test_a_new_purpose_changes_no_number(monkeypatch):
    before = [market.uniforms(7, purpose, 3, 1, 50) for purpose in PURPOSES]
    monkeypatch.setattr(market, "PURPOSES", (*PURPOSES, "weather"))
    for old, purpose in zip(before, PURPOSES, strict=True):
        np.testing.assert_array_equal(old, market.uniforms(7, purpose, 3, 1, 50))
    assert not np.intersect1d(market.uniforms(7, "weather", 3, 1, 50), np.concatenate(before)).size


def test_who_might_be_met_is_drawn_as_everybody_is():
    """Of many markets only those who may be met are worked out; their numbers are the same."""
    company = small()
    everybody, traits = market.draw(company, 5, 1, 8)
    people = market.people(company, 5, 1, 8)
    index = np.arange(3, len(people.arrives), 4)
    some, their_traits = market.draw_some(company, 5, 1, people, index)
    for name, values in engine.chosen(everybody, index)._asdict().items():
        np.testing.assert_array_equal(values, getattr(some, name), err_msg=name)
    for name, values in traits._asdict().items():
        np.testing.assert_array_equal(values[index], getattr(their_traits, name), err_msg=name)


def test_few_attempts_draw_no_more_than_they_need():
    company = small()
    people = market.people(company, 5, 1, 8)
    index = np.arange(len(people.arrives))
    whole, few = (market.draw_some(company, 5, 1, people, index, n)[0].contact.reshape(-1, TOUCHES) for n in (12, 3))
    np.testing.assert_array_equal(whole[:, :3], few[:, :3])
    assert np.isneginf(few[:, 3:]).all()


def test_uniform_numbers_are_uniform_and_unrelated():
    draws = np.array([market.uniforms(1, purpose, 0, 0, 20_000) for purpose in PURPOSES])
    worst = min(stats.kstest(draw, "uniform").pvalue for draw in draws)
    assert worst > 0.001 / len(PURPOSES)
    correlations = np.corrcoef(draws)[np.triu_indices(len(PURPOSES), 1)]
    assert np.abs(correlations).max() < 5 / np.sqrt(20_000)


def test_the_oldest_draws_never_change():
    """A change here changes every seed: sample data, lessons and all that was ever shown to anybody."""
    assert market.uniforms(1, "arrival", 0, 0, 3).tolist() == FIRST_ARRIVALS
    assert market.uniforms(12345, "contact", 11, 3, 3).tolist() == SOME_CONTACTS


FIRST_ARRIVALS = [0.3035680343067586, 0.8487087496857769, 0.15613477804347312]
SOME_CONTACTS = [0.4793901900453441, 0.17429650083259698, 0.8522731303517094]


@pytest.mark.parametrize("changes", CALENDARS)
def test_people_come_in_order_and_within_the_run(changes):
    company = small(**changes)
    people, _traits = market.draw(company, 1, 0, 30)
    assert (np.diff(people.arrives) >= 0).all() and (np.diff(people.arrives_work) >= 0).all()
    assert people.arrives[0] >= 0 and people.arrives[-1] < 30 * WEEK
    rules = rules_of(company, 30)
    by_engine = [kernel.to_work(t, rules) for t in people.arrives[:300]]
    np.testing.assert_allclose(people.arrives_work[:300], by_engine, rtol=0, atol=1e-6)


def test_as_many_people_as_the_company_file_says():
    company = company_named("irrigation")
    expected = sum(c.potential for c in company.channels) * 20
    counts = [len(market.draw(company, 1, run, 20)[0].arrives) for run in range(40)]
    low, high = stats.poisson.interval(0.999, expected * 40)
    assert low <= sum(counts) <= high
    # Poisson: the variance over runs equals the mean
    assert stats.chi2.ppf(0.0005, 39) < sum((np.array(counts) - expected) ** 2) / expected < stats.chi2.ppf(0.9995, 40)


def test_people_come_more_often_in_office_hours():
    company = company_named("irrigation")
    c = company.calendar
    arrives = np.concatenate([market.draw(company, 1, run, 20)[0].arrives for run in range(10)])
    minute, day = arrives % 1440, arrives // 1440 % 7
    office = (day < c.workdays) & (minute >= 60 * c.opens) & (minute < 60 * c.closes)
    free = day >= c.workdays
    hours = np.array([c.workdays * (c.closes - c.opens), c.workdays * (24 - c.closes + c.opens), 24 * (7 - c.workdays)])
    weight = hours * [1, c.evening_rate, c.weekend_rate]
    counts = [office.sum(), (~office & ~free).sum(), free.sum()]
    assert stats.chisquare(counts, weight / weight.sum() * len(arrives)).pvalue > 0.001


def test_channels_and_segments_have_their_shares():
    company = company_named("irrigation")
    traits = [market.draw(company, 2, run, 20)[1] for run in range(5)]
    channel = np.bincount(np.concatenate([one.channel for one in traits]))
    potential = np.array([c.potential for c in company.channels])
    assert stats.chisquare(channel, potential / potential.sum() * channel.sum()).pvalue > 0.001
    segment = np.bincount(np.concatenate([one.segment for one in traits]))
    assert stats.chisquare(segment, np.array([s.share for s in company.segments]) * segment.sum()).pvalue > 0.001


def test_fit_intent_and_value_are_as_declared():
    company = company_named("irrigation")
    _people, traits = market.draw(company, 3, 0, 60)
    for number, channel in enumerate(company.channels):
        here = traits.channel == number
        assert stats.kstest(traits.fit[here] - channel.fit, "norm").pvalue > 0.0005
        assert stats.kstest(traits.intent[here] - channel.intent, "norm").pvalue > 0.0005
    for number, segment in enumerate(company.segments):
        here = traits.segment == number
        assert stats.kstest(np.log(traits.value[here] / segment.deal) / segment.deal_sigma, "norm").pvalue > 0.0005


def test_contact_margins_fall_with_each_attempt_and_some_people_never_answer():
    company = company_named("irrigation")
    people, _traits = market.draw(company, 4, 0, 60)
    margins = people.contact.reshape(-1, TOUCHES)
    never = np.isneginf(margins)
    assert (never.all(axis=1) == never.any(axis=1)).all()
    share = stats.binomtest(int(never[:, 0].sum()), len(never), 1 - company.contact.reachable)
    assert share.pvalue > 0.001
    reached = (margins[~never[:, 0]] > 0).mean(axis=0)
    assert reached[0] > reached[5] > reached[11]


def test_meetings_and_discounts_are_as_declared():
    company = company_named("irrigation")
    people, _traits = market.draw(company, 4, 0, 60)
    counts = np.bincount(people.meetings, minlength=MEETINGS + 1)
    assert counts[0] == 0 and counts.sum() == counts[1 : 1 + len(company.deal.meetings)].sum()
    assert stats.chisquare(counts[1:], np.array(company.deal.meetings) * counts.sum()).pvalue > 0.001
    asks = people.asked > 0
    assert stats.binomtest(int(asks.sum()), len(asks), company.deal.ask).pvalue > 0.001
    assert people.asked[asks].min() >= company.deal.asked_low and people.asked.max() <= company.deal.asked_high
    assert (people.gaps > 0).all()


def test_what_the_whole_handoff_needs_is_as_declared():
    company = company_named("irrigation")
    people, _traits = market.draw(company, 4, 0, 60)
    n = len(people.arrives)
    assert np.bincount(people.level, minlength=10).shape == (10,)
    assert stats.chisquare(np.bincount(people.level)).pvalue > 0.001
    day = 1440.0
    exponential = {"stay": company.nurture.stay_days * day, "patience": 1.0}
    for name, mean in exponential.items():
        assert stats.kstest(getattr(people, name) / mean, "expon").pvalue > 0.001, name
    later = people.ready_at > people.arrives
    delay = (people.ready_at - people.arrives)[later]
    assert stats.kstest(delay / company.qualify.ready_days / day, "expon").pvalue > 0.001
    promise = company.promise
    z = (people.delivered - promise.delivered) / promise.delivered_sigma
    assert stats.kstest(z, "norm").pvalue > 0.001
    for name in ("leak", "nurture", "refer", "prospect", "message", "twice", "writeback"):
        assert stats.kstest(getattr(people, name), "uniform").pvalue > 0.001, name
    for name in ("icp", "score_noise", "look_noise"):
        assert stats.kstest(getattr(people, name), "norm").pvalue > 0.001, name
    circle = int(sum(c.potential for c in company.channels) * company.keep.friend_weeks)
    earlier = np.arange(n) - people.friend
    assert (
        (people.friend >= -1).all()
        and (earlier[people.friend >= 0] >= 1).all()
        and earlier[people.friend >= 0].max() <= circle
    )
    settled = np.arange(n) > circle
    assert (people.friend[settled] >= 0).all()
    assert stats.kstest(earlier[settled] / circle, "uniform").pvalue > 0.001


def test_last_years_numbers_are_off_and_right_on_average():
    company = company_named("irrigation")
    luck = np.array([market.draw(company, 4, run, 1)[0].luck for run in range(400)])
    error = company.targets.error
    for column in range(2):
        z = (np.log(luck[:, column]) + error**2 / 2) / error
        assert stats.kstest(z, "norm").pvalue > 0.001
    assert stats.kstest(luck[:, 2] / company.campaign.message_sigma, "norm").pvalue > 0.001
    assert np.abs(np.corrcoef(luck.T)[np.triu_indices(3, 1)]).max() < 0.2


@pytest.mark.parametrize("changes", EVERY_CASE)
def test_every_task_fits_into_one_day(changes):
    company = small(**changes)
    m, c = company.minutes, company.calendar
    effort = market.draw(company, 4, 0, 60)[0].effort
    longest = max(m.review + 2 * m.touch, m.talk + m.context_weekly + m.note, m.meeting, m.service) * effort.max()
    assert longest <= 60 * (c.closes - c.opens) * company.team.selling_share * (1 + 1e-12)
    assert effort.min() >= np.exp(-1) - 1e-12
