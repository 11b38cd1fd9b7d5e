from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.case.blocks import figures_of, section_html
from smkt_helpers.case.question import Question, asked
from smkt_helpers.case.told import vanish as part
from smkt_helpers.commands.play import assumed
from tests.comparison.test_doubt import with_ranges

PATHS = ("team.selling_share", "minutes.meeting", "calendar.evening_rate")
# These two practices hardly change anything, so that one assumption can turn the sign.
WEAK = {"practices": ("dashboard", "codesign")}


@pytest.fixture(scope="module")
def looked(question):
    return part.compute(question, looked_at=2, paths=PATHS)


@pytest.fixture(scope="module")
def clear(looked):
    """Return the same with an effect that is clear, however few the markets are."""
    effect = looked.effect.copy()
    effect[["low", "high"]] = effect["difference"] - 1.0, effect["difference"] + 1.0
    return dataclasses.replace(looked, effect=effect, break_even=pd.Series(dtype="float64"))


def test_the_figures_are_those_of_the_commands(question, looked):
    board = smkt.sensitivity(question.company, question.plan("today"), question.plan("chosen"), weeks=26, markets=2,
                             seed=question.seed, assumptions=PATHS)  # fmt: skip
    shown = {figure.id: figure for figure in figures_of(part.section(question, looked))}
    assert shown["vanish.effect"].value == board["effect"].iloc[0]
    assert len(looked.paths) == 2
    for path in looked.paths:
        assert shown[f"vanish.{path}.low"].value == pytest.approx(board.loc[path, "effect_low"])
        assert shown[f"vanish.{path}.high"].value == pytest.approx(board.loc[path, "effect_high"])


def test_the_command_of_an_end_makes_it_again(question, looked):
    path = looked.paths[0]
    figure = next(one for one in figures_of(part.section(question, looked)) if one.id == f"vanish.{path}.low")
    words = figure.command.split()
    company = question.base.replace(**assumed([words[words.index("--assume") + 1]]))
    board = smkt.compare(company, company.today, question.plan("chosen"), weeks=26, replications=2, seed=question.seed,
                         metrics=("contribution",))  # fmt: skip
    assert (figure.value, figure.low) == tuple(board.loc["contribution", ["difference", "low"]])


def test_the_most_dangerous_comes_first(looked):
    worst = looked.ends["difference"].groupby("path", sort=False).min()
    assert worst.is_monotonic_increasing
    assert looked.screened == len(PATHS)


def test_when_nothing_makes_it_vanish(question, clear):
    told = part.message(question, clear).text()
    assert "No assumption alone made the gain vanish" in told
    assert "Of 3 assumptions, 2 were looked at closely; the others were only glanced at, in 26 simulated weeks" in told
    assert clear.break_even.empty and "not within its range" in section_html(part.section(question, clear))


def test_what_makes_it_vanish_is_named_with_its_value(question, clear):
    gone = dataclasses.replace(clear, break_even=pd.Series({"team.selling_share": 0.3}))
    told = part.message(question, gone).text()
    assert "One assumption alone can make the gain vanish" in told and "at 30.0% instead of 44.5%" in told
    two = pd.Series({"team.selling_share": 0.3, "minutes.meeting": 80.0})
    told = part.message(question, dataclasses.replace(clear, break_even=two)).text()
    assert "2 assumptions, each alone, can make the gain vanish" in told and "Of 3 assumptions" in told


def test_what_is_left_is_told_as_a_share_of_the_same_years(question, clear):
    section = part.section(question, clear)
    shown = {figure.id: figure for figure in figures_of(section)}
    path = clear.paths[0]
    whole, line = clear.effect["difference"], clear.ends.loc[(path, "low")]
    share = shown[f"vanish.{path}.low.share"]
    assert (share.value, share.low) == pytest.approx((line["difference"] / whole, line["low"] / whole))
    message = {figure.id for figure in section.message.figures()}
    assert "vanish.effect" not in message and any(id.endswith(".share") for id in message)
    told = section_html(section)
    assert "of the gain" in told and "All shares are of one amount" in told
    assert "counts more simulated years" not in told
    assert "counts more simulated years" in section_html(part.section(question.with_changes(markets=20), clear))


@pytest.mark.parametrize("worst", ["low", "high"])
def test_a_number_near_the_end_that_favours_the_practices_is_pointed_out(question, clear, worst):
    path = "team.selling_share"  # 44.5%, near the high end of its range
    ends = clear.ends.loc[[path]].copy()
    for end in ("low", "high"):
        ends.loc[(path, end), "difference"] = (0.2 if end == worst else 1.1) * clear.effect["difference"]
    told = part.message(question, dataclasses.replace(clear, ends=ends)).text()
    assert ("44.5% stands near the favourable end of its range, 22.0% to 46.0%" in told) == (worst == "low")


def test_a_loss_is_called_a_loss(question, clear):
    effect = clear.effect.copy()
    effect["difference"] = -effect["difference"]
    effect["low"], effect["high"] = effect["difference"] - 1.0, effect["difference"] + 1.0
    lost = dataclasses.replace(clear, effect=effect, ends=clear.ends.assign(difference=-clear.ends["difference"].abs()))
    page = section_html(part.section(question, lost))
    assert "made the loss vanish" in page and "of the gain" not in page and "would leave more than today" in page


def test_an_effect_that_is_not_clear_cannot_vanish(question, clear):
    effect = clear.effect.copy()
    effect["low"], effect["high"] = -5.0, 5.0
    told = part.message(question, dataclasses.replace(clear, effect=effect)).text()
    assert "not even clear that there is an effect" in told


def test_a_break_even_value_is_searched_where_the_sign_turns(question):
    weak = question.with_changes(**WEAK)
    found = part.compute(weak, looked_at=3, paths=PATHS)
    lowest = found.ends["difference"].groupby("path").min()
    assert found.effect["difference"] > 0 > lowest.min()
    assert set(found.break_even.index) == set(lowest.index[lowest <= 0])
    board = smkt.sensitivity(weak.company, weak.plan("today"), weak.plan("chosen"), weeks=26, markets=2,
                             seed=weak.seed, assumptions=list(found.break_even.index))  # fmt: skip
    assert found.break_even.to_dict() == pytest.approx(board["break_even"].to_dict(), rel=1e-9)


def test_an_end_that_cannot_be_played_is_said(question, clear):
    ends = clear.ends.copy()
    ends.loc[(clear.paths[0], "high"), ["difference", "low", "high"]] = float("nan")
    assert "cannot be played" in section_html(part.section(question, dataclasses.replace(clear, ends=ends)))


def test_a_changed_assumption_is_told_as_changed(question):
    changed = question.with_changes(changed=(("team.selling_share", 0.4),))
    found = part.compute(changed, looked_at=1, paths=PATHS[:1])
    page = section_html(part.section(changed, found))
    assert "an assumption that was changed on this page" in page and "40.0%" in page and "44.5%" not in page


@pytest.mark.full
def test_a_company_of_another_currency():
    other = asked("webshop", practices=["shared_crm"], markets=1, weeks=4)
    page = section_html(part.section(other, part.compute(other, looked_at=1, paths=("trouble.viral_times",))))
    assert "GBP" in page and "EUR" not in page


def test_stopping_leaves_nothing_half_done(question):
    with pytest.raises(smkt.KitError, match="stopped"):
        part.compute(question, paths=PATHS, cancel=lambda: True)


def test_the_quick_look_is_that_of_its_command(question):
    weak = question.with_changes(weeks=30, **WEAK)
    found = part.compute(weak, looked_at=1, paths=PATHS)
    shown = {figure.id: figure for figure in figures_of(part.section(weak, found))}
    assert "--weeks 26 --markets 1 " in shown["vanish.crossed"].command
    board = smkt.sensitivity(weak.company, weak.plan("today"), weak.plan("chosen"), weeks=26, markets=1,
                             seed=weak.seed, assumptions=PATHS)  # fmt: skip
    turned = board[["effect_low", "effect_high"]].min(axis=1) <= 0
    assert 0 < turned.sum() < len(PATHS) and found.crossed == turned.sum()
    assert turned[found.paths].all()


def test_progress_moves_up_to_the_end_also_while_a_value_is_searched(question):
    told = []
    found = part.compute(question.with_changes(**WEAK), looked_at=1, paths=PATHS,
                         progress=lambda done, total: told.append((done, total)))  # fmt: skip
    assert len(found.break_even) == 1
    played = 2 * len(PATHS) + 2 * 2
    assert [done for done, _total in told[:played]] == list(range(1, played + 1))
    searched = [done for done, _total in told[played:]]
    assert len(searched) > 1 and searched == sorted(searched) and searched[0] > played
    assert len({total for _done, total in told}) == 1 and searched[-1] <= told[0][1]


def test_it_can_be_stopped_while_a_value_is_searched(question):
    told = []
    with pytest.raises(smkt.KitError, match="stopped"):
        part.compute(question.with_changes(**WEAK), looked_at=1, paths=PATHS,
                     progress=lambda done, total: told.append(done),
                     cancel=lambda: bool(told) and told[-1] > 2 * len(PATHS) + 2 * 2)  # fmt: skip


def test_an_end_that_no_company_can_have_is_left_out():
    company = with_ranges(team__hours_week=(30.0, 50.0))
    question = Question(company, ("shared_crm",), weeks=8, markets=1)
    found = part.compute(question)
    assert found.ends["difference"].isna().tolist() == [True, False]
