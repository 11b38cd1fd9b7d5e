"""What is known of headers: no header means two things, and the page that lists them is up to date."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from smkt_helpers.crm_schema import SCHEMA
from smkt_helpers.imports.fields import FIELDS, OBJECTS, fold, known_columns, match, near, prefix, without_unit

PAGE = Path(__file__).parents[2] / "docs" / "own-export.md"
KINDS = {"id", "time", "date", "number", "money", "whole", "share", "switch", "text", "word", "person"}


@pytest.mark.parametrize("object", OBJECTS)
def test_no_header_means_two_fields(object):
    meant = defaultdict(set)
    for (of, id), field in FIELDS.items():
        if of == object:
            for alias in field.aliases:
                meant[fold(alias)].add(id)
    assert {header: ids for header, ids in meant.items() if len(ids) > 1} == {}
    assert "" not in meant


def test_every_field_is_of_a_kind_that_can_be_read():
    assert {field.kind for field in FIELDS.values()} <= KINDS
    assert all(field.aliases for key, field in FIELDS.items() if key not in {("leads", "source"), ("spend", "week")})


def test_every_column_of_the_kits_own_tables_is_a_field():
    for object in OBJECTS:
        assert {column.name for column in SCHEMA[object]} <= {id for of, id in FIELDS if of == object}


def test_whoever_may_be_named_is_marked_as_personal():
    personal = {(object, id) for (object, id), field in FIELDS.items() if field.personal}
    assert personal == {
        *(("leads", id) for id in ("firm", "rep", "message", "email", "phone", "name", "first_name", "last_name")),
        *(("deals", id) for id in ("name", "rep")),
        ("activities", "person"),
    }


@pytest.mark.parametrize(
    "written",
    ["Create Date", "CREATE  DATE", "create_date", "Createdate", " create-date* ", "Create Date (GMT+1)", "CreateDate"],
)
def test_a_header_is_known_however_it_is_written(written):
    assert match(written, "leads").field.id == "created_at"


def test_accents_may_be_missing_or_written_in_two_ways():
    assert fold("Währung") == fold("Wa\u0308hrung") == "wahrung"
    assert fold("Điện thoại") == fold("DIEN THOAI")
    assert fold("Źródło") == fold("zrodlo")


@pytest.mark.parametrize("header", ["Amount (TEUR)", "Betrag [k€]", "Amount (in thousands)", "Kwota (tys. zł)"])
def test_a_unit_of_thousands_is_not_taken_for_money(header):
    assert without_unit(header) == header
    assert match(header, "deals") is None


def test_minutes_are_not_taken_from_days():
    assert match("Duration (min)", "activities").field.id == "minutes"
    assert match("Duration (days)", "activities") is None


def test_a_header_of_another_record_in_the_row_is_not_this_ones():
    assert prefix("Deal - Title") == ("deals", "Title")
    assert match("Deal - Inhaber", "deals").field.id == "rep"
    assert match("Person - Name", "deals") is None
    assert prefix("Re-opened") == ("", "Re-opened")


def test_a_misspelt_word_is_only_suggested():
    assert near("creatd_at", ["created_at", "channel"]) == ["created_at"]
    assert near("zzz", ["created_at", "channel"]) == []


def test_the_page_lists_every_known_header():
    page = PAGE.read_text(encoding="utf-8")
    made = page.split("<!-- known columns: begin -->")[1].split("<!-- known columns: end -->")[0].strip()
    assert made == known_columns(), "write what known_columns() returns between the two marks"
