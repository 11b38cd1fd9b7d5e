"""Practice cards of lesson 09: what a source carries, a share of losses, a sentence for the board, a commitment."""

from __future__ import annotations

from functools import cache

import pandas as pd

import smkt_helpers as smkt
from smkt_helpers.comparison.runs import half_interval
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
from smkt_helpers.story import worth

TITLE = N_("Is it worth 20%?")
SURPRISE = N_(
    "The same two ways of working gain so differently from market to market that no single number is the answer."
)
COMPANY = "irrigation"
MARKETS = 20


def surprise(market: int) -> bool:
    """Say whether the markets of one press of the button lie further apart than the whole claim."""
    from smkt_helpers.desk.claim import AT_A_TIME

    company = smkt.company(COMPANY)
    shares = worth.gains(company, *worth.plans_of(company, "all"), 0, AT_A_TIME, seed=market)["revenue"]
    return bool(shares.max() - shares.min() > worth.CLAIM)


def given() -> dict:
    """Return what the cards are about: a named owner for each step, a year in each of some markets."""
    return {"way": "owners", "markets": MARKETS}


# Two cards look at the same markets, and a page that opens should not wait for them before its first picture.
@cache
def _gains(way: str, markets: int) -> pd.DataFrame:
    company = smkt.company(COMPANY)
    return worth.gains(company, *worth.plans_of(company, way), 0, markets)


def _nothing(given: dict) -> dict:
    return {}


def _owners(given: dict) -> dict:
    found = _gains(given["way"], given["markets"])
    shares, half = found["revenue"], float(half_interval(found)["revenue"])
    lost, mean = int((shares < 0).sum()), float(shares.mean())
    return {
        "each": ", ".join(worth.signed(share, 1) for share in shares),
        "markets": len(shares),
        "lost": lost,
        "won": len(shares) - lost,
        "share": 100 * lost / len(shares),
        "first_half": worth.signed(float(shares.iloc[: MARKETS // 2].mean())),
        "second_half": worth.signed(float(shares.iloc[MARKETS // 2 :].mean())),
        "half": MARKETS // 2,
        "average": worth.signed(mean),
        "low": worth.signed(mean - half),
        "high": worth.signed(mean + half),
        "worst": worth.signed(shares.min()),
        "best": worth.signed(shares.max()),
    }


SAID = {
    "best_grew": N_("In Aberdeen's survey, the firms called best in class grew by 20% a year."),
    "raises": N_("Working as one team raises revenue by 20%."),
    "no_cause": N_("No study shows that working as one team causes growth."),
    "retention": N_("Aligned firms have a retention that is 36% higher."),
    "survey": N_("In a survey, aligned firms turned 29% of leads into business, others 24%."),
    "eight": N_("Only 8% of all firms are aligned."),
    "speed": N_("Reply within an hour, and a lead becomes 7 times as likely to qualify."),
    "more_leads": N_("At one retailer, more leads went together with worse sales further down."),
}
BASKETS = {"carries": N_("The source carries it"), "more": N_("It says more than the source")}
CARRIED = {
    "best_grew": "carries",
    "raises": "more",
    "no_cause": "carries",
    "retention": "more",
    "survey": "carries",
    "eight": "more",
    "speed": "more",
    "more_leads": "carries",
}

SOURCES = Card(
    id="09-sources",
    lesson="09",
    title=N_("What can the source carry?"),
    seat="both",
    minutes_teach=3,
    minutes_do=6,
    task=N_(
        "Eight sentences from slides you have seen or will see. Look each one up at the top of docs/evidence.md (in the list "
        "of files on the left: the folder docs; the first sentence and the first table are enough) and sort it. Two things to look for: does the sentence say that something "
        "**causes** something, and whom does it speak of, the firms that were asked or **all** firms?"
    ),
    control=Sort(SAID, BASKETS),
    facts=_nothing,
    check=sorted_into(
        CARRIED,
        right=N_(
            "Yes. All four sentences that the sources carry say who was looked at and claim no cause. It makes them "
            "longer and less exciting, and they survive a question from the board."
        ),
        partly=N_(
            "{placed} of {all} lie where they belong. Ask each of the others: “causes”? “all firms”? “really 36%?”"
        ),
        otherwise=N_("{placed} of {all} so far. Read the column “weakness” of the table."),
    ),
    known_wrong=(
        KnownWrong(
            N_("a large study carries a cause"),
            {**CARRIED, "speed": "carries"},
            N_(
                "Almost. The study behind the 7 times is large, but firms that reply fast differ in other ways too. The "
                "sentence promises what happens if **you** do it."
            ),
            state="partly",
        ),
        KnownWrong(
            N_("believed every number that has a source"),
            dict.fromkeys(CARRIED, "carries"),
            N_("A source is not enough: each number has one. Compare the sentence with what was really looked at."),
            state="partly",
        ),
        KnownWrong(
            N_("believed nothing"),
            dict.fromkeys(CARRIED, "more"),
            N_("Too strict. A sentence that only says who was asked and what came out can be quite all right."),
            state="partly",
        ),
        KnownWrong(
            N_("took “no study shows” for a claim about causes"),
            {**CARRIED, "no_cause": "more"},
            N_(
                "Almost. One sentence says what nobody has shown. Compare it with the first sentence of docs/evidence.md."
            ),
            state="partly",
        ),
        KnownWrong(
            N_("the 36% taken as quoted"),
            {**CARRIED, "retention": "carries"},
            N_("Almost. Look up what the 36% counted: customers kept, or customers lost?"),
            state="partly",
        ),
    ),
    hints=(
        N_("The column “weakness” in docs/evidence.md says what each source cannot do."),
        N_("Four sentences are carried. They name the survey or the retailer and stop there."),
        N_(
            "“In a survey, people with dogs walked more” is carried. “Buy a dog and you will walk more” is not: perhaps "
            "people who like walking buy dogs."
        ),
    ),
    solution=N_(
        "Carried: best in class grew by 20% (that is how they were chosen); no study shows a cause; 29% against 24% in a "
        "survey; one retailer. More than the source: “raises revenue” (nobody tested that), “retention 36% higher” (it was "
        "36% fewer customers lost), “8% of all firms” (66 were asked), “within an hour, and ...” (fast firms differ in "
        "other ways too)."
    ),
    cut_when_late=N_("Take the second, the fourth and the seventh sentence together; leave out the rest."),
    trainer_notes=N_(
        "Somebody will say “but then nothing is proven”. Right. Nor is it disproven. It means: try it small and measure."
    ),
)

LOST = Card(
    id="09-lost",
    lesson="09",
    title=N_("How often did it lose?"),
    seat="both",
    minutes_teach=2,
    minutes_do=3,
    task=N_(
        "One practice alone: today's way of working, and **a named owner for each step** added. A year in {markets:number} "
        "markets, each with and without it, on the same people. The change in revenue:\n\n{each}\n\n"
        "The average is {average}. **In what share of the markets did it lose?**"
    ),
    control=Number("%", 0, 1000),
    facts=_owners,
    check=close_to(
        fact("share"),
        0.5,
        nearly=5,
        right=N_(
            "Yes: {lost:number} of {markets:number}, {share:number.0}%. A board that hears only the average ({average}) "
            "will be surprised by a year like {worst}."
        ),
        partly=N_("Close: you are off by one market. Count the minus signs once more."),
        otherwise=N_("Count the markets with a minus sign, and divide by all of them."),
    ),
    known_wrong=(
        KnownWrong(
            N_("gave the number of markets"),
            lambda f: f["lost"],
            N_("That is how many markets lost. As a share of the {markets:number}, in percent?"),
            state="partly",
        ),
        KnownWrong(
            N_("counted those that gained"),
            lambda f: 100 - f["share"],
            N_("That is the share in which it did not lose. The question asks for the others."),
            state="partly",
        ),
        KnownWrong(
            N_("a share instead of percent"),
            lambda f: f["share"] / 100,
            N_("Right idea. Write it in percent: multiply by 100."),
            state="partly",
        ),
    ),
    hints=(
        N_("A market lost when its change has a minus sign."),
        N_("There are {markets:number} markets in the row."),
        N_("With 2 minus signs among 8 markets: 2 / 8 × 100 = 25%."),
    ),
    solution=N_(
        "{lost:number} of {markets:number} markets, {share:number.0}%. The 95% interval of the average reaches from {low} to "
        "{high}. Look what a smaller trial would have said: the first {half:number} markets alone have an average of "
        "{first_half}, the other {half:number} one of {second_half}. So this does not say that owners are useless or "
        "useful; it says how many markets it takes to know."
    ),
    cut_when_late=N_("Read the row aloud; the room raises a hand at every minus."),
    trainer_notes=N_(
        "Ask: who would have stopped the practice after a bad year? In single years, good practices look bad."
    ),
)

BOARD = Card(
    id="09-board",
    lesson="09",
    title=N_("What may Ines tell the board?"),
    seat="both",
    minutes_teach=2,
    minutes_do=3,
    task=N_(
        "The same {markets:number} markets, the same practice. Its average is {average}; the 95% interval of that average "
        "reaches from {low} to {high}; single markets lie between {worst} and {best}. **Which sentence may Ines say?**"
    ),
    control=Choice(
        {
            "point": N_("“A named owner for each step changes our revenue by {average}. We have simulated it.”"),
            "range": N_(
                "“In a model, the average change is {low} to {high}, and single years differ more. It rests on assumptions. "
                "We will try it in one region and count.”"
            ),
            "nothing": N_("“It cannot be known, so let us leave it.”"),
            "wins": N_("“It gained in {won:number} of {markets:number} markets. So it works.”"),
        }
    ),
    facts=_owners,
    check=exactly(
        "range",
        right=N_(
            "Yes. It gives a range, says where it comes from, and says how she will find out. A "
            "sentence like this is still true after a bad year."
        ),
        otherwise=N_("Which of the sentences would still be true if next year turned out badly?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("the average as a promise"),
            "point",
            N_("With other markets the average would have been another one. And the model is not the company."),
            state="partly",
        ),
        KnownWrong(
            N_("not knowing exactly as a reason to do nothing"),
            "nothing",
            N_("A range is knowledge too. And doing nothing is also a decision with an unknown result."),
        ),
        KnownWrong(
            N_("counting wins as a proof"),
            "wins",
            N_("How often it gained says nothing about how much, and it happened in a model."),
        ),
    ),
    hints=(
        N_("Look for the sentence that says where the number comes from."),
        N_("A good sentence holds three things: a range, what it rests on, and what we do to find out."),
        N_("For the weather: “20 to 25 degrees, says one model; we take a jacket and look again at noon.”"),
    ),
    solution=N_(
        "The one with the range, the assumptions and the trial. It is longer, and it is the only one that stays true whatever "
        "comes."
    ),
    cut_when_late=N_("Read the four sentences aloud and vote."),
    trainer_notes=N_("Ask managers: which of the four would you have applauded last year?"),
)

POINTS = {
    "who": (
        N_("who does it"),
        ("I will", "I'll", "I ", "I'd", "we will", "we'll", "we ", "my team", "owner", "Mai", "Jonas", "Ines"),
    ),
    "whom": (
        N_("with whom of the other team"),
        ("sales", "marketing", "other team", "rep", "together", "both teams", "colleague", "with ", "Mai", "Jonas"),
    ),
    "when": (
        N_("by when"),
        (
            "by ",
            "until ",
            "before ",
            "on ",
            "tomorrow",
            "next ",
            "every ",
            "week",
            "month",
            "day",
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "end of",
            "spring",
            "summer",
            "autumn",
            "winter",
        ),
    ),
    "seen": (
        N_("how you will see whether it helped"),
        (
            "count",
            "measure",
            "number",
            "see ",
            "compare",
            "hours",
            "share",
            "percent",
            "how many",
            "how soon",
            "look at",
            "fewer",
            "more often",
            "check",
            "track",
            "know whether",
            "know it",
            "ask again",
        ),
    ),
}

COMMITMENT = Card(
    id="09-commitment",
    lesson="09",
    title=N_("My commitment"),
    seat="both",
    minutes_teach=2,
    minutes_do=5,
    task=N_(
        "One thing, small enough to happen. Write in two or three sentences: **who** does it, **with whom** of the other "
        "team, **by when**, and **how you will see** whether it helped.\n\nThis text stands on your summary page, so that you "
        "can print it or send it to your trainer."
    ),
    control=Text(),
    facts=_nothing,
    check=mentions(
        POINTS,
        right=N_(
            "Kept. Now read it once more as the person who is to do it with you: would they know what to do on Monday?"
        ),
        partly=N_("A good beginning. Not found yet: {missing}."),
        otherwise=N_("A wish is not a commitment yet. Not found: {missing}."),
        example=N_(
            "I will sit with Jonas from sales on Friday for half an hour and go through ten leads that nobody called. By the "
            "end of the month we count how many MQLs were called within a day."
        ),
    ),
    known_wrong=(
        KnownWrong(
            N_("a wish without a person or a date"),
            N_("There should be much better communication and more trust between everybody here."),
            N_("Everybody will agree with this, and nobody will do it. Who does what, with whom, by when?"),
        ),
        KnownWrong(
            N_("something for the others to do"),
            N_("Sales should finally call all the leads that marketing passes on to them each week."),
            N_("That is a commitment for somebody else. What will **you** do, and how will you see that it helped?"),
            state="partly",
        ),
    ),
    hints=(
        N_("Begin with “I will”."),
        N_("Four things belong in it: who, with whom, by when, and what you will count."),
        N_("“I will show Mai the three reasons we turn leads away most, on Tuesday; in May we count them again.”"),
    ),
    solution=N_(
        "There is no model answer, only a test: could somebody else look in four weeks and say yes or no? If not, it is "
        "still too large or too vague."
    ),
    cut_when_late=N_("One sentence on a sticky note, with a name and a date; take a photo of the wall."),
    trainer_notes=N_(
        "Collect these. Send each person their own sentence after two to four weeks and ask one question: what came of it?"
    ),
    on_summary=True,
)

CARDS = (SOURCES, LOST, BOARD, COMMITMENT)
