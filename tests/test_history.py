"""A played history and its CRM tables: what counts, what is shown, what adds up."""

from __future__ import annotations

import gc
import math
import weakref
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from smkt_helpers import engine, kernel
from smkt_helpers.crm import SCHEMA, Tables, problems
from smkt_helpers.errors import KitError
from smkt_helpers.history import MOST_WEEKS, WARMUP, History, simulate
from smkt_helpers.market import WEEK
from smkt_helpers.metrics import scoreboard, values
from smkt_helpers.plan import Plan, plans
from tests.strategies import FULL, Case, cases, company_named, small

READABLE = ("firm", "sector", "size", "role", "message", "pages")
LEAD_TIMES = ("created_at", "handed_at", "looked_at", "sal_at", "first_touch_at", "reached_at", "sql_at",
              "opportunity_at", "closed_at")
RELAXED = settings(max_examples=100 if FULL else 8, suppress_health_check=list(HealthCheck),
                   phases=(Phase.generate, Phase.shrink))


@pytest.fixture(scope="module")
def history() -> History:
    return simulate(company_named("irrigation"), plans.siloed, seed=1, weeks=13, replications=2)


@pytest.fixture(scope="module")
def tables(history) -> Tables:
    return history.tables()


def of(case: Case) -> History:
    return simulate(case.company, case.steps, seed=case.seed, weeks=case.weeks, replications=2,
                    first_replication=case.replication, shocks=case.shocks, overrides=dict(case.overrides),
                    programs=case.programs)


# --- Whatever the plan ---------------------------------------------------------------------------

@RELAXED
@given(cases())
def test_tables_keep_the_schema(case):
    history = of(case)
    history.tables().check()


@RELAXED
@given(cases())
def test_money_adds_up(case):
    history = of(case)
    t = history.tables()
    won = t.deals[t.deals["stage"] == "won"]
    new = won[won["kind"] == "new"]
    np.testing.assert_allclose(won["amount"], won["value"] * (1 - won["discount"]), rtol=1e-4, atol=0.006)
    assert (t.deals.loc[t.deals["stage"] != "won", ["amount", "discount"]] == 0).all(axis=None)
    keys = ["replication", "lead_id", "amount"]
    fresh = t.customers[t.customers["since"] >= t.start]
    pd.testing.assert_frame_equal(fresh[keys].reset_index(drop=True), new[keys].reset_index(drop=True))
    assert fresh["since"].tolist() == new["closed_at"].tolist()
    spent = t.spend.groupby(["replication", "week"])["amount"].sum()
    in_force = engine.plans_by_week(history.company, history.steps, 0, history.weeks)
    assert len(spent) == history.replications * history.weeks
    throttled = t.terms.set_index(["replication", "week"])["throttled"]
    for (run, week), amount in spent.items():
        plan = in_force[week]
        budget = plan["budget"] * history.company.response.weekly_budget
        idle = all(dict(plan["mix"]).get(channel.id, 1.0) == 0 for channel in history.company.channels)
        # to the cent of each channel
        brand = budget * plan["brand_share"]
        ads = 0.0 if idle else (budget - brand) * (history.company.throttle.to if throttled[run, week] else 1.0)
        assert amount == pytest.approx(brand + ads, abs=0.01 * 7)


@RELAXED
@given(cases())
def test_tables_tell_one_story(case):
    history = of(case)
    t = history.tables()
    leads = t.leads.set_index(["replication", "lead_id"])
    assert leads.index.is_unique
    deals = t.deals[t.deals["kind"] == "new"].set_index(["replication", "lead_id"])
    assert deals.index.is_unique
    ours = leads[~(leads["closed_at"] < t.start)]       # the others are customers of before
    status = leads["status"].astype(str).reindex(deals.index)
    assert status.tolist() == deals["stage"].astype(str).tolist()
    assert set(deals.index) == set(ours.index[ours["opportunity_at"].notna()])
    activities = t.activities
    quiet = leads.index[(leads["source"] == "own prospect") & (leads["touches"] == 0)]
    assert set(zip(activities["replication"], activities["lead_id"], strict=True)) == set(leads.index) - set(quiet)
    counts = activities.groupby(["replication", "lead_id", "kind"]).size()
    counts = pd.DataFrame({kind: counts.xs(kind, level="kind") for kind in ("call", "conversation", "meeting", "form")})
    counts = counts.reindex(leads.index).fillna(0)
    assert counts["call"].tolist() == leads["touches"].tolist()
    assert (counts["conversation"] > 0).tolist() == leads["reached_at"].notna().tolist()
    assert counts["meeting"].reindex(deals.index).tolist() == deals["meetings"].tolist()
    assert (counts["form"] == (leads["source"] != "own prospect")).all()
    assert (activities["ended_at"] >= activities["started_at"]).all()


@RELAXED
@given(cases())
def test_the_window_holds_what_counts_and_what_reaches_into_it(case):
    history = of(case)
    for from_week in {0, history.weeks // 2}:
        expect_a_window(history, from_week)


def expect_a_window(history, from_week):
    t = history.tables(from_week)
    for name in SCHEMA:
        assert problems(name, getattr(t, name)) == []
    assert (t.leads["created_at"] < t.end).all()
    early = t.leads[t.leads["created_at"] < t.start]
    customers = early["status"] == "won"
    assert (early["closed_at"].isna() | (early["closed_at"] >= t.start) | customers).all()
    assert not (early["status"] == "lead").any()
    assert (t.activities["started_at"] < t.end).all()
    # Where the office never closes, a conversation begun in the last minutes goes on over the end.
    c = history.company.calendar
    last = t.end + pd.Timedelta(days=1) if c.workdays == 7 and c.closes - c.opens == 24 else t.end
    for name in set(LEAD_TIMES) - {"handed_at"}:
        assert not (t.leads[name] > last).any(), name
    assert (t.activities["ended_at"] <= last).all()
    assert sorted(t.terms["week"].unique()) == list(range(history.weeks - from_week))
    assert t.terms["week_start"].dt.day_of_week.eq(0).all() and t.terms["week_start"].min() == t.start


@RELAXED
@given(cases())
def test_nobody_works_more_than_opening_hours(case):
    history = of(case)
    terms, c = history.tables().terms, history.company.calendar
    open_hours = terms["reps"] * c.workdays * (c.closes - c.opens)
    # A conversation promised before a rep left, or a task that runs into the next week, may add a little.
    assert (terms["rep_hours_used"] <= open_hours + 24).all()
    meetings = np.minimum(history.company.team.team_meeting / 60, open_hours / terms["reps"])
    assert (terms["rep_hours_used"] >= terms["reps"] * meetings - 0.001).all()


# --- The default company -------------------------------------------------------------------------

def test_nothing_is_lost_between_engine_and_tables(history, tables):
    for run, one in enumerate(history.played):
        arrived = int((one.arrives >= WARMUP * WEEK).sum())
        mine = tables.leads[tables.leads["replication"] == run]
        assert (mine["created_at"] >= tables.start).sum() == arrived
        won = (one.outcomes.state == kernel.WON) & (one.outcomes.closed >= WARMUP * WEEK)
        deals = tables.deals[(tables.deals["replication"] == run) & (tables.deals["stage"] == "won")
                             & (tables.deals["kind"] == "new")]
        assert (deals["closed_at"] >= tables.start).sum() == won.sum()


def test_times_are_in_order(tables):
    last = tables.leads["created_at"]
    for name in LEAD_TIMES[1:]:
        now = tables.leads[name]
        assert not (now < last).any(), name
        last = now.fillna(last)


def test_columns_have_the_kinds_of_the_schema(tables):
    for name, columns in SCHEMA.items():
        table = getattr(tables, name)
        assert list(table.columns) == [column.name for column in columns]
        assert table.index.equals(pd.RangeIndex(len(table)))
        for column in columns:
            kind = table[column.name].dtype
            if column.kind in ("time", "date"):
                assert str(kind) == "datetime64[s]", f"{name}.{column.name} is {kind}"
            elif column.kind == "whole":
                assert kind.kind == "i", f"{name}.{column.name} is {kind}"
            elif column.kind == "number":
                assert kind.kind == "f", f"{name}.{column.name} is {kind}"
            elif column.kind == "switch":
                assert kind.kind == "b", f"{name}.{column.name} is {kind}"


def test_what_is_unknown_is_blank_and_never_in_the_future(tables):
    """A lead of the last week's list is handed over after the end: nobody can know that yet."""
    assert not (tables.leads["handed_at"] > tables.end).any()


def test_the_attributes_say_what_period_and_money(history, tables):
    assert (tables.end - tables.start) == pd.Timedelta(weeks=13)
    assert tables.start == pd.Timestamp(history.company.start)
    assert (tables.replications, tables.currency) == (2, "EUR")
    assert tables is history.tables(), "tables are made once"


def test_terms_follow_the_plan_week_by_week():
    steps = [(0, plans.siloed), (2, plans.aligned.replace(extra_reps=2, threshold=54))]
    terms = simulate(small(), steps, weeks=4).tables().terms
    assert terms["reps"].tolist() == [2, 2, 4, 4]
    assert terms["handoff"].tolist() == ["weekly_list"] * 2 + ["shared_crm"] * 2
    assert terms["shared_definition"].tolist() == [False, False, True, True]
    assert (terms["tools"] > 0).tolist() == [False, False, True, True]
    assert terms["threshold"].tolist() == [plans.siloed["threshold"]] * 2 + [54] * 2
    assert terms["rep_hours"].tolist() == [80, 80, 160, 160]


def test_marketing_touches_come_before_the_form(tables):
    activities = tables.activities[tables.activities["team"] == "marketing"]
    form = activities[activities["kind"] == "form"].set_index(["replication", "lead_id"])["started_at"]
    earlier = activities[activities["kind"].isin(["ad seen", "visit"])]
    before = earlier.set_index(["replication", "lead_id"])["started_at"]
    assert (before <= form.reindex(before.index)).all()
    created = tables.leads.set_index(["replication", "lead_id"])["created_at"]
    assert (form == created.reindex(form.index)).all()
    assert before.groupby(level=[0, 1]).size().max() >= 2, "some people saw more than one thing"


# --- What a person would see ---------------------------------------------------------------------

def test_every_lead_can_be_read(history, tables):
    words = history.company.words
    leads = tables.leads[tables.leads["source"] != "own prospect"]      # whom sales found has not written
    assert leads[list(READABLE)].notna().all(axis=None)
    assert (leads["message"].str.len() > 10).all() and (leads["firm"].str.len() > 3).all()
    assert set(leads["message"]) == set(words.hot + words.warm + words.cold)
    assert set(leads["sector"]) == set(words.sectors) and set(leads["role"]) == set(words.roles)
    assert leads["size"].between(1, 5000).all() and leads["pages"].between(1, 200).all()
    assert leads["firm"].nunique() > 200


def latent(history: History) -> pd.DataFrame:
    """Return fit and intent of every lead of the tables."""
    parts = []
    for one in history.played:
        parts.append(pd.DataFrame({"replication": one.replication, "lead_id": one.index, "fit": one.traits.fit,
                                   "intent": one.traits.intent}))
    keys = ["replication", "lead_id"]
    return history.tables().leads[keys].merge(pd.concat(parts), on=keys, how="left", validate="one_to_one")


def test_what_is_seen_hints_at_fit_and_interest_but_never_states_them(history, tables):
    hidden, leads = latent(history), tables.leads
    words = history.company.words
    assert hidden[["fit", "intent"]].notna().all(axis=None)
    assert not {"fit", "intent"} & set(leads.columns)
    seen = pd.DataFrame({
        "size": np.log(leads["size"]), "pages": np.log(leads["pages"]),
        "sector": leads["sector"].map(words.sectors.index).astype(float),
        "role": leads["role"].map(words.roles.index).astype(float),
        "hot": leads["message"].isin(words.hot).astype(float), "cold": leads["message"].isin(words.cold).astype(float),
        "score": leads["score"]})
    for name in ("fit", "intent"):
        single = seen.corrwith(hidden[name]).abs()
        assert single.max() < 0.9, single
        design = np.column_stack([np.ones(len(seen)), seen])
        guess = design @ np.linalg.lstsq(design, hidden[name], rcond=None)[0]
        explained = np.corrcoef(guess, hidden[name])[0, 1] ** 2
        assert 0.2 < explained < 0.85, f"{name}: what is seen explains {explained:.2f} of it"


def test_the_person_is_the_same_whatever_the_plan():
    company = small()
    ours, theirs = (simulate(company, plan, seed=4, weeks=6).tables().leads.set_index("lead_id")
                    for plan in (plans.siloed, plans.aligned))
    both = ours.index.intersection(theirs.index)
    both = both[ours.loc[both, "source"].to_numpy() == theirs.loc[both, "source"].to_numpy()]
    assert len(both) > 50
    columns = ["created_at", "channel", "segment", *READABLE]
    pd.testing.assert_frame_equal(ours.loc[both, columns].astype(str), theirs.loc[both, columns].astype(str))


# --- Seeds, runs, weeks --------------------------------------------------------------------------

def test_the_same_arguments_give_the_same_tables_and_another_seed_others():
    first, again, other = (simulate(small(), plans.siloed, seed=seed, weeks=4).tables() for seed in (1, 1, 2))
    for name in SCHEMA:
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name))
    assert not first.leads["created_at"].head(20).equals(other.leads["created_at"].head(20))


def test_a_run_is_the_same_alone_or_among_others():
    together = simulate(small(), plans.aligned, seed=3, weeks=4, replications=3)
    alone = simulate(small(), plans.aligned, seed=3, weeks=4, replications=1, first_replication=2)
    assert (together.replications, alone.replications) == (3, 1)
    ours = together.tables().leads.query("replication == 2").reset_index(drop=True)
    pd.testing.assert_frame_equal(ours.astype(str), alone.tables().leads.astype(str))
    assert set(together.tables().spend["replication"]) == {0, 1, 2}


def test_compiled_or_not_the_tables_are_the_same():
    ours, theirs = (simulate(small(), plans.aligned, seed=3, weeks=4, use_compiled=how).tables()
                    for how in (True, False))
    for name in SCHEMA:
        pd.testing.assert_frame_equal(getattr(ours, name), getattr(theirs, name))


def test_round_two_keeps_the_past_of_round_one():
    company = small()
    one = simulate(company, plans.siloed, seed=3, weeks=4).tables()
    two = simulate(company, [(0, plans.siloed), (4, plans.aligned)], seed=3, weeks=8).tables()
    # Of before the period, those who ask again later are shown only once they have.
    shown = one.leads[one.leads["created_at"] >= one.start]
    past = two.leads[two.leads["created_at"].between(one.start, one.end, inclusive="left")]
    assert past["lead_id"].tolist() == shown["lead_id"].tolist()
    assert past["looked_at"].where(past["looked_at"] < one.end).tolist() == shown["looked_at"].tolist()
    done = two.activities[two.activities["started_at"] < one.end]
    keys = ["lead_id", "kind", "started_at", "outcome"]
    mine = done[done["lead_id"].isin(one.leads["lead_id"])][keys].astype(str).reset_index(drop=True)
    pd.testing.assert_frame_equal(mine, one.activities[keys].astype(str).reset_index(drop=True))


def test_quarters_read_by_themselves_add_up_to_the_whole():
    ids = ["leads", "mql", "sal", "sql", "opportunities", "wins", "revenue", "spend", "people", "contribution"]
    first = simulate(small(), plans.siloed, seed=3, weeks=6, replications=3)
    both = simulate(small(), [(0, plans.siloed), (6, plans.aligned)], seed=3, weeks=13, replications=3)
    whole, later = values(both.tables(), ids), values(both.tables(6), ids)
    pd.testing.assert_frame_equal(whole - later, values(first.tables(), ids))
    assert (later["revenue"] > 0).any() and later["spend"].gt(0).all()


@pytest.mark.parametrize("week", [-1, 4, 1.5, "2", True, None])
def test_a_period_begins_with_a_played_week(week):
    with pytest.raises(KitError, match="from_week must be a whole number from 0 to 3"):
        simulate(small(), plans.siloed, weeks=4).tables(week)


def test_a_market_without_anybody_gives_empty_tables():
    company = small().replace(**{f"channels.{c.id}.pull": 0.0 for c in small().channels})
    company = company_without_money(company)
    tables = simulate(company, Plan().replace(budget=0.0, prospecting_hours=0.0), weeks=2).tables()
    tables.check()
    assert [len(getattr(tables, name)) for name in ("leads", "activities", "deals", "customers")] == [0] * 4
    assert (tables.spend["amount"] == 0).all() and len(tables.terms) == 2


def company_without_money(company):
    """Return the company with no budget today either, so that its warm-up meets nobody."""
    return replace(company, today=company.today.replace(budget=0.0, prospecting_hours=0.0))


@pytest.mark.parametrize(("name", "value"), [
    ("seed", -1), ("seed", 2**53 + 1), ("seed", 1.5), ("seed", "1"), ("seed", None), ("seed", True),
    ("weeks", 0), ("weeks", MOST_WEEKS + 1), ("weeks", 2.0), ("weeks", math.nan), ("weeks", False),
    ("replications", 0), ("replications", 10_001), ("replications", "two"), ("first_replication", -1),
    ("first_replication", 0.5)])
def test_a_wrong_argument_is_named_with_its_range(name, value):
    shown = {"replications": "The number of markets"}.get(name, name)
    with pytest.raises(KitError) as caught:
        simulate(small(), plans.siloed, **{name: value})
    sentence = str(caught.value)
    assert sentence.startswith(f"{shown} must be") and sentence.endswith(".") and "\n" not in sentence


def test_numbers_of_numpy_are_taken():
    assert simulate(small(), plans.siloed, seed=np.int64(2), weeks=np.int32(2)).weeks == 2


@pytest.mark.parametrize("plan", [None, 5, "siloed", [], [(1, plans.siloed)], [plans.siloed]])
def test_a_wrong_plan_is_refused(plan):
    with pytest.raises(KitError):
        simulate(small(), plan)


def test_a_mix_with_an_unknown_channel_is_refused_with_the_known_ones():
    with pytest.raises(KitError, match="newspaper") as caught:
        simulate(small(), Plan().replace(mix={"newspaper": 1}))
    assert all(channel.id in str(caught.value) for channel in small().channels)


def test_a_companys_name_instead_of_a_company_is_refused_kindly():
    with pytest.raises(KitError, match="company"):
        simulate("irrigation", plans.siloed)


@pytest.mark.parametrize(("more", "words"), [
    ({"shocks": ["outage"]}, "A shock is written like"), ({"overrides": {3: "call"}}, "Decisions about leads"),
    ({"programs": ["customer"]}, "A program can sit in the seat of marketing, sales")])
def test_what_is_no_shock_no_decision_and_no_seat_is_refused(more, words):
    with pytest.raises(KitError, match=words):
        simulate(small(), plans.siloed, **more)


def test_a_history_and_its_tables_are_freed_at_once():
    """Without waiting for the garbage collector: a learner who moves a slider for an hour makes hundreds of them."""
    gc.collect()
    gc.disable()
    try:
        played = simulate(company_named("irrigation"), plans.siloed, weeks=3)
        tables = played.tables()
        scoreboard(tables)
        assert len(tables.leads) and len(tables.activities) and len(tables.customers)
        alive = weakref.ref(played), weakref.ref(tables)
        del played, tables
        assert [one() for one in alive] == [None, None]
    finally:
        gc.enable()


# --- What is handed over -------------------------------------------------------------------------

def played(**asked) -> History:
    return simulate(small(), asked.pop("plan", plans.siloed), **{"weeks": 2, "use_compiled": False, **asked})


@pytest.mark.parametrize("programs", ["sales", ["sales"], {"sales"}, ("sales", "sales"), iter(["sales"])],
                         ids=["word", "list", "set", "twice", "iterator"])
def test_a_seat_for_a_program_may_come_in_any_form(programs):
    assert played(programs=programs).programs == ("sales",)


def test_a_generator_of_seats_puts_the_programs_into_them():
    asked = dict(weeks=13, programs=("marketing", "sales"))
    told, one_by_one = played(**asked), played(**asked | {"programs": (seat for seat in ("sales", "marketing"))})
    assert one_by_one.programs == told.programs
    assert one_by_one.played[0].weeks.discount[-1] == told.played[0].weeks.discount[-1] != 0


@pytest.mark.parametrize("programs", [None, 5, math.nan, ["boss"], [["sales"]], [1, "x"], b"sales"], ids=repr)
def test_a_wrong_seat_is_told_with_the_known_ones(programs):
    with pytest.raises(KitError, match="seat of marketing, sales, not of"):
        played(programs=programs)


@pytest.mark.parametrize(("wrong", "says"), [
    ({"seed": -1}, "seed must be a whole number"), ({"seed": "1"}, "seed must be"), ({"weeks": math.nan}, "weeks must"),
    ({"weeks": 261}, "from 1 to 260"), ({"replications": 0}, "number of markets"), ({"log": "no"}, "log is yes"),
    ({"use_compiled": 1}, "use_compiled is yes"), ({"first_replication": -1}, "first_replication must be"),
    ({"plan": [(0, plans.siloed), (2, plans.aligned)]}, "week 2, after the end: the last week played is week 1")])
def test_what_cannot_be_played_is_told_in_a_sentence(wrong, says):
    with pytest.raises(KitError, match=says):
        played(**wrong)


@pytest.mark.parametrize("wrong", [None, "irrigation", 5])
def test_a_name_is_no_company(wrong):
    with pytest.raises(KitError, match="A company is needed here"):
        simulate(wrong, plans.siloed)
