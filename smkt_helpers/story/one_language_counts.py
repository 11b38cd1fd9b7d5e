"""What lesson 02 counts: one quarter as two tools count it, and who gets the credit for a customer.

Plain arithmetic on the CRM tables, used by the sentences of `one_language` and by the practice cards.
"""

from __future__ import annotations

import pandas as pd

from smkt_helpers.crm import Tables
from smkt_helpers.words import N_

FOLLOW_WEEKS = 8
RULES = ("first", "last", "shared", "claimed")
RULE_WORDS = {
    "first": N_("The first touch gets the customer"),
    "last": N_("The last touch gets the customer"),
    "shared": N_("All touches share the customer"),
    "claimed": N_("Each team counts whom it touched"),
}
TEAMS = ("marketing", "sales")


def new_deals(tables: Tables, at: str) -> pd.DataFrame:
    """Return the new deals whose time `at` ("created_at" or "closed_at") lies in the period."""
    deals = tables.deals
    return deals[(deals["kind"] == "new") & (deals[at] >= tables.start) & (deals[at] < tables.end)]


def won_deals(tables: Tables) -> pd.DataFrame:
    """Return the new deals won in the period; each of them is a customer."""
    closed = new_deals(tables, "closed_at")
    return closed[closed["stage"] == "won"]


def figures(tables: Tables) -> dict[str, int]:
    """Count by hand what the two screens show.

    Returns
    -------
    dict
        Of the quarter: `leads` (people who asked), `mql` (passed on), `sal` (taken on), `opened` (offers asked for),
        `decided` and `won` (deals), `before` (part of `won`: the person came before the quarter), `found` (part of
        `won`: found by a rep). Followed for eight weeks each: `cohort` (people who asked in the first weeks and were
        passed on), `cohort_leads` (all who asked then), and of `cohort` those taken on (`cohort_sal`) and those who
        signed (`cohort_won`). One run only.
    """
    leads, start, end = tables.leads, tables.start, tables.end
    asked = leads[leads["source"] != "own prospect"]
    limit = asked["created_at"] + pd.Timedelta(weeks=FOLLOW_WEEKS)
    early = asked[(asked["created_at"] >= start) & (limit <= end)]
    limit = limit.loc[early.index]
    passed = early[early["mql_at"] <= limit]
    signed = passed[(passed["status"] == "won") & (passed["closed_at"] <= limit.loc[passed.index])]
    won = won_deals(tables).merge(leads[["lead_id", "created_at", "source"]], on="lead_id", suffixes=("", "_lead"))
    return {
        "leads": _in_period(asked["created_at"], tables),
        "mql": _in_period(leads["mql_at"], tables),
        "sal": _in_period(leads["sal_at"], tables),
        "opened": len(new_deals(tables, "created_at")),
        "decided": len(new_deals(tables, "closed_at")),
        "won": len(won),
        "before": int((won["created_at_lead"] < start).sum()),
        "found": int((won["source"] == "own prospect").sum()),
        "cohort": len(passed),
        "cohort_leads": len(early),
        "cohort_sal": int((passed["sal_at"] <= limit.loc[passed.index]).sum()),
        "cohort_won": len(signed),
    }


def _in_period(times: pd.Series, tables: Tables) -> int:
    return int(((times >= tables.start) & (times < tables.end)).sum())


def best_week(tables: Tables) -> tuple[int, int, int]:
    """Return the week in which most deals were won for each offer opened: its number from 1, won and opened.

    Without a single offer all three are 0.
    """
    weeks = pd.DataFrame(
        {
            name: deals.groupby((deals[at] - tables.start).dt.days // 7).size()
            for name, deals, at in (
                ("won", won_deals(tables), "closed_at"),
                ("opened", new_deals(tables, "created_at"), "created_at"),
            )
        }
    ).fillna(0)
    weeks = weeks[weeks["opened"] > 0]
    if weeks.empty:
        return 0, 0, 0
    best = (weeks["won"] / weeks["opened"]).idxmax()
    return int(best) + 1, int(weeks.loc[best, "won"]), int(weeks.loc[best, "opened"])


def touches(tables: Tables) -> pd.DataFrame:
    """Return every touch of the customers won in the period, up to their signature, in order of time.

    Returns
    -------
    pandas.DataFrame
        The columns of `activities`, and `claimant`: the channel of a touch by marketing, "sales" for one by sales.
    """
    won = won_deals(tables).set_index("lead_id")["closed_at"]
    work = tables.activities[tables.activities["lead_id"].isin(won.index)]
    work = work[(work["kind"] != "renewal") & (work["started_at"] <= work["lead_id"].map(won))]
    work = work.sort_values(["lead_id", "started_at"], kind="stable")
    return work.assign(claimant=work["channel"].where(work["team"] == "marketing", "sales"))


def credit(tables: Tables) -> dict[str, dict[str, float]]:
    """Return for each of `RULES` how many of every 100 customers it gives to each team.

    Returns
    -------
    dict of str to dict
        `first`, `last` and `shared` add up to 100. By `claimed` a customer counts for each team that touched them,
        so it adds up to more.
    """
    seen = touches(tables)
    people = max(1, seen["lead_id"].nunique())
    by_lead = seen.groupby("lead_id")["team"]
    shared = by_lead.value_counts(normalize=True).groupby("team").sum()
    counts = {
        "first": by_lead.first().value_counts(),
        "last": by_lead.last().value_counts(),
        "shared": shared,
        "claimed": seen.groupby("team")["lead_id"].nunique(),
    }
    return {rule: {team: 100 * float(counts[rule].get(team, 0)) / people for team in TEAMS} for rule in RULES}


def by_channel(tables: Tables) -> pd.DataFrame:
    """Return how many customers each channel has brought, by three rules that look at marketing's touches only.

    Returns
    -------
    pandas.DataFrame
        One row per channel that touched a customer, the busiest first; whole numbers `first` and `last` (the first or
        last **ad** the person saw, or the form where there was none), and `claimed` (the channel touched them).
    """
    seen = touches(tables)
    seen = seen[seen["team"] == "marketing"]
    # Whoever came by recommendation saw no ad; the form is then their first and last touch.
    ads = seen[seen["kind"] == "ad seen"]
    rest = seen[~seen["lead_id"].isin(ads["lead_id"])]
    counted = pd.concat([ads, rest]).sort_values(["lead_id", "started_at"], kind="stable").groupby("lead_id")["channel"]
    table = pd.DataFrame(
        {
            "first": counted.first().value_counts(),
            "last": counted.last().value_counts(),
            "claimed": seen.groupby("channel")["lead_id"].nunique(),
        }
    )
    return table.fillna(0).astype(int).sort_values(["claimed", "first"], ascending=False)


def by_temperature(tables: Tables) -> pd.DataFrame:
    """Follow the people of each kind of channel for four weeks or more.

    Returns
    -------
    pandas.DataFrame
        Rows `cold`, `warm`, `qualified`; whole numbers `leads` (asked in the quarter, at least four weeks before its
        end), and of these until its end `mql`, `sal` and `sql`.
    """
    leads = tables.leads
    mine = leads[(leads["source"] != "own prospect") & (leads["created_at"] >= tables.start)]
    mine = mine[mine["created_at"] + pd.Timedelta(weeks=4) <= tables.end]
    grouped = mine.groupby(mine["temperature"].astype(str))
    counted = {"leads": grouped.size()} | {name: grouped[f"{name}_at"].count() for name in ("mql", "sal", "sql")}
    return pd.DataFrame(counted).reindex(["cold", "warm", "qualified"], fill_value=0)


STANDS = ("lead", "mql", "working", "sql", "open", "won")  # statuses in the CRM, one for each word of the lesson


def one_at_each_stage(tables: Tables) -> pd.DataFrame:
    """Return the first person of the quarter at each of `STANDS`, in this order; empty stages are left out."""
    leads = tables.leads
    mine = leads[(leads["source"] == "marketing") & (leads["created_at"] >= tables.start)]
    first = mine[mine["status"].isin(STANDS)].drop_duplicates("status").set_index("status")
    return first.loc[[status for status in STANDS if status in first.index]]


def on_screens(tables: Tables) -> dict[str, dict[str, float]]:
    """Return what each team's screen shows for each of the board's questions: `good`, `conversion` and `brought`."""
    found, claimed = figures(tables), credit(tables)["claimed"]
    return {
        "marketing": {
            "good": found["mql"],
            "conversion": 100 * found["cohort_won"] / max(1, found["cohort"]),
            "brought": claimed["marketing"],
        },
        "sales": {
            "good": found["sal"],
            "conversion": 100 * found["won"] / max(1, found["opened"]),
            "brought": claimed["sales"],
        },
    }


def disagree(tables: Tables) -> bool:
    """Say whether the two tools give clearly different answers to all three questions of the board."""
    mai, jonas = on_screens(tables).values()
    good = mai["good"] > 2 * jonas["good"]
    conversion = 10 * mai["conversion"] < jonas["conversion"]
    return bool(good and conversion and mai["brought"] + jonas["brought"] > 140)
