"""One number is moved for one figure, in the right direction and never out of its range."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smkt_helpers as smkt
from smkt_helpers.companies import Company
from smkt_helpers.fitting import levers
from smkt_helpers.fitting.start import ids_of, value_of
from smkt_helpers.fitting.targets import share

COMPANY = smkt.company("irrigation")
SHARES = st.floats(0, 1)
LINKS = [("lead", "mql"), ("mql", "looked"), ("looked", "sal"), ("sal", "reached"), ("reached", "sql"),
         ("sql", "opportunity"), ("mql", "sql"), ("lead", "opportunity")]


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
