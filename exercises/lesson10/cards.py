"""Practice cards of lesson 10: repeats, a date nobody can decide, two scores, two ways of testing, one clock, and what is missing."""

from __future__ import annotations

import pandas as pd

import smkt_helpers as smkt
from smkt_helpers.own import sample
from smkt_helpers.practice import (
    N_,
    Card,
    Choice,
    KnownWrong,
    Number,
    Reflection,
    close_to,
    exactly,
    fact,
    thought,
)

TITLE = N_("Your own numbers")
SURPRISE = N_("The newest weeks look worst in nearly every market, although nobody worked any worse.")
NEWEST = 28  # days


def surprise(market: int) -> bool:
    """Say whether the newest four weeks of a quarter look clearly worse than the weeks before, with nothing changed."""
    company = smkt.company("irrigation")
    tables = smkt.simulate(company, company.today, seed=market, log=False).tables()
    wrote, offered = tables.column("leads", "created_at"), tables.column("leads", "opportunity_at").notna()
    # Whom sales found itself did not write.
    asked = tables.column("leads", "source") != "own prospect"
    inside = asked & (wrote >= tables.start) & (wrote < tables.end)
    young = tables.end - wrote < pd.Timedelta(days=NEWEST)
    return bool(offered[inside & young].mean() < 0.9 * offered[inside & ~young].mean())


def given() -> dict:
    """Return what the cards are about; they count in its files."""
    return {"sample": sample.FOLDER.name}


def _nothing(given: dict) -> dict:
    return {}


def _rows(given: dict) -> dict:
    rows, dirty = sample.ten_rows(), sample.dirty_rows()["what"].value_counts()
    real = rows[rows["what"] != "test record"]
    return {
        "rows": len(rows),
        "people": int(real["Email"].nunique()),
        "with_test": int(rows["Email"].nunique()),
        "ids": int(rows["Record ID"].nunique()),
        "real_ids": int(real["Record ID"].nunique()),
        "firms": int(real["Company Name"].nunique()),
        "same_id": int(dirty["same id"]),
        "same_person": int(dirty["same person"]),
        "tests": int(dirty["test record"]),
    }


REPEATS = Card(
    id="10-repeats",
    lesson="10",
    title=N_("How many people are these?"),
    seat="both",
    minutes_teach=2,
    minutes_do=3,
    task=N_(
        "Above are {rows:number} rows of the contacts, as they stand in the file. **How many different people who want "
        "something from Tropfgut stand in them?** Two colleagues of one firm are two people; a test of the form is nobody."
    ),
    control=Number("", 0, 1000),
    facts=_rows,
    check=close_to(
        fact("people"),
        0.1,
        right=N_(
            "Yes, {people:number}. In the whole file the import found {same_id:number} rows with an id that was there "
            "already, {same_person:number} people entered twice on the same day, and {tests:number} tests. It leaves "
            "the later row out and names it in its report."
        ),
        otherwise=N_("Go row by row. Have you seen this e-mail address before? Is it a real person?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("counted rows"),
            lambda f: f["rows"],
            N_("Those are the rows. Some people stand in two of them."),
        ),
        KnownWrong(
            N_("counted ids"),
            lambda f: f["ids"],
            N_("Those are the different ids. The CRM gave some people a second id; look at the e-mail addresses."),
        ),
        KnownWrong(
            N_("counted ids without the test"),
            lambda f: f["real_ids"],
            N_("You left out the test, well done. Now look at the e-mail addresses: one person can have two ids."),
            state="partly",
        ),
        KnownWrong(
            N_("the test counted as a person"),
            lambda f: f["with_test"],
            N_("Almost. One of them is nobody: somebody tried out the form."),
            state="partly",
        ),
        KnownWrong(
            N_("counted firms"),
            lambda f: f["firms"],
            N_("Those are the firms. Two colleagues of one firm may both ask for something."),
            state="partly",
        ),
    ),
    hints=(
        N_("Look at two columns: the id and the e-mail address."),
        N_("Two people have two rows with the same id, and two have two rows with two ids."),
        N_("Ana twice with id 7, Bo with id 8 and again with id 9, and “Test Test”: five rows, two people."),
    ),
    solution=N_(
        "{people:number} people. {rows:number} rows hold {ids:number} different ids, one of them a test; of the other "
        "{real_ids:number} ids some belong to the same person, entered twice on the same day."
    ),
    cut_when_late=N_("Show the rows, and let the room call out which two belong together."),
    trainer_notes=N_(
        "Ask who enters people twice, and why: a form that does not look first, a list from a fair, two reps. Nobody is "
        "to blame, and everybody's figures are wrong."
    ),
)


def _dates(given: dict) -> dict:
    created, opened = sample.date_cells(sample.CREATED), sample.date_cells(sample.OPENED)
    return {
        "created": sample.CREATED,
        "opened": sample.OPENED,
        "created_all": created[0],
        "created_settled": created[1],
        "created_cell": created[2][0],
        "opened_all": opened[0],
        "opened_settled": opened[1],
        "opened_cell": opened[2][0],
    }


DATES = Card(
    id="10-dates",
    lesson="10",
    title=N_("Which day is it?"),
    seat="both",
    minutes_teach=2,
    minutes_do=3,
    task=N_(
        "A cell such as {created_cell} may be read with the day first or with the month first. A cell such as 31.07.2025 "
        "settles it for its whole column if one machine wrote it, because there is no month 31.\n\nIn “{created}”, {created_settled:number} of "
        "{created_all:number} cells settle it. In “{opened}”, where cells look like {opened_cell}, {opened_settled:number} of "
        "{opened_all:number} do. **What should an import do?**"
    ),
    control=Choice(
        {
            "created": N_("“{created}” has cells that can be read in two ways, so it has to ask about it too."),
            "follow": N_("Read “{opened}” with the day first: the other columns of the file have the day first."),
            "ask": N_("Read “{created}” by itself, and ask somebody about “{opened}”."),
            "likely": N_("Read “{opened}” as most of the world writes dates, and go on. A few will be wrong."),
            "drop": N_("Leave out the rows in which a date can be read in two ways."),
        }
    ),
    facts=_dates,
    check=exactly(
        "ask",
        right=N_(
            "Yes. One column decides itself; the other cannot be decided from the file by anybody. Who made the "
            "export knows it at once, and answers once: the answer is kept in a mapping file, a small text file that is given along "
            "with the next export."
        ),
        otherwise=N_("For each of the two columns: is there a single cell that can be read in one way only?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("every unclear cell is asked about"),
            "created",
            N_("Its other cells settle it: one CRM writes a whole column in one way. For which column is there no such cell?"),
        ),
        KnownWrong(
            N_("one file, one way of writing"),
            "follow",
            N_(
                "That is a guess. Columns of one file often come from different tools; look at the marks between the "
                "numbers in the two columns."
            ),
            state="partly",
        ),
        KnownWrong(
            N_("a few wrong dates do not matter"),
            "likely",
            N_(
                "Not a few: with the wrong order nearly every date of the column is wrong, by up to eleven months, and "
                "none of them looks wrong."
            ),
        ),
        KnownWrong(
            N_("unclear rows are left out"),
            "drop",
            N_("Then those who wrote early in a month are missing. Rows that are left out for their date change every figure."),
        ),
    ),
    hints=(
        N_("A number above 12 cannot be a month."),
        N_("In one of the columns {created_settled:number} cells hold such a number. In the other it is {opened_settled:number}."),
        N_("From 03/04 and 05/06 nobody can tell. From 03/04 and 25/06 everybody can: the day comes first."),
    ),
    solution=N_(
        "“{created}” is decided by {created_settled:number} of its own cells. In “{opened}” no cell decides, so a person is "
        "asked. The import never lets one column decide for another; it only mentions what the others look like."
    ),
    cut_when_late=N_("Write 05/06/2025 on the wall and ask two people for the date, at the same moment."),
    trainer_notes=N_(
        "People who work with one country only find this silly. Ask who has a colleague, a tool or a supplier elsewhere."
    ),
)


def _leak(given: dict) -> dict:
    found = sample.leak()
    return {
        "early_header": sample.EARLY_SCORE,
        "late_header": sample.LATE_SCORE,
        "scored": sample.SCORED,
        "early": found.early,
        "late": found.late,
        "later": found.later,
        "people": found.people,
        "needed": found.needed,
    }


LEAK = Card(
    id="10-leak",
    lesson="10",
    title=N_("The score that knows too much"),
    seat="marketing",
    minutes_teach=3,
    minutes_do=4,
    task=N_(
        "Take one of the {needed:number} people with whom sales found a real need, and one of the others. Which of the two "
        "has the higher score? A coin would be right in 50 of 100 such pairs.\n\n“{early_header}” (points when the enquiry "
        "came in) is right in **{early:number.0}** of 100 pairs, “{late_header}” in **{late:number.0}**. **Why is the "
        "second one so good?** The last column of the table above, “{scored}” (lead score last "
        "changed), may help."
    ),
    control=Choice(
        {
            "better": N_("It rests on more knowledge about the person. Marketing should decide by it whom to pass on."),
            "after": N_("It was changed after sales had spoken with them. On the day of the enquiry nobody could have it."),
            "luck": N_("Luck: with {needed:number} people, such a difference comes about by itself."),
            "cause": N_("It works: reps take more trouble with people who have a high score."),
        }
    ),
    facts=_leak,
    check=exactly(
        "after",
        right=N_(
            "Yes. It tells what is known already. For deciding whom to call, only what is known **before** the call counts: "
            "the {early:number.0}. A figure that looks too good deserves the question: when was it written?"
        ),
        otherwise=N_("When was this score written, and when did sales speak with the person? Compare the two columns."),
    ),
    known_wrong=(
        KnownWrong(
            N_("a better score"),
            "better",
            N_(
                "It does know more. But marketing decides on the day of the enquiry; which of its knowledge is there on "
                "that day?"
            ),
            state="partly",
        ),
        KnownWrong(
            N_("luck"),
            "luck",
            N_("Luck makes some points of difference with {needed:number} people, not this many. Something else is in it."),
        ),
        KnownWrong(
            N_("the score makes the success"),
            "cause",
            N_(
                "That may happen with a score that reps can see before they call. Look when this one was written: before "
                "the call, or after it?"
            ),
        ),
    ),
    hints=(
        N_("Look for the day on which the score was changed last."),
        N_("With {later:number.0} of 100 people with a real need, it was changed after the enquiry: at the end of the work with them."),
        N_("“Umbrella seen” tells rain very well. It does not help to decide in the morning whether to take one."),
    ),
    solution=N_(
        "“{late_header}” was changed after the outcome was known: up for those who bought, down for those turned away. This is "
        "called a **leak**: the answer has leaked into the question. The kit reads “{early_header}” as the score; its mapping "
        "file says that “{late_header}” is not to be read."
    ),
    cut_when_late=N_("Show the two figures and ask only: when was each of them written?"),
    trainer_notes=N_(
        "Ask for leaks at home: a status set at the end, a “hot lead” tick that reps set after the meeting, a lead source "
        "corrected when the deal was won."
    ),
)


def _trial(given: dict) -> dict:
    found = sample.trial()
    return {
        "mixed": found.mixed,
        "ordered": found.ordered,
        "learned": found.learned,
        "tested": found.tested,
        "called": found.called,
    }


ORDER = Card(
    id="10-order",
    lesson="10",
    title=N_("Early for learning, late for testing"),
    seat="sales",
    minutes_teach=3,
    minutes_do=4,
    task=N_(
        "{called:number.0} of 100 leads passed on are called within a day. An analyst has made a rule that says who: it looks "
        "at the points of a lead, and at how it went for the **other leads passed on the same day**. It learns from "
        "{learned:number} leads and is tested on {tested:number} others; again, of 100 pairs, how many does it put in the "
        "right order?\n\n**Mixed:** the two piles are drawn at random. Right in **{mixed:number.0}** of 100.\n\n**In order:** it "
        "learns from the early leads and is tested on the later ones. Right in **{ordered:number.0}** of 100.\n\n**What may "
        "Jonas expect of the rule tomorrow, and why?**"
    ),
    control=Choice(
        {
            "mixed": N_("The {mixed:number.0}: chance decides what lies in which pile, and that is always fairest."),
            "ordered": N_(
                "The {ordered:number.0}: tomorrow, the rule knows only the past. Mixed, it had seen other leads of the very "
                "days it was tested on."
            ),
            "middle": N_("About the middle: one way is too kind to the rule, the other too strict."),
            "worse": N_("The {ordered:number.0}, because the later leads are worse than the early ones."),
        }
    ),
    facts=_trial,
    check=exactly(
        "ordered",
        right=N_(
            "Yes. How busy the reps were on a day can be learned from that day, but not the day before. Whoever tests a rule "
            "for the future learns from the past and tests on what came later. {mixed:number.0} against {ordered:number.0} could "
            "partly be luck; the order of time is the reason to expect it."
        ),
        otherwise=N_("What will the rule know tomorrow morning about the leads of tomorrow?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("random is always fair"),
            "mixed",
            N_(
                "Chance is fair between people. Here it puts leads of the same day into both piles, so the rule has seen "
                "part of the answer. Tomorrow it will not."
            ),
        ),
        KnownWrong(
            N_("the middle of two figures"),
            "middle",
            N_("One of the two ways is what will happen tomorrow. Which one? Then there is nothing to split."),
            state="partly",
        ),
        KnownWrong(
            N_("the right figure for another reason"),
            "worse",
            N_(
                "The right figure, for another reason. The later leads need not differ; think of what the rule knows about "
                "a day that has not come yet."
            ),
            state="partly",
        ),
    ),
    hints=(
        N_("What does the rule use that nobody knows the day before?"),
        N_("Mixed, two of three leads of each day lie in the pile it learns from. In order, none of a later day does."),
        N_("To guess a train's delay from the other trains of the same day works well, and only in the evening."),
    ),
    solution=N_(
        "The {ordered:number.0} of 100. The rule has learned which days were busy; that helps on those days and on no other. In a "
        "random mix it is tested on days of which it has seen two thirds, and seems better than it is."
    ),
    cut_when_late=N_("Ask only: what does the rule know tomorrow morning?"),
    trainer_notes=N_(
        "The same trap in Excel: a forecast that is checked on the months it was made from. Ask how last year's forecast was checked."
    ),
)


def _months(given: dict) -> dict:
    old, *_between, new = sample.months()
    return {
        "clock": sample.CLOCK,
        "old": old.name,
        "new": new.name,
        "old_leads": old.leads,
        "new_leads": new.leads,
        "old_offers": old.offers,
        "new_offers": new.offers,
        "old_by_now": old.by_now,
        "new_by_now": new.by_now,
        "old_ripe": old.ripe,
        "new_ripe": new.ripe,
        "old_soon": old.ripe_offers,
        "old_late": old.offers - old.ripe_offers,
        "new_soon": new.ripe_offers,
        "old_share": old.on_clock,
        "new_share": new.on_clock,
    }


YOUNG = Card(
    id="10-young",
    lesson="10",
    title=N_("The same clock for everybody"),
    seat="both",
    minutes_teach=2,
    minutes_do=4,
    task=N_(
        "By the end of the data, {old_offers:number} of {old_leads:number} people who wrote in {old} had asked for an offer "
        "({old_by_now:number.1} of 100), and {new_offers:number} of {new_leads:number} who wrote in {new} "
        "({new_by_now:number.1} of 100).\n\nNow one clock for all: who asked **within {clock:number} days**? Of those who wrote in "
        "{new}, {new_ripe:number} have had their {clock:number} days, and {new_soon:number} of them asked in time: "
        "{new_share:number.1} of 100. Everybody who wrote in {old} has had them, and {old_late:number} of the offers of {old} came "
        "only after these days.\n\n**How many of 100 is that for {old}?**"
    ),
    control=Number("", 0, 10_000),
    facts=_months,
    check=close_to(
        fact("old_share"),
        0.06,
        nearly=0.15,
        right=N_(
            "Yes: {old_share:number.1} for {old} and {new_share:number.1} for {new}. With so few offers nobody can tell yet which "
            "month is better. {old_late:number} of the {old_offers:number} offers of {old} came later than {clock:number} days; {new} has not "
            "had that time yet."
        ),
        partly=N_("Close. Take the exact counts, and one digit after the point."),
        otherwise=N_("Who of {old} asked in time, of all who could have?"),
    ),
    known_wrong=(
        KnownWrong(
            N_("all offers by now"),
            lambda f: f["old_by_now"],
            N_("That is {old} by now: it has had months. Take only those who asked within {clock:number} days."),
            state="partly",
        ),
        KnownWrong(
            N_("the newest month"),
            lambda f: f["new_share"],
            N_("That is {new}. Do the same for {old}."),
            state="partly",
        ),
        KnownWrong(
            N_("in time, of all who asked"),
            lambda f: 100 * f["old_soon"] / f["old_offers"],
            N_("That is the share of the offers that came in time. The question is about all people who wrote."),
        ),
        KnownWrong(
            N_("a share instead of one of 100"),
            lambda f: f["old_share"] / 100,
            N_("Right idea. Of 100 people: multiply by 100."),
            state="partly",
        ),
    ),
    hints=(
        N_("You need two numbers of {old}: how many asked within {clock:number} days, and how many people had these days."),
        N_("Take the {old_late:number} late offers away from all {old_offers:number}. The people who had their days are all {old_ripe:number}."),
        N_("With 8 offers, 3 of them too late, of 200 people: (8 − 3) / 200 × 100 = 2.5 of 100."),
    ),
    solution=N_(
        "{old_offers:number} − {old_late:number} = {old_soon:number} asked in time, and {old_soon:number} / {old_ripe:number} × 100 = "
        "{old_share:number.1}. With so few offers, one or two more or fewer change it, "
        "so nobody can tell yet whether {new}, with {new_share:number.1}, is better or worse. What “by now” showed was mostly the "
        "age of the months."
    ),
    cut_when_late=N_("Show the two figures by now and ask: who has had less time?"),
    trainer_notes=N_(
        "Every monthly report has this. Ask whose campaign was stopped because the last month looked weak."
    ),
)

MISSING = Card(
    id="10-missing",
    lesson="10",
    title=N_("The figure you do not have"),
    seat="both",
    minutes_teach=1,
    minutes_do=3,
    task=N_(
        "On a scoreboard of your own company some lines will say “not available, because ...”. **Which figure would you miss most, "
        "and who in the other team could begin to note it down?** Nobody marks this."
    ),
    control=Reflection(),
    facts=_nothing,
    check=thought(
        right=N_("Kept. Ask that person whether it is noted down somewhere already; often it is."),
        example=N_(
            "We do not know when a rep first tried to call. Jonas's team notes it in a calendar; one field in the CRM would do."
        ),
    ),
    known_wrong=(),
    hints=(
        N_("Go through the steps from enquiry to customer: for which of them is there no date?"),
        N_("Often it is the first call, the reason for turning a lead away, or what a conversation found."),
        N_("“We never see why a lead was turned away. The reps say it to each other; a list of four reasons would do.”"),
    ),
    solution=N_(
        "There is no right answer. A good one names one date or one reason, and one person who knows it anyway."
    ),
    cut_when_late=N_("In pairs, one from each team, one minute each way."),
    trainer_notes=N_("Collect the fields that are named. The three most frequent ones are a task for the next meeting of both teams."),
)

CARDS = (REPEATS, DATES, LEAK, ORDER, YOUNG, MISSING)
