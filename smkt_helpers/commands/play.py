"""``play``: play a company under a ready-made plan and print its scoreboard."""

from __future__ import annotations

import argparse
import json
import math
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from smkt_helpers.errors import KitError
from smkt_helpers.words import _, ngettext, number

if TYPE_CHECKING:
    import pandas as pd

    from smkt_helpers.companies import Company

PLANS = ("siloed", "aligned", "today")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``play``."""
    add_company(parser)
    add_plan(parser, "--plan", "today", _("which way of working"))
    add_changes(parser, _("change one decision of the plan, for example threshold=60 or mix=search:2,fair:0.5"))
    add_run(parser, weeks=13, markets=20)


def add_company(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the company."""
    parser.add_argument("--company", default="irrigation", help=_("id of a company, or a path to a TOML file"))
    told = _("change one number of the company, for example team.reps=8; docs/model.md lists them")
    parser.add_argument("--assume", action="append", default=[], metavar="NAME=VALUE", help=told)


def company_named(args: argparse.Namespace) -> Company:
    """Return the company that `add_company` asked for, with its changed numbers."""
    from smkt_helpers.company_file import company

    return company(args.company).replace(**assumed(args.assume))


def assumed(pairs: Sequence[str]) -> dict[str, float | int]:
    """Return numbers of a company that were typed as NAME=VALUE.

    Raises
    ------
    KitError
        If a pair has no such form; whether there is such a number, and whether it is possible, the company says.
    """
    found = {}
    for pair in pairs:
        path, _sign, text = pair.partition("=")
        try:
            found[path.strip()] = int(text) if re.fullmatch(r"\s*[-+]?\d+\s*", text) else float(text)
        except ValueError:
            raise KitError(
                _("--assume needs a name and a number, for example --assume team.reps=8, not {text}.").format(text=pair)
            ) from None
    return found


def add_changes(parser: argparse.ArgumentParser, help: str) -> None:
    """Add the option that changes decisions of a plan; `changes` reads what it collects."""
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help=help)


def add_plan(parser: argparse.ArgumentParser, option: str, default: str, help: str) -> None:
    """Add an option that names a ready-made plan; `plan_named` returns it."""
    names = ", ".join(PLANS)
    told = _("{help}: {names}").format(help=help, names=names)
    parser.add_argument(option, type=plan_name, default=default, metavar="PLAN", help=told)


def plan_name(text: str) -> str:
    """Return the name of a ready-made plan that was typed."""
    if text not in PLANS:
        raise argparse.ArgumentTypeError(
            _("there is no plan called {text}; the plans are {names}").format(text=text, names=", ".join(PLANS))
        )
    return text


def whole(text: str) -> int:
    """Return a whole number that was typed."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("this needs a whole number, not {text}").format(text=text)) from None


def add_run(parser: argparse.ArgumentParser, *, weeks: int, markets: int) -> None:
    """Add the options of a run of chosen length."""
    parser.add_argument("--weeks", type=whole, default=weeks, metavar="NUMBER", help=_("weeks to play"))
    add_markets(parser, markets)


def add_markets(parser: argparse.ArgumentParser, markets: int) -> None:
    """Add the options that every run shares: its markets, which under their old name still work, and JSON."""
    parser.add_argument("--seed", type=whole, default=1, metavar="NUMBER", help=_("which markets, by number"))
    parser.add_argument("--json", action="store_true", help=_("print figures as JSON"))
    told = _("how many markets to play; if not given: {markets}").format(markets=number(markets))
    parser.add_argument("--markets", type=whole, default=markets, metavar="NUMBER", help=told)
    hidden = {"help": argparse.SUPPRESS, "default": argparse.SUPPRESS}
    parser.add_argument("--replications", dest="markets", type=whole, metavar="NUMBER", **hidden)


def run(args: argparse.Namespace) -> int:
    """Play and print."""
    import smkt_helpers as smkt
    from smkt_helpers.comparison.doubt import FEWEST

    company = company_named(args)
    plan = plan_named(args.plan, company).replace(**changes(args.set))
    history = smkt.simulate(company, plan, seed=args.seed, weeks=args.weeks, replications=args.markets)
    board = smkt.scoreboard(history.tables())
    print_board(board, args.json, lambda: _rows(board, company.currency, args.markets))
    if not args.json:
        if args.markets < FEWEST:
            print(too_few())
        print(last_line(args, args.markets, fixed=True))
    return 0


def last_line(args: argparse.Namespace, done: int, *, fixed: bool) -> str:
    """Return the last line under a table: for how long, in which markets and how it was played.

    `done` markets of those asked for were played; `fixed` says that no program sat in a seat.
    """
    weeks = ngettext("{n} week", "{n} weeks", args.weeks).format(n=number(args.weeks))
    if done == args.markets:
        markets = ngettext("{n} market", "{n} markets", done).format(n=number(done))
    else:
        said = ngettext("{done} of {total} market", "{done} of {total} markets", args.markets)
        markets = said.format(done=number(done), total=number(args.markets))
    if fixed:
        said = _("{weeks}, {markets} from seed {seed}, plans as they are written.")
    else:
        said = _("{weeks}, {markets} from seed {seed}, a program in each seat; --fixed plays the plans as they are "
                 "written.")
    return said.format(weeks=weeks, markets=markets, seed=args.seed)


def too_few() -> str:
    """Return why no range of 8 of 10 markets is told."""
    from smkt_helpers.comparison.doubt import FEWEST

    return _("The range of 8 of 10 markets is told from {least} markets on.").format(least=number(FEWEST))


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
        print(json_of(json.loads(board.to_json(orient="index"))))
    else:
        print(as_lines(rows()))


def json_of(data: Any) -> str:
    """Return figures as JSON, which knows no NaN: null for what is not available."""
    return json.dumps(_without_nan(data), indent=2, ensure_ascii=False, allow_nan=False)


def _without_nan(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_nan(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_without_nan(value) for value in data]
    if isinstance(data, bool | str) or data is None:
        return data
    if isinstance(data, int):
        return data
    return float(data) if math.isfinite(data) else None


def as_lines(rows: list[dict[str, str]], left: Sequence[str] = ()) -> str:
    """Return rows as aligned lines; the first column and those named to the left, the others to the right."""
    heads = list(rows[0])
    widths = [max(len(head), *(len(row[head]) for row in rows)) for head in heads]

    def line(cells: list[str]) -> str:
        aligned = [
            cell.ljust(width) if place == 0 or head in left else cell.rjust(width)
            for place, (head, cell, width) in enumerate(zip(heads, cells, widths, strict=True))
        ]
        return "  ".join(aligned).rstrip()

    return "\n".join([line(heads), *(line(list(row.values())) for row in rows)])


def _rows(board: pd.DataFrame, currency: str, markets: int) -> list[dict[str, str]]:
    from smkt_helpers.comparison.doubt import FEWEST
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
                _("8 of 10 markets"): reason or ("" if math.isnan(figures["low"]) or markets < FEWEST else band),
            }
        )
    return rows
