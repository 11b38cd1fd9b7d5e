"""One quarter of each shipped company, summed up in a few lines that a person can read.

`tests/golden/<company>.json` holds what came out when it was last looked at. A change there is a change of
every seed: of sample data, lessons and all that was ever shown to anybody. If it is meant, renew the files::

    python -m tests.golden.quarter
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from smkt_helpers import kernel
from smkt_helpers.company_file import company, names
from smkt_helpers.crm_schema import STATUS
from smkt_helpers.events import Override, Shock
from smkt_helpers.history import simulate
from smkt_helpers.plan import plans

FOLDER = Path(__file__).resolve().parent
WHOLE = ("state", "source", "reason", "touches", "met", "renewals", "rep")
SUMS = ("score", "looked", "first", "talked", "settled", "offered", "closed", "returned", "left", "waited", "discount")


def quarter(name: str, use_compiled: bool = True) -> dict[str, Any]:
    """Return counts, sums and a fingerprint of a quarter in which much happens."""
    firm = company(name)
    history = simulate(
        firm,
        [(0, firm.today), (4, plans.siloed), (8, plans.aligned)],
        seed=20260105,
        weeks=13,
        shocks=[Shock("viral", week=2), Shock("rep_leaves", week=5), Shock("outage", week=9, day=1)],
        overrides={19_000: Override(rank=1.0, accept=True)},
        programs=("marketing", "sales"),
        use_compiled=use_compiled,
    )
    one = history.played[0]
    out, whole = one.outcomes, np.array([getattr(one.outcomes, field) for field in WHOLE], dtype="<i8")
    won = out.state == kernel.WON
    return {
        "leads": len(one.index),
        "states": {word: int((out.state == number + 1).sum()) for number, word in enumerate(STATUS)},
        "sources": np.bincount(out.source, minlength=3).tolist(),
        "attempts": int(out.touches.sum()),
        "renewals": int(out.renewals.sum()),
        "money": float((one.traits.value * (1 - out.discount))[won].sum()),
        "sums": {field: float(np.nansum(getattr(out, field))) for field in SUMS},
        "busy": one.weeks.busy.tolist(),
        "trust": one.weeks.trust.tolist(),
        # Of whole numbers only: the last digit of a time may differ between two machines.
        "fingerprint": hashlib.sha256(np.vstack([one.index.astype("<i8"), whole]).tobytes()).hexdigest()[:16],
    }


def path_of(name: str) -> Path:
    """Return the file that holds what a company's quarter was."""
    return FOLDER / f"{name}.json"


if __name__ == "__main__":
    for one in names():
        path_of(one).write_text(json.dumps(quarter(one), indent=1) + "\n", encoding="utf-8")
        print(path_of(one))
