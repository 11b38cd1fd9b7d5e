"""What a fit hands back: the company, its plan of today, and a report that hides nothing."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from smkt_helpers.companies import LISTS, SECTIONS, Company
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.fitting.targets import Target
from smkt_helpers.plan import Plan
from smkt_helpers.words import N_, _, number

KINDS = {
    "fitted": N_("fitted"),
    "fact": N_("fact"),
    "assumed": N_("assumed, from the template"),
}
COLUMNS = ("name", "target", "low", "high", "simulated", "sim_low", "sim_high", "inside", "unit")


@dataclass(frozen=True)
class FitReport:
    """How well the fitted company shows what the data show, and what the data could not tell.

    Attributes
    ----------
    targets : pandas.DataFrame
        One row per figure (index: its id): `name`, `target` with its 95% interval `low` and `high`, `simulated` (mean
        of fresh markets) with the interval `sim_low` and `sim_high` of that mean, `inside` (whether the simulated
        mean lies in the target's interval), `unit`.
    moved : pandas.DataFrame
        One row per number that is not the template's (index: its path): `what`, `before`, `after`, `kind` ("fitted",
        "fact" or "assumed"), `why`.
    unknown : tuple of str
        What could not be learned from the data, a sentence each.
    notes : tuple of str
        What else a person should know: where a bound stopped a number, how many weeks were used.
    shown : tuple of dict
        The rows of `targets` as people read them.
    """

    targets: pd.DataFrame
    moved: pd.DataFrame
    unknown: tuple[str, ...]
    notes: tuple[str, ...] = ()
    shown: tuple[dict[str, str], ...] = field(default=(), repr=False)

    def text(self) -> str:
        """Return the report as plain text."""
        lines = [_("Does the fitted company show what the data show?")]
        lines += [
            _("{name}: {target} (from {low} to {high}); simulated {simulated}: {inside}").format(**row)
            for row in self.shown
        ]
        lines += ["", _("What was moved, or is known:")]
        lines += [
            _("{what}: {before} → {after} ({kind}; {why})").format(
                what=row.what, before=row.before, after=row.after, kind=_(KINDS[row.kind]), why=row.why
            )
            for row in self.moved.itertuples()
        ]
        if self.notes:
            lines += ["", *self.notes]
        lines += ["", _("What could not be learned from the data:"), *self.unknown]
        return "\n".join(lines)

    def to_html(self) -> str:
        """Return the report as safe HTML with its style sheet."""
        from smkt_helpers import screen

        heads = {
            "name": _("Figure"),
            "target": _("Data"),
            "low": _("from"),
            "high": _("to"),
            "simulated": _("Simulated"),
            "inside": _("Inside?"),
        }
        figures = [{heads[key]: row[key] for key in heads} for row in self.shown]
        moved = [
            {
                _("Number"): row.what,
                _("Template"): row.before,
                _("Here"): row.after,
                _("How"): _(KINDS[row.kind]),
                _("Why"): row.why,
            }
            for row in self.moved.itertuples()
        ]
        parts = [
            screen.data_table(figures, _("Does the fitted company show what the data show?")),
            *(screen.notice("warn", note) for note in self.notes),
            screen.data_table(moved, _("What was moved, or is known")),
            screen.notice("info", "\n\n".join([_("What could not be learned from the data:"), *self.unknown])),
        ]
        return screen.page("".join(parts))

    def _repr_html_(self) -> str:
        return self.to_html()


@dataclass(frozen=True)
class Fit:
    """A company fitted to somebody's numbers; `plan` is its plan of today, `report` says how well it fits."""

    company: Company
    plan: Plan
    report: FitReport

    def write(self, path: str | Path) -> None:
        """Write the company as a TOML file that `smkt.company(path)` reads; see `fitting.write`."""
        from smkt_helpers.fitting.write import write_company

        write_company(self.company, path)

    def _repr_html_(self) -> str:
        return self.report.to_html()


def targets_table(targets: Sequence[Target], counts: pd.DataFrame) -> tuple[pd.DataFrame, tuple[dict[str, str], ...]]:
    """Return each target beside what fresh markets show, as numbers and as people read it."""
    rows, shown = [], []
    for target in targets:
        value = target.of(counts)
        low, high = target.interval(counts)
        inside = target.holds(value)
        rows.append((target.name, target.value, target.low, target.high, value, low, high, inside, target.unit))
        words = {"target": target.value, "low": target.low, "high": target.high, "simulated": value}
        shown.append(
            {"name": target.name}
            | {key: target.show(one) for key, one in words.items()}
            | {"inside": _("inside") if inside else _("outside")}
        )
    index = pd.Index([target.id for target in targets], name="id")
    return pd.DataFrame(rows, index=index, columns=list(COLUMNS)), tuple(shown)


def label_of(company: Company, path: str) -> str:
    """Return what a number of a company is called, for people."""
    section, *rest = path.split(".")
    if section == "today":
        return _(DECISIONS[rest[0]].label)
    cls = SECTIONS.get(section) or LISTS[section]
    help = next(one.metadata.get("help", "") for one in dataclasses.fields(cls) if one.name == rest[-1])
    if len(rest) == 1:
        return _(help).rstrip(".")
    name = next((row.name for row in getattr(company, section) if row.id == rest[0]), rest[0])
    return f"{name}: {_(help)}".rstrip(".")


def show_value(path: str, value: Any) -> str:
    """Return one number of a company as people read it."""
    if path.startswith("today."):
        return DECISIONS[path.removeprefix("today.")].show(value)
    if value is None or isinstance(value, float) and math.isnan(value):
        return number(math.nan)
    return number(value, 0 if abs(value) >= 1000 or float(value).is_integer() else 3)
