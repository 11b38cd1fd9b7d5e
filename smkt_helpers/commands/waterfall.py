"""``waterfall``: what each practice gave and cost, averaged over the orders in which they could be taken up."""

from __future__ import annotations

import argparse
import dataclasses
import json
from typing import TYPE_CHECKING

from smkt_helpers.commands.play import PLANS, add_changes, add_company, as_lines, changes, plan_named
from smkt_helpers.commands.study import add_metric, add_practices, add_study, change, interval, practices_of, watched
from smkt_helpers.words import _, money, number, percent

if TYPE_CHECKING:
    from smkt_helpers.comparison.waterfall import Waterfall


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``waterfall``."""
    add_company(parser)
    parser.add_argument("--plan", choices=PLANS, default="siloed", help=_("the plan to start from"))
    add_changes(parser, _("change one decision of that plan"))
    add_practices(parser)
    add_metric(parser)
    parser.add_argument("--pairs", type=int, default=1, help=_("pairs of orders for each market"))
    add_study(parser, markets=50)


def run(args: argparse.Namespace) -> int:
    """Play, share out and print."""
    import smkt_helpers as smkt

    company = smkt.company(args.company)
    plan = plan_named(args.plan, company).replace(**changes(args.set))
    with watched(args, _("markets")) as ways:
        found = smkt.waterfall(
            company, plan, practices_of(args), markets=args.markets, metric=args.metric, pairs=args.pairs, **ways
        )
    if args.json:
        print(json.dumps(as_data(found), indent=2, ensure_ascii=False))
    else:
        print(as_lines(_rows(found, company.currency)))
        print(
            _("Average over {markets} markets, {orders} orders in each; {runs} runs in all.").format(
                markets=number(found.markets), orders=number(found.orders), runs=number(found.runs)
            )
        )
    return 0


def as_data(found: Waterfall) -> dict[str, object]:
    """Return a waterfall as plain values for JSON; the single markets are left out."""
    kept = {field.name: getattr(found, field.name) for field in dataclasses.fields(found)}
    del kept["parts"]
    return {**kept, "table": json.loads(found.table.to_json(orient="index"))}


def _rows(found: Waterfall, currency: str) -> list[dict[str, str]]:
    heads = (_("Practice"), _("Average"), _("95% interval"), _("Revenue"), _("Cost"), _("Worse in"))

    def row(*cells: str) -> dict[str, str]:
        return dict(zip(heads, cells, strict=True))

    bars = [
        row(
            figures["practice"],
            change(found.metric, figures["mean"], currency),
            interval(found.metric, figures["low"], figures["high"], currency),
            money(figures["gave"], currency),
            money(figures["cost"], currency),
            percent(figures["lowered"]),
        )
        for _id, figures in found.table.iterrows()
    ]
    start = row(_("Without the practices"), change(found.metric, found.start, currency), "", "", "", "")
    end = row(_("With all of them"), change(found.metric, found.end, currency), "", "", "", "")
    return [start, *bars, end]
