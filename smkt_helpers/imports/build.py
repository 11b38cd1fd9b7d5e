"""From the rows of an import to the six CRM tables: what is unknown stays blank, what is worked out is said.

The tables handed in are those of `columns.read_columns`, cleaned: words, times and numbers under the names of the
fields. Ids are words here, and whole numbers in the CRM tables.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from smkt_helpers.crm import SCHEMA, Tables, completed
from smkt_helpers.imports.meanings import MEANINGS
from smkt_helpers.imports.rows import meant, quoted
from smkt_helpers.words import _, number

Frames = Mapping[str, pd.DataFrame]
WEEKS_LEFT = 8  # of the period, when it begins on the first day of a month
ATTEMPTS = ("call", "e-mail", "conversation", "meeting")
TALKS = ("conversation", "meeting")
TALKED = ("answered", "qualified", "not qualified", "not ready")
MARKETING_KINDS = ("ad seen", "visit", "form", "asked again")
EVENTS = {
    "leads": ("created_at", "mql_at", "handed_at", "looked_at", "sal_at", "first_touch_at", "reached_at", "sql_at",
              "opportunity_at", "returned_at"),
    "deals": ("created_at", "closed_at"),
    "activities": ("started_at",),
    "spend": ("week_start",),
}  # fmt: skip
_DTYPES = {"whole": "float64", "number": "float64", "time": "datetime64[s]", "date": "datetime64[s]"}


def in_our_words(object: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Translate the smaller columns into the kit's words, and say which words are left out.

    Parameters
    ----------
    object : str
        "leads", "deals" or "activities".
    frame : pandas.DataFrame

    Returns
    -------
    frame : pandas.DataFrame
    notes : list of str
    """
    columns = {
        "leads": {"reject_reason": "reject_reason", "source": "source", "temperature": "temperature",
                  "ad_message": "ad_message"},
        "deals": {"lost_reason": "lost_reason", "kind": "deal kind"},
        "activities": {"kind": "activity kind", "outcome": "outcome", "team": "team"},
    }.get(object, {})  # fmt: skip
    notes = []
    for column, meanings in columns.items():
        if column not in frame:
            continue
        ours, strange = meant(frame[column], MEANINGS[meanings])
        if strange:
            first = quoted(strange, 3)
            if (object, column) == ("activities", "kind"):
                said = _("Activities of other kinds count as notes, not as attempts to reach somebody: {words}.")
                ours = ours.where(ours.notna() | frame[column].isna(), "note")
            else:
                said = _("{object}, {field}: words the kit does not know are left blank: {words}.")
            notes.append(said.format(object=object, field=column, words=first))
        frame = frame.assign(**{column: ours})
    return frame, notes


def period_of(
    frames: Frames, start: pd.Timestamp | None, end: pd.Timestamp | None, now: pd.Timestamp
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the period that counts: what was asked for, else what the data cover.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
    start, end : pandas.Timestamp or None
    now : pandas.Timestamp
        What is later is only planned.

    Returns
    -------
    start, end : pandas.Timestamp
        `start` is the first day of the month after the first lead or deal, if that leaves eight weeks, else the
        Monday of the first; `end` is the day after the last event.
    """
    times = _times(frames, now)
    last = last_event(frames, now)
    if end is None:
        end = last.floor("D") + pd.Timedelta(days=1)
    begun = [one.min() for object in ("leads", "deals") for one in times[object][:1] if len(one)]
    begun = begun or [one.min() for columns in times.values() for one in columns if len(one)] or [last]
    first = min(begun).floor("D")
    if start is None:
        month = first.replace(day=1) + pd.DateOffset(months=1)
        monday = first - pd.Timedelta(days=first.day_of_week)
        start = month if end - month >= pd.Timedelta(weeks=WEEKS_LEFT) else monday
    return start.as_unit("s"), end.as_unit("s")


def last_event(frames: Frames, now: pd.Timestamp) -> pd.Timestamp:
    """Return when the last thing happened of which the data tell; `now` if they tell of nothing."""
    return max((one.max() for columns in _times(frames, now).values() for one in columns if len(one)), default=now)


def _times(frames: Frames, now: pd.Timestamp) -> dict[str, list[pd.Series]]:
    """Return by object the times of what has happened, column by column."""
    found = {}
    for object, columns in EVENTS.items():
        frame = frames.get(object, pd.DataFrame())
        if object == "deals" and "closed_at" in frame:
            # The date of an open deal is when somebody hopes to close it.
            frame = frame.assign(closed_at=frame["closed_at"].mask(frame["stage"].eq("open")))
        times = [frame[column].dropna() for column in columns if column in frame]
        found[object] = [one[one <= now] for one in times]
    return found


def derived(frames: Frames) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Work out what other columns and tables tell, where the export does not say it itself.

    Returns
    -------
    frames : dict of str to pandas.DataFrame
    notes : list of str
        One sentence per thing that was worked out.
    """
    frames, notes = dict(frames), []
    if "activities" in frames:
        frames["activities"] = _activities(frames["activities"])
    if "deals" in frames:
        frames["deals"], said = _deals(frames["deals"])
        notes += said
    if "leads" in frames:
        for step in (_status, _from_activities, _from_deals):
            frames["leads"], said = step(frames["leads"], frames)
            notes += said
    return frames, notes


def _activities(acts: pd.DataFrame) -> pd.DataFrame:
    kind = acts["kind"] if "kind" in acts else pd.Series(None, index=acts.index, dtype="object")
    kind = kind.fillna("note")
    team = pd.Series(np.where(kind.isin(MARKETING_KINDS), "marketing", "sales"), index=acts.index, dtype="object")
    return acts.assign(kind=kind, team=acts["team"].fillna(team) if "team" in acts else team)


def _deals(deals: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    notes = []
    won = deals["stage"].eq("won")
    has_value, has_amount = (name in deals and deals[name].notna().any() for name in ("value", "amount"))
    value, amount = (deals[name] if name in deals else _blank(deals) for name in ("value", "amount"))
    discount = deals["discount"] if "discount" in deals else _blank(deals)
    if has_amount and not has_value:
        value = (amount / (1 - discount.where(discount < 1))).round(2).fillna(amount)
    elif has_value and has_amount and discount.isna().all():
        # Price and payment of the same deal tell the discount.
        share = (1 - amount / value.where(value > 0)).round(4)
        discount = share.where(won & share.between(0, 1))
        notes.append(_("The discount of the deals won was worked out from their price and what was paid."))
    elif has_value:
        left = (value * (1 - discount.fillna(0))).round(2)
        if (amount.isna() & left.notna() & won).any():
            notes.append(_("What customers pay for a deal won was worked out: its price, less the discount if known."))
        amount = amount.fillna(left)
    if (has_value or has_amount) and discount.isna().all():
        notes.append(_("The export has one price for a deal and no discount, so discounts are unknown."))
    # The date of an open deal is when somebody hopes to close it.
    closed = deals["closed_at"] if "closed_at" in deals else _no_time(deals)
    if (planned := closed.notna() & deals["stage"].eq("open")).any():
        notes.append(_("Closing dates of {n} open deals are plans, and are not read.").format(n=number(planned.sum())))
    amount = amount.where(won, 0.0)
    return deals.assign(value=value, discount=discount, amount=amount, closed_at=closed.mask(planned)), notes


def _status(leads: pd.DataFrame, _frames: Frames) -> tuple[pd.DataFrame, list[str]]:
    """Join a lead's status and its lifecycle stage: an offer or a sale outdoes everything, else the status counts."""
    none = pd.Series(None, index=leads.index, dtype="object")
    status, lifecycle = (leads[name] if name in leads else none for name in ("status", "lifecycle"))
    further = lifecycle.where(lifecycle.isin(["open", "won"]))
    return leads.assign(status=further.fillna(status).fillna(lifecycle)), []


def _from_activities(leads: pd.DataFrame, frames: Frames) -> tuple[pd.DataFrame, list[str]]:
    acts = frames.get("activities")
    if acts is None or "lead_id" not in leads or "lead_id" not in acts:
        return leads, []
    tried = acts[acts["team"].eq("sales") & acts["kind"].isin(ATTEMPTS)]
    if tried.empty:
        return leads, []
    answered = tried["outcome"].isin(TALKED) if "outcome" in tried else False
    talked = tried[tried["kind"].isin(TALKS) | answered]
    ids = leads["lead_id"]
    first_talk = talked.groupby("lead_id", sort=False)["started_at"].min()
    if "reached_at" in leads and leads["reached_at"].notna().any():
        first_talk = leads.drop_duplicates("lead_id").set_index("lead_id")["reached_at"]
    # What comes after the first conversation is no attempt to reach the person. A call and the conversation it led
    # to may both be noted, at the same time.
    until = first_talk.reindex(tried["lead_id"]).set_axis(tried.index)
    attempts = tried[~(tried["started_at"] > until)]
    attempts = attempts.drop_duplicates(["lead_id", "started_at"])
    found = {
        "touches": attempts.groupby("lead_id", sort=False).size().reindex(ids).fillna(0).astype("float64"),
        "first_touch_at": tried.groupby("lead_id", sort=False)["started_at"].min().reindex(ids),
        "reached_at": first_talk.reindex(ids),
    }
    # A column that the leads carry themselves is taken as it is.
    new = {
        name: one.set_axis(leads.index) for name, one in found.items() if name not in leads or leads[name].isna().all()
    }
    if not new:
        return leads, []
    note = _("Worked out from the activities of sales, because the leads do not say it: {columns}.")
    return leads.assign(**new), [note.format(columns=", ".join(new))]


def _from_deals(leads: pd.DataFrame, frames: Frames) -> tuple[pd.DataFrame, list[str]]:
    deals = frames.get("deals")
    if deals is None or "lead_id" not in leads or "lead_id" not in deals or deals["lead_id"].isna().all():
        return leads, []
    notes = []
    new = deals[deals["lead_id"].notna()]
    new = new[new["kind"].ne("renewal")] if "kind" in new else new
    ids = leads["lead_id"]
    asked = leads["opportunity_at"] if "opportunity_at" in leads else _no_time(leads)
    if asked.isna().all() and "created_at" in new:
        asked = new.groupby("lead_id")["created_at"].min().reindex(ids).set_axis(leads.index)
        notes.append(_("When a lead asked for an offer is when its first deal was created."))
    # A lead won stays won, whatever other deals it has; one with an open deal is not lost.
    by_stage = {stage: ids.isin(new.loc[new["stage"] == stage, "lead_id"]) for stage in ("lost", "open", "won")}
    status = leads["status"]
    for stage, here in by_stage.items():
        status = status.mask(here & ~(status.eq("won") if stage != "won" else False), stage)
    closing = new[new["stage"] == "won"].groupby("lead_id")["closed_at"].min().reindex(ids).set_axis(leads.index)
    closed = leads["closed_at"] if "closed_at" in leads else _no_time(leads)
    closed = closing.fillna(closed).where(~status.eq("open"))
    changed = (status.fillna("") != leads["status"].fillna("")) | (closing.notna() & closing.ne(leads.get("closed_at")))
    if changed.any():
        notes.append(_("Whether a lead was won, and when, is what its deals say."))
    return leads.assign(opportunity_at=asked, status=status, closed_at=closed), notes


def _blank(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(np.nan, index=frame.index)


def _no_time(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(pd.NaT, index=frame.index, dtype="datetime64[s]")


def tables_of(frames: Frames, own: Frames, *, start: pd.Timestamp, end: pd.Timestamp, currency: str) -> Tables:
    """Return the CRM tables.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        "leads", "deals", "activities", "spend" and a list of "customers", as far as there are any, with ids as words.
    own : mapping of str to pandas.DataFrame
        "terms" where the kit's own file was read.
    start, end : pandas.Timestamp
    currency : str
        Code, "" if nobody knows.
    """
    leads = frames.get("leads", pd.DataFrame())
    numbers = id_numbers(leads["lead_id"]) if "lead_id" in leads else {}
    made = {"leads": _numbered(leads, "lead_id", numbers)}
    for name in ("deals", "activities"):
        frame = frames.get(name, pd.DataFrame())
        owner = frame["lead_id"].map(numbers) if "lead_id" in frame else pd.Series(np.nan, index=frame.index)
        made[name] = frame.assign(lead_id=owner.astype("float64"))
    deals = made["deals"]
    made["deals"] = _numbered(deals, "deal_id", id_numbers(deals["deal_id"]) if "deal_id" in deals else {})
    made["customers"] = _customers(made["deals"], made["leads"])
    if (listed := frames.get("customers")) is not None:
        made["customers"] = listed.assign(lead_id=listed["lead_id"].map(numbers).astype("int64"))
    made["spend"] = _weekly_spend(frames.get("spend", pd.DataFrame()), start)
    made["terms"] = pd.DataFrame()
    made |= own
    tables = {name: _typed(name, frame) for name, frame in made.items()}
    return Tables(
        {name: (lambda frame=frame: frame) for name, frame in tables.items()},
        start=start,
        end=end,
        replications=1,
        currency=currency,
    )


def id_numbers(ids: pd.Series) -> dict[str, int]:
    """Return a whole number for each id: the id itself where all are such numbers, else their order."""
    distinct = list(dict.fromkeys(ids.dropna()))
    if all(one.isascii() and one.isdigit() and len(one) <= 15 and str(int(one)) == one for one in distinct):
        return {one: int(one) for one in distinct}
    return {one: place for place, one in enumerate(distinct, start=1)}


def _numbered(frame: pd.DataFrame, id: str, numbers: Mapping[str, int]) -> pd.DataFrame:
    if id in frame:
        return frame.assign(**{id: frame[id].map(numbers)})
    return frame.assign(**{id: np.arange(1, len(frame) + 1)})


def _customers(deals: pd.DataFrame, leads: pd.DataFrame) -> pd.DataFrame:
    """Return the leads with a deal won: customers since the first of them."""
    if deals.empty:
        return pd.DataFrame()
    won = deals[deals["stage"].eq("won") & deals["lead_id"].notna() & deals["closed_at"].notna()]
    first = won.sort_values("closed_at", kind="stable").drop_duplicates("lead_id").sort_values("lead_id")
    found = pd.DataFrame(
        {
            "customer_id": np.arange(1, len(first) + 1),
            "lead_id": first["lead_id"].to_numpy(),
            "since": first["closed_at"].to_numpy(),
            "amount": first["amount"].to_numpy(),
        }
    )
    about = leads[[name for name in ("lead_id", "segment", "channel") if name in leads]]
    return found.merge(about, on="lead_id", how="left")


def _weekly_spend(spend: pd.DataFrame, start: pd.Timestamp) -> pd.DataFrame:
    if spend.empty:
        return spend
    monday = _monday(spend["week_start"])
    channel = spend["channel"] if "channel" in spend else pd.Series(None, index=spend.index, dtype="object")
    channel = channel.fillna(_("not said"))
    added = spend["amount"].groupby([monday.rename("week_start"), channel.rename("channel")]).sum().reset_index()
    first = _monday(pd.Series([start]))[0]
    return added.assign(week=(added["week_start"] - first).dt.days // 7)


def _monday(days: pd.Series) -> pd.Series:
    days = days.dt.floor("D")
    return days - pd.to_timedelta(days.dt.day_of_week, unit="D")


def _typed(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the columns of the schema, each of its kind, blank where nothing is known."""
    frame = frame.assign(replication=0)
    made = {}
    for column in SCHEMA[name]:
        values = frame[column.name] if column.name in frame else pd.Series(None, index=frame.index, dtype="object")
        values = values.astype(_DTYPES.get(column.kind, "object"))
        if column.kind == "whole" and values.notna().all():
            values = values.astype("int64")
        elif column.kind in ("text", "switch"):
            values = values.where(values.notna(), None)
        made[column.name] = values.reset_index(drop=True)
    return completed(name, pd.DataFrame(made))
