"""The smarketing training kit: marketing and sales, practised as one team.

    import smkt_helpers as smkt
    company = smkt.company("irrigation")
    history = smkt.simulate(company, smkt.plans.siloed, seed=1, weeks=13)
    smkt.scoreboard(history.tables())

Names are loaded when they are first used, so that the import itself is quick.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "company": ("company_file", "company"),
    "Company": ("companies", "Company"),
    "Plan": ("plan", "Plan"),
    "plans": ("practices", "plans"),
    "DECISIONS": ("decisions", "DECISIONS"),
    "agreed": ("plan", "agreed"),
    "PRACTICES": ("practices", "PRACTICES"),
    "with_practices": ("practices", "with_practices"),
    "Shock": ("events", "Shock"),
    "Override": ("events", "Override"),
    "simulate": ("history", "simulate"),
    "History": ("history", "History"),
    "scoreboard": ("metrics", "scoreboard"),
    "METRICS": ("metrics", "METRICS"),
    "parties": ("four_parties", "parties"),
    "end_value": ("run_off", "end_value"),
    "compare": ("comparison", "compare"),
    "doubt": ("comparison.doubt", "doubt"),
    "waterfall": ("comparison.waterfall", "waterfall"),
    "sensitivity": ("comparison.sensitivity", "sensitivity"),
    "next_step": ("comparison.steps", "next_step"),
    "fit": ("fitting", "fit"),
    "read_crm": ("imports.read", "read_crm"),
    "start": ("practice", "start"),
    "class_overview": ("practice.class_room", "class_overview"),
    "KitError": ("errors", "KitError"),
}
__all__ = sorted(_HOME)


_ROOMS = ("case", "desk", "own", "story", "workshop")


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"smkt_helpers.{name}")
    if name not in _HOME:
        raise AttributeError(f"smkt_helpers has no {name!r}; it has {', '.join(__all__)}.")
    module, attribute = _HOME[name]
    value = getattr(importlib.import_module(f"smkt_helpers.{module}"), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
