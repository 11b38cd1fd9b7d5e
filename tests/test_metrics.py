"""The metrics: a table small enough to count by hand, then what must hold for any table."""

from __future__ import annotations

import functools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smkt_helpers import crm, crm_csv, crm_schema
from smkt_helpers.company_file import company
from smkt_helpers.errors import KitError
from smkt_helpers.history import simulate
from smkt_helpers.measures import STAGES, cohort
from smkt_helpers.metrics import COLUMNS, METRICS, UNITS, scoreboard, values
from smkt_helpers.plan import plans
from smkt_helpers.satisfaction import PARTS
from tests.strategies import FULL, cases

START = pd.Timestamp("2026-01-05")
WEEKS = 10
TIMES = [column.name for column in crm.SCHEMA["leads"] if column.kind == "time"]


def at(day):
    """Return a moment, some days after the period starts; blank for None."""
    return pd.NaT if day is None else (START + pd.Timedelta(days=day)).as_unit("s")


def lead(number, status, created, mql=None, looked=None, sal=None, touches=0, reached=None, sql=None, offer=None,
         closed=None, reason=None, run=0, source="marketing", returned=None, told=False, twice=False, first=None):
    """Return one row of `leads`; times are days after the start. Without `first`, accepting was the first attempt."""
    blank = dict.fromkeys(("temperature", "segment", "firm", "sector", "role", "message", "rep", "ad_message"), None)
    return blank | {
        "replication": run, "lead_id": number, "created_at": at(created), "channel": "search", "size": 5, "pages": 1,
        "score": 50.0, "status": status, "mql_at": at(mql), "handed_at": at(mql), "looked_at": at(looked),
        "sal_at": at(sal), "reject_reason": reason, "first_touch_at": at(sal if first is None else first),
        "touches": touches,
        "reached_at": at(reached), "sql_at": at(sql), "opportunity_at": at(offer), "closed_at": at(closed),
        "called_twice": twice, "source": source, "returned_at": at(returned), "result_told": told}


def deal(number, stage, created, closed, value, discount=0.0, run=0, kind="new", waited=0.0):
    """Return one row of `deals`; a renewal's number is the lead's and 1000."""
    return {"replication": run, "deal_id": number, "lead_id": number % 1000, "created_at": at(created),
            "closed_at": at(closed), "stage": stage, "value": float(value), "discount": discount,
            "amount": value * (1 - discount) if stage == "won" else 0.0, "meetings": 1, "waited_days": waited,
            "rep": None, "lost_reason": "price" if stage == "lost" else None, "kind": kind}


def customer(number, since, amount=100.0, left=None, kept=None, run=0):
    """Return one row of `customers`."""
    return {"replication": run, "customer_id": number, "lead_id": number, "since": at(since), "segment": None,
            "channel": "search", "amount": amount, "left_at": at(left), "renewals": 0, "kept": kept}


def spend(weeks=WEEKS, run=0):
    """Return 100 a week on two channels, and money of the week before, which does not count."""
    rows = [(-1, "search", 999.0)]
    rows += [(week, *one) for week in range(weeks) for one in (("search", 60.0), ("brand", 40.0))]
    return [{"replication": run, "week": week, "week_start": at(7 * week), "channel": channel, "amount": amount}
            for week, channel, amount in rows]


def terms(weeks=WEEKS, run=0):
    """Return one rep and half a marketer; 24 hours are promised. Trust rises after half the time."""
    return [{"replication": run, "week": week, "week_start": at(7 * week), "reps": 1, "rep_hours": 40.0,
             "rep_hours_used": 30.0, "marketer_hours": 20.0, "rep_hour_price": 10.0, "marketer_hour_price": 5.0,
             "tools": 2.0, "target_hours": 24.0, "threshold": 42.0, "handoff": "weekly_list",
             "shared_definition": False, "meeting_minutes": 0.0, "tracked": False, "throttled": False,
             "trust": 0.4 if 2 * week < weeks else 0.6, "brand": 0.25, "goal_revenue": 300.0, "points": 0.0,
             "discount_moved": 0.0, "together_hours": 6.0, "prospecting_hours": 2.0, "preparing_hours": 0.0,
             "campaign_hours": 16.0} for week in range(weeks)]


def tables(replications=1, weeks=WEEKS, check=True, **rows):
    """Return tables from rows; a table without rows is empty."""
    def maker(name):
        table = pd.DataFrame(rows.get(name, []), columns=[column.name for column in crm.SCHEMA[name]])
        for column in crm.SCHEMA[name]:
            if column.kind in ("time", "date"):
                table[column.name] = pd.to_datetime(table[column.name]).astype("datetime64[s]")
        return table

    made = crm.Tables({name: (lambda name=name: maker(name)) for name in crm.SCHEMA}, start=START,
                      end=START + pd.Timedelta(weeks=weeks), replications=replications, currency="EUR")
    if check:
        made.check()
    return made


LEADS = [
    lead(1, "won", 1, 1, 1.5, 1.5, 2, 3, 3.1, 10, 20, told=True),
    lead(2, "lost", 2, 2, 4, 4, 4, 5, 5.1, 12, 60, twice=True),
    lead(3, "rejected", 3, 3, 5, closed=5, reason="not a fit"),
    lead(4, "rejected", 3, 3, 6, closed=6, reason="no interest yet"),
    lead(5, "lead", 4),
    lead(6, "unreached", 10, 10, 11, 11, 3, closed=17),
    lead(7, "mql", 60, 60),
    lead(8, "won", -20, -20, -18, -18, 1, -15, -15, -5, 30),      # from before, won in the period
    lead(9, "working", 20, 20, 40, 40, 1),                        # looked at after almost three weeks
    lead(10, "mql", 69.9, 69.9),                                  # its promise is not due yet
    lead(11, "open", 5, 5, 5.5, 5.5, 1, 6, 6, 8),
    lead(12, "no need", 6, 6, 6.5, 6.5, 1, 7, 7, closed=15),
    lead(13, "sql", 15, touches=1, reached=17, sql=17, source="own prospect", told=True, first=16),
    lead(14, "disqualified", 30, 30, 31, 31, 1, 31.5, closed=31.6, source="recommendation", told=True),
    lead(15, "unreached", 0.5, 44, 45, 45.25, 2, closed=50, returned=44),              # not ready before
    lead(16, "mql", 8, 8, 9, reason="no interest yet", returned=50),                   # waits again
    *(lead(number, "won", -120, -120, -119, -119, 1, -118, -118, -110, -100) for number in (20, 21, 22)),
]
DEALS = [deal(1, "won", 10, 20, 1000, 0.1, waited=1.0), deal(2, "lost", 12, 60, 2000, waited=2.0),
         deal(8, "won", -5, 30, 3000, waited=3.0), deal(11, "open", 8, None, 500, waited=9.0),
         deal(1020, "won", 20, 25, 300, kind="renewal", waited=None),
         deal(1021, "lost", 38, 40, 200, kind="renewal", waited=None),
         deal(1022, "won", 60, 61, 100, kind="renewal", waited=None)]
CUSTOMERS = [customer(1, 20, kept=0.8), customer(8, 30, kept=1.0), customer(20, -100, kept=0.1),
             customer(21, -100, left=40, kept=0.1), customer(22, -100, kept=0.1)]
STAY = 2 / 3
EXPECTED = {
    "leads": 14, "mql": 13, "sal": 8, "sql": 5, "opportunities": 3, "wins": 2, "revenue": 4300, "discount": 100,
    "discount_share": 100 / 4000, "spend": 1000, "people": 10 * (400 + 100 + 2), "contribution": 4300 - 1000 - 5020,
    "cost_per_lead": 1000 / 13, "cac": (1000 + 5020) / 2, "new_revenue": 3900, "renewal_revenue": 400,
    "margin": -1720 / 4300, "quota_reached": 1.3, "forecast_error": 0.3,
    "ltv": 1950 + 200 * sum(STAY**k for k in range(1, 21)),
    "lead_to_mql": 10 / 12, "mql_to_sal": 6 / 10,
    "sal_to_sql": 4 / 7, "sql_to_opportunity": 3 / 4, "opportunity_to_won": 1 / 3, "lead_to_won": 1 / 10,
    "acceptance": 8 / 11, "rejected_fit": 1 / 11, "rejected_interest": 2 / 11,
    "speed_median": 24,                 # of 12, 12, 12, 24, 24, 30, 48 and 480 hours
    "speed_p90": 48 + 0.3 * (480 - 48),
    "target_kept": 5 / 12,              # leads 1, 6, 11, 12 and 14 of all but lead 10
    "touches": 15 / 8, "untouched": 4 / 10, "backlog": 3, "utilisation": 0.75, "win_rate": 2 / 3, "cycle": 34.5,
    "pipeline": 500,
    "trust": 0.5, "feedback_complete": 3 / 6, "together_hours": 6, "returned": 2, "recommended": 1,
    "own_prospects": 1, "brand": 0.25, "customers": 4, "retention": STAY, "promise_kept": 0.9, "deal_wait": 2,
    "called_twice": 1 / 8,
    "satisfied_sales": 100,
    "satisfied_marketing": (40 + 62.5 + 40) / 3,
    "satisfied_management": (0 + 50) / 2,
    "satisfied_customers": (100 * 48 / 68 + 37.5 + 100 * 2 / 3 + 100 * 2 / 3 + 0) / 5,
    "satisfied_lowest": 25,
}
# What a plain CRM export does not hold: who brought a lead, what was told, renewals, surveys, quotas.
OURS = {name: [column.name for column in columns if column.name in {
    "source", "ad_message", "returned_at", "result_told", "kind", "left_at", "renewals", "kept", "meeting_minutes",
    "tracked", "throttled", "trust", "brand", "goal_revenue", "points", "discount_moved", "together_hours",
    "prospecting_hours", "preparing_hours", "campaign_hours"}] for name, columns in crm.SCHEMA.items()}
ONLY_OURS = {"new_revenue", "renewal_revenue", "quota_reached", "forecast_error", "ltv", "trust", "feedback_complete",
             "together_hours", "returned", "recommended", "own_prospects", "brand", "customers", "retention",
             "promise_kept", "satisfied_marketing", "satisfied_lowest"}


def by_hand(**other):
    return tables(**({"leads": LEADS, "deals": DEALS, "customers": CUSTOMERS, "spend": spend(), "terms": terms()}
                     | other))


def plain(made):
    """Return tables as another CRM exports them: without the columns that only the kit knows."""
    makers = {name: (lambda name=name: getattr(made, name).drop(columns=OURS[name])) for name in crm.SCHEMA}
    return crm.Tables(makers, start=made.start, end=made.end, replications=made.replications, currency="EUR")


@functools.cache
def played(name="siloed"):
    """Return a quarter of the sample company in runs 5, 6 and 7."""
    plan = getattr(plans, name)
    return simulate(company("irrigation"), plan, seed=3, replications=3, first_replication=5,
                    use_compiled=False).tables()


@pytest.mark.parametrize("id", METRICS)
def test_counted_by_hand(id):
    assert values(by_hand(), [id])[id].tolist() == [pytest.approx(EXPECTED[id])]


@pytest.mark.parametrize("one", METRICS.values(), ids=lambda one: one.id)
def test_every_metric_is_declared_in_full(one):
    assert one.id in EXPECTED
    assert one.unit in UNITS
    assert one.owner in ("marketing", "sales", "both")
    assert one.good in ("up", "down", "none")
    assert (one.basis == "cohort") == (one.follow_weeks > 0) and one.basis in ("cohort", "window")
    for sentence in (one.sentence, one.undefined):
        assert sentence.endswith(".") and sentence[0].isupper()
    assert one.name and one.formula and not one.formula.endswith(".")


def test_names_are_unique():
    assert len({one.name for one in METRICS.values()}) == len(METRICS)
    assert all(id == one.id for id, one in METRICS.items())


def test_the_first_moment_counts_and_the_last_does_not():
    made = tables(leads=[lead(1, "lead", 0), lead(2, "lead", 7 * WEEKS), lead(3, "lead", -1e-4)], terms=terms())
    assert values(made, ["leads"]).loc[0, "leads"] == 1


def test_a_target_that_changes_counts_from_its_week_on():
    later = [row | {"target_hours": 24.0 if row["week"] < 1 else 1.0} for row in terms()]
    made = tables(leads=[lead(1, "working", 1, 1, 1.5, 1.5, 1), lead(2, "working", 8, 8, 8.5, 8.5, 1)], terms=later)
    assert values(made, ["target_kept"]).loc[0, "target_kept"] == 0.5


def test_nothing_happened():
    board = scoreboard(tables(spend=spend(), terms=terms()))
    known = board["value"].dropna()
    assert known.to_dict() == {
        "leads": 0, "mql": 0, "sal": 0, "sql": 0, "opportunities": 0, "wins": 0, "revenue": 0, "discount": 0,
        "spend": 1000, "people": 5020, "contribution": -6020, "backlog": 0, "utilisation": 0.75, "pipeline": 0,
        "new_revenue": 0, "renewal_revenue": 0, "quota_reached": 0, "forecast_error": 1, "trust": pytest.approx(0.5),
        "together_hours": 6, "returned": 0, "recommended": 0, "own_prospects": 0, "brand": 0.25, "customers": 0,
        "satisfied_sales": 50, "satisfied_management": 0}
    for id in board.index.difference(known.index):
        assert board.loc[id, "not available because"] == METRICS[id].undefined


def test_nothing_is_known():
    board = scoreboard(tables())
    assert board["value"].isna().all()
    assert board["not available because"].tolist() == [one.undefined for one in METRICS.values()]


def test_data_without_terms_and_spend():
    board = scoreboard(by_hand(spend=[], terms=[]))
    missing = set(board.index[board["value"].isna()])
    assert missing == {"spend", "people", "contribution", "cost_per_lead", "cac", "target_kept", "utilisation",
                       "margin", "quota_reached", "forecast_error", "trust", "together_hours", "brand",
                       "satisfied_sales", "satisfied_management", "satisfied_lowest"}
    missing |= {"satisfied_marketing"}      # the mean of what is left
    assert board["value"].drop(list(missing)).to_dict() == pytest.approx(
        {id: value for id, value in EXPECTED.items() if id not in missing})


def test_data_that_never_recorded_a_stage_give_no_zero():
    board = scoreboard(plain(tables(leads=[lead(1, "lead", 1), lead(2, "lead", 2)])))
    assert board.loc["leads", "value"] == 2
    assert set(board.index[board["value"].notna()]) == {"leads"}


def test_a_plain_export_says_what_it_does_not_know():
    made = plain(by_hand())
    board = scoreboard(made)
    assert set(board.index[board["value"].isna()]) == ONLY_OURS
    for id in ONLY_OURS:
        assert board.loc[id, "not available because"] == METRICS[id].undefined
    # Without a source everybody counts as an enquiry, and without a kind every deal as a new one.
    assert board.loc[["leads", "sql", "wins", "revenue"], "value"].tolist() == [15, 5, 4, 4300]


@pytest.mark.parametrize("source", ["marketing", None])
def test_an_export_without_a_paid_renewal_does_not_know_of_renewals(source):
    """One lost job of an old customer is no retention of 0%, and no renewals are not EUR 0 of them."""
    leads = [lead(number, "won", day, closed=day + 19, source=source) for number, day in ((1, 1), (20, -60), (21, -60))]
    sold, refused = deal(1, "won", 10, 20, 1000), deal(1020, "lost", 20, 25, 300, kind="renewal")
    for deals in ([sold], [sold, refused]):
        board = scoreboard(tables(leads=leads, deals=deals))
        for id in ("retention", "renewal_revenue", "ltv"):
            assert math.isnan(board.loc[id, "value"]) and board.loc[id, "not available because"], id
        assert board.loc["new_revenue", "value"] == 1000
    # With one paid before the period, the refusal in it is known to be one of those decided.
    paid = deal(1021, "won", -9, -8, 300, kind="renewal")
    found = values(tables(leads=leads, deals=[sold, refused, paid]), ["retention", "renewal_revenue", "ltv"])
    assert found.loc[0].tolist() == [0, 0, 1000]


@pytest.mark.parametrize("id", METRICS)
def test_no_reason_asserts_what_the_figures_beside_it_may_deny(id):
    """A reason is what a figure needs, or what the data do not record: true whichever part is missing."""
    reason = METRICS[id].undefined
    assert not reason.startswith(("Nobody", "No ", "There was no")) and ", or no " not in reason


def test_a_plain_export_with_nothing_in_it_gives_no_zeros_either():
    made = plain(tables(terms=terms(), spend=spend()))
    known = scoreboard(made)["value"].dropna()
    assert not set(known.index) & ONLY_OURS
    assert known["leads"] == 0 and known["spend"] == 1000


@pytest.mark.parametrize(("paid", "lost", "expected"), [(0, 2, 1000.0), (2, 0, 1000 + 20 * 300), (1, 1, 1000 + 300 * (
    1 - 0.5**20))])
def test_a_customer_is_worth_the_first_price_and_the_renewals_to_come(paid, lost, expected):
    leads = [lead(number, "won", -50, -50, -49, -49, 1, closed=-40) for number in range(4)]
    deals = [deal(0, "won", 1, 2, 1000)]
    deals += [deal(1000 + k, "won" if k <= paid else "lost", 5, 6, 300, kind="renewal")
              for k in range(1, paid + lost + 1)]
    made = tables(leads=leads, deals=deals, terms=terms())
    assert values(made, ["ltv"]).loc[0, "ltv"] == pytest.approx(expected)


def test_a_promise_to_somebody_who_asked_again_starts_anew():
    """Turned away at first and called after the return: the first promise was broken, the second wait is short."""
    made = tables(leads=[lead(1, "working", 1, 1, 2, 30.5, 1, returned=30)], terms=terms())
    found = values(made, ["target_kept", "speed_median", "acceptance"]).loc[0]
    assert found.tolist() == [0, 12, 1]


def test_a_run_of_quotas_counts_both_directions():
    for amount, error in ((1500, 0.5), (3000, 0.0), (4500, 0.5)):
        made = tables(leads=LEADS, deals=[deal(1, "won", 10, 20, amount)], terms=terms())
        assert values(made, ["forecast_error"]).loc[0, "forecast_error"] == pytest.approx(error)


def test_a_lead_that_was_called_or_closed_without_a_look_does_not_wait():
    called = lead(1, "working", 1, 1, touches=1) | {"first_touch_at": at(2)}
    made = tables(leads=[called, lead(2, "stale", 1, 1, closed=31), lead(3, "mql", 1, 1)], terms=terms())
    assert values(made, ["backlog"]).loc[0, "backlog"] == 1


def test_a_word_that_no_lead_has_is_counted_as_none():
    blank = by_hand().leads.assign(reject_reason=pd.Categorical([None] * len(LEADS), ["no interest yet"]))
    made = by_hand()
    made.leads = blank
    assert values(made, ["rejected_fit", "rejected_interest"]).loc[0].tolist() == [0, 0]


def test_too_young_for_a_cohort():
    made = tables(weeks=1, leads=[lead(1, "lead", 1)], deals=DEALS[:1], spend=spend(1), terms=terms(1))
    board = scoreboard(made, [id for id, one in METRICS.items() if one.basis == "cohort"])
    assert board["value"].isna().all() and (board["not available because"] != "").all()


def test_a_run_without_rows_is_still_a_run():
    made = tables(replications=3, leads=[lead(1, "lead", 1, run=7)], terms=[*terms(run=7), *terms(run=4)])
    assert values(made, ["leads", "spend"])["leads"].to_dict() == {0: pytest.approx(math.nan, nan_ok=True), 4: 0, 7: 1}


def test_a_run_that_the_terms_do_not_know_is_named():
    made = tables(leads=[lead(1, "lead", 1, run=3)], terms=terms())
    with pytest.raises(KitError, match="leads holds run 3"):
        values(made)


def test_unknown_metric():
    with pytest.raises(KitError, match="no metric called 'profit'.*contribution"):
        scoreboard(by_hand(), ["profit"])


def test_scoreboard_band_and_order():
    made = played()
    runs, board = values(made), scoreboard(made, ["wins", "leads"])
    assert list(board.columns) == list(COLUMNS) and list(board.index) == ["wins", "leads"]
    assert runs.index.tolist() == [5, 6, 7]
    for id in board.index:
        assert board.loc[id, ["value", "low", "high"]].tolist() == pytest.approx(
            [runs[id].mean(), *np.quantile(runs[id], [0.1, 0.9])])
    assert scoreboard(by_hand())[["low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize("name", ["siloed", "aligned"])
def test_against_plain_pandas(name):
    made = played(name)
    runs = values(made)

    def inside(table, column):
        return table[(table[column] >= made.start) & (table[column] < made.end)]

    leads, won = made.leads, inside(made.deals[made.deals["stage"] == "won"], "closed_at")
    touched = inside(leads[leads["source"] != "own prospect"], "first_touch_at")
    asked = touched["created_at"].where(~(touched["returned_at"] <= touched["first_touch_at"]), touched["returned_at"])
    waited = (touched["first_touch_at"] - asked).dt.total_seconds() / 3600
    plain = {
        "leads": inside(leads[leads["source"] != "own prospect"], "created_at").groupby("replication").size(),
        "wins": won[won["kind"] == "new"].groupby("replication").size(),
        "revenue": won.groupby("replication")["amount"].sum(),
        "discount": (won["value"] - won["amount"]).groupby(won["replication"]).sum(),
        "speed_median": waited.groupby(touched["replication"]).median(),
        "speed_p90": waited.groupby(touched["replication"]).quantile(0.9),
        "touches": touched.groupby("replication")["touches"].mean(),
        "spend": made.spend.groupby("replication")["amount"].sum(),
        "backlog": leads[leads["status"] == "mql"].groupby("replication").size(),
        "pipeline": made.deals[made.deals["stage"] == "open"].groupby("replication")["value"].sum(),
    }
    for id, expected in plain.items():
        assert runs[id].to_dict() == pytest.approx(expected.to_dict()), id
    customers = inside(made.customers, "since").groupby("replication")["amount"].sum()
    assert runs["new_revenue"].to_dict() == pytest.approx(customers.to_dict())


def naive(made):
    """Count the newer metrics of a one-run history again, row by row."""
    start, end = made.start, made.end

    def during(when):
        return when is not pd.NaT and start <= when < end

    leads, deals, customers, weeks = (getattr(made, name).astype(object).to_dict("records")
                                      for name in ("leads", "deals", "customers", "terms"))
    new = [row for row in deals if row["kind"] == "new" and during(row["closed_at"])]
    again = [row for row in deals if row["kind"] == "renewal" and during(row["closed_at"])]
    talked = [row for row in leads if during(row["reached_at"])]
    called = [row for row in leads if during(row["first_touch_at"]) and row["source"] != "own prospect"]
    looked = [row for row in leads if during(row["looked_at"])]
    fresh = [row for row in customers if during(row["since"])]
    goal = sum(row["goal_revenue"] for row in weeks)
    first = sum(row["amount"] for row in new if row["stage"] == "won")

    def share(part, whole):
        return part / whole if whole else math.nan

    return {
        "new_revenue": first,
        "renewal_revenue": sum(row["amount"] for row in again),
        "revenue": first + sum(row["amount"] for row in again),
        "retention": share(sum(row["stage"] == "won" for row in again), len(again)),
        "feedback_complete": share(sum(row["result_told"] for row in talked), len(talked)),
        "called_twice": share(sum(row["called_twice"] for row in called), len(called)),
        "acceptance": share(sum(row["sal_at"] is not pd.NaT for row in looked), len(looked)),
        "deal_wait": share(sum(row["waited_days"] for row in new), len(new)),
        "promise_kept": share(sum(row["kept"] for row in fresh), len(fresh)),
        "customers": sum(row["left_at"] is pd.NaT for row in customers),
        "returned": sum(during(row["returned_at"]) for row in leads),
        "recommended": sum(during(row["created_at"]) and row["source"] == "recommendation" for row in leads),
        "own_prospects": sum(during(row["created_at"]) and row["source"] == "own prospect" for row in leads),
        "backlog": sum(row["status"] == "mql" for row in leads),
        "trust": sum(row["trust"] for row in weeks) / len(weeks),
        "brand": sum(row["brand"] for row in weeks) / len(weeks),
        "together_hours": sum(row["together_hours"] for row in weeks) / len(weeks),
        "quota_reached": share(first, goal),
        "forecast_error": abs(share(first, goal) - 1),
    }


@settings(max_examples=12 if not FULL else 100, suppress_health_check=list(HealthCheck))
@given(cases())
def test_against_loops_over_rows(case):
    made = simulate(case.company, case.steps, seed=case.seed, weeks=case.weeks, shocks=case.shocks,
                    programs=case.programs, overrides=dict(case.overrides)).tables()
    found = values(made).loc[0]
    for id, expected in naive(made).items():
        assert found[id] == pytest.approx(expected, nan_ok=True), id
    assert found["contribution"] == pytest.approx(found["revenue"] - found["spend"] - found["people"])


@pytest.mark.parametrize("name", ["siloed", "aligned"])
def test_what_adds_up(name):
    runs = values(played(name))
    assert runs.notna().all(axis=None)
    assert runs["contribution"].tolist() == pytest.approx((runs["revenue"] - runs["spend"] - runs["people"]).tolist())
    assert runs["revenue"].tolist() == pytest.approx((runs["new_revenue"] + runs["renewal_revenue"]).tolist())
    assert runs["satisfied_lowest"].tolist() == runs[[f"satisfied_{party}" for party in PARTS]].min(axis=1).tolist()
    assert runs[["acceptance", "rejected_fit", "rejected_interest"]].sum(axis=1).tolist() == pytest.approx([1, 1, 1])
    shares = [id for id, one in METRICS.items() if one.unit == "share"
              and id not in ("utilisation", "margin", "quota_reached", "forecast_error")]
    assert runs[shares].ge(0).all(axis=None) and runs[shares].le(1).all(axis=None)


@pytest.mark.parametrize("name", ["siloed", "aligned"])
@pytest.mark.parametrize("follow_weeks", [2, 4, 8])
def test_no_stage_of_a_cohort_exceeds_the_one_before(name, follow_weeks):
    stages = cohort(played(name), follow_weeks)
    assert list(stages) == list(STAGES) and stages["lead"].min() > 0
    assert (stages.diff(axis=1).iloc[:, 1:] <= 0).all(axis=None)


def test_the_same_after_a_round_trip_through_csv(tmp_path):
    made = played("aligned")
    for name in crm.SCHEMA:
        crm_csv.write_csv(name, getattr(made, name), str(tmp_path / f"{name}.csv"))
    makers = {name: (lambda name=name: crm_csv.read_csv(name, str(tmp_path / f"{name}.csv"))) for name in crm.SCHEMA}
    read = crm.Tables(makers, start=made.start, end=made.end, replications=3, currency="EUR")
    pd.testing.assert_frame_equal(values(read), values(made), rtol=1e-4)


days = st.one_of(st.none(), st.integers(-200, 7 * WEEKS * 10 + 50).map(lambda tenths: tenths / 10))
some_leads = st.lists(st.builds(
    lead, st.integers(0, 99), st.sampled_from(crm_schema.STATUS), days.map(lambda day: day or 0), days, days, days,
    st.integers(0, 9), days, days, days, days, st.sampled_from([None, *crm_schema.REJECTED_BECAUSE]),
    run=st.integers(0, 3), source=st.sampled_from([None, *crm_schema.SOURCES]), returned=days,
    told=st.sampled_from([None, True, False]), first=days), max_size=12)
some_deals = st.lists(st.builds(
    deal, st.integers(0, 99), st.sampled_from(["open", "won", "lost"]), days.map(lambda day: day or 0), days,
    st.integers(0, 9), st.sampled_from([0.0, 0.5]), run=st.integers(0, 3),
    kind=st.sampled_from([None, "new", "renewal"]), waited=st.sampled_from([None, 1.0])), max_size=6)
some_customers = st.lists(st.builds(
    customer, st.integers(0, 99), days.map(lambda day: day or 0), left=days, kept=st.sampled_from([None, 0.5]),
    run=st.integers(0, 3)), max_size=4)
known_runs = st.sets(st.integers(0, 3))
RUNS = 4


def of(rows, run):
    return [row for row in rows if row["replication"] == run]


@settings(max_examples=500 if FULL else 10)
@given(some_leads, some_deals, some_customers, known_runs, known_runs, st.permutations(range(RUNS)), st.randoms())
def test_any_table(leads, deals, customers, with_terms, with_spend, order, random):
    """It never raises; a run's answer depends on its own rows only, not on its number, its place or the rest."""
    rows = {"leads": leads, "deals": deals, "customers": customers,
            "terms": [row for run in with_terms for row in terms(run=run)],
            "spend": [row for run in with_spend for row in spend(run=run)]}
    together = values(tables(check=False, replications=RUNS, **rows))
    assert not np.isinf(together.to_numpy()).any()
    for run in range(RUNS):
        alone = values(tables(check=False, **{name: of(table, run) for name, table in rows.items()}))
        np.testing.assert_allclose(together.loc[run], alone.iloc[0], rtol=1e-12)
    mixed = {name: [row | {"replication": 30 + order[row["replication"]]} for row in table]
             for name, table in rows.items()}
    for table in mixed.values():
        random.shuffle(table)
    # Runs without any row have no number to keep, so they are given one by the terms.
    mixed["terms"] += [row for run in range(RUNS) if run not in with_terms for row in terms(1, run=30 + order[run])]
    rows["terms"] += [row for run in range(RUNS) if run not in with_terms for row in terms(1, run=run)]
    first, second = (values(tables(replications=RUNS, check=False, **one)) for one in (rows, mixed))
    np.testing.assert_allclose(second.loc[[30 + one for one in order]], first, rtol=1e-12)


@pytest.mark.parametrize("wrong", [None, {}, "tables", pd.DataFrame()], ids=["nothing", "mapping", "word", "one table"])
def test_what_is_no_set_of_tables_is_refused_in_words(wrong):
    with pytest.raises(KitError, match=r"history\.tables\(\)"):
        scoreboard(wrong)
