"""``waterfall``: what each practice gave and cost, averaged over the orders in which they could be taken up."""

from __future__ import annotations

import argparse
import dataclasses
from typing import TYPE_CHECKING

from smkt_helpers.commands.play import as_lines, changes, company_named, json_of, last_line, plan_named, whole
from smkt_helpers.commands.study import add_taking_up, change, cost_told, interval, names_of, watched
from smkt_helpers.words import _, money, ngettext, number, percent

if TYPE_CHECKING:
    from smkt_helpers.comparison.waterfall import Waterfall


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``waterfall``."""
    add_taking_up(parser, "siloed", _("the plan to start from"), markets=50)
    parser.add_argument(
        "--pairs",
        type=whole,
        default=1,
        metavar="NUMBER",
        help=_("in how many orders each market takes the practices up; 1 means one order and its reverse"),
    )


def run(args: argparse.Namespace) -> int:
    """Play, share out and print."""
    import smkt_helpers as smkt

    company = company_named(args)
    plan = plan_named(args.plan, company).replace(**changes(args.set))
    names = names_of(args.practices)
    with watched(args, _("markets")) as watch:
        found = smkt.waterfall(
            company, plan, names, markets=args.markets, metric=args.metric, pairs=args.pairs, **watch.ways
        )
    if args.json:
        print(json_of(as_data(found) | watch.reached()))
        return 0
    print(as_lines(_rows(found, company.currency)))
    said = ngettext(
        "Average over {markets} market, {orders} orders in each; {runs} runs in all.",
        "Average over {markets} markets, {orders} orders in each; {runs} runs in all.",
        found.markets,
    )
    print(said.format(markets=number(found.markets), orders=number(found.orders), runs=number(found.runs)))
    if {"second_message", "value_price"} <= set(found.table.index):
        print(_("The practices include a test of a second message and a discount of at most 5%, the plan aligned does "
                "not."))
    print(cost_told())
    if (found.table["cost"] < 0).any():
        print(_("A negative cost is money not spent, such as advertising not bought while leads wait."))
    print(last_line(args, watch.done, fixed=args.fixed))
    return 0


def as_data(found: Waterfall) -> dict[str, object]:
    """Return a waterfall as plain values for JSON; the single markets are left out."""
    kept = {field.name: getattr(found, field.name) for field in dataclasses.fields(found)}
    del kept["parts"]
    return {**kept, "table": found.table.to_dict(orient="index")}


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
