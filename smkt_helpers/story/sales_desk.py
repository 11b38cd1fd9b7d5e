"""Lesson 04 on the screen: twelve afternoons, speed, persistence, the backlog and the quarter's end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import matplotlib
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import INK, LINE, STYLE, Picture, svg_of
from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.desk.inbox_day import (
    RANK,
    RULES,
    STAGES,
    Afternoon,
    counts,
    first_calls,
    most_points,
    order_by,
    play,
)
from smkt_helpers.desk.inbox_people import People
from smkt_helpers.plan import siloed
from smkt_helpers.screen import PALETTE
from smkt_helpers.story.guess import guess_checked, line_of
from smkt_helpers.story.sales_desk_counts import (
    ATTEMPTS,
    HIGH_DISCOUNT,
    attempt_rows,
    little,
    passed_on,
    quarter_ends,
    somebody_new,
    speed_rows,
)
from smkt_helpers.story.two_teams import fate_of_leads, unopened_sentence
from smkt_helpers.words import _, duration, money, ngettext, number, percent

# What the lesson's notebook calls.
__all__ = [
    "backlog",
    "best_call_guessed",
    "passed_on",
    "persistence",
    "quarter_end",
    "speed",
    "twelve_thursdays",
]

BEST_FROM = {"most": 10, "many": 7, "some": 4, "few": 1, "none": 0}


# Twelve afternoons


def top_against_best(afternoons: Sequence[Afternoon]) -> list[tuple[int, int]]:
    """Return for each afternoon how far the lead with most points and the best call would have come (0 to 4)."""
    pairs = []
    for one in afternoons:
        ranks = [RANK[made.stage] for made in first_calls(one)]
        pairs.append((ranks[most_points(one)], max(ranks)))
    return pairs


def twelve_thursdays(afternoons: Sequence[Afternoon]) -> widgets.VBox:
    """Show on how many afternoons the lead with most points was the best call, and what each rule brought in all."""
    picture = _top_picture(afternoons).html()
    rules = screen.data_table(
        _rule_rows(afternoons),
        _("The same {n} afternoons, each worked through in different orders.").format(n=number(len(afternoons))),
    )
    return screen.box([screen.html(picture + rules + screen.paragraphs(_rules_say(afternoons)))], "smkt-card")


def _top_picture(afternoons: Sequence[Afternoon]) -> Picture:
    pairs, names = top_against_best(afternoons), [_(words) for words in STAGES.values()]
    weeks = [one.week + 1 for one in afternoons]
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7.2, 2.9))
        axes = figure.add_axes((0.24, 0.17, 0.74, 0.67))
        for place, (top, best) in enumerate(pairs):
            axes.plot([place, place], [top, best], color=LINE, linewidth=1.5, zorder=1)
        best = {"color": PALETTE["customer"], "markersize": 9, "label": _("the best call of the afternoon")}
        top = {"markerfacecolor": "none", "markeredgecolor": INK, "markersize": 14, "markeredgewidth": 1.6}
        axes.plot(range(len(pairs)), [pair[1] for pair in pairs], "D", **best)
        axes.plot(range(len(pairs)), [pair[0] for pair in pairs], "o", **top, label=_("the lead with the most points"))
        axes.set_xticks(range(len(pairs)), [number(week) for week in weeks])
        axes.set_yticks(range(len(names)), names)
        axes.set(ylim=(-0.5, len(names) - 0.4), xlim=(-0.6, len(pairs) - 0.4), xlabel=_("Thursday of week"))
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=9)
        svg = svg_of(figure)
    table = tuple(
        {
            _("Thursday of week"): number(week),
            _("The lead with the most points"): names[top],
            _("The best call"): names[best],
        }
        for week, (top, best) in zip(weeks, pairs, strict=True)
    )
    caption = _("How far each would have come if called first that afternoon.")
    return Picture(svg, _top_sentence(pairs), table, caption)


def _top_sentence(pairs: Sequence[tuple[int, int]]) -> str:
    hits = sum(top == best for top, best in pairs)
    silent = sum(top == RANK["silent"] for top, _best in pairs)
    said = ngettext(
        "On {hits} of {n} afternoons nobody would have come further than the lead with the most points.",
        "On {hits} of {n} afternoons nobody would have come further than the lead with the most points.",
        hits,
    )
    quiet = ngettext(
        "On {silent} of the {n} that lead would not even have picked up.",
        "On {silent} of the {n} that lead would not even have picked up.",
        silent,
    )
    return f"{said} {quiet}".format(hits=number(hits), n=number(len(pairs)), silent=number(silent))


def rule_totals(afternoons: Sequence[Afternoon]) -> dict[str, dict[str, float]]:
    """Return for each order of calling what all afternoons brought; see `smkt_helpers.desk.inbox_day.counts`."""
    totals = {}
    for rule in RULES:
        days = [counts(play(one, order_by(one, rule))) for one in afternoons]
        totals[rule] = {name: sum(day[name] for day in days) for name in days[0]}
    return totals


def _rule_rows(afternoons: Sequence[Afternoon]) -> list[dict[str, str]]:
    currency = afternoons[0].company.currency
    return [
        {
            _("Order"): _(RULES[rule]),
            _("Calls"): number(total["calls"]),
            _("Conversations"): number(total["talks"]),
            _("Real needs (SQL)"): number(total["needs"]),
            _("Paid later"): money(total["money"], currency),
        }
        for rule, total in rule_totals(afternoons).items()
    ]


def _rules_say(afternoons: Sequence[Afternoon]) -> str:
    totals = {rule: total["needs"] for rule, total in rule_totals(afternoons).items()}
    most = totals.pop("best")
    points, read, oldest = totals["hottest"], totals["reading"], totals["first_come"]
    words = {"points": number(points), "read": number(read), "oldest": number(oldest), "most": number(most)}
    if read > points:
        said = _(
            "Reading what people wrote before looking at the points found more real needs: {read} against {points}."
        )
    elif read < points:
        said = _("Reading what people wrote first found fewer real needs than points alone: {read} against {points}.")
    else:
        said = _("Reading what people wrote first found as many real needs as points alone: {read}.")
    if points > oldest:
        help = _("The points are not worthless: going by them found more than first come, first served ({oldest}).")
    else:
        help = _("Going by points found no more than first come, first served ({oldest}).")
    end = _("Nobody comes near the {most} of the best possible order, because nobody knows beforehand who picks up.")
    if max(totals.values()) >= most:
        end = _("One of the orders found as many as the best possible one, {most}; that is luck.")
    return " ".join((said, help, end)).format(**words)


def best_call_guessed(lesson: Any, words: Mapping[str, str], afternoons: Sequence[Afternoon]) -> widgets.VBox:
    """Compare the guess (on how many afternoons the lead with most points was the best call) with the quarter."""
    pairs = top_against_best(afternoons)
    hits = sum(top == best for top, best in pairs)
    hit = line_of(BEST_FROM, hits)
    return guess_checked(lesson, "best", hit, words, _top_sentence(pairs))


# Speed and persistence, on the same people


def speed(people: People) -> widgets.VBox:
    """Show what the first call brings when it comes sooner or later, on the same people."""
    rows = speed_rows(people)
    table = [
        {
            _("First call after"): duration(row["age"]),
            _("Of 100 people, pick up"): number(100 * row["talks"]),
            _("Of 100 people, show a real need"): number(100 * row["needs"], 1),
        }
        for row in rows
    ]
    caption = _("One attempt each, to the same {n} people whom marketing passed on in this quarter.").format(
        n=number(len(people.lead))
    )
    first, last = rows[0], rows[-1]
    words = {
        "soon": duration(first["age"]),
        "late": duration(last["age"]),
        "first": number(100 * first["needs"], 1),
        "last": number(100 * last["needs"], 1),
    }
    if first["needs"] > last["needs"]:
        said = _("Called after {soon}, {first} of 100 show a real need; the same people after {late}: {last}.")
    else:
        said = _("In this market waiting cost nothing: {first} of 100 after {soon}, {last} of 100 after {late}.")
    return screen.box([screen.html(screen.data_table(table, caption) + screen.paragraphs(said.format(**words)))])


def persistence(people: People, company: Company) -> widgets.VBox:
    """Show what each further attempt brings, and what somebody new would bring instead."""
    rows, new = attempt_rows(people, company), somebody_new(people, company)
    table = [
        {
            _("Attempt"): number(row["attempt"]),
            _("Still to be reached"): number(row["tried"]),
            _("Pick up now"): percent(row["share"]),
            _("Reached so far"): percent(row["so_far"]),
            _("Minutes per conversation"): number(row["minutes"]),
        }
        for row in rows
    ]
    caption = _("Up to {n} attempts; “reached so far” is out of all who ever pick up.").format(n=number(ATTEMPTS))
    said = _(
        "{minutes} minutes is what one conversation costs with somebody **new**: a look at the lead ({look} minutes), "
        "one attempt ({touch} minutes), and about {share} pick up."
    ).format(
        minutes=number(new),
        look=number(company.minutes.review),
        touch=number(company.minutes.touch),
        share=percent(rows[0]["share"]),
    )
    return screen.box([screen.html(screen.data_table(table, caption) + screen.paragraphs(said))])


# The backlog


def backlog(tables: Tables) -> widgets.VBox:
    """Say how long a lead waits, by dividing, and what became of those nobody calls."""
    found = little(tables)
    words = {name: number(value, 1) for name, value in found.items()} | {
        "waiting": number(found["waiting"]),
        "left_day": number(found["left_day"]),
        "unread": number(found["unread"]),
    }
    rule = _(
        "On average **{waiting}** leads lay on sales' list in this quarter, and **{left_day}** left it per day, "
        "weekends included: a rep opened them, or they had become too old. {waiting} divided by {left_day} is "
        "**{by_law} days**. Counted lead by lead, the wait was **{measured} days**."
    )
    fate = fate_of_leads(tables)
    nobody = _(
        "Now counted over the whole quarter. Of the {mql} leads passed on that had two weeks' time, {called} were "
        "called and {away} were opened and turned away."
    ).format(**{name: number(value) for name, value in fate.items()})
    text = rule.format(**words) + "\n\n" + nobody + " " + unopened_sentence(fate)
    return screen.box([screen.html(screen.paragraphs(text))], "smkt-card")


# The quarter's end


def quarter_end(company: Company, seed: int = 1, *, markets: int = 10) -> widgets.VBox:
    """Show what a high discount in the last two weeks brings in these weeks, and what in the half year after."""
    found = quarter_ends(company, seed, markets=markets)
    shown = {
        name: number(value) if name.startswith(("wins", "left", "anyway")) else money(value, company.currency)
        for name, value in found.items()
    }
    names = {
        "wins": _("Deals won in the last two weeks"),
        "discount": _("Discount given on them"),
        "revenue": _("Paid for them"),
        "renewals": _("Renewals these customers pay in the half year after"),
        "left": _("Of these customers, left within the half year"),
    }
    as_usual = _("At most {usual}, as always").format(usual=percent(siloed["discount_limit"]))
    pushed = _("Up to {high} in the last two weeks").format(high=percent(HIGH_DISCOUNT))
    rows = [{_("What"): words, as_usual: shown[name], pushed: shown[f"{name}_high"]} for name, words in names.items()]
    caption = _("One quarter's end in {n} markets (sums), the same people in both columns.").format(n=number(markets))
    text = screen.data_table(rows, caption) + screen.paragraphs(discount_sentence(found, company.currency))
    return screen.box([screen.html(text)], "smkt-card")


def _deals_more(more: int) -> str:
    if not more:
        return _("It brought no deal that would not have come anyway.")
    return ngettext("It brought {n} deal more.", "It brought {n} deals more.", more).format(n=number(more))


def discount_sentence(found: Mapping[str, float], currency: str) -> str:
    """Say whether the high discount brought more now, and what it cost later."""
    more = found["wins_high"] - found["anyway"]
    said = [
        _("Of the {high} deals won with the high discount, {anyway} would have been won without it.").format(
            high=number(found["wins_high"]), anyway=number(found["anyway"])
        ),
        _deals_more(int(more)),
    ]
    # Differences of the figures as shown, so that whoever checks them with the table finds the same.
    now = round(found["revenue_high"]) - round(found["revenue"])
    if now > 0:
        said.append(_("Now it brought {amount} more.").format(amount=money(now, currency)))
    else:
        said.append(_("Now it brought {amount} less.").format(amount=money(-now, currency)))
    later = round(found["renewals_high"]) - round(found["renewals"])
    if later > 0:
        said.append(_("In the half year after, renewals brought {amount} more.").format(amount=money(later, currency)))
    else:
        said.append(_("In the half year after, renewals brought {amount} less.").format(amount=money(-later, currency)))
    return " ".join(said)
