"""``funnel``: how many people reach each stage, what it takes in hours, and which stage binds."""

from __future__ import annotations

import argparse
import dataclasses

from smkt_helpers.commands.play import (
    PLANS,
    add_company,
    add_run,
    as_lines,
    company_named,
    json_of,
    plan_name,
    plan_named,
)
from smkt_helpers.words import _, ngettext, number


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``funnel``."""
    add_company(parser)
    told = _("only this way of working: {names}; siloed and aligned, if none is named").format(names=", ".join(PLANS))
    parser.add_argument("--plan", type=plan_name, metavar="PLAN", help=told)
    told = _("put a program in both seats, as compare does; without it plans are played as they are written")
    parser.add_argument("--programs", action="store_true", help=told)
    add_run(parser, weeks=52, markets=20)


def run(args: argparse.Namespace) -> int:
    """Play, count and print."""
    from smkt_helpers.decisions import SEATS
    from smkt_helpers.funnel_table import rows, worked_funnel

    company = company_named(args)
    names = (args.plan,) if args.plan else ("siloed", "aligned")
    seats = SEATS if args.programs else ()
    funnels = {
        name: worked_funnel(company, plan_named(name, company), args.seed, args.markets, args.weeks, seats)
        for name in names
    }
    if args.json:
        data = {
            name: dataclasses.asdict(one) | {"binds": one.binds, "short": one.short} for name, one in funnels.items()
        }
        print(json_of(data))
        return 0
    heads, *lines = rows(funnels)
    print(as_lines([dict(zip(heads, line, strict=True)) for line in lines]))
    said = ngettext(
        "Average over {weeks} weeks of {markets} market.", "Average over {weeks} weeks of {markets} markets.",
        args.markets,
    )  # fmt: skip
    print(said.format(weeks=number(args.weeks), markets=number(args.markets)))
    return 0
