"""The company before the fit: a template that carries the names, people, money and channels of the data."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from smkt_helpers.companies import MOST_REACHED, Channel, Company, Segment, Stages, fits_together
from smkt_helpers.crm_schema import SOURCES
from smkt_helpers.errors import KitError
from smkt_helpers.fitting.facts import Facts, Group
from smkt_helpers.weekly import weekly_of
from smkt_helpers.words import _, number, percent

LEAST_SHARE = 0.01  # of the money for channels
ALIKE = 80  # of 100: how alike two names of a channel must be
RANK = {"cold": 0, "warm": 1, "qualified": 2}


@dataclass(frozen=True)
class Mark:
    """Where a number comes from: `kind` is "fitted", "fact" or "assumed"; `why` is one phrase."""

    kind: str
    why: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Draft:
    """A company on its way, and where each number that is not the template's comes from."""

    company: Company
    marks: Mapping[str, Mark] = field(default_factory=dict)

    def set(self, values: Mapping[str, Any], mark: Mark) -> Draft:
        """Return a draft with some numbers (by path, `today.NAME` for decisions) changed and marked."""
        company = self.company
        for path, value in values.items():
            company = with_value(company, path, value)
        return Draft(company, {**self.marks, **dict.fromkeys(values, mark)})


def value_of(company: Company, path: str) -> Any:
    """Return one number of a company, or one decision of its plan of today."""
    section, *rest = path.split(".")
    if section == "today":
        return company.today[rest[0]]
    found = getattr(company, section)
    if len(rest) == 2:
        found = next(row for row in found if row.id == rest[0])
    return getattr(found, rest[-1])


def with_value(company: Company, path: str, value: Any) -> Company:
    """Return a company with one number, or one decision of its plan of today, changed."""
    if path.startswith("today."):
        return dataclasses.replace(company, today=company.today.replace(**{path.removeprefix("today."): value}))
    return company.replace(**{path: value})


def started(template: Company, facts: Facts, name: str) -> Draft:
    """Return the template with everything that is known without a simulation.

    Raises
    ------
    KitError
        If the numbers do not fit together, for example more people than the simulation can hold.
    """
    company = dataclasses.replace(
        template, id="fitted", name=name, currency=facts.currency or template.currency, start=facts.start,
        stages=Stages(),
    )  # fmt: skip
    draft = _people(Draft(company), facts)
    draft = _decisions(draft, facts)
    draft = _groups(draft, facts)
    draft = _money(draft, template, facts)
    if facts.channels:
        draft = _channels(draft, template, facts)
    return with_potential(draft, facts)


def _people(draft: Draft, facts: Facts) -> Draft:
    known = Mark("fact", _("as you said, or as in the data"))
    draft = draft.set({"team.reps": facts.reps, "today.extra_reps": 0}, known)
    if facts.marketers:
        draft = draft.set({"team.marketers": facts.marketers}, known)
    prices = facts.prices
    hours = {
        "team.hours_week": prices.hours_week,
        "money.rep_hour": prices.rep_hour,
        "money.marketer_hour": prices.marketer_hour,
    }
    day = draft.company.calendar.closes - draft.company.calendar.opens
    if prices.hours_week < draft.company.calendar.workdays * day:
        del hours["team.hours_week"]
    mark = Mark("fact", _("from the weekly terms in the data"))
    return draft.set({path: value for path, value in hours.items() if value > 0}, mark)


def _decisions(draft: Draft, facts: Facts) -> Draft:
    # A mix names channels of the template.
    draft = draft.set({"today.mix": ()}, Mark("assumed", _("the usual mix")))
    decided = {f"today.{decision}": value for decision, value in facts.decisions.items()}
    draft = draft.set(decided, Mark("fact", _("read off the data")))
    none = Mark("assumed", _("the data mark nobody who came this way"))
    if facts.alone is not None and SOURCES[1] not in facts.alone:
        draft = draft.set({"keep.refer": 0.0}, none)
    if facts.alone is not None and SOURCES[2] not in facts.alone:
        draft = draft.set({"today.prospecting_hours": 0.0}, none)
    return draft


def _groups(draft: Draft, facts: Facts) -> Draft:
    company = draft.company
    if facts.groups:
        same = {one.name: one.id for one in company.segments}
        ids = ids_of([same.get(one.name, one.name) for one in facts.groups], "group")
        segments = tuple(
            Segment(id, one.name, one.share, one.median, one.sigma)
            for id, one in zip(ids, facts.groups, strict=True)
        )
        marks = dict(draft.marks)
        for segment, group in zip(segments, facts.groups, strict=True):
            marks |= _group_marks(segment, group)
        return Draft(dataclasses.replace(company, segments=segments), marks)
    if facts.deal_value:
        factor = facts.deal_value / mean_value(company.segments)
        values = {f"segments.{one.id}.deal": one.deal * factor for one in company.segments}
        why = _("set so that a deal is worth {value} on average").format(value=number(facts.deal_value))
        return draft.set(values, Mark("fitted", why))
    return draft


def _group_marks(segment: Segment, group: Group) -> dict[str, Mark]:
    error = 1.96 * group.sigma / np.sqrt(max(group.deals, 1))
    why = _("median of {deals} offers in the data").format(deals=number(group.deals))
    low, high = float(group.median * np.exp(-error)), float(group.median * np.exp(error))
    return {
        f"segments.{segment.id}.share": Mark("fact", _("share of the leads in the data")),
        f"segments.{segment.id}.deal": Mark("fitted", why, low, high),
        f"segments.{segment.id}.deal_sigma": Mark("fitted", _("spread of the offers in the data")),
    }


def mean_value(segments: Sequence[Segment]) -> float:
    """Return the mean value of a deal before discount."""
    return sum(one.share * one.deal * float(np.exp(one.deal_sigma**2 / 2)) for one in segments)


def _money(draft: Draft, template: Company, facts: Facts) -> Draft:
    """Bring all amounts of money into proportion with what is known."""
    company = draft.company
    if company.currency != template.currency:
        scale = mean_value(company.segments) / mean_value(template.segments)
        prices = [f"money.{one.name}" for one in dataclasses.fields(company.money)]
        values = {path: value_of(company, path) * scale for path in prices if path not in draft.marks}
        why = _("in proportion to the value of a deal, because the currency is another one than the template's")
        draft = draft.set(values, Mark("assumed", why))
    else:
        scale = 1.0
    leads = facts.total or sum(facts.channels.values())
    usual = leads_a_week(template)
    budget = facts.spend or template.response.weekly_budget * scale * leads / usual
    mark = (
        Mark("fact", _("as you said, or as in the data"))
        if facts.spend
        else Mark("assumed", _("in proportion to the leads: a lead costs as much as in the template"))
    )
    times = budget / template.response.weekly_budget
    draft = draft.set({"response.weekly_budget": budget}, mark)
    share = Mark("assumed", _("in proportion to the budget"))
    people = company.team.marketers / template.team.marketers
    draft = draft.set(
        {
            "response.brand_half": template.response.brand_half * times,
            "campaign.hour_money": template.campaign.hour_money * times / people,
        },
        share,
    )
    draft = draft.set({f"channels.{one.id}.half": one.half * times for one in template.channels}, share)
    if facts.money:
        brand = round(min(0.8, facts.brand / facts.spend), 4)
        values = {"today.brand_share": brand, "today.budget": 1.0}
        draft = draft.set(values, Mark("fact", _("share of the spend in the data")))
    return draft


def _channels(draft: Draft, template: Company, facts: Facts) -> Draft:
    """Return a draft with the channels of the data; what the data do not tell of one is that of its nearest."""
    total = sum(facts.channels.values())
    names = list(facts.channels)
    nearest = {name: _nearest(name, template.channels) for name in names}
    same = {one.name: one.id for one in template.channels}
    ids = ids_of([same.get(name, name) for name in names], "channel")
    average = _average(draft.company.channels)
    models = [
        next((one for one in draft.company.channels if nearest[name] and one.id == nearest[name].id), average)
        for name in names
    ]
    shares = np.array([facts.money.get(name, 0.0) for name in names])
    paid = shares.sum() > 0
    if not paid:
        # A channel's usual part of the money, for each person who could come by it.
        each = [model.share / max(model.potential, 1e-9) for model in models]
        shares = np.array([facts.channels[name] for name in names]) * each
    shares = shares / shares.sum() if shares.sum() > 0 else np.full(len(names), 1 / len(names))
    # A channel without money of its own still needs some, or nobody would come by it.
    shares = np.maximum(shares, LEAST_SHARE) / np.maximum(shares, LEAST_SHARE).sum()
    channels, marks = [], {path: mark for path, mark in draft.marks.items() if not path.startswith("channels.")}
    for id, name, model, part in zip(ids, names, models, shares, strict=True):
        temperature = facts.temperatures.get(name, model.temperature)
        # As much of its people is reached as in the template, whatever its money is.
        half = model.half * part / model.share if model.share > 0 and part > 0 else model.half
        channels.append(
            dataclasses.replace(
                model, id=id, name=name, temperature=temperature, share=float(part), half=max(0.01, float(half))
            )
        )
        like = nearest[name].name if nearest[name] else _("the average of the template's channels")
        marks[f"channels.{id}.share"] = (
            Mark("fact", _("share of the spend in the data"))
            if paid
            else Mark("assumed", _("as much money a lead as in {channel}").format(channel=like))
        )
        for path in ("half", "pull", "fit", "intent"):
            marks[f"channels.{id}.{path}"] = Mark("assumed", _("as in {channel}").format(channel=like))
        why = _("set so that it brings {share} of the leads").format(share=percent(facts.channels[name] / total))
        marks[f"channels.{id}.potential"] = Mark("fitted", why)
    return Draft(dataclasses.replace(draft.company, channels=tuple(channels)), marks)


def _nearest(name: str, channels: Sequence[Channel]) -> Channel | None:
    from rapidfuzz import fuzz, utils

    scored = [(fuzz.WRatio(name, one.name, processor=utils.default_process), one) for one in channels]
    score, best = max(scored, key=lambda pair: pair[0])
    return best if score >= ALIKE else None


def _average(channels: Sequence[Channel]) -> Channel:
    weight = np.array([one.potential for one in channels])
    weight = weight / weight.sum()

    def mean(name: str) -> float:
        return float(sum(part * getattr(one, name) for part, one in zip(weight, channels, strict=True)))

    middle = round(sum(part * RANK[one.temperature] for part, one in zip(weight, channels, strict=True)))
    numbers = {name: mean(name) for name in ("potential", "share", "half", "pull", "fit", "intent")}
    return Channel(id="average", name="average", temperature=list(RANK)[middle], **numbers)


def ids_of(names: Sequence[str], word: str) -> list[str]:
    """Return an id of plain letters for each name, none twice."""
    found: list[str] = []
    for place, name in enumerate(names, start=1):
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        id = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30] or f"{word}_{place}"
        found.append(id if id not in found else f"{id}_{place}")
    return found


def reach_of(company: Company) -> np.ndarray:
    """Return the share of each channel's people who are met under the plan of today, shape (channels,)."""
    today = [company.today]
    weekly = weekly_of(company, today, (), 0)
    reach = np.asarray(weekly.reach).reshape(-1, 2)
    error = np.asarray(weekly.icp_error)[0]
    fit = np.array([one.fit for one in company.channels])
    outside = ndtr(ndtri(1 - company.response.icp_share) - fit / np.sqrt(1 + error**2))
    return reach[:, 0] * (1 - outside) + reach[:, 1] * outside


def leads_a_week(company: Company) -> float:
    """Return the leads a week that marketing's money brings under the plan of today."""
    return float(reach_of(company) @ [one.potential for one in company.channels])


def with_potential(draft: Draft, facts: Facts) -> Draft:
    """Return a draft whose channels bring as many leads as the data hold."""
    company, reach = draft.company, reach_of(draft.company)
    if facts.channels:
        wanted = np.array([facts.channels[one.name] for one in company.channels])
        people = wanted / np.maximum(reach, 1e-3)
    else:
        now = np.array([one.potential for one in company.channels])
        people = now * facts.total / float(reach @ now)
    if people.sum() > MOST_REACHED:
        raise KitError(
            _(
                "So many leads would need {total} people a week in the market; the simulation can hold at most {most}."
            ).format(total=number(people.sum()), most=number(MOST_REACHED))
        )
    values = {f"channels.{one.id}.potential": float(many) for one, many in zip(company.channels, people, strict=True)}
    channels = tuple(
        dataclasses.replace(one, potential=value) for one, value in zip(company.channels, values.values(), strict=True)
    )
    company = dataclasses.replace(company, channels=channels)
    fits_together(company, company.id)
    mark = Mark("fitted", _("set so that as many leads come as in the data"))
    return Draft(company, {**dict.fromkeys(values, mark), **draft.marks})
