"""What the projector shows after the reveal: the scoreboard, the handoff, what was expected, and the swap."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape

from smkt_helpers.charts.funnel import OWNER_WORDS, STAGES, funnel_sentence
from smkt_helpers.company_file import company as company_named
from smkt_helpers.decisions import SEATS
from smkt_helpers.metrics import show
from smkt_helpers.screen import PALETTE
from smkt_helpers.words import N_, _, number
from smkt_helpers.workshop.facts import (
    MARKS,
    against_today,
    as_today,
    guesses,
    happened_sentence,
    lowest_party,
    middle_table,
    party_name,
    place_of,
    ranked,
    right_sentence,
    signed_thousands,
    swap_sentence,
    table_name,
    thousands,
)
from smkt_helpers.workshop.state import PREDICTIONS, Workshop

ROWS = 10  # tables on one page
FIGURE = ' class="smkt-figure"'
Pages = list[tuple[str, Callable[[], str]]]


def pages(now: Workshop, table: int | None = None) -> Pages:
    """Return the pages of a quarter that has been revealed: each page's name and what draws it."""
    result = now.results[now.round]
    made: Pages = []
    for part in parts_of(ranked(result), ROWS):
        made.append((_("Scoreboard"), lambda part=part: scoreboard(now, part)))
    made.append((_("The handoff"), lambda: handoff(now, table)))
    if guesses(now, [now.round]):
        made.append((_("What you expected"), lambda: expected(now)))
    if result.continued:
        known = sorted(result.continued)
        for part in parts_of(known, ROWS):
            made.append((_("Before and after the swap"), lambda part=part: swapped(now, part)))
    return made


def parts_of(items: Sequence[int], most: int) -> list[Sequence[int]]:
    """Return items in parts of nearly the same size, none larger than `most`."""
    count = max(1, math.ceil(len(items) / most))
    size = math.ceil(len(items) / count)
    return [items[start : start + size] for start in range(0, len(items), size)] or [items]


# Scoreboard


def scoreboard(now: Workshop, tables: Sequence[int]) -> str:
    """Return some tables of the quarter in play, with the marks below, and what happened."""
    result, currency = now.results[now.round], company_named(now.format.company).currency
    heads = (
        (_("Place"), ""),
        (_("Table"), ""),
        (_("Contribution"), FIGURE),
        (_("Won"), FIGURE),
        (_("Revenue"), FIGURE),
        (_("First call"), FIGURE),
        (_("Least content"), FIGURE),
    )
    rows = [
        f'<tr><td>{escape(place_of(result, table))}</td><th scope="row">{number(table)}</th>'
        f"{_of_table(now, table)}</tr>"
        for table in tables
    ]
    rows += [
        f'<tr class="smkt-mark"><th scope="row" colspan="2">{escape(_(MARKS[key]))}</th>{_figures(figures)}</tr>'
        for key, figures in result.marks.items()
        if key in MARKS
    ]
    said = [happened_sentence(now, now.round), against_today(result)]
    if now.part.kind == "practice":
        said.insert(0, _("This was practice; it does not count."))
    key = _("Money in thousand {currency}. First call: half waited longer. Points of 100.")
    return (
        f"<p>{escape(' '.join(said))}</p>"
        f"{_table(heads, rows)}<p>{escape(key.format(currency=currency))}</p>"
    )


def _table(heads: Sequence[tuple[str, str]], rows: Sequence[str], caption: str = "") -> str:
    head = "".join(f'<th scope="col"{kind}>{escape(name)}</th>' for name, kind in heads)
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _of_table(now: Workshop, table: int) -> str:
    """Return the figures of a table; whoever changed nothing has those of "As today", which stand below."""
    result = now.results[now.round]
    figures, today = result.tables[table], result.marks["today"]
    if not as_today(now, now.round, table) or figures["contribution"] != today["contribution"]:
        return _figures(figures)
    amount = escape(thousands(figures["contribution"]))
    return f'<td{FIGURE}>{amount}</td><td colspan="4">{escape(_("as today, nothing changed"))}</td>'


def _figures(figures: Mapping[str, float]) -> str:
    party, points = lowest_party(figures)
    waited = figures["speed_median"]
    cells = (
        thousands(figures["contribution"]),
        number(figures["wins"]),
        thousands(figures["revenue"]),
        _("nobody called") if math.isnan(waited) else show("speed_median", waited, ""),
        _("{party} {points}").format(party=party_name(party), points=number(points)) if party else "–",
    )
    return "".join(f"<td{FIGURE}>{escape(cell)}</td>" for cell in cells)


# The handoff


def handoff(now: Workshop, table: int | None = None) -> str:
    """Return the funnel of one table: who owns which stage, and what is lost where marketing hands over to sales."""
    result = now.results[now.round]
    chosen = table if table in result.tables else middle_table(result)
    figures, today = result.tables[chosen], result.marks["today"]
    known = [
        one[metric] for one in (figures, today) for metric, *_rest in STAGES if not math.isnan(one[metric])
    ]
    most = max(known, default=0) or 1
    rows = []
    for place, (metric, owner, name, _meaning) in enumerate(STAGES):
        if place == 2:
            rows.append(f'<tr class="smkt-handoff"><td colspan="5">{escape(_handoff_words(figures))}</td></tr>')
        first = place == 0 or STAGES[place - 1][1] != owner
        count = sum(other == owner for _m, other, *_rest in STAGES)
        label = f'<th scope="rowgroup" rowspan="{count}">{escape(_(OWNER_WORDS[owner]))}</th>' if first else ""
        value = figures[metric]
        width = 0 if math.isnan(value) else 100 * value / most
        bar = f'<span class="smkt-bar" style="width: {width:.1f}%; background: {PALETTE[owner]}"></span>'
        rows.append(
            f'<tr>{label}<th scope="row">{escape(_(name))}</th><td style="width: 45%">{bar}</td>'
            f"<td{FIGURE}><strong>{number(value)}</strong></td><td{FIGURE}>{number(today[metric])}</td></tr>"
        )
    if table in result.tables or len(result.tables) == 1:
        title = table_name(chosen)
    else:
        title = _("{table}, in the middle of the room").format(table=table_name(chosen))
    heads = ((_("Owner"), ""), (_("Stage"), ""), ("", ""), (_("People"), FIGURE), (_("As today"), FIGURE))
    return f"<h2>{escape(title)}</h2><p>{escape(funnel_sentence(figures))}</p>{_table(heads, rows)}"


def _handoff_words(figures: Mapping[str, float]) -> str:
    passed, taken = figures["mql"], figures["sal"]
    if math.isnan(passed) or math.isnan(taken):
        return _("The handoff")
    return _("The handoff: {passed} passed on, {taken} taken on").format(passed=number(passed), taken=number(taken))


# What was expected


def expected(now: Workshop) -> str:
    """Return how many predictions came true, seat by seat, and what came."""
    found = guesses(now, [now.round])
    lines = []
    for seat in SEATS:
        mine = [one for one in found if one.seat == seat]
        cells = [number(sum(one.answer == key for one in mine)) for key in PREDICTIONS]
        right = _("{right} of {n}").format(right=number(sum(one.right for one in mine)), n=number(len(mine)))
        lines.append((_(_EXPECTED_BY[seat]), *cells, right))
    came = list({one.table: one.came for one in found}.values())
    lines.append((_("Tables where it came so"), *(number(came.count(key)) for key in PREDICTIONS), ""))
    heads = (("", ""), *((_(words), FIGURE) for words in PREDICTIONS.values()), (_("Right"), FIGURE))
    rows = [
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td{FIGURE}>{escape(cell)}</td>" for cell in cells)}</tr>'
        for name, *cells in lines
    ]
    said = right_sentence(sum(one.right for one in found), len(found))
    rule = _("The question was what is left at your own table. “Clearly” means: by more than a tenth of the revenue.")
    return (
        f"<h2>{escape(said)}</h2>{_table(heads, rows)}<p>{escape(rule)}</p>"
    )


_EXPECTED_BY = {"marketing": N_("Expected by marketing"), "sales": N_("Expected by sales")}


# Before and after the swap


def swapped(now: Workshop, tables: Sequence[int]) -> str:
    """Return what tables made after the swap, and what they would have made going on as before, on the same market."""
    result, currency = now.results[now.round], company_named(now.format.company).currency
    pairs = {table: (result.continued[table]["contribution"], result.tables[table]["contribution"]) for table in tables}
    ends = [0.0, *(value for pair in pairs.values() for value in pair if not math.isnan(value))]
    low, high = min(ends), max(ends)
    rows = []
    for table, (before, after) in pairs.items():
        change = "–" if math.isnan(after - before) else signed_thousands(after - before)
        rows.append(
            f'<tr><th scope="row">{number(table)}</th><td{FIGURE}>{thousands(before)}</td>'
            f'<td style="width: 45%">{_strip(before, after, low, high)}</td><td{FIGURE}>{thousands(after)}</td>'
            f"<td{FIGURE}><strong>{change}</strong></td></tr>"
        )
    heads = ((_("Table"), ""), (_("As before"), FIGURE), ("", ""), (_("Now"), FIGURE), (_("Difference"), FIGURE))
    what = _("Contribution of this quarter, thousand {currency}").format(currency=currency)
    key = (
        f'<caption class="smkt-key">{escape(what)}. <span class="smkt-then"></span>{escape(_("as before the swap"))} '
        f'<span class="smkt-after"></span>{escape(_("now"))}</caption>'
    )
    return f"<p>{escape(swap_sentence(result, currency))}</p>{_table(heads, rows, key)}"


def _strip(before: float, after: float, low: float, high: float) -> str:
    """Return two marks on a line from `low` to `high`; the figures stand beside it, so it is not read out."""

    def at(value: float) -> float:
        return 3 + 94 * (value - low) / ((high - low) or 1)

    marks = [f'<span class="smkt-zero" style="left: {at(0):.1f}%"></span>']
    if not math.isnan(before) and not math.isnan(after):
        left, right = sorted((at(before), at(after)))
        marks.append(f'<span class="smkt-way" style="left: {left:.1f}%; width: {right - left:.1f}%"></span>')
    for value, kind in ((before, "smkt-then"), (after, "smkt-after")):
        if not math.isnan(value):
            marks.append(f'<span class="{kind}" style="left: {at(value):.1f}%"></span>')
    return f'<span class="smkt-strip" aria-hidden="true">{"".join(marks)}</span>'
