"""``bench``: how fast the simulation is on this computer.

A *lead* in these figures is a person whom the plan's spend met, so one who appears in the CRM tables.
Times per lead are processor time, of several turns the quickest; ratios compare with the SimPy model in
``tests/reference``, which plays the same leads by the same rules. docs/model.md says what both compute.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from smkt_helpers.commands.play import add_markets, json_of
from smkt_helpers.words import _

MILLION = 1_000_000
SHORT_WEEKS = 9  # about 2,000 leads of the default company
REPEATS = 5
ROUNDS = 12
WAYS = ("compiled", "uncompiled", "reference")
BLOCK = 40  # markets at a time: memory stays small


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``bench``."""
    parser.add_argument(
        "--plausibility", action="store_true", help=_("measure what must be true of the simulation, not its speed")
    )
    add_markets(parser, 40)


def run(args: argparse.Namespace) -> int:
    """Measure and print."""
    from smkt_helpers.arguments import checked_markets, checked_seed

    checked_seed(args.seed)
    checked_markets(args.markets)
    if args.plausibility:
        from smkt_helpers.commands import plausibility

        return plausibility.run(args)
    figures = measure(args.seed)
    if args.json:
        print(json_of(figures))
        return 0
    for name, value in figures.items():
        print(f"{name:<26} {'–' if value is None else f'{value:,.3f}'}")
    return 0


def measure(seed: int) -> dict[str, float | None]:
    """Return every figure by its name; None where the test packages or Numba are not installed."""
    kernel = _kernel(seed)
    compiled, uncompiled, reference = (kernel[name] for name in ("compiled", "uncompiled", "reference"))
    return {
        "compiled_ratio": reference / compiled if reference and compiled else None,
        "uncompiled_ratio": reference / uncompiled if reference else None,
        "us_per_lead_compiled": compiled,
        "us_per_lead_uncompiled": uncompiled,
        "us_per_lead_reference": reference,
        "seconds_200x2000": _two_hundred(seed),
        "cpu_seconds_million": _million(seed),
        "peak_mb": _peak_mb(),
        "import_seconds": _import_seconds(),
        "key_to_picture_ms": _key_to_picture(),
    }


def _prepared(seed: int, replications: int):
    """Return a company, its terms and some markets of those whom its plan of today may meet."""
    from smkt_helpers import engine, market, weekly
    from smkt_helpers.company_file import company
    from smkt_helpers.entries import columns_of, could_meet
    from smkt_helpers.rules import rules_of

    firm = company("irrigation")
    rules = rules_of(firm, SHORT_WEEKS)
    in_force = weekly.plans_by_week(firm, ((0, firm.today),), 0, SHORT_WEEKS)
    terms = weekly.weekly_of(firm, in_force)
    markets = []
    for replication in range(replications):
        drawn, _traits = market.draw(firm, seed, replication, SHORT_WEEKS)
        columns = columns_of(drawn, terms, firm)
        index = could_meet(drawn, columns, terms, firm)
        markets.append((engine.chosen(drawn, index), columns[index], engine.own_of({}, index)))
    return firm, rules, terms, in_force, markets


def _kernel(seed: int) -> dict[str, float | None]:
    """Return microseconds of processor time per lead: of many turns, spread over some seconds, the quickest."""
    from smkt_helpers import engine

    firm, rules, terms, in_force, markets = _prepared(seed, 4)

    def engine_plays(use_compiled: bool) -> Callable[[Any], Any]:
        return lambda market: engine.play_met(rules, terms, *market, log=False, use_compiled=use_compiled)

    ways = {"uncompiled": (engine_plays(False), 4)}
    if engine.warm(firm):
        ways["compiled"] = (engine_plays(True), 20)
    try:
        from tests.reference.reference import simulate_reference
    except ImportError:
        pass
    else:
        ways["reference"] = (lambda market: simulate_reference(firm, market[0], in_force), 1)
    least: dict[str, list[float]] = {name: [float("inf")] * len(markets) for name in ways}
    for _turn in range(ROUNDS):
        for name, (play, times) in ways.items():
            for place, market in enumerate(markets):
                for _time in range(times):
                    began = time.process_time()
                    play(market)
                    least[name][place] = min(least[name][place], time.process_time() - began)
    leads = sum(int((engine_plays(True)(market).outcomes.state > 0).sum()) for market in markets)
    return {name: 1e6 * sum(least[name]) / leads if name in least else None for name in WAYS}


def _two_hundred(seed: int) -> float:
    from smkt_helpers import engine

    _firm, rules, terms, _in_force, markets = _prepared(seed, 200)

    def once() -> float:
        began = time.perf_counter()
        engine.each(lambda market: engine.play_met(rules, terms, *market, log=False), markets)
        return time.perf_counter() - began

    once()
    return statistics.median(once() for _turn in range(REPEATS))


def _million(seed: int) -> float:
    """Return processor seconds from the draws to the metrics of a million leads, in blocks of runs."""
    import smkt_helpers as smkt

    company = smkt.company("irrigation")

    def block(number: int) -> int:
        history = smkt.simulate(
            company, company.today, seed=seed, replications=BLOCK, first_replication=BLOCK * number, log=False
        )
        smkt.scoreboard(history.tables())
        return sum(len(one.index) for one in history.played)

    block(0)
    began, leads, number = time.process_time(), 0, 0
    while leads < MILLION:
        number += 1
        leads += block(number)
    return (time.process_time() - began) * MILLION / leads


def _peak_mb() -> float | None:
    try:
        import resource
    except ImportError:  # Windows keeps this figure elsewhere
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _import_seconds() -> float:
    """Return how much longer importing the kit takes than importing NumPy alone."""

    def once(code: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - began

    once("import numpy, smkt_helpers")
    pairs = [once("import numpy, smkt_helpers") - once("import numpy") for _turn in range(7)]
    return statistics.median(pairs)


def _key_to_picture() -> float | None:
    """Return the median milliseconds a key press at the desk takes until the new picture is ready."""
    from smkt_helpers.desk.timing import key_to_picture_ms

    return key_to_picture_ms()
