"""``practices``: what each practice moves, what it costs, and where it hurts."""

from __future__ import annotations

import argparse
import dataclasses
import json
from typing import TYPE_CHECKING

from smkt_helpers.commands.play import add_company, as_lines
from smkt_helpers.commands.study import progress_bar
from smkt_helpers.words import _, number

if TYPE_CHECKING:
    from smkt_helpers.practice_table import Line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``practices``."""
    add_company(parser)
    parser.add_argument("--seed", type=int, default=1, help=_("which markets"))
    parser.add_argument("--markets", type=int, default=10, help=_("single markets for each practice"))
    parser.add_argument("--json", action="store_true", help=_("print figures as JSON"))


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    import smkt_helpers as smkt
    from smkt_helpers.practice_table import practice_table

    company = smkt.company(args.company)
    with progress_bar(_("practices")) as told:
        lines = practice_table(company, args.seed, args.markets, told)
    if args.json:
        print(json.dumps([dataclasses.asdict(line) for line in lines], indent=2))
        return 0
    print(as_lines([_row(line) for line in lines]))
    print(
        _(
            "Changes are averages, with less without; ± is half of the 95% interval. Where each practice was tried, "
            "and under which decisions it hurts, stands in docs/model.md."
        )
    )
    return 0


def _row(line: Line) -> dict[str, str]:
    def change(figure: str, value: float, half: float) -> str:
        return f"{figure} {_plain(value)} ± {_plain(half)}"

    heads = (_("practice"), _("seen in"), _("moves"), _("costs"), _("hurts"))
    cells = (
        line.id,
        _("{moved} of {markets}").format(moved=number(line.moved), markets=number(line.markets)),
        change(line.metric, line.change, line.change_half),
        change(line.cost_metric, line.cost, line.cost_half),
        change(line.harm_metric, line.harm, line.harm_half),
    )
    return dict(zip(heads, cells, strict=True))


def _plain(value: float) -> str:
    return number(value, 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 3)
