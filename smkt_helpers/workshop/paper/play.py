"""When nothing works: the whole workshop with printed tables instead of a computer.

A team picks one of three ways of working, both teams say whether they agree, and the trainer looks the result up.
The tables are computed beforehand by the same `simulate`; on paper each quarter begins from the company as it is
today, because nobody could print every past.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from smkt_helpers import engine
from smkt_helpers.companies import Company
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.metric_list import PARTIES
from smkt_helpers.metrics import METRICS, show
from smkt_helpers.plan import Plan
from smkt_helpers.satisfaction import NAMES
from smkt_helpers.screen import data_table, inline, paragraphs
from smkt_helpers.words import N_, _, money, number
from smkt_helpers.workshop.bots import own_number, together
from smkt_helpers.workshop.facts import quarter_name, short_name
from smkt_helpers.workshop.formats import QUARTER, Format
from smkt_helpers.workshop.paper.expected import played
from smkt_helpers.workshop.paper.page import box, form, head, listed, page
from smkt_helpers.workshop.state import PREDICTIONS, Workshop

MARKETS = 8
FIGURES = ("contribution", "wins", "speed_median", *PARTIES)
STANCES: Mapping[str, Mapping[str, str]] = {
    "marketing": {"A": N_("Many leads"), "B": N_("As today"), "C": N_("Fewer, better leads")},
    "sales": {"1": N_("Be choosy"), "2": N_("As today"), "3": N_("Stay with every lead")},
}
AS_TODAY = ("B", "2", False)
Way = tuple[str, str, bool]  # marketing's letter, sales' number, and whether both agreed

INSTRUCTIONS: tuple[str, ...] = (
    N_("Lay the page “Three ways” on every table and each team's role card before it. Draw the board of the last page "
       "on a wall."),
    N_("Briefing: read the rules aloud. What is different on paper: a team picks **one of three ways** instead of "
       "single "
       "numbers, and both teams say **yes or no** to the agreement."),
    N_("Deciding: marketing writes A, B or C on a slip, sales writes 1, 2 or 3. Each writes yes or no for the "
       "agreement, a "
       "prediction and one reason. Neither sees the other's slip."),
    N_("Slips are in: the agreement holds only if **both** wrote yes. A missing slip counts as in the quarter before; "
       "in the "
       "first quarter as B, 2 and no."),
    N_("Look the line up on the page of this quarter: letter, number, agreed or not. Write the figures on the board, "
       "all "
       "tables at once."),
    N_("Results: read aloud what happened in this quarter (it stands on its page), then contribution, deals won, "
       "first call, "
       "and the lowest of the four parties. Give the tables time to talk."),
    N_("A prediction is right if contribution changed as they said. “Clearly” means by more than {clear} against the "
       "quarter "
       "before; the first quarter is compared with the line B, 2, no."),
    N_("Where the run sheet says so, people change chairs; the role cards stay. A practice quarter is looked up on "
       "its own page and then crossed out."),
    N_("After the last quarter: the six questions, the quiz, the commitments, all as planned. They need no computer."),
)


@dataclass(frozen=True)
class Outcomes:
    """What was computed for the tables.

    Attributes
    ----------
    quarters : mapping of round to pandas.DataFrame
        One row per way (index: marketing, sales, agreed), one column per figure: means over the markets.
    luck : mapping of round to (float, float)
        Lowest and highest contribution of the line as today among the markets.
    markets : int
    """

    quarters: Mapping[int, pd.DataFrame]
    luck: Mapping[int, tuple[float, float]]
    markets: int


def ways() -> list[Way]:
    """Return every line of a table."""
    return list(itertools.product(STANCES["marketing"], STANCES["sales"], (False, True)))


def stance(format: Format, seat: str, key: str) -> dict[str, Any]:
    """Return the decisions behind a letter or a number, as far as the format asks for them."""
    if key in ("A", "1"):
        return own_number(format, seat)
    if key in ("B", "2"):
        return {}
    return {name: value for name, value in together(format, seat).items() if name in format.decisions[seat]}


def agreement(format: Format) -> dict[str, Any]:
    """Return what "agreed" means: what a team that works as one agrees on."""
    return {name: together(format, "sales")[name] for name in format.decisions["agreement"]}


def plan_of(format: Format, company: Company, way: Way) -> Plan:
    """Return the plan behind one line of the tables."""
    marketing, sales, agreed = way
    plan = company.today.replace(**stance(format, "marketing", marketing), **stance(format, "sales", sales))
    return plan.replace(**agreement(format)) if agreed else plan


def outcomes(
    format: Format,
    company: Company,
    markets: int = MARKETS,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Outcomes:
    """Play every line of every quarter.

    Parameters
    ----------
    format : Format
    company : Company
    markets : int
        The figures are means over so many markets.
    progress : callable
        Called with what is done and what there is in all.
    """
    cells = list(itertools.product(range(len(format.rounds)), ways()))
    done = itertools.count(1)

    def play(cell: tuple[int, Way]) -> pd.DataFrame:
        round, way = cell
        last = len(Workshop(format, company.today, round=round).history(round)) - 1
        plan = plan_of(format, company, way)
        steps = [(0, company.today), (QUARTER * last, plan)] if last else [(0, plan)]
        found = played(format, company, round, steps, FIGURES, markets)
        progress(next(done), len(cells))
        return found

    found = dict(zip(cells, engine.each(play, cells), strict=True))
    index = pd.MultiIndex.from_tuples(ways(), names=("marketing", "sales", "agreed"))
    quarters, luck = {}, {}
    for round in range(len(format.rounds)):
        quarters[round] = pd.DataFrame([found[round, way].mean() for way in ways()], index=index)
        usual = found[round, AS_TODAY]["contribution"]
        luck[round] = float(usual.min()), float(usual.max())
    return Outcomes(quarters, luck, markets)


def paper_play(format: Format, company: Company, found: Outcomes, clear: float, happened: Callable[[int], str]) -> str:
    """Return the pages with which a workshop is played when nothing works.

    Parameters
    ----------
    format : Format
    company : Company
    found : Outcomes
    clear : float
        By how much contribution must change to be "clearly" more or less.
    happened : callable
        Says for a quarter what to read aloud with its results; empty when nothing happened.
    """
    sheets = [
        _instructions(company, clear),
        _three_ways(format, company),
        *(_quarter(format, company, found, round, happened(round)) for round in found.quarters),
        _board(format),
    ]
    return page(_("When nothing works"), *sheets)


def _instructions(company: Company, clear: float) -> str:
    answers = " / ".join(_(words) for words in PREDICTIONS.values())
    lines = [_(line).replace("{clear}", money(clear, company.currency)) for line in INSTRUCTIONS]
    honest = _(
        "**What paper cannot do:** each quarter begins from the company as it is today, so what a table decided a "
        "quarter "
        "ago does not carry over. The figures are means, so they hold no luck. Say both aloud."
    )
    slip = "".join(
        f'<p class="line">{inline(text)}</p>'
        for text in (
            _("Table, seat, quarter:"), _("Our way:"), _("Agreement (yes / no):"), _("Prediction:"), _("Because:"))
    )  # fmt: skip
    return (
        head(_("When nothing works: the workshop on paper")) + listed(lines, numbered=True) + box(paragraphs(honest))
        + head(_("A slip; any piece of paper will do"), 2)
        + box(slip + f'<p class="small">{inline(_("Prediction: {answers}.").format(answers=answers))}</p>')
    )  # fmt: skip


def _three_ways(format: Format, company: Company) -> str:
    parts = [head(_("Three ways, and one agreement"))]
    for seat, name in (("marketing", _("Marketing")), ("sales", _("Sales"))):
        lines = [
            _("**{key}  {name}:** {decisions}.").format(
                key=key, name=_(words), decisions=_changed(company, stance(format, seat, key)) or _("nothing changes"))
            for key, words in STANCES[seat].items()
        ]  # fmt: skip
        parts.append(box(head(name, 2) + "".join(map(paragraphs, lines)), "card", seat))
    today = _("Without it, all of this stays as it is: {decisions}.").format(
        decisions=_written({name: company.today[name] for name in format.decisions["agreement"]}))
    agreed = _("**Yes** means: {decisions}.").format(decisions=_written(agreement(format)))
    rule = _("It holds only if both teams write yes, each quarter anew.")
    parts.append(box(head(_("The agreement"), 2) + paragraphs(f"{agreed}\n\n{today}\n\n{rule}"), "card"))
    return "".join(parts)


def _changed(company: Company, values: Mapping[str, Any]) -> str:
    return _written({name: value for name, value in values.items() if value != company.today[name]})


def _written(values: Mapping[str, Any]) -> str:
    return "; ".join(f"{_(DECISIONS[name].label)}: {DECISIONS[name].show(value)}" for name, value in values.items())


def _quarter(format: Format, company: Company, found: Outcomes, round: int, happened: str) -> str:
    name = quarter_name(format, round)
    rows = [
        {
            _("Marketing, sales, agreed"): way_words(way),
            **{_heading(id): show(id, row[id], company.currency) for id in FIGURES},
        }
        for way, row in zip(ways(), found.quarters[round].to_dict("records"), strict=True)
    ]
    low, high = (money(amount, company.currency) for amount in found.luck[round])
    luck = _(
        "Means of {markets} markets. Luck: the line “{today}” alone lay between {low} and {high} in these markets."
    ).format(markets=number(found.markets), today=way_words(AS_TODAY), low=low, high=high)
    table = data_table(rows, _("What {quarter} brought.").format(quarter=name))
    return (
        head(name)
        + (box(paragraphs(_("**Read aloud with the results:** {text}").format(text=happened))) if happened else "")
        + f'<div class="dense" data-round="{round}">{table}</div>'
        + f'<p class="small">{inline(luck)}</p>'
    )


def way_words(way: Way) -> str:
    """Return how a line of the tables is named: "A, 1, yes"."""
    marketing, sales, agreed = way
    return f"{marketing}, {sales}, {_('yes') if agreed else _('no')}"


def _heading(id: str) -> str:
    if id in PARTIES:
        return _("{party}, 0 to 100").format(party=_(NAMES[id.removeprefix("satisfied_")]))
    return _("First call (half wait longer)") if id == "speed_median" else _(METRICS[id].name)


def _board(format: Format) -> str:
    heads = [inline(_("Table")), *(inline(short_name(format, round)) for round in range(len(format.rounds)))]
    rows = [[inline(number(table)), *[""] * len(format.rounds)] for table in range(1, 13)]
    note = _("In each field: contribution, deals won, first call, and the least content party with its points.")
    return head(_("The board")) + paragraphs(note) + form(heads, rows, {0: "tall"})
