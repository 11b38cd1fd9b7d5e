"""Practice cards of lesson 01: the way of one customer, and the same quarter seen from both seats."""

from __future__ import annotations

import smkt_helpers as smkt
from smkt_helpers.practice import N_, Card, KnownWrong, Number, Order, close_to, fact, in_order
from smkt_helpers.story.two_teams import fate_of_leads, unopened_sentence

TITLE = N_("Two teams, one goal")
SURPRISE = N_(
    "Both teams work hard and reach what they are measured by, and still fewer deals are won than by teams that work as one."
)
SEED = 1
WEEKS = 13


def surprise(market: int) -> bool:
    """Say whether both are busy and yet less comes of it, in the market of this number."""
    company = smkt.company("irrigation")
    ids = ("mql", "utilisation", "untouched", "wins", "satisfied_lowest")
    alone, together = (
        smkt.scoreboard(smkt.simulate(company, plan, seed=market, weeks=WEEKS).tables(), ids)["value"]
        for plan in (smkt.plans.siloed, smkt.plans.aligned)
    )
    busy = alone["mql"] > together["mql"] and alone["utilisation"] > 0.7
    # Contribution is for the most part luck in a single quarter; what sells and who is content is not.
    bad = alone["untouched"] > 0.5 and alone["wins"] < together["wins"]
    return bool(busy and bad and alone["satisfied_lowest"] < 40 < together["satisfied_lowest"])


def given() -> dict:
    """Return what the cards are computed from: one quarter in which each team works for itself."""
    company = smkt.company("irrigation")
    history = smkt.simulate(company, smkt.plans.siloed, seed=SEED, weeks=WEEKS)
    return {"company": company, "tables": history.tables()}


def _nothing(given: dict) -> dict:
    return {}


def _passed_on(given: dict) -> dict:
    # Only leads that had two weeks' time to be called, as in the metric "MQLs not called within two weeks".
    fate = fate_of_leads(given["tables"])
    return {**fate, "unopened_words": unopened_sentence(fate), "share": 100 * fate["never"] / fate["mql"]}


def _hours(given: dict) -> dict:
    tables = given["tables"]
    used, paid = float(tables.terms["rep_hours_used"].sum()), float(tables.terms["rep_hours"].sum())
    called = int((tables.leads["first_touch_at"] >= tables.start).sum())
    wins = int(smkt.scoreboard(tables, ("wins",)).loc["wins", "value"])
    work = tables.activities[(tables.activities["started_at"] >= tables.start) & (tables.activities["team"] == "sales")]
    bought = tables.leads.loc[tables.leads["status"] == "won", "lead_id"]
    other = 1 - work.loc[work["lead_id"].isin(bought), "minutes"].sum() / work["minutes"].sum()
    return {
        "used": used,
        "paid": paid,
        "wins": wins,
        "called": called,
        "hours": used / wins,
        "other": float(other),
        "reps": int(tables.terms["reps"].iloc[0]),
    }


STEPS = {
    "won": N_("The customer signs (won)"),
    "sal": N_("A rep takes the lead on (sales accepted lead, SAL)"),
    "ad": N_("A grower sees an ad for the watering system"),
    "sql": N_("In a conversation the rep finds a real need now (sales qualified lead, SQL)"),
    "mql": N_("The score is high enough; marketing passes the lead on (marketing qualified lead, MQL)"),
    "offer": N_("The grower asks for an offer (opportunity)"),
    "lead": N_("The grower fills in the form on the website (lead)"),
}
RIGHT_ORDER = ("ad", "lead", "mql", "sal", "sql", "offer", "won")

WAY = Card(
    id="01-way",
    lesson="01",
    title=N_("The way of one customer"),
    seat="both",
    minutes_teach=3,
    minutes_do=5,
    task=N_(
        "Put the steps in the order in which one customer goes through them. The word in brackets is the one both teams use."
    ),
    control=Order(STEPS),
    facts=_nothing,
    check=in_order(
        RIGHT_ORDER,
        right=N_(
            "Yes. Between the third and the fourth step the person changes hands: that is the handoff, and this whole kit is about it."
        ),
        partly=N_("The beginning and the end are right. Look at the middle: who must act before the next one can?"),
        otherwise=N_("Ask at each step: what must have happened before?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("sales accepts before marketing passes on"),
            ("ad", "lead", "sal", "mql", "sql", "offer", "won"),
            N_("A rep can only take on what has been passed on. Swap those two."),
            state="partly",
        ),
        KnownWrong(
            N_("qualified by sales before accepted"),
            ("ad", "lead", "mql", "sql", "sal", "offer", "won"),
            N_("First the rep takes the lead on, then they talk. Swap those two."),
            state="partly",
        ),
        KnownWrong(
            N_("the offer before the conversation"),
            ("ad", "lead", "mql", "sal", "offer", "sql", "won"),
            N_("Nobody asks for an offer before the rep has understood the need. Swap those two."),
            state="partly",
        ),
        KnownWrong(
            N_("told from the end"),
            tuple(reversed(RIGHT_ORDER)),
            N_("You told the story from its end. Turn it round."),
        ),
    ),
    hints=(
        N_("It begins before anybody at Tropfgut knows the grower, and it ends with a signature."),
        N_("M comes before S: marketing qualifies first (MQL), sales second (SAL, then SQL)."),
        N_("The first four are: sees an ad, fills in the form, marketing passes on, a rep takes on."),
    ),
    solution=N_(
        "Ad, form (lead), passed on (MQL), taken on (SAL), real need found (SQL), offer asked for (opportunity), signed (won). "
        "Marketing owns the steps up to MQL, sales the ones from SAL. Nobody owns the gap between them unless you agree on it. "
        "A few customers come another way: a rep finds them, or another customer recommends Tropfgut."
    ),
    cut_when_late=N_("Show the order and ask only: where does the person change hands?"),
    trainer_notes=N_(
        "People argue about SAL and SQL. Good: ask what each team calls these steps today, and write the words on the wall."
    ),
)

NEVER_CALLED = Card(
    id="01-never-called",
    lesson="01",
    title=N_("What became of the leads you sent?"),
    seat="marketing",
    minutes_teach=2,
    minutes_do=5,
    task=N_(
        "You sit in **marketing's** seat. Your report is proud of the leads you passed on. For {mql:number} of them two weeks have gone by since the person wrote. You look at the other team's list: within these two weeks sales called {called:number} of them at least once.\n\n**What share of these leads was not called?**"
    ),
    control=Number("%", 0, 100_000),
    facts=_passed_on,
    check=close_to(
        fact("share"),
        0.6,
        nearly=3,
        right=N_(
            "Yes: {share:number.1}% were not called. The ad and the form worked, and for these people nothing followed. Why not? The solution splits the number in two."
        ),
        partly=N_("Close. Take the exact counts from the task."),
        otherwise=N_("First find how many were not called, then divide by all that were passed on."),
    ),
    known_wrong=(
        KnownWrong(
            N_("counted those who were called"),
            lambda f: 100 * f["called"] / f["mql"],
            N_("That is the share that was called. The question asks for the others."),
        ),
        KnownWrong(
            N_("divided by all leads"),
            lambda f: 100 * f["never"] / f["leads"],
            N_("You divided by all people who wrote. Divide by the {mql:number} that were passed on."),
            state="partly",
        ),
        KnownWrong(
            N_("a share instead of percent"),
            lambda f: f["never"] / f["mql"],
            N_("Right idea. Write it in percent: multiply by 100."),
            state="partly",
        ),
        KnownWrong(
            N_("gave the count"),
            lambda f: f["never"],
            N_("That is the number of people. As a share of the {mql:number}?"),
        ),
    ),
    hints=(
        N_("You need two numbers, and both are in the task."),
        N_("{mql:number} − {called:number} = {never:number} people were not called."),
        N_("With 200 passed on and 150 called: 200 − 150 = 50, and 50 / 200 × 100 = 25%."),
    ),
    solution=N_(
        "{mql:number} − {called:number} = {never:number}, and {never:number} / {mql:number} × 100 = {share:number.1}%. "
        "Of these {never:number}, a rep had opened {away:number} and turned them away. {unopened_words} Marketing sees none of this, because nothing comes back."
    ),
    cut_when_late=N_("Give the two numbers and let the room estimate: a tenth, a third, half, more?"),
    trainer_notes=N_(
        "Marketing people tend to say: sales is lazy. Do not argue. The next card is the answer, from the other chair."
    ),
)

HOURS = Card(
    id="01-hours",
    lesson="01",
    title=N_("What does one customer cost in hours?"),
    seat="sales",
    minutes_teach=2,
    minutes_do=5,
    task=N_(
        "Now you sit in **sales'** seat. In this quarter the {reps:number} reps worked {used:number.0} hours on leads, customers and "
        "team meetings, and called {called:number} people for the first time, those they had found themselves included. "
        "{wins:number} deals were won.\n\n"
        "**How many hours of reps' work stand behind one won deal?**"
    ),
    control=Number("hours", 0, 1_000_000),
    facts=_hours,
    check=close_to(
        fact("hours"),
        0.6,
        nearly=3,
        right=N_(
            "Yes: about {hours:number} hours for one deal. Of the time spent with people, {other:percent} went to those who have not bought. That is why a rep is choosy with the next list."
        ),
        partly=N_("Close. Divide once more, with the exact numbers."),
        otherwise=N_("Which two numbers of the task belong together?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("hours per call"),
            lambda f: f["used"] / f["called"],
            N_("That is the time behind one person who was called. Behind one **won** deal it is more."),
        ),
        KnownWrong(N_("upside down"), lambda f: f["wins"] / f["used"], N_("That is deals per hour. Turn it round.")),
        KnownWrong(
            N_("hours of one rep"),
            lambda f: f["used"] / f["wins"] / f["reps"],
            N_("You divided by the number of reps too. All reps' hours count here."),
            state="partly",
        ),
        KnownWrong(
            N_("paid hours instead of worked hours"),
            lambda f: f["paid"] / f["wins"],
            N_("That takes all paid hours. The question is about the hours worked on leads, customers and meetings."),
            state="partly",
        ),
    ),
    hints=(
        N_("Two numbers of the task are enough: hours and won deals."),
        N_("Divide {used:number.0} hours by {wins:number} deals."),
        N_("With 300 hours and 10 deals: 300 / 10 = 30 hours for one deal."),
    ),
    solution=N_(
        "{used:number.0} / {wins:number} = {hours:number.1} hours. Every lead that is not ready costs a rep a look, some calls and often a long talk. When the list is long and thin, looking through it is work without result."
    ),
    cut_when_late=N_("Say the two numbers and let the room divide roughly."),
    trainer_notes=N_(
        "Now both accusations are on the table: 'you never call' and 'you send the wrong ones'. Each describes the same list from one side."
    ),
)

CARDS = (WAY, NEVER_CALLED, HOURS)
