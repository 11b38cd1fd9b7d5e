"""The CRM tables' schema: good tables pass, each kind of break is told with table, column and row; CSV files."""

from __future__ import annotations

import socket

import numpy as np
import pandas as pd
import pytest

from smkt_helpers.crm import SCHEMA, Tables, completed, problems
from smkt_helpers.crm_csv import read_csv, write_csv
from smkt_helpers.errors import KitError
from smkt_helpers.history import simulate
from smkt_helpers.plan import plans
from tests.strategies import small

MAY_BE_MISSING = [(name, column) for name, columns in SCHEMA.items() for column in columns if column.empty]
COLUMNS = [(name, column) for name, columns in SCHEMA.items() for column in columns]
ROW = 3         # the row that is broken, from 0; a person counts it as row 4


@pytest.fixture(scope="module")
def made() -> dict[str, pd.DataFrame]:
    tables = simulate(small(people=150.0), plans.aligned, seed=2, weeks=4).tables()
    return {name: getattr(tables, name) for name in SCHEMA}


@pytest.fixture
def good(made) -> dict[str, pd.DataFrame]:
    """The six tables of a short history, each test's own copy."""
    assert all(len(table) > ROW for table in made.values())
    return {name: table.copy() for name, table in made.items()}


def ids(value: object) -> str:
    return value if isinstance(value, str) else value.name


def with_value(table: pd.DataFrame, column: str, value: object) -> pd.DataFrame:
    """Return the table with one value in `ROW`."""
    values = table[column].astype(object)
    values.iloc[ROW] = value
    return table.assign(**{column: values.infer_objects()})


def one_sentence(found: list[str], *words: str) -> None:
    assert len(found) == 1, found
    assert found[0].endswith(".") and "\n" not in found[0]
    assert "np." not in found[0] and "dtype" not in found[0] and "Timestamp(" not in found[0], found[0]
    for word in words:
        assert word in found[0], f"{word!r} is not in: {found[0]}"


# --- The schema itself ---------------------------------------------------------------------------

@pytest.mark.parametrize(("name", "column"), COLUMNS, ids=ids)
def test_every_column_says_what_it_means(name, column):
    assert column.kind in ("whole", "number", "text", "time", "date", "switch")
    assert column.meaning.endswith(".") and column.meaning[0].isupper()
    if column.kind == "number":
        assert column.unit, "a number needs a unit"
    assert not (column.options and column.kind != "text")


def test_every_table_knows_its_run():
    assert all(columns[0].name == "replication" for columns in SCHEMA.values())


# --- Tables that are good, tables that are not -----------------------------------------------------

@pytest.mark.parametrize("name", SCHEMA)
def test_simulated_tables_pass(good, name):
    assert problems(name, good[name]) == []
    assert problems(name, good[name].head(0)) == []


@pytest.mark.parametrize(("name", "column"), COLUMNS, ids=ids)
def test_a_missing_column_is_named(good, name, column):
    one_sentence(problems(name, good[name].drop(columns=column.name)), name, column.name, "missing")


@pytest.mark.parametrize("name", SCHEMA)
def test_an_unknown_column_is_named_with_the_known_ones(good, name):
    one_sentence(problems(name, good[name].assign(colour="red")), name, "colour", *(c.name for c in SCHEMA[name]))


@pytest.mark.parametrize(("name", "column"), [(n, c) for n, c in COLUMNS if not c.empty], ids=ids)
def test_a_blank_where_something_must_stand_is_named(good, name, column):
    one_sentence(problems(name, with_value(good[name], column.name, None)), name, column.name, "row 4", "blank")


@pytest.mark.parametrize(("name", "column"), [(n, c) for n, c in COLUMNS if c.empty], ids=ids)
def test_a_blank_where_nothing_must_stand_is_fine(good, name, column):
    values = good[name][column.name].astype(object)
    values.iloc[ROW] = None
    kind = "float64" if column.kind in ("whole", "number") else None
    kind = "datetime64[s]" if column.kind == "time" else kind
    assert problems(name, good[name].assign(**{column.name: values.astype(kind) if kind else values})) == []


@pytest.mark.parametrize(("name", "column"), [(n, c) for n, c in COLUMNS if c.options], ids=ids)
def test_an_unknown_word_is_named_with_the_known_ones(good, name, column):
    found = problems(name, with_value(good[name], column.name, "purple"))
    one_sentence(found, name, column.name, "row 4", "purple", *column.options)


@pytest.mark.parametrize(("name", "column"), [(n, c) for n, c in COLUMNS if c.low is not None], ids=ids)
def test_a_negative_number_is_named(good, name, column):
    value = -5 if column.kind == "whole" else -5.5
    found = problems(name, with_value(good[name], column.name, value))
    one_sentence(found, name, column.name, "row 4", str(value))


@pytest.mark.parametrize(("name", "column"), [(n, c) for n, c in COLUMNS if c.kind in ("whole", "number")], ids=ids)
def test_a_word_among_numbers_is_named_with_its_row(good, name, column):
    found = problems(name, with_value(good[name], column.name, "12.000 EUR"))
    one_sentence(found, name, column.name, "row 4", "12.000 EUR")


@pytest.mark.parametrize(("name", "column"), [(n, c) for n, c in COLUMNS if c.kind == "whole"], ids=ids)
def test_a_broken_whole_number_is_named_with_its_row(good, name, column):
    found = problems(name, with_value(good[name], column.name, 2.5))
    one_sentence(found, name, column.name, "whole", "row 4", "2.5")


@pytest.mark.parametrize(("name", "column"), [(n, c) for n, c in COLUMNS if c.kind in ("time", "date")], ids=ids)
def test_a_word_among_times_is_named_with_its_row(good, name, column):
    found = problems(name, with_value(good[name], column.name, "next Monday"))
    one_sentence(found, name, column.name, "row 4", "next Monday")


@pytest.mark.parametrize(("name", "column"), [(n, c) for n, c in COLUMNS if c.kind == "switch"], ids=ids)
def test_a_word_among_switches_is_named_with_its_row(good, name, column):
    found = problems(name, with_value(good[name], column.name, "maybe"))
    one_sentence(found, name, column.name, "row 4", "maybe")


@pytest.mark.parametrize(("name", "column"), [(n, c) for n, c in COLUMNS if c.kind == "number"], ids=ids)
def test_an_endless_number_is_named(good, name, column):
    one_sentence(problems(name, with_value(good[name], column.name, np.inf)), name, column.name, "row 4")


def test_shares_and_scores_have_an_upper_end(good):
    one_sentence(problems("leads", with_value(good["leads"], "score", 250.0)), "leads", "score", "row 4", "100")
    one_sentence(problems("deals", with_value(good["deals"], "discount", 1.7)), "deals", "discount", "row 4", "1")


def test_a_lead_listed_twice_is_named(good):
    twice = pd.concat([good["leads"], good["leads"].head(1)], ignore_index=True)
    number = str(good["leads"]["lead_id"].iloc[0])
    one_sentence(problems("leads", twice), "leads", "lead_id", number)


def test_a_column_that_stands_twice_is_named(good):
    twice = pd.concat([good["leads"], good["leads"][["score"]]], axis=1)
    one_sentence(problems("leads", twice), "leads", "score")


def test_an_unknown_table_is_named_with_the_known_ones(good):
    one_sentence(problems("lead", good["leads"]), "'lead'", *SCHEMA)


def test_several_breaks_are_all_told(good):
    broken = with_value(good["leads"].drop(columns="firm"), "status", "purple").assign(colour="red")
    found = problems("leads", broken)
    assert len(found) == 3
    text = " ".join(found)
    assert "firm" in text and "colour" in text and "purple" in text


def test_check_raises_all_problems_at_once(good):
    good["deals"] = with_value(good["deals"], "stage", "sleeping")
    good["leads"] = good["leads"].drop(columns="created_at")
    makers = {name: (lambda table=table: table) for name, table in good.items()}
    tables = Tables(makers, start=pd.Timestamp("2026-01-05"), end=pd.Timestamp("2026-02-02"), replications=1,
                    currency="EUR")
    with pytest.raises(KitError) as caught:
        tables.check()
    assert "sleeping" in str(caught.value) and "created_at" in str(caught.value)


def test_tables_are_made_when_they_are_asked_for(good):
    made = []

    def maker(name: str):
        def make() -> pd.DataFrame:
            made.append(name)
            return good[name]
        return make

    tables = Tables({name: maker(name) for name in SCHEMA}, start=pd.Timestamp("2026-01-05"),
                    end=pd.Timestamp("2026-02-02"), replications=1, currency="EUR")
    assert made == []
    assert tables.spend is tables.spend
    assert made == ["spend"]


# --- CSV -----------------------------------------------------------------------------------------

def plain(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table in plain kinds, to compare what was written with what was read."""
    columns = {}
    for column in SCHEMA[name]:
        values = table[column.name].reset_index(drop=True)
        if column.kind == "text":
            columns[column.name] = values.astype(object).where(values.notna(), None)
        elif column.kind in ("whole", "number"):
            columns[column.name] = values.astype("float64")
        else:
            columns[column.name] = values
    return pd.DataFrame(columns)


@pytest.mark.parametrize("name", SCHEMA)
def test_what_is_written_is_read_again(good, tmp_path, name):
    path = tmp_path / f"{name}.csv"
    write_csv(name, good[name], path)
    again = read_csv(name, path)
    assert problems(name, again) == []
    pd.testing.assert_frame_equal(plain(name, again), plain(name, good[name]), check_exact=True)


@pytest.mark.parametrize("name", SCHEMA)
def test_the_same_table_gives_the_same_bytes(good, tmp_path, name):
    first, second, third = (tmp_path / f"{n}.csv" for n in range(3))
    write_csv(name, good[name], first)
    write_csv(name, good[name].copy(), second)
    write_csv(name, read_csv(name, first), third)
    assert first.read_bytes() == second.read_bytes() == third.read_bytes()
    assert b"\r" not in first.read_bytes() and first.read_bytes().endswith(b"\n")


def test_a_table_without_rows_makes_the_trip(good, tmp_path):
    for name, table in good.items():
        write_csv(name, table.head(0), tmp_path / "empty.csv")
        again = read_csv(name, tmp_path / "empty.csv")
        assert len(again) == 0 and list(again.columns) == list(table.columns)


@pytest.mark.parametrize("word", ["NA", "None", "null", "n/a", "nan"])
def test_words_that_look_like_nothing_are_words(good, tmp_path, word):
    write_csv("leads", with_value(good["leads"], "firm", word), tmp_path / "leads.csv")
    assert read_csv("leads", tmp_path / "leads.csv")["firm"].iloc[ROW] == word


@pytest.mark.parametrize("word", ["Bewässerung Müller", "Nguyễn, \"Vườn\" & Co", "line\nbreak", "żółć"])
def test_words_of_all_languages_make_the_trip(good, tmp_path, word):
    write_csv("leads", with_value(good["leads"], "firm", word), tmp_path / "leads.csv")
    assert read_csv("leads", tmp_path / "leads.csv")["firm"].iloc[ROW] == word


def refused(name: str, path: object) -> str:
    with pytest.raises(KitError) as caught:
        read_csv(name, path)
    assert "\n" not in str(caught.value), str(caught.value)
    return str(caught.value)


@pytest.fixture
def broken(good, tmp_path):
    """Return a function that writes one value of one column into a CSV file and gives its path."""
    def write(name: str, column: str, value: str):
        path = tmp_path / f"{name}.csv"
        write_csv(name, good[name], path)
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        table.loc[ROW, column] = value
        table.to_csv(path, index=False)
        return path
    return write


@pytest.mark.parametrize(("name", "column", "value"), [
    ("leads", "created_at", "05/01/2026"), ("leads", "created_at", "soon"), ("leads", "created_at", "2026-13-01"),
    ("leads", "created_at", "now"), ("leads", "sal_at", "today"), ("spend", "week_start", "today"),
    ("leads", "called_twice", "maybe"), ("leads", "called_twice", "True"), ("leads", "status", "sleeping"),
    ("leads", "touches", "two"), ("leads", "touches", "2.5"), ("leads", "touches", "-1"), ("leads", "lead_id", "A17"),
    ("deals", "value", "12.000 EUR"), ("deals", "value", "-1"), ("deals", "stage", "Won"),
    ("activities", "outcome", "fine"), ("spend", "week_start", "Monday"), ("terms", "shared_definition", "1")])
def test_a_broken_value_in_a_file_is_told_with_its_place(broken, name, column, value):
    path = broken(name, column, value)
    sentence = refused(name, path)
    for word in (path.name, column, "row 4", value):
        assert word in sentence, f"{word!r} is not in: {sentence}"


@pytest.mark.parametrize("column", ["created_at", "replication", "lead_id"])
def test_a_blank_in_a_file_is_told_with_its_place(broken, column):
    sentence = refused("leads", broken("leads", column, ""))
    assert column in sentence and "row 4" in sentence and "blank" in sentence


def test_times_with_a_zone_are_refused_or_read_kindly(broken):
    path = broken("deals", "created_at", "2026-01-05T09:30:00+01:00")
    assert "row 4" in refused("deals", path)


def test_a_file_that_is_no_table_is_refused(tmp_path):
    for content in (b"", b"\xff\xfe\x00\x01\x02", b"\n\n\n", b"just some words\n"):
        path = tmp_path / "leads.csv"
        path.write_bytes(content)
        assert "leads.csv" in refused("leads", path)


def test_a_row_with_too_many_values_is_refused(good, tmp_path):
    path = tmp_path / "spend.csv"
    write_csv("spend", good["spend"], path)
    path.write_text(path.read_text(encoding="utf-8") + "0,1,2026-01-05,search,5,6,7\n", encoding="utf-8")
    sentence = refused("spend", path)
    assert "spend.csv" in sentence and "C error" not in sentence, sentence


def test_rows_longer_than_the_first_line_are_told_as_such(tmp_path):
    path = tmp_path / "spend.csv"
    path.write_text("replication,week,week_start,channel,amount\n0,1,2026-01-05,search,5,6\n", encoding="utf-8")
    assert "more values than its first line" in refused("spend", path)


@pytest.mark.parametrize("ending", ["gz", "zip", "xz", "zst", "bz2"])
def test_a_file_is_read_as_it_is_whatever_its_ending(good, tmp_path, ending):
    path = tmp_path / f"spend.csv.{ending}"
    write_csv("spend", good["spend"], path)
    assert len(read_csv("spend", path)) == len(good["spend"])


def test_nothing_is_fetched_from_an_address(monkeypatch):
    asked = []
    monkeypatch.setattr(socket, "create_connection", lambda *where, **named: asked.append(where))
    assert "http" in refused("leads", "http://127.0.0.1:9/leads.csv")
    assert asked == []


def test_semicolons_are_refused_without_a_wall_of_words(good, tmp_path):
    path = tmp_path / "spend.csv"
    write_csv("spend", good["spend"], path)
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    sentence = refused("spend", path)
    assert "spend.csv" in sentence and "with commas" in sentence and len(sentence) < 300


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "nowhere.csv" in refused("leads", tmp_path / "nowhere.csv")
    assert str(tmp_path) in refused("leads", tmp_path)


def test_an_unknown_table_cannot_be_read_or_written(good, tmp_path):
    path = tmp_path / "leads.csv"
    write_csv("leads", good["leads"], path)
    assert "'lead'" in refused("lead", path)
    with pytest.raises(KitError, match="'lead'"):
        write_csv("lead", good["leads"], path)


def test_a_table_that_breaks_the_schema_is_not_written(good, tmp_path):
    path = tmp_path / "leads.csv"
    with pytest.raises(KitError, match="created_at"):
        write_csv("leads", good["leads"].drop(columns="created_at"), path)
    assert not path.exists()


# --- Exports that know less ------------------------------------------------------------------------

@pytest.mark.parametrize(("name", "column"), MAY_BE_MISSING, ids=ids)
def test_a_file_without_a_column_that_may_be_blank_is_read(good, tmp_path, name, column):
    path = tmp_path / f"{name}.csv"
    write_csv(name, good[name].head(20), path)
    pd.read_csv(path, dtype=str, keep_default_na=False).drop(columns=column.name).to_csv(path, index=False)
    again = read_csv(name, path)
    assert list(again.columns) == list(good[name].columns)
    assert again[column.name].isna().all()
    write_csv(name, again, tmp_path / "again.csv")
    assert read_csv(name, tmp_path / "again.csv")[column.name].isna().all()


def test_a_file_without_any_of_them_is_read_and_one_without_more_is_refused(good, tmp_path):
    for name, columns in SCHEMA.items():
        path = tmp_path / f"{name}.csv"
        least = [column.name for column in columns if not column.empty]
        good[name][least].to_csv(path, index=False, date_format="%Y-%m-%dT%H:%M:%S")
        text = path.read_text(encoding="utf-8").replace("True", "yes").replace("False", "no")
        path.write_text(text, encoding="utf-8")
        assert list(read_csv(name, path).columns) == [column.name for column in columns]
        good[name][least[:-1]].to_csv(path, index=False, date_format="%Y-%m-%dT%H:%M:%S")
        assert least[-1] in refused(name, path)


def test_tables_made_from_less_are_completed(good):
    makers = {name: (lambda table=table, name=name: table[[c.name for c in SCHEMA[name] if not c.empty]])
              for name, table in good.items()}
    tables = Tables(makers, start=pd.Timestamp("2026-01-05"), end=pd.Timestamp("2026-02-02"), replications=1,
                    currency="EUR")
    tables.check()
    for name, columns in SCHEMA.items():
        assert list(getattr(tables, name).columns) == [column.name for column in columns]
    assert tables.column("leads", "source").isna().all()


def test_a_table_that_holds_everything_is_left_alone(good):
    assert completed("leads", good["leads"]) is good["leads"]
