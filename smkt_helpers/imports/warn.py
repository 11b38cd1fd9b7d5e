"""What looks odd in an import and could mislead: one sentence each, nothing is changed for it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

from smkt_helpers.imports.cells import masked
from smkt_helpers.imports.report import row_numbers
from smkt_helpers.words import _, date, ngettext, number, percent

STAGE_TIMES = ("created_at", "mql_at", "sal_at", "sql_at", "opportunity_at", "closed_at")
# Which date a status tells must have been passed.
PASSED = {
    "mql_at": ("mql", "rejected", "working", "sql", "open", "won", "lost"),
    "sal_at": ("working", "sql", "open", "won", "lost"),
    "sql_at": ("sql", "open", "won", "lost"),
    "opportunity_at": ("open", "won", "lost"),
}
JUNK = ("disqualified", "rejected", "no need", "stale")
ATTEMPTS = ("call", "e-mail", "conversation", "meeting")
MANY_BLANKS = 0.2
ONE_OWNER = 0.95
FEW = 20  # rows below which a share says nothing
BULK_MINUTE, BULK_DAY = 0.05, 0.25  # shares of all creations that nobody types in by hand
SHOWN = 10  # rows or ids that a sentence names
SMALL_DAYS = 14  # of a table in which a busy day is no wonder


def warnings_of(frames: Mapping[str, pd.DataFrame], now: pd.Timestamp, last: pd.Timestamp) -> list[str]:
    """Return what looks odd.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        "leads", "deals", "activities", "spend" as they were read, without the rows left out.
    now : pandas.Timestamp
    last : pandas.Timestamp
        When the last thing happened of which the export tells; `now` may be long after.
    """
    found = []
    if (leads := frames.get("leads")) is not None and len(leads):
        found += [*_bulk(leads), *_owner(leads), *_order(leads), *_gaps(leads), *_repeats(leads), *_future(leads, now)]
    if (deals := frames.get("deals")) is not None and len(deals):
        found += [*_deal_dates(deals, last), *_deals_won(deals)]
    if leads is not None and deals is not None:
        found += _junk_won(leads, deals)
    if leads is not None and (acts := frames.get("activities")) is not None and len(acts) and len(leads):
        found += [*_late_activities(leads, acts), *_called_before(leads, acts)]
    if (spend := frames.get("spend")) is not None and len(spend):
        found += _monthly(spend)
    return found


def _counted(count: int, said: str) -> list[str]:
    return [said.format(n=number(count))] if count else []


def _named(frame: pd.DataFrame, wrong: np.ndarray | pd.Series, id: str, said: str) -> list[str]:
    """Return a sentence on some rows and where they are found; a row number tells nothing where files are several."""
    bad = frame[np.asarray(wrong, dtype=bool)]
    found = _counted(len(bad), said)
    if found and "row" in bad and ("file" not in frame or len(frame["file"].unique()) == 1):
        found[0] += " " + _("Rows: {rows}.").format(rows=row_numbers(tuple(sorted(map(int, bad["row"]))), SHOWN))
    elif found and id in bad:
        ids = row_numbers(tuple(masked(str(one)) for one in bad[id].dropna()), SHOWN)
        found[0] += " " + _("Ids: {ids}.").format(ids=ids)
    return found


def _bulk(leads: pd.DataFrame) -> list[str]:
    created = leads["created_at"]
    clock = created[created.ne(created.dt.floor("D"))]
    minutes = clock.dt.floor("min").value_counts()
    if len(minutes) and minutes.iloc[0] >= max(FEW, BULK_MINUTE * len(leads)):
        said = _("{n} leads ({share}) were created in the same minute, {when}: they look imported, not like enquiries.")
        when = minutes.index[0].strftime("%Y-%m-%d %H:%M")
        return [said.format(n=number(minutes.iloc[0]), share=percent(minutes.iloc[0] / len(leads)), when=when)]
    days = created.dt.floor("D").value_counts()
    if len(days) > 1 and days.iloc[0] >= max(FEW, BULK_DAY * len(leads)):
        span = (days.index.max() - days.index.min()).days
        if span >= SMALL_DAYS:
            said = _("{n} leads ({share}) were created on the same day, {day}: they look imported, not like enquiries.")
            share = percent(days.iloc[0] / len(leads))
            return [said.format(n=number(days.iloc[0]), share=share, day=date(days.index[0].date()))]
    return []


def _owner(leads: pd.DataFrame) -> list[str]:
    if "rep" not in leads or leads["rep"].notna().sum() < FEW:
        return []
    share = leads["rep"].value_counts(normalize=True).iloc[0]
    if share < ONE_OWNER:
        return []
    said = _("{share} of the leads belong to one owner; perhaps they were never given to anybody.")
    return [said.format(share=percent(share))]


def _order(leads: pd.DataFrame) -> list[str]:
    times = [leads[name] for name in STAGE_TIMES if name in leads]
    wrong = np.zeros(len(leads), dtype=bool)
    for place, earlier in enumerate(times):
        for later in times[place + 1 :]:
            wrong |= (later < earlier).to_numpy()
    return _named(
        leads,
        wrong,
        "lead_id",
        ngettext(
            "{n} lead has dates out of order, such as accepted before it was created.",
            "{n} leads have dates out of order, such as accepted before they were created.",
            int(wrong.sum()),
        ),
    )


def _gaps(leads: pd.DataFrame) -> list[str]:
    found = []
    if "source" in leads:
        # Whom sales found itself passes no hands.
        leads = leads[leads["source"].ne("own prospect")]
    for column, after in PASSED.items():
        if column not in leads or "status" not in leads or leads[column].isna().all():
            continue
        passed = leads["status"].isin(after)
        share = leads.loc[passed, column].isna().mean() if passed.sum() >= FEW else 0
        if share > MANY_BLANKS:
            said = _("{column} is blank for {share} of the leads that must have passed it; shares of it are too low.")
            found.append(said.format(column=column, share=percent(share)))
    return found


def _repeats(leads: pd.DataFrame) -> list[str]:
    again = int(leads["person"].duplicated().sum()) if "person" in leads else 0
    return _counted(
        n := again,
        ngettext(
            "{n} lead is of a person who was there before on another day; it counts as a lead of its own.",
            "{n} leads are of persons who were there before on another day; they count as leads of their own.",
            n,
        ),
    )


def _future(leads: pd.DataFrame, now: pd.Timestamp) -> list[str]:
    return _counted(
        n := int((leads["created_at"] > now).sum()),
        ngettext(
            "{n} lead was created in the future; look at its date.",
            "{n} leads were created in the future; look at their dates, and at the order of day and month.",
            n,
        ),
    )


def _deal_dates(deals: pd.DataFrame, last: pd.Timestamp) -> list[str]:
    if "closed_at" not in deals:
        return [_("No column says when deals were won or lost, so no deal counts as won in any period.")]
    won, opened, closed = deals["stage"].eq("won"), deals["stage"].eq("open"), deals["closed_at"]
    found = []
    if "created_at" in deals:
        # A closing date often has no time of day.
        early = won & (closed < deals["created_at"].dt.floor("D"))
        found += _named(
            deals,
            early,
            "deal_id",
            ngettext(
                "{n} deal was won before it was created; look at its dates.",
                "{n} deals were won before they were created; look at their dates.",
                int(early.sum()),
            ),
        )
    if late := int((opened & (closed < last.floor("D"))).sum()):
        said = ngettext(
            "{n} open deal should have been closed before {day}, the last day of which the export tells; the pipeline "
            "may hold a dead deal.",
            "{n} open deals should have been closed before {day}, the last day of which the export tells; the pipeline "
            "may hold dead deals.",
            late,
        )
        found.append(said.format(n=number(late), day=date(last.date())))
    return found + _counted(
        n := int((won & closed.isna()).sum()),
        ngettext(
            "{n} deal won has no closing date, so it counts in no period.",
            "{n} deals won have no closing date, so they count in no period.",
            n,
        ),
    )


def _deals_won(deals: pd.DataFrame) -> list[str]:
    won, found = deals["stage"].eq("won"), []
    if won.any() and not deals["stage"].eq("lost").any():
        found.append(
            _("There are deals won and none lost; so there is no win rate, and the export may lack lost deals.")
        )
    if not won.any():
        found.append(_("No deal was won; if that cannot be, look at what the stages were taken for."))
    money = [deals[name].notna() for name in ("amount", "value") if name in deals]
    if money and won.any():
        unknown = int((won & ~np.logical_or.reduce(money)).sum())
        found += _counted(
            n := unknown,
            ngettext(
                "{n} deal won has no amount; revenue is too low by what it brought.",
                "{n} deals won have no amount; revenue is too low by what they brought.",
                n,
            ),
        )
    return found


def _junk_won(leads: pd.DataFrame, deals: pd.DataFrame) -> list[str]:
    if not {"lead_id", "status"} <= set(leads) or "lead_id" not in deals:
        return []
    won = deals.loc[deals["stage"].eq("won"), "lead_id"].dropna()
    return _counted(
        n := int((leads["lead_id"].isin(won) & leads["status"].isin(JUNK)).sum()),
        ngettext(
            "{n} lead is marked as turned away and yet has a deal won; it counts as won.",
            "{n} leads are marked as turned away and yet have a deal won; they count as won.",
            n,
        ),
    )


def _late_activities(leads: pd.DataFrame, acts: pd.DataFrame) -> list[str]:
    first, lead = acts["started_at"].min(), leads["created_at"].min()
    if first - lead < pd.Timedelta(days=SMALL_DAYS):
        return []
    said = _("The activities begin on {first}, the leads on {lead}; leads before that look as if nobody had called.")
    return [said.format(first=date(first.date()), lead=date(lead.date()))]


def _called_before(leads: pd.DataFrame, acts: pd.DataFrame) -> list[str]:
    if "lead_id" not in leads or "lead_id" not in acts or "kind" not in acts:
        return []
    first = acts[acts["kind"].isin(ATTEMPTS)].groupby("lead_id")["started_at"].min()
    early = leads["lead_id"].map(first.dt.floor("D")) < leads["created_at"].dt.floor("D")
    return _counted(
        n := int(early.sum()),
        ngettext(
            "{n} lead was called on a day before it was created; its time to the first call is below nought.",
            "{n} leads were called on a day before they were created; their times to the first call are below nought.",
            n,
        ),
    )


def _monthly(spend: pd.DataFrame) -> list[str]:
    days = spend["week_start"].drop_duplicates().sort_values()
    monthly = len(days) > 1 and days.dt.day.eq(days.dt.day.iloc[0]).all()
    if not monthly or any(later - earlier < pd.Timedelta(days=28) for earlier, later in pairwise(days)):
        return []
    said = ngettext(
        "Marketing spend seems to be by month: the money of {n} month stands in the week in which it begins.",
        "Marketing spend seems to be by month: the money of {n} months stands in the weeks in which they begin.",
        len(days),
    )
    return [said.format(n=number(len(days)))]
