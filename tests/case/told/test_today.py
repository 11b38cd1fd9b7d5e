"""Where people are lost today: figures equal the commands', and each branch has its sentence."""

from __future__ import annotations

import dataclasses
import json
import math
import shlex

import pytest

from smkt_helpers.__main__ import main
from smkt_helpers.case import blocks
from smkt_helpers.case.question import asked
from smkt_helpers.case.told import today
from smkt_helpers.comparison.pairs import compare
from smkt_helpers.errors import KitError


@pytest.fixture(scope="module")
def found(question):
    return today.compute(question)


def with_counts(found, **counts):
    """Return the same with other people a week at some stages."""
    asked_counts = {"reached": counts.pop("reached", 8.0), "won": counts.pop("won", 1.0)}
    funnel = dataclasses.replace(found.funnel, counts={**found.funnel.counts, **counts}, asked=asked_counts)
    return dataclasses.replace(found, funnel=funnel)


def test_the_stages_narrow_and_agree_with_the_metrics_of_a_comparison(question, found):
    reached = list(today.people(found).values())
    assert reached == sorted(reached, reverse=True) and reached[-1] > 0
    ids = ("leads", "mql", "sal", "wins", "revenue", "contribution")
    board = compare(question.company, question.plan("today"), question.plan("chosen"), question.weeks,
                    question.markets, question.seed, ids)["first"]
    for stage, metric in (("lead", "leads"), ("mql", "mql"), ("sal", "sal")):
        assert today.reached(question, found, stage).value == pytest.approx(board[metric])
    for metric in ("wins", "revenue", "contribution"):
        assert today.mean(question, found, metric).value == pytest.approx(board[metric])
    own = next(one for one in blocks.figures_of(today.section(question, found)) if one.id == "today.own")
    assert own.value + today.reached(question, found, "won").value == pytest.approx(board["wins"])


def test_the_commands_give_the_same_figures(question, found, capsys):
    figures = {one.id: one for one in blocks.figures_of(today.section(question, found))}
    main(shlex.split(figures["today.people.sql"].command)[3:])
    week = json.loads(capsys.readouterr().out)["today"]
    assert figures["today.people.sql"].value == pytest.approx(week["counts"]["sql"] * question.weeks)
    assert figures["today.people.reached"].value == pytest.approx(week["asked"]["reached"] * question.weeks)
    assert figures["today.hours.reps"].value == pytest.approx(week["needed"]["reps"])
    main(shlex.split(figures["today.spend"].command)[3:])
    assert figures["today.spend"].text in capsys.readouterr().out


def test_every_number_can_be_traced(question, found):
    section = today.section(question, found)
    figures = blocks.figures_of(section)
    assert all(one.id.startswith("today.") and one.how for one in figures)
    assert all(one.command for one in figures if one.basis == "simulated")
    assert "no rep" not in section.message.text() or today.biggest(found) == "looked"
    assert "not the fate of single people" in blocks.section_html(section)
    assert blocks.section_html(section).count("<details") >= len({one.id for one in figures})


def test_the_biggest_leak_is_named_with_its_reason(question, found):
    unopened = with_counts(found, leads=100.0, mql=80.0, looked=20.0, accepted=15.0, sql=5.0, opportunities=4.0)
    assert today.biggest(unopened) == "looked"
    assert "on nobody’s list" in today.leak(question, unopened).text()
    turned = with_counts(found, leads=100.0, mql=80.0, looked=70.0, accepted=15.0, sql=5.0, opportunities=4.0)
    assert "turned away because the firm does not suit" in today.leak(question, turned).text()
    needless = with_counts(found, leads=100.0, mql=80.0, looked=79.0, accepted=75.0, reached=70.0, sql=5.0,
                           opportunities=4.0)
    assert "finds no real need" in today.leak(question, needless).text()


def test_where_nobody_is_lost_no_leak_is_claimed(question, found):
    nobody = with_counts(found, leads=0.0, mql=0.0, looked=0.0, accepted=0.0, reached=0.0, sql=0.0, opportunities=0.0,
                         won=0.0)
    section = today.section(question, nobody)
    assert today.biggest(nobody) == "" and "most are lost" not in section.message.text()
    assert not any(isinstance(block, blocks.Note) for block in section.blocks)


def test_counts_say_how_much_they_vary(question, found):
    each = [today.people(today.compute(question.with_changes(markets=1)))["won"] * question.weeks]
    assert found.people["won"].iloc[0] == pytest.approx(each[0])
    for stage in today.STEPS:
        figure = today.reached(question, found, stage)
        assert found.people[stage].mean() == pytest.approx(figure.value) and figure.low < figure.value < figure.high
    text = blocks.section_html(today.section(question, found))
    assert "One year is not like the other" in text and "95% interval of the customers" in text
    alone = dataclasses.replace(found, people=found.people.iloc[:1])
    text = blocks.section_html(today.section(question.with_changes(markets=1), alone))
    assert "One year is not like the other" not in text and "95% interval of the customers" not in text


def test_used_and_needed_hours_are_told_together(question, found):
    short = dataclasses.replace(found, funnel=dataclasses.replace(found.funnel, needed={"reps": 1.2, "marketing": 0.7}))
    told = today.hours(question, short)
    assert "they use only" in told.text() and "whoever is passed over takes no time" in told.text()
    board = compare(question.company, question.plan("today"), question.plan("chosen"), question.weeks,
                    question.markets, question.seed, ("utilisation",))["first"]
    assert told.gaps["used"].value == pytest.approx(board["utilisation"])
    hours = found.funnel.hours
    used = sum(hours.values()) - hours["evening"] - hours["idle"]
    assert told.gaps["used"].value == pytest.approx(used / found.funnel.paid, abs=0.005)


@pytest.mark.parametrize(("reps", "marketing", "words"), [
    (1.2, 0.8, "What is short are the reps’ hours"), (0.8, 1.2, "What is short are marketing’s hours"),
    (0.8, 0.7, "No team is short of hours"),
])
def test_who_is_short_of_hours(question, found, reps, marketing, words):
    funnel = dataclasses.replace(found.funnel, needed={"reps": reps, "marketing": marketing})
    assert words in today.hours(question, dataclasses.replace(found, funnel=funnel)).text().replace("**", "")


def test_a_figure_without_an_answer_says_so(question, found):
    runs = found.runs.assign(speed_median=math.nan)
    assert today.mean(question, dataclasses.replace(found, runs=runs), "speed_median").text == "not available"


def test_a_single_market_has_no_interval(question, found):
    one = today.mean(question, dataclasses.replace(found, runs=found.runs.iloc[:1]), "revenue")
    assert one.interval == "" and one.text.startswith("EUR")


def test_the_web_shop_speaks_its_own_words_and_currency():
    question = asked("webshop", markets=1, weeks=8)
    section = today.section(question, today.compute(question))
    table = next(block for block in section.blocks if isinstance(block, blocks.Chart)).table
    assert "you call it “enquiry”" in table.rows[0][0]
    assert "GBP" in blocks.section_html(section)


def test_somebody_can_stop_it_and_is_told_how_far_it_is(question):
    seen = []
    today.compute(question, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]
    with pytest.raises(KitError, match="stopped"):
        today.compute(question, cancel=lambda: True)
