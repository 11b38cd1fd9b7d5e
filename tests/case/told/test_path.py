"""One customer in both worlds: chosen by a rule that anybody can check, told as it was, and counted."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from smkt_helpers.case.blocks import Chart, Said, Table, figures_of
from smkt_helpers.case.figure import text_of
from smkt_helpers.case.question import asked
from smkt_helpers.case.told import path
from smkt_helpers.comparison.runs import SEATS, StoppedError
from smkt_helpers.history import simulate
from smkt_helpers.story import after_sale_path


def people(*ends):
    """Return people of one market who end like this today and with the practices, in the order in which they asked."""
    index = pd.MultiIndex.from_tuples([(0, lead) for lead in range(len(ends))], names=["market", "lead"])
    day = pd.Timestamp("2025-07-07")
    rows = [(day + pd.Timedelta(days=place), today, chosen, 1.0, 1.0) for place, (today, chosen) in enumerate(ends)]
    names = ["created", *(f"{name}_{way}" for name in ("end", "waited") for way in path.BOTH)]
    return pd.DataFrame(rows, index=index, columns=names)


def text_of_section(section):
    return " ".join(one.text() for one in (section.message, *section.blocks) if isinstance(one, Said))


def test_the_middle_one_of_the_most_usual_pair_is_shown():
    met = people(("lost", "won"), ("mql", "won"), ("won", "won"), ("mql", "won"), ("won", "left"), ("mql", "won"))
    assert list(path.of_kind(met, "better").index.get_level_values("lead")) == [0, 1, 3, 5]
    assert path.chosen_person(met, "better") == (0, 3) and len(path.alike(met, "better")) == 3
    assert path.chosen_person(met, "worse") == (0, 4)
    assert path.chosen_person(people(("won", "won"), ("mql", "stale")), "worse") is None
    # By time and not by number.
    assert path.chosen_person(met.assign(created=met["created"].to_numpy()[[0, 3, 2, 1, 4, 5]]), "better") == (0, 1)


def test_every_end_has_words_for_a_sentence(question, found):
    assert set(path.ENDS_TOLD) == set(path.END_WORDS)
    told = text_of_section(path.section(question, found("path")))
    assert "such a person" in told and "the one in the middle" in told and "“" not in told


def test_the_same_person_is_found_in_the_tables(question, found):
    for kind, story in found("path").stories.items():
        for way in path.BOTH:
            tables = simulate(question.company, question.plan(way), seed=question.seed, weeks=question.weeks,
                              first_replication=story.market, programs=SEATS).tables()  # fmt: skip
            steps = after_sale_path.steps_of(tables, story.lead)
            assert sum(map(len, story.columns[way])) == len(steps)
            end = path.END_WORDS[found("path").people.loc[(story.market, story.lead), f"end_{way}"]]
            assert end == after_sale_path.end_of(tables, story.lead), (kind, way)


def test_every_person_is_counted_once(question, found):
    section = path.section(question, found("path"))
    values = {one.id: one.value for one in figures_of(section)}
    cells = [value for id, value in values.items() if id.startswith("path.from_")]
    assert len(cells) == 9 and sum(cells) == values["path.people"] == len(found("path").people)
    better = sum(values[f"path.from_{way}"] for way in ("never.to_left", "never.to_stayed", "left.to_stayed"))
    assert values["path.better.people"] == better > 0
    assert values["path.net"] == pytest.approx((better - values["path.worse.people"]) / question.markets)


def test_who_asked_is_who_asked_first_and_was_not_found_by_sales(question):
    tables = simulate(question.company, question.plan("today"), weeks=question.weeks, programs=SEATS).tables()
    ends, leads = path.ends_of(tables, 8), tables.leads.set_index("lead_id")
    early = leads[leads["created_at"].between(tables.start, tables.start + pd.Timedelta(weeks=8), inclusive="left")]
    assert list(ends.index) == list(early[early["source"] != "own prospect"].index)
    assert (ends["end"] == "left").sum() == (
        tables.customers["left_at"].notna() & tables.customers["lead_id"].isin(ends.index)).sum()  # fmt: skip


def test_the_picture_and_its_table_tell_the_same(question, found):
    section = path.section(question, found("path"))
    chart = next(one for one in section.blocks if isinstance(one, Chart))
    story = found("path").stories["better"]
    words = [group[0].words for column in story.columns.values() for group in column]
    told = [text_of(row[1]) for row in chart.table.rows]
    assert len(told) == len(words) and all(one in mine for one, mine in zip(words, told, strict=True))
    assert all(word in chart.svg() for word in ("With the chosen practices", "writes to us"))
    assert "picked by a rule" in text_of_section(section)


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ([("won", "won"), ("mql", "stale")], ["nobody for whom it went better", "nobody for whom it went worse"]),
        ([("mql", "stale")], ["nobody for whom it went better", "better with the chosen practices for 0"]),
    ],
)
def test_without_a_case_it_says_so(question, ends, said):
    section = path.section(question, path.Path(people(*ends), {}))
    assert all(words in text_of_section(section) for words in said) and section.on_slide == ()
    assert isinstance(section.blocks[2], Table)


def test_one_year_has_no_interval(question, found):
    one = question.with_changes(markets=1)
    only = path.Path(found("path").people.loc[[0]], {})
    message = path.section(one, only).message.text()
    assert "interval" not in message and "of 1 simulated year," in message


def test_it_can_be_stopped(question):
    with pytest.raises(StoppedError):
        path.compute(question, cancel=lambda: True)


@pytest.mark.full
def test_the_web_shop_and_another_currency():
    question = asked("webshop", markets=2, weeks=26)
    question = question.with_changes(base=dataclasses.replace(question.base, currency="PLN"))
    found = path.compute(question)
    section = path.section(question, found)
    tables = [text_of(row[1]) for one in section.blocks if isinstance(one, Chart) for row in one.table.rows]
    assert any("PLN" in words for words in tables)
    assert all(one.id.startswith("path.") for one in figures_of(section))
