"""Practice cards of lesson 05: who answers for which step, a handoff note, the way back from a goal, days without CRM."""

from __future__ import annotations

import smkt_helpers as smkt
from smkt_helpers.practice import (
    N_,
    Card,
    Choice,
    KnownWrong,
    Number,
    Sort,
    Text,
    close_to,
    exactly,
    fact,
    mentions,
    sorted_into,
)
from smkt_helpers.story import handoff_counts as counts

TITLE = N_("The handoff")
SURPRISE = N_(
    "A promise of a first call within 4 hours that nobody tracks moves not a single call; the same promise, tracked, "
    "brings the calls forward."
)
SEED = 1


def surprise(market: int) -> bool:
    """Return whether the promise on paper moved no first call of this market, and the tracked one did."""
    return counts.promise_holds_only_tracked(smkt.company("irrigation"), market)


def given() -> dict:
    """Return what the cards are computed from: the siloed quarter, and two days without the CRM."""
    company = smkt.company("irrigation")
    tables = counts.quarter(company, smkt.plans.siloed, SEED)
    return {"company": company, "tables": tables, "outage": counts.outage_counts(company, SEED)}


def _lost(given: dict) -> dict:
    fate = counts.fate_of_leads(given["tables"])
    return {"mql": fate["mql"], "lost": fate["lost"]}


STEPS = {
    "line": N_("Say from how many points on a lead is good enough to be passed on"),
    "pass": N_("Pass on, the same day, each lead that reaches the line, with what is known about the person"),
    "open": N_("Open each new lead the same day; take it on, or turn it away with a reason"),
    "call": N_("Make the first call within the promised hours"),
    "result": N_("Write back what came of the conversation"),
    "wait": N_("Stay in touch with people who are not ready yet"),
    "check": N_("Change the promises when the figures of the week show that they do not work"),
}
OWNERS = {
    "marketing": N_("Marketing answers for it"),
    "sales": N_("Sales answers for it"),
    "both": N_("Mai and Jonas sign it together"),
}
WHO = {
    "line": "both",
    "pass": "marketing",
    "open": "sales",
    "call": "sales",
    "result": "sales",
    "wait": "marketing",
    "check": "both",
}

WHO_OWNS = Card(
    id="05-who-owns",
    lesson="05",
    title=N_("One name on each step"),
    seat="both",
    minutes_teach=3,
    minutes_do=4,
    task=N_(
        "In the siloed quarter {lost:number} of {mql:number} leads passed on never got onto a list that sales reads. "
        "Nobody had lost them; nobody had them.\n\n**Who should answer for each step?** Somebody answers for a step "
        "when Ines knows whom to ask about it on Friday. Two lines are no daily work but a rule; a rule for both teams "
        "needs both signatures."
    ),
    control=Sort(STEPS, OWNERS),
    facts=_lost,
    check=sorted_into(
        WHO,
        right=N_(
            "Yes. The daily steps have one name each, up to the open lead marketing's, from there on sales'. The two "
            "rules have both."
        ),
        partly=N_(
            "{placed} of {all} lines stand well. Ask of the others: is it daily work of one team, or a rule that binds "
            "both?"
        ),
        otherwise=N_("Begin with the lines that are daily work: in whose hands is the lead at that moment?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("everything together"),
            {name: "both" for name in STEPS},
            N_("A step with two names on it often has none: each waits for the other. Give the daily work to one."),
        ),
        KnownWrong(
            N_("marketing alone draws the line"),
            {**WHO, "line": "marketing"},
            N_("Nearly. If marketing alone says what a good lead is, what will sales do with the ones it doubts?"),
            state="partly",
        ),
        KnownWrong(
            N_("sales alone draws the line"),
            {**WHO, "line": "sales"},
            N_("Nearly. If sales alone says what a good lead is, marketing learns it only when leads are turned away."),
            state="partly",
        ),
        KnownWrong(
            N_("sales keeps in touch with those not ready"),
            {**WHO, "wait": "sales"},
            N_(
                "Nearly. Who writes to many people at once anyway, and has no meetings to hold? Look at “not ready yet”."
            ),
            state="partly",
        ),
    ),
    hints=(
        N_(
            "Look at the moment a rep opens the lead: before it the lead is in one team's hands, after it in the other's."
        ),
        N_("Two lines belong to both: the one with the points, and the one about changing the promises."),
        N_("An example from another trade: the kitchen cooks, the waiter serves, and both agree on the menu."),
    ),
    solution=N_(
        "Marketing answers for passing on and for staying in touch; sales for opening, calling and writing back. The "
        "line and the promises are signed by both. Others may help with a step; only one answers for it."
    ),
    cut_when_late=N_("Do only three lines aloud: pass on, open, the line."),
    trainer_notes=N_(
        "Let the room first fill it in as it is today. “It depends” means nobody. Write real first names on the wall."
    ),
)


def _lead(given: dict) -> dict:
    return counts.lead_to_hand_over(given["tables"])


def _good_note(facts: dict) -> str:
    return (
        f"{facts['role']} of {facts['firm']}, {facts['size']} people, best reached by mobile before nine. "
        f"Writes: “{facts['message']}” Came by {facts['channel']}, read {facts['pages']} pages of the website. "
        "Our e-mail promised a call within 24 hours. Next step: call and agree on a visit, tomorrow before nine."
    )


NOTE = Card(
    id="05-note",
    lesson="05",
    title=N_("A handoff note"),
    seat="marketing",
    minutes_teach=2,
    minutes_do=6,
    task=N_(
        "You sit in **marketing's** seat. This lead goes to a rep who knows nothing of it:\n\n"
        "**{firm}**, {sector}, {size:number} people. The person is {role} there. Asked on {asked}, came by {channel}, "
        "looked at {pages:number} pages of the website, {score:number} points.\n\n"
        "Wrote: “{message}”\n\n"
        "The form says: best reached by mobile, before nine. Our e-mail in reply promised a call within 24 hours.\n\n"
        "**Write the note for the rep**, four or five short sentences, so that nobody has to ask the person the same "
        "thing twice. End with the next step you suggest, and when."
    ),
    control=Text(least_words=8),
    facts=_lead,
    check=mentions(
        {
            "who": (N_("who it is"), ("{stem}",)),
            "reach": (
                N_("how and when the person is reached"),
                ("mobile", "phone", "cell", "before nine", "before 9", "by nine", "by 9", "until nine", "until 9"),
            ),
            "need": (
                N_("what the person needs"),
                ("controller", "replac", "greenhouse", "watering", "drip", "hectare"),
            ),
            "did": (
                N_("what the person did so far"),
                (
                    "page",
                    "{channel_stem}",
                    "website",
                    "site",
                    "read ",
                    "looked",
                    "came by",
                    "came through",
                    "found us",
                    "google",
                ),
            ),
            "promised": (
                N_("what we have promised already"),
                ("promis", "24", "e-mail", "email", "we told", "we said", "assured", "within a day", "expects"),
            ),
            "next": (
                N_("the next step"),
                (
                    "next",
                    "call",
                    "visit",
                    "ring",
                    "meet",
                    "offer",
                    "send",
                    "arrange",
                    "agree",
                    "suggest",
                    "appointment",
                ),
            ),
            "when": (
                N_("when the next step is due"),
                (
                    "today",
                    "tomorrow",
                    "monday",
                    "tuesday",
                    "wednesday",
                    "thursday",
                    "friday",
                    "morning",
                    "tonight",
                    "8:",
                    "at 8",
                    "at eight",
                    "half past",
                    "o'clock",
                ),
            ),
        },
        need=6,
        example=_good_note,
        right=N_(
            "A rep can work with this: {found} of the 7 points are in it. Only words are looked for here; read it once "
            "more as the rep, and ask whether you would have to ask the person anything twice."
        ),
        partly=N_("The rep can begin. Still missing, or said in words we do not know: {missing}."),
        otherwise=N_("Picture the rep with the receiver in hand. Missing, or said in words we do not know: {missing}."),
    ),
    known_wrong=(
        KnownWrong(
            N_("praise instead of facts"),
            N_("Really hot lead with lots of points, very interested, please take good care of it!"),
            N_("That is how you feel about the lead. What does the rep need to know before the first sentence?"),
        ),
        KnownWrong(
            N_("only the person's words"),
            lambda f: f"The person wrote to us: {f['message']}",
            N_(
                "The person's own words are the best beginning. Now add who it is, how they are reached, what we have "
                "promised and what comes next."
            ),
        ),
        KnownWrong(
            N_("a reproach in the note"),
            N_("Please call this one for a change, because the last ones from us were never called by you."),
            N_("A note is for the person who asked. Leave the quarrel out, and tell what the rep needs for this call."),
        ),
    ),
    hints=(
        N_(
            "Seven things help: who, how to reach them, the need, what they did, what we promised, the next step, when."
        ),
        N_("All but the last two stand in the task. The next step and its day are yours to suggest."),
        N_(
            "For another lead: “Buyer of Hillside Farm, phone in the evening. Needs 3 km of hose by May. Met us at the "
            "fair, has the price list. We promised samples. Next: send them, then call on Monday.”"
        ),
    ),
    solution=N_(
        "For example: the {role} of {firm}, {size:number} people; mobile, before nine. Wrote: “{message}” Came by "
        "{channel}, looked at {pages:number} pages. We promised a call within 24 hours. Next step: call tomorrow before "
        "nine and agree on a visit. Points and praise can be left out; the rest cannot be guessed."
    ),
    cut_when_late=N_("Do it in pairs, aloud: one tells the lead in 30 seconds, the other lists what was missing."),
    trainer_notes=N_(
        "The check looks for words only. Let somebody from sales read two notes aloud and say what they would still "
        "have to ask the customer."
    ),
)


def _backwards(given: dict) -> dict:
    was = counts.funnel_of(given["tables"])
    goal = 1.2 * was.revenue
    people = counts.needed(goal, was.price, was.rates())
    return {
        **was.counts,
        "currency": given["tables"].currency,
        "price": was.price,
        "revenue": was.revenue,
        "goal": goal,
        "weeks": was.weeks,
        "need_won": people["won"],
        "need_mql": people["mql"],
        "need_sal": people["sal"] / was.weeks,
        "a_week": people["mql"] / was.weeks,
        "was_a_week": was.counts["mql"] / was.weeks,
        "share": was.counts["won"] / was.counts["mql"],
        "hours": counts.hours_needed(people, was),
        "paid": was.paid,
    }


BACKWARDS = Card(
    id="05-backwards",
    lesson="05",
    title=N_("Back from the goal"),
    seat="sales",
    minutes_teach=3,
    minutes_do=5,
    task=N_(
        "Now **sales'** seat. Ines wants {goal:money} next quarter from people who ask us, a fifth more than the siloed "
        "quarter brought. In that quarter {mql:number} leads were passed on, {sal:number} taken on, {sql:number} had a "
        "real need, {offers:number} asked for an offer and {won:number} signed, at {price:money} each on average.\n\n"
        "If every rate stays as it was, **how many leads does marketing have to pass on each week** of the "
        "{weeks:number} weeks?"
    ),
    control=Number("leads a week", 0, 100_000),
    facts=_backwards,
    check=close_to(
        fact("a_week"),
        1.5,
        nearly=8,
        right=N_(
            "Yes, about {a_week:number.0} a week instead of {was_a_week:number.0}. It would take {hours:number.0} of the "
            "reps' {paid:number.0} paid hours. Before anybody asks for more leads: which rate is the cheapest to mend?"
        ),
        partly=N_("Close. Take the exact figures and round only at the end."),
        otherwise=N_("Go backwards: how many must sign? How many were passed on for each one who signed?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("the whole quarter"),
            lambda f: f["need_mql"],
            N_("That is right for the whole quarter. And each week?"),
            state="partly",
        ),
        KnownWrong(
            N_("last quarter's number"),
            lambda f: f["was_a_week"],
            N_("That many were passed on in the siloed quarter. The goal is a fifth higher."),
        ),
        KnownWrong(
            N_("stopped at those taken on"),
            lambda f: f["need_sal"],
            N_("So many must be **taken on** each week. Go one step further back, to those passed on."),
            state="partly",
        ),
        KnownWrong(
            N_("stopped at those who sign"),
            lambda f: f["need_won"],
            N_("So many must sign in the quarter. How many were passed on for each one of them?"),
        ),
    ),
    hints=(
        N_("Begin at the end: the goal, divided by what one customer pays."),
        N_("{need_won:number.0} must sign. For each one who signed, {mql:number} / {won:number} leads were passed on."),
        N_("With a goal of 100,000, a price of 5,000 and 40 leads for one signature: 20 × 40 = 800, / 13 = 62 a week."),
    ),
    solution=N_(
        "{goal:money} / {price:money} = {need_won:number.0} signatures; × {mql:number} / {won:number} = "
        "{need_mql:number.0} leads; / {weeks:number} weeks = {a_week:number.0} a week. A fifth more at the end is a fifth more "
        "at every step, as long as no rate changes. That is one way. The other is to change a rate."
    ),
    cut_when_late=N_("Say the first division together, and let the room estimate the rest."),
    trainer_notes=N_(
        "Whoever stops at “more leads, then” has lesson 03 against them. Ask which rate each team could change alone, "
        "and which only together."
    ),
)


def _outage(given: dict) -> dict:
    return dict(given["outage"])


CLAUSES = {
    "wait": N_("Everybody waits until the CRM is back; then nothing can be lost or done twice."),
    "own": N_("Each rep keeps an own list of the best leads for such days."),
    "pause": N_("On such days the promises do not count, and nobody is blamed."),
    "list": N_("A list is printed every day; sales goes on from it, and one named person types the results in later."),
}

OUTAGE = Card(
    id="05-outage",
    lesson="05",
    title=N_("Two days without the CRM"),
    seat="both",
    minutes_teach=2,
    minutes_do=3,
    task=N_(
        "Week 7, Tuesday, nine o'clock: the CRM is down, and stays down until Wednesday evening. With a working CRM the "
        "reps would make {normal:number} calls, conversations and meetings on these two days.\n\n**Which clause should the agreement have?**"
    ),
    control=Choice(CLAUSES),
    facts=_outage,
    check=exactly(
        lambda f: "list" if f["paper"] > f["waiting"] else "wait",
        right=N_(
            "Yes. In this quarter sales made {paper:number} calls, conversations and meetings on these days with a "
            "printed list, and {waiting:number} without."
        ),
        otherwise=N_("Think of the person who was told: “We call you tomorrow.” What happens under this clause?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("everybody waits"),
            "wait",
            N_("Tidy, but customers do not wait with us. How many talks are missing after two days?"),
        ),
        KnownWrong(
            N_("an own list each"),
            "own",
            N_("Work goes on, but on six lists that nobody else sees. Who notices when two call the same person?"),
        ),
        KnownWrong(
            N_("the promise pauses"),
            "pause",
            N_("Kind to the teams. The customer has not signed that clause; what does the rep do at nine o'clock?"),
        ),
    ),
    hints=(
        N_("A clause says what somebody does on that morning, not what is excused."),
        N_("It must be one list, the same for all, and somebody must bring the results back afterwards."),
        N_("Another trade: when the till fails, a shop writes receipts by hand and types them in at night."),
    ),
    solution=N_(
        "The printed list. It costs each rep about {minutes:number} minutes a week, every week, also when nothing fails. "
        "Without it: {waiting:number} calls, conversations and meetings in two days; with it: {paper:number}; with a "
        "working CRM: {normal:number}. People who ask during these days still wait until the CRM is back: the list "
        "holds only those who asked before."
    ),
    cut_when_late=N_("Read the four clauses aloud and vote by hand."),
    trainer_notes=N_("Ask who would print the list, and where it lies. If nobody knows, the clause does not exist."),
)

CARDS = (WHO_OWNS, NOTE, BACKWARDS, OUTAGE)
