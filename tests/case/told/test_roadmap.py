from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.case.blocks import Note, figures_of, section_html
from smkt_helpers.case.question import asked
from smkt_helpers.case.told import roadmap as part
from smkt_helpers.case.told import together
from smkt_helpers.commands.play import changes
from smkt_helpers.practices import PRACTICES, with_practices


@pytest.fixture(scope="module")
def small():
    """Return a question with a clear answer: one practice helps a lot, the other hardly changes anything."""
    return asked(practices=["shared_crm", "paper_plan"], markets=4, weeks=26)


@pytest.fixture(scope="module")
def planned(small):
    return part.compute(small)


def other(planned, table="fresh_rest", **values):
    board = getattr(planned, table).copy()
    for name, value in values.items():
        board[name] = value
    return dataclasses.replace(planned, **{table: board})


def nothing(planned):
    """Return a roadmap without a step."""
    return dataclasses.replace(planned, steps=planned.steps.iloc[:0], tried=(), fresh=planned.fresh.iloc[:0])


def test_the_first_step_is_the_best_next_step(small, planned):
    board = smkt.next_step(small.company, small.plan("today"), small.practices, weeks=26, markets=4, seed=small.seed)
    assert list(planned.steps.index) == ["shared_crm"]
    shown = {figure.id: figure for figure in figures_of(part.section(small, planned))}
    gain, line = shown["roadmap.shared_crm.gain"], board.iloc[0]
    assert (gain.value, gain.low, gain.high) == (line["gain"], line["low"], line["high"])
    assert shown["roadmap.shared_crm.cost"].value == line["cost"]
    assert "the best of 2 practices" in gain.how


def test_what_is_left_was_tried_beside_the_steps(small, planned):
    plan = with_practices(small.plan("today"), ["shared_crm"])
    board = smkt.next_step(small.company, plan, ["paper_plan"], weeks=26, markets=4, seed=small.seed)
    left = next(one for one in figures_of(part.section(small, planned)) if one.id == "roadmap.paper_plan.open")
    assert left.value == board.loc["paper_plan", "gain"]
    # The plan that the command names is the plan that was played.
    words = left.command.split()
    typed = [word for before, word in zip(words, words[1:], strict=False) if before == "--set"]
    assert small.plan("today").replace(**changes(typed)) == plan


def test_the_order_is_judged_again_in_markets_that_had_no_say(small, planned):
    board = smkt.compare(small.company, small.plan("today"), with_practices(small.plan("today"), ["shared_crm"]),
                         weeks=26, replications=4, seed=small.seed + 1, metrics=("contribution",))  # fmt: skip
    section = part.section(small, planned)
    fresh = next(one for one in figures_of(section) if one.id == "roadmap.fresh_total")
    assert (fresh.value, fresh.seed) == (board.loc["contribution", "difference"], small.seed + 1)
    assert fresh.value != planned.steps["gain"].sum()
    assert fresh.text in section.message.text()
    assert "The best of many looks better than it is" in section_html(section)


def test_a_step_that_does_not_hold_is_named(small, planned):
    notes = part.section(small, other(planned, "fresh", low=-5.0)).blocks
    said = next(block for block in notes if isinstance(block, Note))
    assert said.kind == "warn" and "no longer clear: “One shared CRM”" in said.said.text()


@pytest.mark.parametrize(("low", "high", "words"), [(1.0, 9.0, "bring clearly more there"),
                                                    (-9.0, -1.0, "bring clearly less there"),
                                                    (-9.0, 9.0, "nobody can tell")])  # fmt: skip
def test_all_chosen_practices_at_once_stand_beside_the_steps(small, planned, low, high, words):
    told = part.message(small, other(planned, low=low, high=high)).text()
    assert "Begin with “One shared CRM”" in told and words in told


def pair(small, planned, **lows):
    """Return a roadmap with a pair whose lines have these lower ends, where it matters."""
    found = other(other(planned, low=1.0, high=9.0), "left", low=-9.0, high=9.0)
    lines = pd.DataFrame({"difference": 5.0, "low": -1.0, "high": 11.0}, index=["one", "other", "both", "more"])
    for line, low in lows.items():
        lines.loc[line, "low"] = low
    return dataclasses.replace(found, together=together.Together(("meeting", "feedback"), 6, 4, lines))


def test_a_pair_that_pays_together_is_named_with_its_mechanism(small, planned):
    section = part.section(small, pair(small, planned, both=1.0, more=1.0))
    assert "“A weekly smarketing meeting” and “Results written back and read” together add +" in section.message.text()
    page = section_html(section)
    assert "beyond the sum of each alone" in page and "Reps write back what became of a lead" in page
    assert all(one.id.startswith("roadmap.") for one in figures_of(section))
    known = pair(small, planned, both=1.0, more=1.0)
    known = dataclasses.replace(known, together=dataclasses.replace(known.together, ids=("owners", "own_leads_last")))
    assert "frees such hours" in section_html(part.section(small, known))


def test_where_no_pair_is_clear_it_says_so(small, planned):
    section = part.section(small, pair(small, planned, both=1.0))
    assert "no single pair of them explains it" in section.message.text()
    assert "No pair was found that clearly pays only together" in section_html(section)
    assert "Reps write back" not in section_html(section)


def test_only_what_does_not_pay_alone_is_said_to_pay_together(small, planned):
    more = other(planned, low=1.0, high=9.0)
    not_alone = other(more, "left", low=-9.0, high=9.0)
    assert "it was not looked for which of them pay only together" in part.message(small, not_alone).text()
    assert "only together" not in part.message(small, other(more, "left", low=1.0, high=9.0)).text()


def test_the_pair_is_judged_in_fresh_years(small):
    question = small.with_changes(practices=("shared_crm", "feedback", "meeting", "owners"), markets=2)
    found = together.sought(question, 7, ["shared_crm"], ["feedback", "meeting", "owners"])
    assert found.tried == 3 and found.markets == 2
    steps = with_practices(small.plan("today"), ["shared_crm"])
    for line, ids in (("one", found.ids[:1]), ("other", found.ids[1:]), ("both", found.ids)):
        board = smkt.compare(small.company, steps, with_practices(steps, ids), weeks=26, replications=2, seed=7,
                             metrics=("contribution",))  # fmt: skip
        assert found.lines.loc[line, "low"] == pytest.approx(board.loc["contribution", "low"])
    gains = found.lines["difference"]
    assert gains["more"] == pytest.approx(gains["both"] - gains["one"] - gains["other"])
    assert together.sought(question, 7, ["shared_crm"], ["feedback"]) is None
    with pytest.raises(smkt.KitError, match="stopped"):
        together.sought(question, 7, ["shared_crm"], ["feedback", "owners"], cancel=lambda: True)


def test_without_a_clear_step_no_order_is_made_up(small, planned):
    section = part.section(small, nothing(planned))
    assert "No practice on its own is clearly better than today" in section.message.text()
    assert section.on_slide == ()


@pytest.mark.parametrize(("low", "high", "words"), [(1.0, 9.0, "it still gains"), (-9.0, -1.0, "clearly lowers"),
                                                    (-9.0, 9.0, "nobody can tell whether")])  # fmt: skip
def test_why_a_practice_was_left_out(small, planned, low, high, words):
    assert words in section_html(part.section(small, other(planned, "left", low=low, high=high)))


def test_it_ends_when_every_practice_is_taken(small):
    found = part.compute(small, practices=["shared_crm"])
    assert list(found.steps.index) == ["shared_crm"] and found.left.empty
    assert "Nothing was left out" in section_html(part.section(small, found))


def test_no_more_steps_than_the_page_can_show(small, monkeypatch):
    # Every practice gains here, so that only the limit ends it.
    def always(company, plan, practices, weeks, markets, seed, **ways):
        return pd.DataFrame({"practice": practices, "gain": 2.0, "low": 1.0, "high": 3.0, "gave": 2.0, "cost": 0.0,
                             "hours": 0.0, "lowered": 0.0, "runs": markets}, index=list(practices))  # fmt: skip

    monkeypatch.setattr(part, "next_step", always)
    monkeypatch.setattr(part, "_judged_again", lambda *found: (None,) * 4)
    monkeypatch.setattr(part, "_pays_together", lambda *found: False)
    found = part.compute(small, practices=list(PRACTICES))
    assert list(found.steps.index) == list(PRACTICES)[: part.MOST_STEPS]


@pytest.mark.full
def test_a_company_of_another_currency():
    question = asked("webshop", practices=["shared_crm"], markets=2, weeks=4)
    page = section_html(part.section(question, part.compute(question)))
    assert "GBP" in page and "EUR" not in page


def test_stopping_leaves_nothing_half_done(small):
    with pytest.raises(smkt.KitError, match="stopped"):
        part.compute(small, cancel=lambda: True)
