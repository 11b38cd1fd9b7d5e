"""``export``: play a company and write its CRM tables for other programs."""

from __future__ import annotations

import argparse
from pathlib import Path

from smkt_helpers.commands.play import (
    add_changes,
    add_company,
    add_plan,
    add_run,
    changes,
    company_named,
    json_of,
    plan_named,
)
from smkt_helpers.words import _, ngettext, number


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``export``."""
    parser.add_argument(
        "to", metavar="PATH", help=_("a folder for six CSV files, or a name that ends in .xlsx for one Excel workbook")
    )
    add_company(parser)
    add_plan(parser, "--plan", "today", _("which way of working"))
    add_changes(parser, _("change one decision of the plan, for example threshold=60 or mix=search:2,fair:0.5"))
    add_run(parser, weeks=13, markets=1)


def run(args: argparse.Namespace) -> int:
    """Play and write."""
    import smkt_helpers as smkt
    from smkt_helpers.crm import SCHEMA
    from smkt_helpers.export import write_tables

    company = company_named(args)
    plan = plan_named(args.plan, company).replace(**changes(args.set))
    history = smkt.simulate(company, plan, seed=args.seed, weeks=args.weeks, replications=args.markets)
    tables = history.tables()
    written = write_tables(tables, Path(args.to).expanduser())
    rows = {name: len(getattr(tables, name)) for name in SCHEMA}
    if args.json:
        print(json_of({"files": [str(path) for path in written], "rows": rows}))
        return 0
    for name, count in rows.items():
        print(ngettext("{table}: {n} row", "{table}: {n} rows", count).format(table=name, n=number(count)))
    for path in written:
        print(_("Written: {path}").format(path=path))
    return 0
