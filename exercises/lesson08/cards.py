"""Practice cards of lesson 08: what each party lives on, who pays for a chase, help under load, and a look back."""

from __future__ import annotations

import smkt_helpers as smkt
from smkt_helpers.history import simulate
from smkt_helpers.metrics import values
from smkt_helpers.practice import (
    N_,
    Card,
    Choice,
    Decide,
    KnownWrong,
    Outcome,
    Reflection,
    Sort,
    exactly,
    fact,
    judged,
    sorted_into,
    thought,
)
from smkt_helpers.practice.decide import played
from smkt_helpers.satisfaction import PARTS
from smkt_helpers.story.swap import AGREED, CHASES, PARTIES
from smkt_helpers.words import _

TITLE = N_("Swap seats")
SURPRISE = N_(
    "Each team reaches for its own number, makes the other team less content, and the customers, who chose nothing, "
    "pay both times."
)
COMPANY = "irrigation"
# A single market is noisy: the lesson shows averages of twenty, three are enough to see the direction.
RUNS = 3


def surprise(market: int) -> bool:
    """Say whether the lesson's surprise happens in the market of this number."""
    ids = ("mql", "quota_reached", "satisfied_sales", "satisfied_marketing", "satisfied_customers")

    def mean(**changes):
        plan = AGREED.replace(**changes)
        history = simulate(smkt.company(COMPANY), plan, seed=market, replications=RUNS, log=False)
        return values(history.tables(), ids).mean()

    kept, leads, quota = mean(), mean(**CHASES["marketing"]), mean(**CHASES["sales"])
    return bool(
        leads["mql"] > kept["mql"]
        and quota["quota_reached"] > kept["quota_reached"]
        and leads["satisfied_sales"] < kept["satisfied_sales"]
        and quota["satisfied_marketing"] < kept["satisfied_marketing"]
        and leads["satisfied_customers"] < kept["satisfied_customers"]
        and quota["satisfied_customers"] < kept["satisfied_customers"]
    )


FIGURES = ("mql", "wins", "speed_median", *(f"satisfied_{party}" for party in PARTIES))


def given() -> dict:
    """Return the quarter as agreed and the one in which marketing chases leads, as averages of some markets."""
    company = smkt.company(COMPANY)
    return {
        name: smkt.scoreboard(
            simulate(company, AGREED.replace(**changes), seed=1, replications=8, log=False).tables(), FIGURES
        )["value"].to_dict()
        for name, changes in (("kept", {}), ("chased", CHASES["marketing"]))
    }


def _nothing(given: dict) -> dict:
    return {}


# What each party looks at, and whose satisfaction counts it: read from where it is computed.
LIVES_ON = {
    "untouched": N_("The leads that were passed on are called"),
    "acceptance": N_("Most of the leads one opens are worth a call"),
    "called_twice": N_("One person calls, not two about the same thing"),
    "margin": N_("Something is left after ads, people and tools"),
    "feedback_complete": N_("One hears what became of the leads"),
    "utilisation": N_("The work fits into the day"),
    "promise_kept": N_("What the ad and the rep said turns out to be true"),
    "forecast_error": N_("What comes in is close to what was planned"),
}
WHO = {
    "marketing": N_("Marketing"),
    "sales": N_("Sales"),
    "management": N_("Management"),
    "customers": N_("Customers"),
}


def _owners() -> dict[str, str]:
    return {part.id: party for party, parts in PARTS.items() for part in parts if part.id in LIVES_ON}


def _but(**moved: str) -> dict[str, str]:
    return {**_owners(), **moved}


CONTENT = Card(
    id="08-content",
    lesson="08",
    title=N_("Who lives on what?"),
    seat="both",
    minutes_teach=2,
    minutes_do=4,
    task=N_(
        "Four parties want something from this quarter. In this kit each looks at two to five things, and its points are "
        "the average of them. Whose satisfaction depends on each of these?"
    ),
    control=Sort(LIVES_ON, WHO),
    facts=_nothing,
    check=sorted_into(
        lambda facts: _owners(),
        right=N_(
            "Yes. Notice how many of these are made by somebody else: marketing lives on calls that sales makes, sales "
            "on leads that marketing chooses."
        ),
        partly=N_(
            "{placed} of {all} lie where they belong. For the others ask: who suffers when it is missing? Not: who does it?"
        ),
        otherwise=N_("{placed} of {all} so far. Ask at each line: who is unhappy when it is missing?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("sorted by who does the work"),
            _but(untouched="sales", feedback_complete="sales", acceptance="marketing", promise_kept="marketing"),
            N_(
                "You sorted by who does it. Turn the question round: who waits for it? Sales makes the calls; who is "
                "waiting for them?"
            ),
            state="partly",
        ),
        KnownWrong(
            N_("the forecast belongs to sales"),
            _but(forecast_error="sales"),
            N_("Almost. Sales has its quota; but who has to tell the board what will come in?"),
            state="partly",
        ),
        KnownWrong(
            N_("calls please the customers only"),
            _but(untouched="customers"),
            N_("Almost. Customers who are never called forget us. Who sees the work of weeks lie on a list?"),
            state="partly",
        ),
    ),
    hints=(
        N_("Read each line as a complaint: “Nobody calls my leads.” Who says that?"),
        N_("Each of the four parties has two lines."),
        N_("Marketing complains about leads not called and results not told. That leaves six lines for three parties."),
    ),
    solution=N_(
        "Marketing: leads called, results heard. Sales: leads worth a call, work that fits into the day. Management: "
        "something is left, and it was foreseen. Customers: one caller, and a promise that is kept. What a party is "
        "content with is our choice; the formulas stand in docs/glossary.md."
    ),
    cut_when_late=N_("Read the eight lines aloud; the room calls out the party."),
    trainer_notes=N_(
        "Somebody will say “but we also want ...”. Write it on the wall. It is the first thing to tell the other team."
    ),
)


def _who_paid(given: dict) -> dict:
    kept, chased = given["kept"], given["chased"]
    falls = {party: kept[f"satisfied_{party}"] - chased[f"satisfied_{party}"] for party in PARTIES}
    most = max(falls, key=falls.get)
    return {
        **{f"{name}_kept": value for name, value in kept.items()},
        **{f"{name}_chased": value for name, value in chased.items()},
        "wait_kept": 60 * kept["speed_median"],
        "wait_chased": 60 * chased["speed_median"],
        "most": most,
        "most_words": _(WHO[most]),
        **{f"fall_{party}": points for party, points in falls.items()},
    }


PAYS = Card(
    id="08-pays",
    lesson="08",
    title=N_("Marketing reaches its number. Who pays?"),
    seat="marketing",
    minutes_teach=2,
    minutes_do=3,
    task=N_(
        "You sit in **marketing's** seat and are paid for leads passed on. You lower the score that a lead needs, and the "
        "number you are paid for rises: from {mql_kept:number.0} to {mql_chased:number.0} leads passed on. All reps "
        "stay as they are. Half of the people who are called now wait longer than {wait_chased:duration} for the first "
        "call; before it was {wait_kept:duration}. {wins_chased:number.0} deals are won instead of "
        "{wins_kept:number.0}. (Averages of 8 markets.)\n\n**Whose satisfaction falls most?**"
    ),
    control=Choice(WHO),
    facts=_who_paid,
    check=exactly(
        fact("most"),
        right=N_(
            "Yes. Points lost: customers {fall_customers:number.0}, sales {fall_sales:number.0}, management "
            "{fall_management:number.0}, marketing {fall_marketing:number.0}. Your number rose, and even your own team "
            "did not become more content."
        ),
        otherwise=N_("Look at the figure in the task that changed most, and ask whose day it is."),
    ),
    known_wrong=(
        KnownWrong(
            N_("sales, because it has more to call"),
            "sales",
            N_(
                "Sales does lose. But the leads that were let in are still better than most that sales once got; look at "
                "the figure in the task that changed most."
            ),
        ),
        KnownWrong(
            N_("management, because deals are lost"),
            "management",
            N_("Some deals are lost, and money is still left. Which figure changed most, and whose day is it?"),
        ),
        KnownWrong(
            N_("marketing itself"),
            "marketing",
            N_("Your own team loses little: its leads are still called, only later. Who is waiting?"),
        ),
    ),
    hints=(
        N_("Three figures in the task changed. Which one is many times what it was?"),
        N_("The first call now comes after {wait_chased:duration} instead of {wait_kept:duration}."),
        N_("If the bus came after two hours instead of ten minutes, who would complain first: driver or passenger?"),
    ),
    solution=N_(
        "{most_words}. Points lost: customers {fall_customers:number.0}, sales {fall_sales:number.0}, management "
        "{fall_management:number.0}, marketing {fall_marketing:number.0}. The same reps have more people to look at, and "
        "everybody waits longer. Nobody decided to let customers wait; it is what is left when one seat looks at one "
        "number."
    ),
    cut_when_late=N_("Read the task aloud and let the room vote by raised hands."),
    trainer_notes=N_(
        "Do not say that marketing did wrong. It did what it is paid for. Ask: who wrote that bonus, and what did they hope for?"
    ),
)


MOST_HOURS = 48
LOAD = Decide("marketing", ("threshold", "budget", "icp_focus", "throttle"), start=AGREED.replace(extra_reps=-2))
LOOKED_AT = ("speed_median", "wins")


def _load(given: dict) -> dict:
    start = played(LOAD, {}, LOOKED_AT)
    return {"wins": start["wins"], "wait": 60 * start["speed_median"], "most": MOST_HOURS}


def _helped(facts: dict, answer: dict) -> Outcome:
    now = played(LOAD, answer, LOOKED_AT)
    more = {"now_wins": now["wins"], "now_wait": 60 * now["speed_median"]}
    quick, sold = now["speed_median"] <= MOST_HOURS, now["wins"] >= facts["wins"]
    if quick and sold:
        return Outcome(
            "right",
            N_(
                "Yes: {now_wait:duration} until the first call instead of {wait:duration}, and {now_wins:number.1} deals "
                "instead of {wins:number.1}. Sales was short of people, and the help came from marketing's desk."
            ),
            more=more,
        )
    if quick:
        return Outcome(
            "partly",
            N_(
                "People are called in time now ({now_wait:duration}), but only {now_wins:number.1} deals are won instead "
                "of {wins:number.1}: too few good leads arrive. Go half of the way back."
            ),
            more=more,
        )
    if sold:
        return Outcome(
            "partly",
            N_(
                "{now_wins:number.1} deals, not fewer than before, but half of the people still wait longer than "
                "{now_wait:duration}. Go on in this direction."
            ),
            more=more,
        )
    return Outcome(
        "not yet",
        N_(
            "Half of the people wait longer than {now_wait:duration}, and {now_wins:number.1} deals are won instead of "
            "{wins:number.1}. Which of your decisions sends four reps fewer leads, and better ones?"
        ),
        more=more,
    )


UNDER_LOAD = Card(
    id="08-load",
    lesson="08",
    title=N_("Two reps are missing, and you sit in marketing"),
    seat="marketing",
    minutes_teach=2,
    minutes_do=6,
    task=N_(
        "Two of six reps are away all quarter. Half of the people who are called now wait longer than {wait:duration}; "
        "{wins:number.1} deals are won on average.\n\nYou sit in **marketing's** seat and cannot lend anybody a rep. "
        "**Decide so that half of the people are called within {most} hours, and no fewer deals are won.** The count is "
        "the one of the desk below, 8 markets."
    ),
    control=LOAD,
    facts=_load,
    check=judged(_helped, example={"threshold": 58}),
    known_wrong=(
        KnownWrong(
            N_("sent more, to make up for it"),
            {"threshold": 44},
            N_("More leads for fewer reps: the list grows, and everybody waits longer. Try the other direction."),
        ),
        KnownWrong(
            N_("stopped nearly all advertising"),
            {"budget": 0.3},
            N_(
                "Now everybody is called at once, and there are too few to sell to. You need fewer leads, not hardly any."
            ),
            state="partly",
        ),
        KnownWrong(
            N_("asked for too high a score"),
            {"threshold": 70},
            N_("Now sales has time and nobody to call. Look for a score between this one and the plan's."),
            state="partly",
        ),
    ),
    hints=(
        N_("Four reps can look at about two thirds of what six could. What decides how many leads reach them?"),
        N_(
            "The lead score needed decides it best: it leaves out the weakest leads first. The budget leaves out all alike."
        ),
        N_("Raise the score needed by some points, look at the waiting time and the deals, and raise it again."),
    ),
    solution=N_(
        "A score of about 58 instead of 50. A third fewer leads reach the four reps, the weakest ones are left out, and "
        "the good ones are called while they still want something. The help for one team lay on the other team's desk."
    ),
    cut_when_late=N_("Try 58 together on the projector, then 70."),
    trainer_notes=N_(
        "In a room of sales people this card is the loudest: “so marketing could have done that all along?” Ask back: did "
        "anybody tell them that two of you are away?"
    ),
)


MIRROR = Card(
    id="08-mirror",
    lesson="08",
    title=N_("What did you do to them?"),
    seat="both",
    minutes_teach=2,
    minutes_do=4,
    task=N_(
        "For yourself, in two or three sentences: what did you decide today in the other team's chair that you would "
        "complain about in your own? What did you want to reach with it? Nobody marks this, and it stays with you."
    ),
    control=Reflection(),
    facts=_nothing,
    check=thought(
        right=N_(
            "Kept. Tell it to one person of the other team this week; it is the shortest smarketing meeting there is."
        ),
        example=N_(
            "In sales' chair I stopped writing results back, because the quota was far away and writing takes minutes. "
            "In marketing I have complained about exactly that for years."
        ),
    ),
    known_wrong=(),
    hints=(
        N_("Look at the table of your four quarters: which party lost most when you sat in the other chair?"),
        N_("Which of your decisions there led to it, and which number of yours did it serve?"),
        N_(
            "For example: “I gave more discount, because the quota was far away. In marketing I call that burning money.”"
        ),
    ),
    solution=N_(
        "There is no right answer. Most people find that they did, within ten minutes and for good reasons, what they hold "
        "against the others. It is the chair that makes it likely, not the character."
    ),
    cut_when_late=N_("Ask for one sentence, said aloud to the neighbour."),
    trainer_notes=N_("Do not collect these. Offer that who wants may read one aloud; wait; often one person does."),
)

CARDS = (CONTENT, PAYS, UNDER_LOAD, MIRROR)
