"""Where the kit's own folders are."""

from __future__ import annotations

from pathlib import Path

APP_NAME = "smarketing-kit"

LAB = Path(__file__).parent
SETTINGS = LAB / "settings"
LABEXTENSIONS = LAB / "labextension"
EXTENSION = LABEXTENSIONS / APP_NAME


def kit_root() -> Path:
    """Return the folder of the kit, the one that holds ``notebooks`` and ``exercises``."""
    return Path(__file__).resolve().parents[2]


def user_folder() -> Path:
    """Return the folder that keeps a learner's own files, outside the kit so that a new copy keeps them."""
    from smkt_helpers.practice.store import folder

    return folder()
