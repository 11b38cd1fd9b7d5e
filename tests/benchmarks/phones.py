"""How long a full room of phones waits: ``python -m tests.benchmarks.phones [postgres]``.

Phones, server and trainer share this computer, so it measures more than a server alone would take; the seconds that
server and phones reckoned while all handed in at once are told beside.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from typing import Any

from smkt_helpers.workshop.phones.rehearse import Wishes, rehearsed
from tests.workshop.phones.postgres import found, running

# What is asked for: at most so much.
BARS: Mapping[str, float] = {"errors": 0, "lost": 0, "doubled": 0, "submit_p95_s": 2.0, "reveal_p95_s": 3.0,
                             "server_mb": 150, "server_cpu_share": 0.15, "back_s": 5.0}  # fmt: skip


def rehearsals(database: str, workers: int) -> Mapping[str, tuple[Wishes, Mapping[str, float]]]:
    """Return what is rehearsed, with its bars."""
    where: dict[str, Any] = {"burst": True, "database": database}
    alone = {} if workers == 1 else {"server_mb": workers * BARS["server_mb"]}
    return {
        "60 people": (Wishes(60, 4, polling=10, **where), {**BARS, "submit_p95_s": 0.5}),
        "200 people": (Wishes(200, 4, polling=60, **where), BARS),
        "200 people, several workers": (Wishes(200, 4, polling=10, workers=workers, **where), {**BARS, **alone}),
        "60 people, 20 kills": (Wishes(60, 4, kills=20, polling=0, **where),
                                {name: BARS[name] for name in ("errors", "lost", "doubled", "server_mb", "back_s")}),
    }  # fmt: skip


def main(words: list[str]) -> int:
    """Rehearse, print all figures, and return how many bars are missed."""
    missed = 0
    with contextlib.ExitStack() as stack:
        hosted = "postgres" in words
        fresh = stack.enter_context(running(found())) if hosted else lambda: ""
        for what, (wishes, bars) in rehearsals("hosted" if hosted else "", 3 if hosted else 1).items():
            if wishes.workers == 1 and "workers" in what:
                continue
            told = rehearsed(Wishes(**{**vars(wishes), "database": fresh()}))
            print(what)
            for name, value in told.items():
                over = name in bars and value > bars[name]
                missed += over
                print(f"    {name:<20} {value!s:>20} {f'over {bars[name]:g}' if over else ''}")
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
