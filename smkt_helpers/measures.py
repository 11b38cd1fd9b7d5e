"""How each figure is counted: one function per metric, over the CRM tables, for all runs at once.

Every measure takes `Tables` and returns one float per run, in rising run number, NaN where it has
no answer. Some functions are given a choice first and return such a measure. Names, units and meanings are in
`metrics`; what both teams and the customers feel is in `measures_people`.

Leads are people who asked or were recommended. Whom sales found itself counts from the real need (SQL) on, in
deals and in money. Customers' renewals count in money only.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from smkt_helpers.counting import DAY, HOUR, WEEK, Measure, View, ratio, view_of

if TYPE_CHECKING:
    import pandas as pd

    from smkt_helpers.crm import Tables

STAGES = ("lead", "mql", "sal", "sql", "opportunity", "won")
STAGE_TIMES = {"mql": "mql_at", "sal": "sal_at", "sql": "sql_at", "opportunity": "opportunity_at"}


def events(table: str, column: str) -> Measure:
    """Return a measure that counts the rows whose time lies in the period."""
    def count(tables: Tables) -> np.ndarray:
        view = view_of(tables)
        return np.where(view.kept(table, column), view.count(table, view.within(table, column)), np.nan)
    return count


def leads(tables: Tables) -> np.ndarray:
    """Count the people who asked, or were recommended."""
    view = view_of(tables)
    return np.where(view.kept("leads", "created_at"), view.count("leads", _came(view)), np.nan)


def _came(view: View) -> np.ndarray:
    return view.within("leads", "created_at") & view.asked()


def opportunities(tables: Tables) -> np.ndarray:
    """Count the offers asked for."""
    view = view_of(tables)
    found = view.count("deals", view.within("deals", "created_at") & view.new())
    return np.where(view.kept("deals", "created_at"), found, np.nan)


def deals_closed(view: View, stage: str) -> np.ndarray:
    """Return the deals, renewals too, that were closed in the period as won or as lost."""
    return view.within("deals", "closed_at") & view.reads("deals", "stage", stage)


def wins(tables: Tables) -> np.ndarray:
    """Count the new deals won."""
    view = view_of(tables)
    won = view.count("deals", deals_closed(view, "won") & view.new())
    return np.where(view.kept("deals", "closed_at") | view.kept("deals", "created_at"), won, np.nan)


def _of_wins(column: str, needs: str, *, new: bool) -> Measure:
    """Return a measure that adds up a column of the deals won, as far as the column `needs` is filled."""
    def total(tables: Tables) -> np.ndarray:
        view = view_of(tables)
        won = deals_closed(view, "won")
        amounts = np.where(view.filled("deals", needs), view.numbers("deals", column), np.nan)
        added = view.known_total("deals", won & view.new() if new else won, amounts)
        return np.where(view.kept("deals", "closed_at") | view.kept("deals", "created_at"), added, np.nan)
    return total


# A discount is known only where it was written down: a price alone says nothing about it.
revenue = _of_wins("amount", "amount", new=False)
_list_price, _new_amount = _of_wins("value", "discount", new=True), _of_wins("amount", "discount", new=True)


def discount(tables: Tables) -> np.ndarray:
    """Add up what was taken off the list price of the new deals won."""
    return _list_price(tables) - _new_amount(tables)


def discount_share(tables: Tables) -> np.ndarray:
    """Return the discount as a share of the list price of the deals won."""
    return ratio(discount(tables), _list_price(tables))


def win_rate(tables: Tables) -> np.ndarray:
    """Return the share of wins among the new deals closed; unknown where lost deals are never written down."""
    view = view_of(tables)
    won, lost = (view.count("deals", deals_closed(view, stage) & view.new()) for stage in ("won", "lost"))
    losses_told = view.told("deals", view.reads("deals", "stage", "lost"))
    return np.where(losses_told, ratio(won, won + lost), np.nan)


def pipeline(tables: Tables) -> np.ndarray:
    """Add up the list prices of the deals open at the end."""
    view = view_of(tables)
    still = (view.times("deals", "created_at") < view.end) & ~(view.times("deals", "closed_at") < view.end)
    still &= view.new()
    amounts = view.known_total("deals", still, view.numbers("deals", "value"))
    return np.where(view.kept("deals", "created_at"), amounts, np.nan)


def weekly(view: View, table: str, amounts: np.ndarray) -> np.ndarray:
    """Add up a figure of the weeks of the period, NaN where the data hold none of these weeks."""
    inside = view.within(table, "week_start")
    return np.where(view.count(table, inside) > 0, view.total(table, inside, amounts), np.nan)


def spend(tables: Tables) -> np.ndarray:
    """Add up marketing's spend, brand included."""
    view = view_of(tables)
    return weekly(view, "spend", view.numbers("spend", "amount"))


def people(tables: Tables) -> np.ndarray:
    """Add up the cost of all paid hours and of the shared tools."""
    view = view_of(tables)
    cost = view.numbers("terms", "tools")
    for team in ("rep", "marketer"):
        cost = cost + view.numbers("terms", f"{team}_hours") * view.numbers("terms", f"{team}_hour_price")
    return weekly(view, "terms", cost)


def contribution(tables: Tables) -> np.ndarray:
    """Return revenue less spend, people and tools."""
    return revenue(tables) - spend(tables) - people(tables)


def cost_per_lead(tables: Tables) -> np.ndarray:
    """Return the spend for one lead of marketing."""
    view = view_of(tables)
    bought = view.count("leads", _came(view) & ~view.reads("leads", "source", "recommendation"))
    return ratio(spend(tables), bought)


def cac(tables: Tables) -> np.ndarray:
    """Return spend, people and tools for one deal won."""
    return ratio(spend(tables) + people(tables), wins(tables))


def utilisation(tables: Tables) -> np.ndarray:
    """Return the share of the reps' paid hours that was used."""
    view = view_of(tables)
    used = weekly(view, "terms", view.numbers("terms", "rep_hours_used"))
    return ratio(used, weekly(view, "terms", view.numbers("terms", "rep_hours")))


def _followed(view: View, weeks: int) -> dict[str, np.ndarray]:
    """Return for each stage the leads of the cohort that reached it, and every stage before it, in time."""
    return view.once(("followed", weeks), lambda: _follow(view, weeks))


def _follow(view: View, weeks: int) -> dict[str, np.ndarray]:
    created = view.times("leads", "created_at")
    cohort = (created >= 0) & (created + weeks * WEEK <= view.end) & view.asked()
    # Who got further has passed the stages before it too, also where an export did not write their dates down.
    reached, further = {}, np.zeros(len(created), dtype=bool)
    for stage in reversed(STAGES[1:]):
        when = view.won_at() if stage == "won" else view.times("leads", STAGE_TIMES[stage])
        further = further | (when <= created + weeks * WEEK)
        reached[stage] = cohort & further
    reached["lead"] = cohort
    return {stage: reached[stage] for stage in STAGES}


def stage_kept(view: View, stage: str) -> np.ndarray:
    """Return for each run whether the data tell at all who reached a stage."""
    if stage == "won":
        return view.told("leads", ~np.isnan(view.won_at())) | view.told(
            "deals", view.filled("deals", "lead_id"))
    return view.kept("leads", STAGE_TIMES.get(stage, "created_at"))


def cohort(tables: Tables, follow_weeks: int) -> pd.DataFrame:
    """Count how far the people got who enquired early enough to be followed for some weeks.

    Parameters
    ----------
    tables : Tables
    follow_weeks : int
        Weeks after the enquiry; what happens later does not count.

    Returns
    -------
    pandas.DataFrame
        One row per run, one column per stage of `STAGES`; no stage is larger than the one before it.
    """
    import pandas as pd

    view = view_of(tables)
    reached = _followed(view, follow_weeks)
    return pd.DataFrame({stage: view.count("leads", mask).astype("int64") for stage, mask in reached.items()},
                        index=pd.Index(view.runs, name="replication"))


def conversion(whole: str, part: str, weeks: int) -> Measure:
    """Return a measure of the cohort's share that got from one stage to the next within some weeks."""
    def share(tables: Tables) -> np.ndarray:
        view = view_of(tables)
        reached = _followed(view, weeks)
        counts = ratio(view.count("leads", reached[part]), view.count("leads", reached[whole]))
        return np.where(stage_kept(view, whole) & stage_kept(view, part), counts, np.nan)
    return share


def acceptance(tables: Tables) -> np.ndarray:
    """Return the share of MQLs accepted among those looked at; who was accepted once counts as accepted."""
    view = view_of(tables)
    looked = view.within("leads", "looked_at") & view.asked()
    accepted = looked & ~np.isnan(view.times("leads", "sal_at"))
    share = ratio(view.count("leads", accepted), view.count("leads", looked))
    return np.where(view.kept("leads", "sal_at"), share, np.nan)


def rejected(reason: str) -> Measure:
    """Return a measure of the share of MQLs turned away for a reason, among those looked at."""
    def share(tables: Tables) -> np.ndarray:
        view = view_of(tables)
        looked = view.within("leads", "looked_at") & view.asked()
        never_accepted = np.isnan(view.times("leads", "sal_at"))
        turned_away = looked & never_accepted & view.reads("leads", "reject_reason", reason)
        known = view.kept("leads", "sal_at") & view.kept("leads", "reject_reason")
        return np.where(known, ratio(view.count("leads", turned_away), view.count("leads", looked)), np.nan)
    return share


def speed(share: float) -> Measure:
    """Return a measure of the hours from enquiry to first attempt: the median for 0.5."""
    def hours(tables: Tables) -> np.ndarray:
        view = view_of(tables)
        waited = (view.times("leads", "first_touch_at") - view.asked_at()) / HOUR
        return view.quantile("leads", _first_called(view), waited, share)
    return hours


def _first_called(view: View) -> np.ndarray:
    return view.within("leads", "first_touch_at") & view.asked()


def _targets(view: View) -> np.ndarray:
    """Return for each lead the seconds promised in the week in which it became an MQL, else NaN."""
    inside = view.within("terms", "week_start")
    weeks = math.ceil(view.end / WEEK)
    promised = np.full((len(view.runs), weeks + 1), np.nan)
    week = (view.times("terms", "week_start")[inside] // WEEK).astype("int64")
    promised[view.run("terms")[inside], week] = view.numbers("terms", "target_hours")[inside] * HOUR
    mql_week = np.where(view.within("leads", "mql_at"), view.times("leads", "mql_at") // WEEK, weeks)
    return promised[view.run("leads"), mql_week.astype("int64")]


def target_kept(tables: Tables) -> np.ndarray:
    """Return the share of MQLs first tried within the promised time, among those due."""
    view = view_of(tables)
    # The promise starts with the enquiry that made it an MQL: for a person who was not ready at first, the second one.
    returned = view.times("leads", "returned_at")
    asked = np.where(returned <= view.times("leads", "mql_at"), returned, view.times("leads", "created_at"))
    due = asked + _targets(view)
    touched = view.times("leads", "first_touch_at")
    in_time = touched <= due
    missed = ~in_time & (due < view.end)
    return ratio(view.count("leads", in_time), view.count("leads", in_time | missed))


def touches(tables: Tables) -> np.ndarray:
    """Return the attempts for one lead that was tried."""
    view = view_of(tables)
    return view.mean("leads", _first_called(view), view.numbers("leads", "touches"))


def untouched(weeks: int) -> Measure:
    """Return a measure of the share of the cohort's MQLs that nobody tried to reach."""
    def share(tables: Tables) -> np.ndarray:
        view = view_of(tables)
        mql = _followed(view, weeks)["mql"]
        touched = view.times("leads", "first_touch_at") <= view.times("leads", "created_at") + weeks * WEEK
        never = ratio(view.count("leads", mql & ~touched), view.count("leads", mql))
        return np.where(stage_kept(view, "mql") & view.kept("leads", "first_touch_at"), never, np.nan)
    return share


def backlog(tables: Tables) -> np.ndarray:
    """Count the MQLs that wait for a look when the period ends, those that asked again included."""
    view = view_of(tables)
    waiting = (view.times("leads", "mql_at") < view.end) & ~(view.times("leads", "closed_at") < view.end)
    seen = (view.times("leads", "looked_at") < view.end) | (view.times("leads", "first_touch_at") < view.end)
    again = (view.times("leads", "returned_at") < view.end) & view.reads("leads", "status", "mql")
    waiting &= ~seen | again
    looks_told = view.kept("leads", "looked_at") | view.kept("leads", "first_touch_at")
    return np.where(view.kept("leads", "mql_at") & looks_told, view.count("leads", waiting), np.nan)


def cycle(tables: Tables) -> np.ndarray:
    """Return the median days from enquiry (the last one, if the person asked again) to sale of the leads won."""
    view = view_of(tables)
    days = (view.won_at() - view.asked_at()) / DAY
    return view.quantile("leads", view.inside(view.won_at()), days, 0.5)
