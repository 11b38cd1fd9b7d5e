"""Fit a company to somebody's tables, or to a handful of figures.

What people decide is read from the data first: threshold, attempts, handoff, whom sales calls first, how much time
there is. What is left is nature: how many come by which channel, how easily they are reached, qualify, buy and for
how much. Nature is then moved, in log odds, until the simulation shows the figures of the data. The same markets are
played each time, so that what changes is caused by what was moved; the result is judged in fresh markets.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from smkt_helpers import engine
from smkt_helpers.arguments import checked_call
from smkt_helpers.companies import LISTS, SECTIONS, Assumption, Company
from smkt_helpers.company_file import company as company_of
from smkt_helpers.crm import Tables
from smkt_helpers.errors import KitError
from smkt_helpers.fitting import numbers
from smkt_helpers.fitting.facts import Facts, facts_of, one_name, renamed
from smkt_helpers.fitting.figures import Known, figures, known_of
from smkt_helpers.fitting.levers import Usual, at_bounds, bounds, tuned, with_intervals
from smkt_helpers.fitting.report import Fit, FitReport, label_of, show_value, targets_table
from smkt_helpers.fitting.search import HANDOFF, searched
from smkt_helpers.fitting.start import Draft, Mark, started, value_of
from smkt_helpers.fitting.targets import LATER, LEADS, RENEWED, USED, Target, from_counts
from smkt_helpers.history import simulate
from smkt_helpers.records import WARMUP
from smkt_helpers.words import _, ngettext, number

Progress = Callable[[int, int], None]
SEED, CHECK_SEED = 4_100_017, 4_200_023  # the markets of the search, and the fresh ones in which it is judged
MOST_LEADS = 12_000  # of somebody's data; more say no more, and take longer
MOST_WEEKS = 52
LEAST_LEADS, LEAST_WEEKS = 50, 8
PEOPLE = 60_000  # people who could be met, in the markets of one try
MOST_MARKETS = 6
FIRST, SECOND, LAST = 4, 8, 4  # rounds
PASSES = 3


@dataclass(frozen=True)
class Task:
    """What is to be fitted: the template, what is known directly, and the figures to reproduce."""

    template: Company
    facts: Facts
    known: Known
    targets: tuple[Target, ...]
    notes: tuple[str, ...] = ()
    usual: Usual = field(default_factory=dict)


def fit(
    tables: Tables | None = None,
    *,
    leads_per_month: float | None = None,
    mql_share: float | None = None,
    mql_to_sql: float | None = None,
    win_rate: float | None = None,
    deal_value: float | None = None,
    reps: int | None = None,
    response_hours: float | None = None,
    like: str | Path | Company = "irrigation",
    currency: str = "",
    marketers: int | None = None,
    spend_per_month: float | None = None,
    name: str = "",
    progress: Progress | None = None,
) -> Fit:
    """Fit a company to CRM tables, or to a handful of figures.

    Parameters
    ----------
    tables : Tables, optional
        The CRM tables of a company. Beside them only `reps`, `marketers` and `spend_per_month` may be given, where
        the tables lack them.
    leads_per_month : float, optional
        People who ask for something in a month.
    mql_share, mql_to_sql, win_rate : float, optional
        Shares from 0 to 1: of the leads those passed to sales, of these those with a real need, of the offers decided
        those won.
    deal_value : float, optional
        What an offer is worth on average, before discount.
    reps : int, optional
        People who sell.
    response_hours : float, optional
        Hours from an enquiry to the first call; half wait longer.
    like : str, Path or Company
        The company that lends everything that the figures do not tell.
    currency : str
        Code of the currency, for example "EUR"; that of the tables or of the template without it.
    marketers : int, optional
        People in marketing.
    spend_per_month : float, optional
        What marketing spends in a month, without salaries.
    name : str
        What the fitted company is called.
    progress : function, optional
        Called with how many steps are done, and how many there are at most.

    Returns
    -------
    Fit

    Raises
    ------
    KitError
        A sentence for each figure that is missing or impossible, all at once; or why the tables are too few.
    """
    checked_call("progress", progress)
    template = like if isinstance(like, Company) else company_of(like)
    if currency and not re.fullmatch("[A-Z]{3}", str(currency)):
        raise KitError(
            _("currency is a code of three capital letters such as EUR, not {value!r}.").format(value=currency)
        )
    given = dict(
        leads_per_month=leads_per_month,
        mql_share=mql_share,
        mql_to_sql=mql_to_sql,
        win_rate=win_rate,
        deal_value=deal_value,
        reps=reps,
        response_hours=response_hours,
        marketers=marketers,
        spend_per_month=spend_per_month,
    )
    if tables is None:
        found = numbers.checked(given, numbers.NEEDED)
        task = Task(
            template,
            numbers.facts_from(found, template, currency),
            numbers.known_from(),
            tuple(numbers.targets_from(found, template)),
        )
    else:
        task = _task_of(tables, given, template, currency)
    return _fitted(task, name or _("Your company"), progress)


def _task_of(tables: Tables, given: dict[str, Any], template: Company, currency: str) -> Task:
    if not isinstance(tables, Tables):
        raise KitError(
            _("A company is fitted to CRM tables, for example history.tables(), not to {kind}.").format(
                kind=type(tables).__name__
            )
        )
    beside = ("reps", "marketers", "spend_per_month")
    twice = [one for one, value in given.items() if value is not None and one not in beside]
    if twice:
        raise KitError(
            _("The tables already tell {names}; give the tables or these figures, not both.").format(
                names=", ".join(twice)
            )
        )
    extra = numbers.checked({one: given[one] for one in beside}, ())
    known = known_of(tables, MOST_LEADS, MOST_WEEKS)
    if known.weeks < LEAST_WEEKS:
        raise KitError(
            ngettext(
                "The data cover {weeks} whole week; a fit needs at least {least}.",
                "The data cover {weeks} whole weeks; a fit needs at least {least}.",
                known.weeks,
            ).format(weeks=number(known.weeks), least=number(LEAST_WEEKS))
        )
    tables = renamed(tables, one_name(tables, known))
    counts = figures(tables, known, bounds=True)
    leads = float(counts["lead"].sum())
    if leads < LEAST_LEADS:
        raise KitError(
            ngettext(
                "The data hold {leads} lead in the last {weeks} weeks; a fit needs at least {least}.",
                "The data hold {leads} leads in the last {weeks} weeks; a fit needs at least {least}.",
                int(leads),
            ).format(leads=number(leads), weeks=number(known.weeks), least=number(LEAST_LEADS))
        )
    facts = facts_of(tables, known, template.calendar, counts)
    facts = replace(
        facts,
        reps=int(extra.get("reps", facts.reps)),
        marketers=int(extra.get("marketers", facts.marketers)),
        spend=extra["spend_per_month"] * 12 / 52 if "spend_per_month" in extra else facts.spend,
        currency=currency or facts.currency,
    )
    if not 1 <= facts.reps <= numbers.MOST_PEOPLE:
        raise KitError(
            _("The data name {reps} reps; say how many people sell, for example reps=4 (1 to {most}).").format(
                reps=number(facts.reps), most=number(numbers.MOST_PEOPLE)
            )
        )
    groups = [(one.share, one.median, one.sigma) for one in facts.groups]
    notes = [
        _("The last {weeks} weeks of the data were used.").format(weeks=number(known.weeks)),
        _(
            "A figure that rests on few cases is off by chance. So the simulated figures may lie a little, never much, "
            "towards {company}, from which the fit began."
        ).format(company=template.name),
    ]
    # Figures that somebody knows by heart are taken at their word; figures counted in tables are off by chance.
    usual = {one.path: one for one in template.assumptions}
    return Task(template, facts, known, tuple(from_counts(counts, known, groups)), tuple(notes), usual)


def _fitted(task: Task, name: str, progress: Progress | None) -> Fit:
    draft = started(task.template, task.facts, name)
    facts = frozenset(path for path, mark in draft.marks.items() if mark.kind == "fact")
    if "mql" not in task.known.stages:
        everybody = Mark("assumed", _("the data do not say who is passed to sales: all are"))
        draft = draft.set({"today.threshold": 0.0}, everybody)
    told = _Steps(progress, FIRST + SECOND + LAST + 5 * (PASSES + 1) + 2)
    play = _player(task, draft.company, SEED, PEOPLE)
    draft = tuned(draft, _first(task.targets), facts, play, FIRST, told, task.usual)
    draft = searched(draft, task.targets, facts, play, PASSES, told, task.template)
    draft = tuned(draft, task.targets, facts, play, SECOND, told, task.usual)
    draft = searched(draft, task.targets, facts | {HANDOFF}, play, 1, told, task.template)
    many = _player(task, draft.company, SEED, 2 * PEOPLE, 2 * MOST_MARKETS)
    draft = tuned(draft, task.targets, facts, many, LAST, told, task.usual)
    draft = with_intervals(_expected(draft, task.facts), task.targets, facts)
    fresh = _player(task, draft.company, CHECK_SEED, 2 * PEOPLE)(draft.company)
    told.end()
    company = dataclasses.replace(draft.company, assumptions=_assumptions(draft, task.template))
    table, shown = targets_table(task.targets, fresh)
    moved = _moved(draft, task.template)
    notes = (*task.notes, *_notes(draft, at_bounds(draft, task.targets, facts), table))
    return Fit(company, company.today, FitReport(table, moved, _unknown(task), notes, shown))


def _first(targets: Sequence[Target]) -> list[Target]:
    """Return all targets but the hours used: these mean little before the leads are as many as in the data."""
    return [target for target in targets if target.id != USED]


class _Steps:
    """Tells a caller how far the work is."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def __call__(self) -> None:
        self.done = min(self.done + 1, self.total - 1)
        if self.progress is not None:
            self.progress(self.done, self.total)

    def end(self) -> None:
        if self.progress is not None:
            self.progress(self.total, self.total)


def _player(
    task: Task, company: Company, seed: int, people: int, most: int = MOST_MARKETS
) -> Callable[[Company], pd.DataFrame]:
    """Return a function that plays a company in some markets and counts the figures."""
    known = replace(task.known, since=0.0)
    each = engine.people_in(company, WARMUP + known.weeks)
    markets = max(2, min(most, people // each))

    def play(one: Company) -> pd.DataFrame:
        history = simulate(one, one.today, seed=seed, weeks=known.weeks, replications=markets, log=False)
        return figures(history.tables(), known)

    return play


def _expected(draft: Draft, facts: Facts) -> Draft:
    """Return the draft whose targets of a usual week are those of the data."""
    values = {"targets.mqls": facts.mqls, "targets.revenue": facts.revenue}
    known = {path: value for path, value in values.items() if value > 0}
    return draft.set(known, Mark("fitted", _("what a week brought in the data")))


def _assumptions(draft: Draft, template: Company) -> tuple[Assumption, ...]:
    """Return every number of the fitted company with where it comes from."""
    old = {one.path: one for one in template.assumptions}
    found = []
    for section, cls in {**SECTIONS, **LISTS}.items():
        rows = getattr(draft.company, section)
        for row in rows if section in LISTS else (rows,):
            for one in dataclasses.fields(cls):
                if one.metadata:
                    path = f"{section}.{row.id}.{one.name}" if section in LISTS else f"{section}.{one.name}"
                    found.append(_assumption(draft, path, getattr(row, one.name), one.metadata, old, template.name))
    return tuple(found)


def _assumption(draft: Draft, path: str, value: Any, meta: Any, old: dict[str, Assumption], like: str) -> Assumption:
    mark = draft.marks.get(path)
    note = old.get(path)
    common = dict(path=path, value=value, unit=meta["unit"], help=meta["help"])
    if mark is None or mark.kind == "assumed":
        why = mark.why if mark else _("taken over from {company}").format(company=like)
        if mark is None and note is not None:
            basis = "evidence" if note.basis == "evidence" else "choice"
            return Assumption(basis=basis, why=f"{why}: {note.why}", low=note.low, high=note.high, **common)
        return Assumption(basis="choice", why=why, low=None, high=None, **common)
    if mark.kind == "fact":
        return Assumption(basis="fact", why=mark.why, low=None, high=None, **common)
    low, high = mark.low, mark.high
    return Assumption(basis="fitted", why=mark.why, low=low, high=high, **common)


def _moved(draft: Draft, template: Company) -> pd.DataFrame:
    rows = {}
    for path, mark in sorted(draft.marks.items(), key=lambda pair: ("fact", "fitted", "assumed").index(pair[1].kind)):
        try:
            before = value_of(template, path)
        except StopIteration:
            before = None
        after = value_of(draft.company, path)
        if mark.kind == "assumed" and before == after:
            continue
        rows[path] = (
            label_of(draft.company, path),
            "–" if before is None else show_value(path, before),
            show_value(path, after),
            mark.kind,
            mark.why,
        )
    columns = ["what", "before", "after", "kind", "why"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("path")


def _notes(draft: Draft, stopped: Sequence[str], table: pd.DataFrame) -> list[str]:
    found = []
    for path in stopped:
        low, high = bounds(draft.company, path)
        value = value_of(draft.company, path)
        found.append(
            _("{what} could not be moved beyond {value}, its last possible value (from {low} to {high}).").format(
                what=label_of(draft.company, path),
                value=show_value(path, value),
                low=show_value(path, low),
                high=show_value(path, high),
            )
        )
    outside = table.loc[~table["inside"], "name"]
    if len(outside):
        found.append(
            _("These figures of the fitted company lie outside the interval of the data: {names}.").format(
                names="; ".join(outside)
            )
        )
    return found


def _ready(task: Task) -> str:
    if any(target.id == LATER for target in task.targets):
        return _("How long people take who are not ready to buy yet: as in the template.")
    if "reached" in task.known.stages:
        return _("How many people are ready to buy when they ask, and how long the others take: as in the template.")
    return _("How many are ready to buy, are reached, or qualify: these were moved together, each a little.")


def _unknown(task: Task) -> tuple[str, ...]:
    """Return what the data could not tell, a sentence each."""
    known, ids = task.known, {target.id for target in task.targets}
    found = [
        _ready(task),
        _("How many people can be reached at all, as against being reached at the right moment."),
        _("How strongly a late call hurts: it is taken from published figures, not from your data."),
        _("How far reps trust marketing's leads, and what makes that trust grow."),
        _("How well the company's name is known, and what money for it brings."),
        _("How well fit and interest are told from the score, and how they differ between the channels."),
    ]
    if RENEWED not in ids:
        found.append(_("Whether customers stay: the data hold too few renewals, or none."))
    if "recommended" not in ids and LEADS in ids and task.facts.channels:
        found.append(_("Whether customers recommend the company: no lead is marked so, so nobody is simulated to."))
    if "prospects" not in ids and task.facts.channels:
        found.append(_("Whether sales finds people itself: no lead is marked so, so nobody is simulated to do it."))
    if not task.facts.spend:
        found.append(_("What marketing spends: assumed so that a lead costs as much as in the template."))
    if not task.facts.marketers:
        found.append(_("How many people work in marketing: as many as in the template."))
    if not task.facts.prices.rep_hour:
        found.append(_("What an hour of work costs: as in the template."))
    if USED not in ids:
        found.append(_("How busy the reps are: their time for leads follows from how soon they call."))
    if "discount_limit" not in task.facts.decisions:
        found.append(_("How much discount is given: as in the template."))
    if "mql->looked" not in ids:
        found.append(_("How many leads nobody ever looks at, as against those that sales turns away."))
    if not any(id.startswith("wait") for id in ids):
        found.append(_("How soon people are called: the plan of today is the template's."))
    if "given_up" not in ids and ("leads", "touches") not in known:
        found.append(_("How often reps try to reach one person: as in the template."))
    return tuple(found)

