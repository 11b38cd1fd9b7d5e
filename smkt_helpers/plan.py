"""The decisions, declared once.

A `Plan` holds what marketing decides, what sales decides and what both have agreed. Every field
carries its label, unit, range, step and one plain sentence of help. Desks, forms, TOML files, the
documentation and the error messages are all made from these declarations.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _, number

OWNERS = {"marketing": N_("Marketing"), "sales": N_("Sales"), "agreement": N_("Both teams")}


def as_number(value: Any) -> float | None:
    """Return a value as a finite number, or None when it is none."""
    if isinstance(value, bool | np.bool_ | str):
        return None
    try:
        number_of = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number_of if math.isfinite(number_of) else None


@dataclass(frozen=True)
class Decision:
    """One decision: what a person is asked, and what they may answer.

    `kind` is "number", "whole", "choice", "switch" or "mix". `unit` is a word, or "%" for a share
    stored between 0 and 1. `options` maps each stored value of a choice to its words.
    """

    name: str
    owner: str
    kind: str
    label: str
    help: str
    default: Any
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    step: float = 1.0
    options: tuple[tuple[str, str], ...] = ()

    def check(self, value: Any) -> Any:
        """Return `value` in its stored form, or raise a `KitError` that says what is allowed."""
        problem = self._problem(value)
        if problem:
            raise KitError(
                _("{label} ({name}): {problem}").format(label=_(self.label), name=self.name, problem=problem)
            )
        if self.kind == "mix":
            return tuple(sorted((str(k), float(v)) for k, v in dict(value).items()))
        kinds = {"whole": int, "number": float, "switch": bool}
        return kinds[self.kind](value) if self.kind in kinds else value

    def _problem(self, value: Any) -> str:
        if self.kind == "switch":
            if isinstance(value, bool | np.bool_):
                return ""
            return _("choose yes (true) or no (false), not {value!r}.").format(value=value)
        if self.kind == "choice":
            if isinstance(value, str) and value in dict(self.options):
                return ""
            return _("choose one of {known}, not {value!r}.").format(
                known=", ".join(key for key, _words in self.options), value=value
            )
        if self.kind == "mix":
            return self._mix_problem(value)
        amount = as_number(value)
        if amount is None and self.unit == "%":
            return _("give a number, where 1 is 100%, not {value!r}.").format(value=value)
        if amount is None:
            return _("give a number, not {value!r}.").format(value=value)
        if self.kind == "whole" and amount != int(amount):
            return _("give a whole number, not {value}.").format(value=value)
        if self.low <= amount <= self.high:
            return ""
        if self.unit == "%":
            return _("{value} is out of range; choose {low:g} to {high:g}, where 1 is 100%.").format(
                value=value, low=self.low, high=self.high
            )
        return _("{value} is out of range; choose {low} to {high}.").format(
            value=value, low=self.show(self.low), high=self.show(self.high)
        )

    def _mix_problem(self, value: Any) -> str:
        try:
            weights = [as_number(weight) for weight in dict(value).values()]
        except (TypeError, ValueError):
            weights = [None]
        if None in weights:
            return _("give one weight per channel, for example search = 2, not {value!r}.").format(value=value)
        if any(not self.low <= weight <= self.high for weight in weights):
            return _("each channel's weight lies between {low} and {high}.").format(
                low=number(self.low), high=number(self.high)
            )
        return ""

    def show(self, value: Any) -> str:
        """Return `value` as a person reads it, with its unit."""
        if self.kind == "switch":
            return _("yes") if value else _("no")
        if self.kind == "choice":
            return _(dict(self.options)[value])
        if self.kind == "mix":
            return ", ".join(f"{channel} × {weight:g}" for channel, weight in dict(value).items()) or _("as usual")
        if self.unit == "%":
            return f"{number(100 * value)}%"
        digits = 0 if float(self.step).is_integer() else 1
        return f"{number(value, digits)} {_(self.unit)}".strip()


def _number(default: float, label: str, unit: str, low: float, high: float, step: float, text: str) -> Any:
    return dataclasses.field(
        default=float(default),
        metadata=dict(kind="number", label=label, unit=unit, low=low, high=high, step=step, help=text),
    )


def _whole(default: int, label: str, unit: str, low: int, high: int, text: str) -> Any:
    return dataclasses.field(
        default=default,
        metadata=dict(kind="whole", label=label, unit=unit, low=low, high=high, step=1, help=text),
    )


def _choice(default: str, label: str, options: tuple[tuple[str, str], ...], text: str) -> Any:
    return dataclasses.field(default=default, metadata=dict(kind="choice", label=label, options=options, help=text))


def _switch(default: bool, label: str, text: str) -> Any:
    return dataclasses.field(default=default, metadata=dict(kind="switch", label=label, help=text))


@dataclass(frozen=True)
class MarketingPlan:
    """What marketing decides."""

    budget: float = _number(
        1.0,
        N_("Marketing budget"),
        "%",
        0.0,
        3.0,
        0.05,
        N_("Money for ads, fairs and brand, as a share of the company's usual weekly budget."),
    )
    mix: tuple[tuple[str, float], ...] = dataclasses.field(
        default=(),
        metadata=dict(
            kind="mix",
            label=N_("Channel mix"),
            low=0.0,
            high=10.0,
            help=N_("How the budget is divided: 1 is a channel's usual part, 2 is twice as much, 0 is none."),
        ),
    )
    brand_share: float = _number(
        0.05,
        N_("Part of the budget for the brand"),
        "%",
        0.0,
        0.8,
        0.05,
        N_("Brand money builds a good name slowly. The rest buys enquiries now and leaves nothing behind."),
    )
    icp_focus: float = _number(
        0.0,
        N_("Focus on the ideal customer"),
        "%",
        0.0,
        1.0,
        0.05,
        N_("How strictly ads are kept to firms that look like the ideal customer. More focus: fewer, better leads."),
    )
    threshold: float = _number(
        42.0,
        N_("Lead score needed (MQL threshold)"),
        N_("points"),
        0.0,
        100.0,
        1.0,
        N_("Leads with at least this score are passed to sales. Lower: more leads, less ready ones."),
    )


@dataclass(frozen=True)
class SalesPlan:
    """What sales decides."""

    extra_reps: int = _whole(
        0,
        N_("Extra sales reps"),
        N_("reps"),
        -10,
        20,
        N_("Reps more or fewer than the company has today. Each one costs a salary."),
    )
    first_call: str = _choice(
        "oldest",
        N_("Who is called first"),
        (
            ("oldest", N_("the one who waited longest")),
            ("newest", N_("the newest lead")),
            ("hottest", N_("the highest score")),
            ("deals_first", N_("open deals, then the longest wait")),
        ),
        N_("What a rep picks up next when several people wait."),
    )
    touches: int = _whole(
        2,
        N_("Attempts per lead"),
        N_("attempts"),
        1,
        12,
        N_("How often a rep tries to reach one person before giving up."),
    )
    gap_days: float = _number(
        2.0,
        N_("Days between attempts"),
        N_("days"),
        0.5,
        14.0,
        0.5,
        N_("How long a rep waits before trying the same person again."),
    )
    bar: float = _number(
        55.0,
        N_("Sales' own bar"),
        N_("points"),
        0.0,
        100.0,
        1.0,
        N_(
            "A rep turns a lead away when it looks weaker than this. These are sales' own points, which look more at "
            "the firm than marketing's score does; they count only while each team has its own definition of a good "
            "lead."
        ),
    )
    discount_limit: float = _number(
        0.1,
        N_("Highest discount"),
        "%",
        0.0,
        0.35,
        0.01,
        N_("The most a rep may take off the price when a customer asks. It helps to win, and it costs money."),
    )
    writeback: float = _number(
        0.2,
        N_("Outcomes written back"),
        "%",
        0.0,
        1.0,
        0.05,
        N_("Share of conversations whose result a rep writes into the customer list for marketing to read."),
    )


@dataclass(frozen=True)
class Agreement:
    """What both teams have agreed."""

    shared_definition: bool = _switch(
        False,
        N_("One shared definition of a good lead"),
        N_("With one definition both teams rate a lead by the same points. Their eyes may still differ."),
    )
    handoff: str = _choice(
        "weekly_list",
        N_("How leads are handed over"),
        (
            ("weekly_list", N_("a list once a week")),
            ("daily_file", N_("a file every morning")),
            ("shared_crm", N_("one shared CRM, at once")),
        ),
        N_("Lists wait and lose what is known about the person. A shared CRM (customer list) does neither."),
    )
    target_hours: float = _number(
        24.0,
        N_("First call promised within"),
        N_("hours"),
        0.5,
        168.0,
        0.5,
        N_("The time both teams promise between a person's enquiry and the first call."),
    )
    feedback: str = _choice(
        "never",
        N_("Results told to marketing"),
        (
            ("never", N_("never")),
            ("monthly", N_("once a month")),
            ("weekly", N_("once a week")),
            ("daily", N_("every day")),
        ),
        N_("How often marketing receives the results that sales has written back. Scores learn from them."),
    )


PARTS = {"marketing": MarketingPlan, "sales": SalesPlan, "agreement": Agreement}


def _declared() -> dict[str, Decision]:
    return {
        field.name: Decision(name=field.name, owner=owner, default=field.default, **field.metadata)
        for owner, part in PARTS.items()
        for field in dataclasses.fields(part)
    }


DECISIONS: Mapping[str, Decision] = _declared()


@dataclass(frozen=True)
class Plan:
    """All decisions of both teams; unchangeable, so a plan can be compared, stored and reused."""

    marketing: MarketingPlan = MarketingPlan()
    sales: SalesPlan = SalesPlan()
    agreement: Agreement = Agreement()

    def __post_init__(self) -> None:
        for owner, part in PARTS.items():
            if not isinstance(getattr(self, owner), part):
                raise KitError(
                    _(
                        "A plan is made of a MarketingPlan, a SalesPlan and an Agreement. To change single decisions, "
                        "write for example Plan().replace(threshold=60)."
                    )
                )
        for name, decision in DECISIONS.items():
            part = getattr(self, decision.owner)
            object.__setattr__(part, name, decision.check(getattr(part, name)))

    def __getitem__(self, name: str) -> Any:
        return getattr(getattr(self, _decision(name).owner), name)

    def replace(self, **changes: Any) -> Plan:
        """Return a copy with some decisions changed.

        Raises
        ------
        KitError
            If a name is unknown or a value is out of its range.
        """
        parts = {owner: {} for owner in PARTS}
        for name, value in changes.items():
            decision = _decision(name)
            parts[decision.owner][name] = decision.check(value)
        return Plan(**{owner: dataclasses.replace(getattr(self, owner), **values) for owner, values in parts.items()})

    def values(self) -> dict[str, Any]:
        """Return every decision by name."""
        return {name: self[name] for name in DECISIONS}

    def differences(self, other: Plan) -> tuple[str, ...]:
        """Return the names of the decisions in which two plans differ."""
        return tuple(name for name in DECISIONS if self[name] != other[name])


def _decision(name: str) -> Decision:
    if name not in DECISIONS:
        raise KitError(
            _("There is no decision called {name!r}; the decisions are {known}.").format(
                name=name, known=", ".join(DECISIONS)
            )
        )
    return DECISIONS[name]


def by_week(plan: Plan | Sequence[tuple[int, Plan]]) -> tuple[tuple[int, Plan], ...]:
    """Return a plan, or a list of (from_week, plan), as weeks in rising order that start at 0.

    Raises
    ------
    KitError
        If the list is empty, does not start at week 0, or has weeks out of order.
    """
    if isinstance(plan, Plan):
        return ((0, plan),)
    steps = tuple(plan) if isinstance(plan, list | tuple) else ()
    if not steps or any(
        not isinstance(step, tuple | list) or len(step) != 2 or not isinstance(step[1], Plan) for step in steps
    ):
        raise KitError(
            _("A plan is one Plan, or a list of (from_week, Plan) pairs; this is something else: {plan}.").format(
                plan=reprlib.repr(plan)
            )
        )
    weeks = [as_number(week) for week, _plan in steps]
    whole = all(week is not None and week == int(week) for week in weeks)
    if not whole or weeks[0] != 0 or any(later <= earlier for earlier, later in itertools.pairwise(weeks)):
        raise KitError(
            _("The weeks of a list of plans are whole numbers that start at 0 and rise; these are {weeks}.").format(
                weeks=[week for week, _plan in steps]
            )
        )
    return tuple((int(week), step) for week, step in steps)


siloed = Plan()
aligned = Plan().replace(
    icp_focus=0.4,
    threshold=57,
    brand_share=0.2,
    first_call="deals_first",
    touches=5,
    writeback=0.9,
    shared_definition=True,
    handoff="shared_crm",
    target_hours=4,
    feedback="weekly",
)
plans = SimpleNamespace(siloed=siloed, aligned=aligned)
