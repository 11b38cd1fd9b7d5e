"""What is worked out from other columns, what stays blank, and which period counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from smkt_helpers.crm import SCHEMA, problems
from smkt_helpers.imports import build

NOW = pd.Timestamp("2026-06-01")


def days(*words: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(list(words), format="ISO8601")).astype("datetime64[s]")


def tables(frames: dict[str, pd.DataFrame], own: dict | None = None):
    return build.tables_of(
        frames, own or {}, start=pd.Timestamp("2026-01-05"), end=pd.Timestamp("2026-04-06"), currency="EUR"
    )


def test_the_six_tables_fit_the_schema_even_when_nothing_is_known():
    for frames in ({}, {"leads": pd.DataFrame({"created_at": days("2026-01-05")})}):
        made = tables(frames)
        assert all(problems(name, getattr(made, name)) == [] for name in SCHEMA)
        made.check()


def test_ids_stay_where_they_are_numbers_and_are_counted_where_not():
    assert build.id_numbers(pd.Series(["12", "7"])) == {"12": 12, "7": 7}
    # 007 and 7 would become the same.
    assert build.id_numbers(pd.Series(["007", "7"])) == {"007": 1, "7": 2}
    assert build.id_numbers(pd.Series(["b", None, "a", "b"])) == {"b": 1, "a": 2}


@pytest.mark.parametrize(("given", "value", "discount", "amount"), [
    ({"value": 100.0}, 100, np.nan, 100), ({"amount": 80.0}, 80, np.nan, 80),
    ({"value": 100.0, "discount": 0.2}, 100, 0.2, 80), ({"amount": 80.0, "discount": 0.2}, 100, 0.2, 80),
    ({"value": 100.0, "amount": 80.0}, 100, 0.2, 80), ({}, np.nan, np.nan, np.nan)])  # fmt: skip
def test_price_discount_and_amount_of_a_deal_won(given, value, discount, amount):
    deals = pd.DataFrame({"stage": ["won", "open"], "closed_at": days("2026-02-01", None)}).assign(**given)
    made, _notes = build.derived({"deals": deals})
    won, still = made["deals"].iloc[0], made["deals"].iloc[1]
    assert [won["value"], won["discount"], won["amount"]] == pytest.approx([value, discount, amount], nan_ok=True)
    assert still["amount"] == 0


def test_a_lead_won_stays_won_beside_other_deals():
    leads = pd.DataFrame({"lead_id": ["a", "b", "c", "d"], "status": ["disqualified", "working", None, "lead"],
                          "created_at": days(*["2026-01-05"] * 4)})  # fmt: skip
    deals = pd.DataFrame({
        "lead_id": ["a", "a", "b", "b", "c"], "stage": ["won", "open", "lost", "open", "lost"],
        "created_at": days("2026-01-07", "2026-01-06", "2026-01-08", "2026-01-09", "2026-01-09"),
        "closed_at": days("2026-02-01", None, "2026-02-02", None, "2026-02-03")})  # fmt: skip
    made, notes = build.derived({"leads": leads, "deals": deals})
    assert list(made["leads"]["status"]) == ["won", "open", "lost", "lead"]
    assert (
        made["leads"]["closed_at"].tolist()[:1] == [pd.Timestamp("2026-02-01")]
        and made["leads"]["closed_at"].isna().sum() == 3
    )
    assert made["leads"]["opportunity_at"][0] == pd.Timestamp("2026-01-06") and pd.isna(
        made["leads"]["opportunity_at"][3]
    )
    assert len(notes) == 2


def test_what_the_leads_say_themselves_is_not_worked_out():
    leads = pd.DataFrame(
        {"lead_id": ["a", "b"], "created_at": days("2026-01-05", "2026-01-05"), "touches": [7.0, np.nan]}
    )
    acts = pd.DataFrame({"lead_id": ["a"], "kind": ["call"], "started_at": days("2026-01-06")})
    made, notes = build.derived({"leads": leads, "activities": acts})
    assert made["leads"]["touches"].tolist()[0] == 7 and np.isnan(made["leads"]["touches"][1])
    assert "touches" not in notes[0] and "first_touch_at" in notes[0]


def test_marketing_mails_and_notes_are_no_attempts():
    leads = pd.DataFrame({"lead_id": ["a"], "created_at": days("2026-01-05")})
    acts = pd.DataFrame({
        "lead_id": "a", "kind": ["form", "note", "e-mail", "e-mail"], "team": [None, None, "marketing", None],
        "started_at": days("2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09")})  # fmt: skip
    made, _notes = build.derived({"leads": leads, "activities": acts})
    assert made["leads"]["touches"].tolist() == [1] and made["leads"]["first_touch_at"][0] == pd.Timestamp("2026-01-09")
    assert pd.isna(made["leads"]["reached_at"][0])
    assert list(made["activities"]["team"]) == ["marketing", "sales", "marketing", "sales"]


def test_the_period_begins_with_a_whole_month_if_eight_weeks_are_left():
    frames = {"leads": pd.DataFrame({"created_at": days("2026-01-14", "2026-05-20", "2026-12-24")})}
    assert build.period_of(frames, None, None, NOW) == (pd.Timestamp("2026-02-01"), pd.Timestamp("2026-05-21"))


def test_a_short_export_begins_on_its_first_monday():
    frames = {"leads": pd.DataFrame({"created_at": days("2026-01-14", "2026-03-01")})}
    assert build.period_of(frames, None, None, NOW) == (pd.Timestamp("2026-01-12"), pd.Timestamp("2026-03-02"))


def test_spend_is_booked_in_the_week_of_its_day():
    spend = pd.DataFrame({"week_start": days("2026-01-06", "2026-01-09", "2026-01-12"), "channel": ["ads", "ads", None],
                          "amount": [10.0, 5.0, 1.0]})  # fmt: skip
    made = tables({"spend": spend}).spend
    assert made[["week", "amount"]].to_numpy().tolist() == [[0, 15], [1, 1]]
    assert list(made["week_start"].dt.day_name()) == ["Monday", "Monday"]


def test_words_of_other_languages_are_translated_and_strange_ones_said():
    frame, notes = build.in_our_words(
        "activities",
        pd.DataFrame(
            {
                "kind": ["Anruf", "spotkanie", "gọi điện", "Fax"],
                "outcome": ["Erreicht", "nie odebrał", "không trả lời", "?"],
            }
        ),
    )
    assert list(frame["kind"]) == ["call", "meeting", "call", "note"]
    assert list(frame["outcome"][:3]) == ["answered", "no answer", "no answer"]
    assert "“Fax” (1)" in notes[0] and len(notes) == 2


def test_a_note_never_quotes_an_address():
    _frame, notes = build.in_our_words("deals", pd.DataFrame({"lost_reason": ["ask ann@firm.de"]}))
    assert "ann@" not in notes[0]


def test_attempts_count_up_to_the_first_conversation_and_meetings_about_a_deal_do_not():
    leads = pd.DataFrame({"lead_id": ["a", "b"], "created_at": days("2026-01-05", "2026-01-05")})
    acts = pd.DataFrame({
        "lead_id": ["a", "a", "a", "a", "b"], "kind": ["call", "call", "conversation", "meeting", "call"],
        "outcome": ["no answer", "answered", None, None, "no answer"],
        "started_at": days("2026-01-06", "2026-01-07", "2026-01-07", "2026-01-20", "2026-01-09")})  # fmt: skip
    made, _notes = build.derived({"leads": leads, "activities": acts.assign(team="sales")})
    assert made["leads"]["touches"].tolist() == [2, 1]
    assert made["leads"]["reached_at"][0] == pd.Timestamp("2026-01-07") and pd.isna(made["leads"]["reached_at"][1])


def test_when_an_open_deal_should_close_does_not_end_the_period():
    deals = pd.DataFrame({"stage": ["won", "open"], "created_at": days("2026-01-05", "2026-01-06"),
                          "closed_at": days("2026-01-20", "2026-05-01")})  # fmt: skip
    assert build.last_event({"deals": deals}, pd.Timestamp("2026-06-01")) == pd.Timestamp("2026-01-20")
