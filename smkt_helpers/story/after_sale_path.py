"""One customer's path: what a person met with, from the first ad to the end, each for itself and as one team."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import ipywidgets as widgets
import matplotlib
import pandas as pd
from matplotlib.figure import Figure

from smkt_helpers import screen
from smkt_helpers.charts.picture import INK, QUIET, STYLE, Picture, svg_of
from smkt_helpers.companies import Company
from smkt_helpers.crm import Tables
from smkt_helpers.history import simulate
from smkt_helpers.metrics import scoreboard
from smkt_helpers.plan import Plan, aligned, siloed
from smkt_helpers.words import N_, _, date, money, ngettext, number, percent

SEED, WEEKS = 1, 78
EARLY = 8  # people who wrote in the first weeks can be followed for more than a year
PLANS = {"siloed": (N_("Each for itself"), siloed), "aligned": (N_("As one team"), aligned)}
WHO = {"marketing": N_("Marketing"), "sales": N_("Sales"), "customer": N_("Customer")}
MOST_NAMES, MOST_LETTERS = 2, 42  # in a short line
MARKS = {"marketing": "o", "sales": "s", "customer": "D"}

# kind, and outcome if it matters, to whose step it is and what is told
TOLD: Mapping[tuple[str, str], tuple[str, str]] = {
    ("ad seen", ""): ("marketing", N_("shows an ad ({channel})")),
    ("visit", ""): ("customer", N_("looks at our website")),
    ("form", ""): ("customer", N_("writes to us")),
    ("asked again", ""): ("customer", N_("asks again")),
    ("look", ""): ("sales", N_("turns the lead away")),
    ("call", "no answer"): ("sales", N_("calls, no answer")),
    ("call", ""): ("sales", N_("calls and gets through")),
    ("conversation", "qualified"): ("sales", N_("talks: a real need now")),
    ("conversation", "not ready"): ("sales", N_("talks: not ready yet")),
    ("conversation", ""): ("sales", N_("talks: no need for this")),
    ("meeting", ""): ("sales", N_("holds a meeting")),
    ("renewal", "renewed"): ("customer", N_("renews the contract")),
    ("renewal", ""): ("customer", N_("leaves")),
}
LOST = {
    "competitor": N_("buys from a competitor"),
    "price": N_("does not buy: the price"),
    "waited too long": N_("does not buy: waited too long"),
}
ENDS = {
    "lead": N_("never passed on to sales"),
    "mql": N_("passed on, and nobody opened it"),
    "stale": N_("passed on, and it fell off the list unopened"),
    "rejected": N_("turned away by sales"),
    "working": N_("still being called"),
    "unreached": N_("never reached"),
    "not ready": N_("not ready, and nobody stayed in touch"),
    "disqualified": N_("no need for this"),
    "sql": N_("a meeting is still to come"),
    "no need": N_("asked for no offer"),
    "open": N_("has an open offer"),
    "won": N_("a customer to this day"),
    "lost": N_("did not buy"),
}
GONE, ABSENT = N_("bought, and left again"), N_("never heard of us")


@dataclass(frozen=True)
class Step:
    """One thing that happened: when, whose it was, what it was, and which of our people did it (or nobody)."""

    at: pd.Timestamp
    who: str
    words: str
    person: str = ""


def steps_of(tables: Tables, lead: int) -> list[Step]:
    """Return what one person met with, in order of time.

    Parameters
    ----------
    tables : Tables
        Of a single run, with the log of what reps did.
    lead : int
        Number of the lead; without any trace the list is empty.
    """
    found = [_step(row) for row in _rows(tables.activities, lead)]
    for deal in _rows(tables.deals, lead):
        if deal.kind != "renewal" and deal.stage == "won":
            bought = _("buys for {money}, {discount} off") if deal.discount else _("buys for {money}")
            words = bought.format(money=money(deal.amount, tables.currency), discount=percent(deal.discount))
            found.append(Step(deal.closed_at, "customer", words))
        elif deal.kind != "renewal" and deal.stage == "lost":
            found.append(Step(deal.closed_at, "customer", _(LOST.get(deal.lost_reason, ENDS["lost"]))))
    for person in _rows(tables.leads, lead):
        if person.called_twice and pd.notna(person.first_touch_at):
            words = _("is on two lists: two of us call about the same thing")
            found.append(Step(person.first_touch_at, "customer", words))
    return sorted(found, key=lambda step: step.at)


def _rows(table: pd.DataFrame, lead: int) -> Iterable:
    return table[table["lead_id"] == lead].itertuples()


def _step(row: object) -> Step:
    who, words = TOLD.get((row.kind, row.outcome)) or TOLD[row.kind, ""]
    person = row.person if row.team == "sales" and isinstance(row.person, str) else ""
    return Step(row.started_at, who, _(words).format(channel=row.channel), person)


def merged(steps: Iterable[Step]) -> list[list[Step]]:
    """Put repeated steps (three calls without an answer) together."""
    found: list[list[Step]] = []
    for step in steps:
        if found and (found[-1][0].who, found[-1][0].words) == (step.who, step.words):
            found[-1].append(step)
        else:
            found.append([step])
    return found


def end_of(tables: Tables, lead: int) -> str:
    """Return in words how it stands with a person at the end."""
    row = tables.leads[tables.leads["lead_id"] == lead]
    if row.empty:
        return _(ABSENT)
    left = tables.customers.loc[tables.customers["lead_id"] == lead, "left_at"]
    return _(GONE) if left.notna().any() else _(ENDS[row["status"].iloc[0]])


# Whom to look at


def people(first: Tables, second: Tables) -> dict[str, int]:
    """Choose people worth looking at.

    Parameters
    ----------
    first, second : Tables
        The same market each for itself and as one team, one run each.

    Returns
    -------
    dict of str to int
        What is special about a person (translated), to the number of the lead. Who is not found is left out.
    """
    one, other = (_fates(tables) for tables in (first, second))
    met = one[one["created_at"] >= first.start].join(other.add_suffix("_b"), how="left")
    bought, bought_b = met["status"] == "won", met["status_b"] == "won"
    gone, gone_b = met["gone"], met["gone_b"].eq(True)
    silent = met["first_touch_at"].isna()
    rules: tuple[tuple[str, pd.Series], ...] = (
        (N_("bought, and left within a year"), bought & gone & bought_b & ~gone_b),
        (N_("on two lists, called twice"), met["called_twice"] & bought),
        (N_("nobody called; as one team a customer"), silent & bought_b & ~gone_b),
        (N_("not ready yet"), (met["status"] == "not ready") & met["returned_at_b"].notna() & bought_b),
        (N_("a customer of both"), bought & ~gone & bought_b & ~gone_b),
        (N_("left as one team too"), bought_b & gone_b & bought & gone),
    )
    chosen: dict[str, int] = {}
    for words, rule in rules:
        found = met[rule & ~met.index.isin(list(chosen.values()))]
        if len(found):
            chosen[_("{firm}: {what}").format(firm=found["firm"].iloc[0], what=_(words))] = int(found.index[0])
    return chosen


def _fates(tables: Tables) -> pd.DataFrame:
    leads = tables.leads.set_index("lead_id")[
        ["created_at", "status", "firm", "called_twice", "first_touch_at", "returned_at"]
    ]
    gone = tables.customers.loc[tables.customers["left_at"].notna(), "lead_id"]
    return leads.assign(gone=leads.index.isin(gone))


# The picture


def picture(both: Mapping[str, Tables], lead: int) -> Picture:
    """Return one person's path under both plans as two columns, read from top to bottom."""
    columns = {name: merged(steps_of(tables, lead)) for name, tables in both.items()}
    ends = {name: end_of(tables, lead) for name, tables in both.items()}
    said = " ".join(_end_sentence(_(PLANS[name][0]), columns[name], ends[name]) for name in both)
    rows = tuple(
        {
            _("How they work"): _(PLANS[name][0]),
            _("When"): date(group[0].at.date()),
            _("Who"): who_words(group),
            _("What"): what_words(group),
        }
        for name, column in columns.items()
        for group in column
    )
    drawn = drawing(columns, ends, {name: _(PLANS[name][0]) for name in both})
    with matplotlib.rc_context(STYLE):
        svg = svg_of(drawn)
    return Picture(svg, said, rows, _("The same invented person under both ways of working."))


def _end_sentence(name: str, column: list[list[Step]], end: str) -> str:
    reps = len({step.person for group in column for step in group if step.person})
    if not reps:
        return _("{name}: nobody of ours ever spoke with this person; in the end: {end}.").format(name=name, end=end)
    met = ngettext("{n} of our reps was involved", "{n} of our reps were involved", reps).format(n=number(reps))
    return _("{name}: {met}; in the end: {end}.").format(name=name, met=met, end=end)


def who_words(group: list[Step], *, is_short: bool = False) -> str:
    """Return whose step it was, and which of our people did it; in short, only how many if they are many."""
    people = list(dict.fromkeys(step.person for step in group if step.person))
    reps = ", ".join(people)
    if is_short and len(people) > MOST_NAMES:
        reps = _("{n} of our reps").format(n=number(len(people)))
    who = _(WHO[group[0].who])
    if not reps:
        return who
    if group[0].who == "sales":
        return _("{who} ({reps})").format(who=who, reps=reps)
    return _("{who} (visited by {reps})").format(who=who, reps=reps)


def what_words(group: list[Step], *, is_short: bool = False) -> str:
    """Return what happened, and how often when it was repeated; in short, without the last day."""
    words = textwrap.shorten(group[0].words, MOST_LETTERS, placeholder=" …") if is_short else group[0].words
    if len(group) == 1:
        return words
    if is_short:
        return _("{words} ({n} times)").format(words=words, n=number(len(group)))
    return _("{words} ({n} times, until {last})").format(
        words=group[0].words, n=number(len(group)), last=date(group[-1].at.date())
    )


def drawing(columns: Mapping[str, list[list[Step]]], ends: Mapping[str, str], names: Mapping[str, str], *,
            width: float = 7.4, small: float = 7.5, is_short: bool = False) -> Figure:
    """Draw one person's path under two ways of working as two columns, read from top to bottom.

    Parameters
    ----------
    columns : mapping
        By way of working: what `merged` returns.
    ends : mapping
        By way of working: how it stands at the end, in words.
    names : mapping
        By way of working: its name, translated.
    width : float
        In inches.
    small : float
        Size in points of the lines with day and person.
    is_short : bool
        Whether long lines are shortened; see `who_words` and `what_words`.
    """
    most = max(1, *(len(column) for column in columns.values()))
    height = 0.95 + 0.36 * most
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(width, height))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, width), ylim=(height, 0))
        axes.axis("off")
        for place, (name, column) in enumerate(columns.items()):
            left = 0.18 + (width / 2 - 0.02) * place
            axes.text(left, 0.24, names[name], weight="bold", va="center", size=11)
            axes.text(left, 0.5, _("→ {end}").format(end=ends[name]), va="center", size=9, color=INK)
            if column:
                axes.plot([left + 0.08] * 2, [0.8, 0.8 + 0.36 * (len(column) - 1)], color=QUIET, linewidth=1, zorder=1)
            for row, group in enumerate(column):
                _draw_step(axes, left, 0.8 + 0.36 * row, group, small, is_short)
    return figure


def _draw_step(axes: matplotlib.axes.Axes, left: float, y: float, group: list[Step], small: float,
               is_short: bool) -> None:
    who = group[0].who
    axes.plot([left + 0.08], [y], MARKS[who], color=screen.PALETTE[who], markersize=8, zorder=2)
    above = f"{date(group[0].at.date())}  {who_words(group, is_short=is_short)}"
    axes.text(left + 0.26, y - 0.07, above, va="center", size=small, color=QUIET)
    axes.text(left + 0.26, y + 0.09, what_words(group, is_short=is_short), va="center", size=8.5)


def path(company: Company, *, seed: int = SEED, weeks: int = WEEKS) -> widgets.VBox:
    """Let the learner choose a person and see the path under both ways of working."""
    both = {
        name: early(simulate(company, plan, seed=seed, weeks=weeks).tables()) for name, (_words, plan) in PLANS.items()
    }
    chosen = people(both["siloed"], both["aligned"])
    place, shown = screen.html(), screen.html()
    if not chosen:
        return screen.box([screen.html(screen.notice("info", _("This run holds nobody with a story to tell.")))])
    who = widgets.Dropdown(options=list(chosen.items()))
    draw = _drawer(both, shown)
    who.observe(screen.guard(lambda change: draw(change["new"]), place), "value")
    screen.guard(draw, place)(who.value)
    help = _("What is said after the name is what happened while each team worked for itself.")
    many = screen.html(screen.paragraphs(leavers_sentence(both)))
    return screen.box([screen.labelled(who, _("Whose path?"), help), shown, many, place], "smkt-card")


def early(tables: Tables) -> Tables:
    """Keep the people of the first weeks only (and all customers), because a whole run takes much memory."""
    since = tables.leads["created_at"]
    leads = tables.leads[(since >= tables.start) & (since < tables.start + pd.Timedelta(weeks=EARLY))].copy()
    known = {name: getattr(tables, name) for name in ("activities", "deals")}
    kept = {name: table[table["lead_id"].isin(leads["lead_id"])].copy() for name, table in known.items()}
    kept |= {"leads": leads, "customers": tables.customers}
    return Tables(
        {name: partial(kept.get, name) for name in kept},
        start=tables.start,
        end=tables.end,
        replications=tables.replications,
        currency=tables.currency,
    )


def leavers_sentence(both: Mapping[str, Tables]) -> str:
    """Say how many of the customers won have left again, under each way of working."""
    counts = {}
    for name, tables in both.items():
        left = tables.customers.loc[tables.customers["since"] >= tables.start, "left_at"]
        counts |= {f"{name}_won": number(len(left)), f"{name}_left": number(left.notna().sum())}
    return _(
        "One path alone is luck. In these weeks, {siloed_left} of the {siloed_won} customers won left again while each "
        "team worked for itself, and {aligned_left} of {aligned_won} as one team."
    ).format(**counts)


def _drawer(both: Mapping[str, Tables], shown: widgets.HTML) -> Callable[[int], None]:
    def draw(lead: int) -> None:
        shown.value = picture(both, lead).html()

    return draw


def called_twice(company: Company, *, seed: int = SEED, replications: int = 3) -> widgets.VBox:
    """Say how many of the people called were on two lists and called twice, under each way of working."""
    share = {
        name: sum(_twice(company, plan, seed, run) for run in range(replications)) / replications
        for name, (_words, plan) in PLANS.items()
    }
    said = _(
        "In a quarter each for itself, {siloed} of every 100 people who were called were on two lists, so two of us "
        "called about the same thing. As one team it is {aligned}."
    ).format(**{name: number(100 * one) for name, one in share.items()})
    return screen.box([screen.html(screen.paragraphs(said))])


def _twice(company: Company, plan: Plan, seed: int, run: int) -> float:
    played = simulate(company, plan, seed=seed, first_replication=run, log=False)
    return float(scoreboard(played.tables(), ("called_twice",)).loc["called_twice", "value"])
