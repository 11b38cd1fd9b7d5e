"""The trainer's own papers: the run sheet with clock times, the cue card, and what to print how often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from smkt_helpers.charts.picture import Picture
from smkt_helpers.companies import Company
from smkt_helpers.events import SHOCKS
from smkt_helpers.screen import data_table, inline, paragraphs
from smkt_helpers.words import _, duration, money, ngettext, number
from smkt_helpers.workshop.facts import quarter_name, shock_words
from smkt_helpers.workshop.formats import KINDS, PLAYED, STEPS, Format, shared_out, steps_of
from smkt_helpers.workshop.paper.expected import WAYS, round_amount
from smkt_helpers.workshop.paper.page import box, head, listed, page, says
from smkt_helpers.workshop.paper.texts import (
    CHECKLIST,
    INJECTS,
    MISTAKES,
    NO_BLAME,
    QUARTER_DOES,
    QUESTIONS,
    SCORING,
    SCRIPTS,
    SHOWS,
    TROUBLE,
)
from smkt_helpers.workshop.paper.times import Slot, clock
from smkt_helpers.workshop.room.cues import BRIEFINGS, CUES, before, cue_in_general


def special(format: Format, round: int) -> tuple[str, ...]:
    """Return what is special about a quarter: keys of `SHOWS` and `MISTAKES`."""
    part = format.rounds[round]
    if part.kind == "practice":
        return ("practice",)
    found = []
    if all(one.kind == "practice" for one in format.rounds[:round]):
        found.append("first")
    if part.swap:
        found.append("swap")
    if any(one.kind == "meeting" for one in before(format, round)):
        found.append("meeting")
    if not found:
        found.append("more")
    if round == len(format.rounds) - 1:
        found.append("last")
    return tuple(found)


def slot_name(format: Format, slot: Slot) -> str:
    """Return what a part of the agenda is called on the run sheet."""
    if slot.part.kind not in PLAYED:
        return _(KINDS[slot.part.kind])
    name = quarter_name(format, slot.round)
    return _("{quarter}, seats swapped before it").format(quarter=name) if slot.part.swap else name


def agenda_rows(format: Format, slots: Sequence[Slot]) -> list[dict[str, str]]:
    """Return the agenda as rows of a table: times, what, minutes, what the trainer does."""
    return [
        {
            _("Time"): f"{clock(slot.begins)}–{clock(slot.ends)}",
            _("What"): slot_name(format, slot),
            _("Minutes"): number(slot.part.minutes),
            _("You"): does_and_says(slot)[0],
        }
        for slot in slots
    ]


def does_and_says(slot: Slot) -> tuple[str, str]:
    """Return what the trainer does in a part of the agenda, and what leads into it, to be said aloud."""
    if slot.part.kind in PLAYED:
        cue = "practice" if slot.part.kind == "practice" else "swap" if slot.part.swap else "brief"
        return _(QUARTER_DOES), _("“{words}”").format(words=cue_in_general(cue).say)
    does, leads = SCRIPTS[slot.part.kind]
    return _(does), _(leads).format(end=clock(slot.ends))


def step_rows(slot: Slot) -> list[dict[str, str]]:
    """Return the steps of a quarter with their clock times."""
    rows, now = [], slot.begins
    for step, minutes in steps_of(slot.part):
        rows.append({_("Time"): clock(now), _("Minutes"): number(minutes), _("Step"): _(STEPS[step][1])})
        now += minutes
    return rows


def expected_row(curves: pd.DataFrame, round: int, currency: str) -> str:
    """Return what to expect of a quarter, as one sentence; a practice quarter has none."""
    if round not in curves.index:
        return ""
    amounts = {way: money(round_amount(curves.loc[round, way]), currency) for way in WAYS}
    told = "; ".join(f"{_(words)}: {amounts[way]}" for way, words in WAYS.items())
    return _("Expected contribution of a table: {ways}.").format(ways=told)


def run_sheet(format: Format, company: Company, slots: Sequence[Slot], curves: pd.DataFrame, curve: Picture) -> str:
    """Return the run sheet: the agenda, what to expect, and a part for each quarter, the debrief and the end."""
    title = _("Run sheet: {format}, {begins} to {ends}").format(
        format=_(format.name), begins=clock(slots[0].begins), ends=clock(slots[-1].ends)
    )
    agenda = data_table(agenda_rows(format, slots), _("{minutes} in all.").format(minutes=_(format.hours)))
    first = (
        head(title)
        + f'<div class="agenda">{agenda}</div>'
        + head(_("What you may expect"), 2) + curve.html(table=False)
        + f'<div class="keep">{curve.table_html()}</div>'
    )  # fmt: skip
    parts = [_part(format, company, slot, curves) for slot in slots]
    return page(title, first + "".join(parts), _prepared())


def _part(format: Format, company: Company, slot: Slot, curves: pd.DataFrame) -> str:
    title = f"{clock(slot.begins)} {slot_name(format, slot)}"
    does, leads = does_and_says(slot)
    words = [head(title, 2), says(leads)]
    if slot.part.kind == "debrief":
        minutes = shared_out(slot.part.minutes, [one.weight for one in QUESTIONS])
        words.append(debrief(minutes))
    elif slot.part.kind not in PLAYED:
        words.append(paragraphs(does))
    else:
        words.append(f'<div class="keep">{data_table(step_rows(slot), _("Step by step."))}</div>')
        words += [paragraphs(line) for line in quarter_notes(format, company, slot.round, curves)]
    return "".join(words)


def quarter_notes(format: Format, company: Company, round: int, curves: pd.DataFrame) -> list[str]:
    """Return what a trainer should know about a quarter: plain paragraphs with **strong** words."""
    notes = [
        _("**What it shows:** {text}").format(text=" ".join(_(SHOWS[key]) for key in special(format, round))),
        *_injected(format, round),
    ]
    told = expected_row(curves, round, company.currency)
    if told:
        notes.append(f"**{_('The curve:')}** {told}")
    for key in special(format, round):
        notes += [
            _("**Common mistake:** {mistake} **Reply:** {reply}").format(mistake=_(mistake), reply=_(reply))
            for mistake, reply in MISTAKES[key]
        ]
    return notes


def _injected(format: Format, round: int) -> list[str]:
    shocks = format.rounds[round].shocks
    if not shocks:
        return [_("**Nothing unexpected happens** in this quarter.")]
    what = "; ".join(map(shock_words, shocks))
    notes = [_("**Happens; do not announce it:** {what}.").format(what=what)]
    for kind in dict.fromkeys(shock.kind for shock in shocks):
        told, look = INJECTS[kind]
        notes += [
            _("**Say with the results:** {told}").format(told=_(told)),
            _("**Look at:** {look}").format(look=_(look)),
        ]
    return notes


def debrief(minutes: Sequence[int]) -> str:
    """Return the six questions with their minutes, what to ask and what to listen for."""
    rows = [
        {_("Question"): _(one.name), _("Minutes"): number(time), _("Ask"): _(one.ask), _("Listen for"): _(one.listen)}
        for one, time in zip(QUESTIONS, minutes, strict=True)
    ]
    return data_table(rows, _("Six questions, in this order. Wait seven seconds before you help."))


def _prepared() -> str:
    checks = [
        _("{time}: {what}").format(time=duration(minutes), what=_(what)) for minutes, what in CHECKLIST
    ]
    troubles = [{_("If"): _(what), _("Then"): _(reply)} for what, reply in TROUBLE]
    return (
        head(_("Before the day"), 2) + listed(checks, ticks=True)
        + head(_("When something goes wrong"), 2) + data_table(troubles, _("Nothing here costs you the day."))
        + head(_("How to read the figures"), 2) + listed(_(line) for line in SCORING)
        + head(_("How we talk"), 2) + listed(_(line) for line in NO_BLAME)
    )  # fmt: skip


def cue_card(format: Format) -> str:
    """Return the card that lies beside the laptop: step by step what to press, say and watch; on one page."""
    kinds = {"practice" if part.kind == "practice" else "swap" if part.swap else "brief" for part in format.rounds}
    rows = []
    for key in CUES:
        if key == "over" or key in BRIEFINGS and key not in kinds:
            continue
        cue = cue_in_general(key)
        rows.append({_("Press"): cue.press, _("Say"): cue.say, _("Watch"): cue.watch})
    happens = list(dict.fromkeys(_(SHOCKS[shock.kind]) for part in format.rounds for shock in part.shocks))
    told = ngettext(
        "**One thing** happens that nobody is told before: {list}.",
        "**{n} things** happen that nobody is told before: {list}.",
        len(happens),
    ).format(n=number(len(happens)), list="; ".join(happens))
    note = _(
        "You own the pace: the clock is advice. “Take back” names the last entry and undoes it, until the quarter has "
        "been played."
    )
    steps = data_table(rows, _("Step by step; the button in the control room always names the next one."))
    notes = paragraphs(note) + (paragraphs(told) if happens else "")
    return page(_("Cue card"), head(_("Cue card")) + f'<div class="dense">{steps}</div>' + box(notes))


def print_list(format: Format, files: Mapping[str, tuple[str, str]]) -> str:
    """Return the first page: every file, and how many copies of it to print.

    Parameters
    ----------
    format : Format
    files : mapping of str to (str, str)
        By file name: what it is, and how many copies.
    """
    rows = "".join(
        f'<tr><th scope="row"><a href="{file}">{inline(what)}</a></th><td>{inline(copies)}</td></tr>'
        for file, (what, copies) in files.items()
    )
    heads = "".join(f'<th scope="col">{inline(text)}</th>' for text in (_("Page"), _("Print")))
    told = _(
        "Everything opens with the network off. To print, open a page and press Ctrl+P (Cmd+P on a Mac), paper A4, "
        "scale 100%."
    )
    body = (
        head(_("Papers for the workshop: {format}").format(format=_(format.name)))
        + paragraphs(told)
        + f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )  # fmt: skip
    return page(_("Papers for the workshop"), body)
