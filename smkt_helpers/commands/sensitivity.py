"""``sensitivity``: which single assumption would make the difference between two plans vanish."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from smkt_helpers.commands.compare import add_two_plans, two_plans
from smkt_helpers.commands.play import add_company, print_board
from smkt_helpers.commands.study import add_metric, add_study, change, watched
from smkt_helpers.words import _

if TYPE_CHECKING:
    import pandas as pd


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``sensitivity``."""
    add_company(parser)
    add_two_plans(parser)
    add_metric(parser)
    parser.add_argument(
        "--assumptions", default="", metavar="NAME,NAME", help=_("only these, for example contact.reachable")
    )
    add_study(parser, markets=10)


def run(args: argparse.Namespace) -> int:
    """Vary each assumption and print."""
    import smkt_helpers as smkt

    company = smkt.company(args.company)
    paths = [path.strip() for path in args.assumptions.split(",") if path.strip()] or None
    with watched(args, _("assumptions")) as ways:
        board = smkt.sensitivity(
            company, *two_plans(args, company), args.metric, markets=args.markets, assumptions=paths, **ways
        )
    print_board(board, args.json, lambda: _rows(board, args.metric, company.currency))
    if not args.json:
        from smkt_helpers.comparison.sensitivity import verdict

        print(verdict(board, args.metric))
    return 0


def _rows(board: pd.DataFrame, metric: str, currency: str) -> list[dict[str, str]]:
    return [
        {
            _("Assumption"): path,
            _("Value"): f"{row['value']:g}",
            _("Range"): _("{low} to {high}").format(low=f"{row['low']:g}", high=f"{row['high']:g}"),
            _("Effect at the low end"): change(metric, row["effect_low"], currency),
            _("Effect"): change(metric, row["effect"], currency),
            _("Effect at the high end"): change(metric, row["effect_high"], currency),
            _("Vanishes at"): "" if row["break_even"] != row["break_even"] else f"{row['break_even']:g}",
        }
        for path, row in board.iterrows()
    ]
