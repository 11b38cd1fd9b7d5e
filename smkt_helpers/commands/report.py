"""``report``: the alignment case as a folder of files: report, slides, numbers, and the company."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from smkt_helpers.commands.play import add_company, add_run, assumed, json_of
from smkt_helpers.commands.study import names_of, progress_bar
from smkt_helpers.words import _, number

FOLDER = "alignment-case"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``report``."""
    add_company(parser)
    told = _("ids of the practices that are added to today; without it, those that both teams sign in an agreement")
    parser.add_argument("--practices", metavar="ID,ID", help=told)
    add_run(parser, weeks=52, markets=20)
    told = _("your gross margin: the share of each sale that is left after goods and delivery, for example 0.4")
    parser.add_argument("--margin", type=float, metavar="SHARE", help=told)
    told = _("what it costs once to begin (setting up, training, getting used to it), taken off the first year")
    parser.add_argument("--one-off", type=float, metavar="AMOUNT", help=told)
    parser.add_argument("--only", metavar="PART,PART", help=_("only these parts, for example headline,vanish"))
    told = _("folder for the files; without it {folder}, and with --json no files").format(folder=FOLDER)
    parser.add_argument("--out", metavar="DIR", help=told)


def run(args: argparse.Namespace) -> int:
    """Compute, write and print."""
    from smkt_helpers.case.paper import files
    from smkt_helpers.case.paper.taken import taken
    from smkt_helpers.case.question import asked

    question = asked(args.company, names_of(args.practices), assumed(args.assume), seed=args.seed, weeks=args.weeks,
                     markets=args.markets, margin=args.margin, one_off=args.one_off)  # fmt: skip
    only = files.checked_parts(names_of(args.only)) if args.only is not None else None
    out = args.out or (None if args.json else FOLDER)
    if out:
        files.checked_folder(out)
    try:
        with progress_bar(_("steps")) as told:
            found = files.computed(question, {}, told, only=only)
            case = taken(question, found)
            paths = files.write_taken(case, out) if out else []
    except KeyboardInterrupt:
        print("\n" + _("Stopped; nothing was written."), file=sys.stderr)
        return 130
    if args.json:
        table = files.numbers(case, neutralised=False).astype(object)
        rows = table.where(table.notna(), None).to_dict(orient="records")
        print(json_of({"message": _message(case), "files": [str(path) for path in paths], "figures": rows}))
        return 0
    print(_message(case))
    print()
    print(_("{count} figures, each with its source, are in these files:").format(count=number(len(case.figures))))
    for path in paths:
        print(f"  {Path(path)}")
    if said := files.without_pdf(paths):
        print(said)
    return 0


def _message(case) -> str:
    """Return the message of the headline, or of the first part that was asked for."""
    return (case.section("headline") or case.sections[0]).message.text()
