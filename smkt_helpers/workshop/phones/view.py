"""What one person sees now: who they are, where the workshop stands, and what there is to do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from smkt_helpers.company_file import company as company_named
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.metric_words import show
from smkt_helpers.words import N_, _, number
from smkt_helpers.workshop import own_figures
from smkt_helpers.workshop.facts import (
    against_today,
    came,
    guesses,
    happened_sentence,
    place_of,
    quarter_name,
    quarter_sentence,
    right_sentence,
    short_name,
    shown_rounds,
    swap_sentence,
    table_name,
    time_sentence,
    where_words,
)
from smkt_helpers.workshop.own_figures import Rows
from smkt_helpers.workshop.people import OTHER, Person
from smkt_helpers.workshop.phones import sheet
from smkt_helpers.workshop.phones.blocks import Block, View, Words
from smkt_helpers.workshop.roles import ROLES
from smkt_helpers.workshop.state import PREDICTIONS, QUESTIONS, Result, Workshop

__all__ = ["View", "mark_of", "view_of"]


def view_of(now: Workshop, person: str, title: str, message: str) -> View:
    """Return what one person sees now.

    Parameters
    ----------
    now : Workshop
    person : str
        Id of somebody; who has left, or was never there, is told so.
    title : str
        What the workshop is called.
    message : str
        What the trainer tells everybody; empty for nothing.
    """
    one = next((one for one in now.people if one.id == person and one.here), None)
    if one is None:
        return View(title, _("Not in the room"), "", "", person, (_gone(),))
    seated = bool(one.table)
    told = (Words("message", _("The trainer says"), (message,), tone="strong"),) if message else ()
    blocks = _SEATED[now.phase](now, one) if seated else _watching(now, one)
    place = _place(now, one) if seated else _("Watching") if now.tables or one.watches else ""
    return View(title, where_words(now), one.name, place, person, (*told, *(one for one in blocks if one is not None)))


def mark_of(view: View) -> str:
    """Return a short text that differs whenever the page differs."""
    return hashlib.sha256(repr(view).encode()).hexdigest()[:16]


def _gone() -> Words:
    says = _("Ask the trainer to let you in again; this page then goes on.")
    return Words("gone", _("You are no longer in the room"), (says,), tone="strong")


def _place(now: Workshop, one: Person) -> str:
    return _("{table}, {team}").format(table=table_name(one.table), team=_(ROLES[one.seat(now.swapped)].name))


# Before a quarter


def _lobby(now: Workshop, one: Person) -> list[Block | None]:
    seat = one.seat(now.swapped)
    return [
        Words("seat", _(_SIT[seat]).format(table=number(one.table)), _company_of(now, one), tone="strong"),
        Words("next", _("What comes next"), (_("Go to your table. The trainer explains the first quarter."),)),
        _role(seat),
    ]


_SIT: Mapping[str, str] = {
    "marketing": N_("You sit at table {table}, in marketing"),
    "sales": N_("You sit at table {table}, in sales"),
}


def _company_of(now: Workshop, one: Person) -> tuple[str, ...]:
    seat = one.seat(now.swapped)
    mates = [mate.name for mate in now.at(one.table, seat) if mate.id != one.id]
    others = [other.name for other in now.at(one.table, OTHER[seat])]
    return (
        _("With you: {names}.").format(names=", ".join(mates)) if mates else _("You are alone in this team so far."),
        _(_ACROSS[OTHER[seat]]).format(names=", ".join(others) or _("nobody yet")),
    )


_ACROSS: Mapping[str, str] = {
    "marketing": N_("Across from you, in marketing: {names}."),
    "sales": N_("Across from you, in sales: {names}."),
}


def _brief(now: Workshop, one: Person) -> list[Block | None]:
    seat = one.seat(now.swapped)
    says = (quarter_sentence(now), time_sentence(now))
    lists = (
        (_("What you decide"), now.format.decisions[seat]),
        (_("What both teams decide together"), now.format.decisions["agreement"]),
    )
    tables = tuple(_as_it_is(now, one, caption, names) for caption, names in lists if names)
    return [
        _late(now, one),
        _swapped(now, one),
        Words("quarter", _("This quarter"), says, tables=tables),
        _role(seat),
        _last_figures(now, one),
        Words("table", _("Who sits with you"), _company_of(now, one), folded=True),
    ]


def _as_it_is(now: Workshop, one: Person, caption: str, names: Iterable[str]) -> Rows:
    plan = now.in_force(one.table)
    lines = tuple((_(DECISIONS[name].label), DECISIONS[name].show(plan[name])) for name in names)
    return Rows(caption, (_("Decision"), _("Now")), lines)


def _swapped(now: Workshop, one: Person) -> Words | None:
    """Return what is told to somebody who sits elsewhere than in the quarter before."""
    if one.joined >= now.round or now.swapped == now.swapped_in(now.round - 1):
        return None
    title = _((_NOW if now.swapped else _AGAIN)[one.seat(now.swapped)])
    says = _("Marketing and sales have swapped seats. Move to the other team's chair. Role, figures and sheet on this "
             "page are now those of your new seat.")  # fmt: skip
    return Words("swap", title, (says,), tone="strong")


_NOW: Mapping[str, str] = {"marketing": N_("You are marketing now"), "sales": N_("You are sales now")}
_AGAIN: Mapping[str, str] = {"marketing": N_("You are marketing again"), "sales": N_("You are sales again")}


def _late(now: Workshop, one: Person) -> Words | None:
    if not 0 < one.joined == now.round:
        return None
    says = _("The workshop has begun. Your table goes on from what it has decided so far; ask your team what it plans.")
    return Words("late", _("Good that you are here"), (says,), tone="strong")


def _role(seat: str, folded: bool = False) -> Words:
    role = ROLES[seat]
    title = _("Your role: {name}").format(name=_(role.name))
    return Words("role", title, (_(role.you), _(role.counts)), tuple(map(_, role.mind)), folded=folded)


def _last_figures(now: Workshop, one: Person) -> Words | None:
    last = own_figures.last_shown(now, one.table)
    if last is None:
        return None
    title = _("Your seat's figures: {quarter}").format(quarter=quarter_name(now.format, last))
    return _figures(now, one, last, title, folded=True)


def _figures(now: Workshop, one: Person, round: int, title: str, folded: bool = False) -> Words:
    tables = own_figures.figures(now, round, one.table, one.seat(now.swapped))
    return Words("figures", title, tables=tables, folded=folded)


# While the teams decide


def _open(now: Workshop, one: Person) -> list[Block | None]:
    return [
        _late(now, one),
        _swapped(now, one),
        sheet.clock(now),
        sheet.handed_in(now, one),
        sheet.team(now, one),
        sheet.what_was_handed_in(now, one),
        sheet.sheet(now, one),
        _last_figures(now, one),
        _role(one.seat(now.swapped), folded=True),
    ]


def _locked(now: Workshop, one: Person) -> list[Block | None]:
    locked = now.locked.get((now.round, one.table))
    says = [_("Nothing can be changed now. The results come in a moment.")]
    mine = sheet.what_was_handed_in(now, one)
    if mine is None and locked is not None:
        says.append(_(_WITHOUT[locked.sources[one.seat(now.swapped)] == "entered"]))
    return [Words("locked", _("The sheets are in"), tuple(says), tone="strong"), mine]


_WITHOUT: Mapping[bool, str] = {
    True: N_("You handed in nothing yourself; your team did."),
    False: N_("Your team handed in nothing, so it goes on as before."),
}


# What came of it


def _revealed(now: Workshop, one: Person) -> list[Block | None]:
    result = now.results[now.round]
    title = _("What came of it")
    if one.table not in result.tables:
        says = _("Your table has not played this quarter. Look at the screen in the room.")
        return [Words("result", title, (says,))]
    return [
        Words("result", title, _result(now, one, result), tone="strong"),
        _expected(now, one),
        _figures(now, one, now.round, _("Your seat's figures")),
        _theirs(now, one),
        _held(now, one),
    ]


def _theirs(now: Workshop, one: Person) -> Words | None:
    if own_figures.sees_theirs(now, now.round, one.table):
        return None
    return Words("theirs", _("The other team's figures"), (_(own_figures.UNSEEN),))


def _held(now: Workshop, one: Person) -> Words | None:
    if (now.round, one.table) not in now.locked:
        return None
    rows = own_figures.held(now, now.round, one.table, one.seat(now.swapped))
    return Words("held", _("What your table played"), tables=(rows,))


def _result(now: Workshop, one: Person, result: Result) -> tuple[str, ...]:
    currency = company_named(now.format.company).currency
    own = Result(
        {one.table: result.tables[one.table]},
        result.marks,
        {table: figures for table, figures in result.continued.items() if table == one.table},
    )
    says = []
    if now.part.kind == "practice":
        says.append(_("This was practice; it does not count."))
    amount = show("contribution", result.tables[one.table]["contribution"], currency)
    says.append(_("Your table's contribution: {amount}.").format(amount=amount))
    if len(result.tables) > 1:
        place = _("Your place among {n} tables by contribution: {place}.")
        says.append(place.format(n=number(len(result.tables)), place=place_of(result, one.table)))
    says += [against_today(own), happened_sentence(now, now.round)]
    if own.continued:
        says.append(swap_sentence(own, currency))
    return (*says, _("Look, then talk with your table about it."))


def _expected(now: Workshop, one: Person) -> Words | None:
    seat, brought = one.seat(now.swapped), came(now, now.round, one.table)
    said = now.predictions.get((now.round, one.table, seat))
    if said is None or not brought:
        return None
    title = _("Your team's prediction was right") if said == brought else _("Your team's prediction was not right")
    says = (
        _("Your team expected: {words}.").format(words=_(PREDICTIONS[said])),
        _("What came: {words}.").format(words=_(PREDICTIONS[brought])),
    )
    return Words("expected", title, says, tone="good" if said == brought else "")


# The end


def _debrief(now: Workshop, one: Person) -> list[Block | None]:
    return [_talk(), sheet.questions(now, one), _record(now, one)]


def _talk() -> Words:
    says = _("The room talks now. Before that, or after it, answer two questions for yourself.")
    return Words("talk", _("The game is over"), (says,))


def _closed(now: Workshop, one: Person) -> list[Block | None]:
    says = (_("Take one thing with you, and tell the other team what it is."),)
    return [Words("thanks", _("Thank you, {name}!").format(name=one.name), says, tone="good"), _record(now, one)]


def _record(now: Workshop, one: Person) -> Words | None:
    """Return what to take home: a picture of it fits on one screen."""
    currency = company_named(now.format.company).currency
    rounds = [round for round in shown_rounds(now) if one.table in now.results[round].tables]
    lines = tuple(
        (short_name(now.format, round), _(ROLES[one.seat(now.swapped_in(round))].name),
         show("contribution", now.results[round].tables[one.table]["contribution"], currency))
        for round in rounds
    )  # fmt: skip
    tables = ()
    if lines:
        caption = _("What your table made: contribution")
        tables = (Rows(caption, (_("Quarter"), _("You were"), _("Contribution")), lines),)
    mine = [
        guess for guess in guesses(now, rounds)
        if guess.table == one.table and guess.seat == one.seat(guess.swapped)
    ]  # fmt: skip
    says = [_("Your team's predictions: {sentence}").format(sentence=right_sentence(
        sum(guess.right for guess in mine), len(mine)))] if mine else []  # fmt: skip
    answered = tuple(
        f"{_(asked)} {now.answers[one.id, key]}" for key, asked in QUESTIONS.items() if (one.id, key) in now.answers
    )
    if not (tables or says or answered):
        return None
    if now.phase == "closed":
        says.append(_("To keep this, take a picture of your screen."))
    else:
        answered = ()
    return Words("record", _("Your workshop in short"), tuple(says), answered, tables)


_SEATED: Mapping[str, Callable[[Workshop, Person], list[Block | None]]] = {
    "lobby": _lobby,
    "brief": _brief,
    "open": _open,
    "locked": _locked,
    "revealed": _revealed,
    "debrief": _debrief,
    "closed": _closed,
}


# Without a seat


def _watching(now: Workshop, one: Person) -> list[Block | None]:
    if now.phase == "lobby" and not one.watches:
        title = _("You are in, {name}").format(name=one.name)
        says = _("When everybody is here the trainer makes the tables. Then this page tells you where you sit.")
        return [Words("seat", title, (says,), tone="strong")]
    role = ROLES["observer"]
    observer = Words("role", _("Your role: {name}").format(name=_(role.name)), (_(role.you), _(role.counts)),
                     tuple(map(_, role.mind)), folded=now.phase in ("debrief", "closed"))  # fmt: skip
    if now.phase == "debrief":
        return [_talk(), sheet.questions(now, one), observer]
    if now.phase == "closed":
        return _closed(now, replace(one, table=0))
    return [Words("watch", _("You watch, {name}").format(name=one.name), (_(_WATCH[now.phase]),)), observer]


_WATCH: Mapping[str, str] = {
    "lobby": N_("The game begins in a moment. If you would rather play, tell the trainer."),
    "brief": N_("The trainer explains the quarter. If you would rather play, tell the trainer."),
    "open": N_("The teams decide now. Walk around, listen and write."),
    "locked": N_("The sheets are in. The results come in a moment."),
    "revealed": N_("The results are on the screen in the room."),
}
