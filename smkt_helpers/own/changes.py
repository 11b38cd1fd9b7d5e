"""One change of how a company works, played against today's plan on the same people."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from smkt_helpers import screen
from smkt_helpers.companies import Company
from smkt_helpers.comparison.pairs import paired
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.errors import KitError
from smkt_helpers.history import simulate
from smkt_helpers.metrics import METRICS, show, values
from smkt_helpers.own.job import Tell
from smkt_helpers.plan import Plan
from smkt_helpers.practices import PRACTICES
from smkt_helpers.words import _, number, percent

SEED, WEEKS = 1, 26
SHOWN = ("speed_median", "sal", "sql", "wins", "revenue", "contribution")
FASTER = "faster"


@dataclass(frozen=True)
class Change:
    """A way of working against today's: its name, what it decides, and the two plans."""

    name: str
    decided: tuple[str, ...]
    today: Plan
    other: Plan


# Ways to an earlier first call, the smallest change first.
STEPS: tuple[Mapping[str, Any], ...] = (
    {"tracked": True},
    {"handoff": "daily_file"},
    {"handoff": "shared_crm"},
    {"handoff": "shared_crm", "tracked": True},
)


def faster(company: Company) -> Plan:
    """Return today's plan with the smallest change after which half of the first calls come in half the time.

    Which one it is depends on the company, so each is tried in a few markets. Where none is enough, it is the last one.
    """
    today = company.today
    half = _wait(company, today) / 2
    plans = [today.replace(**step) for step in STEPS]
    return next((plan for plan in plans if plan != today and _wait(company, plan) <= half), plans[-1])


def _wait(company: Company, plan: Plan) -> float:
    """Return the median hours to the first call, in a few markets of a quarter."""
    history = simulate(company, plan, seed=SEED, weeks=13, replications=2, log=False)
    return float(values(history.tables(), ("speed_median",))["speed_median"].mean())


def change_of(company: Company, way: str) -> Change:
    """Return one change of the list.

    Parameters
    ----------
    company : Company
    way : str
        "faster", or the id of a practice.

    Raises
    ------
    KitError
        If today's plan works like that already.
    """
    today = company.today
    other = faster(company) if way == FASTER else today.replace(**PRACTICES[way].fields)
    name = way_words()[way]
    decided = tuple(
        _("{label}: {old} → {new}").format(
            label=_(DECISIONS[one].label), old=DECISIONS[one].show(today[one]), new=DECISIONS[one].show(other[one])
        )
        for one in other.differences(today)
    )
    if not decided:
        raise KitError(_("“{name}”: the fitted company works like that already. Choose another one.").format(name=name))
    return Change(name, decided, today, other)


def way_words() -> dict[str, str]:
    """Return every change that can be tried, in words."""
    return {FASTER: _("The first call in half the time or less"), **{id: _(one.name) for id, one in PRACTICES.items()}}


def played(company: Company, plan: Plan, begin: int, markets: int) -> pd.DataFrame:
    """Play half a year under a plan in some markets; return their figures, one row per market."""
    history = simulate(company, plan, seed=SEED, weeks=WEEKS, replications=markets, first_replication=begin, log=False)
    return values(history.tables(), SHOWN)


def compared(company: Company, change: Change, tell: Tell, markets: int) -> pd.DataFrame:
    """Play both plans in the same markets, one after the other; see `smkt_helpers.comparison.pairs.paired`."""
    both: tuple[list[pd.DataFrame], list[pd.DataFrame]] = ([], [])
    for market in range(markets):
        tell(market, markets)
        for parts, plan in zip(both, (change.today, change.other), strict=True):
            parts.append(played(company, plan, market, 1))
    tell(markets, markets)
    first, second = (pd.concat(parts, ignore_index=True) for parts in both)
    return paired(first, second)


def change_html(company: Company, change: Change, found: pd.DataFrame) -> str:
    """Return what a change did: what was decided, a table of differences with their intervals, and a sentence."""
    # The desks load the pictures, which nobody needs before this.
    from smkt_helpers.metric_words import difference_words

    currency = company.currency
    rows = [
        {
            _("Figure"): line["metric"],
            _("Today's plan"): show(METRICS[id], line["first"], currency),
            _("With the change"): show(METRICS[id], line["second"], currency),
            _("Difference"): difference_words(METRICS[id], line["difference"], currency),
            _("95% interval of the difference"): _("{low} to {high}").format(
                low=difference_words(METRICS[id], line["low"], currency),
                high=difference_words(METRICS[id], line["high"], currency),
            ),
        }
        for id, line in found.iterrows()
    ]
    runs = int(found["runs"].max())
    caption = _("Half a year in {n} markets, each played twice on the same people, on average.").format(n=number(runs))
    decided = _("{change}. Decided: {decided}.").format(change=change.name, decided="; ".join(change.decided))
    said = "\n\n".join([_speed(found), _clear(found)])
    return screen.paragraphs(decided) + screen.data_table(rows, caption) + screen.paragraphs(said.strip())


def _speed(found: pd.DataFrame) -> str:
    line = found.loc["speed_median"]
    if not line["first"] > 0 or math.isnan(line["second"]):
        return ""
    share = line["second"] / line["first"]
    return _("The usual wait for the first call becomes {share} of what it was.").format(share=percent(share))


def _clear(found: pd.DataFrame) -> str:
    line = found.loc["wins"]
    if line["low"] > 0:
        said = _("In this fitted company the change clearly brings more customers.")
    elif line["high"] < 0:
        said = _("In this fitted company the change clearly costs customers.")
    else:
        said = _(
            "It is not clear here whether the change brings more customers: the interval reaches from minus to plus."
        )
    return " ".join(
        [
            said,
            _(
                "It is a model of your figures, not your company. Try it small, and count the same figures before and "
                "after."
            ),
        ]
    )
