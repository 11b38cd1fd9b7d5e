"""How well a fit finds a company that is known: ``python -m tests.benchmarks.fitting [seeds]``.

A known company is played for half a year; a company is fitted to what a CRM would show of it, and then judged in
fresh markets: does it show the same funnel, and does it answer to faster first calls as the known one does?
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

import smkt_helpers as smkt
from smkt_helpers.comparison.runs import half_interval
from smkt_helpers.crm import Tables, completed
from smkt_helpers.fitting import figures
from smkt_helpers.fitting.figures import pooled
from smkt_helpers.fitting.start import with_value
from smkt_helpers.metrics import values

WEEKS = 26
MARKETS = 20
JUDGED = 990_001  # seed of the markets in which reactions are judged
LEADS = ("lead_id", "replication", "created_at", "channel", "status", "mql_at", "sal_at", "first_touch_at", "touches",
         "sql_at", "opportunity_at", "rep")
DEALS = ("deal_id", "lead_id", "replication", "created_at", "closed_at", "stage", "value", "amount")


@dataclass(frozen=True)
class Case:
    """A known company, and the smallest change that at least halves its time to the first call (`own.changes.faster`).

    No decision halves it to the hour: with a file every morning nobody is called before the next day, and without the
    file most are called at once.
    """

    company: Any
    faster: Mapping[str, Any]


def known(**changes: Any) -> Any:
    """Return the irrigation company with half the leads, other odds to win, five attempts, and these changes."""
    company = smkt.company("irrigation")
    company = company.replace(**{f"channels.{one.id}.potential": 0.5 * one.potential for one in company.channels})
    for path, value in {"deal.win": 0.4, "today.touches": 5, **changes}.items():
        company = with_value(company, path, value)
    return company


CASES: Mapping[str, Callable[[], Case]] = {
    "a file every morning, 4 reps": lambda: Case(
        known(**{"team.reps": 4}), {"handoff": "shared_crm"}
    ),
    "shared CRM, 3 busy reps": lambda: Case(
        known(**{"team.reps": 3, "today.handoff": "shared_crm"}), {"tracked": True}
    ),
}

# Its people are others than the template's, each number about one standard deviation of its range away.
OTHER_PEOPLE = {"contact.first": 0.44, "qualify.base": 0.62, "qualify.ready": 0.38, "structure.leak": 0.12}
OTHERS: Mapping[str, Callable[[], Case]] = {
    "a file every morning, 4 reps, other people": lambda: Case(
        known(**{"team.reps": 4}, **OTHER_PEOPLE), {"handoff": "shared_crm"}
    ),
}


def thinned(tables: Tables) -> Tables:
    """Return tables as a plain CRM export has them: no weekly terms, no spend, no activities, few columns."""
    leads = tables.leads[list(LEADS)].assign(called_twice=False)
    deals = tables.deals[list(DEALS)].assign(discount=0.0, meetings=0)
    frames = {
        "leads": leads,
        "deals": deals,
        "activities": tables.activities.iloc[:0],
        "customers": tables.customers.iloc[:0],
        "spend": tables.spend.iloc[:0],
        "terms": tables.terms.iloc[:0],
    }
    return Tables(
        {name: (lambda name=name: completed(name, frames[name])) for name in frames},
        start=tables.start, end=tables.end, replications=tables.replications, currency=tables.currency)


def reaction(company: Any, faster: Mapping[str, Any], markets: int = MARKETS) -> pd.DataFrame:
    """Return per market the lift of conversations that found a need, and the median hours before and after."""
    plans = (company.today, company.today.replace(**faster))
    both = [
        values(smkt.simulate(company, plan, seed=JUDGED, weeks=WEEKS, replications=markets, log=False).tables(),
               ["sql", "speed_median"])
        for plan in plans
    ]
    return pd.DataFrame({
        "lift": both[1]["sql"] / both[0]["sql"] - 1,
        "before": both[0]["speed_median"],
        "after": both[1]["speed_median"],
    })


STAGES = (("lead", "mql"), ("mql", "sal"), ("sal", "sql"), ("sql", "opportunity"), ("closed", "won"))


def inside(data: Tables, fitted: Any) -> dict[str, bool]:
    """Return for each stage whether the fitted company's rate, in fresh markets, lies in the data's interval."""
    from smkt_helpers.fitting.targets import share

    every = figures.known_of(data, 10**9, 10**4)
    mine = figures.figures(data, every)
    history = smkt.simulate(fitted, fitted.today, seed=JUDGED, weeks=WEEKS, replications=MARKETS, log=False)
    theirs = figures.figures(history.tables(), every)
    return {
        f"{whole}->{part}": share("", part, whole, float(mine[part].sum()), float(mine[whole].sum())).holds(
            pooled(theirs, part, whole))
        for whole, part in STAGES
    }


def measured(case: Case, seeds: int, export: Callable[[Tables], Tables]) -> pd.DataFrame:
    """Fit a company to each of some half-years of a known one; return one row per seed.

    `in_markets` says whether the lift lies where 95% of the known company's own half-years lie, `in_mean` whether it
    lies in the 95% interval of their mean, which is much narrower.
    """
    truth = reaction(case.company, case.faster)["lift"]
    half = float(half_interval(truth.to_frame())["lift"])
    low, high = truth.quantile([0.025, 0.975])
    rows = []
    for seed in range(1, seeds + 1):
        data = export(smkt.simulate(case.company, case.company.today, seed=seed, weeks=WEEKS, log=False).tables())
        began = time.perf_counter()
        found = smkt.fit(data)
        seconds = time.perf_counter() - began
        answer = reaction(found.company, case.faster)
        lift = float(answer["lift"].mean())
        rows.append({
            **inside(data, found.company), "report": found.report.targets["inside"].mean(),
            "lift": lift, "known": truth.mean(), "half": half,
            "in_mean": abs(lift - truth.mean()) <= half, "in_markets": low <= lift <= high,
            "before": answer["before"].mean(), "after": answer["after"].mean(),
            "touches": found.plan["touches"], "handoff": found.plan["handoff"], "tracked": found.plan["tracked"],
            "first_call": found.plan["first_call"], "time": found.company.team.selling_share,
            "leak": found.company.structure.leak, "seconds": seconds,
        })
    return pd.DataFrame(rows)


def main() -> None:
    """Print what is measured."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    pd.set_option("display.width", 250, "display.max_columns", 50)
    for name, case in {**CASES, **OTHERS}.items():
        for what, export in (("everything", lambda tables: tables), ("thinned", thinned)):
            table = measured(case(), seeds, export)
            seconds = table["seconds"]
            print(f"\n{name}, {what}: {seeds} seeds")
            print(table.to_string(float_format="%.3f"))
            print(table.select_dtypes(include=[bool]).sum().to_string())
            print(f"seconds: median {seconds.median():.1f}, longest {seconds.max():.1f}", flush=True)


if __name__ == "__main__":
    main()
