"""``compare``: two ways of working on the same markets, and how far luck and assumptions could move the answer."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING

from smkt_helpers.commands.play import PLANS, add_changes, add_company, changes, plan_named, print_board
from smkt_helpers.commands.study import add_study, change, interval, watched
from smkt_helpers.words import _, number, percent

if TYPE_CHECKING:
    import pandas as pd


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``compare``."""
    add_company(parser)
    add_two_plans(parser)
    add_study(parser, markets=100)
    parser.add_argument(
        "--precision",
        type=float,
        default=0.1,
        help=_("half width of the interval that is good enough, as a share of the difference"),
    )
    parser.add_argument(
        "--doubt",
        type=int,
        default=0,
        metavar="DRAWS",
        help=_("also draw so many companies from the ranges of all assumptions"),
    )


def add_two_plans(parser: argparse.ArgumentParser) -> None:
    """Add the options that name two plans; `two_plans` reads them."""
    parser.add_argument("--first", choices=PLANS, default="siloed", help=_("the plan to compare with"))
    parser.add_argument("--second", choices=PLANS, default="aligned", help=_("the plan to compare"))
    add_changes(parser, _("change one decision of the second plan"))


def two_plans(args: argparse.Namespace, company):
    """Return the two plans that were named."""
    return plan_named(args.first, company), plan_named(args.second, company).replace(**changes(args.set))


def run(args: argparse.Namespace) -> int:
    """Compare and print."""
    import smkt_helpers as smkt

    company = smkt.company(args.company)
    plans = two_plans(args, company)
    with watched(args, _("markets")) as ways:
        if args.doubt:
            board = smkt.doubt(company, *plans, replications=args.markets, draws=args.doubt, **ways)
        else:
            board = smkt.compare(company, *plans, replications=args.markets, precision=args.precision, **ways)
    rows = _doubt_rows if args.doubt else _rows
    print_board(board, args.json, lambda: rows(board, company.currency))
    if args.doubt and not args.json:
        print(_left_out(board))
    return 0


def _rows(board: pd.DataFrame, currency: str) -> list[dict[str, str]]:
    from smkt_helpers.metrics import show

    return [
        {
            _("Figure"): figures["metric"],
            _("First plan"): show(name, figures["first"], currency),
            _("Second plan"): show(name, figures["second"], currency),
            _("Difference"): change(name, figures["difference"], currency),
            _("95% interval"): interval(name, figures["low"], figures["high"], currency),
            _("8 of 10 markets"): interval(name, figures["q10"], figures["q90"], currency),
            _("Second worse in"): percent(figures["lost"]),
            _("Markets still needed"): "–" if math.isnan(figures["needed"]) else number(figures["needed"]),
        }
        for name, figures in board.iterrows()
    ]


def _doubt_rows(board: pd.DataFrame, currency: str) -> list[dict[str, str]]:
    return [
        {
            _("Figure"): figures["metric"],
            _("Difference"): change(name, figures["difference"], currency),
            _("95% interval"): interval(name, figures["low"], figures["high"], currency),
            _("Luck: 8 of 10 markets"): interval(name, figures["luck_q10"], figures["luck_q90"], currency),
            _("Second worse in"): percent(figures["luck_lost"]),
            _("Assumptions: 8 of 10 draws"): interval(name, figures["doubt_q10"], figures["doubt_q90"], currency),
            _("Second worse in draws"): percent(figures["doubt_lost"]),
        }
        for name, figures in board.iterrows()
    ]


def _left_out(board: pd.DataFrame) -> str:
    sentence = _("Drawn companies with an answer: {draws}. Left out because their numbers do not fit together: {out}.")
    return sentence.format(draws=number(board["draws"].max()), out=number(board["impossible"].max()))
