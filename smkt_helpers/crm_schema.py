"""The schema of the CRM tables: every column with its kind, unit and meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from smkt_helpers.words import N_

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
SOURCES = ("marketing", "recommendation", "own prospect")
ACTIVITIES = (
    "ad seen",
    "visit",
    "form",
    "asked again",
    "look",
    "call",
    "conversation",
    "meeting",
    "renewal",
    "e-mail",
    "note",
)
OUTCOMES = (
    "done",
    "no answer",
    "answered",
    "qualified",
    "not qualified",
    "not ready",
    "turned away",
    "renewed",
    "left",
)
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
        Column("created_at", "time", N_("The enquiry came in, or sales found the person.")),
        Column("channel", "text", N_("How the person found the company."), empty=True),
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
        Column("status", "text", N_("Where the lead stands."), options=STATUS, empty=True),
        Column("mql_at", "time", N_("It was passed to sales as qualified, for the first time."), empty=True),
        Column("handed_at", "time", N_("Sales could see it, the last time it was passed on."), empty=True),
        Column("looked_at", "time", N_("A rep looked at it for the first time."), empty=True),
        Column("sal_at", "time", N_("A rep accepted it for the first time."), empty=True),
        Column("reject_reason", "text", N_("Why a rep turned it away."), options=REJECTED_BECAUSE, empty=True),
        Column("first_touch_at", "time", N_("First attempt to reach the person."), empty=True),
        Column("touches", "whole", N_("Attempts made."), N_("attempts"), empty=True, low=0),
        Column("reached_at", "time", N_("Start of the first conversation."), empty=True),
        Column("sql_at", "time", N_("The conversation found a real need now."), empty=True),
        Column("opportunity_at", "time", N_("The person asked for an offer."), empty=True),
        Column("closed_at", "time", N_("Nobody works on it any more."), empty=True),
        Column("rep", "text", N_("Who worked on it last."), empty=True),
        Column("called_twice", "switch", N_("On two lists, and called twice."), empty=True),
        Column(
            "source",
            "text",
            N_("Who brought the person: marketing, a customer, or sales."),
            options=SOURCES,
            empty=True,
        ),
        Column("ad_message", "text", N_("Which message the person had seen, A or B."), options=("A", "B"), empty=True),
        Column("returned_at", "time", N_("The person was not ready, stayed in touch and asked again."), empty=True),
        Column("result_told", "switch", N_("Marketing was told what a conversation had found."), empty=True),
    ),
    "activities": (
        _RUN,
        _LEAD,
        Column("team", "text", N_("Whose touch it was."), options=TEAMS),
        Column("person", "text", N_("Who did it."), empty=True),
        Column("kind", "text", N_("What was done."), options=ACTIVITIES),
        Column("channel", "text", N_("Channel of a marketing touch."), empty=True),
        Column("started_at", "time", N_("Start.")),
        Column("ended_at", "time", N_("End."), empty=True),
        Column(
            "minutes",
            "number",
            N_("Working minutes it took, administration included."),
            N_("minutes"),
            empty=True,
            low=0,
        ),
        Column("outcome", "text", N_("How it ended."), options=OUTCOMES, empty=True),
    ),
    "deals": (
        _RUN,
        Column("deal_id", "whole", N_("Number of the deal, unique within a run."), low=0),
        # A deal of an export may belong to somebody who is not among its leads.
        replace(_LEAD, empty=True),
        Column("created_at", "time", N_("The person asked for an offer, or the renewal was due."), empty=True),
        Column("closed_at", "time", N_("Won or lost; a renewal is won when it is paid."), empty=True),
        Column("stage", "text", N_("Open, won or lost."), options=("open", "won", "lost")),
        Column("value", "number", N_("Price before any discount."), N_("money"), empty=True, low=0),
        Column(
            "discount",
            "number",
            N_("Discount given, share of the price."),
            N_("share"),
            empty=True,
            low=0,
            high=1,
            digits=4,
        ),
        Column(
            "amount",
            "number",
            N_("What the customer pays: price less discount; 0 unless won."),
            N_("money"),
            empty=True,
            low=0,
        ),
        Column("meetings", "whole", N_("Meetings held."), N_("meetings"), empty=True, low=0),
        Column(
            "waited_days",
            "number",
            N_("Working days the customer waited for our meetings; blank for a renewal."),
            N_("working days"),
            empty=True,
            low=0,
            digits=3,
        ),
        Column("rep", "text", N_("Who worked on it last."), empty=True),
        Column("lost_reason", "text", N_("Why it was lost."), options=LOST_BECAUSE, empty=True),
        Column("kind", "text", N_("A new sale, or a customer's renewal."), options=("new", "renewal"), empty=True),
    ),
    "customers": (
        _RUN,
        Column("customer_id", "whole", N_("Number of the customer, unique within a run."), low=0),
        _LEAD,
        Column("since", "time", N_("First deal won.")),
        Column("segment", "text", N_("Group of customers."), empty=True),
        Column("channel", "text", N_("How the person found the company."), empty=True),
        Column("amount", "number", N_("What was paid at first."), N_("money"), empty=True, low=0),
        Column("left_at", "time", N_("The customer left."), empty=True),
        Column("renewals", "whole", N_("Renewals paid so far."), N_("renewals"), empty=True, low=0),
        Column(
            "kept",
            "number",
            N_("From a survey: how much of what was promised the customer saw kept."),
            N_("share"),
            empty=True,
            low=0,
            high=1,
            digits=4,
        ),
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
        Column("tools", "number", N_("Shared CRM and dashboard in the week."), N_("money"), low=0),
        Column("target_hours", "number", N_("Promised time to the first call."), N_("hours"), low=0),
        Column("threshold", "number", N_("Score needed to be passed to sales."), N_("points"), low=0),
        Column(
            "handoff",
            "text",
            N_("How leads were handed over."),
            options=("weekly_list", "daily_file", "shared_crm"),
        ),
        Column("shared_definition", "switch", N_("One definition of a good lead for both teams.")),
        Column("meeting_minutes", "number", N_("Smarketing meeting."), N_("minutes a week"), empty=True, low=0),
        Column("tracked", "switch", N_("The promised first call was tracked."), empty=True),
        Column("throttled", "switch", N_("Marketing spent less because too many leads waited."), empty=True),
        Column(
            "trust",
            "number",
            N_("From a survey of the reps: their belief in marketing's leads."),
            N_("share"),
            empty=True,
            low=0,
            high=1,
            digits=4,
        ),
        Column(
            "brand",
            "number",
            N_("From a survey: how well the company's name is known."),
            N_("share"),
            empty=True,
            low=0,
            high=1,
            digits=4,
        ),
        Column(
            "goal_revenue",
            "number",
            N_("Quota: revenue of new customers that sales was asked for."),
            N_("money"),
            empty=True,
            low=0,
        ),
        Column("points", "number", N_("What marketing's own bonus moved the threshold by."), N_("points"), empty=True),
        Column(
            "discount_moved",
            "number",
            N_("What sales' bonus moved the highest discount by."),
            N_("share"),
            empty=True,
            digits=4,
        ),
        Column(
            "together_hours",
            "number",
            N_("Hours of both teams for each other: meeting, rotation, common planning, owners, dashboard, tracking."),
            N_("hours"),
            empty=True,
            low=0,
            digits=3,
        ),
        Column(
            "prospecting_hours",
            "number",
            N_("Hours in which reps looked for own prospects."),
            N_("hours"),
            empty=True,
            low=0,
            digits=3,
        ),
        Column(
            "preparing_hours",
            "number",
            N_("Marketing's hours for helping sales and for listening to customers."),
            N_("hours"),
            empty=True,
            low=0,
            digits=3,
        ),
        Column(
            "campaign_hours",
            "number",
            N_("Marketing's hours left for campaigns."),
            N_("hours"),
            empty=True,
            low=0,
            digits=3,
        ),
    ),
}


KEYS = {"leads": "lead_id", "deals": "deal_id", "customers": "customer_id"}
