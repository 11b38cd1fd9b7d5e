"""People by the month in which they enquired, followed equally long, and marked where they are too young to judge."""

from __future__ import annotations

import pandas as pd

from smkt_helpers.counting import WEEK, view_of
from smkt_helpers.crm import Tables
from smkt_helpers.errors import KitError
from smkt_helpers.measures import STAGE_TIMES, stage_kept
from smkt_helpers.metrics import metric
from smkt_helpers.words import _, date, ngettext, number, percent

# Of so few, luck alone moves a share of one half by 18 points up or down (95 of 100 times); with fewer it is more, and
# a share says next to nothing. Everything that judges the size of an import's figures asks this one number.
LEAST = 30
BY = {"month": "M", "week": "W-SUN", "quarter": "Q"}
# The share of each stage is followed as long as the metric that leads to it.
FOLLOWED = {"mql": "lead_to_mql", "sal": "mql_to_sal", "sql": "sal_to_sql", "won": "lead_to_won"}


def cohorts(tables: Tables, by: str = "month") -> pd.DataFrame:
    """Count how far people got, by when they enquired.

    Parameters
    ----------
    tables : Tables
        Of one run, as an import gives them.
    by : {"month", "week", "quarter"}

    Returns
    -------
    pandas.DataFrame
        Indexed by `cohort` (its first day), with `leads`, the shares `mql`, `sal`, `sql` and `won` of the leads that
        got there within the weeks of the metric of that stage (NaN where the data do not tell, or nobody could be
        followed so long yet), for each of these shares the people it is a share of (`mql of` and so on), `mature`
        (everybody could be followed for all stages) and `sentence`.

    Raises
    ------
    KitError
        If `by` is unknown, or the tables hold several runs.
    """
    if by not in BY:
        raise KitError(_("by must be one of {known}, not {by!r}.").format(known=", ".join(BY), by=by))
    if tables.replications != 1:
        raise KitError(_("Cohorts are counted for one run; these tables hold {n}.").format(n=tables.replications))
    view = view_of(tables)
    created = tables.column("leads", "created_at")
    inside = view.within("leads", "created_at") & view.asked()
    period = created[inside].dt.to_period(BY[by])
    seconds = view.times("leads", "created_at")[inside]
    board = pd.DataFrame({"leads": period.value_counts().sort_index()})
    waited = {}
    for stage, id in FOLLOWED.items():
        weeks = metric(id).follow_weeks
        when = view.won_at() if stage == "won" else view.times("leads", STAGE_TIMES[stage])
        there = pd.Series((when[inside] <= seconds + weeks * WEEK), index=period.index)
        old_enough = pd.Series(seconds + weeks * WEEK <= view.end, index=period.index)
        waited[stage] = old_enough.groupby(period).all()
        share = there[old_enough].groupby(period[old_enough]).mean().reindex(board.index)
        board[stage] = share if stage_kept(view, stage)[0] else float("nan")
        board[f"{stage} of"] = old_enough.groupby(period).sum().reindex(board.index)
    board["mature"] = pd.DataFrame(waited).all(axis=1).reindex(board.index).astype(bool)
    longest = max(metric(id).follow_weeks for id in FOLLOWED.values())
    board["sentence"] = [_sentence(row.leads, row.mature, longest) for row in board.itertuples()]
    board.index = pd.Index([one.start_time for one in board.index], name="cohort")
    return board


def _sentence(leads: int, mature: bool, weeks: int) -> str:
    if not mature:
        said = ngettext(
            "{n} lead; too young to judge, because it takes {weeks} weeks to see what became of it.",
            "{n} leads; too young to judge, because it takes {weeks} weeks to see what became of them all.",
            leads,
        )
    elif leads < LEAST:
        said = ngettext(
            "{n} lead: too few to judge; with fewer than {least}, luck decides.",
            "{n} leads: too few to judge; with fewer than {least}, luck decides.",
            leads,
        )
    else:
        said = ngettext("{n} lead, followed for {weeks} weeks.", "{n} leads, each followed for {weeks} weeks.", leads)
    return said.format(n=number(leads), weeks=number(weeks), least=number(LEAST))


def cohort_rows(board: pd.DataFrame) -> list[dict[str, str]]:
    """Return cohorts as a person reads them, one row each, for a small table.

    A share of fewer than `LEAST` people is shown as two counts: "2 of 3" invites no comparison, 67% does.
    """
    return [
        {
            _("Enquired from"): date(first.date()),
            _("Leads"): number(row["leads"]),
            _("MQL"): _part(row, "mql"),
            _("SAL"): _part(row, "sal"),
            _("SQL"): _part(row, "sql"),
            _("Won"): _part(row, "won"),
            _("How to read it"): row["sentence"],
        }
        for first, row in board.iterrows()
    ]


def _part(row: pd.Series, stage: str) -> str:
    share, whole = row[stage], row[f"{stage} of"]
    if pd.isna(share) or whole >= LEAST:
        return percent(share)
    return _("{part} of {whole}").format(part=number(round(share * whole)), whole=number(whole))


def outside(tables: Tables) -> str:
    """Return what the files hold on days that do not count: leads, and deals won; "" if nothing.

    Without it somebody misses a month in the table of cohorts, and nothing says where it went.
    """
    view = view_of(tables)
    leads = int((view.asked() & view.filled("leads", "created_at") & ~view.within("leads", "created_at")).sum())
    won = view.reads("deals", "stage", "won") & view.filled("deals", "closed_at") & ~view.within("deals", "closed_at")
    deals = int(won.sum())
    found = []
    if leads:
        found.append(ngettext("{n} more lead", "{n} more leads", leads).format(n=number(leads)))
    if deals:
        found.append(ngettext("{n} more deal won", "{n} more deals won", deals).format(n=number(deals)))
    if not found:
        return ""
    said = _("Not counted, because they lie before {start} or after {last}: {found}.")
    last = tables.end - pd.Timedelta(seconds=1)
    return said.format(start=date(tables.start.date()), last=date(last.date()), found=", ".join(found))
