"""Mapping files: written and read back as they were; every mistake is told in one sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smkt_helpers as smkt
from smkt_helpers.errors import KitError
from smkt_helpers.imports import mapping
from smkt_helpers.imports.mapping import ColumnMap, read_mapping, read_mappings, write_mapping, write_mappings

PAGE = Path(__file__).parents[2] / "docs" / "own-export.md"
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def refusal(text: str, folder: Path) -> str:
    file = folder / "my.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KitError) as error:
        read_mapping(file)
    return str(error.value)


def test_the_documented_example_is_read_as_it_says(tmp_path):
    example = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL).group(1)
    in_the_module = "\n".join(line[4:] for line in mapping.__doc__.splitlines() if line.startswith("    ") or not line)
    assert example.strip() == in_the_module.strip()
    file = tmp_path / "my.toml"
    file.write_text(example, encoding="utf-8")
    assert read_mapping(file) == ColumnMap(
        object="deals",
        system="Pipedrive",
        columns={"Deal - Angelegt": "created_at"},
        stages={"Angebot verschickt": "open"},
        dates={"Deal - Angelegt": "%d.%m.%Y %H:%M"},
        decimal=",",
        currency="EUR",
        zone="Europe/Berlin",
        ignored=("Deal - Label",),
    )


def test_an_empty_file_says_nothing_and_is_right(tmp_path):
    file = tmp_path / "my.toml"
    file.write_text("", encoding="utf-8")
    assert read_mapping(file) == ColumnMap("")


@given(
    columns=st.dictionaries(WORDS, st.sampled_from(["created_at", "closed_at"]), max_size=1),
    stages=st.dictionaries(WORDS, st.sampled_from(["open", "won", "lost"]), max_size=3),
    dates=st.dictionaries(WORDS, WORDS.filter(bool), max_size=3),
    ignored=st.lists(WORDS, max_size=3).map(tuple),
    system=WORDS,
)
def test_any_mapping_is_read_back_as_it_was(tmp_path_factory, columns, stages, dates, ignored, system):
    file = tmp_path_factory.mktemp("mapping") / "my.toml"
    map = ColumnMap("deals", system, columns, stages, dates, ",", "PLN", "Europe/Warsaw", ignored)
    write_mapping(map, file)
    assert read_mapping(file) == map


def test_the_order_of_joined_columns_is_kept(tmp_path):
    map = ColumnMap("deals", columns={"Won": "closed_at", "Lost": "closed_at", "Begun": "created_at"})
    write_mapping(map, tmp_path / "my.toml")
    assert list(read_mapping(tmp_path / "my.toml").columns) == ["Won", "Lost", "Begun"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('object = "deals"\nsystem = Pipedrive\n', "line 2 cannot be read"),
        ('object = "deals"\n[columns]\n"A" = "name"\n"A" = "name"\n', "line 4 cannot be read"),
        ('object = "deals', "breaks off at its end"),
        ("a = " + "[" * 5000, "holds a number or brackets"),
        ("a = " + "9" * 5000, "holds a number or brackets"),
        ('objekt = "deals"', "“objekt” is not known here"),
        ('object = "companies"', "object must be one of leads, deals, activities, spend"),
        ("decimal = 3", "decimal must be a word in quotation marks"),
        ('decimal = ";"', 'decimal must be "." or ","'),
        ('currency = "euro"', "three capital letters"),
        ('zone = "Berlin"', "zone “Berlin” is not known"),
        ('zone = "../../x"', "zone “../../x” is not known"),
        ('ignored = "Notes"', "ignored must be a list"),
        ('columns = "Notes"', "columns must be a section"),
        ("[columns]\nA = 3", "[columns] “A” must stand for a word"),
        ('[columns]\nA = "created_at"', "Say which table the [columns] belong to"),
        ('object = "deals"\n[columns]\nA = "creatd_at"', "deals have no field “creatd_at”; did you mean created_at"),
        ('object = "deals"\n[columns]\nA = "zzz"', "known are deal_id, lead_id,"),
        ('object = "deals"\n[columns]\nA = "stage"\nB = "stage"', "“B”: another column is “stage” already"),
        ('object = "deals"\n[stages]\nA = "sql"', "[stages] “A” must be one of open, won, lost"),
        ('[stages]\nA = "gone"', "[stages] “A” must be one of lead, mql"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_place(text, said, tmp_path):
    sentences = refusal(text, tmp_path).split("\n")
    assert any(said in sentence for sentence in sentences)
    assert all("my.toml" in sentence for sentence in sentences)


def test_all_mistakes_are_told_at_once(tmp_path):
    said = refusal('object = "deals"\ndecimal = "x"\ncurrency = "euro"\n[stages]\nA = "gone"', tmp_path)
    assert len(said.split("\n")) == 3


def test_a_file_that_cannot_be_read_or_written_is_said(tmp_path):
    with pytest.raises(KitError, match="no mapping file"):
        read_mapping(tmp_path / "none.toml")
    (tmp_path / "old.toml").write_bytes('object = "leads" # Währung'.encode("cp1252"))
    with pytest.raises(KitError, match="UTF-8"):
        read_mapping(tmp_path / "old.toml")
    with pytest.raises(KitError, match="cannot be written"):
        write_mapping(ColumnMap("deals"), tmp_path / "no" / "my.toml")


SEVERAL = """
currency = "EUR"
[leads.columns]
"Eingetroffen" = "created_at"
[deals]
decimal = ","
[deals.columns]
"Lage" = "stage"
[deals.stages]
"Handschlag" = "won"
"""


def test_one_file_may_speak_of_several_tables(tmp_path):
    (tmp_path / "my.toml").write_text(SEVERAL, encoding="utf-8")
    leads, deals = read_mappings(tmp_path / "my.toml")
    assert (leads.object, leads.currency, dict(leads.columns)) == ("leads", "EUR", {"Eingetroffen": "created_at"})
    assert (deals.decimal, deals.currency, dict(deals.stages)) == (",", "EUR", {"Handschlag": "won"})
    with pytest.raises(KitError, match="several tables"):
        read_mapping(tmp_path / "my.toml")


def test_several_maps_are_read_back_as_they_were(tmp_path):
    stages, dates = {"x]": "won"}, {"C": "%d.%m.%Y"}
    maps = (
        ColumnMap("leads", "HubSpot", {"A": "created_at"}, several=True),
        ColumnMap("deals", "", {"B": "stage"}, stages, dates, ",", "EUR", "Europe/Berlin", ("D",), several=True),
    )
    write_mappings(maps, tmp_path / "my.toml")
    assert read_mappings(tmp_path / "my.toml") == maps
    write_mappings([ColumnMap("deals", decimal=",")], tmp_path / "one.toml")
    assert read_mapping(tmp_path / "one.toml") == ColumnMap("deals", decimal=",")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('leads = "x"', "leads must be a section"),
        ('[leads]\n[columns]\nA = "name"', "“columns” must stand below [leads]"),
        ('object = "deals"\n[leads]', "“object” must stand below [leads]"),
        ('[leads.columns]\nA = "stage"', "[leads] [columns] “A”: leads have no field “stage”"),
        ('[deals.stages]\nA = "sql"', "[deals] [stages] “A” must be one of open, won, lost"),
        ("[leads]\ncolour = 3", "[leads] “colour” is not known here"),
    ],
)
def test_a_mistake_in_a_file_about_several_tables_names_its_section(text, said, tmp_path):
    assert said in refusal(text, tmp_path)


def test_each_table_takes_its_section_and_one_that_is_not_there_is_no_mistake(tmp_path):
    (tmp_path / "my.toml").write_text(SEVERAL + '[spend]\ndecimal = ","\n', encoding="utf-8")
    (tmp_path / "leads.csv").write_text("Lead ID,Eingetroffen,Email\n1,2026-01-12,a@b.invalid\n", encoding="utf-8")
    deals = "Deal ID,Lead ID,Lage,Amount,Create Date,Close Date\n1,1,Handschlag,10,2026-01-14,2026-01-20\n"
    (tmp_path / "deals.csv").write_text(deals, encoding="utf-8")
    for paths in ([tmp_path], [tmp_path / "leads.csv"]):
        tables, _report = smkt.read_crm(*paths, mapping=tmp_path / "my.toml")
        assert len(tables.leads) == 1 and set(tables.deals["stage"]) == ({"won"} if paths == [tmp_path] else set())
    wrong = SEVERAL.replace('"Lage"', '"Loge"')
    (tmp_path / "my.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(KitError):
        smkt.read_crm(tmp_path, mapping=tmp_path / "my.toml")
