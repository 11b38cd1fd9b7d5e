"""The four parties: points along a straight line, the least content first, and a sentence on what hurts."""

from __future__ import annotations

import re

import numpy as np
import pytest

from smkt_helpers.four_parties import COLUMNS, parties
from smkt_helpers.metrics import METRICS, show, values
from smkt_helpers.satisfaction import PARTS, Part
from tests.test_metrics import EXPECTED, by_hand, plain, played, tables

EVERY = [(party, part) for party, parts in PARTS.items() for part in parts]


def ids(value):
    return value if isinstance(value, str) else value.id


@pytest.mark.parametrize(("party", "part"), EVERY, ids=ids)
def test_every_part_is_a_metric_and_stands_in_the_formula_with_its_values(party, part):
    metric = METRICS[part.id]
    better = {"up": part.good > part.bad, "down": part.good < part.bad}
    assert better.get(metric.good, True), "the good value lies in the metric's good direction"
    formula = METRICS[f"satisfied_{party}"].formula
    name = metric.name.split(" (")[0]
    assert re.search(re.escape(name), formula, re.IGNORECASE), f"{name} is not in: {formula}"
    for value in (part.bad, part.good):
        shown = f"{100 * value:g}%" if metric.unit == "share" else f"{value:g}"
        assert shown in formula, f"{shown} is not in: {formula}"


@pytest.mark.parametrize(("party", "part"), EVERY, ids=ids)
def test_points_run_along_a_straight_line_and_stop_at_both_ends(party, part):
    made = tables()
    for share, points in ((-1, 0), (0, 0), (0.25, 25), (1, 100), (2, 100)):
        value = part.bad + share * (part.good - part.bad)
        vars(made).pop("_made_for_metrics", None)
        one = Part(part.id, lambda _tables, value=value: np.array([value]), part.bad, part.good, part.trouble)
        assert one.points(made).tolist() == [pytest.approx(points)]


def test_the_least_content_stands_first():
    found = parties(by_hand())
    assert list(found.columns) == list(COLUMNS)
    assert found.index.tolist() == ["management", "marketing", "customers", "sales"]
    assert found["value"].tolist() == pytest.approx(
        [EXPECTED[f"satisfied_{party}"] for party in found.index])


def test_it_is_said_what_takes_away_most():
    found = parties(by_hand())["because"]
    assert found["management"].startswith("Too little is left of the revenue. Contribution margin is −40%; 30%")
    assert found["customers"].startswith("Customers leave. Retention is 67%; 95% or more")
    assert found["sales"] == "Nothing takes anything away."


@pytest.mark.parametrize("name", ["siloed", "aligned"])
def test_a_simulated_quarter(name):
    made = played(name)
    found, runs = parties(made), values(made, [f"satisfied_{party}" for party in PARTS])
    assert found["value"].is_monotonic_increasing and found["value"].between(0, 100).all()
    for party in PARTS:
        assert found.loc[party, "value"] == pytest.approx(runs[f"satisfied_{party}"].mean())
        assert found.loc[party, "low"] <= found.loc[party, "value"] <= found.loc[party, "high"]
        part = min(PARTS[party], key=lambda part: part.points(made).mean())
        words = found.loc[party, "because"]
        assert words.startswith(part.trouble) == (part.points(made).mean() <= 50)
        assert words.endswith(".") and "nan" not in words
        if words.startswith(part.trouble):
            assert show(part.id, values(made, [part.id])[part.id].mean(), made.currency) in words


def because(monkeypatch, part):
    """Return why customers suffer when this is all they look at; a metric that is no real part is not known yet."""
    made = by_hand()
    vars(made).pop("_made_for_metrics", None)
    monkeypatch.setattr("smkt_helpers.four_parties.PARTS", {"customers": (part,)})
    return parties(made).loc["customers", "because"]


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ((0.12, 0.14), "Few buy. Win rate is 13%; 40% or more would be good."),
        ((0.26, 0.36), "Win rate is 31%; 40% or more would be good."),
        ((0.25, 0.65), "On average Win rate is 45%, which is good; it is not as good in every run."),
        ((0.397, 0.397), "Hardly anything: Win rate is 40%, about as good as it should be."),
        ((0.40, 0.40), "Nothing takes anything away."),
    ],
)
def test_trouble_is_said_only_where_there_is_trouble(monkeypatch, rates, said):
    assert because(monkeypatch, Part("win_rate", lambda _tables: np.array(rates), 0.1, 0.4, "Few buy.")) == said


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ((0.4, 0.5), "Little fits. "),
        ((0.01, 0.17), "On average "),
    ],
)
def test_of_what_should_be_small_a_small_average_is_good(monkeypatch, shares, said):
    part = Part("rejected_fit", lambda _tables: np.array(shares), 0.5, 0.1, "Little fits.")
    assert because(monkeypatch, part).startswith(said)


def test_what_is_not_known_is_said_and_stands_last():
    found = parties(plain(by_hand()))
    assert found.index[-1] == "marketing" and np.isnan(found["value"].iloc[-1])
    assert found.loc["marketing", "because"] == METRICS["satisfied_marketing"].undefined
    nothing = parties(tables())
    assert nothing["value"].isna().all() and len(nothing) == 4
