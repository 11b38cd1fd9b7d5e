"""What an afternoon at the inbox tells: each lead in words, each call, and the afternoon against other orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from smkt_helpers import screen
from smkt_helpers.desk.inbox_day import (
    RANK,
    RULES,
    STAGES,
    Afternoon,
    Call,
    cold_already,
    counts,
    first_calls,
    gone_cold,
    most_points,
    order_by,
    play,
)
from smkt_helpers.words import N_, _, duration, money, ngettext, number

TEMPERATURES = {"cold": N_("cold"), "warm": N_("warm"), "qualified": N_("qualified")}


def clock(afternoon: Afternoon, passed: float) -> str:
    """Return the time of day so many minutes into the afternoon."""
    minute = int(afternoon.opens + passed) % 1440
    return f"{minute // 60}:{minute % 60:02d}"


def name_of(afternoon: Afternoon, row: int) -> str:
    """Return what a lead is called on the screen: the firm's name, which comes once in an inbox."""
    return str(afternoon.records[row]["firm"])


def lead_html(afternoon: Afternoon, row: int, made: Call | None, passed: float) -> str:
    """Return one lead as a person sees it, and what the call led to if it was made."""
    record = afternoon.records[row]
    person = ngettext("{role}, {sector}, {size} person", "{role}, {sector}, {size} people", int(record["size"])).format(
        role=record["role"], sector=record["sector"], size=number(record["size"])
    )
    facts = _("{points} points · wrote {ago} ago · {channel} ({temperature}) · {pages} · {segment}").format(
        points=number(record["score"]),
        ago=duration(afternoon.opens + passed - afternoon.people.wrote[row]),
        channel=record["channel"],
        temperature=_(TEMPERATURES.get(record["temperature"], record["temperature"])),
        pages=ngettext("{n} page read", "{n} pages read", int(record["pages"])).format(n=number(record["pages"])),
        segment=record["segment"],
    )
    told = "" if made is None else f"<br><strong>{screen.inline(call_sentence(afternoon, made))}</strong>"
    name, person, facts = (screen.inline(text) for text in (name_of(afternoon, row), person, facts))
    return f"<strong>{name}</strong>, {person}<br>“{screen.inline(str(record['message']))}”<br>{facts}{told}"


def call_sentence(afternoon: Afternoon, made: Call) -> str:
    """Say what a rep knows right after a call; whether it becomes a sale shows only weeks later."""
    at = clock(afternoon, made.start)
    if made.stage == "silent":
        return _("☎ {at}: no answer.").format(at=at)
    talked = duration(made.end - made.start)
    if made.stage == "talk":
        said = (
            _("☎ {at}: talked for {time}. It does not suit them.")
            if made.ready
            else _("☎ {at}: talked for {time}. Not ready to decide anything yet.")
        )
        return said.format(at=at, time=talked)
    return _("☎ {at}: talked for {time}. ✔ A real need now.").format(at=at, time=talked)


def result_html(afternoon: Afternoon, mine: Sequence[Call]) -> str:
    """Return the afternoon against the other orders on the same people, as a table and in words."""
    orders = {rule: play(afternoon, order_by(afternoon, rule)) for rule in RULES}
    rows = [_row(_("Your order"), mine, afternoon)]
    rows += [_row(_(RULES[rule]), calls, afternoon) for rule, calls in orders.items()]
    caption = _(
        "The same people and the same {time}. Offers and sales show weeks later, if nobody has to wait for a meeting."
    ).format(time=duration(afternoon.minutes))
    told = [
        against_sentence(counts(mine), counts(orders["hottest"]), counts(orders["best"])),
        most_points_sentence(afternoon),
        cold_sentence(afternoon, [made.row for made in mine]),
    ]
    everybody = screen.folded(_("What each of them would have said at the first call"), _everybody(afternoon))
    return screen.data_table(rows, caption) + screen.paragraphs("\n\n".join(told)) + everybody


def _row(name: str, calls: Sequence[Call], afternoon: Afternoon) -> dict[str, str]:
    found = counts(calls)
    return {
        _("Order"): name,
        _("Calls"): number(found["calls"]),
        _("Conversations"): number(found["talks"]),
        _("Real needs (SQL)"): number(found["needs"]),
        _("Offers"): number(found["offers"]),
        _("Sold"): number(found["sales"]),
        _("Paid"): money(found["money"], afternoon.company.currency),
    }


def _everybody(afternoon: Afternoon) -> str:
    rows = [
        {
            _("Lead"): name_of(afternoon, made.row),
            _("Points"): number(afternoon.records[made.row]["score"]),
            _("Wrote"): _("{ago} ago").format(ago=duration(made.age)),
            _("If called first"): _(STAGES[made.stage]),
        }
        for made in sorted(first_calls(afternoon), key=lambda made: -afternoon.records[made.row]["score"])
    ]
    caption = _("Called at {at} with nobody before them, sorted by points.").format(at=clock(afternoon, 0))
    return screen.data_table(rows, caption)


def against_sentence(mine: dict[str, float], hottest: dict[str, float], best: dict[str, float]) -> str:
    """Say how an order did against most points first and against the best possible."""
    found = ngettext("You found {n} real need.", "You found {n} real needs.", mine["needs"]).format(
        n=number(mine["needs"])
    )
    if mine["needs"] > hottest["needs"]:
        against = _("Most points first would have found fewer: {other}.")
    elif mine["needs"] < hottest["needs"]:
        against = _("Most points first would have found more: {other}.")
    else:
        against = _("Most points first would have found as many.")
    against = against.format(other=number(hottest["needs"]))
    most = ngettext(
        "With hindsight {n} real need could have been found.",
        "With hindsight {n} real needs could have been found.",
        best["needs"],
    ).format(n=number(best["needs"]))
    luck = _("One afternoon is mostly luck; further down you see more of them.")
    return " ".join((found, against, most, luck))


def most_points_sentence(afternoon: Afternoon) -> str:
    """Say how far the lead with the most points would have come, against the others."""
    calls = first_calls(afternoon)
    top = calls[most_points(afternoon)]
    words = {
        "name": name_of(afternoon, top.row),
        "points": number(afternoon.records[top.row]["score"]),
        "stage": _(STAGES[top.stage]),
    }
    further = [made for made in calls if RANK[made.stage] > RANK[top.stage]]
    if not further:
        return _(
            "The lead with the most points was {name} ({points}). Called first: {stage}. Nobody else would have come "
            "further, so this time the best-looking lead was the best call."
        ).format(**words)
    best = max(further, key=lambda made: RANK[made.stage])
    return _(
        "The lead with the most points was {name} ({points}). Called first: {stage}. The best call was somebody else, "
        "for example {other} with {fewer} points: {further}."
    ).format(
        **words,
        other=name_of(afternoon, best.row),
        fewer=number(afternoon.records[best.row]["score"]),
        further=_(STAGES[best.stage]),
    )


def cold_sentence(afternoon: Afternoon, called: Sequence[int]) -> str:
    """Say who went cold before the afternoon began, and who of those left over will have by the next morning."""
    before, after = len(cold_already(afternoon)), len(gone_cold(afternoon, called))
    if before:
        said = ngettext(
            "{n} of the {all} would have come further if called five minutes after writing.",
            "{n} of the {all} would have come further if called five minutes after writing.",
            before,
        ).format(n=number(before), all=number(len(afternoon.leads)))
    else:
        said = _("Nobody on the list had gone cold before you sat down.")
    if after:
        left = ngettext(
            "{n} of those you did not call will have gone cold by tomorrow morning.",
            "{n} of those you did not call will have gone cold by tomorrow morning.",
            after,
        ).format(n=number(after))
    else:
        left = _("Of those you did not call, nobody is lost by waiting until tomorrow morning.")
    return said + " " + left


def kept_calls(afternoon: Afternoon, values: dict[str, Any]) -> tuple[int, ...] | None:
    """Return the rows called in an afternoon that was kept; None when what was kept does not fit this inbox."""
    called = values.get("called", [])
    if not isinstance(called, list) or any(lead not in afternoon.leads for lead in called):
        return None
    rows = tuple(afternoon.leads.index(lead) for lead in called)
    if len(set(rows)) < len(rows) or len(play(afternoon, rows)) < len(rows):
        return None
    return rows
