"""The quarter without its screen: which runs there are, what is still to be played, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.desk import board, partner
from smkt_helpers.desk.run import Playing, Run, play_one
from smkt_helpers.history import History
from smkt_helpers.plan import Plan, siloed
from smkt_helpers.words import _

TOLD = ("wins", "contribution", "utilisation", "speed_median")


@dataclass(frozen=True)
class Result:
    """Where a quarter stands.

    Attributes
    ----------
    plan : Plan
        What both seats have decided.
    now : Run
        The plan in all markets.
    last : Run or None
        The run before the last change.
    siloed : Run
        Siloed teams in the same markets.
    """

    plan: Plan
    now: Run
    last: Run | None
    siloed: Run

    def history(self) -> History:
        """Return the history of all markets under the plan, played once more."""
        return self.now.history()

    def tables(self) -> Tables:
        """Return the CRM tables of all markets under the plan."""
        return self.history().tables()


class Game:
    """A company's quarter, played with one plan after the other on the same markets.

    Parameters
    ----------
    company : Company
    seed, weeks, replications : int
        See `smkt_helpers.history.simulate`.
    programs : sequence of str
        Seats in which a program sits.

    Attributes
    ----------
    now, last, siloed : Run or None
        The newest run, the one before it, and that of siloed teams.
    """

    def __init__(
        self, company: Company, seed: int, weeks: int, replications: int, programs: Sequence[str] = ()
    ) -> None:
        self.company, self.replications = company, replications
        self._settings = {"seed": seed, "weeks": weeks, "programs": tuple(programs)}
        self.now: Run | None = None
        self.last: Run | None = None
        self.siloed: Run | None = None
        self._playing: list[Playing] = []

    def draft(self, plan: Plan) -> dict[str, float]:
        """Return the funnel of the first market alone, quickly."""
        return play_one(self.company, plan, board.FUNNEL, **self._settings)

    def begin(self, plan: Plan) -> None:
        """Get ready to play a plan in all markets; what was played already is kept."""
        self._playing = [
            Playing(self.company, one, board.ALL, replications=self.replications, **self._settings)
            for one in dict.fromkeys((siloed, plan))
            if one not in self._known()
        ]

    def step(self) -> bool:
        """Do a bit of work and return whether there was any left to do."""
        waiting = [playing for playing in self._playing if playing.run is None]
        if waiting:
            waiting[0].step()
        return bool(waiting)

    def progress(self) -> tuple[int, int]:
        """Return how many markets have been played, and how many will be."""
        return sum(one.done for one in self._playing), sum(one.replications for one in self._playing)

    def settle(self, plan: Plan) -> None:
        """Make the run of this plan the newest one; its steps are done."""
        runs = {**self._known(), **{playing.plan: playing.run for playing in self._playing}}
        if self.now is not None and self.now.plan != plan:
            self.last = self.now
        self.now, self.siloed = runs[plan], runs[siloed]
        self._playing = []

    def _known(self) -> dict[Plan, Run]:
        return {run.plan: run for run in (self.now, self.last, self.siloed) if run is not None}

    def sentence(self) -> str:
        """Return what was changed and what came of it, against the last run and against siloed teams."""
        parts = [partner.sentence(self.now)] if self.now.programs else []
        if self.last is not None:
            # Siloed teams are often the start; the same comparison twice would only be noise.
            against = _("Against siloed teams:") if self.last.plan == siloed else _("Against the last run:")
            before = board.sentences(self.now, self.last, TOLD)
            parts.append(" ".join([board.decisions_sentence(self.now, self.last), against, *before]))
        if self.now.plan == siloed:
            parts.append(_("This is how siloed teams decide; every other plan is compared with it."))
        elif self.last is None or self.last.plan != siloed:
            parts.append(" ".join([_("Against siloed teams:"), *board.sentences(self.now, self.siloed, TOLD)]))
        return "\n\n".join(parts)
