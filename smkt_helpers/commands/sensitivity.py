"""``sensitivity``: which single assumption would make the difference between two plans vanish."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from smkt_helpers.commands.compare import add_two_plans, two_plans
from smkt_helpers.commands.play import add_company, as_lines, company_named, last_line, print_board
from smkt_helpers.commands.study import add_metric, add_study, change, names_of, watched
from smkt_helpers.words import _, duration, ngettext, number

if TYPE_CHECKING:
    import pandas as pd

    from smkt_helpers.companies import Company


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``sensitivity``."""
    add_company(parser)
    add_two_plans(parser)
    add_metric(parser)
    parser.add_argument(
        "--assumptions", metavar="NAME,NAME", help=_("only these, for example contact.reachable")
    )
    add_study(parser, markets=10)


def run(args: argparse.Namespace) -> int:
    """Vary each assumption and print."""
    import smkt_helpers as smkt

    company = company_named(args)
    paths = names_of(args.assumptions)
    print(_before(args, company), file=sys.stderr)
    with watched(args, _("assumptions"), "assumptions") as watch:
        board = smkt.sensitivity(
            company, *two_plans(args, company), args.metric, markets=args.markets, assumptions=paths, **watch.ways
        )
    if args.json:
        print_board(board.assign(**watch.reached()), True, list)
        return 0
    from smkt_helpers.comparison.sensitivity import verdict

    print(as_lines(_rows(board, args.metric, company.currency), left=(_("Meaning"),)))
    print(verdict(board, args.metric))
    print(_("Changed alone. All of them at once: compare --doubt."))
    print(last_line(args, args.markets, fixed=args.fixed))
    return 0


def _before(args: argparse.Namespace, company: Company) -> str:
    """Return how much there is to do; it may take so long that somebody would rather ask for less."""
    from smkt_helpers.comparison.sensitivity import chosen_assumptions, minutes_needed
    from smkt_helpers.decisions import SEATS

    paths = names_of(args.assumptions)
    minutes = minutes_needed(
        company, *two_plans(args, company), args.metric, args.weeks, args.markets, args.seed, paths,
        programs=() if args.fixed else SEATS,
    )  # fmt: skip
    count = len(chosen_assumptions(company, paths))
    said = ngettext("{n} assumption, about {time}.", "{n} assumptions, about {time}.", count)
    return said.format(n=number(count), time=duration(max(1.0, minutes)))


def _rows(board: pd.DataFrame, metric: str, currency: str) -> list[dict[str, str]]:
    return [
        {
            _("Assumption"): path,
            _("Value"): f"{row['value']:g} {row['unit']}".strip(),
            _("Range"): _("{low} to {high}").format(low=f"{row['low']:g}", high=f"{row['high']:g}"),
            _("Effect at the low end"): change(metric, row["effect_low"], currency),
            _("Effect"): change(metric, row["effect"], currency),
            _("Effect at the high end"): change(metric, row["effect_high"], currency),
            _("Vanishes at"): "" if row["break_even"] != row["break_even"] else f"{row['break_even']:.3g}",
            _("Meaning"): row["assumption"],
        }
        for path, row in board.iterrows()
    ]
