"""The web shop: many small orders, a contact centre open all week, customers who order again every few weeks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import smkt_helpers as smkt
from smkt_helpers import metrics
from smkt_helpers.companies import MOST_REACHED
from smkt_helpers.crm import SCHEMA, problems

ROOT = Path(__file__).resolve().parents[1]
SHOP = smkt.company("webshop")
PLANS = {"siloed": smkt.plans.siloed, "today": SHOP.today, "aligned": smkt.plans.aligned}
WEEKS = 13

# What a quarter of a small shop may look like, under any of the three plans. Revenue and contribution are outcomes
# of the model and have no limits here.
BELIEVABLE = {
    "leads": (WEEKS * 800, WEEKS * 3000),
    "mql": (WEEKS * 400, WEEKS * 2000),
    "wins": (WEEKS * 80, WEEKS * 500),
    "lead_to_won": (0.03, 0.25),
    "win_rate": (0.5, 0.9),
    "acceptance": (0.4, 0.8),
    "touches": (1.3, 3.5),
    "utilisation": (0.65, 0.96),
    "cycle": (0.3, 12.0),
    "deal_wait": (0.0, 2.5),
    "retention": (0.7, 0.95),
    "discount_share": (0.02, 0.15),
    "recommended": (WEEKS * 2, WEEKS * 50),
}
HANDOFF = ("speed_median", "untouched", "acceptance", "feedback_complete", "called_twice", "deal_wait")


@pytest.fixture(scope="module", params=[3, 71], ids="market {}".format)
def quarters(request) -> dict[str, smkt.History]:
    """One quarter of one market under each of the three plans."""
    return {name: smkt.simulate(SHOP, plan, seed=request.param, weeks=WEEKS) for name, plan in PLANS.items()}


@pytest.fixture(scope="module")
def figures(quarters) -> pd.DataFrame:
    """Metrics of the quarters: one row per plan."""
    ids = dict.fromkeys([*BELIEVABLE, *HANDOFF, "renewal_revenue", "new_revenue"])
    return pd.concat([metrics.values(history.tables(), ids) for history in quarters.values()], keys=PLANS).droplevel(1)


def found(history: smkt.History) -> dict[str, list[str]]:
    """Return what the schema finds wrong with the tables of a history."""
    tables = history.tables()
    return {name: wrong for name in SCHEMA if (wrong := problems(name, getattr(tables, name)))}


# --- The company itself --------------------------------------------------------------------------


def test_the_shop_is_what_its_name_says():
    assert (SHOP.id, SHOP.currency, SHOP.team.reps) == ("webshop", "GBP", 5)
    assert SHOP.team.marketers in (2, 3)
    calendar = SHOP.calendar
    assert (calendar.opens, calendar.closes, calendar.workdays) == (8, 20, 7)
    assert {"social", "newsletter", "comparison", "search", "chat"} <= {channel.id for channel in SHOP.channels}
    assert len(SHOP.segments) > 1


def test_a_seat_is_manned_for_all_opening_hours_and_no_more():
    hours = SHOP.calendar.workdays * (SHOP.calendar.closes - SHOP.calendar.opens)
    assert SHOP.team.hours_week == hours


def test_a_year_of_the_shop_stays_small_enough_to_play():
    people = sum(channel.potential for channel in SHOP.channels)
    assert 1000 <= people <= 3000 < MOST_REACHED


def test_orders_are_small_quick_and_come_again():
    assert all(segment.deal < 200 for segment in SHOP.segments)
    assert SHOP.deal.meetings[0] > 0.7
    assert SHOP.deal.gap_days < 1
    assert SHOP.keep.weeks <= 8
    assert 0.8 <= SHOP.keep.share <= 1.1


def test_people_have_names_and_the_words_do_not_speak_of_firms():
    names = {first + last for first in SHOP.words.firm_first for last in SHOP.words.firm_last}
    assert all(name.count(" ") == 1 and name == name.strip() for name in names)
    words = (*SHOP.words.sectors, *SHOP.words.roles, *SHOP.words.hot, *SHOP.words.warm, *SHOP.words.cold)
    for word in ("firm", "company", "greenhouse", "pump", "offer for"):
        assert not [text for text in words if word in text.lower()], word


def test_the_assumptions_are_the_shops_own():
    other = {note.path: note for note in smkt.company("irrigation").assumptions}
    shared = [note for note in SHOP.assumptions if note.path in other and note.basis == "choice"]
    copied = [note.path for note in shared if note.why == other[note.path].why]
    assert not copied


# --- A quarter -----------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", BELIEVABLE)
@pytest.mark.parametrize("plan", PLANS)
def test_a_quarter_is_believable(figures, plan, metric):
    low, high = BELIEVABLE[metric]
    assert low <= figures.loc[plan, metric] <= high


@pytest.mark.parametrize("plan", PLANS)
def test_more_is_ordered_again_than_ordered_first(figures, plan):
    assert figures.loc[plan, "renewal_revenue"] > figures.loc[plan, "new_revenue"] > 0


@pytest.mark.parametrize("metric", HANDOFF)
def test_teams_apart_hand_over_worse(figures, metric):
    apart, together = figures.loc["siloed", metric], figures.loc["aligned", metric]
    assert together != pytest.approx(apart, rel=0.1)
    assert (together > apart) == (metrics.metric(metric).good == "up")


@pytest.mark.parametrize("plan", PLANS)
def test_the_tables_of_a_quarter_are_valid(quarters, plan):
    assert found(quarters[plan]) == {}


def test_the_day_runs_from_eight_to_eight_also_at_weekends(quarters):
    work = quarters["today"].tables().activities
    work = work[work["team"] == "sales"]
    # Customers for whom nobody had time decide by themselves, at any minute.
    work = work[work["minutes"] > 0]
    minute = work["started_at"].dt.hour * 60 + work["started_at"].dt.minute
    assert minute.min() >= 8 * 60 and minute.max() < 20 * 60
    assert set(work["started_at"].dt.day_of_week) == set(range(7))


def test_no_more_seats_work_than_there_are(quarters):
    terms = quarters["today"].tables().terms
    assert (terms["rep_hours"] == 5 * 84).all()
    assert (terms["rep_hours_used"] <= terms["rep_hours"] + 1e-6).all()


def test_a_customer_orders_again_after_the_usual_weeks(quarters):
    deals = quarters["today"].tables().deals
    again = deals[(deals["kind"] == "renewal") & (deals["stage"] == "won")]
    assert len(again) > WEEKS * 200
    ratio = again["value"].sum() / deals.loc[(deals["kind"] == "new") & (deals["stage"] == "won"), "amount"].mean()
    assert ratio / len(again) == pytest.approx(SHOP.keep.share, rel=0.25)


def test_nothing_piles_up_in_a_longer_run():
    waiting, wait = {}, {}
    for weeks in (8, 30):
        tables = smkt.simulate(SHOP, smkt.plans.siloed, seed=12, weeks=weeks, log=False).tables()
        leads = tables.leads
        # Leads that leaked are on nobody's list; they are lost, but they do not queue.
        listed = leads["handed_at"].notna() & leads["looked_at"].isna() & leads["closed_at"].isna()
        waiting[weeks] = listed.sum()
        wait[weeks] = metrics.values(tables, "deal_wait").iloc[0, 0]
    assert 0 < waiting[30] < 1.3 * waiting[8]
    assert 0 < wait[30] < 1.5 * wait[8]


# --- On the command line -------------------------------------------------------------------------


def command(*words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "smkt_helpers", *words], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.full
def test_play_and_compare_speak_in_pounds():
    played = command("play", "--company", "webshop", "--weeks", "13", "--replications", "1")
    compared = command("compare", "--company", "webshop", "--weeks", "13", "--markets", "2")
    for printed in (played, compared):
        assert "GBP" in printed and "EUR" not in printed
        assert "not available" not in printed and "nan" not in printed.lower()
