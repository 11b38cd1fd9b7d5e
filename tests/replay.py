"""What must hold week by week: beliefs, who a rep calls, the programs, the backlog, a person's decisions.

The checks go through a run's log once more and work out from it what reps and programs knew at each moment.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from smkt_helpers.entries import entries_of
from smkt_helpers.kernel import (
    LATER,
    MARKETING,
    MEETING,
    NO_ANSWER,
    OWN_PROSPECT,
    QUALIFIED,
    REVIEW,
    STALE,
    TALK,
    TOUCH,
    UNREACHED,
    WON,
)
from smkt_helpers.market import TOUCHES
from tests.invariants import NEAR, WEEK, Run


def beliefs(run: Run) -> Iterator[tuple[int, list[float]]]:
    """Yield each row of the log in order with all beliefs before it, then -1 - week at each Monday round."""
    log, w, rules = run.log, run.weekly, run.rules
    belief, week = [rules.trust_start] * int(w.reps.max()), 0
    yield -1, belief
    for row in [*range(len(log.lead)), None]:
        until = run.weeks - 1 if row is None else run.picked[row]
        while week < until:
            week += 1
            for rep in range(w.reps[week]):
                belief[rep] += w.closer[week] * (1.0 - belief[rep])
            yield -1 - week, belief
        if row is None:
            return
        yield row, belief
        if log.kind[row] == TALK and log.outcome[row] != LATER and run.out.source[log.lead[row]] == MARKETING:
            rep = log.rep[row]
            belief[rep] += rules.trust_rate * ((log.outcome[row] == QUALIFIED) - belief[rep])


def reps_call_whom_they_believe_in(run: Run) -> list[str]:
    """No rep looks at a marketing lead above the own care, and tries it again no more often than that (M9)."""
    log, w, out = run.log, run.weekly, run.out
    ranked = {lead for lead, one in run.case.overrides if one.rank is not None}
    last = np.full(len(run.arrives), -1)
    last[log.lead] = np.arange(len(log.lead))
    tried, in_all = np.zeros(len(last), dtype=int), np.zeros(len(last), dtype=int)
    found = []
    for row, belief in beliefs(run):
        if row < 0:
            week = -1 - row
            trust = sum(belief[: w.reps[week]]) / w.reps[week]
            if not math.isclose(trust, run.played.weeks.trust[week], abs_tol=1e-12):
                found.append(f"week {week}: another trust than that of the log")
            continue
        lead, week = log.lead[row], run.picked[row]
        care = max(belief[log.rep[row]], w.tracked[week])
        by_marketing = out.source[lead] == MARKETING
        if run.opens_round[row]:
            tried[lead] = 0
            levels = min(10, max(1, math.ceil(10 * care)))
            if by_marketing and run.played.index[lead] not in ranked and run.leads.level[lead] >= levels:
                found.append(f"row {row}: a lead above the rep's care")
        if log.kind[row] != TOUCH:
            continue
        tried[lead] += 1
        in_all[lead] += 1
        allowed = w.touches[week]
        if by_marketing:
            allowed = 1 + math.floor((allowed - 1) * care + 0.5)
        enough = tried[lead] >= allowed or in_all[lead] >= TOUCHES
        given_up = last[lead] == row and out.state[lead] == UNREACHED
        if log.outcome[row] == NO_ANSWER and given_up != enough:
            found.append(f"row {row}: given up too early, or tried too often")
    return found


def a_person_goes_before_the_plan(run: Run) -> list[str]:
    """A lead taken or turned away by a person stays so; a ranked one is called before everybody who waits."""
    out, log, w = run.out, run.log, run.weekly
    place = {int(lead): row for row, lead in enumerate(run.played.index)}
    found, picks = [], np.flatnonzero(log.kind != TALK)
    most = int(w.reps.max())
    ranks = {place[lead]: one.rank for lead, one in run.case.overrides if one.rank is not None and lead in place}
    for lead, one in run.case.overrides:
        row = place.get(lead)
        if row is None or out.source[row] == OWN_PROSPECT:
            continue
        looks = run.opens_round & (log.lead == row)
        if one.accept is not None and (looks & ((log.kind == REVIEW) == one.accept)).any():
            found.append(f"lead {row}: the person's decision was not kept")
        if one.rank is None or np.isnan(out.handed[row]):
            continue
        looked = log.start[looks & (log.start >= out.handed[row])]
        gone = looked[0] if len(looked) else out.closed[row] if out.state[row] == STALE else np.inf
        during = picks[(log.start[picks] >= out.handed[row]) & (log.start[picks] < gone - NEAR)]
        if w.pods.any():
            pod = np.asarray(w.pod_of)[run.picked[during] * most + log.rep[during]]
            during = during[~w.pods[run.picked[during]] | (pod == run.leads.segment[row])]
        for other in during:
            rank = ranks.get(int(log.lead[other]), np.inf) if run.opens_round[other] else np.inf
            if (rank, log.lead[other]) > (one.rank, row):
                found.append(f"lead {row}: row {other} came before a lead that was to be called first")
    return found


def programs_follow_the_weeks(run: Run) -> list[str]:
    """Work out goals, points and discounts from what each week brought."""
    out, log, w, rules, weeks = run.out, run.log, run.weekly, run.rules, run.played.weeks
    luck, programs = run.everybody.luck, run.case.programs
    n = run.weeks
    counted = (out.source == MARKETING) & (out.mql == run.arrives)
    mqls = np.bincount(run.arrival_week[counted], minlength=n)
    looks = np.bincount(run.picked[run.opens_round], minlength=n)
    taken = np.bincount(run.picked[run.opens_round & (log.kind == TOUCH)], minlength=n)
    last = np.zeros(len(run.arrives), dtype=int)
    meetings = np.flatnonzero(log.kind == MEETING)
    last[log.lead[meetings]] = run.picked[meetings]
    won = out.state == WON
    money = np.bincount(last[won], (run.leads.value * (1 - out.discount))[won], minlength=n)
    program = run.case.company.program
    points = discount = 0.0
    goal_mqls, goal_money = [], []
    found = []
    for week in range(n):
        past_mqls, past_money = mqls[max(0, week - 8) : week], money[max(0, week - 13) : week]
        goal = rules.usual_mqls * luck[0]
        if w.mqls_current[week]:
            goal = past_mqls.mean() if week else rules.usual_mqls
        quota = rules.usual_revenue * luck[1]
        if w.quota_current[week]:
            quota = past_money.mean() if week else rules.usual_revenue
        goal_mqls.append(goal)
        goal_money.append(quota * w.quota[week])
        if week and "marketing" in programs:
            if w.chases_leads[week]:
                step = -program.points if mqls[week - 1] < goal_mqls[week - 1] else program.points
                points = min(0.0, max(-program.points_most, points + step))
            elif w.two_way[week] and looks[week - 1] >= 5:
                share = taken[week - 1] / looks[week - 1]
                step = program.points * (int(share < program.accepted_low) - int(share > program.accepted_high))
                points = min(program.points_most, max(-program.points_most, points + step))
        if week and "sales" in programs:
            behind = money[max(0, week - 4) : week].mean() < goal_money[week - 1]
            most = program.discount_most
            low, high = (-most, 0.0) if w.shared_bonus[week] else (0.0, most)
            discount = min(high, max(low, discount + (program.discount if behind else -program.discount)))
        for name, ours in (("goal", goal_money[week]), ("points", points), ("discount", discount)):
            if not math.isclose(ours, getattr(weeks, name)[week], rel_tol=1e-9, abs_tol=1e-9):
                found.append(f"week {week}: {name} is {getattr(weeks, name)[week]}, should be {ours}")
    return found


def advertising_is_throttled_by_the_backlog(run: Run) -> list[str]:
    """Count on each Monday who waits for a first look, and compare with the level agreed."""
    out, log, w = run.out, run.log, run.weekly
    entries = entries_of(run.leads, np.zeros(len(run.arrives), dtype=int), run.rules, w)
    looks = np.flatnonzero(run.opens_round)
    second = run.asked_again[looks]
    seen_first = np.where((out.mql == run.arrives) & ~run.leaks, entries.visible, np.inf)
    seen_second = np.where(np.isnan(out.returned), np.inf, run.work(np.nan_to_num(out.handed)))
    found = []
    gone = {}
    for life, seen in ((False, seen_first), (True, seen_second)):
        until = np.full(len(run.arrives), np.inf)
        rows = looks[second == life]
        until[log.lead[rows]] = run.work(log.start[rows] + NEAR)
        mine = ~np.isnan(out.returned) if life else np.isnan(out.returned)
        stale = (out.state == STALE) & mine
        until[stale] = run.work(out.closed[stale])
        gone[life] = seen, until
    for week in range(1, run.weeks):
        monday = week * run.week_length
        backlog = 0
        for life, (seen, until) in gone.items():
            # Who arrives early on Monday morning comes after the round.
            left = (until >= monday - NEAR) & (life | (run.arrival_week < week))
            left &= ~((out.state == STALE) & (out.closed == week * WEEK))
            backlog += int(((seen <= monday + NEAR) & left).sum())
        expected = w.throttle[week] and backlog > run.rules.throttle_level * w.reps[week]
        if expected != run.played.weeks.throttled[week]:
            found.append(f"week {week}: a backlog of {backlog} for {w.reps[week]} reps, throttled: {not expected}")
    return found


REPLAYED = (
    reps_call_whom_they_believe_in,
    a_person_goes_before_the_plan,
    programs_follow_the_weeks,
    advertising_is_throttled_by_the_backlog,
)
