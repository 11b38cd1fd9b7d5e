"""The engine: which potential outcomes come true under a plan.

Here a market and a plan are put into the form of the loop (kernel.py), played, in parallel where that helps, and
what it leaves behind is brought into order.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from smkt_helpers import market as _market
from smkt_helpers.companies import Company
from smkt_helpers.entries import columns_of, could_meet, entries_of
from smkt_helpers.events import Override, Shock
from smkt_helpers.kernel import HELPERS, NOT_YET, Log, Outcomes, Own, Renewals, Weeks, play
from smkt_helpers.market import MEETINGS, TOUCHES, Market
from smkt_helpers.plan import Plan
from smkt_helpers.rules import Rules, rules_of
from smkt_helpers.weekly import Weekly, plans_by_week, weekly_of


@functools.lru_cache(maxsize=1)
def compiled():
    """Return `play` compiled by Numba, or None when Numba is not installed."""
    try:
        import numba
        from numba.extending import register_jitable
    except ImportError:
        return None
    for helper in HELPERS:
        register_jitable(helper)
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy")(play)
    except RuntimeError:  # a read-only installation has no place for the cache
        return numba.njit(nogil=True, error_model="numpy")(play)


def warm(company: Company) -> bool:
    """Compile the engine, so that nobody waits for it later; return whether Numba is there."""
    if compiled() is None:
        return False
    run(company, ((0, company.today),), seed=1, warmup=0, weeks=1, replications=[0])
    return True


def _blank(kind: type[NamedTuple], n: int, whole: set[str], switch: set[str], zero: set[str]) -> dict[str, np.ndarray]:
    arrays = {}
    for name in kind._fields:
        if name in whole:
            arrays[name] = np.zeros(n, dtype=np.int64)
        elif name in switch:
            arrays[name] = np.zeros(n, dtype=np.bool_)
        else:
            arrays[name] = np.zeros(n) if name in zero else np.full(n, NOT_YET)
    return arrays


def _empty_outcomes(n: int) -> Outcomes:
    whole = {"state", "source", "reason", "touches", "renewals", "met", "rep"}
    switch = {"twice", "told", "message"}
    blank = _blank(Outcomes, n, whole, switch, {"score", "discount", "gap", "waited"})
    blank["rep"] -= 1
    return Outcomes(**blank)


def _empty_log(rows: int) -> Log:
    whole = {"count", "lead", "kind", "rep", "outcome"}
    return Log(
        **{
            name: np.empty(1 if name == "count" else rows, dtype=np.int64 if name in whole else np.float64)
            for name in Log._fields
        }
    )


def _empty_renewals(rows: int) -> Renewals:
    return Renewals(
        count=np.zeros(1, dtype=np.int64),
        lead=np.empty(rows, dtype=np.int64),
        time=np.empty(rows),
        paid=np.empty(rows, dtype=np.bool_),
    )


def _empty_weeks(weeks: int) -> Weeks:
    return Weeks(**_blank(Weeks, weeks, set(), {"throttled"}, set(Weeks._fields)))


def own_of(overrides: Mapping[int, Override], index: np.ndarray) -> Own:
    """Return a person's decisions for the leads at `index`; empty arrays when there are none."""
    size = len(index) if overrides else 0
    own = Own(np.full(size, NOT_YET), np.full(size, -1, dtype=np.int64), np.full(size, NOT_YET))
    for row in np.flatnonzero(np.isin(index, list(overrides))) if overrides else ():
        override = overrides[int(index[row])]
        if override.rank is not None:
            own.rank[row] = override.rank
        if override.accept is not None:
            own.accept[row] = override.accept
        if override.score is not None:
            own.score[row] = override.score
    return own


def _listed(group: NamedTuple) -> NamedTuple:
    return type(group)(*(value.tolist() if isinstance(value, np.ndarray) else value for value in group))


class Result(NamedTuple):
    """What the loop leaves behind."""

    outcomes: Outcomes
    log: Log
    renewals: Renewals
    weeks: Weeks


def play_market(
    company: Company,
    rules: Rules,
    weekly: Weekly,
    market: Market,
    overrides: Mapping[int, Override] | None = None,
    *,
    log: bool = True,
    use_compiled: bool = True,
) -> Result:
    """Play one replication and return outcomes per potential lead, the log, the renewals and the weeks."""
    columns = columns_of(market, weekly, company)
    met = could_meet(market, columns, weekly, company)
    own = own_of(overrides or {}, met)
    done = play_met(rules, weekly, chosen(market, met), columns[met], own, log=log, use_compiled=use_compiled)
    return done._replace(
        outcomes=_spread(done.outcomes, met, len(market.arrives)),
        log=done.log._replace(lead=met[done.log.lead]),
        renewals=done.renewals._replace(lead=met[done.renewals.lead]),
    )


def play_met(
    rules: Rules,
    weekly: Weekly,
    market: Market,
    columns: np.ndarray,
    own: Own,
    *,
    log: bool = True,
    use_compiled: bool = True,
) -> Result:
    """Do what `play_market` does, for a market of those who could be met (see `could_meet` and `chosen`)."""
    entries = entries_of(market, columns, rules, weekly)
    n = len(columns)
    out = _empty_outcomes(n)
    terms = 1 + int(rules.weeks * _market.WEEK // rules.keep_minutes)
    attempts = min(TOUCHES, 2 * int(weekly.touches.max()))
    book = _empty_log(n * (attempts + MEETINGS + 4) + n * terms if log else 0)
    renewals = _empty_renewals(n * terms)
    weeks = _empty_weeks(rules.weeks)
    kernel = compiled() if use_compiled else None
    if kernel is not None:
        kernel(rules, weekly, entries, market, own, out, book, renewals, weeks)
    else:
        # What the loop reads again and again is faster as a list; the rest may stay an array.
        kept = out._replace(**{name: getattr(out, name).tolist() for name in READ_BACK})
        plain_rules = _listed(rules._replace(decay=None))._replace(decay=rules.decay)
        often = market._replace(**{name: getattr(market, name).tolist() for name in READ_OFTEN})
        play(plain_rules, _listed(weekly), _listed(entries), often, own, kept, book, renewals, weeks)
        out = kept._replace(
            **{name: np.array(getattr(kept, name), dtype=getattr(out, name).dtype) for name in READ_BACK}
        )
    on_list = ~np.isnan(out.mql) & np.isnan(out.handed) & ~(entries.leaks & np.isnan(out.returned))
    handed = (
        entries.visible + rules.shift[np.minimum(entries.visible // rules.day, len(rules.shift) - 1).astype(np.int64)]
    )
    out = out._replace(twice=entries.twice & ~np.isnan(out.mql), handed=np.where(on_list, handed, out.handed))
    return Result(out, _cut(book), _cut(renewals), weeks)


READ_BACK = ("state", "source", "score", "first", "touches", "message", "looked", "talked", "returned")
READ_OFTEN = (
    "arrives",
    "arrives_work",
    "spend",
    "signal",
    "score_noise",
    "effort",
    "friend",
    "refer",
    "prospect",
    "level",
    "message",
    "nurture",
    "luck",
)


def _spread(out: Outcomes, index: np.ndarray, n: int) -> Outcomes:
    """Return outcomes of the leads at `index` as outcomes of all `n` potential leads."""
    wide = _empty_outcomes(n)
    for column, values in zip(wide, out, strict=True):
        column[index] = values
    return wide


def _cut(book: Log | Renewals) -> Any:
    rows = int(book.count[0])
    return type(book)(book.count, *(column[:rows].copy() for column in book[1:]))


KEPT_PEOPLE = 480_000  # potential leads whose draws are kept, some 150 MB
KEPT_DRAWS = 24


def people_in(company: Company, weeks: int) -> int:
    """Return about how many potential leads a run of so many weeks has."""
    return max(1, int(weeks * sum(channel.potential for channel in company.channels)))


def _draw(company: Company, seed: int, replication: int, weeks: int) -> tuple[Market, _market.Traits]:
    return _market.draw(company, seed, replication, weeks)


# Some markets are kept, so that moving a slider draws nothing anew; of large ones fewer, for the memory.
_KEPT = {size: functools.lru_cache(size)(_draw) for size in (KEPT_DRAWS, 6, 2)}


def kept_draws(company: Company, weeks: int) -> int:
    """Return how many markets of a run of so many weeks are kept."""
    people = people_in(company, weeks)
    return next((size for size in _KEPT if size * people <= KEPT_PEOPLE), min(_KEPT))


class Played(NamedTuple):
    """One replication after the run: only the leads that were met."""

    replication: int
    index: np.ndarray  # position among the potential leads
    arrives: np.ndarray  # calendar minute of the run
    traits: _market.Traits
    outcomes: Outcomes
    log: Log  # log.lead counts within the met leads
    renewals: Renewals  # so does renewals.lead
    weeks: Weeks


def chosen(market: Market, index: np.ndarray) -> Market:
    """Return the market of the leads at `index` only."""
    wide = {"contact": TOUCHES, "gaps": MEETINGS}
    parts = {}
    for name, values in market._asdict().items():
        if name in wide:
            parts[name] = values.reshape(-1, wide[name]).take(index, axis=0).ravel()
        else:
            parts[name] = values if name == "luck" else values.take(index)
    return Market(**parts | {"friend": _market.rows_of(parts["friend"], index, len(market.friend))})


def _one(
    company: Company,
    seed: int,
    replication: int,
    rules: Rules,
    weekly: Weekly,
    overrides: Mapping[int, Override],
    log: bool,
    use_compiled: bool,
    keep_draws: bool,
) -> Played:
    if keep_draws:
        kept = _KEPT[kept_draws(company, rules.weeks)]
        everybody, traits = kept(company, seed, replication, rules.weeks)
        columns = columns_of(everybody, weekly, company)
        index = could_meet(everybody, columns, weekly, company)
        market = chosen(everybody, index)
        traits = _market.Traits(*(values[index] for values in traits))
    else:
        everybody = _market.people(company, seed, replication, rules.weeks)
        columns = columns_of(everybody, weekly, company)
        index = could_meet(everybody, columns, weekly, company)
        attempts = min(TOUCHES, 2 * int(weekly.touches.max()))
        market, traits = _market.draw_some(company, seed, replication, everybody, index, attempts)
    done = play_met(rules, weekly, market, columns[index], own_of(overrides, index), log=log, use_compiled=use_compiled)
    return _met_only(Played(replication, index, market.arrives, traits, *done))


def _met_only(played: Played) -> Played:
    """Leave out those who might have been met and were not."""
    met = np.flatnonzero(played.outcomes.state > 0)
    if len(met) == len(played.index):
        return played
    row = np.empty(len(played.index), dtype=np.int64)
    row[met] = np.arange(len(met))
    return played._replace(
        index=played.index[met],
        arrives=played.arrives[met],
        traits=type(played.traits)(*(values[met] for values in played.traits)),
        outcomes=Outcomes(*(values[met] for values in played.outcomes)),
        log=played.log._replace(lead=row[played.log.lead]),
        renewals=played.renewals._replace(lead=row[played.renewals.lead]),
    )


def each(work: Callable[[Any], Any], items: Iterable[Any], use_compiled: bool = True) -> list[Any]:
    """Return `work(item)` for every item; on all cores when the engine is compiled, which lets go of Python's lock."""
    items = list(items)
    if len(items) < 2 or not use_compiled or compiled() is None:
        return [work(item) for item in items]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return list(pool.map(work, items))


def run(
    company: Company,
    steps: Sequence[tuple[int, Plan]],
    *,
    seed: int,
    warmup: int,
    weeks: int,
    replications: Iterable[int],
    shocks: Sequence[Shock] = (),
    overrides: Mapping[int, Override] | None = None,
    programs: Sequence[str] = (),
    log: bool = True,
    use_compiled: bool = True,
) -> list[Played]:
    """Play the markets numbered `replications` under the plans of `steps` and return one `Played` each."""
    rules = rules_of(company, warmup + weeks, programs)
    weekly = weekly_of(company, plans_by_week(company, steps, warmup, weeks), shocks, warmup)
    replications = list(replications)
    # Of many markets only those who are met are worked out.
    keep_draws = len(replications) <= kept_draws(company, rules.weeks)
    return each(
        lambda number: _one(company, seed, number, rules, weekly, overrides or {}, log, use_compiled, keep_draws),
        replications,
        use_compiled,
    )
