"""What must hold for the simulation to be believed: one figure per line of the table in docs/model.md, section 9.

Every figure is measured in freshly played markets and comes with a 95% interval over those markets. The limits, and
what each is for, stand in `plausibility_limits`. Plans are played as they are written unless a definition says
otherwise. How much better one way of working is than another is reported at the end, and no value was chosen to
move it.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smkt_helpers import engine, kernel, market, weekly
from smkt_helpers.companies import Company
from smkt_helpers.decisions import SEATS
from smkt_helpers.events import Shock
from smkt_helpers.history import History, simulate
from smkt_helpers.hours import QUARTER
from smkt_helpers.market import WEEK
from smkt_helpers.plan import Plan, plans
from smkt_helpers.plausibility_figures import (
    START,
    YEAR,
    Count,
    Figures,
    Row,
    cohort_figures,
    collect,
    cycle_figures,
    funnel_figures,
    mean,
    offer_figures,
    outage_figures,
    reported_rows,
    score_figures,
    share,
)
from smkt_helpers.practices import PRACTICES
from smkt_helpers.records import WARMUP
from smkt_helpers.rules import rules_of
from smkt_helpers.words import N_

BLOCK = 10  # markets in memory at a time
SEARCH_MARKETS = 5_000  # number of the first market of a search; its winner is judged in others

# What each line says, in one sentence; docs/model.md shows the same sentences beside the limits.
DEFINITIONS: Mapping[str, str] = {
    "touch3": N_(
        "Share of the conversations reached that were reached by the third attempt, if there are up to 12 "
        "attempts over 14 days, the first within 5 minutes, doors always open, enough reps, everybody taken."
    ),
    "touch6": N_(
        "The same, by the sixth attempt."
    ),
    "more_leads": N_(
        "Wins of a year under `siloed` with twice as many people in every channel, divided by wins without; "
        "the reps and what they find themselves stay the same."
    ),
    "channel_spread": N_(
        "Won per lead of the best channel divided by that of the worst under `today`; leads of 26 weeks, each"
        " followed for 26 weeks."
    ),
    "cycle_skew": N_(
        "Mean divided by median of the days from enquiry (the last one) to sale of everybody won in two years"
        " under `today`."
    ),
    "untouched_siloed": N_(
        "Share of marketing's MQLs under `siloed` that no rep ever opened or called; a lead that was looked "
        "at and turned away with a reason has an answer. MQLs of 47 weeks, each followed until it falls off "
        "the list."
    ),
    "touches_siloed": N_(
        "Attempts per lead called at least once, of the same MQLs."
    ),
    "accept_siloed": N_(
        "Share of the MQLs looked at under `siloed` that sales accepted."
    ),
    "accept_aligned": N_(
        "The same under `aligned`."
    ),
    "auc_open": N_(
        "How well the score separates, over all of marketing's leads before the threshold, those who would "
        "qualify if reached at once (0.5: not at all, 1: fully), under `siloed`, where no result comes back."
    ),
    "auc_closed": N_(
        "The same under `aligned`, where results come back."
    ),
    "lead_to_won": N_(
        "Won per lead under `today`; leads of 26 weeks, own prospects left out, each followed for 26 weeks."
    ),
    "use_siloed": N_(
        "Reps' hours used divided by hours paid, a year under `siloed`."
    ),
    "discount_q1": N_(
        "Wins of the first quarter with a highest discount of 35% divided by wins with none, all else "
        "`today`."
    ),
    "discount_q8": N_(
        "Contribution of eight quarters of the same two."
    ),
    "meeting_30": N_(
        "Contribution of a year under `aligned` with 30 minutes of meeting a week divided by that without."
    ),
    "meeting_600": N_(
        "The same with 600 minutes."
    ),
    "outage": N_(
        "Leads whose promised first call was missed because it fell into a CRM outage of two days without a "
        "plan on paper, less leads whose promise fell due in it, a market; returned leads left out."
    ),
    "merged": N_(
        "Contribution of a year of one department, all else the same, divided by that of the best plan found:"
        " `aligned` with the best threshold, and one practice more or less."
    ),
    "one_lead": N_(
        "Other leads that end elsewhere if one lead of the first two weeks is taken out of about 2,000, under"
        " `siloed`."
    ),
}


@dataclass(frozen=True)
class Bench:
    """Which company and markets are measured, and how many of them."""

    company: Company
    seed: int
    markets: int

    def play(self, plan: Plan, weeks: int, *, company: Company | None = None, markets: int | None = None,
             begin: int = 0, programs: Sequence[str] = (), shocks: Sequence[Shock] = ()) -> Iterable[History]:
        """Play a plan in blocks of markets; each block is forgotten when it has been counted."""
        markets = self.markets if markets is None else markets
        for first in range(begin, begin + markets, BLOCK):
            yield simulate(
                company or self.company, plan, seed=self.seed, weeks=weeks,
                replications=min(BLOCK, begin + markets - first), first_replication=first,
                shocks=shocks, programs=programs, log=False,
            )  # fmt: skip

    def figures(self, plan: Plan, weeks: int, ids: Sequence[str] = (), count: Count | None = None, **how) -> Figures:
        """Play a plan and collect figures per market."""
        return collect(self.play(plan, weeks, **how), ids, count)


def attempts_rows(bench: Bench) -> list[Row]:
    """Return `touch3` and `touch6`."""
    company, many = bench.company, 60
    company = company.replace(**{
        "calendar.opens": 0, "calendar.closes": 24, "calendar.workdays": 7, "team.hours_week": 168,
        "team.team_meeting": 0, "trust.tracked": 1.0, "structure.twice": 0.0,
    })  # fmt: skip
    plan = plans.siloed.replace(
        handoff="shared_crm", tracked=True, owners=True, target_hours=0.5, bar=0, threshold=0, touches=12,
        gap_days=14 / 11, prospecting_hours=0, shared_definition=False,
    )  # fmt: skip
    company = dataclasses.replace(company, team=dataclasses.replace(company.team, reps=many), today=plan)

    def count(one: engine.Played) -> dict[str, float]:
        o = one.outcomes
        ours = (o.source == kernel.MARKETING) & (one.arrives >= START) & (one.arrives < START + 6 * WEEK)
        at_once = ours & (o.first - one.arrives <= 5)
        reached = at_once & ~np.isnan(o.talked)
        return {"all": reached.sum(), "by3": (reached & (o.touches <= 3)).sum(),
                "by6": (reached & (o.touches <= 6)).sum(), "late": (ours & ~at_once).sum()}

    found = bench.figures(plan, 9, count=count, company=company, markets=min(bench.markets, 10))
    return [share("touch3", found["by3"], found["all"]), share("touch6", found["by6"], found["all"])]


def more_leads_rows(bench: Bench, wins: Sequence[float]) -> list[Row]:
    """Return `more_leads`; `wins` are those of `siloed` in as many other markets."""
    changes = {f"channels.{c.id}.potential": 2 * c.potential for c in bench.company.channels}
    double = bench.company.replace(**changes | {"prospect.most": bench.company.prospect.most / 2})
    found = bench.figures(plans.siloed, YEAR, ["wins"], company=double)
    return [_quotient("more_leads", found["wins"], wins)]


def _quotient(id: str, top: Sequence[float], bottom: Sequence[float]) -> Row:
    """Return the ratio of the means of two independent sets of markets."""
    top, bottom = np.asarray(top), np.asarray(bottom)
    value = top.mean() / bottom.mean()
    half = 1.96 * value * math.sqrt(sum(np.var(x, ddof=1) / len(x) / x.mean() ** 2 for x in (top, bottom)))
    return Row(id, float(value), float(value - half), float(value + half))


def siloed_rows(bench: Bench, silo: Figures, together: Figures, today: Figures) -> list[Row]:
    """Return what the three ways of working show by themselves."""
    channels = range(len(bench.company.channels))
    untouched = np.array(silo["mql"]) - np.array(silo["looked"])
    rates = [sum(today[f"won_{c}"]) / sum(today[f"came_{c}"]) for c in channels]
    best, worst = int(np.argmax(rates)), int(np.argmin(rates))
    return [
        _spread(today, best, worst),
        share("untouched_siloed", untouched, silo["mql"]),
        share("touches_siloed", silo["touches"], silo["touched"]),
        share("accept_siloed", silo["touched"], silo["looked"]),
        share("accept_aligned", together["touched"], together["looked"]),
        mean("auc_open", silo["auc"]),
        mean("auc_closed", together["auc"]),
        share("lead_to_won", today["won"], today["came"]),
        mean("use_siloed", silo["utilisation"]),
    ]


def _spread(found: Figures, best: int, worst: int) -> Row:
    """Return `channel_spread`, with the interval of the logarithm of a ratio of two shares."""
    one, other = (share("", found[f"won_{c}"], found[f"came_{c}"]) for c in (best, worst))
    value = one.value / other.value
    error = math.hypot(*((row.ci_high - row.value) / row.value for row in (one, other)))
    return Row("channel_spread", value, value * math.exp(-error), value * math.exp(error))


def discount_rows(bench: Bench) -> list[Row]:
    """Return `discount_q1` and `discount_q8`."""
    rows = []
    for id, metric, weeks in (("discount_q1", "wins", QUARTER), ("discount_q8", "contribution", 8 * QUARTER)):
        some, none = (
            bench.figures(bench.company.today.replace(discount_limit=limit), weeks, [metric])[metric]
            for limit in (0.35, 0.0)
        )
        rows.append(share(id, some, none))
    return rows


def meeting_rows(bench: Bench, half_hour: Sequence[float]) -> list[Row]:
    """Return `meeting_30` and `meeting_600`; `half_hour` are contributions of `aligned`, which meets 30 minutes."""
    without, long = (
        bench.figures(plans.aligned.replace(meeting_minutes=minutes), YEAR, ["contribution"])["contribution"]
        for minutes in (0, 600)
    )
    return [share("meeting_30", half_hour, without), share("meeting_600", long, without)]


def outage_rows(bench: Bench) -> list[Row]:
    """Return `outage`."""
    company, shock = bench.company, Shock("outage", week=6, day=1, days=2)
    plan = plans.aligned.replace(outage_clause=False)
    rules = rules_of(company, WARMUP + QUARTER)
    day = 1440.0 * (7 * (WARMUP + shock.week) + shock.day)
    begins = day + rules.opens
    ends = day + 1440.0 * (shock.days - 1) + rules.opens + rules.day
    found = bench.figures(
        plan, QUARTER, count=lambda one: outage_figures(one, 60 * plan["target_hours"], begins, ends), shocks=[shock]
    )
    return [mean("outage", np.array(found["breached"]) - np.array(found["due"]))]


def best_plan(bench: Bench, markets: int) -> Plan:
    """Return the plan with the highest contribution that was found, in markets kept for the search.

    First the threshold of `aligned` is lowered in steps of 5, then one practice is added or taken away.
    """
    def earns(plan: Plan) -> float:
        found = bench.figures(plan, YEAR, ["contribution"], markets=markets, begin=SEARCH_MARKETS)
        return float(np.mean(found["contribution"]))

    aligned = plans.aligned
    best = max((aligned.replace(threshold=aligned["threshold"] - less) for less in (0, 5, 10)), key=earns)
    tried = [best]
    for practice in PRACTICES.values():
        there = all(aligned[name] == value for name, value in practice.fields.items())
        fields = {name: plans.siloed[name] if there else value for name, value in practice.fields.items()}
        tried.append(best.replace(**fields | {"threshold": best["threshold"]}))
    return max(tried, key=earns)


def merged_rows(bench: Bench) -> list[Row]:
    """Return `merged`."""
    best = best_plan(bench, max(2, bench.markets // 4))
    one, two = (
        bench.figures(plan, YEAR, ["contribution"], markets=2 * bench.markets)["contribution"]
        for plan in (best.replace(one_department=True), best)
    )
    return [share("merged", one, two)]


def one_lead_rows(bench: Bench, leads: int = 2_000, removed: int = 60) -> list[Row]:
    """Return `one_lead`: take out one met lead of the first two weeks, and count whose end differs."""
    company, plan = bench.company, plans.siloed
    changed = []
    markets = 6
    for replication in range(markets):
        rules, wk, people = _some_people(company, plan, bench.seed, replication, leads)
        usual = engine.play_market(company, rules, wk, people, log=False).outcomes
        early = np.flatnonzero((usual.state > 0) & (people.arrives < 2 * WEEK))
        step = max(1, len(early) // (removed // markets))
        for lead in early[::step]:
            without = people._replace(
                **{name: _set(getattr(people, name), lead, 1.0) for name in ("spend", "refer", "prospect")}
            )
            state = engine.play_market(company, rules, wk, without, log=False).outcomes.state
            differs = state != usual.state
            differs[lead] = False
            changed.append(float(differs.sum()))
    return [mean("one_lead", changed)]


def _some_people(company: Company, plan: Plan, seed: int, replication: int, leads: int):
    """Return rules, plan by week and people of a run without warm-up in which about `leads` people are met."""
    in_force = weekly.plans_by_week(company, ((0, plan),), 0, YEAR)
    rules, wk = rules_of(company, YEAR), weekly.weekly_of(company, in_force, (), 0)
    people, _traits = market.draw(company, seed, replication, YEAR)
    met = engine.play_market(company, rules, wk, people, log=False).outcomes.state > 0
    last = np.flatnonzero(met)[min(leads, int(met.sum())) - 1] + 1
    return rules, wk, engine.chosen(people, np.arange(last))


def _set(values: np.ndarray, place: int, value: float) -> np.ndarray:
    values = values.copy()
    values[place] = value
    return values


def lift_rows(bench: Bench) -> list[Row]:
    """Return how much `aligned` and `today` change revenue, contribution and conversion against `siloed`.

    As in `compare`, a program sits in each seat. Revenue and conversion are ratios less 1; contribution, which
    may be below 0, is a difference in money a year.
    """
    company, ids = bench.company, ["revenue", "contribution"]

    def count(one: engine.Played) -> dict[str, float]:
        return cohort_figures(one, 0)

    silo, together, today = (
        bench.figures(plan, YEAR, ids, count, programs=SEATS) for plan in (plans.siloed, plans.aligned, company.today)
    )
    rows = []
    for name, found in (("aligned", together), ("today", today)):
        revenue = share("", found["revenue"], silo["revenue"])
        rows.append(_less_one(f"revenue_lift_{name}", revenue))
        rows.append(mean(f"contribution_gain_{name}", np.array(found["contribution"]) - np.array(silo["contribution"])))
        rows.append(_less_one(f"conversion_lift_{name}", _of_shares(found, silo)))
    return rows


def _of_shares(one: Figures, other: Figures) -> Row:
    """Return one conversion divided by another, in the same markets."""
    a, b = np.array(one["won"]) / np.sum(one["came"]), np.array(other["won"]) / np.sum(other["came"])
    return share("", a, b)


def _less_one(id: str, row: Row) -> Row:
    return Row(id, row.value - 1, row.ci_low - 1, row.ci_high - 1)


def plausibility(company: Company, seed: int = 1, markets: int = 40,
                 progress: Callable[[int, int], None] | None = None,
                 lifts: bool = True) -> tuple[list[Row], list[Row]]:
    """Measure every line of the plausibility table.

    Parameters
    ----------
    company : Company
    seed : int
        Which markets.
    markets : int
        Number of markets for each figure.
    progress : callable, optional
        Called with the parts done and the parts in all.
    lifts : bool
        Also measure what is only reported.

    Returns
    -------
    rows, reported : list of Row
        The lines of the table in its order, and the lifts (empty without `lifts`).
    """
    bench = Bench(company, seed, markets)
    rows: dict[str, Row] = {}
    reported: list[Row] = []
    seen: dict[str, Figures] = {}
    ids = ["wins", "contribution", "utilisation", "deal_wait"]
    channels = len(company.channels)

    def counted(one: engine.Played) -> dict[str, float]:
        return funnel_figures(one) | offer_figures(one, company)

    def siloed() -> list[Row]:
        score = score_figures(company, seed, YEAR)
        seen["siloed"] = bench.figures(plans.siloed, YEAR, ids, lambda one: counted(one) | score(one))
        return []

    def aligned() -> list[Row]:
        score = score_figures(company, seed, YEAR)
        seen["aligned"] = bench.figures(plans.aligned, YEAR, ids, lambda one: counted(one) | score(one))
        return []

    def today() -> list[Row]:
        found = bench.figures(company.today, YEAR, ids, lambda one: cohort_figures(one, channels))
        return siloed_rows(bench, seen["siloed"], seen["aligned"], found)

    def cycle() -> list[Row]:
        found = bench.figures(company.today, 2 * YEAR, count=cycle_figures)
        return [share("cycle_skew", found["mean"], found["median"])]

    parts = [
        siloed, aligned, today, cycle,
        lambda: attempts_rows(bench),
        lambda: more_leads_rows(bench, seen["siloed"]["wins"]),
        lambda: discount_rows(bench),
        lambda: meeting_rows(bench, seen["aligned"]["contribution"]),
        lambda: outage_rows(bench),
        lambda: merged_rows(bench),
        lambda: one_lead_rows(bench),
    ]  # fmt: skip
    for done, part in enumerate(parts):
        rows |= {row.id: row for row in part()}
        if progress:
            progress(done + 1, len(parts) + lifts)
    if lifts:
        reported = [*lift_rows(bench), *reported_rows(seen["siloed"], seen["aligned"])]
        if progress:
            progress(len(parts) + 1, len(parts) + 1)
    return [rows[id] for id in DEFINITIONS], reported
