"""What lesson 06 shows: what comes of telling each other results, how much time it may take, and three calls.

Everything is played on the same people, with the agreement of lesson 05 in force; only the loop changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ipywidgets as widgets
import matplotlib
import pandas as pd
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import INK, QUIET, STYLE, Picture, round_up, svg_of
from smkt_helpers.companies import Company
from smkt_helpers.errors import KitError
from smkt_helpers.history import simulate
from smkt_helpers.metrics import METRICS, scoreboard, show
from smkt_helpers.plan import Plan, aligned, siloed
from smkt_helpers.practices import PRACTICES
from smkt_helpers.story.guess import guess_checked
from smkt_helpers.story.loop_pages import AGENDA, agenda, calls, day_report
from smkt_helpers.words import N_, _, money, number, percent

__all__ = [
    "AGENDA",
    "AGREED",
    "agenda",
    "calls",
    "day_report",
    "guess_answered",
    "half_year",
    "half_years",
    "minutes_a_day",
    "suggest",
    "verdict",
    "what_pays",
    "with_loop",
]

SEED, WEEKS, MARKETS = 1, 26, 5
FIGURES = ("contribution", "wins", "together_hours", "feedback_complete", "acceptance", "speed_median")
MINUTES = (0, 2, 10, 30, 60, 120)  # a day, for everybody

# What lessons 06 to 08 add is not there yet. Scores that nobody corrects stay coarse, so the agreed threshold is lower.
AGREED = aligned.replace(
    threshold=48,
    **{name: siloed[name] for one in PRACTICES.values() if one.lesson in ("06", "07", "08") for name in one.fields},
)


def with_loop(minutes: float) -> Plan:
    """Return the agreement of lesson 05 with so many minutes a day for each other; 0 is no loop at all."""
    if not minutes:
        return AGREED
    return AGREED.replace(meeting_minutes=5.0 * minutes, feedback="daily", writeback=0.5)


def half_year(
    company: Company, plan: Plan, ids: Sequence[str] = FIGURES, *, seed: int = SEED, replications: int = MARKETS
) -> pd.Series:
    """Return figures of half a year under a plan, averaged over some markets; indexed by metric id."""
    history = simulate(company, plan, seed=seed, weeks=WEEKS, replications=replications, log=False)
    return scoreboard(history.tables(), ids)["value"]


def half_years(company: Company, *, seed: int = SEED, replications: int = MARKETS) -> dict[int, pd.Series]:
    """Play the same half year with no loop, and with loops of ever more minutes a day.

    Returns
    -------
    dict of int to pandas.Series
        Minutes a day to figures by metric id, as `half_year` returns them.
    """
    return {
        minutes: half_year(company, with_loop(minutes), seed=seed, replications=replications) for minutes in MINUTES
    }


def what_pays(runs: Mapping[int, pd.Series]) -> str:
    """Say which loop leaves more than none: "both", "short" (10 minutes a day), "long" (120) or "none"."""
    nothing, short, long = (runs[minutes]["contribution"] for minutes in (0, 10, 120))
    return {(True, True): "both", (True, False): "short", (False, True): "long"}.get(
        (bool(short > nothing), bool(long > nothing)), "none"
    )


def minutes_a_day(company: Company, runs: Mapping[int, pd.Series]) -> widgets.VBox:
    """Show what is left after half a year, by the minutes a day that both teams give each other."""
    drawn = Picture(
        _drawing(runs, company.currency),
        _best_sentence(runs, company.currency),
        tuple(_minutes_row(minutes, board, company.currency) for minutes, board in runs.items()),
        _("The same half year, the same people; averages over {n} markets.").format(n=number(MARKETS)),
    )
    agreement = _("The {hours} hours a week without a loop are what the agreement itself takes, all people counted.")
    told = "\n\n".join(
        (
            pays_sentence(runs, company.currency),
            _waiting_sentence(runs),
            agreement.format(hours=number(runs[0]["together_hours"], 1)),
        )
    )
    return screen.box([screen.html(drawn.html() + screen.paragraphs(told))], "smkt-card")


def _minutes_row(minutes: int, board: pd.Series, currency: str) -> dict[str, str]:
    names = {
        "contribution": _("Contribution"),
        "wins": _("Deals won"),
        "together_hours": _("Hours for each other, a week"),
        "feedback_complete": _("Results told"),
        "speed_median": _("Half wait longer for the first call"),
    }
    row = {_("Minutes a day"): _("none") if not minutes else number(minutes)}
    shown = {words: show(METRICS[name], board[name], currency) for name, words in names.items()}
    # Working hours; the usual formatter would turn them into days of 24 hours.
    return row | shown | {names["together_hours"]: number(board["together_hours"], 1)}


def _drawing(runs: Mapping[int, pd.Series], currency: str) -> str:
    values = {minutes: board["contribution"] for minutes, board in runs.items()}
    nothing = values[0]
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(6.3, 3.1))
        axes = figure.add_axes((0.02, 0.19, 0.96, 0.64))
        places = range(len(values))
        bars = axes.bar(places, list(values.values()), width=0.62, color=screen.PALETTE["money"], alpha=0.8)
        for bar, value in zip(bars, values.values(), strict=True):
            bar.set_hatch("" if value >= nothing else "///")
            where = (bar.get_x() + bar.get_width() / 2, max(value, 0))
            # The ground keeps the dashed line out of the figure.
            ground = {"facecolor": "white", "edgecolor": "none", "pad": 1}
            look = {"textcoords": "offset points", "ha": "center", "weight": "bold", "bbox": ground}
            axes.annotate(number(value / 1000), where, (0, 4), **look)
        axes.axhline(nothing, color=INK, linewidth=1.2, linestyle=(0, (5, 3)))
        axes.set_xticks(list(places), [_("none") if not one else number(one) for one in values])
        axes.set_yticks([])
        axes.set_ylim(min(0, 1.15 * min(values.values())), round_up(1.12 * max(*values.values(), 1.0)))
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
        axes.set_xlabel(_("minutes a day for each other"))
        title = _("What is left after half a year, in thousand {currency}").format(currency=currency)
        figure.text(0.02, 0.94, title, weight="bold")
        key = _("dashed line: without a loop; striped: less than that")
        figure.text(0.02, 0.875, key, size=8.5, color=QUIET)
        return svg_of(figure)


def _best_sentence(runs: Mapping[int, pd.Series], currency: str) -> str:
    best = max(runs, key=lambda minutes: runs[minutes]["contribution"])
    left = money(runs[best]["contribution"], currency)
    if not best:
        return _("Bars by minutes a day: the highest is the one without any loop, {left}.").format(left=left)
    return _("Bars by minutes a day: the highest stands at {minutes} minutes, with {left} left.").format(
        minutes=number(best), left=left
    )


_PAYS = {
    "short": N_(
        "Ten minutes a day pay for themselves: they leave {short} more than no loop at all. Two hours a day do not: "
        "they leave {long} less than none."
    ),
    "both": N_(
        "In your run both pay: ten minutes a day leave {short} more than no loop at all, two hours leave {long} more."
    ),
    "long": N_(
        "In your run it is the long one that pays: two hours a day leave {long} more than no loop at all, ten minutes "
        "leave {short} less."
    ),
    "none": N_(
        "In your run neither pays: ten minutes a day leave {short} less than no loop at all, two hours leave {long} "
        "less."
    ),
}


def pays_sentence(runs: Mapping[int, pd.Series], currency: str) -> str:
    """Say what ten minutes and two hours a day brought against no loop at all, in either direction."""
    nothing = runs[0]["contribution"]
    gaps = {name: abs(runs[minutes]["contribution"] - nothing) for name, minutes in (("short", 10), ("long", 120))}
    return _(_PAYS[what_pays(runs)]).format(**{name: money(gap, currency) for name, gap in gaps.items()})


def _waiting_sentence(runs: Mapping[int, pd.Series]) -> str:
    nothing, short = runs[0], runs[10]
    accepted = {"before": percent(nothing["acceptance"]), "after": percent(short["acceptance"])}
    if short["acceptance"] > nothing["acceptance"]:
        said = _(
            "Where it comes from: sales takes on {after} of the leads it looks at instead of {before}, because "
            "scores learn from results."
        )
    else:
        said = _("Sales takes on {after} of the leads it looks at; without the loop it was {before}.")
    wait = [show(METRICS["speed_median"], board["speed_median"], "") for board in (nothing, short)]
    if short["speed_median"] > nothing["speed_median"]:
        more = _(
            "It has a price that no report shows: with more leads worth a call, half of the people now wait longer "
            "than {after} for theirs; without the loop it was {before}."
        )
    else:
        more = _("Half of the people wait longer than {after} for their first call; without the loop it was {before}.")
    return f"{said.format(**accepted)} {more.format(before=wait[0], after=wait[1])}"


def guess_answered(
    lesson: Any, words: Mapping[str, str], company: Company, runs: Mapping[int, pd.Series]
) -> widgets.VBox:
    """Compare the lesson's guess (which loop pays) with the run, once there is one."""
    told = pays_sentence(runs, company.currency)
    return guess_checked(lesson, "loop", what_pays(runs), words, told)


# A suggestion, checked by the other side


@dataclass(frozen=True)
class Suggestion:
    """What one team suggests; the other one tries it out. `metric` is what it should move."""

    by: str
    words: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    metric: str = "contribution"


SUGGESTIONS: Mapping[str, Suggestion] = {
    "all_results": Suggestion(
        "marketing", N_("Sales writes down the result of every conversation"), {"writeback": 1.0}, "feedback_complete"
    ),
    "listening": Suggestion(
        "marketing", N_("Marketing listens to customers' calls, 3 hours a week"), {"listening_hours": 3.0}, "acceptance"
    ),
    "codesign": Suggestion(
        "marketing", N_("Campaigns are planned together, 2 hours a week"), {"codesign_hours": 2.0}, "trust"
    ),
    "codesign_long": Suggestion(
        "marketing", N_("Campaigns are planned together, 10 hours a week"), {"codesign_hours": 10.0}, "trust"
    ),
    "nurture": Suggestion(
        "sales",
        N_("People who are not ready go back to marketing, which keeps in touch with half of them"),
        {"nurture": 0.5, "recycle": True},
        "returned",
    ),
    "examples": Suggestion(
        "sales", N_("Marketing writes examples and price arguments, 6 hours a week"), {"enablement_hours": 6.0}, "sql"
    ),
    "targets": Suggestion(
        "sales",
        N_("Targets come from the last weeks, not from last year's average"),
        {"target": "revenue", "target_source": "current", "quota_source": "current"},
        "forecast_error",
    ),
    "fewer": Suggestion("sales", N_("Marketing passes on only leads of 60 points or more"), {"threshold": 60.0}, "sql"),
}
VERDICTS = {"yes": N_("Yes, we do it"), "try": N_("We try it for four weeks"), "no": N_("No, not like this")}
CHECKS = {"marketing": "sales", "sales": "marketing"}
SAYS = {"marketing": "Mai", "sales": "Jonas"}
SAME = 0.02  # a smaller change of the contribution may be luck


def verdict(suggestion: Suggestion, before: pd.Series, after: pd.Series) -> str:
    """Return what the other side says to a suggestion it has tried out: "yes", "try" or "no"."""
    change = (after["contribution"] - before["contribution"]) / max(abs(before["contribution"]), 1.0)
    if abs(change) > SAME:
        return "yes" if change > 0 else "no"
    good = METRICS[suggestion.metric].good
    moved = after[suggestion.metric] - before[suggestion.metric]
    return "try" if (moved < 0 if good == "down" else moved > 0) else "no"


_REASONS = {
    "yes": N_("“I tried it out. It leaves {money} more in half a year. Let us do it.”"),
    "no": N_("“I tried it out. It leaves {money} less in half a year. What would a smaller version look like?”"),
    "try": N_(
        "“For the money it is about the same. But ‘{metric}’ goes from {before} to {after}. Four weeks, then we look.”"
    ),
    "useless": N_("“I tried it out, and I see no difference worth the trouble. What should it have changed?”"),
}


def reply(suggestion: Suggestion, before: pd.Series, after: pd.Series, currency: str) -> str:
    """Return the other side's reply to a suggestion, with the figures it rests on."""
    said = verdict(suggestion, before, after)
    change = after["contribution"] - before["contribution"]
    small = abs(change) <= SAME * max(abs(before["contribution"]), 1.0)
    words = _(_REASONS["useless" if said == "no" and small else said]).format(
        money=money(abs(change), currency),
        metric=_(METRICS[suggestion.metric].name),
        before=show(METRICS[suggestion.metric], before[suggestion.metric], currency),
        after=show(METRICS[suggestion.metric], after[suggestion.metric], currency),
    )
    return f"{SAYS[CHECKS[suggestion.by]]}: {words}"


class _Table:
    """What has been put to the other side in this lesson; suggestions are played once."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._played: dict[str, pd.Series] = {}

    def figures(self, name: str) -> pd.Series:
        """Return the half year with a suggestion added to the loop of ten minutes; "" is without any."""
        if name not in self._played:
            ids = (*FIGURES, *{one.metric for one in SUGGESTIONS.values()} - set(FIGURES))
            plan = with_loop(10).replace(**(SUGGESTIONS[name].changes if name else {}))
            self._played[name] = half_year(self.company, plan, ids)
        return self._played[name]


def suggest(lesson: Any, company: Company) -> widgets.VBox:
    """Let the learner put a suggestion to the other team, guess the reply, and see it.

    What was tried is kept in the learner's progress; each suggestion counts as practice in the seat it comes from.
    """
    table, place, told, tried = _Table(company), screen.html(), screen.html(), screen.html()
    home = lesson.now.home if lesson.now.home in CHECKS else "marketing"
    mine_first = sorted(SUGGESTIONS, key=lambda name: SUGGESTIONS[name].by != home)
    owners = {"marketing": _("Marketing suggests: {words}"), "sales": _("Sales suggests: {words}")}
    what = widgets.Dropdown(
        options=[(_("Choose ..."), "")]
        + [(owners[SUGGESTIONS[n].by].format(words=_(SUGGESTIONS[n].words)), n) for n in mine_first]
    )
    guess = widgets.Dropdown(options=[(_("Choose ..."), ""), *((_(words), key) for key, words in VERDICTS.items())])

    def put() -> None:
        if not what.value or not guess.value:
            raise KitError(_("Choose a suggestion and what you think the other team will say; then ask them."))
        one, before = SUGGESTIONS[what.value], table.figures("")
        after = table.figures(what.value)
        said = verdict(one, before, after)
        kind = "good" if said == guess.value else "warn"
        hit = (
            _("You expected that.")
            if said == guess.value
            else _("You expected: {words}.").format(words=_(VERDICTS[guess.value]))
        )
        told.value = screen.notice(kind, f"{reply(one, before, after, company.currency)} {hit}", word=_(VERDICTS[said]))
        kept = lesson.remembered("suggestions")
        if what.value not in kept:
            lesson.practised(one.by)
        lesson.remember("suggestions", kept | {what.value: said})
        list_tried()

    def list_tried() -> None:
        rows = [
            {
                _("Suggested"): _(SUGGESTIONS[name].words),
                _("By"): _(owner[SUGGESTIONS[name].by]),
                _("Reply"): _(VERDICTS[said]),
            }
            for name, said in lesson.remembered("suggestions").items()
            if name in SUGGESTIONS and said in VERDICTS
        ]
        tried.value = screen.data_table(rows, _("What you have put to the other team so far.")) if rows else ""

    owner = {"marketing": N_("Marketing"), "sales": N_("Sales")}
    list_tried()
    return screen.box(
        [
            screen.labelled(
                what, _("What do you suggest?"), _("Your own team's suggestions come first; try one of each.")
            ),
            screen.labelled(guess, _("What will the other team say?"), _("Guess before you ask.")),
            screen.row(
                screen.button(_("Ask them"), _("The other team tries it out on half a year and replies."), put, place)
            ),
            told,
            place,
            tried,
        ],
        "smkt-card",
    )
