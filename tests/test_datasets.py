"""The shipped sample data are what the recipe makes, fit what is said of them, and carry their hash."""

import hashlib
import importlib.util
import json
import os
import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from smkt_helpers.crm import SCHEMA
from smkt_helpers.crm_csv import read_csv
from smkt_helpers.imports.mapping import read_mapping

FOLDER = Path(__file__).resolve().parents[1] / "datasets"
PACKAGE = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
CLEAN = [one for one in PACKAGE["resources"] if Path(one["path"]).parent.name in ("irrigation", "webshop")]
CRM = [  # dirty file, clean table, and the columns of id, creation, status, address, score then and score later
    ("irrigation-dirty/contacts.csv", "irrigation/leads.csv",
     ("Record ID", "Create Date", "Lead Status", "Email", "Punkte bei Eingang", "Lead Score", "Last e-mail opened")),
    ("webshop-dirty/leads.csv", "webshop/leads.csv",
     ("Lead ID", "Created Date", "Lead Status", "Email", "Score at Enquiry", "Lead Score", "Last Email Opened")),
]  # fmt: skip
BY_FILE = pytest.mark.parametrize(("dirty", "clean", "names"), CRM, ids=[dirty for dirty, _clean, _names in CRM])
# Numbers that the German and the British regulator keep free for films and books.
FREE = re.compile(
    r"\+49 (30 23125|69 90009|40 66969|221 4710|89 99998)\d{3}"
    r"|\+44 (20 7946 0|117 496 0|121 496 0|131 496 0|161 496 0|29 2018 0)\d{3}"
)
UNCOUNTED = ("footer", "blank")


def _recipe():
    spec = importlib.util.spec_from_file_location("recipe", FOLDER / "recipe.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _sheet(path: str) -> pd.DataFrame:
    """Return a dirty file as it stands, less what is below the table; the index counts rows as a spreadsheet does."""
    resource = next(one for one in PACKAGE["resources"] if one["path"] == path)
    table = pd.read_csv(FOLDER / path, sep=resource["dialect"]["delimiter"], encoding=resource["encoding"], dtype="str",
                        keep_default_na=False, skip_blank_lines=False).rename(columns=str.strip)  # fmt: skip
    table.index += 2
    return table.drop(index=[row for row in resource["dialect"].get("commentRows", ()) if row in table.index])


def _truth(path: str) -> pd.DataFrame:
    folder, file = path.split("/")
    truth = pd.read_csv(FOLDER / "truth" / f"{folder}.csv", dtype="str", keep_default_na=False)
    return truth[(truth["file"] == file) & ~truth["what"].isin(UNCOUNTED)].astype({"row": int}).set_index("row")


def test_recipe_makes_the_same_bytes(tmp_path):
    recipe = _recipe()
    recipe.make(tmp_path)
    made = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    mappings = [f"{name}/{file}" for name, system in recipe.DIRTY.items() for file in system.MAPPINGS]
    cards = [f"{name}/README.md" for name in (*recipe.SETS, *recipe.DIRTY)]
    described = [resource["path"] for resource in PACKAGE["resources"]]
    assert made == sorted(["datapackage.json", *described, *cards, *mappings])
    for path in made:
        assert (tmp_path / path).read_bytes() == (FOLDER / path).read_bytes(), (
            f"{path} differs from what the recipe makes"
        )


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda resource: resource["name"])
def test_hash_and_size(resource):
    content = (FOLDER / resource["path"]).read_bytes()
    assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    assert resource["bytes"] == len(content) < 2_000_000
    assert b"\r" not in content


@pytest.mark.parametrize("resource", CLEAN, ids=lambda resource: resource["name"])
def test_clean_tables_fit_the_schema(resource):
    table = Path(resource["path"]).stem
    assert [field["name"] for field in resource["schema"]["fields"]] == [
        column.name for column in SCHEMA[table]
    ]
    assert len(read_csv(table, FOLDER / resource["path"])) > 0


def test_both_clean_sets_are_whole():
    assert {resource["path"] for resource in CLEAN} == {
        f"{name}/{table}.csv" for name in ("irrigation", "webshop") for table in SCHEMA
    }


@pytest.mark.slow
def test_an_outsider_finds_every_file_as_it_is_described():
    from frictionless import validate

    # Every file as it is described, and its first rows; all rows take ten times as long.
    rows = None if os.environ.get("SMKT_FULL") == "1" else 200
    report = validate(str(FOLDER / "datapackage.json"), limit_rows=rows)
    assert not report.errors
    assert {task.name: [error.message for error in task.errors[:3]] for task in report.tasks} == dict.fromkeys(
        RESOURCES, []
    )


@BY_FILE
def test_the_truth_names_every_row_that_is_no_record_of_its_own(dirty, clean, names):
    sheet, truth = _sheet(dirty), _truth(dirty)
    id, created, _status, email, *_scores = names
    assert list(sheet.loc[truth.index, id]) == list(truth["id"])
    for row, said in truth[truth["what"].isin(["same id", "same person"])].iterrows():
        first = int(said["of_row"])
        assert first < row
        assert (sheet.loc[row, id] == sheet.loc[first, id]) == (said["what"] == "same id")
        assert sheet.loc[row, [email, created]].equals(sheet.loc[first, [email, created]])
    extra = truth.index[truth["what"].isin(["same id", "same person", "test record"])]
    sound = sheet.drop(index=extra)
    assert not sound[id].duplicated().any() and not sound[email].duplicated().any()
    assert len(sound) == len(read_csv("leads", FOLDER / clean))
    dated = sheet[created].str.fullmatch(r"\d\d?[./]\d\d?[./]2025 \d\d?:\d\d( [AP]M)?")
    bad = truth.index[truth["what"].isin(["no date", "date unreadable"])]
    assert set(sheet.index[~dated]) <= set(bad)
    assert set(truth["what"]) == {"same id", "same person", "test record", "no date", "date unreadable"}


@BY_FILE
def test_the_rows_that_are_left_tell_what_the_clean_ones_tell(dirty, clean, names):
    sheet, truth, leads = _sheet(dirty), _truth(dirty), read_csv("leads", FOLDER / clean)
    _id, created, status, _email, then, _later, _opened = names
    extra = truth.index[truth["what"].isin(["same id", "same person", "test record"])]
    left = sheet.drop(index=extra).set_axis(leads.index)
    system = {path.name: read_mapping(path) for path in (FOLDER / dirty).parent.glob("*.toml")}
    stages = next(one for one in system.values() if one.object == "leads").stages
    assert list(left[status].map(stages)) == list(leads["status"])
    style = "%d.%m.%Y %H:%M" if dirty.startswith("irrigation") else "%m/%d/%Y %I:%M %p"
    times = pd.to_datetime(left[created], format=style, errors="coerce")
    readable = times.notna() & (times.dt.year == 2025)
    assert (times == leads["created_at"].dt.floor("min"))[readable].all() and readable.mean() > 0.99
    assert list(left[then].str.replace(",", ".").astype(float)) == list(leads["score"])


@BY_FILE
def test_the_score_changed_later_knows_too_much(dirty, clean, names):
    sheet, truth = _sheet(dirty), _truth(dirty)
    left = sheet.drop(index=truth.index)
    _id, _created, status, _email, then, later, _opened = names
    mapping = next(one for one in map(read_mapping, (FOLDER / dirty).parent.glob("*.toml")) if one.object == "leads")
    won = left[status].map(mapping.stages) == "won"

    def ranked_right(column):
        """Return how often a lead that was won has a higher score than one that was not."""
        ranks = left[column].str.replace(",", ".").astype(float).rank()
        return (ranks[won].mean() - (won.sum() + 1) / 2) / (~won).sum()

    assert ranked_right(then) < 0.85 < ranked_right(later)
    assert later in mapping.ignored and mapping.columns[then] == "score"


@BY_FILE
def test_one_column_of_dates_can_be_read_in_two_ways(dirty, clean, names):
    parts = _sheet(dirty)[names[-1]].str.extract(r"^(\d+)/(\d+)/2025$").dropna().astype(int)
    assert len(parts) > 1000 and parts.max().max() == 12 and (parts[0] != parts[1]).any()


@pytest.mark.parametrize("name", ["irrigation-dirty", "webshop-dirty"])
def test_nobody_can_be_reached_at_an_address_or_number(name):
    for resource in PACKAGE["resources"]:
        if resource["path"].startswith(name):
            text = (FOLDER / resource["path"]).read_bytes().decode(resource["encoding"])
            for address in set(re.findall(r"[^\s@,;\"]+@[^\s@,;\"]+", text)):
                assert address.endswith((".invalid", "@example.com")), address
            for number in set(re.findall(r"\+\d[\d ]{6,}", text)):
                assert FREE.fullmatch(number), number


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*-dirty/*.toml")), ids=lambda path: path.stem)
def test_a_mapping_file_names_headers_of_its_file_and_all_its_stages(path):
    sheet = _sheet(f"{path.parent.name}/{path.stem}.csv")
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    assert {*said.get("columns", {}), *said.get("ignored", ())} <= set(sheet.columns)
    stage = next(header for header in ("Lead Status", "Deal Stage", "Stage") if header in sheet)
    assert set(sheet[stage]) - {""} <= set(said["stages"])


@pytest.mark.parametrize("name", ["irrigation", "webshop", "irrigation-dirty", "webshop-dirty"])
def test_a_data_card_says_what_one_must_know(name):
    card = (FOLDER / name / "README.md").read_text(encoding="utf-8")
    for part in ("**What it is.**", "**How it was made.**", "**Licence.** MIT", "**What it must not be used for.**"):
        assert part in card
    for path in (FOLDER / name).glob("*.csv"):
        assert f"## {path.name}" in card
