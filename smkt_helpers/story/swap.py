"""Who pays when each team chases its own number: the same quarter under several ways, the four parties side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ipywidgets as widgets
import matplotlib
import seaborn as sns
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import INK, LINE, QUIET, STYLE, Picture, svg_of
from smkt_helpers.companies import Company
from smkt_helpers.decisions import DECISIONS
from smkt_helpers.desk import board
from smkt_helpers.desk.run import Playing, Run
from smkt_helpers.four_parties import NAMES, parties
from smkt_helpers.history import simulate
from smkt_helpers.metrics import METRICS, show
from smkt_helpers.plan import Plan, aligned
from smkt_helpers.words import N_, _, number

SEED, WEEKS, MARKETS = 1, 13, 20
BOTH = ("marketing", "sales")
PARTIES = ("sales", "marketing", "management", "customers")
SATISFIED = tuple(f"satisfied_{party}" for party in PARTIES)
# What each team is paid for as long as the bonuses are separate.
OWN_NUMBER = {"marketing": "mql", "sales": "quota_reached"}
IDS = (*SATISFIED, "satisfied_lowest", "mql", "quota_reached", "wins", "contribution", "discount_share", "acceptance")

# The agreement is in force; what each team is paid for was left as it was.
AGREED = aligned.replace(
    threshold=50,
    target="mqls",
    target_source="last_year",
    quota_source="last_year",
    quota=1.85,
    promise=0.5,
    prospecting_hours=1.0,
    codesign_hours=0,
    rotation_days=0,
    throttle=False,
    dashboard=False,
    shared_bonus=False,
)
# What a team does in order to reach its own number by the shortest way.
CHASES = {
    "marketing": {"threshold": 38},
    "sales": {"discount_limit": 0.3, "stretch": 0.5, "writeback": 0.0},
}
OTHER = {"marketing": "sales", "sales": "marketing"}
MARKS = {
    "sales": ("s", screen.PALETTE["sales"]),
    "marketing": ("o", screen.PALETTE["marketing"]),
    "management": ("D", screen.PALETTE["money"]),
    "customers": ("^", screen.PALETTE["customer"]),
}


@dataclass(frozen=True)
class Quarter:
    """One way to play the quarter: its name as a person reads it, and the run."""

    name: str
    run: Run


def playing(company: Company, plan: Plan, programs: Sequence[str] = (), markets: int = MARKETS) -> Playing:
    """Return a quarter to be played, with what this lesson looks at."""
    return Playing(company, plan, IDS, seed=SEED, weeks=WEEKS, replications=markets, programs=programs)


def chasing(company: Company, seat: str, markets: int = MARKETS) -> Run:
    """Return the quarter in which one seat chases its own number and the other one keeps to the plan."""
    return playing(company, AGREED.replace(**CHASES[seat]), markets=markets).finish()


# Pictures and tables of the four parties


def parties_picture(quarters: Sequence[Quarter], caption: str) -> Picture:
    """Return how content the four parties are in each quarter, 0 to 100, as marks on one line per quarter.

    Parameters
    ----------
    quarters : sequence of Quarter
        Drawn from top to bottom.
    caption : str
        Says what the table beside the picture shows.
    """
    height = 1.05 + 0.6 * len(quarters)
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7.2, height))
        ax = figure.add_axes((0.33, 0.55 / height, 0.63, (height - 1.05) / height))
        for place, one in enumerate(quarters):
            if place:
                ax.axhline(place - 0.5, color=LINE, linewidth=0.6, zorder=1)
            _row_of_marks(ax, place, content(one.run))
        ax.set(xlim=(0, 104), ylim=(len(quarters) - 0.5, -0.5), xlabel=_("points, 100 is fully content"))
        ax.set_yticks(range(len(quarters)), [one.name for one in quarters])
        ax.set_xticks(range(0, 101, 20))
        sns.despine(ax=ax, left=True)
        _key(figure, 1 - 0.24 / height)
        return Picture(svg_of(figure), _least_sentence(quarters), tuple(parties_rows(quarters)), caption)


def _row_of_marks(ax: matplotlib.axes.Axes, place: int, values: Mapping[str, float]) -> None:
    known = {party: value for party, value in values.items() if not math.isnan(value)}
    # A row of its own for each party: marks that are equally content do not hide each other.
    level = {party: place + 0.2 * (row - 1.5) for row, party in enumerate(PARTIES)}
    for party, value in known.items():
        mark, colour = MARKS[party]
        ax.plot([value], [level[party]], mark, color=colour, markersize=8, markeredgecolor="white", zorder=3)
    if known:
        least = min(known, key=known.get)
        where = max(known[least] - 2.5, 5)
        ax.text(where, level[least], number(known[least]), ha="right", va="center", size=8.5, color=INK)


def _key(figure: Figure, height: float) -> None:
    for place, party in enumerate(PARTIES):
        mark, colour = MARKS[party]
        left = 0.33 + 0.165 * place
        line = matplotlib.lines.Line2D([left], [height], marker=mark, color=colour, markersize=8, linestyle="")
        figure.add_artist(line)
        figure.text(left + 0.016, height, _(NAMES[party]), va="center", size=9, color=QUIET)


def content(run: Run) -> dict[str, float]:
    """Return how content each party is on average, the least content first and unknown ones last."""
    values = {party: float(run.board.loc[f"satisfied_{party}", "value"]) for party in PARTIES}
    return dict(sorted(values.items(), key=lambda pair: math.inf if math.isnan(pair[1]) else pair[1]))


def parties_rows(quarters: Sequence[Quarter]) -> list[dict[str, str]]:
    """Return one row per quarter: both teams' numbers, then the parties, the least content first."""
    heads = (_("Least content"), _("Second"), _("Third"), _("Most content"))
    rows = []
    for one in quarters:
        shown = [
            _("{party} {points}").format(party=_(NAMES[party]), points=number(value))
            for party, value in content(one.run).items()
        ]
        rows.append(
            {
                _("The quarter"): one.name,
                _("Leads passed on"): show(METRICS["mql"], one.run.means()["mql"], one.run.company.currency),
                _("Quota reached"): show(
                    METRICS["quota_reached"], one.run.means()["quota_reached"], one.run.company.currency
                ),
                **dict(zip(heads, shown, strict=True)),
            }
        )
    return rows


def _least_sentence(quarters: Sequence[Quarter]) -> str:
    said = []
    for one in quarters:
        party, value = next(iter(content(one.run).items()))
        said.append(
            _("{quarter}: least content are {party}, with {points} of 100 points.").format(
                quarter=one.name, party=_(_WHO[party]), points=number(value)
            )
        )
    return " ".join(said)


_WHO = {
    "sales": N_("the reps"),
    "marketing": N_("the people in marketing"),
    "management": N_("the people in management"),
    "customers": N_("the customers"),
}


# Sentences


def who_paid(now: Run, before: Run, seat: str) -> str:
    """Say what a team's own number did, and which parties are clearly less or more content than before.

    Parameters
    ----------
    now, before : Run
        On the same markets.
    seat : {"marketing", "sales"}
    """
    said = board.sentences(now, before, (OWN_NUMBER[seat],))
    for kind, words in (
        (board.WORSE, N_("Less content than before: {parties}.")),
        (board.BETTER, N_("More content than before: {parties}.")),
    ):
        found = moved_parties(now, before, kind)
        if found:
            said.append(_(words).format(parties=", ".join(_points(party, by) for party, by in found.items())))
        elif kind == board.WORSE:
            said.append(_("No party is clearly less content than before."))
    return " ".join(filter(None, (*said, acceptance_sentence(now, before))))


# By whether fewer points are needed than before.
_SAME_LINE = {
    True: N_(
        "Sales takes on {after} of the leads it opens instead of {before}. That does not mean better leads: with one "
        "definition, the reps measure by the same points as marketing, and these are lower now."
    ),
    False: N_(
        "Sales takes on {after} of the leads it opens instead of {before}. That does not mean worse leads: with one "
        "definition, the reps measure by the same points as marketing, and these are higher now."
    ),
}


def acceptance_sentence(now: Run, before: Run) -> str:
    """Explain why sales takes on more when fewer points are needed, or less when more are; else return nothing."""
    if not (now.plan["shared_definition"] and before.plan["shared_definition"]):
        return ""
    line, line_before = (run.plan["threshold"] + run.moved.get("points", 0.0) for run in (now, before))
    found = board.change(METRICS["acceptance"], now.values, before.values)
    if abs(line - line_before) < 1 or found.kind != (board.BETTER if line < line_before else board.WORSE):
        return ""
    shown = [show(METRICS["acceptance"], run.means()["acceptance"], run.company.currency) for run in (now, before)]
    return _(_SAME_LINE[line < line_before]).format(after=shown[0], before=shown[1])


def moved_parties(now: Run, before: Run, kind: str) -> dict[str, float]:
    """Return the parties that became clearly more or less content, with the points, the largest change first."""
    changes = {party: board.change(METRICS[f"satisfied_{party}"], now.values, before.values) for party in PARTIES}
    found = {party: change.difference for party, change in changes.items() if change.kind == kind}
    return dict(sorted(found.items(), key=lambda pair: -abs(pair[1])))


def _points(party: str, by: float) -> str:
    sign = "+" if by > 0 else "−"
    return _("{party} ({points} points)").format(party=_(NAMES[party]), points=sign + number(abs(by)))


# By whether marketing's decisions hurt sales, and whether sales' decisions hurt marketing.
_MIRROR = {
    (True, True): N_(
        "What was decided at marketing's desk made sales less content, and what was decided at sales' desk made "
        "marketing less content. Nobody wanted that. **From each chair it looks like something the others do to us.**"
    ),
    (True, False): N_(
        "What was decided at marketing's desk made sales less content; what was decided at sales' desk did not clearly "
        "hurt marketing. The harm went one way."
    ),
    (False, True): N_(
        "What was decided at sales' desk made marketing less content; what was decided at marketing's desk did not "
        "clearly hurt sales. The harm went one way."
    ),
    (False, False): N_("Neither desk's decisions clearly made the other team less content."),
}
_THIRD = {
    2: N_("The customers, who have no seat in this room, became less content both times."),
    1: N_("The customers, who have no seat in this room, became less content one of the two times."),
    0: N_("The customers did not become clearly less content either time."),
}


def mirror_sentence(runs: Mapping[str, Run], before: Mapping[str, Run]) -> str:
    """Say whether each seat, chasing its own number, did to the other what the other does to it.

    Parameters
    ----------
    runs, before : mapping of seat to Run
        The quarter in which somebody in this seat decided, and the same before the decisions.
    """
    lost = {seat: moved_parties(runs[seat], before[seat], board.WORSE) for seat in BOTH}
    customers = sum("customers" in found for found in lost.values())
    said = _(_MIRROR["sales" in lost["marketing"], "marketing" in lost["sales"]])
    return said + " " + _(_THIRD[customers])


# What the notebook shows


def start_here(company: Company) -> widgets.VBox:
    """Show the quarter before anybody chases anything: how content the four parties are, and why."""
    # All of them are in memory at once here, so fewer than elsewhere on the page; with few, the quota seems reached.
    markets = 12
    tables = simulate(company, AGREED, seed=SEED, weeks=WEEKS, replications=markets, log=False).tables()
    quarter = Quarter(_("Everybody keeps to it"), playing(company, AGREED, markets=markets).finish())
    rows = [
        {_("Party"): line.party, _("Points"): number(line.value), _("What takes away most"): line.because}
        for line in parties(tables).itertuples()
    ]
    caption = _("The four parties, the least content first (average of {n} markets).").format(n=number(markets))
    return screen.box(
        [
            screen.html(
                parties_picture([quarter], _("Both teams' numbers and the four parties.")).html(table=False)
                + screen.data_table(rows, caption)
            )
        ],
        "smkt-card",
    )


def each_for_its_number(company: Company, markets: int = MARKETS) -> widgets.VBox:
    """Play the quarter with the agreement kept, with marketing chasing its number, and with sales chasing its own."""
    kept = playing(company, AGREED, markets=markets).finish()
    chased = {seat: chasing(company, seat, markets) for seat in BOTH}
    quarters = [
        Quarter(_("Everybody keeps to it"), kept),
        Quarter(_("Marketing chases leads"), chased["marketing"]),
        Quarter(_("Sales chases its quota"), chased["sales"]),
    ]
    caption = _("The same people, three times (average of {n} markets).").format(n=number(markets))
    told = [
        _("**Marketing chases leads.** {decided} {paid}").format(
            decided=decided_sentence("marketing"), paid=who_paid(chased["marketing"], kept, "marketing")
        ),
        _("**Sales chases its quota.** {decided} {paid}").format(
            decided=decided_sentence("sales"), paid=who_paid(chased["sales"], kept, "sales")
        ),
        mirror_sentence(chased, dict.fromkeys(BOTH, kept)),
    ]
    return screen.box(
        [screen.html(parties_picture(quarters, caption).html() + screen.paragraphs("\n\n".join(told)))], "smkt-card"
    )


def decided_sentence(seat: str) -> str:
    """Say what a seat decides when it chases its own number."""
    return " ".join(
        _("“{decision}” goes from {old} to {new}.").format(
            decision=_(DECISIONS[name].label), old=DECISIONS[name].show(AGREED[name]), new=DECISIONS[name].show(value)
        )
        for name, value in CHASES[seat].items()
    )


BONUS_ROWS = ("mql", "wins", "discount_share", "contribution", "satisfied_lowest")


def bonus_runs(company: Company, markets: int = MARKETS) -> dict[str, Run]:
    """Play the quarter with programs in both seats, paid separately and from one bonus."""
    return {
        "separate": playing(company, AGREED, BOTH, markets).finish(),
        "shared": playing(company, AGREED.replace(shared_bonus=True), BOTH, markets).finish(),
    }


def one_bonus(company: Company, markets: int = MARKETS) -> widgets.VBox:
    """Show the same quarter with programs in both seats, once paid separately and once from one bonus."""
    runs = bonus_runs(company, markets)
    currency = company.currency
    rows = []
    for id in BONUS_ROWS:
        metric = METRICS[id]
        found = board.change(metric, runs["shared"].values, runs["separate"].values)
        rows.append(
            {
                _("What"): _(metric.name),
                _("Separate bonuses"): show(metric, runs["separate"].means()[id], currency),
                _("One bonus"): show(metric, runs["shared"].means()[id], currency),
                _("What the one bonus changed"): board.change_words(metric, found, currency),
            }
        )
    caption = _("A program in both seats; only what it is paid for differs (average of {n} markets).").format(
        n=number(markets)
    )
    return screen.box(
        [screen.html(screen.data_table(rows, caption) + screen.paragraphs(bonus_sentence(runs)))], "smkt-card"
    )


def bonus_sentence(runs: Mapping[str, Run]) -> str:
    """Say what one bonus did to the decisions, to the money and to the least content party."""
    said = [
        _(
            "With separate bonuses the score needed ended {points} points from the plan and the highest discount "
            "{discount} percentage points; with one bonus {points_shared} and {discount_shared}."
        ).format(
            points=_signed(runs["separate"].moved["points"]),
            discount=_signed(100 * runs["separate"].moved["discount"]),
            points_shared=_signed(runs["shared"].moved["points"]),
            discount_shared=_signed(100 * runs["shared"].moved["discount"]),
        )
    ]
    kinds = {
        id: board.change(METRICS[id], runs["shared"].values, runs["separate"].values).kind
        for id in ("contribution", "satisfied_lowest")
    }
    if board.BETTER in kinds.values() and board.WORSE not in kinds.values():
        said.append(_("Here the one bonus paid off."))
    elif board.WORSE in kinds.values() and board.BETTER not in kinds.values():
        said.append(_("Here the one bonus did harm."))
    elif board.BETTER in kinds.values():
        said.append(_("Here the one bonus helped in one respect and hurt in another."))
    else:
        said.append(
            _(
                "What is left in the end, and how content the least content party is, did not clearly change. A bonus "
                "moves decisions; whether that helps depends on which decisions they are."
            )
        )
    return " ".join(said)


def _signed(value: float) -> str:
    shown = number(abs(value), 1)
    return "±0" if float(shown.replace(",", "")) == 0 else ("+" if value > 0 else "−") + shown


ORGANISED = {
    "dashboard": (N_("One dashboard: both see both teams' goals and progress"), {"dashboard": True}),
    "rotation": (N_("One day a quarter in the other team's seat"), {"rotation_days": 1.0}),
    "pods": (N_("Reps in groups by kind of customer (pods) instead of one pool"), {"pods": True}),
    "merged": (N_("One department instead of two"), {"one_department": True}),
}
ORGANISED_FIGURES = ("wins", "contribution", "satisfied_lowest")


def ways_to_organise(company: Company, markets: int = MARKETS) -> widgets.VBox:
    """Show what four changes of the organisation alter in this quarter, each taken alone."""
    before = playing(company, AGREED, markets=markets).finish()
    rows = []
    for words, fields in ORGANISED.values():
        now = playing(company, AGREED.replace(**fields), markets=markets).finish()
        found = {id: board.change(METRICS[id], now.values, before.values) for id in ORGANISED_FIGURES}
        rows.append(
            {
                _("Change"): _(words),
                **{
                    _(METRICS[id].name): board.change_words(METRICS[id], found[id], company.currency)
                    for id in ORGANISED_FIGURES
                },
            }
        )
    caption = _(
        "Each change alone, against the agreement as it stands (average of {n} markets, one quarter, no programs)."
    ).format(n=number(markets))
    note = _(
        "“No clear change” is an answer too: over these {n} markets, luck is as large as the effect. What brings the "
        "teams closer costs hours at once, and in this kit closeness grows over weeks; a single quarter shows more of "
        "the cost than of the gain."
    )
    return screen.box(
        [screen.html(screen.data_table(rows, caption) + screen.paragraphs(note.format(n=number(markets))))], "smkt-card"
    )
