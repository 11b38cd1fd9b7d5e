"""One number is moved for one figure, in the right direction and never out of its range."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smkt_helpers as smkt
from smkt_helpers.companies import Company
from smkt_helpers.fitting import levers
from smkt_helpers.fitting.start import ids_of, value_of
from smkt_helpers.fitting.targets import LATER, RENEWED, WON, share

COMPANY = smkt.company("irrigation")
SHARES = st.floats(0, 1)
INNER = st.floats(0.1, 0.9)
LINKS = [("lead", "mql"), ("mql", "looked"), ("looked", "sal"), ("sal", "reached"), ("reached", "sql"),
         ("ready", "sql"), ("sql", "opportunity"), ("mql", "sql"), ("lead", "opportunity")]
USUAL = {one.path: one for one in COMPANY.assumptions}
NATURE = ["sal->reached", "ready->sql", "sql->opportunity", LATER, WON, RENEWED]


def target_of(whole, part, value, cases=200):
    hits = round(value * cases)
    return share(f"{whole}->{part}", part, whole, hits, cases)


@given(link=st.sampled_from(LINKS), wanted=SHARES, seen=SHARES)
def test_a_number_is_moved_towards_the_figure_or_not_at_all(link, wanted, seen):
    target = target_of(*link, wanted)
    for lever in levers.levers_for(target, COMPANY, frozenset()):
        now = value_of(COMPANY, lever.path)
        then = levers.moved(lever, now, target, seen, 1)
        if abs(target.value - seen) > 0.02:
            assert (then - now) * lever.sign * (target.value - seen) >= 0


@pytest.mark.parametrize("link", LINKS)
def test_every_number_that_is_moved_is_one_of_the_company_and_may_be_a_fact_instead(link):
    target = target_of(*link, 0.5)
    found = levers.levers_for(target, COMPANY, frozenset())
    assert found
    for lever in found:
        low, high = levers.bounds(COMPANY, lever.path)
        assert low <= value_of(COMPANY, lever.path) <= high
    assert levers.levers_for(target, COMPANY, frozenset(lever.path for lever in found)) == ()


def aim(target, seen, usual=USUAL):
    return levers.aimed(target, levers.levers_for(target, COMPANY, frozenset()), COMPANY, seen, usual).value


@pytest.mark.parametrize("id", NATURE)
@given(wanted=INNER, cases=st.integers(50, 2000), seen=INNER)
def test_a_figure_is_aimed_at_between_the_data_and_what_the_template_shows(id, wanted, cases, seen):
    whole, _arrow, part = id.partition("->")
    target = share(id, part, whole, round(wanted * cases), cases)
    found = aim(target, seen)
    # The company is the template, so what is seen is what the template's numbers give. A range that lies more to one
    # side of a number draws a little past it.
    slack = 0.25 * (target.high - target.low)
    assert min(target.value, seen) - slack <= found <= max(target.value, seen) + slack
    assert target.low < found < target.high


def test_few_cases_are_drawn_more_to_the_template_than_many():
    few, many = target_of("ready", "sql", 0.7, 100), target_of("ready", "sql", 0.7, 2000)
    assert 0.7 < aim(many, 0.78) < 0.71 < aim(few, 0.78) < 0.75


def test_data_that_clearly_say_something_else_are_believed():
    far, near = target_of("ready", "sql", 0.2), target_of("ready", "sql", 0.7)
    assert aim(far, 0.78) - 0.2 < 0.6 * (aim(near, 0.78) - 0.7)


def test_where_the_template_gives_no_range_the_figure_is_aimed_at_as_it_is():
    import dataclasses

    bare = {path: dataclasses.replace(one, low=None, high=None) for path, one in USUAL.items()}
    target = target_of("ready", "sql", 0.7)
    assert aim(target, 0.5, bare) == aim(target, 0.5, {}) == aim(target, math.nan) == 0.7


def test_with_a_shared_definition_the_benefit_of_the_doubt_is_moved_and_not_the_own_bar():
    import dataclasses

    shared = dataclasses.replace(COMPANY, today=COMPANY.today.replace(shared_definition=True))
    assert [one.path for one in levers.levers_for(target_of("looked", "sal", 0.5), shared, frozenset())] == [
        "look.tolerance"]


def test_there_is_always_time_for_the_longest_task():
    low, _high = levers.bounds(COMPANY, "team.selling_share")
    assert isinstance(COMPANY.replace(**{"team.selling_share": low}), Company)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=12, unique=True))
def test_ids_are_plain_and_never_the_same(names):
    found = ids_of(names, "channel")
    assert len(set(found)) == len(names)
    assert all(one.isascii() and one.replace("_", "").isalnum() for one in found)
