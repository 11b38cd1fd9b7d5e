"""``play``: play a company under a ready-made plan and print its scoreboard."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from smkt_helpers.errors import KitError
from smkt_helpers.words import _

if TYPE_CHECKING:
    import pandas as pd

PLANS = ("siloed", "aligned", "today")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``play``."""
    add_company(parser)
    parser.add_argument("--plan", choices=PLANS, default="today", help=_("which way of working"))
    add_changes(parser, _("change one decision of the plan, for example threshold=60 or mix=search:2,fair:0.5"))
    add_run(parser, weeks=13, replications=20)


def add_company(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the company."""
    parser.add_argument("--company", default="irrigation", help=_("id of a company, or a path to a TOML file"))


def add_changes(parser: argparse.ArgumentParser, help: str) -> None:
    """Add the option that changes decisions of a plan; `changes` reads what it collects."""
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=help)


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
    board = smkt.scoreboard(history.tables())
    print_board(board, args.json, lambda: _rows(board, company.currency))
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
        name, value = name.strip(), value.strip()
        found[name] = _mix(value) if name == "mix" else _value(value)
    return found


def _mix(text: str) -> dict[str, object]:
    weights = [part.partition(":") for part in text.split(",")]
    if not all(sign for _channel, sign, _weight in weights):
        raise KitError(
            _("Write the channel mix as one weight per channel, for example mix=search:2,fair:0.5, not {text}.").format(
                text=text
            )
        )
    return {channel.strip(): _value(weight.strip()) for channel, _sign, weight in weights}


def _value(text: str) -> object:
    words = {"true": True, "yes": True, "false": False, "no": False}
    if text.lower() in words:
        return words[text.lower()]
    try:
        return float(text)
    except ValueError:
        return text


def print_board(board: pd.DataFrame, as_json: bool, rows: Callable[[], list[dict[str, str]]]) -> None:
    """Print a table of figures: as JSON with null for what is not available, or as lines for a person."""
    if as_json:
        print(json.dumps(json.loads(board.to_json(orient="index")), indent=2, ensure_ascii=False))
    else:
        print(as_lines(rows()))


def as_lines(rows: list[dict[str, str]]) -> str:
    """Return rows as aligned lines; the first column to the left, the others to the right."""
    heads = list(rows[0])
    widths = [max(len(head), *(len(row[head]) for row in rows)) for head in heads]

    def line(cells: list[str]) -> str:
        return "  ".join([cells[0].ljust(widths[0]), *map(str.rjust, cells[1:], widths[1:])]).rstrip()

    return "\n".join([line(heads), *(line(list(row.values())) for row in rows)])


def _rows(board: pd.DataFrame, currency: str) -> list[dict[str, str]]:
    from smkt_helpers.metrics import show

    rows = []
    for name, figures in board.iterrows():
        band = _("{low} to {high}").format(
            low=show(name, figures["low"], currency), high=show(name, figures["high"], currency)
        )
        reason = figures["not available because"]
        rows.append(
            {
                _("Figure"): figures["metric"],
                _("Average"): show(name, figures["value"], currency),
                _("8 of 10 markets"): reason or ("" if math.isnan(figures["low"]) else band),
            }
        )
    return rows
