"""``next-step``: which practice to take up first, given those already taken."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from smkt_helpers.commands.play import PLANS, add_changes, add_company, changes, plan_named, print_board
from smkt_helpers.commands.study import add_metric, add_practices, add_study, change, interval, practices_of, watched
from smkt_helpers.words import _, money, percent

if TYPE_CHECKING:
    import pandas as pd


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``next-step``."""
    add_company(parser)
    parser.add_argument("--plan", choices=PLANS, default="today", help=_("how the company works now"))
    add_changes(parser, _("change one decision of that plan"))
    add_practices(parser)
    add_metric(parser)
    add_study(parser, markets=20)


def run(args: argparse.Namespace) -> int:
    """Try each practice and print."""
    import smkt_helpers as smkt

    company = smkt.company(args.company)
    plan = plan_named(args.plan, company).replace(**changes(args.set))
    with watched(args, _("markets")) as ways:
        board = smkt.next_step(company, plan, practices_of(args), markets=args.markets, metric=args.metric, **ways)
    if not args.json and board.empty:
        print(_("The plan already has all of these practices."))
        return 0
    print_board(board, args.json, lambda: _rows(board, args.metric, company.currency))
    return 0


def _rows(board: pd.DataFrame, metric: str, currency: str) -> list[dict[str, str]]:
    return [
        {
            _("Practice"): row["practice"],
            _("Gain"): change(metric, row["gain"], currency),
            _("95% interval"): interval(metric, row["low"], row["high"], currency),
            _("Revenue"): money(row["gave"], currency),
            _("Cost"): money(row["cost"], currency),
            _("Worse in"): percent(row["lowered"]),
        }
        for _id, row in board.iterrows()
    ]
