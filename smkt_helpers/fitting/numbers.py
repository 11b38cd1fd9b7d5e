"""The short form of a fit: a handful of figures that most companies know by heart."""

from __future__ import annotations

from typing import Any

from smkt_helpers.companies import Company
from smkt_helpers.decisions import as_number
from smkt_helpers.errors import KitError
from smkt_helpers.fitting.facts import Facts
from smkt_helpers.fitting.figures import Known
from smkt_helpers.fitting.targets import (
    LEADS,
    MONTH,
    WON,
    Target,
    monthly,
    relative_spread,
    share,
    usual_wait,
    value_target,
)
from smkt_helpers.words import N_, _, number

WEEKS = 26  # played for each try
SHARES = ("mql_share", "mql_to_sql", "win_rate")
AMOUNTS = ("leads_per_month", "deal_value", "response_hours", "spend_per_month")
WHOLE = ("reps", "marketers")
NEEDED = ("leads_per_month", "mql_share", "mql_to_sql", "win_rate", "deal_value", "reps", "response_hours")
MOST_PEOPLE = 60
LEAST_LEADS = 10
SPREAD = 1.2  # sigma of the hours to the first call, if only their median is known
MEANING = {
    "leads_per_month": N_("people who ask for something in a month"),
    "mql_share": N_("the share of them that is passed to sales"),
    "mql_to_sql": N_("the share of these with whom sales finds a real need"),
    "win_rate": N_("the share of offers decided that is won"),
    "deal_value": N_("what an offer is worth on average, before discount"),
    "reps": N_("how many people sell"),
    "response_hours": N_("hours from an enquiry to the first call; half wait longer"),
    "spend_per_month": N_("what marketing spends in a month, without salaries"),
    "marketers": N_("how many people work in marketing"),
}


def checked(given: dict[str, Any], needed: tuple[str, ...]) -> dict[str, float]:
    """Return the figures as numbers, without those that were not given.

    Raises
    ------
    KitError
        One sentence for each figure that is missing or impossible, all at once.
    """
    wrong = [
        _("{name} is missing: {meaning}.").format(name=name, meaning=_(MEANING[name]))
        for name in needed
        if given.get(name) is None
    ]
    found = {}
    for name, value in given.items():
        if value is None:
            continue
        amount = as_number(value)
        problem = _("{name} must be a number, not {value!r}.").format(name=name, value=value) if amount is None else ""
        problem = problem or _problem(name, amount)
        if problem:
            wrong.append(problem)
        else:
            found[name] = amount
    if wrong:
        raise KitError("\n".join(wrong))
    return found


def _problem(name: str, amount: float) -> str:
    if name in SHARES and not 0 < amount < 1:
        return _(
            "{name} is {value}, but {meaning} lies between 0 and 1; write for example 0.25 for 25%."
        ).format(name=name, value=f"{amount:g}", meaning=_(MEANING[name]))
    if name in WHOLE and (amount != int(amount) or not 1 <= amount <= MOST_PEOPLE):
        return _("{name} is {value}, but must be a whole number from 1 to {most}.").format(
            name=name, value=f"{amount:g}", most=MOST_PEOPLE
        )
    if name in AMOUNTS and amount <= 0:
        return _("{name} is {value}, but must be above 0.").format(name=name, value=f"{amount:g}")
    if name == "leads_per_month" and amount < LEAST_LEADS:
        return _("leads_per_month is {value}; with fewer than {least} leads a month nothing can be fitted.").format(
            value=f"{amount:g}", least=number(LEAST_LEADS)
        )
    return ""


def facts_from(given: dict[str, float], template: Company, currency: str) -> Facts:
    """Return what the figures say directly."""
    total = given["leads_per_month"] / MONTH
    value = given["deal_value"]
    mqls = total * given["mql_share"]
    offers = mqls * given["mql_to_sql"] * template.deal.need
    return Facts(
        reps=int(given["reps"]),
        currency=currency or template.currency,
        start=template.start,
        total=total,
        deal_value=value,
        marketers=int(given.get("marketers", 0)),
        spend=given.get("spend_per_month", 0.0) / MONTH,
        mqls=mqls,
        revenue=offers * given["win_rate"] * value,
    )


def known_from() -> Known:
    """Return what is counted in the simulation for these figures."""
    columns = ("created_at", "source", "status", "mql_at", "first_touch_at", "returned_at", "sql_at")
    return Known(
        frozenset({("leads", column) for column in columns} | {("deals", "kind")}),
        ("lead", "mql", "sql"),
        0.0,
        WEEKS,
    )


def targets_from(given: dict[str, float], template: Company) -> list[Target]:
    """Return the figures as targets; their intervals are those of one month."""
    leads = given["leads_per_month"]
    mqls = leads * given["mql_share"]
    sqls = mqls * given["mql_to_sql"]
    offers = max(1.0, sqls * template.deal.need)
    groups = [(one.share, one.deal, one.deal_sigma) for one in template.segments]
    return [
        monthly(LEADS, leads, MONTH, "lead"),
        share("lead->mql", "mql", "lead", mqls, leads),
        share("mql->sql", "sql", "mql", sqls, mqls),
        usual_wait(given["response_hours"], max(1.0, mqls / 2), SPREAD),
        value_target(given["deal_value"], offers, relative_spread(groups)),
        share(WON, WON, "closed", offers * given["win_rate"], offers),
    ]
