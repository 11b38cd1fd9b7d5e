"""The CRM tables: one schema, checked.

Everything after the simulation reads these six tables and nothing else, so a metric works the same on a
simulated quarter, on the shipped sample and on a real export.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _, number

STATUS = (
    "lead",
    "mql",
    "stale",
    "rejected",
    "working",
    "unreached",
    "not ready",
    "disqualified",
    "sql",
    "no need",
    "open",
    "won",
    "lost",
)
REJECTED_BECAUSE = ("not a fit", "no interest yet")
LOST_BECAUSE = ("competitor", "price", "waited too long")
ACTIVITIES = ("ad seen", "visit", "form", "look", "call", "conversation", "meeting")
OUTCOMES = ("done", "no answer", "answered", "qualified", "not qualified", "not ready", "turned away")
TEAMS = ("marketing", "sales")


@dataclass(frozen=True)
class Column:
    """One column: `kind` is "whole", "number", "text", "time", "date" or "switch"."""

    name: str
    kind: str
    meaning: str
    unit: str = ""
    empty: bool = False
    options: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    digits: int = 2


_RUN = Column("replication", "whole", N_("Number of the run; 0 for data that were not simulated."), low=0)
_LEAD = Column("lead_id", "whole", N_("Number of the lead, unique within a run."), low=0)
_WEEK = (
    _RUN,
    Column("week", "whole", N_("Week, 0 is the first one counted.")),
    Column("week_start", "date", N_("Monday of the week.")),
)

SCHEMA: Mapping[str, tuple[Column, ...]] = {
    "leads": (
        _RUN,
        _LEAD,
        Column("created_at", "time", N_("The enquiry came in.")),
        Column("channel", "text", N_("How the person found the company.")),
        Column(
            "temperature",
            "text",
            N_("Cold, warm or qualified: what the channel promises."),
            options=("cold", "warm", "qualified"),
            empty=True,
        ),
        Column("segment", "text", N_("Group of customers."), empty=True),
        Column("firm", "text", N_("Name of the firm."), empty=True),
        Column("sector", "text", N_("What the firm does."), empty=True),
        Column("size", "whole", N_("People who work there."), N_("people"), empty=True, low=0),
        Column("role", "text", N_("The person's job."), empty=True),
        Column("message", "text", N_("What the person wrote."), empty=True),
        Column("pages", "whole", N_("Pages of the website the person looked at."), N_("pages"), empty=True, low=0),
        Column(
            "score", "number", N_("Marketing's score, 0 to 100."), N_("points"), empty=True, low=0, high=100, digits=1
        ),
        Column("status", "text", N_("Where the lead stands."), options=STATUS),
        Column("mql_at", "time", N_("Marketing called it qualified."), empty=True),
        Column("handed_at", "time", N_("Sales could see it."), empty=True),
        Column("looked_at", "time", N_("A rep looked at it."), empty=True),
        Column("sal_at", "time", N_("A rep accepted it."), empty=True),
        Column("reject_reason", "text", N_("Why a rep turned it away."), options=REJECTED_BECAUSE, empty=True),
        Column("first_touch_at", "time", N_("First attempt to reach the person."), empty=True),
        Column("touches", "whole", N_("Attempts made."), N_("attempts"), low=0),
        Column("reached_at", "time", N_("Start of the first conversation."), empty=True),
        Column("sql_at", "time", N_("The conversation found a real need now."), empty=True),
        Column("opportunity_at", "time", N_("The person asked for an offer."), empty=True),
        Column("closed_at", "time", N_("Nobody works on it any more."), empty=True),
        Column("rep", "text", N_("Who worked on it last."), empty=True),
        Column("called_twice", "switch", N_("On two lists, called by both teams.")),
    ),
    "activities": (
        _RUN,
        _LEAD,
        Column("team", "text", N_("Whose touch it was."), options=TEAMS),
        Column("person", "text", N_("Who did it."), empty=True),
        Column("kind", "text", N_("What was done."), options=ACTIVITIES),
        Column("channel", "text", N_("Channel of a marketing touch."), empty=True),
        Column("started_at", "time", N_("Start.")),
        Column("ended_at", "time", N_("End.")),
        Column("minutes", "number", N_("Working minutes it took, administration included."), N_("minutes"), low=0),
        Column("outcome", "text", N_("How it ended."), options=OUTCOMES),
    ),
    "deals": (
        _RUN,
        Column("deal_id", "whole", N_("Number of the deal, unique within a run."), low=0),
        _LEAD,
        Column("created_at", "time", N_("The person asked for an offer.")),
        Column("closed_at", "time", N_("Won or lost."), empty=True),
        Column("stage", "text", N_("Open, won or lost."), options=("open", "won", "lost")),
        Column("value", "number", N_("Price before any discount."), N_("money"), low=0),
        Column("discount", "number", N_("Discount given, share of the price."), N_("share"), low=0, high=1, digits=4),
        Column(
            "amount",
            "number",
            N_("What the customer pays: price less discount; 0 unless won."),
            N_("money"),
            low=0,
        ),
        Column("meetings", "whole", N_("Meetings held."), N_("meetings"), low=0),
        Column(
            "waited_days", "number", N_("Working days the customer waited for us."), N_("working days"), low=0, digits=3
        ),
        Column("rep", "text", N_("Who held the last meeting."), empty=True),
        Column("lost_reason", "text", N_("Why it was lost."), options=LOST_BECAUSE, empty=True),
    ),
    "customers": (
        _RUN,
        Column("customer_id", "whole", N_("Number of the customer, unique within a run."), low=0),
        _LEAD,
        Column("since", "time", N_("First deal won.")),
        Column("segment", "text", N_("Group of customers."), empty=True),
        Column("channel", "text", N_("How the person found the company."), empty=True),
        Column("amount", "number", N_("What was paid."), N_("money"), low=0),
    ),
    "spend": (
        *_WEEK,
        Column("channel", "text", N_('Where the money went; "brand" is money for the good name.')),
        Column("amount", "number", N_("Money spent in the week."), N_("money"), low=0),
    ),
    "terms": (
        *_WEEK,
        Column("reps", "whole", N_("Sales reps on duty."), N_("people"), low=0),
        Column("rep_hours", "number", N_("Paid hours of all reps."), N_("hours"), low=0),
        Column(
            "rep_hours_used",
            "number",
            N_("Hours with leads, deals and team meetings, administration included."),
            N_("hours"),
            low=0,
            digits=3,
        ),
        Column("marketer_hours", "number", N_("Paid hours of all marketers."), N_("hours"), low=0),
        Column("rep_hour_price", "number", N_("Full cost of a rep's hour."), N_("money an hour"), low=0),
        Column("marketer_hour_price", "number", N_("Full cost of a marketer's hour."), N_("money an hour"), low=0),
        Column("tools", "number", N_("Shared tools in the week."), N_("money"), low=0),
        Column("target_hours", "number", N_("Promised time to the first call."), N_("hours"), low=0),
        Column("threshold", "number", N_("Score needed to be passed to sales."), N_("points"), low=0),
        Column(
            "handoff",
            "text",
            N_("How leads were handed over."),
            options=("weekly_list", "daily_file", "shared_crm"),
        ),
        Column("shared_definition", "switch", N_("One definition of a good lead for both teams.")),
    ),
}


KEYS = {"leads": "lead_id", "deals": "deal_id", "customers": "customer_id"}


def problems(name: str, table: pd.DataFrame) -> list[str]:
    """Return one sentence per way in which a table breaks the schema; an empty list means it is good."""
    if name not in SCHEMA:
        return [
            _("There is no table called {name!r}; the tables are {known}.").format(name=name, known=", ".join(SCHEMA))
        ]
    found = []
    known = [column.name for column in SCHEMA[name]]
    missing = [column for column in known if column not in table.columns]
    if missing:
        found.append(_("{table}: the column {columns} is missing.").format(table=name, columns=", ".join(missing)))
    extra = [str(column) for column in table.columns if column not in known]
    if extra:
        found.append(
            _("{table}: the column {columns} is not known; the columns are {known}.").format(
                table=name, columns=", ".join(extra), known=", ".join(known)
            )
        )
    twice = sorted({str(column) for column in table.columns[table.columns.duplicated()]})
    if twice:
        return [
            *found,
            _("{table}: the column {columns} is there more than once.").format(table=name, columns=", ".join(twice)),
        ]
    for column in SCHEMA[name]:
        if column.name in table.columns:
            found += _column_problems(name, column, table[column.name])
    key = KEYS.get(name)
    if not found and key and (again := table.duplicated(["replication", key])).any():
        sentence = _("{table}.{column}: row {row} holds {value}, which is there more than once in a run.")
        column = next(one for one in SCHEMA[name] if one.name == key)
        found.append(_say(sentence, name, column, table[key], again))
    return found


def _column_problems(table: str, column: Column, values: pd.Series) -> list[str]:
    blank = values.isna()
    wrong = _wrong_kind(column, values) & ~blank
    if blank.any() and not column.empty:
        sentence = _("{table}.{column}: row {row} is blank; this column must be filled.")
        return [_say(sentence, table, column, values, blank)]
    if wrong.any():
        sentence = _("{table}.{column} must hold {words}; row {row} holds {value}.")
        return [_say(sentence, table, column, values, wrong, words=_(KINDS[column.kind]))]
    if column.options and (unknown := ~(values.isin(column.options) | blank)).any():
        sentence = _("{table}.{column}: row {row} holds {value}; allowed is {known}.")
        return [_say(sentence, table, column, values, unknown, known=", ".join(column.options))]
    if column.low is not None and (below := values < column.low).any():
        sentence = _("{table}.{column}: row {row} holds {value}; the least allowed is {low}.")
        return [_say(sentence, table, column, values, below.fillna(False), low=number(column.low))]
    if column.high is not None and (above := values > column.high).any():
        sentence = _("{table}.{column}: row {row} holds {value}; the most allowed is {high}.")
        return [_say(sentence, table, column, values, above.fillna(False), high=number(column.high))]
    return []


def _say(sentence: str, table: str, column: Column, values: pd.Series, bad: pd.Series, **words: str) -> str:
    rows = int(bad.sum())
    first = int(bad.to_numpy().argmax())
    said = sentence.format(
        table=table, column=column.name, row=number(first + 1), value=f"“{values.iloc[first]}”", **words
    )
    if rows == 1:
        return said
    return said + " " + _("{rows} rows in all are like this.").format(rows=number(rows))


KINDS = {
    "whole": N_("whole numbers"),
    "number": N_("numbers"),
    "switch": N_("yes or no"),
    "time": N_("dates with times"),
    "date": N_("dates"),
    "text": N_("words"),
}


def _wrong_kind(column: Column, values: pd.Series) -> pd.Series:
    """Return which filled values are not of the column's kind."""
    if column.kind in ("whole", "number"):
        if pd.api.types.is_bool_dtype(values):
            return pd.Series(True, index=values.index)
        amounts = pd.to_numeric(values, errors="coerce").astype("float64").to_numpy()
        wrong = ~np.isfinite(amounts)
        if column.kind == "whole":
            wrong |= amounts != np.floor(amounts)
        if not pd.api.types.is_numeric_dtype(values):
            wrong |= np.array([isinstance(value, str) for value in values], dtype=bool)
        return pd.Series(wrong, index=values.index)
    if column.kind == "switch":
        return pd.Series([not isinstance(value, bool | np.bool_) for value in values], index=values.index)
    if column.kind in ("time", "date") and not pd.api.types.is_datetime64_any_dtype(values):
        return pd.Series([not isinstance(value, datetime.date) for value in values], index=values.index)
    return pd.Series(False, index=values.index)


class Tables:
    """The six tables of one or more runs; each is made when it is first asked for.

    Attributes
    ----------
    leads, activities, deals, customers, spend, terms : pandas.DataFrame
        As described in `SCHEMA`; each has a `replication` column.
    start, end : pandas.Timestamp
        The period that counts. Rows from before `start` are there only as far as they reach into it.
    replications : int
    currency : str
    """

    def __init__(
        self,
        makers: Mapping[str, Callable[[], pd.DataFrame] | Mapping[str, Callable[[], Any]]],
        *,
        start: pd.Timestamp,
        end: pd.Timestamp,
        replications: int,
        currency: str,
    ) -> None:
        self._makers = dict(makers)
        self._columns: dict[tuple[str, str], pd.Series] = {}
        self.start, self.end = start, end
        self.replications, self.currency = replications, currency

    def column(self, table: str, name: str) -> pd.Series:
        """Return one column, without making the others where they can be made one by one."""
        maker = self._makers[table]
        if callable(maker):
            return getattr(self, table)[name]
        if (table, name) not in self._columns:
            self._columns[table, name] = pd.Series(maker[name](), name=name)
        return self._columns[table, name]

    def _made(self, table: str) -> pd.DataFrame:
        maker = self._makers[table]
        if callable(maker):
            return maker()
        return pd.DataFrame({name: self.column(table, name) for name in maker})

    @cached_property
    def leads(self) -> pd.DataFrame:
        """One row per person who wrote."""
        return self._made("leads")

    @cached_property
    def activities(self) -> pd.DataFrame:
        """One row per touch of either team."""
        return self._made("activities")

    @cached_property
    def deals(self) -> pd.DataFrame:
        """One row per offer asked for."""
        return self._made("deals")

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row per deal won."""
        return self._made("customers")

    @cached_property
    def spend(self) -> pd.DataFrame:
        """One row per week and channel."""
        return self._made("spend")

    @cached_property
    def terms(self) -> pd.DataFrame:
        """One row per week: what was agreed, and hours."""
        return self._made("terms")

    def check(self) -> None:
        """Check all tables against the schema.

        Raises
        ------
        KitError
            All problems found, one sentence each.
        """
        found = [problem for name in SCHEMA for problem in problems(name, getattr(self, name))]
        found = found or self._references()
        if found:
            raise KitError("\n".join(found))

    def _references(self) -> list[str]:
        """Return one sentence per way in which the tables do not fit together."""
        found = []
        known = pd.MultiIndex.from_frame(self.leads[["replication", "lead_id"]])
        for name in ("activities", "deals", "customers"):
            table = getattr(self, name)
            lost = ~pd.MultiIndex.from_frame(table[["replication", "lead_id"]]).isin(known)
            if lost.any():
                found.append(
                    _("{table}.lead_id: {value} is not among the leads.").format(
                        table=name, value=table.loc[lost, "lead_id"].iloc[0]
                    )
                )
        return found
