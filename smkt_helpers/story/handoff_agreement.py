"""An agreement between two teams: counted back from a revenue goal, written down, and what of it was kept.

Plain functions of values and CRM tables; the screen is `smkt_helpers.desk.promise`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smkt_helpers import metrics
from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.decisions import DECISIONS, Decision
from smkt_helpers.errors import KitError
from smkt_helpers.history import simulate
from smkt_helpers.plan import Plan, siloed
from smkt_helpers.story.handoff_counts import STAGES, Funnel, fates, funnel_of, hours_needed, in_hours, needed, waits
from smkt_helpers.story.two_teams import fate_of_leads
from smkt_helpers.words import N_, _, duration, money, number, percent

PROMISES = {
    "marketing": ("threshold", "handoff"),
    "sales": ("target_hours", "touches", "writeback"),
    "agreement": ("shared_definition", "owners", "feedback", "outage_clause"),
}
TITLES = {
    "marketing": N_("What marketing promises sales"),
    "sales": N_("What sales promises marketing"),
    "agreement": N_("What both sign"),
}
OTHERS = 5  # further markets, to see whether luck did it
KEPT, PARTLY = 0.9, 0.5  # share of a promise that counts as kept, and as partly kept


RATE_WORDS = {
    "mql": N_("Of the leads, passed on"),
    "sal": N_("Of those passed on, taken on"),
    "sql": N_("Of those taken on, a real need"),
    "offers": N_("Of those with a need, an offer"),
    "won": N_("Of the offers, signed"),
}


def figures_of(was: Funnel, currency: str) -> dict[str, Decision]:
    """Return the figures a learner may change on the way back: goal, price and one rate per stage.

    A rate may be set between a quarter of what it was and three times as much.
    """
    declared = {
        "goal": Decision(
            "goal", "agreement", "number", N_("More revenue than last quarter"),
            N_("From new customers who had asked us. Ines asks for 20%."), 0.2, "%", 0.0, 1.0, 0.01,
        ),
        "price": Decision(
            "price", "agreement", "number", N_("What one customer pays"),
            N_("The average of the siloed quarter; a good year may bring larger orders."),
            round(was.price), currency, max(1.0, round(was.price / 2)), max(2.0, round(2 * was.price)), 1.0,
        ),
    }  # fmt: skip
    for stage, rate in was.rates().items():
        # The real share stays exact, so that the goal of last quarter leads back to last quarter's people.
        share = min(max(rate, 0.01), 1.0)
        declared[stage] = Decision(
            stage, "agreement", "number", RATE_WORDS[stage],
            N_("As it was in the siloed quarter. Change it when you expect the agreement to change it."),
            share, "%", math.floor(25 * share) / 100, min(1.0, math.ceil(300 * share) / 100), 0.01,
        )  # fmt: skip
    return declared


@dataclass(frozen=True)
class Draft:
    """An agreement being written.

    Attributes
    ----------
    goal : float
        Revenue of the quarter from people who ask us, money.
    price : float
    rates : mapping of stage to float
    plan : Plan
        The promises as a plan, not tracked.
    people : mapping of stage to float
        What the goal needs, for the whole quarter.
    hours : float
        Reps' hours this takes.
    """

    goal: float
    price: float
    rates: Mapping[str, float]
    plan: Plan
    people: Mapping[str, float]
    hours: float


def draft_of(was: Funnel, values: Mapping[str, Any], currency: str = "") -> Draft:
    """Return the agreement that a learner's values describe; what is missing stays as in the siloed quarter.

    Raises
    ------
    KitError
        If a value is out of its range, or nobody signed in the quarter it begins with.
    """
    if not was.counts["won"]:
        raise KitError(_("Nobody signed in this quarter, so there is no way back from a goal; take another market."))
    declared = figures_of(was, currency)
    chosen = {name: one.check(values.get(name, one.default)) for name, one in declared.items()}
    rates = {stage: chosen[stage] for stage in STAGES[1:]}
    goal = was.revenue * (1 + chosen["goal"])
    names = [name for group in PROMISES.values() for name in group if name in values]
    people = needed(goal, chosen["price"], rates)
    plan = siloed.replace(**{name: values[name] for name in names})
    return Draft(goal, chosen["price"], rates, plan, people, hours_needed(people, was))


def written(draft: Draft, was: Funnel) -> dict[str, list[str]]:
    """Return the agreement in sentences: what marketing, sales and both promise."""
    plan = draft.plan
    show = {name: DECISIONS[name].show(plan[name]) for name in DECISIONS}
    marketing = [
        _("We pass on at least {n} leads a week that reach {points}.").format(
            n=number(weekly_mqls(draft, was)), points=show["threshold"]
        ),
        _("We hand them over by {way}, with what the person wrote, read and was told.").format(way=show["handoff"])
        if plan["handoff"] == "shared_crm"
        else _("We hand them over by {way}; little of what the person wrote fits into it.").format(way=show["handoff"]),
    ]
    sales = [
        _("We call each lead we take on within {hours} of the moment the person asked.").format(
            hours=in_hours(plan["target_hours"])
        ),
        _("We try {attempts} before we give a person up.").format(attempts=show["touches"]),
        _("We write back the result of {share} of our conversations.").format(share=show["writeback"]),
    ]
    both = [
        _("A good lead means the same to both of us.")
        if plan["shared_definition"]
        else _("Each team keeps its own idea of a good lead."),
        _("Each step of the handoff has one name on it.")
        if plan["owners"]
        else _("No step of the handoff has a name on it."),
        _("Results reach marketing: {often}.").format(often=show["feedback"]),
        _("On days without the CRM we go on from a printed list.")
        if plan["outage_clause"]
        else _("Nothing is said about days without the CRM."),
    ]
    return {"marketing": marketing, "sales": sales, "agreement": both}


def weekly_mqls(draft: Draft, was: Funnel) -> int:
    """Return how many leads marketing has to pass on each week."""
    return math.ceil(draft.people["mql"] / was.weeks - 1e-9)


def share_kept(draft: Draft, was: Funnel, tables: Tables) -> dict[str, float]:
    """Return for each promise that can be counted which part of it was kept, NaN where nothing could be.

    Returns
    -------
    dict
        `mqls`: leads passed on, of those promised for the quarter; `call`: of the people not turned away, called in
        time; `tries`: of those given up, tried as often as promised; `told`: results that marketing heard, as a share
        of what was promised; `nobody_lost`: leads that got onto sales' list.
    """
    leads, start, end = tables.leads, tables.start, tables.end
    passed = leads[leads["mql_at"].between(start, end) & (leads["source"] != "own prospect")]
    fate = fates(tables, draft.plan["target_hours"])
    given_up = passed[(passed["status"] == "unreached") & (passed["first_touch_at"] >= start)]
    told = float(metrics.scoreboard(tables, ("feedback_complete",)).loc["feedback_complete", "value"])
    promised, lost = draft.plan["writeback"], fate_of_leads(tables)
    return {
        "mqls": min(1.0, len(passed) / (weekly_mqls(draft, was) * was.weeks)),
        "call": _part(fate["kept"], fate["mql"] - fate["away"]),
        "tries": float((given_up["touches"] >= draft.plan["touches"]).mean()) if len(given_up) else math.nan,
        "told": min(1.0, told / promised) if promised else math.nan,
        "nobody_lost": _part(lost["mql"] - lost["lost"], lost["mql"]),
    }


def _part(some: float, all_of_them: float) -> float:
    return some / all_of_them if all_of_them else math.nan


def mark(share: float) -> str:
    """Return a share of a promise kept as an icon and a word."""
    if math.isnan(share):
        return _("– nothing to count")
    if share >= KEPT:
        return _("✔ kept ({share})").format(share=percent(share))
    if share >= PARTLY:
        return _("▲ partly ({share})").format(share=percent(share))
    return _("✖ broken ({share})").format(share=percent(share))


def mark_told(draft: Draft, share: float) -> str:
    """Return the mark of the promise to write results back, which nobody can keep who has agreed on no report."""
    return _("✖ written back, never reported") if _never_reported(draft) and not share else mark(share)


def _never_reported(draft: Draft) -> bool:
    return draft.plan["feedback"] == "never" and draft.plan["writeback"] > 0


def verdicts(draft: Draft, was: Funnel, paper: Tables, tracked: Tables) -> list[dict[str, str]]:
    """Return one row per promise: what was promised, what came of it untracked and tracked."""
    plan = draft.plan
    promised = {
        "mqls": (_("Marketing"), _("{n} leads a week").format(n=number(weekly_mqls(draft, was)))),
        "nobody_lost": (_("Marketing"), _("every lead gets onto the list")),
        "call": (_("Sales"), _("first call within {hours}").format(hours=in_hours(plan["target_hours"]))),
        "tries": (_("Sales"), _("{n} before giving up").format(n=DECISIONS["touches"].show(plan["touches"]))),
        "told": (_("Sales"), _("{share} of the results").format(share=percent(plan["writeback"]))),
    }
    kept = [share_kept(draft, was, tables) for tables in (paper, tracked)]
    return [
        {
            _("Who"): who,
            _("Promised"): words,
            _("Nobody tracks it"): mark_told(draft, kept[0][name]) if name == "told" else mark(kept[0][name]),
            _("Tracked"): mark_told(draft, kept[1][name]) if name == "told" else mark(kept[1][name]),
        }
        for name, (who, words) in promised.items()
    ]


def told(draft: Draft, was: Funnel, paper: Tables, tracked: Tables) -> str:
    """Say what was kept, what broke and whether the goal was reached, whichever way it went."""
    before, after = (share_kept(draft, was, tables)["call"] for tables in (paper, tracked))
    currency, now = tracked.currency, funnel_of(tracked)
    if after > before + 0.005:
        first = _("Tracked, {after} of the people not turned away get their call in time; untracked {before}.")
    elif after < before - 0.005:
        first = _("Tracked, fewer people get their call in time than untracked: {after} against {before}.")
    else:
        first = _("Tracking the promise does not help here: {after} are called in time, {before} without it.")
    said = [first.format(after=percent(after), before=percent(before))]
    handed = tracked.leads["handed_at"] - tracked.leads["mql_at"]
    lag = float(handed[tracked.leads["mql_at"] >= tracked.start].dt.total_seconds().median() / 3600)
    if lag > draft.plan["target_hours"]:
        said.append(
            _(
                "Half of the leads reach sales only after {lag} or more. A call within {hours} cannot be kept that "
                "way, however hard anybody tries: look at how leads are handed over."
            ).format(lag=duration(60 * lag), hours=in_hours(draft.plan["target_hours"]))
        )
    elif after < KEPT and waits(tracked) > 24:
        said.append(
            _(
                "Half of those called wait longer than {wait}, because more people are taken on than the reps can call "
                "at once. Then a promise in hours breaks, tracked or not. Where would you draw the line?"
            ).format(wait=duration(60 * waits(tracked)))
        )
    elif after < KEPT:
        said.append(
            _("The clock runs at night and at weekends too. A promise in hours is kept only for those who ask by day.")
        )
    if share_kept(draft, was, tracked)["tries"] < PARTLY:
        said.append(_("People were given up after fewer attempts than promised: a rep who doubts the list tries less."))
    if _never_reported(draft):
        said.append(
            _(
                "Reps write down the result of {share} of their conversations, but none of it reaches marketing: the "
                "agreement says that results are never passed on. That line stands under “{both}”."
            ).format(share=percent(draft.plan["writeback"]), both=_(TITLES["agreement"]))
        )
    used = sum(now.hours.values())
    said.append(
        _("Reps used {used} of {paid} hours.").format(used=number(used), paid=number(now.paid))
        if used <= 0.97 * now.paid
        else _("Reps used {used} of {paid} hours: nothing more fits in, and work waits.").format(
            used=number(used), paid=number(now.paid)
        )
    )
    if now.revenue >= draft.goal:
        end = _("The goal was {goal}; tracked, the quarter brought {revenue}. Reached. On paper alone: {paper}.")
    else:
        end = _("The goal was {goal}; tracked, the quarter brought {revenue}. Missed. On paper alone: {paper}.")
    said.append(
        end.format(
            goal=money(draft.goal, currency),
            revenue=money(now.revenue, currency),
            paper=money(funnel_of(paper).revenue, currency),
        )
    )
    return "\n\n".join(said)


def expected(draft: Draft, was: Funnel, tracked: Tables) -> list[dict[str, str]]:
    """Return one row per rate: in the siloed quarter, as expected in the agreement, as it came out."""
    came, before = funnel_of(tracked).rates(), was.rates()
    return [
        {
            _("Rate"): _(RATE_WORDS[stage]),
            _("Siloed quarter"): percent(before[stage]),
            _("You expected"): percent(draft.rates[stage]),
            _("It came out"): percent(came[stage]),
        }
        for stage in STAGES[1:]
    ]


def luck(company: Company, draft: Draft, seed: int = 1) -> str:
    """Play other markets with and without tracking; say in how many the tracked agreement did better."""
    ids = ("speed_median", "new_revenue")
    paper, tracked = (
        metrics.values(
            simulate(company, plan, seed=seed, replications=OTHERS, first_replication=1, log=False).tables(), ids
        )
        for plan in (draft.plan, draft.plan.replace(tracked=True))
    )
    quicker = int((tracked["speed_median"] < paper["speed_median"]).sum())
    richer = int((tracked["new_revenue"] > paper["new_revenue"]).sum())
    return _(
        "In {n} other markets, each with other people: tracked, the usual wait for the first call was shorter in "
        "{quicker}, and new customers brought more revenue in {richer}."
    ).format(n=number(OTHERS), quicker=number(quicker), richer=number(richer))
