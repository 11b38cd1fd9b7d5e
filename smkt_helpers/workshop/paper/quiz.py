"""The quiz before and after: eight questions; where an answer is a figure, it is computed from the company itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from smkt_helpers import engine
from smkt_helpers.companies import Company
from smkt_helpers.history import simulate
from smkt_helpers.metrics import values
from smkt_helpers.plan import Plan
from smkt_helpers.screen import inline, paragraphs
from smkt_helpers.words import N_, _, money, number, percent
from smkt_helpers.workshop.paper.page import form, head, listed, page

SEED, MARKETS, WEEKS = 1, 20, 13
LETTERS = "abcd"
DIRECTIONS: Mapping[str, str] = {
    "more": N_("clearly more"),
    "same": N_("about the same"),
    "less": N_("clearly less"),
}
SAME = 0.05  # a change of less than this share is "about the same"
CALLED = (0.25, 0.5, 0.75)  # bounds of the answers on leads that are called
_FIGURES = ("wins", "contribution", "untouched", "deal_wait")


@dataclass(frozen=True)
class Question:
    """One question of the quiz.

    Attributes
    ----------
    ask : str
        Translated.
    answers : tuple of str
        What may be ticked, translated.
    right : int
        Place of the right one.
    why : str
        Why it is right, with its figures.
    """

    ask: str
    answers: tuple[str, ...]
    right: int
    why: str


def trials(company: Company) -> dict[str, Plan]:
    """Return the plans that the questions are about."""
    today = company.today
    return {
        "today": today,
        "lower": today.replace(threshold=max(0.0, today["threshold"] - 14)),
        "own": today.replace(prospecting_hours=today["prospecting_hours"] + 4),
    }


def facts(company: Company, markets: int = MARKETS) -> dict[str, pd.DataFrame]:
    """Return the figures of each of the `trials`: one row per market, a quarter each."""
    plans = trials(company)

    def play(plan: Plan) -> pd.DataFrame:
        history = simulate(company, plan, seed=SEED, weeks=WEEKS, replications=markets, log=False)
        return values(history.tables(), _FIGURES)

    return dict(zip(plans, engine.each(play, plans.values()), strict=True))


def direction(now: float, before: float) -> str:
    """Return a key of `DIRECTIONS`."""
    change = (now - before) / abs(before)
    return "same" if abs(change) < SAME else "more" if change > 0 else "less"


def questions(company: Company, found: Mapping[str, pd.DataFrame]) -> tuple[Question, ...]:
    """Return the eight questions with their answers.

    Parameters
    ----------
    company : Company
    found : mapping of str to pandas.DataFrame
        From `facts`.
    """
    return (
        _called(company, found),
        _lower(company, found),
        _own(company, found),
        Question(
            _("Both teams write down what they agree. Marketing writes “every week”, sales writes “every day”. What "
              "holds?"),
            (_("every week"), _("every day"), _("the middle of the two"), _("what held before")),
            3,
            _("An agreement changes only where both write the same. Read both sheets aloud before you hand them in."),
        ),
        _luck(company, found),
        _meeting(company),
        Question(
            _("“Working as one team brings 20% more revenue.” What do studies say?"),
            (_("That is proven."), _("It is proven for large firms."), _("No study shows that it causes growth."),
             _("It has been disproved.")),
            2,
            _("Most studies observe firms or ask people. The 20% come from a survey in which the best firms were "
              "chosen by "
              "their growth. See docs/evidence.md."),
        ),
        Question(
            _("Which sentence is a commitment?"),
            (_("We should talk more."), _("Sales should call faster."),
             _("I will show Mai our three reasons for turning leads away on Tuesday; in May we count them again."),
             _("I will try to understand marketing better.")),
            2,
            _("It names who, with whom, by when, and what is counted. Somebody else can look and say yes or no."),
        ),
    )  # fmt: skip


def _directed(ask: str, now: float, before: float, why: Mapping[str, str]) -> Question:
    came = direction(now, before)
    told = _(why[came]).format(now=number(now, 1), before=number(before, 1))
    return Question(ask, tuple(_(words) for words in DIRECTIONS.values()), list(DIRECTIONS).index(came), told)


def _called(company: Company, found: Mapping[str, pd.DataFrame]) -> Question:
    share = 1 - float(found["today"]["untouched"].mean())
    bounds = [0.0, *CALLED, 1.0]
    answers = tuple(
        _("{low} to {high} of 100").format(low=number(100 * low), high=number(100 * high))
        for low, high in zip(bounds[:-1], bounds[1:], strict=True)
    )
    right = sum(share >= bound for bound in CALLED)
    return Question(
        _("{company}, as it works today: of 100 leads that marketing passes to sales, how many does somebody try to "
          "call "
          "within two weeks?").format(company=company.name),
        answers, right,
        _("{share} (mean of {markets} markets). The rest waits, gets lost between two lists, or is turned "
          "away.").format(
            share=percent(share), markets=number(len(found["today"]))),
    )  # fmt: skip


_LOWER: Mapping[str, str] = {
    "more": N_("{now} deals instead of {before}. Here reps still had hours for more leads."),
    "same": N_("{now} deals instead of {before}. More leads do not make more hours: reps spend them on weaker leads."),
    "less": N_("{now} deals instead of {before}. Weaker leads take the hours that good ones needed."),
}
_OWN: Mapping[str, str] = {
    "more": N_("{now} working days instead of {before}. Hours for strangers are missing for people who already asked."),
    "same": N_("{now} working days instead of {before}. Here reps had hours to spare."),
    "less": N_("{now} working days instead of {before}. Here fewer offers were open, so nobody waited."),
}


def _lower(company: Company, found: Mapping[str, pd.DataFrame]) -> Question:
    now, before = (float(found[name]["wins"].mean()) for name in ("lower", "today"))
    low, usual = (number(plan["threshold"]) for plan in (trials(company)["lower"], company.today))
    ask = _(
        "Marketing passes on leads from {low} points instead of {usual}. Nothing else changes. How many deals are won "
        "in "
        "this quarter?"
    ).format(low=low, usual=usual)
    return _directed(ask, now, before, _LOWER)


def _own(company: Company, found: Mapping[str, pd.DataFrame]) -> Question:
    now, before = (float(found[name]["deal_wait"].mean()) for name in ("own", "today"))
    hours, usual = trials(company)["own"]["prospecting_hours"], company.today["prospecting_hours"]
    ask = _(
        "Reps call strangers for {now} hours a week instead of {before}. How long do customers with an open offer wait "
        "for a rep's time?"
    ).format(now=number(hours), before=number(usual))
    return _directed(ask, now, before, _OWN)


def _luck(company: Company, found: Mapping[str, pd.DataFrame]) -> Question:
    runs = found["today"]["contribution"]
    low, high = float(runs.min()), float(runs.max())
    spread = (high - low) / float(runs.mean())
    bounds = (0.1, 0.5)
    return Question(
        _("Two companies decide exactly the same, in two different markets. How far can their contribution of a "
          "quarter be "
          "apart?"),
        (_("less than 10% of the mean"), _("10% to 50% of the mean"), _("more than 50% of the mean")),
        sum(spread >= bound for bound in bounds),
        _("From {low} to {high} in {markets} markets, with the same decisions. So one quarter in one market says "
          "little "
          "about who is better.").format(
            low=money(low, company.currency), high=money(high, company.currency), markets=number(len(runs))),
    )  # fmt: skip


def _meeting(company: Company) -> Question:
    people = company.team.reps + company.team.marketers
    hours = people * WEEKS * 0.5
    answers = (hours / 9, hours / 3, hours, hours * 3)
    return Question(
        _("{people} people meet for half an hour every Monday. How many hours does that take in a quarter?").format(
            people=number(people)),
        tuple(_("about {n} hours").format(n=number(answer)) for answer in answers),
        2,
        _("{people} people × {weeks} weeks × half an hour = {hours} hours. It has to bring more than that, so it "
          "needs an "
          "agenda.").format(people=number(people), weeks=number(WEEKS), hours=number(hours, 1)),
    )  # fmt: skip


def quiz_page(asked: Sequence[Question]) -> str:
    """Return the quiz to fill in, with a column before and a column after."""
    rows = []
    for place, one in enumerate(asked, start=1):
        answers = [inline(f"{letter}  {answer}") for letter, answer in zip(LETTERS, one.answers, strict=False)]
        rows.append([f"{place}. {inline(one.ask)}<div class='answers'>{'<br>'.join(answers)}</div>", "", ""])
    heads = [inline(text) for text in (_("Question"), _("Before"), _("After"))]
    told = _("Write one letter, before the first quarter and again at the end. Nobody collects this page.")
    return page(_("Quiz"), head(_("Eight questions")) + paragraphs(told) + form(heads, rows, {1: "write", 2: "write"}))


def answers_page(asked: Sequence[Question]) -> str:
    """Return the answers and why, for the trainer."""
    lines = [f"**{LETTERS[one.right]}  {one.answers[one.right]}** – {one.why}" for one in asked]
    told = _("Ask for hands before and after; what changed is worth more than how many are right.")
    return page(_("Quiz: the answers"), head(_("Quiz: the answers")) + paragraphs(told) + listed(lines, numbered=True))
