"""Practice cards of lesson 03: what marketing's decisions bring, seen from marketing's desk and from the phone."""

from __future__ import annotations

import smkt_helpers as smkt
from smkt_helpers.practice import (
    N_,
    Card,
    Choice,
    Decide,
    KnownWrong,
    Number,
    Outcome,
    Sort,
    close_to,
    exactly,
    fact,
    judged,
    played,
    sorted_into,
)
from smkt_helpers.story import marketing_desk

TITLE = N_("Marketing's desk")
SURPRISE = N_("Sending more leads lowers the deals won.")
SEED = 1
TEST_WEEKS = 13


def surprise(market: int) -> bool:
    """Say whether half as much money again and a lower threshold lower the wins (average over 5 runs of 13 weeks)."""
    return marketing_desk.more_lowers_wins(smkt.company("irrigation"), smkt.plans.siloed, market)


def given() -> dict:
    """Return what the cards are computed from: a year by channel, and a test of two messages."""
    company, plan = smkt.company("irrigation"), smkt.plans.siloed
    return {
        "company": company,
        "year": marketing_desk.channel_year(company, plan, seed=SEED),
        "test": marketing_desk.message_test(company, plan, seed=SEED),
    }


def _nothing(given: dict) -> dict:
    return {}


def _social(given: dict) -> dict:
    social, search = given["year"].loc["social"], given["year"].loc["search"]
    return {
        "currency": given["company"].currency,
        "channel": social["name"],
        "spend": float(social["spend"]),
        "leads": float(social["leads"]),
        "mql": float(social["mql"]),
        "customers": float(social["customers"]),
        "per_lead": float(social["per_lead"]),
        "per_customer": float(social["per_customer"]),
        "other": search["name"],
        "other_lead": float(search["per_lead"]),
        "other_customer": float(search["per_customer"]),
    }


PER_CUSTOMER = Card(
    id="03-per-customer",
    lesson="03",
    title=N_("What does a customer cost?"),
    seat="marketing",
    minutes_teach=2,
    minutes_do=4,
    task=N_(
        "You sit at **marketing's** desk. In one year (the average of ten markets) {spend:money} went into {channel}. "
        "They brought {leads:number.0} leads at {per_lead:money} each; a lead from {other} cost {other_lead:money}. "
        "{mql:number.0} of the leads from {channel} were passed on, and {customers:number.1} became customers within the year.\n\n"
        "**What did one customer from this channel cost in ads?**"
    ),
    control=Number("EUR", 0, 10_000_000),
    facts=_social,
    check=close_to(
        fact("per_customer"),
        60,
        nearly=400,
        right=N_(
            "Yes: about {per_customer:money} for one customer, after {per_lead:money} for one lead. The table below "
            "shows how the other channels do."
        ),
        partly=N_("Close. Take the exact numbers of the task."),
        otherwise=N_("Which number of the task counts people who have bought?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("cost per lead"),
            lambda f: f["spend"] / f["leads"],
            N_("That is the cost of one lead. Most leads never buy."),
        ),
        KnownWrong(
            N_("cost per lead passed on"),
            lambda f: f["spend"] / f["mql"],
            N_("That is the cost of one lead passed on. Being passed on is not yet buying."),
        ),
        KnownWrong(
            N_("leads per customer"),
            lambda f: f["leads"] / f["customers"],
            N_("That is how many leads stand behind one customer. What do these leads cost together?"),
            state="partly",
        ),
        KnownWrong(
            N_("cost per lead times customers"),
            lambda f: f["per_lead"] * f["customers"],
            N_("That pays only for the leads that bought. The ads for all the others were paid too."),
        ),
    ),
    hints=(
        N_("You need all the money of the channel, and the people who bought."),
        N_("Divide {spend:money} by {customers:number.1}."),
        N_("With EUR 50,000 and 10 customers: 50,000 / 10 = EUR 5,000 for one customer."),
    ),
    solution=N_(
        "{spend:money} / {customers:number.1} = {per_customer:money} (a little different if you take the rounded "
        "number of customers). For comparison, {other}: {other_lead:money} a lead, {other_customer:money} a customer."
    ),
    cut_when_late=N_("Say the two numbers and let the room divide roughly."),
    trainer_notes=N_(
        "Ask which of the two costs stands in your own reports, and why. The cost per lead is known the same day; the "
        "cost per customer only when somebody has signed."
    ),
)

BASKETS = {
    "fit": N_("whether the firm suits us (fit)"),
    "interest": N_("whether the person wants something now (interest)"),
    "nothing": N_("neither"),
}
LINES = {
    "pages": N_("Looked at 9 pages of our website last night"),
    "crop": N_("A vegetable grower"),
    "name": N_("The firm is called Amberfield Farm"),
    "decide": N_("Wrote: “We decide this month”"),
    "size": N_("25 people work there"),
    "monday": N_("The form came in on a Monday"),
}
RIGHT_BASKETS = {
    "pages": "interest",
    "crop": "fit",
    "name": "nothing",
    "decide": "interest",
    "size": "fit",
    "monday": "nothing",
}
SWAPPED = {"fit": "interest", "interest": "fit", "nothing": "nothing"}

TELLS = Card(
    id="03-tells",
    lesson="03",
    title=N_("What does a line tell you?"),
    seat="sales",
    minutes_teach=2,
    minutes_do=3,
    task=N_(
        "You sit in **sales'** chair, with a lead in front of you and the phone in your hand. A form holds many lines. "
        "**What does each line tell you?** Tropfgut makes watering systems; its **ideal customer profile** "
        "(ICP for short, a description of the firms that suit the product best) says: growers, with ten people or more."
    ),
    control=Sort(LINES, BASKETS),
    facts=_nothing,
    check=sorted_into(
        RIGHT_BASKETS,
        right=N_(
            "Yes. Fit is about the firm and stays; interest is about the moment and passes. A good lead has both, and "
            "a form shows neither for certain."
        ),
        partly=N_(
            "{placed} of {all} lie right. Ask of each line: would it still be true next year (the firm), or is it about "
            "today (the person's wish)?"
        ),
        otherwise=N_("Ask of each line: is it about the firm, about what the person wants today, or about neither?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("fit and interest swapped"),
            {line: SWAPPED[basket] for line, basket in RIGHT_BASKETS.items()},
            N_("You have the right heaps with the wrong names. Fit belongs to the firm, interest to the moment."),
        ),
        KnownWrong(
            N_("everything is interest"),
            dict.fromkeys(LINES, "interest"),
            N_("A grower is a grower also when nothing is needed. Which lines are about the firm only?"),
        ),
        KnownWrong(
            N_("a Monday means interest"),
            {**RIGHT_BASKETS, "monday": "interest"},
            N_("People who want something write on any day. What does the day tell you about this person?"),
            state="partly",
        ),
        KnownWrong(
            N_("the name shows the firm"),
            {**RIGHT_BASKETS, "name": "fit"},
            N_("A name sounds like a picture of the firm, but a farm and a shop can have the same one."),
            state="partly",
        ),
    ),
    hints=(
        N_("Fit is about the firm. Interest is about what the person wants, now."),
        N_("Two lines belong in each basket."),
        N_(
            "An example that is not in the list: “runs three greenhouses” is fit, “asked for a call” is interest, "
            "“writes from a phone” is neither."
        ),
    ),
    solution=N_(
        "Fit: the crop, and how many people work there. Interest: the pages read, and the words “we decide this "
        "month”. Neither: the firm's name and the day of the week. A score adds fit and interest; it cannot "
        "see what was not written."
    ),
    cut_when_late=N_("Read the six lines aloud and let the room point left, right or up."),
    trainer_notes=N_(
        "Somebody will find a reason for the Monday. Welcome it: how would you find out whether it is true? "
        "That is the last part of this lesson."
    ),
)


def _message(given: dict) -> dict:
    line = given["test"].loc[TEST_WEEKS]
    ahead = "a" if line["difference"] >= 0 else "b"
    shown = line["chance"] < marketing_desk.SURE
    return {
        **{name: int(line[name]) for name in ("talked_a", "need_a", "talked_b", "need_b")},
        "a": float(line["a"]),
        "b": float(line["b"]),
        "ahead": ahead.upper(),
        "weeks": TEST_WEEKS,
        "chance": float(line["chance"]),
        "luck": 100 * float(line["luck"]),
        "apart": 100 * abs(float(line["difference"])),
        "right": ahead if shown else "unclear",
    }


ANSWERS = {
    "a": N_("Message A is better. Use it everywhere."),
    "b": N_("Message B is better. Use it everywhere."),
    "equal": N_("The messages are equally good. The test has shown it."),
    "unclear": N_("We cannot tell yet. Chance alone often makes a difference like this one."),
}

TEST_CARD = Card(
    id="03-two-messages",
    lesson="03",
    title=N_("Two messages, one quarter"),
    seat="marketing",
    minutes_teach=3,
    minutes_do=4,
    task=N_(
        "You sit at **marketing's** desk. For {weeks:number} weeks half of the people saw message A (“Save water”), the "
        "other half message B (“Save an hour a day”); chance decided who saw which. Sales talked to {talked_a:number} "
        "people who had seen A, and {need_a:number} of them ({a:percent}) had a real need. With B it was {need_b:number} "
        "of {talked_b:number} ({b:percent}).\n\n"
        "If you mix up at random who saw which message, the two groups lie up to {luck:number.0} percentage points apart "
        "in 95 of 100 tries. (From 20% to 30% is 10 percentage points.) **What do you tell the team?**"
    ),
    control=Choice(ANSWERS),
    facts=_message,
    check=exactly(
        fact("right"),
        right=N_(
            "Yes. Before rounding the messages lie {apart:number.1} points apart; chance alone makes at least that "
            "much in {chance:percent} of the tries."
        ),
        otherwise=N_("Compare how far the two lie apart with how far chance alone puts them apart."),
    ),
    known_wrong=(
        KnownWrong(
            N_("the one ahead is the better one"),
            lambda f: f["ahead"].lower(),
            N_("It is ahead in this quarter. Would it be ahead again? Compare the distance with what chance makes."),
            state="partly",
        ),
        KnownWrong(
            N_("nothing shown means equal"),
            "equal",
            N_("The groups are small. A test this small cannot show that two messages are equal."),
            state="partly",
        ),
        KnownWrong(
            N_("the one behind"),
            lambda f: "b" if f["ahead"] == "A" else "a",
            N_("Look again at which message has the higher share of people with a real need."),
        ),
    ),
    hints=(
        N_("Two distances matter: the one you see, and the one that chance alone makes."),
        N_("You see {apart:number.1} points (before rounding). Chance alone makes up to {luck:number.0} points."),
        N_("With 30 points seen and 12 by chance, one message is better. With 2 seen and 12 by chance, nobody knows."),
    ),
    solution=N_(
        "The messages lie {apart:number.1} points apart, and chance alone puts two groups of this size up to "
        "{luck:number.0} points apart. A difference counts as shown when it is larger than what chance usually makes. "
        "If it is smaller, the test goes on, and until then nobody prints a thousand flyers."
    ),
    cut_when_late=N_("Show the two shares and ask only: how sure are you, on your fingers from 0 to 10?"),
    trainer_notes=N_(
        "If somebody chooses the message that is ahead, do not say “wrong”; ask what they would have said after the "
        "first two weeks (the next table shows it)."
    ),
)

MORE = smkt.plans.siloed.replace(**marketing_desk.MORE)
DESK = Decide("marketing", ("threshold", "icp_focus", "brand_share", "enablement_hours"), start=MORE, seed=SEED)
EXAMPLE = {"threshold": 48.0, "icp_focus": 0.8, "brand_share": 0.2, "enablement_hours": 10.0}
# The deals wanted lie this far on the way from where the desk stands to what the example reaches. The right threshold
# alone comes that far; that sales takes on so many of the leads it opens as well, no single decision brings about.
PART_OF_THE_WAY, LEAST_TAKEN_ON = 0.7, 0.52
FIGURES = ("wins", "acceptance")


def _target(given: dict) -> dict:
    start, example = (played(DESK, answer, FIGURES) for answer in ({}, EXAMPLE))
    return {
        "wins": start["wins"],
        "taken_on": 100 * start["acceptance"],
        "target": int(start["wins"] + PART_OF_THE_WAY * (example["wins"] - start["wins"])),
        "least": 100 * LEAST_TAKEN_ON,
        "example": example["wins"],
        "example_taken_on": 100 * example["acceptance"],
        "points": MORE["threshold"],
        "markets": DESK.replications,
    }


def _reached(facts: dict, answer: dict) -> Outcome:
    now = played(DESK, answer, FIGURES)
    # As the desk shows it, in whole percent.
    taken_on = round(100 * now["acceptance"])
    more = {"reached": now["wins"], "reached_taken_on": taken_on}
    enough_deals, enough_taken_on = now["wins"] >= facts["target"], taken_on >= facts["least"]
    if enough_deals and enough_taken_on:
        return Outcome("right", REACHED, more=more)
    if enough_deals:
        return Outcome("partly", TURNED_AWAY, more=more)
    if now["wins"] <= facts["wins"] + 0.5:
        return Outcome("not yet", NO_BETTER, more=more)
    return Outcome("partly", TOO_FEW_DEALS if enough_taken_on else NEARER, more=more)


REACHED = N_(
    "Yes: {reached:number.1} deals won instead of {wins:number.1}, with the same money and the same reps, and sales "
    "takes on {reached_taken_on:number.0} of 100 leads that it opens instead of {taken_on:number.0}. If you like, take "
    "one decision back and see what it did."
)
TURNED_AWAY = N_(
    "{reached:number.1} deals won: that is enough. But sales takes on {reached_taken_on:number.0} of 100 leads that it "
    "opens, and {least:number.0} are wanted. Keep what you have. Which other decision changes who asks us at all?"
)
TOO_FEW_DEALS = N_(
    "Sales takes on {reached_taken_on:number.0} of 100 leads that it opens: that is enough. But {reached:number.1} deals "
    "are won, and {target:number} are wanted. Is the list too short now, or still too long?"
)
NEARER = N_(
    "Better: {reached:number.1} deals won instead of {wins:number.1}; {target:number} are wanted. Sales takes on "
    "{reached_taken_on:number.0} of 100 leads that it opens; {least:number.0} are wanted. What else keeps the list short "
    "and good? Go back if the last step made it worse."
)
NO_BETTER = N_(
    "{reached:number.1} deals won, after {wins:number.1} at the start. More leads did not help before; think of the reps' hours."
)

ANSWER_TO_THE_BOARD = Card(
    id="03-answer-the-board",
    lesson="03",
    title=N_("Mai's answer to the board"),
    seat="marketing",
    minutes_teach=2,
    minutes_do=7,
    task=N_(
        "The board's wish has come true: half as much money again, and leads are passed on from {points:number} points. "
        "The company wins {wins:number.1} deals in a quarter (the average of {markets:number} markets).\n\n"
        "The money stays. **Use the four other decisions of marketing's desk so that two things hold:** at least "
        "{target:number} deals are won, and of 100 leads that a rep opens, sales takes on {least:number.0} or more "
        "(now {taken_on:number.0}; the desk calls it “Acceptance by sales”). Change one thing at a time, and look what "
        "it does; you can always take it back."
    ),
    control=DESK,
    facts=_target,
    check=judged(_reached, EXAMPLE),
    known_wrong=(
        KnownWrong(
            N_("sends still more"),
            {"threshold": 0.0},
            N_("Now everybody is passed on, and the list is longer still. Whose hours does that take?"),
        ),
        KnownWrong(
            N_("sends hardly anybody"),
            {"threshold": 75.0},
            N_("The reps have time now, and hardly anybody to call. Somewhere between too many and too few is better."),
        ),
        KnownWrong(
            N_("only helps sales to prepare"),
            {"enablement_hours": 10.0},
            N_("That helps in the conversations. But most of the people on the list are never called; begin there."),
            state="partly",
        ),
    ),
    hints=(
        N_("Which decision changes most how many people are on the list?"),
        N_(
            "Raise the threshold first, in steps of ten points, and watch the deals won. When they fall again, go one "
            "step back and leave it there. Then see which decision makes sales take on more of what it opens."
        ),
        N_(
            "In this kit 48 points, a strong focus on the ideal customer (80%), a fifth of the money for the brand and "
            "ten hours a week to help sales reach {example:number.1} deals, and sales takes on "
            "{example_taken_on:number.0} of 100."
        ),
    ),
    solution=N_(
        "For the deals, a threshold near the middle does most: fewer people on the list, and reps with time for them "
        "and for open offers. Next to it the other three move the deals only a little. But with the threshold alone, "
        "sales turns away more than wanted; pushed far enough to change that, it leaves too few people to call. Focus on "
        "the ideal customer changes who asks us, and sales takes on more of them. So it takes two decisions, each "
        "for its own end. For example 48 points, 80% focus, 20% brand and 10 hours to help sales: {example:number.1} "
        "deals instead of {wins:number.1}, and {example_taken_on:number.0} of 100 taken on instead of "
        "{taken_on:number.0}."
    ),
    cut_when_late=N_("Let the room call out one threshold after the other; you type."),
    trainer_notes=N_(
        "Ask both teams for the best threshold before anybody touches the desk, and write the numbers side by side. In "
        "this kit the best lies between very low and very high. Then ask which decision was made for whom: the "
        "threshold for the reps' hours, the focus for what they find when they open a lead."
    ),
)

CARDS = (PER_CUSTOMER, TELLS, TEST_CARD, ANSWER_TO_THE_BOARD)
