"""A played history: a company, a plan, some markets, and what came of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from smkt_helpers import engine
from smkt_helpers.arguments import (
    MOST_WEEKS,
    checked_company,
    checked_markets,
    checked_programs,
    checked_seed,
    checked_switch,
    checked_weeks,
    checked_whole,
)
from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.errors import KitError
from smkt_helpers.events import Override, Shock, checked_overrides, checked_shocks
from smkt_helpers.plan import Plan, by_week
from smkt_helpers.records import WARMUP, makers_of
from smkt_helpers.words import N_, _

FROM = N_("from_week must be a whole number from {least} to {most}, not {value}.")
FIRST = N_("first_replication must be a whole number from {least} to {most}, not {value}.")
__all__ = ["MOST_WEEKS", "WARMUP", "History", "simulate"]


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

    def tables(self, from_week: int = 0) -> Tables:
        """Return the CRM tables; each is made when it is first asked for.

        Parameters
        ----------
        from_week : int
            The period that counts begins with this played week, so that a later quarter can be read by itself.

        Raises
        ------
        KitError
            If there is no such week.
        """
        if from_week == 0:
            return self._tables
        return self._tables_from(checked_whole(from_week, FROM, 0, self.weeks - 1))

    @cached_property
    def _tables(self) -> Tables:
        return self._tables_from(0)

    def _tables_from(self, week: int) -> Tables:
        start = pd.Timestamp(self.company.start)
        # The makers get a history of their own: if they held this one, each would keep the other in memory.
        return Tables(
            makers_of(dataclasses.replace(self), week),
            start=start + pd.Timedelta(weeks=week),
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
    shocks: Iterable[Shock] = (),
    overrides: Mapping[int, Override] | None = None,
    *,
    programs: Iterable[str] = (),
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
    shocks : iterable of Shock
        What happens unexpectedly.
    overrides : mapping of lead number to Override
        A person's decisions about single leads; they hold in every market.
    programs : iterable of str
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
        If a number is out of range, or something would happen after the last week or to a lead that no market has.
    """
    company, steps = checked_company(company), by_week(plan)
    seed, weeks, markets = checked_seed(seed), checked_weeks(weeks), checked_markets(replications)
    first_replication = checked_whole(first_replication, FIRST, 0, 2**31)
    log, use_compiled = checked_switch("log", log), checked_switch("use_compiled", use_compiled)
    if steps[-1][0] >= weeks:
        raise KitError(
            _(
                "A plan begins in week {week}, after the end: the last week played is week {last}, as weeks are "
                "counted from 0."
            ).format(week=steps[-1][0], last=weeks - 1)
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
    hit = checked_shocks(company, shocks, weeks)
    own = checked_overrides(overrides, _most_people(company, weeks))
    seats = checked_programs(programs)
    played = engine.run(
        company,
        steps,
        seed=seed,
        warmup=WARMUP,
        weeks=weeks,
        replications=range(first_replication, first_replication + markets),
        shocks=hit,
        overrides=own,
        programs=seats,
        log=log,
        use_compiled=use_compiled,
    )
    return History(company, steps, seed, weeks, tuple(played), hit, own, seats)


def _most_people(company: Company, weeks: int) -> int:
    """Return more people than any market of so many weeks will ever have: the mean and eight standard deviations."""
    mean = engine.people_in(company, WARMUP + weeks)
    return int(mean + 8 * mean**0.5) + 20
