"""The decisions, declared once.

Each one carries its label, unit, range, step and one plain sentence of help. Desks, forms, TOML files, the
documentation and the error messages are all made from these declarations.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _, ngettext, number

SEATS = ("marketing", "sales")  # where somebody decides, a person or a program
OWNERS = {"marketing": N_("Marketing"), "sales": N_("Sales"), "agreement": N_("Both teams")}
# How a unit reads after the number 1.
ONE_OF: Mapping[str, str] = {
    "points": N_("point"),
    "reps": N_("rep"),
    "attempts": N_("attempt"),
    "days": N_("day"),
    "days per person and quarter": N_("day per person and quarter"),
    "hours": N_("hour"),
    "hours a week": N_("hour a week"),
    "hours per rep and week": N_("hour per rep and week"),
    "hours per team and week": N_("hour per team and week"),
    "minutes a week": N_("minute a week"),
}


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
        digits = 0 if float(self.step).is_integer() or float(value).is_integer() else 1
        unit = ngettext(ONE_OF.get(self.unit, self.unit), self.unit, 1 if value == 1 else 2) if self.unit else ""
        return f"{number(value, digits)} {unit}".strip()


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
        36.0,
        N_("Lead score needed (MQL threshold)"),
        N_("points"),
        0.0,
        100.0,
        1.0,
        N_("Leads with at least this score are passed to sales. Lower: more leads, less ready ones."),
    )
    nurture: float = _number(
        0.0,
        N_("Not yet ready people kept in touch"),
        "%",
        0.0,
        1.0,
        0.05,
        N_("Share of the people who are not ready to buy yet and get news from us until they are. Takes hours."),
    )
    test_share: float = _number(
        0.0,
        N_("People who see a second message"),
        "%",
        0.0,
        0.5,
        0.05,
        N_("Share of enquiries that test another message. When enough results are known, the better one is used."),
    )
    enablement_hours: float = _number(
        0.0,
        N_("Helping sales to prepare"),
        N_("hours a week"),
        0.0,
        60.0,
        1.0,
        N_("Hours for examples, answers and price arguments that sales can use. They are missing for campaigns."),
    )
    listening_hours: float = _number(
        0.0,
        N_("Listening to customers' calls"),
        N_("hours a week"),
        0.0,
        60.0,
        1.0,
        N_("Hours in which marketing listens to customers. The picture of the ideal customer becomes sharper."),
    )
    promise: float = _number(
        0.6,
        N_("How much the message promises"),
        "%",
        0.0,
        1.0,
        0.05,
        N_("Big promises win more deals now. What is promised and not kept makes customers leave later."),
    )
    target: str = _choice(
        "mqls",
        N_("What marketing's target counts"),
        (("mqls", N_("leads passed to sales")), ("revenue", N_("revenue"))),
        N_("A target of leads can be met with weak leads; a target of revenue cannot."),
    )
    target_source: str = _choice(
        "last_year",
        N_("Where marketing's target comes from"),
        (("last_year", N_("last year's average")), ("current", N_("the last weeks"))),
        N_("An old average may be wrong for this year's market."),
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
        3,
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
    stretch: float = _number(
        0.2,
        N_("How far sales stretches the promise"),
        "%",
        0.0,
        0.5,
        0.05,
        N_("What a rep promises on top of the message to win the deal. Disappointed customers leave."),
    )
    prospecting_hours: float = _number(
        4.0,
        N_("Looking for own prospects"),
        N_("hours per rep and week"),
        0.0,
        20.0,
        0.5,
        N_("Hours in which a rep writes to strangers instead of calling people who have asked."),
    )
    quota: float = _number(
        1.0,
        N_("Sales quota"),
        "%",
        0.5,
        2.0,
        0.05,
        N_("Revenue that sales is asked for, as a share of what its source says is usual."),
    )
    quota_source: str = _choice(
        "last_year",
        N_("Where the quota comes from"),
        (("last_year", N_("last year's average")), ("current", N_("the last weeks"))),
        N_("An old average may be wrong for this year's market."),
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
    tracked: bool = _switch(
        False,
        N_("The promised first call is tracked"),
        N_("Every lead's promise is followed on a list and missed ones are talked about. Costs some minutes a week."),
    )
    meeting_minutes: float = _number(
        0.0,
        N_("Smarketing meeting"),
        N_("minutes a week"),
        0.0,
        600.0,
        5.0,
        N_("Both teams sit together every Monday morning. Nobody calls during that time."),
    )
    recycle: bool = _switch(
        False,
        N_("Leads that are not ready go back to marketing"),
        N_(
            "Marketing keeps in touch with them and passes them on again when they are ready. If not, they are dropped."
        ),
    )
    throttle: bool = _switch(
        False,
        N_("Less advertising while leads wait"),
        N_("When too many leads wait for a first call, marketing spends less until sales has caught up."),
    )
    outage_clause: bool = _switch(
        False,
        N_("A plan for days without the CRM"),
        N_("A printed list, renewed every day, on which sales goes on working when the shared CRM is down."),
    )
    codesign_hours: float = _number(
        0.0,
        N_("Planning campaigns together"),
        N_("hours per team and week"),
        0.0,
        20.0,
        0.5,
        N_("0: marketing decides alone. More: sales knows and shapes what its leads were told."),
    )
    owners: bool = _switch(
        False,
        N_("A named owner for each step of the handoff"),
        N_("Without owners some leads are called by nobody and some by two people."),
    )
    rotation_days: float = _number(
        0.0,
        N_("Days in the other team's seat"),
        N_("days per person and quarter"),
        0.0,
        20.0,
        0.5,
        N_("Each person works some days with the other team. Both learn; the own work waits."),
    )
    pods: bool = _switch(
        False,
        N_("Reps work in groups by kind of customer"),
        N_("Specialists convert better, but one group may wait while the other has too much."),
    )
    one_department: bool = _switch(
        False,
        N_("One department for both teams"),
        N_("Saves time for coordination. But everybody then makes the same mistakes."),
    )
    shared_bonus: bool = _switch(
        False,
        N_("One bonus for both teams"),
        N_("With separate bonuses each team chases its own number."),
    )
    dashboard: bool = _switch(
        False,
        N_("One dashboard for both teams"),
        N_("Each team sees the other's numbers and the campaign calendar. Costs money and upkeep."),
    )


PARTS = {"marketing": MarketingPlan, "sales": SalesPlan, "agreement": Agreement}


def _declared() -> dict[str, Decision]:
    return {
        field.name: Decision(name=field.name, owner=owner, default=field.default, **field.metadata)
        for owner, part in PARTS.items()
        for field in dataclasses.fields(part)
    }


DECISIONS: Mapping[str, Decision] = _declared()


def plain(name: str, value: Any) -> Any:
    """Return a decision's value as JSON keeps it."""
    return dict(value) if DECISIONS[name].kind == "mix" else value
