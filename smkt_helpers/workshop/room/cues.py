"""What a trainer does next: what to press, what happens then, what to say and what to watch.

The control room shows one cue at a time; the cue card on paper shows them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smkt_helpers.words import N_, _, duration, number
from smkt_helpers.workshop.formats import KINDS, PLAYED, Format, Part, step_minutes
from smkt_helpers.workshop.state import Workshop


@dataclass(frozen=True)
class Cue:
    """One step of the trainer.

    Attributes
    ----------
    press : str
        The name of the button.
    happens : str
        What pressing it does.
    say : str
        What to say to the room meanwhile.
    watch : str
        What to look at.
    """

    press: str
    happens: str
    say: str
    watch: str


# The texts may name {quarter}, "quarter 2" or "the practice quarter", and {minutes}, the time to decide: "9 minutes".
CUES: Mapping[str, Cue] = {
    "tables": Cue(
        N_("Make the tables"),
        N_("Everybody gets a table and a seat, in the own function as far as it goes."),
        N_("Welcome. In a moment you will see at which table you sit, and in which seat."),
        N_("Every table needs at least two people."),
    ),
    "practice": Cue(
        N_("Start the briefing: {quarter}"),
        N_("The tables stand; the rules are explained. This quarter does not count."),
        N_("We play one quarter to learn how it works. Try something; afterwards everything goes back to the start."),
        N_("Everybody has a sheet and knows whose number they are paid for."),
    ),
    "brief": Cue(
        N_("Start the briefing: {quarter}"),
        N_("The briefing of {quarter} begins. Nobody decides yet."),
        N_("One round is one quarter of the company. All tables meet the same people in the same weeks."),
        N_("Every team has its sheet in front of it."),
    ),
    "swap": Cue(
        N_("Start the briefing: {quarter}, seats swap"),
        N_("Marketing and sales change seats at every table, and the briefing of {quarter} begins."),
        N_("Stand up and change seats. The company goes on from where you left it, and now the other number is yours."),
        N_("Everybody really stands up. The sheets and the role cards stay where they are; the people move."),
    ),
    "open": Cue(
        N_("Open {quarter}"),
        N_("The teams may decide, and the clock starts: {minutes}."),
        N_("You have {minutes}. Write down your decisions, your reason and what you expect. Then bring me the sheet."),
        N_("Both teams of a table talk as much as they like; nobody has to."),
    ),
    "lock": Cue(
        N_("Sheets are in"),
        N_("No sheet is taken any more; a team without one goes on as last quarter. You can still re-open."),
        N_("Pens down, please. Who has not given me a sheet?"),
        N_("The list of missing sheets is empty, or you know why it is not."),
    ),
    "play": Cue(
        N_("Play and get ready"),
        N_("The quarter is played at all tables. Nobody sees a figure yet, but the sheets cannot be changed any more."),
        N_("Thirteen weeks go by. Who thinks it was a better quarter than the last one? Hands up."),
        N_("The button changes to “Show the results” when everything is ready."),
    ),
    "reveal": Cue(
        N_("Show the results"),
        N_("The results appear on the page for the room."),
        N_("Look at your own table first: what did you expect, and what happened?"),
        N_("Let people find their own reasons; ask, do not explain. One market is also luck."),
    ),
    "debrief": Cue(
        N_("Go on to the debrief"),
        N_("The last quarter is over; the page for the room says so."),
        N_("That was the last quarter. Take a breath: how do you feel?"),
        N_("Open the debrief notebook; it goes through the six questions."),
    ),
    "close": Cue(
        N_("Close the workshop"),
        N_("Nothing can be changed any more. The debrief notebook can still show everything."),
        N_("Write down one thing you will do differently, with whom, and from when. We will ask in some weeks."),
        N_("Everybody leaves with one commitment on paper."),
    ),
    "over": Cue(
        N_("This workshop is closed"),
        N_("It stays on this computer until you delete it."),
        N_("Thank you."),
        N_("Keep the sheets until the follow-up."),
    ),
}
# The steps that are said otherwise when people come with their phones.
WITH_PHONES: Mapping[str, Cue] = {
    "tables": Cue(
        N_("Make the tables"),
        N_("“Show to the room” puts the picture and the code on the projector. Once everybody is in, make the tables: "
           "everybody gets a table and a seat, and so does whoever comes later."),
        N_("Welcome. Point the camera of your phone at the picture on the wall. Whoever has no phone plays on paper."),
        N_("The number of people who are in grows. If a phone cannot come in, write that person's name below."),
    ),
    "practice": Cue(
        N_("Start the briefing: {quarter}"),
        N_("The tables stand; the rules are explained. This quarter does not count."),
        N_("We play one quarter to learn how it works. Try something; afterwards everything goes back to the start."),
        N_("Everybody sits at their table and knows whose number they are paid for; the phone says it."),
    ),
    "brief": Cue(
        N_("Start the briefing: {quarter}"),
        N_("The briefing of {quarter} begins. Nobody decides yet."),
        N_("One round is one quarter of the company. All tables meet the same people in the same weeks."),
        N_("Everybody sits at their table. A team without a phone has its paper sheet in front of it."),
    ),
    "swap": Cue(
        N_("Start the briefing: {quarter}, seats swap"),
        N_("Marketing and sales change seats at every table, and the briefing of {quarter} begins."),
        N_("Stand up, take your phone, and change seats. The company goes on from where you left it, and now the other "
           "number is yours."),
        N_("Everybody really stands up. Each phone shows its new seat; paper sheets and role cards stay on the table."),
    ),
    "open": Cue(
        N_("Open {quarter}"),
        N_("The teams may decide, and the clock starts: {minutes}."),
        N_("You have {minutes}. Talk, then decide, say what you expect, and press “Hand in”. You can change it until "
           "the time is up."),
        N_("The number of those who have handed in grows. Nobody has to talk, but most do."),
    ),
    "lock": Cue(
        N_("Sheets are in"),
        N_("No sheet is taken any more; a team without one goes on as last quarter. You can still re-open."),
        N_("The time is up. Who has not pressed “Hand in”?"),
        N_("The list of names is empty, or you know why it is not."),
    ),
    "reveal": Cue(
        N_("Show the results"),
        N_("The results appear on the page for the room, and on every phone those of its own table and seat."),
        N_("Look at your own table first: what did you expect, and what happened?"),
        N_("People look up from their phones and talk. Ask, do not explain. One market is also luck."),
    ),
    "debrief": Cue(
        N_("Go on to the debrief"),
        N_("The last quarter is over; the page for the room says so. Every phone asks two questions."),
        N_("That was the last quarter. Take a breath: how do you feel?"),
        N_("Open the debrief notebook; it goes through the six questions and shows the answers from the phones."),
    ),
    "close": Cue(
        N_("Close the workshop"),
        N_("Nothing can be changed any more, on no phone either. The debrief notebook can still show everything."),
        N_("Write down one thing you will do differently, with whom, and from when. On the phone, press “Save my "
           "answers”. We will ask in some weeks."),
        N_("Everybody has written one commitment and saved it, or has it on paper. Only then close."),
    ),
    "over": Cue(
        N_("This workshop is closed"),
        N_("Every phone shows a page to keep; once everybody has looked at it, lock the door or stop the phones below. "
           "The workshop stays until you delete it: “All workshops”, then “Delete …”."),
        N_("Thank you. If you like, take a picture of your phone's last page."),
        N_("Nobody needs the page any more."),
    ),
}  # fmt: skip
BRIEFINGS = ("practice", "brief", "swap")
# How long the step of a quarter takes that comes before the next press. While the teams decide the clock says it.
STEP_NOW: Mapping[str, tuple[str, str]] = {
    "brief": ("brief", N_("Briefing: {minutes}.")),
    "open": ("enter", ""),
    "revealed": ("reveal", N_("Results: {minutes} to look and talk.")),
}
# The same while the teams decide: whether phones are in, and whether the sheets are taken in without the trainer.
_LAST_SHEETS: Mapping[tuple[bool, bool], str] = {
    (False, False): N_("When the time is up: {minutes} to type in the last sheets and play the quarter."),
    (False, True): N_("When the time is up: {minutes} to type in the last sheets; then they are taken in by "
                      "themselves."),
    (True, False): N_("When the time is up: {minutes} for the last ones to hand in, and to play the quarter."),
    (True, True): N_("When the time is up: {minutes} for the last ones to hand in; then the sheets are taken in by "
                     "themselves."),
}  # fmt: skip


def next_step(now: Workshop) -> str:
    """Return what comes next in a workshop, a key of `CUES`."""
    if now.phase == "lobby":
        return _briefing(now) if now.tables else "tables"
    if now.phase == "revealed":
        return "debrief" if now.last_round else _briefing(now)
    if now.phase == "locked":
        return "reveal" if now.round in now.results else "play"
    return {"brief": "open", "open": "lock", "debrief": "close", "closed": "over"}[now.phase]


def _briefing(now: Workshop) -> str:
    part = now.format.rounds[now.round + 1]
    return "practice" if part.kind == "practice" else "swap" if part.swap else "brief"


def cue(now: Workshop, phones: bool = False) -> Cue:
    """Return the next cue of a workshop, translated and with its gaps filled; other words where phones are in."""
    key = next_step(now)
    coming = max(now.round + (key in BRIEFINGS), 0)
    part = now.format.rounds[coming]
    raw = WITH_PHONES.get(key, CUES[key]) if phones else CUES[key]
    return _filled(raw, quarter_words(now.format, coming), duration(step_minutes(part, "decide")))


def cue_in_general(key: str) -> Cue:
    """Return a cue as it stands on paper: for any quarter."""
    quarter = _("the practice quarter") if key == "practice" else _("the quarter")
    return _filled(CUES[key], quarter, _("the minutes on the run sheet"))


def _filled(raw: Cue, quarter: str, minutes: str) -> Cue:
    said = [_(text).format(quarter=quarter, minutes=minutes) for text in (raw.press, raw.happens, raw.say, raw.watch)]
    return Cue(*said)


def quarter_words(format: Format, round: int) -> str:
    """Return what a quarter is called inside a sentence: "quarter 2", or "the practice quarter"."""
    if format.rounds[round].kind == "practice":
        return _("the practice quarter")
    return _("quarter {n}").format(n=number(sum(part.kind == "round" for part in format.rounds[: round + 1])))


def before(format: Format, round: int) -> tuple[Part, ...]:
    """Return the parts of the agenda between a quarter and the one played before it, such as a break."""
    played = [place for place, part in enumerate(format.agenda) if part.kind in PLAYED]
    begins = 0 if round == 0 else played[round - 1] + 1
    return format.agenda[begins : played[round]]


def meanwhile(now: Workshop, phones: bool = False) -> str:
    """Return what there is before the next press: the time of this step, and parts of the agenda such as a break.

    Returns
    -------
    str
        At most two sentences; empty when there is nothing.
    """
    return " ".join(filter(None, (_door_before(now, phones), _time_of_step(now, phones), _agenda_before(now))))


def _door_before(now: Workshop, phones: bool) -> str:
    # On paper the tables are made when a workshop begins; whoever has none yet most likely waits for phones.
    if phones or next_step(now) != "tables":
        return ""
    return _("If people come with their phones, first press “Let phones in” below.")


def _time_of_step(now: Workshop, phones: bool) -> str:
    # Sheets that were opened again have no clock; the trainer says when it is enough.
    if now.phase not in STEP_NOW or now.phase == "open" and not now.opened_at:
        return ""
    step, words = STEP_NOW[now.phase]
    if now.phase == "open":
        words = _LAST_SHEETS[phones, now.auto_lock]
    return _(words).format(minutes=duration(step_minutes(now.part, step)))


def _agenda_before(now: Workshop) -> str:
    if next_step(now) not in BRIEFINGS:
        return ""
    parts = before(now.format, now.round + 1)
    if not parts:
        return ""
    listed = ", ".join(
        _("{part} ({minutes})").format(part=_(KINDS[part.kind]), minutes=duration(part.minutes)) for part in parts
    )
    return _("First on the agenda: {parts}.").format(parts=listed)
