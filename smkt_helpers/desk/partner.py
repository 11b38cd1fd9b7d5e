"""The partner: a small program in an empty seat, what it is paid for, and how it moved its decisions."""

from __future__ import annotations

import math

from smkt_helpers.companies import Company
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.desk.run import Run
from smkt_helpers.hours import two_way
from smkt_helpers.plan import Plan
from smkt_helpers.words import N_, _, ngettext, number, percent

SITS = {
    "marketing": N_("Nobody sits in marketing's seat, so a small program decides there."),
    "sales": N_("Nobody sits in sales' seat, so a small program decides there."),
}
AFTER = {
    "marketing": N_(
        "In the last week your partner in marketing asks for {now} (average of {markets} markets); the plan says "
        "{plan}."
    ),
    "sales": N_(
        "In the last week your partner in sales gives up to {now} discount (average of {markets} markets); the plan "
        "says {plan}."
    ),
}
AS_PLANNED = {
    "marketing": N_("In the last week your partner in marketing asks for {plan}, as planned."),
    "sales": N_("In the last week your partner in sales gives up to {plan} discount, as planned."),
}


def before_you_start(company: Company, plan: Plan, seat: str) -> str:
    """Return who sits in a seat, what it is paid for and therefore does each Monday."""
    return f"{_(SITS[seat])} {paid_for(company, plan, seat)}"


def paid_for(company: Company, plan: Plan, seat: str) -> str:
    """Return what the program in a seat is paid for and what it does each Monday, as docs/model.md says."""
    return _marketing(company, plan) if seat == "marketing" else _sales(company, plan)


def _marketing(company: Company, plan: Plan) -> str:
    program = company.program
    words = {
        "step": _points(program.points),
        "most": _points(program.points_most),
        "low": percent(program.accepted_low),
        "high": percent(program.accepted_high),
    }
    if plan["target"] == "mqls" and not plan["shared_bonus"]:
        said = _(
            "It is paid for the **number of leads** it passes on. Every Monday: if last week brought fewer than its "
            "goal, it lowers the lead score needed by {step}, by {most} at most; if there were enough, it goes back "
            "towards the plan."
        )
    elif not two_way(plan):
        said = _(
            "It is paid for **revenue**. But nobody tells it what sales makes of its leads, so it leaves the lead "
            "score needed where it was."
        )
    else:
        said = _(
            "It is paid for **revenue**, so it listens to sales. Every Monday: if sales took on fewer than {low} of "
            "the leads it looked at, it raises the lead score needed by {step}; if more than {high}, it lowers it by "
            "{step}. It stays within {most} of the plan."
        )
    return said.format(**words)


def _sales(company: Company, plan: Plan) -> str:
    program = company.program
    words = {
        "step": percent(program.discount, _digits(100 * program.discount)),
        "most": percent(program.discount_most, _digits(100 * program.discount_most)),
    }
    if plan["shared_bonus"]:
        said = _(
            "It shares **one bonus** with you, so discounts hurt it too. Every Monday: if the last four weeks reached "
            "sales' quota, it lowers the highest discount by {step} of the price, by {most} at most; if not, it goes "
            "back towards the plan."
        )
    else:
        said = _(
            "It is paid for **its own sales**. Every Monday: if the last four weeks missed its quota, it raises the "
            "highest discount by {step} of the price, by {most} at most; if not, it goes back towards the plan."
        )
    return said.format(**words)


def _digits(value: float) -> int:
    return 0 if math.isclose(value, round(value)) else 1


def _points(points: float) -> str:
    # A part of a point is told in the plural.
    said = ngettext("{points} point", "{points} points", 1 if points == 1 else 2)
    return said.format(points=number(points, _digits(points)))


def sentence(run: Run) -> str:
    """Return where the partner's decisions stood at the end of a run."""
    told = []
    for seat, name, key, scale in (
        ("marketing", "threshold", "points", 1),
        ("sales", "discount_limit", "discount", 100),
    ):
        if seat not in run.programs:
            continue
        plan = DECISIONS[name].show(run.plan[name])
        moved = round(scale * run.moved[key], 1)
        if moved == 0:
            told.append(_(AS_PLANNED[seat]).format(plan=plan))
            continue
        now = max(0.0, scale * (run.plan[name] + run.moved[key]))
        shown = _points(round(now, 1)) if scale == 1 else percent(now / 100, 1)
        told.append(_(AFTER[seat]).format(markets=number(len(run.values)), now=shown, plan=plan))
    return " ".join(told)
