"""What happens to a quarter besides its plan: the unexpected, and a person's decisions about single leads."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smkt_helpers.arguments import MOST_WEEKS, listed
from smkt_helpers.companies import Company
from smkt_helpers.decisions import as_number
from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _, number

SHOCKS = {
    "outage": N_("The CRM is down"),
    "viral": N_("A campaign goes viral"),
    "rep_leaves": N_("A rep leaves"),
    "price_cutter": N_("A competitor undercuts the price"),
    "quarter_end": N_("Everything for the quarter's end"),
}


@dataclass(frozen=True)
class Shock:
    """Something unexpected.

    Attributes
    ----------
    kind : str
        One of `SHOCKS`.
    week : int
        Played week in which it begins, from 0. For "quarter_end" the last week under pressure.
    day : int
        Working day of that week on which an outage begins, from 0; for an outage only.
    days : int
        Working days that an outage lasts; for an outage only.
    """

    kind: str
    week: int
    day: int = 0
    days: int = 1

    def __post_init__(self) -> None:
        if not isinstance(self.kind, str) or self.kind not in SHOCKS:
            raise KitError(
                _("There is no shock called {kind!r}; choose one of {known}.").format(
                    kind=self.kind, known=", ".join(SHOCKS)
                )
            )
        for name, low, high in (("week", 0, MOST_WEEKS - 1), ("day", 0, 6), ("days", 1, 7)):
            value = as_number(getattr(self, name))
            if value is None or value != int(value) or not low <= value <= high:
                raise KitError(
                    _("The shock {kind}: {name} must be a whole number from {low} to {high}, not {value!r}.").format(
                        kind=self.kind, name=name, low=low, high=high, value=getattr(self, name)
                    )
                )
            object.__setattr__(self, name, int(value))
        if self.kind != "outage" and (self.day, self.days) != (0, 1):
            raise KitError(
                _("The shock {kind}: day and days belong to an outage; every other shock has a week only.").format(
                    kind=self.kind
                )
            )


@dataclass(frozen=True)
class Override:
    """What a person decided about one lead; it goes before the plan.

    Attributes
    ----------
    rank : float, optional
        Call this lead first; among such leads, the smallest rank first.
    accept : bool, optional
        Take this lead or turn it away, whatever it looks like.
    score : float, optional
        The score by the person's own rule, 0 to 100.
    """

    rank: float | None = None
    accept: bool | None = None
    score: float | None = None

    def __post_init__(self) -> None:
        for name, low, high in (("rank", -1e9, 1e9), ("score", 0.0, 100.0)):
            value = getattr(self, name)
            if value is not None and (as_number(value) is None or not low <= float(value) <= high):
                raise KitError(
                    _(
                        "A decision about a lead: {name} must be a number from {low:g} to {high:g}, not {value!r}."
                    ).format(name=name, low=low, high=high, value=value)
                )
        if self.accept is not None and not isinstance(self.accept, bool):
            raise KitError(
                _("A decision about a lead: accept is yes (True) or no (False), not {value!r}.").format(
                    value=self.accept
                )
            )


def checked_shocks(
    company: Company, shocks: Shock | Iterable[Shock], weeks: int = MOST_WEEKS
) -> tuple[Shock, ...]:
    """Return the shocks of a run of so many weeks in order of time, or raise a `KitError` that says what is wrong."""
    found = listed(shocks)
    for shock in found:
        if not isinstance(shock, Shock):
            raise KitError(_('A shock is written like Shock("outage", week=3), not {value!r}.').format(value=shock))
        if shock.kind == "outage" and shock.day + shock.days > company.calendar.workdays:
            raise KitError(
                _("The outage must end within its week, which has {days} working days.").format(
                    days=company.calendar.workdays
                )
            )
        if shock.week >= weeks:
            raise KitError(
                _(
                    "The shock {kind} comes in week {week}, after the end: the last week played is week {last}, "
                    "as weeks are counted from 0."
                ).format(kind=shock.kind, week=shock.week, last=weeks - 1)
            )
    return tuple(sorted(found, key=lambda shock: (shock.week, shock.day, shock.kind)))


def checked_overrides(overrides: Mapping[int, Override] | None, people: float = math.inf) -> dict[int, Override]:
    """Return decisions about single leads by number of the lead, or raise a `KitError`.

    `people` is how many people a market has at most.
    """
    if overrides is not None and not isinstance(overrides, Mapping):
        raise KitError(
            _("Decisions about leads are written like {{17: Override(rank=1)}}, not {value!r}.").format(value=overrides)
        )
    found = dict(overrides or {})
    for lead, override in found.items():
        number_of = as_number(lead)
        if number_of is None or number_of != int(number_of) or number_of < 0 or not isinstance(override, Override):
            raise KitError(
                _("Decisions about leads are written like {{17: Override(rank=1)}}, not {lead!r}: {value!r}.").format(
                    lead=lead, value=override
                )
            )
        if number_of >= people:
            raise KitError(
                _(
                    "There is no lead number {lead}: no market of this company has more than {people} people in "
                    "these weeks."
                ).format(lead=lead, people=number(people))
            )
    return {int(lead): override for lead, override in found.items()}
