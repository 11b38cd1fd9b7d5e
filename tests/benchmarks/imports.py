"""Seconds and memory to import and score a large CRM export: ``python -m tests.benchmarks.imports``."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd


def write_export(folder: Path, leads: int, activities: int, seed: int = 1) -> None:
    """Write leads, deals and activities as HubSpot would, with names and addresses; the same bytes for a seed."""
    draw = np.random.default_rng(seed)
    ids = np.arange(1_000_000, 1_000_000 + leads)
    minutes = np.sort(draw.integers(0, 500 * 1440, leads))
    created = pd.Timestamp("2024-06-03") + pd.to_timedelta(minutes, unit="min")
    names = [f"Person {n % 80_000}" for n in range(leads)]
    pd.DataFrame({
        "Record ID": ids,
        "First Name": "P.",
        "Last Name": names,
        "Email": [f"p{n % 95_000}@firm{n % 7_000}.de" for n in range(leads)],
        "Company Name": [f"Firm {n % 7_000} GmbH & Co" for n in range(leads)],
        "Create Date": created.strftime("%Y-%m-%d %H:%M"),
        "Original Source": draw.choice(["Paid Search", "Organic Search", "Referrals", "Offline Sources"], leads),
        "Lifecycle Stage": draw.choice(["Lead", "Marketing Qualified Lead", "Opportunity", "Customer"], leads),
        "HubSpot Score": draw.integers(0, 100, leads),
        "Contact owner": [f"Rep {n}" for n in draw.integers(0, 12, leads)],
    }).to_csv(folder / "leads.csv", index=False)  # fmt: skip
    own = draw.choice(leads, leads // 8, replace=False)
    opened = created[own] + pd.Timedelta(days=5)
    pd.DataFrame({
        "Record ID": np.arange(1, len(own) + 1),
        "Deal Name": "A deal",
        "Associated Contact IDs": ids[own],
        "Deal Stage": draw.choice(["Closed Won", "Closed Lost", "Contract Sent"], len(own)),
        "Amount": [f"{one:,.2f}" for one in draw.lognormal(8, 1, len(own))],
        "Create Date": opened.strftime("%Y-%m-%d %H:%M"),
        "Close Date": (opened + pd.Timedelta(days=30)).strftime("%Y-%m-%d %H:%M"),
    }).to_csv(folder / "deals.csv", index=False)  # fmt: skip
    lead = draw.integers(0, leads, activities)
    started = created[lead] + pd.to_timedelta(draw.integers(5, 60 * 24 * 20, activities), unit="min")
    pd.DataFrame({
        "Activity ID": np.arange(1, activities + 1),
        "Associated Contact IDs": ids[lead],
        "Activity Type": draw.choice(["Call", "Email", "Meeting"], activities),
        "Activity Date": started.strftime("%Y-%m-%d %H:%M"),
        "Call outcome": draw.choice(["Connected", "No answer", "Left voicemail"], activities),
        "Activity assigned to": [f"Rep {n}" for n in draw.integers(0, 12, activities)],
    }).to_csv(folder / "calls.csv", index=False)  # fmt: skip


def measured(folder: Path) -> dict[str, float]:
    """Import and score what lies in a folder; return seconds, megabytes at the most, and rows."""
    import smkt_helpers as smkt

    begun = time.perf_counter()
    tables, report = smkt.read_crm(folder)
    read = time.perf_counter() - begun
    smkt.scoreboard(tables)
    total = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
    peak /= 1024 if sys.platform == "darwin" else 1
    return {
        "import_seconds": read,
        "seconds": total,
        "megabytes": peak,
        "leads": len(tables.leads),
        "activities": len(tables.activities),
        "rows_left_out": len(report.rows),
    }


def main() -> None:
    """Write an export where none is given, measure, and print JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--activities", type=int, default=500_000)
    parser.add_argument("--folder", type=Path)
    args = parser.parse_args()
    if args.folder:
        print(json.dumps(measured(args.folder)))
        return
    import subprocess

    with tempfile.TemporaryDirectory() as folder:
        write_export(Path(folder), args.leads, args.activities)
        # A process of its own, so that what was needed to write the files is not counted.
        subprocess.run([sys.executable, "-m", "tests.benchmarks.imports", "--folder", folder], check=True)


if __name__ == "__main__":
    main()
