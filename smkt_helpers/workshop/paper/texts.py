"""What the workshop's papers say: scripts, roles, rules, mistakes and the reply to give, the six questions.

Only words; the pages that use them are made in the other modules whose names begin with ``paper``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smkt_helpers.words import N_

# What the trainer does in a quarter; what to say stands with the buttons of the control room.
QUARTER_DOES = N_("Open the quarter, collect the sheets, play it, show the results, let the tables talk.")
# What the trainer does in the other parts of the agenda, and what leads into them, to be said aloud.
SCRIPTS: Mapping[str, tuple[str, str]] = {
    "brief": (
        N_("While people arrive: first column of the quiz. Seat the tables, show the first slides, read the rules "
           "aloud, hand out role cards and sheets."),
        N_("“Today you run a company, one quarter after the other. Nobody is an expert here: the company is invented. "
           "We "
           "want to see what happens between two teams, not who is clever.”"),
    ),
    "reset": (
        N_("Answer questions on how to play. Everybody starts again from the company as it is today."),
        N_("“Back to the start. The market is a new one, so what you saw a minute ago will not help you.”"),
    ),
    "meeting": (
        N_("Both teams of a table stand together with the agenda card. They decide nothing else than what is on it."),
        N_("“Now do for real what good firms do every Monday. The card leads you. Somebody keeps the time.”"),
    ),
    "break": (
        N_("Leave the results on the wall. Check that all sheets of the last quarter have been typed in."),
        N_("“We go on at {end}, on time. Please leave the laptop alone.”"),
    ),
    "debrief": (
        N_("Six questions, in this order. Ask, wait, let three people answer, go on."),
        N_("“The game is over. Put the sheets away. Now comes what you will take home.”"),
    ),
    "quiz": (
        N_("The quiz a second time, the answers, then everybody writes one commitment."),
        N_("“Eight questions you know already. Then one sentence that somebody can check in four weeks.”"),
    ),
}

# What a quarter shows, by what is special about it.
SHOWS: Mapping[str, str] = {
    "practice": N_("How a quarter is played. Nothing else: its results are thrown away."),
    "first": N_("Each team looks at its own figures and does its best. Look whether both teams can be busy and the "
                "company still gains little."),
    "more": N_("Habits. Most tables do more of what they did before, and the other team pays for it."),
    "swap": N_("The other chair. With the other team's figures in front of them, many people do what they complained "
               "about an hour ago. The chair makes the decision, not the person."),
    "meeting": N_("What one short meeting with an agenda changes. Look for boxes of the agreement that both seats now "
                  "fill in alike."),
    "last": N_("Whether the agreement holds under pressure, and how much time it takes until it pays."),
}

# When that is, in a few words.
WHEN: Mapping[str, str] = {
    "practice": N_("the practice quarter"),
    "first": N_("the first quarter"),
    "more": N_("a quarter like the one before"),
    "swap": N_("the first quarter after the swap"),
    "meeting": N_("the quarter after the meeting"),
    "last": N_("the last quarter"),
}

# What happens unexpectedly: what to say when the results are shown, and where to look.
INJECTS: Mapping[str, tuple[str, str]] = {
    "outage": (
        N_("“The customer list was down for some days. Who had agreed on one shared CRM stood still; who sends lists "
           "noticed nothing.”"),
        N_("Compare the time to the first call of tables with and without the shared CRM, and with and without a plan "
           "on paper for such days. What serves you every day can stop you on one."),
    ),
    "viral": (
        N_("“A film about us was sent on by thousands of people. For a while many more people than usual saw us.”"),
        N_("Leads go up for everybody. Look who could call them. Where reps are short of time, more leads make the "
           "first call later for all."),
    ),
    "rep_leaves": (
        N_("“One of your reps left. Nobody is to blame; it takes weeks until the chair is filled again.”"),
        N_("Leads that wait, and the time to the first call. Tables that pass on fewer, better leads feel it least."),
    ),
    "price_cutter": (
        N_("“A competitor sold below cost for some weeks.”"),
        N_("Deals won. Ask which tables would have answered with a discount, and what that costs at the renewal."),
    ),
    "quarter_end": (
        N_("“The board wanted its number. In the last weeks sales gave more discount and promised more than usual.”"),
        N_("Deals won against contribution now, and customers' satisfaction. The bill for big promises comes later."),
    ),
}

# Common mistakes and the reply to give, by what is special about a quarter.
MISTAKES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "practice": (
        (N_("A table wants to know the formula first."),
         N_("“You do not have one at work either. Choose, predict, look.”")),
        (N_("One person fills in the sheet alone."),
         N_("“Who has not spoken yet? Ask that person for the next number.”")),
    ),
    "first": (
        (N_("Marketing lowers the bar for leads to look busy."),
         N_("“How many of these can sales call? Where do the others go?”")),
        (N_("Teams of one table whisper the whole plan to each other."),
         N_("“For now talk to your own team. There will be a time for the other one.”")),
    ),
    "more": (
        (N_("“The leads are bad.” “You never call them.”"),
         N_("“Say it as a number: how many did you look at, how many did you turn away, and why?”")),
        (N_("A table changes eight things at once."),
         N_("“Then you will not know what helped. Which two do you believe in?”")),
    ),
    "swap": (
        (N_("People play a caricature of the other team."),
         N_("“Try to win from this chair. What do you see from here that you did not see before?”")),
        (N_("People go on with the decisions of their old chair in mind."),
         N_("“Read the figures of your new seat first. Then take the pen.”")),
    ),
    "meeting": (
        (N_("The two seats write different values for an agreement; nothing changes."),
         N_("“You agreed in words. Read both sheets aloud, line by line.”")),
        (N_("A table agrees on everything at once."),
         N_("“Each tick costs hours. Which of them did you talk about in the meeting?”")),
    ),
    "last": (
        (N_("A table gambles, because it is the last quarter."),
         N_("“The company goes on tomorrow. Would you sign this at work?”")),
    ),
}

RULES: tuple[str, ...] = (
    N_("A table is one company: a marketing team and a sales team. All tables have the same company and the same "
       "market."),
    N_("A quarter has 13 weeks. What you decide holds for the whole quarter, and for the next ones until you change "
       "it."),
    N_("A blank on your sheet means “as before”."),
    N_("You decide for your own seat. What stands under “both teams” changes only if both seats write the same."),
    N_("You see the figures of your own seat. You see the other seat's figures only when both have agreed on one "
       "dashboard."),
    N_("Before the results everybody predicts: will our contribution be clearly more, about the same, or clearly less "
       "than "
       "last quarter?"),
    N_("The trainer says when sheets are taken and when they are not. No sheet: everything stays as it was."),
    N_("Something unexpected may happen. It happens to all tables alike."),
)
NO_BLAME: tuple[str, ...] = (
    N_("We talk about decisions and chairs, not about persons."),
    N_("Nobody says “always” or “never”. Say what you saw, and how often."),
    N_("What happened at a table stays in this room, unless the table tells it itself."),
    N_("The scoreboard is no ranking of people. One market is one throw of the dice."),
    N_("Managers play like everybody else, and speak last."),
)
SCORING: tuple[str, ...] = (
    N_("**Contribution** comes first: revenue less spend, people and tools. Not leads, and not deals."),
    N_("Then the **four parties**: sales, marketing, management and customers, 0 to 100 points each. Look at the "
       "lowest: a "
       "way of working lasts only when nobody pays for it alone."),
    N_("“Today” is the company when nobody changes anything. Compare with it before you compare tables."),
    N_("**Luck:** all tables play one market. In another market the order of two tables may turn round, so we read big "
       "differences only and look for reasons. The debrief plays the same decisions in 30 markets."),
)


@dataclass(frozen=True)
class Question:
    """One question of the debrief: its name, what to ask, what to listen for, and its share of the time."""

    name: str
    ask: str
    listen: str
    weight: int


QUESTIONS: tuple[Question, ...] = (
    Question(N_("How do you feel?"),
             N_("“One word each: how was it in the first chair, and how in the second?”"),
             N_("Let anger and pride out before anybody explains. Write the words on the wall, without a comment."), 5),
    Question(N_("What happened?"),
             N_("“What did your table decide, and what came of it? Only facts, with a number in each sentence.”"),
             N_("Show contribution by quarter, with the swap marked. Let two tables with different stories speak."), 8),
    Question(N_("What did you learn?"),
             N_("“Where was your prediction wrong? What had you not known about the other chair?”"),
             N_("Somebody will say: I did to them what they do to us. Give that sentence time."), 8),
    Question(N_("How does it relate to our work?"),
             N_("“Where do our own leads wait? Who here knows how long the first call takes?”"),
             N_("Real cases instead of opinions. If nobody knows the number, that is the finding."), 8),
    Question(N_("What if?"),
             N_("“What would have happened had you gone on as before the swap? What if we did one of these things on "
                "Monday?”"),
             N_("Show “as before the swap” beside what happened. Ask what it would cost, not only what it would "
                "bring."), 6),
    Question(N_("What next?"),
             N_("“One thing, small enough to happen. Who does it, with whom, by when, and what do we count?”"),
             N_("Leads straight to the commitment card. Wishes for other people do not count."), 5),
)


# What the trainer prepares: minutes, and what.
CHECKLIST: tuple[tuple[int, str], ...] = (
    (60, N_("A week before: play the rehearsal with bots in the control room from beginning to end.")),
    (20, N_("Two days before: make the papers and print what the first page lists. One copy of the page for playing on "
            "paper goes into your bag.")),
    (10, N_("Two days before: write down names and functions, one person a line: `Anna, marketing`.")),
    (10, N_("The day before: start the kit on the laptop you will use, with the network off.")),
    (15, N_("In the room: one table for six people with two ends, a number on each, a pen for everybody.")),
    (10, N_("In the room: show one slide and read it from the last row. Make the type larger if you cannot.")),
    (5, N_("In the room: charger in, sleep off, notifications off, the sheets of the first quarter on the tables.")),
)
# What can go wrong: what happens, and what to do.
TROUBLE: tuple[tuple[str, str], ...] = (
    (N_("The laptop or the program stops."),
     N_("Start it again and press the first button: it goes on with the newest workshop. Every entry was kept at once. "
        "Meanwhile the tables go on deciding.")),
    (N_("Nothing works at all."),
     N_("Take the page “When nothing works”. With its pages and a pen the whole workshop can be played; "
        "only "
        "the answers are coarser.")),
    (N_("The projector is missing."),
     N_("Read the five figures of each table aloud and let somebody write them on the wall. It is slower, and people "
        "listen better.")),
    (N_("Fewer people come than expected."),
     N_("Make fewer tables. Two people are enough for one; an empty seat does what most other tables decided. A single "
        "table plays against “today” and a bot.")),
    (N_("More people come, or an odd number."),
     N_("Three or four in one team work well. Give the others the observer's card.")),
    (N_("Only one function comes."),
     N_("Let half of them begin in the other chair. Say so before they sit down; the swap then leads them home.")),
    (N_("You are late by a quarter of an hour."),
     N_("Leave out the practice quarter's talk first, then the last quarter. Never leave out the swap or the "
        "debrief.")),
    (N_("A table quarrels."),
     N_("Read the first two no-blame rules aloud. Ask each side to say what the other one sees from its chair.")),
    (N_("A sheet does not come in."),
     N_("Go on without it: the table carries on as last quarter, and the board says so. Do not wait.")),
    (N_("You typed something wrong."),
     N_("Undo takes back the last entry until the quarter has been played. After that the result stands; say it aloud, "
        "nobody minds.")),
)
# What to ask two to four weeks later.
FOLLOW_UP: tuple[str, ...] = (
    N_("Send everybody their own sentence and nothing else: “What came of it?” One line back is enough."),
    N_("Meet for 30 minutes, both teams, with the agenda card. First point: what did we promise, and is it done?"),
    N_("Count one thing you counted before: hours to the first call, leads nobody called, or leads turned away and "
       "why."),
    N_("Where nothing came of a commitment, ask what was in the way. Make it smaller; do not repeat it louder."),
    N_("Take the quiz a third time, if you want to know what stayed."),
)
VARIANTS: tuple[tuple[str, str], ...] = (
    (N_("Managers only"), N_("Use the manager demo; each manager takes the chair they do not lead.")),
    (N_("One team only"), N_("Half of the team plays the other function all the time. Invite one real guest from "
                             "there to the "
                             "debrief.")),
    (N_("Without captains"), N_("Everybody hands in, and the middle of all votes counts. It takes longer and shows how "
                                "far apart a team is.")),
    (N_("Two half days"), N_("Stop after the second quarter. The next day begins with the swap.")),
    (N_("Your own injects"), N_("In the control room you can let something happen in any quarter until the sheets are "
                                "in.")),
    (N_("Another format"), N_("Copy a file of `datasets/workshops`, change minutes, decisions or what happens, and "
                              "name the "
                              "file instead of the format.")),
)
FAQ: tuple[tuple[str, str], ...] = (
    (N_("Is the company real?"), N_("No. It is invented, and so are its rates. Do not use them as benchmarks.")),
    (N_("Can one win?"), N_("There is a best table, and much of its lead may be luck. Praise reasons, not places.")),
    (N_("Why does our decision show so little?"),
     N_("A quarter is short: offers of this quarter often began in the last one. Look again a quarter later.")),
    (N_("Why did the agreement make things worse?"),
     N_("It takes hours, and it sends leads faster. If marketing still passes on everything, sales drowns sooner. "
        "Agreement and own decisions have to fit.")),
    (N_("Does this prove that alignment pays?"),
     N_("No. The size of the effect follows from assumptions. The evidence page says what research carries.")),
    (N_("Who sees what we decided?"),
     N_("Decisions and reasons stay on the trainer's computer. Exports carry no names unless the trainer ticks them; "
        "the "
        "workshop can be deleted completely.")),
    (N_("May we keep the sheets?"), N_("Yes, please. The trainer has them in the computer.")),
)
