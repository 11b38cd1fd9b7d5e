"""What lies on the tables: role cards, decision sheets, the agenda card, commitments, and the letter weeks later."""

from __future__ import annotations

from smkt_helpers.companies import Company
from smkt_helpers.decisions import DECISIONS, OWNERS, SEATS
from smkt_helpers.metric_list import FIGURES
from smkt_helpers.metrics import METRICS
from smkt_helpers.screen import inline, paragraphs
from smkt_helpers.story.loop_pages import AGENDA
from smkt_helpers.words import _, money, number
from smkt_helpers.workshop.facts import short_name, table_name
from smkt_helpers.workshop.formats import Format, shared_out
from smkt_helpers.workshop.paper.page import box, form, head, lines, listed, page
from smkt_helpers.workshop.paper.texts import FOLLOW_UP, NO_BLAME, RULES
from smkt_helpers.workshop.roles import ROLES, SWAP
from smkt_helpers.workshop.room.sheets import allowed, numbered
from smkt_helpers.workshop.state import PREDICTIONS


def role_cards(format: Format) -> str:
    """Return the page of role cards: one for each seat, the captain and the observer, two on a sheet."""
    cards = [_role_card(format, role) for role in ROLES]
    sheets = ["".join(cards[place : place + 2]) for place in range(0, len(cards), 2)]
    return page(_("Role cards"), *sheets, _rules())


def _role_card(format: Format, role: str) -> str:
    one = ROLES[role]
    parts = [head(_(one.name), 2), paragraphs(_(one.you)), paragraphs(_(one.counts))]
    if role in SEATS:
        decides = "; ".join(_(DECISIONS[name].label) for name in format.decisions[role])
        both = "; ".join(_(DECISIONS[name].label) for name in format.decisions["agreement"])
        sees = "; ".join(_(METRICS[id].name) for id in FIGURES[role])
        parts += [
            paragraphs(_("**You decide:** {decisions}.").format(decisions=decides)),
            paragraphs(_("**With the other team:** {decisions}.").format(decisions=both)),
            paragraphs(_("**You see:** {figures}.").format(figures=sees)),
        ]
        if any(part.swap for part in format.rounds):
            parts.append(paragraphs(_("**When seats are swapped:** {words}").format(words=_(SWAP))))
    parts.append(listed(_(line) for line in one.mind))
    return box("".join(parts), "half", "card", role)


def _rules() -> str:
    return (
        head(_("Rules")) + listed((_(rule) for rule in RULES), numbered=True)
        + head(_("How we talk"), 2) + listed(_(rule) for rule in NO_BLAME)
    )  # fmt: skip


def decision_sheets(format: Format, company: Company, tables: int, clear: float) -> str:
    """Return one sheet per table and seat, with a column per quarter.

    Parameters
    ----------
    format : Format
    company : Company
    tables : int
    clear : float
        By how much contribution must change to be "clearly" more or less.
    """
    sheets = [_sheet(format, company, table, seat, clear) for table in range(1, tables + 1) for seat in SEATS]
    return page(_("Decision sheets"), *sheets, landscape=True)


def _sheet(format: Format, company: Company, table: int, seat: str, clear: float) -> str:
    names = [short_name(format, round) for round in range(len(format.rounds))]
    swapped = [place + 3 for place, part in enumerate(format.rounds) if part.swap]
    columns = {0: "name", 1: "range", 2: "today", **dict.fromkeys(range(3, len(names) + 3), "write")}
    columns |= {place: "write swap" for place in swapped}
    heads = [inline(text) for text in (_("Decision"), _("Write"), _("Today"), *names)]
    rows = [
        *(_row(format, company, name) for name in format.decisions[seat]),
        [inline(_("Both teams: changes only if the other seat writes the same"))],
        *(_row(format, company, name) for name in format.decisions["agreement"]),
    ]
    answers = inline(numbered(tuple(PREDICTIONS.items())))
    rows.append([inline(_("We predict for our contribution")), answers, "", *[""] * len(names)])
    title = _("{table}, {seat}").format(table=table_name(table), seat=_(OWNERS[seat]))
    rule = _(
        "Blank means: as in the column before. “Clearly” means by more than about {amount} against the quarter before; "
        "the first quarter is compared with today."
    ).format(amount=money(clear, company.currency))
    if swapped:
        rule += " " + _("At the double line the seats are swapped: the sheet stays, the people move.")
    why = "".join(
        f'<p class="line">{inline(_("{quarter}: we do this because").format(quarter=name))}</p>' for name in names
    )
    table = form(heads, rows, columns)
    return (
        head(title) + f'<p class="small">{inline(rule)}</p>'
        + f'<div class="dense">{table}</div><div class="two">{why}</div>'
    )  # fmt: skip


def _row(format: Format, company: Company, name: str) -> list[str]:
    decision = DECISIONS[name]
    label = f'<span data-decision="{name}">{inline(_(decision.label))}</span>'
    return [label, inline(allowed(decision)), inline(decision.show(company.today[name])), *[""] * len(format.rounds)]


def agenda_card(format: Format) -> str:
    """Return the agenda of the smarketing meeting, as long as the format's own meeting."""
    usual = [minutes for minutes, _words in AGENDA.values()]
    held = next((part.minutes for part in format.agenda if part.kind == "meeting"), 0)
    rows = [
        [inline(_(words)), number(here), number(often), ""]
        for here, often, (_minutes, words) in zip(shared_out(held, usual), usual, AGENDA.values(), strict=True)
    ]
    heads = [inline(text) for text in (_("What"), _("Minutes today"), _("At work"), _("Notes"))]
    told = _("Both teams of a table, standing. At work it takes {usual} minutes every Monday.")
    if held:
        told = _("Both teams of a table, standing: {held} minutes today, {usual} minutes every Monday at work.")
    parts = [
        head(_("Smarketing meeting")),
        paragraphs(told.format(held=number(held), usual=number(sum(usual)))),
        form(heads, rows, {0: "tall", 3: "note"}),
        paragraphs(_("**Rule:** a lead is discussed with its notes on the table. Nobody says “always” or “never”.")),
        paragraphs(_("**At the end:** which lines under “both teams” do we both write now? Say each value aloud.")),
        lines(3),
    ]
    return page(_("Agenda card"), "".join(parts))


def commitment_cards() -> str:
    """Return commitment cards, two on a sheet."""
    asked = (
        (_("I will"), 2),
        (_("With whom of the other team"), 1),
        (_("By when"), 1),
        (_("What we count to see whether it helped"), 1),
        (_("My name"), 1),
    )
    photo = _("Take a photo. The trainer sends you this sentence in two to four weeks.")
    card = (
        head(_("My commitment"), 2)
        + paragraphs(_("One thing, small enough to happen. Could somebody else look in four weeks and say yes or no?"))
        + "".join(head(text, 3) + lines(count) for text, count in asked)
        + f'<p class="small">{inline(photo)}</p>'
    )
    return page(_("Commitment cards"), box(card, "half") * 2)


def follow_up() -> str:
    """Return what the trainer does two to four weeks later, with a letter to send."""
    letter = _(
        "Hello,\n\nsome weeks ago you wrote this sentence at our workshop:\n\n………………………………………………………………\n\nWhat came "
        "of it? One line back is "
        "enough, also “nothing yet, because ...”.\n\nOn …………………… both teams meet for 30 minutes with the agenda card. "
        "Please "
        "bring one number you have counted.\n\nThank you!"
    )
    parts = [
        head(_("Two to four weeks later")),
        listed((_(line) for line in FOLLOW_UP), ticks=True),
        head(_("A letter to send"), 2),
        box(paragraphs(letter)),
        head(_("What we counted"), 2),
        form(
            [inline(text) for text in (_("What"), _("Before"), _("Now"), _("Who says so"))],
            [['<div class="line"></div>', "", "", ""]] * 4,
        ),
    ]
    return page(_("Follow-up"), "".join(parts))
