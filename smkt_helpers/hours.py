"""What a plan does with people, hours and money in a week (docs/model.md, section 3)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from smkt_helpers.companies import Company
from smkt_helpers.plan import Plan

QUARTER = 13


class Hours(NamedTuple):
    """What a week's plan does with hours beside leads and campaigns: hours a week of a whole team."""

    together_sales: float  # meeting, rotation, planning together, owners, dashboard, tracking, paper
    together_marketing: float
    prospecting: float
    preparing: float  # enablement and listening
    other: float  # nurture and tests
    campaign: float


def spend_of(company: Company, plan: Plan) -> tuple[np.ndarray, float]:
    """Return the week's money per channel, shape (channels,), and the week's brand money."""
    budget = plan["budget"] * company.response.weekly_budget
    weights = dict(plan["mix"])
    shares = np.array([channel.share * weights.get(channel.id, 1.0) for channel in company.channels])
    if shares.sum() == 0:
        return shares, budget * plan["brand_share"]
    return budget * (1 - plan["brand_share"]) * shares / shares.sum(), budget * plan["brand_share"]


def tools_of(company: Company, plan: Plan) -> float:
    """Return the week's money for shared tools."""
    crm = company.money.crm_week if plan["handoff"] == "shared_crm" else 0.0
    return crm + (company.money.dashboard_week if plan["dashboard"] else 0.0)


def reps_of(company: Company, plan: Plan) -> int:
    """Return the reps of a plan, before any of them leaves."""
    return max(1, company.team.reps + plan["extra_reps"])


def two_way(plan: Plan) -> bool:
    """Return whether marketing hears from sales at all."""
    return plan["feedback"] != "never" or plan["meeting_minutes"] > 0 or plan["dashboard"]


def hours_of(company: Company, plan: Plan, reps: int) -> Hours:
    """Return what the plan does with hours beside leads, for a number of reps (docs/model.md, section 3)."""
    team, campaign = company.team, company.campaign
    day = company.calendar.closes - company.calendar.opens
    save = _save(company, plan)
    rotation = plan["rotation_days"] * day / QUARTER
    dashboard = plan["dashboard"] * team.dashboard_minutes / 60
    owners = save * plan["owners"] * team.owner_minutes / 60
    person = save * plan["meeting_minutes"] / 60 + rotation + dashboard + owners
    watching = (plan["tracked"] * team.track_minutes + plan["outage_clause"] * team.paper_minutes) / 60
    codesign = save * plan["codesign_hours"]
    preparing = plan["enablement_hours"] + plan["listening_hours"]
    other = plan["nurture"] * campaign.nurture_hours + (campaign.test_hours if plan["test_share"] > 0 else 0.0)
    together = team.marketers * person + codesign
    paid = team.marketers * team.hours_week * team.marketing_share
    return Hours(
        together_sales=reps * (person + watching) + codesign,
        together_marketing=together,
        prospecting=reps * plan["prospecting_hours"],
        preparing=preparing,
        other=other,
        campaign=max(0.0, paid - together - preparing - other),
    )


def _save(company: Company, plan: Plan) -> float:
    return 1 - company.structure.merged_saves if plan["one_department"] else 1.0


def blocked_of(company: Company, plan: Plan) -> float:
    """Return the working minutes of the week's meetings, for each rep."""
    return company.team.team_meeting + _save(company, plan) * plan["meeting_minutes"]


def selling_share_of(company: Company, plan: Plan, reps: int) -> float:
    """Return the share of a rep's clock that is left for leads, deals and customers."""
    hours = hours_of(company, plan, reps)
    meeting = reps * _save(company, plan) * plan["meeting_minutes"] / 60
    lost = (hours.together_sales - meeting + hours.prospecting) / reps
    clock = company.calendar.workdays * (company.calendar.closes - company.calendar.opens)
    return max(company.team.selling_share / 2, company.team.selling_share - lost / clock)


def working_part(company: Company, plan: Plan) -> float:
    """Return the part of the budget that campaign hours can put to use."""
    budget = plan["budget"] * company.response.weekly_budget
    if budget == 0:
        return 1.0
    return min(1.0, hours_of(company, plan, reps_of(company, plan)).campaign * company.campaign.hour_money / budget)
