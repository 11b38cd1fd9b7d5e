"""``compare``: two ways of working on the same markets, and how far luck and assumptions could move the answer."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING

from smkt_helpers.commands.play import (
    add_changes,
    add_company,
    add_plan,
    changes,
    company_named,
    last_line,
    plan_named,
    print_board,
    too_few,
    whole,
)
from smkt_helpers.commands.study import add_study, change, interval, names_of, watched
from smkt_helpers.errors import KitError
from smkt_helpers.words import _, ngettext, number, percent

if TYPE_CHECKING:
    import pandas as pd


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``compare``."""
    add_company(parser)
    add_two_plans(parser)
    told = _("only these figures, for example retention,win_rate; docs/glossary.md lists them")
    parser.add_argument("--metrics", metavar="NAME,NAME", help=told)
    add_study(parser, markets=100)
    parser.add_argument(
        "--precision",
        type=_share,
        metavar="SHARE",
        help=_("how exact the difference should be: 0.1, if nothing is given, means give or take 10%%; the table says "
               "how many markets that takes"),
    )
    parser.add_argument(
        "--doubt",
        type=whole,
        default=0,
        metavar="NUMBER",
        help=_("also draw so many companies from the ranges of all assumptions"),
    )


def add_two_plans(parser: argparse.ArgumentParser) -> None:
    """Add the options that name two plans; `two_plans` reads them."""
    add_plan(parser, "--first", "siloed", _("the plan to compare with"))
    add_plan(parser, "--second", "aligned", _("the plan to compare"))
    add_changes(parser, _("change one decision of the second plan"))
    told = _("add these practices of the table to the second plan")
    parser.add_argument("--practices", metavar="ID,ID", help=told)


def two_plans(args: argparse.Namespace, company):
    """Return the two plans that were named."""
    from smkt_helpers.practices import with_practices

    second = with_practices(plan_named(args.second, company), names_of(args.practices) or ())
    return plan_named(args.first, company), second.replace(**changes(args.set))


def _share(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("this needs a share such as 0.1, not {text}").format(text=text)) from None


def run(args: argparse.Namespace) -> int:
    """Compare and print."""
    import smkt_helpers as smkt
    from smkt_helpers.comparison.doubt import FEWEST

    company = company_named(args)
    plans = two_plans(args, company)
    chosen = names_of(args.metrics)
    figures = {} if chosen is None else {"metrics": chosen}
    if args.doubt and args.precision is not None:
        raise KitError(_("--precision belongs to a comparison without --doubt; leave out one of the two."))
    if args.doubt:
        with watched(args, _("runs"), "runs") as watch:
            board = smkt.doubt(company, *plans, replications=args.markets, draws=args.doubt, **figures, **watch.ways)
        print_board(board.assign(**watch.reached()), args.json, lambda: _doubt_rows(board, company.currency))
        if not args.json:
            print("\n".join(_doubt_legend(board, args.doubt)))
            print(last_line(args, int(board["markets"].max()), fixed=args.fixed))
    else:
        precision = 0.1 if args.precision is None else args.precision
        with watched(args, _("markets")) as watch:
            board = smkt.compare(company, *plans, replications=args.markets, precision=precision, **figures,
                                 **watch.ways)
        heads = _plan_heads(args)
        print_board(board.assign(**watch.reached()), args.json,
                    lambda: _rows(board, heads, precision, company.currency))
        if not args.json:
            print(too_few() if watch.done < FEWEST else _eight_of_ten())
            print(_worse())
            print(_("Markets for ±{precision}: so many in all, if the others differ like these; “enough” where these "
                    "are.").format(precision=_exact(precision)))
            print(last_line(args, watch.done, fixed=args.fixed))
    return 0


def _plan_heads(args: argparse.Namespace) -> tuple[str, str]:
    """Return the names of both plans; never the same, since a table has one column of each name."""
    second = _("{plan}, changed").format(plan=args.second) if args.set or args.practices else args.second
    return args.first, second if second != args.first else _("{plan} again").format(plan=second)


def _exact(precision: float) -> str:
    return f"{100 * precision:.3g}%"


def _eight_of_ten() -> str:
    return _("8 of 10 markets: the range without the lowest and the highest tenth.")


def _worse() -> str:
    return _("Second worse in: share of markets; a dash where neither more nor less is better. Of twenty 95% intervals "
             "one is wrong by luck.")


def _rows(board: pd.DataFrame, heads: tuple[str, str], precision: float, currency: str) -> list[dict[str, str]]:
    from smkt_helpers.metrics import show

    first, second = heads
    return [
        {
            _("Figure"): figures["metric"],
            first: show(name, figures["first"], currency),
            second: show(name, figures["second"], currency),
            _("Difference"): change(name, figures["difference"], currency),
            _("95% interval"): interval(name, figures["low"], figures["high"], currency),
            _("8 of 10 markets"): _most(name, figures, "", "runs", currency),
            _("Second worse in"): percent(figures["lost"]),
            _("Markets for ±{precision}").format(precision=_exact(precision)): _in_all(figures),
        }
        for name, figures in board.iterrows()
    ]


def _in_all(figures: pd.Series) -> str:
    if math.isnan(figures["needed"]):
        return "–"
    return number(figures["runs"] + figures["needed"]) if figures["needed"] else _("enough")


def _doubt_rows(board: pd.DataFrame, currency: str) -> list[dict[str, str]]:
    from smkt_helpers.comparison.doubt import NOT_DRAWN

    return [
        {
            _("Figure"): figures["metric"],
            _("Difference"): change(name, figures["difference"], currency),
            _("95% interval"): interval(name, figures["low"], figures["high"], currency),
            _("Luck: 8 of 10 markets"): _most(name, figures, "luck_", "markets", currency),
            _("Second worse in"): percent(figures["luck_lost"]),
            _("Assumptions: median draw"): (
                _("not available") if name in NOT_DRAWN else change(name, figures["doubt_q50"], currency)
            ),
            _("Assumptions: 8 of 10 draws"): (
                _("not available") if name in NOT_DRAWN else _most(name, figures, "doubt_", "draws", currency)
            ),
            _("Second worse in draws"): percent(figures["doubt_lost"]),
        }
        for name, figures in board.iterrows()
    ]


def _most(name: str, figures: pd.Series, prefix: str, counted: str, currency: str) -> str:
    """Return where 8 of 10 lie; empty where there are too few to say so."""
    from smkt_helpers.comparison.doubt import FEWEST

    if figures[counted] < FEWEST:
        return ""
    return interval(name, figures[f"{prefix}q10"], figures[f"{prefix}q90"], currency)


def _doubt_legend(board: pd.DataFrame, draws: int) -> list[str]:
    from smkt_helpers.comparison.doubt import FEWEST, MARKETS_EACH, NOT_DRAWN

    said = ngettext(
        "Each drawn company is played in {n} market, so some luck is in it.",
        "Each drawn company is played in {n} markets, so some luck is in it.",
        MARKETS_EACH,
    )
    lines = [_drawn(board, draws), said.format(n=number(MARKETS_EACH))]
    if min(board["markets"].max(), board["draws"].max()) < FEWEST:
        said = _("The range of 8 of 10 is told from {least} markets or drawn companies on.")
        lines.append(said.format(least=number(FEWEST)))
    else:
        lines.append(_eight_of_ten())
    if board["draws"].max() >= FEWEST:
        lines += _near_an_end(board)
    for name in NOT_DRAWN:
        if name in board.index:
            said = _("{figure} is not available for drawn companies: of one with hardly any deals it says nothing.")
            lines.append(said.format(figure=board.loc[name, "metric"]))
    return [*lines, _worse()]


def _near_an_end(board: pd.DataFrame) -> list[str]:
    """Return a warning for the figures in which the company as it is is unlike most of the drawn ones."""
    from smkt_helpers.comparison.doubt import NEAR_END, NOT_DRAWN

    board = board.drop(index=list(NOT_DRAWN), errors="ignore")
    below = board["doubt_below"]
    found = {
        _("The company as it is lies above most of the drawn ones in: {figures}. Do not quote its figure without "
          "theirs."): below >= NEAR_END,
        _("The company as it is lies below most of the drawn ones in: {figures}. Do not quote its figure without "
          "theirs."): 1 - below >= NEAR_END,
    }
    return [said.format(figures=", ".join(board.loc[which, "metric"])) for said, which in found.items() if which.any()]


def _drawn(board: pd.DataFrame, draws: int) -> str:
    companies, out = int(board["companies"].max()), int(board["impossible"].max())
    said = ngettext(
        "{companies} of {draws} drawn companies was played; numbers that do not fit together: {out}.",
        "{companies} of {draws} drawn companies were played; numbers that do not fit together: {out}.",
        companies,
    )
    return said.format(companies=number(companies), draws=number(draws), out=number(out))
