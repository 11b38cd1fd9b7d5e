"""What two people see in the same lead: the leads to rate, how far two looks agree, and what disagreement costs.

Nothing here needs a screen; `lead_cards` shows it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from smkt_helpers.companies import Company
from smkt_helpers.events import Override
from smkt_helpers.history import simulate
from smkt_helpers.metrics import scoreboard
from smkt_helpers.plan import Plan, siloed
from smkt_helpers.practices import PRACTICES
from smkt_helpers.words import N_, _, number

COUNT, LEVELS, GOOD = 20, (1, 2, 3, 4, 5), 4  # a lead rated GOOD or better would be passed on, or called
FIRST_WEEKS = 6
SEATS = ("marketing", "sales")


@dataclass(frozen=True)
class LeadCard:
    """One lead as a person sees it, and what the run says about it.

    Attributes
    ----------
    lead : int
        Its number in the run.
    firm, sector, role, channel, message : str
    size, pages : int
    score : float
        Marketing's score, 0 to 100.
    takes : bool
        Whether a rep who looks at it takes it on.
    found : {"need", "later", "no", "nobody"}
        What six attempts to call it would find.
    """

    lead: int
    firm: str
    sector: str
    size: int
    role: str
    channel: str
    pages: int
    message: str
    score: float
    takes: bool
    found: str


def draw_cards(company: Company, plan: Plan = siloed, *, seed: int = 1, count: int = COUNT) -> tuple[LeadCard, ...]:
    """Return leads of the first weeks of a quarter, spread evenly over marketing's scores, in order of arrival.

    Every one is put before a rep, so that sales' look at it is known; in a second run every one is called, so that it
    is known what there was to find. Whether marketing or sales was right about a lead plays no part in the choice.

    Parameters
    ----------
    company : Company
    plan : Plan
        How the teams work, and with it how well each side sees.
    seed : int
        Which market.
    count : int
    """
    quarter = simulate(company, plan, seed=seed, log=False).tables()
    leads = quarter.leads
    early = (leads["created_at"] >= quarter.start) & (leads["created_at"] < _until(quarter))
    pool = leads[early & (leads["source"] == "marketing")].sort_values(["score", "lead_id"])
    # The middle of each of `count` equally large groups.
    places = ((np.arange(min(count, len(pool))) + 0.5) * len(pool) / min(count, len(pool))).astype(int)
    drawn = pool.iloc[places].sort_values("created_at")
    ids = [int(lead) for lead in drawn["lead_id"]]
    # Nothing may be lost on the way to sales, and nobody given up after few attempts: only the look is asked for.
    seen = plan.replace(owners=True, handoff="shared_crm", touches=6)
    looked = _played(company, seen, seed, {lead: Override(rank=i, score=99) for i, lead in enumerate(ids)})
    called = _played(company, seen, seed, {lead: Override(rank=i, score=99, accept=True) for i, lead in enumerate(ids)})
    return tuple(
        LeadCard(
            lead=int(row["lead_id"]),
            firm=str(row["firm"]),
            sector=str(row["sector"]),
            size=int(row["size"]),
            role=str(row["role"]),
            channel=str(row["channel"]),
            pages=int(row["pages"]),
            message=str(row["message"]),
            score=float(row["score"]),
            takes=bool(pd.notna(looked.loc[row["lead_id"], "sal_at"])),
            found=_found(called.loc[row["lead_id"]]),
        )
        for _index, row in drawn.iterrows()
    )


def _until(quarter: Any) -> Any:
    return quarter.start + (quarter.end - quarter.start) * FIRST_WEEKS / 13


def _played(company: Company, plan: Plan, seed: int, overrides: Mapping[int, Override]) -> Any:
    tables = simulate(company, plan, seed=seed, overrides=overrides, log=False).tables()
    return tables.leads.set_index("lead_id")


def _found(row: Mapping[str, Any]) -> str:
    if pd.isna(row["reached_at"]):
        return "nobody"
    if pd.notna(row["sql_at"]):
        return "need"
    return "later" if row["status"] == "not ready" else "no"


def kappa(first: Sequence[int], second: Sequence[int], levels: Sequence[int], weighted: bool = False) -> float:
    """Return Cohen's kappa: how far two ratings of the same things agree beyond what chance would give.

    Parameters
    ----------
    first, second : sequence of int
        Ratings of the same things, in the same order.
    levels : sequence of int
        All ratings there are, in rising order.
    weighted : bool
        Count a disagreement by its distance (linear weights) instead of counting every one alike.

    Returns
    -------
    float
        1 for full agreement, 0 for what chance would give, below 0 for less; NaN when chance alone already gives full
        agreement, because both gave everything the same rating.

    Notes
    -----
    κ = 1 − Σ w·observed / Σ w·expected; plain: w = 1 off the diagonal (J. Cohen, Educational and Psychological
    Measurement 1960); weighted: w = the distance of the two ratings (J. Cohen, Psychological Bulletin 1968).
    """
    place = {level: i for i, level in enumerate(levels)}
    observed = np.zeros((len(levels), len(levels)))
    for one, other in zip(first, second, strict=True):
        observed[place[one], place[other]] += 1
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / max(1, observed.sum())
    distance = np.abs(np.subtract.outer(np.arange(len(levels)), np.arange(len(levels))))
    weight = distance if weighted else distance > 0
    by_chance = float((weight * expected).sum())
    return 1 - float((weight * observed).sum()) / by_chance if by_chance else math.nan


def same_by_chance(first: Sequence[int], second: Sequence[int], levels: Sequence[int]) -> float:
    """Return of how many things two ratings would say the same if each were dealt out again at random.

    Both keep their number of ones, twos and so on; `first`, `second` and `levels` are as in `kappa`.
    """
    return sum(first.count(level) * second.count(level) for level in levels) / max(1, len(first))


# From which kappa on which words are used: our own steps; others draw these lines elsewhere.
STEPS = (
    (0.8, N_("nearly the same look")),
    (0.6, N_("a good deal of agreement")),
    (0.4, N_("some agreement")),
    (0.2, N_("little agreement")),
    (0.0, N_("hardly more than by chance")),
)


def agreement_words(value: float) -> str:
    """Say a kappa in words."""
    if math.isnan(value):
        return _("cannot be said: both gave everybody the same rating")
    return next((_(words) for least, words in STEPS if value >= least), _("less than by chance"))


def fifths(scores: Sequence[float]) -> list[int]:
    """Turn scores into ratings from 1 to 5 with equally many leads each."""
    order = np.argsort(np.argsort(scores, kind="stable"), kind="stable")
    return [1 + int(place * len(LEVELS) // len(scores)) for place in order]


def look_pairs(
    cards: Sequence[LeadCard], ratings: Mapping[str, Mapping[str, int]]
) -> list[tuple[str, list[int], list[int], tuple[int, ...]]]:
    """Return the pairs of looks to compare: in words who looked, both ratings, all ratings there are.

    Parameters
    ----------
    cards : sequence of LeadCard
    ratings : mapping of seat to mapping of lead number (as text) to rating
        Complete for both seats.
    """
    mine = {seat: [ratings[seat][str(card.lead)] for card in cards] for seat in SEATS}
    called = [int(rating >= GOOD) for rating in mine["sales"]]
    score, takes = fifths([card.score for card in cards]), [int(card.takes) for card in cards]
    upper = [int(rating >= GOOD) for rating in score]
    return [
        (_("You as marketing, and you as sales"), mine["marketing"], mine["sales"], LEVELS),
        (_("You as marketing, and marketing's score"), mine["marketing"], score, LEVELS),
        (_("You as sales (4 or 5), and the reps (taken on)"), called, takes, (0, 1)),
        (_("Marketing's score (upper two fifths), and the reps (taken on)"), upper, takes, (0, 1)),
    ]


def agreement_table(cards: Sequence[LeadCard], ratings: Mapping[str, Mapping[str, int]]) -> list[dict[str, str]]:
    """Compare the two looks of the learner and those of the run, each pair in one row; see `look_pairs`."""
    rows = []
    for name, one, other, levels in look_pairs(cards, ratings):
        value = kappa(one, other, levels, weighted=len(levels) > 2)
        same = sum(a == b for a, b in zip(one, other, strict=True))
        rows.append(
            {
                _("Who looked"): name,
                _("Same rating"): _("{same} of {all}").format(same=number(same), all=number(len(cards))),
                _("By chance alone"): number(same_by_chance(one, other, levels), 1),
                _("Kappa"): number(value, 2),
                _("In words"): agreement_words(value),
            }
        )
    return rows


def kappa_sentence(cards: Sequence[LeadCard], ratings: Mapping[str, Mapping[str, int]]) -> str:
    """Say what kappa is with the leads of the last row: how many chance alone gives, then the figure."""
    _name, one, other, levels = look_pairs(cards, ratings)[-1]
    everything, same = len(cards), sum(a == b for a, b in zip(one, other, strict=True))
    chance = same_by_chance(one, other, levels)
    if chance == everything:
        return _("Marketing's score and the reps gave all leads the same answer here, so chance cannot be told apart.")
    words = {
        "same": number(same), "all": number(everything), "chance": number(chance, 1),
        "more": number(abs(same - chance), 1), "room": number(everything - chance, 1),
        "kappa": number((same - chance) / (everything - chance), 2),
    }  # fmt: skip
    if same >= chance:
        last = _(
            "They agree on {more} leads more than that, of {room} that chance leaves: {more} / {room} = {kappa}. "
            "This figure is called **kappa**."
        )
    else:
        last = _(
            "They agree on {more} leads fewer than that; chance leaves {room}: −{more} / {room} = {kappa}. This figure "
            "is called **kappa**."
        )
    said = _(
        "Take the last row. Marketing's score and the reps say the same about {same} of {all} leads. But suppose that "
        "both write their yes and no on slips of paper, shuffle them and lay them on the leads without looking: they "
        "would still say the same about {chance} leads on average. That is chance alone."
    )
    scale = _(
        "It is 1 when two looks always agree, 0 when they agree as often as chance, and less than 0 when they agree "
        "less often. In the rows with ratings from 1 to 5, a 4 beside a 5 counts as a smaller disagreement than a 1 "
        "beside a 5, so there the sum is a little longer (weighted kappa)."
    )
    return f"{said} {last}".format(**words) + " " + scale


def who_was_right(cards: Sequence[LeadCard], ratings: Mapping[str, Mapping[str, int]]) -> str:
    """Say how many of the leads that each look chose had a real need."""
    picked = {
        _("Your look as marketing (4 or 5)"): [ratings["marketing"][str(card.lead)] >= GOOD for card in cards],
        _("Your look as sales (4 or 5)"): [ratings["sales"][str(card.lead)] >= GOOD for card in cards],
        _("The reps' look (taken on)"): [card.takes for card in cards],
    }
    need = [card.found == "need" for card in cards]
    said = [
        _("In a second run all {all} were called, up to six times. {need} of them had a real need.").format(
            all=number(len(cards)), need=number(sum(need))
        )
    ]
    for name, chosen in picked.items():
        hits = sum(a and b for a, b in zip(chosen, need, strict=True))
        said.append(
            _("{name} chose {chosen} leads, {hits} of them with a real need.").format(
                name=name, chosen=number(sum(chosen)), hits=number(hits)
            )
        )
    return " ".join(said)


def turned_away(
    company: Company, plan: Plan = siloed, *, seed: int = 1, replications: int = 8
) -> list[dict[str, float | str]]:
    """Count what sales turns away of what marketing passes on, with two definitions of a good lead and with one.

    Returns
    -------
    list of dict
        One per way of working: `name`, and averages over the markets of one quarter: `points` (threshold), `passed`
        (MQLs), `opened`, `away` (opened and turned away), `hours` (reading them), `wins`.
    """
    agreed = PRACTICES["one_definition"].fields
    ways = (
        (N_("Two definitions, as now"), plan),
        (N_("One definition, same points"), plan.replace(shared_definition=True)),
        (N_("One definition, points agreed higher"), plan.replace(**agreed)),
    )
    rows = []
    for name, way in ways:
        # One market after the other: ten with all that the reps did would fill the memory.
        counts = pd.DataFrame([_counted(company, way, seed, replication) for replication in range(replications)])
        rows.append({"name": name, "points": way["threshold"], **counts.mean().to_dict()})
    return rows


def _counted(company: Company, plan: Plan, seed: int, replication: int) -> dict[str, float]:
    tables = simulate(company, plan, seed=seed, first_replication=replication).tables()
    leads = tables.leads[tables.leads["source"] != "own prospect"]
    opened = leads[leads["looked_at"] >= tables.start]
    # A lead that was taken on is called at once, so a look of its own in the records is one that turned it away.
    looks = tables.activities[(tables.activities["kind"] == "look") & (tables.activities["started_at"] >= tables.start)]
    return {
        "passed": float((leads["mql_at"] >= tables.start).sum()),
        "opened": float(len(opened)),
        "away": float((opened["sal_at"].isna() & opened["reject_reason"].notna()).sum()),
        "hours": float(looks["minutes"].sum()) / 60,
        "wins": float(scoreboard(tables, ("wins",))["value"].iloc[0]),
    }
