"""Lesson 05 on the screen: what is lost between the two teams, and what a written promise changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets
import matplotlib
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import INK, STYLE, Picture, svg_of
from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.metrics import scoreboard
from smkt_helpers.plan import siloed
from smkt_helpers.story.guess import guess_checked, line_of
from smkt_helpers.story.handoff_counts import (
    AGREED,
    FATES,
    HOURS,
    ON_PAPER,
    TRACKED,
    fates,
    funnel_of,
    in_hours,
    quarter,
    sooner,
    waits,
)
from smkt_helpers.story.two_teams import fate_of_leads
from smkt_helpers.words import N_, _, duration, money, number, percent

FATE_WORDS = {
    "kept": N_("called in time"),
    "late": N_("called later"),
    "away": N_("opened, turned away"),
    "unopened": N_("never opened"),
}
# Lightness falls from the best fate to the worst, and hatches part neighbours, so no meaning hangs on colour.
_LOOKS = {"kept": ("#10A67B", ""), "late": ("#9FD9C6", "//"), "away": ("#D9D9D9", ""), "unopened": ("#FFFFFF", "..")}


def fates_picture(rows: Sequence[tuple[str, Mapping[str, int]]], hours: float) -> Picture:
    """Draw of every 100 leads passed on how many were called in time, later, turned away or never opened.

    Parameters
    ----------
    rows : sequence of (name, fates)
        A translated name, and what `fates` returned.
    hours : float
        The promise they are measured by.
    """
    shares = [(name, {one: 100 * fate[one] / max(1, fate["mql"]) for one in FATES}) for name, fate in rows]
    with matplotlib.rc_context(STYLE):
        height = 0.75 + 0.5 * len(rows)
        figure = Figure(figsize=(7.2, height))
        axes = figure.add_axes((0.31, 0.08, 0.67, 1 - 0.6 / height))
        for place, (_name, share) in enumerate(shares):
            left = 0.0
            for one in FATES:
                colour, hatch = _LOOKS[one]
                axes.barh(
                    place, share[one], left=left, height=0.62, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.6,
                    label=_(FATE_WORDS[one]) if place == 0 else None,
                )  # fmt: skip
                if share[one] >= 4:
                    ground = dict(facecolor="#FFFFFF", edgecolor="none", pad=1)
                    axes.text(left + share[one] / 2, place, number(share[one]), ha="center", va="center", bbox=ground)
                left += share[one]
        axes.set_xlim(0, 100.4)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_yticks(range(len(rows)), [name for name, _share in shares])
        axes.set_xticks([])
        axes.spines[:].set_visible(False)
        axes.legend(loc="lower left", bbox_to_anchor=(-0.47, 1.0), ncols=4, frameon=False, fontsize=9)
        svg = svg_of(figure)
    table = tuple(
        {_("Way of working"): name, **{_(FATE_WORDS[one]): number(share[one]) for one in FATES}}
        for name, share in shares
    )
    caption = _("Of every 100 leads passed on, what became of them in two weeks; in time means within {hours}.").format(
        hours=in_hours(hours)
    )
    parts = [
        _("{name}: {kept} in time, {late} later, {away} turned away, {unopened} never opened.").format(
            name=name, **{one: number(share[one]) for one in FATES}
        )
        for name, share in shares
    ]
    return Picture(svg, f"{caption} {' '.join(parts)}", table, caption)


# What the notebook shows


def between_the_teams(company: Company, seed: int = 1) -> widgets.VBox:
    """Show where the leads of the siloed quarter went between the two teams, and who owns that place."""
    tables = quarter(company, siloed, seed)
    fate = fate_of_leads(tables)
    lay = fate["unopened"] - fate["lost"]
    cells = (
        (N_("never got onto a list that sales reads"), fate["lost"], N_("nobody")),
        (N_("lay on the list unopened"), lay, N_("nobody")),
        (N_("were opened and turned away; marketing was not told why"), fate["away"], N_("nobody")),
        (N_("were called"), fate["called"], N_("sales")),
    )
    rows = [
        {
            _("What became of them"): _(words),
            _("Leads"): number(count),
            _("Of every 100"): number(100 * count / max(1, fate["mql"])),
            _("Who answers for this step"): _(owner),
        }
        for words, count, owner in cells
    ]
    caption = _(
        "{mql} leads passed on in the siloed quarter, two weeks after the person had asked. Who asked in the last two "
        "weeks is left out."
    ).format(mql=number(fate["mql"]))
    owned = fate_of_leads(quarter(company, siloed.replace(owners=True), seed))
    said = _(
        "The same quarter with one change, a name for each step: {lost} instead of {before} leads never reach sales' "
        "list. It costs each person some {minutes} minutes a week."
    ).format(lost=number(owned["lost"]), before=number(fate["lost"]), minutes=number(company.team.owner_minutes))
    return screen.box([screen.html(screen.data_table(rows, caption) + screen.paragraphs(said))], "smkt-card")


def ways_to_hand_over(company: Company, seed: int = 1) -> widgets.VBox:
    """Compare a weekly list, a daily file and a shared CRM, all else as in the siloed quarter."""
    rows, seen = [], []
    for way, words in DECISIONS["handoff"].options:
        tables = quarter(company, siloed.replace(handoff=way), seed)
        leads = tables.leads
        mine = leads[(leads["created_at"] >= tables.start) & (leads["source"] != "own prospect")]
        lag = (mine["handed_at"] - mine["mql_at"]).dt.total_seconds() / 3600
        talks = tables.activities.query("kind == 'conversation'")
        board = scoreboard(tables, ("called_twice",))
        seen.append(float(talks["minutes"].mean()))
        rows.append(
            {
                _("Handed over by"): _(words),
                _("Until sales can see a lead (half wait longer)"): duration(60 * float(lag.median())),
                _("One conversation takes"): duration(seen[-1]),
                _("On two lists, called twice"): percent(board.loc["called_twice", "value"], 1),
                _("First call after (half wait longer)"): duration(60 * waits(tables)),
            }
        )
    caption = _("The siloed quarter, with nothing changed but the way leads are handed over.")
    if seen[0] > seen[-1]:
        said = _("A conversation is longer after a list, because the rep asks again what marketing already knew.")
    else:
        said = _("In this market conversations were no shorter with the shared CRM.")
    return screen.box([screen.html(screen.data_table(rows, caption) + screen.paragraphs(said))], "smkt-card")


LINES = (44, 52, 58, 64)


def where_is_the_line(company: Company, seed: int = 1) -> widgets.VBox:
    """Show what each threshold brings when both teams use one definition, a shared CRM and an owner for each step."""
    rows = []
    for line in LINES:
        funnel = funnel_of(quarter(company, AGREED.replace(threshold=line), seed))
        rates = funnel.rates()
        rows.append(
            {
                _("Passed on from"): _("{n} points").format(n=number(line)),
                _("MQL a week"): number(funnel.counts["mql"] / funnel.weeks),
                _("Of 100 MQL taken on"): number(100 * rates["sal"]),
                _("Of 100 taken on with a real need"): number(100 * rates["sql"]),
                _("Signed"): number(funnel.counts["won"]),
                _("Reps' hours used"): number(sum(funnel.hours.values())),
            }
        )
    before = funnel_of(quarter(company, siloed, seed))
    first = {
        _("Passed on from"): _("{n} points, two definitions (siloed)").format(n=number(siloed["threshold"])),
        _("MQL a week"): number(before.counts["mql"] / before.weeks),
        _("Of 100 MQL taken on"): number(100 * before.rates()["sal"]),
        _("Of 100 taken on with a real need"): number(100 * before.rates()["sql"]),
        _("Signed"): number(before.counts["won"]),
        _("Reps' hours used"): number(sum(before.hours.values())),
    }
    caption = _(
        "One quarter, the same people, one shared definition, one shared CRM and a name on every step; only the line "
        "moves. The reps have {hours} paid hours."
    ).format(hours=number(before.paid))
    return screen.box([screen.html(screen.data_table([first, *rows], caption))], "smkt-card")


def promise_guess(lesson: Any, words: Mapping[str, str], company: Company, seed: int = 1) -> widgets.VBox:
    """Compare the guess (how many of 100 are called sooner) with the promise on paper, once there is a guess."""
    moved = sooner(quarter(company, AGREED, seed), quarter(company, ON_PAPER, seed))
    share = 100 * moved["sooner"] / max(1, moved["called"])
    hit = line_of(GUESSED_FROM, share)
    if moved["same"] == moved["called"]:
        told = _("{called} people were called. Not one of these calls came sooner, and none later.")
    else:
        told = _("{called} people were called; {sooner} of these calls came sooner and {later} later.")
    told = told.format(**{name: number(count) for name, count in moved.items()})
    return guess_checked(lesson, "sooner", hit, words, told)


GUESSED_FROM = {"most": 50.5, "some": 20.5, "few": 0.5, "none": -1.0}


def promise_played(company: Company, seed: int = 1) -> widgets.VBox:
    """Show the same people under two teams, the agreement, its promise on paper, and its promise tracked."""
    ways = (
        (_("Each for itself"), siloed),
        (_("Agreed, within 24 hours"), AGREED),
        (_("4 hours, on paper"), ON_PAPER),
        (_("4 hours, tracked"), TRACKED),
    )
    played = [(name, quarter(company, plan, seed)) for name, plan in ways]
    picture = fates_picture([(name, fates(tables, HOURS)) for name, tables in played], HOURS)
    return screen.box(
        [screen.html(picture.html() + screen.paragraphs(promise_sentence(*(tables for _name, tables in played))))],
        "smkt-card",
    )


def promise_sentence(alone: Tables, agreed: Tables, paper: Tables, tracked: Tables) -> str:
    """Say what the agreement, the promise on paper and the tracked promise changed, whichever way it went."""
    was, now, kept = waits(alone), waits(agreed), waits(tracked)
    moved, follows = sooner(agreed, paper), sooner(paper, tracked)
    if now < was:
        first = _("One list, one definition and a name on every step bring the usual wait down from {was} to {now}.")
    else:
        first = _("One list, one definition and a name on every step do not shorten the wait: {was} before, {now} now.")
    if moved["same"] == moved["called"]:
        second = _("The promise of 4 hours on paper changes nothing more: every call stays where it was.")
    else:
        second = _("The promise of 4 hours on paper moves {moved} of {called} calls.")
    if kept < waits(paper):
        third = _(
            "Tracked, the same promise brings {sooner} of {all} calls forward and {later} come later; the usual wait "
            "is {kept}."
        )
    else:
        third = _("Tracked, the promise does not help in this market: the usual wait is {kept}.")
    money_words = _("Signed by people who had asked: {paper} with the promise on paper, {tracked} with it tracked.")
    figures = {
        "was": duration(60 * was),
        "now": duration(60 * now),
        "kept": duration(60 * kept),
        "moved": number(moved["called"] - moved["same"]),
        "called": number(moved["called"]),
        "sooner": number(follows["sooner"]),
        "later": number(follows["later"]),
        "all": number(follows["called"]),
        "paper": money(funnel_of(paper).revenue, paper.currency),
        "tracked": money(funnel_of(tracked).revenue, paper.currency),
    }
    return "\n\n".join(text.format(**figures) for text in (first, second, third, money_words))
