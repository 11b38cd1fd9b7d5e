"""The papers of lesson 06: the report at the end of the day, the agenda of the meeting, three calls to read."""

from __future__ import annotations

from dataclasses import dataclass

import ipywidgets as widgets
import pandas as pd

from smkt_helpers import screen
from smkt_helpers.crm_csv import read_csv
from smkt_helpers.errors import KitError
from smkt_helpers.lab.places import kit_root
from smkt_helpers.words import N_, _, number


def day_report() -> widgets.VBox:
    """Show the report at the end of the day: five lines, four minutes."""
    rows = (
        (_("Talked to"), _("Hedda, Birchbank Gardens")),
        (_("What came of it"), _("not ready; the greenhouse comes in spring")),
        (_("In the customer's words"), _("“Call me when the roof is on.”")),
        (_("What surprised me"), _("she had never heard that we help with the planning")),
        (_("What I need from the other team"), _("a page on planning the pipes, by Thursday")),
    )
    table = [{_("Line"): line, _("Example"): example} for line, example in rows]
    return screen.box(
        [screen.html(screen.data_table(table, _("The report at the end of the day, one per rep: four minutes.")))],
        "smkt-card",
    )


AGENDA = {
    "kept": (5, N_("What did we promise last Monday, and is it done?")),
    "numbers": (5, N_("Four numbers: passed on, taken on, a real need, won. Same list for both teams.")),
    "cases": (10, N_("Three people: one won, one turned away, one lost. What did they say?")),
    "ahead": (5, N_("What comes: campaigns, offers, people on holiday")),
    "change": (5, N_("One change: who does it, who checks it, by when?")),
}


def agenda() -> widgets.VBox:
    """Show the agenda card of the weekly meeting, to print and to put on the table."""
    rows = [
        {_("Minutes"): number(minutes), _("What"): _(words), _("Notes"): "…………………………"}
        for minutes, words in AGENDA.values()
    ]
    caption = _("Smarketing meeting, every Monday, {n} minutes, both teams standing.").format(
        n=number(sum(minutes for minutes, _words in AGENDA.values()))
    )
    rule = _("**Rule:** a lead is discussed with its notes on the table. Nobody says “always” or “never”.")
    return screen.box([screen.html(screen.data_table(rows, caption) + screen.paragraphs(rule))], "smkt-card")


# Three calls


@dataclass(frozen=True)
class Call:
    """A call written for the kit after a lead of the sample; `lines` are (who, what), the customer is `name`."""

    lead: int
    name: str
    title: str
    lines: tuple[tuple[str, str], ...]


REP = N_("Rep")
CALLS = (
    Call(
        14854,
        "Hedda",
        N_("Call 1: not ready yet"),
        (
            ("rep", N_("Good afternoon, this is Tropfgut. You asked for an offer for a second greenhouse?")),
            ("customer", N_("I did, on Saturday night. That was quick. And far too early, I am afraid.")),
            ("rep", N_("Too early for the offer?")),
            ("customer", N_("For everything. The permit comes in winter, and we build in spring. Perhaps.")),
            ("rep", N_("Your form says “need an offer”.")),
            ("customer", N_("The form had no “later”. It had one button, so I pressed it.")),
            ("rep", N_("What would help you until then?")),
            ("customer", N_("How others plan the pipes before the floor is poured. Afterwards it is too late.")),
            ("rep", N_("I do not have that here. May I call again in three weeks?")),
            ("customer", N_("Call me when the roof is on. Until then, write me something useful now and then.")),
            ("rep", N_("I will close your request for now.")),
            ("customer", N_("Do. Only, do not forget me. In spring I will buy from whoever is still there.")),
        ),
    ),
    Call(
        14963,
        "Toni",
        N_("Call 2: not our customer"),
        (
            ("rep", N_("Good morning. You asked how much water a place like yours could save.")),
            ("customer", N_("Yes. Riverton Vegetables, that was my grandfather. Today we are a hotel with a garden.")),
            ("rep", N_("So no vegetables?")),
            ("customer", N_("Tomatoes on the terrace. And a lawn, and roses along the drive.")),
            ("rep", N_("Our systems begin with a greenhouse. How did you find us?")),
            ("customer", N_("I searched for “watering garden automatic”. You were on top.")),
            ("rep", N_("And our page?")),
            ("customer", N_("“Save water, whatever you grow.” I grow roses, I thought.")),
            ("rep", N_("For one lawn you would pay for a control box that you never use.")),
            ("customer", N_("Then thank you for saying so. Somebody could have written it on the page.")),
            ("rep", N_("For a hotel garden, ask a garden shop for a timer. It costs less than our box.")),
            ("customer", N_("That is the best advice I got this week, and we both lost half an hour.")),
        ),
    ),
    Call(
        15614,
        "Agnes",
        N_("Call 3: lost, and not only on price"),
        (
            ("rep", N_("Good morning, Agnes. I am calling about our offer for the new controller.")),
            ("customer", N_("We bought another one on Friday. It was cheaper.")),
            ("rep", N_("May I ask by how much?")),
            ("customer", N_("Four hundred. To be honest, that was not the whole story.")),
            ("rep", N_("What was the rest?")),
            ("customer", N_("My old one failed in August. I watered by hand for five weeks, with my daughters.")),
            ("rep", N_("We met three times in that time.")),
            ("customer", N_("Yes, and each time I heard what it costs. Nobody told me what it saves.")),
            ("rep", N_("It saves about a third of the water, and the watering by hand.")),
            ("customer", N_("If that had been in the offer, with one nursery of our size as an example ...")),
            ("rep", N_("And the five weeks?")),
            ("customer", N_("The other firm lent me a controller on the second day. After that the price was easy.")),
        ),
    ),
)


def calls() -> widgets.VBox:
    """Show the three calls, folded, each with what the sample's customer list says about the person."""
    leads = read_csv("leads", kit_root() / "datasets" / "irrigation" / "leads.csv").set_index("lead_id")
    missing = [call.lead for call in CALLS if call.lead not in leads.index]
    if missing:
        raise KitError(
            _("The sample's leads.csv holds no lead {lead}; get the folder “datasets” of the kit again.").format(
                lead=missing[0]
            )
        )
    parts = [screen.folded(_(call.title), _told(call, leads.loc[call.lead])) for call in CALLS]
    note = _("Invented calls, written after three people in the kit's sample data. Click a line to open it.")
    return screen.box([screen.html(screen.paragraphs(note) + "".join(parts))], "smkt-card")


def _told(call: Call, lead: pd.Series) -> str:
    known = _("{name}, {role}. {firm}, {sector}, {size} people. Came through: {channel}. Wrote: “{message}”").format(
        name=call.name,
        role=lead["role"],
        firm=lead["firm"],
        sector=lead["sector"],
        size=number(lead["size"]),
        channel=lead["channel"],
        message=lead["message"],
    )
    lines = "\n\n".join(f"**{_(REP) if who == 'rep' else call.name}:** {_(words)}" for who, words in call.lines)
    return screen.paragraphs(known) + screen.paragraphs(lines)
