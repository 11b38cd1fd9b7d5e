"""A free decision at a desk as the answer to a card, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smkt_helpers.decisions import DECISIONS, SEATS, plain
from smkt_helpers.errors import KitError
from smkt_helpers.plan import Plan
from smkt_helpers.practice.kinds import Given
from smkt_helpers.practices import plans
from smkt_helpers.words import _


@dataclass(frozen=True)
class Decide:
    """A free decision at one desk.

    Parameters
    ----------
    seat : {"marketing", "sales"}
    decisions : sequence of str
        One to five names of decisions that this seat may take.
    start : str or Plan
        The plan the desk begins with: ``"siloed"``, ``"aligned"``, or one of your own.
    company : str
        The company whose market is played.
    seed, weeks, replications : int
        Which markets the desk shows and how long; few markets keep it quick.
    """

    seat: str
    decisions: Sequence[str]
    start: str | Plan = "siloed"
    company: str = "irrigation"
    seed: int = 1
    weeks: int = 13
    replications: int = 8

    def __post_init__(self):
        allowed = [name for name, decision in DECISIONS.items() if decision.owner in (self.seat, "agreement")]
        wrong = [name for name in self.decisions if name not in allowed]
        if self.seat not in SEATS or wrong or not 1 <= len(self.decisions) <= 5:
            raise KitError(
                _(
                    "A free decision needs the seat marketing or sales and one to five decisions that this seat may "
                    "take, not {seat} with {decisions}."
                ).format(seat=self.seat, decisions=", ".join(self.decisions) or _("none"))
            )
        start_plan(self.start)

    @property
    def plan(self) -> Plan:
        """The plan the desk begins with."""
        return start_plan(self.start)

    def read(self, raw: Mapping[str, Any] | None, style: str | None = None) -> Given:
        """Read the value of each decision; what is not named stays as at the start."""
        if not isinstance(raw, Mapping) or not raw:
            return Given()
        names = {name: value for name, value in raw.items() if name in self.decisions}
        try:
            after = decided(self.plan, names)
        except KitError as problem:
            return Given(None, str(problem))
        if after == self.plan:
            return Given(None, _("The desk stands as it did at the start; change at least one decision."))
        return Given({name: plain(name, after[name]) for name in self.decisions})

    def same(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        """Say whether both lead to the same plan."""
        return decided(self.plan, one) == decided(self.plan, other)


def start_plan(start: str | Plan) -> Plan:
    """Return a plan by its name (``"siloed"``, ``"aligned"`` or a practice's), or the plan handed in."""
    if isinstance(start, Plan):
        return start
    named = vars(plans).get(start) if isinstance(start, str) else None
    if named is None:
        raise KitError(
            _("There is no plan called “{name}”; the plans are {known}.").format(
                name=start, known=", ".join(vars(plans))
            )
        )
    return named


def decided(start: str | Plan, answer: Mapping[str, Any]) -> Plan:
    """Return the plan after what was decided at a desk.

    Parameters
    ----------
    start : str or Plan
    answer : mapping of decision to value
        The answer to a `Decide` card.

    Raises
    ------
    KitError
        When a decision is unknown or a value is out of its range.
    """
    return start_plan(start).replace(**answer)


def played(control: Decide, answer: Mapping[str, Any], ids: Sequence[str] = ("wins",)) -> dict[str, float]:
    """Return what came of a decision: the same figures, from the same markets, as the desk shows them.

    Parameters
    ----------
    control : Decide
    answer : mapping of decision to value
        What was decided; ``{}`` for the start.
    ids : sequence of str
        Metrics of the scoreboard.

    Returns
    -------
    dict of str to float
        Each metric's average over the desk's markets; NaN where it does not exist.
    """
    # Playing needs the data packages, which most cards can do without.
    from smkt_helpers.company_file import company
    from smkt_helpers.history import simulate
    from smkt_helpers.metrics import scoreboard

    history = simulate(
        company(control.company),
        decided(control.plan, answer),
        seed=control.seed,
        weeks=control.weeks,
        replications=control.replications,
        log=False,
    )
    return scoreboard(history.tables(), tuple(ids))["value"].to_dict()
