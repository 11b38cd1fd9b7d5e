"""The claim check: every sentence follows the runs, in both directions, and no claim is stronger than its source."""

import re
from pathlib import Path

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers.claims import CLAIMS
from smkt_helpers.desk import claim
from smkt_helpers.story import worth
from tests.helpers import assert_named, assert_no_trouble, find, press, shown_text

COMPANY = smkt.company("irrigation")
EVIDENCE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")


def found(*shares, contribution=1000.0):
    return pd.DataFrame({"revenue": list(shares), "contribution": [contribution] * len(shares)})


@pytest.fixture
def check():
    return claim.claim_check(smkt.start("09", setup_check=list), COMPANY, at_a_time=3)


@pytest.fixture
def quick(monkeypatch):
    """Let a market take no time: what is shown is tested here, not the simulation."""

    def gains(_company, _first, _second, begin, markets, seed=1):
        return found(*(0.1 * (begin + place) - 0.05 for place in range(markets)))

    monkeypatch.setattr(worth, "gains", gains)


# Sources


@pytest.mark.parametrize("said", [one.held for one in CLAIMS.values()])
def test_every_figure_of_a_source_stands_on_the_evidence_page(said):
    for figure in re.findall(r"\d[\d,.]*%|\d,\d{3}|\d{3} firms|\b(?:19|20)\d\d\b", said):
        assert figure.strip(".,") in EVIDENCE, f"“{figure}” is not on the evidence page"


def test_the_claims_name_what_they_cannot_carry():
    told = shown_text(worth.claims())
    assert "chosen by their results" in told and "does not say what causes what" in told
    assert "**" not in told


def test_the_assumptions_are_counted_from_the_company():
    told = shown_text(worth.assumptions(COMPANY))
    choices = sum(one.basis == "choice" for one in COMPANY.assumptions)
    assert f"{choices} are our choice" in told
    known = {one.path for one in COMPANY.assumptions}
    assert set(worth.WEIGHTY) <= known


# Sentences


@pytest.mark.parametrize(
    ("low", "high", "where"), [(0.3, 0.6, "below this"), (0.0, 0.1, "above this"), (0.1, 0.4, "inside this")]
)
def test_the_claim_is_placed_but_never_confirmed(low, high, where):
    said = worth.claim_sentence(low, high)
    assert where in said and "neither confirms nor refutes" in said


def test_the_answer_holds_average_interval_and_losses():
    said = worth.answer_sentence(found(0.1, 0.3, -0.1, 0.5), "EUR")
    assert "by +20% on average" in said and "between −10% and +50%" in said
    assert "lost in 1 of 4 markets" in said and "EUR 1,000" in said


def test_one_market_is_not_an_answer():
    assert "One market alone says −10%" in worth.answer_sentence(found(-0.1), "EUR")


def test_no_loss_is_not_called_a_promise():
    assert "not a promise" in worth.lost_sentence(found(0.1, 0.2))


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ([-0.5, 0.0, 0.5, 1.5], "moves the answer more than luck"),
        ([0.29, 0.30, 0.31], "luck moves the answer more"),
    ],
)
def test_luck_and_doubt_are_weighed_both_ways(drawn, said):
    assert said in worth.doubt_sentence([0.1, 0.3, 0.6], drawn)


def test_doubt_without_markets_asks_for_some():
    assert "Play some markets above" in worth.doubt_sentence([], [0.1, 0.2])


@pytest.mark.parametrize(("worst", "said"), [(-50.0, "“B” lowered it: −EUR 50"), (10.0, "None of them lowered it")])
def test_practices_are_told_both_ways(worst, said):
    table = pd.DataFrame({"practice": ["A", "B"], "mean": [100.0, worst], "low": [50.0, -90.0], "high": [150.0, 90.0]})
    told = worth.practices_sentence(table, 4, "EUR")
    assert "“A” moved the revenue of a year most: +EUR 100" in told and said in told
    assert "not clear in which direction these work: B" in told


@pytest.mark.parametrize("shares", [(0.1, 0.3), (-0.3, -0.1)])
def test_the_board_hears_the_runs_and_that_it_is_a_model(shares):
    said = worth.board_sentence("all", found(*shares), [-0.2, 0.8])
    assert "a model, not a measurement" in said and "assumptions are off" in said
    assert ("lost in 0 of these 2 markets" in said) == (shares[0] > 0)


def test_the_board_hears_nothing_that_was_not_played():
    assert "Play some markets" in worth.board_sentence("all", None, [])
    assert "have not looked at yet" in worth.board_sentence("all", found(0.1, 0.2), [])


def test_the_picture_shows_points_claim_and_words():
    picture = worth.gains_picture({"luck": [0.1, 0.5], "doubt": [-0.2, 0.9]}, "A caption.")
    assert "claimed: 20%" in picture.svg
    assert "luck: from +10% to +50%, +30% on average" in picture.sentence
    assert [row["Highest"] for row in picture.table] == ["+50%", "+90%"]


# The real runs


def test_a_market_does_not_change_when_further_ones_are_played():
    plans = worth.plans_of(COMPANY, "crm")
    whole = worth.gains(COMPANY, *plans, 0, 2)
    second = worth.gains(COMPANY, *plans, 1, 1)
    assert whole["revenue"].iloc[1] == second["revenue"].iloc[0]


def test_the_comparisons_differ_in_what_they_say():
    today = COMPANY.today
    for way in ("crm", "owners", "definition"):
        first, second = worth.plans_of(COMPANY, way)
        assert first == today and first.differences(second)
    assert worth.plans_of(COMPANY, "all") == (today, smkt.plans.aligned)
    assert worth.plans_of(COMPANY, "outer") == (smkt.plans.siloed, smkt.plans.aligned)
    assert worth.plans_of(COMPANY, "owners")[0].differences(worth.plans_of(COMPANY, "owners")[1]) == ("owners",)


def test_shares_of_practices_are_put_together_market_by_market():
    parts = [
        smkt.waterfall(
            COMPANY, COMPANY.today, ("shared_crm", "owners"), markets=1, seed=seed, weeks=4, metric="revenue"
        )
        for seed in (1, 2)
    ]
    table = claim.shared_table(parts)
    means = [sum(part.table.loc[id, "mean"] for part in parts) / 2 for id in ("shared_crm", "owners")]
    assert table.loc[["shared_crm", "owners"], "mean"].tolist() == pytest.approx(means)
    costs = [sum(part.table.loc[id, "cost"] for part in parts) / 2 for id in ("shared_crm", "owners")]
    assert table.loc[["shared_crm", "owners"], "cost"].tolist() == pytest.approx(costs)


# The screen, as a learner uses it


def test_every_press_adds_markets_and_the_board_hears_them(check, quick):
    runs, board = check.runs(), check.for_the_board()
    assert_named(runs)
    assert "Nothing has been played" in shown_text(runs) and "Play some markets" in shown_text(board)
    press(runs, "Play 3 more markets")
    assert len(check.shares) == 3
    press(runs, "Play 3 more markets")
    assert len(check.shares) == 6
    assert "In 6 markets" in shown_text(runs) and "played in 6 markets" in shown_text(board)
    assert find(runs, "Stop").disabled, "nothing is left to stop"


def test_another_comparison_starts_empty_is_kept_and_the_first_one_stays(check, quick):
    runs = check.runs()
    press(runs, "Play 3 more markets")
    find(runs, "What is compared?").value = "owners"
    assert_no_trouble(runs)
    assert "Nothing has been played" in shown_text(runs)
    find(runs, "What is compared?").value = "all"
    assert len(check.shares) == 3
    find(runs, "What is compared?").value = "crm"
    again = claim.claim_check(smkt.start("09", setup_check=list), COMPANY)
    assert again.way == "crm"


def test_the_guess_is_answered_once_enough_was_played(check, quick):
    asked, runs, answer = check.predict(), check.runs(), check.guess()
    find(asked, "").value = "under10"
    press(asked, "This is my prediction")
    press(runs, "Play 3 more markets")
    assert "Play at least 10 markets" in shown_text(answer)
    for _press in range(3):
        press(runs, "Play 3 more markets")
    assert "12 markets lie 110 percentage points" in shown_text(answer)
    assert "came out differently" in shown_text(answer)


def test_doubt_is_drawn_and_stands_beside_luck(check, quick, monkeypatch):
    monkeypatch.setattr(claim, "COMPANIES", 4)
    runs, doubt = check.runs(), check.doubt()
    press(runs, "Play 3 more markets")
    press(doubt, "Draw 4 other companies")
    told = shown_text(doubt)
    assert "luck: 3 markets" in told and "doubt: 4 companies" in told and "We drew 4 companies" in told


def test_a_broken_run_is_told_and_can_be_started_again(check, monkeypatch):
    def broken(*_args, **_named):
        raise smkt.KitError("The market is closed.")

    monkeypatch.setattr(worth, "gains", broken)
    runs = check.runs()
    press(runs, "Play 3 more markets")
    assert "The market is closed." in shown_text(runs)
    assert not find(runs, "Play 3").disabled


@pytest.mark.parametrize(
    ("shares", "hit"), [([0.0] * 10, "under10"), ([0.0] * 9 + [0.3], "to50"), ([0.0] * 9 + [1.2], "over100")]
)
def test_the_guess_has_a_right_line_for_every_spread(shares, hit):
    words = {key: key for key in claim.GUESSES}
    assert set(words) == set(worth.SPREAD_FROM)
    assert "what happened" in worth.guess_answer(hit, words, shares)


def test_stop_ends_the_work_and_keeps_what_is_done(check, quick):
    """With an event loop the work goes on between two clicks, as in a notebook."""
    import asyncio

    async def play():
        runs = check.runs()
        find(runs, "Play 3").click()
        while not check.shares:
            await asyncio.sleep(0)
        find(runs, "Stop").click()
        await asyncio.sleep(0)
        return runs

    # The engine is warmed beside the loop when it is not ready.
    runs = asyncio.run(play())
    assert 0 < len(check.shares) < 3
    assert "Stopped. What is done so far counts." in shown_text(runs)
    assert not find(runs, "Play 3").disabled
