"""``compare``: two ways of working on the same markets."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING

from smkt_helpers.commands.play import PLANS, add_changes, add_company, add_run, changes, plan_named, print_board
from smkt_helpers.words import _, number, percent

if TYPE_CHECKING:
    import pandas as pd


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``compare``."""
    add_company(parser)
    parser.add_argument("--first", choices=PLANS, default="siloed", help=_("the plan to compare with"))
    parser.add_argument("--second", choices=PLANS, default="aligned", help=_("the plan to compare"))
    add_changes(parser, _("change one decision of the second plan"))
    add_run(parser, weeks=52, replications=100)


def run(args: argparse.Namespace) -> int:
    """Compare and print."""
    import smkt_helpers as smkt

    company = smkt.company(args.company)
    first = plan_named(args.first, company)
    second = plan_named(args.second, company).replace(**changes(args.set))
    board = smkt.compare(company, first, second, weeks=args.weeks, replications=args.replications, seed=args.seed)
    print_board(board, args.json, lambda: _rows(board, company.currency))
    return 0


def _rows(board: pd.DataFrame, currency: str) -> list[dict[str, str]]:
    from smkt_helpers.metrics import METRICS, show

    def gap(name: str, value: float) -> str:
        # The difference of two shares is in percentage points; "25%" would read as a quarter more.
        if METRICS[name].unit == "share" and not math.isnan(value):
            return _("{points} points").format(points=number(100 * value, 1))
        return show(name, value, currency)

    rows = []
    for name, figures in board.iterrows():
        low, high = gap(name, figures["low"]), gap(name, figures["high"])
        rows.append(
            {
                _("Figure"): figures["metric"],
                _("First plan"): show(name, figures["first"], currency),
                _("Second plan"): show(name, figures["second"], currency),
                _("Difference"): gap(name, figures["difference"]),
                _("95% interval"): _("{low} to {high}").format(low=low, high=high),
                _("Second worse in"): percent(figures["lost"]),
            }
        )
    return rows
