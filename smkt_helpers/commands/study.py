"""What the commands share that play many markets: their options, the progress bar, and Ctrl+C."""

from __future__ import annotations

import argparse
import contextlib
import math
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from smkt_helpers.commands.play import add_changes, add_company, add_plan, add_run
from smkt_helpers.words import N_, _, number

STOPPED = {
    "markets": N_("Stopped early: these are the figures of {done} of {total} markets."),
    "assumptions": N_("Stopped early: {done} of {total} assumptions were varied."),
    "runs": N_("Stopped early: {done} of {total} runs were played, those of the company as it is first."),
}


def add_study(parser: argparse.ArgumentParser, *, markets: int) -> None:
    """Add the options of a study; `watched` turns them into arguments."""
    add_run(parser, weeks=52, markets=markets)
    parser.add_argument(
        "--fixed",
        action="store_true",
        help=_("play the plans exactly as written; otherwise a program in each seat adjusts them every week"),
    )


def add_metric(parser: argparse.ArgumentParser) -> None:
    """Add the option that names one metric."""
    parser.add_argument("--metric", default="contribution", help=_("id of the metric, for example revenue"))


def add_taking_up(parser: argparse.ArgumentParser, plan: str, help: str, *, markets: int) -> None:
    """Add the options of a study in which a plan takes up practices."""
    add_company(parser)
    add_plan(parser, "--plan", plan, help)
    add_changes(parser, _("change one decision of that plan"))
    parser.add_argument("--practices", metavar="ID,ID", help=_("only these practices of the table"))
    add_metric(parser)
    add_study(parser, markets=markets)


def names_of(text: str | None) -> list[str] | None:
    """Return names that were typed with commas between them, or None where nothing was typed at all."""
    return None if text is None else [name.strip() for name in text.split(",") if name.strip()]


@contextlib.contextmanager
def progress_bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to call with what is done and what there is in all; it draws a bar on the error stream."""
    from tqdm import tqdm

    with tqdm(desc=words, file=sys.stderr, leave=False) as bar:

        def told(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield told


@dataclass
class Watch:
    """A study while it is played: the arguments that all studies take, and how far it is."""

    ways: dict[str, Any] = field(default_factory=dict)
    done: int = 0
    total: int = 0

    def reached(self) -> dict[str, int]:
        """Return what was planned and what was played, for JSON."""
        return {"planned": self.total, "played": self.done}


@contextlib.contextmanager
def watched(args: argparse.Namespace, words: str, counted: str = "markets") -> Iterator[Watch]:
    """Watch a study, with a progress bar on the error stream; `counted` is a key of `STOPPED`.

    Ctrl+C gives up the block at work, and what was done before is printed; twice ends at once.
    """
    from smkt_helpers.decisions import SEATS

    stop = threading.Event()
    usual = signal.getsignal(signal.SIGINT)
    watch = Watch()

    def stopped(number: int, frame: Any) -> None:
        stop.set()
        signal.signal(signal.SIGINT, usual)
        # The signal may come in the middle of another line being written; then the sentence is left out.
        with contextlib.suppress(RuntimeError):
            print("\n" + _("Stopping; this takes a moment. Press Ctrl+C again to stop at once."), file=sys.stderr)

    with progress_bar(words) as told:

        def progress(done: int, total: int) -> None:
            watch.done, watch.total = done, total
            told(done, total)

        # Only the main thread may listen to Ctrl+C.
        listens = threading.current_thread() is threading.main_thread()
        if listens:
            signal.signal(signal.SIGINT, stopped)
        watch.ways = {
            "weeks": args.weeks, "seed": args.seed, "programs": () if args.fixed else SEATS,
            "progress": progress, "cancel": stop.is_set,
        }  # fmt: skip
        try:
            yield watch
        finally:
            if listens:
                signal.signal(signal.SIGINT, usual)
    if watch.done < watch.total:
        said = _(STOPPED[counted]).format(done=number(watch.done), total=number(watch.total))
        print(said, file=sys.stderr)


def cost_told() -> str:
    """Return what the column of costs holds, and what it leaves out."""
    return _("Cost is money paid; hours cost nothing more and show in the revenue.")


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
