"""Practice cards of lesson 04: whom to call first, how long a lead waits, when to stop, and a desk to decide at."""

from __future__ import annotations

import numpy as np

import smkt_helpers as smkt
from smkt_helpers.desk.inbox_day import DAY, PLAN, hottest_was_best, mood_of, thursdays
from smkt_helpers.desk.inbox_people import answers, has_need, pick
from smkt_helpers.practice import (
    N_,
    Card,
    Choice,
    Decide,
    KnownWrong,
    Number,
    Order,
    Outcome,
    close_to,
    fact,
    in_order,
    judged,
    played,
)
from smkt_helpers.story.sales_desk_counts import (
    attempt_rows,
    everybody_passed_on,
    little,
    somebody_new,
    stop_after,
)

TITLE = N_("Sales' desk")
SEED = 1
SURPRISE = N_("On fewer than half of a quarter's Thursday afternoons the lead with the most points was the best call.")


def surprise(market: int) -> bool:
    """Say whether the lead with the most points was the best call on fewer than half of a market's afternoons."""
    afternoons = thursdays(smkt.company("irrigation"), market)
    return 2 * sum(hottest_was_best(one) for one in afternoons) < len(afternoons)


def given() -> dict:
    """Return what the cards are computed from: a quarter by weekly list, and one in which leads come in at once."""
    company = smkt.company("irrigation")
    at_once = smkt.simulate(company, PLAN, seed=SEED, log=False)
    people = everybody_passed_on(at_once)
    messages = at_once.tables().leads.set_index("lead_id").loc[people.lead]
    return {
        "company": company,
        "tables": smkt.simulate(company, smkt.plans.siloed, seed=SEED, log=False).tables(),
        "people": people,
        "moods": np.array([mood_of(company, text) for text in messages["message"]]),
        "scores": messages["score"].to_numpy(),
    }


# Whom first?

CALLS = {
    "draw": N_("Wrote an hour ago: “I took part in the prize draw.” 81 points."),
    "tried": N_("Wrote 9 days ago: “Just looking around, thank you.” Four attempts, no answer. 64 points."),
    "offer": N_("Has our offer, and asks this morning for the meeting in which she decides."),
    "old": N_("Wrote 6 days ago: “We are building a second greenhouse and need an offer.” 58 points."),
    "fresh": N_("Wrote 20 minutes ago: “Please send prices for drip lines, we decide this month.” 55 points."),
}
MANY_POINTS = 70
TRIED = 4


def _worth(given: dict) -> dict:
    """Return what an hour with each kind of lead brings in the end, from the people of this quarter."""
    people, company = given["people"], given["company"]
    board = smkt.scoreboard(given["tables"], ("new_revenue", "sql", "wins", "win_rate"))["value"]
    per_need, price = board["new_revenue"] / board["sql"], board["new_revenue"] / board["wins"]
    hot, cold = given["moods"] == "hot", given["moods"] == "cold"
    silent = cold & ~np.any([answers(people, DAY, attempt) for attempt in range(TRIED)], axis=0)
    kinds = {
        "fresh": (hot, 20.0, 0),
        "old": (hot, 6 * DAY, 0),
        "draw": (cold & (given["scores"] >= MANY_POINTS), 60.0, 0),
        "tried": (silent, DAY, TRIED),
    }
    found = {"offer": 60 * board["win_rate"] * price / company.minutes.meeting, "currency": company.currency}
    for name, (who, age, attempt) in kinds.items():
        some = pick(people, np.flatnonzero(who))
        talks = answers(some, age, attempt)
        needs = float((talks & has_need(some, age, some.wrote + age)).mean())
        # A need also takes the meetings that follow, two of them as a rule.
        minutes = company.minutes.touch + talks.mean() * company.minutes.talk + 2 * needs * company.minutes.meeting
        found |= {name: 60 * needs * per_need / minutes, f"{name}_needs": 100 * needs}
    order = tuple(sorted(CALLS, key=lambda name: -found[name]))
    return found | {"order": order}


FIRST = Card(
    id="04-whom-first",
    lesson="04",
    title=N_("Five people, one hour"),
    seat="sales",
    minutes_teach=2,
    minutes_do=4,
    task=N_(
        "You sit in **sales'** seat. It is ten o'clock, and five people could be next. Whom do you call first, whom second, and whom last? Put them in the order in which an hour of your time brings most."
    ),
    control=Order(CALLS),
    facts=_worth,
    check=in_order(
        fact("order"),
        right=N_(
            "Yes. First who is nearly there, then who wants something and is still warm, and last the people who look good only on paper."
        ),
        partly=N_(
            "First and last are right. In between: compare what they wrote, then how long ago. Points come after that."
        ),
        otherwise=N_("Ask of each: how likely is a real need behind this, and will somebody pick up?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("by points"),
            ("draw", "tried", "old", "fresh", "offer"),
            N_("You went by points. Read the messages again: what does each of these people want from you?"),
        ),
        KnownWrong(
            N_("first come, first served"),
            ("tried", "old", "draw", "fresh", "offer"),
            N_("Fair, and dear: while you work through the old ones, the new ones become old. Who will pick up now?"),
        ),
        KnownWrong(
            N_("freshest first, whatever they want"),
            ("fresh", "draw", "offer", "old", "tried"),
            N_("Freshness helps only where there is a need. One of these five has already asked to decide."),
        ),
        KnownWrong(
            N_("new leads before the open offer"),
            ("fresh", "offer", "old", "draw", "tried"),
            N_("Nearly. Who is closer to signing: somebody who asks for prices, or somebody who has the offer?"),
            state="partly",
        ),
        KnownWrong(
            N_("the prize draw last of all"),
            ("offer", "fresh", "old", "tried", "draw"),
            N_(
                "Nearly; the first three are right. Of the last two neither wants much. But which of them will at least pick up?"
            ),
            state="partly",
        ),
    ),
    hints=(
        N_("Look at three things, in this order: what they want, how long ago they wrote, how often they were tried."),
        N_(
            "Of 100 people who write such a keen message, {fresh_needs:number} show a real need when called after 20 minutes, {old_needs:number} after 6 days."
        ),
        N_(
            "An example with two: a keen message from last week against a prize draw from today. Called first should be the keen one: a wish lasts longer than a prize draw."
        ),
    ),
    solution=N_(
        "What an hour brings in the end, worked out from the people of this quarter: the open offer {offer:money}, the keen message of 20 minutes ago {fresh:money}, the keen message of 6 days ago {old:money}, the prize draw with many points {draw:money}, the one tried four times {tried:money}. The points say little here, because marketing never hears which of its leads were good ones."
    ),
    cut_when_late=N_("Show the five lines and let the room shout the first and the last."),
    trainer_notes=N_(
        "Somebody will defend the points. Ask how they are made, and when anybody last told marketing which of the leads with many points had bought."
    ),
)


# How long does a lead wait?


def _waiting(given: dict) -> dict:
    found = little(given["tables"])
    waiting, opened = round(found["monday"]), round(found["opened_day"])
    reps = int(given["tables"].terms["reps"].iloc[0])
    days = waiting / max(1, opened)
    return {
        "waiting": waiting,
        "opened": opened,
        "days": days,
        "reps": reps,
        "unread": int(found["unread"]),
        "half": waiting / 2 / max(1, opened),
    }


WAIT = Card(
    id="04-waiting",
    lesson="04",
    title=N_("How long does a lead wait?"),
    seat="marketing",
    minutes_teach=2,
    minutes_do=4,
    task=N_(
        "You sit in **marketing's** seat, and a grower asks you on the phone: “When will somebody call me?” You look it up: {waiting:number} leads lie on sales' list this Monday morning, and all reps together open about {opened:number} a working day. The grower stands at the end of the list, and it is worked off in turn.\n\n**After how many working days is it the grower's turn?**"
    ),
    control=Number("working days", 0, 100_000),
    facts=_waiting,
    check=close_to(
        fact("days"),
        0.35,
        nearly=1.2,
        right=N_(
            "Yes, {days:number.1} working days. A backlog is a waiting time: what waits, divided by what is done a day. The rule is called Little's law."
        ),
        partly=N_("Close. Divide the exact numbers of the task."),
        otherwise=N_("How many are before the grower, and how many of them are worked off in a day?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("upside down"),
            lambda f: f["opened"] / f["waiting"],
            N_("That is the part of the list that is done in one day. Turn it round."),
        ),
        KnownWrong(
            N_("multiplied"),
            lambda f: f["opened"] * f["waiting"],
            N_("The list gets shorter by what is opened each day. How many days until it is empty?"),
        ),
        KnownWrong(
            N_("divided by the reps again"),
            lambda f: f["days"] / f["reps"],
            N_("The {opened:number} a day are those of all reps together. Do not divide by the reps once more."),
            state="partly",
        ),
        KnownWrong(
            N_("half the list"),
            lambda f: f["half"],
            N_("That is the wait of somebody in the middle of the list. The grower stands at its end."),
            state="partly",
        ),
        KnownWrong(
            N_("calendar days"),
            lambda f: f["days"] * 7 / 5,
            N_("You counted the weekend too. The question asks for working days."),
            state="partly",
        ),
    ),
    hints=(
        N_("Two numbers of the task are enough: how many wait, and how many are opened a day."),
        N_("Divide {waiting:number} by {opened:number}."),
        N_("With 60 on the list and 12 opened a day: 60 / 12 = 5 working days."),
    ),
    solution=N_(
        "{waiting:number} / {opened:number} = {days:number.1} working days. Nobody is lazy in this sum. Twice as many leads with the same reps double the wait; half the list halves it. In this quarter {unread:number} leads became too old on the list and were taken off unread."
    ),
    cut_when_late=N_("Say both numbers and let the room guess: two days, a week, a month?"),
    trainer_notes=N_(
        "Ask marketing people what they tell a customer today. Then ask whether they would still send everybody on if each lead made the next one wait longer."
    ),
)


# When to stop?

STOPS = {
    "1": N_("after the first attempt"),
    "2": N_("after the second"),
    "3": N_("after the third"),
    "4": N_("after the fourth"),
    "5": N_("after the fifth"),
    "6": N_("after the sixth"),
    "8": N_("after the eighth"),
    "12": N_("after the twelfth, or when somebody answers"),
}


def _attempts(given: dict) -> dict:
    rows, new = attempt_rows(given["people"], given["company"]), somebody_new(given["people"], given["company"])
    stop = stop_after(rows, new)
    next_one = rows[min(stop, len(rows) - 1)]
    return {
        "stop": stop,
        "new": new,
        "so_far": rows[stop - 1]["so_far"],
        "minutes": rows[stop - 1]["minutes"],
        "next": next_one["minutes"],
        "second": rows[1]["minutes"],
        "last": rows[-1]["minutes"],
        "attempts": len(rows),
        "first_share": rows[0]["share"],
        "first": rows[0]["so_far"],
    }


def _stop_judged(facts: dict, answer: str) -> Outcome:
    away = abs(int(answer) - facts["stop"])
    if not away:
        return Outcome(
            "right",
            N_(
                "Yes. Up to there a further attempt is the cheaper conversation ({minutes:number} minutes against {new:number}); the next one costs {next:number}. By then {so_far:percent} of all who ever pick up have been reached."
            ),
        )
    if away == 1:
        return Outcome("partly", N_("One line off. Which is the last line with fewer than {new:number} minutes?"))
    return Outcome("not yet", N_("Go down the last column of the table until it passes {new:number} minutes."))


STOP = Card(
    id="04-when-to-stop",
    lesson="04",
    title=N_("When do you stop?"),
    seat="sales",
    minutes_teach=2,
    minutes_do=4,
    task=N_(
        "The table above shows what each further attempt to reach the same people brings. Looking at somebody **new** and trying once costs {new:number} minutes per conversation, and new people are waiting.\n\n**After which attempt do you stop, and turn to somebody new?**"
    ),
    control=Choice(STOPS),
    facts=_attempts,
    check=judged(_stop_judged, lambda facts: str(facts["stop"])),
    known_wrong=(
        KnownWrong(
            N_("gave up after one"),
            "1",
            N_(
                "“Who wants something calls back.” Look at the second line: it costs only {second:number} minutes per conversation, less than somebody new."
            ),
        ),
        KnownWrong(
            N_("never gives up"),
            "12",
            N_(
                "By attempt {attempts:number} a conversation already costs {last:number} minutes, because those who are left mostly cannot be reached at all. Somebody new waits meanwhile."
            ),
        ),
        KnownWrong(
            N_("until nearly everybody is reached"),
            "6",
            N_(
                "You went for nearly everybody who can be reached. Look at the minutes: what do the last few of them cost, and who waits meanwhile?"
            ),
        ),
    ),
    hints=(
        N_("Look at the last column: the minutes per conversation grow from line to line."),
        N_("Compare each line with {new:number} minutes."),
        N_(
            "If somebody new cost 25 minutes, and the lines said 15, 20, 28: two attempts, because the third is dearer than somebody new."
        ),
    ),
    solution=N_(
        "After attempt {stop:number}. A stopping rule compares the next attempt with the best other use of the same minutes. Fewer people waiting, or more of them turned away after a look, make somebody new dearer, and then a longer try pays. Whoever is given up goes back to marketing, not into the bin."
    ),
    cut_when_late=N_("Ask only: does the sixth attempt cost more or less than a look at somebody new?"),
    trainer_notes=N_(
        "Ask what the rule is at home. If there is none, ask where each of them stops, and what it feels like there."
    ),
)


# The desk

DESK = Decide("sales", ("bar", "touches", "first_call", "prospecting_hours"), replications=8)
LEAST_CALLED = 0.45


def _desk_start(given: dict) -> dict:
    start = played(DESK, {}, ("untouched", "wins"))
    return {"called": 1 - start["untouched"], "won": start["wins"], "least": LEAST_CALLED, "most": 1 - LEAST_CALLED}


def _only(name: str, answer: dict) -> bool:
    """Say whether one decision alone differs from the desk as it was."""
    return [one for one, value in answer.items() if value != smkt.plans.siloed[one]] == [name]


def _desk_judged(facts: dict, answer: dict) -> Outcome:
    after = played(DESK, answer, ("untouched", "wins"))
    called, won = 1 - after["untouched"], after["wins"]
    more = {"now_called": called, "now_won": won}
    # Whole deals, as the desk shows them: a tenth of a deal in the average is luck.
    enough, kept = round(called, 2) >= LEAST_CALLED, round(won) >= round(facts["won"])
    if enough and kept:
        sentence = N_(
            "Done: {now_called:percent} of the leads are called within two weeks, and {now_won:number.1} deals are won, with the same reps and hours."
        )
        return Outcome("right", sentence, more=more)
    if enough:
        sentence = N_(
            "{now_called:percent} are called, which is enough, but only {now_won:number.1} deals are won against {won:number.1} before. Whose calls or meetings had to wait?"
        )
        return Outcome("partly", sentence, more=more)
    if kept:
        sentence = N_(
            "{now_won:number.0} deals are won, no fewer than before, but only {now_called:percent} of the leads are called. What keeps a rep from calling a lead that was opened?"
        )
        return Outcome("partly", sentence, more=more)
    sentence = N_(
        "Now {now_called:percent} are called and {now_won:number.1} deals are won: too few of both. Which work could the reps do less of, and who must not wait for it?"
    )
    return Outcome("not yet", sentence, more=more)


MORE_CALLS = Card(
    id="04-same-reps",
    lesson="04",
    title=N_("More calls, the same reps"),
    seat="sales",
    minutes_teach=2,
    minutes_do=8,
    task=N_(
        "You sit at **sales' desk**. Of the leads that marketing passes on, {called:percent} are called within two weeks, and {won:number.1} deals are won in the quarter (average of several markets).\n\n**Decide so that at least {least:percent} are called, with the same reps, and no fewer deals are won (in whole deals).** The desk counts the others: “MQLs not called within 2 weeks” may be {most:percent} at most."
    ),
    control=DESK,
    facts=_desk_start,
    check=judged(
        _desk_judged,
        {"bar": 38.0, "touches": 4, "first_call": "deals_first", "prospecting_hours": 1.0},
    ),
    known_wrong=(
        KnownWrong(
            N_("only lowered the bar"),
            {"bar": 38.0},
            N_(
                "More leads are called, and fewer deals are won: the reps' hours are the same, so somebody else waits. Which work could they do less of, and who must not wait?"
            ),
            when=lambda facts, answer: _only("bar", answer) and answer["bar"] <= 50,
        ),
        KnownWrong(
            N_("called everybody once"),
            {"bar": 38.0, "touches": 1},
            N_(
                "Everybody gets one attempt, and most conversations never happen. Hours can be found somewhere else than in the second and third attempt."
            ),
        ),
        KnownWrong(
            N_("only gave up own prospecting"),
            {"prospecting_hours": 1.0},
            N_("That frees hours, but nobody uses them yet: reps still turn away the same leads."),
            when=lambda facts, answer: _only("prospecting_hours", answer) and answer["prospecting_hours"] < 4,
        ),
    ),
    hints=(
        N_("Two things keep a lead from being called: the reps' own bar, and the reps' hours."),
        N_("A lower bar brings more calls. The hours for them are at present spent on strangers: own prospecting."),
        N_(
            "Try in steps: bar about 15 points lower, then own prospecting down to 1 hour, then let open deals go first, and look at the deals won each time."
        ),
    ),
    solution=N_(
        "For example: bar 38, four attempts, open deals first, one hour of own prospecting. The lower bar lets more leads through; the hours come from calling strangers, who seldom want anything; and open deals go first, so that no customer with an offer waits for it. One decision alone does not do it: capacity has to come from somewhere."
    ),
    cut_when_late=N_(
        "Do it together: lower the bar first, let the room see what happens to the deals won, and ask why."
    ),
    trainer_notes=N_(
        "Marketing people enjoy lowering the bar and are surprised by the deals won. That is the moment to ask what Jonas has been protecting."
    ),
)

CARDS = (FIRST, STOP, WAIT, MORE_CALLS)
