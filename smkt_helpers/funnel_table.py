"""The worked funnel: how many people reach each stage a week, what it takes in hours, and which stage binds.

Hours are hours of the clock: administration and whatever else fills a rep's day is spread over the tasks, as
in the simulation. So the tasks, the meetings of the team and the unused rest add up to the hours paid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from smkt_helpers import engine, weekly
from smkt_helpers.companies import Company
from smkt_helpers.history import simulate
from smkt_helpers.plan import Plan
from smkt_helpers.plausibility_figures import YEAR
from smkt_helpers.records.leads import WITH_NEED
from smkt_helpers.records.rows import START
from smkt_helpers.words import N_, _, number, percent

COUNTS: Mapping[str, str] = {
    "leads": N_("people met by marketing, or recommended"),
    "mql": N_("passed to sales (MQL)"),
    "looked": N_("looked at by a rep"),
    "accepted": N_("accepted (SAL)"),
    "attempts": N_("attempts to reach them"),
    "talks": N_("conversations"),
    "sql": N_("with a real need (SQL)"),
    "opportunities": N_("asked for an offer"),
    "meetings": N_("deal meetings"),
    "won": N_("won, own prospects included"),
    "renewals": N_("renewals decided"),
}
HOURS: Mapping[str, str] = {
    "calls": N_("looks and attempts"),
    "talks": N_("conversations"),
    "prospects": N_("own prospects: attempts and conversations"),
    "meetings": N_("deal meetings"),
    "customers": N_("customers"),
    "together": N_("team meeting and smarketing meeting"),
    "unused": N_("unused: evenings too short for a task, nothing to do"),
}
MARKETING: Mapping[str, str] = {
    "campaigns": N_("campaigns (needed for the budget)"),
    "spare": N_("campaign hours that are not needed"),
    "preparing": N_("enablement and listening"),
    "other": N_("nurture and tests"),
    "together": N_("meetings, rotation, planning together, owners, dashboard"),
    "administration": N_("administration"),
}


@dataclass(frozen=True)
class Worked:
    """The funnel of one way of working, a week on average.

    `counts` are people or events by stage, `hours` the reps' and `marketing` marketing's hours; both add up to the
    hours paid, `paid` and `marketing_paid`. `needed` are hours needed divided by hours there, by resource: what
    all that came up would have taken. `served` is done divided by wanted, by stage. `binds` is the resource with
    the highest need, `short` the stage where the smallest part is done.
    """

    counts: Mapping[str, float]
    hours: Mapping[str, float]
    paid: float
    marketing: Mapping[str, float]
    marketing_paid: float
    needed: Mapping[str, float]
    served: Mapping[str, float]

    @property
    def binds(self) -> str:
        """Name of the resource that is needed most, "reps" or "marketing"."""
        return max(self.needed, key=self.needed.__getitem__)

    @property
    def short(self) -> str:
        """Name of the stage where the smallest part of what is wanted is done."""
        return min(self.served, key=self.served.__getitem__)


def worked_funnel(company: Company, plan: Plan, seed: int = 1, markets: int = 20, weeks: int = YEAR) -> Worked:
    """Play a plan and return its worked funnel.

    Parameters
    ----------
    company : Company
    plan : Plan
    seed, markets, weeks : int
        Which markets, how many, and for how long.
    """
    history = simulate(company, plan, seed=seed, weeks=weeks, replications=markets)
    each = [_counts(one) for one in history.played]
    week = {name: float(np.mean([found[name] for found in each])) / weeks for name in each[0]}
    reps = weekly.reps_of(company, plan)
    paid = reps * company.team.hours_week
    clock = company.calendar.workdays * (company.calendar.closes - company.calendar.opens)
    hours = {name: week["hours_" + name] / 60 for name in ("calls", "talks", "prospects", "meetings", "customers")}
    hours["together"] = reps * min(weekly.blocked_of(company, plan) / 60, clock)
    tasks = sum(hours.values()) - hours["together"]
    hours["unused"] = paid - sum(hours.values())
    served = {
        "looked": week["looked"] / week["mql"],
        "meetings": week["meetings"] / (week["meetings"] + week["given_up"]),
        "renewals": week["visits"] / week["renewals"] if week["renewals"] else 1.0,
    }
    # Had everybody been served, each stage would have taken as much longer.
    more = (hours["calls"] + hours["talks"]) * (1 / served["looked"] - 1)
    more += hours["meetings"] * (1 / served["meetings"] - 1) + hours["customers"] * (1 / served["renewals"] - 1)
    marketing, asked = _marketing(company, plan, reps)
    marketing_paid = company.team.marketers * company.team.hours_week
    own = marketing_paid * company.team.marketing_share
    return Worked(
        counts={name: week[name] for name in COUNTS},
        hours=hours,
        paid=paid,
        marketing=marketing,
        marketing_paid=marketing_paid,
        needed={"reps": (tasks + more) / (paid - hours["together"]), "marketing": asked / own},
        served=served,
    )


def _counts(one: engine.Played) -> dict[str, float]:
    """Return what happened in the played weeks of one market, and the minutes it took."""
    o, log = one.outcomes, one.log
    ours = o.source != engine.OWN_PROSPECT

    def since(times: np.ndarray) -> np.ndarray:
        return times >= START

    when = since(log.start)
    lead, kind, minutes = log.lead[when], log.kind[when], (log.end - log.start)[when]
    own = ~ours[lead]
    touch, talk = kind == engine.TOUCH, kind == engine.TALK
    meeting, service = kind == engine.MEETING, kind == engine.SERVICE
    calls = (touch | (kind == engine.REVIEW)) & ~own
    late = since(o.closed) & (o.reason == engine.WAITED) & np.isin(o.state, (engine.NO_NEED, engine.LOST))
    return {
        "leads": (ours & since(one.arrives)).sum(),
        "mql": since(o.mql).sum(),
        "looked": (since(o.looked) & since(o.mql)).sum(),
        "accepted": (since(o.first) & ours).sum(),
        "attempts": (touch & ~own).sum(),
        "talks": (talk & ~own).sum(),
        "sql": (ours & since(o.settled) & np.isin(o.state, WITH_NEED)).sum(),
        "opportunities": (ours & since(o.offered)).sum(),
        "meetings": meeting.sum(),
        "given_up": late.sum(),
        "won": (since(o.closed) & (o.state == engine.WON)).sum(),
        "renewals": since(one.renewals.time).sum(),
        "visits": service.sum(),
        "hours_calls": minutes[calls].sum(),
        "hours_talks": minutes[talk & ~own].sum(),
        "hours_prospects": minutes[(touch | talk) & own].sum(),
        "hours_meetings": minutes[meeting].sum(),
        "hours_customers": minutes[service].sum(),
    }


def _marketing(company: Company, plan: Plan, reps: int) -> tuple[dict[str, float], float]:
    """Return marketing's hours a week, and how many of its own hours it would need."""
    hours = weekly.hours_of(company, plan, reps)
    wanted = plan["budget"] * company.response.weekly_budget / company.campaign.hour_money
    paid = company.team.marketers * company.team.hours_week
    found = {
        "campaigns": min(wanted, hours.campaign),
        "spare": max(0.0, hours.campaign - wanted),
        "preparing": hours.preparing,
        "other": hours.other,
        "together": hours.together_marketing,
    }
    found["administration"] = paid - sum(found.values())
    return found, wanted + hours.preparing + hours.other + hours.together_marketing


def rows(funnels: Mapping[str, Worked]) -> list[tuple[str, ...]]:
    """Return the worked funnels of several plans as rows of text; the first row holds the heads."""
    heads = (_("a week, on average"), *funnels)
    found = [heads]

    def row(label: str, values: list[str]) -> None:
        found.append((label, *values))

    for name, words in COUNTS.items():
        row(_(words), [number(one.counts[name], 1) for one in funnels.values()])
    for name, words in HOURS.items():
        row(_("reps' hours: {what}").format(what=_(words)), [number(one.hours[name], 1) for one in funnels.values()])
    row(_("reps' hours paid"), [number(sum(one.hours.values()), 1) for one in funnels.values()])
    for name, words in MARKETING.items():
        values = [number(one.marketing[name], 1) for one in funnels.values()]
        row(_("marketing's hours: {what}").format(what=_(words)), values)
    row(_("marketing's hours paid"), [number(sum(one.marketing.values()), 1) for one in funnels.values()])
    row(_("reps: hours needed, share of those there"), [percent(one.needed["reps"]) for one in funnels.values()])
    row(
        _("marketing: hours needed, share of those there"),
        [percent(one.needed["marketing"]) for one in funnels.values()],
    )
    row(_("MQLs that a rep looks at"), [percent(one.served["looked"]) for one in funnels.values()])
    row(_("meetings held before the customer gives up"), [percent(one.served["meetings"]) for one in funnels.values()])
    row(_("renewals with a visit"), [percent(one.served["renewals"]) for one in funnels.values()])
    resources = {"reps": _("the reps' hours"), "marketing": _("marketing's hours")}
    stages = {"looked": _("the first look at MQLs"), "meetings": _("deal meetings"), "renewals": _("customers")}
    row(_("what binds"), [resources[one.binds] for one in funnels.values()])
    row(_("where most is left undone"), [stages[one.short] for one in funnels.values()])
    return found
