"""How much time there is: the middle of what explains the waits, not the best by chance."""

import math

import pytest

import smkt_helpers as smkt
from smkt_helpers.fitting.search import TIME, _settled
from smkt_helpers.fitting.start import Draft, value_of

COMPANY = smkt.company("irrigation")
NOW = COMPANY.team.selling_share


def settled(best, error):
    """Return the time found where the waits say `best`, give or take `error` in logs."""
    def loss(company):
        return (math.log(value_of(company, TIME) / best) / error) ** 2

    return value_of(_settled(Draft(COMPANY), loss).company, TIME)


@pytest.mark.parametrize("factor", [0.9, 1.0, 1.1])
def test_waits_that_say_it_clearly_are_followed(factor):
    assert settled(NOW * factor, 0.02) == pytest.approx(NOW * factor, rel=0.005)


def test_waits_that_say_little_leave_the_time_near_its_own():
    assert NOW < settled(NOW * 1.3, 0.2) < NOW * 1.25
    assert settled(NOW * 1.3, 5.0) == pytest.approx(NOW, rel=0.05)
