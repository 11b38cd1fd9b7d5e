"""The engine against the reference model: the same market and plans, the same fate for every lead."""

import os

import numpy as np
import pytest

from smkt_helpers import engine, weekly
from smkt_helpers.rules import rules_of
from tests.reference.cases import Case, any_case
from tests.reference.people import OUTCOMES
from tests.reference.played import GATE, by_reference
from tests.reference.reference import WEEKLY, Played

FULL = 240
CASES = [
    pytest.param(number, marks=[pytest.mark.full] if number >= GATE else [])
    for number in range(FULL if os.environ.get("SMKT_FULL") == "1" else GATE)
]


def by_engine(case: Case, compiled: bool) -> Played:
    rules = rules_of(case.company, case.weeks, case.programs)
    weeks = weekly.weekly_of(case.company, case.plans, case.shocks, case.warm_up)
    result = engine.play_market(case.company, rules, weeks, case.market(), case.overrides, use_compiled=compiled)
    renewals = zip(result.renewals.lead, result.renewals.time, result.renewals.paid, strict=True)
    return Played(
        leads={name: np.asarray(getattr(result.outcomes, name), dtype=float) for name in OUTCOMES},
        renewals=sorted((int(lead), float(time), bool(paid)) for lead, time, paid in renewals),
        weekly={name: np.asarray(getattr(result.weeks, name), dtype=float) for name in WEEKLY},
        visited=frozenset(),
    )


def differences(ours: Played, theirs: Played) -> list[str]:
    """Return one line for each number on which two runs disagree."""
    lines = []
    for row, one, other in (("lead", ours.leads, theirs.leads), ("week", ours.weekly, theirs.weekly)):
        for name in theirs.leads if row == "lead" else theirs.weekly:
            differ = ~np.isclose(one[name], other[name], rtol=0, atol=1e-6, equal_nan=True)
            lines += [
                f"{row} {place}: {name} is {one[name][place]} (engine), {other[name][place]} (reference)"
                for place in np.flatnonzero(differ)
            ]
    if [renewal[::2] for renewal in ours.renewals] != [renewal[::2] for renewal in theirs.renewals]:
        return [*lines, f"renewals: {len(ours.renewals)} (engine), {len(theirs.renewals)} (reference), or others"]
    lines += [
        f"renewal of lead {one[0]}: at {one[1]} (engine), {other[1]} (reference)"
        for one, other in zip(ours.renewals, theirs.renewals, strict=True)
        if abs(one[1] - other[1]) > 1e-6
    ]
    return lines


@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "uncompiled"])
@pytest.mark.parametrize("number", CASES)
def test_engine_and_reference_agree_on_every_lead(number, compiled):
    found = differences(by_engine(any_case(number), compiled), by_reference(number))
    assert not found, f"{len(found)} differences, the first ones:\n" + "\n".join(found[:20])


def test_a_difference_is_found():
    theirs = by_reference(4)
    leads = {name: values.astype(float) for name, values in theirs.leads.items()}
    weekly_numbers = {name: values.copy() for name, values in theirs.weekly.items()}
    ours = Played(leads, list(theirs.renewals), weekly_numbers, theirs.visited)
    assert not differences(ours, theirs)
    leads["first"][np.flatnonzero(~np.isnan(leads["first"]))[0]] += 0.001
    leads["talked"][np.flatnonzero(np.isnan(leads["talked"]))[0]] = 0.0
    weekly_numbers["trust"][3] += 0.001
    lead, time, paid = ours.renewals[0]
    ours.renewals[0] = (lead, time + 0.001, paid)
    assert [line.split(" is ")[0].split(": ")[1].split(" at ")[0] for line in differences(ours, theirs)[:3]] == [
        "first",
        "talked",
        "trust",
    ]
    assert differences(ours, theirs)[3].startswith(f"renewal of lead {lead}: ")
    ours.renewals[0] = (lead, time, not paid)
    assert "or others" in differences(ours, theirs)[3]
