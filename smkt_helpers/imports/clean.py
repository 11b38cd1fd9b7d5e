"""Which rows of the four tables count, and how they hang together by their ids."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from smkt_helpers.imports import kinds, rows
from smkt_helpers.imports.build import in_our_words
from smkt_helpers.imports.meanings import MEANINGS
from smkt_helpers.imports.repeats import one_of_each
from smkt_helpers.words import _, ngettext, number


@dataclass(frozen=True)
class Cleaned:
    """What is left of the tables, and all that was left out.

    `frames` are by object; `dropped` has the columns of `rows.DROPPED` (`file`, `row`, `reason`, ...) and the
    `object`; `notes` and `warnings` hold one sentence each.
    """

    frames: dict[str, pd.DataFrame]
    dropped: pd.DataFrame
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


def cleaned(frames: Mapping[str, pd.DataFrame], currency: str, now: pd.Timestamp) -> Cleaned:
    """Leave out rows that are no records of their own, and join the tables by the ids of the leads.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        By object, with `file`, `row` and `dated_badly`.
    currency : str
        The one that counts, "" if none is known.
    now : pandas.Timestamp
        What is later has not happened.
    """
    frames, dropped, notes, warnings = dict(frames), [], [], []
    tests: set[str] = set()
    instead: dict[str, str] = {}
    if "leads" in frames:
        frames["leads"], gone, tests, instead, said, odd = _leads(frames["leads"])
        notes += said
        warnings += odd
        dropped += [gone.assign(object="leads")]
    known = set(frames["leads"]["lead_id"].dropna()) if "leads" in frames and "lead_id" in frames["leads"] else set()
    if "deals" in frames:
        deals, said = _with_leads(frames["deals"], frames.get("leads"))
        notes += said
        frames["deals"], gone, said, odd = _deals(deals, currency, tests, known, instead)
        dropped += [gone.assign(object="deals")]
        notes += said
        warnings += odd
    if "activities" in frames:
        frames["activities"], gone, said, odd = _activities(frames["activities"], tests, known, instead, now)
        notes += said
        warnings += odd
        dropped += [gone.assign(object="activities")]
    if "customers" in frames:
        customers = frames["customers"]
        lead = _lead_of(customers["lead_id"], known, instead)
        frames["customers"], gone = rows.drop(customers.assign(lead_id=lead), lead.isna(), "no lead")
        dropped += [gone.assign(object="customers")]
    if "spend" in frames:
        frames["spend"], gone = _spend(frames["spend"], currency)
        dropped += [gone.assign(object="spend")]
    for object, frame in frames.items():
        frames[object], said = in_our_words(object, frame)
        notes += said
    if instead:
        said = ngettext(
            "{n} repeated lead was joined with the first one; its deals and activities now belong to that one.",
            "{n} repeated leads were joined with the first ones; their deals and activities now belong to those.",
            len(instead),
        )
        notes.append(said.format(n=number(len(instead))))
    return Cleaned(
        frames, rows.together(*dropped, rows.nothing_dropped().assign(object="")), tuple(notes), tuple(warnings)
    )


def _leads(leads: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, set[str], dict[str, str], list[str], list[str]]:
    """Return leads that count, those dropped, ids of tests, the lead for each repeated one, notes and warnings."""
    test = rows.test_records(leads)
    tests = set(leads.loc[test, "lead_id"].dropna()) if "lead_id" in leads else set()
    leads, gone = rows.drop(leads, test, "test record")
    leads, undated = rows.dated(leads, "created_at")
    leads, again, told, odd = one_of_each("leads", leads, "lead_id")
    # Anybody's key for this one import: without it no hash of a person can be looked up later.
    leads, repeated, instead, notes = rows.unique_people(leads, secrets.token_bytes(16))
    dropped = rows.together(gone, undated, again, repeated)
    return leads, dropped, tests, instead, [*rows.taken_over(told), *notes], odd


def _with_leads(deals: pd.DataFrame, leads: pd.DataFrame | None) -> tuple[pd.DataFrame, list[str]]:
    """Return deals with the leads that name them, as Salesforce notes it, where the deals themselves name none."""
    if leads is None or not {"lead_id", "deal_id"} <= set(leads) or "deal_id" not in deals:
        return deals, []
    named = leads.dropna(subset=["lead_id", "deal_id"])
    named = named.assign(deal_id=named["deal_id"].str.split(r"\s*[;,|]\s*", regex=True)).explode("deal_id")
    lead_of = named.drop_duplicates("deal_id").set_index("deal_id")["lead_id"]
    own = deals["lead_id"] if "lead_id" in deals else pd.Series(None, index=deals.index, dtype="object")
    found = deals["deal_id"].map(lead_of.to_dict()).astype("object")
    count = int((own.isna() & found.notna()).sum())
    if not count:
        return deals, []
    said = ngettext(
        "The lead of {n} deal was found in the table of leads, which names its deal.",
        "The leads of {n} deals were found in the table of leads, which names their deals.",
        count,
    )
    return deals.assign(lead_id=own.where(own.notna(), found)), [said.format(n=number(count))]


def _deals(
    deals: pd.DataFrame, currency: str, tests: set[str], known: set[str], instead: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame, list[str], list[str]]:
    """Return the deals that count, those dropped, notes and warnings."""
    owner = deals["lead_id"] if "lead_id" in deals else pd.Series(None, index=deals.index, dtype="object")
    deals, gone = rows.drop(deals, rows.test_records(deals) | owner.isin(tests).to_numpy(), "test record")
    deals, undated = rows.dated(deals, "created_at" if "created_at" in deals else "closed_at")
    deals, again, told, warnings = one_of_each("deals", deals, "deal_id")
    notes = rows.taken_over(told)
    deals, odd = kinds.renewals_apart(deals)
    warnings += odd
    deals, foreign = _one_currency(deals, currency)
    dropped = rows.together(gone, undated, again, foreign)
    if "lead_id" not in deals:
        said = _("The deals do not say which lead they belong to, so nobody can be followed from enquiry to sale.")
        return deals, dropped, notes, [*warnings, *([said] if known else [])]
    lead = _lead_of(deals["lead_id"], known, instead)
    if not known:
        said = _("No table of leads was given, so nobody can be followed from enquiry to sale; export it too.")
        return deals.assign(lead_id=lead), dropped, notes, [*warnings, said]
    if lost := int((lead.isna() & deals["lead_id"].notna()).sum()):
        said = ngettext(
            "{n} deal belongs to a lead that is not in the export; it counts as a deal, but not for any lead.",
            "{n} deals belong to leads that are not in the export; they count as deals, but not for any lead.",
            lost,
        )
        warnings.append(said.format(n=number(lost)))
    if blank := int(deals["lead_id"].isna().sum()):
        said = ngettext(
            "{n} deal names no lead; it counts as a deal, but not for any lead.",
            "{n} deals name no lead; they count as deals, but not for any lead.",
            blank,
        )
        warnings.append(said.format(n=number(blank)))
    return deals.assign(lead_id=lead), dropped, notes, warnings


def _activities(
    acts: pd.DataFrame, tests: set[str], known: set[str], instead: Mapping[str, str], now: pd.Timestamp
) -> tuple[pd.DataFrame, pd.DataFrame, list[str], list[str]]:
    """Return the activities that count, those dropped, notes and warnings."""
    acts, gone = rows.drop(acts, acts["lead_id"].isin(tests), "test record")
    acts, planned = rows.drop(acts, _not_done(acts) | acts["started_at"].gt(now), "planned")
    acts, undated = rows.dated(acts, "started_at")
    acts, again, told, odd = one_of_each("activities", acts, "activity_id")
    lead = _lead_of(acts["lead_id"], known, instead)
    acts, lost = rows.drop(acts.assign(lead_id=lead), lead.isna(), "no lead")
    return acts, rows.together(gone, undated, again, planned, lost), rows.taken_over(told), odd


def _not_done(acts: pd.DataFrame) -> pd.Series:
    if "outcome" not in acts:
        return pd.Series(False, index=acts.index)
    ours, _strange = rows.meant(acts["outcome"], MEANINGS["outcome"])
    not_done, _strange = rows.meant(acts["outcome"], MEANINGS["not done"])
    return ours.isna() & not_done.notna()


def _spend(spend: pd.DataFrame, currency: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    spend, undated = rows.dated(spend, "week_start")
    spend, foreign = _one_currency(spend, currency)
    spend, none = rows.drop(spend, ~spend["amount"].ge(0), "no amount")
    return spend, rows.together(undated, foreign, none)


def _one_currency(table: pd.DataFrame, currency: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    if "currency" not in table or not currency:
        return table, rows.nothing_dropped()
    return rows.drop(table, ~table["currency"].isin(["", currency]), "other currency")


def _lead_of(ids: pd.Series, known: set[str], instead: Mapping[str, str]) -> pd.Series:
    """Return for each cell its lead: the first of several ids that is known, the kept one for a repeated one."""
    found = {}
    for cell in ids.dropna().unique():
        one = instead.get(cell, cell)
        if one not in known and re.search(r"[;,|]", cell):
            each = [instead.get(part.strip(), part.strip()) for part in re.split(r"[;,|]", cell)]
            one = next((part for part in each if part in known), one)
        if one in known:
            found[cell] = one
    lead = ids.map(found).astype("object")
    return lead.where(lead.notna(), None)
