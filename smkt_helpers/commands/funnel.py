"""``funnel``: how many people reach each stage, what it takes in hours, and which stage binds."""

from __future__ import annotations

import argparse
import dataclasses

from smkt_helpers.commands.play import add_company, add_markets, as_lines, json_of, plan_named
from smkt_helpers.words import ngettext, number


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``funnel``."""
    add_company(parser)
    add_markets(parser, 20)


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
        print(json_of(data))
        return 0
    heads, *lines = rows(funnels)
    print(as_lines([dict(zip(heads, line, strict=True)) for line in lines]))
    said = ngettext(
        "Average over 52 weeks of {markets} market.", "Average over 52 weeks of {markets} markets.", args.markets
    )
    print(said.format(markets=number(args.markets)))
    return 0
