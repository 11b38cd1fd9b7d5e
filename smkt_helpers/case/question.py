"""What is asked: which company, which practices are added to its plan of today, and in which markets it is played."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from smkt_helpers.arguments import checked_markets, checked_seed, checked_weeks
from smkt_helpers.companies import Company
from smkt_helpers.company_file import company as company_of
from smkt_helpers.decisions import DECISIONS, as_number
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan
from smkt_helpers.practices import PRACTICES, known_practices, plans, with_practices
from smkt_helpers.words import N_, _

# What both teams sign: one list, a first call in time, the hours for it, who does what, results back, a weekly meeting.
# They are chosen because an agreement needs each of them; a promise without hours to keep it is none.
AGREEMENT = ("own_leads_last", "shared_crm", "tracked_promise", "owners", "feedback", "meeting")
SAMPLE = "irrigation"
WEEKS, MARKETS, SEED = 52, 20, 1
# Name of each way of working that is played.
WAYS: Mapping[str, str] = {
    "today": N_("Today"),
    "chosen": N_("Today plus the chosen practices"),
    "siloed": N_("Each team for itself (siloed)"),
    "aligned": N_("One team in everything (aligned)"),
    "rep": N_("Today plus one more rep"),
    "ads": N_("Today plus more advertising"),
}


@dataclass(frozen=True)
class Question:
    """What is asked.

    `base` is the company as its file says, and `changed` are its assumptions that were changed, by path. `named` is
    what the command line calls the company: its id, or the name of its file; `is_written` when that file holds the
    changed assumptions already, so that no command repeats them. `practices` are ids of the practice
    table in its order, `markets` is in how many markets a year of `weeks` is played, from number 0 of `seed` on.

    Two costs that no file of a company holds, None when nobody gave them: `one_off`, in money, is spent once in the
    first year (setting up, training, the time until people work in the new way), and `margin` is the share of each
    sale that is left after goods and delivery. They change nothing that is played; see `told.own_costs`.
    """

    base: Company
    practices: tuple[str, ...] = AGREEMENT
    changed: tuple[tuple[str, Any], ...] = ()
    named: str = SAMPLE
    seed: int = SEED
    weeks: int = WEEKS
    markets: int = MARKETS
    is_written: bool = False
    one_off: float | None = None
    margin: float | None = None

    @cached_property
    def company(self) -> Company:
        """The company with the changed assumptions."""
        return self.base.replace(**dict(self.changed))

    @property
    def currency(self) -> str:
        """Code of the company's currency."""
        return self.base.currency

    def plan(self, way: str) -> Plan:
        """Return the plan of a way of working; `way` is a key of `WAYS`."""
        today = self.company.today
        if way == "chosen":
            return with_practices(today, self.practices)
        if way == "rep":
            return today.replace(extra_reps=today["extra_reps"] + 1)
        if way == "ads":
            # No plan spends more than the highest share that the decision allows; the page shows what was spent.
            more = today["budget"] + rep_cost(self) / budget_of_a_year(self)
            return today.replace(budget=min(more, DECISIONS["budget"].high))
        return today if way == "today" else getattr(plans, way)

    def with_changes(self, **changes: Any) -> Question:
        """Return another question; raises a `KitError` when it cannot be asked."""
        asked = replace(self, **changes)
        return checked(asked)


def rep_cost(question: Question) -> float:
    """Return what one more rep costs in the period, in money: paid hours at their price."""
    company = question.company
    return company.team.hours_week * company.money.rep_hour * question.weeks


def budget_of_a_year(question: Question) -> float:
    """Return the usual marketing budget of the period, in money."""
    return question.company.response.weekly_budget * question.weeks


def checked(question: Question) -> Question:
    """Return a question that can be asked.

    Raises
    ------
    KitError
        One sentence: no practice at all, an unknown one, practices that change nothing, or an impossible number.
    """
    checked_weeks(question.weeks), checked_markets(question.markets), checked_seed(question.seed)
    _check_costs(question)
    wanted = known_practices(question.practices)
    if not wanted:
        raise KitError(_("Choose at least one practice; without one there is nothing to compare with today."))
    ordered = tuple(id for id in PRACTICES if id in wanted)
    question = replace(question, practices=ordered)
    if question.plan("chosen") == question.plan("today"):
        raise KitError(
            _("{company} works like that already, so the chosen practices change nothing. Choose another one.").format(
                company=question.base.name
            )
        )
    return question


def _check_costs(question: Question) -> None:
    one_off, margin = (as_number(value) for value in (question.one_off, question.margin))
    if question.one_off is not None and (one_off is None or not math.isfinite(one_off) or one_off < 0):
        raise KitError(_("The one-off cost must be an amount of money, nothing or more, for example 20000, and not "
                         "{value}.").format(value=question.one_off))  # fmt: skip
    if question.margin is not None and (margin is None or not 0 < margin <= 1):
        raise KitError(_("The gross margin is the share of each sale that is left after goods and delivery: more than "
                         "0 and at most 1, for example 0.4 for 40%, and not {value}.").format(
                             value=question.margin))  # fmt: skip


def asked(named: str = SAMPLE, practices: Iterable[str] | None = None, changed: Mapping[str, Any] | None = None,
          **numbers: float | None) -> Question:
    """Return a question about a company that is named by its id or its file; see `Question`.

    Raises
    ------
    KitError
        As `checked`, and if there is no such company.
    """
    base = company_of(named)
    chosen = AGREEMENT if practices is None else tuple(practices)
    return checked(Question(base, chosen, tuple((changed or {}).items()), str(named), **numbers))
