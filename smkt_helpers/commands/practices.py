"""``practices``: what each practice moves, what it costs, and where it hurts."""

from __future__ import annotations

import argparse
import dataclasses
import math
from typing import TYPE_CHECKING

from smkt_helpers.commands.play import add_company, add_markets, company_named, json_of
from smkt_helpers.commands.study import progress_bar
from smkt_helpers.words import _, ngettext, number

if TYPE_CHECKING:
    from smkt_helpers.practice_table import Line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``practices``."""
    add_company(parser)
    add_markets(parser, 10)


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    from smkt_helpers.practice_table import practice_table

    company = company_named(args)
    with progress_bar(_("practices")) as told:
        lines = practice_table(company, args.seed, args.markets, told)
    if args.json:
        print(json_of([dataclasses.asdict(line) for line in lines]))
        return 0
    print("\n".join(_told(line, company.currency) for line in lines))
    print(
        _(
            "Changes are averages, with less without; the true average lies within ± of them with 95% certainty. Other "
            "figure in: markets in which the scoreboard showed another figure, better or worse; where ± is larger than "
            "the change, luck alone could have made it. Where each practice was tried stands in docs/model.md."
        )
    )
    return 0


def _told(line: Line, currency: str) -> str:
    from smkt_helpers.model_page import practice_row
    from smkt_helpers.practices import PRACTICES

    seen = ngettext(
        "{practice} ({id}), other figure in {moved} of {markets} market",
        "{practice} ({id}), other figure in {moved} of {markets} markets",
        line.markets,
    ).format(
        practice=_(PRACTICES[line.id].name), id=line.id, moved=number(line.moved), markets=number(line.markets)
    )
    # The page marks names with backticks, a terminal shows them.
    decided, there = (cell.replace("`", "") for cell in practice_row(line.id)[-2:])
    return "\n".join(
        (
            seen,
            "  " + _("moves: {change}").format(change=_change(line.metric, line.change, line.change_half, currency)),
            "  " + _("costs: {change}").format(change=_change(line.cost_metric, line.cost, line.cost_half, currency)),
            "  " + _("hurts when: {decided} (tried in {there})").format(decided=decided, there=there),
            "  " + _("hurts: {change}").format(change=_change(line.harm_metric, line.harm, line.harm_half, currency)),
        )
    )


def _change(figure: str, value: float, half: float, currency: str) -> str:
    """Return a change and half of its interval as docs/model.md shows them, with name and unit."""
    from smkt_helpers.model_page import size_of
    from smkt_helpers.practice_table import name_of

    # Of small amounts the cents tell whether the change is larger than luck.
    cents = 2 if abs(value) < 100 else 0
    size = "–" if math.isnan(value) else ("−" if value < 0 else "+") + size_of(figure, value, currency, cents)
    words = {"figure": name_of(figure), "change": size, "half": size_of(figure, half, currency, cents)}
    if math.isnan(half):
        return _("{figure}: {change}").format(**words)
    return _("{figure}: {change} ± {half}").format(**words)
