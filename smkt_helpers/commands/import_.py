"""``import``: read what a CRM has exported, and print the report and the scoreboard."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from smkt_helpers.commands.play import as_lines, json_of
from smkt_helpers.commands.study import progress_bar
from smkt_helpers.errors import KitError
from smkt_helpers.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from smkt_helpers.crm import Tables
    from smkt_helpers.imports.mapping import ColumnMap
    from smkt_helpers.imports.report import ImportReport


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``import``."""
    parser.add_argument("files", nargs="+", metavar="FILE", help=_("CSV or Excel files of one company, or a folder"))
    parser.add_argument(
        "--mapping", action="append", default=[], metavar="FILE", help=_("a mapping file: what the columns are")
    )
    parser.add_argument("--save-mapping", metavar="FILE", help=_("write what was understood into a mapping file"))
    parser.add_argument(
        "--object", default="", metavar="WORD", help=_("what the files hold: leads, deals, activities or spend")
    )
    parser.add_argument(
        "--date",
        action="append",
        default=[],
        metavar="COLUMN=FORMAT",
        help=_("how the dates of a column are written, for example Created=%%d.%%m.%%Y"),
    )
    parser.add_argument(
        "--stage",
        action="append",
        default=[],
        metavar="WORD=STAGE",
        help=_("what a word of the file means, for example Handshake=won"),
    )
    parser.add_argument("--decimal", default="", metavar="MARK", help=_("the decimal mark, a point or a comma"))
    parser.add_argument("--currency", default="", metavar="CODE", help=_("the currency, for example EUR"))
    parser.add_argument("--zone", default="", metavar="ZONE", help=_("the company's time zone, as in Europe/Berlin"))
    parser.add_argument("--start", metavar="DAY", help=_("first day of the period that counts, as in 2026-01-05"))
    parser.add_argument("--end", metavar="DAY", help=_("first day after the period that counts"))
    parser.add_argument("--out", metavar="DIR", help=_("write the six tables as CSV files into this folder"))
    parser.add_argument("--report", metavar="FILE", help=_("write the report as a web page into this file"))
    parser.add_argument("--json", action="store_true", help=_("print figures as JSON"))


def run(args: argparse.Namespace) -> int:
    """Import, write what was asked for, and print."""
    import smkt_helpers as smkt
    from smkt_helpers.imports.cohorts import cohort_rows, cohorts, outside
    from smkt_helpers.own import footing

    _refuse_mappings(args.files)
    # A bar in a log file or a pipe is only rubbish.
    with progress_bar(_("steps")) if sys.stderr.isatty() else nullcontext() as told:
        tables, report = smkt.read_crm(
            *args.files,
            mapping=args.mapping or None,
            object=args.object,
            currency=args.currency,
            zone=args.zone,
            dates=_pairs(args.date, _("Write {pair} as COLUMN=FORMAT, for example Created=%d.%m.%Y.")),
            stages=_pairs(args.stage, _("Write {pair} as WORD=STAGE, for example Handshake=won.")),
            decimal=args.decimal,
            start=args.start,
            end=args.end,
            progress=told,
        )
    if args.save_mapping:
        _save(report.maps, Path(args.save_mapping))
    if args.out:
        _write(tables, Path(args.out))
    if args.report:
        _write_text(Path(args.report), report.to_html())
    board, months, stood = smkt.scoreboard(tables), cohorts(tables), footing.cases(tables)
    if args.json:
        figures = json.loads(board.assign(cases=board.index.map(stood)).to_json(orient="index"))
        by_month = json.loads(months.set_index(months.index.strftime("%Y-%m")).to_json(orient="index"))
        print(json_of({"report": _as_data(report), "scoreboard": figures, "cohorts": by_month}))
    else:
        print(report.text())
        print(as_lines(_rows(board, tables.currency, stood), left=(_("Not available because"),)))
        for said in (footing.two_clocks(board, tables), footing.too_few(board, stood), *footing.parties(board, tables)):
            if said:
                print(f"\n{said}")
        if len(months):
            print()
            print(as_lines(cohort_rows(months), left=(_("How to read it"),)))
        if said := outside(tables):
            print(f"\n{said}")
    return 0


def _refuse_mappings(files: list[str]) -> None:
    for file in files:
        if file.lower().endswith(".toml"):
            raise KitError(
                _("{file} is a mapping file, not an export. Write it as --mapping {file}, after the files.").format(
                    file=file
                )
            )


def _pairs(typed: list[str], sentence: str) -> dict[str, str]:
    found = {}
    for pair in typed:
        # A header may hold an equals sign, a format and a stage never do.
        name, sign, value = pair.rpartition("=")
        if not sign or not name.strip() or not value.strip():
            raise KitError(sentence.format(pair=pair))
        found[name.strip()] = value.strip()
    return found


def _save(maps: tuple[ColumnMap, ...], path: Path) -> None:
    """Write one mapping file, or one per file with the table's name at the end."""
    from smkt_helpers.imports.mapping import write_mapping

    used: dict[str, int] = {}
    for one in maps:
        used[one.object] = used.get(one.object, 0) + 1
        end = one.object if used[one.object] == 1 else f"{one.object}-{used[one.object]}"
        write_mapping(one, path if len(maps) == 1 else path.with_name(f"{path.stem}-{end}{path.suffix or '.toml'}"))


def _write(tables: Tables, folder: Path) -> None:
    from smkt_helpers.crm import SCHEMA
    from smkt_helpers.crm_csv import write_csv

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KitError(
            _("The folder {path} cannot be made: {problem}.").format(path=folder, problem=error.strerror)
        ) from None
    for name in SCHEMA:
        write_csv(name, getattr(tables, name), folder / f"{name}.csv")


def _write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise KitError(_("{path} cannot be written: {problem}.").format(path=path, problem=error.strerror)) from None


def _rows(board: pd.DataFrame, currency: str, stood: Mapping[str, int]) -> list[dict[str, str]]:
    from smkt_helpers.metrics import show
    from smkt_helpers.own.footing import stands_on

    return [
        {
            _("Figure"): figures["metric"],
            _("Value"): show(name, figures["value"], currency).strip(),
            _("Stands on"): "" if figures["not available because"] else stands_on(name, stood),
            _("Not available because"): figures["not available because"],
        }
        for name, figures in board.iterrows()
    ]


def _as_data(report: ImportReport) -> dict[str, object]:
    return {
        "start": report.start.date().isoformat(),
        "end": report.end.date().isoformat(),
        "files": [
            {
                "name": file.name,
                "object": file.object,
                "system": file.system,
                "encoding": file.encoding,
                "delimiter": file.delimiter,
                "read": file.read,
                "kept": file.kept,
                "dropped": {reason: list(rows) for reason, rows in file.dropped.items()},
                "columns": [dict(one) for one in file.columns],
                "notes": list(file.notes),
            }
            for file in report.files
        ],
        "notes": list(report.notes),
        "warnings": list(report.warnings),
    }
