"""What the projector shows in each phase: large type, few words, and no figure of a quarter before its reveal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from importlib import resources

from smkt_helpers.decisions import SEATS
from smkt_helpers.words import N_, _, duration, ngettext, number
from smkt_helpers.workshop.facts import QUESTIONS, quarter_name, quarter_sentence, table_name, time_sentence
from smkt_helpers.workshop.formats import step_minutes
from smkt_helpers.workshop.people import HOMES
from smkt_helpers.workshop.phones.addresses import qr_picture
from smkt_helpers.workshop.state import PHASES, PREDICTIONS, Place, Workshop
from smkt_helpers.workshop.views import results as views_results
from smkt_helpers.workshop.views.results import parts_of
from smkt_helpers.workshop.waiting import Phones, Waiting, still_deciding, waiting

# How many tables fit on a page, by the letters of the longest line with the names of a seat.
TABLES_A_PAGE = ((28, 10), (52, 6), (80, 4), (float("inf"), 2))
NAME_LETTERS = 20  # of a name on the wall; its owner knows it from its beginning
Pages = Sequence[tuple[str, Callable[[], str]]]  # each page's name, translated, and what draws it

_STYLE = "<style>\n{sheet}</style>".format(
    sheet=resources.files("smkt_helpers.workshop.views").joinpath("workshop.css").read_text(encoding="utf-8")
)


def projector(
    now: Workshop,
    title: str,
    clock: str = "",
    *,
    page: int = 0,
    table: int | None = None,
    phones: Phones | None = None,
) -> str:
    """Return what the room sees, as safe HTML that carries its own style sheet.

    Parameters
    ----------
    now : Workshop
    title : str
        What the workshop is called.
    clock : str
        The time left while tables decide, for example "7:30"; empty for no clock.
    page : int
        Which of `pages`, from 0; a number beyond the first or the last page means that one.
    table : int, optional
        Whose handoff is shown after the reveal; without it the table in the middle by contribution.
    phones : Phones, optional
        How people come in and hand in with their phones.
    """
    all = _pages(now, clock, table, phones)
    page = min(max(page, 0), len(all) - 1)
    name, draw = all[page]
    where = _(PHASES[now.phase])
    if now.phase in ("brief", "open", "locked", "revealed"):
        where = _("{quarter}: {phase}").format(quarter=quarter_name(now.format, now.round), phase=where)
    foot = ""
    if len(all) > 1:
        said = _("Page {n} of {all}: {name}").format(n=number(page + 1), all=number(len(all)), name=name)
        if now.phase == "revealed":
            said = _("{page}. Look, then talk: {minutes}.").format(
                page=said, minutes=duration(step_minutes(now.part, "reveal"))
            )
        foot = f'<div class="smkt-wall-foot">{escape(said)}</div>'
    return (
        f'{_STYLE}<div class="smkt-wall"><div class="smkt-wall-page"><div class="smkt-wall-head">'
        f"<span>{escape(title)}</span><strong>{escape(where)}</strong></div>{draw()}{foot}</div></div>"
    )


def pages(now: Workshop, phones: Phones | None = None) -> tuple[str, ...]:
    """Return the names of the pages that the projector can show now, in order."""
    return tuple(name for name, _draw in _pages(now, "", None, phones))


def styled(markup: str) -> str:
    """Return HTML of this room, such as a seat's sheet, with its style sheet."""
    return _STYLE + markup


def _pages(now: Workshop, clock: str, table: int | None, phones: Phones | None) -> Pages:
    name = _(PHASES[now.phase])
    if now.phase == "lobby":
        return _lobby(now, phones)
    if now.phase == "revealed":
        return views_results.pages(now, table)
    draw = {"brief": _brief, "locked": _locked, "debrief": _debrief, "closed": _closed}
    if now.phase == "open":
        return [(name, lambda: _open(now, clock, phones))]
    return [(name, lambda: draw[now.phase](now))]


# Welcome


def _lobby(now: Workshop, phones: Phones | None) -> Pages:
    name = _("Who sits where")
    door = [(_("Come in"), lambda: _join(now, phones))] if phones is not None and phones.inviting else []
    if not now.tables:
        return door or [(name, lambda: _arriving(now))]
    longest = max(len(_seat_line(now, table, seat)) for table in now.tables for seat in SEATS)
    parts = parts_of(now.tables, next(tables for letters, tables in TABLES_A_PAGE if longest <= letters))
    return [*((name, lambda part=part: _seating(now, part)) for part in parts), *door]


def _join(now: Workshop, phones: Phones) -> str:
    place = phones.address.removeprefix("http://")
    camera = escape(_("Point the camera of your phone at the picture, and open the address it finds."))
    typed = escape(_("Or type the address {address} into its browser, and then the code {code}.")).format(
        address=f'<strong class="smkt-wall-whole">{escape(place)}</strong>',
        code=f'<strong class="smkt-wall-whole">{escape(phones.code)}</strong>',
    )
    steps = (
        f"{camera}<br>{typed}",
        escape(_("Write a name by which the room knows you, and choose your own function.")),
    )
    return (
        f'<div class="smkt-wall-join"><div class="smkt-wall-qr" role="img" aria-label="{escape(phones.link)}">'
        f'{qr_picture(phones.link)}</div><div><p class="smkt-wall-large">{escape(_("Come in with your phone"))}</p>'
        f"<ol>{''.join(f'<li>{step}</li>' for step in steps)}</ol>"
        f'<p class="smkt-wall-large">{escape(_here(now))}</p></div></div>'
    )


def _here(now: Workshop) -> str:
    here = sum(one.here for one in now.people)
    if not here:
        return _("We begin in a moment.")
    return ngettext("{n} person is here.", "{n} people are here.", here).format(n=number(here))


def _arriving(now: Workshop) -> str:
    said = _here(now)
    return (
        f'<p class="smkt-wall-large">{escape(_("Welcome!"))}</p><p>{escape(said)}</p>'
        f"<p>{escape(_('Marketing and sales run one company together today. You will soon see where you sit.'))}</p>"
    )


def _seating(now: Workshop, tables: Sequence[int]) -> str:
    cards = []
    for table in tables:
        seats = "".join(f"<p>{escape(_seat_line(now, table, seat))}</p>" for seat in SEATS)
        cards.append(f"<div><h3>{escape(table_name(table))}</h3><div>{seats}</div></div>")
    watching = [one.name for one in now.people if one.here and not one.table]
    more = ""
    if watching:
        more = f"<p>{escape(_('Watching: {names}').format(names=', '.join(map(_cut, watching))))}</p>"
    return f"<h2>{escape(_('Please find your table'))}</h2><div class='smkt-wall-cards'>{''.join(cards)}</div>{more}"


def _seat_line(now: Workshop, table: int, seat: str) -> str:
    names = ", ".join(_cut(one.name) for one in now.at(table, seat)) or _("nobody yet")
    return _(_IN_SEAT[seat]).format(names=names)


def _cut(name: str) -> str:
    return name if len(name) <= NAME_LETTERS else name[: NAME_LETTERS - 1].rstrip() + "…"


_IN_SEAT: Mapping[str, str] = {"marketing": N_("Marketing: {names}"), "sales": N_("Sales: {names}")}


# A quarter, before anybody knows how it went


def _brief(now: Workshop) -> str:
    steps = (
        _("Look at your own figures."),
        _("Decide for your seat, and write down why."),
        _("What belongs to both teams changes only when both seats write the same."),
        _("Predict: will more be left than last quarter, about the same, or less?"),
    )
    items = "".join(f"<li>{escape(step)}</li>" for step in steps)
    return (
        f"<h2>{escape(quarter_name(now.format, now.round))}</h2><p>{escape(quarter_sentence(now))}</p>"
        f"{_seats_notice(now)}<ol>{items}</ol><p><strong>{escape(time_sentence(now))}</strong></p>"
    )


def _seats_notice(now: Workshop) -> str:
    if now.part.swap and now.swapped:
        said = _("Seats are swapped: whoever decided for marketing now decides for sales, and the other way round.")
    elif now.part.swap:
        said = _("Seats are swapped back: everybody sits where they sat at the beginning.")
    elif now.swapped:
        return f"<p>{escape(_('You still sit in the other seat.'))}</p>"
    else:
        return ""
    return f'<p class="smkt-wall-notice">{escape(said)}</p>'


def _open(now: Workshop, clock: str, phones: Phones | None) -> str:
    wanted = waiting(now, phones)
    time = ""
    if clock:
        time = f'<div><p>{escape(_("Time left"))}</p><p class="smkt-wall-clock">{escape(clock)}</p></div>'
    counts = "".join(f'<p class="smkt-wall-large">{escape(said)}</p>' for said in _handed_in(wanted))
    if wanted.nobody:
        rest = f"<p>{escape(_('Everybody has handed in. Thank you!'))}</p>"
    elif len(wanted.people) + len(wanted.sheets) == wanted.of_people + wanted.of_sheets:
        rest = f"<p>{escape(_talk_first(now, phones))}</p>"
    else:
        chips = "".join(f"<li>{escape(said)}</li>" for said in _still_missing(still_deciding(now, phones)))
        rest = f'<p>{escape(_("Still deciding, by table:"))}</p><ul class="smkt-wall-chips">{chips}</ul>'
    return f'<div class="smkt-wall-two">{time}<div>{counts}</div></div>{rest}'


def _handed_in(wanted: Waiting) -> list[str]:
    """Return how many have handed in, and what is counted."""
    said = []
    if wanted.of_people:
        words = ngettext("{n} of {all} phone has handed in", "{n} of {all} phones have handed in", wanted.of_people)
        said.append(words.format(n=number(wanted.of_people - len(wanted.people)), all=number(wanted.of_people)))
    if wanted.of_sheets:
        words = ngettext("{n} of {all} sheet is in", "{n} of {all} sheets are in", wanted.of_sheets)
        if wanted.of_people:
            words = ngettext("{n} of {all} paper sheet is in", "{n} of {all} paper sheets are in", wanted.of_sheets)
        said.append(words.format(n=number(wanted.of_sheets - len(wanted.sheets)), all=number(wanted.of_sheets)))
    return said


def _talk_first(now: Workshop, phones: Phones | None) -> str:
    if phones is None or not phones.people:
        return _("Talk first, then write. One sheet for each seat.")
    if now.mode == "median":
        return _("Talk first, then decide. Everybody hands in on their own phone; in each team the middle counts.")
    return _("Talk first, then decide. One of each team hands in; what the team hands in last counts.")


def _still_missing(places: Sequence[Place]) -> list[str]:
    seats: dict[int, list[str]] = {}
    for table, seat in places:
        seats.setdefault(table, []).append(seat)
    return [
        _("{table}: both").format(table=number(table))
        if len(names) == len(SEATS)
        else _("{table}: {seat}").format(table=number(table), seat=_(HOMES[names[0]]))
        for table, names in seats.items()
    ]


def _locked(now: Workshop) -> str:
    sources = [one.sources[seat] for (round, _t), one in now.locked.items() if round == now.round for seat in SEATS]
    said = []
    carried = sources.count("carried")
    if carried:
        said.append(
            ngettext(
                "{n} seat handed in no sheet and goes on as before.",
                "{n} seats handed in no sheet and go on as before.",
                carried,
            ).format(n=number(carried))
        )
    mirrored = sources.count("mirror")
    if mirrored:
        said.append(
            ngettext(
                "{n} empty seat does what most other tables do.",
                "{n} empty seats do what most other tables do.",
                mirrored,
            ).format(n=number(mirrored))
        )
    answers = [answer for (round, *_who), answer in now.predictions.items() if round == now.round]
    expected = ""
    if answers:
        rows = "".join(
            f'<tr><th scope="row">{escape(_(words))}</th><td class="smkt-figure">{number(answers.count(key))}</td></tr>'
            for key, words in PREDICTIONS.items()
        )
        caption = _("What you expect to be left in this quarter")
        expected = f'<p>{escape(caption)}:</p><table class="smkt-narrow"><tbody>{rows}</tbody></table>'
    return (
        f'<p class="smkt-wall-large">{escape(_("The sheets are in."))}</p>'
        f"<p>{escape(_('Nothing can be changed now. The results come in a moment.'))}</p>"
        f"{''.join(f'<p>{escape(one)}</p>' for one in said)}{expected}"
    )


# The end


def _debrief(now: Workshop) -> str:
    items = "".join(f"<li>{escape(_(question))}</li>" for question in QUESTIONS.values())
    return f'<h2>{escape(_("Six questions"))}</h2><ol class="smkt-wall-questions">{items}</ol>'


def _closed(now: Workshop) -> str:
    return (
        f'<p class="smkt-wall-large">{escape(_("Thank you!"))}</p>'
        f"<p>{escape(_('Take one thing with you, and tell the other team what it is.'))}</p>"
    )
