"""``compare``: two ways of working on the same markets."""

from __future__ import annotations

import argparse

from smkt_helpers.commands.play import PLANS, add_company, add_run, changes, plan_named, print_board
from smkt_helpers.words import _


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``compare``."""
    add_company(parser)
    parser.add_argument("--first", choices=PLANS, default="siloed", help=_("the plan to compare with"))
    parser.add_argument("--second", choices=PLANS, default="aligned", help=_("the plan to compare"))
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("change one decision of the second plan"),
    )
    add_run(parser, weeks=52, replications=100)


def run(args: argparse.Namespace) -> int:
    """Compare and print."""
    import smkt_helpers as smkt

    company = smkt.company(args.company)
    first = plan_named(args.first, company)
    second = plan_named(args.second, company).replace(**changes(args.set))
    print_board(
        smkt.compare(company, first, second, weeks=args.weeks, replications=args.replications, seed=args.seed),
        args.json,
    )
    return 0
