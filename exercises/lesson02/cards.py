"""Practice cards of lesson 02: figures that please and figures that help, one conversion, one definition, one look back."""

from __future__ import annotations

import smkt_helpers as smkt
from smkt_helpers.practice import (
    N_,
    Card,
    KnownWrong,
    Number,
    Reflection,
    Sort,
    Text,
    close_to,
    fact,
    mentions,
    sorted_into,
    thought,
)
from smkt_helpers.story import one_language_counts as counts
from smkt_helpers.story.handoff_counts import quarter

TITLE = N_("One language")
SURPRISE = N_(
    "Both dashboards are right and they disagree: on the good leads, on the conversion, and on who brought the customers."
)
SEED = 1


def surprise(market: int) -> bool:
    """Say whether the two tools give clearly different answers to the board's three questions in this market."""
    return counts.disagree(smkt.simulate(smkt.company("irrigation"), smkt.plans.siloed, seed=market).tables())


def given() -> dict:
    """Return what the cards are computed from: the siloed quarter of lesson 01."""
    return {"tables": quarter(smkt.company("irrigation"), smkt.plans.siloed, SEED)}


def _slides(given: dict) -> dict:
    tables = given["tables"]
    board = smkt.scoreboard(tables, ("mql", "speed_median", "rejected_fit"))["value"]
    work = tables.activities
    kinds = work.loc[(work["started_at"] >= tables.start) & (work["started_at"] < tables.end), "kind"].value_counts()
    need = counts.by_temperature(tables)
    need = 100 * need["sql"] / need["leads"].clip(lower=1)
    return {
        "mql": int(board["mql"]),
        "ads": int(kinds["ad seen"]),
        "calls": int(kinds["call"]),
        "wait": 60 * float(board["speed_median"]),
        "unfit": 100 * float(board["rejected_fit"]),
        "cold": float(need["cold"]),
        "warm": float(need["warm"]),
    }


SLIDES = {
    "mql": N_("Marketing passed on {mql:number} leads"),
    "wait": N_("Half of the people who were called had waited longer than {wait:duration}"),
    "ads": N_("Our ads were seen {ads:number} times by people who later wrote to us"),
    "unfit": N_("Of every 100 leads a rep opened, {unfit:number.0} were turned away because the firm does not suit us"),
    "calls": N_("Reps made {calls:number} calls"),
    "need": N_(
        "A real need was found with {cold:number.1} of 100 people from cold channels, and with {warm:number.1} of 100 "
        "from warm ones"
    ),
}
BASKETS = {
    "vanity": N_("vanity: it can rise, and nothing gets better"),
    "act": N_("tells us where to look next"),
}
RIGHT = {"mql": "vanity", "wait": "act", "ads": "vanity", "unfit": "act", "calls": "vanity", "need": "act"}

VANITY = Card(
    id="02-vanity",
    lesson="02",
    title=N_("Six figures for three slides"),
    seat="marketing",
    minutes_teach=2,
    minutes_do=4,
    task=N_(
        "You sit in **marketing's** seat, and six figures could go onto the slides. A **vanity metric** looks good and "
        "can be raised whenever you like, while nothing gets better for anybody.\n\n"
        "**Sort the six.** Ask of each: could it double while fewer people buy? If it got worse, would we know "
        "where to look?"
    ),
    control=Sort(SLIDES, BASKETS),
    facts=_slides,
    check=sorted_into(
        RIGHT,
        right=N_(
            "Yes. Fewer points needed, more leads passed on; more money, more ads seen; shorter calls, more calls. The "
            "other three show where people wait or get lost, and who could do something about it."
        ),
        partly=N_(
            "{placed} of {all} lie well. Try this on the others: how could you raise the figure by Friday without helping "
            "a single customer?"
        ),
        otherwise=N_("Begin with the plain counts: is more of it better for anybody outside the two teams?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("large numbers and bad news swapped"),
            {name: "act" if basket == "vanity" else "vanity" for name, basket in RIGHT.items()},
            N_("Large numbers feel like news, and unpleasant ones like an insult. Which ones say what to change?"),
        ),
        KnownWrong(
            N_("everything helps"),
            dict.fromkeys(SLIDES, "act"),
            N_("Every figure helps a little. Three of them you could raise by Friday, though, and sell no more."),
            state="partly",
        ),
        KnownWrong(
            N_("calls are work, so they count"),
            {**RIGHT, "calls": "act"},
            N_("Calls are hard work. But could a rep make twice as many by calling people who want nothing?"),
            state="partly",
        ),
        KnownWrong(
            N_("leads passed on are the result"),
            {**RIGHT, "mql": "act"},
            N_(
                "Marketing decides from how many points on a lead is passed on. What happens to the count if it asks less?"
            ),
            state="partly",
        ),
        KnownWrong(
            N_("the unpleasant figure is left out"),
            {**RIGHT, "wait": "vanity"},
            N_("Nobody is proud of the waiting time. If it doubled, would you know what to look at?"),
            state="partly",
        ),
    ),
    hints=(
        N_("Three figures are plain counts of what the teams did. Three are a share or a time."),
        N_("Marketing can raise two of them by itself, sales one, without one customer more."),
        N_(
            "Not in the list: “10,000 flyers printed” is vanity; “of 100 who took a flyer, 2 wrote to us” says where to look."
        ),
    ),
    solution=N_(
        "Vanity: leads passed on, ads seen, calls made. They are true, and you need them to divide by; alone on a slide "
        "they say nothing. The waiting time, the leads that do not fit and the need by channel each point at a step that "
        "somebody can change."
    ),
    cut_when_late=N_("Read the six aloud; left hand for vanity, right hand for the other."),
    trainer_notes=N_(
        "People defend their own figure. Let them, and ask for one decision that was taken last year because of it."
    ),
)


def _cohort(given: dict) -> dict:
    found = counts.figures(given["tables"])
    mai, jonas = counts.on_screens(given["tables"]).values()
    return {
        **found,
        "share": 100 * found["cohort_won"] / found["cohort_sal"],
        "mai": mai["conversion"],
        "jonas": jonas["conversion"],
    }


# A figure typed with one decimal, as the screens show it, is the same mistake.
ROUNDED = 0.05

CONVERSION = Card(
    id="02-conversion",
    lesson="02",
    title=N_("One conversion, one rule"),
    seat="sales",
    minutes_teach=3,
    minutes_do=4,
    task=N_(
        "Now **sales'** seat. Mai and Jonas have agreed on a rule: “Of the leads that sales takes on, how many of 100 "
        "sign within eight weeks of writing to us? Only people who wrote in the first five weeks of the quarter "
        "count, because they have all had their eight weeks.”\n\n"
        "People who wrote in the **first five weeks**: {cohort:number} were passed on, {cohort_sal:number} taken on, and "
        "{cohort_won:number} signed within eight weeks.\n\n"
        "The **whole quarter**: {mql:number} were passed on, {sal:number} taken on, and {won:number} deals were won.\n\n"
        "**What is the conversion by this rule?**"
    ),
    control=Number("%", 0, 100_000),
    facts=_cohort,
    check=close_to(
        fact("share"),
        0.1,
        nearly=0.5,
        right=N_(
            "Yes: {share:number.1}%. Mai's tool says {mai:number.1}% and Jonas's {jonas:number.1}%; this one both would find."
        ),
        partly=N_("Close. Take the exact counts, and one digit after the point."),
        otherwise=N_("Read the rule once more: who could have signed, and who of the **same** people did?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("the whole quarter"),
            lambda f: 100 * f["won"] / f["sal"],
            N_("That takes the whole quarter. {before:number} of those who signed in it had come before it began."),
            state="partly",
        ),
        KnownWrong(
            N_("Mai's rule"),
            lambda f: 100 * f["cohort_won"] / f["cohort"],
            N_("That divides by the leads passed on, as Mai's tool does. The rule speaks of leads taken on."),
            state="partly",
            when=lambda f, answer: abs(answer - 100 * f["cohort_won"] / f["cohort"]) <= ROUNDED,
        ),
        KnownWrong(
            N_("Jonas's rule"),
            lambda f: f["jonas"],
            N_("That is Jonas's own figure: signatures for each 100 offers. The rule speaks of leads taken on."),
            state="partly",
        ),
        KnownWrong(
            N_("two columns mixed, small on top"),
            lambda f: 100 * f["cohort_won"] / f["sal"],
            N_("You divided people of five weeks by people of thirteen. Take both numbers from one line."),
            when=lambda f, answer: abs(answer - 100 * f["cohort_won"] / f["sal"]) <= ROUNDED,
        ),
        KnownWrong(
            N_("two columns mixed, large on top"),
            lambda f: 100 * f["won"] / f["cohort_sal"],
            N_("You divided people of thirteen weeks by people of five. Take both numbers from one line."),
        ),
        KnownWrong(
            N_("a share instead of percent"),
            lambda f: f["cohort_won"] / f["cohort_sal"],
            N_("Right idea. Write it in percent: multiply by 100."),
            state="partly",
        ),
        KnownWrong(
            N_("upside down"),
            lambda f: f["cohort_sal"] / f["cohort_won"],
            N_("That many leads taken on stand behind one signature. Turn it round."),
        ),
    ),
    hints=(
        N_("A conversion has two numbers: how many could have, and how many of the same people did."),
        N_("{cohort_sal:number} could have signed. {cohort_won:number} of them did."),
        N_("With 250 taken on and 10 signed: 10 / 250 × 100 = 4%."),
    ),
    solution=N_(
        "{cohort_won:number} / {cohort_sal:number} × 100 = {share:number.1}%. A few signatures more or less move it a "
        "lot, so look at several quarters before you act on it."
    ),
    cut_when_late=N_("Show the task and ask only: which two numbers?"),
    trainer_notes=N_(
        "Many take the whole quarter, because its numbers are larger. Ask who of those who signed had written in spring."
    ),
)


def _definition(given: dict) -> dict:
    tables = given["tables"]
    found, people = counts.figures(tables), counts.one_at_each_stage(tables)
    one = people.loc["mql" if "mql" in people.index else people.index[0]]
    return {
        "mql": found["mql"],
        "sal": found["sal"],
        "firm": one["firm"],
        "role": one["role"],
        "size": int(one["size"]),
        "message": one["message"],
        "points": float(one["score"]),
    }


POINTS = {
    "who": (
        N_("which firms"),
        ("grower", "farm", "nurser", "greenhouse", "firm", "compan", "orchard", "vineyard", "employ", "hectare", "business",
         "staff", "worker", "garden", "horticult", "agricult", "vegetable", "fruit", "flower", "plant", "producer", "crop",
         "ideal customer", "icp"),
    ),
    "what": (
        N_("what the person has asked for or done"),
        ("ask", "want", "wrote", "writes", "request", "wish", "need", "inquir", "enquir", "visit", "replac", "project",
         "offer", "price", "quote", "appointment", "phon", "form", "download", "fill", "contacted", "sent us", "called us",
         "signed up", "sign up", "regist", "book", "demo", "brochure", "click", "repl", "budget", "question"),
    ),
    "when": (
        N_("within what time"),
        ("day", "week", "month", "season", "quarter", "year", "hour", "fortnight"),
    ),
    "where": (
        N_("where both teams can look it up"),
        ("crm", "list", "field", "record", "noted", "note", "tick", "box", "date", "enter", "entry", "document", "tool",
         "database", "spreadsheet", "sheet", "table", "column", "dashboard", "our system", "in the system", "logged", "stored",
         "saved", "written down", "marked"),
    ),
}  # fmt: skip

DEFINITION = Card(
    id="02-definition",
    lesson="02",
    title=N_("Write it so that both count the same"),
    seat="both",
    minutes_teach=3,
    minutes_do=6,
    task=N_(
        "Marketing says that {mql:number} good leads were passed on; sales says that {sal:number} of the leads it "
        "opened were good. Mai looks at the points, and each rep has a feeling of his or her own.\n\n"
        "**Write a definition of an MQL** in two or three sentences. It is exact enough when Mai and Jonas, each "
        "alone with the customer list, would find the same number."
    ),
    control=Text(least_words=8),
    facts=_definition,
    check=mentions(
        POINTS,
        right=N_(
            "All four parts are in it: which firms, what they did, within what time, where it is seen. We only "
            "look for words, so test it yourself on this lead, passed on with {points:number.0} points: {role} of {firm}, "
            "{size:number} people, wrote “{message}” Yes or no? Mai and Jonas must give the same answer."
        ),
        partly=N_("Two people could begin to count. Still missing, or said in words we do not know: {missing}."),
        otherwise=N_(
            "Two people would count two different things. Missing, or said in words we do not know: {missing}."
        ),
    ),
    known_wrong=(
        KnownWrong(
            N_("a feeling"),
            N_("A hot lead with a lot of potential, where you feel that something good could come of it."),
            N_("Mai and Jonas would both nod, and count differently. What can be **seen** in the customer list?"),
            when=lambda _facts, text: any(word in text.casefold() for word in ("hot lead", "potential", "feel")),
        ),
        KnownWrong(
            N_("good is what sales takes on"),
            N_("A lead is an MQL when a rep has looked at it and decided that it is worth taking on."),
            N_("That is a SAL. An MQL has to be known before a rep opens it, or marketing cannot know what to send."),
            when=lambda _facts, text: any(
                word in text.casefold() for word in ("taking on", "takes it on", "sales likes")
            ),
        ),
        KnownWrong(
            N_("points alone"),
            N_("Every lead that reaches at least forty points in the score counts as an MQL, and nobody else."),
            N_("Points can be counted, but only Mai knows what is in them. Say what must be true of the person."),
            when=lambda _facts, text: (
                "score" in text.casefold() and not any(w in text.casefold() for w in POINTS["what"][1])
            ),
        ),
    ),
    hints=(
        N_("Four questions: which firms? What did the person do or ask? Within what time? Where do both look it up?"),
        N_("Avoid “good”, “hot”, “interested”. Use things that are written down or counted."),
        N_(
            "For a bicycle shop: “A household within 20 km that asked for a test ride in the last 14 days; the date "
            "stands in the CRM. Not: newsletter readers.”"
        ),
    ),
    solution=N_(
        "For example: “A grower with ten people or more who asked for an offer, prices or a call in the last 14 "
        "days; request and date stand in the CRM. Not: students, prize draws, dealers.” Yours may be quite different. "
        "What counts is that two people find the same number."
    ),
    cut_when_late=N_("Write one definition together on the wall, and let half the room try to misread it."),
    trainer_notes=N_(
        "Let two people who are not in marketing or sales apply a definition to five leads, separately. Where they "
        "differ, the words need work. In lesson 05 it becomes part of the agreement."
    ),
)


def _nothing(given: dict) -> dict:
    return {}


OTHER_SIDE = Card(
    id="02-other-side",
    lesson="02",
    title=N_("Your figure, seen from the other chair"),
    seat="both",
    minutes_teach=1,
    minutes_do=4,
    task=N_(
        "Think of one figure that **your** team likes to show. **What would the other team say it leaves out?** Write it "
        "as they would say it on a good day, and add what you could show beside it. Nobody marks this."
    ),
    control=Reflection(),
    facts=_nothing,
    check=thought(
        right=N_("Kept. Show both figures once, side by side, and see what people ask then."),
        example=N_(
            "We like to show the visitors of our website. Sales would say that none of them has a name. We could show "
            "beside it how many of them asked for a call."
        ),
    ),
    known_wrong=(),
    hints=(
        N_("Take the figure you would name first if somebody asked how things are going."),
        N_("What is it divided by, and whose time does it count? The other team often knows."),
        N_("“We show the calls we make. Marketing would say: to whom? We could show how many were the first call.”"),
    ),
    solution=N_(
        "There is no right answer. A good one does not give the figure up; it puts a second one beside it, so that "
        "both teams recognise the quarter."
    ),
    cut_when_late=N_("In pairs, one from each team, one minute each way."),
    trainer_notes=N_("Ask for two volunteers from the two teams, and write both figures on the wall as one slide."),
)

CARDS = (VANITY, CONVERSION, DEFINITION, OTHER_SIDE)
