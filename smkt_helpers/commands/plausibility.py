"""What ``bench --plausibility`` prints: the lines of the table of docs/model.md, measured."""

from __future__ import annotations

import argparse
import dataclasses
from typing import TYPE_CHECKING

from smkt_helpers.commands.play import as_lines, json_of
from smkt_helpers.commands.study import progress_bar
from smkt_helpers.words import _

if TYPE_CHECKING:
    from smkt_helpers.plausibility_figures import Row


def run(args: argparse.Namespace) -> int:
    """Measure, and print figures with their intervals."""
    import smkt_helpers as smkt
    from smkt_helpers.plausibility import plausibility

    company = smkt.company("irrigation")
    with progress_bar(_("parts")) as told:
        rows, reported = plausibility(company, args.seed, args.markets, told)
    if args.json:
        both = {"rows": rows, "reported": reported}
        print(json_of({key: [dataclasses.asdict(row) for row in value] for key, value in both.items()}))
        return 0
    print(_("What must be true, each with the range in which it lies with 95% certainty:"))
    print(_table(rows))
    print(_("A wide limit tests little; docs/model.md, section 9, says what each is for."))
    print()
    print(
        _(
            "Only reported; no value was chosen to move them (52 weeks; in lifts and gains a program sits in each "
            "seat, the other lines play the plans as they are written; lifts are shares, the gain of contribution is "
            "{currency} a year, the waiting in working days):"
        ).format(currency=company.currency)
    )
    print(_table(reported))
    return 0


def _table(rows: list[Row]) -> str:
    """Return measured lines, each with what it means under it."""
    from smkt_helpers.plausibility import DEFINITIONS
    from smkt_helpers.plausibility_limits import shown

    head, *lines = as_lines([shown(row) for row in rows]).splitlines()
    told = [head]
    for row, line in zip(rows, lines, strict=True):
        told.append(line)
        if row.id in DEFINITIONS:
            told.append("    " + _(DEFINITIONS[row.id]))
    return "\n".join(told)
