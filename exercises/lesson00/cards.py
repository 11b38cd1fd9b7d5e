"""Practice cards of lesson 00: how a card works, tried on one that is easy."""

from __future__ import annotations

import smkt_helpers as smkt
from smkt_helpers.practice import N_, Card, KnownWrong, Number, close_to, fact

TITLE = N_("Start here")
SEED = 1


def given() -> dict:
    """Return what the cards are computed from: the quarter that lesson 01 looks into."""
    company = smkt.company("irrigation")
    return {"company": company, "tables": smkt.simulate(company, smkt.plans.siloed, seed=SEED).tables()}


def _hundred(given: dict) -> dict:
    counts = smkt.scoreboard(given["tables"], ("leads", "wins"))["value"]
    leads, wins = int(counts["leads"]), int(counts["wins"])
    return {"leads": leads, "wins": wins, "lost": leads - wins, "share": 100 * wins / leads}


FIRST = Card(
    id="00-first",
    lesson="00",
    title=N_("A card to try out"),
    seat="both",
    minutes_teach=1,
    minutes_do=3,
    task=N_(
        "Last quarter {leads:number} people wrote to Tropfgut, and {wins:number} firms became customers.\n\n"
        "**For every 100 people who wrote, how many customers is that?** One decimal is enough."
    ),
    control=Number("", 0, 10_000),
    facts=_hundred,
    check=close_to(
        fact("share"),
        0.06,
        nearly=0.6,
        right=N_("Yes: about {share:number.1} of every 100. Keep that number in mind, it is small."),
        partly=N_("Very close. Give one decimal, for example 2.4."),
        otherwise=N_("Divide the customers by the people who wrote, then multiply by 100."),
    ),
    known_wrong=(
        KnownWrong(
            N_("forgot to multiply by 100"),
            lambda f: f["share"] / 100,
            N_("That is the share of one person. Multiply it by 100 to get customers per 100 people."),
        ),
        KnownWrong(
            N_("upside down"),
            lambda f: f["leads"] / f["wins"],
            N_("That is how many people write for one customer. The question asks the other way round."),
        ),
        KnownWrong(
            N_("counted those who did not buy"),
            lambda f: 100 * f["lost"] / f["leads"],
            N_("That counts the people who did not become customers. Count the others."),
        ),
    ),
    hints=(
        N_("Both numbers are in the task. The smaller one is divided by the larger one."),
        N_("Divide {wins:number} by {leads:number}, then multiply by 100."),
        N_("With 10 customers out of 500 people: 10 / 500 = 0.02, and 0.02 × 100 = 2."),
    ),
    solution=N_(
        "{wins:number} / {leads:number} × 100 = {share:number.1}. Some of these customers wrote before the quarter began, and some never wrote at all: a rep found them. That is usual, and fine for a first look."
    ),
    cut_when_late=N_("Do it together on the projector: one person reads the task, one types."),
    trainer_notes=N_(
        "Let everybody give one wrong answer on purpose and open one hint, so that nobody is shy of it later."
    ),
)

CARDS = (FIRST,)
