"""The sheet of one quarter on a phone: what is asked, what stands in it, and how a team's decision comes about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from smkt_helpers.decisions import DECISIONS, Decision
from smkt_helpers.metric_list import METRICS
from smkt_helpers.words import N_, _, ngettext, number
from smkt_helpers.workshop.own_figures import Rows
from smkt_helpers.workshop.people import Person
from smkt_helpers.workshop.phones.blocks import Clock, Field, Form, Group, Words
from smkt_helpers.workshop.room.sheets import allowed, typed
from smkt_helpers.workshop.rounds import LONGEST_REASON
from smkt_helpers.workshop.state import PREDICTIONS, QUESTIONS, Workshop
from smkt_helpers.workshop.votes import TEAM, Entry

DECIDES, ANSWERS = "d_", "a_"  # what the names of fields begin with
PREDICTION, WHY = "prediction", "why"
OWN_TITLES: Mapping[str, str] = {"marketing": N_("Marketing decides"), "sales": N_("Sales decides")}
BOTH = N_("This changes only if both teams wish the same. Say what your team wishes.")


def sheet(now: Workshop, one: Person) -> Form:
    """Return the sheet of this quarter, filled with what a person handed in or, before that, with what holds now."""
    seat = one.seat(now.swapped)
    entry = now.entries.get((one.table, seat), Entry())
    mine = entry.votes.get(one.id)
    values = now.in_force(one.table).values() | (mine or {})
    groups = [
        Group(_(OWN_TITLES[seat]), "", _fields(now.format.decisions[seat], values)),
        Group(_("Both teams decide together"), _(BOTH), _fields(now.format.decisions["agreement"], values)),
        Group(_("Your prediction"), "", (_prediction(now, _my_prediction(now, one)),)),
        Group(_("Your reason"), "", (_reason(_my_reason(entry, one)),)),
    ]
    return Form(
        id="sheet",
        title=_("Change your sheet") if mine is not None else _("Your sheet"),
        action="sheet",
        hidden=(("round", str(now.round)), ("seat", seat)),
        groups=tuple(group for group in groups if group.fields),
        button=_("Hand in the change") if mine is not None else _("Hand in"),
        kept_as=f"{one.id}-{now.round}-{seat}",
        folded=mine is not None,
    )


def questions(now: Workshop, one: Person) -> Form:
    """Return the two questions of the debrief, filled with what a person has answered."""
    fields = tuple(
        Field(ANSWERS + key, _(asked), "long", now.answers.get((one.id, key), ""), longest=LONGEST_REASON)
        for key, asked in QUESTIONS.items()
    )
    answered = any((one.id, key) in now.answers for key in QUESTIONS)
    says = _("A sentence each is enough. The trainer can read what you write.")
    return Form(
        id="questions",
        title=_("Two questions for you"),
        action="debrief",
        hidden=(),
        groups=(Group("", says, fields),),
        button=_("Save the change") if answered else _("Save my answers"),
        kept_as=f"{one.id}-debrief",
    )


def handed_in(now: Workshop, one: Person) -> Words | None:
    """Return that a person has handed in; None before."""
    if one.id not in now.entries.get((one.table, one.seat(now.swapped)), Entry()).votes:
        return None
    return Words("handed", _("Handed in"), (_("You can change it until the sheets are taken in."),), tone="good")


def what_was_handed_in(now: Workshop, one: Person) -> Words | None:
    """Return what a person handed in this quarter, nobody else's; None for nothing."""
    seat = one.seat(now.swapped)
    entry = now.entries.get((one.table, seat), Entry())
    mine = entry.votes.get(one.id)
    if mine is None:
        return None
    says, lines = [], [(_(DECISIONS[name].label), DECISIONS[name].show(mine[name])) for name in mine]
    expected, why = _my_prediction(now, one), _my_reason(entry, one)
    if expected:
        says.append(_("Your prediction: {words}.").format(words=_(PREDICTIONS[expected])))
    if why:
        says.append(_("Your reason: {words}").format(words=why))
    rows = Rows(_("Your decisions"), (_("Decision"), _("Your sheet")), tuple(lines))
    return Words("mine", _("What you handed in"), tuple(says), tables=(rows,))


def team(now: Workshop, one: Person) -> Words:
    """Return how many of a team have handed in, and how its decision comes about; nobody's values."""
    seat = one.seat(now.swapped)
    mates = now.at(one.table, seat)
    votes = now.entries.get((one.table, seat), Entry())
    count = sum(mate.id in votes.votes for mate in mates)
    says = [_HOW[now.mode]() if len(mates) > 1 else _("You decide alone for your team.")]
    if len(mates) > 1:
        said = ngettext(
            "{n} of {all} in your team has handed in on a phone.",
            "{n} of {all} in your team have handed in on a phone.",
            count,
        )
        nobody = _("Nobody in your team has handed in yet.")
        says.insert(0, said.format(n=number(count), all=number(len(mates))) if count else nobody)
    if TEAM in votes.votes:
        says.append(_TYPED_IN[now.mode if votes.last != TEAM else "median"]())
    elif now.mode == "captain" and one.id in votes.votes and votes.last != one.id:
        says.append(_("Somebody else of your team has handed in after you, so that sheet counts now."))
    return Words("team", _("Your team"), tuple(says))


_HOW = {
    "captain": lambda: _(
        "One sheet counts: the one that your team hands in last. Decide together, then one of you hands in."
    ),
    "median": lambda: _(
        "Everybody hands in a sheet. Of each number the middle counts; of each choice what most of you chose."
    ),
}
_TYPED_IN = {
    "captain": lambda: _("The trainer has typed in a sheet for your team; a later one from a phone counts instead."),
    "median": lambda: _("The trainer has typed in a sheet for your whole team. That one counts now."),
}


def clock(now: Workshop) -> Clock | None:
    """Return the clock; None where none runs."""
    if now.phase != "open" or not now.opened_at:
        return None
    over = _("The time is up. Hand in now, before the trainer takes the sheets in.")
    return Clock(_("Time left"), over, f"{now.opened_at} {now.extra_minutes}")


# One field


def _fields(names: Iterable[str], values: Mapping) -> tuple[Field, ...]:
    return tuple(_field(DECISIONS[name], typed(DECISIONS[name], values[name])) for name in names)


def _field(decision: Decision, value: str) -> Field:
    shared = {"name": DECIDES + decision.name, "label": _(decision.label), "value": value, "more": _(decision.help)}
    if decision.kind == "switch":
        return Field(kind="choice", options=(("y", _("yes")), ("n", _("no"))), **shared)
    if decision.kind == "choice":
        options = tuple((typed(decision, key), _(words)) for key, words in decision.options)
        return Field(kind="choice", options=options, **shared)
    # The keyboard with nothing but digits has no minus on many phones.
    keys = "text" if decision.low < 0 else "numeric" if decision.kind == "whole" else "decimal"
    return Field(kind="number", unit=_(decision.unit), hint=allowed(decision), keys=keys, **shared)


def _prediction(now: Workshop, said: str) -> Field:
    hint = _("“Clearly” means: by more than a tenth of the revenue.")
    if len(now.history(now.round)) == 1:
        hint += " " + _("“Last quarter” is the company as it works today.")
    metric = METRICS["contribution"]
    return Field(
        PREDICTION,
        _("What will your table's contribution be in this quarter?"),
        "choice",
        said,
        hint=hint,
        more=_("{figure}: {sentence}").format(figure=_(metric.name), sentence=_(metric.sentence)),
        options=tuple((key, _(words)) for key, words in PREDICTIONS.items()),
    )


def _reason(said: str) -> Field:
    hint = _("One reason that a stranger would understand. You may leave it out.")
    return Field(WHY, _("Why do you decide so?"), "long", said, hint=hint, longest=LONGEST_REASON)


def _my_prediction(now: Workshop, one: Person) -> str:
    """Return what a person predicted; empty when it may be a team mate's, which is nobody else's business."""
    seat = one.seat(now.swapped)
    entry = now.entries.get((one.table, seat), Entry())
    return now.predictions.get((now.round, one.table, seat), "") if entry.last == one.id else ""


def _my_reason(entry: Entry, one: Person) -> str:
    """Return a person's reason; empty when it may be a team mate's."""
    return entry.why if list(entry.votes) == [one.id] else ""
