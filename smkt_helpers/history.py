"""A played history: a company, a plan, some markets, and what came of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from smkt_helpers import engine
from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.decisions import SEATS
from smkt_helpers.errors import KitError
from smkt_helpers.events import Override, Shock, checked_overrides, checked_shocks
from smkt_helpers.plan import Plan, by_week
from smkt_helpers.records import WARMUP, makers_of
from smkt_helpers.words import _

MOST_WEEKS = 260


@dataclass(frozen=True)
class History:
    """What happened to one company under one plan, in one or more markets.

    `played` holds one record of the engine per replication. `tables()` gives what a CRM would show. Shocks,
    overrides and programs are those given to `simulate`.
    """

    company: Company = field(repr=False)
    steps: tuple[tuple[int, Plan], ...]
    seed: int
    weeks: int
    played: tuple[engine.Played, ...] = field(repr=False)
    shocks: tuple[Shock, ...] = ()
    overrides: Mapping[int, Override] = field(default_factory=dict, repr=False)
    programs: tuple[str, ...] = ()

    @property
    def replications(self) -> int:
        """Number of runs."""
        return len(self.played)

    def tables(self) -> Tables:
        """Return the CRM tables; each is made when it is first asked for."""
        return self._tables

    @cached_property
    def _tables(self) -> Tables:
        start = pd.Timestamp(self.company.start)
        # The makers get a history of their own: if they held this one, each would keep the other in memory.
        return Tables(
            makers_of(dataclasses.replace(self)),
            start=start,
            end=start + pd.Timedelta(weeks=self.weeks),
            replications=self.replications,
            currency=self.company.currency,
        )


def simulate(
    company: Company,
    plan: Plan | Sequence[tuple[int, Plan]],
    seed: int = 1,
    weeks: int = 13,
    replications: int = 1,
    shocks: Sequence[Shock] = (),
    overrides: Mapping[int, Override] | None = None,
    *,
    programs: Sequence[str] = (),
    first_replication: int = 0,
    log: bool = True,
    use_compiled: bool = True,
) -> History:
    """Play a company for some weeks under a plan.

    Parameters
    ----------
    company : Company
    plan : Plan or list of (from_week, Plan)
        Weeks are counted from 0; before that, 26 weeks are played under the company's `today` plan.
    seed : int
        Which market. The same seed gives the same people to every plan.
    weeks : int
        Weeks to play, 13 is one quarter.
    replications : int
        Number of markets to play.
    shocks : sequence of Shock
        What happens unexpectedly.
    overrides : mapping of lead number to Override
        A person's decisions about single leads; they hold in every market.
    programs : sequence of str
        Seats ("marketing", "sales") in which a program sits, which moves its own decisions each week by what
        it is paid for (docs/model.md, section 5). Without one the plan is carried out to the letter.
    first_replication : int
        Number of the first market, to go on where an earlier call stopped.
    log : bool
        Keep what each rep did; without it `tables().activities` holds marketing's touches only.
    use_compiled : bool
        Use Numba when it is installed. The result is the same without, only slower.

    Returns
    -------
    History

    Raises
    ------
    KitError
        If a number is out of range.
    """
    if not isinstance(company, Company):
        raise KitError(
            _('simulate needs a company, for example smkt.company("irrigation"), not {value!r}.').format(value=company)
        )
    steps = by_week(plan)
    for name, value, low, high in (
        ("seed", seed, 0, 2**53),
        ("weeks", weeks, 1, MOST_WEEKS),
        ("replications", replications, 1, 10_000),
        ("first_replication", first_replication, 0, 2**31),
    ):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= high:
            raise KitError(
                _("{name} must be a whole number from {low} to {high}, not {value!r}.").format(
                    name=name, low=low, high=high, value=value
                )
            )
    for _week, step in steps:
        unknown = sorted(set(dict(step["mix"])) - {channel.id for channel in company.channels})
        if unknown:
            raise KitError(
                _("The channel mix names {names}; {company} has {known}.").format(
                    names=", ".join(unknown),
                    company=company.name,
                    known=", ".join(channel.id for channel in company.channels),
                )
            )
    unknown = sorted(set([programs] if isinstance(programs, str) else programs) - set(SEATS))
    if unknown:
        raise KitError(
            _("A program can sit in the seat of {known}, not of {names}.").format(
                known=", ".join(SEATS), names=", ".join(map(str, unknown))
            )
        )
    hit, own = checked_shocks(company, shocks), checked_overrides(overrides)
    seats = (programs,) if isinstance(programs, str) else tuple(programs)
    played = engine.run(
        company,
        steps,
        seed=int(seed),
        warmup=WARMUP,
        weeks=int(weeks),
        replications=range(first_replication, first_replication + int(replications)),
        shocks=hit,
        overrides=own,
        programs=seats,
        log=log,
        use_compiled=use_compiled,
    )
    return History(company, steps, int(seed), int(weeks), tuple(played), hit, own, seats)
