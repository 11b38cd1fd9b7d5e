"""What would happen if one of these people were called now: the market's potential outcomes, one call at a time.

The engine plays whole quarters. Here a single call is played by the same rules (docs/model.md, M7, M8, the
conversation, M12) on the same people, so that different orders of calling can be compared call by call. Two things
are left out: nobody waits for a meeting, and a second message is not tested.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from smkt_helpers import market as drawn
from smkt_helpers.history import History
from smkt_helpers.market import TOUCHES, WEEK
from smkt_helpers.records import WARMUP
from smkt_helpers.rules import rules_of
from smkt_helpers.weekly import plans_by_week, weekly_of

LONGEST_DISCOUNT = 0.6


class People(NamedTuple):
    """People passed on to sales, one row each: what a call would lead to. Times are calendar minutes of the run."""

    lead: np.ndarray  # (n,) number of the lead
    wrote: np.ndarray  # (n,)
    answers: np.ndarray  # (n, 12) margin to be reached at attempt 1 to 12, before the age of the interest
    qualifies: np.ndarray  # (n,) margin, before the age of the interest
    ready_at: np.ndarray  # (n,)
    asks_offer: np.ndarray  # (n,) whether a person with a need asks for an offer
    buys: np.ndarray  # (n,) whether a person with an offer buys
    amount: np.ndarray  # (n,) what is paid then
    touch_minutes: np.ndarray  # (n,) length of one attempt
    talk_minutes: np.ndarray  # (n,) length of the conversation
    decay: np.ndarray  # loss of log odds by age in whole minutes
    speed_contact: float
    speed_qualify: float


def people_of(history: History, leads: Sequence[int]) -> People:
    """Return what calls to some leads of a history's first market would lead to.

    Parameters
    ----------
    history : History
        Its plan decides how the handoff, the preparation, the promise and the discount act.
    leads : sequence of int
        Numbers of leads that marketing passed on.

    Returns
    -------
    People
    """
    company, played = history.company, history.played[0]
    weeks = WARMUP + history.weeks
    index = np.asarray(leads, dtype=np.int64)
    everybody = drawn.people(company, history.seed, played.replication, weeks)
    # They are drawn in order of arrival, and handed back in the order asked for.
    ordered, back = np.unique(index, return_inverse=True)
    market, _traits = drawn.draw_some(company, history.seed, played.replication, everybody, ordered)
    rows = np.searchsorted(played.index, ordered)
    twice = played.outcomes.twice[rows]

    weekly = weekly_of(company, plans_by_week(company, history.steps, WARMUP, history.weeks), (), WARMUP)
    rules = rules_of(company, weeks)
    week = (market.arrives // WEEK).astype(np.int64)
    how, prepared = weekly.handoff[week], weekly.prepared[week]
    annoyed = np.where(twice, rules.twice_annoys, 0.0)
    contact = market.contact.reshape(-1, TOUCHES).astype(float) - annoyed[:, None]
    qualifies = market.qualify - rules.context_odds[how] - annoyed + rules.prepare_qualify * prepared

    asked = market.asked * (1 - rules.prepare_ask * prepared)
    given = np.minimum(asked, np.clip(weekly.discount_limit[week], 0.0, LONGEST_DISCOUNT))
    said = np.minimum(1.0, weekly.promise[week] + weekly.said_more[week])
    win = (
        market.win
        + rules.brand_win * weekly.brand[week]
        + rules.promise_win * (said - rules.promise_usual)
        + 10 * (rules.discount_gain * given - rules.discount_refused * (asked - given))
        - annoyed
    )
    talk = (rules.talk + rules.context_minutes[how]) * (1 - rules.prepare_minutes * prepared)
    talk = talk + np.where(market.writeback < weekly.written[week], rules.note, 0.0)
    made = People(
        lead=ordered,
        wrote=market.arrives,
        answers=contact,
        qualifies=qualifies,
        ready_at=market.ready_at,
        asks_offer=market.need > 0,
        buys=win > 0,
        amount=market.value * (1 - given),
        touch_minutes=rules.touch * market.effort,
        talk_minutes=talk * market.effort,
        decay=rules.decay,
        speed_contact=rules.speed_contact,
        speed_qualify=rules.speed_qualify,
    )
    return pick(made, back)


def pick(people: People, rows: Sequence[int] | np.ndarray) -> People:
    """Return some of the people, in this order."""
    whole = ("decay", "speed_contact", "speed_qualify")
    return People(*(value if name in whole else value[rows] for name, value in people._asdict().items()))


def answers(people: People, age: np.ndarray | float, attempt: int = 0) -> np.ndarray:
    """Return who picks up at one attempt (from 0), if the first one came so many minutes after they wrote."""
    return people.answers[:, attempt] - people.speed_contact * _loss(people, age) > 0


def has_need(people: People, age: np.ndarray | float, at: np.ndarray | float) -> np.ndarray:
    """Return who would show a real need in a conversation.

    Parameters
    ----------
    people : People
    age : array or float
        Minutes from the enquiry to the first attempt.
    at : array or float
        Calendar minute at which the conversation starts; who is not ready by then has no need now.
    """
    return (people.ready_at <= at) & (people.qualifies - people.speed_qualify * _loss(people, age) > 0)


def _loss(people: People, age: np.ndarray | float) -> np.ndarray:
    minutes = np.clip(np.asarray(age), 0, len(people.decay) - 1).astype(np.int64)
    return people.decay[minutes]
