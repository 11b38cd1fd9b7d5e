"""What the commands share that play many markets: their options, the progress bar, and Ctrl+C."""

from __future__ import annotations

import argparse
import contextlib
import math
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from smkt_helpers.words import _, number


def add_study(parser: argparse.ArgumentParser, *, markets: int) -> None:
    """Add the options of a study; `study_options` turns them into arguments."""
    parser.add_argument("--seed", type=int, default=1, help=_("which markets"))
    parser.add_argument("--weeks", type=int, default=52, help=_("weeks to play"))
    parser.add_argument(
        "--markets", "--replications", dest="markets", type=int, default=markets, help=_("number of markets")
    )
    parser.add_argument(
        "--fixed",
        action="store_true",
        help=_("play the plans exactly as written; otherwise a program in each seat adjusts them every week"),
    )
    parser.add_argument("--json", action="store_true", help=_("print figures as JSON"))


def add_metric(parser: argparse.ArgumentParser) -> None:
    """Add the option that names one metric."""
    parser.add_argument("--metric", default="contribution", help=_("id of the metric, for example revenue"))


def add_practices(parser: argparse.ArgumentParser) -> None:
    """Add the option that names practices."""
    parser.add_argument("--practices", default="", metavar="ID,ID", help=_("only these practices of the table"))


def practices_of(args: argparse.Namespace) -> list[str] | None:
    """Return the ids that were typed, or None for all."""
    return [id.strip() for id in args.practices.split(",") if id.strip()] or None


@contextlib.contextmanager
def progress_bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to call with what is done and what there is in all; it draws a bar on the error stream."""
    from tqdm import tqdm

    with tqdm(desc=words, file=sys.stderr, leave=False) as bar:

        def told(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield told


@contextlib.contextmanager
def watched(args: argparse.Namespace, words: str) -> Iterator[dict[str, Any]]:
    """Give the arguments that all studies take, with a progress bar on the error stream.

    Ctrl+C ends the study after the blocks at work, and what is done by then is printed; twice ends at once.
    """
    from smkt_helpers.decisions import SEATS

    stop = threading.Event()
    usual = signal.getsignal(signal.SIGINT)

    def stopped(number: int, frame: Any) -> None:
        stop.set()
        signal.signal(signal.SIGINT, usual)

    with progress_bar(words) as told:
        # Only the main thread may listen to Ctrl+C.
        listens = threading.current_thread() is threading.main_thread()
        if listens:
            signal.signal(signal.SIGINT, stopped)
        try:
            yield {
                "weeks": args.weeks, "seed": args.seed, "programs": () if args.fixed else SEATS,
                "progress": told, "cancel": stop.is_set,
            }  # fmt: skip
        finally:
            if listens:
                signal.signal(signal.SIGINT, usual)
    if stop.is_set():
        print(_("Stopped early: these are the figures of what was played until then."), file=sys.stderr)


def change(metric: str, value: float, currency: str) -> str:
    """Return a difference of a metric as a person reads it."""
    from smkt_helpers.metrics import METRICS, show

    # The difference of two shares is in percentage points; "25%" would read as a quarter more.
    if METRICS[metric].unit == "share" and not math.isnan(value):
        return _("{points} points").format(points=number(100 * value, 1))
    return show(metric, value, currency)


def interval(metric: str, low: float, high: float, currency: str) -> str:
    """Return an interval of differences as a person reads it; empty where there is none."""
    if math.isnan(low) or math.isnan(high):
        return ""
    return _("{low} to {high}").format(low=change(metric, low, currency), high=change(metric, high, currency))
