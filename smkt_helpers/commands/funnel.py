"""``funnel``: how many people reach each stage, what it takes in hours, and which stage binds."""

from __future__ import annotations

import argparse
import dataclasses
import json

from smkt_helpers.commands.play import add_company, as_lines, plan_named
from smkt_helpers.words import _, number


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``funnel``."""
    add_company(parser)
    parser.add_argument("--seed", type=int, default=1, help=_("which markets"))
    parser.add_argument("--markets", type=int, default=20, help=_("number of markets"))
    parser.add_argument("--json", action="store_true", help=_("print figures as JSON"))


def run(args: argparse.Namespace) -> int:
    """Play, count and print."""
    import smkt_helpers as smkt
    from smkt_helpers.funnel_table import rows, worked_funnel

    company = smkt.company(args.company)
    names = ("siloed", "aligned")
    funnels = {name: worked_funnel(company, plan_named(name, company), args.seed, args.markets) for name in names}
    if args.json:
        data = {
            name: dataclasses.asdict(one) | {"binds": one.binds, "short": one.short} for name, one in funnels.items()
        }
        print(json.dumps(data, indent=2, default=float))
        return 0
    heads, *lines = rows(funnels)
    print(as_lines([dict(zip(heads, line, strict=True)) for line in lines]))
    print(_("Average over 52 weeks of {markets} markets.").format(markets=number(args.markets)))
    return 0
