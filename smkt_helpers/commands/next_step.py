"""``next-step``: which practice to take up first, given those already taken."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from smkt_helpers.commands.play import changes, company_named, last_line, plan_named, print_board
from smkt_helpers.commands.study import add_taking_up, change, cost_told, interval, names_of, watched
from smkt_helpers.words import _, money, ngettext, number, percent

if TYPE_CHECKING:
    import pandas as pd


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``next-step``."""
    add_taking_up(parser, "today", _("how the company works now"), markets=20)


def run(args: argparse.Namespace) -> int:
    """Try each practice and print."""
    import smkt_helpers as smkt

    company = company_named(args)
    plan = plan_named(args.plan, company).replace(**changes(args.set))
    names = names_of(args.practices)
    with watched(args, _("markets")) as watch:
        board = smkt.next_step(company, plan, names, markets=args.markets, metric=args.metric, **watch.ways)
    if not args.json and board.empty:
        print(_("The plan already has all of these practices."))
        return 0
    print_board(board.assign(**watch.reached()), args.json, lambda: _rows(board, args.metric, company.currency))
    if not args.json:
        print(_gain_told(args))
        print(cost_told())
        print(last_line(args, watch.done, fixed=args.fixed))
    return 0


def _gain_told(args: argparse.Namespace) -> str:
    from smkt_helpers.metrics import metric

    plan = _("{plan} with {changes}").format(plan=args.plan, changes=", ".join(args.set)) if args.set else args.plan
    said = ngettext(
        "Gain of taking up only this practice, from the plan {plan}, in {metric} over {weeks} week. It may turn with "
        "what else you do: see waterfall.",
        "Gain of taking up only this practice, from the plan {plan}, in {metric} over {weeks} weeks. It may turn with "
        "what else you do: see waterfall.",
        args.weeks,
    )
    return said.format(plan=plan, metric=_(metric(args.metric).name), weeks=number(args.weeks))


def _rows(board: pd.DataFrame, metric: str, currency: str) -> list[dict[str, str]]:
    return [
        {
            _("Practice"): row["practice"],
            _("Gain"): change(metric, row["gain"], currency),
            _("95% interval"): interval(metric, row["low"], row["high"], currency),
            _("Revenue"): money(row["gave"], currency),
            _("Cost"): money(row["cost"], currency),
            _("Hours a week"): number(row["hours"], 1),
            _("Worse in"): percent(row["lowered"]),
        }
        for _id, row in board.iterrows()
    ]
