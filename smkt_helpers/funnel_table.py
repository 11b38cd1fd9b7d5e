"""The worked funnel: how many people reach each stage a week, what it takes in hours, and which stage binds.

Hours are hours of the clock: administration and whatever else fills a rep's day is spread over the tasks, as
in the simulation. So the tasks, the meetings of the team and the unused rest add up to the hours paid.

A rep who has no time left for the next task today goes home. These ends of days are no reserve: a rep can be short
of hours and still have some left every evening. So the hours needed are compared with the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smkt_helpers import engine, kernel
from smkt_helpers.companies import Company
from smkt_helpers.history import History, simulate
from smkt_helpers.hours import blocked_of, hours_of, reps_of
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
    "evening": N_("unused: ends of days, mostly too short for the next task"),
    "idle": N_("unused: nothing to do that this rep would take on"),
}
MARKETING: Mapping[str, str] = {
    "campaigns": N_("campaigns (needed for the budget)"),
    "spare": N_("campaign hours that are not needed"),
    "preparing": N_("enablement and listening"),
    "other": N_("nurture and tests"),
    "together": N_("meetings, rotation, planning together, owners, dashboard"),
    "administration": N_("administration"),
}


UNSEEN: Mapping[str, str] = {
    "leaked": N_("MQLs that were on nobody's list"),
    "stale": N_("MQLs on a list that nobody opened in time: no hours, or nobody believed in them"),
    "waiting": N_("MQLs still waiting at the end"),
}
NEARLY_ALL = 0.95


@dataclass(frozen=True)
class Worked:
    """The funnel of one way of working, a week on average.

    `counts` are people or events by stage, `hours` the reps' and `marketing` marketing's hours; both add up to the
    hours paid, `paid` and `marketing_paid`. `searching` are the reps' hours for finding prospects of their own, which
    are spread over `hours`. `needed` are hours needed divided by hours in which work fits, by resource: what all
    that came up would have taken. `served` is done divided by wanted, by stage; `unseen` says what became of the MQLs
    that no rep looked at, as shares of all MQLs. `asked` leaves out whom reps found themselves: people talked to for
    the first time ("reached") and customers won ("won").
    """

    counts: Mapping[str, float]
    asked: Mapping[str, float]
    hours: Mapping[str, float]
    paid: float
    marketing: Mapping[str, float]
    marketing_paid: float
    searching: float
    needed: Mapping[str, float]
    served: Mapping[str, float]
    unseen: Mapping[str, float]

    @property
    def binds(self) -> str:
        """Name of the resource of which more is needed than there is, "reps" or "marketing"; else "neither"."""
        most = max(self.needed, key=self.needed.__getitem__)
        return most if self.needed[most] > 1 else "neither"

    @property
    def short(self) -> str:
        """Name of the stage where the smallest part of what is wanted is done; "none" where all do nearly all."""
        least = min(self.served, key=self.served.__getitem__)
        return least if self.served[least] < NEARLY_ALL else "none"


def worked_funnel(
    company: Company, plan: Plan, seed: int = 1, markets: int = 20, weeks: int = YEAR, programs: Sequence[str] = ()
) -> Worked:
    """Play a plan and return its worked funnel.

    Parameters
    ----------
    company : Company
    plan : Plan
    seed, markets, weeks : int
        Which markets, how many, and for how long.
    programs : sequence of str
        As in `simulate`; without them the plan is played as it is written.
    """
    history = simulate(company, plan, seed=seed, weeks=weeks, replications=markets, programs=programs)
    return worked(company, plan, weeks, counted(history))


def counted(history: History) -> list[dict[str, float]]:
    """Return what happened in each market of a history that keeps what reps did, and the minutes it took."""
    return [_counts(one, history.company) for one in history.played]


def worked(company: Company, plan: Plan, weeks: int, each: Sequence[Mapping[str, float]]) -> Worked:
    """Return the worked funnel of markets that are counted already.

    Parameters
    ----------
    company : Company
    plan : Plan
        The one under which they were played.
    weeks : int
    each : sequence of mapping
        As `counted` returns it, of at least one market.
    """
    week = {name: float(np.mean([found[name] for found in each])) / weeks for name in each[0]}
    reps = reps_of(company, plan)
    paid = reps * company.team.hours_week
    clock = company.calendar.workdays * (company.calendar.closes - company.calendar.opens)
    hours = {name: week["hours_" + name] / 60 for name in ("calls", "talks", "prospects", "meetings", "customers")}
    hours["together"] = reps * min(blocked_of(company, plan) / 60, clock)
    tasks = sum(hours.values()) - hours["together"]
    unused = paid - sum(hours.values())
    hours["evening"] = min(unused, week["hours_evening"] / 60)
    hours["idle"] = unused - hours["evening"]
    served = {
        "looked": _part(week["looked"], week["mql"]),
        "meetings": _part(week["meetings"], week["meetings"] + week["given_up"]),
        "renewals": _part(week["visits"], week["renewals"]),
    }
    # Had everybody been served, each stage would have taken as much longer.
    more = _longer(hours["calls"] + hours["talks"], served["looked"])
    more += _longer(hours["meetings"], served["meetings"]) + _longer(hours["customers"], served["renewals"])
    marketing, asked = _marketing(company, plan, reps)
    marketing_paid = company.team.marketers * company.team.hours_week
    own = marketing_paid * company.team.marketing_share
    return Worked(
        counts={name: week[name] for name in COUNTS},
        asked={"reached": week["reached"], "won": week["won_asked"]},
        hours=hours,
        paid=paid,
        marketing=marketing,
        marketing_paid=marketing_paid,
        searching=hours_of(company, plan, reps).prospecting,
        needed={"reps": (tasks + more) / (paid - hours["together"] - hours["evening"]), "marketing": asked / own},
        served=served,
        unseen={name: week[name] / week["mql"] if week["mql"] else 0.0 for name in UNSEEN},
    )


def _part(done: float, wanted: float) -> float:
    """Return the part that was done; where nothing was wanted nothing is left undone."""
    return done / wanted if wanted else 1.0


def _longer(hours: float, part: float) -> float:
    """Return the hours that the rest would have taken, if a part took so many."""
    return hours * (1 / part - 1) if part else 0.0


def _counts(one: engine.Played, company: Company) -> dict[str, float]:
    """Return what happened in the played weeks of one market, and the minutes it took."""
    o, log = one.outcomes, one.log
    ours = o.source != kernel.OWN_PROSPECT

    def since(times: np.ndarray) -> np.ndarray:
        return times >= START

    when = since(log.start)
    lead, kind, minutes = log.lead[when], log.kind[when], (log.end - log.start)[when]
    own = ~ours[lead]
    touch, talk = kind == kernel.TOUCH, kind == kernel.TALK
    meeting, service = kind == kernel.MEETING, kind == kernel.SERVICE
    calls = (touch | (kind == kernel.REVIEW)) & ~own
    unseen = since(o.mql) & ~since(o.looked)
    late = since(o.closed) & (o.reason == kernel.WAITED) & np.isin(o.state, (kernel.NO_NEED, kernel.LOST))
    return {
        "leads": (ours & since(one.arrives)).sum(),
        "mql": since(o.mql).sum(),
        "looked": (since(o.looked) & since(o.mql)).sum(),
        "leaked": (unseen & np.isnan(o.handed)).sum(),
        "stale": (unseen & (o.state == kernel.STALE)).sum(),
        "waiting": (unseen & ~np.isnan(o.handed) & (o.state == kernel.MQL)).sum(),
        "accepted": (since(o.first) & ours).sum(),
        "attempts": (touch & ~own).sum(),
        "talks": (talk & ~own).sum(),
        "reached": (ours & since(o.talked)).sum(),
        "sql": (ours & since(o.settled) & np.isin(o.state, WITH_NEED)).sum(),
        "opportunities": (ours & since(o.offered)).sum(),
        "meetings": meeting.sum(),
        "given_up": late.sum(),
        "won": (since(o.closed) & (o.state == kernel.WON)).sum(),
        "won_asked": (ours & since(o.closed) & (o.state == kernel.WON)).sum(),
        "renewals": since(one.renewals.time).sum(),
        "visits": service.sum(),
        "hours_calls": minutes[calls].sum(),
        "hours_talks": minutes[talk & ~own].sum(),
        "hours_prospects": minutes[(touch | talk) & own].sum(),
        "hours_meetings": minutes[meeting].sum(),
        "hours_customers": minutes[service].sum(),
        "hours_evening": _evenings(log.rep[when], log.start[when], log.end[when], 60.0 * company.calendar.closes),
    }


def _evenings(rep: np.ndarray, start: np.ndarray, end: np.ndarray, closes: float) -> float:
    """Return the minutes from the last task to closing, of all days on which a rep did something."""
    day = np.floor(start / 1440)
    order = np.lexsort((end, day, rep))
    rep, day, end = rep[order], day[order], end[order]
    last = np.append((rep[1:] != rep[:-1]) | (day[1:] != day[:-1]), len(rep) > 0)[: len(rep)]
    return float(np.maximum(0.0, 1440 * day[last] + closes - end[last]).sum())


def _marketing(company: Company, plan: Plan, reps: int) -> tuple[dict[str, float], float]:
    """Return marketing's hours a week, and how many of its own hours it would need."""
    hours = hours_of(company, plan, reps)
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
    row(
        _("reps: hours for finding prospects of their own, spread over the above"),
        [number(one.searching, 1) for one in funnels.values()],
    )
    row(
        _("reps: hours needed, share of those in which a task fits"),
        [percent(one.needed["reps"]) for one in funnels.values()],
    )
    row(
        _("marketing: hours needed, share of those there"),
        [percent(one.needed["marketing"]) for one in funnels.values()],
    )
    row(_("MQLs that a rep looks at"), [percent(one.served["looked"]) for one in funnels.values()])
    for name, words in UNSEEN.items():
        row(_(words), [percent(one.unseen[name]) for one in funnels.values()])
    row(_("meetings held before the customer gives up"), [percent(one.served["meetings"]) for one in funnels.values()])
    row(_("renewals with a visit"), [percent(one.served["renewals"]) for one in funnels.values()])
    resources = {
        "reps": _("the reps' hours"),
        "marketing": _("marketing's hours"),
        "neither": _("neither: both have hours left"),
    }
    stages = {
        "looked": _("the first look at MQLs"),
        "meetings": _("deal meetings"),
        "renewals": _("customers"),
        "none": _("nowhere: each stage does 95% or more"),
    }
    row(_("what binds"), [resources[one.binds] for one in funnels.values()])
    row(_("where most is left undone"), [stages[one.short] for one in funnels.values()])
    return found
