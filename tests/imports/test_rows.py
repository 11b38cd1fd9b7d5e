"""Rows that are no records of their own are left out, each with its reason and its row number."""

from __future__ import annotations

import pandas as pd
import pytest

from smkt_helpers.imports import rows
from smkt_helpers.imports.fields import fold

KEY = b"any sixteen byte"


def table(**columns: list) -> pd.DataFrame:
    made = pd.DataFrame(columns)
    return made.assign(file=0, row=range(2, len(made) + 2), dated_badly=False)


def leads(emails: list, days: list[str], phones: list | None = None) -> pd.DataFrame:
    ids = [f"L{place}" for place in range(len(emails))]
    made = table(lead_id=ids, email=emails, created_at=pd.to_datetime(days, format="ISO8601"))
    return made.assign(phone=phones) if phones else made


def left_out(dropped: pd.DataFrame) -> dict[int, tuple[str, int | None]]:
    return {
        int(one.row): (one.reason, None if pd.isna(one.other_row) else int(one.other_row))
        for one in dropped.itertuples()
    }


def test_the_second_row_of_an_id_is_left_out_and_names_the_first():
    kept, dropped, _told = rows.unique_rows(table(lead_id=["a", "b", "a", None, "a"]), "lead_id")
    assert list(kept["lead_id"]) == ["a", "b"]
    assert left_out(dropped) == {4: ("same id", 2), 5: ("no id", None), 6: ("same id", 2)}


def test_a_table_without_ids_keeps_all_rows():
    kept, dropped, _told = rows.unique_rows(table(amount=[1, 1]), "deal_id")
    assert len(kept) == 2 and dropped.empty


def test_the_same_person_on_the_same_day_is_one_lead():
    found = leads(["Ann@Firm.de", "bo@firm.de", "ann@firm.de"], ["2026-01-05 09:00", "2026-01-05", "2026-01-05 17:00"])
    kept, dropped, instead, _notes = rows.unique_people(found, KEY)
    assert list(kept["lead_id"]) == ["L0", "L1"]
    assert left_out(dropped) == {4: ("same person", 2)}
    assert instead == {"L2": "L0"}


def test_the_same_person_on_another_day_is_kept_and_known():
    kept, dropped, instead, _notes = rows.unique_people(leads(["a@b.de", "a@b.de"], ["2026-01-05", "2026-01-06"]), KEY)
    assert dropped.empty and not instead
    assert list(kept["person"]) == [0, 0]


def test_what_only_a_repeated_row_tells_is_taken_over_and_nothing_else():
    days = pd.to_datetime([None, "2026-01-09", "2026-01-08", None])
    made = table(lead_id=["a", "a", "a", "b"], status=["sql", "lead", None, None], sql_at=days, size=[None, None, 5, 7])
    kept, dropped, told = rows.unique_rows(made, "lead_id")
    assert left_out(dropped) == {3: ("same id", 2), 4: ("same id", 2)} and told == 2
    assert kept["sql_at"].iloc[0] == pd.Timestamp("2026-01-09") and pd.isna(kept["sql_at"].iloc[1])
    assert list(kept["status"])[0] == "sql" and pd.isna(kept["status"].iloc[1])
    assert list(kept["size"]) == [5, 7]


def test_an_amount_is_not_taken_over_from_a_row_in_another_currency():
    made = table(deal_id=["a", "a", "b", "b"], amount=[None, 10.0, None, 20.0], currency=["EUR", "USD", "EUR", "EUR"])
    kept, _dropped, told = rows.unique_rows(made, "deal_id")
    assert pd.isna(kept["amount"].iloc[0]) and kept["amount"].iloc[1] == 20 and told == 1


def test_a_copy_tells_nothing_new():
    assert rows.unique_rows(table(lead_id=["a", "a"], status=["sql", "sql"]), "lead_id")[2] == 0


def test_the_same_person_under_another_id_fills_what_the_first_row_leaves_blank():
    found = leads(["a@b.de", "a@b.de"], ["2026-01-05", "2026-01-05"])
    kept, _dropped, _instead, notes = rows.unique_people(found.assign(status=[None, "sql"], email_2=None), KEY)
    assert list(kept["status"]) == ["sql"] and list(kept["lead_id"]) == ["L0"]
    assert notes == ["1 repeated row told something that the first row left blank; it was taken over."]


def test_two_full_names_on_one_address_are_two_people():
    found = leads(["info@firm.de"] * 4, ["2026-01-05"] * 3 + ["2026-01-06"])
    found = found.assign(name=["Ann Miller", "Bo Berg", "Miller, Ann", "Ann Miller"])
    kept, dropped, instead, notes = rows.unique_people(found, KEY)
    assert list(kept["lead_id"]) == ["L0", "L1", "L3"] and instead == {"L2": "L0"}
    assert left_out(dropped) == {4: ("same person", 2)}
    assert len(notes) == 1 and notes[0].startswith("1 lead has the address or phone number")
    assert list(kept["person"]) == [0, 1, 0]


@pytest.mark.parametrize(("first", "last"), [(["Ann", "Ann"], ["Miller", "MILLER"]), (["Ann", None], ["Miller", None]),
                                             (["Ann", "Dr. Ann B."], ["Miller", "Miller"]),
                                             (["Ann", "A."], ["Miller", "Miller"])])  # fmt: skip
def test_one_name_or_half_a_name_does_not_make_two_people(first, last):
    found = leads(["info@firm.de"] * 2, ["2026-01-05"] * 2).assign(first_name=first, last_name=last)
    kept, _dropped, _instead, notes = rows.unique_people(found, KEY)
    assert len(kept) == 1 and notes == []


@pytest.mark.parametrize("cell", ["x@y.de; ann@firm.de", "x@y.de, <ann@firm.de>", "ANN@firm.de x@y.de"])
def test_any_of_several_addresses_in_a_cell_tells_who_it_is(cell):
    found = leads(["ann@firm.de", cell], ["2026-01-05", "2026-01-05"])
    kept, dropped, _instead, _notes = rows.unique_people(found, KEY)
    assert len(kept) == 1 and left_out(dropped) == {3: ("same person", 2)}


@pytest.mark.parametrize("other", ["+49 170 123 45 67", "0170/1234567", "(0170) 1234567"])
def test_without_an_address_the_phone_tells_who_it_is(other):
    found = leads([None, None], ["2026-01-05", "2026-01-05"], ["0170 1234567", other])
    assert len(rows.unique_people(found, KEY)[0]) == 1


def test_people_of_whom_nothing_is_known_are_all_different():
    found = leads([None, "", "12"], ["2026-01-05"] * 3, [None, "", "110"])
    assert len(rows.unique_people(found, KEY)[0]) == 3


@pytest.mark.parametrize(("column", "word", "is_test"), [
    ("name", "Test Lead", True), ("firm", "asdf", True), ("last_name", "xxx", True), ("firm", "Demo GmbH", True),
    ("name", "Testa Rossa", False), ("firm", "Protest AG", False), ("firm", "Demography Ltd", False),
    ("email", "ann@example.com", True), ("email", "ann@sub.example.org", True), ("email", "a@shop.test", True),
    ("email", "x@mailinator.com", True), ("email", "ann@myexample.com.de", False), ("email", "ann@test-firm.de", False),
    ("name", None, False)])  # fmt: skip
def test_test_records_are_known_by_whole_words(column, word, is_test):
    assert list(rows.test_records(table(**{column: [word, "Müller"]}))) == [is_test, False]


@pytest.mark.parametrize(("name", "is_test"), [("Test deal 2", True), ("asdf", True), ("Pen test for ACME", False),
                                               ("Demo greenhouse", False)])  # fmt: skip
def test_a_deal_about_a_test_is_no_test(name, is_test):
    assert list(rows.test_records(table(name=[name], stage=["open"]))) == [is_test]


def test_rows_without_a_date_tell_blank_from_unreadable():
    made = table(created_at=pd.to_datetime(["2026-01-05", None, None])).assign(dated_badly=[False, True, False])
    kept, dropped = rows.dated(made, "created_at")
    assert len(kept) == 1
    assert left_out(dropped) == {3: ("date unreadable", None), 4: ("no date", None)}


def test_words_nobody_knows_are_counted():
    ours, strange = rows.meant(pd.Series(["Anruf", None, "smoke", "smoke"]), {fold("Anruf"): "call"})
    assert ours.tolist()[0] == "call" and ours.isna().tolist() == [False, True, True, True]
    assert strange == {"smoke": 2}


def test_every_reason_has_words():
    assert all(rows.REASONS[reason] for reason in ("blank", "footer", "same id", "no lead", "other currency"))
