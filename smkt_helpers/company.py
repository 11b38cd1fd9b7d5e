"""A company, read from a TOML file.

The file holds one section per dataclass below. A value is written as an inline table, so that every
number says where it comes from::

    reachable = { value = 0.85, low = 0.7, high = 0.95, basis = "choice", why = "..." }

`basis` is "evidence" (a published figure, with its source in `why`), "choice" (ours) or "fact" (a plain
property of the company, such as its opening hours). `low` and `high` give the range in which the true
value may lie.
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smkt_helpers.errors import KitError
from smkt_helpers.plan import DECISIONS, Plan, as_number
from smkt_helpers.words import _

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "datasets" / "companies"
BASES = ("evidence", "choice", "fact")
TEMPERATURES = ("cold", "warm", "qualified")
BRAND = "brand"


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


@dataclass(frozen=True)
class Minutes:
    """How long each task takes a rep, talking and typing, in minutes."""

    review: float = _value("minutes", 0, 60, "Look at a new lead and decide whether to take it.")
    touch: float = _value("minutes", 0.1, 60, "One attempt to reach a person.")
    talk: float = _value("minutes", 0, 240, "The conversation once somebody answers.")
    context_weekly: float = _value("minutes", 0, 60, "Extra conversation when the lead came by weekly list.")
    context_daily: float = _value("minutes", 0, 60, "Extra conversation when the lead came by daily file.")
    meeting: float = _value("minutes", 0, 200, "One deal meeting with its preparation.")
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
    twice_weekly: float = _value("share", 0, 1, "Leads called by both sides when lists go out weekly.")
    twice_daily: float = _value("share", 0, 1, "Leads called by both sides when files go out daily.")
    twice_annoys: float = _value(
        "log odds", 0, 3, "Loss of odds to reach, to qualify and to win when called by both sides."
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
class Money:
    """Prices of hours and tools, in the company's currency."""

    rep_hour: float = _value("money an hour", 0, 1e7, "Full cost of a rep's hour.")
    marketer_hour: float = _value("money an hour", 0, 1e7, "Full cost of a marketer's hour.")
    crm_week: float = _value("money a week", 0, 1e9, "Shared CRM, licences and care.")


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
    money: Money
    channels: tuple[Channel, ...]
    segments: tuple[Segment, ...]
    words: Words
    today: Plan
    assumptions: tuple[Assumption, ...] = field(compare=False, repr=False, default=())

    def replace(self, **values: Any) -> Company:
        """Return a copy with some numbers changed, for example ``replace(**{"contact.reachable": 0.9})``.

        Channels and segments are named by their id: ``{"channels.search.potential": 80}``.
        """
        changed = self
        for path, value in values.items():
            changed = _replaced(changed, path, value)
        _fits_together(changed, self.id)
        return changed


def _replaced(company: Company, path: str, value: Any) -> Company:
    parts = path.split(".")
    if parts[0] in SECTIONS and len(parts) == 2:
        section = getattr(company, parts[0])
        item = _checked(SECTIONS[parts[0]], parts[1], value, path, company.id)
        return dataclasses.replace(company, **{parts[0]: dataclasses.replace(section, **{parts[1]: item})})
    if parts[0] in LISTS and len(parts) == 3:
        rows = getattr(company, parts[0])
        if parts[1] in {row.id for row in rows}:
            item = _checked(LISTS[parts[0]], parts[2], value, path, company.id)
            new = tuple(dataclasses.replace(row, **{parts[2]: item}) if row.id == parts[1] else row for row in rows)
            return dataclasses.replace(company, **{parts[0]: new})
    raise KitError(_("{path} is not a number of the company {name}.").format(path=path, name=company.id))


def _checked(cls: type, name: str, value: Any, path: str, file: str) -> Any:
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


def _assumption(item: Any, cls: type, name: str, path: str, file: str) -> Assumption:
    known = {"value", "basis", "why", "low", "high"}
    good = isinstance(item, dict) and "value" in item and item.get("basis") in BASES and not set(item) - known
    if not good or not isinstance(item.get("why"), str) or not item["why"]:
        raise KitError(
            _('{file}: write {path} as {{ value = ..., basis = "evidence", "choice" or "fact", why = "..." }}.').format(
                file=file, path=path
            )
        )
    meta = {f.name: f.metadata for f in dataclasses.fields(cls)}.get(name, {})
    low, high = item.get("low"), item.get("high")
    for bound in (low, high):
        if bound is not None:
            _checked(cls, name, bound, path, file)
    value = _checked(cls, name, item["value"], path, file)
    if not isinstance(value, tuple) and not (value if low is None else low) <= value <= (
        value if high is None else high
    ):
        raise KitError(
            _("{file}: {path} is {value}, outside its own range from {low} to {high}.").format(
                file=file, path=path, value=value, low=low, high=high
            )
        )
    return Assumption(
        path=path,
        value=value,
        basis=item["basis"],
        why=item["why"],
        unit=meta.get("unit", ""),
        help=meta.get("help", ""),
        low=low,
        high=high,
    )


def _section(table: Any, cls: type, path: str, file: str, notes: list[Assumption]) -> Any:
    if not isinstance(table, dict):
        raise KitError(_("{file}: the section [{path}] is missing.").format(file=file, path=path))
    values = {}
    for name, item in table.items():
        words = {f.name for f in dataclasses.fields(cls) if not f.metadata}
        if name in words:
            if not isinstance(item, str) or not item:
                raise KitError(
                    _("{file}: {path} must be a word, not {value!r}.").format(
                        file=file, path=f"{path}.{name}", value=item
                    )
                )
            values[name] = item
            continue
        note = _assumption(item, cls, name, f"{path}.{name}", file)
        notes.append(note)
        values[name] = note.value
    missing = [f.name for f in dataclasses.fields(cls) if f.name not in values]
    if missing:
        raise KitError(_("{file}: [{path}] lacks {missing}.").format(file=file, path=path, missing=", ".join(missing)))
    return cls(**values)


def _row(key: str, row: Any, cls: type, path: str, file: str, notes: list[Assumption]) -> Any:
    if not isinstance(row, dict) or "id" in row:
        raise KitError(
            _("{file}: write [{path}] as a section of its own, without an id inside.").format(file=file, path=path)
        )
    return _section({"id": key, **row}, cls, path, file, notes)


def _told_apart(words: Sequence[str], path: str, file: str) -> None:
    twice = sorted({word for word in words if words.count(word) > 1})
    if twice:
        raise KitError(
            _("{file}: {path} has {words} more than once; each must be different.").format(
                file=file, path=path, words=", ".join(twice)
            )
        )


def parse(table: dict[str, Any], file: str = "company") -> Company:
    """Return the company that a parsed TOML table describes.

    Raises
    ------
    KitError
        One sentence naming the file, the place and what is allowed there.
    """
    notes: list[Assumption] = []
    sections = {name: _section(table.get(name), cls, name, file, notes) for name, cls in SECTIONS.items()}
    lists = {}
    for name, cls in LISTS.items():
        rows = table.get(name)
        if not isinstance(rows, dict) or not rows:
            raise KitError(_("{file}: the section [{path}] is missing.").format(file=file, path=name))
        lists[name] = tuple(_row(key, row, cls, f"{name}.{key}", file, notes) for key, row in rows.items())
        _told_apart([row.name for row in lists[name]], f"{name}.*.name", file)
        if abs(sum(row.share for row in lists[name]) - 1) > 1e-6:
            raise KitError(
                _("{file}: the shares of [{path}] must add up to 1, and add up to {total:g}.").format(
                    file=file, path=name, total=sum(row.share for row in lists[name])
                )
            )
    words = {}
    for name in ("id", "name", "sells", "currency"):
        if not isinstance(table.get(name), str) or not table[name]:
            raise KitError(_("{file}: {path} is missing or empty.").format(file=file, path=name))
        words[name] = table[name]
    words["words"] = _words(table.get("words"), file)
    start = table.get("start")
    if type(start) is not datetime.date or start.weekday() != 0:
        raise KitError(_("{file}: start must be a Monday, written as 2026-01-05.").format(file=file))
    known = set(words) | set(SECTIONS) | set(LISTS) | {"start", "today"}
    unknown = sorted(set(table) - known)
    if unknown:
        raise KitError(_("{file}: {names} is not known here.").format(file=file, names=", ".join(unknown)))
    company = Company(
        **words,
        start=start,
        **sections,
        **lists,
        today=_today(table.get("today", {}), file),
        assumptions=tuple(notes),
    )
    _fits_together(company, file)
    return company


def _words(table: Any, file: str) -> Words:
    known = [f.name for f in dataclasses.fields(Words)]
    lists = table if isinstance(table, dict) else {}
    for name in known:
        if not isinstance(lists.get(name), list) or not lists[name]:
            raise KitError(_("{file}: [words] {path} must list at least one word.").format(file=file, path=name))
        _told_apart([str(word) for word in lists[name]], f"words.{name}", file)
    unknown = sorted(set(lists) - set(known))
    if unknown:
        raise KitError(
            _("{file}: [words] does not know {names}; it has {known}.").format(
                file=file, names=", ".join(unknown), known=", ".join(known)
            )
        )
    _told_apart([str(word) for name in ("hot", "warm", "cold") for word in lists[name]], "words", file)
    _told_apart([f"{one}{two}" for one in lists["firm_first"] for two in lists["firm_last"]], "words.firm", file)
    return Words(**{name: tuple(str(word) for word in lists[name]) for name in known})


def _today(table: dict[str, Any], file: str) -> Plan:
    if not isinstance(table, dict):
        raise KitError(_("{file}: today must be a section, written as [today].").format(file=file))
    unknown = sorted(set(table) - set(DECISIONS))
    if unknown:
        raise KitError(
            _("{file}: [today] has no decision called {names}; the decisions are {known}.").format(
                file=file, names=", ".join(unknown), known=", ".join(DECISIONS)
            )
        )
    try:
        return Plan().replace(**table)
    except KitError as error:
        raise KitError(_("{file}: [today] {problem}").format(file=file, problem=error)) from None


def longest_task(minutes: Minutes) -> float:
    """Return the longest task of a lead of average effort, in minutes before administration."""
    return max(
        minutes.review + 2 * minutes.touch,
        minutes.talk + minutes.context_weekly,
        minutes.talk + minutes.context_daily,
        minutes.meeting,
    )


def _fits_together(company: Company, file: str) -> None:
    day = 60 * (company.calendar.closes - company.calendar.opens)
    if day <= 0:
        raise KitError(_("{file}: calendar.closes must be later than calendar.opens.").format(file=file))
    if abs(sum(company.deal.meetings) - 1) > 1e-6 or len(company.deal.meetings) > 4:
        raise KitError(_("{file}: deal.meetings needs at most 4 shares that add up to 1.").format(file=file))
    if company.deal.asked_high < company.deal.asked_low:
        raise KitError(_("{file}: deal.asked_high must not be below deal.asked_low.").format(file=file))
    if company.team.hours_week < company.calendar.workdays * day / 60 - 1e-9:
        raise KitError(
            _(
                "{file}: team.hours_week is {paid:g}, but reps work {hours:g} hours a week; all of them are paid."
            ).format(file=file, paid=company.team.hours_week, hours=company.calendar.workdays * day / 60)
        )
    if not any(channel.potential for channel in company.channels):
        raise KitError(_("{file}: at least one channel needs a potential above 0.").format(file=file))
    for channel in company.channels:
        if channel.temperature not in TEMPERATURES or channel.name == BRAND:
            raise KitError(
                _(
                    "{file}: [channels.{id}] has the name {name} and the temperature {temperature}; the name must not be "
                    "{brand}, the temperature is one of {known}."
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


def names() -> tuple[str, ...]:
    """Return the ids of the companies shipped with the kit."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def company(name: str | Path) -> Company:
    """Return a company by its id, or from a path to a TOML file.

    Raises
    ------
    KitError
        If there is no such company, or the file cannot be read.
    """
    path = Path(name)
    if path.suffix != ".toml":
        path = FOLDER / f"{name}.toml"
        if not path.exists():
            raise KitError(
                _(
                    "There is no company called {name!r}; the kit has {known}. Your own company is a path to a "
                    "TOML file."
                ).format(name=str(name), known=", ".join(names()))
            )
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0)


@functools.lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> Company:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise KitError(_("There is no file {path} that can be read.").format(path=path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KitError(
            _("{file} is not a readable TOML file: {problem}.").format(file=path.name, problem=error)
        ) from None
    return parse(table, path.name)
