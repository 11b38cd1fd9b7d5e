"""The CRM tables: one schema, checked.

Everything after the simulation reads these six tables and nothing else, so a metric works the same on a
simulated quarter, on the shipped sample and on a real export.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

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


def _c(
    name: str,
    kind: str,
    meaning: str,
    unit: str = "",
    *,
    empty: bool = False,
    options: tuple[str, ...] = (),
    low: float | None = None,
) -> Column:
    return Column(name, kind, meaning, unit, empty, options, low)


_RUN = _c("replication", "whole", N_("Number of the run; 0 for data that were not simulated."), low=0)
_LEAD = _c("lead_id", "whole", N_("Number of the lead, unique within a run."), low=0)
_WEEK = (
    _RUN,
    _c("week", "whole", N_("Week, 0 is the first one counted.")),
    _c("week_start", "date", N_("Monday of the week.")),
)

SCHEMA: Mapping[str, tuple[Column, ...]] = {
    "leads": (
        _RUN,
        _LEAD,
        _c("created_at", "time", N_("The enquiry came in.")),
        _c("channel", "text", N_("How the person found the company.")),
        _c(
            "temperature",
            "text",
            N_("Cold, warm or qualified: what the channel promises."),
            options=("cold", "warm", "qualified"),
            empty=True,
        ),
        _c("segment", "text", N_("Group of customers."), empty=True),
        _c("firm", "text", N_("Name of the firm."), empty=True),
        _c("sector", "text", N_("What the firm does."), empty=True),
        _c("size", "whole", N_("People who work there."), N_("people"), empty=True, low=0),
        _c("role", "text", N_("The person's job."), empty=True),
        _c("message", "text", N_("What the person wrote."), empty=True),
        _c(
            "pages", "whole", N_("Pages of the website the person looked at."), N_("pages"), empty=True, low=0
        ),
        _c("score", "number", N_("Marketing's score, 0 to 100."), N_("points"), empty=True, low=0),
        _c("status", "text", N_("Where the lead stands."), options=STATUS),
        _c("mql_at", "time", N_("Marketing called it qualified."), empty=True),
        _c("handed_at", "time", N_("Sales could see it."), empty=True),
        _c("looked_at", "time", N_("A rep looked at it."), empty=True),
        _c("sal_at", "time", N_("A rep accepted it."), empty=True),
        _c("reject_reason", "text", N_("Why a rep turned it away."), options=REJECTED_BECAUSE, empty=True),
        _c("first_touch_at", "time", N_("First attempt to reach the person."), empty=True),
        _c("touches", "whole", N_("Attempts made."), N_("attempts"), low=0),
        _c("reached_at", "time", N_("Start of the first conversation."), empty=True),
        _c("sql_at", "time", N_("The conversation found a real need now."), empty=True),
        _c("opportunity_at", "time", N_("The person asked for an offer."), empty=True),
        _c("closed_at", "time", N_("Nobody works on it any more."), empty=True),
        _c("rep", "text", N_("Who worked on it last."), empty=True),
        _c("called_twice", "switch", N_("On two lists, called by both teams.")),
    ),
    "activities": (
        _RUN,
        _LEAD,
        _c("team", "text", N_("Whose touch it was."), options=TEAMS),
        _c("person", "text", N_("Who did it."), empty=True),
        _c("kind", "text", N_("What was done."), options=ACTIVITIES),
        _c("channel", "text", N_("Channel of a marketing touch."), empty=True),
        _c("started_at", "time", N_("Start.")),
        _c("ended_at", "time", N_("End.")),
        _c(
            "minutes", "number", N_("Working minutes it took, administration included."), N_("minutes"), low=0
        ),
        _c("outcome", "text", N_("How it ended."), options=OUTCOMES),
    ),
    "deals": (
        _RUN,
        _c("deal_id", "whole", N_("Number of the deal, unique within a run."), low=0),
        _LEAD,
        _c("created_at", "time", N_("The person asked for an offer.")),
        _c("closed_at", "time", N_("Won or lost."), empty=True),
        _c("stage", "text", N_("Open, won or lost."), options=("open", "won", "lost")),
        _c("value", "number", N_("Price before any discount."), N_("money"), low=0),
        _c("discount", "number", N_("Discount given, share of the price."), N_("share"), low=0),
        _c(
            "amount",
            "number",
            N_("What the customer pays: price less discount; 0 unless won."),
            N_("money"),
            low=0,
        ),
        _c("meetings", "whole", N_("Meetings held."), N_("meetings"), low=0),
        _c(
            "waited_days", "number", N_("Working days the customer waited for us."), N_("working days"), low=0
        ),
        _c("rep", "text", N_("Who held the last meeting."), empty=True),
        _c("lost_reason", "text", N_("Why it was lost."), options=LOST_BECAUSE, empty=True),
    ),
    "customers": (
        _RUN,
        _c("customer_id", "whole", N_("Number of the customer, unique within a run."), low=0),
        _LEAD,
        _c("since", "time", N_("First deal won.")),
        _c("segment", "text", N_("Group of customers."), empty=True),
        _c("channel", "text", N_("How the person found the company."), empty=True),
        _c("amount", "number", N_("What was paid."), N_("money"), low=0),
    ),
    "spend": (
        *_WEEK,
        _c("channel", "text", N_('Where the money went; "brand" is money for the good name.')),
        _c("amount", "number", N_("Money spent in the week."), N_("money"), low=0),
    ),
    "terms": (
        *_WEEK,
        _c("reps", "whole", N_("Sales reps on duty."), N_("people"), low=0),
        _c("rep_hours", "number", N_("Paid hours of all reps."), N_("hours"), low=0),
        _c(
            "rep_hours_used",
            "number",
            N_("Hours with leads, deals and team meetings, administration included."),
            N_("hours"),
            low=0,
        ),
        _c("marketer_hours", "number", N_("Paid hours of all marketers."), N_("hours"), low=0),
        _c("rep_hour_price", "number", N_("Full cost of a rep's hour."), N_("money an hour"), low=0),
        _c(
            "marketer_hour_price", "number", N_("Full cost of a marketer's hour."), N_("money an hour"), low=0
        ),
        _c("tools", "number", N_("Shared tools in the week."), N_("money"), low=0),
        _c("target_hours", "number", N_("Promised time to the first call."), N_("hours"), low=0),
        _c("threshold", "number", N_("Score needed to be passed to sales."), N_("points"), low=0),
        _c(
            "handoff",
            "text",
            N_("How leads were handed over."),
            options=("weekly_list", "daily_file", "shared_crm"),
        ),
        _c("shared_definition", "switch", N_("One definition of a good lead for both teams.")),
    ),
}


def problems(name: str, table: pd.DataFrame) -> list[str]:
    """Return one sentence per way in which a table breaks the schema; an empty list means it is good."""
    if name not in SCHEMA:
        return [
            _("There is no table called {name!r}; the tables are {known}.").format(
                name=name, known=", ".join(SCHEMA)
            )
        ]
    found = []
    known = [column.name for column in SCHEMA[name]]
    missing = [column for column in known if column not in table.columns]
    if missing:
        found.append(
            _("{table}: the column {columns} is missing.").format(table=name, columns=", ".join(missing))
        )
    extra = [str(column) for column in table.columns if column not in known]
    if extra:
        found.append(
            _("{table}: the column {columns} is not known; the columns are {known}.").format(
                table=name, columns=", ".join(extra), known=", ".join(known)
            )
        )
    for column in SCHEMA[name]:
        if column.name in table.columns:
            found += _column_problems(name, column, table[column.name])
    return found


def _column_problems(table: str, column: Column, values: pd.Series) -> list[str]:
    def say(sentence: str, bad: pd.Series, **words: str) -> str:
        row = int(bad.to_numpy().argmax())
        return sentence.format(
            table=table,
            column=column.name,
            row=number(row + 1),
            count=number(bad.sum()),
            value=repr(values.iloc[row]),
            **words,
        )

    blank = values.isna()
    if blank.any() and not column.empty:
        return [
            say(
                _("{table}.{column}: row {row} is blank ({count} in all); this column must be filled."), blank
            )
        ]
    filled = values[~blank]
    if filled.empty:
        return []
    tests = {
        "whole": _is_whole,
        "number": pd.api.types.is_numeric_dtype,
        "switch": _is_switch,
        "time": pd.api.types.is_datetime64_any_dtype,
        "date": pd.api.types.is_datetime64_any_dtype,
    }
    if column.kind in tests and not tests[column.kind](filled):
        words = {
            "whole": _("whole numbers"),
            "number": _("numbers"),
            "switch": _("yes or no"),
            "time": _("dates with times"),
            "date": _("dates"),
        }[column.kind]
        return [
            _("{table}.{column} must hold {words}; row {row} holds {value}.").format(
                table=table,
                column=column.name,
                words=words,
                row=number(int((~blank).to_numpy().argmax()) + 1),
                value=repr(filled.iloc[0]),
            )
        ]
    if column.options:
        bad = ~(values.isin(column.options) | blank)
        if bad.any():
            return [
                say(
                    _(
                        "{table}.{column}: row {row} holds {value} ({count} rows in all are not known); allowed is {known}."
                    ),
                    bad,
                    known=", ".join(column.options),
                )
            ]
    if column.low is not None:
        bad = values < column.low
        if bad.any():
            return [
                say(
                    _(
                        "{table}.{column}: row {row} holds {value} ({count} rows in all); the least allowed is {low}."
                    ),
                    bad.fillna(False),
                    low=number(column.low),
                )
            ]
    return []


def _is_whole(values: pd.Series) -> bool:
    return (
        pd.api.types.is_numeric_dtype(values)
        and not pd.api.types.is_bool_dtype(values)
        and bool((values % 1 == 0).all())
    )


def _is_switch(values: pd.Series) -> bool:
    return pd.api.types.is_bool_dtype(values)


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
        makers: Mapping[str, Callable[[], pd.DataFrame]],
        *,
        start: pd.Timestamp,
        end: pd.Timestamp,
        replications: int,
        currency: str,
    ) -> None:
        self._makers = dict(makers)
        self.start, self.end = start, end
        self.replications, self.currency = replications, currency

    @cached_property
    def leads(self) -> pd.DataFrame:
        return self._makers["leads"]()

    @cached_property
    def activities(self) -> pd.DataFrame:
        return self._makers["activities"]()

    @cached_property
    def deals(self) -> pd.DataFrame:
        return self._makers["deals"]()

    @cached_property
    def customers(self) -> pd.DataFrame:
        return self._makers["customers"]()

    @cached_property
    def spend(self) -> pd.DataFrame:
        return self._makers["spend"]()

    @cached_property
    def terms(self) -> pd.DataFrame:
        return self._makers["terms"]()

    def check(self) -> None:
        """Check all tables against the schema.

        Raises
        ------
        KitError
            All problems found, one sentence each.
        """
        found = [problem for name in SCHEMA for problem in problems(name, getattr(self, name))]
        if found:
            raise KitError("\n".join(found))


def write_csv(name: str, table: pd.DataFrame, path: str) -> None:
    """Write one table as CSV, the same bytes on every machine."""
    plain = table.copy()
    for column in SCHEMA[name]:
        if column.kind == "time":
            plain[column.name] = plain[column.name].dt.strftime("%Y-%m-%dT%H:%M:%S")
        elif column.kind == "date":
            plain[column.name] = plain[column.name].dt.strftime("%Y-%m-%d")
        elif column.kind == "switch":
            plain[column.name] = plain[column.name].map({True: "yes", False: "no"})
    plain.to_csv(path, index=False, lineterminator="\n", encoding="utf-8", float_format="%.2f")


def read_csv(name: str, path: str) -> pd.DataFrame:
    """Read one table that `write_csv` wrote.

    Raises
    ------
    KitError
        If the file cannot be read or breaks the schema.
    """
    try:
        table = pd.read_csv(
            path, keep_default_na=True, dtype={c.name: "str" for c in SCHEMA[name] if c.kind == "text"}
        )
    except FileNotFoundError:
        raise KitError(_("There is no file {path}.").format(path=path)) from None
    except (ValueError, UnicodeDecodeError) as error:
        raise KitError(
            _("{path} cannot be read as a table: {problem}").format(path=path, problem=error)
        ) from None
    for column in SCHEMA[name]:
        if column.name not in table.columns:
            continue
        values = table[column.name]
        if column.kind in ("time", "date"):
            table[column.name] = _times(values, path, column)
        elif column.kind == "switch":
            table[column.name] = values.map({"yes": True, "no": False})
        elif column.kind in ("number", "whole") and values.isna().all():
            table[column.name] = values.astype("float64")
    found = problems(name, table)
    if found:
        raise KitError(
            _("{path} does not fit the table {name}. {problems}").format(
                path=path, name=name, problems=" ".join(found)
            )
        )
    return table


def _times(values: pd.Series, path: str, column: Column) -> pd.Series:
    times = pd.to_datetime(values, format="ISO8601", errors="coerce").astype("datetime64[s]")
    bad = times.isna() & values.notna()
    if bad.any():
        row = int(bad.to_numpy().argmax())
        raise KitError(
            _("{path}: {column} in row {row} holds {value!r}; write times as 2026-01-05T09:30:00.").format(
                path=path, column=column.name, row=number(row + 1), value=values.iloc[row]
            )
        )
    return times
