"""Everything that only a person can say is asked at once, and an answer is what the import understands."""

import io

import pandas as pd
import pytest

from smkt_helpers.errors import KitError
from smkt_helpers.imports.mapping import ColumnMap
from smkt_helpers.imports.read import read_crm
from smkt_helpers.own.questions import NONE, currency_question, questions_of, ways
from tests.own import exports


def asked(folder, answers=None, **files):
    """Return the questions about some files, by their keys."""
    return {one.key: one for one in questions_of(exports.written(folder, **files), answers or {})}


def answered(folder, answers, **files):
    """Import files with answers, and return the tables."""
    paths = exports.written(folder, **files)
    return read_crm(*paths, **ways(answers, [path.name for path in paths]))[0]


def test_a_plain_export_asks_nothing(tmp_path):
    assert asked(tmp_path, leads=exports.leads(), deals=exports.deals()) == {}


def test_a_date_that_can_be_read_in_two_ways_is_asked_and_the_answer_is_followed(tmp_path):
    found = asked(tmp_path, leads=exports.early())
    (question,) = found.values()
    assert "write dates" in question.text and "no cell decides" in question.help
    first = {}
    for format, _said in question.options:
        tables = answered(tmp_path, {question.key: format}, leads=exports.early())
        first[format] = tables.leads["created_at"].iloc[1]
    assert {when.isoformat()[:10] for when in first.values()} == {"2025-01-02", "2025-02-01"}


def test_what_was_answered_is_not_asked_again(tmp_path):
    key = next(iter(asked(tmp_path, leads=exports.early())))
    assert asked(tmp_path, {key: "%d/%m/%Y"}, leads=exports.early()) == {}


def test_words_of_deals_that_nobody_knows_are_asked_the_most_frequent_first(tmp_path):
    files = {"deals": exports.deals(won="Handschlag", lost="Absage")}
    found = asked(tmp_path, **files)
    assert [one.text for one in found.values()] == ["What does “Handschlag” mean?", "What does “Absage” mean?"]
    assert [key for key, _said in next(iter(found.values())).options] == ["open", "won", "lost"]
    tables = answered(tmp_path, dict(zip(found, ("won", "lost"), strict=True)), leads=exports.leads(), **files)
    counts = tables.deals["stage"].value_counts()
    assert (counts["won"], counts["lost"]) == (14, 13)


def test_a_status_may_be_left_blank_and_is_then_not_asked_again(tmp_path):
    files = {"leads": exports.leads(status="Wartet auf Anruf")}
    (question,) = asked(tmp_path, **files).values()
    assert question.options[-1][0] == NONE
    assert asked(tmp_path, {question.key: NONE}, **files) == {}
    assert answered(tmp_path, {question.key: NONE}, **files).leads["status"].isna().all()
    assert answered(tmp_path, {question.key: "working"}, **files).leads["status"].eq("working").all()


def test_a_column_that_nothing_can_be_counted_without_is_chosen_from_those_of_the_file(tmp_path):
    files = {"leads": exports.leads().replace("Create Date", "Eingetroffen")}
    (question,) = asked(tmp_path, **files).values()
    assert question.options == (("Eingetroffen", "“Eingetroffen”"),)
    tables = answered(tmp_path, {question.key: "Eingetroffen"}, **files)
    assert tables.leads["created_at"].notna().all()


def test_two_columns_that_may_both_be_one_thing_are_asked_about(tmp_path):
    head, *rows = exports.leads().splitlines()
    head = head.replace("Lead Source", "Channel") + ",CHANNEL!"
    files = {"leads": "\n".join([head, *(f"{row},mail" for row in rows)])}
    (question,) = asked(tmp_path, **files).values()
    assert [key for key, _said in question.options] == ["Channel", "CHANNEL!", NONE]
    assert set(answered(tmp_path, {question.key: "CHANNEL!"}, **files).leads["channel"]) == {"mail"}
    assert asked(tmp_path, {question.key: NONE}, **files) == {}


def test_currencies_are_never_added_but_asked_about(tmp_path):
    files = {"leads": exports.leads(), "deals": exports.deals() + "99,99,2025-04-01,2025-04-20,Closed Won,500.00 USD\n"}
    (question,) = asked(tmp_path, **files).values()
    assert dict(question.options) == {"EUR": "EUR: 40 rows", "USD": "USD: 1 row"}
    tables = answered(tmp_path, {question.key: "EUR"}, **files)
    assert tables.currency == "EUR" and len(tables.deals) == 40
    assert asked(tmp_path, {question.key: "EUR"}, **files) == {}


def test_a_decimal_mark_that_no_cell_decides_is_asked(tmp_path):
    files = {"leads": exports.leads(), "deals": exports.deals(amount="1.000")}
    (question,) = asked(tmp_path, **files).values()
    assert [key for key, _said in question.options] == [".", ","]
    for mark, amount in ((",", 1000), (".", 1)):
        assert answered(tmp_path, {question.key: mark}, **files).deals["value"].iloc[0] == amount


def test_a_file_that_is_something_else_asks_nothing(tmp_path):
    table = "Company Name,Company Domain Name,Company owner,Billing City\nA,a.invalid,B,C\n"
    assert asked(tmp_path, companies=table) == {}
    assert asked(tmp_path, empty="") == {}


def test_a_word_that_looks_like_an_address_is_masked(tmp_path):
    for question in asked(tmp_path, leads=exports.leads(status="ask ana@firm.invalid")).values():
        assert "@" not in question.text + question.help + "".join(said for _key, said in question.options)


def test_answers_about_other_files_are_left_out_and_those_for_all_files_stay():
    answers = {
        "date|old.csv|Created": "%d/%m/%Y",
        "date|new.csv|Created | at": "%m/%d/%Y",
        "stage|old.csv|Handschlag": "won",
        "currency": "EUR",
        "decimal": ",",
    }
    found = ways(answers, ["new.csv"])
    assert found["dates"] == {"Created | at": "%m/%d/%Y"}
    assert (found["stages"], found["currency"], found["decimal"], found["mapping"]) == ({}, "EUR", ",", None)


def test_a_column_that_was_chosen_comes_on_top_of_a_mapping_file():
    map = ColumnMap("leads", columns={"Punkte": "score"}, ignored=("Notiz",))
    found = ways({"column|leads.csv|leads|created_at": "Eingang"}, ["leads.csv"], [map])
    (joined,) = found["mapping"]
    assert joined.columns == {"Punkte": "score", "Eingang": "created_at"} and joined.ignored == ("Notiz",)


def test_the_currency_can_be_said_where_no_file_names_one(tmp_path):
    files = {"leads": exports.leads(), "deals": exports.deals(amount="1000")}
    question = currency_question()
    assert answered(tmp_path, {}, **files).currency == ""
    assert answered(tmp_path, {question.key: "PLN"}, **files).currency == "PLN"


def test_a_refusal_of_the_import_is_one_that_the_questions_explain(tmp_path):
    """Whatever is asked before an answer is what the import refused for."""
    files = {"leads": exports.early()}
    paths = exports.written(tmp_path, **files)
    with pytest.raises(KitError, match="two ways"):
        read_crm(*paths)
    assert questions_of(paths, {})


def test_a_mapping_file_that_only_explains_stages_counts_with_several_files(tmp_path):
    map = ColumnMap("deals", stages={"Handschlag": "won"})
    paths = exports.written(tmp_path, leads=exports.leads(), deals=exports.deals(won="Handschlag"))
    said = ways({}, [path.name for path in paths], [map])
    tables, _report = read_crm(*paths, **said)
    assert tables.deals["stage"].value_counts()["won"] == 14
    assert questions_of(paths, {}, [map]) == ()


def test_every_sheet_that_is_imported_is_asked_about_and_answers_are_followed(tmp_path):
    path = tmp_path / "crm.xlsx"
    sheets = {"Contacts": exports.leads(20, status="Wartet auf Anruf"), "Deals": exports.deals(won="Handschlag")}
    sheets["Old deals"] = exports.deals(5, won="Never asked")
    with pd.ExcelWriter(path) as book:
        for name, text in sheets.items():
            pd.read_csv(io.StringIO(text), dtype="str").to_excel(book, sheet_name=name, index=False)
    found = {one.key: one for one in questions_of([path], {})}
    assert {one.text for one in found.values()} == {
        "What does “Handschlag” mean?", "What does “Wartet auf Anruf” mean?"
    }  # fmt: skip
    answers = {key: "won" if "Handschlag" in key else "working" for key in found}
    tables, _report = read_crm(path, **ways(answers, [path.name]))
    assert tables.deals["stage"].eq("won").any() and len(tables.leads) == 20
    assert questions_of([path], answers) == ()


def test_an_employee_count_that_can_be_read_in_two_ways_is_not_asked_about(tmp_path):
    head, *rows = exports.leads(20).splitlines()
    files = {"leads": "\n".join([head + ",Number of employees", *(f'{row},"1,000"' for row in rows)])}
    assert asked(tmp_path, **files) == {}
    assert answered(tmp_path, {}, **files).leads["size"].isna().all()
