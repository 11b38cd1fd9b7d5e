"""Everything on paper: the pages of a workshop, made from its format, and the folder they are written to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from smkt_helpers.company_file import company as company_named
from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _, ngettext, number
from smkt_helpers.workshop.facts import shock_words
from smkt_helpers.workshop.formats import Format
from smkt_helpers.workshop.paper import expected as paper_expected
from smkt_helpers.workshop.paper import lead as paper_lead
from smkt_helpers.workshop.paper import play as paper_play
from smkt_helpers.workshop.paper import quiz, slides
from smkt_helpers.workshop.paper import sheets as paper_sheets
from smkt_helpers.workshop.paper.texts import INJECTS
from smkt_helpers.workshop.paper.times import timed
from smkt_helpers.workshop.people import AT_A_TABLE, MOST_PEOPLE, tables_for

MOST_TABLES = MOST_PEOPLE // 2
INDEX = "index.html"
# What each page is, by file name; the order is the order in which a trainer needs them.
FILES: dict[str, str] = {
    "run-sheet.html": N_("Run sheet: what happens when, what to say, what to expect"),
    "cue-card.html": N_("Cue card: step by step beside the laptop"),
    "slides.html": N_("Slides for the projector"),
    "role-cards.html": N_("Role cards and rules"),
    "decision-sheets.html": N_("Decision sheets, one per table and seat"),
    "agenda-card.html": N_("Agenda card of the smarketing meeting"),
    "quiz.html": N_("Quiz, before and after"),
    "quiz-answers.html": N_("Quiz: the answers and why"),
    "commitments.html": N_("Commitment cards, two on a page"),
    "follow-up.html": N_("What to do two to four weeks later"),
    "when-nothing-works.html": N_("When nothing works: the workshop on paper"),
}


@dataclass(frozen=True)
class Room:
    """How many tables and people come."""

    tables: int
    people: int


def room_for(tables: int | None, people: int | None) -> Room:
    """Return a room; what is not given is made of the other.

    Raises
    ------
    KitError
        If a number is out of range, or there are more tables than pairs of people.
    """
    for name, value, most in ((_("tables"), tables, MOST_TABLES), (_("people"), people, MOST_PEOPLE)):
        if value is not None and not 1 <= value <= most:
            raise KitError(
                _("The number of {what} lies between 1 and {most}, not {value}.").format(
                    what=name, most=number(most), value=value
                )
            )
    tables = tables_for(people or AT_A_TABLE) if tables is None else tables
    people = AT_A_TABLE * tables if people is None else people
    if people < 2 * tables and tables > 1:
        raise KitError(
            _("{tables} tables need at least {least} people, not {people}: each table needs two.").format(
                tables=number(tables), least=number(2 * tables), people=number(people)
            )
        )
    return Room(tables, people)


def pages(
    format: Format,
    begins: int,
    room: Room,
    markets: int = paper_play.MARKETS,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, str]:
    """Return every page as HTML by file name.

    Parameters
    ----------
    format : Format
    begins : int
        When the workshop begins, in minutes after midnight.
    room : Room
    markets : int
        In how many markets the figures are computed.
    progress : callable
        Called with what is done and what there is in all, while the tables for playing on paper are computed.
    """
    company = company_named(format.company)
    slots = timed(format, begins)
    curves = paper_expected.expected(format, company, markets)
    curve = paper_expected.picture(format, company, curves, markets)
    clear = paper_expected.clearly(company, format)
    asked = quiz.questions(company, quiz.facts(company))
    found = paper_play.outcomes(format, company, markets, progress)
    made = {
        "run-sheet.html": paper_lead.run_sheet(format, company, slots, curves, curve),
        "cue-card.html": paper_lead.cue_card(format),
        "slides.html": slides.slides(format, company, slots),
        "role-cards.html": paper_sheets.role_cards(format),
        "decision-sheets.html": paper_sheets.decision_sheets(format, company, room.tables, clear),
        "agenda-card.html": paper_sheets.agenda_card(format),
        "quiz.html": quiz.quiz_page(asked),
        "quiz-answers.html": quiz.answers_page(asked),
        "commitments.html": paper_sheets.commitment_cards(),
        "follow-up.html": paper_sheets.follow_up(),
        "when-nothing-works.html": paper_play.paper_play(
            format, company, found, clear, lambda round: happened(format, round)
        ),
    }
    listed = {file: (_(FILES[file]), copies) for file, copies in copies_of(room).items()}
    return {INDEX: paper_lead.print_list(format, listed), **made}


def happened(format: Format, round: int) -> str:
    """Return what to read aloud with the results of a quarter; empty when nothing unexpected happened."""
    shocks = format.rounds[round].shocks
    if not shocks:
        return ""
    what = "; ".join(map(shock_words, shocks))
    told = " ".join(_(INJECTS[kind][0]) for kind in dict.fromkeys(shock.kind for shock in shocks))
    return _("{what}. {told}").format(what=what, told=told)


def copies_of(room: Room) -> dict[str, str]:
    """Return for each page how often it is printed."""

    def per(count: int) -> str:
        return ngettext("{n} copy", "{n} copies", count).format(n=number(count))

    once = per(1)
    return {
        "run-sheet.html": once,
        "cue-card.html": once,
        "slides.html": _("not at all; on paper only if there is no projector"),
        "role-cards.html": _("{copies}, one for each table; the captain’s card twice").format(copies=per(room.tables)),
        "decision-sheets.html": _("{copies}: it holds a page for each table and seat").format(copies=once),
        "agenda-card.html": _("{copies}, one for each table").format(copies=per(room.tables)),
        "quiz.html": _("{copies}, one for each person").format(copies=per(room.people)),
        "quiz-answers.html": once,
        "commitments.html": _("{copies}, half a page for each person").format(copies=per((room.people + 1) // 2)),
        "follow-up.html": once,
        "when-nothing-works.html": _("{copies}; the page “Three ways” once more for each table").format(copies=once),
    }


def write(folder: Path, made: dict[str, str]) -> Path:
    """Write the pages into a folder, which is made if needed, and return the first page's place.

    Raises
    ------
    KitError
        If they cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in made.items():
            (folder / file).write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        raise KitError(
            _("{folder} cannot be written ({problem}); choose another folder with --out.").format(
                folder=folder, problem=problem.strerror
            )
        ) from None
    return folder / INDEX
