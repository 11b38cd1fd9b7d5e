"""``class``: put together what the learners of a group have sent."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from smkt_helpers.errors import KitError
from smkt_helpers.words import _

FILE = "class-overview.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``class``."""
    parser.add_argument("folder", help=_("folder with the JSON files the learners sent"))
    parser.add_argument(
        "--out", metavar="FILE", help=_("where to write the page; usually {file} in that folder").format(file=FILE)
    )
    parser.add_argument("--json", action="store_true", help=_("print the table as JSON and write no page"))


def run(args: argparse.Namespace) -> int:
    """Read the folder, write the page, and say what was left out."""
    from smkt_helpers.practice.class_room import as_frame, page, read_folder

    summaries, problems = read_folder(args.folder)
    for sentence in problems:
        print(sentence, file=sys.stderr)
    if args.json:
        print(as_frame(summaries).to_json(orient="records", indent=2, force_ascii=False))
        return 0
    if not summaries:
        raise KitError(
            _(
                "There is no summary in {folder}. Learners write one in any lesson that shows “Write my summary”."
            ).format(folder=args.folder)
        )
    out = Path(args.out).expanduser() if args.out else Path(args.folder).expanduser() / FILE
    try:
        out.write_text(page(summaries, problems), encoding="utf-8", errors="backslashreplace")
    except OSError as problem:
        raise KitError(
            _("{file} cannot be written ({reason}); name another place with --out.").format(
                file=out, reason=problem.strerror or problem
            )
        ) from problem
    print(_("The overview of the class is in {file}; open it with a double-click.").format(file=out))
    return 0
