"""A company: its people, hours, prices, the nature of its market, and its plan of today.

Every section is a frozen dataclass whose fields carry unit, range and help. `company_file` reads a company
from a TOML file.
"""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass, field
from typing import Any

from smkt_helpers.decisions import as_number
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan
from smkt_helpers.words import N_, _, number

TEMPERATURES = ("cold", "warm", "qualified")
BRAND = "brand"
MOST_REACHED = 20_000  # people a week; more would not fit into the memory of a small computer


def _value(unit: str, low: float, high: float, text: str) -> Any:
    return field(metadata=dict(unit=unit, low=low, high=high, help=text))


@dataclass(frozen=True)
class Calendar:
    """Opening hours, and when enquiries come in."""

    opens: float = _value("hour of the day", 0, 23, "Hour at which work starts.")
    closes: float = _value("hour of the day", 1, 24, "Hour at which work ends.")
    workdays: int = _value("days a week", 1, 7, "Working days a week, from Monday.")
    evening_rate: float = _value(
        "times office hours",
        0,
        5,
        "Enquiries per hour on working days outside office hours, against office hours.",
    )
    weekend_rate: float = _value("times office hours", 0, 5, "Enquiries per hour on free days, against office hours.")


@dataclass(frozen=True)
class Team:
    """People and their hours."""

    reps: int = _value("people", 1, 60, "Sales reps today.")
    marketers: int = _value("people", 1, 60, "People in marketing.")
    hours_week: float = _value("hours", 1, 168, "Paid hours per person and week.")
    selling_share: float = _value(
        "share",
        0.05,
        1,
        "Share of a rep's hours left for leads and deals; the rest is administration, travel and existing customers.",
    )
    team_meeting: float = _value("minutes a week", 0, 600, "Sales team meeting, Monday morning.")
    marketing_share: float = _value("share", 0.05, 1, "Share of a marketer's hours left for the work below.")
    track_minutes: float = _value("minutes a week", 0, 600, "Following the promised first calls, per rep.")
    owner_minutes: float = _value("minutes a week", 0, 600, "Being owner of a step of the handoff, per person.")
    paper_minutes: float = _value("minutes a week", 0, 600, "Keeping the printed list for days without CRM, per rep.")
    dashboard_minutes: float = _value("minutes a week", 0, 600, "Care of the shared dashboard, per person.")


@dataclass(frozen=True)
class Minutes:
    """How long each task takes a rep, talking and typing, in minutes."""

    review: float = _value("minutes", 0, 60, "Look at a new lead and decide whether to take it.")
    touch: float = _value("minutes", 0.1, 60, "One attempt to reach a person.")
    talk: float = _value("minutes", 0, 240, "The conversation once somebody answers.")
    context_weekly: float = _value("minutes", 0, 60, "Extra conversation when the lead came by weekly list.")
    context_daily: float = _value("minutes", 0, 60, "Extra conversation when the lead came by daily file.")
    meeting: float = _value("minutes", 0, 200, "One deal meeting with its preparation.")
    note: float = _value("minutes", 0, 60, "Write the result of a conversation into the customer list.")
    service: float = _value("minutes", 0, 200, "Look after a customer whose renewal is due.")
    effort_sigma: float = _value("log-normal sigma", 0, 1, "How much one lead's tasks differ in length from another's.")


@dataclass(frozen=True)
class Response:
    """How people answer to spend (M1) and to a focus on the ideal customer (M2)."""

    weekly_budget: float = _value("money a week", 1, 1e9, "Usual marketing budget, brand included.")
    brand_keep: float = _value("share", 0, 0.999, "Part of the good name that is left after a week.")
    brand_half: float = _value("money", 1, 1e9, "Stock of brand money at which half the brand's effect is reached.")
    brand_win: float = _value("log odds", 0, 3, "Effect of a full brand on the odds to win.")
    focus_gain: float = _value(
        "share", 0, 2, "How much further ad money goes inside the ideal customer group at full focus."
    )
    icp_share: float = _value("share", 0.01, 0.99, "Share of people who really belong to the ideal customer group.")
    icp_error: float = _value("standard deviations", 0, 5, "Error of marketing's picture of the ideal customer.")
    icp_error_least: float = _value("standard deviations", 0, 5, "The same when marketing listens to customers a lot.")


@dataclass(frozen=True)
class Look:
    """How each side rates a lead (M3, M4)."""

    marketing_fit: float = _value("weight", 0, 5, "Weight of fit in marketing's score.")
    marketing_intent: float = _value("weight", 0, 5, "Weight of intent in marketing's score.")
    noise_open: float = _value("standard deviations", 0, 10, "Error of the score without results from sales.")
    noise_closed: float = _value("standard deviations", 0, 10, "Error of the score with many results from sales.")
    noise_half: float = _value("results", 1, 10000, "Results received at which half of the gain is reached.")
    memory: float = _value("share", 0, 1, "Part of what was learned that still holds a week later.")
    sales_fit: float = _value("weight", 0, 5, "Weight of fit in sales' own definition.")
    sales_intent: float = _value("weight", 0, 5, "Weight of intent in sales' own definition.")
    sales_error: float = _value("standard deviations", 0, 10, "Error of a rep's look at a lead.")
    tolerance: float = _value(
        "points",
        0,
        50,
        "With a shared definition a rep accepts down to this many points below the threshold.",
    )


@dataclass(frozen=True)
class Contact:
    """Reaching a person, and the price of waiting (M7, M8)."""

    reachable: float = _value("share", 0.01, 1, "People who can be reached at all.")
    first: float = _value(
        "share", 0.01, 0.99, "Chance that the first attempt reaches an average reachable person at once."
    )
    step: float = _value("log odds", 0, 3, "How much each further attempt is less likely to reach the person.")
    intent: float = _value("log odds", 0, 3, "Effect of intent on being reached.")
    speed_minutes: float = _value("minutes", 1, 10000, "Time scale of the damped speed curve.")
    speed_power: float = _value("exponent", 0, 3, "Steepness of the damped speed curve.")
    speed_contact: float = _value("share", 0, 1, "Part of the speed curve that acts on the odds to reach.")
    speed_qualify: float = _value("share", 0, 1, "Part of the speed curve that acts on the odds to qualify.")
    stale_days: float = _value("days", 1, 365, "A lead that nobody has looked at for so long is taken off the list.")


@dataclass(frozen=True)
class Qualify:
    """What a conversation finds (M5, M7)."""

    ready: float = _value("share", 0.01, 0.99, "Leads of average intent that are ready to buy when they come in.")
    ready_intent: float = _value("log odds", 0, 3, "Effect of intent on being ready.")
    ready_days: float = _value("days", 1, 2000, "Mean time until the others become ready.")
    base: float = _value("share", 0.01, 0.99, "Chance that an average ready lead, called at once, qualifies.")
    fit: float = _value("log odds", 0, 3, "Effect of fit on qualifying.")
    intent: float = _value("log odds", 0, 3, "Effect of intent on qualifying.")
    context_weekly: float = _value("log odds", 0, 3, "Loss of odds when the lead came by weekly list.")
    context_daily: float = _value("log odds", 0, 3, "Loss of odds when the lead came by daily file.")
    twice_weekly: float = _value("share", 0, 1, "Leads on two lists, called twice, when lists go out weekly.")
    twice_daily: float = _value("share", 0, 1, "Leads on two lists, called twice, when files go out daily.")
    twice_annoys: float = _value(
        "log odds", 0, 3, "Loss of odds to reach, to qualify and to win when called twice."
    )


@dataclass(frozen=True)
class Deal:
    """From a qualified lead to a customer (M6, M12 in part)."""

    need: float = _value(
        "share", 0.01, 0.99, "Qualified leads of average fit that ask for an offer after the first meeting."
    )
    need_fit: float = _value("log odds", 0, 3, "Effect of fit on asking for an offer.")
    win: float = _value("share", 0.01, 0.99, "Chance to win an average offer without brand, discount or waiting.")
    win_fit: float = _value("log odds", 0, 3, "Effect of fit on winning.")
    win_wait: float = _value(
        "log odds per working day", 0, 1, "Loss of odds to win per working day the customer waited for us."
    )
    patience: float = _value("working days", 1, 200, "A customer who waits longer for one meeting is lost.")
    meetings: tuple[float, ...] = _value("shares", 0, 1, "Shares of deals that need 1, 2, 3 and 4 meetings.")
    gap_days: float = _value("days", 0.01, 200, "Median time between two meetings, from the customer's side.")
    gap_sigma: float = _value("log-normal sigma", 0, 3, "Spread of that time.")
    ask: float = _value("share", 0, 1, "Customers who ask for a discount.")
    asked_low: float = _value("share of price", 0, 1, "Smallest discount asked for.")
    asked_high: float = _value("share of price", 0, 1, "Largest discount asked for.")
    discount_gain: float = _value("log odds per 10 points", 0, 3, "Gain of odds per ten points of discount given.")
    discount_refused: float = _value(
        "log odds per 10 points", 0, 3, "Loss of odds per ten points asked for and refused."
    )


@dataclass(frozen=True)
class Campaign:
    """What marketing's hours bring (M1, M10, M11, M14)."""

    hour_money: float = _value("money an hour", 0.01, 1e7, "Spend that one hour of campaign work can put to use.")
    nurture_hours: float = _value("hours a week", 0, 1000, "Keeping everybody in touch who is not ready yet.")
    test_hours: float = _value("hours a week", 0, 1000, "Running a test of a second message.")
    test_least: float = _value("results", 1, 10000, "Results per message before the better one is chosen.")
    message_sigma: float = _value(
        "log odds", 0, 3, "How much a second message may be better or worse (standard deviation)."
    )
    enablement_keep: float = _value("share", 0, 0.999, "Part of sales' material that is still good a week later.")
    enablement_half: float = _value("hours", 0.01, 10000, "Stock of hours at which half of its effect is reached.")
    listening_keep: float = _value("share", 0, 0.999, "Part of what was heard from customers that holds a week later.")
    listening_half: float = _value("hours", 0.01, 10000, "Stock of hours at which half of its effect is reached.")
    codesign_half: float = _value("hours a week", 0.01, 1000, "Hours of common planning with half of its effect.")


@dataclass(frozen=True)
class Trust:
    """Whether reps believe in marketing's leads (M9)."""

    start: float = _value("share", 0, 1, "Belief of a rep before the first conversation.")
    rate: float = _value("share", 0, 1, "How far one conversation moves a rep's belief.")
    tracked: float = _value("share", 0, 1, "Leads called at least when the promised first call is tracked.")
    together: float = _value("share a week", 0, 1, "How far full closeness of the teams lifts a belief in a week.")


@dataclass(frozen=True)
class Nurture:
    """People who are not ready yet (M10)."""

    stay_days: float = _value("days", 0.1, 5000, "Mean time for which people read what we send them.")


@dataclass(frozen=True)
class Prepare:
    """A rep who knows what the lead was told (M11). Parts of a full preparation, and what it does."""

    enablement: float = _value("share", 0, 1, "Part that material from marketing gives at most.")
    codesign: float = _value("share", 0, 1, "Part that campaigns planned together give at most.")
    history: float = _value("share", 0, 1, "Part that the history in a shared CRM gives.")
    calendar: float = _value("share", 0, 1, "Part that the campaign calendar on a shared dashboard gives.")
    minutes: float = _value("share", 0, 0.9, "How much shorter a fully prepared conversation is.")
    qualify: float = _value("log odds", 0, 3, "Gain of odds to qualify when fully prepared.")
    ask: float = _value("share", 0, 1, "How much less discount is asked for when fully prepared.")


@dataclass(frozen=True)
class Promise:
    """What is promised and what is kept (M12)."""

    usual: float = _value("share", 0, 1, "Promise that changes nothing.")
    win: float = _value("log odds", 0, 5, "Gain of odds to win from no promise to a full one.")
    delivered: float = _value("share", 0, 1, "Promise that an average customer sees kept.")
    delivered_sigma: float = _value("share", 0, 1, "How much that differs between customers (standard deviation).")


@dataclass(frozen=True)
class Keep:
    """Customers who stay, leave and recommend us (M13)."""

    weeks: int = _value("weeks", 1, 260, "Time from one renewal to the next.")
    share: float = _value("share", 0, 2, "What a renewal brings, as a share of the first price paid.")
    least: float = _value("rate", 0, 1, "Lowest rate of leaving at a renewal.")
    base: float = _value("rate", 0, 3, "Rate of leaving at a renewal for an average customer who was well treated.")
    fit: float = _value("rate", 0, 1, "How much a standard deviation of fit lowers it.")
    gap: float = _value("rate", 0, 10, "How much a full gap between promise and delivery raises it.")
    discount: float = _value("rate per 10 points", 0, 3, "How much ten points of discount at the start raise it.")
    wait: float = _value("rate per working day", 0, 1, "How much a day of waiting for us raises it.")
    patience: float = _value("working days", 0, 200, "After so many days the customer decides without us.")
    refer: float = _value("share", 0, 1, "Friends of a content customer who come when they need something.")
    refer_qualify: float = _value("log odds", 0, 3, "Gain of odds to qualify for somebody recommended.")
    friend_weeks: int = _value("weeks", 1, 260, "Friends need something at most so many weeks later.")


@dataclass(frozen=True)
class Together:
    """What meeting, rotation and common work do to both teams' picture of a lead (M14)."""

    meeting: float = _value("share", 0, 1, "Part of full closeness that a long weekly meeting gives.")
    meeting_half: float = _value("minutes a week", 0.1, 1000, "Length of the meeting with half of its effect.")
    rotation: float = _value("share", 0, 1, "Part that working in the other seat gives.")
    rotation_half: float = _value("days a quarter", 0.01, 100, "Days of rotation with half of its effect.")
    codesign: float = _value("share", 0, 1, "Part that planning campaigns together gives.")
    dashboard: float = _value("share", 0, 1, "Part that a shared dashboard gives.")
    keep: float = _value("share", 0, 0.999, "Part of closeness that is left after a week without contact.")
    tell: float = _value("share", 0, 1, "Results of conversations that are told in a long weekly meeting.")


@dataclass(frozen=True)
class Structure:
    """Pods, owners, departments (M16)."""

    pods_qualify: float = _value("log odds", 0, 3, "Gain of odds to qualify with a specialist.")
    leak: float = _value("share", 0, 1, "Leads that nobody calls when no step has an owner.")
    twice: float = _value("share", 0, 1, "Leads that two people call when no step has an owner.")
    merged_error: float = _value("correlation", 0, 1, "How alike the two looks at a lead err in one department.")
    merged_saves: float = _value("share", 0, 1, "Hours of coordination that one department saves.")


@dataclass(frozen=True)
class Prospect:
    """People whom reps find themselves (M6)."""

    most: float = _value("share", 0, 1, "Share of the people not met otherwise that reps could find at most.")
    half: float = _value("hours a week", 0.1, 10000, "Hours of all reps that find half of them.")
    contact: float = _value("log odds", 0, 5, "Loss of odds to reach somebody who did not ask.")
    qualify: float = _value("log odds", 0, 5, "Loss of odds to qualify somebody who did not ask.")


@dataclass(frozen=True)
class Throttle:
    """Less advertising while leads wait (M6)."""

    level: float = _value("leads per rep", 0, 1000, "Waiting first calls per rep from which marketing spends less.")
    to: float = _value("share", 0, 1, "Part of the budget that is spent then.")


@dataclass(frozen=True)
class Targets:
    """What the company expects of a week, from last year's average."""

    mqls: float = _value("leads a week", 0, 1e6, "Leads passed to sales in a usual week.")
    revenue: float = _value("money a week", 0, 1e9, "Revenue of new customers in a usual week.")
    error: float = _value("log-normal sigma", 0, 2, "How far last year's average may miss this year's market.")


@dataclass(frozen=True)
class Program:
    """How a team under a bonus moves its own decisions, week by week (docs/model.md, section 4)."""

    points: float = _value("points a week", 0, 20, "Step of the threshold.")
    points_most: float = _value("points", 0, 50, "Farthest from the plan's threshold.")
    discount: float = _value("share a week", 0, 0.2, "Step of the highest discount.")
    discount_most: float = _value("share", 0, 0.5, "Farthest from the plan's highest discount.")
    accepted_low: float = _value("share", 0, 1, "Below this share of accepted leads marketing asks for more points.")
    accepted_high: float = _value("share", 0, 1, "Above it, for fewer.")


@dataclass(frozen=True)
class Trouble:
    """What the unexpected does (M15)."""

    outage_slow: float = _value("times", 1, 10, "How much longer work takes on paper while the CRM is down.")
    viral_times: float = _value("times", 1, 20, "Advertising of a week with a viral campaign, in times of the usual.")
    rep_away: int = _value("weeks", 1, 104, "Weeks until a rep who left is replaced.")
    cutter_weeks: int = _value("weeks", 1, 104, "Weeks for which a competitor undercuts the price.")
    cutter_win: float = _value("log odds", 0, 5, "Loss of odds to win against that price.")
    pressure_weeks: int = _value("weeks", 1, 13, "Last weeks of a quarter under pressure.")
    pressure_discount: float = _value("share", 0, 1, "Highest discount in these weeks, if the plan allows less.")
    pressure_stretch: float = _value("share", 0, 1, "What is promised on top in these weeks.")


@dataclass(frozen=True)
class Money:
    """Prices of hours and tools, in the company's currency."""

    rep_hour: float = _value("money an hour", 0, 1e7, "Full cost of a rep's hour.")
    marketer_hour: float = _value("money an hour", 0, 1e7, "Full cost of a marketer's hour.")
    crm_week: float = _value("money a week", 0, 1e9, "Shared CRM, licences and care.")
    dashboard_week: float = _value("money a week", 0, 1e9, "Shared dashboard, licences and care.")


@dataclass(frozen=True)
class Channel:
    """One way by which people find the company."""

    id: str
    name: str
    temperature: str
    potential: float = _value("people a week", 0, 1e7, "People who could be reached in a week at most.")
    share: float = _value("share", 0, 1, "Usual part of the money spent on enquiries.")
    half: float = _value("money a week", 0.01, 1e9, "Weekly money that reaches half of them.")
    pull: float = _value("share", 0, 1, "Part that comes by itself when the brand is at full strength.")
    fit: float = _value("standard deviations", -3, 3, "Mean fit of its people.")
    intent: float = _value("standard deviations", -3, 3, "Mean intent of its people.")


@dataclass(frozen=True)
class Segment:
    """One group of customers."""

    id: str
    name: str
    share: float = _value("share", 0, 1, "Part of the people.")
    deal: float = _value("money", 0.01, 1e9, "Median value of a deal.")
    deal_sigma: float = _value("log-normal sigma", 0, 3, "Spread of the value.")


@dataclass(frozen=True)
class Words:
    """What the records of this trade read like. Lists run from the best sign to the weakest where it matters."""

    sectors: tuple[str, ...]
    roles: tuple[str, ...]
    firm_first: tuple[str, ...]
    firm_last: tuple[str, ...]
    hot: tuple[str, ...]
    warm: tuple[str, ...]
    cold: tuple[str, ...]


# What the field calls the stages, in words that explain themselves.
STAGE_WORDS = {
    "lead": N_("Lead: somebody who asked"),
    "mql": N_("Marketing qualified lead (MQL): good enough to pass to sales"),
    "sal": N_("Sales accepted lead (SAL): a rep took it on"),
    "sql": N_("Sales qualified lead (SQL): a real need now"),
    "opportunity": N_("Opportunity: asked for an offer"),
    "won": N_("Won: became a customer"),
}


@dataclass(frozen=True)
class Stages:
    """What the company itself calls the stages on the way from an enquiry to a customer; empty: as the field does."""

    lead: str = ""
    mql: str = ""
    sal: str = ""
    sql: str = ""
    opportunity: str = ""
    won: str = ""

    def name(self, stage: str) -> str:
        """Return a stage in the field's words, explained, with the company's own word where it has one.

        Parameters
        ----------
        stage : str
            A key of `STAGE_WORDS`.
        """
        field_word = _(STAGE_WORDS[stage])
        own = getattr(self, stage)
        return _("{stage} (you call it “{own}”)").format(stage=field_word, own=own) if own else field_word


@dataclass(frozen=True)
class Assumption:
    """One number of a company file and where it comes from."""

    path: str
    value: Any
    basis: str
    why: str
    unit: str
    help: str
    low: float | None = None
    high: float | None = None


SECTIONS = {
    "calendar": Calendar,
    "team": Team,
    "minutes": Minutes,
    "response": Response,
    "look": Look,
    "contact": Contact,
    "qualify": Qualify,
    "deal": Deal,
    "campaign": Campaign,
    "trust": Trust,
    "nurture": Nurture,
    "prepare": Prepare,
    "promise": Promise,
    "keep": Keep,
    "together": Together,
    "structure": Structure,
    "prospect": Prospect,
    "throttle": Throttle,
    "targets": Targets,
    "program": Program,
    "trouble": Trouble,
    "money": Money,
}
LISTS = {"channels": Channel, "segments": Segment}


@dataclass(frozen=True)
class Company:
    """A company: people, hours, prices, nature of its market, and its plan of today."""

    id: str
    name: str
    sells: str
    currency: str
    start: datetime.date
    calendar: Calendar
    team: Team
    minutes: Minutes
    response: Response
    look: Look
    contact: Contact
    qualify: Qualify
    deal: Deal
    campaign: Campaign
    trust: Trust
    nurture: Nurture
    prepare: Prepare
    promise: Promise
    keep: Keep
    together: Together
    structure: Structure
    prospect: Prospect
    throttle: Throttle
    targets: Targets
    program: Program
    trouble: Trouble
    money: Money
    channels: tuple[Channel, ...]
    segments: tuple[Segment, ...]
    words: Words
    today: Plan
    assumptions: tuple[Assumption, ...] = field(compare=False, repr=False, default=())
    stages: Stages = Stages()

    def replace(self, **values: Any) -> Company:
        """Return a copy with some numbers changed, for example ``replace(**{"contact.reachable": 0.9})``.

        Channels and segments are named by their id: ``{"channels.search.potential": 80}``.
        """
        changed = self
        for path, value in values.items():
            changed = _replaced(changed, path, value)
        fits_together(changed, self.id)
        # The list says of each number what it is now; whoever varies it further begins from there.
        told = tuple(
            dataclasses.replace(one, value=values[one.path]) if one.path in values else one for one in self.assumptions
        )
        return dataclasses.replace(changed, assumptions=told)


def _replaced(company: Company, path: str, value: Any) -> Company:
    parts = path.split(".")
    if parts[0] in SECTIONS and len(parts) == 2:
        section = getattr(company, parts[0])
        item = checked(SECTIONS[parts[0]], parts[1], value, path, company.id)
        return dataclasses.replace(company, **{parts[0]: dataclasses.replace(section, **{parts[1]: item})})
    if parts[0] in LISTS and len(parts) == 3 and parts[2] != "id":
        rows = getattr(company, parts[0])
        if parts[1] in {row.id for row in rows}:
            item = checked(LISTS[parts[0]], parts[2], value, path, company.id)
            new = tuple(dataclasses.replace(row, **{parts[2]: item}) if row.id == parts[1] else row for row in rows)
            return dataclasses.replace(company, **{parts[0]: new})
    raise KitError(_("{path} is not a number of the company {name}.").format(path=path, name=company.id))


def checked(cls: type, name: str, value: Any, path: str, file: str) -> Any:
    """Return a value in its stored form, or raise a `KitError` naming file, place and range."""
    declared = {f.name: f for f in dataclasses.fields(cls)}
    if name not in declared:
        raise KitError(
            _("{file}: {path} is not known here; this section has {known}.").format(
                file=file, path=path, known=", ".join(n for n in declared if n != "id")
            )
        )
    if not declared[name].metadata:
        return value
    meta = declared[name].metadata
    numbers = value if isinstance(value, list | tuple) else [value]
    for item in numbers:
        if as_number(item) is None:
            raise KitError(_("{file}: {path} needs a number, not {value!r}.").format(file=file, path=path, value=item))
        if not meta["low"] <= item <= meta["high"]:
            raise KitError(
                _("{file}: {path} is {value}, but must lie between {low} and {high} ({unit}).").format(
                    file=file, path=path, value=item, low=meta["low"], high=meta["high"], unit=meta["unit"]
                )
            )
    if "tuple" in str(declared[name].type):
        return tuple(float(item) for item in numbers)
    if isinstance(value, list | tuple):
        raise KitError(_("{file}: {path} needs one number, not a list.").format(file=file, path=path))
    if str(declared[name].type) != "int":
        return float(value)
    if value != int(value):
        raise KitError(_("{file}: {path} needs a whole number, not {value}.").format(file=file, path=path, value=value))
    return int(value)


def longest_task(minutes: Minutes) -> float:
    """Return the longest task of a lead of average effort, in minutes before administration."""
    return max(
        minutes.review + 2 * minutes.touch,
        minutes.talk + minutes.context_weekly + minutes.note,
        minutes.talk + minutes.context_daily + minutes.note,
        minutes.service,
        minutes.meeting,
    )


def fits_together(company: Company, file: str) -> None:
    """Check what no single number shows; raise a `KitError` naming file and place."""
    day = 60 * (company.calendar.closes - company.calendar.opens)
    if day <= 0:
        raise KitError(_("{file}: calendar.closes must be later than calendar.opens.").format(file=file))
    if abs(sum(company.deal.meetings) - 1) > 1e-6 or len(company.deal.meetings) > 4:
        raise KitError(_("{file}: deal.meetings needs at most 4 shares that add up to 1.").format(file=file))
    if company.deal.asked_high < company.deal.asked_low:
        raise KitError(_("{file}: deal.asked_high must not be below deal.asked_low.").format(file=file))
    if company.program.accepted_high < company.program.accepted_low:
        raise KitError(
            _("{file}: program.accepted_high is {high:g}, but must not be below program.accepted_low, {low:g}.").format(
                file=file, high=company.program.accepted_high, low=company.program.accepted_low
            )
        )
    if company.team.hours_week < company.calendar.workdays * day / 60 - 1e-9:
        raise KitError(
            _(
                "{file}: team.hours_week is {paid:g}, but reps work {hours:g} hours a week; all of them are paid."
            ).format(file=file, paid=company.team.hours_week, hours=company.calendar.workdays * day / 60)
        )
    for path, rows in (("channels", company.channels), ("segments", company.segments)):
        total = sum(row.share for row in rows)
        if abs(total - 1) > 1e-6:
            raise KitError(
                _("{file}: the shares of [{path}] must add up to 1, and add up to {total:g}.").format(
                    file=file, path=path, total=total
                )
            )
    reached = sum(channel.potential for channel in company.channels)
    if not reached:
        raise KitError(_("{file}: at least one channel needs a potential above 0.").format(file=file))
    if reached > MOST_REACHED:
        raise KitError(
            _(
                "{file}: the potentials of all channels add up to {total} people a week; the simulation can hold "
                "at most {most}."
            ).format(file=file, total=number(reached), most=number(MOST_REACHED))
        )
    for channel in company.channels:
        if channel.temperature not in TEMPERATURES or channel.name == BRAND:
            raise KitError(
                _(
                    "{file}: [channels.{id}] has the name {name} and the temperature {temperature}; the name must not "
                    "be {brand}, the temperature is one of {known}."
                ).format(
                    file=file,
                    id=channel.id,
                    name=channel.name,
                    temperature=channel.temperature,
                    brand=BRAND,
                    known=", ".join(TEMPERATURES),
                )
            )
    longest = longest_task(company.minutes)
    if longest / company.team.selling_share > day:
        raise KitError(
            _(
                "{file}: a task of {task:g} minutes at a selling share of {share:g} does not fit into a day of "
                "{day:g} minutes."
            ).format(file=file, task=longest, share=company.team.selling_share, day=day)
        )
    unknown = sorted(set(dict(company.today["mix"])) - {channel.id for channel in company.channels})
    if unknown:
        raise KitError(
            _("{file}: [today] mix names the channel {names}, which the company does not have.").format(
                file=file, names=", ".join(unknown)
            )
        )
