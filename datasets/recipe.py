"""The recipe of the sample data: ``python datasets/recipe.py`` makes every file here anew, byte for byte.

The clean sets are one quarter of a sample company under its plan of today, market number SEED. Each dirty set is the
quarter of a clean one as a CRM would export it after some years of work; its module says which steps made it dirty.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd

import smkt_helpers as smkt
from smkt_helpers.crm import SCHEMA
from smkt_helpers.crm_csv import read_csv, write_csv
from smkt_helpers.imports.mapping import ColumnMap, write_mapping

FOLDER = Path(__file__).resolve().parent
# The recipe is also loaded from elsewhere, and then Python does not look beside it by itself.
sys.path.insert(0, str(FOLDER))

import dirt  # noqa: E402
import hubspot_like  # noqa: E402
import salesforce_like  # noqa: E402

SEED = 2026
WEEKS = 13
SETS = ("irrigation", "webshop")
DIRTY = {"irrigation-dirty": hubspot_like, "webshop-dirty": salesforce_like}
SEAT = 0.15
KINDS = {"irrigation": "a maker of", "webshop": "a shop for"}
SHOP = {
    "webshop": (
        f"**Smaller than its company file.** It is one of the five seats: {SEAT:.0%} of the people who may come, of the budget and of "
        "what else counts in people or money, one seat in marketing. A quarter of the whole shop would fill files too large to ship.",
        "",
    )
}
TYPES = {
    "whole": "integer",
    "number": "number",
    "text": "string",
    "time": "datetime",
    "date": "date",
    "switch": "boolean",
}


def make(folder: Path) -> None:
    """Write the sample tables, their data cards and ``datapackage.json`` into `folder`."""
    resources = []
    for name in SETS:
        company = _company(name)
        tables = smkt.simulate(company, company.today, seed=SEED, weeks=WEEKS).tables()
        tables.check()
        (folder / name).mkdir(parents=True, exist_ok=True)
        rows = {}
        for table in SCHEMA:
            path = folder / name / f"{table}.csv"
            write_csv(table, getattr(tables, table), path)
            rows[table] = len(getattr(tables, table))
            resources.append(_resource(name, table, path, folder))
        _write(folder / name / "README.md", _card(company, rows))
    (folder / "truth").mkdir(exist_ok=True)
    for name, system in DIRTY.items():
        resources += _make_dirty(name, system, folder)
    package = {
        "name": "smarketing-kit-samples",
        "title": "Sample CRM tables of the smarketing training kit",
        "licenses": [{"name": "MIT", "title": "MIT License"}],
        "resources": resources,
    }
    _write(folder / "datapackage.json", json.dumps(package, indent=2, ensure_ascii=False) + "\n")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _company(name: str) -> smkt.Company:
    """Return a sample company; of the web shop only one seat, because all of it would fill files too large to ship."""
    company = smkt.company(name)
    if name != "webshop":
        return company
    response = dataclasses.replace(
        company.response,
        weekly_budget=company.response.weekly_budget * SEAT,
        brand_half=company.response.brand_half * SEAT,
    )
    return dataclasses.replace(
        company,
        name=f"{company.name}, one seat of its contact centre",
        team=dataclasses.replace(company.team, reps=1, marketers=1),
        response=response,
        channels=tuple(
            dataclasses.replace(channel, potential=channel.potential * SEAT, half=channel.half * SEAT)
            for channel in company.channels
        ),
        look=dataclasses.replace(company.look, noise_half=company.look.noise_half * SEAT),
        throttle=dataclasses.replace(company.throttle, level=company.throttle.level * SEAT),
        targets=dataclasses.replace(
            company.targets, mqls=company.targets.mqls * SEAT, revenue=company.targets.revenue * SEAT
        ),
    )


def _make_dirty(name: str, system: ModuleType, folder: Path) -> list[dict]:
    """Write a dirty set, its mapping files, its data card and its truth; return its resources."""
    clean = folder / name.removesuffix("-dirty")
    (folder / name).mkdir(exist_ok=True)
    truth = system.make({table: read_csv(table, clean / f"{table}.csv") for table in SCHEMA}, folder / name)
    for file, said in system.MAPPINGS.items():
        write_mapping(ColumnMap(**said), folder / name / file)
    path = folder / "truth" / f"{name}.csv"
    _write(path, truth.to_csv(index=False, lineterminator="\n"))
    _write(folder / name / "README.md", _dirty_card(name, system, truth))
    fields = [{"name": column, "type": "string", "description": TRUTH[column]} for column in dirt.TRUTH]
    files = sorted((folder / name).glob("*.csv"))
    return [
        *(_dirty_resource(name, system, file, truth, folder) for file in files),
        _described(f"{name}-truth", path, folder, fields),
    ]


TRUTH = {
    "file": "File in which the row stands.",
    "row": "Number of the row, as a spreadsheet counts whole rows: 1 is the line of headers.",
    "id": "What stands in the column of ids.",
    "what": "What is wrong with the row.",
    "of_row": "Number of the row that it repeats.",
}


def _dirty_resource(name: str, system: ModuleType, path: Path, truth: pd.DataFrame, folder: Path) -> dict:
    delimiter, encoding = system.DELIMITER, system.ENCODINGS[path.name]
    headers = pd.read_csv(path, sep=delimiter, encoding=encoding, nrows=0).columns
    # The tool that reads this file strips headers before it compares them.
    fields = [{"name": header.strip(), "type": "string"} for header in headers]
    for field in fields:
        if field["name"] in system.MEANINGS:
            field["description"] = system.MEANINGS[field["name"]]
    described = _described(f"{name}-{path.stem}", path, folder, fields)
    # Rows that are blank, or stand below the table, are no data.
    left_out = truth.loc[(truth["file"] == path.name) & truth["what"].isin(["footer", "blank"]), "row"]
    dialect = {"delimiter": delimiter} | ({"commentRows": [int(row) for row in left_out]} if len(left_out) else {})
    return described | {"encoding": encoding, "dialect": dialect}


def _resource(name: str, table: str, path: Path, folder: Path) -> dict:
    fields = []
    for column in SCHEMA[table]:
        field = {"name": column.name, "type": TYPES[column.kind], "description": column.meaning}
        if column.kind == "time":
            field["format"] = "%Y-%m-%dT%H:%M:%S"
        if column.kind == "switch":
            field.update(trueValues=["yes"], falseValues=["no"])
        constraints = {} if column.empty else {"required": True}
        if column.options:
            constraints["enum"] = list(column.options)
        if constraints:
            field["constraints"] = constraints
        fields.append(field)
    return _described(f"{name}-{table}", path, folder, fields)


def _described(name: str, path: Path, folder: Path, fields: list[dict]) -> dict:
    content = path.read_bytes()
    return {
        "name": name,
        "path": path.relative_to(folder).as_posix(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "schema": {"fields": fields},
    }


def _card(company: smkt.Company, rows: dict[str, int]) -> str:
    lines = [
        f"# Data card: {company.name}, one quarter",
        "",
        f"**What it is.** The CRM tables of one quarter ({WEEKS} weeks from {company.start.isoformat()}) of an invented company: {KINDS[company.id]} "
        f"{company.sells}. Leads that came before and were still open in the quarter are included, and so are the "
        "customers of before who had not left.",
        "",
        *SHOP.get(company.id, ()),
        f"**How it was made.** `python datasets/recipe.py`, market number {SEED}, the company's plan of today "
        f"(`datasets/companies/{company.id}.toml`). The same command makes the same bytes again.",
        "",
        "**Licence.** MIT, like the kit. No real person, firm or number is in it.",
        "",
        "**What it must not be used for.** It is no evidence about real companies: its figures follow from assumptions, and the "
        "company file says for each whether it is evidence or our choice. Do not quote its rates as benchmarks.",
        "",
        "Amounts are in "
        + company.currency
        + ". Times are local times of the company. Blank means: did not happen, or not known. An export from elsewhere may leave "
        "out the columns that may be blank.",
        "",
    ]
    for table, columns in SCHEMA.items():
        lines += [
            f"## {table}.csv ({rows[table]:,} rows)",
            "",
            "| column | type | unit | meaning |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| {c.name} | {c.kind} | {c.unit} | {c.meaning}{' May be blank.' if c.empty else ''} |" for c in columns
        ]
        lines.append("")
    return "\n".join(lines)


def _dirty_card(name: str, system: ModuleType, truth: pd.DataFrame) -> str:
    """Return the data card of a dirty set."""
    about = system.__doc__.splitlines()[0]
    lines = [
        f"# Data card: {name}",
        "",
        f"**What it is.** {about} The clean tables of the same quarter are in `datasets/{name.removesuffix('-dirty')}`, and "
        f"`datasets/truth/{name}.csv` lists every dirty row with what is wrong. The system is invented after what such "
        "systems are known to export; its maker has nothing to do with it.",
        "",
        f"**How it was made.** `python datasets/recipe.py`: `datasets/{system.__name__}.py` with the steps of `datasets/dirt.py`, "
        f"number {system.SEED}. The same command makes the same bytes again.",
        "",
        "**Licence.** MIT, like the kit. No real person, firm or number is in it: names are drawn from lists, every address ends in "
        "`.invalid` or is one of `example.com`, and the telephone numbers are kept free for films and books.",
        "",
        "**What it must not be used for.** It is no evidence about real companies, nor about the quality of any CRM system: how "
        "often each fault occurs is our choice.",
        "",
        "**How to read it.** The files ending in `.toml` say what the importer cannot know by itself: the company's own stages, and "
        "which of two scores is the one of the day of the enquiry. Try it first without them.",
        "",
        "Blank, `-`, `N/A` and the like mean: did not happen, or not known.",
        "",
        "## How the files are written",
        "",
        "| file | between values | encoding |",
        "|---|---|---|",
        *(f"| {file} | `{system.DELIMITER}` | {encoding} |" for file, encoding in system.ENCODINGS.items()),
        "",
        "## What is wrong with rows",
        "",
        "| what | rows |",
        "|---|---|",
        *(f"| {what} | {count} |" for what, count in truth["what"].value_counts().sort_index().items()),
        "",
        "## What is wrong with columns",
        "",
        "| column | what to know |",
        "|---|---|",
        *(f"| {header} | {meaning} |" for header, meaning in system.MEANINGS.items()),
        "",
        *(line for title, columns in system.FILES.items() for line in _columns(title, columns)),
    ]
    return "\n".join(lines)


def _columns(file: str, columns: dict[str, str]) -> list[str]:
    """Return the part of a dirty set's data card about one file: its headers, and which clean column each is."""
    known = {column.name: column for table in SCHEMA.values() for column in reversed(table)}
    lines = [f"## {file}", "", "| header | column of the clean set | unit | meaning |", "|---|---|---|---|"]
    for name, header in columns.items():
        column = known.get(name)
        meaning = (name, column.unit, column.meaning) if column else ("", "", dirt.MEANINGS[name])
        lines.append(f"| {header.strip()} | {' | '.join(meaning)} |")
    return [*lines, ""]


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
