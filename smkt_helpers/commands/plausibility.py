"""What ``bench --plausibility`` prints: the lines of the table of docs/model.md, measured."""

from __future__ import annotations

import argparse
import dataclasses
import json
import math

from smkt_helpers.commands.play import as_lines
from smkt_helpers.commands.study import progress_bar
from smkt_helpers.words import _, number


def run(args: argparse.Namespace) -> int:
    """Measure, and print figures with their intervals."""
    import smkt_helpers as smkt
    from smkt_helpers.plausibility import plausibility

    company = smkt.company("irrigation")
    with progress_bar(_("parts")) as told:
        rows, reported = plausibility(company, args.seed, args.markets, told)
    if args.json:
        both = {"rows": rows, "reported": reported}
        data = {key: [dataclasses.asdict(row) for row in value] for key, value in both.items()}
        # JSON knows no NaN: where there is no interval, there is nothing.
        for row in (*data["rows"], *data["reported"]):
            row.update({key: None for key, value in row.items() if isinstance(value, float) and math.isnan(value)})
        print(json.dumps(data, indent=2))
        return 0
    print(as_lines([_line(row) for row in rows]))
    print()
    print(
        _(
            "Only reported; no value was chosen to move them (52 weeks, a program in each seat; lifts are shares, the "
            "gain of contribution is {currency} a year, the waiting in working days):"
        ).format(currency=company.currency)
    )
    print(as_lines([_line(row) for row in reported]))
    return 0


def _line(row) -> dict[str, str]:
    digits = 0 if abs(row.value) >= 1000 else 3
    heads = ("id", _("value"), _("95% from"), _("to"))
    values = (number(value, digits) if math.isfinite(value) else "–" for value in (row.value, row.ci_low, row.ci_high))
    return dict(zip(heads, (row.id, *values), strict=True))
