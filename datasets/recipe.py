"""The recipe of the sample data: ``python datasets/recipe.py`` makes every file here anew, byte for byte.

One quarter of the sample company under its plan of today, market number SEED.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import smkt_helpers as smkt
from smkt_helpers.crm import SCHEMA
from smkt_helpers.crm_csv import write_csv

FOLDER = Path(__file__).resolve().parent
SEED = 2026
WEEKS = 13
SETS = ("irrigation",)
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
        company = smkt.company(name)
        tables = smkt.simulate(company, company.today, seed=SEED, weeks=WEEKS).tables()
        tables.check()
        (folder / name).mkdir(parents=True, exist_ok=True)
        rows = {}
        for table in SCHEMA:
            path = folder / name / f"{table}.csv"
            write_csv(table, getattr(tables, table), path)
            rows[table] = len(getattr(tables, table))
            resources.append(_resource(name, table, path, folder))
        (folder / name / "README.md").write_text(_card(company, rows), encoding="utf-8", newline="\n")
    package = {
        "name": "smarketing-kit-samples",
        "title": "Sample CRM tables of the smarketing training kit",
        "licenses": [{"name": "MIT", "title": "MIT License"}],
        "resources": resources,
    }
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")


def _resource(name: str, table: str, path: Path, folder: Path) -> dict:
    content = path.read_bytes()
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
    return {
        "name": f"{name}-{table}",
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
        f"**What it is.** The CRM tables of one quarter ({WEEKS} weeks from {company.start.isoformat()}) of an invented company: a maker of "
        f"{company.sells}. Leads that came before and were still open in the quarter are included, and so are the "
        "customers of before who had not left.",
        "",
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


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
