"""``play``: play a company under a ready-made plan and print its scoreboard."""

from __future__ import annotations

import argparse
import json

from smkt_helpers.errors import KitError
from smkt_helpers.words import N_, _

PLANS = ("siloed", "aligned", "today")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``play``."""
    add_company(parser)
    parser.add_argument("--plan", choices=PLANS, default="today", help=_("which way of working"))
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=_("change one decision of the plan, for example threshold=60"),
    )
    add_run(parser, weeks=13, replications=20)


def add_company(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the company."""
    parser.add_argument("--company", default="irrigation", help=_("id of a company, or a path to a TOML file"))


def add_run(parser: argparse.ArgumentParser, *, weeks: int, replications: int) -> None:
    """Add the options that every run shares."""
    parser.add_argument("--seed", type=int, default=1, help=_("which market"))
    parser.add_argument("--weeks", type=int, default=weeks, help=_("weeks to play"))
    parser.add_argument("--replications", type=int, default=replications, help=_("number of markets"))
    parser.add_argument("--json", action="store_true", help=_("print figures as JSON"))


def run(args: argparse.Namespace) -> int:
    """Play and print."""
    import smkt_helpers as smkt

    company = smkt.company(args.company)
    plan = plan_named(args.plan, company).replace(**changes(args.set))
    history = smkt.simulate(company, plan, seed=args.seed, weeks=args.weeks, replications=args.replications)
    print_board(smkt.scoreboard(history.tables()), args.json)
    return 0


def plan_named(name: str, company):
    """Return a ready-made plan; `today` is the company's own."""
    import smkt_helpers as smkt

    return company.today if name == "today" else getattr(smkt.plans, name)


def changes(pairs: list[str]) -> dict[str, object]:
    """Return the decisions written as NAME=VALUE.

    Raises
    ------
    KitError
        If a pair has no equals sign. Names and values are checked by the plan.
    """
    found = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign:
            raise KitError(_("Write {pair} as NAME=VALUE, for example threshold=60.").format(pair=pair))
        found[name.strip()] = _value(value.strip())
    return found


def _value(text: str) -> object:
    words = {"true": True, "yes": True, "false": False, "no": False}
    if text.lower() in words:
        return words[text.lower()]
    try:
        return float(text)
    except ValueError:
        return text


def print_board(board, as_json: bool) -> None:
    """Print a table of figures, as JSON with null for what is not available."""
    if as_json:
        print(json.dumps(json.loads(board.to_json(orient="index")), indent=2, ensure_ascii=False))
        return
    print(board.to_string(float_format=lambda value: f"{value:,.2f}", na_rep=_(NOT_THERE)))


NOT_THERE = N_("–")
