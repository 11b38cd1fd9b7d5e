"""Every metric once: name, formula, unit, owner, good direction, and one plain sentence.

A metric gives one number per run, and none where there is no answer; its own words then say why. A *window*
metric counts what happened from the start of the period up to its end. A *cohort* metric follows the people
who enquired early enough in the period to be followed for the same number of weeks each, and counts only what
happened in those weeks. How each figure is counted is in `measures`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from smkt_helpers import measures
from smkt_helpers.crm import Tables
from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _, duration, money, number, percent

UNITS = {"leads": N_("leads"), "deals": N_("deals"), "money": N_("money"), "share": N_("share"),
         "hours": N_("hours"), "days": N_("days"), "attempts": N_("attempts")}
COLUMNS = ("metric", "value", "low", "high", "unit", "owner", "not available because")


@dataclass(frozen=True)
class Metric:
    """One metric. `function` takes `Tables` and returns one float per run, in rising run number.

    `unit` is a key of `UNITS`; `owner` is "marketing", "sales" or "both"; `basis` is "window" or "cohort",
    with `follow_weeks` for a cohort; `good` is "up", "down" or "none". `undefined` says why there may be no
    answer.
    """

    id: str
    name: str
    formula: str
    unit: str
    owner: str
    basis: str
    follow_weeks: int
    good: str
    sentence: str
    undefined: str
    function: measures.Measure


def _window(id: str, unit: str, owner: str, good: str, function: measures.Measure, name: str,
            formula: str, sentence: str, undefined: str) -> Metric:
    return Metric(id, name, formula, unit, owner, "window", 0, good, sentence, undefined, function)


def _cohort(id: str, weeks: int, owner: str, good: str, function: measures.Measure, name: str,
            formula: str, sentence: str, undefined: str) -> Metric:
    return Metric(id, name, formula, "share", owner, "cohort", weeks, good, sentence, undefined, function)


_FUNNEL = (
    _window("leads", "leads", "marketing", "none", measures.events("leads", "created_at"),
            N_("Leads"), N_("people whose enquiry came in during the period"),
            N_("How many people asked the company for something."),
            N_("The data hold no enquiries.")),
    _window("mql", "leads", "marketing", "none", measures.events("leads", "mql_at"),
            N_("Marketing qualified leads (MQL)"),
            N_("leads that marketing called qualified during the period"),
            N_("How many leads marketing found good enough to pass to sales."),
            N_("The data do not record which leads marketing called qualified.")),
    _window("sal", "leads", "sales", "none", measures.events("leads", "sal_at"),
            N_("Sales accepted leads (SAL)"), N_("leads that a rep accepted during the period"),
            N_("How many of marketing's leads a sales rep looked at and took on."),
            N_("The data do not record which leads sales accepted.")),
    _window("sql", "leads", "sales", "up", measures.events("leads", "sql_at"),
            N_("Sales qualified leads (SQL)"),
            N_("leads whose conversation found a real need during the period"),
            N_("How many people turned out, in a conversation, to have a real need now."),
            N_("The data do not record which conversations found a real need.")),
    _window("opportunities", "deals", "sales", "up", measures.events("deals", "created_at"),
            N_("Opportunities"), N_("deals created during the period"),
            N_("How many people asked for an offer."),
            N_("The data hold no deals.")),
    _window("wins", "deals", "sales", "up", measures.wins,
            N_("Deals won"), N_("deals closed as won during the period"),
            N_("How many offers became a sale."),
            N_("The data hold no deals.")),
)

_MONEY = (
    _window("revenue", "money", "both", "up", measures.revenue,
            N_("Revenue"), N_("sum of the amounts of the deals won during the period"),
            N_("What the customers won in this period pay, after discount."),
            N_("The data hold no deals.")),
    _window("discount", "money", "sales", "down", measures.discount,
            N_("Discount given"), N_("list prices less amounts of the deals won during the period"),
            N_("Money taken off the list price to win the deals of this period."),
            N_("The data hold no deals.")),
    _window("discount_share", "share", "sales", "down", measures.discount_share,
            N_("Discount, share of list price"), N_("discount given ÷ list prices of the deals won"),
            N_("The part of the list price that was given away on the deals won."),
            N_("No deal was won in this period, so there is no list price to compare with.")),
    _window("spend", "money", "marketing", "none", measures.spend,
            N_("Marketing spend"), N_("money spent on all channels and on the brand during the period"),
            N_("What marketing paid for ads, fairs and the good name; salaries are not in it."),
            N_("The data hold no marketing spend for this period.")),
    _window("people", "money", "both", "down", measures.people,
            N_("People and tools"),
            N_("paid hours of all reps and marketers × their full cost an hour, plus shared tools"),
            N_("What the two teams and their shared tools cost, whether busy or not."),
            N_("The data hold no hours and prices for this period.")),
    _window("contribution", "money", "both", "up", measures.contribution,
            N_("Contribution"), N_("revenue − marketing spend − people and tools"),
            N_("What is left of the revenue after marketing spend, both teams' salaries and shared tools."),
            N_("It needs deals, marketing spend and priced hours, and the data do not hold all three.")),
    _window("cost_per_lead", "money", "marketing", "down", measures.cost_per_lead,
            N_("Cost per lead"), N_("marketing spend, brand included ÷ leads"),
            N_("What marketing spent for one enquiry; salaries are not in it."),
            N_("There was no lead in this period, or the data hold no marketing spend for it.")),
    _window("cac", "money", "both", "down", measures.cac,
            N_("Customer acquisition cost (CAC)"), N_("(marketing spend + people and tools) ÷ deals won"),
            N_("What it cost to win one customer: all marketing spend, all paid hours of both teams and the "
               "shared tools; the discount is not in it."),
            N_("No deal was won in this period, or the data hold no spend or no hours with prices for it.")),
)

_CONVERSION = (
    _cohort("lead_to_mql", 2, "marketing", "none", measures.conversion("lead", "mql", 2),
            N_("Lead to MQL"), N_("leads that became an MQL within 2 weeks ÷ leads"),
            N_("Of 100 people who enquired, how many marketing passed to sales."),
            N_("No lead of this period could be followed for 2 weeks, or the data do not record MQLs.")),
    _cohort("mql_to_sal", 2, "both", "up", measures.conversion("mql", "sal", 2),
            N_("MQL to SAL"),
            N_("leads that sales accepted within 2 weeks ÷ leads that became an MQL in them"),
            N_("Of 100 leads passed to sales, how many a rep took on within 2 weeks."),
            N_("No MQL of this period could be followed for 2 weeks, or the data do not record acceptance.")),
    _cohort("sal_to_sql", 4, "sales", "up", measures.conversion("sal", "sql", 4),
            N_("SAL to SQL"), N_("leads found to have a real need within 4 weeks ÷ leads accepted in them"),
            N_("Of 100 leads that sales took on, how many were reached and had a real need."),
            N_("No accepted lead of this period could be followed for 4 weeks.")),
    _cohort("sql_to_opportunity", 6, "sales", "up", measures.conversion("sql", "opportunity", 6),
            N_("SQL to opportunity"),
            N_("leads that asked for an offer within 6 weeks ÷ SQLs of these weeks"),
            N_("Of 100 people with a real need, how many asked for an offer."),
            N_("No qualified lead (SQL) of this period could be followed for 6 weeks.")),
    _cohort("opportunity_to_won", 8, "sales", "up", measures.conversion("opportunity", "won", 8),
            N_("Opportunity to won"), N_("leads won within 8 weeks ÷ leads that asked for an offer in them"),
            N_("Of 100 people who asked for an offer, how many bought soon. Long deals are still open then."),
            N_("No lead of this period that asked for an offer could be followed for 8 weeks.")),
    _cohort("lead_to_won", 8, "both", "up", measures.conversion("lead", "won", 8),
            N_("Lead to won"), N_("leads won within 8 weeks ÷ leads"),
            N_("Of 100 people who enquired, how many became customers within 8 weeks."),
            N_("No lead of this period could be followed for 8 weeks, or the data hold no deals.")),
)

_HANDOFF = (
    _window("acceptance", "share", "both", "up", measures.acceptance,
            N_("Acceptance by sales"), N_("MQLs accepted ÷ MQLs that a rep looked at during the period"),
            N_("How often a rep who looks at one of marketing's leads says yes."),
            N_("No rep looked at an MQL in this period.")),
    _window("rejected_fit", "share", "both", "down", measures.rejected("not a fit"),
            N_("Turned away: not a fit"), N_("MQLs turned away as “not a fit” ÷ MQLs that a rep looked at"),
            N_("How often a rep turns a lead away because the firm does not suit the product."),
            N_("No rep looked at an MQL in this period.")),
    _window("rejected_interest", "share", "both", "down", measures.rejected("no interest yet"),
            N_("Turned away: no interest yet"),
            N_("MQLs turned away as “no interest yet” ÷ MQLs that a rep looked at"),
            N_("How often a rep turns a lead away because the person does not seem to want anything yet."),
            N_("No rep looked at an MQL in this period.")),
    _window("speed_median", "hours", "sales", "down", measures.speed(0.5),
            N_("Time to the first call (half wait longer)"),
            N_("middle value of the time from enquiry to first attempt, leads first tried during the period"),
            N_("Half of the people who were called waited longer than this, nights and weekends included."),
            N_("Nobody was called for the first time in this period.")),
    _window("speed_p90", "hours", "sales", "down", measures.speed(0.9),
            N_("Time to the first call, slowest tenth"),
            N_("time from enquiry to first attempt below which 9 of 10 leads tried in the period stay"),
            N_("One in ten of the people who were called waited longer than this."),
            N_("Nobody was called for the first time in this period.")),
    _window("target_kept", "share", "sales", "up", measures.target_kept,
            N_("First call within the promised time"),
            N_("MQLs first tried within the promised hours ÷ these and the MQLs whose time ran out"),
            N_("How often the promise on the first call was kept. A lead that was never called counts as a "
               "broken promise, also when sales turned it away."),
            N_("No promise came due in this period, or the data hold no promised time.")),
    _window("touches", "attempts", "sales", "none", measures.touches,
            N_("Attempts per lead called"),
            N_("attempts made so far ÷ leads, for leads first tried during the period"),
            N_("How often a rep tried to reach one person."),
            N_("Nobody was called for the first time in this period.")),
    _cohort("untouched", 2, "sales", "down", measures.untouched(2),
            N_("MQLs not called within 2 weeks"), N_("MQLs without an attempt within 2 weeks ÷ MQLs"),
            N_("Of 100 leads passed to sales, how many nobody tried to reach within 2 weeks."),
            N_("No MQL of this period could be followed for 2 weeks, or first calls are not recorded.")),
    _window("backlog", "leads", "sales", "down", measures.backlog,
            N_("MQLs still waiting"), N_("MQLs that nobody has looked at when the period ends"),
            N_("How many of marketing's leads lie unseen at the end of the period."),
            N_("The data do not record which leads marketing called qualified.")),
    _window("utilisation", "share", "sales", "none", measures.utilisation,
            N_("Use of the reps' hours"), N_("reps' hours used ÷ reps' hours paid"),
            N_("How full the reps' working time was. Close to 100% means that people wait in a queue."),
            N_("The data hold no working hours for this period.")),
    _window("win_rate", "share", "sales", "up", measures.win_rate,
            N_("Win rate"), N_("deals won ÷ deals won or lost, closed during the period"),
            N_("How often an offer that was decided in this period became a sale."),
            N_("No deal was won or lost in this period.")),
    _window("cycle", "days", "sales", "down", measures.cycle,
            N_("Sales cycle, median"),
            N_("middle value of the days from enquiry to sale, leads won during the period"),
            N_("Half of the customers won took longer than this from their enquiry to the sale."),
            N_("No lead was won in this period.")),
    _window("pipeline", "money", "sales", "up", measures.pipeline,
            N_("Open offers (pipeline)"), N_("list prices of the deals still open when the period ends"),
            N_("What the open offers would bring if all of them were won without a discount."),
            N_("The data hold no deals.")),
)

METRICS: Mapping[str, Metric] = MappingProxyType(
    {metric.id: metric for metric in (*_FUNNEL, *_MONEY, *_CONVERSION, *_HANDOFF)})


def metric(id: str) -> Metric:
    """Return one metric.

    Raises
    ------
    KitError
        If there is none with this id.
    """
    if id not in METRICS:
        raise KitError(_("There is no metric called {id!r}; the metrics are {known}.").format(
            id=id, known=", ".join(METRICS)))
    return METRICS[id]


def values(tables: Tables, ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Return every metric for every run.

    Parameters
    ----------
    tables : Tables
    ids : iterable of str, optional
        Which metrics, in which order; without it all of them.

    Returns
    -------
    pandas.DataFrame
        One row per run (index `replication`), one column of floats per metric id; NaN where there is no
        answer.

    Raises
    ------
    KitError
        If an id is unknown.
    """
    if not isinstance(tables, Tables):
        raise KitError(_("Metrics need CRM tables, for example history.tables(), not {kind}.").format(
            kind=type(tables).__name__))
    chosen = [metric(id) for id in (METRICS if ids is None else [ids] if isinstance(ids, str) else ids)]
    return pd.DataFrame({one.id: one.function(tables) for one in chosen},
                        index=pd.Index(measures.run_numbers(tables), name="replication"))


def scoreboard(tables: Tables, ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Return the scoreboard: every metric's mean over the runs, and the band in which most runs lie.

    Parameters
    ----------
    tables : Tables
    ids : iterable of str, optional
        Which metrics, in which order; without it all of them.

    Returns
    -------
    pandas.DataFrame
        Indexed by metric id, with the columns `metric` (its name), `value` (mean of the runs that have an
        answer), `low` and `high` (10% and 90% quantile of these runs; NaN with fewer than two), `unit`,
        `owner` and `not available because` (a sentence where `value` is NaN, else empty).

    Raises
    ------
    KitError
        If an id is unknown.
    """
    return board_of(values(tables, ids))


def board_of(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the scoreboard of what `values` returned; see `scoreboard`."""
    counted = runs.count()
    band = runs.where(runs.notna() & (counted > 1)).quantile([0.1, 0.9])
    board = pd.DataFrame({
        "metric": [_(METRICS[id].name) for id in runs], "value": runs.mean(),
        "low": band.loc[0.1], "high": band.loc[0.9],
        "unit": [METRICS[id].unit for id in runs], "owner": [METRICS[id].owner for id in runs],
        "not available because": ["" if counted[id] else _(METRICS[id].undefined) for id in runs],
    }, index=pd.Index(list(runs), name="id"), columns=list(COLUMNS))
    return board


def show(id: str | Metric, value: float, currency: str) -> str:
    """Return a metric's value as a person reads it, with its unit.

    Parameters
    ----------
    id : str or Metric
    value : float
        NaN for "not available".
    currency : str
        Code of the currency, for amounts of money.
    """
    unit = (id if isinstance(id, Metric) else metric(id)).unit
    if value is None or np.isnan(value):
        return _("not available")
    if unit == "money":
        return money(value, currency)
    if unit == "share":
        return percent(value, 1 if 0 < abs(value) < 0.1 else 0)
    if unit in ("hours", "days"):
        return duration(value * (60 if unit == "hours" else 1440))
    # A mean over runs: "4.3 deals" says more than "4", while "312 leads" needs no decimal.
    return number(value, 1 if unit == "attempts" or abs(value) < 20 and value != round(value) else 0)
