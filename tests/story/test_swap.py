"""Who pays for a chase is read from the runs, and told whichever way it went."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.desk import board
from smkt_helpers.desk.run import Run
from smkt_helpers.metrics import board_of
from smkt_helpers.story import swap
from tests.helpers import shown_text

COMPANY = smkt.company("irrigation")
FEW = 4


def run(moved=(0.0, 0.0), plan=swap.AGREED, **means):
    """Return a run whose four markets differ a little, with the means given and 50 points for every party."""
    wobble = np.array([-1.0, 0.0, 0.0, 1.0])
    values = pd.DataFrame({id: means.get(id, 50.0) + 0.001 * wobble for id in swap.IDS})
    moves = dict(zip(("points", "discount"), moved, strict=True))
    return Run(COMPANY, plan, 1, 13, values, board_of(values), (), moves)


@pytest.fixture(scope="module")
def played():
    kept = swap.playing(COMPANY, swap.AGREED, markets=FEW).finish()
    return {"kept": kept, **{seat: swap.chasing(COMPANY, seat, FEW) for seat in swap.BOTH}}


def test_the_agreement_is_in_force_and_the_bonuses_are_separate():
    """The prose: one definition, shared CRM, owners, results that come back; marketing is paid for leads."""
    told = ("shared_definition", "handoff", "owners", "feedback", "shared_bonus", "target", "dashboard")
    assert [swap.AGREED[name] for name in told] == [True, "shared_crm", True, "weekly", False, "mqls", False]


def test_a_chase_raises_its_own_number(played):
    assert played["marketing"].means()["mql"] > played["kept"].means()["mql"]
    assert played["sales"].means()["quota_reached"] > played["kept"].means()["quota_reached"]


def test_parties_stand_with_the_least_content_first():
    made = run(satisfied_sales=70, satisfied_marketing=20, satisfied_management=90, satisfied_customers=40)
    assert list(swap.content(made)) == ["marketing", "customers", "sales", "management"]
    row = swap.parties_rows([swap.Quarter("A quarter", made)])[0]
    assert row["Least content"] == "Marketing 20" and row["Most content"] == "Management 90"


def test_an_unknown_party_stands_last_and_does_not_break_the_picture():
    made = run(satisfied_sales=float("nan"))
    assert list(swap.content(made))[-1] == "sales"
    assert "<svg" in swap.parties_picture([swap.Quarter("A quarter", made)], "A caption.").html()


def test_the_picture_names_its_quarters_and_says_who_is_least_content():
    quarters = [swap.Quarter("One", run(satisfied_customers=10)), swap.Quarter("Two", run(satisfied_sales=15))]
    picture = swap.parties_picture(quarters, "A caption.")
    assert "One: least content are the customers, with 10" in picture.sentence
    assert "Two: least content are the reps, with 15" in picture.sentence
    assert picture.svg.count("One") == 1 and "Customers" in picture.svg


@pytest.mark.parametrize(
    ("changes", "said", "not_said"),
    [
        ({"satisfied_customers": 30.0}, "Less content than before: Customers (−20 points).", "More content"),
        ({"satisfied_sales": 60.0}, "More content than before: Sales (+10 points).", "Less content"),
        ({}, "No party is clearly less content than before.", "More content"),
    ],
)
def test_who_paid_is_told_both_ways(changes, said, not_said):
    told = swap.who_paid(run(mql=80.0, **changes), run(mql=50.0), "marketing")
    assert "rose from 50 to 80" in told
    assert said in told and not_said not in told


@pytest.mark.parametrize(
    ("points", "taken_on", "said"),
    [
        (38.0, 0.9, "takes on 90% of the leads it opens instead of 70%. That does not mean better leads"),
        (62.0, 0.5, "takes on 50% of the leads it opens instead of 70%. That does not mean worse leads"),
        (38.0, 0.5, ""),
        (62.0, 0.9, ""),
        (50.0, 0.9, ""),
    ],
)
def test_why_sales_takes_on_more_of_what_needs_fewer_points_is_told_both_ways(points, taken_on, said):
    now = run(plan=swap.AGREED.replace(threshold=points), acceptance=taken_on)
    told = swap.acceptance_sentence(now, run(acceptance=0.7))
    assert said in told and bool(told) == bool(said)
    assert swap.who_paid(now, run(acceptance=0.7), "marketing").endswith(told)


def test_a_program_s_points_count_as_points_and_two_definitions_explain_nothing():
    fewer = run(moved=(-6.0, 0.0), acceptance=0.9)
    assert "lower now" in swap.acceptance_sentence(fewer, run(acceptance=0.7))
    own = swap.AGREED.replace(shared_definition=False)
    assert swap.acceptance_sentence(run(plan=own, moved=(-6.0, 0.0), acceptance=0.9), run(plan=own)) == ""


@pytest.mark.parametrize(
    ("sales_falls", "marketing_falls", "said"),
    [
        (True, True, "the others do to us"),
        (True, False, "did not clearly hurt marketing. The harm went one way"),
        (False, True, "did not clearly hurt sales. The harm went one way"),
        (False, False, "Neither desk's decisions clearly made the other team less content"),
    ],
)
def test_the_mirror_is_told_all_four_ways(sales_falls, marketing_falls, said):
    runs = {
        "marketing": run(satisfied_sales=30.0 if sales_falls else 50.0),
        "sales": run(satisfied_marketing=30.0 if marketing_falls else 50.0),
    }
    assert said in swap.mirror_sentence(runs, dict.fromkeys(swap.BOTH, run()))


@pytest.mark.parametrize(
    ("falls", "said"), [(2, "both times"), (1, "one of the two times"), (0, "did not become clearly less content")]
)
def test_the_customers_are_counted(falls, said):
    runs = {
        "marketing": run(satisfied_customers=30.0 if falls > 0 else 50.0),
        "sales": run(satisfied_customers=30.0 if falls > 1 else 50.0),
    }
    assert said in swap.mirror_sentence(runs, dict.fromkeys(swap.BOTH, run()))


@pytest.mark.parametrize(
    ("contribution", "lowest", "said"),
    [
        (90.0, 90.0, "paid off"),
        (10.0, 10.0, "did harm"),
        (90.0, 10.0, "helped in one respect and hurt in another"),
        (50.0, 50.0, "did not clearly change"),
    ],
)
def test_one_bonus_is_told_all_ways(contribution, lowest, said):
    runs = {
        "separate": run(moved=(-5.0, 0.04)),
        "shared": run(moved=(0.0, -0.02), contribution=contribution, satisfied_lowest=lowest),
    }
    told = swap.bonus_sentence(runs)
    assert said in told
    assert "−5.0 points" in told and "+4.0 percentage points" in told and "±0 and −2.0" in told


def test_what_the_notebook_shows_has_its_figures(played):
    told = shown_text(swap.each_for_its_number(COMPANY, FEW))
    assert f"{played['marketing'].means()['mql']:,.0f}" in told
    assert "That does not mean better leads" in told, "lowering the points raises acceptance"
    assert "goes from 50 points to 38 points" in told and "“Highest discount” goes from 10% to 30%" in told


def test_each_change_of_the_organisation_stands_in_the_table():
    told = shown_text(swap.ways_to_organise(COMPANY, 2))
    assert all(words in told for words, _fields in swap.ORGANISED.values())
    assert any(mark in told for mark in ("≈", "▲", "▼", "="))


def test_the_start_says_what_takes_away_most():
    told = shown_text(swap.start_here(COMPANY))
    assert "What takes away most" in told and "least content are" in told


def test_clear_changes_are_those_of_the_desk():
    """A fall that chance could make is not called one."""
    noisy = run()
    noisy.values.loc[0, "satisfied_sales"] = 0.0
    assert board.change(board.METRICS["satisfied_sales"], noisy.values, run().values).kind == board.UNCLEAR
    assert swap.moved_parties(noisy, run(), board.WORSE) == {}


def test_the_cards_of_lesson_08_know_every_party():
    cards = _cards("08")
    assert set(cards.LIVES_ON) == set(cards._owners())
    assert list(cards._owners().values()).count("customers") == 2


def _cards(lesson):
    path = Path(__file__).parents[2] / "exercises" / f"lesson{lesson}" / "cards.py"
    spec = importlib.util.spec_from_file_location(f"cards_of_{lesson}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
