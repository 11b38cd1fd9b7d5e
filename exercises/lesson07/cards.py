"""Practice cards of lesson 07: what makes customers stay, what one is worth, a pitch, one voice."""

from __future__ import annotations

import re

import smkt_helpers as smkt
from smkt_helpers.practice import (
    N_,
    Card,
    Choice,
    KnownWrong,
    Number,
    Outcome,
    Sort,
    Text,
    close_to,
    exactly,
    fact,
    judged,
    mentions,
    sorted_into,
)
from smkt_helpers.story import after_sale
from smkt_helpers.words import _, money

TITLE = N_("After the sale")
SURPRISE = N_("A quarter won with big promises and discounts has fewer customers left a year later.")


def given() -> dict:
    """Return what the cards are computed from: a careful and a pushed quarter, each with the year after it."""
    company = smkt.company("irrigation")
    return {"company": company, "quarters": after_sale.quarters(company)}


def surprise(market: int) -> bool:
    """Say whether the pushed quarter won more customers, and has fewer of them left a year later, in this market."""
    return after_sale.surprising(after_sale.quarters(smkt.company("irrigation"), seed=market, replications=1))


def _nothing(given: dict) -> dict:
    return {}


def _worth(given: dict) -> dict:
    facts: dict = {"currency": given["company"].currency}
    for way, one in given["quarters"].items():
        # Rounded as they are shown, so that whoever calculates with the shown figures is right.
        first, renewal = round(one.first, -1), round(one.renewal)
        times = round(after_sale.renewals_to_come(one.retention), 1)
        facts |= {
            f"{way}_stay": 100 * one.retention,
            f"{way}_first": first,
            f"{way}_renewal": renewal,
            f"{way}_times": times,
            f"{way}_worth": first + renewal * times,
        }
    facts["gap"] = abs(facts["careful_worth"] - facts["pushed_worth"])
    facts["compared"] = (
        _("That is {gap} less than a customer of the careful quarter.")
        if facts["pushed_worth"] < facts["careful_worth"]
        else _("That is {gap} more than a customer of the careful quarter.")
    ).format(gap=money(facts["gap"], facts["currency"]))
    return facts


STAY = Card(
    id="07-stay",
    lesson="07",
    title=N_("Wins now, or stays"),
    seat="both",
    minutes_teach=2,
    minutes_do=4,
    task=N_(
        "Six things that people at Tropfgut do. **Which of them help to win a deal now and make customers leave later, "
        "and which make customers stay?**"
    ),
    control=Sort(
        {
            "third_off": N_("A third off the price for whoever signs by Friday"),
            "visit": N_("A visit before each renewal: does everything run?"),
            "half": N_("“Saves half your water” on the page, when a third is usual"),
            "one_list": N_("One list, so that a customer is called by one of us"),
            "pump": N_("“Of course it works with your old pump”, said without asking which one"),
            "no": N_("Telling a firm that the product is not for it"),
        },
        {"now": N_("wins now, costs customers later"), "stay": N_("makes customers stay")},
    ),
    facts=_nothing,
    check=sorted_into(
        {"third_off": "now", "visit": "stay", "half": "now", "one_list": "stay", "pump": "now", "no": "stay"},
        right=N_(
            "Yes. Two of the first kind are promises, one from each team, and the customer does not ask which team made "
            "them."
        ),
        partly=N_("{placed} of {all} lie right. Ask of each: what will the customer say about it in a year?"),
        otherwise=N_("{placed} of {all} lie right. Begin with the promises: which of them will be kept?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("a discount makes loyal"),
            {"third_off": "stay", "visit": "stay", "half": "now", "one_list": "stay", "pump": "now", "no": "stay"},
            N_("Five are right. Who came for the price, for what will they leave?"),
            state="partly",
        ),
        KnownWrong(
            N_("saying no loses customers"),
            {"third_off": "now", "visit": "stay", "half": "now", "one_list": "stay", "pump": "now", "no": "now"},
            N_("Five are right. A firm that the product does not suit: how long would it stay?"),
            state="partly",
        ),
        KnownWrong(
            N_("everything that sounds kind makes customers stay"),
            {"third_off": "stay", "visit": "stay", "half": "stay", "one_list": "stay", "pump": "stay", "no": "now"},
            N_("These sound kind on the day of the sale. What is left of each of them a year later?"),
            state="partly",
        ),
    ),
    hints=(
        N_("Three and three. Two of the first three are said, one is taken off the price."),
        N_("A promise that is not kept makes a gap. Look for promises that cannot be kept, or that nobody checked."),
        N_(
            "“Saves half your water” wins now: the customer will measure it. Sort the sentence about the pump in the same way."
        ),
    ),
    solution=N_(
        "Win now and cost customers later: a third off, “half your water”, “of course it works”. Make customers stay: the "
        "visit, one list, an honest no. In this company's figures a gap between promise and delivery, a discount at the "
        "start and waiting for us make customers leave; fit makes them stay."
    ),
    cut_when_late=N_("Read the six aloud; hands up for “in a year I am glad of it”."),
    trainer_notes=N_(
        "Two promises are from marketing's and sales' mouth. Let the room find that out; it ends the blaming."
    ),
)

WORTH = Card(
    id="07-worth",
    lesson="07",
    title=N_("What is one customer worth?"),
    seat="marketing",
    minutes_teach=3,
    minutes_do=5,
    task=N_(
        "You sit in **marketing's** seat and want to know what a customer may cost. **Lifetime value** is all that a "
        "customer pays: the first price and every renewal of the service contract after it. Here we count the first five "
        "years, that is at most 20 renewals.\n\n"
        "A customer of the **careful** quarter pays {careful_first:money} at first and {careful_renewal:money} at each "
        "renewal. Of 100 renewals due, {careful_stay:number.0} are paid; at this rate a customer renews "
        "{careful_times:number.1} times on average in these five years.\n\n"
        "A customer of the **pushed** quarter pays {pushed_first:money} at first and {pushed_renewal:money} at each "
        "renewal. Of 100 renewals due, {pushed_stay:number.0} are paid; that makes {pushed_times:number.1} renewals.\n\n"
        "**What is a customer of the pushed quarter worth in these five years?**"
    ),
    control=Number("EUR", 0, 10_000_000),
    facts=_worth,
    check=close_to(
        fact("pushed_worth"),
        30,
        nearly=400,
        right=N_(
            "Yes: {pushed_worth:money}. {compared} What a customer may cost depends on how long "
            "customers stay, and that is decided after the sale."
        ),
        partly=N_("Very close. Calculate once more with the figures of the pushed quarter as they stand."),
        otherwise=N_("Take the pushed quarter only: the first price, and to it all the renewals together."),
    ),
    known_wrong=(
        KnownWrong(
            N_("forgot the first price"),
            lambda f: f["pushed_renewal"] * f["pushed_times"],
            N_("These are the renewals. The first price belongs to it too."),
        ),
        KnownWrong(
            N_("one renewal only"),
            lambda f: f["pushed_first"] + f["pushed_renewal"],
            N_("That counts one renewal. On average there are {pushed_times:number.1}."),
        ),
        KnownWrong(
            N_("the careful quarter instead"),
            lambda f: f["careful_worth"],
            N_("Rightly calculated, for the careful quarter. The question asks for the other one."),
        ),
        KnownWrong(
            N_("the first price at every renewal"),
            lambda f: f["pushed_first"] * (1 + f["pushed_times"]),
            N_("A renewal costs less than the system itself. Look for its amount in the task."),
        ),
    ),
    hints=(
        N_("You need three numbers, all in the paragraph about the pushed quarter."),
        N_("First all renewals: {pushed_renewal:money} × {pushed_times:number.1}. Then add the first price."),
        N_("With 5,000 at first, 600 at each of 4 renewals: 5,000 + 4 × 600 = 7,400."),
    ),
    solution=N_(
        "{pushed_first:money} + {pushed_times:number.1} × {pushed_renewal:money} = {pushed_worth:money}. For the careful "
        "quarter it is {careful_first:money} + {careful_times:number.1} × {careful_renewal:money} = {careful_worth:money}. "
        "(The hours of service are not taken off.)"
    ),
    cut_when_late=N_("Give both results and ask: which of the numbers made the difference?"),
    trainer_notes=N_(
        "Most people expect the discount to make the difference. Point to the number of renewals. In your own company, "
        "ask who knows this number; often nobody does."
    ),
)

_PITCH_POINTS = mentions(
    {
        "her": (
            N_("Agnes's own situation"),
            (
                "hand",
                "daughter",
                "girls",
                "family",
                "yourself",
                "yourselves",
                "hose",
                "five weeks",
                "august",
                "summer",
                "eleven",
                "your nursery",
                "your flowers",
                "your plants",
                "wait",
            ),
        ),
        "gain": (
            N_("what she gains"),
            (
                "sav",
                "third",
                "less water",
                "water less",
                "waters itself",
                "by itself",
                "less work",
                "hours",
                "time",
                "evening",
                "weekend",
                "sleep",
                "gain",
            ),
        ),
        "proof": (
            N_("an example or another proof"),
            (
                "example",
                "nursery of",
                "another",
                "other nurser",
                "other grower",
                "grower",
                "flower farm",
                "near you",
                "your size",
                "already",
                "customer",
                "phone number",
                "neighbour",
                "neighbor",
                "measur",
                "show",
                "proof",
                "reference",
                "figures",
            ),
        ),
        "next": (
            N_("a next step, small and with a day"),
            (
                "monday",
                "tuesday",
                "wednesday",
                "thursday",
                "friday",
                "tomorrow",
                "saturday",
                "sunday",
                "this week",
                "next week",
                "call you",
                "ring you",
                "may i",
                "shall i",
                "meet",
                "visit",
                "come by",
                "lend",
                "try",
            ),
        ),
    },
    right="",
    partly="",
    otherwise="",
)
# A share of the water saved is no price: a percentage counts only where it is taken off, or asks to sign.
_CHEAPER = re.compile(
    r"discount|cheap|rebate|(?:low|best|better|special)\w* price|off the price|(?:%|per ?cent)\s+(?:off|if you)",
    re.IGNORECASE,
)


def _judge_pitch(facts: dict, answer: str) -> Outcome:
    found = _PITCH_POINTS.judge(facts, answer)
    if found.state == "right" and _CHEAPER.search(answer):
        return Outcome(
            "partly",
            N_(
                "All four points are there, and still the price is argued with. What happens if you leave that part out?"
            ),
        )
    sentence = {
        "right": N_(
            "Now it is about her and not about us. Read it aloud once: would Agnes read on after the first sentence?"
        ),
        "partly": N_("On the way. We did not find: {missing}."),
        "not yet": N_("It could be sent to anybody. We did not find: {missing}."),
    }[found.state]
    return Outcome(found.state, sentence, more=found.more)


PITCH = Card(
    id="07-pitch",
    lesson="07",
    title=N_("From price to value"),
    seat="sales",
    minutes_teach=2,
    minutes_do=7,
    task=N_(
        "You sit in **sales'** seat. You know Agnes from the last lesson: she has a flower nursery of eleven people. In "
        "August her controller failed, and for five weeks she and her daughters watered by hand. A controller saves a "
        "nursery like hers about a third of the water. This is what we wrote to her, before she bought from somebody "
        "else:\n\n"
        "“Twelve valves, free app, and **15% off if you sign this week**. You will not find a lower price.”\n\n"
        "**Write what she should have got, in two to four sentences, without arguing with the price.** It should hold: her "
        "situation, what she gains, an example of somebody who has it already, and a small next step with a day."
    ),
    control=Text(least_words=20),
    facts=_nothing,
    check=judged(
        _judge_pitch,
        N_(
            "Five weeks of watering by hand are five weeks too many. A nursery of nine people near you has used the same "
            "controller for two seasons, saves about a third of the water and has its evenings back. I can show you their "
            "figures and bring a controller to try on Thursday."
        ),
    ),
    known_wrong=(
        KnownWrong(
            N_("the same with a smaller discount"),
            N_(
                "Dear Agnes, our controller has twelve valves and a free app, and for you we can even do ten percent off "
                "if you sign with us this month."
            ),
            N_(
                "That is the old pitch with a smaller number. Leave the price out, and begin with how Agnes spent her August."
            ),
        ),
        KnownWrong(
            N_("praise of the product"),
            N_(
                "Our controller is the most modern one on the market, with twelve valves, a great app, a long warranty "
                "and a team that loves what it does."
            ),
            N_("All of this is about us. What of it did Agnes miss in August?"),
        ),
    ),
    hints=(
        N_("Cover the old text. What would you tell a friend who waters by hand every evening?"),
        N_(
            "Four pieces: five weeks by hand; a third of the water and her evenings; one nursery of her size; come by on a day."
        ),
        N_(
            "For somebody with a failed pump: “Carrying water twice a day in July must end. A farm of your size now lets "
            "it run at night. May I bring one on Friday?”"
        ),
    ),
    solution=N_(
        "For example: “Five weeks of watering by hand are five weeks too many. A nursery of nine people near you has used "
        "the same controller for two seasons, saves about a third of the water and has its evenings back. I can show you "
        "their figures and bring a controller to try on Thursday.” The example has to be true: it comes from marketing, "
        "which asks customers."
    ),
    cut_when_late=N_(
        "In pairs, aloud: one reads the old pitch as Agnes would hear it, the other answers with one sentence of value."
    ),
    trainer_notes=N_(
        "The check looks for words. Let the room vote which text makes them want to answer. Ask marketing who could "
        "deliver the example by Friday: that is value selling as a joint task."
    ),
)

VOICE = Card(
    id="07-voice",
    lesson="07",
    title=N_("One voice"),
    seat="both",
    minutes_teach=1,
    minutes_do=3,
    task=N_(
        "A customer is on the phone: “Yesterday you wrote to me about ten percent off in spring. This morning somebody of "
        "yours asked me for the full price. Do you talk to each other?” She is on two lists.\n\n"
        "**What do you do first?**"
    ),
    control=Choice(
        {
            "explain": N_("Explain that the letter came from marketing and the call from sales"),
            "forward": N_("Ask her to send the letter to marketing, which is responsible for it"),
            "one": N_(
                "Keep what was written, name one person who answers from now on, and then find out together where the second list comes from"
            ),
            "deny": N_("Tell her that the full price holds, and ask marketing to write no more letters"),
        }
    ),
    facts=_nothing,
    check=exactly(
        "one",
        right=N_("Yes. She has one supplier, and now one person. The rest is our homework, not hers."),
        otherwise=N_("How many firms does she deal with, in her own eyes? Choose again."),
    ),
    known_wrong=(
        KnownWrong(
            N_("explains the organisation"),
            "explain",
            N_("True, and of no use to her. What does she need to know now?"),
        ),
        KnownWrong(
            N_("sends the customer on"), "forward", N_("Now she works for us. Who could do that instead of her?")
        ),
        KnownWrong(
            N_("takes back what was written"),
            "deny",
            N_("What was promised in writing and taken back on the phone: what will she say about our next promise?"),
        ),
    ),
    hints=(
        N_("Imagine it was your bank."),
        N_("Three things count: the word that was given, one person, no second time."),
        N_(
            "If a hotel confirms a room twice at two prices, you want to hear one sentence: which price, and who sees to it."
        ),
    ),
    solution=N_(
        "Keep the word, name one person, then look for the cause together. In this company two lists come from the weekly "
        "list and from steps without an owner; one shared customer list and owners end it."
    ),
    cut_when_late=N_("Ask only: who has been on two lists of one firm? What did it feel like?"),
    trainer_notes=N_(
        "If a quarrel starts about whose list was wrong: that is the customer's phone call, in this room."
    ),
)

CARDS = (STAY, WORTH, PITCH, VOICE)
