"""The Monday round of section 4, and the programs of section 5."""

from __future__ import annotations

from statistics import mean

from tests.reference.clock import DAY, WEEK
from tests.reference.people import State
from tests.reference.run import Run


def open_first_week(run: Run) -> None:
    set_goals(run, 0)
    run.trust[0] = run.company.trust.start


def hold_round(run: Run, w: int) -> None:
    """Begin week `w`, after its midnight."""
    week = run.weeks[w]
    take_stale_ones_off(run, w)
    backlog = len(run.fresh)
    run.throttled[w] = (
        week.plan.agreement.throttle and week.two_way and backlog > run.company.throttle.level * week.reps
    )
    set_goals(run, w)
    run.points[w] = points_of(run, w)
    run.discount[w] = discount_of(run, w)
    choose_message(run, w)
    on_duty = run.reps[: week.reps]
    for rep in on_duty:
        rep.belief += run.company.trust.together * week.closeness * (1 - rep.belief)
    run.trust[w] = mean(rep.belief for rep in on_duty)
    run.sort_tasks(w)
    run.ring()


def take_stale_ones_off(run: Run, w: int) -> None:
    too_old = [lead for _, _, lead in run.fresh if w * WEEK - lead.since > run.company.contact.stale_days * DAY]
    for lead in too_old:
        run.remove(lead)
        lead.state, lead.closed = State.STALE, w * WEEK


def choose_message(run: Run, w: int) -> None:
    if run.weeks[w].plan.marketing.test_share > 0 and min(run.heard.values()) >= run.company.campaign.test_least:
        share = {saw_b: run.heard_sql[saw_b] / run.heard[saw_b] for saw_b in (False, True)}
        run.b_is_chosen = share[True] > share[False]
        run.visited.add("message B chosen" if run.b_is_chosen else "message A chosen")


# Programs


def set_goals(run: Run, w: int) -> None:
    """Set what the company expects of week `w`: MQLs for marketing, revenue (the quota) for sales."""
    targets, plan = run.company.targets, run.weeks[w].plan
    if plan.marketing.target_source == "last_year":
        run.mql_goal[w] = targets.mqls * run.mql_error
    else:
        run.mql_goal[w] = mean(run.mqls[max(0, w - 8) : w]) if w else targets.mqls
    if plan.sales.quota_source == "last_year":
        usual = targets.revenue * run.revenue_error
    else:
        usual = mean(run.revenue[max(0, w - 13) : w]) if w else targets.revenue
    run.goal[w] = plan.sales.quota * usual


def points_of(run: Run, w: int) -> float:
    """Return how far marketing's program has moved the threshold, for week `w`."""
    p, before, points = run.company.program, w - 1, run.points[w - 1]
    week = run.weeks[w]
    if "marketing" not in run.programs:
        return 0.0
    if week.plan.marketing.target == "mqls" and not week.plan.agreement.shared_bonus:
        run.visited.add("bonus: marketing counts leads")
        points += -p.points if run.mqls[before] < run.mql_goal[before] else p.points
        return min(max(points, -p.points_most), 0.0)
    if week.two_way and run.looked[before] >= 5:
        accepted = run.accepted[before] / run.looked[before]
        if accepted < p.accepted_low:
            points += p.points
            run.visited.add("bonus: marketing asks for more points")
        elif accepted > p.accepted_high:
            points -= p.points
            run.visited.add("bonus: marketing asks for fewer points")
        return min(max(points, -p.points_most), p.points_most)
    return points


def discount_of(run: Run, w: int) -> float:
    """Return how far sales' program has moved the highest discount, for week `w`."""
    p, before = run.company.program, w - 1
    if "sales" not in run.programs:
        return 0.0
    short = mean(run.revenue[max(0, w - 4) : w]) < run.goal[before]
    discount = run.discount[before] + (p.discount if short else -p.discount)
    if run.weeks[w].plan.agreement.shared_bonus:
        run.visited.add("bonus: one for both")
        return min(max(discount, -p.discount_most), 0.0)
    run.visited.add("bonus: sales' own")
    return min(max(discount, 0.0), p.discount_most)
