"""Small exports as a person would have them, written for one test."""

from __future__ import annotations

import datetime
from pathlib import Path

START = datetime.datetime(2025, 3, 3, 9, 0)
WON, LOST, OPEN = "Signed", "Turned down", "Proposal sent"


def leads(count: int = 400, status: str = "Qualified", days: str = "%Y-%m-%d %H:%M", email: str = "") -> str:
    """Return a table of leads as CSV, four a day; `days` is how dates are written."""
    lines = ["Lead ID,Create Date,Lead Source,Lead Status,Email"]
    for place in range(count):
        when = START + datetime.timedelta(hours=6 * place)
        mail = email or f"somebody{place}@firm{place % 90}.invalid"
        lines.append(f"{place + 1},{when.strftime(days)},{('fair', 'search')[place % 2]},{status},{mail}")
    return "\n".join(lines) + "\n"


def early(count: int = 100) -> str:
    """Return leads whose dates can be read in two ways: no day and no month is above 12."""
    lines = ["Lead ID,Create Date,Lead Source,Lead Status"]
    lines += [f"{n + 1},{1 + n % 12:02d}/{1 + n // 12 % 12:02d}/2025,fair,Qualified" for n in range(count)]
    return "\n".join(lines) + "\n"


def deals(count: int = 40, won: str = "Closed Won", lost: str = "Closed Lost", amount: str = "1000.00 EUR") -> str:
    """Return a table of deals as CSV; every third one is won, every third one lost, the others open."""
    lines = ["Deal ID,Lead ID,Created Date,Close Date,Stage,Amount"]
    for place in range(count):
        when = START + datetime.timedelta(days=2 * place)
        stage = (won, lost, OPEN)[place % 3]
        closed = when + datetime.timedelta(days=9)
        lines.append(f"{place + 1},{place + 1},{when:%Y-%m-%d},{closed:%Y-%m-%d},{stage},{amount}")
    return "\n".join(lines) + "\n"


def written(folder: Path, **files: str) -> list[Path]:
    """Write files into a folder by the first part of their name; return their paths."""
    paths = []
    for name, text in files.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def upload(button, **files: str) -> None:
    """Choose files, as the browser does for the button."""
    button.value = tuple(_chosen(name if "." in name else f"{name}.csv", text) for name, text in files.items())


def _chosen(name: str, text: str) -> dict:
    content = text.encode("utf-8")
    return {
        "name": name,
        "type": "text/csv",
        "size": len(content),
        "content": memoryview(content),
        "last_modified": datetime.datetime(2025, 7, 1, tzinfo=datetime.UTC),
    }
